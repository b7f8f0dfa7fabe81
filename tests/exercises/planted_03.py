"""Answers to the exercises of lesson 03 as students write them: wrong ones and unusual right ones.

`WRONG[exercise][mistake]` is (key of the hint, answer), `RIGHT[exercise][style]` an answer.
"""

import numpy as np

from tests.exercises.planted import Book, Later

BOOK = Book()
WRONG, RIGHT = BOOK.wrong, BOOK.right
wrong, right = BOOK.add_wrong, BOOK.add_right


tf, keras = Later("tensorflow"), Later("keras")


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


for _of in ("real", "fake"):

    @wrong("discriminator_loss", f"both sums divided by the number of {_of} ones", f"disc_one_m_{_of}")
    def _(real_prob, fake_prob, smoothing=0.0, _of=_of):
        real = (1 - smoothing) * log(real_prob) + smoothing * log(1 - real_prob)
        m = tf.cast(tf.shape(real_prob if _of == "real" else fake_prob)[0], tf.float32)
        return -(tf.reduce_sum(real) + tf.reduce_sum(log(1 - fake_prob))) / m


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


for _name in ("weights", "variables"):

    @wrong("train_generator", f"generator.{_name}", "train_all_variables")
    def _(generator, discriminator, optimizer, noise, _name=_name):
        with tf.GradientTape() as tape:
            loss = _fooled(discriminator(generator(noise, training=True), training=False))
        weights = getattr(generator, _name)
        optimizer.apply(tape.gradient(loss, weights), weights)
        return loss


@wrong("train_generator", "apply(variables, gradients)", "train_apply_swapped")
def _(generator, discriminator, optimizer, noise):
    with tf.GradientTape() as tape:
        loss = _fooled(discriminator(generator(noise, training=True), training=False))
    weights = generator.trainable_variables
    optimizer.apply(weights, tape.gradient(loss, weights))
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


# ------------------------------------------------------------------------------------------ r1_penalty
def _logits(discriminator):
    return keras.Model(discriminator.inputs, discriminator.layers[-1].input)


def _slopes(discriminator, real, of=lambda logits: logits):
    with tf.GradientTape() as tape:
        tape.watch(real)
        value = of(_logits(discriminator)(real))
    return tape.gradient(value, real)


def _per_picture(slopes):
    return tf.reduce_sum(slopes**2, axis=list(range(1, len(slopes.shape))))


def _r1(end, of=lambda logits: logits):
    """end(slopes) of the slopes of of(logits)"""
    return lambda discriminator, real: end(_slopes(discriminator, real, of))


def _usual(slopes):
    return mean(_per_picture(slopes))


for _mistake, _hint, _answer in [
    ("the probability's", "r1_probability", _r1(_usual, lambda x: tf.sigmoid(x))),
    ("the loss's", "r1_loss", _r1(_usual, lambda x: -tf.math.log_sigmoid(x))),
    ("the log of D's", "r1_loss", _r1(_usual, lambda x: tf.math.log_sigmoid(x))),
    (
        "summed over the batch, then squared",
        "r1_batch_first",
        _r1(lambda s: tf.reduce_sum(tf.reduce_sum(s, 0) ** 2)),
    ),
    (
        "averaged over the batch, then squared",
        "r1_batch_mean_first",
        _r1(lambda s: tf.reduce_sum(tf.reduce_mean(s, 0) ** 2)),
    ),
    ("of the mean logit", "r1_mean_logit", _r1(_usual, lambda x: mean(x))),
    ("length", "r1_not_squared", _r1(lambda s: mean(_per_picture(s) ** 0.5))),
    (
        "tf.norm over the pixels",
        "r1_not_squared",
        _r1(lambda s: mean(tf.norm(tf.reshape(s, (tf.shape(s)[0], -1)), axis=1))),
    ),
    ("mean over everything", "r1_pixel_mean", _r1(lambda s: mean(s**2))),
    ("sum over everything", "r1_batch_sum", _r1(lambda s: tf.reduce_sum(s**2))),
    ("squared norm of the batch", "r1_batch_sum", _r1(lambda s: tf.norm(s) ** 2)),
    ("halved", "r1_half", _r1(lambda s: _usual(s) / 2)),
    ("tf.nn.l2_loss", "r1_half", _r1(lambda s: tf.nn.l2_loss(s) / tf.cast(tf.shape(s)[0], "float32"))),
    ("around 1", "r1_around_one", _r1(lambda s: mean((_per_picture(s) ** 0.5 - 1) ** 2))),
    (
        "absolute values",
        "r1_absolute",
        _r1(lambda s: tf.reduce_sum(abs(s)) / tf.cast(tf.shape(s)[0], "float32")),
    ),
    ("no square", "r1_no_square", _r1(lambda s: tf.reduce_sum(s) / tf.cast(tf.shape(s)[0], "float32"))),
    ("ten times", "hint_factor", _r1(lambda s: 10 * _usual(s))),
    ("one for each picture", "hint_not_scalar", _r1(_per_picture)),
    (
        "NumPy at the end",
        "r1_no_second",
        _r1(lambda s: np.mean(np.sum(np.square(s.numpy().reshape(len(s), -1)), axis=1))),
    ),
    ("float", "r1_no_second", _r1(lambda s: float(_usual(s)))),
    ("stop_gradient", "r1_no_second", _r1(lambda s: _usual(tf.stop_gradient(s)))),
    (
        "one factor stopped",
        "r1_second_wrong",
        _r1(lambda s: tf.reduce_sum(s * tf.stop_gradient(s)) / tf.cast(tf.shape(s)[0], "float32")),
    ),
    ("length of the batch", "hint_graph_values", _r1(lambda s: tf.reduce_sum(s**2) / len(s))),
    ("static shape", "hint_graph_size", _r1(lambda s: tf.reduce_sum(s**2) / s.shape[0])),
]:
    wrong("r1_penalty", _mistake, _hint, _answer)


@wrong("r1_penalty", "D itself", "r1_probability")
def _(discriminator, real):
    with tf.GradientTape() as tape:
        tape.watch(real)
        answers = discriminator(real)
    return _usual(tape.gradient(answers, real))


@wrong("r1_penalty", "not watched", "r1_not_watched")
def _(discriminator, real):
    with tf.GradientTape() as tape:
        answers = _logits(discriminator)(real)
    return _usual(tape.gradient(answers, real))


@wrong("r1_penalty", "not watched, tf.square", "r1_not_watched")
def _(discriminator, real):
    with tf.GradientTape() as tape:
        answers = _logits(discriminator)(real)
    return mean(tf.square(tape.gradient(answers, real)))


@wrong("r1_penalty", "watched too late", "r1_not_watched")
def _(discriminator, real):
    with tf.GradientTape() as tape:
        answers = _logits(discriminator)(real)
        tape.watch(real)
    return _usual(tape.gradient(answers, real))


@wrong("r1_penalty", "sigmoid undone", "r1_sigmoid_undone")
def _(discriminator, real):
    with tf.GradientTape() as tape:
        tape.watch(real)
        p = discriminator(real)
        answers = tf.math.log(p) - tf.math.log(1 - p)
    return _usual(tape.gradient(answers, real))


@wrong("r1_penalty", "sigmoid undone with an epsilon", "r1_sigmoid_undone")
def _(discriminator, real):
    with tf.GradientTape() as tape:
        tape.watch(real)
        p = discriminator(real)
        answers = log(p) - log(1 - p)
    return _usual(tape.gradient(answers, real))


@wrong("r1_penalty", "by the weights", "r1_weights")
def _(discriminator, real):
    with tf.GradientTape() as tape:
        answers = _logits(discriminator)(real)
    parts = tape.gradient(answers, discriminator.trainable_variables)
    return tf.add_n([tf.reduce_sum(part**2) for part in parts])


@wrong("r1_penalty", "in training", "r1_net_changed")
def _(discriminator, real):
    with tf.GradientTape() as tape:
        tape.watch(real)
        answers = _logits(discriminator)(real, training=True)
    return _usual(tape.gradient(answers, real))


right("r1_penalty", "the usual", _r1(_usual))
right("r1_penalty", "sum of the logits", _r1(_usual, lambda x: tf.reduce_sum(x)))
right(
    "r1_penalty",
    "keras.ops",
    _r1(lambda s: keras.ops.mean(keras.ops.sum(keras.ops.square(s), axis=range(1, s.shape.rank)))),
)
right(
    "r1_penalty",
    "flattened norms",
    _r1(lambda s: mean(tf.norm(tf.reshape(s, (tf.shape(s)[0], -1)), axis=1) ** 2)),
)
right(
    "r1_penalty", "sum over the number", _r1(lambda s: tf.reduce_sum(s * s) / tf.cast(tf.shape(s)[0], s.dtype))
)
right("r1_penalty", "float64 at the end", _r1(lambda s: _usual(tf.cast(s, tf.float64))))


@right("r1_penalty", "einsum of the gradient of a sum")
def _(discriminator, real):
    net = _logits(discriminator)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(real)
        total = tf.reduce_sum(net(real, training=False))
    count = tf.shape(real)[0]
    slopes = tf.reshape(tape.gradient(total, real), (count, -1))
    return tf.einsum("mn,mn->", slopes, slopes) / tf.cast(count, tf.float32)


@wrong("r1_penalty", "summed outside the tape", "r1_not_watched")
def _(discriminator, real):
    with tf.GradientTape() as tape:
        tape.watch(real)
        answers = _logits(discriminator)(real)
    return _usual(tape.gradient(tf.reduce_sum(answers), real))


@right("r1_penalty", "layer by layer")
def _(discriminator, real):
    with tf.GradientTape() as tape:
        tape.watch(real)
        x = real
        for layer in discriminator.layers[:-1]:
            x = x if isinstance(layer, keras.layers.InputLayer) else layer(x)
    return _usual(tape.gradient(x, real))


# ------------------------------------------------------------------------------------------ train_with_penalty
def _penalised(
    loss_of=lambda entropy, r1, gamma: entropy + gamma / 2 * r1,
    inside=True,
    where=lambda real, fake: real,
    generator_trains=False,
    training=True,
    players=lambda g, d: d,
    sign=1,
    returns=lambda loss, entropy, r1: loss,
):
    """D's step with the penalty, with one thing done differently."""

    def answer(generator, discriminator, optimizer, real, noise, smoothing=0.0, gamma=1.0):
        fake = generator(noise, training=generator_trains)
        r1 = _r1(_usual)(discriminator, where(real, fake))
        with tf.GradientTape() as tape:
            probabilities = discriminator(tf.concat([real, fake], 0), training=training)
            entropy = _two_sided(_below_one, _zero)(*tf.split(probabilities, 2), smoothing)
            if inside:
                r1 = _r1(_usual)(discriminator, where(real, fake))
            loss = loss_of(entropy, r1, gamma)
        weights = players(generator, discriminator).trainable_variables
        gradients = tape.gradient(loss, weights)
        optimizer.apply(gradients if sign > 0 else [-g for g in gradients], weights)
        return returns(loss, entropy, r1)

    return answer


for _mistake, _hint, _answer in [
    ("as it was given", "penalty_teaches_nothing", _penalised(inside=False)),
    ("stopped", "penalty_teaches_nothing", _penalised(lambda e, r, gamma: e + gamma / 2 * tf.stop_gradient(r))),
    ("the penalty alone", "penalty_alone", _penalised(lambda e, r, gamma: gamma / 2 * r)),
    ("gamma, not gamma / 2", "penalty_not_halved", _penalised(lambda e, r, gamma: e + gamma * r)),
    ("always a half", "penalty_gamma_ignored", _penalised(lambda e, r, gamma: e + r / 2)),
    ("no factor", "penalty_bare", _penalised(lambda e, r, gamma: e + r)),
    ("subtracted", "penalty_subtracted", _penalised(lambda e, r, gamma: e - gamma / 2 * r)),
    ("at the fakes", "penalty_of_fakes", _penalised(where=lambda real, fake: fake)),
    ("at both", "penalty_of_both", _penalised(where=lambda real, fake: tf.concat([real, fake], 0))),
    ("uphill", "penalty_uphill", _penalised(sign=-1)),
    ("G in training", "penalty_generator_stores", _penalised(generator_trains=True)),
    ("D not in training", "penalty_discriminator_training", _penalised(training=False)),
    ("the other player's weights", "train_no_gradient", _penalised(players=lambda g, d: g)),
    ("twice the entropy", "penalty_direction", _penalised(lambda e, r, gamma: 2 * e + gamma / 2 * r)),
    ("returns the entropy", "penalty_returns_entropy", _penalised(returns=lambda loss, e, r: e)),
    ("returns the penalty", "penalty_returns_r1", _penalised(returns=lambda loss, e, r: r)),
    ("returns a half", "penalty_returns_other", _penalised(returns=lambda loss, e, r: loss / 2)),
    ("returns nothing", "hint_returned_none", _penalised(returns=lambda loss, e, r: None)),
    ("returns a float", "hint_graph_values", _penalised(returns=lambda loss, e, r: float(loss))),
]:
    wrong("train_with_penalty", _mistake, _hint, _answer)


@wrong("train_with_penalty", "smoothing left out", "penalty_smoothing_lost")
def _(generator, discriminator, optimizer, real, noise, smoothing=0.0, gamma=1.0):
    return _penalised()(generator, discriminator, optimizer, real, noise, 0.0, gamma)


@wrong("train_with_penalty", "two moves", "penalty_steps")
def _(generator, discriminator, optimizer, real, noise, smoothing=0.0, gamma=1.0):
    both = generator, discriminator, optimizer, real, noise, smoothing, gamma
    _penalised(lambda e, r, gamma: gamma / 2 * r)(*both)
    return _penalised(lambda e, r, gamma: e)(*both)


@wrong("train_with_penalty", "fakes made in the tape, one tape for both players", "penalty_generator_moved")
def _(generator, discriminator, optimizer, real, noise, smoothing=0.0, gamma=1.0):
    with tf.GradientTape() as tape:
        fake = generator(noise, training=False)
        probabilities = discriminator(tf.concat([real, fake], 0), training=True)
        loss = _two_sided(_below_one, _zero)(*tf.split(probabilities, 2), smoothing)
        loss += gamma / 2 * _r1(_usual)(discriminator, real)
    weights = discriminator.trainable_variables + generator.trainable_variables
    optimizer.apply(tape.gradient(loss, weights), weights)
    return loss


@wrong("train_with_penalty", "not applied", "penalty_not_applied")
def _(generator, discriminator, optimizer, real, noise, smoothing=0.0, gamma=1.0):
    fake = generator(noise, training=False)
    probabilities = discriminator(tf.concat([real, fake], 0), training=True)
    entropy = _two_sided(_below_one, _zero)(*tf.split(probabilities, 2), smoothing)
    return entropy + gamma / 2 * _r1(_usual)(discriminator, real)


@wrong("train_with_penalty", "loss after the step", "penalty_returns_late")
def _(generator, discriminator, optimizer, real, noise, smoothing=0.0, gamma=1.0):
    _penalised()(generator, discriminator, optimizer, real, noise, smoothing, gamma)
    fake = generator(noise, training=False)
    probabilities = discriminator(tf.concat([real, fake], 0), training=False)
    entropy = _two_sided(_below_one, _zero)(*tf.split(probabilities, 2), smoothing)
    return entropy + gamma / 2 * _r1(_usual)(discriminator, real)


right("train_with_penalty", "moved into the tape", _penalised())
right(
    "train_with_penalty", "float64 at the end", _penalised(returns=lambda loss, e, r: tf.cast(loss, "float64"))
)
right(
    "train_with_penalty",
    "two parts, added by keras.ops",
    _penalised(lambda e, r, gamma: keras.ops.add(e, r * gamma * 0.5)),
)
right(
    "train_with_penalty",
    "uphill twice",
    _penalised(lambda e, r, gamma: -e - gamma / 2 * r, sign=-1, returns=lambda loss, e, r: -loss),
)


@right("train_with_penalty", "two tapes, one move")
def _(generator, discriminator, optimizer, real, noise, smoothing=0.0, gamma=1.0):
    fake, weights = generator(noise, training=False), discriminator.trainable_variables
    with tf.GradientTape() as first:
        probabilities = discriminator(tf.concat([real, fake], 0), training=True)
        entropy = _two_sided(_below_one, _zero)(*tf.split(probabilities, 2), smoothing)
    with tf.GradientTape() as second:
        r1 = gamma / 2 * _r1(_usual)(discriminator, real)
    parts = first.gradient(entropy, weights), second.gradient(r1, weights)
    added = [a if b is None else a + b for a, b in zip(*parts, strict=True)]  # the last bias moves no slope
    optimizer.apply(added, weights)
    return entropy + r1


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
    ("shares without an axis", "path_no_column", lambda z0, z1, steps: z0 + _shares(steps) * (z1 - z0)),
    (
        "shares without an axis: TensorFlow",
        "path_no_column",
        lambda z0, z1, steps: z0 + tf.linspace(0.0, 1.0, steps) * (z1 - z0),
    ),
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
