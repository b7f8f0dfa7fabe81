"""Demos of lesson 01: the stamping explorer, the checkerboard explorer, the zoom into upsampled pictures."""

import numpy as np

from course_utils import palette
from course_utils.demos.charts import WIDTH, psnr
from course_utils.demos.shell import Choice, Demo, Field, Picture, Slider, refusal
from course_utils.messages import text
from course_utils.palette import FAINT, INK, LINE, RED
from course_utils.reference import transposed_convolution as lesson
from course_utils.svg import Drawing, heat

# --- stamping ----------------------------------------------------------------------------------

INPUTS = {
    "ones": lambda n: np.ones((n, n)),
    "count": lambda n: np.arange(1.0, n * n + 1).reshape(n, n),
    "spot": lambda n: np.pad([[1.0]], ((n // 2, n - 1 - n // 2), (n // 2, n - 1 - n // 2))),
}
KERNELS = {
    "ones": lambda k: np.ones((k, k)),
    "count": lambda k: np.arange(1.0, k * k + 1).reshape(k, k),
    "bilinear": lambda k: lesson.bilinear_kernel((k + 1) // 2) if k > 1 else np.ones((1, 1)),
}


def explorer() -> Demo:
    """Input size, kernel, stride, padding and output padding; a step slider stamps pixel after pixel."""
    return Demo(
        _draw_stamps,
        {
            "n": Slider("demo_input_size", 4, 1, 6),
            "kernel": Slider("demo_kernel_size", 3, 1, 5),
            "stride": Slider("demo_stride", 2, 1, 4),
            "padding": Slider("demo_padding", 1, 0, 4),
            "output_padding": Slider("demo_output_padding", 0, 0, 3),
            "step": Slider("demo_step", 7, 0, 16, play=True),
            "values": Choice("demo_values", "ones", {k: f"demo_values_{k}" for k in INPUTS}),
            "weights": Choice("demo_weights", "ones", {k: f"demo_weights_{k}" for k in KERNELS}),
            "edited": Field("demo_edited", ""),
        },
        limits=lambda state: {"step": state["n"] ** 2},
        recorded={
            "n": range(2, 6),
            "stride": range(1, 4),
            "padding": range(3),
            "output_padding": range(2),
            "values": ("ones",),
            "weights": ("ones",),
        },
    )


def parse_kernel(words: str) -> np.ndarray:
    """A kernel typed as rows of numbers, "1 2 1; 2 4 2"; ValueError (one sentence) for anything else."""
    rows = [row.replace(",", " ").split() for row in words.replace("；", ";").replace("，", " ").split(";")]
    rows = [row for row in rows if row]
    if not rows or len({len(row) for row in rows}) != 1:
        raise ValueError(text("demo_kernel_ragged"))
    if max(len(rows), len(rows[0])) > 5:
        raise ValueError(text("demo_kernel_large"))
    try:
        kernel = np.array(rows, dtype=float)
    except ValueError:
        raise ValueError(text("demo_kernel_number")) from None
    if not np.isfinite(kernel).all() or np.abs(kernel).max() > 999:
        raise ValueError(text("demo_kernel_number"))
    return kernel


def _draw_stamps(state: dict) -> Picture:
    n, stride, padding, extra = (state[k] for k in ("n", "stride", "padding", "output_padding"))
    x = INPUTS[state["values"]](n)
    kernel = KERNELS[state["weights"]](state["kernel"])
    if state["edited"].strip():
        try:
            kernel = parse_kernel(state["edited"])
        except ValueError as error:
            return refusal(str(error))
    if extra >= stride:
        return refusal(text("demo_illegal_extra", op=extra, s=stride))
    if not all(lesson.output_size(n, side, stride, padding, extra) for side in kernel.shape):
        return refusal(text("demo_illegal_padding", p=padding))
    step = min(state["step"], n * n)
    seen = np.where(np.arange(n * n).reshape(n, n) < step, x, 0)
    final = lesson.conv_transpose2d(x, kernel, stride)
    canvas = lesson.transposed_convolution(seen, kernel, stride, 0, extra)
    return Picture(
        _stamp_drawing(x, kernel, canvas, np.abs(final).max(), step, stride, padding, extra),
        text(
            "demo_stamps_alt",
            n=n,
            k=_size(kernel),
            s=stride,
            p=padding,
            op=extra,
            step=step,
            all=n * n,
        ),
        _formula(n, kernel, stride, padding, extra),
    )


def _size(kernel: np.ndarray) -> str:
    return "×".join(map(str, kernel.shape))


def _formula(n, kernel, stride, padding, extra) -> str:
    def one(k):
        size = lesson.output_size(n, k, stride, padding, extra)
        return f"({n} − 1)·{stride} − 2·{padding} + {k} + {extra} = {size}"

    sides = list(dict.fromkeys(kernel.shape))
    return text("demo_formula") + "  " + "  |  ".join(one(k) for k in sides)


def _stamp_drawing(x, kernel, canvas, top, step, stride, padding, extra) -> str:
    n = len(x)
    rows, columns = canvas.shape
    cell = min(34, 340 / rows, 440 / columns)
    small = min(34, 130 / n)
    drawing = Drawing(WIDTH, 400)
    now = divmod(step - 1, n) if step else None

    drawing.text(90, 18, text("demo_title_input"), 13, weight="bold")
    left = 90 - n * small / 2
    drawing.grid(left, 36, x, small)
    drawing.text(90, 208, text("demo_title_kernel"), 13, weight="bold")
    k_cell = min(32, 150 / max(kernel.shape))
    drawing.grid(90 - kernel.shape[1] * k_cell / 2, 226, kernel, k_cell)

    x0, y0 = 240 + (600 - columns * cell) / 2, 36 + (350 - rows * cell) / 2
    title = text("demo_title_cropped" if padding else "demo_title_output")
    drawing.text(540, 18, title, 13, weight="bold")
    i, j = np.indices(canvas.shape)
    # PyTorch and Keras both lengthen at the bottom and right, after the crop.
    inside = (i >= padding) & (j >= padding) & (i < rows - padding) & (j < columns - padding)
    drawing.grid(x0, y0, canvas, cell, top, faded=~inside)
    kept = (columns - 2 * padding) * cell, (rows - 2 * padding) * cell
    drawing.rect(x0 + padding * cell, y0 + padding * cell, *kept, stroke=INK, stroke_width=2)
    if now:
        row, column = now
        drawing.rect(left + column * small, 36 + row * small, small, small, stroke=RED, stroke_width=3)
        stamp = kernel.shape[1] * cell, kernel.shape[0] * cell
        at = x0 + column * stride * cell, y0 + row * stride * cell
        drawing.rect(*at, *stamp, stroke=RED, stroke_width=3)
    return str(drawing)


# --- checkerboard ------------------------------------------------------------------------------


def checkerboard() -> Demo:
    """Overlap of kernels in 1-D and 2-D, for one layer or a stack, and resize-then-convolve beside it."""
    return Demo(
        _draw_checkerboard,
        {
            "kernel": Slider("demo_kernel_size", 3, 1, 8),
            "stride": Slider("demo_stride", 2, 1, 4),
            "layers": Slider("demo_layers", 1, 1, 3),
            "weights": Choice(
                "demo_weights",
                "ones",
                {"ones": "demo_weights_ones", "random": "demo_weights_random"},
            ),
            "method": Choice(
                "demo_method",
                "transposed",
                {"transposed": "demo_transposed", "resize": "demo_resize"},
            ),
        },
        recorded={"kernel": range(1, 8), "stride": range(1, 4)},
    )


def _profile(state: dict) -> tuple[np.ndarray, int]:
    """What a constant line becomes, and how far its ends reach in; the 2-D picture is its outer product."""
    kernel, stride, layers = state["kernel"], state["stride"], state["layers"]
    reach = 0
    for _ in range(layers):
        reach = reach * stride + kernel - 1
    period = stride**layers
    line = np.ones((1, max(8 // layers, 2 * reach // period + 4)))  # long enough to have an inside
    rng = np.random.default_rng(3)
    for _ in range(layers):
        weights = np.ones(kernel) if state["weights"] == "ones" else rng.uniform(0.2, 1.8, kernel)
        if state["method"] == "resize":
            line = np.repeat(line, stride, axis=1)
            line = np.convolve(line[0], weights, mode="same")[None]
        else:
            line = lesson.conv_transpose2d(line, weights[None], stride)
    return line[0], reach


def _draw_checkerboard(state: dict) -> Picture:
    profile, reach = _profile(state)
    kernel, stride = state["kernel"], state["stride"]
    middle = profile[reach : len(profile) - reach]
    uneven = bool(np.ptp(middle) > 1e-9 * max(1.0, np.abs(middle).max()))
    drawing = Drawing(WIDTH, 350)
    drawing.text(240, 18, text("demo_title_line"), 13, weight="bold")
    x0, width, base, height = 30, 430, 300, 240
    bar = width / len(profile)
    top = max(profile.max(), 1e-9)
    for i, value in enumerate(profile):
        tall = height * max(value, 0) / top
        drawing.rect(
            x0 + i * bar,
            base - tall,
            bar,
            tall,
            palette.shade(0.25 + 0.6 * value / top),
            "white",
            0.5,
        )
        if bar >= 18:
            drawing.text(
                x0 + (i + 0.5) * bar,
                base - tall - 10,
                f"{value:g}" if value == round(value) else f"{value:.1f}",
                11,
            )
    drawing.line(x0, base, x0 + width, base, INK, 1.5)
    drawing.text(x0 + width / 2, base + 20, text("demo_axis_position"), 12, fill=FAINT)
    drawing.text(680, 18, text("demo_title_plane"), 13, weight="bold")
    plane = np.outer(profile, profile)
    drawing.image(550, 40, heat(plane, max(plane.max(), 1e-9)), 260, 260)
    drawing.rect(550, 40, 260, 260, stroke=LINE)
    if middle.min() <= 0:
        caption = text("demo_holes")
    elif uneven:
        ratio = middle.max() / middle.min()
        values = {"low": middle.min(), "high": middle.max(), "ratio": ratio, "square": ratio**2}
        caption = text("demo_uneven", **values)
    else:
        caption = text("demo_even")
    key = "demo_divisible" if kernel % stride == 0 else "demo_not_divisible"
    why = text(key, k=kernel, s=stride) if state["method"] == "transposed" else text("demo_resize_why")
    alt = text("demo_checkerboard_alt", k=kernel, s=stride, layers=state["layers"], caption=caption)
    return Picture(str(drawing), alt, f"{caption} {why}")


# --- zoom --------------------------------------------------------------------------------------


def upsampling_zoom(results: dict[str, dict[str, np.ndarray]], small: dict[str, np.ndarray]) -> Demo:
    """Crops of the same place, upsampled in several ways, with the crop's PSNR.

    results: photograph -> {method: (H, W, 3) in [0, 1]}, the truth under "original"; "nearest" is left out,
    since the input itself is drawn in squares. small: photograph -> the low-resolution input.
    """
    first = next(iter(results))
    return Demo(
        lambda state: _draw_zoom(results, small, state),
        {
            "photo": Choice("demo_photo", first, dict.fromkeys(results)),
            "side": Slider("demo_window", 64, 24, 160),
            "x": Slider("demo_across", 45, 0, 100),
            "y": Slider("demo_down", 20, 0, 100),
        },
        recorded={"side": (64,), "x": (0, 25, 75, 100), "y": (0, 40, 60, 80)},
    )


def _draw_zoom(results, small, state: dict) -> Picture:
    methods = results[state["photo"]]
    truth = methods["original"]
    side = min(state["side"], *truth.shape[:2]) // 4 * 4
    row, column = (
        int((length - side) * state[axis] / 100) // 4 * 4
        for axis, length in zip(("y", "x"), truth.shape[:2], strict=True)
    )
    window = np.s_[row : row + side, column : column + side]
    low = small[state["photo"]][row // 4 : (row + side) // 4, column // 4 : (column + side) // 4]
    panels = {"original": truth[window], "input": low}
    left_out = "original", "nearest"
    panels |= {name: image[window] for name, image in methods.items() if name not in left_out}
    drawing = Drawing(WIDTH, 610)
    scores = {}
    for index, (name, crop) in enumerate(panels.items()):
        x, y = 8 + index % 3 * 286, 30 + index // 3 * 304
        title = text("demo_method_" + name)
        if name not in ("original", "input"):
            scores[name] = psnr(crop, truth[window])
            title += f"  {scores[name]:.1f} dB"
        drawing.text(x + 136, y - 14, title, 14, weight="bold")
        drawing.image(x, y, crop, 272, 272)
    best = max(scores, key=scores.get)
    caption = text("demo_zoom_caption", best=text("demo_method_" + best), score=scores[best])
    return Picture(str(drawing), text("demo_zoom_alt", photo=state["photo"], caption=caption), caption)
