"""This run's figures: shown beside the course's own, and written where an instructor asks."""

import json
import math
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np

from course_utils import runtime
from course_utils.figures import table_bundle
from course_utils.messages import CourseError, text
from course_utils.svg import png_bytes

# Units of the metrics that the course reports; a metric that is not listed has none.
UNITS = {
    "psnr_gain_db_mean": "dB",
    "psnr_gain_db_min": "dB",
    "ssim_gain_mean": "",
    "train_seconds": "s",
    "seconds": "s",
}


@cache
def reference_results(profile: str) -> dict:
    """The course's own results for a profile, lesson by lesson; empty where there are none."""
    path = Path(__file__).parent / f"{profile}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def measured(name: str) -> list[dict[str, str]]:
    """Rows for `table`: what a benchmark that takes too long for a lesson measured beforehand."""
    return _measurement(name)["rows"]


@cache
def stored(name: str) -> dict:
    """Results that take too long to repeat in a lesson, as its own code wrote them; empty if it hasn't yet."""
    return _measurement(name)["results"] if _measurement_file(name).is_file() else {}


def record_measured(name: str, **content) -> None:
    """Write `rows=…` for `measured(name)` or `results=…` for `stored(name)`, with where and how measured."""
    record = content | {"profile": "quick", **_circumstances()}
    encoded = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
    write_atomically(_measurement_file(name), encoded.encode())


def _measurement(name: str) -> dict:
    return json.loads(_measurement_file(name).read_text(encoding="utf-8"))


def _measurement_file(name: str) -> Path:
    return Path(__file__).parent / f"{name}.json"


def report(lesson: str, metrics: dict[str, float], artefacts: dict | None = None) -> None:
    """Show this run's figures beside the course's for the same profile; write them to COURSE_RESULTS.

    metrics: name -> finite number. artefacts: file name -> a picture for a .png, a dict of arrays for
    an .npz. With COURSE_RESULTS set to a folder, `<lesson>.json` and the artefacts are written there; the
    record also holds what a hub is sized by, `seconds` and `peak_memory_bytes` (null where unknown).
    """
    from IPython.display import display

    metrics = {name: _finite(name, value) for name, value in metrics.items()}
    session = runtime.session
    profile = session.profile if session else runtime.current_profile()
    bundle, words = side_by_side(metrics, reference_results(profile.name).get(lesson), profile.name)
    display(bundle, raw=True)
    print(words)
    folder = os.environ.get("COURSE_RESULTS")
    if folder:
        record = {
            "lesson": lesson,
            "profile": profile.name,
            "metrics": {k: {"value": v, "unit": UNITS.get(k, "")} for k, v in metrics.items()},
            "seconds": round(runtime.current_seconds(), 1),
            "peak_memory_bytes": peak_memory(),
            "trainings": session.trainings if session else [],
            **_circumstances(),
            "data": [vars(p) for p in session.provenances] if session else [],
        }
        _write_all(Path(folder), lesson, record, artefacts or {})


def peak_memory() -> int | None:
    """The most memory, in bytes, that this process has held at once; None where the system does not tell."""
    status = Path("/proc/self/status")
    if status.is_file():  # getrusage would count the program that started this one as well
        words = status.read_text().partition("VmHWM:")[2].split()
        if words:
            return int(words[0]) * 1024
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _circumstances() -> dict:
    return {
        "seed": runtime.SEED,
        "device": runtime.device("en"),
        "machine": _machine(),
        "versions": runtime.versions(),
        "date": datetime.now(UTC).date().isoformat(),
    }


def _finite(name: str, value) -> float:
    try:
        value = float(value)
    except (TypeError, ValueError):
        raise CourseError("report_bad_metric", name=name, value=value) from None
    if not math.isfinite(value):
        raise CourseError("report_bad_metric", name=name, value=value)
    return value


def side_by_side(
    metrics: dict[str, float], reference: dict | None, profile: str, language: str | None = None
) -> tuple[dict[str, str], str]:
    """What `report` shows: the table of both runs by MIME type, and words on the course's own."""
    theirs = reference["metrics"] if reference else {}
    rows = [
        {
            text("report_metric", language): f"{name} [{UNITS[name]}]" if UNITS.get(name) else name,
            text("report_here", language): f"{value:.4g}",
            text("report_reference", language): f"{theirs[name]['value']:.4g}" if name in theirs else "–",
        }
        for name, value in metrics.items()
    ]
    bundle = table_bundle(rows, text("report_title", language, profile=profile))
    if not reference:
        return bundle, text("report_no_reference", language, profile=profile)
    where = {"device": reference["machine"], "tensorflow": reference["versions"]["tensorflow"]}
    return bundle, text("report_where", language, seed=reference["seed"], **where)


def _write_all(folder: Path, lesson: str, record: dict, artefacts: dict) -> None:
    encoded = {name: _encode(name, value) for name, value in artefacts.items()}
    encoded[f"{lesson}.json"] = json.dumps(record, indent=2, ensure_ascii=False).encode()
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in encoded.items():
        write_atomically(folder / name, content)
    if not runtime.is_static():  # stored outputs name no folder of the author's
        print(text("report_written", path=folder))


def _encode(name: str, value) -> bytes:
    if name.endswith(".png") and np.ndim(value) in (2, 3):
        return png_bytes(value)
    plain = isinstance(value, dict) and not any(np.asarray(v).dtype.hasobject for v in value.values())
    if name.endswith(".npz") and plain:
        with tempfile.TemporaryFile() as file:
            np.savez_compressed(file, **value)
            file.seek(0)
            return file.read()
    raise CourseError("report_bad_artefact", name=name)


def write_atomically(path: Path, content: bytes) -> None:
    """Write to a temporary name beside `path`, then rename: the file is whole or not there."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _machine() -> str:
    """The processor in words, where the system tells."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.is_file() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{runtime.device('en')} ({names[0] if names else platform.processor()})"
