"""What the course's commands print can be read whatever the terminal, pipe or file writes in."""

from __future__ import annotations

import argparse
import codecs
import os
import sys
import unicodedata
from collections.abc import Callable
from typing import NoReturn

from course_utils.language import LANGUAGES, current_language, set_language
from course_utils.messages import CourseError, text

PLAIN = {"✔": "+", "✘": "x", "→": "->", "·": "-", "…": "...", "–": "-", "“": '"', "”": '"', "’": "'", "×": "x"}


def command(main: Callable[[], int | None]) -> NoReturn:
    """A command from its first word to its exit status; what stops it is one sentence, with status 1."""
    speak_plainly()
    try:
        status = main()
        sys.stdout.flush()
    except CourseError as error:
        print(error, file=sys.stderr)
        status = 1
    except BrokenPipeError:  # whoever reads, such as `head`, has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more at its end
        status = 1
    sys.exit(status)


def parser(module: str, words: str) -> argparse.ArgumentParser:
    """Of the command `python -m module`; its help shows the `words`, the module's own, line by line."""
    raw = argparse.RawDescriptionHelpFormatter
    return argparse.ArgumentParser(prog=f"python -m {module}", description=words, formatter_class=raw)


def speak_plainly() -> None:
    """Print more plainly what stdout's encoding has no letters for; in English where it lacks whole languages.

    A file or pipe is written in the system's encoding, which on Windows has no ✔, and is English as a rule.
    """
    codecs.register_error("plainly", _plainly)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # there may be none, or somebody else's
            stream.reconfigure(errors="plainly")
    try:
        text("doctor_title").encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        if current_language() != LANGUAGES[0]:
            set_language(LANGUAGES[0])


def _plainly(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    return "".join(PLAIN.get(letter) or _bare(letter) for letter in letters), error.end


def _bare(letter: str) -> str:
    """The letter without its accents, or a question mark."""
    return unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode() or "?"
