"""The pages of the site: what is on each, where its links lead, and the files beside it."""

import base64
import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, unquote_to_bytes

from fontTools import subset
from fontTools.ttLib import TTFont
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from PIL import Image

from course_utils import palette, svg
from course_utils.language import LANGUAGES
from course_utils.messages import text
from tools.build import WORDS, Course
from tools.site import notebook
from tools.site.text import Heading, SiteError, github_slug, plain, to_html

HERE = Path(__file__).parent
README = {"en": "README.md", "zh": "README.zh.md"}
WIDE = 600  # CSS pixels: a wider picture gets a link to itself, for telephones
SUFFIXES = {"image/svg+xml": ".svg", "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif"}


@dataclass(frozen=True)
class Edition:
    """A notebook that a page offers: to do in Colab, or to download."""

    label: str
    colab: str
    file: str  # from the site's root
    name: str  # what the browser saves it as


@dataclass
class Page:
    name: str
    language: str
    title: str
    body: str = ""
    description: str = ""
    headings: list[Heading] = field(default_factory=list)
    editions: list[Edition] = field(default_factory=list)
    is_lesson: bool = False

    @property
    def path(self) -> str:
        """Where it is, from the site's root."""
        return place(self.name, self.language)

    def to(self, path: str) -> str:
        """The address of another file of the site, from this page."""
        return os.path.relpath(path, PurePosixPath(self.path).parent)


def place(name: str, language: str) -> str:
    return f"{'zh/' if language == 'zh' else ''}{name}.html"


class Site:
    """The site of the course that stands in `root`."""

    mark = ".course-site"  # what stands in a folder with this file may be replaced
    languages = LANGUAGES

    def __init__(self, root: Path):
        self.course = Course(root)
        self.root = root
        self.names = [path.stem for path in sorted((root / "solutions").glob("*.ipynb"))]
        self.made: dict[str, bytes] = {}  # path from the site's root -> content
        self.glossary = root / "GLOSSARY.md"  # both languages in one file, a page in each
        self.homes = dict(self._homes())

    def build(self, output: Path) -> list[Page]:
        """Write the whole site into the folder `output`, replacing the site that was there.

        Raises SiteError if a lesson is not executed, a link leads nowhere, a picture has no alt text, a formula
        can't be typeset, or `output` holds something that is no site.
        """
        if output.is_dir() and any(output.iterdir()) and not (output / self.mark).is_file():
            raise SiteError(f"{output}: holds something else; name another folder with --output")
        if not self.names:
            raise SiteError(f"{self.root / 'solutions'}: has no notebooks; run python -m tools.build")
        self.made.clear()
        pages = [page for language in self.languages for page in self._pages(language)]
        self._add_shared_files(pages)
        for page in pages:
            self.made[page.path] = self._html(page, pages).encode()
        part = output.with_name(f".{output.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        for path, content in self.made.items():
            (part / path).parent.mkdir(parents=True, exist_ok=True)
            (part / path).write_bytes(content)
        shutil.rmtree(output, ignore_errors=True)
        part.rename(output)
        return pages

    def _homes(self) -> Iterator[tuple[Path, tuple[str, str | None]]]:
        """Which page shows a file of the repository: name and language, None for the language of the link."""
        for language in LANGUAGES:
            for edition in ("notebooks", "solutions"):
                for name in self.names:
                    yield self._notebook(name, edition, language), (name, language)
            yield self.root / README[language], ("index", language)
        yield self.root / "notebooks" / "START_HERE.md", ("index", None)
        if self.glossary.is_file():
            yield self.glossary, ("glossary", None)

    def _notebook(self, name: str, edition: str, language: str) -> Path:
        return self.root / edition / ("zh" if language == "zh" else "") / f"{name}.ipynb"

    def _pages(self, language: str) -> Iterator[Page]:
        yield self._start(language)
        for name in self.names:
            yield self._lesson(name, language)
        if self.glossary.is_file():
            page = self._document("glossary", self.glossary, language)
            page.title = text("site_glossary", language)
            page.body = _in_one_language(page.body, language)
            yield page
        found = text("site_search_found", language, count="COUNT", query="QUERY")
        body = self._template("search.html").render(text=_texts(language), found=found)
        yield Page("search", language, text("site_search", language), body)

    def _start(self, language: str) -> Page:
        readme = self.root / README[language]
        if readme.is_file():
            return self._document("index", readme, language)
        words = WORDS[language]
        parts = [f"# {words['course']}", text("site_intro", language)]
        for name in self.names:
            card = self._card(name)
            minutes = words["work"].format(work=card["minutes"]["work"])
            parts += [f"## [{name[:2]} · {card['title'][language]}]({name}.ipynb)"]
            parts += [f"{minutes} · {card['goals'][language]}"]
        beside = self._notebook("start", "solutions", language)
        page = self._document("index", beside, language, "\n\n".join(parts))
        page.headings = []  # they are the lessons, which the contents list anyway
        return page

    def _document(self, name: str, source: Path, language: str, markdown: str | None = None) -> Page:
        """A page from a Markdown file (or from `markdown`, as if it stood there)."""
        markdown = source.read_text(encoding="utf-8") if markdown is None else markdown
        body, headings = self._checked(source, lambda: to_html(markdown, _unique(github_slug)))
        if not headings or headings[0].level != 1:
            raise SiteError(f"{source}: must begin with a heading `# …`")
        page = Page(name, language, plain(headings[0].html), headings=headings)
        page.body = self._finished(body, page, source)
        return page

    def _lesson(self, name: str, language: str) -> Page:
        source = self._notebook(name, "solutions", language)
        complete = notebook.read(source)
        body, headings = self._checked(source, lambda: notebook.to_article(complete, language))
        page = Page(name, language, plain(headings[0].html), headings=headings, is_lesson=True)
        page.description = self._card(name)["goals"][language]
        for key, edition in (("site_exercises", "notebooks"), ("site_complete", "solutions")):
            offered = self._notebook(name, edition, language)
            path = offered.relative_to(self.root).as_posix()
            self.made[path] = offered.read_bytes()
            saved = f"{name}{'_solutions' if edition == 'solutions' else ''}.ipynb"
            page.editions.append(Edition(text(key, language), notebook.colab_address(offered), path, saved))
        page.body = self._finished(body, page, source)
        return page

    @staticmethod
    def _checked(source: Path, convert):
        try:
            return convert()
        except SiteError as error:
            raise SiteError(f"{source}: {error}") from error

    def _card(self, name: str) -> dict:
        return json.loads((self.root / "course_utils" / "cards" / f"{name}.json").read_text(encoding="utf-8"))

    def _finished(self, html: str, page: Page, source: Path) -> str:
        """Links and pictures as they are on the site; wide tables in a box of their own."""
        html = re.sub(
            r'(<a\b[^>]*?\bhref=")([^"]*)"',
            lambda link: f'{link[1]}{escape(self._link(unescape(link[2]), page, source))}"',
            html,
        )
        html = re.sub(r"<img\b[^>]*>", lambda tag: self._picture(tag[0], page, source), html)
        return re.sub(r"<table\b.*?</table>", r'<div class="scroll">\g<0></div>', html, flags=re.DOTALL)

    def _link(self, target: str, page: Page, source: Path) -> str:
        path, hash_sign, fragment = target.partition("#")
        if not path or re.match(r"[a-z]+:", path):
            return target
        file = Path(os.path.normpath(source.parent / unquote(path)))
        if file in self.homes:
            name, language = self.homes[file]
            return page.to(place(name, language or page.language)) + hash_sign + fragment
        if not file.exists() or not file.is_relative_to(self.root):
            raise SiteError(f"{source}: the link to {target!r} leads nowhere")
        kind = "tree" if file.is_dir() else "blob"
        inside = file.relative_to(self.root).as_posix()
        return f"{self.course.repository}/{kind}/main/{inside}{hash_sign}{fragment}"

    def _picture(self, tag: str, page: Page, source: Path) -> str:
        values = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        address, alt = unescape(values.get("src", "")), unescape(values.get("alt", "")).strip()
        if not alt:
            raise SiteError(f"{source}: a picture has no alt text: {tag[:100]}")
        content, suffix = self._content(address, source)
        path = f"pictures/{hashlib.sha256(content).hexdigest()[:16]}{suffix}"
        self.made[path] = content
        width, height = _size(content, suffix)
        own = page.to(path)
        style = f' style="{values["style"]}"' if "style" in values else ""
        image = (
            f'<img src="{own}" alt="{escape(" ".join(alt.split()))}" width="{width}" height="{height}"'
            f' loading="lazy"{style}>'
        )
        if width <= WIDE:
            return image
        return f'{image}<a class="enlarge" href="{own}">{escape(text("site_enlarge", page.language))}</a>'

    def _content(self, address: str, source: Path) -> tuple[bytes, str]:
        """The bytes of a picture and its file name's ending."""
        if address.startswith("data:"):
            head, _, data = address.removeprefix("data:").partition(",")
            mime, *options = head.split(";")
            if mime not in SUFFIXES:
                raise SiteError(f"{source}: a picture of the unknown kind {mime!r}")
            content = base64.b64decode(data) if "base64" in options else unquote_to_bytes(data)
            return content, SUFFIXES[mime]
        file = source.parent / unquote(address)
        if not file.is_file() or file.suffix not in SUFFIXES.values():
            raise SiteError(f"{source}: the picture {address!r} is no file of the course")
        return file.read_bytes(), file.suffix

    def _add_shared_files(self, pages: list[Page]) -> None:
        self.made["site.css"] = with_colours((HERE / "site.css").read_text(encoding="utf-8")).encode()
        self.made["site.js"] = (HERE / "site.js").read_bytes()
        self.made["icon.svg"] = _icon().encode()
        self.made["math.woff"] = math_font("".join(page.body for page in pages))
        for language in LANGUAGES:
            sections = [s for page in pages if page.language == language for s in _sections(page)]
            script = "window.searchIndex = " + json.dumps(sections, ensure_ascii=False, indent=0) + ";\n"
            self.made[place("search-index", language).replace(".html", ".js")] = script.encode()
        self.made[self.mark] = b""

    def _html(self, page: Page, pages: list[Page]) -> str:
        here = {p.name: p for p in pages if p.language == page.language}
        lessons = [p for p in here.values() if p.is_lesson]
        turns = [here["index"], *lessons]
        number = turns.index(page) if page in turns else None
        other = "zh" if page.language == "en" else "en"
        return self._template("page.html").render(
            page=page,
            here=here,
            lessons=lessons,
            previous=turns[number - 1] if number else None,
            following=turns[number + 1] if number is not None and number + 1 < len(turns) else None,
            other=other,
            other_page=place(page.name, other),
            words=WORDS[page.language],
            text=_texts(page.language),
            repository=self.course.repository,
        )

    @staticmethod
    def _template(name: str):
        return Environment(
            loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        ).get_template(name)


def _texts(language: str):
    return lambda key: text(key, language)


def _unique(slug):
    """Anchors as GitHub gives them: the second heading with the same words ends in -1."""
    seen: dict[str, int] = {}

    def anchor(words: str) -> str:
        base = slug(words)
        seen[base] = seen.get(base, -1) + 1
        return f"{base}-{seen[base]}" if seen[base] else base

    return anchor


def _size(content: bytes, suffix: str) -> tuple[int, int]:
    """Width and height of a picture in CSS pixels."""
    if suffix != ".svg":
        return Image.open(io.BytesIO(content)).size
    head = re.match(rb"[^<]*(?:<[?!][^>]*>\s*)*<svg\b[^>]*>", content)[0].decode()
    return tuple(round(float(re.search(rf'\b{side}="([\d.]+)', head)[1])) for side in ("width", "height"))


def _in_one_language(html: str, language: str) -> str:
    """The glossary for readers of one language: both terms, but paragraphs and meanings in theirs alone.

    A row of four cells is taken for term, Chinese term, meaning, Chinese meaning; all else stays as it is.
    """
    cell = r"(<t[hd]\b[^>]*>.*?</t[hd]>\s*)"
    kept = r"\1\2\4" if language == "zh" else r"\1\2\3"
    html = re.sub(rf"(?<=<tr>)\s*{cell * 4}(?=</tr>)", kept, html, flags=re.DOTALL)
    chinese = re.compile(r"[\u4e00-\u9fff]")
    return re.sub(
        r"<p>.*?</p>\n",
        lambda p: p[0] if bool(chinese.search(p[0])) == (language == "zh") else "",
        html,
        flags=re.DOTALL,
    )


def _sections(page: Page) -> list[dict[str, str]]:
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


def with_colours(css: str) -> str:
    """A style sheet behind the course's palette, where BLUE is var(--blue), and what site and slides share."""
    colours = {n: v for n, v in vars(palette).items() if n.isupper() and str(v).startswith("#")}
    root = "".join(f"--{name.lower()}: {value}; " for name, value in colours.items())
    shared = (HERE / "shared.css").read_text(encoding="utf-8")
    return f":root {{ {root}}}\n\n{shared}\n{css}"


def _icon() -> str:
    """Four overlapping stamps: the picture that lesson 01 begins with, small."""
    drawing = svg.Drawing(30, 30)
    drawing.grid(0, 0, [[1, 2, 1], [2, 4, 2], [1, 2, 1]], 10, numbers=False)
    return str(drawing)


def math_font(html: str) -> bytes:
    """STIX Two Math, which ziamath ships, cut down to the characters that the formulas need; WOFF."""
    written = {c for mathml in re.findall(r"<math.*?</math>", html, re.DOTALL) for c in unescape(mathml)}
    italic = {"\u210e", *map(chr, range(0x1D434, 0x1D468)), *map(chr, range(0x1D6E2, 0x1D71C))}  # of <mi>x</mi>
    options = subset.Options(flavor="woff", layout_features=["*"], name_IDs=["*"], notdef_outline=True)
    folder = Path(find_spec("ziamath").origin).parent / "fonts"
    font = TTFont(folder / "STIXTwoMath-Regular.ttf", recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(written | italic)))
    cutter.subset(font)
    font.flavor = "woff"
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()
