"""For recipes that train by Keras' `fit`: a callback that looks at the clock in each step."""

import time

import keras

from course_utils import machine


class Clock(keras.callbacks.Callback):
    """Ends `fit` after so many seconds, counted from now: make it first of all."""

    def __init__(self, seconds: float):
        super().__init__()
        self.began, self.seconds, self.rates = time.monotonic(), seconds, {}

    def falling(self, optimizer: keras.optimizers.Optimizer, rate: float) -> None:
        """Its rate falls in a straight line, from this one now to a twentieth at the end."""
        self.rates[optimizer] = rate

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
