"""What is told of a whole is held against all of it: what is counted, the last of it, the range of ten years."""

from __future__ import annotations

import polars as pl
import pytest

from didymium import proof
from didymium.brief.background import PLACES
from didymium.proof.evidence import faults
from didymium.proof.known import safe_known
from didymium.proof.wholes import bounded, of_one_number
from didymium.records import Evidence, Figure, RunEvidence, Sentence
from didymium.world.load import load_world

DAY = "2025-11-10"
WORLD = load_world().as_of(DAY)
STATES = {
    "licensed": "cn-gage-2023.entered.2023-07-03.2023-08-01",
    "antimony": "cn-antimony-2024.entered.2024-08-15.2024-09-15",
    "banned": "cn-us-ban-2024.entered.2024-12-03.2024-12-03",
}
TITLES = {"licence": "cn-gage-2023", "ban": "cn-us-ban-2024"}
PRICES = {"now": "2025-10", "low": "2016-01", "high": "2022-02", "next": "2022-03", "near": "2015-12"}
RUNS = {"simulate-1": {"verb": "simulate", "as_of": DAY, "args": {"scenario": {"restrictions": [
    {"exporter": "CHN", "minerals": ["gallium"], "allowed": 0.2, "from": "2026-01", "to": "2026-12"}]}}}}  # fmt: skip


def book() -> dict[str, Evidence]:
    found: dict[str, Evidence] = {}
    for name, row in STATES.items():
        found[name] = proof.row_evidence(WORLD, "measure_states", row, "date")
    for name, row in TITLES.items():
        found[name] = proof.row_evidence(WORLD, "measures", row, "title")
    for name, month in PRICES.items():
        row = f"tin.Tin.world-market.{month}.USD-kg.worldbank-pinksheet"
        found[name] = proof.row_evidence(WORLD, "prices", row, "value")
    found["count"] = proof.derived("count(licensed, banned)", found, "ladder", country="CHN")
    found["older"] = proof.derived("count(licensed, antimony)", found, "ladder", country="CHN")
    for name, low, high in (("place", "low", "high"), ("odd", "low", "next"), ("other", "near", "high")):
        made = proof.derived(f"(now - {low}) / ({high} - {low})", found, "price_in_its_range", mineral="tin")
        found[name] = made
    figure = Figure(metric="value_added_at_risk_usd", value=8.6e8, low=2.3e8, high=4.1e9, unit="USD", country="USA",
                    period="2026-01/2027-12")  # fmt: skip
    found["loss"] = RunEvidence(run="simulate-1", metric=figure.metric, index=0, statement="", figure=figure)
    return found


BOOK = book()


def proven(text: str, cites: str) -> bool:
    context = proof.Context(WORLD, "", "", DAY, RUNS)
    return proof.prove(Sentence(text=text, evidence=tuple(cites.split())), BOOK, context).proven


COUNT = "China had announced two export controls on {} since 2023"
LAST = "; the last, its export ban on gallium, germanium, antimony and superhard materials to the United States, "


@pytest.mark.parametrize(
    ("text", "cites", "true"),
    [
        (COUNT.format("gallium") + ".", "count", True),
        (COUNT.format("antimony") + ".", "count", False),
        (COUNT.format("gallium against the United States") + ".", "count", False),
        (COUNT.format("gallium").replace("export controls", "export bans") + ".", "count", False),
        ("The United States had announced two export controls on gallium since 2023.", "count", False),
        (COUNT.format("gallium") + LAST + "was announced on 3 December 2024.", "count ban banned", True),
        (COUNT.format("gallium") + "; the last, its export licences for gallium and germanium, was announced on "
         "3 July 2023.", "count licence licensed", False),
        (COUNT.format("gallium").replace("2023", "2024") + ".", "count", False),
        (COUNT.format("these minerals") + LAST + "was announced on 3 December 2024.", "older ban banned", False),
        (COUNT.format("gallium") + LAST.replace("the last", "the first") + "was announced on 3 December 2024.",
         "count ban banned", False),
    ],
)  # fmt: skip
def test_what_is_counted_is_so_of_each(text: str, cites: str, true: bool) -> None:
    assert proven(text, cites) is true


@pytest.mark.parametrize(
    ("rows", "whose", "true"), [("licensed banned", "China", True), ("licensed other", "China", False)]
)
def test_what_another_figure_counts_is_so_of_each_too(rows: str, whose: str, true: bool) -> None:
    other = "id-nickel-ban-2020.entered.2019-08-30.2020-01-01"
    found = {**BOOK, "other": proof.row_evidence(WORLD, "measure_states", other, "date")}
    found["all"] = proof.derived(f"count({rows.replace(' ', ', ')})", found, "sum_of_measures", country="CHN")
    found["of_all"] = proof.derived("all", found, "sum_of_measures", country="CHN")
    text = f"{whose} had announced two export controls since {2023 if true else 2019}."
    made = proof.prove(Sentence(text=text, evidence=("of_all",)), found, proof.Context(WORLD, "", "", DAY))
    assert made.proven is true, made.reasons


@pytest.mark.parametrize(("mineral", "true"), [("gallium", True), ("germanium", False)])
def test_a_figure_of_a_mineral_is_made_of_numbers_of_it(mineral: str, true: bool) -> None:
    ledger = proof.Ledger(WORLD, "")
    row = ledger.row("facts", "production.gallium.refine.WLD.2024.usgs-mcs-2025-production.t.usgs-mcs-2025", "value")
    key = ledger.derived(row, "other_sellers", mineral=mineral)
    context = proof.Context(WORLD, "", "", DAY)
    assert (not any("is of gallium" in why for why in faults(key, ledger.evidence, context))) is true
    told = Sentence(text=f"World refined output of {mineral} was 760 tonnes in 2024.", evidence=(row,))
    assert proof.prove(told, ledger.evidence, context).proven is true


RANGE = "Tin averaged $35,500/t in October 2025; it stands near the top of its range of ten years ({} to {})."
LOW, HIGH = "$13,800/t in January 2016", "$44,000/t in February 2022"


def test_a_range_of_ten_years_ends_at_its_lowest_and_its_highest() -> None:
    size = BOOK["now"]
    assert size.kind == "row"
    assert size.figure is not None
    text = RANGE.replace("$35,500", f"${round(size.figure.value * 1000, -2):,.0f}")
    where = BOOK["place"]
    assert where.kind == "derived"
    place = next(words for most, words in PLACES if where.figure.value < most)
    text = text.replace("near the top", place)
    assert proven(text.format(LOW, HIGH), "now place low high")
    assert not proven(text.format(LOW, "$43,900/t in March 2022"), "now odd low next")
    assert not proven(text.format("$14,700/t in December 2015", HIGH), "now other near high")


OUTAGE = {"simulate-2": {"verb": "simulate", "as_of": DAY, "args": {"scenario": {"outages": [
    {"country": "CHN", "minerals": ["gallium"], "lost": 0.8, "from": "2026-01", "to": "2026-12"}]}}}}  # fmt: skip


@pytest.mark.parametrize(("lost", "true"), [("output", True), ("exports", False)])
def test_what_is_lost_at_a_mine_is_output_and_no_export(lost: str, true: bool) -> None:
    figure = Figure(metric="value_added_at_risk_usd", value=8.6e8, low=2.3e8, high=4.1e9, unit="USD", country="USA",
                    period="2026-01/2027-12")  # fmt: skip
    run = RunEvidence(run="simulate-2", metric=figure.metric, index=0, statement="", figure=figure)
    text = f"A twelve-month loss of 80% of China's {lost} of gallium would put $860 million ($230 million to "
    sentence = Sentence(text=f"{text}$4.1 billion) of value added in the United States at risk.", evidence=("e1",))
    context = proof.Context(WORLD, "", "", DAY, OUTAGE)
    assert proof.prove(sentence, {"e1": run}, context).proven is true
    book = {"e1": run}
    made = proof.derived("e1", book, "loss_of_the_shock", country="USA")
    twice = sentence.model_copy(update={"evidence": ("e2",)})
    assert proof.prove(twice, {**book, "e2": made}, context).proven is true


TOLD = "A {}cut of 80% in China's exports of gallium would put $860 million ($230 million to $4.1 billion) of value "


@pytest.mark.parametrize(("long", "true"), [("twelve-month ", True), ("six-month ", False)])
def test_a_cut_is_as_long_as_it_is(long: str, true: bool) -> None:
    assert proven(TOLD.format(long) + "added in the United States at risk.", "loss") is true


@pytest.mark.parametrize(("whole", "true"), [("refined output", True), ("exports", False), ("use", False)])
def test_a_share_is_one_of_the_measure_that_it_is_a_share_of(whole: str, true: bool) -> None:
    article = "Acme Metals exported 76 tonnes of gallium in 2024."
    ledger = proof.Ledger(WORLD, article)
    part = ledger.span(article.index("76"), article.index(" of gallium"), reads=True)
    world = ledger.row("facts", "production.gallium.refine.WLD.2024.usgs-mcs-2025-production.t.usgs-mcs-2025", "value")
    key = ledger.derived(f"{part} / {world}", "size_of_world", mineral="gallium")
    text = f"Acme Metals' exports of 76 tonnes in 2024 are 10% of world {whole} of gallium in 2024 (760 tonnes)."
    context = proof.Context(WORLD, article, "", DAY)
    made = proof.prove(Sentence(text=text, evidence=(key,)), ledger.evidence, context)
    assert made.proven is true, made.reasons
    odd = Sentence(text=text.replace("of gallium in 2024 (", "of gallium in 2023 ("), evidence=(key,))
    assert not proof.prove(odd, ledger.evidence, context).proven


def test_a_range_is_that_before_the_price_that_it_places() -> None:
    series = WORLD.table("prices").filter(
        (pl.col("mineral") == "tin") & (pl.col("period").str.len_chars() == 7)
    ).sort("value")  # fmt: skip
    found: dict[str, Evidence] = {}
    told = {"now": series.filter(pl.col("period") == "2019-06").row(0, named=True)}
    before = series.filter((pl.col("period") >= "2009") & (pl.col("period") <= "2019-06"))
    told |= {"low": before.row(0, named=True), "high": before.row(-1, named=True)}
    told |= {"later": series.filter(pl.col("period") > "2019-06").row(-1, named=True)}
    assert told["later"]["value"] > told["high"]["value"]
    for name, row in told.items():
        found[name] = proof.row_evidence(WORLD, "prices", proof.row_id(WORLD, "prices", row), "value")
    for high, true in (("high", True), ("later", False)):
        found["place"] = proof.derived(f"(now - low) / ({high} - low)", found, "price_in_its_range", mineral="tin")
        known = [k for k in [safe_known("place", found, proof.Context(WORLD))] if k]
        assert (not list(bounded(known, found, proof.Context(WORLD)))) is true


@pytest.mark.parametrize(("beside", "true"), [("a / c", True), ("b / c", False), ("half / c", True)])
def test_two_figures_told_together_are_made_of_one_number(beside: str, true: bool) -> None:
    article = "One plant makes 100 tonnes, another 200 tonnes; the country needs 400 tonnes, the world 800 tonnes."
    made = proof.Ledger(WORLD, article)
    quotes = {"a": "100 tonnes", "b": "200 tonnes", "c": "400 tonnes", "d": "800 tonnes"}
    found = {n: made.evidence[made.span(article.index(q), article.index(q) + len(q), reads=True)]
             for n, q in quotes.items()}  # fmt: skip
    found["half"] = proof.derived("a / 2", found, "half")
    found["size"] = proof.derived("a / d", found, "size")
    found["other"] = proof.derived(beside, found, "size_also")
    context = proof.Context(WORLD, article, "", DAY)
    known = [k for n in ("size", "other") if (k := safe_known(n, found, context))]
    assert (not [*of_one_number(known, found)]) is true
