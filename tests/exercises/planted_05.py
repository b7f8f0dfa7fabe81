"""Answers to the exercises of lesson 05 as students write them: wrong ones and unusual right ones.

`WRONG[exercise][mistake]` is (key of the hint, answer), `RIGHT[exercise][style]` an answer.
"""

from itertools import accumulate, pairwise

import numpy as np

from tests.exercises.planted import Book, Later

BOOK = Book()
WRONG, RIGHT = BOOK.wrong, BOOK.right
wrong, right = BOOK.add_wrong, BOOK.add_right


tf, keras = Later("tensorflow"), Later("keras")
course = Later("course_utils.reference.flow_matching")


def mean(x):
    return tf.reduce_mean(x)


def along(t, x):
    """t with the axes of x"""
    return tf.reshape(t, [-1] + [1] * (len(x.shape) - 1))


# ------------------------------------------------------------------------------------------ mix
def _at(x, z, t):
    return (1 - t) * z + t * x


def _road(point=_at, velocity=lambda x, z, t: x - z, end=lambda p, v: (p, v), time=along):
    """point and velocity get t with the axes of x"""

    def answer(x, z, t):
        s = time(t, x)
        return end(point(x, z, s), velocity(x, z, s))

    return answer


for _mistake, _hint, _answer in [
    ("ends swapped", "mix_ends_swapped", _road(lambda x, z, t: t * z + (1 - t) * x)),
    ("velocity back", "mix_sign", _road(velocity=lambda x, z, t: z - x)),
    ("diffusion's direction", "mix_reversed", _road(lambda x, z, t: _at(z, x, t), lambda x, z, t: z - x)),
    ("tuple swapped", "mix_order", _road(end=lambda p, v: (v, p))),
    ("t[0]", "mix_one_time", lambda x, z, t: (_at(x, z, t[0]), x - z)),
    ("mean of t", "mix_mean_time", lambda x, z, t: (_at(x, z, mean(t)), x - z)),
    ("roots", "mix_roots", _road(lambda x, z, t: tf.sqrt(1 - t) * z + tf.sqrt(t) * x)),
    ("1 - t²", "mix_circle", _road(lambda x, z, t: tf.sqrt(1 - t**2) * z + t * x)),
    ("z + t x", "mix_start_kept", _road(lambda x, z, t: z + t * x)),
    ("t (x - z)", "mix_start_lost", _road(lambda x, z, t: t * (x - z))),
    ("divided by 1 - t", "mix_velocity_divided", _road(velocity=lambda x, z, t: (x - z) / (1 - t))),
    ("x - x_t", "mix_velocity_rest", _road(velocity=lambda x, z, t: x - _at(x, z, t))),
    ("x_t - z", "mix_velocity_done", _road(velocity=lambda x, z, t: _at(x, z, t) - z)),
    ("x as velocity", "mix_velocity_x", _road(velocity=lambda x, z, t: x)),
    ("z as velocity", "mix_velocity_z", _road(velocity=lambda x, z, t: z)),
    ("from the point", "mix_end_divided", _road(velocity=lambda x, z, t: (x - _at(x, z, t)) / (1 - t))),
    ("no axes", "mix_time_axis", lambda x, z, t: (_at(x, z, t), x - z)),
    ("no axes, NumPy", "mix_time_axis", lambda x, z, t: (_at(np.array(x), np.array(z), np.array(t)), x - z)),
    ("t along the last axis", "mix_time_axis", lambda x, z, t: (_at(x, z, t[None, :]), x - z)),
    ("for the plane only", "mix_two_axes", lambda x, z, t: (_at(x, z, t[:, None]), x - z)),
    ("expand_dims", "mix_two_axes", lambda x, z, t: (_at(x, z, tf.expand_dims(t, -1)), x - z)),
    ("for pictures only", "mix_four_axes", lambda x, z, t: (_at(x, z, t[:, None, None, None]), x - z)),
    ("one axis too many", "mix_shape", _road(time=lambda t, x: along(t, x)[None])),
    ("points by row", "mix_shapes", _road(end=lambda p, v: (tf.reshape(p, (tf.shape(p)[0], -1)), v))),
    ("middle", "mix_point_other", _road(lambda x, z, t: (x + z) / 2)),
    ("twice as fast", "mix_velocity_other", _road(velocity=lambda x, z, t: 2 * (x - z))),
    ("point only", "mix_one_tensor", _road(end=lambda p, v: p)),
    ("velocity only", "mix_one_tensor", _road(end=lambda p, v: v)),
    ("stacked", "mix_one_tensor", _road(end=lambda p, v: tf.stack([p, v]))),
    ("time, too", "mix_two_tensors", lambda x, z, t: (*_road()(x, z, t), t)),
    ("dictionary", "hint_type", _road(end=lambda p, v: {"x_t": p, "velocity": v})),
    ("prints", "hint_returned_none", lambda x, z, t: print(x - z)),
    (
        "methods of NumPy",
        "hint_arrays_only",
        lambda x, z, t: (_at(x, z, t.reshape(-1, *[1] * (x.ndim - 1))), x - z),
    ),
    ("NumPy", "hint_graph_values", _road(time=lambda t, x: np.reshape(t, (-1, *[1] * (len(x.shape) - 1))))),
    (
        "size of the batch",
        "hint_graph_size",
        _road(time=lambda t, x: tf.reshape(t, [x.shape[0]] + [1] * (len(x.shape) - 1))),
    ),
    ("0/0", "hint_nan", _road(lambda x, z, t: x * 0 / 0, lambda x, z, t: x * 0 / 0)),
    ("other order of arguments", "hint_signature", lambda z, x, t: (z, x)),
    ("half", "hint_half", _road(end=lambda p, v: (tf.cast(p, "float16"), tf.cast(v, "float16")))),
]:
    wrong("mix", _mistake, _hint, _answer)


@wrong("mix", "a point at a time", "hint_graph_values")
def _(x, z, t):
    return tf.stack([_at(x[i], z[i], t[i]) for i in range(len(x))]), x - z


for _style, _answer in [
    ("reshape", _road()),
    ("from z on", _road(lambda x, z, t: z + t * (x - z))),
    ("einsum", lambda x, z, t: (tf.einsum("n...,n->n...", z, 1 - t) + tf.einsum("n...,n->n...", x, t), x - z)),
    ("keras.ops", lambda x, z, t: (keras.ops.add(z, along(t, x) * (x - z)), keras.ops.subtract(x, z))),
    ("axes one by one", lambda x, z, t: (_at(x, z, t[(..., *[None] * (len(x.shape) - 1))]), x - z)),
    ("transposed", lambda x, z, t: (tf.transpose(_at(tf.transpose(x), tf.transpose(z), t)), x - z)),
    ("map_fn", lambda x, z, t: (tf.map_fn(lambda e: _at(*e), (x, z, t), tf.float32), x - z)),
    ("a list", _road(end=lambda p, v: [p, v])),
    ("float64", lambda x, z, t: _road()(*(tf.cast(a, tf.float64) for a in (x, z, t)))),
    ("gradient stopped", _road(end=lambda p, v: (tf.stop_gradient(p), tf.stop_gradient(v)))),
    ("vectorized_map", lambda x, z, t: (tf.vectorized_map(lambda e: _at(*e), (x, z, t)), -(z - x))),
    (
        "rank",
        lambda x, z, t: (
            _at(x, z, tf.reshape(t, tf.concat([tf.shape(t), tf.ones(tf.rank(x) - 1, tf.int32)], 0))),
            x - z,
        ),
    ),
]:
    right("mix", _style, _answer)


# ------------------------------------------------------------------------------------------ best_velocity
def _gaps(x_t, t, data):
    return x_t[:, None] - t * data


def _squares(x_t, t, data):
    return np.sum(_gaps(x_t, t, data) ** 2, axis=-1)


def _logits(x_t, t, data):
    return -_squares(x_t, t, data) / (2 * (1 - t) ** 2)


def _softmax(logits, axis=1):
    weights = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis, keepdims=True)


def _on(weights, x_t, t, data):
    return (weights @ data - x_t) / (1 - t)


def _best(logits=_logits, weigh=_softmax, end=_on):
    return lambda x_t, t, data: end(weigh(logits(x_t, t, data)), x_t, t, data)


def _scaled(formula):
    """formula(squares, 1 - t): what goes into the softmax"""
    return _best(lambda x_t, t, data: formula(_squares(x_t, t, data), 1 - t))


def _each(weights, x_t, t, data):
    """Weighed velocities, one by one, whatever the weights add up to"""
    return np.einsum("nm,nmd->nd", weights, data - x_t[:, None]) / (1 - t)


def _one_hot(logits):
    return np.eye(logits.shape[1])[logits.argmax(axis=1)]


def _max_of(axis):
    def weigh(logits):
        weights = np.exp(logits - logits.max(axis=axis, keepdims=True))
        return weights / weights.sum(axis=1, keepdims=True)

    return weigh


def _plain_softmax(logits, tiny=0.0):
    weights = np.exp(logits)
    return weights / (weights.sum(axis=1, keepdims=True) + tiny)


for _mistake, _hint, _answer in [
    ("1 - t not squared", "best_not_squared", _scaled(lambda s, left: -s / (2 * left))),
    ("2 missing", "best_no_two", _scaled(lambda s, left: -s / left**2)),
    ("brackets missing", "hint_value_large", _scaled(lambda s, left: -s / 2 * left**2)),
    ("no variance", "best_no_variance", _scaled(lambda s, left: -s / 2)),
    ("bare squares", "best_bare", _scaled(lambda s, left: -s)),
    ("2 squared", "best_two_times", _scaled(lambda s, left: -s / (2 * left) ** 2)),
    ("norm", "best_norm", _scaled(lambda s, left: -np.sqrt(s) / (2 * left**2))),
    ("no minus", "best_minus", _scaled(lambda s, left: s / (2 * left**2))),
    ("t for 1 - t", "best_variance_of_t", _scaled(lambda s, left: -s / (2 * (1 - left) ** 2))),
    ("t and 1 - t swapped", "best_backwards", _best(lambda x, t, d: _logits(x, 1 - t, d))),
    ("absolute", "best_absolute", _best(lambda x, t, d: -np.abs(_gaps(x, t, d)).sum(-1) / (2 * (1 - t) ** 2))),
    (
        "sum squared",
        "best_sum_squared",
        _best(lambda x, t, d: -(_gaps(x, t, d).sum(-1) ** 2) / (2 * (1 - t) ** 2)),
    ),
    (
        "mean of squares",
        "best_mean_square",
        _best(lambda x, t, d: -np.mean(_gaps(x, t, d) ** 2, -1) / (2 * (1 - t) ** 2)),
    ),
    ("t forgotten", "best_time_forgotten", _best(lambda x, t, d: -_squares(x, 1, d) / (2 * (1 - t) ** 2))),
    (
        "t on the point",
        "best_time_on_point",
        _best(lambda x, t, d: -_squares(t * x, 1, d) / (2 * (1 - t) ** 2)),
    ),
    ("softmax over the points", "best_softmax_points", _best(weigh=lambda s: _softmax(s, axis=0))),
    ("softmax over all", "best_softmax_all", _best(weigh=lambda s: _softmax(s, axis=(0, 1)))),
    ("maximum of the wrong axis", "best_max_axis", _best(weigh=_max_of(0))),
    (
        "no sum, each",
        "best_not_normalised",
        _best(weigh=lambda s: np.exp(s - s.max(axis=1, keepdims=True)), end=_each),
    ),
    ("exp only, each", "best_exp_only", _best(weigh=np.exp, end=_each)),
    ("logits as weights", "best_logits", _best(weigh=lambda s: s, end=_each)),
    ("nearest", "best_nearest", _best(weigh=_one_hot)),
    (
        "nearest, by index",
        "best_nearest",
        lambda x_t, t, data: (data[_squares(x_t, t, data).argmin(1)] - x_t) / (1 - t),
    ),
    ("mean of all", "best_unweighted", lambda x_t, t, data: (data.mean(axis=0) - x_t) / (1 - t)),
    ("sum of all", "best_sum", lambda x_t, t, data: (data - x_t[:, None]).sum(axis=1) / (1 - t)),
    ("not divided", "best_not_divided", _best(end=lambda w, x, t, d: w @ d - x)),
    ("divided twice", "best_divided_twice", _best(end=lambda w, x, t, d: (w @ d - x) / (1 - t) ** 2)),
    ("multiplied", "best_multiplied", _best(end=lambda w, x, t, d: (w @ d - x) * (1 - t))),
    ("divided by t", "best_divided_by_t", _best(end=lambda w, x, t, d: (w @ d - x) / t)),
    ("away", "best_away", _best(end=lambda w, x, t, d: (x - w @ d) / (1 - t))),
    ("the goal", "best_goal", _best(end=lambda w, x, t, d: w @ d)),
    ("the goal, divided", "best_goal_divided", _best(end=lambda w, x, t, d: w @ d / (1 - t))),
    ("to t d", "best_to_shrunk", _best(end=lambda w, x, t, d: (w @ (t * d) - x) / (1 - t))),
    ("no maximum", "best_underflow", _best(weigh=_plain_softmax)),
    ("no maximum, float32", "best_underflow", _best(weigh=lambda s: _plain_softmax(s.astype("float32")))),
    ("an epsilon for the zeros", "best_underflow", _best(weigh=lambda s: _plain_softmax(s, 1e-12))),
    ("maximum of everything", "best_underflow", _best(weigh=_max_of((0, 1)))),
    ("t as an array", "best_time_number", lambda x_t, t, data: _best()(x_t, t[:, None], data)),
    ("t reshaped", "best_time_number", lambda x_t, t, data: _best()(x_t, t.reshape(-1, 1), data)),
    (
        "no pairs",
        "best_pairs",
        lambda x_t, t, data: _on(_softmax(-((x_t - t * data) ** 2).sum(-1)), x_t, t, data),
    ),
    (
        "no pairs, tf.nn.softmax",
        "best_pairs",
        lambda x_t, t, data: _on(tf.nn.softmax(-np.sum((x_t - t * data) ** 2, -1)).numpy()[None], x_t, t, data),
    ),
    ("softmax over the points, each", "best_softmax_points", _best(weigh=lambda s: _softmax(s, 0), end=_each)),
    ("no sum", "best_not_normalised", _best(weigh=lambda s: np.exp(s - s.max(axis=1, keepdims=True)))),
    ("a tenth of the time", "hint_factor", lambda x_t, t, data: 10 * _best()(x_t, t, data)),
    ("list of rows", "hint_type", lambda x_t, t, data: list(_best()(x_t, t, data))),
    ("first point only", "hint_shape", lambda x_t, t, data: _best()(x_t, t, data)[:1]),
    ("NaN", "hint_nan", lambda x_t, t, data: _best()(x_t, t, data) * np.nan),
]:
    wrong("best_velocity", _mistake, _hint, _answer)


@wrong("best_velocity", "data shrunk in place", "hint_inputs_changed")
def _(x_t, t, data):
    goals = data.copy()
    data *= t
    return _on(_softmax(-((x_t[:, None] - data) ** 2).sum(-1) / (2 * (1 - t) ** 2)), x_t, t, goals)


right("best_velocity", "the usual", _best())
right("best_velocity", "velocities weighed one by one", _best(end=_each))


@right("best_velocity", "scipy.special.softmax")
def _(x_t, t, data):
    from scipy.special import softmax

    return _best(weigh=lambda logits: softmax(logits, axis=-1))(x_t, t, data)


@right("best_velocity", "cdist and logsumexp")
def _(x_t, t, data):
    from scipy.spatial.distance import cdist
    from scipy.special import logsumexp

    logits = cdist(x_t, t * data, "sqeuclidean") / (-2 * (1 - t) ** 2)
    return _on(np.exp(logits - logsumexp(logits, axis=1, keepdims=True)), x_t, t, data)


@right("best_velocity", "TensorFlow")
def _(x_t, t, data):
    squares = tf.reduce_sum((x_t[:, None, :] - t * data[None]) ** 2, axis=2)
    weights = tf.nn.softmax(-0.5 * squares / (1 - t) ** 2)
    return (tf.matmul(weights, data) - x_t) / (1 - t)


@right("best_velocity", "keras.ops")
def _(x_t, t, data):
    ops = keras.ops
    squares = ops.sum(ops.square(ops.expand_dims(x_t, 1) - t * data), axis=-1)
    return (ops.softmax(-squares / (2 * (1 - t) ** 2)) @ data - x_t) / (1 - t)


@right("best_velocity", "squares multiplied out, in float32")
def _(x_t, t, data):
    logits = (t * x_t @ data.T - t**2 * (data**2).sum(axis=1) / 2) / (1 - t) ** 2
    return _on(_softmax(logits), x_t, t, data)


@right("best_velocity", "loop over the points")
def _(x_t, t, data):
    rows = []
    for point in x_t:
        logits = -(np.linalg.norm(point - t * data, axis=1) ** 2) / 2 / (1 - t) ** 2
        weights = np.exp(logits - max(logits))
        rows.append(weights / sum(weights) @ ((data - point) / (1 - t)))
    return np.array(rows)


@right("best_velocity", "loops, float64")
def _(x_t, t, data):
    x_t, data = x_t.astype(float), data.astype(float)
    result = np.zeros_like(x_t)
    for i, x in enumerate(x_t):
        logits = [-sum((x - t * d) ** 2) / (2 * (1 - t) ** 2) for d in data]
        weights = [np.exp(s - max(logits)) for s in logits]
        for weight, d in zip(weights, data, strict=True):
            result[i] += weight / sum(weights) * (d - x) / (1 - t)
    return result


@right("best_velocity", "relative weights")
def _(x_t, t, data):
    squares = _squares(x_t, t, data)
    best = squares.min(axis=1)[:, None]
    weights = np.exp((best - squares) / (2 * np.square(1 - t)))
    return np.einsum("nm,md->nd", weights, data) / weights.sum(1)[:, None] / (1 - t) - x_t / (1 - t)


# ------------------------------------------------------------------------------------------ flow_loss
def _loss(
    point=_at,
    target=lambda x, z, t: x - z,
    end=lambda gap: mean(gap**2),
    time=lambda t: t,
    ask=lambda velocity, x_t, t: velocity(x_t, t),
):
    """point and target get t with the axes of x; time changes what velocity is told"""

    def answer(velocity, x, z, t):
        s = along(t, x)
        return end(ask(velocity, point(x, z, s), time(t)) - target(x, z, s))

    return answer


def _rows(gap):
    return tf.reshape(gap, (tf.shape(gap)[0], -1))


def _order(velocity, x, z, t):
    wanted, x_t = course.mix(x, z, t)
    return mean((velocity(x_t, t) - wanted) ** 2)


for _mistake, _hint, _answer in [
    ("sum", "flow_sum", _loss(end=lambda gap: tf.reduce_sum(gap**2))),
    (
        "sum of each example",
        "flow_sum_of_numbers",
        _loss(end=lambda gap: mean(tf.reduce_sum(_rows(gap) ** 2, 1))),
    ),
    (
        "sum over the batch",
        "flow_sum_of_batch",
        _loss(end=lambda g: tf.reduce_sum(tf.reduce_mean(_rows(g) ** 2, 1))),
    ),
    ("half", "flow_half", _loss(end=lambda gap: mean(gap**2) / 2)),
    ("absolute", "flow_absolute", _loss(end=lambda gap: mean(abs(gap)))),
    ("not squared", "flow_not_squared", _loss(end=lambda gap: mean(gap))),
    ("mean first", "flow_mean_first", _loss(end=lambda gap: mean(gap) ** 2)),
    ("root", "flow_root", _loss(end=lambda gap: tf.sqrt(mean(gap**2)))),
    ("norm", "flow_norm", _loss(end=lambda gap: tf.norm(gap))),
    ("norms", "flow_norms", _loss(end=lambda gap: mean(tf.norm(_rows(gap), axis=1)))),
    ("minus", "flow_negative", _loss(end=lambda gap: -mean(gap**2))),
    ("against x", "flow_against_x", _loss(target=lambda x, z, t: x)),
    ("against z", "flow_against_z", _loss(target=lambda x, z, t: z)),
    ("against x_t", "flow_against_point", _loss(target=_at)),
    ("against z - x", "flow_target_sign", _loss(target=lambda x, z, t: z - x)),
    ("sign lost", "flow_target_plus", _loss(target=lambda x, z, t: x + z)),
    ("against the rest by the time", "flow_target_divided", _loss(target=lambda x, z, t: (x - z) / (1 - t))),
    ("against the rest", "flow_target_rest", _loss(target=lambda x, z, t: x - _at(x, z, t))),
    ("against nothing", "flow_target_none", _loss(target=lambda x, z, t: 0.0)),
    ("at x", "flow_at_x", _loss(lambda x, z, t: x)),
    ("at z", "flow_at_z", _loss(lambda x, z, t: z)),
    ("tuple swapped", "flow_order", _order),
    ("ends swapped", "flow_ends_swapped", _loss(lambda x, z, t: _at(z, x, t))),
    ("diffusion's direction", "flow_reversed", _loss(lambda x, z, t: _at(z, x, t), lambda x, z, t: z - x)),
    ("mix(z, x, t)", "flow_reversed", lambda velocity, x, z, t: course.flow_loss(velocity, z, x, t)),
    ("1 - t", "flow_time_reversed", _loss(time=lambda t: 1 - t)),
    ("t forgotten: 0", "flow_time_zero", _loss(time=lambda t: tf.zeros_like(t))),
    ("t forgotten: 1", "flow_time_one", _loss(time=lambda t: tf.ones_like(t))),
    ("one time", "flow_one_time", _loss(lambda x, z, t: _at(x, z, t[:1]))),
    ("mean time", "flow_mean_time", _loss(lambda x, z, t: _at(x, z, mean(t)))),
    ("roots", "flow_roots", _loss(lambda x, z, t: tf.sqrt(1 - t) * z + tf.sqrt(t) * x)),
    ("t not handed over", "velocity_call", _loss(ask=lambda velocity, x_t, t: velocity(x_t))),
    ("by name", "velocity_call", _loss(ask=lambda velocity, x_t, t: velocity(x=x_t, t=t))),
    ("labels, too", "velocity_call", _loss(ask=lambda velocity, x_t, t: velocity(x_t, t, None))),
    ("a list", "velocity_call", _loss(ask=lambda velocity, x_t, t: velocity([x_t, t]))),
    ("arguments swapped", "velocity_swapped", _loss(ask=lambda velocity, x_t, t: velocity(t, x_t) * 0)),
    ("one number", "velocity_one_time", _loss(time=lambda t: t[0])),
    ("a column of times", "velocity_times", _loss(time=lambda t: t[:, None])),
    (
        "flattened",
        "velocity_points",
        lambda velocity, x, z, t: mean((velocity(_rows(_at(x, z, along(t, x)))[..., None], t)) ** 2),
    ),
    ("never asks", "velocity_not_called", lambda velocity, x, z, t: mean((x - z) ** 2)),
    ("no axes", "mix_time_axis", lambda velocity, x, z, t: mean((velocity(_at(x, z, t), t) - x + z) ** 2)),
    (
        "plane only",
        "mix_two_axes",
        lambda velocity, x, z, t: mean((velocity(_at(x, z, t[:, None]), t) - x + z) ** 2),
    ),
    (
        "pictures only",
        "velocity_points",
        lambda velocity, x, z, t: mean((velocity(_at(x, z, t[:, None, None, None]), t) - x + z) ** 2),
    ),
    (
        "one for each example",
        "hint_one_in_array",
        _loss(end=lambda gap: tf.reduce_mean(_rows(gap) ** 2, axis=1)),
    ),
    (
        "Keras's function",
        "hint_one_in_array",
        _loss(end=lambda gap: keras.losses.mean_squared_error(gap, gap * 0)),
    ),
    ("in an array", "hint_one_in_array", _loss(end=lambda gap: tf.reshape(mean(gap**2), (1,)))),
    ("NumPy", "flow_no_gradient", _loss(end=lambda gap: np.mean(gap**2))),
    ("float", "flow_no_gradient", _loss(end=lambda gap: float(mean(gap**2)))),
    ("detached", "flow_no_gradient", _loss(ask=lambda velocity, x_t, t: tf.stop_gradient(velocity(x_t, t)))),
    ("a method", "flow_no_gradient", _loss(ask=lambda velocity, x_t, t: velocity(x_t, t).numpy())),
    ("one factor detached", "flow_gradient_wrong", _loss(end=lambda gap: mean(gap * tf.stop_gradient(gap)))),
    ("NumPy before", "hint_graph_values", _loss(lambda x, z, t: np.asarray(_at(x, z, t)))),
    ("prints", "hint_graph_values", _loss(end=lambda gap: (print(f"{mean(gap**2):.3f}"), mean(gap**2))[1])),
    (
        "size of the batch",
        "hint_graph_size",
        _loss(end=lambda gap: mean(tf.reduce_sum(gap**2, 0)) / gap.shape[0]),
    ),
    ("ten times", "hint_factor", _loss(end=lambda gap: 10 * mean(gap**2))),
    ("methods of NumPy", "hint_crash", _loss(end=lambda gap: (gap**2).mean())),
    ("nothing", "hint_returned_none", _loss(end=lambda gap: None)),
    ("text", "hint_type", _loss(end=lambda gap: "small")),
]:
    wrong("flow_loss", _mistake, _hint, _answer)


@right("flow_loss", "with mix")
def _(velocity, x, z, t):
    x_t, wanted = course.mix(x, z, t)
    return mean((velocity(x_t, t) - wanted) ** 2)


for _style, _answer in [
    ("all by itself", _loss()),
    (
        "Keras's class",
        lambda velocity, x, z, t: keras.losses.MeanSquaredError()(x - z, velocity(_at(x, z, along(t, x)), t)),
    ),
    ("Keras's function", _loss(end=lambda gap: mean(keras.losses.mean_squared_error(gap, tf.zeros_like(gap))))),
    ("keras.ops", _loss(end=lambda gap: keras.ops.mean(keras.ops.square(gap)))),
    ("mean of means", _loss(end=lambda gap: mean(tf.reduce_mean(_rows(gap) ** 2, axis=1)))),
    ("sum over the number", _loss(end=lambda gap: tf.reduce_sum(gap**2) / tf.cast(tf.size(gap), tf.float32))),
    ("l2_loss", _loss(end=lambda gap: 2 * tf.nn.l2_loss(gap) / tf.cast(tf.size(gap), gap.dtype))),
    ("asks twice", _loss(ask=lambda velocity, x_t, t: (velocity(x_t, t) + velocity(x_t, t)) / 2)),
    ("float64", _loss(end=lambda gap: mean(tf.cast(gap, tf.float64) ** 2))),
    ("point detached", _loss(lambda x, z, t: tf.stop_gradient(_at(x, z, t)))),
    (
        "multiplied out",
        _loss(end=lambda gap: tf.einsum("nm,nm->", _rows(gap), _rows(gap)) / tf.cast(tf.size(gap), tf.float32)),
    ),
]:
    right("flow_loss", _style, _answer)


# ------------------------------------------------------------------------------------------ euler
def _walk(
    time=lambda k, n: k / n,
    dt=lambda n: 1 / n,
    moves=lambda n: n,
    step=lambda v, x, t, dt: x + v(x, t) * dt,
    end=lambda path: tf.stack(path),
    told=lambda t, z: tf.fill([len(z)], float(t)),
):
    """step(v, x, t, dt), where v(x, t) makes a tensor of t first"""

    def answer(velocity, z, steps):
        def v(x, t):
            return velocity(x, told(t, z))

        path = [z]
        for k in range(moves(steps)):
            path.append(step(v, path[-1], time(k, steps), dt(steps)))
        return end(path)

    return answer


def _heun(v, x, t, dt):
    first = v(x, t)
    return x + (first + v(x + dt * first, t + dt)) * dt / 2


def _linspace(velocity, z, steps):
    times = np.linspace(0, 1, steps)
    path = [z]
    for before, after in pairwise(times):
        path.append(path[-1] + (after - before) * velocity(path[-1], tf.fill([len(z)], before)))
    return tf.stack(path)


for _mistake, _hint, _answer in [
    ("t at the end", "euler_time_late", _walk(lambda k, n: (k + 1) / n)),
    ("t in the middle", "euler_time_middle", _walk(lambda k, n: (k + 0.5) / n)),
    ("linspace for the times", "euler_time_wide", _walk(lambda k, n: np.linspace(0, 1, n)[k])),
    ("t = k", "euler_time_whole", _walk(lambda k, n: k)),
    ("k // steps", "euler_time_zero", _walk(lambda k, n: k // n)),
    ("t = 1", "euler_time_one", _walk(lambda k, n: 1)),
    ("t down", "euler_time_reversed", _walk(lambda k, n: 1 - k / n)),
    ("t down, late", "euler_time_reversed_late", _walk(lambda k, n: 1 - (k + 1) / n)),
    ("1 / (steps - 1)", "euler_step_wide", _walk(dt=lambda n: 1 / max(n - 1, 1))),
    (
        "both by steps - 1",
        "euler_both_wide",
        _walk(lambda k, n: k / max(n - 1, 1), lambda n: 1 / max(n - 1, 1)),
    ),
    ("steps points", "euler_one_less", _linspace),
    ("1 / (steps + 1)", "euler_step_narrow", _walk(lambda k, n: k / (n + 1), lambda n: 1 / (n + 1))),
    ("not divided", "euler_not_divided", _walk(dt=lambda n: 1)),
    ("multiplied", "euler_multiplied", _walk(dt=lambda n: n)),
    ("against it", "euler_minus", _walk(dt=lambda n: -1 / n)),
    ("backwards", "euler_backwards", _walk(lambda k, n: 1 - k / n, lambda n: -1 / n)),
    ("times t", "euler_by_time", _walk(step=lambda v, x, t, dt: x + v(x, t) * t)),
    ("Heun", "euler_heun", _walk(step=_heun)),
    (
        "midpoint",
        "euler_midpoint",
        _walk(step=lambda v, x, t, dt: x + v(x + v(x, t) * dt / 2, t + dt / 2) * dt),
    ),
    ("x forgotten", "euler_replaced", _walk(step=lambda v, x, t, dt: v(x, t) * dt)),
    ("end only", "euler_end_only", _walk(end=lambda path: path[-1])),
    ("return in the loop", "euler_one_step", _walk(moves=lambda n: 1)),
    ("z missing", "euler_start_missing", _walk(end=lambda path: tf.stack(path[1:]))),
    ("end missing", "euler_end_missing", _walk(end=lambda path: tf.stack(path[:-1]))),
    ("steps + 1 moves", "euler_one_more", _walk(moves=lambda n: n + 1)),
    ("axes", "euler_axes", _walk(end=lambda path: tf.stack(path, axis=1))),
    ("concatenated", "euler_one_axis", _walk(end=lambda path: tf.concat(path, 0))),
    ("reversed", "euler_points_backwards", _walk(end=lambda path: tf.stack(path[::-1]))),
    ("moves", "euler_moves", _walk(end=lambda path: np.diff(np.array(path), axis=0))),
    ("t as a number", "velocity_one_time", _walk(told=lambda t, z: t)),
    ("t as a tensor without axes", "velocity_one_time", _walk(told=lambda t, z: tf.constant(t, tf.float32))),
    ("a column of times", "velocity_times", _walk(told=lambda t, z: tf.fill([len(z), 1], t))),
    ("times like z", "velocity_times", _walk(told=lambda t, z: tf.fill(z.shape, t))),
    ("one time in an array", "velocity_times", _walk(told=lambda t, z: tf.constant([t, t], tf.float32))),
    ("swapped", "velocity_swapped", lambda velocity, z, steps: tf.stack([z, velocity(tf.zeros(len(z)), z)])),
    ("t left out", "velocity_call", lambda velocity, z, steps: tf.stack([z, z + velocity(z)])),
    (
        "with an axis more",
        "velocity_points",
        lambda velocity, z, steps: _walk(told=lambda t, _: tf.fill([1], t))(velocity, z[None], steps),
    ),
    ("never asks", "velocity_not_called", lambda velocity, z, steps: tf.stack([z] * (steps + 1))),
    ("a list", "hint_type", _walk(end=lambda path: path)),
    ("nothing", "hint_returned_none", _walk(end=lambda path: print(len(path)))),
    ("methods of NumPy", "hint_arrays_only", lambda velocity, z, steps: _walk()(velocity, z.copy(), steps)),
    ("empty, never filled", "hint_nan", _walk(end=lambda path: tf.stack(path) * np.nan)),
    ("one axis more", "hint_shape", _walk(end=lambda path: tf.stack(path)[:, None])),
    ("times n", "hint_value", _walk(dt=lambda n: 1 / n**2)),
    ("other names", "hint_signature", lambda v, x, n: x),
    ("bfloat16", "hint_half", _walk(end=lambda path: tf.cast(tf.stack(path), tf.bfloat16))),
]:
    wrong("euler", _mistake, _hint, _answer)


@wrong("euler", "straight from z", "euler_velocity_of_start")
def _(velocity, z, steps):
    v = velocity(z, tf.zeros(len(z)))
    return tf.stack([z + k / steps * v for k in range(steps + 1)])


@wrong("euler", "asks at z", "euler_asks_start")
def _(velocity, z, steps):
    path = [z]
    for k in range(steps):
        path.append(path[-1] + velocity(z, tf.fill([len(z)], k / steps)) / steps)
    return tf.stack(path)


for _mistake, _hint, _share in [
    ("from z again", "euler_from_start", lambda k, steps: 1 / steps),
    ("from z to each", "euler_one_leap", lambda k, steps: (k + 1) / steps),
]:

    @wrong("euler", _mistake, _hint)
    def _(velocity, z, steps, _share=_share):
        path = [z]
        for k in range(steps):
            path.append(z + velocity(path[-1], tf.fill([len(z)], k / steps)) * _share(k, steps))
        return tf.stack(path)


@wrong("euler", "one array, changed in place", "euler_same_rows")
def _(velocity, z, steps):
    x = z.numpy()
    path = [x]
    for k in range(steps):
        x += velocity(x, np.full(len(x), k / steps)).numpy() / steps
        path.append(x)
    return np.array(path)


@wrong("euler", "time never moved on", "euler_time_zero")
def _(velocity, z, steps):
    path, t = [z], tf.zeros(len(z))
    for _ in range(steps):
        path.append(path[-1] + velocity(path[-1], t) / steps)
    return tf.stack(path)


right("euler", "the usual", _walk())
right("euler", "NumPy at the end", _walk(end=lambda path: np.array(path)))
right(
    "euler",
    "keras.ops",
    _walk(told=lambda t, z: keras.ops.full((z.shape[0],), t), end=lambda path: keras.ops.stack(path)),
)
right("euler", "times in float64", _walk(told=lambda t, z: np.full(len(z), t)))


@right("euler", "NumPy, filled in")
def _(velocity, z, steps):
    path = np.empty((steps + 1, *z.shape), "float32")
    path[0] = z
    for k in range(steps):
        path[k + 1] = path[k] + np.asarray(velocity(path[k], np.full(len(z), k / steps, "float32"))) / steps
    return path


@right("euler", "NumPy, float64, a copy kept each time")
def _(velocity, z, steps):
    x = z.numpy().astype(float)
    path = [x.copy()]
    for t in np.linspace(0, 1, steps, endpoint=False):
        x += velocity(x, np.repeat(t, len(x))).numpy() / steps
        path.append(x.copy())
    return np.stack(path)


@right("euler", "tf.scan")
def _(velocity, z, steps):
    times = tf.range(steps, dtype=tf.float32) / steps
    later = tf.scan(lambda x, t: x + velocity(x, tf.fill(tf.shape(z)[:1], t)) / steps, times, z)
    return tf.concat([z[None], later], axis=0)


@right("euler", "TensorArray")
def _(velocity, z, steps):
    path = tf.TensorArray(tf.float32, steps + 1).write(0, z)
    x, t, dt = z, tf.zeros(z.shape[0]), 1 / steps
    for k in range(steps):
        x = x + dt * velocity(x, t)
        t = tf.ones_like(t) * ((k + 1) / steps)
        path = path.write(k + 1, x)
    return path.stack()


@right("euler", "itself again")
def _(velocity, z, steps):
    def rest(x, k):
        if k == steps:
            return [x]
        return [
            x,
            *rest(x + velocity(x, z[(slice(None), *[0] * (len(z.shape) - 1))] * 0 + k / steps) / steps, k + 1),
        ]

    return tf.stack(rest(z, 0))


@right("euler", "accumulate")
def _(velocity, z, steps):
    return tf.stack(
        list(
            accumulate(
                range(steps), lambda x, k: x + velocity(x, tf.fill([len(x)], k / steps)) / steps, initial=z
            )
        )
    )


@right("euler", "concatenated, a point more each time")
def _(velocity, z, steps):
    path = tf.expand_dims(z, 0)
    for k in range(steps):
        x = path[-1]
        x += velocity(x, tf.fill([len(z)], k / steps)) / steps
        path = tf.concat([path, [x]], 0)
    return path


# ------------------------------------------------------------------------------------------ guided_velocity
def _none(labels):
    return tf.fill(tf.shape(labels), 10)


def _guided(
    formula=lambda nothing, label, w: nothing + w * (label - nothing),
    none=_none,
    ask=lambda net, x_t, t, labels: net([x_t, t, labels]),
):
    return lambda net, x_t, t, labels, w: formula(ask(net, x_t, t, none(labels)), ask(net, x_t, t, labels), w)


for _mistake, _hint, _answer in [
    ("1 + w", "guided_one_plus", _guided(lambda v0, vl, w: (1 + w) * vl - w * v0)),
    ("1 + w, from v0", "guided_one_plus", _guided(lambda v0, vl, w: v0 + (1 + w) * (vl - v0))),
    ("none is 0", "guided_none_zero", _guided(none=lambda labels: tf.zeros_like(labels))),
    ("none is 9", "guided_none_nine", _guided(none=lambda labels: tf.fill(tf.shape(labels), 9))),
    ("none is -1", "guided_no_label", _guided(none=lambda labels: tf.fill(tf.shape(labels), -1))),
    ("ten more", "guided_no_label", _guided(none=lambda labels: labels + 10)),
    ("swapped", "guided_swapped", _guided(lambda v0, vl, w: vl + w * (v0 - vl))),
    ("wrong weights", "guided_swapped", _guided(lambda v0, vl, w: w * v0 + (1 - w) * vl)),
    ("away", "guided_away", _guided(lambda v0, vl, w: v0 + w * (v0 - vl))),
    ("w v", "guided_label_scaled", _guided(lambda v0, vl, w: w * vl)),
    ("brackets forgotten", "guided_label_scaled", _guided(lambda v0, vl, w: v0 + w * vl - v0)),
    ("difference", "guided_difference", _guided(lambda v0, vl, w: w * (vl - v0))),
    ("labels as they are", "guided_label_only", lambda net, x_t, t, labels, w: net([x_t, t, labels])),
    ("none not used", "guided_label_only", _guided(none=lambda labels: labels)),
    ("none only", "guided_none_only", lambda net, x_t, t, labels, w: net([x_t, t, _none(labels)])),
    ("sum", "guided_w_lost", _guided(lambda v0, vl, w: v0 + vl)),
    ("mean", "guided_mean", _guided(lambda v0, vl, w: (v0 + vl) / 2)),
    ("w on the wrong term", "guided_wrong_term", _guided(lambda v0, vl, w: w * v0 + (vl - v0))),
    ("w v0", "guided_nothing_scaled", _guided(lambda v0, vl, w: w * v0)),
    ("v0 + w v", "guided_sum", _guided(lambda v0, vl, w: v0 + w * vl)),
    ("a step", "guided_point", lambda net, x_t, t, labels, w: x_t + _guided()(net, x_t, t, labels, w)),
    ("never asks", "guided_not_called", lambda net, x_t, t, labels, w: x_t * w),
    ("three arguments", "guided_net_list", _guided(ask=lambda net, x_t, t, labels: net(x_t, t, labels))),
    ("two in the list", "guided_net_list", _guided(ask=lambda net, x_t, t, labels: net([x_t, t]))),
    (
        "a dictionary",
        "guided_net_list",
        _guided(ask=lambda net, x_t, t, labels: net({"x": x_t, "t": t, "labels": labels})),
    ),
    ("order", "guided_order", _guided(ask=lambda net, x_t, t, labels: net([x_t, labels, t]))),
    ("float labels", "guided_labels_float", _guided(none=lambda labels: tf.fill(tf.shape(labels), 10.0))),
    ("float ones", "guided_labels_float", _guided(none=lambda labels: 10 * np.ones(len(labels)))),
    ("one label", "guided_labels_shape", _guided(none=lambda labels: 10)),
    ("one label in a list", "guided_labels_shape", _guided(none=lambda labels: tf.constant([10]))),
    ("a column of labels", "guided_labels_shape", _guided(none=lambda labels: tf.fill([len(labels), 1], 10))),
    ("one time", "guided_times", _guided(ask=lambda net, x_t, t, labels: net([x_t, t[0], labels]))),
    (
        "a column of times",
        "guided_times",
        _guided(ask=lambda net, x_t, t, labels: net([x_t, t[:, None], labels])),
    ),
    ("twice", "hint_factor", _guided(lambda v0, vl, w: 2 * (v0 + w * (vl - v0)))),
    ("both", "hint_type", _guided(lambda v0, vl, w: (v0, vl))),
    ("square", "hint_value_large", _guided(lambda v0, vl, w: v0 + w**2 * (vl - v0))),
    ("prints", "hint_returned_none", _guided(lambda v0, vl, w: print(w))),
    ("method of NumPy", "hint_arrays_only", _guided(none=lambda labels: labels.clip(10, 10))),
    ("default", "hint_signature", lambda net, x_t, t, labels, w=1.5: net([x_t, t, labels])),
    ("predict", "hint_crash", _guided(ask=lambda net, x_t, t, labels: net.predict([x_t, t, labels]))),
    ("labels assigned", "hint_crash", lambda net, x_t, t, labels, w: labels.__setitem__(slice(None), 10)),
]:
    wrong("guided_velocity", _mistake, _hint, _answer)

for _style, _answer in [
    ("the usual", _guided()),
    ("weights", _guided(lambda v0, vl, w: (1 - w) * v0 + w * vl)),
    ("from the label on", _guided(lambda v0, vl, w: vl + (w - 1) * (vl - v0))),
    ("ones_like", _guided(none=lambda labels: 10 * tf.ones_like(labels))),
    ("0 * labels", _guided(none=lambda labels: labels * 0 + 10)),
    ("NumPy", _guided(lambda v0, vl, w: np.array(v0) + w * (np.array(vl) - np.array(v0)))),
    ("NumPy labels", _guided(none=lambda labels: np.full(labels.shape, 10))),
    ("int64 labels", _guided(none=lambda labels: tf.cast(_none(labels), tf.int64))),
    ("a plain list of labels", _guided(none=lambda labels: [10] * len(labels))),
    ("keras.ops", _guided(lambda v0, vl, w: keras.ops.add(v0, w * keras.ops.subtract(vl, v0)))),
    ("a tuple, not training", _guided(ask=lambda net, x_t, t, labels: net((x_t, t, labels), training=False))),
    ("float64", _guided(lambda v0, vl, w: tf.cast(v0, tf.float64) * (1 - w) + tf.cast(vl, tf.float64) * w)),
]:
    right("guided_velocity", _style, _answer)


@right("guided_velocity", "both in one batch")
def _(net, x_t, t, labels, w):
    both = net([tf.concat([x_t, x_t], 0), tf.tile(t, [2]), tf.concat([labels, 0 * labels + 10], 0)])
    label, nothing = tf.split(both, 2)
    return nothing + w * (label - nothing)


@right("guided_velocity", "a picture at a time, in a loop")
def _(net, x_t, t, labels, w):
    rows = []
    for i in range(len(labels)):
        one = x_t[i : i + 1], t[i : i + 1]
        nothing, label = (net([*one, kind])[0] for kind in (tf.constant([10]), labels[i : i + 1]))
        rows.append(nothing + w * (label - nothing))
    return tf.stack(rows)
