"""What bfloat16 gives the lessons that train by `fit`, on this processor, and what it costs lesson 02.

    python -m benchmarks.bfloat16               steps of lessons 01, 03 and 05, a few minutes on two cores
    python -m benchmarks.bfloat16 --quality 3   lesson 02 trained with so many seeds, some minutes more

Two nets of the lesson's `quick` size take turns, an epoch each (A B A B ...), one with the policy float32, one
with mixed_bfloat16 and its outputs in float32; figures are float32's best epoch over bfloat16's. Lesson 02's
own speed: `benchmarks.unet_step bfloat16`.

Measured alone on two cores of a Xeon with AMX, where a large product of matrices is 4 times as fast and
lesson 02's net twice: lesson 01 1.05, 03 1.06, 05 1.13. Their nets are narrow, and what isn't a convolution
takes its time; so they stay in float32.
"""

import functools
import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import layers

from benchmarks import unet_ablations, upsampling
from course_utils import console, machine
from course_utils.data.salt import synthetic_salt
from course_utils.data.seismic import split_tiles
from course_utils.reference import flow_matching, mnist_gan
from course_utils.reference import unet_segmentation as lesson

POLICIES = ("float32", "mixed_bfloat16")
RNG = np.random.default_rng(0)
DIGITS = RNG.uniform(-1, 1, (1024, 28, 28, 1)).astype("float32")


def exact(net):
    """The same net; what it gives is float32, whatever it computes in."""
    return keras.Model(net.inputs, layers.Activation("linear", dtype="float32")(net.outputs[0]))


def upsampler():
    taught = upsampling.taught()
    net = exact(taught.build_upsampler(taught.bilinear_kernel(4)))
    net.compile("adam", "mse")
    small, large = (RNG.random((1024, side, side, 1)).astype("float32") for side in (16, 64))
    return net, (small, large), {"batch_size": 16}


def gan():
    players = exact(mnist_gan.build_generator((32, 16))), exact(mnist_gan.build_discriminator((16, 32)))
    net = mnist_gan.GAN(*players)
    mnist_gan.compile_for(net, steps=10_000)
    return net, (mnist_gan.Game(DIGITS, 64),), {}


def flow():
    plain = {name: getattr(flow_matching, name) for name in ("build_net", "Waves")}
    flow_matching.build_net = lambda filters: exact(plain["build_net"](filters))
    flow_matching.Waves = functools.partial(plain["Waves"], dtype="float32")  # 128 t needs all its digits
    net = flow_matching.Flow((32, 64))
    vars(flow_matching).update(plain)
    net.compile(10_000)
    return net, (DIGITS, RNG.integers(10, size=len(DIGITS))), {"batch_size": 32}


LESSONS = {"01 upsampler": upsampler, "03 GAN": gan, "05 flow": flow}


def made(build, policy: str):
    """What `build` gives under a policy."""
    keras.utils.set_random_seed(0)
    keras.config.set_dtype_policy(policy)
    try:
        return build()
    finally:
        keras.config.set_dtype_policy("float32")


def seconds(net, given, options) -> tuple[float, float]:
    """For an epoch: by the clock, and of the processor, which other programs disturb least."""
    clock, processor = time.perf_counter(), time.process_time()
    net.fit(*given, verbose=0, **options)
    return time.perf_counter() - clock, time.process_time() - processor


def compare(rounds: int) -> None:
    """Print how many times faster each lesson's training is in bfloat16."""
    for name, build in LESSONS.items():
        both = [made(build, policy) for policy in POLICIES]
        for one in both:
            seconds(*one)  # traced
        taken = [[seconds(*one) for one in both] for _ in range(rounds)]
        long, short = np.min(taken, axis=0)
        by_clock, by_processor = long / short
        print(f"{name:14s} {by_clock:.2f} times faster, by processor time {by_processor:.2f}", flush=True)


def quality(seeds: int, tiles: int, epochs: int) -> None:
    """Print what lesson 02's net reaches with each policy, on validation, at threshold 0.5 and any size."""
    training, validation, _ = split_tiles(synthetic_salt(tiles, 0))
    for policy in POLICIES:
        keras.config.set_dtype_policy(policy)
        began, scores = time.process_time(), []
        for seed in range(seeds):
            net = unet_ablations.train(lesson.decoder_block, training, validation, seed, epochs)
            pair = validation.masks, lesson.draw_salt(lesson.probability(net, validation.images), 0.5, 1)
            scores.append((lesson.tgs_score(*pair), lesson.pixel_iou(*pair)))
        tgs, iou = map(unet_ablations.with_spread, np.transpose(scores))
        spent = (time.process_time() - began) / seeds
        print(f"{policy:14s} TGS score {tgs}, pixel IoU {iou}, processor {spent:.0f} s a net", flush=True)
    keras.config.set_dtype_policy("float32")


def main() -> None:
    parser = console.parser("benchmarks.bfloat16", __doc__)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--quality", type=int, metavar="SEEDS")
    parser.add_argument("--tiles", type=int, default=unet_ablations.TILES)
    parser.add_argument("--epochs", type=int, default=unet_ablations.EPOCHS)
    options = parser.parse_args()
    print(f"what `precision` tries: {machine.gain_of_bfloat16():.2f} times faster")
    if options.quality:
        quality(options.quality, options.tiles, options.epochs)
    else:
        compare(options.rounds)


if __name__ == "__main__":
    console.command(main)
