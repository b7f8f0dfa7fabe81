"""Settings that other work has left: the first cell sets them back and says so; some need a restart."""

import json
import os
import re
import subprocess
import sys

import pytest

from course_utils import defaults
from course_utils.messages import CourseError

START = "from course_utils import start; start('02_unet_segmentation')\n"
SETTINGS = """
import keras, numpy as np, tensorflow as tf
print("SETTINGS", [keras.config.floatx(), keras.config.dtype_policy().name, keras.config.image_data_format()],
    keras.config.epsilon() == 1e-7, keras.config.max_epochs(), keras.config.backend(),
    tf.config.functions_run_eagerly(), tf.config.get_soft_device_placement(), tf.config.optimizer.get_jit(),
    np.geterr()["divide"], np.array([1 / 3, 1e4]), bool(np.isnan(tf.math.log(-1.0))),
    keras.layers.Conv2D(1, 3)(np.ones((1, 4, 9, 2))).shape, keras.layers.Dense(1)(np.ones((1, 2))).dtype)
"""
AS_NEEDED = (
    "SETTINGS ['float32', 'float32', 'channels_last'] True None tensorflow False True  warn"
    " [3.33333333e-01 1.00000000e+04] True (1, 2, 7, 1) <dtype: 'float32'>"
)
LEFT = """
import keras, numpy as np, tensorflow as tf
keras.config.set_dtype_policy("mixed_float16")
keras.config.set_floatx("float64")
keras.config.set_epsilon(0.1)
keras.config.set_image_data_format("channels_first")
keras.config.set_max_epochs(1)
tf.config.run_functions_eagerly(True)
tf.config.optimizer.set_jit("autoclustering")
tf.config.set_soft_device_placement(False)
tf.debugging.enable_check_numerics()
np.seterr(all="raise")
np.set_printoptions(precision=2, suppress=True)
"""
NAMED = {
    "dtype policy mixed_float16 → float32",
    "floatx float64 → float32",
    "epsilon 0.1 → 1e-07",
    "image_data_format channels_first → channels_last",
    "max_epochs 1 → None",
    "run_functions_eagerly True → False",
    "XLA True → False",
    "soft_device_placement False → True",
    "np.seterr under raise → ignore",
    "np.set_printoptions precision 2 → 8",
}


def python(code, *arguments, **environment):
    environment = {"COURSE_LANGUAGE": "en", "COURSE_PROFILE": "smoke"} | environment
    return subprocess.run(
        [sys.executable, *arguments, *(["-c", code] if code else [])],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=180,
    )


def test_nothing_is_said_where_nothing_was_left(tmp_path):
    run = python(START + SETTINGS, KERAS_HOME=str(tmp_path))
    assert AS_NEEDED in run.stdout, run.stdout + run.stderr
    assert "⚠" not in run.stdout


def test_what_other_cells_have_left(tmp_path):
    run = python(LEFT + START + SETTINGS + START, KERAS_HOME=str(tmp_path))
    assert AS_NEEDED in run.stdout, run.stdout + run.stderr
    for setting in NAMED:
        assert setting in run.stdout
    first, again = run.stdout.split("SETTINGS")
    assert "⚠: Other work" in first and "⚠" not in again, "the second time there is nothing to say"


def test_what_the_environment_and_the_home_folder_have_left(tmp_path):
    settings = {"floatx": "float64", "epsilon": 0.1, "backend": "jax", "image_data_format": "channels_first"}
    (tmp_path / "keras.json").write_text(json.dumps(settings))
    left = {"KERAS_BACKEND": "torch", "KERAS_MAX_EPOCHS": "1", "KERAS_HOME": str(tmp_path)}
    run = python(START + SETTINGS, **left)
    assert AS_NEEDED in run.stdout, run.stdout + run.stderr
    named = ("KERAS_BACKEND torch", "KERAS_MAX_EPOCHS 1", "floatx float64", "epsilon 0.1", "channels_first")
    for words in named:
        assert words in run.stdout
    doctor = python("", "-m", "course_utils", **left)
    for words in named:
        assert words in doctor.stdout
    assert "✔ Settings" in doctor.stdout and doctor.returncode == 0, doctor.stdout


@pytest.mark.parametrize(
    ("left", "named"),
    [
        ("import keras; keras.config.backend = lambda: 'torch'", "Keras backend"),
        ("import tensorflow as tf; tf.compat.v1.disable_eager_execution()", "graphs only"),
        (
            "import tensorflow as tf; tf.experimental.numpy.experimental_enable_numpy_behavior()",
            "experimental_enable_numpy_behavior",
        ),
    ],
)
def test_what_only_a_restart_undoes(left, named):
    run = python(f"{left}\n{START}")
    last = run.stderr.splitlines()[-1]
    assert "CourseError" in last and named in last and "Restart Kernel" in last, run.stderr


def test_a_keras_json_that_keras_refuses(tmp_path):
    path = tmp_path / "keras.json"
    path.write_text('{"floatx": "float8"}')
    run = python(START, KERAS_HOME=str(tmp_path))
    last = run.stderr.splitlines()[-1]
    assert "CourseError" in last and str(path) in last and "floatx 'float8'" in last, run.stderr
    doctor = python("", "-m", "course_utils", KERAS_HOME=str(tmp_path))
    assert doctor.returncode == 1 and "✘ Settings" in doctor.stdout and str(path) in doctor.stdout


@pytest.mark.parametrize("content", ["[]", '{"epsilon": 1}', '{"image_data_format": "nhwc"}'])
def test_settings_that_keep_keras_from_starting(tmp_path, monkeypatch, content):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "keras.json").write_text(content)
    with pytest.raises(CourseError, match=re.escape(str(tmp_path))):
        defaults.prepare()
    (tmp_path / "keras.json").write_text("no JSON: Keras ignores it")
    defaults.prepare()
