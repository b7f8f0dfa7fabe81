"""A recorded demo as HTML: native controls around its still picture, which demos.js moves."""

import base64
import json
from html import escape
from pathlib import Path

import nbformat

from course_utils.demos.recording import Recording
from course_utils.messages import text
from tools import build
from tools.web.text import WebError

SCRIPT = Path(__file__).with_name("demos.js")
FEW = 6  # options: more are a list that opens


def recordings_of(notebook: nbformat.NotebookNode, path: Path) -> dict[str, Recording]:
    """The recordings of the notebook at `path`, by the names of the demos. WebError if one is missing."""
    found = {}
    for file in build.recordings(notebook, path):
        if not file.is_file():
            raise WebError(f"{file}: missing; run python -m tools.build --execute {path.stem[:2]}")
        found[file.name.partition(".")[0]] = Recording(file.read_bytes())
    return found


def script(name: str, recording: Recording) -> bytes:
    """The recording as a script, since a page from disk may read nothing else."""
    data = base64.b64encode(recording.data).decode()
    return f'(window.courseDemos ??= []).push(["{name}", "{data}"]);\n'.encode()


def figure(name: str, recording: Recording, still: str, note: str, language: str) -> str:
    """The still picture with its controls, which stay hidden, as the note does not, where no script runs."""
    controls = [_control(f"{name}-{k}", control, language) for k, control in enumerate(recording.controls)]
    return (
        f'<figure class="output" data-demo="{name}">\n<div class="knobs" data-prevent-swipe hidden>\n'
        f"{''.join(controls)}</div>\n{still}\n{note}</figure>\n"
    )


def _control(id_: str, control: dict, language: str) -> str:
    label, values, start = escape(control["label"]), control["values"], control["start"]
    if control["kind"] == "slider":
        words = escape(json.dumps(values, ensure_ascii=False))
        return (
            f'<div class="knob"><label for="{id_}">{label}</label> '
            f'<input type="range" id="{id_}" min="0" max="{len(values) - 1}" value="{start}" '
            f'autocomplete="off" aria-valuetext="{escape(values[start])}" data-values="{words}"> '
            f'<output for="{id_}">{escape(values[start])}</output>{_player(control, language)}</div>\n'
        )
    if len(values) > FEW:
        options = "".join(
            f'<option value="{k}"{" selected" * (k == start)}>{escape(value)}</option>'
            for k, value in enumerate(values)
        )
        select = f'<select id="{id_}" autocomplete="off">{options}</select>'
        return f'<div class="knob"><label for="{id_}">{label}</label> {select}</div>\n'
    options = "".join(
        f'<label><input type="radio" name="{id_}" value="{k}"{" checked" * (k == start)} autocomplete="off"> '
        f"{escape(value)}</label>"
        for k, value in enumerate(values)
    )
    return f'<fieldset class="knob"><legend>{label}</legend>{options}</fieldset>\n'


def _player(control: dict, language: str) -> str:
    if not control["play"]:
        return ""
    play, stop = (escape(text(key, language, label=control["label"])) for key in ("web_play", "web_stop"))
    return f' <button type="button" aria-label="{play}" data-other="{stop}">▶</button>'
