"""The hold on supply: who has it and at which stage, who buys, who fills a gap, what a named site is in its market."""

from __future__ import annotations

import re

from didymium.brief import phrase
from didymium.brief.relations.base import Case, Relation, slot

STAGE_WORDS = {"mine": "mining", "refine": "processing", "component": "magnets"}
STOPS = re.compile(r"(?i)\b(?:bans?|banned|halt\w*|prohibit\w*|stop\w*|suspend\w* (?:all )?(?:\w+ )?exports?)\b")


def _points(value: float) -> str:
    return phrase.plain(abs(100 * value), 2)


def _told_stages(case: Case) -> str:
    early, later = STAGE_WORDS[str(case.early.stage)], STAGE_WORDS[str(case.later.stage)]
    return (
        f"By the article's own figures the hold grows by {case.about}{_points(case.value)} percentage points "
        f"from {early} ({case.early.bare}) to {later} ({case.later.bare}): more ore alone does not loosen it."
    )


def _others_stop(case: Case) -> str:
    return (
        f"If all of it stopped, all other producers would have to raise output by {case.percent()} "
        f"({case.home.name}: {case.home.said})."
    )


def _withheld(case: Case) -> str:
    home, world = (o.name.removesuffix(f" in {o.time}") for o in (case.home, case.world))
    return (
        f"{phrase.capital(case.spell.said)} at the pace of {home} ({case.home.said}) "
        f"keep back {case.said('t')}, {case.percent(case.value / case.world.value)} of {world}."
    )


def _stops(case: Case) -> bool:
    """Whether the lead is a stop of exports as a whole, of which the home output can be taken."""
    return (
        case.lead.direction in {"tighten", "down"}
        and case.lead.is_step(case.today)
        and not (case.lead.limited or case.lead.on_firms or case.lead.targets)
        and case.lead.family == "export_control"
        and case.home.stage == case.world.stage
        and bool(STOPS.search(case.lead.event.quote))
    )


RELATIONS = (
    Relation(
        "told_stage_gap",
        "Where the hold lies",
        (
            slot("later", "share", "span", "share", mineral=False),
            slot("early", "share", "span", "share", mineral=False),
        ),
        "later - early",
        "share",
        _told_stages,
        ("why", "long"),
        when=lambda c: (
            c.later.sentence == c.early.sentence
            and c.early.stage == "mine"
            and c.later.stage in {"refine", "component"}
            and c.later.place == c.early.place
        ),
        holds=lambda v: 0.08 < v < 1,
        use=0.5,
        surprise=lambda v: 0.5,
        heads=False,
    ),
    Relation(
        "withheld_by_stop",
        "Size",
        (
            slot("home", "country_output", "row"),
            slot("world", "world_output", "row"),
            slot("spell", "duration", "span", mineral=False),
        ),
        'home * ratio(spell, unit(1, "yr"))',
        "t",
        _withheld,
        ("why", "reply"),
        also=('home * ratio(spell, unit(1, "yr")) / world',),
        when=lambda c: _stops(c) and c.spell.near == 1,
        use=1.0,
        surprise=lambda v: 0.9,
    ),
    Relation(
        "others_fill_a_stop", "Who fills the gap",
        (slot("home", "country_output", "row"), slot("world", "world_output", "row")), "home / (world - home)",
        "share", _others_stop, ("reply", "why"), when=_stops, holds=lambda v: 0.005 < v < 30, use=0.8,
        surprise=lambda v: 0.8 if v > 0.5 else 0.6, about="sides",
    ),
)  # fmt: skip
