"""Lesson 05 measured: the plane, GAN and flow with and without labels, steps and guidance, five seeds each.

    python -m benchmarks.flow plane                   eight clouds, flow and GAN; into results/flow_plane.json
    python -m benchmarks.flow train FOLDER 0 1 2 3 4  train these seeds; FOLDER/flow_0.npz … keep what they draw
    python -m benchmarks.flow judge FOLDER            judge what the folder holds; into results/flow_seeds.json,
                                                      results/flow_steps.json, results/flow_guidance.json
    python -m benchmarks.flow pace                    seconds, from epochs in turns; into results/flow_pace.json

Each training takes one to two minutes on two cores; one that is there is not repeated.
"""

import io
import time
from functools import partial
from pathlib import Path

from course_utils import console, machine
from course_utils.data.digits import scaled, split_digits, unscaled
from course_utils.files import write_atomically
from course_utils.measurements import measured_results, record_measurement

GAN_EPOCHS, FLOW_EPOCHS = 60, 18
LESSON_EPOCHS, LESSON_STEPS = 26, 10  # those of lesson 05; about the GAN's seconds, says `pace`
SEEDS = range(5)
WEIGHTS = (1.0, 1.5, 2.0, 3.0, 5.0)
WEIGHT = 1.5  # the lesson's
WALKS = {"Euler": (1, 2, 5, 10, 20), "Heun": (1, 2, 5, 10)}
CURVES = 3  # seeds whose steps are measured too


def lessons():
    """The lessons' own code; imported late, since TensorFlow takes its time."""
    machine.import_tensorflow_quietly()
    from course_utils.reference import flow_matching, mnist_gan

    return flow_matching, mnist_gan


def plane() -> dict[str, list]:
    """Name -> for each seed `covered` of 1,000 samples after 1,200 iterations."""
    import numpy as np
    import tensorflow as tf

    flow, gan = lessons()
    z = tf.constant(np.random.default_rng(9).normal(size=(1000, 2)), tf.float32)
    runs = []
    for seed in SEEDS:
        net = flow.plane_flow(seed)
        path = flow.euler(lambda x, t, net=net: net([x, t]), z, 20)
        runs.append(gan.covered(np.asarray(path[-1])))
        print(seed, runs[-1], flush=True)
    return {"flow, 20 steps": runs, "GAN": measured_results("gan_rates")["0.001"]["0.003"]}


def asked():
    """The digits that the 1,000 pictures are to show: int64 (1000,)."""
    import numpy as np

    return np.repeat(np.arange(10), 100)


def labelled_players():
    """Lesson 03's nets, told the digit: ten more numbers of noise; the policeman gets them in a second plane.

    That plane is zero but for the first ten pixels of its first row, which hold the digit's code.
    """
    import keras
    from keras import layers

    _, gan = lessons()
    noise, core = keras.Input((110,)), gan.build_generator()
    code = layers.Reshape((1, 10, 1))(noise[:, 100:])
    plane = layers.ZeroPadding2D(((0, 27), (0, 18)))(code)
    pictures = core(layers.Dense(100)(noise))
    generator = keras.Model(noise, layers.Concatenate()([pictures, plane]))
    seen = keras.Input((28, 28, 2))
    spread = layers.Reshape((28, 28, 1))(layers.Dense(784)(layers.Flatten()(seen[:, 0, :10, 1])))
    x = layers.Concatenate()([gan.RandomShift(2)(seen[..., :1]), spread])
    for width in (16, 32):
        x = gan.leaky()(layers.SpectralNormalization(layers.Conv2D(width, 4, strides=2, padding="same"))(x))
    x = gan.leaky()(layers.Dense(128)(layers.Flatten()(x)))
    return generator, keras.Model(seen, layers.Activation("sigmoid")(layers.Dense(1)(x)))


def one_hot(labels):
    import numpy as np

    return np.eye(10, dtype="float32")[labels]


def new_gan(seed: int, labelled: bool, epochs: int, _steps: int):
    """`learn(epochs, *callbacks)` trains a GAN as lesson 03 does, `draw()` gives the 1,000 pictures."""
    import keras
    import numpy as np

    _, room = lessons()
    digits = split_digits().training
    keras.utils.set_random_seed(seed)

    class Game(room.Game):
        """The lesson's, with one digit for every noise."""

        def __getitem__(self, k):
            return self.data[self.order[k * self.m :][: self.m]], self.noise(), self.noise()

        def noise(self):
            digits = one_hot(self.rng.integers(10, size=self.m))
            return np.concatenate([room.sample_noise(self.m), digits], axis=1)

    real = digits.scaled()
    if labelled:
        real = np.concatenate([real, np.zeros_like(real)], axis=-1)
        real[:, 0, :10, 1] = one_hot(digits.labels)
        gan, game = room.GAN(*labelled_players()), Game(real, 64, seed=seed)
    else:
        gan, game = room.GAN(room.build_generator(), room.build_discriminator()), room.Game(real, 64, seed=seed)
    room.compile_for(gan, steps=epochs * len(game))
    noise = np.random.default_rng(4).uniform(-1, 1, (1000, 100)).astype("float32")
    noise = np.concatenate([noise, one_hot(asked())], axis=1) if labelled else noise

    def draw():
        return unscaled(gan.average.predict(noise, batch_size=250, verbose=0))

    return lambda epochs, *watching: gan.fit(game, epochs=epochs, verbose=0, callbacks=[*watching]), draw


def new_flow(seed: int, labelled: bool, epochs: int, steps: int):
    """`learn(epochs, *callbacks)` trains a flow as the lesson does, `draw()` gives the 1,000 pictures."""
    import keras
    import numpy as np

    room, _ = lessons()
    digits = split_digits().training
    keras.utils.set_random_seed(seed)
    flow = room.Flow()
    flow.compile(steps=epochs * -(-len(digits) // 32))
    real, labels = digits.scaled(), digits.labels if labelled else np.full(len(digits), 10)
    z = np.random.default_rng(4).normal(size=(1000, 28, 28, 1)).astype("float32")
    given = asked() if labelled else np.full(1000, 10)

    def draw(w=1.0, steps=steps, walk=room.euler):
        return room.draw(flow.ask, z, given, w, steps, walk)

    def learn(epochs, *watching):
        flow.fit(real, labels, batch_size=32, epochs=epochs, verbose=0, callbacks=[*watching])

    return learn, draw


# name, how it is made, with labels, epochs, evaluations a picture
KINDS = {
    "gan": ("GAN", new_gan, False, GAN_EPOCHS, 1),
    "gan_labels": ("GAN, labels", new_gan, True, GAN_EPOCHS, 1),
    "flow": ("flow", new_flow, False, FLOW_EPOCHS, 20),
    "flow_labels": ("flow, labels", new_flow, True, FLOW_EPOCHS, 20),
    "flow_lesson": ("flow, labels, longer", new_flow, True, LESSON_EPOCHS, LESSON_STEPS),
}


def guided_name(name: str) -> str:
    return f"{name}, w = {WEIGHT:g}"


def train(folder: Path, seed: int, kind: str) -> None:
    """One training; folder/KIND_SEED.npz keeps its pictures, uint8 (1000, 28, 28)."""
    import numpy as np

    path = folder / f"{kind}_{seed}.npz"
    if path.is_file():
        print(f"{path} is there")
        return
    lessons()
    _, new, labelled, epochs, steps = KINDS[kind]
    began = time.perf_counter()
    learn, draw = new(seed, labelled, epochs, steps)
    learn(epochs)
    kept = {"samples": draw()}
    if kind == "flow_lesson":
        room, _ = lessons()
        kept |= {f"w_{w:g}": draw(w) for w in WEIGHTS if w != 1}
    if kind == "flow_lesson" and seed < CURVES:
        for name, steps in WALKS.items():
            walk = {"Euler": room.euler, "Heun": room.heun}[name]
            kept |= {f"{name}_{n}": draw(1.0, n, walk) for n in steps}
    content = io.BytesIO()
    np.savez_compressed(content, **kept)
    write_atomically(path, content.getvalue())
    print(f"{path} after {time.perf_counter() - began:.0f} s", flush=True)


def judge(folder: Path) -> None:
    """The judge's numbers of what `train` kept."""
    import numpy as np
    from scipy.spatial.distance import cdist

    from course_utils.judge import load_judge

    _, gan = lessons()
    digits, referee = split_digits(), load_judge()
    held_out, known = digits.held_out.images, digits.training.scaled().reshape(-1, 784)

    def distances(pictures):
        return cdist(scaled(pictures).reshape(-1, 784), known).min(axis=1)

    def judged(pictures, labelled):
        told = referee.probabilities(pictures).argmax(axis=1)
        run = gan.scores(referee, pictures, held_out)
        run["copies_share"] = float(np.mean(distances(pictures) < near[told]))
        return run | ({"label_accuracy": float(np.mean(told == asked()))} if labelled else {})

    far, seeds, guidance, walks = distances(held_out), {}, [], {}
    near = np.array([np.quantile(far[digits.held_out.labels == d], 0.05) for d in range(10)])
    for kind, (name, _, labelled, *_) in KINDS.items():
        for path in sorted(folder.glob(f"{kind}_[0-9]*.npz"), key=lambda p: int(p.stem.rsplit("_", 1)[1])):
            with np.load(path, allow_pickle=False) as stored:
                kept = {key: stored[key] for key in stored.files}
            seeds.setdefault(name, []).append(judged(kept["samples"], labelled))
            print(path.stem, seeds[name][-1], flush=True)
            if kind != "flow_lesson":
                continue
            drawn = {w: kept["samples" if w == 1 else f"w_{w:g}"] for w in WEIGHTS}
            seeds.setdefault(guided_name(name), []).append(judged(drawn[WEIGHT], labelled))
            guidance.append([{"w": w} | gan.scores(referee, d, held_out) for w, d in drawn.items()])
            for solver, n in ((s, n) for s, steps in WALKS.items() for n in steps if f"{s}_{n}" in kept):
                entry = {"evaluations": n * (2 if solver == "Heun" else 1), "frechet": []}
                entry = walks.setdefault(solver, {}).setdefault(str(n), entry)
                entry["frechet"].append(referee.frechet(kept[f"{solver}_{n}"], held_out))
    record_measurement("flow_seeds", results=seeds)
    record_measurement("flow_guidance", results=guidance)
    record_measurement("flow_steps", results=walks)


def pace(turns: int = 2) -> dict[str, dict[str, float]]:
    """Seconds of a training and of drawing 1,000 pictures, from epochs in turns without the first (tracing)."""
    import numpy as np

    lessons()
    made = {kind: new(0, *options) for kind, (_, new, *options) in KINDS.items()}
    works = {(kind, "train"): partial(learn, 1) for kind, (learn, _) in made.items()}
    works |= {(kind, "sample"): draw for kind, (_, draw) in made.items()}
    works["flow_lesson", "guided"] = partial(made["flow_lesson"][1], WEIGHT)
    seconds: dict[tuple[str, str], list[float]] = {key: [] for key in works}
    for turn in range(turns + 1):
        for key, work in works.items():
            began = time.perf_counter()
            work()
            if turn:
                seconds[key].append(time.perf_counter() - began)
    results = {}
    for (kind, part), each in seconds.items():
        name, _, _, epochs, steps = KINDS[kind]
        if part == "train":
            took = {"epochs": epochs, "evaluations": steps, "train_seconds": epochs * float(np.median(each))}
            results[name] = took
        elif part == "sample":
            results[name]["sample_seconds"] = float(np.median(each))
        else:
            twice = {"evaluations": 2 * steps, "sample_seconds": float(np.median(each))}
            results[guided_name(name)] = results[name] | twice
    for name, took in results.items():
        print(name, took, flush=True)
    return results


def main() -> None:
    parser = console.parser("benchmarks.flow", __doc__)
    parser.add_argument("command", choices=["plane", "train", "judge", "pace"])
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER")
    parser.add_argument("seeds", nargs="*", type=int, metavar="SEED")
    options = parser.parse_args()
    if options.command in ("train", "judge") and options.folder is None:
        parser.error(f"{options.command} needs a FOLDER")
    if options.command == "train":
        options.folder.mkdir(parents=True, exist_ok=True)
        for seed in options.seeds or SEEDS:
            for kind in KINDS:
                train(options.folder, seed, kind)
    elif options.command == "judge":
        judge(options.folder)
    elif options.command == "plane":
        record_measurement("flow_plane", results=plane())
    else:
        record_measurement("flow_pace", results=pace())


if __name__ == "__main__":
    console.command(main)
