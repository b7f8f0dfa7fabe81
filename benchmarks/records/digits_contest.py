"""Lesson 03 as a contest: draw digits, after a minute of training; judged by the course's own judge.

The figure is the Fréchet distance to digits that the function can't read. Since it would be easiest to copy
digits, those are counted that lie too near to a real one, if need be moved by up to two pixels.
"""

from functools import cache

import numpy as np

from benchmarks.records.contest import COURSES_OWN, Contest, as_array, called, of_shape
from course_utils.data import digits as room
from course_utils.data.digits import Digits, Split, split_digits, unscaled
from course_utils.data.provenance import Provenance
from course_utils.files import package_file
from course_utils.messages import CourseError

JUDGED = 1000
MOST_COPIES = 0.25  # of new digits, about a twentieth lies as near
SHIFTS = range(-2, 3)


@cache
def split() -> Split:
    return split_digits()


def given():
    training = split().training
    return {"images": training.images, "labels": training.labels}


def secret(draw: int, seed: int):
    """Nothing is drawn: the held-out digits are the same for everybody."""


def questions(secret):
    return {"count": np.array(JUDGED)}


def judge(secret, answers) -> float:
    from course_utils.judge import load_judge

    referee, pictures = load_judge(), pictures_of(answers["pictures"], JUDGED)
    refuse_copies(pictures, referee.probabilities(pictures).argmax(axis=1))
    return referee.frechet(pictures, split().held_out.images)


def pictures_of(answer: np.ndarray, count: int) -> np.ndarray:
    """uint8 (count, 28, 28), of uint8 or of floats from -1, paper, to 1, ink. CourseError for anything else."""
    answer = of_shape(answer, count, 28, 28)
    if answer.dtype == np.uint8:
        return answer
    if answer.dtype.kind != "f":
        raise CourseError("records_dtype", found=answer.dtype, wanted="uint8, float32")
    low, high = float(answer.min()), float(answer.max())
    if low >= 0 or low < -1.01 or high > 1.01:
        raise CourseError("records_paper", low=low, high=high)
    return unscaled(answer[..., None])


def refuse_copies(pictures: np.ndarray, told: np.ndarray) -> None:
    """CourseError if too many pictures lie nearer to a real one than all but a twentieth of new real ones do.

    told: the digit, 0 to 9, that each is taken for; ones lie closer together than eights.
    """
    parts = split()
    known = np.concatenate([parts.training.images, parts.held_out.images, parts.judges.images])
    share = float(np.mean(nearest(pictures, known) < usual_distances()[told]))
    if share > MOST_COPIES:
        raise CourseError("records_copies", share=share, most=MOST_COPIES)


@cache
def usual_distances() -> np.ndarray:
    """For each digit, 0 to 9: nearer to a digit of the training lies a twentieth of the held-out ones."""
    held_out = split().held_out
    found = nearest(held_out.images, split().training.images)
    return np.array([np.quantile(found[held_out.labels == digit], 0.05) for digit in range(10)])


def nearest(pictures: np.ndarray, known: np.ndarray) -> np.ndarray:
    """From each picture, moved by up to two pixels, to the nearest of the known: squared distances (n,)."""
    targets = known.reshape(len(known), -1).astype("float32") / 255
    lengths = (targets**2).sum(axis=1)
    padded = np.pad(pictures.astype("float32") / 255, [(0, 0), (2, 2), (2, 2)])
    found = np.full(len(pictures), np.inf, "float32")
    for down in SHIFTS:
        for right in SHIFTS:
            moved = padded[:, 2 + down : 30 + down, 2 + right : 30 + right].reshape(len(pictures), -1)
            squares = (moved**2).sum(axis=1)[:, None] - 2 * moved @ targets.T + lengths
            found = np.minimum(found, squares.min(axis=1))
    return found


def arguments(arrays) -> dict:
    origin = Provenance("MNIST digits", "embedded", "", "")
    return {"training": Digits(arrays["images"], arrays["labels"], origin)}


def answers(result, asked):
    return {"pictures": as_array(called(result, int(asked["count"])))}


def hidden():
    """The file that holds the held-out digits beside those to learn from, and what the judge has learned."""
    return [*COURSES_OWN, *filter(None, [package_file(room.PACKAGE, room.FILE)])]


CONTEST = Contest(
    number="03",
    title="records_title_03",
    measure="records_measure_03",
    seconds=60,
    parameters=("training", "seconds", "seed"),
    given=given,
    secret=secret,
    questions=questions,
    judge=judge,
    arguments=arguments,
    answers=answers,
    hidden=hidden,
)
