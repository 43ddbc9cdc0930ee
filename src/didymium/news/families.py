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
NEWS: tuple[tuple[Family | None, str | None], ...] = (  # what the lead of an article may be, (None, None) for nothing
    (None, None), ("export_control", "tighten"), ("export_control", "ease"), ("import_measure", "tighten"),
    ("import_measure", "ease"), ("agreement", None), ("deal", None), ("project", "up"), ("project", "down"),
    ("policy", None), ("dispute", None), ("market", "up"), ("market", "down"),
)  # fmt: skip
MEASURES = frozenset(("export_control", "import_measure"))
SIDED = frozenset(("agreement", "deal", "dispute"))
SITED = frozenset(("project", "deal", "market"))
_SOURCES = re.compile(
    r"\b(?:sources? (?:said|say|told|familiar|close)|people (?:familiar|with knowledge)|person familiar|reportedly|"
    r"officials? said|unconfirmed|according to (?:(?:a|media|press|local|news) )*reports?|"
    r"(?:newspaper|reuters|bloomberg|media outlets?) (?:said|reported|reports))\b",
    re.I,
)


def news_of(type_: str, direction: str | None) -> int:
    """The number in `NEWS` of an event."""
    family = FAMILIES[type_]
    return next(i for i, (f, d) in enumerate(NEWS) if f == family and d in (None, direction))


def attributed(words: str) -> bool:
    """Whether only unnamed sources or another outlet's report carry what is said."""
    return _SOURCES.search(words) is not None
