"""Measures and time: what earlier steps did and how they ended, who moved first, windows against lead times."""

from __future__ import annotations

import datetime as dt
import re

from didymium.brief import phrase
from didymium.brief.relations.base import Case, Relation, slot

_LEAKS = re.compile(r"(?i)\b(?:evad\w+|smuggl\w+|trans-?ship\w*|circumvent\w*|third countr\w+|loophole\w*)")
STATE = frozenset({"export_control", "import_measure", "agreement", "dispute", "policy"})


def _loss(case: Case) -> str:
    return f"{case.loss.name} {case.loss.said} {case.loss.note}."


def _is_decided(case: Case) -> bool:
    """Whether a step is more than a proposal, of which nobody says how likely it is: a bill stops no shipment."""
    return case.lead.event.status != "proposed"


def _bites(case: Case) -> str:
    bite = case.bite
    return (
        f"What stays in force is what bit: {bite.name}, in force since {phrase.day(str(bite.time))}, cut shipments by "
        f"{bite.said} at the deepest."
    )


def whole_months(start: float, end: float) -> float:
    """Whole months between two day numbers, as the proof counts them."""
    return float(phrase.months_between(dt.date.fromordinal(int(start)), dt.date.fromordinal(int(end))))


def _build(case: Case) -> tuple[str, str]:
    """How long it takes to build, in words, and what that means for the window."""
    build = case.build
    span = (
        f" ({phrase.plain(build.low, 3)} to {phrase.plain(build.high, 3)} months)" if build.low and build.high else ""
    )
    late = case.value < 1
    end = "nothing decided now arrives before it closes" if late else "a plant decided now can still arrive in it"
    return f"{build.name} takes {phrase.plain(build.value, 3)} months{span}", end


def _lead_time(case: Case) -> str:
    months = whole_months(case.start.value, case.end.value)
    takes, end = _build(case)
    of = "window of the suspension" if "suspen" in f"{case.end.head} {case.end.after}" else "window"
    return f"The {of} to {case.end.said} is {phrase.quantity(months, 'months')} and {takes}: {end}."


_REPRIEVE = re.compile(r"(?i)\b(?:suspen\w+|paus\w+|truce|reprieve|waiv\w+|postpon\w+|delay\w*|exempt\w*)\b")


def _is_reprieve(case: Case) -> bool:
    """Whether a day ends what gives buyers time to build; else what begins on it may be a step of the seller."""
    lead = case.lead
    eased = lead.direction == "ease" or lead.family == "agreement"
    told = f"{lead.title}. {lead.event.quote} {case.end.head} {case.end.after}"
    return eased and len(case.end.time or "") == len("2025-01-01") and _REPRIEVE.search(told) is not None


RELATIONS = (
    Relation(
        "loss_of_the_shock",
        "At stake",
        (slot("loss", "loss_run", "run"),),
        "loss",
        "USD",
        _loss,
        ("reply", "long"),
        when=lambda c: (
            _is_decided(c)
            and (c.lead.family in STATE or c.lead.direction == "down")
            and not _LEAKS.search(c.lead.event.quote)
        ),
        holds=lambda v: v > 1e6,
        use=0.8,
        surprise=lambda v: 0.6,
        about="sides",
    ),
    Relation(
        "bites_on",
        "What stays",
        (slot("bite", "bite", "row", mineral=False),),
        "bite",
        "share",
        _bites,
        ("why", "reply"),
        when=lambda c: c.lead.direction == "ease" or c.lead.family == "agreement",
        holds=lambda v: v > 0.05,
        use=0.9,
        surprise=lambda v: 0.8,
        families=STATE,
        about="sides",
    ),
    Relation(
        "window_against_lead_time",
        "Clock",
        (
            slot("start", "today", "span"),
            slot("end", "until expiry", mineral=False),
            slot("build", "lead_time", "row", mineral=False),
        ),
        "months(start, end) / build",
        "ratio",
        _lead_time,
        ("long", "why"),
        also=("months(start, end)",),
        when=_is_reprieve,
        holds=lambda v: 0 < v < 4,
        use=1.0,
        surprise=lambda v: 0.9 if v < 1 else 0.5,
        about="sides",
    ),
)
