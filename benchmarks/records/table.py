"""The table of records: kept as JSON, read as Markdown."""

import json
from pathlib import Path

from benchmarks.records.contest import Contest, contests
from course_utils.files import write_atomically
from course_utils.messages import text

FOLDER = Path(__file__).parents[1]
STORED, PAGE = FOLDER / "records.json", FOLDER / "RECORDS.md"
COLUMNS = ("records_seeds", "records_seconds", "records_machine", "records_date")


def read(path: Path) -> dict:
    """{"pace": the reference machine's, "records": entries}; empty where there is no file."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"pace": None, "records": []}


def entered(stored: dict, entry: dict) -> dict:
    """With the entry in place of an older one of the same contest and name: the latest run counts."""
    same = ("contest", "recipe")
    kept = [e for e in stored["records"] if any(e[key] != entry[key] for key in same)]
    return stored | {"records": [*kept, entry]}


def write(path: Path, page: Path, stored: dict, beside: list[dict], language: str | None = None) -> None:
    """The JSON, and the page of it, on which the entries `beside` stand as well."""
    content = json.dumps(stored, indent=1, ensure_ascii=False) + "\n"
    write_atomically(path, content.encode())
    write_atomically(page, page_of([*stored["records"], *beside], language).encode())


def page_of(entries: list[dict], language: str | None = None) -> str:
    """A page with a table for each contest that has entries; in `language` (default: the reader's)."""
    parts = [f"# {text('records_title', language)}", text("records_intro", language)]
    for number, module in contests().items():
        if mine := [entry for entry in entries if entry["contest"] == number]:
            parts += [f"## {number} · {text(module.CONTEST.title, language)}"]
            parts += [table(module.CONTEST, mine, language)]
    return "\n\n".join(parts) + "\n"


def table(contest: Contest, entries: list[dict], language: str | None = None) -> str:
    """Markdown, best first; of entries with the same mean the older one."""
    sign = -1 if contest.highest_wins else 1
    rows = [[text(key, language) for key in ("records_recipe", contest.measure, *COLUMNS)]]
    ranked = sorted(entries, key=lambda entry: (sign * entry["mean"], entry["date"]))
    rows += [_row(contest, entry, language) for entry in ranked]
    rows.insert(1, ["---"] * len(rows[0]))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _row(contest: Contest, entry: dict, language: str | None) -> list[str]:
    figure = f"{entry['mean']:.{contest.places}f}"
    if entry["spread"] is not None:
        figure += f" ± {entry['spread']:.{contest.places}f}"
    machine = entry["machine"] + (f", {entry['pace']:.0f} GFLOP/s" if entry["pace"] else "")
    if not entry["locked"]:
        machine += f", {text('records_unlocked', language)}"
    words = f"`{entry['recipe']}`" + (f": {entry['words']}" if entry["words"] else "")
    cells = [words, figure, str(len(entry["figures"])), f"{entry['seconds']:.0f}", machine, entry["date"]]
    return [" ".join(cell.replace("|", "/").split()) for cell in cells]
