"""Files that hide modules: a `keras.py` beside the notebook is what `import keras` finds.

This module is imported before any other of the course, and imports what Python itself has imported already.
"""

from __future__ import annotations  # the doctor speaks under older Pythons, too

import contextlib
import os
import re
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder, all_suffixes

STANDARD = getattr(sys, "stdlib_module_names", sys.builtin_module_names)  # Python 3.9 knows the latter only
HERE = os.path.dirname(os.path.abspath(__file__))


def hiding_files(folder: str | None = None) -> list[str]:
    """Paths of the files and packages in `folder` that hide a module of Python or an installed one.

    Without a folder: in those from which Python takes modules because it was started there.
    """
    if folder is not None:
        return list(_hiding(os.path.abspath(folder), sys.path))
    found = []
    for place, entry in enumerate(sys.path):
        if _is_here(entry):
            found += _hiding(os.path.abspath(entry), sys.path[place + 1 :])
    return list(dict.fromkeys(found))


@contextlib.contextmanager
def aside() -> Iterator[None]:
    """While files hide modules, import past them: the course then lives to say so."""
    path = sys.path[:]
    if hiding_files():
        sys.path[:] = [entry for entry in path if not _is_here(entry)]
    try:
        yield
    finally:
        sys.path[:] = path


def _is_here(entry: str) -> bool:
    """An entry of sys.path that stands for the folder of the notebook, the script or the terminal."""
    if entry == "" or os.path.abspath(entry) == os.path.abspath(""):
        return True
    script = getattr(sys.modules.get("__main__"), "__file__", None)
    return script is not None and os.path.abspath(entry) == os.path.dirname(os.path.abspath(script))


def _hiding(folder: str, rest: list[str]) -> Iterator[str]:
    """What stands in `folder` under the name of a module in `rest`."""
    # Python's own folder also holds what nobody needs, such as `test`: its modules are known by name.
    rest = [entry for entry in rest if os.path.abspath(entry) not in (folder, os.path.dirname(os.__file__))]
    if _is_checkout(folder):  # another one, from which the environment was made, is nothing that this one hides
        rest = [entry for entry in rest if not _is_checkout(entry)]
    try:
        entries = sorted(os.listdir(folder))
    except OSError:
        return
    for entry in entries:
        name, dot, suffix = entry.partition(".")
        path = os.path.join(folder, entry)
        is_file = dot + suffix in all_suffixes()
        if not is_file and not os.path.isfile(os.path.join(path, "__init__.py")):
            continue
        is_needed = _is_installed(name, rest) and (is_file or _is_imported(name))
        if name in STANDARD or is_needed:
            yield path


def _is_checkout(folder: str) -> bool:
    """Whether it is the course's own, with its sources."""
    return all(os.path.isdir(os.path.join(folder, name)) for name in ("course_utils", "lessons"))


def _is_installed(name: str, rest: list[str]) -> bool:
    spec = PathFinder.find_spec(name, rest)
    return spec is not None and spec.loader is not None


def _is_imported(name: str) -> bool:
    """By the course itself. (Some packages also install a folder `tests` or `docs`, which hides nothing.)"""
    statement = re.compile(rf"^ *(?:import|from) {re.escape(name)}\b", re.MULTILINE)
    for folder, _, files in os.walk(HERE):
        for file in files:
            if file.endswith(".py"):
                with open(os.path.join(folder, file), encoding="utf-8") as source:
                    if statement.search(source.read()):
                        return True
    return False
