"""The process in which a recipe's function runs: python -I -c "…; inside.serve()", started by `running`.

It is told {token, contest, recipe, course, hidden, gigabytes, seconds, seed, language}, then "go", and after
the training "ask". It says "ready", {"locked"}, "trained" and "answered"; or {"sentence", "key"}, what went
wrong; and {"reached"} at once when it opens a file that it may not read. Arrays pass as given.npz,
questions.npz and answers.npz in its folder.
"""

import importlib.util
import json
import linecache
import os
import sys
from pathlib import Path

from benchmarks.records import locks


def serve() -> None:
    request = json.loads(sys.stdin.buffer.readline())
    course, contest = Path(request["course"]), Path(request["contest"])
    packages = [course / "course_utils", course / "benchmarks", contest.parent]
    rules = locks.rules_for(packages, [Path(p) for p in request["hidden"]], Path.cwd())
    locked = locks.lock(rules)  # before NumPy and TensorFlow start threads
    from course_utils.grading import apart
    from course_utils.language import set_language

    say, orders = apart.speaker(request["token"]), apart.turn_away_from_stdin()
    set_language(request["language"])
    contest = _module(contest).CONTEST
    if contest.tensorflow:
        from course_utils.machine import import_tensorflow_quietly

        import_tensorflow_quietly()
    arguments = contest.arguments(_arrays("given.npz"))
    arguments |= {"seconds": request["seconds"], "seed": request["seed"]}
    apart.limit_memory(request["gigabytes"])
    say("ready")
    locks.watch(rules, lambda path: say({"reached": path}))
    say({"locked": locked})
    orders.readline()
    result = _or_sentence(say, lambda: _trained(request["recipe"], arguments))
    say("trained")
    orders.readline()
    _or_sentence(say, lambda: _answered(contest, result))
    say("answered")
    os._exit(0)  # whatever threads the function has left behind


def _module(path: Path):
    """By its file, since its package may be another's."""
    made = importlib.util.spec_from_file_location("contest", path)
    module = importlib.util.module_from_spec(made)
    made.loader.exec_module(module)
    return module


def _trained(recipe: dict, arguments: dict):
    """What the function of the recipe returns."""
    name = f"{recipe['name']}.py"
    lines = recipe["source"].splitlines(keepends=True)
    linecache.cache[name] = len(recipe["source"]), None, lines, name  # for the line that stopped it
    namespace = {"__name__": recipe["name"], "__file__": name}
    exec(compile(recipe["source"], name, "exec"), namespace)
    return namespace[recipe["function"]](**arguments)


def _answered(contest, result) -> None:
    import numpy as np

    np.savez("answers.npz", **contest.answers(result, _arrays("questions.npz")))


def _arrays(name: str) -> dict:
    import numpy as np

    with np.load(name, allow_pickle=False) as stored:
        return {key: stored[key] for key in stored.files}


def _or_sentence(say, work):
    """What the work gives; where it stops, a sentence, and the process ends."""
    from course_utils.exercises.reasons import in_words
    from course_utils.messages import CourseError, text

    try:
        return work()
    except CourseError as error:
        say({"sentence": str(error), "key": error.key})
    except BaseException as error:  # SystemExit, too
        say({"sentence": text("records_stopped", error=in_words(error)), "key": "records_stopped"})
    os._exit(1)
