"""Judging one answer: run it on cases, compare with the definition, recognise known mistakes."""

import contextlib
import copy
import dis
import importlib
import inspect
import io
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course_utils.exercises.chance import chance_untouched
from course_utils.exercises.gradients import as_tensors, check_gradients, gradients
from course_utils.exercises.kinds import Kind
from course_utils.exercises.verdict import Crash, Mistake, NotAttempted, Verdict, message_of, shorten
from course_utils.messages import text

STUB_MARK = "your code here"


@dataclass(frozen=True)
class Exercise:
    """One exercise: `oracle` computes the right result, `mistakes` the ones that have a hint.

    cases: argument tuples; mistakes: message key -> a function that makes that mistake, or returns None for
    a case where every result fits it;
    inspect: optional further check of a result, (args, raw result) -> None, raises Mistake;
    properties: instead of an oracle, where there is no single right result: (trials, cases) -> None, raises
    Mistake;
    gradient_to: names of the arguments that the lesson trains or paints through: all arrays are handed over as
    tensors then, and a gradient has to flow back to these;
    limits: what else must hold once everything above does: (trials, slopes) -> None, raises Mistake;
    slopes(*args) gives the gradients to the arguments in `gradient_to`.
    """

    name: str
    lesson: str  # module of course_utils.reference
    kind: Kind
    cases: Callable[[], Sequence[tuple]]
    oracle: Callable | None = None
    mistakes: dict[str, Callable] = field(default_factory=dict)
    inspect: Callable[[tuple, Any], None] | None = None
    properties: Callable[["Trials", Sequence[tuple]], None] | None = None
    gradient_to: tuple[str, ...] = ()
    limits: Callable[["Trials", Callable], None] | None = None

    def given(self, args: tuple) -> list:
        """The arguments of a case as the answer gets them, free to be changed."""
        if self.gradient_to:
            return as_tensors(args)
        return [copy.deepcopy(a) if isinstance(a, np.ndarray) else a for a in args]

    def reference(self) -> Callable:
        """The course's own solution, as the lesson teaches it."""
        return getattr(importlib.import_module(f"course_utils.reference.{self.lesson}"), self.name)


def judge(exercise: Exercise, answer, language: str) -> Verdict:
    """The verdict on an answer. Only KeyboardInterrupt gets out."""

    def verdict(status: str, key: str, **values) -> Verdict:
        return Verdict(exercise.name, status, text(key, language, **values), language, key)

    if answer is None or answer is ... or _is_stub(answer):
        return verdict("not attempted", "hint_not_attempted")
    if not callable(answer):
        return verdict("failed", "hint_not_callable", type=type(answer).__name__, name=exercise.name)
    try:
        with chance_untouched():
            _check(exercise, answer, language)
    except Mistake as mistake:
        return verdict("failed", mistake.key, **mistake.values)
    except Crash as crash:
        cause = crash.__cause__
        if isinstance(cause, NotImplementedError):
            return verdict("not attempted", "hint_not_attempted")
        line = _line_of(cause, answer)
        values = {"type": type(cause).__name__, "message": message_of(cause), "call": crash.call}
        return verdict("error", "hint_crash" if line else "hint_crash_somewhere", line=line, **values)
    except NotAttempted:
        return verdict("not attempted", "hint_not_attempted")
    return verdict("passed", "hint_passed")


class Trials:
    """The answer on its trials: called like the answer, gives its result as the exercise's kind reads it.

    Raises Crash where the answer raises, Mistake where its result is no such thing at all. What the answer
    prints is seen in the first trial only.
    """

    def __init__(self, exercise: Exercise, answer: Callable, language: str):
        self.exercise, self.answer, self.language = exercise, answer, language
        self.done = 0

    def __call__(self, *args):
        with _prints_hidden() if self.done else contextlib.nullcontext():
            raw = _call(self.exercise, self.answer, args, self.language)
        if raw is None:
            raise (
                Mistake("hint_returned_none_here", call=self.describe(args))
                if self.done
                else Mistake("hint_returned_none")
            )
        self.done += 1
        result = _read(self.exercise, raw, args, self.language)
        if self.exercise.inspect:
            self.exercise.inspect(args, raw)
        return result

    def raw(self, *args):
        """The result as it comes, of arguments as they are: for use inside a tf.function."""
        with _prints_hidden():
            return self.answer(*args)

    def describe(self, args: tuple) -> str:
        return describe_call(self.exercise, args, self.language)


def _prints_hidden():
    return contextlib.redirect_stdout(io.StringIO())


def _check(exercise: Exercise, answer: Callable, language: str) -> None:
    cases = list(exercise.cases())
    _check_signature(exercise, answer)
    trials = Trials(exercise, answer, language)
    if exercise.properties:
        exercise.properties(trials, cases)
    else:
        _compare(exercise, trials, cases)
    if exercise.gradient_to:
        _check_gradients(exercise, trials, cases)


def _check_gradients(exercise: Exercise, trials: Trials, cases: list[tuple]) -> None:
    parameters = list(inspect.signature(exercise.reference()).parameters)
    places = {parameters.index(name): name for name in exercise.gradient_to}
    check_gradients(trials.raw, exercise.oracle, cases, places, trials.describe)
    if exercise.limits:
        exercise.limits(trials, lambda *args: gradients(trials.raw, args, list(places), np.ones(())))


def _compare(exercise: Exercise, run: Trials, cases: list[tuple]) -> None:
    """The results of all cases against the oracle's and against those of the known mistakes."""
    same = exercise.kind.same
    results = [run(*args) for args in cases]
    if not same(run(*cases[0]), results[0]):
        raise Mistake("hint_remembers", call=run.describe(cases[0]))
    wanted = [np.asarray(exercise.oracle(*args)) for args in cases]
    wrong = [i for i, (r, w) in enumerate(zip(results, wanted, strict=True)) if not same(r, w)]
    if not wrong:
        return
    for key, mistaken in exercise.mistakes.items():
        if all(_matches(same, r, mistaken, args) for r, args in zip(results, cases, strict=True)):
            raise Mistake(key)
    first = wrong[0]
    call = run.describe(cases[first])
    if results[first].dtype.kind == "f" and np.isnan(results[first]).any():
        raise Mistake("hint_nan", call=call)
    if results[first].shape != wanted[first].shape:
        expected = wanted[first].shape
        raise Mistake("hint_shape", call=call, got=results[first].shape, expected=expected)
    got = np.array2string(results[first], precision=3, separator=", ", threshold=60).replace("\n", "")
    right = len(cases) - len(wrong)
    raise Mistake("hint_value", call=call, got=shorten(got, 400), right=right, all=len(cases))


def _check_signature(exercise: Exercise, answer: Callable) -> None:
    """The lesson calls by keyword and leaves defaults out, so names and defaults must be those."""
    wanted = inspect.signature(exercise.reference())
    try:
        got = inspect.signature(answer)
    except (TypeError, ValueError):  # builtins may have none: the cases will tell
        return
    names = list(wanted.parameters)
    required = {n: None for n, p in wanted.parameters.items() if p.default is p.empty}
    try:
        in_order = list(got.bind(*[None] * len(names)).arguments)
        got.bind(**dict.fromkeys(names))
        got.bind(**required)
    except TypeError:
        in_order = None
    named = [n for n in names if n in got.parameters]  # *args and **kwargs have no names to compare
    same_order = in_order is not None and [n for n in in_order if n in names] == named
    same_defaults = all(got.parameters[n].default == wanted.parameters[n].default for n in named)
    if not (same_order and same_defaults):
        raise Mistake("hint_signature", signature=f"{exercise.name}{wanted}")


def _call(exercise: Exercise, answer: Callable, args: tuple, language: str):
    given = exercise.given(args)
    try:
        raw = answer(*given)
    except (Exception, SystemExit) as error:
        if exercise.gradient_to and _runs_with_arrays(answer, args):
            raise Mistake("hint_arrays_only", type=type(error).__name__, message=message_of(error)) from error
        raise Crash(describe_call(exercise, args, language)) from error
    for before, after in zip(args, given, strict=True):
        if isinstance(after, np.ndarray) and not np.array_equal(before, after):
            raise Mistake("hint_inputs_changed", call=describe_call(exercise, args, language))
    if raw is ...:
        raise NotAttempted
    if raw is None and _still_has_stub_mark(answer):
        raise NotAttempted
    return raw


def _runs_with_arrays(answer: Callable, args: tuple) -> bool:
    with contextlib.suppress(Exception, SystemExit), contextlib.redirect_stdout(io.StringIO()):
        return answer(*copy.deepcopy(args)) is not None
    return False


def _read(exercise: Exercise, raw, args: tuple, language: str):
    try:
        return exercise.kind.read(raw)
    except Mistake:
        raise
    except Exception:  # whatever odd object came back, it is not what was asked for
        raise Mistake(
            "hint_type",
            expected=text(exercise.kind.expects, language),
            got=type(raw).__name__,
            call=describe_call(exercise, args, language),
        ) from None


def _matches(same: Callable, result: np.ndarray, mistaken: Callable, args: tuple) -> bool:
    with contextlib.suppress(Exception):
        claimed = mistaken(*args)
        return claimed is None or same(result, np.asarray(claimed))
    return False


def describe_call(exercise: Exercise, args: tuple, language: str | None = None) -> str:
    """The call as the student would write it; arrays by their shape."""

    def show(name: str, value) -> str:
        if isinstance(value, np.ndarray) and value.size <= 6 and np.array_equal(value, np.round(value)):
            return f"{name}={value.astype(int).tolist()}"
        if isinstance(value, np.ndarray) and value.shape == ():
            return f"{name}={value:.4g}"
        if isinstance(getattr(value, "shape", None), tuple) and value.shape:
            return text("argument_shape", language, name=name, shape=value.shape)
        return f"{name}={value!r}" if isinstance(value, (int, float, tuple)) else name

    names = list(inspect.signature(exercise.reference()).parameters)
    shown = (show(name, value) for name, value in zip(names, args, strict=False))
    return f"{exercise.name}({', '.join(shown)})"


def _is_stub(answer) -> bool:
    """A body of nothing but `...`, `pass`, `return None` or a docstring."""
    code = getattr(answer, "__code__", None)
    if code is None:
        return False
    idle = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "POP_TOP"}
    return all(
        step.opname in idle and (step.opname not in ("LOAD_CONST", "RETURN_CONST") or step.argval is None)
        for step in dis.get_instructions(code)
    )


def _still_has_stub_mark(answer) -> bool:
    with contextlib.suppress(OSError, TypeError):
        return STUB_MARK in inspect.getsource(answer)
    return False


def _line_of(error: BaseException, answer) -> str:
    """The student's own line that failed, not a line inside a library."""
    file = getattr(getattr(answer, "__code__", None), "co_filename", None)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == file]
    return (frames[-1].line or "").strip() if frames else ""
