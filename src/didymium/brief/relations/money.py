"""Money: what a sum is against capacity, the market, earlier deals, prices and trade."""

from __future__ import annotations

import re

from didymium.brief import phrase
from didymium.brief.relations.amounts import money
from didymium.brief.relations.base import Case, Relation, slot
from didymium.brief.relations.pairs import ANY_ROLE
from didymium.brief.relations.ties import HEAD, between, buys, next_to

PER_T = {"lb": 0.00045359237, "oz": 3.11034768e-5}  # tonnes
LEAST_BID = 1e5  # of money below which a bid is one for each share
_BID = frozenset({"acquisition", "equity", "plain", "quote", "price", "worth"})
SHARES = "rise cut plain share tariff premium reserved quota sales aside results"


def _implied(case: Case) -> str:
    whole = f"{case.about}{money(case.value, case.sum.unit)}"
    return f"{phrase.capital(case.sum.said)} for {case.stake.said} values the whole at {whole}."


def _without_premium(case: Case) -> str:
    rest = money(case.sum.value - case.value, case.sum.unit)
    return (
        f"A premium of {case.over.bare} in {case.sum.bare} puts the value before at {case.about}"
        f"{money(case.value, case.sum.unit)}: {case.about}{rest} is premium."
    )


RELATIONS = (
    Relation(
        "value_before_premium",
        "What the premium costs",
        (
            slot("sum", ANY_ROLE, "span", "money", mineral=False),
            slot("over", SHARES, "span", "share", mineral=False),
        ),
        "sum / (1 + over)",
        "money",
        _without_premium,
        ("why", "reply"),
        also=("sum - sum / (1 + over)",),
        when=lambda c: (
            c.sum.label.anew is None
            and (c.sum.value >= LEAST_BID or c.sum.sentence == c.over.sentence)
            and not re.search(r"\b(?:previous\w*|earlier|initial\w*|rejected)\b", c.sum.head[-80:])
            and (c.sum.role in _BID or c.sum.label.thing in {"deal", "acquisition"})
            and bool(
                re.match(r"\s*premium", c.over.after) or re.search(r"premium of (?:about |nearly )?$", c.over.before)
            )
            and c.lead.family == "deal"
            and (c.sum.near >= HEAD or c.sum.sentence == c.over.sentence)
            and (c.sum.role != "quote" or between(c.sum, c.over) is not None)
            and next_to(c.sum, c.over)
            # a sum behind "a premium of 121% to" is its base, and not what was bid
            and not (c.over.start < c.sum.start and re.match(r"\s*(?:premium )?(?:to|over|above|on)\b", c.over.after))
        ),
        holds=lambda v: v > 0,
        use=0.85,
        surprise=lambda v: 0.7,
    ),
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
