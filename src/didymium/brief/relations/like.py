"""How like cases ended: how long stops lasted, and what prices did."""

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
        "price_after_like_steps", "What like cases did to the price", (slot("cases", "price_responses", "row"),),
        lambda c: f"count({', '.join(c.cases.extra)})", "count", lambda c: f"{c.cases.said}: {c.cases.note}.",
        ("long", "reply"), use=1.0, surprise=lambda v: 0.8, heads=False, weight=lambda c: 1.2 + 0.1 * c.cases.value,
    ),
)  # fmt: skip
