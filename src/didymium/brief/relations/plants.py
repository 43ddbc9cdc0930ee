"""Plants and companies: what a named site is in its market, who gains by name, what is being built."""

from __future__ import annotations

from didymium.brief.relations.base import Case, Relation, slot


def _site(case: Case) -> str:
    return f"{case.plant.note}: {case.plant.said}, {case.percent()} of {case.use.name} ({case.use.said})."


def _site_world(case: Case) -> str:
    return f"{case.plant.note}: {case.plant.said}, {case.percent()} of {case.world.name} ({case.world.said})."


def _offtake(case: Case) -> str:
    return f"The {case.sold.said} under contract are {case.percent()} of {case.plant.name} ({case.plant.said})."


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
        about="sides",
    ),
    Relation(
        "site_of_world",
        "The site in its market",
        (slot("plant", "firm_capacity", "row"), slot("world", "world_output", "row")),
        "plant / world",
        "share",
        _site_world,
        ("why", "long"),
        when=lambda c: c.plant.stage == c.world.stage,
        holds=lambda v: 0.001 < v < 1,
        use=0.7,
        surprise=lambda v: 0.7 if v > 0.05 else 0.5,
        about="sides",
    ),
    Relation(
        "offtake_of_plant",
        "How much is sold",
        (slot("sold", "offtake", "span", "mass mass_rate"), slot("plant", "firm_capacity", "row")),
        "sold / plant",
        "share",
        _offtake,
        ("why", "reply"),
        holds=lambda v: 0.01 < v < 1.5,
        use=0.7,
        surprise=lambda v: 0.6,
    ),
)
