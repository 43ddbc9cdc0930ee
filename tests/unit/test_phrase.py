"""How a brief says numbers, ranges, dates and names."""

import pytest

from didymium.brief import phrase
from didymium.records import Figure


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (1.934e9, "USD", "$1.9 billion"),
        (-450_000, "USD", "-$450,000"),
        (999_600_000, "USD", "$1 billion"),
        (0.684, "share", "68%"),
        (0.9961, "share", "over 99%"),
        (0.004, "share", "0.4%"),
        (0.0, "share", "0%"),
        (1.0, "share", "100%"),
        (390_000, "t", "390,000 tonnes"),
        (110.0, "USD/kg", "$110/kg"),
        (2.3e8, "USD/yr", "$230 million a year"),
        (1, "months", "1 month"),
        (19, "months", "19 months"),
        (1.0, "ratio", "1.0 times"),
        (34.2, "ratio", "34 times"),
    ],
)
def test_quantity(value: float, unit: str, said: str) -> None:
    assert phrase.quantity(value, unit) == said


def test_range_names_its_unit_once() -> None:
    months = Figure(metric="months_to_recovery", value=19, low=17, high=22, unit="months")
    price = Figure(metric="price_ratio", value=11.2, low=3.41, high=34, unit="1")
    loss = Figure(metric="value_added_at_risk_usd", value=1.9e9, low=6e8, high=4.8e9, unit="USD")
    assert phrase.with_range(months) == "19 months (17 to 22 months)"
    assert phrase.with_range(price) == "11 times (3.4 to 34 times)"
    assert phrase.with_range(loss) == "$1.9 billion ($600 million to $4.8 billion)"


def test_figure_without_range_has_no_brackets() -> None:
    assert phrase.with_range(Figure(metric="share", value=0.69, unit="1")) == "69%"


@pytest.mark.parametrize(
    ("items", "said"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c"), ([], "")]
)
def test_listed(items: list[str], said: str) -> None:
    assert phrase.listed(items) == said


def test_long_list_ends_in_others() -> None:
    assert phrase.listed(["a", "b", "c", "d"], 2) == "a, b and others"


def test_dates_keep_their_precision() -> None:
    assert [phrase.on_day(d) for d in ("2025-11-10", "2025-11", "2025")] == [
        "on 10 November 2025",
        "in November 2025",
        "in 2025",
    ]


def test_names_inside_a_sentence() -> None:
    assert phrase.country("USA") == "the United States"
    assert phrase.country("WLD") == "the world"
    assert phrase.country("Lynas") == "Lynas"
    assert phrase.possessive(phrase.country("USA")) == "the United States'"
    assert phrase.possessive(phrase.country("CHN")) == "China's"


def test_yearly_dollars_are_rounded_as_others() -> None:
    assert phrase.quantity(6_153_000, "USD/yr") == "$6.2 million a year"
    assert phrase.quantity(9.97, "ratio") == "10 times"


def test_shares_by_name() -> None:
    told = [("Chile", 0.4), ("Canada", 0.12), ("China", 0.121)]
    assert phrase.shared(told, "came from") == ["40% came from Chile", "12% each from Canada and China"]
