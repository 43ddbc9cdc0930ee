"""What a number claims: patterns of prices and fractions; subject, stage and year of a claim; how many tags."""

from __future__ import annotations

import numpy as np
import pytest

from didymium.news.claim_model import words_of
from didymium.news.claims import Found, find_claims, told_by, unit_of
from didymium.news.document import prepare
from didymium.news.events import find_events
from didymium.news.implied import numbers_of
from didymium.news.tags import FEWEST, MOST, VOCABULARY, picked
from didymium.text.money import find_money
from didymium.text.quantities import find_quantities


def claims(text: str) -> tuple[Found, ...]:
    return find_claims(prepare("", text, "2025-11-03"))


def test_a_step_and_a_level_are_no_range() -> None:
    assert [m.value for m in find_money("tungsten rose by $15 to $560 per mtu")] == [15, 560]
    assert [(m.value, m.high) for m in find_money("quoted at $550 to $560 per mtu")] == [(550, 560)]


@pytest.mark.parametrize(
    ("text", "value"),
    [("an eighth of the world's tin", 12.5), ("nearly all of its gallium", 100.0), ("seven tenths of it", 70.0)],
)
def test_fractions(text: str, value: float) -> None:
    assert [q.value for q in find_quantities(text, None, ())] == [value]


def numbers(text: str) -> list[tuple[float, float | None, str]]:
    return [(q.value, q.high, q.unit) for row in numbers_of(prepare("", text, "2025-11-03")) for q in row]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Imports of graphite were worth $347.1 million.", [(347.1e6, None, "USD")]),
        ("Comex holds half a million tonnes of copper.", [(5e5, None, "t")]),
        ("More than a million tons of zinc lie there.", [(1e6, None, "t")]),
        ("Indium fell to Yn1,250-1,300/kg.", [(1250, 1300, "CNY/kg")]),
        ("Nickel ore came to 3.4 million wmt.", [(3.4e6, None, "t")]),
        ("The gallium stood at 110 g/t.", [(110, None, "g/t")]),
        ("Uranium output rose to 1.3 million pounds.", [(1.3e6, None, "lb")]),
        ("Copper: 600,000 tonnes from Peru, 360,000 from Chile.", [(6e5, None, "t"), (3.6e5, None, "t")]),
        ("The country depends on imports for all its magnesium.", [(100, None, "%")]),
        ("Lithium sold at $15 a kilogram. Its shares jumped to $46.", [(15, None, "USD/kg")]),
        ("A kilogram of tungsten carbide is quoted at 940 yuan.", [(940, None, "CNY/kg")]),
        ("Potash costs twice what it did in May.", [(100, None, "%")]),
        ("Shares of the lithium miner rose, and the stock closed at $46.", []),
    ],
)
def test_numbers_that_may_be_claims(text: str, found: list[tuple[float, float | None, str]]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Gold set a record above $2,750 an ounce. Zinc added 0.4% to $3,125.",
         [(2750, None, "USD/oz"), (0.4, None, "%"), (3125, None, "USD/t")]),
        ("Manganese closed at $2,650 a tonne. Cobalt went from $9.20 to about $14.40 a pound.",
         [(2650, None, "USD/t"), (9.2, None, "USD/lb"), (14.4, None, "USD/lb")]),
        ("Tungsten APT was at $830 a metric ton unit, ferrotungsten at $104.5 a kilogram. Tungsten sold at $805.",
         [(830, None, "USD/mtu"), (104.5, None, "USD/kg"), (805, None, "USD/mtu")]),
        ("Cobalt traded around $80,000 in London.", [(80000, None, "USD/t")]),
        ("Nickel alloy makers paid close to $26.", []),
        ("Uranium is dear: an SWU costs $190.", [(190, None, "USD/SWU")]),
        ("Graphite costs $7 of the $100 that a cell costs.", []),
        ("Tin slipped while Brent crude fell towards $750.", []),
        ("The tungsten mine pays off, in constant 2015 dollars.", []),
        ("Lithium miners pay rents of $1,150 a week.", []),
        ("Copper charges stood at $80 a tonne and 8 cents a pound.", [(80, None, "USD/t"), (0.08, None, "USD/lb")]),
        ("Copper charges are at minus $40/t.", [(-40, None, "USD/t")]),
        ("The mine made 12,000 tonnes of lithium. A petition with 30,000 signatures and 2,500 posts followed.",
         [(12000, None, "t")]),
    ],
)  # fmt: skip
def test_a_sum_is_a_price_of_what_it_is_said_of(text: str, found: list[tuple[float, float | None, str]]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The lithium plant has a capacity of 1,200 tonnes of ore a day.", ("capacity", 1200, "t/day")),
        ("Bauxite exports recovered to 5,000 tons a month after the strike.", ("exports", 5000, "t/month")),
        ("Vanadium output was above the 1,016 tonnes of a year earlier.", ("production", 1016, "t")),
        ("Tin is at $27,000 a tonne, $1,600 lower than in May.", ("price_change", -1600, "USD/t")),
        (
            "The cell factory opened with 10 gigawatt-hours of annual capacity and uses lithium.",
            ("capacity", 10, "GWh/yr"),
        ),
        ("Tin miners shipped at a monthly average of 11,436 tonnes in exports.", ("exports", 11436, "t/month")),
        ("Tantalite slipped below $75 a pound.", ("price", 75, "USD/lb")),
        ("Platinum output: 118,000 oz (–6%).", ("production", -6, "%")),
        ("- Copper: -1.2% to $9,000/t", ("price_change", -1.2, "%")),
        ("Tin gained 3% to $32,000 and lead lost 1% to $2,000.", ("price_change", -1, "%")),
    ],
)
def test_a_claim_has_the_sign_and_the_time_of_its_number(text: str, found: tuple[str, float, str]) -> None:
    assert found in {(c.metric, c.value, c.unit) for c in claims(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Rare earths were in demand and Minmetals Rare Earth rose 1.4% in Shanghai.",
        "The stock of the lithium producer sank 16% on the day.",
        "Nickel is worth $15,500 a tonne, half of what it was in 2022.",
    ],
)
def test_shares_and_levels_are_no_change_of_price(text: str) -> None:
    assert not [c for c in claims(text) if c.metric == "price_change"]


def test_each_number_of_a_market_report_is_of_its_own_metal() -> None:
    told = claims("Zinc added 0.4% to $3,125 a tonne and copper slipped to $9,640 a tonne. Gold hit $2,750 an ounce.")
    assert [(c.mineral, c.value) for c in told] == [("zinc", 0.4), ("zinc", 3125), ("copper", 9640), ("gold", 2750)]


def test_a_share_of_another_metal_is_no_share_of_magnets() -> None:
    told = claims(
        "China makes 90% of the magnets that Europe uses and provides 71% of its gallium and 45% of its germanium."
    )
    assert {c.metric for c in told if c.mineral in {"gallium", "germanium"}}.isdisjoint({"magnet_share"})


def test_lead_is_a_metal_beside_metals_only() -> None:
    def named(text: str) -> list[str]:
        return [n.id for n in prepare("", text, "2025-11-03").names if n.kind == "mineral"]

    assert named("Zinc and lead output fell. Tin lost 3% and lead 1.9%.") == ["zinc", "lead", "tin", "lead"]
    assert named("The plan would lead to a ban; its lead fell to 5 points, says the lead agency.") == []


def test_a_bare_number_takes_the_unit_of_the_sentence_before() -> None:
    text = "Peru dug 2,600,000 tonnes of copper. In 2019 it was 2,450,000 and the year had 365 days."
    assert numbers(text)[:2] == [(2.6e6, None, "t"), (2.45e6, None, "t")]


def test_units_of_claims() -> None:
    (rate,) = find_quantities("20,000 tonnes a year", None, ())
    assert [unit_of(rate, m) for m in ("capacity", "quota", "production")] == ["t/yr", "t", "t/yr"]
    (times,) = find_quantities("ten-fold", None, ())
    assert unit_of(times, "price_change") == "times"


def test_a_fall_is_negative_also_where_the_word_comes_after() -> None:
    (fall,) = [c for c in claims("Copper prices are 30% below where they stood a year ago.") if c.unit == "%"]
    assert fall.value == -30


def test_what_events_say_of_a_number() -> None:
    document = prepare("", "Copper in London rose 3% to $9,800 a tonne on Monday.", "2025-11-03")
    rise = numbers_of(document)[0][0]
    assert told_by(find_events(document), rise) == ["holds price_move"]
    assert told_by((), rise) == ["none"]


def test_subject_stage_and_year() -> None:
    mined = claims("China mined 70% of the world's rare earths in 2023.")[0]
    assert (mined.subject, mined.stage, mined.year) == ("CHN", "mine", "2023")
    priced = claims("In Rotterdam antimony trioxide rose to $38,000 a tonne this week.")[0]
    assert (priced.subject, priced.year) == ("EUU", "2025")


def test_a_sentence_without_words_has_none() -> None:
    document = prepare("", "Cobalt is mined. 12", "2025-11-03")
    assert all(isinstance(words_of(document, s, ()).tokens, tuple) for s in document.sentences)


def test_as_many_tags_as_promise_the_highest_f1() -> None:
    chances = np.zeros(len(VOCABULARY))
    chances[:FEWEST] = 0.9
    assert len(picked(chances)) == FEWEST
    chances[:] = 0.9
    assert len(picked(chances)) == MOST


def test_a_list_counts_minerals_not_countries() -> None:
    def counts(text: str) -> list[float]:
        return [q.value for row in numbers_of(prepare("", text, "2025-11-10")) for q in row if q.of == "total"]

    assert counts("The list of critical minerals grew, raising the total to 60.") == [60]
    assert counts("The accord has a list of critical minerals; with Peru the members come to 17.") == []
