"""Topic tags and region of an article, from its events, minerals, parties and words.

The vocabulary is that of the label schema. A small logistic model, trained on the labelled corpus in `tests/corpus` by
`scripts/train_tags.py`, weighs words, events, minerals, places and headline for each tag.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from didymium import labels
from didymium.news.document import Document
from didymium.news.encoder import mixed
from didymium.news.merge import Statement
from didymium.news.model import stem
from didymium.text.cues import Cues, lower

BY_READING = 0.2  # the part of the encoder in the log-odds
KEENER = 0.75  # log-odds added: articles of the corpus bear 3.7 tags, those that other hands labelled 4.7 to 5.8
VOCABULARY = (
    "Rare Earths",
    "Critical Minerals",
    "Battery Metals",
    "Semiconductor Minerals",
    "Supply Chain Security",
    "Export Controls",
    "Trade Agreement",
    "Tariffs",
    "Geopolitical Risk",
    "US-China Relations",
    "EU Policy",
    "Japan",
    "Africa",
    "Central Asia",
    "Australia",
    "Investment",
    "Mining Project",
    "Processing",
    "Magnets",
    "Recycling",
    "Stockpiling",
    "Prices",
    "Defense",
    "Legal Dispute",
    "Domestic Policy",
    "Corporate",
)
MOST, FEWEST = 7, 3
OWN = ("words", "title", "events", "lead", "share", "place")
Weights = npt.NDArray[np.float64]
_GREAT = ("USA", "CHN", "RUS", "IDN", "IND", "COD", "CAN", "KOR")
WEIGHTS = Path(labels.__file__).parent / "data" / "tag_weights.npz"
LONGEST = 6000  # characters whose words are read
NOWHERE = -1
_MOST_WORDS = 100_000
_WORD = re.compile(r"[a-z]{3,}")
_RARE = {
    "rare earths",
    *labels.members("rare earths"),
    "NdFeB magnets",
    "SmCo magnets",
    "didymium",
    "heavy rare earths",
    "light rare earths",
    "magnet rare earths",
    "dysprosium and terbium",
}
_BATTERY = {
    "lithium",
    "cobalt",
    "nickel",
    "graphite",
    "manganese",
    "battery metals",
    "synthetic graphite",
    "black mass",
    "lithium batteries",
}
_CHIP = {
    "gallium",
    "germanium",
    "indium",
    "arsenic",
    "tellurium",
    "polysilicon",
    "silicon",
    "semiconductor minerals",
}
_CENTRAL_ASIA = {"KAZ", "UZB", "KGZ", "TJK", "TKM", "MNG"}
_REGIONS = {
    "Africa": "COD ZAF ZMB ZWE MOZ MDG TZA NAM AGO GIN NER MLI GHA KEN UGA MWI BDI RWA MAR EGY "
    "NGA SLE LBR GAB CMR BWA ETH COG TCD SEN CIV BFA",
    "North America": "USA CAN MEX GRL",
    "South America": "CHL ARG BRA PER BOL COL ECU VEN PRY URY GUY SUR",
    "Europe": "EUU DEU FRA GBR NOR SWE FIN EST POL UKR SRB ESP PRT ITA BEL NLD AUT CZE GRC DNK CHE IRL ROU HUN BGR SVK",
    "Central Asia": "KAZ UZB KGZ TJK TKM",
    "Asia": "CHN JPN KOR IND IDN MMR VNM MYS THA PHL TWN LAO PAK MNG KHM SGP",
    "Oceania": "AUS NZL PNG NCL",
    "Middle East": "SAU ARE QAT IRN IRQ ISR TUR OMN KWT JOR",
    "Russia": "RUS BLR",
}
_AFRICA = frozenset(_REGIONS["Africa"].split())
_REGION_OF = {iso: region for region, codes in _REGIONS.items() for iso in codes.split()}
_WORDS = {
    "Supply Chain Security": "supply chain|supply-chain|dependence on|dependency on|dependent on|reliance|reliant|"
    "diversif|security of supply|supply shock|supply security|"
    "national security|resilien|shortage|secure suppl|hold on|grip",
    "Geopolitical Risk": "geopolitic|tension|war|conflict|sanction|retaliat|leverage|weaponi|coup|rebel|"
    "hostile|adversar|invasion|truce|trade war|pretext|occupied|armed forces|junta|"
    "bargaining|strait",
    "Defense": "defense|defence|military|pentagon|weapon|missile|fighter jet|armed forces|munition|"
    "warfighter|army|navy|department of war|war department|arms",
    "Processing": "refin|processing|processed|separat|smelt|oxide|hydroxide|sulphate|process",
    "Magnets": "magnet",
    "Recycling": "recycl|black mass|scrap",
    "Stockpiling": "stockpil|strategic reserve",
    "Prices": "price|prices|futures|a tonne|a pound|per kg",
    "Tariffs": "tariff|duties|duty|anti-dumping|section 232|section 301",
    "Mining Project": "mine|mines|mining|deposit|drill|feasibility|project",
    "Investment": "invest|funding|loan|grant|financ|stake|equity",
    "Domestic Policy": "law|bill|executive order|tax credit|permitting|legislation|policy|parliament|congress|"
    "decree|strategy|cabinet",
    "Trade Agreement": "agreement|memorandum|framework|pact|truce|accord|trade deal|partnership",
    "Legal Dispute": "court|lawsuit|sued|arbitration|wto|tribunal|judge|appeal",
    "Export Controls": "export control|export curb|export ban|export restriction|export licen|export quota|"
    "export limit|exports of|ban on|curbs on|export permit|licence|control list|entity "
    "list",
    "Corporate": "acqui|takeover|merger|offtake|joint venture|shares|chief executive|board|shareholder|"
    "buyout|contract|managing director",
}


_CUES = Cues({tag: words.split("|") for tag, words in _WORDS.items()})


_BY_EVENT = {
    "export_restriction": "Export Controls",
    "restriction_eased": "Export Controls",
    "import_measure": "Tariffs",
    "investment": "Investment",
    "agreement": "Trade Agreement",
    "stockpile": "Stockpiling",
    "supply_project": "Mining Project",
    "supply_disruption": "Mining Project",
    "legal_dispute": "Legal Dispute",
    "domestic_policy": "Domestic Policy",
    "corporate": "Corporate",
    "price_move": "Prices",
    "price_support": "Prices",
    "list_designation": "Domestic Policy",
}


def find_tags(document: Document, events: tuple[Statement, ...]) -> tuple[str, ...]:
    """Up to seven tags of the vocabulary, the likeliest first; none for a text that is not about minerals."""
    if not _about_minerals(document, events):
        return ()
    odds = tag_odds(tag_features(document, events))
    if document.encoded:
        odds = mixed(odds, document.encoded.tags(), BY_READING)
    return picked(1 / (1 + np.exp(-odds - KEENER)))


def picked(chances: npt.NDArray[np.float64]) -> tuple[str, ...]:
    """The likeliest tags, as many (three to seven) as promise the highest F1."""
    order = np.argsort(-chances, kind="stable")
    held = np.cumsum(chances[order])
    promised = held[FEWEST - 1 : MOST] / (np.arange(FEWEST, MOST + 1) + held[-1])
    return tuple(VOCABULARY[i] for i in order[: FEWEST + int(np.argmax(promised))])


def _about_minerals(document: Document, events: tuple[Statement, ...]) -> bool:
    return bool(events) or minerals_count(document) >= 5 or any(n.kind == "mineral" for n in document.title_names)


def minerals_count(document: Document) -> int:
    """How often minerals are named."""
    return sum(n.kind == "mineral" for n in document.names)


@dataclass(frozen=True, slots=True)
class TagFeatures:
    """What tells tags: how much an article has of each tag's `own` (`OWN`); what all share: `context` and the words."""

    own: dict[str, tuple[float, ...]]
    context: dict[str, float]
    words: list[str]
    titled: list[str]


def tag_odds(features: TagFeatures) -> Weights:
    """The log-odds of each tag of `VOCABULARY` with the weights of data/tag_weights.npz."""
    own, rows, weights = _weights()
    known = {rows.rows[name]: x for name, x in features.context.items() if name in rows.rows}
    known |= dict.fromkeys((rows.rows.get(f"t {stem(word)}", NOWHERE) for word in features.titled), 1.0)
    held = np.fromiter(map(rows.__getitem__, features.words), np.intp, len(features.words))
    said, times = np.unique(held[held != NOWHERE], return_counts=True)
    odds = np.array([features.own[tag] for tag in VOCABULARY]) @ own
    odds += np.fromiter(known.values(), np.float64, len(known)) @ weights[list(known)]
    odds += np.fromiter(map(much, times.tolist()), np.float64, len(said)) @ weights[said]
    return np.asarray(odds, dtype=np.float64)


@lru_cache(maxsize=1024)
def much(times: int) -> float:
    """What a word weighs: 0.5 when it is used once, 1 when three times or more."""
    return min(1.0, 0.5 + 0.5 * math.log(times))


class _Rows(dict[str, int]):
    """The row of the weights of each word met in a text, `NOWHERE` for one without; `rows` of all features by name."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self.rows = {name: i for i, name in enumerate(names)}

    def __missing__(self, word: str) -> int:
        found = self.rows.get(f"w {stem(word)}", NOWHERE)
        if len(self) < _MOST_WORDS:
            self[word] = found
        return found


@cache
def _weights() -> tuple[Weights, _Rows, Weights]:
    """The weights of a tag's own features; the rows of those of the context; their weights for all tags, then zeros."""
    with np.load(WEIGHTS) as stored:
        context = np.vstack([stored["context"].astype(np.float64), np.zeros(len(VOCABULARY))])
        return stored["own"].astype(np.float64), _Rows(str(stored["names"]).split("\n")), context


def tag_features(document: Document, events: tuple[Statement, ...]) -> TagFeatures:
    """The features that the tag model reads."""
    kinds = Counter(e.type for e in events)
    lead = events[0].type if events else "none"
    share, places = _mineral_share(document), _place_share(document)
    words, titled = _CUES.counts(document.low[:12000]), _CUES.counts(lower(document.title))
    scale = 1500 / max(1500, min(12000, len(document.text)))
    said = {tag: math.log1p(words[tag] * scale) for tag in VOCABULARY}
    told = Counter({tag: sum(n for kind, n in kinds.items() if _BY_EVENT.get(kind) == tag) for tag in VOCABULARY})
    own: dict[str, tuple[float, ...]] = {
        tag: (
            said[tag],
            float(titled[tag] > 0),
            math.log1p(told[tag]),
            float(_BY_EVENT.get(lead) == tag),
            share.get(tag, 0.0),
            places.get(tag, 0.0),
        )
        for tag in VOCABULARY
    }
    context = {"bias": 1.0, f"lead {lead}": 1.0}
    context |= {f"words {tag}": x for tag, x in said.items() if x} | {f"title {tag}": 1.0 for tag in titled}
    context |= {f"share {tag}": x for tag, x in share.items() if x} | {
        f"place {tag}": x for tag, x in places.items() if x
    }
    context |= {f"event {kind}": min(1.0, float(n)) for kind, n in kinds.items()} | _breadth(document, events)
    said_words = _WORD.findall(document.low[:LONGEST])
    return TagFeatures(own, context, said_words, _WORD.findall(lower(document.title)))


def _breadth(document: Document, events: tuple[Statement, ...]) -> dict[str, float]:
    """How many minerals, states, companies and events an article names, and how much of it some states take."""
    states = Counter(n.country for n in document.names if n.country)
    total = sum(states.values()) or 1
    counts = {kind: len({n.id for n in document.names if n.kind == kind}) for kind in ("mineral", "company")}
    out = {f"count {kind}": math.log1p(n) for kind, n in counts.items()}
    out |= {"count state": math.log1p(len(states)), "count event": len(events) / 6}
    return out | {f"state {iso}": min(1.0, 3 * states[iso] / total) for iso in _GREAT if states[iso]}


def _mineral_share(document: Document) -> dict[str, float]:
    count = Counter(n.id for n in document.names if n.kind == "mineral")
    count.update({n.id: 3 for n in document.title_names if n.kind == "mineral"})
    total = sum(count.values()) or 1
    groups = {"Rare Earths": _RARE, "Battery Metals": _BATTERY, "Semiconductor Minerals": _CHIP}
    shares = {tag: sum(c for m, c in count.items() if m in members) / total for tag, members in groups.items()}
    rest = sum(c for m, c in count.items() if m not in _RARE | _BATTERY | _CHIP) / total
    return shares | {
        "Critical Minerals": rest + min(1.0, count["critical minerals"] / 3),
        "Magnets": sum(c for m, c in count.items() if "magnets" in m) / total,
    }


def _place_share(document: Document) -> dict[str, float]:
    states = Counter(n.country for n in document.names if n.country)
    states.update({n.country: 2 for n in document.title_names if n.country})
    total = sum(states.values()) or 1
    groups = {
        "Japan": {"JPN"},
        "Australia": {"AUS"},
        "EU Policy": {"EUU"},
        "Central Asia": _CENTRAL_ASIA,
        "Africa": _AFRICA,
    }
    shares = {tag: _cut(sum(states[m] for m in members) / total) for tag, members in groups.items()}
    pair = min(states["USA"], states["CHN"]) * 2 / total
    return shares | {"US-China Relations": _cut(pair)}


def _cut(share: float) -> float:
    """A share of the places, full from a third on."""
    return min(1.0, 3 * share)


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
