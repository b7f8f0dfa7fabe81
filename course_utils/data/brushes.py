"""Paint box of the styles painted by code: noise, colours, and a canvas that takes brush strokes.

All lengths are shares of the picture's side and every random draw is independent of its size in pixels,
so that a seed gives the same picture at every size. Maps have shape (size, size), x to the right, y down.
"""

import numpy as np
from PIL import Image
from scipy import ndimage
from scipy.spatial import KDTree

Map = np.ndarray  # float32 (size, size)
Rng = np.random.Generator


# --- maps ----------------------------------------------------------------------------------------


def coordinates(size: int) -> tuple[Map, Map]:
    """(x, y) of the middle of each pixel, from 0 to 1."""
    side = (np.arange(size, dtype="float32") + 0.5) / size
    return np.meshgrid(side, side)


def noise(rng: Rng, size: int, cells: float, octaves: int = 1, stretch: float = 1) -> Map:
    """Smooth noise, mean 0 and standard deviation about 1, with blobs of side 1/`cells`.

    Each further octave has half the scale and half the strength; `stretch` > 1 draws it out sideways.
    """
    total = np.zeros((size, size), "float32")
    for octave in range(octaves):
        rows, columns = (max(2, round(cells * 2**octave / s)) for s in (1, stretch))
        knots = rng.standard_normal((rows + 3, columns + 3)).astype("float32")
        box = (1, 1, columns + 2, rows + 2)  # so that the border looks like everything else
        layer = Image.fromarray(knots).resize((size, size), Image.Resampling.BICUBIC, box=box)
        total += 0.5**octave * np.asarray(layer)
    return 1.3 * total / np.sqrt(sum(0.25**octave for octave in range(octaves)))


def ramp(value, low: float, high: float) -> np.ndarray:
    """0 up to `low`, 1 from `high`, smooth between (and the other way round if low > high)."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def enlarge(values: Map, size: int) -> Map:
    """A map drawn at another size, smoothly."""
    return np.asarray(Image.fromarray(values.astype("float32")).resize((size, size), Image.Resampling.BICUBIC))


def at(values: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The map's values at points, by the nearest pixel."""
    size = len(values)
    column, row = (np.clip((side * size).astype(int), 0, size - 1) for side in (x, y))
    return values[row, column]


# --- colours -------------------------------------------------------------------------------------


def gradient(colours: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Along a row of colours: t = 0 gives the first, 1 the last; the result has shape t.shape + (3,)."""
    stops = np.linspace(0, 1, len(colours))
    return np.stack([np.interp(t, stops, channel) for channel in colours.T], -1).astype("float32")


def blend(one: np.ndarray, other: np.ndarray, share) -> np.ndarray:
    """`share` of `other` in `one`; a map of shares is taken pixel by pixel."""
    share = np.asarray(share, "float32")[..., None]
    return one + share * (other - one)


def vary(colours: np.ndarray, rng: Rng, light: float, hue: float = 0) -> np.ndarray:
    """Colours (n, 3) made unequal: all channels together by `light`, each by itself by `hue`."""
    n = len(colours)
    return colours + light * rng.standard_normal((n, 1)) + hue * rng.standard_normal((n, 3))


def complement(colours: np.ndarray, share) -> np.ndarray:
    """Moved towards the colour opposite on the wheel, of the same lightness (0: unchanged, 1: opposite)."""
    grey = colours.mean(-1, keepdims=True)
    return colours + 2 * np.asarray(share)[..., None] * (grey - colours)


# --- shapes --------------------------------------------------------------------------------------


def discs(picture: np.ndarray, x, y, radius, colours: np.ndarray) -> None:
    """Lay smooth-edged discs on a picture, in place and one after the other."""
    size, count = len(picture), len(x)
    colours = np.broadcast_to(colours, (count, 3)).astype("float32")
    radius = np.broadcast_to(radius, count)
    for cx, cy, r, colour in zip(x * size, y * size, radius * size, colours, strict=True):
        top, left = (max(0, int(c - r - 1)) for c in (cy, cx))
        here = picture[top : max(0, int(cy + r + 2)), left : max(0, int(cx + r + 2))]
        row, column = np.ogrid[: here.shape[0], : here.shape[1]]
        distance = np.hypot(row + top + 0.5 - cy, column + left + 0.5 - cx).astype("float32")
        here += np.clip(r + 0.5 - distance, 0, 1)[..., None] * (colour - here)


def stones(size: int, x, y, angle) -> tuple[np.ndarray, Map]:
    """Each pixel's nearest seed, and how far it is from the next stone.

    Distance is measured in squares turned by the seed's angle, so that the cells come out as square as
    their neighbours let them (after Hausner, "Simulating decorative mosaics", SIGGRAPH 2001, section 3).
    """
    seeds = np.stack([x, y], -1)
    pixels = np.stack([side.ravel() for side in coordinates(size)], -1)
    candidates = KDTree(seeds).query(pixels, k=4)[1]
    dx, dy = (pixels[:, None] - seeds[candidates]).transpose(2, 0, 1)
    cos, sin = np.cos(angle[candidates]), np.sin(angle[candidates])
    reach = np.maximum(np.abs(dx * cos + dy * sin), np.abs(dy * cos - dx * sin))
    order = np.argsort(reach, axis=1)[:, :2]
    nearest = np.take_along_axis(candidates, order, 1)[:, 0]
    near, far = np.take_along_axis(reach, order, 1).T
    return nearest.reshape(size, size), ((far - near) / 2).reshape(size, size).astype("float32")


# --- the canvas ----------------------------------------------------------------------------------


class Brush:
    """A brush of some length and width whose strokes are drawn once for each direction, then stamped.

    softness: 0 for a hard tip, 1 for one that runs out · bristles: strength of the hairs' tracks ·
    streak: how much lighter and darker the hairs colour.
    """

    DIRECTIONS, BENDS, HANDS = 48, 5, 2
    ACROSS = 64  # samples of the hairs' tracks across the stroke
    SHARPEST = 1.5  # radians that a stroke may turn from end to end

    def __init__(
        self,
        rng: Rng,
        length: float,
        width: float,
        *,
        bristles: float = 1,
        softness: float = 0.5,
        streak: float = 0.06,
    ):
        self.length, self.width = length, width
        self.bristles, self.softness, self.streak = bristles, softness, streak
        hairs, samples = np.linspace(-1, 1, 9), np.linspace(-1, 1, self.ACROSS)
        tracks = [np.interp(samples, hairs, track) for track in rng.standard_normal((2 * self.HANDS, 9))]
        self.tracks = np.reshape(tracks, (self.HANDS, 2, -1)).astype("float32")
        self._stamps: dict = {}

    def turns(self, direction: np.ndarray) -> np.ndarray:
        """Directions in radians, as whole steps around the circle."""
        return np.rint(direction / (2 * np.pi) * self.DIRECTIONS).astype(int) % self.DIRECTIONS

    def curls(self, bend: np.ndarray) -> np.ndarray:
        """Bends in radians, as whole steps of which 0 is straight."""
        return np.rint(np.clip(bend / self.SHARPEST, -1, 1) * (self.BENDS // 2)).astype(int)

    def stamp(self, size: int, turn: int, curl: int, hand: int):
        """A stroke on a picture of this size: (first row, first column, alpha (h, w), marks (4, h, w)).

        The place is seen from the stroke's middle; the marks are added to the paint's four channels.
        """
        key = size, turn, curl, hand
        if key not in self._stamps:
            angle, bend = turn / self.DIRECTIONS * 2 * np.pi, curl / (self.BENDS // 2) * self.SHARPEST
            self._stamps[key] = self._draw(size, angle, bend, hand)
        return self._stamps[key]

    def _draw(self, size: int, angle: float, bend: float, hand: int):
        length, width = max(1.5, self.length * size), max(1.5, self.width * size)
        cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
        wide = width + abs(bend) * length / 4  # of the box around the bent stroke
        box = np.abs([[cos, sin], [sin, cos]]) @ (length, wide)
        right, down = (0.55 * box).astype(int) + 2
        x = np.arange(-right, right + 1, dtype="float32")
        y = np.arange(-down, down + 1, dtype="float32")[:, None]
        along, across = x * cos + y * sin, y * cos - x * sin
        across = (across - bend * (along**2 - (length / 4) ** 2) / (2 * length)) / width * 2  # -1 to 1
        sample = np.clip((across + 1) / 2 * self.ACROSS, 0, self.ACROSS - 1).astype(int)
        track, end = self.tracks[hand][:, sample]
        tip = 0.5 * length * (1 - 0.25 * across**2 + 0.08 * self.bristles * end)
        edge = np.clip(0.5 + (1 - np.abs(across)) * width / 2, 0, 1)
        run_out = 1 + self.softness * length / 4 * (along > 0)  # a brush leaves less at its end
        alpha = edge * np.clip(0.5 + (tip - np.abs(along)) / run_out, 0, 1)
        marks = np.empty((4, *alpha.shape), "float32")
        marks[:3] = self.streak * self.bristles * track
        marks[3] = 0.6 * across**4 + 0.3 * self.bristles * track + 0.4 * along / length
        return int(-down), int(-right), alpha.astype("float32"), marks


class Canvas:
    """Wet paint, (4, size, size): colours, and the relief that the strokes leave."""

    def __init__(self, ground: np.ndarray):
        """`ground`: a picture (size, size, 3)."""
        self.size = len(ground)
        self.paint = np.pad(ground.transpose(2, 0, 1), ((0, 1), (0, 0), (0, 0))).astype("float32")

    def stroke(self, brush: Brush, x, y, direction, colours, bend=0) -> None:
        """Lay strokes, one after the other, at points (n,) in directions (n,), in colours (n, 3)."""
        column, row, turn, curl = (
            steps.tolist()
            for steps in (
                (x * self.size).astype(int),
                (y * self.size).astype(int),
                brush.turns(direction),
                brush.curls(np.broadcast_to(bend, len(x))),
            )
        )
        colours = np.pad(colours, ((0, 0), (0, 1))).astype("float32")[:, :, None, None]
        for i, colour in enumerate(colours):
            top, left, alpha, marks = brush.stamp(self.size, turn[i], curl[i], i % brush.HANDS)
            rows, part_rows = self._overlap(row[i] + top, alpha.shape[0])
            columns, part_columns = self._overlap(column[i] + left, alpha.shape[1])
            under = self.paint[:, rows, columns]
            fresh = marks[:, part_rows, part_columns] + colour
            fresh -= under
            fresh *= alpha[part_rows, part_columns]
            under += fresh

    def follow(
        self, brush: Brush, rng: Rng, count: int, picture, direction, *, where=None, light=0.04, hue=0.02
    ) -> None:
        """Repaint a picture with `count` strokes along a map of directions.

        where: map of the share of strokes that are kept · light, hue: how unequal the colours are.
        """
        x, y = rng.random((2, count))
        draw, variation = rng.random(count), rng.standard_normal((count, 4))
        if where is not None:
            keep = draw < at(where, x, y)
            x, y, variation = x[keep], y[keep], variation[keep]
        angle = at(direction, x, y)
        step = brush.length / 2
        ahead, behind = (
            at(direction, x + sign * step * np.cos(angle), y + sign * step * np.sin(angle)) for sign in (1, -1)
        )
        bend = (ahead - behind + np.pi) % (2 * np.pi) - np.pi
        colours = at(picture, x, y) + light * variation[:, :1] + hue * variation[:, 1:]
        self.stroke(brush, x, y, angle, colours, bend)

    def _overlap(self, start: int, length: int) -> tuple[slice, slice]:
        """Along one side: the canvas's pixels under a stamp, and the stamp's pixels on the canvas."""
        first = min(max(start, 0), self.size)
        last = min(max(start + length, first), self.size)
        return slice(first, last), slice(first - start, last - start)

    def lit(self, strength: float) -> np.ndarray:
        """The picture under light from the upper left, which the relief catches."""
        down, right = np.gradient(ndimage.gaussian_filter(self.paint[3], 0.6))
        light = 1 + strength * np.tanh(down + right)  # what rises away from the light faces it
        return (self.paint[:3] * light).transpose(1, 2, 0)
