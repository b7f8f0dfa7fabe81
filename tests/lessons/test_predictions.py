"""A prediction is answered after the next cell: the question ends its cell, and a cell that runs follows."""

import re

import pytest

from course_utils.language import LANGUAGES
from course_utils.messages import text
from tools.build import Course
from tools.lesson import Cell

LESSONS = Course().lessons()


def mark(language: str) -> str:
    return re.escape(f"**{text('predict', language)}")


def answered_too_early(cells: list, language: str) -> list[str]:
    """Keys of the cells whose prediction has something after it that a reader could take the answer from.

    cells: a lesson's, without alt texts. After the paragraph with the question only quotations may follow (the
    statement of an exercise), and the next cell must be code. A list that explains the mark asks nothing.
    """
    early = []
    for cell, following in zip(cells, [*cells[1:], None], strict=True):
        paragraphs = re.split(r"\n\s*\n", cell.texts.get(language, ""))
        asked = [
            i
            for i, words in enumerate(paragraphs)
            if re.search(rf"^(?!- ).*{mark(language)}", words, re.MULTILINE)
        ]
        if not asked:
            continue
        after = [words for words in paragraphs[asked[-1] + 1 :] if not words.startswith(">")]
        if after or following is None or following.kind != "code":
            early.append(cell.key)
    return early


def shown(lesson) -> list:
    return [cell for cell in lesson.cells if cell.kind != "alt"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_a_prediction_is_answered_after_the_next_cell(lesson, language):
    assert not answered_too_early(shown(lesson), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_before_the_next_cell_is_found(language):
    mark_and_question = f"**{text('predict', language)}:** how many?"

    def cells(*words):
        asking = Cell("asking", "markdown", 1, texts={language: "\n\n".join(words)})
        return [asking, Cell("answer", "code", 2, code="print(3)")]

    assert answered_too_early(cells("Some words.", mark_and_question), language) == []
    assert answered_too_early(cells(mark_and_question, "> **Exercise.** A task."), language) == []
    assert answered_too_early(cells(f"Things return.\n- {mark_and_question}\n- more", "Words."), language) == []
    assert answered_too_early(cells(mark_and_question, "Three."), language) == ["asking"]
    asking, answer = cells(mark_and_question)
    meaning = Cell("meaning", "markdown", 2, texts={language: "Three."})
    assert answered_too_early([asking, meaning, answer], language) == ["asking"]
    assert answered_too_early([asking], language) == ["asking"]
