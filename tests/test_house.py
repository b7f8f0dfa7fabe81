"""The house stands as CONTRIBUTING draws it: imports never point upwards, and never in a circle."""

import ast
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PAGES = ("CONTRIBUTING.md", "CONTRIBUTING.zh.md")


def floors(page: str) -> dict[str, int]:
    """Room, such as course_utils.data, -> its floor from below; read from the page's drawing."""
    drawing = re.search(r"<!-- floors -->\n```\n(.*?)```", page, re.DOTALL)[1]
    found: dict[str, int] = {}
    for line in drawing.splitlines():
        if line.endswith("/"):
            house = line.rstrip("/")
            continue
        for room in line.partition("—")[0].split():
            assert f"{house}.{room}" not in found, f"{room} is drawn twice"
            found[f"{house}.{room}"] = len(found) and max(found.values()) + (room == line.split()[0])
    return found


def modules(root: Path) -> dict[str, Path]:
    """Dotted name -> file, of everything in the two houses."""
    files = [p for house in ("course_utils", "tools") for p in (root / house).rglob("*.py")]
    named = {".".join(p.relative_to(root).with_suffix("").parts): p for p in files if "stub" not in p.parts}
    return {name.removesuffix(".__init__"): path for name, path in named.items()}


def imports(path: Path, known: dict[str, Path]) -> set[str]:
    """The modules of ours that a file imports, at its top or inside its functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {name if name in known else node.module for name in names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found & known.keys()


def room(module: str) -> str:
    return ".".join(module.split(".")[:2])


def wrong_ways(floor: dict[str, int], known: dict[str, Path]) -> list[str]:
    """Each arrow that points upwards, and the first circle, in words."""
    arrows = {name: imports(path, known) - {name} for name, path in known.items()}
    said = [
        f"{name} imports {other}, which stands above it"
        for name, others in arrows.items()
        for other in others
        if room(name) in floor and room(other) in floor
        if name.split(".")[0] == other.split(".")[0] and floor[room(other)] > floor[room(name)]
    ]
    said += [
        f"{n} imports {o}" for n in arrows if n.startswith("course_utils") for o in arrows[n] if "tools" in o
    ]
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        said.append("a circle: " + " → ".join(error.args[1]))
    return said


@pytest.mark.parametrize("page", PAGES)
def test_the_page_draws_every_room_once(root, page):
    drawn = floors((root / page).read_text(encoding="utf-8")).keys()
    built = {room(name) for name in modules(root)} - {"course_utils", "tools", "course_utils.__main__"}
    bare = {"tools.jupyterlab"}  # configuration of another program
    assert drawn == built - bare


def test_imports_point_one_way(root):
    floor = floors((root / PAGES[0]).read_text(encoding="utf-8"))
    assert not wrong_ways(floor, modules(root))


def test_both_pages_draw_the_same_house(root):
    first, second = (floors((root / page).read_text(encoding="utf-8")) for page in PAGES)
    assert first == second


def test_an_arrow_upwards_and_a_circle_are_found(tmp_path):
    """So that the tests above can fail."""
    house = tmp_path / "course_utils"
    house.mkdir()
    (house / "ground.py").write_text("def f():\n    from course_utils import roof\n", encoding="utf-8")
    (house / "roof.py").write_text("import course_utils.ground\n", encoding="utf-8")
    floor = {"course_utils.ground": 0, "course_utils.roof": 1}
    up, circle = wrong_ways(floor, modules(tmp_path))
    assert up == "course_utils.ground imports course_utils.roof, which stands above it"
    assert circle.startswith("a circle: ") and "roof" in circle


def test_registry_of_data_is_above_its_loaders(root):
    known = modules(root)
    loaders = {
        n: p for n, p in known.items() if n.startswith("course_utils.data.") and not n.endswith(".sources")
    }
    assert len(loaders) > 5
    assert not [n for n, p in loaders.items() if "course_utils.data.sources" in imports(p, known)]


@pytest.mark.parametrize("page", PAGES)
def test_every_place_that_the_page_names_is_there(root, page):
    """A code span that looks like a path; NN and name stand for any lesson."""
    text = (root / page).read_text(encoding="utf-8")
    text = re.sub(r"<!-- floors -->.*?<!-- /floors -->", "", text, flags=re.DOTALL)
    spans = re.findall(
        r"`((?:course_utils|tools|tests|lessons|benchmarks|notebooks|solutions)(?:/[\w.]+)*)`", text
    )
    assert len(spans) > 20
    patterns = [re.sub(r"NN_name|NN", "*", span) for span in spans]
    missing = [span for span, pattern in zip(spans, patterns, strict=True) if not list(root.glob(pattern))]
    assert not missing
