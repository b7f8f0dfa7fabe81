"""Demos of lesson 05: particles in a velocity field, a picture un-noised step by step, the guidance dial."""

from dataclasses import dataclass, replace
from functools import cache

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
from course_utils.demos.shell import Choice, Demo, Picture, Slider, slider_over
from course_utils.messages import CourseError, text
from course_utils.palette import BLUE, FAINT, GREEN, INK, LINE, ORANGE, PAPER, RED, shade
from course_utils.reference.mnist_gan import covered
from course_utils.svg import Drawing, png_uri


def _label_places(drawing: Drawing, axes: Axes, places, words) -> None:
    """Words below an axis at these places, but for those that would touch the one before."""
    free = -np.inf
    for place, word in zip(places, map(str, words), strict=True):
        at, wide = float(axes.x(place)), 8 * len(word)
        if at - wide / 2 >= free:
            drawing.text(at, axes.box[1] + axes.box[3] + 13, word, 11)
            free = at + wide / 2


# --- the plane ---------------------------------------------------------------------------------

EXTENT = 2.2  # the plane's picture shows [-EXTENT, EXTENT]²
PARTICLES, FOLLOWED = 300, 12
STEPS = (1, 2, 5, 10, 20, 50)
TIMES = np.arange(0, 101, 5)  # percent
LATTICE = 15  # arrows in a row
FASTEST = 3.0  # the speed that an arrow of full length stands for
FIELD_COLOURS = {"learned": BLUE, "exact": GREEN}


def plane(learned, exact, data) -> Demo:
    """Particles that walk from noise through a field of velocities, along eight clouds on the unit circle.

    learned, exact: velocity(x, t), float32 (n, 2) and t (n,), the same for all and below 1 -> (n, 2); each is
    called about a hundred times when the demo is made. data: (m, 2), what the exact field leads to.
    Raises CourseError for anything else.
    """
    data = checked("data", data, ("m", 2))
    fields = {name: _Field(name, ask, data) for name, ask in (("learned", learned), ("exact", exact))}
    dots = _dots(data[:: -(-len(data) // MOST_DOTS)])
    spacing = float(np.median(_nearest(data, data, 2)[:, 1])) if len(data) > 1 else None
    return Demo(
        lambda state: _draw_plane(fields, dots, len(data), spacing, state),
        {
            "field": Choice("demo_plane_field", "learned", {name: f"demo_plane_{name}" for name in fields}),
            "steps": Choice("demo_plane_steps", 10, dict.fromkeys(STEPS)),
            "time": Slider("demo_plane_time", 50, 0, 100, play=True, step=5),
        },
        recorded={"time": range(0, 101, 10)},
    )


def particles() -> np.ndarray:
    """The particles at t = 0: normal noise, float32 (300, 2), always the same."""
    return np.random.default_rng(5).normal(size=(PARTICLES, 2)).astype(np.float32)


def _nearest(points: np.ndarray, data: np.ndarray, count: int) -> np.ndarray:
    """Distances (n, count) from each point to its nearest data."""
    from scipy.spatial import cKDTree

    return cKDTree(data).query(points, k=count)[0].reshape(len(points), count)


@dataclass(frozen=True)
class _Walk:
    """The particles' way in so many steps, and how it ends."""

    path: np.ndarray  # (steps + 1, n, 2)
    clouds: int
    share: float  # within a cloud
    from_mean: float  # medians of distances
    from_data: float

    def at(self, percent: int) -> tuple[int, np.ndarray]:
        """Steps that are over, and the places; between two steps all go straight on."""
        over, rest = divmod(percent * (len(self.path) - 1), 100)
        here = self.path[over]
        return over, here + rest / 100 * (self.path[over + 1] - here) if rest else here


class _Field:
    """All walks in one field, and its arrows at all times: asked for at once, so that nothing fails later."""

    def __init__(self, name: str, velocity, data: np.ndarray):
        def ask(points, time):
            times = np.full(len(points), time, np.float32)
            return checked(name, velocity(points, times), points.shape)

        self.walks = {steps: _walk(name, ask, steps, data) for steps in STEPS}
        cells = (np.arange(LATTICE) + 0.5) / LATTICE * 2 - 1
        nodes = (EXTENT * np.stack(np.meshgrid(cells, cells), axis=-1)).reshape(-1, 2).astype(np.float32)
        self.arrows = {int(time): _arrows(nodes, ask(nodes, time / 100)) for time in TIMES[:-1]}


def _walk(name: str, ask, steps: int, data: np.ndarray) -> _Walk:
    path = [particles()]
    for step in range(steps):
        path.append(path[-1] + ask(path[-1], step / steps) / np.float32(steps))
    path = checked(name, path, (steps + 1, PARTICLES, 2))
    ends = np.clip(path[-1], -999, 999)
    clouds, share = covered(ends)
    from_mean = np.median(np.linalg.norm(ends - data.mean(axis=0), axis=1))
    return _Walk(path, clouds, share, float(from_mean), float(np.median(_nearest(ends, data, 1))))


def _pixels(places: np.ndarray) -> np.ndarray:
    """Places (…, 2) -> pixels of the plane's picture; far away ones are brought nearer."""
    return (np.clip(places / EXTENT, -9, 9) * (1, -1) + 1) * PLANE / 2


def _dots(places: np.ndarray) -> str:
    return "".join(f"M{x:.1f} {y:.1f}h0" for x, y in _pixels(places).tolist())


def _arrows(nodes: np.ndarray, velocities: np.ndarray) -> str:
    """Arrows with their middles at the nodes, as path data; none where nothing moves."""
    speed = np.linalg.norm(velocities.astype(float), axis=1, keepdims=True)
    length = 0.9 * PLANE / LATTICE * np.minimum(speed / FASTEST, 1)
    along = velocities / np.maximum(speed, 1e-30) * (1, -1)
    across = along[:, ::-1] * (1, -1)
    head = np.minimum(length / 2, 6)
    tails, tips = _pixels(nodes) - length / 2 * along, _pixels(nodes) + length / 2 * along
    barbs = [tips - head * along + side * head / 2 * across for side in (1, -1)]
    rows = np.hstack([tails, tips, barbs[0], tips, barbs[1]])[length[:, 0] > 1]
    return "".join(
        "M{:.1f} {:.1f}L{:.1f} {:.1f}M{:.1f} {:.1f}L{:.1f} {:.1f}L{:.1f} {:.1f}".format(*row)
        for row in rows.tolist()
    )


def _draw_plane(fields: dict, dots: str, count: int, spacing: float | None, state: dict) -> Picture:
    time = int(TIMES[np.abs(TIMES - state["time"]).argmin()])
    field, steps, colour = fields[state["field"]], state["steps"], FIELD_COLOURS[state["field"]]
    walk = field.walks[steps]
    over, places = walk.at(time)
    drawing = Drawing(WIDTH, PLANE + 56)
    title = text(f"demo_plane_title_{state['field']}", time=time, steps=steps)
    drawing.text(EDGE + PLANE / 2, 14, title, 15, weight="bold")

    window = Drawing(PLANE, PLANE)
    window.path(dots, LINE, 12 if count <= PARTICLES else 5, cap="round")
    window.path(field.arrows.get(time, ""), colour, 1.3, cap="round")
    trails = np.concatenate([walk.path[: over + 1], places[None]])[:, :FOLLOWED]
    lines = ("L".join(f"{x:.1f} {y:.1f}" for x, y in line) for line in _pixels(trails).swapaxes(0, 1).tolist())
    window.path("".join(f"M{line}" for line in lines), INK, 1.6)
    window.path(_dots(trails[:-1].reshape(-1, 2)), INK, 4 if steps < 20 else 3, cap="round")
    window.path(_dots(places), PAPER, 7.5, cap="round")
    window.path(_dots(places), RED, 5.5, cap="round")
    drawing.inset(EDGE, 30, window)
    drawing.rect(EDGE, 30, PLANE, PLANE, stroke=FAINT)
    for at in (-2, -1, 0, 1, 2):
        drawing.text(EDGE + (at / EXTENT + 1) * PLANE / 2, PLANE + 43, f"{at}".replace("-", "−"), 11)

    asked = -(-time * steps // 100)
    _draw_plane_key(drawing, colour, count, time, text("demo_plane_asked", asked=asked, steps=steps))
    _draw_shares(drawing, fields, state)
    caption = _plane_caption(walk, state["field"], time, asked, spacing)
    return Picture(str(drawing), text("demo_plane_alt", caption=caption), caption)


def _draw_plane_key(drawing: Drawing, colour: str, count: int, time: int, asked: str) -> None:
    x, y = 556, 40
    drawing.text(x, y, asked, 13, "start", weight="bold")
    arrow = f"M{x} 0h20m-5 -3l5 3l-5 3"
    rows = (
        ((f"M{x + 10} 0h0", LINE, 7), text("demo_plane_key_data", count=count)),
        ((f"M{x + 10} 0h0", RED, 7), text("demo_plane_key_particles", count=PARTICLES)),
        ((f"M{x} 0h20", INK, 1.6), text("demo_plane_key_paths", count=FOLLOWED)),
        ((arrow, colour if time < 100 else LINE, 1.6), text("demo_plane_key_arrows", fastest=FASTEST)),
    )
    for row, ((steps, ink, width), words) in enumerate(rows):
        level = y + 26 + 24 * row
        drawing.path(steps, ink, width, at=(0, level), cap="round")
        drawing.text(x + 32, level, words, 12, "start")
    drawing.path(f"M{x} 0h0m20 0h0", INK, 4, at=(0, y + 74), cap="round")


def _draw_shares(drawing: Drawing, fields: dict, state: dict) -> None:
    """How many particles end in a cloud, over the number of steps, in both fields."""
    x = 556
    drawing.text(x, 190, text("demo_plane_shares"), 13, "start", weight="bold")
    axes = Axes(drawing, (x + 36, 282, WIDTH - EDGE - x - 46, 210), (0, len(STEPS) - 1), (0, 100))
    axes.frame((), (0, 25, 50, 75, 100), "", "%")
    _label_places(drawing, axes, range(len(STEPS)), STEPS)
    drawing.text(axes.box[0] + axes.box[2] / 2, 522, text("demo_plane_axis"), 12)
    place = STEPS.index(state["steps"])
    at = axes.x(place)
    drawing.line(at, axes.box[1], at, axes.box[1] + axes.box[3], FAINT)
    for row, (name, field) in enumerate(fields.items()):
        shares = [100 * field.walks[steps].share for steps in STEPS]
        dash = "" if name == "learned" else "7 5"
        axes.curve(range(len(STEPS)), shares, FIELD_COLOURS[name], 2.5, dash)
        if name == state["field"]:
            axes.dot(place, shares[place], FIELD_COLOURS[name])
        words = text(f"demo_plane_share_{name}", share=shares[place])
        legend_line(drawing, x, 216 + 22 * row, words, FIELD_COLOURS[name], dash=dash and "6 4")


def _plane_caption(walk: _Walk, name: str, time: int, asked: int, spacing: float | None) -> str:
    steps = len(walk.path) - 1
    caption = text(f"demo_plane_caption_{name}", time=time, asked=asked, steps=steps)
    caption += text("demo_plane_end", share=100 * walk.share, clouds=walk.clouds)
    if steps == 1:
        return caption + text("demo_plane_one", distance=walk.from_mean)
    if spacing is None:
        return caption
    caption += text("demo_plane_near", near=walk.from_data, spacing=spacing)
    return caption + (text("demo_plane_copies") if walk.from_data < spacing / 2 else "")


# --- un-noising --------------------------------------------------------------------------------

WALK = 20  # steps


def unnoising(velocity, noise) -> Demo:
    """A picture on its way out of noise in twenty Euler steps, beside where the field guesses it will arrive.

    velocity: float32 (n, 28, 28, 1) and t (n,) -> (n, 28, 28, 1), called once for each step when the demo is
    made; noise: (n, 28, 28, 1). Pictures are shown cut off at [-1, 1]. Raises CourseError for anything else.
    """
    road = _Road(velocity, checked("noise", noise, ("n", 28, 28, 1)))
    return Demo(
        lambda state: _draw_road(road, state["step"], state["picture"] - 1),
        {
            "step": Slider("demo_unnoise_step", 8, 0, WALK, play=True),
            "picture": Slider("demo_unnoise_picture", 1, 1, road.states.shape[1]),
        },
        recorded={"picture": range(1, 6)},
    )


def _rms(differences: np.ndarray) -> np.ndarray:
    """The last three axes -> the root of their mean square."""
    return np.sqrt(np.mean(differences**2, axis=(-3, -2, -1)))


class _Road:
    """All pictures at all steps, and the guesses."""

    def __init__(self, velocity, noise: np.ndarray):
        states, guesses = [noise], []
        for step in range(WALK):
            here, time = states[-1], np.float32(step / WALK)
            speed = checked("velocity", velocity(here, np.full(len(here), time)), here.shape)
            guesses.append(here + (1 - time) * speed)
            states.append(here + speed / np.float32(WALK))
        guesses, states = (
            checked("velocity", all_, (WALK + 1, *noise.shape)) for all_ in ([*guesses, states[-1]], states)
        )
        shown = np.clip(guesses, -1, 1)
        self.moves = _rms(shown[1:] - shown[:-1])  # (WALK, n)
        self.missing = _rms(shown - shown[-1])  # (WALK + 1, n)
        self.states, self.guesses = (np.stack([grey_bytes(one) for one in all_]) for all_ in (states, guesses))


def _draw_road(road: _Road, step: int, picture: int) -> Picture:
    large, small = 286, (WIDTH - 2 * EDGE) / (WALK + 1)
    drawing = Drawing(WIDTH, 486)
    for k, (name, images) in enumerate((("state", road.states), ("guess", road.guesses))):
        left = EDGE + k * (large + 14)
        title = text(f"demo_unnoise_{name}", time=step / WALK)
        drawing.text(left + large / 2, 16, title, 14, weight="bold")
        drawing.image(left, 32, images[step, picture], large, large)
        top = 352 + 64 * k
        drawing.text(EDGE, top - 10, text(f"demo_unnoise_strip_{name}"), 12, "start")
        drawing.row(EDGE, top, images[:, picture], small)
        mark_chosen(drawing, EDGE + step * small - 1, top - 1, small, small)
    for k in range(WALK + 1):
        weight, ink = ("bold", RED) if k == step else ("normal", INK)
        drawing.text(EDGE + (k + 0.5) * small, 470, k, 11, weight=weight, fill=ink)
    _draw_moves(drawing, road.moves[:, picture], step)

    key = {0: "first", WALK: "last"}.get(step, "between")
    caption = text("demo_unnoise_caption", step=step, all=WALK, time=step / WALK)
    if step:
        caption += text("demo_unnoise_move", move=road.moves[step - 1, picture])
    caption += text(f"demo_unnoise_{key}", missing=road.missing[step, picture])
    return Picture(str(drawing), text("demo_unnoise_alt", number=picture + 1, caption=caption), caption)


def _draw_moves(drawing: Drawing, moves: np.ndarray, step: int) -> None:
    """How far the guess moves in each step."""
    x, top = 622, max(float(moves.max()) * 1.1, 0.01)
    drawing.text(x, 16, text("demo_unnoise_moves"), 13, "start", weight="bold")
    axes = Axes(drawing, (x + 34, 62, WIDTH - EDGE - x - 40, 224), (0, WALK), (0, top))
    ticks = np.arange(
        0, top, 10.0 ** np.floor(np.log10(top)) / (1 if top > 5 * 10 ** np.floor(np.log10(top)) else 2)
    )
    axes.frame(range(0, WALK + 1, 5), ticks, text("demo_unnoise_axis"), text("demo_unnoise_unit"))
    axes.curve(np.arange(1, WALK + 1), moves, BLUE, 2.5)
    if step:
        axes.dot(step, moves[step - 1], RED)


# --- the guidance dial -------------------------------------------------------------------------

MOST_SHOWN = 60
TALL = 36  # rows of pixels that a picture, its bar and the gap below it take up
SURE = 0.9
SHARE_COLOUR, VARIETY_COLOUR = BLUE, ORANGE
SURE_COLOUR, UNSURE_COLOUR, OTHER_COLOUR = BLUE, shade(0.35), RED


def guidance_dial(pictures, asked, weights, probabilities) -> Demo:
    """Digits asked for, more and less strongly: what was drawn, how well it can be read, how much it varies.

    pictures: uint8 (W, 10, n, 28, 28), for each weight of the guidance and each digit; the first 60 of the n
    are shown. asked: the ten digits in that order; weights: W numbers, ascending; probabilities: the judge's,
    (W, 10, n, 10). Raises CourseError for anything else.
    """
    weights = checked("weights", weights, ("W",))
    if (np.diff(weights) <= 0).any():
        raise CourseError("demo_guidance_ascending")
    pictures = checked_bytes("pictures", pictures, (len(weights), 10, "n", 28, 28))
    asked = checked("asked", asked, (10,)).tolist()
    if sorted(asked) != list(range(10)):
        raise CourseError("demo_guidance_digits", found=asked)
    probabilities = checked("probabilities", probabilities, (*pictures.shape[:3], 10), 0, 1 + 1e-6)
    dial = _Dial(pictures, asked, [shortest(w, 3) for w in weights], probabilities)
    slider = slider_over(dial.weights, "demo_guidance_w", "demo_guidance_place")
    start = slider.low + min(dial.plain + 1, len(weights) - 1)
    return Demo(
        lambda state: _draw_dial(dial, state["digit"], state["w"] - slider.low),
        {"digit": Slider("demo_guidance_digit", 7, 0, 9), "w": replace(slider, value=start)},
    )


class _Dial:
    """What the judge reads, and how much the pictures vary, for each weight and each digit 0 … 9."""

    def __init__(self, pictures: np.ndarray, asked: list[int], weights: list[float], probabilities: np.ndarray):
        order = np.argsort(asked)
        self.weights, self.pictures, probabilities = weights, pictures[:, order], probabilities[:, order]
        self.read, self.sure = probabilities.argmax(axis=-1), probabilities.max(axis=-1)  # (W, 10, n)
        right = self.read == np.arange(10)[:, None]
        self.shares = 100 * (right & (self.sure >= SURE)).mean(axis=2)  # (W, 10), in percent
        self.plain = int(np.argmax(np.array(weights) >= 1)) if max(weights) >= 1 else len(weights) - 1
        spread = self.pictures.std(axis=2, dtype=np.float32).mean(axis=(2, 3))  # (W, 10)
        plain = spread[self.plain]
        self.varieties = 100 * spread / np.where(plain > 0, plain, np.nan)
        self.shown = self.pictures[:, :, :MOST_SHOWN]
        below = TALL - 28 - 2  # rows of white for the bar, whose full length is pale
        padded = np.pad(self.shown, ((0, 0),) * 3 + ((0, below), (0, 0)), constant_values=255)
        padded[..., 29:32, :] = 235
        self.columns, side = best_columns(self.shown.shape[2], 530, 450 * 30 / TALL, 108)
        self.unit = side / 30  # of a picture's pixel
        self.sheet = cache(lambda place, digit: png_uri(contact_sheet(padded[place, digit], self.columns)))


def _draw_dial(dial: _Dial, digit: int, place: int) -> Picture:
    weight = dial.weights[place]
    drawing = Drawing(WIDTH, 500)
    title = text("demo_guidance_title", digit=digit, w=weight)
    drawing.text(EDGE, 16, title, 15, "start", weight="bold")
    _draw_sheet(drawing, dial, digit, place)
    _draw_dial_key(drawing, digit)
    _draw_trade(drawing, dial, digit, place)

    count, plain = dial.pictures.shape[2], dial.weights[dial.plain]
    share, variety = dial.shares[place, digit], dial.varieties[place, digit]
    caption = text("demo_guidance_caption", digit=digit, w=weight, count=count, share=share)
    known = np.isfinite(variety)
    caption += text("demo_guidance_variety" if known else "demo_guidance_alike", variety=variety, plain=plain)
    strength = "none" if weight == 0 else "weak" if weight < 1 else "plain" if weight == 1 else "strong"
    caption += text(f"demo_guidance_{strength}", digit=digit, w=weight)
    return Picture(str(drawing), text("demo_guidance_alt", caption=caption), caption)


def _draw_sheet(drawing: Drawing, dial: _Dial, digit: int, place: int) -> None:
    """The pictures; below each the judge's confidence; a frame and its reading where that is another digit."""
    unit, count, left, top = dial.unit, dial.shown.shape[2], EDGE, 36
    rows = -(-count // dial.columns)
    wide, high = (30 * dial.columns - 2) * unit, (TALL * rows - 2) * unit
    drawing.encoded(left, top, dial.sheet(place, digit), wide, high, smooth=False)
    for k in range(count):
        x, y = left + k % dial.columns * 30 * unit, top + k // dial.columns * TALL * unit
        read, sure = int(dial.read[place, digit, k]), float(dial.sure[place, digit, k])
        right = read == digit
        colour = OTHER_COLOUR if not right else SURE_COLOUR if sure >= SURE else UNSURE_COLOUR
        drawing.rect(x, y + 29 * unit, 28 * unit * sure, 3 * unit, colour)
        if not right:
            drawing.rect(x + 1, y + 1, 28 * unit - 2, 28 * unit - 2, stroke=RED, stroke_width=2.5)
            size = max(9 * unit, 11)
            drawing.rect(x, y, size, size, RED)
            drawing.text(x + size / 2, y + size / 2, read, 0.8 * size, fill=PAPER, weight="bold")


def _draw_dial_key(drawing: Drawing, digit: int) -> None:
    x = 570
    drawing.text(x, 44, text("demo_guidance_key"), 13, "start", weight="bold")
    rows = (("sure", SURE_COLOUR), ("unsure", UNSURE_COLOUR), ("other", OTHER_COLOUR))
    for row, (name, colour) in enumerate(rows):
        words = text(f"demo_guidance_key_{name}", digit=digit, sure=SURE)
        legend_patch(drawing, x - 2, 68 + 22 * row, words, colour)


def _draw_trade(drawing: Drawing, dial: _Dial, digit: int, place: int) -> None:
    """How many can be read, and how much they vary, over the weight of the guidance."""
    x, curves = (
        570,
        (("share", dial.shares, SHARE_COLOUR, ""), ("variety", dial.varieties, VARIETY_COLOUR, "7 5")),
    )
    drawing.text(x, 160, text("demo_guidance_trade", digit=digit), 13, "start", weight="bold")
    top = max(100.0, 1.05 * float(np.nanmax(dial.varieties[:, digit], initial=0)))
    axes = Axes(
        drawing, (x + 36, 260, WIDTH - EDGE - x - 46, 186), (dial.weights[0], dial.weights[-1]), (0, top)
    )
    axes.frame((), range(0, int(top) + 1, 25 if top < 150 else 50), "", "%")
    _label_places(drawing, axes, dial.weights, dial.weights)
    drawing.text(axes.box[0] + axes.box[2] / 2, axes.box[1] + axes.box[3] + 30, text("demo_guidance_axis"), 12)
    at = axes.x(dial.weights[place])
    drawing.line(at, axes.box[1], at, axes.box[1] + axes.box[3], RED, 1.5)
    for row, (name, values, colour, dash) in enumerate(curves):
        here = values[place, digit]
        axes.curve(dial.weights, values[:, digit], colour, 2.5, dash)
        words = {"digit": digit, "sure": SURE, "plain": dial.weights[dial.plain], "value": f"{here:.0f}%"}
        if np.isfinite(here):
            axes.dot(dial.weights[place], here, colour)
        else:
            words["value"] = "–"
        legend_line(
            drawing,
            x,
            184 + 22 * row,
            text(f"demo_guidance_curve_{name}", **words),
            colour,
            dash=dash and "6 4",
        )
