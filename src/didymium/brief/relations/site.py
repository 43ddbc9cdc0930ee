"""A named site: what it is in its market, and what a standstill takes."""

from __future__ import annotations

import re

from didymium.brief.lead import Lead
from didymium.brief.relations.base import Case, Operand, Relation, slot
from didymium.brief.relations.size import STANDSTILL, runs


def makes(plant: Operand) -> str:
    """What a site made in a year, else what it can make."""
    return f"{plant.note}: {plant.said}" if " a year of" in plant.said else f"{plant.note} made {plant.said}"


def _site_world(case: Case) -> str:
    return f"{makes(case.plant)}, {case.percent()} of {case.world.name}."


def _site_month(case: Case) -> str:
    """What a standstill takes out each month, of the one site of the news."""
    plant = case.plant
    share = f"{case.percent(case.value / case.world.value)} of {case.world.name} ({case.world.said})"
    lost = f"{case.said('t')} at the pace of {plant.note.split(' in ')[0]}"
    return f"Each month of standstill costs {lost} ({plant.said}), {share}, if all stands still."


def of_one_time(case: Case) -> bool:
    """Whether the year of an output is near that of the world's; a capacity has none."""
    made = " a year of" not in case.plant.said
    years = re.findall(r"\b(?:19|20)\d\d\b", case.plant.said) if made else []
    world = str(case.world.time)[:4]
    return not years or (world.isdigit() and abs(int(years[-1]) - int(world)) <= APART)


APART = 3  # years


def told_of_late(case: Case) -> bool:
    """Whether what a site made is of the last years; what it can make holds longer."""
    said = case.ops.get("plant", case.ops.get("site"))
    years = re.findall(r"\b(?:19|20)\d\d\b", said.said) if said is not None and " a year of" not in said.said else []
    return not years or int(years[-1]) >= int(case.today[:4]) - APART


def _of_its_fate(case: Case) -> bool:
    """Whether the news is about the site, and its good: in a wrap, or for what it makes beside it, its size is idle."""
    lead, site = case.lead, case.plant
    own = site.note.split(" in ")[0].split()[0] in f"{lead.title}. {lead.event.quote} {lead.site or ''}"
    fits = lead.family in {"project", "dispute", "deal"} and site.mineral in lead.minerals[:1]
    return own and fits and of_its_stage(case) and told_of_late(case)


# of a standstill that is not of the whole site
_IN_PART = re.compile(
    r"(?i)\b(?:half|part(?:ly|s|ial\w*)?|some|(?:one|two) of|units?|lines?|furnaces?|potlines?|shafts?|"
    r"reduc\w+|curtail\w*|cut\w*|per ?cent)\b|%"
)


def in_part(lead: Lead) -> bool:
    """Whether the news is of a standstill of a part of a site."""
    return _IN_PART.search(_OF_SHARES.sub("", f"{lead.title} {lead.event.quote}")) is not None


_OF_SHARES = re.compile(r"(?i)\b(?:shares?|stock)\b[^,.;]{0,30}\d(?:%| ?per ?cent)")


def _stands_still(case: Case) -> bool:
    lead = case.lead
    down = lead.family == "project" and lead.direction == "down" and case.plant.stage == case.world.stage
    words = f"{lead.title} {lead.event.quote}"
    return down and STANDSTILL.search(words) is not None and not in_part(lead) and runs(case.plant)


def _both_made(case: Case) -> str:
    one, other = case.one, case.other
    both = f"{one.note} ({one.said.split(' of ')[0]}) and {other.note} ({other.said.split(' of ')[0]})"
    share = f"{case.percent()} of {case.world.name}"
    return f"{both} together made {case.said('t', one.value + other.value, 3)} in {one.time}, {share}."


def _join(case: Case) -> bool:
    """Whether two firms are to become one, and what they made is of one good, stage and year."""
    one, other, lead = case.one, case.other, case.lead
    alike = (one.time, one.stage, one.mineral) == (other.time, other.stage, other.mineral)
    joins = lead.family == "deal" and _TAKES.search(f"{lead.title}. {lead.event.quote}") is not None
    return alike and joins and one.note != other.note and one.value > other.value and one.stage == case.world.stage


_TAKES = re.compile(r"(?i)\b(?:merg\w+|take-?overs?|acqui\w+|buy(?:s|ing|out)?|bids?|combin\w+|tie-up|offers? for)\b")


def of_its_stage(case: Case) -> bool:
    """Whether a site and the world's output are of one stage."""
    return case.plant.stage == case.world.stage


RELATIONS = (
    Relation(
        "site_of_world", "The site in its market",
        (slot("plant", "firm_capacity planned_capacity", "row"), slot("world", "world_output site_world", "row")),
        "plant / world", "share", _site_world, ("why", "long"),
        when=lambda c: _of_its_fate(c) and of_one_time(c), holds=lambda v: 0.001 < v < 1, use=0.7,
        surprise=lambda v: 0.7 if v > 0.05 else 0.5, about="own", heads=False,
        unless="output capacity target former lost gap quota",
    ),
    Relation(
        "together_made",
        "Both in the market",
        (
            slot("one", "firm_output", "row"),
            slot("other", "firm_output", "row"),
            slot("world", "world_output site_world", "row"),
        ),
        "(one + other) / world",
        "share",
        _both_made,
        ("why", "long"),
        also=("one + other",),
        when=_join,
        holds=lambda v: 0.001 < v < 1,
        use=0.9,
        surprise=lambda v: 0.8 if v > 0.05 else 0.6,
        about="own",
    ),
    Relation(
        "month_of_the_site", "A month of standstill",
        (slot("plant", "firm_capacity", "row"), slot("world", "world_output site_world", "row")), "plant / 12", "t",
        _site_month, ("why", "reply"), when=_stands_still, also=("plant / 12 / world",), holds=lambda v: v > 1,
        use=0.95, surprise=lambda v: 0.7, about="own", unless="output",
    ),
)  # fmt: skip
