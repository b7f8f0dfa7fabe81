"""Several devices train as one does, in each of the lessons that use them."""

import os
import subprocess
import sys

# In a process of its own: devices are divided before TensorFlow begins.
TRAININGS = '''
import numpy as np, tensorflow as tf
tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0], [tf.config.LogicalDeviceConfiguration()] * 2
)
import keras
from course_utils import training
from course_utils.callbacks import FitProgress
from course_utils.data.salt import synthetic_salt
from course_utils.gpus import all_gpus
from course_utils.reference import flow_matching as flow, mnist_gan as gan, unet_segmentation as unet

DEVICES = [device.name for device in tf.config.list_logical_devices("CPU")]
tiles = synthetic_salt(96, 0)
judges = tiles.images[:32, ..., None], tiles.masks[:32, ..., None]


QUIET = dict(verbose=0, shuffle=False)  # of batches


class Stop(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        if self.model.optimizer.iterations == 4:
            raise KeyboardInterrupt


def two_halves(truth, logits):
    """What two devices compute: Dice is of the share."""
    return sum(unet.salt_loss(truth[k : k + 16], logits[k : k + 16]) for k in (0, 16)) / 2


def salt(devices, resume=False, stop=(), judges=judges):
    keras.utils.set_random_seed(0)
    with all_gpus(devices) as count:
        net = unet.build_unet(unet.decoder_block, (4, 8))
        unet.compile_for_salt(net, 3, 2)
        if count == 1:
            net.compile(net.optimizer, two_halves)
    with training.live_training("net", keep_best="val_loss", resume=resume) as progress:
        watch = dict(callbacks=[progress, *stop], validation_data=judges, **QUIET)
        net.fit(unet.Tiles(tiles, 32), epochs=2, **watch)
    logs = net.history.history
    return [*logs.get("loss", []), *logs.get("val_loss", [])], net, progress


def game(devices):
    keras.utils.set_random_seed(0)
    with all_gpus(devices):
        players = gan.GAN(*gan.plane_players())
        players.compile(0.001, 0.001)
    points = gan.ring(1280, np.random.default_rng(0))
    with training.live_training("game") as progress:
        past = players.fit(gan.Game(points, 128, dim=2), epochs=2, callbacks=[progress], **QUIET)
    return [*past.history["D"], *past.history["G"], *players.average.get_weights()[0][0]]


def roads(devices):
    keras.utils.set_random_seed(0)
    digits = np.random.default_rng(0).uniform(-1, 1, (100, 28, 28, 1)).astype("float32")
    with all_gpus(devices):
        model = flow.Flow()
        model.compile(8)
    with training.live_training("roads") as progress:
        options = dict(batch_size=32, epochs=2, callbacks=[progress], **QUIET)
        watched = digits[:50], np.arange(50) % 10
        past = model.fit(digits, np.arange(100) % 10, validation_data=watched, **options)
    return [*past.history["loss"], *past.history["val_loss"], *model.average.get_weights()[0].ravel()[:4]]


def certain_loss(net, x, label):
    """No chance: the devices would draw other roads."""
    return tf.reduce_mean((net([x, 0.5 + 0 * x[:, 0, 0, 0], label]) - x) ** 2)


def small_net(filters):
    """The lesson's takes long to trace; its training step is what is tried."""
    x, t, label = keras.Input((28, 28, 1)), keras.Input(()), keras.Input((), dtype="int32")
    word = keras.layers.Reshape((1, 1, 1))(keras.layers.Embedding(11, 1)(label))
    told = word + keras.ops.reshape(t, (-1, 1, 1, 1))
    return keras.Model([x, t, label], keras.layers.Conv2D(1, 3, padding="same")(x) * told)


flow.build_net = small_net
# Where there are devices Keras draws a batch more than it trains with: no chance in it.
unet.augment_pair = lambda image, mask, rng: (image, mask)
for batches in (unet.Tiles, gan.Game):
    batches.on_epoch_end = lambda self: setattr(self, "order", np.arange(len(self.data)))
gan.sample_noise = lambda m, dim: np.sin(np.arange(m * dim, dtype="float32")).reshape(m, dim)
flow.road_loss, flow.with_gaps = certain_loss, lambda label: tf.cast(label, tf.int32)
'''


def run(code, tmp_path):
    environment = os.environ | {"COURSE_DATA": str(tmp_path), "COURSE_STATIC": "1"}
    done = subprocess.run(
        [sys.executable, "-c", TRAININGS + code], capture_output=True, text=True, env=environment, timeout=600
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-3000:]


def test_two_devices_learn_what_one_learns_and_can_be_stopped(tmp_path):
    run(
        """
for train in (game, roads, lambda devices: salt(devices)[0]):
    one, two = train(DEVICES[:1]), train(DEVICES)
    print(one, two, flush=True)
    np.testing.assert_allclose(two, one, rtol=2e-4, atol=1e-5)

_, net, progress = salt(DEVICES, stop=[Stop()])
assert progress.best_epoch == 1 and progress.epoch == 1
assert net.optimizer.iterations == 4
np.testing.assert_allclose(net.evaluate(*judges, verbose=0), two[2], rtol=1e-4)  # two: salt's, the last
one_too_many = [np.concatenate([part, part[:1]]) for part in judges]  # the second device gets nothing of it
past, net, progress = salt(DEVICES, resume=True, judges=one_too_many)
assert progress.epoch == 2 and len(past) == 2
assert net.optimizer.iterations == 6 and np.isfinite(past).all()
""",
        tmp_path,
    )
