"""The loader of the Kaggle TGS layout: every form the files come in, every fault they can have."""

import io
import sys
import types
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from course_utils import doctor
from course_utils.data import seismic, sources, tgs
from course_utils.data import tgs_files as finding
from course_utils.data.provenance import Provenance
from course_utils.data.rle import decode_rle, encode_rle
from course_utils.data.salt_data import SaltData, random_split
from course_utils.data.tgs import load_tgs, load_tgs_test
from course_utils.messages import CourseError, all_texts
from tests.data.fake_tgs import as_zips, png, tgs_files, write_folder, zipped

pytestmark = pytest.mark.usefixtures("cache")

FILES, TRUTH = tgs_files()
TRAIN = sorted(Path(name).stem for name in FILES if name.startswith("train/images"))
SALTY = next(i for i in TRAIN if TRUTH[i][1].any())
CHALLENGE = f"{tgs.COMPETITION}.zip"


@pytest.fixture
def folder(cache):
    return cache / tgs.FOLDER


@pytest.fixture
def unpacked(folder):
    """The unpacked layout, for a test to damage."""
    return write_folder(folder, FILES)


def fails(key: str, *words, load=load_tgs) -> None:
    """`load` raises one CourseError with this key that names the file and a remedy."""
    with pytest.raises(CourseError) as caught:
        load()
    message = str(caught.value)
    assert caught.value.key == key, message
    for word in (*words, tgs.FOLDER):
        assert str(word) in message


# --- what works ----------------------------------------------------------------------------------

INNER = as_zips(FILES)
TABLES_ZIPPED = {
    name + (".zip" if name.endswith(".csv") else ""): zipped({name: content})
    if name.endswith(".csv")
    else content
    for name, content in INNER.items()
}
LAYOUTS = {
    "unpacked": FILES,
    "zips as downloaded": INNER,
    "tables zipped too": TABLES_ZIPPED,
    "competition zip": {CHALLENGE: zipped(INNER)},
    "everything twice": {
        CHALLENGE: zipped({"competition_data.zip": zipped(FILES), "flamingo.zip": b"-"} | INNER)
    },
    "zip of everything in the competition zip": {CHALLENGE: zipped({"competition_data.zip": zipped(FILES)})},
    "second download": {f"{tgs.COMPETITION} (1).zip": zipped(INNER)},
    "competition zip of folders": {CHALLENGE: zipped(FILES)},
    "zips of folders": {
        f"{part}.zip": zipped({n: c for n, c in FILES.items() if n.startswith(part)})
        for part in ("train", "test")
    }
    | {name: FILES[name] for name in ("train.csv", "depths.csv")},
    "competition zip unpacked once": {f"{tgs.COMPETITION}/{n}": c for n, c in INNER.items()},
    "litter": FILES
    | {
        "__MACOSX/train/images/._x.png": b"",
        "train/images/.DS_Store": b"",
        "train/images/Thumbs.db": b"",
        "flamingo.zip": b"not for us",
        "sample_submission.csv": b"id,rle_mask\n",
    },
    "capitals": {
        name.replace("train/", "Train/").replace("images/", "Images/").replace(".png", ".PNG"): content
        for name, content in FILES.items()
    },
    "capital tables": {name.upper() if name.endswith("csv") else name: FILES[name] for name in FILES},
    "copies by a browser": {f"{path.stem} (1){path.suffix}": INNER[str(path)] for path in map(Path, INNER)},
    "copies by Windows": {f"{path.stem} - Copy{path.suffix}": INNER[str(path)] for path in map(Path, INNER)},
    "copies by a Mac": {f"{path.stem} copy 2{path.suffix}": INNER[str(path)] for path in map(Path, INNER)},
    "unpacked copies": {
        name.replace("train/", "train (1)/").replace("test/", "test-1/"): content
        for name, content in FILES.items()
    },
    "a damaged zip and a second download": INNER
    | {"train.zip": INNER["train.zip"][:900], "train (1).zip": INNER["train.zip"]},
    "backslashes in a zip": {CHALLENGE: zipped({n.replace("/", "\\"): c for n, c in FILES.items()})},
    "backslashes in two zips": TABLES_ZIPPED
    | {
        f"{part}.zip": zipped(
            {n.removeprefix(f"{part}/").replace("/", "\\"): c for n, c in FILES.items() if n.startswith(part)}
            | {"images\\": b""}
        )
        for part in ("train", "test")
    },
    "names with backslashes": {n.replace("/", "\\"): c for n, c in FILES.items()},
    "images and masks of both without train and test": {
        n.removeprefix("train/").removeprefix("test/"): c for n, c in FILES.items()
    },
    "train without train": {n.removeprefix("train/"): c for n, c in FILES.items()},
    "another name of the zip": {"salt.ZIP": zipped(FILES)},
    "folders in folders": {f"test/data/{n}": c for n, c in FILES.items()},
}


WARNED = {"a damaged zip and a second download"}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(folder, layout, recwarn):
    write_folder(folder, LAYOUTS[layout])
    assert tgs.tgs_available() and tgs.tgs_test_available()
    before = sorted(folder.rglob("*"))
    data = load_tgs()
    assert data.ids.tolist() == TRAIN
    for id, image, mask, depth in zip(data.ids, data.images, data.masks, data.depths, strict=True):
        assert np.array_equal(image, TRUTH[id][0])
        assert np.array_equal(mask, TRUTH[id][1])
        assert depth == TRUTH[id][2]
    assert (data.images.dtype, data.masks.dtype, data.depths.dtype) == (np.uint8, bool, np.int64)
    assert (data.sections == -1).all()
    assert data.provenance.kind == "downloaded" and "kaggle" in data.provenance.source
    test = load_tgs_test()
    assert sorted(test.ids) == sorted(set(TRUTH) - set(TRAIN))
    for id, image, depth in zip(test.ids, test.images, test.depths, strict=True):
        assert np.array_equal(image, TRUTH[id][0]) and depth == TRUTH[id][2]
    assert sorted(folder.rglob("*")) == before  # zips are read in place, nothing is written
    assert bool(recwarn.list) == (layout in WARNED)


def test_black_tiles_are_kept(unpacked):
    assert (load_tgs().images.max(axis=(1, 2)) == 0).sum() == 1


def test_no_test_images_is_fine(folder):
    no_test = {n: c for n, c in FILES.items() if not n.startswith("test")}
    for files in (
        no_test,
        no_test | {"depths.csv.zip": zipped({"depths.csv": FILES["depths.csv"]})},
        {CHALLENGE: zipped(no_test)},
        {CHALLENGE: zipped({n: c for n, c in INNER.items() if n != "test.zip"})},
    ):
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        write_folder(folder, files)
        assert tgs.tgs_available() and not tgs.tgs_test_available()
        assert len(load_tgs()) == len(TRAIN)
        fails("tgs_absent", CHALLENGE, load=load_tgs_test)


def test_unpacked_folder_comes_before_a_zip(unpacked):
    (unpacked / "train.zip").write_bytes(b"never looked at")
    assert len(load_tgs()) == len(TRAIN)


def test_class_folder_is_found(cache, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", f"{tmp_path / 'class'}{tgs.os.pathsep}{cache}")
    (cache / tgs.FOLDER).mkdir()
    assert not tgs.tgs_available()
    write_folder(tmp_path / "class" / tgs.FOLDER, FILES)
    assert tgs.tgs_folder() == tmp_path / "class" / tgs.FOLDER
    assert len(load_tgs()) == len(TRAIN)


@pytest.mark.parametrize(
    ("dtype", "value"),
    [(np.uint8, 255), (np.uint8, 1), (np.uint16, 65535), (np.uint16, 1), (bool, True)],
)
def test_every_legal_form_of_mask(unpacked, dtype, value):
    mask = TRUTH[SALTY][1]
    (unpacked / f"train/masks/{SALTY}.png").write_bytes(png(mask.astype(dtype) * dtype(value)))
    data = load_tgs()
    assert np.array_equal(data.masks[data.ids.tolist().index(SALTY)], mask)


def test_full_mask_and_grey_image(unpacked):
    (unpacked / f"train/masks/{SALTY}.png").write_bytes(png(np.full((101, 101), 255, np.uint8)))
    (unpacked / f"train/images/{SALTY}.png").write_bytes(png(TRUTH[SALTY][0]))
    with pytest.warns(UserWarning, match=f"train.csv.*{SALTY}"):  # the PNG differs from the runs
        data = load_tgs()
    number = data.ids.tolist().index(SALTY)
    assert data.masks[number].all()
    assert np.array_equal(data.images[number], TRUTH[SALTY][0])


# --- pictures with faults ------------------------------------------------------------------------


def grey(height=101, width=101):
    return np.zeros((height, width), np.uint8)


def three_levels(dtype, top):
    mask = np.zeros((101, 101), dtype)
    mask[:10], mask[10:20] = top, top // 2
    return png(mask)


def palette_png() -> bytes:
    stream = io.BytesIO()
    Image.fromarray(grey()).convert("P").save(stream, "PNG")
    return stream.getvalue()


def jpeg() -> bytes:
    stream = io.BytesIO()
    Image.fromarray(grey()).save(stream, "JPEG")
    return stream.getvalue()


def test_the_reason_is_what_the_file_is(unpacked):
    for content, word in ((b"", "empty"), (b"<html>", "web page"), (jpeg(), "JPEG"), (b"\0" * 999, "zeros")):
        (unpacked / IMAGE).write_bytes(content)
        fails("tgs_png_broken", IMAGE, word)


IMAGE, MASK = f"train/images/{SALTY}.png", f"train/masks/{SALTY}.png"


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        (IMAGE, FILES[IMAGE][: len(FILES[IMAGE]) // 2], "tgs_png_broken"),
        (IMAGE, FILES[IMAGE][:20], "tgs_png_broken"),
        (IMAGE, b"", "tgs_png_broken"),
        (IMAGE, jpeg(), "tgs_png_broken"),
        (IMAGE, b"<html>log in</html>", "tgs_png_broken"),
        (MASK, FILES[MASK][:-30], "tgs_png_broken"),
        (IMAGE, png(grey(128, 128)), "tgs_size"),
        (IMAGE, png(grey(101, 100)), "tgs_size"),
        (MASK, png(grey(100, 101)), "tgs_size"),
        (IMAGE, png(np.zeros((101, 101, 4), np.uint8)), "tgs_mode"),
        (IMAGE, png(np.zeros((101, 101), np.uint16)), "tgs_mode"),
        (IMAGE, palette_png(), "tgs_mode"),
        (MASK, palette_png(), "tgs_mode"),
        (MASK, png(np.zeros((101, 101, 3), np.uint8)), "tgs_mode"),
        (IMAGE, png(np.stack([grey(), grey(), grey() + 1], axis=2)), "tgs_not_grey"),
        (IMAGE, png(np.stack([grey(), grey() + 1, grey()], axis=2)), "tgs_not_grey"),
        (MASK, three_levels(np.uint8, 255), "tgs_mask_levels"),
        (MASK, three_levels(np.uint16, 65535), "tgs_mask_levels"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_faulty_picture(folder, name, content, key, packed):
    files = FILES | {name: content}
    write_folder(folder, as_zips(files) if packed else files)
    inside = name.replace("train/", "train.zip/") if packed else name
    fails(key, inside, "zip")


def test_declared_size_is_checked_before_decoding(unpacked):
    header = bytearray(png(grey()))
    header[16:24] = (30_000).to_bytes(4, "big") * 2  # width and height
    header[29:33] = zlib.crc32(header[12:29]).to_bytes(4, "big")
    (unpacked / IMAGE).write_bytes(header)
    fails("tgs_png_broken", IMAGE)  # Pillow itself refuses this many pixels
    header[16:24] = (9_000).to_bytes(4, "big") * 2
    header[29:33] = zlib.crc32(header[12:29]).to_bytes(4, "big")
    (unpacked / IMAGE).write_bytes(header)
    fails("tgs_size", IMAGE, "9000 × 9000")


# --- files that are missing ----------------------------------------------------------------------


def test_nothing_there(cache):
    assert not tgs.tgs_available() and not tgs.tgs_test_available()
    fails("tgs_absent", CHALLENGE, tgs.PAGE, cache / tgs.FOLDER)


def test_image_without_mask(unpacked):
    (unpacked / MASK).unlink()
    fails("tgs_mask_missing", unpacked / "train/masks", f"{SALTY}.png", "1 training image")


def test_mask_without_image(unpacked):
    (unpacked / IMAGE).unlink()
    fails("tgs_image_missing", unpacked / "train/images", f"{SALTY}.png")


@pytest.mark.parametrize("name", ["train.csv", "depths.csv", "train/masks", "train/images", "test/images"])
def test_part_missing(unpacked, name):
    path = unpacked / name
    path.rename(unpacked / "elsewhere")
    if name == "test/images":
        assert not tgs.tgs_test_available()
    else:
        fails("tgs_part_absent", name)


def test_table_lists_what_is_not_there(unpacked):
    (unpacked / IMAGE).unlink()
    (unpacked / MASK).unlink()
    fails("tgs_listed_missing", "train.csv", SALTY)


@pytest.mark.parametrize("name", ["train.csv", "depths.csv"])
def test_table_leaves_out_an_id(unpacked, name):
    lines = (unpacked / name).read_text().splitlines()
    (unpacked / name).write_text("\n".join(line for line in lines if SALTY not in line))
    fails("tgs_not_listed", name, SALTY)


# --- files that are not recognised ---------------------------------------------------------------


def part_of(names: str) -> dict[str, bytes]:
    return {name: content for name, content in FILES.items() if name.startswith(names)}


UNUSED = {
    "another archive": ({"train.rar": b"Rar!", "depths.csv": FILES["depths.csv"]}, 2),
    "flat": ({n.replace("/", "_"): c for n, c in FILES.items() if n.endswith("png")}, 19),
    "another format": ({n.replace(".png", ".jpg"): c for n, c in part_of("train/").items()}, 16),
    "images alone": ({n.removeprefix("test/"): c for n, c in part_of("test/").items()}, 3),
    "tables alone": ({n: FILES[n] for n in ("train.csv", "depths.csv")}, 2),
    "a zip of something else": ({"holiday.zip": zipped({"beach.png": b"-"})}, 1),
    "a zip of something else that is damaged": ({"holiday.zip": b"PK"}, 1),
    "notes": ({"notes/mine.txt": b"-", ".DS_Store": b"", "__MACOSX/train/images/._x.png": b""}, 1),
}


@pytest.mark.parametrize("name", UNUSED)
def test_what_is_there_but_not_usable_is_counted(folder, name, language, monkeypatch):
    files, count = UNUSED[name]
    write_folder(folder, files)
    notices = []
    monkeypatch.setattr("course_utils.html.notice", notices.append)
    monkeypatch.setattr(doctor, "_versions", lambda: ())  # they take long
    assert not tgs.tgs_available() and not tgs.tgs_test_available()
    said = tgs.tgs_unused()
    assert str(folder) in said and f" {count} " in said
    assert any(name in said for name in files)
    source = sources.SOURCES["tgs"]
    assert source.status() == "unusable" and not source.broken
    assert said in source.describe()
    [line] = [f for f in doctor.examine() if said in f.words]
    assert "train/images" in line.remedy and not line.fatal
    assert seismic.load_seismic(20).provenance.kind == "synthetic"
    assert len(notices) == 1 and said in notices[0] and "train/images" in notices[0]


def test_test_images_alone(folder, monkeypatch):
    monkeypatch.setattr("course_utils.html.notice", lambda words: None)
    write_folder(folder, {**part_of("test/"), "depths.csv": FILES["depths.csv"]})
    assert tgs.tgs_test_available() and len(load_tgs_test()) == 3
    assert "test images only" in tgs.tgs_unused() and " 4 " in tgs.tgs_unused()


@pytest.mark.parametrize("litter", [{}, {".DS_Store": b"", "Thumbs.db": b"", ".hidden/x.png": b""}])
def test_nothing_but_litter_is_nothing(folder, litter, monkeypatch):
    folder.mkdir()
    write_folder(folder, litter)
    monkeypatch.setattr("course_utils.html.notice", lambda words: pytest.fail(words))
    assert tgs.tgs_unused() == "" and sources.SOURCES["tgs"].status() == "absent"
    assert seismic.load_seismic(20).provenance.kind == "synthetic"


def test_a_file_in_place_of_the_folder(folder):
    folder.write_bytes(CHALLENGE.encode())
    assert not tgs.tgs_available()
    assert " 1 " in tgs.tgs_unused()


def test_loose_images_need_the_table_that_tells(folder):
    """images/ without train/: masks and train.csv say which of them are for training."""
    loose = {n.removeprefix("train/").removeprefix("test/"): c for n, c in FILES.items()}
    del loose["train.csv"]
    write_folder(folder, loose)
    fails("tgs_part_absent", "train.csv")
    assert not tgs.tgs_test_available()
    write_folder(folder, {"train.csv": FILES["train.csv"]})
    (folder / f"masks/{SALTY}.png").unlink()
    fails("tgs_mask_missing", f"{SALTY}.png")
    assert len(load_tgs_test()) == 3


@pytest.mark.parametrize("part", ["train", "test"])
@pytest.mark.parametrize("stray", ["{}/images/other.jpg", "{}/images/{id}.png.part", "notes.txt", "other.rar"])
def test_nothing_is_left_out_without_a_word(unpacked, part, stray):
    name = stray.format(part, id=SALTY)
    write_folder(unpacked, {name: b"-"})
    with pytest.warns(UserWarning, match=f"1 file.*{Path(name).name}"):
        load_tgs() if part == "train" else load_tgs_test()


def test_a_picture_that_is_there_twice(unpacked):
    write_folder(unpacked, {f"backup/{IMAGE}": FILES[IMAGE]})
    with pytest.warns(UserWarning, match=f"1 picture.*backup.*{SALTY}"):
        assert len(load_tgs()) == len(TRAIN)


@pytest.mark.parametrize("packed", [False, True])
def test_two_pictures_of_one_id(folder, packed):
    """As a file system that tells capitals apart, or a zip, can hold them."""
    files = FILES | {IMAGE.replace(".png", ".PNG"): FILES[IMAGE]}
    write_folder(folder, {CHALLENGE: zipped(files)} if packed else files)
    if not packed and len(list(folder.glob("train/images/*"))) == len(TRAIN):
        pytest.skip("this file system does not tell capitals apart")
    fails("tgs_twice", SALTY, ".PNG")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links(unpacked, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    (unpacked / "train").rename(elsewhere)
    (unpacked / "train").symlink_to(elsewhere)
    (unpacked / "circle").symlink_to(unpacked)
    (elsewhere / "circle").symlink_to(unpacked)
    assert len(load_tgs()) == len(TRAIN)
    (elsewhere / f"images/{SALTY}.png").unlink()
    (elsewhere / f"images/{SALTY}.png").symlink_to(tmp_path / "nowhere")
    fails("tgs_unreadable", f"{SALTY}.png", "No such file")


def test_a_folder_that_may_not_be_entered(unpacked, monkeypatch):
    def scandir(path, real=tgs.os.scandir):
        if Path(path).name == "images" and Path(path).parent.name == "train":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(tgs.os, "scandir", scandir)
    fails("tgs_unreadable", "images", "Permission denied")
    for path in (unpacked / "train/masks").iterdir():
        path.unlink()
    assert "train/images" in tgs.tgs_unused() or not tgs.tgs_available()


@pytest.mark.parametrize("name", [IMAGE, "train.csv", "depths.csv"])
def test_a_file_that_may_not_be_read(unpacked, monkeypatch, name):
    def denied(path, *args, real=open, **kwargs):
        if path == str(unpacked / name):
            raise PermissionError(13, "Permission denied", path)
        return real(path, *args, **kwargs)

    monkeypatch.setattr(finding, "open", denied, raising=False)
    fails("tgs_unreadable", Path(name).name, "Permission denied")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are text there")
def test_a_name_that_is_no_text(folder):
    folder.mkdir()
    Path(tgs.os.fsdecode(bytes(folder) + b"/\xc3\xa8.rar")).write_bytes(b"-")
    assert tgs.tgs_unused().encode() and " 1 " in tgs.tgs_unused()


# --- tables --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "first line"),
        (b"id,z\n1,2\n", "id,z"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"id,rle_mask\na,1 1\nb\n", "line 3"),
        (b"id,rle_mask\na,1 1\na,2 1\n", "twice"),
    ],
)
def test_faulty_table(unpacked, content, word):
    (unpacked / "train.csv").write_bytes(content)
    fails("tgs_table", "train.csv", word)


def test_depth_that_is_no_number(unpacked):
    text = (unpacked / "depths.csv").read_text()
    (unpacked / "depths.csv").write_text(text.replace(f"{SALTY},", f"{SALTY},deep"))
    fails("tgs_table", "depths.csv", "deep")


def table(name: str, row: str = "{},{}", end: str = "\n") -> str:
    """train.csv or depths.csv, written in another way."""
    lines = FILES[name].decode().splitlines()
    return "".join(row.format(*line.split(",")) + end for line in lines)


@pytest.mark.parametrize("name", ["train.csv", "depths.csv"])
@pytest.mark.parametrize(
    ("form", "encoding"),
    [
        ({}, "utf-8-sig"),
        ({}, "utf-16"),
        ({"row": "{}\t{}", "end": "\r\n"}, "utf-16"),  # what Excel calls Unicode text
        ({"row": "{};{}", "end": "\r\n"}, "utf-8"),  # Excel where the decimal sign is a comma
        ({"row": '"{}","{}"', "end": "\r\n"}, "utf-8"),
        ({"end": "\r"}, "utf-8"),
        ({"row": "0,{},{}"}, "utf-8"),  # pandas with its index
        ({"row": "{1},{0}"}, "utf-8"),
    ],
)
def test_tables_that_a_program_saved(unpacked, name, form, encoding, recwarn):
    (unpacked / name).write_bytes(table(name, **form).encode(encoding))
    data = load_tgs()
    assert data.ids.tolist() == TRAIN and data.depths.tolist() == [TRUTH[id][2] for id in TRAIN]
    assert not recwarn.list


def test_depths_that_pandas_wrote(unpacked):
    (unpacked / "depths.csv").write_text(table("depths.csv", "{},{}.0").replace("z.0", "z"))
    assert load_tgs().depths.tolist() == [TRUTH[id][2] for id in TRAIN]
    (unpacked / "depths.csv").write_text(table("depths.csv", "{},{}.5").replace("z.5", "z"))
    fails("tgs_table", "depths.csv", ".5", "whole number")


@pytest.mark.parametrize("name", ["train.csv", "depths.csv"])
@pytest.mark.parametrize("row", [",\r\n", "\r\n", " , \r\n", ",\r\n,\r\n,\r\n"])
def test_blank_rows_at_the_end_from_excel(unpacked, name, row):
    content = table(name, end="\r\n") + row
    (unpacked / name).write_bytes(content.encode())
    line = table(name).count("\n") + 1
    with pytest.warns(UserWarning, match=rf"{name}: {row.count(chr(10))} blank.*line {line}\b"):
        assert load_tgs().ids.tolist() == TRAIN


def test_a_quotation_mark_that_is_never_closed(unpacked):
    rows = "".join(f"{number:010x},1 1\n" for number in range(20_000))
    (unpacked / "train.csv").write_text('id,rle_mask\na,"1 1\n' + rows)
    fails("tgs_table", "train.csv", "131,072", "quotation mark")


def test_ids_that_a_spreadsheet_changed(unpacked):
    (unpacked / "train.csv").write_text(table("train.csv").replace(f"\n{SALTY},", f"\n{SALTY.lstrip('0')},"))
    fails("tgs_listed_missing", "train.csv", "spreadsheet")


def test_malformed_run_lengths_in_the_table(unpacked):
    text = (unpacked / "train.csv").read_text()
    (unpacked / "train.csv").write_text(text.replace(f"{SALTY},", f"{SALTY},0 "))
    fails("rle_in_table", "train.csv", SALTY, "pairs")


def test_submission_is_read_back(tmp_path):
    rows = [f"{id},{encode_rle(TRUTH[id][1])}" for id in TRAIN]
    path = tmp_path / "submission.csv"
    path.write_text("\n".join(["id,rle_mask", *rows]))
    masks = tgs.read_rle_table(path)
    assert list(masks) == TRAIN
    assert all(np.array_equal(masks[id], TRUTH[id][1]) for id in TRAIN)
    with pytest.raises(CourseError, match=r"no\.csv"):
        tgs.read_rle_table(tmp_path / "no.csv")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("id,rle_mask\na,1 1\n\nb,2 1\n", ["line 3", "blank", "newline=''"]),
        ("id,rle_mask\r\r\na,1 1\r\r\n", ["line 2", "blank", "newline=''"]),  # csv.writer on Windows
        ("id,rle_mask\na,1 1\n,\n", ["line 3", "blank"]),
        ("id;rle_mask\na;1 1\n", ["id;rle_mask"]),
        (",id,rle_mask\n0,a,1 1\n", [",id,rle_mask"]),
        ("id,rle_mask\na,1 1\na,2 1\n", ["line 3", "twice"]),
        ('id,rle_mask\na,"' + "1 1 " * 40_000, ["131,072"]),
        ("id,rle_mask\na\n", ["line 2"]),
        ("", ["first line"]),
    ],
)
def test_a_submission_with_a_fault(tmp_path, content, words):
    """It is the student's own: nothing is passed over, and nobody is sent to download it."""
    path = tmp_path / "submission.csv"
    path.write_text(content, newline="")
    with pytest.raises(CourseError) as caught:
        tgs.read_rle_table(path)
    assert caught.value.key == "submission_table"
    for word in (*words, str(path), "Mend what wrote this file"):
        assert word in str(caught.value)
    assert "ownload" not in str(caught.value)


def test_a_submission_without_a_mask_in_it(tmp_path):
    (tmp_path / "submission.csv").write_text("id,rle_mask\na,\nb, \n")
    masks = tgs.read_rle_table(tmp_path / "submission.csv")
    assert list(masks) == ["a", "b"] and not any(mask.any() for mask in masks.values())


# --- zips ----------------------------------------------------------------------------------------


def zip_with(entry: str, content: bytes = b"", mode: int = 0) -> bytes:
    stream = io.BytesIO(zipped({n.removeprefix("train/"): c for n, c in FILES.items()}))
    info = zipfile.ZipInfo("placeholder")
    info.filename = entry  # ZipInfo() itself would mend some names
    info.external_attr = mode << 16
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(info, content)
    return stream.getvalue()


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize(
    ("entry", "mode"),
    [
        ("../images/evil.png", 0),
        ("images/../../evil.png", 0),
        ("..\\evil.png", 0),
        ("/etc/evil.png", 0),
        ("C:\\evil.png", 0),
        ("images/evil.png", 0o120777),  # a symbolic link
    ],
)
def test_unsafe_zip_is_refused(cache, folder, entry, mode, nested):
    files = {"train.zip": zip_with(entry, b"/etc/passwd", mode)}
    write_folder(folder, {CHALLENGE: zipped(files)} if nested else files)
    fails("tgs_zip_unsafe", "train.zip", "evil")
    assert not list(cache.parent.rglob("evil*"))


def test_zip_that_unpacks_to_an_absurd_size_is_refused(folder, monkeypatch):
    write_folder(folder, INNER)
    monkeypatch.setattr(finding, "_MOST_BYTES", 100_000)
    fails("tgs_zip_unsafe", "train.zip", "MB")


def test_entry_larger_than_it_declares(folder):
    content = bytearray(zip_with("images/bomb.png", bytes(1_000_000)))
    place = content.rindex(b"PK\x01\x02")  # its entry in the central directory
    content[place + 24 : place + 28] = (100).to_bytes(4, "little")
    write_folder(folder, INNER | {"train.zip": bytes(content)})
    write_folder(folder, {"train.csv": FILES["train.csv"] + b"\nbomb,"})
    with pytest.raises(CourseError):
        load_tgs()


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("share", [0, 0.5, 0.99])
def test_truncated_zip(folder, share, nested):
    whole = INNER["train.zip"]
    files = INNER | {"train.zip": whole[: int(len(whole) * share)]}
    write_folder(folder, {CHALLENGE: zipped(files)} if nested else files)
    assert tgs.tgs_available()  # there is something, and loading tells what is wrong with it
    fails("tgs_zip_broken" if share else "tgs_zip_other", "train.zip", "Download")


def test_truncated_competition_zip(folder):
    write_folder(folder, {CHALLENGE: zipped(INNER)[:-100]})
    assert tgs.tgs_available() and tgs.tgs_test_available()
    for load in (load_tgs, load_tgs_test):
        fails("tgs_zip_broken", CHALLENGE, "Download", load=load)


def headers(content: bytes, place: int, value: int) -> bytes:
    """A zip with another number (2 bytes) in the headers of all its entries; `place` is the central one's."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", place - 2), (b"PK\x01\x02", place)):
        start = changed.find(mark)
        while start >= 0:
            changed[start + offset : start + offset + 2] = value.to_bytes(2, "little")
            start = changed.find(mark, start + 4)
    return bytes(changed)


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize(
    ("content", "key", "words"),
    [
        (headers(INNER["train.zip"], 8, 1), "tgs_zip_locked", ["password"]),
        (headers(INNER["train.zip"], 10, 9), "tgs_zip_method", ["Unpack"]),  # Deflate64, as Windows packs
        (b"Rar!\x1a\x07\x01\0" + bytes(99), "tgs_zip_other", ["RAR"]),
        (b"<!doctype html><html>log in", "tgs_zip_other", ["web page"]),
        (b"", "tgs_zip_other", ["empty"]),
    ],
    ids=["encrypted", "another method", "RAR", "web page", "empty"],
)
def test_a_zip_that_cannot_be_read(folder, content, key, words, nested):
    files = INNER | {"train.zip": content}
    write_folder(folder, {CHALLENGE: zipped(files)} if nested else files)
    assert tgs.tgs_available()
    fails(key, "train.zip", *words)
    assert len(load_tgs_test()) == 3
    write_folder(folder, {"train (2).zip": INNER["train.zip"]})
    if not nested:
        with pytest.warns(UserWarning, match=r"1 file.*train\.zip"):
            assert len(load_tgs()) == len(TRAIN)


def test_the_other_half_may_be_damaged(folder):
    write_folder(folder, INNER | {"test.zip": b"broken off"})
    assert len(load_tgs()) == len(TRAIN)
    fails("tgs_zip_other", "test.zip", "a text file", load=load_tgs_test)


def test_damaged_entry_in_a_zip(folder):
    content = bytearray(INNER["train.zip"])
    content[500] ^= 0xFF  # inside the first picture
    write_folder(folder, INNER | {"train.zip": bytes(content)})
    fails("tgs_zip_broken", "train.zip/images/")


def test_zip_within_zip_without_end(folder):
    content = b""
    for _ in range(6):
        content = zipped({"train.zip": content})
    write_folder(folder, {"train.zip": content})
    fails("tgs_part_absent", "train/images")


# --- run lengths ---------------------------------------------------------------------------------


def test_run_lengths_by_hand():
    expected = np.array([[1, 0, 0], [1, 0, 1]], bool)  # down the columns: 1 1, 0 0, 0 1
    assert np.array_equal(decode_rle("1 2 6 1", (2, 3)), expected)
    assert encode_rle(expected) == "1 2 6 1" and encode_rle(~expected) == "3 3"
    assert decode_rle("1 6", (2, 3)).all()
    assert decode_rle("1 2 3 4", (2, 3)).all()  # runs may touch
    assert not decode_rle("", (101, 101)).any() and decode_rle("", (101, 101)).shape == (101, 101)


@pytest.mark.parametrize("density", [0, 0.02, 0.5, 0.98, 1])
def test_run_lengths_round_trip(density):
    rng = np.random.default_rng(7)
    for shape in ((101, 101), (3, 5), (1, 1), (1, 9), (9, 1)):
        mask = rng.random(shape) < density
        assert np.array_equal(decode_rle(encode_rle(mask), shape), mask)


@pytest.mark.parametrize(
    ("runs", "key", "word"),
    [
        ("1", "rle_odd", "1 number"),
        ("1 2 3", "rle_odd", "3 numbers"),
        ("1 a", "rle_not_number", "'a'"),
        ("1 2.5", "rle_not_number", "'2.5'"),
        ("1, 2", "rle_not_number", "'1,'"),
        ("1 nan", "rle_not_number", "nan"),
        ("1 " + "9" * 30, "rle_not_number", "999"),
        ("0 3", "rle_not_positive", "Run 1"),
        ("-4 3", "rle_not_positive", "-4 3"),
        ("1 2 5 0", "rle_not_positive", "Run 2"),
        ("1 -1", "rle_not_positive", "1 -1"),
        ("10201 2", "rle_out_of_range", "10201"),
        ("10202 1", "rle_out_of_range", "10201"),
        ("1 5 3 2", "rle_overlap", "Run 2"),
        ("1 5 5 2", "rle_overlap", "Run 2"),
        ("50 2 1 3", "rle_overlap", "Run 2"),
        (float("nan"), "rle_not_text", "keep_default_na"),
        (None, "rle_not_text", "None"),
    ],
)
def test_malformed_run_lengths(runs, key, word):
    with pytest.raises(CourseError) as caught:
        decode_rle(runs, (101, 101))
    assert caught.value.key == key and word in str(caught.value)


# --- the dataclass and the split -----------------------------------------------------------------


def tiles(n=20, **changes):
    arrays = {
        "images": np.zeros((n, 101, 101), np.uint8),
        "masks": np.zeros((n, 101, 101), bool),
        "depths": np.arange(n),
        "sections": np.full(n, -1),
        "ids": np.array([f"t{i}" for i in range(n)]),
    }
    return SaltData(**(arrays | changes), provenance=Provenance("n", "own", "s", "l"))


@pytest.mark.parametrize(
    ("field", "array"),
    [
        ("images", np.zeros((20, 101, 101))),
        ("images", np.zeros((20, 101, 101, 1), np.uint8)),
        ("images", np.zeros((20, 128, 128), np.uint8)),
        ("masks", np.zeros((20, 101, 101), np.uint8)),
        ("masks", np.zeros((19, 101, 101), bool)),
        ("depths", np.zeros(20)),
        ("depths", np.zeros((20, 1), int)),
        ("sections", np.zeros(21, int)),
        ("ids", np.arange(20)),
    ],
)
def test_dataclass_refuses_what_does_not_fit(field, array):
    with pytest.raises(CourseError, match=field):
        tiles(**{field: array})


def test_take():
    data = tiles()
    assert data.take([3, 1]).ids.tolist() == ["t3", "t1"]
    assert len(data.take(data.depths > 14)) == 5
    assert data.take(slice(2)).provenance is data.provenance
    assert data.coverage.tolist() == [0] * 20


def test_random_split():
    data = tiles()
    train, validation = random_split(data, 0.25, seed=1)
    assert (len(train), len(validation)) == (15, 5)
    assert sorted([*train, *validation]) == list(range(20))
    assert (np.diff(train) > 0).all() and (np.diff(validation) > 0).all()
    assert np.array_equal(validation, random_split(data, 0.25, seed=1)[1])
    assert not np.array_equal(validation, random_split(data, 0.25, seed=2)[1])
    assert "leak" in random_split.__doc__


@pytest.mark.parametrize("share", [0, 1, -0.2, 1.5, 0.01, 0.99, float("nan")])
def test_random_split_keeps_both_sides(share):
    with pytest.raises(CourseError):
        random_split(tiles(), share)


# --- kagglehub -----------------------------------------------------------------------------------


@pytest.fixture
def kagglehub(tmp_path, monkeypatch):
    """A stand-in for kagglehub whose download is what `result` says."""

    def competition_download(handle, path=None, *, force_download=False):
        assert handle == tgs.COMPETITION
        module.calls += 1
        if isinstance(module.result, BaseException):
            raise module.result
        return str(write_folder(tmp_path / "kaggle", module.result))

    module = types.ModuleType("kagglehub")
    module.competition_download, module.calls = competition_download, 0
    module.result = INNER | {"flamingo.zip": b"large and not ours"}
    monkeypatch.setitem(sys.modules, "kagglehub", module)
    return module


def test_kagglehub_fills_the_folder_once(cache, folder, kagglehub):
    assert tgs.fetch_tgs() == tgs.fetch_tgs() == folder
    assert kagglehub.calls == 1
    assert sorted(p.name for p in folder.iterdir()) == sorted(INNER)
    assert len(load_tgs()) == len(TRAIN)
    assert [p.name for p in cache.iterdir()] == [tgs.FOLDER]


def test_an_empty_folder_is_filled(folder, kagglehub):
    folder.mkdir()
    assert tgs.fetch_tgs() == folder and tgs.tgs_available()


def test_a_folder_with_something_else_is_left_alone(cache, folder, kagglehub):
    write_folder(folder, {"notes.txt": b"mine"})
    fails("tgs_in_the_way", folder, load=tgs.fetch_tgs)
    assert [p.name for p in cache.rglob("*")] == [tgs.FOLDER, "notes.txt"]


@pytest.mark.parametrize("error", [PermissionError("403: rules not accepted"), OSError(28, "full")])
def test_kaggle_says_no(cache, kagglehub, error):
    kagglehub.result = error
    fails("tgs_kaggle_failed", type(error).__name__, tgs.PAGE, "login", load=tgs.fetch_tgs)
    assert list(cache.iterdir()) == []


def test_kaggle_interrupted(cache, kagglehub):
    kagglehub.result = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        tgs.fetch_tgs()
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize("step", ["copytree", "replace"])
def test_kaggle_copy_interrupted(cache, kagglehub, monkeypatch, step):
    def interrupted(source, target, **options):
        (Path(target).parent / "half").mkdir()
        raise KeyboardInterrupt

    def interrupted_at_the_end(source, target):
        raise KeyboardInterrupt

    if step == "copytree":
        monkeypatch.setattr(tgs.shutil, "copytree", interrupted)
    else:
        monkeypatch.setattr(tgs.os, "replace", interrupted_at_the_end)
    with pytest.raises(KeyboardInterrupt):
        tgs.fetch_tgs()
    assert list(cache.iterdir()) == []


def test_without_kagglehub(monkeypatch):
    monkeypatch.setitem(sys.modules, "kagglehub", None)
    fails("tgs_kagglehub_missing", "pip install kagglehub", CHALLENGE, load=tgs.fetch_tgs)


# --- messages ------------------------------------------------------------------------------------


def test_both_languages_fill_in_the_same_things():
    import string

    for key, pair in all_texts().items():
        names = [{f for _, f, _, _ in string.Formatter().parse(t) if f is not None} for t in pair]
        assert names[0] == names[1], key
