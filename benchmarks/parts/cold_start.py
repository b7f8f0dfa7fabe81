"""Cold start: how long it takes until something is there, in a fresh process with a warm cache of files."""

from benchmarks.frame import Part, Side, Work


def as_a_student() -> None:
    """Processes that this one starts from here on begin as a student's do: Python keeps what it compiles."""
    import os

    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ |= {"COURSE_PROFILE": "smoke", "COURSE_PROGRESS": "off"}


def command(words: tuple[str, ...]) -> Work:
    """A turn runs it in a process of its own, with this Python."""
    import subprocess
    import sys
    import time

    as_a_student()

    def turn(seed, target):
        began = time.perf_counter()
        subprocess.run([sys.executable, *words], capture_output=True, check=False)
        return time.perf_counter() - began

    return Work(turn)


def first_picture(lesson: str) -> Work:
    """A turn starts a kernel and runs the student edition, in `smoke`, up to the first cell with a picture."""
    import time

    import nbformat
    from nbclient import NotebookClient

    from tools import places

    as_a_student()
    (path,) = (places.ROOT / places.EDITIONS["student"]).glob(f"{lesson}_*.ipynb")
    notebook = nbformat.read(path, as_version=4)
    code = [cell.cell_type == "code" and "show(" in cell.source for cell in notebook.cells]
    notebook.cells = notebook.cells[: code.index(True) + 1]

    def turn(seed, target):
        began = time.perf_counter()
        resources = {"metadata": {"path": str(path.parent)}}
        NotebookClient(notebook, timeout=600, kernel_name="python3", resources=resources).execute()
        return time.perf_counter() - began

    return Work(turn)


def starts(profile: str) -> dict[str, Side]:
    first_cell = "from course_utils import start; start('01_transposed_convolution')"
    commands = {
        "import course_utils": ("-c", "import course_utils"),
        "import TensorFlow and Keras": ("-c", "import tensorflow, keras"),
        "python -m course_utils": ("-m", "course_utils"),
        "the first cell, start(…)": ("-c", first_cell),
    }
    sides = {name: Side(command, {"words": words}) for name, words in commands.items()}
    for lesson in ("00",) if profile == "smoke" else ("00", "01", "02", "03", "04", "05"):
        name = f"lesson {lesson}, kernel to first picture"
        sides[name] = Side(first_picture, {"lesson": lesson}, needs=("nbclient", "nbformat"))
    return sides


COLD_START = Part(
    "cold_start",
    "",
    "from a command to something to look at, in a fresh process",
    "s",
    starts,
    rounds={"smoke": 1, "quick": 3},
    minutes=2.5,
)
