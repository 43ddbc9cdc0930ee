"""Families of event types, which slots they have, and who carries what is said."""

from __future__ import annotations

import re

from didymium.records import Family

FAMILIES: dict[str, Family] = {
    "export_restriction": "export_control", "restriction_eased": "export_control", "import_measure": "import_measure",
    "agreement": "agreement", "investment": "deal", "corporate": "deal", "supply_project": "project",
    "supply_disruption": "project", "list_designation": "policy", "price_support": "policy", "stockpile": "policy",
    "domestic_policy": "policy", "legal_dispute": "dispute", "demand_shift": "market", "price_move": "market",
}  # fmt: skip
MEASURES = frozenset(("export_control", "import_measure"))
SIDED = frozenset(("agreement", "deal", "dispute"))
SITED = frozenset(("project", "deal", "market"))
_SOURCES = re.compile(
    r"\b(?:sources? (?:said|say|told|familiar|close)|people (?:familiar|with knowledge)|person familiar|reportedly|"
    r"officials? said|unconfirmed|according to (?:(?:a|media|press|local|news) )*reports?|"
    r"(?:newspaper|reuters|bloomberg|media outlets?) (?:said|reported|reports))\b",
    re.I,
)


def attributed(words: str) -> bool:
    """Whether only unnamed sources or another outlet's report carry what is said."""
    return _SOURCES.search(words) is not None
