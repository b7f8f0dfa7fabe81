"""An open experiment: a table with seeds and spread, nothing without a hypothesis, and no nonsense measured."""

import random

import pytest

from course_utils import session
from course_utils.experiments import open_experiment
from course_utils.messages import CourseError, text

SETTINGS = {"as it was": 1.0, "doubled": 2.0}


@pytest.fixture
def shown(monkeypatch):
    """The plain texts of what is displayed."""
    displayed = []
    monkeypatch.setattr("IPython.display.display", lambda data, **_: displayed.append(data))
    return displayed


def words(shown) -> str:
    return "\n".join(data["text/plain"] for data in shown if isinstance(data, dict))


def test_each_setting_meets_the_same_seeds_and_the_table_tells_all(shown, capsys, language):
    calls = []

    def measure(value, seed):
        calls.append((value, seed, random.random()))
        return 10 * value + seed

    results = open_experiment("More is more.", measure, SETTINGS, unit="dB")
    assert results == {"as it was": [10, 11, 12], "doubled": [20, 21, 22]}
    assert [call[:2] for call in calls] == [(v, s) for s in range(3) for v in (1.0, 2.0)]
    drawn = {seed: {call[2] for call in calls if call[1] == seed} for seed in range(3)}
    assert all(len(same) == 1 for same in drawn.values())  # seeded anew for every run
    table = words(shown).splitlines()
    assert "More is more." in table[0] and table[1].split()[-2:] == ["mean", "spread"]
    assert table[3].split() == ["doubled", "20", "21", "22", "21", "2"]
    assert "+10 dB" in capsys.readouterr().out


def test_in_smoke_one_seed_is_enough(shown, monkeypatch):
    monkeypatch.setattr(session, "current", session.Session("02", session.Profile("smoke")))
    assert open_experiment("It helps.", lambda value, seed: seed, SETTINGS) == {
        "as it was": [0],
        "doubled": [0],
    }


def test_a_difference_within_the_seeds_spread_is_called_noise(shown, capsys, language):
    open_experiment("It helps.", lambda value, seed: value + 5 * seed, SETTINGS)
    assert {"en": "noise", "zh": "噪声"}[language] in capsys.readouterr().out
    open_experiment("It helps.", lambda value, seed: 50 * value + 5 * seed, SETTINGS)
    assert {"en": "noise", "zh": "噪声"}[language] not in capsys.readouterr().out


def test_without_a_hypothesis_it_asks_for_one(shown, monkeypatch):
    assert open_experiment("  ", lambda *_: pytest.fail("it ran"), SETTINGS) == {"as it was": [], "doubled": []}
    assert words(shown) == text("experiment_no_hypothesis", runs=6)
    monkeypatch.setattr(session, "is_static", lambda: True)  # executed for its stored outputs
    assert open_experiment("", lambda value, seed: value, SETTINGS)["doubled"] == [2, 2, 2]


def test_stopped_it_shows_what_it_has(shown):
    def measure(value, seed):
        if (value, seed) == (2.0, 1):
            raise KeyboardInterrupt
        return value

    assert open_experiment("It helps.", measure, SETTINGS) == {"as it was": [1, 1], "doubled": [2]}
    assert text("experiment_stopped") in words(shown) and "doubled" in words(shown)


@pytest.mark.parametrize("nothing", [None, "much", float("nan"), float("inf"), [1, 2]], ids=repr)
def test_a_measurement_is_one_finite_number(nothing, shown):
    with pytest.raises(CourseError, match="as it was"):
        open_experiment("It helps.", lambda *_: nothing, SETTINGS)


def test_one_setting_or_one_seed_compares_nothing():
    for settings, seeds in (({"a": 1}, (0, 1)), (SETTINGS, (0,))):
        with pytest.raises(CourseError) as refused:
            open_experiment("It helps.", lambda *_: 1, settings, seeds)
        assert refused.value.key == "experiment_too_small"
