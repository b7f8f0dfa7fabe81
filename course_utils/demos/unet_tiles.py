"""Demos of lesson 02 on seismic tiles: a browser over predictions, a replay of a training."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from course_utils.demos.charts import WIDTH, Axes, legend_line, legend_patch
from course_utils.demos.inputs import shortest
from course_utils.demos.shell import Choice, Demo, Picture, Slider, slider_over, thinned
from course_utils.messages import CourseError, text
from course_utils.palette import BLUE, FAINT, GREEN, INK, LINE, ORANGE, PAPER, RED, YELLOW, rgb
from course_utils.reference import unet_segmentation as lesson
from course_utils.svg import Drawing, as_bytes, heat

PANEL, TOP = 272, 30  # side and upper edge of a tile's picture
LEFT_EDGES = (8, 294, 580)  # left edges of the three panels
KEYS = TOP + PANEL + 20  # middle of the legend below them
TRUTH, PREDICTION = PAPER, ORANGE  # outlines; the white one lies on a dark line


# --- what both share -----------------------------------------------------------------------------


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


def _draw_panel(
    drawing: Drawing, x: float, title: str, pixels, truth: str = "", predicted: str = "", tints=None
) -> None:
    """Pixels under their title; on top tints (H, W, 4), the outlines of the truth and of the prediction."""
    drawing.text(x + PANEL / 2, TOP - 14, title, 13, weight="bold")
    drawing.image(x, TOP, pixels, PANEL, PANEL)
    if tints is not None:
        drawing.image(x, TOP, tints, PANEL, PANEL)
    scale = PANEL / pixels.shape[1]
    # The prediction is the thinner one, so that both show where they agree.
    for steps, colour, width in ((truth, INK, 4.4), (truth, TRUTH, 3), (predicted, PREDICTION, 1.5)):
        if steps:
            drawing.path(steps, colour, width, at=(x, TOP), scale=scale)
    drawing.rect(x, TOP, PANEL, PANEL, stroke=LINE)


def _draw_heat_key(drawing: Drawing, x: float, y: float, threshold: float) -> None:
    """The scale of the heat map, with the threshold on it."""
    drawing.text(x, y, "0", 12, "start")
    x += 14
    drawing.image(x, y - 6, heat(np.linspace(0, 1, 128)[None]), 90, 12, smooth=True)
    drawing.rect(x, y - 6, 90, 12, stroke=LINE)
    drawing.line(x + 90 * threshold, y - 10, x + 90 * threshold, y + 10, INK, 5)
    drawing.line(x + 90 * threshold, y - 9, x + 90 * threshold, y + 9, PREDICTION, 2.4)
    drawing.text(x + 96, y, "1", 12, "start")


def _draw_curves(drawing: Drawing, box, xs, now: int, axis: str, curves, span=(0.0, 1.0)) -> None:
    """Curves over the numbers xs in the box (x, y, width, height) for values in `span`; xs[now] is marked.

    curves: (values, NaN where unknown, title, colour) of each; the titles stand above the box.
    """
    axes = Axes(drawing, box, (xs[0], xs[-1]), span)
    axes.frame(sorted({xs[0], xs[-1]}), np.linspace(*span, 3), axis)
    x, y, _, height = box
    drawing.line(axes.x(xs[now]), y, axes.x(xs[now]), y + height, FAINT, 1.5)
    for row, (values, title, colour) in enumerate(curves):
        axes.curve(xs, values, colour)
        if np.isfinite(values[now]):
            axes.dot(xs[now], values[now], colour)
        legend_line(drawing, x, y - 14 - 18 * (len(curves) - 1 - row), title, colour)


def _probabilities(values) -> np.ndarray:
    values = np.asarray(values, dtype=np.float32)
    return np.clip(np.nan_to_num(values), 0, 1)  # a net that has diverged to NaN finds nothing


def _require_same_shape(**arrays) -> None:
    shapes = {name: np.shape(array) for name, array in arrays.items()}
    first = next(iter(shapes.values()))
    if len(set(shapes.values())) > 1 or len(first) != 3 or 0 in first:
        found = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise CourseError("demo_tiles_shapes", found=found)


# --- tile browser ------------------------------------------------------------------------------

PERCENTS = range(5, 96)  # percent
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
    tiles = _Tiles(as_bytes(images), np.asarray(masks) > 0, _probabilities(probabilities))
    start = min(max(round(100 * threshold), PERCENTS[0]), PERCENTS[-1])
    orders = tiles.orders(start)
    place = Slider("demo_tile", 1 + tiles.typical(start), 1, len(tiles.images))
    return Demo(
        lambda state: _draw_tiles(tiles, orders, state),
        {
            "tile": place,
            "threshold": Slider("demo_threshold", start, PERCENTS[0], PERCENTS[-1]),
            "order": Choice("demo_order", "given", {k: f"demo_order_{k}" for k in orders}),
            "view": Choice(
                "demo_view", "errors", {k: f"demo_view_{k}" for k in ("errors", "heat", "outlines")}
            ),
        },
        recorded={
            "tile": thinned(place, 5),
            "threshold": range(20, 81, 10),
            "order": ("given", "worst", "best"),
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
        limits = np.array([t / 100 for t in PERCENTS], dtype=np.float32)
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
        ranked = salty[np.argsort(self.iou[salty, PERCENTS.index(percent)])]
        return int(ranked[len(ranked) // 2]) if ranked.size else 0

    def orders(self, percent: int) -> dict[str, np.ndarray]:
        """Name -> the tiles' indices in that order; ties go to the more telling tile."""
        column = PERCENTS.index(percent)
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
    column = PERCENTS.index(state["threshold"])
    threshold = state["threshold"] / 100
    image, truth = tiles.images[index], tiles.masks[index]
    predicted = tiles.probabilities[index] > threshold
    drawing = Drawing(WIDTH, 470)
    title = text("demo_tile_title", number=index + 1, place=state["tile"], all=len(tiles.images))
    share = text("demo_truth_share", share=100 * truth.mean()) if truth.any() else text("demo_truth_none")
    border = outline(truth)
    _draw_panel(drawing, LEFT_EDGES[0], title, image)
    _draw_panel(drawing, LEFT_EDGES[1], share, image, border)
    legend_line(drawing, LEFT_EDGES[1], KEYS, text("demo_key_truth"), TRUTH, under=INK)
    if state["view"] == "errors":
        described = _draw_errors(drawing, image, truth, predicted, border)
    else:
        heated = state["view"] == "heat"
        pixels = heat(tiles.probabilities[index]) if heated else image
        title = text(f"demo_view_{state['view']}")
        _draw_panel(drawing, LEFT_EDGES[2], title, pixels, border, outline(predicted))
        legend_line(drawing, LEFT_EDGES[2], KEYS, text("demo_key_predicted"), PREDICTION)
        if heated:
            _draw_heat_key(drawing, LEFT_EDGES[2] + 140, KEYS, threshold)
        described = text(f"demo_view_{state['view']}_alt")

    iou, tgs, everywhere = tiles.iou[index, column], tiles.tgs[index, column], tiles.tgs.mean(axis=0)
    shown = {"demo_iou_tile": iou, "demo_tgs_tile": tgs, "demo_tgs_all": everywhere[column]}
    for k, (key, value) in enumerate(shown.items()):
        drawing.text(LEFT_EDGES[0] + 180 * k, 378, f"{value:.3f}", 30, "start", weight="bold")
        drawing.text(LEFT_EDGES[0] + 180 * k, 410, text(key, all=len(tiles.images)), 12, "start")
    curve = everywhere, text("demo_tgs_curve", all=len(tiles.images)), GREEN
    box = (LEFT_EDGES[2] + 30, 372, PANEL - 42, 76)
    low, high = np.floor(10 * everywhere.min()) / 10, np.floor(10 * everywhere.max() + 1) / 10
    span = min(low, 0.9), min(high, 1.0)
    _draw_curves(drawing, box, PERCENTS, column, text("demo_threshold"), [curve], span)

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
def _error_tints() -> np.ndarray:
    """Colour and opacity, uint8 (4, 4), of right background, false, missed, found."""
    tints = np.zeros((4, 4), np.float32)
    tints[1:, :3], tints[1:, 3] = rgb(FALSE, MISSED, FOUND), 0.65
    return as_bytes(tints)


def _draw_errors(drawing: Drawing, image, truth, predicted, border: str) -> str:
    """The third panel with every pixel's verdict; returns its description."""
    tints = _error_tints()[2 * truth + predicted]
    _draw_panel(drawing, LEFT_EDGES[2], text("demo_view_errors"), image, tints=tints)
    if border:  # thin, for it must not hide the errors beside it
        drawing.path(border, TRUTH, 1, at=(LEFT_EDGES[2], TOP), scale=PANEL / image.shape[1])
    verdicts = {"found": (FOUND, truth & predicted), "false": (FALSE, ~truth & predicted)}
    verdicts["missed"] = (MISSED, truth & ~predicted)
    words = []
    for k, (name, (colour, where)) in enumerate(verdicts.items()):
        words.append(text(f"demo_key_{name}", count=np.count_nonzero(where)))
        legend_patch(drawing, LEFT_EDGES[2] - 150 + 144 * k, KEYS, words[-1], colour)
    return text("demo_view_errors_alt", counts=text("demo_comma").join(words))


# --- training replay ---------------------------------------------------------------------------


def training_replay(image, mask, history, scores=None, threshold: float = 0.5) -> Demo:
    """What the network made of one tile after each epoch.

    image: uint8, or floats in [0, 1], (H, W); mask: bool (H, W); history: epoch -> probability map (H, W), or
    the maps of epochs 1, 2, …; scores: a number in [0, 1] for each epoch, such as the validation score, drawn
    beside the tile's own IoU; None: unknown. Raises CourseError if the history is empty or its maps do not
    have the tile's size.
    """
    if not isinstance(history, Mapping):
        history = dict(enumerate(history, 1))
    if not history:
        raise CourseError("demo_replay_empty")
    epochs = [shortest(epoch) for epoch in history]
    history = [_probabilities(probability) for probability in history.values()]
    image, mask, threshold = as_bytes(image), np.asarray(mask) > 0, float(threshold)
    for probability in history:
        _require_same_shape(image=image[None], mask=mask[None], history=probability[None])
    curves = [np.array([lesson.iou(mask, probability > threshold) for probability in history])]
    if scores is not None:  # an interrupted epoch may have left no score
        known = [np.nan if score is None else float(score) for score in scores][: len(history)]
        curves.append(np.array(known + [np.nan] * (len(history) - len(known))))
    slider = slider_over(epochs, "demo_epoch", "demo_snapshot")

    def draw(state: dict) -> Picture:
        return _draw_replay(image, mask, history, epochs, curves, threshold, state["epoch"] - slider.low)

    return Demo(draw, {"epoch": slider})


def _draw_replay(image, mask, history, epochs: list, curves, threshold: float, now: int) -> Picture:
    predicted = history[now] > threshold
    drawing = Drawing(WIDTH, 340)
    borders = outline(mask), outline(predicted)
    _draw_panel(drawing, LEFT_EDGES[0], text("demo_replay_tile"), image, *borders)
    _draw_panel(drawing, LEFT_EDGES[1], text("demo_view_heat"), heat(history[now]), *borders)
    legend_line(drawing, LEFT_EDGES[0], KEYS, text("demo_key_truth"), TRUTH, under=INK)
    legend_line(drawing, LEFT_EDGES[0] + 130, KEYS, text("demo_key_predicted"), PREDICTION)
    _draw_heat_key(drawing, LEFT_EDGES[1], KEYS, threshold)

    titles = ("demo_replay_iou", "demo_replay_score")
    values = [curve[now] for curve in curves]
    numbers = [f"{value:.3f}" if np.isfinite(value) else "" for value in values]
    words = [f"{text(title)} {value}" for title, value in zip(titles, numbers, strict=False)]
    box = (LEFT_EDGES[2] + 24, TOP + 48, PANEL - 36, PANEL - 70)
    drawn = list(zip(curves, words, (BLUE, GREEN), strict=False))
    title = text("demo_replay_epoch", epoch=epochs[now], all=epochs[-1])
    drawing.text(LEFT_EDGES[2] + PANEL / 2, TOP - 14, title, 13, weight="bold")
    _draw_curves(drawing, box, epochs, now, text("demo_epoch"), drawn)

    share = 100 * predicted.mean(), 100 * mask.mean()
    caption = text("demo_replay_caption", epoch=epochs[now], predicted=share[0], true=share[1], iou=values[0])
    if numbers[1:] and numbers[1]:
        caption += text("demo_replay_scored", score=numbers[1])
    return Picture(str(drawing), text("demo_replay_alt", all=epochs[-1], caption=caption), caption)
