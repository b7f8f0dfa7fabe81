"""A new lesson that somebody forgets to test fails: a throw-away lesson 99, in a copy of the course, is missed
in each place."""

import shutil
import subprocess
import sys

import pytest

from tests.conftest import ROOT

LESSON = """\
# ---
# jupyter:
#   course:
#     title: {en: Throw-away, zh: 一次性}
#     minutes: {smoke: 1, quick: 1, full: 1}
#     goals: {en: [nothing], zh: [无]}
#     data: none
# ---

# %% key="one" tags=["exercise"]
# BEGIN SOLUTION
thrown_away = 1
# END SOLUTION
thrown_away = use("thrown_away", thrown_away)

# %% key="two" tags=["exercise"]
# BEGIN SOLUTION
nowhere = 1
# END SOLUTION
nowhere = use("nowhere", nowhere)
"""
EXERCISES = """\
from course_utils.exercises.engine import Exercise
from course_utils.exercises.kinds import INT

MISTAKES = {"thrown_wide": lambda n: -n}
EXERCISES = [Exercise("thrown_away", "throw_away", INT, lambda: [(1,)], lambda n: n, MISTAKES)]
"""
FILES = {
    "lessons/99_throw_away.py": LESSON,
    "course_utils/reference/throw_away.py": "def thrown_away(n):\n    return n\n",
    "course_utils/exercises/lesson_99.py": EXERCISES,
    "course_utils/messages/exercises_99.py": 'TEXTS = {"thrown_wide": ("Too wide.", "太宽了。")}\n',
    "course_utils/demos/throw_away.py": "from course_utils.demos.shell import Demo\n\n\n"
    "def annotated() -> Demo:\n    return None\n\n\ndef unannotated():\n    return Demo(None, {})\n",
}

# Test -> what it names.
ANSWERS, DEMOS = "tests/exercises/test_exercise_answers.py", "tests/demos/test_demos.py"
MISSED = {
    f"{ANSWERS}::test_names_signatures_and_their_order_are_kept": ["thrown_away(n)"],
    f"{ANSWERS}::test_lessons_ask_what_is_checked": ["'nowhere', 'thrown_away'"],
    f"{ANSWERS}::test_all_exercises_of_a_lesson_are_planted[99]": ["no tests/exercises/planted_99.py"],
    f"{ANSWERS}::test_there_are_enough_of_them[thrown_away]": ["0 >= 8"],
    f"{ANSWERS}::test_every_hint_is_planted[99]": ["thrown_wide"],
    f"{DEMOS}::test_every_demo_is_tested_and_shown_in_a_lesson": [
        "throw_away.annotated",
        "throw_away.unannotated",
    ],
}


def run(folder, *tests):
    command = [sys.executable, "-m", "pytest", "-n", "0", "-q", "-rf", "-vv", "-p", "no:cacheprovider"]
    return subprocess.run([*command, *tests], cwd=folder, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The course without what is built of it."""
    folder = tmp_path_factory.mktemp("course")
    for name in ("course_utils", "lessons", "tests", "tools"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_a_forgotten_lesson_is_missed_in_each_place(copy):
    for name, words in FILES.items():
        (copy / name).write_text(words, encoding="utf-8")
    said = run(copy, *MISSED)
    for test, named in MISSED.items():
        assert f"FAILED {test}" in said, said
        assert all(words in said for words in named), test
    assert "LessonError" not in said
