"""Grading a notebook that was handed in: `grade_notebook` serves nbgrader.

It runs no cell. It gives the cells' text to another Python (`sandbox`) and takes back verdicts: an answer that
never ends, ends Python or bends the check costs nothing but its own points.
"""

import re
import sys
import textwrap
import time
from collections.abc import Iterable
from dataclasses import replace

from course_utils import exercises
from course_utils.exercises.verdict import Verdict
from course_utils.grading.apart import SECONDS_TO_SPEAK, Apart
from course_utils.grading.cells import defines
from course_utils.grading.sandbox import Answer
from course_utils.grading.submission import GRADE, copies, flaw_of, joined_copies
from course_utils.language import LANGUAGES, WITHOUT_SPACES
from course_utils.messages import text

FORKS = sys.platform == "linux"  # elsewhere a copy of a running TensorFlow, or any copy, is not to be had
GIGABYTES = 4  # of memory for one exercise
LONGEST_OUTPUT = 2000  # characters of an exercise that the feedback shows
IMPORTS_TENSORFLOW = r"\b(tensorflow|keras)\b|(?<![.\w])start\("
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
    sandbox = _Sandbox(language, answers, gigabytes)
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


def _imports(cells: Iterable[str | None]) -> bool:
    """Whether one of these cells may import TensorFlow; that takes seconds, and is done before any answer."""
    return any(re.search(IMPORTS_TENSORFLOW, cell or "") for cell in cells)


class _Sandbox:
    """Another Python, and the next one as soon as something has happened to it."""

    def __init__(self, language: str, answers: list[Answer], gigabytes: float):
        self.request = {"language": language, "names": [answer.name for answer in answers], "forks": FORKS}
        self.request |= {"gigabytes": gigabytes, "tensorflow": _imports(answer.cell for answer in answers)}
        self.whole_imports = _imports(cell for answer in answers for cell in answer.above)
        self.language = language
        self.python: Apart | None = None

    def judge(self, answer: Answer, seconds: float) -> tuple[Verdict, str, bool]:
        """Its verdict, what it printed, and whether running more of the notebook could change the verdict."""
        if answer.whole and self.whole_imports and not self.request["tensorflow"]:
            self.request["tensorflow"] = True  # once for all that are still to come, not in each one's own time
            self.end()
        if self.python is None:
            self.python = Apart(["-m", "course_utils.grading.sandbox"])
            self.python.start(self.request)
        self.python.tell(vars(answer))
        began = time.monotonic()
        message, output = self.python.hear(seconds)
        alive = isinstance(message, dict) and FORKS and self.python.hear(SECONDS_TO_SPEAK)[0] == "over"
        if isinstance(message, dict):
            hint = (
                message["hint"].encode(errors="replace").decode()
            )  # an exception's words may be no valid text
            verdict = Verdict(answer.name, message["status"], hint, self.language, message["key"])
            self.request["tensorflow"] = message["tensorflow"]  # the course's own answers may need it
        else:
            endless = message is None and time.monotonic() - began >= seconds
            key = "grading_endless" if endless else "grading_ended"
            hint = text(key, self.language, seconds=f"{seconds:g}")
            verdict = Verdict(answer.name, "failed", hint, self.language, key)
            if endless:
                self.python.kill()
                output = self.python.hear(SECONDS_TO_SPEAK)[1]  # what it had printed by then
            alive = message == "over"
        if not alive:
            self.end()
        return verdict, output, isinstance(message, dict) and message["more"]

    def end(self) -> None:
        """The process and all that it has started."""
        if self.python is not None:
            self.python.end()
            self.python = None


def _cut(output: str, language: str) -> str:
    output = output.strip("\n")
    if len(output) <= LONGEST_OUTPUT:
        return output
    return f"{output[:LONGEST_OUTPUT]}\n{text('grading_cut', language, limit=LONGEST_OUTPUT)}"
