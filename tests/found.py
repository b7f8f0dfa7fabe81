"""What there is to test: found in the course, never listed, so that nothing new is forgotten."""

import ast
import importlib
import re
from pathlib import Path
from types import ModuleType

from tests.conftest import ROOT
from tools.lesson import Cell, read_lesson


def lessons() -> dict[str, Path]:
    """Number -> source of the lesson."""
    return {path.stem[:2]: path for path in sorted((ROOT / "lessons").glob("[0-9][0-9]_*.py"))}


def modules(pattern: str) -> dict[str, ModuleType]:
    """Number -> module, of the files that fit `pattern` and end in a lesson's number."""
    paths = sorted(ROOT.glob(pattern + "_[0-9][0-9].py"))
    names = (".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths)
    return {name[-2:]: importlib.import_module(name) for name in names}


def asked() -> dict[str, list[str]]:
    """Number -> names of the exercises whose answers the lesson hands to `use`."""
    cells = {number: read_lesson(path).of_kind("code") for number, path in lessons().items()}
    return {
        number: [
            name for cell in cells if "exercise" in cell.tags for name in re.findall(r'use\("(\w+)"', cell.code)
        ]
        for number, cells in cells.items()
    }


def demos() -> dict[str, str]:
    """module.function -> file:line, of all public functions that give a Demo, annotated or not."""
    found = {}
    for path in sorted((ROOT / "course_utils" / "demos").rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and _gives_a_demo(node):
                found[f"{path.stem}.{node.name}"] = f"{path.name}:{node.lineno}"
    return found


def shown() -> dict[str, dict[str, str]]:
    """Number -> module.function of the demos that the lesson's cells tagged "demo" show -> how they call it."""
    return {number: _shown_in(read_lesson(path).of_kind("code")) for number, path in lessons().items()}


def _shown_in(cells: list[Cell]) -> dict[str, str]:
    known, names = demos(), {}
    for node in ast.walk(ast.parse("\n".join(cell.code for cell in cells))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("course_utils.demos"):
            place = node.module.removeprefix("course_utils.demos").removeprefix(".")
            names |= {a.asname or a.name: f"{place}.{a.name}".removeprefix(".") for a in node.names}
    calls = {}
    for cell in cells:
        for node in ast.walk(ast.parse(cell.code)) if "demo" in cell.tags else ():
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                first, *rest = called.split(".")
                calls[".".join([names.get(first, first), *rest])] = f"{called}("
    return {name: call for name, call in calls.items() if name in known}


def _gives_a_demo(function: ast.FunctionDef) -> bool:
    if function.returns is not None:
        return ast.unparse(function.returns).split(".")[-1].strip("\"'") == "Demo"
    results = (node.value for node in ast.walk(function) if isinstance(node, ast.Return))
    calls = (result.func for result in results if isinstance(result, ast.Call))
    return any(ast.unparse(call).split(".")[-1] == "Demo" for call in calls)
