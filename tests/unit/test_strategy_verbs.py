"""The strategic verbs end to end: rows, ranges, manifests, bad input, pictures, command line."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from didymium.cli import main
from didymium.errors import BadInput, BadScenario, DidymiumError, MissingData, UnknownLabel
from didymium.records import Event
from didymium.strategy import charts, options
from didymium.strategy.atrisk import Unit, lasting, magnets_too, next_round, record
from didymium.strategy.cost import EVERY, Measure, cost, dependence, known_network
from didymium.strategy.exposure import ExposureResult, _uses, companies, exposure, find_company
from didymium.strategy.history import CUTS, cuts, in_force, measures
from didymium.strategy.leverage import (
    LeverageResult,
    _holds_at,
    _notes,
    by_one_decree,
    candidates,
    is_guess,
    leverage,
    unweighed,
    year_stop,
)
from didymium.strategy.moves import dates_of
from didymium.strategy.outcome import Span, today
from didymium.strategy.premium import CARRY, PremiumResult, premium
from didymium.strategy.responses import ResponsesResult, responses
from didymium.twin import simulate
from didymium.world.load import load_world

BOM = Path(__file__).parents[2] / "examples" / "bom.csv"


@cache
def china_over_us() -> LeverageResult:
    return leverage("China", "US", ["gallium", "germanium", "dysprosium", "terbium", "neodymium"], draws=16)


@cache
def dysprosium() -> PremiumResult:
    return premium("dysprosium", "DEU", draws=48)


@cache
def answers() -> ResponsesResult:
    return responses("cn-7ree-2025", responder="USA", draws=16)


@cache
def parts() -> ExposureResult:
    return exposure(bom=BOM, scenario="china-ree-2025", draws=16)


def test_leverage_has_ranges_and_classes() -> None:
    found = china_over_us()
    assert {"gallium", "germanium", "NdFeB magnets"} <= {r.mineral for r in found.rows}
    for row in found.rows:
        assert row.target_cost_five_years.low <= row.target_cost_five_years.value <= row.target_cost_five_years.high
        assert row.verdict in {"real", "expiring", "bluff", "undecided", "none"}
    gallium = next(r for r in found.rows if r.mineral == "gallium")
    assert gallium.supply_share > 0.9
    assert any("allium" in p or "announcement" in p.lower() for p in gallium.precedents)


def test_the_reverse_pair_is_weak_and_says_what_is_outside() -> None:
    found = china_over_us()
    worst = max((r.target_cost_five_years.value for r in found.reverse), default=0.0)
    assert worst < found.rows[0].target_cost_five_years.value / 5
    assert any("helium" in note for note in found.notes)
    assert not any("depend" in note and "quartz" in note for note in found.notes)
    back = leverage("USA", "CHN", minerals=["hafnium"])
    assert any("depend" in note and "quartz" in note for note in back.notes)


def test_the_result_repeats_from_its_manifest() -> None:
    found = leverage("CHN", "USA", ["gallium"], draws=16, seed=5, top=1)
    args = {k: v for k, v in found.manifest["args"].items() if k != "reverse"}
    again = leverage(**args, draws=found.manifest["draws"], seed=found.manifest["seed"])
    assert again.to_json() == found.to_json()


def test_the_quick_screen_weighs_what_hangs_on_a_mineral() -> None:
    """Batteries need graphite; of what chip makers do next to nothing hangs on arsenic."""
    goods = [label for label, _, _, _ in candidates("CHN", "KOR", load_world("2026-06-30"))]
    assert goods.index("NdFeB magnets") < goods.index("graphite") < goods.index("arsenic")


@pytest.mark.parametrize(("sender", "target"), [("CHN", "CHN"), ("CHN", "WLD")])
def test_leverage_needs_two_states(sender: str, target: str) -> None:
    with pytest.raises(BadInput, match="two different states"):
        leverage(sender, target)


def test_dependence_runs_down_the_chain() -> None:
    net = known_network(load_world(), "dysprosium", "CHN", "USA")
    assert net is not None
    final, first = net.stages[-1], net.stages[0]
    assert 0.5 < dependence(net, "CHN", "USA", final, worldwide=True) <= 1.0
    assert (
        dependence(net, "CHN", "USA", first, worldwide=True)
        <= dependence(net, "CHN", "USA", final, worldwide=True) + 1e-9
    )


def test_the_pipeline_leaves_out_chinese_control_and_the_sender() -> None:
    rows = options.coming(load_world(), "gallium")
    kept = options.outside(rows, "CHN")
    assert kept
    assert all(c.country != "CHN" and not c.chinese_control for c in kept)
    supply = options.supply_by_year(kept, 2026, 2036)
    assert list(supply.values()) == sorted(supply.values())
    early = options.expiry(load_world(), "CHN", "USA", "gallium", ["refine"])
    assert early is not None
    assert early.late is None or early.early is None or early.early <= early.late


def test_the_pipeline_is_masked() -> None:
    past = options.coming(load_world("2022-12-31"), "gallium")
    assert len(past) < len(options.coming(load_world(), "gallium"))


def test_premium_multiplies_hazard_and_loss_and_says_what_moves_it() -> None:
    row = dysprosium().rows[0]
    china = row.senders[0]
    assert china.sender == "CHN"
    assert china.rounds >= 2
    assert {"wave", "record"} == set(china.contributions)
    assert china.contributions["record"] > 2  # it has restricted dysprosium more often than most do anything
    assert row.expected_annual_loss.value >= china.annual.value


def test_a_fair_premium_follows_hazard_and_price_and_stock_costs_its_carriage() -> None:
    risky, calm, oxide = (premium(m, "USA", draws=64).rows[0] for m in ("tungsten", "platinum", "alumina"))
    assert oxide.percent_of_price.value > 0  # a good that is a stage of a chain has its price there
    assert risky.percent_of_price.value > 5 * calm.percent_of_price.value > 0
    for row in (risky, calm):
        assert row.hedge.high <= 100 * CARRY[1] * row.bridge.high / 12 * (1 + 1e-9)
        assert 0 < row.bridge.value <= 12


def test_the_next_round_is_like_the_senders_past_ones() -> None:
    world = load_world()
    others = sum(w for w, m in record("CHN", "USA", world) if m.actor != "CHN")
    assert others == pytest.approx(3.0)
    assert all(m.hits("USA") for _, m in record("CHN", "USA", world))
    ores = next_round("IDN", "USA", world, 4096, 0)[1].mean()
    assert ores > next_round("CHN", "USA", world, 4096, 0)[1].mean()
    assert 3 <= lasting(world) <= 12


def test_a_measure_stands_until_it_ends_or_is_suspended() -> None:
    world = load_world()
    rows = {m.id for m in in_force(measures(world), world)}
    for m in measures(world):
        if m.ends is not None and m.ends <= today(world):
            assert m.id not in rows
        if m.effective is not None and m.effective > today(world):
            assert m.id not in rows
    assert any(m.kind == "export_licence" and m.actor == "CHN" and m.id in rows for m in measures(world))
    early = load_world("2025-03-01")
    assert len(in_force(measures(early), early)) < len(measures(early))


def test_a_licences_first_months_are_not_its_year() -> None:
    rows = {m.kind: m for m in measures(load_world()) if m.severity is not None and m.severity > 0}
    assert cuts(rows["export_licence"]) == CUTS["export_licence"]
    assert cuts(rows["export_ban"]) == (rows["export_ban"].severity,) * 2


def test_premium_of_what_cannot_be_priced_says_why() -> None:
    with pytest.raises(MissingData, match="holmium"):
        premium("holmium", draws=24)


def test_responses_are_ranked_and_say_what_is_not_priced() -> None:
    rows = answers().rows
    chances = [r.frequency.probability.value for r in rows if r.frequency]
    assert chances == sorted(chances, reverse=True)
    assert {r.move for r in rows} == {
        "come to terms", "stock up", "subsidise down the chain", "capture third-country supply", "retaliate elsewhere",
        "ease",
    }  # fmt: skip
    for row in rows:
        assert row.priced == (row.effect is not None)
        assert row.priced or row.reason
        assert row.tell_tales


def test_a_response_is_within_reach_of_who_gives_it() -> None:
    theirs = responses("china-gallium-germanium-antimony-us-ban", draws=16, priced=False)
    assert theirs.responder == "USA"
    assert "restrict more" not in {r.move for r in theirs.rows}  # it sells none of the three
    bought = responses("drc-cobalt-quota", draws=16, priced=False)
    assert bought.responder == "CHN"  # takes nearly all of the DR Congo's cobalt
    assert "ease" not in {r.move for r in bought.rows}  # no measure of China's on cobalt binds the DR Congo
    short = responses("indonesia-nickel-ore", draws=16, priced=False)  # an outage
    assert (short.actor, short.responder) == ("IDN", "CHN")  # who buys most of it
    assert {r.move for r in short.rows} == {"capture third-country supply", "stock up", "subsidise down the chain"}
    assert all(r.frequency is None or r.frequency.episodes > 5 for r in short.rows)  # stops of nickel sites elsewhere
    with pytest.raises(BadInput, match="no other side"):
        responses("price-collapse-closes-mines", draws=16, priced=False)


def test_responses_take_an_event_and_find_the_other_side() -> None:
    deal = Event(
        type="investment",
        status="announced",
        actors=("USA",),
        targets=(),
        minerals=("gallium",),
        quote="x",
        start=0,
        end=1,
    )
    found = responses(deal, draws=16)
    assert (found.actor, found.responder, found.family) == ("USA", "CHN", "diversification")
    bare = Event(type="investment", status="announced", actors=("USA",), quote="x", start=0, end=1)
    with pytest.raises(BadInput, match="no mineral"):
        responses(bare)


def test_a_state_that_it_never_named_has_nothing_to_fear_elsewhere() -> None:
    world = load_world()
    for who, some in (("COD", False), ("USA", True)):
        assert bool(dates_of("retaliate elsewhere", "CHN", who, frozenset({"cobalt"}), world)) is some


def test_an_old_ban_that_the_flows_have_passed_leaves_something_to_withhold() -> None:
    world = load_world()  # in June 2026 the DR Congo banned concentrates anew, and sells hydroxide
    assert _holds_at("COD", "CHN", "cobalt", "mine", world)
    assert not _holds_at("COD", "CHN", "copper", "mine", world)
    assert {("cobalt", "mine"), ("copper", EVERY)} <= {(good[0], good[2]) for good in candidates("COD", "CHN", world)}


def test_no_firm_outgrows_its_state_and_none_gains_whose_feed_is_stopped() -> None:
    state = simulate("drc-cobalt-quota", load_world()).figure("sender_income_change_usd", "COD")
    rows = {c: exposure(c, scenario="drc-cobalt-quota").rows[0] for c in ("Glencore", "Umicore")}
    mines = [a.change for a in rows["Glencore"].assets if a.country == "COD" and a.change is not None]
    assert state is not None
    assert mines
    assert sum(m.high for m in mines) <= state.high * 1.001
    assert sum(m.low for m in mines) >= state.low * 1.001
    assert rows["Umicore"].direction != "gains"
    lynas = exposure("Lynas", scenario="china-rare-earths-full-cut").rows[0]
    assert not any(a.starved for a in lynas.assets)  # it digs what it separates


def test_one_decree_on_all_rare_earths_costs_more_than_any_of_them() -> None:
    world = load_world()
    goods = candidates("CHN", "JPN", world)
    whole = by_one_decree(goods)
    assert whole is not None
    parts = [g for g in goods if set(g[1]) < set(whole[1]) or g[0] == "NdFeB magnets"]
    costs = [cost(year_stop("CHN", g), "JPN", world, screen=True) for g in (whole, *parts)]
    sizes = [float(np.median(c.target_five)) for c in costs if c is not None]
    assert len(sizes) > 2
    assert sizes[0] > max(sizes[1:])
    assert by_one_decree(candidates("CHL", "USA", world)) is None


def test_responses_are_masked_by_date() -> None:
    early = responses("cn-gage-2023", as_of="2023-12-31", responder="USA", draws=16)
    for row in early.rows:
        if row.frequency:
            assert all(text[:4] <= "2023" for text in row.frequency.examples)


def test_an_unknown_event_is_one_line() -> None:
    with pytest.raises(BadScenario) as error:
        responses("no-such-thing")
    assert "\n" not in str(error.value)


def test_companies_have_assets_spread_and_marked_tickers() -> None:
    rows = companies(load_world())
    assert len(rows) > 100
    lynas = find_company("Lynas", load_world())
    assert lynas.diversified is True
    assert find_company("ASX:LYC", load_world()) == lynas
    assert any(not t.verified for c in rows for t in c.tickers) or all(t.verified for c in rows for t in c.tickers)
    with pytest.raises(UnknownLabel):
        find_company("Nonesuch Mining", load_world())


def test_company_exposure_in_a_scenario() -> None:
    inside = exposure(company="JL MAG", scenario="china-ree-2025", draws=16).rows[0]
    assert inside.exposed_share == 1.0
    assert inside.exposed_to == ("CHN",)
    user = exposure(company="Ford", scenario="china-ree-2025", draws=16).rows[0]
    assert user.direction == "loses"
    assert user.change is None
    assert "by industry, not by company" in user.reason
    assert find_company("Intel", load_world()).industries == ("semiconductors",)


def test_sectors_lose_by_the_scenario() -> None:
    found = exposure(scenario="china-ree-2025", draws=16)
    cars = next(s for s in found.sectors if s.sector == "electric_vehicles")
    assert cars.loss is not None
    assert 0 <= cars.loss.low <= cars.loss.high
    chips = exposure(sector="semiconductors").sectors[0]
    assert any(m == "gallium" and supplier == "CHN" for m, _, supplier, _ in chips.uses)


def test_a_bill_needs_a_scenario() -> None:
    with pytest.raises(BadInput, match="--scenario"):
        exposure(bom=BOM)


def test_a_bill_names_three_lines_to_fix() -> None:
    found = parts().bill
    assert found is not None
    assert len(found.lines) == 12
    assert len(found.fix_first) == 3
    assert found.fix_first[0].loss[1] >= found.fix_first[1].loss[1]
    touched = [r for r in found.lines if r.loss and r.loss[1] > 0]
    assert {r.minerals[0] for r in touched} == {"NdFeB magnets", "dysprosium", "SmCo magnets"}
    assert any("no investment advice" in note.lower() for note in parts().notes)


def test_bad_lines_are_listed_and_the_rest_is_priced(tmp_path: Path) -> None:
    path = tmp_path / "parts.csv"
    path.write_text(
        "part,mineral,kg/yr,supplier,revenue\n"
        "a,dysprosium,1,China,100\nb,unobtainium,1,China,1\nc,dysprosium,-1,China,1\n"
    )
    found = exposure(bom=path, scenario="china-ree-2025", draws=16).bill
    assert found is not None
    assert [b.line for b in found.bad_lines] == [3, 4]
    assert len(found.lines) == 1
    assert found.total.value > 0


def spans(value: object) -> list[dict[str, float]]:
    if isinstance(value, dict):
        own = [value] if {"low", "value", "high"} <= set(value) and value["low"] is not None else []
        return own + [s for v in value.values() for s in spans(v)]
    return [s for v in value for s in spans(v)] if isinstance(value, list) else []


@pytest.mark.parametrize("result", [china_over_us, dysprosium, answers, parts])
def test_json_is_plain_ordered_and_stable(result: object) -> None:
    found = result()  # type: ignore[operator]
    body = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert {"figures", "notes", "run", "manifest"} <= set(body)
    assert set(body["manifest"]) == {"verb", "args", "world", "as_of", "seed", "draws", "version"}
    assert spans(body)
    assert all(s["low"] <= s["value"] <= s["high"] or s.get("unit") in {"USD/yr", "% of price"} for s in spans(body))
    assert all(f.low is not None and f.high is not None and f.unit for f in found.figures)


@pytest.mark.parametrize("end", [".png", ".svg", ".html", ".json"])
def test_pictures_are_written_whole(tmp_path: Path, end: str) -> None:
    path = charts.save(parts().chart(), tmp_path / f"heat{end}")
    assert path.stat().st_size > 1000
    if end == ".html":
        assert "https://cdn" not in path.read_text()


def test_other_pictures_draw(tmp_path: Path) -> None:
    for name, found in (("tornado", china_over_us()), ("premium", dysprosium())):
        assert charts.save(found.chart(), tmp_path / f"{name}.svg").stat().st_size > 1000
    one = Span(value=1.0, low=0.5, high=2.0, unit="USD")
    assert "a: 1 (0.5 to 2) USD" in charts.bars("x", "t", "USD", [("a", one)]).text
    with pytest.raises(BadInput, match=r"\.png"):
        charts.save(found.chart(), tmp_path / "x.gif")


@pytest.mark.parametrize(
    "argv",
    [
        ["leverage", "CHN", "USA", "--minerals", "gallium", "--top", "1", "--draws", "16"],
        ["responses", "cn-7ree-2025", "--responder", "USA", "--draws", "16"],
        ["premium", "gallium", "--draws", "24"],
        ["exposure", "--bom", str(BOM), "--scenario", "china-ree-2025", "--draws", "16"],
        ["exposure", "--company", "Lynas", "--scenario", "china-ree-2025", "--draws", "16"],
        ["exposure", "--sector", "semiconductors"],
    ],
)
def test_the_command_line_prints_tables_and_json(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 0
    said = capsys.readouterr()
    assert "Run " in said.out
    assert not said.err
    assert main([*argv, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["run"] in said.out


@pytest.mark.parametrize(
    ("argv", "word"),
    [
        (["leverage", "Atlantis", "USA"], "unknown country"),
        (["premium", "unobtainium"], "unknown mineral"),
        (["exposure", "--company", "Nonesuch Mining"], "unknown company"),
        (["exposure", "--bom", "none.csv", "--scenario", "china-ree-2025"], "no file"),
        (["exposure", "--bom", "none.csv"], "scenario"),
    ],
)
def test_bad_input_exits_with_two_and_one_line(argv: list[str], word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    said = capsys.readouterr().err
    assert word in said
    assert said.count("\n") == 1


def test_errors_are_of_one_tree() -> None:
    with pytest.raises(DidymiumError):
        exposure(sector="nonsense")


def test_an_economy_that_the_twin_cannot_price_is_missing_not_zero() -> None:
    with pytest.raises(MissingData, match="counts Nigeria with all other economies"):
        leverage("CHN", "NGA")
    with pytest.raises(MissingData, match="ask for EUU"):
        leverage("CHN", "POL")


def test_a_sector_s_minerals_are_those_of_every_table_of_use() -> None:
    uses = [m for m, *_ in _uses("conventional_vehicles", "JPN", load_world(), 10)]
    assert {"rhodium", "palladium", "NdFeB magnets"} <= set(uses)  # the first is told for the Union alone
    assert "dysprosium" not in uses  # it is in the magnets


def test_what_is_screened_and_smaller_is_named() -> None:
    goods = [("NdFeB magnets", ("neodymium",), "component", 0.9), ("germanium", ("germanium",), "refine", 0.8)]
    told = " ".join(_notes("CHN", "USA", (), (), True, (), goods[1:], {"no use": "", "net buyer": ""}, 0.0))
    assert "germanium (refine)" in told
    assert "magnets" not in told


def test_what_a_target_gets_from_a_sender_is_named_though_it_is_not_weighed() -> None:
    world = load_world()
    korea = unweighed("CHN", "KOR", world)
    assert "lithium" in korea["net buyer"]  # hydroxide goes to Korea, carbonate comes from Chile
    assert "barite" in korea["no use"]
    assert "indium" not in korea["no use"]  # no code tells who sells it to Korea
    assert "phosphorus" in unweighed("KAZ", "EUU", world)["no use"]
    assert set(unweighed("USA", "CHN", world)) == {"no use", "net buyer"}  # some of its goods have no trade code
    assert "iron ore" not in unweighed("CHN", "JPN", world)["no use"]  # a guess of who sells to whom is no finding
    assert "vanadium" not in unweighed("ZAF", "USA", world)["net buyer"]  # it sells more than it buys, if little


def test_a_measure_on_an_element_stops_its_magnets_as_often_as_the_record_says() -> None:
    world = load_world()
    unit = Unit("CHN", "dysprosium", "USA", 1.0)
    assert magnets_too(unit, world.as_of("2024-12-31")) == 0.0  # quotas were of oxides
    assert 0.2 < magnets_too(unit, world) < 0.5


@pytest.mark.parametrize(("target", "mineral", "stage", "unsure"), [
    ("JPN", "cobalt", "metal", True),  # Finland, Canada and Madagascar sell to it, and no code of the table tells
    ("JPN", "manganese", "metal", True),
    ("USA", "cobalt", "metal", False),  # the Geological Survey names whom it buys from
    ("JPN", "graphite", "component", False),  # China makes nearly all
    ("JPN", "NdFeB magnets", "component", False),
])  # fmt: skip
def test_a_guess_of_who_sells_to_whom_is_called_one(target: str, mineral: str, stage: str, unsure: bool) -> None:
    measure = Measure("CHN", ("WLD",), mineral, (mineral,), stage, 0.0, 12)
    assert is_guess(measure, target, load_world()) == unsure
