"""Growth: what 1, 2, 4, 8 times the work costs in each lesson, with the exponents that fit.

Each size in a process of its own, one after the other. Seconds are the processor's, of all cores together:
other programs disturb them least.
"""

from benchmarks.frame import Part, Side, Work

TIMES = {f"×{k}": k for k in (1, 2, 4, 8)}
SIDES = {f"{101 * k}²": k * k for k in (1, 2, 4)}
GROWTH = {"rounds": {"smoke": 1, "quick": 3}, "alone": True}


def timed(work) -> Work:
    """Processor seconds of `work()`, after it has been traced."""
    import time

    work()

    def turn(seed, target):
        began = time.process_time()
        work()
        return time.process_time() - began

    return Work(turn)


def grown(make, sizes: dict[str, float], base: int):
    """For a Part: in each size `make(size, base)`; in smoke the first two, each a small part of the base."""

    def sides(profile: str) -> dict[str, Side]:
        small = profile == "smoke"
        chosen = list(sizes.items())[: 2 if small else None]
        least = max(base // 16, 8) if small else base
        return {name: Side(make, {"size": size, "base": least}) for name, size in chosen}

    return sides


def enlarging(size: float, base: int) -> Work:
    """Lesson 01's network enlarges a picture of base × (size · base) pixels."""
    from course_utils import machine

    machine.import_tensorflow_quietly()
    import numpy as np

    from benchmarks import upsampling

    lesson = upsampling.taught()
    model = lesson.build_upsampler(lesson.bilinear_kernel(4))
    picture = np.random.default_rng(0).random((base, base * size, 3)).astype("float32")
    return timed(lambda: lesson.enlarge_photo(model, picture))


def learning_salt(tiles: int, side: int) -> Work:
    """Lesson 02: an epoch, then every tile is asked twice. Larger tiles are repeated pictures."""
    from course_utils import machine

    machine.import_tensorflow_quietly()
    from types import SimpleNamespace

    import numpy as np

    from benchmarks.races import memory_keeper
    from course_utils.data.salt import synthetic_salt
    from course_utils.reference import unet_segmentation as lesson

    few, times = synthetic_salt(16, 0), -(-side // 101)
    picked = np.arange(tiles) % 16
    arrays = (np.tile(a[picked], (1, times, times))[:, :side, :side] for a in (few.images, few.masks))

    class Tiles(SimpleNamespace):
        def __len__(self):
            return len(self.images)

    data = Tiles(**dict(zip(("images", "masks"), arrays, strict=True)))
    net, batches = resized(lesson.build_unet(lesson.decoder_block), side), lesson.Tiles(data, 32)
    lesson.compile_for_salt(net, len(batches), 1)

    def work():
        net.fit(batches, verbose=0, callbacks=[memory_keeper()])
        for k in range(0, tiles, 500):
            lesson.draw_salt(lesson.probability(net, data.images[k : k + 500]), 0.5, 1)

    return timed(work)


def more_tiles(size: float, base: int) -> Work:
    return learning_salt(max(base * size, 32), 101)


def larger_tiles(size: float, base: int) -> Work:
    return learning_salt(max(base, 32), round(101 * size**0.5))


def resized(net, side: int):
    """The same net, untrained, for tiles of another side: its kernels look at each place alike."""
    import keras

    pad = -side % 8  # what 101 lacks, too, to be halved three times
    rim = ((pad // 2, pad - pad // 2),) * 2
    changed = {
        "InputLayer": {"batch_shape": (None, side, side, 1)},
        "ZeroPadding2D": {"padding": rim},
        "Cropping2D": {"cropping": rim},
    }
    config = net.get_config()
    for layer in config["layers"]:
        layer["config"] |= changed.get(layer["class_name"], {})
    return keras.Model.from_config(config)


def digits_for(count: int):
    """So many digits, some of them again, and their labels."""
    import numpy as np

    from course_utils.data.digits import split_digits

    training = split_digits().training
    picked = np.arange(count) % len(training)
    return training.scaled()[picked], training.labels[picked]


def playing(size: float, base: int) -> Work:
    """Lesson 03: an epoch of the game with so many digits."""
    from benchmarks import gan
    from benchmarks.races import memory_keeper

    room, (real, _) = gan.lesson(), digits_for(max(size * base, gan.BATCH))
    players, game = room.GAN(room.build_generator(), room.build_discriminator()), room.Game(real, gan.BATCH)
    room.compile_for(players, steps=10_000)
    return timed(lambda: players.fit(game, verbose=0, callbacks=[memory_keeper()]))


def repainting(size: float, base: int) -> Work:
    """Lesson 04: one loss and its slope, of a picture of base × (size · base) pixels."""
    import numpy as np

    from benchmarks import style

    room, vgg, content, painting = style.setting(max(base, 16))
    content, painting = (np.tile(picture, (1, size, 1)) for picture in (content, painting))
    look = room.slope_of(room.gatys(vgg, content, painting))
    import tensorflow as tf

    picture = tf.constant(content)
    return timed(lambda: np.asarray(look(picture)[-1]))


def flowing(size: float, base: int) -> Work:
    """Lesson 05: an epoch with so many digits."""
    from benchmarks import flow

    room, _ = flow.lessons()
    real, labels = digits_for(size * base)
    net = room.Flow()
    net.compile(steps=10_000)
    return timed(lambda: net.fit(real, labels, batch_size=32, verbose=0))


PIXELS = Part(
    "growth_enlarging",
    "01",
    "enlarging a picture of 128 × 128 pixels, and of 2, 4, 8 times as many",
    "s",
    grown(enlarging, TIMES, 128),
    minutes=0.5,
    sizes=TIMES,
    note=(
        "A convolution does the same at each place, so that seconds grow as pixels do; memory holds "
        "every layer of the picture, beside TensorFlow, which weighs the same at any size."
    ),
    **GROWTH,
)
TILES = Part(
    "growth_tiles",
    "02",
    "learning from and asking about 200 tiles, and 2, 4, 8 times as many",
    "s",
    grown(more_tiles, TIMES, 200),
    minutes=1.5,
    sizes=TIMES,
    note=(
        "Each tile takes the same arithmetic, and a step sees 32 whatever their number: seconds grow "
        "as tiles do. Memory grows by the tiles and the answers alone, which are little beside the "
        "net at work."
    ),
    **GROWTH,
)
LARGER = Part(
    "growth_tile_size",
    "02",
    "the same of 100 tiles, and of tiles of 4 and 16 times as many pixels",
    "s",
    grown(larger_tiles, SIDES, 100),
    minutes=1.5,
    sizes=SIDES,
    note=(
        "The net is convolutions throughout, so that seconds and what a step keeps for its way back "
        "grow as pixels do, which is the square of the side."
    ),
    **GROWTH,
)
GAME = Part(
    "growth_game",
    "03",
    "an epoch of the game with 320 digits, and 2, 4, 8 times as many",
    "s",
    grown(playing, TIMES, 320),
    minutes=0.7,
    sizes=TIMES,
    note=(
        "As many more steps of the same size: seconds grow as digits do, and memory hardly, since a "
        "step holds 64."
    ),
    **GROWTH,
)
PAINTING = Part(
    "growth_painting",
    "04",
    "one loss and its slope, of 128 × 128 pixels, and of 2, 4, 8 times as many",
    "s",
    grown(repainting, TIMES, 128),
    minutes=0.7,
    sizes=TIMES,
    note=(
        "Layers grow as pixels do. So do Gram matrices: their own size is that of the channels, and "
        "each pixel adds one product to them."
    ),
    **GROWTH,
)
FLOW = Part(
    "growth_flow",
    "05",
    "an epoch of the flow with 320 digits, and 2, 4, 8 times as many",
    "s",
    grown(flowing, TIMES, 320),
    minutes=1,
    sizes=TIMES,
    note=(
        "As many more steps of the same size: seconds grow as digits do, and memory hardly, since a "
        "step holds 32."
    ),
    **GROWTH,
)
