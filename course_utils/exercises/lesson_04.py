"""Checks of lesson 04: Gatys' losses against their definition in float64, and the gradients that paint."""

from dataclasses import replace

import numpy as np

from course_utils.exercises.engine import Exercise, runs
from course_utils.exercises.gradients import as_tensors
from course_utils.exercises.kinds import SCALAR, TENSOR
from course_utils.exercises.verdict import Mistake

LESSON = "style_transfer"

# A tiny epsilon under a root keeps its slope finite and shifts the loss a little; such answers are right.
PICTURE_LOSS = replace(SCALAR, rtol=1e-3, atol=1e-6)


def _features(seed, *shape):
    """As after a ReLU: nothing negative, some zeros; float32 (H, W, N)."""
    return np.maximum(np.random.default_rng(seed).normal(0.5, 1, shape), 0).astype("float32")


def _exact(a):
    return np.asarray(a, float)


# --- content_loss ------------------------------------------------------------------------------


def _content_cases():
    by_hand = np.array([[[1.0], [3.0]]], "float32"), np.array([[[0.0], [1.0]]], "float32")
    shapes = (3, 4, 2), (2, 5, 3), (6, 2, 5), (4, 4, 1)
    alike = _features(20, 3, 2, 4)  # the picture may start as the content itself
    different = [(_features(k, *shape), _features(10 + k, *shape)) for k, shape in enumerate(shapes)]
    other_axes = np.array([[1, 2]], "float32"), np.array([[0, 4]], "float32")
    return [
        by_hand,
        *different,
        (alike, alike.copy()),
        other_axes,
        (_features(21, 1, 2, 3, 4), _features(22, 1, 2, 3, 4)),
    ]


def _for_three_axes_only(cases, results, wanted):
    right = [r is not None and PICTURE_LOSS.same(r, w) for r, w in zip(results, wanted, strict=True)]
    if right == [F.ndim == 3 for F, _ in cases]:
        raise Mistake("content_three_axes")


def _of_difference(formula):
    """formula(d): of F − P, shape (H, W, N); with other axes than these every result fits."""
    return lambda F, P: formula(_exact(F) - P) if F.ndim == 3 else None


def _content(F, P):
    return np.sum((_exact(F) - P) ** 2) / 2


CONTENT_MISTAKES = {
    "content_no_half": _of_difference(lambda d: np.sum(d**2)),
    "content_half_squared": _of_difference(lambda d: np.sum((d / 2) ** 2)),
    "content_mean": _of_difference(lambda d: np.mean(d**2) / 2),
    "content_mean_no_half": _of_difference(lambda d: np.mean(d**2)),
    "content_per_position": _of_difference(lambda d: np.sum(d**2) / 2 / d[..., 0].size),
    "content_per_channel": _of_difference(lambda d: np.sum(d**2) / 2 / d.shape[-1]),
    "content_not_squared": _of_difference(lambda d: np.sum(d) / 2),
    "content_abs": _of_difference(lambda d: np.sum(np.abs(d)) / 2),
    "content_abs_no_half": _of_difference(lambda d: np.sum(np.abs(d))),
    "content_sum_squared": _of_difference(lambda d: np.sum(d) ** 2 / 2),
    "content_root": _of_difference(lambda d: np.sum(d**2) ** 0.5),
    "content_root_half": _of_difference(lambda d: np.sum(d**2) ** 0.5 / 2),
    "content_sign": _of_difference(lambda d: -np.sum(d**2) / 2),
    "content_plus": lambda F, P: np.sum((_exact(F) + P) ** 2) / 2,
    "content_squares_apart": lambda F, P: np.sum(_exact(F) ** 2 - _exact(P) ** 2) / 2,
    "content_one_only": lambda F, P: np.sum(_exact(F) ** 2) / 2,
    "content_grams": lambda F, P: np.sum((_gram(F) - _gram(P)) ** 2) / 2 if F.ndim == 3 else None,
}


CONTENT_LOSS = Exercise(
    "content_loss",
    LESSON,
    PICTURE_LOSS,
    _content_cases,
    _content,
    CONTENT_MISTAKES,
    diagnose=_for_three_axes_only,
    gradient_to=("F",),
)


# --- gram_matrix -------------------------------------------------------------------------------


def _gram_cases():
    by_hand = np.array([[[1.0, 2.0]], [[0.0, 3.0]], [[1.0, 0.0]]], "float32")
    shapes = (3, 4, 2), (2, 5, 3), (5, 2, 4), (3, 2, 7), (4, 4, 1)
    return [(by_hand,), *((_features(30 + k, *shape),) for k, shape in enumerate(shapes))]


def _gram(F):
    return np.tensordot(_exact(F), _exact(F), axes=((0, 1), (0, 1)))


def _of_rows(formula):
    """formula(rows): of the features as a matrix, a row for each position, a column for each channel"""
    return lambda F: formula(_exact(F).reshape(-1, F.shape[-1]))


def _transposed(X):
    return X @ X.T


def _centred(rows):
    return rows - rows.mean(axis=0)


def _unit_columns(rows):
    return rows / np.maximum(np.linalg.norm(rows, axis=0), 1e-9)


GRAM_MISTAKES = {
    "gram_positions": _of_rows(_transposed),
    "gram_mixed": lambda F: _transposed(_exact(F).reshape(F.shape[-1], -1)),
    "gram_channels_first": lambda F: _transposed(_exact(F).reshape(F.shape[0], -1)),
    "gram_per_position": _of_rows(lambda rows: rows.T @ rows / len(rows)),
    "gram_per_position_twice": _of_rows(lambda rows: rows.T @ rows / len(rows) ** 2),
    "gram_per_number": _of_rows(lambda rows: rows.T @ rows / rows.size),
    "gram_per_channel": _of_rows(lambda rows: rows.T @ rows / rows.shape[1]),
    "gram_per_number_twice": _of_rows(lambda rows: rows.T @ rows / (2 * rows.size)),
    "gram_halved": _of_rows(lambda rows: rows.T @ rows / 2),
    "gram_centred": _of_rows(lambda rows: _centred(rows).T @ _centred(rows)),
    "gram_covariance": _of_rows(lambda rows: _centred(rows).T @ _centred(rows) / (len(rows) - 1)),
    "gram_correlation": _of_rows(lambda rows: _unit_columns(rows).T @ _unit_columns(rows)),
    "gram_diagonal": _of_rows(lambda rows: np.diag(np.sum(rows**2, axis=0))),
    "gram_diagonal_only": _of_rows(lambda rows: np.sum(rows**2, axis=0)),
    "gram_sums_first": _of_rows(lambda rows: np.outer(rows.sum(axis=0), rows.sum(axis=0))),
    "gram_per_row": lambda F: np.einsum("hwi,hwj->hij", _exact(F), F),
    "gram_per_column": lambda F: np.einsum("hwi,hwj->wij", _exact(F), F),
    "gram_not_summed": lambda F: np.einsum("hwi,hwj->hwij", _exact(F), F),
    "gram_extra_axis": lambda F: _gram(F)[None],
    "gram_sum": lambda F: np.sum(_exact(F) ** 2),
    "gram_root": lambda F: np.sqrt(_gram(F)),
}


def _check_gram(args, raw):
    """Whatever was multiplied: products of channels with channels are symmetric and positive semi-definite."""
    got, channels = np.asarray(raw, float), args[0].shape[-1]
    if got.shape != (channels, channels) or not np.isfinite(got).all():
        return
    if any(TENSOR.same(got, mistaken(*args)) for mistaken in GRAM_MISTAKES.values()):  # has a better hint
        return
    if not np.allclose(got, got.T, rtol=1e-3, atol=1e-5):
        raise Mistake("gram_not_symmetric")
    eigenvalues = np.linalg.eigvalsh(got)
    if eigenvalues[0] < -1e-4 * np.abs(eigenvalues).max():
        raise Mistake("gram_negative")


def _gram_limits(run, slopes):
    """What makes it a description of style: it forgets where."""
    F = _features(40, 4, 6, 3)
    rows = F.reshape(-1, 3)
    shuffled = np.random.default_rng(41).permutation(rows).reshape(F.shape)
    if not TENSOR.same(run(F), run(shuffled)):
        raise Mistake("gram_remembers_where")


GRAM_MATRIX = Exercise(
    "gram_matrix",
    LESSON,
    TENSOR,
    _gram_cases,
    _gram,
    GRAM_MISTAKES,
    inspect=_check_gram,
    gradient_to=("F",),
    limits=_gram_limits,
)


# --- style_layer_loss --------------------------------------------------------------------------


def _style_gram(seed, *shape):
    """Of a style picture that need not be of the same size."""
    return _gram(_features(seed, *shape)).astype("float32")


def _style_cases():
    by_hand = np.array([[[1.0, 2.0], [0.0, 1.0]]] * 3, "float32"), np.array([[1.0, 2.0], [2.0, 9.0]], "float32")
    whole = np.round(3 * _features(55, 3, 2, 4))  # so that its Gram matrix is exact
    return [
        by_hand,  # W = N: F − A would do, by broadcasting
        (_features(51, 4, 3, 2), _style_gram(61, 5, 6, 2)),
        (_features(52, 2, 5, 3), _style_gram(62, 5, 2, 3)),
        (_features(53, 5, 2, 6), _style_gram(63, 3, 4, 6)),
        (_features(54, 1, 7, 1), _style_gram(64, 2, 2, 1)),
        (whole, _gram(whole).astype("float32")),  # the style is reached
    ]


def _sizes(F):
    """N, M, H, W"""
    height, width, channels = F.shape
    return channels, height * width, height, width


def _style(F, A):
    channels, positions, *_ = _sizes(F)
    return np.sum((_gram(F) - A) ** 2) / (4.0 * channels**2 * positions**2)


def _divided_by(formula):
    """formula(N, M, H, W): what the sum of squares is divided by"""
    return lambda F, A: np.sum((_gram(F) - A) ** 2) / formula(*_sizes(F))


def _compared(formula):
    """formula(G, A, M): what stands in for the sum of squares"""

    def loss(F, A):
        channels, positions, *_ = _sizes(F)
        return formula(_gram(F), _exact(A), positions) / (4.0 * channels**2 * positions**2)

    return loss


STYLE_MISTAKES = {
    "style_undivided": _divided_by(lambda N, M, H, W: 1),
    "style_content_loss": _divided_by(lambda N, M, H, W: 2),
    "style_no_squares": _divided_by(lambda N, M, H, W: 4 * N * M),
    "style_positions_not_squared": _divided_by(lambda N, M, H, W: 4 * N**2 * M),
    "style_channels_not_squared": _divided_by(lambda N, M, H, W: 4 * N * M**2),
    "style_no_4": _divided_by(lambda N, M, H, W: N**2 * M**2),
    "style_2": _divided_by(lambda N, M, H, W: 2 * N**2 * M**2),
    "style_16": _divided_by(lambda N, M, H, W: (4 * N * M) ** 2),
    "style_height_only": _divided_by(lambda N, M, H, W: 4 * N**2 * H**2),
    "style_width_only": _divided_by(lambda N, M, H, W: 4 * N**2 * W**2),
    "style_channels_twice": _divided_by(lambda N, M, H, W: 4 * N**2 * (M * N) ** 2),
    "style_only_4": _divided_by(lambda N, M, H, W: 4),
    "style_no_channels": _divided_by(lambda N, M, H, W: 4 * M**2),
    "style_no_positions": _divided_by(lambda N, M, H, W: 4 * N**2),
    "style_mean": _divided_by(lambda N, M, H, W: N**2),
    "style_multiplied": _divided_by(lambda N, M, H, W: 4 / (N**2 * M**2)),
    "style_not_squared": _compared(lambda G, A, M: np.sum(G - A)),
    "style_abs": _compared(lambda G, A, M: np.sum(np.abs(G - A))),
    "style_sum_squared": _compared(lambda G, A, M: np.sum(G - A) ** 2),
    "style_root": _compared(lambda G, A, M: np.sum((G - A) ** 2) ** 0.5),
    "style_plus": _compared(lambda G, A, M: np.sum((G + A) ** 2)),
    "style_squares_apart": _compared(lambda G, A, M: np.sum(G**2 - A**2)),
    "style_sign": _compared(lambda G, A, M: -np.sum((G - A) ** 2)),
    "style_ignored": _compared(lambda G, A, M: np.sum(G**2)),
    "style_gram_of_gram": _compared(lambda G, A, M: np.sum((G - A.T @ A) ** 2)),
    "style_gram_normalised": _compared(lambda G, A, M: np.sum((G / M - A) ** 2)),
    "style_diagonal": _compared(lambda G, A, M: np.sum(np.diag(G - A) ** 2)),
    "style_halved": _compared(lambda G, A, M: np.sum((G - A) ** 2) / 2),
}


def _check_not_features(args, raw):
    """F − A, without a Gram matrix, has a value in the first case only; in the others it is a crash."""
    F, A = args
    if F.shape[1:] != A.shape:
        return
    channels, positions, *_ = _sizes(F)
    total = np.sum((_exact(F) - A) ** 2)
    divisors = 1, 2, 4, F.size, 4 * channels**2 * positions**2
    if any(np.isclose(np.asarray(raw, float), total / divisor, rtol=1e-3) for divisor in divisors):
        raise Mistake("style_features")


def _what_is_what(answer, args, error):
    """Does the answer run when A is what it takes it for, the features of the style, or F is?"""
    F, A = args
    taken = {"style_swapped": (A, F), "style_gram_of_gram": (F, _features(73, 5, 4, len(A)))}
    for key, given in taken.items():
        if runs(answer, as_tensors(given)):
            raise Mistake(key)


def _style_limits(run, slopes):
    """As large as the layers of a net: N² M², and M² on its own, beyond the whole numbers of 32 bits."""
    for shape in ((16, 64, 64), (256, 256, 1)):
        F, A = _features(71, *shape), _style_gram(72, 4, 4, shape[-1])
        if not np.isclose(run(F, A), _style(F, A), rtol=0.01):
            raise Mistake("style_overflow", shape=shape)


STYLE_LAYER_LOSS = Exercise(
    "style_layer_loss",
    LESSON,
    PICTURE_LOSS,
    _style_cases,
    _style,
    STYLE_MISTAKES,
    inspect=_check_not_features,
    crashed=_what_is_what,
    gradient_to=("F",),
    limits=_style_limits,
)


# --- statistics_loss ---------------------------------------------------------------------------


def _measured(seed, *shape):
    """Mean and standard deviation of each map of a style picture that need not be of the same size."""
    F = _features(seed, *shape)
    return F.mean(axis=(0, 1)), F.std(axis=(0, 1))


def _statistics_cases():
    F = np.array([[[1.0, 0.0], [3.0, 4.0]]], "float32")
    by_hand = F, np.array([1, 3], "float32"), np.array([0, 1], "float32")
    reached = _features(105, 3, 2, 4)
    return [
        by_hand,  # W = N, as in the next but one: averages over the maps would do, by broadcasting
        (_features(101, 4, 3, 2), *_measured(111, 5, 6, 2)),
        (_features(102, 3, 4, 4), *_measured(112, 5, 2, 4)),
        (_features(103, 5, 2, 6), *_measured(113, 3, 4, 6)),
        (_features(104, 2, 4, 1), *_measured(114, 2, 3, 1)),
        (reached, reached.mean(axis=(0, 1)), reached.std(axis=(0, 1))),
    ]


def _variance(F, axis=(0, 1)):
    return np.var(_exact(F), axis=axis)


def _mean_std(F):
    return np.mean(_exact(F), axis=(0, 1)), _variance(F) ** 0.5


def _statistics(F, mean, std):
    got_mean, got_std = _mean_std(F)
    return np.mean((got_mean - mean) ** 2 + (got_std - std) ** 2)


def _of_gaps(formula):
    """formula(m, s): of what mean and spread of each map lack, each (N,)"""

    def loss(F, mean, std):
        got_mean, got_std = _mean_std(F)
        return formula(got_mean - mean, got_std - std)

    return loss


def _with_spread(spread):
    """spread(F): what stands in for the standard deviation of each map"""
    return lambda F, mean, std: np.mean((_mean_std(F)[0] - mean) ** 2 + (spread(_exact(F)) - std) ** 2)


def _along(axis):
    """Means and spreads over these axes only, then the mean of all."""

    def loss(F, mean, std):
        F = _exact(F)
        return np.mean((F.mean(axis=axis) - mean) ** 2 + (F.std(axis=axis) - std) ** 2)

    return loss


STATISTICS_MISTAKES = {
    "statistics_variance": _with_spread(_variance),
    "statistics_variances": lambda F, m, s: np.mean(
        (_mean_std(F)[0] - m) ** 2 + (_variance(F) - _exact(s) ** 2) ** 2
    ),
    "statistics_std_squared": lambda F, m, s: np.mean(
        (_mean_std(F)[0] - m) ** 2 + (_mean_std(F)[1] - _exact(s) ** 2) ** 2
    ),
    "statistics_sample": _with_spread(lambda F: np.std(F, axis=(0, 1), ddof=1)),
    "statistics_not_centred": _with_spread(lambda F: np.mean(F**2, axis=(0, 1)) ** 0.5),
    "statistics_deviation": _with_spread(lambda F: np.mean(np.abs(F - F.mean(axis=(0, 1))), axis=(0, 1))),
    "statistics_no_std": _of_gaps(lambda m, s: np.mean(m**2)),
    "statistics_no_mean": _of_gaps(lambda m, s: np.mean(s**2)),
    "statistics_sum": _of_gaps(lambda m, s: np.sum(m**2 + s**2)),
    "statistics_half": _of_gaps(lambda m, s: np.mean(m**2 + s**2) / 2),
    "statistics_sum_half": _of_gaps(lambda m, s: np.sum(m**2 + s**2) / 2),
    "statistics_abs": _of_gaps(lambda m, s: np.mean(np.abs(m) + np.abs(s))),
    "statistics_not_squared": _of_gaps(lambda m, s: np.mean(m + s)),
    "statistics_gaps_added": _of_gaps(lambda m, s: np.mean((m + s) ** 2)),
    "statistics_mean_squared": _of_gaps(lambda m, s: np.mean(m) ** 2 + np.mean(s) ** 2),
    "statistics_root": _of_gaps(lambda m, s: np.mean(m**2 + s**2) ** 0.5),
    "statistics_root_sum": _of_gaps(lambda m, s: np.sum(m**2 + s**2) ** 0.5),
    "statistics_roots": _of_gaps(lambda m, s: np.mean((m**2 + s**2) ** 0.5)),
    "statistics_sign": _of_gaps(lambda m, s: -np.mean(m**2 + s**2)),
    "statistics_minus": _of_gaps(lambda m, s: np.mean(m**2 - s**2)),
    "statistics_swapped": lambda F, mean, std: _statistics(F, std, mean),
    "statistics_ignored": lambda F, mean, std: _statistics(F, 0, 0),
    "statistics_whole": _along((0, 1, 2)),
    "statistics_maps_apart": lambda F, m, s: (
        (np.mean(_exact(F)) - np.mean(m)) ** 2 + (np.std(_exact(F)) - np.mean(s)) ** 2
    ),
    "statistics_maps_averaged": _of_gaps(lambda m, s: np.mean(m) ** 2 + np.mean(s**2)),
    "statistics_per_column": _along(0),
    "statistics_per_row": _along(1),
    "statistics_positions": lambda F, m, s: np.mean((_exact(F) - m) ** 2) + np.mean((_mean_std(F)[1] - s) ** 2),
}


def _check_axes(args, raw):
    """Means over the maps, of each position, have a value where W = N; elsewhere they are a crash."""
    F = args[0]
    if F.shape[1] != F.shape[2] or PICTURE_LOSS.same(np.asarray(raw, float), np.asarray(_statistics(*args))):
        return
    for axis in (2, (0, 2)):
        if np.isclose(np.asarray(raw, float), _along(axis)(*args), rtol=1e-3):
            raise Mistake("statistics_over_maps")


def _statistics_limits(run, slopes):
    """Maps that are the same everywhere, as those that nothing in a picture wakes; maps as busy as a net's."""
    _, mean, std = map(_exact, (0, *_measured(121, 4, 4, 4)))
    dead, flat, rising = _features(122, 4, 3, 4), np.full((3, 4, 4), 0.7, "float32"), _features(123, 3, 3, 4)
    dead[..., 1] = 0
    rising[..., 0] = np.linspace(0, 2000, 9).reshape(3, 3)
    for F in (dead, np.zeros((3, 4, 4), "float32"), flat, rising):
        given = F, mean.astype("float32"), std.astype("float32")
        value, wanted = run(*given), _statistics(*given)
        if not np.isfinite(value):
            raise Mistake("statistics_flat")
        if not np.isclose(value, wanted, rtol=0.01):
            raise Mistake("statistics_flat_value", got=f"{value:.4g}", wanted=f"{wanted:.4g}")
        if not all(np.isfinite(slope).all() for slope in slopes(*given)):
            raise Mistake("statistics_flat_slope")


STATISTICS_LOSS = Exercise(
    "statistics_loss",
    LESSON,
    PICTURE_LOSS,
    _statistics_cases,
    _statistics,
    STATISTICS_MISTAKES,
    inspect=_check_axes,
    gradient_to=("F",),
    limits=_statistics_limits,
)


# --- variation_loss ----------------------------------------------------------------------------


def _image(seed, *shape):
    """No two neighbours are alike, so that a tiny epsilon makes no difference; float32 in [0, 1]."""
    image = 0.4 * np.random.default_rng(seed).random(shape)
    image[::2, ::2] += 0.6
    image[1::2, 1::2] += 0.6
    return image.astype("float32")


def _variation_cases():
    return [
        (_image(81, 3, 4, 3),),
        (_image(82, 5, 3, 3), 2.0),
        (_image(83, 4, 6, 3), 1.25),
        (_image(84, 2, 7, 3), 1.5),
        (_image(85, 6, 2, 3), 1.0),
    ]


def _down_right(image, step=1):
    image = _exact(image)
    return image[step:] - image[:-step], image[:, step:] - image[:, :-step]


def _of_neighbours(formula):
    """formula(d, exponent): of the differences in one direction; both are added up"""
    return lambda image, exponent=1.0: sum(formula(d, exponent) for d in _down_right(image))


def _powers(d, exponent):
    return np.sum(np.abs(d) ** exponent)


def _variation(image, exponent=1.0):
    down, right = _down_right(image)
    return _powers(down, exponent) + _powers(right, exponent)


def _isotropic(image, exponent=1.0):
    """The length of the gradient, raised to exponent: both directions under one root."""
    down, right = _down_right(image)
    return _powers(np.hypot(down[:, :-1], right[:-1]), exponent)


def _without_abs(d, exponent):
    with np.errstate(invalid="ignore"):
        return np.sum(d**exponent)


def _diagonal(image, exponent=1.0):
    image = _exact(image)
    return _powers(image[1:, 1:] - image[:-1, :-1], exponent)


def _both_diagonals(image, exponent=1.0):
    image = _exact(image)
    return _diagonal(image, exponent) + _powers(image[1:, :-1] - image[:-1, 1:], exponent)


def _around(image, exponent=1.0):
    image = _exact(image)
    return sum(_powers(image - np.roll(image, 1, axis), exponent) for axis in (0, 1))


def _padded(image, exponent=1.0):
    """Zeros before the first row and column, or after the last ones."""
    image = _exact(image)
    return _variation(image, exponent) + _powers(image[0], exponent) + _powers(image[:, 0], exponent)


def _cropped(image, exponent=1.0):
    down, right = _down_right(image)
    return _powers(down[:, :-1], exponent) + _powers(right[:-1], exponent)


def _grey(image, exponent=1.0):
    return _variation(_exact(image).mean(axis=-1, keepdims=True), exponent)


def _channels(image, exponent=1.0):
    return _powers(np.diff(_exact(image), axis=2), exponent)


VARIATION_MISTAKES = {
    "variation_down_only": lambda image, exponent=1.0: _powers(_down_right(image)[0], exponent),
    "variation_right_only": lambda image, exponent=1.0: _powers(_down_right(image)[1], exponent),
    "variation_around": _around,
    "variation_padded": _padded,
    "variation_cropped": _cropped,
    "variation_diagonal": _diagonal,
    "variation_diagonals": _both_diagonals,
    "variation_second_neighbours": lambda image, exponent=1.0: sum(
        _powers(d, exponent) for d in _down_right(image, 2)
    ),
    "variation_channels": _channels,
    "variation_channels_too": lambda image, exponent=1.0: (
        _variation(image, exponent) + _channels(image, exponent)
    ),
    "variation_squared": _of_neighbours(lambda d, exponent: np.sum(d**2)),
    "variation_exponent_ignored": _of_neighbours(lambda d, exponent: np.sum(np.abs(d))),
    "variation_exponent_doubled": _of_neighbours(lambda d, exponent: _powers(d, 2 * exponent)),
    "variation_exponent_halved": _of_neighbours(lambda d, exponent: _powers(d, exponent / 2)),
    "variation_exponent_root": _of_neighbours(lambda d, exponent: _powers(d, 1 / exponent)),
    "variation_exponent_multiplied": _of_neighbours(lambda d, exponent: exponent * np.sum(np.abs(d))),
    "variation_exponent_late": lambda image, exponent=1.0: _variation(image) ** exponent,
    "variation_exponent_late_each": _of_neighbours(lambda d, exponent: np.sum(np.abs(d)) ** exponent),
    "variation_isotropic": _isotropic,
    "variation_root": lambda image, exponent=1.0: _variation(image, exponent) ** (1 / exponent),
    "variation_no_abs": _of_neighbours(_without_abs),
    "variation_signed": _of_neighbours(lambda d, exponent: np.sum(np.sign(d) * np.abs(d) ** exponent)),
    "variation_mean": _of_neighbours(lambda d, exponent: np.mean(np.abs(d) ** exponent)),
    "variation_per_number": lambda image, exponent=1.0: _variation(image, exponent) / image.size,
    "variation_per_pixel": lambda image, exponent=1.0: _variation(image, exponent) / image[..., 0].size,
    "variation_per_channel": lambda image, exponent=1.0: _variation(image, exponent) / 3,
    "variation_grey": _grey,
    "variation_twice": lambda image, exponent=1.0: 2 * _variation(image, exponent),
    "variation_halved": lambda image, exponent=1.0: _variation(image, exponent) / 2,
    "variation_sign": lambda image, exponent=1.0: -_variation(image, exponent),
    "variation_levels": lambda image, exponent=1.0: 255**exponent * _variation(image, exponent),
}


def _variation_limits(run, slopes):
    """Where neighbours are equal, as in a clear sky, the power has a slope; a root or a logarithm has none."""
    half_flat = np.repeat(_image(86, 4, 1, 3), 5, axis=1)
    for image in (np.full((3, 4, 3), 0.5, "float32"), half_flat):
        for exponent in (1.0, 1.25, 2.0):
            value, wanted = run(image, exponent), _variation(image, exponent)
            if not np.isfinite(value):
                raise Mistake("variation_flat")
            if not np.isclose(value, wanted, rtol=0.01, atol=2e-3 * image.size):
                raise Mistake("variation_flat_value", got=f"{value:.3g}", wanted=f"{wanted:.3g}")
            if not all(np.isfinite(slope).all() for slope in slopes(image, exponent)):
                raise Mistake("variation_flat_slope")


VARIATION_LOSS = Exercise(
    "variation_loss",
    LESSON,
    PICTURE_LOSS,
    _variation_cases,
    _variation,
    VARIATION_MISTAKES,
    gradient_to=("image",),
    limits=_variation_limits,
)


EXERCISES = [CONTENT_LOSS, GRAM_MATRIX, STYLE_LAYER_LOSS, STATISTICS_LOSS, VARIATION_LOSS]
