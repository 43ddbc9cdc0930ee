"""Plants and companies: what a named site is in its market, who gains by name, what is being built."""

from __future__ import annotations

from didymium.brief.relations.base import ROCK, Case, Relation, slot


def _site(case: Case) -> str:
    return f"{case.plant.note}: {case.plant.said}, {case.percent()} of {case.use.name} ({case.use.said})."


def _site_world(case: Case) -> str:
    return f"{case.plant.note}: {case.plant.said}, {case.percent()} of {case.world.name} ({case.world.said})."


def _rival(case: Case) -> str:
    return (
        f"{case.plant.note}, could bring {case.plant.said}, {case.percent()} of the {case.part.said} "
        f"of {case.base.said} that is lost."
    )


def _fills(case: Case) -> str:
    return (
        f"{case.plant.note}, is one that gains: {case.plant.said} of capacity, {case.percent()} of {case.world.name}."
    )


def _running(case: Case) -> str:
    plant = case.plant
    return f"Who can deliver now: {plant.note}, capacity of {plant.said} in operation."


def _pipeline_world(case: Case) -> str:
    built = case.built
    return (
        f"Being built or ramped up elsewhere: {built.name} would together bring {built.said}, "
        f"{case.percent()} of {case.world.name} ({case.world.said})."
    )


def _offtake(case: Case) -> str:
    return f"The {case.sold.said} under contract are {case.percent()} of {case.plant.name} ({case.plant.said})."


def _of_plant(case: Case) -> str:
    return f"Four times {case.quarter.bare} is {case.percent()} of {case.plant.name} of {case.plant.said}."


def _site_alone(case: Case) -> str:
    return f"{case.plant.note} counts {case.plant.said}."


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
        when=lambda c: c.base.good not in ROCK,
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
        about="good",
    ),
    Relation(
        "runs_today",
        "Who gains",
        (slot("plant", "running", "row"),),
        "plant",
        "t/yr",
        _running,
        ("reply",),
        when=lambda c: c.lead.short and c.lead.family != "market",
        holds=lambda v: v > 0,
        use=0.75,
        surprise=lambda v: 0.6,
        about="good",
    ),
    Relation(
        "being_built_of_world",
        "New supply",
        (slot("built", "pipeline", "row"), slot("world", "world_output", "row")),
        "built / world",
        "share",
        _pipeline_world,
        ("long", "reply"),
        when=lambda c: c.built.stage == c.world.stage,
        holds=lambda v: 0.002 < v < 3,
        use=0.85,
        surprise=lambda v: 0.6,
        about="good",
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
    Relation(
        "quarter_of_plant",
        "Pace against capacity",
        (slot("quarter", "output", "span", "mass"), slot("plant", "firm_capacity", "row")),
        "quarter * 4 / plant",
        "share",
        _of_plant,
        ("why", "long"),
        when=lambda c: "quarter" in c.quarter.note,
        holds=lambda v: 0.05 < v < 1.3,
        use=0.8,
        surprise=lambda v: 0.7 if v < 0.7 else 0.4,
    ),
    Relation(
        "site_alone",
        "What it runs or builds",
        (slot("plant", "firm_capacity", "row"),),
        "plant",
        "t/yr",
        _site_alone,
        ("why", "long"),
        holds=lambda v: v > 0,
        use=0.6,
        surprise=lambda v: 0.4,
        about="sides",
        heads=False,
    ),
)
