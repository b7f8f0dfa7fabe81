"""The one downloader: known files, a checked cache, one clear error when something is in the way.

fetch("wave.jpg")     the file's path: from the cache, or downloaded and checked
status("wave.jpg")    "present", "would download" or "damaged", without touching the network
"""

import errno
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pooch

from course_utils.cache import cache_folders, scratch, writable_cache
from course_utils.data.provenance import Provenance
from course_utils.html import notice
from course_utils.messages import CourseError, text
from course_utils.panel import ByteBar

CHUNK = 32 * 1024  # bytes
TICK = 0.1  # seconds: how quickly "interrupt" answers, on Windows too
THREAD = "course download"


@dataclass(frozen=True)
class RemoteFile:
    """A file that may be downloaded: what it must be, whose it is, and what it is for."""

    name: str  # in the cache folder
    url: str
    hash: str  # "sha256:…" or "md5:…"
    size: int  # bytes
    title: str
    licence: str
    purpose: str  # key of a message
    keras_folder: str = ""  # where Keras keeps it, in a folder of its own cache, which is only read


def _painting(name: str, repo: str, path: str, sha256: str, size: int, title: str) -> RemoteFile:
    url = f"https://raw.githubusercontent.com/{repo}/{path}"
    licence = "Public domain"
    return RemoteFile(name, url, f"sha256:{sha256}", size, title, licence, "purpose_painting")


VGG19 = "vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5"
_NEURAL_STYLE = "jcjohnson/neural-style/07c4b8299f8fbdafec0c514fc820ff1d7ff62e46"
_FAST_STYLE = "lengstrom/fast-style-transfer/0d3d981f7ab948253d355585bdbdfa914247b4d0"
_NEURAL_STYLE_TF = "cysmith/neural-style-tf/a2c374f9ee2938f0022e1e0b720f4eb28cf7d0a8"

FILES: dict[str, RemoteFile] = {
    file.name: file
    for file in (
        _painting(
            "starry_night_google.jpg",
            _NEURAL_STYLE,
            "examples/inputs/starry_night_google.jpg",
            "c31741a09141c2e2d07fc7aa6bdf135c369b804f9433e43fa3ceac19386d1ee6",
            613_337,
            "Vincent van Gogh, The Starry Night (1889)",
        ),
        _painting(
            "the_scream.jpg",
            _NEURAL_STYLE,
            "examples/inputs/the_scream.jpg",
            "f3075cddeb974a9ee1d6418f7f33fd05185a7ac7dcb4288bd2805d499a9dcaee",
            216_723,
            "Edvard Munch, The Scream (1893)",
        ),
        _painting(
            "shipwreck.jpg",
            _NEURAL_STYLE,
            "examples/inputs/shipwreck.jpg",
            "4f7cf34e3cd4a5daaf3f421f059ca9a01aaa2a3afd7243d6670c9c8bc001a213",
            144_730,
            "J. M. W. Turner, The Wreck of a Transport Ship (about 1810)",  # Gatys: "the Minotaur"
        ),
        _painting(
            "wave.jpg",
            _FAST_STYLE,
            "examples/style/wave.jpg",
            "54f19686bea5117c0bb68ce4425dbed4efafa3e8d7cafe35f0fae80b8223f4be",
            123_262,
            "Katsushika Hokusai, Under the Wave off Kanagawa (about 1831)",
        ),
        _painting(
            "kandinsky_composition_vii.jpg",
            _NEURAL_STYLE_TF,
            "styles/kandinsky.jpg",
            "8f992ed4aecd6dd56972d7bc8166761de7c94e670ee6effa8fd05f3daeb33409",
            202_426,
            "Wassily Kandinsky, Composition VII (1913)",
        ),
        RemoteFile(  # hash and licence as in keras/src/datasets/mnist.py
            "mnist.npz",
            "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
            "sha256:731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
            11_490_434,
            "MNIST, Yann LeCun and Corinna Cortes",
            "CC BY-SA 3.0",
            "purpose_mnist",
            keras_folder="datasets",
        ),
        RemoteFile(  # address and hash as in keras/src/applications/vgg19.py
            VGG19,
            f"https://storage.googleapis.com/tensorflow/keras-applications/vgg19/{VGG19}",
            "md5:253f8cb515780f3b799900260a226db6",
            80_134_624,
            "ImageNet VGG19, Visual Geometry Group, University of Oxford",
            "CC BY 4.0",
            "purpose_vgg19",
            keras_folder="models",
        ),
    )
}


@dataclass(frozen=True)
class Limits:
    """How patient a download is. Times in seconds, speed in bytes a second."""

    connect: float = 10
    silence: float = 20  # without a byte; also the stretch over which the speed is measured
    slowest: float = 4096
    deadline: float = 1800
    attempts: int = 3
    pause: float = 1  # before the second attempt; three times as long before the third


LIMITS = Limits()
Progress = Callable[[int, int], object]  # called with (bytes so far, bytes in all)


# --- what a lesson calls -------------------------------------------------------------------------


def status(name: str) -> Literal["present", "would download", "damaged"]:
    """Whether a known file is here and whole. Reads the cache only."""
    file = _known(name)
    found = [_condition(path, file) for path in _places(file)]
    if "whole" in found:
        return "present"
    return "damaged" if "damaged" in found else "would download"


def provenance(name: str) -> Provenance:
    """Where a known file comes from."""
    file = _known(name)
    return Provenance(file.title, "downloaded", file.url, file.licence)


def fetch(
    name: str,
    url: str | None = None,
    *,
    progress: Progress | None = None,
    limits: Limits = LIMITS,
) -> Path:
    """Path of a known file, downloaded if no whole copy is in the cache.

    `url`: take it from this mirror instead; the hash must be the same. `progress` is called in the
    caller's thread (default: a bar, once the download has lasted a second). The cache holds the whole
    file or what it held before, whatever happens: interrupted, two at once, disk full. Every failure is
    one CourseError that names the file and the remedy.
    """
    file, damaged = _known(name), []
    for path in _places(file):
        condition = _condition(path, file)
        if condition == "whole":
            return path
        if condition == "damaged":
            damaged.append(str(path))
    damaged = ", ".join(damaged)
    try:
        if progress:
            target = _fetch(file, url or file.url, progress, limits)
        else:
            with ByteBar(name) as bar:
                target = _fetch(file, url or file.url, bar, limits)
    except CourseError as error:
        if damaged:
            raise CourseError("download_damaged", path=damaged, reason=error) from error
        raise
    if damaged:
        notice(text("download_replaced", path=damaged, target=target))
    return target


# --- inside --------------------------------------------------------------------------------------


def _fetch(file: RemoteFile, url: str, progress: Progress, limits: Limits) -> Path:
    """Attempt after attempt; CourseError if none gives the file."""
    target = writable_cache() / file.name
    for attempt in range(limits.attempts):
        time.sleep(limits.pause * (2**attempt - 1))
        try:
            _download(file, url, target, limits, progress)
            break
        except (_Fault, OSError, ValueError) as error:
            fault = error if isinstance(error, _Fault) else _local_fault(error)
            if fault.again and attempt + 1 < limits.attempts:
                continue
            host, proxy = urlsplit(url).netloc or url, _proxy(url)
            if proxy and fault.key != "download_proxy":  # whose fault it is nobody knows
                host = text("host_by_proxy", host=host, proxy=proxy)
            raise CourseError(
                fault.key,
                name=file.name,
                cause=fault.cause,
                url=url,
                host=host,
                domain=urlsplit(url).hostname,
                proxy=proxy,
                path=target,
                folder=target.parent,
                size=text("megabytes", size=file.size / 1e6),
            ) from error
    return target


class _Fault(Exception):
    """Why an attempt failed: a message's key, the technical cause, and whether to try again."""

    def __init__(self, key: str, cause: str = "", again: bool = False):
        super().__init__(key, cause)
        self.key, self.cause, self.again = key, cause, again


def _known(name: str) -> RemoteFile:
    if name not in FILES:
        raise CourseError("file_unknown", name=name, names=", ".join(FILES))
    return FILES[name]


def _places(file: RemoteFile) -> Iterator[Path]:
    """Where a copy may lie, in the order of reading."""
    for folder in cache_folders():
        yield folder / file.name
    if file.keras_folder:
        home = os.environ.get("KERAS_HOME") or os.path.expanduser("~/.keras")
        yield Path(home) / file.keras_folder / file.name


def _condition(path: Path, file: RemoteFile) -> Literal["whole", "damaged", "absent"]:
    """Of a copy; one that may not be read is as good as absent."""
    algorithm, _, digest = file.hash.partition(":")
    with suppress(OSError):
        if path.is_file():
            return "whole" if pooch.file_hash(str(path), alg=algorithm) == digest else "damaged"
    return "absent"


def _download(file: RemoteFile, url: str, target: Path, limits: Limits, progress: Progress) -> None:
    """One attempt: into a private folder, checked there, then moved into place in one step."""
    pooch.get_logger().setLevel("WARNING")  # it would print to stderr
    transfer = partial(_transfer, file=file, limits=limits, progress=progress)
    with scratch(target.parent) as room:
        part = pooch.retrieve(url, file.hash, fname=file.name, path=room, downloader=transfer)
        os.chmod(part, 0o644)  # pooch's temporary files can be read by their owner only
        if _condition(target, file) != "whole":  # another process may be faster, and reading it by now
            os.replace(part, target)


def _transfer(
    url: str, output_file: str, _pooch, *, file: RemoteFile, limits: Limits, progress: Progress
) -> None:
    """Download to `output_file` while watching the clock; a downloader as pooch wants it.

    The network is left to a thread, since the time-outs of sockets run from byte to byte only: here
    nothing (name look-up, handshake, headers, a slow drip) can hold up the notebook for ever.
    """
    feed = _Feed()
    threading.Thread(target=feed.run, args=(url, limits), name=THREAD, daemon=True).start()
    started = stretch_started = time.monotonic()
    received = stretch_received = 0
    try:
        with open(output_file, "wb") as output:
            progress(0, file.size)
            while (chunk := feed.next()) is not None:
                if chunk:
                    output.write(chunk)
                    received += len(chunk)
                progress(received, file.size)
                if received > file.size:
                    raise _Fault("download_wrong")
                now = time.monotonic()
                if now > started + limits.deadline:
                    raise _Fault("download_slow")
                if now > stretch_started + limits.silence:
                    if received == stretch_received:
                        raise _Fault("download_silent", again=True)
                    if received - stretch_received < limits.slowest * limits.silence:
                        raise _Fault("download_slow")
                    stretch_started, stretch_received = now, received
    finally:
        feed.stopped.set()


class _Feed:
    """What the network thread hands over: chunks, then None, or the exception that ended it."""

    def __init__(self):
        self.items: queue.SimpleQueue = queue.SimpleQueue()
        self.stopped = threading.Event()

    def run(self, url: str, limits: Limits) -> None:
        downloader = pooch.HTTPDownloader(
            chunk_size=CHUNK,
            # `_transfer` watches the silence; this only ends the thread, some time after that.
            timeout=(limits.connect, 3 * limits.silence),
            headers={"Accept-Encoding": "identity"},
        )
        try:
            downloader(url, self, None)
            self.items.put(None)
        except Exception as error:
            self.items.put(error)

    def write(self, chunk: bytes) -> None:
        if self.stopped.is_set():
            raise InterruptedError
        self.items.put(chunk)

    def flush(self) -> None: ...

    def next(self) -> bytes | None:
        """The next chunk, b"" when none came within a tick, None at the end."""
        try:
            item = self.items.get(timeout=TICK)
        except queue.Empty:
            return b""
        if isinstance(item, Exception):
            raise _network_fault(item) from item
        return item


def _network_fault(error: Exception) -> _Fault:
    from requests import exceptions

    if isinstance(error, exceptions.HTTPError):
        code = error.response.status_code
        if code == 407:  # a proxy that wants a password
            return _Fault("download_proxy", f"HTTP {code}")
        return _Fault("download_refused", f"HTTP {code}", again=code >= 500 or code in (408, 429))
    if isinstance(error, exceptions.ProxyError) or "SOCKS" in str(error) or "Proxy URL" in str(error):
        return _Fault("download_proxy", _reason(error))
    if isinstance(error, exceptions.Timeout):
        return _Fault("download_silent", again=True)
    if isinstance(error, exceptions.ChunkedEncodingError):
        return _Fault("download_cut", again=True)
    return _Fault("download_unreachable", _reason(error), isinstance(error, exceptions.ConnectionError))


def _reason(error: Exception) -> str:
    """The cause in a word or, where a proxy answered, in its words."""
    inner = error.args[0] if error.args else error
    cause = getattr(inner, "reason", error)
    cause = getattr(cause, "original_error", cause)  # behind urllib3's ProxyError
    return str(cause) if type(cause) is OSError else type(cause).__name__


def _proxy(url: str) -> str:
    """The proxy for this address and the setting that names it, without a password; "" where there is none."""
    from requests.utils import get_environ_proxies, select_proxy

    try:
        proxy = select_proxy(url, get_environ_proxies(url))
    except ValueError:  # a port that is no number
        return ""
    if not proxy:
        return ""
    address = proxy.rpartition("://")[2].rpartition("@")[2]
    named = (n for n, value in os.environ.items() if n.lower().endswith("_proxy") and value == proxy)
    setting = next(named, "")  # or else the system's
    return text("labelled", name=setting, value=address) if setting else address


def _local_fault(error: OSError | ValueError) -> _Fault:
    if not isinstance(error, OSError):  # pooch: the hash does not match
        return _Fault("download_wrong")
    full = error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None))
    return _Fault("disk_full" if full else "cache_not_writable", _cause(error))


def _cause(error: OSError) -> str:
    return error.strerror or type(error).__name__
