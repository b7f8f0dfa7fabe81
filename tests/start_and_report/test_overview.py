"""What is done and what is open: shown where students look, in both languages, and in no stored output."""

import json
import os
import re
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course_utils import overview, progress
from course_utils.banner import start
from course_utils.cards import lesson_card, lesson_names
from course_utils.language import LANGUAGES, set_language
from course_utils.messages import text
from course_utils.reporting import report
from tests import found
from tests.conftest import ROOT
from tests.start_and_report.test_progress import LESSON, open_lesson, shown, student  # noqa: F401 (fixtures)
from tools import build, places

FIRST = lesson_names()[0]


def do(lesson, *kinds, but=()):
    """As if a student had done all of these kinds in a lesson."""
    for item in lesson_card(lesson)["work"]:
        if item["kind"] in kinds and item["name"] not in but:
            option = {"first": {"option": "x", "right": True}, "last": {"option": "x", "right": True}}
            about = {"version": 1, "lesson": lesson, "kind": item["kind"], "name": item["name"]}
            path = progress._place(lesson, item["kind"], item["name"])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(about | option), encoding="utf-8")


def htmls(displayed):
    return [bundle["text/html"] for bundle in displayed]


# ---------------------------------------------------------------------------------------- a lesson's end
@pytest.mark.parametrize("lesson", lesson_names())
def test_the_card_knows_all_that_there_is_to_do_and_where(lesson):
    work = lesson_card(lesson)["work"]
    names = {kind: [item["name"] for item in work if item["kind"] == kind] for kind in progress.KINDS}
    assert names["exercise"] == found.asked()[lesson[:2]]
    assert sorted(names["question"]) == sorted(lesson_card(lesson)["questions"])
    assert len(work) == len({(item["kind"], item["name"]) for item in work})
    for language in LANGUAGES:
        notebook = nbformat.read(ROOT / places.notebook(lesson, "student", language), as_version=4)
        cells = {cell.id: cell.source for cell in notebook.cells}
        for item in work:
            assert item["cell"] in cells
            if item["kind"] != "question":
                assert item["name"] in cells[item["cell"]]


def test_trainings_are_among_the_work():
    kinds = [item["kind"] for lesson in lesson_names() for item in lesson_card(lesson)["work"]]
    assert kinds.count("training") >= 3


def test_a_lessons_end_links_to_each_thing_that_is_open(student, shown, language):  # noqa: F811
    do(LESSON, "exercise", but=["output_size"])
    do(LESSON, "question", but=["contrast"])
    report(LESSON, {"x": 1})
    html = htmls(shown)[-1]
    links = dict(re.findall(r'<a href="#cell-id=([^"]+)">([^<]+)</a>', html))
    assert set(links) == {"output-size", "contrast", "linear", "training"} and 'role="status"' in html
    assert links["output-size"] == "output_size" and links["training"] == "upsampler"
    words = lesson_card(LESSON)["questions"]["contrast"][language]["words"]
    assert words.startswith(links["contrast"].removesuffix(" …")) and len(links["contrast"]) <= 52
    for kind in ("exercises", "questions", "trainings"):
        assert text(f"progress_open_{kind}", language) in html
    for name in links.values():
        assert name in shown[-1]["text/plain"]


@pytest.mark.parametrize("where", ["colab", "kaggle"])
def test_no_link_leads_nowhere_on_a_host(student, shown, monkeypatch, language, where):  # noqa: F811
    if where == "kaggle":
        monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Interactive")
    else:
        monkeypatch.setitem(sys.modules, "google.colab", object())
    overview.show_open(LESSON)
    overview.show_open(FIRST)
    assert len(shown) == 3 and not any("<a " in data["text/html"] for data in shown)


def test_where_nothing_is_open_the_next_lesson_is_named(student, shown, language):  # noqa: F811
    do(LESSON, *progress.KINDS)
    report(LESSON, {"x": 1})
    following = lesson_names()[lesson_names().index(LESSON) + 1]
    assert text("progress_nothing_open") in htmls(shown)[-1]
    assert f'<a href="{following}.ipynb">' in htmls(shown)[-1]
    last = lesson_names()[-1]
    do(last, *progress.KINDS)
    overview.show_open(last)
    assert "<a " not in htmls(shown)[-1] and "<code>python -m course_utils progress --page" in htmls(shown)[-1]


@pytest.mark.parametrize("lesson", lesson_names())
def test_questions_are_named_without_marks(lesson, language):
    for item in lesson_card(lesson)["work"]:
        name = overview._name(lesson, item)
        assert name.strip(" …") and not re.search(r"[*`$\\]", name) and "\n" not in name


# ------------------------------------------------------------------------------------ the course at a glance
def test_the_first_lesson_shows_the_whole_course(student, shown, monkeypatch, language):  # noqa: F811
    open_lesson(monkeypatch, FIRST)
    overview.show_course(FIRST)
    assert shown == [], "nothing is begun"
    do(LESSON, "exercise")
    report(FIRST, {"x": 1})
    table = htmls(shown)[-1]
    for lesson in lesson_names():
        title = lesson_card(lesson)["title"][language]
        assert (
            f'<th scope="row" style="text-align:left"><a href="{lesson}.ipynb">{lesson[:2]} · {title}' in table
        )
        assert title in shown[-1]["text/plain"]
    assert (
        table.count('scope="col"') == 5
        and f'<caption style="text-align:left">{text("progress_title")}' in table
    )
    assert text("progress_of", language, done=5, all=5) in table
    overview.show_course(FIRST)
    assert htmls(shown)[-1] == table
    before = len(shown)
    overview.show_course(LESSON)
    assert len(shown) == before, "the other lessons begin as ever"


def test_the_first_cell_shows_it(student, monkeypatch, capsys):  # noqa: F811
    open_lesson(monkeypatch, FIRST)
    do(LESSON, "exercise")
    start(FIRST)
    assert text("progress_title") in capsys.readouterr().out


STUDENT_CELL = f"""
from course_utils import report, session
from course_utils.exercises import check
from course_utils.overview import show_course
from course_utils.progress import keep_exercise, progress_folder
session.current = session.Session("{FIRST}", session.Profile("quick"))
keep_exercise("semantic_from_instances")
show_course("{FIRST}")
report("{FIRST}", {{"x": 1}})
assert progress_folder() is not None
"""


@pytest.mark.usefixtures("warm_kernels")
def test_an_executed_edition_neither_keeps_nor_shows_anything(student, monkeypatch):  # noqa: F811
    do(LESSON, "exercise")
    before = sorted(student.rglob("*"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    path = student.parent / "solutions" / "00.ipynb"
    path.parent.mkdir()
    nbformat.write(new_notebook(cells=[new_code_cell(STUDENT_CELL, id="cell")]), path)
    build.execute(path)
    outputs = json.dumps(nbformat.read(path, as_version=4).cells[0].outputs, ensure_ascii=False)
    assert text("report_metric", "en") in outputs
    assert text("progress_title", "en") not in outputs and "cell-id" not in outputs
    assert sorted(student.rglob("*")) == before


# ----------------------------------------------------------------------------------------- the start page
START = (ROOT / places.START).read_text(encoding="utf-8")


def test_a_student_gets_a_start_page_of_their_own(student, tmp_path):  # noqa: F811
    folder = tmp_path / "notebooks"
    (folder / "zh").mkdir(parents=True)
    (folder / overview.START_PAGE).write_text(START, encoding="utf-8")
    assert overview.write_own_page(folder) is None, "nothing is begun"
    do(FIRST, *progress.KINDS)
    do(LESSON, "exercise", but=["output_size"])
    assert overview.write_own_page(folder / "zh") == overview.OWN_PAGE
    page = (folder / overview.OWN_PAGE).read_text(encoding="utf-8")
    assert (folder / overview.START_PAGE).read_text(encoding="utf-8") == START
    for language in LANGUAGES:
        line = text("progress_line", language, **overview.tally(LESSON, language))
        assert text("progress_of", language, done=4, all=5) in line
        title = lesson_card(LESSON)["title"][language]
        marked = f"### ▶ [01 · {title}]({places.folder(language)}{LESSON}.ipynb)\n\n**{line}**\n"
        assert marked in page
    assert page.count("▶") == START.count("▶") == 2 and page.count("**") == 8
    plain = re.sub(r"\n\n\*\*.*\*\*", "", page.replace("▶ ", ""))
    assert plain == START.replace("▶ ", ""), "nothing else is changed"


def test_where_there_is_no_start_page_or_no_room_nothing_happens(student, tmp_path, monkeypatch):  # noqa: F811
    do(FIRST, "exercise")
    assert overview.write_own_page(tmp_path) is None
    (tmp_path / overview.START_PAGE).write_text(START, encoding="utf-8")

    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(overview, "write_atomically", full)
    assert overview.write_own_page(tmp_path) is None


def opens_on(folder, monkeypatch):
    """The page that JupyterLab opens on when it is started in a folder."""
    monkeypatch.chdir(folder)
    configuration = type("Config", (), {"LabApp": type("LabApp", (), {"default_url": "/lab"})})
    source = (ROOT / "tools" / "jupyterlab" / "jupyter_lab_config.py").read_text(encoding="utf-8")
    exec(source, {"get_config": lambda: configuration})
    return configuration.LabApp.default_url


def test_lab_opens_on_it(student, tmp_path, monkeypatch):  # noqa: F811
    (tmp_path / "notebooks").mkdir()
    assert opens_on(tmp_path, monkeypatch) == "/lab"
    (tmp_path / "notebooks" / overview.START_PAGE).write_text(START, encoding="utf-8")
    assert opens_on(tmp_path, monkeypatch) == "/lab/tree/notebooks/START_HERE.md"
    do(LESSON, "exercise")
    assert opens_on(tmp_path, monkeypatch) == "/lab/tree/notebooks/MY_PROGRESS.md"
    monkeypatch.setattr(overview, "write_own_page", lambda folder: 1 / 0)
    assert opens_on(tmp_path, monkeypatch) == "/lab/tree/notebooks/START_HERE.md"


def test_git_ignores_it():
    assert f"notebooks/{overview.OWN_PAGE}" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


# ------------------------------------------------------------------------------------------ in a terminal
def command(*words, answer=None, **variables):
    run = subprocess.run(
        [sys.executable, "-m", "course_utils", "progress", *words],
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | variables,
        cwd=ROOT,
        input=answer or "",
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_prints_it(student, language):  # noqa: F811
    said = command(COURSE_LANGUAGE=language)
    assert text("progress_none_yet", language) in said
    do(LESSON, *progress.KINDS)
    said = command(COURSE_LANGUAGE=language)
    (line,) = [line for line in said.splitlines() if lesson_card(LESSON)["title"][language] in line]
    tally = overview.tally(LESSON, language)
    assert line.split("  01 ")[0].split()[-1] == tally["trainings"] == "2" and tally["exercises"] in line
    assert str(student) in said and "--forget" in said
    set_language(language)
    try:
        ends = {
            overview._width(line[: line.index(f"{name[:2]} · ")])
            for name in lesson_names()
            for line in overview.course_lines()
            if f"{name[:2]} · " in line
        }
    finally:
        set_language(None)
    assert len(ends) == 1, "titles stand below each other"
    assert text("progress_off", language) in command(COURSE_LANGUAGE=language, COURSE_PROGRESS="off")


@pytest.mark.parametrize(
    ("answer", "gone"), [("y\n", True), ("是\n", True), ("n\n", False), ("\n", False), (None, False)]
)
def test_it_is_deleted_after_asking(student, answer, gone):  # noqa: F811
    do(LESSON, "exercise")
    said = command("--forget", answer=answer)
    assert str(student) in said and student.exists() is not gone
    assert text("progress_forgotten" if gone else "progress_stays", "en") in said


def test_without_a_word_more_it_is_the_doctor():
    from course_utils import __main__, doctor

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["course_utils"])
        patch.setattr(doctor, "main", lambda: 7)
        assert __main__.main() == 7
