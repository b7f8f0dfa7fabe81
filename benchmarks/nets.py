"""The networks that run in the website's pages, trained anew: course_utils/results/nets.

    python -m benchmarks.nets                  all of them, one after the other
    python -m benchmarks.nets gan flow         some

upsampler (lesson 01), unet (02), gan (03) and flow (05) are trained by the lessons' own code, as in `quick`,
and written as float16 for tools/nets/inference.js, each with what its figure begins with and what the course's
judges say of it; repaint keeps some canvases of lesson 04's painting. The flow's net is the lesson's with an
overview of UNITS instead of 512 units: less than a third of the weights.
One to ten minutes each on two cores.
"""

import io
import os
import time
from contextlib import contextmanager
from functools import partial
from unittest.mock import patch

from PIL import Image

from course_utils import console, machine
from course_utils.files import write_atomically
from course_utils.measurements import STORE, circumstances
from course_utils.svg import jpeg_uri, png_bytes, png_uri

NETS = STORE / "nets"
UNITS, FLOW_EPOCHS = 56, 24
GUIDANCE, STEPS = 2.0, 20  # what the figure begins with
KEPT = {128: (1, 2, 4, 7, 11, 17, 26, 40, 60), 256: (4, 12, 30)}  # of lesson 04's evaluations


def webp(picture, quality: int) -> bytes:
    """A photograph uint8 (H, W, 3), compressed."""
    content = io.BytesIO()
    Image.fromarray(picture).save(content, "WEBP", method=6, quality=quality)
    return content.getvalue()


def store(name: str, model, still, measured: dict, **start) -> None:
    """NAME.net, of weights rounded to float16 beforehand, and NAME.png, its figure's first picture."""
    from tools.nets.export import packed

    about = {"measured": measured, "made": circumstances(), "start": start}
    write_atomically(NETS / f"{name}.net", packed(model, **about))
    write_atomically(NETS / f"{name}.png", png_bytes(still))
    print(f"{name}: {(NETS / f'{name}.net').stat().st_size:,} bytes", measured, flush=True)


def rounded(model):
    """The model with its weights as float16 has them: what is judged is what is stored."""
    model.set_weights([w.astype("float16").astype("float32") for w in model.get_weights()])
    return model


def built(net: str):
    """The network of that name, untrained."""
    from course_utils.reference import flow_matching, mnist_gan, unet_segmentation

    if net == "upsampler":
        from benchmarks.upsampling import taught

        lesson = taught()
        return lesson.build_upsampler(lesson.bilinear_kernel(4))
    if net == "flow":
        with narrower(flow_matching):
            return flow_matching.build_net()
    if net == "gan":
        return mnist_gan.build_generator()
    return unet_segmentation.build_unet(unet_segmentation.decoder_block)


def narrower(lesson):
    """While this lasts, lesson 05's nets get UNITS units in their overview."""
    return patch.object(lesson, "overview", partial(lesson.overview, units=UNITS))


def digit_scores(pictures, held_out) -> dict:
    """What the judge says of 1,000 pictures."""
    from course_utils.judge import load_judge
    from course_utils.reference.mnist_gan import scores

    return scores(load_judge(), pictures, held_out)


def gan() -> None:
    """Lesson 03's generator; the corners of a plane through its noise."""
    import keras
    import numpy as np

    from course_utils.data.digits import split_digits, unscaled
    from course_utils.reference import mnist_gan as lesson

    digits = split_digits()
    keras.utils.set_random_seed(0)
    players = lesson.GAN(built("gan"), lesson.build_discriminator())
    game = lesson.Game(digits.training.scaled(), m=64)
    lesson.compile_for(players, steps=60 * len(game))
    players.fit(game, epochs=60, verbose=0)
    generator = rounded(players.average)

    def draw(noise):
        return unscaled(generator.predict(noise.astype("float32"), batch_size=250, verbose=0))

    judged = draw(np.random.default_rng(4).uniform(-1, 1, (1000, 100)))
    corners = np.random.default_rng(5).uniform(-1, 1, (3, 100)).round(3)
    middle = corners[0] + (corners[1] - corners[0]) / 2 + (corners[2] - corners[0]) / 2
    store("gan", generator, draw(middle[None])[0], digit_scores(judged, digits.held_out.images),
          corners=corners.ravel().tolist())  # fmt: skip


def flow() -> None:
    """Lesson 05's net, with a smaller overview; the noise that its figure begins with."""
    import keras
    import numpy as np

    from course_utils.data.digits import split_digits
    from course_utils.judge import load_judge
    from course_utils.reference import flow_matching as lesson

    digits = split_digits()
    real, labels = digits.training.scaled(), digits.training.labels
    keras.utils.set_random_seed(0)
    with narrower(lesson):
        learner = lesson.Flow()
    learner.compile(steps=FLOW_EPOCHS * -(-len(real) // 32))
    learner.fit(real, labels, batch_size=32, epochs=FLOW_EPOCHS, verbose=0)
    net = rounded(learner.average)

    def draw(z, asked):
        return lesson.draw(learner.ask, z.astype("float32"), asked, GUIDANCE, STEPS)

    asked = np.repeat(np.arange(10), 100)
    drawn = draw(np.random.default_rng(4).normal(size=(1000, 28, 28, 1)), asked)
    told = load_judge().probabilities(drawn).argmax(axis=1)
    measured = digit_scores(drawn, digits.held_out.images) | {"label_accuracy": float(np.mean(told == asked))}
    measured |= {"epochs": FLOW_EPOCHS, "steps": STEPS}
    noise = np.random.default_rng(5).normal(size=(1, 28, 28, 1)).round(3)
    store("flow", net, draw(noise, [7])[0], measured, noise=noise.ravel().tolist())


def unet() -> None:
    """Lesson 02's U-Net; some held-out tiles with their salt."""
    import numpy as np

    from benchmarks.unet_ablations import TILES, train
    from course_utils.data.seismic import load_seismic, split_tiles
    from course_utils.reference import unet_segmentation as lesson
    from tools.pictures import tinted

    training, validation, test = split_tiles(load_seismic(TILES))
    net = built("unet")  # computes in float32, as the page will
    net.set_weights(train(lesson.decoder_block, training, validation, seed=0).get_weights())
    rounded(net)
    found = net.predict(test.images[..., None].astype("float32"), verbose=0)[..., 0] > 0
    share = test.masks.mean(axis=(1, 2))
    fitting = np.flatnonzero((share > 0.15) & (share < 0.7))
    chosen = fitting[:: len(fitting) // 5][:5]
    pairs = ((test.images[k], test.masks[k]) for k in chosen)
    tiles = [{"image": png_uri(tile), "salt": png_uri(np.uint8(255) * mask)} for tile, mask in pairs]
    first = tinted(np.repeat(test.images[chosen[0]][..., None], 3, axis=2), found[chosen[0]])
    store("unet", net, first, {"pixel_iou": float(lesson.pixel_iou(test.masks, found))}, tiles=tiles)


def upsampler() -> None:
    """Lesson 01's enlarging net; two photographs that it was not trained on."""
    import keras
    import numpy as np

    from benchmarks.upsampling import EPOCHS, PATCHES, gains, taught
    from course_utils.data.photographs import photograph, photographs

    lesson = taught()
    training = photographs(*lesson.THINGS, *lesson.TEXTURES)
    small, large = lesson.random_patches(training, PATCHES, np.random.default_rng(0))
    keras.utils.set_random_seed(0)
    model = built("upsampler")
    rounded(lesson.train_upsampler(model, small, large, EPOCHS))
    given = {"coffee": (60, 140), "astronaut": (20, 120), "chelsea": (20, 110)}
    details = {name: photograph(name)[y : y + 256, x : x + 256] for name, (y, x) in given.items()}
    details = {name: np.rint(255 * detail).astype("uint8") for name, detail in details.items()}
    _, made = lesson.enlargements(details["coffee"] / np.float32(255), model=model)
    left, right = (np.rint(255 * made[k]).astype("uint8") for k in ("bicubic", "model"))
    still = np.hstack([left, np.full((len(left), 8, 3), 255, "uint8"), right])
    pictures = {name: jpeg_uri(detail, quality=90) for name, detail in details.items()}
    mean = float(np.mean(gains(lesson, model)))
    store("upsampler", model, still, {"psnr_gain_db_mean": mean}, pictures=pictures)


def repaint() -> None:
    """Lesson 04's painting on its way: repaint_00.webp … in `nets`, the photograph first."""
    import numpy as np

    from course_utils.data.pictures import load_photograph, load_style
    from course_utils.painting import live_canvas
    from course_utils.pretrained import load_vgg
    from course_utils.reference import style_transfer as lesson

    content, style = load_photograph("china", 256, square=True).image, load_style("night_sky", 256).image
    frames = []

    @contextmanager
    def watched(name, start, evaluations, **_):
        side = len(start)
        with live_canvas(name, start, evaluations, quiet=True) as canvas:
            see = canvas.see

            def seen(picture, loss, **parts):
                if canvas.evaluations in KEPT[side]:
                    frames.append(np.asarray(canvas.picture))
                see(picture, loss, **parts)

            canvas.see = seen
            yield canvas
        frames.append(canvas.picture)

    with patch.object(lesson, "live_canvas", watched):
        lesson.repaint(load_vgg("vgg16_hed"), content, style, {128: 60, 256: 30})
    for number, frame in enumerate(frames):
        whole = frame
        if len(frame) < 256:  # as `repaint` carries it on: the change, added to the photograph
            whole = content + lesson.resize(frame - lesson.resize(content, 128), 256)
        picture = np.rint(255 * np.clip(whole, 0, 1)).astype("uint8")
        write_atomically(NETS / f"repaint_{number:02}.webp", webp(picture, quality=75))
    print(f"repaint: {len(frames)} pictures", flush=True)


NAMES = {made.__name__: made for made in (upsampler, unet, gan, repaint, flow)}


def main() -> None:
    parser = console.parser("benchmarks.nets", __doc__)
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="NAME", help=" · ".join(NAMES))
    names = parser.parse_args().names or NAMES
    os.environ["COURSE_PROFILE"] = "quick"
    machine.import_tensorflow_quietly()
    NETS.mkdir(exist_ok=True)
    for name in names:
        began = time.perf_counter()
        NAMES[name]()
        print(f"{name} after {time.perf_counter() - began:.0f} s", flush=True)


if __name__ == "__main__":
    console.command(main)
