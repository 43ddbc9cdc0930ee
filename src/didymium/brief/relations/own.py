"""The story's own rows: what its measure, deal or stop holds beyond the article, and what came before and beside it."""

from __future__ import annotations

import re
from collections.abc import Callable

from didymium.brief import phrase
from didymium.brief.relations.base import Case, Operand, Question, Relation, slot

FROM = frozenset({"loan", "grant"})
CAUSES = {"strike": "strike", "accident": "accident", "flood": "flood", "price": "price", "power": "power"}
STATES = {"construction": "under construction", "ramping": "ramping up"}


def _who(operand: Operand) -> str:
    return phrase.possessive(phrase.country(str(operand.place)))


def _in_brackets(operand: Operand) -> str:
    return f" ({operand.note})" if operand.note else ""


def _measure(case: Case) -> str:
    return f"On record[[ of {_who(case.own)} {case.own.name}]]: {case.own.note}."


def _already(case: Case) -> str:
    one = case.own
    return f"What exists already, on record of {_who(one)} {one.name}: {one.note}."


def _differ(case: Case) -> str:
    one = case.own
    return f"The record gives {one.firm} {one.note} tonnes, the article {one.good}."


def _start(case: Case) -> str:
    several = re.split(r" (?:on|for|to|of) ", case.own.name)[0].endswith("s")
    return (
        f"{phrase.capital(_who(case.own))} {case.own.name} appl{'y' if several else 'ies'} only from {case.own.said}."
    )


def _siblings(case: Case) -> str:
    ones = list(case.ops.values())
    told = " and ".join(f"{one.name}{_in_brackets(one)}" for one in ones)
    did = "suspended" if case.lead.direction == "ease" else "announced"
    return f"On the same day {phrase.country(str(ones[0].place))} {did} more: {told}."


def _before(case: Case) -> str:
    one = case.earlier
    when = f"{'on' if one.said[0].isdecimal() else 'in'} {one.said}"
    return f"The step before it came {when}: {_who(one)} {one.name}."


def _deal(case: Case) -> str:
    return f"The record of this {case.own.name} adds: {case.own.note}."


def _deal_before(case: Case) -> str:
    one = case.earlier
    partner = f" {'from' if one.name in FROM else 'with'} {one.good}" if one.good else ""
    return f"{one.firm} already had {_article(one.name)}{partner}[[ of {one.said}]] ({one.note})."


def _status(case: Case) -> str:
    return f"The record calls this {case.own.name} {_article(case.own.note)}."


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeio' else 'a'} {noun}"


def _stop_before(case: Case) -> str:
    start = case.start
    cause = f" ({CAUSES[start.note]})" if start.note in CAUSES else ""
    return f"{start.name} stood still before, for {case.length()} from {start.said}{cause}."


def _stopped_share(case: Case) -> str:
    stop, world = case.stop, case.world
    return (
        f"On record {stop.said} of {world.name.removesuffix(f' in {world.time}')} fall away at {stop.name}: "
        f"{case.said('t')} of the {world.said} of {world.time}."
    )


_DATED: tuple[tuple[str, str, str, str, Callable[[Case], str], tuple[Question, ...], float], ...] = (
    ("own_measure", "What the measure holds", "own", "own_measure", _measure, ("why",), 0.9),
    ("already_there", "What exists already", "own", "already", _already, ("why", "reply"), 0.9),
    ("row_differs", "Record and article", "own", "row_differs", _differ, ("why",), 1.0),
    ("own_start", "From when", "own", "own_start", _start, ("why", "long"), 1.0),
    ("step_before", "The step before", "earlier", "step_before", _before, ("why",), 0.8),
    ("own_deal", "What the deal holds", "own", "own_deal", _deal, ("why",), 0.95),
    ("own_status", "What the deal holds", "own", "own_status", _status, ("why",), 1.0),
    ("deal_before", "Sold before", "earlier", "deal_before", _deal_before, ("why", "long"), 0.85),
)  # name, label, place and role of the row, words, questions, use

_OF_THE_LEAD = frozenset({"own_measure", "row_differs", "own_start"})  # may stand in a bottom line

RELATIONS = (
    *(
        Relation(
            name, label, (slot(place, role, "row", mineral=False),), f"count({place})", "count",
            words, questions, use=use, surprise=lambda v: 0.8, about="own", heads=role in _OF_THE_LEAD,
        )
        for name, label, place, role, words, questions, use in _DATED
    ),
    Relation(
        "siblings_of_the_measure", "The same day",
        (slot("one", "sibling", "row", mineral=False), slot("two", "sibling_next", "row", mineral=False)),
        "count(one, two)", "count", _siblings, ("reply", "why"), use=1.0, surprise=lambda v: 0.85, about="own",
        heads=False,
    ),
    Relation(
        "stop_before", "The stop before",
        (slot("start", "stop_before", "row", mineral=False), slot("end", "stop_before_end", "row", mineral=False)),
        "days(start, end)", "months", _stop_before, ("why", "long"), holds=lambda v: v >= 1, use=0.8,
        surprise=lambda v: 0.6, about="own", heads=False,
    ),
    Relation(
        "own_stop_share", "Size of the cut",
        (slot("stop", "own_stop_share", "row"), slot("world", "world_output", "row")),
        "stop * world", "t", _stopped_share, ("why",), when=lambda c: c.stop.stage == c.world.stage,
        holds=lambda v: v > 0, use=1.0, surprise=lambda v: 0.7, about="own",
    ),
)  # fmt: skip
