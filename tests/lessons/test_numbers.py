"""Numbers in a lesson's prose about our own results are its committed results, or the prose may not have them.

Every measurement-like number in a lesson's text or on the front pages (a decimal, a percentage, seconds,
decibels, "times") must be listed here with what it is, unless it is read from the results. A new one fails
until somebody has looked where it comes from. Lesson 00, whose text explains its figures one by one, is checked
in test_lesson_00.
"""

import re

import nbformat
import pytest

from course_utils.language import LANGUAGES
from course_utils.measurements import reference_results
from course_utils.reporting import DATA
from tools.build import Course

UNIT = r"%|dB|分贝|seconds?|秒|minutes?|分钟|times|倍"
NUMBER = re.compile(rf"(?<![\w.,])\d[\d,]*\.\d+|(?<![\w.,])\d[\d,]*(?:\.\d+)?(?= ?(?:{UNIT}))")
QUOTED = re.compile(r"\$[^$]*\$|`[^`]*`|\]\([^)]*\)|arXiv[:\s]\s*\d+\.\d+|doi \S+|https?://\S+|（arXiv[^）]*）")

# (lesson, cell): the numbers, and what they are
NOT_RESULTS = {
    ("01", "bilinear"): ({"1.5", "0.5"}, "distances between pixels, exact"),
    ("01", "judge"): ({"3"}, "decibels: 10 log10 2"),
    ("01", "reading"): ({"3.3"}, "a section of a paper"),
    ("02", "network"): (
        {"11.9"},
        "the network's weights, in tens of thousands (in Chinese); counted by the cell",
    ),
    ("02", "iou-task"): ({"1.0"}, "definition of IoU"),
    ("02", "score"): ({"0.62", "0.50", "0.55", "0.60", "0.3"}, "worked example of the score"),
    ("02", "results-meaning"): ({"0.5"}, "a setting: the threshold"),
    ("03", "leaky"): ({"0.2"}, "a setting: the slope"),
    ("03", "experiment"): ({"0.001"}, "a setting: the rates"),
    ("03", "rates"): ({"0.0001"}, "a setting of the usual tutorial: Adam(1e-4)"),
    ("03", "judge"): ({"0.9"}, "a setting: the confidence asked for"),
    ("03", "frechet-meaning"): ({"6.8", "20.3"}, "Lucic et al., arXiv 1711.10337: Inception FID"),
    ("04", "content"): ({"2.5"}, "worked example"),
    ("04", "total"): ({"0.001", "0.03"}, "settings: the weights"),
    ("04", "ratio"): ({"0.01"}, "a setting: the weights' ratio"),
    ("04", "variation-meaning"): ({"1.25"}, "a setting: the exponent"),
    ("04", "choices-meaning"): ({"4", "16"}, "powers of two, exact"),
    ("04", "later"): ({"2.0"}, "the version of a licence"),
    ("04", "reading"): ({"7.2"}, "a section of a book"),
    ("05", "copies-share"): ({"95", "0.05"}, "definition of a copy"),
}
PAGES = {
    "README.md": (
        {"0.9", "2.21", "3.11", "3.12", "3.13", "3.14", "4.0"},
        "a setting of lesson 03's judge, Pythons, the licence",
    ),
    "README.zh.md": ({"0.9", "2.21", "3.11", "3.12", "3.13", "3.14", "4.0"}, "the same"),
}
LESSON_00 = (
    "title",
    "watershed",
    "touch",
    "touching-try",
    "touching-meaning",
    "steps-meaning",
)  # test_lesson_00.py


def numbers(words: str) -> set[str]:
    return {m[0].rstrip(".,") for m in NUMBER.finditer(QUOTED.sub("", words))}


def committed(*lessons: str) -> set[str]:
    """The committed metrics of these lessons, rounded to 2, 3 and 4 digits."""
    values = [m["value"] for lesson in lessons for m in RECORDS[lesson]["metrics"].values()]
    return {f"{value:.{digits}g}" for value in values for digits in (2, 3, 4)}


LESSONS = Course().lessons()
RECORDS = reference_results("quick")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_stored_outputs_are_a_whole_run_in_quick(lesson, language):
    notebook = nbformat.read(Course().notebook_path(lesson, "complete", language), as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == [*range(1, len(cells) + 1)]
    outputs = [output for cell in cells for output in cell.outputs]
    assert not {"error", "stderr"} & {output.get("name", output.output_type) for output in outputs}
    (reported,) = (o.metadata[DATA] for o in outputs if DATA in o.get("metadata", {}))
    assert (reported["lesson"], reported["profile"]) == (lesson.name, "quick")


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_each_number_in_a_lesson_is_accounted_for(lesson):
    """By that lesson's own results, not by those of another."""
    minutes = {str(value) for value in lesson.card["minutes"].values()}
    for cell in lesson.of_kind("markdown"):
        key = (lesson.name[:2], cell.key)
        if key[0] == "00" and cell.key in LESSON_00:
            continue
        allowed = NOT_RESULTS.get(key, (set(), ""))[0] | committed(lesson.name)
        if cell is lesson.cells[0]:
            allowed = allowed | minutes
        for language, words in cell.texts.items():
            strangers = numbers(words) - allowed
            assert not strangers, (
                f"{lesson.path.name}, {cell.key}, {language}: where does {strangers} come from?"
            )


@pytest.mark.parametrize("page", sorted(PAGES))
def test_each_number_on_a_front_page_is_accounted_for(page, root):
    words = (root / page).read_text(encoding="utf-8")
    for mark in ("results", "benchmarks"):  # written from what was measured
        words = re.sub(rf"<!-- {mark} -->.*<!-- /{mark} -->", "", words, flags=re.DOTALL)
    assert not numbers(words) - PAGES[page][0] - committed(*RECORDS)


def test_no_listed_number_has_gone(root):
    """What is listed here but no longer quoted would let another number in."""
    quoted = {
        (lesson.name[:2], cell.key): numbers(" ".join(cell.texts.values()))
        for lesson in LESSONS
        for cell in lesson.of_kind("markdown")
    }
    for key, (listed, _) in NOT_RESULTS.items():
        assert listed <= quoted[key], key


def test_another_lessons_figure_is_a_stranger():
    theirs = {name: committed(name) for name in RECORDS}
    for name, own in theirs.items():
        others = set().union(*(theirs[other] for other in theirs if other != name))
        assert own and own - others and others - own, name


def test_a_number_from_nowhere_is_found():
    assert numbers("Training took 83 seconds and gains 4.2 dB, 17 % more; lesson 03 of 2018.") == {
        "83",
        "4.2",
        "17",
    }
    assert numbers("训练用了 83 秒，高出 4.2 dB。") == {"83", "4.2"}
    assert numbers("$x = 0.5$, `0.7`, arXiv 1603.08155") == set()
