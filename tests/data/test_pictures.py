"""Photographs, styles, paintings and the student's own file: fitted, or refused with one clear error."""

import dataclasses
import hashlib
import http.server
import os
import subprocess
import sys
import threading
import tracemalloc
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms, PngImagePlugin, TiffImagePlugin, features

from course_utils import session
from course_utils.data import download, photographs, pictures, sources
from course_utils.data.pictures import load_photograph, load_picture, load_style
from course_utils.data.scenes import scene
from course_utils.messages import CourseError, all_texts, text
from tests.data.colour_profiles import PRIMARIES, cmyk_profile, grey_profile, rgb_profile
from tests.data.odd_files import SAMPLES

RED, GREEN, BLUE, GREY = (255, 0, 0), (0, 255, 0), (0, 0, 255), (128, 128, 128)
ORIENTATION = 0x0112  # the EXIF tag


def quarters(width=64, height=48) -> Image.Image:
    """Red, green / blue, grey: tells every rotation and reflection from every other."""
    image = Image.new("RGB", (width, height))
    half, rest = width // 2, height // 2
    for colour, corner in zip(
        (RED, GREEN, BLUE, GREY), [(0, 0), (half, 0), (0, rest), (half, rest)], strict=True
    ):
        image.paste(colour, (*corner, corner[0] + half, corner[1] + rest))
    return image


@pytest.fixture
def save(tmp_path):
    """Saves an image and gives the path."""

    def save(image, name="mine.png", **options) -> Path:
        image.save(tmp_path / name, **options)
        return tmp_path / name

    return save


def corners(image: np.ndarray) -> list[tuple[int, ...]]:
    """The colours in the middle of the four quarters, 0–255, in reading order."""
    height, width = image.shape[:2]
    at = [(row, column) for row in (height // 4, 3 * height // 4) for column in (width // 4, 3 * width // 4)]
    return [tuple(np.rint(255 * image[place]).astype(int).tolist()) for place in at]


def close(found, wanted, tolerance) -> bool:
    return np.abs(np.subtract(found, wanted)).max() <= tolerance


def refused(key: str, path, *words: str, size=64, **options) -> str:
    """The message of the one CourseError, which names the file."""
    with pytest.raises(CourseError) as caught:
        load_picture(path, size, **options)
    assert caught.value.key == key
    message = str(caught.value)
    for word in (Path(str(path)).name, *words):
        assert word in message
    return message


# --- any picture ---------------------------------------------------------------------------------


def is_sound(picture, shape):
    assert picture.image.shape == (*shape, 3)
    assert picture.image.dtype == np.float32
    assert picture.image.min() >= 0 and picture.image.max() <= 1
    assert np.ptp(picture.image) > 0.5
    return True


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "china", "flower", "coffee", "rocket", "camera"])
def test_photographs_keep_their_shape_or_are_cut_square(name):
    with Image.open(photographs.photograph_path(name)) as original:
        width, height = original.size
    picture = load_photograph(name, 96)
    assert max(picture.image.shape[:2]) == 96
    assert picture.image.shape[1] / picture.image.shape[0] == pytest.approx(width / height, rel=0.02)
    assert is_sound(load_photograph(name, 96, square=True), (96, 96))
    assert picture.name == picture.label() == name and picture.provenance.kind == "embedded"


def test_colours_of_a_photograph_survive():
    whole, small = photographs.photograph("coffee"), load_photograph("coffee", 150).image
    assert close(small.mean((0, 1)), whole.mean((0, 1)), 0.005)
    blocks = whole.reshape(100, 4, 150, 4, 3).mean((1, 3))
    assert np.abs(small - blocks).mean() < 0.02


def test_square_is_the_middle():
    image = np.zeros((300, 451, 3), "float32")
    middle = load_photograph("chelsea", 300, square=True).image
    image[:, 75:375] = middle
    whole = photographs.photograph("chelsea")
    assert np.abs(image[:, 80:370] - whole[:, 80:370]).mean() < 0.03  # cut half a pixel further left
    assert np.abs(image[:, 80:370] - whole[:, 90:380]).mean() > 0.03


def test_unknown_photograph():
    with pytest.raises(CourseError, match="chelsea"):
        load_photograph("dog", 64)


def test_a_picture_cannot_be_changed_by_mistake():
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_photograph("chelsea", 64).name = "other"


@pytest.mark.parametrize("size", [0, -5, 15, 64.5, "64", None, 10**6])
def test_sizes_that_make_no_sense(size):
    for load in (lambda: load_photograph("chelsea", size), lambda: load_style("night_sky", size)):
        with pytest.raises(CourseError) as caught:
            load()
        assert caught.value.key == "picture_size" and repr(size) in str(caught.value)


def test_numpy_sizes_are_sizes():
    assert load_photograph("chelsea", np.int64(64)).image.shape[1] == 64


def test_everything_is_noted_for_the_report(monkeypatch, save):
    monkeypatch.setattr(session, "current", session.Session("04", session.Profile("smoke")))
    loaded = [load_photograph("china", 32), load_style("night_sky", 32), load_picture(save(quarters()), 32)]
    assert session.current.provenances == [picture.provenance for picture in loaded]
    assert [p.kind for p in session.current.provenances] == ["embedded", "synthetic", "own"]
    assert "danielbuechele" in loaded[0].provenance.licence
    assert os.sep not in loaded[2].provenance.source  # no folder of the student's goes into a report


# --- styles by name ------------------------------------------------------------------------------


def test_painted_styles_say_that_code_painted_them(language):
    for name in pictures.style_names():
        picture = load_style(name, 32)
        assert is_sound(picture, (32, 32))
        assert {"en": "painted by code", "zh": "程序绘制"}[language] in picture.label()
        assert "painted by code" in picture.provenance.source
    assert "painted by code" in load_style("night_sky", 32).label("en")


def test_seed_of_a_painted_style():
    first, again, other = (load_style("night_sky", 32, seed=seed).image for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).mean() > 0.02
    assert "seed 2" in load_style("night_sky", 32, seed=2).provenance.source


def test_unknown_style_names_them_all():
    with pytest.raises(CourseError) as caught:
        load_style("cubism", 64)
    assert caught.value.key == "style_unknown"
    for name in ("cubism", *pictures.style_names(), *pictures.painting_names(), "load_picture"):
        assert name in str(caught.value)


def test_no_name_twice():
    assert not set(pictures.style_names()) & set(pictures.painting_names())
    assert set(pictures.PAINTINGS.values()) == {name for name in download.FILES if name.endswith(".jpg")}
    assert sources.SOURCES["painted"].status() == "embedded"


@pytest.fixture
def server(tmp_path, monkeypatch, cache):
    """A server of this machine that has one painting, and the registry pointing to it."""
    folder = tmp_path / "web"
    folder.mkdir()
    quarters(640, 480).save(folder / "wave.jpg", quality=95)
    asked = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=folder)

        def log_message(self, *args):
            asked.append(self.path)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    body = (folder / "wave.jpg").read_bytes()
    known = dataclasses.replace(
        download.FILES["wave.jpg"],
        url=f"http://127.0.0.1:{server.server_port}/wave.jpg",
        hash="sha256:" + hashlib.sha256(body).hexdigest(),
        size=len(body),
    )
    monkeypatch.setitem(download.FILES, "wave.jpg", known)
    yield asked
    server.shutdown()
    server.server_close()


def test_a_painting_is_downloaded_once_and_fitted(server, cache):
    for _ in range(2):
        picture = load_style("great_wave", 128)
    assert server == ["/wave.jpg"]
    assert [path.name for path in cache.iterdir()] == ["wave.jpg"]
    assert is_sound(picture, (96, 128))
    assert close(corners(picture.image), [RED, GREEN, BLUE, GREY], 6)
    assert picture.provenance.kind == "downloaded" and "Hokusai" in picture.label()
    assert load_style("great_wave", 64, square=True).image.shape == (64, 64, 3)


def test_what_is_not_the_painting_is_never_used(server, monkeypatch, cache):
    wrong = dataclasses.replace(download.FILES["wave.jpg"], hash="sha256:" + 64 * "0")
    monkeypatch.setitem(download.FILES, "wave.jpg", wrong)
    with pytest.raises(CourseError, match="checksum"):
        load_style("great_wave", 64)
    assert list(cache.iterdir()) == []


def test_a_painting_from_a_mirror(server, monkeypatch):
    known = download.FILES["wave.jpg"]
    monkeypatch.setitem(download.FILES, "wave.jpg", dataclasses.replace(known, url="http://127.0.0.1:9/no"))
    assert load_style("great_wave", 64, url=known.url).image.shape == (48, 64, 3)


def test_without_a_network_the_painted_styles_are_offered(cache, monkeypatch, language):
    def offline(*args, **kwargs):
        raise CourseError("download_unreachable", name="x", size="", host="h", cause="", url="u", path="p")

    monkeypatch.setattr(download, "fetch", offline)
    for name in pictures.painting_names():
        with pytest.raises(CourseError) as caught:
            load_style(name, 64)
        assert caught.value.key == "painting_absent"
        for word in (name, *pictures.style_names()):
            assert word in str(caught.value)
        assert str(caught.value.__cause__) in str(caught.value)  # with the downloader's own remedy


# --- the student's own file: fitted --------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "tolerance"), [("a.png", 0), ("a.jpg", 5), ("a.JPEG", 5), ("a.bmp", 0), ("a.tif", 0), ("a", 0)]
)
def test_formats(save, name, tolerance):
    options = {"format": "PNG"} if name == "a" else {}
    picture = load_picture(save(quarters(), name, **options), 64)
    assert picture.image.shape == (48, 64, 3) and picture.image.dtype == np.float32
    assert close(corners(picture.image), [RED, GREEN, BLUE, GREY], tolerance)
    assert picture.name == picture.label() == name and picture.provenance.kind == "own"


@pytest.mark.skipif(not features.check("webp"), reason="this Pillow cannot read WebP")
def test_webp(save):
    picture = load_picture(save(quarters(), "a.webp", lossless=True), 64)
    assert corners(picture.image) == [RED, GREEN, BLUE, GREY]


def test_text_and_path_and_home(save, monkeypatch):
    path = save(quarters())
    monkeypatch.setenv("HOME", str(path.parent))
    monkeypatch.setenv("USERPROFILE", str(path.parent))
    monkeypatch.chdir(path.parent)
    for way in (path, str(path), "mine.png", "~/mine.png"):
        assert load_picture(way, 64).image.shape == (48, 64, 3)


@pytest.mark.parametrize(
    "name", ["~odd.jpg", "~", "~root", "我的猫.jpg", "a b$c$.jpg", ".hidden.jpg", "猫.JPEG"]
)
def test_any_file_name(save, monkeypatch, name):
    path = save(quarters(), name, format="PNG")
    monkeypatch.chdir(path.parent)
    for way in (path, str(path), f"./{name}", Path(".", name), os.fsencode(f"./{name}")):
        assert load_picture(way, 64).name == name


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are text there")
def test_a_file_name_that_is_no_text(save, monkeypatch):
    """Such as one in GBK, from an old zip: its name is shown as well as can be, and can be stored."""
    path = save(quarters()).rename(os.fsdecode(bytes(save(quarters()).parent) + b"/\xc3\xa8.png"))
    picture = load_picture(path, 64)
    assert picture.name.encode() and picture.provenance.source.encode()
    with pytest.raises(CourseError) as caught:
        load_picture(str(path) + ".jpg", 64)
    assert str(caught.value).encode()


def turned_by_hand(pixels: np.ndarray, orientation: int) -> np.ndarray:
    """The EXIF standard in NumPy: where the stored row 0 and column 0 belong in the picture."""
    if orientation >= 5:
        pixels = pixels.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return pixels


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["turned.jpg", "turned.png", "turned.tif"])
def test_exif_orientation(save, orientation, name):
    stored = quarters()
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    picture = load_picture(save(stored, name, exif=exif), 64)
    upright = turned_by_hand(np.asarray(stored), orientation) / np.float32(255)
    assert picture.image.shape == upright.shape
    assert close(corners(picture.image), corners(upright), 5)


def test_a_photograph_on_its_side_that_is_also_reduced(save):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    picture = load_picture(save(quarters(1600, 1200), "phone.jpg", exif=exif), 64)
    assert picture.image.shape == (64, 48, 3)
    assert close(corners(picture.image), [BLUE, RED, GREY, GREEN], 5)


def test_transparency_is_laid_on_white(save):
    image = quarters().convert("RGBA")
    alpha = np.full((48, 64), 255, "uint8")
    alpha[:24, :32], alpha[24:, 32:] = 0, 128
    image.putalpha(Image.fromarray(alpha))
    expected = [(255, 255, 255), GREEN, BLUE, (191, 191, 191)]
    assert close(corners(load_picture(save(image), 64).image), expected, 1)


def test_no_fringe_of_invisible_colour(save):
    image = Image.new("RGBA", (64, 64), (0, 0, 0, 0))  # invisible black beside opaque white
    image.paste((255, 255, 255, 255), (0, 0, 33, 64))
    assert load_picture(save(image), 16).image.min() > 0.99


def test_grey_with_transparency(save):
    image = Image.merge("LA", [Image.new("L", (32, 32), 0), Image.new("L", (32, 32), 51)])
    assert corners(load_picture(save(image), 32).image) == [(204, 204, 204)] * 4


def test_grey_and_black_and_white(save):
    grey = load_picture(save(quarters().convert("L")), 64).image
    np.testing.assert_array_equal(grey[..., 0], grey[..., 2])
    assert corners(grey) == [(76, 76, 76), (150, 150, 150), (29, 29, 29), (128, 128, 128)]  # BT.601
    checks = Image.fromarray((np.indices((32, 32)) // 16).sum(0) % 2 == 1)
    assert checks.mode == "1"
    assert corners(load_picture(save(checks), 32).image)[:2] == [(0, 0, 0), (255, 255, 255)]


def test_sixteen_bits_are_not_cut_off(save):
    ramp = np.linspace(0, 65535, 64).astype("uint16")
    image = load_picture(save(Image.fromarray(np.tile(ramp, (48, 1)))), 64).image
    assert np.abs(image[24, :, 0] - ramp / 65535).max() < 1 / 255
    tiff = load_picture(save(Image.fromarray(np.tile(ramp.astype(">u2"), (48, 1))), "deep.tif"), 64).image
    np.testing.assert_array_equal(tiff, image)


RAMP = np.linspace(0, 1, 64)


def ramp(path, monkeypatch) -> tuple[np.ndarray, list[str]]:
    """The row of greys that a file gives, and the notices."""
    notices = []
    monkeypatch.setattr(pictures, "notice", notices.append)
    image = load_picture(path, 64).image
    assert (image[..., 0] == image[..., 1]).all() and (image[..., 0] == image[..., 2]).all()
    return image[24, :, 0], notices


def stripes(most: int, dtype: str) -> np.ndarray:
    return np.tile(np.rint(RAMP * most).astype(dtype), (48, 1))


@pytest.mark.parametrize(
    ("ending", "room", "bits"),
    [(ending, 16, bits) for ending in ("png", "tif") for bits in (8, 10, 12, 14)]
    + [("tif", 32, bits) for bits in (8, 12, 16, 24)],
)
def test_fewer_bits_than_there_is_room_for(tmp_path, monkeypatch, ending, room, bits):
    """As scanners and microscopes write them: 12 bits in a file of 16. Not black, and not without a word."""
    path = tmp_path / f"scan.{ending}"
    pixels = stripes(2**bits - 1, f"uint{room}")
    tifffile.imwrite(path, pixels) if ending == "tif" else Image.fromarray(pixels).save(path)
    found, notices = ramp(path, monkeypatch)
    assert np.abs(found - RAMP).max() < 1.5 / 255
    assert len(notices) == 1
    for word in (path.name, f"{room} bits", f"lowest {bits}", str(2**bits - 1)):
        assert word in notices[0]


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "uint32", ">u2"])
def test_whole_ramps_in_a_tiff(tmp_path, monkeypatch, dtype):
    most = np.iinfo(dtype).max
    tifffile.imwrite(tmp_path / "ramp.tif", stripes(most, dtype), byteorder=">" if ">" in dtype else "<")
    found, notices = ramp(tmp_path / "ramp.tif", monkeypatch)
    assert np.abs(found - RAMP).max() < 1.5 / 255 and not notices


@pytest.mark.parametrize(("dtype", "most"), [("uint8", 255), ("uint16", 65535), ("uint16", 4095)])
def test_a_tiff_whose_white_is_zero(tmp_path, monkeypatch, dtype, most):
    tifffile.imwrite(tmp_path / "fax.tif", stripes(most, dtype), photometric="miniswhite")
    found, notices = ramp(tmp_path / "fax.tif", monkeypatch)
    assert np.abs(found - RAMP[::-1]).max() < 1.5 / 255
    assert len(notices) == (most == 4095)


@pytest.mark.parametrize("dtype", ["int8", "int16", "int32"])
def test_negative_numbers(tmp_path, dtype):
    tifffile.imwrite(tmp_path / "ct.tif", stripes(100, dtype) - np.dtype(dtype).type(50))
    refused("picture_range", tmp_path / "ct.tif", "negative")


@pytest.mark.parametrize("compression", [None, "zlib"])
def test_colours_in_the_lower_bits_only(tmp_path, compression):
    for most, dark in ((65535, False), (4095, True), (255, True)):
        pixels = np.repeat(stripes(most, "uint16")[..., None], 3, axis=2)
        tifffile.imwrite(tmp_path / "deep.tif", pixels, photometric="rgb", compression=compression)
        if dark:
            refused("picture_dark", tmp_path / "deep.tif", "16 bits")
        else:
            assert np.abs(load_picture(tmp_path / "deep.tif", 64).image[24, :, 1] - RAMP).max() < 1.5 / 255


def test_a_black_picture_of_16_bits_is_black(save, monkeypatch):
    black, notices = ramp(save(Image.fromarray(np.zeros((48, 64), "uint16"))), monkeypatch)
    assert not black.any() and not notices


def test_sixteen_bits_with_a_transparent_grey(save):
    pixels = np.full((32, 32), 40_000, "uint16")
    pixels[:16] = 20_000
    image = load_picture(save(Image.fromarray(pixels), transparency=20_000), 32).image
    assert corners(image) == [(255, 255, 255)] * 2 + [(40_000 >> 8,) * 3] * 2


# --- colour profiles -----------------------------------------------------------------------------

WARM = (180, 90, 70)
# linear Display P3 and Adobe RGB (1998) -> linear sRGB, as published
TO_SRGB = {
    "Display P3": [[1.2249, -0.2247, 0], [-0.0420, 1.0419, 0], [-0.0197, -0.0786, 1.0979]],
    "Adobe RGB (1998)": [[1.3982, -0.3982, 0], [0, 1, 0], [0, -0.0429, 1.0429]],
}


def in_srgb(colour, space: str) -> np.ndarray:
    """By the formulas of the standards, without a profile: 0–255."""
    value = np.array(colour) / 255
    curved = value ** (563 / 256) if space.startswith("Adobe") else ((value + 0.055) / 1.055) ** 2.4
    return 255 * (1.055 * (np.array(TO_SRGB[space]) @ curved).clip(0, 1) ** (1 / 2.4) - 0.055)


def test_display_p3_by_the_numbers():
    assert close(in_srgb(WARM, "Display P3"), (195, 83, 61), 2.5)


@pytest.mark.parametrize("space", PRIMARIES)
@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif", "a.webp"])
def test_colours_are_taken_to_srgb(save, space, name):
    options = {"lossless": True} if name == "a.webp" else {"quality": 100}
    path = save(Image.new("RGB", (64, 48), WARM), name, icc_profile=rgb_profile(space), **options)
    wanted = in_srgb(WARM, space)
    assert close(corners(load_picture(path, 64).image), [wanted] * 4, 2)
    assert not close([WARM], [wanted], 5)  # so there was something to do


def test_profiles_of_transparent_and_palette_pictures(save):
    profile, wanted = rgb_profile("Display P3"), in_srgb(WARM, "Display P3")
    image = Image.new("RGBA", (64, 48), (*WARM, 255))
    image.paste((0, 0, 0, 0), (0, 0, 32, 48))
    for path in (
        save(image, icc_profile=profile),
        save(image.convert("RGB").quantize(4), "p.png", icc_profile=profile),
    ):
        left, right = corners(load_picture(path, 64).image)[:2]
        assert close(right, wanted, 1)
        assert left == ((255,) * 3 if path.name == "mine.png" else (0,) * 3)


@pytest.mark.parametrize(("mode", "value"), [("L", 55), ("LA", (55, 255))])
def test_a_grey_profile(save, mode, value):
    path = save(Image.new(mode, (32, 32), value), icc_profile=grey_profile(1.0))  # light itself
    grey = 255 * (1.055 * (55 / 255) ** (1 / 2.4) - 0.055)
    assert close(corners(load_picture(path, 32).image), [(grey,) * 3] * 4, 1)


def test_a_grey_profile_of_sixteen_bits(save):
    pixels = np.full((32, 32), 55 * 257, "uint16")
    pixels[0] = 65535
    path = save(Image.fromarray(pixels), icc_profile=grey_profile(1.0))
    assert close(corners(load_picture(path, 32).image)[2:], [(128, 128, 128)] * 2, 2)


def test_a_press_profile(save):
    """In this one all inks are grey, so a full cyan that comes out without any blue went through it."""
    for name in ("ink.jpg", "ink.tif"):
        path = save(Image.new("CMYK", (32, 32), (255, 0, 0, 0)), name, icc_profile=cmyk_profile())
        found = corners(load_picture(path, 32).image)
        assert close(found, [(184, 184, 184)] * 4, 3)  # L* = 75


def test_lab(tmp_path):
    pixels = np.zeros((32, 32, 3), "uint8")
    pixels[..., 0] = 53 * 255 // 100  # L* = 53, a* = 80, b* = 67: sRGB's red
    pixels[..., 1], pixels[..., 2] = 80, 67
    tifffile.imwrite(tmp_path / "lab.tif", pixels, photometric="cielab")
    assert close(corners(load_picture(tmp_path / "lab.tif", 32).image), [RED] * 4, 12)


@pytest.mark.parametrize(
    "profile",
    [b"broken", rgb_profile("Display P3")[:200], bytes(500), grey_profile(1.0), cmyk_profile()],
    ids=["words", "cut off", "zeros", "for grey pictures", "for a press"],
)
def test_a_profile_that_does_not_fit_is_ignored(save, profile, capfd, recwarn):
    for name in ("a.png", "a.jpg", "a.tif"):
        path = save(Image.new("RGB", (64, 48), WARM), name, icc_profile=profile, quality=100)
        assert close(corners(load_picture(path, 64).image), [WARM] * 4, 2)
    assert capfd.readouterr() == ("", "") and not recwarn.list


def test_srgb_stays_as_it_is(save):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (48, 64, 3), dtype="uint8")
    found = load_picture(save(Image.fromarray(pixels), icc_profile=profile), 64).image
    np.testing.assert_array_equal(found, pixels / np.float32(255))


@pytest.mark.parametrize("name", ["ink.jpg", "ink.tif"])
def test_cmyk(save, name):
    inks = [(0, 255, 255, 0), (255, 0, 255, 0), (255, 255, 0, 0), (0, 0, 0, 127)]
    image = Image.new("CMYK", (64, 48))
    for ink, corner in zip(inks, [(0, 0), (32, 0), (0, 24), (32, 24)], strict=True):
        image.paste(ink, (*corner, corner[0] + 32, corner[1] + 24))
    assert close(corners(load_picture(save(image, name), 64).image), [RED, GREEN, BLUE, GREY], 6)


@pytest.mark.parametrize("name", ["palette.png", "palette.gif"])
def test_palette(save, name):
    image = quarters().quantize(4)
    assert image.mode == "P"
    assert corners(load_picture(save(image, name), 64).image) == [RED, GREEN, BLUE, GREY]


def test_palette_with_a_transparent_colour(save):
    image = quarters().quantize(4)
    clear = image.getpixel((0, 0))
    found = corners(load_picture(save(image, transparency=clear), 64).image)
    assert found == [(255, 255, 255), GREEN, BLUE, GREY]


def test_first_frame_of_an_animation(save):
    other = Image.new("RGB", (64, 48), "black")
    path = save(quarters(), "moving.gif", save_all=True, append_images=[other, other])
    assert close(corners(load_picture(path, 64).image), [RED, GREEN, BLUE, GREY], 4)


def test_a_small_picture_is_enlarged(save):
    picture = load_picture(save(quarters(20, 16)), 200)
    assert picture.image.shape == (160, 200, 3)
    assert close(corners(picture.image), [RED, GREEN, BLUE, GREY], 2)


def test_shrinking_averages(save):
    checks = (np.indices((512, 512)).sum(0) % 2 * 255).astype("uint8")
    image = load_picture(save(Image.fromarray(checks)), 64).image
    assert np.abs(image - 0.5).max() < 0.02


def test_shape_is_kept_within_half_a_pixel(save):
    rng = np.random.default_rng(0)
    for _ in range(20):
        width, height = (int(side) for side in rng.integers(40, 200, 2))
        found = load_picture(save(quarters(width, height)), 100).image.shape
        assert max(found[:2]) == 100
        assert min(found[:2]) == pytest.approx(100 * min(width, height) / max(width, height), abs=0.51)


@pytest.mark.parametrize("name", ["large.jpg", "large.png"])
def test_forty_megapixels(save, name):
    path = save(quarters(8000, 5000), name)
    tracemalloc.start()
    picture = load_picture(path, 256)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert picture.image.shape == (160, 256, 3)
    assert close(corners(picture.image), [RED, GREEN, BLUE, GREY], 6)
    assert peak < 50e6  # NumPy's part: nothing large is turned into floating-point numbers


@pytest.mark.parametrize(("side", "decoded"), [(8000, 1000), (2400, 600), (1100, 550), (1000, 1000)])
def test_a_large_jpeg_is_decoded_small(save, side, decoded):
    """By 8, 4, 2 or not at all, but never to less than twice the size that is wanted."""
    with Image.open(save(quarters(side, side // 2), "large.jpg")) as image:
        pictures._decode(image, 256)
        assert image.size == (decoded, decoded // 2)


# --- the student's own file: refused -------------------------------------------------------------


def test_a_missing_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused("picture_missing", "no_such.jpg", str(tmp_path), "full path")


def test_a_folder(tmp_path):
    refused("picture_folder", tmp_path, "is a folder")


@pytest.mark.parametrize("path", [None, 3, 2.5, []])
def test_not_a_path(path):
    refused("picture_path", path, "load_picture(")


def short_error(load, key: str) -> str:
    with pytest.raises(CourseError) as caught:
        load()
    assert caught.value.key == key
    assert len(str(caught.value)) < 700 and "\n" not in str(caught.value)
    return str(caught.value)


def test_what_is_given_instead_of_a_path_is_not_printed_whole():
    picture = np.random.default_rng(0).random((300, 451, 3))
    assert "(300, 451, 3)" in short_error(lambda: load_picture(picture, 64), "picture_array")
    for path in (list(range(10_000)), picture.tolist(), b"\xff\xd8" * 5000, "x" * 5000, {"a": picture}):
        short_error(partial(load_picture, path, 64), "picture_path")


@pytest.mark.parametrize("name", [np.zeros((300, 451, 3)), ["night_sky"], None, 3, "x" * 5000])
def test_names_that_are_none(name):
    short_error(lambda: load_style(name, 64), "style_unknown")
    short_error(lambda: load_photograph(name, 64), "photo_unknown")
    short_error(lambda: scene(name), "photo_unknown")
    short_error(lambda: load_photograph("chelsea", name), "picture_size")


def test_a_path_that_no_system_allows():
    with pytest.raises(CourseError, match=r"a\\x00b|a\x00b"):
        load_picture("a\0b", 64)


def test_a_web_address():
    refused("picture_web", "https://example.org/cat.jpg", "Save the picture")


@pytest.mark.parametrize("kind", SAMPLES)
def test_something_else_under_any_name(tmp_path, kind, language):
    for name in ("mine.jpg", "mine.png", "mine.tif", "mine", "mine.svg"):
        path = tmp_path / name
        path.write_bytes(SAMPLES[kind])
        message = refused("picture_other", path, str(path), text(f"file_is_{kind}"), text(f"jpeg_of_{kind}"))
        assert "damaged" not in message and "损坏" not in message


def test_no_kind_of_file_is_without_a_sample():
    keys = {key for key in all_texts() if key.startswith(("file_is_", "jpeg_of_"))}
    assert keys == {f"{stem}_{kind}" for kind in {*SAMPLES, "tiff"} for stem in ("file_is", "jpeg_of")}


def test_noise_is_no_picture(tmp_path):
    path = tmp_path / "noise.jpg"
    path.write_bytes(b"\x07\xc1" + np.random.default_rng(0).bytes(5000))
    refused("picture_format", path, "JPEG or PNG")


def test_only_the_beginning_of_a_picture(tmp_path):
    for content in (b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"GIF89a"):
        path = tmp_path / "short.jpg"
        path.write_bytes(content)
        refused("picture_broken", path, "again")


def test_a_camera_s_raw_file_is_not_taken_for_its_thumbnail(save):
    for name, tag, value in (("page.tif", 254, 1), ("dng.tif", 50706, b"\1\4\0\0")):
        tags = TiffImagePlugin.ImageFileDirectory_v2()
        tags[tag] = value
        tags.tagtype[tag] = 4 if tag == 254 else 1
        refused("picture_other", save(quarters(), name, tiffinfo=tags), "raw")


def test_a_tiff_of_another_kind(tmp_path):
    for dtype in ("float64", ">u4"):
        tifffile.imwrite(tmp_path / "deep.tif", np.zeros((48, 64), dtype), byteorder=">")
        refused("picture_other", tmp_path / "deep.tif", "TIFF")


@pytest.mark.parametrize("name", ["cut.jpg", "cut.png"])
@pytest.mark.parametrize("kept", [0.3, 0.7, 0.95])
def test_truncated(save, name, kept):
    noise = np.random.default_rng(0).integers(0, 256, (128, 128, 3), dtype="uint8")
    path = save(Image.fromarray(noise), name)
    path.write_bytes(path.read_bytes()[: int(kept * path.stat().st_size)])
    refused("picture_broken", path, "again")


def test_a_damaged_tiff_is_told_once(tmp_path, capfd):
    """libtiff would write its own lines in red."""
    pixels = np.random.default_rng(0).integers(0, 256, (48, 64), dtype="uint8")
    path = tmp_path / "deep.tif"
    tifffile.imwrite(path, pixels, compression="zlib")
    body = bytearray(path.read_bytes())
    body[-900:-800] = bytes(100)
    path.write_bytes(body)
    refused("picture_broken", path)
    assert capfd.readouterr() == ("", "")


def test_damaged_in_the_middle(save):
    noise = np.random.default_rng(0).integers(0, 256, (128, 128, 3), dtype="uint8")
    path = save(Image.fromarray(noise))
    body = bytearray(path.read_bytes())
    body[len(body) // 2 : len(body) // 2 + 50] = bytes(50)
    path.write_bytes(body)
    refused("picture_broken", path)


@pytest.mark.parametrize("action", ["open", "exists"])  # the file, or the folder that it is in
def test_not_readable(save, monkeypatch, action):
    def denied(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    path = save(quarters())
    monkeypatch.setattr(Path, action, denied)
    refused("picture_unreadable", path, "Permission denied", "Copy it")


@pytest.mark.parametrize("size", [(1, 1), (15, 300), (300, 15)])
def test_too_few_pixels(save, size):
    refused("picture_small", save(Image.new("RGB", size)), f"{size[0]}×{size[1]}", "16")


def test_too_narrow(save):
    path = save(quarters(1600, 20))
    refused("picture_narrow", path, "1600×20", "square=True")
    assert load_picture(path, 64, square=True).image.shape == (64, 64, 3)


def test_the_size_in_a_message_is_the_file_s_own(save):
    """A large JPEG is decoded small, and one that lies on its side is turned, before the size is judged."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    refused("picture_narrow", save(quarters(4000, 48), "wide.jpg"), "4000×48", size=128)
    refused("picture_narrow", save(quarters(4000, 48), "turned.jpg", exif=exif), "4000×48", size=128)


@pytest.mark.parametrize("side", [10_001, 60_000])
def test_a_decompression_bomb(tmp_path, side):
    path = tmp_path / "bomb.png"
    with path.open("wb") as file:  # the header is enough: nothing may be decoded
        header = PngImagePlugin.o32(side) * 2 + b"\x08\x02\0\0\0"
        file.write(b"\x89PNG\r\n\x1a\n")
        PngImagePlugin.putchunk(file, b"IHDR", header)
        PngImagePlugin.putchunk(file, b"IDAT", b"")
        PngImagePlugin.putchunk(file, b"IEND", b"")
    refused("picture_huge", path, "100 million")


def test_floating_point_pixels(save):
    refused("picture_range", save(Image.fromarray(np.ones((32, 32), "float32")), "hdr.tif"), "floating-point")


def test_interrupt_passes(save, monkeypatch):
    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(Image, "open", interrupted)
    with pytest.raises(KeyboardInterrupt):
        load_picture(save(quarters()), 64)


def test_errors_speak_chinese(language, tmp_path):
    message = refused("picture_folder", tmp_path)
    assert ("文件夹" in message) == (language == "zh")


def test_nothing_is_printed(save, capfd, recwarn):
    load_picture(save(quarters(), "a.jpg"), 64)
    load_style("night_sky", 32)
    assert capfd.readouterr() == ("", "") and not recwarn.list


def test_importing_does_not_import_tensorflow():
    code = "import sys, course_utils.data.pictures; sys.exit('tensorflow' in sys.modules)"
    root = Path(pictures.__file__).parents[2]
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True)
