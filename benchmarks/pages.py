"""The benchmark's results as tables: benchmarks/README.md, and the figures that the READMEs quote."""

from pathlib import Path

from benchmarks import frame
from course_utils.files import write_atomically
from course_utils.language import LANGUAGES
from course_utils.messages import text
from tools.pages import pages, with_parts
from tools.places import ROOT

HOME = Path(__file__).parent
RESULTS = "results.json"
MARK = "benchmarks"  # <!-- benchmarks --> … in the READMEs

HEAD = """\
# What the course measures against what a student would pick instead

`python -m benchmarks` measures this and writes it, part by part; `python -m benchmarks --list` names the
parts, and each can be measured by itself. Sides take turns (A B A B …), each in a process of its own. A ratio
above 1 is in favour of the course; it is the median of the pairs, with the smallest and the largest behind it.
*At least* and *at most* stand where one side never came to the quality that the other had when its time was
over. The share of the limit is a step's arithmetic against what this machine reached in a large matrix product
of that precision.
"""


def table(lines: list[list[str]]) -> str:
    """A Markdown table; the first line is its head."""
    head, *rest = lines
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, ["---"] * len(head), *rest])


def number(value: float | None) -> str:
    """Three digits that count; thousands apart."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def ratio(contest: dict) -> str:
    """“2.1 (1.9–2.3)”, with its bound in front."""
    low, middle, high = (contest["ratio"][key] for key in ("min", "median", "max"))
    bound = f"{contest['bound']} " if contest["bound"] else ""
    return f"{bound}{middle:.2f} ({low:.2f}–{high:.2f})"


def verdict(contest: dict) -> str:
    if contest["goal"] is None:
        return "–"
    return f"{contest['goal']:g}: {'reached' if contest['reached'] else 'not reached'}"


def words(record: dict) -> str:
    """A part's result for the terminal."""
    lines = [f"   {name}: {number(side['median'])} {record['unit']}" for name, side in record["sides"].items()]
    lines += [
        f"   {contest['ours']} against {contest['theirs']}: {ratio(contest)}, goal {verdict(contest)}"
        for contest in record["contests"]
    ]
    lines += [f"   grows as work to the power {p:g}: {what}" for what, p in record.get("exponents", {}).items()]
    return "\n".join(lines)


def section(name: str, record: dict) -> str:
    """A part with its sides, its contests, and what it was measured with."""
    lesson = f"lesson {record['lesson']}, " if record["lesson"] else ""
    parts = [f"## `{name}`: {lesson}{record['what']}", sides_table(record)]
    if record["contests"]:
        lines = [["ours", "theirs", "ratio", "pairs", "goal"]]
        for one in record["contests"]:
            lines.append([one["ours"], one["theirs"], ratio(one), str(one["pairs"]), verdict(one)])
        parts.append(table(lines))
    parts += [f"{one['note']}" for one in record["contests"] if one["note"] and not one["reached"]]
    if record.get("exponents"):
        powers = " and ".join(f"{what} {power:g}" for what, power in record["exponents"].items())
        parts.append(f"Fitted exponents (1: as many times more as there is work): {powers}.")
    if record.get("note"):
        parts.append(record["note"])
    return "\n\n".join([*parts, f"*{conditions(record)}*"])


def sides_table(record: dict) -> str:
    sides = record["sides"]
    columns = {record["unit"]: lambda side: number(side["median"])}
    columns["min–max"] = lambda side: f"{number(side['min'])}–{number(side['max'])}"
    if any("percentile_95" in side for side in sides.values()):
        columns["95th percentile"] = lambda side: number(side.get("percentile_95"))
    if record.get("quality"):
        columns[record["quality"]] = lambda side: ", ".join(map(number, side["quality"]))
    if record.get("target") is not None:
        columns["reached"] = lambda side: f"{side['reached']} of {record['rounds']}"
    if any("peak_gib" in side for side in sides.values()):
        columns["peak memory [GiB]"] = lambda side: number(side.get("peak_gib"))
    if any("share_of_limit" in side for side in sides.values()):
        columns["share of the limit"] = lambda side: (
            f"{side['share_of_limit']:.0%}" if "share_of_limit" in side else "–"
        )
    lines = [["", *columns]]
    lines += [[name, *(column(side) for column in columns.values())] for name, side in sides.items()]
    return table(lines)


def conditions(record: dict) -> str:
    packages = ", ".join(f"{name} {version}" for name, version in record["versions"].items())
    said = f"{record['profile']}, {record['rounds']} turns, {record['machine']}, {packages}, {record['date']}"
    return f"Measured with {said}, in {record['took']:.0f} s."


def page(results: dict[str, dict]) -> str:
    """benchmarks/README.md."""
    sections = [section(name, record) for name, record in results.items()] or ["Nothing has been measured yet."]
    return "\n\n".join([HEAD.rstrip(), *sections]) + "\n"


def quoted(results: dict[str, dict], language: str) -> str:
    """The READMEs' table: every contest that has words for it, in `language`."""
    rows = [
        (record, contest)
        for _, record in sorted(results.items(), key=lambda item: item[1]["lesson"] or "~")
        for contest in record["contests"]
        if contest["key"]
    ]
    if not rows:
        return text("bench_none", language)
    lines = [[text(key, language) for key in ("bench_lesson", "bench_against", "bench_ratio", "bench_goal")]]
    for record, contest in rows:
        low, middle, high = (f"{contest['ratio'][key]:.2f}" for key in ("min", "median", "max"))
        shown = text("bench_range", language, median=middle, min=low, max=high)
        if contest["bound"]:
            bound = {"at least": "bench_at_least", "at most": "bench_at_most"}[contest["bound"]]
            shown = text(bound, language, ratio=shown)
        goal = "–" if contest["goal"] is None else f"{contest['goal']:g} {'✔' if contest['reached'] else '✘'}"
        lines.append([record["lesson"] or "–", text(contest["key"], language), shown, goal])
    return table(lines) + "\n\n" + text("bench_where", language)


def write(out: Path, results: dict[str, dict]) -> None:
    """The page beside the results; if these are the committed ones, the READMEs' tables as well."""
    out.mkdir(parents=True, exist_ok=True)
    write_atomically(out / "README.md", page(results).encode())
    if out.resolve() != HOME:
        return
    for path, language in pages(ROOT):
        before = path.read_text(encoding="utf-8")
        after = with_quotes(before, results, language)
        if after != before:
            write_atomically(path, after.encode())


def with_quotes(words: str, results: dict[str, dict], language: str = LANGUAGES[0]) -> str:
    """A page of the course with its table of benchmarks made anew."""
    return with_parts(words, {MARK: lambda language: quoted(results, language)}, language)


def committed() -> dict[str, dict]:
    return frame.read_results(HOME / RESULTS)
