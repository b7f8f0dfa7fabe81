"""The first cell: profile, device, seed, banner and a clean screen; importing stays light."""

import os
import random
import subprocess
import sys
import tempfile
import types
from pathlib import Path

import numpy as np
import pytest

from course_utils import banner, cards, host, machine, session
from course_utils.data import tgs
from course_utils.messages import CourseError, text
from tests.data.fake_tgs import as_zips, tgs_files, write_folder

LESSON = "01_transposed_convolution"


def python(code, **environment):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ | environment, timeout=120
    )


def test_import_does_not_import_tensorflow():
    heavy = "tensorflow keras sklearn skimage pandas"
    listing = f"[m for m in '{heavy}'.split() if m in sys.modules]"
    run = python(f"import course_utils, sys; print({listing})")
    assert run.stdout.strip() == "[]", run.stderr


def test_start_keeps_stderr_clean_and_computes():
    run = python(
        f"from course_utils import start; start('{LESSON}'); import tensorflow as tf; print(tf.ones(2))",
        COURSE_LANGUAGE="en",
    )
    assert run.returncode == 0
    assert run.stderr == ""
    for words in ("Transposed convolution", "Versions: python", "Device:", "Profile: smoke", "photographs"):
        assert words in run.stdout


def test_swallowed_stderr_is_shown_when_the_import_fails():
    run = python(
        "import os\n"
        "from course_utils.machine import quiet_stderr\n"
        "with quiet_stderr():\n"
        "    os.write(2, b'the reason')\n"
        "    raise RuntimeError('broken')"
    )
    assert "the reason" in run.stderr and "broken" in run.stderr


@pytest.mark.parametrize("name", session.PROFILES)
def test_profile_from_the_environment(monkeypatch, name):
    monkeypatch.setenv("COURSE_PROFILE", name.upper() + " ")
    profile = session.current_profile()
    assert profile.name == name
    assert profile.pick(smoke="smoke", quick="quick", full="full") == name


def test_profile_follows_the_gpu_when_unset(monkeypatch):
    monkeypatch.delenv("COURSE_PROFILE")
    monkeypatch.setattr(machine, "gpu_names", lambda: ())
    assert session.current_profile().name == "quick"
    monkeypatch.setattr(machine, "gpu_names", lambda: ("A GPU",))
    assert session.current_profile().name == "full"
    assert machine.device() == "A GPU"


def test_unknown_profile_names_the_remedy(monkeypatch, language):
    monkeypatch.setenv("COURSE_PROFILE", "fast")
    with pytest.raises(CourseError, match=r"smoke, quick, full"):
        session.current_profile()


def test_unknown_lesson_lists_the_lessons(language):
    with pytest.raises(CourseError, match=LESSON):
        cards.lesson_card("99_nothing")


def test_seeds_make_runs_repeat():
    import keras

    session.seed_everything(3)
    first = random.random(), np.array(keras.random.normal((2,)))
    session.seed_everything(3)
    assert random.random() == first[0]
    np.testing.assert_array_equal(first[1], np.array(keras.random.normal((2,))))


def test_banner_without_tensorflow_says_what_to_do(monkeypatch, capsys, language):
    def missing():
        raise ImportError("no tensorflow")

    monkeypatch.setattr(machine, "import_tensorflow_quietly", missing)
    monkeypatch.setattr(machine, "gpu_names", lambda: ())
    banner.start(LESSON)
    assert "TPU" in capsys.readouterr().out


@pytest.fixture
def colab(monkeypatch):
    """As on Colab: its package is loaded, there is no GPU, and `COURSE_PROFILE` is for the lesson to choose."""
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    monkeypatch.setattr(machine, "gpu_names", lambda: ())
    monkeypatch.delenv("COURSE_PROFILE")
    for name in banner.TPU_VARIABLES:
        monkeypatch.setenv(name, "")  # Colab sets one of them to nothing where there is no TPU
    return monkeypatch


def remarks(capsys):
    banner.start(LESSON)
    shown = capsys.readouterr().out
    keys = ("colab_no_gpu", "colab_tpu", "no_tensorflow")
    return [key for key in keys if text(key, profile=session.current.profile.name) in shown]


def test_colab_without_a_gpu_says_what_it_does_and_how_to_get_one(colab, capsys, language):
    assert remarks(capsys) == ["colab_no_gpu"]
    words = text("colab_no_gpu", profile="quick")
    assert "quick" in words and {"en": "Change runtime type", "zh": "更改运行时类型"}[language] in words
    colab.setattr(machine, "gpu_names", lambda: ("Tesla T4",))
    assert remarks(capsys) == []


@pytest.mark.parametrize("variable", ["COLAB_TPU_ADDR", "COLAB_TPU_1VM", "TPU_ACCELERATOR_TYPE"])
def test_colab_with_a_tpu_names_the_runtimes_that_work(colab, capsys, language, variable):
    def missing():
        raise ImportError("no tensorflow")

    colab.setenv(variable, "v5e-1")
    assert remarks(capsys) == ["colab_tpu"], "whether a student has installed TensorFlow there or not"
    colab.setattr(machine, "import_tensorflow_quietly", missing)
    assert remarks(capsys) == ["colab_tpu"]
    colab.setenv(variable, "")
    assert remarks(capsys) == ["no_tensorflow"]


def test_kaggle_tells_what_it_sees_and_where_the_answer_goes(colab, capsys, language, tmp_path):
    """Colab's package is loaded there as well. The files: not there, mounted as of old, as of late."""
    for folder in ("working", "input"):
        (tmp_path / folder).mkdir()
    colab.chdir(tmp_path / "working")
    colab.setenv("KAGGLE_KERNEL_RUN_TYPE", "Batch")
    colab.setenv("COURSE_DATA", str(tmp_path / "data"))
    assert host.hand_in_folder() == tmp_path / "working"

    def said():
        banner.start("02_unet_segmentation")
        return capsys.readouterr().out

    without = said()
    assert text("kaggle_no_gpu", profile="quick") in without and "Runtime" not in without
    assert text("kaggle_no_files", page=tgs.PAGE) in without
    for place in (tgs.COMPETITION, f"competitions/{tgs.COMPETITION}"):  # the later one comes first
        folder = write_folder(tmp_path / "input" / place, as_zips(tgs_files()[0]))
        assert text("kaggle_files", folder=folder) in (shown := said())
        assert text("kaggle_hand_in", folder=tmp_path / "working") in shown
    colab.delenv("KAGGLE_KERNEL_RUN_TYPE")
    assert "Kaggle: " not in said().replace("：", ": ") and not tgs.tgs_available()
    assert host.hand_in_folder() == Path(tempfile.gettempdir())


def test_elsewhere_the_banner_speaks_neither_of_colab_nor_of_gpus(monkeypatch, capsys):
    monkeypatch.setattr(machine, "gpu_names", lambda: ())
    monkeypatch.setenv("TPU_ACCELERATOR_TYPE", "v5e-1")
    assert remarks(capsys) == []


def test_keeping_freed_memory_is_no_error_anywhere(monkeypatch):
    """With glibc both thresholds are set; without `mallopt`, as on macOS, nothing happens."""
    asked = []

    class Library:
        def mallopt(self, parameter, value):
            asked.append((parameter, value))

    monkeypatch.setattr("ctypes.CDLL", lambda name: Library())
    machine.keep_freed_memory()
    assert sorted(asked) == [(-3, 32 << 20), (-1, 512 << 20)]
    monkeypatch.setattr("ctypes.CDLL", lambda name: object())
    machine.keep_freed_memory()


@pytest.mark.parametrize(
    ("capabilities", "wanted"),
    [
        ([], "float32"),
        ([(6, 1)], "float32"),  # no tensor cores: float16 would be slower
        ([(7, 5)], "mixed_float16"),
        ([(8, 0), (6, 0)], "float32"),  # the weakest decides
        ([None], "float32"),  # a driver that doesn't tell
    ],
)
def test_precision_follows_the_device(monkeypatch, capabilities, wanted):
    import tensorflow as tf

    details = {f"GPU:{k}": {} if c is None else {"compute_capability": c} for k, c in enumerate(capabilities)}
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: list(details))
    monkeypatch.setattr(tf.config.experimental, "get_device_details", details.get)
    monkeypatch.setattr(machine, "gain_of_bfloat16", lambda: 1.2)  # not worth it
    assert machine.precision() == machine.precision(bfloat16=True) == wanted
    monkeypatch.setattr(machine, "gain_of_bfloat16", lambda: 2.0)
    assert machine.precision() == wanted, "only where a lesson asks for it"
    assert machine.precision(bfloat16=True) == (wanted if capabilities else "mixed_bfloat16")


def test_the_trial_of_bfloat16_measures_and_is_made_once():
    gain = machine.gain_of_bfloat16()
    assert 0 < gain < 100 and machine.gain_of_bfloat16() == gain
