"""What the study of a project says of itself: when its capital comes back, what it is worth for it, what it keeps."""

from __future__ import annotations

import re

from didymium.brief import phrase
from didymium.brief.relations.amounts import money, subject
from didymium.brief.relations.base import Case, Operand, Relation, slot
from didymium.brief.relations.pairs import ANY_ROLE, its, labelled
from didymium.brief.relations.sums import estimated
from didymium.news.labels import one_owner

_RUNNING = re.compile(r"(?i)\b(?:operating|running|production|cash|unit|sustaining|opex)\b")
_YEARLY = re.compile(r"(?i)\b(?:annual|yearly|a year|per year|each year|per annum|p\.?a\.?)\b")


def _of_one(first: Operand, second: Operand) -> bool:
    """Whether two sums are of one project, told in one currency as levels."""
    levels = estimated(first) and estimated(second) and first.unit == second.unit
    return labelled(first, second) and levels and one_owner(first.label, second.label)


def _each_year(sum_: Operand) -> bool:
    return bool(_YEARLY.search(f"{sum_.called} {sum_.bare} {sum_.before[-60:]}"))


def _keeps(case: Case) -> bool:
    """Whether a project's sales of a year are set against what a year of it costs to run."""
    earned, cost = case.earned, case.cost
    running = cost.label.thing == "cost" and bool(_RUNNING.search(cost.called))
    return _of_one(earned, cost) and earned.label.thing == "revenue" and running and (
        _each_year(earned) and _each_year(cost)
    )  # fmt: skip


def _margin(case: Case) -> str:
    left = money(case.earned.value - case.cost.value, case.earned.unit)
    return (
        f"{phrase.capital(subject(case.earned))} less {its(case.cost, case.earned)} leave {case.about}{left}, "
        f"{case.percent()} of them."
    )


def _sum(name: str) -> tuple[str, str, str, str, bool]:
    return name, ANY_ROLE, "span", "money", False


RELATIONS = (
    Relation(
        "kept_of_sales", "Margin", (slot(*_sum("earned")), slot(*_sum("cost"))), "(earned - cost) / earned", "share",
        _margin, ("why", "long"), when=_keeps, holds=lambda v: 0.02 < v < 0.98, also=("earned - cost",), use=0.9,
        surprise=lambda v: 0.7,
    ),
)  # fmt: skip
"""Relations of a project study."""
