"""Checks of lesson 03. Losses and penalty are compared with the definition, training with a step worked out."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.special import expit

from course_utils.exercises.engine import Exercise
from course_utils.exercises.gradients import compiled, is_result
from course_utils.exercises.kinds import ARRAY, SCALAR, named
from course_utils.exercises.verdict import Mistake

LESSON = "mnist_gan"


# --- discriminator_loss and generator_loss -----------------------------------------------------

# An epsilon or a clip keeps log away from 0 and shifts the loss a little; such answers are right.
GAN_LOSS = replace(SCALAR, rtol=2e-3, atol=1e-3)


def _probabilities(seed, batch, low=0.05, high=0.95):
    return np.random.default_rng(seed).uniform(low, high, (batch, 1)).astype("float32")


def _discriminator_cases():
    return [
        (_probabilities(1, 4), _probabilities(2, 4)),
        (_probabilities(3, 4), _probabilities(4, 4), 0.1),
        (_probabilities(5, 7, 0.6), _probabilities(6, 7, high=0.4)),
        (_probabilities(7, 6, 0.6), _probabilities(8, 6, high=0.4), 0.2),
        (_probabilities(9, 5), _probabilities(10, 3)),
        (_probabilities(11, 3), _probabilities(12, 8), 0.3),
        (_probabilities(13, 1), _probabilities(14, 1), 0.0),
        (_probabilities(15, 128), _probabilities(16, 128), 0.1),
    ]


def _log(p):
    return np.log(np.asarray(p, float))


def _parts(real, fake, s=0.0):
    """Mean cross-entropies: the real images against 1 and against 0, the fakes against 1 and against 0; s."""
    real, fake = np.asarray(real, float), np.asarray(fake, float)
    return -_log(real).mean(), -_log(1 - real).mean(), -_log(fake).mean(), -_log(1 - fake).mean(), s


def _of_parts(formula, smoothed=True):
    """formula(r1, r0, f1, f0, s): a loss made of the parts; not smoothed: every result fits with smoothing."""

    def loss(real, fake, smoothing=0.0):
        if smoothing and not smoothed:
            return None
        return formula(*_parts(real, fake, smoothing))

    return loss


def _discriminator(r1, r0, f1, f0, s):
    return (1 - s) * r1 + s * r0 + f0


def _of_terms(formula):
    """formula(real, fake): the cross-entropy of every single image"""

    def loss(real, fake, s=0.0):
        real, fake = np.asarray(real, float), np.asarray(fake, float)
        return formula((1 - s) * -_log(real) + s * -_log(1 - real), -_log(1 - fake))

    return loss


def _discriminator_logits(real, fake, s=0.0):
    """Probabilities taken for logits: a sigmoid of a sigmoid."""
    return _discriminator(*_parts(expit(real), expit(fake), s))


CLIP = 1e-7  # where Keras's BinaryCrossentropy cuts its predictions off, in float32
LOG_OF_0 = float(np.log(np.float32(CLIP)))
LOG_OF_1_LESS_1 = float(np.log(np.float32(1) - np.float32(1 - CLIP)))


def _swapped(real, fake, s=0.0):
    """BinaryCrossentropy()(probabilities, targets): which is the truth and which the prediction?"""
    real, fake = np.asarray(real, float), np.asarray(fake, float)
    log_of_target, log_of_rest = (np.log(1 - s), np.log(s)) if s else (0.0, LOG_OF_1_LESS_1)
    return -(real * log_of_target + (1 - real) * log_of_rest).mean() - (fake * LOG_OF_0).mean()


DISCRIMINATOR_MISTAKES = {
    "disc_smoothing_both": _of_parts(lambda r1, r0, f1, f0, s: (1 - s) * (r1 + f0) + s * (r0 + f1)),
    "disc_smoothing_fakes": _of_parts(lambda r1, r0, f1, f0, s: r1 + (1 - s) * f0 + s * f1),
    "disc_smoothing_ignored": _of_parts(lambda r1, r0, f1, f0, s: r1 + f0),
    "disc_smoothing_up": _of_parts(lambda r1, r0, f1, f0, s: (1 + s) * r1 - s * r0 + f0),
    "disc_smoothing_incomplete": _of_parts(lambda r1, r0, f1, f0, s: (1 - s) * r1 + f0),
    "disc_smoothing_as_target": _of_parts(lambda r1, r0, f1, f0, s: s * r1 + (1 - s) * r0 + f0),
    "disc_smoothing_keras": _of_parts(lambda r1, r0, f1, f0, s: (1 - s / 2) * r1 + s / 2 * r0 + f0),
    "disc_smoothing_keras_both": _of_parts(
        lambda r1, r0, f1, f0, s: (1 - s / 2) * (r1 + f0) + s / 2 * (r0 + f1)
    ),
    "disc_swapped": _of_parts(lambda r1, r0, f1, f0, s: f1 + r0, smoothed=False),
    "disc_halved": _of_parts(lambda *parts: _discriminator(*parts) / 2, smoothed=False),
    "disc_sign": _of_parts(lambda *parts: -_discriminator(*parts), smoothed=False),
    "disc_sign_real": _of_parts(lambda r1, r0, f1, f0, s: f0 - r1, smoothed=False),
    "disc_sign_fake": _of_parts(lambda r1, r0, f1, f0, s: r1 - f0, smoothed=False),
    "disc_fakes_forgotten": _of_parts(lambda r1, r0, f1, f0, s: r1, smoothed=False),
    "disc_real_forgotten": _of_parts(lambda r1, r0, f1, f0, s: f0, smoothed=False),
    "disc_fakes_as_real": _of_parts(lambda r1, r0, f1, f0, s: r1 + f1, smoothed=False),
    "disc_fakes_as_real_minus": _of_parts(lambda r1, r0, f1, f0, s: r1 - f1, smoothed=False),
    "disc_real_as_fake": _of_parts(lambda r1, r0, f1, f0, s: r0 + f0),
    "loss_sum": _of_terms(lambda real, fake: real.sum() + fake.sum()),
    "disc_pooled": _of_terms(lambda real, fake: np.concatenate([real, fake]).mean()),
    "disc_pooled_twice": _of_terms(lambda real, fake: 2 * np.concatenate([real, fake]).mean()),
    "disc_one_m_real": _of_terms(lambda real, fake: (real.sum() + fake.sum()) / len(real)),
    "disc_one_m_fake": _of_terms(lambda real, fake: (real.sum() + fake.sum()) / len(fake)),
    "loss_base_2": lambda *args: _discriminator(*_parts(*args)) / np.log(2),
    "loss_base_10": lambda *args: _discriminator(*_parts(*args)) / np.log(10),
    "loss_log_of_mean": lambda real, fake, s=0.0: None if s else -_log(real.mean()) - _log(1 - fake.mean()),
    "loss_logits": _discriminator_logits,
    "loss_clipped": lambda real, fake, s=0.0: _discriminator(
        *_parts(np.clip(real, 0.1, 0.9), np.clip(fake, 0.1, 0.9), s)
    ),
    "loss_bce_swapped": _swapped,
    "disc_no_log": lambda real, fake, s=0.0: None if s else (1 - real).mean() + fake.mean(),
    "disc_squares": lambda real, fake, s=0.0: None if s else ((1 - real) ** 2).mean() + (fake**2).mean(),
    "disc_critic": lambda real, fake, s=0.0: None if s else fake.mean() - real.mean(),
}


def _check_extremes(run, slopes, cases):
    """A saturated sigmoid gives exactly 0 or 1 in float32."""
    for args in cases:
        value = run(*args)
        if not np.isfinite(value):
            raise Mistake("loss_log_of_zero", value=value)
        for slope in slopes(*args):
            if slope is None or not np.isfinite(slope).all():
                raise Mistake("loss_log_of_zero_gradient")


def _check_clipping(run, slopes, args, wanted):
    """Close to 0, where the loss should be large and steep, a coarse clip makes it flat."""
    if abs(run(*args) - wanted) > 0.05 * wanted or any(not np.any(slope) for slope in slopes(*args)):
        raise Mistake("loss_clipped")


def _discriminator_limits(run, slopes):
    zero, half, one = (np.full((2, 1), p, "float32") for p in (0, 0.5, 1))
    _check_extremes(run, slopes, [(zero, half), (half, one), (one, zero, 0.1), (zero, one), (one, half)])
    nearly = np.full((2, 1), 5e-4, "float32")
    _check_clipping(run, slopes, (nearly, 1 - nearly), -2 * np.log(5e-4))


DISCRIMINATOR_LOSS = Exercise(
    "discriminator_loss",
    LESSON,
    GAN_LOSS,
    _discriminator_cases,
    _of_parts(_discriminator),
    DISCRIMINATOR_MISTAKES,
    gradient_to=("real_prob", "fake_prob"),
    autograph=False,
    limits=_discriminator_limits,
)


def _generator_cases():
    return [
        (_probabilities(21, 4),),
        (_probabilities(22, 8, high=0.3),),
        (_probabilities(23, 5, low=0.6),),
        (_probabilities(24, 1),),
        (_probabilities(25, 128),),
    ]


def _generator_mistake(formula):
    """formula(f1, f0): mean cross-entropies of the fakes against 1 and against 0"""
    return lambda fake: formula(-_log(fake).mean(), -_log(1 - np.asarray(fake, float)).mean())


def _generator_limits(run, slopes):
    zero, one = (np.full((2, 1), p, "float32") for p in (0, 1))
    _check_extremes(run, slopes, [(zero,), (one,)])
    nearly = np.full((2, 1), 5e-4, "float32")
    _check_clipping(run, slopes, (nearly,), -np.log(5e-4))


def _find_smoothing(cases, results, wanted):
    """A target below 1: (1 - s) · right + s · the cross-entropy against 0."""
    if any(result is None for result in results):
        return
    against_0 = np.array([-_log(1 - np.asarray(fake, float)).mean() for (fake,) in cases])
    right, got = np.array(wanted), np.array(results)
    share = (got - right) / (against_0 - right)
    if 0.005 < share.mean() < 0.6 and np.ptp(share) < 0.01:
        raise Mistake("gen_smoothed", target=f"{1 - share.mean():.3g}")


GENERATOR_LOSS = Exercise(
    "generator_loss",
    LESSON,
    GAN_LOSS,
    _generator_cases,
    lambda fake: -_log(fake).mean(),
    {
        "gen_saturating": _generator_mistake(lambda f1, f0: -f0),
        "gen_sign": _generator_mistake(lambda f1, f0: -f1),
        "gen_discriminators": _generator_mistake(lambda f1, f0: f0),
        "gen_both_parts": _generator_mistake(lambda f1, f0: f1 + f0),
        "gen_halved": _generator_mistake(lambda f1, f0: f1 / 2),
        "loss_sum": lambda fake: -_log(fake).sum(),
        "loss_base_2": lambda fake: -np.log2(np.asarray(fake, float)).mean(),
        "loss_base_10": lambda fake: -np.log10(np.asarray(fake, float)).mean(),
        "loss_log_of_mean": lambda fake: -_log(fake.mean()),
        "loss_logits": lambda fake: -_log(expit(np.asarray(fake, float))).mean(),
        "loss_bce_swapped": lambda fake: (1 - np.asarray(fake, float)).mean() * -LOG_OF_1_LESS_1,
        "gen_no_log": lambda fake: (1 - fake).mean(),
        "gen_no_log_sign": lambda fake: -fake.mean(),
        "gen_squares": lambda fake: ((1 - fake) ** 2).mean(),
        "loss_clipped": lambda fake: -_log(np.maximum(fake, 0.1)).mean(),
    },
    diagnose=_find_smoothing,
    gradient_to=("fake_prob",),
    autograph=False,
    limits=_generator_limits,
)


# --- train_generator ---------------------------------------------------------------------------

RATE = 0.5


@dataclass
class _Toys:
    """What train_generator gets, so small that the right step can be worked out by hand."""

    generator: Any
    discriminator: Any
    optimizer: Any
    noise: Any

    def weights(self, model):
        return [w.numpy().astype(float) for w in getattr(self, model).trainable_variables]

    def probabilities(self):
        """D(G(z)), for a linear G and a D of one sigmoid unit."""
        (kernel, bias), (v, c) = self.weights("generator"), self.weights("discriminator")
        return expit((np.asarray(self.noise, float) @ kernel + bias) @ v + c)

    def at(self, weights):
        """With these weights in the generator."""
        for weight, value in zip(self.generator.trainable_variables, weights, strict=True):
            weight.assign(value)
        return self

    def gradient(self, slope):
        """To G's kernel and bias, of the mean over a batch of a loss with that slope by D's logit."""
        d = self.probabilities()
        to_image = slope(d) / len(d) @ self.weights("discriminator")[0].T
        return [np.asarray(self.noise, float).T @ to_image, to_image.sum(axis=0)]


def _ready_to_train(seed, optimizer, generator, discriminator):
    import tensorflow as tf

    rng = np.random.default_rng(seed)
    variables = generator.trainable_variables + discriminator.trainable_variables
    optimizer.build(variables)  # a step on the wrong ones is no crash
    noise = rng.uniform(-1, 1, (6, *generator.input_shape[1:]))
    for weight in variables:
        weight.assign(rng.normal(size=weight.shape) * 0.7 / max(1, np.prod(weight.shape[:-1]) / 4) ** 0.5)
    return generator, discriminator, optimizer, tf.constant(noise, tf.float32)


def _training_cases():
    """Two nets so small that the step can be worked out."""
    import keras
    from keras import layers

    linear = keras.Sequential([keras.Input((3,)), layers.Dense(4)])
    one_unit = keras.Sequential([keras.Input((4,)), layers.Dense(1, activation="sigmoid")])
    return [_ready_to_train(31, keras.optimizers.SGD(RATE), linear, one_unit)]


def _narrow_players():
    """The lesson's own nets, only narrower. Building them takes longer than most checks: last."""
    from course_utils.reference.mnist_gan import build_discriminator, build_generator

    return build_generator((4, 3), fold=(8, 6)), build_discriminator((3, 4), dense=6)


# Other losses for the generator, by their slope: by D's logit, that of -log D is D - 1, of log(1 - D) it is -D.
SLOPES = {
    "train_maximises": lambda d: 1 - d,
    "train_saturating": lambda d: -d,
    "train_for_the_discriminator": lambda d: d,
    "train_without_log": lambda d: -d * (1 - d),
    "train_sum": lambda d: (d - 1) * len(d),
    "loss_bce_swapped": lambda d: LOG_OF_1_LESS_1 * d * (1 - d),
}

RETURNED = {
    "train_returns_sign": lambda d: np.log(d).mean(),
    "train_returns_fake_loss": lambda d: -np.log(1 - d).mean(),
    "train_returns_saturating": lambda d: np.log(1 - d).mean(),
    "train_returns_probability": lambda d: d.mean(),
    "train_returns_sum": lambda d: -np.log(d).sum(),
}


def _judge_training(run, cases):
    """One step of plain gradient descent, against one worked out by hand; then Adam inside a tf.function."""
    toys = _Toys(*cases[0])
    g, d, probabilities = toys.weights("generator"), toys.weights("discriminator"), toys.probabilities()
    right, others = toys.gradient(lambda d: d - 1), {k: toys.gradient(slope) for k, slope in SLOPES.items()}
    loss = _train(run, toys)
    _check_who_changed(toys, g, d)
    steps = int(toys.optimizer.iterations.numpy())
    if steps != 1:
        raise Mistake("train_several_steps" if steps else "train_optimizer_unused", steps=steps)
    change = [(before - after) / RATE for before, after in zip(g, toys.weights("generator"), strict=True)]
    if not _close(change, right):
        _explain_change(run, toys, g, change, right, others)
    _check_returned_loss(float(loss), probabilities, toys)
    _check_training_in_graph(run)


def _train(run, toys):
    return run(toys.generator, toys.discriminator, toys.optimizer, toys.noise)


# What Keras says of a wrong call of the optimizer.
TRAINING_CRASHES = {
    "No gradients provided": "train_no_gradient",
    r"Unknown variable: (?:<tf\.Tensor|[^<])": "train_apply_swapped",
    "no attribute '_unique_id'": "train_apply_swapped",
    "Unknown variable": "train_all_variables",
}


def _training_crashed(answer, args, error):
    for words, key in TRAINING_CRASHES.items():
        if re.search(words, str(error)):
            raise Mistake(key) from error


def _check_who_changed(toys, g, d):
    if len(toys.weights("discriminator")) < len(d) or not toys.discriminator.trainable:
        raise Mistake("train_frozen")
    g_kept, d_kept = (
        all(map(np.array_equal, toys.weights(model), before))
        for model, before in (("generator", g), ("discriminator", d))
    )
    if not d_kept:
        raise Mistake("train_discriminator_instead" if g_kept else "train_both")
    if g_kept:
        raise Mistake("train_not_applied")


def _close(some, others):
    return len(some) == len(others) and all(
        np.allclose(a, b, rtol=0.01, atol=1e-5) for a, b in zip(some, others, strict=True)
    )


def _explain_change(run, toys, before, change, right, others):
    """Raises what the generator was trained for instead."""
    for key, gradient in others.items():
        if _close(change, gradient):
            raise Mistake(key)
    if all(not np.any(c) or _close([c], [r]) for c, r in zip(change, right, strict=True)):
        raise Mistake("train_part")
    got, wanted, less = (
        np.concatenate([np.ravel(part) for part in parts])
        for parts in (
            change,
            right,
            toys.at(before).gradient(np.ones_like),
        )
    )
    factor = got @ wanted / (wanted @ wanted)
    if _close([got], [factor * wanted]):
        raise Mistake("train_factor", factor=f"{factor:.4g}")
    share = (
        (got - wanted) @ less / (less @ less)
    )  # the slope of a loss with the target 1 - share is d - 1 + share
    if 0 < share < 0.6 and _close([got], [wanted + share * less]):
        raise Mistake("train_smoothed", target=f"{1 - share:.3g}")
    toys.at(before)
    _train(run, toys)
    again = [(b - a) / RATE for b, a in zip(before, toys.weights("generator"), strict=True)]
    raise Mistake("train_direction" if _close(change, again) else "train_own_noise")


def _check_returned_loss(loss, probabilities, toys):
    if np.isclose(loss, -np.log(probabilities).mean(), rtol=0.01):
        return
    if np.isclose(loss, -np.log(toys.probabilities()).mean(), rtol=0.01):
        raise Mistake("train_returns_late")
    for key, value in RETURNED.items():
        if np.isclose(loss, value(probabilities), rtol=0.01):
            raise Mistake(key)
    raise Mistake("train_returns_other", got=f"{loss:.4g}")


def _check_training_in_graph(run):
    """With nets like the lesson's, inside a tf.function: who moves, and what keeps its averages?"""
    import keras

    toys = _Toys(*_ready_to_train(32, keras.optimizers.Adam(0.01), *_narrow_players()))

    def step(noise):
        return run.raw(toys.generator, toys.discriminator, toys.optimizer, noise)

    nets = toys.generator, toys.discriminator
    before = [(weight, weight.numpy()) for net in nets for weight in net.weights]
    loss = _in_graph(step, toys.noise)
    moved = {id(weight) for weight, value in before if not np.array_equal(weight.numpy(), value)}

    def share(weights):
        return np.mean([id(weight) in moved for weight in weights])

    if share(toys.discriminator.trainable_variables[-2:]):  # of its last dense layer
        raise Mistake("train_both")
    if share(toys.discriminator.weights):  # a spectral normalisation changes its kernels itself
        raise Mistake("train_discriminator_training")
    learned = share(toys.generator.trainable_variables)
    if learned < 1:
        raise Mistake("train_part" if learned else "train_not_applied")
    if share(toys.generator.non_trainable_variables) < 1:
        raise Mistake("train_generator_training")
    if not is_result(run, loss, ()) or not np.isfinite(run.read(loss, ())):
        raise Mistake("train_returns_other", got=named(loss))


def _in_graph(step: Callable, *tensors):
    """What step gives inside a tf.function, as in Keras' fit."""
    try:
        return compiled(step, *tensors, autograph=False)(*tensors)
    except Mistake as mistake:
        if error := mistake.values.get("error"):
            _training_crashed(step, tensors, error)
        raise


TRAIN_GENERATOR = Exercise(
    "train_generator",
    LESSON,
    SCALAR,
    _training_cases,
    properties=_judge_training,
    crashed=_training_crashed,
)


# --- r1_penalty --------------------------------------------------------------------------------


def _dense_net(seed, shape, width, sure=0.0):
    """D with one hidden layer of tanh, a logit and a sigmoid; sure: how far its logits lie from 0."""
    import keras
    from keras import layers

    rng = np.random.default_rng(seed)
    hidden = [layers.Flatten(), layers.Dense(width, activation="tanh")] if width else []
    net = keras.Sequential([keras.Input(shape), *hidden, layers.Dense(1), layers.Activation("sigmoid")])
    net.set_weights([2 * rng.normal(size=w.shape) / len(w) ** 0.5 for w in net.get_weights()])
    net.layers[-2].bias.assign(net.layers[-2].bias + sure)
    return net


def _of_net(net) -> list[np.ndarray]:
    """Its weights: of the hidden layer, where there is one, kernel and bias; of the logit the same."""
    return [w.astype(float) for w in net.get_weights()]


def _logit(weights, x):
    """Of pictures (m, n): logits (m, 1) and their slopes (m, n), worked out by hand."""
    *hidden, last, c = weights
    if not hidden:
        return x @ last + c, np.repeat(last.T, len(x), axis=0)
    h = np.tanh(x @ hidden[0] + hidden[1])
    return h @ last + c, (1 - h**2) * last[:, 0] @ hidden[0].T


def _r1(weights, x):
    return (_logit(weights, x)[1] ** 2).sum(axis=1).mean()


def _flat(pictures):
    return np.asarray(pictures, float).reshape(len(pictures), -1)


def _r1_cases():
    import tensorflow as tf

    def pictures(seed, *shape):
        return tf.constant(np.random.default_rng(seed).uniform(-1, 1, shape), tf.float32)

    by_hand = _dense_net(50, (2,), 0)
    by_hand.set_weights([np.array([[3.0], [4.0]]), np.array([0.5])])
    return [
        (by_hand, pictures(51, 4, 2)),
        (_dense_net(52, (2,), 6), pictures(53, 7, 2)),
        (_dense_net(54, (6, 5, 1), 4), pictures(55, 3, 6, 5, 1)),
        (_dense_net(56, (4, 4, 1), 5), pictures(57, 8, 4, 4, 1)),
        (_dense_net(58, (2,), 3), pictures(59, 1, 2)),
        (_dense_net(60, (2,), 5, sure=40.0), pictures(61, 5, 2)),
        (_dense_net(62, (28, 28, 1), 8), pictures(63, 6, 28, 28, 1)),
    ]


def _of_slopes(formula):
    """formula(slopes (m, n), probabilities (m, 1)): a penalty made of them."""

    def penalty(net, real):
        logit, slopes = _logit(_of_net(net), _flat(real))
        return formula(slopes, expit(logit))

    return penalty


def _squares(slopes):
    return (slopes**2).sum(axis=1)


def _slope_by_weights(net, real):
    """The squared gradient of the sum of all logits by the weights instead of the picture."""
    *hidden, last, _ = _of_net(net)
    x = _flat(real)
    if not hidden:
        return (x.sum(axis=0) ** 2).sum() + len(x) ** 2
    h = np.tanh(x @ hidden[0] + hidden[1])
    back = (1 - h**2) * last[:, 0]
    parts = x.T @ back, back.sum(axis=0), h.sum(axis=0), np.array([len(x)])
    return sum((part**2).sum() for part in parts)


R1_MISTAKES = {
    "r1_probability": _of_slopes(lambda s, p: _squares(s * p * (1 - p)).mean()),
    "r1_loss": _of_slopes(lambda s, p: _squares(s * (1 - p)).mean()),
    "r1_batch_first": _of_slopes(lambda s, p: (s.sum(axis=0) ** 2).sum()),
    "r1_batch_mean_first": _of_slopes(lambda s, p: (s.mean(axis=0) ** 2).sum()),
    "r1_mean_logit": _of_slopes(lambda s, p: _squares(s / len(s)).mean()),
    "r1_not_squared": _of_slopes(lambda s, p: (_squares(s) ** 0.5).mean()),
    "r1_pixel_mean": _of_slopes(lambda s, p: (s**2).mean()),
    "r1_batch_sum": _of_slopes(lambda s, p: (s**2).sum()),
    "r1_half": _of_slopes(lambda s, p: _squares(s).mean() / 2),
    "r1_around_one": _of_slopes(lambda s, p: ((_squares(s) ** 0.5 - 1) ** 2).mean()),
    "r1_absolute": _of_slopes(lambda s, p: np.abs(s).sum(axis=1).mean()),
    "r1_no_square": _of_slopes(lambda s, p: s.sum(axis=1).mean()),
    "r1_weights": _slope_by_weights,
}


def _r1_sigmoid_undone(cases, results, wanted):
    """The logit got back from the probability is right until the sigmoid in float32 answers exactly 1."""
    unsure = [abs(_logit(_of_net(net), _flat(real))[0]).max() < 15 for net, real in cases]
    fits = [r is not None and np.allclose(r, w, rtol=0.01) for r, w in zip(results, wanted, strict=True)]
    if fits == unsure and not all(unsure):
        raise Mistake("r1_sigmoid_undone")


def _r1_crashed(answer, args, error):
    if re.search(r"NoneType|None values|value \(None\)", str(error)):
        raise Mistake("r1_not_watched") from error


def _r1_limits(run, slopes):
    """It can be differentiated once more, by hand and in a tf.function, and leaves the net as it is."""
    for net, real in _r1_cases()[1:4]:
        _check_second_derivative(run, net, real)
    _check_r1_in_graph(run)


def _check_second_derivative(run, net, real):
    import tensorflow as tf

    with tf.GradientTape() as tape:
        value = run.raw(net, real)
    weights, x = net.trainable_variables, _flat(real)
    got = tape.gradient(value, weights) if tf.is_tensor(value) else [None]
    if all(g is None for g in got):
        raise Mistake("r1_no_second")
    before = _of_net(net)
    wanted = _numerical_gradient(lambda moved: _r1(moved, x), before)
    found = [np.zeros(w.shape) if g is None else np.asarray(g, float) for g, w in zip(got, before, strict=True)]
    if not _close(found, wanted):
        raise Mistake("r1_second_wrong")


def _numerical_gradient(function, weights, step=1e-5):
    """By every number of every array in `weights`."""
    gradient = [np.zeros(w.shape) for w in weights]
    for array, slope in zip(weights, gradient, strict=True):
        for place in np.ndindex(array.shape):
            kept = array[place]
            ends = []
            for array[place] in (kept + step, kept - step):
                ends.append(function(weights))
            array[place] = kept
            slope[place] = (ends[0] - ends[1]) / (2 * step)
    return gradient


def _check_r1_in_graph(run):
    """With a net like the lesson's, in whose graph the size of the batch isn't known."""
    import tensorflow as tf

    from course_utils.reference.mnist_gan import build_discriminator, r1_penalty

    net = build_discriminator((3, 4), dense=6, shift=0)
    pictures = tf.constant(np.random.default_rng(64).uniform(-1, 1, (5, 28, 28, 1)), tf.float32)
    before = net.get_weights()

    def step(real):
        with tf.GradientTape() as tape:
            value = run.raw(net, real)
        return value, tape.gradient(value, net.trainable_variables[:1])[0]

    value, slope = compiled(step, pictures, autograph=False)(pictures)
    if not all(map(np.array_equal, before, net.get_weights())):
        raise Mistake("r1_net_changed")
    if slope is None:
        raise Mistake("r1_no_second")
    if not is_result(run, value, ()) or not np.allclose(value, r1_penalty(net, pictures), rtol=1e-3):
        raise Mistake("hint_graph_result", got=named(value))


R1_PENALTY = Exercise(
    "r1_penalty",
    LESSON,
    SCALAR,
    _r1_cases,
    lambda net, real: _r1(_of_net(net), _flat(real)),
    R1_MISTAKES,
    diagnose=_r1_sigmoid_undone,
    crashed=_r1_crashed,
    autograph=False,
    limits=_r1_limits,
)


# --- train_with_penalty ------------------------------------------------------------------------


def _penalty_case(seed, generator, discriminator, optimizer, *settings):
    import tensorflow as tf

    rng = np.random.default_rng(seed)
    optimizer.build(discriminator.trainable_variables + generator.trainable_variables)
    real = rng.uniform(-1, 1, (5, *discriminator.input_shape[1:]))
    noise = rng.uniform(-1, 1, (5, *generator.input_shape[1:]))
    tensors = (tf.constant(a, tf.float32) for a in (real, noise))
    return generator, discriminator, optimizer, *tensors, *settings


def _penalty_cases():
    """A net whose step can be worked out, with three settings."""
    import keras
    from keras import layers

    def toys(seed, *settings):
        parts = [keras.Input((3,)), layers.Dense(2), layers.BatchNormalization()]
        generator = keras.Sequential(parts)
        generator.layers[0].set_weights([np.random.default_rng(seed).normal(size=(3, 2)), np.zeros(2)])
        players = generator, _dense_net(seed, (2,), 4)
        return _penalty_case(seed, *players, keras.optimizers.SGD(RATE), *settings)

    return [toys(71, 0.0, 3.0), toys(72, 0.2, 0.7), toys(73)]


@dataclass
class _Terms:
    """What a loss of D is made of, as functions of D's weights."""

    real: np.ndarray
    fake: np.ndarray
    smoothing: float

    def entropy(self, weights, smoothing=None):
        s = self.smoothing if smoothing is None else smoothing
        real, fake = (expit(_logit(weights, x)[0]) for x in (self.real, self.fake))
        return _discriminator(*_parts(real, fake, s))

    def r1(self, weights, on="real"):
        x = np.concatenate([self.real, self.fake]) if on == "both" else getattr(self, on)
        return _r1(weights, x)


# What else D may have been moved along: key of the hint -> loss(terms, weights, gamma).
PENALISED = {
    "penalty_teaches_nothing": lambda t, w, gamma: t.entropy(w),
    "penalty_alone": lambda t, w, gamma: gamma / 2 * t.r1(w),
    "penalty_not_halved": lambda t, w, gamma: t.entropy(w) + gamma * t.r1(w),
    "penalty_gamma_ignored": lambda t, w, gamma: t.entropy(w) + t.r1(w) / 2,
    "penalty_bare": lambda t, w, gamma: t.entropy(w) + t.r1(w),
    "penalty_subtracted": lambda t, w, gamma: t.entropy(w) - gamma / 2 * t.r1(w),
    "penalty_of_fakes": lambda t, w, gamma: t.entropy(w) + gamma / 2 * t.r1(w, "fake"),
    "penalty_of_both": lambda t, w, gamma: t.entropy(w) + gamma / 2 * t.r1(w, "both"),
    "penalty_smoothing_lost": lambda t, w, gamma: t.entropy(w, 0.0) + gamma / 2 * t.r1(w),
    "penalty_uphill": lambda t, w, gamma: -t.entropy(w) - gamma / 2 * t.r1(w),
}


def _judge_penalty(run, cases):
    """Steps of plain gradient descent, against those worked out; then Adam inside a tf.function."""
    for case in cases:
        generator, discriminator, optimizer, real, noise, *settings = case
        smoothing, gamma = settings or (0.0, 1.0)
        before, g = _of_net(discriminator), generator.get_weights()
        terms = _Terms(_flat(real), np.asarray(generator(noise, training=False), float), smoothing)
        loss = float(run(*case))
        _check_generator_rests(generator, g)
        steps = int(optimizer.iterations.numpy())
        change = [(b - a) / RATE for b, a in zip(before, _of_net(discriminator), strict=True)]
        if steps != 1:
            raise Mistake("penalty_steps" if steps else "penalty_not_applied", steps=steps)
        _check_change(change, terms, before, gamma)
        _check_penalised_loss(loss, terms, before, _of_net(discriminator), gamma)
    _check_penalty_in_graph(run)


def _right_loss(terms, weights, gamma):
    return terms.entropy(weights) + gamma / 2 * terms.r1(weights)


def _check_generator_rests(generator, before):
    moved = [not np.array_equal(a, b) for a, b in zip(generator.get_weights(), before, strict=True)]
    roles = [weight.trainable for weight in generator.weights]
    if any(m and learns for m, learns in zip(moved, roles, strict=True)):
        raise Mistake("penalty_generator_moved")
    if any(moved):
        raise Mistake("penalty_generator_stores")


def _check_change(change, terms, before, gamma):
    def gradient(loss):
        return _numerical_gradient(lambda weights: loss(terms, weights, gamma), [w.copy() for w in before])

    if _close(change, gradient(_right_loss)):
        return
    for key, loss in PENALISED.items():
        if _close(change, gradient(loss)):
            raise Mistake(key)
    raise Mistake("penalty_direction")


def _check_penalised_loss(loss, terms, before, after, gamma):
    known = {
        "penalty_returns_late": _right_loss(terms, after, gamma),
        "penalty_returns_entropy": terms.entropy(before),
        "penalty_returns_r1": terms.r1(before),
    }
    if np.isclose(loss, _right_loss(terms, before, gamma), rtol=5e-3):
        return
    for key, value in known.items():
        if np.isclose(loss, value, rtol=5e-3):
            raise Mistake(key)
    raise Mistake("penalty_returns_other", got=f"{loss:.4g}")


def _check_penalty_in_graph(run):
    """With nets like the lesson's, inside a tf.function."""
    import keras

    case = _penalty_case(74, *_narrow_players(), keras.optimizers.Adam(0.01), 0.1, 2.0)
    generator, discriminator, optimizer, real, noise, *settings = case
    before, g = discriminator.get_weights(), generator.get_weights()

    def step(real, noise):
        return run.raw(generator, discriminator, optimizer, real, noise, *settings)

    loss = _in_graph(step, real, noise)
    _check_generator_rests(generator, g)
    moved = [not np.array_equal(a, b) for a, b in zip(discriminator.get_weights(), before, strict=True)]
    stored = [not weight.trainable for weight in discriminator.weights]
    if not all(m for m, kept in zip(moved, stored, strict=True) if kept):
        raise Mistake("penalty_discriminator_training")
    if not is_result(run, loss, ()) or not np.isfinite(run.read(loss, ())):
        raise Mistake("penalty_returns_other", got=named(loss))


TRAIN_WITH_PENALTY = Exercise(
    "train_with_penalty",
    LESSON,
    SCALAR,
    _penalty_cases,
    properties=_judge_penalty,
    crashed=_training_crashed,
)


# --- interpolate -------------------------------------------------------------------------------


def _ends():
    rng = np.random.default_rng(41)

    def pair(dim, steps):
        return *rng.uniform(-1, 1, (2, dim)).astype("float32"), steps

    by_hand = np.array([0, 4], "float32"), np.array([8, 0], "float32"), 5
    return [by_hand, pair(6, 2), pair(3, 3), pair(7, 4), pair(1, 6), pair(100, 10), pair(4, 4)]


def _mix(z0, z1, shares):
    """shares: how much of z1, a row each"""
    return np.stack([(1 - t) * z0.astype(float) + t * z1.astype(float) for t in shares])


def _equal_steps(steps):
    return [i / (steps - 1) for i in range(steps)]


def _straight(z0, z1, steps):
    return _mix(z0, z1, _equal_steps(steps))


def _spherical(z0, z1, steps):
    """Slerp: along a great circle."""
    angle = np.arccos(np.clip(z0 @ z1 / np.linalg.norm(z0) / np.linalg.norm(z1), -1, 1))
    t = np.array(_equal_steps(steps))[:, None]
    with np.errstate(all="ignore"):
        return (np.sin((1 - t) * angle) * z0 + np.sin(t * angle) * z1) / np.sin(angle)


def _unit_rows(z0, z1, steps):
    rows = _straight(z0, z1, steps)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


INTERPOLATE_MISTAKES = {
    "path_end_missing": lambda a, b, n: _mix(a, b, [i / n for i in range(n)]),
    "path_start_missing": lambda a, b, n: _mix(a, b, [(i + 1) / n for i in range(n)]),
    "path_ends_missing": lambda a, b, n: _mix(a, b, [(i + 1) / (n + 1) for i in range(n)]),
    "path_backwards": lambda a, b, n: _straight(b, a, n),
    "path_one_more": lambda a, b, n: _straight(a, b, n + 1),
    "path_two_more": lambda a, b, n: _straight(a, b, n + 2),
    "path_one_less": lambda a, b, n: _mix(a, b, [i / (n - 1) for i in range(n - 1)]),
    "path_spherical": _spherical,
    "path_transposed": lambda a, b, n: _straight(a, b, n).T,
    "path_flat": lambda a, b, n: _straight(a, b, n).ravel(),
    "path_unit": _unit_rows,
    "path_start_kept": lambda a, b, n: np.stack([a + t * b for t in _equal_steps(n)]),
    "path_from_zero": lambda a, b, n: np.stack([t * (b - a) for t in _equal_steps(n)]),
    "path_sum": lambda a, b, n: np.tile(a + b, (n, 1)),
    "path_middle": lambda a, b, n: np.tile((a + b) / 2, (n, 1)),
    "path_whole_numbers": lambda a, b, n: np.trunc(_straight(a, b, n)),
    "path_smooth": lambda a, b, n: _mix(a, b, [t * t * (3 - 2 * t) for t in _equal_steps(n)]),
    "path_cosine": lambda a, b, n: _mix(a, b, [(1 - np.cos(np.pi * t)) / 2 for t in _equal_steps(n)]),
    "path_jump": lambda a, b, n: _mix(a, b, [t >= 0.5 for t in _equal_steps(n)]),
    "path_extra_axis": lambda a, b, n: _straight(a, b, n)[:, None],
    "path_first_number": lambda a, b, n: np.linspace(a[0], b[0], n),
    "path_first_row": lambda a, b, n: a,
    "path_last_row": lambda a, b, n: b,
}

PATH = replace(ARRAY, carry=lambda raw: np.asarray(raw, "float32"))  # the generator's own


def _path_crashed(answer, args, error):
    """z (dim,) times shares (steps,): the missing axis."""
    if re.search(r"could not be broadcast|[Ii]ncompatible shapes|must be equal|shape mismatch", str(error)):
        raise Mistake("path_no_column") from error


INTERPOLATE = Exercise(
    "interpolate", LESSON, PATH, _ends, _straight, INTERPOLATE_MISTAKES, crashed=_path_crashed
)


EXERCISES = [
    DISCRIMINATOR_LOSS,
    GENERATOR_LOSS,
    TRAIN_GENERATOR,
    R1_PENALTY,
    TRAIN_WITH_PENALTY,
    INTERPOLATE,
]
