"""Where data come from, in one record that travels with them."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Provenance:
    """Origin of a data set: `kind` says whether it came with a package, was computed, fetched or brought."""

    name: str
    kind: Literal["embedded", "synthetic", "downloaded", "own"]
    source: str
    licence: str
