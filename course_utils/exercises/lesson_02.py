"""Checks of lesson 02. Masks are compared with the definition; blocks and random flips by their properties."""

import contextlib
import re
import sys
from collections import Counter
from dataclasses import replace

import numpy as np

from course_utils.data.rle import encode_rle, runs_of
from course_utils.exercises.engine import Exercise
from course_utils.exercises.kinds import ARRAY, FLOAT, KERAS_TENSOR, PAIR, TEXT
from course_utils.exercises.reasons import shorten
from course_utils.exercises.verdict import Crash, Mistake

LESSON = "unet_segmentation"


# --- decoder_block -----------------------------------------------------------------------------

# Sizes of x (h, w, channels) and skip, filters. The skip has more channels than anything else, so that a first
# convolution that sees still more of them must have met a concatenation.
BLOCKS = [((5, 7, 2), (10, 14, 5), 4), ((3, 8, 3), (6, 16, 6), 5)]

# A block that fails on (5, 7, 2), (10, 14, 5), 4 but runs with these gives itself away.
RUNS_WITH = [
    ((5, 7, 2), (5, 7, 5), "block_no_upsampling"),
    ((5, 7, 2), (6, 8, 5), "block_no_upsampling"),
    ((5, 7, 2), (20, 28, 5), "block_upsampled_twice"),
    ((5, 7, 2), (11, 15, 5), "block_up_padding"),
    ((5, 7, 2), (12, 16, 5), "block_up_padding"),
    ((5, 7, 2), (13, 17, 5), "block_up_padding"),
    ((5, 7, 2), (2, 3, 5), "block_pooled"),
    ((5, 7, 2), (3, 4, 5), "block_pooled"),
    ((5, 7, 2), (10, 14, 4), "block_added"),
    ((5, 7, 4), (10, 14, 4), "block_added"),
    ((10, 14, 2), (5, 7, 5), "block_swapped"),
]


LARGE = (13, 13, 64), (26, 26, 32), 32  # as in the lesson; only its shape is looked at


def _block_cases():
    import keras

    return [(keras.Input(x), keras.Input(skip), filters) for x, skip, filters in BLOCKS]


def _judge_block(run, cases):
    for x, skip, filters in cases:
        try:
            out = run(x, skip, filters)
        except Crash:
            _explain_crash(run, filters)
            raise
        _check_block_shape(tuple(out.shape), x.shape, skip.shape, filters)
        block = _Block(x, skip, out)
        _check_convolutions(block, skip.shape[-1], filters)
        _check_relu(block)
        _check_up(block, skip.shape[-1], filters)
        if block.shares_weights_with(_Block(x, skip, run(x, skip, filters))):
            raise Mistake("block_shared")
    import keras

    x, skip, filters = keras.Input(LARGE[0]), keras.Input(LARGE[1]), LARGE[2]
    _check_block_shape(tuple(run(x, skip, filters).shape), x.shape, skip.shape, filters)


def _explain_crash(run, filters):
    import keras

    for x, skip, key in RUNS_WITH:
        try:
            out = run(keras.Input(x), keras.Input(skip), filters)
        except Crash:
            continue
        if x[:2] == skip[:2] and out.shape[1] == 2 * x[0]:
            key = "block_concatenated_early"
        if key == "block_added" and out.shape[1:3] != skip[:2]:
            key = "block_axis"
        raise Mistake(key)


def _check_block_shape(got, x, skip, filters):
    wanted = (None, *skip[1:3], filters)
    if got == wanted:
        return
    if len(got) != 4:
        raise Mistake("block_shape", got=got, wanted=wanted)
    if got[1] != wanted[1] or got[2] != wanted[2]:
        known = {x[1]: "block_no_upsampling", 2 * skip[1]: "block_upsampled_twice"}
        known |= {skip[1] - lost: "block_valid_padding" for lost in (2, 4)}
        raise Mistake(known.get(got[1], "block_shape"), got=got, wanted=wanted)
    late = got[3] > skip[3] and got[3] - skip[3] in (filters, x[3])
    raise Mistake("block_concatenated_late" if late else "block_filters", got=got[3], filters=filters)


class _Block:
    """The student's tensor as a function of x and skip, whose weights can be set."""

    def __init__(self, x, skip, out):
        import keras

        try:
            self.model = keras.Model([x, skip], out)
        except ValueError:
            raise Mistake("block_own_input") from None
        self.shapes = x.shape[1:], skip.shape[1:]
        self.kernels = [w for w in self.model.weights if len(w.shape) == 4]
        self.learned = [w for w in self.model.trainable_weights if len(w.shape) in (2, 4)]  # 2: of a Dense

    def shares_weights_with(self, other):
        return bool({id(w) for w in self.model.weights} & {id(w) for w in other.model.weights})

    def layer_among(self, names):
        """The first type of layer, at any depth, with a name among `names`; or None."""
        types = (type(layer).__name__ for layer in self.model._flatten_layers())
        return next((t for t in types if t in names), None)

    def set_weights(self, draw):
        """Kernels from draw(shape), scaled to the number of values that they sum over; biases zero."""
        for weight in self.model.weights:
            if any(weight is kernel for kernel in (*self.kernels, *self.learned)):
                weight.assign(draw(weight.shape) / np.prod(weight.shape[:-1]))
            elif "bias" in weight.name:
                weight.assign(np.zeros(weight.shape))

    def __call__(self, x, skip):
        """float64 (h, w, filters)"""
        inputs = [np.asarray(x, "float32")[None], np.asarray(skip, "float32")[None]]
        return np.asarray(self.model(inputs, training=False), float)[0]

    def reach(self, which):
        """Side of the square of output pixels that one pixel of x (0) or skip (1) acts on.

        With positive weights and inputs no ReLU is ever closed, and nothing cancels."""
        rng = np.random.default_rng(2)
        self.set_weights(lambda shape: rng.uniform(0.5, 1.5, shape))
        before, after = ([np.ones(shape) for shape in self.shapes] for _ in range(2))
        row, column = self.shapes[which][0] // 2, self.shapes[which][1] // 2
        after[which][row, column] += 100
        change = np.abs(self(*after) - self(*before)).max(axis=(1, 2))
        rows = np.flatnonzero(change > 0.01 * change.max())  # a GPU's rounding spreads further than the kernels
        return 0 if rows.size == 0 else int(rows[-1] - rows[0] + 1)


# Not that of batches: it passes all through while it isn't trained.
NORMALISATIONS = "LayerNormalization", "GroupNormalization", "RMSNormalization", "UnitNormalization"


def _check_convolutions(block, skip_channels, filters):
    if normalisation := block.layer_among(NORMALISATIONS):
        raise Mistake("block_normalised", type=normalisation)
    for which, key in enumerate(["block_x_forgotten", "block_skip_forgotten"]):
        if block.reach(which) == 0:
            raise Mistake(key)
    sizes = [tuple(k.shape[:2]) for k in block.kernels]
    threes = [tuple(k.shape) for k in block.kernels if tuple(k.shape[:2]) == (3, 3)]
    right = [k for k in threes if k[3] == filters]
    side = block.reach(1)  # two 3×3 convolutions look 5 pixels wide
    if side < 5:
        few = bool(right) and (1, 1) not in sizes
        shown = ", ".join(f"{rows}×{columns}" for rows, columns in sizes)
        raise Mistake("block_one_convolution") if few else Mistake("block_kernel_size", sizes=shown)
    if side > 5:
        many = side == 7 and len(right) > 2
        raise Mistake("block_many_convolutions" if many else "block_reach", side=side)
    if len(right) < 2:
        raise Mistake("block_inner_filters" if right and len(threes) > 1 else "block_reach", side=side)
    if max(k[2] for k in right) <= skip_channels:
        raise Mistake("block_added")
    if len(block.learned) < 3:
        raise Mistake("block_up_fixed")


def _check_relu(block):
    """ReLU(c·v) = c·ReLU(v) for c > 0, and of p and -p at most one survives a single ReLU."""
    rng = np.random.default_rng(3)
    block.set_weights(lambda shape: rng.normal(size=shape) * 3)
    x, skip = (rng.normal(size=shape) for shape in block.shapes)
    out = block(x, skip)
    size = np.abs(out).max()
    if np.allclose(block(-x, -skip), -out, atol=1e-4 * size):
        raise Mistake("block_no_activation")
    if out.min() < -1e-5 * size:
        raise Mistake("block_last_activation")
    if not np.allclose(block(1000 * x, 1000 * skip), 1000 * out, rtol=1e-2, atol=size):
        raise Mistake("block_not_relu")
    nothing = np.zeros_like(x)
    if not ((block(nothing, skip) > 1e-5 * size) & (block(nothing, -skip) > 1e-5 * size)).any():
        raise Mistake("block_first_activation")


def _check_up(block, skip_channels, filters):
    """What enlarges x, on its own: with positive weights, and convolutions that look at one pixel only."""
    rng = np.random.default_rng(5)
    threes = [k for k in block.kernels if tuple(k.shape[:2]) == (3, 3)]
    first = next(k for k in threes if k.shape[2] > skip_channels and k.shape[3] == filters)  # sees both

    def draw(shape):
        kernel = rng.uniform(0.5, 1.5, shape)
        if tuple(shape[:2]) == (3, 3) and shape[2] >= min(shape[3], skip_channels):
            kernel[[0, 0, 0, 1, 1, 2, 2, 2], [0, 1, 2, 0, 2, 0, 1, 2]] = 0
        return kernel

    block.set_weights(draw)
    x, skip = rng.uniform(0.5, 1.5, block.shapes[0]), np.zeros(block.shapes[1])
    out = block(x, skip)
    first.assign(-first)
    if not np.allclose(block(-x, skip), out, rtol=1e-2, atol=1e-5 * out.max()):
        raise Mistake("block_up_activation")
    first.assign(-first)
    inner = out[2:-2, 2:-2]
    if np.allclose(inner[::2], inner[1::2], rtol=1e-3) and np.allclose(
        inner[:, ::2], inner[:, 1::2], rtol=1e-3
    ):
        raise Mistake("block_up_repeats")
    brighter = x.copy()
    brighter[x.shape[0] // 2, x.shape[1] // 2] += 100
    change = np.abs(block(brighter, skip) - out).max(axis=2)
    rows, columns = (np.flatnonzero(change.max(axis=a) > 0.01 * change.max()) for a in (1, 0))
    if (side := (int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1)) != (2, 2):
        raise Mistake("block_up_kernel", rows=side[0], columns=side[1])
    if (got := first.shape[2] - skip_channels) != filters:
        raise Mistake("block_up_filters", got=got, filters=filters)


DECODER_BLOCK = Exercise("decoder_block", LESSON, KERAS_TENSOR, _block_cases, properties=_judge_block)


# --- augment_pair ------------------------------------------------------------------------------

MOVES = {
    "kept": lambda a: a,
    "flipped": lambda a: a[:, ::-1],
    "up_down": lambda a: a[::-1],
    "turned": lambda a: a[::-1, ::-1],
    "channels": lambda a: a[..., ::-1],
}
SEEDS = 25
DRAWS = 800


def _pair_cases():
    rng = np.random.default_rng(4)
    images = [
        rng.random((4, 6)).astype("float32"),
        rng.random((5, 4, 3)),
        rng.integers(0, 256, (3, 5)).astype("uint8"),
        rng.random((6, 7, 1)).astype("float32"),
        rng.integers(0, 256, (101, 101)).astype("uint8"),
    ]
    return [(i, rng.random(i.shape[:2]) < 0.5, np.random.default_rng(s)) for s, i in enumerate(images)]


def _move(before, after, which):
    """What was done with the image or the mask: a key of MOVES."""
    if after.shape != before.shape:
        turned = after.shape[:2] == before.shape[1::-1] and after.shape[2:] == before.shape[2:]
        values = {"got": after.shape, "wanted": before.shape}
        raise Mistake("pair_transposed") if turned else Mistake(f"pair_{which}_shape", **values)
    if after.dtype != before.dtype:
        raise Mistake(f"pair_{which}_dtype", got=after.dtype, wanted=before.dtype)
    for move, done in MOVES.items():
        if _alike(after, done(before)):
            if move in ("kept", "flipped"):
                return move
            raise Mistake(f"pair_{move}")
    raise Mistake(f"pair_{which}_values")


def _alike(after, before):
    """Floats may have been rounded on the way."""
    return (
        np.allclose(after, before, rtol=0, atol=1e-6)
        if after.dtype.kind == "f"
        else np.array_equal(after, before)
    )


def _moves(run, image, mask, rng):
    after = run(image, mask, rng)
    return _move(image, after[0], "image"), _move(mask, after[1], "mask")


def _judge_pair(run, cases):
    both = set()
    for image, mask, _ in cases:
        first, again = (
            [_moves(run, image, mask, np.random.default_rng(seed)) for seed in range(SEEDS)] for _ in range(2)
        )
        _check_in_step(set(first + again), image.shape)
        if first != again:
            raise Mistake("pair_other_chance")
        both |= set(first)
    image, mask, rng = cases[0]
    flips = Counter(_moves(run, image, mask, rng)[0] for _ in range(DRAWS))["flipped"]
    if flips in (0, DRAWS) and len(both) == 2:
        raise Mistake("pair_chance_stuck")
    if flips in (0, DRAWS):
        raise Mistake("pair_always" if flips else "pair_never")
    if abs(flips - DRAWS / 2) > 5 * (DRAWS / 4) ** 0.5:  # five standard deviations
        raise Mistake("pair_probability", flips=flips, draws=DRAWS)


def _check_in_step(seen, shape):
    """seen: the moves (of the image, of the mask) in all trials with an image of that shape."""
    apart = {pair for pair in seen if pair[0] != pair[1]}
    if not apart:
        return
    if len(apart) == 1 and ("flipped", "flipped") not in seen:
        only_image = ("flipped", "kept") in apart
        raise Mistake("pair_image_only" if only_image else "pair_mask_only", shape=shape)
    raise Mistake("pair_out_of_step")


AUGMENT_PAIR = Exercise("augment_pair", LESSON, PAIR, _pair_cases, properties=_judge_pair)


# --- iou ---------------------------------------------------------------------------------------


def _mask_cases():
    rng = np.random.default_rng(5)

    def pair(shape, dtype, share=0.5, flipped=0.2):
        truth = rng.random(shape) < share
        return truth.astype(dtype), (truth ^ (rng.random(shape) < flipped)).astype(dtype)

    empty = np.zeros((2, 3), bool)
    some = np.array([[True, True, False], [False, True, False]])
    return [
        (some, np.array([[True, False, False], [False, False, True]])),
        (empty, empty),
        (some, empty),
        (empty, some),
        (some, some),
        (some, ~some),
        pair((5, 8), bool),
        pair((7, 4), np.int64, 0.7),
        pair((6, 5), np.uint8, 0.3),
        pair((40, 41), np.uint8, 0.6),  # more pixels than a uint8 can count
        pair((101, 101), bool, 0.2),
    ]


def _iou(truth, predicted):
    """By Python's sets of pixel numbers."""
    true, found = (set(np.flatnonzero(mask).tolist()) for mask in (truth, predicted))
    return len(true & found) / len(true | found) if true | found else 1.0


def _counts(truth, predicted):
    t, p = truth != 0, predicted != 0
    return (t & p).sum(), (t | p).sum(), t.sum(), p.sum(), t.size


def _iou_mistake(formula):
    """formula(intersection, union, truth, predicted, size); empty masks and 0/0 are left open."""

    def mistaken(truth, predicted):
        counts = _counts(truth, predicted)
        with contextlib.suppress(ZeroDivisionError):
            return formula(*map(int, counts)) if counts[2] and counts[3] else None

    return mistaken


def _per_line(axis):
    def mistaken(truth, predicted):
        t, p = truth != 0, predicted != 0
        union = (t | p).sum(axis=axis)
        if not union.all():
            return None
        return ((t & p).sum(axis=axis) / union).mean()

    return mistaken


def _iou_sums_overflow(truth, predicted):
    """Right as long as the sums fit into the masks' own uint8."""
    i, u = _counts(truth, predicted)[:2]
    if truth.dtype == np.uint8 and u > 255:
        return (i % 256) / (u % 256)
    return None if truth.size > 255 else _iou(truth, predicted)


def _iou_plus(truth, predicted):
    """| written as +, which counts the overlap twice unless the masks are bool."""
    i, u, t, p, _ = _counts(truth, predicted)
    if u == 0:
        return None
    return i / u if truth.dtype == bool else i / (t + p)


def _iou_sum_is_two(truth, predicted):
    """(a + b) == 2, which no bool ever is: True + True is True."""
    return 0.0 if truth.dtype == bool and (truth | predicted).any() else _iou(truth, predicted)


def _iou_equal(truth, predicted):
    """Pixels where both say the same, as the overlap; the union from it and the two areas."""
    equal = int(((truth != 0) == (predicted != 0)).sum())
    _, _, t, p, _ = _counts(truth, predicted)
    return equal / (int(t) + int(p) - equal) if int(t) + int(p) > equal else None


def _for_bool_only(cases, results, wanted):
    """mask_true[mask_pred] picks rows where the masks are numbers, and ~1 is -2 or 254."""
    right = [r is not None and IOU.kind.same(r, w) for r, w in zip(results, wanted, strict=True)]
    if right == [truth.dtype == bool for truth, _ in cases]:
        raise Mistake("iou_bool_only")


def _iou_if_empty(value):
    """Right, but for two empty masks."""
    return lambda t, p: _iou(t, p) if t.any() or p.any() else value


IOU = Exercise(
    "iou",
    LESSON,
    FLOAT,
    _mask_cases,
    _iou,
    {
        "iou_dice": _iou_mistake(lambda i, u, t, p, n: 2 * i / (t + p)),
        "iou_accuracy": lambda t, p: (t == p).mean(),
        "iou_recall": _iou_mistake(lambda i, u, t, p, n: i / t),
        "iou_precision": _iou_mistake(lambda i, u, t, p, n: i / p),
        "iou_union_twice": _iou_mistake(lambda i, u, t, p, n: i / (t + p)),
        "iou_plus": _iou_plus,
        "iou_difference": _iou_mistake(lambda i, u, t, p, n: (u - i) / u),
        "iou_over_difference": _iou_mistake(lambda i, u, t, p, n: i / (u - i)),
        "iou_over_image": _iou_mistake(lambda i, u, t, p, n: i / n),
        "iou_whole": _iou_mistake(lambda i, u, t, p, n: i // u),
        "iou_rounded": _iou_mistake(lambda i, u, t, p, n: round(i / u)),
        "iou_percent": _iou_mistake(lambda i, u, t, p, n: 100 * i / u),
        "iou_smoothed": _iou_mistake(lambda i, u, t, p, n: (i + 1) / (u + 1)),
        "iou_background": _iou_mistake(lambda i, u, t, p, n: (n - u) / (n - i)),
        "iou_two_classes": _iou_mistake(lambda i, u, t, p, n: (i / u + (n - u) / (n - i)) / 2),
        "iou_sum_is_two": _iou_sum_is_two,
        "iou_equal": _iou_equal,
        "iou_background_too": _iou_mistake(lambda i, u, t, p, n: (n - u + i) / u),
        "iou_intersection": _iou_mistake(lambda i, u, t, p, n: i),
        "iou_larger": _iou_mistake(lambda i, u, t, p, n: i / max(t, p)),
        "iou_smaller": _iou_mistake(lambda i, u, t, p, n: i / min(t, p)),
        "iou_per_row": _per_line(1),
        "iou_per_column": _per_line(0),
        "iou_overflow": _iou_sums_overflow,
        "iou_empty_nan": _iou_if_empty(np.nan),
        "iou_empty_zero": _iou_if_empty(0.0),
        "iou_truth_empty": lambda t, p: _iou(t, p) if t.any() else 1.0,
        "iou_any_empty": lambda t, p: _iou(t, p) if t.any() and p.any() else 1.0,
    },
    diagnose=_for_bool_only,
)


# --- tgs_score ---------------------------------------------------------------------------------


def _with_iou(intersection, union):
    """Two masks with that IoU, the rest of the union shared out between them."""
    truth, predicted = np.zeros((2, 11 * 13), bool)
    only_true = (union - intersection) // 3
    truth[: intersection + only_true] = True
    predicted[:intersection] = predicted[intersection + only_true : union] = True
    return truth.reshape(11, 13), predicted.reshape(11, 13)


def _stack(*pairs):
    truths, predictions = zip(*pairs, strict=True)
    return np.stack(truths), np.stack(predictions)


def _score_cases():
    """No IoU falls on a threshold but 1/2, which is exact in every arithmetic."""
    rng = np.random.default_rng(6)
    empty, some = np.zeros((11, 13), bool), rng.random((11, 13)) < 0.3
    return [
        (np.array([[[1, 1, 0], [1, 0, 0]]]) > 0, np.array([[[1, 1, 0], [0, 0, 0]]]) > 0),
        _stack(_with_iou(7, 9), _with_iou(13, 25), _with_iou(3, 7)),
        _stack(_with_iou(97, 100), _with_iou(2, 3), _with_iou(5, 6), _with_iou(1, 100), _with_iou(37, 40)),
        _stack(_with_iou(1, 9)),
        _stack((some, some), (some, ~some), _with_iou(50, 53)),
        _stack(_with_iou(20, 40), _with_iou(7, 8)),
        _stack((empty, empty), (some, some), _with_iou(9, 13)),
        _stack((empty, some), _with_iou(11, 14)),
        _stack((some, empty), _with_iou(6, 7)),
        _stack((empty, empty), (empty, some), (empty, empty), _with_iou(4, 7), (some, empty)),
        _stack((empty, empty)),
        _stack(*((rng.random((11, 13)) < 0.6, rng.random((11, 13)) < 0.9) for _ in range(7))),
        _stack(*((rng.random((101, 101)) < share, rng.random((101, 101)) < 0.97) for share in (0.7, 0.8, 0.9))),
    ]


def _twentieths(truth, predicted):
    """IoU in exact twentieths, (numerator, denominator), so that no threshold is rounded."""
    i, u = (truth & predicted).sum(), (truth | predicted).sum()
    return (20 * int(i), int(u)) if u else (20, 1)


def _passed(truth, predicted, first=10, last=19, step=1):
    i, u = _twentieths(truth, predicted)
    return [i > t * u for t in range(first, last + 1, step)]


def _mean_over_images(score):
    return lambda truths, predictions: np.mean([score(t, p) for t, p in zip(truths, predictions, strict=True)])


_score = _mean_over_images(lambda t, p: np.mean(_passed(t, p)))


def _score_mistake(of_all):
    """of_all(truths, predictions); what happens with an empty truth is left open."""
    return lambda ts, ps: of_all(ts, ps) if all(t.any() for t in ts) else None


def _image_mistake(of_one):
    return _score_mistake(_mean_over_images(of_one))


def _at_least(truth, predicted):
    i, u = _twentieths(truth, predicted)
    return np.mean([i >= t * u for t in range(10, 20)])


def _dice_score(truth, predicted):
    twice, sizes = 2 * int((truth & predicted).sum()), int(truth.sum() + predicted.sum())
    return np.mean([20 * twice > t * sizes for t in range(10, 20)])


def _pooled(truths, predictions):
    return np.mean(_passed(np.concatenate(truths), np.concatenate(predictions)))


def _threshold_of_mean_iou(truths, predictions):
    mean = np.mean([_iou(t, p) for t, p in zip(truths, predictions, strict=True)])
    return np.mean([20 * mean > t + 1e-9 for t in range(10, 20)])


def _if_truth_empty(value):
    """value(predicted) for an image whose truth is empty, right for all others; None: the image is left out."""

    def mistaken(truths, predictions):
        scores = [
            np.mean(_passed(t, p)) if t.any() else value(p) for t, p in zip(truths, predictions, strict=True)
        ]
        kept = [s for s in scores if s is not None]
        return np.mean(kept) if kept else None

    return mistaken


TGS_SCORE = Exercise(
    "tgs_score",
    LESSON,
    FLOAT,
    _score_cases,
    _score,
    {
        "tgs_at_least": _image_mistake(_at_least),
        "tgs_to_one": _image_mistake(lambda t, p: np.mean(_passed(t, p, last=20))),
        "tgs_to_one_at_least": _image_mistake(lambda t, p: (10 * _at_least(t, p) + (t == p).all()) / 11),
        "tgs_to_090": _image_mistake(lambda t, p: np.mean(_passed(t, p, last=18))),
        "tgs_from_055": _image_mistake(lambda t, p: np.mean(_passed(t, p, first=11))),
        "tgs_from_zero": _image_mistake(lambda t, p: np.mean(_passed(t, p, first=0))),
        "tgs_from_005": _image_mistake(lambda t, p: np.mean(_passed(t, p, first=1))),
        "tgs_step": _image_mistake(lambda t, p: np.mean(_passed(t, p, step=2))),
        "tgs_single": _image_mistake(lambda t, p: np.mean(_passed(t, p, last=10))),
        "tgs_mean_iou": _image_mistake(_iou),
        "tgs_mean_first": _score_mistake(_threshold_of_mean_iou),
        "tgs_pooled": _score_mistake(_pooled),
        "tgs_dice": _image_mistake(_dice_score),
        "tgs_sum": _score_mistake(lambda ts, ps: _score(ts, ps) * len(ts)),
        "tgs_not_divided": _score_mistake(lambda ts, ps: _score(ts, ps) * 10),
        "tgs_total": _score_mistake(lambda ts, ps: _score(ts, ps) * 10 * len(ts)),
        "tgs_percent": _score_mistake(lambda ts, ps: _score(ts, ps) * 100),
        "tgs_first_image": _score_mistake(lambda ts, ps: _score(ts[:1], ps[:1])),
        "tgs_last_image": _score_mistake(lambda ts, ps: _score(ts[-1:], ps[-1:])),
        "tgs_fails_counted": _image_mistake(lambda t, p: 1 - np.mean(_passed(t, p))),
        "tgs_all_thresholds": _image_mistake(lambda t, p: all(_passed(t, p))),
        "tgs_empty_zero": _if_truth_empty(lambda p: 0.0),
        "tgs_empty_one": _if_truth_empty(lambda p: 1.0),
        "tgs_empty_nan": _if_truth_empty(lambda p: 0.0 if p.any() else np.nan),
        "tgs_empty_skipped": _if_truth_empty(lambda p: None),
        "tgs_both_empty_skipped": _if_truth_empty(lambda p: 0.0 if p.any() else None),
        "tgs_empty_reversed": _if_truth_empty(lambda p: float(p.any())),
        "tgs_any_empty": _mean_over_images(lambda t, p: np.mean(_passed(t, p)) if t.any() and p.any() else 1.0),
    },
)


# --- ask_twice ---------------------------------------------------------------------------------


class _Net:
    """Stands for `predict`: what it says depends on the place, so that nothing mirrored looks the same."""

    def __init__(self, answer):
        self.answer, self.odd = answer, None  # the first shape that no tiles have

    def __call__(self, images):
        images = np.asarray(images, float)
        if images.ndim != 3:
            self.odd = self.odd or images.shape
            return np.zeros(images.shape)
        return self.answer(images)


def _left_column(images):
    """1 in the first column, 0 elsewhere, whatever it is shown."""
    return np.broadcast_to(np.arange(images.shape[2]) == 0, images.shape).astype(float)


def _places(images):
    """Between 0 and 1; brighter pixels count for more, those to the right and below as well."""
    _, height, width = images.shape
    slope = np.arange(height)[:, None] / height + 2 * np.arange(width) / width
    brightest = np.abs(images).max(axis=(1, 2), keepdims=True, initial=0)  # of each tile: a net asks no other
    return 1 / (1 + np.exp(1 - slope - images / (1 + brightest)))


def _asked_cases():
    rng = np.random.default_rng(8)
    return [
        (_Net(_left_column), np.array([[[1, 2, 3]]])),
        (_Net(_places), rng.random((1, 4, 6))),
        (_Net(_places), rng.integers(0, 256, (3, 5, 4)).astype("uint8")),
        (_Net(lambda images: np.cumsum(images, axis=2) / 5), rng.random((2, 5, 5))),
        (_Net(_places), rng.random((2, 7, 3)).astype("float32")),
        (_Net(_places), rng.integers(0, 256, (2, 101, 101)).astype("uint8")),
    ]


def _mirror(a):
    return a[:, :, ::-1]


def _upside_down(a):
    return a[:, ::-1]


def _turn(a):
    return a[:, ::-1, ::-1]


def _asked(there=_mirror, back=_mirror):
    """Mean of the answer and of the one for what `there` makes of the tiles, led back by `back`."""
    return lambda predict, images: (predict(images) + back(predict(there(images)))) / 2


def _kept(a):
    return a


def _check_asked(args, raw):
    if args[0].odd is not None:
        raise Mistake("ask_shape", got=args[0].odd)


MAPS = replace(ARRAY, carry=lambda raw: np.asarray(raw, "float32"))  # as the net gives them: there may be many

ASK_TWICE = Exercise(
    "ask_twice",
    LESSON,
    MAPS,
    _asked_cases,
    _asked(),
    {
        "ask_as_given": _asked(_upside_down, _kept),
        "ask_not_back": _asked(_mirror, _kept),
        "ask_up_down": _asked(_upside_down, _upside_down),
        "ask_back_other_axis": _asked(_mirror, _upside_down),
        "ask_there_other_axis": _asked(_upside_down, _mirror),
        "ask_turned": _asked(_turn, _turn),
        "ask_tiles_reversed": _asked(lambda a: a[::-1], _kept),
        "ask_all_back": lambda predict, images: _mirror(_asked(_mirror, _kept)(predict, images)),
        "ask_all_mirrored": lambda predict, images: _mirror(_asked()(predict, images)),
        "ask_once": lambda predict, images: predict(images),
        "ask_mirrored_only": lambda predict, images: _mirror(predict(_mirror(images))),
        "ask_sum": lambda predict, images: 2 * _asked()(predict, images),
        "ask_larger": lambda predict, images: np.maximum(predict(images), _mirror(predict(_mirror(images)))),
        "ask_images_mixed": lambda predict, images: predict(images / 2 + _mirror(images) / 2),
    },
    inspect=_check_asked,
)


# --- rle_encode --------------------------------------------------------------------------------


def _rle_cases():
    rng = np.random.default_rng(7)
    rows, columns = np.mgrid[:101, :101]
    return [
        (np.array([[0, 1, 1], [0, 0, 0]]) > 0,),  # the first three have no run at either end
        (np.array([[0, 1, 0], [0, 1, 0]]) > 0,),
        (np.array([[0, 0], [1, 1], [1, 0]]) > 0,),
        (np.array([[1, 1, 1], [0, 0, 0]]) > 0,),
        (np.array([[0, 1, 1], [0, 0, 1]]) > 0,),
        (np.array([[1, 0], [1, 0], [0, 1]]) > 0,),
        (np.zeros((2, 3), bool),),
        (np.ones((3, 2), bool),),
        (np.array([[0, 0, 0], [1, 0, 0]]) > 0,),
        (np.array([[1, 0, 0], [0, 0, 0], [0, 0, 1]]) > 0,),
        (rng.random((5, 7)) < 0.6,),
        (rng.random((9, 4)) < 0.3,),
        ((rows - 60) ** 2 + (columns - 90) ** 2 < 45**2,),
        (np.zeros((101, 101), bool),),
    ]


def _columns(mask):
    return mask.ravel(order="F")


def _written(runs):
    return " ".join(f"{a} {b}" for a, b in runs)


def _rle_mistake(of_run, pixels=_columns):
    """of_run(start from 0, length) -> the two numbers that are written down."""
    return lambda mask: _written(of_run(start, length) for start, length in runs_of(pixels(mask)))


def _one_based(start, length):
    return start + 1, length


def _broken_at_ends(mask):
    height = len(mask)
    columns = [(c * height, runs_of(column)) for c, column in enumerate(mask.T)]
    return _written((offset + s + 1, n) for offset, runs in columns for s, n in runs)


def _side_101(mask):
    """Pixels numbered as though every column had 101 of them."""
    if mask.shape == (101, 101):
        return encode_rle(mask)
    padded = np.zeros((101, mask.shape[1]), bool)
    padded[: len(mask)] = mask
    return encode_rle(padded)


def _unpadded(mask):
    """Changes between neighbours only: a first pixel that is set is no change, nor is a last one."""
    pixels = _columns(mask)
    changes = np.flatnonzero(pixels[1:] != pixels[:-1]) + 2
    return _written((a, b - a) for a, b in zip(changes[::2], changes[1::2], strict=False))


def _unpadded_by_sign(mask):
    """The same, with starts where it rises and ends where it falls: paired anew at each end that is missing."""
    jumps = np.diff(_columns(mask).astype(int))
    starts, ends = np.flatnonzero(jumps == 1), np.flatnonzero(jumps == -1)
    return _written((a + 2, b - a) for a, b in zip(starts, ends, strict=False))


def _starts_without_ends(cases, results, wanted):
    """A crash where starts and ends differ in number: pieces of np.diff without padding, or of a bool mask."""
    error = getattr(sys.exception(), "__cause__", None)  # of the trial that stopped
    if isinstance(error, ValueError) and re.search(r"broadcast|zip\(\)|same length", str(error)):
        pixels = _columns(cases[-1][0])
        raise Mistake("runs_unpadded" if pixels[0] or pixels[-1] else "runs_diff_bool")


def _without_run_at(which):
    """The run that touches the first (0) or the last (-1) pixel is lost."""

    def mistaken(mask):
        pixels = _columns(mask)
        runs = runs_of(pixels)
        if pixels[which]:
            runs.pop(which)
        return _written(_one_based(*run) for run in runs)

    return mistaken


def _gaps(mask):
    """Every start counted from the end of the run before."""
    runs = [_one_based(*run) for run in runs_of(_columns(mask))]
    ends = [1, *(start + length for start, length in runs)]
    return _written((start - end, length) for (start, length), end in zip(runs, ends, strict=False))


def _check_form(args, raw):
    got = repr(shorten(raw, 40))
    if not args[0].any() and raw:
        raise Mistake("runs_empty", got=got)
    if raw != " ".join(raw.split()):
        raise Mistake("runs_spaces", got=got)
    if re.search(r"[^0-9 -]", raw):
        raise Mistake("runs_form", got=got)
    if len(raw.split()) % 2:
        raise Mistake("runs_odd", got=got)


RLE_ENCODE = Exercise(
    "rle_encode",
    LESSON,
    TEXT,
    _rle_cases,
    encode_rle,
    {
        "runs_row_major": lambda mask: encode_rle(mask.T),
        "runs_zero_based": _rle_mistake(lambda s, n: (s, n)),
        "runs_two_based": _rle_mistake(lambda s, n: (s + 2, n)),
        "runs_row_major_zero_based": lambda mask: _rle_mistake(lambda s, n: (s, n))(mask.T),
        "runs_end": _rle_mistake(lambda s, n: (s + 1, s + n)),
        "runs_end_behind": _rle_mistake(lambda s, n: (s + 1, s + n + 1)),
        "runs_swapped": _rle_mistake(lambda s, n: (n, s + 1)),
        "runs_long": _rle_mistake(lambda s, n: (s + 1, n + 1)),
        "runs_short": _rle_mistake(lambda s, n: (s + 1, n - 1)),
        "runs_not_merged": lambda mask: _written((place + 1, 1) for place in np.flatnonzero(_columns(mask))),
        "runs_broken": _broken_at_ends,
        "runs_background": lambda mask: encode_rle(~mask) if mask.any() else None,
        "runs_side_101": _side_101,
        "runs_unpadded": _unpadded,
        "runs_unpadded_by_sign": _unpadded_by_sign,
        "runs_diff_bool": lambda mask: "",
        "runs_last_lost": _without_run_at(-1),
        "runs_first_lost": _without_run_at(0),
        "runs_first_run_only": lambda mask: _written(_one_based(*run) for run in runs_of(_columns(mask))[:1]),
        "runs_upside_down": lambda mask: encode_rle(mask[::-1]),
        "runs_gaps": _gaps,
    },
    inspect=_check_form,
    diagnose=_starts_without_ends,
)


EXERCISES = [DECODER_BLOCK, AUGMENT_PAIR, IOU, TGS_SCORE, ASK_TWICE, RLE_ENCODE]
