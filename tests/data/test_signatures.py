"""What a file is, by its first bytes."""

import io

import numpy as np
import pytest
from PIL import Image, features

from course_utils.data import photographs
from course_utils.data.signatures import HEAD, head_of, is_picture, kind_of
from tests.data.odd_files import FILES


@pytest.mark.parametrize("name", FILES)
def test_kinds(name):
    kind, content = FILES[name]
    assert kind_of(content[:HEAD]) == kind
    assert is_picture(content) == (name == "Canon")  # which keeps its photograph in a TIFF


@pytest.mark.parametrize(
    "format", ["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "PPM", "ICO", "TGA", "JPEG2000"]
)
def test_pictures_are_none_of_these(format):
    decoder = {"WEBP": "webp", "JPEG2000": "jpg_2000"}.get(format)
    if decoder and not features.check(decoder):
        pytest.skip("this Pillow has no such decoder")
    stream = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 256, (48, 64, 3), dtype="uint8")
    Image.fromarray(noise).save(stream, format)
    assert kind_of(stream.getvalue()[:HEAD]) is None
    if format not in ("PPM", "ICO", "TGA", "JPEG2000"):
        assert is_picture(stream.getvalue())


def test_photographs_are_pictures():
    for name in photographs.INSTALLED:
        head = head_of(photographs.photograph_path(name))
        assert is_picture(head) and kind_of(head) is None


def test_noise_is_nothing_known():
    rng = np.random.default_rng(0)
    assert {kind_of(rng.bytes(HEAD)) for _ in range(200)} == {None}


def test_a_few_bytes_never_fail():
    rng = np.random.default_rng(1)
    for content in [
        *(rng.bytes(n) for n in range(1, 60)),
        *(c[:n] for _, c in FILES.values() for n in range(40)),
    ]:
        assert kind_of(content) is None or isinstance(kind_of(content), str)
