"""Lesson 03: an iteration on equal nets, and the seconds to an equal Fréchet distance."""

from benchmarks.frame import MORE, Contest, Part, Side, Work

THRIFTY = "lesson, one batch of fakes for both moves"


def iteration(kind: str, nets: str, batch: int, seconds: float) -> Work:
    """A turn repeats `kind`'s iteration, on the nets of `nets`, for so long; real images a second."""
    from benchmarks import gan
    from benchmarks.races import flops, rate
    from course_utils.data.digits import split_digits

    room, real = gan.lesson(), split_digits().training.scaled()
    from keras import Sequential, layers

    if nets == "tutorial":
        generator, discriminator = gan.tutorial_nets()
    else:
        generator, discriminator = room.build_generator(), room.build_discriminator()
    g, d = flops(generator), flops(discriminator)
    if kind == "tutorial":
        step, operations = gan.tutorial_step(generator, discriminator), 3 * g + 7 * d
    else:
        if nets == "tutorial":  # its discriminator ends before the sigmoid
            discriminator = Sequential([discriminator, layers.Activation("sigmoid")])
        players = room.GAN(generator, discriminator)
        players.compile()
        if kind == "thrifty":
            step, operations = gan.thrifty_step(players), 3 * g + 8 * d
        else:
            step, operations = gan.lesson_step(players), 4 * g + 8 * d
    done = 0

    def once():
        nonlocal done
        step(real[done : done + batch])
        done = (done + batch) % (len(real) - batch)
        return batch

    for _ in range(2):
        once()  # traced
    return Work(lambda seed, target: rate(once, seconds), operations)


def iterations(profile: str) -> dict[str, Side]:
    """The tutorial's nets at its batch with either iteration, and the lesson as it is."""
    small = profile == "smoke"
    batch, seconds = (16, 0.2) if small else (256, 3.0)
    sides = {
        "lesson": ("lesson", "tutorial", batch),
        THRIFTY: ("thrifty", "tutorial", batch),
        "tutorial": ("tutorial", "tutorial", batch),
        "lesson, its own nets": ("lesson", "lesson", batch // 4),
    }
    return {
        name: Side(iteration, {"kind": kind, "nets": nets, "batch": batch, "seconds": seconds})
        for name, (kind, nets, batch) in sides.items()
    }


GAN_STEP = Part(
    "gan_step",
    "03",
    "an iteration of the game, on the nets of the usual tutorial (DCGAN), 256 a batch",
    "images/s",
    iterations,
    (
        Contest(
            "lesson",
            "tutorial",
            1.0,
            "bench_gan_step",
            "The tutorial makes one batch of fakes for both moves. The lesson, as Goodfellow et al. wrote it, "
            "draws fresh noise for each, and its generator moves after the discriminator has: one more pass "
            "through both nets.",
        ),
        Contest(
            THRIFTY,
            "tutorial",
            1.0,
            None,
            "What fresh noise costs: a fifth of the step. Without it the discriminator learns from fakes of a "
            "move ago; the lesson keeps to the paper: its own nets get there in a tenth of the time.",
        ),
    ),
    better=MORE,
    rounds={"smoke": 1, "quick": 5},
    minutes=1,
)


def race(kind: str, limit: float, every: float, pictures: int) -> Work:
    """A turn plays the game with another seed; Fréchet distance of so many digits, moving average or not."""
    from benchmarks import gan
    from benchmarks.races import Watch
    from course_utils.data.digits import split_digits, unscaled

    room, digits = gan.lesson(), split_digits()
    import keras
    import numpy as np

    from course_utils.judge import load_judge

    judge, real, reference = load_judge(), digits.training.scaled(), digits.held_out.images[:pictures]
    normal = np.random.default_rng(4).normal(size=(pictures, 100)).astype("float32")
    noise = normal if kind == "tutorial" else gan.judged_noise()[:pictures]  # as it was trained with

    def turn(seed, target):
        rng = np.random.default_rng(seed)
        keras.utils.set_random_seed(seed)
        watch = Watch(lambda: distance(), every, limit, target)
        if kind == "tutorial":
            drawing, discriminator = gan.tutorial_nets()
            step, batch = gan.tutorial_step(drawing, discriminator), 256
        else:
            players = room.GAN(room.build_generator(), room.build_discriminator())
            room.compile_for(players, steps=gan.EPOCHS * (len(real) // gan.BATCH))
            drawing, step, batch = players.average, gan.lesson_step(players), gan.BATCH

        def distance():
            drawn = unscaled(drawing.predict(noise, batch_size=250, verbose=0))
            return judge.frechet(drawn, reference)

        while not watch():
            step(real[rng.integers(len(real), size=batch)])
        return watch.curve

    return Work(turn)


def races(profile: str) -> dict[str, Side]:
    small = profile == "smoke"
    options = {"limit": 0.1 if small else 60.0, "every": 2.0, "pictures": 100 if small else 1000}
    return {kind: Side(race, options | {"kind": kind}) for kind in ("lesson", "tutorial")}


GAN_RACE = Part(
    "gan_race",
    "03",
    "training to the Fréchet distance that the usual tutorial (DCGAN) comes to in a minute",
    "s",
    races,
    (Contest("lesson", "tutorial", 10.0, "bench_gan_race"),),
    rounds={"smoke": 1, "quick": 3},
    minutes=5,
    quality="Fréchet distance, 1,000 digits",
)
