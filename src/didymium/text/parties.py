"""Parties in text: states and their governments as ISO3, agencies, bodies and companies by name."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.text.base import Mention
from didymium.text.gazetteer import find_names
from didymium.text.names import Name


@dataclass(frozen=True, slots=True)
class Party(Mention):
    """A state (`value` ISO3), agency, body or company; `country` is the state that an agency stands for."""

    value: str
    kind: str
    country: str | None = None
    name: str = ""


def find_parties(text: str, names: tuple[Name, ...] | None = None) -> tuple[Party, ...]:
    """All parties in `text`, left to right (`names`: the result of `find_names(text)` where at hand)."""
    found = find_names(text) if names is None else names
    return tuple(_party(n) for n in found if n.kind in {"country", "agency", "body", "company"})


def _party(name: Name) -> Party:
    """A government office counts as its state; development banks and bodies keep their own name."""
    state = name.country if name.kind == "country" or name.agency_kind == "government" else None
    kind = "country" if state else (name.agency_kind or name.kind)
    return Party(name.start, name.end, name.surface, state or name.id, kind, name.country, name.id)
