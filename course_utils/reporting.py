"""This run's figures: shown beside the course's own, and written where an instructor asks."""

import json
import math
import os
import tempfile
from pathlib import Path

import numpy as np

from course_utils import session
from course_utils.files import write_atomically
from course_utils.html import table_bundle
from course_utils.machine import peak_memory
from course_utils.measurements import circumstances, reference_results
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


def report(lesson: str, metrics: dict[str, float], artefacts: dict | None = None) -> None:
    """Show this run's figures beside the course's for the same profile; write them to COURSE_RESULTS.

    metrics: name -> finite number. artefacts: file name -> a picture for a .png, a dict of arrays for
    an .npz. With COURSE_RESULTS set to a folder, `<lesson>.json` and the artefacts are written there; the
    record also holds what a hub is sized by, `seconds` and `peak_memory_bytes` (null where unknown).
    """
    from IPython.display import display

    metrics = {name: _finite(name, value) for name, value in metrics.items()}
    run = session.current
    profile = run.profile if run else session.current_profile()
    bundle, words = side_by_side(metrics, reference_results(profile.name).get(lesson), profile.name)
    display(bundle, raw=True)
    print(words)
    folder = os.environ.get("COURSE_RESULTS")
    if folder:
        record = {
            "lesson": lesson,
            "profile": profile.name,
            "metrics": {k: {"value": v, "unit": UNITS.get(k, "")} for k, v in metrics.items()},
            "seconds": round(session.current_seconds(), 1),
            "peak_memory_bytes": peak_memory(),
            "trainings": run.trainings if run else [],
            **circumstances(),
            "data": [vars(p) for p in run.provenances] if run else [],
        }
        _write_all(Path(folder), lesson, record, artefacts or {})


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
    if not session.is_static():  # stored outputs name no folder of the author's
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
