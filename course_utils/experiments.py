"""An open experiment: a hypothesis, a few settings, the same seeds for each, and a table with the spread."""

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from statistics import fmean

from course_utils import session
from course_utils.html import notice, table_bundle
from course_utils.messages import CourseError, text
from course_utils.panel import show_progress


def open_experiment(
    hypothesis: str,
    measure: Callable[[object, int], float],
    settings: Mapping[str, object],
    seeds: Sequence[int] = (0, 1, 2),
    unit: str = "",
) -> dict[str, list[float]]:
    """Call `measure(value, seed)` for each of the `settings`, name -> value, with each seed, and show a table.

    `hypothesis` says beforehand what will come out, and is shown above the table; while it is empty nothing
    is measured, except where the notebook is executed for its stored outputs. The results, name -> a number a
    seed, are given back. In the profile `smoke` the first seed is enough. All settings get the
    first seed before any gets the second, so that an interrupted experiment still compares; what was measured
    until then is shown.

    Raises CourseError for fewer than two settings or seeds, and where `measure` gives no finite number.
    """
    if min(len(settings), len(seeds)) < 2:
        raise CourseError("experiment_too_small", settings=len(settings), seeds=len(seeds))
    if session.current is not None and session.current.profile.name == "smoke":
        seeds = seeds[:1]
    results: dict[str, list[float]] = {name: [] for name in settings}
    if not hypothesis.strip() and not session.is_static():
        notice(text("experiment_no_hypothesis", runs=len(settings) * len(seeds)))
        return results
    try:
        for seed, name in show_progress(list(product(seeds, settings))):
            session.seed_everything(seed)
            results[name].append(_number(measure(settings[name], seed), name, seed))
    except KeyboardInterrupt:
        notice(text("experiment_stopped"))
    _show(hypothesis, results, seeds, unit)
    return results


def _number(measured, name: str, seed: int) -> float:
    try:
        number = float(measured)
    except (TypeError, ValueError):
        raise CourseError("experiment_no_number", measured=measured, name=name, seed=seed) from None
    if abs(number) < float("inf"):
        return number
    raise CourseError("experiment_no_number", measured=number, name=name, seed=seed)


def _show(hypothesis: str, results: dict[str, list[float]], seeds: Sequence[int], unit: str) -> None:
    from IPython.display import display

    column = f"setting ({unit})" if unit else "setting"
    rows = []
    for name, numbers in results.items():
        each = [f"{number:.3g}" for number in numbers] + [""] * (len(seeds) - len(numbers))
        all_of_them = {"mean": fmean(numbers), "spread": _spread(numbers)} if numbers else {}
        row = {column: name} | {f"seed {seed}": cell for seed, cell in zip(seeds, each, strict=True)}
        rows.append(row | {key: f"{all_of_them[key]:.3g}" if numbers else "" for key in ("mean", "spread")})
    caption = text("experiment_caption", hypothesis=hypothesis.strip() or text("experiment_none_stated"))
    display(table_bundle(rows, caption), raw=True)
    first, *others = results
    for name in others:
        if len(results[name]) > 1:
            difference = fmean(results[name]) - fmean(results[first])
            spread = max(_spread(results[first]), _spread(results[name]))
            key = "experiment_beyond_noise" if abs(difference) > spread else "experiment_within_noise"
            measured = f"{difference:+.3g} {unit}".rstrip()
            print(text(key, name=name, first=first, difference=measured, spread=f"{spread:.3g}"))


def _spread(numbers: Sequence[float]) -> float:
    return max(numbers) - min(numbers)
