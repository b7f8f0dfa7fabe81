"""This run's figures: shown beside the course's own, and written where an instructor asks."""

import json
import math
import os
import tempfile
from pathlib import Path

import numpy as np

from course_utils import session
from course_utils.cache import named_folder
from course_utils.files import write_atomically
from course_utils.html import table_bundle
from course_utils.keepsakes import keep_best
from course_utils.machine import peak_memory
from course_utils.measurements import circumstances, reference_results
from course_utils.messages import CourseError, text
from course_utils.overview import show_open
from course_utils.svg import png_bytes

DATA = "course_report"  # in the metadata of what `report` displays: lesson, profile, list of metrics


def report(lesson: str, metrics: dict[str, float | tuple], artefacts: dict | None = None) -> None:
    """Show this run's figures beside the course's for the same profile; write them to COURSE_RESULTS.

    metrics: name -> finite number, or (number, unit) as in {"train_seconds": (12.3, "s")}. artefacts: file
    name -> a picture for a .png, a dict of arrays for an .npz. The table that is shown has the metrics in its
    output's metadata as well, under DATA. With COURSE_RESULTS set to a folder, `<lesson>.json` and the
    artefacts are written there, each once more with the lesson's number before its name; the record also holds
    what a hub is sized by, `seconds` and `peak_memory_bytes` (null where unknown). CourseError for a metric or
    an artefact that is something else.
    """
    from IPython.display import display

    metrics = {name: _metric(name, given) for name, given in metrics.items()}
    run = session.current
    profile = run.profile if run else session.current_profile()
    about = {"lesson": lesson, "profile": profile.name}
    data = about | {"metrics": [{"name": name, **metric} for name, metric in metrics.items()]}
    bundle, words = report_output(metrics, reference_results(profile.name).get(lesson), profile.name)
    display(bundle, metadata={DATA: data}, raw=True)
    print(words)
    if run and run.lesson == lesson:
        keep_best(profile.name, metrics, artefacts or {})
    show_open(lesson)
    folder = os.environ.get("COURSE_RESULTS")
    if folder:
        record = {
            **about,
            "metrics": metrics,
            "seconds": round(session.current_seconds(), 1),
            "peak_memory_bytes": peak_memory(),
            "trainings": run.trainings if run else [],
            **circumstances(),
            "data": [vars(p) for p in run.provenances] if run else [],
        }
        _write_all(named_folder(folder), lesson, record, artefacts or {})


def _metric(name: str, given) -> dict:
    """{"value": float, "unit": str} of a number, or of a number and its unit."""
    value, unit = given if isinstance(given, tuple) and len(given) == 2 else (given, "")
    try:
        value = float(value)
    except (TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value) or not isinstance(unit, str):
        raise CourseError("report_bad_metric", name=name, value=given)
    return {"value": value, "unit": unit}


def report_output(
    metrics: dict[str, dict], reference: dict | None, profile: str, language: str | None = None
) -> tuple[dict[str, str], str]:
    """What `report` shows: the table of both runs by MIME type, and words on the course's own.

    metrics: name -> {"value": float, "unit": str}; reference: the course's own record of the lesson, if any.
    """
    theirs = reference["metrics"] if reference else {}
    rows = [
        {
            text("report_metric", language): f"{name} [{metric['unit']}]" if metric["unit"] else name,
            text("report_here", language): f"{metric['value']:.4g}",
            text("report_reference", language): f"{theirs[name]['value']:.4g}" if name in theirs else "–",
        }
        for name, metric in metrics.items()
    ]
    bundle = table_bundle(rows, text("report_title", language, profile=profile))
    if not reference:
        return bundle, text("report_no_reference", language, profile=profile)
    where = {"device": reference["machine"], "tensorflow": reference["versions"]["tensorflow"]}
    return bundle, text("report_where", language, seed=reference["seed"], **where)


def _write_all(folder: Path, lesson: str, record: dict, artefacts: dict) -> None:
    encoded = {name: _encode(name, value) for name, value in artefacts.items()}
    # Two lessons may use one name: what the other one left stays under this.
    encoded |= {f"{lesson[:2]}_{name}": content for name, content in encoded.items()}
    encoded[f"{lesson}.json"] = json.dumps(record, indent=2, ensure_ascii=False).encode()
    try:
        if not folder.is_absolute():
            raise OSError(text("no_such_home"))
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in encoded.items():
            write_atomically(folder / name, content)
    except OSError as error:
        cause = error.strerror or error
        raise CourseError("report_not_written", folder=folder, cause=cause) from error
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
