"""How lesson 02's seconds and memory grow with the number of tiles and with their side.

    python -m benchmarks.unet_growth

Each size in a process of its own: an epoch of training as the lesson trains, then every tile is asked twice, in
parts, as for the submission. Seconds are the processor's, of all cores together: other programs disturb them
least. From one size to the next the other measure stays: 300 tiles, or a side of 101 (larger tiles are repeated
pictures: what they show changes no time). "exponent" is the slope of a straight line through the logarithms: 1
is as many times more as there are tiles (or pixels along a side), 0 no more. Writes
course_utils/results/unet_growth.json.
"""

import json
import os
import subprocess
import sys
import time

import numpy as np

from course_utils import console

TILES, SIDE = 300, 101
SIZES = {"tiles": [(TILES * k, SIDE) for k in (1, 2, 4, 8)], "side": [(TILES, SIDE * k) for k in (1, 2, 4)]}


def measure(tiles: int, side: int) -> dict[str, float]:
    """Processor seconds of an epoch and of asking all tiles, and GiB that this process held at most."""
    import keras

    from course_utils.data.salt import synthetic_salt
    from course_utils.machine import peak_memory
    from course_utils.reference import unet_segmentation as lesson

    few, times = synthetic_salt(TILES, 0), -(-side // SIDE)
    picked = np.arange(tiles) % TILES
    data = Data(*(np.tile(a[picked], (1, times, times))[:, :side, :side] for a in (few.images, few.masks)))
    keras.utils.set_random_seed(0)
    net = resized(lesson.build_unet(lesson.decoder_block), side)
    batches = lesson.Tiles(data)
    lesson.compile_for_salt(net, len(batches), 1)
    net.fit(batches, steps_per_epoch=2, verbose=0)  # traced, and its memory there
    began = time.process_time()
    net.fit(batches, verbose=0)
    trained = time.process_time()
    for k in range(0, tiles, 500):
        lesson.draw_salt(lesson.probability(net, data.images[k : k + 500]), 0.5, 1)
    asked = time.process_time()
    return {"epoch [s]": trained - began, "asking [s]": asked - trained, "peak [GiB]": peak_memory() / 2**30}


class Data:
    """As much of a SaltData as batches need, of any size."""

    def __init__(self, images, masks):
        self.images, self.masks = images, masks

    def __len__(self):
        return len(self.images)


def resized(net, side: int):
    """The same net, untrained, for tiles of another side: its kernels look at each place alike."""
    import keras

    pad = -side % 8  # what 101 lacks, too, to be halved three times
    rim = ((pad // 2, pad - pad // 2),) * 2
    changed = {
        "InputLayer": {"batch_shape": (None, side, side, 1)},
        "ZeroPadding2D": {"padding": rim},
        "Cropping2D": {"cropping": rim},
    }
    config = net.get_config()
    for layer in config["layers"]:
        layer["config"] |= changed.get(layer["class_name"], {})
    return keras.Model.from_config(config)


def exponent(sizes: list[float], values: list[float]) -> float:
    """Of the power of the size that fits the values best."""
    return float(np.polyfit(np.log(sizes), np.log(values), 1)[0])


def rows_of(what: str, sizes: list[tuple[int, int]], found: list[dict[str, float]]) -> list[dict[str, str]]:
    """A row for each size, and one for the exponents."""
    along = [size[what == "side"] for size in sizes]
    rows = [
        {"tiles": f"{tiles:,}", "side": str(side), **{name: f"{value:.2f}" for name, value in one.items()}}
        for (tiles, side), one in zip(sizes, found, strict=True)
    ]
    powers = {name: f"{exponent(along, [one[name] for one in found]):.2f}" for name in found[0]}
    return [*rows, {"tiles": "exponent", "side": f"in the {what}", **powers}]


def main() -> None:
    parser = console.parser("benchmarks.unet_growth", __doc__)
    parser.add_argument("--size", nargs=2, type=int, help="measure this one (tiles, side) and print it as JSON")
    options = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if options.size:
        return print(json.dumps(measure(*options.size)))
    from course_utils.measurements import record_measurement

    rows = []
    for what, sizes in SIZES.items():
        found = []
        for size in sizes:
            command = [sys.executable, "-m", "benchmarks.unet_growth", "--size", *map(str, size)]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            found.append(json.loads(done.stdout.splitlines()[-1]))
            print(*size, found[-1], flush=True)
        rows += rows_of(what, sizes, found)
        print(rows[-1], flush=True)
    record_measurement("unet_growth", rows=rows)


if __name__ == "__main__":
    console.command(main)
