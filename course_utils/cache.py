"""The folders that the course reads from and writes to.

COURSE_DATA, or else the platform's cache folder. COURSE_DATA may list several folders (separated as in
PATH): all are read, in order, and only the last is written, so that a read-only folder of the whole class
can stand before a student's own.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pooch

from course_utils.messages import CourseError, text

SCRATCH = ".partial-"
COURSE = Path(__file__).parents[1]  # the course's folder, unless the package is merely installed


def named_folder(name: str | os.PathLike) -> Path:
    """The folder that a setting names: the same one from wherever a notebook or a terminal was opened.

    A relative one is meant from the course's folder or, where only the package is installed, from home.
    Whose home nobody knows (`~nobody/data`) stays relative: it is never written to.
    """
    base = COURSE if (COURSE / "lessons").is_dir() else os.path.expanduser("~")
    try:
        return Path(base, Path(name).expanduser())
    except RuntimeError:
        return Path(name)


def cache_folders() -> list[Path]:
    """Every folder that is read, in order; none need exist. The last is the one that is written."""
    named = [p for p in os.environ.get("COURSE_DATA", "").split(os.pathsep) if p.strip()]
    return [named_folder(folder) for folder in named or [_platforms_own()]]


def _platforms_own() -> str | Path:
    try:
        return pooch.os_cache("dense-prediction-course")
    except RuntimeError:  # as in a container, for a user without a name and a home
        return "~/dense-prediction-course"


def writable_cache() -> Path:
    """The folder that downloads go to, made if need be; CourseError when it cannot be written."""
    folder = cache_folders()[-1]
    try:
        if not folder.is_absolute():
            raise OSError(text("no_such_home"))
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        cause = error.strerror or error
        raise CourseError("cache_not_writable", folder=folder, cause=cause) from error
    return folder


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A private folder inside `folder`: the same disk, so that `os.replace` out of it is atomic."""
    for old in folder.glob(f"{SCRATCH}*"):  # what a killed process left behind
        with suppress(OSError):
            if old.stat().st_mtime < time.time() - 86_400:
                shutil.rmtree(old)
    with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=folder, ignore_cleanup_errors=True) as room:
        yield Path(room)
