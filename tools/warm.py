"""Kernels that don't import TensorFlow: copies (fork) of a Python that has. For tests, which start dozens.

`warm_kernels` starts that Python and writes a kernel spec. What Jupyter starts by it asks for a copy and stands
in for it: the copy gets its words, folder, variables and outputs, hears of an interrupt, and ends with it. Only
on Linux.
"""

import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

POSSIBLE = sys.platform == "linux"
IMPORTED = "tensorflow", "keras", "ipykernel.kernelapp"
READ_AT_IMPORT = {
    "JPY_PARENT_PID": "1",  # a kernel of Jupyter's; its parent isn't watched, `_follow` does that
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # as every kernel sets it
    "TF_CPP_MIN_LOG_LEVEL": "3",  # as `start` sets it
}
OUTPUTS = 0, 1, 2
INTERRUPT = b"i"
PATIENCE = 60.0  # seconds
DO = "import runpy, sys; runpy.run_path(sys.argv[1])[sys.argv[2]](*sys.argv[3:])"  # without `tools`


@contextmanager
def warm_kernels(folder: Path, python: str | Path = sys.executable) -> Iterator[Path]:
    """A folder for JUPYTER_PATH, in which `python3` is a copy of `python`. folder: a new one."""
    folder.mkdir(parents=True)
    door = folder / "door"
    with (folder / "log").open("w") as log:
        words, variables = [python, "-c", DO, __file__, "keep_warm", door], os.environ | READ_AT_IMPORT
        keeper = subprocess.Popen(words, env=variables, stdout=log, stderr=log)
    try:
        began = time.monotonic()
        while not door.exists():
            if keeper.poll() is not None or time.monotonic() - began > PATIENCE:
                raise RuntimeError((folder / "log").read_text(encoding="utf-8", errors="replace"))
            time.sleep(0.01)
        write_kernel(folder / "kernels", "python3", copy_argv(python, folder))
        yield folder
    finally:
        keeper.kill()
        keeper.wait()


def write_kernel(folder: Path, name: str, argv: list[str]) -> None:
    """The spec of a kernel, where Jupyter looks for kernels in `folder`."""
    path = folder / name / "kernel.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"argv": argv, "display_name": name, "language": "python"}), encoding="utf-8")


def copy_argv(python: str | Path, folder: Path) -> list[str]:
    """The argv of a kernel spec: a copy of the Python for which `folder` was made."""
    start = [str(python), "-E", "-S", "-c", DO, __file__]
    return [*start, "ask_for_copy", str(folder / "door"), "-f", "{connection_file}"]


def keep_warm(door: str) -> None:
    """Import, and wait for those who ask; a copy returns from here."""
    del sys.path[0]  # the folder that it was started in
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(door)
        server.listen()  # whoever asks early waits
        for module in IMPORTED:
            import_module(module)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks what became of a copy
        while True:
            asker, _ = server.accept()
            if os.fork() == 0:
                break
            asker.close()
    _become(asker)


def _become(asker: socket.socket) -> None:
    """The kernel that was asked for."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    _, outputs, _, _ = socket.recv_fds(asker, 1, len(OUTPUTS))
    words, folder, variables = json.loads(asker.makefile().readline())
    for given, place in zip(outputs, OUTPUTS, strict=True):
        os.dup2(given, place)
        os.close(given)
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(folder)
    sys.path[:0] = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    sys.modules["numpy"].random.seed()  # or all copies would draw alike
    sys.argv = ["ipykernel_launcher", *words]
    threading.Thread(target=_follow, args=(asker,), daemon=True).start()
    runpy.run_module("ipykernel_launcher", run_name="__main__")


def _follow(asker: socket.socket) -> None:
    """Interrupt this kernel when it is asked to, end it when nobody stands in for it any more."""
    while asker.recv(1) == INTERRUPT:
        os.kill(os.getpid(), signal.SIGINT)
    os._exit(1)


def ask_for_copy(door: str, *words: str) -> None:
    """Ask for a copy; return when it has ended."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(door)
        signal.signal(signal.SIGINT, lambda *_: line.send(INTERRUPT))
        socket.send_fds(line, [b"."], OUTPUTS)
        line.sendall(json.dumps([words, os.getcwd(), dict(os.environ)]).encode() + b"\n")
        line.recv(1)
