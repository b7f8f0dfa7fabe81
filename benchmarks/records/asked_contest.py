"""Lesson 05 as a contest: draw the digits that are asked for, after a minute of training.

Judged as in lesson 03, a hundred of each digit; at least nine in ten must be read as what was asked for.
"""

from dataclasses import replace

import numpy as np

from benchmarks.records import digits_contest
from benchmarks.records.contest import as_array, called
from course_utils.messages import CourseError

ASKED = np.repeat(np.arange(10), digits_contest.JUDGED // 10)
FEWEST_RIGHT = 0.9


def questions(secret):
    return {"labels": ASKED}


def judge(secret, answers) -> float:
    from course_utils.judge import load_judge

    figure = digits_contest.judge(secret, answers)
    pictures = digits_contest.pictures_of(answers["pictures"], len(ASKED))
    right = float(np.mean(load_judge().probabilities(pictures).argmax(axis=1) == ASKED))
    if right < FEWEST_RIGHT:
        raise CourseError("records_not_asked", right=right, fewest=FEWEST_RIGHT)
    return figure


def answers(result, asked):
    return {"pictures": as_array(called(result, asked["labels"]))}


CONTEST = replace(
    digits_contest.CONTEST,
    number="05",
    title="records_title_05",
    questions=questions,
    judge=judge,
    answers=answers,
)
