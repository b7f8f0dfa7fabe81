"""Answers to the exercises of lesson 02 as students write them: wrong ones and unusual right ones.

`WRONG[exercise][mistake]` is (key of the hint, answer), `RIGHT[exercise][style]` an answer.
"""

import random
import re
from fractions import Fraction
from itertools import groupby

import numpy as np

from tests.exercises.planted import Book, Later

BOOK = Book()
WRONG, RIGHT = BOOK.wrong, BOOK.right
wrong, right = BOOK.add_wrong, BOOK.add_right


tf, keras = Later("tensorflow"), Later("keras")


# ------------------------------------------------------------------------------------------ decoder_block
def _up(x, filters, kernel=2, stride=2, padding="same"):
    return keras.layers.Conv2DTranspose(filters, kernel, strides=stride, padding=padding)(x)


def _join(*tensors, axis=-1):
    return keras.layers.concatenate(tensors, axis=axis)


def _conv(x, filters, kernel=3, activation="relu", padding="same", **more):
    return keras.layers.Conv2D(filters, kernel, padding=padding, activation=activation, **more)(x)


def _two(x, filters, **more):
    return _conv(_conv(x, filters, **more), filters, **more)


def _built(convolve=_two, enlarge=_up, join=_join, **settings):
    """A block out of these three steps."""
    return lambda x, skip, filters: convolve(join(enlarge(x, filters), skip), filters, **settings)


def _layer(name, **settings):
    """A layer without filters in the place of the up-convolution."""
    return getattr(keras.layers, name)(**settings)


def _relu(x):
    return _layer("ReLU")(x)


def _normalised(name, **settings):
    """Each convolution, then a normalisation, then ReLU."""

    def convolve(h, filters):
        for _ in range(2):
            h = _relu(_layer(name, **settings)(_conv(h, filters, activation=None)))
        return h

    return _built(convolve)


def _late(x, skip, filters):
    return _join(_two(_up(x, filters), filters), skip)


def _mixed(activations=("relu", "relu"), kernels=(3, 3), first_filters=1):
    def convolve(h, filters):
        h = _conv(h, first_filters * filters, kernels[0], activations[0])
        return _conv(h, filters, kernels[1], activations[1])

    return _built(convolve)


for _mistake, _hint, _answer in [
    ("skip forgotten", "block_skip_forgotten", _built(join=lambda up, skip: up)),
    ("x forgotten", "block_x_forgotten", _built(join=lambda up, skip: skip)),
    ("added", "block_added", _built(join=lambda up, skip: up + skip)),
    ("added to fit", "block_added", lambda x, skip, filters: _two(_up(x, skip.shape[-1]) + skip, filters)),
    ("early", "block_concatenated_early", lambda x, skip, filters: _two(_up(_join(x, skip), 7), filters)),
    ("joined at the end", "block_concatenated_late", _late),
    ("joined below each other", "block_axis", _built(join=lambda *two: _join(*two, axis=1))),
    ("x and skip swapped", "block_swapped", lambda x, skip, filters: _built()(skip, x, filters)),
    ("one convolution", "block_one_convolution", _built(_conv)),
    ("one before, one after", "block_one_convolution", _built(_conv, lambda x, n: _conv(_up(x, n), n))),
    ("three convolutions", "block_many_convolutions", _built(lambda h, n: _conv(_two(h, n), n))),
    ("no activation", "block_no_activation", _mixed([None, None])),
    ("no ReLU between", "block_first_activation", _mixed([None, "relu"])),
    ("no ReLU at the end", "block_last_activation", _mixed(["relu", None])),
    ("softplus", "block_not_relu", _mixed(["softplus"] * 2)),
    ("sigmoid at the end", "block_not_relu", _mixed(["relu", "sigmoid"])),
    ("relu6", "block_not_relu", _mixed(["relu6"] * 2)),
    ("leaky", "block_last_activation", _mixed(["leaky_relu"] * 2)),
    ("valid padding", "block_valid_padding", _built(padding="valid")),
    ("twice the filters", "block_filters", _built(lambda h, n: _two(h, 2 * n))),
    ("64 filters always", "block_filters", _built(lambda h, n: _two(h, 64))),
    ("first convolution wider", "block_inner_filters", _mixed(first_filters=2)),
    ("1×1 kernels", "block_kernel_size", _built(kernel=1)),
    ("second kernel 1×1", "block_kernel_size", _mixed(kernels=[3, 1])),
    ("5×5 kernels", "block_reach", _built(kernel=5)),
    ("dilated", "block_reach", _built(dilation_rate=2)),
    ("no upsampling", "block_no_upsampling", _built(enlarge=lambda x, n: x)),
    ("stride forgotten", "block_no_upsampling", _built(enlarge=lambda x, n: _up(x, n, stride=1))),
    ("upsampled twice", "block_upsampled_twice", _built(enlarge=lambda x, n: _up(x, n, stride=4))),
    ("and again after joining", "block_upsampled_twice", _built(lambda h, n: _two(_up(h, n), n))),
    ("valid up-convolution", "block_up_padding", _built(enlarge=lambda x, n: _up(x, n, 3, padding="valid"))),
    ("up-convolution with kernel 3", "block_up_kernel", _built(enlarge=lambda x, n: _up(x, n, 3))),
    ("up-convolution with kernel 4", "block_up_kernel", _built(enlarge=lambda x, n: _up(x, n, 4))),
    ("up-convolution with kernel 1", "block_up_kernel", _built(enlarge=lambda x, n: _up(x, n, 1))),
    ("up-convolution too wide", "block_up_filters", _built(enlarge=lambda x, n: _up(x, 2 * n))),
    ("as many channels as x", "block_up_filters", _built(enlarge=lambda x, n: _up(x, x.shape[-1]))),
    ("pooling instead", "block_pooled", _built(enlarge=lambda x, n: _layer("MaxPooling2D")(x))),
    ("ReLU on the way up", "block_up_activation", _built(enlarge=lambda x, n: _relu(_up(x, n)))),
    (
        "leaky on the way up",
        "block_up_activation",
        _built(enlarge=lambda x, n: _layer("LeakyReLU")(_up(x, n))),
    ),
    ("layer normalisation", "block_normalised", _normalised("LayerNormalization")),
    ("group normalisation", "block_normalised", _normalised("GroupNormalization", groups=1)),
    (
        "copied pixels, Dense",
        "block_up_repeats",
        _built(enlarge=lambda x, n: _layer("Dense", units=n)(_layer("UpSampling2D")(x))),
    ),
    (
        "copied pixels, 1×1",
        "block_up_repeats",
        _built(enlarge=lambda x, n: _conv(_layer("UpSampling2D")(x), n, 1, None)),
    ),
    ("repeats pixels only", "block_up_fixed", _built(enlarge=lambda x, n: _layer("UpSampling2D")(x))),
    ("flattened", "block_shape", _built(lambda h, n: _layer("Flatten")(_two(h, n)))),
    ("a layer", "hint_layer", lambda x, skip, filters: _layer("Conv2D", filters=filters, kernel_size=3)),
]:
    wrong("decoder_block", _mistake, _hint, _answer)


@wrong("decoder_block", "fails only when it runs", "hint_crash")
def _(x, skip, filters):
    import keras

    class Careful(keras.layers.Layer):
        def call(self, h):
            if h.shape[0] is not None:
                raise ValueError("a batch has a size now")
            return h

    return Careful()(_two(_join(_up(x, filters), skip), filters))


@wrong("decoder_block", "returns a model", "hint_layer")
def _(x, skip, filters):
    return keras.Model([x, skip], _two(_join(_up(x, filters), skip), filters))


@wrong("decoder_block", "an input of its own", "block_own_input")
def _(x, skip, filters):
    return keras.Input((*skip.shape[1:3], filters))


_KEPT = {}


@wrong("decoder_block", "layers kept from call to call", "block_shared")
def _(x, skip, filters):
    if filters not in _KEPT:
        _KEPT[filters] = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")
    return _conv(_KEPT[filters](_join(_up(x, filters), skip)), filters)


right("decoder_block", "skip first", _built(join=lambda up, s: _join(s, up)))
right("decoder_block", "wider on the way up", _built(enlarge=lambda x, n: _conv(_up(x, 3 * n), n, 1, None)))


@right("decoder_block", "separate activations, keras.ops")
def _(x, skip, filters):
    h = keras.ops.concatenate([_up(x, filters), skip], axis=-1)
    h = keras.layers.ReLU()(_conv(h, filters, activation=None, use_bias=False))
    return keras.ops.relu(_conv(h, filters, activation=None))


@wrong("decoder_block", "upsampling followed by a 2×2 convolution, as in the paper's words", "block_up_kernel")
def _(x, skip, filters):
    x = _conv(keras.layers.UpSampling2D(interpolation="bilinear")(x), filters, kernel=2, activation=None)
    return _two(keras.layers.Concatenate(axis=3)([x, skip]), filters, kernel_initializer="he_normal")


@wrong("decoder_block", "resized to the skip, 3×3 convolution, Sequential", "block_up_kernel")
def _(x, skip, filters):
    h = _conv(keras.ops.image.resize(x, skip.shape[1:3], interpolation="nearest"), filters, activation=None)
    convolutions = [keras.layers.Conv2D(filters, 3, padding="same", activation="relu") for _ in range(2)]
    return keras.Sequential(convolutions)(_join(h, skip))


@right("decoder_block", "batch normalisation and dropout in between")
def _(x, skip, filters):
    h = keras.layers.Dropout(0.2)(_join(_up(x, filters), skip))
    for _ in range(2):
        h = keras.layers.Activation("relu")(
            keras.layers.BatchNormalization()(_conv(h, filters, activation=None))
        )
    return h


@right("decoder_block", "a layer class of one's own")
def _(x, skip, filters):
    class Convolutions(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.inner = [keras.layers.Conv2D(filters, 3, padding="same") for _ in range(2)]

        def call(self, h):
            for layer in self.inner:
                h = keras.ops.maximum(layer(h), 0)
            return h

    return Convolutions()(_join(_up(x, filters), skip))


# ------------------------------------------------------------------------------------------ augment_pair
def _flip_if(decide, flip=lambda a: a[:, ::-1]):
    """An answer that flips both if decide(rng)."""
    return lambda image, mask, rng: (flip(image), flip(mask)) if decide(rng) else (image, mask)


def _half(rng):
    return rng.random() < 0.5


def _apart(flip_image, flip_mask):
    def answer(image, mask, rng):
        if flip_image(rng):
            image = image[:, ::-1]
        return image, mask[:, ::-1] if flip_mask(rng) else mask

    return answer


def _in_place(image, mask, rng):
    if rng.random() < 0.5:
        image[:] = image[:, ::-1].copy()
        mask[:] = mask[:, ::-1].copy()
    return image, mask


def _rounded(a):
    return a.astype("float32").astype(a.dtype)


def _now_and_then(image, mask, rng):
    if rng.random() > 0.3:
        return image, mask


def _changed(image_type=None, mask_type=None, scale=1):
    def answer(image, mask, rng):
        image, mask = _flip_if(_half)(image, mask, rng)
        return image.astype(image_type or image.dtype) * scale, mask.astype(mask_type or bool)

    return answer


for _mistake, _hint, _answer in [
    ("only the image", "pair_image_only", _apart(_half, lambda rng: False)),
    ("only the mask", "pair_mask_only", _apart(lambda rng: False, _half)),
    ("two draws", "pair_out_of_step", _apart(_half, _half)),
    ("one generator of its own", "pair_other_chance", _flip_if(lambda rng: _half(np.random.default_rng()))),
    ("NumPy's global chance", "pair_other_chance", _flip_if(lambda rng: np.random.rand() < 0.5)),  # noqa: NPY002
    ("Python's chance", "pair_other_chance", _flip_if(lambda rng: random.random() < 0.5)),
    ("up and down", "pair_up_down", _flip_if(_half, np.flipud)),
    ("both axes", "pair_turned", _flip_if(_half, np.flip)),
    ("last axis", "pair_channels", _flip_if(_half, lambda a: a[..., ::-1])),
    ("transposed", "pair_transposed", _flip_if(_half, lambda a: a.swapaxes(0, 1))),
    ("always", "pair_always", _flip_if(lambda rng: True)),
    ("never", "pair_never", _flip_if(lambda rng: False)),
    ("integers(0, 1) is always 0", "pair_never", _flip_if(lambda rng: rng.integers(0, 1))),
    ("fixed seed", "pair_never", _flip_if(lambda rng: _half(np.random.default_rng(0)))),
    ("one time in ten", "pair_probability", _flip_if(lambda rng: rng.random() < 0.1)),
    ("integers(0, 3) > 0", "pair_probability", _flip_if(lambda rng: rng.integers(0, 3) > 0)),
    ("copy of rng", "pair_chance_stuck", _flip_if(lambda rng: _half(__import__("copy").deepcopy(rng)))),
    ("image doubled", "pair_image_dtype", _changed("float64")),
    ("image scaled", "pair_image_values", _changed(scale=3)),
    ("mask of floats", "pair_mask_dtype", _changed(mask_type=float)),
    ("mask of integers", "pair_mask_dtype", _changed(mask_type="uint8")),
    ("rolled", "pair_image_values", _flip_if(_half, lambda a: np.roll(a, 1, axis=1))),
    ("axis added", "pair_image_shape", lambda image, mask, rng: (image[..., None], mask)),
    ("axis added to the mask", "pair_mask_shape", lambda image, mask, rng: (image, mask[..., None])),
    ("mask inverted", "pair_mask_values", lambda image, mask, rng: (image, ~mask)),
    ("in place", "hint_inputs_changed", _in_place),
    ("list", "hint_type", lambda image, mask, rng: list(_flip_if(_half)(image, mask, rng))),
    ("only the image comes back", "hint_type", lambda image, mask, rng: _flip_if(_half)(image, mask, rng)[0]),
    ("rng comes back too", "hint_pair", lambda image, mask, rng: (*_flip_if(_half)(image, mask, rng), rng)),
    ("None now and then", "hint_returned_none_here", _now_and_then),
]:
    wrong("augment_pair", _mistake, _hint, _answer)


@wrong("augment_pair", "RandomFlip", "hint_crash")
def _(image, mask, rng):
    from keras import layers

    flip = layers.RandomFlip("horizontal")
    return flip(image), flip(mask)


right("augment_pair", "by way of float32", _flip_if(_half, lambda a: _rounded(a)[:, ::-1]))
right("augment_pair", "integers, fliplr", _flip_if(lambda rng: rng.integers(2), np.fliplr))
right(
    "augment_pair", "choice, np.flip", _flip_if(lambda rng: rng.choice([True, False]), lambda a: np.flip(a, 1))
)
right("augment_pair", "normal, copies", _flip_if(lambda rng: rng.normal() > 0, lambda a: a[:, ::-1].copy()))
right("augment_pair", "permuted", _flip_if(lambda rng: rng.permuted([0, 1])[0]))
right("augment_pair", "spawned", _flip_if(lambda rng: _half(rng.spawn(1)[0])))


@right("augment_pair", "step of +1 or -1")
def _(image, mask, rng):
    step = 1 - 2 * int(rng.binomial(1, 0.5))
    return tuple(a[:, ::step] for a in (image, mask))


@right("augment_pair", "one stack of channels, taken apart again")
def _(image, mask, rng):
    channels = image.reshape(*mask.shape, -1).astype(float)
    both = np.concatenate([channels, mask[..., None]], axis=-1)
    both = both[:, ::-1] if rng.uniform() >= 0.5 else both
    return both[..., :-1].reshape(image.shape).astype(image.dtype), both[..., -1] > 0


@right("augment_pair", "TensorFlow")
def _(image, mask, rng):
    return tuple(tf.reverse(a, [1]) for a in (image, mask)) if rng.random() < 0.5 else (image, mask)


# ------------------------------------------------------------------------------------------ iou
def _ratio(above, below, empty=1.0):
    """An answer above / below, both of two bool masks; `empty` for a division by zero."""

    def answer(mask_true, mask_pred):
        t, p = mask_true.astype(bool), mask_pred.astype(bool)
        over, under = np.float64(np.sum(above(t, p))), np.float64(np.sum(below(t, p)))
        return float(over / under) if under else empty

    return answer


def _and(t, p):
    return t & p


def _or(t, p):
    return t | p


def _sizes(t, p):
    return [t.sum(), p.sum()]


def _per_line(axis):
    def answer(mask_true, mask_pred):
        t, p = mask_true > 0, mask_pred > 0
        return np.nan_to_num((t & p).sum(axis) / (t | p).sum(axis), nan=1.0).mean()

    return answer


def _full_marks_unless(decide):
    return lambda mask_true, mask_pred: (
        _ratio(_and, _or)(mask_true, mask_pred) if decide(mask_true, mask_pred) else 1.0
    )


def _smooth(mask_true, mask_pred, above=0.0, below=1e-7):
    t, p = mask_true > 0, mask_pred > 0
    return ((t & p).sum() + above) / ((t | p).sum() + below)


for _mistake, _hint, _answer in [
    ("Dice", "iou_dice", _ratio(lambda t, p: 2 * (t & p), _sizes)),
    ("Dice, NaN when empty", "iou_dice", _ratio(lambda t, p: 2 * (t & p), _sizes, np.nan)),
    ("accuracy", "iou_accuracy", lambda mask_true, mask_pred: float((mask_true == mask_pred).mean())),
    ("recall", "iou_recall", _ratio(_and, lambda t, p: t)),
    ("precision", "iou_precision", _ratio(_and, lambda t, p: p, 0.0)),
    ("sizes added", "iou_union_twice", _ratio(_and, _sizes)),
    ("xor over union", "iou_difference", _ratio(lambda t, p: t ^ p, _or)),
    ("xor below", "iou_over_difference", _ratio(_and, lambda t, p: t ^ p)),
    ("over the image", "iou_over_image", _ratio(_and, lambda t, p: t.size)),
    ("background too", "iou_background_too", _ratio(lambda t, p: t == p, _or)),
    ("background", "iou_background", _ratio(lambda t, p: ~t & ~p, lambda t, p: ~t | ~p)),
    ("NaN", "iou_empty_nan", _ratio(_and, _or, np.nan)),
    ("zero when empty", "iou_empty_zero", _ratio(_and, _or, 0.0)),
    ("small number below only", "iou_empty_zero", lambda mask_true, mask_pred: _smooth(mask_true, mask_pred)),
    ("smoothed by one", "iou_smoothed", lambda mask_true, mask_pred: _smooth(mask_true, mask_pred, 1, 1)),
    ("percent", "iou_percent", _ratio(lambda t, p: 100 * (t & p), _or, 100.0)),
    ("whole", "iou_whole", lambda mask_true, mask_pred: int(RIGHT["iou"]["numpy"](mask_true, mask_pred))),
    ("rounded", "iou_rounded", lambda mask_true, mask_pred: round(RIGHT["iou"]["numpy"](mask_true, mask_pred))),
    ("intersection", "iou_intersection", lambda mask_true, mask_pred: int((mask_true * mask_pred).sum())),
    ("larger", "iou_larger", _ratio(_and, lambda t, p: max(t.sum(), p.sum()))),
    ("smaller", "iou_smaller", _ratio(_and, lambda t, p: min(t.sum(), p.sum()))),
    ("mean of the rows", "iou_per_row", _per_line(1)),
    ("mean of the columns", "iou_per_column", _per_line(0)),
    ("full marks for an empty truth", "iou_truth_empty", _full_marks_unless(lambda t, p: t.any())),
    ("full marks for any empty mask", "iou_any_empty", _full_marks_unless(lambda t, p: t.any() and p.any())),
    ("almost one when empty", "hint_value", _ratio(_and, _or, 0.9999)),
    (
        "in an array",
        "hint_one_in_array",
        lambda mask_true, mask_pred: np.array([RIGHT["iou"]["numpy"](mask_true, mask_pred)]),
    ),
    (
        "float16",
        "hint_half",
        lambda mask_true, mask_pred: np.float16(RIGHT["iou"]["numpy"](mask_true, mask_pred)),
    ),
    ("mask instead of number", "hint_not_scalar", lambda mask_true, mask_pred: mask_true & mask_pred),
    ("yes or no", "hint_type", lambda mask_true, mask_pred: bool((mask_true & mask_pred).any())),
]:
    wrong("iou", _mistake, _hint, _answer)


@wrong("iou", "picks pixels", "iou_bool_only")
def _(mask_true, mask_pred):
    shared = mask_true[mask_pred].sum()
    union = mask_true.sum() + mask_pred.sum() - shared
    return shared / union if union else 1.0


@wrong("iou", "everything but what neither has", "iou_bool_only")
def _(mask_true, mask_pred):
    union = mask_true.size - (~mask_true & ~mask_pred).sum()
    return np.logical_and(mask_true, mask_pred).sum() / union if union else 1.0


@wrong("iou", "a + b is 2", "iou_sum_is_two")
def _(mask_true, mask_pred):
    union = np.sum(mask_true + mask_pred > 0)
    return np.sum(mask_true + mask_pred == 2) / union if union else 1.0


@wrong("iou", "where they are equal", "iou_equal")
def _(mask_true, mask_pred):
    shared = np.sum(mask_true == mask_pred)
    union = int(mask_true.sum(dtype=int) + mask_pred.sum(dtype=int) - shared)
    return shared / union if union > 0 else 1.0


@wrong("iou", "plus", "iou_plus")
def _(mask_true, mask_pred):
    union = (mask_true + mask_pred).sum()
    return (mask_true * mask_pred).sum() / union if union else 1.0


@wrong("iou", "sum of uint8", "iou_overflow")
def _(mask_true, mask_pred):
    union = np.sum(mask_true | mask_pred, dtype=np.uint8 if mask_true.dtype == np.uint8 else None)
    shared = np.sum(mask_true & mask_pred, dtype=union.dtype)
    return 1.0 if union == 0 else float(shared) / float(union)


@wrong("iou", "mean of object and background", "iou_two_classes")
def _(mask_true, mask_pred):
    t, p = mask_true > 0, mask_pred > 0
    return (RIGHT["iou"]["numpy"](t, p) + RIGHT["iou"]["numpy"](~t, ~p)) / 2


right("iou", "numpy", _ratio(_and, _or))
right("iou", "a fraction", lambda mask_true, mask_pred: Fraction(RIGHT["iou"]["numpy"](mask_true, mask_pred)))
right(
    "iou",
    "long double",
    lambda mask_true, mask_pred: np.longdouble(RIGHT["iou"]["numpy"](mask_true, mask_pred)),
)
right("iou", "float32", lambda mask_true, mask_pred: np.float32(RIGHT["iou"]["numpy"](mask_true, mask_pred)))
right(
    "iou",
    "small number above and below",
    lambda mask_true, mask_pred: _smooth(mask_true, mask_pred, 1e-7, 1e-7),
)


@right("iou", "loops, whole 1 when empty")
def _(mask_true, mask_pred):
    shared = union = 0
    for a, b in zip(mask_true.flat, mask_pred.flat, strict=True):
        shared += bool(a and b)
        union += bool(a or b)
    return shared / union if union else 1


@right("iou", "TensorFlow")
def _(mask_true, mask_pred):
    t, p = tf.cast(mask_true, tf.float32), tf.cast(mask_pred, tf.float32)
    shared = tf.reduce_sum(t * p)
    union = tf.reduce_sum(t) + tf.reduce_sum(p) - shared
    return shared / union if union > 0 else tf.constant(1.0)


@right("iou", "scikit-learn's name for it")
def _(mask_true, mask_pred):
    from sklearn.metrics import jaccard_score

    return jaccard_score(mask_true.ravel() > 0, mask_pred.ravel() > 0, zero_division=1.0)


# ------------------------------------------------------------------------------------------ tgs_score
def _ious(masks_true, masks_pred, empty=1.0):
    return np.array([_ratio(_and, _or, empty)(t, p) for t, p in zip(masks_true, masks_pred, strict=True)])


TENTHS = np.arange(0.5, 1.0, 0.05)


def _scored(thresholds=TENTHS, above=np.greater, end=np.mean, of=_ious):
    return lambda masks_true, masks_pred: end(above.outer(of(masks_true, masks_pred), thresholds))


def _full_if_any_empty(masks_true, masks_pred):
    both = masks_true.any((1, 2)) & masks_pred.any((1, 2))
    return np.where(both, _ious(masks_true, masks_pred), 1.0)


def _for_empty(value):
    """value(prediction) for images with an empty truth; None leaves them out."""

    def answer(masks_true, masks_pred):
        scores = []
        for t, p in zip(masks_true, masks_pred, strict=True):
            score = _scored()(t[None], p[None]) if t.any() else value(p)
            scores += [] if score is None else [score]
        return sum(scores) / max(len(scores), 1)

    return answer


for _mistake, _hint, _answer in [
    ("at least", "tgs_at_least", _scored(above=np.greater_equal)),
    ("up to 1", "tgs_to_one", _scored(np.linspace(0.5, 1, 11))),
    ("up to 0.90", "tgs_to_090", _scored(np.arange(10, 19) / 20)),
    ("from 0.55", "tgs_from_055", _scored(np.arange(11, 20) / 20)),
    ("from 0", "tgs_from_zero", _scored(np.arange(20) / 20)),
    ("from 0.05", "tgs_from_005", _scored(np.arange(1, 20) / 20)),
    ("up to 1, at least", "tgs_to_one_at_least", _scored(np.linspace(0.5, 1, 11), np.greater_equal)),
    ("steps of 0.1", "tgs_step", _scored(np.arange(5, 10) / 10)),
    ("single threshold", "tgs_single", _scored([0.5])),
    ("mean IoU", "tgs_mean_iou", lambda masks_true, masks_pred: _ious(masks_true, masks_pred).mean()),
    ("pooled", "tgs_pooled", lambda masks_true, masks_pred: _scored()(masks_true[None], masks_pred[None])),
    ("thresholds after the mean", "tgs_mean_first", _scored(of=lambda *masks: _ious(*masks).mean())),
    ("counted", "tgs_total", _scored(end=np.sum)),
    ("not divided by ten", "tgs_not_divided", _scored(end=lambda passed: passed.sum(axis=1).mean())),
    ("summed over the images", "tgs_sum", _scored(end=lambda passed: passed.mean(axis=1).sum())),
    ("first image", "tgs_first_image", _scored(of=lambda t, p: _ious(t[:1], p[:1]))),
    ("last image", "tgs_last_image", _scored(of=lambda t, p: _ious(t[-1:], p[-1:]))),
    ("percent", "tgs_percent", _scored(end=lambda passed: 100 * passed.mean())),
    ("misses counted", "tgs_fails_counted", _scored(above=np.less_equal)),
    ("all or nothing", "tgs_all_thresholds", _scored(end=lambda passed: passed.all(axis=1).mean())),
    ("empty truth is 0", "tgs_empty_zero", _scored(of=lambda t, p: _ious(t, p, 0.0))),
    ("empty truth, NaN not above", "tgs_empty_zero", _scored(of=lambda t, p: _ious(t, p, np.nan))),
    ("empty truth is 1", "tgs_empty_one", _for_empty(lambda p: 1.0)),
    ("empty truth reversed", "tgs_empty_reversed", _for_empty(lambda p: float(p.any()))),
    ("any empty mask is 1", "tgs_any_empty", _scored(of=_full_if_any_empty)),
    ("empty truth left out", "tgs_empty_skipped", _for_empty(lambda p: None)),
    ("both empty left out", "tgs_both_empty_skipped", _for_empty(lambda p: 0.0 if p.any() else None)),
    ("both empty NaN", "tgs_empty_nan", _for_empty(lambda p: 0.0 if p.any() else np.nan)),
    ("one per image", "hint_one_in_array", _scored(end=lambda passed: passed.mean(axis=1))),
]:
    wrong("tgs_score", _mistake, _hint, _answer)


@wrong("tgs_score", "Dice", "tgs_dice")
def _(masks_true, masks_pred):
    ious = _ious(masks_true, masks_pred)
    return _scored(of=lambda *_: 2 * ious / (1 + ious))(masks_true, masks_pred)


right("tgs_score", "outer comparison", lambda masks_true, masks_pred: _scored()(masks_true, masks_pred))
right("tgs_score", "empty apart", _for_empty(lambda p: float(not p.any())))


@right("tgs_score", "all at once, linspace in float32")
def _(masks_true, masks_pred):
    shared = (masks_true & masks_pred).sum((1, 2))
    union = (masks_true | masks_pred).sum((1, 2))
    ious = np.where(union == 0, 1, shared / np.maximum(union, 1)).astype("float32")
    return (ious[:, None] > np.linspace(0.5, 0.95, 10, dtype="float32")).mean()


@right("tgs_score", "loops that count")
def _(masks_true, masks_pred):
    total = 0
    for t, p in zip(masks_true, masks_pred, strict=True):
        value, threshold = RIGHT["iou"]["numpy"](t, p), 0.5
        while threshold < 0.96:
            total += value > threshold
            threshold = round(threshold + 0.05, 2)
    return total / 10 / len(masks_true)


@right("tgs_score", "TensorFlow")
def _(masks_true, masks_pred):
    t, p = (tf.reshape(tf.cast(m, tf.float32), (len(m), -1)) for m in (masks_true, masks_pred))
    shared = tf.reduce_sum(t * p, axis=1)
    union = tf.reduce_sum(tf.maximum(t, p), axis=1)
    ious = tf.where(union > 0, tf.math.divide_no_nan(shared, union), 1.0)
    return tf.reduce_mean(tf.cast(ious[:, None] > tf.range(0.5, 0.96, 0.05), tf.float32))


# ------------------------------------------------------------------------------------------ ask_twice
def _flip(axis):
    return lambda a: np.flip(a, axis)


def _stays(a):
    return a


def _mirror(a):
    return np.flip(a, 2)


def _asked(there=_mirror, back=_mirror, end=lambda first, second: (first + second) / 2):
    return lambda predict, images: end(predict(images), back(predict(there(images))))


for _mistake, _hint, _answer in [
    ("as given", "ask_as_given", _asked(_flip(1), _stays)),
    ("left to right, not back", "ask_not_back", _asked(back=_stays)),
    ("upside down and back", "ask_up_down", _asked(_flip(1), _flip(1))),
    ("back along the rows", "ask_back_other_axis", _asked(back=_flip(1))),
    ("there along the rows", "ask_there_other_axis", _asked(_flip(1))),
    ("both axes", "ask_turned", _asked(_flip((1, 2)), _flip((1, 2)))),
    ("order of the tiles", "ask_tiles_reversed", _asked(_flip(0), _stays)),
    ("order of the tiles and back", "ask_once", _asked(_flip(0), _flip(0))),
    ("mean mirrored", "ask_all_back", lambda predict, images: _asked(back=_stays)(predict, images)[:, :, ::-1]),
    ("own answer mirrored", "ask_all_mirrored", _asked(back=_stays, end=lambda a, b: (a[:, :, ::-1] + b) / 2)),
    ("mirror left out", "ask_once", _asked(_stays, _stays)),
    ("second opinion alone", "ask_mirrored_only", _asked(end=lambda a, b: b)),
    ("not halved", "ask_sum", _asked(end=np.add)),
    ("only one halved", "hint_value", _asked(end=lambda a, b: a + b / 2)),
    ("larger of the two", "ask_larger", _asked(end=np.maximum)),
    (
        "mean of the pictures",
        "ask_images_mixed",
        lambda predict, images: predict((images + 0.0 + images[:, :, ::-1]) / 2),
    ),
    ("an axis of channels", "ask_shape", lambda predict, images: _asked()(predict, images[..., None])[..., 0]),
    ("channels axis kept", "ask_shape", lambda predict, images: _asked()(predict, images[..., None])),
    ("both answers", "hint_type", _asked(end=lambda a, b: (a, b))),
    ("forgets to call it", "hint_crash", lambda predict, images: (predict + predict) / 2),
]:
    wrong("ask_twice", _mistake, _hint, _answer)


@wrong("ask_twice", "mirrored in place", "hint_inputs_changed")
def _(predict, images):
    first = predict(images)
    images[:] = images[:, :, ::-1].copy()
    return (first + predict(images)[:, :, ::-1]) / 2


right("ask_twice", "np.flip", _asked())
right("ask_twice", "np.mean of a list", _asked(end=lambda a, b: np.mean([a, b], axis=0)))
right("ask_twice", "float32", _asked(end=lambda a, b: np.float32(0.5 * a + 0.5 * b)))


@right("ask_twice", "all in one call")
def _(predict, images):
    first, second = np.split(predict(np.concatenate([images, images[:, :, ::-1]])), 2)
    return 0.5 * (first + np.flip(second, axis=-1))


@right("ask_twice", "loops over the tiles")
def _(predict, images):
    means = []
    for tile in images:
        answers = predict(tile[None])[0], np.fliplr(predict(np.fliplr(tile)[None])[0])
        means.append(sum(answers) / len(answers))
    return np.stack(means)


@right("ask_twice", "TensorFlow")
def _(predict, images):
    mirrored = tf.reverse(tf.convert_to_tensor(images), [2]).numpy()
    return (tf.cast(predict(images), tf.float32) + tf.cast(predict(mirrored)[:, :, ::-1], tf.float32)) / 2


@right("ask_twice", "keras.ops, backwards by index")
def _(predict, images):
    back = np.arange(images.shape[2])[::-1]
    return keras.ops.mean(keras.ops.stack([predict(images), predict(images[:, :, back])[:, :, back]]), axis=0)


# ------------------------------------------------------------------------------------------ rle_encode
def _walk(mask, order="F"):
    """(place from 0, length) of the runs."""
    place = 0
    for value, run in groupby(mask.ravel(order=order).tolist()):
        length = len(list(run))
        if value:
            yield place, length
        place += length


def _encode(run=lambda start, length: f"{start + 1} {length}", glue=" ", order="F", of=lambda mask: mask):
    return lambda mask: glue.join(run(*r) for r in _walk(of(mask), order))


def _after_a_change(mask):
    """The usual three lines without the zeros at both ends."""
    pixels = mask.T.flatten().astype(int)
    changes = np.where(pixels[1:] != pixels[:-1])[0] + 2
    if len(changes) % 2:
        changes = changes[:-1]
    changes[1::2] -= changes[::2]
    return " ".join(map(str, changes))


def _framed(mask):
    return np.pad(mask.T.ravel().astype(int), 1)


def _rises_and_falls(pixels):
    jumps = np.diff(pixels)
    return np.flatnonzero(jumps == 1), np.flatnonzero(jumps == -1)


def _by_sign(pixels, before=1, strict=False):
    """Starts where it rises, lengths to where it falls; `before`: pixels in front of the first jump."""
    return " ".join(f"{a + 1 + before} {b - a}" for a, b in zip(*_rises_and_falls(pixels), strict=strict))


def _subtracted(pixels, before=1):
    starts, ends = _rises_and_falls(pixels)
    return " ".join(f"{s} {n}" for s, n in zip(starts + 1 + before, ends - starts, strict=True))


def _digits(mask):
    return "".join("01"[p] for p in mask.T.ravel().astype(int))


def _found(pattern, mask):
    return " ".join(f"{m.start() + 1} {len(m[0])}" for m in re.finditer(pattern, _digits(mask)))


def _open_end(mask):
    runs, start = [], None
    for place, pixel in enumerate(mask.T.ravel()):
        if pixel and start is None:
            start = place
        elif not pixel and start is not None:
            runs.append(f"{start + 1} {place - start}")
            start = None
    return " ".join(runs)


for _mistake, _hint, _answer in [
    ("row-major", "runs_row_major", _encode(order="C")),
    ("from 0", "runs_zero_based", _encode(lambda s, n: f"{s} {n}")),
    ("from 2", "runs_two_based", _encode(lambda s, n: f"{s + 2} {n}")),
    ("row-major from 0", "runs_row_major_zero_based", _encode(lambda s, n: f"{s} {n}", order="C")),
    ("ends", "runs_end", _encode(lambda s, n: f"{s + 1} {s + n}")),
    ("ends behind", "runs_end_behind", _encode(lambda s, n: f"{s + 1} {s + n + 1}")),
    ("length first", "runs_swapped", _encode(lambda s, n: f"{n} {s + 1}")),
    ("one too long", "runs_long", _encode(lambda s, n: f"{s + 1} {n + 1}")),
    ("one too short", "runs_short", _encode(lambda s, n: f"{s + 1} {n - 1}")),
    ("pixel by pixel", "runs_not_merged", lambda mask: " ".join(f"{i + 1} 1" for i in np.flatnonzero(mask.T))),
    ("trailing space", "runs_spaces", lambda mask: "".join(f"{s + 1} {n} " for s, n in _walk(mask))),
    ("two spaces", "runs_spaces", _encode(glue="  ")),
    ("commas", "runs_form", _encode(lambda s, n: f"{s + 1},{n}", glue=",")),
    (
        "text of a list",
        "runs_form",
        lambda mask: str([n for s, length in _walk(mask) for n in (s + 1, length)]),
    ),
    ("decimals", "runs_form", _encode(lambda s, n: f"{s + 1.0} {n}")),
    ("list", "hint_type", lambda mask: [(s + 1, n) for s, n in _walk(mask)]),
    ("empty is 0 0", "runs_empty", lambda mask: _encode()(mask) or "0 0"),
    ("empty is a space", "runs_empty", lambda mask: _encode()(mask) or " "),
    ("empty is None", "hint_returned_none_here", lambda mask: _encode()(mask) or None),
    ("background", "runs_background", lambda mask: _encode(of=np.logical_not)(mask) if mask.any() else ""),
    ("upside down", "runs_upside_down", _encode(of=np.flipud)),
    ("first run only", "runs_first_run_only", lambda mask: re.sub(r"^(\d+ \d+).*", r"\1", _encode()(mask))),
    ("no zeros around", "runs_unpadded", _after_a_change),
    ("signs, no zeros around", "runs_unpadded_by_sign", lambda mask: _by_sign(mask.T.ravel().astype(int))),
    ("signs of a bool mask", "runs_diff_bool", lambda mask: _by_sign(_framed(mask) > 0, 0)),
    ("signs of a bool mask, subtracted", "runs_diff_bool", lambda mask: _subtracted(_framed(mask) > 0, 0)),
    ("signs of a bool mask, strict", "runs_diff_bool", lambda mask: _by_sign(_framed(mask) > 0, 0, True)),
    (
        "signs, subtracted, no zeros around",
        "runs_unpadded",
        lambda mask: _subtracted(mask.T.ravel().astype(int)),
    ),
    ("last run left open", "runs_last_lost", _open_end),
    ("first run lost", "runs_first_lost", lambda mask: _found("(?<=0)1+", mask)),
    (
        "gaps",
        "runs_gaps",
        lambda mask: " ".join(f"{len(m[1])} {len(m[2])}" for m in re.finditer("(0*)(1+)", _digits(mask))),
    ),
    ("starts only", "runs_odd", _encode(lambda s, n: f"{s + 1}")),
    ("101 × 101 only", "hint_crash", lambda mask: _encode()(mask.reshape(101, 101))),
    ("column height 101", "runs_side_101", _encode(of=lambda m: np.pad(m, [(0, 101 - len(m)), (0, 0)]))),
]:
    wrong("rle_encode", _mistake, _hint, _answer)


@wrong("rle_encode", "column by column", "runs_broken")
def _(mask):
    parts = []
    for c, column in enumerate(mask.T):
        parts += [f"{c * len(mask) + s + 1} {n}" for s, n in _walk(column)]
    return " ".join(parts)


right("rle_encode", "groupby", _encode())
right("rle_encode", "regular expression over 0s and 1s", lambda mask: _found("1+", mask))


@right("rle_encode", "the usual three lines")
def _(mask):
    pixels = np.concatenate([[0], mask.flatten(order="F"), [0]])
    runs = np.where(pixels[1:] != pixels[:-1])[0] + 1
    runs[1::2] -= runs[::2]
    return " ".join(str(x) for x in runs)


right("rle_encode", "rises and falls", lambda mask: _by_sign(_framed(mask), 0))


@right("rle_encode", "loop as on Kaggle")
def _(mask):
    runs, previous = [], -2
    for place in np.where(mask.T.flatten())[0]:
        if place > previous + 1:
            runs.extend((place + 1, 0))
        runs[-1] += 1
        previous = place
    return " ".join(map(str, runs))


@right("rle_encode", "split where the numbers jump, NumPy's own text type")
def _(mask):
    numbers = np.flatnonzero(mask.T) + 1
    runs = np.split(numbers, np.flatnonzero(np.diff(numbers) > 1) + 1) if numbers.size else []
    return np.str_(" ".join(f"{run[0]} {run.size}" for run in runs))
