"""The formula language: units propagate and clash, ranges propagate, nothing else is spoken."""

from __future__ import annotations

import datetime as dt

import pytest

from didymium.errors import BadInput
from didymium.proof.formula import UnitClash, Value, days_in, evaluate, names_in, quantity, said, unit_of

TONNES = {
    "a": quantity(270, "kt"),
    "b": quantity(390_000, "t"),
    "m": quantity(2, "USD million"),
    "p": quantity(50, "%"),
    "r": quantity(60, "t/yr"),
    "k": quantity(75, "USD/kg"),
    "n": quantity(12, "t", 6, 18),
}
FOREIGN = (
    "__import__('os')", "a.b", "a if a else b", "[a]", "lambda: a", "z", "a ** 2", "a @ b", "open('x')", "a / 0",
    "share(a)", "min()", "convert(a, b)", "'a'", "True", "a +", "a < b", "min(a, key=b)",
    "-" * 100_000 + "a", "a" + " + a" * 100_000, "(" * 1000 + "a" + ")" * 1000, "a * " + "9" * 400, "a * 1e999",
    "1e308 * 1e308 * 10", "[" + "-" * 1900 + "1]", "unit(1e999, 't')", "a / 1e-320",
)  # fmt: skip


def told(formula: str) -> tuple[float, float | None, float | None, str]:
    return said(evaluate(formula, TONNES))


@pytest.mark.parametrize(
    ("formula", "value", "unit"),
    [
        ("a / b", 270 / 390, "share"), ("share(a, b)", 270 / 390, "share"), ("a + b", 660_000, "t"),
        ("a - b", -120_000, "t"), ("change(b, a)", 390 / 270 - 1, "share"), ("a * k", 270_000 * 75_000, "USD"),
        ("m / a", 2e6 / 270_000, "USD/t"), ("a * p", 135_000, "t"), ("min(a, b)", 270_000, "t"),
        ("max(a, b)", 390_000, "t"), ("sum(a, b, b)", 1_050_000, "t"), ("mean(a, b)", 330_000, "t"),
        ("n / r", 12 / 60 * 12, "months"), ("rank(a, b, n)", 2, "rank"), ("count(a, b)", 2, "count"),
        ("1 / (1 - p)", 2, "share"), ("-a", -270_000, "t"), ("convert(a, 'kg')", 270_000, "t"),
    ],
)  # fmt: skip
def test_a_formula_gives_value_and_unit(formula: str, value: float, unit: str) -> None:
    made = told(formula)
    assert made[0] == pytest.approx(value)
    assert made[3] == unit


@pytest.mark.parametrize("formula", ["a + m", "a - p", "max(a, k)", "change(a, m)", "convert(a, 'USD')", "rank(a, r)",
                                     "days(a, b)", "a + count(a)"])  # fmt: skip
def test_a_unit_clash_is_refused(formula: str) -> None:
    with pytest.raises(UnitClash):
        told(formula)


@pytest.mark.parametrize("formula", FOREIGN)
def test_nothing_else_is_spoken(formula: str) -> None:
    with pytest.raises(BadInput):
        told(formula)


@pytest.mark.parametrize("formula", ["-" * 100_000 + "a", "a" + " + a" * 100_000, "(", "\0"])
def test_what_cannot_be_read_names_nothing(formula: str) -> None:
    assert names_in(formula) == days_in(formula) == ()


def test_ranges_propagate_by_their_ends() -> None:
    assert told("n + n")[:3] == (24, 12, 36)
    assert told("n - n")[:3] == (0, -12, 12)
    assert told("b / n")[1:3] == (390_000 / 18, 390_000 / 6)
    assert told("change(n, n)")[1:3] == (6 / 18 - 1, 18 / 6 - 1)
    assert told("min(n, a)")[:3] == (12, 6, 18)
    assert told("-n")[:3] == (-12, -18, -6)
    assert told("rank(n, n)")[:3] == (1, 1, 2)


def test_a_range_that_holds_zero_divides_nothing() -> None:
    with pytest.raises(BadInput):
        evaluate("a / z", TONNES | {"z": quantity(1, "t", -1, 2)})


def test_dates_are_apart_by_days_and_whole_months() -> None:
    days = {name: Value(float(d.toordinal()), float(d.toordinal()), float(d.toordinal()), (), "date")
            for name, d in (("s", dt.date(2025, 11, 10)), ("e", dt.date(2026, 11, 9)))}  # fmt: skip
    assert said(evaluate("months(s, e)", days))[0] == pytest.approx(11)
    assert said(evaluate("days(s, e)", days))[0] == pytest.approx(364 / 365.25 * 12)
    with pytest.raises(UnitClash):
        evaluate("s + e", days)


def test_names_are_the_operands_in_order() -> None:
    assert names_in("change(e12, e3) * e12 / max(e1, 2)") == ("e12", "e3", "e1")
    assert names_in("1 +") == ()


def test_a_deep_formula_is_refused() -> None:
    with pytest.raises(BadInput):
        told("-" * 200 + "a")


@pytest.mark.parametrize(
    ("unit", "factor", "base"),
    [
        ("t", 1.0, "t"), ("kt", 1e3, "t"), ("Mt", 1e6, "t"), ("kg", 1e-3, "t"), ("g", 1e-6, "t"),
        ("lb", 0.45359237e-3, "t"), ("oz", 31.1034768e-6, "t"), ("mtu", 0.01, "t"), ("USD", 1.0, "USD"),
        ("MUSD", 1e6, "USD"), ("USD billion", 1e9, "USD"), ("months", 1 / 12, "yr"), ("weeks", 7 / 365.25, "yr"),
        ("days", 1 / 365.25, "yr"), ("years", 1.0, "yr"), ("thousand t", 1.0, "thousand t"), ("t thousand", 1e3, "t"),
    ],
)  # fmt: skip
def test_a_unit_has_its_size(unit: str, factor: float, base: str) -> None:
    size, dims, kind = unit_of(unit)
    assert size == pytest.approx(factor, rel=1e-12)
    assert (dims, kind) == (((base, 1),), "")


def test_parts_and_prices_have_their_size() -> None:
    assert unit_of("%") == (0.01, (), "")
    assert unit_of("share") == (1.0, (), "")
    assert unit_of("count") == (1.0, (), "count")
    size, dims, _ = unit_of("USD/lb")
    assert size == pytest.approx(1 / 0.45359237e-3)
    assert dims == (("USD", 1), ("t", -1))


def test_months_are_whole_and_a_change_has_its_sign() -> None:
    dates = {"s": dt.date(2025, 1, 31), "e": dt.date(2025, 3, 30), "f": dt.date(2025, 3, 31)}
    places = {name: float(date.toordinal()) for name, date in dates.items()}
    days = {name: Value(place, place, place, (), "date") for name, place in places.items()}
    assert said(evaluate("months(s, e)", days))[0] == pytest.approx(1)
    assert said(evaluate("months(s, f)", days))[0] == pytest.approx(2)
    assert told("change(a, b)")[0] == pytest.approx(270 / 390 - 1)
    assert told("rank(b, a)")[0] == 1
    assert told("rank(a, b)")[0] == 2


@pytest.mark.parametrize(("low", "high"), [(0, 2), (-2, 0), (0, 0)])
def test_a_range_that_ends_at_zero_divides_nothing(low: float, high: float) -> None:
    with pytest.raises(BadInput):
        evaluate("a / z", TONNES | {"z": quantity(1, "t", low, high)})
