"""Lesson 02's demos: drawn at every setting, with the numbers of the code that the lesson teaches."""

import re
from itertools import product
from xml.etree import ElementTree

import numpy as np
import pytest

from course_utils.demos import unet_architecture, unet_sizes, unet_tiles
from course_utils.messages import CourseError
from course_utils.palette import rgb
from course_utils.reference import unet_segmentation as lesson

SIDE = 101


def tiles(n=7):
    """Tiles of every kind: empty, full, tiny, guessed right and wrong, with probabilities on the thresholds."""
    rng = np.random.default_rng(5)
    rows, columns = np.indices((SIDE, SIDE))
    masks = np.stack([rows + k * columns > 40 + 25 * k for k in range(n)])
    masks[0], masks[1], masks[2] = False, True, False
    masks[2, 50, 50] = True
    guess = np.where(masks, rng.beta(4, 2, masks.shape), rng.beta(2, 4, masks.shape))
    guess[1], guess[3] = 0.99, 0.01
    guess[4] = np.round(guess[4], 2)
    images = rng.integers(0, 256, masks.shape).astype("uint8")
    return images, masks, guess.astype("float32")


def browser():
    return unet_tiles.tile_browser(*tiles())


def replay():
    images, masks, guess = tiles()
    history = [np.full((SIDE, SIDE), 0.2), np.full((SIDE, SIDE), 0.7), guess[5], masks[5].astype(float)]
    return unet_tiles.training_replay(images[5], masks[5], history, [0.3, None, 0.6, float("nan")])


DEMOS = {
    unet_tiles.tile_browser: browser,
    unet_tiles.training_replay: replay,
    unet_architecture.architecture: unet_architecture.architecture,
}
SETTINGS = {
    unet_tiles.tile_browser: {"tile": range(1, 8)},
    unet_architecture.architecture: {
        "size": [16, 17, 20, 60, 61, 100, 188, 256, 572, 699, 700],
        "depth": range(1, 6),
    },
}


# --- tile browser ------------------------------------------------------------------------------


def shown_scores(picture):
    """The three large numbers: IoU and score of the tile, score of all tiles."""
    return [float(number) for number in re.findall(r'font-size="30"[^>]*>([\d.]+)<', picture.svg)]


def test_browser_shows_the_scores_of_the_lesson():
    images, masks, guess = tiles()
    demo = unet_tiles.tile_browser(images, masks, guess)
    for percent in unet_tiles.PERCENTS:
        predicted = guess > percent / 100
        everywhere = lesson.tgs_score(masks, predicted)
        for k in range(len(masks)):
            expected = (
                lesson.iou(masks[k], predicted[k]),
                lesson.tgs_score(masks[k : k + 1], predicted[k : k + 1]),
                everywhere,
            )
            shown = shown_scores(demo.set(tile=k + 1, threshold=percent))
            np.testing.assert_allclose(shown, expected, atol=0.00051)


def test_browser_knows_every_score_exactly():
    images, masks, guess = tiles()
    known = unet_tiles._Tiles(images, masks, guess)
    for column, percent in enumerate(unet_tiles.PERCENTS):
        predicted = guess > percent / 100
        pairs = list(zip(masks, predicted, strict=True))
        np.testing.assert_array_equal(known.iou[:, column], [lesson.iou(*pair) for pair in pairs])
        assert known.tgs[:, column].mean() == pytest.approx(lesson.tgs_score(masks, predicted), abs=1e-12)


def test_browser_counts_every_pixel_once():
    images, masks, guess = tiles()
    demo = unet_tiles.tile_browser(images, masks, guess)
    for k, percent in product(range(len(masks)), (5, 50, 95)):
        predicted = guess[k] > percent / 100
        alt = demo.set(tile=k + 1, threshold=percent).alt
        counts = [int(n.replace(",", "")) for n in re.findall(r"\((?:TP|FP|FN)\) ([\d,]+\d|\d)", alt)]
        expected = [masks[k] & predicted, ~masks[k] & predicted, masks[k] & ~predicted]
        assert counts == [np.count_nonzero(where) for where in expected]


def test_errors_are_coloured_by_their_kind():
    tints = unet_tiles._error_tints()
    assert tints[0, 3] == 0 and (tints[1:, 3] == 166).all()  # the tile shines through
    for kind, colour in ((1, unet_tiles.FALSE), (2, unet_tiles.MISSED), (3, unet_tiles.FOUND)):
        np.testing.assert_array_equal(tints[kind, :3], (255 * rgb(colour)[0]).round())


def test_browser_sorts_the_tiles():
    images, masks, guess = tiles()
    demo = unet_tiles.tile_browser(images, masks, guess)
    ious = [lesson.iou(mask, p > 0.5) for mask, p in zip(masks, guess, strict=True)]

    def order(name):
        titles = [demo.set(order=name, tile=k).alt for k in range(1, len(masks) + 1)]
        return [int(re.search(r"Tile (\d+) of", title)[1]) - 1 for title in titles]

    assert order("given") == list(range(len(masks)))
    assert [ious[k] for k in order("worst")] == sorted(ious)
    assert [ious[k] for k in order("best")] == sorted(ious, reverse=True)
    sizes = masks.sum(axis=(1, 2))
    assert [sizes[k] for k in order("salt")] == sorted(sizes, reverse=True)
    before = order("worst")
    demo.set(threshold=20)
    assert order("worst") == before  # a tile keeps its place while the threshold moves


def test_browser_explains_the_score(language):
    blank = np.zeros((1, SIDE, SIDE))
    demo = unet_tiles.tile_browser(blank.astype("uint8"), blank > 0, blank + 0.3)
    assert {"en": "the score is 1", "zh": "得 1 分"}[language] in demo.set().caption
    assert shown_scores(demo.set()) == [1, 1, 1]
    assert {"en": "enough to score 0", "zh": "就得 0 分"}[language] in demo.set(threshold=25).caption
    assert shown_scores(demo.set()) == [0, 0, 0]


def test_browser_takes_other_sizes_and_floats_and_nan():
    image = np.linspace(0, 1, 2 * 64 * 64).reshape(2, 64, 64)
    demo = unet_tiles.tile_browser(image, image > 0.5, np.full_like(image, np.nan), threshold=np.float64(0.333))
    assert demo.state["threshold"] == 33
    for view in demo.controls["view"].options:
        ElementTree.fromstring(demo.set(view=view, tile=2).svg)
    assert shown_scores(demo.set(tile=2)) == [0, 0, 0.5]


def test_shapes_that_do_not_fit_are_named(language):
    images, masks, guess = tiles()
    for wrong in (guess[:3], guess[..., None], guess[:, :50]):
        with pytest.raises(CourseError, match=re.escape(str(wrong.shape))):
            unet_tiles.tile_browser(images, masks, wrong)
    with pytest.raises(CourseError, match="0, 101"):
        unet_tiles.tile_browser(images[:0], masks[:0], guess[:0])


@pytest.mark.parametrize("share", [0, 0.02, 0.5, 1])
def test_outline_encloses_the_mask(share):
    mask = np.random.default_rng(2).random((20, 31)) < share
    steps = unet_tiles.outline(mask)
    inside = np.zeros((20, 32), int)
    for x, top, bottom in re.findall(r"M(\d+) (\d+)V(\d+)", steps):
        inside[int(top) : int(bottom), int(x)] ^= 1
    np.testing.assert_array_equal(inside.cumsum(axis=1)[:, :-1] % 2 == 1, mask)
    across = np.zeros((21, 31), int)
    for x, y, end in re.findall(r"M(\d+) (\d+)H(\d+)", steps):
        across[int(y), int(x) : int(end)] ^= 1
    np.testing.assert_array_equal(across.cumsum(axis=0)[:-1] % 2 == 1, mask)


# --- training replay ---------------------------------------------------------------------------


def test_replay_shows_each_epoch():
    _, masks, guess = tiles()
    expected = [0.0, masks[5].mean(), lesson.iou(masks[5], guess[5] > 0.5), 1.0]
    for epoch, iou in enumerate(expected, 1):
        picture = replay().set(epoch=epoch)
        assert f"IoU {iou:.3f}" in picture.caption and f"After epoch {epoch} " in picture.caption
        assert f"IoU of this tile {iou:.3f}" in picture.svg
    assert "Validation score 0.300" in replay().set(epoch=1).caption
    assert "Validation" not in replay().set(epoch=2).caption  # None: unknown


def test_replay_takes_one_epoch_and_missing_scores():
    images, masks, guess = tiles()
    for scores in (None, [], [0.5], [0.5, 0.6]):
        picture = unet_tiles.training_replay(images[4], masks[4], guess[4:5], scores).set()
        assert not re.search(r"\b(nan|inf)\b", re.sub(r'href="data:[^"]*"', "", picture.svg))
        ElementTree.fromstring(picture.svg)


def test_replay_refuses_what_it_cannot_play(language):
    images, masks, _ = tiles()
    with pytest.raises(CourseError, match={"en": "no epoch", "zh": "没有可以回放"}[language]):
        unet_tiles.training_replay(images[0], masks[0], [])
    with pytest.raises(CourseError, match="64"):
        unet_tiles.training_replay(images[0], masks[0], np.zeros((3, 64, 64)))


# --- architecture ------------------------------------------------------------------------------


def test_sizes_of_the_paper():
    sizes = unet_sizes.unet_sizes(572, 4)
    assert sizes.encoder == [[572, 570, 568], [284, 282, 280], [140, 138, 136], [68, 66, 64]]
    assert sizes.bottom == [32, 30, 28]
    assert sizes.decoder == [[56, 56, 54, 52], [104, 104, 102, 100], [200, 200, 198, 196], [392, 392, 390, 388]]
    assert sizes.crops == [4, 16, 40, 88]
    assert sizes.output == 388


def test_same_convolutions_keep_the_size():
    for depth in range(1, 6):
        sizes = unet_sizes.unet_sizes(128, depth, valid=False)
        assert sizes.output == 128 and set(sizes.crops) == {0}


def walk(size, depth, lost):
    """The output side, or None: the shortest way to say what is legal."""
    for _ in range(depth):
        size -= lost
        if size < 1 or size % 2:
            return None
        size //= 2
    for _ in range(depth):
        size = 2 * (size - lost)
        if size < 1:
            return None
    return size - lost if size > lost else None


@pytest.mark.parametrize("depth", range(1, 6))
@pytest.mark.parametrize("valid", [True, False])
def test_legal_sizes(depth, valid):
    legal = []
    for size in range(1, 701):
        try:
            output = unet_sizes.unet_sizes(size, depth, valid).output
            legal.append(size)
        except ValueError as error:
            output = None
            assert re.match(r"level [1-6]: ", str(error))
        assert output == walk(size, depth, 4 if valid else 0)
    legal = [size for size in legal if size >= unet_architecture.SMALLEST_INPUT]
    for size in (16, 100, 101, 301, 577, 699, 700):
        below, above = ([n for n in legal if n < size], [n for n in legal if n > size])
        assert unet_architecture.nearest_sizes(size, depth, valid) == below[-1:] + above[:1]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"size": 500}, ["Level 4 breaks on the way down: 55 is odd", "492 or 508"]),
        ({"size": 571}, ["Level 1 breaks on the way down: 567 is odd", "556 or 572"]),
        ({"size": 16, "depth": 5}, ["Level 3 breaks on the way down", "nothing of 1×1", "380."]),
        ({"size": 60, "depth": 3}, ["Level 4, the bottom, breaks", "nothing of 2×2", ": 92."]),
        ({"size": 156}, ["Level 4 breaks on the way up", "nothing of 2×2", ": 188."]),
        ({"size": 101, "convolutions": "same"}, ["Level 1 breaks", "101 is odd", "96 or 112"]),
        ({"size": 104, "convolutions": "same"}, ["Level 4 breaks", "13 is odd", "96 or 112"]),
    ],
)
def test_illegal_sizes_explain_themselves(state, words):
    picture = unet_architecture.architecture().set(**state)
    for word in words:
        assert word in picture.caption and word in picture.alt
    assert "stroke-dasharray" in picture.svg  # what never comes to be


def test_architecture_shows_every_shape_of_the_paper():
    picture = unet_architecture.architecture().set()
    sizes = unet_sizes.unet_sizes(572, 4)
    sides = [side for level in [*sizes.encoder, sizes.bottom] for side in level]
    sides += [side for level in sizes.decoder for side in level[1:]] + [388]
    assert sorted(map(int, re.findall(r">(\d+)²<", picture.svg))) == sorted(sides)
    channels = [1, 64, 64, 64, 128, 128, 128, 256, 256, 256, 512, 512, 512, 1024, 1024]
    channels += [1024, 512, 512, 512, 256, 256, 256, 128, 128, 128, 64, 64, 2]
    assert sorted(map(int, re.findall(r">×(\d+)<", picture.svg))) == sorted(channels)
    assert re.findall(r">crop (\d+)<", picture.svg) == ["4", "16", "40", "88"]
    assert "23 convolutions, 31,030,658 weights" in picture.caption
    assert "92 pixels are lost on each side" in picture.caption


def keras_unet(size, depth, filters, valid):
    """The paper's network, layer by layer; returns the model and the sides that its tensors really have."""
    from keras import Input, Model, layers

    padding = "valid" if valid else "same"

    def convolve_twice(x, width):
        sides = [x.shape[1]]
        for _ in range(2):
            x = layers.Conv2D(width, 3, padding=padding, activation="relu")(x)
            sides.append(x.shape[1])
        return x, sides

    x = entry = Input((size, size, 1))
    found, copies = unet_sizes.UnetSizes(), []
    for level in range(depth):
        x, sides = convolve_twice(x, filters * 2**level)
        found.encoder.append(sides)
        copies.append(x)
        x = layers.MaxPooling2D(2)(x)
    x, found.bottom = convolve_twice(x, filters * 2**depth)
    for level in reversed(range(depth)):
        x = layers.Conv2DTranspose(filters * 2**level, 2, 2)(x)
        crop = (copies[level].shape[1] - x.shape[1]) // 2
        x = layers.Concatenate()([layers.Cropping2D(crop)(copies[level]), x])
        up = x.shape[1]
        x, sides = convolve_twice(x, filters * 2**level)
        found.crops.append(crop)
        found.decoder.append([up, *sides])
    x = layers.Conv2D(2, 1)(x)
    found.output = x.shape[1]
    return Model(entry, x), found


@pytest.mark.parametrize(
    ("size", "depth", "filters", "valid"),
    [
        (188, 4, 64, True),
        (572, 4, 2, True),
        (44, 2, 3, True),
        (20, 1, 8, True),
        (64, 5, 2, False),
        (48, 3, 8, False),
    ],
)
def test_keras_builds_the_same(size, depth, filters, valid):
    model, found = keras_unet(size, depth, filters, valid)
    assert found == unet_sizes.unet_sizes(size, depth, valid)
    assert model.count_params() == unet_sizes.unet_parameters(depth, filters)


def test_parameters_with_other_ends():
    plain = unet_sizes.unet_parameters(4, 64)
    assert plain == 31_030_658
    assert unet_sizes.unet_parameters(4, 64, channels=3) - plain == 2 * 9 * 64
    assert unet_sizes.unet_parameters(4, 64, classes=1) == plain - 65


# --- scores, against the definition --------------------------------------------------------------


def test_scores_by_the_definition():
    rng = np.random.default_rng(1)
    truth = rng.random((30, 8, 8)) < rng.random((30, 1, 1)) * 0.6
    predicted = truth ^ (rng.random(truth.shape) < rng.random((30, 1, 1)) * 0.3)
    truth[:4], predicted[:2] = False, False
    total = 0
    for a, b in zip(truth, predicted, strict=True):
        both, either = int((a & b).sum()), int((a | b).sum())
        assert lesson.iou(a, b) == (both / either if either else 1.0)
        if not a.any():
            total += 10 * (not b.any())
        else:
            total += sum(20 * both > either * t for t in range(10, 20))  # IoU > t / 20, in whole numbers
    assert lesson.tgs_score(truth, predicted) == pytest.approx(total / 300, abs=1e-12)


def test_an_iou_on_the_bar_does_not_exceed_it():
    truth, half = np.ones((1, 4, 5), bool), np.zeros((1, 4, 5), bool)
    for covered in range(10, 20):  # IoU = covered / 20 = each bar in turn
        half.reshape(-1)[:covered] = True
        assert lesson.tgs_score(truth, half) == pytest.approx((covered - 10) / 10)
