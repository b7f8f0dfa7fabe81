"""Make the READMEs' pictures from the course itself.

python -m tools.pictures FOLDER     FOLDER: the COURSE_RESULTS of a run, for the pictures that are trained
"""

from pathlib import Path

import numpy as np
from PIL import Image

from course_utils import console
from course_utils.data.pictures import load_photograph, load_style
from course_utils.data.seismic import load_seismic, split_tiles
from course_utils.demos import start_here
from course_utils.palette import ORANGE, rgb
from course_utils.svg import as_bytes, png_bytes
from tools.places import ROOT

PICTURES = ROOT / "pictures"
TILES = 2400  # of lesson 02 in `quick`


def main(arguments: list[str] | None = None) -> None:
    parser = console.parser("tools.pictures", __doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="COURSE_RESULTS of a run")
    results = parser.parse_args(arguments).folder
    PICTURES.mkdir(exist_ok=True)
    with Image.open(results / "01_upsampling.png") as image:
        panels = np.split(np.asarray(image), 3, axis=1)
    detail = [panel[120:280, 200:400] for panel in panels]
    gap = np.full((160, 8, 3), 255, "uint8")
    row = np.hstack([detail[0], gap, detail[1], gap, detail[2]])
    save("upsampling.png", row)
    save("segmentation.png", segmentation(results / "02_masks.npz"))
    save("digits.png", enlarged(results / "03_epochs.png"))
    save("flow.png", enlarged(results / "05_digits.png"))
    save("style.png", style(results / "04_picture.png"))
    fill_gallery()


def save(name: str, picture) -> None:
    (PICTURES / name).write_bytes(png_bytes(np.asarray(picture)))


def enlarged(picture: Path) -> Image.Image:
    """A sheet of digits, half as large again."""
    with Image.open(picture) as image:
        image = image.convert("L")
    return image.resize((image.width * 3 // 2, image.height * 3 // 2), Image.Resampling.LANCZOS)


def segmentation(masks: Path, count: int = 7) -> np.ndarray:
    """Held-out tiles of lesson 02: the section above, the true salt, and what the U-Net found below."""
    with np.load(masks, allow_pickle=False) as stored:
        truth, predicted = stored["truth"], stored["predicted"]
    test = split_tiles(load_seismic(TILES))[2]
    if not np.array_equal(test.masks, truth):
        raise SystemExit(f"{masks} was not made from the embedded tiles in `quick`")
    share = truth.mean(axis=(1, 2))
    chosen = np.flatnonzero((share > 0.15) & (share < 0.7))
    chosen = chosen[:: len(chosen) // count][:count]
    columns = []
    for k in chosen:
        grey = np.repeat(test.images[k][..., None], 3, axis=2)
        rows = [grey, *(tinted(grey, mask[k]) for mask in (truth, predicted))]
        columns.append(np.vstack([np.pad(row, ((0, 6), (0, 6), (0, 0)), constant_values=255) for row in rows]))
    return np.hstack(columns)[:-6, :-6]


def tinted(grey: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The salt in the house's orange."""
    return np.where(mask[..., None], 0.45 * grey + 0.55 * as_bytes(rgb(ORANGE)[0]), grey).astype("uint8")


def style(picture: Path) -> np.ndarray:
    """Lesson 04's photograph, style and result side by side."""
    with Image.open(picture) as image:
        painted = np.asarray(image.convert("RGB"))
    size = len(painted)
    pair = load_photograph("china", size, square=True), load_style("night_sky", size)
    pictures = [*(as_bytes(p.image) for p in pair), painted]
    return np.hstack([np.pad(p, ((0, 0), (0, 8), (0, 0)), constant_values=255) for p in pictures])[:, :-8]


def fill_gallery(widest: int = 520) -> None:
    """Copies of the pictures for lesson 00, inside the package, at most `widest` pixels wide."""
    for file in start_here.MADE:
        source = PICTURES / file.removeprefix("made_")
        if source.is_file():
            with Image.open(source) as image:
                image = image.convert("RGB")
                image.thumbnail((widest, widest), Image.Resampling.LANCZOS)
                (start_here.GALLERY / file).write_bytes(png_bytes(np.asarray(image)))


if __name__ == "__main__":
    console.command(main)
