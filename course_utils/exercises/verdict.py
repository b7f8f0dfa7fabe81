"""What a check says: the verdict, and the exceptions inside a check that become one."""

from dataclasses import dataclass
from html import escape

from course_utils import palette
from course_utils.html import beside_bar
from course_utils.messages import text

MARKS = {"passed": "✔", "failed": "✘", "error": "✘", "not attempted": "○"}
COLOURS = {
    "passed": palette.GREEN,
    "failed": palette.RED,
    "error": palette.RED,
    "not attempted": palette.FAINT,
}


@dataclass(frozen=True)
class Verdict:
    """What a check found: `status` is "passed", "failed", "not attempted" or "error"."""

    name: str
    status: str
    hint: str
    language: str = "en"
    key: str = ""  # of the message: which mistake it was

    @property
    def passed(self) -> bool:
        return self.status == "passed"

    def __str__(self) -> str:
        values = {"mark": MARKS[self.status], "label": self._label(), "hint": self.hint}
        return text("verdict_line", self.language, name=self.name, **values)

    def _label(self) -> str:
        return text("verdict_" + self.status.replace(" ", "_"), self.language)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        name = f"<code>{escape(self.name)}</code>"
        head = text("verdict_html", self.language, name=name, label=escape(self._label()))
        html = f"<b>{MARKS[self.status]} {head}</b> {escape(self.hint)}"
        return {"text/plain": str(self), "text/html": beside_bar(html, COLOURS[self.status])}


class Mistake(Exception):
    """Raised by a checker that recognises what is wrong: a message key and its placeholders."""

    def __init__(self, key: str, **values):
        self.key, self.values = key, values


class Slip(Mistake):
    """A result of the wrong form whose values can be judged: told unless they are wrong as well."""

    def __init__(self, key: str, result, **values):
        super().__init__(key, **values)
        self.result = result


class Crash(Exception):
    """The answer raised an exception (the cause of this one) during `call`."""

    def __init__(self, call: str):
        self.call = call


class NotAttempted(Exception):
    """What is there is a stub."""
