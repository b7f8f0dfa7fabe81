"""`report`: the table, the files that instructors collect, and what it refuses."""

import json
import subprocess
import sys

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from course_utils import session
from course_utils.files import write_atomically
from course_utils.language import LANGUAGES
from course_utils.machine import peak_memory
from course_utils.messages import CourseError
from course_utils.reporting import DATA, reference_results, report, report_output
from tests.conftest import ROOT
from tools import build, places, results

LESSON = "01_transposed_convolution"
METRICS = {
    "psnr_gain_db_mean": (np.float32(0.7), "dB"),
    "psnr_gain_db_min": (0.1, "dB"),
    "evaluations": 92,
    "train_seconds": (30, "s"),
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_RESULTS", str(tmp_path / "results"))
    monkeypatch.setattr(session, "current", session.Session(LESSON, session.Profile("quick")))
    return tmp_path / "results"


def test_files(folder, language):
    session.current.trainings.append({"name": "net", "seconds": 3.0, "stopped": False})
    picture = np.random.default_rng(0).random((4, 5, 3))
    arrays = {"truth": np.eye(3, dtype=bool)}
    report(LESSON, METRICS, {"p.png": picture, "masks.npz": arrays})
    record = json.loads((folder / f"{LESSON}.json").read_text(encoding="utf-8"))
    assert record["metrics"]["psnr_gain_db_mean"] == {"value": pytest.approx(0.7), "unit": "dB"}
    assert record["metrics"]["evaluations"] == {"value": 92, "unit": ""}
    assert record["profile"] == "quick" and record["seed"] == 0
    assert record["trainings"] == [{"name": "net", "seconds": 3.0, "stopped": False}]
    assert {"python", "tensorflow", "keras", "numpy"} <= record["versions"].keys()
    assert "GPU" in record["device"] and record["machine"].isascii()
    assert record["seconds"] >= 0 and 0 < record["peak_memory_bytes"] <= peak_memory()
    from PIL import Image

    np.testing.assert_allclose(np.asarray(Image.open(folder / "01_p.png")) / 255, picture, atol=0.003)
    for name in ("masks.npz", "01_masks.npz"):
        with np.load(folder / name, allow_pickle=False) as stored:
            np.testing.assert_array_equal(stored["truth"], arrays["truth"])
    names = ["01_masks.npz", "01_p.png", f"{LESSON}.json", "masks.npz", "p.png"]
    assert sorted(p.name for p in folder.iterdir()) == names


def test_two_lessons_share_a_folder_and_many_runs_a_table(folder, capsys, monkeypatch):
    """Lessons 03 and 05 both keep `digits.npz`."""
    for lesson in (LESSON, "02_unet_segmentation"):
        report(lesson, METRICS, {"digits.npz": {"lesson": np.array(lesson)}})
    for number, name in {"01": "01_digits.npz", "02": "02_digits.npz", "02 again": "digits.npz"}.items():
        with np.load(folder / name) as stored:
            assert str(stored["lesson"])[:2] == number[:2], name
    monkeypatch.setenv("COURSE_RESULTS", str(folder / "ada"))
    report(LESSON, {"other": 3}, {})
    capsys.readouterr()
    results.main(["--table", str(folder)])
    first, second = capsys.readouterr().out.strip().split("\n\n")
    head, _, *lines = ([part.strip() for part in line.split("|")[1:-1]] for line in first.splitlines())
    assert head[:3] == ["01", "profile", "psnr_gain_db_mean"] and head[-3:] == ["other", "seconds", "GiB"]
    assert [line[0] for line in lines] == ["results", "ada"] and lines[0][2] == "0.7"
    assert lines[0][-3] == "–" and lines[1][2] == "–" and lines[1][-3] == "3"
    assert second.startswith("| 02 ")
    with pytest.raises(SystemExit):
        results.main(["--table", str(folder / "nobody")])


def test_table_stands_beside_the_courses_own(folder, capsys, monkeypatch):
    theirs = {"metrics": {"psnr_gain_db_mean": {"value": 0.25, "unit": "dB"}}, "seed": 0}
    theirs |= {"machine": "a laptop", "versions": {"tensorflow": "2.21"}}
    monkeypatch.setattr("course_utils.reporting.reference_results", lambda profile: {LESSON: theirs})
    report(LESSON, METRICS)
    shown = capsys.readouterr().out
    assert "psnr_gain_db_mean [dB]" in shown and "0.25" in shown and "a laptop" in shown


def test_without_a_folder_nothing_is_written(folder, monkeypatch, tmp_path):
    monkeypatch.delenv("COURSE_RESULTS")
    report(LESSON, METRICS, {"p.png": np.zeros((2, 2))})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "value", [np.nan, np.inf, "fast", None, [1, 2], (1, 2), (1, "s", "s"), ("fast", "s"), (np.nan, "s")]
)
def test_a_metric_is_one_finite_number(folder, value, language):
    with pytest.raises(CourseError, match="broken"):
        report(LESSON, {"broken": value})


@pytest.mark.parametrize(("name", "value"), [("p.jpg", np.zeros((2, 2))), ("p.png", 3), ("a.npz", np.zeros(3))])
def test_an_unknown_artefact_leaves_nothing(folder, name, value):
    with pytest.raises(CourseError, match=name):
        report(LESSON, METRICS, {"good.png": np.zeros((2, 2)), name: value})
    assert not folder.exists()


def test_arrays_are_stored_without_pickle(folder):
    with pytest.raises(CourseError, match=r"a\.npz"):
        report(LESSON, METRICS, {"a.npz": {"x": np.array([{}], dtype=object)}})
    assert not folder.exists()


def test_an_interrupted_write_keeps_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "x.json"
    path.write_bytes(b"old")
    monkeypatch.setattr("pathlib.Path.replace", lambda *a: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_the_courses_own_figures_meet_the_goals():
    """The committed results of lesson 01 in `quick`, and what they must name."""
    theirs = reference_results("quick")[LESSON]
    value = {name: m["value"] for name, m in theirs["metrics"].items()}
    assert value["psnr_gain_db_mean"] >= 0.3
    assert value["psnr_gain_db_min"] > 0
    assert value["train_seconds"] <= 60
    assert theirs["profile"] == "quick" and theirs["seed"] == 0 and theirs["machine"] and theirs["versions"]


MEGABYTES = """
import sys
from course_utils.machine import peak_memory
before = peak_memory()
block = b"x" * int(sys.argv[1])
del block
print(before, peak_memory())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell")
def test_peak_memory_is_this_process_at_its_largest():
    ours = b"x" * 600_000_000  # not to be counted as the other process's
    size = 200_000_000
    command = [sys.executable, "-c", MEGABYTES, str(size)]
    before, after = map(int, subprocess.run(command, capture_output=True, check=True).stdout.split())
    assert 0.9 * size < after - before < 1.5 * size  # though it was given back
    if sys.platform == "linux":
        assert before < len(ours) / 2


def test_peak_memory_is_unknown_where_the_system_does_not_tell(folder, monkeypatch, capsys):
    monkeypatch.setattr("pathlib.Path.is_file", lambda path: False)
    monkeypatch.setitem(sys.modules, "resource", None)  # as on Windows
    report(LESSON, METRICS)
    record = json.loads((folder / f"{LESSON}.json").read_text(encoding="utf-8"))
    assert record["peak_memory_bytes"] is None
    assert "bytes" not in capsys.readouterr().out  # the lesson's own table stays as it is


@pytest.mark.parametrize(("platform", "unit"), [("darwin", 1), ("linux", 1024)])
def test_peak_memory_in_the_units_of_the_system(monkeypatch, platform, unit):
    resource = pytest.importorskip("resource")
    monkeypatch.setattr("pathlib.Path.is_file", lambda path: False)
    monkeypatch.setattr(sys, "platform", platform)
    assert peak_memory() == resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


# --- the tables that the READMEs and the guide show -------------------------------------------------


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of its own with a README and a guide, and the folder of a run to adopt."""
    monkeypatch.setattr(results, "ROOT", tmp_path)
    monkeypatch.setattr(results, "STORE", tmp_path / "store")
    for name in ("README.md", "TEACHING.md", "TEACHING.zh.md"):
        table = "results" if name.startswith("README") else "hub"
        page = f"before\n<!-- {table} -->\nold\n<!-- /{table} -->\nafter\n"
        (tmp_path / name).write_text(page, encoding="utf-8")
    circumstances = {"profile": "quick", "seed": 0, "machine": "2 cores", "date": "2027-01-31"}
    circumstances["versions"] = {"tensorflow": "2.21", "keras": "3.15"}
    run = tmp_path / "run"
    run.mkdir()
    for lesson, more in {"00_a": {"peak_memory_bytes": 3 * 2**29}, "01_b": {}}.items():
        record = {"lesson": lesson, "seconds": 41.6, "metrics": {"x": {"value": 0.25, "unit": "dB"}}}
        (run / f"{lesson}.json").write_text(json.dumps(record | circumstances | more), encoding="utf-8")
    return tmp_path


def test_adopting_a_run_renews_every_table(course):
    results.main([str(course / "run")])
    pages = {path.name: path.read_text(encoding="utf-8") for path in course.glob("*.md")}
    assert "| 00 | `x` | 0.25 dB |" in pages["README.md"]
    for name, measured in {"TEACHING.md": "Measured with profile", "TEACHING.zh.md": "测量条件：规模"}.items():
        assert "| 00 | 42 | 1.5 GiB |\n| 01 | 42 | – |" in pages[name]
        assert measured in pages[name]
    for page in pages.values():
        assert page.startswith("before\n") and page.endswith("after\n") and "old" not in page
    results.main([])
    assert pages == {path.name: path.read_text(encoding="utf-8") for path in course.glob("*.md")}


def stored_report(course, language, *outputs):
    """A complete edition whose report left these outputs; its path."""
    path = course / places.notebook("00_a", "complete", language)
    path.parent.mkdir(parents=True)
    other = new_code_cell("1 + 1", id="other", outputs=[new_output("stream", text="0.25 2.21\n")])
    cell = new_code_cell(
        'from course_utils import report\nreport("00_a", {"y": (0.31, "dB"), "x": (0.31, "dB")})', id="report"
    )
    cell.outputs = list(outputs)
    nbformat.write(new_notebook(cells=[other, cell]), path)
    return path


@pytest.mark.usefixtures("warm_kernels")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_numbers_journey(course, language, monkeypatch, capsys):
    """From `report` in a kernel to the stored output, where adopting a run renews the course's column alone."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("COURSE_PROFILE", "quick")
    path = stored_report(course, language)
    build.execute(path)
    before = nbformat.read(path, as_version=4).cells
    shown, _ = before[1].outputs
    metrics = [{"name": name, "value": 0.31, "unit": "dB"} for name in ("y", "x")]
    assert shown.metadata == {DATA: {"lesson": "00_a", "profile": "quick", "metrics": metrics}}
    assert set(shown.data) == {"text/plain", "text/html"}  # nothing that a front end would not know
    shown.data["text/html"] = "no figures to be read here"
    before[1].outputs[0] = shown
    nbformat.write(new_notebook(cells=before), path)
    results.main([str(course / "run")])
    cells = nbformat.read(path, as_version=4).cells
    shown, said = cells[1].outputs
    assert [line.split() for line in shown.data["text/plain"].splitlines()[2:]] == [
        ["y", "[dB]", "0.31", "–"],  # in the order of the report
        ["x", "[dB]", "0.31", "0.25"],
    ]
    assert '<td style="text-align:right">0.25</td>' in shown.data["text/html"]
    assert "2 cores" in said.text and "2.21" in said.text
    assert cells[0] == before[0] and shown.metadata[DATA]["metrics"] == metrics
    assert "no data" not in capsys.readouterr().out


def test_a_report_without_data_stays_and_is_named(course, capsys):
    bundle, words = report_output({"x": {"value": 0.31, "unit": ""}}, None, "quick", "en")
    outputs = new_output("display_data", bundle), new_output("stream", text=words + "\n")
    before = (path := stored_report(course, "en", *outputs)).read_bytes()
    results.main([str(course / "run")])
    assert path.read_bytes() == before
    assert "solutions/00_a.ipynb: its report holds no data" in capsys.readouterr().out


def test_lessons_measured_apart_are_told_apart(course):
    record = json.loads((course / "run" / "01_b.json").read_text(encoding="utf-8"))
    for lesson, seed in (("01_b", 0), ("02_c", 7)):
        path = course / "run" / f"{lesson}.json"
        path.write_text(json.dumps(record | {"lesson": lesson, "seed": seed}), encoding="utf-8")
    results.main([str(course / "run")])
    page = (course / "TEACHING.md").read_text(encoding="utf-8")
    assert page.count("\n00, 01: measured with") == page.count("\n02: measured with") == 1
    assert "seed 7" in page.partition("\n02: ")[2] and "Measured with" not in page


def test_a_page_with_half_a_pair_of_marks_keeps_its_text(course):
    page = "before\n<!-- hub -->\nall that follows\n"
    (course / "TEACHING.md").write_text(page, encoding="utf-8")
    results.main([str(course / "run")])
    assert (course / "TEACHING.md").read_text(encoding="utf-8") == page


@pytest.mark.parametrize("place", ["~no-such-user/results", "file/results"])
def test_a_folder_that_takes_no_report_is_a_sentence(tmp_path, monkeypatch, capsys, language, place):
    (tmp_path / "file").touch()
    monkeypatch.setattr(session, "current", session.Session(LESSON, session.Profile("quick")))
    folder = place if place.startswith("~") else str(tmp_path / place)
    monkeypatch.setenv("COURSE_RESULTS", folder)
    with pytest.raises(CourseError) as caught:
        report(LESSON, METRICS)
    assert caught.value.key == "report_not_written"
    assert folder in str(caught.value) and "COURSE_RESULTS" in str(caught.value)
    assert "psnr_gain_db_mean" in capsys.readouterr().out, "the table is shown first"


def test_a_relative_folder_is_the_same_for_every_notebook(tmp_path, monkeypatch):
    monkeypatch.setattr(session, "current", session.Session(LESSON, session.Profile("quick")))
    monkeypatch.setattr("course_utils.cache.COURSE", tmp_path)
    (tmp_path / "lessons").mkdir()
    monkeypatch.chdir(tmp_path / "lessons")
    monkeypatch.setenv("COURSE_RESULTS", "run")
    report(LESSON, METRICS)
    assert (tmp_path / "run" / f"{LESSON}.json").is_file()


def test_a_folder_without_records_is_named(course, capsys):
    with pytest.raises(SystemExit):
        results.main([str(course / "elsewhere")])
    assert "elsewhere holds no record" in capsys.readouterr().err
