"""The best run of each lesson is kept, small; the page of a student's own results needs nothing but itself."""

import base64
import io
import json
import re

import numpy as np
import pytest
from PIL import Image

from course_utils import keepsakes, progress, showcase
from course_utils.cards import lesson_card, lesson_names
from course_utils.language import LANGUAGES
from course_utils.measurements import reference_results
from course_utils.messages import CourseError, text
from course_utils.reporting import report
from tests.start_and_report.test_overview import command
from tests.start_and_report.test_progress import LESSON, open_lesson, student  # noqa: F401 (a fixture)

RNG = np.random.default_rng(0)
# As large as the lessons' own, and as hard to pack as can be.
ARTEFACTS = {
    "00": {"coins.png": RNG.random((303, 384, 3))},
    "01": {"upsampling.png": RNG.random((400, 1800, 3)).astype("float32")},
    "02": {
        "masks.npz": {
            "truth": RNG.random((230, 101, 101)) > 0.5,
            "predicted": RNG.random((230, 101, 101)) > 0.5,
        }
    },
    "03": {
        "digits.npz": {"samples": RNG.integers(0, 256, (1000, 28, 28), dtype=np.uint8)},
        "epochs.png": RNG.random((140, 500)),
    },
    "04": {"picture.png": RNG.random((512, 512, 3)).astype("float32")},
}
ARTEFACTS["05"] = {"digits.npz": ARTEFACTS["03"]["digits.npz"]}
SHOWS = {"00": "coins", "01": "upsampling", "02": "salt", "03": "digits", "04": "picture", "05": "digits"}


def theirs(lesson):
    """The course's own metrics; those of any where the lesson hasn't been measured yet."""
    stored = reference_results("quick")
    return stored.get(lesson, stored[LESSON])["metrics"]


def finish(monkeypatch, lesson=LESSON, better=1.0, profile="quick"):
    """As if the student had come to the lesson's report; `better` times the course's own figures."""
    open_lesson(monkeypatch, lesson, profile=profile)
    metrics = {name: (metric["value"] * better, metric["unit"]) for name, metric in theirs(lesson).items()}
    report(lesson, metrics, ARTEFACTS[lesson[:2]])
    return metrics


def run_of(lesson=LESSON):
    return progress.kept_facts(lesson).get(progress.RUN)


def pixels(uri):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))))


def test_each_lessons_picture_is_known():
    assert ARTEFACTS.keys() >= {lesson[:2] for lesson in lesson_names()}


@pytest.mark.parametrize("lesson", lesson_names())
def test_a_report_keeps_figures_and_one_small_picture(student, monkeypatch, lesson):  # noqa: F811
    finish(monkeypatch, lesson)
    run = run_of(lesson)
    assert run["profile"] == "quick" and run["shows"] == SHOWS[lesson[:2]] in showcase.CAPTIONS
    assert run["metrics"].keys() == theirs(lesson).keys()
    (path,) = student.glob(f"{lesson}/result-*.json")
    assert path.stat().st_size < 310_000
    assert min(pixels(run["picture"]).shape[:2]) >= 80


def test_what_packs_well_is_kept_to_the_pixel(student, monkeypatch):  # noqa: F811
    grey = np.full((60, 90), 0.2)
    open_lesson(monkeypatch)
    report(LESSON, {"x": 1}, {"upsampling.png": grey})
    np.testing.assert_array_equal(pixels(run_of()["picture"]), np.full((60, 90), 51))


def test_salt_is_coloured_by_what_became_of_it():
    truth, predicted = np.zeros((2, 2, 4, 4), bool)
    truth[1, :2], predicted[1, 1:3] = True, True  # the first tile is empty and not shown
    _, tiles = keepsakes.picture_of({"masks.npz": {"truth": truth, "predicted": predicted}})
    rows = np.rint(255 * tiles[2:-2, 2]).astype(int).tolist()
    names = {
        (240, 228, 66): "missed",
        (0, 114, 178): "found",
        (213, 94, 0): "false",
        (255, 255, 255): "neither",
    }
    assert [names[tuple(row)] for row in rows] == ["missed", "found", "false", "neither"]


def test_digits_stand_in_rows():
    """All kinds of them, whether they are sorted or come in turn; what is too few stands in one."""
    for labels in (np.arange(1000) // 100, np.arange(1000) % 10, np.arange(10)):
        samples = labels.astype(np.uint8)[:, None, None] * np.ones((1, 2, 3), np.uint8)
        _, sheet = keepsakes.picture_of({"digits.npz": {"samples": samples}})
        assert set(sheet.ravel()) == set(range(10))
        assert sheet[::2, ::3].shape == (keepsakes.DIGITS if len(labels) > 10 else (1, 10))
        np.testing.assert_array_equal(sheet, np.kron(sheet[::2, ::3], np.ones((2, 3))))


@pytest.mark.parametrize(("metric", "better"), [("psnr_gain_db_mean", 2), ("tgs_score", 2), ("frechet", 0.5)])
def test_the_better_run_stays(student, metric, better):  # noqa: F811
    for factor in (1, better, 1):
        report(LESSON, {metric: 10 * factor})
    assert run_of()["metrics"][metric]["value"] == 10 * better


def test_where_nothing_judges_a_run_the_last_stays(student):  # noqa: F811
    for value in (1, 3, 2):
        report(LESSON, {"style_loss_ratio": value})
    assert run_of()["metrics"]["style_loss_ratio"]["value"] == 2


@pytest.mark.parametrize(
    "artefact", [{"a.png": 3}, {"b.npz": {"samples": 3}}, {"c.npz": {"truth": np.eye(3)}}, {}]
)
def test_what_is_no_picture_is_left_out(student, artefact):  # noqa: F811
    report(LESSON, {"x": 1}, artefact)
    assert run_of()["picture"] == ""
    assert "<img" not in showcase.page_html("en")


def test_nothing_is_kept_of_smoke_of_another_lesson_or_of_nobodys_run(student, monkeypatch):  # noqa: F811
    finish(monkeypatch, profile="smoke")
    report("03_mnist_gan", {"x": 1})
    monkeypatch.setenv("COURSE_STATIC", "1")
    report(LESSON, {"x": 1})
    assert [run_of(lesson) for lesson in lesson_names()] == [None] * len(lesson_names())


@pytest.mark.parametrize(
    "damage", [{"metrics": {}}, {"metrics": {"x": 3}}, {"picture": None}, {"metrics": {"x": {"value": "1"}}}]
)
def test_a_damaged_run_is_set_aside(student, damage):  # noqa: F811
    report(LESSON, {"x": 1})
    (path,) = student.glob(f"{LESSON}/result-*.json")
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | damage), encoding="utf-8")
    assert run_of() is None and path.with_name(path.name + progress.DAMAGED).is_file()
    progress.forget()
    assert not student.exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page(student, monkeypatch, tmp_path, language):  # noqa: F811
    metrics = {lesson: finish(monkeypatch, lesson, 1.07) for lesson in lesson_names()}
    exercises = [item["name"] for item in lesson_card(lesson_names()[-1])["work"] if item["kind"] == "exercise"]
    progress.keep_exercise(exercises[0])
    path = showcase.results_page(tmp_path / "mine.html", language)
    page = path.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and f'<html lang="{language}">' in page
    addresses = re.findall(r'(?:src|href|url)\s*[=(]\s*"?([^")>]+)', page)
    assert len(addresses) == len(lesson_names()) and all(a.startswith("data:image/") for a in addresses)
    assert "<script" not in page and page.count("<h1>") == 1 and page.count("<h2>") == len(lesson_names())
    for lesson in lesson_names():
        section = page.split(f"<h2>{lesson[:2]} · {lesson_card(lesson)['title'][language]}</h2>")[1].split(
            "<h2>"
        )[0]
        words = text(showcase.CAPTIONS[SHOWS[lesson[:2]]], language)
        assert f'alt="{words}"' in section and f"<figcaption>{words}</figcaption>" in section
        for name, (value, _) in metrics[lesson].items():
            (row,) = re.findall(rf"<tr>(?:(?!<tr>).)*>{name}[ <].*?</tr>", section)
            assert f">{value:.4g}<" in row
            assert lesson not in reference_results("quick") or f">{theirs(lesson)[name]['value']:.4g}<" in row
    assert text("progress_of", language, done=1, all=len(exercises)) in page
    assert len(page) < 300_000 * len(lesson_names()) + 30_000


def test_the_command_writes_it(student, monkeypatch, tmp_path):  # noqa: F811
    finish(monkeypatch)
    said = command("--page", str(tmp_path / "mine.html"), COURSE_LANGUAGE="zh")
    assert str(tmp_path / "mine.html") in said
    assert text("showcase_title", "zh") in (tmp_path / "mine.html").read_text(encoding="utf-8")


def test_what_cannot_be_written_or_shown_is_one_sentence(student, monkeypatch, tmp_path):  # noqa: F811
    with pytest.raises(CourseError) as caught:
        showcase.results_page(tmp_path / "mine.html")
    assert caught.value.key == "showcase_empty" and not (tmp_path / "mine.html").exists()
    finish(monkeypatch)
    with pytest.raises(CourseError) as caught:
        showcase.results_page(tmp_path / "nowhere" / "mine.html")
    assert caught.value.key == "showcase_not_written"
