"""The pictures of lesson 04: photographs, styles painted by code, paintings, and the student's own file.

    load_photograph("chelsea", 256)      ships with scikit-image or scikit-learn
    load_style("night_sky", 256)         painted by code; or, by download, a painting such as "starry_night"
    load_picture("mine.jpg", 256)        whatever the student brings

Each gives a `LoadedPicture` and notes for the report where it comes from.
"""

import io
import os
import warnings
from dataclasses import dataclass
from functools import cache
from operator import index
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from course_utils import machine, session
from course_utils.data import download, painted, photographs, signatures
from course_utils.data.provenance import Provenance
from course_utils.html import notice
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
# Formats that Pillow recognises but leaves to others: EPS would start Ghostscript, the rest has no decoder.
_NOT_HERE = {"EPS", "WMF", "HDF5", "GRIB", "BUFR", "MPEG"}
# Tags of TIFF
_KIND_OF_PAGE, _PHOTOMETRIC, _SAMPLE_FORMAT, _DNG_VERSION = 254, 262, 339, 50706


@dataclass(frozen=True, eq=False)
class LoadedPicture:
    """A picture ready for the network: `image` is float32 RGB in [0, 1], shape (H, W, 3)."""

    name: str
    image: np.ndarray
    provenance: Provenance

    def label(self, language: str | None = None) -> str:
        """What to write under it, in `language` (default: the reader's); says so when code painted it."""
        if self.provenance.kind == "synthetic":
            return text("painted_by_code", language, what=text("style_" + self.name, language))
        return self.provenance.name


def load_photograph(name: str, size: int, *, square: bool = False) -> LoadedPicture:
    """A photograph that scikit-image or scikit-learn ships, the longest side `size` pixels.

    `square`: cut the middle out instead, `size` by `size`. The names are in `photographs.INSTALLED`.
    """
    path = photographs.photograph_path(name)
    return _noted(LoadedPicture(name, _read(path, size, square), photographs.photograph_provenance(name)))


def load_style(
    name: str, size: int, *, seed: int = 0, square: bool = False, url: str | None = None
) -> LoadedPicture:
    """A style picture by name: one of `style_names()` or of `painting_names()`.

    The former are painted by code when called, square, another picture for each `seed`. The latter
    are public-domain paintings, downloaded once (from the mirror `url`, if given), the longest side
    `size` pixels or, with `square`, the middle.
    """
    if not isinstance(name, str):
        name = repr(name)  # which none of them is called
    if name in painted.STYLES:
        origin = Provenance(name, "synthetic", f"painted by code, seed {seed}", "MIT, part of the course")
        return _noted(LoadedPicture(name, painted.paint_style(name, _checked(size), seed), origin))
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
    return _noted(LoadedPicture(name, _read(path, size, square), origin))


def load_picture(path: str | os.PathLike, size: int, *, square: bool = False) -> LoadedPicture:
    """The student's own picture file, upright, the longest side `size` pixels or, with `square`, the middle.

    Any format that Pillow reads: JPEG, PNG, WebP…, in colour, grey, CMYK, with a palette, 16 or 32 bits,
    animated (the first frame) or transparent (laid on white); smaller ones are enlarged. Colours are
    taken to sRGB from the file's own colour profile. What cannot be used is refused with one CourseError
    that names the file, says what it is, and how to get a JPEG of it.
    """
    file = _existing_file(path)
    origin = Provenance(file.name, "own", file.name, text("picture_own"))
    return _noted(LoadedPicture(file.name, _read(file, size, square), origin))


def style_names() -> list[str]:
    """The styles that are painted by code: no network needed."""
    return list(painted.STYLES)


def painting_names() -> list[str]:
    """The public-domain paintings, which are downloaded when asked for."""
    return list(PAINTINGS)


# --- inside --------------------------------------------------------------------------------------


def _noted(picture: LoadedPicture) -> LoadedPicture:
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
    if (shape := getattr(path, "shape", None)) is not None:
        raise CourseError("picture_array", shape=shape)
    try:
        name = os.fsdecode(path)
        file = Path(name)
        if not file.exists():  # a name may begin with ~ and mean no home folder
            file = Path(os.path.expanduser(name))
        folder, exists = file.is_dir(), file.is_file()
    except PermissionError as error:
        raise CourseError("picture_unreadable", path=path, cause=error.strerror) from None
    except (TypeError, ValueError, OSError):
        raise CourseError("picture_path", found=path) from None
    if name.startswith(("http://", "https://")):
        raise CourseError("picture_web", path=name)
    if folder:
        raise CourseError("picture_folder", path=file.absolute())
    if not exists:
        raise CourseError("picture_missing", path=file, folder=Path.cwd())
    return file


def _read(path: Path, size: int, square: bool) -> np.ndarray:
    """A picture file as float32 RGB in [0, 1], upright and fitted to `size`; else CourseError."""
    size = _checked(size)
    try:
        head = signatures.head_of(path)
    except OSError as error:
        raise CourseError("picture_unreadable", path=path, cause=error.strerror) from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's of large pictures: their size is checked here
            with Image.open(path, formats=_formats()) as image:
                _check_pixels(path, image)
                _check_kind(path, image, head)
                stored, profile, numbers = image.size, image.info.get("icc_profile"), _numbers(image)
                _decode(image, size)
                image = _eight_bits(path, image, numbers)
                image = _fitted(path, image, size, square, stored)
                image = _on_white(_in_srgb(image, profile))
    except CourseError:
        raise
    except Image.UnidentifiedImageError as error:
        raise _not_a_picture(path, head, error) from error
    except (Image.DecompressionBombError, MemoryError) as error:
        raise CourseError("picture_huge", path=path, most=MOST_PIXELS // 10**6) from error
    except Exception as error:  # decoders raise whatever they like when a file is broken
        raise CourseError("picture_broken", path=path, cause=str(error) or type(error).__name__) from error
    return np.asarray(image, dtype="float32") / 255


@cache
def _formats() -> list[str]:
    Image.init()
    return [name for name in Image.ID if name not in _NOT_HERE]


def _not_a_picture(path: Path, head: bytes, error: Exception) -> CourseError:
    """What a file is that Pillow doesn't take for a picture."""
    kind = signatures.kind_of(head)
    if kind is None and head[:2] in (b"II", b"MM") and signatures.is_picture(head):
        kind = "tiff"
    if kind:
        return _other(path, kind)
    if signatures.is_picture(head):
        return CourseError("picture_broken", path=path, cause=type(error).__name__)
    return CourseError("picture_format", path=path)


def _other(path: Path, kind: str) -> CourseError:
    return CourseError("picture_other", path=path, what=text("file_is_" + kind), remedy=text("jpeg_of_" + kind))


def _check_pixels(path: Path, image: Image.Image) -> None:
    """Judge by the header, before anything is decoded."""
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise CourseError("picture_huge", path=path, most=MOST_PIXELS // 10**6)
    if min(width, height) < LEAST:
        raise CourseError("picture_small", path=path, width=width, height=height, least=LEAST)


def _check_kind(path: Path, image: Image.Image, head: bytes) -> None:
    """Refuse a camera's raw file, of which Pillow would give the thumbnail."""
    tags = getattr(image, "tag_v2", {})
    if _DNG_VERSION in tags or tags.get(_KIND_OF_PAGE, 0) & 1 or signatures.kind_of(head) == "raw":
        raise _other(path, "raw")


@dataclass(frozen=True)
class _Numbers:
    """How the file stores its numbers, which Pillow forgets as it decodes them."""

    bits: int
    signed: bool
    white_is_zero: bool


def _numbers(image: Image.Image) -> _Numbers:
    tags = getattr(image, "tag_v2", {})
    # A raw mode of Pillow's such as "I;16B"; with a compression it is the first of several arguments.
    raw = " ".join(str(tile[3]) for tile in image.tile)
    deep = image.mode.startswith("I")
    return _Numbers(
        bits=16 if ";16" in raw or ";12" in raw else 32 if deep and ";32" in raw else 16 if deep else 8,
        signed=2 in tags.get(_SAMPLE_FORMAT, ()),
        white_is_zero=deep and tags.get(_PHOTOMETRIC) == 0,  # with 8 bits Pillow sees to it
    )


def _decode(image: Image.Image, size: int) -> None:
    """Load the pixels, upright. A large JPEG is decoded at half, a quarter or an eighth of its size."""
    shrink = max(1, max(image.size) / (2 * size))
    image.draft(None, tuple(int(side / shrink) for side in image.size))
    if image.format == "TIFF":
        _load_quietly(image)
    ImageOps.exif_transpose(image, in_place=True)


def _load_quietly(image: Image.Image) -> None:
    """Load a TIFF, of which libtiff would complain on stderr, in red, before Pillow raises."""
    fault = None
    with machine.quiet_stderr():  # shows what was written if something is raised inside
        try:
            image.load()
        except Exception as error:  # as decoders do
            fault = error
    if fault:
        raise fault


def _eight_bits(path: Path, image: Image.Image, numbers: _Numbers) -> Image.Image:
    """The same picture as L, LA, RGB, RGBA, CMYK or LAB."""
    if image.mode == "F":
        raise CourseError("picture_range", path=path, kind=text("pixels_float"))
    if image.mode.startswith("I"):
        return _from_integers(path, image, numbers)
    if numbers.signed:
        raise CourseError("picture_range", path=path, kind=text("pixels_signed"))
    if image.mode in ("CMYK", "LAB"):
        return image
    colours = "L" if image.mode in ("1", "L", "LA", "La") else "RGB"
    image = image.convert(colours + "A" * image.has_transparency_data)
    # Of 16 bits a channel Pillow keeps the upper 8, which are next to nothing if the lower ones hold it all.
    if numbers.bits > 8 and np.asarray(image.convert(colours)).max() < 64:
        raise CourseError("picture_dark", path=path)
    return image


def _from_integers(path: Path, image: Image.Image, numbers: _Numbers) -> Image.Image:
    """As L, from integers of 16 or 32 bits, of which perhaps only the lowest 10, 12 or 14 are in use."""
    values = np.asarray(image)
    if values.dtype == np.int32 and not numbers.signed and numbers.bits == 32:
        values = values.view(np.uint32)
    if values.min() < 0:
        raise CourseError("picture_range", path=path, kind=text("pixels_signed"))
    largest = int(values.max())
    bits = max(8, 2 * -(-largest.bit_length() // 2))
    if 0 < bits < numbers.bits and largest:
        words = text("picture_bits", path=path, room=numbers.bits, bits=bits, largest=largest)
        notice(words)
    levels = (values >> (bits - 8)).astype("uint8")
    grey = Image.fromarray(255 - levels if numbers.white_is_zero else levels)
    clear = image.info.get("transparency")
    if isinstance(clear, int):
        grey.putalpha(Image.fromarray(np.where(values == clear, 0, 255).astype("uint8")))
    return grey


def _fitted(path: Path, image: Image.Image, size: int, square: bool, stored: tuple[int, int]) -> Image.Image:
    """Resized to `size`; `stored` is the size that the file has."""
    width, height = image.size
    long, short = max(image.size), min(image.size)
    if square:
        left, top = (width - short) / 2, (height - short) / 2
        box, target = (left, top, left + short, top + short), (size, size)
    else:
        box, target = None, (round(width * size / long), round(height * size / long))
    if min(target) < LEAST:
        raise CourseError("picture_narrow", path=path, width=stored[0], height=stored[1])
    # Pillow weighs colours by their alpha while it resizes, so that white may come afterwards.
    return image.resize(target, Image.Resampling.LANCZOS, box=box, reducing_gap=3)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """As RGB or RGBA in sRGB, by the file's own colour profile; without one that fits, as Pillow does it."""
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    colours = image.convert(image.mode[:-1]) if alpha else image
    colours = _by_profile(colours, profile) or colours.convert("RGB")
    if alpha:
        colours.putalpha(alpha)
    return colours


def _by_profile(image: Image.Image, profile: bytes | None) -> Image.Image | None:
    """The image in sRGB; None if its profile is broken, of another kind than the image, or sRGB itself."""
    from PIL import ImageCms

    try:
        if image.mode == "LAB":
            source = ImageCms.createProfile("LAB")
        elif profile:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if "sRGB" in ImageCms.getProfileDescription(source):
                return None
            space = source.profile.xcolor_space.strip()
            if space == "RGB" and image.mode == "L":
                image = image.convert("RGB")
            if {"GRAY": "L", "RGB": "RGB", "CMYK": "CMYK"}.get(space) != image.mode:
                return None
        else:
            return None
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, ImportError):  # the last: a Pillow without littleCMS
        return None


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    return image
