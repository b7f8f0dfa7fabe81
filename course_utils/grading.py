"""Exercises that are handed in: `hint` and `grade` stand in the notebook, `grade_notebook` serves nbgrader.

`grade_notebook` runs no cell. It gives the cells' text to another Python, `python -m course_utils.grading`, and
takes back verdicts: an answer that never ends, ends Python or bends the check costs nothing but its own points.
"""

import ast
import builtins
import contextlib
import importlib
import io
import json
import linecache
import os
import queue
import secrets
import signal
import subprocess
import symtable
import sys
import tempfile
import textwrap
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import CodeType

from course_utils import exercises
from course_utils.exercises.reasons import message_of
from course_utils.exercises.verdict import Verdict
from course_utils.language import LANGUAGES, WITHOUT_SPACES, current_language, set_language
from course_utils.machine import import_tensorflow_quietly
from course_utils.messages import text

GRADE = "grade-"  # and the exercise's name: nbgrader's id of its grade cell
LONGEST_OUTPUT = 2000  # characters of an exercise that the feedback shows
SECONDS_TO_START = 300  # importing TensorFlow on a busy machine
WATCHED = {"builtins", "contextlib", "copy", "importlib", "inspect", "numpy", "numpy.linalg", "numpy.random"}
OWN_HINTS = {"passed": "grading_passed", "not attempted": "grading_open"}  # no lesson goes on here


# ------------------------------------------------------------------------------------------- in the notebook
def hint(name: str, answer) -> None:
    """Show the verdict on an answer to the exercise `name`: the last line of its cell."""
    from IPython.display import display

    display(_verdict(name, answer, current_language()))


def grade(name: str, answer) -> None:
    """AssertionError with the hint, unless the answer passes: the grade cell of the exercise `name`."""
    verdict = _verdict(name, answer, current_language())
    if not verdict.passed:
        raise AssertionError(str(verdict))
    print(verdict)


def _verdict(name: str, answer, language: str) -> Verdict:
    if str(getattr(answer, "__module__", "")).startswith("course_utils.reference."):
        return Verdict(name, "failed", text("grading_own", language), language, "grading_own")
    verdict = exercises.check(name, answer, language)
    key = OWN_HINTS.get(verdict.status)
    return replace(verdict, hint=text(key, language), key=key) if key else verdict


# ------------------------------------------------------------------------------------------ in the autograder
@dataclass(frozen=True)
class Answer:
    """The exercise's name, its cell (None: deleted) and the code cells above it, as text."""

    name: str
    cell: str | None
    above: list[str] = field(default_factory=list)


def grade_notebook(notebook, seconds: float = 60) -> None:
    """Grade an assignment (an nbformat 4 notebook) in place, as nbgrader reads it: outputs of code cells.

    A grade cell whose exercise passes prints so, any other one holds an error with the hint. What an answer
    prints stands below its own cell, cut to LONGEST_OUTPUT characters. `seconds` is the time of each exercise.
    RuntimeError when no other Python can be started.
    """
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    places = {cell.metadata.get("nbgrader", {}).get("grade_id"): i for i, cell in enumerate(cells)}
    grades = {name: cells[places[GRADE + name]] for name in exercises.names() if GRADE + name in places}
    answers = []
    for name in grades:
        place = places.get(name)
        above = [cell.source for cell in cells[:place]]
        answers.append(Answer(name, None if place is None else cells[place].source, above))
    for cell in cells:
        cell.outputs, cell.execution_count = [], None
    node = type(notebook)  # nbformat's own, without importing it
    about = notebook.metadata.get("course")
    language = about.get("language") if isinstance(about, dict) else None
    for verdict, output in verdicts(answers, language, seconds):
        if output:
            stream = node(output_type="stream", name="stdout", text=output)
            cells[places[verdict.name]].outputs.append(stream)
        if verdict.passed:
            said = node(output_type="stream", name="stdout", text=f"{verdict}\n")
        else:
            wrapped = textwrap.fill(str(verdict), 50 if verdict.language in WITHOUT_SPACES else 100)
            said = node(output_type="error", ename=verdict.status, evalue=str(verdict), traceback=[wrapped])
        grades[verdict.name].outputs.append(said)


def verdicts(answers: list[Answer], language: str = "en", seconds: float = 60) -> list[tuple[Verdict, str]]:
    """The verdict on each answer and what it printed, each judged for `seconds` at most, in another Python.

    One Python serves them all as long as nothing happens to it; after that the next one takes over.
    """
    language = language if language in LANGUAGES else "en"
    found: list[tuple[Verdict, str]] = []
    while len(found) < len(answers):
        found += _judged_by_one(answers[len(found) :], language, seconds)
    return found


def _judged_by_one(answers: list[Answer], language: str, seconds: float) -> list[tuple[Verdict, str]]:
    """Verdicts on the first of the answers, at least one: until something happens to this Python."""
    token = secrets.token_hex(16)
    request = {"token": token, "language": language, "answers": [vars(answer) for answer in answers]}
    found = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = subprocess.Popen(
            [sys.executable, "-I", "-u", "-X", "utf8", "-m", "course_utils.grading"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=os.environ | {"MPLBACKEND": "Agg"},
            start_new_session=True,
        )
        try:
            said = _listen(process.stdout, token.encode())
            with contextlib.suppress(BrokenPipeError), process.stdin as pipe:
                pipe.write(json.dumps(request).encode())
            ready, output = _get(said, SECONDS_TO_START)
            if not ready:
                raise RuntimeError(f"{sys.executable} -m course_utils.grading does not start: {output}")
            for answer in answers:
                verdict, output = _next(said, process, answer.name, language, seconds)
                found.append((verdict, _cut(output, language)))
                if verdict.key in ("grading_ended", "grading_endless", "grading_bent"):
                    break
        finally:
            _end(process)
    return found


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

    threading.Thread(target=read, daemon=True).start()
    return said


def _get(said: queue.Queue, seconds: float) -> tuple[object, str]:
    try:
        return said.get(timeout=seconds)
    except queue.Empty:
        return None, ""


def _next(said: queue.Queue, process, name: str, language: str, seconds: float) -> tuple[Verdict, str]:
    began, key = time.monotonic(), "grading_ended"
    message, output = _get(said, seconds)
    if message is None and time.monotonic() - began >= seconds:
        key = "grading_endless"
        _end(process)
        _, output = _get(said, 5)  # what it had printed by then
    if message is None:
        return Verdict(name, "failed", text(key, language, seconds=f"{seconds:g}"), language, key), output
    words = message["hint"].encode(errors="replace").decode()  # an exception's words may be no valid text
    return Verdict(name, message["status"], words, language, message["key"]), output


def _end(process) -> None:
    """The process and all that it has started."""
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


# ------------------------------------------------------------------------------------------ in the other Python
def _serve() -> None:
    """Reads {token, language, answers} from stdin; writes a line for "ready" and one for each verdict."""
    request = json.loads(sys.stdin.buffer.read())
    token, language = request["token"], request["language"]
    set_language(language)
    scripts = [_script(Answer(**answer)) for answer in request["answers"]]
    known = exercises.all_exercises()
    for script in scripts:  # imported before anyone can put another in its place
        known[script.name].reference()
    if any(script.tensorflow or known[script.name].gradient_to for script in scripts):
        import_tensorflow_quietly()
        importlib.import_module("course_utils.exercises.gradients")

    def say(message) -> None:
        with contextlib.suppress(Exception):  # sys.stdout may be the answer's own by now
            sys.stdout.flush()
        os.write(1, f"\n{token}{json.dumps(message)}\n".encode())

    say("ready")
    for script in scripts:
        sys.stdin = io.StringIO()  # nobody answers input(), and exit() may have closed the last one
        bent = _watch()
        verdict = _judge(script, language)
        if names := bent():
            words = text("grading_bent", language, changed=names[0])
            verdict = Verdict(script.name, "failed", words, language, "grading_bent")
        say({"status": verdict.status, "hint": verdict.hint, "key": verdict.key})
        if names:
            break
    os._exit(0)  # whatever threads the answers have left behind


@dataclass(frozen=True)
class _Statement:
    source: str
    code: CodeType
    binds: set[str]
    uses: set[str]


@dataclass(frozen=True)
class _Script:
    """What runs for one exercise: of the cells above those statements that its own cell needs, and that cell.

    The other exercises are the course's own, so that a mistake costs points once.
    """

    name: str
    cell: list[_Statement] | None  # None: deleted
    above: list[_Statement] = field(default_factory=list)
    error: SyntaxError | None = None  # of its own cell

    @property
    def others(self) -> set[str]:
        """The exercises that it builds on."""
        used = set().union(*(s.uses for s in (*self.above, *(self.cell or ()))))
        return used & set(exercises.names()) - {self.name}

    @property
    def tensorflow(self) -> bool:
        words = "tensorflow", "keras"
        return any(word in s.source for s in (*self.above, *(self.cell or ())) for word in words)


def _script(answer: Answer) -> _Script:
    if answer.cell is None:
        return _Script(answer.name, None)
    try:
        cell = _statements(answer.cell, f"<{answer.name}>")
    except SyntaxError as error:
        return _Script(answer.name, [], error=error)
    above = []
    for number, source in enumerate(answer.above, 1):
        with contextlib.suppress(SyntaxError):  # of another exercise, or of a cell that was left unfinished
            above += _statements(source, f"<cell {number}>")
    above = [s for s in above if not s.binds & (set(exercises.names()) - {answer.name})]
    return _Script(answer.name, cell, _needed(above, set().union(*(s.uses for s in cell))))


def _judge(script: _Script, language: str) -> Verdict:
    judged = _verdict  # as it is before any of the student's code has run
    if script.cell is None:
        hint_ = text("grading_deleted", language)
        return Verdict(script.name, "not attempted", hint_, language, "grading_deleted")
    namespace, error = _run(script)
    if script.name in namespace:
        return judged(script.name, namespace[script.name], language)
    values = {"name": script.name, "type": type(error).__name__, "message": message_of(error).rstrip(".")}
    key = "grading_nothing" if error is None else "grading_stopped"
    return Verdict(script.name, "error", text(key, language, **values), language, key)


def _run(script: _Script) -> tuple[dict, BaseException | None]:
    """What the exercise's cell has defined, and the exception that stopped it."""
    namespace = {name: exercises.all_exercises()[name].reference() for name in script.others}
    namespace |= {"__name__": "__main__", "__builtins__": builtins, "display": print, "get_ipython": _NoShell}
    for statement in script.above:
        _stopped_by(statement, namespace)  # what is missing then, the cell will say
    for statement in script.cell:
        if (error := _stopped_by(statement, namespace)) is not None:
            return namespace, error
    return namespace, script.error


def _stopped_by(statement: _Statement, namespace: dict) -> BaseException | None:
    """Run one statement; the exception that it raised, its traceback printed as a notebook would."""
    try:
        exec(statement.code, namespace)
    except BaseException as error:  # SystemExit and KeyboardInterrupt too
        traceback.print_exception(error.with_traceback(error.__traceback__.tb_next))
        return error
    return None


class _NoShell:
    """Stands for get_ipython(): what %matplotlib and the like would do is not needed here."""

    def __getattr__(self, name):
        return lambda *arguments, **options: None


def _statements(source: str, name: str) -> list[_Statement]:
    """The top-level statements of a cell, without its questions to the checker; SyntaxError if it has one."""
    if source.startswith("%%"):
        source = "#" + source  # %%time and the like
    try:
        tree = ast.parse(source)
    except SyntaxError:
        from IPython.core.inputtransformer2 import TransformerManager

        source = TransformerManager().transform_cell(source)  # %magic, !command
        tree = ast.parse(source)
    lines = source.splitlines(keepends=True)
    linecache.cache[name] = len(source), None, lines, name  # hints quote a line, TensorFlow reads the source
    statements = []
    for node in tree.body:
        call = getattr(node, "value", None)
        asked = getattr(call, "func", None)
        if getattr(asked, "id", getattr(asked, "attr", None)) in ("use", "check", "hint", "grade"):
            continue
        code, words = compile(ast.Module([node], []), name, "exec"), ast.unparse(node)
        statements.append(_Statement(words, code, *names_of(words)))
    return statements


def names_of(source: str) -> tuple[set[str], set[str]]:
    """The names that Python code binds at its top level ("*": by import *), and those it looks up there."""
    top = symtable.symtable(source, "<cell>", "exec")
    binds = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported()}
    if any(isinstance(n, ast.ImportFrom) and n.names[0].name == "*" for n in ast.parse(source).body):
        binds.add("*")
    uses, tables = set(), [top]
    for table in tables:
        tables += table.get_children()
        symbols = (s for s in table.get_symbols() if s.is_referenced() and (table is top or s.is_global()))
        uses |= {s.get_name() for s in symbols}
    return binds, uses


def _needed(statements: list[_Statement], wanted: set[str]) -> list[_Statement]:
    """Those that bind a name in `wanted`, or one that these in their turn need."""
    kept: list[_Statement] = []
    while True:
        found = [s for s in statements if s.binds & (wanted | {"*"})]
        if len(found) == len(kept):
            return kept
        kept, wanted = found, wanted.union(*(s.uses for s in found))


def _watch() -> Callable[[], list[str]]:
    """A function that names what has been changed since: of the checker, NumPy and Python's built-ins."""

    def look() -> dict[str, object]:
        seen: dict[str, object] = {}
        for name, module in list(sys.modules.items()):
            own = name.split(".")[0] in ("course_utils", "__main__")
            if own or name in WATCHED:
                seen[name] = module
                names = dict(getattr(module, "__dict__", {}))  # None where an answer has put it
                seen |= {f"{name}.{key}": value for key, value in names.items()}
                for key, value in names.items() if own else ():
                    code = {"code": getattr(value, "__code__", None)}
                    parts = vars(value) if isinstance(value, type) else code
                    seen |= {f"{name}.{key}.{part}": value for part, value in parts.items()}
        for exercise in exercises.all_exercises().values():
            seen |= {f"{exercise.name}.{part}": value for part, value in vars(exercise).items()}
        return seen

    before = look()

    def changed() -> list[str]:
        now = look()
        return [name for name, value in before.items() if now.get(name, look) is not value]

    return changed


if __name__ == "__main__":
    _serve()
