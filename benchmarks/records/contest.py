"""What a contest is: what a recipe's function is handed and asked for, and how the judge marks its answer."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np

from course_utils.measurements import STORE
from course_utils.messages import CourseError

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class Contest:
    """A contest; what runs beside the judge and what runs in the function's process share nothing but arrays.

    number: the lesson's. title, measure: the messages that name it and its figure, of which more is better if
    `highest_wins`; places: its decimals. seconds: the function may use, on the reference machine; then it
    has half of them to answer. parameters: the function's, `seconds` and `seed` among them.

    Beside the judge: given() → what every function is handed; secret(draw, seed) → what only the judge
    knows, of numbers that are drawn anew each time; questions(secret) → what is asked after the training;
    judge(secret, answers) → the figure, or CourseError. hidden() → files that the function must not read.
    In the function's process: arguments(given) → what it is called with; answers(result, questions) of
    what it returned. tensorflow: whether that is imported before the clock starts.
    """

    number: str
    title: str
    measure: str
    seconds: float
    parameters: tuple[str, ...]
    given: Callable[[], Arrays]
    secret: Callable[[int, int], object]
    questions: Callable[[object], Arrays]
    judge: Callable[[object, Arrays], float]
    arguments: Callable[[Arrays], dict]
    answers: Callable[[object, Arrays], Arrays]
    hidden: Callable[[], list[Path]] = list
    highest_wins: bool = False
    places: int = 1
    tensorflow: bool = True


def contests() -> dict[str, ModuleType]:
    """Number of the lesson -> the module with its CONTEST, of all the modules here that have one."""
    names = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]
    modules = [
        importlib.import_module(f"benchmarks.records.{name}") for name in names if name.endswith("_contest")
    ]
    return {module.CONTEST.number: module for module in sorted(modules, key=lambda m: m.CONTEST.number)}


# ------------------------------------------------------------------------------------------- shared by contests
COURSES_OWN = [STORE]  # what the course has learned and measured: nobody starts from it


def as_array(value) -> np.ndarray:
    """What a function returned, as numbers. CourseError where there are none."""
    try:
        array = np.asarray(value)
    except Exception as error:  # rows of unequal length, and whatever else there may be
        raise CourseError("records_no_array", type=type(value).__name__) from error
    if array.dtype.kind not in "biuf":
        raise CourseError("records_no_array", type=_kind(value, array))
    return array


def called(function, *arguments):
    """What a function that was returned says. CourseError if it is none."""
    if not callable(function):
        raise CourseError("records_not_callable", type=type(function).__name__)
    return function(*arguments)


def of_shape(array: np.ndarray, *shape: int) -> np.ndarray:
    """The array, without a last axis of length 1 where none is wanted. CourseError for another shape or NaN."""
    found = array.shape
    if array.ndim == len(shape) + 1 and found[-1] == 1:
        array = array[..., 0]
    if array.shape != shape:
        raise CourseError("records_shape", found=found, wanted=shape)
    if not np.isfinite(array).all():
        raise CourseError("records_not_finite", count=int(np.sum(~np.isfinite(array))))
    return array


def _kind(value, array: np.ndarray) -> str:
    return f"{type(value).__name__} ({array.dtype})" if isinstance(value, np.ndarray) else type(value).__name__
