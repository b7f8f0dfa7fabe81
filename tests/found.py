"""What there is to test: found in the course, never listed, so that nothing new is forgotten."""

import ast
import importlib
import re
from pathlib import Path
from types import ModuleType

from tools.lesson import read_lesson

ROOT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").is_file())


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


def _gives_a_demo(function: ast.FunctionDef) -> bool:
    if function.returns is not None:
        return ast.unparse(function.returns).split(".")[-1].strip("\"'") == "Demo"
    results = (node.value for node in ast.walk(function) if isinstance(node, ast.Return))
    calls = (result.func for result in results if isinstance(result, ast.Call))
    return any(ast.unparse(call).split(".")[-1] == "Demo" for call in calls)
