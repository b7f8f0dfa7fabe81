"""Demos on pages without a kernel, moved by keyboard, mouse and finger: from disk, on site and in slides."""

import shutil

import nbformat
import pytest

from course_utils.demos.recording import record
from course_utils.demos.shell import Choice, Demo, Picture, Slider
from course_utils.language import LANGUAGES, set_language
from course_utils.messages import text
from course_utils.svg import Drawing
from tests.conftest import ROOT
from tests.tools.test_browser import browser  # noqa: F401 (the fixture)
from tools import build, places
from tools.lab import CHROMIUM
from tools.site.pages import Site
from tools.slides.pages import Slides
from tools.web.publication import place
from tools.web.text import WebError

NAME = "01_transposed_convolution"
MOST, ALL = 400_000, 12_000_000  # bytes: of a demo, as a page loads it; of all recordings
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
both = pytest.mark.parametrize("room", ["site", "slides"])


def draw(state):
    words = "-".join(map(str, state.values()))
    drawing = Drawing(860, 300)
    drawing.text(200, 100, words, 40)
    return Picture(str(drawing), f"alt {words}", f"caption {words}")


def small_demo():
    """A slider that plays and ends where the other one says, a few options, and many."""
    return Demo(
        draw,
        {
            "n": Slider("demo_input_size", 2, 1, 4),
            "step": Slider("demo_step", 3, 0, 16, play=True),
            "few": Choice("demo_values", "ones", {"ones": "demo_values_ones", "spot": "demo_values_spot"}),
            "many": Choice("demo_layer", 3, dict.fromkeys(range(8))),
        },
        limits=lambda state: {"step": state["n"] ** 2},
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with one small executed lesson, whose demo is recorded."""
    root = tmp_path_factory.mktemp("live") / "course"
    shutil.copytree(ROOT / "course_utils" / "cards", root / "course_utils" / "cards")
    shutil.copy(ROOT / "pyproject.toml", root)
    for edition in places.EDITIONS:
        for language in LANGUAGES:
            set_language(language)
            path = root / places.notebook(NAME, edition, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            slide = {"slideshow": {"slide_type": "slide"}}
            cells = [
                nbformat.v4.new_markdown_cell("# One", id="title", metadata=slide),
                nbformat.v4.new_markdown_cell("## Two", id="two", metadata=slide),
                nbformat.v4.new_code_cell(
                    "demo()", id="try-demo", metadata={"tags": ["demo"]}, execution_count=1
                ),
                nbformat.v4.new_markdown_cell("## Three", id="three", metadata=slide),
            ]
            picture, data = small_demo().set(), record(small_demo())
            output = nbformat.v4.new_output(
                "display_data", {"text/plain": picture.alt, "text/html": picture.html()}
            )
            output.metadata["recording"] = build.digest(data)
            cells[2].outputs = [output]
            if edition == "complete":
                build.write(places.recording(path, "try"), data)
            nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    set_language(None)
    return root


@pytest.fixture(scope="module")
def built(course):
    """Site and slides of that course, by their names."""
    Site(course).build(course.parent / "site")
    Slides(course).build(course.parent / "slides")
    return {room: course.parent / room for room in ("site", "slides")}


@pytest.fixture
def opened(built, browser):  # noqa: F811
    """A function that opens the lesson from disk; no fault and no request to a host may follow."""
    contexts, faults = [], []

    def open_(room="site", language="en", setup="", file=None, **options):
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
        page.on(
            "request", lambda r: None if r.url.startswith(("file:", "data:", "blob:")) else faults.append(r.url)
        )
        page.add_init_script(setup)
        page.goto(f"{(file or built[room] / place(NAME, language)).as_uri()}#/two")
        if room == "slides" and options.get("java_script_enabled", True):
            page.wait_for_selector("html[data-ready]")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert faults == []


def words(page):
    """What the demo shows, as its state: it stands in picture, alt text and caption alike."""
    figure = page.locator("figure[data-demo=try]")
    picture = figure.locator("img")
    picture.evaluate("picture => picture.decode()")
    alt, caption = picture.get_attribute("alt"), figure.locator("img ~ div").inner_text()
    assert alt.removeprefix("alt ") == caption.removeprefix("caption ")
    drawn = picture.get_attribute("src")
    assert not drawn.startswith("data:") or caption.removeprefix("caption ") in drawn
    return caption.removeprefix("caption ")


def say(page, state):
    page.wait_for_function(f"document.querySelector('figure[data-demo] img').alt === 'alt {state}'")
    assert words(page) == state


@both
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_control_moves_the_picture_by_keyboard(opened, room, language):
    page = opened(room, language)
    say(page, "2-3-ones-3")
    controls = page.locator("figure[data-demo=try] .knob")
    labels = [label.inner_text().strip() for label in controls.locator("label:first-child, legend").all()]
    assert labels == [
        text(key, language) for key in ("demo_input_size", "demo_step", "demo_values", "demo_layer")
    ]
    page.locator("input[type=range]").first.focus()
    for key, state in (
        ("ArrowRight", "3-3-ones-3"),
        ("Tab", "3-3-ones-3"),
        ("End", "3-9-ones-3"),
        ("ArrowLeft", "3-8-ones-3"),
        ("Tab", "3-8-ones-3"),  # the player
        ("Tab", "3-8-ones-3"),
        ("ArrowRight", "3-8-spot-3"),
        ("Tab", "3-8-spot-3"),
        ("ArrowDown", "3-8-spot-4"),
    ):
        page.keyboard.press(key)
        say(page, state)
    slider = page.get_by_label(text("demo_step", language), exact=True)
    assert slider.get_attribute("aria-valuetext") == "8"
    assert controls.locator("output").all_inner_texts() == ["3", "8"]
    page.get_by_label(text("demo_input_size", language), exact=True).focus()
    page.keyboard.press("Home")  # one stamp is all there is, now
    say(page, "1-1-spot-4")
    assert page.url.endswith("#/two")  # no key has turned a slide
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    say(page, "1-1-spot-4")
    if room == "slides":
        page.wait_for_url("**#/three")


@both
def test_by_mouse_and_by_finger(opened, room):
    width = {"site": 390, "slides": 1280}[room]
    page = opened(room, viewport={"width": width, "height": 800}, has_touch=True)
    slider = page.locator("input[type=range]").first
    box = slider.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    say(page, "4-3-ones-3")
    page.mouse.move(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    say(page, "1-1-ones-3")
    page.get_by_label(text("demo_values_spot")).check()
    page.locator("select").select_option("5")
    say(page, "1-1-spot-5")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width + 1


@both
def test_it_runs_by_itself_to_its_end_and_can_be_stopped(opened, room):
    page = opened(room)
    player = page.get_by_role("button", name=text("web_play", label=text("demo_step")))
    player.click()
    say(page, "2-4-ones-3")
    page.wait_for_selector(f"button[aria-label='{text('web_play', label=text('demo_step'))}']")  # at its end
    player.click()
    say(page, "2-0-ones-3")
    page.get_by_role("button", name=text("web_stop", label=text("demo_step"))).click()
    at = words(page)
    page.wait_for_timeout(800)
    assert words(page) == at != "2-4-ones-3"
    still = opened(room, reduced_motion="reduce")
    assert (
        not still.locator("figure button").is_visible()
        and still.locator("input[type=range]").first.is_visible()
    )


@pytest.mark.parametrize(
    "options", [{"java_script_enabled": False}, {"setup": "delete window.DecompressionStream"}]
)
def test_the_still_picture_stays_where_nothing_can_move_it(opened, options):
    page = opened(**options)
    assert page.locator("figure[data-demo] img").get_attribute("alt") == "alt 2-3-ones-3"
    assert not page.locator("input[type=range]").first.is_visible()
    assert page.get_by_text(text("web_demo")).is_visible()


def test_a_page_that_was_moved_and_saved_lives(opened, built):
    page = opened()
    page.locator("select").select_option("7")
    say(page, "2-3-ones-7")
    saved = built["site"] / "saved.html"
    saved.write_text(page.evaluate("document.documentElement.outerHTML"), encoding="utf-8")
    page = opened(file=saved)
    say(page, "2-3-ones-3")  # what its controls say
    page.locator("select").select_option("6")
    say(page, "2-3-ones-6")


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(opened, width):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(viewport={"width": width, "height": 800})
    page.locator("select").select_option("7")
    assert [
        finding["id"] for finding in Axe().run(page, options={"preload": False}).response["violations"]
    ] == []


def test_a_recording_that_is_missing_is_told(course, tmp_path):
    shutil.copytree(course, tmp_path / "course")
    places.recording(tmp_path / "course" / places.notebook(NAME, "complete", "zh"), "try").unlink()
    with pytest.raises(WebError, match=r"recordings/01_transposed_convolution/try\.json\.z: missing; run"):
        Site(tmp_path / "course").build(tmp_path / "site")


@pytest.mark.parametrize("path", sorted((ROOT / "solutions").rglob("*.ipynb")), ids=lambda path: path.stem)
def test_every_demo_of_the_course_is_recorded(path):
    still = [
        cell.id
        for cell in nbformat.read(path, as_version=4).cells
        if "demo" in cell.metadata.get("tags", [])
        and not any("recording" in output.get("metadata", {}) for output in cell.outputs)
    ]
    assert still == []


def test_recordings_are_small():
    sizes = {path: path.stat().st_size for path in (ROOT / "solutions").rglob("*.json.z")}
    assert sizes and max(sizes.values()) * 4 / 3 < MOST and sum(sizes.values()) < ALL, sizes
