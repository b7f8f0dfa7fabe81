"""python -m tools.colab: run every student notebook in `smoke` on the packages of Colab or Kaggle."""

import argparse
import contextlib
import sys
import tempfile
import time
from pathlib import Path

from course_utils import console
from course_utils.language import LANGUAGES
from tools.build import Course
from tools.colab.check import Check
from tools.colab.runtime import ColabError, Environment, known_runtimes


def main(arguments: list[str] | None = None) -> int:
    runtimes = known_runtimes()
    parser = argparse.ArgumentParser(prog="python -m tools.colab", description=__doc__)
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="such as 01; all without one")
    parser.add_argument("--runtime", choices=runtimes, default=next(iter(runtimes)))
    parser.add_argument("--language", choices=LANGUAGES, help="all without it")
    parser.add_argument(
        "--folder", type=Path, help="a new folder: the environment and the executed notebooks stay there"
    )
    options = parser.parse_args(arguments)
    runtime = runtimes[options.runtime]
    notebooks = student_notebooks(Course(), options.lessons, options.language)
    if not notebooks:
        parser.error(f"no notebook belongs to {' '.join(options.lessons)}")
    try:
        with contextlib.ExitStack() as stack:
            folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="colab-")))
            began = time.perf_counter()
            environment = Environment(runtime, folder)
            check = Check(Course(), environment)
            print(
                f"Runtime {runtime.name} (seen {runtime.seen}): {environment.python_version()}, "
                f"{len(check.preinstalled)} packages, ready after {time.perf_counter() - began:.0f} s"
            )
            if environment.note:
                print(environment.note)
            failed = 0
            for path in notebooks:
                result = check.run(path)
                failed += bool(result.problems)
                print(
                    f"{'failed' if result.problems else 'passed'} {result.notebook} {result.seconds:.0f} s",
                    flush=True,
                )
                for problem in result.problems:
                    print(f"  {problem}", flush=True)
    except ColabError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(notebooks) - failed} passed, {failed} failed")
    return int(failed > 0)


def student_notebooks(course: Course, lessons: list[str], language: str | None) -> list[Path]:
    """The student editions of `lessons` (their numbers or names; all if none is given)."""
    return [
        course.notebook_path(lesson, "student", one)
        for lesson in course.lessons()
        if not lessons or lesson.name.startswith(tuple(lessons))
        for one in ([language] if language else LANGUAGES)
    ]


if __name__ == "__main__":
    console.command(main)
