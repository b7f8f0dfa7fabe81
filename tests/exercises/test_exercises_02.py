"""Lesson 02: what only its exercises have."""

import time

import numpy as np

from course_utils.exercises import all_exercises, check
from course_utils.exercises.lesson_02 import AUGMENT_PAIR, DECODER_BLOCK, TGS_SCORE, _twentieths
from tests.exercises.planted_02 import WRONG


def test_wrong_text_is_shown_as_the_student_wrote_it():
    verdict = check("rle_encode", lambda mask: "1 2" if mask.any() else "")
    assert verdict.key == "hint_value" and "'1 2'" in verdict.hint and "[[0, 1, 1], [0, 0, 0]]" in verdict.hint


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
    all_exercises()["augment_pair"].reference()(image, mask, rng)
    assert rng.bit_generator.state != before
    assert not np.array_equal(image, image[:, ::-1]) and not np.array_equal(mask, mask[:, ::-1])
