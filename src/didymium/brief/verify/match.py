"""When a number, a date or a name of a sentence says the same as one of its evidence."""

from __future__ import annotations

from didymium.brief.verify.mentions import Named, Number

HEDGED = frozenset({"about", "nearly"})
COARSE = 0.12  # largest relative rounding of any number
HEDGE = 0.05  # largest relative rounding of trailing zeros
_UNDER = frozenset({"less than", "nearly"})
_LOWER = frozenset({"at least", "more than"})
_TIMES = {"days": 1.0, "weeks": 7.0, "months": 365.25 / 12, "years": 365.25}


def number_matches(said: Number, known: Number) -> bool:
    """Whether `said` is `known`, rounded to the places that are written, in the same unit."""
    return _bounds_agree(said, known) and any(
        factor is not None and _close(said, abs(value) * factor, known)
        for value, unit in _readings(known)
        for factor in (_factor(said.unit, unit), _factor(said.other_unit, unit) if said.other_unit else None)
    )


def same_number(a: Number, b: Number) -> bool:
    """Whether the printed number `b` is the figure `a`."""
    return any(
        factor is not None and abs(abs(v) * factor - abs(b.value)) <= max(b.slack, 0.05 * abs(b.value)) * 1.0001
        for v, u in _readings(a)
        if (factor := _factor(b.unit, u)) or factor == 0
    )


def significant(n: Number) -> int:
    """How many digits a number is written with, without trailing zeros."""
    written = str(round(abs(n.value) / (2 * n.slack))) if n.slack else f"{abs(n.value):.12g}"
    return len(written.replace(".", "").strip("0")) or 1


def _readings(known: Number) -> list[tuple[float, str | None]]:
    """The ways to say a figure: as it is, a ratio as a change in percent, a change as a ratio."""
    readings = [(known.value, known.unit)]
    if known.unit == "x" and known.of == "ratio":
        readings.append((100 * (known.value - 1), "%"))
    if known.unit == "%" and known.of == "change":
        readings.append((1 + known.value / 100, "x"))
    return readings


def _factor(said: str | None, known: str | None) -> float | None:
    """What a value in `known` is multiplied by to be in `said`; None where the units differ in kind."""
    if said == known or {said, known} <= {None, "count"}:
        return 1.0
    if said in _TIMES and known in _TIMES:
        return _TIMES[known] / _TIMES[said] if {said, known} <= {"months", "years"} else None
    if {said, known} == {"USD/kg", "USD/t"}:
        return 1000.0 if said == "USD/t" else 0.001
    return None


def _close(said: Number, value: float, known: Number) -> bool:
    gap = abs(abs(said.value) - value)
    fine = max(min(said.slack, COARSE * value), 1e-9 * value)
    if gap <= fine * 1.0001:
        return not (known.slack > fine * 1.01 and gap > 1e-9 * max(value, 1.0))
    if known.rough and said.qualifier != known.qualifier and gap <= _bound(said):
        size = abs(said.value)
        if (said.qualifier == "more than" and size <= value) or (said.qualifier in _UNDER and value <= size):
            return True
    return gap <= _zeros(said, value, known)


def _bound(said: Number) -> float:
    """How far a bound ("over 99%", "nearly 400") may stand from the figure."""
    return max(2 * said.slack, HEDGE * abs(said.value) if _trailing(said) else 0.0)


def _trailing(said: Number) -> int:
    """How many zeros end the number as written."""
    places = round(abs(said.value) / (2 * said.slack)) if said.slack else 1
    zeros = 0
    while places and places % 10 == 0:
        places, zeros = places // 10, zeros + 1
    return zeros


def _zeros(said: Number, value: float, known: Number) -> float:
    """The slack of trailing zeros: "12,000" for 12,345, but never for another number written as finely."""
    zeros, written = _trailing(said), len(str(round(abs(said.value) / (2 * said.slack)))) if said.slack else 0
    hedged = said.qualifier in HEDGED
    if not hedged:
        zeros = min(zeros, written - 2) if known.rough else 0
    if zeros <= 0:
        return 0.0
    return min(0.999 * said.slack * 10.0**zeros, HEDGE * value)


def _bounds_agree(said: Number, known: Number) -> bool:
    """ "At least" never stands for "up to"."""
    if known.of in {"figure", "ratio"}:
        return True
    return not (
        (said.qualifier in _LOWER and known.qualifier in {"up to", "less than"})
        or (said.qualifier in {"up to", "less than"} and known.qualifier in _LOWER)
    )


def date_matches(said: str, known: str) -> bool:
    """Whether `said` is the same date as `known` or a coarser one."""
    return known == said or known.startswith(f"{said}-")


def name_matches(said: Named, known: Named) -> bool:
    """Whether two names are of the same thing: the same link, or the same words where a table does not link them."""
    if said.kind in {"country", "mineral"} or known.kind in {"country", "mineral"}:
        return said.kind == known.kind and said.id == known.id
    a, b = _bare(said.id), _bare(known.id)
    return (
        bool(a)
        and bool(b)
        and (a - _FORMS <= b or _initials(said.id, known.surface) or _initials(known.id, said.surface))
    )


_FORMS = frozenset(
    ["corp", "corporation", "inc", "ltd", "limited", "plc", "co", "company", "group", "holdings", "llc", "ag", "sa"]
)


def _bare(name: str) -> frozenset[str]:
    return frozenset(name.lower().replace(".", "").replace("the ", "").split())


def _initials(short: str, full: str) -> bool:
    """Whether `short` is made of the first letters of `full` (IEA, International Energy Agency)."""
    words = [w for w in full.split() if w[:1].isupper()]
    return short.isupper() and len(words) > 1 and short == "".join(w[0] for w in words)
