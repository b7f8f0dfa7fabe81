"""Finding the Kaggle TGS files, in folders and zips alike, however they were unpacked or renamed.

What a file is follows from its path, in capitals or not, with / or \\:

    train/images/<id>.png   train/masks/<id>.png   test/images/<id>.png   train.csv   depths.csv

Anything may stand above; train, test and the tables may be copies, as a browser names them
("train (1).zip"), and zipped. images/ and masks/ without train/ or test/ above them are told apart by
the masks and by train.csv. What is none of these is counted, never passed over without a word.
"""

import io
import os
import re
import stat
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal

from course_utils.data import signatures
from course_utils.data.tables import Entry, cannot_be_read, read_table
from course_utils.messages import CourseError, text

COMPETITION = "tgs-salt-identification-challenge"

Part = Literal["train", "test"]


@dataclass(frozen=True)
class Place:
    """What a file is by its path: a picture, a table, a zip, or nothing that is known."""

    kind: Literal["images", "masks", "table", "zip", "other"]
    part: Literal["train", "test", ""] = ""  # "": the path doesn't tell
    name: str = ""  # the id of a picture, or the table's own name
    expected: bool = False  # of a zip: one of the competition's, by its name


@dataclass
class Found:
    """What there is of one part of the data set: id -> entry, and table's name -> entry."""

    folder: Path
    part: Part
    images: dict[str, Entry] = field(default_factory=dict)
    masks: dict[str, Entry] = field(default_factory=dict)
    tables: dict[str, Entry] = field(default_factory=dict)
    loose: dict[str, Entry] = field(default_factory=dict)  # images of a part that is not known
    strays: list[str] = field(default_factory=list)  # what could not be used
    copies: list[str] = field(default_factory=list)
    faults: list[CourseError] = field(default_factory=list)

    def missing(self) -> list[str]:
        """What this part of the data set can't do without."""
        images = self.images or self.loose
        needed = {f"{self.part}/images": images, "depths.csv": "depths.csv" in self.tables}
        if self.part == "train":
            needed |= {"train/masks": self.masks, "train.csv": "train.csv" in self.tables}
        return [name for name, there in needed.items() if not there]

    def add(self, pictures: dict[str, Entry], id: str, entry: Entry) -> None:
        """A picture; one that is there already stays, and the other is a copy or a contradiction."""
        other = pictures.setdefault(id, entry)
        if other is not entry:
            if _folder_of(other.name) == _folder_of(entry.name):
                raise CourseError("tgs_twice", file=entry.name, other=other.name, id=id)
            self.copies.append(entry.name)


_COPY = r"(?:\s*(?:\(\d+\)|-\d+|[-_]?\s*copy|[-_]?\s*副本)(?:\s*\(?\d+\)?)?)*"
_PART = re.compile(rf"(train|test){_COPY}(?:\.zip)?", re.IGNORECASE)
_KIND = re.compile(r"(image|mask)s?(?:\.zip)?", re.IGNORECASE)
_TABLE = re.compile(rf"(train|depths){_COPY}\.csv{_COPY}(\.zip)?", re.IGNORECASE)
_EXPECTED = re.compile(rf"(competition_data|{COMPETITION}).*\.zip", re.IGNORECASE)
_LITTER = re.compile(r"\..*|__MACOSX|thumbs\.db|desktop\.ini|icon\r", re.IGNORECASE)
_UNNEEDED = re.compile(r"(flamingo|(sample_)?submission|readme|licen[cs]e).*", re.IGNORECASE)
_MOST_BYTES = 4 * 1024**3  # unpacked; the real zips are far below
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError)


# --- what the loader calls -----------------------------------------------------------------------


def place_of(path: str) -> Place | None:
    """What lies at a path inside the folder or a zip; None for what systems strew about."""
    steps = path.replace("\\", "/").split("/")
    name = steps[-1]
    if not name or any(_LITTER.fullmatch(step) for step in steps):
        return None
    if table := _TABLE.fullmatch(name):
        return Place("zip" if table[2] else "table", name=f"{table[1].lower()}.csv", expected=True)
    if name.lower().endswith(".zip"):
        part, expected = _part_of(steps), bool(_EXPECTED.fullmatch(name))
        return Place("zip", "" if expected else part, expected=expected or bool(_PART.fullmatch(name)))
    if len(steps) > 1 and (kind := _KIND.fullmatch(steps[-2])):
        png = re.fullmatch(r"(.+)\.png", name, re.IGNORECASE)
        part = _part_of(steps[:-2])
        return Place(f"{kind[1].lower()}s", part, png[1]) if png else Place("other", part, name)
    return Place("other", name=name)


def _part_of(steps: list[str]) -> Literal["train", "test", ""]:
    """By the nearest folder or zip that says so."""
    return next((m[1].lower() for step in reversed(steps) if (m := _PART.fullmatch(step))), "")


def holds(folder: Path, part: Part) -> bool:
    """Whether the names in `folder`, and in the zips there, promise pictures of this part."""
    loose = False
    for path, entry in _walk(folder):
        for place in _promises(path, entry):
            if place.part == part and place.kind in ("images", "masks", "zip"):
                return True
            if part == "train" and place.part == "" and place.kind == "masks":
                return True
            loose = loose or (place.part == "" and place.kind == "images")
    return loose and _tells_apart(folder, part)


def files_in(folder: Path) -> list[str]:
    """The paths of all that lies in `folder`, but for what systems strew about."""
    files = sorted(_walk(folder), key=_upper_and_shorter_first)
    return [path for path, _ in files if place_of(path)]


def find(folder: Path, part: Part, stack: ExitStack) -> Found:
    """Everything of one part; zips that must be looked into stay open as long as `stack`.

    CourseError if something is missing, or damaged and not there a second time; a warning about
    whatever lies among the pictures and can't be used.
    """
    found = Found(folder, part)
    _collect(sorted(_walk(folder), key=_upper_and_shorter_first), found, stack)
    _tell_apart(found)
    if missing := found.missing():
        if found.faults:
            raise found.faults[0]
        raise CourseError("tgs_part_absent", folder=folder, what=", ".join(missing))
    for key, names in (("tgs_strays", found.strays), ("tgs_copies", found.copies)):
        if names:
            warnings.warn(text(key, folder=folder, count=len(names), example=names[0]), stacklevel=3)
    return found


# --- inside --------------------------------------------------------------------------------------


def _folder_of(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[0]


def _promises(path: str, entry: Entry) -> Iterator[Place]:
    place = place_of(path)
    if place is None:
        return
    yield place
    if place.kind == "zip" and not place.part and not place.name:
        try:
            with entry.open() as file, zipfile.ZipFile(file) as archive:
                names = archive.namelist()
        except _BROKEN:
            if place.expected:  # so that loading it tells what is wrong
                yield from (Place("zip", part) for part in ("train", "test"))
            return
        for name in names:
            if inner := place_of(f"{path}/{name}"):
                yield inner
                if inner.kind == "zip" and inner.expected and not inner.part and not inner.name:
                    yield from (Place("zip", part) for part in ("train", "test"))


def _tells_apart(folder: Path, part: Part) -> bool:
    """Whether some of the images that lie in no part's folder belong to this one."""
    with ExitStack() as stack, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            find(folder, part, stack)
        except CourseError as error:
            return error.key != "tgs_part_absent"  # so that loading it tells what is wrong
    return True


def _tell_apart(found: Found) -> None:
    """Give images/ without train/ or test/ above it to its part: train.csv and the masks tell."""
    loose, found.loose = found.loose, {}
    if not loose:
        return
    table = found.tables.get("train.csv")
    known = found.masks.keys() | (read_table(table, "rle_mask").keys() if table else set())
    for id, entry in loose.items():
        if id in known if found.part == "train" else table and id not in known:
            found.add(found.images, id, entry)


def _collect(entries: Iterable[tuple[str, Entry]], found: Found, stack: ExitStack, depth: int = 0) -> None:
    zips = []
    for path, entry in entries:
        place = place_of(path)
        if isinstance(entry, _Closed):
            found.faults.append(cannot_be_read(entry.name, entry.error))
            found.strays.append(entry.name)
        elif place is None or place.part not in ("", found.part):
            continue
        elif place.kind == "table":
            found.tables.setdefault(place.name, entry)
        elif place.kind == "zip":
            zips.append((path, entry, place.expected))
        elif place.kind == "other" and not _UNNEEDED.fullmatch(place.name):
            found.strays.append(entry.name)
        elif place.kind == "masks":
            found.add(found.masks, place.name, entry)
        elif place.kind == "images":
            found.add(found.images if place.part else found.loose, place.name, entry)
    for path, entry, expected in sorted(zips, key=lambda item: not item[2]):
        if depth < 2 and found.missing() and not _UNNEEDED.fullmatch(path.rpartition("/")[2]):
            try:
                inside = _zip_entries(path, entry, stack)
            except CourseError as error:
                found.strays.append(entry.name)
                if expected:
                    found.faults.append(error)  # it matters only if no other file holds the same
            else:
                _collect(inside, found, stack, depth + 1)


@dataclass(frozen=True)
class _Closed(Entry):
    """A folder that may not be entered."""

    error: OSError


def _walk(folder: Path) -> Iterator[tuple[str, Entry]]:
    """All files below a folder. A link that leads in a circle is not followed."""
    if os.path.isfile(folder):
        yield folder.name, _on_disk(str(folder))
        return
    seen: set[tuple[int, int]] = set()
    closed: list[OSError] = []
    for parent, folders, names in os.walk(folder, followlinks=True, onerror=closed.append):
        where = os.stat(parent)
        if (where.st_dev, where.st_ino) in seen:
            folders.clear()
            continue
        seen.add((where.st_dev, where.st_ino))
        inside = "" if parent == str(folder) else f"{Path(parent).relative_to(folder).as_posix()}/"
        for name in names:
            yield inside + name, _on_disk(os.path.join(parent, name))
    for error in closed:
        if not isinstance(error, FileNotFoundError):
            inside = Path(error.filename).relative_to(folder).as_posix()
            entry = _Closed(error.filename, partial(open, error.filename, "rb"), error)
            yield folder.name if inside == "." else inside, entry


def _on_disk(path: str) -> Entry:
    return Entry(path, partial(open, path, "rb"))


def _upper_and_shorter_first(item: tuple[str, Entry]) -> tuple[int, int, str]:
    """So that copies come after what they are copies of."""
    path, _ = item
    return path.count("/"), len(path), path


def _zip_entries(path: str, entry: Entry, stack: ExitStack) -> list[tuple[str, Entry]]:
    """The entries of a zip, once all of them have been found harmless."""
    try:
        file = stack.enter_context(entry.open())
        archive = stack.enter_context(zipfile.ZipFile(file))
    except _BROKEN as error:
        raise _no_zip(entry, error) from error
    infos = archive.infolist()
    _refuse_unsafe(infos, entry.name)
    if any(info.flag_bits & 1 for info in infos):
        raise CourseError("tgs_zip_locked", file=entry.name)
    if any(info.compress_type not in _METHODS for info in infos):
        raise CourseError("tgs_zip_method", file=entry.name)
    entries = []
    for info in infos:
        if not info.is_dir():
            name = f"{entry.name}/{info.filename}"
            entries.append((f"{path}/{info.filename}", Entry(name, partial(_open_in_zip, archive, info, name))))
    return entries


def _no_zip(entry: Entry, error: Exception) -> CourseError:
    """What a file is that can't be opened as a zip."""
    if isinstance(error, OSError) and error.errno:
        return cannot_be_read(entry.name, error)
    with entry.open() as file:
        kind = signatures.kind_of(file.read(signatures.HEAD))
    if kind in (None, "zip", "word"):  # an office document is a zip, too
        return CourseError("tgs_zip_broken", file=entry.name, cause=error)
    return CourseError("tgs_zip_other", file=entry.name, what=text("file_is_" + kind))


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
