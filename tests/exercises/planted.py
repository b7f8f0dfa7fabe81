"""Answers to the exercises as students write them, gathered a lesson at a time."""

import importlib
from collections.abc import Callable


class Book:
    """`wrong[exercise][mistake]` is (key of the hint, answer), `right[exercise][style]` an answer."""

    def __init__(self):
        self.wrong: dict[str, dict[str, tuple[str, Callable]]] = {}
        self.right: dict[str, dict[str, Callable]] = {}

    def add_wrong(self, exercise, mistake, hint, answer=None):
        """Plants a mistake; without `answer` it decorates one."""
        if answer is None:
            return lambda function: self.add_wrong(exercise, mistake, hint, function)
        assert mistake not in self.wrong.setdefault(exercise, {})
        self.wrong[exercise][mistake] = hint, answer
        return answer

    def add_right(self, exercise, style, answer=None):
        if answer is None:
            return lambda function: self.add_right(exercise, style, function)
        assert style not in self.right.setdefault(exercise, {})
        self.right[exercise][style] = answer
        return answer


class Later:
    """A module that is imported when it is used first."""

    def __init__(self, name):
        self.name = name

    def __getattr__(self, attribute):
        return getattr(importlib.import_module(self.name), attribute)
