"""The course against what a student would pick instead: measured in turns, into one table.

    python -m benchmarks                  all parts, the shortest first; about an hour and a half
    python -m benchmarks NAME …           only these
    python -m benchmarks --list           what parts there are
    python -m benchmarks --pages          only write the tables anew, in the words of today
    python -m benchmarks record …         your own recipe against the course's: see there

Run it alone on the machine. After each part benchmarks/results.json, benchmarks/README.md and the figures in
the READMEs are written, so that a run which is cut short keeps what it has. With `--smoke` (or
COURSE_PROFILE=smoke) every part runs at its smallest, one on each core, in about three minutes; that and
`--out FOLDER` leave the committed files alone. PyTorch's sides are left out where torch is not installed.
"""

import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks import frame, pages
from benchmarks.parts import LIMITS, parts
from course_utils import console
from course_utils.messages import CourseError, text
from course_utils.session import PROFILES
from tools.places import ROOT

SMOKE_OUT = ROOT / "build" / "benchmarks"


def main(arguments: list[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["record"]:
        from benchmarks.records import main as record

        return record(arguments[1:])
    known = parts()
    parser = console.parser("benchmarks", __doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(known)}")
    parser.add_argument("--smoke", action="store_true", help="the smallest run of each part")
    parser.add_argument("--list", action="store_true", help="print the parts and measure nothing")
    parser.add_argument(
        "--pages", action="store_true", help="write the tables, in the words of today, and measure nothing"
    )
    parser.add_argument(
        "--out", type=Path, metavar="FOLDER", help="for results and table, instead of benchmarks/"
    )
    options = parser.parse_args(arguments)
    for name in options.names:
        if name not in known:
            raise CourseError("benchmark_unknown", name=name, names=", ".join(known))
    if options.list:
        for name, part in known.items():
            print(f"{name:24s} {part.minutes:4.1f} min   {part.lesson:2s} {part.what}")
        return 0
    profile = "smoke" if options.smoke else os.environ.get("COURSE_PROFILE", "quick")
    if profile not in PROFILES:
        raise CourseError("profile_unknown", name=profile, names=", ".join(PROFILES))
    out = options.out or (pages.HOME if profile == "quick" else SMOKE_OUT)
    if not options.pages:
        chosen = [name for name in known if not options.names or name in options.names or name == LIMITS]
        return run(known, chosen, profile, out)
    path = out / pages.RESULTS
    pages.write(out, frame.write_results(path, frame.reworded(frame.read_results(path), known)))
    return 0


def run(known: dict[str, frame.Part], chosen: list[str], profile: str, out: Path, process=frame.Process) -> int:
    """Measure, and write after each part; one that fails says why, and the others go on."""
    failed, limits, path = [], {}, out / pages.RESULTS

    def measured(name: str) -> tuple[str, dict | None, float]:
        began = time.perf_counter()
        print(f"{name}: {known[name].what}", flush=True)
        try:
            record = frame.measure(known[name], profile, process, limits)
        except Exception:
            traceback.print_exc()
            failed.append(name)
            record = None
        return name, record, time.perf_counter() - began

    for name, record, seconds in one_by_one(measured, chosen, os.cpu_count() if profile == "smoke" else 1):
        if record:
            if name == LIMITS:
                limits |= {dtype: 1e9 * side["max"] for dtype, side in record["sides"].items()}
            pages.write(out, frame.merge_result(path, name, record, known))
            print(pages.words(record), flush=True)
        print(f"   {name}: {seconds:.0f} s", flush=True)
    if failed:
        print(text("benchmark_failed", names=", ".join(failed)), file=sys.stderr)
    return int(bool(failed))


def one_by_one(work: Callable, names: Iterable[str], at_once: int) -> Iterator:
    """What the work gives for each, in order; so many `at_once`, where times don't matter."""
    if at_once == 1:
        yield from map(work, names)
        return
    with ThreadPoolExecutor(at_once) as pool:
        yield from pool.map(work, names)


if __name__ == "__main__":
    console.command(main)
