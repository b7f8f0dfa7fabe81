"""The beginnings of files that are no pictures, however they are named."""

import io
import zipfile

import numpy as np


def _zip(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, "x" * 200)
    return stream.getvalue()


def _numpy() -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.zeros((9, 9)))
    return stream.getvalue()


def _box(brand: bytes, *others: bytes) -> bytes:
    body = b"ftyp" + brand + bytes(4) + b"".join(others)
    return (len(body) + 4).to_bytes(4, "big") + body + bytes(500)


# name -> (kind, content)
FILES = {
    "empty": ("empty", b""),
    "zeros": ("zeros", bytes(9000)),
    "page": ("html", b"\n<!DOCTYPE html>\n<html><head><title>404</title></head></html>"),
    "page in UTF-8 with a mark": ("html", b"\xef\xbb\xbf<html lang='zh'>" + "猫".encode()),
    "page in GBK": ("html", "<html><title>校园网登录</title>".encode("gbk")),
    "page in UTF-16": ("html", "<html><title>log in</title>".encode("utf-16")),
    "page with a drawing": ("html", b"<!doctype html><body><svg width='9'></svg>"),
    "drawing": ("svg", b"<svg xmlns='http://www.w3.org/2000/svg' width='64' height='48'/>"),
    "drawing with a preface": ("svg", b"<?xml version='1.0'?>\n<!-- by hand -->\n<svg><script/></svg>"),
    "pdf": ("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"),
    "eps": ("eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 64 48\n%%EndComments\nshowpage\n%%EOF"),
    "eps for Windows": ("eps", b"\xc5\xd0\xd3\xc6" + bytes(26) + b"%!PS-Adobe-3.0 EPSF-3.0\n"),
    "wmf": ("wmf", b"\xd7\xcd\xc6\x9a" + bytes(18) + b"\x01\x00\x09\x00" + bytes(40)),
    "emf": ("wmf", b"\x01\x00\x00\x00" + bytes(36) + b" EMF" + bytes(60)),
    "phone": ("heic", _box(b"heic", b"mif1", b"heic")),
    "phone, another brand": ("heic", _box(b"mif1", b"mif1", b"heic", b"hevc")),
    "avif that is broken": ("avif", _box(b"avif", b"mif1")),
    "jpeg xl": ("jxl", b"\xff\x0a\xf8\x1f\x90" + bytes(range(200))),
    "jpeg xl in a box": ("jxl", b"\0\0\0\x0cJXL \r\n\x87\n" + _box(b"jxl ")),
    "Canon": ("raw", b"II*\0\x10\0\0\0CR\x02\0" + bytes(400)),
    "Canon, newer": ("raw", _box(b"crx ", b"isom")),
    "Fuji": ("raw", b"FUJIFILMCCD-RAW 0201" + bytes(400)),
    "Olympus": ("raw", b"IIRO\x08\0\0\0" + bytes(400)),
    "gimp": ("gimp", b"gimp xcf v011\0" + bytes(400)),
    "mp4": ("video", _box(b"isom", b"mp41")),
    "mov": ("video", _box(b"qt  ")),
    "webm": ("video", b"\x1aE\xdf\xa3\x01" + bytes(400)),
    "avi": ("video", b"RIFF\x10\0\0\0AVI LIST" + bytes(400)),
    "mpeg": ("video", b"\0\0\x01\xb3\x14\x00\xf0\x13" + bytes(400)),
    "scan of a body": ("dicom", bytes(128) + b"DICM" + bytes(400)),
    "array": ("array", _numpy()),
    "hdf5": ("array", b"\x89HDF\r\n\x1a\n" + bytes(400)),
    "docx": ("word", _zip("[Content_Types].xml")),
    "odt": ("word", _zip("mimetype")),
    "doc": ("word", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(400)),
    "zip": ("zip", _zip("mine.jpg")),
    "rar": ("archive", b"Rar!\x1a\x07\x01\0" + bytes(400)),
    "gzip": ("archive", b"\x1f\x8b\x08\0" + bytes(400)),
    "shortcut": ("shortcut", b"L\0\0\0\x01\x14\x02\0" + bytes(400)),
    "shadow": ("shortcut", b"\0\x05\x16\x07\0\x02\0\0Mac OS X" + bytes(400)),
    "pointer": ("pointer", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
    "diary": ("text", b"Dear diary"),
    "refusal": ("text", b'{"error": "not found"}'),
    "refusal in Chinese": ("text", "文件不存在".encode()),
    "refusal in XML": ("text", b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>"),
}
SAMPLES: dict[str, bytes] = {}
for _kind, _content in FILES.values():
    SAMPLES.setdefault(_kind, _content)
