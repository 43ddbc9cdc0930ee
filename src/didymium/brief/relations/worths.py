"""What tonnes are in money: what a site makes at the market's price, what a stop costs it, what a dearer metal pays."""

from __future__ import annotations

import re

from didymium.brief import phrase
from didymium.brief.relations.base import ROCK, Case, Operand, Relation, percent, slot
from didymium.brief.relations.site import in_part, makes, of_its_stage, of_one_time
from didymium.brief.relations.size import STANDSTILL, runs

FROM_FEED = frozenset({"aluminium", "magnesium", "titanium"})  # whose mines sell another good than the metal
MATERIAL = 0.01  # part of a year's world output from which a loss moves a balance
LATEST = 3  # years after which what a site made tells nothing of now
OLDEST = 6  # months after which a price is none of now
MISSED = 18  # months of a stop within which the world misses that part, or it is a small site


COUNTED = frozenset({"potash", "phosphate", "phosphate rock"})  # in tonnes of K2O or P2O5, which have no price


def of_one_good(made: Operand, price: Operand, today: str) -> bool:
    """Whether a price of late is that of what tonnes count: of the metal itself, or of the very compound."""
    good = made.good.lower()
    if price.unit != "USD/t" or good in ROCK or made.mineral in COUNTED or age(price, today) > OLDEST:
        return False
    if price.good:
        carbonate = price.good == "carbonate" and ("lce" in good or "equivalent" in good)
        return (price.good in good or carbonate) and str(price.mineral) in str(made.mineral)
    return made.mineral == price.mineral


def age(price: Operand, today: str) -> int:
    """The months from the end of the month or year of a price to the day of the brief."""
    year, month = int(str(price.time)[:4]), int(str(price.time)[5:7] or 12)
    return 12 * (int(today[:4]) - year) + int(today[5:7]) - month


_HIT = re.compile(
    r"(?i)\b(?:stop(?:s|ped)?|clos(?:e[sd]?|ure)|floods?|flooded|collaps\w+|seismic|fires?|blockad\w+|mothball\w*|"
    r"care and maintenance)\b"
)


def _stands(case: Case) -> bool:
    """Whether a site stands still, and not a part of it alone."""
    lead = case.lead
    words = f"{lead.title} {lead.event.quote}"
    down = (lead.family, lead.direction) == ("project", "down") and not lead.figures
    made = re.findall(r"\b(?:19|20)\d\d\b", case.plant.said) if "plant" in case.ops else []
    late = not made or int(made[-1]) >= int(case.today[:4]) - LATEST
    able = "plant" not in case.ops or runs(case.plant)
    return down and late and able and not in_part(lead) and bool(STANDSTILL.search(words) or _HIT.search(words))


def _month(case: Case) -> str:
    plant, price = case.plant, case.price
    tonnes = phrase.quantity(plant.value / 12, "t")
    return (
        f"Each month of standstill costs {tonnes} at the pace of {plant.note.split(' in ')[0]} ({plant.said}), and "
        f"{case.said('USD')} at {price.name} ({price.said}), if all stands still."
    )


def _sold(case: Case) -> bool:
    """Whether a site sells the metal, and no service on bought ore."""
    return case.plant.stage == "mine" or str(case.plant.mineral) in FROM_FEED


def _clock(case: Case) -> str:
    """What a site is in its market, and how long it must stand still until the world misses it."""
    plant, world = case.plant, case.world
    share = f"{percent(plant.value / world.value)} of {world.name}"
    return f"{makes(plant)}, {share}: a standstill of {case.length()} is {percent(MATERIAL)} of it."


RELATIONS = (
    Relation(
        "month_in_money", "What a stop costs",
        (
            slot("plant", "firm_capacity", "row"), slot("price", "price_now", "row"),
        ),
        "plant * price / 12", "USD", _month, ("why", "reply"), also=("plant / 12",),
        when=lambda c: _stands(c) and of_one_good(c.plant, c.price, c.today) and _sold(c),
        holds=lambda v: v > 1e5, use=1.0,
        surprise=lambda v: 0.7, about="own",
    ),
    Relation(
        "stop_that_matters", "When it matters",
        (slot("plant", "firm_capacity", "row"), slot("world", "world_output site_world", "row")),
        f'{MATERIAL} * world / plant * unit(1, "yr")', "months", _clock, ("long", "reply"),
        when=lambda c: _stands(c) and of_its_stage(c) and of_one_time(c), also=("plant / world",),
        holds=lambda v: 0.5 < v < MISSED, use=0.95, surprise=lambda v: 0.8, about="own", heads=False,
    ),
)  # fmt: skip
