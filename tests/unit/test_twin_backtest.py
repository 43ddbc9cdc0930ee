"""Episodes of history: masks, scores, what a market does by itself, and faults of a user's file."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from didymium.errors import BadInput, BadScenario
from didymium.twin import backtest, simulate
from didymium.twin.backtest import PARTS, episodes, load_episode, parts
from didymium.twin.noise import crps, quoted, run_away, volatility, walk
from didymium.twin.parameters import late, structural
from didymium.twin.run import about
from didymium.twin.scoreboard import aimed, goals
from didymium.world.load import load_world

WORLD = load_world()


def test_episodes_are_masked_and_scored():
    assert set(episodes()) >= {"rare-earths-2010", "gallium-2023", "germanium-2023", "antimony-2024", "cobalt-2025"}
    (found,) = backtest("gallium-2023", WORLD, 64)
    assert found.manifest["as_of"] == load_episode("gallium-2023").masked
    assert len(found.scores) == 4
    assert found.to_json()["observations"] == 4


def test_a_market_moves_by_itself_as_its_history_says():
    sigma, basis = volatility(WORLD.as_of("2023-07-01"), "nickel")
    assert 0.2 < sigma < 0.6
    assert "own" in basis
    assert np.isnan(volatility(WORLD.as_of("1985-01-01"), "nickel")[0])
    path = walk(25, 1, 20_000, 0.3, 0)
    assert np.median(path, axis=1) == pytest.approx(np.ones(25), abs=0.03)
    assert np.log(path[24]).std() == pytest.approx(0.3 * np.sqrt(25 / 12), rel=0.1)
    steady = np.log(walk(40, 1, 20_000, 0.3, 0, stays=True))
    assert steady[39].std() == pytest.approx(steady[0].std(), rel=0.1)
    assert np.array_equal(walk(4, 1, 8, 0.3, 5), walk(4, 1, 8, 0.3, 5))
    still, moved = np.ones((3, 8)), np.full((3, 8), 2.0)
    loose, surge = np.full(8, 0.4), np.full(8, 0.3)
    assert np.array_equal(quoted(still, moved, loose, surge, 0), moved)  # nothing moved: no quote parts from it
    assert np.std(quoted(moved, still, loose, np.zeros(8), 0)[0]) > 0.1
    assert np.all(quoted(moved, still, loose, surge, 0) > quoted(moved, still, loose, np.zeros(8), 0))
    eased = np.full((3, 8), 0.7)
    assert np.array_equal(quoted(eased, still, loose, surge, 0), quoted(eased, still, loose, np.zeros(8), 0))
    ran = run_away(np.full((1, 40_000), 1.0), np.full(40_000, 0.5), np.random.default_rng(0))
    assert ran.mean() == pytest.approx(0.5, rel=0.03)  # an exponential of mean `surge` once the market is tight


def test_ranked_probability_score():
    sample = np.random.default_rng(1).standard_normal(20_000)
    assert crps(sample, 0.0) == pytest.approx((np.sqrt(2) - 1) / np.sqrt(np.pi), abs=0.01)  # of a standard normal at 0
    assert crps(np.full(5, 2.0), 3.0) == pytest.approx(1.0)


def test_a_financial_squeeze_stays_unexplained():
    (found,) = backtest("nickel-2022", WORLD, 128)
    assert found.still
    assert found.episode.kind == "control"
    assert not found.scores[0].inside


EPISODE = """\
name: e
masked: 2023-07-01
scenario:
  name: e
  start: 2023-07
  months: 12
  restrictions:
    - {exporter: CHN, minerals: [gallium], stages: [refine], from: 2023-08, allowed: 0.3}
observed:
  - {name: p, minerals: [gallium], stage: refine, economy: USA, baseline: 300, values: {"2024": 400}, source: here}
"""


@pytest.mark.parametrize(("old", "new", "said"), [
    ("minerals: [gallium], stage:", "minerals: [galium], stage:", "e.yaml:10.*gallium"),
    ("economy: USA", "economy: Atlantis", "e.yaml:10"),
    ("baseline: 300", "baseline: 0", "e.yaml:10.*baseline"),
    ('{"2024": 400}', '{"soon": 400}', "e.yaml:10.*YYYY"),
    ("stage: refine, economy", "metric: colour, stage: refine, economy", "e.yaml:10.*metric"),
    ("masked: 2023-07-01", "masked: yesterday", "e.yaml:2.*day"),
    ("allowed: 0.3", "allowed: 3", "e.yaml:8"),
    (", source: here", "", "e.yaml:10.*source"),
])  # fmt: skip
def test_a_users_episode_is_checked_line_by_line(old, new, said, tmp_path):
    path = tmp_path / "e.yaml"
    path.write_text(EPISODE)
    (found,) = backtest(path, WORLD, 32)
    assert len(found.scores) == 1
    path.write_text(EPISODE.replace(old, new))
    with pytest.raises(BadScenario, match=said):
        backtest(path, WORLD, 32)


def test_what_cannot_be_scored_is_said(tmp_path):
    path = tmp_path / "e.yaml"
    path.write_text(EPISODE.replace("stage: refine, economy", "stage: mine, economy").replace('"2024"', '"2029"'))
    (found,) = backtest(path, WORLD, 32)
    assert found.scores == ()
    assert "no market price" in found.unscored[0]
    path.write_text(EPISODE.replace('"2024"', '"2029"'))
    assert "outside the scenario's months" in backtest(path, WORLD, 32)[0].unscored[0]
    with pytest.raises(BadInput, match="16,384"):
        backtest(path, WORLD, 10**12)


def test_parameter_tables_are_masked_and_what_stands_in_is_said():
    whole, early = structural(WORLD, "stocks"), structural(WORLD.as_of("2024-06-01"), "stocks")
    known = early.filter(pl.col("known_from") <= dt.date(2024, 6, 1))
    assert 0 < len(early) <= len(whole)
    for key, rows in early.partition_by("mineral", "economy", as_dict=True).items():
        first = whole.filter((pl.col("mineral") == key[0]) & pl.col("economy").eq_missing(key[1]))["known_from"].min()
        assert first > dt.date(2024, 6, 1) or rows["known_from"].max() <= dt.date(2024, 6, 1)
    assert len(known) <= len(early)
    assert late(WORLD, "gallium") == ()
    assert "stocks" in late(WORLD.as_of("2023-07-01"), "gallium")
    (found,) = backtest("gallium-2023", WORLD, 32)
    assert any("stand in, a prior" in note for note in found.notes)


def test_only_rows_that_speak_hide_later_ones():
    dated = structural(WORLD.as_of("2024-11-01"), "uses")
    assert set(dated["preferred"]) == {1}
    assert set(dated["mineral"]) == set(structural(WORLD, "uses")["mineral"])


def test_an_aim_within_the_error_of_its_draws_is_undecided():
    """0.79 and 0.81 by halves of the draws say 0.80 with an error of 0.02: whether that is 0.8 nobody knows."""

    def goal(*values):
        return aimed("x", "0.8 or more", np.array(values), "{:.2f}", lambda x: x >= 0.8)

    assert (goal(0.80, 0.79, 0.81).met, goal(0.80, 0.79, 0.81).reached) == (None, "0.80 (0.78 to 0.82)")
    assert goal(0.83, 0.82, 0.84).met is True
    assert goal(0.77, 0.76, 0.78).met is False
    assert goal(0.90, 0.90, 0.90).reached == "0.90"


def test_aims_are_told_with_the_error_of_their_draws():
    found = [backtest(name, WORLD, 64)[0] for name in ("gallium-2023", "germanium-2023", "zinc-2018")]
    told = {g.what.split(" (")[0]: g for g in goals(found)}
    assert [len(t) for b in found for t in b.timed] == [1 + PARTS] * sum(len(b.timed) for b in found)
    assert " to " in told["median width of the band in controls"].reached
    assert goals(found[:2]) == []
    assert parts(2 * PARTS - 1) == ()
    even = np.arange(64)
    assert sorted(np.concatenate([even[k] for k in parts(64)])) == list(even)


def test_what_is_said_of_a_run_is_what_the_run_says():
    plan = load_episode("bauxite-2025").plan()
    run = simulate(plan, WORLD, 32, 3)
    assert about(plan, WORLD, 32, 3) == (run.notes, run.manifest)
