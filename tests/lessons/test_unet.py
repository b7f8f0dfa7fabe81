"""The arithmetic and the statistics of lesson 02, on nets and data for which one knows what must come out."""

import json
import re

import numpy as np
import pytest

from course_utils.measurements import measured_rows
from course_utils.reference import unet_segmentation as lesson

TWO, POOL = [(3, 1), (3, 1)], [(2, 2)]


def seen_at_the_bottom(net, side):
    """Rows of the picture that the middle one of the smallest map depends on, by the gradient."""
    import keras
    import tensorflow as tf

    for layer in net.layers:  # positive, so that nothing cancels and no ReLU is closed
        if getattr(layer, "kernel", None) is not None:
            layer.kernel.assign(np.full(layer.kernel.shape, 1 / np.prod(layer.kernel.shape[:-1]), "float32"))
    maps = [layer.output for layer in net.layers if isinstance(layer, keras.layers.Conv2D)]
    smallest = min((m for m in maps if m.shape[1]), key=lambda m: m.shape[1])
    bottom = [m for m in maps if m.shape[1] == smallest.shape[1]][-1]
    picture = tf.random.uniform((1, side, side, 1), 200, 255, seed=1)
    with tf.GradientTape() as tape:
        tape.watch(picture)
        value = tf.reduce_sum(
            keras.Model(net.input, bottom)(picture)[0, bottom.shape[1] // 2, bottom.shape[2] // 2]
        )
    slope = tape.gradient(value, picture).numpy()[0, ..., 0]
    return int((slope != 0).any(axis=1).sum())


def test_our_bottom_sees_what_the_arithmetic_says():
    net = lesson.build_unet(lesson.decoder_block, (2, 3, 4))
    said = lesson.receptive_field([(4, 2), *TWO, *POOL, *TWO, *POOL, *TWO])
    assert said == 66
    # Of the four pixels that a max pooling looks at, the gradient takes one: less may be seen, never more.
    assert said - 6 <= seen_at_the_bottom(net, 101) <= said


def test_the_papers_bottom_sees_140_pixels():
    assert lesson.receptive_field((TWO + POOL) * 4 + TWO) == 140
    assert lesson.receptive_field([(3, 1)]) == 3 and lesson.receptive_field([]) == 1


def sections_of(values, size=10):
    """Each value for all tiles of a section, and the sections."""
    return np.repeat(values, size), np.repeat(np.arange(len(values)), size)


def test_a_resampled_mean_strays_as_sections_do_not_as_tiles():
    rng = np.random.default_rng(3)
    values, sections = sections_of(rng.normal(size=40))
    low, high = lesson.resampled(values, np.ones(len(values)), sections)
    expected = 2 * 1.96 * np.std(values) / np.sqrt(40)
    assert low < values.mean() < high and high - low == pytest.approx(expected, rel=0.15)
    alone = lesson.resampled(values, np.ones(len(values)), np.arange(len(values)))
    assert np.ptp(alone) < 0.5 * (high - low)
    unknown = lesson.resampled(values, np.ones(len(values)), np.full(len(values), -1))
    assert np.array_equal(unknown, alone)  # the real files don't say: each tile for itself


def test_a_ratio_is_resampled_as_a_ratio():
    below, sections = sections_of([1.0, 2.0, 3.0, 9.0])
    assert np.allclose(lesson.resampled(below / 4, below, sections), 0.25)


def test_what_is_counted_of_each_tile():
    truth = np.zeros((3, 20, 20), bool)
    truth[0, 5:15, 5:15] = True
    truth[2] = True  # the edge of the tile is no boundary
    drawn = truth.copy()
    drawn[0, 5] = truth[0, 4]  # a row missed
    drawn[1, 0, 0] = True  # invented, far from any boundary
    score, both, either, wrong, near = lesson.per_tile(truth, drawn)
    assert (
        np.allclose(score, [0.8, 0, 1]) and both.tolist() == [90, 0, 400] and either.tolist() == [100, 1, 400]
    )
    assert wrong.tolist() == [10, 0, 0] and near.tolist() == [16 * 16 - 4 * 4, 0, 0]


def test_settings_are_tried_on_each_tile():
    masks = np.zeros((2, 101, 101), bool)
    masks[0, :50] = True
    certain = np.where(masks, 0.65, 0.1)
    certain[1, 0, :5] = 0.9  # five stray pixels on an empty tile
    tried = lesson.try_settings(masks, certain)
    assert len(tried) == len(lesson.THRESHOLDS) * len(lesson.SIZES)
    assert tried[0.5, 1].tolist() == [1, 0] and tried[0.5, 100].tolist() == [1, 1]
    assert tried[0.7, 100].tolist() == [0, 1]


def counted(gain=0.0):
    """What the benchmark keeps of a net on 40 tiles of eight sections."""
    rng = np.random.default_rng(1)
    both = rng.integers(0, 50, 40)
    counts = np.array([rng.random(40) / 2 + gain, both, both + 20, both // 5, both + 1], float)
    return {"validation": counts, "weights": 7, "settings": (0.5, 100), "test": (0.75, 0.85)}


def test_what_the_benchmark_writes_is_what_the_lesson_shows():
    from benchmarks import unet_ablations as benchmark

    gains = dict(zip(benchmark.DECODERS, (0.0, 0.0, 0.2), strict=True))
    found = {name: [counted(gain)] * 3 for name, gain in gains.items()}
    rows = benchmark.decoder_rows(found, np.arange(40) // 5)
    stored = measured_rows("unet_decoders")
    assert [list(row) for row in rows] == [list(row) for row in stored]
    gaps = [row["minus the first (95 %)"] for row in rows]
    assert gaps == ["", "+0.000 (+0.000 to +0.000)", "+0.200 (+0.200 to +0.200)"]
    assert rows[0]["TGS score"].endswith("± 0.000") and rows[0]["weights"] == "7"
    seeds = benchmark.seed_rows(found[benchmark.OWN])
    assert [list(row) for row in seeds] == [list(row) for row in measured_rows("unet_seeds")]
    assert seeds[2] == {"seed": "2", "threshold": "0.5", "at least": "100 pixels"} | {
        "tgs_score": "0.750",
        "pixel_iou": "0.850",
    }


def test_the_lovasz_hinge_of_sharp_answers_is_their_iou():
    """Each pixel of logit ±1 has the hinge 0 or 2, ELU + 1 of it 1 or 3: the sum is 1 + 2 (1 - IoU)."""
    from benchmarks.unet_recipes import lovasz_hinge

    rng = np.random.default_rng(0)
    truth, guess = (rng.random((4, 9, 8, 1)) < 0.3 for _ in range(2))
    losses = [1 + 2 * (1 - lesson.iou(*pair)) for pair in zip(truth, guess, strict=True)]
    assert float(lovasz_hinge(truth, 2.0 * guess - 1)) == pytest.approx(np.mean(losses), abs=1e-5)


def test_the_recipes_are_those_that_the_lesson_shows():
    from benchmarks import unet_recipes as benchmark

    scores = np.array([[0.8, 0.7, 0.9], [0.6, 0.7, 0.9]])
    rows = benchmark.rows({name: scores for name in benchmark.RECIPES})
    stored = measured_rows("unet_recipes")
    assert [(row["recipe"], list(row)) for row in rows] == [(row["recipe"], list(row)) for row in stored]
    assert list(rows[0].values())[1:] == ["0.700 ± 0.141", "0.700 ± 0.000", "0.900 ± 0.000"]


def test_the_lessons_own_row_stands_in_the_same_table(root):
    """`table` wants the same columns in every row."""
    source = (root / "lessons" / "02_unet_segmentation.py").read_text(encoding="utf-8")
    own = re.search(r"^ours = \{\n(.*?)^\}", source, re.MULTILINE | re.DOTALL)[1]
    assert re.findall(r'^    "(.+?)":', own, re.MULTILINE) == list(measured_rows("unet_decoders")[0])


def test_no_edition_shows_a_table_that_waits_to_be_measured(root):
    """“pending” stands where a measurement is still to be made: `benchmarks.unet_ablations`, then execute."""
    for path in sorted(root.glob("solutions/**/02_unet_segmentation.ipynb")):
        cells = {
            cell["id"]: json.dumps(cell.get("outputs")) for cell in json.loads(path.read_text("utf-8"))["cells"]
        }
        for key in ("decoders", "seeds"):
            assert "pending" not in cells[key], f"{path.relative_to(root)}, {key}"
