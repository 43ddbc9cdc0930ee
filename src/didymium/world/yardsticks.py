"""The grammar of `yardsticks`: which number of an article a row takes, what it reckons with it, and how it reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from didymium.errors import BadInput

Row = Mapping[str, Any]
KINDS = {"price": "t", "mass": "t", "money": "", "share": "1", "months": "1", "count": "1", "energy": "GWh"}
FIXED = frozenset({"share", "times", "t", "kg", "months", "days", "years", "number"})  # units of a sum beside money
_SLOT = re.compile(r"(price|money|mass|share|months|count|energy) (\S+) (\S+?)\.\.(\S+)(?: /(.+)/)?", re.DOTALL)
_CURRENCY = re.compile(r"[A-Z]{3}")
_SUM = re.compile(r"([yvw]) = ([\w.+\-*/() ]+) as (\S+)")
_PRICED = re.compile(r"[A-Z]{3}(?:/(?:t|kg|lb|oz|mtu))?")
_BAND = re.compile(r"<=(\S+): (.+)", re.DOTALL)
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Slot:
    """A number that a row takes: its kind, its currency (of prices and money), its bounds, the words around it.

    low, high: in tonnes, units of the currency (a tonne, of prices), fractions of 1, months, GWh or a count.
    around: pattern of the sentence, in small letters and with the number itself written `#`.
    """

    kind: str
    currency: str
    low: float
    high: float
    around: re.Pattern[str] | None


@dataclass(frozen=True)
class Sum:
    """What a row reckons: `name` is `formula` over x, z and earlier sums, printed in `unit`."""

    name: str
    formula: str
    unit: str


@dataclass(frozen=True)
class Bands:
    """The clause by the size of the first sum: the first whose bound it does not pass; none below `least`."""

    least: float | None
    clauses: tuple[tuple[float, str], ...]

    def of(self, value: float) -> str | None:
        """The clause for a value; None beyond the bounds."""
        if self.least is not None and value < self.least:
            return None
        return next((clause for bound, clause in self.clauses if value <= bound), None)


@cache
def slot(told: str) -> Slot:
    """A slot from its words: `price USD/t 5e3..9e4 /carbonate[^.;]{0,40}#/`; `BadInput` for what is none."""
    found = _SLOT.fullmatch(told)
    if found is None:
        raise BadInput(f"slot {told[:60]!r}: write KIND UNIT LOW..HIGH /PATTERN/")
    kind, unit, low, high, around = found.groups()
    currency, _, per = unit.partition("/")
    fits = _CURRENCY.fullmatch(currency) and per == KINDS[kind] if kind in {"price", "money"} else unit == KINDS[kind]
    if not fits:
        raise BadInput(f"slot {told[:60]!r}: {kind} is not in {unit}")
    try:
        least, most, pattern = float(low), float(high), re.compile(around) if around else None
    except (ValueError, re.error) as error:
        raise BadInput(f"slot {told[:60]!r}: {error}") from None
    if not least < most:
        raise BadInput(f"slot {told[:60]!r}: its bounds do not rise")
    return Slot(kind, currency if kind in {"price", "money"} else "", least, most, pattern)


def slots(row: Row) -> dict[str, Slot]:
    """The numbers that a row takes, by name: x, and z where it has a second."""
    return {name: slot(row[name]) for name in ("x", "z") if row[name]}


@cache
def sums(told: str) -> tuple[Sum, ...]:
    """What is reckoned, in order, from `y = x / 2 as share; v = y * 3 as t`; `BadInput` for what is none."""
    made = []
    for part in told.split(";"):
        found = _SUM.fullmatch(part.strip())
        if found is None or not (found[3] in FIXED or _PRICED.fullmatch(found[3])):
            raise BadInput(f"sum {part.strip()[:60]!r}: write NAME = FORMULA as UNIT")
        made.append(Sum(found[1], found[2], found[3]))
    if made[0].name != "y" or len({s.name for s in made}) < len(made):
        raise BadInput(f"sums {told[:60]!r}: the first is y, and each has a name of its own")
    return tuple(made)


@cache
def bands(told: str) -> Bands:
    """The clauses from `>=0.01 | <=0.05: little | <=1: much`; `BadInput` for what is none."""
    parts = [p.strip() for p in told.split(" | ")]
    least = None
    try:
        if parts[0].startswith(">="):
            least = float(parts.pop(0).removeprefix(">="))
        found = [_BAND.fullmatch(p) for p in parts]
        clauses = tuple((float(m[1]), m[2]) for m in found if m)
    except ValueError:
        clauses, found = (), [None]
    bounds = [b for b, _ in clauses]
    if None in found or len(clauses) < 2 or sorted({*bounds}) != bounds or (least is not None and least >= bounds[0]):
        raise BadInput(f"readings {told[:60]!r}: write two or more of `<=BOUND: clause`, rising, after `>=LEAST`")
    return Bands(least, clauses)


def faults(row: Row) -> Iterator[str]:
    """What is wrong with the sum of a row: its grammar, names that nothing gives, places that stay empty."""
    try:
        given, made, read = slots(row), sums(row["sums"]), bands(row["readings"])
    except BadInput as error:
        yield str(error)
        return
    known = {*given}
    for one in made:
        if lost := {*re.findall(r"[a-z_]\w*", one.formula)} - known:
            yield f"the sum {one.name} needs {', '.join(sorted(lost))}"
        known.add(one.name)
    clauses = " ".join(clause for _, clause in read.clauses)
    if lost := {*_PLACE.findall(f"{row['text']} {clauses}")} - known - {"reading"}:
        yield f"nothing fills {', '.join(sorted(lost))}"
    if row["text"].count("{reading}") != 1 or "{x}" not in row["text"]:
        yield "its text has {x}, and {reading} once"
