"""What prices did after like steps and stops."""

from __future__ import annotations

from didymium.brief.relations.base import Case, Relation, slot


def _counted(case: Case) -> str:
    return f"count({', '.join(case.cases.extra)})"


RELATIONS = (
    Relation(
        "price_after_like_steps", "What like cases did to the price", (slot("cases", "price_responses", "row"),),
        _counted, "count", lambda c: f"{c.cases.said}: {c.cases.note}.", ("long", "reply"), use=1.0,
        surprise=lambda v: 0.8, heads=False, weight=lambda c: 1.2 + 0.1 * c.cases.value,
    ),
)  # fmt: skip
