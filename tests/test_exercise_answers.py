"""Every lesson: planted answers get their verdicts; all hints can be given, and none hides a right answer."""

import warnings
from dataclasses import dataclass
from importlib import import_module
from itertools import product

import numpy as np
import pytest

from course_utils.exercises import check, names
from tests import planted_00, planted_01, planted_02, planted_03, planted_04
from tests.planted_01_hints import HINTS as HINTS_01

# Exercises of the design, in order.
DESIGN = {
    "00": ["semantic_from_instances", "boxes_from_instances"],
    "01": ["output_size", "conv_transpose2d", "convolution_matrix", "overlap_count", "bilinear_kernel"],
    "02": ["decoder_block", "augment_pair", "iou", "tgs_score", "rle_encode"],
    "03": ["sample_noise", "discriminator_loss", "generator_loss", "train_generator", "interpolate"],
    "04": ["content_loss", "gram_matrix", "style_layer_loss", "variation_loss", "total_loss"],
}
BOOKS = {"00": planted_00, "02": planted_02, "03": planted_03, "04": planted_04}
GENERIC = {"hint_value", "hint_shape", "hint_crash", "hint_crash_somewhere"}

# Of these there are (wrong answers with a hint of the lesson, right answers) at least.
ENOUGH = 8, 4
ENOUGH_OF = dict.fromkeys(DESIGN["01"], (6, 3))

# Keys that a check puts together.
COMPUTED = {
    f"pair_{what}"
    for what in (
        *(f"{which}_{of}" for which in ("image", "mask") for of in ("shape", "dtype", "values")),
        *("up_down", "turned", "channels"),
    )
}


@dataclass(frozen=True)
class Planted:
    lesson: str
    exercise: str
    description: str
    answer: object
    hint: str | None = None  # None: a general one


def _wrong_01():
    for exercise, answers in planted_01.WRONG.items():
        for description, answer in answers.items():
            yield Planted("01", exercise, description, answer, HINTS_01[exercise].get(description))


def _gather():
    wrong, right = list(_wrong_01()), []
    for lesson, module in BOOKS.items():
        for exercise, answers in module.WRONG.items():
            wrong += [Planted(lesson, exercise, d, answer, hint) for d, (hint, answer) in answers.items()]
    for lesson, module in {"01": planted_01, **BOOKS}.items():
        for exercise, answers in module.RIGHT.items():
            right += [Planted(lesson, exercise, d, answer) for d, answer in answers.items()]
    return wrong, right


WRONG, RIGHT = _gather()
EXERCISES = {lesson: import_module(f"course_utils.exercises.lesson_{lesson}").EXERCISES for lesson in DESIGN}
COMPARED = [e for exercises in EXERCISES.values() for e in exercises if e.mistakes]

each_lesson = pytest.mark.parametrize("lesson", DESIGN)
each_compared = pytest.mark.parametrize("exercise", COMPARED, ids=lambda e: e.name)


def title(planted):
    return f"{planted.lesson}-{planted.exercise}-{planted.description}"


@pytest.fixture(autouse=True)
def quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@each_lesson
def test_a_lesson_has_the_exercises_of_the_design(lesson):
    assert [e.name for e in EXERCISES[lesson]] == DESIGN[lesson]


def test_exercises_are_in_the_order_of_the_course():
    ours = [name for names_ in DESIGN.values() for name in names_]
    assert [name for name in names() if name in ours] == ours


@pytest.mark.parametrize("planted", RIGHT, ids=title)
def test_unusual_right_answers_pass(planted):
    verdict = check(planted.exercise, planted.answer)
    assert verdict.passed, verdict.hint


@pytest.mark.parametrize("number", range(len(WRONG)), ids=lambda number: title(WRONG[number]))
def test_wrong_answers_get_their_hint(number):
    planted, language = WRONG[number], ("en", "zh")[number % 2]
    verdict = check(planted.exercise, planted.answer, language)
    assert verdict.status in ("failed", "error")
    if planted.hint:
        assert verdict.key == planted.hint, verdict.hint
    else:
        assert verdict.key in GENERIC, f"a hint of its own: {verdict.key} is worth expecting"
    assert any("\u4e00" <= c <= "\u9fff" for c in verdict.hint) == (language == "zh")
    assert len(verdict.hint) < 700


@pytest.mark.parametrize("name", names())
def test_there_are_enough_of_them(name):
    if not any(name in exercises for exercises in DESIGN.values()):
        pytest.skip("planted elsewhere")
    own = {p.hint for p in WRONG if p.exercise == name and p.hint and not p.hint.startswith("hint_")}
    wrong, right = ENOUGH_OF.get(name, ENOUGH)
    assert len(own) >= wrong and sum(p.exercise == name for p in RIGHT) >= right


@each_lesson
def test_every_hint_of_a_lesson_belongs_to_a_check(root, lesson):
    """No message that nothing raises."""
    source = (root / "course_utils" / "exercises" / f"lesson_{lesson}.py").read_text(encoding="utf-8")
    texts = import_module(f"course_utils.messages.exercises_{lesson}").TEXTS
    unused = [key for key in texts if f'"{key}"' not in source and key not in COMPUTED]
    assert not unused


def outcome(exercise, mistaken):
    """What a mistake gives in every trial: an array, None (any result fits) or the type of an exception."""
    results = []
    for args in exercise.cases():
        try:
            claimed = mistaken(*args)
            results.append(None if claimed is None else np.asarray(claimed))
        except Exception as error:
            results.append(type(error))
    return results


def alike(exercise, some, others):
    def same(a, b):
        if a is None or b is None or isinstance(a, type) or isinstance(b, type):
            return a is None or b is None or a is b
        return exercise.kind.same(a, b)

    return all(same(a, b) for a, b in zip(some, others, strict=True))


@each_compared
def test_no_mistake_looks_right_or_like_another_in_every_trial(exercise):
    """It would hide a right answer, or one of the two hints could never be given."""
    outcomes = {key: outcome(exercise, mistaken) for key, mistaken in exercise.mistakes.items()}
    truth = outcome(exercise, exercise.oracle)
    assert not [key for key, results in outcomes.items() if alike(exercise, results, truth)]
    pairs = [(a, b) for a, b in product(outcomes, repeat=2) if a < b]
    assert not [pair for pair in pairs if alike(exercise, *(outcomes[key] for key in pair))]


@each_compared
def test_oracle_and_reference_agree(exercise):
    """Written apart from each other."""
    for args in exercise.cases():
        wanted, got = np.asarray(exercise.oracle(*args)), exercise.reference()(*exercise.given(args))
        assert exercise.kind.same(exercise.kind.read(got), wanted)
