"""Lesson 02 from its first cell to its last, on files in the layout of the real ones."""

import json
import os
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from nbclient import NotebookClient

from course_utils import html
from course_utils.data import seismic, tgs
from course_utils.data.rle import decode_rle
from course_utils.data.salt import synthetic_salt
from course_utils.messages import text
from tests.data.fake_tgs import lifelike_files, tgs_files, write_folder
from tests.found import lessons
from tools.build import Course
from tools.lesson import read_lesson

LESSON = "02_unet_segmentation"
SHORT = Path(__file__).with_name("short.py")


# --- running a cell again ------------------------------------------------------------------------


@pytest.mark.parametrize(("resume", "left"), [("False", []), ("True", [1, 2])])
def test_going_on_keeps_what_the_replay_shows(resume, left):
    """Both cells are run again, the one that begins the history and the one that trains."""
    lesson = read_lesson(lessons()["02"])
    cells = {cell.key: cell.code for cell in lesson.of_kind("code")}
    data = SimpleNamespace(images=np.zeros((9, 1, 1)), coverage=np.full(9, 0.5))
    names = {"np": np, "validation": data}
    exec(cells["preview"], names)
    names["history"] |= {1: "first", 2: "second"}
    exec(cells["preview"], names)
    first_lines = cells["training"].partition("filters =")[0].replace("RESUME = False", f"RESUME = {resume}")
    exec(first_lines, names)
    assert list(names["history"]) == left


# --- the split and what it says ----------------------------------------------------------------


@pytest.fixture
def displayed(monkeypatch):
    """What is shown while a test runs."""
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle))
    return shown


def test_the_leak_of_the_real_files_is_told_in_the_notebook(cache, displayed, recwarn, capfd, language):
    write_folder(cache / tgs.FOLDER, tgs_files(pairs=20)[0])
    parts = seismic.split_tiles(seismic.load_seismic(tiles=8))
    assert sorted(id for part in parts for id in part.ids) == sorted(tgs.load_tgs().ids)
    assert [bundle["text/plain"] for bundle in displayed] == [text("salt_leaks")]
    assert text("salt_leaks") in unescape(displayed[0]["text/html"])
    assert [str(w.message) for w in recwarn] == [] and capfd.readouterr().err == ""


def test_known_sections_stay_whole_and_nothing_needs_saying(displayed):
    parts = seismic.split_tiles(synthetic_salt(200, seed=1))
    sections = [set(part.sections.tolist()) for part in parts]
    assert sum(map(len, sections)) == len(set.union(*sections)) and all(sections)
    assert displayed == []


def test_a_notice_is_escaped(displayed):
    html.notice("IoU < 0.5 & more")
    assert "IoU &lt; 0.5 &amp; more" in displayed[0]["text/html"]


# --- the whole lesson --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def run(tmp_path_factory, root_folder, warm_kernels):
    """The complete edition as on Kaggle, with short trainings and fake files; it, its folder, their truth."""
    folder = tmp_path_factory.mktemp("real")
    files, truth = lifelike_files()
    write_folder(folder / "input" / "competitions" / tgs.COMPETITION, files)
    (folder / "working").mkdir()
    environment = {
        "KAGGLE_KERNEL_RUN_TYPE": "Batch",
        "COURSE_DATA": folder / "data",
        "COURSE_RESULTS": folder / "results",
        "COURSE_PROFILE": "smoke",
        "COURSE_STATIC": "1",
        "COURSE_LANGUAGE": "en",
    }
    course = Course(root_folder)
    lesson = next(lesson for lesson in course.lessons() if lesson.name == LESSON)
    notebook = course.notebook(lesson, "complete", "en")
    setup = next(cell for cell in notebook.cells if cell.id == "setup")
    setup.source = setup.source[setup.source.index("from course_utils") :]  # nothing need be fetched
    setup.source += f"\n{SHORT.read_text(encoding='utf-8')}\nbegin()"
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder / "working")}})
    client.execute(env=os.environ | {name: str(value) for name, value in environment.items()})
    return notebook, folder, truth


@pytest.fixture(scope="module")
def root_folder():
    from tests.conftest import ROOT

    return ROOT


def test_it_runs_to_its_end_with_a_clean_screen(run):
    notebook, _, _ = run
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)
    outputs = [output for cell in code for output in cell.outputs]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    plain = [output.data["text/plain"] for output in outputs if "data" in output]
    assert text("salt_leaks", "en") in plain


def test_the_report_names_the_real_files_and_was_measured_on_them(run):
    _, folder, truth = run
    record = json.loads((folder / "results" / f"{LESSON}.json").read_text(encoding="utf-8"))
    (provenance,) = record["data"]
    assert provenance["name"].startswith("TGS Salt Identification Challenge")
    assert provenance["kind"] == "downloaded" and "kaggle.com" in provenance["source"]
    judged = np.load(folder / "results" / "02_masks.npz")["truth"]
    assert len(judged) == 24
    known = {mask.tobytes() for _, mask, _ in truth.values() if mask is not None}
    assert all(mask.tobytes() in known for mask in judged)


def test_the_submission_is_for_the_test_images(run):
    _, folder, truth = run
    (path,) = (folder / "working").iterdir()
    assert path.name == "submission.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    assert head == "id,rle_mask"
    ids, runs = zip(*(line.split(",") for line in lines), strict=True)
    assert sorted(ids) == sorted(id for id, (_, mask, _) in truth.items() if mask is None)
    assert len(ids) == 12
    for run in runs:  # refuses what is not legal
        decode_rle(run, (101, 101))
