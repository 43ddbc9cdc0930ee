"""When a claim may have been read wrong: its quote does not show that the number is the subject's, of that mineral."""

from __future__ import annotations

import re
from functools import lru_cache

from didymium import labels
from didymium.records import Claim

_SHARES = ("production_share", "processing_share", "magnet_share", "reserves_share")
_PART = re.compile(r"\bof (?:the total|which|these|those|that|them)\b|\bcontribut|\bby-?products?\b|\beach\b", re.I)
_USE = re.compile(
    r"\b(?:us(?:e|es|ed|ing)|consum(?:e|es|ed|ing)|tak(?:e|es|ing)|took|needs?|needed)\W+(?:\w+\W+){0,2}$", re.I
)
_ASIDE = re.compile(r"\b(?:which|where|whom|whose|who)\W+(?:the\W+)?$", re.I)
_FIRM = re.compile(r"(?:\W+\w+)?\W+(?:compan(?:y|ies)|miners?|firms?|groups?|giants?|producers?)\b", re.I)
_JOINTLY = re.compile(r"\b(?:together|combined|jointly|between them|both)\b", re.I)  # of several, and no one's own
_GROUND = re.compile(r"\b(?:lies?|reserves?|crust|underground)\b", re.I)
_RESERVES = re.compile(r"\breserves?\b", re.I)


def doubtful(claim: Claim) -> bool:
    """Whether the quote leaves open whose number it is, of what, or of which whole; never for a claim without one."""
    quote = claim.quote
    if not quote or claim.metric == "list_count":
        return False
    if claim.metric in _SHARES and _JOINTLY.search(quote):
        return True
    names = list(_named(claim.subject).finditer(quote)) if claim.subject != "WLD" else []
    if claim.subject != "WLD" and all(_FIRM.match(quote, n.end()) for n in names):
        return True
    if claim.mineral != "critical minerals" and not _called(claim.mineral).search(quote):
        return True
    if claim.metric in ("reserves", "reserves_share") and not _RESERVES.search(quote):
        return True
    if claim.metric == "production_share" and _GROUND.search(quote):
        return True
    return _PART.search(quote) is not None or _another(claim, names)


def _another(claim: Claim, names: list[re.Match[str]]) -> bool:
    """Whether the number is one of use, of the subject's own whole ("15 % of China's") or of someone else."""
    at = claim.quote.find(f"{claim.value:g}")
    if claim.metric in _SHARES and any(re.search(r"\bof (?:the )?$", claim.quote[: n.start()], re.I) for n in names):
        return True
    if claim.metric not in ("demand", "demand_share") and at > 0 and _USE.search(claim.quote, 0, at):
        return True
    return bool(names) and names[0].start() > at >= 0 and _ASIDE.search(claim.quote, 0, names[0].start()) is not None


@lru_cache(maxsize=512)
def _named(subject: str) -> re.Pattern[str]:
    """The names and the adjective of a state, else the name as it is; not where an office or survey bears it."""
    words = {subject} | {alias for alias, code in labels.country_aliases().items() if code == subject}
    if subject in labels.countries():
        words |= {labels.country_name(subject), labels.adjective(subject)}
    return re.compile(rf"\b(?:{_either(words)})(?!\w| Geological Survey)")


@lru_cache(maxsize=512)
def _called(mineral: str) -> re.Pattern[str]:
    """The names of a mineral and of its members."""
    meant = {labels.mineral(mineral), *labels.members(mineral)}
    return re.compile(rf"\b(?:{_either(meant | {a for a, m in labels.mineral_aliases().items() if m in meant})})", re.I)


def _either(words: set[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", "[ -]") for w in sorted(words, key=lambda w: (-len(w), w)))


# of which trade counts the concentrate and the tables the metal in it
_GROSS = frozenset({"tungsten", "molybdenum", "tantalum", "niobium", "lithium", "titanium", "chromium", "zirconium"})


def counts_concentrate(mineral: str, text: str) -> bool:
    """Whether an article counts the concentrate of a mineral somewhere, so that its tonnes may be no metal."""
    named = re.search(rf"(?i)\b{mineral}[- ](?:ore |oxide )?concentrates?\b|\bspodumene\b", text)
    return mineral in _GROSS and named is not None
