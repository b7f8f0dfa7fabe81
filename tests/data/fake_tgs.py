"""Writes a small copy of the Kaggle TGS layout, with every peculiarity of the real files."""

import io
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

from course_utils.data.rle import encode_rle
from course_utils.data.salt import synthetic_salt


def png(array: np.ndarray) -> bytes:
    """A PNG file; uint16 becomes a 16-bit one."""
    stream = io.BytesIO()
    Image.fromarray(array).save(stream, "PNG")
    return stream.getvalue()


def tgs_files(pairs: int = 8, tests: int = 3, seed: int = 0) -> tuple[dict[str, bytes], dict]:
    """(path -> content, id -> (image, mask, depth)). Tile 0 is black; odd tiles have no salt."""
    rng = np.random.default_rng(seed)
    truth = {}
    for number in rng.permutation(pairs + tests):  # the tables are not sorted
        image = rng.normal(120, 41, (101, 101)).clip(0, 255).astype(np.uint8)
        mask = np.zeros((101, 101), bool)
        if number == 0:
            image[:] = 0
        elif number % 2 == 0:
            top, left = rng.integers(0, 90, 2)
            mask[top : top + 60, left : left + 40] = True
        depth = int(rng.integers(50, 960))
        truth[f"{seed}{number:09x}"] = image, mask if number < pairs else None, depth
    return files_of(truth), truth


def lifelike_files(pairs: int = 120, tests: int = 12, seed: int = 0) -> tuple[dict[str, bytes], dict]:
    """The same with synthetic tiles that a net can learn from; three black ones among the pairs."""
    data = synthetic_salt(pairs + tests, seed)
    images, masks = data.images.copy(), data.masks.copy()
    images[:3], masks[:3] = 0, False
    truth = {
        f"{seed}{number:09x}": (images[number], masks[number] if number < pairs else None, int(depth))
        for number, depth in enumerate(data.depths)
    }
    return files_of(truth), truth


def files_of(truth: dict) -> dict[str, bytes]:
    """id -> (image, mask, depth) as path -> content; without a mask it is a test image."""
    files, depths, runs = {}, ["id,z"], ["id,rle_mask"]
    for id, (image, mask, depth) in truth.items():
        depths.append(f"{id},{depth}")
        part = "test" if mask is None else "train"
        files[f"{part}/images/{id}.png"] = png(np.repeat(image[..., None], 3, axis=2))
        if mask is not None:
            # as in the real files: 16-bit with salt, 8-bit without
            depth_16 = mask.astype(np.uint16) * 65535
            stored = depth_16 if mask.any() else mask.astype(np.uint8)
            files[f"train/masks/{id}.png"] = png(stored)
            runs.append(f"{id},{encode_rle(mask)}")
    files["depths.csv"] = "\n".join(depths).encode()
    files["train.csv"] = "\r\n".join(runs).encode()
    return files


def write_folder(folder: Path, files: dict[str, bytes]) -> Path:
    """`files` on disk below `folder`."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def zipped(files: dict[str, bytes]) -> bytes:
    """`files` as a zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def as_zips(files: dict[str, bytes]) -> dict[str, bytes]:
    """train.zip and test.zip with images/ and masks/ at their top, and the tables beside them."""
    parts = {
        part: {n.removeprefix(f"{part}/"): c for n, c in files.items() if n.startswith(f"{part}/")}
        for part in ("train", "test")
    }
    tables = {name: content for name, content in files.items() if name.endswith(".csv")}
    return {f"{part}.zip": zipped(content) for part, content in parts.items()} | tables
