"""The Keras callback behind `live_training`. This module imports Keras, which is there once `start` has run."""

import keras

from course_utils import machine
from course_utils.gpus import share_out
from course_utils.messages import text


class FitProgress(keras.callbacks.Callback):
    """Tells a panel how far `fit` has come, and what keeps the best weights and the backup of each epoch's end.

    seconds: what the training took, earlier runs included; epochs: how many there will be, 0 until `fit`
    begins; epoch: how many have ended; best_epoch: counted from 1, None where there is none; epochs_kept: how
    many the weights that remain have behind them, such as 2.4.
    """

    def __init__(self, name: str, panel, best, backup=None):
        super().__init__()
        self.name, self.panel, self.best, self.backup = name, panel, best, backup
        self.seconds, self.epochs, self.epoch = 0.0, 0, 0
        self.steps, self.batches = 1, 0  # of an epoch, and how many of the present one are done

    @property
    def best_epoch(self) -> int | None:
        return self.best.epoch

    @property
    def epochs_kept(self) -> int | float:
        return self.best.epoch or part_of_epoch(self.epoch, self.batches, self.steps)

    def on_train_begin(self, logs=None):
        share_out(self.model)
        _build_optimizer(self.model)
        self.best.model = self.model
        self.epochs, self.steps = self.params["epochs"], self.params["steps"] or 1
        done = self.backup.begin(self.model, self.steps, self.best) if self.backup else 0
        self.epoch = min(done, self.epochs)
        self.panel.begin(self.epochs * self.steps, self.epoch * self.steps)

    def on_train_batch_begin(self, batch, logs=None):
        if batch < 2:  # the first may come before TensorFlow has changed it
            machine.keep_freed_memory()

    def on_train_batch_end(self, batch, logs=None):
        self.batches = min(batch + 1, self.steps)  # Keras may count past the end
        done = self.epoch * self.steps + self.batches
        self.panel.advance(done, lambda: self._words(logs or {}))

    def _words(self, logs):
        now = min(self.epoch + 1, self.epochs)
        step = text("training_step", name=self.name, epoch=now, epochs=self.epochs)
        return " · ".join([step, *(f"{key} {value:.4g}" for key, value in logs.items())])

    def on_epoch_end(self, epoch, logs=None):
        self.epoch, self.batches = epoch + 1, 0
        self.best.consider(epoch + 1, logs or {})
        if self.backup:
            self.backup.save(epoch, self.best)


def _build_optimizer(model: keras.Model) -> None:
    """Or Keras does it within the first step, and TensorFlow has to trace that step twice, for seconds.

    A model with a `train_step` of its own may have an optimizer for other variables.
    """
    if type(model).train_step is keras.Model.train_step and not model.optimizer.built and model.built:
        with model.distribute_strategy.scope():
            model.optimizer.build(model.trainable_variables)


def part_of_epoch(whole: int, batches: int, steps: int) -> int | float:
    """Epochs after `whole` of them and `batches` of the `steps` of the next; cut off to tenths."""
    now = whole + batches * 10 // steps / 10
    return int(now) if now == int(now) else now
