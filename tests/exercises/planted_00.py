"""Answers to the exercises of lesson 00, as students write them."""

import numpy as np

from tests.exercises.planted import Book, Later

BOOK = Book()
WRONG, RIGHT = BOOK.wrong, BOOK.right
wrong, right = BOOK.add_wrong, BOOK.add_right


ndimage, skimage, tf = Later("scipy.ndimage"), Later("skimage"), Later("tensorflow")


def present(labels):
    """The numbers of the objects, ascending."""
    return [int(n) for n in np.unique(labels) if n != 0]


# ---------------------------------------------------------------------------------- semantic_from_instances
def _boxes_filled(labels):
    mask = np.zeros(labels.shape, bool)
    for region in skimage.measure.regionprops(labels.astype(int)):
        mask[region.slice] = True
    return mask


def _loop(numbers, keep=True):
    """An answer that joins labels == n over numbers(labels); without `keep` each turn starts afresh."""

    def answer(labels):
        mask = np.zeros(labels.shape, bool)
        for n in numbers(labels):
            mask = (mask & keep) | (labels == n)
        return mask

    return answer


for _mistake, _hint, _answer in [
    ("== 1", "semantic_first", lambda labels: labels == 1),
    ("> 1", "semantic_above_one", lambda labels: labels > 1),
    ("== 0", "semantic_inverted", lambda labels: labels == 0),
    (">= 0", "semantic_everything", lambda labels: labels >= 0),
    ("< 0", "semantic_nothing", lambda labels: labels < 0),
    ("as many as there are", "semantic_contiguous", _loop(lambda labels: range(1, len(present(labels)) + 1))),
    ("range without its end", "semantic_last_missing", _loop(lambda labels: range(1, int(labels.max())))),
    ("overwritten", "semantic_last_only", _loop(present, keep=False)),
    ("boxes filled", "semantic_boxes", _boxes_filled),
    ("holes filled", "semantic_holes_filled", lambda labels: ndimage.binary_fill_holes(labels > 0)),
    (
        "eroded and taken away",
        "semantic_edges",
        lambda labels: (labels > 0) & ~ndimage.binary_erosion(labels > 0),
    ),
    ("8 bits", "semantic_wrapped", lambda labels: labels.astype("uint8").astype(bool)),
    ("last bit", "semantic_odd", lambda labels: (labels & 1).astype(bool)),
    ("one answer a row", "semantic_per_row", lambda labels: (labels != 0).any(axis=1)),
    ("a mask for each", "semantic_stack", lambda labels: np.array([labels == n for n in present(labels)])),
    ("pixels listed", "semantic_list_of_pixels", lambda labels: np.transpose(np.nonzero(labels))),
    ("labels", "semantic_labels", lambda labels: labels),
    ("labels as floats", "semantic_labels", lambda labels: labels.astype("float32")),
    ("0 and 255", "semantic_255", lambda labels: np.where(labels > 0, 255, 0).astype(np.uint8)),
    ("0 and 1", "semantic_not_bool", lambda labels: np.where(labels > 0, 1, 0)),
    ("0.0 and 1.0", "semantic_not_bool", lambda labels: np.clip(labels, 0, 1).astype(float)),
    ("True or False", "hint_type", lambda labels: bool((labels > 0).any())),
    ("list of lists", "hint_type", lambda labels: (labels > 0).tolist()),
    ("only the middle", "hint_value", lambda labels: np.pad((labels > 0)[1:-1, 1:-1], 1)),
]:
    wrong("semantic_from_instances", _mistake, _hint, _answer)


@wrong("semantic_from_instances", "largest object", "semantic_largest")
def _(labels):
    numbers, sizes = np.unique(labels[labels > 0], return_counts=True)
    return labels == (numbers[sizes.argmax()] if len(sizes) else -1)


@wrong("semantic_from_instances", "in place", "hint_inputs_changed")
def _(labels):
    labels[labels > 0] = 1
    return labels.astype(bool)


for _style, _answer in [
    ("> 0", lambda labels: labels > 0),
    ("!= 0", lambda labels: labels != 0),
    ("astype", lambda labels: labels.astype(bool)),
    ("not background", lambda labels: ~(labels == 0)),
    ("isin", lambda labels: np.isin(labels, present(labels))),
    ("where", lambda labels: np.where(labels, True, False)),
    ("loop over the objects", _loop(present)),
    ("range with its end", _loop(lambda labels: range(1, int(labels.max()) + 1))),
    ("TensorFlow", lambda labels: tf.not_equal(labels, 0)),
    ("any of a stack", lambda labels: np.any([labels == n for n in [-1, *present(labels)]], axis=0)),
]:
    right("semantic_from_instances", _style, _answer)


@right("semantic_from_instances", "pixel by pixel")
def _(labels):
    mask = np.empty(labels.shape, dtype=np.bool_)
    for row in range(labels.shape[0]):
        for column in range(labels.shape[1]):
            mask[row, column] = labels[row, column] != 0
    return mask


# ---------------------------------------------------------------------------------- boxes_from_instances
def _extent(labels, n):
    """First and last row, first and last column of object n: t, b, s, e."""
    rows, columns = np.where(labels == n)
    return rows.min(), rows.max(), columns.min(), columns.max()


def _each(form, numbers=present):
    """An answer that writes form(first row, last row, first column, last column) for each object."""
    return lambda labels: [form(*_extent(labels, n)) for n in numbers(labels)]


def _good(top, bottom, left, right_):
    return top, left, bottom + 1, right_ + 1


def _regions(labels):
    return [region.bbox for region in skimage.measure.regionprops(labels.astype(int))]


def _by(key):
    """Right boxes in another order."""
    return lambda labels: [
        _good(*_extent(labels, n)) for n in sorted(present(labels), key=lambda n: key(labels, n))
    ]


def _slices(labels):
    return ndimage.find_objects(labels.astype(int))


def _from_slices(labels):
    return [s and (s[0].start, s[1].start, s[0].stop, s[1].stop) for s in _slices(labels)]


def _largest_piece(labels):
    kept = np.zeros_like(labels)
    for n in present(labels):
        pieces = skimage.measure.label(labels == n)
        kept[pieces == 1 + np.bincount(pieces[pieces > 0] - 1).argmax()] = n
    return _regions(kept)


for _mistake, _hint, _answer in [
    ("last pixels", "boxes_inclusive", _each(lambda t, b, s, e: (t, s, b, e))),
    ("x, y", "boxes_xy", _each(lambda t, b, s, e: (s, t, e + 1, b + 1))),
    ("x, y, last pixels", "boxes_xy_inclusive", _each(lambda t, b, s, e: (s, t, e, b))),
    ("rows, columns", "boxes_grouped", _each(lambda t, b, s, e: (t, b + 1, s, e + 1))),
    ("rows, columns, last pixels", "boxes_grouped_inclusive", _each(lambda t, b, s, e: (t, b, s, e))),
    ("last row", "boxes_half_inclusive", _each(lambda t, b, s, e: (t, s, b, e + 1))),
    ("one pixel of margin", "boxes_margin", _each(lambda t, b, s, e: (t - 1, s - 1, b + 1, e + 1))),
    ("two past", "boxes_end_too_far", _each(lambda t, b, s, e: (t, s, b + 2, e + 2))),
    ("lower right corner first", "boxes_corners_swapped", _each(lambda t, b, s, e: (b + 1, e + 1, t, s))),
    ("height, width", "boxes_sizes", _each(lambda t, b, s, e: (t, s, b + 1 - t, e + 1 - s))),
    ("x, y, width, height", "boxes_xy_sizes", _each(lambda t, b, s, e: (s, t, e + 1 - s, b + 1 - t))),
    ("background too", "boxes_background", _each(_good, np.unique)),
    (
        "components of the mask",
        "boxes_touching_corners",
        lambda labels: _regions(skimage.measure.label(labels > 0)),
    ),
    (
        "components without corners",
        "boxes_touching",
        lambda labels: _regions(skimage.measure.label(labels > 0, connectivity=1)),
    ),
    ("largest pieces", "boxes_largest_piece", _largest_piece),
    ("highest number missing", "boxes_last_missing", _each(_good, lambda labels: present(labels)[:-1])),
    ("first number skipped", "boxes_first_skipped", _each(_good, lambda labels: np.unique(labels)[1:])),
    ("return in the loop", "boxes_first_only", lambda labels: _regions(labels)[:1]),
    ("find_objects, gaps as None", "boxes_none", _from_slices),
    (
        "find_objects, gaps as zeros",
        "boxes_gaps",
        lambda labels: [box or (0, 0, 0, 0) for box in _from_slices(labels)],
    ),
    ("find_objects itself", "boxes_slices", lambda labels: [s for s in _slices(labels) if s]),
    (
        "find_objects, gaps forgotten",
        "hint_crash",
        lambda labels: [(s[0].start, s[0].stop) for s in _slices(labels)],
    ),
    ("regions themselves", "boxes_entry", lambda labels: skimage.measure.regionprops(labels.astype(int))),
    ("from the top down", "boxes_by_position", lambda labels: sorted(_regions(labels))),
    (
        "from left to right",
        "boxes_by_column",
        lambda labels: sorted(_regions(labels), key=lambda box: (box[1], box[0])),
    ),
    ("as they are met", "boxes_first_seen", _by(lambda labels, n: list(labels.flat).index(n))),
    ("largest first", "boxes_by_size", _by(lambda labels, n: -np.count_nonzero(labels == n))),
    ("smallest first", "boxes_smallest_first", _by(lambda labels, n: np.count_nonzero(labels == n))),
    ("downwards", "boxes_reversed", lambda labels: _regions(labels)[::-1]),
    ("one for all", "boxes_one_for_all", lambda labels: _regions(labels > 0)),
    ("the image for none", "boxes_whole_image", lambda labels: _regions(labels) or [(0, 0, *labels.shape)]),
    ("zeros for none", "boxes_zeros_for_none", lambda labels: _regions(labels) or [(0, 0, 0, 0)]),
    ("halves", "boxes_not_whole", _each(lambda t, b, s, e: (t - 0.5, s - 0.5, b + 0.5, e + 0.5))),
    ("middles", "boxes_not_whole", _each(lambda t, b, s, e: ((t + b) / 2, (s + e) / 2, b - t, e - s))),
    ("corners as pairs", "boxes_length", _each(lambda t, b, s, e: ((t, s), (b + 1, e + 1)))),
    (
        "label in front",
        "boxes_length",
        lambda labels: [(n, *_good(*_extent(labels, n))) for n in present(labels)],
    ),
    ("sets", "boxes_entry", _each(lambda t, b, s, e: {t, s, b + 1, e + 1})),
    ("words", "boxes_entry", _each(lambda t, b, s, e: f"{t}, {s}, {b + 1}, {e + 1}")),
    ("None for none", "hint_returned_none_here", lambda labels: _regions(labels) or None),
    ("a dict", "hint_type", lambda labels: dict(zip(present(labels), _regions(labels), strict=True))),
    ("a generator", "hint_type", lambda labels: (box for box in _regions(labels))),
    ("8 bits", "boxes_eight_bits", lambda labels: np.array(_regions(labels), np.uint8).reshape(-1, 4)),
    ("8 bits, signed", "boxes_eight_bits", lambda labels: [tuple(np.int8(box)) for box in _regions(labels)]),
    ("a row too low", "hint_value", _each(lambda t, b, s, e: (t + 1, s, b + 2, e + 1))),
]:
    wrong("boxes_from_instances", _mistake, _hint, _answer)


@wrong("boxes_from_instances", "pieces of each label", "boxes_pieces")
def _(labels):
    boxes = []
    for n in present(labels):
        boxes += _regions(skimage.measure.label(labels == n))
    return boxes


@wrong("boxes_from_instances", "numbers up to how many there are", "boxes_contiguous")
def _(labels):
    boxes = []
    for n in range(1, len(present(labels)) + 1):
        if (labels == n).any():
            boxes.append(_good(*_extent(labels, n)))
    return boxes


right("boxes_from_instances", "where, NumPy integers", _each(_good))
right("boxes_from_instances", "plain integers", _each(lambda *extent: tuple(map(int, _good(*extent)))))
right("boxes_from_instances", "lists", _each(lambda *extent: list(_good(*extent))))
right("boxes_from_instances", "arrays", _each(lambda *extent: np.array(_good(*extent), np.int16)))
right("boxes_from_instances", "regionprops", _regions)
right(
    "boxes_from_instances",
    "find_objects without its gaps",
    lambda labels: list(filter(None, _from_slices(labels))),
)
right("boxes_from_instances", "one array", lambda labels: np.array(_regions(labels), int).reshape(-1, 4))
right("boxes_from_instances", "16 bits", lambda labels: np.array(_regions(labels), np.uint16).reshape(-1, 4))
right("boxes_from_instances", "one empty list", lambda labels: np.array(_regions(labels)))
right("boxes_from_instances", "a tuple", lambda labels: tuple(_regions(labels)))


@right("boxes_from_instances", "pixel by pixel")
def _(labels):
    found = {}
    for (row, column), n in np.ndenumerate(labels):
        if n:
            top, left, bottom, end = found.get(n, (row, column, 0, 0))
            found[n] = min(top, row), min(left, column), max(bottom, row + 1), max(end, column + 1)
    return [found[n] for n in sorted(found)]


@right("boxes_from_instances", "any and argmax")
def _(labels):
    boxes = []
    for n in range(1, int(labels.max()) + 1):
        rows, columns = (labels == n).any(axis=1), (labels == n).any(axis=0)
        if rows.any():
            start = rows.argmax(), columns.argmax()
            boxes.append((*start, len(rows) - rows[::-1].argmax(), len(columns) - columns[::-1].argmax()))
    return boxes
