"""What lesson 02's training was chosen from: three seeds each, on the validation tiles.

    python -m benchmarks.unet_recipes [--keep FOLDER]

Each recipe changes what its name says; net, data, loss, optimizer and the epoch that is kept are the lesson's.
Scores are the lesson's own on validation, threshold and smallest body chosen there as well; the test tiles are
not touched. With `--keep` a run that was cut short goes on. Writes course_utils/results/unet_recipes.json,
which the lesson shows. One to three minutes a net on two cores, twelve nets.

Also tried, beside "the same in bfloat16" (0.805): tiles zoomed by up to a third and made darker or lighter,
0.787 (two seeds); residual blocks whose second convolution begins at zero, 0.783 (one seed). Neither was kept.
"""

import os
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf

from benchmarks.unet_ablations import EPOCHS, TILES, build, figures, judge, trained, with_spread
from course_utils import console
from course_utils.data.salt import synthetic_salt
from course_utils.data.seismic import split_tiles
from course_utils.measurements import record_measurement
from course_utils.reference import unet_segmentation as lesson

SEEDS = range(3)


@dataclass(frozen=True)
class Recipe:
    """One way of training; the defaults are the lesson's on a processor that computes bfloat16."""

    epochs: int = EPOCHS
    batch: int = 32
    policy: str = "mixed_bfloat16"
    lovasz: float = 0.0  # the share of epochs, at the end, in which the Lovász hinge is the loss


RECIPES = {
    "10 epochs, 16 tiles a batch": Recipe(epochs=10, batch=16, policy="float32"),
    "24 epochs, 32 tiles a batch": Recipe(policy="float32"),
    "the same in bfloat16": Recipe(),
    "and the Lovász hinge in the last third": Recipe(lovasz=1 / 3),
}


def lovasz_hinge(truth, logits):
    """Mean over tiles of the Lovász extension of 1 - IoU, with hinge errors, ELU + 1 in place of ReLU.

    truth and logits (n, h, w, 1). Berman, Triki and Blaschko, CVPR 2018, eq. 8 and algorithm 1; the ELU is the
    TGS competitors' change.
    """
    n = tf.shape(logits)[0]
    truth, logits = (tf.reshape(tf.cast(part, "float32"), (n, -1)) for part in (truth, logits))
    errors = 1 - logits * (2 * truth - 1)
    order = tf.argsort(errors, direction="DESCENDING")
    errors, truth = (tf.gather(part, order, batch_dims=1) for part in (errors, truth))
    salt = tf.reduce_sum(truth, axis=1, keepdims=True)
    lost = 1 - (salt - tf.cumsum(truth, axis=1)) / (salt + tf.cumsum(1 - truth, axis=1))
    slopes = tf.concat([lost[:, :1], lost[:, 1:] - lost[:, :-1]], axis=1)
    return tf.reduce_mean(tf.reduce_sum((tf.nn.elu(errors) + 1) * tf.stop_gradient(slopes), axis=1))


def train(recipe: Recipe, training, validation, seed: int):
    """A net that was trained so."""
    keras.utils.set_random_seed(seed)
    net = build(policy=recipe.policy)
    batches = lesson.Tiles(training, recipe.batch, seed=seed)
    lesson.compile_for_salt(net, len(batches), recipe.epochs)
    turn = round(recipe.epochs * (1 - recipe.lovasz))
    trained(net, batches, validation, range(turn))
    if turn < recipe.epochs:
        net.compile(net.optimizer, loss=lovasz_hinge)
        trained(net, batches, validation, range(turn, recipe.epochs))
    return net


def measure(name: str, seed: int, parts, keep: Path | None) -> np.ndarray:
    """On validation: TGS score with the settings chosen there; TGS score and pixel IoU at 0.5, any size."""
    path = keep and keep / f"{list(RECIPES).index(name)}_{seed}.npz"
    if path and path.is_file():
        with np.load(path) as stored:
            return stored["scores"]
    training, validation, _ = parts
    found = judge(train(RECIPES[name], training, validation, seed), validation)
    scores = np.array([found["chosen"], *figures(found["validation"])[:2]])
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, scores=scores)
    print(name, seed, scores.round(4), flush=True)
    return scores


def rows(found: dict[str, list]) -> list[dict]:
    """A row for each recipe."""
    columns = "TGS score, settings chosen", "TGS score at 0.5, any size", "pixel IoU at 0.5"
    return [
        {"recipe": name} | dict(zip(columns, map(with_spread, np.transpose(scores)), strict=True))
        for name, scores in found.items()
    ]


def main() -> None:
    parser = console.parser("benchmarks.unet_recipes", __doc__)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    parts = split_tiles(synthetic_salt(TILES, 0))
    found = {name: [measure(name, seed, parts, options.keep) for seed in SEEDS] for name in RECIPES}
    record_measurement("unet_recipes", rows=rows(found))


if __name__ == "__main__":
    console.command(main)
