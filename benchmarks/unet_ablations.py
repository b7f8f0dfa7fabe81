"""What lesson 02 tells but has no time to train: three decoders, and how far trainings differ by chance.

    python -m benchmarks.unet_ablations [seeds] [--keep FOLDER]

Each net is trained and asked as the lesson trains and asks its own: its batches, its recipe, the epoch that is
best on validation, tile and mirrored tile; all but decoder and seed are equal. The decoders are compared on the
validation tiles (threshold 0.5, any size), with a bootstrap over sections. The lesson's own decoder, which
this comparison doesn't choose, is taken to the test tiles as well, once a seed, with settings chosen on
validation: that is how far two runs of the lesson lie apart. Writes course_utils/results/unet_decoders.json and
unet_seeds.json, which the lesson shows. One to three minutes a net on two cores. With `--keep` what is judged
stays in FOLDER: a run that was cut short goes on, and several, each with another `--only`, share the work.
"""

import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import layers

from course_utils import console
from course_utils.data.salt import synthetic_salt
from course_utils.data.seismic import split_tiles
from course_utils.machine import precision
from course_utils.measurements import record_measurement
from course_utils.reference import unet_segmentation as lesson

TILES, EPOCHS, BATCH = 2400, 24, 32  # as lesson 02 in `quick`


def without_skip(x, skip, filters):
    """Transposed convolution; nothing comes across."""
    x = layers.Conv2DTranspose(filters, 2, strides=2)(x)
    return _convolve_twice(x, filters)


def resize_block(x, skip, filters):
    """Bilinear resize and convolution in place of the transposed convolution (lesson 01)."""
    x = layers.UpSampling2D(interpolation="bilinear")(x)
    x = layers.Conv2D(filters, 3, padding="same")(x)
    return _convolve_twice(layers.Concatenate()([x, skip]), filters)


def _convolve_twice(x, filters):
    for _ in range(2):
        x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return x


DECODERS = {
    "transposed convolution, skips": lesson.decoder_block,
    "the same without skips": without_skip,
    "resize + convolution, skips": resize_block,
}
OWN = next(iter(DECODERS))


def build(decoder=lesson.decoder_block, policy: str | None = None):
    """The lesson's net, untrained, that computes in this dtype policy; by default in the lesson's."""
    keras.config.set_dtype_policy(policy or precision(bfloat16=True))
    try:
        return lesson.build_unet(decoder)
    finally:
        keras.config.set_dtype_policy("float32")


def train(decoder, training, validation, seed, epochs=EPOCHS):
    """The lesson's training cell; the weights of the epoch with the lowest loss on validation."""
    keras.utils.set_random_seed(seed)
    net, batches = build(decoder), lesson.Tiles(training, BATCH, seed=seed)
    lesson.compile_for_salt(net, len(batches), epochs)
    return trained(net, batches, validation, range(epochs))


def trained(net, batches, validation, epochs: range):
    """The compiled net, trained for these epochs, with the weights of the best one on validation."""
    held_out = validation.images[..., None], validation.masks[..., None]
    best = keras.callbacks.EarlyStopping("val_loss", patience=len(epochs), restore_best_weights=True)
    span = {"initial_epoch": epochs.start, "epochs": epochs.stop}
    net.fit(batches, validation_data=held_out, callbacks=[best], verbose=0, **span)
    return net


def judge(net, validation, test=None):
    """Arrays: `validation` (5, n), the lesson's `per_tile` at threshold 0.5 and any size; `chosen`, the
    TGS score there with the settings that the lesson would choose; `weights`, how many.

    With `test` also the settings that the lesson would choose, and under `test` the TGS score and the pixel IoU
    that they give there.
    """
    opinion = lesson.probability(net, validation.images)
    plain = lesson.draw_salt(opinion, 0.5, 1)
    tried = lesson.try_settings(validation.masks, opinion)
    settings = max(tried, key=lambda pair: tried[pair].mean())
    found = {
        "validation": lesson.per_tile(validation.masks, plain),
        "chosen": tried[settings].mean(),
        "weights": np.array(net.count_params()),
    }
    if test is not None:
        drawn = lesson.draw_salt(lesson.probability(net, test.images), *settings)
        scores = lesson.tgs_score(test.masks, drawn), lesson.pixel_iou(test.masks, drawn)
        found |= {"settings": np.array(settings), "test": np.array(scores)}
    return found


def measure(name: str, seed: int, parts, keep: Path | None) -> dict:
    """The judgement on one net, read from `keep` if it is there already."""
    path = keep and keep / f"{list(DECODERS).index(name)}_{seed}.npz"
    if path and path.is_file():
        with np.load(path) as stored:
            return dict(stored)
    training, validation, test = parts
    net = train(DECODERS[name], training, validation, seed)
    found = judge(net, validation, test if name == OWN else None)
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, **found)
    return found


def figures(counts: np.ndarray) -> tuple[float, float, float]:
    """TGS score, pixel IoU and share of wrong pixels near a boundary, of counts (5, n)."""
    score, both, either, wrong, near = counts
    return score.mean(), both.sum() / either.sum(), wrong.sum() / near.sum()


def with_spread(values) -> str:
    """Mean and, of several, their standard deviation, as text."""
    return f"{np.mean(values):.3f}" + (f" ± {np.std(values, ddof=1):.3f}" if len(values) > 1 else "")


def decoder_rows(found: dict[str, list[dict]], sections: np.ndarray) -> list[dict]:
    """A row for each decoder: its figures, and its distance from the first with a bootstrap over sections."""
    scores = {name: np.mean([one["validation"][0] for one in nets], axis=0) for name, nets in found.items()}
    rows = []
    for name, nets in found.items():
        tgs, pixel, edge = zip(*(figures(one["validation"]) for one in nets), strict=True)
        gap = scores[name] - scores[OWN]
        low, high = lesson.resampled(gap, np.ones(len(gap)), sections)
        rows.append(
            {
                "decoder": name,
                "weights": f"{int(nets[0]['weights']):,}",
                "TGS score": with_spread(tgs),
                "minus the first (95 %)": ""
                if name == OWN
                else f"{gap.mean():+.3f} ({low:+.3f} to {high:+.3f})",
                "pixel IoU": with_spread(pixel),
                "wrong within 3 pixels of a boundary": with_spread(edge),
            }
        )
    return rows


def seed_rows(nets: list[dict]) -> list[dict]:
    """A row for each training of the lesson's own net, from choosing its settings to the test."""
    return [
        {
            "seed": str(seed),
            "threshold": f"{one['settings'][0]:.1f}",
            "at least": f"{one['settings'][1]:.0f} pixels",
            "tgs_score": f"{one['test'][0]:.3f}",
            "pixel_iou": f"{one['test'][1]:.3f}",
        }
        for seed, one in enumerate(nets)
    ]


def main() -> None:
    parser = console.parser("benchmarks.unet_ablations", __doc__)
    parser.add_argument("seeds", nargs="?", type=int, default=3)
    parser.add_argument(
        "--only", type=int, metavar="SEED", help="train what this seed needs, into --keep; write nothing else"
    )
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    data = synthetic_salt(TILES, 0)
    parts = split_tiles(data)
    seeds = range(options.seeds) if options.only is None else [options.only]
    found = {name: [measure(name, seed, parts, options.keep) for seed in seeds] for name in DECODERS}
    if options.only is None:
        record_measurement("unet_decoders", rows=decoder_rows(found, parts[1].sections))
        record_measurement("unet_seeds", rows=seed_rows(found[OWN]))


if __name__ == "__main__":
    console.command(main)
