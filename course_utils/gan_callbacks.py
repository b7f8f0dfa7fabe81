"""Watching a GAN train: pictures after every epoch, checkpoints to resume from, trouble explained.

This module imports Keras, which is there once `start` has run.
"""

import io
import math
from pathlib import Path

import keras
import numpy as np

from course_utils.callbacks import part_of_epoch
from course_utils.files import write_atomically
from course_utils.messages import CourseError, text

FRAMES = "frames.npz"
HOPELESS = (0.02, 8.0)  # mean losses of an epoch: one player's below, the other's above


class EpochFrames(keras.callbacks.Callback):
    """Keeps `draw()`, uint8 (n, 28, 28), after every epoch: `.frames` and `.epochs`.

    `.first` is `sample()`, uint8 (k, 28, 28), after the first epoch: the floor that the end is judged against.
    After a training that may have been stopped within an epoch call `finish()`: what that epoch has left is
    kept too, under the epochs that it has behind it, such as 4.6. Use it with `Guard`, which undoes an epoch
    whose losses are not finite.
    With a folder, all three also stand there in frames.npz (no pickles, whole or not there), and a training
    that resumes after some epochs goes on from those of them.
    """

    def __init__(self, draw, sample, folder=None):
        super().__init__()
        self.draw, self.sample = draw, sample
        self.frames, self.epochs, self.first = [], [], None
        self.now = 0  # epochs behind the weights
        self.path = Path(folder) / FRAMES if folder else None

    def on_train_begin(self, logs=None):
        if self.path and self.path.is_file():
            self.frames, self.epochs, self.first = read_frames(self.path)

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = self.now = epoch

    def on_train_batch_end(self, batch, logs=None):
        self.now = part_of_epoch(self.epoch, batch + 1, self.params["steps"] or 1)

    def on_epoch_end(self, epoch, logs=None):
        if not all(math.isfinite(loss) for loss in (logs or {}).values()):
            self.now = epoch
            return
        self.now = epoch + 1
        kept = sum(e <= epoch for e in self.epochs)  # a run that starts afresh writes over later ones
        self.frames, self.epochs = [*self.frames[:kept], self.draw()], [*self.epochs[:kept], epoch + 1]
        if len(self.epochs) == 1:
            self.first = self.sample()
        if self.path:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_frames(self.path, self.frames, self.epochs, self.first)

    def finish(self) -> None:
        """Keep what an epoch has left that didn't come to its end."""
        if not self.epochs or self.now > self.epochs[-1]:
            self.frames, self.epochs = [*self.frames, self.draw()], [*self.epochs, self.now]
        if self.first is None:
            self.first = self.sample()


class PlaneFrames(keras.callbacks.Callback):
    """The game in the plane, at its start and after every epoch: `.frames`, as the demo `game_2d` takes them.

    Each holds "step" (iterations so far), "samples" (500, 2), which G makes of the same noise, "grid"
    (15, 15, 2), G's image of a square lattice, and "surface" (33, 33), D's opinion of the square ±"extent".
    """

    EXTENT = 1.6

    def __init__(self):
        super().__init__()
        self.frames, self.step = [], 0
        self.noise = np.random.default_rng(1).uniform(-1, 1, (500, 2)).astype("float32")
        self.lattice, self.places = _lattice(1.0, 15), _lattice(self.EXTENT, 33)

    def on_train_begin(self, logs=None):
        self._keep()

    def on_train_batch_end(self, batch, logs=None):
        self.step += 1

    def on_epoch_end(self, epoch, logs=None):
        self._keep()

    def _keep(self):
        generator, discriminator = self.model.generator, self.model.discriminator
        self.frames.append(
            {
                "step": self.step,
                "samples": np.asarray(generator(self.noise)),
                "grid": np.asarray(generator(self.lattice.reshape(-1, 2))).reshape(self.lattice.shape),
                "surface": np.asarray(discriminator(self.places.reshape(-1, 2))).reshape(self.places.shape[:2]),
                "extent": self.EXTENT,
            }
        )


def _lattice(extent: float, side: int) -> np.ndarray:
    """Places (side, side, 2) over the square from -extent to extent, float32."""
    along = np.linspace(-extent, extent, side)
    return np.stack(np.meshgrid(along, along), axis=-1).astype("float32")


def write_frames(path: Path, frames, epochs, first) -> None:
    """Frames uint8 (E, n, 28, 28), their E epochs and the first samples into one .npz, in one step."""
    content = io.BytesIO()
    np.savez_compressed(content, frames=np.stack(frames), epochs=np.array(epochs, np.int64), first=first)
    write_atomically(path, content.getvalue())


def read_frames(path: Path) -> tuple[list[np.ndarray], list[int], np.ndarray]:
    """What `write_frames` wrote; CourseError if the file is not that."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            frames, epochs, first = stored["frames"], stored["epochs"], stored["first"]
    except Exception as error:  # not a zip, cut short, other arrays, pickles
        raise CourseError("gan_frames_unreadable", path=path, folder=path.parent) from error
    if not frames.dtype == first.dtype == np.uint8 or frames.ndim != 4 or epochs.shape != frames.shape[:1]:
        raise CourseError("gan_frames_unreadable", path=path, folder=path.parent)
    return list(frames), epochs.tolist(), first


def resume_from(folder):
    """Keras' BackupAndRestore: both nets, the average and both optimizers, written to `folder` every epoch.

    Run the training again, in this kernel or another, and it goes on after the last whole epoch. The
    backup is deleted when the training has reached its end.
    """
    return keras.callbacks.BackupAndRestore(Path(folder) / "backup")


class Guard(keras.callbacks.Callback):
    """Ends a training that has gone wrong, and says what happened.

    A loss that is not finite: the weights go back to those after the last good epoch. A discriminator that
    has won, or one that takes everything for real with such certainty that its sigmoid passes no gradient
    any more (mean losses of an epoch beyond HOPELESS): the training ends as it is.
    `.explanation` is the message shown, or None.
    """

    explanation = None

    def on_train_begin(self, logs=None):
        self.explanation, self.good, self.epoch = None, self.model.get_weights(), 0

    def on_train_batch_end(self, batch, logs=None):
        if self.explanation is None and not all(math.isfinite(v) for v in (logs or {}).values()):
            self.model.set_weights(self.good)
            self._stop("gan_not_finite", epoch=self.epoch + 1)

    def on_epoch_end(self, epoch, logs=None):
        if self.explanation is not None:
            return
        self.good, self.epoch = self.model.get_weights(), epoch + 1
        for key, low, high in (("gan_discriminator_won", "D", "G"), ("gan_discriminator_stuck", "G", "D")):
            if logs[low] < HOPELESS[0] and logs[high] > HOPELESS[1]:
                self._stop(key, epoch=epoch + 1, d=logs["D"], g=logs["G"])

    def _stop(self, key, **values):
        self.explanation = text(key, **values)
        self.model.stop_training = True
        print(self.explanation)
