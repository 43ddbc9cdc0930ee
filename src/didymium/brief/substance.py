"""Of which substance a mass of an article is, and how much of what the world's tables count a tonne of it holds.

The words that stand with the number say it ("of gallium", "copper output of"), else the one mineral that its sentence
names, else the one that the sentences before it name in news of that mineral alone. Of ore, concentrate and goods whose
content the text leaves open nothing is known.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from didymium import labels
from didymium.brief.lead import UMBRELLAS, Lead, kin
from didymium.news.doubts import counts_concentrate
from didymium.news.sentences import split_sentences
from didymium.records import StatedQuantity
from didymium.text.gazetteer import find_names
from didymium.text.names import Name

PRECIOUS = frozenset({"gold", "silver", "platinum", "palladium", "rhodium", "platinum group metals"})
BOTH = frozenset({"copper", "zinc", "lead", "nickel", "tin", "cobalt"})  # of which mines and refineries are counted
# of which a bare name says too little: sold by the weight of a salt, ore or alloy, counted by the metal or oxide in it
OPEN = frozenset({
    "lithium", "potash", "vanadium", "titanium", "manganese", "boron", "chromium", "zirconium", "niobium", "silicon",
    "steel", "strontium", "platinum group metals", "magnesite", "NdFeB magnets", "synthetic graphite", "tantalum",
})  # fmt: skip
BACK = 900  # characters before a sentence in which the mineral that it is about is named
_CONTAINED = re.compile(r"(?i)\bcontained|\bcontent\b|\bpayable|\bcontaining\b")  # before the name of a mineral
_CONTENT = re.compile(  # behind it
    r"(?i)\s*(?:metal )?(?:metal equivalent|content\b|contained|in (?:\w+ )?(?:concentrates?|ores?|"
    r"mattes?|npi)\b|-in-concentrates?)"
)
_ANOTHER_GOOD = re.compile(  # made of what is counted, and counted by nobody with it
    r"(?i)\b(?:fused|activated|tabular|fumed|colloidal|precipitated)[- ](?:alumin\w+|silica|magnesi\w+|zirconi\w+)"
)
_METAL = re.compile(r"(?i)\bmetal(?:lic)?\b")
_ELSE = re.compile(  # what else is weighed in a sentence on a mineral
    r"(?i)\b(?:coal|oil|gas|lng|cement|water|co2|carbon dioxide|emissions?|greenhouse|acid|cargo|freight|"
    r"hydrogen|explosives?|grain|fertili[sz]ers?|seawater|vehicles?|cars?)\b"
)
_MADE = re.compile(
    r"(?:\s?\(\w+\))?\s(?:production|output|capacity|exports|sales|shipments)\b"
)  # "LCE) production capacity"
_CLAUSE = re.compile(r"[.,;:]|\s(?:and|from|at|to|by|for|which|that|while|per|a year)\b")
_GROSS = re.compile(
    r"(?i)\b(?:ores?|concentrates?|rocks?|waste|tailings|slags?|scrap|dor[eé]|mattes?|mhp|precipitates?|hydroxides?|"
    r"sul(?:ph|f)ates?|carbonates?|chlorides?|nitrates?|pig iron|npi|ferro\w+|alloys?|products?|wires?|rods?|tubes?|"
    r"pipes?|foils?|sheets?|extrusions?|magnets?|anodes?|equivalents?|oxides?|powders?|salts?|pellets?|feed\w*|fines|"
    r"intermediates?|residues?|catalysts?|batter\w+|chemicals?|materials?|compounds?|brines?|hexafluoride|enriched|"
    r"synthetic|spherical|purified|recycled|spent|jewel\w+|coins?|swu|haleu|anthracite|profiles?|billets?|cells?|"
    r"monazites?|xenotime|bastn\w+site|loparite)\b"
)
_MINED = re.compile(  # small letters: "Alphamin Resources" is a firm
    r"\b(?:[Oo]res?|[Cc]oncentrates?|rocks?|waste|tailings|throughput|milled|mill|processed|processing (?:plant|rate)|"
    r"[Cc]rush\w*|treated|concentrator|feed|stacked|stripping|overburden|material moved|wmt|dmt|mineraliz\w+|"
    r"mineralis\w+|grad(?:e|es|ing)|resources?|[Ss]podumene|matte)\b"
)
_WET = re.compile(r"(?i)\b(?:[dw]mt|wet|dry|wmt)\b")
_THINGS = re.compile(
    r"(?i)^[-\s](?:[\w-]+\s)?(?:trucks?|vessels?|ships?|cargo|cranes?|excavators?|shovels?|wagons?|trains?|carriers?|"
    r"press|furnaces?|bombs?|bulk sample|mill\b|magnets?\b|anodes?\b)"
)
_RATE = r"(?:per (?:year|annum)|a year|each year|annually|yearly|tpa|annual)"
_KIND = (  # a word that may stand between a number and its mineral: none that begins another clause
    r"(?!(?:and|or|to|from|at|in|by|for|with|than|which|that|while|but|into|as|it|was|were|is|are|will|would|has|have|"
    r"had|said|on|up|down|over|under|this|last|next|during|since|after|before|when|where|who|of|via|if|could|may|ore|"
    r"concentrates?|material|rock|waste)\b)[A-Za-z][\w'’-]*"
)
_BEHIND = re.compile(
    rf"^(?:\s?\([^)]{{0,30}}\))?(?:[\s-]+{_RATE})?(?:(?:[\s-]+worth)?\s+of(?:\s+{_KIND}){{0,4}}|(?:[\s-]+{_KIND}){{0,2}})[\s-]+$"
)
_OF_LEAD = re.compile(r"\s?(?:(?:metric\s)?(?:tonnes?|tons?)\s)?of (?:refined )?lead\b(?! time)")
_OTHER = re.compile(  # what the number is of, where that is no mineral
    r"(?i)^\s(?:per (?:year|annum)\s|a year\s|annually\s)?of\s(?!(?:annual|yearly|total|new|its|the|contained|mined|"
    r"refined|world|global)?\s?(?:output|production|capacity|supply|supplies|demand|exports|imports|metals?|reserves?|"
    r"resources?|it\b|sales|product\b|annual|lost|finished|which|that\b|consumption|inventor|stock))"
)
_LED_BY = re.compile(
    r"(?i)^\s?(?:[\w'-]+\s){0,6}?(?:output|production|exports?|imports?|capacity|shipments?|sales|quotas?|consumption|"
    r"demand|stocks?|inventor\w+|deliveries|supply|reserves?|losses|deficit|surplus|purchases?|usage|use)\b[^,;.:]{0,60}$"
)
_REFINED = re.compile(
    r"(?i)\b(?:refin\w+|smelt\w+|cathodes?|ingots?|(?<!the )(?<!red )(?<!base )(?<!battery )metal\b(?! content))"
)
_AT_MINES = re.compile(r"(?i)\b(?:mines?|mined|mining|concentrator|in concentrates?)\b")
_JOINED = re.compile(r"\s?(?:and|or|&|/|,|-|–)\s?(?:the\s)?")
_OF_GROUP = frozenset({"platinum", "palladium", "rhodium"})
_GROUP = re.compile(r"\b(?:PGMs?|[3-6]E|platinum[- ]group)\b")
_BASKET = re.compile(r"\b[3-6]E\b")


@dataclass(frozen=True)
class Substance:
    """What a mass is of.

    content: tonnes of what the tables count in one tonne of it; stage: at which they count it; end: where its name
    ends right behind the number, 0 where it stands elsewhere; named: whether the words with the number name it.
    """

    mineral: str
    content: float
    stage: str
    good: str = ""  # a salt, oxide or ore that holds it
    end: int = 0
    named: bool = False


@dataclass(frozen=True)
class _Mention:
    start: int
    end: int
    mineral: str
    good: tuple[float, str] | None = None  # content and stage of a good


@cache
def _goods() -> tuple[re.Pattern[str], dict[str, tuple[str, float, str]]]:
    found = dict[str, tuple[str, float, str]]()
    with (labels.DATA / "lexicon" / "goods.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found |= dict.fromkeys(row["good"].split("|"), (row["mineral"], float(row["content"]), row["stage"]))
    names = "|".join(re.escape(n) for n in sorted(found, key=len, reverse=True))
    return re.compile(rf"(?i)(?<![\w-])(?:{names})(?![\w])"), found


@lru_cache(maxsize=512)
def _mentions(words: str) -> tuple[_Mention, ...]:
    """The minerals and goods that a sentence names, in their order, without the umbrellas."""
    pattern, goods = _goods()
    found = [
        _Mention(m.start(), m.end(), goods[m[0].lower()][0], goods[m[0].lower()][1:]) for m in pattern.finditer(words)
    ]
    names = find_names(words)
    for n in (*names, *itertools.chain.from_iterable(_in_name(n, words) for n in names if n.kind == "project")):
        if n.kind != "mineral" or n.id in UMBRELLAS:
            continue
        within = [g for g in found if g.start < n.end and n.start < g.end]
        if any(g.end - g.start >= n.end - n.start for g in within):
            continue
        found = [g for g in found if g not in within]
        good = within[0].good if within and within[0].end == n.end and within[0].mineral == n.id else None
        found.append(_Mention(n.start, n.end, n.id, good))
    return tuple(sorted(found, key=lambda m: m.start))


def _in_name(site: Name, words: str) -> Iterator[Name]:
    """The minerals in the name of a site: "the Bisie tin mine"."""
    for word in re.finditer(r"\b[a-z]+\b", words[site.start : site.end]):
        for n in find_names(word[0]):
            yield n._replace(start=site.start + word.start(), end=site.start + word.end())


def substance(
    text: str, sentence: tuple[int, int], q: StatedQuantity, others: Sequence[StatedQuantity], lead: Lead
) -> Substance | None:
    """What a mass is of; None where the text does not say it, or not how much of it there is."""
    left, right = sentence
    words = text[left:right]
    if _ANOTHER_GOOD.search(f"{lead.title} {words}"):
        return None
    start, end = q.start - left, q.end - left
    stop = min((o.start - left for o in others if o.start >= q.end), default=len(words))
    begin = max((o.end - left for o in others if o.end <= q.start), default=0)
    behind, before = words[end:stop], words[begin:start]
    timed = q.unit.partition("/")[2] in {"day", "month", "week", "h"}
    if timed or _WET.search(words[start:end]) or _THINGS.match(behind) or _BASKET.search(words):
        return None
    if words[start:end].endswith("tU"):
        return Substance("uranium", 1.0, "mine", named=True)
    named = _mentions(words)
    inner = next((m for m in named if start <= m.start < m.end <= end), None)
    after = inner or next((m for m in named if m.start >= end), None)
    joint = {
        m for pair in pairwise(named) if _JOINED.fullmatch(words[pair[0].end : pair[1].start]) for m in pair
        if pair[0].mineral != pair[1].mineral
    }  # fmt: skip # of "palladium and platinum"
    if after in joint and after is not None and after.end <= stop and _BEHIND.match(words[end : after.start]):
        return None
    if after is not None and (inner or (after.end <= stop and _BEHIND.match(words[end : after.start]))):
        return _made(text, words, q, after, f"{before[-40:]} {words[start : after.end]}", lead, left + after.end)
    if _OF_LEAD.match(behind):
        return _made(text, words, q, _Mention(end, end + 8, "lead"), before[-40:], lead, 0)
    if _OTHER.match(behind):
        return None
    kinds = {kin_of(m.mineral): m for m in reversed(named)}  # the first: "lithium carbonate equivalent (LCE)"
    led = [m for m in named if m.end <= start]
    apt = led and led[-1] not in joint and led[-1].end >= begin and "respectively" not in words
    if apt and _LED_BY.match(words[led[-1].end : start]):
        return _made(text, words, q, led[-1], words[led[-1].start : start], lead, 0)
    if len(kinds) == 1:
        one = next(iter(kinds.values()))
        return _loose(text, words, q, one, lead)
    if kinds or not lead.minerals:
        return None
    return _of_the_text(text, left, words, q, lead)


def kin_of(mineral: str) -> str:
    """One name for minerals that are told by turns: a rare earth and its group."""
    return "rare earths" if "rare earths" in kin(mineral) else mineral


def _of_the_text(text: str, left: int, words: str, q: StatedQuantity, lead: Lead) -> Substance | None:
    """Of the mineral that the sentences before name, where that is the only one of the news."""
    back = max(0, left - BACK)
    told = (_mentions(text[back + a : back + b]) for a, b in reversed(split_sentences(text[back:left])))
    near = next((m for m in told if m), ())
    minerals = {m.mineral for m in near}
    only = len(lead.minerals) == 1 and (minerals == {lead.minerals[0]} or not minerals)
    if not only or any(m.good for m in near):
        return None
    return _loose(text, words, q, _Mention(0, 0, lead.minerals[0]), lead)


def _loose(text: str, words: str, q: StatedQuantity, mention: _Mention, lead: Lead) -> Substance | None:
    """Of a mineral that stands elsewhere in the sentence, where nothing there tells of ore or its grade."""
    whole = mention.good is not None and (mention.good[0] == 1 or _MADE.match(words, mention.end) is not None)
    if (
        _ELSE.search(words) or (_MINED.search(words) and not whole) or (mention.good and not whole)
    ):  # a salt stands with its number
        return None
    return _made(text, words, q, mention, words, lead, 0)


def _made(
    text: str, words: str, q: StatedQuantity, mention: _Mention, near: str, lead: Lead, end: int
) -> Substance | None:
    mineral, name = mention.mineral, words[mention.start : mention.end]
    after = words[mention.end :]
    tail = "" if _CONTENT.match(after) else " ".join(_CLAUSE.split(after)[0].split()[:2])
    unit, good = q.unit.partition("/")[0], ""
    if not end and mineral in _OF_GROUP and _GROUP.search(text):
        return None  # ounces of the group, maybe
    if (unit == "oz" and mineral not in PRECIOUS) or (not mention.good and re.search(r"(?i)equivalent|eq\b", tail)):
        return None
    content, stage = 1.0, ""
    if mention.good:
        (content, stage), good = mention.good, name
        if content != 1 and re.match(r"(?i)(?:ores?|concentrates?|scrap|magnets?|alloys?|powders?)\b", tail):
            return None
    elif mineral == "uranium":
        if re.search(r"(?i)enriched|hexafluoride|\bores?\b|swu|haleu", f"{name} {tail}"):
            return None
        content, stage, good = (0.848, "mine", "U3O8") if unit == "lb" else (1.0, "mine", "")  # pounds are of the oxide
    elif not (_CONTENT.match(after) or _CONTAINED.search(near) or _METAL.search(f"{name} {tail}")):
        ore = lead.rock and mineral in lead.minerals and mineral not in {"iron ore", "bauxite", "phosphate"}
        goods = re.search(rf"(?i)\bunwrought {mineral}\b|\b{mineral} (?:product|scrap)s?\b", text)  # of several kinds
        if ore or goods or mineral in OPEN or _GROSS.search(f"{name} {tail}") or counts_concentrate(mineral, text):
            return None
    if mineral in BOTH and re.search(r"(?i)\brefined\b|\bcathodes?\b", f"{near[-60:] if end else ''} {name} {tail}"):
        stage = "refine"
    elif mineral in BOTH and not stage:
        refined, mined = _REFINED.search(f"{near} {tail}"), _AT_MINES.search(f"{near} {after[:40]}")
        told = lead.stage in {"refine", "metal"} and _REFINED.search(f"{lead.title} {lead.event.quote}")
        stage = "refine" if not mined and (refined or told) else "mine"
    return Substance(mineral, content, stage, good, end, bool(end))
