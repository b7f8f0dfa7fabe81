"""The GAN of lesson 03: losses by their definition, who learns when, resuming, and trouble explained."""

import json
import subprocess
import sys

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from course_utils import gan_callbacks, machine
from course_utils.measurements import measured_results
from course_utils.messages import CourseError
from course_utils.reference import mnist_gan as lesson
from tests.conftest import ROOT


def players(seed=0):
    """Small nets for points in the plane; both with statistics of batches, as the lesson's D hasn't."""
    keras.utils.set_random_seed(seed)
    generator = keras.Sequential(
        [keras.Input((2,)), layers.Dense(8), layers.BatchNormalization(), layers.Dense(2)]
    )
    discriminator = keras.Sequential(
        [
            keras.Input((2,)),
            layers.SpectralNormalization(layers.Dense(8)),
            layers.BatchNormalization(),
            layers.LeakyReLU(),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    return generator, discriminator


def small_gan(seed=0, **options):
    gan = lesson.GAN(*players(seed))
    gan.compile(**options)
    return gan


def small_game(seed=0):
    return lesson.Game(lesson.ring(96, np.random.default_rng(0)), 16, dim=2, seed=seed)


def values(model):
    return [v.numpy() for v in model.variables]


def changed(before, after):
    return [not np.array_equal(a, b) for a, b in zip(before, after, strict=True)]


# --- losses --------------------------------------------------------------------------------------

EXTREMES = np.array([0, 1e-12, 1e-7, 1e-3, 0.5, 0.999, 1 - 1e-7, 1], "float32")


def cross_entropy(p, target):
    p = np.asarray(p, float)
    return -target * np.log(p) - (1 - target) * np.log(1 - p)


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.3])
def test_losses_are_the_definition(smoothing):
    rng = np.random.default_rng(0)
    real, fake = (rng.uniform(0.01, 0.99, (n, 1)).astype("float32") for n in (7, 5))
    wanted = cross_entropy(real, 1 - smoothing).mean() + cross_entropy(fake, 0).mean()
    assert float(lesson.discriminator_loss(real, fake, smoothing)) == pytest.approx(wanted, rel=1e-4)
    assert float(lesson.generator_loss(fake)) == pytest.approx(cross_entropy(fake, 1).mean(), rel=1e-4)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_losses_and_gradients_stay_finite(smoothing):
    for p in EXTREMES:
        for q in EXTREMES:
            real, fake = tf.fill((3, 1), p), tf.fill((3, 1), q)
            with tf.GradientTape(persistent=True) as tape:
                tape.watch([real, fake])
                d, g = lesson.discriminator_loss(real, fake, smoothing), lesson.generator_loss(fake)
            slopes = [tape.gradient(d, real), tape.gradient(d, fake), tape.gradient(g, fake)]
            assert all(np.isfinite(x).all() for x in (d, g, *slopes)), (p, q)


def test_losses_grow_where_the_answer_is_wrong():
    wrong = [float(lesson.generator_loss(tf.fill((2, 1), p))) for p in EXTREMES[1:-1]]
    assert wrong == sorted(wrong, reverse=True) and wrong[0] > 15


# --- who learns ----------------------------------------------------------------------------------


def test_only_the_generator_changes_in_its_step():
    generator, discriminator = players()
    optimizer = keras.optimizers.SGD(0.1)
    mine, theirs = values(generator), values(discriminator)
    lesson.train_generator(generator, discriminator, optimizer, lesson.sample_noise(8, 2))
    assert not any(changed(theirs, values(discriminator)))  # nor its statistics
    assert all(changed(mine[:4], values(generator)[:4])) and len(generator.trainable_variables) >= 4


def test_only_the_discriminator_changes_in_its_step():
    generator, discriminator = players()
    optimizer = keras.optimizers.SGD(0.1)
    mine, theirs = values(discriminator), values(generator)
    points = lesson.ring(8, np.random.default_rng(0))
    lesson.train_discriminator(generator, discriminator, optimizer, points, lesson.sample_noise(8, 2))
    assert not any(changed(theirs, values(generator)))
    assert all(
        not np.array_equal(v, w) for v, w in zip(mine, values(discriminator), strict=True) if v.ndim == 2
    )


def test_frames_of_the_plane_show_every_epoch():
    gan, film = small_gan(), gan_callbacks.PlaneFrames()
    gan.fit(small_game(), epochs=2, verbose=0, callbacks=[film])
    assert [frame["step"] for frame in film.frames] == [0, 6, 12]
    shapes = {key: np.shape(value) for key, value in film.frames[0].items()}
    assert shapes == {"step": (), "samples": (500, 2), "grid": (15, 15, 2), "surface": (33, 33), "extent": ()}
    first, _, last = film.frames
    assert (first["samples"] != last["samples"]).any() and (first["surface"] != last["surface"]).any()
    corner = np.array([[film.EXTENT, -film.EXTENT]], "float32")  # x to the right, y upwards
    assert last["surface"][0, -1] == pytest.approx(float(gan.discriminator(corner)[0, 0]), abs=1e-5)


def test_another_step_of_the_discriminator_takes_the_place_of_the_usual_one():
    calls = []

    def step(*args):
        calls.append(args)
        return tf.constant(0.25)

    gan = small_gan()
    gan.d_step = step
    real, noise, fresh = small_game()[0]
    assert float(gan.train_step((tf.constant(real), noise, fresh))["D"]) == 0.25 and len(calls) == 1


def slope_at_the_data(gamma):
    """After 300 moves of D alone, by the lesson's step with the penalty."""
    keras.utils.set_random_seed(0)
    generator, discriminator = lesson.plane_players()
    optimizer, points = keras.optimizers.Adam(0.003), tf.constant(lesson.ring(128, np.random.default_rng(0)))
    move = tf.function(lesson.train_with_penalty)
    for _ in range(300):
        noise = lesson.sample_noise(128, 2)
        move(generator, discriminator, optimizer, points, noise, gamma=gamma)
    return float(lesson.r1_penalty(discriminator, points)) ** 0.5


def test_the_penalty_flattens_the_discriminator_at_the_data():
    assert slope_at_the_data(1.0) < slope_at_the_data(0.0) / 3


def test_smoothing_reaches_the_discriminator():
    losses = []
    for smoothing in (0.0, 0.3):
        gan = small_gan(smoothing=smoothing)
        real, noise, fresh = small_game()[0]
        losses.append(float(gan.train_step((tf.constant(real), tf.ones_like(noise), fresh))["D"]))
    assert losses[0] != losses[1]


def test_average_follows_the_weights_and_the_statistics():
    gan = small_gan(memory=0.8)
    expected = values(gan.average)
    for step in range(1, 6):
        real, noise, fresh = small_game()[0]
        gan.train_step((tf.constant(real), noise, fresh))
        memory = min(0.8, step / (step + 10))
        expected = [memory * a + (1 - memory) * b for a, b in zip(expected, values(gan.generator), strict=True)]
    for a, b in zip(expected, values(gan.average), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)


def trained(seed):
    gan = small_gan(seed)
    gan.fit(small_game(seed), epochs=2, verbose=0)
    noise = np.random.default_rng(0).uniform(-1, 1, (5, 2)).astype("float32")
    return np.asarray(gan.average(noise))


def test_same_seed_same_samples():
    first = trained(1)
    np.testing.assert_array_equal(first, trained(1))
    assert not np.array_equal(first, trained(2))


def test_game_deals_fresh_noise_and_every_sample_once():
    points = np.arange(20, dtype="float32")[:, None]
    game = lesson.Game(points, 5, dim=3)
    batches = [game[k] for k in range(len(game))]
    assert sorted(np.concatenate([real for real, _, _ in batches]).ravel()) == sorted(points.ravel())
    for _, noise, fresh in batches:
        assert np.shape(noise) == np.shape(fresh) == (5, 3)
        assert not np.array_equal(noise, fresh)


def test_nets_have_the_shapes_of_the_lecture():
    for upsample in ("transposed", "resize"):
        pictures = lesson.build_generator((8, 4), upsample)(lesson.sample_noise(2))
        assert pictures.shape == (2, 28, 28, 1) and np.abs(pictures).max() <= 1
    probability = np.asarray(lesson.build_discriminator((4, 8))(pictures))
    assert probability.shape == (2, 1) and (probability > 0).all() and (probability < 1).all()


def test_random_shift_moves_and_keeps_the_ink():
    picture = np.full((50, 28, 28, 1), -1, "float32")
    picture[:, 10:14, 12:15] = 1
    picture = tf.constant(picture)
    with tf.GradientTape() as tape:
        tape.watch(picture)
        moved = lesson.RandomShift(2)(picture, training=False)  # G's step is shifted as well
        total = tf.reduce_sum(moved)
    np.testing.assert_allclose(tape.gradient(total, picture)[:, 2:-2, 2:-2], 1)  # nothing lost but the margin
    moved = np.asarray(moved)[..., 0]
    assert moved.shape == (50, 28, 28) and (np.sum(moved == 1, axis=(1, 2)) == 12).all()
    tops, lefts = ((moved == 1).any(axis=axis).argmax(axis=1) for axis in (2, 1))
    assert set(tops) == {8, 9, 10, 11, 12} and set(lefts) == {10, 11, 12, 13, 14}
    assert abs(np.corrcoef(tops, lefts)[0, 1]) < 0.6


# --- judging -------------------------------------------------------------------------------------


def test_frechet_distance_of_known_gaussians():
    rng = np.random.default_rng(0)
    a = rng.normal(size=(200_000, 3))
    b = rng.normal(size=(200_000, 3)) * [1, 2, 3] + [2, 0, 0]
    assert lesson.frechet_distance(a, a) == pytest.approx(0, abs=1e-6)
    # diagonal covariances: |mean difference|² + Σ (σ - τ)²
    assert lesson.frechet_distance(a, b) == pytest.approx(4 + 0 + 1 + 4, rel=0.02)
    assert lesson.frechet_distance(a, b) == pytest.approx(lesson.frechet_distance(b, a), rel=1e-6)


def test_covered_counts_clouds():
    rng = np.random.default_rng(0)
    modes, inside = lesson.covered(lesson.ring(1000, rng))
    assert modes == 8 and inside > 0.99
    one_place = lesson.CENTRES[3] + 0.01 * rng.normal(size=(1000, 2))
    assert lesson.covered(one_place) == (1, 1.0)
    assert lesson.covered(np.zeros((1000, 2))) == (0, 0.0)


def test_who_is_ahead_decides_in_the_plane():
    """What the lesson says of its stored table, for each pair of rates and every seed."""
    for g_rate, runs in measured_results("gan_rates").items():
        for d_rate, seeds in runs.items():
            clouds = [modes for modes, _ in seeds]
            assert len(clouds) == 5
            if float(g_rate) > float(d_rate):
                assert max(clouds) <= 1
            elif float(g_rate) < float(d_rate):
                assert min(clouds) == 8
            elif g_rate == "0.01":
                assert min(clouds) >= 7
            else:
                assert min(clouds) < 7 and max(clouds) == 8


def test_the_games_of_the_tables_are_one_game_each(monkeypatch):
    """Fewer and shorter ones: each pair, each slope, each seed is played, and the rates reach their players."""
    played = []

    def game_over(seed, epochs, g_rate, d_rate, slope=0.2):
        played.append((seed, g_rate, d_rate, slope))
        return small_gan()

    monkeypatch.setattr(lesson, "game_over", game_over)
    rates = lesson.compare_rates((0.1,), (0.2, 0.3), seeds=2)
    assert played == [(0, 0.1, 0.2, 0.2), (1, 0.1, 0.2, 0.2), (0, 0.1, 0.3, 0.2), (1, 0.1, 0.3, 0.2)]
    assert [len(rates["0.1"][d]) for d in ("0.2", "0.3")] == [2, 2]
    played.clear()
    assert list(lesson.compare_slopes((0.0, 0.5), seeds=range(1))) == ["0.0", "0.5"]
    assert played == [(0, 0.001, 0.003, 0.0), (0, 0.001, 0.003, 0.5)]


# --- interrupting, resuming, trouble -------------------------------------------------------------


class StopIn(keras.callbacks.Callback):
    """The student presses ■ during epoch `number` (from 1)."""

    def __init__(self, number):
        super().__init__()
        self.number = number

    def on_epoch_begin(self, epoch, logs=None):
        if epoch + 1 == self.number:
            raise KeyboardInterrupt


def frame(gan):
    level = float(abs(gan.generator.weights[0].numpy()).sum() * 1000 % 256)
    return np.full((2, 28, 28), level, np.uint8)


def history_of(gan, folder=None):
    return gan_callbacks.EpochFrames(lambda: frame(gan), lambda: frame(gan), folder)


RESUME = """
import sys
from course_utils import gan_callbacks, machine
from tests.watching.test_gan import history_of, small_game, small_gan
import numpy as np
gan = small_gan(seed=5)
history, ran = history_of(gan, sys.argv[1]), []
import keras
note = keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: ran.append(
    [epoch, int(gan.g_optimizer.iterations), float(np.abs(gan.average.get_weights()[0]).sum())]))
gan.fit(small_game(), epochs=4, verbose=0, callbacks=[history, gan_callbacks.resume_from(sys.argv[1]), note])
import json
print(json.dumps([ran, history.epochs, [int(f[0, 0, 0]) for f in history.frames]]))
"""


def test_resumes_in_another_process(tmp_path):
    gan = small_gan()
    history = history_of(gan, tmp_path)
    with pytest.raises(KeyboardInterrupt):
        callbacks = [history, gan_callbacks.resume_from(tmp_path), StopIn(3)]
        gan.fit(small_game(), epochs=4, verbose=0, callbacks=callbacks)
    assert history.epochs == [1, 2]
    run = subprocess.run(
        [sys.executable, "-c", RESUME, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=180
    )
    assert run.returncode == 0, run.stderr
    ran, epochs, levels = json.loads(run.stdout.splitlines()[-1])
    assert [epoch for epoch, *_ in ran] == [2, 3] and epochs == [1, 2, 3, 4]
    assert ran[0][1] == int(gan.g_optimizer.iterations)  # the optimizer goes on, too
    assert ran[0][2] == pytest.approx(float(np.abs(gan.average.get_weights()[0]).sum()), rel=1e-5)
    assert levels[:2] == [int(f[0, 0, 0]) for f in history.frames]


def test_training_again_without_a_backup_starts_the_timeline_afresh(tmp_path):
    gan = small_gan()
    gan_callbacks.write_frames(tmp_path / "frames.npz", [frame(gan)] * 3, [1, 2, 3], frame(gan))
    history = history_of(gan, tmp_path)
    gan.fit(small_game(), epochs=1, verbose=0, callbacks=[history])
    assert history.epochs == [1] and len(history.frames) == 1
    frames, epochs, first = gan_callbacks.read_frames(tmp_path / "frames.npz")
    assert epochs == [1] and len(frames) == 1 and first.shape == (2, 28, 28)
    assert [p.name for p in tmp_path.iterdir()] == ["frames.npz"]


@pytest.mark.parametrize(("epoch", "kept"), [(0, [0.5]), (1, [1, 1.5])])
def test_an_epoch_that_was_stopped_leaves_its_frame(epoch, kept):
    gan = small_gan()
    history = history_of(gan)

    class Stop(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if history.epoch == epoch and batch == 2:  # of 6
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gan.fit(small_game(), epochs=3, verbose=0, callbacks=[history, Stop()])
    history.finish()
    assert history.epochs == kept and len(history.frames) == len(kept) and history.first is not None
    assert (history.frames[-1] == frame(gan)).all()
    history.finish()
    assert history.epochs == kept


def test_a_training_that_came_to_its_end_has_nothing_to_add():
    gan = small_gan()
    history = history_of(gan)
    gan.fit(small_game(), epochs=2, verbose=0, callbacks=[history])
    history.finish()
    assert history.epochs == [1, 2]


def test_an_epoch_that_was_undone_is_not_shown():
    gan = small_gan()
    history = history_of(gan)
    gan.fit(small_game(), epochs=5, verbose=0, callbacks=[Poison(), gan_callbacks.Guard(), history])
    history.finish()
    assert history.epochs == [1], "Poison and Guard: epoch 2 leaves the weights of epoch 1"


@pytest.mark.parametrize("content", ["text", "pickle", "other arrays"])
def test_foreign_frames_are_refused(content, tmp_path, language):
    path = tmp_path / "frames.npz"
    if content == "text":
        path.write_bytes(b"not a zip")
    elif content == "pickle":
        np.savez(path, frames=np.array([{}], object), epochs=np.array([1]), first=np.zeros(1))
    else:
        np.savez(path, frames=np.zeros((1, 2, 28, 28)), epochs=np.array([1]), first=np.zeros(1, np.uint8))
    with pytest.raises(CourseError) as error:
        gan_callbacks.read_frames(path)
    assert error.value.key == "gan_frames_unreadable"


class Poison(keras.callbacks.Callback):
    """A weight of the discriminator becomes NaN in epoch 2."""

    def on_train_batch_begin(self, batch, logs=None):
        if int(self.model.g_optimizer.iterations) == 8:  # 6 batches an epoch
            kernel = self.model.discriminator.trainable_variables[-1]
            kernel.assign(kernel * np.nan)


def test_nan_is_explained_and_undone(language, capsys):
    gan, kept = small_gan(), []
    guard = gan_callbacks.Guard()
    keep = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: kept.append(gan.get_weights()))
    gan.fit(small_game(), epochs=5, verbose=0, callbacks=[keep, Poison(), guard])
    assert {"en": "not a number", "zh": "NaN"}[language] in guard.explanation and "2" in guard.explanation
    assert guard.explanation in capsys.readouterr().out
    for a, b in zip(gan.get_weights(), kept[0], strict=True):
        np.testing.assert_array_equal(a, b)
    assert len(kept) == 2  # epoch 2 was the last


def test_healthy_training_is_left_alone(capsys):
    gan, guard = small_gan(), gan_callbacks.Guard()
    gan.fit(small_game(), epochs=2, verbose=0, callbacks=[guard])
    assert guard.explanation is None and capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "losses, words",
    [
        ({"D": 0.001, "G": 9.0}, {"en": "near certainty", "zh": "分得出真假"}),
        ({"D": 15.9, "G": 0.0}, {"en": "every picture for real", "zh": "每张图都当成真的"}),
    ],
)
def test_a_hopeless_game_is_explained(language, losses, words):
    gan, guard = small_gan(), gan_callbacks.Guard()
    guard.set_model(gan)
    guard.on_train_begin()
    for healthy in ({"D": 0.5, "G": 9.0}, {"D": 9.0, "G": 0.5}):
        guard.on_epoch_end(0, healthy)
        assert guard.explanation is None
    guard.on_epoch_end(1, losses)
    assert gan.stop_training and words[language] in guard.explanation
    assert {"en": "learning rate", "zh": "学习率"}[language] in guard.explanation


# --- spectral normalisation, and XLA ----------------------------------------------------------------


def largest_gain(convolution, shape, steps=50):
    """Largest singular value of a layer as a linear map, by power iteration with its gradient as adjoint."""
    x = tf.random.stateless_normal(shape, seed=(0, 1))
    zero = convolution(tf.zeros(shape))
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            energy = tf.reduce_sum((convolution(x) - zero) ** 2) / 2
        x = tf.math.l2_normalize(tape.gradient(energy, x))
    return float(tf.norm(convolution(x) - zero))


def test_the_discriminators_kernels_lengthen_no_patch_and_their_layers_at_most_double():
    keras.utils.set_random_seed(0)
    discriminator = lesson.build_discriminator((4, 8), dense=8)
    normalised = [x.layer for x in discriminator.layers if isinstance(x, layers.SpectralNormalization)]
    assert len(normalised) == 2
    for convolution in normalised:
        convolution.kernel.assign(5 * convolution.kernel)  # far from normalised
    for _ in range(60):
        discriminator(tf.zeros((1, 28, 28, 1)), training=True)
    for convolution, shape in zip(normalised, ((1, 28, 28, 1), (1, 14, 14, 4)), strict=True):
        kernel = np.reshape(convolution.kernel, (-1, convolution.filters))
        assert np.linalg.svd(kernel, compute_uv=False)[0] == pytest.approx(1, rel=0.01)
        assert 1 < largest_gain(convolution, shape) <= 2.02


def test_the_step_compiles_with_xla_as_it_is_on_a_gpu():
    keras.utils.set_random_seed(0)
    gan = lesson.GAN(lesson.build_generator((4, 2)), lesson.build_discriminator((2, 4), dense=4))
    lesson.compile_for(gan, steps=4)
    assert gan.jit_compile is bool(machine.gpu_names())
    gan.jit_compile = True
    pictures = np.random.default_rng(0).uniform(-1, 1, (32, 28, 28, 1)).astype("float32")
    losses = gan.fit(lesson.Game(pictures, 8), epochs=1, verbose=0).history
    assert np.isfinite(losses["D"]).all() and np.isfinite(losses["G"]).all()
