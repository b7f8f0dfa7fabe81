"""As in lesson 02: flips, cross-entropy with Dice, a falling rate; asked twice, with a chosen threshold."""

import keras

from benchmarks.records.clock import Clock
from course_utils.machine import precision
from course_utils.reference import unet_segmentation as lesson


def salt(training, validation, seconds, seed):
    clock = Clock(0.85 * seconds)
    keras.utils.set_random_seed(seed)
    keras.config.set_dtype_policy(precision(bfloat16=True))
    net = lesson.build_unet(lesson.decoder_block)
    adam = keras.optimizers.AdamW(0.003, weight_decay=1e-4, clipnorm=1.0)
    net.compile(adam, lesson.salt_loss)
    clock.falling(adam, 0.003)
    net.fit(lesson.Tiles(training, 32, seed=seed), epochs=1000, verbose=0, callbacks=[clock])

    opinion = lesson.probability(net, validation.images)
    tried = lesson.try_settings(validation.masks, opinion)
    best = max(tried, key=lambda setting: tried[setting].mean())
    return lambda tiles: lesson.draw_salt(lesson.probability(net, tiles), *best)
