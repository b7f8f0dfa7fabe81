"""Stands in for Colab's own package: the course looks for its name, and asks it for the open notebook."""

import sys

from IPython import get_ipython


def pip(line):
    """`%pip` as Colab has it: it runs pip and adds no remark about restarting the kernel."""
    get_ipython().system(f"{sys.executable} -m pip {line}")


if get_ipython():
    get_ipython().register_magic_function(pip, "line", "pip")
