"""A check draws no numbers from the notebook's global generators: what follows stays reproducible."""

import contextlib
import random
import sys
from collections.abc import Callable

import numpy as np


@contextlib.contextmanager
def chance_untouched():
    """Puts the global generators of Python, NumPy, TensorFlow and Keras back to where they were.

    TensorFlow and Keras count only if they are loaded already: before that nobody can have set their seeds.
    """
    restorers = [_python(), _numpy(), _tensorflow(), _keras()]
    try:
        yield
    finally:
        for restore in restorers:
            restore()


def _nothing() -> None:
    pass


def _python() -> Callable[[], None]:
    state = random.getstate()
    return lambda: random.setstate(state)


def _numpy() -> Callable[[], None]:
    state = np.random.get_state()  # noqa: NPY002
    return lambda: np.random.set_state(state)  # noqa: NPY002


def _tensorflow() -> Callable[[], None]:
    """The seed of tf.random.set_seed, how far its sequence has come, and the global tf.random.Generator.

    TensorFlow offers no public way to read the first two.
    """
    if "tensorflow" not in sys.modules:
        return _nothing
    try:
        from tensorflow.python.eager.context import context
        from tensorflow.python.ops import stateful_random_ops
    except ImportError:  # moved by another version
        return _nothing
    eager, generator = context(), stateful_random_ops.global_generator
    seed, rng = getattr(eager, "_seed", None), getattr(eager, "_rng", None)
    place = rng and rng.getstate()
    counter = generator and generator.state.numpy()

    def restore() -> None:
        stateful_random_ops.global_generator = generator
        if generator:
            generator.state.assign(counter)
        moved = getattr(eager, "_rng", None) is not rng or (rng and rng.getstate() != place)
        if moved:
            eager._seed, eager._rng = seed, rng
            if rng:
                rng.setstate(place)
            eager.clear_kernel_cache()  # as tf.random.set_seed does: used kernels have moved on

    return restore


def _keras() -> Callable[[], None]:
    """The generator behind keras.random and the seed of keras.utils.set_random_seed."""
    if "keras" not in sys.modules:
        return _nothing
    try:
        from keras.src.backend.common import global_state
    except ImportError:
        return _nothing
    names = "global_seed_generator", "global_random_seed"
    before = {name: global_state.get_global_attribute(name) for name in names}
    generator = before["global_seed_generator"]
    place = None if generator is None else generator.state.numpy()

    def restore() -> None:
        for name, value in before.items():
            global_state.set_global_attribute(name, value)
        if generator is not None:
            generator.state.assign(place)

    return restore
