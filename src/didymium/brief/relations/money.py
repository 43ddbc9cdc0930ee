"""Money: what a sum is against capacity, the market, earlier deals, prices and trade."""

from __future__ import annotations

from didymium.brief import phrase
from didymium.brief.relations.amounts import money
from didymium.brief.relations.base import Case, Relation, slot
from didymium.brief.relations.ties import buys


def _implied(case: Case) -> str:
    whole = f"{case.about}{money(case.value, case.sum.unit)}"
    return f"{phrase.capital(case.sum.said)} for {case.stake.said} values the whole at {whole}."


RELATIONS = (
    Relation(
        "stake_implies",
        "Implied value",
        (
            slot("sum", "equity acquisition plain pledge worth", "span", "money", mineral=False),
            slot("stake", "stake share plain", "span", "share", mineral=False),
        ),
        "sum / stake",
        "money",
        _implied,
        ("why", "reply"),
        when=lambda c: buys(c.stake, c.sum),
        holds=lambda v: 1e6 < v < 1e12,
        use=0.7,
    ),
)  # fmt: skip
