"""What the build writes down of each lesson for its banner and its figures, as JSON."""

import json
from pathlib import Path

from course_utils.messages import CourseError


def lesson_card(lesson: str) -> dict:
    """Title, minutes, data sources and alt texts of a lesson, as the build wrote them."""
    path = Path(__file__).parent / f"{lesson}.json"
    if not path.is_file():
        known = sorted(p.stem for p in path.parent.glob("*.json"))
        raise CourseError("lesson_unknown", name=lesson, names=", ".join(known))
    return json.loads(path.read_text(encoding="utf-8"))
