"""What a number claims: patterns of prices and fractions; subject, stage and year of a claim; how many tags."""

from __future__ import annotations

import numpy as np
import pytest

from didymium.news.claim_model import words_of
from didymium.news.claims import Found, find_claims, told_by, unit_of
from didymium.news.document import prepare
from didymium.news.events import find_events
from didymium.news.implied import numbers_of
from didymium.news.slots.money import find_money
from didymium.news.slots.quantities import find_quantities
from didymium.news.tags import FEWEST, MOST, VOCABULARY, picked


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
