"""What an exception means to the student: its reason in one line, and the line of theirs that raised it."""

import re
import sysconfig
import traceback
from pathlib import Path

from course_utils.messages import text

_COURSE = str(Path(__file__).parents[1])
_LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")})
_QUOTED = re.compile(r'^\s*File "(?P<file>.+?)", line \d+, in .*\n\s+(?P<line>\S.*)', re.MULTILINE)
_BLANK = re.compile(r"[ \t]+\n")
_COLOURS = re.compile(r"\x1b\[[\d;]*m")
_ARRAY = re.compile(r"\[[\s\d.,e+\-\[\]]*\n[\s\d.,e+\-\[\]]*\]")  # printed over several lines
_NODE = re.compile(r"'?\{\{node [^}]*\}\} = (\w+)\[.*?\]\(.*?\)'?")
_LEFTOVERS = re.compile(r"\{\{.*?\}\}\s*|\s*\[Op:\w+\](?: name: ?\S*)?")
_STOP = re.compile(r"[.。\s]+([\"'”’」)\]]*)$")  # inside a closing quotation mark, too
_TYPE = re.compile(r"^[\w.]*(?:Error|Exception|Interrupt|Warning): ")


def in_words(error: BaseException, language: str | None = None) -> str:
    """Type, reason and, where there is one, the student's own line; without a full stop."""
    reason = message_of(error)
    words = f"{type(error).__name__}: {reason}" if reason else type(error).__name__
    line = line_of(error)
    return text("in_your_line", language, error=words, line=line) if line else words


def message_of(error: BaseException, limit: int = 200) -> str:
    """The reason that an exception gives, in one line of at most `limit` characters, without a full stop.

    TensorFlow and Keras say first where they were and the reason last.
    """
    reason = _reason(_said(error))
    first = next((line.strip() for line in reason.splitlines() if line.strip()), "")
    return _STOP.sub(r"\1", shorten(first, limit))


def cast_of(error: BaseException) -> dict[str, str]:
    """Of what NumPy says when floats are added into an array of integers: both dtypes; else empty."""
    if isinstance(error, TypeError) and hasattr(error, "from_") and hasattr(error, "to"):  # no public type
        return {"array": str(error.to), "given": str(error.from_)}
    return {}


def _said(error: BaseException) -> str:
    try:
        return _COLOURS.sub("", str(error))
    except Exception:  # a student's own exception may fail to describe itself
        return ""


def _reason(said: str) -> str:
    said = _BLANK.sub("\n", said).strip()
    if said.startswith("in user code:"):  # a tf.function: the lines on the way, a blank line, type and reason
        _, _, rest = said.partition("\n\n")
        _, _, rest = rest.partition("\n\n")
        return _reason(_TYPE.sub("", rest.strip()))
    if said.startswith("Exception encountered when calling"):  # a Keras layer
        _, _, rest = said.partition("\n\n")
        return _reason(rest.partition("\n\nArguments received by")[0])
    if "Error encountered:\n\n" in said:  # Keras could not tell a layer's shape
        return _reason(said.partition("Error encountered:\n\n")[2])
    if said.startswith("Graph execution error:"):  # a graph that runs: the lines on the way, the reason
        lines = [line for line in said.splitlines()[1:] if line.strip() and not line[0].isspace()]
        return lines[-1] if lines else ""
    said = _LEFTOVERS.sub("", _NODE.sub(r"\1", said))
    return _ARRAY.sub("[…]", said)


def line_of(error: BaseException) -> str:
    """The last of the student's own lines that led to the exception; "" if it came from no line of theirs."""
    lines = [f.line for f in traceback.extract_tb(error.__traceback__) if f.line and is_theirs(f.filename)]
    lines += [found["line"] for found in _QUOTED.finditer(_said(error)) if is_theirs(found["file"])]
    return shorten(lines[-1].strip(), 120) if lines else ""


def raised_by_student(error: BaseException) -> bool:
    """Whether a raise of the student's own raised it, nothing that they called."""
    frames = traceback.extract_tb(error.__traceback__)
    return bool(frames) and is_theirs(frames[-1].filename)


def is_theirs(file: str) -> bool:
    """A notebook's cell or a module beside it, no library's file and none of the course's."""
    generated = file.startswith("<frozen") or "__autograph_generated_file" in file
    return not (generated or file.startswith((_COURSE, *_LIBRARIES)))


def shorten(words: str, limit: int) -> str:
    """At most `limit` characters, with … for what is cut off."""
    return words if len(words) <= limit else words[: limit - 1] + "…"
