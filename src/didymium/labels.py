"""Names of minerals, stages, countries and sectors, with aliases; an unknown name raises with the nearest.

Canonical forms: minerals in lower case as analysts write them (`rare earths`, `dysprosium`), countries as
ISO 3166-1 alpha-3 (`EUU` the European Union, `WLD` the world, `OTH` all that a table does not name),
stages `mine`, `refine`, `metal`, `component`. Lookups ignore case; `*_aliases()` give the forms that occur
in running text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from didymium.errors import UnknownLabel
from didymium.files import csv_rows

DATA = Path(__file__).parent / "data"
STAGES = ("mine", "refine", "metal", "component")
AGGREGATES = ("EUU", "WLD", "OTH")
STAGE_ALIASES = {
    "mine": ("mining", "mined", "extraction", "mine production", "ore", "concentrate", "e"),
    "refine": ("refining", "refined", "processing", "processed", "refinery", "separation", "separate",
               "separated", "smelting", "smelter", "chemical", "hydroxide", "high_purity", "refine_capacity",
               "p"),
    "metal": ("metals", "metallurgy", "metal making", "alloy", "alloys", "metal_capacity", "sponge"),
    "component": ("components", "magnet", "magnets", "magnet making", "anode", "anodes", "manufacturing"),
}  # fmt: skip


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    return csv_rows(DATA / f"{name}.csv")


@cache
def lexicon(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table of words, `data/lexicon/NAME.csv`."""
    return _rows(f"lexicon/{name}")


def _split(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]


def _find(kind: str, name: object, index: dict[str, str]) -> str:
    key = " ".join(str(name).casefold().split())
    if key not in index:
        raise UnknownLabel(kind, name, index)
    return index[key]


# minerals


@cache
def _minerals() -> dict[str, dict[str, str]]:
    return {row["mineral"]: row for row in _rows("minerals")}


@cache
def _mineral_index() -> dict[str, str]:
    index: dict[str, str] = {}
    for name, row in _minerals().items():
        for alias in (name, *_split(row["aliases"]), *_split(row["lookups"]), *_split(row["symbol"])):
            index.setdefault(alias.casefold(), name)
    return index


def minerals() -> tuple[str, ...]:
    """All canonical mineral names: elements, minerals, products (magnets, polysilicon) and groups."""
    return tuple(_minerals())


def mineral(name: str) -> str:
    """The canonical name of a mineral given any of its names or its symbol; else `UnknownLabel`."""
    return _find("mineral", name, _mineral_index())


def is_group(name: str) -> bool:
    """True for a group of minerals (rare earths, battery metals), false for a single one."""
    return _minerals()[mineral(name)]["kind"] == "group"


def groups(name: str) -> tuple[str, ...]:
    """Every group that a mineral belongs to, nearest first (dysprosium: heavy rare earths, ...)."""
    found: list[str] = []
    queue = _split(_minerals()[mineral(name)]["groups"])
    while queue:
        group = queue.pop(0)
        if group not in found:
            found.append(group)
            queue += _split(_minerals()[group]["groups"])
    return tuple(found)


def alike(one: str, other: str) -> bool:
    """Whether two names are of one mineral, or of one and a group of it; what is no mineral's name may be of any."""
    try:
        one, other = mineral(one), mineral(other)
    except UnknownLabel:
        return True
    return one == other or one in groups(other) or other in groups(one)


@cache
def members(group: str) -> tuple[str, ...]:
    """The single minerals of a group, through its sub-groups (products such as magnets excluded)."""
    name = mineral(group)
    rows = _minerals().values()
    return tuple(r["mineral"] for r in rows if r["kind"] in ("element", "mineral") and name in groups(r["mineral"]))


@lru_cache(maxsize=4096)
def expand(name: str, *, keep: bool = False) -> frozenset[str]:
    """The canonical mineral of a name and, for a group, its members; of an unknown one nothing, or itself (`keep`)."""
    try:
        found = mineral(name)
    except UnknownLabel:
        return frozenset({name} if keep else ())
    return frozenset({found, *members(found)})


def symbol(name: str) -> str | None:
    """The chemical symbol of an element, None for groups, minerals and products."""
    return _minerals()[mineral(name)]["symbol"] or None


@cache
def mineral_aliases() -> dict[str, str]:
    """Forms that occur in running text, as written there, with the canonical name; no bare symbols."""
    return {alias: name for name, row in _minerals().items() for alias in (name, *_split(row["aliases"]))}


def mineral_name(name: str) -> str:
    """The mineral as people say it (`didymium` is said neodymium-praseodymium)."""
    canonical = mineral(name)
    return "neodymium-praseodymium" if canonical == "didymium" else canonical


# countries


@cache
def places() -> dict[str, str]:
    """The state (ISO3) that a province or town lies in."""
    return {row["place"]: row["country"] for row in _rows("places")}


@cache
def _countries() -> dict[str, dict[str, str]]:
    return {row["iso3"]: row for row in _rows("countries")}


@cache
def _country_index() -> dict[str, str]:
    index: dict[str, str] = {}
    fields = ("iso3", "iso2", "name", "aliases", "adjectives", "people", "capital")
    for field in fields:
        for iso3, row in _countries().items():
            for alias in _split(row[field]):
                index.setdefault(alias.casefold(), iso3)
    index.update({f"the {key}": iso3 for key, iso3 in list(index.items()) if not key.startswith("the ")})
    return index


def countries() -> tuple[str, ...]:
    """ISO alpha-3 codes of all countries and territories, without the aggregates `EUU`, `WLD`, `OTH`."""
    return tuple(code for code in _countries() if code not in AGGREGATES)


def country(name: str) -> str:
    """ISO alpha-3 given a name, code, adjective, people or the capital that stands for a government."""
    return _find("country", name, _country_index())


def country_name(iso3: str, article: bool = False) -> str:
    """The country as people say it; with `article`, as it stands in a sentence ("the United States")."""
    row = _countries()[country(iso3)]
    return f"{row['article']} {row['name']}" if article and row["article"] else row["name"]


def iso2(iso3: str) -> str | None:
    """ISO alpha-2 of a country, None where there is none."""
    return _countries()[country(iso3)]["iso2"] or None


def adjective(iso3: str) -> str:
    """The first adjective of a country ("Chinese"), or its name where English has none."""
    row = _countries()[country(iso3)]
    return (_split(row["adjectives"]) or [row["name"]])[0]


def adjectives(iso3: str) -> tuple[str, ...]:
    """What stands for a country or union before a noun: its adjectives, and the short forms US, EU and UK."""
    short = {"USA": ("US",), "EUU": ("EU",), "GBR": ("UK",)}.get(iso3, ())
    return (*_split(_countries().get(iso3, {}).get("adjectives") or ""), *short)


@cache
def country_aliases() -> dict[str, str]:
    """Forms that occur in running text (names, adjectives, people, capitals), as written there.

    ISO codes and the aggregates `WLD` and `OTH` are left out; `EUU` stands in.
    """
    found: dict[str, str] = {}
    for field in ("name", "aliases", "adjectives", "people", "capital"):
        for iso3, row in _countries().items():
            if iso3 not in ("WLD", "OTH"):
                found.update({alias: iso3 for alias in _split(row[field]) if alias not in found})
    return found


@cache
def eu_members(date: dt.date | str | None = None) -> tuple[str, ...]:
    """ISO alpha-3 of the EU member states on `date` (ISO date; today's members by default)."""
    day = str(date) if date is not None else "9999"
    return tuple(
        code
        for code, row in _countries().items()
        if row["eu_from"] and row["eu_from"] <= day and not (row["eu_to"] and row["eu_to"] < day)
    )


def is_eu(iso3: str, date: dt.date | str | None = None) -> bool:
    """True for an EU member on `date` (the United Kingdom until 2020-01-31, Croatia from 2013-07-01)."""
    return country(iso3) in eu_members(date)


# stages and sectors


@cache
def _stage_index() -> dict[str, str]:
    return {alias: stage for stage in STAGES for alias in (stage, *STAGE_ALIASES[stage])}


def stage(name: str) -> str:
    """The stage (`mine`, `refine`, `metal`, `component`) meant by a word such as "processing"."""
    return _find("stage", name, _stage_index())


@cache
def _sector_index() -> dict[str, str]:
    index: dict[str, str] = {}
    for row in _rows("sectors"):
        for alias in (row["sector"], row["sector"].replace("_", " "), row["name"], *_split(row["aliases"])):
            index.setdefault(alias.casefold(), row["sector"])
    return index


def sectors() -> tuple[str, ...]:
    """Canonical names of the end-use sectors."""
    return tuple(row["sector"] for row in _rows("sectors"))


def sector(name: str) -> str:
    """The canonical sector meant by a name such as "EV makers"."""
    return _find("sector", name, _sector_index())


def sector_name(name: str) -> str:
    """The sector as people say it ("optical fibre and infrared optics")."""
    return next(row["name"] for row in _rows("sectors") if row["sector"] == sector(name))


@cache
def sector_aliases() -> dict[str, str]:
    """Forms of sectors that occur in running text, with the canonical sector."""
    return {alias: row["sector"] for row in _rows("sectors") for alias in (row["name"], *_split(row["aliases"]))}


def each_mineral(names: Iterable[str]) -> tuple[str, ...]:
    """The single minerals meant by names of minerals and groups, in order, without repeats."""
    out: dict[str, None] = {}
    for name in names:
        out.update(dict.fromkeys(members(name) if is_group(name) else (mineral(name),)))
    return tuple(out)


def vocabulary() -> dict[str, Any]:
    """The canonical names: minerals, groups with their members, stages, countries and sectors with what people say."""
    return {
        "minerals": list(minerals()),
        "groups": {name: list(members(name)) for name in minerals() if is_group(name)},
        "stages": list(STAGES),
        "countries": {code: country_name(code) for code in (*countries(), *AGGREGATES)},
        "sectors": {name: sector_name(name) for name in sectors()},
    }
