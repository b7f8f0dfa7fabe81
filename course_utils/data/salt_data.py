"""The one form in which lesson 02 gets its seismic tiles, synthetic or real."""

from dataclasses import dataclass, fields

import numpy as np

from course_utils.data.provenance import Provenance
from course_utils.messages import CourseError

TILE = 101  # height and width of every tile, in pixels

# field -> (kind of dtype, its name in a message, shape of one entry)
_ARRAYS = {
    "images": (np.uint8, "uint8", (TILE, TILE)),
    "masks": (np.bool_, "bool", (TILE, TILE)),
    "depths": (np.integer, "int", ()),
    "sections": (np.integer, "int", ()),
    "ids": (np.str_, "str", ()),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class SaltImages:
    """Tiles without an answer, such as the competition's test images.

    images: uint8 (n, 101, 101). depths: int (n,). ids: str (n,).
    CourseError when an array has another shape or dtype.
    """

    images: np.ndarray
    depths: np.ndarray
    ids: np.ndarray
    provenance: Provenance

    def __post_init__(self):
        for name in self._arrays():
            kind, kind_name, shape = _ARRAYS[name]
            expected = (len(self.images), *shape)
            array = np.asarray(getattr(self, name))
            if array.shape != expected or not np.issubdtype(array.dtype, kind):
                raise CourseError(
                    "salt_tiles_array",
                    field=name,
                    expected=f"{kind_name} {expected}",
                    found=f"{array.dtype} {array.shape}",
                )

    def __len__(self) -> int:
        return len(self.images)

    def take(self, indices):
        """The tiles at `indices` (integers, a slice or a bool mask), in the same form."""
        arrays = {name: getattr(self, name)[indices] for name in self._arrays()}
        return type(self)(**arrays, provenance=self.provenance)

    def _arrays(self) -> list[str]:
        return [field.name for field in fields(self) if field.name in _ARRAYS]


@dataclass(frozen=True, eq=False, kw_only=True)
class SaltData(SaltImages):
    """Tiles with their salt masks; the synthetic set and the Kaggle files come in this one form.

    images: uint8 (n, 101, 101). masks: bool (n, 101, 101), True is salt. depths: int (n,).
    sections: int (n,), the section that a tile was cut from, -1 where that is not known.
    ids: str (n,). CourseError when an array has another shape or dtype.
    """

    masks: np.ndarray
    sections: np.ndarray

    @property
    def coverage(self) -> np.ndarray:
        """Share of salt in each tile, float64 (n,)."""
        return self.masks.mean(axis=(1, 2))
