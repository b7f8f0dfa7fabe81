"""Lesson 02 as a contest: find the salt, after a minute of training; judged by the competition's score.

The judge's tiles are cut from sections that are made anew each time, from a number that is drawn then: nobody
has seen them, and the function sees them without their masks, when its training is over.
"""

import numpy as np

from benchmarks.records.contest import COURSES_OWN, Contest, as_array, called, of_shape
from course_utils.data.provenance import Provenance
from course_utils.data.salt import synthetic_salt
from course_utils.data.salt_data import SaltData, split_by_section
from course_utils.messages import CourseError

TILES, JUDGED = 2000, 400
FIELDS = ("images", "masks", "depths", "sections", "ids")


def given():
    """The tiles to learn from and those to choose by, of other sections: 1,700 and 300, about."""
    data = synthetic_salt(TILES, seed=0)
    parts = zip(("training", "validation"), split_by_section(data, 0.15), strict=True)
    return {f"{part}_{field}": getattr(data, field)[chosen] for part, chosen in parts for field in FIELDS}


def secret(draw: int, seed: int) -> SaltData:
    return synthetic_salt(JUDGED, seed=draw + seed)


def questions(tiles: SaltData):
    return {"images": tiles.images}


def judge(tiles: SaltData, answers) -> float:
    """The TGS score of masks, or of logits: above 0 is salt."""
    from course_utils.reference.unet_segmentation import tgs_score

    return tgs_score(tiles.masks, masks_of(answers["masks"], len(tiles)))


def masks_of(answer: np.ndarray, count: int) -> np.ndarray:
    """bool (count, 101, 101), of bool, of 0 and 1, or of logits. CourseError for anything else."""
    answer = of_shape(answer, count, 101, 101)
    mask = answer.dtype.kind != "f" or np.isin(answer, (0, 1)).all()
    if not mask and answer.min() >= 0:
        raise CourseError("records_probabilities", low=float(answer.min()), high=float(answer.max()))
    return answer > 0


def arguments(arrays) -> dict:
    origin = Provenance("Synthetic seismic salt", "synthetic", "", "MIT")
    parts = {
        part: {field: arrays[f"{part}_{field}"] for field in FIELDS} for part in ("training", "validation")
    }
    return {part: SaltData(**fields, provenance=origin) for part, fields in parts.items()}


def answers(result, asked):
    """A Keras model gets float32 (n, 101, 101, 1), any other function the tiles as they are."""
    import keras

    if isinstance(result, keras.Model):
        tiles = asked["images"][..., None].astype("float32")
        return {"masks": as_array(result.predict(tiles, batch_size=64, verbose=0))}
    return {"masks": as_array(called(result, asked["images"]))}


CONTEST = Contest(
    number="02",
    title="records_title_02",
    measure="records_measure_02",
    seconds=60,
    parameters=("training", "validation", "seconds", "seed"),
    given=given,
    secret=secret,
    questions=questions,
    judge=judge,
    arguments=arguments,
    answers=answers,
    hidden=lambda: COURSES_OWN,
    highest_wins=True,
    places=3,
)
