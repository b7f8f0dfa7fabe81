"""Lesson 00: the numbers that its text quotes are those that its code gives; every right answer carries it."""

import re

import numpy as np
import pytest
from scipy import ndimage
from skimage.filters import threshold_otsu
from skimage.measure import label
from skimage.morphology import disk, opening

from course_utils.data.scenes import scene
from course_utils.reference import start_here as lesson
from tests.conftest import ROOT
from tools.lesson import read_lesson

LESSON = read_lesson(ROOT / "lessons" / "00_start_here.py")


def prose(key, language):
    (cell,) = [cell for cell in LESSON.of_kind("markdown") if cell.key == key]
    return " ".join(cell.texts[language].split())


def pushed(spacing):
    coins = scene("coins")
    return lesson.push_together(coins.photo[..., 0], coins.labels, spacing)[1]


def cleaned(grey):
    """Section 5 from the threshold to the objects, written apart from the lesson."""
    rows, columns = np.indices(grey.shape)
    fit = np.polynomial.polynomial.polyvander2d(rows, columns, [1, 1]).reshape(-1, 4)[:, :3]  # 1, column, row
    even = (grey.ravel() - fit @ np.linalg.lstsq(fit, grey.ravel(), rcond=None)[0]).reshape(grey.shape)
    return label(opening(ndimage.binary_fill_holes(even > threshold_otsu(even)), disk(2)))


def numbers(words):
    return [int(n) for n in re.findall(r"\d+", words)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_counts_of_touching_coins(language):
    components = {spacing: label(pushed(spacing / 100) > 0).max() for spacing in (85, 70)}
    quoted = numbers(re.split(r"[.。]", prose("watershed", language))[0])
    if language == "en":
        quoted = [quoted[1], quoted[0], quoted[3], quoted[2]]
    assert quoted == [85, components[85], 70, components[70]]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_right_count_of_wrong_coins(language):
    truth = pushed(0.55)
    parts = lesson.split_touching(truth > 0, min_distance=3)
    assert parts.max() == 24
    words = prose("touching-meaning", language)
    assert numbers(words)[-4:] == [55, 3, 24, lesson.found(truth, parts)]
    held = [
        s
        for s in numbers(words)[:2]
        if lesson.found(pushed(s / 100), lesson.split_touching(pushed(s / 100) > 0)) == 24
    ]
    assert numbers(words)[:2] == [60, 55] and held == [60]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_threshold_and_morphology_find(language):
    coins = scene("coins")
    grey = coins.photo[..., 0].astype(float)
    bare = label(grey > threshold_otsu(grey))
    clean = cleaned(grey)
    quoted = numbers(prose("steps-meaning", language))
    assert {lesson.found(coins.labels, bare), int(bare.max())} <= set(quoted)
    assert clean.max() == lesson.found(coins.labels, clean) == 24


def test_precision_recall_and_f1_count_what_was_missed_and_what_was_invented():
    truth = np.array([[1, 1, 0, 2, 2, 0, 3, 3]])
    predicted = np.array([[1, 1, 0, 2, 2, 3, 0, 4], [0, 0, 0, 0, 0, 0, 0, 0]])[:1]
    row = lesson.object_scores(truth, predicted)  # of object 3 only half: an IoU of ½ is none above ½
    assert row == {"counted": 4, "found": 2, "precision": "0.50", "recall": "0.67", "F1": "0.57"}


def test_the_watershed_holds_as_far_as_the_prose_says():
    for spacing in (1, 0.8, 0.6):
        parts = lesson.split_touching(pushed(spacing) > 0)
        assert parts.max() == lesson.found(pushed(spacing), parts) == 24
    assert label(pushed(0.92) > 0).max() == 24 and label(pushed(0.68) > 0).max() == 1
    assert lesson.split_touching(pushed(0.5) > 0).max() < 12


@pytest.mark.parametrize("kind", ["tensors", "arrays"])
def test_the_lesson_runs_on_every_right_kind_of_answer(kind, monkeypatch, tmp_path):
    """A student's mask may be a tensor, and the boxes an array or a tensor."""
    import tensorflow as tf

    convert = {"tensors": tf.convert_to_tensor, "arrays": np.asarray}[kind]
    right = {name: getattr(lesson, name) for name in ("semantic_from_instances", "boxes_from_instances")}
    monkeypatch.setenv("COURSE_PROFILE", "smoke")
    monkeypatch.setenv("COURSE_STATIC", "1")
    monkeypatch.delenv("COURSE_RESULTS", raising=False)
    monkeypatch.setattr("course_utils.session.current", None)
    space = {}
    for cell in LESSON.of_kind("code"):
        code = re.sub(r"sleep\(1\)", "sleep(0)", cell.code)
        exec(compile(code, cell.key, "exec"), space)
        if "exercise" in cell.tags:
            name = re.search(r"^def (\w+)", cell.code, re.MULTILINE).group(1)
            space[name] = lambda labels, solve=right[name]: convert(solve(labels))
    assert space["metrics"]["touching_watershed_found"] == 24
