"""Lesson 04: what one evaluation costs, and the seconds to an equal loss."""

from benchmarks.frame import MORE, Contest, Part, Side, Work

OURS, OURS_SHORT = "lesson", "lesson, bfloat16"
WALK, WALK_SHORT = "L-BFGS, then a falling Adam", "the same in bfloat16"


def evaluation(kind: str, size: int, dtype: str, seconds: float) -> Work:
    """A turn takes losses and slopes of the photograph for so many seconds; how many a second."""
    import numpy as np

    from benchmarks import style
    from benchmarks.races import rate
    from course_utils import machine

    if kind == "torch":
        objective, pixels = style.torch_objective(size, dtype)

        def once():
            pixels.grad = None
            objective(pixels)
            return 1

    else:
        import tensorflow as tf

        machine.keep_freed_memory()  # as `live_canvas` has it
        look, content = style.bare_look(size) if kind == "bare" else style.lesson_look(size, dtype)
        picture = tf.constant(content)

        def once():
            np.asarray(look(picture)[-1])
            return 1

    once()  # traced
    return Work(lambda seed, target: rate(once, seconds), style.operations(size), dtype)


def evaluations(profile: str) -> dict[str, Side]:
    size, seconds = (32, 0.2) if profile == "smoke" else (256, 3.0)
    kinds = {
        OURS: ("lesson", "float32"),
        OURS_SHORT: ("lesson", "bfloat16"),
        "the bare layers": ("bare", "float32"),
        "PyTorch, channels last": ("torch", "float32"),
        "PyTorch, channels last, bfloat16": ("torch", "bfloat16"),
    }
    return {
        name: Side(
            evaluation,
            {"kind": kind, "size": size, "dtype": dtype, "seconds": seconds},
            needs=("torch",) if kind == "torch" else (),
        )
        for name, (kind, dtype) in kinds.items()
    }


STYLE_EVALUATION = Part(
    "style_evaluation",
    "04",
    "one loss of a picture with its slope, 256²",
    "evaluations/s",
    evaluations,
    (
        Contest(
            OURS,
            "the bare layers",
            0.91,  # at most 1.1 times as long
            "bench_style_bare",
            "Tried: a slope of the Gram matrices made of one product of matrices instead of two and a sum, "
            "beside the student's function, which stays as it is. It gave 3 of 428 ms; all of that slope takes "
            "6, the bare layers 393.",
        ),
        Contest(OURS, "PyTorch, channels last", 1.0),
        Contest(OURS_SHORT, "PyTorch, channels last, bfloat16", 1.0, "bench_style_torch_bfloat16"),
    ),
    better=MORE,
    rounds={"smoke": 1, "quick": 7},
    minutes=2.3,
)


def walk(size: int, dtype: str, first: int, then: int) -> Work:
    """The lesson's optimisers, one after the other, from the photograph."""
    from benchmarks import style

    setting = style.setting(size, dtype)
    return Work(lambda seed, target: style.long_walk(*setting, first, then))


def usual(kind: str, size: int, steps: int) -> Work:
    """The usual loops."""
    from benchmarks import style

    loop = {"adam": style.tutorial_adam, "torch": style.torch_lbfgs}[kind]
    return Work(lambda seed, target: loop(size, steps))


def races(profile: str) -> dict[str, Side]:
    small = profile == "smoke"
    size, first = (32, 2) if small else (256, 20)
    walks = {"size": size, "first": first}
    return {
        WALK: Side(walk, walks | {"dtype": "float32", "then": 2 if small else 130}),
        WALK_SHORT: Side(walk, walks | {"dtype": "bfloat16", "then": 2 if small else 150}),
        "tutorial, Adam": Side(usual, {"kind": "adam", "size": size, "steps": 3 if small else 1000}),
        "PyTorch, L-BFGS": Side(
            usual, {"kind": "torch", "size": size, "steps": 3 if small else 300}, needs=("torch",)
        ),
    }


ADAM_NOTE = (
    "Tried for an equal loss: L-BFGS alone; Adam with a falling step, which ended a tenth below L-BFGS after "
    "as many evaluations; one after the other; and that in bfloat16. An earlier run gave 6.8 in float32 and "
    "9.9 in bfloat16 against Adam, and 1.1 against L-BFGS in PyTorch."
)
STYLE_RACE = Part(
    "style_race",
    "04",
    "painting to the loss that the usual loops come to (Adam after 1,000 steps, L-BFGS after 300), 256²",
    "s",
    races,
    (
        Contest(WALK, "tutorial, Adam", 10.0, "bench_style_adam", ADAM_NOTE),
        Contest(WALK_SHORT, "tutorial, Adam", 10.0, "bench_style_adam_bfloat16"),
        Contest(WALK, "PyTorch, L-BFGS", 2.0, "bench_style_lbfgs"),
        Contest(WALK_SHORT, "PyTorch, L-BFGS", 2.0, "bench_style_lbfgs_bfloat16"),
    ),
    rounds={"smoke": 1, "quick": 3},
    minutes=33,
    quality="loss",
)
