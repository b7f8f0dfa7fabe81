"""Every command of the course speaks in any encoding, into a file as on a screen, and ends in a sentence."""

import ast
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils import console
from course_utils.language import current_language, set_language
from course_utils.messages import CourseError, text

HOUSES = ("course_utils", "tools", "benchmarks")
ENCODINGS = {
    "cp1252": {"PYTHONIOENCODING": "cp1252", "COURSE_LANGUAGE": "en"},  # English Windows, redirected
    "gbk": {"PYTHONIOENCODING": "gbk", "COURSE_LANGUAGE": "zh"},  # Chinese Windows, redirected
    # A bare Unix: files, too, are ASCII unless they are opened as UTF-8.
    "ascii": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "COURSE_LANGUAGE": "zh"},
}
CHEAPEST = {  # run for real; the others, which take their time, show their help
    "tools.build": ["--check"],
    "tools.address": ["--check"],
    "tools.grading": ["{folder}/graded", "00"],
    "tools.slides": ["00", "--output", "{folder}/slides"],
}
# One process for all: commands share their imports; TensorFlow's, which takes longest, is played.
RUNNER = """
import io, json, runpy, sys
from unittest.mock import MagicMock
import course_utils
from course_utils.language import set_language
sys.modules.update(tensorflow=MagicMock(), keras=MagicMock())
for name, arguments in json.loads(sys.argv[1]).items():
    sys.argv = [name, *arguments]
    sys.stdout.reconfigure(errors="strict")
    set_language(None)
    try:
        runpy.run_module(name, run_name="__main__")
        status = "no status"
    except SystemExit as error:
        status = error.code
    except BaseException as error:
        status = repr(error)
    print(f"== {name}: {status}", file=sys.__stderr__, flush=True)
"""


def guards(root: Path) -> dict[str, str]:
    """Module, as `python -m` takes it -> what it does when it is run."""
    found = {}
    for path in (path for house in HOUSES for path in sorted((root / house).rglob("*.py"))):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.If) and "__name__" in ast.unparse(node.test):
                name = ".".join(path.relative_to(root).with_suffix("").parts)
                found[name.removesuffix(".__main__")] = "\n".join(map(ast.unparse, node.body))
    return found


def commands(root: Path) -> list[str]:
    """Those that people run; `_serve` and the like answer a process that started them."""
    return [name for name, does in guards(root).items() if not does.startswith("_")]


def test_every_command_is_run_by_the_console(root):
    found = guards(root)
    assert {"course_utils", "tools.build", "benchmarks.gan"} <= found.keys()
    assert {does for does in found.values() if not does.startswith("_")} == {"console.command(main)"}
    programs = {p for house in HOUSES for p in (root / house).rglob("*.py")}
    for path in programs:
        if path.name == "__main__.py" or "argparse.ArgumentParser(" in path.read_text(encoding="utf-8"):
            name = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__main__")
            assert name in found or path.name == "console.py", f"{path} is no command that was found"
    assert CHEAPEST.keys() <= found.keys()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_command_in_every_encoding_redirected(root, tmp_path, encoding):
    known = commands(root)
    arguments = {name: ["--help"] for name in known}
    if encoding == "ascii":
        arguments |= {n: [a.format(folder=tmp_path) for a in words] for n, words in CHEAPEST.items()}
    with open(tmp_path / "report.txt", "wb") as report:
        run = subprocess.run(
            [sys.executable, "-c", RUNNER, json.dumps(arguments | {"course_utils": []})],
            stdout=report,
            stderr=subprocess.PIPE,
            cwd=root,
            env=os.environ | ENCODINGS[encoding],
            timeout=300,
        )
    said = run.stderr.decode("utf-8", "replace")
    assert run.returncode == 0, said
    statuses = dict(line[3:].split(": ", 1) for line in said.splitlines() if line.startswith("== "))
    assert statuses.keys() == set(known)
    assert {n: s for n, s in statuses.items() if s not in ("0", "1", "None")} == {}, said
    assert all(statuses[n] == "0" for n in known if arguments[n] == ["--help"] and n != "course_utils"), said
    words = (tmp_path / "report.txt").read_bytes().decode(encoding)
    for name in (n for n in known if arguments[n] == ["--help"] and n != "course_utils"):
        assert f"python -m {name}" in words
    assert text("doctor_title", "zh" if encoding == "gbk" else "en") in words


def stream(encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")


@pytest.fixture
def written(monkeypatch):
    """What is printed to a stdout of that encoding, decoded again."""

    def write(encoding: str, words: str) -> str:
        out = stream(encoding)
        monkeypatch.setattr(sys, "stdout", out)
        console.speak_plainly()
        print(words, end="", flush=True)
        return out.buffer.getvalue().decode(encoding)

    yield write
    set_language(None)


def test_plainer_letters_where_the_encoding_has_none(written):
    assert written("utf-8", "✔ ✘ → é ²") == "✔ ✘ → é ²"
    assert written("cp1252", "✔ ✘ → é ² 课") == "+ x -> é ² ?"
    assert written("gbk", "✔ ✘ → 课") == "+ x → 课"
    assert written("ascii", "“Fréchet” · 2×3…") == '"Frechet" - 2x3...'


@pytest.mark.parametrize(
    ("encoding", "speaks"), [("utf-8", "zh"), ("gbk", "zh"), ("cp1252", "en"), ("ascii", "en")]
)
def test_english_where_the_encoding_has_no_chinese(written, encoding, speaks):
    set_language("zh")
    written(encoding, "")
    assert current_language() == speaks


@pytest.mark.parametrize("out", [None, object()])
def test_no_stdout_of_its_own(monkeypatch, out):
    monkeypatch.setattr(sys, "stdout", out)
    console.speak_plainly()


def test_what_stops_a_command_is_one_sentence(capsys, monkeypatch):
    def refused():
        raise CourseError("lesson_unknown", name="99", names="00")

    with pytest.raises(SystemExit) as caught:
        console.command(refused)
    assert caught.value.code == 1
    assert capsys.readouterr().err == text("lesson_unknown", name="99", names="00") + "\n"


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe ends in another way there")
def test_a_reader_who_has_enough_sees_no_traceback():
    code = "from course_utils import console\nconsole.command(lambda: print('line\\n' * 100_000))"
    run = subprocess.run(
        f'"{sys.executable}" -c "$CODE" | head -n 1',
        shell=True,
        env=os.environ | {"CODE": code},
        capture_output=True,
    )
    assert run.stdout == b"line\n" and run.stderr == b""
