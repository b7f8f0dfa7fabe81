"""Checks of lesson 05: roads, velocities and walks against their definition in float64."""

import re
from dataclasses import replace

import numpy as np
from scipy.special import softmax

from course_utils.exercises.engine import Exercise, runs
from course_utils.exercises.gradients import as_tensors, compiled, is_result
from course_utils.exercises.kinds import ARRAY, SCALAR, TENSOR, Kind, named
from course_utils.exercises.verdict import Mistake

LESSON = "flow_matching"


def _exact(a):
    return np.asarray(a, float)


def _column(t, x):
    """One time, or one for each of x, with as many axes as x."""
    t = _exact(t)
    return t.reshape((-1, *[1] * (np.ndim(x) - 1))) if t.ndim else t


def _normal(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def _times(seed, n):
    """All different, as those of a batch."""
    return np.random.default_rng(seed).permutation(np.linspace(0.03, 0.97, n)).astype("float32")


# --- mix ---------------------------------------------------------------------------------------


def _roads(seed, *shape):
    return _normal(seed, *shape), _normal(seed + 50, *shape), _times(seed, shape[0])


def _mix_cases():
    by_hand = tuple(np.array(a, "float32") for a in ([[4, 8]], [[0, 0]], [0.25]))
    x, z, _ = _roads(5, 6, 2)
    ends = x, z, np.array([0, 1, 0.5, 1, 0, 0.9], "float32")
    shapes = (5, 2), (4, 4), (64, 28, 28, 1), (28, 28, 28, 1), (1, 28, 28, 1), (7, 1), (3, 4, 2)
    return [by_hand, *(_roads(k, *shape) for k, shape in enumerate(shapes)), ends]


def _both(point, velocity):
    """As _read_roads reads them."""
    return np.stack(np.broadcast_arrays(_exact(point), _exact(velocity)))


def _of_road(formula):
    """formula(x, z, t): point and velocity; t has the axes of x"""

    def mistaken(x, z, t):
        with np.errstate(all="ignore"):
            return _both(*formula(_exact(x), _exact(z), _column(t, x)))

    return mistaken


def _point(x, z, t):
    return (1 - t) * z + t * x


def _of_point(formula):
    return _of_road(lambda x, z, t: (formula(x, z, t), x - z))


def _of_velocity(formula):
    return _of_road(lambda x, z, t: (_point(x, z, t), formula(x, z, t)))


MIX_MISTAKES = {
    "mix_ends_swapped": _of_point(lambda x, z, t: t * z + (1 - t) * x),
    "mix_sign": _of_velocity(lambda x, z, t: z - x),
    "mix_reversed": _of_road(lambda x, z, t: (t * z + (1 - t) * x, z - x)),
    "mix_order": _of_road(lambda x, z, t: (x - z, _point(x, z, t))),
    "mix_one_time": _of_point(lambda x, z, t: _point(x, z, t[:1])),
    "mix_mean_time": _of_point(lambda x, z, t: _point(x, z, t.mean())),
    "mix_roots": _of_point(lambda x, z, t: np.sqrt(1 - t) * z + np.sqrt(t) * x),
    "mix_circle": _of_point(lambda x, z, t: np.sqrt(1 - t**2) * z + t * x),
    "mix_start_kept": _of_point(lambda x, z, t: z + t * x),
    "mix_start_lost": _of_point(lambda x, z, t: t * (x - z)),
    "mix_velocity_divided": _of_velocity(lambda x, z, t: (x - z) / (1 - t)),
    "mix_velocity_rest": _of_velocity(lambda x, z, t: (1 - t) * (x - z)),
    "mix_velocity_done": _of_velocity(lambda x, z, t: t * (x - z)),
    "mix_velocity_x": _of_velocity(lambda x, z, t: x),
    "mix_velocity_z": _of_velocity(lambda x, z, t: z),
}


def _explain_roads(cases, results, wanted):
    """What is told from where it is right: with how many axes, and which of the two results."""
    fits = [r is not None and ROADS.same(r, w) for r, w in zip(results, wanted, strict=True)]
    if any(fits) and fits == [np.ndim(x) == 4 for x, *_ in cases]:
        raise Mistake("mix_four_axes")
    if results[-1] is None:
        return
    trials = list(zip(cases, results, wanted, strict=True))
    for _, got, right in trials:
        if got.shape != right.shape:
            raise Mistake("mix_shape", got=got.shape[1:], expected=right.shape[1:])
    if any(np.isnan(got).any() for got in results):
        if all(_right_before_the_end(*trial) for trial in trials):
            raise Mistake("mix_end_divided")
        return
    points, velocities = (all(ROADS.same(got[k], right[k]) for _, got, right in trials) for k in (0, 1))
    if points or velocities:
        raise Mistake("mix_velocity_other" if points else "mix_point_other")


def _right_before_the_end(args, result, wanted):
    before = args[2] < 1
    return np.allclose(result[:, before], wanted[:, before], rtol=0.01, atol=1e-3)


def _roads_crashed(answer, args, error):
    """t (n,) meets the last axis of x, or has too few axes for pictures."""
    if not re.search(r"[Ii]ncompatible shapes|broadcast|must be equal|must match", str(error)):
        return
    plane = as_tensors(_roads(1, 5, 2))
    raise Mistake("mix_two_axes" if runs(answer, plane) else "mix_time_axis") from error


def _read_roads(raw):
    """Both results, one above the other."""
    if not isinstance(raw, (tuple, list)):
        if hasattr(raw, "__array__") and np.ndim(raw):
            raise Mistake("mix_one_tensor", shape=tuple(raw.shape))
        raise TypeError
    if not all(hasattr(part, "__array__") for part in raw):
        raise TypeError
    if len(raw) != 2:
        raise Mistake("mix_two_tensors", number=len(raw))
    point, velocity = map(TENSOR.read, raw)
    try:
        return _both(point, velocity)
    except ValueError:
        raise Mistake("mix_shapes", point=point.shape, velocity=velocity.shape) from None


ROADS = Kind("kind_roads", _read_roads, lambda raw: tuple(map(TENSOR.carry, raw)))


def _mix_limits(run, slopes):
    """The lesson trains in a graph, where the size of a batch isn't known."""
    for case in (_roads(11, 5, 2), _roads(12, 6, 28, 28, 1)):
        tensors = as_tensors(case)
        result = compiled(run.raw, *tensors, autograph=False)(*tensors)
        if not is_result(run, result, case) or not ROADS.same(run.read(result, case), _mix(*case)):
            raise Mistake("hint_graph_result", got=named(result))


_mix = _of_road(lambda x, z, t: (_point(x, z, t), x - z))

MIX = Exercise(
    "mix",
    LESSON,
    ROADS,
    _mix_cases,
    _mix,
    MIX_MISTAKES,
    diagnose=_explain_roads,
    crashed=_roads_crashed,
    tensors=True,
    limits=_mix_limits,
)


# --- best_velocity -----------------------------------------------------------------------------

# Squares that were multiplied out, in float32, are a little off; such answers are right.
VELOCITIES = replace(ARRAY, rtol=2e-3, atol=2e-3, carry=lambda raw: np.asarray(raw, "float32"))


def _on_the_way(seed, n, m, t, d=784):
    """Pictures of −1 and 1, and points on the roads to some of them."""
    data = np.sign(_normal(seed, m, d))
    return ((1 - t) * _normal(seed + 50, n, d) + t * data[-n:]).astype("float32"), t, data


def _best_cases():
    by_hand = np.array([[1, 1]], "float32"), 0.5, np.array([[3, 1]], "float32")
    two = np.zeros((1, 1), "float32"), 0.75, np.array([[1], [-1]], "float32")
    far = _normal(23, 4, 2) + np.array([[3], [60], [400], [2]], "float32")
    like = (_normal(24, 1, 784) + 0.1 * _normal(25, 20, 784)).astype("float32")
    return [
        by_hand,
        two,
        (_normal(20, 5, 2), 0.3, _normal(30, 7, 2)),
        (_normal(21, 4, 4), 0.6, _normal(31, 4, 4)),
        (_normal(22, 3, 5), 0.0, _normal(32, 6, 5)),
        (_normal(26, 1, 3), 0.8, _normal(36, 9, 3)),
        (_normal(27, 6, 2), 0.5, _normal(37, 1, 2)),
        (far, 0.9, _normal(33, 5, 2)),
        _on_the_way(28, 5, 30, 0.999),
        ((0.4 * like[:3] + 0.6 * _normal(29, 3, 784)).astype("float32"), 0.4, like),
    ]


def _gaps(x, t, data):
    """x − t d, (n, m, d)"""
    return _exact(x)[:, None] - t * _exact(data)


def _squares(x, t, data):
    return (_gaps(x, t, data) ** 2).sum(axis=-1)


def _logits(x, t, data):
    return -_squares(x, t, data) / (2 * (1 - t) ** 2)


def _weighed(logits=_logits, weigh=lambda logits: softmax(logits, axis=1), end=None, start=0.0):
    """weigh(logits (n, m)) gives weights; end(weights, x, t, data) the velocity; for times from start on."""

    def velocity(x, t, data):
        if t < start:
            return None
        with np.errstate(all="ignore"):
            weights = weigh(logits(x, t, data))
            return None if weights is None else (end or _towards)(weights, _exact(x), t, _exact(data))

    return velocity


def _towards(weights, x, t, data):
    return (weights @ data - weights.sum(axis=1, keepdims=True) * x) / (1 - t)


def _of_sums(x, t, data):
    return -(_gaps(x, t, data).sum(axis=-1) ** 2) / (2 * (1 - t) ** 2)


def _unit_rows(weights):
    return weights / weights.sum(axis=1, keepdims=True)


def _nearest(logits):
    return np.eye(logits.shape[1])[logits.argmax(axis=1)]


def _wrong_maximum(logits):
    """For each data point instead of each point; left open where that underflows in float32."""
    shifted = logits - logits.max(axis=0)
    return _unit_rows(np.exp(shifted)) if (shifted.max(axis=1) > -80).all() else None


# Weights that need not add up to 1.
WEIGHTS = {
    "best_softmax_points": lambda logits: softmax(logits, axis=0),
    "best_softmax_all": lambda logits: softmax(logits),
    "best_not_normalised": lambda logits: np.exp(logits - logits.max(axis=1, keepdims=True)),
    "best_exp_only": np.exp,
    "best_logits": lambda logits: logits,
    "best_sum": np.ones_like,
}

BEST_MISTAKES = {
    "best_not_squared": _weighed(lambda x, t, d: -_squares(x, t, d) / (2 * (1 - t))),
    "best_no_two": _weighed(lambda x, t, d: 2 * _logits(x, t, d)),
    "best_no_variance": _weighed(lambda x, t, d: -_squares(x, t, d) / 2),
    "best_bare": _weighed(lambda x, t, d: -_squares(x, t, d)),
    "best_two_times": _weighed(lambda x, t, d: -_squares(x, t, d) / (2 * (1 - t)) ** 2),
    "best_variance_of_t": _weighed(lambda x, t, d: -_squares(x, t, d) / (2 * t**2), start=0.1),
    "best_backwards": _weighed(lambda x, t, d: _logits(x, 1 - t, d), start=0.1),
    "best_norm": _weighed(lambda x, t, d: -(_squares(x, t, d) ** 0.5) / (2 * (1 - t) ** 2)),
    "best_absolute": _weighed(lambda x, t, d: -np.abs(_gaps(x, t, d)).sum(axis=-1) / (2 * (1 - t) ** 2)),
    "best_sum_squared": lambda x, t, d: _weighed(_of_sums)(x, t, d) if x.shape[1] < 100 else None,
    "best_mean_square": _weighed(lambda x, t, d: _logits(x, t, d) / x.shape[1]),
    "best_time_forgotten": _weighed(lambda x, t, d: -_squares(x, 1, d) / (2 * (1 - t) ** 2)),
    "best_time_on_point": _weighed(lambda x, t, d: -_squares(t * _exact(x), 1, d) / (2 * (1 - t) ** 2)),
    "best_minus": _weighed(lambda x, t, d: -_logits(x, t, d)),
    "best_max_axis": _weighed(weigh=_wrong_maximum),
    **{key: _weighed(weigh=weigh) for key, weigh in WEIGHTS.items()},
    "best_nearest": _weighed(weigh=_nearest),
    "best_unweighted": _weighed(weigh=lambda logits: _unit_rows(np.ones_like(logits))),
    "best_not_divided": _weighed(end=lambda w, x, t, d: w @ d - x),
    "best_divided_twice": _weighed(end=lambda w, x, t, d: (w @ d - x) / (1 - t) ** 2),
    "best_multiplied": _weighed(end=lambda w, x, t, d: (w @ d - x) * (1 - t)),
    "best_divided_by_t": _weighed(end=lambda w, x, t, d: (w @ d - x) / t, start=0.1),
    "best_away": _weighed(end=lambda w, x, t, d: (x - w @ d) / (1 - t)),
    "best_goal": _weighed(end=lambda w, x, t, d: w @ d),
    "best_goal_divided": _weighed(end=lambda w, x, t, d: w @ d / (1 - t)),
    "best_to_shrunk": _weighed(end=lambda w, x, t, d: (t * (w @ d) - x) / (1 - t)),
}


def _explain_weights(cases, results, wanted):
    """Weights that don't add up to 1, where x_t is taken away once. Or right but where the exponentials are
    all 0: not a number, or, where an epsilon hides that, no weight."""
    if any(r is None or r.shape != w.shape for r, w in zip(results, wanted, strict=True)):
        return
    for key, weigh in WEIGHTS.items():
        mistaken = _weighed(weigh=weigh, end=lambda w, x, t, d: (w @ d - x) / (1 - t))
        if all(VELOCITIES.same(r, mistaken(*args)) for r, args in zip(results, cases, strict=True)):
            raise Mistake(key)
    right = [
        np.isclose(r, w, VELOCITIES.rtol, VELOCITIES.atol).all(axis=1)
        for r, w in zip(results, wanted, strict=True)
    ]
    largest = np.concatenate([_logits(*args).max(axis=1) for args in cases])
    right = np.concatenate(right)
    if right[largest > -5].all() and not right[largest < -750].any():
        raise Mistake("best_underflow")


def _best_crashed(answer, args, error):
    if re.search("'(float|int)' object (is not subscriptable|has no attribute)", str(error)):
        raise Mistake("best_time_number", error=error) from error
    _, t, data = args
    flat = re.search("axis 1 is out of bounds for array of dimension 1", str(error))
    unequal = re.search("broadcast|[Ii]ncompatible shapes|must be equal", str(error))
    if flat or (unequal and runs(answer, (data, t, data))):
        raise Mistake("best_pairs") from error


BEST_VELOCITY = Exercise(
    "best_velocity",
    LESSON,
    VELOCITIES,
    _best_cases,
    _weighed(),
    BEST_MISTAKES,
    diagnose=_explain_weights,
    crashed=_best_crashed,
)


# --- what stands for a network -----------------------------------------------------------------


class _Velocity:
    """Stands for a network: a formula that NumPy can work out too. It notes the shapes that it is given."""

    def __init__(self, *weights, in_words=None):
        self.weights, self.in_words, self.seen = weights, in_words, []

    def __call__(self, x, t, /):
        import tensorflow as tf

        x, t = (tf.cast(a, tf.float32) for a in (x, t))  # as Keras does
        self.seen.append((tuple(x.shape), tuple(t.shape)))
        if t.shape.rank > x.shape.rank:
            return tf.zeros_like(t)
        if t.shape.rank and t.shape.num_elements() not in (None, 1, x.shape[0]):
            return tf.zeros_like(x)
        if t.shape.rank:
            t = tf.reshape(t, [-1] + [1] * (x.shape.rank - 1))
        return _formula(self.weights, x, t)

    def exact(self, x, t):
        return _formula(self.weights, _exact(x), _column(t, x))


def _formula(weights, x, t):
    a, b, c, d = weights
    return a * x + b * t * x + c * t**2 + d


def _check_calls(velocity, shape):
    """Whether it was asked at points of that shape, or some of them, and at a time for each."""
    if not velocity.seen:
        raise Mistake("velocity_not_called")
    for x, t in velocity.seen:
        if len(x) == 1 < len(t) and t[1:] == shape[1:]:
            raise Mistake("velocity_swapped")
        if x[1:] != shape[1:]:
            raise Mistake("velocity_points", got=x, expected=shape)
        if t == ():
            raise Mistake("velocity_one_time", n=x[0])
        if t != x[:1]:
            raise Mistake("velocity_times", got=t, n=x[0])


def _called_wrongly(answer, args, error):
    if re.search(r"__call__\(\) (missing|takes|got) .*argument", str(error)):
        raise Mistake("velocity_call") from error


# --- flow_loss ---------------------------------------------------------------------------------

FLOW = replace(SCALAR, rtol=1e-3)


def _flow_cases():
    three = _Velocity(0, 0, 0, 3, in_words="lambda x, t: 0 * x + 3")
    by_hand = three, *(np.array(a, "float32") for a in ([[4]], [[0]], [1]))
    shapes = (5, 2), (4, 4), (64, 28, 28, 1), (28, 28, 28, 1), (1, 28, 28, 1), (7, 1), (128, 2)
    rng = np.random.default_rng(40)
    return [by_hand, *((_Velocity(*rng.normal(size=4)), *_roads(41 + k, *s)) for k, s in enumerate(shapes))]


def _of_gap(formula):
    """formula(gap): of what the velocity lacks"""
    return _flow(end=formula)


def _flow(
    point=_point,
    time=lambda t: t,
    target=lambda x, z, t: x - z,
    end=lambda gap: np.mean(gap**2),
):
    def loss(velocity, x, z, t):
        at = _column(t, x)
        x, z = _exact(x), _exact(z)
        with np.errstate(all="ignore"):
            return end(velocity.exact(point(x, z, at), time(at)) - target(x, z, at))

    return loss


def _each(gap):
    return gap.reshape(len(gap), -1)


FLOW_MISTAKES = {
    "flow_sum": _of_gap(lambda gap: np.sum(gap**2)),
    "flow_sum_of_numbers": _of_gap(lambda gap: np.sum(gap**2) / len(gap)),
    "flow_sum_of_batch": _of_gap(lambda gap: np.sum(_each(gap**2).mean(axis=1))),
    "flow_half": _of_gap(lambda gap: np.mean(gap**2) / 2),
    "flow_absolute": _of_gap(lambda gap: np.mean(np.abs(gap))),
    "flow_not_squared": _of_gap(np.mean),
    "flow_mean_first": _of_gap(lambda gap: np.mean(gap) ** 2),
    "flow_root": _of_gap(lambda gap: np.mean(gap**2) ** 0.5),
    "flow_norm": _of_gap(lambda gap: np.sum(gap**2) ** 0.5),
    "flow_norms": _of_gap(lambda gap: np.mean(np.linalg.norm(_each(gap), axis=1))),
    "flow_negative": _of_gap(lambda gap: -np.mean(gap**2)),
    "flow_against_x": _flow(target=lambda x, z, t: x),
    "flow_against_z": _flow(target=lambda x, z, t: z),
    "flow_against_point": _flow(target=_point),
    "flow_target_sign": _flow(target=lambda x, z, t: z - x),
    "flow_target_plus": _flow(target=lambda x, z, t: x + z),
    "flow_target_divided": _flow(target=lambda x, z, t: (x - z) / (1 - t)),
    "flow_target_rest": _flow(target=lambda x, z, t: (1 - t) * (x - z)),
    "flow_target_none": _flow(target=lambda x, z, t: 0 * x),
    "flow_at_x": _flow(point=lambda x, z, t: x),
    "flow_at_z": _flow(point=lambda x, z, t: z),
    "flow_order": _flow(point=lambda x, z, t: x - z, target=_point),
    "flow_ends_swapped": _flow(point=lambda x, z, t: t * z + (1 - t) * x),
    "flow_reversed": _flow(point=lambda x, z, t: t * z + (1 - t) * x, target=lambda x, z, t: z - x),
    "flow_time_reversed": _flow(time=lambda t: 1 - t),
    "flow_time_zero": _flow(time=lambda t: 0 * t),
    "flow_time_one": _flow(time=lambda t: 0 * t + 1),
    "flow_one_time": _flow(point=lambda x, z, t: _point(x, z, t[:1])),
    "flow_mean_time": _flow(point=lambda x, z, t: _point(x, z, t.mean())),
    "flow_roots": _flow(point=lambda x, z, t: np.sqrt(1 - t) * z + np.sqrt(t) * x),
}


def _check_flow_calls(args, raw):
    velocity, x, *_ = args
    _check_calls(velocity, x.shape)


def _flow_crashed(answer, args, error):
    _called_wrongly(answer, args, error)
    if re.search(r"[Ii]ncompatible shapes|broadcast|must be equal|must match", str(error)):
        plane = _Velocity(1, 0, 0, 0), *as_tensors(_roads(1, 5, 2))
        raise Mistake("mix_two_axes" if runs(answer, plane) else "mix_time_axis") from error


def _flow_limits(run, slopes):
    """The gradient to the weights inside velocity, by hand and in the graph of a training."""
    import tensorflow as tf

    case = _roads(49, 6, 3)
    exact = np.array([0.4, -0.7, 0.5, 0.2])
    weights = [tf.Variable(w, dtype=tf.float32) for w in exact]
    net = _Velocity(*weights)

    def step(*tensors):
        with tf.GradientTape() as tape:
            loss = run.raw(net, *tensors)
        return loss, (tape.gradient(loss, weights) if tf.is_tensor(loss) else [None] * 4)

    tensors = as_tensors(case)
    _check_slopes(step(*tensors)[1], exact, case)
    loss, slopes = compiled(step, *tensors, autograph=False)(*tensors)
    if not is_result(run, loss, case) or not FLOW.same(run.read(loss, case), _flow()(_Velocity(*exact), *case)):
        raise Mistake("hint_graph_result", got=named(loss))
    _check_slopes(slopes, exact, case)


def _check_slopes(got, weights, case, step=1e-4):
    """got: the gradient to the four weights; against differences."""
    if all(g is None for g in got):
        raise Mistake("flow_no_gradient")
    moves = step * np.eye(4)
    ahead, behind = ([_flow()(_Velocity(*(weights + s * m)), *case) for m in moves] for s in (1, -1))
    wanted = (np.array(ahead) - behind) / (2 * step)
    if not np.allclose([0 if g is None else g for g in got], wanted, rtol=0.01, atol=1e-3):
        raise Mistake("flow_gradient_wrong")


FLOW_LOSS = Exercise(
    "flow_loss",
    LESSON,
    FLOW,
    _flow_cases,
    _flow(),
    FLOW_MISTAKES,
    inspect=_check_flow_calls,
    crashed=_flow_crashed,
    tensors=True,
    limits=_flow_limits,
)


# --- euler -------------------------------------------------------------------------------------

PATHS = replace(TENSOR, rtol=1e-3, atol=1e-4)


def _euler_cases():
    by_hand = _Velocity(1, 0, 0, 0, in_words="lambda x, t: x"), np.array([[1]], "float32"), 2
    rng = np.random.default_rng(60)

    def walk(seed, steps, *shape):
        return _Velocity(*rng.uniform(0.4, 1.2, 4) * [1, -1, 1, -1]), _normal(seed, *shape), steps

    return [
        by_hand,
        walk(61, 3, 4, 2),
        walk(62, 1, 3, 5),
        walk(63, 4, 5, 5),  # n = steps + 1 = d
        walk(64, 5, 1, 3),
        walk(65, 3, 4, 28, 28, 1),
        walk(66, 20, 64, 2),
        walk(67, 100, 2, 1),
    ]


def _equal(k, steps):
    return k / steps


def _move(v, x, t, dt):
    return x + dt * v(x, t)


def _walk(
    time=_equal,
    dt=lambda steps: 1 / steps,
    moves=lambda steps: steps,
    move=_move,
    end=np.stack,
    least=1,
    most=100,
):
    """move(v, x, t, dt) gives the next point, end(path) the result; for so many steps only."""

    def path(velocity, z, steps):
        if not least <= steps <= most:
            return None
        path = [_exact(z)]
        for k in range(moves(steps)):
            path.append(move(velocity.exact, path[-1], time(k, steps), dt(steps)))
        return end(path)

    return path


def _heun(v, x, t, dt):
    first = v(x, t)
    return x + dt * (first + v(x + dt * first, t + dt)) / 2


def _midpoint(v, x, t, dt):
    return x + dt * v(x + dt / 2 * v(x, t), t + dt / 2)


def _from_start(formula):
    """formula(v, z, before, k, steps): the point after k + 1 steps"""

    def path(velocity, z, steps):
        path = [_exact(z)]
        for k in range(steps):
            path.append(formula(velocity.exact, path[0], path[-1], k, steps))
        return np.stack(path)

    return path


EULER_MISTAKES = {
    "euler_time_late": _walk(time=lambda k, n: (k + 1) / n),
    "euler_time_middle": _walk(time=lambda k, n: (k + 0.5) / n),
    "euler_time_wide": _walk(time=lambda k, n: k / max(n - 1, 1)),
    "euler_time_whole": _walk(time=lambda k, n: k),
    "euler_time_zero": _walk(time=lambda k, n: 0.0),
    "euler_time_one": _walk(time=lambda k, n: 1.0),
    "euler_time_reversed": _walk(time=lambda k, n: 1 - k / n),
    "euler_time_reversed_late": _walk(time=lambda k, n: 1 - (k + 1) / n),
    "euler_step_wide": _walk(dt=lambda n: 1 / (n - 1), least=2),
    "euler_both_wide": _walk(time=lambda k, n: k / (n - 1), dt=lambda n: 1 / (n - 1), least=2),
    "euler_one_less": _walk(lambda k, n: k / (n - 1), lambda n: 1 / (n - 1), lambda n: n - 1, least=2),
    "euler_step_narrow": _walk(lambda k, n: k / (n + 1), lambda n: 1 / (n + 1)),
    "euler_not_divided": _walk(dt=lambda n: 1),
    "euler_multiplied": _walk(dt=lambda n: n, most=10),
    "euler_minus": _walk(dt=lambda n: -1 / n),
    "euler_backwards": _walk(time=lambda k, n: 1 - k / n, dt=lambda n: -1 / n),
    "euler_by_time": _walk(move=lambda v, x, t, dt: x + t * v(x, t)),
    "euler_heun": _walk(move=_heun),
    "euler_midpoint": _walk(move=_midpoint),
    "euler_replaced": _walk(move=lambda v, x, t, dt: dt * v(x, t)),
    "euler_velocity_of_start": _from_start(lambda v, z, x, k, n: x + v(z, 0) / n),
    "euler_asks_start": _from_start(lambda v, z, x, k, n: x + v(z, k / n) / n),
    "euler_from_start": _from_start(lambda v, z, x, k, n: z + v(x, k / n) / n),
    "euler_one_leap": _from_start(lambda v, z, x, k, n: z + v(x, k / n) * (k + 1) / n),
    "euler_end_only": _walk(end=lambda path: path[-1]),
    "euler_one_step": _walk(moves=lambda n: 1),
    "euler_start_missing": _walk(end=lambda path: np.stack(path[1:])),
    "euler_end_missing": _walk(end=lambda path: np.stack(path[:-1])),
    "euler_one_more": _walk(moves=lambda n: n + 1),
    "euler_same_rows": _walk(end=lambda path: np.stack([path[-1]] * len(path))),
    "euler_axes": _walk(end=lambda path: np.stack(path, axis=1)),
    "euler_one_axis": _walk(end=np.concatenate),
    "euler_points_backwards": _walk(end=lambda path: np.stack(path[::-1])),
    "euler_moves": _walk(end=lambda path: np.diff(np.stack(path), axis=0)),
}


def _check_euler_calls(args, raw):
    velocity, z, steps = args
    if velocity.seen or steps > 1:  # without a step too few, one step is none
        _check_calls(velocity, z.shape)


EULER = Exercise(
    "euler",
    LESSON,
    PATHS,
    _euler_cases,
    _walk(),
    EULER_MISTAKES,
    inspect=_check_euler_calls,
    crashed=_called_wrongly,
    tensors=True,
)


# --- guided_velocity ---------------------------------------------------------------------------

NONE = 10  # the label that stands for no label


class _Net:
    """Stands for a network of three inputs, and notes what is odd about them."""

    def __init__(self, seed):
        rng = np.random.default_rng(seed)
        self.weights = rng.normal(size=4)
        self.labels = rng.normal(size=(2, NONE + 1))  # what each label adds
        self.odd, self.listed, self.asked = None, True, 0

    def __call__(self, *inputs, training=None):
        import tensorflow as tf

        if len(inputs) != 1 or not isinstance(inputs[0], (list, tuple)) or len(inputs[0]) != 3:
            self.listed = False
            raise ValueError("expected one list of three inputs")
        self.asked += 1
        x, t, labels = map(tf.convert_to_tensor, inputs[0])
        self.odd = self.odd or (tf.executing_eagerly() and self._odd(x, t, labels))
        if self.odd:
            return tf.zeros_like(x)
        t, (a, b) = tf.cast(t, tf.float32), tf.gather(self.labels.astype("float32"), labels, axis=1)
        t, a, b = (tf.reshape(c, [-1] + [1] * (len(x.shape) - 1)) for c in (t, a, b))
        return _formula(self.weights, tf.cast(x, tf.float32), t) + a * x + b

    @staticmethod
    def _odd(x, t, labels):
        """(key of a hint, its values), or None"""
        if t.dtype.is_integer and labels.dtype.is_floating:
            return "guided_order", {}
        if not labels.dtype.is_integer:
            return "guided_labels_float", {"dtype": labels.dtype.name}
        if labels.shape != x.shape[:1]:
            return "guided_labels_shape", {"got": tuple(labels.shape), "n": x.shape[0]}
        if t.shape != x.shape[:1]:
            return "guided_times", {"got": tuple(t.shape), "n": x.shape[0]}
        outside = [n for n in np.ravel(labels) if not 0 <= n <= NONE]
        return ("guided_no_label", {"label": int(outside[0])}) if outside else None

    def exact(self, x, t, labels):
        x = _exact(x)
        a, b = (_column(c[np.asarray(labels)], x) for c in self.labels)
        return _formula(self.weights, x, _column(t, x)) + a * x + b


def _guided_cases():
    def case(seed, w, dtype, *shape):
        labels = np.random.default_rng(seed).permutation(np.arange(shape[0]) % 10).astype(dtype)
        return _Net(seed), _normal(seed + 50, *shape), _times(seed, shape[0]), labels, w

    return [
        case(80, 1.5, "int32", 5, 2),
        case(81, 0.0, "int32", 4, 3),
        case(82, 1.0, "int64", 6, 6),
        case(83, 3.0, "int32", 10, 28, 28, 1),
        case(84, 2, "int64", 12, 1),
        case(85, 0.3, "int32", 1, 4),
        case(86, 1.5, "int32", 64, 28, 28, 1),
    ]


def _guided(formula=lambda nothing, label, w: nothing + w * (label - nothing), none=NONE):
    def velocity(net, x_t, t, labels, w):
        return formula(net.exact(x_t, t, np.full_like(labels, none)), net.exact(x_t, t, labels), w)

    return velocity


GUIDED_MISTAKES = {
    "guided_one_plus": _guided(lambda v0, vl, w: vl + w * (vl - v0)),
    "guided_none_zero": _guided(none=0),
    "guided_none_nine": _guided(none=9),
    "guided_swapped": _guided(lambda v0, vl, w: vl + w * (v0 - vl)),
    "guided_away": _guided(lambda v0, vl, w: v0 - w * (vl - v0)),
    "guided_label_scaled": _guided(lambda v0, vl, w: w * vl),
    "guided_difference": _guided(lambda v0, vl, w: w * (vl - v0)),
    "guided_label_only": _guided(lambda v0, vl, w: vl),
    "guided_none_only": _guided(lambda v0, vl, w: v0),
    "guided_w_lost": _guided(lambda v0, vl, w: v0 + vl),
    "guided_mean": _guided(lambda v0, vl, w: (v0 + vl) / 2),
    "guided_wrong_term": _guided(lambda v0, vl, w: w * v0 + vl - v0),
    "guided_nothing_scaled": _guided(lambda v0, vl, w: w * v0),
    "guided_sum": _guided(lambda v0, vl, w: v0 + w * vl),
    "guided_point": lambda net, x_t, *rest: _exact(x_t) + _guided()(net, x_t, *rest),
}


def _check_guided_calls(args, raw):
    net = args[0]
    if net.odd:
        key, values = net.odd
        raise Mistake(key, **values)
    if not net.asked:
        raise Mistake("guided_not_called")


def _guided_crashed(answer, args, error):
    if not args[0].listed:
        raise Mistake("guided_net_list") from error


GUIDED_VELOCITY = Exercise(
    "guided_velocity",
    LESSON,
    PATHS,
    _guided_cases,
    _guided(),
    GUIDED_MISTAKES,
    inspect=_check_guided_calls,
    crashed=_guided_crashed,
    tensors=True,
)


EXERCISES = [MIX, BEST_VELOCITY, FLOW_LOSS, EULER, GUIDED_VELOCITY]
