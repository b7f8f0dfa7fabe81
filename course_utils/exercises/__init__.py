"""Exercises: `check` judges an answer and says what is wrong with it, `use` lets the lesson go on with it.

One module per lesson defines its exercises in a list EXERCISES; `engine` runs them.
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from course_utils import progress
from course_utils.exercises.answers import comes_from
from course_utils.exercises.engine import Exercise, carried, judge
from course_utils.exercises.verdict import Verdict
from course_utils.language import LANGUAGES, current_language
from course_utils.messages import CourseError, join_sentences, text


@cache
def all_exercises() -> dict[str, Exercise]:
    """Name -> exercise, in the order of the course."""
    modules = (m.name for m in pkgutil.iter_modules(__path__) if m.name.startswith("lesson_"))
    return {
        exercise.name: exercise
        for module in sorted(modules)
        for exercise in importlib.import_module(f"{__name__}.{module}").EXERCISES
    }


def names() -> list[str]:
    """The exact names of all exercises, in the order of the course."""
    return list(all_exercises())


def check(name: str, answer, language: str | None = None) -> Verdict:
    """Judge an answer to the exercise `name`; hints in `language` (one of LANGUAGES; default: the reader's).

    Never raises (KeyboardInterrupt passes through): whatever the answer does becomes a verdict.
    """
    language = language if language in LANGUAGES else current_language()
    exercise = all_exercises().get(name)
    if exercise is None:
        hint = text("exercise_unknown", language, name=name, names=", ".join(names()))
        return Verdict(name, "error", hint, language)
    verdict = judge(exercise, answer, language)
    if verdict.passed:
        progress.keep_exercise(name)
    return verdict


def use(name: str, answer) -> Callable:
    """Show the verdict on `answer`; give back what the lesson goes on with, so that it always runs to its end.

    That is the answer itself if it passed, its results in the dtype that the lesson works in; otherwise the
    course's own solution.
    """
    from IPython.display import display

    if name not in all_exercises():
        raise CourseError("exercise_unknown", name=name, names=", ".join(names()))
    exercise = all_exercises()[name]
    if comes_from(answer, exercise.reference()):
        words = text("the_courses", name=name)
        display(Verdict(name, "not attempted", words, current_language(), "the_courses"))
        return exercise.reference()
    verdict = check(name, answer)
    if verdict.status in ("failed", "error"):
        verdict = replace(verdict, hint=join_sentences(verdict.hint, text("meanwhile")))
    display(verdict)
    return carried(exercise, answer) if verdict.passed else exercise.reference()
