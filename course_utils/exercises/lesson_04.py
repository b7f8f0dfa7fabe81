"""Checks of lesson 04: Gatys' losses against their definition in float64, and the gradients that paint."""

from dataclasses import replace

import numpy as np

from course_utils.exercises.engine import Exercise
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
    gradient_to=("F",),
    limits=_style_limits,
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
    """formula(d, beta): of the differences in one direction; both are added up"""
    return lambda image, beta=1.0: sum(formula(d, beta) for d in _down_right(image))


def _powers(d, beta):
    return np.sum(np.abs(d) ** beta)


def _variation(image, beta=1.0):
    down, right = _down_right(image)
    return _powers(down, beta) + _powers(right, beta)


def _isotropic(image, beta=1.0):
    """The length of the gradient, raised to beta: both directions under one root."""
    down, right = _down_right(image)
    return _powers(np.hypot(down[:, :-1], right[:-1]), beta)


def _without_abs(d, beta):
    with np.errstate(invalid="ignore"):
        return np.sum(d**beta)


def _diagonal(image, beta=1.0):
    image = _exact(image)
    return _powers(image[1:, 1:] - image[:-1, :-1], beta)


def _both_diagonals(image, beta=1.0):
    image = _exact(image)
    return _diagonal(image, beta) + _powers(image[1:, :-1] - image[:-1, 1:], beta)


def _around(image, beta=1.0):
    image = _exact(image)
    return sum(_powers(image - np.roll(image, 1, axis), beta) for axis in (0, 1))


def _padded(image, beta=1.0):
    """Zeros before the first row and column, or after the last ones."""
    image = _exact(image)
    return _variation(image, beta) + _powers(image[0], beta) + _powers(image[:, 0], beta)


def _cropped(image, beta=1.0):
    down, right = _down_right(image)
    return _powers(down[:, :-1], beta) + _powers(right[:-1], beta)


def _grey(image, beta=1.0):
    return _variation(_exact(image).mean(axis=-1, keepdims=True), beta)


def _channels(image, beta=1.0):
    return _powers(np.diff(_exact(image), axis=2), beta)


VARIATION_MISTAKES = {
    "variation_down_only": lambda image, beta=1.0: _powers(_down_right(image)[0], beta),
    "variation_right_only": lambda image, beta=1.0: _powers(_down_right(image)[1], beta),
    "variation_around": _around,
    "variation_padded": _padded,
    "variation_cropped": _cropped,
    "variation_diagonal": _diagonal,
    "variation_diagonals": _both_diagonals,
    "variation_second_neighbours": lambda image, beta=1.0: sum(_powers(d, beta) for d in _down_right(image, 2)),
    "variation_channels": _channels,
    "variation_channels_too": lambda image, beta=1.0: _variation(image, beta) + _channels(image, beta),
    "variation_squared": _of_neighbours(lambda d, beta: np.sum(d**2)),
    "variation_beta_ignored": _of_neighbours(lambda d, beta: np.sum(np.abs(d))),
    "variation_beta_doubled": _of_neighbours(lambda d, beta: _powers(d, 2 * beta)),
    "variation_beta_halved": _of_neighbours(lambda d, beta: _powers(d, beta / 2)),
    "variation_beta_root": _of_neighbours(lambda d, beta: _powers(d, 1 / beta)),
    "variation_beta_multiplied": _of_neighbours(lambda d, beta: beta * np.sum(np.abs(d))),
    "variation_beta_late": lambda image, beta=1.0: _variation(image) ** beta,
    "variation_beta_late_each": _of_neighbours(lambda d, beta: np.sum(np.abs(d)) ** beta),
    "variation_isotropic": _isotropic,
    "variation_root": lambda image, beta=1.0: _variation(image, beta) ** (1 / beta),
    "variation_no_abs": _of_neighbours(_without_abs),
    "variation_signed": _of_neighbours(lambda d, beta: np.sum(np.sign(d) * np.abs(d) ** beta)),
    "variation_mean": _of_neighbours(lambda d, beta: np.mean(np.abs(d) ** beta)),
    "variation_per_number": lambda image, beta=1.0: _variation(image, beta) / image.size,
    "variation_per_pixel": lambda image, beta=1.0: _variation(image, beta) / image[..., 0].size,
    "variation_per_channel": lambda image, beta=1.0: _variation(image, beta) / 3,
    "variation_grey": _grey,
    "variation_twice": lambda image, beta=1.0: 2 * _variation(image, beta),
    "variation_halved": lambda image, beta=1.0: _variation(image, beta) / 2,
    "variation_sign": lambda image, beta=1.0: -_variation(image, beta),
    "variation_levels": lambda image, beta=1.0: 255**beta * _variation(image, beta),
}


def _variation_limits(run, slopes):
    """Where neighbours are equal, as in a clear sky, |d|^beta has a slope; a root or a logarithm has none."""
    half_flat = np.repeat(_image(86, 4, 1, 3), 5, axis=1)
    for image in (np.full((3, 4, 3), 0.5, "float32"), half_flat):
        for beta in (1.0, 1.25, 2.0):
            value, wanted = run(image, beta), _variation(image, beta)
            if not np.isfinite(value):
                raise Mistake("variation_flat")
            if not np.isclose(value, wanted, rtol=0.01, atol=2e-3 * image.size):
                raise Mistake("variation_flat_value", got=f"{value:.3g}", wanted=f"{wanted:.3g}")
            if not all(np.isfinite(slope).all() for slope in slopes(image, beta)):
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


# --- total_loss --------------------------------------------------------------------------------


def _total_cases():
    """Like the losses and weights of a lesson: of very different sizes."""

    def case(seed, *weights):
        losses = np.random.default_rng(seed).uniform(0.5, 5, 3).astype("float32")
        return *(np.array(loss) for loss in losses), *weights

    by_hand = *(np.array(loss, "float32") for loss in (1, 2, 3)), 10.0, 100.0, 1000.0
    return [by_hand, case(91, 1.0, 1.0, 0.5), case(92, 2.0, 0.25, 3.0), case(93, 0.1, 0.7, 0.3)]


def _weighted(formula):
    """formula(c, s, v, α, β, γ)"""

    def loss(*args):
        with np.errstate(all="ignore"):
            return formula(*map(np.float64, args))

    return loss


def _total(c, s, v, alpha, beta, gamma):
    return np.dot(_exact([alpha, beta, gamma]), _exact([c, s, v]))


TOTAL_MISTAKES = {
    "total_unweighted": _weighted(lambda c, s, v, a, b, g: c + s + v),
    "total_alpha_beta_swapped": _weighted(lambda c, s, v, a, b, g: b * c + a * s + g * v),
    "total_beta_gamma_swapped": _weighted(lambda c, s, v, a, b, g: a * c + g * s + b * v),
    "total_alpha_gamma_swapped": _weighted(lambda c, s, v, a, b, g: g * c + b * s + a * v),
    "total_one_on": _weighted(lambda c, s, v, a, b, g: b * c + g * s + a * v),
    "total_one_back": _weighted(lambda c, s, v, a, b, g: g * c + a * s + b * v),
    "total_no_content": _weighted(lambda c, s, v, a, b, g: b * s + g * v),
    "total_no_style": _weighted(lambda c, s, v, a, b, g: a * c + g * v),
    "total_no_variation": _weighted(lambda c, s, v, a, b, g: a * c + b * s),
    "total_no_alpha": _weighted(lambda c, s, v, a, b, g: c + b * s + g * v),
    "total_no_beta": _weighted(lambda c, s, v, a, b, g: a * c + s + g * v),
    "total_no_gamma": _weighted(lambda c, s, v, a, b, g: a * c + b * s + v),
    "total_gamma_added": _weighted(lambda c, s, v, a, b, g: a * c + b * s + g + v),
    "total_all_added": _weighted(lambda c, s, v, a, b, g: a + c + b + s + g + v),
    "total_ratio": _weighted(lambda c, s, v, a, b, g: a / b * c + s + g * v),
    "total_ratio_no_gamma": _weighted(lambda c, s, v, a, b, g: a / b * c + s + v),
    "total_over_beta": _weighted(lambda c, s, v, a, b, g: (a * c + b * s + g * v) / b),
    "total_divided": _weighted(lambda c, s, v, a, b, g: c / a + s / b + v / g),
    "total_normalised": _weighted(lambda c, s, v, a, b, g: (a * c + b * s + g * v) / (a + b + g)),
    "total_mean": _weighted(lambda c, s, v, a, b, g: (a * c + b * s + g * v) / 3),
    "total_minus_variation": _weighted(lambda c, s, v, a, b, g: a * c + b * s - g * v),
    "total_minus_style": _weighted(lambda c, s, v, a, b, g: a * c - b * s + g * v),
    "total_sign": _weighted(lambda c, s, v, a, b, g: -(a * c + b * s + g * v)),
    "total_product": _weighted(lambda c, s, v, a, b, g: a * c * b * s * g * v),
    "total_bracket": _weighted(lambda c, s, v, a, b, g: a * (c + b * (s + g * v))),
    "total_gamma_on_all": _weighted(lambda c, s, v, a, b, g: g * (a * c + b * s + v)),
    "total_powers": _weighted(lambda c, s, v, a, b, g: c**a + s**b + v**g),
    "total_squares": _weighted(lambda c, s, v, a, b, g: a * c**2 + b * s**2 + g * v**2),
}

TOTAL_LOSS = Exercise(
    "total_loss",
    LESSON,
    PICTURE_LOSS,
    _total_cases,
    _total,
    TOTAL_MISTAKES,
    gradient_to=("content", "style", "variation"),
)


EXERCISES = [CONTENT_LOSS, GRAM_MATRIX, STYLE_LAYER_LOSS, VARIATION_LOSS, TOTAL_LOSS]
