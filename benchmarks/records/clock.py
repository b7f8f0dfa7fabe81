"""For recipes that train by Keras' `fit`: a callback that looks at the clock in each step."""

import time

import keras

from course_utils import machine


class Clock(keras.callbacks.Callback):
    """Ends `fit` after so many seconds, counted from now; until then the learning rates fall.

    rates: optimizer -> the rate that it starts with, which falls in a straight line to a twentieth.
    """

    def __init__(self, seconds: float, rates: dict | None = None):
        super().__init__()
        self.began, self.seconds, self.rates = time.monotonic(), seconds, rates or {}

    @property
    def gone(self) -> float:
        """The share of the seconds that has gone, 0 to 1."""
        return min(1.0, (time.monotonic() - self.began) / self.seconds)

    def on_train_batch_begin(self, batch, logs=None):
        if batch < 2:
            machine.keep_freed_memory()
        for optimizer, rate in self.rates.items():
            optimizer.learning_rate = rate * (1 - 0.95 * self.gone)

    def on_train_batch_end(self, batch, logs=None):
        if self.gone >= 1:
            self.model.stop_training = True
