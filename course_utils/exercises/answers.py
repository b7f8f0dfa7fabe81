"""What can be told of an answer without running it: is it a stub, whose is it, how is it to be called?"""

import contextlib
import dis
import inspect
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType

from course_utils.exercises.reasons import is_theirs

STUB_MARK = "your code here"
_IDLE = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "POP_TOP"}
_INSIDE = "__wrapped__", "__func__", "func", "python_function"  # decorators, methods, partial, tf.function


def is_stub(answer) -> bool:
    """A body of nothing but `...`, `pass`, `return None` or a docstring."""
    code = getattr(answer, "__code__", None)
    return isinstance(code, CodeType) and all(
        step.opname in _IDLE and (step.opname not in ("LOAD_CONST", "RETURN_CONST") or step.argval is None)
        for step in dis.get_instructions(code)
    )


def still_has_stub_mark(answer) -> bool:
    with contextlib.suppress(OSError, TypeError):
        return STUB_MARK in inspect.getsource(answer)
    return False


def comes_from(answer, reference: Callable) -> bool:
    """Whether the answer is the course's `reference`, holds it, or calls it by a name of the notebook."""
    waiting, seen = [answer], []
    while waiting:
        function = waiting.pop()
        if function is reference:
            return True
        if not any(function is one for one in seen):
            seen.append(function)
            waiting += _behind(function)
    return False


def _behind(function) -> Iterator:
    """What a decorated or partial function holds, and the functions that one of the student's own calls."""
    with contextlib.suppress(Exception):  # an odd object may answer anything when asked for an attribute
        yield from [held for name in _INSIDE if callable(held := getattr(function, name, None))]
    if not (isinstance(function, FunctionType) and is_theirs(function.__code__.co_filename)):
        return
    for cell in function.__closure__ or ():
        with contextlib.suppress(ValueError):  # still empty
            if isinstance(cell.cell_contents, FunctionType):
                yield cell.cell_contents
    for name in _globals_in(function.__code__):
        if isinstance(found := function.__globals__.get(name), FunctionType):
            yield found


def _globals_in(code: CodeType) -> Iterator[str]:
    yield from (step.argval for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL")
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _globals_in(constant)


def keeps_signature(answer: Callable, wanted: inspect.Signature) -> bool:
    """The lesson calls by keyword and leaves defaults out, so names, order and defaults must be those."""
    try:
        got = inspect.signature(answer)
    except (TypeError, ValueError):  # builtins may have none: the cases will tell
        return True
    names = list(wanted.parameters)
    required = {n: None for n, p in wanted.parameters.items() if p.default is p.empty}
    try:
        in_order = list(got.bind(*[None] * len(names)).arguments)
        got.bind(**dict.fromkeys(names))
        got.bind(**required)
    except TypeError:
        return False
    named = [n for n in names if n in got.parameters]  # *args and **kwargs have no names to compare
    defaults = all(_alike(got.parameters[n].default, wanted.parameters[n].default) for n in named)
    return defaults and [n for n in in_order if n in names] == named


def _alike(default, wanted) -> bool:
    try:
        return default is wanted or bool(default == wanted)
    except Exception:  # an array, for example, is neither equal nor unequal
        return False
