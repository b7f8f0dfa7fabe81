"""The figures of the website in which a network runs: their HTML, and the files that they need.

All comes from course_utils/results/nets, which benchmarks/nets.py fills; while it is empty there are none.
"""

import base64
import json
import math
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from course_utils.messages import all_texts, text
from tools.nets.export import header_of

HERE = Path(__file__).parent
STORED = "course_utils/results/nets"
SCRIPTS = {"enlarge": ["enlarge.js"], "salt": ["salt.js"]}  # beside those that all have
WORDS = ("alt", "done", "mine", "unread", "hidden")  # what a script may have to say


@dataclass(frozen=True)
class Figure:
    """One kind of figure, with the network it runs, on a page: after one of a lesson's cells."""

    id: str
    kind: str
    net: str
    cell: str | None = None


FIGURES = {
    "index": (Figure("front-digits", "digits", "flow"), Figure("front-repaint", "repaint", "repaint")),
    "01_transposed_convolution": (Figure("net-enlarge", "enlarge", "upsampler", "zoom-demo"),),
    "02_unet_segmentation": (Figure("net-salt", "salt", "unet", "browser-demo"),),
    "03_mnist_gan": (Figure("net-latent", "latent", "gan", "walk-demo"),),
    "05_flow_matching": (Figure("net-digits", "digits", "flow", "dial-demo"),),
}
REPLACED = {"repaint": "style.png", "digits": "flow.png"}  # kind → the README's picture that it stands for


class Shelf:
    """What is stored of the networks in the course that stands in `root`."""

    def __init__(self, root: Path):
        self.folder = root / STORED

    def figures(self, page: str) -> list[Figure]:
        """Those of a page for which everything is there."""
        return [
            figure for figure in FIGURES.get(page, ()) if self._frames(figure) or self._net(figure).is_file()
        ]

    def scripts(self, figure: Figure) -> list[tuple[str, bytes, str]]:
        """What a figure needs, in this order: name, content, and whether pages wait for it ("defer") or not."""
        code = ["inference.js", "figures.js", *SCRIPTS.get(figure.kind, ())]
        return [(name, (HERE / name).read_bytes(), "defer") for name in code] + [
            (
                f"{figure.net}.js",
                f"(window.netFiles ??= {{}}).{figure.net} = {self._data(figure)};\n".encode(),
                "async",
            )
        ]

    def html(self, figure: Figure, language: str) -> str:
        """The figure, its still picture in it as data."""
        key, frames = "net_" + figure.kind, self._frames(figure)
        words = {word: text(f"{key}_{word}", language) for word in WORDS if f"{key}_{word}" in all_texts()}
        values, given = ({}, []) if frames else self._facts(figure)
        still = frames[-1] if frames else _uri(self._net(figure).with_suffix(".png"))
        caption = f"{key}_front" if figure.cell is None else f"{key}_caption"
        environment = Environment(
            loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        return environment.get_template("figure.html").render(
            id=figure.id,
            kind=figure.kind,
            net=figure.net,
            words=json.dumps(words, ensure_ascii=False),
            frames=len(frames),
            given=given,
            still=still,
            alt=text(f"{key}_still", language),
            caption=text(caption, language, **values),
            text=lambda k, **v: text(k, language, **v),
            range_of=range,
        )

    def style(self) -> bytes:
        """What a style sheet says of the figures."""
        return (HERE / "figures.css").read_bytes()

    def _net(self, figure: Figure) -> Path:
        return self.folder / f"{figure.net}.net"

    def _frames(self, figure: Figure) -> list[str]:
        """Addresses of pictures that were painted beforehand; none where a network computes."""
        return [_uri(path) for path in sorted(self.folder.glob(f"{figure.net}_*.webp"))]

    def _data(self, figure: Figure) -> str:
        """What a figure's own script holds, as JavaScript."""
        return json.dumps(self._frames(figure) or base64.b64encode(self._net(figure).read_bytes()).decode())

    def _facts(self, figure: Figure) -> tuple[dict, list]:
        """What a caption says of a network, and what its figure may choose from."""
        header = header_of(self._net(figure).read_bytes())
        weights, start = sum(math.prod(shape) for shape in header["shapes"]), header["start"]
        return header["measured"] | {"weights": weights}, start.get("pictures") or start.get("tiles") or []


def _uri(picture: Path) -> str:
    return f"data:image/{picture.suffix[1:]};base64,{base64.b64encode(picture.read_bytes()).decode()}"
