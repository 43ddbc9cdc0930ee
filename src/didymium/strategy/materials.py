"""What a line of a bill of materials is made of: minerals and stage from a name or a customs code."""

from __future__ import annotations

import re
from functools import lru_cache

from didymium import labels
from didymium.errors import MissingData, UnknownLabel
from didymium.world.load import World

_STAGE_WORDS = {
    "component": r"magnets?|anodes?|cathodes?|wafers?|inserts?|substrates?|targets?|cells?|lens(?:es)?|tools?",
    "mine": r"ores?|concentrates?|spodumene",
    "metal": r"metals?|alloys?|ingots?|sponge|powders?|wire|rods?",
    "refine": r"oxides?|carbonates?|hydroxides?|chlorides?|fluorides?|sulphates?|sulfates?|nitrides?|carbides?|arsenides?",
}
_WORDS = {stage: re.compile(rf"\b(?:{words})\b", re.I) for stage, words in _STAGE_WORDS.items()}


@lru_cache(maxsize=65_536)
def resolve(name: str) -> tuple[tuple[str, ...], str | None]:
    """(minerals, stage) of a material name such as "NdFeB magnet N42SH" or "gallium nitride wafer".

    A name that is a mineral stands for itself; else every mineral that the name contains is taken, in order.
    The stage comes from words such as magnet, oxide or concentrate and is None when no word tells. Raises
    `UnknownLabel` when no mineral is found.
    """
    try:
        return (labels.mineral(name),), _stage(name)
    except UnknownLabel:
        found = _contained(name)
        if not found:
            raise
        return found, _stage(name)


def _stage(name: str) -> str | None:
    return next((stage for stage, words in _WORDS.items() if words.search(name)), None)


@lru_cache(maxsize=1)
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    aliases = {alias.casefold(): name for alias, name in labels.mineral_aliases().items()}
    aliases |= {name.casefold(): name for name in labels.minerals()}
    longest = sorted(aliases, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)"), aliases


def _contained(name: str) -> tuple[str, ...]:
    pattern, aliases = _pattern()
    return tuple(dict.fromkeys(aliases[m.group()] for m in pattern.finditer(" ".join(name.casefold().split()))))


def customs_codes(world: World) -> dict[str, tuple[str, str | None]]:
    """(mineral, stage) by six-digit customs code, from the world's trade table; a code of several minerals is left out."""
    try:
        rows = world.table("trade").select("hs", "mineral", "stage").unique()
    except UnknownLabel as error:
        raise MissingData("the world has no trade table, so customs codes cannot be read") from error
    found: dict[str, set[tuple[str, str | None]]] = {}
    for row in rows.iter_rows(named=True):
        found.setdefault(str(row["hs"]).zfill(6), set()).add((row["mineral"], row["stage"]))
    return {code: next(iter(meant)) for code, meant in found.items() if len(meant) == 1}


def customs(code: str, codes: dict[str, tuple[str, str | None]]) -> tuple[tuple[str, ...], str | None]:
    """(minerals, stage) of a customs code such as 8505.11 or 8505119000; `UnknownLabel` when none is known."""
    digits = re.sub(r"[.\s-]", "", code)
    if not re.fullmatch(r"\d{6,10}", digits) or digits[:6] not in codes:
        raise UnknownLabel("customs code", code, [c for c in codes if c[:4] == digits[:4]])
    mineral, stage = codes[digits[:6]]
    return (mineral,), stage
