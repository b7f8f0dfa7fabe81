"""Where the time of lesson 02's training goes: one change at a time against Keras' plain recipe.

python -m benchmarks.unet_step            all groups, about ten minutes on two cores
python -m benchmarks.unet_step feed net   only some

The plain recipe: lesson 02's own net, `compile("adam", …, metrics=["accuracy"])` and `fit` on NumPy
arrays, 16 tiles a batch, the validation tiles after each epoch, everything else as Keras has it.
Plain recipe and variant take turns (A B A B ...) in one process, an epoch each. "ratio" is the plain
recipe's best epoch by the clock over the variant's, above 1 where the variant is faster, "(median)" the same
for the middle one of the pairs, "CPU" for processor seconds, which other programs disturb least. Images a
second are training tiles; validation costs time but does not count. Settings that TensorFlow reads only as it
starts (threads, memory, oneDNN) run in processes of their own, which take turns in the same way.

Measured on two free cores, ratio by the clock (the plain recipe against itself gave 0.98, so differences under
0.05 mean nothing): the lesson's way 1.15, the same with batches by tf.data 1.05, and with 32 a batch 1.30;
alone, 8 a batch 0.89, 32 a batch 1.19, 64 a batch 1.09, batch norm after each convolution 0.68.
By processor time on a busy machine: jit_compile=True 0.55, jit_compile=False 0.98 (without a GPU that is what
Keras' "auto" does anyway), 8 steps an execution without XLA 0.99. Twice the plain recipe was not reached on
equal nets in float32; leaving out batch norm and starting at stride 2 is what makes the lesson's net quick. On
a processor with AMX for bfloat16, one thread of a busy machine, by processor time: the lesson's way 0.96, in
bfloat16 1.85, in bfloat16 with 32 a batch 2.23. Not yet measured: concat or add, full resolution, evaluation,
threads and memory of the process.
"""

import os
import resource
import statistics
import time
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.frame import Process, Side, Work
from course_utils import console

TILES, VALIDATION = 256, 36  # training and validation tiles, 7 to 1 as in the lesson
MALLOC_KEEPS = {  # glibc gives no memory back to the system, so that a step finds its pages in place
    "MALLOC_MMAP_THRESHOLD_": str(2**32),
    "MALLOC_TRIM_THRESHOLD_": str(2**34),
    "MALLOC_TOP_PAD_": str(2**28),
}


@dataclass(frozen=True)
class Recipe:
    """One way of training; the defaults are the plain recipe."""

    feed: str = "arrays"  # or "tiles" (the lesson's PyDataset), "tf.data"
    batch: int = 16
    jit: bool | str = "auto"
    steps: int = 1  # per execution
    accuracy: bool = True
    validate: bool = True
    lesson_loss: bool = False  # cross-entropy + Dice and AdamW, as the lesson has them
    policy: str = "float32"
    norm: bool = False  # batch normalisation after each convolution
    join: str = "concat"  # or "add"
    stem: bool = True  # the first convolution halves the picture


PLAIN = Recipe()
LESSON = Recipe(feed="tiles", accuracy=False, validate=False, lesson_loss=True)

GROUPS: dict[str, dict[str, Recipe]] = {
    "lesson": {
        "the plain recipe again": PLAIN,  # how far a ratio strays by chance
        "lesson's way": LESSON,
        "lesson's way, no XLA": replace(LESSON, jit=False),
        "the same, batches by tf.data": replace(LESSON, jit=False, feed="tf.data"),
        "the same, 32 a batch": replace(LESSON, jit=False, feed="tf.data", batch=32),
    },
    "feed": {
        "lesson's PyDataset": replace(PLAIN, feed="tiles"),
        "tf.data": replace(PLAIN, feed="tf.data"),
        "no evaluation": replace(PLAIN, validate=False),
        "no metric": replace(PLAIN, accuracy=False),
        "lesson's loss and optimizer": replace(PLAIN, lesson_loss=True),
    },
    "compiler": {
        "XLA on (jit_compile=True)": replace(PLAIN, jit=True),
        "XLA off (jit_compile=False)": replace(PLAIN, jit=False),
        "XLA off, 8 steps an execution": replace(PLAIN, jit=False, steps=8),
        "XLA off, bfloat16": replace(PLAIN, jit=False, policy="mixed_bfloat16"),
    },
    "bfloat16": {
        "lesson's way, float32, 16 a batch": replace(LESSON, jit=False),
        "lesson's way, bfloat16, 16 a batch": replace(LESSON, jit=False, policy="mixed_bfloat16"),
        "lesson's way, bfloat16, 32 a batch": replace(LESSON, jit=False, policy="mixed_bfloat16", batch=32),
    },
    "batch": {f"XLA off, {n} a batch": replace(PLAIN, jit=False, batch=n) for n in (8, 32, 64)},
    "net": {
        "XLA off, batch norm": replace(PLAIN, jit=False, norm=True),
        "XLA off, add, not concat": replace(PLAIN, jit=False, join="add"),
        "XLA off, full resolution": replace(PLAIN, jit=False, stem=False),
    },
}
PROCESSES: dict[str, tuple[dict[str, str], Recipe]] = {
    "plain, 1 thread": ({"TF_NUM_INTRAOP_THREADS": "1"}, PLAIN),
    "XLA off": ({}, replace(PLAIN, jit=False)),
    "XLA off, 1 thread": ({"TF_NUM_INTRAOP_THREADS": "1"}, replace(PLAIN, jit=False)),
    "XLA off, without oneDNN": ({"TF_ENABLE_ONEDNN_OPTS": "0"}, replace(PLAIN, jit=False)),
    "plain, malloc keeps its memory": (MALLOC_KEEPS, PLAIN),
    "XLA off, malloc keeps its memory": (MALLOC_KEEPS, replace(PLAIN, jit=False)),
    "the same, bfloat16": (MALLOC_KEEPS, replace(PLAIN, jit=False, policy="mixed_bfloat16")),
}


def build(recipe: Recipe):
    """Lesson 02's net, layer by layer the same unless the recipe changes it."""
    from keras import Input, Model, layers

    def convolve(x, width, kernel=3, strides=1):
        x = layers.Conv2D(width, kernel, strides, padding="same", activation=None if recipe.norm else "relu")(x)
        return layers.ReLU()(layers.BatchNormalization()(x)) if recipe.norm else x

    filters = (16, 32, 64)
    tile = Input((101, 101, 1))
    x = layers.Rescaling(1 / 41, offset=-120 / 41)(tile)
    x = layers.ZeroPadding2D(((1, 2), (1, 2)))(x)
    if recipe.stem:
        x = convolve(x, filters[0], kernel=4, strides=2)
    skips = []
    for width in filters[:-1]:
        x = convolve(convolve(x, width), width)
        skips.append(x)
        x = layers.MaxPooling2D()(x)
    x = convolve(convolve(x, filters[-1]), filters[-1])
    for width, skip in zip(filters[-2::-1], skips[::-1], strict=True):
        x = layers.Conv2DTranspose(width, 2, strides=2)(x)
        x = (layers.Concatenate() if recipe.join == "concat" else layers.Add())([x, skip])
        x = convolve(convolve(x, width), width)
    exact = {"dtype": "float32"}  # as the lesson's logits
    last = layers.Conv2D(1, 1, **exact)
    if recipe.stem:
        last = layers.Conv2DTranspose(1, 4, strides=2, padding="same", **exact)
    return Model(tile, layers.Cropping2D(((1, 2), (1, 2)), **exact)(last(x)))


def tiles_feed(images, masks, batch):
    """The lesson's `Tiles`: a PyDataset that augments pair by pair in Python."""
    import keras

    from course_utils.reference.unet_segmentation import augment_pair

    class Tiles(keras.utils.PyDataset):
        rng = np.random.default_rng(0)
        order = rng.permutation(len(images))

        def __len__(self):
            return len(images) // batch

        def __getitem__(self, k):
            chosen = self.order[k * batch :][:batch]
            pairs = [augment_pair(images[i], masks[i], self.rng) for i in chosen]
            x, y = (np.stack(parts)[..., None] for parts in zip(*pairs, strict=True))
            return x.astype("float32"), y.astype("float32")

        def on_epoch_end(self):
            self.order = self.rng.permutation(len(images))

    return Tiles()


def tf_data_feed(images, masks, batch):
    """The same through tf.data: image and mask flipped as one tensor, all in TensorFlow's threads."""
    import tensorflow as tf

    def augment(pair):
        pair = tf.image.random_flip_left_right(pair)
        return tf.cast(pair[..., :1], tf.float32), tf.cast(pair[..., 1:], tf.float32)

    pairs = np.stack([images, masks.astype(np.uint8)], axis=-1)
    data = tf.data.Dataset.from_tensor_slices(pairs).shuffle(len(pairs))
    return data.map(augment).batch(batch, drop_remainder=True).prefetch(2)


def compiled(recipe: Recipe):
    """The recipe's net, compiled as it says."""
    import keras

    from course_utils.reference import unet_segmentation as lesson

    keras.config.set_dtype_policy(recipe.policy)
    net = build(recipe)
    keras.config.set_dtype_policy("float32")
    if recipe.lesson_loss:
        optimizer = keras.optimizers.AdamW(1e-3, weight_decay=1e-4, clipnorm=1.0)
        loss = lesson.salt_loss
    else:
        optimizer, loss = "adam", keras.losses.BinaryCrossentropy(from_logits=True)
    net.compile(
        optimizer,
        loss,
        metrics=["accuracy"] if recipe.accuracy else None,
        jit_compile=recipe.jit,
        steps_per_execution=recipe.steps,
    )
    return net


def fed(recipe: Recipe, images, masks, held_out) -> dict:
    """What `fit` is given: tiles (n, 101, 101) and their masks, and the pair that it validates on."""
    x, y, *validation = (a[..., None].astype("float32") for a in (images, masks, *held_out))
    options = {"validation_data": tuple(validation) if recipe.validate else None, "verbose": 0}
    if recipe.feed == "arrays":
        return options | {"x": x, "y": y, "batch_size": recipe.batch}
    feed = {"tiles": tiles_feed, "tf.data": tf_data_feed}[recipe.feed]
    return options | {"x": feed(images, masks, recipe.batch)}


def random_tiles(count: int):
    """Tiles and masks of the right form; what they show changes no time."""
    images = np.random.default_rng(0).integers(0, 256, (count, 101, 101), dtype=np.uint8)
    return images, images > 180


class Trainer:
    """A compiled net with its data; `epoch()` trains it once over all tiles."""

    def __init__(self, recipe: Recipe, tiles: int = TILES, callbacks=()):
        images, masks = random_tiles(tiles + VALIDATION)
        self.model = compiled(recipe)
        self.options = fed(recipe, images[:tiles], masks[:tiles], (images[tiles:], masks[tiles:]))
        self.options["callbacks"] = [*callbacks]
        self.warm_up_seconds, _ = self.epoch()  # compiles

    def epoch(self) -> tuple[float, float]:
        """Seconds for one epoch: by the clock, and of the processor on all cores together."""
        clock, processor = time.perf_counter(), time.process_time()
        self.model.fit(**self.options)
        return time.perf_counter() - clock, time.process_time() - processor


def work(recipe: Recipe) -> Work:
    """A turn is an epoch: its seconds by the clock and of the processor."""
    trainer = Trainer(recipe)
    return Work(lambda seed, target: trainer.epoch())


class Apart:
    """A trainer in a process of its own, with its own environment."""

    def __init__(self, environment: dict[str, str], recipe: Recipe):
        began = time.perf_counter()
        self.process = Process(Side(work, {"recipe": recipe}, environment=environment, apart=True))
        self.process.ready()
        self.warm_up_seconds = time.perf_counter() - began

    def epoch(self) -> tuple[float, float]:
        return self.process.turn(0, None)


def compare(name: str, plain, variant, rounds: int) -> None:
    """Print a line of the table: plain and variant take turns."""
    plains, variants = np.transpose([(plain.epoch(), variant.epoch()) for _ in range(rounds)], (1, 2, 0))
    (best_plain, cpu_plain), (best, cpu) = plains.min(axis=1), variants.min(axis=1)
    middle = statistics.median(plains[0] / variants[0])
    columns = (
        f"{best_plain / best:6.2f} {middle:7.2f} {cpu_plain / cpu:6.2f} {cpu / best:6.2f} {TILES / best:9.0f}"
    )
    print(f"{name:34s} {columns} {variant.warm_up_seconds:9.1f}", flush=True)


def main() -> None:
    parser = console.parser("benchmarks.unet_step", __doc__)
    parser.add_argument("groups", nargs="*", help=f"of: {', '.join([*GROUPS, 'process'])}")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    groups = options.groups or [*GROUPS, "process"]
    print(
        f"{'':34s} {'ratio':>6s} {'(median)':>7s} {'CPU':>5s} {'cores':>6s} {'images/s':>9s} {'warm-up s':>9s}"
    )
    in_process = [name for name in groups if name in GROUPS]
    if in_process:
        plain = Trainer(PLAIN)
        for group in in_process:
            print(f"-- {group}")
            for name, recipe in GROUPS[group].items():
                compare(name, plain, Trainer(recipe), options.rounds)
    if "process" in groups:
        print("-- process")
        plain = Apart({}, PLAIN)
        for name, (environment, recipe) in PROCESSES.items():
            apart = Apart(environment, recipe)
            compare(name, plain, apart, options.rounds)
            apart.process.close()
        plain.process.close()
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"peak memory of a process: {peak / 2**20:.1f} GiB")


if __name__ == "__main__":
    console.command(main)
