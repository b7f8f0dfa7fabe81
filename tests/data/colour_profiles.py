"""ICC colour profiles made by hand, so that tests know what the numbers in a file mean.

Primaries and white (CIE 1931 x, y) as in the standards: Display P3 in SMPTE EG 432-1 with sRGB's curve,
Adobe RGB (1998) with gamma 563/256.
"""

import struct

import numpy as np

D50 = np.array([0.9642, 1.0, 0.8249])
D65 = (0.3127, 0.3290)
PRIMARIES = {
    "Display P3": ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    "Adobe RGB (1998)": ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06)),
}
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


def rgb_profile(name: str) -> bytes:
    """A profile of three primaries: "Display P3" or "Adobe RGB (1998)"."""
    columns = np.stack([_xyz(point) for point in PRIMARIES[name]], axis=1)
    columns = columns * np.linalg.solve(columns, _xyz(D65))
    cones, wanted = _BRADFORD @ _xyz(D65), _BRADFORD @ D50
    columns = np.linalg.inv(_BRADFORD) @ np.diag(wanted / cones) @ _BRADFORD @ columns
    curve = _gamma(563 / 256) if name.startswith("Adobe") else _srgb_curve()
    tags = {f"{c}XYZ": _xyz_tag(column) for c, column in zip("rgb", columns.T, strict=True)}
    return _profile(name, "RGB ", "XYZ ", tags | {f"{c}TRC": curve for c in "rgb"})


def grey_profile(gamma: float) -> bytes:
    """A profile for grey pictures: light is value ** gamma."""
    return _profile("grey", "GRAY", "XYZ ", {"kTRC": _gamma(gamma)})


def cmyk_profile() -> bytes:
    """A press whose every ink is black (and little of it is grey): L* = 100 − 25 per full ink."""
    inks = np.indices((2, 2, 2, 2)).sum(0).ravel()  # the last ink varies fastest
    lightness = np.round(255 * (1 - inks / 4)).astype("uint8")
    cells = np.stack([lightness, np.full(16, 128), np.full(16, 128)], axis=1).astype("uint8")
    line = bytes(range(256))
    identity = struct.pack(">9i", *(65536 * (k % 4 == 0) for k in range(9)))
    table = struct.pack(">4sI4B", b"mft1", 0, 4, 3, 2, 0) + identity + line * 4 + cells.tobytes() + line * 3
    return _profile("press", "CMYK", "Lab ", {"A2B0": table}, kind=b"prtr")


def _xyz(point) -> np.ndarray:
    x, y = point
    return np.array([x / y, 1, (1 - x - y) / y])


def _fixed(value) -> int:
    return round(float(value) * 65536)


def _xyz_tag(xyz) -> bytes:
    return struct.pack(">4sI3i", b"XYZ ", 0, *map(_fixed, xyz))


def _gamma(gamma: float) -> bytes:
    return struct.pack(">4sIIH", b"curv", 0, 1, round(gamma * 256)) + b"\0\0"


def _srgb_curve() -> bytes:
    numbers = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    return struct.pack(">4sIHH5i", b"para", 0, 3, 0, *map(_fixed, numbers))


def _profile(name: str, space: str, connection: str, tags: dict[str, bytes], kind=b"mntr") -> bytes:
    words = struct.pack(">4sII", b"desc", 0, len(name) + 1) + name.encode() + bytes(80)
    tags = {"desc": words, "wtpt": _xyz_tag(D50), "cprt": b"text\0\0\0\0none\0"} | tags
    place = 128 + 4 + 12 * len(tags)
    directory, body = struct.pack(">I", len(tags)), b""
    for key, content in tags.items():
        directory += struct.pack(">4sII", key.encode(), place + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    header = struct.pack(
        ">I4sI4s4s4s12x4s4s4x4x4x8xI3i", place + len(body), b"test", 0x02400000, kind, space.encode(),
        connection.encode(), b"acsp", b"APPL", 0, *map(_fixed, D50),
    )  # fmt: skip
    return header.ljust(128, b"\0") + directory + body
