"""Family and direction of an event, by its type and by what its words say is done to what."""

from __future__ import annotations

import csv
import re
from functools import cache

from didymium import labels
from didymium.records import Direction, Family
from didymium.text.cues import Cues, lower

LEXICON = labels.DATA / "lexicon"
FAMILIES: dict[str, Family] = {
    "export_restriction": "export_control", "restriction_eased": "export_control", "import_measure": "import_measure",
    "agreement": "agreement", "investment": "deal", "corporate": "deal", "supply_project": "project",
    "supply_disruption": "project", "list_designation": "policy", "price_support": "policy", "stockpile": "policy",
    "domestic_policy": "policy", "legal_dispute": "dispute", "demand_shift": "market", "price_move": "market",
}  # fmt: skip
MEASURES = frozenset(("export_control", "import_measure"))
SIDED = frozenset(("agreement", "deal", "dispute"))
SITED = frozenset(("project", "deal", "market"))
_FIXED: dict[str, Direction] = {
    "export_restriction": "tighten", "restriction_eased": "ease", "supply_project": "up", "supply_disruption": "down",
}  # fmt: skip
_SOURCES = re.compile(
    r"\b(?:sources? (?:said|say|told|familiar|close)|people (?:familiar|with knowledge)|person familiar|reportedly|"
    r"officials? said|unconfirmed|according to (?:(?:a|media|press|local|news) )*reports?|"
    r"(?:newspaper|reuters|bloomberg|media outlets?) (?:said|reported|reports))\b",
    re.I,
)


def direction_of(kind: str, words: str, status: str) -> Direction | None:
    """Tighten or ease, up or down; None for a type that has no direction.

    words: the span that states the event; the stems of `data/lexicon/directions.csv` in it decide where the type does
    not: of an import measure any that opens trade beats those that close it, of a market what stands first.
    """
    if kind in _FIXED:
        return _FIXED[kind]
    if kind == "import_measure":
        return "ease" if status in {"suspended", "ended"} or _places(words).get("ease") else "tighten"
    if FAMILIES[kind] != "market":
        return None
    found = _places(words)
    down, up = (found.get(sense, [len(words)])[0] for sense in ("down", "up"))
    return "down" if down < up else "up"


def attributed(words: str) -> bool:
    """Whether only unnamed sources or another outlet's report carry what is said."""
    return _SOURCES.search(words) is not None


def _places(words: str) -> dict[str, list[int]]:
    return _stems().places(lower(words))


@cache
def _stems() -> Cues[str]:
    groups: dict[str, list[str]] = {}
    with (LEXICON / "directions.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            groups.setdefault(row["sense"], []).append(row["stem"])
    return Cues(groups)
