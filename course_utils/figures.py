"""The house style of Matplotlib figures, and `show`, which displays a figure with its alt text."""

import base64
import io

import numpy as np
from PIL import Image

from course_utils import cards, palette, session
from course_utils.html import table_bundle
from course_utils.language import current_language
from course_utils.messages import CourseError
from course_utils.svg import Drawing, img_tag, jpeg_uri, png_bytes, svg_uri

PHOTOGRAPHIC = 100_000  # bytes of a PNG

STYLE = {
    "figure.dpi": 100,
    "figure.facecolor": palette.PAPER,
    "font.family": "DejaVu Sans",
    "font.size": 11,
    "text.color": palette.INK,
    "axes.edgecolor": palette.FAINT,
    "axes.labelcolor": palette.INK,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "xtick.color": palette.INK,
    "ytick.color": palette.INK,
    "legend.frameon": False,
    "lines.linewidth": 2,
    "image.cmap": "gray",
}


def new_figure(rows: int = 1, columns: int = 1, size: tuple[float, float] = (8, 3), **options):
    """A Matplotlib figure and its axes in the house style; size in inches. Hand it to `show`."""
    import matplotlib
    from cycler import cycler
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    matplotlib.rcdefaults()  # a style that other cells have chosen would show through
    matplotlib.rcParams.update(STYLE | {"axes.prop_cycle": cycler(color=palette.CYCLE)})
    figure = Figure(figsize=size, layout="constrained")
    FigureCanvasAgg(figure)  # not pyplot: nothing shows twice, nothing stays open
    return figure, figure.subplots(rows, columns, **options)


def image_row(images: dict[str, np.ndarray], size: float = 3.0, columns: int | None = None):
    """Images under their titles, all at one scale; each (H, W) or (H, W, 3) with values in [0, 1]."""
    columns = columns or len(images)
    rows = -(-len(images) // columns)
    height, width = next(iter(images.values())).shape[:2]
    figure, axes = new_figure(
        rows, columns, (size * columns, (size * height / width + 0.4) * rows), squeeze=False
    )
    for axis in axes.flat:
        axis.set(xticks=[], yticks=[])
        axis.spines[:].set(visible=True, color=palette.LINE)
    for axis in axes.flat[len(images) :]:
        axis.set_axis_off()
    for axis, (title, image) in zip(axes.flat, images.items(), strict=False):
        axis.imshow(np.clip(image, 0, 1), vmin=0, vmax=1, interpolation="nearest", aspect="equal")
        axis.set_title(title, parse_math=False)  # it may be the name of a file, with $ in it
    return figure


def show(picture, name: str) -> None:
    """Display a figure, an SVG or an image array with the lesson's alt text `name`."""
    from IPython.display import display

    alt = alt_text(name)
    display({"text/plain": alt, "text/html": img_tag(_uri(picture), alt)}, raw=True)


def alt_text(name: str) -> str:
    """The alt text of the running lesson's figure `name`."""
    texts = cards.lesson_card(session.current.lesson)["alt"] if session.current else {}
    if name not in texts:
        raise CourseError("alt_missing", name=name)
    return texts[name][current_language()]


def table(rows: list[dict], caption: str = "") -> None:
    """Display records as a table: the first column names the row, numbers are right-aligned."""
    from IPython.display import display

    display(table_bundle(rows, caption), raw=True)


def _uri(picture) -> str:
    if isinstance(picture, str):
        return svg_uri(picture)
    if isinstance(picture, np.ndarray):
        return _small(png_bytes(picture))
    from course_utils import glyphs

    png = glyphs.png_of(picture)
    with glyphs.hidden(picture) as texts:
        if not texts:
            return _small(png)
        drawing = Drawing(*picture.canvas.get_width_height())
        drawing.encoded(0, 0, _small(glyphs.png_of(picture)), drawing.width, drawing.height)
        for text in texts:
            glyphs.overlay(drawing, text)
    return svg_uri(str(drawing))


def _small(png: bytes) -> str:
    """As a data URI; a photographic picture, which PNG can't make small, as JPEG."""
    if len(png) < PHOTOGRAPHIC:
        return "data:image/png;base64," + base64.b64encode(png).decode()
    with Image.open(io.BytesIO(png)) as image:
        return jpeg_uri(np.asarray(image.convert("RGB")), quality=78)
