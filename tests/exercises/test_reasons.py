"""Hints say why something stopped, not only where TensorFlow or Keras was at that time."""

import pytest

from course_utils.exercises import check
from course_utils.exercises.reasons import in_words, line_of, message_of
from tests import found

# (lesson, exercise, planted answer): the reason and the student's own line, both in the hint
SAID = {
    ("04", "content_loss", "prints the loss"): ("unsupported format string", 'print(f"{loss:.3f}")'),
    ("04", "content_loss", "a variable inside"): ("singleton tf.Variables", "tf.Variable(0.5)"),
    ("04", "content_loss", "refuses to be compiled"): ("only step by step", "raise RuntimeError"),
    ("04", "content_loss", "one gradient for two"): ("expected to return 2 gradients", ""),
    ("04", "variation_loss", "colours turned all the way round"): ("AdjustHue", ""),
    ("04", "gram_matrix", "crash"): ("Matrix size-incompatible", "tf.matmul(rows(F), rows(F))"),
    ("03", "train_generator", "prints the loss"): ("unsupported format string", 'print(f"{loss:.3f}")'),
    ("03", "train_generator", "noise straight to the discriminator"): ("incompatible", "discriminator(noise)"),
    ("02", "augment_pair", "RandomFlip"): ("rank 3", "flip(image)"),
    ("02", "decoder_block", "fails only when it runs"): ("a batch has a size now", "raise ValueError"),
}
BOOKS = found.modules("tests/**/planted")


@pytest.mark.parametrize("lesson, exercise, planted", SAID)
def test_hints_give_the_reason_and_the_line(lesson, exercise, planted, language):
    _, answer = BOOKS[lesson].WRONG[exercise][planted]
    hint = check(exercise, answer).hint
    reason, line = SAID[lesson, exercise, planted]
    assert reason in hint and line in hint
    assert "in user code" not in hint and "Exception encountered" not in hint


def raised(function):
    with pytest.raises(Exception) as caught:
        function()
    return caught.value


MESSAGES = {
    "plain": ("no such file", "no such file"),
    "a sentence": ("It stopped.", "It stopped"),
    "several lines": ("first\nsecond", "first"),
    "TensorFlow's preamble": (
        "{{function_node __wrapped__AddV2}} Incompatible shapes [Op:AddV2] name: ",
        "Incompatible shapes",
    ),
    "a tf.function": (
        'in user code:\n\n    File "x.py", line 3, in f  *\n        y = g(x)\n\n    ValueError: the reason.\n',
        "the reason",
    ),
    "a tf.function in another": (
        'in user code:\n\n    File "x.py", line 3, in f  *\n        y = g(x)\n\n    ValueError: in user '
        'code:\n    \n    \n        File "x.py", line 9, in g  *\n            z()\n    \n        Type'
        "Error: inside\n",
        "inside",
    ),
    "a Keras layer": (
        "Exception encountered when calling Dense.call().\n\n\x1b[1mthe reason\x1b[0m\n\n"
        "Arguments received by Dense.call():\n  • x=1",
        "the reason",
    ),
    "an array in the middle": (
        "Bad input [[1. 2.]\n [3. 4.]] here: 4 is too many",
        "Bad input […] here: 4 is too many",
    ),
    "a graph that runs": (
        'Graph execution error:\n\nDetected at node Reshape defined at (most recent call last):\n  File "x.py"'
        ", line 1\n\n24 values, but 7 wanted\n\t [[{{node Reshape}}]] [Op:__inference_f_12]",
        "24 values, but 7 wanted",
    ),
}


@pytest.mark.parametrize("said, reason", MESSAGES.values(), ids=MESSAGES)
def test_the_reason_of_a_message(said, reason):
    assert message_of(ValueError(said)) == reason


def test_long_reasons_are_cut():
    assert len(message_of(ValueError("x" * 1000))) == 200


def test_the_line_is_the_students_and_not_a_librarys():
    import numpy as np

    error = raised(lambda: np.zeros(3).reshape(2, 2, order="wrong"))  # stops inside NumPy
    assert line_of(error).startswith("error = raised(")
    assert in_words(error, "en").startswith(f"{type(error).__name__}: ") and line_of(error) in in_words(
        error, "en"
    )
    assert line_of(ValueError("raised nowhere")) == ""
