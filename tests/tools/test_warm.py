"""Kernels that are copies of a Python with TensorFlow: each is one of its own, hears, and ends."""

import os
import queue
import time
from pathlib import Path

import pytest
from jupyter_client.manager import KernelManager

from tools import warm

pytestmark = [
    pytest.mark.skipif(not warm.POSSIBLE, reason="kernels are copied on Linux only"),
    pytest.mark.usefixtures("warm_kernels"),
]


class Kernel:
    """A kernel as Jupyter starts it."""

    def __init__(self, folder, **variables):
        self.manager = KernelManager()
        self.manager.start_kernel(cwd=str(folder), env=os.environ | variables)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=120)

    def ask(self, code):
        """What it prints, or the name of its error."""
        said = []

        def hear(message):
            said.append(message["content"].get("text") or message["content"].get("ename") or "")

        self.client.execute_interactive(code, timeout=120, output_hook=hear)
        return "".join(said).strip()

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def start(tmp_path):
    kernels = []

    def start(**variables):
        kernels.append(Kernel(tmp_path, **variables))
        return kernels[-1]

    yield start
    for kernel in kernels:
        kernel.close()


def test_each_has_its_own_folder_variables_and_chance(start, tmp_path):
    one, two = start(WHO="one"), start(WHO="two")
    for kernel, name in ((one, "one"), (two, "two")):
        said = kernel.ask("import os, sys; print('tensorflow' in sys.modules, os.environ['WHO'], os.getcwd())")
        assert said == f"True {name} {tmp_path}"
        assert kernel.ask("mine = 1; import tensorflow as tf; print(int(tf.add(mine, 1)))") == "2"
    assert two.ask("del mine; print('mine' in dir())") == "False" and one.ask("print(mine)") == "1"
    drawn = [kernel.ask("import numpy as np; print(np.random.random())") for kernel in (one, two)]
    assert drawn[0] != drawn[1]


def test_an_interrupt_reaches_it(start):
    kernel = start()
    sleep = "import time; print('sleeping', flush=True); time.sleep(100)"
    waiting = kernel.client.execute(sleep, stop_on_error=False)  # or what is asked right after it is not done
    while kernel.client.get_iopub_msg(timeout=60)["content"].get("text") != "sleeping\n":
        pass
    kernel.manager.interrupt_kernel()
    while (reply := kernel.client.get_shell_msg(timeout=60))["parent_header"]["msg_id"] != waiting:
        pass
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    assert kernel.ask("print('alive')") == "alive"


def test_it_ends_with_what_stands_in_for_it_and_the_other_way_round(start):
    killed, dying = start(), start()
    number = int(killed.ask("import os; print(os.getpid())"))
    killed.manager.shutdown_kernel(now=True)
    until(lambda: not Path(f"/proc/{number}").exists())
    dying.client.execute("import os; os._exit(3)")
    until(lambda: not dying.manager.is_alive())
    with pytest.raises(queue.Empty):
        dying.client.get_shell_msg(timeout=0.2)


def until(true):
    for _ in range(600):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("a minute has passed")


def test_a_python_that_cannot_import_says_so(tmp_path):
    lame = tmp_path / "python"
    lame.write_text("#!/bin/sh\necho no such thing >&2; exit 1\n", encoding="utf-8")
    lame.chmod(0o755)
    with pytest.raises(RuntimeError, match="no such thing"), warm.warm_kernels(tmp_path / "warm", lame):
        pass
