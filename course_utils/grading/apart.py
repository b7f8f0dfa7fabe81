"""Another Python for the code of strangers: started, listened to and ended here, and kept to its limits.

Whoever wants one has an `Apart`; the rest serves the code at its other end.
"""

import contextlib
import io
import json
import os
import queue
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

try:
    import resource
except ImportError:  # Windows
    resource = None

LONGEST_NOISE = 8000  # bytes that are kept of what is printed between two messages
SECONDS_TO_START = 300  # importing TensorFlow on a busy machine
SECONDS_TO_SPEAK = 30  # what a Python says at once
# No windows, no GPU, nobody's progress.
ENVIRONMENT = {"MPLBACKEND": "Agg", "CUDA_VISIBLE_DEVICES": "-1", "COURSE_PROGRESS": "off"}


class Apart:
    """A Python that runs `command` in a folder of its own, which is there from now on: `folder`.

    environment: what its variables have that ours have not. It is told lines of JSON; of what it prints, lines
    that begin with a token of its own are messages, in JSON as well, and the rest is noise.
    """

    def __init__(self, command: list[str]):
        self._temporary = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.folder = Path(self._temporary.name).resolve()
        self.environment = dict(ENVIRONMENT)
        self._command = command
        self._process: subprocess.Popen | None = None

    def start(self, request: dict) -> None:
        """Start it and tell it `request`, with its token. RuntimeError unless it answers "ready"."""
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-u", "-X", "utf8", *self._command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            env=os.environ | self.environment,
            start_new_session=True,
        )
        token = secrets.token_hex(16)
        self._said = _listen(self._process.stdout, token.encode())
        self.tell({"token": token, **request})
        ready, noise = self.hear(SECONDS_TO_START)
        if ready != "ready":
            self.end()
            raise RuntimeError(f"{sys.executable} {' '.join(self._command)} does not start: {noise}")

    def tell(self, message) -> None:
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            self._process.stdin.flush()

    def hear(self, seconds: float) -> tuple[object, str]:
        """The next message (None: there is none, or it has ended) and what was printed before it."""
        try:
            return self._said.get(timeout=seconds)
        except queue.Empty:
            return None, ""

    def kill(self) -> None:
        """End the process and all that it has started; its folder stays."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        self._process.wait()

    def end(self) -> None:
        """`kill`, and the folder goes as well."""
        self.kill()
        if self._process is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        self._temporary.cleanup()


def _listen(pipe: BinaryIO, token: bytes) -> queue.Queue:
    """A queue of (message, noise before it): lines that begin with the token, and (None, noise) at the end."""
    said: queue.Queue = queue.Queue()

    def read() -> None:
        noise = b""
        for line in iter(lambda: pipe.readline(1 << 16), b""):
            if line.startswith(token):
                said.put((json.loads(line[len(token) :]), noise.decode(errors="replace")))
                noise = b""
            elif len(noise) <= LONGEST_NOISE:
                noise += line
        said.put((None, noise.decode(errors="replace")))
        pipe.close()

    threading.Thread(target=read, daemon=True).start()
    return said


# ------------------------------------------------------------------------------------------- at the other end
def speaker(token: str) -> Callable[[object], None]:
    """A function that writes a message; what it needs is bound before any strange code runs."""
    write, encode, flush = os.write, json.JSONEncoder().encode, sys.stdout.flush

    def say(message) -> None:
        with contextlib.suppress(Exception):
            flush()
        with contextlib.suppress(Exception):  # sys.stdout may be somebody else's by now
            sys.stdout.flush()
        write(1, f"\n{token}{encode(message)}\n".encode())

    return say


def turn_away_from_stdin() -> BinaryIO:
    """Nobody answers input(); what stdin was is returned, for whoever still listens to it."""
    orders = os.fdopen(os.dup(0), "rb", buffering=0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    sys.stdin = io.StringIO()
    return orders


def limit_memory(gigabytes: float) -> None:
    """So much more than now, where the system can: Linux counts what is written to in RLIMIT_DATA."""
    if resource is None or not gigabytes:
        return
    with contextlib.suppress(OSError, ValueError):
        with open("/proc/self/status", encoding="ascii") as status:
            (used,) = (int(line.split()[1]) for line in status if line.startswith("VmData"))
        limit = used * 1024 + int(gigabytes * 2**30)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
