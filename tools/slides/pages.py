"""The files of the slides: a deck for each lesson and language, a list of them, reveal.js and a font."""

import re
from collections.abc import Iterator
from html import escape
from importlib.util import find_spec
from pathlib import Path

import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from course_utils.messages import text
from tools.build import WORDS
from tools.site import notebook
from tools.site.pages import Page, Site, math_font, with_colours
from tools.site.text import SiteError, plain
from tools.slides.deck import Slide, slides

HERE = Path(__file__).parent
REVEAL = {  # file of reveal.js -> where it stands beside the slides
    "dist/reset.css": "reveal/reset.css",
    "dist/reveal.css": "reveal/reveal.css",
    "dist/reveal.js": "reveal/reveal.js",
    "plugin/notes/notes.js": "reveal/notes.js",
    "LICENSE": "reveal/LICENSE",
}


class Slides(Site):
    """The slides of the course that stands in `root`: links, pictures and formulas are treated as on the site.

    lessons: beginnings of their names, such as "01"; none means all. languages: of "en" and "zh".
    """

    mark = ".course-slides"

    def __init__(self, root: Path, lessons: tuple[str, ...] = (), languages: tuple[str, ...] = ("en", "zh")):
        self.languages = languages
        super().__init__(root)
        for lesson in lessons:
            if not any(name.startswith(lesson) for name in self.names):
                raise SiteError(f"{lesson}: no lesson begins with that; there are {', '.join(self.names)}")
        self.names = [name for name in self.names if not lessons or name.startswith(lessons)]
        self.homes = {file: home for file, home in self.homes.items() if home[0] in self.names}

    def _pages(self, language: str) -> Iterator[Page]:
        yield Page("index", language, text("slides_title", language))
        for name in self.names:
            yield self._deck(name, language)

    def _deck(self, name: str, language: str) -> Page:
        source = self._notebook(name, "solutions", language)
        complete = notebook.read(source)
        student = nbformat.read(self._notebook(name, "notebooks", language), as_version=4)
        page = Page(name, language, self._card(name)["title"][language], is_lesson=True)
        chapters = self._checked(source, lambda: slides(complete, student, language))
        body = "".join(_chapter(chapter) for chapter in chapters)
        page.body = self._finished(body, page, source)
        return page

    def _add_shared_files(self, pages: list[Page]) -> None:
        for name, path in REVEAL.items():
            self.made[path] = _reveal_file(name).read_bytes()
        self.made["slides.css"] = with_colours((HERE / "slides.css").read_text(encoding="utf-8")).encode()
        self.made["slides.js"] = (HERE / "slides.js").read_bytes()
        self.made["math.woff"] = math_font("".join(page.body for page in pages))
        self.made[self.mark] = b""
        if self.languages[0] != "en":  # so that there is an index.html to open
            self.made["index.html"] = (
                b'<!doctype html><meta http-equiv="refresh" content="0; url=zh/index.html">\n'
            )

    def _html(self, page: Page, pages: list[Page]) -> str:
        decks = [p for p in pages if p.is_lesson and p.language == page.language]
        others = [p for p in pages if p.name == page.name and p is not page]
        keys, words = text("slides_keys", page.language), WORDS[page.language]
        template = self._template("deck.html" if page.is_lesson else "list.html")
        return template.render(page=page, decks=decks, others=others, keys=keys, words=words)

    @staticmethod
    def _template(name: str):
        return Environment(
            loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        ).get_template(name)


def _reveal_file(name: str) -> Path:
    """A file of reveal.js, which the package sphinx-revealjs ships; nothing of the package itself is used."""
    spec = find_spec("sphinx_revealjs")
    if not spec or not (folder := Path(spec.origin).parent / "_static" / "revealjs").is_dir():
        raise SiteError("reveal.js is missing; install it with python -m uv sync --group slides")
    return folder / name


def _chapter(chapter: list[Slide]) -> str:
    """Slides below one another. All but the first say which chapter they belong to."""
    title = ""
    parts = []
    for slide in chapter:
        body = "".join(slide.blocks)
        heading = re.search(r"<h[12]\b[^>]*>(.*?)</h[12]>", body, re.DOTALL)
        if heading:
            title = escape(plain(heading[1]))
        elif title:
            body = f'<p class="running">{title}</p>\n{body}'
        notes = f'<aside class="notes">{"".join(slide.notes)}</aside>\n' if slide.notes else ""
        parts.append(f'<section id="{slide.id}" data-title="{title}">\n{body}{notes}</section>\n')
    return f"<section>\n{''.join(parts)}</section>\n"
