"""Names read by their form: companies with a legal suffix or a trade word, tickers, mines and plants."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from didymium import labels
from didymium.text.cues import Cues, matches

Kind = Literal["mineral", "country", "agency", "company", "project", "agreement", "body"]
_SUFFIXES = (
    "Corp", "Inc", "Ltd", "Limited", "plc", "PLC", "LLC", "Co", "AG", "S.A", "SA", "NV", "N.V.", "GmbH", "SE", "AB",
    "ASA", "Oyj", "Pty", "Bhd", "Berhad", "KK", "LP", "SpA",
)  # fmt: skip
_SUFFIX = (
    r"(?:Corp(?:oration)?|Inc(?:orporated)?|Ltd|Limited|plc|PLC|LLC|Co|Company|AG|S\.?A\.?|"
    r"NV|N\.V\.|GmbH|SE|AB|ASA|Oyj|Pty|Bhd|Berhad|KK|LP|SpA)"
)
_TRADES = (
    "Group", "Holdings", "Resources", "Mining", "Minerals", "Metals", "Materials", "Lithium", "Graphite", "Energy",
    "Rare Earth", "Nickel", "Copper", "Tungsten", "Antimony", "Phosphate", "Technolog", "Industries", "Motor",
    "Magnet", "Chemical", "Steel", "Smelting", "Refining", "Partners", "Capital", "Aluminium", "Aluminum", "Elements",
    "Cobalt", "Uranium", "Titanium", "Exploration", "Mines", "Gold", "Silver", "Bank", "Recycling", "Batter",
    "Electronics", "Aerospace", "Zinc", "Manganese", "Vanadium", "Niobium", "Gallium", "Germanium", "Semiconductor",
    "Alloys", "Ventures", "Royalty", "Strategic Metals", "Platinum", "Palladium", "Potash",
)  # fmt: skip
_TRADE = (
    r"(?:Group|Holdings|Resources|Mining|Minerals|Metals|Materials|Lithium|Graphite|"
    r"Energy|Rare Earths?|Nickel|Copper|Tungsten|"
    r"Antimony|Phosphate|Technologies|Technology|Industries|Motors?|Magnetics|Magnets|"
    r"Chemicals?|Steel|Smelting|Refining|Partners|"
    r"Capital|Aluminium|Aluminum|Elements|Cobalt|Uranium|Titanium|Exploration|Mines|"
    r"Gold|Silver|Bank|Recycling|Batteries|Battery|"
    r"Electronics|Aerospace|Zinc|Manganese|Vanadium|Niobium|Gallium|Germanium|Semiconductor|"
    r"Alloys|Ventures|Royalty|Strategic Metals|Platinum|Palladium|Potash)"
)
_FORM = re.compile(
    r"(?:,?\s(?:Corp|Inc(?:orporated)?|Ltd|Limited|plc|PLC|LLC|Co|AG|S\.?A\.?|NV|N\.V\.|GmbH|SE|AB|ASA|Oyj|Pty|Bhd|Berhad|KK|LP|"
    r"SpA)\.?)+$"
)
_REACH = 80  # characters of a name before the word that it is found by
_WORD = r"[A-Z](?:[\w&'-]*|[\w&'-]{0,2}\.) "
_COMPANY_WORDS = r"(?<![\w.,'-])(?P<name>(?:(?:\d[\w&'-]*|[A-Z](?:[\w&'-]*|[\w&'-]{0,2}\.)) (?:(?:&|of|de) )?){1,4}?"
_COMPANY = re.compile(
    rf"{_COMPANY_WORDS}(?:{_TRADE}(?: (?:{_TRADE}|{_SUFFIX})\b\.?)*|{_SUFFIX}\b\.?(?: {_SUFFIX}\b\.?)*))(?![\w-])"
)
_MARKETS = (
    "NYSE", "NASDAQ", "Nasdaq", "ASX", "TSX", "CSE", "LSE", "AIM", "OTC", "HKEX", "HKG", "TSE", "TYO", "JSE", "SSE",
    "SZSE", "FRA",
)  # fmt: skip
_TICKER = re.compile(
    rf"(?P<name>(?:{_WORD}){{1,5}})\((?:NYSE|NASDAQ|Nasdaq|ASX|TSX|TSX-?V|TSX\.V|CSE|LSE|AIM|OTC\w*|HKEX|HKG|TSE|TYO|JSE|"
    r"SSE|SZSE|FRA)\b[^)]{0,60}\)"
)
_SITE_WORDS = (
    r"(?<![\w-])(?P<name>(?:[A-Z][\w'-]+ ){1,3}?)((?:(?:rare[ -]earths?|lithium|graphite|copper|nickel|cobalt|tin|zinc|"
    r"gold|tungsten|antimony|heavy|open-pit|copper-cobalt|polymetallic|uranium|bauxite) ){0,2}"
)
_SITES = (
    "mine", "project", "deposit", "refinery", "smelter", "plant", "complex", "PROJECT", "COMPLEX", "Project", "Mine",
    "Refinery", "mines", "facility", "operation", "concentrator",
)  # fmt: skip
_SITE = re.compile(rf"{_SITE_WORDS}(?:{'|'.join(_SITES)}))\b")
_ANCHORS = Cues({"company": (*_TRADES, *_SUFFIXES), "ticker": [f"({m}" for m in _MARKETS], "site": _SITES})
_FORMS = {
    "company": (re.compile(_COMPANY_WORDS + ")$"), _COMPANY),
    "ticker": (re.compile(rf"(?:{_WORD}){{1,5}}$"), _TICKER),
    "site": (re.compile(_SITE_WORDS + ")$"), _SITE),
}
_METALS = r"[Cc]opper|[Zz]inc|[Tt]in|[Nn]ickel|[Aa]lumini?um|[Ss]ilver|[Gg]old|[Cc]obalt|[Cc]admium|[Ii]ndium|[Ii]ron"
_LEAD = re.compile(  # the metal: of a list, made or sold, or with a price
    rf"\b(?:(?:{_METALS})(?:,|,?\s(?:and|or))\s|(?:tonnes|tons|[Mmk]?t|dmt|lbs?|pounds|by-product|instead)\sof\s|[Zz]inc-|[Ss]ilver-"
    r"|(?:primary|refined|secondary|payable|contained|recoverable|[Cc]ash|three-month|harden\w*|replacement\sfor|substitute\sfor)\s)"
    r"lead\b(?!\s(?:times?|to)\b)"
    rf"|\b[Ll]ead\b(?:(?=(?:,|,?\s(?:and|or)|-)\s?(?:{_METALS})\b)"
    r"|(?=\s(?:prices?|futures|concentrates?|bullion|ingots?|ore|metal|mines?|producers?|works|scrap|smelt\w+|\$\d"
    r"|\d+(?:\.\d+)?%"
    r"|by\s[\d.,]+\s(?:U\.?S\.?\s)?dollars|at\s(?:an?\s)?[\w-]+\s(?:low|high|peak)"
    r"|(?:lost|gain\w*|rose|rises|f[ae]ll\w*|added|slid\w*|slip\w*|eas\w+|shed\w*|climb\w*|drop\w*|dip\w*|firm\w*"
    r"|jump\w*|up|down|was)\b"
    r"(?:(?:[^.;]|\.\d){0,25}(?:\d%|\$\d)|\sto\s(?:its|an?)\s(?:low|high)))))"
)
_BASED = re.compile(r"(?:[A-Z][\w.]*\s){0,2}[A-Z][\w.-]*-(?:based|listed|owned|backed|led|headquartered)\s")
_JOINED = re.compile(r"\S+-(?:backed|based|owned|listed|led|controlled|run|era)\b")  # "the Pentagon-backed mine"
_OWNING = re.compile("Group|Resources|Mining|Minerals|Metals|Materials|Energy|Industries|Holdings")
_GENERIC = re.compile(
    r"^(?:The |Processed |Global |US |U\.S\. |EU |African |American |Australian |Chinese "
    r"|Central |Other |Key |New |National |Certain |Strategic and )*(?:Critical|Strategic|"
    r"Rare|Rare Earth|Battery|Energy|Precious|Base|Clean|Clean Energy|Central|Global|"
    r"Defense|State|"
    r"Raw|Critical Raw|Heavy|Heavy Rare|Light Rare|Natural|Green|World|First|American|"
    r"Australian|Strategic)?\s?(?:Minerals?|Metals?|Materials?|Earths?|Energy|Lithium|"
    r"Graphite|Resources|Mining|Group|Bank|"
    r"Company|Technology|Technologies|Rare Earths?|Nickel|Copper|Capital|Tungsten|Antimony|Steel|Gold|Recycling)$"
)
OFFICE = re.compile(
    r"\b(?:Office|Department|Ministry|Agency|Act|Committee|Council|Commission|Initiative|"
    r"Strategy|Fund for|Minister|Secretary|Association|Institute|University|Security|"
    r"Plan|List|Reserve)\b|'s\b"
)


@cache
def words_of(use: str) -> frozenset[str]:
    """The words of a use in `data/lexicon/name_words.csv`, in small letters.

    exact: names that are common words too, read only as they are written; never: never read as names; opening: what no
    firm's or site's name begins with; plain: what is no part of a name at either of its ends; idiom: phrases that hold
    the name of a metal and mean none ("gold rush").
    """
    return frozenset(w for row in labels.lexicon("name_words") if row["use"] == use for w in row["words"].split("|"))


class Name(NamedTuple):
    """A name in the text: text[start:end] == surface; `id` is the canonical label (ISO3, mineral, company name)."""

    start: int
    end: int
    surface: str
    kind: Kind
    id: str
    country: str | None = None
    agency_kind: str | None = None
    ticker: str | None = None
    ref: str | None = None

    @property
    def is_state(self) -> bool:
        """Whether it is a state or an organ of one: ministries, agencies, state banks."""
        return self.kind == "country" or self.agency_kind in {"government", "finance"}


def headline_case(text: str) -> bool:
    """Whether most words are capitalised, so that form says nothing about names."""
    words = re.findall(r"(?<![\w-])[A-Za-z][a-z]{3,}|(?<![\w-])[A-Z]{4,}", text[:3000])
    return bool(sum(w[0].isupper() for w in words) > 0.85 * len(words))


def names_by_form(text: str) -> Iterator[Name]:
    """Yields names read by their form: companies by suffix, trade word or ticker, sites, and the metal lead."""
    for metal in _LEAD.finditer(text) if "lead" in text or "Lead" in text else ():
        start = metal.end() - len("lead")
        yield Name(start, metal.end(), text[start : metal.end()], "mineral", "lead")
    places = _ANCHORS.places(text)
    for kind, (before, whole) in _FORMS.items():
        for match in matches(text, places.get(kind, ()), whole, before, _REACH):
            yield from (_site if kind == "site" else _company)(text, match)


def _site(text: str, match: re.Match[str]) -> Iterator[Name]:
    words = match.group("name").split()
    while words and words[0].lower() in words_of("opening"):
        words.pop(0)
    while owned := [w for w in words[:-1] if w.endswith("'s")]:
        words = words[words.index(owned[0]) + 1 :]
    owner = max((k for k, w in enumerate(words[:-1]) if k and _OWNING.fullmatch(w)), default=-1)
    words = words[owner + 1 :]  # "Bushveld Minerals Vametco plant" is Bushveld Minerals' Vametco
    name = " ".join(words)
    bare = name.removesuffix("'s")
    if name and not _GENERIC.match(name) and not _JOINED.match(name) and bare.lower() not in labels_in_use():
        start = text.index(name, match.start("name"))
        yield Name(start, start + len(name), name, "project", bare.title() if name.isupper() else bare)


def _company(text: str, match: re.Match[str]) -> Iterator[Name]:
    start, surface = match.start("name"), match.group("name").rstrip()
    end, words = start + len(surface), surface.split(" ")
    while words and (
        words[0].lower().rstrip(".,") in words_of("opening") or words[0].isdigit() or words[0].endswith(("'s", "'"))
    ):
        start += len(words.pop(0)) + 1
    if based := _BASED.match(text, start, end):
        start, words = based.end(), text[based.end() : end].split(" ")
    name = company_name(text[start:end])
    if len(words) >= 2 and not _GENERIC.match(name) and not OFFICE.search(name) and name.lower() not in labels_in_use():
        yield Name(start, end, text[start:end], "company", name)


def company_name(name: str) -> str:
    """A company's name without its legal form, where that is short ("First Phosphate Corp" is First Phosphate)."""
    bare = _FORM.sub("", name.strip())
    return bare if " " in bare or bare != name else name.strip()


@cache
def labels_in_use() -> frozenset[str]:
    """Lower-case forms that are minerals or countries, so never companies."""
    return frozenset(a.lower() for a in (*labels.mineral_aliases(), *labels.country_aliases()))
