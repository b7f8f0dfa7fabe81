"""Lesson 01: answers that students write, wrong and unusually right, planted without knowing the checks."""

import warnings
from itertools import product

import pytest

from course_utils.exercises import _exercises, check
from course_utils.messages import text
from tests.planted_01 import RIGHT, WRONG

# exercise -> planted mistake -> the message key of the hint that names it
HINTS = {
    "output_size": {
        "padding added": "size_padding_added",
        "padding cropped from one side only": "size_padding_once",
        "padding forgotten": "size_padding_ignored",
        "forward convolution's formula": "size_forward",
        "n instead of n - 1 steps": "size_n_steps",
        "stride forgotten": "size_stride_ignored",
        "output padding forgotten": "size_no_output_padding",
        "output padding at both ends": "size_output_padding_twice",
        "output padding subtracted": "size_output_padding_removed",
        "output padding multiplied by the stride": "size_output_padding_stride",
        "one too few: kernel - 1": "size_kernel_minus_one",
        "one too many: kernel + 1": "size_kernel_plus_one",
        "Keras same: n times stride": "size_same",
        "n and kernel swapped": "size_arguments_swapped",
        "padding and output padding swapped": "size_paddings_swapped",
        "stride times everything": "size_kernel_in_steps",
        "right number as a float": "hint_not_int",
        "right number as text": "hint_type",
        "both sides as a tuple": "hint_type",
        "right number in a list": "hint_type",
        "complex number": "hint_type",
        "NaN": "hint_nan",
        "infinite": "hint_not_int",
        "prints instead of returning": "hint_returned_none",
        "output_padding missing from the signature": "hint_signature",
        "parameters renamed k, s, p": "hint_signature",
        "the required parameters have other names: the signature is fixed": "hint_signature",
        "yield instead of return": "hint_type",
        "needs stride etc. although they have defaults": "hint_signature",
    },
    "conv_transpose2d": {
        "kernel flipped": "stamp_flipped",
        "kernel flipped: zeros between, then SciPy correlate2d": "stamp_flipped",
        "kernel flipped left-right only": "stamp_flipped_sideways",
        "kernel flipped up-down only": "stamp_flipped_upside_down",
        "kernel transposed": "stamp_kernel_transposed",
        "padding added as zeros around the output": "stamp_padding_added",
        "padding added around the input": "stamp_padding_input",
        "padding forgotten": "stamp_padding_ignored",
        "padding cropped at the start only": "stamp_padding_one_side",
        "padding cropped at the end only": "stamp_padding_other_side",
        "padding cropped twice": "stamp_padding_twice",
        "[padding:-padding], empty for padding 0": "stamp_padding_empty",
        "= instead of +=": "stamp_overwrites",
        "fancy index with += loses repeated places": "stamp_overwrites",
        "stride forgotten": "stamp_stride_ignored",
        "stride in the size but not in the stamps' places": "stamp_places_ignore_stride",
        "stride and padding swapped in the signature": "hint_signature",
        "parameters renamed s and p": "hint_signature",
        "padding missing from the signature": "hint_signature",
        "stamps not multiplied by the pixel": "stamp_kernel_only",
        "overlaps averaged": "stamp_averaged",
        "all NaN": "hint_nan",
        "x changed in place": "hint_inputs_changed",
        "kernel changed in place by each pixel": "hint_inputs_changed",
        "kernel normalised in place": "hint_inputs_changed",
        "kernel normalised to sum 1": "stamp_normalised",
        "values cut off to whole numbers: int output": "stamp_whole_numbers",
        "prints instead of returning": "hint_returned_none",
        "tuple of array and shape": "hint_type",
        "returns the sum only": "hint_type",
        "Keras layer with its random kernel": "hint_remembers",
        "keeps adding to a default argument from call to call": "hint_remembers",
    },
    "convolution_matrix": {
        "kernel flipped": "matrix_flipped",
        "kernel flipped: unit pictures through SciPy convolve2d": "matrix_flipped",
        "matrix transposed": "matrix_transposed",
        "column-major throughout": "matrix_column_major",
        "input pixels column-major": "matrix_input_column_major",
        "output pixels column-major": "matrix_output_column_major",
        "stride forgotten": "matrix_stride_ignored",
        "stride in the number of rows but not in the windows' places": "matrix_places_ignore_stride",
        "stride along rows of the picture only": "matrix_stride_rows_only",
        "full convolution": "matrix_full",
        "four dimensions, not reshaped": "matrix_4d",
        "marks the windows with ones instead of the kernel's numbers": "matrix_ones",
        "numbers cut off: int matrix": "matrix_whole_numbers",
        "NaN where nothing was put": "hint_nan",
        "kernel changed in place": "hint_inputs_changed",
        "kernel normalised to sum 1": "matrix_normalised",
        "prints instead of returning": "hint_returned_none",
        "returns the shape": "hint_type",
        "SciPy sparse matrix": "hint_type",
        "stride missing from the signature": "hint_signature",
        "kernel and input_shape swapped in the signature": "hint_signature",
        "picture rows and columns swapped throughout": "matrix_column_major",
        "the stamp's matrix: kernel flipped, full, not transposed": "matrix_stamping",
    },
    "overlap_count": {
        "= instead of +=": "overlap_ones",
        "fancy index with += counts repeated places once": "overlap_ones",
        "float array": "hint_not_int_array",
        "stride forgotten": "overlap_stride_ignored",
        "stride in the length but not in the places": "overlap_places_ignore_stride",
        "marks where stamps start only": "overlap_starts_only",
        "constant kernel // stride": "overlap_rounded_down",
        "two-dimensional counts": "overlap_2d",
        "n and kernel swapped": "overlap_arguments_swapped",
        "kernel and stride swapped": "overlap_swapped",
        "kernel and stride swapped in the signature": "hint_signature",
        "maximum only": "hint_type",
        "total only": "hint_type",
        "last pixel forgotten: range(n - 1)": "overlap_one_missing",
        "stamps one too long": "overlap_long",
        "stamps one too short": "overlap_short",
        "divided by the largest count": "hint_not_counts",
        "yes or no instead of how many": "hint_not_int_array",
        "yes or no whether stamps overlap": "hint_not_int_array",
        "edges cropped away": "overlap_interior_only",
        "NaN in the gaps": "hint_not_int_array",
        "text": "hint_type",
        "array of text": "hint_dtype",
        "Counter instead of an array": "hint_type",
        "prints instead of returning": "hint_returned_none",
        "= instead of +=, in floats": "hint_not_int_array",
        "stride forgotten, in floats": "hint_not_int_array",
        "list of numbers in text form": "hint_type",
        "objects in the array": "hint_dtype",
    },
    "bilinear_kernel": {
        "side always 2f": "bilinear_side_even",
        "side always 2f - 1": "bilinear_side_odd",
        "side f": "bilinear_side_factor",
        "middle always on a pixel: w // 2": "bilinear_centre_floor",
        "middle always on a pixel: f - 1": "bilinear_centre_factor",
        "middle at w / 2: half a pixel off": "bilinear_centre",
        "one-dimensional": "bilinear_1d",
        "inner instead of outer product": "hint_type",
        "same line in every row, not multiplied": "bilinear_tiled",
        "directions added": "bilinear_sum",
        "directions averaged": "bilinear_mean",
        "minimum of the directions: a pyramid": "bilinear_minimum",
        "round distance: a cone": "bilinear_cone",
        "normalised to sum 1": "bilinear_sums_to_one",
        "normalised to a peak of 1": "bilinear_peak_one",
        "divided by half the side: wrong for odd factors only": "bilinear_slope",
        "distance not divided: 1 - d": "bilinear_not_divided",
        "integer division //": "bilinear_box",
        "integer array: cut off": "bilinear_whole_numbers",
        "box: nearest instead of bilinear": "bilinear_nearest",
        "all ones in the right shape": "bilinear_box",
        "even factors only": "bilinear_side_even",
        "NaN at factor 1": "hint_nan",
        "the kernel's side": "hint_type",
        "prints instead of returning": "hint_returned_none",
        "complex numbers": "hint_dtype",
        "divided by f squared": "bilinear_sums_to_one",
    },
}
GENERIC = {"hint_value", "hint_shape", "hint_crash", "hint_crash_somewhere"}


def cases(answers):
    return [pytest.param(e, d, id=f"{e}-{d}") for e in answers for d in answers[e]]


@pytest.fixture(autouse=True)
def quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.mark.parametrize(("exercise", "description"), cases(RIGHT))
def test_unusual_right_answers_pass(exercise, description):
    verdict = check(exercise, RIGHT[exercise][description])
    assert verdict.passed, verdict.hint


@pytest.mark.parametrize(("exercise", "description"), cases(WRONG))
def test_wrong_answers_get_their_hint(exercise, description):
    verdicts = {language: check(exercise, WRONG[exercise][description], language) for language in ("en", "zh")}
    expected = HINTS[exercise].get(description)
    for language, verdict in verdicts.items():
        assert verdict.status in ("failed", "error")
        assert any("\u4e00" <= c <= "\u9fff" for c in verdict.hint) == (language == "zh")
        if expected:
            assert verdict.key == expected, verdict.hint
        else:
            assert verdict.key in GENERIC, f"a hint of its own: add {verdict.key} to HINTS"


def test_there_are_enough_of_them():
    for exercise, planted in HINTS.items():
        own = {key for key in planted.values() if not key.startswith("hint_")}
        assert len(own) >= 6, exercise
        assert len(RIGHT[exercise]) >= 3


def test_every_hint_belongs_to_a_mistake_that_differs_from_the_truth():
    """A known mistake that gives the right result in every trial would hide a right answer."""
    for exercise in list(_exercises().values())[:5]:
        for key, mistaken in exercise.mistakes.items():
            assert text(key)
            trials = exercise.cases()
            same = exercise.kind.same
            wrong = 0
            for args in trials:
                try:
                    wrong += not same(
                        exercise.kind.read(mistaken(*args)), exercise.kind.read(exercise.oracle(*args))
                    )
                except Exception:
                    wrong += 1
            assert wrong, key


def test_no_two_mistakes_look_the_same_in_every_trial():
    """Otherwise one of the two hints could never be given."""
    import numpy as np

    for exercise in list(_exercises().values())[:5]:

        def outcome(mistaken, exercise=exercise):
            results = []
            for args in exercise.cases():
                try:
                    results.append(np.asarray(mistaken(*args)).astype(float).round(6).tolist())
                except Exception as error:
                    results.append(type(error).__name__)
            return results

        outcomes = {key: outcome(mistaken) for key, mistaken in exercise.mistakes.items()}
        for one, other in product(outcomes, repeat=2):
            assert one >= other or outcomes[one] != outcomes[other], (one, other)
