"""Can a network learn through an answer? Its gradient, against a numerical one, and a run in a tf.function."""

import re
from collections.abc import Callable, Sequence

import numpy as np

from course_utils.exercises.kinds import named
from course_utils.exercises.reasons import message_of
from course_utils.exercises.verdict import Mistake

STEP = 1e-4  # of the numerical derivative, times the size of the numbers


def as_tensors(args: tuple) -> list:
    """The arguments as a lesson hands them over: arrays are TensorFlow tensors there."""
    import tensorflow as tf

    return [tf.constant(a) if isinstance(a, np.ndarray) else a for a in args]


def gradients(answer: Callable, args: tuple, places: Sequence[int], weights: np.ndarray) -> list:
    """Of the sum of weights · answer(*args), to the arguments at `places`; None where none flows.

    Mistake where TensorFlow has no gradient to give.
    """
    import tensorflow as tf

    given = as_tensors(args)
    watched = [given[place] for place in places]
    with tf.GradientTape() as tape:
        tape.watch(watched)
        result = answer(*given)
        if not tf.is_tensor(result) or not result.dtype.is_floating:
            return [None] * len(places)
        total = tf.reduce_sum(result * tf.cast(weights, result.dtype))
    try:
        found = tape.gradient(total, watched)
    except Exception as error:  # an operation without one, or one of the student's own that doesn't fit
        raise Mistake("hint_gradient_fails", error=error) from error
    return [None if g is None else tf.convert_to_tensor(g) for g in found]


def check_gradients(trials, oracle: Callable, cases: Sequence[tuple], names: dict) -> None:
    """Raises Mistake unless gradients flow to all arguments in `names` (place -> name), and the right ones.

    trials (engine.Trials): of an answer that gives the right values in all cases.
    """
    for number, args in enumerate(cases):
        rng = np.random.default_rng(number)
        weights = rng.normal(size=np.shape(oracle(*args)))
        got = gradients(trials.raw, args, list(names), weights)
        for name, gradient in zip(names.values(), got, strict=True):
            if gradient is None:
                raise Mistake("hint_no_gradient", argument=name)
            if not np.isfinite(gradient).all():
                raise Mistake("hint_gradient_not_finite", argument=name, call=trials.describe(args))
        for (place, name), gradient in zip(names.items(), got, strict=True):
            if not _agrees(np.asarray(gradient, float), oracle, args, place, weights, rng):
                raise Mistake("hint_gradient_wrong", argument=name, call=trials.describe(args))
    _check_compiled(trials, np.asarray(oracle(*cases[0])), cases[0], list(names))


def _agrees(gradient, oracle, args, place, weights, rng) -> bool:
    """In a random direction, unless there is a kink, where several gradients are right."""
    direction = rng.normal(size=np.shape(args[place]))
    step = STEP * (np.abs(args[place]).mean() or 1)

    def at(distance):
        moved = [np.asarray(a, float) if isinstance(a, np.ndarray) else a for a in args]
        moved[place] = moved[place] + distance * direction
        return np.sum(weights * oracle(*moved))

    here = at(0)
    ahead, behind = (at(step) - here) / step, (here - at(-step)) / step
    size = max(abs(ahead), abs(behind), 1e-6)
    kink = abs(ahead - behind) > 0.01 * size
    return kink or abs(np.sum(gradient * direction) - (ahead + behind) / 2) < 0.02 * size


def _check_compiled(trials, wanted: np.ndarray, args: tuple, places: Sequence[int]) -> None:
    """The lesson's training is a tf.function: the answer has to work in there too, with the same result."""

    def call(*tensors):
        given = as_tensors(args)
        for place, tensor in zip(places, tensors, strict=True):
            given[place] = tensor
        return trials.raw(*given)

    given = as_tensors(args)
    tensors = [given[place] for place in places]
    result = compiled(call, *tensors, autograph=trials.exercise.autograph)(*tensors)
    if not is_result(trials, result, args) or not trials.exercise.kind.same(trials.read(result, args), wanted):
        raise Mistake("hint_graph_result", got=named(result))


def is_result(trials, result, args: tuple) -> bool:
    """Whether it is of the exercise's kind."""
    try:
        trials.read(result, args)
    except Mistake:
        return False
    return True


# What a tf.function says, and the hint that explains it.
GRAPH_HINTS = [
    ("singleton tf.Variables", "hint_graph_variable"),
    ("[Ii]terating over a symbolic", "hint_graph_unpacked"),
    (r"None values not supported|Cannot infer argument `?num|elements of [\[(]None", "hint_graph_size"),
    (
        r"__format__|[Ss]ymbolic|no attribute 'numpy'|numpy\(\)|__array__|as a Python `?bool`?",
        "hint_graph_values",
    ),
]


def compiled(function: Callable, *tensors, autograph: bool) -> Callable:
    """function as a tf.function, run once with these tensors; Mistake if it fails only in there.

    Without autograph as in Keras' fit, where the size of a batch is not known while the graph is built.
    """
    import tensorflow as tf

    try:
        graph = tf.function(function, autograph=autograph)
        specs = [tf.TensorSpec(t.shape if autograph else [None, *t.shape[1:]], t.dtype) for t in tensors]
        graph = graph.get_concrete_function(*specs)  # without warnings about many traces
        graph(*tensors)
    except Exception as error:
        reason = message_of(error)
        known = (key for words, key in GRAPH_HINTS if re.search(words, reason))
        raise Mistake(next(known, "hint_graph"), error=error) from error
    return graph
