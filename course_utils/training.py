"""Training that shows itself: a progress bar and a live picture, and an interruption that loses nothing."""

import contextlib
import io
import json
import math
import re
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator

import numpy as np

from course_utils import session
from course_utils.cache import cache_folders
from course_utils.files import write_atomically
from course_utils.messages import CourseError, join_sentences, text
from course_utils.panel import Panel
from course_utils.progress import keep_training

Score = Callable[[], float] | str


@contextlib.contextmanager
def live_training(
    name: str,
    preview: Callable[[], object] | None = None,
    *,
    keep_best: Score | None = None,
    resume: bool | None = None,
) -> Iterator:
    """A Keras callback that shows a progress bar, the loss and a live picture while `fit` runs.

    with live_training("upsampler", preview) as progress:
        model.fit(..., verbose=0, callbacks=[progress])

    `preview()` gives an image array, (H, W) or (H, W, 3) in [0, 1]; it is drawn every two seconds.
    Stopping the kernel ends the training and keeps the weights; the notebook goes on.
    `progress.seconds` is the time it took; it also goes into the lesson's report.

    keep_best: which epoch's weights remain, at the end or when stopped. A function without arguments,
    called after each epoch: those where it was highest. The name of a loss in Keras' logs, such as
    "val_loss": those where it was lowest. Before the first epoch has ended, and if it is never a
    number: the latest. `progress.best_epoch` counts from 1 and is None where there is none;
    `progress.epochs_kept` is how many epochs the weights that remain have behind them, such as 2.4.

    resume: True goes on where this training was last stopped, in this process or another one; where
    there is nothing to go on from, it starts. False starts afresh. Either saves weights, optimizer
    and epoch in the cache folder after each epoch; None does nothing of the kind. Build and compile
    the model in the same cell. CourseError if what was saved belongs to another net or other data.
    """
    from course_utils.callbacks import FitProgress  # not before `start` has imported TensorFlow

    panel = Panel(preview, text("training_preview_alt", name=name))
    best = _Best(keep_best)
    backup = None if resume is None else _Backup(name, resume)
    progress = FitProgress(name, panel, best, backup)
    panel.show()
    started = time.perf_counter()
    stopped = False
    try:
        yield progress
    except KeyboardInterrupt:
        stopped = True
    finally:
        if backup:
            backup.close()
    best.restore()
    earlier = backup.earlier if backup else 0.0
    progress.seconds = seconds = earlier + time.perf_counter() - started
    session.note_training(name, seconds, stopped)
    if not stopped:
        keep_training(name, seconds)
    panel.end(join_sentences(*_last_words(progress, stopped, backup)))


def _last_words(progress, stopped: bool, backup) -> Iterator[str]:
    what, best = {"name": progress.name, "seconds": progress.seconds}, progress.best_epoch
    if not stopped:
        yield text("training_done_best", **what, epoch=best) if best else text("training_done", **what)
        return
    if not progress.epochs:
        yield text("training_not_begun", **what)
    else:
        now = min(progress.epoch + 1, progress.epochs)
        yield text("training_stopped", **what, epoch=now, epochs=progress.epochs)
    if best:
        yield text("training_best", epoch=best)
    elif progress.epochs:
        yield text("training_kept")
    if backup and backup.epochs:
        yield text("training_resume", epoch=backup.epochs + 1)


class _Best:
    """The weights of the best epoch so far, in memory."""

    def __init__(self, score: Score | None):
        self.score, self.sign = score, -1 if isinstance(score, str) else 1
        self.value, self.epoch, self.weights = -math.inf, None, []
        self.model = None

    def consider(self, epoch: int, logs: dict) -> None:
        if self.score is None:
            return
        if isinstance(self.score, str) and self.score not in logs:
            raise CourseError("training_no_such_log", name=self.score, names=", ".join(logs))
        value = self.sign * float(logs[self.score] if isinstance(self.score, str) else self.score())
        if value > self.value:  # never for NaN
            self.value, self.epoch, self.weights = value, epoch, self.model.get_weights()

    def restore(self) -> None:
        if self.weights:
            self.model.set_weights(self.weights)


class _Backup:
    """What it takes to go on with a training: Keras' own backup, and beside it the best weights."""

    def __init__(self, name: str, resume: bool):
        run = session.current
        parts = [run.lesson, run.profile.name, name] if run else [name]
        self.folder = cache_folders()[-1] / "trainings" / re.sub(r"\W+", "-", "-".join(parts))
        self.name, self.resume = name, resume
        self.earlier = 0.0  # seconds in the runs before this one
        self.epochs = 0  # that have been saved
        self.keras = None

    def begin(self, model, steps: int, best: _Best) -> int:
        """Read what was saved, or clear it away; gives how many epochs are done."""
        import keras

        self.started = time.perf_counter()
        self.net = json.dumps([steps, *(list(weight.shape) for weight in model.weights)])
        self.model = model
        # Two copies: a process may be killed while it writes one.
        self.keras = keras.callbacks.BackupAndRestore(
            str(self.folder), double_checkpoint=True, delete_checkpoint=False
        )
        self.keras.set_model(model)
        model._initial_epoch = None  # where Keras notes the epoch to begin with, and leaves it
        if not self.resume:
            shutil.rmtree(self.folder, ignore_errors=True)
        elif self._file.is_file():
            self._read(best)
            try:
                self.keras.on_train_begin()
            except (OSError, ValueError, KeyError) as error:
                raise self._error("training_damaged") from error
        self.epochs = model._initial_epoch or 0
        return self.epochs

    def save(self, epoch: int, best: _Best) -> None:
        """After an epoch (from 0). Where the disk is full or read-only, the training goes on without."""
        if self.keras is None:
            return
        arrays = {f"weight_{k:03}": weight for k, weight in enumerate(best.weights)}
        seconds = self.earlier + time.perf_counter() - self.started
        with io.BytesIO() as stream:
            np.savez(stream, net=self.net, seconds=seconds, value=best.value, epoch=best.epoch or 0, **arrays)
            content = stream.getvalue()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_atomically(self._file, content)
            self.keras.on_epoch_end(epoch)
            self.epochs = epoch + 1
        except OSError:
            self.keras, self.epochs = None, 0

    def close(self) -> None:
        if self.keras is not None:
            self.model._initial_epoch = None

    @property
    def _file(self):
        return self.folder / "best.npz"

    def _read(self, best: _Best) -> None:
        try:
            with np.load(self._file, allow_pickle=False) as saved:
                net, self.earlier = str(saved["net"]), float(saved["seconds"])
                weights = [saved[name] for name in sorted(saved.files) if name.startswith("weight_")]
                value, epoch = float(saved["value"]), int(saved["epoch"])
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise self._error("training_damaged") from error
        if net != self.net:
            raise self._error("training_other_net")
        if best.score is not None:
            best.value, best.epoch, best.weights = value, epoch or None, weights

    def _error(self, key: str) -> CourseError:
        return CourseError(key, name=self.name, folder=self.folder)
