"""Companies: what a named firm or site is in its market, and who gains by name."""

from __future__ import annotations

from didymium.brief.relations.base import Case, Relation, slot


def _site(case: Case) -> str:
    return f"{case.plant.note}: {case.plant.said}, {case.percent()} of {case.use.name} ({case.use.said})."


def _rival(case: Case) -> str:
    return (
        f"{case.plant.note}, could bring {case.plant.said}, {case.percent()} of the {case.part.said} "
        f"of {case.base.said} that is lost."
    )


def _fills(case: Case) -> str:
    return (
        f"{case.plant.note}, is one that gains: {case.plant.said} of capacity, {case.percent()} of {case.world.name}."
    )


RELATIONS = (
    Relation(
        "site_of_use",
        "The site in its market",
        (slot("plant", "firm_capacity", "row"), slot("use", "use", "row")),
        "plant / use",
        "share",
        _site,
        ("why", "long"),
        holds=lambda v: 0.005 < v < 30,
        use=0.8,
        surprise=lambda v: 0.7 if v > 0.5 else 0.5,
    ),
    Relation(
        "rival_fills_loss",
        "Who gains",
        (
            slot("part", "cut", "span", "share"),
            slot("base", "target output", "span", "mass mass_rate", link="base"),
            slot("plant", "rival", "row"),
        ),
        "plant / (part * base)",
        "share",
        _rival,
        ("reply",),
        when=lambda c: c.base.good not in {"ore", "spodumene"},
        holds=lambda v: 0.005 < v < 10,
        use=0.85,
        surprise=lambda v: 0.7,
    ),
    Relation(
        "rival_of_world",
        "Who gains",
        (slot("plant", "rival", "row"), slot("world", "world_output", "row")),
        "plant / world",
        "share",
        _fills,
        ("reply", "long"),
        when=lambda c: c.lead.direction in {"tighten", "down"},
        holds=lambda v: 0.001 < v < 2,
        use=0.75,
        surprise=lambda v: 0.6,
    ),
)
