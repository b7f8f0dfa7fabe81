"""Checks of lesson 03. Losses are compared with the definition, noise and training judged by what they do."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import stats
from scipy.special import expit

from course_utils.exercises.engine import Exercise
from course_utils.exercises.gradients import compiled, is_result
from course_utils.exercises.kinds import ARRAY, SCALAR, TYPED_TENSOR, named
from course_utils.exercises.verdict import Crash, Mistake

LESSON = "mnist_gan"


# --- sample_noise ------------------------------------------------------------------------------

NOISE = (500, 60)  # 30,000 numbers
FALSE_ALARM = 1e-9


def _noise_cases():
    return [(7,), (3, 5), (1, 4), (6, 1), NOISE]


def _judge_noise(run, cases):
    drawn = [run(*args) for args in cases]
    for (batch, dim, *_), noise in zip(((*c, 100) for c in cases), drawn, strict=True):
        _check_noise_shape(noise.shape, batch, dim)
    noise = drawn[-1]
    if noise.dtype.kind in "iu":
        raise Mistake("noise_whole")
    if noise.dtype != np.float32:
        raise Mistake("noise_dtype", got=noise.dtype)
    if not np.isfinite(noise).all():
        raise Mistake("noise_not_finite")
    if np.array_equal(noise, run(*NOISE)) or np.array_equal(drawn[1], run(*cases[1])):
        raise Mistake("noise_same_again")
    if (noise == noise[0]).all():
        raise Mistake("noise_rows_equal")
    if (noise == noise[:, :1]).all():
        raise Mistake("noise_columns_equal")
    _check_distribution(noise.astype(float).ravel())
    for values in (noise.mean(axis=0), noise.mean(axis=1)):  # of independent numbers: about 0
        if np.abs(values).max() > 8 * (1 / 3 / (noise.size / values.size)) ** 0.5:
            raise Mistake("noise_not_independent")


def _check_noise_shape(got, batch, dim):
    if got == (batch, dim):
        return
    known = {
        (dim, batch): "noise_transposed",
        (batch, 100): "noise_dim_ignored",
        (batch,): "noise_one_axis",
        (batch * dim,): "noise_one_axis",
        (dim,): "noise_batch_ignored",
        (1, dim): "noise_batch_ignored",
    }
    raise Mistake(known.get(got, "noise_shape"), got=got, batch=batch, dim=dim)


def _check_distribution(values):
    """Kolmogorov-Smirnov; a right answer fails once in 1 / FALSE_ALARM checks."""
    low, high = values.min(), values.max()
    if stats.kstest(values, "uniform", (-1, 2)).pvalue > FALSE_ALARM:
        if low < -1 or high > 1:
            raise Mistake("noise_range", low=f"{low:.4g}", high=f"{high:.4g}")
        return
    if np.array_equal(values, np.round(values)):
        raise Mistake("noise_whole")
    spread = values.std()
    if np.mean(np.isin(values, (low, high))) > 0.01:
        raise Mistake("noise_clipped", low=f"{low:.4g}", high=f"{high:.4g}")
    if stats.kstest(values, "norm", (values.mean(), spread)).pvalue > FALSE_ALARM:
        raise Mistake("noise_normal", spread=f"{spread:.2g}")
    if stats.kstest(values, "uniform", (low, high - low)).pvalue > FALSE_ALARM:
        half = low >= 0 and 0.99 < high <= 1
        raise Mistake("noise_zero_to_one" if half else "noise_range", low=f"{low:.2g}", high=f"{high:.2g}")
    raise Mistake("noise_not_uniform")


SAMPLE_NOISE = Exercise("sample_noise", LESSON, TYPED_TENSOR, _noise_cases, properties=_judge_noise)


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


def _training_cases():
    """Two nets so small that the step can be worked out, and two of the lesson's own, only narrower."""
    import keras
    import tensorflow as tf
    from keras import layers

    from course_utils.reference.mnist_gan import build_discriminator, build_generator

    def toys(seed, optimizer, generator, discriminator):
        rng = np.random.default_rng(seed)
        optimizer.build(
            generator.trainable_variables + discriminator.trainable_variables
        )  # a step on the wrong
        noise = rng.uniform(-1, 1, (6, *generator.input_shape[1:]))  # ones is no crash
        for weight in generator.trainable_variables + discriminator.trainable_variables:
            weight.assign(rng.normal(size=weight.shape) * 0.7 / max(1, np.prod(weight.shape[:-1]) / 4) ** 0.5)
        return generator, discriminator, optimizer, tf.constant(noise, tf.float32)

    linear = keras.Sequential([keras.Input((3,)), layers.Dense(4)])
    one_unit = keras.Sequential([keras.Input((4,)), layers.Dense(1, activation="sigmoid")])
    deep = build_generator((4, 3), fold=(8, 6)), build_discriminator((3, 4), dense=6)
    return [
        toys(31, keras.optimizers.SGD(RATE), linear, one_unit),
        toys(32, keras.optimizers.Adam(0.01), *deep),
    ]


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
    _check_training_in_graph(run, _Toys(*cases[1]))


def _train(run, toys):
    try:
        return run(toys.generator, toys.discriminator, toys.optimizer, toys.noise)
    except Crash as crash:
        if "No gradients provided" in str(crash.__cause__):
            raise Mistake("train_no_gradient") from crash
        raise


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


def _check_training_in_graph(run, toys):
    """With nets like the lesson's, inside a tf.function: who moves, and what keeps its averages?"""

    def step(noise):
        return run.raw(toys.generator, toys.discriminator, toys.optimizer, noise)

    nets = toys.generator, toys.discriminator
    before = [(weight, weight.numpy()) for net in nets for weight in net.weights]
    loss = compiled(step, toys.noise, autograph=False)(toys.noise)
    moved = {id(weight) for weight, value in before if not np.array_equal(weight.numpy(), value)}

    def share(weights):
        return np.mean([id(weight) in moved for weight in weights])

    if share(toys.discriminator.layers[-1].weights):
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


TRAIN_GENERATOR = Exercise("train_generator", LESSON, SCALAR, _training_cases, properties=_judge_training)


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
INTERPOLATE = Exercise("interpolate", LESSON, PATH, _ends, _straight, INTERPOLATE_MISTAKES)


EXERCISES = [SAMPLE_NOISE, DISCRIMINATOR_LOSS, GENERATOR_LOSS, TRAIN_GENERATOR, INTERPOLATE]
