"""What a number comes to: a month's or some days' tonnes in a year, tonnes at a floor price, a loss after a profit."""

from __future__ import annotations

from didymium.brief import phrase
from didymium.brief.relations.amounts import subject, worded
from didymium.brief.relations.base import Case, Operand, Relation, months_of, slot
from didymium.brief.relations.pairs import (
    ANY_ROLE,
    labelled,
    plural,
)

_FLOWS = frozenset({"output", "sales", "exports", "imports", "purchases"})
_PARTS = frozenset({1, 3, 6})  # months of a part of a year that is told as one
LEAST_NEAR = 0.5


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


# words


def _comes(operand: Operand) -> str:
    """ "comes to" or "come to", as the noun asks for."""
    return "come to" if plural(operand) else "comes to"


def _any(name: str, kinds: str, mineral: bool = True) -> tuple[str, str, str, str, bool]:
    return name, ANY_ROLE, "span", kinds, mineral


RELATIONS = (
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
)  # fmt: skip
"""Relations of what a labelled number comes to."""
