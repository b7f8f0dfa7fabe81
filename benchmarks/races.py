"""A training against the clock: judged now and then, while the clock stands."""

import time
from collections.abc import Callable


class Watch:
    """Seconds of training alone, from when it is made; call it after each step, and stop once it says True.

    `judge()` gives the quality, about every `every` seconds; it is over at the `target`, or after `limit`
    seconds. curve: (seconds, quality) so far.
    """

    def __init__(self, judge: Callable[[], float], every: float, limit: float, target=None, rising=False):
        self.judge, self.every, self.limit, self.target, self.rising = judge, every, limit, target, rising
        self.curve: list[tuple[float, float]] = []
        self.over, self._used, self._due, self._since = False, 0.0, every, time.perf_counter()

    def __call__(self) -> bool:
        used = self._used + time.perf_counter() - self._since
        if not self.over and used >= min(self._due, self.limit):
            self._look(used)
        return self.over

    def ended(self) -> list[tuple[float, float]]:
        """The curve, of a training that came to its own end as well."""
        if not self.over:
            self._look(self._used + time.perf_counter() - self._since)
        return self.curve

    def _look(self, used: float) -> None:
        quality = float(self.judge())
        self.curve.append((used, quality))
        met = self.target is not None and (quality >= self.target if self.rising else quality <= self.target)
        self.over = met or used >= self.limit
        self._used, self._due, self._since = used, used + self.every, time.perf_counter()

    def callback(self):
        """For `fit`: asks after each batch, and ends the training when it is over."""
        import keras

        watch = self

        class Watching(keras.callbacks.Callback):
            def on_train_batch_end(self, batch, logs=None):
                self.model.stop_training = watch() or self.model.stop_training

        return Watching()


def memory_keeper():
    """The callback of all that the lessons' `live_training` does for speed: malloc keeps freed blocks."""
    import keras

    from course_utils import machine

    return keras.callbacks.LambdaCallback(
        on_train_batch_begin=lambda batch, logs: machine.keep_freed_memory() if batch < 2 else None
    )


def flops(net) -> float:
    """Multiplications and additions for one picture on its way forward: convolutions and dense layers."""
    import math

    from keras import layers

    total = 0.0
    for layer in net.layers:
        if hasattr(layer, "layers"):  # a net in the net
            total += flops(layer)
            continue
        inner = getattr(layer, "layer", layer)  # of a wrapper, such as SpectralNormalization
        if getattr(inner, "kernel", None) is None:
            continue
        shape = (layer.input if isinstance(inner, layers.Conv2DTranspose) else layer.output).shape
        total += 2 * math.prod(inner.kernel.shape) * math.prod(shape[1:-1])
    return total


def rate(work: Callable[[], int], seconds: float) -> float:
    """How many a second, of what `work()` says that it did, again and again for so long."""
    done, began = 0, time.perf_counter()
    while (took := time.perf_counter() - began) < seconds or not done:
        done += work()
    return done / took
