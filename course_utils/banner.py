"""The first cell of every lesson: TensorFlow without its noise, seeds, and what the reader should know."""

import os
from collections.abc import Iterator

from course_utils import defaults, host, machine, session, shadows
from course_utils.cards import lesson_card
from course_utils.data import tgs
from course_utils.data.sources import describe_sources
from course_utils.html import table_html
from course_utils.language import current_language
from course_utils.messages import CourseError, text
from course_utils.overview import show_course
from course_utils.session import Profile, Session

# At least one of them says something in each of Colab's TPU runtimes, old and new, and none elsewhere in Colab.
TPU_VARIABLES = ("COLAB_TPU_ADDR", "COLAB_TPU_1VM", "TPU_ACCELERATOR_TYPE")


def start(lesson: str) -> Profile:
    """First cell of every lesson: quiet TensorFlow, fixed seeds, the banner; returns the profile.

    `lesson` is the name of the notebook, such as "01_transposed_convolution". Settings that other work has left
    are set back. CourseError for files that hide a module, and for what only a restart of the kernel undoes.
    """
    card = lesson_card(lesson)
    hiding = shadows.hiding_files()
    if hiding:
        raise CourseError("shadow", files=", ".join(hiding))
    defaults.changed.clear()  # by an earlier run of this cell
    has_tensorflow = True
    try:
        machine.import_tensorflow_quietly()
    except ImportError:
        has_tensorflow = False
    profile = session.current_profile()
    session.current = Session(lesson, profile)
    if has_tensorflow:
        defaults.restore()
        session.seed_everything()
    _show_banner(card, profile, has_tensorflow)
    return profile


def _remarks(profile: Profile, has_tensorflow: bool) -> list[tuple[str, str]]:
    """What a reader should know about this runtime, as rows of the banner."""
    if defaults.changed:
        return [("⚠", text("state_reset", settings=defaults.describe())), *_about_runtime(profile, True)]
    return _about_runtime(profile, has_tensorflow)


def _about_runtime(profile: Profile, has_tensorflow: bool) -> list[tuple[str, str]]:
    if host.on_colab() and any(os.environ.get(name) for name in TPU_VARIABLES):
        return [("⚠", text("colab_tpu"))]
    if not has_tensorflow:
        return [("⚠", text("no_tensorflow"))]
    if host.on_colab() and not machine.gpu_names():
        return [("Colab", text("colab_no_gpu", profile=profile.name))]
    return [("Kaggle", line) for line in _about_kaggle(profile)] if host.on_kaggle() else []


def _about_kaggle(profile: Profile) -> Iterator[str]:
    if not machine.gpu_names():
        yield text("kaggle_no_gpu", profile=profile.name)
    if "tgs" in lesson_card(session.current.lesson)["data"]:
        folder = tgs.tgs_folder()
        yield text("kaggle_files", folder=folder) if folder else text("kaggle_no_files", page=tgs.PAGE)
        if tgs.tgs_test_available():
            yield text("kaggle_hand_in", folder=host.hand_in_folder())


def _show_banner(card: dict, profile: Profile, has_tensorflow: bool) -> None:
    from IPython.display import display

    rows = [
        (text("banner_versions"), " · ".join(f"{k} {v}" for k, v in machine.versions().items())),
        (text("banner_device"), machine.device()),
        (text("banner_profile"), text("labelled", name=profile.name, value=text("profile_" + profile.name))),
        (text("banner_minutes"), text("minutes_" + profile.name, **card["minutes"])),
        *((text("banner_data"), line) for line in describe_sources(card["data"])),
    ]
    rows += _remarks(profile, has_tensorflow)
    title = card["title"][current_language()]
    bundle = {
        "text/plain": "\n".join([title, *(text("labelled", name=k, value=v) for k, v in rows)]),
        "text/html": table_html(rows, title),
    }
    display(bundle, raw=True)
    show_course(session.current.lesson)
