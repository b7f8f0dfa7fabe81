"""Training shows itself, and an interruption keeps what was learned and lets the notebook go on."""

import os
import re
import shutil
import subprocess
import sys

import numpy as np
import pytest

from course_utils import machine, session
from course_utils.messages import CourseError
from course_utils.training import live_training


@pytest.fixture
def lesson_run(monkeypatch):
    run = session.Session("01_transposed_convolution", session.Profile("smoke"))
    monkeypatch.setattr(session, "current", run)
    return run


def small_model():
    """Like all models here but where it says so, without graphs: tracing them would take the longest."""
    import keras

    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="zeros")])
    model.compile("sgd", loss="mse", run_eagerly=True)
    return model


def data():
    x = np.linspace(-1, 1, 64, dtype="float32")[:, None]
    return x, 3 * x


def test_seconds_and_progress_are_kept(lesson_run, language):
    model = small_model()
    drawn = []

    def preview():
        drawn.append(1)
        return np.zeros((2, 2))

    with live_training("line", preview) as progress:
        model.fit(*data(), epochs=3, batch_size=16, verbose=0, callbacks=[progress])
    assert progress.seconds > 0
    assert lesson_run.trainings[0]["name"] == "line" and not lesson_run.trainings[0]["stopped"]
    assert len(drawn) >= 2
    words = progress.panel.label.value
    assert {"en": "done in", "zh": "完成"}[language] in words
    assert progress.panel.bar.value == progress.panel.bar.max == 12
    assert progress.panel.picture.value.startswith("<img alt=")


def test_the_step_is_traced_once_and_learns_what_it_learns_without_us():
    import keras

    def losses(callbacks):
        keras.utils.set_random_seed(0)
        model, traces = small_model(), []
        model.compile(
            keras.optimizers.AdamW(0.05),
            lambda *pair: traces.append(1) or keras.losses.mean_squared_error(*pair),
        )
        history = model.fit(*data(), epochs=2, verbose=0, shuffle=False, callbacks=callbacks)
        return history.history["loss"], len(traces)

    alone, _ = losses([])
    with live_training("line") as progress:
        watched, traced = losses([progress])
    assert watched == alone and traced == 1


def test_interrupting_keeps_the_weights_and_goes_on(lesson_run, language):
    import keras

    model = small_model()

    class Stop(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if self.model.optimizer.iterations == 5:
                raise KeyboardInterrupt

    with live_training("line") as progress:
        model.fit(*data(), epochs=50, batch_size=16, verbose=0, callbacks=[progress, Stop()])
    assert float(model.layers[0].kernel[0, 0]) > 0, "five steps were learned"
    assert lesson_run.trainings[0]["stopped"]
    assert {"en": "kept", "zh": "保留"}[language] in progress.panel.label.value
    before = float(model.layers[0].kernel[0, 0])
    with live_training("line") as progress:
        model.fit(*data(), epochs=2, batch_size=16, verbose=0, callbacks=[progress])
    assert float(model.layers[0].kernel[0, 0]) > before, "training goes on from there"


def test_other_errors_are_not_hidden(lesson_run):
    with pytest.raises(RuntimeError, match="real"), live_training("line"):
        raise RuntimeError("a real error")


def test_the_bar_needs_no_lesson(monkeypatch):
    monkeypatch.setattr(session, "current", None)
    with live_training("line") as progress:
        small_model().fit(*data(), verbose=0, callbacks=[progress])
    assert progress.seconds > 0


def test_static_notebooks_get_one_line_of_text(lesson_run, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_STATIC", "1")
    with live_training("line", lambda: np.zeros((2, 2))) as progress:
        small_model().fit(*data(), verbose=0, callbacks=[progress])
    assert capsys.readouterr().out.count("\n") == 1


def test_the_bar_counts_batches_that_run_together(lesson_run):
    model = small_model()
    model.compile("sgd", loss="mse", steps_per_execution=3, jit_compile=False)
    with live_training("line") as progress:
        model.fit(*data(), epochs=2, batch_size=8, verbose=0, callbacks=[progress])
    assert progress.panel.done == progress.panel.bar.max == 16


# --- the best weights ------------------------------------------------------------------------------


def at_each_epoch(action):
    import keras

    return keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: action(epoch, logs))


def in_batch(number, error=KeyboardInterrupt):
    """Raises after `number` batches, counted over all epochs."""
    import keras

    class Stop(keras.callbacks.Callback):
        seen = 0

        def on_train_batch_end(self, batch, logs=None):
            self.seen += 1
            if self.seen == number:
                raise error

    return Stop()


def weights(model):
    return np.concatenate([w.ravel() for w in model.get_weights()])


@pytest.mark.parametrize(
    ("scores", "best"), [([1, 3, 2, 0], 2), ([1, np.nan, 0.5, 4], 4), ([2, 2, 2, 2], 1), ([np.nan] * 4, None)]
)
def test_the_epoch_with_the_highest_score_remains(lesson_run, language, scores, best):
    model, kept, given = small_model(), [], iter(scores)
    with live_training("line", keep_best=lambda: next(given)) as progress:
        keep = at_each_epoch(lambda epoch, logs: kept.append(weights(model)))
        model.fit(*data(), epochs=4, verbose=0, callbacks=[progress, keep])
    assert progress.best_epoch == best
    np.testing.assert_array_equal(weights(model), kept[(best or 4) - 1])
    assert len({w.tobytes() for w in kept}) == 4
    words = {"en": f"epoch {best},", "zh": f"第 {best} 轮"}[language]
    assert (words in progress.panel.label.value) == (best is not None)


def test_the_epoch_with_the_lowest_logged_loss_remains(lesson_run):
    import keras

    model, kept, losses = small_model(), [], []
    with live_training("line", keep_best="val_loss") as progress:
        rates = keras.callbacks.LearningRateScheduler(lambda epoch: [0.1, 0.1, 0.1, 3.0, 3.0][epoch])
        keep = at_each_epoch(lambda epoch, logs: (kept.append(weights(model)), losses.append(logs["val_loss"])))
        everything = [progress, keep, rates]
        model.fit(*data(), validation_data=data(), epochs=5, verbose=0, callbacks=everything)
    assert 0 < np.argmin(losses) < 4, "it got better, then it diverged"
    assert progress.best_epoch == np.argmin(losses) + 1
    np.testing.assert_array_equal(weights(model), kept[np.argmin(losses)])


def test_a_log_that_is_not_there_is_named(lesson_run):
    with pytest.raises(CourseError, match=r"val_loss.*loss"), live_training("line", keep_best="val_loss") as p:
        small_model().fit(*data(), verbose=0, callbacks=[p])


def test_interrupted_within_an_epoch_the_best_remains(lesson_run):
    model, kept, scores = small_model(), [], iter([1, 3, 2])
    with live_training("line", keep_best=lambda: next(scores)) as progress:
        keep = at_each_epoch(lambda epoch, logs: kept.append(weights(model)))
        model.fit(*data(), batch_size=16, epochs=9, verbose=0, callbacks=[progress, keep, in_batch(14)])
    assert len(kept) == 3 and lesson_run.trainings[0]["stopped"]
    np.testing.assert_array_equal(weights(model), kept[1])


@pytest.mark.parametrize("stop", [[], [in_batch(14)]], ids=["done", "stopped"])
def test_the_last_words_read_as_sentences(lesson_run, language, stop):
    """What is said of the best epoch is set off from what stands before it, as the language does it."""
    with live_training("line", keep_best=lambda: 1.0) as progress:
        small_model().fit(*data(), batch_size=16, epochs=4, verbose=0, callbacks=[progress, *stop])
    words = progress.panel.label.value
    assert words.count("line") == 1 and progress.best_epoch == 1
    between = {"en": r"s; kept|\. Kept", "zh": "秒，保留|[）。]保留"}[language]
    assert re.search(between, words), words
    assert not re.search(r"[。，：；] ", words)


def test_interrupted_before_there_is_a_best_the_latest_remain(lesson_run):
    model = small_model()
    with live_training("line", keep_best=lambda: 1.0) as progress:
        model.fit(*data(), batch_size=16, epochs=9, verbose=0, callbacks=[progress, in_batch(2)])
    assert progress.best_epoch is None and weights(model)[0] > 0


# --- going on where it was stopped ---------------------------------------------------------------


def deep_model(graph=False):
    """Its weights depend on all of Adam's state; the data are not shuffled, so that runs can be compared."""
    import keras

    keras.utils.set_random_seed(5)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(4, "tanh"), keras.layers.Dense(1)])
    schedule = keras.optimizers.schedules.CosineDecay(0.05, 24)
    model.compile(keras.optimizers.AdamW(schedule), loss="mse", run_eagerly=not graph)
    return model


def train(resume, epochs=6, model=None, extra=(), keep_best="val_loss"):
    """The cell of a lesson; gives the model, the progress and the epochs (from 1) that it ran."""
    model, ran = model or deep_model(), []
    with live_training("a line", keep_best=keep_best, resume=resume) as progress:
        count = at_each_epoch(lambda epoch, logs: ran.append(epoch + 1))
        options = {"validation_data": data(), "shuffle": False, "batch_size": 16, "verbose": 0}
        model.fit(*data(), epochs=epochs, **options, callbacks=[progress, count, *extra])
    return model, progress, ran


def test_another_process_goes_on_after_this_one_was_killed(lesson_run, cache, root):
    model, _, _ = train(resume=None, model=deep_model(graph=True))
    code = (
        "import os; from tests.watching.test_training import *\n"
        "from course_utils import session\n"
        "session.current = session.Session('01_transposed_convolution', session.Profile('smoke'))\n"
        "class Kill(BaseException):\n"
        "    def __init__(self): os._exit(9)\n"
        "train(resume=False, model=deep_model(graph=True), extra=[in_batch(14, Kill)])"
    )
    killed = subprocess.run([sys.executable, "-c", code], cwd=root, env=os.environ | {"COURSE_STATIC": "1"})
    assert killed.returncode == 9
    resumed, progress, ran = train(resume=True, model=deep_model(graph=True))
    assert ran == [4, 5, 6]
    np.testing.assert_allclose(weights(resumed), weights(model), rtol=1e-5)
    assert resumed.optimizer.iterations == 24
    assert progress.panel.bar.value == progress.panel.bar.max == 24


def test_the_student_may_start_afresh_or_go_on(lesson_run, cache, language):
    model, progress, ran = train(resume=False, extra=[in_batch(10)])
    words = progress.panel.label.value
    assert ran == [1, 2] and "resume=True" in words
    assert {"en": "from epoch 3", "zh": "第 3 轮接着"}[language] in words
    seconds = progress.seconds
    model, progress, ran = train(resume=True, extra=[in_batch(6)])
    assert ran == [3] and progress.seconds > seconds, "the time of all runs counts"
    model, progress, ran = train(resume=True, model=model)
    assert ran == [4, 5, 6], "in a model that is trained already, too"
    assert "resume" not in progress.panel.label.value
    first = weights(model)
    assert train(resume=True)[2] == [], "there is nothing left to do"
    np.testing.assert_array_equal(weights(train(resume=True)[0]), first)
    assert train(resume=True, epochs=8)[2] == [7, 8]
    assert train(resume=False)[2] == [1, 2, 3, 4, 5, 6]


def test_the_best_of_an_earlier_run_remains_the_best(lesson_run, cache):
    scores = iter([1, 5, 2, 3, 4, 0])
    model, _, _ = train(resume=False, keep_best=lambda: next(scores), extra=[in_batch(13)])
    best = weights(model)
    model, progress, ran = train(resume=True, keep_best=lambda: next(scores))
    assert ran == [4, 5, 6] and progress.best_epoch == 2
    np.testing.assert_array_equal(weights(model), best)


def test_a_model_that_resumed_can_be_trained_again(lesson_run, cache):
    train(resume=False, extra=[in_batch(10)])
    model, _, _ = train(resume=True)
    assert train(resume=None, epochs=2, model=model)[2] == [1, 2], "Keras would begin at epoch 3"


def test_nothing_saved_means_starting(lesson_run, cache):
    assert train(resume=True, epochs=2)[2] == [1, 2]


def test_only_who_asks_is_saved(lesson_run, cache):
    train(resume=None, epochs=1)
    assert list(cache.iterdir()) == []
    train(resume=False, epochs=1)
    assert [path.name for path in cache.iterdir()] == ["trainings"]


def test_another_net_is_refused(lesson_run, cache):
    import keras

    train(resume=False, epochs=1)
    other = keras.Sequential([keras.Input((1,)), keras.layers.Dense(5, "tanh"), keras.layers.Dense(1)])
    other.compile("adam", loss="mse")
    with pytest.raises(CourseError, match="resume=False") as caught:
        train(resume=True, model=other)
    assert caught.value.key == "training_other_net"


@pytest.fixture
def saved(lesson_run, cache):
    """What a training of three epochs left on disk."""
    train(resume=False, epochs=3)
    (folder,) = (cache / "trainings").iterdir()
    return folder


def damage(path):
    path.write_bytes(path.read_bytes()[:100])


def test_a_file_that_was_cut_off_falls_back_on_the_one_before(saved):
    damage(saved / "latest.weights.h5")
    assert train(resume=True)[2] == [3, 4, 5, 6]


@pytest.mark.parametrize("names", [["best.npz"], ["latest.weights.h5", "latest.weights.h5.bkp"]])
def test_damaged_files_are_reported_in_words(saved, names):
    for name in names:
        damage(saved / name)
    with pytest.raises(CourseError, match="resume=False") as caught:
        train(resume=True)
    assert caught.value.key == "training_damaged"
    assert train(resume=False, epochs=1)[2] == [1]


def test_a_disk_that_takes_nothing_does_not_stop_the_training(lesson_run, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "file" / "cache"))
    assert train(resume=False, epochs=2)[2] == [1, 2]
    assert "resume" not in train(resume=True, epochs=4, extra=[in_batch(6)])[1].panel.label.value


def test_a_cache_that_vanishes_does_not_stop_the_training(lesson_run, cache):
    away = at_each_epoch(lambda epoch, logs: shutil.rmtree(cache))
    assert train(resume=False, epochs=3, extra=[away])[2] == [1, 2, 3]


def test_freed_memory_is_kept_in_every_epoch(lesson_run, monkeypatch):
    """TensorFlow's generator data set turns that off when an epoch begins."""
    called = []
    monkeypatch.setattr(machine, "keep_freed_memory", lambda: called.append(1))
    with live_training("line") as progress:
        small_model().fit(*data(), epochs=3, batch_size=16, verbose=0, callbacks=[progress])
    assert len(called) == 3 * 2  # before the first two batches of each
