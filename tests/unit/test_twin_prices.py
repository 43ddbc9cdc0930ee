"""Price laws of the second edition: one world price, ore below its metal, alarm, relief, licences, the hierarchy."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from didymium.errors import BadScenario
from didymium.twin import hierarchy as h
from didymium.twin import measure as m_
from didymium.twin import simulate
from didymium.twin.backtest import _peak_month, load_episode
from didymium.twin.loss import by_value, rationed_blindly
from didymium.twin.parameters import DIMENSIONS, mineral_priors, sobol, values
from didymium.twin.run import known_world, prepare
from didymium.twin.scenario import Licence, load_scenario
from didymium.twin.traits import premium
from didymium.world.load import load_world

WORLD = load_world()
BASE = {"name": "p", "start": "2025-01", "months": 18, "as_of": "latest"}


def outage(country, mineral, stage, lost, begin="2025-03", to=None, **more):
    return {**BASE, "outages": [{"country": country, "minerals": [mineral], "stage": stage, "from": begin, "to": to,
                                 "lost": lost, **more}]}  # fmt: skip


def ran(plan, draws=128):
    """The kernel's prices by economy and market, with the shock and the settled parameters."""
    plan = load_scenario(plan)
    known = known_world(plan, WORLD)
    (shock,), _ = prepare(plan, known)
    points = sobol(draws, 0, DIMENSIONS)
    v = {x.mineral: values(points, mineral_priors(known, x.mineral)) for x in shock.markets}
    each = m_.settled(shock, v.__getitem__)
    return shock, m_.flows(shock, each), each


BAN = {"exporter": "CHN", "importers": ["USA"], "from": "2025-03", "allowed": 0.0}


def gap(plan, market):
    """How far apart the prices of four buyers are at most, and the price inside China over theirs."""
    shock, out, _ = ran(plan)
    prices = np.stack([out[shock.economies.index(e), market, m_.PRICE] for e in ("USA", "DEU", "JPN", "KOR", "CHN")])
    return float(np.ptp(prices[:4], axis=0).max()), prices


def test_a_good_has_one_price_outside_the_state_that_stops_it_towards_one_buyer():
    apart, prices = gap({**BASE, "restrictions": [{**BAN, "minerals": ["antimony"], "stages": ["metal"]}]}, 2)
    assert apart < 1e-4  # Rotterdam sells on to the United States
    there, inside = (np.median(p, axis=-1).max() for p in (prices[0], prices[4]))
    assert there > 1.1
    assert inside < there - 0.05


def test_a_stop_to_one_large_buyer_of_a_good_that_is_sold_on_costs_it_less_than_one_to_all():
    cut = {"exporter": "ZAF", "minerals": ["rhodium"], "from": "2025-03", "allowed": 0.0}
    one, every = (
        simulate({**BASE, "restrictions": [{**cut, "importers": [whom]}]}, WORLD, 128).loss("USA")[1]
        for whom in ("USA", "WLD")
    )
    assert 0 < one < 0.6 * every  # a third of the world's use, and others' sellers are a fifth of its supply


def test_parts_made_to_order_have_a_price_for_each_buyer():
    assert gap({**BASE, "restrictions": [{**BAN, "minerals": ["gallium"], "stages": ["component"]}]}, 1)[0] > 0.1


def test_an_exchange_metal_has_one_price_in_the_state_that_loses_its_smelters_too():
    apart, prices = gap(outage("CHL", "copper", "mine", 0.5), 1)
    assert apart < 1e-5
    assert np.abs(prices[4] - prices[0]).max() < 1e-5
    assert prices[0].max() > 1.01


def test_an_element_in_surplus_is_separated_where_it_lies():
    cut = {**BAN, "importers": ["WLD"], "stages": ["refine"]}
    peak = {
        mineral: simulate({**BASE, "restrictions": [{**cut, "minerals": [mineral]}]}, WORLD, 128)
        for mineral in ("cerium", "yttrium")
    }
    high = {m: r.series("price_effect", "OUT", m, "refine")[1].max() for m, r in peak.items()}
    assert high["cerium"] < 1.5 < high["yttrium"]
    short = {m: r.figure("shortage_share", "USA", m, "refine").value for m, r in peak.items()}
    assert short["cerium"] < 0.1 < 0.3 < short["yttrium"]
    assert peak["cerium"].loss("USA")[1] < 0.1 * peak["yttrium"].loss("USA")[1]


def test_an_exchange_metal_is_sold_on_to_who_lacks_it():
    ban = {"exporter": "RUS", "importers": ["USA"], "minerals": ["palladium"], "stages": ["refine"], "from": "2025-03"}
    shock, out, _ = ran({**BASE, "restrictions": [{**ban, "allowed": 0.0}]})
    usa, ours, m = shock.economies.index("USA"), shock.markets[1].chain, 1
    here, there = (ours.countries.index(c) for c in ("RUS", "USA"))
    bought = ours.flows[1][here, there] / ours.flows[1][:, there].sum()
    lacks = 1 - np.median(out[usa, m, m_.ARRIVALS, 8:], axis=1) / m_.base_use(shock, usa, m)
    assert bought > 0.3
    assert lacks.max() < 0.6 * bought  # others sell more to it, as it bids metal away from them
    assert np.median(out[usa, m, m_.PRICE, 8:]) == pytest.approx(1, abs=0.1)  # the metal goes other ways


def test_what_one_buyer_of_an_exchange_metal_lacks_counts_against_what_another_has():
    cut = {"exporter": "RUS", "importers": ["USA", "EUU", "JPN"], "minerals": ["palladium"], "stages": ["refine"],
           "from": "2025-03", "allowed": 0.0}  # fmt: skip
    one = {**cut, "importers": ["USA"]}
    wide, narrow = (np.median(ran({**BASE, "restrictions": [r]})[1][0, 1, m_.PRICE], axis=-1).max() for r in (cut, one))
    assert wide > narrow + 0.02


def test_an_ore_is_worth_no_more_than_its_product_less_conversion():
    shock, out, each = ran(outage("COD", "cobalt", "mine", 0.9))
    world = shock.economies.index("WLD")
    cost, kept = (m_.padded(each[1][k]) for k in ("input_cost", "conversion"))
    ore, product = out[world, 0, m_.PRICE], out[world, 1, m_.PRICE]
    assert np.median(ore[-1]) > 1.2
    heading = np.maximum.reduce([product[6 + k : len(product) - 4 + k] for k in range(4)])  # where its quote is going
    room = heading * 1.25 - kept * (1 - cost)  # means over countries, a month apart
    assert np.mean(cost * ore[7:-3] <= np.maximum(room, 0.01)) > 0.9


@pytest.mark.parametrize("mineral", ["dysprosium", "neodymium"])
def test_a_full_stop_is_never_cheaper_than_a_partial_one_of_the_same_goods(mineral):
    rule = {"exporter": "CHN", "minerals": [mineral], "from": "2025-03", "allowed": 0.0}
    full, part, oxide = (
        ran({**BASE, "restrictions": [{**rule, **more}]}) for more in ({}, {"allowed": 0.4}, {"stages": ["refine"]})
    )
    out = full[0].economies.index("OUT")
    for m in range(1, 4):
        peaks = [np.median(x[1][out, m, m_.PRICE], axis=-1).max() for x in (full, part, oxide)]
        assert peaks[0] > max(peaks[1:]) > 1.05
        assert peaks[0] > 2.5  # what history gave for less


def test_lost_uses_come_back_below_the_old_price():
    stop = {"exporter": "COD", "importers": ["WLD"], "minerals": ["copper"], "stages": ["refine"], "from": "2025-01",
            "allowed": 0.0}  # fmt: skip
    ended = {**BASE, "months": 60, "restrictions": [{**stop, "to": "2026-06"}]}
    shock, out, _ = ran(ended, 64)
    price = np.median(out[shock.economies.index("WLD"), 1, m_.PRICE], axis=-1)
    assert price.min() < price[-1] - 0.05  # log 2: the glut that the stop leaves grows no longer
    assert price[-1] > -0.6


def test_the_glut_that_a_stop_leaves_is_no_cost_of_it_and_that_of_a_flood_is():
    stop = {"exporter": "COD", "importers": ["WLD"], "minerals": ["copper"], "stages": ["refine"], "from": "2025-01",
            "allowed": 0.0, "to": "2025-12"}  # fmt: skip
    shock, out, _ = ran({**BASE, "months": 36, "restrictions": [stop]}, 64)
    cell = out[shock.economies.index("COD"), 1]
    paid = m_.earned(shock, cell)
    assert (paid[:12] == cell[m_.REVENUE, :12]).all()
    assert (paid[12:] >= cell[m_.EXPORTS, 12:]).all()
    assert paid[12:].mean() > cell[m_.REVENUE, 12:].mean()
    flood = {
        "country": "COD",
        "mineral": "copper",
        "stage": "refine",
        "from": "2025-01",
        "share": 0.2,
        "ramp_months": 6,
    }
    shock, out, _ = ran({**BASE, "months": 36, "new_capacity": [flood], "report": ["CHL"]}, 64)
    cell = out[shock.economies.index("CHL"), 1]
    assert (m_.earned(shock, cell) == cell[m_.REVENUE]).all()


def test_a_lost_smelter_alarms_before_it_is_missed_and_a_short_stop_less():
    told = outage("ZAF", "rhodium", "refine", 0.5, "2025-08", announced="2025-03")
    before = simulate(told, WORLD, 128).series("price_effect", "WLD", "rhodium", "refine")[1]
    assert before[1] == 1
    assert before[5] > 1.01
    long, short = (
        simulate(outage("ZAF", "rhodium", "refine", 0.5, "2025-03", to), WORLD, 128).series(
            "price_effect", "WLD", "rhodium", "refine"
        )[1][2]  # when both have lost the same
        for to in (None, "2025-03")
    )
    assert long > short > 1


@pytest.mark.parametrize("plan", [
    {"easings": [{"exporter": "CHN", "minerals": ["gallium"], "stages": ["refine"], "before": 0.4, "from": "2025-03"}]},
    {"new_capacity": [{"country": "FRA", "mineral": "gallium", "stage": "refine", "share": 0.2, "from": "2025-03"}]},
])  # fmt: skip
def test_relief_lowers_prices_outside(plan):
    price = simulate({**BASE, **plan}, WORLD, 128).series("price_effect", "USA", "gallium", "refine")
    assert np.all(price[1][:2] == 1)
    assert price[1][4:9].max() < 0.97  # later producers have cut back, and the price may swing above


def test_a_suspension_that_ends_brings_the_price_back():
    easing = {"exporter": "CHN", "minerals": ["gallium"], "stages": ["refine"], "before": 0.4, "from": "2025-03"}
    good, until = (
        simulate({**BASE, "easings": [{**easing, "to": to}]}, WORLD, 128).series(
            "price_effect", "USA", "gallium", "refine"
        )[1]
        for to in (None, "2025-08")
    )
    assert until[8:14].min() > good[8:14].max()


def test_licences_pass_what_is_granted_after_their_delay():
    plain = Licence(granted=0.5, delay=2.0, backlog=0)
    assert [plain.passes("2025-04", age) for age in (1.0, 2.0, 2.5, 3.0, 9.0)] == [0, 0, 0.25, 0.5, 0.5]
    general = Licence(granted=0.5, delay=2.0, backlog=0, general=0.4)
    assert general.passes("2025-04", 1.0) == pytest.approx(0.4)
    assert general.passes("2025-04", 9.0) == pytest.approx(0.7)
    waiting = Licence(granted=0.5, delay=2.0, backlog=4.0)
    assert waiting.passes("2025-06", 3.0) == pytest.approx(0.75)
    assert waiting.passes("2026-06", 15.0) == 0.5
    steps = Licence.model_validate({"granted": [{"from": "2025-04", "share": 0.25}, {"from": "2025-08", "share": 0.9}]})
    assert (steps.share("2025-03"), steps.share("2025-07"), steps.share("2025-08")) == (0.0, 0.25, 0.9)


def test_named_firms_are_a_part_of_the_use():
    cut = {"exporter": "CHN", "importers": ["USA"], "minerals": ["gallium"], "from": "2025-03", "allowed": 0.0}
    plans = [{**BASE, "restrictions": [{**cut, "share_of_use": x}]} for x in (1.0, 0.1)]
    assert load_scenario(plans[1]).restrictions[0].steps() == (("2025-03", pytest.approx(0.9)),)
    whole, part = (simulate(p, WORLD, 64).series("price_effect", "USA", "gallium", "refine")[1].max() for p in plans)
    assert whole > part > 1
    barred, _, _ = ran({**BASE, "restrictions": [{**cut, "share_of_use": 0.5}]}, 32)
    lost = m_.lost_share(barred, barred.economies.index("USA"), 0)
    assert 0 < lost[10] < 0.4 * lost[2]  # what they may not buy goes to others, whose tonnes they buy
    with pytest.raises(BadScenario, match="licence"):
        load_scenario({**BASE, "restrictions": [{**cut, "licence": {"granted": 0.5}}]})


@pytest.mark.parametrize(("mineral", "stage"), [("gallium", "refine"), ("antimony", "metal")])
def test_a_ban_on_named_firms_moves_no_price_elsewhere_as_a_stop_to_their_state_does(mineral, stage):
    cut = {"exporter": "CHN", "importers": ["USA"], "minerals": [mineral], "from": "2025-03", "allowed": 0.0}
    peak, loss, income = {}, {}, {}
    for part in (1.0, 0.5):
        result = simulate({**BASE, "restrictions": [{**cut, "share_of_use": part}]}, WORLD, 128)
        peak[part] = np.log(result.series("price_effect", "JPN", mineral, stage)[1].max())
        loss[part], income[part] = result.loss("JPN")[1], result.figure("sender_income_change_usd", "CHN")
    assert peak[0.5] < 0.4 * peak[1.0]  # half of the firms, and less than half of the rise
    assert loss[0.5] < 0.5 * loss[1.0]
    assert income[0.5] is not None  # the sender's exports are told, though it stands in the market of all


def test_bands_predict_quotes_and_effects_stand_beside():
    result = simulate(outage("CHL", "copper", "mine", 0.2), WORLD, 512)
    row = next(r for r in result.rows if (r.metric, r.stage, r.economy) == ("price_ratio", "refine", "WLD"))
    low, mid, high = row.quantiles[:, -1]
    assert high / low > 1.15 * row.effect[2, -1] / row.effect[0, -1]
    assert low < mid < high
    assert np.all(row.effect[:, :2] == 1)
    assert set(row.as_dict()) >= {"p05", "effect_p05", "effect_p50", "effect_p95"}
    shown = next(f for f in result.figures if (f.metric, f.stage, f.country) == ("price_ratio", "refine", "WLD"))
    assert (shown.low, shown.value, shown.high) == pytest.approx(tuple(row.quantiles[:, np.argmax(row.effect[1])]))
    assert all("effect_p05" not in r.as_dict() for r in result.rows if r.metric != "price_ratio")


def test_lost_share_counts_what_upstream_loses_and_what_new_supply_brings():
    shock, _, _ = ran(outage("COD", "cobalt", "mine", 0.5))
    world = shock.economies.index("WLD")
    mined = shock.markets[0].chain
    lost = 0.5 * mined.supply[0, mined.countries.index("COD")]
    found = m_.lost_share(shock, world, 0)
    assert found[:2] == pytest.approx(0, abs=1e-6)
    assert found[2:] == pytest.approx(lost, rel=1e-3)
    later = m_.lost_share(shock, world, 1)
    assert 0 < later[5] <= lost * 1.001
    more = {**BASE, "new_capacity": [{"country": "CHL", "mineral": "copper", "stage": "refine", "share": 0.1,
                                      "from": "2025-03", "ramp_months": 1}]}  # fmt: skip
    shock, _, _ = ran(more)
    assert m_.lost_share(shock, shock.economies.index("WLD"), 1)[4] == pytest.approx(-0.1, abs=0.005)


def test_a_world_of_a_day_uses_what_had_been_taught_by_then():
    early, late = h.joint(dt.date(2008, 1, 1)), h.joint(None)
    assert early.shape[1] == late.shape[1] == len(h.terms())
    assert not np.allclose(early.mean(axis=0), late.mean(axis=0))
    assert np.array_equal(h.joint(dt.date(1980, 1, 1)), h.joint(dt.date(1995, 1, 1)))


def test_parameters_follow_their_market():
    rows = np.array([[t.mean if t.covariate != "spread" else np.log(1e-6) for t in h.terms()]])
    u = {name: np.full(8, 0.5) for name in h.parameters()} | {"episodes": np.full(8, 0.3), "other": np.ones(8)}
    cheap, dear = (h.settle(u, h.Covariates(x, 0.0, 0.0), rows, "refine") for x in (-1.0, 4.0))
    by_name = {t.name: t.mean for t in h.terms()}
    assert cheap["ladder"] == pytest.approx(np.exp(by_name["ladder.constant"] - by_name["ladder.value"]), rel=1e-3)
    assert cheap["ladder"][0] > dear["ladder"][0]
    assert np.array_equal(cheap["other"], u["other"])
    assert 0 < cheap["leak_open"][0] < 1
    assert h.normal(np.array([0.05, 0.5, 0.95])) == pytest.approx([-1.6449, 0, 1.6449], abs=2e-3)


def test_each_stage_holds_a_stock_of_its_own():
    rows = np.array([[t.mean for t in h.terms()]])
    rng = np.random.default_rng(0)
    u = {name: rng.random(4096) for name in h.parameters()} | {"episodes": rng.random(4096)}
    ore, metal = (h.settle(u, h.Covariates(0.0, 0.0, 0.0), rows, stage) for stage in ("mine", "metal"))
    assert np.array_equal(ore["hoard"], metal["hoard"])
    assert abs(np.corrcoef(np.log(ore["stock"]), np.log(metal["stock"]))[0, 1]) < 0.05
    assert np.quantile(ore["stock"], (0.1, 0.5, 0.9)) == pytest.approx(np.quantile(metal["stock"], (0.1, 0.5, 0.9)))


def test_the_highest_month_is_looked_for_among_those_that_were_observed():
    e = load_episode("tin-wa-2023")
    o, plan = e.observed[0], e.plan()
    at = [plan.index(k[:7]) for k in o.values]
    forecast = np.ones((plan.months, 50))
    forecast[at[list(o.values.values()).index(max(o.values.values()))]] = 2.0
    assert _peak_month(plan, o, forecast) == ({"month_right": True, "month_could": 1.0}, (True,) * 9)
    other = min(at, key=lambda t: abs(t - at[0]))
    forecast[other] = 3.0
    assert _peak_month(plan, o, forecast) == ({"month_right": False, "month_could": 1.0}, (False,) * 9)


def test_an_episode_is_left_out_by_weights():
    name = next(n for n in __import__("polars").read_parquet(h.FIT).columns)
    rows = h.without(name)
    assert rows.shape == h.joint(None).shape
    assert not np.array_equal(rows, h.joint(None))
    assert h.without("no such episode") is None


def test_a_market_rations_the_uses_that_earn_least():
    shares, worth = np.array([0.6, 0.3]), np.array([9.0, 1.0])  # a tenth has no sector of its own
    short = np.array([[0.05, 0.25, 0.7]], dtype=np.float32)
    merit = by_value(shares, worth, short, np.ones(3, np.float32))[:, 0]
    assert merit == pytest.approx(np.array([[0, 0, 0.5], [0, 0.5, 1]]), abs=1e-6)
    alike = by_value(shares, worth, short, np.zeros(3, np.float32))
    assert np.allclose(alike, short)
    whole = shares @ by_value(shares, worth, short, np.full(3, 0.5, np.float32))[:, 0]
    assert whole[2] == pytest.approx(0.5 * 0.6 + 0.5 * 0.9 * 0.7, abs=1e-6)


def test_an_office_stops_lines_that_a_market_would_spare():
    ban = {"exporter": "CHN", "importers": ["WLD"], "minerals": ["NdFeB magnets"], "from": "2025-03", "allowed": 0.0}
    office = ran({**BASE, "restrictions": [ban]})[0]
    market = ran(outage("CHN", "NdFeB magnets", "component", 0.5))[0]
    assert rationed_blindly(office, 0)
    assert not rationed_blindly(market, 0)


@pytest.mark.parametrize(
    ("scenario", "loser", "gainers"),
    [
        ("chile-peru-copper-strike", "CHL", ("COD", "ZMB", "AUS")),
        ("china-rare-earths-full-cut", "CHN", ("AUS", "MYS", "VNM")),
    ],
)
def test_who_stands_by_gains_when_its_price_rises(scenario, loser, gainers):
    run = simulate(scenario, draws=128)
    assert run.figure("sender_income_change_usd", loser).value < 0
    for state in gainers:
        assert run.figure("sender_income_change_usd", state).value > 0, state


def test_what_a_price_stands_above_its_usual_one_goes_when_supply_comes():
    more = {
        "country": "AUS",
        "mineral": "lithium",
        "stage": "refine",
        "share": 0.1,
        "from": "2025-03",
        "ramp_months": 1,
    }
    flood = {**BASE, "new_capacity": [more]}
    dear = {**flood, "prices": [{"mineral": "lithium", "over_usual": 4.0}]}
    usual = {**flood, "prices": [{"mineral": "lithium", "over_usual": 1.0}]}
    low, plain = (float(np.median(ran(plan)[1][-1, 1, m_.PRICE], axis=-1).min()) for plan in (dear, usual))
    assert low < plain - 0.2
    assert low > 0.25 * plain / 2  # no more than what it stood above goes, beside an ordinary glut
    stop = {"exporter": "CHN", "minerals": ["lithium"], "from": "2025-03", "allowed": 0.0}
    shock, _, _ = ran({**BASE, "restrictions": [stop], "prices": dear["prices"]}, 32)
    assert not shock.arrays.relieved.any()  # nothing comes: what is scarce stays scarce
    assert list(ran(dear, 32)[0].arrays.relieved[:, 0]) == [0, 0] + [1] * 16
    assert all(x.premium == pytest.approx(np.log(4)) for x in ran(dear, 32)[0].markets if x.name != "component")


def test_how_high_a_price_stands_is_read_from_the_table_as_of_the_day():
    assert premium(WORLD.as_of("2007-06-04"), "nickel") == pytest.approx(np.log(50_267 / 14_000), abs=0.25)
    assert premium(WORLD.as_of("2015-12-31"), "nickel") == 0  # lower than it was
    assert premium(WORLD.as_of("2022-12-31"), "lithium") == 0  # too few years are known


def test_new_supply_of_an_input_and_of_its_makers_is_counted_once():
    def come(stages):
        new = [{"country": "CHN", "mineral": "lithium", "stage": s, "share": 0.1, "from": "2025-03", "ramp_months": 1}
               for s in stages]  # fmt: skip
        shock, _, _ = ran({**BASE, "new_capacity": new}, 32)
        last = len(shock.markets) - 1
        return float(m_.lost_share(shock, shock.economies.index("WLD"), last)[-1])

    both = come(("mine", "refine"))
    assert both < -0.05
    assert both == pytest.approx(come(("refine",)), abs=0.03)
