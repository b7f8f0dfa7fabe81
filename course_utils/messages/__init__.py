"""Every sentence that a student can meet outside the lessons, in English and Chinese, a module per room."""

import importlib
import pkgutil
from functools import cache

from course_utils.language import LANGUAGES, current_language


@cache
def all_texts() -> dict[str, tuple[str, str]]:
    """key -> (English, Chinese), gathered from the TEXTS of every module of this package."""
    texts: dict[str, tuple[str, str]] = {}
    for module in pkgutil.iter_modules(__path__):
        for key, pair in importlib.import_module(f"{__name__}.{module.name}").TEXTS.items():
            if key in texts:
                raise KeyError(f"message {key!r} is defined twice, the second time in {module.name}")
            texts[key] = pair
    return texts


def text(key: str, language: str | None = None, **values) -> str:
    """The message `key` with its placeholders filled in, in `language` (default: the reader's)."""
    pair = all_texts()[key]
    return pair[LANGUAGES.index(language or current_language())].format(**values)


class CourseError(ValueError):
    """One clear sentence for the student: what is wrong, with which file or argument, and the remedy."""

    def __init__(self, key: str, **values):
        self.key = key
        super().__init__(text(key, **values))
