"""Judging one answer: run it on cases, compare with the definition, recognise known mistakes."""

import contextlib
import copy
import dis
import importlib
import inspect
import io
import re
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np

from course_utils.exercises.chance import chance_untouched
from course_utils.messages import text

STUB_MARK = "your code here"
COLOURS = {"passed": "#009E73", "failed": "#D55E00", "error": "#D55E00", "not attempted": "#7A7A7A"}
MARKS = {"passed": "✔", "failed": "✘", "error": "✘", "not attempted": "○"}


@dataclass(frozen=True)
class Verdict:
    """What a check found: `status` is "passed", "failed", "not attempted" or "error"."""

    name: str
    status: str
    hint: str
    language: str = "en"
    key: str = ""  # of the message: which mistake it was

    @property
    def passed(self) -> bool:
        return self.status == "passed"

    def __str__(self) -> str:
        values = {"mark": MARKS[self.status], "label": self._label(), "hint": self.hint}
        return text("verdict_line", self.language, name=self.name, **values)

    def _label(self) -> str:
        return text("verdict_" + self.status.replace(" ", "_"), self.language)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        name = f"<code>{escape(self.name)}</code>"
        head = text("verdict_html", self.language, name=name, label=escape(self._label()))
        html = (
            f'<div role="status" style="border-left:5px solid {COLOURS[self.status]};'
            f'padding:6px 12px;margin:4px 0"><b>{MARKS[self.status]} {head}</b> {escape(self.hint)}</div>'
        )
        return {"text/plain": str(self), "text/html": html}


class Mistake(Exception):
    """Raised by a checker that recognises what is wrong: a message key and its placeholders."""

    def __init__(self, key: str, **values):
        self.key, self.values = key, values


@dataclass(frozen=True)
class Kind:
    """The type of an answer's result: how to read it, and when two results are the same."""

    expects: str  # message key that describes it
    read: Callable[[Any], Any]  # raises TypeError for another type; an array, unless `properties` judge it
    rtol: float = 1e-4
    atol: float = 1e-5

    def same(self, got: np.ndarray, wanted: np.ndarray) -> bool:
        if "U" in (got.dtype.kind, wanted.dtype.kind):  # text
            return np.array_equal(got, wanted)
        return got.shape == wanted.shape and np.allclose(
            got, wanted, rtol=self.rtol, atol=self.atol, equal_nan=True
        )


@dataclass(frozen=True)
class Exercise:
    """One exercise: `oracle` computes the right result, `mistakes` the ones that have a hint.

    cases: argument tuples; mistakes: message key -> a function that makes that mistake, or returns None for
    a case where every result fits it;
    inspect: optional further check of a result, (args, raw result) -> None, raises Mistake;
    properties: instead of an oracle, where there is no single right result: (run, cases) -> None, raises
    Mistake; run(*args) is one trial of the answer and gives its result as `kind` reads it, or raises Crash;
    run.raw(*args) just calls it, for use inside a tf.function;
    gradient_to: names of the arguments that the lesson trains or paints through: all arrays are handed over as
    tensors then, and a gradient has to flow back to these;
    limits: what else must hold once everything above does: (run, slopes) -> None, raises Mistake;
    slopes(*args) gives the gradients to the arguments in `gradient_to`.
    """

    name: str
    lesson: str  # module of course_utils.reference
    kind: Kind
    cases: Callable[[], Sequence[tuple]]
    oracle: Callable | None = None
    mistakes: dict[str, Callable] = field(default_factory=dict)
    inspect: Callable[[tuple, Any], None] | None = None
    properties: Callable[[Callable, Sequence[tuple]], None] | None = None
    gradient_to: tuple[str, ...] = ()
    limits: Callable[[Callable, Callable], None] | None = None

    def given(self, args: tuple) -> list:
        """The arguments of a case as the answer gets them, free to be changed."""
        if self.gradient_to:
            from course_utils.exercises.gradients import as_tensors

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
    except _NotAttempted:
        return verdict("not attempted", "hint_not_attempted")
    return verdict("passed", "hint_passed")


class Crash(Exception):
    """The answer raised an exception (the cause of this one) during `call`."""

    def __init__(self, call: str):
        self.call = call


class _NotAttempted(Exception):
    pass


def _check(exercise: Exercise, answer: Callable, language: str) -> None:
    cases = list(exercise.cases())
    _check_signature(exercise, answer)
    trials = 0

    def run(*args):
        nonlocal trials
        with contextlib.redirect_stdout(io.StringIO()) if trials else contextlib.nullcontext():
            raw = _call(exercise, answer, args, language)  # prints are seen once, not for every trial
        if raw is None:
            call = describe_call(exercise, args, language)
            raise Mistake("hint_returned_none_here", call=call) if trials else Mistake("hint_returned_none")
        trials += 1
        result = _read(exercise, raw, args, language)
        if exercise.inspect:
            exercise.inspect(args, raw)
        return result

    def raw(*args):
        with contextlib.redirect_stdout(io.StringIO()):
            return answer(*args)

    run.raw = raw
    if exercise.properties:
        exercise.properties(run, cases)
    else:
        _compare(exercise, run, cases, language)
    if exercise.gradient_to:
        _check_gradients(exercise, run, cases, language)


def _check_gradients(exercise: Exercise, run: Callable, cases: list[tuple], language: str) -> None:
    from course_utils.exercises.gradients import check_gradients, gradients

    def describe(args):
        return describe_call(exercise, args, language)

    parameters = list(inspect.signature(exercise.reference()).parameters)
    places = {parameters.index(name): name for name in exercise.gradient_to}
    check_gradients(run.raw, exercise.oracle, cases, places, describe)
    if exercise.limits:
        exercise.limits(run, lambda *args: gradients(run.raw, args, list(places), np.ones(())))


def _compare(exercise: Exercise, run: Callable, cases: list[tuple], language: str) -> None:
    """The results of all cases against the oracle's and against those of the known mistakes."""
    same = exercise.kind.same
    results = [run(*args) for args in cases]
    if not same(run(*cases[0]), results[0]):
        raise Mistake("hint_remembers", call=describe_call(exercise, cases[0], language))
    wanted = [np.asarray(exercise.oracle(*args)) for args in cases]
    wrong = [i for i, (r, w) in enumerate(zip(results, wanted, strict=True)) if not same(r, w)]
    if not wrong:
        return
    for key, mistaken in exercise.mistakes.items():
        if all(_matches(same, r, mistaken, args) for r, args in zip(results, cases, strict=True)):
            raise Mistake(key)
    first = wrong[0]
    call = describe_call(exercise, cases[first], language)
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
        raise _NotAttempted
    if raw is None and _still_has_stub_mark(answer):
        raise _NotAttempted
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


def message_of(error: BaseException, limit: int = 160) -> str:
    """First line of what the exception says, without TensorFlow's preamble."""
    try:
        message = re.sub(r"\{\{.*?\}\}\s*", "", str(error)).strip()
    except Exception:  # a student's own exception may fail to describe itself
        message = ""
    first = message.splitlines()[0] if message else ""
    return shorten(first, limit)


def shorten(words: str, limit: int) -> str:
    return words if len(words) <= limit else words[: limit - 1] + "…"


def _read_array(raw) -> np.ndarray:
    """A NumPy array or anything that offers itself as one (a TensorFlow tensor); numbers only."""
    if not hasattr(raw, "__array__") or isinstance(raw, np.generic):
        raise TypeError
    array = np.asarray(raw)
    if array.dtype.kind not in "biuf":
        raise Mistake("hint_dtype", dtype=array.dtype)
    return array.astype(float)


def _read_int_array(raw) -> np.ndarray:
    array = _read_array(raw)
    if np.asarray(raw).dtype.kind not in "iu":
        whole = np.isfinite(array) & (array == np.round(array))
        if not whole.all():
            raise Mistake("hint_not_counts", value=f"{array[~whole].flat[0]:.3g}")
        raise Mistake("hint_not_int_array", dtype=np.asarray(raw).dtype)
    return array


def _read_float(raw) -> np.ndarray:
    value = np.asarray(raw)
    if value.shape != () or value.dtype.kind not in "iuf":
        raise TypeError
    return value.astype(float)


def _read_scalar(raw) -> np.ndarray:
    """A number, or a tensor that holds just one and has no axes."""
    if hasattr(raw, "__array__") and np.shape(raw) != ():
        raise Mistake("hint_not_scalar", shape=np.shape(raw))
    if isinstance(raw, bool) or (not hasattr(raw, "__array__") and not isinstance(raw, (int, float))):
        raise TypeError
    return _read_float(raw)


def _read_as_it_is(raw) -> np.ndarray:
    """Like _read_array, with its own dtype."""
    _read_array(raw)
    return np.asarray(raw)


def _read_int(raw) -> np.ndarray:
    value = _read_float(raw)
    if np.asarray(raw).dtype.kind == "f" and not np.isnan(value):
        raise Mistake("hint_not_int", value=raw)
    return value


def _read_text(raw) -> np.ndarray:
    if not isinstance(raw, str):
        raise TypeError
    return np.array(str(raw))


def _read_pair(raw) -> tuple[np.ndarray, np.ndarray]:
    """Two arrays or tensors, with the dtypes that they have."""
    if not isinstance(raw, tuple):
        raise TypeError
    if len(raw) != 2 or not all(hasattr(r, "__array__") and np.asarray(r).dtype != object for r in raw):
        raise Mistake("hint_pair", types=", ".join(type(r).__name__ for r in raw))
    return np.asarray(raw[0]), np.asarray(raw[1])


def _read_keras_tensor(raw):
    import keras

    if isinstance(raw, keras.Layer):  # models are layers too
        raise Mistake("hint_layer", type=type(raw).__name__)
    if not isinstance(raw, keras.KerasTensor):
        raise TypeError
    return raw


ARRAY = Kind("kind_array", _read_array)
INT_ARRAY = Kind("kind_int_array", _read_int_array)
INT = Kind("kind_int", _read_int)
FLOAT = Kind("kind_float", _read_float)
SCALAR = Kind("kind_float", _read_scalar)
TYPED_ARRAY = Kind("kind_array", _read_as_it_is)
TEXT = Kind("kind_text", _read_text)
PAIR = Kind("kind_pair", _read_pair)
KERAS_TENSOR = Kind("kind_keras_tensor", _read_keras_tensor)
