"""HTML that a notebook shows outside of figures: tables, and a notice."""

from html import escape

from course_utils.palette import ORANGE


def table_bundle(rows: list[dict], caption: str = "") -> dict[str, str]:
    """MIME type -> the table that `table` displays."""
    columns = list(rows[0])
    lines = [[str(row[c]) for c in columns] for row in rows]
    widths = [max(len(c), *(len(line[i]) for line in lines)) for i, c in enumerate(columns)]
    plain = [
        "  ".join(
            v.ljust(w) if i == 0 else v.rjust(w) for i, (v, w) in enumerate(zip(line, widths, strict=True))
        )
        for line in [columns, *lines]
    ]
    head = "".join(f'<th scope="col" style="text-align:right">{escape(c)}</th>' for c in columns)
    body = "".join(
        f'<tr><th scope="row" style="text-align:left">{escape(line[0])}</th>'
        + "".join(f'<td style="text-align:right">{escape(v)}</td>' for v in line[1:])
        + "</tr>"
        for line in lines
    )
    legend = f"<caption>{escape(caption)}</caption>" if caption else ""
    html = f"<table>{legend}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return {"text/plain": "\n".join(filter(None, [caption, *plain])), "text/html": html}


def notice(words: str) -> None:
    """Display a sentence that a student should read, as a line with a mark (not as a red warning)."""
    from IPython.display import display

    html = f'<div style="border-left:4px solid {ORANGE};padding:2px 10px">{escape(words)}</div>'
    display({"text/plain": words, "text/html": html}, raw=True)
