"""The closed formula language of derived quantities: arithmetic over evidence, with units and ranges.

`+ - * / ( )`, numbers, and the functions of `FUNCTIONS` over names (ids of evidence). Units propagate and a clash
raises `UnitClash`; ranges propagate as intervals (both ends of every operand).
"""

from __future__ import annotations

import ast
import datetime as dt
import itertools
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from didymium.errors import BadInput

Dims = tuple[tuple[str, int], ...]  # powers of base units: (("USD", 1), ("t", -1))
BASES: dict[str, tuple[float, str]] = {
    "t": (1.0, "t"), "kt": (1e3, "t"), "Mt": (1e6, "t"), "kg": (1e-3, "t"), "g": (1e-6, "t"),
    "lb": (0.00045359237, "t"), "oz": (3.11034768e-5, "t"), "mtu": (0.01, "t"), "dmtu": (0.01, "t"),
    "USD": (1.0, "USD"), "MUSD": (1e6, "USD"),
    "yr": (1.0, "yr"), "year": (1.0, "yr"), "years": (1.0, "yr"), "month": (1 / 12, "yr"), "months": (1 / 12, "yr"),
    "weeks": (7 / 365.25, "yr"), "week": (7 / 365.25, "yr"), "days": (1 / 365.25, "yr"), "day": (1 / 365.25, "yr"),
}  # fmt: skip
PLAIN = {
    "": 1.0, "1": 1.0, "share": 1.0, "ratio": 1.0, "x": 1.0, "fraction": 1.0, "probability": 1.0, "%": 0.01,
    "percent": 0.01,
}  # fmt: skip
MOST_CHARACTERS = 2000  # of a formula
WHOLE = 1e-6  # by which a number of days may differ from a whole one in floating point
MULTIPLES = {"million": 1e6, "billion": 1e9, "thousand": 1e3}
OUTPUT = {(("yr", 1),): ("months", 12.0)}  # durations are said in months


class UnitClash(BadInput):
    """Two quantities of different units were added or compared."""


@dataclass(frozen=True)
class Value:
    """A number with its range in base units; `dims` its unit, `kind` what no arithmetic touches (count, date)."""

    value: float
    low: float
    high: float
    dims: Dims = ()
    kind: str = ""


def unit_of(unit: str) -> tuple[float, Dims, str]:
    """(factor to base units, dimensions, kind) of a unit such as `t/yr`, `USD million`, `%`, `count`, `date`.

    A unit that is not known is a base of its own, so that it clashes with all others.
    """
    if unit in PLAIN:
        return PLAIN[unit], (), ""
    if unit in {"count", "date", "rank"}:
        return 1.0, (), unit
    factor, powers = 1.0, dict[str, int]()
    for place, part in enumerate(unit.split("/")):
        words = part.split()
        scale = 1.0
        while len(words) > 1 and words[-1] in MULTIPLES:
            scale *= MULTIPLES[words.pop()]
        sign = -1 if place else 1
        factor *= scale**sign
        for word in words if len(words) > 1 and all(w in BASES for w in words) else [" ".join(words)]:
            size, base = BASES.get(word, (1.0, word))
            factor *= size**sign
            powers[base] = powers.get(base, 0) + sign
    return factor, tuple(sorted((b, p) for b, p in powers.items() if p)), ""


def quantity(value: float, unit: str, low: float | None = None, high: float | None = None) -> Value:
    """A value of the language from a number in a unit; without a range it is its own range."""
    factor, dims, kind = unit_of(unit)
    ends = (value if low is None else low, value if high is None else high)
    return Value(value * factor, min(ends) * factor, max(ends) * factor, dims, kind)


def said(value: Value) -> tuple[float, float | None, float | None, str]:
    """(value, low, high, unit) as a figure has them; no range where both ends are the value."""
    unit, factor = _unit_name(value)
    low, high = value.low * factor, value.high * factor
    exact = value.low == value.high == value.value
    return value.value * factor, None if exact else low, None if exact else high, unit


def _unit_name(value: Value) -> tuple[str, float]:
    if value.kind:
        return value.kind, 1.0
    if value.dims in OUTPUT:
        return OUTPUT[value.dims]
    top = " ".join(b if p == 1 else f"{b}^{p}" for b, p in value.dims if p > 0)
    below = "/".join(b if p == -1 else f"{b}^{-p}" for b, p in value.dims if p < 0)
    return ((top or "1") + (f"/{below}" if below else "") if value.dims else "share"), 1.0


def evaluate(formula: str, names: Mapping[str, Value]) -> Value:
    """The value of a formula over named values. Raises `BadInput` for what the language does not have."""
    tree = parsed(formula)
    try:
        found = _node(tree, names, 0)
    except (OverflowError, RecursionError):
        raise BadInput(f"formula {formula[:80]!r}: a number is too large, or it is nested too deeply") from None
    if not all(map(math.isfinite, (found.value, found.low, found.high))):
        raise BadInput(f"formula {formula[:80]!r}: what comes out is no number")
    return found


def parsed(formula: str) -> ast.expr:
    """The syntax tree of a formula; raises `BadInput` for what is none, or too long for one."""
    try:
        if len(formula) <= MOST_CHARACTERS:
            return ast.parse(formula, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    raise BadInput(f"formula {formula[:80]!r}: cannot be read; use + - * / and {', '.join(FUNCTIONS)}")


def names_in(formula: str) -> tuple[str, ...]:
    """The names that a formula uses, in order of first use."""
    try:
        tree = parsed(formula)
    except BadInput:
        return ()
    calls = {id(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
    found = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and id(n) not in calls]
    return tuple(dict.fromkeys(n.id for n in sorted(found, key=lambda n: n.col_offset)))


def _node(node: ast.expr, names: Mapping[str, Value], depth: int) -> Value:
    if depth > 40:
        raise BadInput("formula: nested too deeply; say it in steps")
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return Value(float(number), float(number), float(number))
        case ast.Name(id=name) if name in names:
            return names[name]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            value = _node(inner, names, depth + 1)
            return Value(-value.value, -value.high, -value.low, value.dims, value.kind)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _BINARY[type(op)](_node(left, names, depth + 1), _node(right, names, depth + 1))
        case ast.Call(func=ast.Name(id="convert"), args=[inner, ast.Constant(value=str(unit))], keywords=[]):
            return _convert(_node(inner, names, depth + 1), unit)
        case ast.Call(
            func=ast.Name(id="unit"),
            args=[ast.Constant(value=int() | float() as number), ast.Constant(value=str(unit))],
        ):
            return quantity(float(number), unit)
        case ast.Call(func=ast.Name(id="day"), args=[ast.Constant(value=str(text))]):
            return _day(text)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS and args:
            return FUNCTIONS[name]([_node(a, names, depth + 1) for a in args])
        case ast.Name(id=name):
            raise BadInput(f"formula: {name!r} is none of its operands ({', '.join(names)})")
    raise BadInput(
        f"formula: {ast.unparse(node)[:60]!r} is not in the language; use + - * / and {', '.join(FUNCTIONS)}"
    )


def _day(text: str) -> Value:
    """The day of the brief, as a date: `day("2025-11-10")`."""
    try:
        place = float(dt.date.fromisoformat(text).toordinal())
    except ValueError:
        raise BadInput(f'formula: {text[:20]!r} is no day; write day("YYYY-MM-DD")') from None
    return Value(place, place, place, (), "date")


def days_in(formula: str) -> tuple[str, ...]:
    """The days that a formula names with `day(...)`: they must be the day of the brief."""
    try:
        tree = parsed(formula)
    except BadInput:
        return ()
    calls = [
        n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "day"
    ]
    return tuple(str(a.value) for n in calls for a in n.args if isinstance(a, ast.Constant))


def made_as(formula: str) -> str:
    """How a formula makes a share: as a "part" (a / b), a "change" (of a against b), or neither ("")."""
    match parsed(formula):
        case ast.Call(func=ast.Name(id="change")) | ast.BinOp(op=ast.Sub(), right=ast.Constant(value=1)):
            return "change"
        case ast.Call(func=ast.Name(id="share" | "ratio")):
            return "part"
        case ast.BinOp(op=ast.Div(), left=left) if not any(isinstance(n, ast.Sub) for n in ast.walk(left)):
            return "part"
    return ""


def sides_of(formula: str) -> tuple[str, str] | None:
    """The two operands that a change or a quotient sets against each other; None where it has others, or more."""
    tree = _divided(parsed(formula))
    match tree:
        case ast.Call(func=ast.Name(id="change"), args=[first, second]) | ast.BinOp(first, ast.Div(), second):
            names = names_in(ast.unparse(first)), names_in(ast.unparse(second))
            moved = any(isinstance(n, ast.Add | ast.Sub) for n in ast.walk(tree))  # "a / (1 + b)"
            return (names[0][0], names[1][0]) if len(names[0]) == len(names[1]) == 1 and not moved else None
    return None


def _divided(tree: ast.expr) -> ast.expr:
    """A formula without the time for which its quotient is taken: "a / b * unit(1, 'yr')"."""
    return tree.left if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Mult) else tree


def wholes_in(formula: str) -> tuple[str, ...]:
    """The names below the line of a formula that divides: what a share is of."""
    tree = _divided(parsed(formula))
    below = tree.right if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Div) else None
    return names_in(ast.unparse(below)) if below is not None else ()


def _ends(pairs: Sequence[Value], act: Callable[..., float], dims: Dims, kind: str = "") -> Value:
    """The value and the interval of a function that is monotonic in each operand."""
    corners = [act(*ends) for ends in itertools.product(*((v.low, v.high) for v in pairs))]
    value = act(*(v.value for v in pairs))
    return Value(value, min(*corners, value), max(*corners, value), dims, kind)


def _same(values: Sequence[Value], what: str) -> Value:
    first = values[0]
    for other in values[1:]:
        if other.dims != first.dims or other.kind != first.kind:
            raise UnitClash(
                f"formula: {what} of {_unit_name(first)[0]} and {_unit_name(other)[0]}; convert one of them"
            )
    return first


def _plain_number(values: Sequence[Value], what: str) -> None:
    for value in values:
        if value.kind in {"date", "rank"}:
            raise UnitClash(f"formula: {what} of a {value.kind}; use days or months between dates")


def _add(a: Value, b: Value) -> Value:
    first = _same((a, b), "sum")
    _plain_number((a, b), "sum")
    return _ends((a, b), operator.add, first.dims, first.kind)


def _subtract(a: Value, b: Value) -> Value:
    first = _same((a, b), "difference")
    _plain_number((a, b), "difference")
    return _ends((a, b), operator.sub, first.dims, first.kind)


def _joined(a: Dims, b: Dims, sign: int) -> Dims:
    powers = dict(a)
    for base, power in b:
        powers[base] = powers.get(base, 0) + sign * power
    return tuple(sorted((base, power) for base, power in powers.items() if power))


def _multiply(a: Value, b: Value) -> Value:
    _plain_number((a, b), "product")
    return _ends((a, b), operator.mul, _joined(a.dims, b.dims, 1), "count" if {a.kind, b.kind} == {"count"} else "")


def _divide(a: Value, b: Value) -> Value:
    _plain_number((a, b), "quotient")
    if b.low <= 0 <= b.high:
        raise BadInput("formula: division by zero, or by a range that holds zero")
    return _ends((a, b), operator.truediv, _joined(a.dims, b.dims, -1))


def _many(act: Callable[..., float], what: str) -> Callable[[Sequence[Value]], Value]:
    def made(values: Sequence[Value]) -> Value:
        first = _same(values, what)
        low, high = act([v.low for v in values]), act([v.high for v in values])
        return Value(act([v.value for v in values]), low, high, first.dims, first.kind)

    return made


def _two(values: Sequence[Value], name: str) -> tuple[Value, Value]:
    if len(values) != 2:
        raise BadInput(f"formula: {name} takes two operands, not {len(values)}")
    _same(values, name)
    return values[0], values[1]


def _ratio(values: Sequence[Value]) -> Value:
    return _divide(*_two(values, "ratio"))


def _change(values: Sequence[Value]) -> Value:
    """(new - old) / old, of change(new, old)."""
    new, old = _two(values, "change")
    ratio = _divide(new, old)
    return Value(ratio.value - 1, ratio.low - 1, ratio.high - 1)


def _rank(values: Sequence[Value]) -> Value:
    """The place of the first among all, the largest first."""
    _same(values, "rank")
    place = 1.0 + sum(v.value > values[0].value for v in values[1:])
    low, high = (1.0 + sum(v.low > values[0].high for v in values[1:]), 1.0 + sum(
        v.high > values[0].low for v in values[1:]))  # fmt: skip
    return Value(place, low, high, (), "rank")


def _count(values: Sequence[Value]) -> Value:
    return Value(float(len(values)), float(len(values)), float(len(values)), (), "count")


def _apart(values: Sequence[Value], days: bool) -> Value:
    """From the first date to the second, in days or in whole months, to which a last day may be wanting."""
    start, end = _two(values, "days" if days else "months")
    if start.kind != "date":
        raise UnitClash("formula: days and months take two dates")
    if days:
        gap = (end.value - start.value) / 365.25
    else:
        a, b = (dt.date.fromordinal(int(v)) for v in sorted((start.value, end.value)))
        gap = ((b.year - a.year) * 12 + b.month - a.month - (b.day + 1 < a.day)) / 12
        gap = gap if start.value <= end.value else -gap
    return Value(gap, gap, gap, (("yr", 1),))


def _after(values: Sequence[Value], unit: str) -> Value:
    """The day that lies so many days or months, a whole number of them, after a date."""
    if len(values) != 2 or (values[0].kind, values[1].dims) != ("date", (("yr", 1),)):
        raise UnitClash(f"formula: {unit}_after takes a date and a length of time")
    term = values[1].value * (365.25 if unit == "days" else 12)
    if abs(term - round(term)) > WHOLE:
        raise BadInput(f"formula: {term:.4g} are no whole {unit}")
    try:
        day = float(_due(dt.date.fromordinal(int(values[0].value)), term, unit).toordinal())
    except (OverflowError, ValueError):
        raise BadInput(f"formula: no day lies {term:.4g} {unit} after its date") from None
    return Value(day, day, day, (), "date")


def _due(start: dt.date, term: float, unit: str) -> dt.date:
    """The day that lies a term after another: of months the same day, or the last of a shorter month."""
    if unit == "days":
        return start + dt.timedelta(days=round(term))
    months = start.year * 12 + start.month - 1 + round(term * (12 if unit == "years" else 1))
    year, month = months // 12, months % 12 + 1
    after = dt.date(year + month // 12, month % 12 + 1, 1)
    return dt.date(year, month, min(start.day, (after - dt.timedelta(days=1)).day))


def _convert(value: Value, unit: str) -> Value:
    _, dims, kind = unit_of(unit)
    if dims != value.dims or kind != value.kind:
        raise UnitClash(f"formula: {_unit_name(value)[0]} cannot be converted to {unit}")
    return value


_BINARY: dict[type[ast.operator], Callable[[Value, Value], Value]] = {
    ast.Add: _add, ast.Sub: _subtract, ast.Mult: _multiply, ast.Div: _divide,
}  # fmt: skip


def _middle(values: Sequence[Value]) -> Value:
    """The middle of a stated range."""
    if len(values) != 1:
        raise BadInput("formula: middle takes one range")
    value = (values[0].low + values[0].high) / 2
    return Value(value, value, value, values[0].dims, values[0].kind)


FUNCTIONS: dict[str, Callable[[Sequence[Value]], Value]] = {
    "min": _many(min, "min"), "max": _many(max, "max"), "sum": _many(sum, "sum"), "middle": _middle,
    "mean": _many(lambda xs: sum(xs) / len(xs), "mean"), "share": _ratio, "ratio": _ratio, "change": _change,
    "count": _count, "rank": _rank, "days": lambda v: _apart(v, days=True), "months": lambda v: _apart(v, days=False),
    "days_after": lambda v: _after(v, "days"), "months_after": lambda v: _after(v, "months"),
}  # fmt: skip
