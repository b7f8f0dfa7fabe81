"""The course's colours and type, in one place. Distinct for colour-blind readers (Okabe & Ito, 2008)."""

import numpy as np

INK = "#22303C"
FAINT = "#8A96A0"
LINE = "#C9D1D7"
PAPER = "#FFFFFF"

BLUE = "#0072B2"
ORANGE = "#E69F00"
GREEN = "#009E73"
RED = "#D55E00"
SKY = "#56B4E9"
PURPLE = "#CC79A7"
YELLOW = "#F0E442"  # for areas; too light for lines and text on paper
CREAM = "#FFF6E5"  # the ground of a warning
CYCLE = (BLUE, ORANGE, GREEN, RED, PURPLE, SKY)

# Of pages in the dark: text and marks on them; pictures keep the colours above, on a light card.
DARK = {
    "INK": "#E3E8EC",
    "FAINT": "#84919C",
    "LINE": "#3C4852",
    "PAPER": "#14191F",
    "BLUE": "#79BEF2",
    "ORANGE": "#F2B84B",
    "GREEN": "#4CCBA2",
    "RED": "#FF9D6C",
    "PURPLE": "#E2A6CA",
}

FONT = "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif"


def rgb(*colours: str) -> np.ndarray:
    """Colours as float32 (n, 3) in [0, 1], from codes such as "#0072B2" or "1f3a93"."""
    return np.array([tuple(bytes.fromhex(colour.lstrip("#"))) for colour in colours], np.float32) / 255


_LOW, _HIGH = np.rint(255 * rgb("#F4F8FB", "#0B4F87")).tolist()  # paper to deep blue


def shade(fraction: float) -> str:
    """A step on the sequential scale from paper (0) to deep blue (1), as #rrggbb."""
    fraction = min(max(float(fraction), 0.0), 1.0)
    return "#" + "".join(f"{round(a + (b - a) * fraction):02x}" for a, b in zip(_LOW, _HIGH, strict=True))


def ink_on(fraction: float) -> str:
    """Text colour that can be read on `shade(fraction)`."""
    return PAPER if fraction > 0.55 else INK
