"""Style pictures painted by code, not by an artist: rich at several scales, as style transfer likes them.

Each style is a function (size, rng) -> picture over the tools of `brushes`. Painters' order: a ground,
large strokes, then smaller ones, light last.
"""

from collections.abc import Callable

import numpy as np
from scipy import ndimage
from skimage import measure

from course_utils.data.brushes import (
    Brush,
    Canvas,
    Map,
    Rng,
    at,
    blend,
    complement,
    coordinates,
    discs,
    enlarge,
    gradient,
    noise,
    ramp,
    stones,
    vary,
)
from course_utils.palette import rgb


def paint_style(name: str, size: int, seed: int = 0) -> np.ndarray:
    """A style of `STYLES`, float32 RGB in [0, 1], shape (size, size, 3); another picture for each seed."""
    picture = STYLES[name](size, np.random.default_rng(seed))
    return np.clip(picture, 0, 1).astype("float32")


# --- night sky -----------------------------------------------------------------------------------

NIGHT = rgb("0b1440", "14297a", "1d4fa0", "3b7cc4", "8fbfe0", "e8ecc8")
GLOW = rgb("f08a24", "ffd23f", "fff6c4", "f3e38c", "c8cf9a", "7fb0c0")
HILLS = rgb("0a1230", "12305c", "1d5566", "4d7f62", "8aa05a")


def _night_sky(size: int, rng: Rng) -> np.ndarray:
    """Strokes along a turbulent flow with two vortices and glowing discs, over dark hills."""
    x, y = coordinates(size)
    vortices = [(0.34, 0.38, 0.15, 1), (0.66, 0.50, 0.11, -1), (0.07, 0.62, 0.07, 1)]
    bright = [(0.84, 0.17, 0.065), (0.13, 0.13, 0.038), (0.49, 0.12, 0.026), (0.12, 0.42, 0.03)]
    bright += [(0.90, 0.47, 0.022), (0.31, 0.06, 0.018), (0.65, 0.24, 0.022), (0.46, 0.62, 0.018)]
    stream = 0.10 * noise(rng, size, 3) + 0.9 * y
    for cx, cy, radius, sense in vortices + rng.normal(0, 0.02, (3, 4)) * (1, 1, 0, 0):
        distance = np.hypot(x - cx, y - cy) / radius
        stream += sense * 0.8 * radius * np.log(0.02 + distance**2) * np.exp(-0.3 * distance**2)
    bands = np.interp(stream, np.linspace(-1, 2, 140), rng.random(140)).astype("float32")
    tone = 0.08 + 0.68 * bands + 0.12 * noise(rng, size, 4) + 0.1 * ramp(y, 0.45, 0.75)
    picture = gradient(NIGHT, np.clip(tone, 0, 1))
    direction = _along(stream)
    stars = bright + rng.normal(0, 0.02, (8, 3)) * (1, 1, 0)
    for cx, cy, radius in stars:
        dx, dy = x - cx, y - cy
        distance = np.hypot(dx, dy) / radius
        rings = np.clip(distance / 2.4 + 0.05 * np.sin(9 * distance), 0, 1)
        picture = blend(picture, gradient(GLOW, rings), ramp(distance, 3, 1.4))
        direction = np.where(distance < 3, np.arctan2(dx, -dy), direction)
    ground, slope = _hills(size, rng, y)
    land = ground > 0
    picture = np.where(land[..., None], gradient(HILLS, np.clip(ground, 0, 1)), picture)
    direction = np.where(land, slope, direction)
    canvas = Canvas(picture * 0.6)
    layers = ((0.16, 0.030, 800, 0.04), (0.10, 0.016, 2600, 0.07), (0.06, 0.009, 4500, 0.10))
    brushes = [(Brush(rng, length, width), count, light) for length, width, count, light in layers]
    for where in (~land, land):  # the far first
        for brush, count, light in brushes:
            canvas.follow(brush, rng, count, picture, direction, where=where, light=light)
    for cx, cy, radius in stars:  # where strokes around a point leave a hole
        spread = 0.5 * radius * rng.standard_normal((2, 40))
        colours = vary(np.repeat(GLOW[1:2], 40, 0), rng, 0.06)
        dab = Brush(rng, 0.5 * radius, 0.25 * radius)
        canvas.stroke(dab, cx + spread[0], cy + spread[1], np.arctan2(spread[0], -spread[1]), colours)
    return canvas.lit(0.35)


def _hills(size: int, rng: Rng, y: Map) -> tuple[Map, Map]:
    """Rolling land: 0 in the sky, else a tone; and the direction of the slopes."""
    x = coordinates(size)[0]
    land, slope = np.zeros_like(y), np.zeros_like(y)
    for height, tone in ((0.74, 0.85), (0.82, 0.5), (0.90, 0.2)):
        phase, steps = rng.random(2) * 6, rng.uniform(4, 9)
        crest = height + 0.05 * np.sin(steps * x + phase[0]) + 0.02 * np.sin(2.3 * steps * x + phase[1])
        inside = y > crest
        land = np.where(
            inside, np.clip(tone + 2.5 * (crest - y) + 0.12 * noise(rng, size, 12, 2), 0.02, 1), land
        )
        slope = np.where(inside, np.arctan(np.gradient(crest, axis=1) * size), slope)
    return land, slope


def _along(stream: Map) -> Map:
    """Direction of the lines on which a map is constant."""
    down, right = np.gradient(stream)
    return np.arctan2(right, -down) + np.pi


# --- waves ---------------------------------------------------------------------------------------

WATER = rgb("16325c", "23558a", "3f7fae", "7fb2c6", "b9d3d2")
FOAM, OUTLINE, WASHI = rgb("f4efdf")[0], rgb("12233f")[0], rgb("efe3c4", "dccfb0", "b9b8a8")


def _waves(size: int, rng: Rng) -> np.ndarray:
    """Breaking waves one behind the other, cut in wood: flat blues, dark outlines, foam in fingers."""
    y = coordinates(size)[1]
    picture = gradient(WASHI, ramp(y, 0.05, 0.6))
    discs(picture, np.array([0.74]), np.array([0.15]), 0.08, rgb("c8452f"))
    for base, height in ((0.35, 0.08), (0.50, 0.18), (0.68, 0.22), (0.86, 0.20), (1.02, 0.17)):
        _wave(picture, base, height, rng)
    grain = noise(rng, size, 90, 2, stretch=12) + 0.6 * noise(rng, size, 170)
    return picture * (1 + 0.025 * grain + 0.02 * noise(rng, size, 5, 3))[..., None]


def _wave(picture: np.ndarray, base: float, height: float, rng: Rng) -> None:
    """One wave, in place: striped along its crest, with foam on it."""
    size, sketch = len(picture), 256  # its outline does not depend on the picture's size
    x, y = coordinates(sketch)
    above = np.clip(base - y, 0, None)
    forward = x + rng.random() - 3.0 * above**2 / height  # a crest hangs over, the higher the more
    swell = 1 - np.abs(np.sin(np.pi * (rng.uniform(0.9, 1.5) * forward + rng.random())))
    water = y - base + height * (swell**1.5 + 0.04 * noise(rng, sketch, 7, 2))
    crest = (max(measure.find_contours(water, 0), key=len)[:, ::-1] + 0.5) / sketch
    water = enlarge(water, size)
    depth = ndimage.distance_transform_edt(water > 0).astype("float32") / size
    thickness = 0.13 * height
    band = np.clip(depth / thickness * (1 + 0.25 * noise(rng, size, 5)) + 0.3 * noise(rng, size, 9), 0, 60)
    colours = WATER[np.concatenate([rng.permutation(len(WATER)) for _ in range(13)])]
    line = np.minimum(band % 1, 1 - band % 1) * thickness
    colour = blend(OUTLINE, colours[band.astype(int)], ramp(line, 0, 0.003))
    picture += ramp(depth * size, 0, 1.5)[..., None] * (colour - picture)
    _foam(picture, *crest[rng.integers(len(crest), size=150)].T, height, rng)


def _foam(picture: np.ndarray, x: np.ndarray, y: np.ndarray, height: float, rng: Rng) -> None:
    """Round foam at points of a crest, with curling fingers and drops; outlined in ink."""
    high = np.exp(-(y - y.min()) / (0.5 * height))
    radius = height * (0.03 + 0.11 * high * rng.random(len(x)))
    joints, curl = np.arange(6)[:, None], rng.uniform(0.2, 0.6, len(x))
    bend = -2.4 + rng.normal(0, 0.4, len(x)) + joints * curl
    fx = x + np.cumsum(np.cos(bend) * radius * 0.8, 0)
    fy = y + np.cumsum(np.sin(bend) * radius * 0.8, 0)
    fr = radius * 0.8**joints
    discs(picture, fx.ravel(), fy.ravel(), fr.ravel() + 0.003, OUTLINE)
    discs(picture, fx.ravel(), fy.ravel(), fr.ravel(), FOAM)
    discs(picture, fx[1], fy[1] + 0.4 * fr[1], 0.5 * fr[1], WATER[4])
    discs(picture, fx[1], fy[1] + 0.1 * fr[1], 0.5 * fr[1], FOAM)
    drops = x + rng.normal(0, 0.5 * height, len(x)), y - np.abs(rng.normal(0, 0.5 * height, len(x)))
    discs(picture, *drops, 0.0015 + 0.004 * rng.random(len(x)) ** 2, FOAM)


# --- mosaic --------------------------------------------------------------------------------------

STONES = rgb("1b4f72", "2e86ab", "8cc5c9", "f4e9cd", "e9b44c", "d9782d", "a63d2f", "5b2333", "3f6b4f", "9dbf6b")
STONE, GROUT = 0.021, rgb("cbbfa8")[0]


def _mosaic(size: int, rng: Rng) -> np.ndarray:
    """Stones in rows along the outlines of discs and ribbons, with grout between them."""
    draft = 256  # the stones are laid on a sketch of fixed size, hence alike at every size
    x, y = coordinates(draft)
    shape = np.zeros((draft, draft), int)
    for k, level in enumerate((0.35, 0.62, 0.86)):
        shape[y > level + 0.07 * np.sin(2 * np.pi * (x * (1 + 0.4 * k) + rng.random()))] = k + 1
    circles = [
        (0.70, 0.28, 0.21),
        (0.22, 0.24, 0.13),
        (0.30, 0.68, 0.19),
        (0.80, 0.76, 0.15),
        (0.55, 0.52, 0.07),
    ]
    for k, (cx, cy, r) in enumerate(circles + rng.normal(0, 0.02, (5, 3))):
        shape[np.hypot(x - cx, y - cy) < r] = k + 4
    edges = ndimage.morphological_gradient(shape, size=3) > 0
    away = ndimage.distance_transform_edt(~edges) / draft
    rows = [_row(away, (k + 0.5) * STONE, STONE, rng) for k in range(int(away.max() / STONE) + 1)]
    row = np.concatenate([np.full(len(points), k) for k, points in enumerate(rows)])
    px, py = np.concatenate(rows).T
    down, right = np.gradient(away)
    angle = np.arctan2(at(down, px, py), at(right, px, py))
    # Each shape has three stones of its own, by turns from its outline inwards.
    own = np.stack([rng.permutation(len(STONES))[:3] for _ in range(9)])
    colours = vary(STONES[own[at(shape, px, py), row % 3]], rng, 0.06, 0.025)
    stone, border = stones(size, px, py, angle)
    picture = colours[stone] * (0.94 + 0.06 * noise(rng, size, 60, 2))[..., None]
    tilt = rng.normal(0, 0.12, (len(px), 2))[stone] / STONE
    across = np.stack(coordinates(size), -1) - np.stack([px, py], -1)[stone]
    picture *= 1 + (tilt * across).sum(-1, keepdims=True)
    return blend(GROUT * (1 + 0.06 * noise(rng, size, 120))[..., None], picture, ramp(border, 0.0008, 0.0026))


def _row(away: Map, level: float, spacing: float, rng: Rng) -> np.ndarray:
    """Points (n, 2) about `spacing` apart along the lines where the map has this level."""
    points = [np.empty((0, 2))]
    for line in measure.find_contours(away, level):
        line = (line[:, ::-1] + 0.5) / len(away)
        length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
        count = max(1, round(length[-1] / spacing))
        stops = (np.arange(count) + 0.5 + rng.normal(0, 0.06, count)) * length[-1] / count
        points.append(np.stack([np.interp(stops, length, side) for side in line.T], -1))
    return np.concatenate(points)


# --- pointillism ---------------------------------------------------------------------------------

EVENING = rgb("5a4e9c", "4f86c6", "86c5d8", "f6e27f", "f7a541")
LEAVES = rgb("1f3d6b", "2f6b4f", "6fa84a", "d6c84a")


def _pointillism(size: int, rng: Rng) -> np.ndarray:
    """Dots of pure colour and its complement: an evening by the water."""
    x, y = coordinates(size)
    horizon = 0.54
    below = np.clip(y - horizon, 0, None)
    ripples = 0.10 * np.sin(80 * below**0.7 + 1.5 * noise(rng, size, 6, 2)) * (below > 0)
    sky = 1 - np.abs(y - horizon) / horizon + 0.07 * noise(rng, size, 4, 3, stretch=3) + ripples
    picture = gradient(EVENING, np.clip(sky, 0, 1))
    picture = blend(picture, rgb("fff6c8")[0], ramp(np.hypot(x - 0.68, y - 0.38), 0.13, 0.07))
    glitter = np.exp(-(((x - 0.68) / (0.04 + 0.3 * below)) ** 2)) * (below > 0)
    picture = blend(picture, rgb("ffe9a0")[0], np.clip(glitter * (0.6 + 4 * ripples), 0, 1))
    crowns = 0.30 * ramp(x, 0.62, 0.10) + 0.10 * ramp(x, 0.84, 1.0) + 0.035 * noise(rng, size, 9, 3)
    trees = ramp(crowns - np.abs(y - horizon), 0, 0.015)
    leaves = gradient(LEAVES, np.clip(0.42 + 0.2 * noise(rng, size, 14, 3) - 0.9 * below, 0, 1))
    picture = blend(picture, leaves, trees * np.where(below > 0, 0.75, 1))
    bank = ramp(y - 0.90 + 0.12 * np.sin(2.6 * x + 0.4), -0.01, 0.02)
    grass = gradient(LEAVES[::-1], np.clip(0.5 + 0.25 * noise(rng, size, 10, 3), 0, 1))
    picture = blend(picture, grass, bank)
    canvas = Canvas(blend(picture, rgb("f3ead6")[0], np.full((size, size), 0.4)))
    for dot, count in ((0.022, 3500), (0.016, 7000), (0.011, 9000)):
        px, py = rng.random((2, count))
        colours = vary(at(picture, px, py), rng, 0.06, 0.06)
        opposite = rng.choice([-0.15, 0, 0.7], count, p=[0.6, 0.22, 0.18])
        brush = Brush(rng, dot, dot, bristles=0.3, softness=0)
        canvas.stroke(brush, px, py, 6 * rng.random(count), complement(colours, opposite))
    return canvas.lit(0.2)


# --- stained glass -------------------------------------------------------------------------------

GLASS = rgb("12318f", "1f6fd1", "38b6d8", "0f7a4f", "7fc241", "f7d13d", "f2902b", "d42a2a", "8a1c5c", "6a3fb0")


def _stained_glass(size: int, rng: Rng) -> np.ndarray:
    """A rose window: panes of glowing glass between lead lines."""
    pane, odd, ring, spoke, rim = _rose(size)
    border, panes = np.minimum(spoke, rim), pane.max() + 1
    family = rng.permutation(9)[ring % 9] + 1.6 * odd
    hue = (family + rng.normal(0, 0.35, panes)[pane]) % 9 / 9
    picture = gradient(GLASS, np.clip(hue + 0.015 * noise(rng, size, 12, 2), 0, 1))
    streaks = np.where(odd, noise(rng, size, 40, 3, stretch=5), noise(rng, size, 40, 3, stretch=5).T)
    glow = 0.76 + rng.normal(0, 0.12, panes)[pane] + 0.10 * streaks + 0.04 * noise(rng, size, 120)
    glow += 10 * np.clip(border, 0, 0.04)
    picture = blend(picture, np.ones(3, "float32"), np.clip(0.55 * (glow - 0.95), 0, 0.45)) * glow[..., None]
    thickness = np.where(rim < spoke, 0.0062, 0.0042)
    lead = 0.06 + 0.22 * ramp(border, 0.7 * thickness, 0) + 0.03 * noise(rng, size, 150)
    return blend(np.repeat(lead[..., None], 3, -1), picture, ramp(border - thickness, -0.0008, 0.0016))


def _rose(size: int) -> tuple[np.ndarray, ...]:
    """Scalloped rings cut into panes: pane's number, every other pane, ring; distances to spoke and to ring."""
    x, y = coordinates(size)
    radius, turn = np.hypot(x - 0.5, y - 0.5), np.arctan2(y - 0.5, x - 0.5) / (2 * np.pi) + 0.5
    petals = 12
    scallop = radius * (1 + 0.16 * np.abs(np.sin(np.pi * petals * turn)) * ramp(radius, 0.05, 0.15))
    rings = np.cumsum([0.055, 0.07, 0.045, 0.085, 0.05, 0.09, 0.05, 0.08, 0.06, 0.10, 0.08])
    ring = np.searchsorted(rings, scallop)
    panes = petals * np.array([1, 1, 2, 1, 3, 2, 4, 2, 4, 3, 4, 4])
    panes[0] = 1
    count = panes[ring]
    place = turn * count + 0.5 * (ring % 2)
    number = place.astype(int) % count
    spoke = (0.5 - np.abs(place % 1 - 0.5)) / count * 2 * np.pi * radius
    spoke = np.where(ring == 0, 1, spoke)  # the middle is one piece
    rim = np.abs(scallop[..., None] - rings).min(-1)
    return np.cumsum(panes)[ring] + number, number % 2, ring, spoke, rim


# --- etching -------------------------------------------------------------------------------------


def _etching(size: int, rng: Rng) -> np.ndarray:
    """Hills under a moon, in lines only: the darker, the thicker and the more they cross."""
    x, y = coordinates(size)
    moon = np.hypot(x - 0.70, y - 0.20)
    clouds = noise(rng, size, 3, 4, stretch=2)
    dark = 0.46 + 0.15 * clouds + 0.22 * ramp(y, 0.35, 0.0) - 0.36 * ramp(moon, 0.30, 0.06)
    form = y + 0.020 * clouds
    for crest, tone in ((0.46, 0.30), (0.56, 0.42), (0.68, 0.50), (0.82, 0.66)):
        ridge = crest + 0.045 * noise(rng, size, 3, 4)[0] + 0.03 * np.sin(9 * x[0] + 6 * rng.random())
        inside = y > ridge
        relief = noise(rng, size, 5, 3)
        slope = np.gradient(relief, axis=1) * size / 20
        below = y - ridge
        shade = tone + 0.28 * np.tanh(slope) + 0.4 * ramp(below, 0.03, 0) - 0.2 * ramp(below, 0.05, 0.25)
        dark = np.where(inside, shade, dark)
        form = np.where(inside, 0.8 * below + 0.25 * x + 0.018 * relief, form)
    dark = np.where(moon < 0.07, 0, dark) + 0.03 * noise(rng, size, 40, 2)
    paper = np.ones((size, size), "float32")
    crossing = ((form, 0.0), (0.6 * x + 0.75 * y, 0.38), (0.75 * x - 0.6 * y, 0.55), (x + 0.1 * y, 0.75))
    for phase, start in crossing:
        phase = 85 * phase + 0.10 * noise(rng, size, 14, 2)
        distance = 0.5 - np.abs(phase % 1 - 0.5)
        blur = np.clip(0.7 * np.hypot(*np.gradient(phase)), 0.05, 0.5)  # of one pixel
        width = 0.26 * ramp(dark, start, start + 0.6)
        paper *= 1 - np.clip(0.5 + (width - distance) / blur, 0, 1) * ramp(width, 0.0, 0.04)
    ink = (1 - paper) * (0.92 + 0.08 * noise(rng, size, 120)) + 0.06 * np.clip(dark, 0, 1)
    ground = rgb("f3e9d2")[0] * (1 + 0.02 * noise(rng, size, 4, 5))[..., None]
    return blend(ground, rgb("241a1c")[0], np.clip(ink, 0, 1))


# --- watercolour ---------------------------------------------------------------------------------

PIGMENTS = rgb("f6c667", "f08a5d", "e2587a", "a05fa8", "5a6fc0", "3f9fc4", "5fb8a0", "a5c05b", "f6c667")


def _watercolour(size: int, rng: Rng) -> np.ndarray:
    """Translucent washes one over the other, darker at their edges, grainy on rough paper."""
    grain = noise(rng, size, 110, 3)
    light = np.ones((size, size, 3), "float32") * rgb("fcf8ef")[0]
    hue = 0.5 + 0.28 * noise(rng, 256, 2, 2)  # neighbours are related: opposites would turn to mud
    for count, low, high, strength in (
        (10, 0.16, 0.30, 0.35),
        (46, 0.05, 0.12, 0.75),
        (110, 0.008, 0.035, 1.1),
    ):
        for cx, cy, share, away in rng.random((count, 4)):
            tint = (at(hue, cx, cy) + 0.16 * (away - 0.5)) % 1
            pigment = gradient(PIGMENTS, tint)
            _wash(light, grain, rng, cx, cy, low + share * (high - low), strength, pigment)
    return light * (1 + 0.035 * np.gradient(grain, axis=0))[..., None]


def _wash(light, grain: Map, rng: Rng, cx: float, cy: float, radius: float, strength: float, pigment) -> None:
    """One pool of pigment, in place: what it absorbs grows with its thickness (Beer and Lambert)."""
    size = len(light)
    x, y = coordinates(size)
    reach = 1.9 * radius
    rows, columns = (slice(max(0, int((c - reach) * size)), int((c + reach) * size) + 1) for c in (cy, cx))
    dx, dy = x[rows, columns] - cx, y[rows, columns] - cy
    waves = np.arange(2, 14)
    sway, phase = rng.standard_normal(12) / waves**1.1 * 0.3, 7 * rng.random(12)
    turn = np.arctan2(dy, dx)
    edge = 1 + sum(a * np.sin(k * turn + p) for a, k, p in zip(sway, waves, phase, strict=True))
    inside = radius * np.clip(edge, 0.4, 1.8) - np.hypot(dx, dy) + 0.0015 * grain[rows, columns]
    pool = ramp(inside, 0, 0.004) * (0.4 + 0.7 * np.exp(-np.clip(inside, 0, 1) / 0.010))
    flow = 1 + 0.5 * dy / radius + 0.3 * np.sin(3 * turn + phase[0]) * np.clip(inside / radius, 0, 1)
    thickness = strength * pool * (1 + 0.16 * grain[rows, columns]) * flow
    light[rows, columns] *= np.exp(np.clip(thickness, 0, None)[..., None] * np.log(pigment))


# --- palette knife -------------------------------------------------------------------------------

AUTUMN = rgb("5b1a18", "a8321f", "d9602b", "f0a030", "f7d154", "8a9a3b", "2f5d50")


def _palette_knife(size: int, rng: Rng) -> np.ndarray:
    """An autumn wood above its reflection, in thick flat strokes of a knife."""
    x, y = coordinates(size)
    shore = 0.66
    height = np.abs(y - shore)  # above the water, or mirrored in it
    crowns = np.clip(0.5 + 0.30 * noise(rng, size, 4, 3), 0, 1)
    picture = gradient(AUTUMN, crowns)
    sky = ramp(height + 0.05 * noise(rng, size, 5, 2), 0.48, 0.56)
    picture = blend(picture, gradient(rgb("7fa8c9", "dfe6e3"), ramp(y, 0, 0.3)), sky)
    picture = blend(picture, rgb("23485c")[0], 0.55 * ramp(y, shore, shore + 0.03))
    trunks = np.zeros((size, size), "float32")
    for place in (np.arange(11) + rng.random(11)) / 11:
        lean, width = rng.normal(0, 0.06), rng.uniform(0.005, 0.013)
        trunks = np.maximum(
            trunks, ramp(np.abs(x - place - lean * height), width, 0.6 * width) * (height < 0.5)
        )
    picture = blend(picture, rgb("2b1d24")[0], trunks * np.where(y > shore, 0.6, 0.95))
    slant = np.where(y > shore, 0.0, 1.1) + 0.5 * noise(rng, size, 9)
    canvas = Canvas(picture * 0.5)
    for length, width, count in ((0.11, 0.055, 900), (0.07, 0.030, 2600), (0.040, 0.014, 3500)):
        brush = Brush(rng, length, width, bristles=0.8, softness=0, streak=0.09)
        canvas.follow(brush, rng, count, picture, slant, light=0.07, hue=0.05)
    upright = np.full((size, size), np.pi / 2)
    canvas.follow(Brush(rng, 0.09, 0.008), rng, 5000, picture, upright, where=trunks, light=0.05)
    return canvas.lit(0.6)


# --- abstraction ---------------------------------------------------------------------------------

VIVID = rgb("c8261e", "f0b41c", "1d4e9e", "f4ead2", "151519", "e8742a", "3b8f6e", "7b3f8c", "8fc3dc", "e9a6b0")


def _abstraction(size: int, rng: Rng) -> np.ndarray:
    """Discs, arcs, wedges, combs and checks in strong colours over patches of paint."""
    patches = np.clip(0.5 + 0.30 * noise(rng, size, 3, 3), 0, 1)
    picture = gradient(VIVID[[8, 3, 3, 1, 3, 9, 3, 5, 0]], patches)
    for order in range(120):  # the large first
        scale = 0.015 + 0.16 * (1 - order / 120) ** 2
        x, y, angle, kind = rng.random(4) * (1, 1, 2 * np.pi, 5)
        _shape(picture, int(kind), x, y, scale, angle, *VIVID[rng.permutation(len(VIVID))[:2]])
    grey = np.full((size, size, 3), 0.5, "float32")
    brushwork = Canvas(grey)
    direction = 2 * noise(rng, size, 3)
    for length, width, count in ((0.10, 0.022, 1500), (0.05, 0.009, 3500)):
        brushwork.follow(Brush(rng, length, width), rng, count, grey, direction, light=0.05, hue=0.02)
    return picture * (0.5 + brushwork.lit(0.4))


def _shape(picture: np.ndarray, kind: int, x, y, scale: float, angle: float, one, two) -> None:
    """A disc, an arc, a wedge, a comb or checks, in place; `scale` is about half its size."""
    size = len(picture)
    reach = 2 * scale
    rows, columns = (slice(max(0, int((c - reach) * size)), int((c + reach) * size) + 1) for c in (y, x))
    here = picture[rows, columns]
    across, down = (side[rows, columns] for side in coordinates(size))
    u = ((across - x) * np.cos(angle) + (down - y) * np.sin(angle)) / scale
    v = ((down - y) * np.cos(angle) - (across - x) * np.sin(angle)) / scale
    radius, turn = np.hypot(u, v), np.arctan2(v, u)

    def lay(colour, *inside: Map) -> None:
        """Where all are positive."""
        soft = 0.75 / (size * scale)  # three quarters of a pixel
        here[:] = blend(here, colour, ramp(np.minimum.reduce(inside), -soft, soft))

    if kind == 0:
        lay(two, 1 - radius)
        lay(one, 0.85 - radius)
        lay(two, 0.4 - np.hypot(u - 0.2, v - 0.1))
    elif kind == 1:
        lay(one, 0.10 - np.abs(radius - 1.2) - 0.05 * turn)
        lay(two, 0.05 - np.abs(radius - 0.9) + 0.02 * turn)
    elif kind == 2:
        wedge = u + 1, 0.35 * (1.6 - u) - np.abs(v)
        lay(one, *wedge)
        lay(two, *wedge, 0.3 - np.abs(u))
    elif kind == 3:
        lay(VIVID[4], 1.6 - np.abs(u), 0.035 - np.abs(v - 0.15 * u**2))
        lay(VIVID[4], 0.04 - np.abs(u % 0.4 - 0.2), 0.6 - np.abs(v), 1.4 - np.abs(u))
    else:
        square = 0.8 - np.abs(u), 0.8 - np.abs(v)
        lay(one, *square)
        lay(two, *square, 0.2 * np.sin(u * 8) * np.sin(v * 8))


STYLES: dict[str, Callable[[int, Rng], np.ndarray]] = {
    "night_sky": _night_sky,
    "waves": _waves,
    "mosaic": _mosaic,
    "pointillism": _pointillism,
    "stained_glass": _stained_glass,
    "etching": _etching,
    "watercolour": _watercolour,
    "palette_knife": _palette_knife,
    "abstraction": _abstraction,
}
