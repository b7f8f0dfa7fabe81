"""Demos of lesson 03: digits epoch by epoch, a walk between noise vectors, D's opinions, the planar game."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from course_utils.demos.charts import (
    EDGE,
    MOST_DOTS,
    PLANE,
    WIDTH,
    Axes,
    best_columns,
    contact_sheet,
    grey_bytes,
    legend_line,
    legend_patch,
    mark_chosen,
)
from course_utils.demos.inputs import checked, checked_bytes, shortest
from course_utils.demos.shell import Choice, Demo, Picture, Slider, refusal, slider_over, thinned
from course_utils.messages import CourseError, text
from course_utils.palette import BLUE, FAINT, INK, LINE, ORANGE, PURPLE, RED, shade
from course_utils.svg import Drawing, diverging, png_uri


def _checked_digits(name: str, images, count: int | str = "n") -> np.ndarray:
    """Images in [-1, 1], (n, rows, columns, 1) or (n, rows, columns), as float32."""
    channel = (1,) if np.ndim(images) == 4 else ()
    # tanh reaches ±1, and averaging or float16 may leave it a hair beyond.
    return checked(name, images, (count, "rows", "columns", *channel), -1.01, 1.01)


# --- timeline ----------------------------------------------------------------------------------

MOST_DIGITS, MOST_STRIP = 200, 20


def timeline(frames, epochs) -> Demo:
    """The digits that one fixed batch of noise becomes, epoch after epoch, and one of them through all epochs.

    frames: uint8 (E, n, rows, columns), the first 200 of the n are shown; epochs: E numbers, whole but for
    the last of a training that was stopped within an epoch.
    Raises CourseError for frames of another kind or shape, or another number of epochs.
    """
    frames = checked_bytes("frames", frames, ("epochs", "digits", "rows", "columns"))
    epochs = [shortest(epoch) for epoch in checked("epochs", epochs, (len(frames),))]
    line = _Timeline(frames[:, :MOST_DIGITS], epochs)
    slider = slider_over(epochs, "demo_epoch", "demo_snapshot")
    return Demo(
        lambda state: _draw_timeline(line, state["epoch"] - slider.low, state["digit"]),
        {"epoch": slider, "digit": Slider("demo_followed", 1, 1, line.frames.shape[1])},
        recorded={"epoch": thinned(slider, 14, early=True), "digit": range(1, MOST_DIGITS, 5)},
    )


class _Timeline:
    """The frames and how they are laid out; each sheet of digits is encoded when first seen."""

    def __init__(self, frames: np.ndarray, epochs: list[int | float]):
        self.frames, self.epochs = frames, epochs
        self.changes = [np.abs(np.diff(pair, axis=0)).mean() for pair in pairwise(frames.astype(np.int16))]
        self.columns, self.cell = best_columns(frames.shape[1], WIDTH - 2 * EDGE, 400, 84)
        self.strip = np.linspace(0, len(frames) - 1, min(len(frames), MOST_STRIP)).round().astype(int)
        self.grid_uri = lru_cache(maxsize=128)(lambda now: png_uri(contact_sheet(frames[now], self.columns)))
        self.strip_uri = lru_cache(maxsize=128)(
            lambda digit: png_uri(contact_sheet(frames[self.strip, digit], len(self.strip)))
        )


def _draw_timeline(line: _Timeline, now: int, digit: int) -> Picture:
    count, epochs, strip = line.frames.shape[1], line.epochs, line.strip
    columns, cell = line.columns, line.cell
    rows = -(-count // columns)
    left, top = (WIDTH - columns * cell) / 2, 34
    strip_top = top + rows * cell + 40
    small = min((WIDTH - 2 * EDGE) / len(strip), 56)
    drawing = Drawing(WIDTH, strip_top + small + 26)

    title = text("demo_timeline_title", epoch=epochs[now], last=epochs[-1])
    drawing.text(WIDTH / 2, 16, title, 15, weight="bold")
    drawing.encoded(left, top, line.grid_uri(now), columns * cell - 2, rows * cell - 2)
    row, column = divmod(digit - 1, columns)
    mark_chosen(drawing, left + column * cell - 1, top + row * cell - 1, cell, cell)

    title = text("demo_timeline_strip", digit=digit)
    drawing.text(WIDTH / 2, strip_top - 16, title, 13, weight="bold")
    left = (WIDTH - len(strip) * small) / 2
    drawing.encoded(left, strip_top, line.strip_uri(digit - 1), len(strip) * small - 2, small - 2)
    marked = int(np.searchsorted(strip, now, side="right")) - 1  # the last shown one that is not later
    for k, place in enumerate(strip):
        weight, colour = ("bold", RED) if k == marked else ("normal", INK)
        drawing.text(
            left + (k + 0.5) * small, strip_top + small + 10, epochs[place], 11, fill=colour, weight=weight
        )
    mark_chosen(drawing, left + marked * small - 1, strip_top - 1, small, small)

    caption = text("demo_timeline_caption", count=count, epoch=epochs[now])
    if now:
        caption += text("demo_timeline_change", change=line.changes[now - 1], before=epochs[now - 1])
    alt = text("demo_timeline_alt", digit=digit, all=len(strip), caption=caption)
    return Picture(str(drawing), alt, caption)


# --- latent walk -------------------------------------------------------------------------------

PLACES = np.arange(0, 101, 5)  # percent of the way
SCALES = np.arange(0, 201, 25)  # percent of the straight line's own length


def latent_walk(generate, dim: int = 100) -> Demo:
    """A straight line between two noise vectors, what G makes of it, and the length of the vector.

    generate: float32 (k, dim) -> images in [-1, 1], (k, rows, columns, 1). It is called once for each pair of
    seeds. Raises CourseError if what it gives for the first pair is not that.
    """

    @lru_cache(maxsize=64)
    def walk(first: int, second: int) -> _Walk:
        return _Walk(generate, dim, first, second)

    typical = typical_lengths(dim)
    demo = Demo(
        lambda state: _draw_walk(walk, typical, state),
        {
            "first": Slider("demo_seed_first", 1, 0, 999),
            "place": Slider("demo_place", 50, 0, 100, play=True, step=5),
            "second": Slider("demo_seed_second", 2, 0, 999),
            "scale": Slider("demo_length_scale", 100, 0, 200, step=25),
        },
        recorded={"first": (1, 3), "second": (2, 4)},
    )
    walk(demo.state["first"], demo.state["second"])
    return demo


def noise_vector(seed: int, dim: int) -> np.ndarray:
    """The noise vector of a seed: float64 (dim,), uniform in [-1, 1]."""
    return np.random.default_rng(seed).uniform(-1, 1, dim)


def typical_lengths(dim: int) -> tuple[float, float, float]:
    """The lengths of uniform noise vectors: 2.5 %, 50 % and 97.5 % quantile, from 2,000 of them."""
    vectors = np.random.default_rng(0).uniform(-1, 1, (2000, dim))
    low, middle, high = np.quantile(np.linalg.norm(vectors, axis=1), (0.025, 0.5, 0.975))
    return float(low), float(middle), float(high)


class _Walk:
    """G's images of all places and lengths of one line, and the lengths along it."""

    def __init__(self, generate, dim: int, first: int, second: int):
        way = PLACES[:, None] / 100
        line = (1 - way) * noise_vector(first, dim) + way * noise_vector(second, dim)
        self.lengths = np.linalg.norm(line, axis=1)
        vectors = (SCALES[:, None, None] / 100 * line).astype(np.float32)
        images = _checked_digits("generate", generate(vectors.reshape(-1, dim)), len(SCALES) * len(PLACES))
        images = grey_bytes(images)
        self.images = images.reshape(len(SCALES), len(PLACES), *images.shape[1:])  # uint8


def _draw_walk(walk, typical, state: dict) -> Picture:
    try:
        found = walk(state["first"], state["second"])
    except CourseError as error:  # the nets may have been trained on, and have diverged, meanwhile
        return refusal(str(error), WIDTH, 500)
    place = int(np.abs(PLACES - state["place"]).argmin())
    scale = int(np.abs(SCALES - state["scale"]).argmin())
    lengths = found.lengths * SCALES[scale] / 100
    drawing = Drawing(WIDTH, 500)

    drawing.text(138, 16, text("demo_walk_now", place=PLACES[place], length=lengths[place]), 13, weight="bold")
    drawing.image(EDGE, 32, found.images[scale, place], 260, 260)
    _draw_lengths(drawing, found.lengths, lengths, place, typical)

    small = (WIDTH - 2 * EDGE) / len(PLACES)
    title = text("demo_walk_line", scale=SCALES[scale] / 100)
    drawing.text(EDGE, 322, title, 13, "start", weight="bold")
    drawing.row(EDGE, 336, found.images[scale], small)
    mark_chosen(drawing, EDGE + place * small - 1, 335, small, small)
    for words, x, anchor in (("demo_walk_first", EDGE, "start"), ("demo_walk_second", WIDTH - EDGE, "end")):
        drawing.text(x, 336 + small + 8, text(words), 11, anchor, fill=FAINT)

    title = text("demo_walk_lengths", place=PLACES[place])
    drawing.text(EDGE, 416, title, 13, "start", weight="bold")
    wide = 54
    drawing.row(EDGE, 430, found.images[:, place], wide)
    mark_chosen(drawing, EDGE + scale * wide - 1, 429, wide, wide)
    for k, percent in enumerate(SCALES):
        drawing.text(EDGE + (k + 0.5) * wide, 430 + wide + 7, f"× {percent / 100:g}", 11)
    _draw_length_number(drawing, lengths[place], typical)

    caption = _walk_caption(state, lengths[place], PLACES[place], SCALES[scale], typical)
    alt = text("demo_walk_alt", first=state["first"], second=state["second"], caption=caption)
    return Picture(str(drawing), alt, caption)


def _draw_lengths(drawing: Drawing, plain, scaled, place: int, typical) -> None:
    """The vector's length along the way, over the band of the lengths that training has shown to G."""
    low, middle, high = typical
    top = 1.05 * max(2 * plain.max(), high)
    axes = Axes(drawing, (334, 84, WIDTH - 20 - 334, 168), (0, 100), (0, top))
    band = axes.y(high), axes.y(low)
    drawing.rect(334, band[0], axes.box[2], band[1] - band[0], shade(0.16))
    step = 10.0 ** np.floor(np.log10(top))
    ticks = np.arange(0, top, step if top / step > 3 else step / 2)
    axes.frame((0, 25, 50, 75, 100), ticks, text("demo_walk_way"), "")
    axes.curve(PLACES, np.full(len(PLACES), middle), BLUE, 1.5, "2 5")
    axes.curve(PLACES, plain, FAINT, 2, "6 5")
    axes.curve(PLACES, scaled, RED, 2.5)
    axes.dot(PLACES[place], scaled[place], RED)
    drawing.text(334, 16, text("demo_walk_length_title"), 13, "start", weight="bold")
    legend_line(drawing, 334, 40, text("demo_walk_length_here"), RED)
    legend_line(drawing, 334 + 180, 40, text("demo_walk_length_plain"), FAINT, dash="6 4")
    legend_patch(drawing, 334, 62, text("demo_walk_length_typical"), shade(0.16))


def _draw_length_number(drawing: Drawing, length: float, typical) -> None:
    drawing.text(540, 445, f"{length:.2f}", 30, "start", weight="bold")
    drawing.text(622, 447, text("demo_walk_length_now"), 12, "start")
    low, middle, high = typical
    words = text("demo_walk_typical", low=low, middle=middle, high=high)
    drawing.text(540, 478, words, 12, "start")


def _walk_caption(state: dict, length: float, place: int, scale: int, typical) -> str:
    low, middle, high = typical
    caption = text("demo_walk_caption", place=place, length=length, middle=middle)
    if state["first"] == state["second"]:
        return caption + text("demo_walk_same")
    if scale == 0:
        return caption + text("demo_walk_zero")
    if length < low:
        return caption + text("demo_walk_short")
    return caption + text("demo_walk_long" if length > high else "demo_walk_typical_length")


# --- opinions ----------------------------------------------------------------------------------

BINS = np.linspace(0, 1, 21)
NEIGHBOURS = 15
REAL, GENERATED = BLUE, ORANGE


def opinions(opinion, real, generated) -> Demo:
    """What the discriminator thinks of single pictures, and of all of them.

    opinion: images (k, rows, columns, 1) in [-1, 1] -> the probability that each is real, (k,); called once
    for `real` and once for `generated`, which are such images. Raises CourseError for anything else.
    """
    sides = {
        name: _Judged(name, opinion, images) for name, images in (("real", real), ("generated", generated))
    }
    counts = {name: len(side.images) for name, side in sides.items()}
    return Demo(
        lambda state: _draw_opinion(sides, state),
        {
            "side": Choice("demo_opinion_side", "generated", {name: f"demo_opinion_{name}" for name in sides}),
            "order": Choice(
                "demo_order", "given", {k: f"demo_opinion_{k}" for k in ("given", "fake_first", "real_first")}
            ),
            "index": Slider("demo_opinion_index", 1, 1, max(counts.values()), play=True),
        },
        limits=lambda state: {"index": counts[state["side"]]},
    )


class _Judged:
    """Images with D's opinion of each, and the orders in which to look at them."""

    def __init__(self, name: str, opinion, images):
        images = _checked_digits(name, images)
        images = images if images.ndim == 4 else images[..., None]
        probabilities = np.asarray(opinion(images))
        if probabilities.shape == (len(images), 1):  # as a Dense(1) gives it
            probabilities = probabilities[:, 0]
        self.probabilities = checked("opinion", probabilities, (len(images),), 0, 1)
        self.images = grey_bytes(images)
        ranked = np.argsort(self.probabilities, kind="stable")
        self.orders = {"given": np.arange(len(images)), "fake_first": ranked, "real_first": ranked[::-1]}
        self.shares = np.histogram(self.probabilities, BINS)[0] / len(images)
        self.believed = float((self.probabilities > 0.5).mean())
        self.mean = float(self.probabilities.mean())


def _draw_opinion(sides: dict[str, _Judged], state: dict) -> Picture:
    side, colour = sides[state["side"]], {"real": REAL, "generated": GENERATED}[state["side"]]
    order, place = side.orders[state["order"]], state["index"] - 1
    index = order[place]
    probability = float(side.probabilities[index])
    drawing = Drawing(WIDTH, 424)

    words = text(f"demo_opinion_title_{state['side']}", number=index + 1, all=len(order))
    drawing.text(138, 16, words, 13, weight="bold")
    drawing.image(EDGE, 32, side.images[index], 260, 260)
    drawing.rect(EDGE - 2, 30, 264, 264, stroke=colour, stroke_width=4)

    _draw_verdict(drawing, probability, colour)
    _draw_histograms(drawing, sides, probability)

    small = (WIDTH - 2 * EDGE) / NEIGHBOURS
    start = int(np.clip(place - NEIGHBOURS // 2, 0, max(len(order) - NEIGHBOURS, 0)))
    shown = order[start : start + NEIGHBOURS]
    drawing.text(EDGE, 322, text("demo_opinion_neighbours"), 13, "start", weight="bold")
    drawing.row(EDGE, 338, side.images[shown], small)
    for k, neighbour in enumerate(shown):
        here = start + k == place
        where = EDGE + (k + 0.5) * small, 338 + small + 11
        drawing.text(*where, f"{side.probabilities[neighbour]:.2f}", 12, weight="bold" if here else "normal")
    mark_chosen(drawing, EDGE + (place - start) * small - 1, 337, small, small)

    verdict = ("trusted" if probability > 0.5 else "caught") + "_" + state["side"]
    caption = text(f"demo_opinion_{verdict}", probability=probability)
    means = {f"{name}_mean": each.mean for name, each in sides.items()}
    shares = {f"{name}_share": 100 * each.believed for name, each in sides.items()}
    caption += text("demo_opinion_summary", **means, **shares)
    return Picture(str(drawing), text("demo_opinion_alt", title=words, caption=caption), caption)


def _draw_verdict(drawing: Drawing, probability: float, colour: str) -> None:
    """The probability as a bar between "generated" and "real"."""
    x, y, width, height = 320, 52, WIDTH - EDGE - 320, 22
    drawing.text(x, 16, text("demo_opinion_bar"), 13, "start", weight="bold")
    drawing.text(x + width, 16, f"D = {probability:.3f}", 18, "end", weight="bold")
    drawing.rect(x, y, width, height, shade(0.06), LINE)
    drawing.rect(x, y, width * probability, height, colour)
    drawing.line(x + width / 2, y - 5, x + width / 2, y + height + 5, INK, 1.5)
    ends = (("demo_opinion_generated_end", 0, "start"), ("demo_opinion_half", 0.5, "middle"))
    for key, at, anchor in (*ends, ("demo_opinion_real_end", 1, "end")):
        drawing.text(x + at * width, y + height + 14, text(key), 11, anchor)


def _draw_histograms(drawing: Drawing, sides: dict[str, _Judged], probability: float) -> None:
    """Real pictures upwards, generated ones downwards, on one scale."""
    top = max(side.shares.max() for side in sides.values())
    axes = Axes(drawing, (356, 142, WIDTH - EDGE - 366, 126), (0, 1), (-top, top))
    left, upper, width, height = axes.box
    axes.frame((0, 0.25, 0.5, 0.75, 1), (), text("demo_opinion_axis"))
    axes.bars(BINS, sides["real"].shares, REAL)
    axes.bars(BINS, -sides["generated"].shares, GENERATED)
    drawing.line(left, axes.y(0), left + width, axes.y(0), INK, 1)
    for tick in (top, -top):
        drawing.text(left - 6, axes.y(tick), f"{100 * top:.0f} %", 11, "end")
    for k, (name, colour) in enumerate((("real", REAL), ("generated", GENERATED))):
        words = text(f"demo_opinion_{name}_all", count=len(sides[name].images))
        legend_patch(drawing, left + k * width / 2, upper - 26, words, colour)
    at = axes.x(probability)
    drawing.path(f"M{at:.1f} {upper - 3}V{upper + height + 3}", RED, 2.5, cap="butt")
    drawing.path(f"M{at:.1f} {upper - 1}l-6 -8h12Z", fill=RED)


# --- the game in the plane ---------------------------------------------------------------------

PALE = 0.5  # how strong the surface's colours are: points lie on top of it
DATA_COLOUR, SAMPLES_COLOUR = shade(1), RED
YES_NO = {True: "demo_shown", False: "demo_hidden"}


def game_2d(frames: list[dict], data) -> Demo:
    """A GAN in two dimensions, frame by frame.

    frames: dicts with `step` (whole number), `samples` (k, 2), `surface` (g, g): D's probability on a square
    lattice over [-extent, extent]², row 0 at y = -extent; `grid` (m, m, 2): G's image of a regular lattice of
    noise; `extent`. data: (n, 2). Raises CourseError for anything else.
    """
    data = checked("data", data, ("n", 2))
    if not len(frames):
        raise CourseError("demo_game_empty")
    game = _Game([_Moment.of(frame, k, data) for k, frame in enumerate(frames)], data)
    layers = {
        name: Choice(f"demo_layer_{name}", True, YES_NO) for name in ("surface", "data", "samples", "grid")
    }
    count = len(game.moments)
    return Demo(
        lambda state: _draw_game(game, state),
        {"frame": Slider("demo_frame", count, 1, count, play=True)} | layers,
        recorded={"frame": range(1, count + 1, -(-count // 32))},
    )


@dataclass(frozen=True)
class _Moment:
    """One frame, checked; D's mean opinion of the data and of the samples."""

    step: int
    samples: np.ndarray
    surface: np.ndarray
    grid: np.ndarray
    extent: float
    on_data: float
    on_samples: float

    @classmethod
    def of(cls, frame: dict, number: int, data: np.ndarray) -> "_Moment":
        missing = {"step", "samples", "surface", "grid", "extent"} - frame.keys()
        if missing:
            raise CourseError("demo_game_missing", number=number, missing=", ".join(sorted(missing)))
        samples = checked("samples", frame["samples"], ("k", 2))
        side = max(np.shape(frame["surface"])[:1], default="g")
        surface = checked("surface", frame["surface"], ("g", side), 0, 1)
        lattice = max(np.shape(frame["grid"])[:1], default="m")
        grid = checked("grid", frame["grid"], ("m", lattice, 2))
        extent = float(checked("extent", [frame["extent"]], (1,), 1e-6)[0])
        opinions = (float(_at(surface, points, extent).mean()) for points in (data, samples))
        return cls(int(frame["step"]), samples, surface, grid, extent, *opinions)


def _at(surface: np.ndarray, points: np.ndarray, extent: float) -> np.ndarray:
    """The surface at points (n, 2), bilinear between the lattice's nodes, constant beyond its edges."""
    from scipy.ndimage import map_coordinates

    nodes = (points / extent + 1) / 2 * (len(surface) - 1)
    return map_coordinates(surface, nodes[:, ::-1].T, order=1, mode="nearest")


class _Game:
    """All frames; the picture of each surface and its border at one half are made when first seen."""

    def __init__(self, moments: list[_Moment], data: np.ndarray):
        self.moments, self.data = moments, data
        self.surface = lru_cache(maxsize=None)(self._surface)
        self.dots = lru_cache(maxsize=8)(self._dots)

    def _surface(self, index: int) -> tuple[str, str]:
        """The heat map as a data: address, and the line D = ½ as path data, "" if there is none."""
        from skimage.measure import find_contours

        moment = self.moments[index]
        uri = png_uri(diverging(PALE * (2 * moment.surface[::-1] - 1)))
        if min(moment.surface.shape) < 2:
            return uri, ""
        border = ""
        for line in find_contours(moment.surface, 0.5):
            border += _polyline(_pixels(line[:, ::-1] / (len(moment.surface) - 1) * 2 - 1))
        return uri, border

    def _dots(self, extent: float) -> str:
        return "".join(f"M{x:.1f} {y:.1f}h0" for x, y in _pixels(_thinned(self.data) / extent).tolist())


def _thinned(points: np.ndarray) -> np.ndarray:
    return points[:: -(-len(points) // MOST_DOTS)]


def _pixels(places: np.ndarray) -> np.ndarray:
    """Places in [-1, 1]² (…, 2) -> pixels of the plane's picture; far away ones are brought nearer."""
    return (np.clip(places, -30, 30) * (1, -1) + 1) * PLANE / 2


def _polyline(points: np.ndarray) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points.tolist())


def _draw_game(game: _Game, state: dict) -> Picture:
    now = state["frame"] - 1
    moment = game.moments[now]
    drawing = Drawing(WIDTH, PLANE + 56)
    drawing.text(EDGE + PLANE / 2, 14, text("demo_game_title", step=moment.step), 15, weight="bold")
    plane = Drawing(PLANE, PLANE)
    _draw_plane(plane, game, now, state)
    drawing.inset(EDGE, 30, plane)
    drawing.rect(EDGE, 30, PLANE, PLANE, stroke=FAINT)
    for at in (-moment.extent, 0, moment.extent):
        drawing.text(EDGE + (at / moment.extent + 1) * PLANE / 2, PLANE + 43, f"{at:.3g}".replace("-", "−"), 11)
    _draw_game_legend(drawing, state)
    _draw_game_curves(drawing, game.moments, now)

    caption = text("demo_game_caption", step=moment.step, data=moment.on_data, samples=moment.on_samples)
    spread = np.ptp(moment.surface)
    caption += text("demo_game_flat" if spread < 0.02 else "demo_game_spread", spread=spread)
    shown = [text(f"demo_layer_{name}") for name in ("surface", "data", "samples", "grid") if state[name]]
    layers = text("demo_comma").join(shown) or text("demo_layer_none")
    return Picture(str(drawing), text("demo_game_alt", layers=layers, caption=caption), caption)


def _draw_plane(plane: Drawing, game: _Game, now: int, state: dict) -> None:
    moment = game.moments[now]
    if state["surface"]:
        uri, border = game.surface(now)
        # The outermost nodes lie on the picture's edges, so half a cell reaches beyond each.
        cell = PLANE / max(len(moment.surface) - 1, 1e-9) if len(moment.surface) > 1 else 0
        plane.encoded(-cell / 2, -cell / 2, uri, PLANE + cell, PLANE + cell)
        if border:
            plane.path(border, INK, 2, dash="7 5", cap="butt")
    if state["grid"]:
        lattice = _pixels(moment.grid / moment.extent)
        lines = "".join(_polyline(line) for family in (lattice, lattice.swapaxes(0, 1)) for line in family)
        plane.path(lines, PURPLE, 1.2, cap="butt")
    if state["data"]:
        plane.path(game.dots(moment.extent), DATA_COLOUR, 5, cap="round")
    if state["samples"]:
        places = _pixels(_thinned(moment.samples) / moment.extent).tolist()
        crosses = "".join(f"M{x - 3:.1f} {y - 3:.1f}l6 6m0-6l-6 6" for x, y in places)
        plane.path(crosses, SAMPLES_COLOUR, 1.6, cap="butt")


def _draw_game_legend(drawing: Drawing, state: dict) -> None:
    x, y = 560, 44
    drawing.text(x, y, text("demo_game_scale"), 13, "start", weight="bold")
    drawing.image(x, y + 16, diverging(PALE * np.linspace(-1, 1, 128)[None]), 284, 16, smooth=True)
    drawing.rect(x, y + 16, 284, 16, stroke=LINE)
    for tick, key in ((0, "demo_game_fake"), (0.5, "demo_game_half"), (1, "demo_game_real")):
        anchor = {0: "start", 0.5: "middle", 1: "end"}[tick]
        drawing.text(x + 284 * tick, y + 46, text(key), 11, anchor)
    marks = {
        "surface": (f"M{x} 0h24", INK, 2, "butt", "7 5"),
        "data": (f"M{x + 6} 0h0m12 0h0", DATA_COLOUR, 6, "round", ""),
        "samples": (f"M{x + 8} -4l8 8m0-8l-8 8", SAMPLES_COLOUR, 2, "butt", ""),
        "grid": (f"M{x} -4h24m0 8h-24m6 -12v16m12 0v-16", PURPLE, 1.4, "butt", ""),
    }
    for row, (name, (steps, colour, width, cap, dash)) in enumerate(marks.items()):
        level = y + 82 + 26 * row
        colour = colour if state[name] else LINE
        drawing.path(steps, colour, width, at=(0, level), cap=cap, dash=dash)
        drawing.text(
            x + 34, level, text(f"demo_game_key_{name}"), 12, "start", fill=INK if state[name] else FAINT
        )


def _draw_game_curves(drawing: Drawing, moments: list[_Moment], now: int) -> None:
    """D's mean opinion of the data and of the samples over the steps."""
    steps = [moment.step for moment in moments]
    box = (592, 336, 252, 178)
    axes = Axes(drawing, box, (min(steps), max(steps)), (0, 1))
    drawing.text(560, 262, text("demo_game_curves"), 13, "start", weight="bold")
    axes.frame(sorted({min(steps), max(steps)}), (0, 0.5, 1), text("demo_game_step"))
    for row, (name, colour) in enumerate((("data", DATA_COLOUR), ("samples", SAMPLES_COLOUR))):
        values = [getattr(moment, f"on_{name}") for moment in moments]
        axes.curve(steps, values, colour)
        axes.dot(steps[now], values[now], colour)
        words = text(f"demo_game_on_{name}", value=values[now])
        legend_line(drawing, 560, 288 + 22 * row, words, colour)
