"""Topic tags and region of an article, from its events, minerals, parties and words.

The vocabulary is that of the label schema; `EXTRA` lists tags beyond it, given only where nothing else fits.
"""

from __future__ import annotations

import re
from collections import Counter

from didymium import labels
from didymium.news.document import Document
from didymium.news.merge import Statement

VOCABULARY = (
    "Rare Earths", "Critical Minerals", "Battery Metals", "Semiconductor Minerals", "Supply Chain Security", "Export Controls",
    "Trade Agreement", "Tariffs", "Geopolitical Risk", "US-China Relations", "EU Policy", "Japan", "Africa", "Central Asia",
    "Australia", "Investment", "Mining Project", "Processing", "Magnets", "Recycling", "Stockpiling", "Prices", "Defense",
    "Legal Dispute", "Domestic Policy", "Corporate",
)  # fmt: skip
MOST = 7
_RARE = {"rare earths", *labels.members("rare earths")}
_BATTERY = {"lithium", "cobalt", "nickel", "graphite", "manganese", "battery metals", "synthetic graphite", "black mass", "lithium batteries"}
_CHIP = {"gallium", "germanium", "indium", "arsenic", "tellurium", "polysilicon", "silicon", "semiconductor minerals"}
_CENTRAL_ASIA = {"KAZ", "UZB", "KGZ", "TJK", "TKM", "MNG"}
_REGIONS = {
    "Africa": "COD ZAF ZMB ZWE MOZ MDG TZA NAM AGO GIN NER MLI GHA KEN UGA MWI BDI RWA MAR EGY NGA SLE LBR GAB CMR BWA ETH COG TCD SEN CIV BFA",
    "North America": "USA CAN MEX GRL", "South America": "CHL ARG BRA PER BOL COL ECU VEN PRY URY GUY SUR",
    "Europe": "EUU DEU FRA GBR NOR SWE FIN EST POL UKR SRB ESP PRT ITA BEL NLD AUT CZE GRC DNK CHE IRL ROU HUN BGR SVK",
    "Central Asia": "KAZ UZB KGZ TJK TKM", "Asia": "CHN JPN KOR IND IDN MMR VNM MYS THA PHL TWN LAO PAK MNG KHM SGP", "Oceania": "AUS NZL PNG NCL",
    "Middle East": "SAU ARE QAT IRN IRQ ISR TUR OMN KWT JOR", "Russia": "RUS BLR",
}  # fmt: skip
_REGION_OF = {iso: region for region, codes in _REGIONS.items() for iso in codes.split()}
_WORDS = {
    "Supply Chain Security": re.compile(r"\b(?:supply[- ]chains?|dependen\w+ on|reliance|reliant|diversif\w+|security of supply|supply shocks?|secure (?:a |the )?suppl\w+|supply security|national security|resilien\w+|shortages?)\b", re.I),
    "Geopolitical Risk": re.compile(r"\b(?:geopolitic\w*|tensions?|war\b|conflict|sanctions?|retaliat\w+|leverage|weaponi\w+|coup|rebels?|hostile|adversar\w+|invasion|dispute over|truce|trade war|pretext|occupied|armed forces)\b", re.I),
    "Defense": re.compile(r"\b(?:defen[cs]e|military|pentagon|weapons?|missiles?|fighter jets?|armed forces|munitions?|warfighters?|army|navy|department of war)\b", re.I),
    "Processing": re.compile(r"\b(?:refin(?:e|ed|ing|ery|eries)|process(?:ing|ed)|separat(?:e|ed|ion|ing)|smelt\w*|hydroxide plant|oxide)\b", re.I),
    "Magnets": re.compile(r"\bmagnets?\b", re.I),
    "Recycling": re.compile(r"\brecycl\w+|\bblack mass\b|\bscrap\b", re.I),
    "Stockpiling": re.compile(r"\bstockpil\w+|strategic reserve", re.I),
    "Prices": re.compile(r"\bprices?\b", re.I),
    "Tariffs": re.compile(r"\b(?:tariffs?|duties|anti-dumping|section 232|section 301)\b", re.I),
    "Mining Project": re.compile(r"\b(?:mines?|mining|deposits?|drill\w*|feasibility|project)\b", re.I),
    "Investment": re.compile(r"\b(?:invest\w*|funding|loans?|grants?|financ\w+|stake)\b", re.I),
    "Domestic Policy": re.compile(r"\b(?:law|bill|executive order|tax credits?|permitting|legislation|policy|parliament|congress)\b", re.I),
    "Trade Agreement": re.compile(r"\b(?:agreement|memorandum|framework|pact|truce|accord|trade deal)\b", re.I),
    "Export Controls": re.compile(r"\bexports?\s(?:\w+\s){0,2}?(?:controls?|curbs?|bans?|restrictions?|licen\w+|quotas?|limits?)|\b(?:ban|curbs|restrictions|limits) on (?:\w+ ){0,4}exports?\b", re.I),
    "Legal Dispute": re.compile(r"\b(?:court|lawsuit|sued|arbitration|WTO|tribunal|judge)\b", re.I),
    "Corporate": re.compile(r"\b(?:acqui\w+|takeover|merger|offtake|joint venture|shares|stake|chief executive)\b", re.I),
}  # fmt: skip
_BY_EVENT = {
    "export_restriction": "Export Controls", "restriction_eased": "Export Controls", "import_measure": "Tariffs", "investment": "Investment",
    "agreement": "Trade Agreement", "stockpile": "Stockpiling", "supply_project": "Mining Project", "supply_disruption": "Mining Project", "legal_dispute": "Legal Dispute",
    "domestic_policy": "Domestic Policy", "corporate": "Corporate", "price_move": "Prices", "price_support": "Prices", "list_designation": "Domestic Policy",
}  # fmt: skip


def find_tags(document: Document, events: tuple[Statement, ...]) -> tuple[str, ...]:
    """At most seven tags of the vocabulary, the best supported first; none for a text without minerals."""
    scores = _scores(document, events)
    if not (events or minerals_count(document) >= 3 or document.title_names and any(n.kind == "mineral" for n in document.title_names)):
        return ()
    ranked = sorted((t for t in scores if scores[t] >= 1.0), key=lambda t: (-scores[t], VOCABULARY.index(t)))
    return tuple(ranked[:MOST])


def minerals_count(document: Document) -> int:
    """How often minerals are named."""
    return sum(n.kind == "mineral" for n in document.names)


def _scores(document: Document, events: tuple[Statement, ...]) -> Counter[str]:
    scores: Counter[str] = Counter()
    _mineral_scores(document, scores)
    _event_scores(events, scores)
    _word_scores(document, scores)
    _place_scores(document, scores)
    return scores


def _mineral_scores(document: Document, scores: Counter[str]) -> None:
    count = Counter(n.id for n in document.names if n.kind == "mineral")
    count.update({n.id: 3 for n in document.title_names if n.kind == "mineral"})
    total = sum(count.values()) or 1
    groups = {
        "Rare Earths": sum(c for m, c in count.items() if m in _RARE or m in {"NdFeB magnets", "SmCo magnets", "didymium", "heavy rare earths", "light rare earths", "magnet rare earths", "dysprosium and terbium"}),
        "Battery Metals": sum(c for m, c in count.items() if m in _BATTERY),
        "Semiconductor Minerals": sum(c for m, c in count.items() if m in _CHIP),
        "Critical Minerals": count["critical minerals"] * 2 + sum(c for m, c in count.items() if m not in _RARE and m not in _BATTERY),
    }  # fmt: skip
    for tag, n in groups.items():
        if n >= 2 and n / total >= (0.15 if tag != "Critical Minerals" else 0.2):
            scores[tag] += 2 + 2 * min(1.0, n / total)


def _event_scores(events: tuple[Statement, ...], scores: Counter[str]) -> None:
    for place, event in enumerate(events):
        tag = _BY_EVENT.get(event.type)
        if tag:
            scores[tag] += (0.6 if event.background else 1.4) * (1.3 if place == 0 else 1.0)


def _word_scores(document: Document, scores: Counter[str]) -> None:
    text, title = document.text, document.title
    for tag, pattern in _WORDS.items():
        n = len(pattern.findall(text[:6000]))
        if pattern.search(title):
            scores[tag] += 1.2
        scores[tag] += min(1.0, n * _WEIGHT.get(tag, 0.2))


_WEIGHT = {
    "Supply Chain Security": 0.35, "Geopolitical Risk": 0.35, "Defense": 0.4, "Processing": 0.34, "Magnets": 0.5, "Recycling": 0.5, "Stockpiling": 0.4,
    "Prices": 0.2, "Tariffs": 0.2, "Mining Project": 0.1, "Investment": 0.1, "Domestic Policy": 0.1, "Trade Agreement": 0.1, "Export Controls": 0.3, "Legal Dispute": 0.15, "Corporate": 0.1,
}  # fmt: skip


def _place_scores(document: Document, scores: Counter[str]) -> None:
    states = Counter(n.country for n in document.names if n.country)
    states.update({n.country: 2 for n in document.title_names if n.country})
    total = sum(states.values()) or 1
    if states["USA"] >= 2 and states["CHN"] >= 2 and (states["USA"] + states["CHN"]) / total >= 0.6:
        scores["US-China Relations"] += 1.5
    for tag, members in (("Japan", {"JPN"}), ("Australia", {"AUS"}), ("EU Policy", {"EUU"}), ("Central Asia", _CENTRAL_ASIA), ("Africa", set(_REGIONS["Africa"].split()))):
        n = sum(states[m] for m in members)
        titled = any(x.country in members for x in document.title_names)
        if n >= 2 and (n / total >= 0.25 or titled):
            scores[tag] += 1.5 + (1 if titled else 0)


def region_of(document: Document) -> str | None:
    """The region that the article is about; `Global` where several weigh alike, None without any place."""
    states = Counter(n.country for n in document.names if n.country)
    states.update({n.country: 2 for n in document.title_names if n.country})
    regions = Counter[str]()
    for state, n in states.items():
        if state and state in _REGION_OF:
            regions[_REGION_OF[state]] += n
    if not regions:
        return None
    (top, n), total = regions.most_common(1)[0], sum(regions.values())
    return top if n / total >= 0.6 else "Global"
