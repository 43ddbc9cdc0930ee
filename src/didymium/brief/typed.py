"""What a number of the article measures, of whom, to or from whom, and as of when, by the words of its clause.

The word that names the measure stands right behind the number ("a $120 million loan", "$22 million in revenue") or is
the last one before it in the sentence that a number of its kind may have ("revenue of $47 million on sales of 29,011
tonnes"); one behind another number of that kind counts only where the two are told in a row. A number that no word
names has no measure: nothing is reckoned with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from didymium.text.gazetteer import find_names

_WORDS = {  # by kind of number: measure -> its words; the first of two that end at one place counts
    "mass": {
        "use": r"demand|consumption|consum(?:e[sd]?|ing)|usage",
        "stock": r"stocks|stockpiles?d?|inventor(?:y|ies)|reserve fund",
        "ground": r"reserves?|resources?|deposits?|orebody|inferred|indicated",
        "surplus": r"surplus|excess|oversuppl\w+",
        "deficit": r"deficit|shortfall|shortage|gap",
        "quota": r"quotas?|export caps?|caps?(?= of| for| at)|allocat\w+|"
        r"(?:output|export|mining|annual) limits?|control target|ceiling",
        "capacity": r"capacit(?:y|ies)|nameplate",
        "exports": r"exports?|exported|exporting|shipments?|shipped|shipping|outbound|deliver(?:y|ies|ed)",
        "imports": r"imports?|imported|importing",
        "sales": r"sales|sold|sells?|selling",
        "offtake": r"offtake|off-take|suppl(?:y|ied|ies)|purchas\w+|procure\w*|buy|bought|tender",
        "treated": r"processed|milled|crushed|treated|throughput|mov(?:ed|ement)|waste",
        "output": r"output|production|produc(?:e[sd]?|ing)|yield\w*|mined",
    },
    "money": {
        "state": r"(?:state|government|tax) (?:revenues?|income|receipts)",
        "cap": r"market cap(?:itali[sz]ation)?|market value|valuation|net present value|npv",
        "profit": r"profits?|earnings|ebitda|net income|income|loss(?:es)?|cash flow|margins?",
        "debt": r"debts?|liabilit\w+|owed?|arrears|cash (?:balance|position|holdings)|cash on hand|fines?|penalt\w+",
        "revenue": r"revenues?|turnover|receipts|sales(?! (?:agree|price))",
        "exports": r"exports|exported|shipments",
        "imports": r"imports|imported",
        "worth": r"(?:total |in )?value(?: of| terms)?|worth",
        "cost": r"costs?|expansion|(?<=illion )(?:project|plant|refinery|smelter|mine)\b|"
        r"capex|capital expenditure|capital cost|price tag|budget(?:ed)?|capital requirements?|"
        r"(?:needed|required) to build",
        "loan": r"loans?|facility|debt financing|credit|lend\w*|letters? of (?:interest|intent)",
        "grant": r"grants?|(?:investment )?tax credits?|award(?:s|ed)?|subsid\w+|contribut\w+",
        "equity": r"equity|share placement|placement|private placement|capital raising|stock|shares",
        "payment": r"payments?|milestones?|instal+ments?|tranches?|considerations?|up-?front|upon closing",
        "funding": r"funding|receiv(?:e|es|ed|ing)|allot\w+|provid(?:e|es|ed|ing)|financ(?:e|es|ing)|fund(?:s|ed)?|"
        r"package|support|commit\w*|back(?:s|ed|ing)",
        "spending": r"invest(?:s|ed|ing|ments?)?(?! tax)|spend(?:s|ing)?|spent|outlay|exploration",
        "price": r"sells?|to sell|sold|selling|sale|acqui(?:res?|red|ring|sitions?)|"
        r"buy(?:s|ing)?|bought|takeover|purchases?d?|offer(?:s|ed)?|bid|deal|pay",
    },
}
_WORDS["mass_rate"] = _WORDS["mass"]
_WORDS["share"] = {
    "price": r"prices?",
    "volume": r"(?:sales?|export|shipment|trad\w+) (?:volumes?|tonnage)|volumes?|tonnage|tonnes|tons|"
    r"shipments?|shipped|sold",
    "revenue": r"(?:earnings|revenues?|receipts) from [^,;.]{0,30}?exports|export earnings|"
    + _WORDS["money"]["revenue"],
    **{m: _WORDS["money"][m] for m in ("profit", "cost")},
    "worth": r"value(?: terms)?|in value|worth",
    "exports": r"exports?|exported|outbound",
    "imports": r"imports?|imported",
    "output": _WORDS["mass"]["output"],
}
_NOT_BEFORE = {"ground": r"(?:strategic|national|federal) $", "cost": r"cash $|unit $", "stock": r"share $"}
_FIND = {
    kind: re.compile("|".join(rf"(?P<{m}>\b(?:{words})\b)" for m, words in told.items()), re.I)
    for kind, told in _WORDS.items()
}
_BEHIND = (  # words that may stand between a number and the measure that follows it
    r"\)?\s?(?:\([^()]{0,40}\)\s?)?(?:(?:per (?:year|annum)|a year|annually|worth|in|of|dmt|dry|wet|metric|"
    r"tonnes?|tons?|(?:increase|rise|growth|gain|decline|fall|drop|cut|decrease|reduction|jump) (?:in|of))\s)*"
    r"(?:(?!(?:to|from|at|by|for|with|than|on|as|and|or|but|while|which|that|after|before|was|is|are|were|in|of|upon|"
    r"during|this|last|next|into|over|under|compared)\b)[\w'’/-]+\s){0,4}?"
)
_FOLLOWS = {kind: re.compile(f"{_BEHIND}(?:{find.pattern})", re.I) for kind, find in _FIND.items()}
_ROW = re.compile(  # two numbers told in a row are of one measure
    r"(?:\(|,? (?:and|plus|or|to|from|with|against|versus|including|includ\w+|compared (?:with|to)|comprising)\b|,|:|"
    r"up from|down from)[^.;]{0,70}$"
)
_MOVED = re.compile(r"\b(?:by|of|up|down)\s(?:\w+\s){0,2}$")
_SITE = re.compile(
    r"\b(?:at|from|for) (?:its |the |their )?((?:[A-Z][\w'’.-]+ ){1,3})(?:[a-z-]+ ){0,3}?"
    r"(?:mine|project|smelter|refinery|operations?|plant|complex|deposit)s?\b"
)
_AT = re.compile(r"\bAt (?:its |the )?((?:[A-Z][\w'’.-]+ ?){1,3})(?=,| )")
NEXT = 10  # characters between a country of a list and its number
_OWNERS = frozenset({"country", "company", "project"})
_TO = re.compile(r"\b(?:to|from|for)\s(?:the )?$")
_WHOLE = re.compile(r"(?i)\b(?:total\w*|overall|all|combined|worldwide|global|company-?wide|group|altogether|full)\b")
_THEN = re.compile(
    r"(?i)\b(?:compar\w+ (?:with|to)|against|versus|vs\.?|previous(?:ly)?|earlier|last year(?:'s)?|prior|had been|"
    r"former\w*|original\w*)\b[^.;,]{0,50}$"
)
_AHEAD = re.compile(
    r"(?i)\b(?:will|would|plan\w*|aim\w*|target\w*|expect\w*|guid\w+|forecast\w*|could|may|to (?:produce|reach|be)|"
    r"projected|estimated|projects|"
    r"propos\w*|potential\w*|next year|by 20[2-9]\d)\b"
)


class Spot(NamedTuple):
    """A number in its sentence: where it stands there, and of what kind it is."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Typed:
    """What a number measures: empty where no word says it.

    word: the word that says it, as the text has it; whose: who owns it by the names in its clause (an id, or a site's
    name), None where that is whoever the news is of; partner: the country to or from which it goes; whole: whether
    the clause calls it a total; then, ahead: of before, or of a plan.
    """

    measure: str = ""
    word: str = ""
    whose: str | None = None
    name: str = ""
    partner: str | None = None
    whole: bool = False
    then: bool = False
    ahead: bool = False


UNTYPED = Typed()


def typed_all(words: str, spots: Sequence[Spot]) -> list[Typed]:
    """What each number of a sentence measures, in their order."""
    made: list[Typed] = []
    for k, spot in enumerate(spots):
        led = words[max(0, spot.start - 60) : spot.start]
        same = [j for j in range(k) if _kin(spots[j]) == _kin(spot)]
        if same and _FROM.search(led):  # "..., up from 25,000 tons": of the measure that moved
            made.append(replace(made[same[-1]], then=True))
        else:
            own = _typed(words, spot, spots)
            begun = _FROM_TO.search(words, max(0, spot.start - 40), spot.start) and _TO_NEXT.match(words, spot.end)
            made.append(replace(own, then=True) if begun else own)
    return made


def _kin(spot: Spot) -> str:
    return spot.kind.removesuffix("_rate")


_FROM = re.compile(
    r"(?i)(?:\b(?:up|down|increas\w+|decreas\w+|rais\w+|lower\w*|cut|higher|lower|more|less|compared) "
    r"(?:from|with|to|than)|"
    r"\b(?:against|versus|vs\.?)|(?<=[a-z\d)],)\sfrom|\d[\w.]* (?:tonnes|tons|t)? ?from)\s"
    r"(?:(?:the|an?|its|about|around|nearly|some|just|last|this|"
    r"year's|earlier|previous|prior|original|range|of|forecast|estimate|guidance|level|same|period|between|record|"
    r"high|seven-month|\w+-month)\s)*$"
)
_FROM_TO, _TO_NEXT = (
    re.compile(r"\bfrom (?:about |around |the |some |nearly )?$"),
    re.compile(r"[^.;]{0,60}?\bto\b[^.;\d]{0,20}\d"),
)
_PLANT = re.compile(  # a mass that a plant is told by is what it can make: "the 320,000-tonne smelter"
    r"(?:[- ](?:metric )?tons?(?:nes?)?)?(?:[- ]?per[- ](?:year|annum)|[- ]a[- ]year)?,?\s(?:[\w-]+\s){0,2}?"
    r"(?:facility|plant|smelter|refinery|mill|line)\b(?!'s)"
)


def _typed(words: str, spot: Spot, others: Sequence[Spot]) -> Typed:
    plant = "mass" in spot.kind and _PLANT.match(words, spot.end)
    told = ("capacity", plant[0].strip(), spot.end) if plant else _measure(words, spot, others)
    if told is None:
        return UNTYPED
    measure, word, start = told
    clause = words[_clause(words, spot.start) : spot.start]
    before = words[max(0, spot.start - 60) : spot.start]
    whose, name = _whose(words, spot, start)
    return Typed(
        measure, word, whose, name, _partner(words, spot, start, measure), _WHOLE.search(clause[-90:]) is not None,
        _THEN.search(before) is not None, _AHEAD.search(clause) is not None,
    )  # fmt: skip


def _measure(words: str, spot: Spot, others: Sequence[Spot]) -> tuple[str, str, int] | None:
    """(measure, word, where the word starts) of a number."""
    find = _FIND.get(spot.kind)
    if find is None:
        return None
    aside = re.compile(r"\s?\([^()]*\)").match(words, spot.end)  # "A$400 million ($257 million) loan"
    after = aside.end() if aside else spot.end
    stop = min((o.start for o in others if o.start >= after), default=len(words))
    behind = _FOLLOWS[spot.kind].match(words, after)
    if behind and behind.end() <= stop and behind.lastgroup:
        return behind.lastgroup, behind[behind.lastgroup], behind.start(behind.lastgroup)
    left = _clause(words, spot.start)
    last = max((o.end for o in others if o.end <= spot.start and _kin(o) == _kin(spot)), default=left)
    if last > left and not _ROW.search(words[last : spot.start]):
        left = last
    found = [m for m in find.finditer(words, left, spot.start) if not _barred(words, m)]
    if not found:
        return None
    word = found[-1]
    if word.lastgroup is None:
        return None
    return word.lastgroup, word[0], word.start()


def _barred(words: str, found: re.Match[str]) -> bool:
    """Whether the words before a measure make another thing of it."""
    before = _NOT_BEFORE.get(found.lastgroup or "")
    return before is not None and re.search(before, words[: found.start()], re.I) is not None


_BREAK = re.compile(
    r";|\s[–—-]\s|, (?:while|whereas|but|although|though|when|as)\b|\b(?:while|whereas)\b|"
    r", and (?:it|the|its|he|she|they|we|said|will|would)\b|[.!?]\s(?=[A-Z])"
)


def _clause(words: str, at: int) -> int:
    """Where the clause of a place starts."""
    return max((m.end() for m in _BREAK.finditer(words, 0, at)), default=0)


def _whose(words: str, spot: Spot, noun: int) -> tuple[str | None, str]:
    """The site or firm, else the country, that the clause of a number names as whose it is."""
    left = _clause(words, spot.start)
    site = next((m for m in _SITE.finditer(words, left) if m.start() < spot.end + 60), None) or _AT.match(words)
    if site:
        name = site[1].strip()
        known = next((n for n in find_names(name) if n.kind in _OWNERS), None)
        return (known.id if known else name), name
    aside = [(m.start(), m.end()) for m in _ASIDE.finditer(words, left, spot.start)]
    names = [
        n for n in find_names(words)
        if n.kind in _OWNERS and left <= n.start < spot.start and not any(a <= n.start < b for a, b in aside)
        and not (n.kind == "country" and _FIRM.match(words, n.end))
    ]  # fmt: skip
    own = [n for n in names if n.end <= noun and not _TO.search(words[: n.start])] or names
    firms = [n for n in own if n.kind != "country"]
    near = max(firms or own, key=lambda n: n.start, default=None)
    return (None, "") if near is None else (near.id, words[near.start : near.end])


_ASIDE = re.compile(r",? ?(?:, (?:which|who|whose|controlled|owned|led|backed)\b|[-–—] )[^,–—]*(?:,|[-–—] )")
_FIRM = re.compile(
    r"(?:[-\s][\w-]+){0,2}?\s(?:firm|company|miner|group|producer|state|government|ministry|owner|giant|trader)"
)


def _partner(words: str, spot: Spot, noun: int, measure: str) -> str | None:
    """The country that what is traded goes to or comes from, by the words between its noun and the number."""
    if measure not in {"exports", "imports", "sales"}:
        return None
    lands = [n for n in find_names(words) if n.kind == "country"]
    led = [n for n in lands if n.end <= spot.start and _TO.search(words[: n.start])]
    led = [n for n in led if n.start >= noun] or led
    behind = [n for n in lands if n.start >= spot.end and n.start - spot.end < 40 and _TO.search(words[: n.start])]
    beside = [n for n in lands if noun < n.start and 0 <= spot.start - n.end < NEXT]  # "and Norway at $26.1 million"
    near = beside[-1] if beside else led[-1] if led else behind[0] if behind else None
    return near.id if near else None
