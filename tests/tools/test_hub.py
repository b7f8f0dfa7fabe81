"""A class on JupyterHub: the environment, updates that reach students, and a folder that they share."""

import codecs
import os
import shutil
import subprocess
import tempfile
import tomllib
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import nbformat
import pytest
import requests  # noqa: F401 (see class_folder)
import yaml
from nbgitpuller.pull import GitPuller
from packaging.specifiers import SpecifierSet

from course_utils import cards
from course_utils.data import download, sources, tgs
from course_utils.data.download import FILES, VGG19, fetch, status
from course_utils.messages import CourseError, all_texts
from tests.conftest import ROOT
from tests.data.test_tgs import FILES as TGS
from tests.data.test_tgs import write_folder

LESSON = "notebooks/01_transposed_convolution.ipynb"
OTHER = "notebooks/zh/00_start_here.ipynb"


def test_environment_is_for_repo2docker_and_no_second_list():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    python, *conda, pip = environment["dependencies"]
    # repo2docker takes its oldest Python unless it finds one version, written with "=".
    name, version = python.split("=")
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert name == "python" and version in SpecifierSet(pyproject["project"]["requires-python"])
    assert len(version.split(".")) == 2
    assert conda == ["pip", "nbgitpuller"]
    assert pip == {"pip": ["-e ."]}
    assert environment["channels"] == ["conda-forge"]


# --- updates: what nbgitpuller makes of a student's work ------------------------------------------


class Published:
    """The course as it is published: a git repository on this machine, with two notebooks."""

    def __init__(self, folder: Path, attributes: str):
        self.folder = folder
        self.git("init", "-q", "-b", "main", str(folder))
        for name in (LESSON, OTHER):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
        (folder / ".gitattributes").write_text(attributes, encoding="utf-8")
        self.publish()

    def git(self, *arguments: str) -> None:
        folder = self.folder if self.folder.exists() else None
        subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)

    def publish(self) -> None:
        self.git("add", "--all")
        self.git("-c", "user.name=author", "-c", "user.email=author@course.example", "commit", "-qm", "-")


@pytest.fixture
def published(tmp_path, monkeypatch):
    if not shutil.which("git"):
        pytest.skip("no git on this machine")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return Published(tmp_path / "published", (ROOT / ".gitattributes").read_text(encoding="utf-8"))


def click(published: Published) -> Path:
    """What a click on the instructor's link does; the student's folder."""
    folder = published.folder.with_name("student")
    for _ in GitPuller(published.folder.as_uri(), str(folder)).pull():
        pass
    return folder


def edit(path: Path, change) -> bytes:
    """`change` the cells of a notebook and save it as JupyterLab does; the bytes of the file."""
    notebook = nbformat.read(path, as_version=4)
    change(notebook.cells)
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    return path.read_bytes()


def work(cells):
    """A student runs every cell and answers the exercises."""
    for number, cell in enumerate(cells):
        if cell.cell_type == "code":
            cell.execution_count = number + 1
            cell.outputs = [nbformat.v4.new_output("stream", text="seen\n" * 5)]
            cell.source = cell.source.replace("...  # your code here", "return mine")


def revise(cells):
    """An author sharpens every text, mends code and puts a new cell between."""
    for cell in cells:
        cell.source += "\n# clearer now" if cell.cell_type == "code" else "\n\nSaid more clearly."
    cells.insert(3, nbformat.v4.new_code_cell("print('new')", id="new-cell"))


@pytest.fixture(params=["as built", "as JupyterLab saves it"])
def layout(request, published):
    """How the lines of the published notebook are laid out, which a merge by lines would depend on."""
    if request.param != "as built":
        edit(published.folder / LESSON, lambda cells: None)
        published.publish()


def test_an_update_keeps_a_worked_notebook_to_the_byte(published, layout):
    student = click(published)
    mine = edit(student / LESSON, work)
    (student / "notebooks" / "my notes.txt").write_text("mine", encoding="utf-8")
    edit(published.folder / LESSON, revise)
    fresh = edit(published.folder / OTHER, revise)
    (published.folder / "notebooks" / "05_new.ipynb").write_bytes(fresh)
    published.publish()
    for _ in range(2):  # a second click changes nothing more
        click(published)
        assert (student / LESSON).read_bytes() == mine
        assert (student / OTHER).read_bytes() == fresh  # not worked on: updated
        assert (student / "notebooks" / "05_new.ipynb").read_bytes() == fresh
        assert (student / "notebooks" / "my notes.txt").read_text(encoding="utf-8") == "mine"
    edit(published.folder / LESSON, revise_again)
    published.publish()
    click(published)
    assert (student / LESSON).read_bytes() == mine


def revise_again(cells):
    cells[-1].source = "Goodbye."


def test_without_the_attribute_the_two_would_be_mixed(tmp_path, published):
    """Why .gitattributes is there: git would merge line by line what is no text."""
    bare = Published(tmp_path / "bare", attributes="")
    edit(bare.folder / LESSON, lambda cells: None)
    bare.publish()
    student = click(bare)
    mine = edit(student / LESSON, work)
    edit(bare.folder / LESSON, revise)
    bare.publish()
    click(bare)
    assert (student / LESSON).read_bytes() != mine


def test_a_renamed_copy_stays_and_the_fresh_notebook_comes(published):
    student = click(published)
    mine = edit(student / LESSON, work)
    (student / LESSON).rename(student / "notebooks" / "01 mine.ipynb")
    fresh = edit(published.folder / LESSON, revise)
    published.publish()
    click(published)
    assert (student / "notebooks" / "01 mine.ipynb").read_bytes() == mine
    assert (student / LESSON).read_bytes() == fresh


def test_a_file_of_the_students_own_in_the_way_is_renamed(published):
    student = click(published)
    (student / "notebooks" / "05_new.ipynb").write_text("mine", encoding="utf-8")
    (published.folder / "notebooks" / "05_new.ipynb").write_text("the course's", encoding="utf-8")
    published.publish()
    click(published)
    assert (student / "notebooks" / "05_new.ipynb").read_text(encoding="utf-8") == "the course's"
    (renamed,) = (student / "notebooks").glob("05_new__*.ipynb")
    assert renamed.read_text(encoding="utf-8") == "mine"


def test_a_worked_notebook_that_the_course_takes_away_stays(published):
    student = click(published)
    mine = edit(student / LESSON, work)
    (published.folder / LESSON).unlink()
    published.publish()
    click(published)
    assert (student / LESSON).read_bytes() == mine


# --- data: a folder that the whole class reads, before each student's own -------------------------

BODY = b"weights" * 1000
CARDS = [cards.lesson_card(path.stem) for path in (ROOT / "course_utils" / "cards").glob("*.json")]


@pytest.fixture
def class_folder(monkeypatch):
    """The instructor's folder with everything in it, that a student may read and not write.

    Root may write everywhere, so the test goes on as somebody else then.
    """
    if os.name != "posix":
        pytest.skip("permissions as on Unix")
    codecs.lookup("utf-8-sig")  # with requests above: somebody else may not be able to read this Python
    all_texts()
    home = Path(tempfile.mkdtemp(prefix="course-class-"))
    folder, mine = home / "class", home / "mine"
    for name in (VGG19, "wave.jpg"):
        small = replace(FILES[name], hash=f"sha256:{sha256(BODY).hexdigest()}", size=len(BODY))
        monkeypatch.setitem(FILES, name, small)
    write_folder(folder / tgs.FOLDER, TGS)
    for name in (VGG19, "wave.jpg"):
        (folder / name).write_bytes(BODY)
    mine.mkdir()
    mine.chmod(0o777)
    home.chmod(0o755)
    permit(folder, files=0o444, folders=0o555)
    monkeypatch.setenv("COURSE_DATA", os.pathsep.join(map(str, (folder, mine))))
    monkeypatch.setenv("KERAS_HOME", str(home / "keras"))
    yield folder
    permit(folder, files=0o644, folders=0o755)
    shutil.rmtree(home)


def permit(folder: Path, files: int, folders: int) -> None:
    folder.chmod(0o755)
    for path in sorted(folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else files)
    for path in [*(p for p in sorted(folder.rglob("*"), reverse=True) if p.is_dir()), folder]:
        path.chmod(folders)


@pytest.fixture
def student(class_folder):
    """From here on the test is a student, who is not root."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    yield class_folder.with_name("mine")
    os.seteuid(before)


def test_everything_is_read_from_the_class_folder(class_folder, student):
    with pytest.raises(PermissionError):
        (class_folder / "scribble").touch()
    assert fetch("wave.jpg") == class_folder / "wave.jpg"
    assert fetch(VGG19) == class_folder / VGG19
    assert tgs.tgs_folder() == class_folder / tgs.FOLDER and len(tgs.load_tgs()) > 0
    assert tgs.fetch_tgs() == class_folder / tgs.FOLDER
    assert {sources.SOURCES[name].status() for name in ("vgg19", "tgs")} == {"present"}
    assert list(student.iterdir()) == []  # not even an empty folder


def test_what_a_student_makes_goes_to_the_own_folder(class_folder, student):
    assert download.writable_cache() == student
    with pytest.raises(CourseError) as caught:
        fetch("mnist.npz", "not an address", limits=download.Limits(attempts=1))
    assert caught.value.key == "download_unreachable" and str(student) in str(caught.value)


def test_a_class_folder_alone_can_still_be_read(class_folder, student, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(class_folder))
    assert fetch("wave.jpg") == class_folder / "wave.jpg"
    with pytest.raises(CourseError, match="COURSE_DATA") as caught:
        fetch("mnist.npz")
    assert caught.value.key == "cache_not_writable"


@pytest.mark.parametrize(("files", "folders"), [(0, 0o755), (0, 0)], ids=["files", "folder"])
def test_a_class_folder_that_may_not_be_read_stops_nobody(class_folder, files, folders, student):
    me = os.geteuid()
    os.seteuid(os.getuid())
    permit(class_folder, files, folders)
    os.seteuid(me)
    assert status("wave.jpg") != "present" and status("mnist.npz") == "would download"
    for card in CARDS:
        assert sources.describe_sources(card["data"])  # as the banner does
    (student / "wave.jpg").write_bytes(BODY)
    assert fetch("wave.jpg") == student / "wave.jpg"
