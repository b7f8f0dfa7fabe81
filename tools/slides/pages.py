"""The files of the slides: a deck for each lesson and language, a list of them, reveal.js and a font."""

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path

import nbformat

from course_utils.files import package_file
from course_utils.language import LANGUAGES
from course_utils.messages import text
from tools.slides.deck import Slide, slides
from tools.web import demos, notebook
from tools.web.publication import Page, Publication, blaming, template, words_of
from tools.web.text import WebError, plain

HERE = Path(__file__).parent
REVEAL = {  # file of reveal.js -> where it stands beside the slides
    "dist/reset.css": "reveal/reset.css",
    "dist/reveal.css": "reveal/reveal.css",
    "dist/reveal.js": "reveal/reveal.js",
    "plugin/notes/notes.js": "reveal/notes.js",
    "LICENSE": "reveal/LICENSE",
}


class Slides:
    """The slides of the course that stands in `root`.

    lessons: beginnings of their names, such as "01"; none means all. languages: which of LANGUAGES.
    """

    def __init__(self, root: Path, lessons: tuple[str, ...] = (), languages: Sequence[str] = LANGUAGES):
        self.web = Publication(root, ".course-slides")
        self.languages = languages
        names = self.web.names
        for lesson in lessons:
            if not any(name.startswith(lesson) for name in names):
                raise WebError(f"{lesson}: no lesson begins with that; there are {', '.join(names)}")
        self.names = [name for name in names if not lessons or name.startswith(lessons)]
        self.web.house_lessons(self.names, languages)

    def build(self, output: Path) -> list[Page]:
        """Write the slides into the folder `output`, replacing those that were there.

        Raises WebError as `Site.build` does, and if reveal.js is not installed.
        """
        self.web.claim(output)
        decks = {language: [self._deck(name, language) for name in self.names] for language in self.languages}
        lists = [Page("index", language, text("slides_title", language)) for language in self.languages]
        self._add_shared_files([deck for of_one in decks.values() for deck in of_one])
        for page in lists:
            others = [other for other in lists if other is not page]
            self._render("list.html", page, decks=decks[page.language], others=others)
            for deck in decks[page.language]:
                self._render("deck.html", deck)
        self.web.write(output)
        return [*lists, *(deck for of_one in decks.values() for deck in of_one)]

    def _deck(self, name: str, language: str) -> Page:
        source = self.web.notebook(name, "complete", language)
        complete = notebook.read(source)
        student = nbformat.read(self.web.notebook(name, "student", language), as_version=4)
        recordings = demos.recordings_of(complete, source)
        with blaming(source):
            chapters = slides(complete, student, language, recordings)
        page = Page(name, language, self.web.card(name)["title"][language])
        self.web.add_demos(page, recordings)
        page.body = self.web.finished("".join(map(_chapter, chapters)), page, source)
        return page

    def _add_shared_files(self, decks: list[Page]) -> None:
        made = self.web.made
        for name, path in REVEAL.items():
            made[path] = _reveal_file(name).read_bytes()
        self.web.add_style(HERE / "slides.css", decks)
        made["slides.js"] = (HERE / "slides.js").read_bytes()
        first = Page("index", self.languages[0], "").path
        if first != "index.html":  # so that there is one to open
            made["index.html"] = (
                f'<!doctype html><meta http-equiv="refresh" content="0; url={first}">\n'.encode()
            )

    def _render(self, name: str, page: Page, **values) -> None:
        words = {"text": words_of(page.language), "language_name": lambda code: text("language_name", code)}
        self.web.made[page.path] = template(HERE / name).render(page=page, **words, **values).encode()


def _reveal_file(name: str) -> Path:
    """A file of reveal.js, which the package sphinx-revealjs ships; nothing of the package itself is used."""
    file = package_file("sphinx_revealjs", f"_static/revealjs/{name}")
    if file is None:
        raise WebError("reveal.js is missing; install it with python -m uv sync --group slides")
    return file


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
