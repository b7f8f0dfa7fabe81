"""Can a network learn through an answer? Its gradient, against a numerical one, and a run in a tf.function."""

from collections.abc import Callable, Sequence

import numpy as np

from course_utils.exercises.verdict import Mistake, message_of

STEP = 1e-4  # of the numerical derivative, times the size of the numbers


def as_tensors(args: tuple) -> list:
    """The arguments as a lesson hands them over: arrays are TensorFlow tensors there."""
    import tensorflow as tf

    return [tf.constant(a) if isinstance(a, np.ndarray) else a for a in args]


def gradients(answer: Callable, args: tuple, places: Sequence[int], weights: np.ndarray) -> list:
    """Of the sum of weights · answer(*args), to the arguments at `places`; None where none flows."""
    import tensorflow as tf

    given = as_tensors(args)
    watched = [given[place] for place in places]
    with tf.GradientTape() as tape:
        tape.watch(watched)
        result = tf.convert_to_tensor(answer(*given))
        total = tf.reduce_sum(result * tf.cast(weights, result.dtype))
    if not result.dtype.is_floating:
        return [None] * len(places)
    found = tape.gradient(total, watched)
    return [None if g is None else tf.convert_to_tensor(g) for g in found]


def check_gradients(answer: Callable, oracle: Callable, cases: Sequence[tuple], names: dict, describe) -> None:
    """Raises Mistake unless gradients flow to all arguments in `names` (place -> name), and the right ones.

    answer: gives the right values in all cases; describe(args) names a call.
    """
    for number, args in enumerate(cases):
        rng = np.random.default_rng(number)
        weights = rng.normal(size=np.shape(oracle(*args)))
        got = gradients(answer, args, list(names), weights)
        for name, gradient in zip(names.values(), got, strict=True):
            if gradient is None:
                raise Mistake("hint_no_gradient", argument=name)
            if not np.isfinite(gradient).all():
                raise Mistake("hint_gradient_not_finite", argument=name, call=describe(args))
        for (place, name), gradient in zip(names.items(), got, strict=True):
            if not _agrees(np.asarray(gradient, float), oracle, args, place, weights, rng):
                raise Mistake("hint_gradient_wrong", argument=name, call=describe(args))
    _check_compiled(answer, cases[0], list(names))


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


def _check_compiled(answer: Callable, args: tuple, places: Sequence[int]) -> None:
    """The lesson's training is a tf.function: the answer has to work in there too."""

    def call(*tensors):
        given = as_tensors(args)
        for place, tensor in zip(places, tensors, strict=True):
            given[place] = tensor
        return answer(*given)

    given = as_tensors(args)
    compiled(call, *(given[place] for place in places))


def compiled(function: Callable, *tensors) -> Callable:
    """function as a tf.function, run once with these tensors; Mistake if it fails only in there."""
    import tensorflow as tf

    try:
        graph = tf.function(function).get_concrete_function(*tensors)  # without warnings about many traces
        graph(*tensors)
    except Exception as error:
        raise Mistake("hint_graph", type=type(error).__name__, message=message_of(error)) from error
    return graph
