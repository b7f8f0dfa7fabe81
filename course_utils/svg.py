"""Drawing with numbers: grids, arrows and small images as SVG, sharp at any size and drawn in a millisecond."""

import base64
import io
from functools import lru_cache
from html import escape

import numpy as np
from PIL import Image

from course_utils.palette import BLUE, FONT, INK, LINE, ORANGE, PAPER, ink_on, rgb, shade


class Drawing:
    """A list of SVG elements on a white sheet; coordinates and sizes in CSS pixels."""

    def __init__(self, width: float, height: float):
        self.width, self.height = width, height
        self.parts: list[str] = []

    def rect(self, x, y, width, height, fill="none", stroke="none", stroke_width=1.0, dash=""):
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}" '
            f'stroke="{stroke}" stroke-width="{stroke_width:g}"{dashes}/>'
        )

    def line(self, x0, y0, x1, y1, stroke=LINE, stroke_width=1.0):
        self.parts.append(
            f'<line x1="{x0:g}" y1="{y0:g}" x2="{x1:g}" y2="{y1:g}" stroke="{stroke}" '
            f'stroke-width="{stroke_width:g}"/>'
        )

    def path(
        self, steps, stroke="none", stroke_width=1.0, fill="none", at=(0, 0), scale=1.0, cap="square", dash=""
    ):
        """SVG path data, enlarged and moved to `at`; the stroke's width is meant after enlarging."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        place = f' transform="translate({at[0]:g} {at[1]:g}) scale({scale:g})"' if scale != 1 or any(at) else ""
        self.parts.append(
            f'<path d="{steps}" fill="{fill}" stroke="{stroke}" stroke-width="{stroke_width / scale:g}" '
            f'stroke-linecap="{cap}" stroke-linejoin="round"{dashes}{place}/>'
        )

    def text(self, x, y, words, size=14, anchor="middle", fill=INK, weight="normal"):
        """One line of text whose middle line is at y."""
        self.parts.append(
            f'<text x="{x:g}" y="{y + 0.36 * size:g}" font-size="{size:g}" text-anchor="{anchor}" '
            f'fill="{fill}" font-weight="{weight}">{escape(str(words))}</text>'
        )

    def grid(self, x, y, values, cell, top=None, numbers=True, faded=None):
        """A table of numbers, each cell shaded by its value; `top` is the value of the darkest shade.

        values: (rows, columns); faded: bool array of the same shape, cells to show as cropped away.
        """
        values = np.asarray(values, dtype=float)
        top = np.abs(values).max(initial=0) if top is None else top
        size = min(14, cell * 0.5)
        self.parts.append(f'<g transform="translate({x:g} {y:g})">')  # the same cells wherever the table stands
        for (i, j), value in np.ndenumerate(values):
            gone = faded is not None and faded[i, j]
            fraction = 0.85 * abs(value) / top if top and not gone else 0
            left, upper = j * cell, i * cell
            self.rect(left, upper, cell, cell, "#EEEEEE" if gone else shade(fraction), LINE)
            if numbers:
                ink = "#9A9A9A" if gone else ink_on(fraction)
                self.text(left + cell / 2, upper + cell / 2, number(value), size, fill=ink)
        self.parts.append("</g>")

    def image(self, x, y, pixels, width, height, smooth=False):
        """An image array, (H, W) or (H, W, 3), uint8 or floats in [0, 1], stretched to width × height."""
        self.encoded(x, y, png_uri(pixels), width, height, smooth)

    def row(self, x, y, images, cell, gap=2):
        """Images side by side in square cells, smooth. Each is by itself: other pictures may have it, too."""
        for k, pixels in enumerate(images):
            self.image(x + k * cell, y, pixels, cell - gap, cell - gap, smooth=True)

    def encoded(self, x, y, uri, width, height, smooth=True):
        """An image that is already a data: address, stretched to width × height."""
        rendering = "" if smooth else ' style="image-rendering:pixelated"'
        self.parts.append(
            f'<image x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" '
            f'preserveAspectRatio="none"{rendering} href="{uri}"/>'
        )

    def inset(self, x, y, inner: "Drawing"):
        """Another drawing as a window in this one: what reaches over its edges is cut off."""
        self.parts.append(
            f'<svg x="{x:g}" y="{y:g}" width="{inner.width:g}" height="{inner.height:g}">'
            f"{''.join(inner.parts)}</svg>"
        )

    def __str__(self) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}" '
            f'width="{self.width:g}" height="{self.height:g}" font-family="{FONT}">'
            f'<rect width="100%" height="100%" fill="{PAPER}"/>{"".join(self.parts)}</svg>'
        )


def number(value: float) -> str:
    """A number short enough for a cell: 3, -1, 0.25, 12.5; never 3.0 or -0."""
    if value == int(value):
        return f"{int(value)}"
    return f"{value:.3g}" if abs(value) >= 0.995 else f"{value:.2f}".replace("0.", ".", 1)


def grids(tables: dict[str, np.ndarray], cell: float = 34, gap: float = 44, numbers=True) -> str:
    """Tables of numbers side by side, each under its title, on one scale of shades."""
    arrays = {title: np.atleast_2d(table) for title, table in tables.items()}
    top = max(np.abs(a).max(initial=0) for a in arrays.values())
    widths = [max(a.shape[1] * cell, 8.2 * len(title)) for title, a in arrays.items()]
    height = max(a.shape[0] for a in arrays.values()) * cell
    drawing = Drawing(sum(widths) + gap * (len(arrays) + 1) - gap, height + 56)
    x = gap / 2
    for (title, array), width in zip(arrays.items(), widths, strict=True):
        drawing.text(x + width / 2, 20, title, 14, weight="bold")
        left = x + (width - array.shape[1] * cell) / 2
        upper = 40 + (height - array.shape[0] * cell) / 2
        drawing.grid(left, upper, array, cell, top, numbers)
        x += width + gap
    return str(drawing)


@lru_cache(maxsize=1)
def _shades() -> np.ndarray:
    return as_bytes(rgb(*map(shade, np.linspace(0, 1, 256))))


def heat(values, top: float = 1.0) -> np.ndarray:
    """An array (H, W) of values between 0 and `top` as uint8 colours (H, W, 3), from paper to deep blue."""
    return _shades()[np.clip(np.asarray(values) / top * 255, 0, 255).astype(int)]


def diverging(values, top: float = 1.0) -> np.ndarray:
    """Values between -top and top as uint8 colours (..., 3), from orange over paper to blue."""
    blue, orange = as_bytes(rgb(BLUE, ORANGE)).astype(float)
    fraction = np.clip(np.asarray(values, dtype=float) / top, -1, 1)[..., None]
    return np.round(255 + np.abs(fraction) * (np.where(fraction > 0, blue, orange) - 255)).astype(np.uint8)


def wrap(words: str, width: int) -> list[str]:
    """Lines of about `width` columns, a Chinese character counting for two."""
    lines, line, used = [], "", 0
    for piece in words.replace(" ", " \0").split("\0"):
        for part in [piece] if piece.isascii() else list(piece):
            columns = sum(1 if c.isascii() else 2 for c in part)
            if used + columns > width and line:
                lines, line, used = [*lines, line], "", 0
            line, used = line + part, used + columns
    return [*lines, line]


def as_bytes(pixels) -> np.ndarray:
    """An image array as uint8, from uint8 or from bool or floats in [0, 1]."""
    pixels = np.asarray(pixels)
    return pixels if pixels.dtype == np.uint8 else np.round(np.clip(pixels, 0, 1) * 255).astype(np.uint8)


def png_bytes(pixels) -> bytes:
    """PNG of an image array, (H, W) or (H, W, 3), uint8 or floats in [0, 1]."""
    buffer = io.BytesIO()
    Image.fromarray(as_bytes(pixels)).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def png_uri(pixels) -> str:
    """The same as a data: address."""
    return "data:image/png;base64," + base64.b64encode(png_bytes(pixels)).decode()


def jpeg_uri(pixels, quality: int = 85, subsampling: int = 0) -> str:
    """A photograph, uint8 (H, W, 3), as a data: address; several times smaller than as PNG.

    subsampling: 0 keeps all colours sharp, 2 halves their resolution.
    """
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=quality, subsampling=subsampling)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()


def svg_uri(svg: str) -> str:
    """A drawing as a data: address."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def img_tag(uri: str, alt: str, width: str = "") -> str:
    """An <img> with alt text that never runs out of its column."""
    size = f"width:{width};" if width else ""
    return f'<img alt="{escape(alt, quote=True)}" src="{uri}" style="{size}max-width:100%;height:auto"/>'
