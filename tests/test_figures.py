"""`show`: what a figure becomes in the notebook."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from course_utils import figures, session


@pytest.fixture
def shown(monkeypatch):
    """The picture and the HTML that `show` displays."""
    monkeypatch.setattr(figures, "alt_text", lambda name: f"alt of {name}")
    bundles = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: bundles.append(bundle))

    def look(picture):
        figures.show(picture, "test")
        html = bundles[-1]["text/html"]
        assert 'alt="alt of test"' in html and bundles[-1]["text/plain"] == "alt of test"
        head, _, encoded = html.partition(";base64,")
        data = base64.b64decode(encoded.partition('"')[0])
        return head.rpartition("data:")[2], data, Image.open(io.BytesIO(data))

    return look


def test_a_drawing_stays_exact(shown):
    drawing = np.zeros((200, 300, 3))
    drawing[50:100] = (0.0, 0.45, 0.7)
    kind, _, image = shown(drawing)
    assert kind == "image/png"
    assert np.array_equal(np.asarray(image.convert("RGB")), np.rint(drawing * 255).astype("uint8"))


def test_a_photographic_picture_becomes_a_small_and_faithful_jpeg(shown):
    rng = np.random.default_rng(0)
    smooth = np.linspace(0.2, 0.8, 400)[:, None, None] * np.ones((400, 400, 3))
    picture = np.clip(smooth + 0.05 * rng.normal(size=smooth.shape), 0, 1)  # noise: PNG can't make it small
    kind, data, image = shown(picture)
    assert kind == "image/jpeg" and image.size == (400, 400)
    assert len(data) < 0.4 * 3 * 400 * 400
    assert np.abs(np.asarray(image) / 255 - picture).mean() < 0.05


def test_a_transparent_figure_gets_no_black_ground(shown):
    figure, axis = figures.new_figure(size=(9, 6))
    axis.imshow(np.random.default_rng(0).random((400, 600, 3)))
    kind, _, image = shown(figure)
    assert kind == "image/jpeg"
    assert min(image.convert("RGB").getpixel((2, 2))) > 230  # the paper around the axes


def test_an_unknown_name_is_refused(monkeypatch):
    monkeypatch.setattr(session, "current", None)
    with pytest.raises(Exception, match="nowhere"):
        figures.show(np.zeros((4, 4)), "nowhere")
