"""A student's JupyterLab in a real browser: run a notebook from top to bottom, move every demo by keyboard."""

import os
import re
import shutil

import pytest

from course_utils.language import LANGUAGES
from course_utils.messages import all_texts, text
from tests import found
from tests.conftest import ROOT
from tools import places
from tools.lab import CHROMIUM, POLLING, RESTORED, open_chromium, running_lab, show_notebook
from tools.lesson import read_lesson

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


PLANTED = found.modules("tests/**/planted")
ASKED, SHOWN = found.asked(), found.shown()


SHORT = "__import__('tests.lessons.short', fromlist=['begin']).begin()"


@pytest.fixture(scope="module")
def lab(tmp_path_factory, warm_kernels):
    """JupyterLab on a copy of the course; trainings are short, here it is their pictures that matter."""
    home = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "notebooks", home / "notebooks")
    startup = home / "ipython" / "profile_default" / "startup" / "short.py"
    startup.parent.mkdir(parents=True)
    startup.write_text(SHORT, encoding="utf-8")
    environment = {
        "COURSE_DATA": str(home / "data"),
        "COURSE_LANGUAGE": "",
        "COURSE_PROGRESS": str(home / "progress"),
        "COURSE_PROFILE": "smoke",
        "COURSE_STATIC": "0",
        "IPYTHONDIR": str(home / "ipython"),
        "PYTHONPATH": str(ROOT),  # for the planted answers
    }
    with running_lab(home, **environment) as lab:
        yield lab


@pytest.fixture(scope="module")
def browser():
    with open_chromium() as browser:
        yield browser


EDITIONS = [
    pytest.param((number, language), id=f"{number}-{language}")
    for number in found.lessons()
    for language in LANGUAGES
]


@pytest.fixture(scope="module")
def page(lab, browser):
    """JupyterLab, in which one notebook after the other is opened."""
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda m: page.faults.append(m.text) if m.type == "error" else None)
    page.goto(lab.at())
    page.wait_for_function(RESTORED, timeout=300_000, polling=POLLING)
    yield page
    page.close()


@pytest.fixture(scope="module", params=EDITIONS)
def notebook(request, page):
    """The student edition of a lesson in one language, run from top to bottom in Lab."""
    page.faults.clear()
    page.lesson, page.language = request.param
    name = found.lessons()[page.lesson].stem
    show_notebook(page, places.notebook(name, "student", page.language))
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(
        "() => document.querySelector('[data-mime-type*=error]')"  # the cells after it will never run
        " || [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]"
        ".every(prompt => /\\d+/.test(prompt.textContent))",
        timeout=240_000,
        polling=POLLING,
    )
    yield page
    if os.environ.get("COURSE_SHOTS"):  # a folder: leave a picture of the whole notebook there, to look at
        height = page.evaluate("document.querySelector('.jp-WindowedPanel-inner').scrollHeight")
        page.set_viewport_size({"width": 1300, "height": height + 200})
        page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollTop = 0")
        page.wait_for_timeout(1500)
        page.screenshot(path=f"{os.environ['COURSE_SHOTS']}/{name}-{page.language}.png")
        page.set_viewport_size({"width": 1300, "height": 1000})
    page.evaluate(
        """async () => {
            const { context, sessionContext } = window.jupyterapp.shell.currentWidget;
            await sessionContext.shutdown();
            context.model.dirty = false;  // nobody asks whether to save
            window.jupyterapp.shell.currentWidget.close();
        }"""
    )


def cell(page, code):
    """The code cell that contains `code`, by its place: to search all cells anew at each key takes its time."""
    cells = page.locator(".jp-CodeCell")
    return cells.nth(max(i for i, words in enumerate(cells.all_text_contents()) if code in words))


def picture(demo):
    return demo.locator(".widget-html img").first


# What the kernel is asked after a widget's message, it answers after it.
ANSWERED = """() => Promise.race([
    window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestKernelInfo(),
    new Promise((_, fail) => setTimeout(() => fail(new Error("the kernel does not answer")), 120000)),
]).then(() => true)"""


def changes(page, demo, act):
    """Do something; whether the demo's picture is another one when the kernel has answered."""
    before = picture(demo).get_attribute("src")
    act()
    for _ in range(5):  # the page draws what it hears a little later
        page.evaluate(ANSWERED)
        if picture(demo).get_attribute("src") != before:
            return True
        page.wait_for_timeout(50)
    return False


def test_every_cell_ran_without_a_traceback(notebook):
    assert notebook.locator(".jp-OutputArea-output[data-mime-type*='stderr']").count() == 0
    assert notebook.locator(".jp-RenderedText[data-mime-type*='error']").count() == 0
    assert notebook.locator(".jp-CodeCell").count() >= 25


def test_no_label_of_a_control_is_cut_off(notebook):
    labels = notebook.locator(".jp-OutputArea-output .widget-label")
    assert labels.count()
    cut = labels.evaluate_all(
        "all => all.filter(l => l.scrollWidth > l.clientWidth + 1).map(l => l.textContent)"
    )
    assert cut == []


def test_no_line_of_code_is_cut_off(notebook):
    notebook.set_viewport_size({"width": 1280, "height": 1000})
    notebook.wait_for_timeout(500)
    try:
        cut_off = """[...document.querySelectorAll('.jp-CodeCell .cm-scroller')]
            .filter(code => code.scrollWidth > code.clientWidth + 1).map(code => code.textContent)"""
        assert notebook.locator(".jp-CodeCell .cm-scroller").count() > 10
        assert notebook.evaluate(cut_off) == []
    finally:
        notebook.set_viewport_size({"width": 1300, "height": 1000})


def test_every_picture_has_alt_text_in_the_notebooks_language(notebook):
    pictures = notebook.locator(".jp-OutputArea-output img")
    alts = pictures.evaluate_all("all => all.map(picture => picture.alt)")
    assert len(alts) >= 10
    for alt in alts:
        assert alt and any("\u4e00" <= c <= "\u9fff" for c in alt) == (notebook.language == "zh"), alt


def run_below(page, code):
    """Insert a cell at the end, run it, and give it back."""
    page.evaluate(
        """async code => {
            const { commands, shell } = window.jupyterapp;
            const { content } = shell.currentWidget;
            content.activeCellIndex = content.widgets.length - 1;
            await commands.execute('notebook:insert-cell-below');
            content.activeCell.model.sharedModel.setSource(code);
            await commands.execute('notebook:run-cell');
        }""",
        code,
    )
    return page.locator(".jp-CodeCell").last


def test_unanswered_exercises_say_so(notebook):
    words = {"en": "not attempted yet", "zh": "还没有作答"}[notebook.language]
    assert notebook.get_by_text(words).count() == len(ASKED[notebook.lesson])


def test_each_demo_moves_by_keyboard(notebook):
    for code in SHOWN[notebook.lesson].values():
        demo = cell(notebook, code)
        if code.endswith("training_replay("):  # after a single epoch there is nothing to step through
            demo = run_below(
                notebook,
                f"{code}validation.images[0], validation.masks[0],"
                " [k / 4 * validation.masks[0] for k in range(5)])",
            )
        picture(demo).wait_for()
        demo.scroll_into_view_if_needed()
        moves_by_keyboard(notebook, demo, code)


def moves_by_keyboard(page, demo, code):
    """Every number field has a name and moves the picture, and so do the slider and each row of buttons."""
    fields = demo.locator("input[type=number]").all()
    choices = demo.locator(".widget-toggle-buttons").all()
    assert fields or choices, code
    moved = 0
    for i, field in enumerate(fields):
        name = field.evaluate("e => e.labels.length ? e.labels[0].textContent : e.getAttribute('aria-label')")
        assert name, f"{code}: number field {i} has no accessible name"
        field.focus()
        for there, back in (("ArrowUp", "ArrowDown"), ("ArrowDown", "ArrowUp")):
            if changes(page, demo, lambda key=there: page.keyboard.press(key)):
                moved += 1
                assert changes(page, demo, lambda key=back: page.keyboard.press(key)), f"{code}: {name}"
                break
    if fields:
        assert moved >= max(1, len(fields) - 1), code  # one may be at a setting where nothing changes
        demo.locator(".noUi-handle").first.focus()
        assert any(
            changes(page, demo, lambda key=key: page.keyboard.press(key)) for key in ("ArrowLeft", "ArrowRight")
        ), code
    for choice in choices:
        chosen = choice.locator("button.mod-active").inner_text()
        choice.locator("button:not(.mod-active)").last.focus()
        assert changes(page, demo, lambda: page.keyboard.press("Space")), code
        choice.get_by_text(chosen, exact=True).focus()  # and back, for the tests that come after
        assert changes(page, demo, lambda: page.keyboard.press("Space")), code


def only(notebook, number):
    if notebook.lesson != number:
        pytest.skip(f"a demo of lesson {number}")


def test_a_typed_kernel_is_stamped_and_nonsense_is_explained(notebook):
    only(notebook, "01")
    demo = cell(notebook, "demos.explorer()")
    field = demo.locator("input[type=text]").last
    for typed in ("1 0 -1; 2 0 -2; 1 0 -1", "1 2; 3", "rabbit"):
        assert changes(notebook, demo, lambda words=typed: field.fill(words))
    alt = picture(demo).get_attribute("alt")
    assert {"en": "number", "zh": "数"}[notebook.language] in alt
    field.fill("")


def test_a_size_that_a_unet_cannot_take_is_explained(notebook):
    only(notebook, "02")
    demo = cell(notebook, "architecture()")
    size = demo.locator("input[type=number]").first
    for typed in ("573", "572"):
        assert changes(notebook, demo, lambda words=typed: (size.fill(words), size.press("Enter")))
        odd = {"en": "odd", "zh": "奇数"}[notebook.language]
        assert (odd in demo.inner_text()) == (typed == "573")


def test_questions_are_answered_by_keyboard(notebook):
    """The options stand there; a choice is told its reason, and a screen reader hears it."""
    asked = read_lesson(found.lessons()[notebook.lesson]).of_kind("question")
    assert len(asked) >= 4
    for question in asked:
        box = cell(notebook, f'ask("{question.key}")')
        options = question.questions[notebook.language].options
        buttons = box.locator(".widget-toggle-button")
        assert buttons.all_text_contents() == list("ABCDEF"[: len(options)])
        for place, option in enumerate(options):
            buttons.nth(place).focus()
            notebook.keyboard.press("Space")
            said = box.get_by_role("status").filter(has_text=f"{'ABCDEF'[place]} ·")
            said.wait_for(timeout=300_000)
            if "$" not in option.reason:
                assert option.reason in said.inner_text()


def test_the_lessons_end_leads_to_what_is_open(notebook):
    """The exercises, which nobody has solved; a link leads to its own cell."""
    links = cell(notebook, "report(").locator("a[href^='#cell-id=']")
    names = ASKED[notebook.lesson]
    assert [name for name in links.all_text_contents() if name in names] == names
    exercise = cell(notebook, f"def {names[0]}(")
    link = links.filter(has_text=re.compile(rf"^{names[0]}$"))
    link.scroll_into_view_if_needed()
    assert not _is_in_view(exercise)
    link.click()
    for _ in range(100):
        if _is_in_view(exercise):
            break
        notebook.wait_for_timeout(100)
    assert _is_in_view(exercise)


def _is_in_view(exercise):
    box = exercise.bounding_box()
    return box is not None and 0 < box["y"] < 900


def test_a_wrong_answer_gets_its_hint_at_once(notebook):
    """The first planted mistake that the lesson itself has a hint for, in words without figures."""
    planted = PLANTED[notebook.lesson]
    exercise, mistake, hint = next(
        (exercise, mistake, text(hint, notebook.language))
        for exercise, mistakes in planted.WRONG.items()
        for mistake, (hint, _) in mistakes.items()
        if not hint.startswith("hint_") and "{" not in all_texts()[hint][0]
    )
    code = (
        "from course_utils import use\n"
        f"from {planted.__name__} import WRONG\n"
        f"use({exercise!r}, WRONG[{exercise!r}][{mistake!r}][1])"
    )
    run_below(notebook, code).get_by_text(hint[:40]).first.wait_for(timeout=300_000)


def test_what_the_course_shows_is_readable_in_labs_dark_theme(notebook):
    from axe_playwright_python.sync_playwright import Axe

    theme = "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })"
    notebook.evaluate(theme, "JupyterLab Dark")
    try:
        notebook.wait_for_selector("body[data-jp-theme-light=false]", state="attached")
        options = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
        found = Axe().run(notebook, context=".jp-OutputArea-output", options=options).response["violations"]
        assert [(node["html"][:200], node["failureSummary"]) for one in found for node in one["nodes"]] == []
    finally:
        notebook.evaluate(theme, "JupyterLab Light")


def test_nothing_went_wrong_in_the_page(notebook):
    assert notebook.faults == []


def test_lab_opens_on_the_start_page(lab, browser):
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    page.goto(lab.at(""))
    link = page.locator(".jp-MarkdownViewer a").filter(has_text="01 · Transposed convolution")
    link.wait_for(timeout=300_000)
    assert page.get_by_text("Would you like to get notified").count() == 0
    link.click()
    page.locator(".jp-Notebook .jp-CodeCell:visible").first.wait_for(timeout=300_000)
    page.close()
