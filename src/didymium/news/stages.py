"""The stage of the chain that a span of text speaks of."""

from __future__ import annotations

import re

from didymium.news.cues import Cues, lower, matches
from didymium.news.openings import openings

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


_OPENINGS = Cues({"stage": openings(_STAGE.pattern)})


def stage_of(text: str, kind: str | None = None) -> str | None:
    """`mine`, `refine`, `metal` or `component` by the words of the span; `all` for export measures that name none."""
    found = next(matches(text, _OPENINGS.places(lower(text)).get("stage", ()), _STAGE), None)
    if found is None and kind in {"export_restriction", "restriction_eased"}:
        return "all"
    return found.lastgroup if found else None
