"""Units as text writes them: masses, energies, lengths, times and percentages to one canonical name and a factor."""

from __future__ import annotations

import re

_MASS = {
    "t": 1.0, "tonne": 1.0, "ton": 1.0, "metric ton": 1.0, "metric tonne": 1.0, "mt": 1.0, "tpa": 1.0, "tpy": 1.0,
    "tpd": 1.0, "tpm": 1.0, "ktpm": 1e3, "kt": 1e3, "ktpa": 1e3, "ktpy": 1e3, "kilotonne": 1e3, "kiloton": 1e3,
    "mtpa": 1e6, "short ton": 0.90718474, "megatonne": 1e6, "mnt": 1e6,
}  # fmt: skip
_OTHER = {
    "kg": ("kg", 1), "kilogram": ("kg", 1), "kilogramme": ("kg", 1), "kilo": ("kg", 1), "lb": ("lb", 1),
    "pound": ("lb", 1), "gram": ("g", 1), "g/t": ("g/t", 1), "gram per ton": ("g/t", 1), "gram per tonne": ("g/t", 1),
    "gram a ton": ("g/t", 1), "gram a tonne": ("g/t", 1), "gigawatt-hour": ("GWh", 1), "megawatt-hour": ("MWh", 1),
    "gigawatt": ("GW", 1), "megawatt": ("MW", 1), "gwh": ("GWh", 1), "mwh": ("MWh", 1), "twh": ("TWh", 1),
    "gw": ("GW", 1), "mw": ("MW", 1), "μm": ("μm", 1), "µm": ("μm", 1), "km": ("km", 1), "kilometre": ("km", 1),
    "kilometer": ("km", 1), "mile": ("mile", 1), "hectare": ("ha", 1), "bp": ("bp", 1), "basis point": ("bp", 1),
    "ppm": ("ppm", 1), "day": ("days", 1), "week": ("weeks", 1), "month": ("months", 1), "year": ("years", 1),
    "times": ("x", 1), "fold": ("x", 1), "ounce": ("oz", 1), "oz": ("oz", 1), "koz": ("oz", 1e3), "moz": ("oz", 1e6),
}  # fmt: skip
UNIT = (
    r"(?:\s?-?(?P<pct>%|percentage[\s-]points?|per\s?cent(?:age points)?\b|percent\b|pct\b|pp\b|pc\b)"
    r"|[\s-]?(?:(?:T?REO|LCE)\s)?(?P<mass>(?:(?:wet|dry)[\s-])?(?:(?:metric|short)[\s-])?(?:tonnes?|tons?)|tU|tonnes?|tons?|kilotonnes?|"
    r"kilotons?|megatonnes?|ktpa|ktpy|ktpm|mtpa|mnt|tpa|tpy|tpm|tpd|[wd]mt|kt|mt|t)\b(?!\sunits?\b)"
    r"|[\s-]?(?:payable\s)?(?:troy\s(?=o))?(?P<other>kilogram(?:me)?s?|kilos?|kg|lbs?|pounds?(?=\s(?:of|a year|per "
    r"year))|grams?(?:\s(?:per|a)\stonn?e?)?|g/t|GWh|MWh|TWh|GW|MW|gigawatt[\s-]hours?|megawatt[\s-]hours?|gigawatts?|megawatts?|"
    r"[μµ]m|km|kilomet(?:re|er)s?|miles?|hectares?|basis "
    r"points?|bps?|ppm|ounces?|[km]?oz|days?|weeks?|"
    r"months?|years?|times|fold)\b)"
)


def unit_of(match: re.Match[str]) -> tuple[str, float]:
    """(canonical unit, factor) of what `UNIT` matched."""
    if match.group("pct"):
        said = match.group("pct").lower()
        return ("pp" if "point" in said or said == "pp" else "%"), 1.0
    if match.group("mass"):
        said = re.sub(r"^(?:wet|dry) ", "", _singular(match.group("mass"))).removesuffix("u")
        return "t", _MASS["mtpa"] if match.group("mass") == "Mt" else _MASS.get(said, _MASS.get(said + "s", 1.0))
    name, factor = _OTHER[_singular(match.group("other")).replace("watt hour", "watt-hour").replace("grams ", "gram ")]
    return name, float(factor)


def _singular(word: str) -> str:
    word = re.sub(r"\s+", " ", word.lower())
    return word[:-1] if word.endswith("s") and word not in {"times"} else word
