"""What a file is, whatever its name says: by its first bytes.

    kind_of(b"%PDF-1.7 …")  "pdf"; in words: text("file_is_pdf")

For messages about files that turn out to be something else, such as a web page saved as mine.jpg.
Numbers as in the file formats' own specifications.
"""

import codecs
import os
import re
from pathlib import Path

HEAD = 4096  # bytes that are enough to tell

# kind -> how its first bytes look
_KINDS = {
    "pdf": rb"(?s).{0,1023}?%PDF-",
    "eps": rb"%!PS|\xc5\xd0\xd3\xc6",
    "jxl": rb"\xff\x0a|\x00\x00\x00\x0cJXL \r\n\x87\n",
    "raw": rb"(?s)II\*\x00.{4}CR|FUJIFILMCCD-RAW|IIR[OS]|MMOR|IIU\x00|FOVb|.{4}ftypcrx ",
    "avif": rb"(?s).{4}ftyp(avi[fs]|(mif1|msf1).{4,40}avi[fs])",
    "heic": rb"(?s).{4}ftyp(hei[cxms]|hev[cxms]|mif1|msf1)",
    "video": rb"(?s).{4}(ftyp|moov|mdat|wide)|\x1aE\xdf\xa3|RIFF.{4}AVI |\x00\x00\x01[\xb3\xba]",
    "wmf": rb"(?s)\xd7\xcd\xc6\x9a|\x01\x00\x09\x00\x00\x03|\x01\x00\x00\x00.{36} EMF",
    "gimp": rb"gimp xcf",
    "array": rb"\x93NUMPY|\x89HDF|MATLAB 5\.0",
    "dicom": rb"(?s).{128}DICM",
    "word": rb"\xd0\xcf\x11\xe0|\{\\rtf|PK\x03\x04(?s:.){26,60}(\[Content_Types\]|word/|ppt/|xl/|mimetype)",
    "zip": rb"PK\x03\x04|PK\x05\x06",
    "archive": rb"Rar!\x1a|7z\xbc\xaf\x27\x1c|\x1f\x8b|BZh|\xfd7zXZ",
    "shortcut": rb"L\x00\x00\x00\x01\x14\x02\x00|\[InternetShortcut\]|\x00\x05\x16\x07|book\x00\x00\x00\x00",
    "pointer": rb"version https://git-lfs",
}
_MARKUP = {
    "svg": r"<svg[\s>]",
    "html": r"<!doctype html|<html|<head[\s>]|<body[\s>]|<script[\s>]",
}
_PICTURE = rb"\xff\xd8|\x89PNG|GIF8|BM(?s:.){4}\0{4}|II\*\x00|MM\x00\*|II\+\x00|MM\x00\+|RIFF(?s:.){4}WEBP|8BPS"


def head_of(path: str | os.PathLike) -> bytes:
    """The first bytes of a file. OSError if it cannot be read."""
    with Path(path).open("rb") as file:
        return file.read(HEAD)


def kind_of(head: bytes) -> str | None:
    """The kind of a file that begins with `head`; the message "file_is_…" says it in words. None: not known.

    Pictures in the common formats (JPEG, PNG, TIFF …) are none of these kinds.
    """
    if not head:
        return "empty"
    if not head.strip(b"\0"):
        return "zeros"
    for kind, pattern in _KINDS.items():
        if re.match(pattern, head):
            return kind
    if is_picture(head) or (words := _words(head)) is None:
        return None
    marks = {kind: re.search(mark, words, re.IGNORECASE) for kind, mark in _MARKUP.items()}
    begins = {mark.start(): kind for kind, mark in marks.items() if mark}
    return begins[min(begins)] if begins else "text"


def is_picture(head: bytes) -> bool:
    """Whether `head` is how a JPEG, PNG, GIF, BMP, TIFF, WebP or Photoshop file begins."""
    return re.match(_PICTURE, head) is not None


def _words(head: bytes) -> str | None:
    """The beginning as text, if it is text."""
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16" if wide else "utf-8-sig", "gb18030"):
        try:
            words = codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
        return None if re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", words) else words
    return None
