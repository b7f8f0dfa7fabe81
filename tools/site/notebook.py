"""A complete edition as HTML: its text, its code, and the outputs that are stored in it."""

import re
from html import escape
from pathlib import Path

import nbformat

from course_utils.messages import text
from tools.build import is_executed
from tools.site.text import Heading, SiteError, code, to_html

COLAB = re.compile(r"^.*\((https://colab\.research\.google\.com/[^)\s]+)\).*\n?", re.MULTILINE)


def read(path: Path) -> nbformat.NotebookNode:
    """The notebook at `path`. Raises SiteError if it is missing, or not executed."""
    if not path.is_file():
        raise SiteError(f"{path}: missing; run python -m tools.build")
    notebook = nbformat.read(path, as_version=4)
    outputs = [stored for cell in notebook.cells if cell.cell_type == "code" for stored in cell.outputs]
    if not is_executed(notebook) or not outputs:
        raise SiteError(f"{path}: has no executed outputs; run python -m tools.build --execute {path.stem[:2]}")
    return notebook


def colab_address(path: Path) -> str:
    """Where the notebook at `path` opens in Colab: the address is in its own first cell."""
    found = COLAB.search(nbformat.read(path, as_version=4).cells[0].source)
    if not found:
        raise SiteError(f"{path}: the first cell has no link to Colab; run python -m tools.build")
    return found[1]


def to_article(notebook: nbformat.NotebookNode, language: str) -> tuple[str, list[Heading]]:
    """HTML and headings of all cells. A cell's key is the anchor of its heading, the same in both languages."""
    parts: list[str] = []
    headings: list[Heading] = []
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            source = cell.source if number else COLAB.sub("", cell.source)  # the page has links of its own
            anchors = (cell.id + (f"-{k}" if k else "") for k in range(len(source)))
            html, found = to_html(source, lambda _, anchors=anchors: next(anchors))
            parts.append(html)
            headings += found
        elif cell.cell_type == "code":
            parts.append(_source(cell, language) + "".join(map(output, cell.outputs)))
            if "demo" in cell.metadata.get("tags", []):
                parts.append(f'<p class="still">{escape(text("site_demo", language))}</p>\n')
    return "".join(parts), headings


def _source(cell, language: str) -> str:
    html = code(cell.source.removeprefix("# NBVAL_CHECK_OUTPUT\n"), "python")
    if "exercise" not in cell.metadata.get("tags", []):
        return html
    summary = escape(text("site_solution", language))
    return f'<details class="solution"><summary>{summary}</summary>{html}</details>\n'


def output(stored) -> str:
    """HTML of one stored output."""
    if stored.output_type == "stream":
        return f'<pre class="printed">{escape(stored.text.rstrip())}</pre>\n'
    data = stored.get("data", {})
    if "text/html" in data:
        return f'<figure class="output">{data["text/html"]}</figure>\n'
    return f'<pre class="printed">{escape(data.get("text/plain", "").rstrip())}</pre>\n'
