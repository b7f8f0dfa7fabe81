"""Salt without learning features: seismic texture attributes, a threshold, no small objects.

What was tried before networks, tuned fairly so that the network has something to beat. Attributes
are those of seismic texture analysis: local energy, the coherence of the gradient structure tensor
(Randen et al., SEG 2000) and the share of lateral change, each at several scales; and the linear
combination of all of them that best separates salt from sediment by least squares (Fisher's linear
discriminant). The attribute, its sign, threshold and the smallest object that is kept are those
with the best TGS score on the training tiles.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

_SCALES = (2.0, 4.0, 8.0, 14.0)  # standard deviation of the Gaussian window, pixels
_ATTRIBUTES = ("energy", "relative energy", "incoherence", "lateral change")
_SMALLEST = (0, 50, 150, 400, 800, 1500, 2500)
_IN_PLANE = np.zeros((3, 3, 3), bool)  # neighbours within an image, never across the stack
_IN_PLANE[1] = ndimage.generate_binary_structure(2, 1)


@dataclass(frozen=True)
class ClassicalBaseline:
    """A weighted sum of texture attributes, thresholded; objects under `smallest` pixels go.

    name: what was chosen, for the table. weights: float32 (16,), one an attribute and scale.
    """

    name: str
    weights: np.ndarray
    threshold: float
    smallest: int

    def predict(self, images: np.ndarray) -> np.ndarray:
        """uint8 (n, 101, 101) -> bool (n, 101, 101), True is salt."""
        evidence = np.concatenate([_attributes(part) @ self.weights for part in _parts(images)])
        return without_small_objects(evidence > self.threshold, self.smallest)


def fit_classical_baseline(
    images: np.ndarray, masks: np.ndarray, n_tiles: int = 600, seed: int = 0
) -> ClassicalBaseline:
    """Tune on at most `n_tiles` of the training tiles, uint8 and bool (n, 101, 101)."""
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(images))[:n_tiles]
    images, masks = images[chosen], masks[chosen]
    # Filled in parts: it is most of a gigabyte.
    maps = np.empty((*images.shape, len(_ATTRIBUTES) * len(_SCALES)))
    for part, of_part in zip(_parts(images), _parts(maps), strict=True):
        of_part[...] = _attributes(part)
    names = [f"{attribute}, {scale:g} px" for attribute in _ATTRIBUTES for scale in _SCALES]
    one_hot = np.eye(len(names), dtype=np.float32)
    weights = {f"+{name}": w for name, w in zip(names, one_hot, strict=True)}
    weights |= {f"-{name}": -w for name, w in zip(names, one_hot, strict=True)}
    weights["linear discriminant"] = _discriminant(maps, masks, rng)
    # First a quick pass, where a mask under the smallest *total* goes, then the best few in full.
    quick = []
    for name, w in weights.items():
        evidence = maps @ w
        thresholds = np.quantile(evidence[::4, ::4, ::4], np.linspace(0.3, 0.98, 18))
        for threshold, counts in zip(thresholds, _counts_above(masks, evidence, thresholds), strict=True):
            best = max(_tgs(*_without_small(counts, smallest)) for smallest in _SMALLEST)
            quick.append((best, name, float(threshold)))
    quick.sort(reverse=True)
    final = []
    for _, name, threshold in quick[:8]:
        parts, sizes = _objects(maps @ weights[name] > threshold)
        for smallest in _SMALLEST:
            score = _tgs(*_counts(masks, (sizes >= smallest)[parts]))
            final.append((score, name, threshold, smallest))
    _, name, threshold, smallest = max(final)
    return ClassicalBaseline(name, weights[name], threshold, smallest)


def without_small_objects(masks: np.ndarray, smallest: int) -> np.ndarray:
    """Drop connected parts under `smallest` pixels; bool (n, height, width) both ways."""
    if smallest == 0:
        return masks
    parts, sizes = _objects(masks)
    return (sizes >= smallest)[parts]


def _objects(masks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The number of each pixel's connected part, and their sizes; part 0, what is no salt, has size -1."""
    parts, _ = ndimage.label(masks, _IN_PLANE)
    sizes = np.bincount(parts.ravel())
    sizes[0] = -1
    return parts, sizes


def _parts(images: np.ndarray, size: int = 200) -> list[np.ndarray]:
    return [images[i : i + size] for i in range(0, len(images), size)]


def _attributes(images: np.ndarray) -> np.ndarray:
    """float64 (n, height, width, len(_ATTRIBUTES) * len(_SCALES)), roughly 0 to 1 each."""
    grey = (images.astype(np.float32) - images.mean(axis=(1, 2), keepdims=True)) / 128
    contrast = grey.std(axis=(1, 2), keepdims=True) + 1e-2
    down, across = np.gradient(grey, axis=(1, 2))
    products = (grey**2, down**2, across**2, down * across)
    maps: list[list[np.ndarray]] = [[] for _ in _ATTRIBUTES]
    for scale in _SCALES:
        energy, dd, aa, da = (
            ndimage.gaussian_filter(p, (0, scale, scale), mode="nearest", truncate=2.5) for p in products
        )
        trace = dd + aa + 1e-6
        maps[0].append(np.sqrt(energy))
        maps[1].append(np.sqrt(energy) / contrast / 2)
        maps[2].append(1 - np.sqrt((dd - aa) ** 2 + 4 * da**2) / trace)
        maps[3].append(aa / trace)
    return np.stack([m for group in maps for m in group], axis=-1)


def _discriminant(maps: np.ndarray, masks: np.ndarray, rng, n_pixels: int = 200_000) -> np.ndarray:
    pixels = rng.integers(0, masks.size, n_pixels)
    x = maps.reshape(-1, maps.shape[-1])[pixels].astype(np.float64)
    y = masks.ravel()[pixels] - masks.mean()
    return np.linalg.lstsq(x - x.mean(axis=0), y, rcond=1e-6)[0].astype(np.float32)


def _counts(truth: np.ndarray, predicted: np.ndarray) -> tuple[np.ndarray, ...]:
    """Pixels of salt in the truth, in the prediction, and in both; int (n,) each."""
    return tuple(np.count_nonzero(m, axis=(1, 2)) for m in (truth, predicted, truth & predicted))


def _counts_above(truth: np.ndarray, evidence: np.ndarray, thresholds: np.ndarray) -> list[tuple]:
    """`_counts` of evidence > threshold for each of the ascending `thresholds`, in one pass."""
    passed = np.searchsorted(thresholds, evidence)  # how many thresholds lie below
    kinds = 2 * np.arange(len(truth))[:, None, None] + truth
    shape = len(truth), 2, len(thresholds) + 1
    counts = np.bincount((kinds * shape[2] + passed).ravel(), minlength=np.prod(shape)).reshape(shape)
    above = counts[..., ::-1].cumsum(axis=-1)[..., -2::-1]  # (n, sediment or salt, threshold)
    salt = counts[:, 1].sum(axis=1)
    return [(salt, above[..., k].sum(axis=1), above[:, 1, k]) for k in range(len(thresholds))]


def _without_small(counts, smallest: int) -> tuple[np.ndarray, ...]:
    truth, predicted, both = counts
    kept = predicted >= smallest
    return truth, predicted * kept, both * kept


def _tgs(truth: np.ndarray, predicted: np.ndarray, both: np.ndarray) -> float:
    """The competition's score from counts of pixels; lesson 02 explains it."""
    either = truth + predicted - both
    above = both[:, None] > np.arange(0.5, 0.99, 0.05) * either[:, None] + 1e-9
    return float(np.where(truth == 0, predicted == 0, above.mean(axis=1)).mean())
