"""A derived figure is reckoned as its metric says: no free factor, no operand of another kind, none left out."""

from __future__ import annotations

import ast
import contextlib
import itertools
import re

import pytest

from didymium import proof
from didymium.brief.relations import CATALOGUE
from didymium.errors import BadInput
from didymium.proof import lexicon
from didymium.proof.evidence import faults, value_of
from didymium.proof.formula import FUNCTIONS, evaluate, parsed, quantity, said
from didymium.proof.prove import _all_words
from didymium.proof.shapes import has_shape, of_no_such_part, told_otherwise
from didymium.records import DerivedEvidence, Evidence, Figure, RunEvidence, Sentence
from didymium.world.load import load_world

DAY = "2025-11-10"
WORLD = load_world().as_of(DAY)
TEXT = (
    "The mine made 4,200 tonnes of tin in the third quarter. It plans 15,000 tonnes a year and sold 900 tonnes at "
    "$30,000 a tonne. The loan is $60 million, 12% of the cost, and ends on 1 June 2026.\n"
    "The smelter made 7,000 tonnes of tin; it runs at 5,000 tonnes a year."
)
SPANS = {
    "made": "4,200 tonnes", "plan": "15,000 tonnes a year", "sold": "900 tonnes", "price": "$30,000 a tonne",
    "loan": "$60 million", "part": "12%", "end": "1 June 2026",
}  # fmt: skip
ROWS = {
    "now": ("prices", "tin.Tin.world-market.2025-10.USD-kg.worldbank-pinksheet", "value"),
    "low": ("prices", "tin.Tin.world-market.2016-01.USD-kg.worldbank-pinksheet", "value"),
}


def book() -> tuple[proof.Ledger, dict[str, str]]:
    ledger = proof.Ledger(WORLD, TEXT)
    ids = {name: ledger.span(TEXT.index(q), TEXT.index(q) + len(q), reads=True) for name, q in SPANS.items()}
    ids |= {name: ledger.row(*row) for name, row in ROWS.items()}
    tin = WORLD.table("facts").filter(mineral="tin", metric="production", stage="mine", year=2024)
    for name, country in (("world", "WLD"), ("home", "IDN")):
        row = tin.filter(country=country).row(0, named=True)
        ids[name] = ledger.row("facts", proof.row_id(WORLD, "facts", row), "value")
    return ledger, ids


def why_not(metric: str, formula: str) -> list[str]:
    ledger, ids = book()
    key = ledger.derived(formula.format(**ids), metric)
    context = proof.Context(WORLD, TEXT, "", DAY)
    return [why for why in faults(key, ledger.evidence, context) if "operand" not in why]


NO = "its formula is none by which"


@pytest.mark.parametrize(
    ("metric", "formula", "forged"),
    [
        ("size_of_world", "{sold} / {world}", ("2 * {sold} / {world}", "{sold} / {home}", "{price} / {price}",
                                               "{sold} * {part} / {world}", "{sold} * 2 / {world}")),
        ("size_of_world", "({plan} * unit(1, 'yr')) / {world}", ("({plan} * unit(2, 'yr')) / {world}",)),
        ("limit_against_output", "{sold} / {home}", ("{sold} / {world}", "{home} / {sold}")),
        ("times_before", "{made} / {sold}", ("1 - {sold} / {made}", "{made} / {made}", "{made} / {sold} * {part}")),
        ("level_before", "{sold} / (1 + {part})", ("{sold} / (1 + {part} + {part})", "{sold} / (2 + {part})")),
        ("sold_for", "{sold} * {price}", ("{sold} * {price} * 2", "{price} * {sold}")),
        ("stake_implies", "{loan} / {part}", ("{loan} / {part} / {part}", "{part} * {loan}")),
        ("whole_behind_a_share", "{sold} / {part}", ("{sold} / (1 - {part})",)),
        ("price_change", "change({now}, {low})", ("change({now}, {low}) * 2", "change({price}, {low})")),
        ("less_of_world_also", "{made} - {sold}", ("{made} + {sold}", "{made} - {sold} - {sold}")),
        ("less_of_world_also", "middle({made}) - convert({sold}, 't')", ("({made} + {made}) / {made}",)),
        ("a_word_of_ones_own", "({made} - {sold}) / 12", ("{made} / 6", "{made} * 1.5", "2 * {made}")),
        ("derived", "1 - {sold} / {made}", ("3 - {sold} / {made}",)),
    ],
)  # fmt: skip
def test_a_metric_binds_its_formula(metric: str, formula: str, forged: tuple[str, ...]) -> None:
    assert not [why for why in why_not(metric, formula) if why.startswith(NO)]
    for other in forged:
        assert any(why.startswith(NO) for why in why_not(metric, other)), other


def test_a_pace_is_of_the_part_of_a_year_that_the_article_says() -> None:
    assert not why_not("pace_against_plan_also", "{made} * 4")
    assert any("so small a part" in why for why in why_not("pace_against_plan_also", "{made} * 2"))
    assert any("so small a part" in why for why in why_not("year_of_months", "{made} * 12"))


def test_each_relation_has_its_shapes() -> None:
    for relation in CATALOGUE:
        for name in (relation.name, *([f"{relation.name}_also"] if relation.also else ())):
            assert name in lexicon.shapes(), name
    assert all(parsed(text) for some in lexicon.shapes().values() for text in some.formulas)


GALLIUM = ("cn-gage-2023.entered.2023-07-03.2023-08-01", "cn-us-ban-2024.entered.2024-12-03.2024-12-03")


def counted(rows: tuple[str, ...], metric: str = "ladder") -> tuple[str, dict[str, Evidence]]:
    ledger = proof.Ledger(WORLD, TEXT)
    ids = [ledger.row("measure_states", row, "date") for row in rows]
    return ledger.derived(f"count({', '.join(ids)})", metric, country="CHN"), ledger.evidence


def test_a_count_of_what_came_before_leaves_none_out() -> None:
    context = proof.Context(WORLD, TEXT, "", DAY)
    tin = (
        "cn-w-sb-sn-quota-2008", "cn-w-sb-sn-quota-2011", "cn-w-sb-sn-quota-2012", "cn-w-sb-sn-quota-2014",
        "cn-w-sb-sn-quota-2015",
    )  # fmt: skip
    log = WORLD.table("measure_states").sort("date")
    first = [proof.row_id(WORLD, "measure_states", log.filter(measure=m).row(0, named=True)) for m in tin]
    key, evidence = counted(tuple(first))
    assert not faults(key, evidence, context)
    for k in (1, 2, 3):  # what is on all that the others are on
        key, evidence = counted((*first[:k], *first[k + 1 :]))
        assert any(tin[k] in why for why in faults(key, evidence, context)), tin[k]
    key, evidence = counted(tuple(first[1:]), "measures_count")
    assert not faults(key, evidence, context)


def given() -> tuple[proof.Ledger, list[str]]:
    rows = WORLD.table("deals").filter(project="Seadrift, Texas")
    name = str(rows["parties"][0]).split(";")[-1]
    own = [r for r in WORLD.table("deals").sort("announced").to_dicts() if name == str(r["parties"]).split(";")[-1]
           and r["kind"] in {"grant", "loan", "equity"} and r["amount_usd"]
           and r["status"] in {"completed", "committed", "disbursed", "signed"}]  # fmt: skip
    ledger = proof.Ledger(WORLD, TEXT)
    return ledger, [ledger.row("deals", proof.row_id(WORLD, "deals", r), "amount_usd") for r in own]


def test_a_sum_of_money_leaves_none_out_and_begins_with_its_first() -> None:
    ledger, ids = given()
    context = proof.Context(WORLD, TEXT, "", DAY)
    whole = ledger.derived(f"sum({', '.join(ids)})", "money_before", name="Lynas")
    assert not faults(whole, ledger.evidence, context)
    for gone in ids:
        part = ledger.derived(f"sum({', '.join(i for i in ids if i != gone)})", "money_before", name="Lynas")
        assert any("leaves out" in why for why in faults(part, ledger.evidence, context))
    item = ledger.evidence[whole]
    assert isinstance(item, DerivedEvidence)
    told = f"Before it Lynas had raised ${item.figure.value / 1e9:.3g} billion on record since {{}}."
    years = sorted(str(e.figure.period)[:4] for i in ids if (e := ledger.evidence[i]).figure)  # type: ignore[union-attr]
    for year, true in ((years[0], True), (years[1], False)):
        sentence = Sentence(text=told.format(year), evidence=(whole,))
        assert proof.prove(sentence, ledger.evidence, context).proven is true, year


@pytest.mark.parametrize(
    ("metric", "formula", "text", "true"),
    [
        ("both_together", "{made} + {sold}", "The 4,200 tonnes and the 900 tonnes are 5,100 tonnes together.", True),
        ("both_together", "{made} + {sold}", "The 4,200 tonnes and the 900 tonnes are 5,100 tonnes.", False),
        ("less_of_world_also", "{made} - {sold}", "The 4,200 and the 900 tonnes are 3,300 tonnes together.", False),
        ("derived", "{made} - {sold}", "The 4,200 tonnes and the 900 tonnes are 3,300 tonnes together.", False),
        ("my_own", "{made} + {sold}", "The 4,200 tonnes and the 900 tonnes are 5,100 tonnes together.", True),
        ("part_of_told", "{sold} / {made}", "The 900 tonnes are 21% of the 4,200 tonnes.", True),
        ("part_of_told", "{sold} / {made}", "The 900 tonnes values the whole at 21% of the 4,200 tonnes.", False),
        ("stake_implies", "{loan} / {part}", "$60 million for 12% values the whole at $500 million.", True),
        ("stake_implies", "{loan} / {part}", "$60 million for 12% is $500 million.", False),
        ("derived", "{loan} * {part}", "$60 million for 12% values the whole at $7.2 million.", False),
    ],
)  # fmt: skip
def test_a_sentence_tells_the_kind_of_figure_that_it_has(metric: str, formula: str, text: str, true: bool) -> None:
    ledger, ids = book()
    key = ledger.derived(formula.format(**ids), metric)
    item = ledger.evidence[key]
    assert isinstance(item, DerivedEvidence)
    values = {n: value_of(ledger.evidence[n]) for n in item.operands}
    assert (not list(told_otherwise(item, _all_words(text), "", values))) is true
    heard = "together we are, and values the whole"
    assert not [w for w in told_otherwise(item, _all_words(text), heard, values) if "told with" in w]


def test_a_figure_comes_out_in_the_unit_of_its_metric() -> None:
    assert any(why.startswith(NO) for why in why_not("part_of_told", "{made} / {part}"))
    assert any(why.startswith(NO) for why in why_not("times_before", "{loan} / {made}"))
    assert not why_not("part_of_told", "{sold} / {made}")


def test_a_renamed_figure_is_told_otherwise_in_its_sentence() -> None:
    ledger, ids = book()
    context = proof.Context(WORLD, TEXT, "", DAY)
    text = "A loan of $60 million for 12% values the whole at {}."
    for metric, formula, shown, true in (
        ("stake_implies", "{loan} / {part}", "$500 million", True),
        ("value_before_premium", "{loan} / (1 + {part})", "$53.6 million", False),
    ):
        key = ledger.derived(formula.format(**ids), metric)
        assert not faults(key, ledger.evidence, context), metric
        sentence = Sentence(text=text.format(shown), evidence=(key, ids["loan"], ids["part"]))
        reasons = proof.prove(sentence, ledger.evidence, context).reasons
        assert (not [w for w in reasons if "told with" in w or "does not say that" in w]) is true, metric


@pytest.mark.parametrize(
    ("quote", "factor", "true"),
    [
        ("500 tonnes", "0.848", True), ("500 tonnes", "0.188", False), ("900 tonnes", "0.188", True),
        ("900 tonnes", "0.848", False), ("700 tonnes", "0.165", False), ("700 tonnes", "0.188", True),
        ("500 tonnes", "0.5", True),
    ],
)  # fmt: skip
def test_what_a_good_holds_is_reckoned_by_its_own_factor(quote: str, factor: str, true: bool) -> None:
    text = "Acme made 500 tonnes of U3O8. Zeta made 900 tonnes of lithium carbonate. It sold 700 tonnes."
    book = proof.Ledger(WORLD, text)
    book.span(text.index(quote), text.index(quote) + len(quote), reads=True)
    figure = Figure(metric="size", value=1.0, unit="t")
    item = DerivedEvidence(formula=f"e1 * {factor}", operands=("e1",), figure=figure, statement="")
    assert list(of_no_such_part(item, book.evidence, text)) is not true


MASSES = ("t", "t/yr")
UNITS = {  # in which each operand of a shape may be counted
    **dict.fromkeys(("t", "world", "home", "stock"), MASSES), **dict.fromkeys(("pct", "uses", "stage_shares"), ("%",)),
    **dict.fromkeys(("price", "prices"), ("USD/t",)), "money": ("USD", "USD/yr", "USD/t"), "deals": ("USD",),
    "any": (*MASSES, "USD", "USD/t", "%"), "made": (*MASSES, "USD", "%", "count"), "trade": ("t", "USD"),
    "span": ("yr",), "n": ("count",),
    "traded_usd": ("USD",), "export_share": ("%",),
    "facts": (*MASSES, "%"), "chains": ("months",), "procedures": ("days", "months"), "releases": ("days",),
    **dict.fromkeys(("monthly_trade", "before_control"), MASSES),
    "costs": ("USD/t",), "balances": MASSES,
    "measures": ("%", "date"),
    **dict.fromkeys(("day", "today", "measure_states", "agreements", "provisions"), ("date",)),
    **dict.fromkeys(("projects", "stoppages", "site_figures"), (*MASSES, "USD", "%", "date")),
    **dict.fromkeys(("stops_half", "stops_quarter"), ("months",)), "price_ratio": ("ratio",),
    "run": (*MASSES, "USD", "USD/t", "%", "months", "count"),
}  # fmt: skip


def comes_out_in(formula: str) -> set[str]:
    """The units in which a formula may come out, whatever its operands are counted in."""
    formula = re.sub(r"\*([a-z_]+)\)", r"\1, \g<1>2)", formula)
    names = sorted({n.id for n in ast.walk(parsed(formula)) if isinstance(n, ast.Name)} - {*FUNCTIONS, "unit"})
    found = set()
    for units in itertools.product(*(UNITS.get(n.rstrip("123"), ("count",)) for n in names)):
        numbers = (730_000 + k if u == "date" else 12 * (k + 1) for k, u in enumerate(units))
        with contextlib.suppress(BadInput):
            made = evaluate(formula, {n: quantity(x, u) for n, x, u in zip(names, numbers, units, strict=True)})
            found.add(said(made)[3].replace("USD", "CUR"))
    return found


@pytest.mark.parametrize("metric", sorted(lexicon.shapes()))
def test_a_metric_has_the_units_in_which_its_formulas_come_out(metric: str) -> None:
    shape = lexicon.shapes()[metric]
    made = [comes_out_in(formula) for formula in shape.formulas]
    assert shape.units
    assert shape.units <= set[str]().union(*made)
    assert all(units & shape.units for units in made)


def test_a_change_runs_from_the_earlier_to_the_later() -> None:
    assert not [why for why in why_not("price_change", "change({now}, {low})") if "before" in why]
    assert [why for why in why_not("price_change", "change({low}, {now})") if "before" in why]


@pytest.mark.parametrize("metric", ["controls_held"])
def test_of_like_cases_those_that_ended_so_are_a_part_of_all(metric: str) -> None:
    part, _, whole = lexicon.shapes()[metric].formulas[0].partition(" / ")
    assert set(lexicon.shapes()[f"{metric}_also"].formulas) == {part, whole}
    cases = {
        name: RunEvidence(run="r", index=0, statement="", figure=Figure(metric=name, value=9, unit="count"))
        for name in (part, whole)
    }  # fmt: skip
    values = {name: value_of(item) for name, item in cases.items()}
    assert whole.endswith("_counted")
    assert has_shape(metric, f"{part} / {whole}", cases, values)
    assert not has_shape(metric, f"{whole} / {part}", cases, values)
    assert not has_shape("length_of_stops", part, cases, values)
