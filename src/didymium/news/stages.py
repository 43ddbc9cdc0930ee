"""The stage of the chain that a span of text speaks of."""

from __future__ import annotations

import re
from functools import lru_cache

from didymium.news.openings import openings
from didymium.text.cues import Cues, lower, matches

_STAGE = re.compile(
    r"\b(?:(?P<component>magnets?|anodes?|battery cells?|cathode material|wafers?|semi-finished|derivatives?|"
    r"motors?|components?|batteries)"
    r"|(?P<refine>refin\w+|process(?:ing|ed)|separat\w+|smelt\w+|oxides?|carbonate|hydroxide|"
    r"sulphate|sulfate|trioxide|paratungstate|refinery)"
    r"|(?P<metal>metal making|metallis\w+|metalliz\w+|alloys?|ingots?|sponge|cathodes?|LME|"
    r"primary (?:aluminium|magnesium))"
    r"|(?P<mine>mines?|mined|mining|ores?|concentrates?|deposits?|explor\w+|drill\w+|subsoil|"
    r"licen[cs]es? for|raw|brines?|spodumene|seabed))\b",
    re.I,
)


_WORDS = re.compile(
    r"\b(?:magnet|anode|batter|cell|cathode|wafer|semi-finished|derivative|motor|component|refin|process|separat|smelt|"
    r"oxide|dioxide|trioxide|carbonate|hydroxide|sulph|sulf|parat|APT|spodumene|metal|alloy|ingot|sponge|LME|bar\b|"
    r"mine|mining|ore|concentrate|deposit|drill|raw|brine|lump|pit\b|dug|dig|tantalite|coltan|spot|futures|convert|"
    r"enrich|plant|factor|works|furnace|resource|reserve|quota|rutile|ilmenite|zircon|chloride|fluor|ferro|pig|"
    r"regulus|powder|precursor|contained|output|scrap|recycl|smugg|produc)\w*", re.I)  # fmt: skip

_OPENINGS = Cues({"stage": openings(_STAGE.pattern)})


def stage_of(text: str, kind: str | None = None) -> str | None:
    """`mine`, `refine`, `metal` or `component` by the words of the span; `all` for export measures that name none."""
    found = next(matches(text, _OPENINGS.places(lower(text)).get("stage", ()), _STAGE), None)
    if found is None and kind in {"export_restriction", "restriction_eased"}:
        return "all"
    return found.lastgroup if found else None


@lru_cache(maxsize=4096)
def stage_words(text: str) -> frozenset[str]:
    """The stems of the words of a stage that a text holds."""
    return frozenset(m.group()[:6].lower() for m in _WORDS.finditer(text))
