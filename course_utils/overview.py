"""What is done and what is open: at a lesson's end, in lesson 00, on the start page, in a terminal."""

from __future__ import annotations

import re
from contextlib import suppress
from html import escape
from pathlib import Path
from unicodedata import east_asian_width

from course_utils import host, progress
from course_utils.cards import lesson_card, lesson_names
from course_utils.files import write_atomically
from course_utils.html import Html, beside_bar, table_html
from course_utils.language import LANGUAGES, WITHOUT_SPACES, current_language
from course_utils.messages import CourseError, join_sentences, text
from course_utils.palette import BLUE, GREEN

START_PAGE, OWN_PAGE = "START_HERE.md", "MY_PROGRESS.md"  # for everybody; this student's, beside it
LESSON_LINK = re.compile(r"^### (?:▶ )?\[.+\]\((?:(\w+)/)?(\w+)\.ipynb\)$", re.MULTILINE)  # a lesson's there
LETTERS_SHOWN = 50  # of a question, where it is named


def open_work(lesson: str) -> list[dict[str, str]]:
    """What a lesson gives to do and the student hasn't done, in its order: kind, name, cell."""
    facts = progress.kept_facts(lesson)
    return [item for item in lesson_card(lesson)["work"] if (item["kind"], item["name"]) not in facts]


def tally(lesson: str, language: str | None = None) -> dict[str, str]:
    """How much of a lesson is done, in words such as "2 of 5"."""
    facts = progress.kept_facts(lesson)
    work = [(item["kind"], item["name"]) for item in lesson_card(lesson)["work"]]
    answered = [facts[one] for one in work if one in facts and one[0] == "question"]

    def share(kind: str) -> str:
        wanted = [one for one in work if one[0] == kind]
        return text("progress_of", language, done=sum(one in facts for one in wanted), all=len(wanted))

    return {
        "exercises": share("exercise"),
        "questions": share("question"),
        "right": str(sum(fact["first"]["right"] is True for fact in answered)),
        "trainings": str(sum(kind == "training" for kind, _ in facts)),
    }


def has_begun() -> bool:
    """Whether anything is kept of any lesson."""
    return any(progress.kept_facts(lesson) for lesson in lesson_names())


# ------------------------------------------------------------------------------------------- in a notebook
def show_open(lesson: str) -> None:
    """At a lesson's end: what is open, with links to the cells; below the first lesson's the whole course.

    Nothing where the notebook is nobody's: what it shows must not depend on the machine.
    """
    from IPython.display import display

    if not progress.is_kept() or lesson not in lesson_names():
        return
    display(_open_bundle(lesson), raw=True)
    if lesson == lesson_names()[0]:
        display(course_bundle(), raw=True)
    write_own_page(Path.cwd())


def show_course(lesson: str) -> None:
    """At the start of the first lesson: the whole course, for whoever has begun it."""
    from IPython.display import display

    if lesson == lesson_names()[0] and progress.is_kept() and has_begun():
        display(course_bundle(), raw=True)


def _open_bundle(lesson: str) -> dict[str, str]:
    """MIME type -> what is open in a lesson, or that nothing is and what comes next."""
    items = open_work(lesson)
    if not items:
        return _done_bundle(lesson)
    kinds = {
        "exercise": text("progress_open_exercises"),
        "question": text("progress_open_questions"),
        "training": text("progress_open_trainings"),
    }
    plain, html = [text("progress_open")], f"<b>{escape(text('progress_open'))}</b>"
    for kind, words in kinds.items():
        named = [(_name(lesson, item), item["cell"]) for item in items if item["kind"] == kind]
        if named:
            plain.append(text("labelled", name=words, value=" · ".join(name for name, _ in named)))
            links = " · ".join(_link(f"#cell-id={cell}", name) for name, cell in named)
            html += f"<br>{text('labelled', name=escape(words), value=links)}"
    return {"text/plain": "\n".join(plain), "text/html": beside_bar(html, BLUE)}


def _done_bundle(lesson: str) -> dict[str, str]:
    words = join_sentences(text("progress_nothing_open"), text("progress_line", **tally(lesson)))
    after = lesson_names()[lesson_names().index(lesson) + 1 :][:1]
    said = text("progress_next", title=_title(after[0])) if after else text("progress_page")
    html = _link(f"{after[0]}.ipynb", said) if after else _with_code(said)
    bar = beside_bar(f"{escape(words)}<br>{html}", GREEN)
    return {"text/plain": f"{words}\n{said}", "text/html": bar}


def _link(place: str, words: str) -> str:
    """A link to a cell or a notebook beside this one. On Colab and Kaggle outputs live elsewhere: no link."""
    is_alone = host.on_colab() or host.on_kaggle()
    return escape(words) if is_alone else f'<a href="{place}">{escape(words)}</a>'


def _with_code(words: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(words))


def _name(lesson: str, item: dict[str, str]) -> str:
    """What a student knows it by: an exercise's function, a training's name, the beginning of a question."""
    if item["kind"] != "question":
        return item["name"]
    language = current_language()
    words = lesson_card(lesson)["questions"][item["name"]][language]["words"]
    words = " ".join(re.sub(r"[*`$\\{}]|^> ?", "", words, flags=re.MULTILINE).split())
    most = LETTERS_SHOWN // 2 if language in WITHOUT_SPACES else LETTERS_SHOWN
    if len(words) <= most:
        return words
    cut = words[:most] if language in WITHOUT_SPACES else words[:most].rpartition(" ")[0]
    return f"{cut.rstrip(',:;，：；')} …"


def _title(lesson: str, language: str | None = None) -> str:
    return f"{lesson[:2]} · {lesson_card(lesson)['title'][language or current_language()]}"


def course_bundle() -> dict[str, str]:
    """MIME type -> the whole course at a glance; the lessons' titles lead to them."""
    head = _head()
    rows = []
    for lesson in lesson_names():
        rows.append([Html(_link(f"{lesson}.ipynb", _title(lesson))), *tally(lesson).values()])
    html = table_html(rows, text("progress_title"), ["", *head])
    return {"text/plain": "\n".join(course_lines()), "text/html": html}


def _head() -> list[str]:
    return [
        text("progress_exercises"),
        text("progress_questions"),
        text("progress_right"),
        text("progress_trainings"),
    ]


def course_lines() -> list[str]:
    """The same for a terminal: titles come last, since Chinese ones have another width."""
    head = _head()
    lines = [[*tally(lesson).values(), _title(lesson)] for lesson in lesson_names()]
    widths = [max(map(_width, column)) for column in zip(head, *lines, strict=False)]
    rows = [[*head, ""], *lines]
    padded = [
        "  ".join(" " * (w - _width(cell)) + cell for cell, w in zip(row, widths, strict=False)) for row in rows
    ]
    return [
        text("progress_title"),
        *(f"{cells}  {row[-1]}".rstrip() for cells, row in zip(padded, rows, strict=True)),
    ]


def _width(words: str) -> int:
    """Columns of a terminal that the words take up."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in words)


# ---------------------------------------------------------------------------------------- the start page
def write_own_page(folder: Path) -> str | None:
    """Write a student's own start page beside the one for everybody; its name, None where there is none.

    It is the same page, with what is done under each lesson, and the mark at the first that has work left.
    """
    found = [p for p in (folder, folder.parent) if (p / START_PAGE).is_file()]
    if not found or not has_begun():
        return None
    with suppress(OSError):
        page = (found[0] / START_PAGE).read_text(encoding="utf-8")
        write_atomically(found[0] / OWN_PAGE, own_page(page).encode())
        return OWN_PAGE
    return None


def own_page(page: str) -> str:
    """The start page with each lesson's tally below its title."""
    left = [lesson for lesson in lesson_names() if open_work(lesson)][:1]

    def with_tally(found: re.Match) -> str:
        language, lesson = found[1] or LANGUAGES[0], found[2]
        if lesson not in lesson_names() or language not in LANGUAGES:
            return found[0]
        title = found[0].replace("▶ ", "").replace("### ", "### ▶ " if lesson in left else "### ")
        words = text("progress_line", language, **tally(lesson, language))
        return f"{title}\n\n**{words}**" if progress.kept_facts(lesson) else title

    return LESSON_LINK.sub(with_tally, page)


# ----------------------------------------------------------------------------------------- in a terminal
def print_progress() -> int:
    """The whole course, and where that is kept."""
    folder = progress.progress_folder()
    if folder is None:
        print(text("progress_off"))
        return 0
    print("\n".join(course_lines()))
    print(text("progress_page" if has_begun() else "progress_none_yet"))
    print(text("progress_kept_in", folder=folder))
    return 0


def forget_after_asking() -> int:
    """Delete what is kept, if whoever sits there says so."""
    folder = progress.progress_folder()
    if folder is None or not folder.is_dir():
        print(text("progress_stays"))
        return 0
    try:
        answer = input(text("progress_forget_ask", folder=folder))
    except EOFError:  # nobody is there
        answer = ""
        print()
    if answer.strip().lower() not in ("y", "yes", "是"):
        print(text("progress_stays"))
        return 0
    try:
        progress.forget()
    except OSError as error:
        raise CourseError("progress_not_deleted", folder=folder, cause=error.strerror or error) from error
    print(text("progress_forgotten"))
    return 0
