"""`pytest --gpu`: what can be tested without a GPU. A stand-in for TensorFlow claims to have one."""

import json
import os
import shutil
import subprocess
import sys

import nbformat

from tools.build import Course

STAND_IN = """
from types import SimpleNamespace as N
__version__ = "2.21.0"
config = N(
    list_physical_devices=lambda kind: ["gpu"] * {gpus},
    experimental=N(get_device_details=lambda gpu: {{"device_name": "Stand-in", "compute_capability": (7, 5)}}),
)
zeros = float
"""
CELL = """
from course_utils import report
report("00_tiny", {"answer": 42.5})
"""


def run_pytest(root, folder, gpus, *options):
    """pytest in a small course of one tiny notebook, with a TensorFlow that sees `gpus` GPUs."""
    (folder / "solutions" / "zh").mkdir(parents=True)
    (folder / "notebooks").mkdir()
    shutil.copy(root / "conftest.py", folder)
    shutil.copytree(root / "tools", folder / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", folder)
    (folder / "stand_in").mkdir()
    (folder / "stand_in" / "tensorflow.py").write_text(STAND_IN.format(gpus=gpus))
    for where in ("solutions", "solutions/zh", "notebooks"):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(notebook, folder / where / "00_tiny.ipynb")
    environment = os.environ | {"PYTHONPATH": f"{folder / 'stand_in'}{os.pathsep}{root}"}
    environment.pop("COURSE_RESULTS", None)
    command = [sys.executable, "-m", "pytest", "--gpu", "-p", "no:cacheprovider", *options]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)


def test_without_a_gpu_it_refuses(root, tmp_path):
    run = run_pytest(root, tmp_path, 0)
    assert run.returncode == 4  # pytest: usage error
    assert "TensorFlow sees no GPU" in run.stderr and "passed" not in run.stdout


def test_with_a_gpu_the_complete_editions_run_in_full_and_the_table_is_written(root, tmp_path):
    run = run_pytest(root, tmp_path, 1, "notebooks", "solutions")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "1 passed" in run.stdout  # neither the student editions nor a second language
    assert "| 00 | `answer` | 42.5 |" in run.stdout
    (written,) = (tmp_path / "build").glob("gpu-*/results.md")
    record = json.loads((written.parent / "00_tiny.json").read_text(encoding="utf-8"))
    assert record["profile"] == "full" and record["device"] == "Stand-in"
    assert "profile `full`" in written.read_text(encoding="utf-8")


def test_instructors_notebook_fetches_this_course_and_asks_for_a_gpu(root):
    course = Course(root)
    notebook = nbformat.read(root / "teaching" / "gpu_on_colab.ipynb", as_version=4)
    (cell,) = [c for c in notebook.cells if c.cell_type == "code"]
    assert f"git clone -q --depth 1 {course.repository} " in cell.source
    assert course.pinned in cell.source
    assert "pytest --gpu" in cell.source and "results.md" in cell.source
    assert "--no-deps" in cell.source  # Colab's own packages stay
    assert notebook.metadata["accelerator"] == "GPU"


def test_the_unet_trains_in_mixed_precision_with_exact_logits_and_weights():
    import keras
    import numpy as np

    from course_utils.reference import unet_segmentation as lesson

    keras.utils.set_random_seed(0)
    keras.config.set_dtype_policy("mixed_float16")
    try:
        net = lesson.build_unet(lesson.decoder_block, filters=(4, 8))
    finally:
        keras.config.set_dtype_policy("float32")
    assert {layer.compute_dtype for layer in net.layers if "conv2d" in layer.name} >= {"float16"}
    assert net.output.dtype == "float32" and {v.dtype for v in net.trainable_variables} == {"float32"}
    net.compile(keras.optimizers.AdamW(0.01, clipnorm=1.0), loss=lesson.salt_loss)
    assert isinstance(net.optimizer, keras.optimizers.LossScaleOptimizer)
    rng = np.random.default_rng(0)
    masks = rng.random((8, 1, 1, 1)) > 0.5 * np.ones((8, 101, 101, 1))
    tiles = 255 * masks + rng.normal(size=masks.shape)
    losses = net.fit(tiles, masks, epochs=8, verbose=0).history["loss"]
    assert np.isfinite(losses).all() and losses[-1] < 0.8 * losses[0]
