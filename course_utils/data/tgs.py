"""The Kaggle TGS salt files, as a student has them: `tgs-salt` in one of the cache folders.

It holds the competition's zip files as downloaded, or what is in them (an unpacked folder comes
before a zip). Zip files are read where they are: nothing is unpacked, so there is nothing to clean
up, and no name in a zip ever becomes a path on disk. Facts of the real files:

- 4,000 training pairs and 18,000 test images, 101 x 101. Images are RGB with three equal channels.
- Masks come as 16-bit PNG (0 or 65535) and as 8-bit PNG (all zero): salt is what is > 0.
- 80 images are all black, with empty masks. Depth is 50 to 959.
- train.csv (`id,rle_mask`) repeats the masks as run lengths, column-major and 1-based.
"""

import csv
import io
import os
import re
import shutil
import stat
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal, NoReturn

import numpy as np
from PIL import Image

from course_utils.cache import cache_folders, scratch, writable_cache
from course_utils.data.provenance import Provenance
from course_utils.data.rle import decode_rle
from course_utils.data.salt_data import TILE, SaltData, SaltImages
from course_utils.messages import CourseError, text

FOLDER = "tgs-salt"
COMPETITION = "tgs-salt-identification-challenge"
PAGE = f"https://www.kaggle.com/competitions/{COMPETITION}"

Part = Literal["train", "test"]


# --- what a lesson calls -------------------------------------------------------------------------


def tgs_folder() -> Path | None:
    """The first `tgs-salt` in the cache folders that holds training data, by its file names."""
    return next((f for f in _folders() if _holds(f, "train")), None)


def tgs_available() -> bool:
    """Whether `load_tgs` will find files (they may still turn out to be damaged)."""
    return tgs_folder() is not None


def tgs_test_available() -> bool:
    """Whether there are test images too."""
    return any(_holds(folder, "test") for folder in _folders())


def load_tgs() -> SaltData:
    """The training pairs, sorted by id; `sections` is -1, since the files do not tell.

    CourseError naming the file when anything is missing, damaged or not what it should be. A mask
    that differs from its run lengths in train.csv is a warning only: the PNG is used.
    """
    folder = tgs_folder() or _absent()
    with ExitStack() as stack:
        found = _find(folder, "train", stack)
        images, masks = found.images, found.masks
        _same_ids(images, masks, "tgs_mask_missing", folder=folder / "train" / "masks")
        _same_ids(masks, images, "tgs_image_missing", folder=folder / "train" / "images")
        runs = found.table("train.csv", "rle_mask")
        _same_ids(runs, images, "tgs_listed_missing", file=found.tables["train.csv"].name)
        _same_ids(images, runs, "tgs_not_listed", file=found.tables["train.csv"].name)
        ids = sorted(images)
        data = SaltData(
            images=_stack(_grey_tile, [images[i] for i in ids], np.uint8),
            masks=_stack(_mask_tile, [masks[i] for i in ids], bool),
            depths=found.depths(ids),
            sections=np.full(len(ids), -1, np.int64),
            ids=np.array(ids, dtype=np.str_),
            provenance=_provenance(),
        )
        _compare_runs(data, runs, found.tables["train.csv"].name)
        return data


def load_tgs_test() -> SaltImages:
    """The test images, sorted by id. CourseError when they are not there or damaged."""
    folder = next((f for f in _folders() if _holds(f, "test")), None) or _absent()
    with ExitStack() as stack:
        found = _find(folder, "test", stack)
        ids = sorted(found.images)
        return SaltImages(
            images=_stack(_grey_tile, [found.images[i] for i in ids], np.uint8),
            depths=found.depths(ids),
            ids=np.array(ids, dtype=np.str_),
            provenance=_provenance(),
        )


def read_rle_table(path: Path | str) -> dict[str, np.ndarray]:
    """id -> bool mask (101, 101), of submission.csv or train.csv; CourseError names file and id."""
    path = Path(path)
    runs = _read_table(_Entry(str(path), partial(path.open, "rb")), "rle_mask")
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


# --- finding the files, in folders and zips alike ------------------------------------------------


@dataclass(frozen=True)
class _Entry:
    """A file on disk or in a zip."""

    name: str  # for messages
    open: Callable[[], BinaryIO]


@dataclass
class _Found:
    """What there is of one part of the data set: id -> entry, and file name -> entry."""

    folder: Path
    images: dict[str, _Entry] = field(default_factory=dict)
    masks: dict[str, _Entry] = field(default_factory=dict)
    tables: dict[str, _Entry] = field(default_factory=dict)

    def missing(self, part: Part) -> list[str]:
        """What no part of the data set can do without."""
        needed = {f"{part}/images": self.images, "depths.csv": "depths.csv" in self.tables}
        if part == "train":
            needed |= {"train/masks": self.masks, "train.csv": "train.csv" in self.tables}
        return [name for name, there in needed.items() if not there]

    def table(self, name: str, column: str) -> dict[str, str]:
        return _read_table(self.tables[name], column)

    def depths(self, ids: list[str]) -> np.ndarray:
        """Depth of each id, int64."""
        depths = self.table("depths.csv", "z")
        name = self.tables["depths.csv"].name
        _same_ids(ids, depths, "tgs_not_listed", file=name)
        try:
            return np.array([int(depths[i]) for i in ids], np.int64)
        except ValueError as error:
            raise CourseError("tgs_table", file=name, columns="id, z", cause=error) from error


_PICTURE = r"(?P<part>train|test)/(?P<kind>images|masks)/(?P<id>[^/.][^/]*)\.png"
_WANTED = re.compile(rf"(?:^|/)(?:{_PICTURE}|(?P<table>(?:train|depths)\.csv))$")
_ZIP = re.compile(
    r"(?:^|/)(?:(?P<part>train|test)|(?P<table>(?:train|depths)\.csv)"
    rf"|competition_data|{COMPETITION}[^/]*)\.zip$"
)
_MOST_BYTES = 4 * 1024**3  # unpacked; the real zips are far below
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError)  # or encrypted


def _folders() -> list[Path]:
    return [folder / FOLDER for folder in cache_folders()]


def _holds(folder: Path, part: Part) -> bool:
    """Whether the names in `folder`, and in the zips there, promise pictures of this part."""
    return any(_promises(path, part, entry) for path, entry in _files(folder))


def _promises(path: str, part: Part, entry: _Entry | None = None) -> bool:
    match = _WANTED.search(path) or _ZIP.search(path)
    if not match or match["part"] or match["table"]:
        return bool(match) and match["part"] == part
    if entry is None:  # a zip of everything within a zip
        return True
    try:
        with entry.open() as file, zipfile.ZipFile(file) as archive:
            return any(_promises(name, part) for name in archive.namelist())
    except (zipfile.BadZipFile, OSError):
        return True  # so that loading it tells what is wrong


def _absent() -> NoReturn:
    folder = cache_folders()[-1] / FOLDER
    raise CourseError("tgs_absent", page=PAGE, archive=f"{COMPETITION}.zip", folder=folder)


def _find(folder: Path, part: Part, stack: ExitStack) -> _Found:
    """Everything of one part; zips that must be looked into stay open as long as `stack`."""
    found = _Found(folder)
    _collect(_files(folder), found, part, stack)
    if missing := found.missing(part):
        raise CourseError("tgs_part_absent", folder=folder, what=", ".join(missing))
    return found


def _collect(
    entries: Iterator[tuple[str, _Entry]], found: _Found, part: Part, stack: ExitStack, depth=0
) -> None:
    zips = []
    for path, entry in entries:
        match = _WANTED.search(path)
        if match and match["table"]:
            found.tables.setdefault(match["table"], entry)
        elif match and match["part"] == part:
            pictures = found.images if match["kind"] == "images" else found.masks
            pictures.setdefault(match["id"], entry)
        elif (match := _ZIP.search(path)) and match["part"] in (None, part):
            zips.append((path, entry))
    for path, entry in zips:
        if depth < 2 and found.missing(part):
            _collect(_zip_entries(path, entry, stack), found, part, stack, depth + 1)


def _files(folder: Path) -> Iterator[tuple[str, _Entry]]:
    for parent, folders, names in os.walk(folder, followlinks=True):
        folders.sort()
        inside = Path(parent).relative_to(folder)
        for name in sorted(names):
            path = Path(parent, name)
            yield (inside / name).as_posix(), _Entry(str(path), partial(path.open, "rb"))


def _zip_entries(path: str, entry: _Entry, stack: ExitStack) -> Iterator[tuple[str, _Entry]]:
    """The entries of a zip, once all of them have been found harmless."""
    try:
        archive = stack.enter_context(zipfile.ZipFile(stack.enter_context(entry.open())))
    except _BROKEN as error:
        raise CourseError("tgs_zip_broken", file=entry.name, cause=error) from error
    infos = archive.infolist()
    _refuse_unsafe(infos, entry.name)
    stem = PurePosixPath(path).stem
    prefix = f"{stem}/" if stem in ("train", "test") else ""  # those have images/ at their top
    for info in infos:
        if not info.is_dir():
            name = f"{entry.name}/{info.filename}"
            yield prefix + info.filename, _Entry(name, partial(_open_in_zip, archive, info, name))


def _refuse_unsafe(infos: list[zipfile.ZipInfo], file: str) -> None:
    total = 0
    for info in infos:
        total += info.file_size
        path = info.orig_filename.replace("\\", "/")
        if ".." in path.split("/") or path.startswith("/") or path[1:2] == ":":
            problem = text("zip_outside")
        elif stat.S_ISLNK(info.external_attr >> 16):
            problem = text("zip_link")
        elif total > _MOST_BYTES:
            problem = text("zip_huge", size=text("megabytes", size=total / 1e6))
        else:
            continue
        raise CourseError("tgs_zip_unsafe", file=file, entry=info.filename, problem=problem)


def _open_in_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> BinaryIO:
    """The whole entry in memory, its checksum verified; never more than the size it declares."""
    try:
        return io.BytesIO(archive.read(info))
    except _BROKEN as error:
        raise CourseError("tgs_zip_broken", file=name, cause=error) from error


# --- reading them --------------------------------------------------------------------------------


def _stack(read: Callable[[_Entry], np.ndarray], entries: list[_Entry], dtype) -> np.ndarray:
    tiles = np.empty((len(entries), TILE, TILE), dtype)
    for tile, entry in zip(tiles, entries, strict=True):
        tile[...] = read(entry)
    return tiles


def _grey_tile(entry: _Entry) -> np.ndarray:
    """uint8 (101, 101) from a grey PNG or one with three equal channels."""
    pixels = _read_png(entry, ("L", "RGB"))
    if pixels.ndim == 2:
        return pixels
    grey = pixels[..., 0]
    if not (np.array_equal(grey, pixels[..., 1]) and np.array_equal(grey, pixels[..., 2])):
        raise CourseError("tgs_not_grey", file=entry.name)
    return grey


def _mask_tile(entry: _Entry) -> np.ndarray:
    """bool (101, 101) from a PNG of 1, 8 or 16 bits that has at most one value besides 0."""
    pixels = _read_png(entry, ("1", "L", "I;16", "I"))
    mask = pixels > 0
    if (pixels[mask] != pixels.max()).any():
        raise CourseError("tgs_mask_levels", file=entry.name, found=len(np.unique(pixels[mask])))
    return mask


def _read_png(entry: _Entry, modes: tuple[str, ...]) -> np.ndarray:
    try:
        with entry.open() as file, Image.open(file, formats=("PNG",)) as picture:
            size, mode = picture.size, picture.mode
            # Decode only what has the right size: a PNG can declare billions of pixels.
            pixels = np.asarray(picture) if size == (TILE, TILE) else None
    except CourseError:  # from the zip that it is in
        raise
    except (*_BROKEN, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        cause = type(error).__name__
        raise CourseError("tgs_png_broken", file=entry.name, cause=cause) from error
    if pixels is None:
        found, expected = "{} × {}".format(*size), f"{TILE} × {TILE}"
        raise CourseError("tgs_size", file=entry.name, found=found, expected=expected)
    if mode not in modes:
        expected = " / ".join(modes)
        raise CourseError("tgs_mode", file=entry.name, found=mode, expected=expected)
    return pixels


def _read_table(entry: _Entry, column: str) -> dict[str, str]:
    """id -> value of `column`, as text, from a table with the columns `id` and `column`."""
    problem = partial(CourseError, "tgs_table", file=entry.name, columns=f"id, {column}")
    try:
        with entry.open() as file:
            lines = file.read().decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise problem(cause=text("table_encoding")) from error
    except OSError as error:
        raise problem(cause=error.strerror or type(error).__name__) from error
    rows = csv.reader(lines)
    header = next(rows, [])
    if header != ["id", column]:
        raise problem(cause=text("table_columns", found=",".join(header)[:80]))
    values: dict[str, str] = {}
    for line, row in enumerate(rows, start=2):
        if len(row) != 2 or row[0] in values:
            key = "table_twice" if len(row) == 2 else "table_row"
            found = row[0] if len(row) == 2 else ",".join(row)[:80]
            raise problem(cause=text(key, line=line, found=found))
        values[row[0]] = row[1]
    return values


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
