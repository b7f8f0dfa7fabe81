"""Records: a good recipe is marked, what else a file holds or does gets its sentence, the table is as built."""

import ast
import ctypes
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks.records import command, contest, digits_contest, pace, painting_contest, salt_contest, table
from benchmarks.records.recipe import LARGEST, Recipe, read_recipe
from benchmarks.records.running import COURSE, Arena, Run
from course_utils.data.digits import Split, split_digits
from course_utils.language import LANGUAGES
from course_utils.messages import CourseError, text
from tests.benchmarks import toy_contest
from tests.test_names import defined

RECIPES = sorted((COURSE / "benchmarks" / "records" / "recipes").glob("*.py"))
HEAD = "def line(x, y, seconds, seed):\n    "
SECRET = str(COURSE / "tests" / "benchmarks" / "test_records.py")


@pytest.fixture
def recipe(tmp_path):
    """Reads a recipe for the toy contest."""

    def write(source, parameters=toy_contest.CONTEST.parameters):
        path = tmp_path / "mine.py"
        path.write_bytes(source if isinstance(source, bytes) else source.encode())
        return read_recipe(path, parameters)

    return write


# ------------------------------------------------------------------------------------------------- the file
@pytest.mark.parametrize(
    ("source", "key", "named"),
    [
        ("x = 1", "records_no_function", "def my_recipe(x, y, seconds, seed)"),
        ("def a(x): pass\ndef b(x): pass", "records_functions", "a, b"),
        ("x = 1\ndef a(:", "records_syntax", "line 2"),
        (b"\xff\xfe\x00", "records_syntax", "line 1"),
        (b"x = 1\x00", "records_syntax", "line 1"),
        ("def a(x, y, seconds): pass", "records_parameters", "a(x, y, seconds)"),
        ("def a(x, y, seconds, seed, more=1): pass", "records_parameters", "more"),
        ("#" * (LARGEST + 1), "records_large", f"{LARGEST:,}"),
    ],
)
def test_a_file_that_is_no_recipe(recipe, source, key, named):
    with pytest.raises(CourseError) as caught:
        recipe(source)
    assert caught.value.key == key and named in str(caught.value)


def test_what_may_stand_beside_the_function(recipe):
    words = '"""Steep.\n\nMore."""\nimport os\n'
    found = recipe(words + "class A: pass\ndef _help(): pass\ndef a(*, y, x, seed, seconds): pass")
    assert (found.name, found.function, found.words) == ("mine", "a", "Steep.")


# ---------------------------------------------------------------------------------------------- the process
@pytest.fixture(scope="module")
def arena():
    return Arena(toy_contest, draw=0, seeds=2, seconds=0.6)


def test_a_good_recipe_is_marked_once_a_seed(arena, recipe):
    """It may start threads, print, write to its folder, read what is installed; it lies away from ours."""
    good = recipe(
        "import json, os, numpy, scipy.special\n" + HEAD + "print('hello')\n"
        "    open('note.txt', 'w').write('note')\n"
        "    assert os.path.expanduser('~') == os.getcwd() and input is not None\n"
        "    open(json.__file__).read()\n"
        "    return lambda more: (y[1] + seed) * more[:, None]"
    )
    told = []
    runs = arena.runs(good, lambda seed, run: told.append((seed, run)))
    assert [run.figure for run in runs] == [0.0, 1.5] and [seed for seed, _ in told] == [0, 1]
    assert all(0 <= run.seconds < 1.6 for run in runs)


RETURNS = "return lambda more: "
FAULTS = {  # what a function does -> the sentence's key, and what it names
    "raise ValueError('too steep')": ("records_stopped", "ValueError: too steep"),
    "import os; os._exit(0)": ("records_ended", ""),
    "input()": ("records_stopped", "EOFError"),
    "while True: pass": ("records_overtime", "benchmarks.records.clock"),
    "return 7": ("records_not_callable", "int"),
    "import time; return lambda more: time.sleep(60)": ("records_slow_answer", ""),
    RETURNS + "1 / 0": ("records_stopped", "lambda more: 1 / 0"),
    RETURNS + "more[:3]": ("records_shape", "(3,)"),
    f"try: open({SECRET!r})\n    except OSError: pass\n    " + RETURNS + "3 * more": (
        "records_reached",
        SECRET,
    ),
    "from tests.benchmarks import test_records": ("records_reached", "tests"),
    "import gc; raise ValueError(sum('ToBeKept' in type(o).__name__ for o in gc.get_objects()))": (
        "records_stopped",
        "ValueError: 0",
    ),
    "import socket; socket.create_connection(('127.0.0.1', 9))": ("records_stopped", "socket.connect"),
    "import subprocess; subprocess.run(['cat'])": ("records_stopped", "subprocess.Popen"),
}


class ToBeKept:
    """Held by the judge's process, for a function that looks through all objects of its own."""


def test_a_function_that_fails_gets_its_sentence(arena, recipe):
    kept = ToBeKept()
    for does, (key, named) in FAULTS.items():
        with pytest.raises(CourseError) as caught:
            arena.run(recipe(HEAD + does), 0)
        assert caught.value.key == key and named in str(caught.value), f"{does}: {caught.value}"
    assert kept


def test_compiled_code_cannot_read_the_judges_file_either(arena, recipe):
    """HDF5 opens it without Python; where the kernel can't hold it, the run says so."""
    locked = arena.run(recipe(HEAD + RETURNS + "more"), 0).locked
    with pytest.raises(CourseError) as caught:
        arena.run(recipe(HEAD + f"import h5py; h5py.File({SECRET!r})"), 0)
    assert "errno = 13" in str(caught.value) or not locked
    assert locked == kernel_locks()


def kernel_locks() -> bool:
    """Whether this Linux is new enough, by its own word."""
    return sys.platform == "linux" and ctypes.CDLL(None).syscall(444, None, 0, 1) > 0


# ------------------------------------------------------------------------------------------------ the judges
def masks(answer):
    return salt_contest.masks_of(contest.as_array(answer), 2)


def pictures(answer):
    return digits_contest.pictures_of(contest.as_array(answer), 2)


def painted(answer):
    return painting_contest.picture_of(contest.as_array(answer), (4, 4, 3))


TILE, DIGIT, PICTURE = np.zeros((2, 101, 101)), np.zeros((2, 28, 28)), np.zeros((4, 4, 3), "float32")


@pytest.mark.parametrize(
    ("judged", "answer", "key"),
    [
        (masks, TILE[:1], "records_shape"),
        (masks, TILE + np.nan, "records_not_finite"),
        (masks, TILE + 0.3, "records_probabilities"),
        (masks, "salt", "records_no_array"),
        (masks, [[1], [2, 3]], "records_no_array"),
        (masks, [None, None], "records_no_array"),
        (pictures, DIGIT.astype("int64"), "records_dtype"),
        (pictures, DIGIT, "records_paper"),
        (pictures, DIGIT - 3, "records_paper"),
        (pictures, DIGIT[0], "records_shape"),
        (painted, PICTURE.astype("uint8"), "records_dtype"),
        (painted, PICTURE + 200, "records_picture_range"),
        (painted, PICTURE[..., 0], "records_shape"),
    ],
)
def test_an_answer_that_is_none(judged, answer, key):
    with pytest.raises(CourseError) as caught:
        judged(answer)
    assert caught.value.key == key


def test_answers_in_usual_forms():
    half = np.arange(2 * 101 * 101).reshape(2, 101, 101) % 2
    for answer in (half, half > 0, half * 255, half - 0.5, half[..., None].astype("float32"), half.tolist()):
        assert (masks(answer) == (half > 0)).all()
    assert not masks(TILE).any()
    ink = (DIGIT + 255).astype("uint8")
    for answer in (ink, DIGIT + 1 - 2 * (np.arange(28) < 1), DIGIT[..., None] - np.eye(28)[..., None]):
        assert pictures(answer).dtype == np.uint8
    assert pictures(ink).min() == 255
    assert painted(PICTURE[None] + 1.2).max() == 1


def test_what_is_handed_over_arrives(monkeypatch):
    """In the lessons' own forms; the judge's sections are made of the number that was drawn, and the seed."""
    monkeypatch.setattr(salt_contest, "TILES", 60)
    monkeypatch.setattr(salt_contest, "JUDGED", 8)
    tiles = salt_contest.arguments(salt_contest.given())
    assert len(tiles["training"]) + len(tiles["validation"]) == 60 and tiles["training"].masks.dtype == bool
    judged = salt_contest.secret(2**70, 1)
    assert salt_contest.questions(judged).keys() == {"images"} and str(2**70 + 1) in judged.provenance.source
    digits = digits_contest.arguments(digits_contest.given())["training"]
    assert len(digits) == 3000 and digits.scaled().shape == (3000, 28, 28, 1)


def test_copies_are_refused_and_new_digits_are_not(monkeypatch):
    """Copies of what the judge keeps as well, moved by a pixel or with faint noise on them."""
    whole, rng = split_digits(), np.random.default_rng(0)
    known = whole.training[::10]
    monkeypatch.setattr(digits_contest, "split", lambda: Split(known, whole.held_out[::5], whole.judges[::100]))
    digits_contest.usual_distances.cache_clear()
    for real in (known, whole.held_out[::5]):
        some = real[::5]
        noisy = some.images - np.minimum(some.images, rng.integers(0, 20, some.images.shape, dtype=np.uint8))
        for copies in (some.images, np.roll(some.images, 1, axis=2), noisy):
            with pytest.raises(CourseError) as caught:
                digits_contest.refuse_copies(copies, some.labels)
            assert caught.value.key == "records_copies" and "100%" in str(caught.value)
    new = whole.training[5::30]
    digits_contest.refuse_copies(new.images, new.labels)
    digits_contest.usual_distances.cache_clear()


# ------------------------------------------------------------------------------------------------- the table
def test_the_page_is_built_from_the_records():
    stored = table.read(table.STORED)
    assert table.PAGE.read_text(encoding="utf-8") == table.page_of(stored["records"], LANGUAGES[0])
    names = {f"{entry['recipe']}.py" for entry in stored["records"]}
    assert names <= {path.name for path in RECIPES}
    assert all(entry["locked"] and entry["pace"] for entry in stored["records"])


def test_an_entry_takes_the_place_of_its_older_one_and_the_best_stands_first(tmp_path, monkeypatch, language):
    """In the table beside the recipe, on whose page the course's own stand as well."""
    monkeypatch.setattr(table, "STORED", tmp_path / "records.json")
    monkeypatch.setattr(table, "PAGE", tmp_path / "RECORDS.md")
    options = SimpleNamespace(seeds=2, seconds=None, draw=0, enter=True)
    monkeypatch.setattr(command, "pace", lambda: 50.0)
    mine, figures = tmp_path / "mine" / "mine.py", iter([(60, 64), (50, 54), (55, 55)])
    mine.parent.mkdir()
    runs = SimpleNamespace(runs=lambda recipe, tell: [Run(f, 57.0, True) for f in next(figures)])
    monkeypatch.setattr(command, "Arena", lambda *given: runs)
    monkeypatch.setattr(command.machine, "machine_name", lambda: "two cores")  # it asks TensorFlow
    monkeypatch.setattr(command.machine, "import_tensorflow_quietly", lambda: None)
    recipe = Recipe("03_one", "", "f", "One | two.")
    assert command.compete(digits_contest, {tmp_path / "03_one.py": recipe}, options) == 1
    with pytest.raises(SystemExit):  # the course's table is for recipes that stand beside the course's own
        command.main(["03", str(mine), "--enter"])
    options.enter = False
    for _ in range(2):
        command.compete(digits_contest, {mine: replace(recipe, name="mine")}, options)
    page = mine.with_name("my_records.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert [row.split("|")[1:3] for row in rows] == [
        [" `mine`: One / two. ", " 55.0 ± 0.0 "],
        [" `03_one`: One / two. ", " 62.0 ± 2.8 "],
    ]
    assert text("records_title_03", language) in page
    (kept,) = table.read(mine.with_name("my_records.json"))["records"]
    assert kept["figures"] == [55, 55] and kept["spread"] == 0
    assert "One" in table.PAGE.read_text(encoding="utf-8") and not table.read(table.STORED)["pace"]


def test_the_best_is_first_where_more_is_better():
    entry = {"words": "", "spread": None, "figures": [1], "seconds": 1, "locked": False, "machine": "M"}
    entry |= {"pace": None, "date": "2026-11-30"}
    entries = [entry | {"recipe": name, "mean": mean} for name, mean in (("a", 0.5), ("b", 0.6))]
    rows = table.table(salt_contest.CONTEST, entries, "en").splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == ["b", "a"]
    assert "Python alone" in rows[0] and " 0.600 | 1 | 1 |" in rows[0]


def test_a_slower_machine_gives_more_seconds_within_limits():
    assert pace.seconds_here(60, 50.0, 100.0) == 120
    assert pace.seconds_here(60, 1.0, 100.0) == 600 and pace.seconds_here(60, 1e6, 100.0) == 6


def test_the_command_names_the_recipe_that_fails(tmp_path, capsys):
    path = tmp_path / "mine.py"
    path.write_text("x = 1", encoding="utf-8")
    assert command.main(["03", str(path), str(tmp_path / "none.py")]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("mine.py: ") and said[1].startswith("none.py: ") and len(said) == 2


# ------------------------------------------------------------------------------------------------ the recipes
def test_every_contest_has_a_plain_recipe_and_the_lessons():
    assert contest.contests().keys() == {"02", "03", "04", "05"}
    names = {path.stem for path in RECIPES}
    assert names >= {f"{number}_{kind}" for number in contest.contests() for kind in ("plain", "lesson")}


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_the_courses_recipes_can_be_read_and_what_they_take_is_there(path):
    """What they import from the lessons and the benchmarks, too, without running them."""
    found = read_recipe(path, contest.contests()[path.name[:2]].CONTEST.parameters)
    assert found.words and len(found.source.splitlines()) < 45
    modules, used = {}, []
    for node in ast.walk(ast.parse(found.source)):
        if isinstance(node, ast.ImportFrom) and node.module.partition(".")[0] in ("course_utils", "benchmarks"):
            for alias in node.names:
                if (file := COURSE / node.module.replace(".", "/") / f"{alias.name}.py").is_file():
                    modules[alias.asname or alias.name] = file
                else:
                    used.append((COURSE / f"{node.module.replace('.', '/')}.py", alias.name))
    for node in ast.walk(ast.parse(found.source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            used.append((modules[node.value.id], node.attr))
    assert used or "course_utils" not in found.source
    for file, name in used:
        assert name in defined(ast.parse(file.read_text(encoding="utf-8")), values=True), name
