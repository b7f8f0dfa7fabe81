"""Reading one lesson source (jupytext py:percent, all languages in one file) into cells."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import jupytext

from course_utils.language import LANGUAGES
from course_utils.questions import LETTERS

TAGS = {"setup", "export", "exercise", "demo"}
OPTION = re.compile(r"- \[([ x])\] (.+)")  # of a question: - [x] the right answer, its reason below
SLIDES = ("slide", "subslide", "fragment", "-", "notes", "skip")  # as nbconvert calls them; - goes on
BEGIN, END = "# BEGIN SOLUTION", "# END SOLUTION"
IMPORTS = re.compile(r"^(?:from \S+ )?import (?:\([^)]*\)|.*)$|^#.*$", re.MULTILINE)
EXERCISE = re.compile(r"^> \*\*\w+ `\w+\(", re.MULTILINE)  # > **Exercise `name(…)`.**, in any language
CELL_START = re.compile(r"^# %%")
CARD_KEYS = {"title", "minutes", "goals", "data"}
WIDTH = 96  # columns of code that a page, a slide and a laptop show; lessons/ruff.toml formats to the same


class LessonError(Exception):
    """What is wrong with a lesson source, as `file:line: message`."""

    def __init__(self, path: Path, line: int, message: str):
        super().__init__(f"{path.name}:{line}: {message}")


@dataclass(frozen=True)
class Option:
    """An answer to choose; why it is right, or what was thought and why it isn't so."""

    words: str
    reason: str
    right: bool


@dataclass(frozen=True)
class Question:
    """What is asked (Markdown), and the answers to choose from (plain text and formulas), one of them right."""

    words: str
    options: tuple[Option, ...]


@dataclass
class Cell:
    """A cell with its key. All but code, which is shared, hold one text per language."""

    key: str
    kind: str  # "code", "markdown", "alt" or "question"
    line: int
    tags: frozenset[str] = frozenset()
    code: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)  # a question's texts, read
    slide: str = ""  # slide="…" of the source, else what its place says: one of SLIDES


@dataclass
class Lesson:
    """A lesson source: `name` is the file's name without .py, `card` its front matter."""

    path: Path
    card: dict
    cells: list[Cell]

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def module(self) -> str:
        """Name of the exported reference module: without the number."""
        return self.name.split("_", 1)[1]

    def of_kind(self, kind: str) -> list[Cell]:
        return [cell for cell in self.cells if cell.kind == kind]


def read_lesson(path: Path) -> Lesson:
    """Parse a lesson source; LessonError with file and line for anything an author can get wrong."""
    source = path.read_text(encoding="utf-8")
    notebook = jupytext.reads(source, fmt="py:percent")
    lines = [i for i, line in enumerate(source.splitlines(), 1) if CELL_START.match(line)]
    if len(lines) != len(notebook.cells):
        raise LessonError(path, 1, "text before the first cell; begin every cell with # %%")
    cells: dict[str, Cell] = {}
    for raw, line in zip(notebook.cells, lines, strict=True):
        _add(cells, raw, line, path)
    lesson = Lesson(path, _card(notebook, path), list(cells.values()))
    _validate(lesson)
    _set_slides([cell for cell in lesson.cells if cell.kind != "alt"])
    return lesson


def _set_slides(cells: list[Cell]) -> None:
    """What each cell without a mark of its own is among the slides.

    A heading, a question and an exercise begin a slide, and what follows a question too: it may be the answer.
    Code goes on after words about it, and begins a slide after other code.
    """
    before = None
    for cell in cells:
        words = cell.texts.get(LANGUAGES[0], "")
        is_asked = before is not None and before.kind == "question"
        if cell.slide:
            pass
        elif cell.kind == "code" and ("setup" in cell.tags or not IMPORTS.sub("", cell.code).strip()):
            cell.slide = "skip"
        elif cell.kind == "question":
            cell.slide = "subslide"
        elif words.startswith(("# ", "## ")):
            cell.slide = "slide"
        elif cell.kind == "code":
            goes_on = before is not None and before.kind == "markdown" and "exercise" not in cell.tags
            cell.slide = "-" if goes_on and not is_asked else "subslide"
        else:
            starts = words.startswith("### ") or EXERCISE.search(words)
            cell.slide = "subslide" if starts or is_asked else "-"
        before = cell


def _card(notebook, path: Path) -> dict:
    card = notebook.metadata.get("course")
    if not isinstance(card, dict) or set(card) != CARD_KEYS:
        raise LessonError(path, 1, f"the header needs jupyter: course: with {sorted(CARD_KEYS)}")
    for key in ("title", "goals"):
        for language in LANGUAGES:
            if not card[key].get(language):
                raise LessonError(path, 1, f"the header's {key} is missing in {language}")
    return card


def _add(cells: dict[str, Cell], raw, line: int, path: Path) -> None:
    meta = raw.metadata
    key = meta.get("key") or meta.get("alt") or meta.get("question")
    if not key or not re.fullmatch(r"[a-z0-9-]{1,60}", key):
        raise LessonError(path, line, f"the cell needs a key of a-z, 0-9 and -, not {key!r}")
    unknown = set(meta) - {
        "key",
        "alt",
        "question",
        "lang",
        "tags",
        "slide",
        "lines_to_next_cell",
    }  # the last is jupytext's
    if unknown:
        raise LessonError(path, line, f"unknown option {', '.join(sorted(unknown))}")
    mark = meta.get("slide", "")
    if mark and mark not in SLIDES:
        raise LessonError(path, line, f"unknown slide {mark!r}; a cell can be {', '.join(SLIDES)}")
    if raw.cell_type == "code":
        tags = frozenset(meta.get("tags", []))
        if tags - TAGS:
            unknown = ", ".join(sorted(tags - TAGS))
            raise LessonError(path, line, f"unknown tag {unknown}; the tags are {', '.join(sorted(TAGS))}")
        if key in cells:
            raise LessonError(path, line, f"the key {key} stands at line {cells[key].line} already")
        cells[key] = Cell(key, "code", line, tags, code=raw.source, slide=mark)
        return
    kind = next((kind for kind in ("alt", "question") if kind in meta), "markdown")
    slot = f"alt:{key}" if kind == "alt" else key
    language = meta.get("lang")
    if language not in LANGUAGES:
        choice = " or ".join(f'lang="{code}"' for code in LANGUAGES)
        raise LessonError(path, line, f"the {kind} cell {key} needs {choice}")
    cell = cells.setdefault(slot, Cell(key, kind, line))
    if cell.kind != kind or language in cell.texts:
        raise LessonError(path, line, f"the key {key} stands at line {cell.line} already")
    if cell.texts and list(cells)[-1] != slot:
        raise LessonError(path, line, f"the languages of {key} must follow each other")
    if not raw.source.strip():
        raise LessonError(path, line, f"the {kind} cell {key} is empty in {language}")
    if cell.texts and mark:
        raise LessonError(path, line, f"slide= of {key} belongs to its first language")
    cell.texts[language] = raw.source
    if kind == "question":
        cell.questions[language] = _question(raw.source, path, line)
    cell.slide = cell.slide or mark


def _question(source: str, path: Path, line: int) -> Question:
    words, options = [], []
    for written in source.splitlines():
        if start := OPTION.fullmatch(written):
            options.append((start[2], [], start[1] == "x"))
        elif options and written.strip():
            options[-1][1].append(written.strip())
        elif not options:
            words.append(written)
    question = Question(
        "\n".join(words).strip(), tuple(Option(o, " ".join(reason), right) for o, reason, right in options)
    )
    if not question.words or len(options) < 3:
        raise LessonError(path, line, "a question needs words and at least three options: - [x] or - [ ]")
    if len(options) > len(LETTERS):
        raise LessonError(
            path, line, f"a question has at most {len(LETTERS)} options, {LETTERS}, not {len(options)}"
        )
    if sum(option.right for option in question.options) != 1:
        raise LessonError(path, line, "one option of a question is right: - [x]")
    for option in question.options:
        if option.words[-1] in ".。":
            raise LessonError(path, line, f"the option {option.words!r} ends without a full stop")
        if not option.reason:
            raise LessonError(path, line, f"the option {option.words!r} needs a reason, indented below it")
        if re.search(r"[`*\]]", re.sub(r"\$[^$]*\$", "", option.words + option.reason)):
            raise LessonError(path, line, f"the option {option.words!r} may hold plain words and $formulas$")
    return question


def _check_languages_agree(path: Path, cell: Cell) -> None:
    rights = {tuple(option.right for option in q.options) for q in cell.questions.values()}
    if len(rights) > 1:
        raise LessonError(path, cell.line, f"the options of {cell.key} differ between the languages")


def _validate(lesson: Lesson) -> None:
    for cell in lesson.cells:
        _check_languages_agree(lesson.path, cell)
        if cell.kind == "code":
            _check_width(lesson.path, cell)
            _check_solution(lesson.path, cell)
        for language in LANGUAGES:
            if cell.kind != "code" and language not in cell.texts:
                message = f"the {cell.kind} cell {cell.key} has no text in {language}"
                raise LessonError(lesson.path, cell.line, message)
    alts = {cell.key for cell in lesson.of_kind("alt")}
    shown = {
        name: cell.line
        for cell in lesson.of_kind("code")
        for name in re.findall(r"\bshow\([^\n]*\"([a-z0-9-]+)\"\)", cell.code)
    }
    for name in shown.keys() - alts:
        raise LessonError(lesson.path, shown[name], f"the figure {name} has no alt text")
    for cell in lesson.of_kind("alt"):
        if cell.key not in shown:
            raise LessonError(lesson.path, cell.line, f"no figure {cell.key} is shown")


def _check_width(path: Path, cell: Cell) -> None:
    for offset, line in enumerate(cell.code.splitlines(), 1):
        if len(line) > WIDTH:
            message = f"the line has {len(line)} columns, and readers see {WIDTH}"
            raise LessonError(path, cell.line + offset, message)


def _check_solution(path: Path, cell: Cell) -> None:
    inside = 0
    for offset, line in enumerate(cell.code.splitlines(), 1):
        inside += {BEGIN: 1, END: -1}.get(line.strip(), 0)
        if inside not in (0, 1):
            raise LessonError(path, cell.line + offset, f"{BEGIN} and {END} don't pair")
    if inside:
        raise LessonError(path, cell.line, f"{BEGIN} without {END}")
    if (BEGIN in cell.code) != ("exercise" in cell.tags):
        raise LessonError(path, cell.line, 'a solution and the tag "exercise" belong together')
