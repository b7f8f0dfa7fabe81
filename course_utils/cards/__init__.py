"""What the build writes down of each lesson for its banner and its figures, as JSON."""

import json
from pathlib import Path

from course_utils.messages import CourseError


def lesson_names() -> list[str]:
    """All lessons, such as "01_transposed_convolution", in their order."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.json"))


def lesson_card(lesson: str) -> dict:
    """Title, minutes, data sources and alt texts of a lesson, as the build wrote them."""
    path = Path(__file__).parent / f"{lesson}.json"
    if not path.is_file():
        raise CourseError("lesson_unknown", name=lesson, names=", ".join(lesson_names()))
    return json.loads(path.read_text(encoding="utf-8"))
