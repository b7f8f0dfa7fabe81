"""Demos of lesson 04: layer by layer, choice by choice, the Gram matrix, what smoothing takes away."""

import re
from dataclasses import dataclass

import numpy as np
from PIL import Image

from course_utils.demos.charts import EDGE, WIDTH, Axes, legend_line, psnr
from course_utils.demos.inputs import checked, checked_bytes
from course_utils.demos.shell import Choice, Demo, Picture, Slider
from course_utils.messages import CourseError, text
from course_utils.palette import BLUE, FAINT, INK, LINE, RED, shade
from course_utils.svg import Drawing, diverging, heat, jpeg_uri, png_uri

# --- what the picture demos share ----------------------------------------------------------------


class _Photo:
    """A picture, encoded once, that can be drawn into any box without changing its proportions."""

    def __init__(self, pixels: np.ndarray, most: int = 900, **quality):
        image = Image.fromarray(pixels)
        image.thumbnail((most, most), Image.Resampling.LANCZOS)  # never enlarges
        self.uri = jpeg_uri(np.asarray(image), **quality)
        self.height, self.width = pixels.shape[:2]

    def fitted(self, width: float, height: float) -> tuple[float, float]:
        """The largest width and height that fit."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale

    def draw(self, drawing: Drawing, x, y, width, height, chosen=False) -> None:
        """In the middle of the box; framed if chosen."""
        wide, high = self.fitted(width, height)
        x, y = x + (width - wide) / 2, y + (height - high) / 2
        drawing.encoded(x, y, self.uri, wide, high)
        if chosen:
            drawing.rect(x - 1, y - 1, wide + 2, high + 2, stroke=RED, stroke_width=3)


class _Strip:
    """All pictures of a demo, small, side by side, with a word below each."""

    MOST = 24

    def __init__(self, pictures):
        count, width = len(pictures), WIDTH - 2 * EDGE
        self.shown = np.unique(np.linspace(0, count - 1, min(count, self.MOST)).round().astype(int))
        self.thumbs = [_Photo(pictures[k], most=128, quality=80, subsampling=2) for k in self.shown]
        self.cell = min(width / len(self.shown), 130)
        self.tall = min(max(photo.fitted(self.cell - 8, 84)[1] for photo in self.thumbs), 84)
        self.left = EDGE + (width - self.cell * len(self.shown)) / 2
        self.height = self.tall + 24

    def draw(self, drawing: Drawing, y: float, now: int, words: list[str]) -> None:
        marked = int(np.searchsorted(self.shown, now, side="right")) - 1
        every = int(np.ceil(48 / self.cell))  # words need room
        for k, (photo, index) in enumerate(zip(self.thumbs, self.shown, strict=True)):
            x = self.left + k * self.cell
            photo.draw(drawing, x + 4, y, self.cell - 8, self.tall, k == marked)
            if k == marked or (k % every == 0 and abs(k - marked) >= every):
                ink, weight = (RED, "bold") if k == marked else (INK, "normal")
                drawing.text(x + self.cell / 2, y + self.tall + 14, words[index], 11, fill=ink, weight=weight)


def power_of_ten(value: float) -> str:
    """A number as one writes it by hand: 0.25, 30, 8·10⁻⁴."""
    size = abs(float(f"{value:.4g}"))  # float32 makes 0.0099999998 of 0.01
    if size == 0 or 0.01 <= size < 10_000:
        return f"{value:.4g}".replace("-", "−")
    mantissa, exponent = f"{value:.2e}".split("e")
    mantissa = f"{float(mantissa):g}".replace("-", "−")
    raised = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"10{raised}" if mantissa == "1" else f"{mantissa}·10{raised}"


class _Gallery:
    """Two of several pictures side by side, and all of them small below."""

    def __init__(self, pictures: list[np.ndarray], names: list[str]):
        self.photos, self.strip, self.names = [_Photo(pixels) for pixels in pictures], _Strip(pictures), names

    def draw(self, left: int, right: int, titles: tuple[str, str]) -> Drawing:
        half = (WIDTH - 2 * EDGE - 16) / 2
        height = self.photos[0].fitted(half, 460)[1]
        drawing = Drawing(WIDTH, height + self.strip.height + 64)
        for k, (shown, title) in enumerate(zip((left, right), titles, strict=True)):
            x = EDGE + k * (half + 16)
            drawing.text(x + half / 2, 16, title, 14, weight="bold")
            self.photos[shown].draw(drawing, x, 32, half, height)
        self.strip.draw(drawing, height + 52, right, self.names)
        return drawing


# --- choices -----------------------------------------------------------------------------------


def choices(pictures: dict) -> Demo:
    """Any two of several pictures side by side.

    pictures: name of the choice that it came out of -> uint8 (H, W, 3). Raises CourseError for anything else.
    """
    names = list(map(str, pictures))
    stacked = checked_bytes("pictures", list(pictures.values()), ("choices", "rows", "columns", 3))
    gallery = _Gallery(list(stacked), names)

    def draw(state) -> Picture:
        left, right = names.index(state["left"]), names.index(state["right"])
        drawing = gallery.draw(left, right, (names[left], names[right]))
        caption = text("demo_choices_caption", left=names[left], right=names[right])
        return Picture(str(drawing), text("demo_choices_alt", caption=caption), caption)

    options = dict.fromkeys(names)
    second = names[min(1, len(names) - 1)]
    sides = {
        "left": Choice("demo_left", names[0], options),
        "right": Choice("demo_right", second, options),
    }
    return Demo(draw, sides)


# --- layer picker ------------------------------------------------------------------------------


def layer_picker(original, reconstructions: dict) -> Demo:
    """A picture beside what can be rebuilt of it from one layer of the network.

    original: uint8 (H, W, 3); reconstructions: layer's name, such as "conv4_2" -> uint8 (H, W, 3).
    Raises CourseError for anything else.
    """
    original = checked_bytes("original", original, ("rows", "columns", 3))
    names = list(reconstructions)
    rebuilt = [checked_bytes(str(name), reconstructions[name], original.shape) for name in names]
    checked_bytes("reconstructions", np.asarray(rebuilt, dtype=np.uint8), ("layers", *original.shape))
    gallery = _Gallery([original, *rebuilt], [text("demo_layer_original"), *map(str, names)])
    likeness = [psnr(original / 255, pixels / 255) for pixels in rebuilt]
    return Demo(
        lambda state: _draw_layer(gallery, likeness, names, state["layer"]),
        {"layer": Choice("demo_layer", names[len(names) // 2], dict.fromkeys(names))},
    )


def _draw_layer(gallery: _Gallery, likeness: list[float], names: list, layer) -> Picture:
    now = names.index(layer)
    titles = text("demo_layer_original"), text("demo_layer_title", layer=layer, psnr=likeness[now])
    drawing = gallery.draw(0, now + 1, titles)
    block = re.search(r"conv([1-5])", str(layer))
    caption = text(f"demo_layer_block_{block[1] if block else 'other'}", layer=layer)
    alt = text("demo_layer_alt", layer=layer, psnr=likeness[now], caption=caption)
    return Picture(str(drawing), alt, caption)


# --- Gram viewer -------------------------------------------------------------------------------


def gram_viewer(features, gram) -> Demo:
    """The Gram matrix of one layer, and the two maps whose product sums to one of its entries.

    features: floats (h, w, n) of a small picture; gram: features -> (n, n), called for the features and once
    more after their positions have been shuffled. Raises CourseError for anything else.
    """
    features = checked("features", features, ("rows", "columns", "channels"))
    count = features.shape[-1]
    shuffled = np.random.default_rng(0).permutation(features.reshape(-1, count)).reshape(features.shape)
    views = {"kept": _Grammed(features, gram), "shuffled": _Grammed(shuffled, gram)}
    change = float(np.abs(views["kept"].matrix - views["shuffled"].matrix).max())
    first, second = _telling_pair(views["kept"].matrix)
    return Demo(
        lambda state: _draw_gram(views, change, state),
        {
            "first": Slider("demo_gram_first", 1 + first, 1, count),
            "second": Slider("demo_gram_second", 1 + second, 1, count),
            "positions": Choice("demo_gram_positions", "kept", {k: f"demo_gram_{k}" for k in views}),
        },
        recorded={name: range(1, count + 1, -(-count // 6)) for name in ("first", "second")},
    )


class _Grammed:
    """Features with their Gram matrix, and the matrix as a picture."""

    def __init__(self, features: np.ndarray, gram):
        count = features.shape[-1]
        self.features, self.matrix = features, checked("gram", gram(features), (count, count))
        # Square roots: the diagonal would outshine all else.
        self.uri = png_uri(_coloured(np.sign(self.matrix) * np.sqrt(np.abs(self.matrix))))


def _coloured(values: np.ndarray) -> np.ndarray:
    """uint8 (..., 3): paper to blue, or from orange over paper to blue where some are negative."""
    top = float(np.abs(values).max()) or 1.0
    return diverging(values, top) if values.min() < 0 else heat(values, top)


def _telling_pair(matrix: np.ndarray) -> tuple[int, int]:
    """The two different channels that are on together the most; for a single one, it with itself."""
    if len(matrix) == 1:
        return 0, 0
    upper = np.where(np.triu(np.ones(matrix.shape, bool), 1), np.abs(matrix), -1)
    first, second = np.unravel_index(upper.argmax(), matrix.shape)
    return int(first), int(second)


def _draw_gram(views: dict[str, _Grammed], change: float, state: dict) -> Picture:
    view, i, j = views[state["positions"]], state["first"] - 1, state["second"] - 1
    drawing = Drawing(WIDTH, 420)
    _draw_matrix(drawing, view, i, j)

    maps = [view.features[..., k].astype(np.float64) for k in (i, j)]
    maps.append(maps[0] * maps[1])
    names = f"F{_below(i + 1)}", f"F{_below(j + 1)}", f"F{_below(i + 1)} · F{_below(j + 1)}"
    side = 130
    height, width = maps[0].shape
    scale = side / max(height, width)
    for k, (name, values) in enumerate(zip(names, maps, strict=True)):
        x = 420 + k * 152
        drawing.text(x + side / 2, 38, name, 14, weight="bold")
        left, upper = x + (side - width * scale) / 2, 56 + (side - height * scale) / 2
        drawing.image(left, upper, _coloured(values), width * scale, height * scale)
        drawing.rect(left, upper, width * scale, height * scale, stroke=LINE)
        span = f"{power_of_ten(values.min())} … {power_of_ten(values.max())}"
        drawing.text(x + side / 2, 56 + side + 14, span, 11, fill=FAINT)
        if k:
            drawing.text(x - 11, 56 + side / 2, "×" if k == 1 else "=", 18)
    total, entry = maps[2].sum(), float(view.matrix[i, j])
    drawing.text(420, 16, text("demo_gram_maps_" + state["positions"]), 13, "start", weight="bold")
    drawing.text(420, 238, text("demo_gram_sum", value=power_of_ten(total)), 14, "start")
    drawing.text(420, 264, text("demo_gram_entry", i=i + 1, j=j + 1, value=power_of_ten(entry)), 14, "start")

    largest = float(np.abs(views["kept"].matrix).max())
    share = power_of_ten(change / largest if largest else 0.0)
    drawing.line(420, 290, WIDTH - EDGE, 290, LINE)
    drawing.text(420, 318, text("demo_gram_change"), 13, "start", weight="bold")
    drawing.text(420, 350, power_of_ten(change), 26, "start", weight="bold")
    drawing.text(420, 382, text("demo_gram_largest", value=power_of_ten(largest), share=share), 12, "start")

    caption = text("demo_gram_caption", i=i + 1, j=j + 1, total=power_of_ten(total), entry=power_of_ten(entry))
    caption += text(
        "demo_gram_rounding" if change <= 1e-4 * largest else "demo_gram_differs",
        change=power_of_ten(change),
        share=share,
    )
    alt = text("demo_gram_alt", count=len(view.matrix), caption=caption)
    return Picture(str(drawing), alt, caption)


def _below(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def _draw_matrix(drawing: Drawing, view: _Grammed, i: int, j: int) -> None:
    """The matrix as a heat map with its entries (i, j) and (j, i) marked."""
    x, y, side = 44, 40, 336
    count = len(view.matrix)
    cell = side / count
    drawing.text(x + side / 2, 16, text("demo_gram_title", count=count), 13, weight="bold")
    drawing.encoded(x, y, view.uri, side, side, smooth=False)
    drawing.rect(x, y, side, side, stroke=LINE)
    for row, column, thick in ((j, i, 1), (i, j, 2.5)):  # symmetric: the other one is faintly marked
        corner = x + column * cell - 1, y + row * cell - 1
        drawing.rect(*corner, cell + 2, cell + 2, stroke=RED, stroke_width=thick)
    drawing.path(f"M{x:g} {y + (i + 0.5) * cell:.1f}h-8", RED, 3, cap="butt")
    drawing.path(f"M{x + (j + 0.5) * cell:.1f} {y + side:g}v8", RED, 3, cap="butt")
    drawing.text(x - 11, y + (i + 0.5) * cell, i + 1, 12, "end", fill=RED, weight="bold")
    drawing.text(x + (j + 0.5) * cell, y + side + 16, j + 1, 12, fill=RED, weight="bold")
    drawing.text(x + side / 2, y + side + 36, text("demo_gram_scale"), 11, fill=FAINT)


# --- variation spectrum ------------------------------------------------------------------------

SMALLEST = 8  # pixels; below there is hardly a spectrum
FINE = 0.25  # cycles per pixel: half of what a pixel grid can carry


def variation_spectrum(images, strengths) -> Demo:
    """What a growing variation loss does to a picture and to its spectrum.

    images: uint8 (n, H, W, 3), both sides at least 8, the first one the least smoothed; strengths: the label of
    each, numbers or words. Raises CourseError for anything else.
    """
    images = checked_bytes("images", images, ("n", "rows", "columns", 3))
    if min(images.shape[1:3]) < SMALLEST:
        raise CourseError("demo_variation_small", smallest=SMALLEST, found=images.shape[1:3])
    if not all(isinstance(strength, str) for strength in strengths):
        strengths = [power_of_ten(strength) for strength in checked("strengths", strengths, ("n",)).tolist()]
    checked("strengths", np.zeros(len(strengths)), (len(images),))
    labels = list(strengths)
    spectra = [Spectrum.of(pixels) for pixels in images]
    photos, strip = [_Photo(pixels) for pixels in images], _Strip(images)
    return Demo(
        lambda state: _draw_spectrum(photos, strip, spectra, labels, state["picture"] - 1),
        {"picture": Slider("demo_variation_picture", len(images), 1, len(images), play=True)},
    )


@dataclass(frozen=True)
class Spectrum:
    """Radially averaged power of a picture's brightness; white noise of variance v has power v throughout."""

    frequency: np.ndarray  # cycles per pixel
    power: np.ndarray  # brightness from 0 to 1, squared
    fine: float  # all power above FINE

    @classmethod
    def of(cls, pixels: np.ndarray) -> "Spectrum":
        grey = pixels.mean(axis=2) / 255
        height, width = grey.shape
        window = np.hanning(height)[:, None] * np.hanning(width)  # a picture's edges are no part of it
        waves = np.fft.fft2((grey - np.average(grey, weights=window)) * window)
        power = np.abs(waves) ** 2 / (window**2).sum()
        radius = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.fftfreq(width))
        shorter = min(height, width)
        ring = np.rint(radius * shorter).astype(int)
        rings = np.arange(1, shorter // 2 + 1)
        mean = np.bincount(ring.ravel(), power.ravel()) / np.maximum(np.bincount(ring.ravel()), 1)
        return cls(rings / shorter, mean[rings], float(power[radius > FINE].mean()))


def _draw_spectrum(photos, strip: _Strip, spectra: list[Spectrum], labels: list[str], now: int) -> Picture:
    width, height = photos[0].fitted(400, 380)
    drawing = Drawing(WIDTH, max(height, 300) + strip.height + 56)
    title = text("demo_variation_title", label=labels[now])
    drawing.text(EDGE, 16, title, 14, "start", weight="bold")
    photos[now].draw(drawing, EDGE, 32, width, max(height, 300))
    _draw_powers(drawing, EDGE + max(width, 190) + 70, max(height, 300), spectra, now)
    strip.draw(drawing, max(height, 300) + 44, now, labels)

    first, here = spectra[0].fine, spectra[now].fine
    caption = text("demo_variation_caption", label=labels[now])
    if first > 1e-12:
        caption += text("demo_variation_fine", share=100 * here / first)
    else:
        caption += text("demo_variation_blank")
    return Picture(str(drawing), text("demo_variation_alt", all=len(labels), caption=caption), caption)


def _draw_powers(drawing: Drawing, x: float, height: float, spectra: list[Spectrum], now: int) -> None:
    logs = [np.log10(np.maximum(spectrum.power, 1e-12)) for spectrum in spectra]
    top = float(np.ceil(max(log.max() for log in logs)))
    low = max(float(np.floor(min(log.min() for log in logs))), top - 9)
    top = max(top, low + 1)
    box = (x, 92, WIDTH - 20 - x, height - 100)
    axes = Axes(drawing, box, (0, 0.5), (low, top))
    fine = axes.x(FINE)
    drawing.rect(fine, box[1], x + box[2] - fine, box[3], shade(0.1))
    drawing.text(x + box[2] - 6, box[1] + 12, text("demo_variation_fine_area"), 11, "end", fill=BLUE)
    axes.frame((0, 0.1, 0.2, 0.3, 0.4, 0.5), np.arange(low, top + 1, 1 if top - low < 7 else 2))
    drawing.text(x + box[2] / 2, box[1] + box[3] + 32, text("demo_variation_axis"), 12)
    drawing.text(x - 30, 16, text("demo_variation_power"), 13, "start", weight="bold")
    window = Drawing(box[2], box[3])  # what lies below `low` is cut off
    inside = Axes(window, (0, 0, box[2], box[3]), (0, 0.5), (low, top))
    for log, spectrum in zip(logs, spectra, strict=True):
        inside.curve(spectrum.frequency, log, LINE, 1.5)
    inside.curve(spectra[0].frequency, logs[0], INK, 2, "6 5")
    inside.curve(spectra[now].frequency, logs[now], RED, 3)
    drawing.inset(box[0], box[1], window)
    legend_line(drawing, x - 30, 42, text("demo_variation_here"), RED)
    legend_line(drawing, x - 30, 64, text("demo_variation_first"), INK, dash="6 4")
    legend_line(drawing, x + 170, 42, text("demo_variation_others"), LINE)
