"""Styles painted by code: the same for a seed at every size, rich at several scales, unlike one another."""

import subprocess
import sys
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from course_utils.data import brushes, painted
from course_utils.data.brushes import Brush, Canvas
from course_utils.palette import rgb

SIZE = 128
every_style = pytest.mark.parametrize("name", painted.STYLES)


painting = cache(painted.paint_style)


@pytest.fixture
def gallery():
    """Every style once."""
    return {name: painting(name, SIZE) for name in painted.STYLES}


def shrunk(picture: np.ndarray, factor: int) -> np.ndarray:
    side = len(picture) // factor
    return picture.reshape(side, factor, side, factor, 3).mean((1, 3))


def bands(grey: np.ndarray) -> np.ndarray:
    """Standard deviation of what lies between blurs of 1, 2, 4, 8 and 16 pixels."""
    blurred = [grey, *(ndimage.gaussian_filter(grey, sigma) for sigma in (1, 2, 4, 8, 16))]
    return np.array([(fine - coarse).std() for fine, coarse in pairwise(blurred)])


def texture(picture: np.ndarray) -> np.ndarray:
    """A Gram matrix as style transfer would take it, of colours and their edges at three scales."""
    maps = [picture]
    for sigma in (0.7, 1.5, 3):
        for order in ((0, 1), (1, 0)):
            maps.append(ndimage.gaussian_filter(picture, sigma, order=order, axes=(0, 1)))
    features = np.concatenate(maps, -1).reshape(-1, 21)
    features = np.abs(features) / np.array([1] * 3 + [0.1] * 18)
    return features.T @ features / len(features)


# --- each style ----------------------------------------------------------------------------------


def test_enough_styles():
    assert len(painted.STYLES) >= 6


@every_style
@pytest.mark.parametrize("size", [16, 37])
def test_size_type_and_range(name, size):
    picture = painting(name, size)
    assert picture.shape == (size, size, 3) and picture.dtype == np.float32
    assert np.isfinite(picture).all() and picture.min() >= 0 and picture.max() <= 1


@every_style
def test_a_seed_is_a_picture(name):
    np.testing.assert_array_equal(painted.paint_style(name, 37), painting(name, 37))
    assert np.abs(painting(name, SIZE, 1) - painting(name, SIZE)).mean() > 0.02


@every_style
def test_the_picture_is_the_same_at_every_size(name):
    small, large = shrunk(painting(name, 64), 4), shrunk(painting(name, SIZE), 8)
    assert np.corrcoef(small.ravel(), large.ravel())[0, 1] > 0.9


@every_style
def test_little_is_clipped(name, gallery):
    assert ((gallery[name] == 0) | (gallery[name] == 1)).mean() < 0.2


@every_style
def test_no_flat_area_dominates(name, gallery):
    grey = gallery[name].mean(-1)
    mean = ndimage.uniform_filter(grey, 9)
    spread = np.sqrt(np.maximum(ndimage.uniform_filter(grey**2, 9) - mean**2, 0))
    assert (spread < 0.01).mean() < 0.15
    colours, counts = np.unique((gallery[name] * 15.99).astype(int).reshape(-1, 3), axis=0, return_counts=True)
    assert counts.max() < 0.35 * SIZE**2 and len(colours) > 25


@every_style
def test_detail_at_every_scale(name, gallery):
    assert (bands(gallery[name].mean(-1)) > 0.008).all()


@every_style
def test_tones_from_dark_to_light(name, gallery):
    dark, light = np.quantile(gallery[name].mean(-1), [0.02, 0.98])
    assert light - dark > 0.4


def test_styles_differ_from_one_another(gallery):
    """Further from one another than a style is from itself with another seed."""
    grams = {name: texture(picture) for name, picture in gallery.items()}
    again = {name: texture(painting(name, SIZE, 1)) for name in gallery}
    for one, other in combinations(gallery, 2):
        apart = np.linalg.norm(grams[one] - grams[other])
        assert apart > 0.05 * np.linalg.norm(grams[one]), (one, other)
    nearest = {one: min(again, key=lambda other: np.linalg.norm(grams[one] - again[other])) for one in grams}
    assert sum(one == other for one, other in nearest.items()) >= len(gallery) - 2, nearest


def test_only_the_etching_is_without_colour(gallery):
    for name, picture in gallery.items():
        colourful = np.ptp(picture, axis=-1).mean() > 0.12
        assert colourful == (name != "etching"), name


def test_nothing_but_the_seed_decides():
    np.random.default_rng(5).random(10)
    code = (
        "from course_utils.data import painted; import hashlib;"
        "print(hashlib.sha256(painted.paint_style('mosaic', 32, 3).tobytes()).hexdigest())"
    )
    root = Path(painted.__file__).parents[2]
    runs = [subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True) for _ in range(2)]
    assert runs[0].stdout and runs[0].stdout == runs[1].stdout


# --- the paint box -------------------------------------------------------------------------------


def test_colour_codes():
    assert np.rint(255 * rgb("1f3a93", "#FFFFFF")).tolist() == [[31, 58, 147], [255, 255, 255]]


def test_gradient_and_mix():
    black_to_red = brushes.gradient(rgb("000000", "ff0000"), np.array([[0, 0.25], [1, 2]]))
    np.testing.assert_allclose(black_to_red[..., 0], [[0, 0.25], [1, 1]])
    np.testing.assert_allclose(brushes.blend(np.zeros(3), np.ones(3), 0.3), [0.3] * 3, rtol=1e-6)


def test_complement_keeps_lightness():
    colours = np.random.default_rng(0).random((20, 3))
    opposite = brushes.complement(colours, np.ones(20))
    np.testing.assert_allclose(opposite.mean(-1), colours.mean(-1))
    np.testing.assert_allclose(brushes.complement(opposite, np.ones(20)), colours)
    assert (np.argmax(opposite, -1) == np.argmin(colours, -1)).all()


@pytest.mark.parametrize(("cells", "octaves", "stretch"), [(3, 1, 1), (10, 3, 1), (20, 4, 5)])
def test_noise_is_standardised_and_the_same_at_every_size(cells, octaves, stretch):
    large = brushes.noise(np.random.default_rng(0), 256, cells, octaves, stretch)
    small = brushes.noise(np.random.default_rng(0), 64, cells, octaves, stretch)
    assert np.corrcoef(ndimage.zoom(large, 0.25, order=1).ravel(), small.ravel())[0, 1] > 0.9
    seeds = (np.random.default_rng(seed) for seed in range(30))
    samples = np.array([brushes.noise(rng, 64, cells, octaves, stretch) for rng in seeds])
    assert abs(samples.mean()) < 0.15 and 0.75 < samples.std() < 1.3


def test_noise_has_the_asked_for_scale():
    def sign_changes(cells):
        values = brushes.noise(np.random.default_rng(0), 256, cells)
        return (np.diff(np.sign(values)) != 0).sum(1).mean()

    assert 3 < sign_changes(32) / sign_changes(8) < 5
    down, right = np.gradient(brushes.noise(np.random.default_rng(0), 128, 20, stretch=6))
    assert right.std() < 0.4 * down.std()


def test_octaves_grow_weaker():
    coarse, rich = (brushes.noise(np.random.default_rng(0), 128, 4, octaves) for octaves in (1, 4))
    assert 0.75 < np.corrcoef(coarse.ravel(), rich.ravel())[0, 1] < 0.99


def test_disc_area_and_place():
    picture = np.zeros((200, 200, 3), "float32")
    brushes.discs(picture, np.array([0.3]), np.array([0.6]), 0.1, np.ones(3))
    assert picture[..., 0].sum() == pytest.approx(np.pi * 20**2, rel=0.01)
    row, column = ndimage.center_of_mass(picture[..., 0])
    assert (column + 0.5, row + 0.5) == pytest.approx((60, 120), abs=0.1)


@pytest.mark.parametrize(("x", "y"), [(-0.05, 0.5), (1.02, 0.5), (0.5, -0.01), (0.5, 1.03), (3, -2)])
def test_shapes_over_the_border(x, y):
    picture = np.zeros((50, 50, 3), "float32")
    brushes.discs(picture, np.array([x]), np.array([y]), 0.1, np.ones(3))
    rows, columns = np.mgrid[:50, :50] + 0.5
    inside = np.hypot(columns - 50 * x, rows - 50 * y) < 5
    assert np.abs(picture[..., 0] - inside).sum() < 12  # the soft edge
    canvas = Canvas(np.zeros((50, 50, 3)))
    brush = Brush(np.random.default_rng(0), 0.3, 0.1, bristles=0)
    canvas.stroke(brush, np.array([x]), np.array([y]), np.zeros(1), np.ones((1, 3)))
    inside = (np.abs(columns - 50 * x) < 5) & (np.abs(rows - 50 * y) < 2)
    assert (canvas.paint[0][inside] > 0.4).all()


def test_stones_tile_the_picture():
    places = (np.arange(8) + 0.5) / 8
    x, y = (side.ravel() for side in np.meshgrid(places, places))
    stone, border = brushes.stones(64, x, y, np.zeros(64))
    rows, columns = np.mgrid[:64, :64] // 8
    np.testing.assert_array_equal(stone, 8 * rows + columns)  # an even grid of seeds gives even squares
    assert border.min() >= 0 and border.max() == pytest.approx(1 / 16, abs=0.01)
    assert border[4::8, 4::8].min() > 3 * border[8::8, 8::8].max()


def test_stones_are_nearest_in_turned_squares():
    rng = np.random.default_rng(0)
    places = (np.arange(6) + 0.5) / 6
    x, y = (side.ravel() + 0.02 * rng.standard_normal(36) for side in np.meshgrid(places, places))
    angle = rng.normal(0.4, 0.2, 36)
    stone = brushes.stones(60, x, y, angle)[0]
    rows, columns = (np.mgrid[:60, :60] + 0.5) / 60
    turned = ((columns[..., None] - x) + 1j * (rows[..., None] - y)) * np.exp(-1j * angle)
    brute = np.maximum(np.abs(turned.real), np.abs(turned.imag)).argmin(-1)
    assert (stone == brute).mean() > 0.97  # only the four nearest seeds are looked at


@pytest.mark.parametrize("direction", [0, 0.7, np.pi / 2, 2.5, 4.0, -1.0])
def test_a_stroke_lies_where_it_is_told(direction):
    canvas = Canvas(np.zeros((100, 100, 3)))
    brush = Brush(np.random.default_rng(0), 0.4, 0.08, bristles=0, softness=0)
    canvas.stroke(brush, np.array([0.5]), np.array([0.5]), np.array([direction]), np.ones((1, 3)))
    ink = canvas.paint[0]
    rows, columns = np.nonzero(ink > 0.5)
    main = np.linalg.eigh(np.cov(columns, rows))[1][:, 1]
    assert abs(main @ (np.cos(direction), np.sin(direction))) > 0.99
    assert ink.sum() == pytest.approx(40 * 8, rel=0.15)
    assert (columns.mean(), rows.mean()) == pytest.approx((50, 50), abs=1)
    np.testing.assert_array_equal(canvas.paint[0], canvas.paint[2])


def test_a_bent_stroke_turns_the_right_way():
    """To the right and, since y points down, clockwise for a positive bend: both ends lie lower."""
    ends, middle = [], []
    for bend in (1.5, -1.5):
        canvas = Canvas(np.zeros((100, 100, 3)))
        brush = Brush(np.random.default_rng(0), 0.6, 0.06, bristles=0, softness=0)
        canvas.stroke(brush, np.array([0.5]), np.array([0.5]), np.zeros(1), np.ones((1, 3)), np.array([bend]))
        rows, columns = np.nonzero(canvas.paint[0] > 0.5)
        ends.append(rows[(columns < 30) | (columns > 70)].mean())
        middle.append(rows[(columns > 45) & (columns < 55)].mean())
    assert ends[0] > middle[0] + 3 and ends[1] < middle[1] - 3


def test_later_strokes_cover_earlier_ones():
    canvas = Canvas(np.zeros((60, 60, 3)))
    brush = Brush(np.random.default_rng(0), 0.5, 0.3, bristles=0, softness=0)
    middle = np.full(2, 0.5)
    canvas.stroke(brush, middle, middle, np.zeros(2), np.array([[1, 0, 0], [0, 1, 0]]))
    assert canvas.paint[:3, 30, 30].tolist() == [0, 1, 0]


def test_strokes_follow_the_directions_and_stay_where_they_are_wanted():
    upright, left = np.full((80, 80), np.pi / 2), np.tile(np.arange(80) < 40, (80, 1))
    canvas = Canvas(np.zeros((80, 80, 3)))
    brush = Brush(np.random.default_rng(0), 0.2, 0.03)
    canvas.follow(brush, np.random.default_rng(1), 200, np.ones((80, 80, 3)), upright, where=left)
    ink = canvas.paint[0]
    assert ink[:, :38].mean() > 0.3 and ink[:, 43:].max() == 0
    down, right = np.gradient(ndimage.gaussian_filter(ink[:, :36], 0.5))
    assert np.abs(down).mean() < np.abs(right).mean()


def test_light_comes_from_the_upper_left():
    canvas = Canvas(np.full((40, 40, 3), 0.5))
    rows, columns = np.mgrid[:40, :40] - 19.5
    canvas.paint[3] = 3 * np.exp(-(rows**2 + columns**2) / 50)  # a bump
    lit = canvas.lit(0.5)[..., 0]
    assert lit[15, 15] > 0.6 > 0.4 > lit[24, 24]


def test_ramp_either_way():
    steps = np.array([-1, 0, 0.5, 1, 2])
    np.testing.assert_allclose(brushes.ramp(steps, 0, 1), [0, 0, 0.5, 1, 1])
    np.testing.assert_allclose(brushes.ramp(steps, 1, 0), [1, 1, 0.5, 0, 0])


def test_enlarged_map():
    ramp = np.add.outer(np.arange(8.0), np.arange(8.0))
    large = brushes.enlarge(ramp, 32)
    assert large.shape == (32, 32) and Image.fromarray(large).mode == "F"
    assert np.abs(large[4:-4:4, 4:-4:4] - large.T[4:-4:4, 4:-4:4]).max() < 1e-5
    assert large[4:-4].mean() == pytest.approx(ramp.mean(), abs=0.05)
