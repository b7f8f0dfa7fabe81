"""As in lesson 03: a small GAN with spectral norms, shifted digits, and the average of its generators."""

import keras
import numpy as np

from benchmarks.records.clock import Clock
from course_utils.reference import mnist_gan as lesson


def digits(training, seconds, seed):
    clock = Clock(0.95 * seconds)
    keras.utils.set_random_seed(seed)
    gan = lesson.GAN(lesson.build_generator(), lesson.build_discriminator())
    gan.compile(0.006, 0.003, beta_1=0.0)
    clock.falling(gan.g_optimizer, 0.006)
    clock.falling(gan.d_optimizer, 0.003)
    gan.fit(lesson.Game(training.scaled(), 64, seed=seed), epochs=1000, verbose=0, callbacks=[clock])

    rng = np.random.default_rng(seed)
    return lambda n: gan.average.predict(rng.uniform(-1, 1, (n, 100)), batch_size=250, verbose=0)
