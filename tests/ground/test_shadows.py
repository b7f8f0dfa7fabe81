"""Files that hide modules: the first cell and the doctor name them and say what to do; others are left."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from course_utils import doctor, shadows

FIRST = 'from course_utils import start\nprofile = start("00_start_here")'


def put(folder: Path, name: str) -> Path:
    """A student's file, or a package whose name ends in a slash."""
    path = folder / name
    if name.endswith("/"):
        path.mkdir()
        (path / "__init__.py").write_text("")
    else:
        path.write_text("answer = 42\n")
    return path


def in_a_notebook(folder: Path, *cells: str) -> nbformat.NotebookNode:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}})
    client.allow_errors = True
    client.execute(env=os.environ | {"COURSE_LANGUAGE": "en"})
    return notebook


@pytest.mark.parametrize("name", ["keras.py", "numpy.py", "tensorflow.py", "random.py", "scipy/"])
def test_the_first_cell_names_the_file(tmp_path, name):
    path = put(tmp_path, name)
    (error,) = in_a_notebook(tmp_path, FIRST).cells[0].outputs
    assert error.ename == "CourseError"
    assert str(path) in error.evalue and "Rename it" in error.evalue and "Restart Kernel" in error.evalue


def test_other_files_are_nobodys_business(tmp_path):
    for name in ("utils.py", "test.py", "mine.py", "tests/", "keras.txt", "notes.ipynb"):
        put(tmp_path, name)
    (tmp_path / "keras").mkdir()  # without __init__.py: the installed one comes first
    notebook = in_a_notebook(tmp_path, FIRST, "import mine, utils\nprint(mine.answer)")
    assert [o.output_type for c in notebook.cells for o in c.outputs] == ["display_data", "stream"]
    assert notebook.cells[1].outputs[0].text == "42\n"


def test_the_doctor_names_all_and_goes_on(tmp_path):
    paths = [put(tmp_path, name) for name in ("numpy.py", "statistics.py", "tensorflow.py")]
    run = subprocess.run(
        [sys.executable, "-m", "course_utils"],
        cwd=tmp_path,
        env=os.environ | {"COURSE_LANGUAGE": "en"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 1 and "Traceback" not in run.stderr
    for path in paths:
        assert f"✘ Files: {path}" in run.stdout
    assert run.stdout.count("rename it") == 3 and "3 thing(s) to mend" in run.stdout
    assert "✔ Versions: tensorflow" in run.stdout, "the installed one"


def test_the_doctor_finds_a_second_course_beside_the_notebooks(tmp_path, monkeypatch, language):
    folder = tmp_path / "notebooks" / "zh"
    folder.mkdir(parents=True)
    monkeypatch.setattr(doctor, "ROOT", tmp_path)
    assert not list(doctor._files())
    path = put(folder, "course_utils.py")
    (finding,) = doctor._files()
    assert finding.words == str(path) and {"en": "rename it", "zh": "改个名字"}[language] in finding.remedy


def test_a_scripts_own_folder_counts(tmp_path):
    path = put(tmp_path, "numpy.py")
    script = tmp_path / "mine.py"
    script.write_text(
        "import course_utils\nprint(course_utils.shadows.hiding_files())\nimport numpy\nnumpy.answer"
    )
    run = subprocess.run([sys.executable, script], cwd="/", capture_output=True, text=True)
    assert run.stdout.strip() == str([str(path)]), run.stderr
    assert run.returncode == 1 and "no attribute 'answer'" in run.stderr, "imported past it"


def test_nothing_in_the_course_hides_anything(root):
    for folder in (root, root / "notebooks", root / "solutions" / "zh"):
        assert shadows.hiding_files(str(folder)) == []
