"""Answers to the exercises of lesson 04 as students write them: wrong ones and unusual right ones.

`WRONG[exercise][mistake]` is (key of the hint, answer), `RIGHT[exercise][style]` an answer.
"""

import numpy as np

from tests.exercises.planted import Book, Later

BOOK = Book()
WRONG, RIGHT = BOOK.wrong, BOOK.right
wrong, right = BOOK.add_wrong, BOOK.add_right


tf, keras = Later("tensorflow"), Later("keras")


def total(x):
    return tf.reduce_sum(x)


def mean(x):
    return tf.reduce_mean(x)


# ------------------------------------------------------------------------------------------ content_loss
for _mistake, _hint, _answer in [
    ("no half", "content_no_half", lambda F, P: total((F - P) ** 2)),
    ("half inside", "content_half_squared", lambda F, P: total(((F - P) / 2) ** 2)),
    ("half the mean", "content_mean", lambda F, P: 0.5 * mean(tf.square(F - P))),
    ("mean squared error", "content_mean_no_half", lambda F, P: mean((F - P) ** 2)),
    ("Keras's mean squared error", "content_mean_no_half", lambda F, P: keras.losses.MeanSquaredError()(P, F)),
    (
        "Keras's function, summed",
        "content_per_channel",
        lambda F, P: total(keras.losses.mean_squared_error(P, F)) / 2,
    ),
    (
        "mean over positions",
        "content_per_position",
        lambda F, P: total(tf.reduce_mean((F - P) ** 2, axis=(0, 1))) / 2,
    ),
    ("not squared", "content_not_squared", lambda F, P: total(F - P) / 2),
    ("absolute", "content_abs", lambda F, P: total(tf.abs(F - P)) / 2),
    ("absolute, no half", "content_abs_no_half", lambda F, P: total(tf.abs(F - P))),
    ("square of the sum", "content_sum_squared", lambda F, P: total(F - P) ** 2 / 2),
    ("norm", "content_root", lambda F, P: tf.norm(F - P)),
    ("half a norm", "content_root_half", lambda F, P: tf.sqrt(total((F - P) ** 2)) / 2),
    ("minus", "content_sign", lambda F, P: -total((F - P) ** 2) / 2),
    ("plus", "content_plus", lambda F, P: total((F + P) ** 2) / 2),
    ("squares apart", "content_squares_apart", lambda F, P: total(F**2 - P**2) / 2),
    ("P forgotten", "content_one_only", lambda F, P: tf.nn.l2_loss(F)),
    (
        "Gram matrices",
        "content_grams",
        lambda F, P: tf.nn.l2_loss(tf.einsum("hwi,hwj->ij", F, F) - tf.einsum("hwi,hwj->ij", P, P)),
    ),
    (
        "by logarithms",
        "hint_gradient_not_finite",
        lambda F, P: total(tf.exp(2 * tf.math.log(tf.abs(F - P)))) / 2,
    ),
    (
        "logarithm of the sum",
        "hint_gradient_not_finite",
        lambda F, P: tf.exp(tf.math.log(total((F - P) ** 2))) / 2,
    ),
    ("0/0", "hint_nan", lambda F, P: total((F - P) ** 3 / (F - P)) / 2),
    ("not summed", "hint_not_scalar", lambda F, P: (F - P) ** 2 / 2),
    ("summed over one axis", "hint_not_scalar", lambda F, P: tf.reduce_sum((F - P) ** 2, axis=-1) / 2),
    ("NumPy", "hint_no_gradient", lambda F, P: np.sum((F - P) ** 2) / 2),
    ("float at the end", "hint_no_gradient", lambda F, P: float(tf.nn.l2_loss(F - P))),
    ("methods of NumPy", "hint_arrays_only", lambda F, P: ((F - P) ** 2).sum() / 2),
    ("F stopped", "hint_no_gradient", lambda F, P: tf.nn.l2_loss(tf.stop_gradient(F) - P)),
    ("half stopped", "hint_gradient_wrong", lambda F, P: tf.nn.l2_loss((F + tf.stop_gradient(F)) / 2 - P)),
    ("other names", "hint_signature", lambda features, content: 0.0),
    ("prints", "hint_returned_none", lambda F, P: print("loss")),
    ("string", "hint_type", lambda F, P: "0"),
    ("three quarters", "hint_factor", lambda F, P: 0.75 * total((F - P) ** 2)),
    ("in an array", "hint_one_in_array", lambda F, P: tf.reshape(tf.nn.l2_loss(F - P), (1,))),
    ("float16", "hint_half", lambda F, P: tf.cast(tf.nn.l2_loss(F - P), "float16")),
    ("bfloat16", "hint_half", lambda F, P: tf.cast(tf.nn.l2_loss(F - P), "bfloat16")),
    ("an array of objects", "hint_object", lambda F, P: np.array(tf.nn.l2_loss(F - P), dtype=object)),
    ("long doubles", "hint_no_gradient", lambda F, P: np.sum((np.asarray(F, np.longdouble) - P) ** 2) / 2),
    ("one gradient for two", "hint_gradient_fails", lambda F, P: _with_one_gradient(F, P)),
    ("prints the loss", "hint_graph_values", lambda F, P: _print_and_return(tf.nn.l2_loss(F - P))),
    (
        "a variable inside",
        "hint_graph_variable",
        lambda F, P: tf.Variable(0.5) * total((F - P) ** 2),
    ),
    ("einsum over three axes", "content_three_axes", lambda F, P: tf.einsum("hwn,hwn->", F - P, F - P) / 2),
    ("the last three axes", "content_three_axes", lambda F, P: tf.tensordot(F - P, F - P, 3) / 2),
    ("three loops", "content_three_axes", lambda F, P: _three_loops(F, P)),
    ("refuses to be compiled", "hint_graph", lambda F, P: _eager_only(F, P)),
    ("text in the graph", "hint_graph_result", lambda F, P: _in_graph("loss", tf.nn.l2_loss(F - P))),
    ("two in the graph", "hint_graph_result", lambda F, P: _in_graph((F, P), tf.nn.l2_loss(F - P))),
    ("another in the graph", "hint_graph_result", lambda F, P: _in_graph(total(F), tf.nn.l2_loss(F - P))),
    ("no such function", "hint_crash", lambda F, P: tf.sum((F - P) ** 2)),
    ("tf.size as it is", "hint_whole_and_real", lambda F, P: mean((F - P) ** 2) * tf.size(F) / 2),
]:
    wrong("content_loss", _mistake, _hint, _answer)


def _print_and_return(loss):
    print(f"{loss:.3f}")
    return loss


def _three_loops(F, P):
    loss = 0.0
    for i in range(F.shape[0]):
        for j in range(F.shape[1]):
            for k in range(F.shape[2]):
                loss += (F[i, j, k] - P[i, j, k]) ** 2
    return loss / 2


def _eager_only(F, P):
    if not tf.executing_eagerly():
        raise RuntimeError("only step by step.")
    return tf.nn.l2_loss(F - P)


def _in_graph(result, otherwise):
    return otherwise if tf.executing_eagerly() else result


def _with_one_gradient(F, P):
    @tf.custom_gradient
    def loss(F, P):
        return tf.nn.l2_loss(F - P), lambda slope: slope * (F - P)

    return loss(F, P)


right("content_loss", "l2_loss", lambda F, P: tf.nn.l2_loss(F - P))
right("content_loss", "the other way round", lambda F, P: 0.5 * total(tf.square(P - F)))
right("content_loss", "keras.ops", lambda F, P: keras.ops.sum(keras.ops.square(F - P)) / 2)
right("content_loss", "squared_difference", lambda F, P: total(tf.math.squared_difference(F, P)) * 0.5)
right("content_loss", "tensordot", lambda F, P: tf.tensordot(F - P, F - P, len(F.shape)) / 2)
right("content_loss", "float64", lambda F, P: tf.nn.l2_loss(tf.cast(F, "float64") - tf.cast(P, "float64")))
right(
    "content_loss",
    "mean, brought back",
    lambda F, P: mean((F - P) ** 2) * float(np.prod(F.shape)) / 2,
)
right("content_loss", "tf.size", lambda F, P: mean((F - P) ** 2) * tf.cast(tf.size(F), "float32") / 2)
right("content_loss", "norm, squared", lambda F, P: tf.norm(F - P) ** 2 / 2)


@right("content_loss", "loops")
def _(F, P):
    loss = 0.0
    for f, p in zip(tf.unstack(tf.reshape(F, [-1])), tf.unstack(tf.reshape(P, [-1])), strict=True):
        loss += (f - p) ** 2
    return loss / 2


# ------------------------------------------------------------------------------------------ gram_matrix
def rows(F):
    return tf.reshape(F, (-1, F.shape[-1]))


def gram(F):
    return tf.matmul(rows(F), rows(F), transpose_a=True)


def _centred(F):
    return F - tf.reduce_mean(F, axis=(0, 1))


def _times_itself(X):
    return tf.matmul(X, X, transpose_b=True)


for _mistake, _hint, _answer in [
    ("positions", "gram_positions", lambda F: _times_itself(rows(F))),
    ("mixed", "gram_mixed", lambda F: _times_itself(tf.reshape(F, (F.shape[-1], -1)))),
    (
        "mixed, @",
        "gram_mixed",
        lambda F: (
            tf.reshape(F, (F.shape[2], F.shape[0] * F.shape[1]))
            @ tf.transpose(tf.reshape(F, (F.shape[2], F.shape[0] * F.shape[1])))
        ),
    ),
    ("as in PyTorch", "gram_channels_first", lambda F: _times_itself(tf.reshape(F, (F.shape[0], -1)))),
    ("over H W", "gram_per_position", lambda F: gram(F) / (F.shape[0] * F.shape[1])),
    (
        "the tutorial's",
        "gram_per_position",
        lambda F: tf.einsum("hwc,hwd->cd", F, F) / tf.cast(tf.shape(F)[0] * tf.shape(F)[1], "float32"),
    ),
    ("mean of products", "gram_per_position", lambda F: mean_products(F)),
    ("over H W N", "gram_per_number", lambda F: gram(F) / tf.cast(tf.size(F), "float32")),
    ("over 2 H W N", "gram_per_number_twice", lambda F: gram(F) / (2 * F.shape[0] * F.shape[1] * F.shape[2])),
    ("over N", "gram_per_channel", lambda F: gram(F) / F.shape[-1]),
    ("halved", "gram_halved", lambda F: gram(F) / 2),
    ("centred", "gram_centred", lambda F: gram(_centred(F))),
    ("covariance", "gram_covariance", lambda F: gram(_centred(F)) / max(F.shape[0] * F.shape[1] - 1, 1)),
    ("unit channels", "gram_correlation", lambda F: gram(F / tf.norm(F, axis=(0, 1)))),
    ("l2_normalize", "gram_correlation", lambda F: gram(tf.math.l2_normalize(F, axis=(0, 1)))),
    ("diagonal", "gram_diagonal", lambda F: tf.linalg.diag(tf.reduce_sum(F**2, axis=(0, 1)))),
    ("diagonal as a vector", "gram_diagonal_only", lambda F: tf.reduce_sum(F * F, axis=(0, 1))),
    ("sums first", "gram_sums_first", lambda F: sums_first(F)),
    ("matmul of the whole", "gram_per_row", lambda F: tf.matmul(F, F, transpose_a=True)),
    ("einsum keeps w", "gram_per_column", lambda F: tf.einsum("hwi,hwj->wij", F, F)),
    ("products only", "gram_not_summed", lambda F: F[..., :, None] * F[..., None, :]),
    ("batch", "gram_extra_axis", lambda F: tf.einsum("bhwi,bhwj->bij", F[None], F[None])),
    ("sum of squares", "gram_sum", lambda F: total(F * F)),
    ("root", "gram_root", lambda F: tf.sqrt(gram(F))),
    ("upper half", "gram_not_symmetric", lambda F: tf.linalg.band_part(gram(F), 0, -1)),
    ("two different features", "gram_not_symmetric", lambda F: half_shifted(F)),
    ("minus", "gram_negative", lambda F: -gram(F)),
    ("identity taken away", "gram_negative", lambda F: gram(F) - 100 * tf.eye(F.shape[-1])),
    ("over (H W)²", "gram_per_position_twice", lambda F: gram(F) / (F.shape[0] * F.shape[1]) ** 2),
    ("twice", "hint_factor", lambda F: gram(F) * 2),
    ("float16", "hint_half", lambda F: tf.cast(gram(F), "float16")),
    ("rows of tensors", "hint_object", lambda F: np.array([[F, F], [F, F[0]]], dtype=object)),
    ("one off", "hint_value", lambda F: gram(F) + 1),
    ("crash", "hint_crash", lambda F: tf.matmul(rows(F), rows(F))),
    ("NumPy", "hint_no_gradient", lambda F: np.tensordot(F, F, ((0, 1), (0, 1)))),
    (
        "NumPy's reshape",
        "hint_arrays_only",
        lambda F: F.reshape(-1, F.shape[-1]).T @ F.reshape(-1, F.shape[-1]),
    ),
    ("one side stopped", "hint_gradient_wrong", lambda F: tf.einsum("hwi,hwj->ij", F, tf.stop_gradient(F))),
    ("forgot return", "hint_returned_none", lambda F: print(gram(F).shape)),
    ("tf.shape unpacked", "hint_graph_unpacked", lambda F: gram_unpacked(F)),
    ("pair", "hint_type", lambda F: (gram(F), F.shape)),
]:
    wrong("gram_matrix", _mistake, _hint, _answer)


def mean_products(F):
    return tf.reduce_mean(rows(F)[:, :, None] * rows(F)[:, None, :], axis=0)


def sums_first(F):
    s = tf.reduce_sum(F, axis=(0, 1))
    return s[:, None] * s[None, :]


def half_shifted(F):
    return tf.matmul(rows(F), tf.roll(rows(F), 1, axis=0), transpose_a=True)


@wrong("gram_matrix", "depends on the place", "gram_remembers_where")
def _(F):
    """Right for all features that were tried, wrong for larger ones."""
    return gram(F) if F.shape[0] < 6 and F.shape[1] < 6 else gram(F) + total(F[0])


right("gram_matrix", "einsum", lambda F: tf.einsum("hwi,hwj->ij", F, F))
right("gram_matrix", "tensordot", lambda F: tf.tensordot(F, F, axes=((0, 1), (0, 1))))
right("gram_matrix", "keras.ops", lambda F: keras.ops.tensordot(F, F, axes=((0, 1), (0, 1))))
right("gram_matrix", "transpose first", lambda F: _times_itself(tf.reshape(tf.transpose(F), (F.shape[-1], -1))))
right(
    "gram_matrix",
    "channels first",
    lambda F: _times_itself(tf.reshape(tf.transpose(F, (2, 0, 1)), (F.shape[2], -1))),
)
right("gram_matrix", "sum of outer products", lambda F: tf.reduce_sum(F[..., None] * F[..., None, :], (0, 1)))
right("gram_matrix", "sum of rows", lambda F: tf.reduce_sum(tf.matmul(F, F, transpose_a=True), axis=0))
right(
    "gram_matrix", "float64", lambda F: tf.einsum("hwi,hwj->ij", tf.cast(F, "float64"), tf.cast(F, "float64"))
)
right("gram_matrix", "dynamic shape", lambda F: gram_dynamic(F))


def gram_unpacked(F):
    height, width, channels = tf.shape(F)
    return gram(tf.reshape(F, (height, width, channels)))


def gram_dynamic(F):
    shape = tf.shape(F)
    X = tf.reshape(F, [shape[0] * shape[1], shape[2]])
    return tf.transpose(X) @ X


@right("gram_matrix", "loops over channels")
def _(F):
    channels = tf.unstack(F, axis=-1)
    return tf.stack([tf.stack([total(a * b) for a in channels]) for b in channels])


@right("gram_matrix", "loop over positions")
def _(F):
    G = tf.zeros((F.shape[-1], F.shape[-1]))
    for row in tf.unstack(F):
        for f in tf.unstack(row):
            G += tf.tensordot(f, f, 0)
    return G


# ------------------------------------------------------------------------------------------ style_layer_loss
def _sizes(F):
    height, width, channels = F.shape
    return channels, height * width


def _squares(F, A):
    return total((gram(F) - A) ** 2)


def _over(divisor):
    """divisor(N, M)"""
    return lambda F, A: _squares(F, A) / divisor(*_sizes(F))


def _of(compare):
    """compare(G, A)"""

    def answer(F, A):
        N, M = _sizes(F)
        return compare(gram(F), A) / (4 * N**2 * M**2)

    return answer


def _overflowing(denominator):
    """The sizes as TensorFlow's 32-bit whole numbers."""

    def answer(F, A):
        shape = tf.shape(F)
        return _squares(F, A) / tf.cast(denominator(shape[2], shape[0] * shape[1]), "float32")

    return answer


for _mistake, _hint, _answer in [
    ("not divided", "style_undivided", _squares),
    ("4 N M", "style_no_squares", _over(lambda N, M: 4 * N * M)),
    ("M not squared", "style_positions_not_squared", _over(lambda N, M: 4 * N**2 * M)),
    ("N not squared", "style_channels_not_squared", _over(lambda N, M: 4 * N * M**2)),
    ("no 4", "style_no_4", _over(lambda N, M: N**2 * M**2)),
    ("2", "style_2", _over(lambda N, M: 2 * N**2 * M**2)),
    ("all squared", "style_16", _over(lambda N, M: (4 * N * M) ** 2)),
    ("height only", "style_height_only", lambda F, A: _squares(F, A) / (4 * F.shape[2] ** 2 * F.shape[0] ** 2)),
    ("width only", "style_width_only", lambda F, A: _squares(F, A) / (4 * F.shape[2] ** 2 * F.shape[1] ** 2)),
    (
        "tf.size",
        "style_channels_twice",
        lambda F, A: _squares(F, A) / (4 * F.shape[2] ** 2 * tf.cast(tf.size(F), "float32") ** 2),
    ),
    ("mean and divided", "style_channels_twice", _of(lambda G, A: mean((G - A) ** 2))),
    ("4", "style_only_4", _over(lambda N, M: 4)),
    ("N missing", "style_no_channels", _over(lambda N, M: 4 * M**2)),
    ("M missing", "style_no_positions", _over(lambda N, M: 4 * N**2)),
    ("mean", "style_mean", lambda F, A: mean((gram(F) - A) ** 2)),
    ("brackets forgotten", "style_multiplied", lambda F, A: _multiplied(F, A)),
    ("not squared", "style_not_squared", _of(lambda G, A: total(G - A))),
    ("absolute", "style_abs", _of(lambda G, A: total(tf.abs(G - A)))),
    ("square of the sum", "style_sum_squared", _of(lambda G, A: total(G - A) ** 2)),
    ("norm", "style_root", _of(lambda G, A: tf.norm(G - A))),
    ("plus", "style_plus", _of(lambda G, A: total((G + A) ** 2))),
    ("squares apart", "style_squares_apart", _of(lambda G, A: total(G**2 - A**2))),
    ("minus", "style_sign", _of(lambda G, A: -total((G - A) ** 2))),
    ("A forgotten", "style_ignored", _of(lambda G, A: total(G**2))),
    ("Gram of the Gram", "style_gram_of_gram", _of(lambda G, A: total((G - gram(A)) ** 2))),
    ("normalised on one side", "style_gram_normalised", lambda F, A: _one_side(F, A)),
    ("diagonals", "style_diagonal", _of(lambda G, A: total(tf.linalg.diag_part(G - A) ** 2))),
    ("l2_loss", "style_halved", _of(lambda G, A: tf.nn.l2_loss(G - A))),
    ("features", "style_features", lambda F, A: total((F - A) ** 2)),
    ("features, divided", "style_features", lambda F, A: total((F - A) ** 2) / (4 * F.shape[2] ** 2 * 36)),
    ("mean of features", "style_features", lambda F, A: mean((F - A) ** 2)),
    ("32 bits", "style_overflow", _overflowing(lambda N, M: 4 * N**2 * M**2)),
    ("32 bits, squared together", "style_overflow", _overflowing(lambda N, M: (2 * N * M) ** 2)),
    (
        "32 bits, M only",
        "style_overflow",
        lambda F, A: (
            _squares(F, A)
            / (4.0 * F.shape[2] ** 2 * tf.cast((tf.shape(F)[0] * tf.shape(F)[1]) ** 2, "float32"))
        ),
    ),
    ("by logarithms", "hint_gradient_not_finite", _of(lambda G, A: tf.exp(tf.math.log(total((G - A) ** 2))))),
    ("matrix", "hint_not_scalar", _of(lambda G, A: (G - A) ** 2)),
    ("whole numbers of TensorFlow", "hint_whole_and_real", lambda F, A: _squares(F, A) / (4 * tf.size(F) ** 2)),
    ("sizes from tf.shape", "hint_whole_and_real", lambda F, A: _squares(F, A) / (4 * tf.shape(F)[2] ** 2)),
    ("tf.shape unpacked", "hint_graph_unpacked", lambda F, A: _unpacked(F, A)),
    ("F and A swapped", "style_swapped", lambda F, A: _of(lambda G, B: total((G - B) ** 2))(A, F)),
    (
        "Gram of the Gram, unpacked",
        "style_gram_of_gram",
        _of(lambda G, A: total((G - _unpacking_gram(A)) ** 2)),
    ),
    (
        "content_loss of a Gram",
        "style_gram_of_gram",
        lambda F, A: tf.nn.l2_loss(_unpacking_gram(F) - _unpacking_gram(A)),
    ),
    ("content_loss", "style_content_loss", lambda F, A: tf.nn.l2_loss(gram(F) - A)),
    ("content_loss, divided", "style_halved", _of(lambda G, A: tf.nn.l2_loss(G - A))),
    ("no such function", "hint_crash", lambda F, A: tf.sum((gram(F) - A) ** 2)),
    ("NumPy", "hint_no_gradient", lambda F, A: np.sum((gram(F) - A) ** 2) / (4 * F.shape[2] ** 2 * _m(F) ** 2)),
    ("Gram stopped", "hint_no_gradient", _of(lambda G, A: total((tf.stop_gradient(G) - A) ** 2))),
    ("five", "hint_factor", _over(lambda N, M: 5 * N**2 * M**2)),
    ("one argument", "hint_signature", lambda F: 0.0),
]:
    wrong("style_layer_loss", _mistake, _hint, _answer)


def _unpacked(F, A):
    height, width, channels = tf.shape(F)
    sizes = tf.cast(channels, "float32") ** 2 * tf.cast(height * width, "float32") ** 2
    return _squares(F, A) / (4 * sizes)


def _unpacking_gram(F):
    height, width, channels = F.shape
    return gram(tf.reshape(F, (height, width, channels)))


def _m(F):
    return F.shape[0] * F.shape[1]


def _multiplied(F, A):
    N, M = _sizes(F)
    return _squares(F, A) / 4 * N**2 * M**2


def _one_side(F, A):
    N, M = _sizes(F)
    return total((gram(F) / M - A) ** 2) / (4 * N**2 * M**2)


_as_defined = _over(lambda N, M: 4 * N**2 * M**2)
right("style_layer_loss", "Python's whole numbers", _as_defined)
right("style_layer_loss", "norm, squared", _of(lambda G, A: tf.norm(G - A) ** 2))
right("style_layer_loss", "floats", _over(lambda N, M: 4.0 * float(N) ** 2 * float(M) ** 2))
right(
    "style_layer_loss",
    "a factor in front",
    lambda F, A: _squares(F, A) * (1 / (4 * F.shape[2] ** 2 * _m(F) ** 2)),
)
right("style_layer_loss", "one square", _over(lambda N, M: (2 * N * M) ** 2))
right("style_layer_loss", "mean over the matrix", lambda F, A: mean((gram(F) - A) ** 2) / (4 * _m(F) ** 2))
right("style_layer_loss", "NumPy's sizes", lambda F, A: _squares(F, A) / (2.0 * np.prod(F.shape)) ** 2)
right("style_layer_loss", "numpy sizes, whole", lambda F, A: _squares(F, A) / (4 * np.prod(F.shape) ** 2))
right("style_layer_loss", "divided inside", lambda F, A: total(((gram(F) - A) / (2 * F.shape[2] * _m(F))) ** 2))


@right("style_layer_loss", "dynamic sizes, cast first")
def _(F, A):
    shape = tf.cast(tf.shape(F), tf.float32)
    N, M = shape[2], shape[0] * shape[1]
    return _squares(F, A) / (4.0 * N**2 * M**2)


@right("style_layer_loss", "dynamic sizes, 64 bits")
def _(F, A):
    shape = tf.shape(F, out_type=tf.int64)
    N, M = shape[2], shape[0] * shape[1]
    return _squares(F, A) / tf.cast(4 * N**2 * M**2, "float32")


@right("style_layer_loss", "keras.ops, float64")
def _(F, A):
    ops = keras.ops
    F, A = ops.cast(F, "float64"), ops.cast(A, "float64")
    G = ops.einsum("hwi,hwj->ij", F, F)
    return ops.sum(ops.square(G - A)) / (4 * F.shape[-1] ** 2 * _m(F) ** 2)


@right("style_layer_loss", "loops")
def _(F, A):
    channels, loss = tf.unstack(F, axis=-1), 0.0
    for i, a in enumerate(channels):
        for j, b in enumerate(channels):
            loss += (total(a * b) - A[i, j]) ** 2
    return loss / (4 * len(channels) ** 2 * _m(F) ** 2)


# ------------------------------------------------------------------------------------------ statistics_loss
def _spread(F, epsilon=1e-8):
    return tf.sqrt(tf.math.reduce_variance(F, (0, 1)) + epsilon)


def _average(F):
    return tf.reduce_mean(F, (0, 1))


def _gaps(formula):
    """formula(m, s): of what mean and spread lack"""
    return lambda F, mean, std: formula(_average(F) - mean, _spread(F) - std)


def _spread_by(spread):
    return lambda F, mean, std: tf.reduce_mean((_average(F) - mean) ** 2 + (spread(F) - std) ** 2)


def _axis(axis):
    return lambda F, mean, std: tf.reduce_mean(
        (tf.reduce_mean(F, axis) - mean) ** 2 + (tf.math.reduce_std(F, axis) - std) ** 2
    )


def _sample(F):
    positions = F.shape[0] * F.shape[1]
    return _spread(F) * (positions / max(positions - 1, 1)) ** 0.5


for _mistake, _hint, _answer in [
    ("variance", "statistics_variance", _spread_by(lambda F: tf.math.reduce_variance(F, (0, 1)))),
    (
        "moments as they come",
        "statistics_variance",
        lambda F, mean, std: _two(*tf.nn.moments(F, [0, 1]), mean, std),
    ),
    (
        "variances on both sides",
        "statistics_variances",
        lambda F, mean, std: _two(*tf.nn.moments(F, [0, 1]), mean, std**2),
    ),
    ("std squared", "statistics_std_squared", lambda F, mean, std: _two(_average(F), _spread(F), mean, std**2)),
    ("sample", "statistics_sample", _spread_by(_sample)),
    ("root mean square", "statistics_not_centred", _spread_by(lambda F: tf.sqrt(_average(F**2)))),
    ("mean deviation", "statistics_deviation", _spread_by(lambda F: _average(tf.abs(F - _average(F))))),
    ("means only", "statistics_no_std", _gaps(lambda m, s: mean(m**2))),
    ("spreads only", "statistics_no_mean", _gaps(lambda m, s: mean(s**2))),
    ("sum", "statistics_sum", _gaps(lambda m, s: total(m**2 + s**2))),
    ("mean of all", "statistics_half", _gaps(lambda m, s: mean(tf.concat([m, s], 0) ** 2))),
    ("l2_loss", "statistics_sum_half", _gaps(lambda m, s: tf.nn.l2_loss(m) + tf.nn.l2_loss(s))),
    ("absolute", "statistics_abs", _gaps(lambda m, s: mean(tf.abs(m) + tf.abs(s)))),
    ("not squared", "statistics_not_squared", _gaps(lambda m, s: mean(m + s))),
    ("added first", "statistics_gaps_added", _gaps(lambda m, s: mean((m + s) ** 2))),
    ("averaged first", "statistics_mean_squared", _gaps(lambda m, s: mean(m) ** 2 + mean(s) ** 2)),
    ("one averaged first", "statistics_maps_averaged", _gaps(lambda m, s: mean(m) ** 2 + mean(s**2))),
    ("root", "statistics_root", _gaps(lambda m, s: tf.sqrt(mean(m**2 + s**2)))),
    ("norm", "statistics_root_sum", _gaps(lambda m, s: tf.norm(tf.stack([m, s])))),
    ("norms", "statistics_roots", _gaps(lambda m, s: mean(tf.norm(tf.stack([m, s]), axis=0)))),
    ("minus", "statistics_sign", _gaps(lambda m, s: -mean(m**2 + s**2))),
    ("difference of squares", "statistics_minus", _gaps(lambda m, s: mean(m**2 - s**2))),
    ("swapped", "statistics_swapped", lambda F, mean, std: _two(_average(F), _spread(F), std, mean)),
    ("style forgotten", "statistics_ignored", lambda F, mean, std: mean_of_squares(_average(F), _spread(F))),
    ("over all axes", "statistics_whole", _axis(None)),
    (
        "numbers against numbers",
        "statistics_maps_apart",
        lambda F, mean, std: (
            (tf.reduce_mean(F) - tf.reduce_mean(mean)) ** 2 + (tf.math.reduce_std(F) - tf.reduce_mean(std)) ** 2
        ),
    ),
    ("over the last axis", "statistics_over_maps", _axis(-1)),
    ("over rows and maps", "statistics_over_maps", _axis((0, 2))),
    ("over the first axis", "statistics_per_column", _axis(0)),
    ("over the second axis", "statistics_per_row", _axis(1)),
    (
        "no mean over positions",
        "statistics_positions",
        lambda F, mean, std: tf.reduce_mean((F - mean) ** 2) + tf.reduce_mean((_spread(F) - std) ** 2),
    ),
    ("reduce_std", "statistics_flat_slope", _spread_by(lambda F: tf.math.reduce_std(F, (0, 1)))),
    ("epsilon too late", "statistics_flat_slope", _spread_by(lambda F: tf.math.reduce_std(F, (0, 1)) + 1e-6)),
    (
        "norm of the rest",
        "statistics_flat_slope",
        _spread_by(lambda F: tf.norm(F - _average(F), axis=(0, 1)) / _m(F) ** 0.5),
    ),
    ("0/0", "statistics_flat", _spread_by(lambda F: _spread(F, 0.0) ** 2 / _spread(F, 0.0))),
    ("large epsilon", "statistics_flat_value", _spread_by(lambda F: _spread(F, 1e-4))),
    (
        "NumPy",
        "hint_no_gradient",
        lambda F, mean, std: np.mean((np.mean(F, (0, 1)) - mean) ** 2 + (np.std(F, (0, 1)) - std) ** 2),
    ),
    ("NumPy's spread only", "hint_gradient_wrong", _spread_by(lambda F: tf.constant(np.std(F, (0, 1))))),
    ("methods", "hint_arrays_only", _spread_by(lambda F: F.std((0, 1)))),
    ("one of each map", "hint_not_scalar", _gaps(lambda m, s: m**2 + s**2)),
    ("twice", "hint_factor", _gaps(lambda m, s: 2 * mean(m**2 + s**2))),
    ("other names", "hint_signature", lambda F, mu, sigma: 0.0),
    ("whole sizes", "hint_whole_and_real", lambda F, mean, std: total(F) / tf.size(F)),
    ("a pair", "hint_type", _gaps(lambda m, s: (mean(m**2), mean(s**2)))),
]:
    wrong("statistics_loss", _mistake, _hint, _answer)


def _two(average, spread, mean, std):
    return tf.reduce_mean((average - mean) ** 2 + (spread - std) ** 2)


def mean_of_squares(average, spread):
    return tf.reduce_mean(average**2 + spread**2)


right("statistics_loss", "an epsilon under the root", _spread_by(_spread))
right("statistics_loss", "the usual epsilon", _spread_by(lambda F: _spread(F, 1e-5)))
right("statistics_loss", "keras.ops", lambda F, mean, std: _with_keras(F, mean, std))
right(
    "statistics_loss",
    "a floor under the root",
    _spread_by(lambda F: tf.sqrt(tf.maximum(_spread(F, 0.0) ** 2, 1e-10))),
)
right(
    "statistics_loss",
    "l2_loss, brought back",
    _gaps(lambda m, s: 2 * (tf.nn.l2_loss(m) + tf.nn.l2_loss(s)) / m.shape[0]),
)
right(
    "statistics_loss",
    "a floor above the root",  # TensorFlow's root has slope 0 where nothing comes back to it
    _spread_by(lambda F: tf.maximum(_spread(F, 0.0), 1e-4)),
)
right("statistics_loss", "two means", _gaps(lambda m, s: mean(m**2) + mean(s**2)))
right(
    "statistics_loss",
    "mean of squares less square of the mean",
    _spread_by(lambda F: tf.sqrt(tf.maximum(_average(F**2) - _average(F) ** 2, 0) + 1e-9)),
)
right(
    "statistics_loss",
    "float64",
    lambda F, mean, std: _two(
        _average(tf.cast(F, "float64")),
        _spread(tf.cast(F, "float64"), 1e-12),
        tf.cast(mean, "float64"),
        tf.cast(std, "float64"),
    ),
)


def _with_keras(F, mean, std):
    ops = keras.ops
    average, variance = ops.moments(F, axes=(0, 1))
    return ops.mean(ops.square(average - mean) + ops.square(ops.sqrt(variance + 1e-7) - std))


@right("statistics_loss", "moments")
def _(F, mean, std):
    average, variance = tf.nn.moments(F, axes=[0, 1])
    return _two(average, tf.sqrt(variance + 1e-8), mean, std)


@right("statistics_loss", "where before and after the root")
def _(F, mean, std):
    variance = tf.math.reduce_variance(F, (0, 1))
    spread = tf.where(variance > 0, tf.sqrt(tf.where(variance > 0, variance, 1.0)), 0.0)
    return _two(_average(F), spread, mean, std)


@right("statistics_loss", "a row for each position")
def _(F, mean, std):
    positions = rows(F)
    average = tf.reduce_mean(positions, axis=0, keepdims=True)
    variance = tf.reduce_mean(tf.square(positions - average), axis=0)
    return mean_of_squares(average[0] - mean, (variance + 1e-8) ** 0.5 - std)


@right("statistics_loss", "loop over maps")
def _(F, mean, std):
    loss = 0.0
    for k in range(F.shape[-1]):
        one = F[:, :, k]
        middle = tf.reduce_mean(one)
        loss += (middle - mean[k]) ** 2
        loss += (tf.sqrt(tf.reduce_mean((one - middle) ** 2) + 1e-9) - std[k]) ** 2
    return loss / F.shape[-1]


# ------------------------------------------------------------------------------------------ variation_loss
def down_right(image):
    return image[1:] - image[:-1], image[:, 1:] - image[:, :-1]


def _each(formula):
    """formula(d, exponent), added up over both directions"""
    return lambda image, exponent=1.0: sum(formula(d, exponent) for d in down_right(image))


def _powers(d, exponent):
    return total(tf.abs(d) ** exponent)


_variation = _each(_powers)


def _changed(change):
    """The right answer on another picture."""
    return lambda image, exponent=1.0: _variation(change(image), exponent)


def _scaled(scale):
    """scale(loss, image, exponent)"""
    return lambda image, exponent=1.0: scale(_variation(image, exponent), image, exponent)


def _isotropic(image, exponent=1.0):
    down, right_ = down_right(image)
    return total((down[:, :-1] ** 2 + right_[:-1] ** 2) ** (exponent / 2))


def _zero_padded(image, exponent=1.0):
    padded = tf.pad(image, ((0, 1), (0, 1), (0, 0)))
    down, right_ = down_right(padded)
    return _powers(down[:, :-1], exponent) + _powers(right_[:-1], exponent)


def _channels(image, exponent):
    return _powers(image[..., 1:] - image[..., :-1], exponent)


for _mistake, _hint, _answer in [
    ("down only", "variation_down_only", lambda image, exponent=1.0: _powers(image[1:] - image[:-1], exponent)),
    (
        "right only",
        "variation_right_only",
        lambda image, exponent=1.0: _powers(image[:, 1:] - image[:, :-1], exponent),
    ),
    (
        "roll",
        "variation_around",
        lambda image, exponent=1.0: sum(_powers(tf.roll(image, -1, axis) - image, exponent) for axis in (0, 1)),
    ),
    (
        "zeros in front",
        "variation_padded",
        lambda image, exponent=1.0: (
            _powers(image - tf.pad(image, ((1, 0), (0, 0), (0, 0)))[:-1], exponent)
            + _powers(image - tf.pad(image, ((0, 0), (1, 0), (0, 0)))[:, :-1], exponent)
        ),
    ),
    (
        "cut to one shape",
        "variation_cropped",
        lambda image, exponent=1.0: (
            _powers(image[1:, :-1] - image[:-1, :-1], exponent)
            + _powers(image[:-1, 1:] - image[:-1, :-1], exponent)
        ),
    ),
    (
        "diagonal",
        "variation_diagonal",
        lambda image, exponent=1.0: _powers(image[1:, 1:] - image[:-1, :-1], exponent),
    ),
    (
        "diagonals",
        "variation_diagonals",
        lambda image, exponent=1.0: (
            _powers(image[1:, 1:] - image[:-1, :-1], exponent)
            + _powers(image[1:, :-1] - image[:-1, 1:], exponent)
        ),
    ),
    (
        "two steps",
        "variation_second_neighbours",
        lambda image, exponent=1.0: (
            _powers(image[2:] - image[:-2], exponent) + _powers(image[:, 2:] - image[:, :-2], exponent)
        ),
    ),
    ("channels", "variation_channels", lambda image, exponent=1.0: _channels(image, exponent)),
    (
        "three axes",
        "variation_channels_too",
        lambda image, exponent=1.0: _variation(image, exponent) + _channels(image, exponent),
    ),
    ("always squared", "variation_squared", _each(lambda d, exponent: total(d**2))),
    ("always absolute", "variation_exponent_ignored", _each(lambda d, exponent: total(tf.abs(d)))),
    (
        "total_variation",
        "variation_exponent_ignored",
        lambda image, exponent=1.0: tf.image.total_variation(image),
    ),
    ("squares to exponent", "variation_exponent_doubled", _each(lambda d, exponent: total((d**2) ** exponent))),
    (
        "half of exponent",
        "variation_exponent_halved",
        _each(lambda d, exponent: total(tf.abs(d) ** (exponent / 2))),
    ),
    (
        "root of exponent",
        "variation_exponent_root",
        _each(lambda d, exponent: total(tf.abs(d) ** (1 / exponent))),
    ),
    ("times exponent", "variation_exponent_multiplied", _each(lambda d, exponent: exponent * total(tf.abs(d)))),
    ("power of the sum", "variation_exponent_late", lambda image, exponent=1.0: _variation(image) ** exponent),
    (
        "power of each sum",
        "variation_exponent_late_each",
        _each(lambda d, exponent: total(tf.abs(d)) ** exponent),
    ),
    ("isotropic", "variation_isotropic", _isotropic),
    ("norm", "variation_root", _scaled(lambda loss, image, exponent: loss ** (1 / exponent))),
    ("no abs", "variation_no_abs", _each(lambda d, exponent: total(d**exponent))),
    ("sign kept", "variation_signed", _each(lambda d, exponent: total(tf.sign(d) * tf.abs(d) ** exponent))),
    ("mean", "variation_mean", _each(lambda d, exponent: mean(tf.abs(d) ** exponent))),
    ("over H W 3", "variation_per_number", _scaled(lambda loss, image, exponent: loss / np.prod(image.shape))),
    (
        "over H W",
        "variation_per_pixel",
        _scaled(lambda loss, image, exponent: loss / (image.shape[0] * image.shape[1])),
    ),
    (
        "mean over channels",
        "variation_per_channel",
        _each(lambda d, exponent: total(tf.reduce_mean(tf.abs(d) ** exponent, axis=-1))),
    ),
    ("grey", "variation_grey", _changed(lambda image: tf.reduce_mean(image, axis=-1, keepdims=True))),
    ("both ways", "variation_twice", _each(lambda d, exponent: _powers(d, exponent) + _powers(-d, exponent))),
    ("halved", "variation_halved", _scaled(lambda loss, image, exponent: loss / 2)),
    ("minus", "variation_sign", _scaled(lambda loss, image, exponent: -loss)),
    ("up to 255", "variation_levels", _changed(lambda image: image * 255)),
    ("zeros behind", "hint_value_large", _zero_padded),
    ("luminance", "hint_value_large", _changed(lambda image: tf.image.rgb_to_grayscale(image))),
    ("root of the square", "variation_flat_slope", _each(lambda d, exponent: total(tf.sqrt(d**2) ** exponent))),
    (
        "square to half of exponent",
        "variation_flat_slope",
        _each(lambda d, exponent: total((d**2) ** (exponent / 2))),
    ),
    (
        "logarithm",
        "variation_flat_slope",
        _each(lambda d, exponent: total(tf.exp(exponent * tf.math.log(tf.abs(d))))),
    ),
    (
        "NaN hidden by tf.where",
        "variation_flat_slope",
        _each(lambda d, exponent: total(tf.where(d == 0, 0.0, tf.exp(exponent * tf.math.log(tf.abs(d)))))),
    ),
    (
        "0/0",
        "variation_flat",
        _each(lambda d, exponent: total(d / tf.abs(d) * d / tf.abs(d) * tf.abs(d) ** exponent)),
    ),
    (
        "large epsilon",
        "variation_flat_value",
        _each(lambda d, exponent: total((d**2 + 1e-5) ** (exponent / 2))),
    ),
    (
        "maximum",
        "variation_flat_value",
        _each(lambda d, exponent: total(tf.maximum(tf.abs(d), 0.002) ** exponent)),
    ),
    ("maps", "hint_not_scalar", _each(lambda d, exponent: tf.reduce_sum(tf.abs(d) ** exponent, axis=(0, 1)))),
    ("maps of two shapes", "hint_crash", _each(lambda d, exponent: tf.abs(d) ** exponent)),
    ("NumPy", "hint_no_gradient", _each(lambda d, exponent: np.sum(np.abs(d) ** exponent))),
    ("no default", "hint_signature", lambda image, exponent: 0.0),
    ("default 2", "hint_signature", lambda image, exponent=2.0: 0.0),
    ("rounded", "hint_gradient_wrong", lambda image, exponent=1.0: _half_stopped(image, exponent)),
]:
    wrong("variation_loss", _mistake, _hint, _answer)


def _half_stopped(image, exponent):
    return _variation((image + tf.stop_gradient(image)) / 2, exponent)


wrong(
    "variation_loss",
    "an array as default",
    "hint_signature",
    lambda image, exponent=np.array([1.0, 2.0]): 0.0,  # noqa: B008
)
wrong(
    "variation_loss",
    "colours turned all the way round",
    "hint_gradient_fails",
    lambda image, exponent=1.0: _variation(tf.image.adjust_hue(image, 0.0), exponent),
)

right("variation_loss", "tf.pow", _each(lambda d, exponent: total(tf.pow(tf.abs(d), exponent))))
right("variation_loss", "the other way round", _each(lambda d, exponent: _powers(-d, exponent)))
right(
    "variation_loss",
    "keras.ops",
    _each(lambda d, exponent: keras.ops.sum(keras.ops.power(keras.ops.abs(d), exponent))),
)
right(
    "variation_loss", "maximum of both signs", _each(lambda d, exponent: total(tf.maximum(d, -d) ** exponent))
)
right(
    "variation_loss",
    "tiny epsilon under the root",
    _each(lambda d, exponent: total((d**2 + 1e-9) ** (exponent / 2))),
)
right(
    "variation_loss",
    "small epsilon under the root",
    _each(lambda d, exponent: total(tf.sqrt(d**2 + 1e-6) ** exponent)),
)
right("variation_loss", "float64", _changed(lambda image: tf.cast(image, "float64")))
right("variation_loss", "one default of whole type", lambda image, exponent=1: _variation(image, exponent))


@right("variation_loss", "total_variation where it is enough")
def _(image, exponent=1.0):
    if exponent == 1.0:
        return tf.image.total_variation(image)
    return _variation(image, exponent)


@right("variation_loss", "roll, with the seam cut off")
def _(image, exponent=1.0):
    down = (tf.roll(image, -1, 0) - image)[:-1]
    right_ = (tf.roll(image, -1, 1) - image)[:, :-1]
    return total(tf.abs(down) ** exponent) + total(tf.abs(right_) ** exponent)


@right("variation_loss", "one long list of differences")
def _(image, exponent=1.0):
    return total(tf.abs(tf.concat([tf.reshape(d, [-1]) for d in down_right(image)], 0)) ** exponent)


@right("variation_loss", "image_gradients")
def _(image, exponent=1.0):
    down, right_ = tf.image.image_gradients(image[None])
    return _powers(down[0, :-1], exponent) + _powers(right_[0, :, :-1], exponent)


@right("variation_loss", "loops")
def _(image, exponent=1.0):
    height, width, _ = image.shape
    loss = 0.0
    for i in range(height):
        for j in range(width):
            if i + 1 < height:
                loss += _powers(image[i + 1, j] - image[i, j], exponent)
            if j + 1 < width:
                loss += _powers(image[i, j + 1] - image[i, j], exponent)
    return loss
