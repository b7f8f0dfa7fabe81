"""Training on every GPU of a machine: each takes its share of a batch, and their gradients are averaged.

This module imports Keras, which is there once `start` has run.
"""

import contextlib
from collections.abc import Iterator
from functools import cache

import keras
import tensorflow as tf

from course_utils import session


@contextlib.contextmanager
def all_gpus(devices: list[str] | None = None) -> Iterator[int]:
    """Nets that are built and compiled inside train on all GPUs in the profile `full`; gives how many.

    with all_gpus() as gpus:
        net = build_net()
        net.compile(keras.optimizers.Adam(0.001 * gpus**0.5), loss)
    with live_training("net") as progress:
        net.fit(batches of 16 * gpus, callbacks=[progress])

    With one GPU or none it gives 1, and nothing is different. A loss must give one number for its batch, here
    for the share of each GPU; batch normalisation, too, is of the share. devices: other names, for tests.
    """
    if devices is None:
        wanted = session.current is None or session.current.profile.name == "full"
        devices = [gpu.name for gpu in tf.config.list_logical_devices("GPU")] if wanted else []
    if len(devices) < 2:
        yield 1
        return
    with _strategy(*devices).scope():
        yield len(devices)


@cache
def _strategy(*devices: str) -> tf.distribute.Strategy:
    """One for the whole process: a second one would number its sums like the first, and be taken for it."""
    return tf.distribute.MirroredStrategy(devices)


def share_out(model: keras.Model) -> None:
    """Before a model's first step, what Keras leaves to its user: the average is over all of the batch.

    Keras adds up the gradients of the shares, after each was clipped by itself, and takes it that a loss which
    is one number was divided by the number of GPUs before. XLA can't compile a step that several share.
    """
    shares = model.distribute_strategy.num_replicas_in_sync
    if shares == 1:
        return
    for optimizer in [part for part in vars(model).values() if isinstance(part, keras.optimizers.Optimizer)]:
        _average(optimizer)
    if type(model).train_step is keras.Model.train_step and "update_state" not in vars(model._loss_tracker):
        whole = model._loss_tracker.update_state
        model._loss_tracker.update_state = lambda loss, **more: whole(loss / shares, **more)
    model._maybe_symbolic_build = lambda **data: None  # it is built; this would add up even masks, bool
    if "evaluate" not in vars(model):
        _judge_evenly(model, shares)
    model.jit_compile = False
    model.make_train_function(force=True)


def _judge_evenly(model: keras.Model, shares: int) -> None:
    """Arrays to be judged are cut to a multiple of the shares: one that is empty would stop the training."""
    whole = model.evaluate

    def evaluate(x=None, y=None, batch_size=None, _use_cached_eval_dataset=False, **more):
        if hasattr(x, "shape"):
            x, y = (part[: len(part) // shares * shares] for part in (x, y))
            batch_size = -(-(batch_size or 32) // shares) * shares
        return whole(x, y, batch_size=batch_size, **more)

    model.evaluate = evaluate


def _average(optimizer: keras.optimizers.Optimizer) -> None:
    """From now on it averages the gradients of all shares before it clips, scales or applies them."""
    if "apply" in vars(optimizer):
        return
    whole = optimizer.apply

    def apply(gradients, variables=None):
        gradients = list(gradients)
        there = [gradient for gradient in gradients if gradient is not None]
        averaged = iter(tf.distribute.get_replica_context().all_reduce("MEAN", there))
        return whole([None if g is None else next(averaged) for g in gradients], variables)

    optimizer.apply = apply
    for one in (optimizer, getattr(optimizer, "inner_optimizer", None)):
        if one is not None:
            one._all_reduce_sum_gradients = list
