"""The one form in which lesson 02 gets its seismic tiles, synthetic or real, and the two ways to split them."""

from dataclasses import dataclass, fields
from numbers import Integral, Real

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


def split_by_section(data: SaltData, validation: float = 0.2, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """(train_indices, validation_indices), int (n,) each and sorted, with no section in both.

    Whole sections are held out, in random order, until the share of tiles is as near to
    `validation` as whole sections allow (at least one section on either side).
    """
    _check_split(validation, seed)
    if (np.asarray(data.sections) < 0).any():
        raise CourseError("salt_no_sections")
    sections, sizes = np.unique(data.sections, return_counts=True)
    if len(sections) < 2:
        raise CourseError("salt_one_section")
    order = np.random.default_rng(seed).permutation(len(sections))
    held_out_tiles = np.cumsum(sizes[order])[:-1]  # the last section always stays for training
    n_held_out = 1 + np.argmin(np.abs(held_out_tiles - validation * len(data)))
    held_out = np.isin(data.sections, sections[order[:n_held_out]])
    return np.flatnonzero(~held_out), np.flatnonzero(held_out)


def random_split(data: SaltImages, validation: float = 0.2, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """(train_indices, validation_indices), int (n,) each and sorted, drawn tile by tile.

    WARNING: it leaks. The TGS tiles were cut from a few dozen large sections and the files do not
    say which, so neighbours of nearly every validation tile are in the training half, and a score
    on it flatters the network. Where `sections` are known, split by section instead.
    """
    _check_split(validation, seed)
    count = round(validation * len(data))
    if not 0 < count < len(data):
        raise CourseError("salt_random_share", value=validation, count=len(data))
    order = np.random.default_rng(seed).permutation(len(data))
    return np.sort(order[count:]), np.sort(order[:count])


def _check_split(validation, seed) -> None:
    if not isinstance(validation, Real) or not 0 < validation < 1:
        raise CourseError("salt_validation_share", value=validation)
    if not isinstance(seed, Integral) or isinstance(seed, bool) or seed < 0:
        raise CourseError("salt_seed", value=seed)
