"""The twin's parts: priors, points, network, loss, quantiles, results, files, influences, episodes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from didymium import labels
from didymium.cli import main
from didymium.errors import BadInput, BadScenario, MissingData
from didymium.twin import backtest, library, load_scenario, simulate
from didymium.twin import measure as m_
from didymium.twin.book import EXACT, TOTALS, Collector
from didymium.twin.chart import fans, page
from didymium.twin.layout import LANES
from didymium.twin.loss import (
    EXPOSED,
    around,
    choke,
    combined,
    cost_share,
    exposed_part,
    imported,
    lost,
    priorities,
    stopped,
    unserved,
)
from didymium.twin.network import chain
from didymium.twin.parameters import DIMENSIONS, TABLE, Prior, mineral_priors, priors, sobol, values
from didymium.twin.production import ALONE, REST, REST_EU, sector_value
from didymium.twin.result import UNITS, decided, frame, save
from didymium.twin.run import known_world, prepare, why
from didymium.twin.scenario import Scenario
from didymium.twin.traits import STAGE_VALUE, Sector, price_or_nan, stage_value
from didymium.world.load import load_world

WORLD = load_world()
ROOT = Path(__file__).parents[2]
CUT = {"name": "cut", "start": "2025-01", "months": 24, "as_of": "latest", "restrictions": [
    {"exporter": "CHN", "minerals": ["dysprosium"], "from": "2025-03", "to": "2025-12", "allowed": 0.25}]}  # fmt: skip


@pytest.fixture(scope="module")
def cut():
    return simulate(CUT, WORLD, 256)


def test_priors_lie_within_their_range_and_say_where_they_are_from():
    u = np.linspace(0, 1, 101)
    for p in priors():
        values = p.at(u)
        assert values.min() >= p.low * (1 - 1e-12)
        assert values.max() <= p.high * (1 + 1e-12)
        assert np.all(np.diff(values) >= 0)
        assert all((p.basis, p.source, p.status, p.unit))


def test_the_method_page_holds_the_table_of_priors():
    text = (ROOT / "docs/method/twin.md").read_text()
    with TABLE.open() as file:
        for r in csv.DictReader(file):
            assert f"| `{r['parameter']}` | {r['distribution']} | {r['low']} | {r['mid']} | {r['high']} |" in text


def test_a_minerals_own_elasticity_moves_the_prior():
    general = {p.parameter: p for p in priors()}
    own = {p.parameter: p for p in mineral_priors(WORLD, "gallium")}
    assert own["use_elasticity"].mid > general["use_elasticity"].mid
    assert own["use_elasticity"].status == "blended"
    assert own["contract"] == general["contract"]


def test_triangular_prior():
    p = Prior("x", "triangular", 0.0, 1.0, 4.0, "1", "", "", "", "", 0)
    assert p.at(np.array([0.0, 0.25, 1.0])) == pytest.approx([0.0, 1.0, 4.0])


def test_sobol_points_are_even_seeded_and_chunk_freely():
    points = sobol(1024, 7, 36)
    counts = np.array([np.histogram(points[:, d], 16, (0, 1))[0] for d in range(36)])
    assert np.all(counts == 64)  # every sixteenth of every axis holds its part exactly
    assert np.array_equal(points[300:700], sobol(400, 7, 36, 300))
    assert not np.array_equal(points, sobol(1024, 8, 36))


@pytest.mark.parametrize("mineral", ["dysprosium", "gallium", "cobalt", "copper", "NdFeB magnets"])
@pytest.mark.parametrize("date", ["2010-07-01", "2023-07-01", None])
def test_chains_close(mineral, date):
    net = chain(WORLD.as_of(date) if date else WORLD, mineral)
    assert net.flows.sum(axis=(1, 2)) == pytest.approx(np.ones(len(net.stages)), abs=1e-6)
    for k in range(len(net.stages) - 1):
        assert net.use[k] == pytest.approx(net.supply[k + 1], abs=1e-6)


def test_a_measure_splits_prices_and_takes_stocks(cut):
    outside = cut.series("price_effect", "OUT", "dysprosium", "refine")
    inside = cut.series("price_effect", "CHN", "dysprosium", "refine")
    assert outside[1].max() > 1.3
    assert inside[1][:12].max() < 1.15 < 1.5 < outside[1][:12].max()
    stock = cut.series("stock_months", "USA", "dysprosium", "component")[1]
    assert stock[:2] == pytest.approx(stock[0])
    assert stock.min() < 0.5 * stock[0]
    first = int(np.argmax(cut.series("shortage_share", "USA", "dysprosium", "component")[1] > 0.05))
    assert 1 <= first - 2 <= 6  # users run short months after the measure, not with it


def test_losses_are_billions_not_trillions(cut):
    low, mid, high = cut.loss("USA")
    assert 0 < low < mid < high < 200e9
    assert cut.loss("ISL") is None
    assert any("no sector of their own" in m for m in cut.missing)


def test_a_loss_is_the_sum_of_its_ways_and_the_union_that_of_its_members(cut):
    names = ("USA", "EUU", "DEU", "FRA", "ITA", "GBR", "JPN", "KOR", "CHN", "IND", "OTH")
    assert all(set(cut.loss_parts(e)) == {"direct", "network", "embedded"} for e in names)
    ways = [cut.samples[f"value_added_lost_{w}_usd", "JPN"] for w in ("direct", "network", "embedded")]
    assert sum(ways) == pytest.approx(cut.samples["value_added_at_risk_usd", "JPN"], rel=1e-4)
    assert all((w >= 0).all() for w in ways)
    assert ways[1].mean() > 0
    union, three = (
        cut.samples["value_added_at_risk_usd", "EUU"],
        [cut.samples["value_added_at_risk_usd", e] for e in ("DEU", "FRA", "ITA")],
    )
    assert (union >= sum(three) * 0.999).all()
    assert cut.loss("CHN")[1] > 0  # it sells to makers who stop and buys from them


def test_figures_alone_are_those_of_the_whole_run(cut):
    whole, alone = cut, simulate(CUT, WORLD, 256, monthly=False)
    assert (alone.figures, alone.missing, alone.run) == (whole.figures, whole.missing, whole.run)
    assert whole.rows
    assert not alone.rows


def test_another_mineral_and_a_stranger_feel_nothing():
    result = simulate({**CUT, "minerals": ["copper"]}, WORLD, 64)
    prices = [r for r in result.rows if r.mineral == "copper" and r.metric == "price_ratio"]
    assert prices
    assert all(np.all(r.effect == 1) for r in prices)
    stranger = simulate({**CUT, "restrictions": [{**CUT["restrictions"][0], "exporter": "ISL"}]}, WORLD, 64)
    assert stranger.loss("USA") == (0.0, 0.0, 0.0)


def test_announcement_builds_stocks_before_the_measure():
    late = {**CUT["restrictions"][0], "from": "2025-07", "announced": "2025-03"}
    result = simulate({**CUT, "restrictions": [late]}, WORLD, 128)
    price = result.series("price_effect", "USA", "dysprosium", "component")[1]
    assert price[5] > price[1] == 1.0


def test_an_open_measure_leaks_more_than_a_closed_one():
    def arrivals(importers):
        plan = {**CUT, "restrictions": [{**CUT["restrictions"][0], "importers": importers, "allowed": 0.0}]}
        return simulate(plan, WORLD, 128).series("arrivals_ratio", "USA", "dysprosium", "component")[1][11]

    assert arrivals(["USA"]) > arrivals(["WLD"])


def test_a_stated_leakage_replaces_the_prior():
    none, half = (simulate({**CUT, "leakage": x}, WORLD, 64).figure("supply_ratio", "USA") for x in (0.0, 0.5))
    assert half.value > none.value


def test_a_flood_closes_other_mines_and_lowers_the_price():
    result = simulate("price-collapse-closes-mines", WORLD, 64)
    assert result.series("price_effect", "WLD", "cobalt", "mine")[1].min() < 0.9


def test_demand_and_programmes():
    base = {"name": "d", "start": "2025-01", "months": 18, "as_of": "latest", "minerals": ["cobalt"]}
    more = simulate({**base, "demand": [{"economy": "WLD", "change": 0.2, "from": "2025-02"}]}, WORLD, 64)
    assert more.figure("price_ratio", "USA", "cobalt", "metal").value > 1.05
    saved = {
        "substitution": [{"economy": "WLD", "mineral": "cobalt", "share": 0.2, "from": "2025-02", "ramp_months": 1}]
    }
    less = simulate({**base, "policy": saved}, WORLD, 64)
    assert less.series("price_effect", "USA", "cobalt", "metal")[1].min() < 0.95


def elasticity(value, critical=0.6):
    keys = {"ces_short": value, "ces_long": value, "ces_years": 4.0, "critical": critical}
    return {key: np.full(LANES, float(each)) for key, each in keys.items()}


def test_a_part_stops_with_its_mineral_and_dear_tonnes_cost():
    ones = np.ones((1, LANES), np.float32)
    cost, held = np.full(LANES, 1e-3, np.float32), np.full(LANES, 0.2, np.float32)
    assert lost(0 * ones, ones, cost, held, elasticity(0.05), 1.0, 0)[0] == pytest.approx(0, abs=1e-6)
    half, _ = lost(0.5 * ones, ones, cost, held, elasticity(0.02), 1.0, 0)
    assert half == pytest.approx(0.2 * 0.5 * ones, rel=0.05)  # no substitute in the first month
    assert lost(0.5 * ones, ones, cost, held, elasticity(0.9), 1.0, 0).max() < 0.075
    dear, still = lost(0 * ones, 3 * ones, cost, held, elasticity(0.05), 1.0, 0)
    assert dear == pytest.approx(2e-3 * ones, rel=1e-2)
    assert still.max() < 1e-6  # what is dearer is made all the same, and its buyers go without nothing
    easy, _ = lost(0.5 * ones, ones, cost, held, elasticity(0.05, critical=0.1), 1.0, 0)
    assert (easy < half).all()
    ruin, still = lost(0.2 * ones, 900 * ones, cost, held, elasticity(0.05), 1.0, 0)
    assert ruin == pytest.approx(0.2 * ones, rel=1e-3)  # nobody pays more than what hangs on it adds
    assert (still < ruin).all()


def test_a_mineral_costs_its_users_no_more_than_hangs_on_it():
    def at_most(mineral, stage):
        rule = {"exporter": "CHN", "minerals": [mineral], "from": "2025-02", "allowed": 0.0}
        plan = load_scenario({"name": "x", "start": "2025-01", "months": 6, "restrictions": [rule]})
        shocks, _ = prepare(plan, WORLD)
        shock, m = next(
            (s, m) for s in shocks for m, x in enumerate(s.markets) if (x.mineral, x.name) == (mineral, stage)
        )
        points = sobol(256, 0, DIMENSIONS)
        v = m_.settled(shock, lambda name: values(points, mineral_priors(WORLD, name)))[m]
        return choke(shock, m), v["ladder"].max()

    for mineral, stage, low, high in (
        ("chromium", "refine", 1.5, 4),
        ("nickel", "refine", 2, 6),
        ("zinc", "refine", 2, 5),
    ):
        most, drawn = at_most(mineral, stage)
        assert low < most < high
        assert drawn == pytest.approx(most)
    most, drawn = at_most("gallium", "component")
    assert most > 50 > drawn  # a wafer's gallium is next to nothing of a chip
    assert at_most("copper", "refine")[0] == float("inf")  # most copper goes where no sector is known


def test_an_outage_before_the_first_stage_of_a_chain_hits_that():
    lost = {"country": "ZAF", "minerals": ["rhodium", "iridium"], "stage": "mine", "from": "2025-02", "to": "2025-04",
            "lost": 0.5}  # fmt: skip
    found = simulate({"name": "x", "start": "2025-01", "months": 12, "as_of": "latest", "outages": [lost]}, WORLD, 64)
    assert found.figure("price_ratio", "WLD", "iridium", "refine").value > 1.3  # of iridium the metal alone is known
    assert found.figure("price_ratio", "WLD", "rhodium", "mine").value > 1.3


def test_the_height_of_a_price_is_the_month_around_which_most_draws_have_theirs():
    from didymium.twin.noise import near

    assert near(np.array([0, 1, 0, 0, 9, 0, 0, 7, 8, 5])).argmax() == 6  # not 4, where most have it to the month
    assert near(np.array([0, 0, 6, 0, 0, 0])).tolist() == [1, 1, 1, 1, 1, 0]
    stop = {"exporter": "CHN", "minerals": ["gallium"], "from": "2025-02", "to": "2025-07", "allowed": 0.0}
    found = simulate(
        {"name": "x", "start": "2025-01", "months": 24, "as_of": "latest", "restrictions": [stop]}, WORLD, 256
    )
    assert 1 <= found.height(found.figure("price_ratio", "OUT", "gallium", "refine")) <= 9
    assert found.height(found.figure("value_added_at_risk_usd", "USA")) is None


def test_lines_stop_before_the_stock_of_all_ends():
    cell, border = np.zeros((9, 9, LANES), np.float32), np.ones(9, np.float32)
    cell[m_.WANTED], cell[m_.GOT], cell[m_.ARRIVALS] = 1.0, 1.0, 1.0
    assert stopped(cell, border, 3.0).max() == 0
    cell[m_.ARRIVALS, 1:6] = 0.5
    felt = stopped(cell, border, 3.0)[:, 0]
    assert felt[0] == 0
    assert 0 < felt[1] < felt[3] < felt[5] < 0.5  # users still get all they want, some plants do not
    assert felt[1] < 0.01  # the first half month missed stops hardly a line
    assert stopped(cell, border, 30.0)[5, 0] < 0.1 * felt[5]  # who holds for years runs on
    border[3:] = 0.1
    assert stopped(cell, border, 3.0)[5, 0] < 0.1  # what no border denies is left for its price
    cell[m_.ARRIVALS, 6:] = 1.5
    cell[m_.ARRIVALS, 8] = 0.5
    border[:] = 1
    assert stopped(cell, border, 3.0)[8, 0] < felt[5]  # what came in between filled stocks again


def test_nobody_loses_more_sales_than_customs_tell():
    stop = {"exporter": "CHN", "minerals": ["silicon"], "from": "2025-03", "to": "2026-02", "allowed": 0.0}
    found = simulate(
        {"name": "s", "start": "2025-03", "months": 12, "as_of": "latest", "restrictions": [stop]}, WORLD, 64
    )
    year = m_.sales("CHN", "silicon", 3000.0)
    assert year < 1.5e9
    assert 0.5 * year < -found.figure("sender_income_change_usd", "CHN").value < 1.25 * year
    assert m_.sales("CHN", "copper", 1e4) == np.inf


def test_what_is_not_decided_is_told_last_and_no_good_twice():
    from didymium.cli.twin import _chosen, _open
    from didymium.twin.chart import good

    lost = _chosen(simulate("russia-palladium-stop", WORLD, 128), "value_added_at_risk_usd")
    open_ = [_open(f) for f in lost if f.country not in ("USA", "EUU", "JPN")]  # those it is aimed at stand by size
    assert open_ == sorted(open_)
    assert any(open_)
    told = _chosen(simulate("china-dysprosium-terbium-magnets-2025", WORLD, 64), "shortage_share")
    names = [(good(f.mineral, f.stage), f.country) for f in told]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("metric", "value", "low", "high", "told"),
    [
        ("price_ratio", 11.2, 1.6, 129.8, ["not decided", "1.6", ""]),
        ("price_ratio", 3.0, 0.9, 35.9, ["not decided", "", "35.9"]),
        ("price_ratio", 3.0, 0.9, 15.9, ["3.0", "0.9", "15.9"]),
        ("price_ratio", 2.0, 1.1, 6.6, ["2.0", "1.1", "6.6"]),
        ("value_added_at_risk_usd", 5e7, 1e7, 3e8, ["$50m", "", "$300m"]),
        ("value_added_at_risk_usd", 5e7, 1e6, 3e8, ["not decided", "", "$300m"]),
        ("sender_income_change_usd", 4e8, -8e8, 3e9, ["not decided", "-$800m", "$3bn"]),
        ("sender_income_change_usd", -7e8, -9e8, -3e8, ["-$700m", "-$900m", "-$300m"]),
    ],
)
def test_of_what_is_not_decided_the_end_that_binds_is_told(metric, value, low, high, told):
    from didymium.cli.twin import _ends
    from didymium.records import Figure

    found = Figure(metric=metric, value=value, low=low, high=high, unit="1", country="USA")
    assert _ends(found, simulate("russia-palladium-stop", WORLD, 16)) == told


def test_of_a_mineral_whose_prices_may_as_well_stay_the_exchange_s_alone_is_told():
    from didymium.cli.twin import _chosen

    stop = {"exporter": "RUS", "importers": ["EUU"], "minerals": ["nickel", "titanium"], "allowed": 0.0,
            "announced": "2026-01", "from": "2026-01", "to": "2026-12"}  # fmt: skip
    plan = {"name": "stop", "start": "2026-01", "as_of": "2026-01-01", "months": 36, "restrictions": [stop]}
    found = simulate(plan, WORLD, 256)
    told = [(f.mineral, f.stage, f.country) for f in _chosen(found, "price_ratio") if f.mineral == "nickel"]
    assert told[0] == ("nickel", "refine", "OUT")
    assert all(stage == "refine" for _, stage, who in told if who == "OUT")
    assert {f.mineral for f in found.figures if f.metric == "price_ratio"} == {"nickel", "titanium"}


def test_who_leaves_a_market_at_a_price_is_not_unserved():
    v = {"ladder": np.full(LANES, 3.0), "ladder_spread": np.full(LANES, 0.8), "use_elasticity": np.full(LANES, 0.2)}
    cell = np.zeros((9, 2, LANES), np.float32)
    cell[m_.WANTED], cell[m_.GOT], cell[m_.BILLED] = 1.0, 1.0, (np.ones((1, LANES)) * [[1.0], [2.0]])
    assert unserved(cell, v).max() == 0
    rung = 3.0 ** (-1.702 / 0.8)
    left = (1 + rung) / (1 + rung * 2.0 ** (1.702 / 0.8)) * 2.0**-0.2
    cell[m_.GOT] = left
    assert unserved(cell, v)[0] == pytest.approx(1 - left, rel=1e-5)  # at the old price it lacks that much
    assert unserved(cell, v)[1].max() < 1e-6  # at twice the price it asks for no more
    cell[m_.GOT] = left / 2
    assert unserved(cell, v)[1] == pytest.approx(0.5, rel=1e-5)


def test_an_old_contract_keeps_no_metal_from_who_pays_and_no_part_for_who_waits():
    v = {"ladder": np.full(LANES, 3.0), "ladder_spread": np.full(LANES, 0.8), "use_elasticity": np.full(LANES, 0.2)}
    cell = np.zeros((9, 1, LANES), np.float32)
    cell[m_.WANTED], cell[m_.BILLED], cell[m_.PRICE] = 1.0, 1.0, 6.0
    cell[m_.GOT] = 0.2
    assert unserved(cell, v, resold=False) == pytest.approx(0.8, rel=1e-5)  # parts made to order: lines stand
    assert unserved(cell, v, resold=True).max() < 0.1  # metal: who needs it buys it from who does not


def test_what_a_state_refines_of_ore_from_abroad_is_bought_abroad():
    plan = load_scenario("drc-cobalt-quota")
    (shock,) = prepare(plan, known_world(plan, WORLD))[0]
    m = next(m for m, x in enumerate(shock.markets) if x.last)
    china, flows = m_.members(shock, shock.economies.index("CHN")), shock.markets[m].chain.flows[-1]
    at_home = flows[np.ix_(china, china)].sum() / flows[:, china].sum()
    assert at_home > 0.5
    assert imported(shock, shock.economies.index("CHN"), m) > 0.9


def test_a_metal_that_is_sold_on_is_short_for_all_alike():
    found = simulate("russia-palladium-stop", WORLD, 64)
    short = [found.figure("shortage_share", e, "palladium", "refine").value for e in ("ITA", "JPN", "FRA", "USA")]
    assert max(short) < min(short) + 0.03  # Italy bought most of it in Russia


def test_no_car_line_stands_for_want_of_rhodium():
    found = simulate("south-africa-rhodium-outage", WORLD, 128)
    assert found.figure("price_ratio", "WLD", "rhodium").value > 1.3
    parts = [found.loss_parts(e) for e in ("USA", "EUU", "JPN", "CHN")]  # as in 2008 and 2020: buyers paid
    assert all(0 < 4 * (p["network"][1] + p["embedded"][1]) < p["direct"][1] < 1.5e9 for p in parts)


def test_uses_without_a_sector_pay_what_their_metal_costs_more():
    """Seven tenths of copper goes into buildings and machines that no sector tells; they pay the same price."""
    found = simulate("chile-peru-copper-strike", WORLD, 128, money=True)
    other, whole = (found.figure("value_added_at_risk_usd", "CHN", sector=s) for s in ("other", None))
    assert 0.5 * whole.value < other.value < whole.value
    assert found.loss_parts("CHN")["network"][1] < 0.5 * whole.value  # nothing is known of what they make of it


def test_minerals_of_one_part_do_not_add_and_those_that_serve_alike_stand_in_for_each_other():
    part = np.full((2, LANES), 0.4, np.float32)
    assert combined({"nickel": part, "cobalt": part / 2}) == pytest.approx(part)
    assert combined({"nickel": part, "gallium": part}) == pytest.approx(1 - 0.6**2 * np.ones_like(part))
    for one, other in (("terbium", "dysprosium"), ("praseodymium", "neodymium")):
        few, most = combined({one: part}), combined({other: part})
        assert (few < most).all()
        assert few + most == pytest.approx(part)
        assert combined({one: part, other: part}) == pytest.approx(part)  # who lacks both lacks all of it
    assert combined({"terbium": part, "NdFeB magnets": part}) == pytest.approx(part)  # no magnet: the scarcest decides


def test_who_buys_from_makers_that_stop_loses_too():
    units = (*ALONE, REST_EU, REST)
    months, key = 12, ("JPN", "industrial_motors_robots")
    worth = {key: sector_value(WORLD, *key)}
    direct = {key: np.full((months, LANES), 0.1 * worth[key] / 12, np.float32)}
    draws = {name: np.full(LANES, x, np.float32) for name, x in
             {"downstream": 0.2, "upstream": 0.0, "buffer": 0.1}.items()}  # fmt: skip
    home, abroad = around(WORLD, units, direct, worth, draws, 0)
    at = units.index
    assert 0.05 < home[at("JPN")].sum() / direct[key].sum() < 1.0
    assert home.sum() == pytest.approx(home[at("JPN")].sum(), rel=1e-5)
    assert abroad[at("CHN")].sum() > abroad[at("IND")].sum() > 0  # machines go where factories are
    assert home[at("JPN"), 0].sum() < home[at("JPN"), 5].sum()  # parts in stock come first
    wider, _ = around(WORLD, units, direct, worth, draws | {"downstream": 2 * draws["downstream"]}, 0)
    assert (wider[at("JPN")] > 2 * home[at("JPN")] * 0.999).all()
    orders, same = around(WORLD, units, direct, worth, draws | {"upstream": draws["downstream"]}, 0)
    fewer = (orders - home).sum(axis=(1, 2)) / direct[key].sum()
    assert 0.05 < fewer[at("JPN")] < 0.2 * 2  # at most all that its suppliers add
    assert fewer.min() > 0  # suppliers abroad lose orders too
    assert orders[at("JPN"), 0].sum() > home[at("JPN"), 0].sum()  # at once, whatever stands in stock
    assert (same == abroad).all()


def test_shortage_falls_on_those_that_earn_least_per_tonne():
    cheap = Sector("USA", "wind", 0.5, 1e9, "")
    dear = Sector("USA", "defence", 0.5, 1e11, "")
    order = priorities([cheap, dear])
    assert order["wind"] > order["defence"]
    assert 0.5 * order["wind"] + 0.5 * order["defence"] == pytest.approx(1)
    level, fallback = np.ones(LANES, np.float32), np.full(LANES, 7e-5, np.float32)
    assert cost_share(dear, float("nan"), 1.0, level, fallback) == pytest.approx(7e-5)


def test_streamed_quantiles_stay_within_their_stated_error():
    rng = np.random.default_rng(0)
    values = rng.lognormal(size=(4, 40_000)).astype(np.float32)
    book = Collector(4, 40_000)
    for begin in range(0, 40_000, 8_000):
        book.add(values[:, begin : begin + 8_000])
    assert not book.exact
    span = np.ptp(values[:, :8_000], axis=1) * 2 / 2_048
    exact = np.quantile(values, (0.05, 0.5, 0.95), axis=1)
    assert np.all(np.abs(book.quantiles() - exact) <= 1.5 * span)
    assert Collector(1, EXACT).exact


def test_results_tell_units_and_make_again(cut):
    data = cut.to_json()
    assert {r["metric"] for r in data["rows"]} <= set(UNITS)
    assert {f.metric for f in cut.figures} <= set(TOTALS)
    assert len(data["months"]) == 24 == len(data["rows"][0]["p50"])
    again = simulate(data["manifest"]["args"]["scenario"], WORLD, data["manifest"]["draws"], data["manifest"]["seed"])
    assert again.to_json()["rows"] == data["rows"]
    assert cut.run == again.run
    assert cut.samples["value_added_at_risk_usd", "USA"].shape == (256,)
    assert cut.figure("sender_income_change_usd", "CHN") is not None
    assert cut.figure("price_ratio", "USA", "dysprosium").value > 2


@pytest.mark.parametrize("ending", [".parquet", ".csv", ".json"])
def test_files(cut, tmp_path, ending):
    path = save(cut, tmp_path / f"r{ending}")
    if ending == ".parquet":
        assert len(pl.read_parquet(path)) == len(frame(cut)) == 24 * len(cut.rows)
    assert path.stat().st_size > 1000
    with pytest.raises(BadInput, match="end the name"):
        save(cut, tmp_path / "r.xlsx")


def test_the_page_needs_no_network(cut, tmp_path):
    text = page(cut, tmp_path / "p.html").read_text()
    assert "price over baseline" in text
    assert 'src="http' not in text
    assert len(fans(cut)) == 4


def test_why_names_inputs():
    found = why(CUT, WORLD, points=32)
    assert [w.metric for w in found] == ["value_added_at_risk_usd", "price_ratio", "shortage_share"]
    assert {i.parameter for i in found[2].influences} == {p.parameter for p in priors()}
    assert found[2].influences[0].total >= found[2].influences[-1].total
    assert found[2].influences[-1].total == 0  # what plays no part explains nothing, whatever is shuffled over draws
    with pytest.raises(MissingData):
        why({"name": "none", "start": "2025-01", "minerals": ["copper"], "as_of": "latest"}, WORLD, points=4)


def test_the_library_runs():
    assert len(library()) >= 10
    for name in library():
        result = simulate(name, WORLD, 16)
        assert any(np.nanmax(np.abs(r.quantiles - r.quantiles[:, :1])) > 0 for r in result.rows), name


def test_as_of_hides_what_came_later():
    plan = load_scenario("drc-cobalt-quota")
    early, late = (
        simulate(plan, WORLD, 16),
        simulate(Scenario(**{**plan.model_dump(by_alias=True), "as_of": "latest"}), WORLD, 16),
    )
    assert early.manifest["as_of"] == "2025-02-24"
    assert late.manifest["as_of"] is None


def test_the_command_line(tmp_path, capsys):
    assert main(["simulate", "--list", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == len(library())
    assert main(["simulate", "drc-cobalt-quota", "--draws", "32", "--json", "--out", str(tmp_path / "x.csv")]) == 0
    data = json.loads(capsys.readouterr().out)
    assert set(data) == {"scenario", "months", "rows", "summary", "missing", "notes", "manifest"}
    assert (tmp_path / "x.csv").exists()
    assert main(["simulate", "drc-cobalt-quota", "--draws", "32"]) == 0
    said = capsys.readouterr()
    assert "price in the month of most effect" in said.out
    assert "Use falls short first of cobalt" in said.out
    assert said.err == ""
    assert main(["backtest", "antimony-2024", "--draws", "32", "--page", str(tmp_path / "b.md")]) == 0
    assert (tmp_path / "backtests").is_dir()


def test_an_ended_measure_leaves_no_boom_inside_the_sender():
    cut = {"exporter": "CHN", "minerals": ["lanthanum"], "from": "2025-01", "to": "2025-12", "allowed": 0.0}
    result = simulate({"name": "end", "start": "2025-01", "months": 30, "as_of": "latest", "restrictions": [cut]},
                      WORLD, 128)  # fmt: skip
    inside = result.series("price_effect", "CHN", "lanthanum", "refine")[1]
    assert inside.max() < 1.3
    outside = result.series("price_effect", "OUT", "lanthanum", "refine")[1]
    assert np.all(np.diff(outside[20:]) < 0.005)
    assert outside[-1] < outside[20]
    assert outside[-1] < 0.5 * outside.max()


def test_dear_inputs_and_risk_go_down_the_chain():
    early = simulate("drc-cobalt-quota", WORLD, 128)
    metal = early.series("price_effect", "EUU", "cobalt", "metal")[1]
    assert metal[3] > 1.2  # the metal's price moves long before its makers run short


def test_a_scenario_tells_of_the_economies_that_it_names():
    plan = {**CUT, "report": ["GBR"], "restrictions": [{**CUT["restrictions"][0], "importers": ["IND", "BRA"]}]}
    result = simulate(plan, WORLD, 32)
    assert result.series("price_effect", "GBR", "dysprosium", "component") is not None
    assert result.series("shortage_share", "IND", "dysprosium", "component") is not None
    assert result.loss("IND")[1] > 0
    assert result.loss("BRA")[1] > 0
    far = simulate({**plan, "report": ["POL", "NGA"]}, WORLD, 32)
    assert far.loss("POL") is None
    assert "loss of Poland: counted with the European Union" in far.missing
    assert "loss of Nigeria: counted with all other economies" in far.missing


def test_exposed_parts_are_ordered_and_named():
    with EXPOSED.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({(r["mineral"], r["sector"]) for r in rows}) == len(rows)
    for r in rows:
        assert labels.mineral(r["mineral"]) == r["mineral"]
        assert labels.sector(r["sector"]) == r["sector"]
        assert 0 < float(r["low"]) < float(r["mid"]) < float(r["high"]) <= 1
        assert all((r["basis"], r["source"], r["status"]))


def test_the_exposed_part_keeps_the_place_of_its_draw():
    prior = next(p for p in priors() if p.parameter == "exposed")
    for at, own in (
        (prior.low, 0.003),
        (prior.mid, 0.02),
        (prior.high, 0.08),
    ):  # the order of draws tells nothing
        found = exposed_part("lanthanum", "petroleum_refining", np.full(4, at, np.float32))
        assert found == pytest.approx(np.full(4, own), rel=1e-4)
        assert exposed_part("lanthanum", "no such sector", np.full(4, at, np.float32)) == pytest.approx(at, rel=1e-4)


def test_what_hangs_on_a_mineral_bounds_the_loss_and_substitutes_soften_it():
    ones = np.ones((72, LANES), np.float32)
    cost, held = np.full(LANES, 1e-3, np.float32), np.full(LANES, 0.1, np.float32)
    deep, _ = lost(0.99 * ones, ones, cost, held, elasticity(0.05), 1.0, 0)
    assert deep.max() <= 0.1 + 1e-6
    assert deep[0].min() > 0.09
    assert (deep[60] < deep[0]).all()  # goods are made anew
    softer = lost(0.5 * ones, ones, cost, held, elasticity(0.05), 1.0, 0, (0.5, 0.9))[0][:, 0]
    assert softer[0] > softer[12] > softer[60]


def test_magnets_have_tonnes_and_a_price():
    net = chain(WORLD, "NdFeB magnets")
    assert 1e5 < net.tonnes[0] < 4e5
    assert 2e4 < price_or_nan(WORLD, "NdFeB magnets") < 2e5  # USD/t


def test_a_stage_that_the_chain_lacks_is_told_with_its_line(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text(
        "name: s\nstart: 2026-01\nrestrictions:\n"
        "  - {exporter: CHN, minerals: [gallium], stages: [mine], from: 2026-02, allowed: 0}\n"
    )
    with pytest.raises(BadScenario, match=r"s\.yaml:4: restrictions\.0\.stages: gallium has no mine stage"):
        simulate(path, WORLD, 16)


def test_the_page_shows_each_shape_once_and_the_price_inside(cut):
    shown = fans(cut)[0].spec["data"]["values"]
    names = {v["what"] for v in shown}
    assert any(name.endswith("China") for name in names)
    assert len(names) < 6 or len({tuple(v["mid"] for v in shown if v["what"] == n) for n in names}) == len(names)


def test_the_examples_of_the_how_to_run(tmp_path):
    text = (ROOT / "docs/howto/scenario.md").read_text()
    scenario, episode = (part.split("```")[0] for part in text.split("```yaml\n")[1:])
    for name, body in (("s", scenario), ("e", episode)):
        (tmp_path / f"{name}.yaml").write_text(body)
    result = simulate(tmp_path / "s.yaml", WORLD, 16)
    assert result.series("price_effect", "IND", "dysprosium", "component") is not None
    assert len(backtest(tmp_path / "e.yaml", WORLD, 16)[0].scores) == 2


def test_a_makers_exports_are_what_is_stated():
    net = chain(WORLD, "NdFeB magnets")
    i = net.countries.index("CHN")
    abroad = float(net.flows[-1][i].sum() - net.flows[-1][i, i]) * net.tonnes[-1]
    assert abroad == pytest.approx(58_152, rel=0.06)  # links that can grow move a little
    assert any("HS 850511, traced to origin" in b for b in net.basis)
    before = chain(WORLD.as_of("2024-06-01"), "NdFeB magnets")
    assert not any("as stated" in b for b in before.basis)


def test_a_recovery_that_the_horizon_cuts_is_more_than_the_horizon(capsys):
    plan = {**CUT, "months": 10, "restrictions": [{**CUT["restrictions"][0], "to": None}]}
    result = simulate(plan, WORLD, 64)
    found = result.figure("months_to_recovery", "USA", "dysprosium", "component")
    assert found.value == len(result.months) - result.start
    assert "value" in result.beyond(found)
    row = next(r for r in result.summary if r["metric"] == "months_to_recovery" and r["economy"] == "USA")
    assert "value" in row["beyond"]
    price = result.figure("price_ratio", "USA", "dysprosium", "component")
    assert result.beyond(price) == ()


def test_a_band_of_money_is_decided_within_an_order_of_magnitude_on_one_side():
    assert decided(1e9, 9e9)
    assert decided(-9e9, -1e9)
    assert decided(0.0, 0.0)
    assert not decided(1e9, 11e9)
    assert not decided(-1e9, 2e9)
    assert not decided(0.0, 2e9)


def test_a_fall_is_told_where_it_is_deep_and_no_loss_that_nobody_notices():
    from didymium.cli.twin import _chosen

    less = {"economy": "WLD", "mineral": "lithium", "change": -0.2, "from": "2025-01"}
    found = simulate({"name": "x", "start": "2025-01", "months": 24, "as_of": "latest", "demand": [less]}, WORLD, 256)
    price = found.figure("price_ratio", "WLD", "lithium", "refine")
    assert price.value < 0.8
    assert found.series("price_effect", "WLD", "lithium", "refine")[1, 0] > 0.85  # where the fall begins
    assert _chosen(found, "price_ratio")
    assert not _chosen(found, "value_added_at_risk_usd")
    assert not _chosen(found, "sender_income_change_usd")  # nobody is named


def test_what_a_stop_costs_while_it_lasts_is_told_where_its_price_may_earn_it_back():
    from didymium.cli.twin import _headline, _meanwhile, _open

    lost = {"country": "GIN", "minerals": ["aluminium"], "stage": "mine", "from": "2025-02", "to": "2025-05", "lost": 1}
    found = simulate({"name": "x", "start": "2025-01", "months": 24, "as_of": "latest", "outages": [lost]}, WORLD, 256)
    whole = found.figure("sender_income_change_usd", "GIN")
    stopped = _meanwhile(whole, found)
    assert _open(whole)
    assert -6e9 < stopped.value < -2e9  # four months of some ten billion a year
    empty = {"months_to_shortage": [], "value_added_at_risk_usd": [], "sender_income_change_usd": [whole]}
    assert "While it lasts Guinea loses" in _headline(found, empty)[0]


def test_a_good_that_is_a_stage_of_a_chain_is_told_as_that_stage():
    lost = {
        "country": "GIN",
        "minerals": ["bauxite", "copper"],
        "stage": "mine",
        "from": "2025-02",
        "to": "2025-04",
        "lost": 0.9,
    }
    found = simulate({"name": "x", "start": "2025-01", "months": 12, "as_of": "latest", "outages": [lost]}, WORLD, 64)
    assert found.figure("price_ratio", "WLD", "aluminium", "metal").value > 1.02
    assert found.figure("price_ratio", "WLD", "bauxite") is None
    earned = found.figure("sender_income_change_usd", "GIN")
    assert earned is not None
    assert earned.value < 0


@pytest.mark.parametrize(("sender", "told"), [("NOR", True), ("CHN", False)])
def test_a_measure_that_touches_no_trade_says_so(sender, told):
    rule = {"exporter": sender, "importers": ["USA"], "minerals": ["gallium"], "from": "2025-02", "allowed": 0.0}
    found = simulate(
        {"name": "x", "start": "2025-01", "months": 6, "as_of": "latest", "restrictions": [rule]}, WORLD, 32
    )
    assert any("is not known to sell gallium to the United States" in line for line in found.missing) == told


@pytest.mark.parametrize(("mineral", "stage", "low", "high"), [
    ("chromium", "mine", 0.05, 0.3),  # chrome ore at 200 to 300 USD/t, ferrochrome at 3,500 USD/t of chromium
    ("aluminium", "mine", 0.01, 0.05),  # bauxite by its own weight
    ("lithium", "refine", 0.7, 1.3), ("niobium", "metal", 0.7, 1.3),  # traded carbonate and alloy are what is priced
    ("copper", "mine", 0.8, 1.3), ("gallium", "component", STAGE_VALUE["component"], STAGE_VALUE["component"]),
])  # fmt: skip
def test_what_a_tonne_sells_for_at_a_stage_is_told_by_trade(mineral, stage, low, high):
    assert low <= stage_value(WORLD, mineral, stage) <= high


def test_a_sender_loses_no_more_than_it_sells():
    rule = {"exporter": "ZAF", "minerals": ["chromium"], "stages": ["mine"], "from": "2025-01", "allowed": 0.0}
    plan = {"name": "x", "start": "2025-01", "months": 3, "as_of": "latest", "restrictions": [rule]}
    lost = simulate(plan, WORLD, 32).series("sender_income_change_usd", "ZAF")
    assert 2e9 < -12 * lost[1, 0] < 6e9  # South Africa's chrome ore brings some 4 billion USD a year


def test_a_source_s_word_on_use_comes_before_the_industries():
    world = load_world()
    tungsten, gallium = chain(world, "tungsten"), chain(world, "gallium")
    assert tungsten.use[-1][tungsten.countries.index("CHN")] == pytest.approx(0.6, abs=0.02)
    assert gallium.use[-1][gallium.countries.index("USA")] == pytest.approx(0.08, abs=0.01)
    vanadium, silicon = chain(world, "vanadium"), chain(world, "silicon")
    assert vanadium.use[-1][vanadium.countries.index("USA")] == pytest.approx(0.077, abs=0.005)
    assert silicon.use[-1][silicon.countries.index("USA")] == pytest.approx(0.051, abs=0.005)
    assert silicon.stages == ("metal",)  # polysilicon is made of it, not it of polysilicon
    assert stage_value(world, "aluminium", "refine") < 0.25  # alumina is no metal
    assert price_or_nan(world, "titanium") > 5000  # of sponge, not of ilmenite
