"""What of lesson 01's lead over bicubic a linear layer reaches, and what takes a network: three seeds.

    python -m benchmarks.upsampling [seeds]

Each seed draws its own patches and starting weights; data, steps, optimizer and judged photographs are those of
the lesson in `quick`. "without ReLU" is the lesson's network with nothing but convolutions left: linear, and it
sees as many pixels as the network does. Writes course_utils/results/upsampler_seeds.json, which the lesson
shows. About two minutes a seed on two cores.
"""

import ast
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from types import SimpleNamespace

import keras
import numpy as np
import tensorflow as tf

from course_utils import console
from course_utils.data.photographs import photographs
from course_utils.measurements import record_measurement
from tools.lesson import read_lesson
from tools.places import ROOT

PATCHES, EPOCHS = 500, 4  # as lesson 01 in `quick`
CELLS = "imports", "exercise-bilinear-kernel", "pooled", "network", "patches", "train-upsampler", "judging"
MODELS = {
    "linear: one transposed convolution, 8 × 8": {"depth": 0},
    "linear: our network without ReLU": {"activation": None},
    "our network": {},
}


def taught() -> SimpleNamespace:
    """What the lesson's cells define: functions and the names of photographs; nothing else in them is run."""
    cells = {
        c.key: c.code for c in read_lesson(ROOT / "lessons" / "01_transposed_convolution.py").of_kind("code")
    }
    names = {}
    for key in CELLS:
        nodes = [node for node in ast.parse(cells[key]).body if _is_definition(node)]
        exec(compile(ast.Module(nodes, []), key, "exec"), names)
    return SimpleNamespace(**names)


def _is_definition(node: ast.stmt) -> bool:
    if isinstance(node, ast.Assign):
        return isinstance(node.targets[0], ast.Name) and node.targets[0].id.isupper()
    return isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef)


def gains(lesson, model) -> list[float]:
    """By how much [dB] the model beats bicubic enlargement, on each judged photograph."""
    found = []
    for photo in photographs(*lesson.JUDGED).values():
        made = lesson.enlargements(photo, model=model)[1]
        truth = made["original"]
        found.append(lesson.psnr(truth, made["model"]) - lesson.psnr(truth, made["bicubic"]))
    return found


# --- the usual recipes ---------------------------------------------------------------------------


class Shuffle(keras.layers.Layer):
    """Channels become pixels: (h, w, 16) to (4h, 4w, 1)."""

    def call(self, maps):
        return tf.nn.depth_to_space(maps, 4)

    def compute_output_shape(self, shape):
        return (shape[0], None, None, shape[3] // 16)


def espcn():
    """Shi et al. (2016), arXiv 1609.05158: 64 maps of 5×5, 32 of 3×3, tanh, 3×3 to 16 maps, shuffled."""
    x = small = keras.Input((None, None, 1))
    for filters, kernel in ((64, 5), (32, 3)):
        x = keras.layers.Conv2D(filters, kernel, padding="same", activation="tanh")(x)
    return keras.Model(small, Shuffle()(keras.layers.Conv2D(16, 3, padding="same")(x)))


def fsrcnn():
    """Dong et al. (2016), arXiv 1608.00367: FSRCNN(56, 12, 4), PReLU, enlarged last by 9×9 at stride 4."""
    x = small = keras.Input((None, None, 1))
    for filters, kernel in ((56, 5), (12, 1), *[(12, 3)] * 4, (56, 1)):
        options = {"padding": "same", "kernel_initializer": "he_normal"}
        x = keras.layers.Conv2D(filters, kernel, **options)(x)
        x = keras.layers.PReLU(shared_axes=[1, 2])(x)
    start = keras.initializers.RandomNormal(stddev=0.001)
    large = keras.layers.Conv2DTranspose(1, 9, strides=4, padding="same", kernel_initializer=start)
    return keras.Model(small, large(x))


USUAL = {"ESPCN": espcn, "FSRCNN": fsrcnn}


def train_usual(model, small, large, epochs: int, callbacks=()):
    """As their tutorials do: mean squared error, Adam at 0.001 (for the papers' slower descent), 16 a batch."""
    model.compile(keras.optimizers.Adam(0.001), loss="mse")
    model.fit(small, large, batch_size=16, epochs=epochs, verbose=0, callbacks=[*callbacks])
    return model


def gain_judge(lesson):
    """`judge(model)`: by how much [dB] it beats bicubic enlargement, the mean over the judged photographs."""
    pairs = [lesson.enlargements(photo) for photo in photographs(*lesson.JUDGED).values()]
    floors = [lesson.psnr(made["original"], made["bicubic"]) for _, made in pairs]

    def judge(model) -> float:
        reached = [lesson.psnr(made["original"], lesson.enlarge_photo(model, small)) for small, made in pairs]
        return float(np.mean(np.subtract(reached, floors)))

    return judge


def main() -> None:
    parser = console.parser("benchmarks.upsampling", __doc__)
    parser.add_argument("seeds", nargs="?", type=int, default=3)
    seeds = range(parser.parse_args().seeds)
    lesson, measured = taught(), {name: [] for name in MODELS}
    for seed in seeds:
        training = photographs(*lesson.THINGS, *lesson.TEXTURES)
        small, large = lesson.random_patches(training, PATCHES, np.random.default_rng(seed))
        for name, options in MODELS.items():
            keras.utils.set_random_seed(seed)
            model = lesson.build_upsampler(lesson.bilinear_kernel(4), **options)
            measured[name].append(gains(lesson, lesson.train_upsampler(model, small, large, EPOCHS)))
            print(seed, name, np.round(measured[name][-1], 3), flush=True)
    rows = []
    for name, of_seeds in measured.items():
        means = np.mean(of_seeds, axis=1)
        row = {"against bicubic [dB]": name}
        row |= {f"seed {seed}": f"{mean:+.2f}" for seed, mean in zip(seeds, means, strict=True)}
        rows.append(row | {"mean": f"{means.mean():+.2f}"})
    record_measurement("upsampler_seeds", rows=rows)


if __name__ == "__main__":
    console.command(main)
