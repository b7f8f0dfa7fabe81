"""Every right answer carries its lesson. Each lesson runs once, in `smoke`, on all right answers in turn.

Of every cell that calls an exercise's function the first call goes to all of its right answers, unless there
have been arguments of these types, dtypes and ranks before: what each of them gives is exchangeable with what
the course's own gives, in type, dtype, shape and values (in a graph: all but the values). So it does not matter
which of them the lesson goes on with, nor what the others compute in. It goes on with another one at each call.
Building blocks and training steps, whose results can't be compared, are tried on the lesson's own nets one at a
time. Trainings are short, and without graphs: that right answers work in those too, their checks have shown.
"""

import copy
import itertools
import linecache

import numpy as np
import pytest

import course_utils
from course_utils.exercises import all_exercises
from course_utils.exercises.engine import carried
from tests import found
from tools.lesson import read_lesson

BOOKS = found.modules("tests/**/planted")
SMALL = 500  # numbers in all arguments together: more is too slow for answers that loop over them in Python


class InTurn:
    """Stands in the lesson for an exercise's function; `cell` is the key of the cell that runs."""

    cell = ""

    def __init__(self, exercise, answers):
        self.exercise, self.own = exercise, exercise.reference()
        self.answers = {style: carried(exercise, answer) for style, answer in answers.items()}
        self.turns, self.cells, self.kinds = itertools.cycle(self.answers), set(), []
        self.__name__ = exercise.name

    def __call__(self, *args, **kwargs):
        if self.cell not in self.cells:
            self.cells.add(self.cell)
            self._compare_if_new(args, kwargs)
        style = next(style for style in self.turns if self.quick_enough(style, args))
        return self.answers[style](*args, **kwargs)

    def _compare_if_new(self, args, kwargs):
        kinds = [(type(a), str(getattr(a, "dtype", "")), len(getattr(a, "shape", ()))) for a in args]
        kind = kinds, list(kwargs)
        if kind not in self.kinds and not self.exercise.name.startswith("train"):  # a step for each answer
            self.kinds.append(kind)
            self._compare(args, kwargs)

    def quick_enough(self, style, args):
        slow = any(word in style for word in ("loop", "pixel by pixel", "sum of outer products"))
        return not slow or sum(int(np.prod([n or SMALL for n in np.shape(a)])) for a in args) < SMALL

    def _compare(self, args, kwargs):
        wanted = self.own(*copied(args), **kwargs)
        values = wanted if self.exercise.oracle else None
        for style, answer in self.answers.items():
            if self.quick_enough(style, args):
                got = answer(*copied(args), **kwargs)
                where = f"{self.exercise.name}, “{style}”, in the cell {self.cell}"
                assert described(got) == described(wanted), where
                assert values is None or alike(self.exercise, got, values), where


def copied(args):
    return [copy.deepcopy(a) if isinstance(a, (np.ndarray, np.random.Generator)) else a for a in args]


def described(result):
    """All that the lesson can tell a result by, but its values."""
    if isinstance(result, (list, tuple)):
        return type(result), [described(part) for part in result]
    if isinstance(result, np.integer):
        return int
    if hasattr(result, "dtype") and hasattr(result, "shape"):
        kind = "array" if isinstance(result, np.ndarray) else "tensor"
        if kind == "tensor" and result.shape == () and result.dtype == "float32":
            return float  # what a loss of plain numbers gives
        return kind, np.dtype(getattr(result.dtype, "name", result.dtype)), tuple(result.shape)
    return type(result)


def alike(exercise, got, wanted):
    if isinstance(got, (list, str)):
        return got == wanted
    try:
        rtol = 1e-3 if exercise.autograph else 1  # logarithms of 0 end somewhere
        return np.allclose(got, wanted, rtol=rtol, atol=1e-3)
    except NotImplementedError:  # in a graph
        return True


def play(path, space):
    """Run the code cells of the lesson's complete edition in the namespace `space`."""
    for cell in read_lesson(path).of_kind("code"):
        InTurn.cell = cell.key
        file = f"<{path.stem}, {cell.key}>"
        linecache.cache[file] = len(cell.code), None, cell.code.splitlines(keepends=True), file
        exec(compile(cell.code, file, "exec"), space)


def every_block(space, blocks):
    """Each block in both policies of the lesson; in the first the net learns for a step."""
    import keras

    tiles = next(iter(space["Tiles"](space["training"], batch_size=2)))
    for policy, (style, block) in itertools.product(("float32", "mixed_float16"), blocks.answers.items()):
        keras.config.set_dtype_policy(policy)
        try:
            net = space["build_unet"](block, (2, 3))
        finally:
            keras.config.set_dtype_policy("float32")
        assert (net.output_shape, net.outputs[0].dtype) == ((None, 101, 101, 1), "float32"), style
        if policy == "float32":
            net.compile("sgd", loss=space["salt_loss"], run_eagerly=True)  # the layers are a graph anyway
            before = [w.numpy() for w in net.trainable_variables]
            assert np.isfinite(net.train_on_batch(*tiles)), style
            assert any(
                (w.numpy() != old).any() for w, old in zip(net.trainable_variables, before, strict=True)
            ), style


def games(space):
    """The lesson's game, with its nets for the plane and for digits: a new GAN, and data for it."""
    plane = lambda: space["plane_players"](width=4)  # noqa: E731
    pictures = np.zeros((32, 28, 28, 1), "float32")
    digits = lambda: (  # noqa: E731
        space["build_generator"]((2, 2), fold=(4, 4)),
        space["build_discriminator"]((2, 2), dense=4),
    )
    for nets, data, dim in ((plane, space["ring"](32, np.random.default_rng(0)), 2), (digits, pictures, 100)):
        gan = space["GAN"](*nets())
        gan.compile()
        yield gan, space["Game"](data, 32, dim)


def learns(gan, game, style):
    before = gan.generator.get_weights()
    losses = gan.fit(game, verbose=0).history
    assert np.isfinite(losses["G"]).all() and np.isfinite(losses["D"]).all(), style
    after = gan.generator.get_weights()
    assert all((new != old).any() for new, old in zip(after, before, strict=True)), style


def every_step(space, steps):
    """Each of G's steps in the lesson's game."""
    usual = space["train_generator"]
    for style, step in steps.answers.items():
        space["train_generator"] = step
        for gan, game in games(space):
            learns(gan, game, style)
    space["train_generator"] = usual


def every_penalised_step(space, steps):
    """Each of D's steps with the penalty."""
    for style, step in steps.answers.items():
        for gan, game in games(space):
            gan.d_step = step
            learns(gan, game, style)


ONE_AT_A_TIME = {
    "decoder_block": every_block,
    "train_generator": every_step,
    "train_with_penalty": every_penalised_step,
}


@pytest.mark.parametrize("number", found.lessons())
def test_every_right_answer_carries_the_lesson(number, monkeypatch, capsys, cache):
    from tests.lessons import short

    functions = {
        exercise.name: InTurn(exercise, BOOKS[number].RIGHT[exercise.name])
        for exercise in all_exercises().values()
        if exercise.name in BOOKS[number].RIGHT
    }
    monkeypatch.setattr(course_utils, "use", lambda name, answer: functions[name])
    short.begin(monkeypatch.setattr)
    space = {"__name__": "__main__"}
    play(found.lessons()[number], space)
    assert functions.keys() == set(found.asked()[number])
    for name, function in functions.items():
        assert function.cells, f"{name} is never called"
        ONE_AT_A_TIME.get(name, lambda space, function: None)(space, function)
