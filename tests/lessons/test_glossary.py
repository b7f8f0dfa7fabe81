"""The glossary: every term stands, in both languages, in the lesson that it is listed under."""

import re

import pytest

from course_utils.language import LANGUAGES, WITHOUT_SPACES
from tests.conftest import ROOT
from tools import places
from tools.build import join_chinese_lines
from tools.lesson import read_lesson

CHINESE = re.compile(r"[\u4e00-\u9fff]")
GLOSSARY = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
LESSONS = {path.name[:2]: read_lesson(path) for path in sorted((ROOT / "lessons").glob("[0-9]*.py"))}


def entries():
    """(lesson number, term, Chinese term, meaning, Chinese meaning) of every row."""
    for section in re.split(r"^## ", GLOSSARY, flags=re.MULTILINE)[1:]:
        rows = [line for line in section.splitlines() if line.startswith("|")][2:]
        for row in rows:
            yield section[:2], *(cell.strip() for cell in row.strip("|").split("|"))


ENTRIES = list(entries())


def prose(lesson, language):
    """What a reader of the lesson reads: plain words in one line."""
    cells = [cell.texts[language] for cell in lesson.of_kind("markdown")]
    if language in WITHOUT_SPACES:
        cells = [join_chinese_lines(text) for text in cells]
    return re.sub(r"[*`]", "", " ".join(" ".join(cells).split()))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry[0]}-{entry[1]}")
def test_a_term_stands_in_its_lesson(entry):
    number, term, chinese, meaning, meaning_chinese = entry
    lesson = LESSONS[number]
    assert re.search(rf"(?<!\w){re.escape(term)}", prose(lesson, "en"), re.IGNORECASE)
    assert chinese in prose(lesson, "zh")
    assert meaning.endswith(".") and not CHINESE.search(term + meaning)
    assert meaning_chinese.endswith("。") and CHINESE.search(meaning_chinese)


def test_every_lesson_has_terms_and_no_term_comes_twice():
    assert {number for number, *_ in ENTRIES} == set(LESSONS)
    for column in (1, 2):
        terms = [entry[column] for entry in ENTRIES]
        assert len(terms) == len(set(terms))
    assert len(ENTRIES) >= 60


INTRODUCED = re.compile(r"\*\*([^*]+)\*\*（([a-z][a-z' -]+)[）；，]")  # **中文**（English）


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_what_a_lesson_introduces_has_a_row(lesson):
    """What Chinese sets in bold, with its English, stands in the glossary, as it is or within a longer term."""
    text = "\n".join(cell.texts["zh"] for cell in lesson.of_kind("markdown"))
    introduced = INTRODUCED.findall(text)
    assert introduced
    lacking = [
        (chinese, english)
        for chinese, english in introduced
        if not any(
            re.search(rf"\b{term}", english, re.IGNORECASE) or chinese in row for _, term, row, *_ in ENTRIES
        )
    ]
    assert lacking == []


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_a_chinese_reader_is_told_that_figures_are_in_english(lesson):
    before_pictures = [cell.texts["zh"] for cell in lesson.of_kind("markdown")][:3]
    assert re.search("图(?:里)?和打印.{2,4}的文字都?是英文", "".join(before_pictures))


def test_headings_name_and_link_both_editions():
    for number, lesson in LESSONS.items():
        links = {language: places.notebook(lesson.name, "student", language) for language in LANGUAGES}
        titles = [f"[{lesson.card['title'][language]}]({links[language]})" for language in LANGUAGES]
        assert f"## {number} · {' · '.join(titles)}\n" in GLOSSARY
        assert all((ROOT / link).is_file() for link in links.values())


@pytest.mark.parametrize(("language", "link"), [("en", "../GLOSSARY.md"), ("zh", "../../GLOSSARY.md")])
def test_the_first_lesson_links_it(language, link):
    """From notebooks/ and solutions/, and from the folders zh/ in them."""
    assert f"({link})" in " ".join(cell.texts[language] for cell in LESSONS["00"].of_kind("markdown"))
    notebook = ROOT / places.notebook(LESSONS["00"].name, "student", language)
    assert (notebook.parent / link).resolve() == ROOT / "GLOSSARY.md"
