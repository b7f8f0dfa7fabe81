"""Trainings stopped in any epoch, cells run twice: every lesson runs to its end and says what is true."""

import os
import re

import nbformat
import pytest
from nbclient import NotebookClient

from tests.conftest import ROOT
from tools.build import Course

BUSY = "(this cell computes)"  # as tests/lessons/meddling.py prints it
BROKEN = {"first": 1, "second": 2, "last": 3}  # where a training is stopped, and the epoch that isn't whole
STORED = {"seeds-table"}  # tells of trainings that were measured beforehand


class Kernel:
    """A lesson's kernel, in which tests/lessons/meddling.py stops trainings and writes down what is shown."""

    def __init__(self):
        environment = {"COURSE_LANGUAGE": "en", "COURSE_PROFILE": "smoke", "COURSE_STATIC": ""}
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
        plain = [o["text"] if "text" in o else f"\n{o['data'].get('text/plain', '')}\n" for o in cell.outputs]
        return "\n".join(line for line in "".join(plain).splitlines() if line)


@pytest.mark.parametrize("lesson", Course(ROOT).lessons(), ids=lambda lesson: lesson.name)
def test_stopped_anywhere_and_run_twice(lesson):
    cells = {c.id: c for c in Course(ROOT).notebook(lesson, "complete", "en").cells if c.cell_type == "code"}
    once = {key for key, cell in cells.items() if {"setup", "exercise"} & set(cell.metadata["tags"])}
    busy: set[str] = set()
    with Kernel() as kernel:
        for where, broken in BROKEN.items():
            kernel.run(f"meddling.stop({where!r})")
            for key, cell in cells.items():
                shown = kernel.run(cell.source)
                if BUSY in shown:
                    busy.add(key)
                if key not in once and where == "first":
                    again = kernel.run(cell.source)
                    assert key in busy or again == shown, f"{lesson.name}, {key}: run again it differs"
                claimed = [float(n) for n in re.findall(r"[Ee]poch[ _](\d+(?:\.\d+)?)", shown)]
                if key not in busy | STORED:
                    assert max(claimed, default=0) < broken, f"{lesson.name}, {key}: stopped in epoch {broken}"
            first = next((key for key in cells if key in busy), None)
            if first is None:
                break  # nothing in this lesson takes its time
            keys = list(cells)
            cells = {key: cells[key] for key in keys[keys.index(first) :] if key not in once}
