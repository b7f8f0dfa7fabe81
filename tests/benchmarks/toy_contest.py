"""A contest without TensorFlow: guess how steep a line is. The judge's points are in a file beside this one."""

from pathlib import Path

import numpy as np

from benchmarks.records.contest import Contest, as_array, called, of_shape

SLOPE = 3.0


def answers(result, asked):
    return {"y": as_array(called(result, asked["x"]))}


def judge(secret, answers):
    return float(np.abs(of_shape(answers["y"], 4) - secret).mean())


CONTEST = Contest(
    number="00",
    title="",
    measure="records_measure_03",
    seconds=60,
    parameters=("x", "y", "seconds", "seed"),
    given=lambda: {"x": np.arange(9.0), "y": SLOPE * np.arange(9.0)},
    secret=lambda draw, seed: SLOPE * np.arange(4.0),
    questions=lambda secret: {"x": np.arange(4.0)},
    judge=judge,
    arguments=lambda given: given,
    answers=answers,
    hidden=lambda: [Path(__file__).with_name("test_records.py")],
    tensorflow=False,
)
