"""The types of results: how one is read, when two are the same, and what the lesson gets of one."""

import numbers
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils.exercises.verdict import Mistake, Slip

HALVES = "float16", "bfloat16"  # too coarse and, the first, too small for sums: every lesson needs more


@dataclass(frozen=True)
class Kind:
    """The type of an answer's result.

    read: the result as an array to judge (unless `properties` judge it); TypeError for another type, Mistake
    for one that has a hint; carry: the result in the type and dtype that the lesson's own solution gives.
    """

    expects: str  # message key that describes it
    read: Callable[[Any], Any]
    carry: Callable[[Any], Any] = lambda raw: raw
    rtol: float = 1e-4
    atol: float = 1e-5

    def same(self, got: np.ndarray, wanted: np.ndarray) -> bool:
        if "U" in (got.dtype.kind, wanted.dtype.kind):  # text
            return np.array_equal(got, wanted)
        return got.shape == wanted.shape and np.allclose(
            got, wanted, rtol=self.rtol, atol=self.atol, equal_nan=True
        )


def named(raw) -> str:
    """The type of a result, for an array or tensor its dtype and shape as well."""
    dtype, shape = getattr(raw, "dtype", None), getattr(raw, "shape", None)
    if dtype is None or shape is None:
        return type(raw).__name__
    return f"{type(raw).__name__} ({getattr(dtype, 'name', dtype)}, shape {tuple(shape)})"


# --- reading -----------------------------------------------------------------------------------


def _numbers(raw) -> np.ndarray:
    """Of an array or tensor; real numbers that are fine enough."""
    if getattr(getattr(raw, "dtype", None), "name", "") in HALVES:  # NumPy can't read all of these
        raise Mistake("hint_half", dtype=raw.dtype.name)
    array = np.asarray(raw)
    if array.dtype == object:
        inside = type(array.flat[0]).__name__ if array.size else "object"
        raise Mistake("hint_object", type=inside, shape=array.shape)
    if array.dtype.kind not in "biuf":
        raise Mistake("hint_dtype", dtype=array.dtype)
    return array


def _read_array(raw) -> np.ndarray:
    """A NumPy array or anything that offers itself as one (a TensorFlow tensor); numbers only."""
    return _read_as_it_is(raw).astype(float)


def _read_as_it_is(raw) -> np.ndarray:
    """Like _read_array, with its own dtype."""
    if not hasattr(raw, "__array__") or isinstance(raw, np.generic):
        raise TypeError
    return _numbers(raw)


def _read_int_array(raw) -> np.ndarray:
    array = _read_as_it_is(raw)
    if array.dtype.kind not in "iu":
        whole = np.isfinite(array) & (array == np.round(array))
        if not whole.all():
            raise Slip("hint_not_counts", array.astype(float), value=f"{array[~whole].flat[0]:.3g}")
        raise Slip("hint_not_int_array", array.astype(float), dtype=array.dtype)
    return array.astype(float)


def _read_number(raw) -> np.ndarray:
    """A real number, or an array or tensor that holds just one and has no axes; not True and False."""
    if not hasattr(raw, "__array__"):
        if not isinstance(raw, numbers.Real) or isinstance(raw, bool):
            raise TypeError
        return np.asarray(float(raw))
    value = _numbers(raw)
    if value.shape != ():
        raise Mistake("hint_one_in_array" if value.size == 1 else "hint_not_scalar", shape=value.shape)
    if value.dtype.kind == "b":
        raise TypeError
    return value.astype(float)


def _read_int(raw) -> np.ndarray:
    value = _read_number(raw)
    kind = np.asarray(raw).dtype.kind
    if kind not in "iu" and not np.isnan(value):
        raise Slip("hint_not_int", value, value=repr(float(value)))
    return value


def _read_text(raw) -> np.ndarray:
    if not isinstance(raw, str):
        raise TypeError
    return np.array(str(raw))


def _read_pair(raw) -> tuple[np.ndarray, np.ndarray]:
    """Two arrays or tensors, with the dtypes that they have."""
    if not isinstance(raw, tuple):
        raise TypeError
    if len(raw) != 2 or not all(hasattr(r, "__array__") and np.asarray(r).dtype != object for r in raw):
        raise Mistake("hint_pair", types=", ".join(type(r).__name__ for r in raw))
    return np.asarray(raw[0]), np.asarray(raw[1])


def _read_keras_tensor(raw):
    import keras

    if isinstance(raw, keras.Layer):  # models are layers too
        raise Mistake("hint_layer", type=type(raw).__name__)
    if not isinstance(raw, keras.KerasTensor):
        raise TypeError
    return raw


# --- what the lesson gets ----------------------------------------------------------------------


def _array(raw) -> np.ndarray:
    """bool stays bool; all other numbers are float64."""
    array = np.asarray(raw)
    return array if array.dtype == bool else array.astype(float)


def _int_array(raw) -> np.ndarray:
    return np.asarray(raw).astype(np.int64)


def _pair(raw) -> tuple[np.ndarray, np.ndarray]:
    return np.asarray(raw[0]), np.asarray(raw[1])


def _tensor(raw):
    """float32, with its gradient."""
    import tensorflow as tf

    return tf.cast(raw, tf.float32)


ARRAY = Kind("kind_array", _read_array, _array)
INT_ARRAY = Kind("kind_int_array", _read_int_array, _int_array)
INT = Kind("kind_int", _read_int, int)
FLOAT = Kind("kind_float", _read_number, float, rtol=1e-6)
SCALAR = Kind("kind_float", _read_number, _tensor)  # that a network learns from
TENSOR = Kind("kind_array", _read_array, _tensor)
TEXT = Kind("kind_text", _read_text, str)
PAIR = Kind("kind_pair", _read_pair, _pair)
KERAS_TENSOR = Kind("kind_keras_tensor", _read_keras_tensor)
