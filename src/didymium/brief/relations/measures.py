"""Measures: where a step stands on the ladder, what stays in force, what the record says of the next one."""

from __future__ import annotations

from didymium.brief import phrase
from didymium.brief.relations.base import Case, Relation, slot

STATE = frozenset({"export_control", "import_measure", "agreement", "dispute", "policy"})


def _ladder(case: Case) -> str:
    return f"On record before it: {phrase.count(round(case.count.value))} {case.count.name}."


def _depth(case: Case) -> str:
    return f"{phrase.capital(case.like.name)} cut shipments by {case.like.said} at the deepest."


def _stays(case: Case) -> str:
    still = "still " if case.lead.direction == "ease" else ""
    return f"{phrase.capital(case.stays.name)}: {still}in force since {case.stays.said}."


def _suspended(case: Case) -> str:
    return f"{phrase.capital(case.end.name)}: suspended until {case.end.said}."


def _rate(case: Case) -> str:
    rate = case.rate
    return f"By its record, {rate.name} within 12 months would have odds of {rate.said}."


def _move_cost(case: Case) -> str:
    return f"{case.cost.name} would cost {phrase.country(str(case.cost.place))} {case.cost.said}."


def _loss(case: Case) -> str:
    return f"{case.loss.name} {case.loss.said} {case.loss.note}."


RELATIONS = (
    Relation(
        "ladder",
        "On the ladder",
        (slot("count", "ladder", "row", mineral=False),),
        "count",
        "count",
        _ladder,
        ("why",),
        holds=lambda v: v >= 2,
        use=0.6,
        surprise=lambda v: 0.5,
        families=STATE,
    ),
    Relation(
        "depth_of_precedent",
        "Precedent",
        (slot("like", "severity", "row"),),
        "like",
        "share",
        _depth,
        ("why", "reply"),
        holds=lambda v: v > 0.02,
        use=0.7,
        surprise=lambda v: 0.6,
        families=STATE,
        false_if="licences are granted faster than then",
    ),
    Relation(
        "stays_in_force",
        "What stays",
        (slot("stays", "in_force", "row"),),
        "months(stays, today)",
        "months",
        _stays,
        ("why", "long"),
        holds=lambda v: v > 0,
        use=0.85,
        surprise=lambda v: 0.7,
        families=frozenset({"export_control", "agreement", "import_measure"}),
    ),
    Relation(
        "suspended_until",
        "What is only suspended",
        (slot("end", "expiry", "row"),),
        "months(today, end)",
        "months",
        _suspended,
        ("why", "long"),
        holds=lambda v: 0 < v < 60,
        use=0.8,
        surprise=lambda v: 0.6,
        families=frozenset({"export_control", "agreement", "deal"}),
    ),
    Relation(
        "rate_of_next_step",
        "Next step",
        (slot("rate", "move_rate", "run", mineral=False),),
        "rate",
        "share",
        _rate,
        ("reply",),
        holds=lambda v: 0.02 < v <= 1,
        use=0.7,
    ),
    Relation(
        "loss_of_the_shock",
        "At stake",
        (slot("loss", "loss_run", "run"),),
        "loss",
        "USD",
        _loss,
        ("reply", "long"),
        holds=lambda v: v > 1e6,
        use=0.8,
        surprise=lambda v: 0.6,
        false_if="the cut is shallower or shorter",
    ),
    Relation(
        "price_of_the_shock",
        "Price",
        (slot("loss", "price_run", "run"),),
        "loss",
        "ratio",
        _loss,
        ("reply",),
        holds=lambda v: abs(v - 1) > 0.03,
        use=0.7,
    ),
    Relation(
        "income_of_the_sender",
        "Cost to the sender",
        (slot("loss", "income_run", "run"),),
        "loss",
        "USD",
        _loss,
        ("why",),
        holds=lambda v: abs(v) > 1e6,
        use=0.75,
        surprise=lambda v: 0.7,
    ),
)
