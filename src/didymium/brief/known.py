"""What the world knows about a topic: rows picked out of its tables, and each row said as a fact."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from didymium import labels
from didymium.brief import phrase
from didymium.brief.ledger import Ledger
from didymium.errors import MissingData, UnknownLabel
from didymium.records import Figure
from didymium.world.load import World, parse_date

CONTROL_KINDS = (
    "export_ban", "export_quota", "export_licence", "export_tax", "de_facto_halt", "technology_export_control",
    "entity_listing", "state_trading", "production_quota",
)  # fmt: skip
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
STAGE_WORDS = {
    "mine": "mine output",
    "refine": "refined output",
    "metal": "metal output",
    "component": "output of components",
}


@dataclass(frozen=True)
class Share:
    """One country's share of a mineral's output at a stage, with its fact."""

    mineral: str
    stage: str
    country: str
    share: float
    year: int
    evidence: str


@lru_cache(maxsize=4096)
def expand(minerals: str) -> frozenset[str]:
    """The minerals that a table cell names (a;b;c), with the members of groups and the groups above them."""
    found: set[str] = set()
    for name in (n.strip() for n in (minerals or "").split(";")):
        try:
            mineral = labels.mineral(name)
        except UnknownLabel:
            continue
        found |= {mineral, *labels.members(mineral)}
    return frozenset(found)


def concerns(cell: str | None, wanted: tuple[str, ...]) -> bool:
    """Whether a `minerals` cell covers one of the wanted minerals, directly or through a group."""
    asked = {m for w in wanted for m in (w, *labels.members(w))}
    return bool(expand(cell or "") & asked)


def rows_about(world: World, table: str, minerals: tuple[str, ...]) -> pl.DataFrame:
    """Rows of a table whose `minerals` cover one of the wanted ones."""
    rows = world.table(table)
    mask = [concerns(cell, minerals) for cell in rows["minerals"].to_list()]
    return rows.filter(pl.Series(mask, dtype=pl.Boolean))


def shares(world: World, ledger: Ledger, mineral: str, stage: str, most: int = 3) -> list[Share]:
    """The largest shares of a mineral at a stage, each as a fact; empty where the world has none."""
    try:
        rows = world.shares(mineral, stage)
    except (MissingData, UnknownLabel):
        return []
    named = rows.filter(~pl.col("country").is_in(["OTH", "WLD"])).sort("share", descending=True).head(most)
    return [_share(ledger, mineral, stage, row) for row in named.iter_rows(named=True)]


def parents(mineral: str) -> tuple[str, ...]:
    """The groups above a mineral that are narrower than critical minerals."""
    return tuple(
        g for g in labels.groups(mineral) if g not in {"critical minerals", "battery metals", "semiconductor minerals"}
    )


def share_fact(ledger: Ledger, mineral: str, stage: str, row: dict[str, object]) -> str:
    """A row of facts with metric `share` (0..1) as evidence."""
    return _share(ledger, mineral, stage, row | {"share": row.get("share", row.get("value"))}).evidence


def _share(ledger: Ledger, mineral: str, stage: str, row: dict[str, object]) -> Share:
    share, year, code = float(str(row["share"])), int(str(row["year"])), str(row["country"])
    figure = Figure(
        metric="production_share",
        value=100 * share,
        unit="%",
        mineral=mineral,
        stage=stage,
        country=code,
        period=str(year),
    )
    statement = (
        f"{phrase.capital(phrase.possessive(phrase.country(code)))} share of world {mineral} "
        f"{STAGE_WORDS[stage]} ({phrase.stage(stage)}) in {year}: {phrase.quantity(share, 'share')}"
    )
    evidence = ledger.fact(
        "facts", statement, str(row["source_id"]), row["known_from"], figure, str(row.get("confidence") or "")
    )
    return Share(mineral, stage, code, share, year, evidence)


def reliance(world: World, ledger: Ledger, mineral: str, economy: str) -> tuple[float, int, str] | None:
    """Net import reliance (%), its year and its fact, for the newest year known; None where the world has none."""
    rows = world.table("facts").filter(
        (pl.col("metric") == "net_import_reliance")
        & (pl.col("mineral") == mineral)
        & (pl.col("country") == economy)
        & pl.col("value").is_not_null()
    )
    if rows.is_empty():
        return None
    row = rows.sort("year", "known_from").row(-1, named=True)
    value, year = float(row["value"]), int(row["year"])
    figure = Figure(
        metric="net_import_reliance",
        value=value,
        unit="%",
        mineral=mineral,
        country=economy,
        period=str(year),
    )
    statement = (
        f"Net import reliance of {phrase.country(economy)} for {mineral} in {year}: "
        f"{phrase.percent_number(value)}% of apparent consumption"
    )
    return value, year, ledger.fact("facts", statement, row["source_id"], row["known_from"], figure)


def measures(world: World, minerals: tuple[str, ...], actor: str | None, before: dt.date) -> pl.DataFrame:
    """Export controls on the minerals announced up to a date, oldest first."""
    rows = rows_about(world, "restrictions", minerals).filter(pl.col("kind").is_in(CONTROL_KINDS))
    if actor:
        rows = rows.filter(pl.col("actor") == actor)
    return rows.filter(pl.col("announced").cast(pl.String) <= before.isoformat()).sort(
        pl.col("announced").cast(pl.String)
    )


def measure_fact(ledger: Ledger, row: dict[str, object]) -> str:
    """A measure as a fact: who, what, on which minerals, since when, until when."""
    kind = KIND_WORDS.get(str(row["kind"]), str(row["kind"]).replace("_", " "))
    minerals = phrase.listed(mineral_names(str(row["minerals"])), 8)
    target = (
        ""
        if row["targets"] in (None, "", "WLD")
        else f" against {phrase.listed([phrase.country(t) for t in str(row['targets']).split(';')])}"
    )
    ends = f"; ends or is suspended until {phrase.day(str(row['ends']))}" if row.get("ends") else ""
    start = f"; in force from {phrase.day(str(row['effective']))}" if row.get("effective") else "; no date of effect"
    statement = (
        f"{phrase.capital(phrase.country(str(row['actor'])))}: {kind} on {minerals}{target}, announced "
        f"{phrase.on_day(str(row['announced']))}{start}{ends}. {row['title'] or ''}"
    ).strip()
    return ledger.fact(
        "restrictions",
        statement,
        str(row["source_id"]),
        row["known_from"],
        confidence=str(row["confidence"]),
        row=str(row["id"]),
    )


def mineral_names(cell: str) -> list[str]:
    """The minerals of a cell as people say them, without notes in brackets."""
    names = [n.split("(")[0].strip() for n in cell.split(";")]
    return [n if n != "all" else "all controlled minerals" for n in names if n]


def visible_date(world: World, fallback: str | None) -> dt.date:
    """The date at which the brief stands: the world's, else the article's."""
    return world.date or parse_date((fallback or "")[:10] or dt.date.today())


START = pl.col("start_year").cast(pl.String).str.slice(0, 4).cast(pl.Int64, strict=False)  # year of a project's start
