"""Training that shows itself: a progress bar and a live picture, and an interruption that loses nothing."""

import contextlib
import time
from collections.abc import Callable, Iterator

from course_utils import runtime
from course_utils.messages import text
from course_utils.svg import img_tag, png_uri


@contextlib.contextmanager
def live_training(name: str, preview: Callable[[], object] | None = None) -> Iterator:
    """A Keras callback that shows a progress bar, the loss and a live picture while `fit` runs.

    with live_training("upsampler", preview) as progress:
        model.fit(..., verbose=0, callbacks=[progress])

    `preview()` gives an image array, (H, W) or (H, W, 3) in [0, 1]; it is drawn every two seconds.
    Stopping the kernel ends the training and keeps the weights; the notebook goes on.
    `progress.seconds` is the time it took; it also goes into the lesson's report.
    """
    import keras
    from IPython.display import display

    panel = _Panel(name, preview)

    class Progress(keras.callbacks.Callback):
        seconds = 0.0

        def on_train_begin(self, logs=None):
            panel.begin(self.params["epochs"], self.params["steps"] or 1)

        def on_train_batch_end(self, batch, logs=None):
            panel.step(logs or {})

        def on_epoch_end(self, epoch, logs=None):
            panel.epoch = epoch + 1

    progress = Progress()
    progress.panel = panel
    if not runtime.is_static():
        display(panel.box)
    started = time.perf_counter()
    stopped = False
    try:
        yield progress
    except KeyboardInterrupt:
        stopped = True
    progress.seconds = seconds = time.perf_counter() - started
    if runtime.session:
        runtime.session.trainings.append({"name": name, "seconds": round(seconds, 2), "stopped": stopped})
    panel.end(text("training_stopped" if stopped else "training_done", name=name, seconds=seconds))


class _Panel:
    """Progress bar, one line of words, and the live picture."""

    def __init__(self, name: str, preview: Callable[[], object] | None):
        import ipywidgets as widgets

        self.name, self.preview = name, preview
        self.bar = widgets.IntProgress(value=0, max=1, layout={"width": "60%"})
        self.label = widgets.Label()
        self.picture = widgets.HTML()
        self.box = widgets.VBox([widgets.HBox([self.bar, self.label]), self.picture])
        self.epoch = self.done = 0
        self.last_line = self.last_picture = 0.0

    def begin(self, epochs: int, steps: int) -> None:
        self.epochs, self.bar.max = epochs, epochs * steps
        self.started = time.perf_counter()
        self._draw()

    def step(self, logs: dict) -> None:
        self.done += 1
        now = time.perf_counter()
        if now - self.last_line > 0.25:
            self.last_line = now
            self.bar.value = self.done
            self._write(logs, now)
        if now - self.last_picture > 2:
            self._draw()

    def end(self, words: str) -> None:
        self.bar.value = self.done
        self.label.value = words
        self._draw()
        if runtime.is_static():
            print(words.replace("\n", " "))

    def _write(self, logs: dict, now: float) -> None:
        left = (now - self.started) / self.done * (self.bar.max - self.done)
        step = text(
            "training_step",
            name=self.name,
            epoch=min(self.epoch + 1, self.epochs),
            epochs=self.epochs,
        )
        figures = [f"{key} {value:.4g}" for key, value in logs.items()]
        self.label.value = " · ".join([step, *figures, text("training_left", seconds=left)])

    def _draw(self) -> None:
        if self.preview is not None and not runtime.is_static():
            alt = text("training_preview_alt", name=self.name)
            self.picture.value = img_tag(png_uri(self.preview()), alt)
        self.last_picture = time.perf_counter()
