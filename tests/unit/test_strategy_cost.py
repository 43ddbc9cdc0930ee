"""One stop costs the same whatever verb, list of minerals or number of draws asks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from didymium.strategy.atrisk import Unit, lasting, next_round
from didymium.strategy.cost import EVERY, FIVE_YEARS, MAGNETS, Measure, cost, lost_by, scenario, whole_good
from didymium.strategy.exposure import exposure
from didymium.strategy.harden import Tie, _bare, priced_reply, reference, setting
from didymium.strategy.leverage import leverage, year_stop
from didymium.strategy.premium import losses, middles, premium
from didymium.twin import simulate
from didymium.world.load import load_world, parse_date

WORLD = load_world("2026-06-30")
STOP = Measure("CHN", ("WLD",), "gallium", ("gallium",), "refine", 0.0, 12)
CLOSE = 0.05


def middle(values):
    return float(np.median(values))


def test_simulate_and_cost_agree_and_draws_do_not_matter():
    told = cost(STOP, "USA", WORLD)
    run = simulate(scenario(STOP, "USA", WORLD, 60), WORLD, 2048)
    assert middle(told.target_five) == pytest.approx(run.loss("USA")[1], rel=CLOSE)
    few, many = (cost(STOP, "USA", WORLD, draws) for draws in (16, 2048))
    assert middle(few.target_five) == pytest.approx(middle(many.target_five), rel=CLOSE)
    assert middle(few.sender_five) == pytest.approx(middle(many.sender_five), rel=0.1, abs=2e7)


def test_leverage_tells_the_same_cost_whatever_minerals_are_asked_for():
    alone = leverage("CHN", "USA", ["gallium"], WORLD, top=1, draws=16)
    among = leverage("CHN", "USA", ["gallium", "germanium", "antimony"], WORLD, top=3, draws=64)
    one = next(r for r in alone.rows if r.mineral == "gallium")
    same = next(r for r in among.rows if (r.mineral, r.stage) == (one.mineral, one.stage))
    assert same.target_cost_five_years.value == pytest.approx(one.target_cost_five_years.value, rel=CLOSE)
    told = cost(year_stop("CHN", (one.mineral, (one.mineral,), one.stage, 1.0)), "USA", WORLD)
    assert one.target_cost_five_years.value == pytest.approx(middle(told.target_five), rel=CLOSE)


def test_who_asks_for_one_magnet_element_stops_the_magnet():
    asked = Measure("CHN", ("WLD",), "dysprosium", ("dysprosium",), "component", 0.0, 12)
    whole = Measure("CHN", ("WLD",), "NdFeB magnets", MAGNETS, "component", 0.0, 12)
    assert whole_good(asked).minerals == MAGNETS
    assert middle(cost(asked, "JPN", WORLD).target_five) == pytest.approx(
        middle(cost(whole, "JPN", WORLD).target_five), rel=CLOSE
    )
    ore = Measure("CHN", ("WLD",), "dysprosium", ("dysprosium",), "mine", 0.0, 12)
    assert whole_good(ore) is ore


def test_a_premium_is_the_same_alone_and_in_a_list():
    among = premium("platinum group metals", "USA", world=WORLD)
    alone = premium("rhodium", "USA", world=WORLD).rows[0]
    same = next(r for r in among.rows if r.mineral == "rhodium")
    assert same.expected_annual_loss == alone.expected_annual_loss
    assert same.senders == alone.senders


@pytest.mark.parametrize(("sender", "mineral"), [("CHN", "gallium"), ("BRA", "niobium"), ("RUS", "palladium")])
def test_a_premiums_whole_stop_is_the_stop_of_simulate(sender, mineral):
    risk = next(r for r in premium(mineral, "USA", world=WORLD).rows[0].senders if r.sender == sender)
    stop = {"exporter": sender, "importers": ["WLD", "USA"], "minerals": [mineral], "allowed": 0.0,
            "announced": "2026-07", "from": "2026-07", "to": f"{2026 + (lasting(WORLD) + 5) // 12}-"
            f"{(lasting(WORLD) + 5) % 12 + 1:02}"}  # fmt: skip
    plan = {"name": "stop", "start": "2026-07", "as_of": "2026-06-30", "months": FIVE_YEARS, "restrictions": [stop]}
    told = simulate(plan, WORLD).loss("USA")
    assert (risk.stop.low, risk.stop.value, risk.stop.high) == pytest.approx(told, rel=CLOSE)


@pytest.mark.parametrize(("sender", "mineral"), [("CHN", "gallium"), ("BRA", "niobium"), ("CHN", "tungsten")])
def test_a_premiums_loss_is_the_mean_cost_of_what_the_next_round_may_be(sender, mineral):
    cut, ore = next_round(sender, "USA", WORLD, 768, 0)
    levels = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
    parts = []
    for stage, here in ((EVERY, ~ore), ("mine", ore)):
        measures = [Measure(sender, ("WLD",), mineral, (mineral,), stage, 1 - c, lasting(WORLD)) for c in levels]
        runs = [lost_by(m, "USA", WORLD) or lost_by(replace(m, stage=EVERY), "USA", WORLD) for m in measures]
        table = [r.samples["value_added_at_risk_usd", "USA"].mean() for r in runs]
        parts.append(np.interp(cut[here], (0, *levels), (0, *table)).sum() / len(cut))
    found = losses(Unit(sender, mineral, "USA", 0.9), None, WORLD, 768, 0)
    assert found.mean() == pytest.approx(sum(parts), rel=CLOSE)


def test_the_cuts_of_a_premium_stand_each_for_as_likely_a_part():
    assert middles(np.linspace(0.0, 1.0, 101), 5) == [0.1, 0.3, 0.5, 0.7, 0.9]
    assert middles(np.array([0.0, 0.0, 0.0, 1.0]), 1) == [0.0]


@pytest.mark.parametrize(("sender", "target", "mineral"), [("CHN", "USA", "gallium"), ("IDN", "CHN", "nickel")])
def test_leverage_and_premium_tell_one_stop_at_every_stage(sender, target, mineral):
    (row,) = leverage(sender, target, [mineral], WORLD, top=1).rows
    assert (row.stage, row.months) == (EVERY, lasting(WORLD))
    risk = next(r for r in premium(mineral, target, world=WORLD).rows[0].senders if r.sender == sender)
    assert risk.stop.value == pytest.approx(row.target_cost_five_years.value, rel=CLOSE)


def test_who_pays_and_who_is_paid_meet_one_price():
    """A stop of an exchange's metal is billed at its quotes, not at contracts that never follow."""
    stop = Measure("IDN", ("WLD",), "nickel", ("nickel",), "refine", 0.0, 18)
    run = lost_by(stop, "CHN", WORLD)
    loss = run.series("value_added_at_risk_usd", "CHN")[1]
    assert loss[6:18].mean() > 2 * loss[24:36].mean()  # it costs most while it lasts


def test_an_exposure_is_the_cost_of_its_scenario():
    stop = Measure("CHN", ("WLD",), "gallium", ("gallium",), EVERY, 0.0, 12)
    told = exposure(scenario=scenario(stop, "USA", WORLD, FIVE_YEARS), importer="USA", world=WORLD, draws=8)
    whole = told.figures[0]
    assert (whole.metric, whole.sector) == ("value_added_at_risk_usd", None)
    assert whole.value == pytest.approx(middle(cost(stop, "USA", WORLD).target_five), rel=CLOSE)


def test_a_plan_starts_from_the_same_cost():
    given = setting(WORLD, "USA", ("gallium", "germanium"), parse_date("2031"), 0, 16)
    for months in (12, 36):
        stop = reference(given, given.main, months)
        minerals = tuple(sorted(stop.minerals))
        told = cost(Measure(stop.sender, ("WLD",), "plan", minerals, EVERY, 0.0, months), "USA", WORLD)
        live = _bare(given)
        live.scenario(0, *priced_reply(given, live, stop))
        assert live.solve().mean == pytest.approx(middle(told.target_five), rel=CLOSE)


def test_a_plans_losses_follow_the_twin_and_not_the_programs_lines():
    tie = Tie(np.array([1e8, 6e9, 63e9]), np.array([3e9, 6e9, 7e9]))
    lost = [loss * tie.factor(loss) for loss in (1e8, 3e9, 6e9, 34.5e9, 63e9, 126e9)]
    assert lost == pytest.approx([1e8, 3e9, 6e9, 6.5e9, 7e9, 14e9])
    assert not tie.blind
    assert Tie(np.zeros(3), np.full(3, 2e9)).blind
    assert Tie(np.zeros(3), np.full(3, 2e9)).factor(5.0) == 1.0
