"""Training shows itself, and an interruption keeps what was learned and lets the notebook go on."""

import numpy as np
import pytest

from course_utils import runtime
from course_utils.training import live_training


@pytest.fixture
def session(monkeypatch):
    session = runtime.Session("01_transposed_convolution", runtime.Profile("smoke"))
    monkeypatch.setattr(runtime, "session", session)
    return session


def small_model():
    import keras

    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="zeros")])
    model.compile("sgd", loss="mse")
    return model


def data():
    x = np.linspace(-1, 1, 64, dtype="float32")[:, None]
    return x, 3 * x


def test_seconds_and_progress_are_kept(session, language):
    model = small_model()
    drawn = []

    def preview():
        drawn.append(1)
        return np.zeros((2, 2))

    with live_training("line", preview) as progress:
        model.fit(*data(), epochs=3, batch_size=16, verbose=0, callbacks=[progress])
    assert progress.seconds > 0
    assert session.trainings[0]["name"] == "line" and not session.trainings[0]["stopped"]
    assert len(drawn) >= 2
    words = progress.panel.label.value
    assert {"en": "done in", "zh": "完成"}[language] in words
    assert progress.panel.bar.value == progress.panel.bar.max == 12
    assert progress.panel.picture.value.startswith("<img alt=")


def test_interrupting_keeps_the_weights_and_goes_on(session, language):
    import keras

    model = small_model()

    class Stop(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if self.model.optimizer.iterations == 5:
                raise KeyboardInterrupt

    with live_training("line") as progress:
        model.fit(*data(), epochs=50, batch_size=16, verbose=0, callbacks=[progress, Stop()])
    assert float(model.layers[0].kernel[0, 0]) > 0, "five steps were learned"
    assert session.trainings[0]["stopped"]
    assert {"en": "kept", "zh": "保留"}[language] in progress.panel.label.value
    before = float(model.layers[0].kernel[0, 0])
    with live_training("line") as progress:
        model.fit(*data(), epochs=2, batch_size=16, verbose=0, callbacks=[progress])
    assert float(model.layers[0].kernel[0, 0]) > before, "training goes on from there"


def test_other_errors_are_not_hidden(session):
    with pytest.raises(RuntimeError, match="real"), live_training("line"):
        raise RuntimeError("a real error")


def test_the_bar_needs_no_lesson(monkeypatch):
    monkeypatch.setattr(runtime, "session", None)
    with live_training("line") as progress:
        small_model().fit(*data(), verbose=0, callbacks=[progress])
    assert progress.seconds > 0


def test_static_notebooks_get_one_line_of_text(session, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_STATIC", "1")
    with live_training("line", lambda: np.zeros((2, 2))) as progress:
        small_model().fit(*data(), verbose=0, callbacks=[progress])
    assert capsys.readouterr().out.count("\n") == 1
