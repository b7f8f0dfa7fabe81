"""Which language does the reader read? The code cells of both editions are the same, so ask the notebook."""

from __future__ import annotations  # the doctor speaks under older Pythons, too

import json
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from course_utils import host

LANGUAGES = ("en", "zh")
WITHOUT_SPACES = frozenset({"zh"})  # these put none between words: their lines are joined and cut differently
_chosen: str | None = None


def set_language(language: str | None) -> None:
    """Fix the language of all messages (one of LANGUAGES); None goes back to detecting it."""
    global _chosen
    if language is not None and language not in LANGUAGES:
        raise ValueError(f"language must be one of {LANGUAGES} or None, not {language!r}")
    _chosen = language
    _on_colab.cache_clear()


def current_language() -> str:
    """The reader's language: chosen, or COURSE_LANGUAGE, or what the open notebook says of itself."""
    global _chosen
    if _chosen is None:
        _chosen = _detect()
    return _chosen


def _detect() -> str:
    named = (about.get("language") for about in _open_notebooks())
    candidates = (os.environ.get("COURSE_LANGUAGE"), *named, Path.cwd().name)
    return next((c for c in candidates if c in LANGUAGES), LANGUAGES[0])


def open_notebook() -> dict | None:
    """What the notebook that a reader has open says of itself: its lesson, edition and language, if it does.

    None where no front end tells of one, as when a program runs the notebook.
    """
    return next(_open_notebooks(), None)


def _open_notebooks() -> Iterator[dict]:
    """The notebook's own metadata, wherever the front end lets us find it."""
    for path in (os.environ.get("JPY_SESSION_NAME"), _user_namespace().get("__vsc_ipynb_file__")):
        if path and path.endswith(".ipynb"):
            try:
                yield _about(json.loads(Path(path).read_text(encoding="utf-8")))
            except (OSError, ValueError, AttributeError):
                # Older servers give a path that is relative to a root we don't know.
                edition = "complete" if "solutions" in Path(path).parts else None
                yield {"language": Path(path).parent.name, "edition": edition}
    if host.on_colab() and (about := _on_colab()) is not None:
        yield about


@cache
def _on_colab() -> dict | None:
    try:
        from google.colab import _message

        answer = _message.blocking_request("get_ipynb", request="", timeout_sec=5)
        return _about(answer["ipynb"])
    except Exception:  # an undocumented call: whatever it does, the lesson goes on in English
        return None


def _about(notebook: dict) -> dict:
    about = notebook.get("metadata", {}).get("course")
    return about if isinstance(about, dict) else {}


def _user_namespace() -> dict:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell.user_ns if shell else {}
