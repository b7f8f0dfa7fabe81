"""The benchmark on made-up sides: turns, ratios, goals, the file, its tables; and every part is found."""

import ast
import json
from dataclasses import replace

import pytest

from benchmarks import __main__ as command
from benchmarks import frame, pages, parts
from benchmarks.frame import LESS, MORE, Contest, Here, Part, Side, Work
from course_utils.language import LANGUAGES
from course_utils.messages import CourseError
from tools.pages import pages as front_pages


def side(readings, told=None, flops=None):
    """Gives these readings, turn by turn; what it is told goes into `told`."""

    def make():
        rest = iter(readings)

        def turn(seed, target):
            if told is not None:
                told.append((seed, target))
            return next(rest)

        return Work(turn, flops)

    return Side(make)


def part(ours, theirs, goal=None, **options):
    sides = {"ours": ours, "theirs": theirs}
    contest = Contest("ours", "theirs", goal, None, "a note")
    rounds = {"smoke": 1, "quick": 3}
    return Part("made_up", "99", "nothing", "s", lambda profile: sides, (contest,), rounds=rounds, **options)


def contest(made_up, profile="quick"):
    (found,) = frame.measure(made_up, profile, Here)["contests"]
    return found


def test_ratios_are_those_of_the_pairs_and_above_1_in_our_favour():
    """Not of the medians: those would be 5 in both cases."""
    ours, theirs = side([1.0, 2.0, 8.0]), side([10.0, 10.0, 2.0])
    assert contest(part(ours, theirs))["ratio"] == {"min": 0.25, "median": 5.0, "max": 10.0}
    ours, theirs = side([10.0, 10.0, 2.0]), side([1.0, 2.0, 8.0])
    assert contest(part(ours, theirs, better=MORE))["ratio"] == {"min": 0.25, "median": 5.0, "max": 10.0}
    assert contest(part(side([[3.0, 1.0, 2.0]]), side([4.0])), "smoke")["ratio"]["median"] == 2.0


@pytest.mark.parametrize(("goal", "reached"), [(5.0, True), (5.1, False), (None, None)])
def test_the_goal_is_held_against_the_median(goal, reached):
    ours, theirs = side([1.0, 2.0, 8.0]), side([10.0, 10.0, 2.0])
    assert contest(part(ours, theirs, goal))["reached"] is reached


def test_sides_take_turns_and_each_turn_has_its_seed():
    told = []
    frame.measure(part(side([1.0] * 3, told), side([1.0] * 3, told)), "quick", Here)
    assert told == [(0, None), (0, None), (1, None), (1, None), (2, None), (2, None)]


RACE = {"quality": "loss", "better": LESS}


def test_a_race_goes_to_the_rivals_best_at_its_first_moment():
    """The rival runs first; ours is told how good it was, and is timed where it came to that."""
    told = []
    ours = side([[(1, 9.0), (2, 4.0), (3, 3.0)]], told)
    theirs = side([[(5, 8.0), (10, 4.0), (20, 4.0), (30, 6.0)]])
    found = contest(part(ours, theirs, **RACE), "smoke")
    assert told == [(0, 4.0)] and found["ratio"]["median"] == 10 / 2 and found["bound"] is None


def test_a_race_to_a_fixed_quality_says_who_never_came_there():
    fast, slow = [(1, 0.5), (2, 0.8)], [(4, 0.5), (8, 0.6)]
    race = {"quality": "score", "target": 0.7, "rising": True}
    found = contest(part(side([fast]), side([slow]), 3.0, **race), "smoke")
    assert (found["ratio"]["median"], found["bound"], found["reached"]) == (4.0, "at least", True)
    found = contest(part(side([slow]), side([fast]), 0.1, **race), "smoke")
    assert (found["ratio"]["median"], found["bound"], found["reached"]) == (0.25, "at most", False)


def test_the_share_of_the_limit_is_arithmetic():
    made_up = part(side([50.0], flops=2e6), side([1.0]), better=MORE)
    record = frame.measure(made_up, "smoke", Here, {"float32": 1e9})
    assert record["sides"]["ours"]["share_of_limit"] == 0.1
    assert "share_of_limit" not in record["sides"]["theirs"]


def test_exponents_are_slopes_of_logarithms():
    sizes = {"×1": 1, "×2": 2, "×4": 4}
    sides = {name: side([3.0 * size**1.5]) for name, size in sizes.items()}
    made_up = Part("grows", "99", "nothing", "s", lambda profile: sides, sizes=sizes, alone=True)
    assert frame.measure(made_up, "smoke", Here)["exponents"] == {"seconds": 1.5}


def test_a_side_whose_package_is_missing_is_left_out_in_a_sentence(capsys):
    made_up = part(side([1.0]), replace(side([1.0]), needs=("no_such_package",)))
    assert frame.measure(made_up, "smoke", Here) is None
    assert "no_such_package" in capsys.readouterr().out


# ------------------------------------------------------------------------------------------ file and tables


@pytest.fixture
def known():
    return {
        "first": part(side(3 * [1.0]), side(3 * [3.0]), 2.0),
        "broken": part(side([]), side([])),
        "second": part(side(3 * [1.0]), side(3 * [2.0]), 5.0),
    }


@pytest.mark.parametrize("profile", ["quick", "smoke"])  # one by one, and one on each core
def test_a_part_that_fails_costs_no_other_its_result(known, tmp_path, capsys, profile):
    """What was measured before stays, unless there is no such part any more."""
    path = tmp_path / "results.json"
    assert command.run(known, ["second"], profile, tmp_path, Here) == 0
    stored = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({"gone": {}} | stored), encoding="utf-8")
    assert command.run(known, ["broken", "first"], profile, tmp_path, Here) == 1
    assert "broken" in capsys.readouterr().err
    results = frame.read_results(path)
    assert list(results) == ["first", "second"] and results["second"] == stored["second"]
    assert [results[name]["contests"][0]["reached"] for name in results] == [True, False]
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert page == pages.page(results) and page.count("a note") == 1  # where the goal is missed
    assert {path.name for path in tmp_path.iterdir()} == {"results.json", "README.md"}


def test_what_was_measured_keeps_its_figures_in_new_words(known, tmp_path):
    command.run(known, ["first"], "smoke", tmp_path, Here)
    before = frame.read_results(tmp_path / "results.json")["first"]
    (old,) = known["first"].contests
    newer = {"first": replace(known["first"], what="something", contests=(replace(old, note="another note"),))}
    after = frame.reworded(frame.read_results(tmp_path / "results.json"), newer)["first"]
    assert (after.pop("what"), after["contests"][0].pop("note")) == ("something", "another note")
    assert (before.pop("what"), before["contests"][0].pop("note")) == ("nothing", "a note")
    assert after == before


def test_a_file_that_is_no_results_gets_one_sentence(tmp_path):
    for content in ("", "[]"):
        (tmp_path / "results.json").write_text(content, encoding="utf-8")
        with pytest.raises(CourseError, match=r"results\.json"):
            frame.read_results(tmp_path / "results.json")


def test_tables_are_in_step_with_the_results(root):
    """benchmarks/README.md and the figures that both READMEs quote."""
    results = pages.committed()
    assert (pages.HOME / "README.md").read_text(encoding="utf-8") == pages.page(results)
    quoting = 0
    for path, language in front_pages(root):
        page = path.read_text(encoding="utf-8")
        assert page == pages.with_quotes(page, results, language), f"{path.name}: python -m benchmarks --pages"
        quoting += f"<!-- {pages.MARK} -->" in page
    assert quoting == len(LANGUAGES)


def test_what_is_committed_was_measured_in_quick_of_parts_that_there_are():
    for name, record in pages.committed().items():
        assert name in parts.parts() and record["profile"] == "quick", name
        in_pairs = (
            record["contests"] and "quality" not in record
        )  # steps; growth compares with itself, races are long
        assert record["rounds"] >= (5 if in_pairs else 3), name


# --------------------------------------------------------------------------------------------------- parts


def test_every_part_is_found(root):
    """Each Part(…) in the folder, once, under its own name; and every contest is between sides that it has."""
    written = [
        node.args[0].value
        for path in (root / "benchmarks" / "parts").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Part"
    ]
    found = parts.parts()
    assert sorted(written) == sorted(found) and next(iter(found)) == parts.LIMITS
    for one in found.values():
        for profile in ("smoke", "quick"):
            sides = one.sides(profile)
            assert all({contest.ours, contest.theirs} <= sides.keys() for contest in one.contests), one.name
            assert not one.sizes or one.sizes.keys() >= sides.keys(), one.name


def test_an_unknown_part_gets_one_sentence(language):
    with pytest.raises(CourseError) as error:
        command.main(["salt_stepp"])
    assert error.value.key == "benchmark_unknown" and "salt_step," in str(error.value)
