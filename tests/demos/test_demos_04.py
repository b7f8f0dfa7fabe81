"""Lesson 04's demos: the given pictures in proportion, numbers by their definition, any size, refusals."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from course_utils.demos import style_transfer as demos
from course_utils.messages import CourseError


def pictures(count=5, height=48, width=64):
    """Smooth pictures, each of another colour: JPEG keeps them almost exactly."""
    rng = np.random.default_rng(4)
    ramp = np.linspace(0, 60, height)[:, None, None] + np.linspace(0, 40, width)[None, :, None]
    return (ramp + rng.uniform(20, 150, (count, 1, 1, 3))).astype("uint8")


CHOICES = ("α/β = 0.01", "from noise", "average pooling")


def choices():
    return demos.choices(dict(zip(CHOICES, pictures(3), strict=True)))


LAYERS = ("conv1_1", "conv2_1", "conv3_1", "conv4_2", "conv5_1", "relu6")


def layers():
    return demos.layer_picker(pictures()[0], dict(zip(LAYERS, pictures(6), strict=True)))


def features(height=6, width=9, channels=5):
    return np.random.default_rng(8).gamma(1, 1, (height, width, channels)).astype("float32")


def gram(values):
    flat = values.reshape(-1, values.shape[-1])
    return flat.T @ flat


def viewer():
    return demos.gram_viewer(features(), gram)


def smoothed():
    """A noisy picture and blurred copies of it."""
    rng = np.random.default_rng(6)
    noisy = np.clip(rng.normal(128, 40, (40, 56, 3)), 0, 255)
    steps = [noisy]
    for _ in range(3):
        last = steps[-1]
        steps.append((last + np.roll(last, 1, 0) + np.roll(last, 1, 1) + np.roll(last, (1, 1), (0, 1))) / 4)
    return np.stack(steps).astype("uint8")


def variation():
    return demos.variation_spectrum(smoothed(), [0, 1e-3, 1e-2, 1e-1])


DEMOS = {
    demos.choices: choices,
    demos.layer_picker: layers,
    demos.gram_viewer: viewer,
    demos.variation_spectrum: variation,
}


def embedded(picture):
    """Each embedded image: (x, y, width, height as drawn, pixels)."""
    form = r'<image x="(\S+)" y="(\S+)" width="(\S+)" height="(\S+)"[^>]*href="data:image/\w+;base64,([^"]+)"'
    for *box, data in re.findall(form, picture.svg):
        yield (*map(float, box), np.asarray(Image.open(io.BytesIO(base64.b64decode(data)))))


def largest(picture):
    return max(embedded(picture), key=lambda image: image[2] * image[3])


# --- choices -----------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2])
def test_a_choice_stands_beside_the_first_picture(number, language):
    picture = choices().set(right=CHOICES[number])
    shown = sorted(embedded(picture), key=lambda image: -image[2])[:2]
    left, right = sorted(shown, key=lambda image: image[0])
    assert np.abs(left[-1].astype(int) - pictures(3)[0]).max() <= 6  # JPEG
    assert np.abs(right[-1].astype(int) - pictures(3)[number]).max() <= 6
    assert f">{CHOICES[number]}<" in picture.svg
    assert picture.caption.index(CHOICES[0]) < picture.caption.index(CHOICES[number])


def test_a_single_picture_stands_beside_itself():
    shown = sorted(embedded(demos.choices({"alone": pictures(1)[0]}).set()), key=lambda image: -image[2])[:2]
    assert all(np.abs(image[-1].astype(int) - pictures(1)[0]).max() <= 6 for image in shown)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (1, "1"),
        (0.25, "0.25"),
        (-3, "−3"),
        (np.float32(0.01), "0.01"),
        (np.float32(8e-4), "8·10⁻⁴"),
        (1e-3, "10⁻³"),
        (123456, "1.23·10⁵"),
        (-2.5e-12, "−2.5·10⁻¹²"),
    ],
)
def test_numbers_as_written_by_hand(value, written):
    assert demos.power_of_ten(float(value)) == written


@pytest.mark.parametrize(
    ("count", "height", "width"), [(1, 1, 1), (1, 300, 20), (40, 20, 300), (3, 1200, 1500), (2, 64, 64)]
)
def test_pictures_of_any_size_keep_their_proportions(count, height, width):
    given = pictures(count, height, width)
    shown = [
        demos.choices({f"{k}": image for k, image in enumerate(given)}).set(),
        demos.layer_picker(given[0], {f"conv{k}": image for k, image in enumerate(given)}).set(),
    ]
    for picture in shown:
        sheet = [float(v) for v in re.search(r'viewBox="0 0 (\S+) (\S+)"', picture.svg).groups()]
        for x, y, wide, high, pixels in embedded(picture):
            assert wide / high == pytest.approx(width / height, rel=1e-3)
            assert max(pixels.shape) <= 900
            assert x >= 0 and y >= 0 and x + wide <= sheet[0] and y + high <= sheet[1]
        assert len(picture.html()) < 400_000


def test_photographs_are_encoded_once(monkeypatch):
    counted = []
    real = demos.jpeg_uri
    monkeypatch.setattr(
        demos, "jpeg_uri", lambda *given, **options: counted.append(1) or real(*given, **options)
    )
    made = choices(), layers(), variation()
    before = len(counted)
    assert before > 20
    for demo in made:
        control = next(iter(demo.controls))
        for value in getattr(demo.controls[control], "options", (1, 2, 3)):
            demo.set(**{control: value})
    assert len(counted) == before


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (pictures(2) / 255, "demo_input_bytes"),
        (pictures(2)[..., 0], "demo_input_shape"),
        ([pictures(1)[0], pictures(1, 20, 20)[0]], "demo_input_numbers"),
        ([], "demo_input_bytes"),
    ],
)
def test_choices_refuse_what_they_cannot_show(given, key):
    with pytest.raises(CourseError) as refused:
        demos.choices(dict(enumerate(given)))
    assert refused.value.key == key


# --- layer picker ------------------------------------------------------------------------------


def test_layer_picker_shows_the_original_beside_the_chosen_layer():
    for k, name in enumerate(LAYERS):
        shown = sorted(embedded(layers().set(layer=name)), key=lambda image: -image[2])[:2]
        left, right = sorted(shown, key=lambda image: image[0])
        assert np.abs(left[-1].astype(int) - pictures()[0]).max() <= 6
        assert np.abs(right[-1].astype(int) - pictures(6)[k]).max() <= 6
        assert left[1:4] == right[1:4]


def test_layer_picker_measures_the_likeness():
    original, other = pictures(2)
    demo = demos.layer_picker(original, {"conv1_1": original, "conv5_1": other})
    expected = 10 * np.log10(255**2 / np.mean((original.astype(float) - other) ** 2))
    assert f"PSNR {expected:.1f} dB" in demo.set(layer="conv5_1").alt
    assert "PSNR 99.0 dB" in demo.set(layer="conv1_1").alt


def test_every_depth_has_its_own_sentence(language):
    captions = [layers().set(layer=name).caption.replace(name, "") for name in LAYERS]
    assert len(set(captions)) == len(LAYERS)


def receptive_field(name, convolutions):
    """Pixels across that one value of a VGG layer has seen; convolutions: how many each block has."""
    block, layer = map(int, re.match(r"conv(\d)_(\d)", name).groups())
    field, jump = 1, 1
    for b, count in enumerate(convolutions[:block], 1):
        for _ in range(layer if b == block else count):
            field += 2 * jump
        if b < block:
            field, jump = field + jump, 2 * jump
    return field


def test_the_receptive_fields_in_the_sentences_are_those_of_vgg():
    for block in range(1, 6):
        fields = [
            receptive_field(f"conv{block}_{layer}", convolutions)
            for convolutions in ((2, 2, 3, 3, 3), (2, 2, 4, 4, 4))  # VGG16, VGG19
            for layer in range(1, convolutions[block - 1] + 1)
        ]
        demo = demos.layer_picker(pictures()[0], {f"conv{block}_1": pictures()[1]})
        assert f"seen {min(fields)} to {max(fields)} pixels" in demo.set().caption


def test_layer_picker_refuses_what_does_not_fit():
    for wrong, key in (
        ({}, "demo_input_shape"),
        ({"conv1_1": pictures(1, 20, 20)[0]}, "demo_input_shape"),
        ({"conv1_1": pictures()[0] / 255}, "demo_input_bytes"),
        ({"conv1_1": None}, "demo_input_bytes"),
    ):
        with pytest.raises(CourseError) as refused:
            demos.layer_picker(pictures()[0], wrong)
        assert refused.value.key == key


# --- Gram viewer -------------------------------------------------------------------------------


def maps(picture):
    """The matrix and the three maps, as drawn."""
    return [pixels for *_, pixels in embedded(picture)]


def numbers(picture):
    return [
        float(n)
        for n in re.findall(r"(?:sum over all positions of the product|of the matrix G): ([\d.]+)", picture.svg)
    ]


@pytest.mark.parametrize("positions", ["kept", "shuffled"])
def test_the_product_sums_to_the_entry(positions):
    given = features().astype(float)
    for i in range(5):
        for j in range(5):
            picture = viewer().set(first=i + 1, second=j + 1, positions=positions)
            expected = sum(a * b for a, b in zip(given[..., i].flat, given[..., j].flat, strict=True))
            np.testing.assert_allclose(numbers(picture), [expected] * 2, rtol=1e-3)


def test_shuffling_scrambles_the_maps_alike_and_keeps_the_matrix():
    kept, shuffled = (viewer().set(first=1, second=2, positions=p) for p in ("kept", "shuffled"))
    matrix, *before = maps(kept)
    same, *after = maps(shuffled)
    np.testing.assert_array_equal(matrix, same)

    def columns(shown):
        return np.concatenate([image.reshape(-1, 3) for image in shown], axis=1)

    assert not np.array_equal(columns(before), columns(after))
    assert sorted(map(tuple, columns(before))) == sorted(map(tuple, columns(after)))
    assert "which is rounding" in shuffled.caption


def test_the_largest_change_is_named():
    """A matrix that does depend on positions: its change is the number in the picture."""

    def first_row_counts_double(values):
        return gram(values) + gram(values[:1])

    calls = []
    picture = demos.gram_viewer(features(), lambda v: calls.append(v) or first_row_counts_double(v)).set()
    assert len(calls) == 2 and not np.array_equal(*calls)
    np.testing.assert_array_equal(*(np.sort(v, axis=None) for v in calls))
    change = np.abs(first_row_counts_double(calls[0]) - first_row_counts_double(calls[1])).max()
    assert f">{demos.power_of_ten(float(change))}<" in picture.svg
    assert "not yet a Gram matrix" in picture.caption


def test_the_pair_to_begin_with_is_the_strongest():
    given = features()
    given[..., 3] = 3 * given[..., 1]
    assert [demos.gram_viewer(given, gram).state[k] for k in ("first", "second")] == [2, 4]


def test_negative_entries_are_orange():
    given = np.ones((3, 3, 2)) * (1, -1)
    matrix, first, second, product = maps(demos.gram_viewer(given, gram).set())

    def is_blue(pixel):
        return int(pixel[2]) > int(pixel[0])

    assert is_blue(matrix[0, 0]) and is_blue(matrix[1, 1])
    assert not is_blue(matrix[0, 1]) and not is_blue(matrix[1, 0])
    assert is_blue(first[0, 0]) and not is_blue(second[0, 0]) and not is_blue(product[0, 0])


@pytest.mark.parametrize(
    "shape", [(1, 1, 1), (1, 40, 2), (64, 64, 64), (7, 3, 130)], ids=lambda shape: "x".join(map(str, shape))
)
@pytest.mark.parametrize("fill", ["gamma", "zero"])
def test_gram_viewer_of_any_size(shape, fill):
    given = features(*shape) * (fill == "gamma")
    picture = demos.gram_viewer(given, gram).set()
    assert maps(picture)[0].shape == (shape[2], shape[2], 3)
    assert not re.search(r"\b(nan|inf)\b", re.sub(r'href="[^"]*"', "", picture.svg))


@pytest.mark.parametrize(
    ("given", "matrix", "key"),
    [
        (features() * np.nan, gram, "demo_input_nan"),
        (features()[..., 0], gram, "demo_input_shape"),
        (features()[:0], gram, "demo_input_shape"),
        (features(), lambda f: gram(f)[:2], "demo_input_shape"),
        (features(), lambda f: gram(f) * np.inf, "demo_input_nan"),
        (features(), lambda f: None, "demo_input_shape"),
        (features(), lambda f: "G", "demo_input_numbers"),
    ],
)
def test_gram_viewer_refuses_what_it_cannot_show(given, matrix, key):
    with pytest.raises(CourseError) as refused:
        demos.gram_viewer(given, matrix)
    assert refused.value.key == key


# --- variation spectrum ------------------------------------------------------------------------


def test_white_noise_has_its_variance_everywhere():
    rng = np.random.default_rng(0)
    grey = np.clip(np.round(rng.normal(128, 20, (256, 300))), 0, 255)
    spectrum = demos.Spectrum.of(np.repeat(grey[..., None], 3, axis=2).astype("uint8"))
    np.testing.assert_allclose(spectrum.power[40:], (20 / 255) ** 2, rtol=0.3)
    assert spectrum.power[8:].mean() == pytest.approx((20 / 255) ** 2, rel=0.03)
    assert spectrum.fine == pytest.approx((20 / 255) ** 2, rel=0.03)


@pytest.mark.parametrize(("periods", "axis"), [(8, 0), (16, 1), (30, 0)])
def test_a_wave_peaks_at_its_frequency(periods, axis):
    wave = 128 + 80 * np.cos(2 * np.pi * periods * np.arange(64) / 64)
    plane = np.broadcast_to(wave[:, None] if axis == 0 else wave, (64, 64))
    spectrum = demos.Spectrum.of(np.repeat(plane[..., None], 3, axis=2).astype("uint8"))
    assert spectrum.frequency[spectrum.power.argmax()] == periods / 64
    assert spectrum.frequency[0] == 1 / 64 and spectrum.frequency[-1] == 0.5


def test_a_slanted_wave_peaks_in_the_nearest_ring():
    rows, columns = np.indices((64, 64))
    plane = 128 + 80 * np.cos(2 * np.pi * 16 * (rows + columns) / 64)
    spectrum = demos.Spectrum.of(np.repeat(plane[..., None], 3, axis=2).astype("uint8"))
    assert spectrum.frequency[spectrum.power.argmax()] == 23 / 64  # 16·√2 = 22.6


def test_the_power_left_is_named():
    given = smoothed()
    fine = [demos.Spectrum.of(image).fine for image in given]
    for k, left in enumerate(fine):
        assert f"{100 * left / fine[0]:.3g}%" in variation().set(picture=k + 1).caption
    assert fine == sorted(fine, reverse=True)


def test_curves_are_the_spectra():
    """The red curve, back in numbers, is the logarithm of the power."""
    svg = variation().set(picture=3).svg
    window = float(re.findall(r'<svg x="\S+" y="\S+" width="\S+" height="(\S+)">', svg)[0])
    line = re.findall(rf'<path d="M([^"]+)" fill="none" stroke="{demos.RED}" stroke-width="3"', svg)
    line = max(line, key=len)
    heights = np.array([float(point.split()[1]) for point in line.split("L")])
    spectra = [demos.Spectrum.of(image) for image in smoothed()]
    logs = [np.log10(spectrum.power) for spectrum in spectra]
    top, low = np.ceil(max(map(np.max, logs))), np.floor(min(map(np.min, logs)))
    np.testing.assert_allclose(top - heights / window * (top - low), logs[2], atol=0.02)


def test_labels_may_be_words():
    demo = demos.variation_spectrum(smoothed()[:2], ["none", "strong"])
    assert "γ = strong." in demo.set(picture=2).caption


def test_pictures_without_detail():
    blank = np.full((2, 8, 200, 3), 77, "uint8")
    picture = demos.variation_spectrum(blank, [0, 1]).set()
    assert "no fine detail" in picture.caption
    assert not re.search(r"\b(nan|inf)\b", re.sub(r'href="[^"]*"', "", picture.svg))
    assert demos.variation_spectrum(pictures(1, 301, 8), [1]).set().caption


@pytest.mark.parametrize(
    ("given", "labels", "key"),
    [
        (smoothed() / 255, [1, 2, 3, 4], "demo_input_bytes"),
        (smoothed(), [1, 2], "demo_input_shape"),
        (smoothed(), ["a", "b"], "demo_input_shape"),
        (smoothed(), [1, 2, 3, np.nan], "demo_input_nan"),
        (smoothed(), [1, 2, 3, "much"], "demo_input_numbers"),
        (smoothed()[:, :7], [1, 2, 3, 4], "demo_variation_small"),
        (smoothed()[:0], [], "demo_input_shape"),
    ],
)
def test_variation_refuses_what_it_cannot_show(given, labels, key):
    with pytest.raises(CourseError) as refused:
        demos.variation_spectrum(given, labels)
    assert refused.value.key == key
