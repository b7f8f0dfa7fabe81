"""Demos of lesson 02: a browser over validation tiles, a replay of a training, the U-Net as a picture."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from course_utils.demos.shell import Choice, Demo, Picture, Slider
from course_utils.messages import CourseError, text
from course_utils.palette import BLUE, FAINT, GREEN, INK, LINE, ORANGE, PAPER, PURPLE, RED, YELLOW, shade
from course_utils.reference import unet_segmentation as lesson
from course_utils.svg import Drawing, heat, wrap

WIDTH = 860
PANEL, TOP = 272, 30  # side and upper edge of a tile's picture
PLACES = (8, 294, 580)  # left edges of the three panels
KEYS = TOP + PANEL + 20  # middle of the legend below them
TRUTH, PREDICTION = PAPER, ORANGE  # outlines; the white one lies on a dark line


# --- what the tile demos share -----------------------------------------------------------------


def outline(mask: np.ndarray) -> str:
    """The border of a boolean mask (H, W), along the edges of its pixels, as SVG path data; "" if empty."""
    framed = np.pad(mask, 1).astype(np.int8)
    steps = []
    for jumps, form in (
        (np.diff(framed, axis=0)[:, 1:-1], "M{1} {0}H{2}"),
        (np.diff(framed, axis=1)[1:-1].T, "M{0} {1}V{2}"),
    ):
        # Neighbouring pieces of border make one run: +1 where it begins, -1 where it has ended.
        turns = np.diff(np.pad(jumps != 0, ((0, 0), (1, 1))).astype(np.int8), axis=1)
        (rows, starts), (_, ends) = np.nonzero(turns == 1), np.nonzero(turns == -1)
        runs = zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True)
        steps += [form.format(*run) for run in runs]
    return "".join(steps)


def _draw_panel(drawing: Drawing, x: float, title: str, pixels, truth: str = "", predicted: str = "") -> None:
    """Pixels under their title, with the outlines of the truth and of the prediction on top."""
    drawing.text(x + PANEL / 2, TOP - 14, title, 13, weight="bold")
    drawing.image(x, TOP, pixels, PANEL, PANEL)
    scale = PANEL / pixels.shape[1]
    # The prediction is the thinner one, so that both show where they agree.
    for steps, colour, width in ((truth, INK, 4.4), (truth, TRUTH, 3), (predicted, PREDICTION, 1.5)):
        if steps:
            drawing.path(steps, colour, width, at=(x, TOP), scale=scale)
    drawing.rect(x, TOP, PANEL, PANEL, stroke=LINE)


def _draw_key(drawing: Drawing, x: float, y: float, words: str, colour: str, line=True) -> None:
    """An entry of a legend."""
    if line:
        if colour == TRUTH:
            drawing.line(x - 1, y, x + 21, y, INK, 5)
        drawing.line(x, y, x + 20, y, colour, 3)
    else:
        drawing.rect(x + 3, y - 7, 14, 14, colour, INK, 0.5)
    drawing.text(x + 26, y, words, 12, "start")


def _draw_heat_key(drawing: Drawing, x: float, y: float, threshold: float) -> None:
    """The scale of the heat map, with the threshold on it."""
    drawing.text(x, y, "0", 12, "start")
    x += 14
    drawing.image(x, y - 6, heat(np.linspace(0, 1, 128)[None]), 90, 12, smooth=True)
    drawing.rect(x, y - 6, 90, 12, stroke=LINE)
    drawing.line(x + 90 * threshold, y - 10, x + 90 * threshold, y + 10, INK, 5)
    drawing.line(x + 90 * threshold, y - 9, x + 90 * threshold, y + 9, PREDICTION, 2.4)
    drawing.text(x + 96, y, "1", 12, "start")


@dataclass(frozen=True)
class _Curve:
    """Values between 0 and 1 (NaN: unknown) with their colour and title."""

    values: np.ndarray
    colour: str
    title: str


def _draw_curves(drawing, box, xs, now: int, axis: str, curves: list[_Curve], span=(0.0, 1.0)) -> None:
    """Curves over the numbers xs in the box (x, y, width, height) for values in `span`; xs[now] is marked."""
    x, y, width, height = box
    low, high = span
    across = x + width * (np.asarray(xs) - xs[0]) / max(xs[-1] - xs[0], 1)
    for tick in (0, 0.5, 1):
        level = y + height * (1 - tick)
        drawing.line(x, level, x + width, level, LINE)
        drawing.text(x - 6, level, f"{low + tick * (high - low):.3g}", 11, "end")
    for k in sorted({0, len(xs) - 1}):
        drawing.text(across[k], y + height + 13, xs[k], 11)
    drawing.text(x + width / 2, y + height + 13, axis, 11)
    drawing.line(across[now], y, across[now], y + height, FAINT, 1.5)
    for row, curve in enumerate(curves):
        down = y + height * (high - np.asarray(curve.values, dtype=float)) / (high - low)
        known = np.flatnonzero(np.isfinite(down))
        if known.size > 1:
            points = "L".join(f"{across[k]:.1f} {down[k]:.1f}" for k in known)
            drawing.path("M" + points, curve.colour, 2)
        if now in known:
            drawing.rect(across[now] - 4, down[now] - 4, 8, 8, curve.colour, INK)
        above = y - 14 - 18 * (len(curves) - 1 - row)
        drawing.line(x, above, x + 18, above, curve.colour, 3)
        drawing.text(x + 24, above, curve.title, 12, "start")


def _probabilities(values) -> np.ndarray:
    values = np.asarray(values, dtype=np.float32)
    return np.clip(np.nan_to_num(values), 0, 1)  # a net that has diverged to NaN finds nothing


def _greys(images) -> np.ndarray:
    """uint8, from uint8 or from floats in [0, 1]."""
    images = np.asarray(images)
    return images if images.dtype == np.uint8 else np.round(255 * np.clip(images, 0, 1)).astype(np.uint8)


def _require_same_shape(**arrays) -> None:
    shapes = {name: np.shape(array) for name, array in arrays.items()}
    first = next(iter(shapes.values()))
    if len(set(shapes.values())) > 1 or len(first) != 3 or 0 in first:
        found = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise CourseError("demo_tiles_shapes", found=found)


# --- tile browser ------------------------------------------------------------------------------

THRESHOLDS = range(5, 96)  # percent
BARS = np.arange(50, 100, 5) / 100  # the IoUs that the competition asks to exceed
FOUND, FALSE, MISSED = BLUE, RED, YELLOW  # true positives, false positives, false negatives


def tile_browser(images, masks, probabilities, threshold: float = 0.5) -> Demo:
    """Tiles with their true and predicted masks at any threshold, and the scores that follow from it.

    images: uint8, or floats in [0, 1], (n, H, W); masks: bool (n, H, W); probabilities: floats (n, H, W).
    A pixel counts as salt where its probability exceeds the threshold. The tiles are ranked by their IoU at
    `threshold`, once, so that a tile keeps its place while the threshold moves.
    Raises CourseError for shapes that do not fit together.
    """
    _require_same_shape(images=images, masks=masks, probabilities=probabilities)
    tiles = _Tiles(_greys(images), np.asarray(masks) > 0, _probabilities(probabilities))
    start = min(max(round(100 * threshold), THRESHOLDS[0]), THRESHOLDS[-1])
    orders = tiles.orders(start)
    return Demo(
        lambda state: _draw_tiles(tiles, orders, state),
        {
            "tile": Slider("demo_tile", 1 + tiles.typical(start), 1, len(tiles.images)),
            "threshold": Slider("demo_threshold", start, THRESHOLDS[0], THRESHOLDS[-1]),
            "order": Choice("demo_order", "given", {k: f"demo_order_{k}" for k in orders}),
            "view": Choice(
                "demo_view", "errors", {k: f"demo_view_{k}" for k in ("errors", "heat", "outlines")}
            ),
        },
    )


class _Tiles:
    """The arrays of the browser, and all scores at all thresholds."""

    def __init__(self, images, masks, probabilities):
        self.images, self.masks, self.probabilities = images, masks, probabilities
        self.salt = masks.sum(axis=(1, 2))
        self.predicted, self.hits = self._counts()
        union = self.salt[:, None] + self.predicted - self.hits
        self.iou = np.where(union > 0, self.hits / np.maximum(union, 1), 1.0)  # (n, thresholds)
        self.tgs = (self.iou[..., None] > BARS).mean(axis=2)

    def _counts(self) -> tuple[np.ndarray, np.ndarray]:
        """How many pixels exceed each threshold, and how many of them are salt; two int (n, thresholds)."""
        limits = np.array([t / 100 for t in THRESHOLDS], dtype=np.float32)
        counts = np.empty((len(self.masks), len(limits) + 1, 2), dtype=int)
        for k, (mask, probability) in enumerate(zip(self.masks, self.probabilities, strict=True)):
            exceeded = np.searchsorted(limits, probability.ravel())  # so many thresholds
            cells = 2 * exceeded + mask.ravel()
            counts[k] = np.bincount(cells, minlength=counts[k].size).reshape(-1, 2)
        above = counts[:, ::-1].cumsum(axis=1)[:, -2::-1]
        return above.sum(axis=2), above[..., 1]

    def typical(self, percent: int) -> int:
        """A tile to begin with: of those with salt, the one with the median IoU."""
        salty = np.flatnonzero(self.salt)
        ranked = salty[np.argsort(self.iou[salty, THRESHOLDS.index(percent)])]
        return int(ranked[len(ranked) // 2]) if ranked.size else 0

    def orders(self, percent: int) -> dict[str, np.ndarray]:
        """Name -> the tiles' indices in that order; ties go to the more telling tile."""
        column = THRESHOLDS.index(percent)
        iou = self.iou[:, column]
        wrong = self.salt + self.predicted[:, column] - 2 * self.hits[:, column]
        return {
            "given": np.arange(len(iou)),
            "worst": np.lexsort((-wrong, iou)),
            "best": np.lexsort((-self.salt, -iou)),
            "salt": np.argsort(-self.salt, kind="stable"),
        }


def _draw_tiles(tiles: _Tiles, orders: dict, state: dict) -> Picture:
    index = int(orders[state["order"]][state["tile"] - 1])
    column = THRESHOLDS.index(state["threshold"])
    threshold = state["threshold"] / 100
    image, truth = tiles.images[index], tiles.masks[index]
    predicted = tiles.probabilities[index] > threshold
    drawing = Drawing(WIDTH, 470)
    title = text("demo_tile_title", number=index + 1, place=state["tile"], all=len(tiles.images))
    share = text("demo_truth_share", share=100 * truth.mean()) if truth.any() else text("demo_truth_none")
    border = outline(truth)
    _draw_panel(drawing, PLACES[0], title, image)
    _draw_panel(drawing, PLACES[1], share, image, border)
    _draw_key(drawing, PLACES[1], KEYS, text("demo_key_truth"), TRUTH)
    if state["view"] == "errors":
        described = _draw_errors(drawing, image, truth, predicted, border)
    else:
        heated = state["view"] == "heat"
        pixels = heat(tiles.probabilities[index]) if heated else image
        title = text(f"demo_view_{state['view']}")
        _draw_panel(drawing, PLACES[2], title, pixels, border, outline(predicted))
        _draw_key(drawing, PLACES[2], KEYS, text("demo_key_predicted"), PREDICTION)
        if heated:
            _draw_heat_key(drawing, PLACES[2] + 140, KEYS, threshold)
        described = text(f"demo_view_{state['view']}_alt")

    iou, tgs, everywhere = tiles.iou[index, column], tiles.tgs[index, column], tiles.tgs.mean(axis=0)
    shown = {"demo_iou_tile": iou, "demo_tgs_tile": tgs, "demo_tgs_all": everywhere[column]}
    for k, (key, value) in enumerate(shown.items()):
        drawing.text(PLACES[0] + 180 * k, 378, f"{value:.3f}", 30, "start", weight="bold")
        drawing.text(PLACES[0] + 180 * k, 410, text(key, all=len(tiles.images)), 12, "start")
    curve = _Curve(everywhere, GREEN, text("demo_tgs_curve", all=len(tiles.images)))
    box = (PLACES[2] + 30, 372, PANEL - 42, 76)
    low, high = np.floor(10 * everywhere.min()) / 10, np.floor(10 * everywhere.max() + 1) / 10
    span = min(low, 0.9), min(high, 1.0)
    _draw_curves(drawing, box, THRESHOLDS, column, text("demo_threshold"), [curve], span)

    caption = _explain(truth, predicted, iou, tgs)
    alt = text(
        "demo_tiles_alt",
        number=index + 1,
        all=len(tiles.images),
        share=share,
        view=described,
        percent=state["threshold"],
        iou=iou,
        tgs=tgs,
        everywhere=everywhere[column],
    )
    return Picture(str(drawing), alt, caption)


def _explain(truth, predicted, iou: float, tgs: float) -> str:
    """Why the tile has this score."""
    if truth.any():
        return text("demo_tgs_why", iou=iou, passed=round(10 * tgs), tgs=tgs)
    return text("demo_tgs_empty_wrong" if predicted.any() else "demo_tgs_empty_right")


@lru_cache(maxsize=1)
def _error_colours() -> np.ndarray:
    """uint8 (4, 256, 3): right background, false, missed, found; each over every grey."""
    grey = np.arange(256.0)[:, None] * np.ones(3)
    tints = [np.array([int(c[i : i + 2], 16) for i in (1, 3, 5)]) for c in (FALSE, MISSED, FOUND)]
    return np.stack([grey, *(0.35 * grey + 0.65 * tint for tint in tints)]).astype(np.uint8)


def _draw_errors(drawing: Drawing, image, truth, predicted, border: str) -> str:
    """The third panel with every pixel's verdict; returns its description."""
    pixels = _error_colours()[2 * truth + predicted, image]
    _draw_panel(drawing, PLACES[2], text("demo_view_errors"), pixels)
    if border:  # thin, for it must not hide the errors beside it
        drawing.path(border, TRUTH, 1, at=(PLACES[2], TOP), scale=PANEL / image.shape[1])
    verdicts = {"found": (FOUND, truth & predicted), "false": (FALSE, ~truth & predicted)}
    verdicts["missed"] = (MISSED, truth & ~predicted)
    words = []
    for k, (name, (colour, where)) in enumerate(verdicts.items()):
        words.append(text(f"demo_key_{name}", count=np.count_nonzero(where)))
        _draw_key(drawing, PLACES[2] - 150 + 144 * k, KEYS, words[-1], colour, line=False)
    return text("demo_view_errors_alt", counts=text("demo_comma").join(words))


# --- training replay ---------------------------------------------------------------------------


def training_replay(image, mask, history, scores=None, threshold: float = 0.5) -> Demo:
    """What the network made of one tile after each epoch.

    image: uint8, or floats in [0, 1], (H, W); mask: bool (H, W); history: probability maps (H, W), one an
    epoch; scores: a number in [0, 1] for each epoch, such as the validation score, drawn beside the tile's own
    IoU; None: unknown. Raises CourseError if the history is empty or its maps do not have the tile's size.
    """
    history = [_probabilities(probability) for probability in history]
    if not history:
        raise CourseError("demo_replay_empty")
    image, mask, threshold = _greys(image), np.asarray(mask) > 0, float(threshold)
    for probability in history:
        _require_same_shape(image=image[None], mask=mask[None], history=probability[None])
    curves = [np.array([lesson.iou(mask, probability > threshold) for probability in history])]
    if scores is not None:  # an interrupted epoch may have left no score
        known = [np.nan if score is None else float(score) for score in scores][: len(history)]
        curves.append(np.array(known + [np.nan] * (len(history) - len(known))))
    return Demo(
        lambda state: _draw_replay(image, mask, history, curves, threshold, state),
        {"epoch": Slider("demo_epoch", len(history), 1, len(history), play=True)},
    )


def _draw_replay(image, mask, history, curves, threshold: float, state: dict) -> Picture:
    now = state["epoch"] - 1
    predicted = history[now] > threshold
    drawing = Drawing(WIDTH, 340)
    borders = outline(mask), outline(predicted)
    _draw_panel(drawing, PLACES[0], text("demo_replay_tile"), image, *borders)
    _draw_panel(drawing, PLACES[1], text("demo_view_heat"), heat(history[now]), *borders)
    _draw_key(drawing, PLACES[0], KEYS, text("demo_key_truth"), TRUTH)
    _draw_key(drawing, PLACES[0] + 130, KEYS, text("demo_key_predicted"), PREDICTION)
    _draw_heat_key(drawing, PLACES[1], KEYS, threshold)

    titles = ("demo_replay_iou", "demo_replay_score")
    values = [curve[now] for curve in curves]
    numbers = [f"{value:.3f}" if np.isfinite(value) else "" for value in values]
    words = [f"{text(title)} {value}" for title, value in zip(titles, numbers, strict=False)]
    box = (PLACES[2] + 24, TOP + 48, PANEL - 36, PANEL - 70)
    drawn = [_Curve(*each) for each in zip(curves, (BLUE, GREEN), words, strict=False)]
    epochs = range(1, len(history) + 1)
    title = text("demo_replay_epoch", epoch=state["epoch"], all=len(history))
    drawing.text(PLACES[2] + PANEL / 2, TOP - 14, title, 13, weight="bold")
    _draw_curves(drawing, box, epochs, now, text("demo_epoch"), drawn)

    share = 100 * predicted.mean(), 100 * mask.mean()
    caption = text("demo_replay_caption", epoch=now + 1, predicted=share[0], true=share[1], iou=values[0])
    if numbers[1:] and numbers[1]:
        caption += text("demo_replay_scored", score=numbers[1])
    return Picture(str(drawing), text("demo_replay_alt", all=len(history), caption=caption), caption)


# --- architecture ------------------------------------------------------------------------------

SMALLEST, LARGEST = 16, 700  # input sizes on offer
CHANNELS, CLASSES = 1, 2  # as in the paper


def architecture(size: int = 572, depth: int = 4, filters: int = 64, convolutions: str = "valid") -> Demo:
    """The U-Net of arXiv 1505.04597, Figure 1, for any input size and depth, with the shape of every tensor.

    The arguments are the picture to begin with; convolutions: "valid" as in the paper, or "same".
    """
    return Demo(
        _draw_architecture,
        {
            "size": Slider("demo_unet_size", size, SMALLEST, LARGEST),
            "depth": Slider("demo_unet_depth", depth, 1, 5),
            "filters": Choice("demo_unet_filters", filters, dict.fromkeys((8, 16, 32, 64))),
            "convolutions": Choice(
                "demo_unet_convolutions", convolutions, {k: f"demo_unet_{k}" for k in ("valid", "same")}
            ),
        },
    )


def _is_legal(size: int, depth: int, valid: bool) -> bool:
    try:
        lesson.unet_sizes(size, depth, valid)
    except ValueError:
        return False
    return True


def nearest_sizes(size: int, depth: int, valid: bool) -> list[int]:
    """The legal input sizes just below and just above `size`, as far as there are any on offer."""
    searches = (range(size - 1, SMALLEST - 1, -1), range(size + 1, LARGEST + 1))
    found = (next((n for n in search if _is_legal(n, depth, valid)), None) for search in searches)
    return [n for n in found if n is not None]


def _draw_architecture(state: dict) -> Picture:
    size, depth, filters = state["size"], state["depth"], state["filters"]
    valid = state["convolutions"] == "valid"
    broken = None
    try:
        sizes = lesson.unet_sizes(size, depth, valid)
    except lesson.UnetSizeError as error:
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
            input=_shape(size, CHANNELS),
            output=_shape(sizes.output, CLASSES),
            size=text(key, lost=(size - sizes.output) // 2),
            layers=5 * depth + 3,
            parameters=lesson.unet_parameters(depth, filters, CHANNELS, CLASSES),
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
            channels = (widths[k - 1] if k else CHANNELS, widths[k], widths[k])
            down.append([_Box(k, 2 * k + i, sides[i], channels[i]) for i in range(3)])
        for i, k in enumerate(range(depth - 1, -1, -1)):
            sides = _padded(self.sizes.decoder[i][1:] if i < len(self.sizes.decoder) else [])
            channels, column = (2 * widths[k], widths[k], widths[k]), 2 * (depth + 1 + i)
            up.append([_Box(k, column + j, sides[j], channels[j], joined=j == 0) for j in range(3)])
        up[-1].append(_Box(0, 4 * depth + 3, self.sizes.output or None, CLASSES))
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
        self.sheet.rect(8, 6, self.WIDTH - 16, 12 + 18 * len(lines), "#FFF6E5", ORANGE, 2)
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
