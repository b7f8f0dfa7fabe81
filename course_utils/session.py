"""This run of a lesson: its profile, its seed, and what `report` will tell about it."""

from __future__ import annotations  # the doctor speaks under older Pythons, too

import os
import time
from dataclasses import dataclass, field

from course_utils import machine
from course_utils.messages import CourseError

PROFILES = ("smoke", "quick", "full")
SEED = 0


@dataclass(frozen=True)
class Profile:
    """How much work a run does; it changes sizes and steps, never code paths.

    smoke: seconds, proves that every cell runs · quick: two CPU cores, results worth looking at ·
    full: a GPU, results of published size.
    """

    name: str

    def pick(self, *, smoke, quick, full):
        """The one of the three values that this profile uses."""
        return {"smoke": smoke, "quick": quick, "full": full}[self.name]


@dataclass
class Session:
    """What `report` needs to know about this run of a lesson."""

    lesson: str
    profile: Profile
    started: float = field(default_factory=time.perf_counter)
    trainings: list[dict] = field(default_factory=list)
    provenances: list = field(default_factory=list)


current: Session | None = None  # the running one


def seed_everything(seed: int = SEED) -> None:
    """Seed Python, NumPy and TensorFlow at once."""
    import keras

    keras.utils.set_random_seed(seed)


def current_profile() -> Profile:
    """COURSE_PROFILE if set, else `full` when TensorFlow sees a GPU, else `quick`."""
    name = os.environ.get("COURSE_PROFILE", "").strip().lower()
    if not name:
        name = "full" if machine.gpu_names() else "quick"
    if name not in PROFILES:
        raise CourseError("profile_unknown", name=name, names=", ".join(PROFILES))
    return Profile(name)


def current_seconds() -> float:
    """Seconds since this lesson's first cell ran; 0 outside a lesson."""
    return time.perf_counter() - current.started if current else 0.0


def note_provenance(provenance) -> None:
    """Remember for the report where a lesson's data came from."""
    if current and provenance not in current.provenances:
        current.provenances.append(provenance)


def note_training(name: str, seconds: float, stopped: bool) -> None:
    """Remember for the report how long a training took, and whether it was stopped."""
    if current:
        current.trainings.append({"name": name, "seconds": round(seconds, 2), "stopped": stopped})


def is_static() -> bool:
    """True while the build executes a notebook: demos then show their picture without widgets."""
    return os.environ.get("COURSE_STATIC") == "1"


def is_recording() -> bool:
    """True while demos also leave a recording, for pages that have no kernel."""
    return os.environ.get("COURSE_RECORD") == "1"
