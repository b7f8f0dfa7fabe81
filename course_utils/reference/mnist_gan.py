"""Built from lesson 03_mnist_gan: change the lesson, not this file."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers


def log(p):
    """Natural logarithm of probabilities, finite at 0, with a finite gradient."""
    return tf.math.log(tf.convert_to_tensor(p) + 1e-7)


def discriminator_loss(real_prob, fake_prob, smoothing=0.0):
    """Mean cross-entropy of real pictures against 1 - smoothing, plus fakes against 0.

    real_prob (m, 1), fake_prob (n, 1) → float32 (); finite at 0 and 1, with its gradient.
    """
    real = (1 - smoothing) * log(real_prob) + smoothing * log(1 - real_prob)
    return -tf.reduce_mean(real) - tf.reduce_mean(log(1 - fake_prob))


def generator_loss(fake_prob):
    """Non-saturating: mean of -log D(G(z)), (n, 1) → (); with its slope finite at 0 and 1."""
    return -tf.reduce_mean(log(fake_prob))


def sample_noise(batch, dim=100):
    """float32 (batch, dim), uniform in [-1, 1], new numbers in each call."""
    return tf.random.uniform((batch, dim), -1.0, 1.0)


def train_discriminator(generator, discriminator, optimizer, real, noise, smoothing=0.0):
    """Step 2: D learns from m real pictures and m generated ones; returns its loss."""
    fake = generator(noise, training=False)
    with tf.GradientTape() as tape:
        answers = discriminator(tf.concat([real, fake], axis=0), training=True)
        real_prob, fake_prob = tf.split(answers, 2)
        loss = discriminator_loss(real_prob, fake_prob, smoothing)
    variables = discriminator.trainable_variables
    optimizer.apply(tape.gradient(loss, variables), variables)
    return loss


def train_generator(generator, discriminator, optimizer, noise):
    """Step 4: G learns to be taken for real; nothing else changes. Returns its loss."""
    with tf.GradientTape() as tape:
        fake = generator(noise, training=True)
        loss = generator_loss(discriminator(fake, training=False))
    variables = generator.trainable_variables
    optimizer.apply(tape.gradient(loss, variables), variables)
    return loss


class Game(keras.utils.PyDataset):
    """Batches for one iteration each: m real samples, noise for D, fresh noise for G."""

    def __init__(self, data, m, dim=100, seed=0):
        super().__init__()
        self.data, self.m, self.dim, self.rng = data, m, dim, np.random.default_rng(seed)
        self.on_epoch_end()

    def __len__(self):
        return len(self.data) // self.m

    def __getitem__(self, k):
        real = self.data[self.order[k * self.m :][: self.m]]
        return real, sample_noise(self.m, self.dim), sample_noise(self.m, self.dim)

    def on_epoch_end(self):
        self.order = self.rng.permutation(len(self.data))


def follow(average, generator, memory):
    """Move each weight of `average` a little towards the generator's: the moving average."""
    for slow, fast in zip(average.variables, generator.variables, strict=True):
        slow.assign(memory * slow + (1 - memory) * fast)


class GAN(keras.Model):
    """Two players and the moving average of one, slow by its `memory`; `fit` it on a Game."""

    def __init__(self, generator, discriminator):
        super().__init__()
        self.generator, self.discriminator = generator, discriminator
        self.average = keras.models.clone_model(generator)
        self.average.set_weights(generator.get_weights())
        self.built, self.d_step = True, train_discriminator  # section 3 tries another step

    def compile(self, g_rate=0.001, d_rate=0.001, smoothing=0.0, memory=0.995, beta_1=0.5):
        super().compile()
        self.smoothing, self.memory = smoothing, memory
        self.g_optimizer = keras.optimizers.Adam(g_rate, beta_1=beta_1)
        self.d_optimizer = keras.optimizers.Adam(d_rate, beta_1=beta_1)
        self.g_optimizer.build(self.generator.trainable_variables)
        self.d_optimizer.build(self.discriminator.trainable_variables)

    def train_step(self, batch):
        real, noise, fresh = batch
        players = self.generator, self.discriminator
        d_loss = self.d_step(*players, self.d_optimizer, real, noise, self.smoothing)
        g_loss = train_generator(*players, self.g_optimizer, fresh)
        step = tf.cast(self.g_optimizer.iterations, tf.float32)
        memory = step / (step + 10)  # short at first, to forget the random start
        follow(self.average, self.generator, tf.minimum(self.memory, memory))
        return {"D": d_loss, "G": g_loss}


CENTRES = np.stack([np.cos(np.arange(8) * np.pi / 4), np.sin(np.arange(8) * np.pi / 4)], axis=1)


def ring(count, rng):
    """Points (count, 2) around eight centres on the unit circle, float32."""
    centres = CENTRES[rng.integers(8, size=count)]
    return (centres + 0.05 * rng.normal(size=(count, 2))).astype("float32")


def plane_players(slope=0.2, width=64):
    """G from noise (2,) to the plane, and D, whose hidden units leak with `slope` (0: ReLU)."""
    generator, discriminator = (keras.Sequential([keras.Input((2,))]) for _ in range(2))
    for _ in range(2):
        generator.add(layers.Dense(width, activation="relu"))
        discriminator.add(layers.Dense(width))
        discriminator.add(layers.LeakyReLU(negative_slope=slope))
    generator.add(layers.Dense(2))
    discriminator.add(layers.Dense(1))
    discriminator.add(layers.Activation("sigmoid"))
    return generator, discriminator


def covered(samples):
    """How many of the 8 clouds get a fifth of their share; the share of samples in a cloud."""
    distances = np.linalg.norm(samples[:, None] - CENTRES, axis=-1)
    inside = distances.min(axis=1) < 0.2
    counts = np.bincount(distances.argmin(axis=1)[inside], minlength=8)
    return int(np.sum(counts >= len(samples) / 40)), float(inside.mean())


def game_over(seed, epochs, g_rate, d_rate, slope=0.2, d_step=train_discriminator):
    """The players after a whole game in the plane."""
    keras.utils.set_random_seed(seed)
    gan = GAN(*plane_players(slope))
    gan.compile(g_rate, d_rate)
    gan.d_step = d_step
    points = ring(5120, np.random.default_rng(0))
    gan.fit(Game(points, 128, dim=2, seed=seed), epochs=epochs, verbose=0)
    return gan


def compare_rates(g_rates=(0.01, 0.001), d_rates=(0.01, 0.003, 0.001), seeds=5, epochs=30):
    """G's rate → D's rate → for each seed `covered` of 1,000 samples of G."""

    def runs(g_rate, d_rate):
        games = (game_over(seed, epochs, g_rate, d_rate) for seed in range(seeds))
        return [covered(np.asarray(gan.generator(sample_noise(1000, 2)))) for gan in games]

    return {str(g): {str(d): runs(g, d) for d in d_rates} for g in g_rates}


def compare_slopes(slopes=(0.0, 0.01, 0.2, 0.5), seeds=range(5), epochs=30):
    """slope → for each seed `covered` of 1,000 samples of the averaged generator."""

    def runs(slope):
        games = (game_over(seed, epochs, 0.001, 0.003, slope) for seed in seeds)
        return [covered(np.asarray(gan.average(sample_noise(1000, 2)))) for gan in games]

    return {str(slope): runs(slope) for slope in slopes}


def logits(discriminator):
    """The same net, with the same weights, without the sigmoid at its end."""
    return keras.Model(discriminator.inputs, discriminator.layers[-1].input)


def r1_penalty(discriminator, real):
    """Mean over the batch of the squared length of the logit's gradient by the picture.

    real: float32 tensor (m, 2) or (m, 28, 28, 1) → float32 (); can be differentiated once more.
    """
    with tf.GradientTape() as tape:
        tape.watch(real)
        answers = logits(discriminator)(real)
    slopes = tape.gradient(answers, real)
    return tf.reduce_sum(slopes**2) / tf.cast(tf.shape(real)[0], slopes.dtype)


def train_with_penalty(
    generator, discriminator, optimizer, real, noise, smoothing=0.0, gamma=1.0
):
    """D's step down its cross-entropy plus gamma/2 times R1; returns that loss."""
    fake = generator(noise, training=False)
    with tf.GradientTape() as tape:
        answers = discriminator(tf.concat([real, fake], axis=0), training=True)
        real_prob, fake_prob = tf.split(answers, 2)
        penalty = r1_penalty(discriminator, real)
        loss = discriminator_loss(real_prob, fake_prob, smoothing) + gamma / 2 * penalty
    variables = discriminator.trainable_variables
    optimizer.apply(tape.gradient(loss, variables), variables)
    return loss


def leaky():
    return layers.LeakyReLU(negative_slope=0.2)


def normed(x):
    return leaky()(layers.BatchNormalization(momentum=0.9)(x))


def build_generator(filters=(32, 16), upsample="transposed", fold=(128, 128)):
    """Noise (100,) → picture (28, 28, 1) in [-1, 1]; `fold`: dense layers before it draws."""
    x = noise = keras.Input((100,))
    for width in fold:
        x = normed(layers.Dense(width, use_bias=False)(x))
    x = layers.Dense(7 * 7 * filters[0], use_bias=False)(x)
    x = normed(layers.Reshape((7, 7, filters[0]))(x))
    x = normed(grow(filters[1], upsample, use_bias=False)(x))
    return keras.Model(noise, grow(1, upsample, activation="tanh")(x))


def grow(filters, upsample, **options):
    """A layer that doubles height and width."""
    if upsample == "transposed":
        return layers.Conv2DTranspose(filters, 4, strides=2, padding="same", **options)
    resize = layers.UpSampling2D(interpolation="nearest")
    return keras.Sequential([resize, layers.Conv2D(filters, 3, padding="same", **options)])


class RandomShift(layers.Layer):
    """Moves every picture by up to `most` pixels along each side; paper (-1) comes in."""

    def __init__(self, most, **options):
        super().__init__(**options)
        self.most = most

    def call(self, pictures):
        room, count = [self.most, self.most], tf.shape(pictures)[0]
        padded = tf.pad(pictures, [[0, 0], room, room, [0, 0]], constant_values=-1.0)
        for axis in (1, 2):
            start = tf.random.uniform([count, 1], 0, 2 * self.most + 1, tf.int32)
            padded = tf.gather(padded, start + tf.range(28), axis=axis, batch_dims=1)
        return padded

    def compute_output_shape(self, shape):
        return shape


def build_discriminator(filters=(16, 32), dense=128, shift=2):
    """Picture (28, 28, 1) → the probability (1,) that it is real."""
    picture = keras.Input((28, 28, 1))
    x = RandomShift(shift)(picture)
    for width in filters:
        convolution = layers.Conv2D(width, 4, strides=2, padding="same")
        x = leaky()(layers.SpectralNormalization(convolution)(x))  # see section 5
    x = leaky()(layers.Dense(dense)(layers.Flatten()(x)))
    return keras.Model(picture, layers.Activation("sigmoid")(layers.Dense(1)(x)))


def compile_for(gan, steps, g_rate=0.006, d_rate=0.003, beta_1=0.0, **switches):
    """Learning rates that fall to a twentieth over `steps` iterations, and no momentum."""

    def falling(rate):
        return keras.optimizers.schedules.PolynomialDecay(rate, steps, rate / 20)

    gan.compile(falling(g_rate), falling(d_rate), beta_1=beta_1, **switches)


def sheet(pictures, columns=20, enlarge=1):
    """Many small pictures as one, in [0, 1]."""
    rows = pictures.reshape(-1, columns, 28, 28).transpose(0, 2, 1, 3).reshape(-1, columns * 28)
    return rows.repeat(enlarge, axis=0).repeat(enlarge, axis=1) / 255


def frechet_distance(a, b):
    """Between Gaussians fitted to two sets of features (n, k); arXiv 1706.08500, equation 6."""
    from scipy.linalg import sqrtm

    (mean_a, cov_a), (mean_b, cov_b) = ((x.mean(axis=0), np.cov(x.T)) for x in (a, b))
    root = sqrtm(cov_a @ cov_b).real  # tiny imaginary parts are rounding
    return float(np.sum((mean_a - mean_b) ** 2) + np.trace(cov_a + cov_b - 2 * root))


def scores(judge, pictures, reference):
    """The three numbers, of as many pictures (n, 28, 28) as the reference has."""
    told = judge.probabilities(pictures)
    counts = np.bincount(told.argmax(axis=1), minlength=10)
    return {
        "confident_share": float(np.mean(told.max(axis=1) >= 0.9)),
        "smallest_class_share": float(counts.min() / counts.sum()),
        "frechet": judge.frechet(pictures, reference),  # frechet_distance of its features
    }


def interpolate(z0, z1, steps):
    """(steps, dim), steps >= 2: equal steps straight from z0 (dim,) to z1, both included."""
    return np.linspace(z0, z1, steps)
