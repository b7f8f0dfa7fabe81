"""Characters that Matplotlib's font hasn't got, such as those of 我的照片.jpg: the browser writes them.

The font comes with Matplotlib, so that figures look alike everywhere; it has no Chinese. A browser
finds a font for nearly everything. So such a text is left out of the picture and laid over it as SVG.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.text import Text

from course_utils.svg import Drawing

LINE_HEIGHT = 1.2  # of the font's size


def png_of(figure: Figure) -> bytes:
    """The figure as a PNG file, without a warning of missing glyphs."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing")
        figure.savefig(buffer, format="png")
    return buffer.getvalue()


@contextmanager
def hidden(figure: Figure) -> Iterator[list[Text]]:
    """The texts of a drawn figure that its font can't write; meanwhile they keep their places unseen."""
    alphas = {
        text: text.get_alpha()
        for text in figure.findobj(Text)
        if text.get_visible() and text.get_alpha() != 0 and not _writable(text)
    }
    for text in alphas:
        text.set_alpha(0)
    try:
        yield list(alphas)
    finally:
        for text, alpha in alphas.items():
            text.set_alpha(alpha)


def _writable(text: Text) -> bool:
    glyphs = _glyphs(findfont(text.get_fontproperties()))
    return all(ord(character) in glyphs for character in text.get_text() if character > " ")


@cache
def _glyphs(font: str) -> frozenset[int]:
    return frozenset(get_font(font).get_charmap())


def overlay(drawing: Drawing, text: Text) -> None:
    """A text of a drawn figure onto a drawing of the figure's size, where Matplotlib would have put it."""
    size = text.get_fontsize() * text.figure.dpi / 72
    box, turn = text.get_window_extent(), text.get_rotation()
    middle, y = (box.x0 + box.x1) / 2, drawing.height - (box.y0 + box.y1) / 2
    sides = {"left": ("start", box.x0), "right": ("end", box.x1)} if turn == 0 else {}
    anchor, x = sides.get(text.get_horizontalalignment(), ("middle", middle))
    colour, weight = to_hex(text.get_color()), text.get_fontproperties().get_weight()
    lines = text.get_text().split("\n")
    written = Drawing(drawing.width, drawing.height)
    for number, line in enumerate(lines):
        down = (number - (len(lines) - 1) / 2) * LINE_HEIGHT * size
        written.text(x, y + down, line, size, anchor, colour, weight)
    turned = f' transform="rotate({-turn:g} {x:g} {y:g})"' if turn else ""
    drawing.parts.append(f"<g{turned}>{''.join(written.parts)}</g>")
