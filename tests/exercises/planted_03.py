"""Answers to the exercises of lesson 03 as students write them: wrong ones and unusual right ones.

`WRONG[exercise][mistake]` is (key of the hint, answer), `RIGHT[exercise][style]` an answer.
"""

import numpy as np

from tests.exercises.planted import Book, Later

BOOK = Book()
WRONG, RIGHT = BOOK.wrong, BOOK.right
wrong, right = BOOK.add_wrong, BOOK.add_right


tf, keras = Later("tensorflow"), Later("keras")


# ------------------------------------------------------------------------------------------ sample_noise
def _numpy_noise(draw, dtype="float32"):
    rng = np.random.default_rng()
    return lambda batch, dim=100: np.asarray(draw(rng, (batch, dim))).astype(dtype)


for _mistake, _hint, _answer in [
    ("between 0 and 1", "noise_zero_to_one", lambda batch, dim=100: tf.random.uniform((batch, dim))),
    ("normal", "noise_normal", lambda batch, dim=100: tf.random.normal((batch, dim))),
    ("narrow normal", "noise_normal", _numpy_noise(lambda rng, s: rng.normal(0, 0.3, s))),
    ("clipped normal", "noise_clipped", _numpy_noise(lambda rng, s: np.clip(rng.normal(size=s), -1, 1))),
    ("tanh of normal", "noise_not_uniform", lambda batch, dim=100: tf.tanh(tf.random.normal((batch, dim)))),
    (
        "tanh of uniform",
        "noise_not_uniform",
        lambda batch, dim=100: tf.tanh(tf.random.uniform((batch, dim), -1, 1)),
    ),
    ("float64", "noise_dtype", _numpy_noise(lambda rng, s: rng.uniform(-1, 1, s), "float64")),
    ("-0.5 to 0.5", "noise_range", _numpy_noise(lambda rng, s: rng.random(s) - 0.5)),
    ("-1 to 0", "noise_range", _numpy_noise(lambda rng, s: rng.random(s) - 1)),
    ("-2 to 2", "noise_range", lambda batch, dim=100: tf.random.uniform((batch, dim), -2.0, 2.0)),
    ("0 to 2", "noise_range", _numpy_noise(lambda rng, s: 2 * rng.random(s))),
    ("whole numbers", "noise_whole", _numpy_noise(lambda rng, s: rng.integers(-1, 2, s), "int64")),
    ("whole numbers in floats", "noise_whole", _numpy_noise(lambda rng, s: rng.integers(-1, 2, s))),
    ("swapped", "noise_transposed", _numpy_noise(lambda rng, s: rng.uniform(-1, 1, s[::-1]))),
    ("always 100", "noise_dim_ignored", _numpy_noise(lambda rng, s: rng.uniform(-1, 1, (s[0], 100)))),
    ("one per image", "noise_one_axis", _numpy_noise(lambda rng, s: rng.uniform(-1, 1, s[0]))),
    ("one image", "noise_batch_ignored", _numpy_noise(lambda rng, s: rng.uniform(-1, 1, (1, s[1])))),
    ("as an image", "noise_shape", _numpy_noise(lambda rng, s: rng.uniform(-1, 1, (s[0], 1, 1, s[1])))),
    (
        "one row for all",
        "noise_rows_equal",
        _numpy_noise(lambda rng, s: np.tile(rng.uniform(-1, 1, s[1]), (s[0], 1))),
    ),
    (
        "one number a row",
        "noise_columns_equal",
        _numpy_noise(lambda rng, s: np.repeat(rng.uniform(-1, 1, (s[0], 1)), s[1], 1)),
    ),
    ("sorted", "noise_not_independent", _numpy_noise(lambda rng, s: np.sort(rng.uniform(-1, 1, s), axis=1))),
    ("not random", "noise_same_again", _numpy_noise(lambda rng, s: np.linspace(-1, 1, s[0] * s[1]).reshape(s))),
    ("list", "hint_type", lambda batch, dim=100: [[0.5] * dim] * batch),
    ("no default", "hint_signature", lambda batch, dim: tf.random.uniform((batch, dim), -1, 1)),
    ("NaN", "noise_not_finite", _numpy_noise(lambda rng, s: rng.uniform(-1, 1, s) * np.nan)),
]:
    wrong("sample_noise", _mistake, _hint, _answer)


@wrong("sample_noise", "seed set inside: NumPy", "noise_same_again")
def _(batch, dim=100):
    return np.random.default_rng(42).uniform(-1, 1, (batch, dim)).astype("float32")


@wrong("sample_noise", "seed set inside: TensorFlow", "noise_same_again")
def _(batch, dim=100):
    tf.random.set_seed(42)
    return tf.random.uniform((batch, dim), -1, 1)


@wrong("sample_noise", "seed set inside: Keras", "noise_same_again")
def _(batch, dim=100):
    return keras.random.uniform((batch, dim), -1, 1, seed=3)


@wrong("sample_noise", "right numbers cast too early", "noise_whole")
def _(batch, dim=100):
    return tf.cast(tf.cast(tf.random.uniform((batch, dim), -1.5, 1.5), tf.int32), tf.float32)


right("sample_noise", "NumPy", _numpy_noise(lambda rng, s: rng.uniform(-1, 1, s)))
right("sample_noise", "NumPy, float32 stretched", _numpy_noise(lambda rng, s: rng.random(s, "float32") * 2 - 1))
right("sample_noise", "TensorFlow", lambda batch, dim=100: tf.random.uniform([batch, dim], minval=-1, maxval=1))
right("sample_noise", "Keras", lambda batch, dim=100: keras.random.uniform((batch, dim), -1.0, 1.0))
right("sample_noise", "Keras operations", lambda batch, dim=100: 1 - 2 * keras.random.uniform((batch, dim)))


@right("sample_noise", "old NumPy, row by row")
def _(batch, dim=100):
    return np.array([np.random.uniform(-1, 1, dim) for _ in range(batch)], np.float32)  # noqa: NPY002


@right("sample_noise", "tf.random.Generator")
def _(batch, dim=100):
    return tf.random.get_global_generator().uniform((batch, dim), -1, 1)


@right("sample_noise", "Python's random")
def _(batch, dim=100):
    import random

    return tf.constant([[random.uniform(-1, 1) for _ in range(dim)] for _ in range(batch)])


# ------------------------------------------------------------------------------------------ discriminator_loss
def log(p, tiny=1e-7):
    return tf.math.log(p + tiny)


def mean(x):
    return tf.reduce_mean(x)


def _cross_entropy(target, p):
    return -(target * log(p) + (1 - target) * log(1 - p))


def _two_sided(real_target, fake_target, of=_cross_entropy, end=mean, join=lambda a, b: a + b):
    """targets: functions of smoothing"""

    def answer(real_prob, fake_prob, smoothing=0.0):
        real = end(of(real_target(smoothing), real_prob))
        return join(real, end(of(fake_target(smoothing), fake_prob)))

    return answer


def _below_one(s):
    return 1 - s


def _zero(s):
    return 0.0


def _plain(formula):
    """formula(real, fake), which forgets the smoothing."""
    return lambda real_prob, fake_prob, smoothing=0.0: formula(real_prob, fake_prob)


def _keras_loss(real_settings=None, fake_settings=None):
    """keras.losses.BinaryCrossentropy with ones and zeros; settings are functions of smoothing."""

    def answer(real_prob, fake_prob, smoothing=0.0):
        real_loss, fake_loss = (
            keras.losses.BinaryCrossentropy(**(settings(smoothing) if settings else {}))
            for settings in (real_settings, fake_settings)
        )
        return real_loss(tf.ones_like(real_prob), real_prob) + fake_loss(tf.zeros_like(fake_prob), fake_prob)

    return answer


def _clipped(low, high=None):
    high = 1 - low if high is None else high

    def of(target, p):
        p = tf.clip_by_value(p, low, high)
        return -(target * tf.math.log(p) + (1 - target) * tf.math.log(1 - p))

    return of


def _own_base(base):
    return lambda target, p: _cross_entropy(target, p) / np.log(base).astype("float32")


def _without_minus(target, p):
    return -_cross_entropy(target, p)


def _sigmoid_again(target, p):
    return tf.nn.sigmoid_cross_entropy_with_logits(tf.fill(p.shape, tf.cast(target, "float32")), p)


def _numpy_loss(real_prob, fake_prob, smoothing=0.0):
    real = (1 - smoothing) * np.log(real_prob) + smoothing * np.log(1 - real_prob)
    return -np.mean(real) - np.mean(np.log(1 - fake_prob))


def _label_smoothing(s):
    return {"label_smoothing": s}


def _keras_swapped(real_prob, fake_prob, smoothing=0.0):
    bce = keras.losses.BinaryCrossentropy()
    return bce(real_prob, tf.ones_like(real_prob) - smoothing) + bce(fake_prob, tf.zeros_like(fake_prob))


for _mistake, _hint, _answer in [
    ("both smoothed", "disc_smoothing_both", _two_sided(_below_one, lambda s: s)),
    ("fakes smoothed", "disc_smoothing_fakes", _two_sided(lambda s: 1.0, lambda s: s)),
    ("smoothing forgotten", "disc_smoothing_ignored", _two_sided(lambda s: 1.0, _zero)),
    ("target above 1", "disc_smoothing_up", _two_sided(lambda s: 1 + s, _zero)),
    (
        "factor only",
        "disc_smoothing_incomplete",
        lambda real_prob, fake_prob, smoothing=0.0: (
            -(1 - smoothing) * mean(log(real_prob)) - mean(log(1 - fake_prob))
        ),
    ),
    ("target is s", "disc_smoothing_as_target", _two_sided(lambda s: s, _zero)),
    ("Keras smoothing, real", "disc_smoothing_keras", _keras_loss(_label_smoothing)),
    ("Keras smoothing, both", "disc_smoothing_keras_both", _keras_loss(_label_smoothing, _label_smoothing)),
    ("swapped", "disc_swapped", _two_sided(_zero, _below_one)),
    (
        "arguments swapped",
        "disc_swapped",
        lambda real_prob, fake_prob, smoothing=0.0: _keras_loss()(fake_prob, real_prob),
    ),
    ("mean of two", "disc_halved", _two_sided(_below_one, _zero, join=lambda a, b: (a + b) / 2)),
    ("sums", "loss_sum", _two_sided(_below_one, _zero, end=lambda x: tf.reduce_sum(x))),
    ("no minus", "disc_sign", _two_sided(_below_one, _zero, of=_without_minus)),
    (
        "only the first minus",
        "disc_sign_fake",
        _plain(lambda real, fake: -mean(log(real)) + mean(log(1 - fake))),
    ),
    ("only the second minus", "disc_sign_real", _plain(lambda r, f: mean(log(r)) - mean(log(1 - f)))),
    ("real only", "disc_fakes_forgotten", _two_sided(_below_one, _zero, join=lambda a, b: a)),
    ("fakes only", "disc_real_forgotten", _two_sided(_below_one, _zero, join=lambda a, b: b)),
    ("fakes as real", "disc_fakes_as_real", _two_sided(_below_one, lambda s: 1.0)),
    ("log D(fake) with +", "disc_fakes_as_real_minus", _plain(lambda r, f: mean(log(f)) - mean(log(r)))),
    ("real as fake", "disc_real_as_fake", _two_sided(_zero, _zero)),
    (
        "one mean for all",
        "disc_pooled",
        _two_sided(
            _below_one,
            _zero,
            lambda t, p: _cross_entropy(t, p),
            lambda x: x,
            lambda a, b: mean(tf.concat([a, b], 0)),
        ),
    ),
    (
        "twice one mean for all",
        "disc_pooled_twice",
        _two_sided(_below_one, _zero, end=lambda x: x, join=lambda a, b: 2 * mean(tf.concat([a, b], 0))),
    ),
    ("base 2", "loss_base_2", _two_sided(_below_one, _zero, of=_own_base(2))),
    ("base 10", "loss_base_10", _two_sided(_below_one, _zero, of=_own_base(10))),
    ("log of the mean", "loss_log_of_mean", _plain(lambda real, fake: -log(mean(real)) - log(1 - mean(fake)))),
    ("from logits", "loss_logits", _two_sided(_below_one, _zero, of=_sigmoid_again)),
    ("no log", "disc_no_log", _plain(lambda real, fake: mean(1 - real) + mean(fake))),
    ("squares", "disc_squares", _plain(lambda real, fake: mean((real - 1) ** 2) + mean(fake**2))),
    ("critic", "disc_critic", _plain(lambda real, fake: mean(fake) - mean(real))),
    ("y_true and y_pred swapped", "loss_bce_swapped", _keras_swapped),
    ("no mean", "hint_one_in_array", _two_sided(_below_one, _zero, end=lambda x: x[:1])),
    (
        "no epsilon",
        "loss_log_of_zero",
        _two_sided(_below_one, _zero, of=lambda t, p: -(t * log(p, 0.0) + (1 - t) * log(1 - p, 0.0))),
    ),
    ("epsilon lost in float32", "loss_log_of_zero", _two_sided(_below_one, _zero, of=_clipped(1e-9))),
    ("clipped at 0.1", "loss_clipped", _two_sided(_below_one, _zero, of=_clipped(0.1))),
    ("clipped at 0.01", "loss_clipped", _two_sided(_below_one, _zero, of=_clipped(0.01))),
    ("clipped at 0.002", "loss_clipped", _two_sided(_below_one, _zero, of=_clipped(0.002))),
    ("NumPy", "hint_no_gradient", _numpy_loss),
    ("prints", "hint_returned_none", lambda real_prob, fake_prob, smoothing=0.0: print("loss")),
    ("default 0.1", "hint_signature", lambda real_prob, fake_prob, smoothing=0.1: 0.0),
    (
        "methods of NumPy",
        "hint_arrays_only",
        lambda real_prob, fake_prob, smoothing=0.0: -np.log(real_prob.clip(1e-7)).mean(),
    ),
    (
        "float at the end",
        "hint_no_gradient",
        lambda real_prob, fake_prob, smoothing=0.0: float(_keras_smooth(real_prob, fake_prob, smoothing)),
    ),
]:
    wrong("discriminator_loss", _mistake, _hint, _answer)


@wrong("discriminator_loss", "NaN hidden by tf.where", "loss_log_of_zero_gradient")
def _(real_prob, fake_prob, smoothing=0.0):
    def safe(p):
        return tf.where(p > 0, tf.math.log(p), -20.0)

    real = (1 - smoothing) * safe(real_prob) + smoothing * safe(1 - real_prob)
    return -mean(real) - mean(safe(1 - fake_prob))


@wrong("discriminator_loss", "gradient to the fakes stopped", "hint_no_gradient")
def _(real_prob, fake_prob, smoothing=0.0):
    return _keras_smooth(real_prob, tf.stop_gradient(fake_prob), smoothing)


@wrong("discriminator_loss", "gradient to the real images stopped in part", "hint_gradient_wrong")
def _(real_prob, fake_prob, smoothing=0.0):
    return _keras_smooth((real_prob + tf.stop_gradient(real_prob)) / 2, fake_prob, smoothing)


@wrong("discriminator_loss", "NumPy on the way", "hint_no_gradient")
def _(real_prob, fake_prob, smoothing=0.0):
    return _keras_smooth(tf.constant(real_prob.numpy()), fake_prob, smoothing)


@wrong("discriminator_loss", "looks at the loss", "hint_graph_values")
def _(real_prob, fake_prob, smoothing=0.0):
    loss = _keras_smooth(real_prob, fake_prob, smoothing)
    return loss if loss < 100 else loss * 0 + 100


@wrong("discriminator_loss", "prints in tf.function too", "hint_graph_values")
def _(real_prob, fake_prob, smoothing=0.0):
    print("D(x) is", mean(real_prob).numpy())
    return _keras_smooth(real_prob, fake_prob, smoothing)


def _keras_smooth(real_prob, fake_prob, smoothing=0.0):
    bce = keras.losses.BinaryCrossentropy()
    return bce(tf.ones_like(real_prob) - smoothing, real_prob) + bce(tf.zeros_like(fake_prob), fake_prob)


right("discriminator_loss", "BinaryCrossentropy", _keras_smooth)
right("discriminator_loss", "epsilon 1e-7", _two_sided(_below_one, _zero))
right("discriminator_loss", "clipped", _two_sided(_below_one, _zero, of=_clipped(1e-7)))
right("discriminator_loss", "clipped a little coarsely", _two_sided(_below_one, _zero, of=_clipped(1e-5)))
right("discriminator_loss", "Keras's smoothing, doubled", _keras_loss(lambda s: {"label_smoothing": 2 * s}))


@right("discriminator_loss", "keras.ops")
def _(real_prob, fake_prob, smoothing=0.0):
    ops = keras.ops
    real = ops.binary_crossentropy(ops.full_like(real_prob, 1 - smoothing), real_prob)
    return ops.mean(real) + ops.mean(ops.binary_crossentropy(ops.zeros_like(fake_prob), fake_prob))


@right("discriminator_loss", "float64 inside")
def _(real_prob, fake_prob, smoothing=0.0):
    real, fake = tf.cast(real_prob, tf.float64), tf.cast(fake_prob, tf.float64)
    value = _two_sided(_below_one, _zero, of=_clipped(1e-12))(real, fake, smoothing)
    return tf.cast(value, tf.float32)


@right("discriminator_loss", "float64 to the end")
def _(real_prob, fake_prob, smoothing=0.0):
    real, fake = tf.cast(real_prob, tf.float64), tf.cast(fake_prob, tf.float64)
    return _two_sided(_below_one, _zero, of=_clipped(1e-12))(real, fake, smoothing)


@wrong("discriminator_loss", "loop over the images", "hint_graph_size")
def _(real_prob, fake_prob, smoothing=0.0):
    total = 0.0
    for p in tf.unstack(real_prob):
        total -= ((1 - smoothing) * log(p[0]) + smoothing * log(1 - p[0])) / real_prob.shape[0]
    for p in tf.unstack(fake_prob):
        total -= log(1 - p[0]) / fake_prob.shape[0]
    return total


@right("discriminator_loss", "maximum")
def _(real_prob, fake_prob, smoothing=0.0):
    def safe(p):
        return tf.math.log(tf.maximum(p, 1e-8))

    real = smoothing * safe(1 - real_prob) + (1 - smoothing) * safe(real_prob)
    return -(tf.math.reduce_mean(real) + keras.ops.mean(safe(1 - fake_prob)))


# ------------------------------------------------------------------------------------------ generator_loss
for _mistake, _hint, _answer in [
    ("saturating", "gen_saturating", lambda fake_prob: mean(log(1 - fake_prob))),
    ("no minus", "gen_sign", lambda fake_prob: mean(log(fake_prob))),
    ("discriminator's", "gen_discriminators", lambda fake_prob: -mean(log(1 - fake_prob))),
    (
        "targets 0",
        "gen_discriminators",
        lambda fake_prob: keras.losses.BinaryCrossentropy()(tf.zeros_like(fake_prob), fake_prob),
    ),
    (
        "arguments swapped",
        "loss_bce_swapped",
        lambda fake_prob: keras.losses.BinaryCrossentropy()(fake_prob, tf.ones_like(fake_prob)),
    ),
    (
        "label smoothing",
        "gen_smoothed",
        lambda fake_prob: keras.losses.BinaryCrossentropy(label_smoothing=0.1)(
            tf.ones_like(fake_prob), fake_prob
        ),
    ),
    ("target 0.9", "gen_smoothed", lambda fake_prob: -mean(0.9 * log(fake_prob) + 0.1 * log(1 - fake_prob))),
    ("three times", "hint_factor", lambda fake_prob: -3 * mean(log(fake_prob))),
    ("in an array", "hint_one_in_array", lambda fake_prob: -tf.reduce_mean(log(fake_prob), axis=0)),
    ("bfloat16", "hint_half", lambda fake_prob: tf.cast(-mean(log(fake_prob)), "bfloat16")),
    ("both parts", "gen_both_parts", lambda fake_prob: -mean(log(fake_prob)) - mean(log(1 - fake_prob))),
    ("half", "gen_halved", lambda fake_prob: -0.5 * mean(log(fake_prob))),
    ("sum", "loss_sum", lambda fake_prob: -tf.reduce_sum(log(fake_prob))),
    ("one for each image", "hint_not_scalar", lambda fake_prob: -log(fake_prob)),
    (
        "mean along the last axis only",
        "hint_not_scalar",
        lambda fake_prob: keras.losses.binary_crossentropy(tf.ones_like(fake_prob), fake_prob),
    ),
    ("log of the mean", "loss_log_of_mean", lambda fake_prob: -log(mean(fake_prob))),
    ("base 2", "loss_base_2", lambda fake_prob: -mean(log(fake_prob)) / tf.math.log(2.0)),
    ("base 10", "loss_base_10", lambda fake_prob: -mean(keras.ops.log10(fake_prob + 1e-7))),
    ("no log", "gen_no_log", lambda fake_prob: mean(1 - fake_prob)),
    ("no log, minus", "gen_no_log_sign", lambda fake_prob: -mean(fake_prob)),
    ("squares", "gen_squares", lambda fake_prob: mean((fake_prob - 1) ** 2)),
    (
        "from logits",
        "loss_logits",
        lambda fake_prob: keras.losses.BinaryCrossentropy(from_logits=True)(tf.ones_like(fake_prob), fake_prob),
    ),
    ("no epsilon", "loss_log_of_zero", lambda fake_prob: -mean(tf.math.log(fake_prob))),
    ("clipped at 0.1", "loss_clipped", lambda fake_prob: -mean(log(tf.maximum(fake_prob, 0.1)))),
    ("clipped at 0.02", "loss_clipped", lambda fake_prob: -mean(log(tf.clip_by_value(fake_prob, 0.02, 0.98)))),
    ("clipped at 0.001", "loss_clipped", lambda fake_prob: -mean(log(tf.clip_by_value(fake_prob, 1e-3, 1)))),
    ("NumPy", "hint_no_gradient", lambda fake_prob: -np.mean(np.log(fake_prob))),
    ("NumPy in a tensor", "hint_no_gradient", lambda fake_prob: tf.constant(-np.log(fake_prob).mean())),
    ("integer in between", "hint_value_large", lambda fake_prob: tf.cast(-mean(log(fake_prob)), tf.int32)),
    ("text", "hint_type", lambda fake_prob: "-log D"),
    (
        "number from the static shape",
        "hint_graph_size",
        lambda fake_prob: tf.reduce_sum(-log(fake_prob)) / fake_prob.shape[0],
    ),
    ("len", "hint_graph_values", lambda fake_prob: -tf.reduce_sum(log(fake_prob)) / len(fake_prob)),
    ("method of NumPy", "hint_arrays_only", lambda fake_prob: (fake_prob * -1).mean()),
]:
    wrong("generator_loss", _mistake, _hint, _answer)

for _style, _answer in [
    ("epsilon", lambda fake_prob: -mean(log(fake_prob))),
    ("small epsilon", lambda fake_prob: -mean(log(fake_prob, 1e-12))),
    ("clipped", lambda fake_prob: -mean(log(tf.clip_by_value(fake_prob, 1e-7, 1.0), 0.0))),
    (
        "BinaryCrossentropy",
        lambda fake_prob: keras.losses.BinaryCrossentropy()(tf.ones_like(fake_prob), fake_prob),
    ),
    (
        "binary_crossentropy",
        lambda fake_prob: mean(keras.losses.binary_crossentropy(tf.ones_like(fake_prob), fake_prob)),
    ),
    ("keras.ops", lambda fake_prob: -keras.ops.mean(keras.ops.log(keras.ops.maximum(fake_prob, 1e-8)))),
    ("back to logits", lambda fake_prob: mean(tf.nn.softplus(log(1 - fake_prob) - log(fake_prob)))),
    (
        "sum over the number",
        lambda fake_prob: tf.reduce_sum(-log(fake_prob)) / tf.cast(tf.shape(fake_prob)[0], fake_prob.dtype),
    ),
]:
    right("generator_loss", _style, _answer)


# ------------------------------------------------------------------------------------------ train_generator
def _fooled(d):
    return -mean(log(d))


def _in_graph(change):
    """Something else is returned, but only inside a tf.function."""
    return lambda loss, d: loss if tf.executing_eagerly() else change(loss)


def _trainer(
    loss_of=_fooled,
    weights_of=lambda g, d: g.trainable_variables,
    returns=lambda loss, d: loss,
    sign=1,
    training=False,
):
    """The usual step, with one thing done differently."""

    def answer(generator, discriminator, optimizer, noise):
        with tf.GradientTape() as tape:
            d = discriminator(generator(noise, training=True), training=training)
            loss = loss_of(d)
        weights = weights_of(generator, discriminator)
        gradients = [sign * g for g in tape.gradient(loss, weights)]
        optimizer.apply_gradients(zip(gradients, weights, strict=True))
        return returns(loss, d)

    return answer


for _mistake, _hint, _answer in [
    ("D's weights", "train_discriminator_instead", _trainer(weights_of=lambda g, d: d.trainable_variables)),
    ("both", "train_both", _trainer(weights_of=lambda g, d: g.trainable_variables + d.trainable_variables)),
    ("uphill", "train_maximises", _trainer(sign=-1)),
    ("no minus", "train_maximises", _trainer(lambda d: mean(log(d)))),
    ("saturating", "train_saturating", _trainer(lambda d: mean(log(1 - d)))),
    ("for D", "train_for_the_discriminator", _trainer(lambda d: -mean(log(1 - d)))),
    (
        "fake labels",
        "train_for_the_discriminator",
        _trainer(lambda d: keras.losses.BinaryCrossentropy()(tf.zeros_like(d), d)),
    ),
    ("without log", "train_without_log", _trainer(lambda d: -mean(d))),
    ("sum", "train_sum", _trainer(lambda d: -tf.reduce_sum(log(d)))),
    ("last weight only", "train_part", _trainer(weights_of=lambda g, d: g.trainable_variables[-1:])),
    ("last layer only", "train_part", _trainer(weights_of=lambda g, d: g.trainable_variables[-2:])),
    ("first layers only", "train_part", _trainer(weights_of=lambda g, d: g.trainable_variables[:2])),
    ("the discriminator trains too", "train_discriminator_training", _trainer(training=True)),
    (
        "arguments swapped",
        "loss_bce_swapped",
        _trainer(lambda d: keras.losses.BinaryCrossentropy()(d, tf.ones_like(d))),
    ),
    ("three times", "train_factor", _trainer(lambda d: 3 * _fooled(d))),
    ("target 0.9", "train_smoothed", _trainer(lambda d: 0.9 * _fooled(d) - 0.1 * mean(log(1 - d)))),
    (
        "label_smoothing",
        "train_smoothed",
        _trainer(lambda d: keras.losses.BinaryCrossentropy(label_smoothing=0.1)(tf.ones_like(d), d)),
    ),
    ("a tuple in the graph", "train_returns_other", _trainer(returns=_in_graph(lambda loss: (loss, loss)))),
    ("text in the graph", "train_returns_other", _trainer(returns=_in_graph(lambda loss: "done"))),
    ("prints the loss", "hint_graph_values", _trainer(returns=lambda loss, d: (print(f"{loss:.3f}"), loss)[1])),
    ("least squares", "train_direction", _trainer(lambda d: mean((d - 1) ** 2))),
    ("returns -loss", "train_returns_sign", _trainer(returns=lambda loss, d: -loss)),
    ("returns D's loss", "train_returns_fake_loss", _trainer(returns=lambda loss, d: -mean(log(1 - d)))),
    ("returns log(1 - D)", "train_returns_saturating", _trainer(returns=lambda loss, d: mean(log(1 - d)))),
    ("returns D", "train_returns_probability", _trainer(returns=lambda loss, d: mean(d))),
    ("returns the sum", "train_returns_sum", _trainer(returns=lambda loss, d: loss * len(d))),
    ("returns something", "train_returns_other", _trainer(returns=lambda loss, d: 7.0)),
    ("returns nothing", "hint_returned_none", _trainer(returns=lambda loss, d: None)),
    ("returns losses", "hint_not_scalar", _trainer(returns=lambda loss, d: -log(d))),
    ("returns both", "hint_type", _trainer(returns=lambda loss, d: (loss, d))),
    ("returns a float", "hint_graph_values", _trainer(returns=lambda loss, d: float(loss))),
    ("returns NumPy", "hint_graph_values", _trainer(returns=lambda loss, d: loss.numpy())),
]:
    wrong("train_generator", _mistake, _hint, _answer)


@wrong("train_generator", "noise straight to the discriminator", "hint_crash")
def _(generator, discriminator, optimizer, noise):
    with tf.GradientTape() as tape:
        loss = _fooled(discriminator(noise))
    gradients = tape.gradient(loss, generator.trainable_variables)
    optimizer.apply_gradients(zip(gradients, generator.trainable_variables, strict=True))
    return loss


@wrong("train_generator", "the generator is not told that it trains", "train_generator_training")
def _(generator, discriminator, optimizer, noise):
    with tf.GradientTape() as tape:
        loss = _fooled(discriminator(generator(noise)))
    optimizer.apply(tape.gradient(loss, generator.trainable_weights), generator.trainable_weights)
    return loss


@wrong("train_generator", "not applied", "train_not_applied")
def _(generator, discriminator, optimizer, noise):
    with tf.GradientTape() as tape:
        loss = _fooled(discriminator(generator(noise)))
    tape.gradient(loss, generator.trainable_variables)
    return loss


@wrong("train_generator", "predict", "train_no_gradient")
def _(generator, discriminator, optimizer, noise):
    with tf.GradientTape() as tape:
        loss = _fooled(discriminator(generator.predict(noise, verbose=0)))
    gradients = tape.gradient(loss, generator.trainable_variables)
    optimizer.apply_gradients(zip(gradients, generator.trainable_variables, strict=True))
    return loss


@wrong("train_generator", "images made outside the tape", "train_no_gradient")
def _(generator, discriminator, optimizer, noise):
    fakes = generator(noise, training=True)
    with tf.GradientTape() as tape:
        loss = _fooled(discriminator(fakes))
    gradients = tape.gradient(loss, generator.trainable_variables)
    optimizer.apply_gradients(zip(gradients, generator.trainable_variables, strict=True))
    return loss


@wrong("train_generator", "noise of its own", "train_own_noise")
def _(generator, discriminator, optimizer, noise):
    return _trainer()(generator, discriminator, optimizer, tf.random.uniform(noise.shape, -1, 1))


@wrong("train_generator", "two steps", "train_several_steps")
def _(generator, discriminator, optimizer, noise):
    loss = _trainer()(generator, discriminator, optimizer, noise)
    _trainer()(generator, discriminator, optimizer, noise)
    return loss


@wrong("train_generator", "an optimizer of its own", "train_optimizer_unused")
def _(generator, discriminator, optimizer, noise):
    return _trainer()(generator, discriminator, keras.optimizers.Adam(1e-2), noise)


@wrong("train_generator", "steps by hand", "train_optimizer_unused")
def _(generator, discriminator, optimizer, noise):
    with tf.GradientTape() as tape:
        loss = _fooled(discriminator(generator(noise)))
    for w, g in zip(generator.weights, tape.gradient(loss, generator.weights), strict=True):
        w.assign(w - 0.01 * g)
    return loss


@wrong("train_generator", "discriminator left frozen", "train_frozen")
def _(generator, discriminator, optimizer, noise):
    discriminator.trainable = False
    return _trainer()(generator, discriminator, optimizer, noise)


@wrong("train_generator", "loss after the step", "train_returns_late")
def _(generator, discriminator, optimizer, noise):
    _trainer()(generator, discriminator, optimizer, noise)
    return _fooled(discriminator(generator(noise)))


@wrong("train_generator", "real labels for the discriminator's update", "train_discriminator_instead")
def _(generator, discriminator, optimizer, noise):
    fakes = generator(noise)
    with tf.GradientTape() as tape:
        d = discriminator(fakes)
        loss = keras.losses.BinaryCrossentropy()(tf.ones_like(d), d)
    weights = discriminator.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))
    return loss


right("train_generator", "the usual step", _trainer())
right(
    "train_generator", "Keras's loss", _trainer(lambda d: keras.losses.BinaryCrossentropy()(tf.ones_like(d), d))
)
right(
    "train_generator",
    "minus log D, uphill twice",
    _trainer(lambda d: mean(log(d)), sign=-1, returns=lambda loss, d: -loss),
)


@right("train_generator", "optimizer.apply, says nothing to D")
def _(generator, discriminator, optimizer, noise):
    with tf.GradientTape() as tape:
        loss = _fooled(discriminator(generator(noise, training=True)))
    optimizer.apply(tape.gradient(loss, generator.trainable_weights), generator.trainable_weights)
    return loss


@right("train_generator", "watches only the generator, freezes D for a moment")
def _(generator, discriminator, optimizer, noise):
    discriminator.trainable = False
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch([w.value for w in generator.trainable_variables])
        loss = tf.reduce_mean(-tf.math.log(discriminator(generator(noise, training=True)) + 1e-8))
    discriminator.trainable = True
    gradients = tape.gradient(loss, [w.value for w in generator.trainable_variables])
    optimizer.apply_gradients(list(zip(gradients, generator.trainable_variables, strict=True)))
    return loss


@right("train_generator", "its own tf.function")
def _(generator, discriminator, optimizer, noise):
    return tf.function(_trainer())(generator, discriminator, optimizer, noise)


@right("train_generator", "float64 at the end")
def _(generator, discriminator, optimizer, noise):
    return tf.cast(_trainer()(generator, discriminator, optimizer, noise), tf.float64)


# ------------------------------------------------------------------------------------------ interpolate
def _row(z0, z1, t):
    return z0 * (1 - t) + z1 * t


def _rows(shares, row=_row):
    return lambda z0, z1, steps: np.stack([row(z0, z1, t) for t in shares(steps)])


def _shares(steps):
    return np.linspace(0, 1, steps)


def _slerp(z0, z1, t):
    a, b = z0 / np.linalg.norm(z0), z1 / np.linalg.norm(z1)
    omega = np.arccos(np.dot(a, b))
    return (np.sin((1 - t) * omega) * z0 + np.sin(t * omega) * z1) / np.sin(omega)


_right_rows = _rows(_shares)

for _mistake, _hint, _answer in [
    ("end left out", "path_end_missing", lambda z0, z1, steps: np.linspace(z0, z1, steps, endpoint=False)),
    ("i / steps", "path_end_missing", _rows(lambda n: [i / n for i in range(n)])),
    ("from the second", "path_start_missing", _rows(lambda n: np.arange(1, n + 1) / n)),
    ("in between only", "path_ends_missing", _rows(lambda n: np.linspace(0, 1, n + 2)[1:-1])),
    ("swapped", "path_backwards", _rows(_shares, lambda a, b, t: t * a + (1 - t) * b)),
    ("steps + 1", "path_one_more", _rows(lambda n: np.linspace(0, 1, n + 1))),
    ("steps + 2", "path_two_more", _rows(lambda n: np.linspace(0, 1, n + 2))),
    ("np.arange stops early", "path_one_less", _rows(lambda n: [i / (n - 1) for i in range(n - 1)])),
    ("slerp", "path_spherical", _rows(_shares, _slerp)),
    ("transposed", "path_transposed", lambda z0, z1, steps: np.linspace(z0, z1, steps, axis=1)),
    ("concatenated", "path_flat", lambda z0, z1, steps: np.concatenate(list(_right_rows(z0, z1, steps)))),
    ("normalised", "path_unit", _rows(_shares, lambda a, b, t: _row(a, b, t) / np.linalg.norm(_row(a, b, t)))),
    ("z0 stays", "path_start_kept", _rows(_shares, lambda a, b, t: a + t * b)),
    ("z0 forgotten", "path_from_zero", _rows(_shares, lambda a, b, t: t * (b - a))),
    ("sum", "path_sum", _rows(_shares, lambda a, b, t: a + b)),
    ("middle", "path_middle", _rows(_shares, lambda a, b, t: (a + b) / 2)),
    ("whole", "path_whole_numbers", lambda z0, z1, steps: _right_rows(z0, z1, steps).astype(int)),
    ("whole shares", "path_jump", _rows(lambda n: [(2 * i) // (n - 1) >= 1 for i in range(n)])),
    ("smoothstep", "path_smooth", _rows(lambda n: _shares(n) ** 2 * (3 - 2 * _shares(n)))),
    ("cosine", "path_cosine", _rows(lambda n: (1 - np.cos(_shares(n) * np.pi)) / 2)),
    ("one axis more", "path_extra_axis", lambda z0, z1, steps: _right_rows(z0[None], z1[None], steps)),
    ("first number", "path_first_number", lambda z0, z1, steps: np.linspace(z0[0], z1[0], steps)),
    ("return in the loop", "path_first_row", lambda z0, z1, steps: _right_rows(z0, z1, steps)[0]),
    ("last row", "path_last_row", lambda z0, z1, steps: _right_rows(z0, z1, steps)[-1]),
    ("list of rows", "hint_type", lambda z0, z1, steps: list(_right_rows(z0, z1, steps))),
    ("0/0", "hint_nan", lambda z0, z1, steps: _right_rows(z0, z1, steps) * np.nan),
]:
    wrong("interpolate", _mistake, _hint, _answer)


@wrong("interpolate", "in place", "hint_inputs_changed")
def _(z0, z1, steps):
    rows, step = [], (z1 - z0) / (steps - 1)
    for _ in range(steps):
        rows.append(z0.copy())
        z0 += step
    return np.array(rows)


@wrong("interpolate", "integer array filled", "path_whole_numbers")
def _(z0, z1, steps):
    rows = np.zeros((steps, len(z0)), int)
    for i, t in enumerate(_shares(steps)):
        rows[i] = _row(z0, z1, t)
    return rows


right("interpolate", "np.linspace", lambda z0, z1, steps: np.linspace(z0, z1, steps))
right("interpolate", "rows", _right_rows)
right("interpolate", "float32", lambda z0, z1, steps: _right_rows(z0, z1, steps).astype("float32"))
right("interpolate", "tf.linspace", lambda z0, z1, steps: tf.linspace(z0, z1, steps))


@right("interpolate", "TensorFlow")
def _(z0, z1, steps):
    t = tf.reshape(tf.linspace(0.0, 1.0, steps), (-1, 1))
    return z0 + t * (z1 - z0)


@right("interpolate", "matrix product")
def _(z0, z1, steps):
    t = np.arange(steps) / (steps - 1)
    return np.column_stack([1 - t, t]) @ np.vstack([z0, z1])


@right("interpolate", "keras.ops")
def _(z0, z1, steps):
    t = keras.ops.expand_dims(keras.ops.linspace(0.0, 1.0, steps), -1)
    return (1.0 - t) * z0 + t * z1


@right("interpolate", "loops")
def _(z0, z1, steps):
    rows = np.empty((steps, z0.size))
    for i in range(steps):
        for j in range(z0.size):
            rows[i, j] = z0[j] + i * (z1[j] - z0[j]) / (steps - 1)
    return rows
