"""How nbval runs the notebooks: student editions in `smoke`, complete editions in `quick`."""

import os

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Before nbval starts a notebook's kernel, which inherits these variables."""
    if item.path.suffix == ".ipynb":
        complete = "solutions" in item.path.parts
        os.environ["COURSE_PROFILE"] = "quick" if complete else "smoke"
        os.environ["COURSE_STATIC"] = "1" if complete else "0"  # stored outputs were made that way
