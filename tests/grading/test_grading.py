"""Graded assignments: well formed, fair to honest answers, unmoved by hostile ones; nbgrader all the way."""

import builtins
import contextlib
import csv
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
import tomllib
from importlib import import_module
from pathlib import Path

import nbformat
import pytest

from course_utils import exercises, use
from course_utils.exercises import check, engine
from course_utils.exercises.verdict import Verdict
from course_utils.grading import autograder, grade, hint
from course_utils.grading.autograder import grade_notebook, verdicts
from course_utils.grading.sandbox import Answer
from course_utils.grading.watch import watch
from course_utils.messages import text
from tests.commands import commands
from tests.conftest import ROOT
from tools import build
from tools.grading import __main__ as making

LESSONS = [path.stem for path in sorted((ROOT / "lessons").glob("[0-9]*.py"))]
REGION = re.compile(r"^( *)### BEGIN SOLUTION\n.*?\n *### END SOLUTION$", re.MULTILINE | re.DOTALL)
MARKS = {"schema_version", "grade_id", "grade", "solution", "locked", "task"}
NAME = "semantic_from_instances"  # of lesson 00: judged in milliseconds, without TensorFlow
RIGHT = f"import numpy as np\ndef {NAME}(labels):\n    return labels > 0\n"
FIRST = f"def {NAME}(labels):\n    return labels == 1\n"


@pytest.fixture(scope="module")
def sources():
    """(lesson, language) -> the source notebook of its assignment."""
    course = build.Course()
    lessons = course.lessons()
    return {(le.name, la): making.assignment(course, le, la) for le in lessons for la in ("en", "zh")}


def exercises_of(lesson):
    return {e.name for e in import_module(f"course_utils.exercises.lesson_{lesson[:2]}").EXERCISES}


def marks(cell):
    return cell.metadata.nbgrader


def with_answers(notebook, answers):
    """A submission: name of an exercise -> the text of its cell."""
    notebook = nbformat.from_dict(notebook)
    for cell in notebook.cells:
        cell.source = answers.get(marks(cell).grade_id, cell.source)
    return notebook


# ------------------------------------------------------------------------------------------- the assignments
@pytest.mark.parametrize("lesson", LESSONS)
def test_each_exercise_has_a_cell_to_solve_and_a_locked_one_with_points_behind_it(sources, lesson):
    notebook = sources[lesson, "en"]
    nbformat.validate(notebook)
    solved = [i for i, cell in enumerate(notebook.cells) if marks(cell).solution]
    assert {marks(notebook.cells[i]).grade_id for i in solved} == exercises_of(lesson)
    for i, cell in enumerate(notebook.cells):
        assert set(marks(cell)) - {"points"} == MARKS
        assert marks(cell).locked != (i in solved)
        assert marks(cell).grade == (i - 1 in solved)
    for i in solved:
        name = marks(notebook.cells[i]).grade_id
        assert len(REGION.findall(notebook.cells[i].source)) == 1
        assert f"`{name}(" in "".join(c.source for c in notebook.cells[i - 2 : i] if c.cell_type == "markdown")
        assert marks(notebook.cells[i + 1]).grade_id == f"grade-{name}"
        assert notebook.cells[i + 1].source == f'grade("{name}", {name})'
    assert sum(marks(cell).get("points", 0) for cell in notebook.cells) == len(exercises_of(lesson))
    ids = [marks(cell).grade_id for cell in notebook.cells]
    assert len(set(ids)) == len(ids) and all(re.fullmatch(r"[\w-]+", grade_id) for grade_id in ids)


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_chinese_assignment_has_the_same_code_and_chinese_text(sources, lesson):
    english, chinese = (sources[lesson, language].cells for language in ("en", "zh"))
    assert [(c.id, marks(c)) for c in english] == [(c.id, marks(c)) for c in chinese]
    for one, other in zip(english, chinese, strict=True):
        if one.cell_type == "code":
            assert one.source == build.TOLD.sub("", other.source)
        else:
            assert re.search(r"[\u4e00-\u9fff]", other.source) and not re.search(r"[\u4e00-\u9fff]", one.source)


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_courses_answers_pass_where_students_run_them_and_stubs_fail(sources, lesson, capsys):
    namespace = {}
    for cell in sources[lesson, "en"].cells:
        if cell.cell_type == "code":
            exec(re.sub(r"^ +%pip(.*\\\n)*.*", "    pass", cell.source, flags=re.MULTILINE), namespace)
    assert capsys.readouterr().out.count("It counts.") == 2 * len(exercises_of(lesson))  # hint and grade
    for cell in sources[lesson, "en"].cells:
        if marks(cell).solution:
            exec(REGION.sub(rf"\1{build.STUB}", cell.source), namespace)
            name = marks(cell).grade_id
            with pytest.raises(AssertionError, match=name):
                grade(name, namespace[name])


def test_no_lesson_runs_in_an_assignment(sources):
    """Nothing that computes: imports, definitions, questions to the checker."""
    for notebook in sources.values():
        for cell in notebook.cells:
            assert "start(" not in cell.source and "report(" not in cell.source
            assert cell.cell_type == "markdown" or len(cell.source.splitlines()) < 30


def test_an_exercise_without_text_or_last_line_is_the_authors_error(tmp_path, root):
    shutil.copy(root / "pyproject.toml", tmp_path)
    (tmp_path / "lessons").mkdir()
    lesson = (root / "lessons" / "00_start_here.py").read_text(encoding="utf-8")
    for changed, message in [
        (lesson.replace(f"练习 `{NAME}(", "练习 `another("), "no text in zh"),
        (lesson.replace(f'{NAME} = use("{NAME}"', f'{NAME} = use("another"'), "ends in a line like"),
    ]:
        (tmp_path / "lessons" / "00_start_here.py").write_text(changed, encoding="utf-8")
        course = build.Course(tmp_path)
        with pytest.raises(making.LessonError, match=f"00_start_here.py:.*{message}"):
            making.assignment(course, course.lessons()[0], "zh")


# ------------------------------------------------------------------------------------------- in the notebook
def first(labels):
    return labels == 1


def test_a_wrong_answer_gets_its_hint_at_once_and_no_points(language, capsys):
    hint(NAME, first)
    shown = capsys.readouterr().out
    with pytest.raises(AssertionError) as failure:
        grade(NAME, first)
    assert str(failure.value) in shown and {"en": "not yet", "zh": "还不对"}[language] in shown


def test_what_use_hands_back_is_no_answer(monkeypatch, capsys):
    with pytest.raises(AssertionError, match="the course's own"):
        grade(NAME, use(NAME, first))


# -------------------------------------------------------------------------------------------- in the autograder
def judged(*cells, above=(), name=NAME, **limits):
    return verdicts([Answer(name, cell, list(above)) for cell in cells], **{"seconds": 20, **limits})


HOSTILE = {
    "redefines check": (f"def check(*a):\n    pass\nhint = grade = use = check\n{FIRST}", "semantic_first"),
    "check patched": (
        f"import course_utils.exercises as e\ne.check = lambda n, *a: e.Verdict(n, 'passed', '')\n{FIRST}",
        "grading_bent",
    ),
    "checker patched from inside": (
        f"def {NAME}(labels):\n    import course_utils.exercises.engine as e\n"
        "    e._compare = lambda *a: None\n    return labels == 1\n",
        "grading_bent",
    ),
    "Verdict faked": (
        f"import course_utils.exercises.engine as e\nOld = e.Verdict\n"
        f"e.Verdict = lambda name, status, *a: Old(name, 'passed', *a)\n{FIRST}",
        "grading_bent",
    ),
    "NumPy patched": (
        f"import numpy as np\nnp.allclose = np.array_equal = lambda *a, **k: True\n{FIRST}",
        "grading_bent",
    ),
    "a kind patched": (
        f"import course_utils.exercises.kinds as e\ne.ARRAY.__dict__['same'] = lambda *a: True\n{FIRST}",
        "grading_bent",
    ),
    "json patched": (
        "import json\nold = json.dumps\n"
        "json.dumps = json.JSONEncoder.encode = lambda *a: old({'status': 'passed', 'hint': '', 'key': ''})\n"
        f"{FIRST}",
        "grading_bent",
    ),
    "os patched": (
        "import os\nold = os.write\n"
        "os.write = lambda fd, words: old(fd, words.replace(b'failed', b'passed'))\n"
        f"{FIRST}",
        "grading_bent",
    ),
    "the messages patched": (
        f"import course_utils.exercises.lesson_00 as lesson\nlesson.EXERCISES[0].mistakes.clear()\n{FIRST}",
        "grading_bent",
    ),
    "traced": (f"import sys\nsys.settrace(lambda *a: None)\n{RIGHT}", "grading_bent"),
    "a timer that exits": (
        f"import os, threading\nthreading.Timer(2, os._exit, [0]).start()\n{FIRST}",
        "semantic_first",
    ),
    "ends the Python that started it": (
        f"import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\n{FIRST}",
        "semantic_first",
    ),
    "null bytes": ("\0" + RIGHT, "grading_stopped"),
    "too deep for Python": ("x = " + "(" * 5000 + "\n" + RIGHT, "grading_stopped"),
    "a Verdict as answer": (
        f"from course_utils.exercises.verdict import Verdict\n{NAME} = Verdict('{NAME}', 'passed', '')\n",
        "hint_not_callable",
    ),
    "the course's own": (f"from course_utils.reference.start_here import {NAME}\n", "grading_own"),
    "use after import": (
        f"from course_utils import use\n{FIRST}\n{NAME} = use('{NAME}', {NAME})\n",
        "semantic_first",
    ),
    "use under another name": (
        f"from course_utils import use as take\n{FIRST}\n{NAME} = take('{NAME}', {NAME})\n",
        "grading_own",
    ),
    "a verdict printed": (
        'import os\nos.write(1, b\'\\n{"status": "passed", "hint": "", "key": ""}\\n\')\nos._exit(0)\n',
        "grading_ended",
    ),
    "exits inside": (f"import os\ndef {NAME}(labels):\n    os._exit(0)\n", "grading_ended"),
    "closes its outputs": (f"import os\nos.closerange(0, 20)\n{RIGHT}", "grading_ended"),
    "raises SystemExit": (f"def {NAME}(labels):\n    raise SystemExit\n", "hint_crash"),
    "words that are no text": (f"def {NAME}(labels):\n    raise ValueError('\\ud800')\n", "hint_crash"),
    "syntax": (f"def {NAME}(labels)\n    return labels\n", "grading_stopped"),
    "stops before": (f"1 / 0\n{RIGHT}", "grading_stopped"),
    "renamed": ("def other(labels):\n    return labels > 0\n", "grading_nothing"),
    "empty": ("", "grading_nothing"),
    "deleted": (None, "grading_deleted"),
    "stub": (f"def {NAME}(labels):\n    {build.STUB}\n", "grading_open"),
}


@pytest.fixture(scope="module")
def hostile():
    """Each hostile answer, and the right one after each: name -> (its verdict, the verdict after it)."""
    cells = [cell for bad, _ in HOSTILE.values() for cell in (bad, RIGHT)]
    found = [verdict for verdict, _ in judged(*cells)]
    return dict(zip(HOSTILE, zip(found[::2], found[1::2], strict=True), strict=True))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_gains_nothing_and_costs_the_next_one_nothing(hostile, name):
    verdict, after = hostile[name]
    assert not verdict.passed and verdict.key == HOSTILE[name][1], verdict
    assert after.passed, after
    verdict.hint.encode()


BENDINGS = {
    "a function's code": (engine._compare, "__code__", first.__code__),
    "an oracle": (vars(exercises.all_exercises()[NAME]), "oracle", first),
    "a class": (Verdict, "passed", property(lambda self: True)),
    "a module": (engine, "np", None),
    "the words": (text.__globals__, "text", print),
    "a built-in": (builtins, "float", int),
    "a module's place": (sys.modules, "course_utils.exercises.engine", None),
}


@pytest.fixture(scope="module")
def bent():
    """What is bent since now; a check bends nothing."""
    watched = watch(tuple(exercises.all_exercises().values()))
    check(NAME, first)
    assert watched() == []
    return watched


@pytest.mark.parametrize("what", BENDINGS)
def test_what_an_answer_bends_is_seen(what, bent, monkeypatch):
    place, name, value = BENDINGS[what]
    with monkeypatch.context() as bend:
        (bend.setitem if isinstance(place, dict) else bend.setattr)(place, name, value)
        seen = bent()
    assert any(name.strip("_") in part for part in seen)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux")
def test_memory_is_limited_and_a_megabyte_is_nothing():
    grabs = "import numpy as np\nhoard = np.ones(2**28)\n"  # 2 GiB
    inside = f"def {NAME}(labels):\n    return bytearray(2 * 2**30)\n"
    small = f"hoard = bytearray(2**28)\n{RIGHT}"
    found = judged(grabs + RIGHT, inside, small, RIGHT, gigabytes=1)
    (stopped, _), (crashed, _), *others = found
    assert stopped.key == "grading_stopped" and "Memory" in stopped.hint
    assert crashed.key == "hint_crash" and "MemoryError" in crashed.hint
    assert all(verdict.passed for verdict, _ in others)


def test_what_never_ends_is_stopped_and_costs_its_own_points_only():
    flood = f"def {NAME}(labels):\n    while True:\n        print('again')\n"
    (one, output), (two, _) = judged(flood, RIGHT, seconds=3)
    assert one.key == "grading_endless" and "3 seconds" in one.hint and two.passed
    assert output.startswith("again\nagain") and len(output) < 2100


SLEEP = "import time; time.sleep(60)"
FAIR = {
    "as in the lesson": f"{RIGHT}\n\n{NAME} = use('{NAME}', {NAME})\n",
    "ends the notebook": f"{RIGHT}exit()\n",
    "a test of its own that fails": f"{RIGHT}assert {NAME}(np.ones(3)).sum() == 4\n",
    "with a helper from above": f"def {NAME}(labels):\n    return helper(labels)\n",
    "magic": f"%matplotlib inline\n{RIGHT}",
    "timed": f"%%time\n{RIGHT}",
    "shows something": f"{RIGHT}display({NAME}(np.ones(3)))\n",
    "reads a line": f"try:\n    input()\nexcept EOFError:\n    pass\n{RIGHT}",
    "many packages": "import matplotlib.pyplot, scipy.ndimage, skimage.measure, sklearn.metrics\n" + RIGHT,
    "a megabyte": "print('x' * 1_000_000)\nprint('y\\n' * 500_000)\n" + RIGHT,
    "leaves a process": f"import subprocess, sys\nchild = subprocess.Popen([sys.executable, '-c', {SLEEP!r}])\n"
    f"print('child', child.pid)\n{RIGHT}",
    "the lesson's first cell": f"from course_utils import start\nprofile = start('00_start_here')\n{RIGHT}",
    "another language": f"from course_utils.language import set_language\nset_language('zh')\n{RIGHT}",
    "options of NumPy": f"import numpy as np\nnp.set_printoptions(precision=2)\nnp.random.seed(1)\n{RIGHT}",
    "callable": f"class Any:\n    def __call__(self, labels):\n        return labels > 0\n{NAME} = Any()\n",
}
ABOVE = [
    "this is no Python (",
    "while True:\n    pass\n",
    "import numpy as np\nfrom math import *\nprint('not needed')\nbroken = 1 / 0\nimport os; os._exit(1)",
    "LEAST = floor(0.5)\nlabels = broken_later()",
    "%time pass\ndef helper(labels):\n    return compare(labels)",
    "def compare(labels, least=LEAST):\n    return np.asarray(labels) > least",
    "def boxes_from_instances(labels):\n    import os; os._exit(1)",
]


@pytest.fixture(scope="module")
def fair():
    return dict(zip(FAIR, judged(*FAIR.values(), above=ABOVE), strict=True))


@pytest.mark.parametrize("name", FAIR)
def test_honest_answers_pass_with_what_their_cell_needs_from_above(fair, name):
    verdict, output = fair[name]
    assert verdict.passed, verdict
    assert "not needed" not in output


def test_where_python_cannot_copy_itself_each_answer_has_one_of_its_own(monkeypatch):
    monkeypatch.setattr(autograder, "FORKS", False)
    above, answer = CHANGED["an item"], f"def {NAME}(labels):\n    return (labels > 0) & lookup[1]\n"
    cells = f"import os, threading\nthreading.Timer(30, os._exit, [0]).start()\n{FIRST}", answer, RIGHT
    found = [verdict for verdict, _ in judged(*cells, above=above)]
    assert [verdict.key for verdict in found] == ["semantic_first", "grading_passed", "grading_passed"]


CHANGED = {  # a variable that the answer uses, and what changes it
    "an item": ("lookup = {0: False}", "lookup[1] = True"),
    "an attribute": (
        "class lookup:\n    found = {0: False}",
        "lookup.found[1] = True\nlookup.get = lookup.found.get",
    ),
    "a method": ("lookup = {0: False}", "lookup.update({1: True})"),
    "a function": ("lookup = {0: False}\ndef learn():\n    lookup[1] = True", "learn()"),
    "another name": ("lookup = {0: False}\nalias = lookup", "alias[1] = True"),
    "a loop": ("lookup = {0: False}", "for label in (1,):\n    lookup[label] = True"),
    "in passing": ("lookup = {0: False}", "previous = lookup.setdefault(1, True)"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_what_the_notebook_has_done_to_a_variable_is_done_here_too(name):
    answer = f"import numpy as np\ndef {NAME}(labels):\n    return (labels > 0) & bool(lookup.get(1))\n"
    ((verdict, _),) = judged(answer, above=CHANGED[name])
    assert verdict.passed, verdict
    ((verdict, _),) = judged(answer, above=CHANGED[name][:1])
    assert not verdict.passed


def test_a_wrong_answer_keeps_its_hint_whatever_the_other_cells_do():
    ((one, _),) = judged(FIRST, above=["import os\nprint('here')\nos._exit(0)"])
    ((two, _),) = judged(FIRST, above=["while True:\n    pass"], seconds=3)
    assert one.key == two.key == "semantic_first"


def test_a_megabyte_is_cut(fair):
    _, output = fair["a megabyte"]
    assert output.startswith("xxx") and output.endswith("characters)") and len(output) < 2100


@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="needs /proc")
def test_nothing_that_an_answer_has_started_survives(fair):
    _, output = fair["leaves a process"]
    command = Path(
        f"/proc/{output.split()[1]}/cmdline"
    )  # empty once it is dead; its number may be another's by now

    def survives():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            return SLEEP.encode() in command.read_bytes()

    for _ in range(600):  # a busy machine takes its time to bury the dead
        if not survives():
            return
        time.sleep(0.1)
    raise AssertionError("it lives")


WRONG = {
    "02": "iou",
    "03": "interpolate",
    "04": "gram_matrix",
}  # an exercise that others of the lesson build on


@pytest.mark.parametrize("lesson", [name for name in LESSONS if name[:2] in WRONG])
def test_with_tensorflow_there_is_no_noise_and_a_mistake_costs_points_once(sources, lesson):
    """All else is the course's own, and passes: nothing seems bent where nothing is."""
    wrong = WRONG[lesson[:2]]
    notebook = with_answers(sources[lesson, "zh"], {wrong: f"def {wrong}(*given):\n    return given[0]\n"})
    grade_notebook(notebook)
    outputs = {marks(c).grade_id: c.outputs for c in notebook.cells if c.cell_type == "code" and c.outputs}
    assert set(outputs) == {f"grade-{name}" for name in exercises_of(lesson)}
    kinds = {name: output.output_type for name, (output,) in outputs.items()}
    assert [name for name, kind in kinds.items() if kind == "error"] == [f"grade-{wrong}"]
    assert "还不对" in outputs[f"grade-{wrong}"][0].evalue


def test_whatever_a_notebook_says_of_itself_it_is_graded(sources):
    notebook = with_answers(sources["00_start_here", "en"], {})
    notebook.metadata.course = "zh"
    notebook.cells = [c for c in notebook.cells if marks(c).grade_id != NAME]
    del notebook.cells[-1].metadata["nbgrader"]
    notebook.cells.append(nbformat.v4.new_code_cell("raise ValueError"))
    grade_notebook(notebook)
    said = [str(c.outputs) for c in notebook.cells if c.cell_type == "code" and c.outputs]
    assert len(said) == 1 and "missing from the notebook" in said[0]


def test_a_python_that_cannot_start_is_not_the_students_fault(monkeypatch):
    monkeypatch.setattr(autograder.sys, "executable", shutil.which("false"))
    with pytest.raises(RuntimeError, match="does not start"):
        judged(RIGHT)


# ----------------------------------------------------------------------------------------------- the command
def command(folder, *arguments):
    return making.main([str(folder), *arguments])


def test_a_second_run_renews_what_is_the_courses_and_keeps_the_instructors(tmp_path, capsys):
    folder = tmp_path / "class"
    assert command(folder, "00", "01") == 0
    first, second = (folder / "source" / name / f"{name}.ipynb" for name in LESSONS[:2])
    config, submitted = folder / "nbgrader_config.py", folder / "submitted" / "ada" / "00" / "x.ipynb"
    fresh = second.read_bytes()
    assert not (folder / "source" / LESSONS[2]).exists() and not list(folder.rglob("*.part"))
    submitted.parent.mkdir(parents=True)
    submitted.write_text("hers", encoding="utf-8")
    config.write_text("mine", encoding="utf-8")
    first.write_text("mine", encoding="utf-8")
    record = json.loads((folder / making.MADE).read_text(encoding="utf-8"))
    name = second.relative_to(folder).as_posix()
    second.write_text("of an earlier version", encoding="utf-8")
    record["files"][name] = making._hash("of an earlier version")
    (folder / making.MADE).write_text(json.dumps(record), encoding="utf-8")
    capsys.readouterr()
    assert command(folder) == 0
    said = capsys.readouterr().out
    assert said.count("KEPT") == 2 and str(first) in said and "wrote      " + str(second) in said
    assert first.read_text(encoding="utf-8") == config.read_text(encoding="utf-8") == "mine"
    assert second.read_bytes() == fresh and submitted.read_text(encoding="utf-8") == "hers"
    assert (folder / "source" / LESSONS[4]).is_dir()
    assert command(folder) == 0 and capsys.readouterr().out.count("KEPT") == 2  # kept for good


def test_a_run_that_was_cut_short_goes_on(tmp_path, monkeypatch, capsys):
    calls, write = [], making.write

    def failing(path, content):
        calls.append(path)
        if len(calls) == 3:
            raise OSError("disk full")
        write(path, content)

    folder = tmp_path / "class"
    monkeypatch.setattr(making, "write", failing)
    with pytest.raises(OSError, match="full"):
        command(folder, "00", "01")
    assert command(folder, "00", "01") == 0 and "KEPT" not in capsys.readouterr().out


def test_other_folders_and_the_other_language_are_left_alone(tmp_path, capsys):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("precious")
    assert command(tmp_path / "thesis", "00") == 1
    assert "thesis" in capsys.readouterr().err and len(list((tmp_path / "thesis").iterdir())) == 1
    assert command(tmp_path / "class", "00", "--language", "zh") == 0
    before = {path: path.read_bytes() for path in (tmp_path / "class").rglob("*") if path.is_file()}
    assert command(tmp_path / "class", "00") == 1 and "--language zh" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in (tmp_path / "class").rglob("*") if path.is_file()} == before
    assert command(tmp_path / "new", "07") == 1 and "01_transposed_convolution" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_nbgrader_is_asked_for_and_never_there_by_itself():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    assert any(d.startswith("nbgrader") for d in groups["grading"])
    elsewhere = [project["project"], {**groups, "grading": []}, project["tool"]["uv"]]
    assert "nbgrader" not in json.dumps(elsewhere)
    for path in (ROOT / "course_utils").rglob("*.py"):
        assert not re.search(r"^\s*(from|import) nbgrader", path.read_text(encoding="utf-8"), re.MULTILINE)


# --------------------------------------------------------------------------------- from nothing to feedback
LESSON = "01_transposed_convolution"
STEPS = """
import json, sys
from nbgrader.apps import NbGraderApp
from traitlets.config import Application
for step in json.loads(sys.argv[1]):  # one Python for all of them: importing nbgrader takes the longest
    NbGraderApp.launch_instance(step)
    type(Application.instance()).clear_instance()
"""


@pytest.fixture(scope="module")
def nbgrader(tmp_path_factory):
    """Runs nbgrader's commands in a folder, in an environment of its own that sees this one's packages."""
    uv = os.environ.get("UV") or shutil.which("uv")
    uv = [uv] if uv else [sys.executable, "-m", "uv"] if importlib.util.find_spec("uv") else None
    if uv is None:
        assert not os.environ.get("CI"), "no uv: start the tests with python -m uv run pytest"
        pytest.skip("needs uv")
    folder = tmp_path_factory.mktemp("environment")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["dependency-groups"]["grading"]
    subprocess.run([*uv, "venv", "-q", "--python", sys.executable, folder / "env"], check=True, cwd=ROOT)
    python = folder / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    subprocess.run([*uv, "pip", "install", "-q", "--python", python, *wanted], check=True, cwd=ROOT)
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    there = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True).stdout.strip()
    line = f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n"
    (Path(there) / "course.pth").write_text(line, encoding="utf-8")

    path = os.pathsep.join([str(python.parent), os.environ["PATH"]])  # it looks for alembic there

    def run(folder, *steps):
        asked = [python, "-c", STEPS, json.dumps(steps)]
        done = subprocess.run(
            asked, cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stderr

    return run


@pytest.fixture(scope="module")
def graded(nbgrader, sources, tmp_path_factory):
    """The folder of a class after every step, by the very commands that the instructor's guide prints."""
    here = tmp_path_factory.mktemp("place") / "course"
    here.mkdir()
    folder = here.parent / "class"
    first, *steps = [c.wrapped[1:] for c in commands() if c.wrapped[0] == "nbgrader"]
    assert command(folder) == 0
    with (folder / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write("c.GradeExercises.seconds = 8\n")
    nbgrader(here, first)
    released = nbformat.read(folder / "release" / LESSON / f"{LESSON}.ipynb", as_version=4)
    answers = {marks(c).grade_id: c.source for c in sources[LESSON, "en"].cells if marks(c).solution}
    handed_in = folder / "downloaded" / LESSON / "archive"
    handed_in.mkdir(parents=True)
    for student, submission in submissions(released, answers).items():
        if not isinstance(submission, bytes):
            submission = nbformat.writes(submission).encode()
        (handed_in / f"{student}_{LESSON}.ipynb").write_bytes(submission)
    (folder / "log.txt").write_text(nbgrader(here, *steps), encoding="utf-8")
    return folder


def submissions(released, answers):
    half = with_answers(released, {name: answers[name] for name in ("output_size", "bilinear_kernel")})
    flipped = answers["conv_transpose2d"].replace("* kernel", "* kernel[::-1, ::-1]")
    half = with_answers(half, {"conv_transpose2d": flipped})
    deleted = {"grade-bilinear_kernel", "overlap_count", "grade-overlap_count"}
    half.cells = [c for c in half.cells if marks(c).grade_id not in deleted]
    hostile = {
        "conv_transpose2d": "def conv_transpose2d(x, kernel, stride=1, padding=0):\n    while True: 0\n",
        "output_size": f"import os\nos._exit(0)\n{answers['output_size']}",
        "convolution_matrix": f"print('x' * 1_000_000)\n{answers['convolution_matrix']}",
        "overlap_count": "import course_utils.exercises as e\n"
        "check = e.check = lambda name, *a: e.Verdict(name, 'passed', '')\n"
        "def overlap_count(n, kernel, stride):\n    return 0\n",
        "bilinear_kernel": answers["bilinear_kernel"],
    }
    hostile = with_answers(released, hostile)
    for cell in hostile.cells:
        if marks(cell).grade:
            cell.source, cell.metadata.nbgrader.points = "pass", 100
    odd = odd_submissions(released, with_answers(released, answers))
    return {"right": with_answers(released, answers), "half": half, "hostile": hostile} | odd


ODD = {  # in the alphabet before all others: the student -> score, and what the feedback says
    "a1": (5, "2 times"),  # the copy that was made first is as it was handed out
    "a2": (5, "2 times"),  # one cell split in two, its helper in the lower half
    "a3": (4, "a cell further down does"),
    "a4": (5, "It counts"),  # a byte-order mark
    "a5": (0, "no notebook that can be"),  # cut off
    "a6": (0, "no notebook that can be"),  # JSON of another kind
    "a7": (0, "This is the notebook of the lesson"),
    "a8": (0, "the assignment of another lesson"),
    "a9": (5, "It counts"),  # marks as of an older nbgrader, some with other contents
    "b1": (0, "missing from the notebook"),  # no marks at all
    "b2": (5, "It counts"),  # a function above its cell
}


def odd_submissions(released, right):
    def changed(change):
        notebook = nbformat.from_dict(right)
        places = {marks(cell).grade_id: place for place, cell in enumerate(notebook.cells)}
        change(notebook.cells, places["output_size"])
        return notebook

    def again(cells, place, source):
        copy = nbformat.from_dict(cells[place])
        copy.id, copy.source = f"{copy.id}-2", source
        cells.insert(place + 1, copy)

    def copied(cells, place):
        again(cells, place, cells[place].source)
        cells[place].source = released.cells[place].source

    def split(cells, place):
        cells[place].source = cells[place].source.replace("return ", "return 0 + helper() + ")
        again(cells, place, "def helper():\n    return 0\n")

    def below(cells, place):
        cells.append(nbformat.v4.new_code_cell(cells[place].source))
        cells[place].source = "hint('output_size', output_size)"

    def above(cells, place):
        cells.insert(place, nbformat.v4.new_code_cell(cells[place].source))
        cells[place + 1].source = "hint('output_size', output_size)"

    def aged(cells, place):
        for cell in cells:
            marks(cell).schema_version = 1
        cells[0].metadata.nbgrader = {"grade_id": ["list"]}
        cells.append(nbformat.v4.new_code_cell("1", metadata={"nbgrader": "x"}))

    def bare(cells, place):
        for cell in cells:
            del cell.metadata["nbgrader"]

    whole = nbformat.writes(right).encode()
    other = nbformat.from_dict(right)
    other.metadata.course.lesson = "02_unet_segmentation"
    bare(other.cells, 0)
    made = [changed(copied), changed(split), changed(below), b"\xef\xbb\xbf" + whole, whole[:2000], b"[1, 2]"]
    made += [nbformat.read(ROOT / "notebooks" / f"{LESSON}.ipynb", as_version=4), other]
    made += [changed(aged), changed(bare), changed(above)]
    return dict(zip(ODD, made, strict=True))


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_students_get_stubs_and_locked_checks(graded, lesson):
    cells = nbformat.read(graded / "release" / lesson / f"{lesson}.ipynb", as_version=4).cells
    for cell in cells:
        if marks(cell).solution:
            assert build.STUB in cell.source and "SOLUTION" not in cell.source
            assert cell.source.endswith(f'hint("{marks(cell).grade_id}", {marks(cell).grade_id})')
        else:
            assert cell.metadata.editable is False and cell.metadata.deletable is False


def test_the_scores_are_as_expected(graded):
    with (graded / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file) if row["assignment"] == LESSON}
    scores = {student: float(row["score"]) for student, row in rows.items()}
    odd = {student: score for student, (score, _) in ODD.items()}
    assert scores == {"right": 5, "half": 2, "hostile": 2} | odd
    assert {float(row["max_score"]) for row in rows.values()} == {5}


def test_an_odd_submission_gets_one_sentence_that_fits_and_the_log_names_the_student(graded):
    for student, (_, sentence) in ODD.items():
        (page,) = graded.glob(f"feedback/{student}/*/*.html")
        shown = re.sub(r"<[^>]+>|\s+", " ", page.read_text(encoding="utf-8"))
        assert sentence in shown, student
    log = (graded / "log.txt").read_text(encoding="utf-8")
    assert "a1: the cell of output_size is there 2 times" in log and "a2: the cell" in log
    assert "ERROR" not in log and "Traceback" not in log


def test_the_feedback_holds_each_hint_and_little_of_the_megabyte(graded):
    pages = {path.parts[-3]: path.read_text(encoding="utf-8") for path in graded.glob("feedback/*/*/*.html")}
    assert set(pages) == {"right", "half", "hostile", *ODD}
    assert pages["right"].count("It counts.") == 5
    assert "flipped" in pages["half"] and "missing from the notebook" in pages["half"]
    assert "(Score: 2.0 / 5.0)" in pages["half"]
    for words in ("still running", "ended Python itself", "course_utils.exercises.check", "cut after"):
        assert words in pages["hostile"]
    assert len(pages["hostile"]) < len(pages["right"]) + 10_000
    assert pages["hostile"].count("It counts.") == 2


def test_nothing_of_the_students_is_lost_when_the_course_is_renewed(graded):
    def files():
        return {path: path.read_bytes() for path in graded.rglob("*") if path.is_file()}

    before = files()
    assert command(graded) == 0
    assert files() == before
