"""The Keras callback behind `live_training`. This module imports Keras, which is there once `start` has run."""

import keras

from course_utils import machine
from course_utils.messages import text


class FitProgress(keras.callbacks.Callback):
    """Tells a panel how far `fit` has come, and what keeps the best weights and the backup of each epoch's end.

    seconds: what the training took, earlier runs included; epoch: how many have ended; best_epoch: counted
    from 1, None where there is none.
    """

    def __init__(self, name: str, panel, best, backup=None):
        super().__init__()
        self.name, self.panel, self.best, self.backup = name, panel, best, backup
        self.seconds, self.epoch = 0.0, 0

    @property
    def best_epoch(self) -> int | None:
        return self.best.epoch

    def on_train_begin(self, logs=None):
        self.best.model = self.model
        self.epochs, self.steps = self.params["epochs"], self.params["steps"] or 1
        done = self.backup.begin(self.model, self.steps, self.best) if self.backup else 0
        self.epoch = min(done, self.epochs)
        self.panel.begin(self.epochs * self.steps, self.epoch * self.steps)

    def on_train_batch_begin(self, batch, logs=None):
        if batch < 2:  # the first may come before TensorFlow has changed it
            machine.keep_freed_memory()

    def on_train_batch_end(self, batch, logs=None):
        done = self.epoch * self.steps + min(batch + 1, self.steps)  # Keras may count past the end
        self.panel.advance(done, lambda: self._words(logs or {}))

    def _words(self, logs):
        now = min(self.epoch + 1, self.epochs)
        step = text("training_step", name=self.name, epoch=now, epochs=self.epochs)
        return " · ".join([step, *(f"{key} {value:.4g}" for key, value in logs.items())])

    def on_epoch_end(self, epoch, logs=None):
        self.epoch = epoch + 1
        self.best.consider(epoch + 1, logs or {})
        if self.backup:
            self.backup.save(epoch, self.best)
