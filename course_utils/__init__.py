"""What a lesson should not have to show: data, checks, demos, figures, progress.

Importing this package does not import TensorFlow; `start`, the first line of every lesson, does.
"""

import sys

from course_utils import shadows

_OBSTACLES = ImportError if sys.version_info >= (3, 11) else Exception  # an older Python understands less
with shadows.aside():  # a student's numpy.py beside the notebook is named by `start`, not imported here
    from course_utils.messages import CourseError

    try:
        from course_utils.banner import start
        from course_utils.exercises import use
        from course_utils.experiments import open_experiment
        from course_utils.figures import image_row, new_figure, show, table
        from course_utils.questions import ask
        from course_utils.reporting import report
        from course_utils.training import live_training
    except _OBSTACLES as error:
        if (getattr(error, "name", None) or "").startswith("course_utils"):
            raise
        if sys.argv[0] != "-m":  # `python -m course_utils` goes on: the doctor says what is missing
            raise CourseError("not_importable", cause=error) from error

__all__ = [
    "ask",
    "image_row",
    "live_training",
    "new_figure",
    "open_experiment",
    "report",
    "show",
    "start",
    "table",
    "use",
]
