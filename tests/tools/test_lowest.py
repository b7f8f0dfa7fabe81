"""With the oldest Python and the oldest packages that pyproject.toml allows, every lesson runs, and quietly."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.conftest import ROOT
from tests.tools.test_colab import half, made
from tools.colab.runtime import LOWEST


@pytest.fixture(scope="module")
def check(tmp_path_factory):
    yield from made(LOWEST, tmp_path_factory)


def test_these_are_the_oldest_versions(check):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    python = re.search(r">=([\d.]+)", project["requires-python"])[1]
    assert python in check.environment.python_version() or check.environment.note
    for line in project["dependencies"]:
        wanted = Requirement(line)
        (oldest,) = (s.version for s in wanted.specifier if s.operator in (">=", "=="))
        assert Version(check.preinstalled[wanted.name]) == Version(oldest), wanted.name


@pytest.mark.parametrize("path", half(1), ids=lambda path: str(path.relative_to(ROOT)))
def test_each_lesson(check, path):
    first = path == half(1)[0]  # imports TensorFlow itself
    assert check.run(path, later=True, warm=not first).problems == []
