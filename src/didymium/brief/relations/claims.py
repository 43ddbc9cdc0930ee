"""Claims: a figure of the article against the world's, where the two do not agree."""

from __future__ import annotations

from didymium.brief.relations.base import Case, Relation, slot


def _against(case: Case) -> str:
    return (
        f"The article gives {case.stated.said} for {case.stated.name}; the published figure is "
        f"{case.known.said} ({case.known.time})."
    )


RELATIONS = (
    Relation(
        "claim_against_world",
        "Claim checked",
        (slot("stated", "claim", "span"), slot("known", "claim_known", "row", link="old")),
        "stated / known",
        "ratio",
        _against,
        ("why",),
        holds=lambda v: abs(v - 1) > 0.05,
        use=0.9,
        surprise=lambda v: 0.9,
    ),
)
