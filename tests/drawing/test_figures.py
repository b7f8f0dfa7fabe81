"""`show`: what a figure becomes in the notebook."""

import base64
import io
import warnings
from xml.etree import ElementTree

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
        data, kind = base64.b64decode(encoded.partition('"')[0]), head.rpartition("data:")[2]
        return kind, data, None if "svg" in kind else Image.open(io.BytesIO(data))

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


# --- names that Matplotlib's font cannot write ---------------------------------------------------

FOREIGN = "我的照片 $5 & $6.jpg"


def pieces(svg: bytes) -> tuple[Image.Image, dict[str, dict]]:
    """The picture in an SVG, and its texts with where they stand."""
    root = ElementTree.fromstring(svg)
    name = "{http://www.w3.org/2000/svg}"
    uri = next(root.iter(f"{name}image")).get("href")
    picture = Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2])))
    assert picture.size == (float(root.get("width")), float(root.get("height")))
    return picture.convert("L"), {element.text: element.attrib for element in root.iter(f"{name}text")}


def test_a_name_in_chinese_is_written_by_the_browser(shown, recwarn):
    """…where Matplotlib would have put it, and there is no box of a missing glyph under it."""
    grey = np.full((40, 60, 3), 0.5)
    row = figures.image_row({FOREIGN: grey, "mosaic": grey})
    kind, svg, _ = shown(row)
    assert kind == "image/svg+xml" and not recwarn.list
    picture, texts = pieces(svg)
    assert list(texts) == [FOREIGN]
    written, title = texts[FOREIGN], row.axes[0].title
    box = title.get_window_extent()
    assert float(written["x"]) == pytest.approx((box.x0 + box.x1) / 2, abs=1)
    assert box.y0 < picture.height - float(written["y"]) + 2 < box.y1
    assert written["text-anchor"] == "middle" and written["font-weight"] == "bold"
    above = np.asarray(picture)[: picture.height - int(row.axes[0].get_window_extent().y1) - 3]
    assert above[:, : picture.width // 2].min() > 230  # nothing is drawn where the browser writes
    assert above[:, picture.width // 2 :].min() < 100  # the other title is
    assert title.get_alpha() is None  # the figure can be shown again
    assert list(pieces(shown(row)[1])[1]) == [FOREIGN]


def test_every_text_of_a_figure(shown, recwarn):
    figure, axis = figures.new_figure()
    axis.plot([0, 1], [0, 1], label="曲线")
    axis.set(xlabel="步数", ylabel="损失", title="第一行\n第二行")
    axis.set_xticks([0, 1], ["起点", "end"])
    axis.legend(loc="upper left")
    axis.text(0.5, 0.5, "隐藏").set_visible(False)
    _, texts = pieces(shown(figure)[1])
    assert set(texts) == {"曲线", "步数", "损失", "第一行", "第二行", "起点"} and not recwarn.list
    assert float(texts["第一行"]["y"]) < float(texts["第二行"]["y"])
    assert texts["曲线"]["text-anchor"] == "start"


def test_what_the_font_has_stays_a_picture(shown):
    figure = figures.image_row({"α/β = 10⁻³, 128² → Ü": np.zeros((40, 60, 3))})
    assert shown(figure)[0] == "image/png"


def test_other_warnings_are_passed_on(shown):
    figure, axis = figures.new_figure()
    axis.plot([0, 1], label="猫")
    figure.savefig = lambda *args, save=figure.savefig, **options: (
        warnings.warn("mine", stacklevel=1),
        save(*args, **options),
    )
    with pytest.warns(UserWarning, match="mine"):
        shown(figure)


def test_a_dollar_in_a_name_is_no_formula(shown):
    shown(figures.image_row({"5$^$.jpg": np.zeros((40, 60, 3))}))  # as a formula it would be an error


def test_a_style_that_other_cells_chose_does_not_show(shown):
    import matplotlib

    with matplotlib.rc_context({"axes.facecolor": "black", "text.usetex": True, "font.family": ["fantasy"]}):
        figure, axis = figures.new_figure()
        axis.set_title("title")
        _, _, image = shown(figure)
        assert not matplotlib.rcParams["text.usetex"]
    assert np.asarray(image.convert("L"))[150, 400] > 250, "paper, not black"
