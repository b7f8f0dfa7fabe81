"""Built from lesson 05_flow_matching: change the lesson, not this file."""

import numpy as np
import tensorflow as tf


def mix(x, z, t):
    """Where each road stands at its time, and its velocity.

    x, z: float32 tensors (n, …) of one shape, t (n,) in [0, 1] → x_t and x - z, both like x.
    """
    t = tf.reshape(t, [-1] + [1] * (len(x.shape) - 1))  # (n, 1, …): one time for each
    return (1 - t) * z + t * x, x - z


def best_velocity(x_t, t, data):
    """The mean velocity of all roads through each point.

    x_t (n, d), a number 0 <= t < 1, data (m, d) → (n, d), finite.
    """
    squares = ((x_t[:, None] - t * data) ** 2).sum(axis=-1)  # (n, m)
    logits = -squares / (2 * (1 - t) ** 2)
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return (weights @ data - x_t) / (1 - t)


def flow_loss(velocity, x, z, t):
    """Mean squared error of velocity(x_t, t) against x - z.

    x, z: float32 tensors (n, …), t (n,); velocity gives tensors like x → float32 ().
    """
    x_t, wanted = mix(x, z, t)
    return tf.reduce_mean((velocity(x_t, t) - wanted) ** 2)


def euler(velocity, z, steps):
    """The path from z along a velocity, in equal steps of time.

    z: float32 tensor (n, …); velocity(x, t) of a tensor like z and t (n,) gives one like z.
    → float32 (steps + 1, n, …), z first.
    """
    path = [z]
    for k in range(steps):
        t = tf.fill([len(z)], k / steps)
        path.append(path[-1] + velocity(path[-1], t) / steps)
    return tf.stack(path)


def guided_velocity(net, x_t, t, labels, w):
    """Classifier-free guidance: v0 + w (v_label - v0), with v0 for the label 10, "none".

    x_t float32 (n, …), t (n,), labels int (n,), w a number → float32, like x_t.
    """
    nothing = net([x_t, t, tf.fill(tf.shape(labels), 10)])
    return nothing + w * (net([x_t, t, labels]) - nothing)
