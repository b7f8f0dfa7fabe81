"""Whose computer runs the notebook: Colab's, Kaggle's, or one that we know nothing about."""

from __future__ import annotations  # the doctor speaks under older Pythons, too

import os
import sys
import tempfile
from pathlib import Path


def on_kaggle() -> bool:
    """True in a notebook on Kaggle, open or run as a whole ("Save Version")."""
    return "KAGGLE_KERNEL_RUN_TYPE" in os.environ


def on_colab() -> bool:
    """True in a notebook that Colab runs: it imports its own package before the first cell.

    Kaggle's image is made of Colab's: the package is there too, and some other one may have imported it.
    """
    return "google.colab" in sys.modules and not on_kaggle()


def kaggle_input() -> Path:
    """Where Kaggle mounts what is attached, read-only: beside the folder that the notebook runs in."""
    return Path("../input").resolve()


def hand_in_folder() -> Path:
    """Where a file to be handed in goes: on Kaggle where *Submit* takes it, else to what is temporary."""
    return Path.cwd() if on_kaggle() else Path(tempfile.gettempdir())
