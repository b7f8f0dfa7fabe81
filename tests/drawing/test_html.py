"""The tables and marked lines of a notebook: read by screen readers, and safe with whatever stands in them."""

import re
from xml.etree import ElementTree

from course_utils import html
from course_utils.html import table_bundle, table_html


def parts(table: str):
    """The texts of caption, column heads, and rows; each head must say what it is the head of."""
    tree = ElementTree.fromstring(table)
    rows = tree.findall("tbody/tr")
    assert all(cell.get("scope") == "col" for cell in tree.findall("thead/tr/*"))
    for row in rows:
        assert [(cell.tag, cell.get("scope")) for cell in row] == [
            ("th", "row"),
            *[("td", None)] * (len(row) - 1),
        ]
    heads = [cell.text for cell in tree.findall("thead/tr/th")]
    return tree.findtext("caption"), heads, [[cell.text for cell in row] for row in rows]


def test_a_table_names_its_rows_and_columns_for_screen_readers():
    rows = [["IoU < 0.5 & more", "1", "2"], ["<script>", "3", "4"]]
    assert parts(table_html(rows, "both <b>", ["name", "a", "b"])) == ("both <b>", ["name", "a", "b"], rows)
    assert parts(table_html(rows)) == (None, [], rows)


def test_a_table_of_numbers_is_the_same_in_words():
    bundle = table_bundle([{"net": "small", "IoU": 0.5}, {"net": "larger", "IoU": 0.625}], "two nets")
    assert parts(bundle["text/html"]) == ("two nets", ["net", "IoU"], [["small", "0.5"], ["larger", "0.625"]])
    words = ["two nets", "net       IoU", "small     0.5", "larger  0.625"]
    assert bundle["text/plain"].splitlines() == words


def test_a_notice_is_said_aloud_and_escaped(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle))
    html.notice("a < b & c")
    mark = ElementTree.fromstring(shown[0]["text/html"])
    assert mark.get("role") == "status" and mark.text == "a < b & c" == shown[0]["text/plain"]


def test_tables_and_marks_are_written_in_one_place(root):
    """So that what makes them accessible holds for all of them."""
    rooms = {path.name: path.read_text(encoding="utf-8") for path in (root / "course_utils").rglob("*.py")}
    written = r"(?<!\(\?P)<(table|th|td)\b|border-left"  # a named group of a regular expression is none
    assert [name for name, source in rooms.items() if re.search(written, source)] == ["html.py"]
