"""Exercises that are handed in: `hint` and `grade` stand in the students' notebooks.

`autograder` serves nbgrader, `submission` makes what was handed in readable for it, `sandbox` judges in another
Python, which `apart` starts and ends. It works with `cells`, the parts of a notebook that an answer needs, and
`watch`, which sees what an answer bends.
"""

from dataclasses import replace

from course_utils import exercises
from course_utils.exercises.verdict import Verdict
from course_utils.language import current_language
from course_utils.messages import text

OWN_HINTS = {"passed": "grading_passed", "not attempted": "grading_open"}  # no lesson goes on here


def hint(name: str, answer) -> None:
    """Show the verdict on an answer to the exercise `name`: the last line of its cell."""
    from IPython.display import display

    display(verdict_on(name, answer, current_language()))


def grade(name: str, answer) -> None:
    """AssertionError with the hint, unless the answer passes: the grade cell of the exercise `name`."""
    verdict = verdict_on(name, answer, current_language())
    if not verdict.passed:
        raise AssertionError(str(verdict))
    print(verdict)


def verdict_on(name: str, answer, language: str) -> Verdict:
    """The verdict of the lesson's own check, in the words of an assignment; the course's own answer fails."""
    if str(getattr(answer, "__module__", "")).startswith("course_utils.reference."):
        return Verdict(name, "failed", text("grading_own", language), language, "grading_own")
    verdict = exercises.check(name, answer, language)
    key = OWN_HINTS.get(verdict.status)
    return replace(verdict, hint=text(key, language), key=key) if key else verdict
