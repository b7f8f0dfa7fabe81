"""Questions: well formed in both languages, answered in the notebook and on the page, never in the way."""

import json
import re

import nbformat
import numpy as np
import pytest

from course_utils import questions, session
from course_utils.cards import lesson_card
from course_utils.language import LANGUAGES
from course_utils.measurements import reference_results
from course_utils.messages import CourseError, text
from tests.tools.test_build import BODY, HEADER, write
from tools import build
from tools.lesson import LessonError
from tools.plan import questions_table
from tools.web import notebook as web

ASKED = {
    "en": """# %% [markdown] question="twice" lang="en"
# What is twice three?
#
# - [ ] 5
#   Added, not doubled.
# - [x] 6
#   Three and
#   three.
# - [ ] $3^2$
#   Squared, not doubled.

""",
    "zh": """# %% [markdown] question="twice" lang="zh"
# 三的两倍是多少？
#
# - [ ] 5
#   这是加二，不是加倍。
# - [x] 6
#   三加三。
# - [ ] $3^2$
#   这是平方，不是加倍。

""",
}
BEFORE = '# %% key="look"'
LESSONS = build.Course().lessons()
ALL = [(lesson, cell) for lesson in LESSONS for cell in lesson.of_kind("question")]


@pytest.fixture
def course(tmp_path, root):
    (tmp_path / "pyproject.toml").write_bytes((root / "pyproject.toml").read_bytes())
    (tmp_path / "lessons").mkdir()
    write(tmp_path, HEADER + BODY.replace(BEFORE, "".join(ASKED.values()) + BEFORE))
    return build.Course(tmp_path)


def notebook(course, edition, language):
    return course.notebook(course.lessons()[0], edition, language)


# ------------------------------------------------------------------------------------------------- the build
@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_kernel_the_options_stand_there_and_the_answer_does_not(course, language):
    made = notebook(course, "student", language)
    nbformat.validate(made)
    (place,) = [i for i, cell in enumerate(made.cells) if cell.id == "twice"]
    words, answer = made.cells[place : place + 2]
    assert answer.source == 'ask("twice")' and answer.cell_type == "code"
    assert words.source.startswith(text("question_predict", language, words=""))
    assert re.findall(r"^- \*\*(\w)\*\* · (.+)$", words.source, re.MULTILINE) == [
        ("A", "5"),
        ("B", "6"),
        ("C", "$3^2$"),
    ]
    whole = json.dumps(made, ensure_ascii=False)
    assert "[x]" not in whole and "Squared" not in whole and "平方" not in whole


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# - [x] 6", "# - [ ] 6", "one option of a question is right"),
        ("# - [ ] 5", "# - [x] 5", "one option of a question is right"),
        ("#   Added, not doubled.\n", "", "'5' needs a reason"),
        ("# - [ ] $3^2$\n#   Squared, not doubled.\n", "", "at least three options"),
        ("# - [ ] 5\n", 5 * "# - [ ] 5\n#   Added.\n", "at most 6 options, ABCDEF, not 7"),
        ("# What is twice three?\n", "", "needs words"),
        ("# - [x] 6", "# - [x] `6`", "plain words"),
        ("# - [x] 6", "# - [x] Six.", "without a full stop"),
    ],
)
def test_the_build_refuses_what_is_no_question(course, old, new, message):
    source = (course.root / "lessons" / "07_doubling.py").read_text(encoding="utf-8")
    assert old in ASKED["en"]
    write(course.root, source.replace(ASKED["en"], ASKED["en"].replace(old, new)))
    with pytest.raises(LessonError, match=rf"07_doubling.py:\d+: .*{re.escape(message)}"):
        course.lessons()


def test_the_right_option_has_the_same_place_in_each_language(course):
    source = (course.root / "lessons" / "07_doubling.py").read_text(encoding="utf-8")
    chinese = ASKED["zh"].replace("[ ] 5", "[x] 5").replace("[x] 6", "[ ] 6")
    write(course.root, source.replace(ASKED["zh"], chinese))
    with pytest.raises(LessonError, match="differ between the languages"):
        course.lessons()


# ---------------------------------------------------------------------------------------------- the notebook
@pytest.fixture
def lesson(monkeypatch):
    """The first of the lessons that ask, begun."""
    lesson, cell = ALL[0]
    monkeypatch.setattr(session, "current", session.Session(lesson.name, session.Profile("smoke")))
    return lesson_card(lesson.name)["questions"][cell.key], cell.key


@pytest.fixture
def shown(monkeypatch):
    displayed = []
    monkeypatch.setattr("IPython.display.display", lambda data, **_: displayed.append(data))
    return displayed


def test_each_choice_gets_its_own_reason_and_one_may_choose_again(lesson, shown, language):
    asked, key = lesson
    questions.ask(key)
    buttons, answer = shown[0].children
    assert buttons.value is None and answer.value == ""
    for letter, option in zip(buttons.options, asked[language]["options"], strict=True):
        buttons.value = letter
        assert f"<b>{letter}</b>" in answer.value and 'role="status"' in answer.value
        assert web.escape(option["reason"], quote=True) in answer.value.replace("&#x27;", "&#x27;")
        said = text("question_right" if option["right"] else "question_wrong", language, **option)
        assert web.escape(said) in answer.value


def test_the_executed_edition_holds_every_reason(lesson, shown, monkeypatch):
    asked, key = lesson
    monkeypatch.setattr(session, "is_static", lambda: True)
    questions.ask(key)
    for option in asked["en"]["options"]:
        assert option["reason"] in shown[0]["text/plain"]


def test_an_unknown_question_is_one_sentence(lesson, monkeypatch):
    with pytest.raises(CourseError, match=lesson[1]):
        questions.ask("nothing")
    monkeypatch.setattr(session, "current", None)
    with pytest.raises(CourseError, match="start"):
        questions.ask(lesson[1])


# ------------------------------------------------------------------------------------------- page and guide
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_asks_with_native_controls_that_have_names(course, language):
    cell = next(c for c in notebook(course, "complete", language).cells if c.id == "twice")
    html = web.question(cell, language)
    ids = re.findall(r'<input type="radio" name="twice" id="([^"]+)">', html)
    assert len(set(ids)) == 3 == len(re.findall(rf'<label for="(?:{"|".join(ids)})">', html))
    assert html.count('role="status"') == 3 and html.count('class="right"') == 1 == html.count("<legend>")
    assert "<math" in html and "$" not in html


def test_the_guide_tells_what_each_choice_shows():
    for language in LANGUAGES:
        table = questions_table(language)
        assert len(table.splitlines()) == 2 + len(ALL)
        for _, cell in ALL:
            for option in cell.questions[language].options:
                assert option.reason.replace("|", "\\|") in table


# ----------------------------------------------------------------------------------------------- the lessons
def test_every_lesson_asks_and_all_together_enough():
    assert len(ALL) >= 28
    assert all(len(lesson.of_kind("question")) >= 4 for lesson in LESSONS)


def test_nothing_is_predicted_that_is_not_answered():
    """What asks for a prediction is a question with options, and not a sentence that nobody answers."""
    asking = text("question_predict", "en", words="").strip()
    left = [
        (lesson.name, cell.key)
        for lesson in LESSONS
        for cell in lesson.of_kind("markdown")
        if asking in cell.texts["en"] and cell.key != "how"
    ]
    assert left == []


def test_a_question_stands_before_the_cell_that_answers_it():
    for lesson in LESSONS:
        kinds = [(cell.kind, cell.key) for cell in lesson.cells if cell.kind != "alt"]
        for (kind, key), (after, _) in zip(kinds, [*kinds[1:], ("end", "")], strict=True):
            assert kind != "question" or after in ("code", "question", "markdown"), key


def test_the_right_option_is_not_always_in_the_same_place():
    places = [[o.right for o in cell.questions["en"].options].index(True) for _, cell in ALL]
    assert max(places.count(place) for place in set(places)) < 0.6 * len(places)


# ------------------------------------------------------------------------------- numbers that can be computed
def _coins():
    from course_utils.data.scenes import scene

    return scene("coins")


def bare_threshold():
    from skimage.filters import threshold_otsu
    from skimage.measure import label

    grey = _coins().photo[..., 0]
    return [label(grey > threshold_otsu(grey)).max()]


def pushed_to_70():
    from skimage.measure import label

    from course_utils.reference import start_here as room

    coins = _coins()
    return [label(room.push_together(coins.photo[..., 0], coins.labels, 0.7)[1] > 0).max()]


def watershed_limit():
    from course_utils.reference import start_here as room

    coins = _coins()
    pushed = (
        (s, room.push_together(coins.photo[..., 0], coins.labels, s / 100)[1]) for s in range(100, 50, -2)
    )
    whole = [s for s, truth in pushed if room.found(truth, room.split_touching(truth > 0)) == 24]
    return [round(min(whole), -1)]


def same_steps():
    from course_utils.data.scenes import scene
    from course_utils.reference import start_here as room
    from tests.lessons.test_lesson_00 import cleaned

    coffee = scene("coffee")
    objects = cleaned(coffee.photo.mean(axis=2))
    return [coffee.labels.max(), room.found(coffee.labels, objects), objects.max()]


def sixteen_stamps():
    from course_utils.reference.transposed_convolution import conv_transpose2d

    out = np.asarray(conv_transpose2d(np.ones((4, 4)), np.ones((3, 3))))
    return [*out.shape, int(out.max())]


def which_size():
    return [(n + 2 * 2 - 5) // 3 + 1 for n in (14, 15)]


def contrast():
    from course_utils.reference.transposed_convolution import conv_transpose2d

    surface, factors = np.ones((16, 16)), []
    for _ in range(3):
        surface = np.asarray(conv_transpose2d(surface, np.ones((3, 3)), stride=2))
        middle = surface[len(surface) // 4 : -len(surface) // 4, len(surface) // 4 : -len(surface) // 4]
        factors.append(round(middle.max() / middle.min()))
    return factors[1:]


def by_how_much():
    gain = reference_results("quick")["01_transposed_convolution"]["metrics"]["psnr_gain_db_mean"]["value"]
    return [1] if 0 < gain < 1 else [gain]


def what_comes_out():
    size = 572
    for _ in range(4):
        size = (size - 4) // 2
    size -= 4
    for _ in range(4):
        size = 2 * size - 4
    return [size]


def five_pixels():
    from course_utils.reference.unet_segmentation import iou, tgs_score

    square = np.zeros((1, 101, 101), bool)
    square[:, 20:60, 20:60] = True
    moved = np.roll(square, 5, axis=2)
    return [round(iou(square[0], moved[0]), 2), tgs_score(square, moved)]


def slopes_at_zero():
    import tensorflow as tf

    logit = tf.Variable(-8.0)
    with tf.GradientTape(persistent=True) as tape:
        saturating, other = tf.math.log(1 - tf.sigmoid(logit)), -tf.math.log(tf.sigmoid(logit))
    return [abs(round(float(tape.gradient(form, logit)))) for form in (saturating, other)]


def halfway():
    z = np.random.default_rng(0).normal(size=(2, 1000, 100))
    return [round(np.mean(np.linalg.norm(z.mean(axis=0), axis=1) / np.linalg.norm(z[0], axis=1)), 1)]


COMPUTED = {
    "bare-threshold": bare_threshold,
    "pushed-to-70": pushed_to_70,
    "watershed-limit": watershed_limit,
    "same-steps": same_steps,
    "sixteen-stamps": sixteen_stamps,
    "which-size": which_size,
    "contrast": contrast,
    "by-how-much": by_how_much,
    "what-comes-out": what_comes_out,
    "five-pixels": five_pixels,
    "slopes-at-zero": slopes_at_zero,
    "halfway": halfway,
}


@pytest.mark.parametrize("key", COMPUTED)
def test_the_right_options_numbers_are_what_comes_out(key):
    (cell,) = [cell for _, cell in ALL if cell.key == key]
    expected = [float(number) for number in COMPUTED[key]()]
    for question in cell.questions.values():
        (right,) = [option for option in question.options if option.right]
        assert sorted(float(n) for n in re.findall(r"\d+(?:\.\d+)?", right.words)) == sorted(expected)
