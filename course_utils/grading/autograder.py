"""Grading a notebook that was handed in: `grade_notebook` serves nbgrader.

It runs no cell. It gives the cells' text to another Python (`sandbox`) and takes back verdicts: an answer that
never ends, ends Python or bends the check costs nothing but its own points.
"""

import contextlib
import json
import os
import queue
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from dataclasses import replace

from course_utils import exercises
from course_utils.exercises.verdict import Verdict
from course_utils.grading.cells import defines
from course_utils.grading.sandbox import Answer
from course_utils.grading.submission import GRADE, copies, flaw_of, joined_copies
from course_utils.language import LANGUAGES, WITHOUT_SPACES
from course_utils.messages import text

FORKS = sys.platform == "linux"  # elsewhere a copy of a running TensorFlow, or any copy, is not to be had
GIGABYTES = 4  # of memory for one exercise
LONGEST_OUTPUT = 2000  # characters of an exercise that the feedback shows
IMPORTS_TENSORFLOW = r"\b(tensorflow|keras)\b|(?<![.\w])start\("
SECONDS_TO_START = 300  # importing TensorFlow on a busy machine
SECONDS_TO_SPEAK = 30  # what a Python says at once
OTHER_TROUBLE = ("grading_stopped", "grading_endless", "grading_ended", "grading_bent")


def grade_notebook(notebook, seconds: float = 60, gigabytes: float = GIGABYTES) -> None:
    """Grade an assignment (an nbformat 4 notebook) in place, as nbgrader reads it: outputs of code cells.

    A grade cell whose exercise passes prints so, any other one holds an error with the hint. What an answer
    prints stands below its own cell, cut to LONGEST_OUTPUT characters. `seconds` and `gigabytes` are what each
    exercise may use; memory is limited on Linux only. RuntimeError when no other Python can be started.
    """
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    places = {cell.metadata.get("nbgrader", {}).get("grade_id"): i for i, cell in enumerate(cells)}
    grades = {name: cells[places[GRADE + name]] for name in exercises.names() if GRADE + name in places}
    for cell in cells:
        cell.outputs, cell.execution_count = [], None
    about = notebook.metadata.get("course")
    language = about.get("language") if isinstance(about, dict) else None
    language = language if language in LANGUAGES else "en"
    if flaw := flaw_of(notebook, list(grades)):
        key, values = flaw
        hint = text(key, language, **values)
        found = [(Verdict(name, "not attempted", hint, language, key), "") for name in grades]
    else:
        found = verdicts([_answer(name, cells, places) for name in grades], language, seconds, gigabytes)
    node = type(notebook)  # nbformat's own, without importing it
    for verdict, output in found:
        place = places.get(verdict.name)
        if place is not None and (count := copies(cells, place)) > 1:
            output = f"{text('grading_copies', language, count=count)}\n{output}".strip()
        if output:
            stream = node(output_type="stream", name="stdout", text=output)
            cells[place].outputs.append(stream)
        if verdict.passed:
            said = node(output_type="stream", name="stdout", text=f"{verdict}\n")
        else:
            wrapped = textwrap.fill(str(verdict), 50 if verdict.language in WITHOUT_SPACES else 100)
            said = node(output_type="error", ename=verdict.status, evalue=str(verdict), traceback=[wrapped])
        grades[verdict.name].outputs.append(said)


def _answer(name: str, cells: list, places: dict[str, int]) -> Answer:
    if name not in places:
        return Answer(name, None)
    place = places[name]
    above = [cell.source for cell in cells[:place]]
    below = any(defines(cell.source, name) for cell in cells[place + 1 :])
    return Answer(name, joined_copies(cells, place), above, below)


def verdicts(
    answers: list[Answer], language: str = "en", seconds: float = 60, gigabytes: float = GIGABYTES
) -> list[tuple[Verdict, str]]:
    """The verdict on each answer and what it printed, each judged for `seconds` at most, in another Python.

    An answer is judged with what it needs from the cells above it. If it fails so, it is judged once more after
    everything that stands above it, as in the notebook, and passes if it passes there.
    """
    sources = "\n".join(part for answer in answers for part in (answer.cell or "", *answer.above))
    tensorflow = bool(re.search(IMPORTS_TENSORFLOW, sources))
    sandbox = _Sandbox(language, [answer.name for answer in answers], tensorflow, gigabytes)
    found = []
    try:
        for answer in answers:
            verdict, output, more = sandbox.judge(answer, seconds)
            if more and not verdict.passed:
                other, said, _ = sandbox.judge(replace(answer, whole=True), seconds)
                if other.key not in OTHER_TROUBLE:  # of its own, or of another cell
                    verdict, output = other, said
            found.append((verdict, _cut(output, language)))
    finally:
        sandbox.end()
    return found


# Of the Python that judges: no windows, no GPU (the cases are small); it keeps no progress.
APART = {"MPLBACKEND": "Agg", "CUDA_VISIBLE_DEVICES": "-1", "COURSE_PROGRESS": "off"}


class _Sandbox:
    """Another Python, and the next one as soon as something has happened to it."""

    def __init__(self, language: str, names: list[str], tensorflow: bool, gigabytes: float):
        self.request = {"language": language, "names": names, "tensorflow": tensorflow, "forks": FORKS}
        self.request["gigabytes"] = gigabytes
        self.language = language
        self.process: subprocess.Popen | None = None

    def judge(self, answer: Answer, seconds: float) -> tuple[Verdict, str, bool]:
        """Its verdict, what it printed, and whether running more of the notebook could change the verdict."""
        if self.process is None:
            self._start()
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps(vars(answer)).encode() + b"\n")
            self.process.stdin.flush()
        began = time.monotonic()
        message, output = self._get(seconds)
        alive = isinstance(message, dict) and FORKS and self._get(SECONDS_TO_SPEAK)[0] == "over"
        if isinstance(message, dict):
            hint = (
                message["hint"].encode(errors="replace").decode()
            )  # an exception's words may be no valid text
            verdict = Verdict(answer.name, message["status"], hint, self.language, message["key"])
        else:
            endless = message is None and time.monotonic() - began >= seconds
            key = "grading_endless" if endless else "grading_ended"
            hint = text(key, self.language, seconds=f"{seconds:g}")
            verdict = Verdict(answer.name, "failed", hint, self.language, key)
            if endless:
                _kill(self.process)
                output = self._get(SECONDS_TO_SPEAK)[1]  # what it had printed by then
            alive = message == "over"
        if not alive:
            self.end()
        return verdict, output, isinstance(message, dict) and message["more"]

    def _start(self) -> None:
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-u", "-X", "utf8", "-m", "course_utils.grading.sandbox"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.folder.name,
            env=os.environ | APART,
            start_new_session=True,
        )
        token = secrets.token_hex(16)
        self.said = _listen(self.process.stdout, token.encode())
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps({"token": token, **self.request}).encode() + b"\n")
            self.process.stdin.flush()
        ready, output = self._get(SECONDS_TO_START)
        if ready != "ready":
            self.end()
            raise RuntimeError(f"{sys.executable} -m course_utils.grading.sandbox does not start: {output}")

    def _get(self, seconds: float) -> tuple[object, str]:
        """The next message (None: there is none) and what was printed before it."""
        try:
            return self.said.get(timeout=seconds)
        except queue.Empty:
            return None, ""

    def end(self) -> None:
        """The process and all that it has started."""
        if self.process is not None:
            _kill(self.process)
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()
            self.folder.cleanup()
            self.process = None


def _listen(pipe, token: bytes) -> queue.Queue:
    """A queue of (message, noise before it): lines that begin with the token, and (None, noise) at the end."""
    said: queue.Queue = queue.Queue()

    def read() -> None:
        noise = b""
        for line in iter(lambda: pipe.readline(1 << 16), b""):
            if line.startswith(token):
                said.put((json.loads(line[len(token) :]), noise.decode(errors="replace")))
                noise = b""
            elif len(noise) <= 4 * LONGEST_OUTPUT:
                noise += line
        said.put((None, noise.decode(errors="replace")))
        pipe.close()

    threading.Thread(target=read, daemon=True).start()
    return said


def _kill(process: subprocess.Popen) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _cut(output: str, language: str) -> str:
    output = output.strip("\n")
    if len(output) <= LONGEST_OUTPUT:
        return output
    return f"{output[:LONGEST_OUTPUT]}\n{text('grading_cut', language, limit=LONGEST_OUTPUT)}"
