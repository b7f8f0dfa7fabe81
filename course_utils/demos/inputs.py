"""What a demo accepts: arrays of the right shape, kind and range, refused in one sentence otherwise."""

import numpy as np

from course_utils.messages import CourseError


def checked(name: str, values, sides: tuple, low: float = -np.inf, high: float = np.inf) -> np.ndarray:
    """`values` as a float32 array, or CourseError("demo_input_…") if it cannot be shown.

    sides: for each axis its length, or a word for an axis of any length from 1; low, high: the range.
    """
    try:
        array = np.asarray(values, dtype=np.float32)
    except (TypeError, ValueError):  # ragged lists, strings, None
        raise CourseError("demo_input_numbers", name=name) from None
    _require_sides(name, array, sides)
    if not np.isfinite(array).all():
        raise CourseError("demo_input_nan", name=name)
    if array.min() < low or array.max() > high:
        found = {"least": float(array.min()), "most": float(array.max())}
        raise CourseError("demo_input_range", name=name, low=low, high=high, **found)
    return array


def checked_bytes(name: str, values, sides: tuple) -> np.ndarray:
    """The same for images that must already be uint8."""
    try:
        array = np.asarray(values)
    except ValueError:
        raise CourseError("demo_input_numbers", name=name) from None
    if array.dtype != np.uint8:
        raise CourseError("demo_input_bytes", name=name, dtype=array.dtype)
    _require_sides(name, array, sides)
    return array


def shortest(number: float, places: int = 1) -> int | float:
    """As one writes it: 3 for 3.0, 0.4 for the float32 nearest to it."""
    return int(number) if float(number).is_integer() else round(float(number), places)


def _require_sides(name: str, array: np.ndarray, sides: tuple) -> None:
    fits = array.ndim == len(sides) and all(
        found > 0 if isinstance(side, str) else found == side
        for side, found in zip(sides, array.shape, strict=True)
    )
    if not fits:
        expected = "(" + ", ".join(map(str, sides)) + ("," if len(sides) == 1 else "") + ")"
        raise CourseError("demo_input_shape", name=name, expected=expected, found=array.shape)
