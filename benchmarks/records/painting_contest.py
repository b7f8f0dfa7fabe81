"""Lesson 04 as a contest: repaint a photograph in half a minute; judged by the lesson's loss.

Nothing is kept from the function here: it has the net, both pictures and the loss.
"""

import numpy as np

from benchmarks.records.contest import COURSES_OWN, Contest, as_array, of_shape
from course_utils.data.pictures import load_photograph, load_style
from course_utils.messages import CourseError

SIZE = 256


def given():
    """The lesson's photograph and style, float32 (256, 256, 3) in [0, 1]."""
    photograph = load_photograph("china", SIZE, square=True).image
    return {"photograph": photograph, "style": load_style("night_sky", SIZE).image}


def secret(draw: int, seed: int):
    return given()


def questions(pictures):
    return {}


def judge(pictures, answers) -> float:
    """The loss that is left, in % of the photograph's own."""
    import tensorflow as tf

    from course_utils.pretrained import load_vgg
    from course_utils.reference.style_transfer import gatys

    picture = picture_of(answers["picture"], pictures["photograph"].shape)
    objective = gatys(load_vgg(), pictures["photograph"], pictures["style"])
    left, whole = (float(objective(tf.constant(p))[0]) for p in (picture, pictures["photograph"]))
    return 100 * left / whole


def picture_of(answer: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """float32 in [0, 1]; what lies beyond is cut off. CourseError for another shape, or 0 to 255."""
    if answer.shape == (1, *shape):
        answer = answer[0]
    answer = of_shape(answer, *shape)
    if answer.dtype.kind != "f":
        raise CourseError("records_dtype", found=answer.dtype, wanted="float32")
    if answer.max() > 2:
        raise CourseError("records_picture_range", high=float(answer.max()))
    return np.clip(answer, 0, 1).astype("float32")


def arguments(arrays) -> dict:
    from course_utils.pretrained import load_vgg

    return {"vgg": load_vgg(), **arrays}


def answers(result, asked):
    return {"picture": as_array(result)}


CONTEST = Contest(
    number="04",
    title="records_title_04",
    measure="records_measure_04",
    seconds=30,
    parameters=("vgg", "photograph", "style", "seconds", "seed"),
    given=given,
    secret=secret,
    questions=questions,
    judge=judge,
    arguments=arguments,
    answers=answers,
    hidden=lambda: COURSES_OWN,
    places=2,
)
