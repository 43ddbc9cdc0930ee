"""Price: against its own history, against cost, and what the sender needs for a cut to pay."""

from __future__ import annotations

import re

from didymium.brief import phrase
from didymium.brief.relations.base import ROCK, Case, Operand, Relation, ahead, annual, of_the_sender, slot
from didymium.brief.relations.ties import cue


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


def of_today(now: Operand, today: str) -> bool:
    """Whether a stated price is of now, and not what it was years ago."""
    month = (now.time or "")[:7]
    late = not re.fullmatch(r"\d{4}-\d\d", month) or month == today[:7] or now.label.anew is not None
    once = not late and re.search(r"\b(?:highs?|lows?|record|peak)\b", now.before[-40:])
    if _AHEAD.search(now.head[-100:]):
        return False
    return not (now.label.past or once) and (now.time or today)[:4] >= str(int(today[:4]) - 1)


_AHEAD = re.compile(r"\b(?:forecast|expect|predict|target|outlook|floor|minimum|guarante)\w*\b")  # of no market now


FELL = cue("fell|fall|falls|fallen|drop*|declin*|slump*|plung*|slid|tumbl*|lowest|down")  # no step of anybody


RELATIONS = (
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
            and of_the_sender(c.limit, c.was)
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
)
