"""The types of results: how one is read, and when two are the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils.exercises.verdict import Mistake


@dataclass(frozen=True)
class Kind:
    """The type of an answer's result: how to read it, and when two results are the same."""

    expects: str  # message key that describes it
    read: Callable[[Any], Any]  # raises TypeError for another type; an array, unless `properties` judge it
    rtol: float = 1e-4
    atol: float = 1e-5

    def same(self, got: np.ndarray, wanted: np.ndarray) -> bool:
        if "U" in (got.dtype.kind, wanted.dtype.kind):  # text
            return np.array_equal(got, wanted)
        return got.shape == wanted.shape and np.allclose(
            got, wanted, rtol=self.rtol, atol=self.atol, equal_nan=True
        )


def _read_array(raw) -> np.ndarray:
    """A NumPy array or anything that offers itself as one (a TensorFlow tensor); numbers only."""
    if not hasattr(raw, "__array__") or isinstance(raw, np.generic):
        raise TypeError
    array = np.asarray(raw)
    if array.dtype.kind not in "biuf":
        raise Mistake("hint_dtype", dtype=array.dtype)
    return array.astype(float)


def _read_int_array(raw) -> np.ndarray:
    array = _read_array(raw)
    if np.asarray(raw).dtype.kind not in "iu":
        whole = np.isfinite(array) & (array == np.round(array))
        if not whole.all():
            raise Mistake("hint_not_counts", value=f"{array[~whole].flat[0]:.3g}")
        raise Mistake("hint_not_int_array", dtype=np.asarray(raw).dtype)
    return array


def _read_float(raw) -> np.ndarray:
    value = np.asarray(raw)
    if value.shape != () or value.dtype.kind not in "iuf":
        raise TypeError
    return value.astype(float)


def _read_scalar(raw) -> np.ndarray:
    """A number, or a tensor that holds just one and has no axes."""
    if hasattr(raw, "__array__") and np.shape(raw) != ():
        raise Mistake("hint_not_scalar", shape=np.shape(raw))
    if isinstance(raw, bool) or (not hasattr(raw, "__array__") and not isinstance(raw, (int, float))):
        raise TypeError
    return _read_float(raw)


def _read_as_it_is(raw) -> np.ndarray:
    """Like _read_array, with its own dtype."""
    _read_array(raw)
    return np.asarray(raw)


def _read_int(raw) -> np.ndarray:
    value = _read_float(raw)
    if np.asarray(raw).dtype.kind == "f" and not np.isnan(value):
        raise Mistake("hint_not_int", value=raw)
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


ARRAY = Kind("kind_array", _read_array)
INT_ARRAY = Kind("kind_int_array", _read_int_array)
INT = Kind("kind_int", _read_int)
FLOAT = Kind("kind_float", _read_float)
SCALAR = Kind("kind_float", _read_scalar)
TYPED_ARRAY = Kind("kind_array", _read_as_it_is)
TEXT = Kind("kind_text", _read_text)
PAIR = Kind("kind_pair", _read_pair)
KERAS_TENSOR = Kind("kind_keras_tensor", _read_keras_tensor)
