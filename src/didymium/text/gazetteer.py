"""Names in running text, linked to the world: minerals, countries, agencies, companies, projects, agreements.

One Aho-Corasick pass with overlapping matches, resolved at word boundaries, the longest first. Names that the
tables do not hold are read by their form ("Acme Resources Ltd", "Acme (ASX: ACM)", "the Balakhiv project").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from ahocorasick_rs import AhoCorasick, Implementation

from didymium import labels
from didymium.files import csv_rows
from didymium.text.cues import lower
from didymium.text.names import OFFICE, Kind, Name, company_name, headline_case, labels_in_use, names_by_form, words_of

TABLES = Path(__file__).parents[1] / "world" / "tables"  # names are data of the shipped edition

IDIOM = "idiom"  # a phrase that holds the name of a metal and means none ("gold rush")
SENTENCE = 2_000  # characters up to which a text's names are kept
Case = Literal["any", "capital", "exact"]
AGENCIES = Path(labels.__file__).parent / "data" / "agencies.csv"
COMPANIES = AGENCIES.with_name("company_names.csv")


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
    return _found(text) if len(text) > SENTENCE else _of_sentence(text)


@lru_cache(maxsize=2_048)
def _of_sentence(text: str) -> tuple[Name, ...]:
    """The names of a sentence, which each of its numbers asks for again."""
    return _found(text)


def _found(text: str) -> tuple[Name, ...]:
    automaton, terms = _automaton()
    low = lower(text)
    cased = not text.isupper()
    capitals = cased and not text.islower()
    found: list[tuple[int, int, _Term | Name]] = []
    for index, start, end in automaton.find_matches_as_indexes(low, overlapping=True):
        if _bounded(low, start, end):
            found += ((start, end, t) for t in terms[index] if not cased or _fits(text, t, start, end, capitals))
    head = text.partition("\n")[0]
    if not headline_case(text):
        shown = len(head) if headline_case(head) else 0
        found += ((n.start, n.end, n) for n in names_by_form(text) if n.start >= shown)
    return tuple(_named(text, *one) for one in _longest(found) if one[2].id != IDIOM)


_TRADE = re.compile(  # behind a country and a mineral: no company
    r"\s(?:production|output|exports?|imports?|mines?|miners?|mining|producers?|supply|supplies|prices?|market|industry|demand|"
    r"smelters?|stockpiles?|reserves|deposits?|bans?|curbs|quotas?|tariffs?|dut(?:y|ies)|deals?|sector|push|shipments?|makers?)\b",
    re.I,
)


def _bounded(low: str, start: int, end: int) -> bool:
    """Whether a stretch is made of whole words; the letters of a currency ("US$5") name no country."""
    return not (low[end : end + 1] == "$" or (start and low[start - 1].isalnum()) or low[end : end + 1].isalnum())


_OF_OTHERS = re.compile(r"British Columbia|(?:British|French) (?:\w+ )?(?:territory|archipelago|collectivity)\b")
_CONTINENT = re.compile(r"(?:North|South|Latin|Central)\s$", re.I)  # before "America"


def _fits(text: str, term: _Term, start: int, end: int, capitals: bool) -> bool:
    """Whether a term is written as its names are; in a text without capitals only some must be."""
    if term.alias == "America" and _CONTINENT.search(text, max(0, start - 8), start):
        return False
    if term.kind == "country" and (text.endswith("New ", 0, start) or _OF_OTHERS.match(text, start)):
        return False  # "New Madrid" of Missouri
    if term.case == "exact":
        return text[start:end] in (term.alias, term.alias.upper())
    if not (capitals and term.case == "capital"):
        return True
    if term.kind == "company" and not _capital(term.alias, text[start:end]):
        return False
    return text[start].isupper() and not (_national(term) and _TRADE.match(text, end))


def _capital(alias: str, said: str) -> bool:
    """Whether each word that a name writes with a capital has one ("rare earths miner" has none)."""
    words, told = alias.split(), said.split()
    return len(words) != len(told) or all(
        t[0].isupper() or not w[0].isupper() for w, t in zip(words, told, strict=True)
    )


def _national(term: _Term) -> bool:
    """Whether a company is called after a country and a mineral ("US Antimony")."""
    first, _, rest = term.alias.partition(" ")
    return term.kind == "company" and rest.lower() in _minerals() and first in _lands()


@cache
def _minerals() -> frozenset[str]:
    return frozenset(m.lower() for m in labels.mineral_aliases())


@cache
def _lands() -> frozenset[str]:
    """The names of countries and their adjectives."""
    return frozenset({*labels.country_aliases(), *(labels.adjective(c) for c in labels.countries())})


def _named(text: str, start: int, end: int, found: _Term | Name) -> Name:
    if isinstance(found, Name):
        return found
    return Name(
        start, end, text[start:end], found.kind, found.id, found.country, found.agency_kind, found.ticker, found.ref
    )


def _longest(found: list[tuple[int, int, _Term | Name]]) -> list[tuple[int, int, _Term | Name]]:
    """The longest names first; of equal ones the first kind in the tables; no overlaps."""
    chosen: list[tuple[int, int, _Term | Name]] = []
    taken = bytearray(max((end for _, end, _ in found), default=0))
    for one in sorted(found, key=lambda n: (n[0] - n[1], n[0])):
        start, end, _ = one
        if 1 not in taken[start:end]:
            taken[start:end] = b"\x01" * (end - start)
            chosen.append(one)
    return sorted(chosen, key=lambda n: n[0])


@cache
def _automaton() -> tuple[AhoCorasick, tuple[tuple[_Term, ...], ...]]:
    by_form: dict[str, list[_Term]] = {}
    for term in _terms():
        form = " ".join(lower(term.alias).replace("’", "'").split())
        if (
            len(form) > 1
            and form not in words_of("never")
            and not any(t.kind == term.kind and t.id == term.id for t in by_form.get(form, []))
        ):
            by_form.setdefault(form, []).append(term)
    forms = list(by_form)
    return AhoCorasick(forms, implementation=Implementation.ContiguousNFA), tuple(tuple(by_form[f]) for f in forms)


def _terms() -> Iterator[_Term]:
    for alias, mineral in labels.mineral_aliases().items():
        short = alias.isupper() or (len(alias) <= 4 and not alias.islower())
        yield _Term("mineral", mineral, "exact" if short else "any", alias)
    yield from (_Term("mineral", IDIOM, "any", words) for words in words_of("idiom"))
    for alias, iso3 in labels.country_aliases().items():
        yield _Term("country", iso3, _case(alias), alias, iso3)
    yield from _agency_terms()
    yield from _company_terms()
    yield from _project_terms()
    yield from _deal_terms()
    yield from _other_companies()


def _other_companies() -> Iterator[_Term]:
    """Companies of the trade that the world's tables do not hold: names and short names, no figures."""
    for row in csv_rows(COMPANIES):
        for alias in (row["name"], *filter(None, row["aliases"].split(";"))):
            case: Case = "exact" if len(alias) < 5 or alias.lower() in words_of("exact") else "capital"
            yield _Term("company", row["name"] if alias == row["name"] else alias, case, alias)


def _deal_terms() -> Iterator[_Term]:
    """Companies that appear as parties of deals and owners of projects."""
    names = {p.strip() for row in csv_rows(TABLES / "deals.csv") for p in row["parties"].split(";")}
    names |= {row["operator"].strip() for row in csv_rows(TABLES / "projects.csv")}
    for name in sorted(names):
        if (
            re.fullmatch(r"(?!US )[A-Z][\w&'-]{3,}(?: [A-Z][\w&'-]+){0,3}", name)
            and not name.isupper()
            and not OFFICE.search(name)
            and name.lower() not in labels_in_use()
            and name not in {"Project Vault", "State", "South Australia", "Tasmania", "Inflection Point"}
        ):
            yield _Term("company", company_name(name), "capital", name)


def _case(alias: str) -> Case:
    return "exact" if alias.isupper() or len(alias) <= 3 or alias.lower() in words_of("exact") else "capital"


def _agency_terms() -> Iterator[_Term]:
    for row in csv_rows(AGENCIES):
        kind: Kind = row["kind"] if row["kind"] in {"agreement", "body", "company"} else "agency"  # type: ignore[assignment]
        for alias in (row["name"], *filter(None, row["aliases"].split(";"))):
            yield _Term(kind, row["name"], _case(alias), alias, row["country"] or None, row["kind"])


def _company_terms() -> Iterator[_Term]:
    short = {row["name"]: row["aliases"].split(";") for row in labels.lexicon("short_names")}
    for row in csv_rows(TABLES / "companies.csv"):
        name = re.sub(r"\s*\(.*\)", "", row["name"])
        for alias in dict.fromkeys((company_name(name), *_inner(row["name"]), *short.get(name, ()))):
            yield _Term(
                "company",
                alias,
                "exact" if len(alias) < 5 or alias.lower() in words_of("exact") else "capital",
                alias,
                row["country"],
                None,
                row["ticker"] or None,
                row["id"],
            )


def _inner(name: str) -> Iterable[str]:
    inner = re.search(r"\(([^,)]+)", name)
    return (inner.group(1),) if inner and len(inner.group(1)) > 4 else ()


def _project_terms() -> Iterator[_Term]:
    for row in csv_rows(TABLES / "projects.csv"):
        name = re.split(r"\s*[(,]", row["name"])[0]
        if len(name) > 6 and " " in name:
            yield _Term("project", name, "capital", name, row["country"], None, None, row["id"])
