"""What takes too long for a lesson: benchmarks measure it and store it in `results/`, lessons read it."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from course_utils import machine
from course_utils.files import write_atomically
from course_utils.session import SEED

STORE = Path(__file__).parent / "results"


@cache
def reference_results(profile: str) -> dict:
    """The course's own results for a profile, lesson by lesson; empty where there are none."""
    path = STORE / f"{profile}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def measured_rows(name: str) -> list[dict[str, str]]:
    """Rows for `table`: what a benchmark that takes too long for a lesson measured beforehand."""
    return _measurement(name)["rows"]


@cache
def measured_results(name: str) -> dict:
    """Results that take too long to repeat in a lesson, as its own code wrote them; empty if it hasn't yet."""
    return _measurement(name)["results"] if _measurement_file(name).is_file() else {}


def record_measurement(name: str, **content) -> None:
    """Write `rows=…` for `measured_rows` or `results=…` for `measured_results`, with where and how measured."""
    record = content | {"profile": "quick", **circumstances()}
    encoded = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
    write_atomically(_measurement_file(name), encoded.encode())


def _measurement(name: str) -> dict:
    return json.loads(_measurement_file(name).read_text(encoding="utf-8"))


def _measurement_file(name: str) -> Path:
    return STORE / f"{name}.json"


def circumstances() -> dict:
    """What a figure depends on: seed, device, machine, versions, date."""
    return {
        "seed": SEED,
        "device": machine.device("en"),
        "machine": machine.machine_name(),
        "versions": machine.versions(),
        "date": datetime.now(UTC).date().isoformat(),
    }
