"""Checks of lesson 01. Each oracle is the definition, written apart from the lesson's own solution."""

from itertools import product

import numpy as np
from scipy.signal import convolve2d

from course_utils.exercises.engine import Exercise
from course_utils.exercises.kinds import ARRAY, INT, INT_ARRAY
from course_utils.exercises.verdict import Mistake

LESSON = "transposed_convolution"


# --- output_size -------------------------------------------------------------------------------


def _size_cases():
    legal = [
        (n, k, s, p, op)
        for n, k, s, p, op in product((1, 2, 4, 7), (1, 3, 4, 5), (1, 2, 3), (0, 1, 2), (0, 1, 2))
        if (n - 1) * s + k - 2 * p > 0 and op < s
    ]
    nothing = [(1, 3, 1, 2), (2, 3, 2, 3), (1, 1, 2, 1, 1), (2, 1, 1, 1)]
    return [(4, 3), (2, 3, 2), (5, 4, 2, 1), *legal, (112, 4, 2, 1), (300, 5, 3, 2, 2), *nothing]


def _by_stamping(n, kernel, stride=1, padding=0, output_padding=0):
    """Size as the definition gives it: the places that are stamped or added, without those that are cropped."""
    places = range(max(i * stride + kernel for i in range(n)) + output_padding)
    return len(places[padding:][: max(len(places) - 2 * padding, 0)])


def _full(n, kernel, stride=1, padding=0, output_padding=0):
    return n, kernel, stride, padding, output_padding


def _size_mistake(formula):
    """What the formula gives; anything where nothing is left: some think of that beside their mistake."""

    def mistaken(*args):
        size = formula(*_full(*args))
        return size if _by_stamping(*args) and size > 0 else None

    return mistaken


def _size_of_nothing(cases, results, wanted):
    """The only thing that is wrong: an error, or another number, where nothing is left."""
    for result, size in zip(results, wanted, strict=True):
        if size and (result is None or result != size):
            return
    raise Mistake("size_nothing_raises" if results[-1] is None else "size_nothing_left")


OUTPUT_SIZE = Exercise(
    "output_size",
    LESSON,
    INT,
    _size_cases,
    _by_stamping,
    {
        "size_forward": _size_mistake(lambda n, k, s, p, op: (n + 2 * p - k) // s + 1),
        "size_negative": lambda *args: (lambda n, k, s, p, op: (n - 1) * s - 2 * p + k + op)(*_full(*args)),
        "size_forward_extended": _size_mistake(lambda n, k, s, p, op: (n + 2 * p - k) // s + 1 + op),
        "size_forward_exact": _size_mistake(lambda n, k, s, p, op: (n + 2 * p - k) / s + 1),
        "size_forward_unpadded": _size_mistake(lambda n, k, s, p, op: (n - k) // s + 1),
        "size_padding_added": _size_mistake(lambda n, k, s, p, op: (n - 1) * s + 2 * p + k + op),
        "size_padding_once": _size_mistake(lambda n, k, s, p, op: (n - 1) * s - p + k + op),
        "size_padding_ignored": _size_mistake(lambda n, k, s, p, op: (n - 1) * s + k + op),
        "size_n_steps": _size_mistake(lambda n, k, s, p, op: n * s - 2 * p + k + op),
        "size_no_output_padding": _size_mistake(lambda n, k, s, p, op: (n - 1) * s - 2 * p + k),
        "size_output_padding_twice": _size_mistake(lambda n, k, s, p, op: (n - 1) * s - 2 * p + k + 2 * op),
        "size_output_padding_removed": _size_mistake(lambda n, k, s, p, op: (n - 1) * s - 2 * p + k - op),
        "size_kernel_minus_one": _size_mistake(lambda n, k, s, p, op: (n - 1) * s - 2 * p + k - 1 + op),
        "size_kernel_plus_one": _size_mistake(lambda n, k, s, p, op: (n - 1) * s - 2 * p + k + 1 + op),
        "size_stride_ignored": _size_mistake(lambda n, k, s, p, op: n - 1 - 2 * p + k + op),
        "size_same": _size_mistake(lambda n, k, s, p, op: n * s),
        "size_arguments_swapped": _size_mistake(lambda n, k, s, p, op: (k - 1) * s - 2 * p + n + op),
        "size_paddings_swapped": _size_mistake(lambda n, k, s, p, op: (n - 1) * s - 2 * op + k + p),
        "size_output_padding_stride": _size_mistake(lambda n, k, s, p, op: (n - 1) * s - 2 * p + k + op * s),
        "size_kernel_in_steps": _size_mistake(lambda n, k, s, p, op: (n - 1 + k) * s - 2 * p + op),
        "size_kernel_ignored": _size_mistake(lambda n, k, s, p, op: (n - 1) * s - 2 * p + op),
    },
    diagnose=_size_of_nothing,
)


# --- conv_transpose2d --------------------------------------------------------------------------


def _image_cases():
    rng = np.random.default_rng(1)
    by_hand = [
        (np.array([[1.0, 2.0]]), np.array([[1.0, 2.0, 3.0]])),
        (np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.0], [0.0, 5.0]])),
        (np.array([[1.0, 2.0]]), np.array([[1.0, 2.0, 3.0]]), 2),
    ]
    settings = [
        ((3, 3), (3, 3), 2),
        ((4, 4), (3, 3), 1, 1),
        ((3, 4), (2, 3), 2, 1),
        ((1, 1), (4, 4), 3),
        ((5, 2), (3, 2), 3),
        ((3, 3), (5, 5), 2, 2),
        ((2, 3), (1, 1), 1),
        ((28, 28), (5, 5), 1, 2),  # as large as the lesson itself will use
    ]
    return by_hand + [
        (rng.normal(size=size), rng.normal(size=kernel), *rest) for size, kernel, *rest in settings
    ]


def _stamped(x, kernel, stride=1, padding=0):
    """Zeros between the input pixels, then a full convolution: an independent road to the stamps."""
    spread = np.zeros([(n - 1) * stride + 1 for n in x.shape])
    spread[::stride, ::stride] = x
    full = convolve2d(spread, kernel, mode="full")
    return _crop(full, padding, padding)


def _crop(full, start, stop):
    return full[start : full.shape[0] - stop, start : full.shape[1] - stop]


def _overwritten(x, kernel, stride=1, padding=0):
    out = np.zeros([(n - 1) * stride + k for n, k in zip(x.shape, kernel.shape, strict=True)])
    for (i, j), value in np.ndenumerate(x):
        place = np.s_[i * stride : i * stride + kernel.shape[0], j * stride : j * stride + kernel.shape[1]]
        out[place] = value * kernel
    return _crop(out, padding, padding)


def _every_step_one(x, kernel, stride=1, padding=0):
    out = np.zeros([(n - 1) * stride + k for n, k in zip(x.shape, kernel.shape, strict=True)])
    for (i, j), value in np.ndenumerate(x):
        out[i : i + kernel.shape[0], j : j + kernel.shape[1]] += value * kernel
    return _crop(out, padding, padding)


def _every_other_pixel(x, kernel, stride=1, padding=0):
    """Only pixels 0, stride, 2·stride, … stamp, each where it stands."""
    chosen = np.zeros_like(x)
    chosen[::stride, ::stride] = x[::stride, ::stride]
    return _every_step_one(chosen, kernel, stride, padding)


def _only_first(x, kernel, stride=1, padding=0):
    first = np.zeros_like(x)
    first[0, 0] = x[0, 0]
    return _stamped(first, kernel, stride, padding)


def _averaged(x, kernel, stride=1, padding=0):
    times = _stamped(np.ones_like(x), np.ones_like(kernel), stride)
    return _crop(_stamped(x, kernel, stride) / np.maximum(times, 1), padding, padding)


def _fits(kernel, shape):
    return all(k <= n for k, n in zip(kernel.shape, shape, strict=True))


def _gathered(x, kernel, stride):
    """An ordinary convolution; None where the kernel is larger than x: answers differ there."""
    if _fits(kernel, x.shape):
        return convolve2d(x, kernel[::-1, ::-1], mode="valid")[::stride, ::stride]


def _nothing_left(x, kernel, stride=1, padding=0):
    full = _stamped(x, kernel, stride)
    return full[padding:-padding, padding:-padding]


CONV_TRANSPOSE2D = Exercise(
    "conv_transpose2d",
    LESSON,
    ARRAY,
    _image_cases,
    _stamped,
    {
        "stamp_flipped": lambda x, k, s=1, p=0: _stamped(x, k[::-1, ::-1], s, p),
        "stamp_padding_added": lambda x, k, s=1, p=0: np.pad(_stamped(x, k, s), p),
        "stamp_padding_ignored": lambda x, k, s=1, p=0: _stamped(x, k, s),
        "stamp_padding_empty": _nothing_left,
        "stamp_padding_one_side": lambda x, k, s=1, p=0: _stamped(x, k, s)[p:, p:],
        "stamp_padding_other_side": lambda x, k, s=1, p=0: _crop(_stamped(x, k, s), 0, p),
        "stamp_padding_twice": lambda x, k, s=1, p=0: _crop(_stamped(x, k, s), 2 * p, 2 * p),
        "stamp_overwrites": _overwritten,
        "stamp_stride_ignored": lambda x, k, s=1, p=0: _stamped(x, k, 1, p),
        "stamp_places_ignore_stride": _every_step_one,
        "stamp_range": _every_other_pixel,
        "stamp_forward": lambda x, k, s=1, p=0: _gathered(np.pad(x, p), k, s),
        "stamp_kernel_transposed": lambda x, k, s=1, p=0: _stamped(x, k.T, s, p),
        "stamp_flipped_sideways": lambda x, k, s=1, p=0: _stamped(x, k[:, ::-1], s, p),
        "stamp_flipped_upside_down": lambda x, k, s=1, p=0: _stamped(x, k[::-1], s, p),
        "stamp_padding_input": lambda x, k, s=1, p=0: _stamped(np.pad(x, p), k, s),
        "stamp_first_only": _only_first,
        "stamp_averaged": _averaged,
        "stamp_normalised": lambda x, k, s=1, p=0: _stamped(x, k / k.sum(), s, p),
        "stamp_whole_numbers": lambda x, k, s=1, p=0: _stamped(x, k, s, p).astype(int),
        "stamp_forward_unpadded": lambda x, k, s=1, p=0: _gathered(x, k, s),
        "stamp_kernel_only": lambda x, k, s=1, p=0: _stamped(np.ones_like(x), k, s, p),
        "stamp_input_only": lambda x, k, s=1, p=0: _stamped(x, np.ones_like(k), s, p),
    },
)


# --- convolution_matrix ------------------------------------------------------------------------


def _matrix_cases():
    rng = np.random.default_rng(2)
    by_hand = [(np.array([[1.0, 2.0]]), (1, 4)), (np.array([[1.0, 2.0], [3.0, 4.0]]), (2, 3))]
    settings = [
        ((3, 3), (4, 4)),
        ((2, 2), (3, 3)),
        ((2, 3), (4, 5)),
        ((3, 2), (5, 4), 2),
        ((1, 1), (2, 3)),
        ((2, 2), (6, 5), 3),
        ((3, 3), (3, 3)),
    ]
    return by_hand + [(rng.normal(size=kernel), shape, *rest) for kernel, shape, *rest in settings]


def _matrix_of(convolve, input_shape, order="C"):
    """The matrix of a linear map, column by column: the image of every unit vector."""
    columns = []
    for unit in np.eye(np.prod(input_shape)):
        columns.append(np.ravel(convolve(unit.reshape(input_shape, order=order)), order=order))
    return np.stack(columns, axis=1)


def _correlate(kernel, stride_rows=1, stride_columns=1):
    return lambda x: convolve2d(x, kernel[::-1, ::-1], mode="valid")[::stride_rows, ::stride_columns]


def _placed_without_stride(kernel, input_shape, stride=1):
    """As many rows as the stride gives, but every window only one pixel further."""
    windows = _correlate(kernel, stride, stride)(np.zeros(input_shape)).shape
    return _matrix_of(lambda x: _correlate(kernel)(x)[: windows[0], : windows[1]], input_shape)


def _half_column_major(kernel, input_shape, stride, order_in, order_out):
    """Pixels numbered by columns on one side only."""
    columns = [
        np.ravel(_correlate(kernel, stride, stride)(unit.reshape(input_shape, order=order_in)), order=order_out)
        for unit in np.eye(np.prod(input_shape))
    ]
    return np.stack(columns, axis=1)


def _matrix(kernel, input_shape, stride=1):
    return _matrix_of(_correlate(kernel, stride, stride), input_shape)


CONVOLUTION_MATRIX = Exercise(
    "convolution_matrix",
    LESSON,
    ARRAY,
    _matrix_cases,
    _matrix,
    {
        "matrix_flipped": lambda k, shape, s=1: _matrix(k[::-1, ::-1], shape, s),
        "matrix_transposed": lambda k, shape, s=1: _matrix(k, shape, s).T,
        "matrix_stride_ignored": lambda k, shape, s=1: _matrix(k, shape),
        "matrix_column_major": lambda k, shape, s=1: _matrix_of(_correlate(k, s, s), shape, order="F"),
        "matrix_kernel_transposed": lambda k, shape, s=1: _matrix(k.T, shape, s) if _fits(k.T, shape) else None,
        "matrix_stride_rows_only": lambda k, shape, s=1: _matrix_of(_correlate(k, s, 1), shape),
        "matrix_stride_columns_only": lambda k, shape, s=1: _matrix_of(_correlate(k, 1, s), shape),
        "matrix_same": lambda k, shape, s=1: _matrix_of(
            lambda x: convolve2d(x, k[::-1, ::-1], mode="same")[::s, ::s], shape
        ),
        "matrix_full": lambda k, shape, s=1: _matrix_of(
            lambda x: convolve2d(x, k[::-1, ::-1], mode="full")[::s, ::s], shape
        ),
        "matrix_places_ignore_stride": _placed_without_stride,
        "matrix_input_column_major": lambda k, shape, s=1: _half_column_major(k, shape, s, "F", "C"),
        "matrix_output_column_major": lambda k, shape, s=1: _half_column_major(k, shape, s, "C", "F"),
        "matrix_ones": lambda k, shape, s=1: _matrix(np.ones_like(k), shape, s),
        "matrix_normalised": lambda k, shape, s=1: _matrix(k / k.sum(), shape, s),
        "matrix_whole_numbers": lambda k, shape, s=1: _matrix(k, shape, s).astype(int),
        "matrix_stamping": lambda k, shape, s=1: _matrix_of(lambda x: _stamped(x, k, s), shape),
        "matrix_4d": lambda k, shape, s=1: _matrix(k, shape, s).reshape(
            *_correlate(k, s, s)(np.zeros(shape)).shape, *shape
        ),
    },
)


# --- overlap_count -----------------------------------------------------------------------------


def _overlap_cases():
    return [(4, 3, 1), (4, 3, 2), (5, 4, 2), (3, 2, 3), (1, 5, 2), (6, 5, 3), (3, 1, 1), (7, 6, 2)]


def _covered(n, kernel, stride):
    """Pixel j is covered by stamp i when 0 <= j - i*stride < kernel: count the pairs."""
    offsets = np.arange((n - 1) * stride + kernel)[:, None] - stride * np.arange(n)
    return ((offsets >= 0) & (offsets < kernel)).sum(axis=1)


def _gathered_at_the_edge(n, kernel, stride):
    """Windows of a forward convolution over an input of that length."""
    length = (n - 1) * stride + kernel
    return np.array([min(kernel, j + 1, length - j) for j in range(length)])


def _too_few_starts(n, kernel, stride):
    """Stamps that begin at range(0, n, stride), in an array of the right length."""
    starts = range(0, n, stride)
    return np.pad(_covered(len(starts), kernel, stride), (0, (n - len(starts)) * stride))


OVERLAP_COUNT = Exercise(
    "overlap_count",
    LESSON,
    INT_ARRAY,
    _overlap_cases,
    _covered,
    {
        "overlap_stride_ignored": lambda n, k, s: _covered(n, k, 1),
        "overlap_length_same": lambda n, k, s: np.pad(_covered(n, k, s), (0, max(s - k, 0)))[: n * s],
        "overlap_padded_length": lambda n, k, s: np.pad(_covered(n, k, s), (0, max(s - 1, 0))),
        "overlap_ones": lambda n, k, s: np.minimum(_covered(n, k, s), 1),
        "overlap_constant": lambda n, k, s: np.full((n - 1) * s + k, -(-k // s)),
        "overlap_short": lambda n, k, s: np.pad(_covered(n, k - 1, s), (0, 1)),
        "overlap_swapped": lambda n, k, s: _covered(n, s, k),
        "overlap_2d": lambda n, k, s: np.multiply.outer(_covered(n, k, s), _covered(n, k, s)),
        "overlap_weighted": lambda n, k, s: np.array(
            [sum(i + 1 for i in range(n) if 0 <= j - i * s < k) for j in range((n - 1) * s + k)]
        ),
        "overlap_places_ignore_stride": lambda n, k, s: np.pad(_covered(n, k, 1), (0, (n - 1) * (s - 1))),
        "overlap_long": lambda n, k, s: _covered(n, k + 1, s)[:-1],
        "overlap_rounded_down": lambda n, k, s: np.full((n - 1) * s + k, k // s),
        "overlap_arguments_swapped": lambda n, k, s: _covered(k, n, s),
        "overlap_one_missing": lambda n, k, s: np.pad(_covered(n - 1, k, s), (0, s)) if n > 1 else np.zeros(k),
        "overlap_starts_only": lambda n, k, s: np.bincount(s * np.arange(n), minlength=(n - 1) * s + k),
        "overlap_interior_only": lambda n, k, s: _covered(n, k, s)[k - 1 : (n - 1) * s + 1],
        "overlap_edges_only": _gathered_at_the_edge,
        "overlap_range": _too_few_starts,
    },
)


# --- bilinear_kernel ---------------------------------------------------------------------------


def _factors():
    return [(2,), (3,), (4,), (1,), (5,), (8,)]


def _tent(factor, side=None, slope=None, shift=0.0):
    """Weights 1 - |distance| / factor around the middle of the kernel."""
    side = side or 2 * factor - factor % 2
    distance = np.abs(np.arange(side) - (side - 1) / 2 - shift)
    return np.maximum(0, 1 - distance / (slope or factor))


def _tent_at(factor, centre):
    return 1 - np.abs(np.arange(2 * factor - factor % 2) - centre) / factor


def _cone(factor):
    distance = np.arange(2 * factor - factor % 2) - (2 * factor - factor % 2 - 1) / 2
    return 1 - np.hypot(distance[:, None], distance) / factor


def _square(profile):
    return np.outer(profile, profile)


def _bilinear(factor):
    return _square(_tent(factor))


BILINEAR_KERNEL = Exercise(
    "bilinear_kernel",
    LESSON,
    ARRAY,
    _factors,
    _bilinear,
    {
        "bilinear_1d": _tent,
        "bilinear_sums_to_one": lambda f: _bilinear(f) / _bilinear(f).sum(),
        "bilinear_peak_one": lambda f: _bilinear(f) / _bilinear(f).max(),
        "bilinear_side_even": lambda f: _square(_tent(f, 2 * f)),
        "bilinear_side_odd": lambda f: _square(_tent(f, 2 * f - 1)),
        "bilinear_centre": lambda f: _square(_tent(f, shift=0.5)),
        "bilinear_centre_low": lambda f: _square(_tent(f, shift=-0.5)),
        "bilinear_centre_floor": lambda f: _square(_tent_at(f, (2 * f - f % 2) // 2)),
        "bilinear_centre_factor": lambda f: _square(_tent_at(f, f - 1)),
        "bilinear_sum": lambda f: _tent(f)[:, None] + _tent(f),
        "bilinear_cone": lambda f: np.maximum(0, _cone(f)),
        "bilinear_cone_negative": _cone,
        "bilinear_side_factor": lambda f: _square(_tent(f, f)),
        "bilinear_whole_numbers": lambda f: _bilinear(f).astype(int),
        "bilinear_tiled": lambda f: np.tile(_tent(f), (2 * f - f % 2, 1)),
        "bilinear_not_divided": lambda f: _square(
            1 - np.abs(np.arange(2 * f - f % 2) - (2 * f - f % 2 - 1) / 2)
        ),
        "bilinear_box": lambda f: np.ones_like(_bilinear(f)),
        "bilinear_nearest": lambda f: np.ones((f, f)),
        "bilinear_mean": lambda f: (_tent(f)[:, None] + _tent(f)) / 2,
        "bilinear_minimum": lambda f: np.minimum.outer(_tent(f), _tent(f)),
        "bilinear_slope": lambda f: _square(_tent(f, slope=(2 * f - f % 2) / 2)),
    },
)

EXERCISES = [OUTPUT_SIZE, CONV_TRANSPOSE2D, CONVOLUTION_MATRIX, OVERLAP_COUNT, BILINEAR_KERNEL]
