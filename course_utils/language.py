"""Which language does the reader read? The code cells of both editions are the same, so ask the notebook."""

from __future__ import annotations  # the doctor speaks under older Pythons, too

import json
import os
import sys
from pathlib import Path

LANGUAGES = ("en", "zh")
WITHOUT_SPACES = frozenset({"zh"})  # these put none between words: their lines are joined and cut differently
_chosen: str | None = None


def set_language(language: str | None) -> None:
    """Fix the language of all messages (one of LANGUAGES); None goes back to detecting it."""
    global _chosen
    if language is not None and language not in LANGUAGES:
        raise ValueError(f"language must be one of {LANGUAGES} or None, not {language!r}")
    _chosen = language


def current_language() -> str:
    """The reader's language: chosen, or COURSE_LANGUAGE, or what the open notebook says of itself."""
    global _chosen
    if _chosen is None:
        _chosen = _detect()
    return _chosen


def _detect() -> str:
    candidates = (os.environ.get("COURSE_LANGUAGE"), *_notebook_languages(), Path.cwd().name)
    return next((c for c in candidates if c in LANGUAGES), LANGUAGES[0])


def _notebook_languages():
    """What the notebook's own metadata says, wherever the front end lets us find it."""
    for path in (os.environ.get("JPY_SESSION_NAME"), _user_namespace().get("__vsc_ipynb_file__")):
        if path and path.endswith(".ipynb"):
            try:
                yield _language_of(json.loads(Path(path).read_text(encoding="utf-8")))
            except (OSError, ValueError):
                # Older servers give a path that is relative to a root we don't know.
                yield Path(path).parent.name
    if "google.colab" in sys.modules:
        yield _colab_language()


def _colab_language() -> str | None:
    try:
        from google.colab import _message

        answer = _message.blocking_request("get_ipynb", request="", timeout_sec=5)
        return _language_of(answer["ipynb"])
    except Exception:  # an undocumented call: whatever it does, the lesson goes on in English
        return None


def _language_of(notebook: dict) -> str | None:
    return notebook.get("metadata", {}).get("course", {}).get("language")


def _user_namespace() -> dict:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell.user_ns if shell else {}
