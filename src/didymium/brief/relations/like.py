"""How like cases ended, by name: how long such stops lasted, how often such steps were eased."""

from __future__ import annotations

from didymium.brief import phrase
from didymium.brief.relations.base import Case, Relation, slot


def _lasted(case: Case) -> str:
    good = f"{case.all.good} " if case.all.good else ""
    where = f" in {phrase.country(case.all.place)}" if case.all.place else ""
    return (
        f"Of {case.all.said} stops of {good}mines and plants{where} by {case.all.name} on record whose "
        f"end is known, half were over within {case.half.said} and a quarter lasted longer than {case.late.said}; "
        f"among them those of {case.all.note}."
    )


def _eased(case: Case) -> str:
    by = f" by {phrase.country(case.all.place)}" if case.all.place else ""
    on = f" on {case.all.good}" if case.all.good else ""
    return (
        f"Of {case.all.said} {case.all.name}{on}{by} on record {case.hits.said} ({case.percent()}) were lifted or "
        f"suspended within a year: {case.all.note}."
    )


RELATIONS = (
    Relation(
        "length_of_stops", "How long such stops last",
        (
            slot("half", "stops_half", "run", mineral=False), slot("late", "stops_quarter", "run", mineral=False),
            slot("all", "stops_counted", "run", mineral=False),
        ),
        "half", "months", _lasted, ("why", "long"), also=("late", "all"), holds=lambda v: v > 0, use=0.9,
        surprise=lambda v: 0.7, about="own", heads=False,
    ),
    Relation(
        "controls_held", "How long such steps hold",
        (slot("hits", "controls_eased", "run", mineral=False), slot("all", "controls_counted", "run", mineral=False)),
        "hits / all", "share", _eased, ("reply", "long"), also=("hits", "all"), holds=lambda v: v > 0, use=0.8,
        surprise=lambda v: 0.6, about="own", heads=False,
    ),
)  # fmt: skip
