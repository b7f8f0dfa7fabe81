"""Built from lesson 02_unet_segmentation: change the lesson, not this file."""

from dataclasses import dataclass, field

import keras
import numpy as np
import tensorflow as tf
from keras import layers


@dataclass
class UnetSizes:
    """Sides in pixels, in the order in which a picture travels: the decoder from below.

    A level of the encoder, and the bottom: in, after convolution 1, after 2. A level of the
    decoder: up-convolved, joined, after convolution 1, after 2. Crops: from each side.
    """

    encoder: list[list] = field(default_factory=list)
    bottom: list = field(default_factory=list)
    decoder: list[list] = field(default_factory=list)
    crops: list[int] = field(default_factory=list)
    output: int = 0


class UnetSizeError(ValueError):
    """The level that breaks (1 works at full resolution), and the sizes up to there."""

    def __init__(self, level, reason, sizes):
        super().__init__(f"level {level}: {reason}")
        self.level, self.sizes = level, sizes


def unet_sizes(size, depth, valid=True):
    """All sides [pixels] of a U-Net (arXiv 1505.04597, Figure 1), or UnetSizeError."""
    lost = 2 if valid else 0  # a 3×3 window needs a neighbour on either side
    sizes = UnetSizes()

    def convolve_twice(sides, level):
        for _ in range(2):
            if sides[-1] <= lost:
                reason = f"a 3×3 convolution leaves nothing of {sides[-1]} pixels"
                raise UnetSizeError(level, reason, sizes)
            sides.append(sides[-1] - lost)

    for level in range(1, depth + 1):
        sizes.encoder.append([size])
        convolve_twice(sizes.encoder[-1], level)
        size, odd = divmod(sizes.encoder[-1][-1], 2)
        if odd:
            reason = f"{2 * size + 1} pixels are odd, pooling by 2 would lose one"
            raise UnetSizeError(level, reason, sizes)
    sizes.bottom.append(size)
    convolve_twice(sizes.bottom, depth + 1)
    for level in range(depth, 0, -1):
        size = 2 * (sizes.decoder or [sizes.bottom])[-1][-1]
        sizes.crops.append((sizes.encoder[level - 1][-1] - size) // 2)
        sizes.decoder.append([size, size])
        convolve_twice(sizes.decoder[-1], level)
    sizes.output = sizes.decoder[-1][-1]
    return sizes


def unet_parameters(depth, filters, channels=1, classes=2):
    """Weights and biases of the same network; `filters` is the width of the first level."""

    def layer(kernel, inputs, outputs):
        return kernel * kernel * inputs * outputs + outputs

    widths = [filters * 2**level for level in range(depth + 1)]
    total = layer(1, filters, classes)
    for inputs, width in zip([channels, *widths], widths, strict=False):
        total += layer(3, inputs, width) + layer(3, width, width)  # down, and the bottom
    for width in widths[:-1]:
        total += layer(2, 2 * width, width)  # up-convolution; its output joins the copy
        total += layer(3, 2 * width, width) + layer(3, width, width)
    return total


def decoder_block(x, skip, filters):
    """x (h, w, ·) enlarged to skip's size (2h, 2w, ·), joined with it: (2h, 2w, filters)."""
    x = layers.Conv2DTranspose(filters, kernel_size=2, strides=2)(x)
    x = layers.Concatenate()([x, skip])
    x = layers.Conv2D(filters, kernel_size=3, padding="same", activation="relu")(x)
    return layers.Conv2D(filters, kernel_size=3, padding="same", activation="relu")(x)


def build_unet(decoder, filters=(16, 32, 64)):
    """Tiles (101, 101, 1) with values 0 to 255 → logits (101, 101, 1); above 0 means salt."""
    tile = keras.Input((101, 101, 1))
    x = layers.Rescaling(1 / 41, offset=-120 / 41)(tile)  # about mean 0, standard deviation 1
    x = layers.ZeroPadding2D(((1, 2), (1, 2)))(x)
    x = layers.Conv2D(filters[0], 4, strides=2, padding="same", activation="relu")(x)
    skips = []
    for width in filters[:-1]:
        for _ in range(2):
            x = layers.Conv2D(width, 3, padding="same", activation="relu")(x)
        skips.append(x)
        x = layers.MaxPooling2D()(x)
    for _ in range(2):
        x = layers.Conv2D(filters[-1], 3, padding="same", activation="relu")(x)
    for width, skip in zip(filters[-2::-1], skips[::-1], strict=True):
        x = decoder(x, skip, width)
    exact = {"dtype": "float32"}  # the logits, whatever the layers before compute in
    x = layers.Conv2DTranspose(1, 4, strides=2, padding="same", **exact)(x)
    return keras.Model(tile, layers.Cropping2D(((1, 2), (1, 2)), **exact)(x))


def dice_loss(truth, logits):
    """1 minus the overlap of the whole batch: 0 for a perfect match, near 1 for none."""
    probability = tf.sigmoid(logits)
    overlap = 2 * tf.reduce_sum(probability * truth) + 1
    return 1 - overlap / (tf.reduce_sum(probability) + tf.reduce_sum(truth) + 1)


def salt_loss(truth, logits):
    """Cross-entropy plus Dice: every pixel counts, and so does the mask as a whole."""
    truth = tf.cast(truth, logits.dtype)
    cross_entropy = tf.nn.sigmoid_cross_entropy_with_logits(truth, logits)
    return tf.reduce_mean(cross_entropy) + dice_loss(truth, logits)


def augment_pair(image, mask, rng):
    """image (H, W) or (H, W, C), mask (H, W): half of the time both mirrored left to right."""
    if rng.random() < 0.5:
        return image[:, ::-1], mask[:, ::-1]
    return image, mask


def iou(mask_true, mask_pred):
    """Intersection over union of two masks (H, W), bool or 0/1; 1.0 when both are empty."""
    union = np.logical_or(mask_true, mask_pred).sum()
    if union == 0:
        return 1.0
    return float(np.logical_and(mask_true, mask_pred).sum() / union)


def tgs_score(masks_true, masks_pred):
    """Mean over images (N, H, W) of the share of thresholds 0.50, 0.55 … 0.95 below the IoU."""
    ious = np.array([iou(*pair) for pair in zip(masks_true, masks_pred, strict=True)])
    thresholds = np.arange(10, 20) / 20
    return float((ious[:, None] > thresholds).mean())


def rle_encode(mask):
    """mask (H, W) bool as "start length start length …": pixels from 1, column by column."""
    pixels = np.pad(mask.ravel(order="F").astype(int), 1)
    changes = np.flatnonzero(np.diff(pixels)) + 1
    starts, ends = changes[::2], changes[1::2]
    return " ".join(f"{start} {end - start}" for start, end in zip(starts, ends, strict=True))
