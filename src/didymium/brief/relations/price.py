"""Price: against its own history, against cost, and what the sender needs for a cut to pay."""

from __future__ import annotations

import re

from didymium.brief import phrase
from didymium.brief.relations.base import ROCK, Case, Operand, Relation, ahead, annual, slot
from didymium.brief.relations.ties import cue


def _last_year(case: Case) -> str:
    side = "above" if case.value > 1 else "below"
    gap = f"{phrase.plain(case.value, 2)} times" if case.value > 2 else f"{case.percent(abs(case.value - 1))} {side}"
    if case.low is not None and case.high is not None:
        if (case.low - 1) * (case.high - 1) <= 0:
            return ""  # a range about last year's price decides nothing
        near, far = sorted(abs(v - 1) for v in (case.low, case.high))
        gap = f"{case.percent(near)} to {case.percent(far)} {side}"
    return f"{_priced(case)} is {gap} {case.past.name} ({case.past.said})."


def _breakeven(case: Case) -> str:
    return (
        f"With {case.said('share', 1 / case.value)} of the tonnes ({case.limit.said} of "
        f"{case.was.name}, {case.was.said}), the "
        f"sender's income holds only if the price is {phrase.plain(case.value, 2)} times what it was."
    )


def _breakeven_cut(case: Case) -> str:
    return (
        f"A cut of {case.cut.said} pays for itself only if the price rises to "
        f"{phrase.plain(case.value, 2)} times what it was."
    )


def _told_high(case: Case) -> str:
    gap = f"{case.percent(abs(case.value))} {case.side}"
    return f"{_priced(case)} is {gap} the highest {_average(case.most)}."


def _average(end: Operand) -> str:
    return f"average of recent years ({end.said} in {phrase.day(str(end.time))})"


def _priced(case: Case) -> str:
    """'Copper at $5.88 per lb'."""
    return f"{phrase.capital(case.mineral)} at {case.now.said}"


def of_today(now: Operand, today: str) -> bool:
    """Whether a stated price is of now, and not what it was years ago."""
    month = (now.time or "")[:7]
    late = not re.fullmatch(r"\d{4}-\d\d", month) or month == today[:7] or now.label.anew is not None
    once = not late and re.search(r"\b(?:highs?|lows?|record|peak)\b", now.before[-40:])
    if _AHEAD.search(now.head[-100:]):
        return False
    return not (now.label.past or once) and (now.time or today)[:4] >= str(int(today[:4]) - 1)


_AHEAD = re.compile(r"\b(?:forecast|expect|predict|target|outlook|floor|minimum|guarante)\w*\b")  # of no market now


def _comparable(now: Operand, then: Operand) -> bool:
    """Whether a stated price is a market price in the unit of a series."""
    form = then.good in {"", now.good}
    form = form and "premium" not in now.called.lower()
    return form and not now.per and now.unit == then.unit and not {"floor", "forecast"} & {*now.note.split()}


FELL = cue("fell|fall|falls|fallen|drop*|declin*|slump*|plung*|slid|tumbl*|lowest|down")  # no step of anybody


RELATIONS = (
    Relation(
        "price_against_last_year",
        "Price now and then",
        (slot("now", "price", "span", "price"), slot("past", "price_year", "row")),
        "now / past",
        "ratio",
        _last_year,
        ("why", "long"),
        also=("change(now, past)",),
        when=lambda c: of_today(c.now, c.today) and _comparable(c.now, c.past),
        families=frozenset({"market"}),
        holds=lambda v: 0.1 < v < 10 and abs(v - 1) > 0.02,
        use=0.6,
        surprise=lambda v: min(1.0, abs(v - 1)),
    ),
    Relation(
        "sender_break_even",
        "Break-even of the sender",
        (slot("limit", "quota", "span", "mass_rate mass"), slot("was", "country_output", "row")),
        "was / limit",
        "ratio",
        _breakeven,
        ("why", "reply"),
        also=("limit / was",),
        when=lambda c: (
            not c.limit.firm
            and c.limit.good not in ROCK
            and c.limit.place in {None, c.was.place}
            and c.limit.stage in {None, c.was.stage}
            and annual(c.limit)
            and ahead(c.limit, c.today)
        ),
        holds=lambda v: 1.1 < v < 8,
        use=0.95,
        surprise=lambda v: 0.9,
        families=frozenset({"export_control", "project", "policy"}),
    ),
    Relation(
        "break_even_of_a_cut",
        "Break-even of the cut",
        (slot("cut", "cut", "span", "share"),),
        "1 / (1 - cut)",
        "ratio",
        _breakeven_cut,
        ("why", "reply"),
        when=lambda c: (
            (c.lead.family, c.lead.direction) == ("export_control", "tighten")
            and c.cut.base is None
            and c.cut.near >= 0.75
            and "export" in c.cut.note
            and not FELL.search(c.cut.before[-60:] + c.cut.after[:30])
        ),
        holds=lambda v: 1.1 < v < 20,
        use=0.8,
        surprise=lambda v: 0.8,
    ),
    Relation(
        "told_price_from_high",
        "Price in its range",
        (slot("now", "price", "span", "price"), slot("most", "price_high", "row")),
        "change(now, most)",
        "share",
        _told_high,
        ("why", "long"),
        when=lambda c: of_today(c.now, c.today) and _comparable(c.now, c.most),
        holds=lambda v: -0.05 < v < 3,  # further below it is a price like others
        families=frozenset({"market"}),
        use=0.65,
        surprise=lambda v: 0.8 if v > 0 else 0.6,
    ),
)
