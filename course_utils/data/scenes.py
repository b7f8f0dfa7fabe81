"""Two photographs with everything in them outlined: what a person who labels data would hand over."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from course_utils import session
from course_utils.data.photographs import photographs
from course_utils.data.provenance import Provenance
from course_utils.messages import CourseError

OUTLINES = Provenance(
    "outlines",
    "embedded",
    "course_utils.data.scenes: set point by point on the enlarged photographs, good to about a pixel",
    "MIT",
)


@dataclass(frozen=True)
class Scene:
    """A photograph and what is in it.

    photo: float32 RGB (H, W, 3) in [0, 1] · labels: int32 (H, W), 0 or the number of the object there ·
    classes: int32 (H, W), the class of every pixel · names: what class 0, 1, 2, … is (English words) ·
    kinds: the class of object 1, 2, …
    """

    photo: np.ndarray
    labels: np.ndarray
    classes: np.ndarray
    names: tuple[str, ...]
    kinds: tuple[int, ...]


def scene(name: str) -> Scene:
    """The photograph "coins" (one class, 24 objects) or "coffee" (three classes of one object, and a table).

    Arrays are the caller's own. CourseError for another name, or if the photograph is not installed.
    """
    if not isinstance(name, str) or name not in _OUTLINED:
        raise CourseError("photo_unknown", name=name, names=", ".join(sorted(_OUTLINED)))
    photo = photographs(name)[name]
    session.note_provenance(OUTLINES)
    labels, classes, names, kinds = _outlines(name)
    return Scene(photo, labels.copy(), classes.copy(), names, kinds)


@cache
def _outlines(name: str) -> tuple[np.ndarray, np.ndarray, tuple[str, ...], tuple[int, ...]]:
    return _OUTLINED[name]()


def _coins():
    """Ellipses; so every coin is smooth, though a few of the real ones have chipped edges."""
    from skimage.draw import ellipse

    labels = np.zeros((303, 384), np.int32)
    for number, (top, left, bottom, right) in enumerate(COINS, start=1):
        middle = (top + bottom - 1) / 2, (left + right - 1) / 2
        labels[ellipse(*middle, (bottom - top) / 2, (right - left) / 2)] = number
    return labels, (labels > 0).astype(np.int32), ("background", "coin"), (1,) * len(COINS)


def _coffee():
    from skimage.draw import polygon

    shape = (400, 600)
    labels, classes = np.zeros(shape, np.int32), np.full(shape, 4, np.int32)

    def fill(image, outline, value):
        columns, rows = np.array(outline, float).T
        image[polygon(rows, columns, shape)] = value

    # From back to front. The cup hides the middle of the spoon, which is therefore in two pieces.
    for number, outline in ((1, SAUCER), (2, CUP), (3, SPOON_HANDLE), (3, SPOON_BOWL)):
        fill(labels, outline, number)
        fill(classes, outline, number)
    fill(classes, FLOOR, 0)
    return labels, classes, ("floor", "saucer", "cup", "spoon", "table"), (1, 2, 3)


_OUTLINED = {"coins": _coins, "coffee": _coffee}

# The box around each coin, row by row from the top left: (row0, column0, row1, column1), end-exclusive.
COINS = (
    (34, 22, 74, 67),
    (39, 81, 74, 120),
    (28, 132, 74, 179),
    (29, 192, 74, 240),
    (33, 255, 73, 297),
    (16, 305, 72, 365),
    (104, 25, 144, 67),
    (107, 84, 145, 122),
    (110, 134, 145, 174),
    (105, 186, 145, 226),
    (95, 245, 144, 296),
    (105, 317, 145, 356),
    (177, 25, 217, 63),
    (174, 80, 217, 124),
    (179, 135, 217, 174),
    (170, 189, 216, 237),
    (172, 251, 217, 297),
    (156, 315, 218, 380),
    (233, 18, 288, 75),
    (244, 93, 288, 136),
    (236, 144, 288, 201),
    (240, 220, 288, 269),
    (239, 275, 289, 327),
    (247, 336, 289, 381),
)


def _points(words: str) -> tuple[tuple[float, ...], ...]:
    """ "column,row column,row …" as points."""
    return tuple(tuple(map(float, point.split(","))) for point in words.split())


CUP = _points("""
    173,100 176,88 182,76 188,65 195,54 205,46 220,35 235,27.5 250,22 268,19 285,18 300,19 315,21.5 332,27
    350,34 365,42.5 376,51 385,59.5 393,69 399,79 404,90 408,102 409,115 408,128 404,141 400,155 395,171
    389,186 382,200 376,212 366,226 354,240 341,254 332,263 321,273 308,281 295,285 275,285.5 258,284 257,277
    250,287 242,295 231,304 224,308 215,308 205,303 198,296 196,285 198,271 204,256 211,244 217,236 205,226
    195,213 186,195 180,175 175,150 173,125""")
SAUCER = _points("""
    182,68 165,75 150,84 138,93 125,105 113,120 100,136 92,150 85,165 80,181 77.5,195 77,212 78,228 81,245
    86,263 92,279 100,295 112,313 126,329 142,342.5 160,354 180,364 200,373 225,381.5 250,387 275,390 300,390.5
    322,387.5 345,381.5 370,373.5 390,364 405,354 420,343.5 435,331 447,317.5 456,305 464,291.5 471,276
    476.5,260 479,245 480,228 479,210 476,193 472,179 465,164 456,149 448,137 438,125 428,114 418,105 400,95""")
SPOON_HANDLE = _points("""
    396,72 400,69 405,67 412,67 419,70 423,75 424,82 421,92 417,106 413,119 409.5,130 408,136 408,128 409,115
    408,102 404,90 399,79""")
SPOON_BOWL = _points("""
    391,193 389,202 386,215 384,228 384,240 388,248 396,256 402,265 405.5,276 404.5,288 400,300 391,311 380,319
    368,324 356,326 344,323 334,315 328,303 326,290 327,276 331,265 339,255 349,248 359,243 367,239 372,231
    375,219 380,207 387,196""")
FLOOR = _points("0,0 151,0 118,27 88,47 50,70 20,88 0,99")
