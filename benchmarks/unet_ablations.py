"""What lesson 02 tells but has no time to train: three decoders, and two ways of splitting the tiles.

    python -m benchmarks.unet_ablations [seeds]

Each net is trained as the lesson trains its own; all but one thing is equal: data, steps, seeds. Judged at
threshold 0.5, without mirroring. Writes course_utils/results/unet_decoders.json and unet_splits.json, which the
lesson shows. About two minutes a net on two cores.
"""

import os
from dataclasses import replace

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import layers

from course_utils import console
from course_utils.data.salt import synthetic_salt
from course_utils.data.seismic import split_tiles
from course_utils.measurements import record_measurement
from course_utils.reference.unet_segmentation import build_unet, decoder_block, salt_loss, tgs_score

TILES, EPOCHS, BATCH = 2400, 10, 16  # as lesson 02 in `quick`


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
    "transposed convolution, skips": decoder_block,
    "the same without skips": without_skip,
    "resize + convolution, skips": resize_block,
}


def train(decoder, training, seed):
    keras.utils.set_random_seed(seed)
    rng, net = np.random.default_rng(seed), build_unet(decoder)
    images, masks = (part[..., None].astype("float32") for part in (training.images, training.masks))
    steps = EPOCHS * (len(images) // BATCH)
    rate = keras.optimizers.schedules.CosineDecay(
        1e-4, steps, warmup_target=0.003, warmup_steps=steps // EPOCHS
    )
    optimizer = keras.optimizers.AdamW(rate, weight_decay=1e-4, clipnorm=1.0)
    net.compile(optimizer, loss=salt_loss)
    for _ in range(EPOCHS):
        mirrored = rng.random(len(images)) < 0.5
        images[mirrored], masks[mirrored] = images[mirrored][:, :, ::-1], masks[mirrored][:, :, ::-1]
        net.fit(images, masks, batch_size=BATCH, verbose=0)
    return net


def judge(net, held_out):
    """(TGS score, pixel IoU, share of wrong pixels within 3 of the salt's edge) at threshold 0.5."""
    from scipy.ndimage import binary_dilation, binary_erosion

    drawn = net.predict(held_out.images[..., None].astype("float32"), verbose=0)[..., 0] > 0
    truth, window = held_out.masks, np.ones((1, 7, 7), bool)
    edge = binary_dilation(truth, window) & ~binary_erosion(truth, window, border_value=1)
    return (
        tgs_score(truth, drawn),
        (drawn & truth).sum() / (drawn | truth).sum(),
        (drawn != truth)[edge].mean(),
    )


def main() -> None:
    parser = console.parser("benchmarks.unet_ablations", __doc__)
    parser.add_argument("seeds", nargs="?", type=int, default=1)
    seeds = parser.parse_args().seeds
    data = synthetic_salt(TILES, 0)
    training, _, test = split_tiles(data)
    nets = {
        name: [train(decoder, training, seed) for seed in range(seeds)] for name, decoder in DECODERS.items()
    }
    rows = []
    for name, trained in nets.items():
        tgs, pixel, edge = figures([judge(net, test) for net in trained])
        row = {
            "decoder": name,
            "weights": f"{trained[0].count_params():,}",
            "TGS score": tgs,
            "pixel IoU": pixel,
        }
        rows.append(row | {"wrong within 3 pixels of a boundary": edge})
    record_measurement("unet_decoders", rows=rows)

    unknown = np.full_like(data.sections, -1)
    training, _, neighbours = split_tiles(replace(data, sections=unknown))
    at_random = [train(decoder_block, training, seed) for seed in range(seeds)]
    splits = {"by section": (nets["transposed convolution, skips"], test), "at random": (at_random, neighbours)}
    rows = []
    for name, (trained, held_out) in splits.items():
        tgs, pixel, _ = figures([judge(net, held_out) for net in trained])
        rows.append({"split": name, "TGS score": tgs, "pixel IoU": pixel})
    record_measurement("unet_splits", rows=rows)


def figures(judged):
    """Mean over the seeds of each column as text, with the spread where there are several seeds."""
    columns = np.array(judged).T
    return [f"{c.mean():.3f}" + (f" ± {c.std(ddof=1):.3f}" if len(c) > 1 else "") for c in columns]


if __name__ == "__main__":
    console.command(main)
