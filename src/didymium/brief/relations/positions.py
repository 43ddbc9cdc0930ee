"""Positions: what a place weighs in its minerals, money before, controls."""

from __future__ import annotations

from collections.abc import Callable

from didymium.brief import phrase
from didymium.brief.relations.base import Case, Operand, Question, Relation, slot
from didymium.brief.relations.measures import STATE

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


def _money(case: Case) -> str:
    return (
        f"Before it {case.all.firm} had raised {case.all.said} on record since {str(case.all.time)[:4]}, "
        f"{case.last.said} of it {phrase.on_day(str(case.last.time))}."
    )


def _behind(case: Case) -> str:
    control = case.control
    who = phrase.capital(_holder(control))
    if control.note == "suspended":
        return f"{who} has suspended its {control.name} until {control.said}, {case.length(-case.value)} from now."
    past = f", {case.length()} by now" if case.value >= LEAST_MONTHS else ""  # whole months alone are counted
    return f"{who} has applied its {control.name} since {control.said}{past}."


def _term(case: Case) -> str:
    own = case.term
    who, left = phrase.capital(_holder(own)), case.length(-case.value)
    if own.note == "suspended":
        return f"{phrase.possessive(who)} {own.name} is suspended until {own.said}, {left} from now."
    return f"The term of {phrase.possessive(_holder(own))} {own.name} ends on {own.said}, {left} from now."


_CONTROLS: tuple[tuple[str, str, str, tuple[Question, ...], Callable[[Case], bool], float], ...] = (
    ("control_behind", "Control in force", "control", ("why",), lambda c: c.lead.family in STATE or c.lead.builds, 0.8),
    ("stays_barred", "Who stays barred", "barred", ("why", "reply"), lambda c: True, 0.95),
    (
        "stays",
        "What stays",
        "stays",
        ("long", "why"),
        lambda c: c.lead.direction == "ease" or c.lead.family == "dispute",
        0.9,
    ),
)  # name, label, role of the measure, questions, when, use


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
        "money_before",
        "Money before",
        (slot("all", "money_before", "row"), slot("last", "last_money", "row")),
        "all",
        "USD",
        _money,
        ("why",),
        also=("last",),
        when=lambda c: c.lead.family == "deal",
        use=0.7,
    ),
    *(
        Relation(
            name,
            label,
            (slot("now", "today", "span"), slot("control", role, "row", mineral=False)),
            "months(control, now)",
            "months",
            _behind,
            questions,
            when=when,
            use=use,
            surprise=lambda v: 0.6,
        )
        for name, label, role, questions, when, use in _CONTROLS
    ),
)
