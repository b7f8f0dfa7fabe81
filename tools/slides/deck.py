"""A complete edition as slides: chapters side by side, the slides of each below one another."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import accumulate
from types import MappingProxyType

from markdown_it import MarkdownIt
from nbformat import NotebookNode

from course_utils.demos.recording import Recording
from course_utils.language import WITHOUT_SPACES
from course_utils.messages import text
from tools.web import notebook as web
from tools.web.text import WebError, to_html

HEADING = re.compile(r"#{1,3} ")
BLOCKS = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class Writing:
    """How a language is written: what ends a sentence, what stands between two, how long is long."""

    end: re.Pattern
    between: str
    long: int  # characters: a longer paragraph is shortened


SPACED = Writing(re.compile(r"[.!?][\"”)*]*(?=\s)"), " ", 300)
UNSPACED = Writing(re.compile(r"[。！？][”）*]*"), "", 130)


def writing(language: str) -> Writing:
    return UNSPACED if language in WITHOUT_SPACES else SPACED


@dataclass
class Slide:
    """What stands on one slide (more than one, if it does not fit), and what the speaker says to it."""

    id: str
    blocks: list[str] = field(default_factory=list)  # HTML
    notes: list[str] = field(default_factory=list)  # HTML


def slides(
    complete: NotebookNode,
    student: NotebookNode,
    language: str,
    recordings: Mapping[str, Recording] = MappingProxyType({}),
) -> list[list[Slide]]:
    """Chapters of slides from a complete edition; the stubs of its exercises come from the student edition.

    Raises WebError if the notebook has no slide marks.
    """
    if not any("slideshow" in cell.metadata for cell in complete.cells):
        raise WebError("has no slide marks; run python -m tools.build")
    stubs = {cell.id: cell.source for cell in student.cells}
    chapters: list[list[Slide]] = []
    for cell in complete.cells:
        kind = cell.metadata.get("slideshow", {}).get("slide_type", "-")
        if kind == "slide" or not chapters:
            chapters.append([])
        stub_follows_task = kind == "subslide" and web.is_tagged(cell, "exercise")
        if (kind in ("slide", "subslide") and not stub_follows_task) or not chapters[-1]:
            chapters[-1].append(Slide(cell.id))
        if kind == "notes":
            chapters[-1][-1].notes.append(_full(cell))
        elif kind != "skip":
            for part in _parts(cell, stubs.get(cell.id, ""), language, recordings):
                if chapters[-1][-1].blocks and part.id != cell.id:
                    chapters[-1].append(Slide(part.id))
                blocks = part.blocks
                if kind == "fragment":
                    blocks = [f'<div class="fragment">{block}</div>' for block in blocks]
                chapters[-1][-1].blocks += blocks
                chapters[-1][-1].notes += part.notes
    return [[slide for slide in chapter if slide.blocks] for chapter in chapters]


def _parts(
    cell: NotebookNode, stub: str, language: str, recordings: Mapping[str, Recording]
) -> Iterator[Slide]:
    """A cell in pieces: each but the first begins a slide of its own."""
    if "question" in cell.metadata:
        yield Slide(cell.id, [web.question(cell, language)])
        return
    if cell.cell_type == "markdown":
        yield from _markdown_parts(cell, language)
        return
    outputs = web.outputs(cell, language, recordings)
    if web.is_tagged(cell, "demo"):
        outputs = [f"<figure>{''.join(outputs)}</figure>\n"]
    if web.is_tagged(cell, "exercise"):
        yield Slide(cell.id, [_code(stub)])
        title = f"<h3>{escape(text('slides_solution', language))}</h3>\n"
        yield Slide(f"{cell.id}-solution", [title, _code(cell.source), *outputs])
    else:
        yield Slide(cell.id, [_code(cell.source), *outputs])


def _markdown_parts(cell: NotebookNode, language: str) -> Iterator[Slide]:
    """A text, cut before each heading; what is shortened stands whole in the notes."""
    source = web.prose(cell)
    pieces: list[list[str]] = [[]]
    for block in _blocks(source):
        if pieces[-1] and HEADING.match(block):
            pieces.append([])
        pieces[-1].append(block)
    for number, blocks in enumerate(pieces):
        shown = [_shortened(block, language) for block in blocks]
        notes = [_html("\n\n".join(b for b in blocks if not HEADING.match(b)))] if shown != blocks else []
        name = f"{cell.id}-{number}" if number else cell.id
        yield Slide(name, [_html(block) for block in shown], notes)


def _blocks(source: str) -> list[str]:
    """The Markdown of each paragraph, list, table, … by itself."""
    lines = source.splitlines()
    starts = [token.map[0] for token in BLOCKS.parse(source) if token.level == 0 and token.map]
    starts = sorted(set(starts))
    return ["\n".join(lines[a:b]).strip() for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]


def _shortened(block: str, language: str) -> str:
    """A long paragraph's main sentences; anything else, and what is bold at its beginning, as it is."""
    special = re.match(r"\*\*|[#>|$`]|[-*+] |\d+\. |\\begin", block) or "$$" in block
    return block if special or len(block) <= writing(language).long else main_sentences(block, language)


def main_sentences(paragraph: str, language: str) -> str:
    """The first sentences, one at least and no more than are long, and any later one that is bold in part."""
    found, style = sentences(paragraph, language), writing(language)
    ends = accumulate(len(sentence) for sentence in found)
    kept = [
        s for n, (s, end) in enumerate(zip(found, ends, strict=True)) if not n or end <= style.long or "**" in s
    ]
    return style.between.join(kept)


def sentences(paragraph: str, language: str) -> list[str]:
    """The sentences of a Markdown paragraph; none ends inside a formula, code, emphasis or brackets."""
    found, begin, style = [], 0, writing(language)
    for end in style.end.finditer(paragraph):
        sentence, rest = paragraph[begin : end.end()], paragraph[end.end() :].lstrip()
        closed = all(sentence.count(mark) % 2 == 0 for mark in ("$", "`", "*", '"'))
        paired = all(sentence.count(a) == sentence.count(b) for a, b in ("()", "[]", "（）", "“”"))
        if closed and paired and not (style.between and rest[:1].islower()):
            found.append(sentence.strip())
            begin = end.end()
    rest = paragraph[begin:].strip()
    return [*found, rest] if rest else found


def _code(source: str) -> str:
    return web.listing(re.sub(r"\n{3,}", "\n\n", source))


def _full(cell: NotebookNode) -> str:
    return _html(cell.source) if cell.cell_type == "markdown" else _code(cell.source)


def _html(markdown: str) -> str:
    """HTML without anchors: the slides have their own."""
    html, _ = to_html(markdown, lambda _: "")
    return re.sub(r'(<h\d) id=""', r"\1", html)
