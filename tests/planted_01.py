"""Answers to the exercises of lesson 01 as students write them: wrong ones and unusual right ones.

Written without reading the checks. `WRONG[exercise][mistake]` and `RIGHT[exercise][style]` are callables
to hand to `course_utils.exercises.check`. TensorFlow, Keras and SciPy are imported only inside the answers
that use them.
"""

import functools
import itertools
from collections import Counter
from collections.abc import Callable

import numpy as np

WRONG: dict[str, dict[str, Callable]] = {}
RIGHT: dict[str, dict[str, Callable]] = {}


def wrong(exercise, mistake):
    return functools.partial(_plant, WRONG.setdefault(exercise, {}), mistake)


def right(exercise, style):
    return functools.partial(_plant, RIGHT.setdefault(exercise, {}), style)


def _plant(book, description, answer):
    if description in book:
        raise ValueError(f"planted twice: {description}")
    book[description] = answer
    return answer


# ------------------------------------------------------------------------------------------ output_size, wrong
SIZES = {
    "padding added": lambda n, k, s, p, o: (n - 1) * s + 2 * p + k + o,
    "padding cropped from one side only": lambda n, k, s, p, o: (n - 1) * s - p + k + o,
    "padding forgotten": lambda n, k, s, p, o: (n - 1) * s + k + o,
    "forward convolution's formula": lambda n, k, s, p, o: (n + 2 * p - k) // s + 1,
    "n instead of n - 1 steps": lambda n, k, s, p, o: n * s - 2 * p + k + o,
    "stride forgotten": lambda n, k, s, p, o: n - 1 - 2 * p + k + o,
    "output padding forgotten": lambda n, k, s, p, o: (n - 1) * s - 2 * p + k,
    "output padding at both ends": lambda n, k, s, p, o: (n - 1) * s - 2 * p + k + 2 * o,
    "output padding subtracted": lambda n, k, s, p, o: (n - 1) * s - 2 * p + k - o,
    "output padding multiplied by the stride": lambda n, k, s, p, o: (n - 1) * s - 2 * p + k + o * s,
    "kernel forgotten: last stamp counted as one pixel": lambda n, k, s, p, o: (n - 1) * s - 2 * p + 1 + o,
    "one too few: kernel - 1": lambda n, k, s, p, o: (n - 1) * s - 2 * p + k - 1 + o,
    "one too many: kernel + 1": lambda n, k, s, p, o: (n - 1) * s - 2 * p + k + 1 + o,
    "Keras same: n times stride": lambda n, k, s, p, o: n * s,
    "Keras valid: n·s + max(k - s, 0), padding ignored": lambda n, k, s, p, o: n * s + max(k - s, 0),
    "n and kernel swapped": lambda n, k, s, p, o: (k - 1) * s - 2 * p + n + o,
    "padding and output padding swapped": lambda n, k, s, p, o: (n - 1) * s - 2 * o + k + p,
    "kernel hard-coded as 3": lambda n, k, s, p, o: (n - 1) * s - 2 * p + 3 + o,
    "padding taken as (k - 1) // 2 whatever was given": lambda n, k, s, p, o: (
        (n - 1) * s - 2 * ((k - 1) // 2) + k + o
    ),
    "brackets: (n - 1)·(s - 2p)": lambda n, k, s, p, o: (n - 1) * (s - 2 * p) + k + o,
    "brackets: n - 1·s": lambda n, k, s, p, o: n - 1 * s - 2 * p + k + o,
    "stride zeros inserted between pixels instead of stride - 1": lambda n, k, s, p, o: (
        n + (n - 1) * s - 2 * p + k - 1 + o
    ),
    "stamps never overlap: n times kernel": lambda n, k, s, p, o: n * k - 2 * p + o,
    "stride times everything": lambda n, k, s, p, o: (n - 1 + k) * s - 2 * p + o,
    "padding multiplied by the stride": lambda n, k, s, p, o: (n - 1 - 2 * p) * s + k + o,
    "padding once and output padding forgotten": lambda n, k, s, p, o: (n - 1) * s - p + k,
    "n steps and padding added": lambda n, k, s, p, o: n * s + 2 * p + k + o,
    "right number as a float": lambda n, k, s, p, o: (n - 1) * s - 2.0 * p + k + o,
    "right number as text": lambda n, k, s, p, o: f"{(n - 1) * s - 2 * p + k + o}",
    "both sides as a tuple": lambda n, k, s, p, o: ((n - 1) * s - 2 * p + k + o,) * 2,
    "right number in a list": lambda n, k, s, p, o: [(n - 1) * s - 2 * p + k + o],
    "complex number": lambda n, k, s, p, o: complex((n - 1) * s - 2 * p + k + o),
    "NaN": lambda n, k, s, p, o: float("nan"),
    "infinite": lambda n, k, s, p, o: float("inf"),
    "constant 5, the worked example": lambda n, k, s, p, o: 5,
    "prints instead of returning": lambda n, k, s, p, o: print((n - 1) * s - 2 * p + k + o),
    "divides by padding": lambda n, k, s, p, o: (n - 1) * s + k + o - 2 * p * p // p,
    "calls n as if it were a function": lambda n, k, s, p, o: n(1) + s,
}


def _sized(formula):
    """The exercise's signature around a formula in n, k, s, p, o."""

    def output_size(n, kernel, stride=1, padding=0, output_padding=0):
        return formula(n, kernel, stride, padding, output_padding)

    return output_size


for _mistake, _formula in SIZES.items():
    wrong("output_size", _mistake)(_sized(_formula))


@wrong("output_size", "output_padding missing from the signature")
def _(n, kernel, stride=1, padding=0):
    return (n - 1) * stride - 2 * padding + kernel


@wrong("output_size", "parameters renamed k, s, p")
def _(n, k, s=1, p=0, output_padding=0):
    return (n - 1) * s - 2 * p + k + output_padding


@wrong("output_size", "the required parameters have other names: the signature is fixed")
def _(pixels, kernel_size, stride=1, padding=0, output_padding=0):
    return (pixels - 1) * stride + kernel_size - 2 * padding + output_padding


@wrong("output_size", "works only for stride 1")
def _(n, kernel, stride=1, padding=0, output_padding=0):
    if stride == 1:
        return n + kernel - 1 - 2 * padding
    return n * stride


@wrong("output_size", "returns inside the loop after the first stamp")
def _(n, kernel, stride=1, padding=0, output_padding=0):
    for i in range(n):
        end = i * stride + kernel
        return end - 2 * padding + output_padding


@wrong("output_size", "counts covered pixels, not the gaps between stamps")
def _(n, kernel, stride=1, padding=0, output_padding=0):
    covered = {i * stride + a for i in range(n) for a in range(kernel)}
    return len(covered) - 2 * padding + output_padding


@wrong("output_size", "undefined name")
def _(n, kernel, stride=1, padding=0, output_padding=0):
    return (n - 1) * strides - 2 * padding + kernel + output_padding  # noqa: F821


@wrong("output_size", "recursion without an end")
def _(n, kernel, stride=1, padding=0, output_padding=0):
    def grow(m):
        return stride + grow(m - 1)

    return grow(n) + kernel - 2 * padding + output_padding


@wrong("output_size", "yield instead of return")
def _(n, kernel, stride=1, padding=0, output_padding=0):
    yield (n - 1) * stride - 2 * padding + kernel + output_padding


@wrong("output_size", "needs stride etc. although they have defaults")
def _(n, kernel, stride, padding, output_padding):
    return (n - 1) * stride - 2 * padding + kernel + output_padding


# ------------------------------------------------------------------------------------------ output_size, right
right("output_size", "lambda")(
    lambda n, kernel, stride=1, padding=0, output_padding=0: (
        stride * (n - 1) + kernel - 2 * padding + output_padding
    )
)


def _pytorch(n, kernel, stride=1, padding=0, output_padding=0, dilation=1):
    return (n - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding + 1


right("output_size", "PyTorch's formula with an extra dilation")(_pytorch)
right("output_size", "functools.partial")(functools.partial(_pytorch, dilation=1))


@right("output_size", "keeps the require_legal of the notebook")
def _(n, kernel, stride=1, padding=0, output_padding=0):
    for value, lowest in [(n, 1), (kernel, 1), (stride, 1), (padding, 0), (output_padding, 0)]:
        if value != int(value) or value < lowest:
            raise ValueError("must be a whole number")
    if output_padding >= stride:
        raise ValueError("output_padding must be below stride")
    return (n - 1) * stride - 2 * padding + kernel + output_padding


@right("output_size", "recursion")
def _(n, kernel, stride=1, padding=0, output_padding=0):
    if n > 1:
        return stride + RIGHT["output_size"]["recursion"](n - 1, kernel, stride, padding, output_padding)
    return kernel - 2 * padding + output_padding


@right("output_size", "walks the stamps and remembers the furthest end")
def _(n, kernel, stride=1, padding=0, output_padding=0):
    end = max(start + kernel for start in range(0, n * stride, stride))
    return end - padding - padding + output_padding


@right("output_size", "NumPy integer")
def _(n, kernel, stride=1, padding=0, output_padding=0):
    return np.dot([n - 1, padding, kernel, output_padding], [stride, -2, 1, 1])


@right("output_size", "zero-dimensional NumPy array")
def _(n, kernel, stride=1, padding=0, output_padding=0):
    return np.array((n - 1) * stride + kernel - 2 * padding + output_padding)


@right("output_size", "dilated input, then a full convolution")
def _(n, kernel, stride=1, padding=0, output_padding=0):
    dilated = n + (n - 1) * (stride - 1)
    return dilated + 2 * (kernel - 1 - padding) - kernel + 1 + output_padding


class _Layer:
    def __call__(self, n, kernel, stride=1, padding=0, output_padding=0):
        return self.last_start(n, stride) + kernel - 2 * padding + output_padding

    @staticmethod
    def last_start(n, stride):
        return (n - 1) * stride


right("output_size", "instance of a callable class")(_Layer())


@right("output_size", "np.int32")
def _(n, kernel, stride=1, padding=0, output_padding=0):
    return np.int32((n - 1) * stride - 2 * padding + kernel + output_padding)


@right("output_size", "inverts the convolution's formula by search")
def _(n, kernel, stride=1, padding=0, output_padding=0):
    for side in itertools.count(kernel - 2 * padding):
        if (side + 2 * padding - kernel) // stride + 1 == n:
            return side + output_padding


right("output_size", "functools.lru_cache")(functools.lru_cache(_pytorch))
right("output_size", "np.vectorize")(np.vectorize(_pytorch))


def _timed(function):
    """A decorator without functools.wraps: the signature is (*args, **kwargs)."""

    def timed(*args, **kwargs):
        return function(*args, **kwargs)

    return timed


right("output_size", "behind a decorator without functools.wraps")(_timed(_pytorch))


@right("output_size", "float arithmetic, rounded to int at the end")
def _(n, kernel, stride=1, padding=0, output_padding=0):
    return round((n - 1.0) * stride - 2.0 * padding + kernel + output_padding)


# -------------------------------------------------------------------------------- conv_transpose2d, wrong
def _stamps(x, kernel, stride):
    """All stamps added up, nothing cropped: what most of the answers below start from."""
    x, kernel = np.asarray(x), np.asarray(kernel)
    (h, w), (kh, kw) = x.shape, kernel.shape
    out = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw))
    for i in range(h):
        for j in range(w):
            out[i * stride : i * stride + kh, j * stride : j * stride + kw] += x[i, j] * kernel
    return out


def _crop(out, padding):
    return out[padding : out.shape[0] - padding, padding : out.shape[1] - padding]


def _zeros_between(x, stride):
    spread = np.zeros(((x.shape[0] - 1) * stride + 1, (x.shape[1] - 1) * stride + 1))
    spread[::stride, ::stride] = x
    return spread


@wrong("conv_transpose2d", "kernel flipped")
def _(x, kernel, stride=1, padding=0):
    return _crop(_stamps(x, kernel[::-1, ::-1], stride), padding)


@wrong("conv_transpose2d", "kernel flipped: zeros between, then SciPy correlate2d")
def _(x, kernel, stride=1, padding=0):
    from scipy.signal import correlate2d

    return _crop(correlate2d(_zeros_between(x, stride), kernel, mode="full"), padding)


@wrong("conv_transpose2d", "kernel flipped left-right only")
def _(x, kernel, stride=1, padding=0):
    return _crop(_stamps(x, np.fliplr(kernel), stride), padding)


@wrong("conv_transpose2d", "kernel flipped up-down only")
def _(x, kernel, stride=1, padding=0):
    return _crop(_stamps(x, np.flipud(kernel), stride), padding)


@wrong("conv_transpose2d", "kernel transposed")
def _(x, kernel, stride=1, padding=0):
    return _crop(_stamps(x, kernel.T, stride), padding)


@wrong("conv_transpose2d", "output transposed")
def _(x, kernel, stride=1, padding=0):
    return _crop(_stamps(x, kernel, stride), padding).T


@wrong("conv_transpose2d", "padding added as zeros around the output")
def _(x, kernel, stride=1, padding=0):
    return np.pad(_stamps(x, kernel, stride), padding)


@wrong("conv_transpose2d", "padding added around the input")
def _(x, kernel, stride=1, padding=0):
    return _stamps(np.pad(x, padding), kernel, stride)


@wrong("conv_transpose2d", "padding forgotten")
def _(x, kernel, stride=1, padding=0):
    return _stamps(x, kernel, stride)


@wrong("conv_transpose2d", "padding cropped at the start only")
def _(x, kernel, stride=1, padding=0):
    return _stamps(x, kernel, stride)[padding:, padding:]


@wrong("conv_transpose2d", "padding cropped at the end only")
def _(x, kernel, stride=1, padding=0):
    out = _stamps(x, kernel, stride)
    return out[: out.shape[0] - padding, : out.shape[1] - padding]


@wrong("conv_transpose2d", "padding cropped twice")
def _(x, kernel, stride=1, padding=0):
    return _crop(_stamps(x, kernel, stride), 2 * padding)


@wrong("conv_transpose2d", "padding cropped from rows only")
def _(x, kernel, stride=1, padding=0):
    out = _stamps(x, kernel, stride)
    return out[padding : len(out) - padding]


@wrong("conv_transpose2d", "padding zeroed, not cropped")
def _(x, kernel, stride=1, padding=0):
    out = _stamps(x, kernel, stride)
    keep = np.zeros_like(out)
    keep[padding : out.shape[0] - padding, padding : out.shape[1] - padding] = 1
    return out * keep


@wrong("conv_transpose2d", "[padding:-padding], empty for padding 0")
def _(x, kernel, stride=1, padding=0):
    return _stamps(x, kernel, stride)[padding:-padding, padding:-padding]


@wrong("conv_transpose2d", "padding cropped only when stride is 1")
def _(x, kernel, stride=1, padding=0):
    out = _stamps(x, kernel, stride)
    return _crop(out, padding) if stride == 1 else out


@wrong("conv_transpose2d", "padding always 1 when given")
def _(x, kernel, stride=1, padding=0):
    out = _stamps(x, kernel, stride)
    return out[1:-1, 1:-1] if padding else out


@wrong("conv_transpose2d", "= instead of +=")
def _(x, kernel, stride=1, padding=0):
    (h, w), (kh, kw) = x.shape, kernel.shape
    out = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw))
    for i in range(h):
        for j in range(w):
            out[i * stride : i * stride + kh, j * stride : j * stride + kw] = x[i, j] * kernel
    return _crop(out, padding)


@wrong("conv_transpose2d", "fancy index with += loses repeated places")
def _(x, kernel, stride=1, padding=0):
    (h, w), (kh, kw) = x.shape, kernel.shape
    out = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw))
    i, j, a, b = np.indices((h, w, kh, kw))
    out[i * stride + a, j * stride + b] += x[i, j] * kernel[a, b]
    return _crop(out, padding)


@wrong("conv_transpose2d", "stride forgotten")
def _(x, kernel, stride=1, padding=0):
    from scipy.signal import convolve2d

    return _crop(convolve2d(x, kernel, mode="full"), padding)


@wrong("conv_transpose2d", "stride in the size but not in the stamps' places")
def _(x, kernel, stride=1, padding=0):
    kh, kw = kernel.shape
    out = np.zeros(((x.shape[0] - 1) * stride + kh, (x.shape[1] - 1) * stride + kw))
    for (i, j), value in np.ndenumerate(x):
        out[i : i + kh, j : j + kw] += value * kernel
    return _crop(out, padding)


@wrong("conv_transpose2d", "stride along rows only")
def _(x, kernel, stride=1, padding=0):
    (h, w), (kh, kw) = x.shape, kernel.shape
    out = np.zeros(((h - 1) * stride + kh, w - 1 + kw))
    for i, j in np.ndindex(h, w):
        out[i * stride : i * stride + kh, j : j + kw] += x[i, j] * kernel
    return _crop(out, padding)


@wrong("conv_transpose2d", "x is divided by the stride like a forward convolution")
def _(x, kernel, stride=1, padding=0):
    return _crop(_stamps(x[::stride, ::stride], kernel, 1), padding)


@wrong("conv_transpose2d", "forward convolution instead")
def _(x, kernel, stride=1, padding=0):
    x = np.pad(x, padding)
    kh, kw = kernel.shape
    rows, columns = (x.shape[0] - kh) // stride + 1, (x.shape[1] - kw) // stride + 1
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            out[i, j] = np.sum(x[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel)
    return out


@wrong("conv_transpose2d", "output one too small: (n - 1)·s + k - 1, last row and column lost")
def _(x, kernel, stride=1, padding=0):
    return _crop(_stamps(x, kernel, stride)[:-1, :-1], padding)


@wrong("conv_transpose2d", "output one too large: a row and column of zeros")
def _(x, kernel, stride=1, padding=0):
    return _crop(np.pad(_stamps(x, kernel, stride), ((0, 1), (0, 1))), padding)


@wrong("conv_transpose2d", "size n·s + k: stride rows and columns of zeros too many")
def _(x, kernel, stride=1, padding=0):
    kh, kw = kernel.shape
    out = np.zeros((x.shape[0] * stride + kh, x.shape[1] * stride + kw))
    for i, j in itertools.product(*map(range, x.shape)):
        out[i * stride : i * stride + kh, j * stride : j * stride + kw] += x[i, j] * kernel
    return _crop(out, padding)


@wrong("conv_transpose2d", "size n·s: stamps stick out and it crashes")
def _(x, kernel, stride=1, padding=0):
    kh, kw = kernel.shape
    out = np.zeros((x.shape[0] * stride, x.shape[1] * stride))
    for i, j in itertools.product(*map(range, x.shape)):
        out[i * stride : i * stride + kh, j * stride : j * stride + kw] += x[i, j] * kernel
    return _crop(out, padding)


@wrong("conv_transpose2d", "last input row and column never stamp")
def _(x, kernel, stride=1, padding=0):
    out = np.zeros_like(_stamps(x, kernel, stride))
    kh, kw = kernel.shape
    for i in range(x.shape[0] - 1):
        for j in range(x.shape[1] - 1):
            out[i * stride : i * stride + kh, j * stride : j * stride + kw] += x[i, j] * kernel
    return _crop(out, padding)


@wrong("conv_transpose2d", "input taken as square")
def _(x, kernel, stride=1, padding=0):
    n, (kh, kw) = len(x), kernel.shape
    out = np.zeros(((n - 1) * stride + kh, (n - 1) * stride + kw))
    for i in range(n):
        for j in range(n):
            out[i * stride : i * stride + kh, j * stride : j * stride + kw] += x[i, j] * kernel
    return _crop(out, padding)


@wrong("conv_transpose2d", "kernel taken as square")
def _(x, kernel, stride=1, padding=0):
    (h, w), k = x.shape, len(kernel)
    out = np.zeros(((h - 1) * stride + k, (w - 1) * stride + k))
    for i in range(h):
        for j in range(w):
            out[i * stride : i * stride + k, j * stride : j * stride + k] += x[i, j] * kernel
    return _crop(out, padding)


@wrong("conv_transpose2d", "kernel 3 by 3 hard-coded")
def _(x, kernel, stride=1, padding=0):
    h, w = x.shape
    out = np.zeros(((h - 1) * stride + 3, (w - 1) * stride + 3))
    for i in range(h):
        for j in range(w):
            for a in range(3):
                for b in range(3):
                    out[i * stride + a, j * stride + b] += x[i, j] * kernel[a, b]
    return _crop(out, padding)


@wrong("conv_transpose2d", "x and kernel swapped")
def _(x, kernel, stride=1, padding=0):
    return _crop(_stamps(kernel, x, stride), padding)


@wrong("conv_transpose2d", "stride and padding swapped in the signature")
def _(x, kernel, padding=0, stride=1):
    return _crop(_stamps(x, kernel, stride), padding)


@wrong("conv_transpose2d", "parameters renamed s and p")
def _(x, kernel, s=1, p=0):
    return _crop(_stamps(x, kernel, s), p)


@wrong("conv_transpose2d", "padding missing from the signature")
def _(x, kernel, stride=1):
    return _stamps(x, kernel, stride)


@wrong("conv_transpose2d", "stamps not multiplied by the pixel")
def _(x, kernel, stride=1, padding=0):
    return _crop(_stamps(np.ones(x.shape), kernel, stride), padding)


@wrong("conv_transpose2d", "stamps the kernel's sum: every pixel repeated")
def _(x, kernel, stride=1, padding=0):
    return _crop(_stamps(x, np.full(kernel.shape, kernel.sum()), stride), padding)


@wrong("conv_transpose2d", "maximum of the overlaps instead of their sum")
def _(x, kernel, stride=1, padding=0):
    kh, kw = kernel.shape
    out = np.zeros_like(_stamps(x, kernel, stride))
    for (i, j), value in np.ndenumerate(x):
        window = out[i * stride : i * stride + kh, j * stride : j * stride + kw]
        np.maximum(window, value * kernel, out=window)
    return _crop(out, padding)


@wrong("conv_transpose2d", "overlaps averaged")
def _(x, kernel, stride=1, padding=0):
    count = _stamps(np.ones(x.shape), np.ones(kernel.shape), stride)
    return _crop(_stamps(x, kernel, stride) / np.maximum(count, 1), padding)


@wrong("conv_transpose2d", "overlaps averaged, NaN in the gaps")
def _(x, kernel, stride=1, padding=0):
    count = _stamps(np.ones(x.shape), np.ones(kernel.shape), stride)
    with np.errstate(all="ignore"):
        return _crop(_stamps(x, kernel, stride) / count, padding)


@wrong("conv_transpose2d", "all NaN")
def _(x, kernel, stride=1, padding=0):
    return _crop(np.full_like(_stamps(x, kernel, stride), np.nan), padding)


@wrong("conv_transpose2d", "pixels repeated (nearest) instead of zeros between")
def _(x, kernel, stride=1, padding=0):
    large = np.kron(x, np.ones((stride, stride)))
    large = large[: (x.shape[0] - 1) * stride + 1, : (x.shape[1] - 1) * stride + 1]
    return _crop(_stamps(large, kernel, 1), padding)


@wrong("conv_transpose2d", "pixels repeated with np.repeat, then convolved: too large as well")
def _(x, kernel, stride=1, padding=0):
    return _crop(_stamps(x.repeat(stride, axis=0).repeat(stride, axis=1), kernel, 1), padding)


@wrong("conv_transpose2d", "zeros after the last pixel too: s - 1 too large")
def _(x, kernel, stride=1, padding=0):
    spread = np.zeros((x.shape[0] * stride, x.shape[1] * stride))
    spread[::stride, ::stride] = x
    return _crop(_stamps(spread, kernel, 1), padding)


@wrong("conv_transpose2d", "stride zeros between pixels instead of stride - 1")
def _(x, kernel, stride=1, padding=0):
    return _crop(_stamps(x, kernel, stride + 1), padding)


@wrong("conv_transpose2d", "stamps centred on their pixel")
def _(x, kernel, stride=1, padding=0):
    out = _stamps(x, kernel, stride)
    return _crop(np.roll(out, (-(kernel.shape[0] // 2), -(kernel.shape[1] // 2)), axis=(0, 1)), padding)


@wrong("conv_transpose2d", "negative indices wrap round the edge")
def _(x, kernel, stride=1, padding=0):
    (h, w), (kh, kw) = x.shape, kernel.shape
    rows, columns = (h - 1) * stride + kh - 2 * padding, (w - 1) * stride + kw - 2 * padding
    out = np.zeros((rows, columns))
    for i, j, a, b in np.ndindex(h, w, kh, kw):
        r, c = i * stride + a - padding, j * stride + b - padding
        if r < rows and c < columns:
            out[r, c] += x[i, j] * kernel[a, b]
    return out


@wrong("conv_transpose2d", "x[j, i] instead of x[i, j]")
def _(x, kernel, stride=1, padding=0):
    (h, w), (kh, kw) = x.shape, kernel.shape
    out = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw))
    for i in range(h):
        for j in range(w):
            out[i * stride : i * stride + kh, j * stride : j * stride + kw] += x[j, i] * kernel
    return _crop(out, padding)


@wrong("conv_transpose2d", "x changed in place")
def _(x, kernel, stride=1, padding=0):
    out = _crop(_stamps(x, kernel, stride), padding)
    x *= 0
    return out


@wrong("conv_transpose2d", "kernel changed in place by each pixel")
def _(x, kernel, stride=1, padding=0):
    (h, w), (kh, kw) = x.shape, kernel.shape
    out = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw))
    for i, j in np.ndindex(h, w):
        kernel *= x[i, j]
        out[i * stride : i * stride + kh, j * stride : j * stride + kw] += kernel
    return _crop(out, padding)


@wrong("conv_transpose2d", "kernel normalised in place")
def _(x, kernel, stride=1, padding=0):
    kernel /= kernel.sum()
    return _crop(_stamps(x, kernel, stride), padding)


@wrong("conv_transpose2d", "kernel normalised to sum 1")
def _(x, kernel, stride=1, padding=0):
    return _crop(_stamps(x, kernel / kernel.sum(), stride), padding)


@wrong("conv_transpose2d", "values cut off to whole numbers: int output")
def _(x, kernel, stride=1, padding=0):
    return _crop(_stamps(x, kernel, stride).astype(int), padding)


@wrong("conv_transpose2d", "each stamp cut off to whole numbers")
def _(x, kernel, stride=1, padding=0):
    (h, w), (kh, kw) = x.shape, kernel.shape
    out = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw), dtype=int)
    for i, j in np.ndindex(h, w):
        out[i * stride : i * stride + kh, j * stride : j * stride + kw] += (x[i, j] * kernel).astype(int)
    return _crop(out, padding)


@wrong("conv_transpose2d", "int array, float stamps: NumPy's casting error")
def _(x, kernel, stride=1, padding=0):
    (h, w), (kh, kw) = x.shape, kernel.shape
    out = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw), dtype=int)
    for i, j in np.ndindex(h, w):
        out[i * stride : i * stride + kh, j * stride : j * stride + kw] += x[i, j] * kernel
    return _crop(out, padding)


@wrong("conv_transpose2d", "clipped and cast to uint8")
def _(x, kernel, stride=1, padding=0):
    return _crop(np.clip(_stamps(x, kernel, stride), 0, 255).astype(np.uint8), padding)


@wrong("conv_transpose2d", "negative values set to zero (ReLU)")
def _(x, kernel, stride=1, padding=0):
    return np.maximum(_crop(_stamps(x, kernel, stride), padding), 0)


@wrong("conv_transpose2d", "prints instead of returning")
def _(x, kernel, stride=1, padding=0):
    print(_crop(_stamps(x, kernel, stride), padding))


@wrong("conv_transpose2d", "flattened")
def _(x, kernel, stride=1, padding=0):
    return _crop(_stamps(x, kernel, stride), padding).ravel()


@wrong("conv_transpose2d", "TensorFlow's four dimensions kept")
def _(x, kernel, stride=1, padding=0):
    return _crop(_stamps(x, kernel, stride), padding)[None, :, :, None]


@wrong("conv_transpose2d", "tuple of array and shape")
def _(x, kernel, stride=1, padding=0):
    out = _crop(_stamps(x, kernel, stride), padding)
    return out, out.shape


@wrong("conv_transpose2d", "returns the sum only")
def _(x, kernel, stride=1, padding=0):
    return _crop(_stamps(x, kernel, stride), padding).sum()


@wrong("conv_transpose2d", "returns its input")
def _(x, kernel, stride=1, padding=0):
    return x


@wrong("conv_transpose2d", "returns the empty output")
def _(x, kernel, stride=1, padding=0):
    return np.zeros(_crop(_stamps(x, kernel, stride), padding).shape)


@wrong("conv_transpose2d", "returns inside the loop")
def _(x, kernel, stride=1, padding=0):
    (h, w), (kh, kw) = x.shape, kernel.shape
    out = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw))
    for i in range(h):
        for j in range(w):
            out[i * stride : i * stride + kh, j * stride : j * stride + kw] += x[i, j] * kernel
        return _crop(out, padding)


@wrong("conv_transpose2d", "TensorFlow with padding SAME")
def _(x, kernel, stride=1, padding=0):
    import tensorflow as tf

    x, kernel = np.asarray(x, "float32"), np.asarray(kernel, "float32")
    shape = (1, x.shape[0] * stride, x.shape[1] * stride, 1)
    out = tf.nn.conv2d_transpose(x[None, :, :, None], kernel[:, :, None, None], shape, stride, "SAME")
    return out.numpy()[0, :, :, 0]


@wrong("conv_transpose2d", "Keras layer with its random kernel")
def _(x, kernel, stride=1, padding=0):
    import keras

    layer = keras.layers.Conv2DTranspose(1, kernel.shape, stride, "valid", use_bias=False)
    return _crop(np.asarray(layer(np.asarray(x)[None, :, :, None]))[0, :, :, 0], padding)


@wrong("conv_transpose2d", "kernel flipped and padding added")
def _(x, kernel, stride=1, padding=0):
    return np.pad(_stamps(x, kernel[::-1, ::-1], stride), padding)


@wrong("conv_transpose2d", "= instead of += and padding forgotten")
def _(x, kernel, stride=1, padding=0):
    (h, w), (kh, kw) = x.shape, kernel.shape
    out = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw))
    for i, j in np.ndindex(h, w):
        out[i * stride : i * stride + kh, j * stride : j * stride + kw] = x[i, j] * kernel
    return out


@wrong("conv_transpose2d", "stride and padding both forgotten")
def _(x, kernel, stride=1, padding=0):
    return _stamps(x, kernel, 1)


@wrong("conv_transpose2d", "kernel flipped and stride forgotten")
def _(x, kernel, stride=1, padding=0):
    return _crop(_stamps(x, kernel[::-1, ::-1], 1), padding)


@wrong("conv_transpose2d", "index error: one loop too far")
def _(x, kernel, stride=1, padding=0):
    out = _stamps(x, kernel, stride)
    for i in range(x.shape[0] + 1):
        out[i, 0] += x[i, 0] * 0
    return _crop(out, padding)


@wrong("conv_transpose2d", "array of x's shape: stamps stick out")
def _(x, kernel, stride=1, padding=0):
    out = np.zeros_like(x)
    kh, kw = kernel.shape
    for i in range(0, x.shape[0], stride):
        for j in range(0, x.shape[1], stride):
            out[i : i + kh, j : j + kw] += x[i, j] * kernel
    return out


@wrong("conv_transpose2d", "half precision")
def _(x, kernel, stride=1, padding=0):
    return _crop(_stamps(x, kernel, stride), padding).astype(np.float16)


@wrong("conv_transpose2d", "keeps adding to a default argument from call to call")
def _(x, kernel, stride=1, padding=0, _memory={}):  # noqa: B006
    full = _stamps(x, kernel, stride)
    out = _memory.setdefault(full.shape, np.zeros(full.shape))
    out += full
    return _crop(out, padding).copy()


@wrong("conv_transpose2d", "rows of stamps overwritten, columns added")
def _(x, kernel, stride=1, padding=0):
    (h, w), (kh, kw) = x.shape, kernel.shape
    out = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw))
    for i in range(h):
        band = np.zeros((kh, out.shape[1]))
        for j in range(w):
            band[:, j * stride : j * stride + kw] += x[i, j] * kernel
        out[i * stride : i * stride + kh] = band
    return _crop(out, padding)


@wrong("conv_transpose2d", "TensorFlow complains about the shape it was given")
def _(x, kernel, stride=1, padding=0):
    import tensorflow as tf

    shape = (1, x.shape[0] * stride + 7, x.shape[1] * stride, 1)
    out = tf.nn.conv2d_transpose(x[None, :, :, None], kernel[:, :, None, None], shape, stride, "VALID")
    return out[0, :, :, 0]


@wrong("conv_transpose2d", "output resized (SciPy zoom) instead of stamped")
def _(x, kernel, stride=1, padding=0):
    from scipy.ndimage import zoom

    return zoom(np.asarray(x, float), stride, order=1)


@wrong("conv_transpose2d", "padding subtracted from the size only, the start is kept")
def _(x, kernel, stride=1, padding=0):
    out = _stamps(x, kernel, stride)
    return out[: out.shape[0] - 2 * padding, : out.shape[1] - 2 * padding]


@wrong("conv_transpose2d", "2·padding cropped from the start")
def _(x, kernel, stride=1, padding=0):
    return _stamps(x, kernel, stride)[2 * padding :, 2 * padding :]


@wrong("conv_transpose2d", "square inputs and kernels only: too small an array, the rest silently lost")
def _(x, kernel, stride=1, padding=0):
    side = (len(x) - 1) * stride + len(kernel)
    out = np.zeros((side, side))
    for i, j, a, b in np.ndindex(*x.shape, *kernel.shape):
        if i * stride + a < side and j * stride + b < side:
            out[i * stride + a, j * stride + b] += x[i, j] * kernel[a, b]
    return _crop(out, padding)


# -------------------------------------------------------------------------------- conv_transpose2d, right
@right("conv_transpose2d", "NumPy loops over pixels")
def _(x, kernel, stride=1, padding=0):
    return _crop(_stamps(x, kernel, stride), padding)


@right("conv_transpose2d", "loops over the kernel, strided slices")
def _(x, kernel, stride=1, padding=0):
    (h, w), (kh, kw) = np.shape(x), np.shape(kernel)
    out = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw), dtype=np.result_type(x, kernel))
    for (a, b), weight in np.ndenumerate(kernel):
        out[a : a + (h - 1) * stride + 1 : stride, b : b + (w - 1) * stride + 1 : stride] += weight * x
    return out[padding : out.shape[0] - padding, padding : out.shape[1] - padding]


@right("conv_transpose2d", "pure Python numbers, array at the end")
def _(x, kernel, stride=1, padding=0):
    x, kernel = [list(map(float, row)) for row in x], [list(map(float, row)) for row in kernel]
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
    out = np.zeros((i.max() * stride + kernel.shape[0], j.max() * stride + kernel.shape[1]))
    np.add.at(out, (i * stride + a, j * stride + b), x[i, j] * kernel[a, b])
    return _crop(out, padding)


@right("conv_transpose2d", "np.bincount with weights")
def _(x, kernel, stride=1, padding=0):
    i, j, a, b = np.indices(x.shape + kernel.shape)
    rows, columns = (x.shape[0] - 1) * stride + kernel.shape[0], (x.shape[1] - 1) * stride + kernel.shape[1]
    place = (i * stride + a) * columns + j * stride + b
    flat = np.bincount(place.ravel(), np.multiply.outer(x, kernel).ravel(), rows * columns)
    return _crop(flat.reshape(rows, columns), padding)


@right("conv_transpose2d", "zeros between, then SciPy convolve2d")
def _(x, kernel, stride=1, padding=0):
    from scipy.signal import convolve2d

    return _crop(convolve2d(_zeros_between(x, stride), kernel), padding)


@right("conv_transpose2d", "zeros between, then SciPy fftconvolve (rounding errors)")
def _(x, kernel, stride=1, padding=0):
    from scipy.signal import fftconvolve

    return _crop(fftconvolve(_zeros_between(x, stride), np.asarray(kernel, float)), padding)


@right("conv_transpose2d", "gathers with sliding windows (stride tricks)")
def _(x, kernel, stride=1, padding=0):
    kh, kw = kernel.shape
    spread = np.pad(_zeros_between(x, stride), ((kh - 1, kh - 1), (kw - 1, kw - 1)))
    windows = np.lib.stride_tricks.sliding_window_view(spread, (kh, kw))
    return _crop(np.einsum("ijab,ab->ij", windows, kernel[::-1, ::-1]), padding)


@right("conv_transpose2d", "tf.nn.conv2d_transpose, float32 tensor")
def _(x, kernel, stride=1, padding=0):
    import tensorflow as tf

    x, kernel = tf.cast(x, tf.float32), tf.cast(kernel, tf.float32)
    sides = [(n - 1) * stride + k for n, k in zip(x.shape, kernel.shape, strict=True)]
    image, weights = x[None, :, :, None], kernel[:, :, None, None]
    out = tf.nn.conv2d_transpose(image, weights, (1, *sides, 1), stride, "VALID")[0, :, :, 0]
    return out[padding : sides[0] - padding, padding : sides[1] - padding]


def _keras_valid(x, kernel, stride):
    import keras

    kernel = np.asarray(kernel, dtype="float32")
    layer = keras.layers.Conv2DTranspose(1, kernel.shape, stride, "valid", use_bias=False)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[:, :, None, None]])
    return np.asarray(layer(np.asarray(x, "float32")[None, :, :, None]))[0, :, :, 0]


@right("conv_transpose2d", "Keras layer, float32, the zeros it adds for kernel < stride cut off")
def _(x, kernel, stride=1, padding=0):
    rows, columns = ((n - 1) * stride + k for n, k in zip(x.shape, kernel.shape, strict=True))
    return _crop(_keras_valid(x, kernel, stride)[:rows, :columns], padding)


@wrong("conv_transpose2d", "Keras layer, valid: it adds zeros where the kernel is smaller than the stride")
def _(x, kernel, stride=1, padding=0):
    return _crop(_keras_valid(x, kernel, stride), padding)


@right("conv_transpose2d", "gradient of a convolution, with a tape")
def _(x, kernel, stride=1, padding=0):
    import tensorflow as tf

    x, kernel = tf.cast(x, tf.float64), tf.cast(kernel, tf.float64)
    shape = [1] + [(n - 1) * stride + k for n, k in zip(x.shape, kernel.shape, strict=True)] + [1]
    image = tf.Variable(tf.zeros(shape, tf.float64))
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


@right("conv_transpose2d", "recursion over the pixels")
def _(x, kernel, stride=1, padding=0):
    sides = [(n - 1) * stride + k for n, k in zip(x.shape, kernel.shape, strict=True)]

    def from_pixel(index):
        if index == x.size:
            return np.zeros(sides)
        i, j = divmod(index, x.shape[1])
        after_top, after_left = sides[0] - i * stride - kernel.shape[0], sides[1] - j * stride - kernel.shape[1]
        stamp = np.pad(x[i, j] * kernel, ((i * stride, after_top), (j * stride, after_left)))
        return stamp + from_pixel(index + 1)

    return _crop(from_pixel(0), padding)


class _Stamper:
    """Keeps its stride from call to call, as object-minded students do."""

    def __call__(self, x, kernel, stride=1, padding=0, verbose=False):
        self.stride = stride
        return self.crop(self.stamp(x, kernel), padding)

    def stamp(self, x, kernel):
        return _stamps(x, kernel, self.stride)

    def crop(self, out, padding):
        return out[padding:-padding, padding:-padding] if padding else out


right("conv_transpose2d", "instance of a callable class, extra optional parameter")(_Stamper())


def _stamp_with(adder, x, kernel, stride=1, padding=0):
    out = np.zeros([(n - 1) * stride + k for n, k in zip(x.shape, kernel.shape, strict=True)])
    for i, j in np.ndindex(x.shape):
        window = (
            slice(i * stride, i * stride + kernel.shape[0]),
            slice(j * stride, j * stride + kernel.shape[1]),
        )
        out[window] = adder(out[window], x[i, j] * kernel)
    return _crop(out, padding)


right("conv_transpose2d", "functools.partial of a helper")(functools.partial(_stamp_with, np.add))


@right("conv_transpose2d", "float32 NumPy, Fortran order, read-only")
def _(x, kernel, stride=1, padding=0):
    out = np.asfortranarray(_crop(_stamps(x, kernel, stride), padding), dtype=np.float32)
    out.flags.writeable = False
    return out


@right("conv_transpose2d", "works on copies that it changes")
def _(x, kernel, stride=1, padding=0):
    x, kernel = np.array(x, float), np.array(kernel, float)
    x *= 2
    kernel /= 2
    return _crop(_stamps(x, kernel, stride), padding)


right("conv_transpose2d", "behind a decorator without functools.wraps")(
    _timed(lambda x, kernel, stride=1, padding=0: _crop(_stamps(x, kernel, stride), padding))
)


@right("conv_transpose2d", "tf.Variable filled pixel by pixel, float64")
def _(x, kernel, stride=1, padding=0):
    import tensorflow as tf

    sides = [(n - 1) * stride + k for n, k in zip(x.shape, kernel.shape, strict=True)]
    out = tf.Variable(tf.zeros(sides, tf.float64))
    for i, j in np.ndindex(x.shape):
        ends = i * stride + kernel.shape[0], j * stride + kernel.shape[1]
        part = out[i * stride : ends[0], j * stride : ends[1]]
        part.assign(part + tf.cast(x[i, j] * kernel, tf.float64))
    return out[padding : sides[0] - padding, padding : sides[1] - padding]


@right("conv_transpose2d", "through the matrix of the convolution, transposed")
def _(x, kernel, stride=1, padding=0):
    sides = [(n - 1) * stride + k for n, k in zip(x.shape, kernel.shape, strict=True)]
    return _crop((_matrix(kernel, sides, stride).T @ np.ravel(x)).reshape(sides), padding)


# -------------------------------------------------------------------------------- convolution_matrix, wrong
def _matrix(kernel, input_shape, stride=1):
    kernel = np.asarray(kernel)
    (h, w), (kh, kw) = input_shape, kernel.shape
    rows, columns = (h - kh) // stride + 1, (w - kw) // stride + 1
    C = np.zeros((rows * columns, h * w))
    for i, j, a, b in np.ndindex(rows, columns, kh, kw):
        C[i * columns + j, (i * stride + a) * w + j * stride + b] = kernel[a, b]
    return C


@wrong("convolution_matrix", "kernel flipped")
def _(kernel, input_shape, stride=1):
    return _matrix(np.flip(kernel), input_shape, stride)


@wrong("convolution_matrix", "kernel flipped: unit pictures through SciPy convolve2d")
def _(kernel, input_shape, stride=1):
    from scipy.signal import convolve2d

    size = input_shape[0] * input_shape[1]
    units = np.eye(size).reshape(size, *input_shape)
    return np.stack([convolve2d(u, kernel, "valid")[::stride, ::stride].ravel() for u in units], axis=1)


@wrong("convolution_matrix", "kernel transposed")
def _(kernel, input_shape, stride=1):
    return _matrix(np.transpose(kernel), input_shape, stride)


@wrong("convolution_matrix", "matrix transposed")
def _(kernel, input_shape, stride=1):
    return _matrix(kernel, input_shape, stride).T


@wrong("convolution_matrix", "column-major throughout")
def _(kernel, input_shape, stride=1):
    (h, w), (kh, kw) = input_shape, kernel.shape
    rows, columns = (h - kh) // stride + 1, (w - kw) // stride + 1
    C = np.zeros((rows * columns, h * w))
    for i, j, a, b in np.ndindex(rows, columns, kh, kw):
        C[j * rows + i, (j * stride + b) * h + i * stride + a] = kernel[a, b]
    return C


@wrong("convolution_matrix", "input pixels column-major")
def _(kernel, input_shape, stride=1):
    C = _matrix(kernel, input_shape, stride)
    return C.reshape(-1, *input_shape).transpose(0, 2, 1).reshape(C.shape)


@wrong("convolution_matrix", "output pixels column-major")
def _(kernel, input_shape, stride=1):
    rows, columns = ((n - k) // stride + 1 for n, k in zip(input_shape, kernel.shape, strict=True))
    C = _matrix(kernel, input_shape, stride)
    return C.reshape(rows, columns, -1).transpose(1, 0, 2).reshape(C.shape)


@wrong("convolution_matrix", "height as row length: square inputs only")
def _(kernel, input_shape, stride=1):
    (h, w), (kh, kw) = input_shape, kernel.shape
    rows, columns = (h - kh) // stride + 1, (w - kw) // stride + 1
    C = np.zeros((rows * columns, h * w))
    for i, j, a, b in np.ndindex(rows, columns, kh, kw):
        C[i * columns + j, ((i * stride + a) * h + j * stride + b) % (h * w)] = kernel[a, b]
    return C


@wrong("convolution_matrix", "input taken as square from its height")
def _(kernel, input_shape, stride=1):
    n = input_shape[0]
    return _matrix(kernel, (n, n), stride)


@wrong("convolution_matrix", "input_shape read as (width, height)")
def _(kernel, input_shape, stride=1):
    w, h = input_shape
    return _matrix(kernel, (h, w), stride)


@wrong("convolution_matrix", "kernel taken as square")
def _(kernel, input_shape, stride=1):
    (h, w), k = input_shape, len(kernel)
    rows, columns = (h - k) // stride + 1, (w - k) // stride + 1
    C = np.zeros((rows * columns, h * w))
    for i, j, a, b in np.ndindex(rows, columns, k, k):
        C[i * columns + j, (i * stride + a) * w + j * stride + b] = kernel[a, b]
    return C


@wrong("convolution_matrix", "kernel 3 by 3 hard-coded")
def _(kernel, input_shape, stride=1):
    h, w = input_shape
    rows, columns = (h - 3) // stride + 1, (w - 3) // stride + 1
    C = np.zeros((rows * columns, h * w))
    for i, j, a, b in np.ndindex(rows, columns, 3, 3):
        C[i * columns + j, (i * stride + a) * w + j * stride + b] = kernel[a, b]
    return C


@wrong("convolution_matrix", "stride forgotten")
def _(kernel, input_shape, stride=1):
    return _matrix(kernel, input_shape)


@wrong("convolution_matrix", "stride in the number of rows but not in the windows' places")
def _(kernel, input_shape, stride=1):
    (h, w), (kh, kw) = input_shape, kernel.shape
    rows, columns = (h - kh) // stride + 1, (w - kw) // stride + 1
    C = np.zeros((rows * columns, h * w))
    for i, j, a, b in np.ndindex(rows, columns, kh, kw):
        C[i * columns + j, (i + a) * w + j + b] = kernel[a, b]
    return C


@wrong("convolution_matrix", "stride along rows of the picture only")
def _(kernel, input_shape, stride=1):
    (h, w), (kh, kw) = input_shape, kernel.shape
    rows, columns = (h - kh) // stride + 1, w - kw + 1
    C = np.zeros((rows * columns, h * w))
    for i, j, a, b in np.ndindex(rows, columns, kh, kw):
        C[i * columns + j, (i * stride + a) * w + j + b] = kernel[a, b]
    return C


@wrong("convolution_matrix", "stride takes every s-th row of the flat matrix")
def _(kernel, input_shape, stride=1):
    return _matrix(kernel, input_shape)[::stride]


@wrong("convolution_matrix", "one window too few: + 1 forgotten")
def _(kernel, input_shape, stride=1):
    (h, w), (kh, kw) = input_shape, kernel.shape
    rows, columns = (h - kh) // stride, (w - kw) // stride
    C = np.zeros((rows * columns, h * w))
    for i, j, a, b in np.ndindex(rows, columns, kh, kw):
        C[i * columns + j, (i * stride + a) * w + j * stride + b] = kernel[a, b]
    return C


@wrong("convolution_matrix", "(n - k + 1) // s windows")
def _(kernel, input_shape, stride=1):
    (h, w), (kh, kw) = input_shape, kernel.shape
    rows, columns = (h - kh + 1) // stride, (w - kw + 1) // stride
    C = np.zeros((rows * columns, h * w))
    for i, j, a, b in np.ndindex(rows, columns, kh, kw):
        C[i * columns + j, (i * stride + a) * w + j * stride + b] = kernel[a, b]
    return C


@wrong("convolution_matrix", "division with / : np.zeros gets floats")
def _(kernel, input_shape, stride=1):
    rows, columns = (
        (input_shape[0] - kernel.shape[0]) / stride + 1,
        (input_shape[1] - kernel.shape[1]) / stride + 1,
    )
    return np.zeros((rows * columns, input_shape[0] * input_shape[1]))


@wrong("convolution_matrix", "each row is the one before moved by one: windows wrap round the edge")
def _(kernel, input_shape, stride=1):
    C = _matrix(kernel, input_shape, stride)
    for row in range(1, len(C)):
        C[row] = np.roll(C[row - 1], stride)
    return C


@wrong("convolution_matrix", "kernel's rows put side by side, not one picture row apart")
def _(kernel, input_shape, stride=1):
    (h, w), (kh, kw) = input_shape, kernel.shape
    rows, columns = (h - kh) // stride + 1, (w - kw) // stride + 1
    C = np.zeros((rows * columns, h * w))
    for i in range(rows):
        for j in range(columns):
            start = i * stride * w + j * stride
            room = C[i * columns + j, start : start + kernel.size]
            room[:] = kernel.ravel()[: room.size]
    return C


@wrong("convolution_matrix", "full convolution")
def _(kernel, input_shape, stride=1):
    (h, w), (kh, kw) = input_shape, kernel.shape
    padded = _matrix(kernel, (h + 2 * kh - 2, w + 2 * kw - 2), stride)
    inner = padded.reshape(len(padded), h + 2 * kh - 2, w + 2 * kw - 2)
    return inner[:, kh - 1 : kh - 1 + h, kw - 1 : kw - 1 + w].reshape(len(padded), -1)


@wrong("convolution_matrix", "same convolution")
def _(kernel, input_shape, stride=1):
    (h, w), (kh, kw) = input_shape, kernel.shape
    padded = _matrix(kernel, (h + kh - 1, w + kw - 1), stride)
    inner = padded.reshape(len(padded), h + kh - 1, w + kw - 1)
    top, left = (kh - 1) // 2, (kw - 1) // 2
    return inner[:, top : top + h, left : left + w].reshape(len(padded), -1)


@wrong("convolution_matrix", "four dimensions, not reshaped")
def _(kernel, input_shape, stride=1):
    rows, columns = ((n - k) // stride + 1 for n, k in zip(input_shape, kernel.shape, strict=True))
    return _matrix(kernel, input_shape, stride).reshape(rows, columns, *input_shape)


@wrong("convolution_matrix", "three dimensions: output pixel, height, width")
def _(kernel, input_shape, stride=1):
    return _matrix(kernel, input_shape, stride).reshape(-1, *input_shape)


@wrong("convolution_matrix", "only the first row")
def _(kernel, input_shape, stride=1):
    return _matrix(kernel, input_shape, stride)[0]


@wrong("convolution_matrix", "marks the windows with ones instead of the kernel's numbers")
def _(kernel, input_shape, stride=1):
    return _matrix(np.ones(kernel.shape), input_shape, stride)


@wrong("convolution_matrix", "numbers cut off: int matrix")
def _(kernel, input_shape, stride=1):
    (h, w), (kh, kw) = input_shape, kernel.shape
    rows, columns = (h - kh) // stride + 1, (w - kw) // stride + 1
    C = np.zeros((rows, columns, h, w), dtype=int)
    for i, j in np.ndindex(rows, columns):
        C[i, j, i * stride : i * stride + kh, j * stride : j * stride + kw] = kernel
    return C.reshape(rows * columns, h * w)


@wrong("convolution_matrix", "NaN where nothing was put")
def _(kernel, input_shape, stride=1):
    C, marks = _matrix(kernel, input_shape, stride), _matrix(np.ones(kernel.shape), input_shape, stride)
    return np.where(marks > 0, C, np.nan)


@wrong("convolution_matrix", "kernel changed in place")
def _(kernel, input_shape, stride=1):
    C = _matrix(kernel, input_shape, stride)
    kernel[:] = kernel[::-1, ::-1].copy()
    return C


@wrong("convolution_matrix", "kernel normalised to sum 1")
def _(kernel, input_shape, stride=1):
    return _matrix(kernel / kernel.sum(), input_shape, stride)


@wrong("convolution_matrix", "prints instead of returning")
def _(kernel, input_shape, stride=1):
    print(_matrix(kernel, input_shape, stride))


@wrong("convolution_matrix", "returns the shape")
def _(kernel, input_shape, stride=1):
    return _matrix(kernel, input_shape, stride).shape


@wrong("convolution_matrix", "all zeros")
def _(kernel, input_shape, stride=1):
    return np.zeros(_matrix(kernel, input_shape, stride).shape)


@wrong("convolution_matrix", "SciPy sparse matrix")
def _(kernel, input_shape, stride=1):
    from scipy.sparse import csr_matrix

    return csr_matrix(_matrix(kernel, input_shape, stride))


@wrong("convolution_matrix", "wants an array of the picture, not its shape")
def _(kernel, input_shape, stride=1):
    h, w = input_shape.shape
    return _matrix(kernel, (h, w), stride)


@wrong("convolution_matrix", "stride missing from the signature")
def _(kernel, input_shape):
    return _matrix(kernel, input_shape)


@wrong("convolution_matrix", "kernel and input_shape swapped in the signature")
def _(input_shape, kernel, stride=1):
    return _matrix(kernel, input_shape, stride)


@wrong("convolution_matrix", "kernel flipped and matrix transposed")
def _(kernel, input_shape, stride=1):
    return _matrix(np.flip(kernel), input_shape, stride).T


@wrong("convolution_matrix", "kernel flipped and stride forgotten")
def _(kernel, input_shape, stride=1):
    return _matrix(np.flip(kernel), input_shape)


@wrong("convolution_matrix", "matrix transposed and stride forgotten")
def _(kernel, input_shape, stride=1):
    return _matrix(kernel, input_shape).T


@wrong("convolution_matrix", "window sticks out: index error")
def _(kernel, input_shape, stride=1):
    (h, w), (kh, kw) = input_shape, kernel.shape
    C = np.zeros((h * w, h * w))
    for i, j, a, b in np.ndindex(h, w, kh, kw):
        C[i * w + j, (i * stride + a) * w + j * stride + b] = kernel[a, b]
    return C


@wrong("convolution_matrix", "windows rounded up, the last one hangs over the edge")
def _(kernel, input_shape, stride=1):
    (h, w), (kh, kw) = input_shape, kernel.shape
    rows, columns = -(-(h - kh) // stride) + 1, -(-(w - kw) // stride) + 1
    C = np.zeros((rows * columns, h * w))
    for i, j, a, b in np.ndindex(rows, columns, kh, kw):
        if i * stride + a < h and j * stride + b < w:
            C[i * columns + j, (i * stride + a) * w + j * stride + b] = kernel[a, b]
    return C


@wrong("convolution_matrix", "row number i·rows + j: square outputs only")
def _(kernel, input_shape, stride=1):
    (h, w), (kh, kw) = input_shape, kernel.shape
    rows, columns = (h - kh) // stride + 1, (w - kw) // stride + 1
    C = np.zeros((rows * columns, h * w))
    for i, j, a, b in np.ndindex(rows, columns, kh, kw):
        C[(i * rows + j) % (rows * columns), (i * stride + a) * w + j * stride + b] = kernel[a, b]
    return C


@wrong("convolution_matrix", "picture rows and columns swapped throughout")
def _(kernel, input_shape, stride=1):
    return _matrix(kernel.T, input_shape[::-1], stride)


@wrong("convolution_matrix", "the stamp's matrix: kernel flipped, full, not transposed")
def _(kernel, input_shape, stride=1):
    (h, w), (kh, kw) = input_shape, kernel.shape
    return _matrix(kernel, ((h - 1) * stride + kh, (w - 1) * stride + kw), stride).T


@wrong("convolution_matrix", "divided by the stride squared")
def _(kernel, input_shape, stride=1):
    return _matrix(kernel, input_shape, stride) / stride**2


@wrong("convolution_matrix", "half of every window: range(kernel.shape[1] - 1)")
def _(kernel, input_shape, stride=1):
    cut = kernel.copy()
    cut[:, -1] = 0
    return _matrix(cut, input_shape, stride)


# -------------------------------------------------------------------------------- convolution_matrix, right
@right("convolution_matrix", "four loops")
def _(kernel, input_shape, stride=1):
    return _matrix(kernel, input_shape, stride)


@right("convolution_matrix", "four-dimensional view, slices, reshape")
def _(kernel, input_shape, stride=1):
    (h, w), (kh, kw) = input_shape, np.shape(kernel)
    places = [(i, j) for i in range(0, h - kh + 1, stride) for j in range(0, w - kw + 1, stride)]
    C = np.zeros((len(places), h, w))
    for row, (i, j) in zip(C, places, strict=True):
        row[i : i + kh, j : j + kw] = kernel
    return C.reshape(len(places), h * w)


@right("convolution_matrix", "unit pictures through SciPy correlate2d")
def _(kernel, input_shape, stride=1):
    from scipy.signal import correlate2d

    size = int(np.prod(input_shape))
    units = np.eye(size).reshape(size, *input_shape)
    return np.array([correlate2d(u, kernel, "valid")[::stride, ::stride].ravel() for u in units]).T


@right("convolution_matrix", "identity through tf.nn.conv2d, float32 tensor")
def _(kernel, input_shape, stride=1):
    import tensorflow as tf

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
    from scipy.linalg import toeplitz

    (h, w), (kh, kw) = input_shape, np.shape(kernel)
    blocks = [
        toeplitz(np.r_[row[0], np.zeros(w - kw)], np.r_[row, np.zeros(w - kw)])[::stride] for row in kernel
    ]
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
    from scipy.sparse import coo_matrix

    (h, w), (kh, kw) = input_shape, np.shape(kernel)
    rows, columns = (h - kh) // stride + 1, (w - kw) // stride + 1
    i, j, a, b = np.indices((rows, columns, kh, kw)).reshape(4, -1)
    where = (i * columns + j, (i * stride + a) * w + j * stride + b)
    return coo_matrix((np.asarray(kernel)[a, b], where), shape=(rows * columns, h * w)).toarray()


@right("convolution_matrix", "comparison of indices, no loop")
def _(kernel, input_shape, stride=1):
    (h, w), (kh, kw) = input_shape, np.shape(kernel)
    down = np.arange(h) - np.arange(0, h - kh + 1, stride)[:, None]
    across = np.arange(w) - np.arange(0, w - kw + 1, stride)[:, None]
    inside = ((down >= 0) & (down < kh))[:, None, :, None] & ((across >= 0) & (across < kw))[None, :, None, :]
    values = np.asarray(kernel)[
        down.clip(0, kh - 1)[:, None, :, None], across.clip(0, kw - 1)[None, :, None, :]
    ]
    return np.where(inside, values, 0).reshape(len(down) * len(across), h * w)


class _Matrix:
    def __call__(self, kernel, input_shape, stride=1):
        return np.vstack(list(self.rows(np.asarray(kernel), *input_shape, stride)))

    def rows(self, kernel, h, w, stride):
        for i in range(0, h - kernel.shape[0] + 1, stride):
            for j in range(0, w - kernel.shape[1] + 1, stride):
                around = ((i, h - i - kernel.shape[0]), (j, w - j - kernel.shape[1]))
                yield np.pad(kernel, around).ravel()


right("convolution_matrix", "instance of a callable class with a generator")(_Matrix())
right("convolution_matrix", "lambda around a helper")(
    lambda kernel, input_shape, stride=1: _matrix(kernel, input_shape, stride)
)


@right("convolution_matrix", "np.matrix, as SciPy's todense gives it")
def _(kernel, input_shape, stride=1):
    return np.asmatrix(_matrix(kernel, input_shape, stride))


# -------------------------------------------------------------------------------- overlap_count, wrong
def _count(n, kernel, stride):
    out = np.zeros((n - 1) * stride + kernel, dtype=int)
    for i in range(n):
        out[i * stride : i * stride + kernel] += 1
    return out


@wrong("overlap_count", "= instead of +=")
def _(n, kernel, stride):
    out = np.zeros((n - 1) * stride + kernel, dtype=int)
    for i in range(n):
        out[i * stride : i * stride + kernel] = 1
    return out


@wrong("overlap_count", "fancy index with += counts repeated places once")
def _(n, kernel, stride):
    out = np.zeros((n - 1) * stride + kernel, dtype=int)
    out[np.arange(n)[:, None] * stride + np.arange(kernel)] += 1
    return out


@wrong("overlap_count", "float array")
def _(n, kernel, stride):
    out = np.zeros((n - 1) * stride + kernel)
    for i in range(n):
        out[i * stride : i * stride + kernel] += 1
    return out


@wrong("overlap_count", "length n·stride, the end cut off")
def _(n, kernel, stride):
    out = np.zeros(n * stride, dtype=int)
    for i in range(n):
        out[i * stride : i * stride + kernel] += 1
    return out


@wrong("overlap_count", "length n·stride + kernel: zeros at the end")
def _(n, kernel, stride):
    out = np.zeros(n * stride + kernel, dtype=int)
    for i in range(n):
        out[i * stride : i * stride + kernel] += 1
    return out


@wrong("overlap_count", "one entry too few")
def _(n, kernel, stride):
    return _count(n, kernel, stride)[:-1]


@wrong("overlap_count", "one entry too many")
def _(n, kernel, stride):
    return np.append(_count(n, kernel, stride), 0)


@wrong("overlap_count", "stride forgotten")
def _(n, kernel, stride):
    return np.convolve(np.ones(n, dtype=int), np.ones(kernel, dtype=int))


@wrong("overlap_count", "stride in the length but not in the places")
def _(n, kernel, stride):
    out = np.zeros((n - 1) * stride + kernel, dtype=int)
    for i in range(n):
        out[i : i + kernel] += 1
    return out


@wrong("overlap_count", "kernel hard-coded as 3")
def _(n, kernel, stride):
    return _count(n, 3, stride)


@wrong("overlap_count", "marks where stamps start only")
def _(n, kernel, stride):
    out = np.zeros((n - 1) * stride + kernel, dtype=int)
    for i in range(n):
        out[i * stride] += 1
    return out


@wrong("overlap_count", "constant kernel // stride")
def _(n, kernel, stride):
    return np.full((n - 1) * stride + kernel, kernel // stride)


@wrong("overlap_count", "edges not treated: periodic pattern throughout")
def _(n, kernel, stride):
    return np.array([len(range(o % stride, kernel, stride)) for o in range((n - 1) * stride + kernel)])


@wrong("overlap_count", "two-dimensional counts")
def _(n, kernel, stride):
    return np.outer(_count(n, kernel, stride), _count(n, kernel, stride))


@wrong("overlap_count", "column instead of a line: shape (m, 1)")
def _(n, kernel, stride):
    return _count(n, kernel, stride)[:, None]


@wrong("overlap_count", "n and kernel swapped")
def _(n, kernel, stride):
    return _count(kernel, n, stride)


@wrong("overlap_count", "kernel and stride swapped")
def _(n, kernel, stride):
    return _count(n, stride, kernel)


@wrong("overlap_count", "kernel and stride swapped in the signature")
def _(n, stride, kernel):
    return _count(n, kernel, stride)


@wrong("overlap_count", "maximum only")
def _(n, kernel, stride):
    return int(_count(n, kernel, stride).max())


@wrong("overlap_count", "total only")
def _(n, kernel, stride):
    return int(_count(n, kernel, stride).sum())


@wrong("overlap_count", "counts the others: one too few everywhere")
def _(n, kernel, stride):
    return _count(n, kernel, stride) - 1


@wrong("overlap_count", "starts from ones: one too many everywhere")
def _(n, kernel, stride):
    out = np.ones((n - 1) * stride + kernel, dtype=int)
    for i in range(n):
        out[i * stride : i * stride + kernel] += 1
    return out


@wrong("overlap_count", "last pixel forgotten: range(n - 1)")
def _(n, kernel, stride):
    out = np.zeros((n - 1) * stride + kernel, dtype=int)
    for i in range(n - 1):
        out[i * stride : i * stride + kernel] += 1
    return out


@wrong("overlap_count", "first pixel forgotten: range(1, n)")
def _(n, kernel, stride):
    out = np.zeros((n - 1) * stride + kernel, dtype=int)
    for i in range(1, n):
        out[i * stride : i * stride + kernel] += 1
    return out


@wrong("overlap_count", "one stamp too many")
def _(n, kernel, stride):
    out = np.zeros((n - 1) * stride + kernel, dtype=int)
    for i in range(n + 1):
        out[i * stride : i * stride + kernel] += 1
    return out


@wrong("overlap_count", "stamps one too long")
def _(n, kernel, stride):
    out = np.zeros((n - 1) * stride + kernel, dtype=int)
    for i in range(n):
        out[i * stride : i * stride + kernel + 1] += 1
    return out


@wrong("overlap_count", "stamps one too short")
def _(n, kernel, stride):
    out = np.zeros((n - 1) * stride + kernel, dtype=int)
    for i in range(n):
        out[i * stride : i * stride + kernel - 1] += 1
    return out


@wrong("overlap_count", "divided by the largest count")
def _(n, kernel, stride):
    return _count(n, kernel, stride) / _count(n, kernel, stride).max()


@wrong("overlap_count", "yes or no instead of how many")
def _(n, kernel, stride):
    return _count(n, kernel, stride) > 0


@wrong("overlap_count", "yes or no whether stamps overlap")
def _(n, kernel, stride):
    return _count(n, kernel, stride) > 1


@wrong("overlap_count", "at least one in the gaps when the stride exceeds the kernel")
def _(n, kernel, stride):
    return np.maximum(_count(n, kernel, stride), 1)


@wrong("overlap_count", "edges cropped away")
def _(n, kernel, stride):
    out = _count(n, kernel, stride)
    return out[kernel - 1 : len(out) - kernel + 1]


@wrong("overlap_count", "one entry for each input pixel")
def _(n, kernel, stride):
    return np.array([min(kernel, n - i) for i in range(n)])


@wrong("overlap_count", "NaN in the gaps")
def _(n, kernel, stride):
    out = _count(n, kernel, stride).astype(float)
    out[out == 0] = np.nan
    return out


@wrong("overlap_count", "all zeros")
def _(n, kernel, stride):
    return np.zeros((n - 1) * stride + kernel, dtype=int)


@wrong("overlap_count", "text")
def _(n, kernel, stride):
    return " ".join(map(str, _count(n, kernel, stride)))


@wrong("overlap_count", "array of text")
def _(n, kernel, stride):
    return _count(n, kernel, stride).astype(str)


@wrong("overlap_count", "Counter instead of an array")
def _(n, kernel, stride):
    return Counter(i * stride + a for i in range(n) for a in range(kernel))


@wrong("overlap_count", "prints instead of returning")
def _(n, kernel, stride):
    print(*_count(n, kernel, stride))


@wrong("overlap_count", "returns inside the loop")
def _(n, kernel, stride):
    out = np.zeros((n - 1) * stride + kernel, dtype=int)
    for i in range(n):
        out[i * stride : i * stride + kernel] += 1
        return out


@wrong("overlap_count", "length without n - 1 and crash at the end")
def _(n, kernel, stride):
    out = np.zeros(n + kernel - 1, dtype=int)
    for i in range(n):
        for a in range(kernel):
            out[i * stride + a] += 1
    return out


@wrong("overlap_count", "takes kernel for an array")
def _(n, kernel, stride):
    out = np.zeros((n - 1) * stride + len(kernel), dtype=int)
    for i in range(n):
        out[i * stride : i * stride + len(kernel)] += 1
    return out


@wrong("overlap_count", "= instead of +=, in floats")
def _(n, kernel, stride):
    out = np.zeros((n - 1) * stride + kernel)
    for i in range(n):
        out[i * stride : i * stride + kernel] = np.ones(kernel)
    return out


@wrong("overlap_count", "stride forgotten, in floats")
def _(n, kernel, stride):
    return np.convolve(np.ones(n), np.ones(kernel))


@wrong("overlap_count", "right only where the stride divides the kernel")
def _(n, kernel, stride):
    size = (n - 1) * stride + kernel
    o = np.arange(size)
    return np.minimum.reduce(
        [o // stride + 1, (size - 1 - o) // stride + 1, np.full(size, min(n, -(-kernel // stride)))]
    )


@wrong("overlap_count", "far end not treated")
def _(n, kernel, stride):
    o = np.arange((n - 1) * stride + kernel)
    return o // stride - np.maximum((o - kernel) // stride + 1, 0) + 1


@wrong("overlap_count", "near end not treated")
def _(n, kernel, stride):
    o = np.arange((n - 1) * stride + kernel)
    return np.minimum(o // stride, n - 1) - (o - kernel) // stride


@wrong("overlap_count", "list of numbers in text form")
def _(n, kernel, stride):
    return [str(c) for c in _count(n, kernel, stride)]


@wrong("overlap_count", "sum of the pixel numbers instead of how many")
def _(n, kernel, stride):
    out = np.zeros((n - 1) * stride + kernel, dtype=int)
    for i in range(n):
        out[i * stride : i * stride + kernel] += i
    return out


@wrong("overlap_count", "objects in the array")
def _(n, kernel, stride):
    return _count(n, kernel, stride).astype(object)


# -------------------------------------------------------------------------------- overlap_count, right
@right("overlap_count", "np.add.at")
def _(n, kernel, stride):
    out = np.zeros((n - 1) * stride + kernel, dtype=np.int32)
    np.add.at(out, np.arange(n)[:, None] * stride + np.arange(kernel), 1)
    return out


@right("overlap_count", "np.bincount")
def _(n, kernel, stride):
    return np.bincount(
        np.add.outer(stride * np.arange(n), np.arange(kernel)).ravel(), minlength=(n - 1) * stride + kernel
    )


@right("overlap_count", "closed formula")
def _(n, kernel, stride):
    o = np.arange((n - 1) * stride + kernel)
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
    starts = np.zeros((n - 1) * stride + 1)
    starts[::stride] = 1
    return np.rint(np.convolve(starts, np.ones(kernel))).astype(int)


@right("overlap_count", "pure Python, array at the end, extra optional parameter")
def _(n, kernel, stride, first=0):
    size = (n - 1) * stride + kernel
    return np.array(
        [sum(first + i * stride <= o < first + i * stride + kernel for i in range(n)) for o in range(size)]
    )


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
    import tensorflow as tf

    places = tf.reshape(tf.range(n)[:, None] * stride + tf.range(kernel), (-1, 1))
    return tf.scatter_nd(places, tf.ones(n * kernel, tf.int32), [(n - 1) * stride + kernel])


@right("overlap_count", "through tf.nn.conv1d_transpose, rounded to integers")
def _(n, kernel, stride):
    import tensorflow as tf

    size = (n - 1) * stride + kernel
    out = tf.nn.conv1d_transpose(tf.ones((1, n, 1)), tf.ones((kernel, 1, 1)), (1, size, 1), stride, "VALID")
    return tf.cast(tf.round(out[0, :, 0]), tf.int64)


@right("overlap_count", "unsigned integers")
def _(n, kernel, stride):
    return _count(n, kernel, stride).astype(np.uint16)


class _Counter:
    def __init__(self, dtype):
        self.dtype = dtype

    def __call__(self, n, kernel, stride):
        seen = Counter(
            itertools.chain.from_iterable(range(i, i + kernel) for i in range(0, n * stride, stride))
        )
        return np.array([seen[o] for o in range((n - 1) * stride + kernel)], dtype=self.dtype)


right("overlap_count", "instance of a callable class")(_Counter(np.int16))
right("overlap_count", "lambda")(lambda n, kernel, stride: _count(n, kernel, stride))


right("overlap_count", "functools.lru_cache")(functools.lru_cache(_count))


@right("overlap_count", "through the two-dimensional stamps of ones")
def _(n, kernel, stride):
    return _stamps(np.ones((1, n)), np.ones((1, kernel)), stride)[0].astype(int)


# -------------------------------------------------------------------------------- bilinear_kernel, wrong
def _tent(factor):
    side = 2 * factor - factor % 2
    return 1 - np.abs(np.arange(side) - (side - 1) / 2) / factor


def _tent_of_side(factor, side):
    return 1 - np.abs(np.arange(side) - (side - 1) / 2) / factor


@wrong("bilinear_kernel", "side always 2f")
def _(factor):
    return np.outer(_tent_of_side(factor, 2 * factor), _tent_of_side(factor, 2 * factor))


@wrong("bilinear_kernel", "side always 2f - 1")
def _(factor):
    return np.outer(_tent_of_side(factor, 2 * factor - 1), _tent_of_side(factor, 2 * factor - 1))


@wrong("bilinear_kernel", "side 2f + 1, with zeros at the edge")
def _(factor):
    line = _tent_of_side(factor, 2 * factor + 1)
    return line[:, None] * line[None, :]


@wrong("bilinear_kernel", "side 2f + f mod 2")
def _(factor):
    line = _tent_of_side(factor, 2 * factor + factor % 2)
    return np.maximum(np.outer(line, line), 0)


@wrong("bilinear_kernel", "side 2·(f - f mod 2)")
def _(factor):
    line = _tent_of_side(factor, 2 * (factor - factor % 2))
    return np.outer(line, line)


@wrong("bilinear_kernel", "side f")
def _(factor):
    line = _tent_of_side(factor, factor)
    return np.outer(line, line)


@wrong("bilinear_kernel", "middle always on a pixel: w // 2")
def _(factor):
    side = 2 * factor - factor % 2
    line = 1 - np.abs(np.arange(side) - side // 2) / factor
    return np.outer(line, line)


@wrong("bilinear_kernel", "middle always on a pixel: f - 1")
def _(factor):
    rows, columns = np.ogrid[: 2 * factor - factor % 2, : 2 * factor - factor % 2]
    return (1 - abs(rows - (factor - 1)) / factor) * (1 - abs(columns - (factor - 1)) / factor)


@wrong("bilinear_kernel", "middle always between pixels: f - 0.5 (Long's cases swapped)")
def _(factor):
    center = factor - 1 if factor % 2 == 0 else factor - 0.5
    og = np.ogrid[: 2 * factor - factor % 2, : 2 * factor - factor % 2]
    return (1 - abs(og[0] - center) / factor) * (1 - abs(og[1] - center) / factor)


@wrong("bilinear_kernel", "middle at w / 2: half a pixel off")
def _(factor):
    side = 2 * factor - factor % 2
    line = 1 - np.abs(np.arange(side) - side / 2) / factor
    return np.outer(line, line)


@wrong("bilinear_kernel", "one-dimensional")
def _(factor):
    return _tent(factor)


@wrong("bilinear_kernel", "one row: shape (1, w)")
def _(factor):
    return _tent(factor)[None, :]


@wrong("bilinear_kernel", "four dimensions, as Keras wants its weights")
def _(factor):
    return np.outer(_tent(factor), _tent(factor))[:, :, None, None]


@wrong("bilinear_kernel", "inner instead of outer product")
def _(factor):
    return _tent(factor) @ _tent(factor)


@wrong("bilinear_kernel", "same line in every row, not multiplied")
def _(factor):
    return np.tile(_tent(factor), (len(_tent(factor)), 1))


@wrong("bilinear_kernel", "directions added")
def _(factor):
    return _tent(factor)[:, None] + _tent(factor)[None, :]


@wrong("bilinear_kernel", "directions averaged")
def _(factor):
    return (_tent(factor)[:, None] + _tent(factor)[None, :]) / 2


@wrong("bilinear_kernel", "minimum of the directions: a pyramid")
def _(factor):
    return np.minimum.outer(_tent(factor), _tent(factor))


@wrong("bilinear_kernel", "round distance: a cone")
def _(factor):
    side = 2 * factor - factor % 2
    d = np.arange(side) - (side - 1) / 2
    return np.maximum(0, 1 - np.hypot(d[:, None], d) / factor)


@wrong("bilinear_kernel", "sum of the distances (Manhattan)")
def _(factor):
    side = 2 * factor - factor % 2
    d = abs(np.arange(side) - (side - 1) / 2)
    return np.clip(1 - (d[:, None] + d) / factor, 0, None)


@wrong("bilinear_kernel", "normalised to sum 1")
def _(factor):
    kernel = np.outer(_tent(factor), _tent(factor))
    return kernel / kernel.sum()


@wrong("bilinear_kernel", "normalised to a peak of 1")
def _(factor):
    kernel = np.outer(_tent(factor), _tent(factor))
    return kernel / kernel.max()


@wrong("bilinear_kernel", "divided by f once more")
def _(factor):
    return np.outer(_tent(factor), _tent(factor)) / factor


@wrong("bilinear_kernel", "divided by the side instead of the factor")
def _(factor):
    side = 2 * factor - factor % 2
    line = 1 - np.abs(np.arange(side) - (side - 1) / 2) / side
    return np.outer(line, line)


@wrong("bilinear_kernel", "divided by half the side: wrong for odd factors only")
def _(factor):
    side = 2 * factor - factor % 2
    line = 1 - np.abs(np.arange(side) - (side - 1) / 2) / (side / 2)
    return np.outer(line, line)


@wrong("bilinear_kernel", "distance not divided: 1 - d")
def _(factor):
    side = 2 * factor - factor % 2
    line = 1 - np.abs(np.arange(side) - (side - 1) / 2)
    return np.outer(line, line)


@wrong("bilinear_kernel", "integer division //")
def _(factor):
    side = 2 * factor - factor % 2
    line = 1 - np.abs(np.arange(side) - (side - 1) / 2) // factor
    return np.outer(line, line)


@wrong("bilinear_kernel", "integer array: cut off")
def _(factor):
    side = 2 * factor - factor % 2
    kernel = np.zeros((side, side), dtype=int)
    for i in range(side):
        for j in range(side):
            kernel[i, j] = _tent(factor)[i] * _tent(factor)[j]
    return kernel


@wrong("bilinear_kernel", "absolute value forgotten")
def _(factor):
    side = 2 * factor - factor % 2
    line = 1 - (np.arange(side) - (side - 1) / 2) / factor
    return np.outer(line, line)


@wrong("bilinear_kernel", "1 - forgotten: d/f")
def _(factor):
    return np.outer(1 - _tent(factor), 1 - _tent(factor))


@wrong("bilinear_kernel", "distance squared")
def _(factor):
    line = 1 - (1 - _tent(factor)) ** 2
    return np.outer(line, line)


@wrong("bilinear_kernel", "tent of NumPy's bartlett, zero at its ends")
def _(factor):
    line = np.bartlett(2 * factor - factor % 2)
    return np.outer(line, line)


@wrong("bilinear_kernel", "box: nearest instead of bilinear")
def _(factor):
    return np.ones((factor, factor))


@wrong("bilinear_kernel", "all ones in the right shape")
def _(factor):
    return np.ones((2 * factor - factor % 2,) * 2)


@wrong("bilinear_kernel", "Gaussian instead of a tent")
def _(factor):
    side = 2 * factor - factor % 2
    line = np.exp(-0.5 * ((np.arange(side) - (side - 1) / 2) / (factor / 2)) ** 2)
    return np.outer(line, line)


@wrong("bilinear_kernel", "factor 2 hard-coded")
def _(factor):
    line = np.array([0.25, 0.75, 0.75, 0.25])
    return np.outer(line, line)


@wrong("bilinear_kernel", "even factors only")
def _(factor):
    half = (np.arange(factor) + 0.5) / factor
    line = np.r_[half, half[::-1]]
    return np.outer(line, line)


@wrong("bilinear_kernel", "NaN at factor 1")
def _(factor):
    side = 2 * factor - factor % 2
    with np.errstate(all="ignore"):
        steps = np.abs(np.arange(side) - (side - 1) / 2) / np.float64(factor - 1)
    line = 1 - steps * (factor - 1) / factor
    return np.outer(line, line)


@wrong("bilinear_kernel", "the kernel's side")
def _(factor):
    return 2 * factor - factor % 2


@wrong("bilinear_kernel", "prints instead of returning")
def _(factor):
    print(np.outer(_tent(factor), _tent(factor)))


@wrong("bilinear_kernel", "crash: factor used as an array")
def _(factor):
    side = factor.shape[0] * 2
    return np.ones((side, side))


@wrong("bilinear_kernel", "crash: np.zeros of two numbers")
def _(factor):
    side = 2 * factor - factor % 2
    kernel = np.zeros(side, side)
    return kernel


@wrong("bilinear_kernel", "only the upper left quarter filled")
def _(factor):
    kernel = np.outer(_tent(factor), _tent(factor))
    kernel[factor:] = 0
    kernel[:, factor:] = 0
    return kernel


@wrong("bilinear_kernel", "complex numbers")
def _(factor):
    return np.outer(_tent(factor), _tent(factor)).astype(complex)


@wrong("bilinear_kernel", "side always 2f and normalised to sum 1")
def _(factor):
    line = _tent_of_side(factor, 2 * factor)
    return np.outer(line, line) / np.outer(line, line).sum()


@wrong("bilinear_kernel", "directions averaged and middle on a pixel")
def _(factor):
    side = 2 * factor - factor % 2
    line = 1 - np.abs(np.arange(side) - side // 2) / factor
    return np.add.outer(line, line) / 2


@wrong("bilinear_kernel", "rounded to two decimals")
def _(factor):
    return np.outer(_tent(factor), _tent(factor)).round(2)


@wrong("bilinear_kernel", "distance to f instead of the middle")
def _(factor):
    side = 2 * factor - factor % 2
    line = 1 - np.abs(np.arange(side) - factor) / factor
    return np.outer(line, line)


@wrong("bilinear_kernel", "np.linspace from 0 to 1 and back, ends included")
def _(factor):
    side = 2 * factor - factor % 2
    half = np.linspace(0, 1, -(-side // 2))
    line = np.concatenate([half, half[::-1][side % 2 :]])
    return np.outer(line, line)


@wrong("bilinear_kernel", "each row normalised to sum 1")
def _(factor):
    kernel = np.outer(_tent(factor), _tent(factor))
    return kernel / kernel.sum(axis=1, keepdims=True)


@wrong("bilinear_kernel", "divided by f squared")
def _(factor):
    return np.outer(_tent(factor), _tent(factor)) / factor**2


@wrong("bilinear_kernel", "pure Python lists that share one row")
def _(factor):
    side = len(_tent(factor))
    kernel = [[0.0] * side] * side
    for i in range(side):
        for j in range(side):
            kernel[i][j] = _tent(factor)[i] * _tent(factor)[j]
    return np.array(kernel)


@wrong("bilinear_kernel", "square brackets lost: mod of the whole, (2f - f) mod 2")
def _(factor):
    side = (2 * factor - factor) % 2
    line = 1 - np.abs(np.arange(side) - (side - 1) / 2) / factor
    return np.outer(line, line)


@wrong("bilinear_kernel", "flattened")
def _(factor):
    return np.outer(_tent(factor), _tent(factor)).ravel()


@wrong("bilinear_kernel", "stamped interpolation instead of the kernel")
def _(factor):
    return _crop(_stamps(np.ones((4, 4)), np.outer(_tent(factor), _tent(factor)), factor), factor // 2)


# -------------------------------------------------------------------------------- bilinear_kernel, right
@right("bilinear_kernel", "outer product")
def _(factor):
    return np.outer(_tent(factor), _tent(factor))


@right("bilinear_kernel", "as in Long's published code")
def _(factor):
    size = 2 * factor - factor % 2
    f = (size + 1) // 2
    center = f - 1 if size % 2 == 1 else f - 0.5
    og = np.ogrid[:size, :size]
    return (1 - abs(og[0] - center) / f) * (1 - abs(og[1] - center) / f)


@right("bilinear_kernel", "SciPy's triangular window, float32")
def _(factor):
    from scipy.signal.windows import triang

    line = triang(2 * factor - factor % 2)
    return np.multiply.outer(line, line).astype(np.float32)


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
    from fractions import Fraction

    side = 2 * factor - factor % 2
    line = [1 - abs(Fraction(2 * i - side + 1, 2 * factor)) for i in range(side)]
    return np.array([[float(a * b) for b in line] for a in line])


@right("bilinear_kernel", "TensorFlow float32 tensor")
def _(factor):
    import tensorflow as tf

    side = 2 * factor - factor % 2
    line = 1 - tf.abs(tf.range(side, dtype=tf.float32) - (side - 1) / 2) / factor
    return tf.tensordot(line, line, axes=0)


@right("bilinear_kernel", "np.interp of a tent")
def _(factor, power=1):
    side = 2 * factor - factor % 2
    line = np.interp(np.arange(side) - (side - 1) / 2, [-factor, 0, factor], [0, 1, 0]) ** power
    return np.einsum("i,j->ij", line, line)


@right("bilinear_kernel", "np.fromfunction")
def _(factor):
    side = 2 * factor - factor % 2
    middle = (side - 1) / 2
    return np.fromfunction(
        lambda i, j: np.prod([1 - abs(q - middle) / factor for q in (i, j)], axis=0), (side, side)
    )


@right("bilinear_kernel", "quarter mirrored to all sides")
def _(factor):
    half = np.arange(1 - factor % 2 / 2, factor + 1)[:factor]
    half = (half - 0.5) / factor if factor % 2 == 0 else (half + 0.5) / factor
    line = np.concatenate([half, half[::-1][factor % 2 :]])
    return np.outer(line, line)


def _separable(window, factor):
    line = window(factor)
    return line * line.reshape(-1, 1)


class _Window:
    def __call__(self, factor):
        return _separable(_tent, factor)


right("bilinear_kernel", "functools.partial")(functools.partial(_separable, _tent))
right("bilinear_kernel", "instance of a callable class")(_Window())
right("bilinear_kernel", "lambda")(lambda factor: np.kron(_tent(factor), _tent(factor)[:, None]))
