"""What an analyst reckons from an article's own numbers: parts, tonnes sold, volumes, a year's start, a bid a share.

Two or three numbers that their labels, or the words beside them, tie to one thing; the world is not asked.
"""

from __future__ import annotations

import re

from didymium import labels
from didymium.brief import phrase
from didymium.brief.relations.amounts import subject, worded
from didymium.brief.relations.base import Case, Operand, Relation, months_of, slot
from didymium.brief.relations.pairs import ANY_ROLE, be, its, labelled
from didymium.brief.relations.sums import level
from didymium.brief.relations.ties import close
from didymium.news.labels import one_owner

LEAST_GAP = 0.01  # between tonnes sold and made that says something
_REALISED = re.compile(r"\b(?:sales|selling|realis\w+|realiz\w+|achieved|received)\b")
_SOLD = (0.5, 1.6)  # tonnes sold over tonnes made beyond which price and revenue are hardly of what was made
_BASIS = re.compile(r"\b(year|quarter|month)|\b(?:yoy|y/y|(annual))\b|\b(qoq|q/q)\b")


def _one_span(first: Operand, second: Operand) -> bool:
    """Whether two flows may be of one span of time."""
    times = {first.time, second.time} - {None}
    return len(times) < 2 and months_of(first) == months_of(second)


def _of_the_good(case: Case) -> bool:
    """Whether output of one rare earth is told beside that of all of them, of one owner and time."""
    part, whole = case.part, case.whole
    a, b = part.label, whole.label
    member = part.mineral in {"didymium", *labels.members("rare earths")} and whole.mineral == "rare earths"
    alike = a.thing == b.thing in {"output", "sales"} and a.stand == b.stand and one_owner(a, b)
    return member and alike and labelled(part, whole) and level(part) and level(whole) and _one_span(part, whole) and (
        part.unit == whole.unit and close(part, whole)
    )  # fmt: skip


def _of_sales(case: Case) -> bool:
    """Whether a revenue and the average price of what was sold are those of the tonnes that were made."""
    total, price, made = case.total, case.price, case.made
    sold = total.value / price.value / made.value if price.value and made.value else 0.0
    priced = price.label.sure and price.label.thing == "price" and price.label.kind == "level" and not price.label.past
    told = priced and bool(price.role == "realised" or _REALISED.search(price.called))
    told = told and made.mineral not in {"didymium", *labels.members("rare earths")}  # of which revenue is a part
    own = (
        total.label.thing in {"revenue", "sales"}
        and made.label.thing == "output"
        and one_owner(total.label, made.label)
    )
    now = labelled(total, made) and level(total) and level(made) and total.label.stand == made.label.stand == "now"
    return told and own and now and price.unit.split("/")[0] == total.unit and close(total, price) and (
        _SOLD[0] < sold < _SOLD[1] and None in {total.low, total.high} and months_of(made) != 1
    )  # fmt: skip


def _basis(step: Operand) -> str:
    """Since when a step is measured, in the words right behind it: year, quarter or month."""
    told = _BASIS.search(step.after[:40]) or _BASIS.search(step.label.since)
    return next((w for w in told.groups() if w), "year").replace("qoq", "quarter") if told else ""


def _volume(case: Case) -> bool:
    """Whether a revenue and a price moved over one span, of one firm's only good."""
    total, price = case.total, case.price
    steps = all(o.label.kind == "step" and o.label.sure and o.label.way for o in (total, price))
    told = total.label.thing == "revenue" and price.label.thing == "price"
    realised = bool(_REALISED.search(f"{price.called} {price.head}"))
    return steps and told and realised and close(total, price) and _basis(total) == _basis(price) != ""


# words


def _good(case: Case) -> str:
    return f"{phrase.capital(subject(case.part))} {be(case.part)} {case.percent()} of {its(case.whole, case.part)}."


def _sales(case: Case) -> str:
    sold, gap = worded(case.value, case.made), case.value / case.made.value - 1
    told = f"{phrase.capital(subject(case.total))} at {case.price.bare} {be(case.total)} that of {sold}"
    side = "more" if gap > 0 else "less"
    return (abs(gap) > LEAST_GAP and f"{told}, {case.percent(abs(gap))} {side} than was made ({case.made.bare}).") or ""


def _more(case: Case) -> str:
    total, price = case.total, case.price
    ways = [("rise", "fall")[o.label.way < 0] for o in (total, price)]
    joint = "and of" if ways[0] == ways[1] else f"with a {ways[1]} of"
    more = f"{case.percent(abs(case.value))} {'more' if case.value > 0 else 'less'} was sold"
    return f"A {ways[0]} of revenue by {total.bare} {joint} prices by {price.bare} means that {more}."


def _any(name: str, kinds: str, mineral: bool = False) -> tuple[str, str, str, str, bool]:
    return name, ANY_ROLE, "span", kinds, mineral


_SIGNED = {1: "+", -1: "-"}

RELATIONS = (
    Relation(
        "part_of_the_good", "Part of the whole", (slot(*_any("part", "mass")), slot(*_any("whole", "mass"))),
        "part / whole", "share", _good, ("why",), when=_of_the_good, holds=lambda v: 0.005 < v < 0.95, use=0.85,
        surprise=lambda v: 0.6,
    ),
    Relation(
        "sold_by_revenue", "Sold and made",
        (slot(*_any("total", "money")), slot(*_any("price", "price")), slot(*_any("made", "mass"))),
        "total / price", "t", _sales, ("why",), also=("change(total / price, made)",), when=_of_sales, unless="sales",
        holds=lambda v: v > 1, use=0.95,
        surprise=lambda v: 0.8,
    ),
    Relation(
        "volume_of_revenue", "Sold and made",
        (slot(*_any("total", "share")), slot(*_any("price", "share"))),
        lambda c: f"(1 {_SIGNED[c.total.label.way]} total) / (1 {_SIGNED[c.price.label.way]} price) - 1",
        "share", _more, ("why",), when=_volume, holds=lambda v: 0.01 < abs(v) < 5, use=0.9, surprise=lambda v: 0.8,
        unless="sales",
    ),
)  # fmt: skip
