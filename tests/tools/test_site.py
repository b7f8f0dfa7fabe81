"""The website, built from the notebooks as they are and read in a real browser."""

import functools
import gzip
import json
import re
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest

from course_utils.language import LANGUAGES
from course_utils.messages import text
from tests.conftest import ROOT
from tests.tools.test_browser import browser  # noqa: F401 (the fixture)
from tools import build, places
from tools.lab import CHROMIUM
from tools.lesson import WIDTH
from tools.nets.figures import FIGURES, Shelf
from tools.site import __main__ as command
from tools.site.pages import Site
from tools.web.publication import place
from tools.web.text import WebError, formula, to_html

LESSONS = sorted(path.stem for path in (ROOT / "solutions").glob("*.ipynb"))
NAMES = ["index", *LESSONS, *(["glossary"] if (ROOT / "GLOSSARY.md").is_file() else []), "search"]
OTHER = {"en": "zh", "zh": "en"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder that the site was built in."""
    folder = tmp_path_factory.mktemp("built") / "site"
    Site(ROOT).build(folder)
    return folder


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def serve():
    """A function from a folder to the address where it is served."""
    servers = []

    @functools.cache
    def start(folder: Path) -> str:
        handler = functools.partial(Quiet, directory=folder)
        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def opened(browser, address, path):  # noqa: F811
    """A page of the site with its pictures loaded and its solutions unfolded."""
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.elsewhere, page.faults = [], []

    def gate(route):
        if route.request.url.startswith((address, "data:")):
            route.continue_()
        else:
            page.elsewhere.append(route.request.url)
            route.abort()

    page.route("**/*", gate)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda m: page.faults.append(m.text) if m.type == "error" else None)
    page.goto(f"{address}/{path}")
    page.evaluate(
        """async () => {
            document.querySelectorAll("details").forEach(box => { box.open = true; });
            const pictures = [...document.images];
            pictures.forEach(picture => { picture.loading = "eager"; });
            await Promise.allSettled(pictures.map(picture => picture.decode()));
            await document.fonts.ready;
        }"""
    )
    return page


def parameters(names):
    return [pytest.param((n, lang), id=place(n, lang)) for lang in LANGUAGES for n in names]


every_lesson = pytest.mark.parametrize("page", parameters(LESSONS), indirect=True)


@pytest.fixture(scope="module", params=parameters(NAMES))
def page(request, site, serve, browser):  # noqa: F811
    """Every page of the site, one after the other."""
    page = opened(browser, serve(site), place(*request.param))
    page.name, page.language = request.param
    yield page
    page.close()


# What can be wrong with a page; each gives a list of faults.


def requests_elsewhere(page, _):
    return page.elsewhere


def broken_addresses(page, folder):
    """Links and files of the site that are not there, with the anchors that links name."""
    here = urlsplit(page.url)
    addresses = page.evaluate(
        """[...document.querySelectorAll("[href], [src]")]
            .map(element => element.href || element.src).filter(address => typeof address == "string")"""
    )
    faults = []
    for address in addresses:
        parts = urlsplit(address)
        if parts.netloc == here.netloc:
            file = folder / unquote(parts.path).lstrip("/")
            anchor = unquote(parts.fragment)
            if not file.is_file() or (anchor and f'id="{anchor}"' not in file.read_text(encoding="utf-8")):
                faults.append(address)
    return faults


def broken_pictures(page, _):
    return page.evaluate("[...document.images].filter(i => !i.complete || !i.naturalWidth).map(i => i.src)")


def wrong_alts(page, _):
    """Alt texts that are missing, or in the other language than the page says it is in."""
    chinese = page.evaluate("document.documentElement.lang") == "zh"
    alts = page.evaluate("[...document.images].map(i => i.alt)")
    return [alt or "(none)" for alt in alts if not alt.strip() or bool(CHINESE.search(alt)) != chinese]


def untypeset(page, _):
    """LaTeX outside code, formulas with an error in them or without any size."""
    return page.evaluate(
        r"""() => {
            const faults = [...document.querySelectorAll("merror")].map(e => "error: " + e.textContent);
            for (const formula of document.querySelectorAll("math")) {
                const { width, height } = formula.getBoundingClientRect();
                const tiny = width < 3 || height < 3;
                if (tiny && formula.checkVisibility()) faults.push("no size: " + formula.textContent);
            }
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const { parentElement, data } = walker.currentNode;
                if (parentElement.closest("pre, code, script, style, noscript")) continue;
                if (/\$\$|\\[a-zA-Z]{2,}|\$[^$]+\$/.test(data)) faults.push(data.trim());
            }
            return faults;
        }"""
    )


def headings_out_of_order(page, _):
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])")
    steps = zip([0, *levels], levels, strict=False)
    return [f"h{b} after h{a}" for a, b in steps if b > a + 1] + ["not one h1"] * (levels.count(1) != 1)


DIFFERENT = """() => {
    const seen = new Set(), clear = "rgba(0, 0, 0, 0)";
    for (const element of document.querySelectorAll("body, body *")) {
        delete element.dataset.different;
        const speaks = element.matches("input, select, textarea")
            || [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        if (!speaks || !element.checkVisibility()) continue;
        const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element);
        const look = [element.tagName, element.className, color, fontSize, fontWeight, textShadow];
        look.push(element.closest(":disabled, [aria-disabled=true]") !== null);  // axe passes over these,
        look.push(element.innerText?.trim().length === 1);  // and over a single letter
        for (let around = element; around; around = around.parentElement) {
            const { backgroundColor, backgroundImage, opacity } = getComputedStyle(around);
            if (backgroundColor !== clear || backgroundImage !== "none" || opacity !== "1")
                look.push(backgroundColor, backgroundImage, opacity);
        }
        if (!seen.has(look.join())) element.dataset.different = seen.add(look.join()).size;
    }
}"""


def axe_findings(page, _):
    """What axe-core calls serious or critical."""
    page.evaluate(  # one word of each kind in the code is enough: axe takes its time over every span
        """() => {
            const seen = new Set();
            for (const word of document.querySelectorAll("pre span"))
                seen.has(word.className) ? word.replaceWith(word.textContent) : seen.add(word.className);
        }"""
    )
    return _axe(page, "html", {"rules": {"color-contrast": {"enabled": False}}}) + _pale_text(page)


def _pale_text(page):
    """Of elements that look alike on the same ground one is enough: axe takes its time over their contrast."""
    page.evaluate(DIFFERENT)
    return _axe(page, "[data-different]", {"runOnly": {"type": "rule", "values": ["color-contrast"]}})


def _axe(page, where, options):
    from axe_playwright_python.sync_playwright import Axe

    options |= {"resultTypes": ["violations"], "preload": False}
    return [
        f"{finding['id']}: {finding['nodes'][0]['html'][:200]}"
        for finding in Axe().run(page, context=where, options=options).response["violations"]
        if finding["impact"] in ("serious", "critical")
    ]


def too_wide_for_a_telephone(page, _):
    page.set_viewport_size({"width": 390, "height": 800})
    # The page hears of it with the next frame.
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    try:
        width = page.evaluate("document.scrollingElement.scrollWidth")
        wide = [f"{width} px"] * (width > 391)
        only = {"runOnly": {"type": "rule", "values": ["scrollable-region-focusable"]}}
        return wide + _axe(page, "html", only)
    finally:
        page.set_viewport_size({"width": 1300, "height": 1000})


def unreadable_in_the_dark(page, _):
    page.emulate_media(color_scheme="dark")
    try:
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        light = [f"the ground is {ground}"] if ground == "rgb(255, 255, 255)" else []
        return light + _pale_text(page)
    finally:
        page.emulate_media(color_scheme="light")


def errors_in_the_console(page, _):
    return page.faults


CHECKS = (
    requests_elsewhere,
    broken_addresses,
    broken_pictures,
    wrong_alts,
    untypeset,
    headings_out_of_order,
    axe_findings,
    too_wide_for_a_telephone,
    unreadable_in_the_dark,
    errors_in_the_console,
)


@in_a_browser
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_nothing_is_wrong_with_the_page(page, site, check):
    assert check(page, site) == []


VISIBLE = "all => all.map(e => e.checkVisibility({ visibilityProperty: true }) && e.offsetHeight > 0)"


@in_a_browser
@every_lesson
def test_questions_are_answered_by_keyboard_without_a_kernel(page):
    """Whatever one chooses, its own reason appears, and only that; one of them is right."""
    asked = page.locator("fieldset.question")
    assert asked.count() >= 4
    for question in asked.all():
        reasons, options = question.locator(".right, .wrong"), question.locator("input")
        assert not any(reasons.evaluate_all(VISIBLE))
        options.first.focus()
        page.keyboard.press("Space")
        for chosen in range(options.count()):
            shown = reasons.evaluate_all(VISIBLE)
            assert shown == [other == chosen for other in range(options.count())]
            page.keyboard.press("ArrowDown")
        assert question.locator(".right").count() == 1


@in_a_browser
@every_lesson
def test_every_recorded_demo_moves(page, site):
    """Whichever control is moved, another picture appears, with another alt text or caption."""
    recorded = build.recordings(lesson_of(page), ROOT / places.notebook(page.name, "complete", page.language))
    figures = page.locator("figure[data-demo]:has(> .knobs)")
    names = figures.evaluate_all("figures => figures.map(figure => figure.dataset.demo)")
    assert names == [file.name.partition(".")[0] for file in recorded]
    still = figures.evaluate_all(
        """async figures => {
            const still = [];
            for (const figure of figures) for (const knob of figure.querySelectorAll(".knob")) {
                const picture = figure.querySelector("img");
                const inputs = [...knob.querySelectorAll("input, select")];
                const key = inputs[0].type === "radio" ? "checked" : "value";
                const input = key === "value" ? inputs[0] : inputs.find(option => !option.checked);
                const old = key === "value" ? inputs[0] : inputs.find(option => option.checked);
                const move = (to, value) => {
                    to[key] = value;
                    to.dispatchEvent(new Event("input", { bubbles: true }));
                    return picture.decode().then(() => picture.src);
                };
                const before = [picture.src, old[key]];
                if (await move(input, key === "checked" || (input.value === "0" ? 1 : 0)) === before[0])
                    still.push(knob.textContent);
                await move(old, before[1]);
            }
            return still;
        }"""
    )
    assert still == []


class Reader:
    """A browser with a store of its own, on one of the site's lessons."""

    def __init__(self, browser, address, **options):  # noqa: F811
        self.context, self.address = browser.new_context(**options), address
        self.faults, self.elsewhere = [], []
        self.context.on("request", lambda request: self._note(request.url))

    def _note(self, url):
        if not url.startswith((self.address, "data:")):
            self.elsewhere.append(url)

    def open(self, name, language="en"):
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.goto(f"{self.address}/{place(name, language)}")
        return page


@pytest.fixture(params=["served", "from disk"])
def address(request, site, serve):
    return serve(site) if request.param == "served" else site.as_uri()


def chosen(page):
    return page.locator(".question input:checked").evaluate_all("all => all.map(input => input.id)")


@in_a_browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_stay_in_the_browser_until_they_are_to_be_forgotten(address, browser, language):  # noqa: F811
    reader = Reader(browser, address)
    page = reader.open(LESSONS[0], language)
    forget = page.locator(".forget")
    assert chosen(page) == [] and not forget.is_visible()
    names = page.locator("fieldset.question").evaluate_all("all => all.map(question => question.id)")[:2]
    page.locator(f"#{names[0]} input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.locator(f"#{names[1]} label").last.click()
    answers = chosen(page)
    assert answers[0] == f"{names[0]}-B" and len(answers) == 2
    assert forget.is_visible() and axe_findings(page, None) == []
    page.reload()
    assert chosen(page) == answers
    assert page.locator(":is(.right, .wrong):visible").count() == 2
    assert chosen(reader.open(LESSONS[0], OTHER[language])) == answers, "in the other language too"
    other = reader.open(LESSONS[1], language)
    assert chosen(other) == [] and other.locator(".forget").is_visible()
    other.get_by_role("button", name=text("site_answers_forget", language)).click()
    assert other.get_by_role("status").filter(has_text=text("site_answers_forgotten", language)).is_visible()
    page.reload()
    assert chosen(page) == [] and not forget.is_visible() and page.evaluate("localStorage.length") == 0
    assert reader.faults == reader.elsewhere == []
    reader.context.close()


FORBIDDEN = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('forbidden'); } });"


@in_a_browser
@pytest.mark.parametrize("case", ["no script", "no store"])
def test_without_a_script_or_a_store_questions_answer_all_the_same(address, browser, case):  # noqa: F811
    reader = Reader(browser, address, java_script_enabled=case != "no script")
    reader.context.add_init_script(FORBIDDEN)
    page = reader.open(LESSONS[0])
    page.locator(".question label").first.click()
    assert page.locator(":is(.right, .wrong):visible").count() == 1
    assert not page.locator(".forget").is_visible() and reader.faults == []
    reader.context.close()


# Figures in which a network runs: a desk with a keyboard, served; a telephone that reads a page from its disk.

TELEPHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}
DRAWN = "([picture, old]) => picture.src !== old && picture.complete"
BESIDE = "[name$=tool]"  # controls that change nothing by themselves
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("name", FIGURES)
def test_what_each_figure_needs_is_stored(name):
    assert Shelf(ROOT).figures(name) == list(FIGURES[name]), "python -m benchmarks.nets"


def figures_on(page, name):
    """Each figure, awake, with its picture."""
    for figure in FIGURES[name]:
        box = page.locator(f"figure[data-demo={figure.id}]")
        box.scroll_into_view_if_needed()
        page.locator(f"figure[data-demo={figure.id}][data-ready]").wait_for(timeout=60_000)
        yield box, box.locator("img")


def changes(page, picture, act):
    """Whether the picture and what is said of it have changed after `act`; waits for it."""
    before, said = picture.get_attribute("src"), picture.get_attribute("alt")
    act()
    page.wait_for_function(DRAWN, arg=[picture.element_handle(), before], timeout=60_000)
    return said, picture.get_attribute("alt")


def pressed(page, control):
    """Moves a native control by keyboard alone."""
    control.focus()
    kind = control.evaluate("one => one.type || one.tagName")
    at_its_end = kind == "range" and control.evaluate("one => one.value === one.max")
    keys = {"checkbox": "Space", "submit": "Enter", "button": "Enter", "select-one": "ArrowDown"}
    page.keyboard.press("ArrowLeft" if at_its_end else keys.get(kind, "ArrowRight"))


@in_a_browser
@pytest.mark.parametrize("name", FIGURES)
def test_figures_move_by_keyboard(site, serve, browser, name):  # noqa: F811
    reader = Reader(browser, serve(site))
    page = reader.open(name)
    for box, picture in figures_on(page, name):
        assert not box.locator(".still").is_visible()
        for select in box.locator("select").all():  # what is one's own has more to move
            if select.locator("[value=own]").count():
                changes(page, picture, lambda s=select: s.select_option("own"))
        kinds = f"input:not([type=file], {BESIDE}), button, select:not(:has([value=own]))"
        moved = box.locator(f":is({kinds}):not([type=radio]:not(:checked))")
        assert moved.count() >= 1
        for control in moved.all():
            if box.locator(
                "progress, .tick"
            ).count():  # until the network has answered, the picture changes by itself
                box.locator("[role=status]:not(:empty)").wait_for(timeout=60_000)
            changes(page, picture, lambda c=control: pressed(page, c))
        assert not CHINESE.search(picture.get_attribute("alt"))
    assert reader.faults == reader.elsewhere == []
    reader.context.close()


@in_a_browser
@pytest.mark.parametrize("name", FIGURES)
def test_figures_live_on_a_telephone_from_disk(site, browser, name, tmp_path):  # noqa: F811
    from axe_playwright_python.sync_playwright import Axe

    reader = Reader(browser, site.as_uri(), **TELEPHONE)
    page = reader.open(name, "zh")
    for box, picture in figures_on(page, name):
        for label in box.locator("legend + label + label:has(input:not([name$=tool]))").all():
            changes(page, picture, label.tap)
        for pad in box.locator(".pad").all():
            changes(page, picture, lambda p=pad: p.tap(position={"x": 30, "y": 40}))
        for own in box.locator("input[type=file]").all():
            (tmp_path / "own.png").write_bytes((ROOT / "pictures" / "upsampling.png").read_bytes())
            (tmp_path / "own.txt").write_text("no picture")
            changes(page, picture, lambda o=own: o.set_input_files(tmp_path / "own.png"))
            own.set_input_files(tmp_path / "own.txt")
            box.get_by_text(text("net_enlarge_unread", "zh")).wait_for()
        assert CHINESE.search(picture.get_attribute("alt"))
        wide = "box => [...box.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > 390).length"
        assert box.evaluate(wide) == 0
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    findings = Axe().run(page, context=".net", options=options).response["violations"]
    assert [(f["id"], f["nodes"][0]["html"][:200]) for f in findings] == []
    assert reader.faults == [] and not [url for url in reader.elsewhere if not url.startswith("blob:")]
    reader.context.close()


@in_a_browser
@pytest.mark.parametrize("case", ["no script", "no weights"])
def test_a_figure_that_cannot_live_says_so(site, serve, browser, case):  # noqa: F811
    reader = Reader(browser, serve(site), java_script_enabled=case != "no script")
    reader.context.route("**/nets/gan.js", lambda route: route.abort())
    page = reader.open("03_mnist_gan")
    box = page.locator("figure[data-demo=net-latent]")
    box.scroll_into_view_if_needed()
    box.get_by_text(text("net_still", "en")).wait_for()
    assert box.locator("img").is_visible() and not box.locator(".controls, .pad").first.is_visible()
    reader.context.close()


@in_a_browser
def test_whoever_wants_no_motion_sees_the_end(site, serve, browser):  # noqa: F811
    reader = Reader(browser, serve(site), reduced_motion="reduce")
    page = reader.open("index")
    page.evaluate(
        """() => {
            window.drawn = 0;
            const picture = document.querySelector("[data-demo=front-digits] img");
            new MutationObserver(() => window.drawn++).observe(picture, { attributeFilter: ["src"] });
        }"""
    )
    (box, _), _ = figures_on(page, "index")
    before = page.evaluate("window.drawn")
    box.locator("input[value='3']").check()
    box.locator("[role=status]:not(:empty)").wait_for()
    assert page.evaluate("window.drawn") <= before + 1
    reader.context.close()


SHARE = re.compile(r"(\d+) % of it is salt")
DROPPED = """async (box, bytes) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([new Uint8Array(bytes)], "own.png", { type: "image/png" }));
    box.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
}"""


@in_a_browser
def test_salt_is_drawn_scraped_and_bent_by_the_pointer(site, serve, browser):  # noqa: F811
    reader = Reader(browser, serve(site))
    page = reader.open("02_unet_segmentation")
    (box, picture), *_ = figures_on(page, "02_unet_segmentation")
    changes(page, picture, lambda: box.locator("select").select_option("own"))
    picture.scroll_into_view_if_needed()

    def share_after(tool, *way):
        """Percent of salt once the pointer has gone this way, in shares of the picture's side."""
        box.get_by_label(text(f"net_salt_{tool}", "en"), exact=True).check()
        area = picture.bounding_box()
        places = [(area["x"] + x * area["width"], area["y"] + y * area["height"]) for x, y in way]
        page.mouse.move(*places[0])
        page.mouse.down()
        changes(page, picture, lambda: [page.mouse.move(*place, steps=8) for place in places])
        page.mouse.up()
        box.locator("[role=status]:not(:empty)").wait_for()  # the network has answered
        return int(SHARE.search(picture.get_attribute("alt"))[1])

    drawn = share_after("paint", (0.1, 0.1), (0.9, 0.1))
    scraped = share_after("scrape", (0.1, 0.1), (0.9, 0.1))
    assert drawn > scraped > 0
    assert share_after("bend", (0.3, 0.3), (0.3, 0.5)) == scraped, "layers bend, the body stays"
    assert reader.faults == reader.elsewhere == []
    reader.context.close()


@in_a_browser
def test_a_photograph_may_be_dropped(site, serve, browser):  # noqa: F811
    reader = Reader(browser, serve(site))
    page = reader.open("01_transposed_convolution")
    (box, picture), *_ = figures_on(page, "01_transposed_convolution")
    content = list((ROOT / "pictures" / "upsampling.png").read_bytes())
    changes(page, picture, lambda: box.evaluate(DROPPED, content))
    assert text("net_enlarge_mine", "en") in picture.get_attribute("alt")
    assert [url for url in reader.elsewhere if not url.startswith("blob:")] == []
    reader.context.close()


BROKEN = """<!doctype html><html lang="zh"><head><title>broken</title></head><body><main>
<h1>Broken</h1><h3>Too deep</h3>
<p>$$x$$ and \\frac12 <math><merror><mtext>oops</mtext></merror></math></p>
<p style="color:#bbb">pale</p>
<img src="nowhere.png" alt="in the wrong language"><img src="https://example.org/badge.svg" alt="">
<a href="index.html#nowhere">to no anchor</a>
<div style="width:500px">wide</div><script>throw new Error("planted")</script></main></body></html>"""


@pytest.fixture(scope="module")
def broken(browser, serve, tmp_path_factory):  # noqa: F811
    folder = tmp_path_factory.mktemp("broken")
    (folder / "index.html").write_text(BROKEN, encoding="utf-8")
    page = opened(browser, serve(folder), "index.html")
    yield page, folder
    page.close()


@in_a_browser
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_each_check_finds_what_is_planted(broken, check):
    found = check(*broken)
    planted = {
        requests_elsewhere: ["example.org"],
        broken_addresses: ["nowhere.png", "#nowhere"],
        broken_pictures: ["nowhere.png", "badge.svg"],
        wrong_alts: ["wrong language", "(none)"],
        untypeset: ["error: oops", "$$x$$", "frac"],
        headings_out_of_order: ["h3 after h1"],
        axe_findings: ["color-contrast"],
        too_wide_for_a_telephone: [" px"],
        unreadable_in_the_dark: ["color-contrast"],
        errors_in_the_console: ["planted"],
    }[check]
    for fault in planted:
        assert any(fault in words for words in found), f"{fault} not in {found}"


@in_a_browser
def test_the_choice_of_light_or_dark_is_kept(address, browser):  # noqa: F811
    reader = Reader(browser, address)
    page = reader.open(LESSONS[0], "en")
    ground = "getComputedStyle(document.body).backgroundColor"
    switch = page.get_by_role("button", name=text("web_dark", "en"))
    light = page.evaluate(ground)
    assert switch.get_attribute("aria-pressed") == "false"
    switch.press("Enter")
    dark = page.evaluate(ground)
    assert dark != light and switch.get_attribute("aria-pressed") == "true"
    card = page.locator(".output img").first
    assert card.evaluate("e => getComputedStyle(e).backgroundColor") == light
    page = reader.open(LESSONS[1], "zh")
    assert page.evaluate(ground) == dark
    page.get_by_role("button", name=text("web_dark", "zh")).click()
    page.reload()
    assert page.evaluate(ground) == light
    assert reader.faults == reader.elsewhere == []
    reader.context.close()


@in_a_browser
def test_languages_are_told_and_lead_to_each_other(page, site):
    assert page.evaluate("document.documentElement.lang") == page.language
    link = page.locator("a.language")
    assert link.get_attribute("lang") == OTHER[page.language]
    sibling = place(page.name, OTHER[page.language])
    assert urlsplit(link.evaluate("link => link.href")).path == f"/{sibling}"
    assert f'<html lang="{OTHER[page.language]}">' in (site / sibling).read_text(encoding="utf-8")
    for words in (page.title(), page.locator("nav").inner_text(), page.locator("header").inner_text()):
        assert bool(CHINESE.search(words.replace("中文版", ""))) == (page.language == "zh")


def lesson_of(page):
    """The complete edition that the page shows."""
    return nbformat.read(ROOT / places.notebook(page.name, "complete", page.language), as_version=4)


def is_question(cell):
    """Or the line below it; test_questions_are_answered_by_keyboard… looks at these."""
    return "question" in cell.metadata or "question" in cell.metadata.get("tags", [])


@in_a_browser
@every_lesson
def test_a_lesson_is_all_there(page):
    cells = [cell for cell in lesson_of(page).cells if not is_question(cell)]
    sources = [c.source.removeprefix("# NBVAL_CHECK_OUTPUT\n") for c in cells if c.cell_type == "code"]
    shown = page.locator("article pre > code").all_text_contents()
    assert [source for source in shown if source in sources] == sources
    outputs = [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]
    printed = [output.text.rstrip() for output in outputs if output.output_type == "stream"]
    assert page.locator("pre.printed").all_text_contents() == printed
    rich = [output.data["text/html"] for output in outputs if "text/html" in output.get("data", {})]
    assert page.locator("article img:not(.net img)").count() == sum(html.count("<img") for html in rich)
    prose = [re.sub(r"```.*?```|`[^`]*`", "", c.source, flags=re.S) for c in cells if c.cell_type == "markdown"]
    formulas = re.findall(r"\$\$[^$]+\$\$|\$[^$]+\$", "\n\n".join(prose))
    assert page.locator("article math:not(.question *)").count() == len(formulas)


@in_a_browser
@every_lesson
def test_formulas_are_set_in_the_font_of_the_site(page):
    """Whatever fonts this machine has: all that the formulas need is in the font that the site brings."""
    browser_itself = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        browser_itself.send(f"{domain}.enable")
    root = browser_itself.send("DOM.getDocument")["root"]["nodeId"]
    letters = {"nodeId": root, "selector": "article :is(mi, mn, mo, mtext)"}
    for node in browser_itself.send("DOM.querySelectorAll", letters)["nodeIds"]:
        used = browser_itself.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        words = browser_itself.send("DOM.getOuterHTML", {"nodeId": node})["outerHTML"]
        assert all(font["isCustomFont"] for font in used) or CHINESE.search(words), (used, words)


@in_a_browser
@every_lesson
def test_a_lesson_opens_in_colab_and_kaggle_and_downloads(page, site):
    complete = lesson_of(page)
    links = page.locator(".editions a").evaluate_all("links => links.map(link => link.href)")
    hosts = re.findall(r"https://(?:colab|kaggle)[^)]+", complete.cells[0].source)
    exercises = [address.replace("/solutions/", "/notebooks/") for address in hosts]
    assert [links[:2], links[3:5]] == [exercises, hosts]
    for link, address in zip(links[2::3], (exercises[0], hosts[0]), strict=True):
        path = urlsplit(link).path.lstrip("/")
        assert address.endswith(f"main/{path}")
        assert (site / path).read_bytes() == (ROOT / path).read_bytes()
    assert "colab" not in page.locator("article p").first.inner_text().lower()


@in_a_browser
@pytest.mark.parametrize(
    "language, words, title",
    [("en", "Checkerboard", "Checkerboards"), ("zh", "棋盘格 步幅", "棋盘格")],
)
def test_the_search_finds_sections(browser, serve, site, language, words, title):  # noqa: F811
    page = opened(browser, serve(site), place("index", language))
    field = page.get_by_role("searchbox")
    field.fill(words)
    field.press("Enter")
    results = page.locator("#search-results a")
    results.first.wait_for(timeout=10_000)
    assert any(title in found for found in results.all_inner_texts()[:3])
    results.first.click()
    page.wait_for_url("**/*.html#*")
    page.locator(f"[id='{unquote(urlsplit(page.url).fragment)}']").wait_for()
    page.goto(page.url.split("#")[0].rsplit("/", 1)[0] + "/search.html?q=zzzzzz")
    page.locator("#search-count:not(:empty)").wait_for()
    assert not page.locator("#search-results a").count()
    page.close()


@in_a_browser
def test_the_other_language_opens_at_the_same_section(browser, serve, site):  # noqa: F811
    page = opened(browser, serve(site), f"{LESSONS[0]}.html#recap")
    page.locator("a.language").click()
    page.wait_for_url("**/zh/*#recap")
    assert page.locator("#recap").inner_text() == "小结"
    page.close()


# The build itself, on a course of one small lesson.


@pytest.fixture
def course(tmp_path):
    """A course with one small executed lesson."""
    root = tmp_path / "course"
    shutil.copytree(ROOT / "course_utils" / "cards", root / "course_utils" / "cards")
    shutil.copy(ROOT / "pyproject.toml", root)
    for edition in places.EDITIONS:
        for language in LANGUAGES:
            place = places.notebook("01_transposed_convolution", edition, language)
            link = f"[x](https://colab.research.google.com/github/o/r/blob/main/{place})"
            cells = [
                nbformat.v4.new_markdown_cell(f"# One\n\n{link}\n\nWords, $x^2$.", id="title"),
                nbformat.v4.new_code_cell("print(1)", id="code", execution_count=1),
            ]
            cells[1].outputs = [nbformat.v4.new_output("stream", text="1\n")]
            path = root / place
            path.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return root


def change(course, act):
    path = course / "solutions" / "zh" / "01_transposed_convolution.ipynb"
    notebook = nbformat.read(path, as_version=4)
    act(notebook.cells)
    nbformat.write(notebook, path)


@in_a_browser
def test_a_line_as_wide_as_code_gets_shows_whole(course, serve, browser, tmp_path):  # noqa: F811
    Site(course).build(tmp_path / "site")
    page = opened(browser, serve(tmp_path / "site"), place("01_transposed_convolution", "zh"))
    page.set_viewport_size({"width": 1280, "height": 800})
    fits = """([columns]) => {
        const pre = document.querySelector("pre:not(.printed)"), code = pre.querySelector("code") || pre;
        code.textContent = "w".repeat(columns);
        return pre.scrollWidth <= pre.clientWidth;
    }"""
    assert page.evaluate(fits, [WIDTH]) and not page.evaluate(fits, [WIDTH + 12])


def put_output(html):
    return lambda cells: cells[1].outputs.append(
        nbformat.v4.new_output("display_data", data={"text/html": html})
    )


def put_text(words):
    return lambda cells: cells[0].update(source=f"{cells[0].source}\n\n{words}")


def forget_outputs(cells):
    cells[1].outputs = []
    cells[1].execution_count = None


@pytest.mark.parametrize(
    "fault, says",
    [
        (forget_outputs, r"no executed outputs; run python -m tools\.build --execute 01"),
        (put_text("[x](02_missing.ipynb)"), "link to '02_missing.ipynb' leads nowhere"),
        (put_text("[x](../../../outside.md)"), "leads nowhere"),
        (put_text("![words](missing.png)"), "picture 'missing.png' is no file"),
        (put_text("![words](https://example.org/badge.svg)"), "is no file of the course"),
        (put_text(r"$\nonsense{x}$"), r"cannot typeset the formula"),
        (put_output('<img alt="" src="data:image/png;base64,AAAA"/>'), "no alt text"),
        (put_output('<img alt="x" src="data:image/tiff;base64,AAAA"/>'), "unknown kind 'image/tiff'"),
    ],
    ids=["executed", "link", "outside", "picture", "badge", "formula", "alt", "kind"],
)
def test_the_build_names_the_file_and_the_fault(course, tmp_path, fault, says):
    output = tmp_path / "out"
    Site(course).build(output)
    before = sorted(output.rglob("*"))
    change(course, fault)
    with pytest.raises(WebError, match=r"zh.01_transposed_convolution\.ipynb: .*" + says):
        Site(course).build(output)
    assert sorted(output.rglob("*")) == before  # the site that was there stays


def test_the_command_fails_with_one_line(course, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(command, "ROOT", course)
    assert command.main(["--output", str(tmp_path / "out")]) == 0
    change(course, forget_outputs)
    assert command.main(["--output", str(tmp_path / "out")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_folder_with_something_else_is_not_replaced(course, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    with pytest.raises(WebError, match="holds something else"):
        Site(course).build(tmp_path / "thesis")
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "years of work"


def test_the_same_course_gives_the_same_bytes(site, tmp_path):
    Site(ROOT).build(tmp_path / "again")
    files = {p.relative_to(site): p.read_bytes() for p in site.rglob("*") if p.is_file()}
    again = tmp_path / "again"
    assert files == {p.relative_to(again): p.read_bytes() for p in again.rglob("*") if p.is_file()}
    assert sum(map(len, files.values())) < 40_000_000


def test_no_page_loads_more_than_a_telephone_can_bear(site):
    """Its scripts, as a server sends them: compressed."""
    for page in site.rglob("*.html"):
        scripts = re.findall(r'<script src="([^"]+)"', page.read_text(encoding="utf-8"))
        weights = {script: len(gzip.compress((page.parent / script).read_bytes())) for script in scripts}
        assert scripts and sum(weights.values()) < 1_500_000, (page, weights)


def test_readme_and_glossary_become_pages_where_they_exist(course, tmp_path):
    Site(course).build(tmp_path / "out")
    start = (tmp_path / "out" / "zh" / "index.html").read_text(encoding="utf-8")
    assert "图像分割" in start and "100 分钟" in start and not (tmp_path / "out" / "glossary.html").exists()
    card = json.loads((course / "course_utils" / "cards" / "01_transposed_convolution.json").read_text("utf-8"))
    assert card["goals"]["zh"] in start
    (course / "README.zh.md").write_text(
        "# 欢迎\n\n[课](notebooks/zh/01_transposed_convolution.ipynb)", "utf-8"
    )
    rows = "| term | 中文 | meaning | 含义 |\n| - | - | - | - |\n| stride | 步幅 | steps $s$ | 步子 |\n"
    (course / "GLOSSARY.md").write_text(f"# Glossary\n\n## stride\n\n[d](pyproject.toml)\n\n{rows}", "utf-8")
    Site(course).build(tmp_path / "out")
    start = (tmp_path / "out" / "zh" / "index.html").read_text(encoding="utf-8")
    assert "欢迎</h1>" in start and 'href="01_transposed_convolution.html">课' in start
    english, chinese = (
        (tmp_path / "out" / page).read_text(encoding="utf-8") for page in ("glossary.html", "zh/glossary.html")
    )
    for words in (english, chinese):  # both terms, the meaning in the page's language
        assert '<h2 id="stride">' in words and "<td>步幅</td>" in words
        assert ("<td>steps <math>" in words, "<td>步子</td>" in words) == (words is english, words is chinese)
    assert "/blob/main/pyproject.toml" in english


def test_formulas_also_in_tables_and_quotes_and_between_chinese():
    html, headings = to_html("# 面积 $a$\n\n| x |\n| - |\n| $x_1$ |\n\n> 若$y$为$$z^2$$则", lambda _: "h")
    assert html.count("<math") == 4 and "$" not in html
    assert "<td><math" in html and headings[0].id == "h"
    html, _ = to_html("设$p_g$，那么$x$是", lambda _: "h")
    assert re.findall(r'<span class="glue">.*?</math>(.)</span>', html) == ["，"]  # it begins no line
    assert "<mfrac>" in formula(r"\frac{1}{2}", display=True)


def test_site_and_slides_stand_side_by_side_on_web():
    for room, others in {"web": "site|slides", "site": "slides", "slides": "site"}.items():
        for path in (ROOT / "tools" / room).glob("*.py"):
            assert not re.search(rf"tools\.({others})\b", path.read_text(encoding="utf-8")), path
