"""What a lesson should not have to show: data, checks, demos, figures, progress.

Importing this package does not import TensorFlow; `start`, the first line of every lesson, does.
"""

from course_utils import shadows

with shadows.aside():  # a student's numpy.py beside the notebook is named by `start`, not imported here
    from course_utils.banner import start
    from course_utils.exercises import use
    from course_utils.figures import image_row, new_figure, show, table
    from course_utils.reporting import report
    from course_utils.training import live_training

__all__ = [
    "image_row",
    "live_training",
    "new_figure",
    "report",
    "show",
    "start",
    "table",
    "use",
]
