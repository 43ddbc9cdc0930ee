"""The Global Trade Alert intervention type of an event, by its own words (`data/lexicon/gta_types.csv`)."""

from __future__ import annotations

import re
from functools import cache

from didymium import labels


@cache
def _types() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """(type of event, words, intervention type as that taxonomy names it), the first that fits counts."""
    return tuple((r["type"], re.compile(r["words"], re.I), r["name"]) for r in labels.lexicon("gta_types"))


def gta_type(kind: str, text: str) -> str | None:
    """The intervention type that fits an event of type `kind` told in `text`, else None."""
    return next((name for of, words, name in _types() if of == kind and words.search(text)), None)
