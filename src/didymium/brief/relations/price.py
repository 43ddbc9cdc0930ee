"""Price: against its own history, against cost, and what the sender needs for a cut to pay."""

from __future__ import annotations

import re

from didymium.brief import phrase
from didymium.brief.relations.base import ROCK, Case, Operand, Relation, ahead, annual, of_the_sender, percent, slot
from didymium.brief.relations.pairs import opening
from didymium.brief.relations.ties import follows


def _breakeven(case: Case) -> str:
    return (
        f"With {case.said('share', 1 / case.value)} of the tonnes ({case.limit.said} of "
        f"{case.was.name}, {case.was.said}), the "
        f"sender's income holds only if the price is {phrase.plain(case.value, 2)} times what it was."
    )


_EXTREME = re.compile(
    r"\b(?P<said>(?:record|all-time|historic|lifetime)(?:[- ](?:high|low|peak))?|peak)s?\b[^.;,\d]{0,20}$"
)


def _extreme(operand: Operand) -> str:
    """What the text calls a price that was the highest or lowest ever: "record high"; empty where it calls it none."""
    found = _EXTREME.search(operand.before[-60:])
    return found["said"] if found else ""


def _off_the_record(case: Case) -> bool:
    """Whether a price of now stands beside the highest or lowest one of its good, in one sentence or the next."""
    new, old = case.new, case.old
    beside = new.sentence == old.sentence or follows(new, old) or follows(old, new)
    one = new.unit == old.unit and new.mineral == old.mineral and new.alone | (new.sentence == old.sentence)
    now = new.label.stand == "now" and not new.label.past and new.label.kind == "level"
    return bool(beside and one and now and _extreme(old) and not _extreme(new) and new.low is None is old.low)


def _off(case: Case) -> str:
    side = "below" if case.value < 0 else "above"
    return f"{opening(case.new)} {percent(abs(case.value))} {side} the {_extreme(case.old)} of {case.old.bare}."


RELATIONS = (
    Relation(
        "off_the_record",
        "Before and now",
        (
            slot("new", "price quote aside", "span", "price"),
            slot("old", "price quote aside former", "span", "price"),
        ),
        "change(new, old)",
        "share",
        _off,
        ("why", "long"),
        when=_off_the_record,
        holds=lambda v: 0.001 < abs(v) < 0.95,
        use=0.85,
        surprise=lambda v: min(1.0, 0.5 + abs(v)),
        bare=True,
        most=2,
        quotes=True,
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
            and of_the_sender(c.limit, c.was)
            and ahead(c.limit, c.today)
        ),
        holds=lambda v: 1.1 < v < 8,
        use=0.95,
        surprise=lambda v: 0.9,
        families=frozenset({"export_control", "project", "policy"}),
    ),
)
