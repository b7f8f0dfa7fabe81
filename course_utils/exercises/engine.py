"""Judging one answer: run it on cases, compare with the definition, recognise known mistakes."""

import contextlib
import copy
import functools
import importlib
import inspect
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course_utils.exercises.answers import is_stub, keeps_signature, still_has_stub_mark
from course_utils.exercises.chance import chance_untouched
from course_utils.exercises.gradients import as_tensors, check_gradients, gradients
from course_utils.exercises.kinds import Kind
from course_utils.exercises.reasons import cast_of, in_words, message_of, raised_by_student, shorten
from course_utils.exercises.verdict import Crash, Mistake, NotAttempted, Slip, Verdict
from course_utils.messages import text

# What TensorFlow says of whole numbers, such as those of tf.shape, in one formula with real ones.
_WHOLE_AND_REAL = re.compile(
    r"float\d* (?:!=|tensor but is a) (?:tf\.)?u?int|\bu?int\d+ (?:!=|tensor but is a) (?:tf\.)?float"
)


@dataclass(frozen=True)
class Exercise:
    """One exercise: `oracle` computes the right result, `mistakes` the ones that have a hint.

    cases: argument tuples; mistakes: message key -> a function that makes that mistake, or returns None for
    a case where every result fits it;
    diagnose: what only all results together tell: (cases, results, wanted) -> None, raises Mistake; a result is
    None where the answer crashed, after right ones;
    inspect: optional further check of a result, (args, raw result) -> None, raises Mistake;
    crashed: what an exception may mean: (answer, args, error) -> None, raises Mistake;
    properties: instead of an oracle, where there is no single right result: (trials, cases) -> None, raises
    Mistake;
    gradient_to: names of the arguments that the lesson trains or paints through: all arrays are handed over as
    tensors then, and a gradient has to flow back to these;
    tensors: whether they are handed over as tensors anyway;
    autograph: whether the tf.function around it translates if, for and float; the one in Keras's fit does not;
    limits: what else must hold once everything above does: (trials, slopes) -> None, raises Mistake;
    slopes(*args) gives the gradients to the arguments in `gradient_to`.
    """

    name: str
    lesson: str  # module of course_utils.reference
    kind: Kind
    cases: Callable[[], Sequence[tuple]]
    oracle: Callable | None = None
    mistakes: dict[str, Callable] = field(default_factory=dict)
    diagnose: Callable[[Sequence, Sequence, Sequence], None] | None = None
    inspect: Callable[[tuple, Any], None] | None = None
    crashed: Callable[[Callable, tuple, BaseException], None] | None = None
    properties: Callable[["Trials", Sequence[tuple]], None] | None = None
    gradient_to: tuple[str, ...] = ()
    tensors: bool = False
    autograph: bool = True
    limits: Callable[["Trials", Callable], None] | None = None

    @property
    def hands_tensors(self) -> bool:
        return self.tensors or bool(self.gradient_to)

    def given(self, args: tuple) -> list:
        """The arguments of a case as the answer gets them, free to be changed."""
        if self.hands_tensors:
            return as_tensors(args)
        return [copy.deepcopy(a) if isinstance(a, np.ndarray) else a for a in args]

    def reference(self) -> Callable:
        """The course's own solution, as the lesson teaches it."""
        return getattr(importlib.import_module(f"course_utils.reference.{self.lesson}"), self.name)


def judge(exercise: Exercise, answer, language: str) -> Verdict:
    """The verdict on an answer, whatever it does. Only KeyboardInterrupt gets out."""

    def verdict(status: str, key: str, **values) -> Verdict:
        words = {k: in_words(v, language) if isinstance(v, BaseException) else v for k, v in values.items()}
        return Verdict(exercise.name, status, text(key, language, **words), language, key)

    trials = Trials(exercise, answer, language)
    try:
        if answer is None or answer is ... or is_stub(answer):
            raise NotAttempted
        if not callable(answer):
            raise Mistake("hint_not_callable", type=type(answer).__name__, name=exercise.name)
        with chance_untouched():
            _check(trials)
    except KeyboardInterrupt:
        raise
    except NotAttempted:
        return verdict("not attempted", "hint_not_attempted")
    except Mistake as mistake:
        return verdict("failed", mistake.key, **mistake.values)
    except Crash as crash:
        if cast := cast_of(crash.__cause__):
            return verdict("error", "hint_cast", call=crash.call, **cast)
        return verdict("error", "hint_crash", error=crash.__cause__, call=crash.call)
    except BaseException as error:  # of an odd result, or of an answer that goes wrong later than in a trial
        return verdict("error", "hint_crash", error=error, call=trials.last_call())
    return verdict("passed", "hint_passed")


def carried(exercise: Exercise, answer: Callable) -> Callable:
    """The answer as the lesson calls it: what it gives has the types and dtypes that the lesson's own gives."""

    @functools.wraps(answer)
    def function(*args, **kwargs):
        return exercise.kind.carry(answer(*args, **kwargs))

    return function


class Trials:
    """The answer on its trials: called like the answer, gives its result as the exercise's kind reads it.

    Raises Crash where the answer raises, NotAttempted where it is a stub after all, Mistake where its result
    is no such thing as was asked for. What the answer prints is seen in the first trial only.
    """

    def __init__(self, exercise: Exercise, answer: Callable, language: str):
        self.exercise, self.answer, self.language = exercise, answer, language
        self.done, self._last = 0, ()
        self.slip: Slip | None = None  # the first one

    def __call__(self, *args):
        raw = self._call(args)
        if raw is ... or (raw is None and still_has_stub_mark(self.answer)):
            raise NotAttempted
        if raw is None:
            key = "hint_returned_none_here" if self.done else "hint_returned_none"
            raise Mistake(key, call=self.describe(args))
        self.done += 1
        result = self.read(raw, args)
        if self.exercise.inspect:
            self.exercise.inspect(args, raw)
        return result

    def raw(self, *args):
        """The result as it comes, of arguments as they are: for use inside a tf.function."""
        self._last = args
        with _prints_hidden():
            return self.answer(*args)

    def read(self, raw, args: tuple):
        try:
            return self.exercise.kind.read(raw)
        except Slip as slip:
            self.slip = self.slip or slip
            return slip.result
        except Mistake:
            raise
        except Exception:  # whatever odd object came back, it is not what was asked for
            expected = text(self.exercise.kind.expects, self.language)
            got = type(raw).__name__
            raise Mistake("hint_type", expected=expected, got=got, call=self.describe(args)) from None

    def describe(self, args: tuple) -> str:
        return describe_call(self.exercise, args, self.language)

    def last_call(self) -> str:
        return self.describe(self._last)

    def _call(self, args: tuple):
        self._last = args
        given = self.exercise.given(args)
        try:
            with _prints_hidden() if self.done else contextlib.nullcontext():
                raw = self.answer(*given)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            if isinstance(error, NotImplementedError) and raised_by_student(error):
                raise NotAttempted from error
            if self.exercise.hands_tensors and runs(self.answer, copy.deepcopy(args)):
                raise Mistake("hint_arrays_only", error=error) from error
            if self.exercise.crashed:
                self.exercise.crashed(self.answer, args, error)
            if _WHOLE_AND_REAL.search(message_of(error)):
                raise Mistake("hint_whole_and_real", error=error) from error
            raise Crash(self.describe(args)) from error
        for before, after in zip(args, given, strict=True):
            if isinstance(after, np.ndarray) and not np.array_equal(before, after):
                raise Mistake("hint_inputs_changed", call=self.describe(args))
        return raw


def _prints_hidden():
    return contextlib.redirect_stdout(io.StringIO())


def runs(answer: Callable, args: Sequence) -> bool:
    """Whether it gives a result with these arguments."""
    with contextlib.suppress(Exception, SystemExit), _prints_hidden():
        return answer(*args) is not None
    return False


def _check(trials: Trials) -> None:
    exercise = trials.exercise
    wanted = inspect.signature(exercise.reference())
    if not keeps_signature(trials.answer, wanted):
        raise Mistake("hint_signature", signature=f"{exercise.name}{wanted}")
    cases = list(exercise.cases())
    if exercise.properties:
        exercise.properties(trials, cases)
    else:
        _compare(trials, cases)
    if trials.slip:
        raise trials.slip
    names = list(wanted.parameters)
    places = {names.index(name): name for name in exercise.gradient_to}
    if places:
        check_gradients(trials, exercise.oracle, cases, places)
    if exercise.limits:
        exercise.limits(trials, lambda *args: gradients(trials.raw, args, list(places), np.ones(())))


def _compare(trials: Trials, cases: list[tuple]) -> None:
    """The results of all cases against the oracle's and against those of the known mistakes."""
    exercise, same = trials.exercise, trials.exercise.kind.same
    wanted = [np.asarray(exercise.oracle(*args)) for args in cases]
    results = []
    for number, args in enumerate(cases):
        try:
            results.append(trials(*args))
        except Crash:
            if not all(map(same, results, wanted)):
                _recognise(exercise, cases[:number], results)
            elif exercise.diagnose:
                exercise.diagnose(cases[: number + 1], [*results, None], wanted[: number + 1])
            if trials.slip:
                raise trials.slip from None
            raise
    if not same(trials(*cases[0]), results[0]):
        raise Mistake("hint_remembers", call=trials.describe(cases[0]))
    wrong = [i for i, (r, w) in enumerate(zip(results, wanted, strict=True)) if not same(r, w)]
    if not wrong:
        return
    _recognise(exercise, cases, results)
    if exercise.diagnose:
        exercise.diagnose(cases, results, wanted)
    if trials.slip:
        raise trials.slip
    if factor := _factor(same, results, wanted):
        raise Mistake("hint_factor", factor=f"{factor:.4g}")
    first = next((i for i in wrong if _by_hand(cases[i])), wrong[0])
    call, result = trials.describe(cases[first]), results[first]
    if result.dtype.kind == "f" and np.isnan(result).any():
        raise Mistake("hint_nan", call=call)
    if result.shape != wanted[first].shape:
        raise Mistake("hint_shape", call=call, got=result.shape, expected=wanted[first].shape)
    key = "hint_value" if _by_hand(cases[first]) else "hint_value_large"
    right = len(cases) - len(wrong)
    raise Mistake(key, call=call, got=_printed(result), right=right, all=len(cases))


def _recognise(exercise: Exercise, cases: Sequence[tuple], results: list[np.ndarray]) -> None:
    """Raises the known mistake that explains all results, if they are enough to tell it from others."""
    if len(results) < 4:
        return
    for key, mistaken in exercise.mistakes.items():
        if all(_matches(exercise.kind.same, r, mistaken, args) for r, args in zip(results, cases, strict=True)):
            raise Mistake(key)


def _matches(same: Callable, result: np.ndarray, mistaken: Callable, args: tuple) -> bool:
    with contextlib.suppress(Exception):
        claimed = mistaken(*args)
        return claimed is None or same(result, np.asarray(claimed))
    return False


def _factor(same: Callable, results: list[np.ndarray], wanted: list[np.ndarray]) -> float | None:
    """The one number that all results are too large by, if there is one."""
    if any(r.shape != w.shape or r.dtype.kind not in "if" for r, w in zip(results, wanted, strict=True)):
        return None
    right = np.concatenate([np.ravel(w).astype(float) for w in wanted])
    got = np.concatenate([np.ravel(r).astype(float) for r in results])
    if np.count_nonzero(right) < 3 or not np.isfinite(got).all() or not got.any():
        return None
    factor = float(got @ right / (right @ right))
    fits = factor and all(same(np.asarray(r / factor), w) for r, w in zip(results, wanted, strict=True))
    return factor if fits else None


def _printed(result: np.ndarray) -> str:
    """Numbers as one would write them: 6, not 6.; at most four digits that matter."""
    form = {"float_kind": "{:.4g}".format}
    return shorten(np.array2string(result, formatter=form, separator=", ", threshold=60).replace("\n", ""), 400)


def _by_hand(args: tuple) -> bool:
    """Whether one can work such a case out by hand: a few whole numbers."""
    return all(
        _is_short(a) if isinstance(a, np.ndarray) else not isinstance(a, float) or a == round(a) for a in args
    )


def _is_short(array: np.ndarray) -> bool:
    return array.size <= 6 and np.array_equal(array, np.round(array))


def describe_call(exercise: Exercise, args: tuple, language: str | None = None) -> str:
    """The call as the student would write it; arrays by their shape."""

    def show(name: str, value) -> str:
        if words := getattr(value, "in_words", None):
            return f"{name}={words}"
        if isinstance(value, np.ndarray) and _is_short(value):
            return f"{name}={value.astype(int).tolist()}"
        if isinstance(value, np.ndarray) and value.shape == ():
            return f"{name}={value:.4g}"
        if isinstance(getattr(value, "shape", None), tuple) and value.shape:
            return text("argument_shape", language, name=name, shape=value.shape)
        return f"{name}={value!r}" if isinstance(value, (int, float, tuple)) else name

    names = list(inspect.signature(exercise.reference()).parameters)
    shown = (show(name, value) for name, value in zip(names, args, strict=False))
    return f"{exercise.name}({', '.join(shown)})"
