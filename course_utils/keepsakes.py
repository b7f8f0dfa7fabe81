"""A student's best run of each lesson: its figures and one small picture, kept with the progress."""

from __future__ import annotations

import numpy as np
from PIL import Image

from course_utils import progress
from course_utils.palette import BLUE, PAPER, RED, YELLOW, rgb
from course_utils.svg import as_bytes, jpeg_uri, png_uri

PICTURE_SIZE = 300_000  # characters of a picture as a data: address
BEST = {
    "psnr_gain_db_mean": 1,
    "tgs_score": 1,
    "frechet": -1,
}  # what judges a run, if it is there; else the last
TILES, DIGITS = 8, (4, 16)  # that are shown
SALT = rgb(PAPER, YELLOW, RED, BLUE)  # neither; missed; false alarm; found


def keep_best(profile: str, metrics: dict[str, dict], artefacts: dict) -> None:
    """Keep what `report` was given, unless an earlier run was better."""
    if not progress.is_kept():
        return
    kind, pixels = picture_of(artefacts)
    run = {"profile": profile, "metrics": metrics, "picture": small_uri(pixels) if kind else "", "shows": kind}
    progress.keep_run(run, lambda earlier: _is_better(earlier["metrics"], metrics))


def _is_better(one: dict[str, dict], other: dict[str, dict]) -> bool:
    for name, sign in BEST.items():
        if name in one and name in other:
            return sign * one[name]["value"] > sign * other[name]["value"]
    return False


def picture_of(artefacts: dict) -> tuple[str, np.ndarray | None]:
    """One picture of a run, and what it shows: digits, salt, or the name of the picture that there is."""
    for arrays in (value for value in artefacts.values() if isinstance(value, dict)):
        shapes = {name: np.shape(array) for name, array in arrays.items()}
        if len(shapes.get("samples", ())) == 3:
            return "digits", _sheet(np.asarray(arrays["samples"]))
        if len(shapes.get("truth", ())) == 3 and shapes["truth"] == shapes.get("predicted"):
            return "salt", _tiles(np.asarray(arrays["truth"], bool), np.asarray(arrays["predicted"], bool))
    for name, picture in artefacts.items():
        if name.endswith(".png") and np.ndim(picture) in (2, 3):
            return name.removesuffix(".png"), np.asarray(picture)
    return "", None


def _sheet(samples: np.ndarray) -> np.ndarray:
    """Some of the digits (n, h, w), evenly chosen, in rows: they may be sorted, or come in turn."""
    rows, columns = DIGITS
    count, height, width = samples.shape
    rows, columns = (1, count) if count < rows * columns else DIGITS
    chosen = np.linspace(0, count - 1, rows * columns).round().astype(int)
    sheet = samples[chosen].reshape(rows, columns, height, width)
    return sheet.swapaxes(1, 2).reshape(rows * height, columns * width)


def _tiles(truth: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """The first tiles (n, h, w) that hold salt side by side: found, missed, false alarm."""
    salty = np.flatnonzero(truth.any(axis=(1, 2)))[:TILES]
    classes = truth[salty] + 2 * predicted[salty]
    framed = np.pad(SALT[classes], ((0, 0), (2, 2), (2, 2), (0, 0)), constant_values=0.6)
    return np.hstack(framed) if len(salty) else framed.reshape(0, 0, 3)


def small_uri(pixels: np.ndarray) -> str:
    """A picture as a data: address within PICTURE_SIZE: PNG, or JPEG where that is too large, or shrunk."""
    pixels = as_bytes(pixels)
    if not pixels.size:
        return ""
    if len(uri := png_uri(pixels)) <= PICTURE_SIZE:
        return uri
    photo = Image.fromarray(pixels).convert("RGB")
    while len(uri := jpeg_uri(np.asarray(photo), quality=90)) > PICTURE_SIZE:
        photo = photo.resize([max(1, side * 4 // 5) for side in photo.size], Image.Resampling.LANCZOS)
    return uri
