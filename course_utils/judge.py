"""One judge of digits, for lessons, benchmarks and reports: a small classifier whose weights the course ships.

    judge = load_judge()
    judge.probabilities(pictures)   what it takes them for
    judge.frechet(pictures, real)   how far two sets of pictures are apart

It was trained by `python -m benchmarks.judge` on digits that no generator and no reference set uses
(`data.digits.split_digits`). Distances compare only if this judge measured them, between equal numbers of
pictures: with n against m, errors of the estimated means and covariances add something like 1/n + 1/m.

This module imports Keras, which is there once `start` has run.
"""

import io
from hashlib import sha256

import keras
import numpy as np
from keras import layers

from course_utils.data.digits import Digits, scaled
from course_utils.files import write_atomically
from course_utils.measurements import STORE, measured_results, record_measurement
from course_utils.messages import CourseError
from course_utils.reference.mnist_gan import frechet_distance

JUDGE_FILE = STORE / "judge.npz"
EPOCHS, BATCH = 100, 50


class Judge:
    """A trained classifier; pictures are uint8 (n, 28, 28), ink 255 on paper 0. CourseError for others."""

    def __init__(self, net: keras.Model):
        self.net = net

    def probabilities(self, pictures: np.ndarray) -> np.ndarray:
        """float32 (n, 10): how likely each picture is each digit; rows add up to 1."""
        return self._look(pictures)[0]

    def features(self, pictures: np.ndarray) -> np.ndarray:
        """float32 (n, 64): the last layer but one, before its ReLU: any real numbers."""
        return self._look(pictures)[1]

    def frechet(self, a: np.ndarray, b: np.ndarray) -> float:
        """Squared Fréchet distance between the features of as many pictures and as many.

        0 for equal sets, no upper limit. Heusel et al. (2017), arXiv 1706.08500, equation 6, with this judge
        in place of their Inception network. CourseError for unequal numbers, or fewer than two.
        """
        if not len(a) == len(b) >= 2:
            raise CourseError("judge_numbers", first=len(a), second=len(b))
        return frechet_distance(self.features(a), self.features(b))

    def _look(self, pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        if getattr(pictures, "dtype", None) != np.uint8 or pictures.shape[1:] != (28, 28) or not len(pictures):
            dtype = getattr(pictures, "dtype", type(pictures).__name__)
            raise CourseError("judge_pictures", dtype=dtype, shape=np.shape(pictures))
        return tuple(self.net.predict(scaled(pictures), batch_size=250, verbose=0))


def judge_net() -> keras.Model:
    """Picture (28, 28, 1) in [-1, 1] → probabilities (10,) and features (64,)."""
    x = picture = keras.Input((28, 28, 1))
    for width in (16, 32, 64):
        x = layers.MaxPooling2D()(layers.Conv2D(width, 3, padding="same", activation="relu")(x))
    features = layers.Dense(64)(layers.Flatten()(x))
    x = layers.Dropout(0.3)(layers.Activation("relu")(features))
    return keras.Model(picture, [layers.Dense(10, activation="softmax")(x), features])


def train_judge(digits: Digits, epochs: int = EPOCHS, seed: int = 0) -> Judge:
    """Cross-entropy on pictures that are shifted, turned and resized a little at random."""
    keras.utils.set_random_seed(seed)
    net = judge_net()
    x = picture = keras.Input((28, 28, 1))
    for disturb in (layers.RandomTranslation(0.08, 0.08), layers.RandomRotation(0.03), layers.RandomZoom(0.1)):
        disturb.fill_mode, disturb.fill_value = "constant", -1.0
        x = disturb(x)
    classifier = keras.Model(picture, net(x)[0])
    rate = keras.optimizers.schedules.CosineDecay(0.003, epochs * -(-len(digits) // BATCH))
    classifier.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", jit_compile=False)
    classifier.fit(digits.scaled(), digits.labels, BATCH, epochs, verbose=0)
    return Judge(net)


def load_judge() -> Judge:
    """The judge that the course ships. CourseError if its file is not the one that was measured."""
    content = JUDGE_FILE.read_bytes() if JUDGE_FILE.is_file() else b""
    if sha256(content).hexdigest() != measured_results("judge")["sha256"]:
        raise CourseError("judge_damaged", path=JUDGE_FILE)
    net = judge_net()
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        net.set_weights([stored[name].astype("float32") for name in stored.files])
    return Judge(net)


def store_judge(judge: Judge, held_out: Digits) -> dict[str, float | str]:
    """Write the weights, as float16, and what `load_judge` and the tests hold them against."""
    weights = [w.astype("float16") for w in judge.net.get_weights()]
    judge.net.set_weights([w.astype("float32") for w in weights])
    content = io.BytesIO()
    np.savez_compressed(content, *weights)
    write_atomically(JUDGE_FILE, content.getvalue())
    measured = {"sha256": sha256(content.getvalue()).hexdigest(), **marks(judge, held_out)}
    record_measurement("judge", results=measured)
    return measured


def marks(judge: Judge, digits: Digits) -> dict[str, float]:
    """Shares of labelled digits that the judge gets right, and that it is at least 0.9 sure of."""
    told = judge.probabilities(digits.images)
    return {
        "right": float(np.mean(told.argmax(axis=1) == digits.labels)),
        "confident_share": float(np.mean(told.max(axis=1) >= 0.9)),
    }
