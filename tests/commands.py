"""The command lines that the course's documents print, as they are printed."""

import keyword
import re
import shlex
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt

from tests.conftest import ROOT

DOCUMENTS = [
    path for name in ("README", "TEACHING", "CONTRIBUTING") for path in sorted(ROOT.glob(f"{name}*.md"))
]
UV = ["python", "-m", "uv", "run"]


@dataclass(frozen=True)
class Command:
    """A line as a reader would type it into a terminal."""

    document: str
    line: str

    @property
    def words(self) -> list[str]:
        return shlex.split(self.line, comments=True)

    @property
    def wrapped(self) -> list[str]:
        """What uv runs in the course's environment; without uv, the command itself."""
        words = self.words
        if words[:4] != UV:
            return words
        words = words[4:]
        while words[0] in ("--extra", "--group"):
            words = words[2:]
        return words


def commands(once: bool = True) -> list[Command]:
    """Every command of every document, in their order; a line that comes again only if not `once`."""
    found = [Command(path.name, line) for path in DOCUMENTS for line in _lines(path) if line[0] != "-"]
    first: dict[str, Command] = {}
    for command in found:
        first.setdefault(command.line, command)
    return list(first.values()) if once else found


def options() -> list[tuple[Command, str]]:
    """Each option that stands alone, such as `--check`, with the command of ours that was named before it."""
    found = []
    for path in DOCUMENTS:
        last = None
        for line in _lines(path):
            if line[0] != "-":
                command = Command(path.name, line)
                last = command if "tools." in line else last
            else:
                found.append((last, line))
    return found


def _lines(path: Path) -> list[str]:
    lines = []
    tokens = MarkdownIt().enable("table").parse(path.read_text(encoding="utf-8"))
    for before, token in pairwise(tokens):
        drawn = before.type == "html_block"  # what stands behind a mark like <!-- floors -->
        if token.type == "fence" and token.info in ("", "sh", "bash", "console") and not drawn:
            lines += [part.strip() for line in token.content.splitlines() for part in line.split("&&")]
        for child in token.children or ():
            if child.type == "code_inline" and (is_command(child.content) or child.content.startswith("--")):
                lines.append(child.content)
    return [line for line in lines if line]


def is_command(code: str) -> bool:
    """A program and what it is to do: a name in small letters, then a word or an option; no Python."""
    first, _, rest = code.partition(" ")
    if keyword.iskeyword(first):
        return False
    return bool(re.fullmatch(r"[a-z][a-z0-9.-]*|\./[\w./-]+", first) and re.match(r"[-\w./\"]", rest))
