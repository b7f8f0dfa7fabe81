"""Built from lesson 05_flow_matching: change the lesson, not this file."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from course_utils.data.digits import unscaled
from course_utils.reference.mnist_gan import follow, ring
from course_utils.reference.unet_segmentation import decoder_block


def mix(x, z, t):
    """Where each road stands at its time, and its velocity.

    x, z: float32 tensors (n, …) of one shape, t (n,) in [0, 1] → x_t and x - z, both like x.
    """
    t = tf.reshape(t, [-1] + [1] * (len(x.shape) - 1))  # (n, 1, …): one time for each
    return (1 - t) * z + t * x, x - z


def best_velocity(x_t, t, data):
    """The mean velocity of all roads through each point.

    x_t (n, d), a number 0 <= t < 1, data (m, d) → (n, d), finite.
    """
    squares = ((x_t[:, None] - t * data) ** 2).sum(axis=-1)  # (n, m)
    logits = -squares / (2 * (1 - t) ** 2)
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return (weights @ data - x_t) / (1 - t)


def flow_loss(velocity, x, z, t):
    """Mean squared error of velocity(x_t, t) against x - z.

    x, z: float32 tensors (n, …), t (n,); velocity gives tensors like x → float32 ().
    """
    x_t, wanted = mix(x, z, t)
    return tf.reduce_mean((velocity(x_t, t) - wanted) ** 2)


def euler(velocity, z, steps):
    """The path from z along a velocity, in equal steps of time.

    z: float32 tensor (n, …); velocity(x, t) of a tensor like z and t (n,) gives one like z.
    → float32 (steps + 1, n, …), z first.
    """
    path = [z]
    for k in range(steps):
        t = tf.fill([len(z)], k / steps)
        path.append(path[-1] + velocity(path[-1], t) / steps)
    return tf.stack(path)


def plane_net(width=128):
    """Point (2,) and time → velocity (2,)."""
    x, t = keras.Input((2,)), keras.Input(())
    h = layers.Concatenate()([x, layers.Reshape((1,))(t)])
    for _ in range(3):
        h = layers.Dense(width, "relu")(h)
    return keras.Model([x, t], layers.Dense(2)(h))


def plane_flow(seed, steps=1200, rate=0.005):
    """A net that has learned the field of the eight clouds in so many steps of 128 roads."""
    keras.utils.set_random_seed(seed)
    points, net = ring(5120, np.random.default_rng(0)), plane_net()
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(rate, steps))

    @tf.function
    def step():
        x = tf.gather(points, tf.random.uniform([128], 0, len(points), tf.int32))
        with tf.GradientTape() as tape:
            roads = x, tf.random.normal([128, 2]), tf.random.uniform([128])
            loss = flow_loss(lambda x_t, t: net([x_t, t]), *roads)
        variables = net.trainable_variables
        optimizer.apply(tape.gradient(loss, variables), variables)

    optimizer.build(net.trainable_variables)
    for _ in range(steps):
        step()
    return net


class Waves(layers.Layer):
    """Times (n,) → (n, 16): sines and cosines of eight frequencies, each twice the last."""

    def call(self, t):
        angles = t[:, None] * 2.0 ** tf.range(8.0)
        return tf.concat([tf.sin(angles), tf.cos(angles)], axis=1)


def context(t, label, width=64):
    """Time and label as one vector (width,), which every block is told."""
    loud = keras.initializers.RandomNormal(stddev=1.0)  # as loud as the waves
    vector = layers.Embedding(11, width, embeddings_initializer=loud)(label)
    both = layers.Activation("silu")(layers.Dense(width)(Waves()(t)) + vector)
    return layers.Dense(width, activation="silu")(both)


def picture_for(label):
    """A picture for each label, to be learned (28, 28, 1); it starts half as loud as x_t."""
    start = keras.initializers.RandomNormal(stddev=0.5)
    learned = layers.Embedding(11, 28 * 28, embeddings_initializer=start)(label)
    return layers.Reshape((28, 28, 1))(learned)


def told(x, known):
    """Maps, normalised in eight groups, then stretched and shifted as the context says."""
    maps, parts = x.shape[-1], []
    for _ in range(2):
        parts.append(layers.Dense(maps, kernel_initializer="zeros")(known))
    stretch, shift = (layers.Reshape((1, 1, maps))(part) for part in parts)
    return layers.GroupNormalization(8, center=False, scale=False)(x) * (1 + stretch) + shift


def block(x, known):
    """Two convolutions, told the context in between; what they find is added to x."""
    filters = x.shape[-1]
    h = told(layers.Conv2D(filters, 3, padding="same")(x), known)
    h = layers.Activation("relu")(h)
    return x + layers.Conv2D(filters, 3, padding="same", kernel_initializer="zeros")(h)


def overview(x, known, maps=16, units=512):
    """Dense layers that see all of x at once; what they find is added to x."""
    side = x.shape[1]
    h = layers.Flatten()(layers.Conv2D(maps, 1)(x))
    h = layers.Dense(units, activation="silu")(layers.Concatenate()([h, known]))
    h = layers.Reshape((side, side, maps))(layers.Dense(side * side * maps)(h))
    return x + layers.Conv2D(x.shape[-1], 1, kernel_initializer="zeros")(h)


def build_net(filters=(32, 64)):
    """x_t (28, 28, 1), time, label (0 to 9, or 10: none) → velocity (28, 28, 1)."""
    x_t, t, label = keras.Input((28, 28, 1)), keras.Input(()), keras.Input((), dtype="int32")
    known = context(t, label)
    seen = layers.Concatenate()([x_t, picture_for(label)])
    fine = layers.Conv2D(filters[0], 4, strides=2, padding="same")(seen)
    fine = block(fine, known)  # 14×14
    x = layers.Conv2D(filters[1], 4, strides=2, padding="same")(fine)
    x = overview(block(x, known), known)  # 7×7
    x = told(decoder_block(x, fine, filters[0]), known)  # 14×14
    x = layers.Conv2DTranspose(8, 4, strides=2, padding="same", activation="silu")(x)
    drawn = layers.Conv2D(1, 3, padding="same")(layers.Concatenate()([x, seen]))  # 28×28
    share = layers.Reshape((1, 1, 1))(layers.Dense(1)(known))
    return keras.Model([x_t, t, label], drawn + share * x_t)


def road_loss(net, x, label):
    """The loss on one road to each picture; its time is seldom close to 0 or 1."""

    def velocity(x_t, t):
        return net([x_t, t, label])

    t = tf.sigmoid(tf.random.normal(tf.shape(label)) - 0.5)  # rather early than late
    return flow_loss(velocity, x, tf.random.normal(tf.shape(x)), t)


def with_gaps(label):
    """Labels, a tenth of them exchanged for 10, "none"."""
    dropped = tf.random.uniform(tf.shape(label)) < 0.1
    return tf.where(dropped, 10, tf.cast(label, tf.int32))


def as_graph(net):
    """The net as a graph, for whatever arrays it is asked with."""
    graph = tf.function(net)
    return lambda parts, training=False: graph([tf.convert_to_tensor(part) for part in parts])


class Flow(keras.Model):
    """A net that learns velocities, and the moving average of its weights, which draws."""

    def __init__(self, filters=(32, 64)):
        super().__init__()
        self.net, self.average = build_net(filters), build_net(filters)
        self.average.set_weights(self.net.get_weights())
        self.ask = as_graph(self.average)
        self.built = True

    def compile(self, steps, rate=0.003, memory=0.998):
        falling = keras.optimizers.schedules.CosineDecay(rate, steps)
        super().compile(keras.optimizers.AdamW(falling, weight_decay=0.004))
        self.memory = memory

    def train_step(self, batch):
        with tf.GradientTape() as tape:
            loss = road_loss(self.net, batch[0], with_gaps(batch[1]))
        variables = self.net.trainable_variables
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        step = tf.cast(self.optimizer.iterations, tf.float32)
        follow(self.average, self.net, tf.minimum(self.memory, step / (step + 10)))
        self.metrics[0].update_state(loss)  # Keras' mean over the epoch
        return {"loss": self.metrics[0].result()}

    def test_step(self, batch):
        self.metrics[0].update_state(road_loss(self.average, *batch))
        return {"loss": self.metrics[0].result()}


def draw(net, z, labels, w=1.0, steps=10, walk=euler):
    """Pictures of these digits, uint8 (n, 28, 28), out of noise z (n, 28, 28, 1)."""
    drawn = []
    for k in range(0, len(z), 250):
        label = tf.constant(labels[k : k + 250], tf.int32)

        def velocity(x, t, label=label):
            if w == 1:  # half the work: see section 9
                return net([x, t, label])
            return guided_velocity(net, x, t, label, w)

        path = walk(velocity, tf.constant(z[k : k + 250]), steps)
        drawn.append(unscaled(path[-1]))
    return np.concatenate(drawn)


def heun(velocity, z, steps):
    """Like `euler`, along the mean of the velocities at both ends of each step."""
    path = [z]
    for k in range(steps):
        t, later = (tf.fill([len(z)], (k + j) / steps) for j in (0, 1))
        v = velocity(path[-1], t)
        v_there = velocity(path[-1] + v / steps, later)
        path.append(path[-1] + (v + v_there) / (2 * steps))
    return tf.stack(path)


def guided_velocity(net, x_t, t, labels, w):
    """Classifier-free guidance: v0 + w (v_label - v0), with v0 for the label 10, "none".

    x_t float32 (n, …), t (n,), labels int (n,), w a number → float32, like x_t.
    """
    nothing = net([x_t, t, tf.fill(tf.shape(labels), 10)])
    return nothing + w * (net([x_t, t, labels]) - nothing)
