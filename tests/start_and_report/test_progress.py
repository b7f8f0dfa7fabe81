"""Progress is kept for whoever has a lesson open, on their own machine; nothing is lost."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from course_utils import exercises, progress, questions, session
from course_utils.cards import lesson_card
from course_utils.painting import live_canvas
from course_utils.reference import transposed_convolution as reference

LESSON = "01_transposed_convolution"
QUESTIONS = lesson_card(LESSON)["questions"]
ASKED = next(iter(QUESTIONS))


def open_lesson(monkeypatch, lesson=LESSON, edition="student", language="en", profile="quick"):
    """As if a reader had opened the notebook and run its first cell."""
    path = progress.progress_folder().parent / f"{edition}-{lesson}.ipynb"
    about = {"lesson": lesson, "edition": edition, "language": language}
    path.write_text(json.dumps({"metadata": {"course": about}}), encoding="utf-8")
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    monkeypatch.setattr(session, "current", session.Session(lesson, session.Profile(profile)))


@pytest.fixture
def student(tmp_path, monkeypatch):
    """A student who has lesson 01 open; gives the folder of the progress."""
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress"))
    open_lesson(monkeypatch)
    return tmp_path / "progress"


@pytest.fixture
def shown(monkeypatch):
    displayed = []
    monkeypatch.setattr("IPython.display.display", lambda data, **_: displayed.append(data))
    return displayed


def choose(shown, place, name=ASKED):
    questions.ask(name)
    buttons, answer = shown[-1].children
    buttons.value = buttons.options[place]
    return buttons, answer


def right_place(name=ASKED):
    return [option["right"] for option in QUESTIONS[name]["en"]["options"]].index(True)


def paint(name="net", stop=False):
    import numpy as np

    with live_canvas(name, np.zeros((2, 2, 3)), 1) as canvas:
        canvas.see(np.zeros((2, 2, 3)), 1.0)
        if stop:
            raise KeyboardInterrupt


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


# ------------------------------------------------------------------------------------------- what is kept
def test_an_exercise_counts_when_it_is_passed(student, shown):
    exercises.use("output_size", lambda n, kernel, stride=1, padding=0, output_padding=0: n)
    exercises.use("output_size", reference.output_size)  # the course's own is nobody's merit
    assert files(student.parent) == [f"student-{LESSON}.ipynb"]
    right = lambda n, kernel, stride=1, padding=0, output_padding=0: max(  # noqa: E731
        0, (n - 1) * stride - 2 * padding + kernel + output_padding
    )
    assert exercises.check("output_size", right).passed
    first = progress.kept_facts(LESSON)["exercise", "output_size"]
    exercises.use("output_size", right)
    exercises.use("output_size", lambda n, kernel, stride=1, padding=0, output_padding=0: n)
    assert progress.kept_facts(LESSON) == {("exercise", "output_size"): first}, "what is passed stays passed"


def test_the_first_choice_and_the_last_are_kept(student, shown, language):
    wrong = (right_place() + 1) % len(QUESTIONS[ASKED]["en"]["options"])
    choose(shown, wrong)
    choose(shown, right_place())
    fact = progress.kept_facts(LESSON)["question", ASKED]
    words = [option["words"] for option in QUESTIONS[ASKED]["en"]["options"]]
    assert fact["first"] == {"option": words[wrong], "right": False}
    assert fact["last"] == {"option": words[right_place()], "right": True}


def test_a_choice_is_there_again_in_the_other_language_too(student, shown, monkeypatch):
    choose(shown, right_place())
    open_lesson(monkeypatch, language="zh")
    from course_utils.language import set_language

    set_language("zh")
    try:
        questions.ask(ASKED)
    finally:
        set_language(None)
    buttons, answer = shown[-1].children
    assert buttons.options.index(buttons.value) == right_place()
    assert QUESTIONS[ASKED]["zh"]["options"][right_place()]["reason"][:4] in answer.value


def test_a_choice_that_an_update_has_reworded_is_not_put_into_ones_mouth(student, shown, monkeypatch):
    choose(shown, 0)
    card = json.loads(json.dumps(lesson_card(LESSON)))
    for option in card["questions"][ASKED]["en"]["options"]:
        option["words"] += " of another kind"
    monkeypatch.setattr(questions, "lesson_card", lambda lesson: card)
    questions.ask(ASKED)
    assert shown[-1].children[0].value is None


def test_a_training_counts_at_its_end(student, monkeypatch, shown):
    paint(stop=True)
    assert progress.kept_facts(LESSON) == {}
    paint("net, 128²")
    assert progress.kept_facts(LESSON)["training", "net, 128²"]["profile"] == "quick"
    progress.forget()
    open_lesson(monkeypatch, profile="smoke")
    paint()
    assert progress.kept_facts(LESSON) == {}, "what smoke trains means nothing"


def test_keras_trainings_count_too(student, shown):
    from course_utils.training import live_training

    with live_training("net"):
        pass
    assert set(progress.kept_facts(LESSON)) == {("training", "net")}


# ---------------------------------------------------------------------------------- whose progress it is
def everything(shown):
    choose(shown, 0)
    paint()
    progress.keep_exercise("output_size")


def test_all_of_it_is_kept_for_a_reader(student, shown):
    """So that the tests below can fail."""
    everything(shown)
    assert len(progress.kept_facts(LESSON)) == 3


@pytest.mark.parametrize("case", ["static", "off", "no front end", "no lesson", "complete edition"])
def test_nothing_is_kept_of_what_is_no_readers(student, shown, monkeypatch, case):
    choose(shown, 0)
    progress.forget()
    if case == "static":
        monkeypatch.setenv("COURSE_STATIC", "1")
    elif case == "off":
        monkeypatch.setenv("COURSE_PROGRESS", "off")
    elif case == "no front end":
        monkeypatch.delenv("JPY_SESSION_NAME")
    elif case == "no lesson":
        monkeypatch.setattr(session, "current", None)
    else:
        open_lesson(monkeypatch, edition="complete")
    paint()
    progress.keep_exercise("output_size")
    progress.keep_answer(ASKED, "x", True)
    assert not student.exists() or files(student) == []


def test_the_tests_keep_nothing():
    assert os.environ["COURSE_PROGRESS"] == "off" and progress.progress_folder() is None


# ------------------------------------------------------------------------------------------- places, damage
def test_the_folder_is_the_students_own_and_no_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "class"))
    monkeypatch.delenv("COURSE_PROGRESS")
    assert progress.progress_folder() == tmp_path / ".dense-prediction-course" / "progress"
    monkeypatch.setenv("COURSE_PROGRESS", "~nobody-of-that-name/here")
    assert progress.progress_folder() is None


def test_a_place_that_takes_nothing_does_no_harm(student, shown, monkeypatch):
    student.write_text("a file where the folder should be", encoding="utf-8")
    everything(shown)
    assert progress.kept_facts(LESSON) == {} and student.read_text(encoding="utf-8").startswith("a file")
    student.unlink()

    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(progress, "write_atomically", full)
    everything(shown)
    assert progress.kept_facts(LESSON) == {}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything is writable for root")
def test_a_read_only_folder_does_no_harm(student, shown):
    student.mkdir()
    student.chmod(0o500)
    everything(shown)
    assert progress.kept_facts(LESSON) == {}


DAMAGE = {
    "empty": b"",
    "cut off": b'{"version": 1, "kind": "quest',
    "no text": b"\xff\xfe\x00",
    "a list": b"[]",
    "another kind": b'{"kind": "medal", "name": "x"}',
    "no choice": b'{"version": 1, "kind": "question", "name": "x", "first": 3, "last": {}}',
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_set_aside_and_the_rest_stays(student, shown, damage):
    everything(shown)
    (path,) = student.glob(f"{LESSON}/question-*.json")
    path.write_bytes(DAMAGE[damage])
    assert set(progress.kept_facts(LESSON)) == {("exercise", "output_size"), ("training", "net")}
    assert path.with_name(path.name + progress.DAMAGED).read_bytes() == DAMAGE[damage] and not path.exists()
    choose(shown, 0)
    assert ("question", ASKED) in progress.kept_facts(LESSON)


def test_forgetting_deletes_what_was_written_and_nothing_else(student, shown):
    everything(shown)
    (path,) = student.glob(f"{LESSON}/question-*.json")
    path.write_bytes(b"")
    progress.kept_facts(LESSON)  # sets it aside
    (student / "thesis.txt").touch()
    (student / LESSON / "notes.json").touch()
    progress.forget()
    assert files(student) == [f"{LESSON}/notes.json", "thesis.txt"]
    (student / LESSON / "notes.json").unlink()
    (student / "thesis.txt").unlink()
    progress.forget()
    assert not student.exists()
    progress.forget()


# ------------------------------------------------------------------------------- several notebooks, two weeks
WRITER = f"""
import sys
from course_utils import progress, session
session.current = session.Session("{LESSON}", session.Profile("quick"))
print("ready", flush=True)
sys.stdin.readline()
for k in range(25):
    progress.keep_exercise(f"{{sys.argv[1]}}-{{k}}")
    progress.keep_answer("shared", sys.argv[1], True)
    progress.kept_facts("{LESSON}")
"""


def test_several_notebooks_at_once_lose_nothing(student):
    start = [sys.executable, "-c", WRITER]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    writers = [subprocess.Popen([*start, str(n)], **pipes) for n in range(4)]
    for writer in writers:
        writer.stdout.readline()
    for writer in writers:
        writer.stdin.write("\n")
        writer.stdin.flush()
    assert [writer.wait(60) for writer in writers] == [0] * 4
    for writer in writers:
        writer.stdin.close()
        writer.stdout.close()
    kept = progress.kept_facts(LESSON)
    assert {name for kind, name in kept if kind == "exercise"} == {
        f"{n}-{k}" for n in range(4) for k in range(25)
    }
    assert kept["question", "shared"]["last"]["option"] in "0123"
    assert not [name for name in files(student) if not name.endswith(".json")], "no leftovers, nothing damaged"


STUDENT = """
import json, os, sys
from course_utils import exercises, progress, questions, session
from course_utils.cards import lesson_card
lesson, what, name, place = sys.argv[1:]
session.current = session.Session(lesson, session.Profile("quick"))
if what == "question":
    option = lesson_card(lesson)["questions"][name]["en"]["options"][int(place)]
    progress.keep_answer(name, option["words"], option["right"])
else:
    progress.keep_exercise(name)
"""


def test_two_weeks_of_a_student(student, tmp_path, root):
    """Answers, restarts, an update of the course, answers again: nothing is lost."""
    course = tmp_path / "course"
    other = "02_unet_segmentation"
    names = list(QUESTIONS)

    def restart_and_do(*words):
        """Each in a process of its own, as after a restart of the kernel."""
        env = os.environ | {"PYTHONPATH": str(course)}
        subprocess.run([sys.executable, "-c", STUDENT, *words], check=True, env=env, cwd=course)

    shutil.copytree(
        root / "course_utils", course / "course_utils", ignore=shutil.ignore_patterns("__pycache__")
    )
    restart_and_do(LESSON, "question", names[0], str((right_place() + 1) % 3))
    restart_and_do(LESSON, "exercise", "output_size", "")
    restart_and_do(other, "exercise", "iou", "")
    week_one = {lesson: progress.kept_facts(lesson) for lesson in (LESSON, other)}
    assert sorted(map(len, week_one.values())) == [1, 2]

    shutil.rmtree(course / "course_utils")  # the course is fetched anew, with a question reworded and one more
    shutil.copytree(
        root / "course_utils", course / "course_utils", ignore=shutil.ignore_patterns("__pycache__")
    )
    path = course / "course_utils" / "cards" / f"{LESSON}.json"
    card = json.loads(path.read_text(encoding="utf-8"))
    card["questions"]["new"] = card["questions"].pop(names[1])
    path.write_text(json.dumps(card), encoding="utf-8")
    assert {lesson: progress.kept_facts(lesson) for lesson in (LESSON, other)} == week_one

    restart_and_do(LESSON, "question", names[0], str(right_place()))
    restart_and_do(LESSON, "question", "new", "0")
    restart_and_do(LESSON, "exercise", "output_size", "")
    kept = progress.kept_facts(LESSON)
    assert kept["exercise", "output_size"] == week_one[LESSON]["exercise", "output_size"]
    assert not kept["question", names[0]]["first"]["right"] and kept["question", names[0]]["last"]["right"]
    assert ("question", "new") in kept and progress.kept_facts(other) == week_one[other]
