"""What `python -m benchmarks.records` does."""

import secrets
import statistics
import sys
from datetime import UTC, datetime
from pathlib import Path

import benchmarks.records
from benchmarks.records import table
from benchmarks.records.contest import contests
from benchmarks.records.pace import pace, seconds_here
from benchmarks.records.recipe import Recipe, read_recipe
from benchmarks.records.running import Arena, Run
from course_utils import console, machine
from course_utils.messages import CourseError, text

RECIPES = Path(__file__).parent / "recipes"
SEEDS = 3
SHOWN = 2000  # characters of what a function printed before it failed


def main(arguments: list[str] | None = None) -> int:
    """0 if all recipes ran to their end."""
    parser = console.parser("benchmarks.records", benchmarks.records.__doc__)
    parser.add_argument("contest", choices=[*contests(), "pace"])
    parser.add_argument("recipes", nargs="*", type=Path, metavar="RECIPE.py")
    parser.add_argument("--seeds", type=int, default=SEEDS, help=f"how often each runs (default {SEEDS})")
    parser.add_argument("--seconds", type=float, help="only try: give each so many seconds, keep no record")
    parser.add_argument("--draw", type=int, help="the judge's secret number, for several runs to be alike")
    parser.add_argument("--enter", action="store_true", help="into the course's own table, not the one beside")
    options = parser.parse_args(arguments)
    if options.contest == "pace":
        return show_pace(options.enter)
    if not options.recipes or options.seeds < 1 or (options.seconds or 1) <= 0:
        parser.error("it takes one recipe at least, one seed, and some seconds")
    if options.enter and any(path.resolve().parent != RECIPES for path in options.recipes):
        parser.error(f"--enter is for recipes in {RECIPES}")
    module = contests()[options.contest]
    recipes = {}
    for path in options.recipes:
        with_name(path, lambda path=path: recipes.update({path: read_recipe(path, module.CONTEST.parameters)}))
    return 0 if recipes and compete(module, recipes, options) == len(options.recipes) else 1


def compete(module, recipes: dict[Path, Recipe], options) -> int:
    """Run them all; how many have ended well."""
    contest, stored = module.CONTEST, table.read(table.STORED)
    if contest.tensorflow:
        machine.import_tensorflow_quietly()
    here = None if options.seconds else pace()
    seconds = options.seconds or seconds_here(contest.seconds, here, stored["pace"] or here)
    print(text("records_begin", count=len(recipes), seeds=options.seeds, seconds=seconds))
    draw = secrets.randbits(64) if options.draw is None else options.draw
    arena, well = Arena(module, draw, options.seeds, seconds), 0
    for path, recipe in recipes.items():
        runs = with_name(path, lambda recipe=recipe: arena.runs(recipe, show_run))
        if runs is None:
            continue
        well += 1
        entry = entry_of(contest.number, recipe, runs, here)
        if options.seconds:
            print(table.table(contest, [entry]))
        else:
            keep(contest, entry, path, options.enter)
    return well


def with_name(path: Path, work):
    """What the work gives; None, and a sentence that begins with the recipe's name, where it fails."""
    try:
        return work()
    except CourseError as error:
        if noise := getattr(error, "noise", "").strip():
            print(noise[-SHOWN:], file=sys.stderr)
        print(f"{path.name}: {error}", file=sys.stderr)


def show_run(seed: int, run: Run) -> None:
    print(text("records_run", seed=seed, figure=run.figure, seconds=run.seconds), flush=True)


def entry_of(number: str, recipe: Recipe, runs: list[Run], here: float | None) -> dict:
    """What the table keeps of a recipe's runs."""
    figures = [run.figure for run in runs]
    return {
        "contest": number,
        "recipe": recipe.name,
        "words": recipe.words,
        "mean": statistics.mean(figures),
        "spread": statistics.stdev(figures) if len(figures) > 1 else None,
        "figures": figures,
        "seconds": statistics.mean(run.seconds for run in runs),
        "locked": all(run.locked for run in runs),
        "machine": machine.machine_name(),
        "pace": here,
        "versions": machine.versions("tensorflow", "keras", "numpy"),
        "date": datetime.now(UTC).date().isoformat(),
    }


def keep(contest, entry: dict, path: Path, enter: bool) -> None:
    """Into the course's table; or into the one beside the recipe, on whose page the course's stand as well."""
    stored, page = (table.STORED, table.PAGE) if enter else mine(path)
    courses = table.read(table.STORED)["records"]
    beside = [] if enter else [e for e in courses if e["contest"] == contest.number]
    kept = table.entered(table.read(stored), entry)
    table.write(stored, page, kept, beside, "en" if enter else None)
    print(table.table(contest, [e for e in [*kept["records"], *beside] if e["contest"] == contest.number]))
    print(text("records_kept", path=page))


def mine(path: Path) -> tuple[Path, Path]:
    """The table of a recipe that is not the course's: beside it."""
    return path.with_name("my_records.json"), path.with_name("my_records.md")


def show_pace(enter: bool) -> int:
    """Print this machine's; with `enter`, it is the reference machine from now on."""
    here, stored = pace(), table.read(table.STORED)
    reference = here if enter else stored["pace"]
    if enter:
        table.write(table.STORED, table.PAGE, stored | {"pace": here}, [], "en")
    seconds = seconds_here(60, here, reference or here)
    print(text("records_pace", here=here, seconds=seconds, machine=machine.machine_name()))
    return 0
