"""Lesson 05's demos: what they show is what the fields gave, at any size, and NaN is refused in a sentence."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from course_utils.demos import flow_matching as demos
from course_utils.demos.charts import PLANE
from course_utils.messages import CourseError
from course_utils.reference.mnist_gan import CENTRES

DATA = (CENTRES[np.arange(24) % 8] + 0.02 * np.arange(48).reshape(24, 2) % 0.1 - 0.05).astype("float32")


def exact(x, t):
    """The mean velocity of all roads from normal noise to DATA."""
    assert x.dtype == t.dtype == np.float32 and t.shape == (len(x),) and np.ptp(t) == 0 and t[0] < 1
    squares = ((x[:, None] - t[0] * DATA) ** 2).sum(axis=-1)
    weights = np.exp(-(squares - squares.min(axis=1, keepdims=True)) / 2 / (1 - t[0]) ** 2)
    return (weights / weights.sum(axis=1, keepdims=True) @ DATA - x) / (1 - t[0])


def inwards(x, t):
    """Straight to the point (0, 1), where one of the clouds is."""
    return (np.float32([0, 1]) - x) / (1 - t[:, None])


def plane(learned=inwards):
    return demos.plane(learned, exact, DATA)


def to_shade(x, t):
    """Straight to flat pictures, the first of shade -1, the last of shade 1."""
    shades = np.linspace(-1, 1, len(x), dtype=np.float32)[:, None, None, None]
    return (shades - x) / (1 - t[:, None, None, None])


NOISE = np.random.default_rng(3).normal(size=(3, 28, 28, 1)).astype("float32")


def unnoising(velocity=to_shade):
    return demos.unnoising(velocity, NOISE)


WEIGHTS = (0, 0.5, 1, 2.5, 4)
ASKED = (9, 0, 8, 1, 7, 2, 6, 3, 5, 4)  # place -> digit
COUNT = 12


def judged():
    """Pictures of one shade for each w and digit, with less noise for a larger w; what the judge says of them.

    The first of each sheet is taken for the next digit, with 0.6; the others are read as asked, those from
    the sixth, seventh … on (by w) with less than 0.9.
    """
    rng = np.random.default_rng(4)
    pictures = np.zeros((len(WEIGHTS), 10, COUNT, 28, 28), "uint8")
    probabilities = np.zeros((len(WEIGHTS), 10, COUNT, 10), "float32")
    for w in range(len(WEIGHTS)):
        for place, digit in enumerate(ASKED):
            noise = rng.integers(0, 100 - 20 * w, (COUNT, 28, 28))
            pictures[w, place] = 100 + 10 * w + digit + noise
            probabilities[w, place, np.arange(COUNT), digit] = np.where(np.arange(COUNT) < 5 + w, 0.95, 0.8)
            probabilities[w, place, 0] = 0.6 * (np.arange(10) == (digit + 1) % 10)
    return pictures, probabilities


PICTURES, PROBABILITIES = judged()


def guidance_dial():
    return demos.guidance_dial(PICTURES, ASKED, WEIGHTS, PROBABILITIES)


DEMOS = {demos.plane: plane, demos.unnoising: unnoising, demos.guidance_dial: guidance_dial}


def images(picture):
    """All embedded images of a drawing, in order: arrays (H, W)."""
    found = re.findall(r'href="data:image/\w+;base64,([^"]+)"', picture.svg)
    return [np.asarray(Image.open(io.BytesIO(base64.b64decode(one)))) for one in found]


# --- the plane ---------------------------------------------------------------------------------


def drawn(picture, colour, width):
    """The places that a drawing's dots of this colour and width stand for."""
    dots = re.search(rf'<path d="([^"]*)" fill="none" stroke="{colour}" stroke-width="{width:g}"', picture.svg)
    pixels = np.array([dot.split() for dot in re.findall(r"M(\S+ \S+)h0", dots[1])], dtype=float)
    return (pixels * 2 / PLANE - 1) * (demos.EXTENT, -demos.EXTENT)


def walked(velocity, steps):
    x = demos.particles()
    path = [x]
    for k in range(steps):
        x = x + velocity(x, np.full(len(x), k / steps, "float32")) / steps
        path.append(x)
    return path


@pytest.mark.parametrize("field", ["learned", "exact"])
@pytest.mark.parametrize(
    ("steps", "time", "over", "rest"), [(1, 40, 0, 0.4), (5, 50, 2, 0.5), (20, 75, 15, 0), (2, 100, 2, 0)]
)
def test_particles_stand_where_euler_leads_them(field, steps, time, over, rest):
    path = walked({"learned": inwards, "exact": exact}[field], steps)
    expected = path[over] + rest * (path[min(over + 1, steps)] - path[over])
    picture = plane().set(field=field, steps=steps, time=time)
    np.testing.assert_allclose(drawn(picture, demos.RED, 5.5), expected, atol=0.001)
    asked = over + (rest > 0)
    assert f"asked it {asked} of {steps} times" in picture.caption


def test_particles_start_as_noise_and_data_stay():
    picture = plane().set(time=0)
    np.testing.assert_allclose(drawn(picture, demos.RED, 5.5), demos.particles(), atol=0.001)
    np.testing.assert_allclose(drawn(picture, demos.LINE, 12), DATA, atol=0.001)
    start = demos.particles()
    assert np.abs(start.mean(axis=0)).max() < 0.15 and np.abs(start.std(axis=0) - 1).max() < 0.1


def test_arrows_point_along_the_field_and_are_longer_where_it_is_faster():
    def upwards(x, t):
        return np.stack([0 * t, t * np.where(x[:, 0] > 0, 2, 1)], axis=1)

    svg = plane(upwards).set(time=60).svg
    found = re.search(rf'<path d="([^"]*)" fill="none" stroke="{demos.BLUE}" stroke-width="1.3"', svg)[1]
    shafts = np.array(re.findall(r"M(\S+) (\S+)L(\S+) (\S+)M", found), dtype=float)
    assert len(shafts) == demos.LATTICE**2
    np.testing.assert_allclose(shafts[:, 0], shafts[:, 2])
    right = shafts[:, 0] > PLANE / 2 + 1
    full = 0.9 * PLANE / demos.LATTICE
    for side, speed in ((right, 1.2), (~right, 0.6)):
        length = full * speed / demos.FASTEST
        np.testing.assert_allclose(shafts[side, 1] - shafts[side, 3], length, atol=0.11)


def test_arrows_end_with_the_walk():
    arrow = rf'stroke="{demos.BLUE}" stroke-width="1.3"'
    path = {
        time: re.search(rf'd="([^"]*)" fill="none" {arrow}', plane().set(time=time).svg)[1]
        for time in (95, 100)
    }
    assert path[95] and not path[100]


def test_shares_within_the_clouds(language):
    """Straight to the point (0, 1): all in one cloud, in any number of steps. One exact step: in the middle."""
    picture = plane().set(steps=5)
    assert {"en": "100% are within 0.2 of a centre, and 1 of", "zh": "有 1 团"}[language] in picture.caption
    picture = plane().set(field="exact", steps=1)
    assert {"en": "0% are within 0.2 of a centre, and 0 of", "zh": "有 0 团"}[language] in picture.caption
    assert {"en": "they end 0.00 from it", "zh": "离均值 0.00"}[language] in picture.caption
    picture = plane().set(field="exact", steps=50)
    assert {"en": "and 8 of the 8 clouds", "zh": "有 8 团"}[language] in picture.caption


def test_only_a_field_that_copies_is_said_to_copy(language):
    words = {"en": "copies the data", "zh": "照抄数据"}[language]
    aside = np.float32([0.05, -0.05])
    demo = demos.plane(exact, lambda x, t: exact(x - t[:, None] * aside, t) + aside, DATA)
    assert words in demo.set(field="learned", steps=50).caption
    assert words not in demo.set(field="learned", steps=2).caption
    assert words not in demo.set(field="exact", steps=50).caption


def test_fields_are_asked_when_the_demo_is_made_and_never_again():
    calls = []
    demo = plane(lambda x, t: calls.append(len(x)) or inwards(x, t))
    made = len(calls)
    assert calls.count(demos.PARTICLES) == sum(demos.STEPS)
    for steps in demos.STEPS:
        for time in (0, 33, 70, 100):
            demo.set(steps=steps, time=time)
    assert len(calls) == made


def test_a_typed_time_between_the_steps():
    assert plane().set(time=52).svg == plane().set(time=50).svg


def test_far_away_particles_and_a_single_data_point():
    picture = demos.plane(lambda x, t: 0 * x + 1e6, exact, DATA[:1]).set(steps=5, time=100)
    drawn_ = re.sub(r'href="data:[^"]*"', "", picture.svg)
    assert not re.search(r"\b(nan|inf)\b|e\+|\d{7}", drawn_ + picture.caption)


@pytest.mark.parametrize(
    ("learned", "data", "key"),
    [
        (lambda x, t: x * np.nan, DATA, "demo_input_nan"),
        (lambda x, t: x * 1e38, DATA, "demo_input_nan"),
        (lambda x, t: x[:, :1], DATA, "demo_input_shape"),
        (lambda x, t: None, DATA, "demo_input_shape"),
        (lambda x, t: "fast", DATA, "demo_input_numbers"),
        (inwards, DATA[:, :1], "demo_input_shape"),
        (inwards, DATA[:0], "demo_input_shape"),
        (inwards, DATA * np.nan, "demo_input_nan"),
    ],
)
@pytest.mark.filterwarnings("ignore:overflow encountered")
def test_plane_refuses_what_it_cannot_show(learned, data, key):
    for fields in ((learned, inwards), (inwards, learned)):
        with pytest.raises(CourseError) as refused:
            demos.plane(*fields, data)
        assert refused.value.key == key


# --- un-noising --------------------------------------------------------------------------------


def as_bytes(values):
    return np.round((np.clip(values, -1, 1) + 1) * 127.5)


@pytest.mark.parametrize("step", [0, 7, 20])
@pytest.mark.parametrize("picture", [1, 2, 3])
def test_both_pictures_and_both_strips(step, picture):
    """On a straight road x_t mixes noise and shade, and the guess is the shade at once."""
    end = picture - 2
    states = [(1 - k / 20) * NOISE[picture - 1, ..., 0] + k / 20 * end for k in range(21)]
    drawn_ = images(unnoising().set(step=step, picture=picture))
    (state, *states_strip), (guess, *guesses_strip) = drawn_[:22], drawn_[22:]
    np.testing.assert_allclose(state, as_bytes(states[step]), atol=1)
    np.testing.assert_allclose(states_strip, as_bytes(states), atol=1)
    np.testing.assert_allclose(guess, as_bytes(end), atol=1)
    np.testing.assert_allclose(guesses_strip, np.full((21, 28, 28), as_bytes(end)), atol=1)


def test_the_frame_is_around_the_step():
    for step in (0, 11, 20):
        frames = re.findall(rf'<rect x="(\S+)"[^>]*stroke="{demos.RED}"', unnoising().set(step=step).svg)
        assert len(frames) == 2
        small = (demos.WIDTH - 2 * demos.EDGE) / 21
        np.testing.assert_allclose(np.array(frames, dtype=float), demos.EDGE + step * small - 1, atol=0.01)


def test_how_far_the_guess_moves_and_is_from_the_end():
    """v = 0.1 k at step k: the guess moves by 0.1 (1 - t) - 0.1 (k - 1) / 20 …, the same in every pixel."""
    demo = demos.unnoising(lambda x, t: 0 * x + (2 * t[0]).astype("float32"), 0 * NOISE)
    speeds = 0.1 * np.arange(20)
    states = np.concatenate([[0], np.cumsum(speeds) / 20])
    guesses = np.append(states[:-1] + (1 - np.arange(20) / 20) * speeds, states[-1])
    shown = np.clip(guesses, -1, 1)
    for step in (1, 9, 20):
        assert f"moved by {abs(shown[step] - shown[step - 1]):.3f}" in demo.set(step=step).caption
    assert f"still {abs(shown[9] - shown[-1]):.2f} from" in demo.set(step=9).caption


def test_captions_at_the_ends(language):
    assert {"en": "Nothing but noise", "zh": "只有噪声"}[language] in unnoising().set(step=0).caption
    assert {"en": "Arrived", "zh": "到了"}[language] in unnoising().set(step=20).caption


def test_velocity_is_asked_once_a_step():
    calls = []
    demo = unnoising(lambda x, t: calls.append(float(t[0])) or to_shade(x, t))
    for step in range(21):
        demo.set(step=step, picture=1 + step % 3)
    np.testing.assert_allclose(calls, np.arange(20) / 20, atol=1e-6)


@pytest.mark.parametrize(
    ("velocity", "noise", "key"),
    [
        (lambda x, t: x * np.nan, NOISE, "demo_input_nan"),
        (lambda x, t: x * 1e38, NOISE, "demo_input_nan"),
        (lambda x, t: x[..., 0], NOISE, "demo_input_shape"),
        (lambda x, t: x[:1], NOISE, "demo_input_shape"),
        (to_shade, NOISE[..., 0], "demo_input_shape"),
        (to_shade, NOISE[:0], "demo_input_shape"),
        (to_shade, NOISE + np.inf, "demo_input_nan"),
        (to_shade, ["noise"], "demo_input_numbers"),
    ],
)
@pytest.mark.filterwarnings("ignore:overflow encountered")
def test_unnoising_refuses_what_it_cannot_show(velocity, noise, key):
    with pytest.raises(CourseError) as refused:
        demos.unnoising(velocity, noise)
    assert refused.value.key == key


# --- the guidance dial -------------------------------------------------------------------------


@pytest.mark.parametrize("digit", [0, 4, 9])
@pytest.mark.parametrize("place", [1, 3, 5])
def test_the_sheet_shows_the_digit_asked_for_at_its_weight(digit, place):
    sheet = images(guidance_dial().set(digit=digit, w=place))[0]
    expected = PICTURES[place - 1, ASKED.index(digit)]
    columns = (sheet.shape[1] + 2) // 30
    for k, picture in enumerate(expected):
        row, column = divmod(k, columns)
        corner = row * demos.TALL, column * 30
        np.testing.assert_array_equal(sheet[corner[0] : corner[0] + 28, corner[1] : corner[1] + 28], picture)


@pytest.mark.parametrize("digit", [2, 9])
@pytest.mark.parametrize("w", range(len(WEIGHTS)))
def test_share_and_variety(digit, w):
    """All but the first are read as asked, 4 + w of them surely; variety is relative to w = 1."""
    picture = guidance_dial().set(digit=digit, w=w + 1)
    assert f"w = {WEIGHTS[w]}, the judge reads {100 * (4 + w) / COUNT:.0f}% of {COUNT}" in picture.caption
    spread = [PICTURES[k, ASKED.index(digit)].std(axis=0).mean() for k in (w, WEIGHTS.index(1))]
    assert f"vary {100 * spread[0] / spread[1]:.0f}% as much as at w = 1 " in picture.caption


def test_bars_and_marks():
    """A bar's length is the confidence; only the first picture is marked, with the digit that it is read as."""
    svg = guidance_dial().set(digit=9, w=2).svg
    marks = re.findall(rf'fill="{demos.PAPER}" font-weight="bold">(\d)<', svg)
    assert marks == ["0"]
    bars = {
        colour: [
            float(wide)
            for wide in re.findall(rf'width="(\S+)" height="\S+" fill="{colour}" stroke="none"', svg)
        ]
        for colour in (demos.SURE_COLOUR, demos.UNSURE_COLOUR, demos.OTHER_COLOUR)
    }
    sure, unsure, other = bars.values()
    assert (len(sure), len(unsure)) == (5, COUNT - 6)
    np.testing.assert_allclose(np.array(sure) / sure[0], 1)
    np.testing.assert_allclose(np.array(unsure) / sure[0], 0.8 / 0.95, rtol=1e-3)
    assert other[0] / sure[0] == pytest.approx(0.6 / 0.95, rel=1e-3)


def test_what_is_said_of_each_strength(language):
    words = {
        "en": ("isn't heard", "only in part", "follows the label", "2.5-fold"),
        "zh": ("不理会", "只起一部分作用", "照着标签走", "2.5 倍"),
    }[language]
    for place, said in enumerate(words):
        assert said in guidance_dial().set(w=place + 1).caption


@pytest.mark.parametrize(("weights", "plain"), [((0, 0.5, 2, 3, 4), "2"), ((0, 0.1, 0.2, 0.3, 0.75), "0.75")])
def test_variety_is_relative_to_the_first_weight_from_1_on(weights, plain):
    demo = demos.guidance_dial(PICTURES, ASKED, weights, PROBABILITIES)
    for place in range(1, 6):
        assert f"as much as at w = {plain} " in demo.set(w=place).caption


def test_pictures_that_are_all_the_same(language):
    """One picture for each digit, at one weight: no variety, and no division by it."""
    demo = demos.guidance_dial(PICTURES[:1, :, :1], ASKED, [1.5], PROBABILITIES[:1, :, 1:2])
    picture = demo.set(digit=3)
    assert {"en": "no variety to compare", "zh": "没有可比的多样性"}[language] in picture.caption
    assert not re.search(r"\bnan\b", picture.svg)


def test_many_pictures():
    many = np.repeat(PICTURES, 9, axis=2)
    picture = demos.guidance_dial(many, ASKED, WEIGHTS, np.repeat(PROBABILITIES, 9, axis=2)).set()
    assert len(re.findall(r'stroke="none"', picture.svg)) < 100 and f"{9 * COUNT} pictures" in picture.caption


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"pictures": PICTURES / 255}, "demo_input_bytes"),
        ({"pictures": PICTURES[:, :9]}, "demo_input_shape"),
        ({"pictures": PICTURES[:, :, :0]}, "demo_input_shape"),
        ({"pictures": PICTURES[:-1]}, "demo_input_shape"),
        ({"asked": range(1, 11)}, "demo_guidance_digits"),
        ({"asked": [0] * 10}, "demo_guidance_digits"),
        ({"asked": range(9)}, "demo_input_shape"),
        ({"weights": WEIGHTS[::-1]}, "demo_guidance_ascending"),
        ({"weights": (0, 1, 1, 2, 3)}, "demo_guidance_ascending"),
        ({"weights": (0, 1, 2, 3, np.nan)}, "demo_input_nan"),
        ({"weights": ()}, "demo_input_shape"),
        ({"probabilities": PROBABILITIES[..., :9]}, "demo_input_shape"),
        ({"probabilities": PROBABILITIES * 2}, "demo_input_range"),
        ({"probabilities": PROBABILITIES * np.nan}, "demo_input_nan"),
    ],
)
def test_dial_refuses_what_it_cannot_show(changed, key):
    given = {"pictures": PICTURES, "asked": ASKED, "weights": WEIGHTS, "probabilities": PROBABILITIES}
    with pytest.raises(CourseError) as refused:
        demos.guidance_dial(**given | changed)
    assert refused.value.key == key
