"""What a student has done, lesson by lesson: kept on the student's own machine and nowhere else.

Exercises passed, questions answered, trainings finished, a lesson's best run: each is a small JSON file of its
own, written whole. So notebooks that are open at once cannot take anything from each other, and a damaged file
costs one line. The folder is COURSE_PROGRESS, or else one in the home folder, where updates of the course don't
reach; COURSE_PROGRESS=off keeps nothing.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from course_utils import session
from course_utils.cache import named_folder
from course_utils.files import write_atomically
from course_utils.language import open_notebook

HOME = "~/.dense-prediction-course/progress"
KINDS = "exercise", "question", "training", "result"
RUN = "result", "run"  # kind and name of the best run of a lesson
VERSION = 1  # of the files
DAMAGED = ".damaged"  # what a file that can't be read is called from then on


def progress_folder() -> Path | None:
    """Where progress is kept, there or not; None where it is not to be kept, or nobody knows whose it is."""
    named = os.environ.get("COURSE_PROGRESS", "").strip()
    if named.lower() == "off":
        return None
    folder = named_folder(named or HOME)
    return folder if folder.is_absolute() else None


def is_kept() -> bool:
    """Whether what is done here is a student's own: a lesson that somebody has open, and not with solutions.

    A notebook that a program runs (for its stored outputs, as a test, for a grade) is nobody's progress.
    """
    if session.current is None or session.is_static() or progress_folder() is None:
        return False
    notebook = open_notebook()
    return notebook is not None and notebook.get("edition") != "complete"


def keep_exercise(name: str) -> None:
    """The exercise has been passed."""
    _keep("exercise", name, lambda before: before)


def keep_answer(name: str, option: str, right: bool) -> None:
    """This option of the question was chosen: the first choice and the last are kept."""
    choice = {"option": option, "right": right}
    _keep("question", name, lambda before: {"first": before.get("first", choice), "last": choice})


def keep_training(name: str, seconds: float) -> None:
    """The training came to its end; in `smoke` that means nothing."""
    if session.current and session.current.profile.name != "smoke":
        about = {"seconds": round(seconds, 1), "profile": session.current.profile.name}
        _keep("training", name, lambda before: about)


def keep_run(run: dict, is_better: Callable[[dict], bool]) -> None:
    """The lesson has come to its report, not in `smoke`; the earlier run stays if `is_better(earlier)`."""
    if session.current and session.current.profile.name != "smoke":
        _keep(*RUN, lambda before: before if "metrics" in before and is_better(before) else run)


def kept_facts(lesson: str) -> dict[tuple[str, str], dict]:
    """(kind, name) -> what is kept of it, of a lesson such as "01_transposed_convolution"."""
    facts = (_read(path) for path in _files(lesson) if path.suffix == ".json")
    return {(fact["kind"], fact["name"]): fact for fact in facts if fact}


def own_fact(kind: str, name: str) -> dict | None:
    """What is kept of one thing in the lesson that is open; None if nothing, or where nothing is kept."""
    return _read(_place(session.current.lesson, kind, name)) if is_kept() else None


def forget() -> None:
    """Delete what this module has written, and nothing else. OSError where that isn't possible."""
    folder = progress_folder()
    for path in list(_files("*")):
        path.unlink(missing_ok=True)
    for place in [*folder.glob("*/"), folder] if folder else []:
        with suppress(OSError):  # something else is in it
            place.rmdir()


def _files(lesson: str) -> Iterator[Path]:
    folder = progress_folder()
    if folder is not None:
        with suppress(OSError):
            for kind in KINDS:
                yield from sorted(folder.glob(f"{lesson}/{kind}-*.json*"))


def _place(lesson: str, kind: str, name: str) -> Path:
    return progress_folder() / lesson / f"{kind}-{quote(name, safe='')}.json"


def _keep(kind: str, name: str, change: Callable[[dict], dict]) -> None:
    """Write `change(what was kept before)`; a place that is full or read-only keeps none, and does no harm."""
    if not is_kept():
        return
    about = {"version": VERSION, "lesson": session.current.lesson, "kind": kind, "name": name}
    path = _place(session.current.lesson, kind, name)
    with suppress(OSError):
        before = _read(path) or {"since": datetime.now(UTC).isoformat(timespec="seconds")}
        fact = before | about | change(before)
        if fact != before:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, json.dumps(fact, ensure_ascii=False, indent=1).encode())


def _read(path: Path) -> dict | None:
    """What a file holds; None where there is none. One that is damaged is set aside."""
    try:
        fact = json.loads(path.read_text(encoding="utf-8"))
        if _is_sound(fact):
            return fact
    except OSError:
        return None
    except (ValueError, RecursionError):
        pass
    with suppress(OSError):
        path.replace(f"{path}{DAMAGED}")
    return None


def _is_sound(fact) -> bool:
    if not isinstance(fact, dict) or fact.get("kind") not in KINDS or not isinstance(fact.get("name"), str):
        return False
    if fact["kind"] == "question":
        choices = fact.get("first"), fact.get("last")
        return all(isinstance(choice, dict) and {"option", "right"} <= choice.keys() for choice in choices)
    if fact["kind"] == "result":
        metrics = fact.get("metrics")
        metrics = list(metrics.values()) if isinstance(metrics, dict) and metrics else [None]
        sound = all(isinstance(m, dict) and _is_number(m.get("value")) and "unit" in m for m in metrics)
        return sound and all(isinstance(fact.get(key), str) for key in ("profile", "picture", "shows"))
    return True


def _is_number(value) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)
