"""The downloader against a real server on this machine that misbehaves in every known way."""

import _thread
import errno
import hashlib
import http.server
import importlib.util
import io
import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from course_utils import panel
from course_utils.cache import SCRATCH
from course_utils.data import download
from course_utils.data.download import FILES, Limits, RemoteFile, fetch, status
from course_utils.language import set_language
from course_utils.messages import CourseError, text

pytestmark = pytest.mark.usefixtures("cache")

BODY = bytes(range(256)) * 800  # several chunks
SIZE = len(BODY)
NAME = "file.bin"
FILE = RemoteFile(
    NAME,
    "http://127.0.0.1/replaced-in-each-test",
    "sha256:" + hashlib.sha256(BODY).hexdigest(),
    SIZE,
    "A file",
    "Public domain",
    "purpose_mnist",
)
PATIENT = Limits(silence=10, deadline=20, attempts=2, pause=0.01)  # a busy machine may pause
QUICK = replace(PATIENT, connect=0.5, silence=0.4, slowest=10_000)  # where silence is the fault
HANGS = 10  # seconds: any test that takes this long waits for ever


class Server(http.server.ThreadingHTTPServer):
    """Answers as the path says; `asked` counts the requests for each path."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = Counter()
        self.closing = threading.Event()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}/{path}"

    def handle_error(self, request, client_address): ...  # a client that gave up is no news


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args): ...

    def do_CONNECT(self):
        self.refused_by_proxy()

    def refused_by_proxy(self):
        self.send_error(407)

    def do_GET(self):
        fault = self.path.rpartition("/")[2]
        self.server.asked[fault] += 1
        getattr(self, fault)()

    def head(self, length=SIZE):
        self.send_response(200)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def drip(self, body: bytes):
        for byte in body:
            self.wfile.write(bytes([byte]))
            if self.server.closing.wait(0.05):
                return

    def good(self):
        self.head()
        self.wfile.write(BODY)

    def paced(self):
        self.head()
        for start in range(0, SIZE, 20_000):
            self.wfile.write(BODY[start : start + 20_000])
            time.sleep(0.02)

    def together(self):
        while self.server.asked["together"] < 2 and not self.server.closing.wait(0.01):
            pass
        self.paced()

    def silent(self):
        self.server.closing.wait(2 * HANGS)

    def stalls(self):
        self.head()
        self.wfile.write(BODY[:100_000])
        self.server.closing.wait(2 * HANGS)

    def slow_drip(self):
        self.head()
        self.drip(BODY)

    def slow_headers(self):
        self.drip(b"HTTP/1.1 200 OK\r\nX-Patience: " + b"." * 10_000)

    def missing(self):
        self.send_error(404)

    def busy(self):
        self.send_error(500)

    def busy_once(self):
        self.busy() if self.server.asked["busy_once"] == 1 else self.good()

    def truncated(self):
        self.head()
        self.wfile.write(BODY[:100_000])

    def truncated_once(self):
        self.truncated() if self.server.asked["truncated_once"] == 1 else self.good()

    def wrong(self):
        self.head()
        self.wfile.write(BODY[::-1])

    def portal(self):
        page = b"<html>Please log in to the campus network</html>"
        self.head(length=len(page))
        self.wfile.write(page)

    def endless(self):
        self.send_response(200)
        self.end_headers()
        while not self.server.closing.is_set():
            self.wfile.write(BODY)


@pytest.fixture
def server():
    server = Server()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.closing.set()
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def known_file(monkeypatch):
    monkeypatch.setitem(FILES, NAME, FILE)


def fails(key: str, url: str, limits: Limits = PATIENT) -> str:
    """The message of the one CourseError; the cache stays empty and nothing hangs."""
    started = time.monotonic()
    with pytest.raises(CourseError) as caught:
        fetch(NAME, url, limits=limits)
    assert caught.value.key == key
    assert NAME in str(caught.value)
    assert time.monotonic() - started < HANGS
    assert cache_is_empty()
    return str(caught.value)


def cache_is_empty() -> bool:
    return list(download.writable_cache().iterdir()) == []


# --- what works ----------------------------------------------------------------------------------


def test_downloads_once_and_reports_progress(server, cache, capfd):
    seen = []
    assert status(NAME) == "would download"
    path = fetch(NAME, server.url("good"), limits=PATIENT, progress=lambda *at: seen.append(at))
    assert path == cache / NAME
    assert path.read_bytes() == BODY
    assert status(NAME) == "present"
    assert fetch(NAME, server.url("good")) == path
    assert server.asked["good"] == 1
    assert seen[0] == (0, SIZE) and seen[-1] == (SIZE, SIZE)
    assert seen == sorted(seen) and len(seen) > 3
    assert [p.name for p in cache.iterdir()] == [NAME]
    assert capfd.readouterr() == ("", "")
    if os.name == "posix":  # others must be able to read a class folder
        assert path.stat().st_mode & 0o777 == 0o644


def test_md5_is_understood(server, monkeypatch):
    digest = hashlib.md5(BODY).hexdigest()
    monkeypatch.setitem(FILES, NAME, replace(FILE, hash=f"md5:{digest}"))
    fetch(NAME, server.url("good"), limits=PATIENT)
    assert status(NAME) == "present"
    monkeypatch.setitem(FILES, NAME, replace(FILE, hash=f"md5:{digest[::-1]}"))
    assert status(NAME) == "damaged"


@pytest.mark.parametrize("fault", ["busy_once", "truncated_once"])
def test_a_passing_fault_is_tried_again(server, fault):
    assert fetch(NAME, server.url(fault), limits=PATIENT).read_bytes() == BODY
    assert server.asked[fault] == 2


def test_pauses_grow(server, monkeypatch):
    pauses = []
    monkeypatch.setattr(download.time, "sleep", pauses.append)
    fails("download_refused", server.url("busy"), replace(PATIENT, attempts=4, pause=1))
    assert pauses == [0, 1, 3, 7]


def test_a_damaged_copy_stays_until_a_whole_one_is_there(server, cache, monkeypatch, language):
    notices, damaged = [], cache / NAME
    monkeypatch.setattr(download, "notice", notices.append)
    damaged.write_bytes(BODY[:-1])

    def progress(received, total):
        assert damaged.read_bytes() == BODY[:-1]

    assert status(NAME) == "damaged"
    assert fetch(NAME, server.url("good"), limits=PATIENT, progress=progress).read_bytes() == BODY
    assert status(NAME) == "present"
    assert notices == [text("download_replaced", path=damaged, target=damaged)]
    fetch(NAME)
    assert len(notices) == 1


@pytest.mark.parametrize("fault", ["missing", "wrong", "truncated"])
def test_a_damaged_copy_is_kept_and_named_when_there_is_no_other(server, cache, fault, language):
    (cache / NAME).write_bytes(BODY[:-1])
    with pytest.raises(CourseError) as caught:
        fetch(NAME, server.url(fault), limits=PATIENT)
    assert caught.value.key == "download_damaged"
    assert {"en": f"{cache / NAME} is damaged", "zh": f"{cache / NAME} 已损坏"}[language] in str(caught.value)
    assert str(caught.value.__cause__) in str(caught.value), "why it could not be downloaded"
    assert [p.name for p in cache.iterdir()] == [NAME]
    assert (cache / NAME).read_bytes() == BODY[:-1]


def test_a_damaged_copy_of_the_class_is_named_where_nothing_can_be_written(server, tmp_path, monkeypatch):
    ours = tmp_path / "class"
    ours.mkdir()
    (ours / NAME).write_bytes(b"damaged")
    (tmp_path / "file").touch()
    monkeypatch.setenv("COURSE_DATA", os.pathsep.join((str(ours), str(tmp_path / "file" / "mine"))))
    with pytest.raises(CourseError) as caught:
        fetch(NAME, server.url("good"))
    assert str(ours / NAME) in str(caught.value) and str(tmp_path / "file" / "mine") in str(caught.value)


@pytest.mark.parametrize("folder", ["datasets", "models"])
@pytest.mark.parametrize("setting", ["HOME", "KERAS_HOME"])
def test_a_whole_copy_of_keras_is_taken_and_a_damaged_one_left_alone(
    server, tmp_path, cache, monkeypatch, folder, setting
):
    keras = tmp_path / ".keras" if setting == "HOME" else tmp_path
    monkeypatch.delenv("KERAS_HOME", raising=False)
    monkeypatch.setenv(setting, str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setitem(FILES, NAME, replace(FILE, keras_folder=folder))
    theirs = keras / folder / NAME
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(BODY)
    assert status(NAME) == "present" and fetch(NAME) == theirs
    theirs.write_bytes(BODY[1:])
    assert status(NAME) == "damaged"
    assert fetch(NAME, server.url("good"), limits=PATIENT) == cache / NAME
    assert theirs.read_bytes() == BODY[1:]


def test_class_folder_is_read_first_and_never_written(server, tmp_path, monkeypatch):
    ours, mine = tmp_path / "class", tmp_path / "mine"
    monkeypatch.setenv("COURSE_DATA", os.pathsep.join(map(str, (ours, mine))))
    assert download.cache_folders() == [ours, mine]
    assert fetch(NAME, server.url("good"), limits=PATIENT) == mine / NAME
    assert not ours.exists()
    ours.mkdir()
    (ours / NAME).write_bytes(BODY)
    assert fetch(NAME) == ours / NAME
    (ours / NAME).write_bytes(b"damaged")
    assert fetch(NAME) == mine / NAME
    assert status(NAME) == "present"
    (mine / NAME).unlink()
    assert status(NAME) == "damaged"


def test_platform_cache_without_course_data(monkeypatch):
    monkeypatch.setenv("COURSE_DATA", " ")
    (folder,) = download.cache_folders()
    assert "dense-prediction-course" in folder.parts


def test_home_is_understood(monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "~/course-data")
    assert download.cache_folders() == [Path.home() / "course-data"]


# --- what fails, with one clear error and an empty cache -----------------------------------------


@pytest.mark.parametrize(
    ("fault", "key", "requests"),
    [
        ("silent", "download_silent", 2),
        ("stalls", "download_silent", 2),
        ("slow_drip", "download_silent", 2),  # less than one chunk in the whole stretch
        ("slow_headers", "download_silent", 2),
        ("missing", "download_refused", 1),
        ("busy", "download_refused", 2),
        ("truncated", "download_cut", 2),
        ("wrong", "download_wrong", 1),
        ("portal", "download_wrong", 1),
        ("endless", "download_wrong", 1),
    ],
)
def test_faults_of_the_server(server, fault, key, requests):
    url = server.url(fault)
    message = fails(key, url, QUICK if key == "download_silent" else PATIENT)
    assert url in message and str(download.writable_cache() / NAME) in message  # the remedy
    assert server.asked[fault] == requests
    if key == "download_refused":
        assert {"missing": "404", "busy": "500"}[fault] in message


def test_too_slow_on_average(server):
    fails("download_slow", server.url("stalls"), replace(PATIENT, silence=1, slowest=10**6))


def test_overall_deadline(server):
    fails("download_slow", server.url("paced"), replace(PATIENT, deadline=0.1))


def test_connection_refused():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    message = fails("download_unreachable", f"http://127.0.0.1:{port}/file")
    assert f"127.0.0.1:{port}" in message


def test_unknown_host(monkeypatch):
    def unknown(*args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    message = fails("download_unreachable", "http://host.invalid/file")
    assert "host.invalid" in message and "NameResolution" in message


def test_name_lookup_that_hangs(monkeypatch):
    released = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: released.wait(2 * HANGS))
    fails("download_silent", "http://host.invalid/file", QUICK)
    released.set()


@pytest.mark.parametrize("url", ["not an address", "http://", "gopher://host/file"])
def test_nonsense_instead_of_an_address(url):
    fails("download_unreachable", url)


# --- proxies -------------------------------------------------------------------------------------


def dead_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture
def proxied(monkeypatch):
    """Sets the proxy for all that is asked of host.invalid."""

    def use(proxy: str, setting: str = "HTTPS_PROXY") -> None:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
            monkeypatch.delenv(name.lower(), raising=False)
        monkeypatch.setenv(setting, proxy)

    return use


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}",
        "127.0.0.1:{port}",
        "http://me:secret@127.0.0.1:{port}",
        "socks5://127.0.0.1:{port}",
    ],
)
def test_a_dead_proxy_is_blamed(proxied, scheme, address):
    port = dead_port()
    proxied(address.format(port=port), f"{scheme.upper()}_PROXY")
    message = fails("download_proxy", f"{scheme}://host.invalid/file")
    assert f"{scheme.upper()}_PROXY: 127.0.0.1:{port}" in message and "secret" not in message
    assert "%env no_proxy=host.invalid" in message


def test_what_is_no_address_of_a_proxy_is_blamed(proxied):
    proxied("htp://127.0.0.1:1")
    assert "HTTPS_PROXY: 127.0.0.1:1" in fails("download_proxy", "https://host.invalid/file")
    proxied("http://127.0.0.1:port")
    assert "HTTPS_PROXY: 127.0.0.1:port" in fails("download_unreachable", "https://host.invalid/file")


def test_a_proxy_that_wants_a_password_is_blamed(server, proxied):
    for scheme in ("http", "https"):
        proxied(server.url(""), f"{scheme.upper()}_PROXY")
        assert "407" in fails("download_proxy", f"{scheme}://host.invalid/refused_by_proxy")


def test_a_fault_behind_a_proxy_names_both(server, proxied):
    proxied(server.url(""), "HTTP_PROXY")
    message = fails("download_refused", "http://host.invalid/missing")
    assert f"host.invalid (through the proxy HTTP_PROXY: 127.0.0.1:{server.server_port}/)" in message


def test_the_remedy_does_without_the_proxy(server, proxied, monkeypatch):
    proxied(f"http://127.0.0.1:{dead_port()}", "HTTP_PROXY")
    message = fails("download_proxy", server.url("good"))
    monkeypatch.setenv("no_proxy", re.search("%env no_proxy=([^”]+)”", message)[1])
    assert fetch(NAME, server.url("good"), limits=PATIENT).read_bytes() == BODY


# --- the bar -------------------------------------------------------------------------------------


@pytest.fixture
def impatient(monkeypatch):
    """A bar from the first byte on, for each of them."""
    for setting in ("SHORT", "WORDS_EVERY", "LINE_EVERY"):
        monkeypatch.setattr(panel, setting, -1)


class Screen(io.StringIO):
    def __init__(self, isatty: bool):
        super().__init__()
        self.isatty = lambda: isatty


def test_a_short_download_shows_no_bar(server, monkeypatch):
    monkeypatch.setattr(panel, "SHORT", HANGS)
    monkeypatch.setattr(sys, "stderr", Screen(True))
    fetch(NAME, server.url("good"), limits=PATIENT)
    assert sys.stderr.getvalue() == ""


@pytest.mark.parametrize("isatty", [True, False])
def test_words_outside_notebooks(server, impatient, monkeypatch, language, isatty):
    monkeypatch.setattr(sys, "stderr", Screen(isatty))
    fetch(NAME, server.url("paced"), limits=PATIENT)
    words = sys.stderr.getvalue()
    first, last = (text("download_progress", name=NAME, received=n, total=SIZE / 1e6) for n in (0, SIZE / 1e6))
    assert first in words and words.rstrip().endswith(last) and words.endswith("\n")
    assert ("\r" in words) == isatty
    assert len(words.splitlines()) > 5


def test_no_words_every_moment_in_a_log(server, monkeypatch):
    monkeypatch.setattr(panel, "SHORT", -1)
    monkeypatch.setattr(sys, "stderr", Screen(False))
    fetch(NAME, server.url("paced"), limits=PATIENT)
    assert len(sys.stderr.getvalue().splitlines()) == 1


@pytest.mark.parametrize("fault", ["paced", "truncated"])
def test_a_bar_in_notebooks_that_goes_when_the_download_ends(server, impatient, monkeypatch, fault):
    seen, closed = [], []

    class Spied(panel.Panel):
        def show(self):
            self.box.close = lambda: closed.append(self)

        def advance(self, done, words):
            super().advance(done, words)
            seen.append((self.bar.value, self.bar.max, self.label.value))

    monkeypatch.setattr(panel, "Panel", Spied)
    monkeypatch.setattr(panel, "_in_notebook", lambda: True)
    try:
        fetch(NAME, server.url(fault), limits=PATIENT)
    except CourseError:
        assert fault == "truncated"
    assert seen[0][:2] == (0, SIZE) and len(closed) == 1
    assert "left" not in seen[0][2], "nobody knows yet"
    assert any("left" in words for *_, words in seen)
    if fault == "paced":
        assert seen[-1][0] == SIZE


def test_a_kernel_is_a_notebook(tmp_path):
    """And so a bar is shown there, while it lasts."""
    code = """
    from course_utils import panel
    panel.SHORT = -1
    with panel.ByteBar("file.bin") as bar:
        bar(1, 10)
    """
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(textwrap.dedent(code))])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    (output,) = notebook.cells[0].outputs
    assert "application/vnd.jupyter.widget-view+json" in output.data
    assert not panel._in_notebook(), "these tests are not"


# --- other names, other disks --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["other.bin", "../file.bin", ""])
def test_unknown_file(name):
    for function in (fetch, status, download.provenance):
        with pytest.raises(CourseError, match=r"wave\.jpg") as caught:
            function(name)
        assert caught.value.key == "file_unknown"


class FullDisk(io.FileIO):
    """A file on a disk that is full after `room` bytes."""

    room = 100_000

    def write(self, data):
        self.room -= len(data)
        if self.room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(data)


def test_disk_full(server, cache, monkeypatch):
    monkeypatch.setattr(download, "open", FullDisk, raising=False)
    message = fails("disk_full", server.url("good"))
    assert str(cache) in message and "COURSE_DATA" in message
    assert server.asked["good"] == 1


def test_cache_that_cannot_be_made(server, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "file" / "cache"))
    with pytest.raises(CourseError, match="COURSE_DATA") as caught:
        fetch(NAME, server.url("good"))
    assert caught.value.key == "cache_not_writable"
    assert str(tmp_path / "file" / "cache") in str(caught.value)
    assert not server.asked


def test_cache_that_may_only_be_read(server, cache, monkeypatch):
    def refused(*args, **kwargs):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    (cache / NAME).write_bytes(BODY)
    monkeypatch.setattr("tempfile.TemporaryFile", refused)
    assert fetch(NAME) == cache / NAME  # reading is enough for what is there
    (cache / NAME).unlink()
    with pytest.raises(CourseError, match=os.strerror(errno.EACCES)):
        fetch(NAME, server.url("good"))
    assert not server.asked


# --- interrupted, killed, two at once ------------------------------------------------------------


def test_interrupt_between_chunks(server, cache):
    def interrupt(received, total):
        if received > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(NAME, server.url("good"), limits=PATIENT, progress=interrupt)
    assert cache_is_empty()
    assert fetch(NAME, server.url("good"), limits=PATIENT).read_bytes() == BODY


@pytest.fixture
def interruptible():
    """Python's own answer to SIGINT, as in a notebook; parallel test runners ignore the signal."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_interrupt_while_waiting(server, interruptible):
    timer = threading.Timer(0.2, _thread.interrupt_main)
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        timer.start()
        fetch(NAME, server.url("silent"), limits=replace(PATIENT, silence=2 * HANGS))
    assert time.monotonic() - started < HANGS
    assert cache_is_empty()


def test_interrupt_in_the_last_step(server, monkeypatch):
    def interrupted(*paths):
        raise KeyboardInterrupt

    monkeypatch.setattr(download.os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        fetch(NAME, server.url("good"), limits=PATIENT)
    assert cache_is_empty()


def test_the_network_thread_ends_with_its_download(server):
    fails("download_wrong", server.url("endless"))
    ends = time.monotonic() + HANGS
    while any(thread.name == download.THREAD for thread in threading.enumerate()):
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_another_process_was_faster_and_holds_the_file_open(server, cache, monkeypatch):
    def other_process(received, total):
        (cache / NAME).write_bytes(BODY)

    def in_use(*paths):  # as on Windows
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(download.os, "replace", in_use)
    path = fetch(NAME, server.url("good"), limits=PATIENT, progress=other_process)
    assert path.read_bytes() == BODY


def in_another_process(url: str, *after: str) -> subprocess.Popen:
    """Python that knows FILE, waits for a line on stdin, downloads it and then does `after`."""
    code = [
        "from course_utils.data.download import *",
        f"FILES[{NAME!r}] = {FILE!r}",
        "print('ready', flush=True)",
        "input()",
        *after,
        f"print(fetch({NAME!r}, {url!r}))",
    ]
    root = Path(download.__file__).parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", "\n".join(code)],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_processes_at_once(server, cache):
    both = [in_another_process(server.url("together")) for _ in range(2)]
    for process in both:
        assert process.stdout.readline() == "ready\n"
    outputs = [None, None]

    def run(number):
        outputs[number] = both[number].communicate("\n", timeout=3 * HANGS)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):  # whole or absent at every moment
        assert not (cache / NAME).exists() or (cache / NAME).read_bytes() == BODY
    assert [stdout for stdout, _ in outputs] == [f"{cache / NAME}\n"] * 2
    assert [p.name for p in cache.iterdir()] == [NAME]


def test_killed_process_leaves_no_half_file(server, cache):
    process = in_another_process(server.url("stalls"))
    process.stdout.readline()
    process.stdin.write("\n")
    process.stdin.flush()
    ends = time.monotonic() + HANGS
    while not list(cache.glob(f"{SCRATCH}*/*")):
        assert time.monotonic() < ends
        time.sleep(0.01)
    process.kill()
    process.communicate()
    assert status(NAME) == "would download"
    fetch(NAME, server.url("good"), limits=PATIENT)
    (rest,) = cache.glob(f"{SCRATCH}*")  # young: it might belong to a running process
    os.utime(rest, (0, 0))
    (cache / NAME).unlink()
    fetch(NAME, server.url("good"), limits=PATIENT)
    assert [p.name for p in cache.iterdir()] == [NAME]


# --- the registry and the messages ---------------------------------------------------------------


def test_registry():
    known = [file for name, file in FILES.items() if name != NAME]
    assert len(known) == 7
    for file in known:
        assert file.url.startswith("https://") and file.size > 100_000
        algorithm, _, digest = file.hash.partition(":")
        assert len(digest) == {"sha256": 64, "md5": 32}[algorithm]
        assert algorithm == "sha256" or file.name == download.VGG19, "md5 only where nothing else is published"
        origin = download.provenance(file.name)
        assert (origin.kind, origin.source) == ("downloaded", file.url)


def keras_source(file: str) -> str:
    spec = importlib.util.find_spec("keras")  # without importing it
    return Path(spec.submodule_search_locations[0], "src", file).read_text(encoding="utf-8")


def test_hash_and_place_of_mnist_are_keras_own():
    source = keras_source("datasets/mnist.py")
    assert FILES["mnist.npz"].hash.removeprefix("sha256:") in source
    assert "cache_subdir" not in source, "so it is the one that get_file takes by itself"
    default = re.search('cache_subdir="(.+)"', keras_source("utils/file_utils.py"))[1]
    assert FILES["mnist.npz"].keras_folder == default == "datasets"


def test_hash_and_place_of_vgg19_are_keras_own():
    source = keras_source("applications/vgg19.py")
    assert FILES[download.VGG19].hash.removeprefix("md5:") in source
    assert f'cache_subdir="{FILES[download.VGG19].keras_folder}"' in source


def test_errors_speak_chinese(server):
    set_language("zh")
    try:
        assert "没有提供该文件" in fails("download_refused", server.url("missing"))
    finally:
        set_language(None)


def test_importing_the_data_room_does_not_import_tensorflow():
    code = "import sys, course_utils.data.download, course_utils.data.tgs;sys.exit('tensorflow' in sys.modules)"
    root = Path(download.__file__).parents[2]
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True)
