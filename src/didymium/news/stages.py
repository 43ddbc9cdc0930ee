"""The stage of the chain that a span of text speaks of."""

from __future__ import annotations

import re

_STAGES = (
    (
        "component",
        re.compile(
            r"\b(?:magnets?|anodes?|battery cells?|cathode material|wafers?|semi-finished|derivatives?|"
            r"motors?|components?|batteries)\b",
            re.I,
        ),
    ),
    (
        "refine",
        re.compile(
            r"\b(?:refin\w+|process(?:ing|ed)|separat\w+|smelt\w+|oxides?|carbonate|hydroxide|"
            r"sulphate|sulfate|trioxide|paratungstate|refinery)\b",
            re.I,
        ),
    ),
    (
        "metal",
        re.compile(
            r"\b(?:metal making|metallis\w+|metalliz\w+|alloys?|ingots?|sponge|cathodes?|LME|"
            r"primary (?:aluminium|magnesium))\b",
            re.I,
        ),
    ),
    (
        "mine",
        re.compile(
            r"\b(?:mines?|mined|mining|ores?|concentrates?|deposits?|explor\w+|drill\w+|subsoil|"
            r"licen[cs]es? for|raw|brines?|spodumene|seabed)\b",
            re.I,
        ),
    ),
)


def stage_of(text: str, kind: str | None = None) -> str | None:
    """`mine`, `refine`, `metal` or `component` by the words of the span; `all` for export measures that name none."""
    best, place = None, len(text) + 1
    for stage, pattern in _STAGES:
        found = pattern.search(text)
        if found and found.start() < place:
            best, place = stage, found.start()
    if best is None and kind in {"export_restriction", "restriction_eased"}:
        return "all"
    return best
