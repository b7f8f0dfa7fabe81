"""The doctor: what the course needs, what this machine has, and the remedy for whatever is wrong."""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from course_utils import runtime
from course_utils.data.download import cache_folders, writable_cache
from course_utils.data.sources import SOURCES
from course_utils.messages import CourseError, text

NEEDED = (
    "tensorflow",
    "keras",
    "numpy",
    "scipy",
    "scikit-image",
    "matplotlib",
    "ipywidgets",
    "jupyterlab",
)
DISK_GB = 2.0
MEMORY_GB = 3.0


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report; a remedy means that something is wrong."""

    topic: str
    words: str
    remedy: str = ""
    fatal: bool = True


def examine() -> Iterator[Finding]:
    """Everything the doctor looks at, in order."""
    yield from _versions()
    yield Finding(text("doctor_device"), runtime.device())
    yield _profile()
    for source in SOURCES.values():
        remedy = ""
        if source.broken:
            key = "remedy_reinstall" if source.status() == "damaged" else "remedy_package"
            remedy = text(key, package=source.package)
        yield Finding(text("doctor_data"), source.describe(), remedy)
    yield _cache()
    yield _disk()
    yield _memory()


def main() -> int:
    """Print the report; 0 if every lesson can run, else 1."""
    print(text("doctor_title"))
    wrong = 0
    for finding in examine():
        bad = bool(finding.remedy)
        wrong += bad and finding.fatal
        print(" ✘" if bad else " ✔", text("labelled", name=finding.topic, value=finding.words))
        if bad:
            print("     →", text("labelled", name=text("doctor_remedy"), value=finding.remedy))
    print(text("doctor_not_ready", count=wrong) if wrong else text("doctor_ready"))
    return int(wrong > 0)


def _versions() -> Iterator[Finding]:
    found = runtime.versions(*NEEDED)
    python_ok = (3, 11) <= sys.version_info[:2] <= (3, 13)
    remedy = "" if python_ok else text("remedy_python")
    yield Finding(text("doctor_versions"), f"python {found['python']}", remedy)
    missing = [name for name in NEEDED if name not in found]
    words = " · ".join(f"{name} {found.get(name, text('status_missing'))}" for name in NEEDED)
    yield Finding(text("doctor_versions"), words, text("remedy_package") if missing else "")
    if "tensorflow" in found:
        try:
            runtime.import_tensorflow_quietly()
        except Exception as error:  # a broken wheel fails in many ways; the student needs one line
            broken = f"tensorflow: {type(error).__name__}: {error}".splitlines()[0]
            yield Finding(text("doctor_versions"), broken, text("remedy_package"))


def _profile() -> Finding:
    try:
        name = runtime.current_profile().name
    except CourseError as error:
        return Finding(text("doctor_profile"), str(error), text("remedy_profile"))
    return Finding(text("doctor_profile"), text("labelled", name=name, value=text("profile_" + name)))


def _cache() -> Finding:
    folder = cache_folders()[-1]
    try:
        writable_cache()
    except CourseError:
        return Finding(text("doctor_cache"), str(folder), text("remedy_cache", path=folder))
    return Finding(text("doctor_cache"), str(folder))


def _disk() -> Finding:
    cache = cache_folders()[-1]
    folder = next(p for p in (cache, *cache.parents) if p.exists())
    free = shutil.disk_usage(folder).free / 1e9
    remedy = text("remedy_disk", needed=DISK_GB) if free < DISK_GB else ""
    return Finding(text("doctor_disk"), f"{free:.1f} GB", remedy)


def _memory() -> Finding:
    free = available_memory_gb()
    if free is None:
        return Finding(text("doctor_memory"), text("doctor_unknown"))
    remedy = text("remedy_memory", needed=MEMORY_GB) if free < MEMORY_GB else ""
    return Finding(text("doctor_memory"), f"{free:.1f} GB", remedy, fatal=False)


def available_memory_gb() -> float | None:
    """Memory that a new program can have, in GB; None where the system doesn't say."""
    meminfo = Path("/proc/meminfo")
    if meminfo.is_file():
        for line in meminfo.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024 / 1e9
    if hasattr(os, "sysconf") and "SC_AVPHYS_PAGES" in os.sysconf_names:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    return None
