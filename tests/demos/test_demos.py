"""What all demos share: drawn at every setting, no traceback, always with alt text, moved by any control."""

import base64
import io
import re
from itertools import product
from math import prod
from unicodedata import east_asian_width
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from course_utils import session
from course_utils.demos.recording import Recording, character, record
from course_utils.demos.shell import Choice, Demo, Field, Picture, Slider
from course_utils.svg import Drawing, jpeg_uri, png_uri
from tests import found


def _place(function):
    return f"{function.__module__.rsplit('.', 1)[1]}.{function.__name__}"


# Demo, as module.function -> the function that makes one to test; settings of its controls to try
LESSONS = found.modules("tests/**/test_demos").values()
DEMOS = {_place(demo): make for lesson in LESSONS for demo, make in lesson.DEMOS.items()}
SETTINGS = {
    _place(demo): extra for lesson in LESSONS for demo, extra in getattr(lesson, "SETTINGS", {}).items()
}
MOST = 150  # settings of one demo to draw

every_demo = pytest.mark.parametrize("name", DEMOS)


def settings(name, control):
    """Values to try for a control: the ends and the middle, or what the lesson's tests ask for."""
    setting = DEMOS[name]().controls[control]
    if control in SETTINGS.get(name, {}):
        return SETTINGS[name][control]
    if isinstance(setting, Slider):
        return sorted({setting.low, (setting.low + setting.high) // 2, setting.high})
    assert isinstance(setting, Choice), "a Field needs SETTINGS"
    return list(setting.options)


def combinations(name):
    """States that cover each pair of a control and its value, and a fixed random choice of all others."""
    grids = {control: settings(name, control) for control in DEMOS[name]().controls}
    states = [dict(zip(grids, values, strict=True)) for values in product(*grids.values())]
    if len(states) > MOST:
        chosen = np.random.default_rng(0).choice(len(states), MOST, replace=False)
        states = [states[k] for k in chosen]
        states += [{control: value} for control, values in grids.items() for value in values]
    return states


def breadth(element):
    """Of a line of text, in a broad font."""
    narrow = "iljtf.,:;|!'() "
    words = "".join(element.itertext())
    letters = (1.0 if east_asian_width(c) in "WF" else 0.3 if c in narrow else 0.62 for c in words)
    return (
        sum(letters) * float(element.get("font-size")) * (1.06 if element.get("font-weight") == "bold" else 1)
    )


def beyond_the_edges(drawing):
    """The lines of text that don't fit into the drawing (pictures within it cut off their own)."""
    right, found = float(drawing.get("viewBox").split()[2]), []
    waiting = [drawing]
    for element in waiting:
        if element.tag.endswith("text"):
            x, wide = float(element.get("x")), breadth(element)
            start = x - wide * {"start": 0, "middle": 0.5, "end": 1}[element.get("text-anchor")]
            if start < -2 or start + wide > right + 2:
                found.append("".join(element.itertext()))
        waiting += [child for child in element if not child.tag.endswith("svg")]
    return found


def test_every_demo_is_tested_and_shown_in_a_lesson():
    assert DEMOS.keys() == found.demos().keys()
    assert {name for demos in found.shown().values() for name in demos} == DEMOS.keys()


@every_demo
def test_every_setting_is_drawn(name, language):
    demo = DEMOS[name]()
    for state in combinations(name):
        picture = demo.set(**state)
        drawn = re.sub(r'href="data:[^"]*"', "", picture.svg)
        assert picture.alt and picture.caption
        assert not re.search(r"\b(nan|inf|None)\b", drawn + picture.caption + picture.alt)
        assert bool(re.search(r"[\u4e00-\u9fff]", picture.alt)) == (language == "zh")
        assert not beyond_the_edges(ElementTree.fromstring(picture.svg))


@every_demo
def test_every_control_changes_the_picture(name):
    for control in DEMOS[name]().controls:
        seen = {DEMOS[name]().set(**{control: value}).svg for value in settings(name, control)}
        assert len(seen) > 1, control


@every_demo
def test_a_picture_depends_on_nothing_but_its_state(name):
    states = combinations(name)[:20]
    demo = DEMOS[name]()
    first = [demo.set(**state) for state in states]
    full = [dict(demo.state) for state in states if demo.set(**state)]
    assert [DEMOS[name]().render(state) for state in reversed(full)] == first[::-1]


@every_demo
def test_widgets_redraw_when_moved(name):
    demo = DEMOS[name]()
    picture = demo.widget().children[-1]
    for control, widget in demo._inputs.items():
        before, start = picture.value, widget.value
        if isinstance(demo.controls[control], Slider):
            widget.value = widget.min if widget.value != widget.min else widget.max
        elif isinstance(demo.controls[control], Choice):
            widget.value = next(value for _, value in widget.options if value != start)
        else:
            widget.value = settings(name, control)[1]
        assert demo.state[control] == widget.value
        assert picture.value != before, control
        assert picture.value.startswith("<img alt=")
        widget.value = start


@every_demo
def test_only_core_widgets_and_every_input_has_a_label(name):
    import ipywidgets

    demo = DEMOS[name]()
    demo.widget()
    for widget in demo._inputs.values():
        assert type(widget).__module__.startswith("ipywidgets.")
        assert isinstance(widget, ipywidgets.BoundedIntText | ipywidgets.ToggleButtons | ipywidgets.Text)
        assert widget.description


@every_demo
def test_static_picture_for_readers_without_a_kernel(name, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_STATIC", "1")
    assert session.is_static()
    demo = DEMOS[name]()
    demo._ipython_display_()
    assert demo.set().alt in capsys.readouterr().out


def without_images(words):
    return re.sub(r'data:image/[^"]*', "", words)


@every_demo
def test_a_recording_shows_what_the_demo_draws(name):
    """At every state of a small part of its grid; what a limit forbids isn't there."""
    demo = DEMOS[name]()
    grid = {
        control: sorted({*values[:2], values[-1], demo.state[control]}, key=values.index)
        for control, values in ((c, setting.values()) for c, setting in demo.controls.items())
    }
    demo.recorded = grid
    for moved in (list(grid)[:3], list(grid)[3:]):  # not all at once: their product is large
        demo.recorded = {c: values if c in moved else [] for c, values in grid.items()}
        recording = Recording(record(demo))
        shown = [c for c in moved if len(grid[c]) > 1]
        assert [len(control["values"]) for control in recording.controls] == [len(grid[c]) for c in shown]
        for places in product(*(range(len(grid[c])) for c in shown)):
            state = demo.state | {c: grid[c][place] for c, place in zip(shown, places, strict=True)}
            played, beyond = recording.picture(*places), demo.limits(state)
            if any(state[c] > high for c, high in beyond.items()):
                assert played is None
                continue
            drawn = demo.render(state)
            assert [*map(without_images, played)] == [without_images(drawn.svg), drawn.alt, drawn.caption]
        start = recording.picture(*(control["start"] for control in recording.controls))
        assert start[1:] == ((still := demo.set()).alt, still.caption)


@every_demo
def test_what_is_to_be_recorded_exists_and_is_not_too_much(name):
    demo = DEMOS[name]()
    assert demo.recorded.keys() <= demo.controls.keys()
    grid = [set(demo.recorded.get(c, kind.values())) & set(kind.values()) for c, kind in demo.controls.items()]
    assert all(grid) and 1 < prod(map(len, grid)) <= 9000


def test_an_image_that_is_recorded_looks_the_same():
    """Without loss where it was drawn as PNG, nearly so where it was a photograph."""
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, (20, 30, 3), dtype=np.uint8)
    smooth = np.clip(noise.mean(axis=(0, 1)) + np.linspace(0, 80, 30)[:, None], 0, 255).astype(np.uint8)[None]
    smooth = np.repeat(smooth, 20, axis=0)
    for image, uri, most in ((noise, png_uri(noise), 0), (smooth, jpeg_uri(smooth), 6)):
        drawn = Drawing(30, 20)
        drawn.encoded(0, 0, uri, 30, 20)
        demo = Demo(lambda _, svg=str(drawn): Picture(svg, "alt", "words"), {})
        svg, *_ = Recording(record(demo)).picture()
        data = re.search(r'href="data:image/\w+;base64,([^"]+)"', svg)[1]
        pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB"))
        assert np.abs(pixels.astype(int) - image).mean() <= most


def test_parts_beyond_the_surrogates_and_characters_that_json_escapes():
    """A demo of so many parts that its frames need characters beyond U+E000."""
    demo = Demo(
        lambda state: Picture(f'<svg a="{state["a"]}">' + f"<b>{state['a']}\\</b>" * 2, f"{state['a']}", "c"),
        {"a": Slider("demo_place", 30_000, 1, 30_000)},
    )
    recording = Recording(record(demo))
    for place in (0, 33, 56, 57, 27_500, 29_999):
        assert recording.picture(place)[1] == str(place + 1)
    assert max(max(words) for frame in recording.frames for words in frame) > "\ue000"
    assert not re.search("[\ud800-\udfff]", "".join(map(character, range(60_000))))


@every_demo
def test_unknown_control_is_refused(name):
    with pytest.raises(TypeError, match="zoomfactor"):
        DEMOS[name]().set(zoomfactor=2)


def test_a_slider_moves_in_its_steps():
    """The field, the slider beside it and the player all go from 0 to 100 in steps of 25."""
    demo = Demo(
        lambda state: Picture("<svg/>", str(state)), {"far": Slider("demo_place", 50, 0, 100, True, 25)}
    )
    row = demo.widget().children[0].children[0]
    assert [(widget.step, widget.max) for widget in row.children] == [(25, 100)] * 3


def test_every_field_has_settings():
    for name, make in DEMOS.items():
        fields = {control for control, kind in make().controls.items() if isinstance(kind, Field)}
        assert fields <= SETTINGS.get(name, {}).keys()
