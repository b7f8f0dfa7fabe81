"""What CONTRIBUTING says about adding a language: one entry in LANGUAGES, and each missing text is named."""

import ast
import os
import shutil
import subprocess
import sys

import pytest

from course_utils.language import LANGUAGES
from tests.tools.test_build import BODY, HEADER
from tools import places

HERE = "course_utils/language.py"  # the one place that names the languages


def test_no_other_code_names_a_language(root):
    files = [p for folder in ("course_utils", "tools") for p in (root / folder).rglob("*.py")]
    for path in [*files, root / "conftest.py"]:
        if path != root / HERE:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            named = [
                n.lineno for n in ast.walk(tree) if isinstance(n, ast.Constant) and n.value in LANGUAGES[1:]
            ]
            assert not named, f"{path.relative_to(root)} names a language in line {named}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("edition", places.EDITIONS)
def test_a_path_tells_what_made_it(edition, language, root):
    for path in (root / places.notebook("07_x", edition, language), root / "07_x.ipynb"):
        expected = (edition, language) if path.parent != root else (None, LANGUAGES[0])
        assert places.of_notebook(path) == expected


THIRD = """
from pathlib import Path

from course_utils import messages

root = Path.cwd()

def asked_for(missing):
    try:
        missing()
    except Exception as error:
        print(error)

def translate():
    whole = {key: (*sentences, f"fr {sentences[0]}") for key, sentences in messages.all_texts().items()}
    messages.all_texts = lambda: whole
"""


def run(course, code):
    """What this code prints in the course with a third language; `asked_for` and `translate` help it."""
    command = [sys.executable, "-c", THIRD + code]
    environment = os.environ | {"PYTHONPATH": str(course)}
    run = subprocess.run(
        command, cwd=course, capture_output=True, text=True, env=environment, encoding="utf-8", timeout=300
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.fixture
def course(tmp_path, root):
    """A course with one small lesson and a third entry in LANGUAGES; all else is as it is here."""
    for folder in ("course_utils", "tools"):
        leave = shutil.ignore_patterns("__pycache__", "reference", "[0-9][0-9]_*.json")
        shutil.copytree(root / folder, tmp_path / folder, ignore=leave)
    home = tmp_path / HERE
    source = home.read_text(encoding="utf-8")
    assert source.count('LANGUAGES = ("en", "zh")') == 1
    home.write_text(source.replace('("en", "zh")', '("en", "zh", "fr")'), encoding="utf-8")
    shutil.copy(root / "pyproject.toml", tmp_path)
    (tmp_path / "lessons").mkdir()
    return tmp_path


def put(course, header, body):
    (course / "lessons" / "07_doubling.py").write_text(header + body, encoding="utf-8")


FRENCH_HEADER = HEADER.replace("zh: 加倍}", "zh: 加倍, fr: Doubler}").replace(
    "zh: 把数加倍。}", "zh: 把数加倍。, fr: Doubler un nombre.}"
)
FRENCH_TITLE = BODY.replace(
    "# 正文。\n", '# 正文。\n\n# %% [markdown] key="title" lang="fr"\n# # 07 · Doubler\n# Texte.\n'
)
FRENCH = FRENCH_TITLE.replace(
    "# 两个二。\n", '# 两个二。\n\n# %% [markdown] alt="picture" lang="fr"\n# Deux fois deux.\n'
)


@pytest.mark.parametrize(
    ("header", "body", "says"),
    [
        (HEADER, FRENCH, "07_doubling.py:1: the header's title is missing in fr"),
        (FRENCH_HEADER, BODY, "the markdown cell title has no text in fr"),
        (FRENCH_HEADER, FRENCH_TITLE, "the alt cell picture has no text in fr"),
        (FRENCH_HEADER, FRENCH, "the message 'language_name' has no text in 'fr'"),
    ],
)
def test_what_a_third_language_lacks_is_named(course, header, body, says):
    put(course, header, body)
    code = """
from tools.build import Course
course = Course(root)
asked_for(lambda: course.products(course.lessons()))
"""
    assert says in run(course, code)
    assert not (course / "notebooks").exists()


def test_with_its_words_a_third_language_is_everywhere(course):
    put(course, FRENCH_HEADER, FRENCH)
    code = """
translate()
import nbformat
from tools import build, places, results
from tools.site.pages import Site
from tools.slides.pages import Slides

course = build.Course(root)
build.main([], course)
for language in places.LANGUAGES:
    path = root / places.notebook("07_doubling", "complete", language)
    stored = nbformat.read(path, as_version=4)
    for cell in stored.cells:
        if cell.cell_type == "code":
            cell.execution_count = 1
            cell.outputs = [nbformat.v4.new_output("stream", text="seen")]
    build.write(path, build.as_text(stored))
assert build.main(["--check"], course) == 0
Site(root).build(root / "site")
Slides(root).build(root / "slides")
print(results.with_results("<!-- hub --><!-- /hub -->", "fr"))
"""
    printed = run(course, code)
    assert "fr | lesson | seconds" in printed
    made = {path.relative_to(course).as_posix() for path in course.rglob("*") if path.is_file()}
    assert {
        "notebooks/fr/07_doubling.ipynb",
        "solutions/fr/07_doubling.ipynb",
        "site/fr/07_doubling.html",
        "site/fr/index.html",
        "site/fr/search-index.js",
        "slides/fr/07_doubling.html",
        "slides/fr/index.html",
    } <= made
    start = (course / places.START).read_text(encoding="utf-8")
    assert "(fr/07_doubling.ipynb)" in start and "fr Start here" in start
    first = (course / "notebooks" / "07_doubling.ipynb").read_text(encoding="utf-8")
    third = (course / "notebooks" / "fr" / "07_doubling.ipynb").read_text(encoding="utf-8")
    assert "[中文版](zh/07_doubling.ipynb) · [fr English](fr/07_doubling.ipynb)" in first
    assert "[English](../07_doubling.ipynb) · [中文版](../zh/07_doubling.ipynb)" in third
    page = (course / "site" / "fr" / "07_doubling.html").read_text(encoding="utf-8")
    assert page.count('class="language"') == 2 and "Texte." in page
    deck = (course / "slides" / "fr" / "07_doubling.html").read_text(encoding="utf-8")
    assert "Texte." in deck and '<html lang="fr">' in deck
