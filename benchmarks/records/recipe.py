"""A recipe: a file of Python with one function in it."""

import ast
import io
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from course_utils.messages import CourseError

LARGEST = 20_000  # bytes: code, not what another training has learned


@dataclass(frozen=True)
class Recipe:
    """name: the file's, without .py. function: its one function. words: the first line of its docstring."""

    name: str
    source: str
    function: str
    words: str


def read_recipe(path: Path, parameters: Sequence[str]) -> Recipe:
    """The recipe in a file. CourseError unless that holds one function, of these parameters.

    Imports, constants and what begins with an underscore may stand beside it.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CourseError("records_file", path=path, reason=error.strerror) from error
    if len(content) > LARGEST:
        raise CourseError("records_large", size=len(content), limit=LARGEST)
    try:
        source = io.TextIOWrapper(
            io.BytesIO(content), tokenize.detect_encoding(io.BytesIO(content).readline)[0]
        ).read()
        tree = ast.parse(source)
    except SyntaxError as error:
        raise CourseError("records_syntax", line=error.lineno or 1, reason=error.msg) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise CourseError("records_syntax", line=1, reason=error or type(error).__name__) from error
    found = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    found = [node for node in found if not node.name.startswith("_")]
    wanted = ", ".join(parameters)
    if not found:
        raise CourseError("records_no_function", wanted=wanted)
    if len(found) > 1:
        names = ", ".join(node.name for node in found)
        raise CourseError("records_functions", count=len(found), names=names)
    (function,) = found
    given = [argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)]
    if sorted(given) != sorted(parameters) or function.args.posonlyargs:
        raise CourseError("records_parameters", name=function.name, given=", ".join(given), wanted=wanted)
    words = (ast.get_docstring(tree) or "").partition("\n")[0].strip()
    return Recipe(path.stem, source, function.name, words)
