"""Lesson 01: the seconds to a lead over bicubic enlargement."""

from benchmarks.frame import Contest, Part, Side, Work

LEAD = 0.7  # dB


def lead(net: str, patches: int, epochs: int, limit: float) -> Work:
    """A turn trains a fresh net with another seed, on the lesson's photographs, until it leads by so much."""
    from course_utils import machine

    machine.import_tensorflow_quietly()
    import keras
    import numpy as np

    from benchmarks import upsampling
    from benchmarks.races import Watch, memory_keeper
    from course_utils.data.photographs import photographs

    lesson = upsampling.taught()
    training, judge = photographs(*lesson.THINGS, *lesson.TEXTURES), upsampling.gain_judge(lesson)

    def turn(seed, target):
        small, large = lesson.random_patches(training, patches, np.random.default_rng(seed))
        keras.utils.set_random_seed(seed)
        watch = Watch(lambda: judge(model), 2.0, limit, target, rising=True)
        callbacks = [watch.callback()]
        if net in upsampling.USUAL:
            model, train = upsampling.USUAL[net](), upsampling.train_usual
        else:
            model, train = lesson.build_upsampler(lesson.bilinear_kernel(4)), lesson.train_upsampler
            callbacks.append(memory_keeper())
        train(model, small, large, epochs, callbacks)
        return watch.ended()

    return Work(turn)


def races(profile: str) -> dict[str, Side]:
    small = profile == "smoke"
    options = {"patches": 2 if small else 500, "limit": 0.1 if small else 60.0}
    epochs = {"lesson": 1 if small else 4, "ESPCN": 100, "FSRCNN": 100}
    return {net: Side(lead, options | {"net": net, "epochs": most}) for net, most in epochs.items()}


UPSAMPLING_RACE = Part(
    "upsampling_race",
    "01",
    f"training to a lead of {LEAD} dB over bicubic enlargement, on the same photographs",
    "s",
    races,
    (
        Contest("lesson", "ESPCN", None, "bench_upsampling_espcn"),
        Contest("lesson", "FSRCNN", None, "bench_upsampling_fsrcnn"),
    ),
    rounds={"smoke": 1, "quick": 3},
    minutes=7.5,
    quality="lead [dB]",
    target=LEAD,
    rising=True,
)
