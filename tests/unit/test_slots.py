"""Slots: money, dates, quantities."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

import pytest

from didymium import read
from didymium.records import Article
from didymium.text import find_dates, find_money, find_quantities
from didymium.text.money import rate, to_usd


@pytest.mark.parametrize(
    ("text", "value", "currency", "high"),
    [
        ("a $400 million stake", 4e8, "USD", None),
        ("US$1.2bn of loans", 1.2e9, "USD", None),
        ("A$1.2 billion reserve", 1.2e9, "AUD", None),
        ("C$250m", 2.5e8, "CAD", None),
        ("CAD $1.5 billion", 1.5e9, "CAD", None),
        ("3 billion euros", 3e9, "EUR", None),
        ("€3.5 billion", 3.5e9, "EUR", None),
        ("500 million yuan", 5e8, "CNY", None),
        ("660 billion yen", 6.6e11, "JPY", None),
        ("Rs 16,300 crore", 1.63e11, "INR", None),
        ("the $400-million facility", 4e8, "USD", None),
        ("$3-5 billion", 3e9, "USD", 5e9),
        ("between $2 billion and $4 billion", 2e9, "USD", 4e9),
        ("half a million; 2.8 billion US dollars", 2.8e9, "USD", None),
    ],
)
def test_money_forms(text: str, value: float, currency: str, high: float | None) -> None:
    found = find_money(text)
    assert [(m.value, m.currency, m.high) for m in found] == [(value, currency, high)]
    assert text[found[0].start : found[0].end] == found[0].surface


def test_money_keeps_qualifier_and_unit_of_goods() -> None:
    (price,) = find_money("at least $110 a kilogram")
    assert (price.value, price.unit, price.qualifier) == (110, "USD/kg", "at least")
    assert find_money("up to 110 million euros")[0].qualifier == "up to"


def test_usd_uses_the_rate_of_the_year_and_never_guesses() -> None:
    assert to_usd(100, "EUR", 2022) == pytest.approx(105.34)
    assert to_usd(100, "EUR", 2015) == pytest.approx(110.96)
    assert to_usd(1, "PLN", 2024) is None
    assert rate("EUR", 1990) is None
    assert find_money("5 million tenge", 2024)[0].usd is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It starts on December 1.", "2025-12-01"),
        ("from November 8", "2025-11-08"),
        ("It was signed in April.", "2025-04"),
        ("The ban took effect on February 22.", "2025-02-22"),
        ("on Tuesday it said", "2025-10-07"),
        ("next year", "2026"),
        ("last year", "2024"),
        ("by the end of March", "2026-03-31"),
        ("fiscal 2027", "2027"),
        ("in the second half of 2026", "2026"),
        ("two years ago", "2023"),
        ("a decade ago", "2015"),
        ("for 180 days", "2026-04-07"),
        ("twentieth day of October, two thousand and twenty-five", "2025-10-20"),
        ("10 October 2025", "2025-10-10"),
        ("2026-01-14", "2026-01-14"),
    ],
)
def test_dates_against_the_ninth_of_october_2025(text: str, value: str) -> None:
    assert [d.value for d in find_dates(text, "2025-10-09")] == [value]


def test_dates_do_not_read_words_and_numbers() -> None:
    assert find_dates("they may march on with 2,000 tonnes at the lowest in nine years", "2025-10-09") == ()
    assert find_dates("on Tuesday", None) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nearly 70% of output", [(70, "%", "nearly")]),
        ("about 108m tonnes of ore", [(108_000_000, "t", "about")]),
        ("1.5m ounces of platinum", [(1_500_000, "oz", None)]),
        ("2.4 Moz", [(2_400_000, "oz", None)]),
        ("a pit 108m deep", []),
        ("bringing the total number of signatory countries to 59", []),
        ("a third of supply", [(33.3, "%", None)]),
        ("two-thirds of it", [(66.7, "%", None)]),
        ("half of the world's", [(50, "%", None)]),
        ("more than doubled", [(100, "%", "more than")]),
        ("risen tenfold", [(10, "x", None)]),
        ("60,000 tonnes per year", [(60000, "t/yr", None)]),
        ("50 thousand tons of graphite per year", [(50000, "t/yr", None)]),
        ("5 kt", [(5000, "t", None)]),
        ("45 GWh", [(45, "GWh", None)]),
        ("3.5 percentage points", [(3.5, "pp", None)]),
        ("raising the total to 60", [(60, "count", None)]),
        ("22 out of 30 raw materials", [(22, "count", None), (30, "count", None)]),
        ("117+ types of minerals", [(117, "count", "more than")]),
        ("600 yuan per kg", [(600, "CNY/kg", None)]),
        ("less than 1%", [(1, "%", "less than")]),
    ],
)
def test_quantities(text: str, found: list[tuple[float, str, str | None]]) -> None:
    assert [(q.value, q.unit, q.qualifier) for q in find_quantities(text)] == found


def test_a_price_after_from_takes_the_unit_before() -> None:
    units = [q.unit for q in find_quantities("rose to $16.50 a pound, up from $10 in February")]
    assert units == ["USD/lb", "USD/lb"]


@pytest.mark.skipif("DIDYMIUM_SHARED" not in os.environ, reason="DIDYMIUM_SHARED (labelled mentions) is not set")
def test_labelled_mentions() -> None:
    folder = Path(os.environ["DIDYMIUM_SHARED"]) / "eval"
    texts = {}
    for name in ("public_texts", "dev_docs"):
        texts |= {d["id"]: d["text"] for d in map(json.loads, (folder / f"{name}.jsonl").read_text().splitlines())}
    for row in map(json.loads, (folder / "gold_dates.jsonl").read_text().splitlines()):
        found = {(d.start, d.value) for d in find_dates(texts[row["id"]], row["ref"])}
        assert {(d["start"], d["iso"]) for d in row["dates"]} <= found
    for row in map(json.loads, (folder / "gold_money.jsonl").read_text().splitlines()):
        found_money = [(m.value, m.currency) for m in find_money(texts[row["id"]])]
        assert found_money == [(m["value"], m["currency"]) for m in row["money"]]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("The group has already invested more than 100 million dollars in projects of the country in 8 years.", []),
        ("They have built four plants in five years.", []),
        ("The plant will start in two years.", ["2026"]),
        ("It has said that the mine will open in three years.", ["2027"]),
    ],
)
def test_in_some_years_looks_ahead_unless_it_is_done(text: str, dates: list[str]) -> None:
    assert [d.value for d in find_dates(text, dt.date(2024, 11, 20))] == dates


def test_a_range_of_millions_has_both_ends() -> None:
    (found,) = find_quantities("between 1m and 1.2m tonnes a year")
    assert (found.value, found.high, found.unit) == (1_000_000, 1_200_000, "t/yr")


@pytest.mark.parametrize(
    ("text", "date", "expires"),
    [
        ("Peru will license exports of antimony, the mines minister said on Friday. Under the rules, which take effect "
         "on 1 July 2027, shippers must name the buyer.", "2027-07-01", None),
        ("Peru froze exports of antimony for six months on Friday, as of 15 December 2026.", "2026-12-15",
         "2027-06-15"),
        ("No antimony may leave Peru without a licence under an order that the government signed on Friday. The order "
         "will be in force from 1 March 2027 for two years.", "2027-03-01", "2029-03-01"),
        ("Peru banned exports of antimony on Friday. The ban holds from 15 December 2026 to 30 June 2027.",
         "2026-12-15", "2027-06-30"),
        ("Peru banned exports of antimony on Friday. Talks with buyers will go on until 31 May 2027.",
         "2026-11-20", None),
    ],
)  # fmt: skip
def test_a_measure_starts_and_ends_when_its_own_words_or_those_behind_them_say(text, date, expires):
    found = read(Article(title="Peru moves on antimony exports", published="2026-11-20", text=text))
    [told] = [e for e in found.events if e.type == "export_restriction"]
    assert (told.date, told.expires, told.status in ("in_force", "announced")) == (date, expires, True)
