"""Imported once, by the process that all sides are copied from: TensorFlow's import takes seconds, a copy none.

Nothing is computed here: TensorFlow's threads, which a copy would lack, start with its first operation.
"""

import importlib
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from course_utils import defaults, machine

defaults.prepare()
with machine.quiet_stderr():
    for name in ("tensorflow", "keras", "scipy.linalg", "scipy.optimize", "skimage.metrics"):
        importlib.import_module(name)
