"""Tables of two columns, `id` and another, from a file on disk or in a zip.

Spreadsheet programs may have saved them: UTF-16 or a byte order mark, semicolons or tabs between the
columns, other columns beside them and blank lines are taken as they are meant. In a table that will be
handed in (`strict`) they are faults.
"""

import codecs
import csv
import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from course_utils.messages import CourseError, text


@dataclass(frozen=True)
class Entry:
    """A file on disk or in a zip."""

    name: str  # for messages
    open: Callable[[], BinaryIO]


def cannot_be_read(file: str, error: OSError) -> CourseError:
    """To be raised: the system doesn't give the file."""
    return CourseError("tgs_unreadable", file=file, cause=error.strerror or type(error).__name__)


def read_table(entry: Entry, column: str, *, strict: bool = False) -> dict[str, str]:
    """id -> value of `column`, as text. CourseError naming the file, the line and the remedy."""
    key = "submission_table" if strict else "tgs_table"
    problem = partial(CourseError, key, file=entry.name, columns=f"id, {column}")
    try:
        with entry.open() as file:
            content = file.read()
    except OSError as error:
        raise cannot_be_read(entry.name, error) from error
    try:
        words = content.decode("utf-16" if content.startswith(_UTF_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise problem(cause=text("table_encoding")) from error
    first = words.partition("\n")[0].strip("\r")
    delimiter = "," if strict else max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(words, newline=""), delimiter=delimiter)
    try:
        header = next(rows, [])
        names = header if strict else [name.strip().lower() for name in header]
        if (names != ["id", column]) if strict else (names.count("id"), names.count(column)) != (1, 1):
            raise problem(cause=text("table_columns", found=",".join(header)[:80]))
        values, blank = _values(rows, names, column, problem, strict)
    except csv.Error as error:
        cause = text("table_field", line=rows.line_num, most=csv.field_size_limit())
        raise problem(cause=cause if "limit" in str(error) else str(error)) from error
    if blank:
        words = text("table_blank_skipped", file=entry.name, count=len(blank), line=blank[0])
        warnings.warn(words, stacklevel=3)
    return values


_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def _values(rows, names: list[str], column: str, problem, strict: bool) -> tuple[dict[str, str], list[int]]:
    """The values by id, and the numbers of the lines that are blank."""
    values: dict[str, str] = {}
    blank: list[int] = []
    for row in rows:
        line = rows.line_num
        if not any(cell.strip() for cell in row):
            if strict:
                raise problem(cause=text("table_blank", line=line))
            blank.append(line)
            continue
        if len(row) != len(names):
            raise problem(cause=text("table_row", line=line, found=",".join(row)[:80]))
        id = row[names.index("id")]
        if id in values:
            raise problem(cause=text("table_twice", line=line, found=id[:80]))
        values[id] = row[names.index(column)]
    return values, blank
