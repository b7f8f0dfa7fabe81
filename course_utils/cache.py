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

from course_utils.messages import CourseError

SCRATCH = ".partial-"


def cache_folders() -> list[Path]:
    """Every folder that is read, in order; none need exist. The last is the one that is written."""
    named = [p for p in os.environ.get("COURSE_DATA", "").split(os.pathsep) if p.strip()]
    folders = named or [pooch.os_cache("dense-prediction-course")]
    return [Path(folder).expanduser().absolute() for folder in folders]


def writable_cache() -> Path:
    """The folder that downloads go to, made if need be; CourseError when it cannot be written."""
    folder = cache_folders()[-1]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        cause = error.strerror or type(error).__name__
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
