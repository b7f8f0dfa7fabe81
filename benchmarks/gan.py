"""Lesson 03 measured: five seeds, ReLU against LeakyReLU, and its speed against the usual tutorial's.

    python -m benchmarks.gan seed 0 [FOLDER]   train and judge one seed; into results/gan_seeds.json
    python -m benchmarks.gan slopes            the comparison of section 3; into results/gan_slopes.json
    python -m benchmarks.gan speed             iterations a second, ours and the tutorial's, A B A B
    python -m benchmarks.gan sooner            time to the Fréchet distance that the tutorial reaches

With a FOLDER, a seed's training that was cut short goes on from its last whole epoch.
"""

import time

from course_utils import console, machine
from course_utils.data.digits import load_digits
from course_utils.measurements import measured_results, record_measurement

EPOCHS, BATCH = 40, 64  # of the lesson in the profile `quick`
SECONDS = 60.0


def lesson():
    """The lesson's own code; imported late, since TensorFlow takes its time."""
    machine.import_tensorflow_quietly()
    from course_utils.reference import mnist_gan

    return mnist_gan


class Judge:
    """The lesson's judge, trained as in the lesson, and the features of all 5,000 digits."""

    def __init__(self):
        import keras

        digits = load_digits()
        self.real = digits.scaled()
        keras.utils.set_random_seed(0)
        self.net = lesson().train_judge(self.real[1000:], digits.labels[1000:], epochs=6)
        _, self.features = self.look(self.real)

    def look(self, pictures):
        return self.net.predict(pictures, batch_size=250, verbose=0)

    def distance(self, pictures) -> float:
        return lesson().frechet_distance(self.look(pictures)[1], self.features)

    def score(self, pictures) -> dict[str, float]:
        import numpy as np

        probabilities, features = self.look(pictures)
        counts = np.bincount(probabilities.argmax(axis=1), minlength=10)
        return {
            "confident": float(np.mean(probabilities.max(axis=1) >= 0.9)),
            "share of rarest digit": float(counts.min() / counts.sum()),
            "Fréchet distance": lesson().frechet_distance(features, self.features),
        }


def judged_noise():
    import numpy as np

    return np.random.default_rng(4).uniform(-1, 1, (1000, 100)).astype("float32")


def run_seed(seed: int, folder: str | None = None) -> dict[str, float]:
    """The lesson's training with another seed, judged after its first and its last epoch."""
    import keras
    import numpy as np

    from course_utils.gan_callbacks import resume_from, timeline

    gan_room, real = lesson(), load_digits().scaled()
    keras.utils.set_random_seed(seed)
    gan = gan_room.GAN(gan_room.build_generator(), gan_room.build_discriminator())
    game = gan_room.Game(real, BATCH, seed=seed)
    gan_room.compile_for(gan, steps=EPOCHS * len(game))

    def draw():
        pictures = gan.average.predict(judged_noise(), batch_size=250, verbose=0)[..., 0]
        return np.rint((pictures + 1) * 127.5).astype("uint8")

    history = timeline(lambda: draw()[:100], draw, folder)
    keep = keras.callbacks.LambdaCallback(
        on_train_batch_begin=lambda k, logs: machine.keep_freed_memory() if k < 2 else None
    )
    callbacks = [keep, history] + ([resume_from(folder)] if folder else [])
    gan.fit(game, epochs=EPOCHS, verbose=0, callbacks=callbacks)
    judge = Judge()
    first, last = (judge.score(p[..., None] / 127.5 - 1) for p in (history.first, draw()))
    return last | {"Fréchet after epoch 1": first["Fréchet distance"]}


def note(name: str, results: dict) -> None:
    """Add to a file of results that the lesson shows."""
    record_measurement(name, results=dict(sorted((measured_results(name) | results).items())))


# --- speed ---------------------------------------------------------------------------------------


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


def images_a_second(step, real, batch: int, seconds: float = 8.0) -> float:
    """Real images that an iteration consumes, a second; the first two iterations (tracing) don't count."""
    for _ in range(2):
        step(real[:batch])
    done, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        k = done % (len(real) - batch)
        step(real[k : k + batch])
        done += batch
    return done / (time.perf_counter() - started)


def speed() -> None:
    """A B A B in one run: equal nets with either iteration, then each with its own nets and batch."""
    import keras
    from keras import layers

    room, real = lesson(), load_digits().scaled()

    def pair(nets):
        generator, discriminator = nets()
        logits = keras.Sequential([discriminator])
        probability = keras.Sequential([discriminator, layers.Activation("sigmoid")])
        gan = room.GAN(generator, probability)
        gan.compile()
        return tutorial_step(generator, logits), lesson_step(gan)

    usual_step, own_step = pair(tutorial_nets)
    for name, batch in (("equal nets (256-128-64, 64-128), batch 256", 256),):
        for kind, step in (("usual", usual_step), ("lesson", own_step)) * 2:
            print(f"{name}: {kind:6} {images_a_second(step, real, batch):7.0f} images/s", flush=True)
    gan = room.GAN(room.build_generator(), room.build_discriminator())
    gan.compile()
    own_step = lesson_step(gan)
    for kind, step, batch in (("usual", usual_step, 256), ("lesson", own_step, BATCH)) * 2:
        print(
            f"each with its own nets: {kind:6} {images_a_second(step, real, batch):7.0f} images/s", flush=True
        )


def sooner(seconds: float = SECONDS) -> None:
    """The tutorial trains for `seconds`; how long does the lesson need for the same Fréchet distance?"""
    import keras
    import numpy as np

    room, judge = lesson(), Judge()
    real, rng = judge.real, np.random.default_rng(0)
    keras.utils.set_random_seed(0)

    def train(step, batch, draw, stop):
        """Seconds of training alone, until `stop(distance, seconds)`; judged about every two seconds."""
        used = 0.0
        while True:
            started = time.perf_counter()
            while time.perf_counter() - started < 2:
                step(real[rng.integers(len(real), size=batch)])
            used += time.perf_counter() - started
            distance = judge.distance(draw())
            print(f"   {used:6.1f} s  {distance:7.1f}", flush=True)
            if stop(distance, used):
                return used, distance

    generator, discriminator = tutorial_nets()
    noise = np.random.default_rng(4).normal(size=(1000, 100)).astype("float32")  # as it was trained with
    usual = train(
        tutorial_step(generator, discriminator),
        256,
        lambda: generator.predict(noise, batch_size=250, verbose=0),
        lambda distance, used: used >= seconds,
    )
    gan = room.GAN(room.build_generator(), room.build_discriminator())
    room.compile_for(gan, steps=EPOCHS * (len(real) // BATCH))
    own = train(
        lesson_step(gan),
        BATCH,
        lambda: gan.average.predict(judged_noise(), batch_size=250, verbose=0),
        lambda distance, used: distance <= usual[1] or used >= seconds,
    )
    print(f"usual: {usual[1]:.1f} after {usual[0]:.1f} s; lesson: {own[1]:.1f} after {own[0]:.1f} s")
    print(f"{usual[0] / own[0]:.1f} times sooner" if own[1] <= usual[1] else "not reached")


def main() -> None:
    parser = console.parser("benchmarks.gan", __doc__)
    parser.add_argument("command", choices=["seed", "slopes", "speed", "sooner"])
    parser.add_argument("seed", nargs="?", type=int, default=0)
    parser.add_argument("folder", nargs="?", metavar="FOLDER")
    options = parser.parse_args()
    if options.command == "seed":
        result = run_seed(options.seed, options.folder)
        print(result)
        note("gan_seeds", {str(options.seed): result})
    elif options.command == "slopes":
        note("gan_slopes", lesson().compare_slopes())
    else:
        {"speed": speed, "sooner": sooner}[options.command]()


if __name__ == "__main__":
    console.command(main)
