"""Checks of lesson 00. Masks and boxes are compared with the definition, object by object."""

import numpy as np
from scipy import ndimage

from course_utils.exercises.engine import Exercise
from course_utils.exercises.kinds import ARRAY, Kind
from course_utils.exercises.verdict import Mistake

LESSON = "start_here"
EIGHT = np.ones((3, 3))  # neighbours across corners count


# --- label images to try -----------------------------------------------------------------------


def _label_images():
    """Small label images in which every rule of the task matters somewhere."""
    rng = np.random.default_rng(0)
    rooms = np.zeros((20, 28), np.int32)
    for number, (row, column) in zip(
        (4, 300, 2, 256, 9), [(1, 2), (1, 15), (8, 1), (8, 9), (14, 20)], strict=True
    ):
        height, width = rng.integers(2, 6, 2)
        rooms[row : row + height, column : column + width] = number
    photograph = np.zeros((303, 384), np.int64)  # as large as the lesson's, where 8 bits end too early
    photograph[280:300, 20:40], photograph[5:30, 300:380], photograph[100:180, 130:260] = 1, 2, 4
    return [
        np.array([[0, 3], [0, 0]]),
        np.array([[0, 0, 0, 0, 0], [0, 3, 3, 0, 1], [0, 3, 3, 0, 1], [7, 0, 0, 0, 1]]),  # gaps, out of order
        np.array([[2, 2, 1, 1], [2, 2, 1, 1], [0, 0, 5, 5]], np.uint8),  # they touch
        np.array([[3, 0, 0, 3], [0, 0, 0, 0], [3, 0, 6, 6]], np.int64),  # one object, three pieces
        np.array([[0, 0, 0, 0, 0], [0, 2, 2, 2, 0], [0, 2, 0, 2, 0], [0, 2, 2, 2, 0]]),  # a hole
        np.array([[0, 1, 0, 2, 0], [2, 2, 2, 2, 0], [0, 0, 0, 0, 0]]),  # seen first, yet not furthest left
        np.zeros((3, 4), np.uint8),  # nothing there
        np.ones((2, 3), int),  # nothing else there
        rooms,
        photograph,
    ]


def _cases():
    return [(labels,) for labels in _label_images()]


def _present(labels):
    return sorted(set(labels.ravel().tolist()) - {0})


def _in_pieces(labels):
    """Every connected piece of every object with a number of its own."""
    pieces, count = np.zeros(labels.shape, int), 0
    for label in _present(labels):
        found, more = ndimage.label(labels == label, EIGHT)
        pieces += np.where(found, found + count, 0)
        count += more
    return pieces


# --- semantic_from_instances -------------------------------------------------------------------


def _mask(labels):
    """A pixel belongs to an object when one of the objects claims it."""
    mask = np.zeros(labels.shape, bool)
    for label in _present(labels):
        mask |= labels == label
    return mask


def _is_a_mask(args, raw):
    """True and False, not numbers that stand for them."""
    (labels,), values = args, np.asarray(raw)
    if values.dtype == bool or not np.isfinite(values).all():
        return
    if np.array_equal(values, labels) and labels.max() > 1:
        raise Mistake("semantic_labels", dtype=values.dtype)
    if set(np.unique(values)) == {0, 255}:
        raise Mistake("semantic_255", dtype=values.dtype)
    if values.shape == labels.shape:
        raise Mistake("semantic_not_bool", dtype=values.dtype)


def _largest(labels):
    sizes = [(labels == label).sum() for label in _present(labels)]
    return labels == _present(labels)[int(np.argmax(sizes))] if sizes else _mask(labels)


def _filled_boxes(labels):
    mask = np.zeros(labels.shape, bool)
    for row0, column0, row1, column1 in _boxes(labels).astype(int):
        mask[row0:row1, column0:column1] = True
    return mask


def _edges(labels):
    framed = np.pad(_mask(labels), 1)
    inside = framed[:-2, 1:-1] & framed[2:, 1:-1] & framed[1:-1, :-2] & framed[1:-1, 2:]
    return _mask(labels) & ~inside


SEMANTIC_FROM_INSTANCES = Exercise(
    "semantic_from_instances",
    LESSON,
    ARRAY,
    _cases,
    _mask,
    {
        "semantic_first": lambda labels: labels == 1,
        "semantic_above_one": lambda labels: labels > 1,
        "semantic_inverted": lambda labels: labels == 0,
        "semantic_everything": lambda labels: np.ones(labels.shape, bool),
        "semantic_nothing": lambda labels: np.zeros(labels.shape, bool),
        "semantic_contiguous": lambda labels: (labels > 0) & (labels <= len(_present(labels))),
        "semantic_last_missing": lambda labels: (labels > 0) & (labels < labels.max()),
        "semantic_last_only": lambda labels: (labels > 0) & (labels == labels.max()),
        "semantic_largest": _largest,
        "semantic_boxes": _filled_boxes,
        "semantic_holes_filled": lambda labels: ndimage.binary_fill_holes(labels > 0),
        "semantic_edges": _edges,
        "semantic_wrapped": lambda labels: labels.astype(np.uint8) > 0,
        "semantic_odd": lambda labels: labels % 2 == 1,
        "semantic_per_row": lambda labels: (labels > 0).any(axis=1),
        "semantic_stack": lambda labels: np.array([labels == label for label in _present(labels)]),
        "semantic_list_of_pixels": lambda labels: np.argwhere(labels > 0),
    },
    inspect=_is_a_mask,
)


# --- boxes_from_instances ----------------------------------------------------------------------


def _read_boxes(raw) -> np.ndarray:
    """A list, tuple, array or tensor of boxes as floats (n, 4); whole numbers of any kind."""
    if hasattr(raw, "__array__"):
        entries = np.asarray(raw)
        if entries.ndim == 0:
            raise TypeError
        entries = list(entries)
    elif isinstance(raw, (list, tuple)):
        entries = list(raw)
    else:
        raise TypeError
    return np.array([_read_box(entry, type(raw).__name__) for entry in entries], float).reshape(-1, 4)


def _read_box(entry, container: str) -> list[float]:
    if entry is None:
        raise Mistake("boxes_none")
    if isinstance(entry, (tuple, list)) and entry and all(isinstance(part, slice) for part in entry):
        raise Mistake("boxes_slices", container=container)
    if not isinstance(entry, (tuple, list)) and not (hasattr(entry, "__array__") and np.ndim(entry)):
        raise Mistake("boxes_entry", container=container, type=type(entry).__name__)
    if len(entry) != 4:
        raise Mistake("boxes_length", container=container, length=len(entry))
    values = [np.asarray(part) for part in entry]
    if any(value.shape != () or value.dtype.kind not in "biuf" for value in values):
        raise Mistake("boxes_entry", container=container, type=type(entry[0]).__name__)
    if any(value.dtype.kind in "iu" and value.dtype.itemsize == 1 for value in values):
        raise Mistake("boxes_eight_bits", dtype=values[0].dtype, most=np.iinfo(values[0].dtype).max)
    if any(value.dtype.kind == "f" for value in values):
        raise Mistake("boxes_not_whole", value=f"{float(next(v for v in values if v.dtype.kind == 'f')):g}")
    return [float(value) for value in values]


def _plain_boxes(raw) -> list[tuple[int, int, int, int]]:
    return [tuple(int(part) for part in box) for box in raw]


BOXES = Kind("kind_boxes", _read_boxes, _plain_boxes)


def _boxes(labels, among=None):
    """The rows and columns that an object has pixels in, from the first to one past the last; (n, 4)."""
    boxes = []
    for label in _present(labels) if among is None else among:
        rows, columns = ((labels == label).any(axis=axis).nonzero()[0] for axis in (1, 0))
        boxes.append((rows[0], columns[0], rows[-1] + 1, columns[-1] + 1))
    return np.array(boxes, float).reshape(-1, 4)


def _rearranged(columns, add=(0, 0, 0, 0)):
    """The boxes with their four numbers in another order, then something added."""
    return lambda labels: _boxes(labels)[:, columns] + add


def _sized(columns):
    """Corner and size instead of two corners, in the given order."""

    def mistaken(labels):
        boxes = _boxes(labels)
        boxes[:, 2:] -= boxes[:, :2]
        return boxes[:, columns]

    return mistaken


def _sorted(key):
    """The boxes in another order: key(box, label image, label) decides."""

    def mistaken(labels):
        present = _present(labels)
        boxes = _boxes(labels)
        order = sorted(range(len(present)), key=lambda k: key(boxes[k].tolist(), labels, present[k]))
        return boxes[order]

    return mistaken


def _with_gaps(labels):
    """A box of zeros for every number that no object has."""
    boxes = np.zeros((labels.max(initial=0), 4))
    boxes[[label - 1 for label in _present(labels)]] = _boxes(labels)
    return boxes


def _even_without_objects(box):
    return lambda labels: _boxes(labels) if labels.any() else np.array([box(labels)])


def _largest_pieces(labels):
    """Each object without its smaller pieces."""
    kept = np.zeros_like(labels)
    for label in _present(labels):
        pieces, count = ndimage.label(labels == label, EIGHT)
        sizes = [(pieces == k + 1).sum() for k in range(count)]
        kept[pieces == 1 + int(np.argmax(sizes))] = label
    return _boxes(kept)


BOXES_FROM_INSTANCES = Exercise(
    "boxes_from_instances",
    LESSON,
    BOXES,
    _cases,
    _boxes,
    {
        "boxes_inclusive": _rearranged([0, 1, 2, 3], (0, 0, -1, -1)),
        "boxes_xy": _rearranged([1, 0, 3, 2]),
        "boxes_xy_inclusive": _rearranged([1, 0, 3, 2], (0, 0, -1, -1)),
        "boxes_grouped": _rearranged([0, 2, 1, 3]),
        "boxes_grouped_inclusive": _rearranged([0, 2, 1, 3], (0, -1, 0, -1)),
        "boxes_half_inclusive": _rearranged([0, 1, 2, 3], (0, 0, -1, 0)),
        "boxes_margin": _rearranged([0, 1, 2, 3], (-1, -1, 0, 0)),
        "boxes_end_too_far": _rearranged([0, 1, 2, 3], (0, 0, 1, 1)),
        "boxes_corners_swapped": _rearranged([2, 3, 0, 1]),
        "boxes_sizes": _sized([0, 1, 2, 3]),
        "boxes_xy_sizes": _sized([1, 0, 3, 2]),
        "boxes_background": lambda labels: _boxes(labels, np.unique(labels)),
        "boxes_touching": lambda labels: _boxes(ndimage.label(labels > 0)[0]),
        "boxes_touching_corners": lambda labels: _boxes(ndimage.label(labels > 0, EIGHT)[0]),
        "boxes_pieces": lambda labels: _boxes(_in_pieces(labels)),
        "boxes_largest_piece": _largest_pieces,
        "boxes_contiguous": lambda labels: _boxes(
            labels, [label for label in _present(labels) if label <= len(_present(labels))]
        ),
        "boxes_last_missing": lambda labels: _boxes(labels)[:-1],
        "boxes_first_skipped": lambda labels: _boxes(labels, np.unique(labels)[1:]),
        "boxes_first_only": lambda labels: _boxes(labels)[:1],
        "boxes_gaps": _with_gaps,
        "boxes_by_position": _sorted(lambda box, labels, label: box),
        "boxes_by_column": _sorted(lambda box, labels, label: (box[1], box[0])),
        "boxes_first_seen": _sorted(lambda box, labels, label: np.flatnonzero(labels == label)[0]),
        "boxes_by_size": _sorted(lambda box, labels, label: -(labels == label).sum()),
        "boxes_smallest_first": _sorted(lambda box, labels, label: (labels == label).sum()),
        "boxes_reversed": _sorted(lambda box, labels, label: -label),
        "boxes_one_for_all": lambda labels: _boxes((labels > 0).astype(int)),
        "boxes_whole_image": _even_without_objects(lambda labels: (0, 0, *labels.shape)),
        "boxes_zeros_for_none": _even_without_objects(lambda labels: (0, 0, 0, 0)),
    },
)

EXERCISES = [SEMANTIC_FROM_INSTANCES, BOXES_FROM_INSTANCES]
