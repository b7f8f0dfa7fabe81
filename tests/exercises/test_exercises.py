"""What every exercise does with answers that are not answers, whatever the exercise."""

import functools
import random

import numpy as np
import pytest

from course_utils import exercises
from course_utils.exercises import answers, check, names, use
from course_utils.exercises.engine import describe_call
from course_utils.exercises.kinds import INT, INT_ARRAY, TEXT
from course_utils.exercises.lesson_00 import BOXES
from course_utils.language import set_language
from course_utils.messages import CourseError


def exercise(name):
    return exercises.all_exercises()[name]


def reference(name):
    return exercise(name).reference()


def like(name, body):
    """A function with the exercise's own signature; `body(right, *arguments)` gives its result."""
    right = reference(name)

    @functools.wraps(right)
    def answer(*args, **kwargs):
        return body(right, *args, **kwargs)

    return answer


every = pytest.mark.parametrize("name", names())


@every
def test_a_check_leaves_the_notebooks_chance_alone(name):
    import keras
    import tensorflow as tf

    def draw():
        numbers = [
            tf.random.uniform(()),
            tf.random.get_global_generator().uniform(()),
            keras.random.uniform(()),
        ]
        return random.random(), np.random.random(), *map(float, numbers)  # noqa: NPY002

    def seed():
        keras.utils.set_random_seed(5)
        tf.random.set_global_generator(tf.random.Generator.from_seed(5))
        return draw()  # a number from each generator, so that none is new

    calls = []

    def body(right, *args, **kwargs):
        if not calls:
            draw()
            keras.utils.set_random_seed(6)
        calls.append(args)
        return right(*args, **kwargs)

    seed()
    expected = draw()
    seed()
    check(name, like(name, body))
    assert calls and draw() == expected


@every
def test_reference_passes(name, language):
    verdict = check(name, reference(name), language)
    assert verdict.passed and verdict.status == "passed" and verdict.hint


@every
@pytest.mark.parametrize("stub", [None, ..., lambda *a, **k: None, lambda *a, **k: ...])
def test_nothing_yet(name, stub, language):
    verdict = check(name, stub, language)
    assert verdict.status in ("not attempted", "failed")
    if stub is None or stub is ... or stub(0) is None:
        assert verdict.status == "not attempted"


@every
def test_not_implemented_is_not_attempted(name):
    def body(right, *args, **kwargs):
        raise NotImplementedError

    assert check(name, like(name, body)).status == "not attempted"


@every
@pytest.mark.parametrize("thing", [7, "text", np.ones(3), [1, 2]])
def test_not_a_function(name, thing, language):
    verdict = check(name, thing, language)
    assert verdict.status == "failed" and type(thing).__name__ in verdict.hint


@every
def test_a_crash_is_shown_with_the_students_own_line(name, language):
    def body(right, *args, **kwargs):
        return {}["lost key"]

    verdict = check(name, like(name, body), language)
    assert verdict.status == "error"
    assert "KeyError" in verdict.hint and "lost key" in verdict.hint


@every
def test_leaving_the_program_is_a_crash_too(name):
    def body(right, *args, **kwargs):
        raise SystemExit(0)

    assert check(name, like(name, body)).status == "error"


@every
def test_keyboard_interrupt_passes_through(name):
    def body(right, *args, **kwargs):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(name, like(name, body))


@every
@pytest.mark.parametrize("wrong", ["seven", {"a": 1}, [[1, 2], [3, 4]], 1 + 2j, object()])
def test_wrong_type(name, wrong, language):
    if exercise(name).kind is TEXT and isinstance(wrong, str):
        pytest.skip("returns text")
    verdict = check(name, like(name, lambda right, *a, **k: wrong), language)
    assert verdict.status == "failed" and type(wrong).__name__ in verdict.hint


@every
def test_forgotten_return(name, language):
    def body(right, *args, **kwargs):
        right(*args, **kwargs)

    verdict = check(name, like(name, body), language)
    assert verdict.status == "failed" and "return" in verdict.hint


def changed(result, change):
    """change(result); of a tuple, in each part"""
    return tuple(map(change, result)) if isinstance(result, tuple) else change(result)


def with_more_axes(result):
    return (result if hasattr(result, "shape") else np.asarray(result))[..., None, None]


@every
def test_wrong_shape(name):
    def body(right, *args, **kwargs):
        return changed(right(*args, **kwargs), with_more_axes)

    assert check(name, like(name, body)).status == "failed"


NUMBERS = [n for n in names() if exercise(n).oracle and exercise(n).kind not in (TEXT, BOXES)]
FLOATS = [n for n in NUMBERS if exercise(n).kind not in (INT, INT_ARRAY)]


@pytest.mark.parametrize("name", FLOATS)
def test_nan_is_named(name, language):
    def body(right, *args, **kwargs):
        return changed(right(*args, **kwargs), lambda result: result * np.nan)

    verdict = check(name, like(name, body), language)
    assert verdict.status == "failed" and "NaN" in verdict.hint


@every
def test_inputs_changed_in_place(name, language):
    if not any(isinstance(a, np.ndarray) for a in exercise(name).given(exercise(name).cases()[0])):
        pytest.skip("takes no array")

    def body(right, *args, **kwargs):
        result = right(*args, **kwargs)
        for argument in args:
            if isinstance(argument, np.ndarray):
                argument[...] = argument == 0  # whatever its dtype, no value stays
        return result

    verdict = check(name, like(name, body), language)
    assert verdict.status == "failed"
    assert {"en": "in place", "zh": "原地"}[language] in verdict.hint


@every
def test_other_parameters(name, language):
    verdict = check(name, lambda a_name_nobody_expects: 1, language)
    assert verdict.status == "failed" and name + "(" in verdict.hint


@pytest.mark.parametrize("name", NUMBERS)
def test_tensors_are_welcome(name):
    import tensorflow as tf

    def body(right, *args, **kwargs):
        return changed(right(*args, **kwargs), as_tensor)

    def as_tensor(result):
        result = tf.convert_to_tensor(result)
        return tf.cast(result, tf.float32) if result.dtype.is_floating else result

    assert check(name, like(name, body)).passed


@every
def test_a_stub_with_given_lines_around_it_is_not_attempted(name, tmp_path):
    module = tmp_path / "stub.py"
    module.write_text("def answer(*args, **kwargs):\n    len(args)\n    ...  # your code here\n")
    space = {}
    exec(compile(module.read_text(), module, "exec"), space)
    assert check(name, space["answer"]).status == "not attempted"


def test_unknown_exercise(language):
    verdict = check("no_such", len, language)
    assert verdict.status == "error" and "output_size" in verdict.hint
    with pytest.raises(CourseError, match="no_such"):
        use("no_such", len)


def test_check_speaks_the_readers_language(language):
    assert check("output_size", None) == check("output_size", None, language)
    assert check("output_size", None).language == language == check("output_size", None, "fr").language


def test_use_gives_back_the_students_own_function_only_if_right(capsys, language):
    def mine(n, kernel, stride=1, padding=0, output_padding=0):
        return np.int16(max((n - 1) * stride - 2 * padding + kernel + output_padding, 0))

    used = use("output_size", mine)
    assert used.__wrapped__ is mine and used.__name__ == "mine"
    assert type(used(4, 3)) is int  # as the lesson's own
    assert use("output_size", lambda *a, **k: 0) is reference("output_size")
    assert use("output_size", None) is reference("output_size")
    shown = capsys.readouterr().out
    assert shown.count("output_size") >= 3
    assert {"en": "passed", "zh": "通过"}[language] in shown


class Hostile:
    """An object that answers no question."""

    def __getattribute__(self, name):
        raise LookupError(name)


class Stop(BaseException):
    """No Exception, and no KeyboardInterrupt either."""


class Unspeakable(Exception):
    def __str__(self):
        raise ValueError("no words")


def thrown(error):
    def body(right, *args, **kwargs):
        raise error

    return body


def endless(right, *args, **kwargs):
    return endless(right, *args, **kwargs)


def longer(right, *args, **kwargs):
    result = right(*args, **kwargs)
    return np.asarray(result, np.longdouble) if hasattr(result, "dtype") else result


ODD = {
    "long doubles": longer,
    "never ends": endless,
    "an object that answers nothing": lambda right, *a, **k: Hostile(),
    "many of them": lambda right, *a, **k: [Hostile(), Hostile()],
    "a pair of them": lambda right, *a, **k: (Hostile(), Hostile()),
    "a class": lambda right, *a, **k: np.ndarray,
    "a huge number": lambda right, *a, **k: 10**400,
    "an array in an array": lambda right, *a, **k: np.array([np.ones(2), None], dtype=object),
    "a structured array": lambda right, *a, **k: np.zeros(3, dtype=[("a", int), ("b", float)]),
    "dates": lambda right, *a, **k: np.array(["2026-01-01"], dtype="datetime64[D]"),
    "leaves Python": thrown(SystemExit(1)),
    "no Exception": thrown(Stop("stop")),
    "without words": thrown(Unspeakable()),
    "GeneratorExit": thrown(GeneratorExit()),
}


@every
@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
def test_whatever_happens_becomes_a_verdict(name, body):
    verdict = check(name, like(name, body))
    assert verdict.status in ("failed", "error") or (body is longer and verdict.passed), verdict.hint
    assert verdict.hint and str(verdict)


@every
def test_odd_functions_become_a_verdict(name):
    class Callable(Hostile):
        def __call__(self, *args, **kwargs):
            return None

    first = next(iter(exercise(name).reference().__code__.co_varnames))
    space = {"np": np}
    exec(f"def answer({first}=np.array([1.0, 2.0])): return {first}", space)
    for answer in (Callable(), space["answer"], type, functools.partial(int, "x"), Hostile):
        assert check(name, answer).status in ("failed", "error", "not attempted")


def test_use_tells_the_courses_own_solution_from_the_students(capsys, language):
    import tensorflow as tf

    own = reference("iou")

    @functools.wraps(own)
    def timed(mask_true, mask_pred):
        return own(mask_true, mask_pred)

    space = {"iou": own}
    exec("def again(mask_true, mask_pred):\n    return iou(mask_true, mask_pred)", space)
    exec("def twice(*masks):\n    return again(*masks)", space)
    for answer in (own, timed, functools.partial(own), tf.function(own), space["again"], space["twice"]):
        assert use("iou", answer) is own
        assert {"en": "the course's own", "zh": "参考答案，不是你写的"}[language] in capsys.readouterr().out


def test_use_knows_a_student_who_builds_on_other_solutions(capsys):
    """Names of attributes and other exercises of the course are nobody's answer to this one."""
    space = {"iou": reference("iou"), "np": np, "tgs_score": reference("tgs_score")}
    body = "    return np.interp(0.5, [0, 1], [iou(mask_true, mask_pred)] * 2)"
    exec(f"def mine(mask_true, mask_pred):\n{body.replace('iou(', 'float(')}", space)
    assert not answers.comes_from(space["mine"], reference("iou"))
    exec(f"def mine(mask_true, mask_pred):\n{body}", space)
    assert answers.comes_from(space["mine"], reference("iou"))
    assert not answers.comes_from(space["mine"], reference("tgs_score"))


def test_verdict_is_shown_as_text_and_html_without_markup_from_the_student():
    def answer(n, kernel, stride=1, padding=0, output_padding=0):
        raise ValueError("<script>alert(1)</script>")

    bundle = check("output_size", answer)._repr_mimebundle_()
    assert "<script>" not in bundle["text/html"] and "&lt;script&gt;" in bundle["text/html"]
    assert bundle["text/plain"].startswith("✘ output_size")


def test_none_on_some_ways_only(language):
    def answer(mask):
        return reference("rle_encode")(mask) if mask.any() else None

    verdict = check("rle_encode", answer, language)
    assert verdict.key == "hint_returned_none_here" and "[[0, 0, 0], [0, 0, 0]]" in verdict.hint


def test_long_messages_are_cut():
    def answer(n, kernel, stride=1, padding=0, output_padding=0):
        raise ValueError("x" * 10_000 + "\nsecond line")

    assert len(check("output_size", answer).hint) < 500


def test_calls_are_described_without_data():
    name = "conv_transpose2d"
    shown = describe_call(exercise(name), (np.ones((3, 4)), np.ones((1, 2)), 2))
    assert shown == "conv_transpose2d(x of shape (3, 4), kernel=[[1, 1]], stride=2)"


def test_no_hint_prints_a_result():
    """Value and shape hints name the call, never the numbers that it should give."""
    set_language("en")
    for name in NUMBERS:
        verdict = check(name, like(name, lambda right, *a, **k: changed(right(*a, **k), lambda r: r * 1.5 + 7)))
        assert verdict.status == "failed"
        right = exercise(name)
        wanted = np.asarray(right.reference()(*right.given(right.cases()[0])), float).ravel()
        assert not any(f"{v:.3f}" in verdict.hint for v in wanted if v != round(v))
    set_language(None)
