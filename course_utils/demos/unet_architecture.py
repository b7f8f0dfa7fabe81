"""The demo of lesson 02 that draws the U-Net: for any input size and depth, with the shape of every tensor."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from course_utils.demos.shell import Choice, Demo, Picture, Slider
from course_utils.demos.unet_sizes import UnetSizeError, unet_parameters, unet_sizes
from course_utils.messages import text
from course_utils.palette import BLUE, CREAM, FAINT, GREEN, INK, LINE, ORANGE, PAPER, PURPLE, RED, shade
from course_utils.svg import Drawing, wrap

SMALLEST_INPUT, LARGEST_INPUT = 16, 700  # input sizes on offer
RECORDED_SIZES = (*range(60, 701, 64), 101, 140, 256, 284, 388, 512, 571, 573)
INPUT_CHANNELS, OUTPUT_CLASSES = 1, 2  # as in the paper


def architecture(size: int = 572, depth: int = 4, filters: int = 64, convolutions: str = "valid") -> Demo:
    """The U-Net of arXiv 1505.04597, Figure 1, for any input size and depth, with the shape of every tensor.

    The arguments are the picture to begin with; convolutions: "valid" as in the paper, or "same".
    """
    return Demo(
        _draw_architecture,
        {
            "size": Slider("demo_unet_size", size, SMALLEST_INPUT, LARGEST_INPUT),
            "depth": Slider("demo_unet_depth", depth, 1, 5),
            "filters": Choice("demo_unet_filters", filters, dict.fromkeys((8, 16, 32, 64))),
            "convolutions": Choice(
                "demo_unet_convolutions", convolutions, {k: f"demo_unet_{k}" for k in ("valid", "same")}
            ),
        },
        recorded={"size": RECORDED_SIZES, "filters": (16, 64)},
    )


def _is_legal(size: int, depth: int, valid: bool) -> bool:
    try:
        unet_sizes(size, depth, valid)
    except ValueError:
        return False
    return True


def nearest_sizes(size: int, depth: int, valid: bool) -> list[int]:
    """The legal input sizes just below and just above `size`, as far as there are any on offer."""
    searches = (range(size - 1, SMALLEST_INPUT - 1, -1), range(size + 1, LARGEST_INPUT + 1))
    found = (next((n for n in search if _is_legal(n, depth, valid)), None) for search in searches)
    return [n for n in found if n is not None]


def _draw_architecture(state: dict) -> Picture:
    size, depth, filters = state["size"], state["depth"], state["filters"]
    valid = state["convolutions"] == "valid"
    broken = None
    try:
        sizes = unet_sizes(size, depth, valid)
    except UnetSizeError as error:
        broken, sizes = error.level, error.sizes
    reason = _reason(sizes, state, broken) if broken else ""
    drawing = _UnetDrawing(sizes, size, depth, filters, broken)
    drawing.draw(reason)
    travelled = text(
        "demo_unet_travelled",
        down=_listed(sizes.encoder),
        bottom=_listed([sizes.bottom]),
        up=_listed(level[1:] for level in sizes.decoder),
    )
    if broken:
        caption = reason
    else:
        key = "demo_unet_smaller" if sizes.output < size else "demo_unet_as_large"
        caption = text(
            "demo_unet_caption",
            input=_shape(size, INPUT_CHANNELS),
            output=_shape(sizes.output, OUTPUT_CLASSES),
            size=text(key, lost=(size - sizes.output) // 2),
            layers=5 * depth + 3,
            parameters=unet_parameters(depth, filters, INPUT_CHANNELS, OUTPUT_CLASSES),
        )
    alt = text("demo_unet_alt", depth=depth, filters=filters, caption=caption, travelled=travelled)
    return Picture(str(drawing.sheet), alt, caption)


def _listed(levels) -> str:
    comma, semicolon = text("demo_comma"), text("demo_semicolon")
    return semicolon.join(comma.join(map(str, level)) for level in levels if level) or "–"


def _shape(side: int, channels: int) -> str:
    return f"{side}×{side}×{channels}"


def _reason(sizes, state: dict, level: int) -> str:
    """What breaks, where, and what would work instead."""
    place = "up" if sizes.decoder else "bottom" if sizes.bottom else "down"
    last = (sizes.decoder or [sizes.bottom or sizes.encoder[-1]])[-1]
    odd = place == "down" and len(last) == 3
    what = text("demo_unet_odd" if odd else "demo_unet_gone", side=last[-1])
    where = text(f"demo_unet_breaks_{place}", level=level)
    near = nearest_sizes(state["size"], state["depth"], state["convolutions"] == "valid")
    return where + what + text("demo_unet_nearest", sizes=text("demo_unet_or").join(map(str, near)))


@dataclass(frozen=True)
class _Box:
    """A tensor: its row (level) and column in the picture; side None where it never comes to be."""

    level: int
    column: int
    side: int | None
    channels: int
    joined: bool = False  # half copied from the encoder, half up-convolved


class _UnetDrawing:
    """The U: convolutions run to the right, poolings down, up-convolutions up, copies across."""

    WIDTH, HEIGHT = 920, 620
    UPPER, LOWER, MARGIN = 60, 66, 52  # room for the heading, the legend, the levels' names
    LABEL, ARROW = 28, 20  # room above a box, and between the levels

    def __init__(self, sizes, size: int, depth: int, filters: int, broken: int | None):
        self.sizes, self.depth, self.broken = sizes, depth, broken
        self.sheet = Drawing(self.WIDTH, self.HEIGHT)
        columns = 4 * depth + 4
        room = self.WIDTH - self.MARGIN - 8
        self.pitch = min(62, room / columns)
        self.x0 = self.MARGIN + (room - columns * self.pitch) / 2
        levels = depth + 1
        free = self.HEIGHT - self.UPPER - self.LOWER - levels * self.LABEL - depth * self.ARROW
        tallest = min(190, free / (2 - 0.5**depth))
        self.scale = tallest / size
        self.nominal = [max(tallest / 2**k, 4) for k in range(levels)]  # of a level's boxes, unless smaller
        used = sum(self.nominal) + levels * self.LABEL + depth * self.ARROW
        y = self.UPPER + (self.HEIGHT - self.UPPER - self.LOWER - used) / 2
        self.middles = []
        for height in self.nominal:
            self.middles.append(y + self.LABEL + height / 2)
            y += self.LABEL + height + self.ARROW
        self.down, self.up = self._boxes(filters)

    def _boxes(self, filters: int) -> tuple[list[list[_Box]], list[list[_Box]]]:
        """The boxes of the encoder with the bottom, and of the decoder with the output, in travelling order."""
        depth, widths = self.depth, [filters * 2**k for k in range(self.depth + 1)]
        encoder = [*self.sizes.encoder, self.sizes.bottom] if self.sizes.bottom else self.sizes.encoder
        down, up = [], []
        for k in range(depth + 1):
            sides = _padded(encoder[k] if k < len(encoder) else [])
            channels = (widths[k - 1] if k else INPUT_CHANNELS, widths[k], widths[k])
            down.append([_Box(k, 2 * k + i, sides[i], channels[i]) for i in range(3)])
        for i, k in enumerate(range(depth - 1, -1, -1)):
            sides = _padded(self.sizes.decoder[i][1:] if i < len(self.sizes.decoder) else [])
            channels, column = (2 * widths[k], widths[k], widths[k]), 2 * (depth + 1 + i)
            up.append([_Box(k, column + j, sides[j], channels[j], joined=j == 0) for j in range(3)])
        up[-1].append(_Box(0, 4 * depth + 3, self.sizes.output or None, OUTPUT_CLASSES))
        return down, up

    # Geometry of a box.

    def _x(self, box: _Box) -> float:
        return self.x0 + (box.column + 0.5) * self.pitch

    def _width(self, box: _Box) -> float:
        return min(self.pitch, 46) * (0.14 + 0.042 * np.log2(box.channels))

    def _height(self, box: _Box) -> float:
        return self.nominal[box.level] if box.side is None else max(box.side * self.scale, 3)

    def _top(self, box: _Box) -> float:
        return self.middles[box.level] - self._height(box) / 2

    def draw(self, reason: str) -> None:
        self._draw_heading(reason)
        for k, middle in enumerate(self.middles):
            colour, weight = (RED, "bold") if k + 1 == self.broken else (INK, "normal")
            name = text("demo_unet_level", level=k + 1)
            self.sheet.text(self.x0 - self.MARGIN + 8, middle, name, 11, "start", colour, weight)
        for level in self.down + self.up:
            for box in level:
                self._draw_box(box)
            for left, right in pairwise(level):
                self._draw_right(left, right, PURPLE if right is self.up[-1][-1] else BLUE)
        for upper, lower in pairwise(self.down):
            y0, y1 = self._top(upper[2]) + self._height(upper[2]) + 2, self._top(lower[0]) - self.LABEL + 2
            self._draw_arrow(self._x(upper[2]), y0, 0, y1 - y0, RED, upper[2], lower[0])
        for lower, upper in pairwise([self.down[-1], *self.up]):
            y0, y1 = self._top(lower[2]) - self.LABEL + 2, self._top(upper[0]) + self._height(upper[0]) + 2
            self._draw_arrow(self._x(lower[2]), y0, 0, y1 - y0, GREEN, lower[2], upper[0])
        for step, level in enumerate(self.up):
            self._draw_copy(self.down[level[0].level][2], level[0], step)
        self._draw_legend()

    def _draw_heading(self, reason: str) -> None:
        if not reason:
            first, last = self.down[0][0], self.up[-1][-1]
            shapes = f"{_shape(first.side, first.channels)}  →  {_shape(last.side, last.channels)}"
            self.sheet.text(self.WIDTH / 2, 26, shapes, 18, weight="bold")
            return
        lines = wrap(reason, 112)
        self.sheet.rect(8, 6, self.WIDTH - 16, 12 + 18 * len(lines), CREAM, ORANGE, 2)
        for k, line in enumerate(lines):
            self.sheet.text(self.WIDTH / 2, 21 + 18 * k, line, 13)

    def _draw_box(self, box: _Box) -> None:
        x, y, width, height = self._x(box), self._top(box), self._width(box), self._height(box)
        if box.side is None:
            self.sheet.rect(x - width / 2, y, width, height, "none", LINE, 1, dash="3 3")
            return
        self._draw_tensor(x, y, width, height, box.joined)
        size = 10 if self.pitch > 38 else 9.5
        self.sheet.text(x, y - 19, f"{box.side}²", size)
        self.sheet.text(x, y - 8, f"×{box.channels}", size)

    def _draw_tensor(self, x, y, width, height, joined: bool) -> None:
        self.sheet.rect(x - width / 2, y, width, height, shade(0.3), BLUE)
        if joined:
            self.sheet.rect(x - width / 2, y, width / 2, height, PAPER, BLUE)

    def _draw_copy(self, copied: _Box, joined: _Box, step: int) -> None:
        self._draw_right(copied, joined, FAINT, mark=False)
        crop = self.sizes.crops[step] if joined.side is not None else 0
        if crop:
            height = (copied.side - 2 * crop) * self.scale
            left, top = self._x(copied) - self._width(copied) / 2, self.middles[copied.level] - height / 2
            self.sheet.rect(left, top, self._width(copied), height, stroke=INK, dash="2 2")
            x, y = (self._x(copied) + self._x(joined)) / 2, self.middles[copied.level] + 10
            self.sheet.text(x, y, text("demo_unet_crop", pixels=crop), 10)

    def _draw_right(self, left: _Box, right: _Box, colour: str, mark=True) -> None:
        x0 = self._x(left) + self._width(left) / 2 + 1
        x1 = self._x(right) - self._width(right) / 2 - 1
        self._draw_arrow(x0, self.middles[left.level], x1 - x0, 0, colour, left, right, mark)

    def _draw_arrow(self, x, y, dx, dy, colour: str, start: _Box, end: _Box, mark=True) -> None:
        """Faint if it leads to nothing; crossed out where a real tensor cannot go on."""
        colour = LINE if end.side is None else colour
        length = abs(dx + dy)
        head = min(6, length)
        ux, uy = head * dx / length, head * dy / length
        tip_x, tip_y = x + dx, y + dy
        self.sheet.line(x, y, tip_x - ux, tip_y - uy, colour, 2)
        wings = [(tip_x - ux + side * uy, tip_y - uy + side * ux) for side in (0.6, -0.6)]
        points = "L".join(f"{a:.1f} {b:.1f}" for a, b in [(tip_x, tip_y), *wings])
        self.sheet.path(f"M{points}Z", fill=colour)
        if mark and start.side is not None and end.side is None:
            cross = f"M{x + dx / 2 - 6:.1f} {y + dy / 2 - 6:.1f}l12 12m0 -12l-12 12"
            self.sheet.path(cross, INK, 6)
            self.sheet.path(cross, RED, 3)

    def _draw_legend(self) -> None:
        keys = {"conv": BLUE, "pool": RED, "up": GREEN, "copy": FAINT, "last": PURPLE}
        some = self.down[0][0]
        for k, (key, colour) in enumerate(keys.items()):
            x, y = 12 + 184 * k, self.HEIGHT - 42
            self._draw_arrow(x, y, 26, 0, colour, some, some)
            self.sheet.text(x + 32, y, text(f"demo_unet_key_{key}"), 11, "start")
        for k, (key, joined) in enumerate({"tensor": False, "joined": True}.items()):
            x, y = 12 + 368 * k, self.HEIGHT - 18
            self._draw_tensor(x + 13, y - 8, 14, 16, joined)
            self.sheet.text(x + 32, y, text(f"demo_unet_key_{key}"), 11, "start")


def _padded(sides: list) -> list:
    return [*sides, None, None, None][:3]
