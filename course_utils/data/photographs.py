"""Photographs that scikit-image and scikit-learn ship, read as files: nothing is ever fetched."""

from importlib import util
from pathlib import Path

import numpy as np
from PIL import Image

from course_utils import session
from course_utils.data.provenance import Provenance
from course_utils.messages import CourseError

# name -> (package on PyPI, importable module, file inside it)
INSTALLED = {
    name: ("scikit-image", "skimage", f"data/{file}")
    for name, file in {
        "astronaut": "astronaut.png",
        "brick": "brick.png",
        "camera": "camera.png",
        "chelsea": "chelsea.png",
        "coffee": "coffee.png",
        "coins": "coins.png",
        "grass": "grass.png",
        "gravel": "gravel.png",
        "hubble": "hubble_deep_field.jpg",
        "ihc": "ihc.png",
        "moon": "moon.png",
        "motorcycle": "motorcycle_left.png",
        "retina": "retina.jpg",
        "rocket": "rocket.jpg",
    }.items()
} | {name: ("scikit-learn", "sklearn", f"datasets/images/{name}.jpg") for name in ("china", "flower")}

# Where the packages' own documentation names an author and a licence.
CREDITS = {
    "astronaut": "NASA, public domain",
    "chelsea": "Stéfan van der Walt, CC0",
    "china": "danielbuechele (Flickr), CC BY 2.0",
    "coffee": "Rachel Michetti, CC0",
    "flower": "vultilion (Flickr), CC BY 2.0",
    "rocket": "SpaceX, public domain",
}
PROVENANCE = Provenance(
    "photographs",
    "embedded",
    "scikit-image (skimage/data) and scikit-learn (sklearn/datasets/images), as installed",
    "free to use; see README.txt beside the files in each package",
)


def photograph_path(name: str) -> Path:
    """The installed file of a photograph; CourseError if the name or the file is not there."""
    if not isinstance(name, str) or name not in INSTALLED:
        raise CourseError("photo_unknown", name=name, names=", ".join(sorted(INSTALLED)))
    package, module, file = INSTALLED[name]
    spec = util.find_spec(module)  # finds the folder without importing the package
    path = Path(spec.origin).parent / file if spec else Path(module) / file
    if not path.is_file():
        raise CourseError("file_missing", path=path, package=package)
    return path


def photograph_provenance(name: str) -> Provenance:
    """Where one photograph comes from."""
    package, module, file = INSTALLED[name]
    licence = CREDITS.get(name, PROVENANCE.licence)
    return Provenance(name, "embedded", f"{package} ({module}/{file}), as installed", licence)


def photograph(name: str) -> np.ndarray:
    """One photograph as float32 RGB in [0, 1], shape (H, W, 3)."""
    with Image.open(photograph_path(name)) as image:
        return np.asarray(image.convert("RGB"), dtype="float32") / 255


class Photographs(dict):
    """name -> photograph, with the `provenance` of the files."""

    provenance = PROVENANCE


def photographs(*names: str) -> Photographs:
    """Several photographs by name (all of them without names), as `photograph` gives them."""
    session.note_provenance(PROVENANCE)
    return Photographs({name: photograph(name) for name in names or INSTALLED})
