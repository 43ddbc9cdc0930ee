"""Which firms, agencies and sites a text names."""

from __future__ import annotations

import re
import unicodedata

from didymium.brief.lead import is_country
from didymium.text.gazetteer import find_names

LEAST_NAME = 4  # letters from which a name is told from words


def named_by(name: str, where: str, ids: frozenset[str]) -> bool:
    """Whether a text names a firm, agency or site, by this name or another of its names."""
    name, where = (_plain(t) for t in (re.sub(r"\s*\(.*?\)", "", name).strip(), where))
    if is_country(name):
        return any(n.id == name for n in find_names(where) if n.kind == "country")
    if len(name) < LEAST_NAME and not name.isupper():
        return False
    if re.search(rf"\b{re.escape(name)}\b", where):
        return True
    found = [n for n in find_names(name) if n.kind in {"company", "agency", "body", "project"}]
    return bool(found) and found[-1].id in ids


def named_in(text: str) -> frozenset[str]:
    """The firms, agencies and sites that a text names."""
    return frozenset(n.id for n in find_names(text) if n.kind in {"company", "agency", "body", "project"})


def _plain(text: str) -> str:
    """A text without accents, which papers leave out."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
