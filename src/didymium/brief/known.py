"""What the world knows about a topic: rows picked out of its tables, and each row said as a fact."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from didymium import labels
from didymium.brief import phrase
from didymium.brief.ledger import Ledger
from didymium.errors import MissingData, UnknownLabel
from didymium.records import Figure
from didymium.world.load import World, parse_date
from didymium.world.states import State, state_of

Row = dict[str, Any]
CONTROL_KINDS = (
    "export_ban", "export_quota", "export_licence", "export_tax", "de_facto_halt", "technology_export_control",
    "entity_listing", "state_trading", "production_quota",
)  # fmt: skip
TRADE_KINDS = ("export_ban", "export_quota", "export_licence", "export_tax", "de_facto_halt")
KIND_WORDS = {
    "export_ban": "export ban", "export_quota": "export quota", "export_licence": "export licence requirement",
    "export_tax": "export tax", "de_facto_halt": "de facto export halt", "entity_listing": "entity listing",
    "technology_export_control": "technology export control", "state_trading": "state-trading rule",
    "production_quota": "production quota", "suspension": "suspension of controls", "lifting": "lifting of controls",
    "facilitation": "support measure", "stockpile": "stockpile programme", "list_change": "list change",
    "import_tariff": "import duty", "import_investigation": "import investigation", "price_floor": "price floor",
    "domestic_processing_requirement": "domestic processing rule", "nationalisation": "nationalisation",
    "dispute": "trade dispute", "ruling": "ruling",
}  # fmt: skip
STAGE_OUTPUT = {"mine": "mine output", "refine": "refined output", "metal": "metal output", "component": "output"}
UMBRELLAS = {"critical minerals", "battery metals", "semiconductor minerals"}
MEASURED = 45  # days in force before which no cut of shipments can have been measured
START = pl.col("start_year").cast(pl.String).str.slice(0, 4).cast(pl.Int64, strict=False)  # year of a project's start


@dataclass(frozen=True)
class Share:
    """One country's share (0..1) of a mineral's output at a stage, with its fact."""

    mineral: str
    stage: str
    country: str
    share: float
    year: int
    evidence: str


@lru_cache(maxsize=4096)
def expand(minerals: str) -> frozenset[str]:
    """The minerals that a table cell names (a;b;c), with the members of groups."""
    found: set[str] = set()
    for name in (n.strip() for n in (minerals or "").split(";")):
        try:
            mineral = labels.mineral(name)
        except UnknownLabel:
            continue
        found |= {mineral, *(() if mineral in UMBRELLAS else labels.members(mineral))}
    return frozenset(found)


@lru_cache(maxsize=512)
def family(minerals: tuple[str, ...]) -> frozenset[str]:
    """The minerals themselves, the members of groups among them, and the products made of them."""
    asked = {m for w in minerals for m in (w, *labels.members(w))}
    return frozenset(asked | {m for m in labels.minerals() if set(labels.groups(m)) & set(minerals)} - UMBRELLAS)


def concerns(cell: str | None, wanted: tuple[str, ...]) -> bool:
    """Whether a `minerals` cell covers one of the wanted minerals, directly or through a group."""
    return bool(expand(cell or "") & family(wanted))


def rows_about(world: World, table: str, minerals: tuple[str, ...]) -> pl.DataFrame:
    """Rows of a table whose `minerals` cover one of the wanted ones."""
    rows = world.table(table)
    mask = [concerns(cell, minerals) for cell in rows["minerals"].to_list()]
    return rows.filter(pl.Series(mask, dtype=pl.Boolean))


def parents(mineral: str) -> tuple[str, ...]:
    """The groups above a mineral that are narrower than critical minerals, the narrowest first."""
    return tuple(
        sorted((g for g in labels.groups(mineral) if g not in UMBRELLAS), key=lambda g: len(labels.members(g)))
    )


def shares(world: World, ledger: Ledger, mineral: str, stage: str, most: int = 3) -> list[Share]:
    """The largest named shares of a mineral at a stage, each as a fact; empty where the world has none.

    For the rare earths the magnet ones stand in where their figure is newer.
    """
    rows = max(
        (r for name in (mineral, f"magnet {mineral}") if (r := _shares(world, name, stage)) is not None),
        key=lambda r: max(r["year"].to_list(), default=0),
        default=None,
    )
    if rows is None:
        return []
    named = rows.filter(~pl.col("country").is_in(["OTH", "WLD"])).sort("share", descending=True).head(most)
    return [_share(ledger, str(row["mineral"]), stage, row) for row in named.iter_rows(named=True)]


def _shares(world: World, mineral: str, stage: str) -> pl.DataFrame | None:
    try:
        return world.shares(mineral, stage)
    except (MissingData, UnknownLabel):
        return None


def _share(ledger: Ledger, mineral: str, stage: str, row: Row) -> Share:
    share, year, code = float(row["share"]), int(row["year"]), str(row["country"])
    figure = Figure(
        metric="share", value=share, unit="1", mineral=mineral, stage=stage, country=code, period=str(year)
    )  # fmt: skip
    statement = (
        f"{phrase.capital(phrase.possessive(phrase.country(code)))} share of world {mineral} {STAGE_OUTPUT[stage]} "
        f"({phrase.stage(stage, mineral)}) in {year}: {phrase.quantity(share, 'share')}"
    )
    key = ledger.fact("facts", statement, row["source_id"], row["known_from"], figure, row.get("confidence"))
    return Share(mineral, stage, code, share, year, key)


def reliance(world: World, ledger: Ledger, mineral: str, economy: str) -> tuple[str, int, str] | None:
    """Net import reliance in words ('more than 90%'), its year and its fact; None where the world has none."""
    rows = world.table("facts").filter(
        (pl.col("metric") == "net_import_reliance")
        & (pl.col("mineral") == mineral)
        & (pl.col("country") == economy)
        & (pl.col("stage").is_null() | (pl.col("stage") != "mine"))
        & pl.col("value").is_not_null()
    )
    if rows.is_empty():
        return None
    row = rows.sort("year", "known_from").row(-1, named=True)
    if row["note"] and "exporter" in row["note"]:
        return None
    value, year = float(row["value"]) * (100 if row["unit"] in {"1", "fraction"} else 1), int(row["year"])
    words = f"{'more than ' if row['note'] == 'more than' else ''}{phrase.percent_number(value)}%"
    figure = Figure(
        metric="net_import_reliance",
        value=row["value"],
        unit=row["unit"],
        mineral=mineral,
        country=economy,
        period=str(year),
    )
    statement = (
        f"Net import reliance of {phrase.country(economy)} for {mineral} in {year}: {words} of apparent consumption"
    )
    return words, year, ledger.fact("facts", statement, row["source_id"], row["known_from"], figure, row["confidence"])


def measures(world: World, minerals: tuple[str, ...], actor: str | None, before: dt.date) -> pl.DataFrame:
    """Export controls on the minerals announced up to a date, oldest first."""
    rows = rows_about(world, "restrictions", minerals).filter(pl.col("kind").is_in(CONTROL_KINDS))
    if actor:
        rows = rows.filter(pl.col("actor") == actor)
    announced = pl.col("announced").cast(pl.String)
    return rows.filter(announced <= before.isoformat()).sort(announced, "id")


def measure_name(row: Row, first: str | None = None) -> str:
    """'export licence requirement on samarium, gadolinium and others'; with its target where it has one.

    first: the mineral that the story is about; it and its kin come first.
    """
    aimed = [] if row["targets"] in (None, "", "WLD") else [phrase.country(t) for t in row["targets"].split(";")]
    against = f" against {phrase.listed(aimed, 3)}" if aimed else ""
    return (
        f"{KIND_WORDS.get(row['kind'], row['kind'].replace('_', ' '))} on "
        f"{phrase.listed(_first(_named(row), first), 4)}{against}"
    )


def _named(row: Row) -> list[str]:
    """The minerals of a measure; what all stands for differs with its kind."""
    every = "all critical minerals" if str(row["kind"]).startswith("import") else "all controlled minerals"
    return [every if n == "all controlled minerals" else n for n in mineral_names(row["minerals"])]


def _first(names: list[str], mineral: str | None) -> list[str]:
    """The names with a mineral and its kin in front."""
    kin = family((mineral,)) if mineral else frozenset()
    return sorted(names, key=lambda n: (_canonical(n) != mineral, not expand(n) & kin))


def short_name(row: Row) -> str:
    """'licences of April 2025': a measure by its kind and month."""
    noun = {
        "export_ban": "ban", "export_quota": "quota", "export_licence": "licences", "export_tax": "export tax",
        "de_facto_halt": "halt",
    }.get(row["kind"], "controls")  # fmt: skip
    return f"{noun} of {phrase.day(str(row['announced'])[:7])}"


def depth(row: Row, world: World) -> float | None:
    """Share of shipments that a measure took away at its deepest, 0..1; None where no source has stated it yet.

    A measure is known from the day that it is announced, its depth only from the day that its source was published,
    and, unless it is a quota, not before it has been in force for some weeks: until then nobody can have measured it.
    """
    text = row.get("severity")
    if text in (None, "") or float(text) <= 0:
        return None
    begun = parse_date(str(row.get("effective") or row["announced"]))
    if world.date is not None and row["kind"] != "export_quota" and (world.date - begun).days < MEASURED:
        return None
    published = str(world.source(row["source_id"]).get("published") or "")
    later = world.date is not None and published > world.date.isoformat()[: len(published)]
    return None if later else float(text)


def measure_fact(ledger: Ledger, row: Row) -> str:
    """A measure as a fact: who, what, on which minerals, since when, until when, how deep."""
    kind = KIND_WORDS.get(row["kind"], row["kind"].replace("_", " "))
    minerals = phrase.listed(_named(row), 12)
    aimed = [] if row["targets"] in (None, "", "WLD") else [phrase.country(t) for t in row["targets"].split(";")]
    target = f" against {phrase.listed(aimed)}" if aimed else ""
    start = f"; in force from {phrase.day(row['effective'])}" if row.get("effective") else "; no date of effect"
    ends = f"; {_over(row, ledger.world)}" if _over(row, ledger.world) else ""
    cut = depth(row, ledger.world)
    deep = f"; it cut shipments by {phrase.quantity(cut, 'share')} at its deepest" if cut else ""
    title = f" ({re.sub(r',? (?:19|20)[0-9]{2}$', '', row['title'])})" if row.get("title") else ""
    statement = (
        f"{phrase.capital(phrase.country(row['actor']))}: {kind} on {minerals}{target}, announced "
        f"{phrase.on_day(row['announced'])}{start}{ends}{deep}{title}"
    )
    return ledger.fact(
        "restrictions", statement, row["source_id"], row["known_from"], None, row["confidence"], row["id"]
    )


def _over(row: Row, world: World) -> str:
    """When and how a measure ends: its suspension, its end or that nobody knows."""
    now = state(row, world)
    if now and now.state in ("suspended", "unknown"):
        return now.words
    ends = row.get("ends")
    return f"ends {'on' if len(str(ends)) > 7 else 'in'} {phrase.day(ends)}" if ends else ""


def state(row: Row, world: World, day: dt.date | None = None) -> State | None:
    """The state of a measure on a day (the world's date); None for a row that is an act on others."""
    try:
        return state_of(world, row["id"], day)
    except MissingData:
        return None


def suspended(row: Row, world: World) -> bool:
    """Whether a measure is suspended on the world's date."""
    now = state(row, world)
    return now is not None and now.state == "suspended"


def in_force(row: Row, world: World, today: dt.date) -> bool:
    """Whether a measure has begun, has not ended, is not suspended and its outcome is known."""
    now = state(row, world, today)
    return now is not None and now.binds


def is_news(row: Row, today: dt.date) -> bool:
    """Whether a measure is of the very days of the article, and so perhaps its news."""
    return len(row["announced"]) > 7 and (today - parse_date(row["announced"])).days <= 10


def provision(row: Row) -> str:
    """A provision as it is quoted: without its full stop, and small at the start unless it starts with a name."""
    text = str(row["provision"]).rstrip(".")
    first = text.split(" ", 1)[0]
    named = first.isupper() or first.rstrip("'s") in labels.country_aliases() or named_minerals(first)
    return text if named or not first.isalpha() else text[0].lower() + text[1:]


AGENCIES = ("US D", "US E", "US I", "UK ", "EU ")  # how names of agencies begin that take an article
SITES = (
    "plant", "mine", "refinery", "facility", "complex", "mill", "hub", "line", "circuit", "separation",
    "pipeline", "awards", "project", "materials", "fund", "stockpile", "reserve", "mission", "initiative", "corridor",
    "rail", "railway", "smelter", "campus", "venture", "package", "stake",
)  # fmt: skip


def parties(row: Row) -> list[str]:
    """The parties of a deal as people say them: 'the US DoD', 'MP Materials', 'Japan'."""
    found = [phrase.country(p.strip()) for p in row["parties"].split(";")]
    return [f"the {p}" if p.startswith(AGENCIES) else p for p in found]


def project(row: Row) -> str:
    """A project with an article where its name ends as a common noun: 'the 10X magnet plant', 'Stibnite'."""
    name = re.sub(r"^[A-Z]+ letter: ", "", str(row["project"]))
    last = name.split(",")[0].split(" (")[0].split(" ")[-1]
    return f"the {name}" if last.lower() in SITES and not name.startswith("the ") else name


def bound(row: Row) -> str:
    """'China: ' before a provision that does not name whom it binds; empty where it does."""
    parties = [c for c in (row.get("obliges") or "").split(";") if c]
    names = [phrase.country(c, article=False) for c in parties]
    if not names or any(n in row["provision"] for n in names) or row["provision"].startswith(("US ", "EU ")):
        return ""
    return f"{phrase.capital(phrase.listed([phrase.country(c) for c in parties]))}:"


def ends(row: Row) -> str:
    """What happens on a provision's last day: a task falls due, all else runs out."""
    tasks = (
        "update",
        "decide",
        "aims",
        "provide",
        "ministerial",
        "review",
        "finance for",
        "launch",
        "meeting",
        "report",
    )
    words = row["provision"].lower()
    return "falls due" if any(w in words for w in tasks) and "suspend" not in words else "runs out"


def stale(year: int, today: dt.date) -> str:
    """A clause for a figure that is older than four years; empty for a fresher one."""
    return ", the newest figure on record" if today.year - year > 4 else ""


def mineral_names(cell: str) -> list[str]:
    """The minerals of a cell as people say them, without notes in brackets."""
    names = [n.split("(")[0].strip() for n in cell.split(";")]
    told: dict[str, str] = {}
    for name in (n for n in names if n):
        told.setdefault(_canonical(name), "all controlled minerals" if name == "all" else name)
    return list(told.values())


@lru_cache(maxsize=1024)
def _canonical(name: str) -> str:
    """The mineral that a name starts with: lithium batteries count as lithium."""
    for words in (name, name.split(" ")[0]):
        try:
            return labels.mineral(words)
        except UnknownLabel:
            continue
    return name


def named_minerals(text: str) -> frozenset[str]:
    """The minerals that a phrase names."""
    low = f" {text.lower()} "
    return frozenset(
        m for alias, m in labels.mineral_aliases().items() if len(alias) > 2 and f" {alias.lower()} " in low
    )
