"""Minutes for each section of the lessons, and their questions: the instructor's guide shows them."""

import re

from course_utils.language import LANGUAGES
from course_utils.messages import text
from tools.build import Course
from tools.lesson import Lesson

# What work a section makes, in minutes; only the proportions count, since a lesson's minutes are given.
WORDS_A_MINUTE, CODE_LINES_A_MINUTE, EXERCISE, DEMO = 180, 25, 7, 3


def sections(lesson: Lesson, language: str) -> list[dict]:
    """Title, exercises and minutes of each section; the minutes of all make the lesson's."""
    found: list[dict] = []
    for cell in lesson.cells:
        if cell.kind == "markdown":
            heading = re.search(r"^## (.+)$", cell.texts[language], re.MULTILINE)
            if heading or not found:
                title = heading[1] if heading else text("sections_opening", language)
                found.append({"title": title, "exercises": 0, "work": 0.0})
            found[-1]["work"] += len(cell.texts[LANGUAGES[0]].split()) / WORDS_A_MINUTE
        elif cell.kind == "code":
            found[-1]["exercises"] += "exercise" in cell.tags
            found[-1]["work"] += len(cell.code.splitlines()) / CODE_LINES_A_MINUTE
            found[-1]["work"] += EXERCISE * ("exercise" in cell.tags) + DEMO * ("demo" in cell.tags)
    whole, given, done = sum(section["work"] for section in found), lesson.card["minutes"]["work"], 0.0
    for section in found:  # rounded so that the sum is exact
        before, done = round(done * given / whole), done + section["work"]
        section["minutes"] = round(done * given / whole) - before
    return found


def sections_table(language: str = LANGUAGES[0]) -> str:
    """Every section of every lesson, in Markdown."""
    lines = [text("sections_head", language), "| --- | --- | --- | --- |"]
    for lesson in Course().lessons():
        rows = sections(lesson, language)
        lines += [
            f"| {lesson.name[:2]} | {r['title']} | {r['exercises'] or ''} | {r['minutes'] or '< 1'} |"
            for r in rows
        ]
        total, exercises = text("sections_total", language), sum(row["exercises"] for row in rows)
        lines.append(f"| {lesson.name[:2]} | {total} | {exercises} | {lesson.card['minutes']['work']} |")
    return "\n".join(lines)


def questions_table(language: str = LANGUAGES[0]) -> str:
    """Every question with what each choice shows, in Markdown."""
    lines = [text("questions_head", language), "| --- | --- | --- | --- |"]
    for lesson in Course().lessons():
        for cell in lesson.of_kind("question"):
            question = cell.questions[language]
            (right,) = [f"**{o.words}**<br>{o.reason}" for o in question.options if o.right]
            others = [(f"**{o.words}**", o.reason) for o in question.options if not o.right]
            wrong = "<br>".join(text("labelled", language, name=o, value=why) for o, why in others)
            cells = (lesson.name[:2], " ".join(question.words.split()), right, wrong)
            lines.append("| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |")
    return "\n".join(lines)
