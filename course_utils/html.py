"""HTML that a notebook shows outside of figures: tables, and words beside a bar of colour."""

from collections.abc import Sequence
from html import escape

from course_utils.palette import ORANGE


class Html(str):
    """A cell of a table that is HTML already."""


def table_html(rows: Sequence[Sequence[str]], caption: str = "", head: Sequence[str] = (), align="left") -> str:
    """A table whose first column names the rows; `head` names the columns, `align` places all but the first."""
    names = "".join(f'<th scope="col" style="text-align:{align}">{escape(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row" style="text-align:left">{_escaped(name)}</th>'
        + "".join(f'<td style="text-align:{align}">{_escaped(cell)}</td>' for cell in cells)
        + "</tr>"
        for name, *cells in rows
    )
    title = f'<caption style="text-align:left">{escape(caption)}</caption>' if caption else ""
    heading = f"<thead><tr>{names}</tr></thead>" if head else ""
    return f"<table>{title}{heading}<tbody>{body}</tbody></table>"


def _escaped(cell: str) -> str:
    return cell if isinstance(cell, Html) else escape(cell)


def table_bundle(rows: list[dict], caption: str = "") -> dict[str, str]:
    """MIME type -> the table of numbers that `table` displays."""
    columns = list(rows[0])
    lines = [[str(row[c]) for c in columns] for row in rows]
    widths = [max(len(c), *(len(line[i]) for line in lines)) for i, c in enumerate(columns)]
    plain = [
        "  ".join(
            v.ljust(w) if i == 0 else v.rjust(w) for i, (v, w) in enumerate(zip(line, widths, strict=True))
        )
        for line in [columns, *lines]
    ]
    html = table_html(lines, caption, columns, "right")
    return {"text/plain": "\n".join(filter(None, [caption, *plain])), "text/html": html}


def beside_bar(html: str, colour: str) -> str:
    """A line that a student should read, with a mark at its left; screen readers say it when it appears."""
    style = f"border-left:5px solid {colour};padding:6px 12px;margin:4px 0"
    return f'<div role="status" style="{style}">{html}</div>'


def notice(words: str) -> None:
    """Display a sentence that a student should read, as a line with a mark (not as a red warning)."""
    from IPython.display import display

    display({"text/plain": words, "text/html": beside_bar(escape(words), ORANGE)}, raw=True)
