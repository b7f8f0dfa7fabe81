"""Lesson 00: the gallery, the four tasks on one photograph, coins that are pushed together."""

from functools import lru_cache
from html import escape
from pathlib import Path

import numpy as np
from PIL import Image

from course_utils.data.scenes import Scene, scene
from course_utils.demos.charts import WIDTH, legend_patch
from course_utils.demos.shell import Choice, Demo, Picture, Slider
from course_utils.messages import text
from course_utils.palette import CYCLE, INK, LINE, ORANGE, PAPER, YELLOW, rgb
from course_utils.reference import start_here as lesson
from course_utils.svg import Drawing, as_bytes, img_tag, jpeg_uri, png_uri, wrap

OBJECT_COLOURS = rgb(*CYCLE, YELLOW)
VISIBLY = 0.45  # how far a colour has to be from the photograph's own, in RGB of [0, 1]
REACHES = (4, 24)  # pixels; objects as near as that are neighbours


# --- gallery -----------------------------------------------------------------------------------

GALLERY = Path(__file__).parent.parent / "results"
MADE = {
    "made_upsampling.png": "made_upsampling",
    "made_segmentation.png": "made_segmentation",
    "made_digits.png": "made_digits",
    "made_style.png": "made_style",
    "made_flow.png": "made_flow",
}


def gallery(folder: Path = GALLERY) -> None:
    """Show the pictures that the lessons made (those of MADE that are in `folder`), each with its caption."""
    from IPython.display import display

    figures, words = [], []
    for file, key in MADE.items():
        if (folder / file).is_file():
            with Image.open(folder / file) as image:
                uri = jpeg_uri(np.asarray(image.convert("RGB")))
            caption = text(key)
            words.append(caption)
            figures.append(
                f'<figure style="margin:0;flex:1 1 280px;max-width:400px">{img_tag(uri, caption, "100%")}'
                f"<figcaption>{escape(caption)}</figcaption></figure>"
            )
    html = f'<div style="display:flex;flex-wrap:wrap;gap:18px">{"".join(figures)}</div>'
    display({"text/plain": "\n".join(words), "text/html": html}, raw=True)


# --- colours over a photograph -----------------------------------------------------------------


def painted(photo: np.ndarray, labels: np.ndarray, strength: float = 0.6) -> np.ndarray:
    """A photograph with the objects of a label image in colours, neighbours in different ones, and borders.

    No object gets a colour that it has already in the photograph.

    photo: floats in [0, 1], (H, W) or (H, W, 3); labels: integers or bool (H, W), 0 stays as it is.
    Gives float32 (H, W, 3).
    """
    photo = photo if photo.ndim == 3 else np.repeat(photo[..., None], 3, axis=2)
    paint = _paint(photo, labels, strength)
    return (photo + (paint[..., :3] - photo) * paint[..., 3:]).astype(np.float32)


def _paint(photo: np.ndarray, labels: np.ndarray, strength: float = 0.6) -> np.ndarray:
    """What `painted` lays over a photograph (H, W, 3): float32 (H, W, 4), the last how opaque it is."""
    labels = np.asarray(labels).astype(int)
    paint, inside = np.zeros((*labels.shape, 4), np.float32), labels > 0
    paint[inside, :3] = OBJECT_COLOURS[_colour_numbers(photo, labels)[labels[inside]]]
    paint[inside, 3] = strength
    border = np.zeros(labels.shape, bool)
    border[:, 1:] |= labels[:, 1:] != labels[:, :-1]
    border[1:] |= labels[1:] != labels[:-1]
    paint[border] = 0.15, 0.15, 0.15, 1
    return paint


def _colour_numbers(photo: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """For each number of a label image the index of its colour: (number - 1) % 7 if no neighbour has that."""
    size = labels.max() + 1
    share = np.maximum(np.bincount(labels.ravel(), minlength=size), 1)
    own = [np.bincount(labels.ravel(), photo[..., c].ravel(), size) / share for c in range(3)]
    apart = np.linalg.norm(np.transpose(own)[:, None] - OBJECT_COLOURS, axis=-1)  # (size, 7)
    near = [set() for _ in range(size)]  # of each number, the smaller ones
    for reach in REACHES:
        for a, b in (
            (labels[reach:], labels[:-reach]),
            (labels[:, reach:], labels[:, :-reach]),
            (labels[reach:, reach:], labels[:-reach, :-reach]),
            (labels[reach:, :-reach], labels[:-reach, reach:]),
        ):
            pairs = (a * size + b)[(a != b) & (a > 0) & (b > 0)]
            for small, large in map(sorted, zip(*np.divmod(np.unique(pairs), size), strict=True)):
                near[large].add(small)
    chosen = np.zeros(size, int)
    for number in range(1, size):
        taken = {chosen[other] for other in near[number]}
        order = [(number - 1 + k) % len(OBJECT_COLOURS) for k in range(len(OBJECT_COLOURS))]
        free = [colour for colour in order if colour not in taken] or order
        chosen[number] = next((colour for colour in free if apart[number, colour] > VISIBLY), free[0])
    return chosen


def side_by_side(images: dict[str, np.ndarray], columns: int = 3, width: float = WIDTH) -> str:
    """Images of one size under their titles, as one SVG; several times smaller than a Matplotlib figure.

    images: title -> floats in [0, 1] or bool, (H, W) or (H, W, 3); columns: how many stand in a row.
    """
    return str(_panels({title: [image] for title, image in images.items()}, columns, width)[0])


def _panels(images: dict[str, list[np.ndarray]], columns: int, width: float):
    """The drawing, the left upper corner of each image in it, and how much the images are enlarged.

    images: title -> those that lie on top of each other.
    """
    height, pixels = next(iter(images.values()))[0].shape[:2]
    side = (width - 8 * (columns + 1)) / columns
    scale = side / pixels
    step = height * scale + 34
    drawing = Drawing(width, -(-len(images) // columns) * step + 8)
    corners = []
    for k, (title, layers) in enumerate(images.items()):
        x, y = 8 + k % columns * (side + 8), 30 + k // columns * step
        drawing.text(x + side / 2, y - 14, title, 14, weight="bold")
        for image in layers:
            drawing.encoded(x, y, _encoded(image, side), side, height * scale)
        drawing.rect(x, y, side, height * scale, stroke=LINE)
        corners.append((x, y))
    return drawing, corners, scale


def _encoded(image: np.ndarray, width: float) -> str:
    """A data: address with no more pixels than a picture `width` pixels wide needs, even on a sharp screen."""
    if image.dtype == bool or image.shape[2:] == (4,):
        return png_uri(image)  # few values: smaller than any JPEG, and without its ripples
    pixels = as_bytes(image if image.ndim == 3 else np.repeat(image[..., None], 3, axis=2))
    if pixels.shape[1] > 1.5 * width:
        picture = Image.fromarray(pixels)
        picture.thumbnail((round(1.3 * width),) * 2, Image.Resampling.LANCZOS)
        pixels = np.asarray(picture)
    return jpeg_uri(pixels)


def _frame_box(drawing: Drawing, corner, scale: float, box, chosen: bool = False) -> None:
    """A bounding box (row0, column0, row1, column1) of an image that is drawn at `corner`."""
    row0, column0, row1, column1 = map(int, box)
    place = corner[0] + column0 * scale, corner[1] + row0 * scale
    size = (column1 - column0) * scale, (row1 - row0) * scale
    drawing.rect(*place, *size, stroke=INK, stroke_width=5 if chosen else 3.5)
    drawing.rect(*place, *size, stroke=YELLOW if chosen else ORANGE, stroke_width=3 if chosen else 1.5)


# --- one photograph, four questions ------------------------------------------------------------

TASKS = {
    "classification": "demo_task_classification",
    "detection": "demo_task_detection",
    "semantic": "demo_task_semantic",
    "instance": "demo_task_instance",
}
SCENES = {"coins": "demo_picture_coins", "coffee": "demo_picture_coffee"}
WORDS = {"coins": "demo_word_coins", "coffee": "demo_word_coffee"}
CLASSES = {
    "background": "class_background",
    "coin": "class_coin",
    "floor": "class_floor",
    "table": "class_table",
    "saucer": "class_saucer",
    "cup": "class_cup",
    "spoon": "class_spoon",
}
SUMS = {
    "classification": "demo_sum_classification",
    "detection": "demo_sum_detection",
    "semantic": "demo_sum_semantic",
    "instance": "demo_sum_instance",
}
REPLIES = {
    "classification": "demo_reply_classification",
    "detection": "demo_reply_detection",
    "semantic": "demo_reply_semantic",
    "instance": "demo_reply_instance",
}
PHOTO = 540  # width of the photograph in the drawing
BESIDE = PHOTO + 28  # left edge of the words beside it


def tasks() -> Demo:
    """What classification, detection, semantic and instance segmentation say about the same photograph."""
    return Demo(
        _draw_task,
        {
            "picture": Choice("demo_photograph", "coins", SCENES),
            "task": Choice("demo_task", "instance", TASKS),
            "object": Slider("demo_object", 11, 1, 24),
        },
        limits=lambda state: {"object": len(_scene(state["picture"]).kinds)},
    )


def answers(photo: np.ndarray, boxes, semantic: np.ndarray, labels: np.ndarray) -> str:
    """Three answers to a photograph, as SVG: its boxes, its classes (H, W), its objects (H, W) in colours."""
    images = {
        text("demo_task_detection"): [photo],
        text("demo_semantic_long"): [painted(photo, semantic)],
        text("demo_instance_long"): [painted(photo, labels)],
    }
    drawing, corners, scale = _panels(images, columns=3, width=WIDTH)
    for box in boxes:
        _frame_box(drawing, corners[0], scale, box)
    return str(drawing)


@lru_cache(maxsize=2)
def _scene(name: str) -> Scene:
    return scene(name)


@lru_cache(maxsize=2)
def _boxes(name: str) -> list[tuple[int, int, int, int]]:
    return lesson.boxes_from_instances(_scene(name).labels)


@lru_cache(maxsize=2)
def _inside(name: str) -> list[tuple[int, int]]:
    """For each object the pixel (row, column) that lies deepest inside."""
    from scipy.ndimage import distance_transform_edt

    labels = _scene(name).labels
    deep = [distance_transform_edt(labels == k).argmax() for k in range(1, labels.max() + 1)]
    return [tuple(int(i) for i in np.unravel_index(k, labels.shape)) for k in deep]


@lru_cache(maxsize=8)
def _background(picture: str, task: str) -> str:
    shown = _scene(picture)
    image = shown.photo
    if task == "semantic":
        image = painted(image, shown.classes)
    if task == "instance":
        image = painted(image, shown.labels)
    return jpeg_uri(as_bytes(image))


def _draw_task(state: dict) -> Picture:
    picture, task, number = state["picture"], state["task"], state["object"]
    shown = _scene(picture)
    height, width = shown.labels.shape
    scale = PHOTO / width
    drawing = Drawing(WIDTH, max(height * scale, 330) + 16)
    drawing.encoded(8, 8, _background(picture, task), PHOTO, height * scale)
    drawing.rect(8, 8, PHOTO, height * scale, stroke=LINE)
    boxes = _boxes(picture)
    if task == "detection":
        for k, box in enumerate(boxes, start=1):
            _frame_box(drawing, (8, 8), scale, box, k == number)
    row, column = _inside(picture)[number - 1]
    _draw_ring(drawing, 8 + (column + 0.5) * scale, 8 + (row + 0.5) * scale)

    y = 24
    drawing.text(BESIDE, y, text("demo_answer"), 14, "start", weight="bold")
    for words, colour in _answer(picture, task):
        y += 24
        if colour:
            legend_patch(drawing, BESIDE - 2, y, words, colour, 13)
        else:
            drawing.text(BESIDE, y, words, 13, "start")
    y += 44
    drawing.text(BESIDE, y, text("demo_asked", number=number), 14, "start", weight="bold")
    reply = _reply(state, boxes[number - 1])
    for line in wrap(reply, 38):
        y += 22
        drawing.text(BESIDE, y, line, 13, "start")
    names = {"picture": text(SCENES[picture]), "task": text(TASKS[task])}
    alt = text("demo_tasks_alt", number=number, reply=reply, **names)
    return Picture(str(drawing), alt, text(SUMS[task]))


def _draw_ring(drawing: Drawing, x: float, y: float) -> None:
    """A mark that can be seen on any colour."""
    circle = f"M{x - 9:g} {y:g}a9 9 0 1 0 18 0a9 9 0 1 0 -18 0"
    drawing.path(circle, INK, 6)
    drawing.path(circle, PAPER, 3)


def _answer(picture: str, task: str) -> list[tuple[str, str]]:
    """What the task says about the whole photograph: lines of text, each with the colour of its key or ""."""
    shown = _scene(picture)
    count = len(shown.kinds)
    if task == "classification":
        return [(text(WORDS[picture]), ""), (text("demo_one_word"), "")]
    if task == "detection":
        return [(text("demo_boxes_of", count=count), "")]
    if task == "instance":
        return [(text("demo_objects_of", count=count), "")]
    lines = [(text("demo_classes_of"), "")]
    for k, name in enumerate(shown.names):
        colour = [PAPER, *CYCLE][k]
        lines.append((text("demo_share", name=text(CLASSES[name]), share=np.mean(shown.classes == k)), colour))
    return lines


def _reply(state: dict, box) -> str:
    shown, number = _scene(state["picture"]), state["object"]
    row0, column0, row1, column1 = map(int, box)
    values = {"row0": row0, "row1": row1 - 1, "column0": column0, "column1": column1 - 1, "number": number}
    values["name"] = text(CLASSES[shown.names[shown.kinds[number - 1]]])
    return text(REPLIES[state["task"]], pixels=int((shown.labels == number).sum()), **values)


# --- touching coins ----------------------------------------------------------------------------

TITLES = {"components": "demo_touching_components", "watershed": "demo_touching_watershed"}


def touching() -> Demo:
    """24 coins pushed together: what connected components count, and what a watershed counts."""
    return Demo(
        _draw_touching,
        {
            "spacing": Slider("demo_spacing", 70, 50, 100, play=True),
            "min_distance": Slider("demo_min_distance", 10, 1, 40),
        },
        recorded={"spacing": range(50, 101, 5), "min_distance": (1, 2, 3, 5, 7, 10, 14, 20, 30, 40)},
    )


@lru_cache(maxsize=64)
def _pushed(spacing: int):
    """The pushed coins and the connected components of their mask."""
    from scipy.ndimage import label

    coins = _scene("coins")
    photo, truth = lesson.push_together(coins.photo[..., 0], coins.labels, spacing / 100)
    components = label(truth > 0, np.ones((3, 3)))[0]
    return photo, truth, components, lesson.found(truth, components)


@lru_cache(maxsize=64)
def _split(spacing: int, min_distance: int):
    """The parts that the watershed makes, which needs to look only at the frame around the coins."""
    from scipy.ndimage import find_objects

    _, truth, *_ = _pushed(spacing)
    rows, columns = find_objects((truth > 0).astype(int))[0]
    frame = np.s_[max(rows.start - 1, 0) : rows.stop + 1, max(columns.start - 1, 0) : columns.stop + 1]
    parts = np.zeros_like(truth)
    parts[frame] = lesson.split_touching(truth[frame] > 0, min_distance)
    return parts, lesson.found(truth[frame], parts[frame])


def _draw_touching(state: dict) -> Picture:
    spacing, min_distance = state["spacing"], state["min_distance"]
    photo, _, components, components_found = _pushed(spacing)
    parts, parts_found = _split(spacing, min_distance)
    values = {"components": int(components.max()), "components_found": components_found}
    values |= {"watershed": int(parts.max()), "watershed_found": parts_found}
    images = {text("demo_touching_photo"): [photo]}
    grey = np.repeat(photo[..., None], 3, axis=2)
    for name, labels in (("components", components), ("watershed", parts)):
        right = values[name] == values[f"{name}_found"] == 24
        title = text(TITLES[name], count=values[name], mark="✔" if right else "✘")
        images[title] = [photo, _paint(grey, labels)]
    caption = text("demo_touching_caption", spacing=spacing, **values)
    drawing = _panels(images, columns=3, width=WIDTH)[0]
    return Picture(str(drawing), text("demo_touching_alt", caption=caption), caption)
