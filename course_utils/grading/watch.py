"""What an answer bends: a verdict counts only if all that it rests on is as it was before the answer ran."""

import builtins
import sys
import types
from collections.abc import Callable, Iterator

import numpy as np

CODE = "__code__", "__defaults__", "__kwdefaults__", "__closure__"  # of a function
CHECKER = tuple(f"course_utils.{room}" for room in ("exercises", "grading", "messages", "reference"))
CONTAINERS = dict, list, tuple, set, frozenset

# What the check itself is made of: everything that is loaded as soon as this module is. TensorFlow and whatever
# else comes later is watched less closely.
ESSENTIAL = frozenset(sys.modules)


def watch(roots: tuple = ()) -> Callable[[], list[str]]:
    """A function that names what has been changed since. `roots`: further objects that the check works with.

    Watched are the functions and classes of every loaded module, whether they are others or have been
    rewritten, and all data that can be reached from the checker's own modules. What a student may set is not
    watched: a language, a seed, an option.
    """
    built_in, here = vars(builtins), globals()
    before_built_in, before_here = dict(built_in), dict(here)
    modules = dict(sys.modules)
    before = dict(_parts(modules, roots))
    tracing = sys.gettrace(), sys.getprofile()

    def changed() -> list[str]:
        # First what this function itself needs, by nothing that can be replaced.
        for name, value in before_built_in.items():
            if built_in.get(name) is not value:
                return [f"builtins.{name}"]
        for name, value in before_here.items():
            if here.get(name) is not value:
                return [f"{__name__}.{name}"]
        if (sys.gettrace(), sys.getprofile()) != tracing:
            return ["sys.settrace"]
        moved = [name for name, module in modules.items() if sys.modules.get(name) is not module]
        if moved := [name for name in moved if name in ESSENTIAL or name.startswith("course_utils")]:
            return moved
        now = dict(_parts(modules, roots))
        return [name for name, value in before.items() if not _same(now.get(name, changed), value)]

    return changed


def _same(one, other) -> bool:
    if one is other:
        return True
    return isinstance(one, bytes) and isinstance(other, bytes) and one == other


def _parts(modules: dict, roots: tuple) -> Iterator[tuple[str, object]]:
    """What is watched, by name: objects are compared by identity, the contents of arrays as bytes."""
    for name, module in modules.items():
        names = getattr(module, "__dict__", None)
        if not isinstance(names, dict):
            continue
        essential = name in ESSENTIAL or name.startswith("course_utils")
        for key, value in list(names.items()):
            if callable(value):
                path = f"{name}.{key}"
                yield path, value
                if essential:
                    yield from _written(path, value)
    seen: set[int] = set()
    for name, module in modules.items():
        if name.startswith(CHECKER) and name != __name__:
            for key, value in list(vars(module).items()):
                if not key.startswith("__"):
                    yield f"{name}.{key}", value
                    yield from _data(f"{name}.{key}", value, seen)
    for place, root in enumerate(roots):
        yield from _data(f"exercise {place}", root, seen)


def _written(path: str, value) -> Iterator[tuple[str, object]]:
    """What a function or a class consists of."""
    if isinstance(value, types.FunctionType):
        for part in CODE:
            yield f"{path}.{part}", getattr(value, part)
        for place, cell in enumerate(value.__closure__ or ()):
            yield f"{path}.cell {place}", _content(cell)
    elif isinstance(value, type):
        for key, part in list(vars(value).items()):
            if callable(part) or isinstance(part, (property, classmethod, staticmethod)):
                yield f"{path}.{key}", part
                if isinstance(part, types.FunctionType):
                    yield f"{path}.{key}.__code__", part.__code__


def _content(cell):
    try:
        return cell.cell_contents
    except ValueError:  # empty
        return None


def _data(path: str, value, seen: set[int]) -> Iterator[tuple[str, object]]:
    """All that is reached from a value of the checker's: containers, its own objects, closures, arrays."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, np.ndarray):
        yield f"{path} (array)", value.tobytes()
        return
    if isinstance(value, types.FunctionType):
        parts = {part: _content(cell) for part, cell in enumerate(value.__closure__ or ())}
    elif isinstance(value, dict):
        parts = value
    elif isinstance(value, CONTAINERS):
        parts = dict(enumerate(value))
    elif type(value).__module__.startswith(CHECKER):
        parts = getattr(value, "__dict__", {})
    else:
        return
    for key, part in list(parts.items()):
        yield f"{path}.{key}", part
        yield from _data(f"{path}.{key}", part, seen)
    yield f"{path} (size)", str(len(parts)).encode()
