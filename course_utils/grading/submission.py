"""What students hand in, made readable for nbgrader, whatever it is: it stops at some, for everybody."""

import json
from collections.abc import Callable

from course_utils import exercises
from course_utils.grading.cells import defines

GRADE = "grade-"  # and the exercise's name: nbgrader's id of its grade cell
NO_MARKS = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}


def read_submission(content: bytes, reads: Callable):
    """The notebook (nbformat 4) that a file holds; what is no notebook becomes an empty one that says why.

    `reads` is nbformat's, which is nbgrader's to bring.
    """
    try:
        notebook = reads(content.decode("utf-8-sig"), as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.setdefault("outputs", [])
                cell.setdefault("execution_count", None)
            cell.source.splitlines(), cell.metadata.items()  # or it is no notebook
        return notebook
    except Exception as error:  # JSON of any kind may stand in the file
        reason = type(error).__name__ if content.strip() else "an empty file"
        empty = {
            "cells": [],
            "metadata": {"course": {"unreadable": reason}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        return reads(json.dumps(empty), as_version=4)


def tidy(notebook, marks: dict[str, dict]) -> list[str]:
    """Mark each cell of the assignment once, as it was handed out; sentences for the instructor.

    `marks`: nbgrader's id of each cell -> its marks (solution, grade, locked, points). Cells that the
    assignment does not have lose theirs. Of several copies the last one counts that defines the function and
    stands above the grade cell, as when the notebook runs.
    """
    found: dict[str, list[int]] = {}
    for place, cell in enumerate(notebook.cells):
        theirs = cell.metadata.pop("nbgrader", None)
        grade_id = theirs.get("grade_id") if isinstance(theirs, dict) else None
        if isinstance(grade_id, str) and grade_id in marks:
            found.setdefault(grade_id, []).append(place)
    said = []
    for grade_id, places in found.items():
        end = found.get(GRADE + grade_id, [len(notebook.cells)])[-1]
        best = max(places, key=lambda p: (p < end, defines(notebook.cells[p].source, grade_id), p))
        notebook.cells[best].metadata.nbgrader = {**NO_MARKS, "grade_id": grade_id, **marks[grade_id]}
        if len(places) > 1 and marks[grade_id].get("solution"):
            for place in places:
                notebook.cells[place].metadata.copy_of = grade_id
            said.append(f"the cell of {grade_id} is there {len(places)} times; graded is one of them")
    return said


def copies(cells: list, place: int) -> int:
    """How many copies of this marked cell there are."""
    name = cells[place].metadata.get("copy_of")
    return sum(cell.metadata.get("copy_of") == name for cell in cells) if name else 1


def joined_copies(cells: list, place: int) -> str:
    """A marked cell's text, and that of its copies below that don't define the function: parts of it."""
    name, parts = cells[place].metadata.get("copy_of"), [cells[place].source]
    for cell in cells[place + 1 :]:
        if name and cell.metadata.get("copy_of") == name and not defines(cell.source, name):
            parts.append(cell.source)
    return "\n\n".join(parts)


def flaw_of(notebook, names: list[str]) -> tuple[str, dict] | None:
    """Why nothing of it can be graded: a message key and its values; None if at least one cell can."""
    about = notebook.metadata.get("course")
    about = about if isinstance(about, dict) else {}
    if "unreadable" in about:
        return "grading_unreadable", {"reason": about["unreadable"]}
    if any(cell.metadata.get("nbgrader", {}).get("grade_id") in names for cell in notebook.cells):
        return None
    lesson = str(about.get("lesson", ""))
    wanted = {exercises.all_exercises()[name].lesson for name in names}
    if about.get("edition") in ("student", "complete"):
        return "grading_lesson", {"lesson": lesson}
    if lesson and lesson.partition("_")[2] not in wanted:
        return "grading_other_assignment", {"lesson": lesson}
    return None
