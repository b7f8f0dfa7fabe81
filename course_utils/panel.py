"""A progress bar with a line of words and a live picture below, for whatever takes its time."""

import sys
import time
from collections.abc import Callable, Collection, Iterator

from course_utils import session
from course_utils.messages import text
from course_utils.svg import img_tag, png_uri

WORDS_EVERY, PICTURE_EVERY = 0.25, 2.0  # seconds
LINE_EVERY = 10.0  # seconds, in a log, which keeps every line
SHORT = 1.0  # seconds that nobody minds waiting without a bar


class _Series:
    """A `show_progress` that runs; `stopped` ends it after the thing that it is at."""

    stopped = False


running: list[_Series] = []  # one within the other


def show_progress(things: Collection) -> Iterator:
    """The `things` one by one, while a bar counts those that are done and says how long the rest may take.

    What can be interrupted and keep what it has, as a painting can, ends the series with `stop_series`.
    """
    panel = Panel(None, "")
    panel.show()
    panel.begin(len(things))
    series = _Series()
    running.append(series)
    try:
        for done, thing in enumerate(things, 1):
            yield thing
            if series.stopped:
                panel.done = done
                panel.end(text("progress_stopped", done=done, all=len(things)))
                return
            panel.advance(done, lambda done=done: f"{done} / {len(things)}")
    finally:
        running.remove(series)
    panel.bar.value, panel.label.value = len(things), f"{len(things)} / {len(things)}"


def stop_series() -> bool:
    """End the innermost `progress` after the thing that it is at; False where none goes on."""
    if not running or running[-1].stopped:
        return False
    running[-1].stopped = True
    return True


class Panel:
    """`box` is the widget; `preview()` gives the picture, (H, W) or (H, W, 3) in [0, 1]; `alt` describes it."""

    def __init__(self, preview: Callable[[], object] | None, alt: str):
        import ipywidgets as widgets

        self.preview, self.alt = preview, alt
        self.bar = widgets.IntProgress(value=0, max=1, layout={"width": "60%"})
        self.label = widgets.Label()
        self.picture = widgets.HTML()
        self.box = widgets.VBox([self.bar, self.label, self.picture])  # beside the bar, words would be cut off
        self.done = 0
        self.last_line = self.last_picture = 0.0

    def show(self) -> None:
        """Display it, unless the notebook is executed for its stored outputs."""
        from IPython.display import display

        if not session.is_static():
            display(self.box)

    def begin(self, most: int, done: int = 0) -> None:
        """`most` steps in all, of which an earlier run has made `done`."""
        self.bar.max, self.first, self.done = most, done, done
        self.started = time.perf_counter()
        self._draw()

    def advance(self, done: int, words: Callable[[], str]) -> None:
        """`done` steps are made; `words()` says how it goes."""
        self.done, now = done, time.perf_counter()
        if now - self.last_line > WORDS_EVERY:
            self.last_line = now
            self.bar.value = done
            self.label.value = words()
            if done > self.first:
                left = (now - self.started) / (done - self.first) * (self.bar.max - done)
                self.label.value += f" · {text('training_left', seconds=left)}"
        if now - self.last_picture > PICTURE_EVERY:
            self._draw()

    def end(self, words: str) -> None:
        """The last words; they are printed where there are no widgets."""
        self.bar.value = self.done
        self.label.value = words
        self._draw()
        if session.is_static():
            print(words.replace("\n", " "))

    def _draw(self) -> None:
        if self.preview is not None and not session.is_static():
            self.picture.value = img_tag(png_uri(self.preview()), self.alt)
        self.last_picture = time.perf_counter()


class ByteBar:
    """How far a download is: called with (bytes so far, bytes in all), from its start until the `with` ends.

    A bar in a notebook, words on stderr elsewhere; nothing in the first second, since most are done by then.
    """

    def __init__(self, name: str):
        self.name = name
        self.started = time.perf_counter()
        self.panel: Panel | None = None
        self.last_line = 0.0
        self.on_screen = False  # words that wait for their end of line

    def __enter__(self) -> "ByteBar":
        return self

    def __exit__(self, *fault) -> None:
        if self.panel:
            self.panel.box.close()
        if self.on_screen:
            print(file=sys.stderr)

    def __call__(self, received: int, total: int) -> None:
        if time.perf_counter() - self.started < SHORT:
            return
        if _in_notebook():
            if self.panel is None:
                self.panel = Panel(None, "")
                self.panel.show()
                self.panel.begin(total)
            self.panel.advance(received, lambda: self._words(received, total))
        else:
            self._write(self._words(received, total))

    def _words(self, received: int, total: int) -> str:
        return text("download_progress", name=self.name, received=received / 1e6, total=total / 1e6)

    def _write(self, words: str) -> None:
        screen, now = sys.stderr.isatty(), time.perf_counter()
        if now - self.last_line > (WORDS_EVERY if screen else LINE_EVERY):
            self.last_line, self.on_screen = now, screen
            print(f"\r{words} " if screen else words, end="" if screen else "\n", file=sys.stderr, flush=True)


def _in_notebook() -> bool:
    """Whether the code runs in a kernel: a notebook or the like, not a script or a terminal."""
    ipython = sys.modules.get("IPython")
    return getattr(ipython and ipython.get_ipython(), "kernel", None) is not None
