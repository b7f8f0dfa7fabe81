"""Built from lesson 01_transposed_convolution: change the lesson, not this file."""

import numpy as np


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
