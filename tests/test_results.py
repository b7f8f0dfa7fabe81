"""`report`: the table, the files that instructors collect, and what it refuses."""

import json

import numpy as np
import pytest

from course_utils import runtime
from course_utils.messages import CourseError
from course_utils.results import reference_results, report, write_atomically

LESSON = "01_transposed_convolution"
METRICS = {"psnr_gain_db_mean": np.float32(0.7), "psnr_gain_db_min": 0.1, "train_seconds": 30}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_RESULTS", str(tmp_path / "results"))
    monkeypatch.setattr(runtime, "session", runtime.Session(LESSON, runtime.Profile("quick")))
    return tmp_path / "results"


def test_files(folder, language):
    runtime.session.trainings.append({"name": "net", "seconds": 3.0, "stopped": False})
    picture = np.random.default_rng(0).random((4, 5, 3))
    arrays = {"truth": np.eye(3, dtype=bool)}
    report(LESSON, METRICS, {"p.png": picture, "masks.npz": arrays})
    record = json.loads((folder / f"{LESSON}.json").read_text(encoding="utf-8"))
    assert record["metrics"]["psnr_gain_db_mean"] == {"value": pytest.approx(0.7), "unit": "dB"}
    assert record["profile"] == "quick" and record["seed"] == 0
    assert record["trainings"] == [{"name": "net", "seconds": 3.0, "stopped": False}]
    assert {"python", "tensorflow", "keras", "numpy"} <= record["versions"].keys()
    assert "GPU" in record["device"] and record["machine"].isascii()
    from PIL import Image

    np.testing.assert_allclose(np.asarray(Image.open(folder / "p.png")) / 255, picture, atol=0.003)
    with np.load(folder / "masks.npz", allow_pickle=False) as stored:
        np.testing.assert_array_equal(stored["truth"], arrays["truth"])
    assert sorted(p.name for p in folder.iterdir()) == [f"{LESSON}.json", "masks.npz", "p.png"]


def test_table_stands_beside_the_courses_own(folder, capsys, monkeypatch):
    theirs = {"metrics": {"psnr_gain_db_mean": {"value": 0.25, "unit": "dB"}}, "seed": 0}
    theirs |= {"machine": "a laptop", "versions": {"tensorflow": "2.21"}}
    monkeypatch.setattr("course_utils.results.reference_results", lambda profile: {LESSON: theirs})
    report(LESSON, METRICS)
    shown = capsys.readouterr().out
    assert "psnr_gain_db_mean [dB]" in shown and "0.25" in shown and "a laptop" in shown


def test_without_a_folder_nothing_is_written(folder, monkeypatch, tmp_path):
    monkeypatch.delenv("COURSE_RESULTS")
    report(LESSON, METRICS, {"p.png": np.zeros((2, 2))})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("value", [np.nan, np.inf, "fast", None, [1, 2]])
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
