"""Watching a picture being optimised: progress, losses, the picture itself; stopping keeps the best so far."""

import contextlib
import math
import time
from collections.abc import Iterator

import numpy as np
from threadpoolctl import threadpool_limits

from course_utils import machine, session
from course_utils.messages import CourseError, text
from course_utils.panel import Panel, stop_series
from course_utils.progress import keep_training


class Painting:
    """What an optimiser has shown so far.

    best: what had the smallest `loss`, as `see` was given it; picture: the same as float32, cut off to
    [0, 1]; evaluations: how often `see` was called; history: one (seconds, smallest loss so far, the losses
    by name) for each of them; seconds: the time it took; stopped: whether it was interrupted.
    """

    def __init__(self, name: str, start, evaluations: int, quiet: bool = False):
        self.name, self.planned = name, evaluations
        self.best, self.loss = start, math.inf
        self.evaluations, self.seconds, self.stopped = 0, 0.0, False
        self.history: list[tuple[float, float, dict[str, float]]] = []
        self.panel = None if quiet else Panel(lambda: self.picture, text("painting_alt", name=name))
        self.started = time.perf_counter()

    @property
    def picture(self) -> np.ndarray:
        return np.clip(np.asarray(self.best, dtype="float32"), 0, 1)

    def see(self, picture, loss, **parts) -> None:
        """One evaluation: the picture (H, W, 3), its loss, and the losses that this is made of.

        CourseError when the loss is not finite: there is nothing to optimise any more.
        """
        loss = float(loss)
        if not math.isfinite(loss):
            raise CourseError("painting_not_finite", name=self.name, evaluation=self.evaluations + 1)
        if loss < self.loss:
            self.best, self.loss = picture, loss
        self.evaluations += 1
        parts = {name: float(part) for name, part in parts.items()}
        self.history.append((time.perf_counter() - self.started, self.loss, parts))
        if self.panel:
            self.panel.advance(min(self.evaluations, self.planned), lambda: self._words(parts))

    def _words(self, parts: dict[str, float]) -> str:
        step = text("painting_step", name=self.name, now=self.evaluations, all=self.planned)
        named = {text(f"loss_{key}"): value for key, value in parts.items()}
        return " · ".join([step, *(f"{name} {value:.3g}" for name, value in named.items())])


@contextlib.contextmanager
def live_canvas(name: str, start, evaluations: int, *, quiet: bool = False) -> Iterator[Painting]:
    """A `Painting` that is drawn while an optimiser paints; `start`, (H, W, 3), is the picture before that.

    with live_canvas("sunflowers", start, 80) as canvas:
        ...  # canvas.see(picture, loss, content=…, style=…) after each evaluation

    Stopping the kernel ends the painting, keeps the best picture so far in `canvas.picture`, and the
    notebook goes on. `quiet`: nothing is displayed; for many small pictures in one cell, of which stopping
    ends all. Those that are made in a `progress` are kept, this one too; otherwise KeyboardInterrupt gets out.
    """
    machine.keep_freed_memory()  # an evaluation takes a tenth less time
    canvas = Painting(name, start, evaluations, quiet)
    if canvas.panel:
        canvas.panel.show()
        canvas.panel.begin(evaluations)
    try:
        # An optimiser's BLAS threads go on spinning between its steps, and take the cores from TensorFlow.
        with threadpool_limits(1, user_api="blas"):
            yield canvas
    except KeyboardInterrupt:
        if quiet and not stop_series():
            raise
        canvas.stopped = True
    canvas.seconds = time.perf_counter() - canvas.started
    if quiet:
        return
    session.note_training(name, canvas.seconds, canvas.stopped)
    if not canvas.stopped:
        keep_training(name, canvas.seconds)
    key = "painting_stopped" if canvas.stopped else "painting_done"
    canvas.panel.end(text(key, name=name, seconds=canvas.seconds, evaluations=canvas.evaluations))
