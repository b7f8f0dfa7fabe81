"""One page to show: a student's own best results beside the course's, in one HTML file that needs nothing."""

from __future__ import annotations

from html import escape
from pathlib import Path

from course_utils import palette, progress
from course_utils.cards import lesson_card, lesson_names
from course_utils.files import write_atomically
from course_utils.language import current_language
from course_utils.measurements import reference_results
from course_utils.messages import CourseError, text
from course_utils.overview import tally
from course_utils.reporting import report_output
from course_utils.svg import img_tag

CAPTIONS = {
    "coins": "showcase_coins",
    "upsampling": "showcase_upsampling",
    "salt": "showcase_salt",
    "digits": "showcase_digits",
    "picture": "showcase_picture",
}
PAGE_STYLE = f"""
body {{ margin: 0 auto; max-width: 60rem; padding: 2rem 1.2rem 4rem; background: {palette.PAPER};
  color: {palette.INK}; font: 1.05rem/1.55 system-ui, sans-serif; }}
h1 {{ font-size: 2.2rem; line-height: 1.15; margin: 0; }}
h2 {{ margin: 3.5rem 0 0.6rem; padding-top: 0.8rem; border-top: 4px solid {palette.BLUE}; }}
figure {{ margin: 0; }}
img {{ display: block; min-width: min(100%, 30rem); border-radius: 4px; }}
img.pixels {{ width: 100%; image-rendering: pixelated; }}
figcaption {{ margin: 0.5rem 0 1rem; }}
.table {{ overflow-x: auto; }}
table {{ border-collapse: collapse; font-variant-numeric: tabular-nums; }}
caption {{ padding-bottom: 0.3rem; }}
th, td {{ padding: 0.25rem 1.1rem 0.25rem 0; border-bottom: 1px solid {palette.LINE}; }}
@media print {{ section {{ break-inside: avoid; }} h2 {{ margin-top: 1.5rem; }} }}
"""


def results_page(path: str | Path, language: str | None = None) -> Path:
    """Write the page to `path`, in `language` (default: the reader's), and give that path.

    CourseError where no lesson has come to its report yet, or the file can't be written.
    """
    path = Path(path).expanduser()
    html = page_html(language or current_language())
    try:
        write_atomically(path, html.encode())
    except OSError as error:
        raise CourseError("showcase_not_written", path=path, cause=error.strerror or error) from error
    return path


def page_html(language: str) -> str:
    """The page as one piece of HTML."""
    kept = {lesson: progress.kept_facts(lesson).get(progress.RUN) for lesson in lesson_names()}
    parts = [_section(lesson, run, language) for lesson, run in kept.items() if run]
    if not parts:
        raise CourseError("showcase_empty")
    title = escape(text("showcase_title", language))
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{PAGE_STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n"
        f"<p>{escape(text('course_title', language))}</p>\n</header>\n<main>\n{''.join(parts)}</main>\n"
        f"</body>\n</html>\n"
    )


def _section(lesson: str, run: dict, language: str) -> str:
    """A lesson: the picture, how much of it was done, its figures beside the course's."""
    title = f"{lesson[:2]} · {lesson_card(lesson)['title'][language]}"
    done = escape(text("progress_line", language, **tally(lesson, language)))
    reference = reference_results(run["profile"]).get(lesson)
    table = report_output(run["metrics"], reference, run["profile"], language)[0]["text/html"]
    return (
        f'<section>\n<h2>{escape(title)}</h2>\n{_figure(run, language)}<div class="table">{table}</div>\n'
        f"<p>{done}</p>\n</section>\n"
    )


def _figure(run: dict, language: str) -> str:
    if not run["picture"]:
        return ""
    words = text(CAPTIONS.get(run["shows"], "showcase_other"), language)
    image = img_tag(run["picture"], words)
    if run["shows"] in ("digits", "salt"):  # enlarged, they stay sharp
        image = image.replace("<img", '<img class="pixels"')
    return f"<figure>{image}<figcaption>{escape(words)}</figcaption></figure>\n"
