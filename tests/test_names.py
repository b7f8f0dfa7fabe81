"""Each public name means one thing; lessons take from the package what they share, the rest from its room."""

import ast
from collections import Counter, defaultdict
from pathlib import Path

import pytest

import course_utils
from tests.test_house import modules


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def defined(tree: ast.Module, values: bool) -> set[str]:
    """The public functions and classes of a module, and with `values` what it assigns as well."""
    kinds = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)
    found = {node.name for node in tree.body if isinstance(node, kinds)}
    if values:
        bound = [t for node in tree.body if isinstance(node, ast.Assign) for t in node.targets]
        bound += [node.target for node in tree.body if isinstance(node, ast.AnnAssign)]
        found |= {name.id for target in bound for name in ast.walk(target) if isinstance(name, ast.Name)}
    return {name for name in found if not name.startswith("_")}


def homes(root: Path, values: bool) -> dict[str, list[str]]:
    """Name -> the modules that define it, where there are several."""
    found = defaultdict(list)
    for module, path in modules(root).items():
        for name in defined(parsed(path), values and module.startswith("course_utils")):
            found[name].append(module)
    return {name: sorted(where) for name, where in found.items() if len(where) > 1}


def shared(root: Path, where: list[str]) -> bool:
    """What each module of a room has under the same name, as EXERCISES, is one thing: the room's own rule."""
    rooms = {module.rpartition(".")[0] for module in where}
    siblings = {module for module in modules(root) if module.rpartition(".")[0] in rooms}
    lessons = {module for module in siblings if ".lesson_" in module}
    return len(rooms) == 1 and set(where) in (siblings, lessons)


def test_each_public_name_means_one_thing(root):
    """`main` is what a module does when it is run, in every one of them."""
    twice = homes(root, values=True)
    assert {name: where for name, where in twice.items() if name != "main" and not shared(root, where)} == {}


def imported(path: Path) -> dict[tuple[str, str], str]:
    """(module of ours, name) of everything that a lesson takes from the package -> what the lesson calls it."""
    froms = [node for node in ast.walk(parsed(path)) if isinstance(node, ast.ImportFrom)]
    ours = [node for node in froms if (node.module or "").partition(".")[0] == "course_utils"]
    return {(node.module, alias.name): alias.asname or alias.name for node in ours for alias in node.names}


@pytest.fixture
def lessons(root) -> list[Path]:
    return sorted((root / "lessons").glob("*.py"))


def test_the_package_offers_what_lessons_share(root, lessons):
    """In it nothing that fewer than two lessons need; from elsewhere nothing that most of them need."""
    known = modules(root)
    uses = Counter(pair for path in lessons for pair in imported(path) if ".".join(pair) not in known)
    offered = {name for (module, name), count in uses.items() if module == "course_utils" and count > 1}
    assert set(course_utils.__all__) == offered
    far = {pair for pair, count in uses.items() if pair[0] != "course_utils" and count > len(lessons) / 2}
    assert not far


def test_lessons_know_no_private_names(lessons):
    for path in lessons:
        names = [part for module, name in imported(path) for part in (*module.split("."), name)]
        ours = set(imported(path).values())
        parts = [node for node in ast.walk(parsed(path)) if isinstance(node, ast.Attribute)]
        names += [n.attr for n in parts if isinstance(n.value, ast.Name) and n.value.id in ours]
        assert [name for name in names if name.startswith("_")] == [], path.name
