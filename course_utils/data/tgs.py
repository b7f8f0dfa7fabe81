"""The Kaggle TGS salt files: `tgs-salt` in one of the cache folders, or what is attached on Kaggle.

It holds the competition's zip files as downloaded, or what is in them (an unpacked folder comes
before a zip; `tgs_files` finds them). Zip files are read where they are: nothing is unpacked, so
there is nothing to clean up, and no name in a zip ever becomes a path on disk. Facts of the real files:

- 4,000 training pairs and 18,000 test images, 101 x 101. Images are RGB with three equal channels.
- Masks come as 16-bit PNG (0 or 65535) and as 8-bit PNG (all zero): salt is what is > 0.
- 80 images are all black, with empty masks. Depth is 50 to 959.
- train.csv (`id,rle_mask`) repeats the masks as run lengths, column-major and 1-based.
"""

import os
import shutil
import warnings
import zlib
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import NoReturn

import numpy as np
from PIL import Image

from course_utils import host
from course_utils.cache import cache_folders, scratch, writable_cache
from course_utils.data import signatures
from course_utils.data.provenance import Provenance
from course_utils.data.rle import decode_rle
from course_utils.data.salt_data import TILE, SaltData, SaltImages
from course_utils.data.tables import Entry, cannot_be_read, read_table
from course_utils.data.tgs_files import COMPETITION, Found, files_in, find, holds
from course_utils.messages import CourseError, text

FOLDER = "tgs-salt"
PAGE = f"https://www.kaggle.com/competitions/{COMPETITION}"


# --- what a lesson calls -------------------------------------------------------------------------


def tgs_folder() -> Path | None:
    """The first `tgs-salt` in the cache folders that holds training data, by its file names."""
    return next((f for f in _folders() if holds(f, "train")), None)


def tgs_available() -> bool:
    """Whether `load_tgs` will find files (they may still turn out to be damaged)."""
    return tgs_folder() is not None


def tgs_test_available() -> bool:
    """Whether there are test images too."""
    return any(holds(folder, "test") for folder in _folders())


def tgs_unused() -> str:
    """What lies in `tgs-salt` although no training pairs are recognised there, as a sentence; "" if nothing."""
    for folder in _folders() if not tgs_available() else ():
        if files := files_in(folder):
            key = "tgs_test_only" if holds(folder, "test") else "tgs_unused"
            return text(key, folder=folder, count=len(files), example=files[0])
    return ""


def load_tgs() -> SaltData:
    """The training pairs, sorted by id; `sections` is -1, since the files do not tell.

    CourseError naming the file when anything is missing, damaged or not what it should be. A mask
    that differs from its run lengths in train.csv is a warning only: the PNG is used.
    """
    folder = tgs_folder() or _absent()
    with ExitStack() as stack:
        found = find(folder, "train", stack)
        images, masks = found.images, found.masks
        _same_ids(images, masks, "tgs_mask_missing", folder=folder / "train" / "masks")
        _same_ids(masks, images, "tgs_image_missing", folder=folder / "train" / "images")
        runs = read_table(found.tables["train.csv"], "rle_mask")
        _same_ids(runs, images, "tgs_listed_missing", file=found.tables["train.csv"].name)
        _same_ids(images, runs, "tgs_not_listed", file=found.tables["train.csv"].name)
        ids = sorted(images)
        data = SaltData(
            images=_stack(_grey_tile, [images[i] for i in ids], np.uint8),
            masks=_stack(_mask_tile, [masks[i] for i in ids], bool),
            depths=_depths(found, ids),
            sections=np.full(len(ids), -1, np.int64),
            ids=np.array(ids, dtype=np.str_),
            provenance=_provenance(),
        )
        _compare_runs(data, runs, found.tables["train.csv"].name)
        return data


def load_tgs_test() -> SaltImages:
    """The test images, sorted by id. CourseError when they are not there or damaged."""
    folder = next((f for f in _folders() if holds(f, "test")), None) or _absent()
    with ExitStack() as stack:
        found = find(folder, "test", stack)
        ids = sorted(found.images)
        return SaltImages(
            images=_stack(_grey_tile, [found.images[i] for i in ids], np.uint8),
            depths=_depths(found, ids),
            ids=np.array(ids, dtype=np.str_),
            provenance=_provenance(),
        )


def read_rle_table(path: Path | str) -> dict[str, np.ndarray]:
    """id -> bool mask (101, 101), of submission.csv or train.csv; CourseError names file and id."""
    path = Path(path)
    runs = read_table(Entry(str(path), partial(path.open, "rb")), "rle_mask", strict=True)
    return {i: _decode_row(i, row, str(path)) for i, row in runs.items()}


def fetch_tgs() -> Path:
    """The folder `tgs-salt`, filled through kagglehub if need be. For those with a Kaggle account.

    kagglehub is no dependency: CourseError says how to install it, log in and accept the rules.
    """
    if folder := tgs_folder():
        return folder
    folder = writable_cache() / FOLDER
    hints = {"folder": folder, "page": PAGE, "archive": f"{COMPETITION}.zip"}
    try:
        import kagglehub
    except ImportError as error:
        raise CourseError("tgs_kagglehub_missing", **hints) from error
    with scratch(folder.parent) as room:
        try:
            source = kagglehub.competition_download(COMPETITION)
            # flamingo.zip is a data set of another kind that came with the competition
            shutil.copytree(source, room / FOLDER, ignore=shutil.ignore_patterns("flamingo*"))
        except Exception as error:  # its own, requests', the disk's: all mean "not there"
            cause = f"{type(error).__name__}: {error}".splitlines()[0]
            raise CourseError("tgs_kaggle_failed", cause=cause[:200], **hints) from error
        try:
            if folder.is_dir():
                folder.rmdir()  # fails unless it is empty
            os.replace(room / FOLDER, folder)
        except OSError as error:
            raise CourseError("tgs_in_the_way", folder=folder) from error
    return folder


# --- reading them --------------------------------------------------------------------------------


def _stack(read: Callable[[Entry], np.ndarray], entries: list[Entry], dtype) -> np.ndarray:
    tiles = np.empty((len(entries), TILE, TILE), dtype)
    for tile, entry in zip(tiles, entries, strict=True):
        tile[...] = read(entry)
    return tiles


def _grey_tile(entry: Entry) -> np.ndarray:
    """uint8 (101, 101) from a grey PNG or one with three equal channels."""
    pixels = _read_png(entry, ("L", "RGB"))
    if pixels.ndim == 2:
        return pixels
    grey = pixels[..., 0]
    if not (np.array_equal(grey, pixels[..., 1]) and np.array_equal(grey, pixels[..., 2])):
        raise CourseError("tgs_not_grey", file=entry.name)
    return grey


def _mask_tile(entry: Entry) -> np.ndarray:
    """bool (101, 101) from a PNG of 1, 8 or 16 bits that has at most one value besides 0."""
    pixels = _read_png(entry, ("1", "L", "I;16", "I"))
    mask = pixels > 0
    if (pixels[mask] != pixels.max()).any():
        raise CourseError("tgs_mask_levels", file=entry.name, found=len(np.unique(pixels[mask])))
    return mask


def _read_png(entry: Entry, modes: tuple[str, ...]) -> np.ndarray:
    try:
        with entry.open() as file, Image.open(file, formats=("PNG",)) as picture:
            size, mode = picture.size, picture.mode
            # Decode only what has the right size: a PNG can declare billions of pixels.
            pixels = np.asarray(picture) if size == (TILE, TILE) else None
    except CourseError:  # from the zip that it is in
        raise
    except (zlib.error, EOFError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, OSError) and error.errno:
            raise cannot_be_read(entry.name, error) from error
        raise CourseError("tgs_png_broken", file=entry.name, cause=_cause(entry, error)) from error
    if pixels is None:
        found, expected = "{} × {}".format(*size), f"{TILE} × {TILE}"
        raise CourseError("tgs_size", file=entry.name, found=found, expected=expected)
    if mode not in modes:
        expected = " / ".join(modes)
        raise CourseError("tgs_mode", file=entry.name, found=mode, expected=expected)
    return pixels


def _cause(entry: Entry, error: Exception) -> str:
    """Why a file can't be read as PNG: because it is something else, or the decoder's reason."""
    with entry.open() as file:
        head = file.read(signatures.HEAD)
    if kind := signatures.kind_of(head):
        return text("file_is_" + kind)
    if signatures.is_picture(head) and not head.startswith(b"\x89PNG"):
        return text("png_other_format")
    return type(error).__name__


def _folders() -> list[Path]:
    """Where the files may lie: `tgs-salt` in the cache folders, then where Kaggle mounts the competition."""
    folders = [folder / FOLDER for folder in cache_folders()]
    if host.on_kaggle():
        mounted = host.kaggle_input()
        folders += [mounted / "competitions" / COMPETITION, mounted / COMPETITION]  # since 2026, and before
    return folders


def _absent() -> NoReturn:
    folder = cache_folders()[-1] / FOLDER
    raise CourseError("tgs_absent", page=PAGE, archive=f"{COMPETITION}.zip", folder=folder)


def _depths(found: Found, ids: list[str]) -> np.ndarray:
    """Depth of each id, int64."""
    table = found.tables["depths.csv"]
    depths = read_table(table, "z")
    _same_ids(ids, depths, "tgs_not_listed", file=table.name)
    numbers = np.empty(len(ids), np.int64)
    for place, id in enumerate(ids):
        try:
            numbers[place] = int(depths[id].removesuffix(".0"))  # as pandas writes them
        except (ValueError, OverflowError) as error:
            cause = text("table_number", id=id, found=depths[id][:30])
            raise CourseError("tgs_table", file=table.name, columns="id, z", cause=cause) from error
    return numbers


def _decode_row(id: str, runs: str, file: str) -> np.ndarray:
    try:
        return decode_rle(runs, (TILE, TILE))
    except CourseError as error:
        raise CourseError("rle_in_table", file=file, id=id, problem=error) from error


def _compare_runs(data: SaltData, runs: dict[str, str], file: str) -> None:
    differ = [
        id
        for id, mask in zip(data.ids, data.masks, strict=True)
        if not np.array_equal(_decode_row(id, runs[id], file), mask)
    ]
    if differ:
        message = text("tgs_rle_disagrees", file=file, count=len(differ), id=differ[0])
        warnings.warn(message, stacklevel=3)


def _same_ids(have, need, key: str, **values) -> None:
    """CourseError `key` if an id of `have` is not in `need`."""
    if without := sorted(set(have) - set(need)):
        raise CourseError(key, count=len(without), id=without[0], **values)


def _provenance() -> Provenance:
    name = "TGS Salt Identification Challenge (Kaggle, 2018)"
    return Provenance(name, "downloaded", PAGE, text("tgs_licence"))
