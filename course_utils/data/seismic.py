"""The seismic tiles of lesson 02: the real Kaggle files when they are there, else the forward model's."""

import numpy as np

from course_utils import html, session
from course_utils.data import tgs
from course_utils.data.salt import synthetic_salt
from course_utils.data.salt_data import SaltData, random_split, split_by_section
from course_utils.messages import text


def load_seismic(tiles: int, seed: int = 0) -> SaltData:
    """The Kaggle TGS training set if `COURSE_DATA/tgs-salt` holds it, else `tiles` synthetic tiles.

    A notice says so when something lies there that can't be used.
    """
    if unused := tgs.tgs_unused():
        html.notice(text("salt_synthetic", problem=unused, layout=text("tgs_layout")))
    data = tgs.load_tgs() if tgs.tgs_available() else synthetic_salt(tiles, seed)
    session.note_provenance(data.provenance)
    return data


def split_tiles(
    data: SaltData, validation: float = 0.1, test: float = 0.2, seed: int = 0
) -> tuple[SaltData, SaltData, SaltData]:
    """(training, validation, test): whole sections apart where sections are known.

    The real files do not tell which section a tile was cut from: they are split at random, and a line
    says so, since neighbours then stand on both sides and the figures come out too good.
    """
    if (data.sections < 0).all():
        html.notice(text("salt_leaks"))
        split = random_split
    else:
        split = split_by_section
    rest, held_out = split(data, test, seed)
    train, chosen = split(data.take(rest), validation / (1 - test), seed)
    return data.take(rest[train]), data.take(rest[chosen]), data.take(np.asarray(held_out))
