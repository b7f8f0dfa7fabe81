"""Lesson 05 without its labels: a net that learns velocities, and ten of Euler's steps."""

import keras
import numpy as np

from benchmarks.records.clock import Clock
from course_utils.reference import flow_matching as lesson


def digits(training, seconds, seed):
    clock = Clock(0.95 * seconds)
    keras.utils.set_random_seed(seed)
    flow, adam = lesson.Flow(), keras.optimizers.AdamW(0.003, weight_decay=0.004)
    keras.Model.compile(flow, adam)
    flow.memory = 0.995
    none = np.full(len(training), 10)
    clock.falling(adam, 0.003)
    flow.fit(training.scaled(), none, batch_size=32, epochs=1000, verbose=0, callbacks=[clock])

    def draw(n):
        noise = np.random.default_rng(seed).normal(size=(n, 28, 28, 1)).astype("float32")
        return lesson.draw(flow.ask, noise, np.full(n, 10))

    return draw
