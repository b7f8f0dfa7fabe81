"""A demo without a kernel: all pictures of a grid of its controls, in a file that a page can play.

Pictures of one demo differ little, so each is written as the pieces that it consists of, and each piece is kept
once. A recording is zlib-compressed JSON:

    controls  what can be moved: `kind`, `label`, words of its `values`, place of that to `start` with, `play`
    parts     pieces of SVG, captions and alt texts
    frames    [svg, alt, caption], strings in which each character stands for a part: `character` tells which;
              SAME for the one at that place of the frame before
    table     the number of the frame for each state, the last control's value changing first; null where the
              demo's limits forbid the state

tools/web/demos.js reads it, and `Recording` does.
"""

import base64
import io
import json
import re
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product

from PIL import Image

from course_utils.messages import text

MIME = "application/x-course-recording"  # in base64, beside the still picture, while the build executes
SAME = "!"
MOST_BYTES = 300_000  # bytes; a page carries them in base64, a third more
# Qualities of photographs and of all other images, None without loss: the first that is small enough is taken.
QUALITIES = ((80, None), (65, None), (65, 85), (55, 70), (45, 50), (35, 35))


def record(demo) -> bytes:
    """The Demo at all values of its controls, or at those that its `recorded` names, as a recording."""
    grid = {name: _values(demo, name) for name in demo.controls}
    drawn = [_drawn(demo, dict(zip(grid, state, strict=True))) for state in product(*grid.values())]
    frames = list(dict.fromkeys(picture for picture in drawn if picture))
    number = {picture: k for k, picture in enumerate(frames)} | {None: None}
    head = {
        "controls": [_control(demo, name, values) for name, values in grid.items() if len(values) > 1],
        "table": [number[picture] for picture in drawn],
    }
    pieces = [[_pieces(words) for words in picture] for picture in frames]
    has_images = any(piece.startswith("data:image/") for frame in pieces for piece in frame[0])
    for qualities in QUALITIES if has_images else QUALITIES[:1]:
        data = _packed(head, pieces, *qualities)
        if len(data) <= MOST_BYTES:
            break
    return data


def character(part: int) -> str:
    """What stands for a part in a frame: printable, and no half of a surrogate pair."""
    code = part + 35
    return chr(code if code < 0xD800 else code + 0x800)


@dataclass(frozen=True)
class Recording:
    """A recording that is read again."""

    data: bytes

    @cached_property
    def content(self) -> dict:
        return json.loads(zlib.decompress(self.data))

    @property
    def controls(self) -> list[dict]:
        return self.content["controls"]

    @cached_property
    def frames(self) -> list[list[str]]:
        """All of them, each in full."""
        found = [["", "", ""]]
        for frame in self.content["frames"]:
            pairs = zip(frame, found[-1], strict=True)
            found.append(
                [re.sub(f"{SAME}+", lambda m, last=last: last[slice(*m.span())], new) for new, last in pairs]
            )
        return found[1:]

    @cached_property
    def _parts(self) -> dict[str, str]:
        return {character(k): part for k, part in enumerate(self.content["parts"])}

    def picture(self, *places: int) -> tuple[str, str, str] | None:
        """SVG, alt text and caption with each control at this place of its values; None beyond its limit."""
        index = 0
        for place, control in zip(places, self.controls, strict=True):
            index = index * len(control["values"]) + place
        number = self.content["table"][index]
        if number is None:
            return None
        return tuple("".join(map(self._parts.get, words)) for words in self.frames[number])


def _values(demo, name: str) -> list:
    """The values of a control to record, in their order, the present one among them."""
    now, every = demo.state[name], demo.controls[name].values()
    wanted = {now, *demo.recorded.get(name, every)}
    return [value for value in every if value in wanted]


def _drawn(demo, state: dict) -> tuple[str, str, str] | None:
    if any(state[name] > high for name, high in demo.limits(state).items()):
        return None
    picture = demo.render(state)
    return picture.svg, picture.alt, picture.caption


def _control(demo, name: str, values: list) -> dict:
    control = demo.controls[name]
    return {
        "kind": type(control).__name__.lower(),
        "label": text(control.label),
        "values": [control.words(value) for value in values],
        "start": values.index(demo.state[name]),
        "play": getattr(control, "play", False),
    }


def _pieces(words: str) -> list[str]:
    """A text in pieces that are likely to come again.

    Of SVG the elements, but places and images apart from looks; of other texts numbers and what lies between.
    """
    if words.startswith("<svg"):
        return [piece for piece in re.split(r'(?<=>)(?=<)|(?= fill=)|(?<=")(data:[^"]*)', words) if piece]
    return [piece for piece in re.split(r"(\d+(?:\.\d+)?)", words) if piece]


def _packed(head: dict, pieces: list[list[list[str]]], photo: int, other: int | None) -> bytes:
    uses = Counter(piece for frame in pieces for words in frame for piece in words)
    often = [piece for piece, _ in uses.most_common(90)]  # those are written with one byte
    parts = list(dict.fromkeys([*often, *uses]))
    sign = {part: character(k) for k, part in enumerate(parts)}
    frames = [["".join(map(sign.get, words)) for words in frame] for frame in pieces]
    content = head | {
        "parts": [_smaller(part, photo, other) if part.startswith("data:image/") else part for part in parts],
        "frames": frames[:1] + [list(map(_changed, new, last)) for last, new in pairwise(frames)],
    }
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), 9)


def _changed(new: str, last: str) -> str:
    """What is new, if both have one length."""
    if len(new) != len(last):
        return new
    return "".join(SAME if a == b else a for a, b in zip(new, last, strict=True))


def _smaller(uri: str, photo: int, other: int | None) -> str:
    """An image as WebP, unless it is smaller as it is."""
    head, _, data = uri.partition(",")
    quality = photo if "jpeg" in head else other
    with Image.open(io.BytesIO(base64.b64decode(data))) as image:
        buffer = io.BytesIO()
        how = {"lossless": True} if quality is None else {"quality": quality}
        image.save(buffer, "WEBP", method=4, **how)
    small = "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode()
    return min(uri, small, key=len)
