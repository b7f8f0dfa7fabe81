"""Demos are pure pictures of their state: drawn at every setting, never a traceback, always with alt text."""

import re
from itertools import product
from xml.etree import ElementTree

import numpy as np
import pytest

from course_utils import runtime
from course_utils.demos import transposed_convolution as demos
from course_utils.demos.shell import Choice, Field, Slider


def zoom():
    rng = np.random.default_rng(0)
    truth = {name: rng.random(size) for name, size in (("wide", (160, 240, 3)), ("tall", (240, 160, 3)))}
    blurred = {
        name: {"original": t} | {m: t * 0.9 for m in ("nearest", "bilinear", "bicubic", "learned")}
        for name, t in truth.items()
    }
    return demos.upsampling_zoom(blurred, {name: t[::4, ::4] for name, t in truth.items()})


DEMOS = {"explorer": demos.explorer, "checkerboard": demos.checkerboard, "zoom": zoom}


def settings(control):
    if isinstance(control, Slider):
        return sorted({control.low, (control.low + control.high) // 2, control.high})
    if isinstance(control, Choice):
        return list(control.options)
    return ["", "1 2; 3 4", "1 2; 3", "rabbit", ";;", "1e999", "1 " * 9]


@pytest.mark.parametrize("name", DEMOS)
def test_every_setting_is_drawn(name, language):
    demo = DEMOS[name]()
    grids = {k: settings(c) for k, c in demo.controls.items() if not isinstance(c, Field)}
    combinations = list(product(*grids.values()))
    step = max(1, len(combinations) // 1500)
    for values in combinations[::step]:
        picture = demo.set(**dict(zip(grids, values, strict=True)))
        drawn = re.sub(r'href="data:[^"]*"', "", picture.svg)
        assert picture.alt and not re.search(r"\b(nan|inf)\b", drawn + picture.caption)
    ElementTree.fromstring(picture.svg)


@pytest.mark.parametrize("name", DEMOS)
def test_every_control_changes_the_picture(name):
    for control, setting in DEMOS[name]().controls.items():
        seen = {DEMOS[name]().set(**{control: value}).svg for value in settings(setting)}
        assert len(seen) > 1, control


def test_typed_kernels(language):
    for words in settings(Field("", "")):
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


def test_unknown_control_is_refused():
    with pytest.raises(TypeError, match="zoomfactor"):
        demos.explorer().set(zoomfactor=2)


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


@pytest.mark.parametrize("name", DEMOS)
def test_widgets_redraw_when_moved(name):
    demo = DEMOS[name]()
    box = demo.widget()
    picture = box.children[-1]
    for control, widget in demo._inputs.items():
        before, start = picture.value, widget.value
        if isinstance(demo.controls[control], Slider):
            widget.value = widget.min if widget.value != widget.min else widget.max
        elif isinstance(demo.controls[control], Choice):
            widget.value = widget.options[-1][1]
        else:
            widget.value = "1 2; 3 4"
        assert demo.state[control] == widget.value
        assert picture.value != before, control
        assert picture.value.startswith("<img alt=")
        widget.value = start


def test_slider_limits_follow_in_the_widgets():
    demo = demos.explorer()
    demo.widget()
    demo._inputs["n"].value = 2
    assert demo._inputs["step"].max == 4 and demo._inputs["step"].value == 4


@pytest.mark.parametrize("name", DEMOS)
def test_only_core_widgets_and_every_input_has_a_label(name):
    import ipywidgets

    demo = DEMOS[name]()
    demo.widget()
    for widget in demo._inputs.values():
        assert type(widget).__module__.startswith("ipywidgets.")
        assert isinstance(widget, ipywidgets.BoundedIntText | ipywidgets.ToggleButtons | ipywidgets.Text)
        assert widget.description


def test_static_picture_for_readers_without_a_kernel(monkeypatch, capsys):
    monkeypatch.setenv("COURSE_STATIC", "1")
    assert runtime.is_static()
    demos.explorer()._ipython_display_()
    assert "4×4 input" in capsys.readouterr().out
