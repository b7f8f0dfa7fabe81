"""One order of sections in every lesson, and the instructor's guide that counts their minutes."""

import re

import pytest

from course_utils.language import LANGUAGES
from tools import places
from tools.build import Course
from tools.plan import sections
from tools.results import with_results

LESSONS = Course().lessons()
LAST = {"en": ["Recap", "Reading"], "zh": ["小结", "延伸阅读"]}
OPENING = {"en": ("After this lesson you can", "You need"), "zh": ("学完之后，你能", "需要")}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_goals_then_numbered_sections_then_recap_report_and_reading(lesson):
    for language, last in LAST.items():
        titles = [row["title"] for row in sections(lesson, language)][1:]
        assert titles[-2:] == last
        assert [re.match(r"(\d+) · \S", title)[1] for title in titles[:-2]] == [
            str(k + 1) for k in range(len(titles) - 2)
        ]
        opening = lesson.of_kind("markdown")[0].texts[language]
        assert all(words in opening for words in OPENING[language])
    assert "report(" in lesson.of_kind("code")[-1].code


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_a_lessons_minutes_are_shared_out(lesson):
    for language in LANGUAGES:
        rows = sections(lesson, language)
        assert sum(row["minutes"] for row in rows) == lesson.card["minutes"]["work"]
        assert sum(row["exercises"] for row in rows) == sum("exercise" in c.tags for c in lesson.cells)
    by_exercise = {bool(r["exercises"]): r["minutes"] for r in rows}
    assert by_exercise[True] > by_exercise[False]  # writing takes longer than reading the reading list


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guides_tables_are_fresh(language, root):
    words = (root / places.page("TEACHING", language)).read_text(encoding="utf-8")
    assert words == with_results(words, language), "run python -m tools.results"
    assert "<!-- sections -->\n|" in words and "<!-- hub -->\n|" in words
