"""The style sheet's common part, in the course's colours, and the font that formulas are set in."""

import io
import re
from html import unescape
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from course_utils import palette
from course_utils.files import package_file

SHARED = Path(__file__).with_name("shared.css")
SCHEME = Path(__file__).with_name("scheme.js")  # light or dark, and the switch


def stylesheet(css: str) -> str:
    """`css` behind the course's palette, where BLUE is var(--blue), and what site and slides share.

    A browser that knows light-dark() shows a page in the dark where the reader wants that; others don't.
    """
    colours = {n: v for n, v in vars(palette).items() if n.isupper() and str(v).startswith("#")}
    both = {name: f"light-dark({colours[name]}, {dark})" for name, dark in palette.DARK.items()}
    return (
        f":root {{ {_variables(colours)}}}\n"
        f"@supports (color: light-dark(#000, #fff)) {{\n"
        f"  :root {{ color-scheme: light dark; {_variables(both)}}}\n}}\n\n"
        f"{SHARED.read_text(encoding='utf-8')}\n{css}"
    )


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--{name.lower()}: {value}; " for name, value in colours.items())


def math_font(html: str) -> bytes:
    """STIX Two Math, which ziamath ships, cut down to the characters that the formulas need; WOFF."""
    written = {c for mathml in re.findall(r"<math.*?</math>", html, re.DOTALL) for c in unescape(mathml)}
    italic = {"\u210e", *map(chr, range(0x1D434, 0x1D468)), *map(chr, range(0x1D6E2, 0x1D71C))}  # of <mi>x</mi>
    options = subset.Options(flavor="woff", layout_features=["*"], name_IDs=["*"], notdef_outline=True)
    font = TTFont(package_file("ziamath", "fonts/STIXTwoMath-Regular.ttf"), recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(written | italic)))
    cutter.subset(font)
    font.flavor = "woff"
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()
