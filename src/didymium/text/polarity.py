"""Polarity of a clause: asserted, negated, hedged or conditional, with the words that make it so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Mood = Literal["asserted", "negated", "hedged", "conditional", "denied"]

DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|refut\w+|dismiss(?:ed|es)\s+(?:reports?|rumou?rs?|claims?)|rejected\s+reports?)\b",
    re.I,
)
NEGATED = re.compile(
    r"\b(?:not|never|no longer|neither|nor|without|n't|cannot|failed to|fails to|refus(?:ed|es) to|declin(?:ed|es) to|"
    r"no (?:plans?|intention|evidence|sign|immediate|decision|agreement|deal|new)|stopped short of|ruled out|rule out|"
    r"yet to|far from|instead of|rather than|lack of|absence of|nothing)\b|\w+n't\b",
    re.I,
)  # fmt: skip
HEDGED = re.compile(
    r"\b(?:could|may(?!\s\d)|might|possibly|perhaps|potentially|would(?: likely)?|speculat\w+|"
    r"rumou?r\w*|is likely to|are likely to|"
    r"was likely to|likely to|fears?\b(?: that| of)?|feared|worr(?:y|ies|ied)|concerns? "
    r"(?:that|over|about)|risk(?:s|ing)? (?:of|that|a|an|further|new)|threat of|"
    r"threaten(?:s|ed|ing)? to|consider(?:s|ed|ing)?|weigh(?:s|ed|ing)?|mull(?:s|ed|"
    r"ing)?|explor(?:es|ed|ing)? (?:options|ways|whether)|"
    r"in talks|discuss(?:es|ed|ing)?|hop(?:es|ed|ing) (?:to|that|for)|urg(?:es|ed|ing)|call(?:s|ed|ing) (?:on|for)|"
    r"should|ought|can be|some analysts|expects? (?:that )?|predict\w*|forecast\w*|scenario|"
    r"hypothetical|believe[sd]?|suspect(?:s|ed)?|"
    r"would-be|contemplat\w+|studying|looking at|seek(?:s|ing)? to|wants? to|lobb\w+)\b",
    re.I,
)  # fmt: skip
CONDITIONAL = re.compile(
    r"\b(?:if|unless|whether|in case|in the event|were to|provided that|as long as|should (?:china|beijing|the))\b",
    re.I,
)
PROPOSED = re.compile(
    r"\b(?:propos(?:e|es|ed|ing|al|als)|draft(?:s|ed|ing)?|bill (?:would|introduced)"
    r"|introduced (?:a |the )?(?:bill|legislation)|"
    r"(?:seek|seeks|seeking|sought|invit\w+|request\w*) (?:public )?comments?|public "
    r"consultation|consultation (?:on|paper)|white paper|"
    r"recommend(?:s|ed|ing)?|tabled|under consideration)\b",
    re.I,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Polarity:
    """The mood of a clause and the cue that sets it ("" when plainly asserted)."""

    mood: Mood
    cue: str = ""

    @property
    def asserted(self) -> bool:
        """Whether the clause states a fact."""
        return self.mood == "asserted"


_ORDER: tuple[tuple[Mood, re.Pattern[str]], ...] = (
    ("denied", DENIED), ("conditional", CONDITIONAL), ("negated", NEGATED), ("hedged", HEDGED),
)  # fmt: skip


def polarity(clause: str) -> Polarity:
    """The mood of one clause: denied, conditional, negated or hedged by the first cue found, else asserted."""
    for mood, pattern in _ORDER:
        found = pattern.search(clause)
        if found:
            return Polarity(mood, found.group().lower())
    return Polarity("asserted")
