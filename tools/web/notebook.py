"""Reading an executed notebook: that it is one, and its cells as HTML."""

from collections.abc import Mapping
from html import escape
from pathlib import Path

import nbformat

from course_utils.demos.recording import Recording
from course_utils.messages import text
from course_utils.questions import LETTERS, answer_to
from tools.build import CHECKED, demo_name, is_executed, without_links
from tools.web import demos
from tools.web.text import WebError, code, to_html


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


def question(cell: nbformat.NotebookNode, language: str) -> str:
    """A question as a group of radio buttons; what is said to a choice appears by CSS alone."""
    asked = cell.metadata["question"]
    words, _ = to_html(text("question_predict", language, words=asked["words"]), lambda _: "")
    options = "".join(
        f'<div class="option"><input type="radio" name="{cell.id}" id="{cell.id}-{letter}">'
        f'<label for="{cell.id}-{letter}">{_inline(option["words"])}</label><div role="status">'
        f'<div class="{"right" if option["right"] else "wrong"}">{_inline(answer_to(option, language))}</div>'
        "</div></div>\n"
        for letter, option in zip(LETTERS, asked["options"], strict=False)
    )
    return f'<fieldset class="question" id="{cell.id}"><legend>{words}</legend>\n{options}</fieldset>\n'


def _inline(words: str) -> str:
    return to_html(words, lambda _: "")[0].strip().removeprefix("<p>").removesuffix("</p>")


def outputs(cell: nbformat.NotebookNode, language: str, recordings: Mapping[str, Recording]) -> list[str]:
    """HTML of a cell's stored outputs. A demo that is not recorded can't be moved, which a note says."""
    if not is_tagged(cell, "demo"):
        return list(map(output, cell.outputs))
    note, name = f'<p class="still">{escape(text("web_demo", language))}</p>\n', demo_name(cell)
    if name not in recordings:
        return [*map(output, cell.outputs), note]
    return [
        demos.figure(name, recordings[name], stored.data["text/html"], note, language)
        if "recording" in stored.get("metadata", {})
        else output(stored)
        for stored in cell.outputs
    ]


def output(stored) -> str:
    """HTML of one stored output."""
    if stored.output_type == "stream":
        return f'<pre class="printed">{escape(stored.text.rstrip())}</pre>\n'
    data = stored.get("data", {})
    if "text/html" in data:
        return f'<figure class="output">{data["text/html"]}</figure>\n'
    return f'<pre class="printed">{escape(data.get("text/plain", "").rstrip())}</pre>\n'
