"""The usual tutorial: Adam on the pixels, with a rate of 0.02, cut off to [0, 1]."""

import time

import keras
import tensorflow as tf

from course_utils.reference.style_transfer import gatys, slope_of


def painting(vgg, photograph, style, seconds, seed):
    """A trained net and two pictures, float32 (256, 256, 3) in [0, 1] → a third.

    It is judged by the objective below.
    """
    end = time.monotonic() + 0.95 * seconds
    look = slope_of(gatys(vgg, photograph, style))
    pixels, adam = tf.Variable(photograph), keras.optimizers.Adam(0.02, beta_1=0.99, epsilon=0.1)
    while time.monotonic() < end:
        slope = look(pixels)[-1]
        adam.apply([slope], [pixels])
        pixels.assign(tf.clip_by_value(pixels, 0.0, 1.0))
    return pixels
