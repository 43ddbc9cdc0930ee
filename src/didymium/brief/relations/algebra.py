"""Sums of typed numbers: what a unit brought, what part of the whole one is, what several come to, a month's mean.

Two numbers are reckoned with each other by what their clauses say that they measure, of whom and to whom
(`didymium.brief.typed`), and by the span of time that they are of; no pattern of words ties them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from didymium.brief.relations.amounts import worded
from didymium.brief.relations.base import Case, Formula, Operand, Relation, Slot, slot
from didymium.brief.relations.pairs import ANY_ROLE
from didymium.brief.relations.ties import follows, way

_ROLES = f"{ANY_ROLE} life target budget aside"
SUMMED = 6  # digits of a sum
NEAR = 700  # characters between the sentences of two numbers of one project


def _one_good(one: Operand, other: Operand) -> bool:
    """Whether two masses may be of one good and form."""
    return all(not (a and b and a != b) for a, b in ((one.mineral, other.mineral), (one.good, other.good)))


def _one_owner(one: Operand, other: Operand) -> bool:
    """Whether the clauses of two numbers name one owner, or at least one of them names none."""
    names = [(o.typed.whose or "").lower().removesuffix(" mine").removesuffix(" project") for o in (one, other)]
    short, long = sorted(names, key=len)
    return long.startswith(short)


def _exact(*ops: Operand) -> bool:
    return all(o.low is None for o in ops)


def _one_unit(*ops: Operand) -> bool:
    units = {o.unit.removesuffix("/yr") for o in ops}
    return len(units) == 1 and len({"local" in o.note for o in ops}) == 1


# a unit


_SIGNED = {1: "+", -1: "-"}


def _both_moved(case: Case) -> bool:
    """Whether one share is by how much sales moved in money, the other by how much in tonnes, since the same time."""
    worth, mass = case.worth, case.mass
    a, b = worth.typed, mass.typed
    ways = way(worth) * way(mass)
    money_ = a.measure in {"revenue", "worth"} and b.measure in {"volume", "exports", "sales"}
    near = worth.sentence == mass.sentence or follows(worth, mass) or follows(mass, worth)
    steps = worth.label.kind == mass.label.kind == "step" or not (worth.label.sure and mass.label.sure)
    plain = not (a.then or b.then or a.ahead or b.ahead) and _one_owner(worth, mass)
    return bool(ways and money_ and near and steps and plain)


def _moved(case: Case) -> str:
    return f"(1 {_SIGNED[way(case.worth)]} worth) / (1 {_SIGNED[way(case.mass)]} mass) - 1"


def _split(case: Case) -> str:
    ways = ["up" if way(o) > 0 else "down" for o in (case.worth, case.mass)]
    told = f"Revenue {ways[0]} {case.worth.bare} on tonnes {ways[1]} {case.mass.bare}"
    return f"{told} mean {case.percent(abs(case.value))} {'more' if case.value > 0 else 'less'} for each tonne."


# a part


FAR = 2_000  # the same of what is told of the one project of a text


# together


def _batches(case: Case) -> bool:
    """Whether two quotas are the first and the second batch of a year."""
    one, other = case.one, case.other
    a, b = one.typed, other.typed
    return (
        a.measure == b.measure == "quota" and {_batch(one), _batch(other)} == {"first", "second"}
        and one.time == other.time and _one_good(one, other) and not (a.then or b.then)
        and _one_unit(one, other) and _exact(one, other) and one.start < other.start
    )  # fmt: skip


_BATCH = re.compile(r"\b(first|second) (?:[a-z-]+ ){0,2}(?:batch|half|tranche|round)\b")


def _batch(operand: Operand) -> str:
    told = _BATCH.findall(operand.head)
    return told[-1] if told else ""


def _both(case: Case) -> str:
    both = f"{case.about}{worded(case.value, case.one, SUMMED)}"
    other = f"the {_batch(case.other)} of {case.other.bare}"
    return f"The {_batch(case.one)} batch of {case.one.bare} and {other} are {both} together."


# a month


# what is over the market's price of a firm


def _num(name: str, kinds: str) -> Slot:
    return slot(name, _ROLES, "span", kinds, False)


def _typed(
    name: str, label: str, takes: tuple[Slot, ...], formula: Formula, unit: str, words: Callable[[Case], str],
    when: Callable[[Case], bool], holds: Callable[[float], bool], also: tuple[Formula, ...] = (), unless: str = "",
) -> Relation:  # fmt: skip
    """A relation of typed numbers, which need no label and may be of any form and span."""
    return Relation(
        name, label, takes, formula, unit, words, ("why", "long"), when=when, holds=holds, bare=True, any_form=True,
        surprise=lambda v: 0.7, use=0.9, also=also, unless=unless,
    )  # fmt: skip


RELATIONS = (
    _typed(
        "worth_by_the_tonne", "Price for each tonne", (_num("worth", "share"), _num("mass", "share")), _moved, "share",
        _split, _both_moved, holds=lambda v: 0.02 < abs(v) < 5,
    ),
    _typed(
        "come_on_top", "Together", (_num("one", "mass mass_rate"), _num("other", "mass mass_rate")),
        "one + other", "level", _both, _batches, holds=lambda v: v > 0,
    ),
)  # fmt: skip
"""Sums of typed numbers."""
