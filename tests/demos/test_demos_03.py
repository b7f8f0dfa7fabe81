"""Lesson 03's demos: what they show is what the nets gave, at any size, and NaN is refused in a sentence."""

import base64
import io
import re
from itertools import product

import numpy as np
import pytest
from PIL import Image

from course_utils.demos import mnist_gan as demos
from course_utils.demos.charts import PLANE
from course_utils.messages import CourseError


def frames(epochs=7, count=12):
    rng = np.random.default_rng(1)
    return rng.integers(0, 256, (epochs, count, 28, 28)).astype("uint8")


def timeline():
    return demos.timeline(frames(), list(range(1, 8)))


def generate(vectors):
    """Images filled with a shade that tells the vector's length: 0 is black, 12 is white."""
    shade = np.linalg.norm(vectors, axis=1) / 6 - 1
    return np.ones((1, 28, 28, 1), "float32") * np.clip(shade, -1, 1)[:, None, None, None]


def walk():
    return demos.latent_walk(generate)


def digits(count, seed=0):
    """Flat images whose shade rises with D's opinion of them."""
    shades = np.random.default_rng(seed).uniform(-1, 1, count).astype("float32")
    return shades[:, None, None, None] * np.ones((1, 28, 28, 1), "float32")


def opinion(images):
    assert images.ndim == 4 and images.shape[-1] == 1
    return (images.mean(axis=(1, 2, 3)) + 1) / 2


def opinions():
    return demos.opinions(opinion, digits(40), 0.6 * digits(25, 1) - 0.3)


def moment(step=0, side=33, lattice=9, extent=2.0, slope=(0.05, 0.1), count=50):
    """A frame whose surface is a plane: D(x, y) = ½ + slope · (x, y)."""
    places = np.linspace(-extent, extent, side)
    noise = np.stack(np.meshgrid(*2 * [np.linspace(-1, 1, lattice)]), axis=-1)
    return {
        "step": step,
        "samples": np.random.default_rng(step).normal(0, 0.5, (count, 2)),
        "surface": 0.5 + slope[0] * places + slope[1] * places[:, None],
        "grid": noise * (1 + step / 100),
        "extent": extent,
    }


DATA = np.random.default_rng(9).uniform(-1.5, 1.5, (60, 2))


def game():
    return demos.game_2d([moment(step, slope=(0.05, step / 500)) for step in (0, 20, 40, 60)], DATA)


DEMOS = {demos.timeline: timeline, demos.latent_walk: walk, demos.opinions: opinions, demos.game_2d: game}


def images(picture):
    """All embedded images of a drawing, in order: arrays (H, W) or (H, W, 3)."""
    found = re.findall(r'href="data:image/\w+;base64,([^"]+)"', picture.svg)
    return [np.asarray(Image.open(io.BytesIO(base64.b64decode(one)))) for one in found]


def cells(sheet, columns, gap=2):
    """The images of a contact sheet of 28×28 cells, row by row."""
    pitch = 28 + gap
    rows = (len(sheet) + gap) // pitch
    corners = product(range(rows), range(columns))
    return np.stack([sheet[r * pitch : r * pitch + 28, c * pitch : c * pitch + 28] for r, c in corners])


# --- timeline ----------------------------------------------------------------------------------


@pytest.mark.parametrize("epoch", [1, 4, 7])
def test_timeline_shows_each_epoch_and_one_digit_through_all(epoch):
    given = frames()
    grid, strip = images(timeline().set(epoch=epoch, digit=5))
    columns = (grid.shape[1] + 2) // 30
    np.testing.assert_array_equal(cells(grid, columns)[:12], given[epoch - 1])
    np.testing.assert_array_equal(cells(strip, 7), given[:, 4])


def test_timeline_says_how_much_has_changed(language):
    given = frames()
    change = np.abs(given[3].astype(float) - given[2]).mean()
    caption = timeline().set(epoch=4).caption
    assert f"{change:.1f}" in caption and {"en": "after epoch 4", "zh": "第 4 轮"}[language] in caption
    assert {"en": "Since", "zh": "相比"}[language] not in timeline().set(epoch=1).caption


def test_timeline_from_before_the_first_epoch_and_with_gaps():
    from_zero = demos.timeline(frames(3), [0, 1, 2])
    assert (from_zero.controls["epoch"].low, from_zero.controls["epoch"].high) == (0, 2)
    assert "after epoch 0" in from_zero.set(epoch=0).caption
    with_gaps = demos.timeline(frames(3), [1, 20, 40])
    assert [with_gaps.controls["epoch"].label, with_gaps.controls["epoch"].high] == ["demo_snapshot", 3]
    assert "after epoch 20" in with_gaps.set(epoch=2).caption
    np.testing.assert_array_equal(cells(images(with_gaps.set(digit=1))[1], 3), frames(3)[:, 0])


@pytest.mark.parametrize(("epochs", "count"), [(1, 1), (1, 16), (90, 2), (2, 203)])
def test_timeline_of_any_size(epochs, count):
    given = frames(epochs, count)
    demo = demos.timeline(given, range(1, epochs + 1))
    picture = demo.set(digit=min(count, 200))
    grid, strip = images(picture)
    shown = cells(grid, (grid.shape[1] + 2) // 30)[: min(count, 200)]
    np.testing.assert_array_equal(shown, given[-1, :200])
    assert strip.shape[1] <= 30 * 20
    assert max(float(v) for v in re.findall(r'viewBox="0 0 860 (\S+)"', picture.svg)) < 620


@pytest.mark.parametrize(
    ("given", "epochs", "key"),
    [
        (frames() / 255, range(1, 8), "demo_input_bytes"),
        (frames()[0], range(1, 8), "demo_input_shape"),
        (frames()[:0], [], "demo_input_shape"),
        (frames()[:, :0], range(1, 8), "demo_input_shape"),
        (frames(), [1, 2], "demo_input_shape"),
        (frames(2), [1, np.nan], "demo_input_nan"),
        (frames(2), ["first", "last"], "demo_input_numbers"),
        ([np.zeros((1, 28, 28), "uint8"), np.zeros((2, 28, 28), "uint8")], [1, 2], "demo_input_numbers"),
    ],
)
def test_timeline_refuses_what_it_cannot_show(given, epochs, key):
    with pytest.raises(CourseError) as refused:
        demos.timeline(given, epochs)
    assert refused.value.key == key


# --- latent walk -------------------------------------------------------------------------------


def recording():
    """A generator that notes what it was given."""
    calls = []

    def generate_and_note(vectors):
        calls.append(vectors)
        return generate(vectors)

    return generate_and_note, calls


def test_walk_calls_the_generator_once_for_each_pair():
    noted, calls = recording()
    demo = demos.latent_walk(noted)
    for place, scale in product(range(0, 101, 5), range(0, 201, 25)):
        demo.set(place=place, scale=scale)
    assert len(calls) == 1
    for first in (1, 5, 1):
        demo.set(first=first)
    assert len(calls) == 2


def test_walk_is_a_straight_line_between_two_noise_vectors():
    noted, calls = recording()
    demos.latent_walk(noted, dim=30)
    assert calls[0].dtype == np.float32 and calls[0].shape == (9 * 21, 30)
    planes = calls[0].reshape(9, 21, 30)
    for scale, line in zip(np.arange(9) / 4, planes, strict=True):
        np.testing.assert_allclose(line, scale * planes[4], atol=1e-6)
    line = planes[4]
    np.testing.assert_allclose(np.diff(line, 2, axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(line[10], (line[0] + line[20]) / 2, atol=1e-6)
    assert np.abs(line[[0, 20]]).max() <= 1 and np.ptp(line[0]) > 1.5
    assert not np.allclose(line[0], line[20])


@pytest.mark.parametrize("place", [0, 30, 50, 100])
@pytest.mark.parametrize("scale", [0, 50, 100, 200])
def test_walk_shows_the_picture_of_the_length_it_names(place, scale):
    picture = walk().set(place=place, scale=scale)
    length = float(re.search(r'font-size="30"[^>]*>([\d.]+)<', picture.svg)[1])
    large, *small = images(picture)
    strip, column = small[:21], small[21:]
    assert large[0, 0] == pytest.approx(min(length / 12, 1) * 255, abs=1)
    assert strip[place // 5][0, 0] == column[scale // 25][0, 0] == large[0, 0] and len(column) == 9
    assert f"length {length:.2f}" in picture.caption


def test_the_middle_of_the_line_is_shorter_and_scaling_repairs_it():
    def length(**state):
        return float(re.search(r"has length ([\d.]+);", walk().set(**state).caption)[1])

    ends = length(place=0), length(place=100)
    assert length(place=50) == pytest.approx(np.hypot(*ends) / 2, rel=0.15)  # nearly at right angles
    assert length(place=50, scale=150) == pytest.approx(1.5 * length(place=50), abs=0.02)
    assert "not practised" in walk().set(place=50).caption
    assert "typical of" in walk().set(place=50, scale=150).caption
    assert "exaggerate" in walk().set(place=50, scale=200).caption


@pytest.mark.parametrize("dim", [1, 2, 100])
def test_typical_lengths(dim):
    """|z|² has mean d/3 and variance 4d/45 for uniform noise; one coordinate alone has uniform length."""
    low, middle, high = demos.typical_lengths(dim)
    if dim == 1:
        np.testing.assert_allclose((low, middle, high), (0.025, 0.5, 0.975), atol=0.03)
    if dim == 100:
        deviation = np.sqrt(4 * dim / 45) / 2 / np.sqrt(dim / 3)
        expected = np.sqrt(dim / 3) + deviation * np.array([-1.96, 0, 1.96])
        np.testing.assert_allclose((low, middle, high), expected, atol=0.05)
    assert 0 < low < middle < high <= np.sqrt(dim)


def test_walk_says_when_both_seeds_are_the_same():
    assert "a single point" in walk().set(first=7, second=7).caption
    assert "only the origin is left" in walk().set(scale=0).caption


def test_walk_takes_a_typed_number_between_the_steps():
    assert walk().set(place=52, scale=110).svg == walk().set(place=50, scale=100).svg


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (lambda z: generate(z) * np.nan, "demo_input_nan"),
        (lambda z: generate(z)[:-1], "demo_input_shape"),
        (lambda z: generate(z)[..., 0, 0], "demo_input_shape"),
        (lambda z: generate(z).repeat(3, -1), "demo_input_shape"),
        (lambda z: 100 * generate(z), "demo_input_range"),
        (lambda z: None, "demo_input_shape"),
    ],
)
def test_walk_refuses_what_is_no_picture(wrong, key):
    with pytest.raises(CourseError) as refused:
        demos.latent_walk(wrong)
    assert refused.value.key == key


def test_walk_survives_a_generator_that_diverges_later(language):
    nets = [generate]
    demo = demos.latent_walk(lambda z: nets[0](z), dim=1)
    nets[0] = lambda z: generate(z) * np.inf
    assert {"en": "diverged", "zh": "发散"}[language] in demo.set(first=30).alt
    assert {"en": "At 50%", "zh": "50%"}[language] in demo.set(first=1).caption


# --- opinions ----------------------------------------------------------------------------------


def shown_opinion(picture):
    return float(re.search(r"D = ([\d.]+)<", picture.svg)[1])


@pytest.mark.parametrize(("side", "count"), [("real", 40), ("generated", 25)])
def test_opinions_are_those_of_the_discriminator_in_every_order(side, count):
    given = {"real": digits(40), "generated": 0.6 * digits(25, 1) - 0.3}[side]
    expected = opinion(given)
    demo = opinions()
    for order, ranked in (
        ("given", expected),
        ("fake_first", np.sort(expected)),
        ("real_first", np.sort(expected)[::-1]),
    ):
        for index in range(count):
            picture = demo.set(side=side, order=order, index=index + 1)
            assert shown_opinion(picture) == pytest.approx(ranked[index], abs=0.00051)
            assert images(picture)[0][0, 0] == pytest.approx(255 * ranked[index], abs=1)


def test_opinions_are_asked_once():
    calls = []
    demo = demos.opinions(lambda x: calls.append(len(x)) or opinion(x), digits(40), digits(25, 1))
    for side, index in product(("real", "generated"), (1, 9)):
        demo.set(side=side, index=index)
    assert calls == [40, 25]


def test_opinion_index_follows_the_side():
    demo = opinions()
    demo.set(side="real", index=40)
    assert demo.set(side="generated") and demo.state["index"] == 25


@pytest.mark.parametrize(
    ("side", "value", "words"),
    [
        ("real", 0.9, "rightly believed"),
        ("real", 0.2, "wrongly doubted"),
        ("generated", 0.9, "forgery passes"),
        ("generated", 0.5, "forgery is caught"),
    ],
)
def test_opinion_is_put_into_words(side, value, words):
    """One picture on each side, and D's answer in a column, as a Dense(1) gives it."""
    demo = demos.opinions(lambda x: np.full((len(x), 1), value), digits(1), digits(1, 1)[..., 0])
    assert words in demo.set(side=side).caption
    assert f"real digits {value:.2f} on average, {100 * (value > 0.5):.0f}%" in demo.set().caption


def test_histograms_are_on_one_scale_and_complete():
    demo = opinions()
    heights = {}
    for colour in (demos.REAL, demos.GENERATED):
        bars = re.findall(rf'height="([\d.]+)" fill="{colour}" stroke="none"', demo.set().svg)
        heights[colour] = [float(h) for h in bars if float(h) not in (12, 22)]  # legend, verdict
    assert sum(heights[demos.REAL]) == pytest.approx(sum(heights[demos.GENERATED]), rel=1e-3)
    tallest = max(map(max, heights.values()))
    expected = {demos.REAL: opinion(digits(40)), demos.GENERATED: opinion(0.6 * digits(25, 1) - 0.3)}
    shares = {c: np.histogram(p, np.arange(21) / 20)[0] / len(p) for c, p in expected.items()}
    top = max(map(max, shares.values()))
    for colour, share in shares.items():
        np.testing.assert_allclose(np.array(heights[colour]) / tallest, share[share > 0] / top, rtol=1e-3)


@pytest.mark.parametrize(
    ("judge", "real", "key"),
    [
        (lambda x: opinion(x) * np.nan, digits(3), "demo_input_nan"),
        (lambda x: opinion(x) * 5, digits(3), "demo_input_range"),
        (lambda x: opinion(x)[:2], digits(3), "demo_input_shape"),
        (opinion, digits(0), "demo_input_shape"),
        (opinion, digits(3) * 255, "demo_input_range"),
        (opinion, digits(3) + np.nan, "demo_input_nan"),
    ],
)
def test_opinions_refuse_what_they_cannot_show(judge, real, key):
    with pytest.raises(CourseError) as refused:
        demos.opinions(judge, real, digits(2))
    assert refused.value.key == key


# --- the game in the plane ---------------------------------------------------------------------


def test_surface_is_drawn_with_y_upwards():
    """D rises with y alone: the picture's top is blue (real), its bottom orange (generated)."""
    demo = demos.game_2d([moment(slope=(0, 0.2))], DATA)
    surface = images(demo.set())[0].astype(int)
    blueness = surface[..., 2] - surface[..., 0]
    assert blueness[0].min() > 30 and blueness[-1].max() < -30
    assert np.ptp(blueness, axis=1).max() == 0
    assert abs(blueness[16]).max() == 0


def test_surface_nodes_lie_where_they_belong():
    """The first node's cell is centred on the plane's corner, the last one's on the opposite corner."""
    for side in (2, 33):
        picture = demos.game_2d([moment(side=side)], DATA).set()
        x, _, width, _ = (
            float(v)
            for v in re.search(r'<image x="(\S+)" y="(\S+)" width="(\S+)" height="(\S+)"', picture.svg).groups()
        )
        assert x + width / side / 2 == pytest.approx(0, abs=0.01)
        assert x + width * (1 - 1 / side / 2) == pytest.approx(PLANE, abs=0.01)


def test_points_lie_where_they_belong():
    data = np.array([[1.0, 1.5], [-2.0, -2.0]])
    svg = demos.game_2d([moment(extent=2.0)], data).set(surface=False, samples=False, grid=False).svg
    scale = PLANE / 4
    for x, y in data:
        assert f"M{(x + 2) * scale:.1f} {(2 - y) * scale:.1f}h0" in svg


def test_opinions_of_data_and_samples_are_means_of_the_surface():
    """Bilinear interpolation of a plane is exact."""
    frame = moment(step=3, slope=(0.07, -0.11), extent=2.0, side=7)
    picture = demos.game_2d([frame], DATA).set()
    for points in (DATA, frame["samples"]):
        expected = 0.5 + (np.clip(points, -2, 2) * (0.07, -0.11)).sum(axis=1).mean()
        assert f"{expected:.2f}" in picture.caption
    assert "After step 3" in picture.caption


def test_one_half_is_where_the_plane_crosses_it():
    """D = ½ along y = 0: the dashed line runs through the middle of the picture."""
    svg = demos.game_2d([moment(slope=(0, 0.2), side=33)], DATA).set().svg
    line = re.search(r'<path d="M([^"]+)" fill="none" stroke="#22303C"[^>]*stroke-dasharray="7 5"', svg)[1]
    places = np.array([point.split() for point in line.split("L")], dtype=float)
    np.testing.assert_allclose(places[:, 1], PLANE / 2, atol=0.1)
    np.testing.assert_allclose(sorted(places[[0, -1], 0]), [0, PLANE], atol=0.1)


def test_grid_lines_follow_the_warped_lattice():
    frame = moment(step=50, lattice=5, extent=2.0)
    svg = demos.game_2d([frame], DATA).set(surface=False, data=False, samples=False).svg
    lines = re.search(rf'<path d="M([^"]+)" fill="none" stroke="{demos.PURPLE}"', svg)[1].split("M")
    places = np.array([[point.split() for point in line.split("L")] for line in lines], dtype=float)
    assert places.shape == (10, 5, 2)
    expected = (frame["grid"] / 2.0 * (1, -1) + 1) * PLANE / 2
    np.testing.assert_allclose(places[:5], expected, atol=0.051)
    np.testing.assert_allclose(places[5:], expected.swapaxes(0, 1), atol=0.051)


def test_each_layer_can_be_hidden():
    full = game().set()
    for layer in ("surface", "data", "samples", "grid"):
        hidden = game().set(**{layer: False})
        assert len(hidden.svg) < len(full.svg) and hidden.alt != full.alt
    assert len(images(game().set(surface=False))) == 1  # the scale's


def test_constant_surface_is_called_flat(language):
    picture = demos.game_2d([moment(slope=(0, 0))], DATA).set()
    assert {"en": "same everywhere", "zh": "各处的看法都一样"}[language] in picture.caption
    assert 'stroke-dasharray="7 5"' in picture.svg  # in the legend only
    assert picture.svg.count('stroke-dasharray="7 5"') == 1


@pytest.mark.parametrize(("side", "lattice", "count", "extent"), [(1, 1, 1, 1e-3), (2, 2, 5000, 900)])
def test_game_of_any_size(side, lattice, count, extent):
    frame = moment(side=side, lattice=lattice, count=count, extent=extent, slope=(0, 0))
    frame["samples"][0] = 1e30, -1e30
    picture = demos.game_2d([frame], DATA[:1]).set()
    assert len(picture.html()) < 300_000
    drawn = re.sub(r'href="data:[^"]*"', "", picture.svg)
    assert not re.search(r"\b(nan|inf)\b|e\+|\d{7}", drawn)


def changed(**values):
    return [moment(), moment(step=1) | values]


@pytest.mark.parametrize(
    ("given", "data", "key"),
    [
        ([], DATA, "demo_game_empty"),
        ([{"step": 1}], DATA, "demo_game_missing"),
        (changed(samples=np.full((4, 2), np.nan)), DATA, "demo_input_nan"),
        (changed(surface=np.full((4, 4), np.inf)), DATA, "demo_input_nan"),
        (changed(surface=np.full((4, 4), 1.5)), DATA, "demo_input_range"),
        (changed(surface=np.zeros((4, 5))), DATA, "demo_input_shape"),
        (changed(surface=0.5), DATA, "demo_input_shape"),
        (changed(grid=np.zeros((3, 4, 2))), DATA, "demo_input_shape"),
        (changed(extent=0), DATA, "demo_input_range"),
        (changed(extent=np.nan), DATA, "demo_input_nan"),
        (changed(), DATA[:, :1], "demo_input_shape"),
        (changed(), DATA * np.nan, "demo_input_nan"),
    ],
)
def test_game_refuses_what_it_cannot_show(given, data, key):
    with pytest.raises(CourseError) as refused:
        demos.game_2d(given, data)
    assert refused.value.key == key
