"""Run lengths: a mask as text, "start length start length …", column by column, the first pixel being 1."""

import re
from collections.abc import Iterable

import numpy as np

from course_utils.messages import CourseError


def encode_rle(mask: np.ndarray) -> str:
    """A bool mask (H, W) as run lengths; "" for an empty one."""
    return " ".join(f"{start + 1} {length}" for start, length in runs_of(mask.ravel(order="F")))


def runs_of(pixels: Iterable) -> list[tuple[int, int]]:
    """(start, length) of each run of true pixels in a row of them; starts counted from 0."""
    found, start = [], None
    for place, pixel in enumerate([*pixels, False]):
        if pixel and start is None:
            start = place
        elif not pixel and start is not None:
            found.append((start, place - start))
            start = None
    return found


def decode_rle(text: str, shape: tuple[int, int]) -> np.ndarray:
    """The bool mask of `shape` (H, W) that run lengths describe.

    CourseError naming the first run that is not legal. Runs may touch, but not overlap.
    """
    if not isinstance(text, str):
        raise CourseError("rle_not_text", found=repr(text))
    words = text.split()
    if bad := [word for word in words if not re.fullmatch(r"[+-]?[0-9]{1,18}", word)]:
        raise CourseError("rle_not_number", found=bad[0][:30])
    if len(words) % 2:
        raise CourseError("rle_odd", count=len(words))
    starts, lengths = np.array(words, dtype=np.int64).reshape(-1, 2).T
    ends = starts + lengths
    pixels = shape[0] * shape[1]
    for key, illegal in (
        ("rle_not_positive", (starts < 1) | (lengths < 1)),
        ("rle_out_of_range", ends > pixels + 1),
        ("rle_overlap", np.r_[False, starts[1:] < ends[:-1]]),
    ):
        if illegal.any():
            run = int(illegal.argmax())
            start, length = starts[run], lengths[run]
            raise CourseError(key, run=run + 1, start=start, length=length, pixels=pixels)
    edges = np.zeros(pixels + 1, np.int8)
    edges[starts - 1] += 1
    edges[ends - 1] -= 1
    return edges[:-1].cumsum(dtype=np.int8).astype(bool).reshape(shape, order="F")
