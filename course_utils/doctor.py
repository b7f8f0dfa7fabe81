"""The doctor: what the course needs, what this machine has, and the remedy for whatever is wrong."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

# What needs packages is imported by the look that needs it: where they are missing, this module says so.
from course_utils import host, machine, session, shadows
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
ROOT = Path(__file__).parent.parent  # of the course, where it stands in a folder of its own
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
    incomplete = False
    for topic, look in LOOKS.items():
        try:
            # What lies here counts for `_files` alone: all else imports past it.
            with contextlib.nullcontext() if look is _files else shadows.aside():
                for finding in look():
                    incomplete |= finding.remedy == text("remedy_package")
                    yield finding
        except ImportError as error:
            if not incomplete:  # or else the reason has been named
                incomplete = True
                words = text("labelled", name=error.name or error, value=text("status_missing"))
                yield Finding(text(topic), words, text("remedy_package"))
        except Exception as error:  # whatever it is, the other lines are worth more than a traceback
            words = f"{type(error).__name__}: {error}".splitlines()[0]
            yield Finding(text(topic), words, text("remedy_unknown"))


def main() -> int:
    """Print the report; 0 if every lesson can run, else 1."""
    findings = list(examine())
    print("\n".join(_lines(findings)))
    return int(_faults(findings) > 0)


def show_findings() -> None:
    """The same report inside a notebook, as a table; the home folder is written as ~."""
    from IPython.display import display

    from course_utils.html import table_html

    findings = list(examine())
    head = [text("doctor_topic"), text("doctor_found")]
    rows = [[f"{_mark(f)}\N{NO-BREAK SPACE}{f.topic}", f.words] for f in findings]
    if any(f.remedy for f in findings):
        head.append(text("doctor_remedy"))
        rows = [[*row, f.remedy] for row, f in zip(rows, findings, strict=True)]
    html = f"{table_html(rows, text('doctor_title'), head)}<b>{escape(_conclusion(findings))}</b>"
    bundle = {"text/plain": "\n".join(_lines(findings)), "text/html": html}
    home = os.path.expanduser("~")
    if len(home) > 1:  # that of a container's nameless user may be /
        bundle = {kind: words.replace(home, "~") for kind, words in bundle.items()}
    display(bundle, raw=True)


def _lines(findings: list[Finding]) -> list[str]:
    lines = [text("doctor_title")]
    for finding in findings:
        lines.append(f" {_mark(finding)} {text('labelled', name=finding.topic, value=finding.words)}")
        if finding.remedy:
            lines.append(f"     → {text('labelled', name=text('doctor_remedy'), value=finding.remedy)}")
    return [*lines, _conclusion(findings)]


def _mark(finding: Finding) -> str:
    return "✘" if finding.remedy else "✔"


def _faults(findings: list[Finding]) -> int:
    return sum(bool(finding.remedy) and finding.fatal for finding in findings)


def _conclusion(findings: list[Finding]) -> str:
    wrong = _faults(findings)
    return text("doctor_not_ready", count=wrong) if wrong else text("doctor_ready")


def _files() -> Iterator[Finding]:
    """Files that hide modules: beside whatever runs, and beside the course's notebooks."""
    folders = [p for name in ("notebooks", "solutions") for p in (ROOT / name, *(ROOT / name).glob("*/"))]
    found = [file for folder in folders if folder.is_dir() for file in shadows.hiding_files(str(folder))]
    for file in dict.fromkeys([*shadows.hiding_files(), *found]):
        yield Finding(text("doctor_files"), file, text("remedy_shadow"))


def _settings() -> Iterator[Finding]:
    """What other work has left; the first cell of a lesson does the same."""
    if "tensorflow" not in sys.modules:
        return
    from course_utils import defaults

    try:
        defaults.restore()
    except CourseError as error:
        yield Finding(text("doctor_settings"), str(error), text("remedy_settings"))
    if defaults.changed:
        yield Finding(text("doctor_settings"), text("state_reset", settings=defaults.describe()))


def _versions() -> Iterator[Finding]:
    needed = [name for name in NEEDED if name != "jupyterlab" or not host.on_colab()]  # Colab is its own
    found = machine.versions(*needed)
    python_ok = (3, 11) <= sys.version_info[:2] <= (3, 13)
    remedy = "" if python_ok else text("remedy_python")
    yield Finding(text("doctor_versions"), f"python {found['python']}", remedy)
    missing = [name for name in needed if name not in found]
    words = " · ".join(f"{name} {found.get(name, text('status_missing'))}" for name in needed)
    yield Finding(text("doctor_versions"), words, text("remedy_package") if missing else "")
    if "tensorflow" in found:
        try:
            machine.import_tensorflow_quietly()
        except CourseError as error:
            yield Finding(text("doctor_settings"), str(error), text("remedy_settings"))
        except Exception as error:  # a broken wheel fails in many ways; the student needs one line
            broken = f"tensorflow: {type(error).__name__}: {error}".splitlines()[0]
            yield Finding(text("doctor_versions"), broken, text("remedy_package"))


def _device() -> Iterator[Finding]:
    yield Finding(text("doctor_device"), machine.device())


def _profile() -> Iterator[Finding]:
    try:
        name = session.current_profile().name
    except CourseError as error:
        yield Finding(text("doctor_profile"), str(error), text("remedy_profile"))
    else:
        yield Finding(text("doctor_profile"), text("labelled", name=name, value=text("profile_" + name)))


def _data() -> Iterator[Finding]:
    from course_utils.data.sources import SOURCES

    for source in SOURCES.values():
        remedy = ""
        if source.broken:
            key = "remedy_reinstall" if source.status() == "damaged" else "remedy_package"
            remedy = text(key, package=source.package)
        elif source.status() == "unusable":
            remedy = text("tgs_layout")
        yield Finding(text("doctor_data"), source.describe(), remedy, fatal=source.broken)


def _cache() -> Iterator[Finding]:
    from course_utils.cache import cache_folders, writable_cache

    folder, remedy = cache_folders()[-1], ""
    try:
        writable_cache()
    except CourseError:
        remedy = text("remedy_cache", path=folder)
    yield Finding(text("doctor_cache"), str(folder), remedy)


def _disk() -> Iterator[Finding]:
    from course_utils.cache import cache_folders

    cache = cache_folders()[-1]
    folder = next(p for p in (cache, *cache.parents) if os.path.exists(p))  # that may be looked into
    free = shutil.disk_usage(folder).free / 1e9
    remedy = text("remedy_disk", needed=DISK_GB) if free < DISK_GB else ""
    yield Finding(text("doctor_disk"), f"{free:.1f} GB", remedy)


def _memory() -> Iterator[Finding]:
    free = machine.available_memory_gb()
    if free is None:
        yield Finding(text("doctor_memory"), text("doctor_unknown"))
    else:
        remedy = text("remedy_memory", needed=MEMORY_GB) if free < MEMORY_GB else ""
        yield Finding(text("doctor_memory"), f"{free:.1f} GB", remedy, fatal=False)


LOOKS: dict[str, Callable[[], Iterator[Finding]]] = {
    "doctor_files": _files,
    "doctor_versions": _versions,
    "doctor_settings": _settings,
    "doctor_device": _device,
    "doctor_profile": _profile,
    "doctor_data": _data,
    "doctor_cache": _cache,
    "doctor_disk": _disk,
    "doctor_memory": _memory,
}
