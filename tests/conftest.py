"""Shared by all tests: the root folder, the languages, and the profile that each edition runs in."""

import os
from pathlib import Path

import pytest

from course_utils import session
from course_utils.language import LANGUAGES, set_language

ROOT = Path(__file__).parent.parent

os.environ.setdefault("COURSE_PROFILE", "smoke")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


@pytest.fixture(autouse=True)
def no_session_left(monkeypatch):
    """A lesson that an earlier test of this process set up is not the next one's."""
    monkeypatch.setattr(session, "current", None)


@pytest.fixture
def root() -> Path:
    return ROOT


@pytest.fixture(params=LANGUAGES)
def language(request):
    """The test runs once in each language."""
    set_language(request.param)
    yield request.param
    set_language(None)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """COURSE_DATA of this test: an empty folder of its own."""
    folder = tmp_path / "cache"
    folder.mkdir()
    monkeypatch.setenv("COURSE_DATA", str(folder))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return folder


@pytest.fixture(scope="module")
def warm_kernels(request):
    """Kernels that this module starts have imported TensorFlow already, where that is possible."""
    with request.config.warm_kernels():
        yield
