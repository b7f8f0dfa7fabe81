"""What this machine has: TensorFlow and its devices, memory, versions."""

from __future__ import annotations  # the doctor speaks under older Pythons, too

import contextlib
import ctypes
import os
import platform
import sys
import tempfile
import time
from functools import cache
from importlib import metadata
from pathlib import Path

from course_utils import defaults
from course_utils.messages import text

WORTH_IT = 1.3  # times faster, for a net to be computed less exactly


def import_tensorflow_quietly():
    """Import TensorFlow without the lines that its C++ writes to stderr whatever its log level."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    defaults.prepare()
    with quiet_stderr():
        import tensorflow as tf

        leave_out_what_fails(tf)
        tf.zeros(1)  # the first operation prints what the import had not
    return tf


def leave_out_what_fails(tf) -> None:
    """Before TensorFlow 2.21, leave one pass out when it optimises graphs: the remapper.

    It joins a convolution, its bias and the LeakyReLU behind them although the gradient still needs what is
    between them, fails, and says so in red in the middle of a training. Left out, the U-Net predicts a fifth
    more slowly; no training becomes slower.
    """
    if tuple(int(part) for part in tf.__version__.split(".")[:2]) < (2, 21):
        tf.config.optimizer.set_experimental_options({"remapping": False})


@contextlib.contextmanager
def quiet_stderr():
    """Swallow what is written to file descriptor 2; shown after all if the body raises."""
    sys.stderr.flush()
    saved = os.dup(2)
    with tempfile.TemporaryFile() as sink:
        os.dup2(sink.fileno(), 2)
        try:
            yield
        except BaseException:
            os.dup2(saved, 2)
            sink.seek(0)
            sys.stderr.write(sink.read().decode(errors="replace"))
            raise
        finally:
            os.dup2(saved, 2)
            os.close(saved)


def keep_freed_memory() -> None:
    """Let malloc keep freed blocks for the next tensors, as it does unless told otherwise (glibc only).

    TensorFlow's generator data set, which Keras puts behind every PyDataset, tells it to give them back at
    once: then each step waits for fresh pages, and takes about twice as long.
    """
    trim_threshold, mmap_threshold = -1, -3  # numbers in malloc.h
    with contextlib.suppress(AttributeError, OSError, TypeError):  # another C library
        libc = ctypes.CDLL(None)
        libc.mallopt(mmap_threshold, 32 << 20)
        libc.mallopt(trim_threshold, 512 << 20)


@cache
def gpu_names() -> tuple[str, ...]:
    """Names of the GPUs that TensorFlow sees; empty without TensorFlow."""
    try:
        return tuple(gpu.get("device_name", "GPU") for gpu in _gpu_details())
    except ImportError:
        return ()


def _gpu_details() -> list[dict]:
    """What TensorFlow tells of each GPU that it sees."""
    tf = import_tensorflow_quietly()
    gpus = tf.config.list_physical_devices("GPU")
    return [tf.config.experimental.get_device_details(gpu) for gpu in gpus]


def precision(bfloat16: bool = False) -> str:
    """Keras' dtype policy for nets that train by `fit`: "mixed_float16" on GPUs made for it, else "float32".

    Made for it: compute capability 7.0 (tensor cores) or more. bfloat16: without a GPU "mixed_bfloat16", if a
    short trial shows that the processor computes it much faster. The weights stay float32, and Keras scales a
    float16 loss; a net's last layer should be float32 all the same, so that losses are.
    """
    capable = [gpu.get("compute_capability", (0, 0)) >= (7, 0) for gpu in _gpu_details()]
    if not capable and bfloat16 and gain_of_bfloat16() > WORTH_IT:
        return "mixed_bfloat16"
    return "mixed_float16" if capable and all(capable) else "float32"


@cache
def gain_of_bfloat16(rounds: int = 5) -> float:
    """How many times faster than float32 this processor computes a convolution and its slopes in bfloat16."""
    tf = import_tensorflow_quietly()

    def trial(dtype):
        picture, kernel = tf.ones((16, 52, 52, 32), dtype), tf.ones((3, 3, 32, 32), dtype)

        @tf.function
        def step():
            with tf.GradientTape() as tape:
                tape.watch([picture, kernel])
                loss = tf.reduce_sum(tf.nn.conv2d(picture, kernel, 1, "SAME"))
            return tape.gradient(loss, [picture, kernel])

        step()  # traced
        return step

    steps = [trial(dtype) for dtype in (tf.float32, tf.bfloat16)]
    seconds = [[] for _ in steps]
    for _ in range(rounds):  # in turn, so that what else the machine does meets both
        for step, taken in zip(steps, seconds, strict=True):
            began = time.perf_counter()
            step()[0].numpy()
            taken.append(time.perf_counter() - began)
    exact, short = map(min, seconds)
    return exact / short


def device(language: str | None = None) -> str:
    """The device that a lesson computes on, in words; in `language` (default: the reader's)."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return ", ".join(gpu_names()) or text("device_cpu", language, cores=cores)


def machine_name() -> str:
    """Device and processor in words (English), where the system tells."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.is_file() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{device('en')} ({names[0] if names else platform.processor()})"


def versions(*packages: str) -> dict[str, str]:
    """Python's version and those of `packages` (default: the ones that results depend on)."""
    packages = packages or ("tensorflow", "keras", "numpy", "ipywidgets")
    found = {"python": platform.python_version()}
    for package in packages:
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[package] = metadata.version(package)
    return found


def peak_memory() -> int | None:
    """The most memory, in bytes, that this process has held at once; None where the system does not tell."""
    status = Path("/proc/self/status")
    if status.is_file():  # getrusage would count the program that started this one as well
        words = status.read_text(encoding="utf-8").partition("VmHWM:")[2].split()
        if words:
            return int(words[0]) * 1024
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def available_memory_gb() -> float | None:
    """Memory that a new program can have, in GB; None where the system doesn't say."""
    meminfo = Path("/proc/meminfo")
    if meminfo.is_file():
        for line in meminfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024 / 1e9
    if hasattr(os, "sysconf") and "SC_AVPHYS_PAGES" in os.sysconf_names:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    return None
