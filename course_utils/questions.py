"""Questions before a cell: one commits to an answer and is told at once why it is so, or why it isn't."""

from html import escape

from course_utils import session
from course_utils.cards import lesson_card
from course_utils.html import beside_bar
from course_utils.language import LANGUAGES, current_language
from course_utils.messages import CourseError, text
from course_utils.palette import GREEN, ORANGE
from course_utils.progress import keep_answer, own_fact

LETTERS = "ABCDEF"


def ask(name: str) -> None:
    """Show a button for each option of the lesson's question `name`; each click is answered with its reason.

    One may choose again, and need not choose at all; the last choice is kept. Where the notebook is executed
    for its stored outputs, all options stand there with their reasons.
    """
    from IPython.display import display

    question = _question(name)[current_language()]
    if session.is_static():
        display(_all_answers(question), raw=True)
        return

    import ipywidgets as widgets

    letters = LETTERS[: len(question["options"])]
    texts = [option["words"] for option in question["options"]]
    names = [option["words"] for option in _question(name)[LANGUAGES[0]]["options"]]  # in every language
    buttons = widgets.ToggleButtons(
        options=list(letters), value=None, description=text("question_choose"), tooltips=texts
    )
    buttons.style.button_width, buttons.style.description_width = "3.5em", "initial"
    answer = widgets.HTMLMath()

    def say(change):
        if change["new"] is not None:
            place = letters.index(change["new"])
            option = question["options"][place]
            answer.value = verdict_html(letters[place], option)
            keep_answer(name, names[place], option["right"])

    buttons.observe(say, "value")
    chosen = (own_fact("question", name) or {}).get("last", {}).get("option")
    if chosen in names:  # unless an update has reworded it
        buttons.value = letters[names.index(chosen)]
    display(widgets.VBox([buttons, answer]))


def verdict_html(letter: str, option: dict) -> str:
    """What is said to whoever chose `option`: whether it is right, and the reason."""
    return beside_bar(f"<b>{letter}</b> · {escape(answer_to(option))}", GREEN if option["right"] else ORANGE)


def answer_to(option: dict, language: str | None = None) -> str:
    """Whether `option` is right, and its reason, in `language` (default: the reader's)."""
    return text("question_right" if option["right"] else "question_wrong", language, **option)


def _all_answers(question: dict) -> dict[str, str]:
    """MIME type -> every option and its reason."""
    lettered = list(zip(LETTERS, question["options"], strict=False))
    plain = [f"{letter} · {answer_to(option)}" for letter, option in lettered]
    html = "".join(verdict_html(letter, option) for letter, option in lettered)
    return {"text/plain": "\n".join(plain), "text/html": html}


def _question(name: str) -> dict[str, dict]:
    """Language -> the question in it."""
    lesson = session.current.lesson if session.current else ""
    known = lesson_card(lesson)["questions"] if lesson else {}
    if name not in known:
        raise CourseError("question_unknown", name=name, lesson=lesson or "?", names=", ".join(known) or "-")
    return known[name]
