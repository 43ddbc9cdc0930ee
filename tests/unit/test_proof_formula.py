"""The formula language: units propagate and clash, ranges propagate, nothing else is spoken."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from didymium.errors import BadInput
from didymium.proof.formula import (
    UnitClash,
    Value,
    days_in,
    evaluate,
    made_as,
    names_in,
    quantity,
    said,
    unit_of,
    wholes_in,
)  # fmt: skip

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
    assert told("middle(n)")[:3] == (12, None, None)


def test_a_range_that_holds_zero_divides_nothing() -> None:
    with pytest.raises(BadInput):
        evaluate("a / z", TONNES | {"z": quantity(1, "t", -1, 2)})


def test_dates_are_apart_by_days_and_whole_months() -> None:
    days = {name: Value(float(d.toordinal()), float(d.toordinal()), float(d.toordinal()), (), "date")
            for name, d in (("s", dt.date(2025, 11, 10)), ("e", dt.date(2026, 11, 9)),
                              ("f", dt.date(2026, 11, 8)))}  # fmt: skip
    assert said(evaluate("months(s, e)", days))[0] == pytest.approx(12)  # the last day is one of the term
    assert said(evaluate("months(s, f)", days))[0] == pytest.approx(11)
    assert said(evaluate("days(s, e)", days))[0] == pytest.approx(364 / 365.25 * 12)
    with pytest.raises(UnitClash):
        evaluate("s + e", days)


def test_names_are_the_operands_in_order() -> None:
    assert names_in("change(e12, e3) * e12 / max(e1, 2)") == ("e12", "e3", "e1")
    assert names_in("1 +") == ()


@pytest.mark.parametrize(
    ("begin", "end"), [("-", ""), ("a + (", ")"), ("(", " + a)"), ("min(", ")"), ("convert(", ", 't')")]
)
def test_a_deep_formula_is_refused(begin: str, end: str) -> None:
    with pytest.raises(BadInput, match="too deeply"):
        told(f"{begin * 50}a{end * 50}")
    told(f"{begin * 20}a{end * 20}")


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
    dates = {"s": dt.date(2025, 1, 31), "e": dt.date(2025, 3, 29), "f": dt.date(2025, 3, 31)}
    places = {name: float(date.toordinal()) for name, date in dates.items()}
    days = {name: Value(place, place, place, (), "date") for name, place in places.items()}
    assert said(evaluate("months(s, e)", days))[0] == pytest.approx(1)
    assert said(evaluate("months(s, f)", days))[0] == pytest.approx(2)
    assert said(evaluate("months(e, s)", days))[0] == pytest.approx(-1)  # as many back as on
    assert told("change(a, b)")[0] == pytest.approx(270 / 390 - 1)
    assert told("rank(b, a)")[0] == 1
    assert told("rank(a, b)")[0] == 2


@pytest.mark.parametrize(("low", "high"), [(0, 2), (-2, 0), (0, 0)])
def test_a_range_that_ends_at_zero_divides_nothing(low: float, high: float) -> None:
    with pytest.raises(BadInput):
        evaluate("a / z", TONNES | {"z": quantity(1, "t", low, high)})


RANGED = {"n": quantity(12, "t", 6, 18), "z": quantity(1, "t", -1, 2), "w": quantity(4, "t", 2, 5),
          "s": quantity(50, "%", 40, 80), "o": quantity(5, "t")}  # fmt: skip


@pytest.mark.parametrize("formula", [
    "n + w", "n - w", "n * w", "n / w", "-n", "n * z", "z * z", "z - n", "w * s", "min(n, w)", "max(n, w)", "sum(n, w)",
    "mean(n, w)", "change(n, w)", "share(w, n)", "n / (1 - s)", "-(n - w) * z", "rank(n, w, o)",
])  # fmt: skip
def test_the_range_of_a_formula_holds_whatever_its_operands_may_be(formula: str) -> None:
    made = evaluate(formula, RANGED)
    found = []
    for at in itertools.product((0.0, 0.5, 1.0), repeat=4):
        points = {k: RANGED[k] for k in ("o",)}
        for key, part in zip("nzws", at, strict=True):
            value = RANGED[key]
            place = value.low + part * (value.high - value.low)
            points[key] = Value(place, place, place, value.dims, value.kind)
        found.append(evaluate(formula, points).value)
    assert made.low <= min(found) + 1e-12
    assert made.high >= max(found) - 1e-12
    assert made.low <= made.value <= made.high
    if formula.count("n") == 1 and "z" not in formula:
        assert (made.low, made.high) == (pytest.approx(min(found)), pytest.approx(max(found)))


def test_a_quantity_is_in_order_whatever_its_sign() -> None:
    for value, unit, low, high in ((2, "kt", 1, 3), (-2, "kt", -3, -1), (2, "kt", 3, 1)):
        made = quantity(value, unit, low, high)
        assert made.low < made.value < made.high
        assert said(made)[1:3] == (min(low, high) * 1e3, max(low, high) * 1e3)
    assert said(quantity(2, "kt")) == (2000.0, None, None, "t")


@pytest.mark.parametrize(("unit", "days"), [("day", 1), ("days", 1), ("week", 7), ("weeks", 7), ("month", 30.4375),
                                            ("months", 30.4375), ("year", 365.25), ("years", 365.25), ("yr",
                                             365.25)])  # fmt: skip
def test_a_length_of_time_has_its_size(unit: str, days: float) -> None:
    assert unit_of(unit)[0] == pytest.approx(days / 365.25)


@pytest.mark.parametrize(("unit", "size", "dims"), [
    ("oz", 31.1034768e-6, {"t": 1}), ("USD/oz", 1 / 31.1034768e-6, {"USD": 1, "t": -1}),
    ("USD/mtu", 100.0, {"USD": 1, "t": -1}), ("dmtu", 0.01, {"t": 1}), ("kt/yr", 1e3, {"t": 1, "yr": -1}),
    ("Mt/month", 12e6, {"t": 1, "yr": -1}), ("EUR million", 1e6, {"EUR": 1}), ("CNY/kg", 1e3, {"CNY": 1, "t": -1}),
    ("USD thousand", 1e3, {"USD": 1}), ("x", 1.0, {}), ("probability", 1.0, {}), ("percent", 0.01, {}),
])  # fmt: skip
def test_a_compound_unit_has_its_size(unit: str, size: float, dims: dict[str, int]) -> None:
    made, powers, kind = unit_of(unit)
    assert made == pytest.approx(size)
    assert (dict(powers), kind) == (dims, "")


@pytest.mark.parametrize(
    "formula", ["c + a", "a + c", "max(c, a)", "c / d", "d * a", "-(c - a)", "change(c, a)", "mean(d, a)"]
)
def test_a_count_and_a_date_are_no_amount(formula: str) -> None:
    names = TONNES | {"c": evaluate("count(a, b)", TONNES), "d": evaluate('day("2025-11-10")', {})}
    if formula == "c / d":
        names["d"] = evaluate("rank(a, b)", TONNES)
    with pytest.raises(UnitClash):
        evaluate(formula, names)


def test_a_part_and_a_count_are_apart() -> None:
    assert evaluate("count(a, b) * 2", TONNES).kind == ""
    with pytest.raises(UnitClash):
        evaluate("count(a, b) + p", TONNES)


def test_days_run_from_the_first_to_the_second() -> None:
    gap = evaluate('days(day("2025-11-10"), day("2025-11-20"))', {})
    assert gap.value == pytest.approx(10 / 365.25)
    assert evaluate('days(day("2025-11-20"), day("2025-11-10"))', {}).value == pytest.approx(-10 / 365.25)
    assert days_in('days(day("2025-11-20"), e1)') == ("2025-11-20",)
    with pytest.raises(BadInput):
        evaluate('day("2025-11-31")', {})


def test_an_operand_is_converted_to_its_own_kind_of_unit_alone() -> None:
    assert said(evaluate("unit(5, 'kt') + a", TONNES)) == (275_000.0, None, None, "t")
    for formula in ("convert(a, 'USD')", "convert(a, 't/yr')", "convert(p, 'count')", "convert(a, 'share')"):
        with pytest.raises(UnitClash):
            evaluate(formula, TONNES)


@pytest.mark.parametrize(("low", "high"), [(0.0, 2.0), (-1.0, 0.0), (-1.0, 1.0)])
def test_nothing_is_divided_by_what_may_be_zero(low: float, high: float) -> None:
    names = {"a": Value(1.0, 1.0, 1.0), "b": Value((low + high) / 2 or 0.5, low, high)}
    with pytest.raises(BadInput, match="division by zero"):
        evaluate("a / b", names)


@pytest.mark.parametrize(
    ("formula", "made", "wholes"),
    [
        ("change(a, b)", "change", ()), ("share(a, b)", "part", ()), ("a / b", "part", ("b",)),
        ("a * 4 / middle(b)", "part", ("b",)), ("(a - b) / (c - b)", "", ("c", "b")), ("1 - a / b", "", ()),
        ("a / b * unit(1, 'yr')", "", ("b",)), ("a + b", "", ()), ("a / b - 1", "change", ()), ("a", "", ()),
    ],
)  # fmt: skip
def test_how_a_formula_makes_a_share_and_of_what(formula: str, made: str, wholes: tuple[str, ...]) -> None:
    assert (made_as(formula), wholes_in(formula)) == (made, wholes)
