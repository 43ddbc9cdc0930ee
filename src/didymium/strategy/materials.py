"""What a line of a bill of materials is made of: minerals and stage from a name or a customs code."""

from __future__ import annotations

import re
from functools import lru_cache

from didymium import labels
from didymium.errors import BadInput, MissingData, UnknownLabel
from didymium.world.load import World

_STAGE_WORDS = {
    "component": r"magnets?|anodes?|cathodes?|wafers?|inserts?|substrates?|targets?|cells?|lens(?:es)?|tools?",
    "mine": r"ores?|concentrates?|spodumene",
    "metal": r"metals?|alloys?|ingots?|sponge|powders?|wire|rods?",
    "refine": r"(?:ox|hydrox|chlor|fluor|nitr|carb|arsen)ides?|carbonates?|sul(?:ph|f)ates?",
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


LATER_CODES = {
    "811010": ("antimony", "metal"), "282580": ("antimony", "refine"), "810411": ("magnesium", "metal"),
    "810419": ("magnesium", "metal"), "810820": ("titanium", "metal"), "810194": ("tungsten", "metal"),
    "284180": ("tungsten", "refine"), "380110": ("synthetic graphite", "component"), "810520": ("cobalt", "refine"),
    "750210": ("nickel", "refine"), "740311": ("copper", "refine"), "280461": ("polysilicon", "refine"),
    "280469": ("silicon", "metal"), "810294": ("molybdenum", "metal"), "282570": ("molybdenum", "refine"),
    "811100": ("manganese", "metal"), "282010": ("manganese", "refine"), "810610": ("bismuth", "refine"),
    "810690": ("bismuth", "refine"), "811221": ("chromium", "metal"), "811241": ("rhenium", "refine"),
    "811231": ("hafnium", "metal"), "810320": ("tantalum", "metal"),
}  # fmt: skip # HS 2007 to 2022 codes that HS 1992, in which trade is kept, does not have; source: WCO nomenclature
SEVERAL = {
    "811292": "gallium, germanium, indium, niobium, vanadium", "811299": "gallium, germanium, indium, niobium",
    "811291": "gallium, germanium, indium, niobium, vanadium", "282560": "germanium and zirconium",
    "280450": "boron and tellurium",
}  # fmt: skip
Code = tuple[str, str | None]


def customs_codes(world: World) -> dict[str, Code]:
    """(mineral, stage) by six-digit customs code: those of the world's trade table and later codes of one mineral."""
    try:
        rows = world.table("trade").select("hs", "mineral", "stage").unique()
    except UnknownLabel as error:
        raise MissingData("the world has no trade table, so customs codes cannot be read") from error
    found: dict[str, set[Code]] = {}
    for row in rows.iter_rows(named=True):
        found.setdefault(str(row["hs"]).zfill(6), set()).add((row["mineral"], row["stage"]))
    traded = {code: next(iter(meant)) for code, meant in found.items() if len(meant) == 1}
    return {c: m for c, m in (LATER_CODES | traded).items() if c not in SEVERAL}


def customs(code: str, codes: dict[str, Code]) -> tuple[tuple[str, ...], str | None]:
    """(minerals, stage) of a customs code such as 8505.11 or 8505119000; `UnknownLabel` when none is known.

    Raises `BadInput` for a code that covers several minerals: the line must name one.
    """
    digits = re.sub(r"[.\s-]", "", code)
    if digits[:6] in SEVERAL:
        raise BadInput(f"customs code {code} covers {SEVERAL[digits[:6]]}: name the mineral in its own column")
    if not re.fullmatch(r"\d{6,10}", digits) or digits[:6] not in codes:
        raise UnknownLabel("customs code", code, [c for c in codes if c[:4] == digits[:4]])
    mineral, stage = codes[digits[:6]]
    return (mineral,), stage
