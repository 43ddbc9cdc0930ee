"""Which holds are credible: elements in surplus, and what trade or an earlier measure shows."""

from __future__ import annotations

import pytest

from didymium import load_world
from didymium.strategy import history
from didymium.strategy.atrisk import credible, sources_of, used
from didymium.strategy.cost import EVERY, LOOSE, Measure, sales_usd
from didymium.strategy.leverage import _holds_at, candidates, leverage, sells, vital
from didymium.strategy.options import expiry, known_chain
from didymium.strategy.premium import premium
from didymium.strategy.responses import other_goods, responses, worst
from didymium.twin.traits import in_surplus
from didymium.world.load import World

HEAVY = frozenset({"dysprosium", "terbium", "yttrium", "samarium"})


@pytest.fixture(scope="module")
def world() -> World:
    return load_world("2025-11-10")


def test_cheap_elements_of_the_basket_are_in_surplus(world: World) -> None:
    assert [m for m in ("cerium", "lanthanum", "neodymium", "dysprosium") if in_surplus(world, m)] == [
        "cerium", "lanthanum",
    ]  # fmt: skip
    assert not in_surplus(world, "gallium")


def test_they_were_dear_after_the_quotas() -> None:
    assert not in_surplus(load_world("2012-03-01"), "cerium")


def test_a_hold_rests_on_trade_or_on_use(world: World) -> None:
    assert credible("CHN", "USA", ("gallium",), "refine", world)
    assert credible("CHN", "USA", ("graphite",), "component", world)  # no trade at that stage, but licences
    assert not credible("CHN", "USA", ("cerium",), "refine", world)
    assert credible("ZAF", "USA", ("iridium",), "refine", world)  # no origin of it is stated: the flows tell


def test_who_buys_more_than_it_sells_holds_nothing(world: World) -> None:
    """China no longer repays the tax on its sales of copper; it buys ore and metal from everybody."""
    assert not used("CHN", "USA", ("copper",), world)
    assert not sells("CHN", "USA", "copper", world)
    assert sells("CHL", "USA", "copper", world)
    assert "CHN" not in {s.sender for s in premium("copper", world=world, draws=16).rows[0].senders}


def test_without_a_trade_code_the_stated_origins_of_imports_tell() -> None:
    """The EU buys its magnesium from China; the United States, behind duties, hardly any silicon."""
    known = load_world("2026-06-30")
    assert "CHN" in sources_of(known, "EUU")["magnesium"]
    assert credible("CHN", "EUU", ("magnesium",), "metal", known)
    assert not credible("CHN", "USA", ("silicon",), "metal", known)


def test_a_stop_of_named_firms_is_none_of_the_state() -> None:
    """One refinery in Lubumbashi and the treatment of artisanal ore stood in late 2025; the copper went on to China."""
    known = load_world("2026-06-30")
    kinds = {m.id: m.kind for m in history.measures(known)}
    assert kinds["cd-cdm-2025"] == kinds["pe-conga-2011"] == "dispute"
    assert kinds["cd-artisanal-cobalt-2025"] == "de_facto_halt"
    assert _holds_at("COD", "CHN", "copper", "refine", known)


def test_nobody_stops_what_it_lives_on() -> None:
    known = load_world("2026-06-30")
    for sender, good, stage, lives in (("COD", "copper", "refine", True), ("CHN", "graphite", EVERY, False)):
        assert vital(Measure(sender, ("WLD",), good, (good,), stage, 0.0, 12), "CHN", known) is lives


def test_one_decree_on_heavy_rare_earths_is_one_good() -> None:
    known = load_world("2026-06-30")
    (heavy,) = [good for good in candidates("CHN", "JPN", known) if good[0] == "heavy rare earths"]
    assert {"dysprosium", "terbium", "yttrium"} <= set(heavy[1])
    alone = candidates("CHN", "JPN", known, ("dysprosium",))
    assert [good[:3] for good in alone if good[2] != "component"] == [("dysprosium", ("dysprosium",), LOOSE)]


def test_what_a_sender_sells_is_what_trade_shows_where_tonnes_are_unknown() -> None:
    """South Africa sells rhodium for billions a year; nobody tells how many tonnes."""
    known = load_world("2026-06-30")
    assert known_chain(known, "rhodium", "USA") is None
    sold = sales_usd(Measure("ZAF", ("WLD",), "rhodium", ("rhodium",), "refine", 0.0, 12), "USA", known)
    assert sold is not None
    assert 2e9 < sold < 8e9
    assert sales_usd(Measure("CHN", ("WLD",), "yttrium", ("yttrium",), "refine", 0.0, 12), "USA", known) is None


def test_no_good_in_surplus_is_weighed_unless_asked_for(world: World) -> None:
    goods = {good[0] for good in candidates("CHN", "USA", world)}
    assert {"NdFeB magnets", "graphite", "gallium", "tungsten", "antimony"} <= goods
    assert not goods & {"cerium", "lanthanum", "silicon"}
    assert {good[0] for good in candidates("CHN", "USA", world, ("cerium",))} == {"cerium"}


def test_a_reply_uses_what_was_restricted_before(world: World) -> None:
    goods = other_goods("CHN", "USA", HEAVY, world)
    assert {"antimony", "gallium", "germanium", "tungsten"} <= set(goods)
    assert not {"cerium", "lanthanum", "silicon", "NdFeB magnets"} & set(goods)
    found = worst("CHN", "USA", goods, world, 16, 0)
    assert found is not None
    assert found[0].label in goods


def test_fast_mode_tells_the_costliest_stop(world: World) -> None:
    """As `responses` does: the same measure, the same draws, the same figure."""
    best = leverage("CHN", "USA", ["graphite"], world, draws=200, top=1).rows[0]
    reply = worst("CHN", "USA", ("graphite",), world, 200, 0)
    assert reply is not None
    assert (best.mineral, best.stage, best.target_cost_five_years) == (reply[0].label, reply[0].stage, reply[1])


def test_moves_are_not_priced_where_so_asked(world: World) -> None:
    scenario = {
        "name": "licences", "start": "2025-12", "months": 24, "as_of": "2025-11-10",
        "restrictions": [{"exporter": "CHN", "minerals": ["gallium"], "allowed": 0.5, "from": "2025-12"}],
    }  # fmt: skip
    few = responses(scenario, world, draws=16, responder="USA", priced=False)
    every = responses(scenario, world, draws=16, responder="USA")
    assert [(r.move, r.frequency) for r in few.rows] == [(r.move, r.frequency) for r in every.rows]
    assert any(r.reason == "not asked for" for r in few.rows)
    assert not any(r.reason == "not asked for" for r in every.rows)
    assert few.run != every.run


def test_what_is_not_sold_or_stopped_already_is_no_hold(world: World) -> None:
    assert not credible("CHN", "USA", ("tin",), "refine", world)  # a quota of 2008 shows no sales of today
    assert _holds_at("IDN", "EUU", "nickel", "refine", world)
    assert not _holds_at("IDN", "EUU", "nickel", "mine", world)  # its export is banned as it is
    assert ("nickel", EVERY) in {(good[0], good[2]) for good in candidates("IDN", "EUU", world)}


def test_other_sellers_replace_what_they_sell_plenty_of(world: World) -> None:
    tin, gallium = (expiry(world, "CHN", "USA", m, ["refine"]) for m in ("tin", "gallium"))
    assert tin is not None
    assert gallium is not None
    assert (tin.early, tin.today_t > tin.need_t) == (2026, True)  # not in the year in which it is stopped
    assert gallium.today_t < gallium.need_t
    assert gallium.late is None or gallium.early <= gallium.late
