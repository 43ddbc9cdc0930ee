"""Names in running text, linked to the world: minerals, countries, agencies, companies, projects, agreements.

One Aho-Corasick pass with overlapping matches, resolved at word boundaries, the longest first. Names that the
tables do not hold are read by their form ("Acme Resources Ltd", "Acme (ASX: ACM)", "the Balakhiv project").
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from ahocorasick_rs import AhoCorasick, Implementation

from didymium import labels
from didymium.world.load import TABLES

Kind = Literal["mineral", "country", "agency", "company", "project", "agreement", "body"]
Case = Literal["any", "capital", "exact"]
AGENCIES = Path(labels.__file__).parent / "data" / "agencies.csv"

# names that are also common words, surnames or places elsewhere: written exactly so, or not read at all
_EXACT_WORDS = {
    "turkey",
    "chad",
    "jordan",
    "georgia",
    "niger",
    "mali",
    "polish",
    "guinea",
    "cuba",
    "togo",
    "peru",
    "oman",
    "quad",
    "apple",
    "ford",
    "vale",
    "gem",
    "largo",
    "benchmark",
    "argus",
    "congo",
    "senate",
    "congress",
    "trump",
    "modi",
    "lula",
    "carney",
    "isa",
    "ira",
    "epa",
    "ifc",
    "afc",
    "efa",
    "pif",
    "msp",
    "kia",
    "itc",
    "doe",
    "dod",
    "un",
}
_SKIP = {
    "lead",
    "georgian",
    "american samoa",
    "holland",
    "man",
    "of",
    "congo-brazzaville",
    "gold coast",
    "central",
    "salt",
    "hydrogen",
    "common salt",
    "sulfur",
    "rubber",
    "water",
    "cement",
    "shares",
    "steel",
}
_LEAD = re.compile(r"(?:(?:copper|zinc|silver|tin|nickel|antimony|and|refined|recycled)[,]? (?:and )?$)|$^", re.I)
_LEAD_AFTER = re.compile(
    r"(?:,? (?:and|or) (?:zinc|copper|tin|silver)|,? zinc|[- ]acid|[- ]zinc| (?:ore|"
    r"concentrate|smelt|price|production|ingot|metal)s?)",
    re.I,
)
_SUFFIX = (
    r"(?:Corp(?:oration)?|Inc(?:orporated)?|Ltd|Limited|plc|PLC|LLC|Co|Company|AG|S\.?A\.?|"
    r"NV|N\.V\.|GmbH|SE|AB|ASA|Oyj|Pty|Bhd|Berhad|KK|LP|SpA)"
)
_TRADE = (
    r"(?:Group|Holdings|Resources|Mining|Minerals|Metals|Materials|Lithium|Graphite|"
    r"Energy|Rare Earths?|Nickel|Copper|Tungsten|"
    r"Antimony|Phosphate|Technologies|Technology|Industries|Motors?|Magnetics|Magnets|"
    r"Chemicals?|Steel|Smelting|Refining|Partners|"
    r"Capital|Aluminium|Aluminum|Elements|Cobalt|Uranium|Titanium|Exploration|Mines|"
    r"Gold|Silver|Bank|Recycling|Batteries|Battery|"
    r"Electronics|Aerospace|Zinc|Manganese|Vanadium|Niobium|Gallium|Germanium|Semiconductor|"
    r"Alloys|Ventures|Royalty|Strategic Metals)"
)
_COMPANY = re.compile(
    rf"(?<![\w.'-])((?:[A-Z0-9][\w&'-]*\.? (?:(?:&|of|de) )?){{1,4}}?(?:{_TRADE}(?: (?:{_TRADE}|{_SUFFIX})"
    rf"\b\.?)*|{_SUFFIX}\b\.?(?: {_SUFFIX}\b\.?)*))(?![\w-])"
)
_TICKER = re.compile(
    r"((?:[A-Z][\w&'-]*\.? ){1,5})\((?:NYSE|NASDAQ|Nasdaq|ASX|TSX|TSX-?V|TSX\.V|CSE|"
    r"LSE|AIM|OTC\w*|HKEX|HKG|TSE|TYO|JSE|SSE|SZSE|FRA)\b"
    r"[^)]{0,60}\)"
)
_SITE = re.compile(
    r"(?<![\w-])((?:[A-Z][\w'-]+ ){1,3}?)((?:(?:rare[ -]earths?|lithium|graphite|copper|"
    r"nickel|cobalt|tin|zinc|gold|tungsten|antimony|heavy|open-pit|copper-cobalt|polymetallic|"
    r"uranium|bauxite) ){0,2}"
    r"(?:mine|project|deposit|refinery|smelter|plant|complex|PROJECT|COMPLEX|Project|"
    r"Mine|Refinery|mines|facility|operation|concentrator))\b"
)
_NOT_NAME = {
    "critical",
    "strategic",
    "rare",
    "battery",
    "the",
    "ministry",
    "department",
    "in",
    "on",
    "for",
    "as",
    "at",
    "by",
    "and",
    "but",
    "its",
    "this",
    "that",
    "new",
    "national",
    "executive",
    "act",
    "federal",
    "with",
    "when",
    "while",
    "if",
    "after",
    "chinese",
    "american",
    "australian",
    "an",
    "a",
    "world",
    "international",
    "state",
    "two",
    "three",
    "us",
    "u.s.",
    "eu",
    "uk",
    "african",
    "european",
    "president",
    "prime",
    "under",
    "from",
    "heavy",
    "global",
    "what",
    "why",
    "how",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "clean",
    "electric",
    "central",
    "industry",
    "processed",
    "securing",
    "building",
    "strengthening",
    "memorandum",
    "mou",
    "mp",
    "section",
    "today",
    "both",
    "these",
    "our",
    "their",
    "first",
    "second",
    "southeast",
    "defense",
    "defence",
    "white",
    "energy",
    "lord",
    "secretary",
    "minister",
    "start-up",
    "startup",
    "partner",
    "miner",
    "producer",
    "developer",
    "recycler",
    "explorer",
    "rival",
    "giant",
    "carmaker",
    "automaker",
    "chipmaker",
    "shareholders",
    "shares",
    "supplier",
    "trader",
    "maker",
    "investor",
    "smelter",
    "refiner",
    "buyer",
    "owner",
    "operator",
    "german",
    "canadian",
    "japanese",
    "swedish",
    "korean",
    "south",
    "british",
    "french",
    "brazilian",
    "indian",
    "russian",
    "among",
    "battery-maker",
    "investors",
    "billionaire",
    "fellow",
    "listed",
    "industries",
    "est",
    "ai",
    "in-depth",
    "technological",
    "innovation",
    "news",
    "summary",
    "background",
    "conglomerate",
    "utility",
    "toronto-listed",
    "london-listed",
    "sydney-listed",
} - {
    "mp",
    "first",
    "american",
    "battery",
    "rare",
    "critical",
    "energy",
    "central",
    "australian",
    "strategic",
    "global",
    "state",
    "defense",
}
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


_OFFICE = re.compile(
    r"\b(?:Office|Department|Ministry|Agency|Act|Committee|Council|Commission|Initiative|"
    r"Strategy|Fund for|Minister|Secretary|Association|Institute|University|Security|"
    r"Plan|List|Reserve)\b|'s\b"
)


@dataclass(frozen=True, slots=True)
class Name:
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


@dataclass(frozen=True, slots=True)
class _Term:
    kind: Kind
    id: str
    case: Case
    alias: str
    country: str | None = None
    agency_kind: str | None = None
    ticker: str | None = None
    ref: str | None = None


def find_names(text: str) -> tuple[Name, ...]:
    """All linked names in `text` (plain quotes, single blanks), left to right, without overlaps."""
    automaton, terms = _automaton()
    low = _lower(text)
    cased = not text.isupper()
    lower = text.islower()
    candidates: list[Name] = []
    for index, start, end in automaton.find_matches_as_indexes(low, overlapping=True):
        if _bounded(low, start, end):
            candidates += (n for t in terms[index] if (n := _name(text, t, start, end, cased, lower)) is not None)
    if not _headline_case(text):
        candidates += _formed(text)
    return _longest(candidates)


def _headline_case(text: str) -> bool:
    """Whether most words are capitalised, so that form says nothing about names."""
    words = text[:3000].split()
    return sum(w[0].isupper() for w in words) > 0.85 * len(words)


def _lower(text: str) -> str:
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _bounded(low: str, start: int, end: int) -> bool:
    before, after = low[start - 1] if start else " ", low[end] if end < len(low) else " "
    return not (before.isalnum() or after.isalnum())


def _name(text: str, term: _Term, start: int, end: int, cased: bool, lower: bool) -> Name | None:
    surface = text[start:end]
    if cased and term.case == "exact" and surface not in (term.alias, term.alias.upper()):
        return None
    if cased and not lower and term.case == "capital" and not surface[0].isupper():
        return None
    if term.id == "lead" and surface.lower() == "lead" and not _is_lead(text, start, end):
        return None
    return Name(start, end, surface, term.kind, term.id, term.country, term.agency_kind, term.ticker, term.ref)


def _is_lead(text: str, start: int, end: int) -> bool:
    """Whether "lead" is the metal: beside another metal or before a word of the trade."""
    return bool(
        _LEAD_AFTER.match(text, end)
        or re.search(
            r"(?:copper|zinc|silver|tin|nickel|copper and|zinc and|silver and|tin and|refined),? $",
            text[max(0, start - 12) : start],
            re.I,
        )
    )


def _longest(candidates: list[Name]) -> tuple[Name, ...]:
    """The longest names first; of equal ones the first kind in the tables; no overlaps."""
    chosen: list[Name] = []
    taken = bytearray(max((n.end for n in candidates), default=0))
    for name in sorted(candidates, key=lambda n: (n.start - n.end, n.start)):
        if not any(taken[name.start : name.end]):
            taken[name.start : name.end] = b"\x01" * (name.end - name.start)
            chosen.append(name)
    return tuple(sorted(chosen, key=lambda n: n.start))


def _formed(text: str) -> Iterator[Name]:
    """Names read by their form: companies with a legal suffix or a trade word, tickers, sites."""
    for match in _COMPANY.finditer(text):
        yield from _company(text, match.start(1), match.end(1))
    for match in _TICKER.finditer(text):
        yield from _company(text, match.start(1), match.start(1) + len(match.group(1).rstrip()))
    for match in _SITE.finditer(text):
        words = match.group(1).split()
        while words and words[0].lower() in _NOT_NAME:
            words.pop(0)
        name = " ".join(words)
        if name and not _GENERIC.match(name) and name.lower() not in labels_in_use():
            start = text.index(name, match.start(1))
            yield Name(
                start,
                start + len(name),
                name,
                "project",
                name.removesuffix("'s").title() if name.isupper() else name.removesuffix("'s"),
            )


def _company(text: str, start: int, end: int) -> Iterator[Name]:
    words = text[start:end].split(" ")
    while words and (words[0].lower().rstrip(".,") in _NOT_NAME or words[0].endswith(("'s", "'"))):
        start += len(words.pop(0)) + 1
    name = company_name(text[start:end])
    if (
        len(words) >= 2
        and not _GENERIC.match(name)
        and not _OFFICE.search(name)
        and name.lower() not in labels_in_use()
    ):
        yield Name(start, end, text[start:end], "company", name)


def company_name(name: str) -> str:
    """A company's name without its legal form ("First Phosphate Corp" is First Phosphate)."""
    bare = re.sub(rf"(?:,?\s{_SUFFIX}\.?)+$", "", name.strip())
    return bare if " " in bare or bare != name else name.strip()


@cache
def labels_in_use() -> frozenset[str]:
    """Lower-case forms that are minerals or countries, so never companies."""
    return frozenset(a.lower() for a in (*labels.mineral_aliases(), *labels.country_aliases()))


@cache
def _automaton() -> tuple[AhoCorasick, tuple[tuple[_Term, ...], ...]]:
    by_form: dict[str, list[_Term]] = {}
    for term in _terms():
        form = " ".join(_lower(term.alias).replace("’", "'").split())
        if (
            len(form) > 1
            and form not in _SKIP
            and not any(t.kind == term.kind and t.id == term.id for t in by_form.get(form, []))
        ):
            by_form.setdefault(form, []).append(term)
    forms = list(by_form)
    return AhoCorasick(forms, implementation=Implementation.DFA), tuple(tuple(by_form[f]) for f in forms)


def _terms() -> Iterator[_Term]:
    for alias, mineral in labels.mineral_aliases().items():
        short = alias.isupper() or (len(alias) <= 4 and not alias.islower())
        yield _Term("mineral", mineral, "exact" if short else "any", alias)
    yield _Term("mineral", "lead", "any", "lead")
    for alias, iso3 in labels.country_aliases().items():
        yield _Term("country", iso3, _case(alias), alias, iso3)
    yield from _agency_terms()
    yield from _company_terms()
    yield from _project_terms()
    yield from _deal_terms()


def _deal_terms() -> Iterator[_Term]:
    """Companies that appear as parties of deals and owners of projects."""
    names = {p.strip() for row in _csv(TABLES / "deals.csv") for p in row["parties"].split(";")}
    names |= {row["operator"].strip() for row in _csv(TABLES / "projects.csv")}
    for name in sorted(names):
        if (
            re.fullmatch(r"(?!US )[A-Z][\w&'-]{3,}(?: [A-Z][\w&'-]+){0,3}", name)
            and not name.isupper()
            and not _OFFICE.search(name)
            and name.lower() not in labels_in_use()
        ):
            if name not in {"Project Vault", "State", "South Australia", "Tasmania", "Inflection Point"}:
                yield _Term("company", company_name(name), "capital", name)


def _case(alias: str) -> Case:
    return "exact" if alias.isupper() or len(alias) <= 3 or alias.lower() in _EXACT_WORDS else "capital"


def _agency_terms() -> Iterator[_Term]:
    for row in _csv(AGENCIES):
        kind: Kind = row["kind"] if row["kind"] in {"agreement", "body", "company"} else "agency"  # type: ignore[assignment]
        for alias in (row["name"], *filter(None, row["aliases"].split(";"))):
            yield _Term(kind, row["name"], _case(alias), alias, row["country"] or None, row["kind"])


def _company_terms() -> Iterator[_Term]:
    for row in _csv(TABLES / "companies.csv"):
        name = re.sub(r"\s*\(.*\)", "", row["name"])
        for alias in dict.fromkeys((company_name(name), *_inner(row["name"]), *_short(name))):
            yield _Term(
                "company",
                alias,
                "exact" if len(alias) < 5 or alias.lower() in _EXACT_WORDS else "capital",
                alias,
                row["country"],
                None,
                row["ticker"] or None,
                row["id"],
            )


def _inner(name: str) -> Iterable[str]:
    inner = re.search(r"\(([^,)]+)", name)
    return (inner.group(1),) if inner and len(inner.group(1)) > 4 else ()


_SHORT = {
    "Lynas Rare Earths": ("Lynas",),
    "Iluka Resources": ("Iluka",),
    "Arafura Rare Earths": ("Arafura",),
    "Syrah Resources": ("Syrah",),
    "Perpetua Resources": ("Perpetua",),
    "Energy Fuels": (),
    "Teck Resources": ("Teck",),
    "Shenghe Resources": ("Shenghe",),
    "Toyota Motor": ("Toyota",),
    "Ford Motor": (),
    "Mercedes-Benz Group": ("Mercedes-Benz",),
    "Albemarle": (),
    "Nyrstar": (),
    "Almonty Industries": ("Almonty",),
    "Ucore Rare Metals": ("Ucore",),
    "NioCorp Developments": ("NioCorp",),
    "Suzuki Motor": ("Suzuki",),
    "Talga Group": ("Talga",),
    "Zhejiang Huayou Cobalt": ("Huayou Cobalt", "Huayou"),
    "Aclara Resources": ("Aclara",),
    "Masan High-Tech Materials": ("Masan",),
    "Saskatchewan Research Council": ("SRC",),
    "Eurasian Resources Group": ("ERG",),
    "United States Antimony": ("US Antimony",),
    "POSCO Future M": (),
    "Australian Strategic Materials": ("ASM",),
    "Mkango Resources": ("Mkango",),
    "Westwater Resources": ("Westwater",),
    "Neo Performance Materials": ("Neo Performance",),
    "China Northern Rare Earth": ("Northern Rare Earth",),
    "Hunan Gold": (),
    "Shin-Etsu Chemical": ("Shin-Etsu",),
    "Electra Battery Materials": ("Electra",),
    "Jervois Global": ("Jervois",),
    "Umicore": (),
}


def _short(name: str) -> tuple[str, ...]:
    return _SHORT.get(name, ())


def _project_terms() -> Iterator[_Term]:
    for row in _csv(TABLES / "projects.csv"):
        name = re.split(r"\s*[(,]", row["name"])[0]
        if len(name) > 6 and " " in name:
            yield _Term("project", name, "capital", name, row["country"], None, None, row["id"])


def _csv(path: Path) -> tuple[dict[str, str], ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
