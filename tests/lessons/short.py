"""In the Python that runs a lesson, trainings cut short: STEPS batches an epoch, without graphs.

Tracing a graph would be the longest part of so small a training. That lessons train in graphs, from the first
batch to the last, is what nbval and tests/tools/test_lowest.py show.
"""

import inspect
import sys
import warnings

import keras
import tensorflow as tf

STEPS = 3


def _short_fit(fit, epochs):
    signature = inspect.signature(fit)

    def short_fit(self, *args, **kwargs):
        given = signature.bind(self, *args, **kwargs)
        given.arguments |= {"steps_per_epoch": STEPS} | ({"epochs": epochs} if epochs else {})
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Your input ran out of data")  # of fewer batches
            return fit(*given.args, **given.kwargs)

    return short_fit


def _eager_compile(compile):
    def eager_compile(self, *args, **kwargs):
        compile(self, *args, **kwargs | {"run_eagerly": True})

    return eager_compile


def _eager_function(function):
    """As a decorator in the notebook; a net or a step that is handed to it there is used more often."""

    def eager_function(wrapped=None, **options):
        notebook = sys._getframe(1)
        decorates = inspect.isfunction(wrapped) and not any(v is wrapped for v in notebook.f_locals.values())
        if notebook.f_globals["__name__"] == "__main__" and decorates:
            return wrapped
        return function(wrapped, **options)

    return eager_function


def begin(put=setattr, epochs: int | None = None) -> None:
    """From here on. put(place, name, value): how, so that a test can undo it. epochs: if not as given."""
    put(keras.Model, "fit", _short_fit(keras.Model.fit, epochs))
    put(keras.Model, "compile", _eager_compile(keras.Model.compile))
    put(tf, "function", _eager_function(tf.function))
