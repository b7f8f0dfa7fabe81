"""The parts of the benchmark, a module for each lesson and each other thing; found, never listed.

Importing these modules computes nothing and leaves TensorFlow alone: what a side needs it imports as it begins.
"""

import importlib
import pkgutil

from benchmarks.frame import Part

LIMITS = "limits"  # the part that every other one's share refers to


def parts() -> dict[str, Part]:
    """Name -> part: the machine's limits, then whatever takes the least time."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    found = [part for module in modules for part in vars(module).values() if isinstance(part, Part)]
    return {part.name: part for part in sorted(found, key=lambda p: (p.name != LIMITS, p.minutes, p.name))}
