"""Topic tags and region of an article; the vocabulary is that of the label schema."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
import numpy.typing as npt

from didymium import labels
from didymium.labels import places
from didymium.news.document import Document
from didymium.records import Event
from didymium.text.gazetteer import find_names
from didymium.text.names import Name

VOCABULARY = (
    "Rare Earths", "Critical Minerals", "Battery Metals", "Semiconductor Minerals", "Supply Chain Security",
    "Export Controls", "Trade Agreement", "Tariffs", "Geopolitical Risk", "US-China Relations", "EU Policy", "Japan",
    "Africa", "Central Asia", "Australia", "Investment", "Mining Project", "Processing", "Magnets", "Recycling",
    "Stockpiling", "Prices", "Defense", "Legal Dispute", "Domestic Policy", "Corporate",
)  # fmt: skip
MOST, FEWEST = 7, 3
UNSAID = -1.0  # log-odds added to a tag none of whose words is said
_RARE = {
    "rare earths", *labels.members("rare earths"), "NdFeB magnets", "SmCo magnets", "didymium", "heavy rare earths",
    "light rare earths", "magnet rare earths", "dysprosium and terbium",
}  # fmt: skip
_BATTERY = {
    "lithium", "cobalt", "nickel", "graphite", "manganese", "battery metals", "synthetic graphite", "black mass",
    "lithium batteries",
}  # fmt: skip
_CHIP = {"gallium", "germanium", "indium", "arsenic", "tellurium", "polysilicon", "silicon", "semiconductor minerals"}
_CENTRAL_ASIA = {"KAZ", "UZB", "KGZ", "TJK", "TKM", "MNG"}
_REGIONS = {
    "Africa": "COD ZAF ZMB ZWE MOZ MDG TZA NAM AGO GIN NER MLI GHA KEN UGA MWI BDI RWA MAR EGY "
    "NGA SLE LBR GAB CMR BWA ETH COG TCD SEN CIV BFA TUN DZA LBY SDN SOM ERI LSO SWZ MUS TGO BEN CAF GNQ "
    "MRT DJI SSD GMB GNB COM CPV STP SYC ESH",
    "Central America": "PAN CRI GTM HND NIC SLV DOM CUB JAM HTI BLZ BHS TTO BRB",
    "North America": "USA CAN MEX GRL",
    "South America": "CHL ARG BRA PER BOL COL ECU VEN PRY URY GUY SUR GUF",
    "Europe": "EUU DEU FRA GBR NOR SWE FIN EST POL UKR SRB ESP PRT ITA BEL NLD AUT CZE GRC DNK CHE IRL ROU HUN BGR SVK "
    "LTU LVA BLR SVN HRV BIH MKD ALB MNE MDA LUX ISL CYP MLT XKX",
    "Central Asia": "KAZ UZB KGZ TJK TKM",
    "Asia": "CHN JPN KOR IND IDN MMR VNM MYS THA PHL TWN LAO PAK MNG KHM SGP "
    "AFG ARM AZE GEO BGD BTN BRN HKG LKA MAC NPL PRK TLS",
    "Oceania": "AUS NZL PNG NCL FJI SLB VUT NRU COK TON KIR WSM",
    "Middle East": "SAU ARE QAT IRN IRQ ISR TUR OMN KWT JOR BHR LBN SYR YEM PSE",
    "Russia": "RUS",
}
_AFRICA = frozenset(_REGIONS["Africa"].split())
REGION_OF = {iso: region for region, codes in _REGIONS.items() for iso in codes.split()}
_DEEDS = frozenset({"Export Controls", "Trade Agreement", "Tariffs", "Investment", "Legal Dispute", "Stockpiling"})
_GROUPS = {"rare": _RARE, "battery": _BATTERY, "chip": _CHIP}
_PLACES = {"JPN": {"JPN"}, "AUS": {"AUS"}, "EUU": {"EUU"}, "Central Asia": _CENTRAL_ASIA, "Africa": set(_AFRICA)}
FEATURES = 13


def document_features(document: Document) -> npt.NDArray[np.float32]:
    """How much of the minerals and places that an article names fall to each group (13 numbers, 0..1)."""
    minerals = Counter(n.id for n in document.names if n.kind == "mineral")
    minerals.update({n.id: 3 for n in document.title_names if n.kind == "mineral"})
    states = Counter(n.country for n in document.names if n.country)
    states.update({n.country: 2 for n in document.title_names if n.country})
    grouped = [_share(minerals, members) for members in _GROUPS.values()]
    broad, magnets = minerals["critical minerals"], sum(c for m, c in minerals.items() if "magnets" in m)
    placed = [min(1.0, 3 * _share(states, members)) for members in _PLACES.values()]
    pair = min(states["USA"], states["CHN"]) * 2 / (sum(states.values()) or 1)
    sizes = [min(1.0, len(minerals) / 10), min(1.0, len(states) / 10)]
    total = sum(minerals.values()) or 1
    return np.array([*grouped, min(1.0, broad / 3), magnets / total, *placed, min(1.0, 3 * pair), *sizes], np.float32)


def _share(counts: Mapping[str | None, int] | Mapping[str, int], members: set[str]) -> float:
    return sum(n for name, n in counts.items() if name in members) / (sum(counts.values()) or 1)


def spoken_of(document: Document) -> npt.NDArray[np.float32]:
    """What the words of headline and text add to the log-odds of each tag: none of them speaks against it."""
    low = f"{document.low_title}\n{document.low}"
    out = np.zeros(len(VOCABULARY), np.float32)
    for tag, words in _words():
        out[VOCABULARY.index(tag)] = 0.0 if words.search(low) else UNSAID
    return out


@cache
def _words() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The words of each tag (data/lexicon/tag_words.csv); a star stands for any ending."""
    rows = labels.lexicon("tag_words")
    return tuple((r["tag"], re.compile(rf"\b(?:{r['words']})\b".replace("*", r"\w*"))) for r in rows)


def told_of(tags: tuple[str, ...], document: Document) -> tuple[str, ...]:
    """The tags of an article of which no news is sure: those of deeds only where the headline speaks of them."""
    said = {tag for tag, words in _words() if words.search(document.low_title)}
    return tuple(t for t in tags if t not in _DEEDS or t in said)


def picked(odds: npt.NDArray[np.float32], cut: float) -> tuple[str, ...]:
    """The tags whose log-odds pass `cut`, the likeliest first, three to seven."""
    order = np.argsort(-odds, kind="stable")
    count = int(np.clip((odds > cut).sum(), FEWEST, MOST))
    return tuple(VOCABULARY[i] for i in order[:count])


def about_minerals(document: Document, events: int) -> bool:
    """Whether an article has to do with minerals at all."""
    named = sum(n.kind == "mineral" for n in document.names)
    return bool(events) or named >= 5 or any(n.kind == "mineral" for n in document.title_names)


def region_of(document: Document, lead: Event | None = None) -> str | None:
    """The region that the article is about; `Global` where several weigh alike, None without any place.

    It is that of the lead, where all its sides lie in one; else the one that headline, opening and sites name most. A
    country in a quotation, the city of an exchange or of the report, and the home of a firm are no places of the news,
    save the home of who acts where the text names it too.
    """
    named = [
        n for n in document.names
        if n.country and n.kind in _PLACED and not _aside(document, n) and document.text[n.end : n.end + 1] != "$"
        and not _OUTSIDE.search(document.text, max(0, n.start - 40), n.start)
        and not _MARKET.match(document.text, n.end)
    ]  # fmt: skip
    homes = {n.id: n.country for n in (*document.names, *document.title_names) if n.kind == "company" and n.country}
    told = {n.country for n in named} | {n.country for n in document.title_names if n.kind in _PLACED}
    told |= {country for _, country in _within(document.text)}
    if lead is not None:
        place = lead.place if lead.place in told else None
        acts = lead.family in {"export_control", "import_measure", "policy"} and REGION_OF.keys() & set(lead.actors)
        sides = lead.actors if acts else (place, *lead.actors, *lead.targets, *lead.parties)
        if lead.family in {"deal", "project"}:  # who pays is not where it is
            elsewhere = {n.country for n in document.title_names if n.kind in _PLACED} - {*lead.actors}
            sides = (*elsewhere,) if place in lead.actors and elsewhere else (place,)
        regions = {REGION_OF[s] for s in sides if s in REGION_OF}
        if len(regions) == 1:
            return regions.pop()
    states = Counter[str]()
    apart = lead is None or lead.family not in {"export_control", "import_measure", "agreement", "dispute"}
    payers = set(lead.actors) if lead is not None and lead.family == "deal" else set[str]()
    grounds = {n.country for n in named} | {c for _, c in _within(document.text)}
    payers = payers if grounds - payers else set()  # at home
    for name in named:
        if name.country in payers or (apart and _GOES.search(document.text, max(0, name.start - 6), name.start)):
            continue
        states[str(name.country)] += SITE if name.kind == "project" else OPENS if name.start < OPENING else 1
    for at, country in _within(document.text):
        states[country] += OPENS if at < OPENING else 1
    title = document.low_title
    for name in document.title_names:
        if (
            name.kind in _PLACED and name.country and name.country not in payers
        ):  # to whom something goes is mostly not whose news it is
            goes = apart and _GOES.search(title, max(0, name.start - 6), name.start)
            if not goes:
                states[str(name.country)] += TITLE
    for home in (homes.get(firm) for firm in (lead.actors if lead is not None else ())):
        if home is not None and home in told:
            states[str(home)] += OPENS
    found = Counter({r: 2 * TITLE for r in _REGIONS if re.search(rf"\b{r.lower()}(?:an|n)?\b", title)})
    firms = [n for n in document.title_names if n.kind == "company"]
    titled = [c for n in firms if (c := _home(n)) is not None]
    for state, n in (states or Counter(str(c) for c in titled or ([] if firms else homes.values()))).items():
        if state in REGION_OF:
            found[REGION_OF[state]] += n
    if not found:
        return None
    (top, n), total = found.most_common(1)[0], sum(found.values())
    return top if n / total > HALF else "Global"


def home_of(document: Document, lead: Event | None) -> str | None:
    """The region of what a firm reports: of the one site that headline or text name, else its home."""
    sites = {n.country for n in document.title_names if n.kind == "project" and n.country}
    sites = sites or {n.country for n in document.names if n.kind == "project" and n.country}
    firms = (*lead.firms, *lead.actors) if lead is not None else ()
    named = [n for f in firms for n in find_names(f)] or [*document.title_names, *document.names]
    homes = {c for n in named if n.kind == "company" and (c := _home(n)) is not None}
    home = homes.pop() if len(homes) == 1 else None
    return REGION_OF.get(str(sites.pop() if len(sites) == 1 else home))


def _home(firm: Name) -> str | None:
    """The country of a firm, else the one that its name ends on: "Lithium Argentina"."""
    last = find_names(firm.surface.rpartition(" ")[2])
    return firm.country or next((n.country for n in last if n.kind == "country"), None)


TITLE, OPENS, SITE, HALF = 3, 2, 3, 0.5  # weight of a place in headline, opening, of a site; part that decides
OPENING = 400  # characters of an opening
_GOES = re.compile(r"\b(?:to|from)\s$")
_OUTSIDE = re.compile(  # "the largest outside China", "excluding its unit in New Caledonia"
    r"\bex-$|\bBank of $|\b(?:outside|outside of|amid|beyond|exclud(?:es|ing)(?: [\w'’-]+){0,4})\s$"
)
_MARKET = re.compile(r"\s(?:stock |equity |bond )?(?:markets?|banks?|stocks|futures|dollars?)\b")  # "led by US markets"
_PLACED = frozenset({"country", "agency", "project"})
_CITY = re.compile(r"(?:London|New York|Toronto|Sydney|Shanghai|Hong Kong|Singapore|Rotterdam)$")  # of exchanges


def _within(text: str) -> Iterator[tuple[int, str]]:
    """Where the text names a province, state or town, and its country; none of a name that goes on."""
    for found in _place_names().finditer(text):
        if not _CITY.match(found[0]):
            yield found.start(), places()[found[0]]


@cache
def _place_names() -> re.Pattern[str]:
    names = "|".join(re.escape(p) for p in sorted(places(), key=len, reverse=True) if p not in _REGIONS)
    return re.compile(rf"(?<![\w-])(?<![A-Z][a-z] )(?:{names})(?![\w-])(?! [A-Z])")


def _aside(document: Document, name: Name) -> bool:
    """Whether a place stands in a quotation, or is the city of an exchange or of a dateline."""
    before = document.text[: name.start]
    quoted = before.count("“") > before.count("”") or before.rpartition("\n")[2].count('"') % 2 == 1
    return quoted or name.surface.isupper() & (len(name.surface) > 3) or _CITY.match(name.surface) is not None
