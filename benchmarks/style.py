"""Lesson 04 measured: what one evaluation costs, and time to equal loss against the usual loops.

    python -m benchmarks style_evaluation style_race    against the bare layers, Adam and PyTorch
    python -m benchmarks.style walks           L-BFGS against Adam with a falling step, 150 evaluations each
    python -m benchmarks.style tune            the race's optimisers, on another pair; → style_race.json
    python -m benchmarks.style plans           coarse-to-fine plans and histories, at equal cost
    python -m benchmarks.style memory          peak memory of the lesson's picture

All on the same net, pictures and objective, in one run, on an otherwise idle machine. SIZE=256 is the lesson's.
"""

import os
import time

import numpy as np

from course_utils import console, machine
from course_utils.data.pictures import load_photograph, load_style
from course_utils.measurements import record_measurement
from course_utils.pretrained import ORIGINS, load_vgg

SIZE = int(os.environ.get("SIZE", "256"))
PLAN = {SIZE // 2: 60, SIZE: 30}  # the lesson's


def lesson():
    """The lesson's own code; imported late, since TensorFlow takes its time."""
    machine.import_tensorflow_quietly()
    from course_utils.reference import style_transfer

    return style_transfer


def setting(size: int = SIZE, dtype: str = "float32"):
    """The lesson's net, photograph and style."""
    room = lesson()
    content = load_photograph("china", size, square=True).image
    return room, load_vgg(dtype=dtype), content, load_style("night_sky", size).image


def lesson_look(size: int, dtype: str):
    """`look(picture)`: the lesson's loss, its parts and its slope; and that picture."""
    room, vgg, content, style = setting(size, dtype)
    return room.slope_of(room.gatys(vgg, content, style)), content


def bare_look(size: int):
    """The same of nothing but the layers, forwards and back: the sum of what they see."""
    import tensorflow as tf

    room, vgg, content, _ = setting(size)
    net = vgg.features(["conv4_2", *room.STYLE_LAYERS])

    def bare(picture):
        return tf.add_n([tf.reduce_sum(maps) for maps in net(picture[None]).values()]), {}

    return room.slope_of(bare), content


def operations(size: int) -> float:
    """Multiplications and additions of the layers for a loss and its slope: forwards, and back to pixels."""
    room, vgg, _, _ = setting(16)
    total, side = 0.0, size
    net = vgg.features([*room.STYLE_LAYERS])
    for layer in vgg.layers[: vgg.layers.index(room.STYLE_LAYERS[-1]) + 1]:
        if layer.endswith("_1") and layer != "conv1_1":
            side //= 2
        total += 2 * float(np.prod(net.get_layer(layer).kernel.shape)) * side**2
    return 2 * total


def ours(room, vgg, content, style, plan=None) -> list[tuple[float, float]]:
    """(seconds since the start, smallest loss at full size) of the lesson's picture."""
    started = time.perf_counter()
    return since(started, room.repaint(vgg, content, style, plan or PLAN)[-1])


def since(started: float, canvas) -> list[tuple[float, float]]:
    """(seconds since `started`, smallest loss so far) at each evaluation of a canvas that has just ended."""
    before = time.perf_counter() - started - canvas.seconds
    return [(before + seconds, loss) for seconds, loss, _ in canvas.history]


class UsualVGG:
    """The same weights in Keras' own layers, as tutorials have them: TensorFlow's own gradient."""

    def __init__(self, vgg):
        self.vgg = vgg

    def features(self, layers, pooling="max"):
        import keras

        order = self.vgg.layers[: 1 + max(map(self.vgg.layers.index, layers))]
        net, picture, found = self.vgg.features(order, pooling), keras.Input((None, None, 3)), {}
        here = picture - np.array(ORIGINS[self.vgg.name].mean[::-1], "float32") / 255
        for layer in order:
            kernel, bias = net.get_layer(layer).get_weights()
            if layer.endswith("_1") and layer != "conv1_1":
                here = keras.layers.MaxPooling2D()(here)
            convolution = keras.layers.Conv2D(len(bias), 3, padding="same", activation="relu")
            found[layer] = here = convolution(here)
            convolution.set_weights([kernel, bias])
            convolution.trainable = False
        return keras.Model(picture, {layer: found[layer] for layer in layers})


def falling_adam(room, objective, start, evaluations: int, rate: float):
    """The lesson's Adam with a step that is large at first and falls to zero."""
    return room.paint_by_adam(objective, start, evaluations, rate, beta_1=0.9, beta_2=0.8)


def long_walk(room, vgg, content, style, first: int = 20, then: int = 130) -> list[tuple[float, float]]:
    """(seconds since the start, smallest loss) of L-BFGS for the first evaluations, then a falling Adam.

    In bfloat16 the targets are rounded as well, so that its losses are not quite ours: only the last
    picture counts, by its loss in float32.
    """
    started = time.perf_counter()
    objective = room.gatys(vgg, content, style)
    begun = room.paint(objective, content, first)
    curve = since(started, begun)
    ended = falling_adam(room, objective, begun.best, then, 0.06)
    curve += since(started, ended)
    if vgg.dtype == "float32":
        return curve
    seconds = [seconds for seconds, _ in curve]
    return [(at, np.inf) for at in seconds[:-1]] + [(seconds[-1], loss_of(room, content, style, ended.best))]


def loss_of(room, content, style, picture) -> float:
    """The lesson's loss of a picture, in float32."""
    import tensorflow as tf

    return float(room.gatys(load_vgg(), content, style)(tf.constant(picture))[0])


def walks(evaluations: int = 150) -> None:
    """What L-BFGS, Adam with a falling step, and one after the other have come to, from the photograph."""
    room, vgg, content, style = setting()
    objective = room.gatys(vgg, content, style)
    print(f"L-BFGS: {room.paint(objective, content, evaluations).loss:.4g}", flush=True)
    print(f"falling Adam: {falling_adam(room, objective, content, evaluations, 0.1).loss:.4g}", flush=True)
    print(f"one after the other: {long_walk(room, vgg, content, style)[-1][1]:.4g}", flush=True)
    print(f"the same in bfloat16: {long_walk(room, load_vgg(dtype='bfloat16'), content, style)[-1][1]:.4g}")


TUNED = {  # walker of the lesson -> what is tried for it
    "paint_by_descent": [{"growth": growth} for growth in (1.1, 1.3, 1.6)],
    "paint_by_adam": [
        {"rate": rate, "beta_1": first, "beta_2": second, "falling": falling}
        for falling, rates in ((False, (0.06, 0.12, 0.2)), (True, (0.12, 0.25, 0.4)))
        for first, second in ((0.9, 0.999), (0.9, 0.9), (0.8, 0.8))
        for rate in rates
    ],
    "paint": [{"memory": memory} for memory in (5, 20, 40)],
}


def tune(size: int = 96, evaluations: int = 40) -> None:
    """The smallest loss of each setting of the race's optimisers, on a pair that the lesson doesn't use."""
    room, content = lesson(), load_photograph("coffee", size, square=True).image
    objective = room.gatys(load_vgg(), content, load_style("mosaic", size).image)
    results: dict[str, list] = {walker: [] for walker in TUNED}
    for walker, tried in TUNED.items():
        for options in tried:
            loss = getattr(room, walker)(objective, content, evaluations, **options).loss
            results[walker].append(options | {"loss": round(loss, 1)})
            print(walker, results[walker][-1], flush=True)
    record_measurement("style_race", results=results)


def tutorial_adam(size: int, steps: int) -> list[tuple[float, float]]:
    """The usual tutorial: Adam, 0.02 on [0, 1], β1 = 0.99, ε = 0.1, clipped, in Keras' own layers."""
    import keras
    import tensorflow as tf

    room, vgg, content, style = setting(size)
    started, curve = time.perf_counter(), []
    look = room.slope_of(room.gatys(UsualVGG(vgg), content, style))
    pixels, optimizer = tf.Variable(content), keras.optimizers.Adam(0.02, beta_1=0.99, epsilon=0.1)
    for _ in range(steps):
        loss, _, slope = look(pixels)
        curve.append((time.perf_counter() - started, float(loss)))
        optimizer.apply([slope], [pixels])
        pixels.assign(tf.clip_by_value(pixels, 0.0, 1.0))
    assert abs(curve[0][1] / loss_of(room, content, style, content) - 1) < 1e-3, "not the same objective"
    return curve


def torch_objective(size: int, dtype: str = "float32", last: bool = True):
    """The lesson's objective in PyTorch, and the photograph as its pixels."""
    from benchmarks.torch_nets import StyleObjective

    room, vgg, content, style = setting(size)
    mean = ORIGINS[vgg.name].mean[::-1]
    objective = StyleObjective(vgg, np.array(mean) / 255, content, style, room.STYLE_LAYERS, dtype, last)
    return objective, objective.tensor(content).requires_grad_()


def torch_lbfgs(size: int, evaluations: int) -> list[tuple[float, float]]:
    """The usual PyTorch loop: LBFGS with its defaults (history 100, no line search), clipped in the closure."""
    import torch

    objective, pixels = torch_objective(size, last=False)
    optimizer, started, curve = torch.optim.LBFGS([pixels]), time.perf_counter(), []

    def closure():
        with torch.no_grad():
            pixels.clamp_(0, 1)
        optimizer.zero_grad()
        loss = objective(pixels)
        curve.append((time.perf_counter() - started, float(loss)))
        return loss

    while len(curve) < evaluations:
        optimizer.step(closure)
    room, _, content, style = setting(size)
    assert abs(curve[0][1] / loss_of(room, content, style, content) - 1) < 1e-2, "not the same objective"
    return curve


def plans() -> None:
    """The loss that plans of about equal cost end with, an evaluation at half size counting a quarter."""
    room, vgg, content, style = setting()
    for plan in (
        {SIZE: 60},
        {SIZE // 2: 24, SIZE: 54},
        {SIZE // 2: 60, SIZE: 45},
        {SIZE // 4: 60, SIZE // 2: 60, SIZE: 41},
    ):
        curve = ours(room, vgg, content, style, plan)
        print(f"{plan}: {curve[-1][1]:.4g} after {curve[-1][0]:.1f} s", flush=True)


def memory() -> None:
    """Peak resident memory of this process, with the lesson's picture painted in it."""
    import resource

    ours(*setting())
    print(f"{SIZE}²: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB at most")


WHAT = {
    "walks": walks,
    "tune": tune,
    "plans": plans,
    "memory": memory,
}


def main() -> None:
    parser = console.parser("benchmarks.style", __doc__)
    parser.add_argument("what", choices=WHAT)
    WHAT[parser.parse_args().what]()


if __name__ == "__main__":
    console.command(main)
