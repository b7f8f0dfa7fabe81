"""How nbval runs the notebooks, and what `--gpu` does.

They run in `smoke`, the same code with smaller numbers; that they run in `quick` is what the complete editions'
stored outputs show (tests/lessons/test_numbers.py). With `--gpu` the complete editions run in `full`.

What other tests run from the first cell to the last, nbval need not run once more: `_runs_elsewhere` says what.
Give such a notebook's path to run it here too.
"""

import functools
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from course_utils.language import LANGUAGES
from tools import places, warm
from tools.lab import CHROMIUM

GPU_TIMEOUT = 3600  # seconds a cell
OUTPUT_TIMEOUT = 120  # seconds until a finished cell's pictures are here: nbval's 5 don't do beside busy cores


def pytest_addoption(parser):
    parser.addoption(
        "--gpu",
        action="store_true",
        help="run only the complete editions, in the profile `full`, on the GPU; write its table of results",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    if config.getoption("gpu"):  # one notebook at a time: each takes the whole GPU
        config.option.numprocesses, config.option.dist = 0, "no"


def pytest_configure(config):
    os.environ["COURSE_PROGRESS"] = "off"  # nothing of a test is anybody's progress
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", 1))
    if processes > 1:  # each computes on its share of the cores
        threads = str(max(1, (os.cpu_count() or 1) // processes))
        os.environ.setdefault("TF_NUM_INTRAOP_THREADS", threads)
    config.warm_kernels = functools.partial(_with_warm_kernels, functools.cache(lambda: _warm(config)))
    if warm.POSSIBLE and not config.getoption("gpu"):
        config.option.nbval_current_env, config.option.nbval_kernel_name = False, "python3"
    if config.getoption("gpu"):
        if not _gpu_seen():
            raise pytest.UsageError(
                "--gpu: TensorFlow sees no GPU here. Look at `python -m course_utils`; on Linux install with "
                "`python -m uv run --extra gpu …`, on Colab choose Runtime > Change runtime type > GPU."
            )
        config.gpu_results = config.rootpath / "build" / f"gpu-{datetime.now():%Y%m%d-%H%M%S}"
        config.option.nbval_cell_timeout = GPU_TIMEOUT


def _warm(config) -> dict[str, str]:
    """The variable by which kernels start without importing TensorFlow (tools/warm.py), until the tests end."""
    if not warm.POSSIBLE or config.getoption("gpu"):
        return {}
    stack = ExitStack()
    config.add_cleanup(stack.close)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    return {"JUPYTER_PATH": str(stack.enter_context(warm.warm_kernels(folder / "warm")))}


@contextmanager
def _with_warm_kernels(variables):
    """Kernels that are started in here have imported TensorFlow already, where that is possible."""
    with pytest.MonkeyPatch.context() as only_now:
        for name, value in variables().items():
            only_now.setenv(name, value)
        yield


def _gpu_seen() -> bool:
    """Asked in a process of its own: TensorFlow takes a GPU's whole memory, and the kernels need it."""
    question = "from course_utils import machine; print(len(machine.gpu_names()))"
    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, timeout=300)
    return answer.returncode == 0 and int(answer.stdout.split()[-1]) > 0


def pytest_ignore_collect(collection_path: Path, config):
    if config.getoption("gpu") and collection_path.is_file():
        wanted = collection_path.suffix == ".ipynb"
        wanted = wanted and places.of_notebook(collection_path) == ("complete", LANGUAGES[0])
        return None if wanted else True
    if config.args_source == config.ArgsSource.TESTPATHS and collection_path.suffix == ".ipynb":
        return _runs_elsewhere(*places.of_notebook(collection_path)) or None
    return None


def _runs_elsewhere(edition: str | None, language: str) -> bool:
    """Where there is a browser, all student editions run in JupyterLab (tests/tools/test_browser.py);
    the second language's complete ones run in tests/lessons/test_any_order.py, which compares the same outputs.
    """
    if edition == "complete":
        return language == LANGUAGES[1]
    return bool(CHROMIUM) or language != LANGUAGES[0]


def pytest_collection_modifyitems(items):
    for item in items:
        item.output_timeout = OUTPUT_TIMEOUT  # nbval reads it; other tests don't mind


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item):
    """Before nbval starts a notebook's kernel, which inherits these variables; all tests share a process."""
    os.environ["COURSE_PROFILE"] = "smoke"
    if item.path.suffix != ".ipynb":
        os.environ.pop("COURSE_STATIC", None)
        return (yield)
    complete = places.of_notebook(item.path)[0] == "complete"
    os.environ["COURSE_STATIC"] = "1" if complete else "0"  # stored outputs were made that way
    if item.config.getoption("gpu"):
        os.environ["COURSE_PROFILE"] = "full"
        os.environ["COURSE_RESULTS"] = str(item.config.gpu_results)
    with item.config.warm_kernels():
        return (yield)


def pytest_terminal_summary(terminalreporter, config):
    """After `--gpu`: the table of this device, shown and written beside the lessons' records."""
    if config.getoption("gpu") and config.gpu_results.is_dir():
        from tools.build import write
        from tools.results import metrics_table, read_records

        path = config.gpu_results / "results.md"
        write(path, metrics_table(read_records(config.gpu_results)) + "\n")
        terminalreporter.section("results on this GPU")
        terminalreporter.write_line(path.read_text(encoding="utf-8"))
        terminalreporter.write_line(f"Written to {path}")
