"""The usual DCGAN tutorial: its nets, Adam 1e-4, 256 a batch."""

import time

import keras
import numpy as np

from benchmarks.gan import tutorial_nets, tutorial_step


def digits(training, seconds, seed):
    """Digits (images uint8 (n, 28, 28), labels) → a function that draws n new ones.

    They are uint8 (n, 28, 28), ink 255 on paper 0, or floats from -1, paper, to 1.
    """
    end = time.monotonic() + 0.95 * seconds
    keras.utils.set_random_seed(seed)
    rng, real = np.random.default_rng(seed), training.scaled()
    generator, discriminator = tutorial_nets()
    step = tutorial_step(generator, discriminator)
    while time.monotonic() < end:
        step(real[rng.integers(len(real), size=256)])
    return lambda n: generator.predict(rng.normal(size=(n, 100)), batch_size=250, verbose=0)
