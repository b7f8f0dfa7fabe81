"""The pages of the site: what is on each, and the files beside it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from course_utils import svg
from course_utils.language import LANGUAGES
from course_utils.messages import text
from tools import places
from tools.nets.figures import REPLACED, Figure, Shelf
from tools.site.article import to_article
from tools.web import demos, notebook
from tools.web.publication import Page, Publication, blaming, template, words_of
from tools.web.text import Heading, WebError, github_slug, plain, to_html

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Edition:
    """A notebook that a page offers: to do in Colab or Kaggle, or to download."""

    label: str
    hosts: dict[str, str]  # message of the link -> address
    file: str  # from the site's root
    name: str  # what the browser saves it as


@dataclass
class SitePage(Page):
    description: str = ""
    headings: list[Heading] = field(default_factory=list)
    editions: list[Edition] = field(default_factory=list)
    is_lesson: bool = False


class Site:
    """The site of the course that stands in `root`."""

    def __init__(self, root: Path):
        self.root = root
        self.web = Publication(root, ".course-site")
        self.web.house_lessons(self.web.names)
        for language in LANGUAGES:
            self.web.homes[root / places.page("README", language)] = ("index", language)
        self.web.homes[root / places.START] = ("index", None)
        self.nets = Shelf(root)
        self.glossary = root / "GLOSSARY.md"  # all languages in one file, a page in each
        if self.glossary.is_file():
            self.web.homes[self.glossary] = ("glossary", None)

    def build(self, output: Path) -> list[SitePage]:
        """Write the whole site into the folder `output`, replacing the site that was there.

        Raises WebError if a lesson is not executed, a link leads nowhere, a picture has no alt text, a formula
        can't be typeset, or `output` holds something that is no site.
        """
        self.web.claim(output)
        pages = [page for language in LANGUAGES for page in self._pages(language)]
        self._add_shared_files(pages)
        for page in pages:
            self.web.made[page.path] = self._html(page, pages).encode()
        self.web.write(output)
        return pages

    def _pages(self, language: str) -> Iterator[SitePage]:
        yield self._start(language)
        for name in self.web.names:
            yield self._lesson(name, language)
        if self.glossary.is_file():
            page = self._document("glossary", self.glossary, language)
            page.title = text("site_glossary", language)
            page.body = in_one_language(page.body, language)
            yield page
        found = text("site_search_found", language, count="COUNT", query="QUERY")
        body = template(HERE / "search.html").render(text=words_of(language), found=found)
        yield SitePage("search", language, text("site_search", language), body)

    def _start(self, language: str) -> SitePage:
        readme = self.root / places.page("README", language)
        if readme.is_file():
            figures = self.nets.figures("index")
            markdown = readme.read_text(encoding="utf-8")
            markdown = re.sub(r"<!-- website -->.*?<!-- /website -->\n\n", "", markdown, flags=re.DOTALL)
            for picture in (REPLACED[figure.kind] for figure in figures):
                markdown = re.sub(rf"!\[[^]]*\]\(pictures/{picture}\)\n\n\*.*\n\n", "", markdown)
            page = self._document("index", readme, language, markdown)
            alive = self.web.finished("".join(self._figure(f, page) for f in figures), page, readme)
            if alive:
                page.body = page.body.replace("</h1>", f'</h1>\n<div class="front">{alive}</div>', 1)
            return page
        parts = [f"# {text('course_title', language)}", text("site_intro", language)]
        for name in self.web.names:
            card = self.web.card(name)
            minutes = text("work_minutes", language, work=card["minutes"]["work"])
            parts += [f"## [{name[:2]} · {card['title'][language]}]({name}.ipynb)"]
            parts += [f"{minutes} · {card['goals'][language]}"]
        beside = self.web.notebook("start", "complete", language)
        page = self._document("index", beside, language, "\n\n".join(parts))
        page.headings = []  # they are the lessons, which the contents list anyway
        return page

    def _document(self, name: str, source: Path, language: str, markdown: str | None = None) -> SitePage:
        """A page from a Markdown file (or from `markdown`, as if it stood there)."""
        markdown = source.read_text(encoding="utf-8") if markdown is None else markdown
        with blaming(source):
            body, headings = to_html(markdown, _unique(github_slug))
            if not headings or headings[0].level != 1:
                raise WebError("must begin with a heading `# …`")
        page = SitePage(name, language, plain(headings[0].html), headings=headings)
        page.body = self.web.finished(body, page, source)
        return page

    def _lesson(self, name: str, language: str) -> SitePage:
        source = self.web.notebook(name, "complete", language)
        complete = notebook.read(source)
        recordings = demos.recordings_of(complete, source)
        page = SitePage(name, language, "", is_lesson=True)
        figures = {figure.cell: self._figure(figure, page) for figure in self.nets.figures(name)}
        with blaming(source):
            body, page.headings = to_article(complete, language, recordings, figures)
        page.title = plain(page.headings[0].html)
        self.web.add_demos(page, recordings)
        page.description = self.web.card(name)["goals"][language]
        offers = (("site_exercises", "student", ""), ("site_complete", "complete", "_solutions"))
        for key, edition, ending in offers:
            path = places.notebook(name, edition, language)
            self.web.made[path] = (self.root / path).read_bytes()
            hosts = self.web.course.hosts(path)
            page.editions.append(Edition(text(key, language), hosts, path, f"{name}{ending}.ipynb"))
        page.body = self.web.finished(body, page, source)
        return page

    def _figure(self, figure: Figure, page: SitePage) -> str:
        """A figure in which a network runs, for this page, which gets its scripts."""
        for name, content, when in self.nets.scripts(figure):
            self.web.add_script(page, f"nets/{name}", content, when)
        return self.nets.html(figure, page.language)

    def _add_shared_files(self, pages: list[SitePage]) -> None:
        made = self.web.made
        self.web.add_style(HERE / "site.css", pages)
        made["site.css"] += self.nets.style()
        made["site.js"] = (HERE / "site.js").read_bytes()
        made["icon.svg"] = _icon().encode()
        for language in LANGUAGES:
            sections = [s for page in pages if page.language == language for s in _sections(page)]
            script = "window.searchIndex = " + json.dumps(sections, ensure_ascii=False, indent=0) + ";\n"
            made[f"{places.folder(language)}search-index.js"] = script.encode()

    def _html(self, page: SitePage, pages: list[SitePage]) -> str:
        here = {p.name: p for p in pages if p.language == page.language}
        lessons = [p for p in here.values() if p.is_lesson]
        turns = [here["index"], *lessons]
        number = turns.index(page) if page in turns else None
        return template(HERE / "page.html").render(
            page=page,
            here=here,
            lessons=lessons,
            previous=turns[number - 1] if number else None,
            following=turns[number + 1] if number is not None and number + 1 < len(turns) else None,
            others=[other for other in pages if other.name == page.name and other is not page],
            text=words_of(page.language),
            language_name=lambda language: text("language_name", language),
            repository=self.web.course.repository,
        )


def _unique(slug):
    """Anchors as GitHub gives them: the second heading with the same words ends in -1."""
    seen: dict[str, int] = {}

    def anchor(words: str) -> str:
        base = slug(words)
        seen[base] = seen.get(base, -1) + 1
        return f"{base}-{seen[base]}" if seen[base] else base

    return anchor


def in_one_language(html: str, language: str) -> str:
    """The glossary for readers of one language: the term in all, but paragraphs and meanings in theirs alone.

    Both come once for each of LANGUAGES, in that order: paragraphs one after the other; in a table the terms,
    then the meanings. A row with another number of cells stays as it is.
    """
    count, own = len(LANGUAGES), LANGUAGES.index(language)

    def kept_cells(row: re.Match) -> str:
        cells = re.findall(r"<t[hd]\b[^>]*>.*?</t[hd]>\s*", row[1], re.DOTALL)
        if len(cells) != 2 * count:
            return row[0]
        return f"<tr>{''.join([*cells[:count], cells[count + own]])}</tr>"

    html = re.sub(r"<tr>\s*(.*?)</tr>", kept_cells, html, flags=re.DOTALL)
    number = iter(range(len(html)))
    paragraph = re.compile(r"<p>.*?</p>\n", re.DOTALL)
    return paragraph.sub(lambda found: found[0] if next(number) % count == own else "", html)


def _sections(page: SitePage) -> list[dict[str, str]]:
    """What the search knows of a page: each section's address, title and words, without code and outputs."""
    found = []
    unread = r"<(pre|figure|summary)\b.*?</\1>|<a class=\"enlarge\".*?</a>"
    for _, anchor, title, rest in re.findall(
        r'<h([1-3]) id="([^"]*)">(.*?)</h\1>(.*?)(?=<h[1-3] id="|$)', page.body, re.DOTALL
    ):
        words = re.sub(unread, " ", rest, flags=re.DOTALL)
        address = f"{page.name}.html#{unescape(anchor)}"
        found.append({"url": address, "page": page.title, "title": plain(title), "text": plain(words)})
    return found


def _icon() -> str:
    """Four overlapping stamps: the picture that lesson 01 begins with, small."""
    drawing = svg.Drawing(30, 30)
    drawing.grid(0, 0, [[1, 2, 1], [2, 4, 2], [1, 2, 1]], 10, numbers=False)
    return str(drawing)
