"""What a recipe's process may read and write: held by the kernel where it can (Linux, Landlock), and by Python.

`lock` is called before NumPy is imported, since the kernel locks this thread and those that it starts from then
on. `watch` comes last, and says what was reached for.
"""

import contextlib
import ctypes
import os
import platform
import site
import sys
import sysconfig
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

SYSTEM = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc", "/opt", "/nix", "/sys", "/dev"]
SYSTEM += ["/System", "/Library", "/private/etc"]  # macOS
HARMLESS = ("/dev/null", "/dev/zero", "/dev/tty")  # to be written to

# linux/landlock.h
CREATE, ADD, RESTRICT = 444, 445, 446  # system calls, the same on every processor that knows them
WRITE, READ, TRUNCATE = 1 << 1, 1 << 2, 1 << 14
ALL_CHANGES = WRITE | sum(1 << bit for bit in range(4, 13))  # remove and make whatever kind
NO_NEW_PRIVILEGES = 38


@dataclass(frozen=True)
class Rules:
    """Paths, all of them resolved: what may be read, what of that may not, and the one folder to write to."""

    roots: tuple[str, ...]
    holes: tuple[str, ...]
    scratch: str

    def allow(self, path) -> bool:
        """Whether this file may be read."""
        path = os.path.realpath(path)
        within = [_is_in(path, root) for root in (self.scratch, *self.roots)]
        return any(within) and not any(_is_in(path, hole) for hole in self.holes)

    def readable(self) -> Iterator[str]:
        """The roots, without what is not to be read: of a folder with a hole in it, the rest, one by one."""
        seen: set[str] = set()
        todo = [os.path.realpath(root) for root in self.roots]
        while todo:
            path = todo.pop()
            if path in seen or any(_is_in(path, hole) for hole in self.holes):
                continue
            seen.add(path)
            if any(_is_in(hole, path) for hole in self.holes):
                with contextlib.suppress(OSError):
                    todo += [os.path.realpath(entry.path) for entry in os.scandir(path)]
            else:
                yield path


def rules_for(packages: list[Path], holes: list[Path], scratch: Path) -> Rules:
    """Python, what is installed, the system and these `packages` may be read, but for the `holes`.

    Of other processes nothing may be read: the judge is one. Call it in the process that is to keep the rules.
    """
    roots = {sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values(), *SYSTEM}
    roots |= {*site.getsitepackages(), os.environ.get("SYSTEMROOT", sys.prefix)}
    roots |= set(map(str, packages))
    roots |= {"/proc/self", *(str(path) for path in Path("/proc").glob("[a-z]*") if path.name != "self")}
    real = {os.path.realpath(root) for root in roots if os.path.exists(root)}
    return Rules(tuple(sorted(real)), tuple(sorted(map(os.path.realpath, holes))), os.path.realpath(scratch))


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def lock(rules: Rules) -> bool:
    """Let the kernel hold the rules for this thread and all that comes of it; False where it can't.

    No connection can be opened any more either, from Linux 6.7 on, and nobody else signalled, from 6.12 on.
    """
    if sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"):
        return False
    try:
        call = ctypes.CDLL(None, use_errno=True).syscall
    except (OSError, AttributeError):
        return False
    version = call(CREATE, None, 0, 1)
    if version < 1:  # an older kernel, or one that was started without
        return False
    changes = ALL_CHANGES | (TRUNCATE if version >= 3 else 0)
    handled = [changes | READ]
    handled += [0b11] if version >= 4 else []  # TCP: bind, connect
    handled += [0b11] if version >= 6 else []  # abstract sockets, signals
    wanted = (ctypes.c_uint64 * len(handled))(*handled)
    ruleset = call(CREATE, ctypes.byref(wanted), ctypes.sizeof(wanted), 0)
    if ruleset < 0:
        return False
    try:
        for path in rules.readable():
            _permit(call, ruleset, path, READ)
        for path in HARMLESS:
            _permit(call, ruleset, path, READ | WRITE)
        _permit(call, ruleset, rules.scratch, READ | changes)
        done = ctypes.CDLL(None).prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
        return done and call(RESTRICT, ruleset, 0) == 0
    finally:
        os.close(ruleset)


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def _permit(call, ruleset: int, path: str, access: int) -> None:
    """A path that isn't there needs no permission."""
    with contextlib.suppress(OSError):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            rule = _Beneath(access, place)
            call(ADD, ruleset, 1, ctypes.byref(rule), 0)
        finally:
            os.close(place)


def watch(rules: Rules, tell: Callable[[str], None]) -> None:
    """From now on Python itself opens no other file (`tell` gets its name), no connection and no program.

    What compiled code opens, it doesn't see: for that there is `lock`.
    """
    allow, is_file = rules.allow, os.path.isfile

    def hook(event: str, arguments: tuple) -> None:
        if event == "open":
            path = arguments[0]
            if isinstance(path, (str, bytes)) and is_file(path) and not allow(os.fsdecode(path)):
                tell(os.fsdecode(path))
                raise PermissionError(f"not to be read: {os.fsdecode(path)}")
        elif event in ("socket.connect", "subprocess.Popen", "os.exec", "os.posix_spawn", "os.system"):
            raise PermissionError(f"not in a recipe: {event}")

    sys.addaudithook(hook)
