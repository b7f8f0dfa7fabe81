"""The usual diffusion tutorial: Ho et al. (2020), arXiv 2006.11239, on lesson 05's digits and with its net.

1,000 steps, β from 1e-4 to 0.02 in equal steps, the net learns the noise, and a picture takes all thousand
steps back with σ² = β. Adam at 0.001, as tutorials for small pictures have it (the paper's 2e-4 is meant for
days), 64 a batch, and a moving average of the weights as slow as the lesson's. No labels: it is told "none".
"""

import numpy as np
import tensorflow as tf
from keras import Model, optimizers

from course_utils.data.digits import unscaled
from course_utils.reference.flow_matching import as_graph, build_net
from course_utils.reference.mnist_gan import follow

STEPS, BATCH = 1000, 64
BETA = np.linspace(1e-4, 0.02, STEPS)
KEPT = np.cumprod(1 - BETA)  # of the picture, in squares, after each step


class Diffusion(Model):
    """`fit` it on pictures (n, 28, 28, 1) in [-1, 1]; `draw` gives new ones."""

    def __init__(self, filters=(32, 64)):
        super().__init__()
        self.net, self.average = build_net(filters), build_net(filters)
        self.average.set_weights(self.net.get_weights())
        self.ask = as_graph(self.average)
        self.built = True
        self.compile(optimizers.Adam(0.001))

    def train_step(self, real):
        count = tf.shape(real)[0]
        t, noise = tf.random.uniform([count], 0, STEPS, tf.int32), tf.random.normal(tf.shape(real))
        kept = tf.gather(tf.constant(KEPT, tf.float32), t)[:, None, None, None]
        noisy = tf.sqrt(kept) * real + tf.sqrt(1 - kept) * noise
        with tf.GradientTape() as tape:
            guess = self.net([noisy, tf.cast(t, tf.float32) / STEPS, tf.fill([count], 10)])
            loss = tf.reduce_mean((guess - noise) ** 2)
        variables = self.net.trainable_variables
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        step = tf.cast(self.optimizer.iterations, tf.float32)
        follow(self.average, self.net, tf.minimum(0.998, step / (step + 10)))
        return {"loss": loss}

    def draw(self, count: int, seed: int = 0, steps: int = STEPS):
        """uint8 (count, 28, 28); fewer `steps` only to see that it runs."""
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(count, 28, 28, 1)).astype("float32")
        for t in reversed(range(steps)):
            told = np.full(count, t / STEPS, "float32"), np.full(count, 10, "int32")
            noise = np.asarray(self.ask([x, *told]))
            x = (x - BETA[t] / np.sqrt(1 - KEPT[t]) * noise) / np.sqrt(1 - BETA[t])
            if t:
                x = x + np.sqrt(BETA[t]) * rng.normal(size=x.shape)
            x = x.astype("float32")
        return unscaled(x)
