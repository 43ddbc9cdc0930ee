"""The planning verb on the world that ships: options, stops, bad input, the plan itself."""

from __future__ import annotations

import datetime as dt
import importlib
import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from didymium import labels
from didymium.errors import BadInput, Infeasible, MissingData, UnknownLabel
from didymium.strategy import baseline, layout, options, stops
from didymium.strategy.cost import EVERY, Measure, cost
from didymium.strategy.deal import generic
from didymium.strategy.harden import Judge, harden, reference, setting
from didymium.strategy.plan import plan
from didymium.strategy.premium import premium
from didymium.strategy.program import Case, Live, Risk, build
from didymium.world.load import load_world

WORLD = load_world()
plan_module = importlib.import_module("didymium.strategy.plan")  # the verb has its name
SMALL = {"importer": "USA", "budget": 40e6, "horizon": 2031, "minerals": "gallium", "draws": 8}


@pytest.fixture(scope="module")
def made():
    return plan(**SMALL, deal="Wagerup")


@pytest.fixture(scope="module")
def given_():
    return setting(WORLD, "USA", ["gallium"], dt.date(2031, 12, 31), 0, 8)


def test_the_worst_reply_costs_what_every_verb_says_of_a_stop_as_long(given_):
    judge = Judge(given_)
    reply = next(r for r in judge.unhedged if r.sender == given_.main and r.start == 0)
    stop = Measure(reply.sender, ("WLD",), "gallium", ("gallium",), EVERY, 0.0, round(reply.months))
    told = float(np.median(cost(stop, "USA", WORLD).target_five))
    assert round(reply.months) not in (12, 36)
    assert judge.unhedged[reply] == pytest.approx(told, rel=0.05)


def test_a_plan_spends_saves_and_says_how(made):
    assert 0 < made.spent_usd <= made.budget_usd * (1 + 1e-9)
    assert made.loss_after.mean < made.loss_before.mean
    assert made.cvar_after <= made.cvar_before
    assert made.next_dollar["risk_adjusted"] == made.duals["budget"] >= 0
    assert [p["budget"] for p in made.frontier] == sorted(p["budget"] for p in made.frontier)
    assert all(p.start > p.decided for p in made.options)


def test_every_purchase_says_where_its_cost_is_from(made):
    known = set(WORLD.table("sources")["source_id"])
    assert all(p.cost_basis == "sourced" or "class" in p.cost_basis or "price" in p.cost_basis for p in made.options)
    assert all(p.spend_low <= p.spend_usd <= p.spend_high for p in made.options)
    assert all(p.source_id in known for p in made.options if p.kind in {"project", "offtake", "recycling"})


def test_the_published_json_has_the_keys_of_the_contract(made):
    body = json.loads(json.dumps(made.to_json(), allow_nan=False))
    assert {
        "options",
        "spent_usd",
        "loss_before",
        "loss_after",
        "cvar_before",
        "cvar_after",
        "frontier",
        "duals",
    } <= set(body)
    assert {"p05", "p50", "p95"} <= set(body["loss_before"])
    assert {"name", "kind", "country", "stage", "start", "spend_usd", "capacity_t"} <= set(body["options"][0])
    assert body["manifest"]["verb"] == "plan"
    assert body["run"] == made.run


def test_the_deal_is_worth_something_and_never_negative(made):
    assert made.deal is not None
    assert made.deal.avoids_usd >= -1.0
    assert "Wagerup" in made.deal.buys


def test_a_plan_repeats_itself_from_its_manifest(made):
    again = plan(**SMALL, deal="Wagerup")
    assert again.to_json() == made.to_json()


def test_zero_budget_buys_nothing_and_changes_nothing():
    found = plan("USA", 0, 2031, "gallium", draws=8)
    assert found.options == ()
    assert found.spent_usd == 0
    assert found.loss_after == found.loss_before
    assert found.cvar_after == found.cvar_before


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"importer": "Narnia"}, UnknownLabel, "country"),
        ({"importer": "world"}, BadInput, "no economy"),
        ({"budget": -1.0}, BadInput, "budget"),
        ({"budget": float("nan")}, BadInput, "budget"),
        ({"horizon": 2020}, BadInput, "later year"),
        ({"horizon": 2099}, BadInput, "30 years"),
        ({"horizon": "soon"}, BadInput, "YYYY"),
        ({"minerals": "unobtainium"}, UnknownLabel, "uranium"),
        ({"risk_aversion": -1.0}, BadInput, "risk"),
        ({"draws": 2}, BadInput, "draws"),
        ({"deal": "Atlantis"}, UnknownLabel, "deal"),
        ({"deal": "lots:Australia:gallium"}, BadInput, "lots"),
        ({"require": ["no such plant"]}, BadInput, "no single option"),
        ({"require": ["Wagerup"], "budget": 1e6}, Infeasible, "`budget`"),
    ],
)
def test_bad_input_is_one_clear_line(change, error, said):
    with pytest.raises(error) as caught:
        plan(**(SMALL | change))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_mineral_without_tonnes_is_said_to_be_missing():
    with pytest.raises(MissingData, match="osmium"):
        plan("USA", 1e6, 2031, "osmium", draws=8)


def test_an_infeasible_program_names_its_constraints(given_):
    live = Live(given_.case, 1e6)
    at = int(np.argmax(given_.case.price))
    low = np.zeros_like(given_.case.limit)
    low[at] = given_.case.limit[at]
    live.bounds(low, given_.case.limit)
    with pytest.raises(Infeasible, match=r"constraint `budget`.*required"):
        live.solve()


def test_a_gap_is_not_zero(given_):
    holes = given_.case.price.copy()
    holes[0] = np.nan
    with pytest.raises(MissingData, match="price"):
        Case(**{f: getattr(given_.case, f) for f in given_.case.__dataclass_fields__} | {"price": holes})


def test_the_strict_build_refuses_a_gap_that_got_past_the_case(given_):
    broken = replace(given_.case, price=given_.case.price.copy())
    broken.price[0] = np.nan
    with pytest.raises(ValueError, match="NaN"):
        build(broken, 1e6, Risk())


def test_no_option_is_under_chinese_control_and_none_counts_twice(given_):
    control = dict(WORLD.table("projects").select("id", "chinese_control").iter_rows())
    ids = [o.id for o in given_.menu.options] + [o.id for o in given_.menu.coming]
    assert len(ids) == len(set(ids))
    assert all(control[i] == "no" for i in ids if i in control)


def test_what_is_sold_as_one_is_stocked_as_one():
    names = ("neodymium", "praseodymium", "dysprosium")
    chains = {m: baseline.chain(WORLD, m, "USA") for m in names}
    prices = {m: baseline.price(WORLD, m) for m in names}
    piles = options.stockpiles(WORLD, chains, prices, "USA", 6.0)
    held = {(o.stage, frozenset(x.mineral for x in o.outputs)) for o in piles}
    light = frozenset(names[:2])
    assert {("metal", light), ("component", frozenset(names)), ("metal", frozenset({"dysprosium"}))} <= held
    assert not any(stage != "component" and minerals < light for stage, minerals in held)
    assert len({o.id for o in piles}) == len(piles)


def test_projects_count_their_new_capacity_only(given_):
    rows = WORLD.table("project_products")
    for offered in (*given_.menu.options, *given_.menu.coming):
        mine = rows.filter((pl.col("asset_id") == offered.id) & (pl.col("product") == "gallium"))
        if len(mine):
            assert offered.outputs[0].tonnes == pytest.approx(mine["incremental_t"][0])


@pytest.mark.parametrize(
    ("unit", "minerals", "expected"),
    [
        ("t/yr tungsten contained", "tungsten", 100.0),
        ("t/yr WO3 in concentrate", "tungsten", 79.3),
        ("t/yr finished products", "tungsten", None),
        ("t/yr Dy+Tb oxides", "dysprosium;terbium", 100.0),
        ("t/yr monazite concentrate", "rare earths", None),
    ],
)
def test_units_are_read_as_content(unit, minerals, expected):
    chains = {m: baseline.chain(WORLD, m) for m in ("tungsten", "dysprosium", "terbium")}
    row = {
        "id": "none such", "capacity_incremental": 100.0, "capacity_unit": unit, "minerals": minerals, "stage": "mine",
        "country": "AUS",
    }  # fmt: skip
    if expected is None:
        with pytest.raises(MissingData, match="unit"):
            options.outputs_of(WORLD, row, chains)
    else:
        assert sum(o.tonnes for o in options.outputs_of(WORLD, row, chains)) == pytest.approx(expected)


def test_a_mine_is_no_refinery(given_):
    """Concentrate enters at the mine node: it reaches users only through a plant that takes it as feed."""
    chain = baseline.chain(WORLD, "antimony", "USA")
    mine = options.Option(
        id="m", name="m", kind="project", country="AUS", stage="mine", mineral="antimony", cost_usd=1, cost_low=1,
        cost_high=1, outputs=(options.Output(mineral="antimony", stage="mine", tonnes=5.0),), cost_basis="sourced",
        lead_months=0, source_id="",
    )  # fmt: skip
    frame = layout.layout(
        {"antimony": chain}, "USA", [mine], [], baseline.uses(WORLD, chain, "USA"), 4, {"antimony": 1.0}
    )
    plant = next(p for p in frame.plants if p.option == 0)
    assert frame.names[plant.node] == "antimony mine"
    feeds = {frame.names[p.source] for p in frame.plants if p.source >= 0}
    assert all(not name.endswith("component") for name in feeds)


def test_ces_output_is_the_closed_form():
    q, a, s = 0.5, 0.01, 0.1
    direct = (a * q ** ((s - 1) / s) + 1 - a) ** (s / (s - 1))
    assert baseline.ces_output(q, a, s) == pytest.approx(direct, rel=1e-12)
    assert baseline.ces_output(1.0, a, s) == pytest.approx(1.0)


def test_the_loss_rises_ever_faster_and_ends_at_the_exposed_value():
    use = baseline.Use("gallium", "semiconductors", 10.0, 1e9, "own sector")
    width, slopes = baseline.loss_slopes(use, np.array([0.1, 0.02]), np.array([0.1, 0.2]))
    assert np.all(np.diff(slopes, axis=1) >= 0)
    assert width.sum() == pytest.approx(10.0)
    assert slopes @ width == pytest.approx([1e8, 2e7], rel=1e-6)
    half = np.interp(5.0, np.cumsum(np.r_[0.0, width]), np.cumsum(np.r_[0.0, slopes[0] * width]))
    assert 0.2e8 < half < 0.6e8  # who lacks half of a part that nothing replaces makes about half as much


def test_a_stop_cuts_what_it_names_and_only_while_it_lasts(given_):
    stop = stops.Stop("CHN", ("WLD",), frozenset({"gallium"}), frozenset(labels.STAGES), 6.0, 12.0, 1.0)
    late = np.ones(len(given_.frame.options))
    usual, cut = (layout.paint(given_.frame, s, late)[0] for s in ([], [stop]))
    arcs = len(given_.frame.arcs)
    assert np.allclose(usual[0, :arcs], cut[0, :arcs])
    assert np.allclose(usual[4:, :arcs], cut[4:, :arcs])
    assert cut[1:3, :arcs].sum() < 0.6 * usual[1:3, :arcs].sum()


def test_a_wider_stop_never_leaves_more(given_):
    late = np.ones(len(given_.frame.options))
    wide = stops.Stop("CHN", ("WLD",), frozenset({"gallium"}), frozenset(labels.STAGES), 6.0, 12.0, 1.0)
    for stage in labels.STAGES:
        narrow = stops.Stop("CHN", ("WLD",), frozenset({"gallium"}), frozenset({stage}), 6.0, 6.0, 0.7)
        for w, n in zip(
            layout.paint(given_.frame, [wide], late), layout.paint(given_.frame, [narrow], late), strict=True
        ):
            assert np.all(np.cumsum(w, axis=0) <= np.cumsum(n, axis=0) + 1e-9)


def test_in_a_stop_on_all_buyers_nobody_outbids_the_others(given_):
    """Aimed at one, a stop is met by what others can be bid away; on all, everybody bids for the same tonnes."""
    wide = reference(given_, "CHN", 24)
    aimed = replace(wide, targets=(given_.frame.importer,))
    caps = [layout.paint(given_.frame, [stop], np.ones(len(given_.frame.options)))[0] for stop in (wide, aimed)]
    arcs = [k for k, a in enumerate(given_.frame.arcs) if a.reach > 0 and a.exporter != 0]
    usual = layout.paint(given_.frame, [], np.ones(len(given_.frame.options)))[0]
    assert (caps[0][:, arcs] <= usual[:, arcs] + 1e-9).all()
    assert (caps[1][:, arcs] > usual[:, arcs] + 1e-9).any()


def test_nothing_is_built_before_its_lead_time(given_):
    cap, _ = layout.paint(given_.frame, [], np.full(len(given_.frame.options), 1.2))
    for i, plant in enumerate(given_.frame.plants):
        if plant.option >= 0:
            early = np.arange(given_.frame.periods) * layout.MONTHS < plant.lead
            assert np.all(cap[early, len(given_.frame.arcs) + i] == 0)


def test_the_record_is_masked_by_date():
    chains = {"gallium": baseline.chain(WORLD, "gallium", "USA")}
    now = {h.sender: len(h.measures) for h in stops.hazards(WORLD, chains, "USA", 0)}
    then = {h.sender: len(h.measures) for h in stops.hazards(WORLD.as_of("2020-01-01"), chains, "USA", 0)}
    assert then["CHN"] < now["CHN"]


def test_samples_repeat_by_seed(given_):
    args = (given_.record, 5.0, 16)
    assert stops.sample(*args, seed=3) == stops.sample(*args, seed=3)
    assert stops.sample(*args, seed=3) != stops.sample(*args, seed=4)


def test_the_adversary_has_held_something_back_before():
    chains = {m: baseline.chain(WORLD, m, "USA") for m in ("titanium", "niobium")}
    record = stops.hazards(WORLD, chains, "USA", 0)
    assert {"JPN", "CHN"} <= {h.sender for h in record}
    threats = {s.sender for s in stops.replies(chains, record)}
    assert "CHN" in threats
    assert "JPN" not in threats
    calm = [h for h in record if h.sender == "JPN"]
    assert {s.sender for s in stops.replies(chains, calm)} == {"JPN"}
    each = [stops.strategic([h], 9.0) for h in stops.foes(record)]
    assert stops.strategic(record, 9.0) == pytest.approx(max(each))


def test_stops_come_at_the_hazard_that_a_premium_tells():
    names = ("gallium", "antimony", "dysprosium")
    chains = {m: baseline.chain(WORLD, m, "USA") for m in names}
    (china,) = (h for h in stops.hazards(WORLD, chains, "USA", 0) if h.sender == "CHN")
    told = {
        r.mineral: next(s.hazard for s in r.senders if s.sender == "CHN")
        for m in names
        for r in premium(m, "USA", world=WORLD).rows
    }
    histories = stops.sample((china,), 10.0, 768, 0)
    for mineral, hazard in told.items():
        came = np.mean([sum(mineral in s.minerals and s.stages != {"component"} for s in h) for h in histories]) / 10
        place = next(i for i, (who, where) in enumerate(china.goods) if who == {mineral} and "refine" in where)
        assert float(np.median(china.rates[:, place])) == pytest.approx(hazard.value)
        assert came == pytest.approx(float(china.rates[:, place].mean()), rel=0.15)


def test_money_for_a_place_without_projects_buys_what_its_stage_costs(given_):
    prices = {"gallium": baseline.price(WORLD, "gallium")}
    deal = generic(WORLD, given_.frame.chains, prices, 1e8, "UZB", ["gallium"], "refine", "x")
    twice = generic(WORLD, given_.frame.chains, prices, 2e8, "UZB", ["gallium"], "refine", "x")
    assert twice.outputs[0].tonnes == pytest.approx(2 * deal.outputs[0].tonnes)
    assert "class" in deal.cost_basis


def test_hardening_begins_at_the_reply_to_no_plan(given_):
    none = np.zeros(len(given_.frame.options))
    hard = harden(given_, 0.0, Risk(), none, none)
    assert hard.live.solve().worst == pytest.approx(hard.judge.loss(hard.worst, none), rel=1e-6)


def test_the_union_plans_as_one_importer():
    found = plan("EU", 20e6, 2030, "gallium", draws=8)
    assert found.importer == "EUU"
    assert found.loss_before.worst > 0


@pytest.mark.parametrize("budget", [0.0, 40e6])
def test_no_later_or_narrower_stop_is_worse_than_those_that_the_program_holds(given_, budget):
    none, all_ = np.zeros(len(given_.frame.options)), given_.case.limit
    hard = harden(given_, budget, Risk(), none, all_)
    found = hard.live.solve()
    held = hard.judge.loss(hard.worst, found.x)
    assert found.worst == pytest.approx(held, rel=1e-6)
    tried = [replace(r, start=6.0 * t) for r in hard.judge.painted for t in range(given_.frame.periods)]
    tried += stops.points(given_.frame.chains, hard.worst)
    assert max(hard.judge.loss(r, found.x) for r in tried) <= held * (1 + 1e-3)


def test_a_range_counts_the_worst_reply_by_its_probability():
    sampled = np.zeros(8)
    assert plan_module.spread(sampled, 100.0, 0.33) == (0.0, 0.0, 100.0)
    assert plan_module.spread(sampled, 100.0, 0.01) == (0.0, 0.0, 0.0)
    assert plan_module.spread(np.arange(1.0, 101.0), 0.0, 0.0) == (5.0, 50.0, 95.0)


def test_the_range_of_a_mean_reaches_to_the_worst_reply_where_p95_lies_below_it(made):
    rare = plan_module.range_of_mean(np.zeros(100), 5_000.0, 100.0, 0.02)  # p95 is 0
    assert (rare.low, rare.value, rare.high) == (0.0, 100.0, 5_000.0)
    common = plan_module.range_of_mean(np.arange(1.0, 101.0), 5_000.0, 50.0, 0.0)
    assert (common.low, common.high) == (5.0, 95.0)
    found, before = {f.metric: f for f in made.figures}["expected_loss_before_usd"], made.loss_before
    assert (found.low, found.value) == (before.p05, before.mean)
    assert found.high == pytest.approx(before.p95 if before.p95 >= before.mean else before.worst)


def test_a_use_is_replaced_once() -> None:
    known = load_world()
    names = ("neodymium", "praseodymium", "dysprosium", "terbium")
    chains = {m: options.known_chain(known, m, "USA") for m in names}
    uses = tuple(baseline.Use(m, "wind", 10.0, 1e9, "own sector") for m in names)
    found = [o for o in options.thrift(known, chains, dict.fromkeys(names, 1e5), uses) if "wind" in o.id]
    assert len(found) > 1
    for m in names:
        assert sum(out.tonnes for o in found for out in o.outputs if out.mineral == m) < 10.0
    first, second = (o.outputs[0].tonnes for o in sorted(found, key=lambda o: -o.outputs[0].tonnes)[:2])
    assert second <= 10.0 - first
