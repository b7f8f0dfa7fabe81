"""L-BFGS for a start, then Adam with a falling rate; in bfloat16 where the processor is quick with it."""

import contextlib
import time

import keras
import numpy as np
import tensorflow as tf
from scipy.optimize import minimize

from course_utils import machine
from course_utils.pretrained import load_vgg
from course_utils.reference.style_transfer import gatys, slope_of

FIRST, RATE = 20, 0.06  # evaluations of L-BFGS; Adam's rate at first


class _Enough(Exception): ...


def painting(vgg, photograph, style, seconds, seed):
    began = time.monotonic()
    machine.keep_freed_memory()
    short = machine.precision(bfloat16=True) == "mixed_bfloat16"
    vgg, seen = load_vgg(vgg.name, dtype="bfloat16") if short else vgg, []
    look = slope_of(gatys(vgg, photograph, style))

    def loss_and_slope(pixels):
        if len(seen) == FIRST:
            raise _Enough
        picture = pixels.reshape(photograph.shape).astype("float32")
        loss, _, slope = look(picture)
        seen.append((float(loss), picture))
        return seen[-1][0], np.asarray(slope, float).ravel()

    with contextlib.suppress(_Enough):
        minimize(loss_and_slope, photograph.ravel(), jac=True, method="L-BFGS-B", options={"maxcor": 20})
    pixels = tf.Variable(min(seen, key=lambda one: one[0])[1])
    adam = keras.optimizers.Adam(RATE, beta_1=0.9, beta_2=0.8)
    begun, end = time.monotonic(), began + 0.95 * seconds
    while (now := time.monotonic()) < end:
        adam.learning_rate = RATE * (end - now) / (end - begun)
        adam.apply([look(pixels)[2]], [pixels])
    return pixels.numpy()
