"""As in lesson 05: a net that learns velocities with labels, and ten of Euler's steps with guidance."""

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
    clock.falling(adam, 0.003)
    flow.fit(training.scaled(), training.labels, batch_size=32, epochs=1000, verbose=0, callbacks=[clock])

    def draw(labels):
        noise = np.random.default_rng(seed).normal(size=(len(labels), 28, 28, 1)).astype("float32")
        return lesson.draw(flow.ask, noise, labels, w=2.0)  # or too few are read as what was asked for

    return draw
