"""Reading an executed notebook: that it is one, and its cells as HTML."""

from html import escape
from pathlib import Path

import nbformat

from course_utils.messages import text
from tools.build import CHECKED, is_executed, without_links
from tools.web.text import WebError, code


def read(path: Path) -> nbformat.NotebookNode:
    """The notebook at `path`. Raises WebError if it is missing, or not executed."""
    if not path.is_file():
        raise WebError(f"{path}: missing; run python -m tools.build")
    notebook = nbformat.read(path, as_version=4)
    outputs = [stored for cell in notebook.cells if cell.cell_type == "code" for stored in cell.outputs]
    if not is_executed(notebook) or not outputs:
        raise WebError(f"{path}: has no executed outputs; run python -m tools.build --execute {path.stem[:2]}")
    return notebook


def prose(cell: nbformat.NotebookNode) -> str:
    """The Markdown of a cell, without the links that the first one has below its title."""
    return without_links(cell.source)


def listing(source: str) -> str:
    """The coloured code of a cell, without the line that is meant for the tests."""
    return code(source.removeprefix(CHECKED), "python")


def is_tagged(cell: nbformat.NotebookNode, tag: str) -> bool:
    return tag in cell.metadata.get("tags", [])


def still_note(language: str) -> str:
    """What stands below a demo, which can't be moved here."""
    return f'<p class="still">{escape(text("web_demo", language))}</p>\n'


def output(stored) -> str:
    """HTML of one stored output."""
    if stored.output_type == "stream":
        return f'<pre class="printed">{escape(stored.text.rstrip())}</pre>\n'
    data = stored.get("data", {})
    if "text/html" in data:
        return f'<figure class="output">{data["text/html"]}</figure>\n'
    return f'<pre class="printed">{escape(data.get("text/plain", "").rstrip())}</pre>\n'
