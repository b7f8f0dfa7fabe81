"""What the cells of a notebook say, as text: their statements, and those of them that an answer needs."""

import ast
import contextlib
import linecache
import re
import symtable
from collections.abc import Iterable
from dataclasses import dataclass
from types import CodeType

DEFINITIONS = ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom
QUESTIONS = ("use", "check", "hint", "grade")  # to the checker: nothing that an answer needs


@dataclass(frozen=True)
class Statement:
    """A statement at the top level of a cell, with the names that it binds and those that it looks up.

    defines: it is nothing but a definition or an import, so that leaving it out changes no variable.
    """

    source: str
    code: CodeType
    binds: set[str]
    uses: set[str]
    defines: bool


def statements(source: str, name: str) -> list[Statement]:
    """The top-level statements of the cell `name`, without its questions to the checker.

    SyntaxError, ValueError, RecursionError or MemoryError where Python can make nothing of it.
    """
    if source.startswith("%%"):
        source = "#" + source  # %%time and the like
    try:
        tree = ast.parse(source)
    except SyntaxError:
        from IPython.core.inputtransformer2 import TransformerManager

        source = TransformerManager().transform_cell(source)  # %magic, !command
        tree = ast.parse(source)
    lines = source.splitlines(keepends=True)
    linecache.cache[name] = len(source), None, lines, name  # hints quote a line, TensorFlow reads the source
    found = []
    for node in tree.body:
        call = getattr(node, "value", None)
        asked = getattr(call, "func", None)
        if getattr(asked, "id", getattr(asked, "attr", None)) in QUESTIONS:
            continue
        code, words = compile(ast.Module([node], []), name, "exec"), ast.unparse(node)
        defines = isinstance(node, DEFINITIONS) and not getattr(node, "decorator_list", None)
        found.append(Statement(words, code, *names_of(words), defines))
    return found


def readable(cells: Iterable[str]) -> list[Statement]:
    """The statements of several cells; of another exercise, or unfinished, a cell may be no Python."""
    found = []
    for number, source in enumerate(cells, 1):
        with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            found += statements(source, f"<cell {number}>")
    return found


def names_of(source: str) -> tuple[set[str], set[str]]:
    """The names that Python code binds at its top level ("*": by import *), and those it looks up there."""
    top = symtable.symtable(source, "<cell>", "exec")
    binds = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported()}
    if any(isinstance(n, ast.ImportFrom) and n.names[0].name == "*" for n in ast.parse(source).body):
        binds.add("*")
    uses, tables = set(), [top]
    for table in tables:
        tables += table.get_children()
        symbols = (s for s in table.get_symbols() if s.is_referenced() and (table is top or s.is_global()))
        uses |= {s.get_name() for s in symbols}
    return binds, uses


def needed(above: list[Statement], wanted: set[str]) -> list[Statement]:
    """Those that bind a name in `wanted`, or one that these in their turn need."""
    kept: list[Statement] = []
    while True:
        found = [s for s in above if s.binds & (wanted | {"*"})]
        if len(found) == len(kept):
            return kept
        kept, wanted = found, wanted.union(*(s.uses for s in found))


def defines(source: str, name: str) -> bool:
    """Does the cell's text define the function `name`? Answered without parsing what may be no Python."""
    definition, assignment = rf"^[ \t]*(async +)?(def|class) +{name}\b", rf"^{name}\s*=(?!=|\s*use\()"
    return bool(re.search(f"{definition}|{assignment}", source, re.MULTILINE))
