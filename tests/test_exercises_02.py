"""Lesson 02: planted answers get their verdicts; hints can all be given and hide no right answer."""

import time
import warnings
from itertools import product

import numpy as np
import pytest

from course_utils.exercises import _exercises, check
from course_utils.exercises.lesson_02 import AUGMENT_PAIR, DECODER_BLOCK, EXERCISES, TGS_SCORE, _twentieths
from course_utils.messages.exercises_02 import TEXTS
from tests.planted_02 import RIGHT, WRONG

COMPARED = [e for e in EXERCISES if e.mistakes]


def cases(answers):
    return [pytest.param(e, d, id=f"{e}-{d}") for e in answers for d in answers[e]]


@pytest.fixture(autouse=True)
def quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.mark.parametrize(("exercise", "style"), cases(RIGHT))
def test_unusual_right_answers_pass(exercise, style):
    verdict = check(exercise, RIGHT[exercise][style])
    assert verdict.passed, verdict.hint


@pytest.mark.parametrize(("exercise", "mistake"), cases(WRONG))
def test_wrong_answers_get_their_hint(exercise, mistake):
    expected, answer = WRONG[exercise][mistake]
    for language in ("en", "zh"):
        verdict = check(exercise, answer, language)
        assert verdict.status in ("failed", "error")
        assert verdict.key == expected, verdict.hint
        assert any("\u4e00" <= c <= "\u9fff" for c in verdict.hint) == (language == "zh")
        assert len(verdict.hint) < 700


def test_wrong_text_is_shown_as_the_student_wrote_it():
    verdict = check("rle_encode", lambda mask: "1 2" if mask.any() else "")
    assert verdict.key == "hint_value" and "'1 2'" in verdict.hint and "[[0, 1, 1], [0, 0, 1]]" in verdict.hint


def test_there_are_enough_of_them():
    for exercise in EXERCISES:
        own = {key for key, _ in WRONG[exercise.name].values() if key in TEXTS}
        assert len(own) >= 8 and len(RIGHT[exercise.name]) >= 4, exercise.name


def test_every_hint_of_the_lesson_belongs_to_a_check(root):
    """No message that nothing raises."""
    source = (root / "course_utils" / "exercises" / "lesson_02.py").read_text(encoding="utf-8")
    computed = {f"pair_{w}_{what}" for w in ("image", "mask") for what in ("shape", "dtype", "values")}
    computed |= {"pair_up_down", "pair_turned", "pair_channels"}
    assert computed <= set(TEXTS)
    for key in TEXTS:
        assert f'"{key}"' in source or key in computed, key


def outcome(exercise, mistaken):
    results = []
    for args in exercise.cases():
        try:
            claimed = mistaken(*args)
            results.append(claimed if claimed is None or isinstance(claimed, str) else round(float(claimed), 6))
        except Exception as error:
            results.append(type(error))
    return results


@pytest.mark.parametrize("exercise", COMPARED, ids=lambda e: e.name)
def test_no_mistake_looks_right_or_like_another_in_every_trial(exercise):
    def alike(one, other):
        return all(
            a is None or b is None or a == b or (a != a and b != b) for a, b in zip(one, other, strict=True)
        )

    outcomes = {key: outcome(exercise, mistaken) for key, mistaken in exercise.mistakes.items()}
    truth = outcome(exercise, exercise.oracle)
    for key, results in outcomes.items():
        assert not alike(results, truth), key
    for one, other in product(outcomes, repeat=2):
        assert one >= other or not alike(outcomes[one], outcomes[other]), (one, other)


@pytest.mark.parametrize("exercise", COMPARED, ids=lambda e: e.name)
def test_oracle_and_reference_agree(exercise):
    """Written apart from each other."""
    for args in exercise.cases():
        wanted, got = exercise.oracle(*args), exercise.reference()(*args)
        assert got == wanted if isinstance(wanted, str) else got == pytest.approx(wanted)


def test_no_iou_lies_on_a_threshold_but_one_half():
    """Thresholds like 0.55 are not exact in binary: right answers may differ there."""
    for truths, predictions in TGS_SCORE.cases():
        for pair in zip(truths, predictions, strict=True):
            numerator, denominator = _twentieths(*pair)
            assert (
                numerator % denominator
                or numerator / denominator in (0, 10, 20)
                or numerator < 10 * denominator
            )


def test_blocks_of_every_kind_are_judged_quickly():
    import keras  # noqa: F401  (not part of the time)

    start = time.process_time()
    for answer in (DECODER_BLOCK.reference(), WRONG["decoder_block"]["pooling instead"][1]):
        check("decoder_block", answer)
    assert time.process_time() - start < 6


def test_rng_is_handed_over_as_it_is():
    """A judged flip draws from the very generator of the trial."""
    image, mask, rng = AUGMENT_PAIR.cases()[0]
    before = rng.bit_generator.state
    _exercises()["augment_pair"].reference()(image, mask, rng)
    assert rng.bit_generator.state != before
    assert not np.array_equal(image, image[:, ::-1]) and not np.array_equal(mask, mask[:, ::-1])
