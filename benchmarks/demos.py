"""Redraw of each demo of lesson 01 against the same picture through `interact` and Matplotlib.

python -m benchmarks.demos

Both take turns (A B A B ...) in one process. A redraw is everything from the moved control to the
encoded picture.
"""

import statistics
import subprocess
import sys
import time

import ipywidgets
import matplotlib
import numpy as np
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from matplotlib_inline.backend_inline import configure_inline_support

from course_utils.demos import transposed_convolution as demos
from course_utils.reference import transposed_convolution as lesson

ROUNDS = 30


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


def race(name, ours, theirs, states):
    """Median milliseconds of both, taking turns."""
    times = {"ours": [], "theirs": []}
    for k in range(ROUNDS):
        for who, redraw in (("ours", ours), ("theirs", theirs)):
            started = time.perf_counter()
            redraw(**states[k % len(states)])
            times[who].append(1000 * (time.perf_counter() - started))
    a, b = (statistics.median(t[2:]) for t in times.values())
    print(f"{name:13s} {a:7.1f} ms   interact {b:7.1f} ms   {b / a:5.1f} times faster")


def main():
    shell = InteractiveShell.instance()
    matplotlib.use("module://matplotlib_inline.backend_inline")
    configure_inline_support(shell, "module://matplotlib_inline.backend_inline")

    steps = [{"step": k} for k in (3, 9, 15, 6, 12, 16)]
    ours = through_demo(demos.explorer())
    theirs = through_interact(
        lambda step: matplotlib_stamps(4, 3, 1, step),
        step=1,
    )
    race("explorer", ours, theirs, steps)

    kernels = [{"kernel": k} for k in (3, 4, 5, 6)]
    race(
        "checkerboard",
        through_demo(demos.checkerboard()),
        through_interact(lambda kernel: matplotlib_checkerboard(kernel, 2), kernel=2),
        kernels,
    )

    truth = np.random.default_rng(0).random((400, 600, 3))
    methods = {"original": truth} | {m: truth * 0.9 for m in ("nearest", "bilinear", "bicubic", "learned")}
    small = truth[::4, ::4].copy()
    race(
        "zoom",
        through_demo(demos.upsampling_zoom({"noise": methods}, {"noise": small})),
        through_interact(lambda x, y: matplotlib_zoom(methods, small, x, y), x=1, y=1),
        [{"x": 10 + k, "y": 20 + k} for k in range(6)],
    )

    code = "import time; t = time.perf_counter(); import course_utils; print(time.perf_counter() - t)"
    seconds = [float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(5)]
    print(f"import course_utils: {statistics.median(seconds):.2f} s")


if __name__ == "__main__":
    main()
