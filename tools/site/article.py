"""A lesson as one page: its text, its code with solutions folded away, and its outputs."""

from collections.abc import Mapping
from html import escape

import nbformat

from course_utils.demos.recording import Recording
from course_utils.messages import text
from tools.web import notebook as web
from tools.web.text import Heading, WebError, to_html


def to_article(
    notebook: nbformat.NotebookNode,
    language: str,
    recordings: Mapping[str, Recording],
    after: Mapping[str, str],
) -> tuple[str, list[Heading]]:
    """HTML and headings of all cells. A cell's key is the anchor of its heading, the same in every language.

    `after`: what else stands below the cell with this key. WebError if there is no such cell.
    """
    if missing := after.keys() - {cell.id for cell in notebook.cells}:
        raise WebError(f"has no cell {min(missing)!r} for a figure to stand below")
    parts: list[str] = []
    headings: list[Heading] = []
    for cell in notebook.cells:
        if "question" in cell.metadata:
            parts.append(web.question(cell, language))
        elif cell.cell_type == "markdown":
            source = web.prose(cell)
            anchors = (cell.id + (f"-{k}" if k else "") for k in range(len(source)))
            html, found = to_html(source, lambda _, anchors=anchors: next(anchors))
            parts.append(html)
            headings += found
        elif not web.is_tagged(cell, "question"):  # whose answers stand with the question
            parts += [_source(cell, language), *web.outputs(cell, language, recordings)]
            parts.append(after.get(cell.id, ""))
    return "".join(parts), headings


def _source(cell: nbformat.NotebookNode, language: str) -> str:
    html = web.listing(cell.source)
    if not web.is_tagged(cell, "exercise"):
        return html
    summary = escape(text("site_solution", language))
    return f'<details class="solution"><summary>{summary}</summary>{html}</details>\n'
