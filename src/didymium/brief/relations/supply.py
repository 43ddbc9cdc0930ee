"""Supply: who depends on whom, who else sells, what others would have to add, who uses it, what comes next."""

from __future__ import annotations

import re

from didymium.brief import phrase
from didymium.brief.relations.base import Case, Relation, annual, slot


def _seller(case: Case) -> str:
    share = case.share
    return f"{phrase.capital(share.name)} was {share.said} in {share.time}."


def _reliance(case: Case) -> str:
    return f"{phrase.capital(case.part.name)} was {case.part.said} of use in {case.part.time}."


def _holder(case: Case) -> str:
    return f"{phrase.capital(case.share.name)} was {case.share.said} in {case.share.time}."


def _two_stages(case: Case) -> str:
    return (
        f"{phrase.capital(case.later.name)} ({case.later.said}) is "
        f"{phrase.plain(100 * case.value, 2)} points above "
        f"{case.early.name} ({case.early.said}): the hold is on the later stage, not on the ore."
    )


def _others_quota(case: Case) -> str:
    return (
        f"All other producers would have to raise output by {case.percent()} to fill what "
        f"{case.limit.name} of {case.limit.said} leaves out of {case.home.name} ({case.home.said})."
    )


def _others_part(case: Case) -> str:
    return (
        f"To fill {case.part.said} of {case.base.said}, all producers outside "
        f"{phrase.country(str(case.home.place))} would have to raise output by {case.percent()}."
    )


def _next(case: Case) -> str:
    first, second = case.first, case.second
    who = f"{phrase.country(str(first.place))} ({first.said}) and {phrase.country(str(second.place))} ({second.said})"
    return f"Next come {who}, together {case.percent()} of {first.note} in {first.time}."


def _user(case: Case) -> str:
    return f"{case.share.said} of {case.share.note} in {case.share.time} goes into {case.share.name}."


def _newcomer(case: Case) -> str:
    plant = case.plant
    return f"{plant.note}, would bring {plant.said}, {case.percent()} of {case.use.name} ({case.use.said})."


STOPS = re.compile(r"(?i)\b(?:bans?|banned|halt\w*|prohibit\w*|stop\w*|suspend\w* (?:all )?(?:\w+ )?exports?)\b")


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


RELATIONS = (
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
        when=lambda c: (
            c.lead.direction in {"tighten", "down"}
            and not (c.lead.limited or c.lead.on_firms)
            and c.lead.family == "export_control"
            and c.home.stage == c.world.stage
            and c.spell.near == 1
            and bool(STOPS.search(c.lead.event.quote))
        ),
        use=1.0,
        surprise=lambda v: 0.9,
        false_if="the stop ends early or is extended",
    ),
    Relation(
        "seller_share",
        "Who buys from whom",
        (slot("share", "import_share", "row"),),
        "share",
        "share",
        _seller,
        ("why", "reply"),
        when=lambda c: c.lead.family in {"export_control", "import_measure", "agreement", "deal", "dispute"},
        holds=lambda v: v > 0.005,
        use=0.8,
        surprise=lambda v: 0.8 if v < 0.2 or v > 0.85 else 0.4,
        false_if="purchases have moved since that year",
    ),
    Relation(
        "reliance",
        "Import reliance",
        (slot("part", "reliance", "row"),),
        "part",
        "share",
        _reliance,
        ("why", "long"),
        when=lambda c: c.lead.family != "market",
        holds=lambda v: v > 0,
        use=0.5,
    ),
    Relation(
        "share_of_stage",
        "Weight of the place",
        (slot("share", "stage_share", "row"),),
        "share",
        "share",
        _holder,
        ("why",),
        holds=lambda v: v > 0.005,
        use=0.45,
        surprise=lambda v: 0.6 if v > 0.8 else 0.3,
    ),
    Relation(
        "later_stage_above_ore",
        "Where the hold lies",
        (slot("later", "stage_share", "row"), slot("early", "stage_share", "row")),
        "later - early",
        "share",
        _two_stages,
        ("why", "long"),
        when=lambda c: c.later.stage != "mine" and c.early.stage == "mine" and c.later.place == c.early.place,
        holds=lambda v: v > 0.15,
        use=0.6,
        surprise=lambda v: 0.6,
    ),
    Relation(
        "others_fill_the_limit",
        "Who fills the gap",
        (
            slot("limit", "quota", "span", "mass mass_rate"),
            slot("home", "country_output", "row"),
            slot("world", "world_output", "row"),
        ),
        "(home - limit) / (world - home)",
        "share",
        _others_quota,
        ("reply", "why"),
        when=lambda c: (
            not c.limit.firm
            and c.limit.good not in {"ore", "spodumene"}
            and c.limit.place in {None, c.home.place}
            and annual(c.limit)
        ),
        holds=lambda v: 0.005 < v < 20,
        use=0.85,
        surprise=lambda v: 0.7 if v > 0.2 else 0.5,
    ),
    Relation(
        "others_fill_the_loss",
        "Who fills the gap",
        (
            slot("part", "cut", "span", "share"),
            slot("base", "target output capacity", "span", "mass mass_rate", link="base"),
            slot("home", "country_output", "row"),
            slot("world", "world_output", "row"),
        ),
        "part * base / (world - home)",
        "share",
        _others_part,
        ("reply",),
        when=lambda c: c.base.good not in {"ore", "spodumene"},
        holds=lambda v: 0.002 < v < 5,
        use=0.7,
    ),
    Relation(
        "next_sellers",
        "Who else sells",
        (slot("first", "next_share", "row"), slot("second", "next_share", "row")),
        "first + second",
        "share",
        _next,
        ("reply", "long"),
        when=lambda c: c.first.value > c.second.value and c.first.stage == c.second.stage,
        holds=lambda v: v > 0.01,
        use=0.6,
    ),
    Relation(
        "main_use",
        "Who uses it",
        (slot("share", "use_share", "row"),),
        "share",
        "share",
        _user,
        ("long", "reply"),
        holds=lambda v: v >= 0.2,
        use=0.45,
    ),
    Relation(
        "newcomer",
        "New supply",
        (slot("plant", "rival", "row"), slot("use", "use", "row")),
        "plant / use",
        "share",
        _newcomer,
        ("long", "reply"),
        holds=lambda v: 0.01 < v < 20,
        use=0.8,
        surprise=lambda v: 0.7 if v > 0.3 else 0.4,
        false_if="the project slips",
    ),
    Relation(
        "others_fill_a_stop",
        "Who fills the gap",
        (slot("home", "country_output", "row"), slot("world", "world_output", "row")),
        "home / (world - home)",
        "share",
        _others_stop,
        ("reply", "why"),
        when=lambda c: (
            c.lead.direction in {"tighten", "down"}
            and not (c.lead.limited or c.lead.on_firms)
            and c.lead.family == "export_control"
            and c.home.stage == c.world.stage
            and bool(STOPS.search(c.lead.event.quote))
        ),
        holds=lambda v: 0.005 < v < 30,
        use=0.8,
        surprise=lambda v: 0.8 if v > 0.5 else 0.6,
        false_if="the cut is shallower or shorter",
    ),
)
