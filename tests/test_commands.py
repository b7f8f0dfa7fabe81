"""Every command that README, TEACHING and CONTRIBUTING print does what they say, as printed.

They run in a copy of the course, one after the other, in the environment of these tests: `python -m uv run` is
taken off, and what it would install must exist. A command of a kind that is not in RUNNERS fails: say there how
it is tried.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from tests.commands import DOCUMENTS, UV, Command, commands, is_command, options
from tests.conftest import ROOT
from tests.tools.test_colab import WHEELS
from tools.colab.check import snapshot

COMMANDS = commands()
FILLED_IN = {"FOLDER": "folder", "文件夹": "folder", "URL": "https://github.com/someone/course", "NN": "00"}
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def place(tmp_path_factory, warm_kernels):
    """A folder with a copy of the course in it, as a git repository, and what the commands are given."""
    folder = tmp_path_factory.mktemp("commands")
    course = snapshot(ROOT, folder / "course")
    stored = json.loads((course / "course_utils" / "results" / "quick.json").read_text(encoding="utf-8"))
    (course / "folder").mkdir()
    for lesson, record in stored.items():
        (course / "folder" / f"{lesson}.json").write_text(json.dumps(record), encoding="utf-8")
    return course


def run(course: Path, words: list[str], status: int = 0, **variables) -> str:
    path = os.pathsep.join([str(BIN), os.environ["PATH"]])
    env = os.environ | {"PATH": path, "JUPYTER_PREFER_ENV_PATH": "1"} | variables
    program = shutil.which(words[0], path=path)
    assert program, f"{words[0]} is not installed"
    done = subprocess.run(
        [program, *words[1:]], cwd=course, env=env, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == status, (words, done.stdout[-2000:], done.stderr[-2000:])
    return done.stdout + done.stderr


# ------------------------------------------------------------------------------------ how each kind is tried
def in_python(course, words):
    """Our own modules, really."""
    pairs = zip(["", *words], words, strict=False)
    words = ["made" if before == "--output" else word for before, word in pairs]  # a folder of its own
    assert "usage:" not in run(course, words).partition("\n")[0]


def grading(course, words):
    """Each time in a new folder: it refuses one that holds the course in another language."""
    words = [word.replace("folder", "../class") for word in words]
    shutil.rmtree(course.parent / "class", ignore_errors=True)
    run(course, words)


def doctor(course, words):
    assert "tensorflow" in run(course, words)


def progress(course, words):
    """With a folder of its own, and a run in it; nobody is there to answer whether it is to be deleted."""
    kept = course.parent / "progress" / "00_start_here" / "result-run.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    run_of = {"kind": "result", "name": "run", "profile": "quick", "picture": "", "shows": "", "metrics": {}}
    run_of["metrics"]["mask_iou"] = {"value": 0.9, "unit": ""}
    kept.write_text(json.dumps(run_of), encoding="utf-8")
    assert "usage:" not in run(course, words, COURSE_PROGRESS=str(course.parent / "progress"))
    assert kept.is_file() and (
        words[-2] != "--page" or "0.9<" in (course / words[-1]).read_text(encoding="utf-8")
    )


def colab(course, words):
    """Up to the environment, which tests/tools/test_colab.py really makes."""
    assert "no such program" in run(course, words, status=1, UV=_failing(course))


def _failing(course: Path) -> str:
    uv = course.parent / "uv"
    uv.write_text("#!/bin/sh\necho no such program >&2; exit 1\n", encoding="utf-8")
    uv.chmod(0o755)
    return str(uv)


def build(course, words):
    """All but `--execute` for every lesson: a quarter of an hour, and nbval runs the same cells."""
    if words[-1] != "--execute":
        run(course, words, COURSE_PROFILE="smoke")


def benchmarks(course, words):
    """What parts there are: measuring them takes an hour."""
    assert "salt_step" in run(course, [*words, "--list"])


def pictures(course, words):
    """Up to the first picture of a run in `quick`, of which this folder has none."""
    assert "upsampling.png" in run(course, words, status=1)


def in_pytest(course, words):
    """With one small file instead of all; tests/tools/test_gpu.py tries `--gpu`, with a GPU and without."""
    if words[1:] == ["--gpu"]:
        return
    small = "tests/lessons/test_glossary.py"
    words = [small if (course / word).is_dir() else word for word in words]
    assert " passed" in run(course, words, PYTEST_ADDOPTS=f"-n 0 -o testpaths={small}")


def jupyter(course, words):
    if "--execute" in words:  # a short lesson
        words = [word.replace("02_unet_segmentation", "00_start_here") for word in words]
        return run(course, words, COURSE_RESULTS=str(course / "folder" / "ada"), COURSE_PROFILE="smoke")
    if words[1] != "lab":
        return run(course, words)
    quiet = {"BROWSER": "true", "JUPYTER_CONFIG_DIR": str(course.parent / "config")}
    env = os.environ | quiet
    options = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    said = (course.parent / "lab.txt").open("w+", encoding="utf-8")
    server = subprocess.Popen([BIN / words[0], *words[1:], *options], cwd=course, env=env, stderr=said)
    try:
        for _ in range(3000):
            if "is running at" in (course.parent / "lab.txt").read_text(encoding="utf-8"):
                return None
            assert server.poll() is None, (course.parent / "lab.txt").read_text(encoding="utf-8")
            time.sleep(0.1)
        raise AssertionError("it does not start")
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
        said.close()


def pip(course, words):
    """What it would install: uv, or the course in this folder; test_colab.py really makes the wheels."""
    assert words[3:] in (["install", "uv"], ["install", "-e", "."], WHEELS)
    assert (course / "pyproject.toml").is_file()


def venv(course, words):
    run(course, [*words, "--without-pip"])
    assert (course / words[3] / "pyvenv.cfg").is_file()


def conda(course, words):
    *start, file = words
    assert start == ["conda", "env", "create", "-f"]
    assert yaml.safe_load((course / file).read_text(encoding="utf-8"))["name"]


def repo2docker(course, words):
    assert words[-1] == "." and "--no-run" in words and (course / "environment.yml").is_file()
    assert set(words[1:]) >= {"--target-repo-dir", "--image-name"}


def git(course, words):
    assert words[1] in run(course, ["git", "help", "--all"])


def nbgrader(course, words):
    """tests/grading/test_grading.py runs these, in their order, from the first to the feedback."""
    assert words[1] in ("generate_assignment", "zip_collect", "autograde", "generate_feedback", "export")


def records(course, words):
    """Up to the recipe, which nobody has written here; tests/benchmarks/test_records.py runs such files."""
    words = [word for word in words if word != "--enter"]
    if words[-1] == "pace":
        return
    words = [word.replace("03_plain.py", "none.py") for word in words]
    assert "can't be read" in run(course, words, status=1, COURSE_LANGUAGE="en")


RUNNERS = {
    "python -m course_utils": doctor,
    "python -m course_utils progress": progress,
    "python -m tools.colab": colab,
    "python -m tools.grading": grading,
    "python -m tools.build": build,
    "python -m tools.pictures": pictures,
    "python -m benchmarks": benchmarks,
    "python -m benchmarks record": records,
    "python -m tools": in_python,
    "python -m pip": pip,
    "python -m venv": venv,
    "pytest": in_pytest,
    "jupyter": jupyter,
    "jupyter-repo2docker": repo2docker,
    "pre-commit install": run,
    "conda": conda,
    "git": git,
    "nbgrader": nbgrader,
}


def runner(command: Command):
    """How a command is tried; None for a kind that nobody has thought of."""
    line = " ".join(command.wrapped)
    kinds = [kind for kind in RUNNERS if re.match(rf"{re.escape(kind)}(?![\w-])", line)]
    return RUNNERS[max(kinds, key=len)] if kinds else None


# --------------------------------------------------------------------------------------------------- the tests
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.line.partition("  #")[0])
def test_the_command_runs_as_printed(command, place, done={}):  # noqa: B006 (of this run)
    assert runner(command), f"{command.document}: how is `{command.line}` tried? Say so in RUNNERS."
    _check_uv(command.words)
    words = tuple(FILLED_IN.get(word, word) for word in command.wrapped)
    if words not in done:  # uv or not, in English or in Chinese
        done[words] = runner(command)(place, list(words))


def _check_uv(words: list[str]) -> None:
    if words[:4] == UV:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        extras, groups = project["project"]["optional-dependencies"], project["dependency-groups"]
        known = {"--extra": extras, "--group": groups}
        for option, name in pairwise(words[4:]):
            assert option not in known or name in known[option], f"{option} {name}"


def test_both_languages_print_the_same_commands():
    """But for the words that a reader fills in, the notebook's language and the option for it."""
    same = {
        "文件夹": "FOLDER",
        "solutions/zh/": "solutions/",
        "notebooks/zh/": "notebooks/",
        " --language zh": "",
        "网址": "URL",
    }
    found: dict[str, list] = {}
    for command in commands(once=False):
        line = command.line.partition("  #")[0].rstrip()
        for chinese, english in same.items():
            line = line.replace(chinese, english)
        found.setdefault(command.document, []).append(line)
    for path in DOCUMENTS:
        if path.name.endswith(".zh.md"):
            assert set(found[path.name]) == set(found[path.name.replace(".zh", "")]), path.name


OPTIONS: dict[tuple, list] = {}  # of a command: the options that stand alone, each with its values
for before, option in options():
    OPTIONS.setdefault(tuple(before.wrapped[:3]), []).append([FILLED_IN.get(w, w) for w in option.split()])


@pytest.mark.parametrize("command", OPTIONS, ids=" ".join)
def test_options_belong_to_the_command_that_was_named_last(command, place):
    """It takes them with their values, one after the other, and then explains them all."""
    given = [word for option in OPTIONS[command] if option[1:] for word in option]
    said = run(place, [*command, *given, "--help"])
    missing = [name for name, *_ in OPTIONS[command] if not re.search(rf"{name}\b", said)]
    assert not missing, f"{command} has no {missing}"


@pytest.mark.parametrize(
    "line", ["docker run --rm course", "make all", "./run.sh 00", "python -m uv run python -m tools.other"]
)
def test_a_new_kind_of_command_is_one_that_somebody_must_think_of(line):
    assert is_command(line)
    kind = runner(Command("README.md", line))
    assert kind is None or kind is in_python  # which fails for a module that there isn't


@pytest.mark.parametrize("code", ["np.zeros(3)", "x = 1", "COURSE_DATA", "labels > 0", "...  # your code here"])
def test_code_is_no_command(code):
    assert not is_command(code)
