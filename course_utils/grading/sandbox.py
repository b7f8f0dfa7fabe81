"""python -m course_utils.grading.sandbox: the Python in which answers are judged.

It imports what the checks need once and then judges each answer in a copy of itself (fork), so that an answer
that ends Python, waits with a timer or bends the check costs its own points only. Where the system makes no
safe copies, it judges one answer and ends.

On stdin, a line of JSON each: {token, language, names, tensorflow, forks, gigabytes}, then the answers, each an
`Answer` as a dictionary. On stdout, lines that begin with the token: "ready"; for each answer {status, hint,
key, more, tensorflow: it was imported before} unless it ends its Python, and "over". Everything between them is
what the answer prints.
"""

import builtins
import importlib
import json
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field

from course_utils import exercises
from course_utils.exercises.reasons import message_of
from course_utils.exercises.verdict import Verdict
from course_utils.grading import verdict_on
from course_utils.grading.apart import limit_memory, speaker, turn_away_from_stdin
from course_utils.grading.cells import Statement, needed, readable, statements
from course_utils.grading.watch import watch
from course_utils.language import set_language
from course_utils.machine import import_tensorflow_quietly, quiet_stderr
from course_utils.messages import text


@dataclass(frozen=True)
class Answer:
    """An exercise's name, its cell (None: there is none) and the code cells above it, as text.

    below: a cell further down defines the function. whole: run all that stands above it, as the notebook does,
    and not only what it needs.
    """

    name: str
    cell: str | None
    above: list[str] = field(default_factory=list)
    below: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Script:
    """What runs for one exercise: statements of the cells above it, and those of its own cell.

    The other exercises are the course's own, so that a mistake costs points once.
    """

    name: str
    cell: list[Statement]
    above: list[Statement]
    dropped: bool = False  # something that could change a variable is left out
    error: BaseException | None = None  # why Python can't read its own cell

    @property
    def others(self) -> set[str]:
        """The exercises that it builds on."""
        used = set().union(*(s.uses for s in (*self.above, *self.cell)))
        return used & set(exercises.names()) - {self.name}


def _serve() -> None:
    request = json.loads(sys.stdin.buffer.readline())
    language, forks = request["language"], request["forks"]
    set_language(language)
    say = speaker(request["token"])
    known = exercises.all_exercises()
    with quiet_stderr():  # no operation of TensorFlow yet: its threads would not survive the copy
        for name in request["names"]:  # imported before anyone can put another in its place
            known[name].reference()
        if request["tensorflow"] or any(known[name].hands_tensors for name in request["names"]):
            importlib.import_module("tensorflow")
            importlib.import_module("course_utils.exercises.gradients")
    tensorflow = "tensorflow" in sys.modules
    roots = tuple(known.values())
    watched = None if tensorflow else watch(roots)  # what every copy begins with
    say("ready")
    for line in sys.stdin.buffer:
        answer = Answer(**json.loads(line))
        child = os.fork() if forks else 0
        if child:
            os.waitpid(child, 0)
            say("over")
            continue
        turn_away_from_stdin().close()  # the other answers are nobody's business
        if tensorflow:
            import_tensorflow_quietly()  # its first operation
        limit_memory(request["gigabytes"])
        say(_judged(answer, language, watched or watch(roots)) | {"tensorflow": tensorflow})
        os._exit(0)  # whatever threads the answer has left behind


def _judged(answer: Answer, language: str, changed: Callable[[], list[str]]) -> dict:
    """The message about one answer: its verdict, and whether running `more` of the notebook could change it."""
    make, words = Verdict, text  # as they are before any of the student's code has run
    script = script_of(answer)
    verdict = judged_script(script, answer, language)
    try:
        bent = changed()
    except Exception:  # it meets something so odd that it can't even be compared
        bent = ["course_utils"]
    if bent:
        hint = words("grading_bent", language, changed=bent[0])
        verdict = make(answer.name, "failed", hint, language, "grading_bent")
    return {"status": verdict.status, "hint": verdict.hint, "key": verdict.key, "more": script.dropped}


def script_of(answer: Answer) -> Script:
    """What has to run: of the cells above what its own cell needs, or all of them."""
    try:
        cell = statements(answer.cell or "", f"<{answer.name}>")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return Script(answer.name, [], [], error=error)
    others = set(exercises.names()) - {answer.name}
    above = [s for s in readable(answer.above) if not s.binds & others]
    wanted = set().union(*(s.uses for s in cell))
    if not any(answer.name in s.binds for s in cell):
        wanted |= {answer.name}  # it may stand in a cell above its own
    kept = above if answer.whole else needed(above, wanted)
    return Script(answer.name, cell, kept, dropped=any(not s.defines for s in above if s not in kept))


def judged_script(script: Script, answer: Answer, language: str) -> Verdict:
    judged, make, words = verdict_on, Verdict, text  # as in _judged

    def stopped(key: str, status: str = "error", **values) -> Verdict:
        hint = words(key, language, name=script.name, **values)
        return make(script.name, status, hint, language, key)

    if answer.cell is None:
        return stopped("grading_deleted", "not attempted")
    namespace, error = _run(script)
    if script.name in namespace:
        return judged(script.name, namespace[script.name], language)
    if error is not None:
        kind, message = type(error).__name__, message_of(error).rstrip(".")
        return stopped("grading_stopped", type=kind, message=message)
    return stopped("grading_below" if answer.below else "grading_nothing")


def _run(script: Script) -> tuple[dict, BaseException | None]:
    """What the exercise's cell has defined, and the exception that stopped it."""
    namespace = {name: exercises.all_exercises()[name].reference() for name in script.others}
    namespace |= {"__name__": "__main__", "__builtins__": builtins, "display": print, "get_ipython": _NoShell}
    for statement in script.above:
        _stopped_by(statement, namespace)  # what is missing then, the cell will say
    for statement in script.cell:
        if (error := _stopped_by(statement, namespace)) is not None:
            return namespace, error
    return namespace, script.error


def _stopped_by(statement: Statement, namespace: dict) -> BaseException | None:
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


if __name__ == "__main__":
    _serve()
