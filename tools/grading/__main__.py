"""python -m tools.grading FOLDER: make an nbgrader course of the lessons' exercises, or renew it.

An assignment holds what its exercises need and nothing that computes for minutes. What an instructor has
changed is kept, and so is everything that nbgrader has put into FOLDER.
"""

import argparse
import ast
import hashlib
import json
import re
import sys
from pathlib import Path

import nbformat

from course_utils import console
from course_utils.grading.cells import names_of
from course_utils.grading.submission import GRADE
from course_utils.language import LANGUAGES
from course_utils.messages import CourseError, text
from tools import places
from tools.build import CHECKED, Course, as_text, write
from tools.lesson import BEGIN, END, Cell, Lesson, LessonError

CONFIG = Path(__file__).with_name("nbgrader_config.py")
MADE = ".made_by_the_course.json"  # language, and the hash of each file as it was written
USE = re.compile(r"^(\w+) = use\(\"\1\", \1\)$", re.MULTILINE)
POINTS = 1


def assignment(course: Course, lesson: Lesson, language: str) -> nbformat.NotebookNode:
    """A lesson's exercises, solutions included: the source notebook, of which nbgrader makes the students'."""
    lessons_own = {cell.id: cell.source for cell in course.notebook(lesson, "student", language).cells}
    title = text("assignment_title", language, number=lesson.name[:2], title=lesson.card["title"][language])
    link = course.address.page(places.notebook(lesson.name, "student", language))
    intro = text("assignment_intro", language, number=lesson.name[:2], link=link)
    cells = [_locked(nbformat.v4.new_markdown_cell(f"{title}\n\n{intro}", id="title"))]
    cells.append(_locked(nbformat.v4.new_code_cell(_imports(lesson, lessons_own["setup"]), id="imports")))
    headings, there = [], set()
    for cell in exercise_cells(lesson):
        name = exercise_name(lesson, cell)
        heading, task = _task(lesson, cell, name, language, lessons_own)
        parts = [task] if heading in headings else [heading, task]
        headings.append(heading)
        cells.append(_locked(nbformat.v4.new_markdown_cell("\n\n".join(parts), id=f"task-{cell.key}")))
        for helper in _helpers(lesson, cell):
            if helper.key not in there:
                there.add(helper.key)
                cells.append(_locked(nbformat.v4.new_code_cell(lessons_own[helper.key], id=helper.key)))
        code = USE.sub(f'hint("{name}", {name})', cell.code.replace(CHECKED, ""))
        code = code.replace(BEGIN, f"##{BEGIN}").replace(END, f"##{END}")
        cells.append(_marked(nbformat.v4.new_code_cell(code, id=cell.key), name, solution=True))
        asked = nbformat.v4.new_code_cell(f'grade("{name}", {name})', id=f"grade-{cell.key}")
        cells.append(_marked(asked, GRADE + name, grade=True, locked=True, points=POINTS))
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "course": {"lesson": lesson.name, "edition": "assignment", "language": language},
    }
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def exercise_cells(lesson: Lesson) -> list[Cell]:
    return [cell for cell in lesson.of_kind("code") if "exercise" in cell.tags]


def exercise_name(lesson: Lesson, cell: Cell) -> str:
    """The name that the cell's last line hands to use; LessonError without such a line."""
    found = USE.search(cell.code)
    if not found:
        raise LessonError(lesson.path, cell.line, 'an exercise ends in a line like gain = use("gain", gain)')
    return found[1]


def _marked(cell, grade_id: str, **marks):
    """With nbgrader's metadata, schema 3."""
    no = {"grade": False, "solution": False, "locked": False, "task": False}
    cell.metadata["nbgrader"] = {"schema_version": 3, "grade_id": grade_id, **no, **marks}
    return cell


def _locked(cell):
    return _marked(cell, cell.id, locked=True)


def _task(lesson: Lesson, cell: Cell, name: str, language: str, sources: dict[str, str]) -> tuple[str, str]:
    """The heading of the section that the exercise stands in, and its text: the block > **Exercise `name(…**"""
    block = re.compile(rf"^> \*\*\w+ `{name}\(.*(?:\n>.*)*", re.MULTILINE)
    heading = ""
    for other in lesson.of_kind("markdown"):
        source = sources[other.key]
        found = block.search(source)
        before = source[: found.start()] if found else source
        heading = (re.findall(r"^## .+", before, re.MULTILINE) or [heading])[-1]
        if found:
            return heading, found[0]
    raise LessonError(lesson.path, cell.line, f"no text in {language} begins > **Exercise `{name}(")


def _imports(lesson: Lesson, setup: str) -> str:
    """The lesson's imports, but for the helpers of its other cells, behind what Colab needs."""
    code = next(cell for cell in lesson.of_kind("code") if cell.key == "imports").code
    lines = [ast.get_source_segment(code, node) for node in ast.parse(code).body]
    theirs = [line for line in lines if "course_utils" not in line]
    ours = ["from course_utils.grading import grade, hint"]
    if any(re.search(r"\b(keras|tensorflow)\b", line) for line in theirs):
        ours += [
            "from course_utils.machine import import_tensorflow_quietly",
            "",
            "import_tensorflow_quietly()",
        ]
    colab = setup.partition("from course_utils")[0]
    return colab + "\n".join([*ours, "", *theirs])


def _helpers(lesson: Lesson, exercise: Cell) -> list[Cell]:
    """The cells above the exercise that define what it needs; exercises are there anyway, imports too."""
    above = [cell for cell in lesson.of_kind("code") if cell.line < exercise.line]
    above = [cell for cell in above if "exercise" not in cell.tags and cell.key != "imports"]
    wanted, kept = names_of(exercise.code)[1], []
    for cell in reversed(above):
        binds, uses = names_of(cell.code)
        if binds & wanted:
            kept.append(cell)
            wanted = (wanted - binds) | uses
    return kept[::-1]


def products(course: Course, lessons: list[Lesson], language: str) -> dict[str, str]:
    """Every file of the course folder, by its path in there, with its content."""
    made = {"nbgrader_config.py": CONFIG.read_text(encoding="utf-8")}
    for lesson in lessons:
        made[f"source/{lesson.name}/{lesson.name}.ipynb"] = as_text(assignment(course, lesson, language))
    return made


def write_course(folder: Path, made: dict[str, str], language: str) -> list[str]:
    """Write what is new or untouched since it was written; returns a line for each file.

    CourseError when the folder holds something else, or the course in another language.
    """
    record = _record(folder, language)
    _note(folder, record)  # first, so that a run that is cut short can be run again
    lines = []
    for name, content in made.items():
        path = folder / name
        there = path.read_text(encoding="utf-8") if path.is_file() else None
        if there == content:
            lines.append(f"unchanged  {path}")
        elif there is not None and _hash(there) != record["files"].get(name):
            lines.append(
                f"KEPT       {path}: it was changed by hand. To renew it, delete it and run this again."
            )
            continue
        else:
            write(path, content)
            lines.append(f"wrote      {path}")
        record["files"][name] = _hash(content)
    _note(folder, record)
    return lines


def _note(folder: Path, record: dict) -> None:
    write(folder / MADE, json.dumps(record, indent=1, sort_keys=True) + "\n")


def _record(folder: Path, language: str) -> dict:
    """What earlier runs have written into the folder."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return {"language": language, "files": {}}
    try:
        record = json.loads((folder / MADE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise CourseError("grading_foreign_folder", path=folder) from None
    if record["language"] != language:
        there = record["language"]
        raise CourseError("grading_other_language", path=folder, there=there, wanted=language)
    return record


def _hash(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def main(arguments: list[str] | None = None, course: Course | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.grading", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="a new folder, or one made by this command")
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="such as 01; all without")
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
    options = parser.parse_args(arguments)
    course = course or Course()
    try:
        lessons = _chosen(course.lessons(), options.lessons)
        lines = write_course(options.folder, products(course, lessons, options.language), options.language)
    except (CourseError, LessonError) as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0


def _chosen(lessons: list[Lesson], wanted: list[str]) -> list[Lesson]:
    for name in wanted:
        if not any(lesson.name.startswith(name) for lesson in lessons):
            raise CourseError("lesson_unknown", name=name, names=", ".join(lesson.name for lesson in lessons))
    return [lesson for lesson in lessons if not wanted or lesson.name.startswith(tuple(wanted))]


if __name__ == "__main__":
    console.command(main)
