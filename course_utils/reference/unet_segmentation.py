"""Built from lesson 02_unet_segmentation: change the lesson, not this file."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from scipy.ndimage import binary_dilation, binary_erosion
from scipy.special import expit


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


def receptive_field(layers_passed):
    """Side in pixels of what one number sees behind layers of (kernel, stride)."""
    side, step = 1, 1
    for kernel, stride in layers_passed:
        side, step = side + (kernel - 1) * step, step * stride
    return side


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


class Tiles(keras.utils.PyDataset):
    """Batches of shuffled tiles, each augmented by `augment_pair`."""

    def __init__(self, data, batch_size=16, seed=0):
        super().__init__()
        self.data, self.batch_size, self.rng = data, batch_size, np.random.default_rng(seed)
        self.on_epoch_end()

    def __len__(self):
        return len(self.data) // self.batch_size

    def __getitem__(self, k):
        chosen, data = self.order[k * self.batch_size :][: self.batch_size], self.data
        pairs = [augment_pair(data.images[i], data.masks[i], self.rng) for i in chosen]
        images, masks = (np.stack(parts)[..., None] for parts in zip(*pairs, strict=True))
        return images.astype("float32"), masks.astype("float32")

    def on_epoch_end(self):
        self.order = self.rng.permutation(len(self.data))


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


def pixel_iou(masks, predicted):
    """IoU of all pixels of all tiles (N, H, W) at once."""
    union = np.logical_or(masks, predicted).sum()
    return np.logical_and(masks, predicted).sum() / max(1, union)


def compile_for_salt(net, steps, epochs, rate=0.003):
    """AdamW, its rate climbing for one epoch, then falling; clipnorm bounds a wild step."""
    warm = {"warmup_target": rate, "warmup_steps": steps}
    falling = keras.optimizers.schedules.CosineDecay(1e-4, epochs * steps, **warm)
    net.compile(
        keras.optimizers.AdamW(falling, weight_decay=1e-4, clipnorm=1.0), loss=salt_loss
    )


def ask_hastily(predict, images):
    """The code to mend. It runs, and it lies."""
    mirrored = images[:, ::-1]
    return (predict(images) + predict(mirrored)) / 2


def ask_twice(predict, images):
    """Mean of predict(images) and of the answer for the mirrored images: all (n, h, w)."""
    mirrored = images[:, :, ::-1]
    return (predict(images) + predict(mirrored)[:, :, ::-1]) / 2


THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7)


SIZES = (1, 100, 400)


def draw_salt(probabilities, threshold, smallest):
    """Masks from probabilities (n, 101, 101); with fewer than `smallest` pixels: empty."""
    masks = probabilities > threshold
    return masks & (masks.sum(axis=(1, 2), keepdims=True) >= smallest)


def probability(net, images):
    """The net's probability of salt, asked twice: float32 (n, 101, 101)."""

    def predict(tiles):
        tiles = tiles[..., None].astype("float32")
        return expit(net.predict(tiles, batch_size=64, verbose=0)[..., 0])  # the sigmoid

    return ask_twice(predict, images)


def try_settings(masks, probabilities):
    """(threshold, smallest) → the TGS score of each tile (n,)."""

    def of_tiles(drawn):
        return np.array(
            [tgs_score(t[None], p[None]) for t, p in zip(masks, drawn, strict=True)]
        )

    settings = [(t, s) for s in SIZES for t in THRESHOLDS]
    return {pair: of_tiles(draw_salt(probabilities, *pair)) for pair in settings}


def resampled(above, below, sections):
    """95 % of sum(above) / sum(below), both (n,), when whole sections are drawn again."""
    known = np.min(sections) >= 0  # the real files don't say: then each tile for itself
    _, unit = np.unique(sections if known else np.arange(len(above)), return_inverse=True)
    above, below = np.bincount(unit, above), np.bincount(unit, below)
    drawn = np.random.default_rng(0).integers(len(above), size=(2000, len(above)))
    ratios = above[drawn].sum(axis=1) / np.maximum(below[drawn].sum(axis=1), 1)
    return np.percentile(ratios, [2.5, 97.5])


def per_tile(masks, drawn):
    """Five rows (5, n), for each tile: TGS score; pixels in both masks, in either;
    wrong ones and all within 3 pixels of a boundary."""
    window = np.ones((1, 7, 7), bool)
    near = binary_dilation(masks, window) & ~binary_erosion(masks, window, border_value=1)
    score = [tgs_score(t[None], p[None]) for t, p in zip(masks, drawn, strict=True)]
    counts = masks & drawn, masks | drawn, near & (masks != drawn), near
    return np.array([score, *(c.sum(axis=(1, 2)) for c in counts)], float)


def rle_encode(mask):
    """mask (H, W) bool as "start length start length …": pixels from 1, column by column."""
    pixels = np.pad(mask.ravel(order="F").astype(int), 1)
    changes = np.flatnonzero(np.diff(pixels)) + 1
    starts, ends = changes[::2], changes[1::2]
    return " ".join(f"{start} {end - start}" for start, end in zip(starts, ends, strict=True))
