"""Where am I? Profile, device, seed, and the banner of a notebook's first cell."""

import contextlib
import ctypes
import json
import os
import platform
import sys
import tempfile
import time
from dataclasses import dataclass, field
from functools import cache
from html import escape
from importlib import metadata
from pathlib import Path

from course_utils.messages import CourseError, text

PROFILES = ("smoke", "quick", "full")
SEED = 0
HERE = Path(__file__).parent
# At least one of them says something in each of Colab's TPU runtimes, old and new, and none elsewhere in Colab.
TPU_VARIABLES = ("COLAB_TPU_ADDR", "COLAB_TPU_1VM", "TPU_ACCELERATOR_TYPE")


@dataclass(frozen=True)
class Profile:
    """How much work a run does; it changes sizes and steps, never code paths.

    smoke: seconds, proves that every cell runs · quick: two CPU cores, results worth looking at ·
    full: a GPU, results of published size.
    """

    name: str

    def pick(self, *, smoke, quick, full):
        """The one of the three values that this profile uses."""
        return {"smoke": smoke, "quick": quick, "full": full}[self.name]


@dataclass
class Session:
    """What `report` needs to know about this run of a lesson."""

    lesson: str
    profile: Profile
    started: float = field(default_factory=time.perf_counter)
    trainings: list[dict] = field(default_factory=list)
    provenances: list = field(default_factory=list)


session: Session | None = None


def start(lesson: str) -> Profile:
    """First cell of every lesson: quiet TensorFlow, fixed seeds, the banner; returns the profile.

    `lesson` is the name of the notebook, such as "01_transposed_convolution".
    """
    global session
    card = lesson_card(lesson)
    has_tensorflow = True
    try:
        import_tensorflow_quietly()
    except ImportError:
        has_tensorflow = False
    profile = current_profile()
    session = Session(lesson, profile)
    if has_tensorflow:
        seed_everything()
    _show_banner(card, profile, has_tensorflow)
    return profile


def seed_everything(seed: int = SEED) -> None:
    """Seed Python, NumPy and TensorFlow at once."""
    import keras

    keras.utils.set_random_seed(seed)


def current_profile() -> Profile:
    """COURSE_PROFILE if set, else `full` when TensorFlow sees a GPU, else `quick`."""
    name = os.environ.get("COURSE_PROFILE", "").strip().lower()
    if not name:
        name = "full" if gpu_names() else "quick"
    if name not in PROFILES:
        raise CourseError("profile_unknown", name=name, names=", ".join(PROFILES))
    return Profile(name)


def current_seconds() -> float:
    """Seconds since this lesson's first cell ran; 0 outside a lesson."""
    return time.perf_counter() - session.started if session else 0.0


def note_provenance(provenance) -> None:
    """Remember for the report where a lesson's data came from."""
    if session and provenance not in session.provenances:
        session.provenances.append(provenance)


def is_static() -> bool:
    """True while the build executes a notebook: demos then show their picture without widgets."""
    return os.environ.get("COURSE_STATIC") == "1"


def on_colab() -> bool:
    """True in a notebook that Colab runs: it imports its own package before the first cell."""
    return "google.colab" in sys.modules


def import_tensorflow_quietly():
    """Import TensorFlow without the lines that its C++ writes to stderr whatever its log level."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with quiet_stderr():
        import tensorflow as tf

        tf.zeros(1)  # the first operation prints what the import had not
    return tf


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


def precision() -> str:
    """Keras' dtype policy for nets that train by `fit`: "mixed_float16" on GPUs made for it, else "float32".

    Made for it: compute capability 7.0 (tensor cores) or more. The weights stay float32, and Keras scales the
    loss; a net's last layer should be float32 all the same, so that losses are.
    """
    capable = [gpu.get("compute_capability", (0, 0)) >= (7, 0) for gpu in _gpu_details()]
    return "mixed_float16" if capable and all(capable) else "float32"


def device(language: str | None = None) -> str:
    """The device that a lesson computes on, in words; in `language` (default: the reader's)."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return ", ".join(gpu_names()) or text("device_cpu", language, cores=cores)


def versions(*packages: str) -> dict[str, str]:
    """Python's version and those of `packages` (default: the ones that results depend on)."""
    packages = packages or ("tensorflow", "keras", "numpy", "ipywidgets")
    found = {"python": platform.python_version()}
    for package in packages:
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[package] = metadata.version(package)
    return found


def lesson_card(lesson: str) -> dict:
    """Title, minutes, data sources and alt texts of a lesson, as the build wrote them."""
    path = HERE / "cards" / f"{lesson}.json"
    if not path.is_file():
        known = sorted(p.stem for p in path.parent.glob("*.json"))
        raise CourseError("lesson_unknown", name=lesson, names=", ".join(known))
    return json.loads(path.read_text(encoding="utf-8"))


def show_notice(words: str) -> None:
    """Display a sentence that a student should read, as a line with a mark (not as a red warning)."""
    from IPython.display import display

    html = f'<div style="border-left:4px solid #E69F00;padding:2px 10px">{escape(words)}</div>'
    display({"text/plain": words, "text/html": html}, raw=True)


def _remarks(profile: Profile, has_tensorflow: bool) -> list[tuple[str, str]]:
    """What a reader should know about this runtime, as rows of the banner."""
    if on_colab() and any(os.environ.get(name) for name in TPU_VARIABLES):
        return [("⚠", text("colab_tpu"))]
    if not has_tensorflow:
        return [("⚠", text("no_tensorflow"))]
    if on_colab() and not gpu_names():
        return [("Colab", text("colab_no_gpu", profile=profile.name))]
    return []


def _show_banner(card: dict, profile: Profile, has_tensorflow: bool) -> None:
    from IPython.display import display

    from course_utils.data.sources import describe_sources
    from course_utils.language import current_language

    rows = [
        (text("banner_versions"), " · ".join(f"{k} {v}" for k, v in versions().items())),
        (text("banner_device"), device()),
        (text("banner_profile"), text("labelled", name=profile.name, value=text("profile_" + profile.name))),
        (text("banner_minutes"), text("minutes_" + profile.name, **card["minutes"])),
        *((text("banner_data"), line) for line in describe_sources(card["data"])),
    ]
    rows += _remarks(profile, has_tensorflow)
    title = card["title"][current_language()]
    body = "".join(
        f'<tr><td style="text-align:left;padding:1px 12px 1px 0;font-weight:600">{escape(k)}</td>'
        f'<td style="text-align:left;padding:1px 0">{escape(v)}</td></tr>'
        for k, v in rows
    )
    bundle = {
        "text/plain": "\n".join([title, *(text("labelled", name=k, value=v) for k, v in rows)]),
        "text/html": f"<b>{escape(title)}</b><table>{body}</table>",
    }
    display(bundle, raw=True)
