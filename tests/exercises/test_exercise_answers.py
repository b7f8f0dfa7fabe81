"""Every lesson: planted answers get their verdicts; all hints can be given, and none hides a right answer."""

import inspect
import re
import string
import warnings
from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest

from course_utils.exercises import all_exercises, check, names
from course_utils.exercises.reasons import in_words
from course_utils.messages import all_texts, text
from course_utils.messages import exercises as shared_messages
from tests import found

# What graded notebooks and other people's answers rely on.
CONTRACT = """
semantic_from_instances(labels)
boxes_from_instances(labels)
output_size(n, kernel, stride=1, padding=0, output_padding=0)
conv_transpose2d(x, kernel, stride=1, padding=0)
convolution_matrix(kernel, input_shape, stride=1)
overlap_count(n, kernel, stride)
bilinear_kernel(factor)
decoder_block(x, skip, filters)
augment_pair(image, mask, rng)
iou(mask_true, mask_pred)
tgs_score(masks_true, masks_pred)
ask_twice(predict, images)
rle_encode(mask)
discriminator_loss(real_prob, fake_prob, smoothing=0.0)
generator_loss(fake_prob)
train_generator(generator, discriminator, optimizer, noise)
r1_penalty(discriminator, real)
train_with_penalty(generator, discriminator, optimizer, real, noise, smoothing=0.0, gamma=1.0)
interpolate(z0, z1, steps)
content_loss(F, P)
gram_matrix(F)
style_layer_loss(F, A)
statistics_loss(F, mean, std)
variation_loss(image, exponent=1.0)
mix(x, z, t)
best_velocity(x_t, t, data)
flow_loss(velocity, x, z, t)
euler(velocity, z, steps)
guided_velocity(net, x_t, t, labels, w)
"""

STOPS = re.compile(r"[.。][\"'”’」]*[.。]")
ENDINGS = [
    "It broke.",
    "It wants 3.",
    "It is 2.5.",
    "It said “no.”",
    'It said "no."',
    "It said 'no'.",
    "坏了。",
    "它说“停。”",
]

# Of every exercise there are (wrong answers with hints of the lesson, right answers) at least.
ENOUGH = 8, 4

STATUS = {"hint_not_attempted": "not attempted", "hint_crash": "error", "hint_cast": "error"}


@dataclass(frozen=True)
class Planted:
    lesson: str
    exercise: str
    description: str
    answer: object
    hint: str = "hint_passed"


EXERCISES = {
    number: module.EXERCISES for number, module in found.modules("course_utils/exercises/lesson").items()
}
BOOKS = {number: module.BOOK for number, module in found.modules("tests/**/planted").items()}
TEXTS = {number: module.TEXTS for number, module in found.modules("course_utils/messages/exercises").items()}

HINTS = {"every": [key for key in shared_messages.TEXTS if key.startswith("hint_")], **TEXTS}

WRONG = [
    Planted(lesson, exercise, description, answer, hint)
    for lesson, book in BOOKS.items()
    for exercise, answers in book.wrong.items()
    for description, (hint, answer) in answers.items()
]
RIGHT = [
    Planted(lesson, exercise, description, answer)
    for lesson, book in BOOKS.items()
    for exercise, answers in book.right.items()
    for description, answer in answers.items()
]
COMPARED = [e for exercises in EXERCISES.values() for e in exercises if e.mistakes]

each_compared = pytest.mark.parametrize("exercise", COMPARED, ids=lambda e: e.name)


def title(planted):
    return f"{planted.lesson}-{planted.exercise}-{planted.description}"


@pytest.fixture(autouse=True)
def quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def test_names_signatures_and_their_order_are_kept():
    ours = [f"{name}{inspect.signature(exercise.reference())}" for name, exercise in all_exercises().items()]
    assert ours == CONTRACT.split("\n")[1:-1]


def test_lessons_ask_what_is_checked():
    asked = {lesson: sorted(names) for lesson, names in found.asked().items()}
    assert asked == {lesson: sorted(e.name for e in exercises) for lesson, exercises in EXERCISES.items()}
    assert EXERCISES.keys() == TEXTS.keys()


@pytest.mark.parametrize("lesson", EXERCISES)
def test_all_exercises_of_a_lesson_are_planted(lesson):
    own = {exercise.name for exercise in EXERCISES[lesson]}
    assert lesson in BOOKS, f"no tests/exercises/planted_{lesson}.py"
    assert own == BOOKS[lesson].wrong.keys() == BOOKS[lesson].right.keys()


@pytest.mark.parametrize("name", names())
def test_there_are_enough_of_them(name):
    own = {p.hint for p in WRONG if p.exercise == name and not p.hint.startswith("hint_")}
    wrong, right = ENOUGH
    assert len(own) >= wrong and sum(p.exercise == name for p in RIGHT) >= right


@pytest.mark.parametrize("lesson", HINTS)
def test_every_hint_is_planted(lesson):
    """Planted answers get exactly their hints (below): a hint that is planted can be given."""
    keys = [key for key in HINTS[lesson] if not key.startswith("kind_")]
    planted = {planted.hint for planted in WRONG + RIGHT}
    assert not [key for key in keys if key not in planted]


@pytest.mark.parametrize("planted", RIGHT, ids=title)
def test_unusual_right_answers_pass(planted):
    verdict = check(planted.exercise, planted.answer)
    assert verdict.passed and verdict.key == planted.hint, verdict.hint


@pytest.mark.parametrize("number", range(len(WRONG)), ids=lambda number: title(WRONG[number]))
def test_wrong_answers_get_their_hint(number):
    planted, language = WRONG[number], ("en", "zh")[number % 2]
    verdict = check(planted.exercise, planted.answer, language)
    assert verdict.key == planted.hint, verdict.hint
    assert verdict.status == STATUS.get(verdict.key, "failed")
    assert any("\u4e00" <= c <= "\u9fff" for c in verdict.hint) == (language == "zh")
    assert len(verdict.hint) < 700
    assert not doubled(verdict.hint)


def doubled(words):
    """Two full stops where one was meant; an ellipsis isn't."""
    return STOPS.search(words.replace("...", "…"))


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_full_stop_is_doubled_whatever_an_error_says(ending, language):
    said = in_words(ValueError(ending), language)
    for key, sentences in all_texts().items():
        names = {name for sentence in sentences for _, name, *_ in string.Formatter().parse(sentence) if name}
        if "error" in names and key.startswith("hint_"):
            assert not doubled(text(key, language, **(dict.fromkeys(names, 1) | {"error": said}))), key


@pytest.mark.parametrize("name", names())
def test_no_full_stop_is_doubled_after_a_number(name, language):
    for value in (5.0, np.float32(2), np.array([1.0, 2.0]), np.array([[3.0]]), np.float64(1e20), 7):
        assert not doubled(check(name, lambda *a, value=value, **k: value, language).hint)


def test_doubled_full_stops_are_found():
    assert all(map(doubled, ("It broke..", "It is 5..", "“no.”.", "坏了。。", "坏了.。", "“停。”。")))
    assert not any(map(doubled, ("Replace the ... by it.", "It is 2.5.", "no. Yes.", "tf.… or keras.ops.…")))


def outcome(exercise, mistaken):
    """What a mistake gives in every trial: an array, or None (any result fits).

    One that raises fails the test: its hint could never be given."""
    claims = (mistaken(*args) for args in exercise.cases())
    return [None if claimed is None else np.asarray(claimed) for claimed in claims]


def alike(exercise, some, others):
    def same(a, b):
        return a is None or b is None or exercise.kind.same(a, b)

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
