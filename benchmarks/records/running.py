"""Runs a recipe: each seed in a process of its own, which the judge outlives."""

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np

from benchmarks.records.recipe import Recipe
from course_utils.grading.apart import SECONDS_TO_SPEAK, Apart
from course_utils.language import current_language
from course_utils.messages import CourseError

COURSE = Path(__file__).parents[2]
CODE = "import sys; sys.path.insert(0, {!r}); from benchmarks.records import inside; inside.serve()"
GIGABYTES = 8  # of memory for a function
GRACE = 0.05, 1.0  # share of the seconds, and seconds, that a function may be late
TO_ANSWER = 0.5, 2.0  # the same for its answers, after them
LARGEST = 10**8  # bytes of answers


@dataclass(frozen=True)
class Run:
    """One seed's: the judge's figure, the seconds that the function took, and whether the kernel locked it."""

    figure: float
    seconds: float
    locked: bool


class Arena:
    """A contest with its data in memory, and numbers that nobody knows before: for as many recipes as come.

    module: where its CONTEST stands. draw: the secret number; each seed adds itself to it. seconds: what a
    function gets on this machine.
    """

    def __init__(self, module: ModuleType, draw: int, seeds: int, seconds: float):
        self.module, self.contest, self.seconds = module, module.CONTEST, seconds
        self.given = self.contest.given()
        self.secrets = [self.contest.secret(draw, seed) for seed in range(seeds)]

    def runs(self, recipe: Recipe, tell: Callable[[int, Run], None] = lambda seed, run: None) -> list[Run]:
        """A run for each seed. CourseError, a sentence for whoever wrote it, at the first that fails."""
        found = []
        for seed in range(len(self.secrets)):
            found.append(self.run(recipe, seed))
            tell(seed, found[-1])
        return found

    def run(self, recipe: Recipe, seed: int) -> Run:
        process = _Process(self, recipe, seed)
        try:
            seconds = process.trained()
            answers = process.answers(self.contest.questions(self.secrets[seed]))
        finally:
            process.python.end()
        return Run(self.contest.judge(self.secrets[seed], answers), seconds, process.locked)


class _Process:
    """The process of one function and one seed."""

    def __init__(self, arena: Arena, recipe: Recipe, seed: int):
        self.seconds = arena.seconds
        self.python = Apart(["-c", CODE.format(str(COURSE))])
        folder = self.python.folder
        np.savez(folder / "given.npz", **arena.given)
        home = {name: str(folder) for name in ("HOME", "USERPROFILE", "TMPDIR", "TEMP", "COURSE_DATA")}
        self.python.environment |= home | {"KERAS_HOME": str(folder / ".keras")}
        self.python.start(
            {
                "contest": arena.module.__file__,
                "recipe": vars(recipe),
                "course": str(COURSE),
                "hidden": [str(path) for path in arena.contest.hidden()],
                "gigabytes": GIGABYTES,
                "seconds": arena.seconds,
                "seed": seed,
                "language": current_language(),
            }
        )
        self.locked = self._heard(SECONDS_TO_SPEAK, "records_ended")["locked"]

    def trained(self) -> float:
        """Let the function train; the seconds that it took."""
        began = time.monotonic()
        self.python.tell("go")
        self._heard(self.seconds + _more(self.seconds, GRACE), "records_overtime")
        return time.monotonic() - began

    def answers(self, questions: dict) -> dict:
        np.savez(self.python.folder / "questions.npz", **questions)
        self.python.tell("ask")
        self._heard(_more(self.seconds, TO_ANSWER), "records_slow_answer")
        self.python.kill()
        path = self.python.folder / "answers.npz"
        with contextlib.suppress(OSError, ValueError, EOFError):
            if not path.is_symlink() and path.stat().st_size <= LARGEST:
                with np.load(path, allow_pickle=False) as stored:
                    return {name: stored[name] for name in stored.files}
        raise CourseError("records_no_answer")

    def _heard(self, seconds: float, late: str):
        """The next message; CourseError for one that tells of a fault, and `late` where none comes."""
        began = time.monotonic()
        message, noise = self.python.hear(seconds)
        if message is None and time.monotonic() - began >= seconds:
            raise CourseError(late, seconds=seconds, budget=self.seconds)
        if message is None:
            raise CourseError("records_ended")
        if isinstance(message, dict) and "reached" in message:
            raise CourseError("records_reached", path=message["reached"])
        if isinstance(message, dict) and "sentence" in message:
            raise _Told(message["sentence"], message["key"], noise)
        return message


class _Told(CourseError):
    """A sentence that the function's process has put together, with what it printed before."""

    def __init__(self, sentence: str, key: str, noise: str):
        ValueError.__init__(self, sentence)
        self.key, self.noise = key, noise


def _more(seconds: float, share: tuple[float, float]) -> float:
    return share[0] * seconds + share[1]
