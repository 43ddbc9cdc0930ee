"""What a number comes to: a month's or some days' tonnes in a year, tonnes at a floor price, a loss after a profit."""

from __future__ import annotations

import re

from didymium.brief import phrase
from didymium.brief.relations.amounts import money, subject, worded
from didymium.brief.relations.base import Case, Operand, Relation, months_of, slot
from didymium.brief.relations.pairs import (
    ANY_ROLE,
    be,
    labelled,
    names,
    one_form,
    one_good,
    plural,
)
from didymium.brief.relations.sums import level
from didymium.brief.relations.ties import follows

_FLOWS = frozenset({"output", "sales", "exports", "imports", "purchases"})
_FLOOR = re.compile(r"\b(?:floor|minimum|guaranteed)\b")
_PARTS = frozenset({1, 3, 6})  # months of a part of a year that is told as one
LEAST_NEAR = 0.5


def _monthly(case: Case) -> bool:
    """Whether a flow is told by the month or the day."""
    part, thing = case.part, case.part.label.thing
    flow = part.role not in {"stock", "reserves"} and (not part.label.sure or thing in {*_FLOWS, "lost"})
    return bool(re.search(r"by the (?:month|day)", part.note)) and flow


def _months_or_days(case: Case) -> str:
    return f"part * {12 if 'by the month' in case.part.note else 365}"


def _of_a_part(case: Case) -> bool:
    """Whether a flow of the news is one of a month, a quarter or a half, with no plan of its year beside it."""
    part, label = case.part, case.part.label
    now = label.stand == "now" and label.kind == "level" and not label.past and part.low is None
    told = labelled(part) and now and label.thing in _FLOWS and part.near >= LEAST_NEAR and label.term is None
    return told and months_of(part) in _PARTS and part.role not in {"lost", "gain"} and "by the month" not in part.note


def _of_a_year(case: Case) -> str:
    return f"part * {12 // (months_of(case.part) or 12)}"


def _of_the_world(case: Case) -> bool:
    """The same of a mass that the world's table counts."""
    of, world = case.part.of_what, case.world
    alike = of is not None and of.content == 1 and (world.mineral, world.note) == (of.mineral, of.stage)
    return alike and _of_a_part(case)


def _yearly_rate(case: Case) -> str:
    return f"{_of_a_year(case)} / unit(1, 'yr')"


def _at_that_rate(part: Operand) -> str:
    return f"{phrase.capital(subject(part))} {_comes(part).replace(' ', ' at that rate ')}"


def _rate(case: Case) -> str:
    year = worded(case.value, case.part)
    return f"{_at_that_rate(case.part)} {case.about}{year} a year."


def _rate_of_world(case: Case) -> str:
    part, world = case.part, case.world
    year = worded(case.value * world.value, part)
    size = f"{case.about}{year} a year, {case.percent()} of {world.name} ({world.said})"
    return f"{_at_that_rate(part)} {size}."


def _at_the_floor(case: Case) -> bool:
    """Whether a floor price is that of the good which its firm makes or sells."""
    mass, price = case.mass, case.price
    bought = mass.label.thing == "purchases" and not price.label.good and follows(mass, price)
    good = mass.mineral == price.mineral is not None or one_good(mass, price)
    ours = bought or mass.label.owner_id in {*case.lead.firms, *case.lead.sides}
    return (
        labelled(mass)
        and price.label.sure
        and price.label.thing == "price"
        and price.label.kind == "level"
        and bool(_FLOOR.search(f"{price.before[-30:]} {price.called}"))
        and "mtu" not in price.unit  # of content
        and level(mass)
        and mass.label.thing in {"output", "sales", "purchases"}
        and ours
        and (bought or (good and one_form(mass, price)))
        and not (mass.low or price.low)
    )


# words


def _comes(operand: Operand) -> str:
    """ "comes to" or "come to", as the noun asks for."""
    return "come to" if plural(operand) else "comes to"


def _yearly(case: Case) -> str:
    part = case.part
    year = worded(case.value, part)
    if case.low is not None and case.high is not None:
        year = f"{phrase.plain(case.low, 3)} to {phrase.plain(case.high, 3)} tonnes"
    told = (f"{phrase.capital(n)} {_comes(part) if n != (part.full or part.bare) else 'come to'}" for n in names(part))
    told = (re.sub(r" (?:every|each) (day|month)\b", r" a \1", t) for t in told)
    return f"{{{'|'.join(told)}}} {case.bound}{year} a year."


def _worth(case: Case) -> str:
    mass, price = case.mass, case.price
    worth = money(case.value, price.unit.split("/")[0])
    planned = "planned " if "will" in price.head.split() else ""
    return f"At the {planned}floor of {price.bare} {subject(mass)} {be(mass)} worth {case.about}{worth}."


def _any(name: str, kinds: str, mineral: bool = True) -> tuple[str, str, str, str, str, bool]:
    return name, ANY_ROLE, "span", kinds, "", mineral


RELATIONS = (
    Relation(
        "year_of_months", "A year of it", (slot(*_any("part", "mass")),), _months_or_days, "t", _yearly,
        ("why", "long"), when=_monthly, holds=lambda v: v > 1, use=0.85, surprise=lambda v: 0.5, bare=True,
    ),
    Relation(
        "rate_of_world", "Pace", (slot(*_any("part", "mass")), slot("world", "world_whole", "row")),
        lambda c: f"{_of_a_year(c)} / world", "share", _rate_of_world, ("why", "long"), when=_of_the_world,
        also=(_yearly_rate,), holds=lambda v: 1e-3 < v < 1, use=0.85, surprise=lambda v: 0.6, bare=True,
        any_form=True, unless="target",
    ),
    Relation(
        "year_at_the_rate", "Pace", (slot(*_any("part", "mass")),), _yearly_rate, "t/yr", _rate, ("why", "long"),
        when=_of_a_part, holds=lambda v: v > 1, use=0.65, surprise=lambda v: 0.5, bare=True, any_form=True,
        unless="target",
    ),
    Relation(
        "worth_at_the_floor", "At the floor price",
        (slot(*_any("mass", "mass mass_rate")), slot(*_any("price", "price", False))),
        "mass * price", "money", _worth, ("why", "reply"),
        when=_at_the_floor, holds=lambda v: v > 1e5, use=0.95, surprise=lambda v: 0.7,
    ),
)  # fmt: skip
"""Relations of what a labelled number comes to."""
