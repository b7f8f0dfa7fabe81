"""What several demos draw and measure: likeness, axes, curves, bars, keys, contact sheets of small images."""

import numpy as np

from course_utils.palette import FAINT, INK, LINE, RED
from course_utils.svg import Drawing

WIDTH = 860  # of a demo's picture
EDGE = 8  # its left and right margin
PLANE = 520  # of a picture of points in the plane, in pixels
MOST_DOTS = 1500


def psnr(one: np.ndarray, other: np.ndarray) -> float:
    """Of two pictures with values in [0, 1], in dB, at most 99."""
    error = np.mean((one.astype(np.float32) - other) ** 2)
    return float(10 * np.log10(1 / max(error, 10**-9.9)))


class Axes:
    """A box (x, y, width, height) of a drawing in which numbers have a place; y grows upwards."""

    def __init__(self, drawing: Drawing, box, x_span, y_span):
        self.drawing, self.box = drawing, box
        self.x_span, self.y_span = x_span, y_span

    def x(self, value):
        low, high = self.x_span
        return self.box[0] + self.box[2] * (np.asarray(value) - low) / ((high - low) or 1)

    def y(self, value):
        low, high = self.y_span
        return self.box[1] + self.box[3] * (high - np.asarray(value)) / ((high - low) or 1)

    def frame(self, x_ticks=(), y_ticks=(), x_title="", y_title="") -> None:
        """Faint lines at the ticks of y, numbers at all ticks, the titles below and above.

        The title of x stands between its numbers if there are only two of them, else below them.
        """
        left, upper, width, height = self.box
        for tick in y_ticks:
            level = self.y(tick)
            self.drawing.line(left, level, left + width, level, LINE)
            self.drawing.text(left - 6, level, f"{tick:.4g}".replace("-", "−"), 11, "end")
        self.drawing.line(left, upper + height, left + width, upper + height, FAINT)
        for tick in x_ticks:
            self.drawing.text(self.x(tick), upper + height + 13, f"{tick:g}", 11)
        below = 30 if len(x_ticks) > 2 else 13
        self.drawing.text(left + width / 2, upper + height + below, x_title, 12)
        self.drawing.text(left, upper - 12, y_title, 12, "start")

    def curve(self, xs, ys, colour: str, width: float = 2, dash: str = "") -> None:
        """A line through all points whose y is a number; it goes straight over those whose y is NaN."""
        known = np.isfinite(ys)
        xs, ys = np.broadcast_to(self.x(xs), known.shape)[known], self.y(ys)[known]
        if xs.size > 1:
            points = "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(xs.tolist(), ys.tolist(), strict=True))
            self.drawing.path("M" + points, colour, width, cap="round", dash=dash)

    def bars(self, edges, heights, colour: str) -> None:
        """Bars from 0 to `heights` (negative: downwards) between neighbouring edges."""
        base = self.y(0)
        tops = self.y(heights)
        for left, right, top in zip(self.x(edges[:-1]), self.x(edges[1:]), tops, strict=True):
            if top != base:
                self.drawing.rect(left + 0.5, min(top, base), right - left - 1, abs(top - base), colour)

    def dot(self, x, y, colour: str) -> None:
        where = f"M{self.x(x):.1f} {self.y(y):.1f}h0"
        self.drawing.path(where, INK, 12, cap="round")
        self.drawing.path(where, colour, 9, cap="round")


def legend_line(
    drawing: Drawing, x: float, y: float, words: str, colour: str, *, dash: str = "", under: str = ""
) -> None:
    """A piece of line and what it stands for; `under`: the colour of a broader line below it."""
    if under:
        drawing.path(f"M{x - 1:g} {y:g}h20", under, 5, cap="butt")
    drawing.path(f"M{x:g} {y:g}h18", colour, 3, cap="butt", dash=dash)
    drawing.text(x + 26, y, words, 12, "start")


def legend_patch(drawing: Drawing, x: float, y: float, words: str, colour: str, size: float = 12) -> None:
    """A piece of area and what it stands for, in letters of that size."""
    drawing.rect(x + 2, y - 7, 14, 14, colour, INK, 0.5)
    drawing.text(x + 26, y, words, size, "start")


def mark_chosen(drawing: Drawing, x: float, y: float, width: float, height: float) -> None:
    """The mark around the chosen one among several pictures."""
    drawing.rect(x, y, width, height, stroke=RED, stroke_width=3)


def grey_bytes(images: np.ndarray) -> np.ndarray:
    """[-1, 1] -> uint8, what lies beyond cut off, without a channel axis of length 1."""
    images = np.round((np.clip(images, -1, 1) + 1) * 127.5).astype(np.uint8)
    return images[..., 0] if images.ndim == 4 else images


def contact_sheet(images: np.ndarray, columns: int, gap: int = 2) -> np.ndarray:
    """Images (n, H, W) or (n, H, W, 3), uint8, side by side on white; the last row may stay short."""
    count, height, width, *channels = images.shape
    rows = -(-count // columns)
    cells = np.full((rows * columns, height + gap, width + gap, *channels), 255, dtype=np.uint8)
    cells[:count, :height, :width] = images
    sheet = cells.reshape(rows, columns, *cells.shape[1:]).swapaxes(1, 2)
    return sheet.reshape(rows * (height + gap), columns * (width + gap), *channels)[:-gap, :-gap]


def best_columns(count: int, width: float, height: float, largest: float) -> tuple[int, float]:
    """How many columns show `count` squares largest in width × height, and their side, at most `largest`.

    A full rectangle is preferred to a ragged last row unless it makes the squares much smaller.
    """

    def side(columns: int) -> float:
        return min(width / columns, height / -(-count // columns), largest)

    best = max(range(1, count + 1), key=lambda columns: (side(columns), columns))
    full = max((c for c in range(1, count + 1) if count % c == 0), key=lambda c: (side(c), c))
    columns = full if side(full) >= 0.65 * side(best) else best
    return columns, side(columns)
