"""Built from lesson 01_transposed_convolution: change the lesson, not this file."""

import keras
import numpy as np
import tensorflow as tf


def shrink(image, factor):
    """Mean over blocks of factor × factor pixels; image (H, W, ...), both sides divisible."""
    height, width = image.shape[0] // factor, image.shape[1] // factor
    blocks = image.reshape(height, factor, width, factor, *image.shape[2:])
    return blocks.mean(axis=(1, 3))


def conv_transpose2d(x, kernel, stride=1, padding=0):
    """Each pixel of x (H, W) stamps kernel (kh, kw); then `padding` is cropped on all sides."""
    rows, columns = ((n - 1) * stride + k for n, k in zip(x.shape, kernel.shape, strict=True))
    out = np.zeros((rows, columns))
    for i, j in np.ndindex(x.shape):
        top, left = i * stride, j * stride
        out[top : top + kernel.shape[0], left : left + kernel.shape[1]] += x[i, j] * kernel
    return out[padding : rows - padding, padding : columns - padding]


def require_legal(n, kernel, stride=1, padding=0, output_padding=0):
    """ValueError that names the argument, unless one side's settings [pixels] make sense."""
    least = {"n": (n, 1), "kernel": (kernel, 1), "stride": (stride, 1)}
    least |= {"padding": (padding, 0), "output_padding": (output_padding, 0)}
    for name, (value, lowest) in least.items():
        if value != int(value) or value < lowest:
            raise ValueError(f"{name} must be a whole number of at least {lowest}, not {value}")
    if output_padding >= stride:
        wrong = f"output_padding={output_padding} must be below stride={stride}"
        raise ValueError(f"{wrong}: a whole further step would belong to a further input pixel")


def output_size(n, kernel, stride=1, padding=0, output_padding=0):
    """Side of the output, in pixels, for an input side of n pixels; 0 where none is left."""
    require_legal(n, kernel, stride, padding, output_padding)
    return max((n - 1) * stride - 2 * padding + kernel + output_padding, 0)


def transposed_convolution(x, kernel, stride=1, padding=0, output_padding=0):
    """As conv_transpose2d, with rows and columns added at the far end before the crop."""
    settings = stride, padding, output_padding
    rows, columns = (
        output_size(*side, *settings) for side in zip(x.shape, kernel.shape, strict=True)
    )
    full = np.pad(conv_transpose2d(x, kernel, stride), (0, output_padding))
    return full[padding:, padding:][:rows, :columns]


def convolution_matrix(kernel, input_shape, stride=1):
    """C (output pixels, input pixels) of a valid cross-correlation; pixels go row by row."""
    windows = [(n - k) // stride + 1 for n, k in zip(input_shape, kernel.shape, strict=True)]
    rows = []
    for i, j in np.ndindex(*windows):
        row = np.zeros(input_shape)
        top, left = i * stride, j * stride
        row[top : top + kernel.shape[0], left : left + kernel.shape[1]] = kernel
        rows.append(row.ravel())
    return np.array(rows)


def overlap_count(n, kernel, stride):
    """How many stamps cover each of the (n-1)·stride + kernel output pixels; int array."""
    counts = np.zeros((n - 1) * stride + kernel, dtype=int)
    for i in range(n):
        counts[i * stride : i * stride + kernel] += 1
    return counts


def bilinear_kernel(factor):
    """Kernel (w, w) with w = 2·factor - factor mod 2 that interpolates at stride `factor`."""
    side = 2 * factor - factor % 2
    distance = np.abs(np.arange(side) - (side - 1) / 2)
    tent = 1 - distance / factor
    return np.outer(tent, tent)


def build_upsampler(kernel, factor=4, filters=24, depth=4, activation="relu", stamp=8):
    """Enlarges (h, w, 1) to (factor·h, factor·w, 1): bilinear, plus a learned correction."""
    growing = {"strides": factor, "padding": "same"}
    small = keras.Input((None, None, 1))
    mirrored = [[0, 0], [1, 1], [1, 1], [0, 0]]  # or the picture would fade to black
    x = keras.ops.pad(small, mirrored, mode="symmetric")

    fixed = {"use_bias": False, "trainable": False}
    interpolate = keras.layers.Conv2DTranspose(1, kernel.shape, **growing, **fixed)
    bilinear = interpolate(x)
    interpolate.set_weights([kernel[:, :, None, None]])

    for _ in range(depth):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation=activation)(x)
    growing["kernel_initializer"] = "zeros"
    correction = keras.layers.Conv2DTranspose(1, stamp, **growing)(x)
    large = keras.layers.Cropping2D(factor)(bilinear + correction)
    return keras.Model(small, large)


JUDGED = ["astronaut", "chelsea", "coffee", "rocket"]


THINGS = ["flower", "motorcycle", "camera", "coins", "moon"]


TEXTURES = ["brick", "grass", "gravel", "ihc", "hubble", "retina"]


def random_patches(photos, per_photo, rng, side=64):
    """Single colour planes, turned and mirrored; small (N, side/4, side/4, 1) and large."""
    patches = []
    for photo in photos.values():
        for _ in range(per_photo):
            row, column = rng.integers(0, np.array(photo.shape[:2]) - side + 1)
            patch = photo[row : row + side, column : column + side, rng.integers(3)]
            patches.append(np.rot90(patch, rng.integers(4))[:, :: rng.choice([-1, 1])])
    small = np.stack([shrink(patch, 4) for patch in patches])
    return small[..., None], np.stack(patches)[..., None]


def train_upsampler(model, small, large, epochs, callbacks=()):
    """Adam, with a rate that falls to 0 along a cosine, on the mean squared error."""
    steps = epochs * -(-len(large) // 16)  # rounded up
    falling = keras.optimizers.schedules.CosineDecay(0.004, steps)
    model.compile(keras.optimizers.Adam(falling), loss="mse")
    options = {"batch_size": 16, "epochs": epochs, "verbose": 0, "callbacks": [*callbacks]}
    model.fit(small, large, **options)
    return model


def enlarge_photo(model, image):
    """A colour picture (h, w, 3) through the model, plane by plane."""
    planes = np.asarray(model(np.moveaxis(image, -1, 0)[..., None]))
    return np.clip(np.moveaxis(planes[..., 0], 0, -1), 0, 1)


def psnr(truth, image):
    """Peak signal-to-noise ratio [dB] of values in [0, 1], over all pixels and colours."""
    return 10 * np.log10(1 / np.mean((truth - image) ** 2))


def enlargements(photo, **models):
    """A photograph's ¼-size input, and method -> its enlargement, beside the "original"."""
    truth = photo[: photo.shape[0] // 4 * 4, : photo.shape[1] // 4 * 4]
    small, made = shrink(truth, 4), {"original": truth}
    for kind in ("nearest", "bilinear", "bicubic"):
        made[kind] = np.clip(tf.image.resize(small, truth.shape[:2], kind), 0, 1)
    return small, made | {name: enlarge_photo(model, small) for name, model in models.items()}
