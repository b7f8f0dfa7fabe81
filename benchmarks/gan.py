"""Lesson 03 measured: five seeds and the games in the plane; and the usual tutorial, to compare it with.

    python -m benchmarks.gan train FOLDER 0 1 2 3 4   train these seeds; FOLDER/seed_0.npz … keep what they draw
    python -m benchmarks.gan judge FOLDER             judge what the folder holds; into results/gan_seeds.json
    python -m benchmarks.gan rates                    the rates of section 3; into results/gan_rates.json
    python -m benchmarks.gan slopes                   the slopes of section 3; into results/gan_slopes.json
    python -m benchmarks gan_step gan_race            against the usual tutorial

A training takes about three minutes on two cores. One that was cut short goes on from its last whole epoch, and
one that is there is not repeated. `judge` takes seconds, and is run again whenever the judge is another.
"""

import io
import shutil
import time
from pathlib import Path

from benchmarks.races import memory_keeper
from course_utils import console, machine
from course_utils.data.digits import scaled, split_digits, unscaled
from course_utils.files import write_atomically
from course_utils.measurements import record_measurement

EPOCHS, BATCH = 60, 64  # of the lesson in the profile `quick`


def lesson():
    """The lesson's own code; imported late, since TensorFlow takes its time."""
    machine.import_tensorflow_quietly()
    from course_utils.reference import mnist_gan

    return mnist_gan


def judged_noise():
    import numpy as np

    return np.random.default_rng(4).uniform(-1, 1, (1000, 100)).astype("float32")


def train_seed(seed: int, folder: Path) -> None:
    """The lesson's training with another seed; folder/seed_N.npz keeps what both players say at its end.

    `samples` and `first`, uint8 (1000, 28, 28): drawn after the last epoch and after the first. D's answers,
    float32 (1000,), to digits that it learned from, to held-out ones and to the samples: `learned`, `held_out`
    and `generated`.
    """
    import keras
    import numpy as np

    from course_utils.gan_callbacks import EpochFrames, resume_from

    path, unfinished = folder / f"seed_{seed}.npz", folder / f"seed_{seed}"
    if path.is_file():
        print(f"{path} is there")
        return
    room, digits, started = lesson(), split_digits(), time.perf_counter()
    real = digits.training.scaled()
    keras.utils.set_random_seed(seed)
    gan = room.GAN(room.build_generator(), room.build_discriminator())
    game = room.Game(real, BATCH, seed=seed)
    room.compile_for(gan, steps=EPOCHS * len(game))

    def draw():
        return unscaled(gan.average.predict(judged_noise(), batch_size=250, verbose=0))

    history = EpochFrames(lambda: draw()[:100], draw, unfinished)
    watching = [memory_keeper(), history, resume_from(unfinished)]
    gan.fit(game, epochs=EPOCHS, verbose=0, callbacks=watching)
    samples = draw()
    shown = {"learned": real[:1000], "held_out": digits.held_out.scaled(), "generated": scaled(samples)}
    answers = {name: gan.discriminator.predict(x, verbose=0)[:, 0] for name, x in shown.items()}
    content = io.BytesIO()
    np.savez_compressed(content, samples=samples, first=history.first, **answers)
    write_atomically(path, content.getvalue())
    shutil.rmtree(unfinished)
    print(f"{path} after {time.perf_counter() - started:.0f} s", flush=True)


def judge_seeds(folder: Path) -> dict[str, dict[str, float]]:
    """Seed -> the numbers of section 7, at the end and after the first epoch, and D's mean answers."""
    import numpy as np

    room, reference, results = lesson(), split_digits().held_out.images, {}
    from course_utils.judge import load_judge

    judge = load_judge()
    for path in sorted(folder.glob("seed_*.npz"), key=lambda path: int(path.stem[5:])):
        with np.load(path, allow_pickle=False) as kept:
            result = room.scores(judge, kept["samples"], reference)
            result["frechet_epoch_1"] = room.scores(judge, kept["first"], reference)["frechet"]
            for name in ("learned", "held_out", "generated"):
                result[f"answer_{name}"] = float(kept[name].mean())
        results[path.stem[5:]] = result
        print(path.stem, result, flush=True)
    return results


# --- the usual tutorial ------------------------------------------------------------------------------------


def tutorial_nets(width: int = 64):
    """The usual tutorial's nets: generator 4·width, 2·width, width; discriminator width, 2·width; all 5×5."""
    import keras
    from keras import layers

    generator = keras.Sequential([keras.Input((100,)), layers.Dense(7 * 7 * 4 * width, use_bias=False)])
    for layer in (layers.BatchNormalization(), layers.LeakyReLU(), layers.Reshape((7, 7, 4 * width))):
        generator.add(layer)
    for filters, stride in ((2 * width, 1), (width, 2)):
        options = {"strides": stride, "padding": "same", "use_bias": False}
        generator.add(layers.Conv2DTranspose(filters, 5, **options))
        generator.add(layers.BatchNormalization())
        generator.add(layers.LeakyReLU())
    generator.add(layers.Conv2DTranspose(1, 5, strides=2, padding="same", activation="tanh"))
    discriminator = keras.Sequential([keras.Input((28, 28, 1))])
    for filters in (width, 2 * width):
        discriminator.add(layers.Conv2D(filters, 5, strides=2, padding="same"))
        discriminator.add(layers.LeakyReLU())
        discriminator.add(layers.Dropout(0.3))
    discriminator.add(layers.Flatten())
    discriminator.add(layers.Dense(1))
    return generator, discriminator


def tutorial_step(generator, discriminator):
    """The usual tutorial's iteration: one batch of noise, two tapes, logits, Adam 1e-4, in one tf.function."""
    import keras
    import tensorflow as tf

    entropy = keras.losses.BinaryCrossentropy(from_logits=True)
    g_optimizer, d_optimizer = keras.optimizers.Adam(1e-4), keras.optimizers.Adam(1e-4)

    @tf.function
    def step(images):
        noise = tf.random.normal([tf.shape(images)[0], 100])
        with tf.GradientTape() as g_tape, tf.GradientTape() as d_tape:
            fakes = generator(noise, training=True)
            real_logits = discriminator(images, training=True)
            fake_logits = discriminator(fakes, training=True)
            g_loss = entropy(tf.ones_like(fake_logits), fake_logits)
            d_loss = entropy(tf.ones_like(real_logits), real_logits)
            d_loss += entropy(tf.zeros_like(fake_logits), fake_logits)
        g_optimizer.apply(g_tape.gradient(g_loss, generator.trainable_variables), generator.trainable_variables)
        d_optimizer.apply(
            d_tape.gradient(d_loss, discriminator.trainable_variables), discriminator.trainable_variables
        )

    return step


def lesson_step(gan):
    """The lesson's train_step in a tf.function, with its noise."""
    import tensorflow as tf

    step = tf.function(gan.train_step)
    return lambda images: step((images, lesson().sample_noise(len(images)), lesson().sample_noise(len(images))))


class Remembering:
    """A generator that keeps what it drew last, so that the other player needs no pass of its own."""

    def __init__(self, generator):
        self.generator, self.trainable_variables = generator, generator.trainable_variables

    def __call__(self, noise, training):
        self.drawn = self.generator(noise, training=training)
        return self.drawn


def thrifty_step(gan):
    """The lesson's moves on one batch of fakes: D learns from those that G has just moved by."""
    import tensorflow as tf

    room, drawing, discriminator = lesson(), Remembering(gan.generator), gan.discriminator

    @tf.function
    def step(images, noise):
        room.train_generator(drawing, discriminator, gan.g_optimizer, noise)
        fakes = tf.stop_gradient(drawing.drawn)
        players = lambda noise, training: fakes, discriminator
        room.train_discriminator(*players, gan.d_optimizer, images, noise, gan.smoothing)
        room.follow(gan.average, gan.generator, gan.memory)

    return lambda images: step(images, room.sample_noise(len(images)))


def main() -> None:
    parser = console.parser("benchmarks.gan", __doc__)
    parser.add_argument("command", choices=["train", "judge", "rates", "slopes"])
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER")
    parser.add_argument("seeds", nargs="*", type=int, metavar="SEED")
    options = parser.parse_args()
    if options.command in ("train", "judge") and options.folder is None:
        parser.error(f"{options.command} needs a FOLDER")
    if options.command == "train":
        options.folder.mkdir(parents=True, exist_ok=True)
        for seed in options.seeds or range(5):
            train_seed(seed, options.folder)
    elif options.command == "judge":
        record_measurement("gan_seeds", results=judge_seeds(options.folder))
    elif options.command == "rates":
        record_measurement("gan_rates", results=lesson().compare_rates())
    else:
        record_measurement("gan_slopes", results=lesson().compare_slopes())


if __name__ == "__main__":
    console.command(main)
