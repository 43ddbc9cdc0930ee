"""Positions: what a place weighs in its minerals, the term of a measure, who stays barred."""

from __future__ import annotations

from didymium.brief import phrase
from didymium.brief.relations.base import Case, Operand, Relation, slot

LEAST_MONTHS = 2  # below which a length of time says less than its day


def _holder(operand: Operand) -> str:
    return phrase.country(str(operand.place))


def _short(case: Case) -> bool:
    """Whether less of what the place makes is to be had, so that it matters what it weighs and who else sells."""
    lead = case.lead
    return lead.short and lead.kind != "statistics" and lead.family in {"export_control", "project"}


def _weighs(case: Case) -> str:
    most, other = case.most, case.other
    then = f" in {other.time}" if other.time != most.time else ""
    return (
        f"Of the minerals of the news {_holder(most)} held most of {most.mineral}: {most.said} of world {most.name} in "
        f"{most.time}, against {other.said} of {other.name}{then}."
    )


def _barred(case: Case) -> str:
    control = case.control
    past = f", {case.length()} by now" if case.value >= LEAST_MONTHS else ""  # whole months alone are counted
    return f"{phrase.capital(_holder(control))} has applied its {control.name} since {control.said}{past}."


def _term(case: Case) -> str:
    own = case.term
    who, left = phrase.capital(_holder(own)), case.length(-case.value)
    if own.note == "suspended":
        return f"{phrase.possessive(who)} {own.name} is suspended until {own.said}, {left} from now."
    return f"The term of {phrase.possessive(_holder(own))} {own.name} ends on {own.said}, {left} from now."


RELATIONS = (
    Relation(
        "own_term",
        "Its term",
        (slot("now", "today", "span"), slot("term", "own_term", "row", mineral=False)),
        "months(term, now)",
        "months",
        _term,
        ("long", "why"),
        holds=lambda v: v < 0,
        use=0.95,
        surprise=lambda v: 0.7,
    ),
    Relation(
        "weighs_most",
        "Which metal matters",
        (slot("most", "held_most", "row"), slot("other", "held_next", "row", mineral=False)),
        "most / other",
        "share",
        _weighs,
        ("why",),
        when=_short,
        holds=lambda v: v > 1.5,
        use=0.9,
        surprise=lambda v: 0.8 if v > 3 else 0.6,
    ),
    Relation(
        "stays_barred",
        "Who stays barred",
        (slot("now", "today", "span"), slot("control", "barred", "row", mineral=False)),
        "months(control, now)",
        "months",
        _barred,
        ("why", "reply"),
        use=0.95,
        surprise=lambda v: 0.6,
    ),
)
