"""The pictures of lesson 04: photographs, styles painted by code, paintings, and the student's own file.

    load_photograph("chelsea", 256)      ships with scikit-image or scikit-learn
    load_style("night_sky", 256)         painted by code; or, by download, a painting such as "starry_night"
    load_picture("mine.jpg", 256)        whatever the student brings

Each gives a `Picture` and notes for the report where it comes from.
"""

import os
import warnings
from dataclasses import dataclass
from operator import index
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from course_utils import session
from course_utils.data import download, painted, photographs
from course_utils.data.provenance import Provenance
from course_utils.messages import CourseError, text

# name -> file in the downloader's registry
PAINTINGS = {
    "starry_night": "starry_night_google.jpg",
    "the_scream": "the_scream.jpg",
    "shipwreck": "shipwreck.jpg",
    "great_wave": "wave.jpg",
    "composition_vii": "kandinsky_composition_vii.jpg",
}
LEAST = 16  # pixels: four poolings leave one, which conv5_1 needs
MOST_PIXELS = 100_000_000  # decoded, that is 0.4 GB


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture ready for the network: `image` is float32 RGB in [0, 1], shape (H, W, 3)."""

    name: str
    image: np.ndarray
    provenance: Provenance

    def label(self, language: str | None = None) -> str:
        """What to write under it, in `language` (default: the reader's); says so when code painted it."""
        if self.provenance.kind == "synthetic":
            return text("painted_by_code", language, what=text("style_" + self.name, language))
        return self.provenance.name


def load_photograph(name: str, size: int, *, square: bool = False) -> Picture:
    """A photograph that scikit-image or scikit-learn ships, the longest side `size` pixels.

    `square`: cut the middle out instead, `size` by `size`. The names are in `photographs.FILES`.
    """
    path = photographs.photograph_path(name)
    return _noted(Picture(name, _read(path, size, square), photographs.provenance(name)))


def load_style(name: str, size: int, *, seed: int = 0, square: bool = False, url: str | None = None) -> Picture:
    """A style picture by name: one of `style_names()` or of `painting_names()`.

    The former are painted by code when called, square, another picture for each `seed`. The latter
    are public-domain paintings, downloaded once (from the mirror `url`, if given), the longest side
    `size` pixels or, with `square`, the middle.
    """
    if name in painted.STYLES:
        origin = Provenance(name, "synthetic", f"painted by code, seed {seed}", "MIT, part of the course")
        return _noted(Picture(name, painted.paint(name, _checked(size), seed), origin))
    if name not in PAINTINGS:
        raise CourseError(
            "style_unknown",
            name=name,
            painted=", ".join(style_names()),
            paintings=", ".join(painting_names()),
        )
    try:
        path = download.fetch(PAINTINGS[name], url)
    except CourseError as error:
        raise CourseError(
            "painting_absent", name=name, reason=error, painted=", ".join(style_names())
        ) from error
    origin = download.provenance(PAINTINGS[name])
    return _noted(Picture(name, _read(path, size, square), origin))


def load_picture(path: str | os.PathLike, size: int, *, square: bool = False) -> Picture:
    """The student's own picture file, upright, the longest side `size` pixels or, with `square`, the middle.

    Any format that Pillow reads: JPEG, PNG, WebP…, in colour, grey, CMYK, with a palette, 16 bits,
    animated (the first frame) or transparent (laid on white); smaller ones are enlarged. What cannot
    be used is refused with one CourseError that names the file and the remedy.
    """
    file = _existing_file(path)
    origin = Provenance(file.name, "own", file.name, text("picture_own"))
    return _noted(Picture(file.name, _read(file, size, square), origin))


def style_names() -> list[str]:
    """The styles that are painted by code: no network needed."""
    return list(painted.STYLES)


def painting_names() -> list[str]:
    """The public-domain paintings, which are downloaded when asked for."""
    return list(PAINTINGS)


# --- inside --------------------------------------------------------------------------------------


def _noted(picture: Picture) -> Picture:
    session.note_provenance(picture.provenance)
    return picture


def _checked(size: int) -> int:
    try:
        pixels = index(size)
    except TypeError:
        pixels = 0
    if pixels < LEAST or pixels**2 > MOST_PIXELS:
        raise CourseError("picture_size", size=size, least=LEAST, most=int(MOST_PIXELS**0.5))
    return pixels


def _existing_file(path: str | os.PathLike) -> Path:
    try:
        file = Path(os.fsdecode(path)).expanduser()
        folder, exists = file.is_dir(), file.is_file()
    except (TypeError, ValueError, OSError, RuntimeError):
        raise CourseError("picture_path", path=path) from None
    if str(path).startswith(("http://", "https://")):
        raise CourseError("picture_web", path=path)
    if folder:
        raise CourseError("picture_folder", path=file.absolute())
    if not exists:
        raise CourseError("picture_missing", path=file, folder=Path.cwd())
    return file


def _read(path: Path, size: int, square: bool) -> np.ndarray:
    """A picture file as float32 RGB in [0, 1], upright and fitted to `size`; else CourseError."""
    size = _checked(size)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's of large pictures: their size is checked here
            with Image.open(path) as image:
                _check_pixels(path, image)
                _decode(image, size)
                image = _fitted(path, _eight_bits(path, image), size, square)
    except CourseError:
        raise
    except Image.UnidentifiedImageError as error:
        raise CourseError("picture_format", path=path) from error
    except (Image.DecompressionBombError, MemoryError) as error:
        raise CourseError("picture_huge", path=path, most=MOST_PIXELS // 10**6) from error
    except Exception as error:  # decoders raise whatever they like when a file is broken
        raise CourseError("picture_broken", path=path, cause=error) from error
    return np.asarray(image, dtype="float32") / 255


def _check_pixels(path: Path, image: Image.Image) -> None:
    """Judge by the header, before anything is decoded."""
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise CourseError("picture_huge", path=path, most=MOST_PIXELS // 10**6)
    if min(width, height) < LEAST:
        raise CourseError("picture_small", path=path, width=width, height=height, least=LEAST)


def _decode(image: Image.Image, size: int) -> None:
    """Load the pixels, upright. A large JPEG is decoded at half, a quarter or an eighth of its size."""
    shrink = max(1, max(image.size) / (2 * size))
    image.draft(None, tuple(int(side / shrink) for side in image.size))
    ImageOps.exif_transpose(image, in_place=True)


def _eight_bits(path: Path, image: Image.Image) -> Image.Image:
    """As RGB, or RGBA where something is transparent."""
    if image.mode.startswith("I"):  # 16 bits a pixel, which Pillow would cut off at 255
        return Image.fromarray((np.clip(image, 0, 65535) >> 8).astype("uint8")).convert("RGB")
    if image.mode == "F":
        raise CourseError("picture_float", path=path)
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _fitted(path: Path, image: Image.Image, size: int, square: bool) -> Image.Image:
    """Resized to `size`, as RGB on white."""
    width, height = image.size
    long, short = max(image.size), min(image.size)
    if square:
        left, top = (width - short) / 2, (height - short) / 2
        box, target = (left, top, left + short, top + short), (size, size)
    else:
        box, target = None, (round(width * size / long), round(height * size / long))
    if min(target) < LEAST:
        raise CourseError("picture_narrow", path=path, width=width, height=height)
    # Pillow weighs colours by their alpha while it resizes, so that white may come afterwards.
    image = image.resize(target, Image.Resampling.LANCZOS, box=box, reducing_gap=3)
    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", target, "white"), image).convert("RGB")
    return image
