"""Pages made of the course, with the files that they need, and the folder that they are written into."""

import base64
import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, unquote_to_bytes

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from PIL import Image

from course_utils.demos.recording import Recording
from course_utils.language import LANGUAGES
from course_utils.messages import text
from tools import places
from tools.build import Course
from tools.web import demos
from tools.web.style import SCHEME, math_font, stylesheet
from tools.web.text import WebError

HERE = Path(__file__).parent
WIDE = 600  # CSS pixels: a wider picture gets a link to itself, for telephones
SUFFIXES = {
    "image/svg+xml": ".svg",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
}


@dataclass
class Page:
    """A page: where it belongs, its title, and the HTML between the parts that all pages have.

    scripts: path from the publication's root -> "defer" for code, which runs in this order, or "async" for data
    that nothing waits for. A page from disk can read no data but what is written as a script.
    """

    name: str
    language: str
    title: str
    body: str = ""
    scripts: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Where it is, from the root of the publication."""
        return place(self.name, self.language)

    def to(self, path: str) -> str:
        """The address of another file of the publication, from this page."""
        return os.path.relpath(path, PurePosixPath(self.path).parent).replace(os.sep, "/")


def place(name: str, language: str) -> str:
    return f"{places.folder(language)}{name}.html"


class Publication:
    """What is made of the course in `root`, file by file; `mark` is the name of a file that tells its folder.

    names: of the lessons. homes: which page shows a file of the course, as name and language; the language is
    None for that of the link. made: path from the publication's root -> content.
    """

    def __init__(self, root: Path, mark: str):
        self.course = Course(root)
        self.root, self.mark = root, mark
        self.names = [path.stem for path in sorted((root / places.EDITIONS["complete"]).glob("*.ipynb"))]
        self.homes: dict[Path, tuple[str, str | None]] = {}
        self.made: dict[str, bytes] = {}

    def claim(self, output: Path) -> None:
        """Begin anew; WebError if there is no lesson, or `output` holds something that this may not replace."""
        if output.is_dir() and any(output.iterdir()) and not (output / self.mark).is_file():
            raise WebError(f"{output}: holds something else; name another folder with --output")
        if not self.names:
            folder = self.root / places.EDITIONS["complete"]
            raise WebError(f"{folder}: has no notebooks; run python -m tools.build")
        self.made = {self.mark: b""}

    def write(self, output: Path) -> None:
        """All that was made, into the folder `output`, in place of what was there."""
        part = output.with_name(f".{output.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        for path, content in self.made.items():
            (part / path).parent.mkdir(parents=True, exist_ok=True)
            (part / path).write_bytes(content)
        shutil.rmtree(output, ignore_errors=True)
        part.rename(output)

    def notebook(self, name: str, edition: str, language: str) -> Path:
        return self.root / places.notebook(name, edition, language)

    def card(self, name: str) -> dict:
        return json.loads((self.root / "course_utils" / "cards" / f"{name}.json").read_text(encoding="utf-8"))

    def house_lessons(self, names: Iterable[str], languages: Iterable[str] = LANGUAGES) -> None:
        """Links to a notebook, of either edition, lead to the page of its lesson."""
        for language in languages:
            for edition in places.EDITIONS:
                for name in names:
                    self.homes[self.notebook(name, edition, language)] = (name, language)

    def finished(self, html: str, page: Page, source: Path) -> str:
        """HTML made of the file `source`, with its links and pictures as they are here; tables in a box each.

        WebError if a link leads nowhere or a picture has no alt text.
        """
        with blaming(source):
            html = re.sub(
                r'(<a\b[^>]*?\bhref=")([^"]*)"',
                lambda link: f'{link[1]}{escape(self._link(unescape(link[2]), page, source))}"',
                html,
            )
            html = re.sub(r"<img\b[^>]*>", lambda tag: self._picture(tag[0], page, source), html)
        return re.sub(r"<table\b.*?</table>", r'<div class="scroll">\g<0></div>', html, flags=re.DOTALL)

    def add_script(self, page: Page, path: str, content: bytes, when: str = "defer") -> None:
        """A script of the publication that this page loads."""
        self.made[path] = content
        page.scripts[path] = when

    def add_demos(self, page: Page, recordings: dict[str, Recording]) -> None:
        """What moves the recorded demos of a page: one script for all of them, and one of data for each."""
        for name, recording in recordings.items():
            self.add_script(page, demos.SCRIPT.name, demos.SCRIPT.read_bytes())
            place = f"{places.folder(page.language)}demos/{page.name}/{name}.js"
            self.add_script(page, place, demos.script(name, recording), "async")

    def add_style(self, css: Path, pages: Iterable[Page]) -> None:
        """The style sheet `css` behind what is shared, and a font for the formulas of all pages."""
        self.made[css.name] = stylesheet(css.read_text(encoding="utf-8")).encode()
        self.made[SCHEME.name] = SCHEME.read_bytes()
        self.made["math.woff"] = math_font("".join(page.body for page in pages))

    def _link(self, target: str, page: Page, source: Path) -> str:
        path, hash_sign, fragment = target.partition("#")
        if not path or re.match(r"[a-z]+:", path):
            return target
        file = Path(os.path.normpath(source.parent / unquote(path)))
        if file in self.homes:
            name, language = self.homes[file]
            return page.to(place(name, language or page.language)) + hash_sign + fragment
        if not file.exists() or not file.is_relative_to(self.root):
            raise WebError(f"the link to {target!r} leads nowhere")
        kind = "tree" if file.is_dir() else "blob"
        inside = file.relative_to(self.root).as_posix()
        return self.course.address.page(inside, kind) + hash_sign + fragment

    def _picture(self, tag: str, page: Page, source: Path) -> str:
        values = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        address, alt = unescape(values.get("src", "")), unescape(values.get("alt", "")).strip()
        if not alt:
            raise WebError(f"a picture has no alt text: {tag[:100]}")
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
        return f'{image}<a class="enlarge" href="{own}">{escape(text("web_enlarge", page.language))}</a>'

    def _content(self, address: str, source: Path) -> tuple[bytes, str]:
        """The bytes of a picture and its file name's ending."""
        if address.startswith("data:"):
            head, _, data = address.removeprefix("data:").partition(",")
            mime, *options = head.split(";")
            if mime not in SUFFIXES:
                raise WebError(f"a picture of the unknown kind {mime!r}")
            content = base64.b64decode(data) if "base64" in options else unquote_to_bytes(data)
            return content, SUFFIXES[mime]
        file = source.parent / unquote(address)
        if not file.is_file() or file.suffix not in SUFFIXES.values():
            raise WebError(f"the picture {address!r} is no file of the course")
        return file.read_bytes(), file.suffix


@contextmanager
def blaming(source: Path) -> Iterator[None]:
    """A WebError from inside names the file `source`."""
    try:
        yield
    except WebError as error:
        raise WebError(f"{source}: {error}") from error


def template(path: Path):
    """A Jinja template; it may extend frame.html, which stands in this room."""
    loader = FileSystemLoader([path.parent, HERE])
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True
    ).get_template(path.name)


def words_of(language: str):
    """For templates: a function from a message's key to its text."""
    return lambda key: text(key, language)


def _size(content: bytes, suffix: str) -> tuple[int, int]:
    """Width and height of a picture in CSS pixels."""
    if suffix != ".svg":
        return Image.open(io.BytesIO(content)).size
    head = re.match(rb"[^<]*(?:<[?!][^>]*>\s*)*<svg\b[^>]*>", content)[0].decode()
    return tuple(round(float(re.search(rf'\b{side}="([\d.]+)', head)[1])) for side in ("width", "height"))
