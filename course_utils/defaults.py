"""What other work may have left in this process: settings that the lessons compute with, set back and named."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from course_utils.messages import CourseError

BACKEND = "tensorflow"
ERRORS = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}
PRINTED = {"precision": 8, "suppress": False, "threshold": 1000, "edgeitems": 3, "linewidth": 75}
PRINTED |= {"sign": "-", "floatmode": "maxprec", "formatter": None, "legacy": False}
LIMITS_OF_FIT = ("KERAS_MAX_EPOCHS", "KERAS_MAX_STEPS_PER_EPOCH")  # of every `fit`

changed: dict[str, str] = {}  # setting -> "what it was → what it is", since this process began


class Setting(NamedTuple):
    """`write(wanted)` makes `read()` give `wanted`."""

    name: str
    wanted: object
    read: Callable[[], object]
    write: Callable[[object], object]


def prepare() -> None:
    """What Keras and TensorFlow read when they are imported; call it before.

    CourseError for a keras.json that they refuse.
    """
    _require_readable_settings()
    if os.environ.get("KERAS_BACKEND") not in (None, "", BACKEND):
        _note("KERAS_BACKEND", os.environ["KERAS_BACKEND"], BACKEND)
    os.environ["KERAS_BACKEND"] = BACKEND
    for name in LIMITS_OF_FIT:
        if name in os.environ:
            _note(name, os.environ.pop(name), "–")


def restore() -> None:
    """Set back whatever differs from what the lessons need.

    CourseError for what only a restart of the kernel can undo.
    """
    import tensorflow as tf

    for name, found, wanted in _for_good():
        if found != wanted:
            raise CourseError("state_restart", name=name, found=found)
    tf.debugging.disable_check_numerics()  # nobody can ask whether it is on
    for setting in _settings():
        found = setting.read()
        if found != setting.wanted:
            setting.write(setting.wanted)
            _note(setting.name, found, setting.wanted)


def describe() -> str:
    """What was changed, for a message."""
    return "; ".join(f"{name} {change}" for name, change in changed.items())


def _note(name: str, found, wanted) -> None:
    changed[name] = f"{found} → {wanted}"


def _require_readable_settings() -> None:
    """Keras and TensorFlow stop at values in keras.json that they don't know; what is no JSON they ignore."""
    path = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "keras.json"
    if not path.is_file():
        return
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return
    except OSError as error:
        raise CourseError("state_keras_json", path=path, name="", found=error.strerror) from error
    known = {
        "floatx": lambda value: value in ("float16", "float32", "float64"),
        "epsilon": lambda value: isinstance(value, float),
        "image_data_format": lambda value: value in ("channels_first", "channels_last"),
    }
    if not isinstance(found, dict):
        raise CourseError("state_keras_json", path=path, name="", found=found)
    for name, is_known in known.items():
        if name in found and not is_known(found[name]):
            raise CourseError("state_keras_json", path=path, name=name, found=found[name])


def _for_good() -> Iterator[tuple[str, object, object]]:
    """(what, what it is, what the lessons need) where there is no way back."""
    import keras
    import tensorflow as tf

    yield "Keras backend", keras.config.backend(), BACKEND
    yield "TensorFlow", "eager" if tf.executing_eagerly() else "tf.compat.v1, graphs only", "eager"
    numpy_like = tf.executing_eagerly() and hasattr(tf.constant(0), "ravel")
    yield "TensorFlow", "experimental_enable_numpy_behavior" if numpy_like else "", ""


def _settings() -> Iterator[Setting]:
    import keras
    import numpy as np
    import tensorflow as tf

    config = keras.config
    yield Setting("floatx", "float32", config.floatx, config.set_floatx)  # before the policy, which follows it
    yield Setting("dtype policy", "float32", lambda: config.dtype_policy().name, config.set_dtype_policy)
    yield Setting("epsilon", 1e-7, config.epsilon, config.set_epsilon)
    yield Setting("image_data_format", "channels_last", config.image_data_format, config.set_image_data_format)
    for limit in ("max_epochs", "max_steps_per_epoch"):
        if hasattr(config, limit):  # newer than Keras 3.10
            yield Setting(limit, None, getattr(config, limit), getattr(config, f"set_{limit}"))
    eagerly = tf.config.functions_run_eagerly, tf.config.run_functions_eagerly
    yield Setting("run_functions_eagerly", False, *eagerly)
    placement = tf.config.get_soft_device_placement, tf.config.set_soft_device_placement
    yield Setting("soft_device_placement", True, *placement)
    yield Setting("XLA", False, lambda: bool(tf.config.optimizer.get_jit()), tf.config.optimizer.set_jit)
    for options, wanted, read, write in (
        ("np.seterr", ERRORS, np.geterr, np.seterr),
        ("np.set_printoptions", PRINTED, np.get_printoptions, np.set_printoptions),
    ):
        for name, value in wanted.items():
            yield Setting(
                f"{options} {name}",
                value,
                lambda read=read, name=name: read()[name],
                lambda value, write=write, name=name: write(**{name: value}),
            )
