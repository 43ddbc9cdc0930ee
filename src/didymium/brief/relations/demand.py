"""Demand: what uses a good, how fast that grows against supply, what can replace it, what it comes with."""

from __future__ import annotations

from didymium.brief import phrase
from didymium.brief.relations.base import Case, Relation, slot

PLANNED = frozenset({"project", "deal", "market", "agreement", "policy"})


def _growth(case: Case) -> str:
    now, ahead = case.now, case.ahead
    turn = "grow" if case.value > 0 else "shrink"
    return (
        f"{phrase.capital(now.name.removesuffix(f' in {now.time}'))} would {turn} by {case.percent()}, from {now.said} "
        f"in {now.time} to {ahead.said} in {ahead.time}, with stated policies."
    )


def _gap(case: Case) -> str:
    supply, need = case.supply, case.need
    turn = "falls short of" if case.value > 0 else "exceeds"
    what = need.name.removesuffix(f" in {need.time}")
    return (
        f"In {need.time} announced supply ({supply.said}) would {turn.replace('falls', 'fall').replace('ds', 'd')} "
        f"{what} with stated policies ({need.said}) by {case.percent()}."
    )


def _swap(case: Case) -> str:
    return f"Proven substitutes could replace {case.part.said} of {case.part.name} within a year and no more."


def _by_product(case: Case) -> str:
    host = case.part.name
    return (
        f"{case.part.said} of {case.mineral} supply is a by-product of {host}: a higher price of {case.mineral} "
        f"alone brings out little more."
    )


RELATIONS = (
    Relation(
        "demand_growth",
        "Outlook to 2030",
        (slot("ahead", "demand_ahead", "row"), slot("now", "demand_now", "row")),
        "change(ahead, now)",
        "share",
        _growth,
        ("long",),
        when=lambda c: c.lead.family in PLANNED and c.lead.direction != "down" and c.lead.looks_far,
        holds=lambda v: abs(v) > 0.05,
        use=0.7,
        surprise=lambda v: min(1.0, 0.3 + abs(v)),
        about="good",
    ),
    Relation(
        "supply_gap_ahead",
        "Outlook to 2030",
        (slot("supply", "world_ahead", "row"), slot("need", "demand_ahead", "row")),
        "1 - supply / need",
        "share",
        _gap,
        ("long",),
        when=lambda c: (
            c.supply.stage == "refine"
            and c.supply.mineral == c.need.mineral
            and c.lead.family in PLANNED
            and c.lead.looks_far
        ),
        holds=lambda v: 0.03 < abs(v) < 0.9,
        use=0.8,
        surprise=lambda v: 0.7 if v > 0 else 0.8,
        about="good",
    ),
    Relation(
        "replaced_in_a_year",
        "What can replace it",
        (slot("part", "replaceable", "row"),),
        "part",
        "share",
        _swap,
        ("reply", "long"),
        when=lambda c: c.lead.short,
        holds=lambda v: 0.005 < v < 0.9,
        use=0.65,
        surprise=lambda v: 0.7 if v < 0.1 else 0.5,
        about="good",
    ),
    Relation(
        "comes_with_another",
        "By-product",
        (slot("part", "by_product", "row"),),
        "part",
        "share",
        _by_product,
        ("long", "reply"),
        holds=lambda v: v >= 0.5,
        use=0.75,
        surprise=lambda v: 0.7,
        about="good",
    ),
)
