"""Time: windows against the time that new supply takes, how long measures lasted, how fast steps follow each other."""

from __future__ import annotations

import datetime as dt

from didymium.brief import phrase
from didymium.brief.relations.base import Case, Relation, slot


def whole_months(start: float, end: float) -> float:
    """Whole months between two day numbers, as the proof counts them."""
    return float(phrase.months_between(dt.date.fromordinal(int(start)), dt.date.fromordinal(int(end))))


def _lead_time(case: Case) -> str:
    months = whole_months(case.start.value, case.end.value)
    shorter = case.value < 1
    end = "nothing decided now arrives before it closes" if shorter else "a plant decided now can still arrive in it"
    build = case.build
    span = (
        f" ({phrase.plain(build.low, 3)} to {phrase.plain(build.high, 3)} months)" if build.low and build.high else ""
    )
    return (
        f"The window to {case.end.said} is {phrase.quantity(months, 'months')} and {case.build.name} takes "
        f"{phrase.plain(case.build.value, 3)} months{span}: {end}."
    )


def _start(case: Case) -> str:
    side = "after" if case.value > 0 else "before"
    return (
        f"The start in {case.start.said} comes {case.length(abs(case.value))} {side} {case.end.name} ({case.end.said})."
    )


def _not_before(case: Case) -> str:
    return (
        f"Nothing changes before {case.entry.said}, {case.length()} from now: until then it is a deadline and no loss "
        f"of supply."
    )


RELATIONS = (
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
        when=lambda c: c.lead.direction == "ease" or c.lead.family == "agreement",
        holds=lambda v: 0 < v < 4,
        use=1.0,
        surprise=lambda v: 0.9 if v < 1 else 0.5,
        about="sides",
    ),
    Relation(
        "start_against_expiry",
        "Before or after the deadline",
        (slot("start", "start", "span", mineral=False), slot("end", "expiry", "row", mineral=False)),
        "months(end, start)",
        "months",
        _start,
        ("long", "why"),
        when=lambda c: c.lead.family in {"deal", "project", "agreement"},
        holds=lambda v: 0.5 < abs(v) < 120,
        use=0.85,
        surprise=lambda v: 0.8 if v > 0 else 0.5,
    ),
    Relation(
        "not_before",
        "Clock",
        (slot("start", "today", "span"), slot("entry", "entry", "span", mineral=False)),
        "months(start, entry)",
        "months",
        _not_before,
        ("why",),
        when=lambda c: c.lead.direction == "tighten" and c.entry.near >= 0.95 and c.lead.event.status != "in_force",
        holds=lambda v: 3 <= v < 120,
        use=0.9,
        surprise=lambda v: 0.8 if v > 12 else 0.5,
        families=frozenset({"export_control", "import_measure", "policy"}),
    ),
)
