"""Lesson 01's demos: stamps as in the lecture, evenness as the arithmetic says."""

import re
from itertools import product
from xml.etree import ElementTree

import numpy as np
import pytest

from course_utils.demos import transposed_convolution as demos


def zoom():
    rng = np.random.default_rng(0)
    truth = {name: rng.random(size) for name, size in (("wide", (160, 240, 3)), ("tall", (240, 160, 3)))}
    blurred = {
        name: {"original": t} | {m: t * 0.9 for m in ("nearest", "bilinear", "bicubic", "linear", "learned")}
        for name, t in truth.items()
    }
    return demos.upsampling_zoom(blurred, {name: t[::4, ::4] for name, t in truth.items()})


DEMOS = {demos.explorer: demos.explorer, demos.checkerboard: demos.checkerboard, demos.upsampling_zoom: zoom}
TYPED = ["", "1 2; 3 4", "1 2; 3", "rabbit", ";;", "1e999", "1 " * 9]
SETTINGS = {demos.explorer: {"edited": TYPED}}


def test_typed_kernels(language):
    for words in TYPED:
        picture = demos.explorer().set(edited=words)
        ElementTree.fromstring(picture.svg)
    picture = demos.explorer().set(edited="1 2; 3")
    assert {"en": "equally many", "zh": "一样多"}[language] in picture.alt
    np.testing.assert_array_equal(demos.parse_kernel("1，2；3 -4.5"), [[1, 2], [3, -4.5]])


def test_nonsense_explains_itself(language):
    demo = demos.explorer()
    assert {"en": "must stay below stride", "zh": "必须小于步幅"}[language] in demo.set(output_padding=2).alt
    refusal = demo.set(output_padding=0, padding=4, n=1)
    assert {"en": "crops the whole output", "zh": "都裁没了"}[language] in refusal.alt


def numbers(picture):
    return [float(t) for t in re.findall(r">(-?[\d.]+)</text>", picture.svg)]


def test_explorer_shows_the_spreadsheet_table():
    """4×4 ones with a 3×3 kernel of ones: the 6×6 table of the lecture, after the last stamp."""
    shown = numbers(demos.explorer().set(stride=1, padding=0, step=16))
    line = np.array([1, 2, 3, 3, 2, 1])
    np.testing.assert_array_equal(shown[16 + 9 :], np.outer(line, line).ravel())
    assert "= 6" in demos.explorer().set(stride=1, padding=0).caption


def test_explorer_stamps_one_pixel_after_the_other():
    totals = [sum(numbers(demos.explorer().set(stride=1, padding=0, step=k))[25:]) for k in range(17)]
    np.testing.assert_array_equal(np.diff(totals), np.full(16, 9))


def test_step_follows_the_input_size():
    demo = demos.explorer()
    demo.set(n=2)
    assert demo.state["step"] == 4


@pytest.mark.parametrize(
    ("kernel", "stride", "even"), [(4, 2, True), (3, 2, False), (6, 3, True), (5, 3, False)]
)
@pytest.mark.parametrize("layers", [1, 2])
def test_checkerboard_says_what_divisibility_says(kernel, stride, even, layers):
    caption = demos.checkerboard().set(kernel=kernel, stride=stride, layers=layers).caption
    assert ("all values are equal" in caption) == even


@pytest.mark.parametrize("weights", ["ones", "random"])
def test_resizing_first_is_always_even(weights):
    for kernel, stride in product((1, 3, 5), (1, 2, 3)):
        demo = demos.checkerboard()
        caption = demo.set(kernel=kernel, stride=stride, method="resize", weights=weights).caption
        assert "all values are equal" in caption, (kernel, stride)


def test_slider_limits_follow_in_the_widgets():
    demo = demos.explorer()
    demo.widget()
    demo._inputs["n"].value = 2
    assert demo._inputs["step"].max == 4 and demo._inputs["step"].value == 4
