"""Trainings stopped in any epoch, cells run twice: every lesson runs to its end and says what is true.

First in the second language, whose complete editions run nowhere else: the outputs that nbval would compare are
compared here.
"""

import os
import re

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from nbclient import NotebookClient

from course_utils.grading.cells import names_of
from course_utils.language import LANGUAGES
from tests.conftest import ROOT
from tools.build import Course

BUSY = "(this cell computes)"  # as tests/lessons/meddling.py prints it
LEARNS = "(here something learns)"  # run again it shows the same, but for its numbers now and then
NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]\d+)?")
BROKEN = {"first": 1, "second": 2, "last": 3}  # where a training is stopped, and the epoch that isn't whole
SPEAKS = {"first": LANGUAGES[1], "second": LANGUAGES[0], "last": LANGUAGES[1]}
EPOCH = re.compile(r"[Ee]poch[ _](\d+(?:\.\d+)?)|第 *(\d+) *轮")
pytestmark = pytest.mark.usefixtures("warm_kernels")
COMPARED = "# NBVAL_CHECK_OUTPUT"
STORED = {"seeds-table"}  # tells of trainings that were measured beforehand


class Kernel:
    """A lesson's kernel, in which tests/lessons/meddling.py stops trainings and writes down what is shown."""

    def __init__(self):
        environment = {"COURSE_LANGUAGE": SPEAKS["first"], "COURSE_PROFILE": "smoke", "COURSE_STATIC": ""}
        notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": ""}})
        self.client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(ROOT)}})
        self.open = self.client.setup_kernel(env=os.environ | environment)

    def __enter__(self):
        self.open.__enter__()
        self.run("from tests.lessons import meddling\nmeddling.begin()")
        return self

    def __exit__(self, *failure):
        return self.open.__exit__(*failure)

    def run(self, source: str) -> str:
        """What the cell shows, in words; raises what it raises."""
        cell = nbformat.v4.new_code_cell(source)
        self.client.nb.cells = [cell]
        self.client.execute_cell(cell, 0)
        return in_words(cell.outputs)


def in_words(outputs) -> str:
    plain = [o["text"] if "text" in o else f"\n{o['data'].get('text/plain', '')}\n" for o in outputs]
    return "\n".join(line for line in "".join(plain).splitlines() if line)


def without(words: str, line: str) -> tuple[str, bool]:
    """The words without this line, and whether it was there."""
    lines = words.splitlines()
    return "\n".join(one for one in lines if one != line), line in lines


@pytest.mark.parametrize("lesson", Course(ROOT).lessons(), ids=lambda lesson: lesson.name)
def test_stopped_anywhere_and_run_twice(lesson):
    """From the second stop on, only what stopped trainings reach is run: they, and all that uses their work."""
    path = Course(ROOT).notebook_path(lesson, "complete", SPEAKS["first"])
    cells = {c.id: c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"}
    once = {key for key, cell in cells.items() if {"setup", "exercise"} & set(cell.metadata["tags"])}
    busy: set[str] = set()
    with Kernel() as kernel:
        for where, broken in BROKEN.items():
            kernel.run(f"meddling.stop({where!r}, {SPEAKS[where]!r})")
            reached: set[str] = set()  # names
            for key, cell in cells.items():
                binds, uses = names_of(TransformerManager().transform_cell(cell.source))  # %magic
                if where != "first" and (key in once or not (key in busy or uses & reached)):
                    continue
                shown, learns = without(kernel.run(cell.source), LEARNS)
                if BUSY in shown:
                    busy.add(key)
                    reached |= binds | set(kernel.run(f"print(*meddling.changeable({uses!r}))").split())
                elif uses & reached:
                    reached |= binds
                if cell.source.startswith(COMPARED) and where == "first":
                    assert shown == in_words(cell.outputs), f"{lesson.name}, {key}: not what is stored"
                if key not in once | busy and where == "first":
                    again, _ = without(kernel.run(cell.source), LEARNS)
                    same = [NUMBER.sub("#", words) if learns else words for words in (shown, again)]
                    assert same[0] == same[1], f"{lesson.name}, {key}: run again it differs"
                claimed = [float(english or chinese) for english, chinese in EPOCH.findall(shown)]
                if key not in busy | STORED:
                    assert max(claimed, default=0) < broken, f"{lesson.name}, {key}: stopped in epoch {broken}"
            if not busy:
                break  # nothing in this lesson takes its time
