"""Lesson 05: seconds to an equal Fréchet distance against lesson 03's GAN and the usual diffusion; a sample."""

from benchmarks.frame import Contest, Part, Side, Work

FEW = 200  # digits, where a thousand steps for each would take minutes


def race(kind: str, epochs: int, limit: float, every: float, pictures: int) -> Work:
    """A turn trains with another seed, as in the lessons; so many digits are judged."""
    from benchmarks import flow
    from benchmarks.races import Watch, memory_keeper
    from course_utils.data.digits import split_digits

    flow.lessons()
    from course_utils.judge import load_judge

    judge, reference = load_judge(), split_digits().held_out.images[:pictures]
    apart = 1000 // pictures  # every so many of the thousand: of each digit as many
    new, given = {"GAN": (flow.new_gan, ()), "flow": (flow.new_flow, (flow.WEIGHT,))}[kind]

    def turn(seed, target):
        watch = Watch(lambda: judge.frechet(draw(*given)[::apart], reference), every, limit, target)
        learn, draw = new(seed, kind == "flow", epochs, flow.LESSON_STEPS)
        learn(epochs, watch.callback(), memory_keeper())
        return watch.ended()

    return Work(turn)


def against_gan(profile: str) -> dict[str, Side]:
    small = profile == "smoke"
    options = {"limit": 0.1 if small else 120.0, "pictures": 100 if small else 1000}
    return {
        "flow": Side(race, options | {"kind": "flow", "epochs": 1 if small else 12, "every": 8.0}),
        "GAN": Side(race, options | {"kind": "GAN", "epochs": 1 if small else 24, "every": 4.0}),
    }


FLOW_RACE = Part(
    "flow_race",
    "05",
    "training to the Fréchet distance that the GAN of lesson 03 comes to in 24 epochs",
    "s",
    against_gan,
    (Contest("flow", "GAN", None, "bench_flow_race"),),
    rounds={"smoke": 1, "quick": 3},
    minutes=9,
    quality="Fréchet distance, 1,000 digits",
)


def diffusion_race(limit: float, pictures: int, steps: int) -> Work:
    """A turn trains the usual diffusion with another seed; judged once, when its time is over."""
    from benchmarks import flow
    from benchmarks.races import Watch
    from course_utils.data.digits import split_digits

    flow.lessons()
    import keras

    from benchmarks.ddpm import BATCH, Diffusion
    from course_utils.judge import load_judge

    judge, digits = load_judge(), split_digits()
    real, reference = digits.training.scaled(), digits.held_out.images[:pictures]

    def turn(seed, target):
        keras.utils.set_random_seed(seed)
        watch = Watch(lambda: judge.frechet(net.draw(pictures, seed, steps), reference), limit, limit)
        net = Diffusion()
        net.fit(real, batch_size=BATCH, epochs=1000, verbose=0, callbacks=[watch.callback()])
        return watch.curve

    return Work(turn)


def against_diffusion(profile: str) -> dict[str, Side]:
    small = profile == "smoke"
    pictures, limit = (100, 0.1) if small else (FEW, 60.0)
    flow = {"kind": "flow", "epochs": 1 if small else 12, "limit": limit, "every": 4.0, "pictures": pictures}
    return {
        "flow": Side(race, flow),
        "diffusion": Side(
            diffusion_race, {"limit": limit, "pictures": pictures, "steps": 2 if small else 1000}
        ),
    }


DIFFUSION_RACE = Part(
    "diffusion_race",
    "05",
    "training to the Fréchet distance that the usual diffusion (DDPM, the same net) comes to in a minute",
    "s",
    against_diffusion,
    (Contest("flow", "diffusion", None, "bench_diffusion_race"),),
    rounds={"smoke": 1, "quick": 3},
    minutes=7,
    quality=f"Fréchet distance, {FEW} digits",
)


def sample(kind: str, count: int, steps: int) -> Work:
    """A turn draws so many digits; milliseconds for one. Untrained nets take as long as trained ones."""
    import time

    from benchmarks import flow

    room, gan = flow.lessons()
    import numpy as np

    if kind == "diffusion":
        from benchmarks.ddpm import Diffusion

        net = Diffusion()

        def draw(count):
            return net.draw(count, steps=steps)
    elif kind == "GAN":
        generator, noise = gan.build_generator(), np.zeros((count, 100), "float32")

        def draw(count):
            return generator.predict(noise, batch_size=250, verbose=0)

    else:
        net, noise = room.Flow(), np.zeros((count, 28, 28, 1), "float32")
        labels, w = np.zeros(count, int), flow.WEIGHT if kind == "guided" else 1.0

        def draw(count):
            return room.draw(net.ask, noise, labels, w, flow.LESSON_STEPS)

    if kind != "diffusion":
        draw(count)  # traced

    def turn(seed, target):
        began = time.perf_counter()
        draw(count)
        return 1000 * (time.perf_counter() - began) / count

    return Work(turn)


def samples(profile: str) -> dict[str, Side]:
    counts = {"flow": 100, "flow, guided": 100, "diffusion": 25, "GAN": 100}
    small = profile == "smoke"
    return {
        name: Side(
            sample,
            {"kind": name.split(", ")[-1], "count": 1 if small else count, "steps": 10 if small else 1000},
        )
        for name, count in counts.items()
    }


SAMPLE = Part(
    "sample",
    "05",
    "drawing a digit: ten steps of the flow, a thousand of the diffusion, one of the GAN",
    "ms",
    samples,
    (
        Contest("flow", "diffusion", None, "bench_sample_diffusion"),
        Contest("flow", "GAN", None, "bench_sample_gan"),
    ),
    rounds={"smoke": 1, "quick": 5},
    minutes=2,
)
