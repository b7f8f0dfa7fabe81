"""Networks in the page agree with Keras: every kind of layer, and each network that the website runs."""

import base64
import io

import numpy as np
import pytest

from course_utils.data.digits import unscaled
from tests.conftest import ROOT
from tests.tools.test_browser import browser  # noqa: F401 (the fixture)
from tools.lab import CHROMIUM
from tools.nets.export import header_of, packed, weights_of
from tools.nets.figures import FIGURES, HERE, STORED

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
NETS = sorted({one.net for page in FIGURES.values() for one in page if one.kind != "repaint"})
RUN = """([file, inputs]) => {
    const net = Nets.read(Nets.bytes(file));
    const given = net.inputs.map((name, k) => [name, Nets.tensor(inputs[k].shape, inputs[k].data)]);
    const out = Nets.run(net, Object.fromEntries(given));
    return [out.shape, [...out.data]];
}"""


@pytest.fixture(scope="module")
def page(browser):  # noqa: F811
    """An empty page that knows how to run networks."""
    page = browser.new_page()
    page.add_script_tag(path=HERE / "inference.js")
    page.add_script_tag(path=HERE / "figures.js")
    return page


def in_page(page, content: bytes, *inputs) -> np.ndarray:
    given = [{"shape": list(x.shape), "data": x.ravel().tolist()} for x in inputs]
    shape, numbers = page.evaluate(RUN, [base64.b64encode(content).decode(), given])
    return np.reshape(numbers, shape)


def in_keras(model, *inputs) -> np.ndarray:
    batch = [x[None].astype("int32" if x.dtype.kind == "i" and x.ndim == 0 else "float32") for x in inputs]
    return np.asarray(model(batch if len(batch) > 1 else batch[0]))[0]


def with_random_weights(model, rng):
    """Not those that a layer begins with: zeros and ones would hide what is mixed up."""
    model.set_weights([rng.uniform(0.3, 1.0, w.shape) * rng.choice([-1, 1]) for w in model.get_weights()])
    for layer in model.layers:
        if hasattr(layer, "moving_variance"):
            layer.moving_variance.assign(rng.uniform(0.5, 2, layer.moving_variance.shape))
    return model


def small_models():
    """Name → model, inputs: each kind of layer, with settings that differ."""
    import keras
    from keras import layers

    from course_utils.reference.flow_matching import Waves

    rng, made = np.random.default_rng(0), {}

    def case(name, shape, *stack, dtype=None):
        start = x = keras.Input(shape, dtype=dtype)
        for layer in stack:
            x = layer(x)
        numbers = rng.integers(0, 5, shape) if dtype else rng.normal(size=shape)
        made[name] = with_random_weights(keras.Model(start, x), rng), [numbers]

    for kernel, stride, padding in [
        (3, 1, "same"),
        (4, 2, "same"),
        (4, 2, "valid"),
        (2, 3, "same"),
        (5, 4, "same"),
    ]:
        settings = {"strides": stride, "padding": padding}
        case(f"Conv2D {kernel} {stride} {padding}", (11, 8, 3), layers.Conv2D(5, kernel, **settings))
        if kernel >= stride:
            grow = layers.Conv2DTranspose(5, kernel, use_bias=stride != 2, **settings)
            case(f"Conv2DTranspose {kernel} {stride} {padding}", (5, 4, 3), grow)
    case("Conv2D no bias", (6, 7, 2), layers.Conv2D(3, 3, use_bias=False, activation="relu"))
    case("Dense", (7,), layers.Dense(4), layers.Dense(3, use_bias=False, activation="sigmoid"))
    case("BatchNormalization", (4, 3, 5), layers.BatchNormalization(epsilon=0.01))
    norm = layers.GroupNormalization(2, center=False, scale=False, epsilon=0.01)
    case("GroupNormalization", (4, 3, 6), norm)
    case("MaxPooling2D", (7, 5, 2), layers.MaxPooling2D())
    case("ZeroPadding2D", (4, 3, 2), layers.ZeroPadding2D(((1, 2), (3, 0))))
    case("Cropping2D", (6, 7, 2), layers.Cropping2D(((1, 2), (0, 3))))
    case("Rescaling", (3, 4, 1), layers.Rescaling(1 / 41, offset=-3))
    case("Reshape", (12,), layers.Reshape((2, 3, 2)), layers.Flatten())
    case("Embedding", (), layers.Embedding(6, 4), dtype="int32")
    case("Waves", (), Waves())
    case("LeakyReLU", (9,), layers.LeakyReLU(negative_slope=0.3))
    for name in ("relu", "silu", "tanh", "sigmoid", "linear"):
        case(name, (9,), layers.Dense(9), layers.Activation(name))
    case("mirrored", (4, 5, 2), lambda x: keras.ops.pad(x, [[0, 0], [1, 2], [2, 1], [0, 0]], mode="symmetric"))
    maps, channels = keras.Input((4, 3, 2)), keras.Input((1, 1, 2))
    mixed = maps * (1 + channels) + channels + maps
    joined = layers.Concatenate()([mixed, maps])
    made["joined"] = keras.Model([maps, channels], joined), [rng.normal(size=s) for s in ((4, 3, 2), (1, 1, 2))]
    return made


def test_every_kind_of_layer_agrees_with_keras(page):
    tried, far = set(), {}
    for name, (model, inputs) in small_models().items():
        content = packed(model, "float32")
        tried |= {step["layer"] for step in header_of(content)["steps"]}
        here, wanted = in_page(page, content, *inputs), in_keras(model, *inputs)
        same = here.shape == wanted.shape and np.abs(here - wanted).max() <= 1e-4 * max(1, np.ptp(wanted))
        far |= {} if same else {name: (here.shape, wanted.shape)}
    assert not far
    assert tried == set(page.evaluate("Nets.kinds")), "a kind of layer that nothing here has"


def test_a_layer_that_the_page_lacks_is_named():
    import keras

    picture = keras.Input((8, 8, 1))
    with pytest.raises(ValueError, match="no AveragePooling2D"):
        packed(keras.Model(picture, keras.layers.AveragePooling2D(2)(picture)))


def of_lesson(net: str):
    """The network as Keras has it, inputs of the kind it sees, and the range of what it gives."""
    rng = np.random.default_rng(1)
    from benchmarks import nets

    model = nets.built(net)
    inputs = {
        "gan": lambda: [rng.uniform(-1, 1, 100)],
        "flow": lambda: [rng.normal(size=(28, 28, 1)), np.array(0.3), np.array(7)],
        "unet": lambda: [rng.normal(123, 40, (101, 101, 1)).clip(0, 255)],
        "upsampler": lambda: [rng.uniform(0, 1, (9, 12, 1))],
    }[net]()
    return model, inputs, {"gan": 2, "flow": 2, "unet": 1, "upsampler": 1}[net]


def as_pixels(net: str, out: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-out)) if net == "unet" else out  # logits


@pytest.mark.parametrize("net", NETS)
def test_each_network_agrees_with_keras(page, net):
    """As it is stored; and what float16 takes away from weights that were not rounded yet."""
    path = ROOT / STORED / f"{net}.net"
    model, inputs, span = of_lesson(net)
    weights, rng = weights_of(path.read_bytes()), np.random.default_rng(2)
    model.set_weights(weights)
    assert path.stat().st_size <= 600_000 + sum(map(len, attachments(path)))

    def apart(content):
        here, wanted = in_page(page, content, *inputs), in_keras(model, *inputs)
        assert here.shape == wanted.shape and np.ptp(wanted) > 0.01
        return np.abs(as_pixels(net, here) - as_pixels(net, wanted)).max() / span

    assert apart(path.read_bytes()) < 1e-4
    model.set_weights([w * (1 + rng.uniform(-(2**-11), 2**-11, w.shape)) for w in weights])
    assert apart(packed(model, "float32")) < 1e-4
    assert 1e-7 < apart(packed(model, "float16")) < 1e-2


def attachments(path):
    """Pictures to begin with, which the header holds."""
    start = header_of(path.read_bytes())["start"]
    return [*start.get("pictures", {}).values(), *(t for tile in start.get("tiles", []) for t in tile.values())]


def test_bicubic_enlargement_is_tensorflows(page):
    import tensorflow as tf

    page.add_script_tag(path=HERE / "enlarge.js")
    small = np.random.default_rng(3).uniform(0, 1, (7, 6, 1)).astype("float32")
    small[2:4] = 0.5  # and where it is flat
    shown = page.evaluate(
        "data => [...NetFigures.bicubic(Nets.tensor([7, 6, 1], data)).data]", small.ravel().tolist()
    )
    wanted = tf.image.resize(small, (28, 24), "bicubic")
    assert np.abs(np.reshape(shown, (28, 24, 1)) - wanted).max() < 1e-4


FIRST = {
    "gan": """net => {
        const [a, b, c] = [0, 100, 200].map(k => net.start.corners.slice(k, k + 100));
        const noise = a.map((v, k) => v + (b[k] - v) / 2 + (c[k] - v) / 2);
        return Nets.run(net, { [net.inputs[0]]: Nets.tensor([100], noise) }).data;
    }""",
    "flow": "net => [...NetFigures.euler(net, net.start.noise, 7, 2, 20)].at(-1).data",
}


@pytest.mark.parametrize("net", FIRST)
def test_the_page_draws_what_keras_drew(page, net):
    """The still picture, which Keras drew when the network was trained."""
    from PIL import Image

    content = base64.b64encode((ROOT / STORED / f"{net}.net").read_bytes()).decode()
    drawn = page.evaluate(f"file => [...({FIRST[net]})(Nets.read(Nets.bytes(file)))]", content)
    still = np.asarray(Image.open(io.BytesIO((ROOT / STORED / f"{net}.png").read_bytes())))
    assert np.abs(unscaled(np.reshape(drawn, (1, 28, 28, 1)))[0].astype(int) - still).max() <= 2
    assert still.max() > 200 and still.mean() < 100, "ink on paper"
