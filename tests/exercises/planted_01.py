"""Answers to the exercises of lesson 01 as students write them: wrong ones and unusual right ones.

`WRONG[exercise][mistake]` is (key of the hint, answer), `RIGHT[exercise][style]` an answer. Most are written as
formulas of the arguments' first letters, which a function of the exercise's own signature hands over.
"""

import itertools
import operator
from collections import Counter
from fractions import Fraction
from functools import lru_cache, partial

import numpy as np

from tests.exercises.planted import Book, Later

BOOK = Book()
WRONG, RIGHT = BOOK.wrong, BOOK.right
wrong, right = BOOK.add_wrong, BOOK.add_right


tf, keras = Later("tensorflow"), Later("keras")
linalg, ndimage, signal, sparse = (Later(f"scipy.{part}") for part in ("linalg", "ndimage", "signal", "sparse"))


def _timed(function):
    """A decorator without functools.wraps: the signature is (*args, **kwargs)."""

    def timed(*args, **kwargs):
        return function(*args, **kwargs)

    return timed


# ------------------------------------------------------------------------------------------ output_size
def _size(n, k, s=1, p=0, o=0):
    return max((n - 1) * s - 2 * p + k + o, 0)


def _sized(formula):
    def output_size(n, kernel, stride=1, padding=0, output_padding=0):
        return formula(n, kernel, stride, padding, output_padding)

    return output_size


def _grows(n, k, s, p, o):
    def grow(m):
        return s + grow(m - 1)

    return grow(n) + k - 2 * p + o


for _mistake, _hint, _formula in [
    ("padding added", "size_padding_added", lambda n, k, s, p, o: _size(n, k, s, -p, o)),
    ("padding cropped once", "size_padding_once", lambda n, k, s, p, o: (n - 1) * s - p + k + o),
    ("padding forgotten", "size_padding_ignored", lambda n, k, s, p, o: _size(n, k, s, 0, o)),
    ("padding always (k - 1) // 2", "hint_value", lambda n, k, s, p, o: _size(n, k, s, (k - 1) // 2, o)),
    ("padding in steps", "hint_value", lambda n, k, s, p, o: _size(n, k, s, p * s, o)),
    ("below 0", "size_negative", lambda n, k, s, p, o: (n - 1) * s - 2 * p + k + o),
    ("nothing left: 1", "size_nothing_left", lambda *a: max(_size(*a), 1)),
    ("nothing left: -1", "size_nothing_left", lambda *a: _size(*a) or -1),
    ("nothing left: None", "hint_returned_none_here", lambda *a: _size(*a) or None),
    ("nothing left: an error", "size_nothing_raises", lambda *a: _size(*a) or [][0]),
    ("nothing left: a division", "size_nothing_raises", lambda *a: _size(*a) ** 2 // _size(*a)),
    ("forward convolution", "size_forward", lambda n, k, s, p, o: (n + 2 * p - k) // s + 1),
    (
        "forward convolution, never below 0",
        "size_forward",
        lambda n, k, s, p, o: max((n + 2 * p - k) // s + 1, 0),
    ),
    (
        "forward, output padding added",
        "size_forward_extended",
        lambda n, k, s, p, o: (n + 2 * p - k) // s + 1 + o,
    ),
    ("forward, with /", "size_forward_exact", lambda n, k, s, p, o: (n + 2 * p - k) / s + 1),
    ("forward, int(… / …)", "size_forward", lambda n, k, s, p, o: int((n + 2 * p - k) / s + 1)),
    ("forward without padding", "size_forward_unpadded", lambda n, k, s, p, o: (n - k) // s + 1),
    (
        "padding cropped once, with /",
        "size_padding_once",
        lambda n, k, s, p, o: (n - 1) * s - p + k + o + 0 / s,
    ),
    ("n steps", "size_n_steps", lambda n, k, s, p, o: n * s - 2 * p + k + o),
    ("stride forgotten", "size_stride_ignored", lambda n, k, s, p, o: _size(n, k, 1, p, o)),
    ("stride times everything", "size_kernel_in_steps", lambda n, k, s, p, o: (n - 1 + k) * s - 2 * p + o),
    ("stride zeros between pixels", "hint_value", lambda n, k, s, p, o: _size(n, k, s + 1, p, o)),
    ("output padding forgotten", "size_no_output_padding", lambda n, k, s, p, o: _size(n, k, s, p)),
    ("output padding twice", "size_output_padding_twice", lambda n, k, s, p, o: _size(n, k, s, p, 2 * o)),
    ("output padding off", "size_output_padding_removed", lambda n, k, s, p, o: _size(n, k, s, p, -o)),
    ("output padding in steps", "size_output_padding_stride", lambda n, k, s, p, o: _size(n, k, s, p, o * s)),
    ("paddings swapped", "size_paddings_swapped", lambda n, k, s, p, o: (n - 1) * s - 2 * o + k + p),
    ("kernel forgotten", "size_kernel_ignored", lambda n, k, s, p, o: (n - 1) * s - 2 * p + o),
    ("last stamp counted as one pixel", "hint_value", lambda n, k, s, p, o: _size(n, 1, s, p, o)),
    ("kernel - 1", "size_kernel_minus_one", lambda n, k, s, p, o: _size(n, k - 1, s, p, o)),
    ("kernel + 1", "size_kernel_plus_one", lambda n, k, s, p, o: _size(n, k + 1, s, p, o)),
    ("kernel always 3", "hint_value", lambda n, k, s, p, o: _size(n, 3, s, p, o)),
    ("n and kernel swapped", "size_arguments_swapped", lambda n, k, s, p, o: _size(k, n, s, p, o)),
    ("Keras's same", "size_same", lambda n, k, s, p, o: n * s),
    ("Keras's valid, padding forgotten", "hint_value", lambda n, k, s, p, o: n * s + max(k - s, 0)),
    ("brackets: (n - 1)·(s - 2p)", "hint_value", lambda n, k, s, p, o: (n - 1) * (s - 2 * p) + k + o),
    ("brackets: n - 1·s", "hint_value", lambda n, k, s, p, o: n - 1 * s - 2 * p + k + o),
    ("stamps never overlap", "hint_value", lambda n, k, s, p, o: n * k - 2 * p + o),
    ("padding once, no output padding", "hint_value", lambda n, k, s, p, o: (n - 1) * s - p + k),
    ("n steps and padding added", "hint_value", lambda n, k, s, p, o: _size(n + 1, k, s, -p, o)),
    ("stride 1 only", "hint_value", lambda n, k, s, p, o: _size(n, k, s, p) if s == 1 else n * s),
    ("return in the loop", "hint_value", lambda n, k, s, p, o: next(i + k for i in range(n)) - 2 * p + o),
    (
        "covered pixels, without the gaps",
        "hint_value",
        lambda n, k, s, p, o: len({i * s + a for i in range(n) for a in range(k)}) - 2 * p + o,
    ),
    ("5, as in the example", "hint_value", lambda *a: 5),
    ("a float", "hint_not_int", lambda *a: float(_size(*a))),
    ("text", "hint_type", lambda *a: str(_size(*a))),
    ("both sides", "hint_type", lambda *a: (_size(*a), _size(*a))),
    ("a list", "hint_type", lambda *a: [_size(*a)]),
    ("complex", "hint_type", lambda *a: complex(_size(*a))),
    ("yield", "hint_type", lambda *a: (size for size in [_size(*a)])),
    ("NaN", "hint_nan", lambda *a: float("nan")),
    ("infinite", "hint_not_int", lambda *a: float("inf")),
    ("prints", "hint_returned_none", lambda *a: print(_size(*a))),
    ("divides by padding", "hint_crash", lambda n, k, s, p, o: _size(n, k, s, 0, o) - 2 * p * p // p),
    ("calls n", "hint_crash", lambda n, k, s, p, o: n(1) + s),
    ("undefined name", "hint_crash", lambda n, k, s, p, o: (n - 1) * strides + k),  # noqa: F821
    ("recursion without an end", "hint_crash", _grows),
]:
    wrong("output_size", _mistake, _hint, _sized(_formula))

for _mistake, _hint, _answer in [
    (
        "output_padding missing",
        "hint_signature",
        lambda n, kernel, stride=1, padding=0: _size(n, kernel, stride, padding),
    ),
    ("k, s, p", "hint_signature", lambda n, k, s=1, p=0, output_padding=0: _size(n, k, s, p, output_padding)),
    (
        "pixels, kernel_size",
        "hint_signature",
        lambda pixels, kernel_size, stride=1, padding=0, output_padding=0: _size(
            pixels, kernel_size, stride, padding, output_padding
        ),
    ),
    ("no defaults", "hint_signature", lambda n, kernel, stride, padding, output_padding: 6),
    ("left open", "hint_not_attempted", lambda n, kernel, stride=1, padding=0, output_padding=0: ...),
    ("called already", "hint_not_callable", _size(4, 3)),
    ("crash in a functools.partial", "hint_crash", partial(_sized(lambda *a: [][1]))),
]:
    wrong("output_size", _mistake, _hint, _answer)


def _pytorch(n, kernel, stride=1, padding=0, output_padding=0, dilation=1):
    return np.maximum((n - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding + 1, 0)


class _Layer:
    def __call__(self, n, kernel, stride=1, padding=0, output_padding=0):
        size = self.last_start(n, stride) + kernel - 2 * padding + output_padding
        return size if size > 0 else 0

    @staticmethod
    def last_start(n, stride):
        return (n - 1) * stride


for _style, _answer in [
    (
        "lambda",
        lambda n, kernel, stride=1, padding=0, output_padding=0: _size(
            n, kernel, stride, padding, output_padding
        ),
    ),
    ("PyTorch's formula with an extra dilation", _pytorch),
    ("functools.partial", partial(_pytorch, dilation=1)),
    ("functools.lru_cache", lru_cache(_pytorch)),
    ("np.vectorize", np.vectorize(_pytorch)),
    ("behind a decorator without functools.wraps", _timed(_pytorch)),
    ("instance of a callable class", _Layer()),
    ("NumPy integer", _sized(lambda n, k, s, p, o: np.dot([n - 1, p, k, o], [s, -2, 1, 1]).clip(0))),
    ("np.int32", _sized(lambda *a: np.int32(_size(*a)))),
    ("zero-dimensional NumPy array", _sized(lambda *a: np.array(_size(*a)))),
    (
        "floats, rounded to int at the end",
        _sized(lambda n, k, s, p, o: round(max(0.0, (n - 1.0) * s - 2.0 * p + k + o))),
    ),
    (
        "furthest end of all stamps",
        _sized(lambda n, k, s, p, o: max(0, max(start + k for start in range(0, n * s, s)) - p - p + o)),
    ),
    (
        "dilated input, then a full convolution",
        _sized(lambda n, k, s, p, o: sorted([0, n + (n - 1) * (s - 1) + 2 * (k - 1 - p) - k + 1 + o])[1]),
    ),
    (
        "the convolution's formula, inverted by search",
        _sized(
            lambda n, k, s, p, o: max(
                next(m for m in itertools.count(k - 2 * p) if (m + 2 * p - k) // s + 1 == n) + o, 0
            )
        ),
    ),
]:
    right("output_size", _style, _answer)


@right("output_size", "keeps the require_legal of the notebook")
def _(n, kernel, stride=1, padding=0, output_padding=0):
    for value, lowest in [(n, 1), (kernel, 1), (stride, 1), (padding, 0), (output_padding, 0)]:
        if value != int(value) or value < lowest:
            raise ValueError("must be a whole number")
    if output_padding >= stride:
        raise ValueError("output_padding must be below stride")
    return max((n - 1) * stride - 2 * padding + kernel + output_padding, 0)


@right("output_size", "pixels counted one by one")
def _(n, kernel, stride=1, padding=0, output_padding=0):
    full = (n - 1) * stride + kernel + output_padding
    return len([i for i in range(full) if padding <= i < full - padding])


@right("output_size", "recursion")
def _(n, kernel, stride=1, padding=0, output_padding=0):
    if n > 1:
        return RIGHT["output_size"]["recursion"](n - 1, kernel + stride, stride, padding, output_padding)
    return max(0, kernel - 2 * padding + output_padding)


# ------------------------------------------------------------------------------------------ conv_transpose2d
def _sides(x, k, s, side=_size):
    return [side(n, m, s) for n, m in zip(x.shape, k.shape, strict=True)]


def _stamps(x, k, s, put=np.add, at=None, side=_size, dtype=float):
    """All stamps, nothing cropped. `put` joins a stamp with what is there; `at`: steps (down, across)."""
    out, (down, across) = np.zeros(_sides(x, k, s, side), dtype), at or (s, s)
    for (i, j), value in np.ndenumerate(x):
        window = out[i * down : i * down + k.shape[0], j * across : j * across + k.shape[1]]
        window[...] = put(window, value * k)
    return out


def _crop(out, start, stop=None):
    stop = start if stop is None else stop
    return out[start : out.shape[0] - stop, start : out.shape[1] - stop]


def _stamped(x, k, s, p, *how, **more):
    return _crop(_stamps(x, k, s, *how, **more), p)


def _spread(x, s):
    """Zeros between the pixels."""
    spread = np.zeros([(n - 1) * s + 1 for n in x.shape])
    spread[::s, ::s] = x
    return spread


def _stamper(formula):
    return lambda x, kernel, stride=1, padding=0: formula(x, kernel, stride, padding)


def _latest(there, stamp):
    return stamp


def _first(x, rows, columns=None):
    """Only these pixels stamp."""
    first = np.zeros_like(x)
    first[:rows, :columns] = x[:rows, :columns]
    return first


def _thinned(x, s):
    """Only the pixels of range(0, n, s) stamp."""
    thin = np.zeros_like(x)
    thin[::s, ::s] = x[::s, ::s]
    return thin


def _times(x, k, s):
    return _stamps(np.ones(x.shape), np.ones(k.shape), s)


def _repeated(x, s):
    return x.repeat(s, axis=0).repeat(s, axis=1)


def _gathered(x, k, s):
    """An ordinary convolution."""
    out = np.zeros(_sides(x, k, s, lambda n, m, s: (n - m) // s + 1))
    for i, j in np.ndindex(out.shape):
        out[i, j] = np.sum(x[i * s : i * s + k.shape[0], j * s : j * s + k.shape[1]] * k)
    return out


def _keras_layer(x, k, s, weights=True):
    layer = keras.layers.Conv2DTranspose(1, k.shape, s, "valid", use_bias=False)
    layer.build((None, None, None, 1))
    if weights:
        layer.set_weights([k[:, :, None, None]])
    return np.asarray(layer(x.astype("float32")[None, :, :, None]))[0, :, :, 0]


def _tensorflow(x, k, s, sides, padding="VALID"):
    image, weights = x.astype("float32")[None, :, :, None], k.astype("float32")[:, :, None, None]
    return tf.nn.conv2d_transpose(image, weights, (1, *sides, 1), s, padding)[0, :, :, 0]


for _mistake, _hint, _formula in [
    ("kernel flipped", "stamp_flipped", lambda x, k, s, p: _stamped(x, k[::-1, ::-1], s, p)),
    ("correlate2d", "stamp_flipped", lambda x, k, s, p: _crop(signal.correlate2d(_spread(x, s), k), p)),
    ("flipped sideways", "stamp_flipped_sideways", lambda x, k, s, p: _stamped(x, np.fliplr(k), s, p)),
    ("flipped upside down", "stamp_flipped_upside_down", lambda x, k, s, p: _stamped(x, np.flipud(k), s, p)),
    ("kernel transposed", "stamp_kernel_transposed", lambda x, k, s, p: _stamped(x, k.T, s, p)),
    ("output transposed", "hint_shape", lambda x, k, s, p: _stamped(x, k, s, p).T),
    ("padding around the output", "stamp_padding_added", lambda x, k, s, p: np.pad(_stamps(x, k, s), p)),
    ("padding around the input", "stamp_padding_input", lambda x, k, s, p: _stamps(np.pad(x, p), k, s)),
    ("padding forgotten", "stamp_padding_ignored", lambda x, k, s, p: _stamps(x, k, s)),
    ("cropped at the start", "stamp_padding_one_side", lambda x, k, s, p: _crop(_stamps(x, k, s), p, 0)),
    ("cropped at the end", "stamp_padding_other_side", lambda x, k, s, p: _crop(_stamps(x, k, s), 0, p)),
    ("cropped twice", "stamp_padding_twice", lambda x, k, s, p: _stamped(x, k, s, 2 * p)),
    ("cropped twice at the start", "hint_value_large", lambda x, k, s, p: _crop(_stamps(x, k, s), 2 * p, 0)),
    ("cropped twice at the end", "hint_value_large", lambda x, k, s, p: _crop(_stamps(x, k, s), 0, 2 * p)),
    ("rows cropped", "hint_shape", lambda x, k, s, p: _stamps(x, k, s)[p : _size(len(x), len(k), s, p) + p]),
    ("padding set to zero", "hint_shape", lambda x, k, s, p: np.pad(_stamped(x, k, s, p), p)),
    ("[padding:-padding]", "stamp_padding_empty", lambda x, k, s, p: _stamps(x, k, s)[p:-p, p:-p]),
    ("cropped for stride 1", "hint_shape", lambda x, k, s, p: _stamped(x, k, s, p if s == 1 else 0)),
    ("padding at most 1", "hint_shape", lambda x, k, s, p: _stamped(x, k, s, min(p, 1))),
    ("= instead of +=", "stamp_overwrites", lambda x, k, s, p: _stamped(x, k, s, p, _latest)),
    ("maximum", "hint_value", lambda x, k, s, p: _stamped(x, k, s, p, np.maximum)),
    (
        "averaged",
        "stamp_averaged",
        lambda x, k, s, p: _crop(_stamps(x, k, s) / np.maximum(_times(x, k, s), 1), p),
    ),
    (
        "averaged, NaN in the gaps",
        "hint_value",
        lambda x, k, s, p: _crop(_stamps(x, k, s) / _times(x, k, s), p),
    ),
    ("all NaN", "hint_nan", lambda x, k, s, p: _stamped(x, k, s, p) * np.nan),
    ("range(0, H, stride)", "stamp_range", lambda x, k, s, p: _stamped(_thinned(x, s), k, s, p, at=(1, 1))),
    ("stride forgotten", "stamp_stride_ignored", lambda x, k, s, p: _crop(signal.convolve2d(x, k), p)),
    (
        "stride in the size only",
        "stamp_places_ignore_stride",
        lambda x, k, s, p: _stamped(x, k, s, p, at=(1, 1)),
    ),
    (
        "stride along rows only",
        "hint_shape",
        lambda x, k, s, p: _crop(_stamps(x, k, s, at=(s, 1))[:, : x.shape[1] - 1 + k.shape[1]], p),
    ),
    ("every stride-th pixel", "hint_shape", lambda x, k, s, p: _stamped(x[::s, ::s], k, 1, p)),
    ("convolution", "stamp_forward", lambda x, k, s, p: _gathered(np.pad(x, p), k, s)),
    (
        "correlate2d, valid",
        "stamp_forward",
        lambda x, k, s, p: signal.correlate2d(np.pad(x, p), k, mode="valid")[::s, ::s],
    ),
    ("convolution, padding forgotten", "stamp_forward_unpadded", lambda x, k, s, p: _gathered(x, k, s)),
    ("last row and column lost", "hint_shape", lambda x, k, s, p: _crop(_stamps(x, k, s)[:-1, :-1], p)),
    (
        "a row and a column of zeros",
        "hint_shape",
        lambda x, k, s, p: _crop(np.pad(_stamps(x, k, s), (0, 1)), p),
    ),
    ("size n·s + k", "hint_shape", lambda x, k, s, p: _stamped(x, k, s, p, side=lambda n, m, s: n * s + m)),
    ("size n·s", "hint_crash", lambda x, k, s, p: _stamped(x, k, s, p, side=lambda n, m, s: n * s)),
    ("size of x", "hint_crash", lambda x, k, s, p: _stamps(x, k, s, at=(1, 1), side=lambda n, m, s: n)),
    (
        "last row and column unused",
        "hint_value",
        lambda x, k, s, p: _stamped(np.pad(x[:-1, :-1], (0, 1)), k, s, p),
    ),
    ("input taken as square", "hint_crash", lambda x, k, s, p: _stamped(x[:, range(len(x))], k, s, p)),
    (
        "kernel taken as square",
        "hint_crash",
        lambda x, k, s, p: _stamped(x, np.broadcast_to(k, (len(k),) * 2), s, p),
    ),
    ("kernel always 3 × 3", "hint_crash", lambda x, k, s, p: _stamped(x, k[np.ix_(range(3), range(3))], s, p)),
    (
        "square, the rest lost",
        "hint_shape",
        lambda x, k, s, p: _crop(np.pad(_stamps(x, k, s), ((0, 0), (0, 99)))[:, : _size(len(x), len(k), s)], p),
    ),
    ("x and kernel swapped", "hint_shape", lambda x, k, s, p: _stamped(k, x, s, p)),
    ("not times the pixel", "stamp_kernel_only", lambda x, k, s, p: _stamped(np.ones(x.shape), k, s, p)),
    ("not times the kernel", "stamp_input_only", lambda x, k, s, p: _stamped(x, np.ones(k.shape), s, p)),
    ("the kernel's sum", "hint_value", lambda x, k, s, p: _stamped(x, np.full(k.shape, k.sum()), s, p)),
    (
        "pixels repeated",
        "hint_value",
        lambda x, k, s, p: _stamped(_repeated(x, s)[: 1 - s or None, : 1 - s or None], k, 1, p),
    ),
    ("pixels repeated, too large", "hint_shape", lambda x, k, s, p: _stamped(_repeated(x, s), k, 1, p)),
    (
        "zeros behind the last pixel",
        "hint_shape",
        lambda x, k, s, p: _stamped(np.pad(_spread(x, s), (0, s - 1)), k, 1, p),
    ),
    ("stride zeros between pixels", "hint_shape", lambda x, k, s, p: _stamped(x, k, s + 1, p)),
    (
        "stamps centred",
        "hint_value",
        lambda x, k, s, p: _crop(
            np.roll(_stamps(x, k, s), (-(k.shape[0] // 2), -(k.shape[1] // 2)), (0, 1)), p
        ),
    ),
    ("x[j, i]", "hint_crash", lambda x, k, s, p: _stamped(x[np.ix_(*map(range, x.shape[::-1]))].T, k, s, p)),
    ("one loop too far", "hint_crash", lambda x, k, s, p: _stamped(x[range(len(x) + 1)], k, s, p)),
    ("x cleared", "hint_inputs_changed", lambda x, k, s, p: (_stamped(x, k, s, p), x.fill(0))[0]),
    (
        "kernel multiplied in place",
        "hint_inputs_changed",
        lambda x, k, s, p: _stamped(x, k, s, p, lambda there, stamp: there + operator.imul(k, 2)),
    ),
    (
        "kernel normalised in place",
        "hint_inputs_changed",
        lambda x, k, s, p: _stamped(x, np.divide(k, k.sum(), out=k), s, p),
    ),
    ("kernel normalised", "stamp_normalised", lambda x, k, s, p: _stamped(x, k / k.sum(), s, p)),
    ("cut off to whole numbers", "stamp_whole_numbers", lambda x, k, s, p: _stamped(x, k, s, p).astype(int)),
    (
        "each stamp cut off",
        "hint_value_large",
        lambda x, k, s, p: _crop(
            _stamps(x, k, s, lambda there, stamp: there + stamp.astype(int), dtype=int), p
        ),
    ),
    (
        "int array, float stamps",
        "hint_cast",
        lambda x, k, s, p: _stamped(x, k, s, p, operator.iadd, dtype=int),
    ),
    ("uint8", "hint_value_large", lambda *a: np.clip(_stamped(*a), 0, 255).astype("uint8")),
    ("half precision", "hint_half", lambda *a: _stamped(*a).astype("float16")),
    ("ReLU", "hint_value_large", lambda *a: np.maximum(_stamped(*a), 0)),
    ("prints", "hint_returned_none", lambda *a: print(_stamped(*a))),
    ("flattened", "hint_shape", lambda *a: _stamped(*a).ravel()),
    ("four dimensions", "hint_shape", lambda *a: _stamped(*a)[None, :, :, None]),
    ("array and shape", "hint_type", lambda *a: (_stamped(*a), _stamped(*a).shape)),
    ("sum", "hint_type", lambda *a: _stamped(*a).sum()),
    ("its input", "hint_shape", lambda x, k, s, p: x),
    ("empty output", "hint_value", lambda *a: np.zeros(_stamped(*a).shape)),
    ("return in the inner loop", "stamp_first_only", lambda x, k, s, p: _stamped(_first(x, 1, 1), k, s, p)),
    ("return in the outer loop", "hint_value", lambda x, k, s, p: _stamped(_first(x, 1), k, s, p)),
    ("flipped and padding added", "hint_value", lambda x, k, s, p: np.pad(_stamps(x, k[::-1, ::-1], s), p)),
    ("= and padding forgotten", "hint_value", lambda x, k, s, p: _stamps(x, k, s, _latest)),
    ("stride and padding forgotten", "hint_shape", lambda x, k, s, p: _stamps(x, k, 1)),
    ("flipped and stride forgotten", "hint_value", lambda x, k, s, p: _stamped(x, k[::-1, ::-1], 1, p)),
    ("SciPy's zoom", "hint_shape", lambda x, k, s, p: ndimage.zoom(x, s, order=1)),
    (
        "TensorFlow's SAME",
        "hint_shape",
        lambda x, k, s, p: _tensorflow(x, k, s, [n * s for n in x.shape], "SAME"),
    ),
    ("TensorFlow complains about the shape", "hint_crash", lambda x, k, s, p: _tensorflow(x, k, s, (99, 99))),
    ("Keras's random kernel", "hint_remembers", lambda x, k, s, p: _crop(_keras_layer(x, k, s, False), p)),
    (
        "Keras's valid, zeros where kernel < stride",
        "hint_shape",
        lambda x, k, s, p: _crop(_keras_layer(x, k, s), p),
    ),
]:
    wrong("conv_transpose2d", _mistake, _hint, _stamper(_formula))

for _mistake, _answer in [
    ("stride and padding swapped", lambda x, kernel, padding=0, stride=1: _stamped(x, kernel, stride, padding)),
    ("s and p", lambda x, kernel, s=1, p=0: _stamped(x, kernel, s, p)),
    ("padding missing", lambda x, kernel, stride=1: _stamps(x, kernel, stride)),
]:
    wrong("conv_transpose2d", _mistake, "hint_signature", _answer)


@wrong("conv_transpose2d", "fancy index with += loses repeated places", "stamp_overwrites")
def _(x, kernel, stride=1, padding=0):
    out = np.zeros(_sides(x, kernel, stride))
    i, j, a, b = np.indices(x.shape + kernel.shape)
    out[i * stride + a, j * stride + b] += x[i, j] * kernel[a, b]
    return _crop(out, padding)


@wrong("conv_transpose2d", "negative indices wrap round the edge", "hint_value_large")
def _(x, kernel, stride=1, padding=0):
    out = np.zeros([side - 2 * padding for side in _sides(x, kernel, stride)])
    for i, j, a, b in np.ndindex(*x.shape, *kernel.shape):
        r, c = i * stride + a - padding, j * stride + b - padding
        if r < out.shape[0] and c < out.shape[1]:
            out[r, c] += x[i, j] * kernel[a, b]
    return out


@wrong("conv_transpose2d", "rows of stamps overwritten, columns added", "hint_value")
def _(x, kernel, stride=1, padding=0):
    out = np.zeros(_sides(x, kernel, stride))
    for i in range(len(x)):
        out[i * stride : i * stride + len(kernel)] = _stamps(x[i : i + 1], kernel, stride)
    return _crop(out, padding)


@wrong("conv_transpose2d", "keeps adding to a default argument", "hint_remembers")
def _(x, kernel, stride=1, padding=0, _memory={}):  # noqa: B006
    full = _stamps(x, kernel, stride)
    out = _memory.setdefault(full.shape, np.zeros(full.shape))
    out += full
    return _crop(out, padding).copy()


class _Stamper:
    """Keeps its stride from call to call, as object-minded students do."""

    def __call__(self, x, kernel, stride=1, padding=0, verbose=False):
        self.stride = stride
        return self.crop(_stamps(x, kernel, self.stride), padding)

    def crop(self, out, padding):
        return out[padding:-padding, padding:-padding] if padding else out


def _stamp_with(adder, x, kernel, stride=1, padding=0):
    return _crop(_stamps(x, kernel, stride, adder), padding)


for _style, _answer in [
    ("NumPy loops over pixels", _stamper(_stamped)),
    ("behind a decorator without functools.wraps", _timed(_stamper(_stamped))),
    ("instance of a callable class, extra optional parameter", _Stamper()),
    ("functools.partial of a helper", partial(_stamp_with, np.add)),
    ("works on copies that it changes", _stamper(lambda x, k, s, p: _stamped(x * 2, k / 2, s, p))),
    ("SciPy's convolve2d", _stamper(lambda x, k, s, p: _crop(signal.convolve2d(_spread(x, s), k), p))),
    ("SciPy's fftconvolve", _stamper(lambda x, k, s, p: _crop(signal.fftconvolve(_spread(x, s), k), p))),
    (
        "tf.nn.conv2d_transpose, float32 tensor",
        _stamper(lambda x, k, s, p: _crop(_tensorflow(x, k, s, _sides(x, k, s)), p)),
    ),
    (
        "Keras layer, the zeros it adds cut off",
        _stamper(lambda x, k, s, p: _crop(_keras_layer(x, k, s)[tuple(map(slice, _sides(x, k, s)))], p)),
    ),
    (
        "through the matrix of the convolution, transposed",
        _stamper(
            lambda x, k, s, p: _crop((_matrix(k, _sides(x, k, s), s).T @ x.ravel()).reshape(_sides(x, k, s)), p)
        ),
    ),
]:
    right("conv_transpose2d", _style, _answer)


@right("conv_transpose2d", "loops over the kernel, strided slices")
def _(x, kernel, stride=1, padding=0):
    out = np.zeros(_sides(x, kernel, stride), dtype=np.result_type(x, kernel))
    h, w = ((n - 1) * stride + 1 for n in x.shape)
    for (a, b), weight in np.ndenumerate(kernel):
        out[a : a + h : stride, b : b + w : stride] += weight * x
    return _crop(out, padding)


@right("conv_transpose2d", "pure Python numbers, array at the end")
def _(x, kernel, stride=1, padding=0):
    x, kernel = x.tolist(), kernel.tolist()
    rows = (len(x) - 1) * stride + len(kernel) - 2 * padding
    columns = (len(x[0]) - 1) * stride + len(kernel[0]) - 2 * padding
    out = [[0.0] * columns for _ in range(rows)]
    for i, a in itertools.product(range(len(x)), range(len(kernel))):
        for j, b in itertools.product(range(len(x[0])), range(len(kernel[0]))):
            r, c = i * stride + a - padding, j * stride + b - padding
            if 0 <= r < rows and 0 <= c < columns:
                out[r][c] += x[i][j] * kernel[a][b]
    return np.array(out)


@right("conv_transpose2d", "np.add.at")
def _(x, kernel, stride=1, padding=0):
    i, j, a, b = np.indices(x.shape + kernel.shape)
    out = np.zeros(_sides(x, kernel, stride))
    np.add.at(out, (i * stride + a, j * stride + b), x[i, j] * kernel[a, b])
    return _crop(out, padding)


@right("conv_transpose2d", "np.bincount with weights")
def _(x, kernel, stride=1, padding=0):
    i, j, a, b = np.indices(x.shape + kernel.shape)
    rows, columns = _sides(x, kernel, stride)
    place = (i * stride + a) * columns + j * stride + b
    flat = np.bincount(place.ravel(), np.multiply.outer(x, kernel).ravel(), rows * columns)
    return _crop(flat.reshape(rows, columns), padding)


@right("conv_transpose2d", "gathers with sliding windows (stride tricks)")
def _(x, kernel, stride=1, padding=0):
    kh, kw = kernel.shape
    spread = np.pad(_spread(x, stride), ((kh - 1, kh - 1), (kw - 1, kw - 1)))
    windows = np.lib.stride_tricks.sliding_window_view(spread, (kh, kw))
    return _crop(np.einsum("ijab,ab->ij", windows, kernel[::-1, ::-1]), padding)


@right("conv_transpose2d", "gradient of a convolution, with a tape")
def _(x, kernel, stride=1, padding=0):
    image = tf.Variable(tf.zeros((1, *_sides(x, kernel, stride), 1), tf.float64))
    with tf.GradientTape() as tape:
        forward = tf.nn.conv2d(image, kernel[:, :, None, None], stride, "VALID")
        loss = tf.reduce_sum(forward[0, :, :, 0] * x)
    return _crop(tape.gradient(loss, image).numpy()[0, :, :, 0], padding)


@right("conv_transpose2d", "separate matrices for rows and columns (einsum)")
def _(x, kernel, stride=1, padding=0):
    places = []
    for n, k in zip(x.shape, kernel.shape, strict=True):
        o, i, a = np.ogrid[: (n - 1) * stride + k - 2 * padding, :n, :k]
        places.append((o + padding == i * stride + a).astype(float))
    return np.einsum("oia,pjb,ij,ab->op", *places, x, kernel, optimize=True)


@right("conv_transpose2d", "recursion: half of the pixels and the other half")
def _(x, kernel, stride=1, padding=0):
    def pixels(first, end):
        if end - first > 1:
            middle = (first + end) // 2
            return pixels(first, middle) + pixels(middle, end)
        index = first
        start = np.multiply(divmod(index, x.shape[1]), stride)
        around = zip(start, np.subtract(_sides(x, kernel, stride), start + kernel.shape), strict=True)
        return np.pad(x.flat[index] * kernel, list(around))

    return _crop(pixels(0, x.size), padding)


@right("conv_transpose2d", "float32 NumPy, Fortran order, read-only")
def _(x, kernel, stride=1, padding=0):
    out = np.asfortranarray(_stamped(x, kernel, stride, padding), dtype=np.float32)
    out.flags.writeable = False
    return out


@right("conv_transpose2d", "tf.Variable filled pixel by pixel, float64")
def _(x, kernel, stride=1, padding=0):
    sides = _sides(x, kernel, stride)
    out = tf.Variable(tf.zeros(sides, tf.float64))
    for i, j in np.ndindex(x.shape):
        ends = i * stride + kernel.shape[0], j * stride + kernel.shape[1]
        part = out[i * stride : ends[0], j * stride : ends[1]]
        part.assign(part + tf.cast(x[i, j] * kernel, tf.float64))
    return out[padding : sides[0] - padding, padding : sides[1] - padding]


# ------------------------------------------------------------------------------------------ convolution_matrix
def _windows(n, k, s):
    return (n - k) // s + 1


def _row(i, j, rows, columns):
    return i * columns + j


def _matrix(k, shape, s=1, count=_windows, row=_row, pixel=_row, steps=None, side=None):
    """`count`: windows in a line; `row` of an output pixel, `pixel`: number of an input pixel; `steps`: (down,
    across); `side`: of the kernel."""
    down, across = steps or (s, s)
    (h, w), (kh, kw) = shape, side or k.shape
    rows, columns = count(h, kh, down), count(w, kw, across)
    C = np.zeros((rows * columns, h * w))
    for i, j, a, b in np.ndindex(rows, columns, kh, kw):
        C[row(i, j, rows, columns), pixel(i * down + a, j * across + b, h, w)] = k[a, b]
    return C


def _matrixed(formula):
    return lambda kernel, input_shape, stride=1: formula(kernel, input_shape, stride)


def _over_the_edge(before, after):
    """Windows may begin and end so many pixels (of n, k, s) outside."""

    def formula(k, shape, s):
        (top, left), (bottom, right_) = (
            [outside(n, m, s) for n, m in zip(shape, k.shape, strict=True)] for outside in (before, after)
        )
        padded = top + shape[0] + bottom, left + shape[1] + right_
        C = _matrix(k, padded, s).reshape(-1, *padded)
        return C[:, top : top + shape[0], left : left + shape[1]].reshape(len(C), -1)

    return formula


def _column_major(i, j, rows, columns):
    return j * rows + i


def _outputs(k, shape, s):
    return [_windows(n, m, s) for n, m in zip(shape, k.shape, strict=True)]


def _units(convolve, k, shape, s):
    """The image of every unit picture, a column each."""
    units = np.eye(shape[0] * shape[1]).reshape(-1, *shape)
    return np.stack([convolve(unit, k)[::s, ::s].ravel() for unit in units], axis=1)


def _rolled(k, shape, s):
    C = _matrix(k, shape, s)
    for row in range(1, len(C)):
        C[row] = np.roll(C[row - 1], s)
    return C


def _side_by_side(k, shape, s):
    C = _matrix(k, shape, s)
    for row, (i, j) in zip(C, np.ndindex(*_outputs(k, shape, s)), strict=True):
        row[:] = 0
        start = i * s * shape[1] + j * s
        row[start : start + k.size] = k.ravel()[: row.size - start]
    return C


def _with_holes(k, shape, s):
    return np.where(_matrix(np.ones(k.shape), shape, s) > 0, _matrix(k, shape, s), np.nan)


for _mistake, _hint, _formula in [
    ("kernel flipped", "matrix_flipped", lambda k, shape, s: _matrix(np.flip(k), shape, s)),
    (
        "convolve2d of unit pictures",
        "matrix_flipped",
        lambda *a: _units(lambda unit, k: signal.convolve2d(unit, k, "valid"), *a),
    ),
    ("kernel transposed", "matrix_kernel_transposed", lambda k, shape, s: _matrix(k.T, shape, s)),
    ("matrix transposed", "matrix_transposed", lambda *a: _matrix(*a).T),
    ("column-major", "matrix_column_major", partial(_matrix, row=_column_major, pixel=_column_major)),
    ("rows and columns swapped", "matrix_column_major", lambda k, shape, s: _matrix(k.T, shape[::-1], s)),
    ("input column-major", "matrix_input_column_major", partial(_matrix, pixel=_column_major)),
    ("output column-major", "matrix_output_column_major", partial(_matrix, row=_column_major)),
    ("height as row length", "hint_value", partial(_matrix, pixel=lambda y, x, h, w: (y * h + x) % (h * w))),
    ("row i·rows + j", "hint_value_large", partial(_matrix, row=lambda i, j, h, w: (i * h + j) % (h * w))),
    ("input taken as square", "hint_shape", lambda k, shape, s: _matrix(k, shape[:1] * 2, s)),
    ("(width, height)", "hint_shape", lambda k, shape, s: _matrix(k, shape[::-1], s)),
    ("kernel taken as square", "hint_crash", lambda k, *a: _matrix(k, *a, side=(len(k), len(k)))),
    ("kernel always 3 × 3", "hint_crash", partial(_matrix, side=(3, 3))),
    ("stride forgotten", "matrix_stride_ignored", lambda k, shape, s: _matrix(k, shape)),
    (
        "stride in the number of rows only",
        "matrix_places_ignore_stride",
        lambda k, shape, s: _matrix(k, shape, count=lambda n, m, _: _windows(n, m, s)),
    ),
    ("stride down only", "matrix_stride_rows_only", lambda k, shape, s: _matrix(k, shape, steps=(s, 1))),
    ("stride across only", "matrix_stride_columns_only", lambda k, shape, s: _matrix(k, shape, steps=(1, s))),
    ("every stride-th row", "hint_shape", lambda k, shape, s: _matrix(k, shape)[::s]),
    ("+ 1 forgotten", "hint_shape", partial(_matrix, count=lambda n, k, s: (n - k) // s)),
    ("(n - k + 1) // s", "hint_shape", partial(_matrix, count=lambda n, k, s: (n - k + 1) // s)),
    ("/ instead of //", "hint_crash", partial(_matrix, count=lambda n, k, s: (n - k) / s + 1)),
    ("a window at each pixel", "hint_crash", partial(_matrix, count=lambda n, k, s: n)),
    ("rows rolled on", "hint_value_large", _rolled),
    ("kernel's rows side by side", "hint_value", _side_by_side),
    ("full", "matrix_full", _over_the_edge(lambda n, k, s: k - 1, lambda n, k, s: k - 1)),
    ("same", "hint_shape", _over_the_edge(lambda n, k, s: (k - 1) // 2, lambda n, k, s: k // 2)),
    (
        "convolve2d's same",
        "matrix_same",
        lambda *a: _units(lambda unit, k: signal.convolve2d(unit, np.flip(k), "same"), *a),
    ),
    (
        "last window over the edge",
        "hint_shape",
        _over_the_edge(lambda n, k, s: 0, lambda n, k, s: -(n - k) % s),
    ),
    (
        "four dimensions",
        "matrix_4d",
        lambda k, shape, s: _matrix(k, shape, s).reshape(*_outputs(k, shape, s), *shape),
    ),
    ("three dimensions", "hint_shape", lambda k, shape, s: _matrix(k, shape, s).reshape(-1, *shape)),
    ("first row", "hint_shape", lambda *a: _matrix(*a)[0]),
    ("ones", "matrix_ones", lambda k, shape, s: _matrix(np.ones(k.shape), shape, s)),
    ("cut off to whole numbers", "matrix_whole_numbers", lambda *a: _matrix(*a).astype(int)),
    ("NaN where nothing was put", "hint_nan", _with_holes),
    (
        "kernel turned in place",
        "hint_inputs_changed",
        lambda k, *a: (_matrix(k, *a), k.put(range(k.size), np.flip(k.copy())))[0],
    ),
    ("kernel normalised", "matrix_normalised", lambda k, *a: _matrix(k / k.sum(), *a)),
    ("prints", "hint_returned_none", lambda *a: print(_matrix(*a))),
    ("shape", "hint_type", lambda *a: _matrix(*a).shape),
    ("all zeros", "hint_value", lambda *a: np.zeros(_matrix(*a).shape)),
    ("sparse", "hint_type", lambda *a: sparse.csr_matrix(_matrix(*a))),
    ("wants the picture", "hint_crash", lambda k, shape, s: _matrix(k, shape.shape, s)),
    ("flipped and transposed", "hint_shape", lambda k, *a: _matrix(np.flip(k), *a).T),
    ("flipped and stride forgotten", "hint_value", lambda k, shape, s: _matrix(np.flip(k), shape)),
    ("transposed and stride forgotten", "hint_shape", lambda k, shape, s: _matrix(k, shape).T),
    (
        "the matrix of the stamps",
        "matrix_stamping",
        lambda k, shape, s: _matrix(k, _sides(np.empty(shape), k, s), s).T,
    ),
    ("over the stride squared", "hint_value_large", lambda k, shape, s: _matrix(k, shape, s) / s**2),
    (
        "kernel's last column forgotten",
        "hint_value",
        lambda k, *a: _matrix(k * (np.arange(k.shape[1]) < k.shape[1] - 1), *a),
    ),
]:
    wrong("convolution_matrix", _mistake, _hint, _matrixed(_formula))

wrong(
    "convolution_matrix",
    "stride missing",
    "hint_signature",
    lambda kernel, input_shape: _matrix(kernel, input_shape),
)
wrong(
    "convolution_matrix",
    "swapped",
    "hint_signature",
    lambda input_shape, kernel, stride=1: _matrix(kernel, input_shape),
)


class _Matrix:
    def __call__(self, kernel, input_shape, stride=1):
        return np.vstack(list(self.rows(np.asarray(kernel), *input_shape, stride)))

    def rows(self, kernel, h, w, stride):
        for i in range(0, h - kernel.shape[0] + 1, stride):
            for j in range(0, w - kernel.shape[1] + 1, stride):
                around = ((i, h - i - kernel.shape[0]), (j, w - j - kernel.shape[1]))
                yield np.pad(kernel, around).ravel()


right("convolution_matrix", "four loops", _matrixed(_matrix))
right(
    "convolution_matrix",
    "np.matrix, as SciPy's todense gives it",
    _matrixed(lambda *a: np.asmatrix(_matrix(*a))),
)
right("convolution_matrix", "instance of a callable class with a generator", _Matrix())
right(
    "convolution_matrix",
    "unit pictures through SciPy's correlate2d",
    _matrixed(lambda *a: _units(lambda unit, k: signal.correlate2d(unit, k, "valid"), *a)),
)


@right("convolution_matrix", "four-dimensional view, slices, reshape")
def _(kernel, input_shape, stride=1):
    (h, w), (kh, kw) = input_shape, np.shape(kernel)
    places = [(i, j) for i in range(0, h - kh + 1, stride) for j in range(0, w - kw + 1, stride)]
    C = np.zeros((len(places), h, w))
    for row, (i, j) in zip(C, places, strict=True):
        row[i : i + kh, j : j + kw] = kernel
    return C.reshape(len(places), h * w)


@right("convolution_matrix", "identity through tf.nn.conv2d, float32 tensor")
def _(kernel, input_shape, stride=1):
    size = input_shape[0] * input_shape[1]
    units = tf.reshape(tf.eye(size), (size, *input_shape, 1))
    out = tf.nn.conv2d(units, tf.cast(kernel, tf.float32)[:, :, None, None], stride, "VALID")
    return tf.transpose(tf.reshape(out, (size, -1)))


@right("convolution_matrix", "window indices with stride tricks")
def _(kernel, input_shape, stride=1):
    numbers = np.arange(np.prod(input_shape)).reshape(input_shape)
    windows = np.lib.stride_tricks.sliding_window_view(numbers, np.shape(kernel))[::stride, ::stride]
    windows = windows.reshape(-1, np.size(kernel))
    C = np.zeros((len(windows), numbers.size), dtype=np.float32)
    np.put_along_axis(C, windows, np.ravel(kernel)[None].astype(np.float32), axis=1)
    return C


@right("convolution_matrix", "sum of Kronecker products")
def _(kernel, input_shape, stride=1):
    (h, w), (kh, kw) = input_shape, np.shape(kernel)
    down = [np.eye(h)[a : h - kh + a + 1 : stride] for a in range(kh)]
    across = [np.eye(w)[b : w - kw + b + 1 : stride] for b in range(kw)]
    return sum(kernel[a, b] * np.kron(down[a], across[b]) for a in range(kh) for b in range(kw))


@right("convolution_matrix", "Toeplitz blocks, then every stride-th row")
def _(kernel, input_shape, stride=1):
    (h, w), (kh, kw) = input_shape, np.shape(kernel)
    rest = np.zeros(w - kw)
    blocks = [linalg.toeplitz(np.r_[row[0], rest], np.r_[row, rest])[::stride] for row in kernel]
    lines = []
    for i in range(0, h - kh + 1, stride):
        before, after = [np.zeros_like(blocks[0])] * i, [np.zeros_like(blocks[0])] * (h - kh - i)
        lines.append(before + blocks + after)
    return np.block(lines)


@right("convolution_matrix", "pure Python rows, array at the end, extra optional parameter")
def _(kernel, input_shape, stride=1, dtype=float):
    h, w = input_shape
    kh, kw = len(kernel), len(kernel[0])
    table = []
    for i in range(0, h - kh + 1, stride):
        for j in range(0, w - kw + 1, stride):
            row = [0] * (h * w)
            for a in range(kh):
                at = (i + a) * w + j
                row[at : at + kw] = list(kernel[a])
            table.append(row)
    return np.array(table, dtype=dtype)


@right("convolution_matrix", "dense from a SciPy sparse matrix")
def _(kernel, input_shape, stride=1):
    rows, columns = _outputs(kernel, input_shape, stride)
    i, j, a, b = np.indices((rows, columns, *kernel.shape)).reshape(4, -1)
    where = (i * columns + j, (i * stride + a) * input_shape[1] + j * stride + b)
    return sparse.coo_matrix((kernel[a, b], where), shape=(rows * columns, np.prod(input_shape))).toarray()


@right("convolution_matrix", "comparison of indices, no loop")
def _(kernel, input_shape, stride=1):
    (h, w), (kh, kw) = input_shape, np.shape(kernel)
    down = (np.arange(h) - np.arange(0, h - kh + 1, stride)[:, None])[:, None, :, None]
    across = (np.arange(w) - np.arange(0, w - kw + 1, stride)[:, None])[None, :, None, :]
    inside = (down >= 0) & (down < kh) & (across >= 0) & (across < kw)
    values = kernel[down.clip(0, kh - 1), across.clip(0, kw - 1)]
    return np.where(inside, values, 0).reshape(-1, h * w)


# ------------------------------------------------------------------------------------------ overlap_count
def _count(n, k, s, stamps=None, length=_size, start=operator.mul, put=lambda there: there + 1, dtype=int):
    """`stamps`: their numbers; `start`: of (number, stride); `put`: what a stamp makes of a count."""
    out = np.zeros(length(n, k, s), dtype)
    for i in range(n) if stamps is None else stamps:
        window = out[start(i, s) : start(i, s) + k]
        window[...] = put(window)
    return out


def _counted(formula):
    return lambda n, kernel, stride: formula(n, kernel, stride)


def _places(n, k, s):
    return np.arange((n - 1) * s + k)


def _fancy(n, k, s):
    out = np.zeros((n - 1) * s + k, dtype=int)
    out[np.arange(n)[:, None] * s + np.arange(k)] += 1
    return out


def _added(n, k, s, what=lambda i: i):
    out = np.zeros((n - 1) * s + k, dtype=int)
    for i in range(n):
        out[i * s : i * s + k] += what(i)
    return out


def _entry_by_entry(n, k, s):
    out = np.zeros(n + k - 1, dtype=int)
    for i, a in itertools.product(range(n), range(k)):
        out[i * s + a] += 1
    return out


def _far_end_forgotten(n, k, s):
    o = _places(n, k, s)
    return o // s - np.maximum((o - k) // s + 1, 0) + 1


def _near_end_forgotten(n, k, s):
    o = _places(n, k, s)
    return np.minimum(o // s, n - 1) - (o - k) // s


def _stride_divides(n, k, s):
    o = _places(n, k, s)
    return np.minimum(np.minimum(o, o[::-1]) // s + 1, min(n, -(-k // s)))


def _range_to_n(n, k, s):
    counts = np.zeros((n - 1) * s + k, dtype=int)
    for start in range(0, n, s):
        counts[start : start + k] += 1
    return counts


for _mistake, _hint, _formula in [
    ("= instead of +=", "overlap_ones", partial(_count, put=lambda there: 1)),
    ("fancy index with +=", "overlap_ones", _fancy),
    ("= instead of +=, floats", "overlap_ones", partial(_count, put=lambda there: 1, dtype=float)),
    ("floats", "hint_not_int_array", partial(_count, dtype=float)),
    ("length n·stride", "overlap_length_same", partial(_count, length=lambda n, k, s: n * s)),
    (
        "zeros behind the last pixel",
        "overlap_padded_length",
        lambda n, k, s: np.convolve(np.repeat(np.eye(1, s, dtype=int), n, 0).ravel(), np.ones(k, int)),
    ),
    ("length n·stride + kernel", "hint_shape", partial(_count, length=lambda n, k, s: n * s + k)),
    ("one entry too few", "hint_shape", lambda *a: _count(*a)[:-1]),
    ("one entry too many", "hint_shape", lambda *a: np.append(_count(*a), 0)),
    ("stride forgotten", "overlap_stride_ignored", lambda n, k, s: np.convolve([1] * n, [1] * k)),
    ("stride forgotten, floats", "overlap_stride_ignored", lambda n, k, s: np.convolve(np.ones(n), np.ones(k))),
    ("stride in the length only", "overlap_places_ignore_stride", partial(_count, start=lambda i, s: i)),
    ("kernel always 3", "hint_shape", lambda n, k, s: _count(n, 3, s)),
    ("starts only", "overlap_starts_only", lambda n, k, s: np.pad(_count(n, 1, s), (0, k - 1))),
    ("kernel // stride", "overlap_rounded_down", lambda n, k, s: np.full((n - 1) * s + k, k // s)),
    ("kernel / stride, rounded up", "overlap_constant", lambda n, k, s: np.full((n - 1) * s + k, -(-k // s))),
    (
        "periodic throughout",
        "hint_value",
        lambda n, k, s: np.array([len(range(o % s, k, s)) for o in _places(n, k, s)]),
    ),
    (
        "windows cut at the edges",
        "overlap_edges_only",
        lambda n, k, s: np.minimum(k, np.minimum(_places(n, k, s), _places(n, k, s)[::-1]) + 1),
    ),
    ("two-dimensional", "overlap_2d", lambda *a: np.outer(_count(*a), _count(*a))),
    ("column", "hint_shape", lambda *a: _count(*a)[:, None]),
    ("n and kernel swapped", "overlap_arguments_swapped", lambda n, k, s: _count(k, n, s)),
    ("kernel and stride swapped", "overlap_swapped", lambda n, k, s: _count(n, s, k)),
    ("maximum", "hint_type", lambda *a: int(_count(*a).max())),
    ("total", "hint_type", lambda *a: int(_count(*a).sum())),
    ("the others", "hint_value", lambda *a: _count(*a) - 1),
    ("starts from ones", "hint_value", lambda *a: _count(*a) + 1),
    ("last pixel forgotten", "overlap_one_missing", lambda n, k, s: _count(n, k, s, range(n - 1))),
    ("first pixel forgotten", "hint_value", lambda n, k, s: _count(n, k, s, range(1, n))),
    ("one stamp too many", "hint_value", lambda n, k, s: _count(n, k, s, range(n + 1))),
    ("stamps too long", "overlap_long", lambda n, k, s: _count(n, k + 1, s)[:-1]),
    ("stamps too short", "overlap_short", lambda n, k, s: np.append(_count(n, k - 1, s), 0)),
    ("over the largest count", "hint_not_counts", lambda *a: _count(*a) / _count(*a).max()),
    ("covered or not", "overlap_ones", lambda *a: _count(*a) > 0),
    ("overlap or not", "hint_not_int_array", lambda *a: _count(*a) > 1),
    ("one in the gaps", "hint_value", lambda *a: np.maximum(_count(*a), 1)),
    ("edges cropped", "overlap_interior_only", lambda n, k, s: _count(n, k, s)[k - 1 : (n - 1) * s + 1]),
    (
        "one entry for each input pixel",
        "hint_shape",
        lambda n, k, s: np.array([min(k, n - i) for i in range(n)]),
    ),
    ("NaN in the gaps", "hint_not_int_array", lambda *a: np.where(_count(*a) > 0, _count(*a), np.nan)),
    ("all zeros", "hint_value", lambda *a: 0 * _count(*a)),
    ("text", "hint_type", lambda *a: " ".join(map(str, _count(*a)))),
    ("list of text", "hint_type", lambda *a: [str(count) for count in _count(*a)]),
    ("array of text", "hint_dtype", lambda *a: _count(*a).astype(str)),
    ("array of objects", "hint_object", lambda *a: _count(*a).astype(object)),
    ("Counter", "hint_type", lambda n, k, s: Counter(i * s + a for i in range(n) for a in range(k))),
    ("prints", "hint_returned_none", lambda *a: print(*_count(*a))),
    ("return in the loop", "hint_value", partial(_count, stamps=[0])),
    ("range(0, n, stride)", "overlap_range", _range_to_n),
    ("range(0, n, stride), floats", "overlap_range", lambda n, k, s: _range_to_n(n, k, s) * 1.0),
    ("length n + kernel - 1", "hint_crash", _entry_by_entry),
    ("kernel taken for an array", "hint_crash", lambda n, k, s: _count(n, len(k), s)),
    ("stride divides the kernel", "hint_value", _stride_divides),
    ("far end forgotten", "hint_value", _far_end_forgotten),
    ("near end forgotten", "hint_value", _near_end_forgotten),
    ("numbers added, from 0", "hint_value", _added),
    ("numbers added, from 1", "overlap_weighted", partial(_added, what=lambda i: i + 1)),
]:
    wrong("overlap_count", _mistake, _hint, _counted(_formula))

wrong("overlap_count", "swapped", "hint_signature", lambda n, stride, kernel: _count(n, kernel, stride))


class _Counter:
    def __init__(self, dtype):
        self.dtype = dtype

    def __call__(self, n, kernel, stride):
        seen = Counter(
            itertools.chain.from_iterable(range(i, i + kernel) for i in range(0, n * stride, stride))
        )
        return np.array([seen[o] for o in range((n - 1) * stride + kernel)], dtype=self.dtype)


right("overlap_count", "loop", _counted(_count))
right("overlap_count", "unsigned integers", _counted(partial(_count, dtype=np.uint16)))
right("overlap_count", "functools.lru_cache", lru_cache(_counted(_count)))
right("overlap_count", "instance of a callable class", _Counter(np.int16))
right(
    "overlap_count",
    "stamps of ones",
    _counted(lambda n, k, s: _times(np.ones((1, n)), np.ones((1, k)), s)[0].astype(int)),
)


@right("overlap_count", "np.add.at")
def _(n, kernel, stride):
    out = np.zeros((n - 1) * stride + kernel, dtype=np.int32)
    np.add.at(out, np.arange(n)[:, None] * stride + np.arange(kernel), 1)
    return out


@right("overlap_count", "np.bincount")
def _(n, kernel, stride):
    covered = np.add.outer(stride * np.arange(n), np.arange(kernel))
    return np.bincount(covered.ravel(), minlength=(n - 1) * stride + kernel)


@right("overlap_count", "closed formula")
def _(n, kernel, stride):
    o = _places(n, kernel, stride)
    first = np.maximum(-((kernel - 1 - o) // stride), 0)
    return np.maximum(np.minimum(o // stride, n - 1) - first + 1, 0)


@right("overlap_count", "starts minus ends, cumulative sum")
def _(n, kernel, stride):
    change = np.zeros((n - 1) * stride + kernel + 1, dtype=np.int64)
    change[np.arange(n) * stride] += 1
    change[np.arange(n) * stride + kernel] -= 1
    return np.cumsum(change)[:-1]


@right("overlap_count", "convolution of spread ones")
def _(n, kernel, stride):
    return np.rint(np.convolve(_spread(np.ones((1, n)), stride)[0], np.ones(kernel))).astype(int)


@right("overlap_count", "pure Python, array at the end, extra optional parameter")
def _(n, kernel, stride, first=0):
    starts = [first + i * stride for i in range(n)]
    return np.array([sum(i <= o < i + kernel for i in starts) for o in range((n - 1) * stride + kernel)])


@right("overlap_count", "recursion")
def _(n, kernel, stride):
    if n == 1:
        return np.ones(kernel, dtype=int)
    before = RIGHT["overlap_count"]["recursion"](n - 1, kernel, stride)
    return np.pad(before, (0, stride)) + np.pad(np.ones(kernel, dtype=int), ((n - 1) * stride, 0))


@right("overlap_count", "one column of stamps each, summed")
def _(n, kernel, stride):
    o, i = np.ogrid[: (n - 1) * stride + kernel, :n]
    return ((o >= i * stride) & (o < i * stride + kernel)).sum(axis=1)


@right("overlap_count", "TensorFlow int32 tensor")
def _(n, kernel, stride):
    places = tf.reshape(tf.range(n)[:, None] * stride + tf.range(kernel), (-1, 1))
    return tf.scatter_nd(places, tf.ones(n * kernel, tf.int32), [(n - 1) * stride + kernel])


@right("overlap_count", "through tf.nn.conv1d_transpose, rounded to integers")
def _(n, kernel, stride):
    size = (n - 1) * stride + kernel
    out = tf.nn.conv1d_transpose(tf.ones((1, n, 1)), tf.ones((kernel, 1, 1)), (1, size, 1), stride, "VALID")
    return tf.cast(tf.round(out[0, :, 0]), tf.int64)


# ------------------------------------------------------------------------------------------ bilinear_kernel
def _side(f):
    return 2 * f - f % 2


def _distance(f, side=None, middle=None):
    side = _side(f) if side is None else side
    return np.abs(np.arange(side) - ((side - 1) / 2 if middle is None else middle))


def _tent(f, side=None, middle=None, slope=None):
    return 1 - _distance(f, side, middle) / (slope or f)


def _squared(line=_tent, join=np.multiply.outer, end=lambda kernel: kernel):
    """line(factor) joined with itself"""
    return lambda factor: end(join(line(factor), line(factor)))


def _ended(end):
    """The right kernel, or (with two arguments) that and the factor, and something more."""
    return lambda factor: end(_squared()(factor), factor)


def _sloping(f):
    return 1 - (np.arange(_side(f)) - (_side(f) - 1) / 2) / f


def _even_only(f):
    half = (np.arange(f) + 0.5) / f
    return np.r_[half, half[::-1]]


def _there_and_back(f):
    half = np.linspace(0, 1, -(-_side(f) // 2))
    return np.r_[half, half[::-1][_side(f) % 2 :]]


def _upper_left(kernel, f):
    kernel[f:], kernel[:, f:] = 0, 0
    return kernel


def _gaussian(f):
    return np.exp(-0.5 * (_distance(f) / (f / 2)) ** 2)


def _shared_row(kernel, f):
    rows = [[0.0] * len(kernel)] * len(kernel)
    for (i, j), weight in np.ndenumerate(kernel):
        rows[i][j] = weight
    return np.array(rows)


for _mistake, _hint, _answer in [
    ("side 2f", "bilinear_side_even", _squared(lambda f: _tent(f, 2 * f))),
    ("even factors only", "bilinear_side_even", _squared(_even_only)),
    ("side 2f - 1", "bilinear_side_odd", _squared(lambda f: _tent(f, 2 * f - 1))),
    ("side 2f + 1", "hint_shape", _squared(lambda f: _tent(f, 2 * f + 1))),
    ("side 2f + f mod 2", "hint_shape", _squared(lambda f: np.maximum(_tent(f, 2 * f + f % 2), 0))),
    ("side 2·(f - f mod 2)", "hint_shape", _squared(lambda f: _tent(f, 2 * (f - f % 2)))),
    ("side (2f - f) mod 2", "hint_shape", _squared(lambda f: _tent(f, (2 * f - f) % 2))),
    ("side f", "bilinear_side_factor", _squared(lambda f: _tent(f, f))),
    ("middle w // 2", "bilinear_centre_floor", _squared(lambda f: _tent(f, middle=_side(f) // 2))),
    ("middle f - 1", "bilinear_centre_factor", _squared(lambda f: _tent(f, middle=f - 1))),
    ("middle w / 2", "bilinear_centre", _squared(lambda f: _tent(f, middle=_side(f) / 2))),
    ("middle w / 2 - 1", "bilinear_centre_low", _squared(lambda f: _tent(f, middle=_side(f) / 2 - 1))),
    ("middle f", "hint_value", _squared(lambda f: _tent(f, middle=f))),
    ("Long's cases swapped", "hint_value", _squared(lambda f: _tent(f, middle=f - (0.5 if f % 2 else 1)))),
    ("over the side", "hint_value", _squared(lambda f: _tent(f, slope=_side(f)))),
    ("over half the side", "bilinear_slope", _squared(lambda f: _tent(f, slope=_side(f) / 2))),
    ("distance not divided", "bilinear_not_divided", _squared(lambda f: _tent(f, slope=1))),
    ("integer division", "bilinear_box", _squared(lambda f: 1 - _distance(f) // f)),
    ("0/0 at factor 1", "hint_nan", _squared(lambda f: 1 - _distance(f) / np.float64(f - 1) * (f - 1) / f)),
    ("absolute value forgotten", "hint_value", _squared(_sloping)),
    ("1 - forgotten", "hint_value", _squared(lambda f: _distance(f) / f)),
    ("distance squared", "hint_value", _squared(lambda f: 1 - (_distance(f) / f) ** 2)),
    ("NumPy's bartlett", "hint_value", _squared(lambda f: np.bartlett(_side(f)))),
    ("np.linspace from 0 to 1 and back", "hint_value", _squared(_there_and_back)),
    ("Gaussian", "hint_value", _squared(_gaussian)),
    ("factor 2", "hint_shape", _squared(lambda f: _tent(2))),
    ("nearest", "bilinear_nearest", _squared(np.ones)),
    ("all ones", "bilinear_box", _squared(lambda f: np.ones(_side(f)))),
    ("one-dimensional", "bilinear_1d", _squared(join=lambda line, _: line)),
    ("one row", "hint_shape", _squared(join=lambda line, _: line[None])),
    ("inner product", "hint_type", _squared(join=np.dot)),
    ("same line in every row", "bilinear_tiled", _squared(join=lambda line, _: np.tile(line, (len(line), 1)))),
    ("directions added", "bilinear_sum", _squared(join=np.add.outer)),
    ("directions averaged", "bilinear_mean", _squared(join=np.add.outer, end=lambda kernel: kernel / 2)),
    ("pyramid", "bilinear_minimum", _squared(join=np.minimum.outer)),
    (
        "cone",
        "bilinear_cone",
        lambda factor: np.maximum(0, 1 - np.hypot.outer(_distance(factor), _distance(factor)) / factor),
    ),
    (
        "cone, negative in the corners",
        "bilinear_cone_negative",
        lambda factor: 1 - np.hypot.outer(_distance(factor), _distance(factor)) / factor,
    ),
    (
        "distances added",
        "hint_value",
        lambda factor: np.maximum(0, 1 - np.add.outer(_distance(factor), _distance(factor)) / factor),
    ),
    ("sum 1", "bilinear_sums_to_one", _ended(lambda kernel, f: kernel / kernel.sum())),
    ("over f squared", "bilinear_sums_to_one", _ended(lambda kernel, f: kernel / f**2)),
    ("rows of sum 1", "hint_value", _ended(lambda kernel, f: kernel / kernel.sum(axis=1, keepdims=True))),
    ("peak of 1", "bilinear_peak_one", _ended(lambda kernel, f: kernel / kernel.max())),
    ("over f once more", "hint_value", _ended(lambda kernel, f: kernel / f)),
    ("cut off to whole numbers", "bilinear_whole_numbers", _ended(lambda kernel, f: kernel.astype(int))),
    ("two decimals", "hint_value", _ended(lambda kernel, f: kernel.round(2))),
    ("four dimensions", "hint_shape", _ended(lambda kernel, f: kernel[:, :, None, None])),
    ("flattened", "hint_shape", _ended(lambda kernel, f: kernel.ravel())),
    ("upper left quarter only", "hint_value", _ended(_upper_left)),
    ("lists that share one row", "hint_value", _ended(_shared_row)),
    ("complex", "hint_dtype", _ended(lambda kernel, f: kernel.astype(complex))),
    ("the side", "hint_type", _ended(lambda kernel, f: len(kernel))),
    ("prints", "hint_returned_none", _ended(lambda kernel, f: print(kernel))),
    ("np.zeros of two numbers", "hint_crash", _ended(lambda kernel, f: np.zeros(*kernel.shape))),
    ("factor taken for an array", "hint_crash", lambda factor: np.ones((factor.shape[0] * 2,) * 2)),
    (
        "a picture enlarged",
        "hint_shape",
        _ended(lambda kernel, f: _stamped(np.ones((4, 4)), kernel, f, f // 2)),
    ),
    (
        "side 2f and sum 1",
        "hint_value",
        _squared(lambda f: _tent(f, 2 * f), end=lambda kernel: kernel / kernel.sum()),
    ),
    (
        "averaged, middle w // 2",
        "hint_value",
        _squared(lambda f: _tent(f, middle=_side(f) // 2), np.add.outer, lambda kernel: kernel / 2),
    ),
]:
    wrong("bilinear_kernel", _mistake, _hint, _answer)


def _separable(window, factor):
    line = window(factor)
    return line * line.reshape(-1, 1)


class _Window:
    def __call__(self, factor):
        return _separable(_tent, factor)


right("bilinear_kernel", "outer product", lambda factor: np.outer(_tent(factor), _tent(factor)))
right("bilinear_kernel", "lambda", lambda factor: np.kron(_tent(factor), _tent(factor)[:, None]))
right("bilinear_kernel", "functools.partial", partial(_separable, _tent))
right("bilinear_kernel", "instance of a callable class", _Window())
right(
    "bilinear_kernel",
    "SciPy's triangular window, float32",
    _squared(lambda f: signal.windows.triang(_side(f)).astype("float32")),
)


@right("bilinear_kernel", "as in Long's published code")
def _(factor):
    size = 2 * factor - factor % 2
    f = (size + 1) // 2
    center = f - 1 if size % 2 == 1 else f - 0.5
    og = np.ogrid[:size, :size]
    return (1 - abs(og[0] - center) / f) * (1 - abs(og[1] - center) / f)


@right("bilinear_kernel", "box convolved with box")
def _(factor):
    line = np.convolve(np.ones(factor), np.ones(factor)) / factor
    if factor % 2 == 0:
        line = np.convolve(line, [0.5, 0.5])
    return line[:, None] @ line[None, :]


@right("bilinear_kernel", "pure Python loops, array at the end")
def _(factor):
    side = 2 * factor - factor % 2
    middle = (side - 1) / 2

    def weight(i):
        return 1 - abs(i - middle) / factor

    return np.array([[weight(i) * weight(j) for j in range(side)] for i in range(side)])


@right("bilinear_kernel", "fractions, exact until the end")
def _(factor):
    side = 2 * factor - factor % 2
    line = [1 - abs(Fraction(2 * i - side + 1, 2 * factor)) for i in range(side)]
    return np.array([[float(a * b) for b in line] for a in line])


@right("bilinear_kernel", "TensorFlow float32 tensor")
def _(factor):
    side = 2 * factor - factor % 2
    line = 1 - tf.abs(tf.range(side, dtype=tf.float32) - (side - 1) / 2) / factor
    return tf.tensordot(line, line, axes=0)


@right("bilinear_kernel", "np.interp of a tent, extra optional parameter")
def _(factor, power=1):
    side = 2 * factor - factor % 2
    line = np.interp(np.arange(side) - (side - 1) / 2, [-factor, 0, factor], [0, 1, 0]) ** power
    return np.einsum("i,j->ij", line, line)


@right("bilinear_kernel", "np.fromfunction")
def _(factor):
    side = 2 * factor - factor % 2
    middle = (side - 1) / 2
    weight = lambda i, j: (1 - abs(i - middle) / factor) * (1 - abs(j - middle) / factor)  # noqa: E731
    return np.fromfunction(weight, (side, side))


@right("bilinear_kernel", "quarter mirrored to all sides")
def _(factor):
    half = np.arange(1 - factor % 2 / 2, factor + 1)[:factor]
    half = (half - 0.5) / factor if factor % 2 == 0 else (half + 0.5) / factor
    line = np.concatenate([half, half[::-1][factor % 2 :]])
    return np.outer(line, line)
