"""Lesson 00: outlines lie on the photographs, demos say what the label images say, pictures are shown."""

import re

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage
from skimage.measure import label, regionprops

from course_utils.data import scenes
from course_utils.data.scenes import scene
from course_utils.demos import start_here as demos
from course_utils.messages import CourseError
from course_utils.reference import start_here as lesson

DEMOS = {demos.tasks: demos.tasks, demos.touching: demos.touching}

each_scene = pytest.mark.parametrize("name", scenes._OUTLINED)


# --- the scenes --------------------------------------------------------------------------------


@each_scene
def test_a_scene_fits_together(name):
    view = scene(name)
    assert view.photo.dtype == np.float32 and view.photo.shape == (*view.labels.shape, 3)
    assert view.photo.min() >= 0 and view.photo.max() <= 1
    assert view.labels.dtype == view.classes.dtype == np.int32
    assert list(np.unique(view.labels)) == list(range(len(view.kinds) + 1))
    assert list(np.unique(view.classes)) == list(range(len(view.names)))
    for number, kind in enumerate(view.kinds, start=1):
        assert set(view.classes[view.labels == number]) == {kind}


def test_what_the_scenes_are_for():
    """24 coins apart; a spoon in two pieces; things that touch; a table that is no thing."""
    coins, coffee = scene("coins"), scene("coffee")
    assert label(coins.labels > 0).max() == len(coins.kinds) == 24
    assert label(coffee.labels > 0).max() == 1
    assert [label(coffee.labels == k).max() for k in (1, 2, 3)] == [1, 1, 2]
    table = coffee.classes == coffee.names.index("table")
    assert 0.4 < table.mean() < 0.5 and not coffee.labels[table].any()  # "nearly half"


@each_scene
def test_outlines_lie_on_edges(name):
    """Along the outlines the photograph changes more than along the same outlines moved by a few pixels."""
    view = scene(name)
    slope = ndimage.gaussian_gradient_magnitude(view.photo.mean(axis=2), 1)
    for number in range(1, len(view.kinds) + 1):
        area = view.labels == number
        rim = area & ~ndimage.binary_erosion(area)
        moved = [np.roll(rim, (5 * down, 5 * across), (0, 1)) for down in (-1, 0, 1) for across in (-1, 0, 1)]
        here = slope[rim].mean()
        assert here > 1.15 * np.mean([slope[m].mean() for m in moved]), number
        assert here == max(slope[m].mean() for m in moved), number


def test_a_callers_changes_stay_the_callers():
    first = scene("coins")
    first.labels[:], first.photo[:] = 7, 0
    again = scene("coins")
    assert again.labels.max() == 24 and again.photo.max() > 0.5


def test_an_unknown_scene_is_refused(language):
    with pytest.raises(CourseError, match="coffee, coins"):
        scene("tea")


def test_coins_have_the_boxes_that_were_drawn():
    boxes = [region.bbox for region in regionprops(scene("coins").labels)]
    assert boxes == list(scenes.COINS)


# --- what the lesson teaches -------------------------------------------------------------------


def test_found_against_the_definition():
    rng = np.random.default_rng(0)
    for _ in range(20):
        truth, predicted = rng.integers(0, 4, (2, 6, 7))
        count = 0
        for i in range(1, truth.max() + 1):
            ious = [
                np.sum((truth == i) & (predicted == j)) / max(np.sum((truth == i) | (predicted == j)), 1)
                for j in range(1, predicted.max() + 1)
            ]
            count += max(ious, default=0) > 0.5
        assert lesson.found(truth, predicted) == count
    assert lesson.found(truth, truth) == len(np.unique(truth[truth > 0]))
    assert lesson.found(truth, np.zeros_like(truth)) == 0


def test_found_is_strict_about_one_half():
    truth = np.array([[1, 1, 1, 1]])
    assert lesson.found(truth, np.array([[1, 1, 0, 0]])) == 0
    assert lesson.found(truth, np.array([[1, 1, 1, 0]])) == 1


def test_pushing_together_moves_whole_coins():
    view = scene("coins")
    grey = view.photo[..., 0]
    photo, labels = lesson.push_together(grey, view.labels, 1.0)
    np.testing.assert_array_equal(labels, view.labels)
    np.testing.assert_array_equal(photo[labels > 0], grey[labels > 0])
    photo, labels = lesson.push_together(grey, view.labels, 0.9)
    middle = np.array(labels.shape) / 2
    for before, after in zip(regionprops(view.labels), regionprops(labels), strict=True):
        assert after.label == before.label
        expected = middle + 0.9 * (np.array(before.centroid) - middle)
        np.testing.assert_allclose(after.centroid, expected, atol=2)
    assert np.median(photo[labels == 0]) == np.median(grey[view.labels == 0])


def test_watershed_splits_disks_and_nothing_else():
    rows, columns = np.indices((40, 60))
    disks = [(rows - 20) ** 2 + (columns - c) ** 2 < 12**2 for c in (18, 39)]
    both = disks[0] | disks[1]
    parts = lesson.split_touching(both)
    assert parts.max() == 2
    np.testing.assert_array_equal(parts > 0, both)
    assert lesson.found(disks[0] + 2 * (disks[1] & ~disks[0]), parts) == 2
    assert lesson.split_touching(np.zeros((5, 5), bool)).max() == 0
    assert lesson.split_touching(both, min_distance=30).max() == 1


# --- one photograph, four questions ------------------------------------------------------------


@pytest.mark.parametrize("task", demos.TASKS)
def test_a_task_says_no_more_than_it_can(task):
    """Only instances know sizes, only boxes and instances counts; a word knows nothing of an object."""
    demo = demos.tasks()
    picture = demo.set(task=task, object=7)
    pixels = f"{np.sum(scene('coins').labels == 7):,}"
    reply = picture.alt.split("a ring at object 7. ")[1]
    assert (pixels in reply) == (task == "instance")
    assert (">24 " in picture.svg) == (task in ("detection", "instance"))
    assert ("rows 104 to 143" in reply) == (task == "detection")
    assert ("coin" in reply) == (task != "classification")


def test_boxes_are_named_with_their_last_rows():
    row0, column0, row1, column1 = scenes.COINS[6]
    alt = demos.tasks().set(task="detection", object=7).alt
    assert f"rows {row0} to {row1 - 1} and columns {column0} to {column1 - 1}" in alt


def test_the_shares_of_the_classes_add_up(language):
    svg = demos.tasks().set(picture="coffee", task="semantic").svg
    shares = re.findall(r"([\d.]+)%(?: of the pixels)?</text>", svg)
    assert len(shares) == 5 and abs(sum(map(float, shares)) - 100) < 0.3


def test_the_ring_lies_on_its_object():
    for name in ("coins", "coffee"):
        labels = scene(name).labels
        assert [labels[place] for place in demos._inside(name)] == list(range(1, labels.max() + 1))


def test_the_slider_ends_at_the_last_object():
    demo = demos.tasks()
    demo.set(object=24)
    demo.set(picture="coffee")
    assert demo.state["object"] == 3
    demo.widget()
    assert demo._inputs["object"].max == 3


# --- touching coins ----------------------------------------------------------------------------


def test_counts_of_the_touching_coins():
    """With `found` and skimage's labels, apart from what the demo uses."""
    view = scene("coins")
    for spacing, min_distance in ((100, 10), (85, 10), (70, 10), (55, 3), (60, 40)):
        caption = demos.touching().set(spacing=spacing, min_distance=min_distance).caption
        truth = lesson.push_together(view.photo[..., 0], view.labels, spacing / 100)[1]
        components, parts = label(truth > 0), lesson.split_touching(truth > 0, min_distance)
        numbers = [int(n) for n in re.findall(r"\d+", caption)]
        expected = [spacing, components.max(), lesson.found(truth, components), 24]
        assert numbers[:6] == [*expected, parts.max(), lesson.found(truth, parts)]


def test_a_right_count_of_wrong_coins_gets_no_tick():
    picture = demos.touching().set(spacing=55, min_distance=3)
    assert "watershed: 24 ✘" in picture.svg
    assert "watershed: 24 ✔" in demos.touching().set(spacing=70, min_distance=10).svg


# --- painting and the gallery ------------------------------------------------------------------


def test_painting_keeps_the_background_and_tells_neighbours_apart():
    labels = np.zeros((12, 60), int)
    labels[2:10, 2:10], labels[2:10, 10:18], labels[2:10, 50:56] = 1, 2, 8
    photo = np.full(labels.shape, 0.5, np.float32)
    image = demos.painted(photo, labels)
    assert image.shape == (12, 60, 3) and image.dtype == np.float32
    np.testing.assert_array_equal(image[0], 0.5)
    assert np.abs(image[6, 6] - image[6, 14]).max() > 0.2
    np.testing.assert_array_equal(image[6, 6], image[6, 53])  # far away, the eighth colour is the first again
    np.testing.assert_array_equal(image[2:10, 10], np.float32(0.15))  # the border between the two
    assert photo.max() == 0.5
    np.testing.assert_array_equal(demos.painted(np.repeat(photo[..., None], 3, 2), labels > 0)[0], 0.5)


def test_the_gallery_shows_what_is_there(tmp_path, capsys, monkeypatch, language):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle))
    for name in ("made_digits.png", "made_style.png"):
        Image.fromarray(np.zeros((4, 6, 3), "uint8")).save(tmp_path / name)
    demos.gallery(tmp_path)
    demos.gallery(tmp_path / "empty")
    alts = re.findall(r'alt="([^"]+)"', shown[0]["text/html"])
    assert len(alts) == 2 and all(alt in shown[0]["text/plain"] for alt in alts)
    assert [bool(re.search(r"[\u4e00-\u9fff]", alt)) for alt in alts] == [language == "zh"] * 2
    assert "<img" not in shown[1]["text/html"]


def test_the_package_has_pictures_to_show():
    files = [demos.GALLERY / name for name in demos.MADE if (demos.GALLERY / name).is_file()]
    assert files
    for file in files:
        with Image.open(file) as image:
            assert image.width <= 520 and file.stat().st_size < 500_000


@pytest.mark.parametrize("spacing", [1.0, 0.85, 0.7, 0.6])
def test_neighbours_differ_in_colour(spacing):
    """Of any two objects at most four pixels apart."""
    photo = np.full(scene("coins").labels.shape, 0.5, np.float32)
    _, truth = lesson.push_together(photo, scene("coins").labels, spacing)
    labels = lesson.split_touching(truth > 0)  # numbered by size, so that neighbours may be 7 apart
    image = demos.painted(photo, labels)
    colours, near = {}, 0
    for number in np.unique(labels[labels > 0]):
        inner = ndimage.binary_erosion(labels == number, iterations=2)
        colours[number] = tuple(np.median(image[inner], axis=0).round(3)) if inner.any() else None
    for number, colour in colours.items():
        around = ndimage.binary_dilation(labels == number, iterations=4)
        for other in set(np.unique(labels[around])) - {0, number}:
            near += 1
            assert colour is None or colours[other] != colour, (number, other)
    assert near > 0 or spacing == 1.0
    assert len(set(colours.values()) - {None}) <= len(demos.OBJECT_COLOURS)
