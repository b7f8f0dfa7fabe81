"""A CourseError in a notebook is its sentence and nothing else; in plain Python it has its traceback."""

import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from course_utils.messages import text

RAISE = """
def load():
    try:
        1 / 0
    except ZeroDivisionError as error:
        raise CourseError("cache_not_writable", folder="here", cause="full"){chain}
load()
"""
SETUP = """
from course_utils.language import set_language
from course_utils.messages import CourseError
set_language({!r})
"""
CHAINS = ("", " from error", " from None")
MODES = ("Context", "Plain", "Verbose", "Minimal", "Docs")


@pytest.fixture(scope="module")
def outputs():
    """What a real kernel answers: (language, mode, chain) -> the cell's outputs."""
    cells, places = [], {}
    for language in ("en", "zh"):
        cells.append(SETUP.format(language))
        for mode in MODES:
            cells.append(f"%xmode {mode}")
            for chain in CHAINS:
                places[language, mode, chain] = len(cells)
                cells.append(RAISE.format(chain=chain))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, timeout=60, kernel_name="python3", allow_errors=True).execute()
    return {case: notebook.cells[place].outputs for case, place in places.items()}


@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_in_a_kernel(outputs, language, mode, chain):
    sentence = text("cache_not_writable", language, folder="here", cause="full")
    (output,) = outputs[language, mode, chain]
    assert output.output_type == "error" and output.ename == "CourseError"
    assert output.traceback == [sentence] == [output.evalue]


def test_in_plain_python():
    code = f"{SETUP.format('en')}\n{RAISE.format(chain=' from error')}"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", timeout=60
    )
    assert run.returncode == 1 and run.stdout == ""
    assert "ZeroDivisionError" in run.stderr and "Traceback (most recent call last)" in run.stderr
    assert text("cache_not_writable", "en", folder="here", cause="full") in run.stderr
