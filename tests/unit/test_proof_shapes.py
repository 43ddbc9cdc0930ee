"""A derived figure is reckoned as its metric says: no free factor, no operand of another kind, none left out."""

from __future__ import annotations

import pytest

from didymium import proof
from didymium.brief.relations import CATALOGUE
from didymium.proof import lexicon
from didymium.proof.evidence import faults
from didymium.proof.formula import parsed
from didymium.proof.shapes import has_shape, told_otherwise
from didymium.records import DerivedEvidence, Evidence, Figure
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
        ("stake_implies", "{loan} / {part}", ("{loan} / {part} / {part}", "{part} * {loan}")),
        ("price_change", "change({now}, {low})", ("change({now}, {low}) * 2", "change({price}, {low})")),
        ("a_word_of_ones_own", "({made} - {sold}) / 12", ("{made} / 6", "{made} * 1.5", "2 * {made}")),
        ("derived", "1 - {sold} / {made}", ("3 - {sold} / {made}",)),
    ],
)  # fmt: skip
def test_a_metric_binds_its_formula(metric: str, formula: str, forged: tuple[str, ...]) -> None:
    assert not [why for why in why_not(metric, formula) if why.startswith(NO)]
    for other in forged:
        assert any(why.startswith(NO) for why in why_not(metric, other)), other


def test_a_pace_is_of_the_part_of_a_year_that_the_article_says() -> None:
    assert not any("so small a part" in why for why in why_not("year_of_months", "{made} * 4"))
    assert any("so small a part" in why for why in why_not("year_of_months", "{made} * 2"))
    assert any("so small a part" in why for why in why_not("year_of_months", "{made} * 12"))


def test_each_relation_has_its_shapes() -> None:
    for relation in CATALOGUE:
        for name in (relation.name, *([f"{relation.name}_also"] if relation.also else ())):
            assert name in lexicon.shapes(), name
    assert all(parsed(text) for some in lexicon.shapes().values() for text in some.formulas)


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
    key, evidence = counted(tuple(first[1:]), "sum_of_measures")
    assert not faults(key, evidence, context)


def test_a_change_runs_from_the_earlier_to_the_later() -> None:
    assert not [why for why in why_not("price_change", "change({now}, {low})") if "before" in why]
    assert [why for why in why_not("price_change", "change({low}, {now})") if "before" in why]


# metric: the words by one of which its figure is told
TOLD = """
then_and_now: above | below
times_before: times
down_from: above | below
size_of_world: of world
size_of_both: of world
limit_against_output: what was made | below | more than
limit_against_output_also: what was made | below | more than
stock_cover: months of | weeks of | years of
stake_implies: values the whole
sender_break_even: times
sender_break_even_also: of the tonnes
ladder: had announced
window_against_lead_time: the window
window_against_lead_time_also: the window
site_of_world: of world
month_of_the_site: month of standstill
month_of_the_site_also: month of standstill
price_change: a year before
price_in_its_range: its range of
together_made: together
together_made_also: together
month_in_money: month of standstill
month_in_money_also: month of standstill
stop_that_matters: a standstill of
stop_that_matters_also: of world
before_control: before the control | before it
released_on: come out | due by
whole_of_part: puts that at
target_left: left
target_left_also: left
cost_of_capacity: of yearly capacity | of yearly output
value_over_cost: times
before_in_a_list: above | below
worth_at_the_floor: worth
before_the_step: was before | were before
before_the_step_also: above | below
sold_over_made: more than | less than
left_of_price: below
left_of_price_also: below
volume_of_contract: come to
duties_together: together
duty_on_trade: on the imports
week_of_a_stop: week of standstill
off_the_record: above | below
sales_value: worth
"""


@pytest.mark.parametrize("line", TOLD.strip().splitlines())
def test_a_figure_is_told_in_words_of_its_kind(line: str) -> None:
    metric, _, words = line.partition(": ")
    figure = Figure(metric=metric, value=1.0, unit="x")
    item = DerivedEvidence(formula="e1", operands=("e1",), figure=figure, statement="")

    def untold(*said: str) -> bool:
        return any("does not say" in why for why in told_otherwise(item, frozenset(said), " ".join(said), {}))

    assert untold("made")
    assert not [phrase for phrase in words.split(" | ") if untold(phrase)]


ALONE = (
    "below the earlier | was before | were before | equals | values the whole | of the tonnes | the window | "
    "month of standstill | together | before the control | come out | due by | puts that at | of yearly capacity | "
    "of yearly output | come to | on the imports | week of standstill"
)


@pytest.mark.parametrize("words", ALONE.split(" | "))
def test_beside_the_words_of_one_kind_of_figure_stands_no_other(words: str) -> None:
    figure = Figure(metric="x", value=1.0, unit="1")
    item = DerivedEvidence(formula="(e1 - e2) / 7", operands=("e1", "e2"), figure=figure, statement="")
    assert list(told_otherwise(item, frozenset({words}), "", {})) == [f"its figure is none that is told with {words!r}"]
    assert list(told_otherwise(item, frozenset({words}), f"it {words} it", {})) == []


# metric: the formulas by which it may be reckoned, | and others of the same operands by which it may not
RECKONED = """
then_and_now: change(a, b) | a / b
times_before: a / b | change(a, b)
down_from: change(a, b) | a - b
limit_against_output: a / b | a - b
limit_against_output_also: change(a, b) | a / b
stock_cover: a / b * unit(1, 'yr') | a * b * unit(1, 'yr')
stake_implies: a / b | a * b
sender_break_even: a / b | a * b
sender_break_even_also: a / b | a * b
window_against_lead_time: months(day('2025-11-10'), day) / a | months(day('2025-11-10'), day) * a
site_of_world: a / b | a - b
month_of_the_site: a / 12 | a / 4
month_of_the_site_also: a / 12 / b | a / 4 / b
price_change: change(a, b) | a / b
price_in_its_range: (a - b) / (c - b) ; (a - b) / (a - b) | (a - b) / (b - c)
together_made: (a + b) / c | a + b / c
together_made_also: a + b | a - b
month_in_money: a * b / 12 | a * b / 4
month_in_money_also: a / 12 | a / 4
stop_that_matters: 0.01 * a / b * unit(1, 'yr') | 0.1 * a / b * unit(1, 'yr')
stop_that_matters_also: a / b | a * b
released_on: days_after(day('2025-11-10'), a) | a
sum: a + b | a - b
rate_of_term: a / b | a * b
whole_of_part: a / b ; a / b / unit(1, 'yr') | a * b
target_left: a / b | a - b
target_left_also: (a - b) / 3 ; a - b ; change((a - b) / 3, b) ; change(a - b, b) | (a - b) / 2 ; a + b
cost_of_capacity: a / b | a * b
part_of_sum: a / b | a - b
part_of_country: a / b | a - b
part_of_capacity: a / b | a - b
value_over_cost: a / b | a - b
before_in_a_list: change(a, b) | a - b
paid_by_the_tonne: a / b | a * b
worth_at_the_floor: a * b | a / b
before_the_step: a - b ; a + b | a * b
before_the_step_also: change(a, a - b) ; change(a, a + b) | change(a - b, a)
sold_over_made: a - b | a + b
left_of_price: a - b | a + b
left_of_price_also: (a - b) / a | (a - b) / b
volume_of_contract: a * b / unit(1, 'yr') | a / b / unit(1, 'yr')
duties_together: a + b | a - b
duty_on_trade: a * b | a / b
week_of_a_stop: a * 7 / 365 | a * 7 / 360
part_of_fund: a / b | a - b
off_the_record: change(a, b) | a - b
sales_value: a * b | a / b
part_within: a / b | a - b
"""


@pytest.mark.parametrize("line", RECKONED.strip().splitlines())
def test_a_figure_is_reckoned_as_its_kind_is(line: str) -> None:
    metric, _, told = line.partition(": ")
    right, wrong = (part.split(" ; ") for part in told.split(" | "))
    assert [f for f in right if not has_shape(metric, f, {}, {})] == []
    assert [f for f in wrong if has_shape(metric, f, {}, {})] == []
