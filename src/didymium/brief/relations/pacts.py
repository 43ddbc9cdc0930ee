"""What sides signed before."""

from __future__ import annotations

from didymium.brief import phrase
from didymium.brief.relations.base import Case, Relation, slot


def _before(case: Case) -> str:
    one = case.before
    return f"{phrase.capital(one.good)} had one before: a {one.name} of {one.said}{one.note}."


RELATIONS = (
    Relation(
        "signed_before", "What they signed before", (slot("before", "pact_before", "row", mineral=False),),
        "count(before)", "count", _before, ("why", "long"), use=0.95, surprise=lambda v: 0.8, about="own", heads=False,
    ),
)  # fmt: skip
