"""In a lesson's kernel: stop whatever trains where a test says, and write down what a student reads.

`stop("first", "en")`, "second" or "last": each training is interrupted within that epoch, each
painting at that look, each wait at once. Each training is short (tests/lessons/short.py) and has EPOCHS epochs.
"""

import re
import sys
import time

import keras
import tensorflow as tf
from IPython import get_ipython
from IPython.display import display
from matplotlib.text import Text

from course_utils import figures, painting, panel
from course_utils.demos import shell
from course_utils.language import set_language
from tests.lessons import short

EPOCHS = 3
BUSY = "(this cell computes)"
LEARNS = "(here something learns)"  # in a loop of the cell's own, which is not stopped

where = "first"
busy, learns, canvases = False, False, 0
trained: set[int] = set()  # what trainings have left


def stop(place: str, language: str) -> None:
    global where
    where = place
    set_language(language)


def _begin_cell(info) -> None:
    global busy, learns, canvases
    busy, learns, canvases = False, False, 0
    keras.utils.set_random_seed(0)  # the same cell twice: the same numbers


def _end_cell(result) -> None:
    if busy:
        print(BUSY)
    elif learns:
        print(LEARNS)


def _weights(model) -> int:
    return hash(b"".join(weight.tobytes() for weight in model.get_weights()))


class Interrupt(keras.callbacks.Callback):
    """After an epoch's first batch, maybe its only one; to begin with trained weights is an error."""

    def on_train_begin(self, logs=None):
        if _weights(self.model) in trained:
            raise AssertionError("goes on from trained weights")

    def on_epoch_begin(self, epoch, logs=None):
        self.now = epoch

    def on_train_batch_end(self, batch, logs=None):
        last = self.params["epochs"] - 1
        if self.now == {"first": 0, "second": 1, "last": last}[where] and batch == 0:
            raise KeyboardInterrupt


def _wrap_fit(fit):
    def fit_and_stop(self, *args, callbacks=None, **kwargs):
        global busy
        busy = True
        try:
            return fit(self, *args, callbacks=[*(callbacks or []), Interrupt()], **kwargs)
        finally:
            trained.add(_weights(self))

    return fit_and_stop


def _wrap_apply(apply):
    @tf.autograph.experimental.do_not_convert
    def apply_and_say(self, *args, **kwargs):
        global learns
        learns = True
        return apply(self, *args, **kwargs)

    return apply_and_say


def _wrap_canvas(begin):
    def begin_and_count(self, *args, **kwargs):
        global busy, canvases
        busy, canvases = True, canvases + 1
        self.number = canvases
        begin(self, *args, **kwargs)

    return begin_and_count


def _wrap_see(see):
    """A cell's first painting is stopped before its first look or at its last, else the second one."""

    def see_and_stop(self, *args, **kwargs):
        number, look = {"first": (1, 0), "second": (2, 1), "last": (1, self.planned - 1)}[where]
        if self.number == number and self.evaluations >= look:
            raise KeyboardInterrupt
        see(self, *args, **kwargs)

    return see_and_stop


def _wrap_uri(uri):
    def uri_and_words(picture):
        if hasattr(picture, "findobj"):
            words = [text.get_text() for text in picture.findobj(Text)]
            print("figure:", *filter(None, words), sep="\n")
        return uri(picture)

    return uri_and_words


def _show_demo(demo) -> None:
    picture = demo.set()
    print("demo:", picture.alt, *re.findall(r"<text[^>]*>([^<]*)<", picture.svg), sep="\n")
    display(demo.widget())


def _wrap_end(end):
    def end_and_say(self, words):
        end(self, words)
        print(words)

    return end_and_say


def _wrap_sleep(sleep):
    def sleep_or_stop(seconds):
        global busy
        if sys._getframe(1).f_globals["__name__"] != "__main__":  # not the notebook's own
            return sleep(seconds)
        busy = True
        raise KeyboardInterrupt

    return sleep_or_stop


def changeable(names) -> list[str]:
    """Of the notebook's variables with these names those that a training may have changed from inside."""
    values = get_ipython().user_ns
    return [name for name in names if isinstance(values.get(name), (dict, list, keras.Model))]


def begin() -> None:
    """Wrap what trains and what shows; from here on every cell is watched."""
    short.begin(epochs=EPOCHS)
    keras.Model.fit = _wrap_fit(keras.Model.fit)
    keras.optimizers.Optimizer.apply = _wrap_apply(keras.optimizers.Optimizer.apply)
    painting.Painting.__init__ = _wrap_canvas(painting.Painting.__init__)
    painting.Painting.see = _wrap_see(painting.Painting.see)
    figures._uri = _wrap_uri(figures._uri)
    shell.Demo._ipython_display_ = _show_demo
    panel.Panel.end = _wrap_end(panel.Panel.end)
    time.sleep = _wrap_sleep(time.sleep)
    events = get_ipython().events
    events.register("pre_run_cell", _begin_cell)
    events.register("post_run_cell", _end_cell)
