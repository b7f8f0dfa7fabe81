"""No network at all: a Gaussian for each digit, along the directions in which its pictures differ most."""

import numpy as np

KEPT = 20  # directions


def digits(training, seconds, seed):
    """Digits (images uint8 (n, 28, 28), labels) → a function that draws those asked for.

    labels (n,) → pictures; they are uint8 (n, 28, 28), ink 255 on paper 0, or floats from -1, paper, to 1.
    """
    rng, fitted = np.random.default_rng(seed), {}
    for digit in range(10):
        pictures = training.scaled()[training.labels == digit].reshape(-1, 784)
        mean = pictures.mean(axis=0)
        _, lengths, directions = np.linalg.svd(pictures - mean, full_matrices=False)
        fitted[digit] = mean, (lengths[:KEPT, None] / np.sqrt(len(pictures)) * directions[:KEPT])

    def draw(labels):
        drawn = [fitted[digit][0] + rng.normal(size=KEPT) @ fitted[digit][1] for digit in labels]
        return np.clip(drawn, -1, 1).reshape(-1, 28, 28)

    return draw
