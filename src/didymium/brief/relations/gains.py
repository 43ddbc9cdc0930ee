"""Whose the site of the news is."""

from __future__ import annotations

from didymium.brief.relations.base import Case, Relation, slot

_FALLS = {"down": "the loss is theirs", "up": "what it brings is theirs"}


def _owned(case: Case) -> str:
    lead = case.lead
    end = _FALLS.get(str(lead.direction)) if lead.family == "project" else "what is decided falls on them"
    return f"{case.site.name} belongs to {case.site.note}{f': {end}' if end else ''}."


RELATIONS = (
    Relation(
        "owners_of_the_site", "Whose it is", (slot("site", "owners", "row", mineral=False),), "count(site)", "count",
        _owned, ("why", "reply"), use=0.85, surprise=lambda v: 0.7, about="own", heads=False,
    ),
)  # fmt: skip
