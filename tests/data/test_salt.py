import re
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from course_utils.data.salt import synthetic_salt
from course_utils.data.salt_baseline import (
    ClassicalBaseline,
    _counts,
    _counts_above,
    _tgs,
    fit_classical_baseline,
    without_small_objects,
)
from course_utils.data.salt_data import TILE, SaltData, split_by_section
from course_utils.messages import CourseError
from course_utils.messages.salt import TEXTS


@pytest.fixture(scope="module")
def data():
    return synthetic_salt(1000, seed=0)


def position(tile_id: str) -> tuple[int, int, int] | None:
    """(section, row, column) from an id; None for a black tile at the end of its line."""
    found = re.fullmatch(r"s(\d+)_r(\d)_c(\d+)", tile_id)
    return tuple(map(int, found.groups())) if found else None


# --- form ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("n_tiles", [8, 61, 200])
def test_shapes_and_dtypes(n_tiles):
    data = synthetic_salt(n_tiles, seed=3)
    assert len(data) == n_tiles
    assert data.images.shape == data.masks.shape == (n_tiles, TILE, TILE)
    assert data.images.dtype == np.uint8
    assert data.masks.dtype == bool
    for column in (data.depths, data.sections):
        assert column.shape == (n_tiles,) and np.issubdtype(column.dtype, np.integer)
    assert len(set(data.ids.tolist())) == n_tiles
    assert data.provenance.kind == "synthetic"
    assert f"n_tiles={n_tiles}, seed=3" in data.provenance.source


def test_same_seed_same_tiles_other_seed_others():
    first, again, other = synthetic_salt(64, 1), synthetic_salt(64, 1), synthetic_salt(64, 2)
    for field in ("images", "masks", "depths", "sections", "ids"):
        np.testing.assert_array_equal(getattr(first, field), getattr(again, field))
    assert (first.images != other.images).mean() > 0.5
    assert (first.masks != other.masks).any()


def test_global_random_state_is_neither_used_nor_touched():
    np.random.seed(5)  # noqa: NPY002
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    first = synthetic_salt(8, 1).images
    np.testing.assert_array_equal(state, np.random.get_state()[1])  # noqa: NPY002
    np.random.seed(6)  # noqa: NPY002
    np.testing.assert_array_equal(first, synthetic_salt(8, 1).images)


@pytest.mark.parametrize("n_tiles", [0, -5, 7, 100.0, "100", None, True])
def test_bad_n_tiles(n_tiles):
    with pytest.raises(CourseError, match=r"n_tiles.*8"):
        synthetic_salt(n_tiles)


@pytest.mark.parametrize("seed", [-1, 0.5, "0", None, False])
def test_bad_seed(seed):
    with pytest.raises(CourseError, match="seed"):
        synthetic_salt(8, seed)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("images", np.zeros((8, TILE, TILE), np.float32)),
        ("images", np.zeros((8, TILE, TILE, 1), np.uint8)),
        ("masks", np.zeros((8, TILE, TILE), np.uint8)),
        ("masks", np.zeros((7, TILE, TILE), bool)),
        ("depths", np.zeros(8)),
        ("sections", np.zeros(9, int)),
        ("ids", np.arange(8)),
    ],
)
def test_parts_that_do_not_fit_together(field, value):
    with pytest.raises(CourseError, match=f"{field} should be .* but it is {value.dtype}"):
        replace(synthetic_salt(8), **{field: value})


def test_texts_have_the_same_placeholders_in_both_languages():
    for english, chinese in TEXTS.values():
        names = [sorted(re.findall(r"{(\w+)", t)) for t in (english, chinese)]
        assert names[0] == names[1]


def test_importing_does_not_import_tensorflow():
    code = (
        "import sys, course_utils.data.salt, course_utils.data.salt_baseline;"
        "sys.exit('tensorflow' in sys.modules or 'keras' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_fast_enough():
    # 2,000 tiles in 5 s on two idle cores are 10 s of processor time; here a quarter of that,
    # and five times as much again for a busy or slower machine.
    start = time.process_time()
    synthetic_salt(500, seed=9)
    assert time.process_time() - start < 15


# --- the real set's statistics -------------------------------------------------------------------


def test_share_of_empty_masks_and_none_full(data):
    coverage = data.coverage
    assert (coverage == 0).mean() == pytest.approx(0.3905, abs=0.001)
    assert coverage.max() < 1


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("n_tiles", [8, 64, 150])
def test_small_sets_keep_their_share_of_empty_masks(n_tiles, seed):
    coverage = synthetic_salt(n_tiles, seed).coverage
    assert np.count_nonzero(coverage == 0) == round(0.3905 * n_tiles)
    assert coverage.max() < 1


@pytest.mark.parametrize("seed", [0, 1])
def test_coverage_histogram(data, seed):
    coverage = (data if seed == 0 else synthetic_salt(1000, seed)).coverage
    assert coverage.mean() == pytest.approx(0.248, abs=0.01)
    salt = coverage[coverage > 0]
    assert np.median(salt) == pytest.approx(0.364, abs=0.03)
    assert (salt < 0.01).mean() == pytest.approx(171 / 2438, abs=0.03)
    # Broad: every tenth is there, the first the fullest, none dominating.
    histogram = np.histogram(salt, np.linspace(0, 1, 11))[0] / len(salt)
    assert histogram.argmax() == 0 and 0.17 < histogram[0] < 0.29
    assert (histogram[1:] > 0.03).all() and (histogram[1:] < 0.16).all()
    assert salt.max() > 0.97


def test_grey_levels(data):
    assert data.images.mean() == pytest.approx(120.35, abs=3)
    assert data.images.std() == pytest.approx(41.07, abs=2.5)
    black = data.images.max(axis=(1, 2)) == 0
    assert black.mean() == pytest.approx(0.02, abs=0.001)
    assert not data.masks[black].any()


def test_depths(data):
    assert data.depths.min() >= 50 and data.depths.max() <= 959
    assert np.ptp(data.depths) > 600
    # Rows of one section lie a tile apart.
    for section in np.unique(data.sections):
        here = data.sections == section
        assert len(np.unique(data.depths[here] % TILE)) == 1


# --- what makes it a problem worth learning ------------------------------------------------------


def test_salt_is_not_a_matter_of_brightness(data):
    mixed = np.flatnonzero((data.coverage > 0.2) & (data.coverage < 0.8))
    inside = np.array([data.images[i][data.masks[i]].mean() for i in mixed])
    outside = np.array([data.images[i][~data.masks[i]].mean() for i in mixed])
    texture = np.array([data.images[i][data.masks[i]].std() for i in mixed])
    assert abs(np.median(inside - outside)) < 2
    assert np.quantile(np.abs(inside - outside), 0.9) < 10
    assert np.quantile(texture, 0.05) > 8  # never a constant


def test_neighbouring_tiles_continue_each_other(data):
    at = {position(i): n for n, i in enumerate(data.ids.tolist()) if position(i)}
    pairs = [(n, at[s, r, c + 1]) for (s, r, c), n in at.items() if (s, r, c + 1) in at]
    left, right = np.array(pairs).T
    assert len(pairs) > 200

    def likeness(a, b):
        last = data.images[a][:, :, -1].astype(float)
        first = data.images[b][:, :, 0].astype(float)
        return np.mean([np.corrcoef(x, y)[0, 1] for x, y in zip(last, first, strict=True)])

    assert likeness(left, right) > 0.8
    assert likeness(left, np.roll(right, 7)) < 0.2
    assert (data.masks[left][:, :, -1] == data.masks[right][:, :, 0]).mean() > 0.98


def test_tiles_of_one_section_share_their_character(data):
    """Frequency down the trace: more alike within a section than between (one-way F test)."""
    lit = data.images.max(axis=(1, 2)) > 0
    grey = data.images[lit].astype(float)
    frequency = np.abs(np.diff(grey, axis=1)).mean(axis=(1, 2)) / grey.std(axis=(1, 2))
    section = data.sections[lit]
    groups = [frequency[section == s] for s in np.unique(section)]
    groups = [g for g in groups if len(g) > 2]
    between = np.mean([len(g) * (g.mean() - frequency.mean()) ** 2 for g in groups])
    within = np.mean([g.var(ddof=1) for g in groups])
    assert between > 5 * within


# --- the split -----------------------------------------------------------------------------------


@pytest.mark.parametrize("validation", [0.1, 0.2, 0.5, 0.9])
@pytest.mark.parametrize("seed", [0, 1])
def test_split_by_section(data, validation, seed):
    train, held_out = split_by_section(data, validation, seed)
    assert not set(data.sections[train]) & set(data.sections[held_out])
    np.testing.assert_array_equal(np.sort(np.r_[train, held_out]), np.arange(len(data)))
    assert len(held_out) / len(data) == pytest.approx(validation, abs=0.04)
    for again, first in zip(split_by_section(data, validation, seed), (train, held_out), strict=True):
        np.testing.assert_array_equal(again, first)


def test_split_changes_with_the_seed_and_never_leaves_a_side_empty(data):
    assert not np.array_equal(split_by_section(data, 0.2, 0)[1], split_by_section(data, 0.2, 1)[1])
    few = synthetic_salt(8)
    for share in (0.001, 0.999):
        assert all(len(side) > 0 for side in split_by_section(few, share))


@pytest.mark.parametrize("validation", [0, 1, -0.1, 1.5, "0.2", None, float("nan")])
def test_bad_validation_share(data, validation):
    with pytest.raises(CourseError, match="validation"):
        split_by_section(data, validation)


def test_split_without_sections(data):
    unknown = replace(data, sections=np.full(len(data), -1))
    with pytest.raises(CourseError, match="section"):
        split_by_section(unknown)
    with pytest.raises(CourseError, match="one section"):
        split_by_section(replace(data, sections=np.zeros(len(data), int)))
    with pytest.raises(CourseError, match="seed"):
        split_by_section(data, 0.2, seed=-1)


# --- the classical baseline ----------------------------------------------------------------------


def literal_tgs(truth, predicted):
    scores = []
    for t, p in zip(truth, predicted, strict=True):
        if not t.any():
            scores.append(float(not p.any()))
            continue
        iou = (t & p).sum() / (t | p).sum()
        scores.append(np.mean([iou > k / 20 for k in range(10, 20)]))
    return np.mean(scores)


def test_score_against_a_literal_loop():
    rng = np.random.default_rng(0)
    truth = rng.random((60, 12, 12)) < rng.choice([0, 0.3, 0.9], 60)[:, None, None]
    predicted = truth ^ (rng.random(truth.shape) < rng.choice([0, 0.1, 0.3], 60)[:, None, None])
    assert _tgs(*_counts(truth, predicted)) == pytest.approx(literal_tgs(truth, predicted))
    half = np.zeros((1, 2, 2), bool)
    half[0, 0] = True
    quarter = half & (np.arange(2) == 0)
    assert _tgs(*_counts(half, quarter)) == 0  # an IoU of exactly 0.5 is not above 0.5


def test_pixels_above_all_thresholds_are_counted_at_once():
    rng = np.random.default_rng(0)
    truth, evidence = rng.random((3, 8, 9)) > 0.5, rng.integers(0, 6, (3, 8, 9)).astype("float32")
    thresholds = np.array([-1, 0, 2, 2, 4.5, 9], "float32")
    for threshold, counts in zip(thresholds, _counts_above(truth, evidence, thresholds), strict=True):
        np.testing.assert_array_equal(counts, _counts(truth, evidence > threshold))


def test_small_objects_go_and_images_do_not_touch():
    masks = np.zeros((2, 20, 20), bool)
    masks[0, 2:5, 2:5] = True  # 9 pixels
    masks[1, 2:5, 2:5] = True  # behind it in the stack
    masks[1, 10:16, 10:16] = True  # 36 pixels
    kept = without_small_objects(masks, 10)
    assert not kept[0].any()
    assert kept[1].sum() == 36
    np.testing.assert_array_equal(without_small_objects(masks, 0), masks)
    np.testing.assert_array_equal(without_small_objects(masks, 9), masks)


def test_baseline_beats_the_empty_answer_but_not_by_much():
    data = synthetic_salt(600, seed=2)
    train, held_out = split_by_section(data, 0.4, seed=0)
    baseline = fit_classical_baseline(data.images[train], data.masks[train], n_tiles=250)
    assert isinstance(baseline, ClassicalBaseline)
    trained, predicted = (baseline.predict(data.images[i]) for i in (train, held_out))
    scores = [literal_tgs(data.masks[train], trained), literal_tgs(data.masks[held_out], predicted)]
    empty = [(data.coverage[i] == 0).mean() for i in (train, held_out)]
    assert scores[0] > empty[0] + 0.02
    assert scores[1] < 0.5
    assert predicted.dtype == bool and predicted.shape == data.masks[held_out].shape
    assert predicted.any()


def test_salt_data_is_frozen(data):
    with pytest.raises(AttributeError):
        data.images = None
    assert isinstance(data, SaltData)
