"""Whether a statement is an event at all, and how far it has come: announced, in force, proposed, ended, ..."""

from __future__ import annotations

import re
from functools import lru_cache

from didymium.text.cues import Cues, lower
from didymium.text.polarity import DENIED, PROPOSED

_HEDGE = re.compile(
    r"\b(?:could|might|(?-i:may)|possibly|perhaps|would(?! be allowed)|should|can|"
    r"cannot|fears?(?: that| of)?|feared|worr(?:y|ies|ied)|risk(?:s|ing)? (?:of|that)"
    r"|threaten(?:s|ed|ing)? to|"
    r"threats? (?:to|of)|consider(?:s|ed|ing)?|weigh(?:s|ed|ing)?|mull(?:s|ed|ing)?|"
    r"explor(?:es|ed|ing) (?:options|ways|whether|an?)|in talks|discuss(?:es|ed|ing)"
    r"|hop(?:es|ed|ing) that|"
    r"urg(?:es|ed|ing)|call(?:s|ed|ing) (?:on|for)|likely to|likely|expects? (?:that "
    r")?(?:china|beijing)|predict\w*|speculat\w+|studying|looking at|look at|wants? "
    r"(?:to|the)|lobb(?:y|ied|ying)|argue[sd]?|"
    r"possible|potential|potentially|hypothetical|in case|ready to|prepared to|willing "
    r"to|interested in|asked (?:for|whether)|pressure (?:on|to)|seek(?:s|ing)? to|trying "
    r"to|"
    r"options? (?:include|to|for)|eligib\w+|help(?:s|ed|ing)? to|able to retaliate|demand(?:s|"
    r"ed)? that|some in congress|idea|need(?:s|ed)? to|how|aimed at|designed to|in order "
    r"to)\b",
    re.I,
)
_CONDITION = re.compile(r"\b(?:if|unless|whether|in the event|were to|provided that|even if)\b", re.I)
_NEGATION = re.compile(
    r"(?:\b(?:not|never|nobody|no one|neither|nor|without|cannot|yet to|failed to|fails to|refus(?:ed|"
    r"es) to|declin(?:ed|es) to|failing to|refrain(?:s|ed)? from|accused of|no longer|"
    r"no (?:plans?|intention|decision|new|such|evidence|sign)(?: (?:to|of|that))?|no|"
    r"ruled out|rules out|stopped short of|rather than|instead of|hardly|denied|avoid(?:s|"
    r"ed|ing)?|far from|against|prevent(?:s|ed|ing)?)|n't)(?:\s[\w'-]+){0,3}\s*$",
    re.I,
)
_FUTURE = re.compile(
    r"\b(?:will|shall|plans? (?:to|for|a|an)|planned|planning|aims? (?:to|for)|aiming|"
    r"intend(?:s|ed|ing)? to|intent|expect(?:s|ed)? to|expected|due (?:to|in|by)|set "
    r"to|scheduled|going to|pledg(?:e|es|ed|ing)|"
    r"commit(?:s|ted|ting)?(?: to)?|target(?:s|ed|ing)?|agreed to (?!a )|is to|are to|"
    r"hop(?:es|ed|ing) to|to be|about to|slated|on track|should (?:start|begin|open)"
    r"|promis(?:e|es|ed|ing)|vow(?:s|ed|ing)?|"
    r"announced (?:plans|an? (?:plan|intention))|preparing to|proposes? to|next (?:year|"
    r"month|week|quarter)|letters? of (?:interest|intent|support)|conditional|non-binding|"
    r"under negotiation|wants to|seeks to)\b|^\s*(?:to)\b|\bto$|'ll\b",
    re.I,
)
_INFINITIVE = re.compile(r"\bto (?:\w+ ){0,2}$", re.I)
_REPORTED = re.compile(
    r"\b(?:sources?\b(?! of)|people familiar|person familiar|people with knowledge|reportedly|"
    r"is said to|are said to|person with knowledge|unconfirmed|leaked|according to (?:a "
    r"|media |press )?reports?|officials? said on condition)\b",
    re.I,
)
_ENDING = re.compile(
    r"\b(?:lift\w*|remov\w+|scrap\w*|end(?:s|ed|ing)?|rescind\w*|withdr[ae]w\w*|repeal\w*|"
    r"abolish\w*|revok\w+|cancel\w*|expir\w+|laps\w+|terminat\w+|voted?\b.{0,25}\bagainst|"
    r"struck down|complet\w+|found that|dropp?(?:ed|s|ing)|concluded|reject\w*|void\w*|"
    r"threw out|throws out|exempt\w*|spar(?:ed|es|ing)|invalid\w*)\b",
    re.I,
)
_PAUSING = re.compile(r"\b(?:suspend\w*|paus\w+|postpon\w+|delay\w*|fr[eo]z\w+|on hold|shelv\w+|stayed)\b", re.I)
_ANNOUNCE = re.compile(
    r"\b(?:announc\w+|unveil\w*|pledg\w+|commit\w*|propos\w+|letters? of (?:interest|"
    r"intent)|conditional|selected|chosen|signalled|signaled)\b",
    re.I,
)
_DONE = re.compile(r"\b(?:has|have|had|already|was|were|been)\b", re.I)
_PROPOSAL = re.compile(r"\b(?:bill|draft|proposal|proposed|legislation|consultation|comments?)\b", re.I)

_SAID_WOULD = re.compile(
    r"\b(?:it|they|he|she|which|said|says|announced|decided|ordered|confirmed|told|pledged|"
    r"agreed)\b(?:\s[\w'.-]+){0,6}?\swould\b",
    re.I,
)
_OUTSIDER = re.compile(
    r"\b(?:analysts?|traders?|economists?|experts?|consultants?|critics|observers|strategist)\b", re.I
)
_DOUBTFUL = re.compile(
    r".{0,40}\b(?:remains? (?:uncertain|unclear|in doubt)|(?:is|are|looks?) (?:uncertain|"
    r"unlikely|in doubt)|might not|may not|years away)\b",
    re.I,
)

# for each pattern beginnings of words of which every match of it holds one: where a sentence has none it is not tried
_CUES: dict[re.Pattern[str], str] = {
    _HEDGE: "could|might|may|possib|perhaps|would|should|can|fear|worr|risk|threat|consider|weigh|mull|explor|in talks|"
    "discuss|hop|urg|call|likely|expect|predict|speculat|studying|look|want|lobb|argue|potential|hypothetical|in case|"
    "ready|prepared|willing|interested|asked|pressure|seek|trying|option|eligib|help|able|demand|some in|idea|need|how|"
    "aimed|designed|in order",
    _CONDITION: "if|unless|whether|in the event|were to|provided|even if",
    _NEGATION: "not|never|nobody|neither|nor|without|yet|fail|refus|declin|refrain|accused|no|ruled|rules|stopped|"
    "rather|instead|hardly|denied|avoid|far from|against|prevent|'t",
    _FUTURE: "will|shall|plan|aim|inten|expect|due|set to|scheduled|going|pledg|commit|target|agreed|to|hop|about|"
    "slated|on track|should|promis|vow|announced|prepar|propos|next|letter|conditional|non-binding|under|want|seek|'ll",
    _REPORTED: "source|familiar|with knowledge|reportedly|said|unconfirmed|leaked|according",
    _ENDING: "lift|remov|scrap|end|rescind|withdr|repeal|abolish|revok|cancel|expir|laps|terminat|vote|struck|complet|"
    "found that|drop|conclud|reject|void|threw|throws|exempt|spar|invalid",
    _PAUSING: "suspend|paus|postpon|delay|fr|on hold|shelv|stayed",
    _ANNOUNCE: "announc|unveil|pledg|commit|propos|letter|conditional|selected|chosen|signal",
    _DOUBTFUL: "remain|is |are |look|might|may|years away",
    _PROPOSAL: "bill|draft|propos|legislation|consultation|comment",
    _SAID_WOULD: "would",
    DENIED: "den|refut|dismiss|reject",
}


_SOUGHT = Cues({pattern.pattern: cues.split("|") for pattern, cues in _CUES.items()})


@lru_cache(maxsize=1024)
def open_patterns(sentence: str) -> frozenset[str]:
    """Those of the patterns of `_CUES`, by their text, that can match somewhere in a sentence."""
    return frozenset(pattern for _, patterns in _SOUGHT.found(lower(sentence)) for pattern in patterns)


STATE_TYPES = {
    "export_restriction",
    "restriction_eased",
    "import_measure",
    "domestic_policy",
    "price_support",
    "stockpile",
    "list_designation",
    "agreement",
}
REVERSIBLE = {
    "import_measure",
    "export_restriction",
    "agreement",
    "supply_project",
    "list_designation",
    "investment",
    "price_support",
}


def status_of(kind: str, sentence: str, before: str, trigger: str, after: str, effective_later: bool) -> str | None:
    """The status of a statement, or None where it is no statement of fact.

    `before` is the clause up to the trigger, `after` the clause behind it; `effective_later`: its date lies ahead.
    """
    lead, can = before[-90:], open_patterns(sentence)
    if (
        DENIED.pattern in can
        and DENIED.search(sentence)
        and (DENIED.search(before) or re.search(r"\bden(?:ies|ied|y)\b", sentence[: sentence.find(trigger)]))
    ):
        return "denied"
    proposed = bool(
        PROPOSED.search(lead)
        or PROPOSED.search(trigger)
        or (kind in STATE_TYPES and _PROPOSAL.pattern in can and _PROPOSAL.search(before + trigger))
    )
    if (
        _NEGATION.pattern in can
        and _NEGATION.search(lead)
        and not (kind == "import_measure" and "against" in lead.lower())
    ):
        return None
    if re.search(r"\b(?:have|has|had) been\b", trigger):
        return "in_force"
    if _CONDITION.pattern in can and _CONDITION.search(before) and not re.match(r"\s*until\b", before):
        return None
    if _DOUBTFUL.pattern in can and _DOUBTFUL.match(after):
        return None
    if _SAID_WOULD.pattern in can and not _OUTSIDER.search(sentence):
        lead = _SAID_WOULD.sub("will", lead)
        trigger = re.sub(r"^would\b", "will", trigger)
    if (_HEDGE.pattern in can and _HEDGE.search(lead)) or re.match(r"^(?:could|may|might|would)\b", trigger):
        return (
            "proposed"
            if (proposed or kind == "price_support") and kind in STATE_TYPES and "discuss" not in lead
            else None
        )
    if proposed and kind in STATE_TYPES:
        return "proposed"
    if _REPORTED.pattern in can and _REPORTED.search(sentence):
        return "reported"
    return _stage_of(kind, before, trigger, after, effective_later, can)


def _stage_of(kind: str, before: str, trigger: str, after: str, effective_later: bool, can: frozenset[str]) -> str:
    words = before[-60:] + trigger
    if kind == "price_move":
        return "in_force"
    if kind in {"import_measure", "domestic_policy"} and re.search(
        r"\b(?:signed|ordered|ordering|directing)\b", before + trigger[:12]
    ):
        return "in_force" if not effective_later else "announced"
    if re.search(r"\b(?:keep|kept|maintain|stick|remain|stay)\w*\b", before[-25:] + trigger[:25]):
        return "in_force"
    if kind in {"investment", "corporate", "agreement", "supply_project"} and _TENTATIVE.search(words + after[:40]):
        return "announced"
    opening = (before[-70:] + trigger[:26]).removesuffix(" to")
    future = bool(
        (_FUTURE.pattern in can and _FUTURE.search(opening))
        or _INFINITIVE.search(before[-30:])
        or (kind == "supply_project" and _PLANNED.search(trigger))
        or "will be" in trigger
    ) and not re.search(r"\b(?:has|have|had) (?:\w+ed|begun|built|made|taken|put)\b", words)
    if kind in REVERSIBLE and not future:
        if _PAUSING.pattern in can and _PAUSING.search(words) and kind != "export_restriction":
            return "suspended"
        if (
            _ENDING.pattern in can
            and _ENDING.search(words)
            and kind not in {"supply_project", "investment"}
            and not (kind == "agreement" and _MADE.search(words))
        ):
            return "ended"
    if (
        kind in {"export_restriction", "import_measure", "domestic_policy"}
        and re.match(r"(?:announc|unveil|present)", trigger, re.I)
        and not re.search(r"\b(?:immediate|took effect|with effect)\b", after)
    ):
        return "announced"
    if future or (effective_later and kind not in {"agreement", "corporate", "list_designation", "legal_dispute"}):
        return "announced"
    if kind in {"investment", "supply_project", "corporate", "agreement", "price_support", "stockpile"} and (
        (_ANNOUNCE.pattern in can and _ANNOUNCE.search(words))
        or re.match(r"[\s\w]{0,40}\bletters? of (?:interest|intent)", after)
    ):
        return "announced" if not _signed(words) else "in_force"
    return "in_force"


_TENTATIVE = re.compile(
    r"\b(?:non-binding|letters? of (?:interest|intent|support)|conditional(?:ly)?|term "
    r"sheet|selected \w+|chosen for)\b",
    re.I,
)
_PLANNED = re.compile(
    r"\bplans?\b|\bto (?:build|develop|open|start|construct|produce|expand)\b|\bwill\b|\baims?\b|\bhopes\b",
    re.I,
)
_MADE = re.compile(r"\b(?:concluded|completed|sign\w*|agreed|reached)\b", re.I)


def _signed(words: str) -> bool:
    return bool(re.search(r"\b(?:signed|signs|finali[sz]ed|closed|completed)\b", words, re.I))
