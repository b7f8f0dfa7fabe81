"""How parts are measured: sides take turns in processes of their own, and what they did becomes a record.

A part is a question with a unit: how many pictures a second, after how many seconds as good. Its sides answer
it, one turn each, A B A B …; of each one's process the system tells how much memory it held at most. Contests
compare two sides, turn by turn: a ratio above 1 is in favour of ours. A turn gives one of these:

    a number, or several    the reading, in the part's unit (of several the median counts)
    a list of pairs         (seconds of training, quality) from the start to the end: a race

A race is run to a fixed quality, or to the best that each rival came to, at the first moment it had it.
"""

from __future__ import annotations

import importlib.util
import json
import multiprocessing
import os
import shutil
import statistics
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from course_utils import machine
from course_utils.files import write_atomically
from course_utils.measurements import circumstances
from course_utils.messages import CourseError, text

MORE, LESS = "more", "less"  # which is better
STARTING = threading.Lock()  # a process is started in an environment of its own
PRELOADED = "benchmarks.preloaded"  # what every process but those `apart` has imported as it starts


@dataclass(frozen=True)
class Work:
    """What a side does in a turn: `turn(seed, target)`, called again and again.

    flops: multiplications and additions behind one unit of a rate; dtype: what they are computed in.
    """

    turn: Callable
    flops: float | None = None
    dtype: str = "float32"


@dataclass(frozen=True)
class Side:
    """`make(**options)` gives its Work, in a process of its own.

    needs: packages and programs without which it is left out. apart: its process has no TensorFlow but what it
    imports itself. environment: read as the process starts, which is then apart.
    """

    make: Callable[..., Work]
    options: dict = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    apart: bool = False
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Contest:
    """Two sides by name, the ratio that is wanted, and what is known of why it is not reached.

    key: of the message that says what is compared, where the README quotes it.
    """

    ours: str
    theirs: str
    goal: float | None = None
    key: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Part:
    """A question. `sides(profile)` answers it, in `rounds[profile]` turns each.

    minutes: about how long it takes in `quick` on two cores; short ones are measured first. target: the quality
    of a race; without one it is each rival's best. sizes: name of a side -> how many times as much work.
    """

    name: str
    lesson: str
    what: str
    unit: str
    sides: Callable[[str], dict[str, Side]]
    contests: tuple[Contest, ...] = ()
    better: str = LESS
    rounds: dict[str, int] = field(default_factory=lambda: {"smoke": 1, "quick": 5})
    minutes: float = 1.0
    quality: str = ""  # what a race's quality is; a race if there is one
    target: float | None = None
    rising: bool = False  # a higher quality is better
    sizes: dict[str, float] = field(default_factory=dict)
    note: str = ""  # why it comes out as it does
    alone: bool = False  # one side after the other: nothing is compared, and all at once would hold much memory


# --------------------------------------------------------------------------------------------- processes


class Process:
    """A side at work; the same calls as those of `Here`, which tests use."""

    def __init__(self, side: Side):
        methods = multiprocessing.get_all_start_methods()
        apart = side.apart or side.environment or "forkserver" not in methods
        context = multiprocessing.get_context("spawn" if apart else "forkserver")
        if not apart:
            context.set_forkserver_preload([PRELOADED])
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, side.make, side.options), daemon=True)
        with STARTING:
            before = dict(os.environ)
            os.environ.update(side.environment)
            try:
                self.process.start()
            finally:
                os.environ.clear()
                os.environ.update(before)
        theirs.close()

    def ready(self) -> tuple[float | None, str]:
        """Waits until it could begin: flops and dtype of its Work."""
        return self._answer()

    def turn(self, seed: int, target):
        self.pipe.send((seed, target))
        return self._answer()

    def close(self) -> int | None:
        """Ends it; the most bytes that it held."""
        self.pipe.send(None)
        peak = self._answer()
        self.process.join()
        return peak

    def kill(self) -> None:
        self.process.terminate()
        self.process.join()

    def _answer(self):
        try:
            fault, answer = self.pipe.recv()
        except EOFError:
            self.process.join()
            raise RuntimeError(f"a side ended by itself, with status {self.process.exitcode}") from None
        if fault:
            raise RuntimeError(fault)
        return answer


def _serve(pipe, make, options) -> None:
    """The other end: a turn for each order. What lessons display as they train goes nowhere."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (until the process ends)
    try:
        work = make(**options)
        pipe.send((None, (work.flops, work.dtype)))
        while (order := pipe.recv()) is not None:
            pipe.send((None, work.turn(*order)))
        pipe.send((None, machine.peak_memory()))
    except Exception:
        pipe.send((traceback.format_exc(), None))


class Here:
    """A side at work in this very process."""

    def __init__(self, side: Side):
        self.work = side.make(**side.options)

    def ready(self):
        return self.work.flops, self.work.dtype

    def turn(self, seed, target):
        return self.work.turn(seed, target)

    def close(self):
        return None

    kill = close


def missing(side: Side) -> list[str]:
    """What the side needs and this environment lacks."""
    return [name for name in side.needs if not (importlib.util.find_spec(name) or shutil.which(name))]


# ----------------------------------------------------------------------------------------- measuring


def measure(part: Part, profile: str, process=Process, limits: dict | None = None) -> dict | None:
    """The part's record, after all its turns; None where too few of its sides can be had.

    limits: dtype -> this machine's operations a second, for the share that a side reaches.
    """
    sides = {}
    for name, side in part.sides(profile).items():
        if lacking := missing(side):
            print(text("benchmark_left_out", name=name, packages=", ".join(lacking)), flush=True)
        else:
            sides[name] = side
    contests = [c for c in part.contests if {c.ours, c.theirs} <= sides.keys()]
    if not sides or (part.contests and not contests):
        return None
    began, rounds = time.perf_counter(), part.rounds.get(profile, part.rounds["quick"])
    groups = [[name] for name in sides] if part.alone else [list(sides)]
    readings, facts, peaks = {}, {}, {}
    for group in groups:
        running = {name: process(sides[name]) for name in group}
        try:
            facts |= {name: one.ready() for name, one in running.items()}
            readings |= take_turns(part, running, contests, rounds)
            peaks |= {name: one.close() for name, one in running.items()}
        except BaseException:
            for one in running.values():
                one.kill()
            raise
    record = {
        "lesson": part.lesson,
        "what": part.what,
        "unit": part.unit,
        "better": part.better,
        "profile": profile,
        "rounds": rounds,
        "note": part.note,
    }
    if part.quality:
        record |= {"quality": part.quality, "target": part.target}
    record["sides"] = {
        name: side_record(part, readings[name], peaks[name], *facts[name], limits or {}) for name in readings
    }
    record["contests"] = [contest_record(part, contest, readings) for contest in contests]
    if part.sizes:
        record["exponents"] = exponents(part, record["sides"])
    record |= {"cores": os.cpu_count()} | circumstances()
    record["versions"] = machine.versions("tensorflow", "keras", "numpy", "torch")
    return record | {"took": round(time.perf_counter() - began, 1)}


def take_turns(part: Part, running: dict, contests: Iterable[Contest], rounds: int) -> dict[str, list]:
    """name -> readings. A B A B …; in a race to the rivals' best these run first, so that ours know it."""
    rivals = {contest.theirs for contest in contests}
    chase = part.quality and part.target is None
    order = sorted(running, key=lambda name: name not in rivals) if chase else list(running)
    readings: dict[str, list] = {name: [] for name in running}
    for seed in range(rounds):
        for name in order:
            target = part.target
            if chase and name not in rivals:
                bests = [
                    best(readings[c.theirs][-1], part.rising)[1] for c in contests if c.ours == name
                ]  # the hardest of them
                target = (max if part.rising else min)(bests, default=None)
            readings[name].append(running[name].turn(seed, target))
    return readings


def best(curve: list, rising: bool = False) -> tuple[float, float]:
    """(seconds, quality) at the first moment that a race had its best."""
    pick = max if rising else min
    found = pick(quality for _, quality in curve)
    return next((seconds, quality) for seconds, quality in curve if quality == found)


def seconds_to(curve: list, quality: float, rising: bool = False) -> float | None:
    """When a race had that quality; None if it never did."""
    return next((s for s, q in curve if (q >= quality if rising else q <= quality)), None)


def value(reading) -> float:
    """A turn's number; of several the median."""
    return statistics.median(reading) if isinstance(reading, list | tuple) else float(reading)


def contest_record(part: Part, contest: Contest, readings: dict[str, list]) -> dict:
    """Ratios of the pairs, and whether the goal is reached.

    bound: "at least" where theirs never came to the quality that ours had, "at most" where ours didn't.
    """
    ratios, bound = [], None
    for ours, theirs in zip(readings[contest.ours], readings[contest.theirs], strict=True):
        if part.quality:
            goal = part.target if part.target is not None else best(theirs, part.rising)[1]
            times = [seconds_to(curve, goal, part.rising) for curve in (ours, theirs)]
            if times[1] is None:
                bound = bound or "at least"
            if times[0] is None:
                bound = "at most"
            ours, theirs = (
                curve[-1][0] if t is None else t for curve, t in zip((ours, theirs), times, strict=True)
            )
        ours, theirs = value(ours), value(theirs)
        ratios.append(ours / theirs if part.better == MORE else theirs / ours)
    middle = statistics.median(ratios)
    reached = None if contest.goal is None else middle >= contest.goal and bound != "at most"
    return {
        "ours": contest.ours,
        "theirs": contest.theirs,
        "ratio": {"min": round(min(ratios), 3), "median": round(middle, 3), "max": round(max(ratios), 3)},
        "pairs": len(ratios),
        "bound": bound,
        "goal": contest.goal,
        "reached": reached,
        "key": contest.key,
        "note": contest.note,
    }


def side_record(part: Part, readings: list, peak, flops, dtype: str, limits: dict) -> dict:
    """Median, smallest and largest reading; of races the seconds and the quality they ended with."""
    record = {}
    if part.quality:
        ends = [best(curve, part.rising) for curve in readings]
        if part.target is not None:
            times = [seconds_to(curve, part.target, part.rising) for curve in readings]
            record["reached"] = sum(t is not None for t in times)
            ends = [(end[0] if t is None else t, end[1]) for t, end in zip(times, ends, strict=True)]
        record["quality"] = [_short(quality) for _, quality in ends]
        numbers = [seconds for seconds, _ in ends]
    else:
        numbers = [value(reading) for reading in readings]
        several = [x for reading in readings if isinstance(reading, list | tuple) for x in reading]
        if several:
            record["percentile_95"] = _short(np.percentile(several, 95))
    record |= {
        "median": _short(statistics.median(numbers)),
        "min": _short(min(numbers)),
        "max": _short(max(numbers)),
    }
    if peak:
        record["peak_gib"] = round(peak / 2**30, 2)
    if flops and part.better == MORE and dtype in limits:
        record["share_of_limit"] = round(statistics.median(numbers) * flops / limits[dtype], 3)
        record["dtype"] = dtype
    return record


def exponents(part: Part, sides: dict[str, dict]) -> dict[str, float]:
    """Slopes of straight lines through the logarithms of seconds and memory over the sizes."""
    sizes = [part.sizes[name] for name in sides]
    if len(sizes) < 2:
        return {}
    found = {"seconds": exponent(sizes, [side["median"] for side in sides.values()])}
    if all("peak_gib" in side for side in sides.values()):
        found["memory"] = exponent(sizes, [side["peak_gib"] for side in sides.values()])
    return found


def exponent(sizes: list[float], values: list[float]) -> float:
    """Of the power of the size that fits the values best."""
    return round(float(np.polyfit(np.log(sizes), np.log(values), 1)[0]), 2)


def _short(number: float) -> float:
    return float(f"{number:.4g}")


# ----------------------------------------------------------------------------------------------- results


def read_results(path: Path) -> dict[str, dict]:
    """Part -> its record; nothing where nothing has been measured. CourseError for another kind of file."""
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise CourseError("benchmark_results", path=path)
    return found


def merge_result(path: Path, name: str, record: dict, order: Iterable[str]) -> dict[str, dict]:
    """Put one part's record into the file, beside those that are there; parts that are no more go."""
    known = read_results(path) | {name: record}
    return write_results(path, {part: known[part] for part in order if part in known})


def write_results(path: Path, results: dict[str, dict]) -> dict[str, dict]:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, (json.dumps(results, indent=1, ensure_ascii=False) + "\n").encode())
    return results


def reworded(results: dict[str, dict], known: dict[str, Part]) -> dict[str, dict]:
    """What was measured, with the words that its parts have for it by now: titles, notes, messages' keys."""
    for name in results.keys() & known.keys():
        part, record = known[name], results[name]
        record |= {"what": part.what, "note": part.note}
        contests = {(one.ours, one.theirs): one for one in part.contests}
        for contest in record["contests"]:
            if one := contests.get((contest["ours"], contest["theirs"])):
                contest |= {"key": one.key, "note": one.note}
    return results
