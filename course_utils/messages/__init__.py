"""Every sentence that a student can meet outside the lessons, in each of LANGUAGES, a module per room."""

from __future__ import annotations  # the doctor speaks under older Pythons, too

import importlib
import pkgutil
import reprlib
import string
from functools import cache

from course_utils.language import LANGUAGES, WITHOUT_SPACES, current_language


@cache
def all_texts() -> dict[str, tuple[str, ...]]:
    """key -> its sentence in each of LANGUAGES, gathered from the TEXTS of every module of this package."""
    texts: dict[str, tuple[str, ...]] = {}
    for module in pkgutil.iter_modules(__path__):
        for key, sentences in importlib.import_module(f"{__name__}.{module.name}").TEXTS.items():
            if key in texts:
                raise KeyError(f"message {key!r} is defined twice, the second time in {module.name}")
            texts[key] = sentences
    return texts


MOST = 200  # characters that a value may take up in a message
_shortly = reprlib.Repr()  # looks only at the beginning of lists
_shortly.maxstring = _shortly.maxother = MOST


class _Formatter(string.Formatter):
    """As str.format; but {x!r} stays on one short line, even where x is an array or a whole file."""

    def convert_field(self, value, conversion):
        if conversion != "r":
            return super().convert_field(value, conversion)
        words = repr(value) if isinstance(value, str) else " ".join(_shortly.repr(value).split())
        return words if len(words) <= MOST else f"{words[: MOST - 20]} … {words[-15:]}"


def text(key: str, language: str | None = None, **values) -> str:
    """The message `key` with its placeholders filled in, in `language` (default: the reader's)."""
    language = language or current_language()
    sentences = dict(zip(LANGUAGES, all_texts()[key]))  # noqa: B905 (Python 3.9 has no strict=)
    if language not in sentences:
        raise KeyError(f"the message {key!r} has no text in {language!r}")
    words = _Formatter().format(sentences[language], **values)
    # The name of a file may hold bytes that are no text, which no notebook could store.
    return words.encode("utf-8", "replace").decode("utf-8")


def join_sentences(*sentences: str) -> str:
    """Sentences in the reader's language as one paragraph."""
    return ("" if current_language() in WITHOUT_SPACES else " ").join(sentences)


class CourseError(ValueError):
    """One clear sentence for the student: what is wrong, with which file or argument, and the remedy."""

    def __init__(self, key: str, **values):
        self.key = key
        super().__init__(text(key, **values))

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback, in every front end: the sentence alone."""
        return [str(self)]
