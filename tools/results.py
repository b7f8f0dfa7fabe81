"""Adopt a run's figures as the course's own, and put them into the READMEs.

COURSE_RESULTS=somewhere python -m tools.build --execute
python -m tools.results somewhere
"""

import json
import sys
from pathlib import Path

from tools.build import ROOT, write

STORE = ROOT / "course_utils" / "results"
MARKS = ("<!-- results -->", "<!-- /results -->")


def adopt(folder: Path) -> None:
    """Take every lesson's record from a COURSE_RESULTS folder into the committed results of its profile."""
    records = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("[0-9]*.json"))]
    for record in records:
        store = STORE / f"{record['profile']}.json"
        known = json.loads(store.read_text(encoding="utf-8")) if store.is_file() else {}
        known[record["lesson"]] = record
        write(store, json.dumps(known, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


def results_table(profile: str = "quick") -> str:
    """The READMEs' table of results, in Markdown, from the committed results."""
    known = json.loads((STORE / f"{profile}.json").read_text(encoding="utf-8"))
    lines = ["| lesson | metric | value |", "| --- | --- | --- |"]
    for lesson, record in sorted(known.items()):
        for name, metric in record["metrics"].items():
            value = f"{metric['value']:.3g} {metric['unit']}".strip()
            lines.append(f"| {lesson[:2]} | `{name}` | {value} |")
    conditions = sorted(
        {
            f"profile `{r['profile']}`, seed {r['seed']}, {r['machine']}, "
            f"TensorFlow {r['versions']['tensorflow']}, Keras {r['versions']['keras']}, {r['date']}"
            for r in known.values()
        }
    )
    return "\n".join([*lines, "", *(f"Measured with {c}." for c in conditions)])


def with_results(readme: str) -> str:
    """A README with the table between its marks renewed."""
    before, _, rest = readme.partition(MARKS[0])
    _, _, after = rest.partition(MARKS[1])
    return f"{before}{MARKS[0]}\n{results_table()}\n{MARKS[1]}{after}"


def main(arguments: list[str]) -> None:
    for folder in arguments:
        adopt(Path(folder))
    for path in sorted(ROOT.glob("README*.md")):
        readme = path.read_text(encoding="utf-8")
        if MARKS[0] in readme:
            write(path, with_results(readme))


if __name__ == "__main__":
    main(sys.argv[1:])
