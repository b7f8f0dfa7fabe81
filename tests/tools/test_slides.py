"""The slides: built from the notebooks as they are, and gone through in a real browser of 1280 × 720."""

import functools
import re
import shutil
from dataclasses import dataclass

import nbformat
import pytest

from course_utils.language import LANGUAGES
from tests.conftest import ROOT
from tests.tools.test_browser import browser  # noqa: F401 (the fixture)
from tests.tools.test_build import change, course, run  # noqa: F401 (the fixture)
from tests.tools.test_site import CHINESE, LESSONS, in_a_browser
from tools import places
from tools.lesson import LessonError, read_lesson
from tools.slides import __main__ as command
from tools.slides import deck
from tools.slides import pages as slide_pages
from tools.slides.pages import Slides
from tools.web import notebook as web
from tools.web.publication import place
from tools.web.text import WebError, plain

DECKS = [pytest.param((n, lang), id=place(n, lang)) for lang in LANGUAGES for n in LESSONS]


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The folder that all slides were built in."""
    folder = tmp_path_factory.mktemp("built") / "slides"
    Slides(ROOT).build(folder)
    return folder


@functools.cache
def editions(name, language):
    """The complete and the student edition of a lesson."""
    editions = ("complete", "student")
    return [nbformat.read(ROOT / places.notebook(name, e, language), as_version=4) for e in editions]


# --- in a browser ---------------------------------------------------------------------------------


@dataclass
class Found:
    """What there is on one slide."""

    id: str
    blocks: int  # beside titles
    overflowing: list[str]
    small: list[str]  # text that the last row can't read
    broken: list[str]  # pictures


LOOK = """async () => {
    const slide = Reveal.getCurrentSlide(), frame = document.querySelector(".slides").getBoundingClientRect();
    const visible = [...slide.querySelectorAll("*")].filter(element => !element.closest("aside.notes"));
    const overflowing = [], small = [];
    await Promise.allSettled(visible.filter(e => e.tagName == "IMG").map(image => {
        image.loading = "eager";
        return image.decode();
    }));
    for (const element of visible) {
        const box = element.getBoundingClientRect(), outer = element.parentElement.closest(".roll");
        if (outer || !box.width || element.closest("math") && element.tagName != "math") continue;
        const outside = box.top < frame.top || box.left < frame.left;
        if (outside || box.bottom > frame.bottom - 20 || box.right > frame.right - 20)
            overflowing.push(`${element.tagName} ${Math.round(box.right)} ${Math.round(box.bottom)}`);
    }
    for (const element of visible) {
        const has = [...element.childNodes].some(node => node.nodeType == 3 && node.data.trim());
        if (!has || element.closest("math")) continue;
        const size = parseFloat(getComputedStyle(element).fontSize) * (element.currentCSSZoom ?? 1);
        const least = element.closest("pre, figure, table, .running, .still, code") ? 12 : 22;
        if (size < least - 0.01) small.push(`${size.toFixed(1)} px: ${element.textContent.slice(0, 40)}`);
    }
    return {
        id: slide.id,
        blocks: slide.querySelectorAll(":scope > :not(h1, h2, h3, .running, aside)").length,
        overflowing, small,
        broken: visible.filter(e => e.tagName == "IMG" && (!e.complete || !e.naturalWidth)).map(e => e.src),
    };
}"""


@pytest.fixture(scope="module", params=DECKS)
def page(request, built, browser):  # noqa: F811
    """Every deck in turn, opened as a file, with what it asked for and complained about."""
    page = opened(browser, built / place(*request.param))
    page.name, page.language = request.param
    yield page
    page.close()


def opened(browser, path, query=""):  # noqa: F811
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.elsewhere, page.faults = [], []
    page.on("request", lambda r: r.url.startswith(("file:", "data:")) or page.elsewhere.append(r.url))
    page.on("requestfailed", lambda r: page.faults.append(r.url))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda m: page.faults.append(m.text) if m.type == "error" else None)
    page.goto(path.as_uri() + query)
    page.wait_for_selector("html[data-ready]", state="attached")
    return page


WALK = f"""async () => {{
    const look = {LOOK};
    Reveal.slide(0, 0);
    const found = [await look()];
    while (!Reveal.isLastSlide() || !Reveal.isLastVerticalSlide()) {{
        Reveal.next();
        found.push(await look());
    }}
    return found;
}}"""


def look(page) -> Found:
    return Found(**page.evaluate(LOOK))


def walk(page) -> list[Found]:
    """Every slide of a deck, from the first to the last."""
    return [Found(**found) for found in page.evaluate(WALK)]


@in_a_browser
def test_every_slide_can_be_shown(page):
    found = walk(page)
    assert page.elsewhere == [] and page.faults == []
    assert len(found) == page.evaluate("Reveal.getTotalSlides()") > 20
    assert len({slide.id for slide in found}) == len(found)  # an address for each
    for slide in found:
        assert slide.overflowing == [], slide
        assert slide.small == [], slide
        assert slide.broken == [], slide
        assert slide.blocks, f"nothing but titles: {slide}"
    assert page.evaluate("[...document.querySelectorAll('.roll')].map(box => box.textContent)") == []
    assert page.evaluate("document.documentElement.lang") == page.language
    titles = page.locator("h1, h2").all_text_contents()
    assert all(CHINESE.search(t) for t in titles) == (page.language == "zh")
    assert any(CHINESE.search(t) for t in titles) == (page.language == "zh")


@in_a_browser
def test_questions_can_be_answered_on_their_slides(page):
    asked = page.locator("fieldset.question")
    assert asked.count() >= 4
    for question in asked.all():
        slide = question.evaluate("e => Reveal.getIndices(e.closest('section'))")
        page.evaluate("at => Reveal.slide(at.h, at.v)", slide)
        option = question.locator(".option").last
        option.locator("label").click()
        assert option.locator(".right, .wrong").is_visible()
        assert question.locator(":is(.right, .wrong):visible").count() == 1
        bottom = question.evaluate("e => e.getBoundingClientRect().bottom")
        assert bottom <= 720, "the answer doesn't fit on the slide"


@pytest.fixture(scope="module")
def first(built, browser):  # noqa: F811
    page = opened(browser, built / f"{LESSONS[0]}.html")
    yield page
    page.close()


@in_a_browser
@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("b.style.marginTop = '700px'", "overflowing"),
        ("b.style.width = '1300px'", "overflowing"),
        ("b.style.fontSize = '12px'", "small"),
        ("b.innerHTML = '<img src=\"data:image/png;base64,AAAA\" width=9 height=9>'", "broken"),
    ],
)
def test_what_is_planted_is_found(first, fault, says):
    first.evaluate("Reveal.slide(1, 0)")
    assert not getattr(look(first), says)
    first.evaluate(
        f"""() => {{
            const b = document.createElement("p");
            b.id = "planted";
            b.textContent = "planted";
            Reveal.getCurrentSlide().append(b);
            {fault};
        }}"""
    )
    assert getattr(look(first), says)
    first.evaluate("document.getElementById('planted').remove()")


@in_a_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_slides_are_readable_in_both_schemes(built, browser, scheme):  # noqa: F811
    from axe_playwright_python.sync_playwright import Axe

    page = opened(browser, built / f"{LESSONS[1]}.html")
    page.emulate_media(color_scheme=scheme)
    options = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
    for part in ("table", "blockquote", "h2 ~ p", "pre"):
        page.evaluate(
            """part => {
                const slide = [...document.querySelectorAll(".slides section:not(.stack)")]
                    .find(section => section.querySelector(part));
                const { h, v } = Reveal.getIndices(slide);
                Reveal.slide(h, v);
            }""",
            part,
        )
        page.wait_for_timeout(100)
        found = Axe().run(page, context=".present:not(.stack)", options=options).response["violations"]
        assert [node["failureSummary"] for one in found for node in one["nodes"]] == [], part
    page.close()


@in_a_browser
def test_a_lecture_by_keyboard(first):
    def where():
        return first.evaluate("(({h, v}) => [h, v])(Reveal.getIndices())")

    first.evaluate("Reveal.slide(1, 0)")
    first.keyboard.press("ArrowRight")
    assert where() == [2, 0]
    first.keyboard.press("ArrowDown")
    assert where() == [2, 1]
    first.keyboard.press("ArrowUp")
    assert where() == [2, 0]
    first.keyboard.press("PageDown")  # what a clicker sends
    assert where() == [2, 1]
    written = "location.hash == '#/' + Reveal.getCurrentSlide().id"  # late: don't overtake it
    first.wait_for_function(written)
    first.keyboard.press("Home")
    assert where() == [0, 0]
    first.wait_for_function(written)
    first.evaluate("Reveal.configure({ hash: false })")  # or each step would wait a second for its address
    steps, slides = 0, first.evaluate("Reveal.getTotalSlides()")
    while steps < slides and not first.evaluate("Reveal.isLastSlide() && Reveal.isLastVerticalSlide()"):
        first.keyboard.press("Space")
        steps += 1
    first.evaluate("Reveal.configure({ hash: true })")
    assert steps == slides - 1
    first.keyboard.press("Escape")
    assert first.evaluate("Reveal.isOverview()")
    first.keyboard.press("Escape")


@in_a_browser
def test_the_speaker_has_the_whole_text(first):
    said = first.evaluate(
        """() => {
            const notes = document.querySelector("section aside.notes");
            const { h, v } = Reveal.getIndices(notes.closest("section"));
            Reveal.slide(h, v);
            return notes.querySelector("p").textContent.slice(0, 60);
        }"""
    )
    with first.expect_popup() as popup:
        first.keyboard.press("s")
    notes = popup.value.locator(".speaker-controls-notes .value")
    notes.get_by_text(said).first.wait_for(timeout=10_000)
    assert first.elsewhere == []
    popup.value.close()


@in_a_browser
def test_an_address_leads_to_its_slide_in_both_languages(built, browser):  # noqa: F811
    for language in LANGUAGES:
        page = opened(browser, built / place(LESSONS[0], language))
        page.goto(f"{page.url.partition('#')[0]}#/recap")
        page.wait_for_function("Reveal.getCurrentSlide().id == 'recap'")
        page.close()


@in_a_browser
def test_a_listing_that_is_too_tall_is_scrolled_with_the_arrows(built, browser, tmp_path):  # noqa: F811
    source = (built / f"{LESSONS[0]}.html").read_text(encoding="utf-8")
    tall = "".join(f"line {n}\n" for n in range(80))
    shutil.copytree(built / "reveal", tmp_path / "reveal")
    for name in ("slides.css", "slides.js", "math.woff"):
        shutil.copy(built / name, tmp_path)
    head, _, rest = source.partition('<section id="title"')
    tail = rest[rest.index("</section>") :]
    body = f'<section id="title" data-title="x">\n<h1>x</h1><pre><code>{tall}</code></pre>'
    body += f"<pre><code>{tall}</code></pre><p>after it</p>"
    (tmp_path / "tall.html").write_text(head + body + tail, encoding="utf-8")
    page = opened(browser, tmp_path / "tall.html")
    found = walk(page)[:3]
    assert [slide.id for slide in found] == ["title", "title~2", "title~3"]
    assert all(slide.overflowing == [] for slide in found)
    page.evaluate("Reveal.slide(0, 0)")
    page.locator("pre.roll").first.focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_function("document.querySelector('pre.roll').scrollTop > 0")
    assert page.evaluate("Reveal.getIndices().h") == 0
    page.close()


@in_a_browser
def test_a_page_of_paper_for_each_slide(built, browser, first):  # noqa: F811
    page = opened(browser, built / f"{LESSONS[0]}.html", "?print-pdf")
    page.wait_for_selector(".pdf-page")
    assert page.locator(".pdf-page").count() == first.evaluate("Reveal.getTotalSlides()")
    edges = page.evaluate(
        "[...document.querySelectorAll('.pdf-page section > p')].map(p => p.getBoundingClientRect().left)"
    )
    assert min(edges) > 40
    page.close()


@in_a_browser
def test_the_list_of_decks(built, browser):  # noqa: F811
    page = browser.new_page()
    for language in LANGUAGES:
        page.goto((built / place("index", language)).as_uri())
        links = page.locator("li a").evaluate_all("links => links.map(link => link.href)")
        assert links == [(built / place(name, language)).as_uri() for name in LESSONS]
        assert bool(CHINESE.search(page.locator("main p").first.inner_text())) == (language == "zh")
        page.locator("a[hreflang]").click()
        page.wait_for_url((built / place("index", {"en": "zh", "zh": "en"}[language])).as_uri())
    page.close()


# --- what is on the slides -------------------------------------------------------------------------


@pytest.mark.parametrize("of", DECKS)
def test_nothing_of_the_lesson_is_lost(of):
    """All text is on a slide or in the notes, all code and output on a slide, each stub before its solution."""
    complete, student = editions(*of)
    chapters = deck.slides(complete, student, of[1])
    shown = "".join(block for chapter in chapters for slide in chapter for block in slide.blocks)
    noted = "".join(note for chapter in chapters for slide in chapter for note in slide.notes)
    words = f"{plain(shown)} {plain(noted)}"
    stubs = {cell.id: cell.source for cell in student.cells}
    for cell in complete.cells:
        if cell.metadata.get("slideshow", {}).get("slide_type") == "skip":
            continue
        if "question" in cell.metadata:
            asked = cell.metadata["question"]
            for said in (asked["words"], *(o[part] for o in asked["options"] for part in ("words", "reason"))):
                assert plain(deck._html(said)) in words, said
        elif cell.cell_type == "markdown":
            for block in deck._blocks(web.prose(cell)):
                assert plain(deck._html(block)) in words, block
        else:
            source = deck._code(cell.source)
            assert source in shown
            assert all(web.output(stored) in shown for stored in cell.outputs)
            if "exercise" in cell.metadata.tags:
                stub = deck._code(stubs[cell.id])
                assert "your code here" in stub and shown.index(stub) < shown.index(source)
    assert "colab.research" not in shown + noted and "kaggle.com/kernels" not in shown + noted


@pytest.mark.parametrize("of", DECKS)
def test_a_question_comes_without_its_answer(of):
    complete, student = editions(*of)
    for slide in (slide for chapter in deck.slides(complete, student, of[1]) for slide in chapter):
        assert not any('class="question"' in block for block in slide.blocks[:-1]), slide.id


@pytest.mark.parametrize("of", DECKS[1:2])
def test_nbconvert_makes_the_same_chapters(of):
    from nbconvert.exporters import SlidesExporter

    complete, student = editions(*of)
    html, _ = SlidesExporter().from_notebook_node(complete)
    depth, found = 0, 0
    for tag in re.findall(r"</?section>", html):
        found += tag == "<section>" and depth == 0
        depth += 1 if tag == "<section>" else -1
    assert found == len(deck.slides(complete, student, of[1])) > 5


def test_both_languages_have_the_same_slides():
    for name in LESSONS:
        ids = [
            [[slide.id for slide in chapter] for chapter in deck.slides(*editions(name, language), language)]
            for language in LANGUAGES
        ]
        assert ids[0] == ids[1]


@pytest.mark.parametrize(
    ("language", "paragraph", "kept"),
    [
        ("en", "One. Two.", "One. Two."),
        ("en", f"One is, e.g. this. {'Long ' * 80}end.", "One is, e.g. this."),
        (
            "en",
            f"It is $a. B$ or `c. D` (see f. G.) now. {'Long ' * 80}end.",
            "It is $a. B$ or `c. D` (see f. G.) now.",
        ),
        ("en", f"**All. Of this.** {'Long ' * 80}end.", "**All. Of this.**"),
        ("en", f"One. {'Long ' * 80}end. And **this** is it.", "One. And **this** is it."),
        ("en", "long " * 80 + "end. Two.", "long " * 80 + "end."),
        ("zh", f"一。二（三。）四。{'长' * 150}。", "一。二（三。）四。"),
        ("zh", f"一。{'长' * 150}。但**这句**要紧。", "一。但**这句**要紧。"),
    ],
)
def test_main_sentences(language, paragraph, kept):
    assert deck.main_sentences(paragraph, language) == kept
    joined = (" " if language == "en" else "").join(deck.sentences(paragraph, language))
    assert joined == paragraph


def small(*cells):
    """A notebook of Markdown cells (words, slide type) and code cells."""
    made = [nbformat.v4.new_markdown_cell("# Title", id="title", metadata=slide("slide"))]
    return nbformat.v4.new_notebook(cells=made + list(cells))


def slide(kind):
    return {"slideshow": {"slide_type": kind}}


def test_marks_are_obeyed():
    words = {kind: nbformat.v4.new_markdown_cell(f"of {kind}", metadata=slide(kind)) for kind in
             ("subslide", "fragment", "notes", "skip")}  # fmt: skip
    ((title, below),) = deck.slides(made := small(*words.values()), made, "en")
    assert plain("".join(title.blocks)) == "Title" and title.notes == []
    assert plain("".join(below.blocks)) == "of subslide of fragment"
    assert '<div class="fragment"><p>of fragment' in below.blocks[1]
    assert plain("".join(below.notes)) == "of notes"


# --- marks in the source ---------------------------------------------------------------------------


def kinds(course):  # noqa: F811
    lesson = read_lesson(course.root / "lessons" / "07_doubling.py")
    return {cell.key: cell.slide for cell in lesson.cells if cell.kind != "alt"}


def test_what_a_cell_is_without_a_mark(course):  # noqa: F811
    assert kinds(course) == {
        "title": "slide",
        "setup": "skip",
        "imports": "skip",
        "double": "subslide",
        "look": "subslide",
    }


ASKED = "1 + 1?\n# - [x] 2\n#   It is.\n# - [ ] 1\n#   Half.\n# - [ ] 4\n#   Twice."


def said(key, words):
    """The source of a Markdown cell, or of a question, in both languages."""
    kind = "question" if words == ASKED else "key"
    english = f'# %% [markdown] {kind}="{key}" lang="en"\n# {words}\n\n'
    return english + f'# %% [markdown] {kind}="{key}" lang="zh"\n# {words if words == ASKED else "看。"}\n\n'


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"say": "Now look:"}, {"say": "-", "look": "-"}),
        ({"say": ASKED}, {"say": "subslide", "look": "subslide"}),
        ({"say": ASKED, "more": "Four."}, {"say": "subslide", "more": "subslide", "look": "-"}),
        ({"say": "### Part"}, {"say": "subslide", "look": "-"}),
        ({"say": "> **Exercise `double(x)`.** Twice."}, {"say": "subslide", "look": "-"}),
    ],
)
def test_words_and_code_go_on_but_not_after_a_question(course, cells, expected):  # noqa: F811
    words = "".join(said(key, text) for key, text in cells.items())
    change(course, '# %% key="look"', words + '# %% key="look"')
    assert expected.items() <= kinds(course).items()


@pytest.mark.parametrize("kind", ["slide", "subslide", "fragment", "-", "notes", "skip"])
def test_a_mark_decides_and_lands_in_all_notebooks(course, kind):  # noqa: F811
    change(course, 'key="look"', f'key="look" slide="{kind}"')
    run(course)
    for path in course.root.glob("*/**/*.ipynb"):
        (cell,) = (c for c in nbformat.read(path, as_version=4).cells if c.id == "look")
        assert cell.metadata.get("slideshow", {"slide_type": "-"}) == {"slide_type": kind}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('key="look"', 'key="look" slide="big"', "unknown slide 'big'"),
        ('key="title" lang="zh"', 'key="title" lang="zh" slide="skip"', "belongs to its first language"),
    ],
)
def test_a_wrong_mark_is_told_with_its_line(course, old, new, message):  # noqa: F811
    change(course, old, new)
    with pytest.raises(LessonError, match=rf"07_doubling\.py:\d+: .*{message}"):
        read_lesson(course.root / "lessons" / "07_doubling.py")


def test_a_mark_keeps_the_outputs(course):  # noqa: F811
    run(course)
    path = course.root / "solutions" / "07_doubling.ipynb"
    stored = nbformat.read(path, as_version=4)
    for cell in stored.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = 1, [nbformat.v4.new_output("stream", text="seen\n")]
    nbformat.write(stored, path)
    change(course, 'key="look"', 'key="look" slide="skip"')
    run(course)
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert all(cell.outputs for cell in cells) and cells[-1].metadata.slideshow.slide_type == "skip"


# --- the build --------------------------------------------------------------------------------------


def test_one_lesson_in_one_language(tmp_path):
    assert command.main(["01", "--language", "zh", "--output", str(tmp_path / "out")]) == 0
    decks = sorted(path.relative_to(tmp_path / "out").as_posix() for path in tmp_path.rglob("*.html"))
    assert decks == ["index.html", "zh/01_transposed_convolution.html", "zh/index.html"]
    assert "zh/index.html" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "hreflang" not in (tmp_path / "out" / "zh" / "index.html").read_text(encoding="utf-8")
    files = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert command.main(["01", "--language", "zh", "--output", str(tmp_path / "out")]) == 0
    assert files == {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}


def test_a_lesson_that_is_not_there(tmp_path, capsys):
    assert command.main(["17", "--output", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err.startswith("17: no lesson begins with that; there are 00_")
    assert not (tmp_path / "out").exists()


def test_a_folder_with_something_else_is_not_replaced(tmp_path, capsys):
    (tmp_path / ".course-site").touch()  # not even the website
    assert command.main(["00", "--output", str(tmp_path)]) == 1
    assert "holds something else" in capsys.readouterr().err


def test_without_reveal_the_remedy_is_told(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(slide_pages, "package_file", lambda *name: None)
    assert command.main(["00", "--output", str(tmp_path / "out")]) == 1
    assert "--group slides" in capsys.readouterr().err


def test_a_notebook_without_marks():
    unmarked = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Title")])
    with pytest.raises(WebError, match=r"no slide marks; run python -m tools\.build"):
        deck.slides(unmarked, unmarked, "en")


def test_the_licence_of_reveal_comes_along(built):
    assert "Permission is hereby granted" in (built / "reveal" / "LICENSE").read_text(encoding="utf-8")
