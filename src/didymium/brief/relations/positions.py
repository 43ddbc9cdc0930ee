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
    return (
        f"Of the minerals of the news {_holder(most)} held most of {most.mineral}: {most.said} of world {most.name} in "
        f"{most.time}, against {other.said} of {other.name}."
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


def _builds(case: Case) -> bool:
    """Whether the news is of supply that is being built or paid for, which others build too."""
    lead = case.lead
    built = lead.builds or lead.event.type == "agreement" or (lead.family, lead.direction) == ("market", "up")
    return built and case.field.stage == case.world.stage and lead.kind in {"news", "release", "notice"}


def _lost(case: Case) -> bool:
    """Whether less is to be had from the place of the news, so that it matters who else makes the good."""
    lead = case.lead
    return (
        case.field.stage == case.world.stage
        and lead.short
        and lead.kind in {"news", "release", "notice"}
        and lead.family in {"export_control", "project"}
    )


def _others(case: Case) -> str:
    """The others by name, state and size, with what they make, or will make, together."""
    does = "under way for" if case.field.role == "coming" else "that make"
    return f"Others {does} {case.field.name}: {case.field.note}; together {case.field.said}"


def _in_the_field(case: Case) -> str:
    return f"{_others(case)}, {case.percent()} of {case.world.name}."


_FIELD: tuple[tuple[str, str, str, tuple[Question, ...], Callable[[Case], bool], Callable[[float], bool]], ...] = (
    ("coming_elsewhere", "Who else builds it", "coming", ("reply", "long"), _builds, lambda v: 0.002 < v < 5),
    ("running_elsewhere", "Who else makes it", "running", ("reply", "why"), _lost, lambda v: 0.08 < v < 1),
)  # name, label, role of the others, questions, when, part of the world's output from which it matters


def _idle(case: Case) -> str:
    """What stands idle elsewhere, by name, as a part of what is short."""
    together = f"; together {case.idle.said}" if ";" in case.idle.note else ""
    return f"Idle elsewhere: {case.idle.note}{together}, {case.percent()} of {case.lost.name}."


_OF_LOST = {"own_stop": 1.2, "firm_capacity": 1.2, "country_output": 1.1}  # what is short, before the whole world's


def _fills(case: Case) -> bool:
    """Whether what stands idle elsewhere is of the good and stage that is short; of what a site or country lost."""
    lead, lost = case.lead, case.lost
    stopped = (lead.family, lead.direction) == ("project", "down") and not lead.figures
    own = {"own_stop": stopped, "firm_capacity": stopped, "country_output": lead.family == "export_control"}
    return case.idle.stage == lost.stage and lead.short and own.get(lost.role, True)


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
            (slot("field", role, "row"), slot("world", "world_output site_world", "row")),
            "field / world",
            "share",
            _in_the_field,
            questions,
            when=when,
            holds=holds,
            use=0.9,
            surprise=lambda v: 0.7,
            about="sides",
            heads=False,
        )
        for name, label, role, questions, when, holds in _FIELD
    ),
    Relation(
        "idle_elsewhere",
        "Who could fill it",
        (slot("idle", "idle", "row"), slot("lost", "own_stop firm_capacity country_output world_output", "row")),
        "idle / lost",
        "share",
        _idle,
        ("reply", "why"),
        when=_fills,
        holds=lambda v: v > 0.005,
        use=1.0,
        surprise=lambda v: 0.8,
        about="sides",
        heads=False,
        weight=lambda c: _OF_LOST.get(c.lost.role, 1.0) + 0.02 * c.idle.note.count(";"),
    ),
    Relation(
        "coming_parts",
        "Who else builds it",
        (slot("field", "coming", "row"),),
        "field",
        "t/yr",
        lambda c: f"{_others(c)}.",
        ("reply", "long"),
        when=lambda c: c.field.stage == "component" and c.lead.builds and c.field.unit == "t/yr",
        holds=lambda v: v > 0,
        use=1.0,
        surprise=lambda v: 0.7,
        about="sides",
        heads=False,
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
