"""Adopt a run's figures as the course's own, and put them wherever they stand.

That is the READMEs, the instructor's guide, and the tables at the end of the complete editions.

COURSE_RESULTS=somewhere python -m tools.build --execute
python -m tools.results somewhere

With --table nothing is adopted: the runs of a class, each with a COURSE_RESULTS of its own, in one table.

python -m tools.results --table somewhere
"""

import json
from itertools import pairwise
from pathlib import Path

import nbformat

from course_utils import console
from course_utils.language import LANGUAGES
from course_utils.messages import text
from course_utils.reporting import DATA, report_output
from tools import places
from tools.build import as_text, write
from tools.pages import pages, with_parts
from tools.places import ROOT
from tools.plan import questions_table, sections_table

STORE = ROOT / "course_utils" / "results"


def adopt(folder: Path) -> None:
    """Take every lesson's record from a COURSE_RESULTS folder into the committed results of its profile."""
    for record in read_records(folder).values():
        store = STORE / f"{record['profile']}.json"
        known = json.loads(store.read_text(encoding="utf-8")) if store.is_file() else {}
        known[record["lesson"]] = record
        write(store, json.dumps(known, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


def renew_reports(profile: str = "quick") -> None:
    """In the stored outputs of each lesson's report, the course's own figures become the committed ones."""
    for lesson, record in committed(profile).items():
        for language in LANGUAGES:
            path = ROOT / places.notebook(lesson, "complete", language)
            if path.is_file():
                notebook = nbformat.read(path, as_version=4)
                cell = next(cell for cell in notebook.cells if cell.id == "report")
                if _renew_report(cell.outputs, record, language):
                    write(path, as_text(notebook))
                else:
                    path = path.relative_to(ROOT).as_posix()
                    print(f"{path}: its report holds no data; run python -m tools.build --execute {lesson[:2]}")


def _renew_report(outputs: list, record: dict, language: str) -> bool:
    """Whether the stored outputs of `report` hold its data, from which they could be made anew."""
    for shown, words in pairwise(outputs):
        if DATA in shown.get("metadata", {}):
            here = {metric["name"]: metric for metric in shown.metadata[DATA]["metrics"]}
            shown.data, said = report_output(here, record, record["profile"], language)
            words.text = said + "\n"
            return True
    return False


def read_records(folder: Path) -> dict[str, dict]:
    """Lesson -> record, of what a run with COURSE_RESULTS left in `folder`, in the order of the lessons."""
    records = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("[0-9]*.json"))]
    return {record["lesson"]: record for record in records}


def runs_in(folder: Path) -> dict[str, dict[str, dict]]:
    """Name of a run -> its records: of the folder itself, and of the folders in it."""
    places = [folder, *sorted(path for path in folder.glob("*/") if path.is_dir())]
    return {place.name: records for place in places if (records := read_records(place))}


def runs_table(folders: list[Path]) -> str:
    """A Markdown table for each lesson: a run in each line, with its metrics, its time and its memory."""
    runs = [run for folder in folders for run in runs_in(folder).items()]
    tables = []
    for lesson in sorted({lesson for _, records in runs for lesson in records}):
        of_lesson = [(name, records[lesson]) for name, records in runs if lesson in records]
        metrics = list(dict.fromkeys(metric for _, record in of_lesson for metric in record["metrics"]))
        head = [lesson[:2], "profile", *metrics, "seconds", "GiB"]
        lines = [head, ["---"] * len(head)]
        for name, record in of_lesson:
            values = [record["metrics"].get(metric, {}).get("value") for metric in metrics]
            peak = record.get("peak_memory_bytes")
            figures = [*values, record["seconds"], peak and peak / 2**30]
            shown = ["–" if value is None else f"{value:.3g}" for value in figures]
            lines.append([name, record["profile"], *shown])
        tables.append("\n".join(f"| {' | '.join(line)} |" for line in lines))
    return "\n\n".join(tables)


def results_table(language: str = LANGUAGES[0], profile: str = "quick") -> str:
    """The READMEs' table of results, in Markdown, from the committed results."""
    return metrics_table(committed(profile), language)


def metrics_table(records: dict[str, dict], language: str = LANGUAGES[0]) -> str:
    """Lesson -> record, as a Markdown table of every metric, and what it was measured with."""
    lines = [text("results_head", language), "| --- | --- | --- |"]
    for lesson, record in records.items():
        for name, metric in record["metrics"].items():
            value = f"{metric['value']:.3g} {metric['unit']}".strip()
            lines.append(f"| {lesson[:2]} | `{name}` | {value} |")
    return "\n".join([*lines, "", _conditions(records, language)])


def hub_table(language: str = LANGUAGES[0], profile: str = "quick") -> str:
    """The guide's table to size a hub by: how long each lesson runs, and the most memory its kernel holds."""
    records = committed(profile)
    lines = [text("hub_head", language), "| --- | --- | --- |"]
    for lesson, record in records.items():
        peak = record.get("peak_memory_bytes")
        memory = f"{peak / 2**30:.1f} GiB" if peak else "–"
        lines.append(f"| {lesson[:2]} | {record['seconds']:.0f} | {memory} |")
    return "\n".join([*lines, "", _conditions(records, language)])


TABLES = {
    "results": results_table,
    "hub": hub_table,
    "sections": sections_table,
    "questions": questions_table,
}  # what stands between <!-- name --> and <!-- /name -->


def committed(profile: str) -> dict[str, dict]:
    """lesson -> record of the committed results, in the order of the lessons."""
    return dict(sorted(json.loads((STORE / f"{profile}.json").read_text(encoding="utf-8")).items()))


def with_results(page: str, language: str = LANGUAGES[0]) -> str:
    """A page with each table between its marks renewed."""
    return with_parts(page, TABLES, language)


def _conditions(records: dict[str, dict], language: str) -> str:
    """What was measured with what: a line, or one for each group of lessons that were measured alike."""
    alike: dict[str, list[str]] = {}
    for lesson, record in records.items():
        packages = "TensorFlow {tensorflow}, Keras {keras}".format(**record["versions"])
        given = {key: record[key] for key in ("profile", "seed", "machine", "date")}
        conditions = text("measured_conditions", language, packages=packages, **given)
        alike.setdefault(conditions, []).append(lesson[:2])
    if len(alike) == 1:
        return text("measured", language, conditions=next(iter(alike)))
    comma = text("measured_comma", language)
    return "\n\n".join(
        text("measured_some", language, conditions=each, lessons=comma.join(lessons))
        for each, lessons in alike.items()
    )


def main(arguments: list[str] | None = None) -> None:
    parser = console.parser("tools.results", __doc__)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="COURSE_RESULTS of a run")
    parser.add_argument("--table", action="store_true", help="print the runs in one table, and change nothing")
    options = parser.parse_args(arguments)
    folders, readable = options.folders, runs_in if options.table else read_records
    for folder in folders:
        if not readable(folder):
            parser.error(
                f"{folder} holds no record of a lesson, such as 01_….json: name the COURSE_RESULTS of a run"
            )
    if options.table:
        print(runs_table(folders))
        return
    for folder in folders:
        adopt(folder)
    for path, language in pages(ROOT):
        page = path.read_text(encoding="utf-8")
        renewed = with_results(page, language)
        if renewed != page:
            write(path, renewed)
    renew_reports()


if __name__ == "__main__":
    console.command(main)
