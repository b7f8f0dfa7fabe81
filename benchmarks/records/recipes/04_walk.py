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


class _Enough(Exception):
    pass


def painting(vgg, photograph, style, seconds, seed):
    began = time.monotonic()
    machine.keep_freed_memory()
    short = machine.precision(bfloat16=True) == "mixed_bfloat16"
    look = slope_of(gatys(load_vgg(vgg.name, dtype="bfloat16") if short else vgg, photograph, style))
    best, looked = [np.inf, photograph], 0

    def loss_and_slope(pixels):
        nonlocal looked
        if looked == FIRST:
            raise _Enough
        looked += 1
        loss, _, slope = look(pixels.reshape(photograph.shape).astype("float32"))
        if loss < best[0]:
            best[:] = float(loss), pixels.reshape(photograph.shape).astype("float32")
        return float(loss), np.asarray(slope, float).ravel()

    with contextlib.suppress(_Enough):
        minimize(loss_and_slope, photograph.ravel(), jac=True, method="L-BFGS-B", options={"maxcor": 20})
    pixels, adam = tf.Variable(best[1]), keras.optimizers.Adam(RATE, beta_1=0.9, beta_2=0.8)
    begun, end = time.monotonic(), began + 0.95 * seconds
    while (now := time.monotonic()) < end:
        adam.learning_rate = RATE * (end - now) / (end - begun)
        adam.apply([look(pixels)[2]], [pixels])
    return pixels.numpy()
