"""What the methods read from the world: supply by country, imports, governance, names of importers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from didymium import labels
from didymium.errors import MissingData
from didymium.risk.gpr import governance_risk
from didymium.world.load import World
from didymium.world.reconcile import world_total
from didymium.world.shares import series

STABILITY = "wgi_political_stability"
SAME = 0.005  # share tables that differ by less are one publication, transcribed twice


@dataclass(frozen=True)
class Query:
    """What one row is asked for; `year` None is the latest that the world knows."""

    world: World
    mineral: str
    stage: str | None
    importer: str | None
    year: int | None


@dataclass(frozen=True)
class Supply:
    """Shares 0..1 of countries (with `OTH`) in the output of a stage in a year, from the preferred source.

    rivals: the shares that other sources give for the same year; total: world output in t, None where
    unknown.
    """

    shares: dict[str, float]
    rivals: tuple[dict[str, float], ...]
    low: dict[str, float | None]
    high: dict[str, float | None]
    year: int
    sources: tuple[str, ...]
    note: str
    total: float | None


@lru_cache(maxsize=1024)
def supply(world: World, mineral: str, stage: str, year: int | None) -> Supply:
    """The preferred closed series of a mineral's output at a stage; an asked year must be there.

    A year after the newest statistics is answered from the base case of a projection, and the note says so.
    Errors: `MissingData`, naming the years that there are.
    """
    try:
        rows = world.shares(mineral, stage, year)
    except MissingData:
        if year is None or (ahead := _projected(world, mineral, stage, year)) is None:
            raise
        return ahead
    found, owner = int(rows["year"][0]), str(rows["mineral"][0])
    notes = [f"series of {owner}"] if owner != mineral else []
    if "low" in set(rows["confidence"].drop_nulls()):
        notes.append("weak source")
    rivals, cited = _rivals(world, owner, stage, found, _by_country(rows))
    if rivals:
        notes.append(f"range over {len(rivals) + 1} sources")
    return Supply(
        shares=_by_country(rows), rivals=rivals,
        low=dict(zip(rows["country"], rows["low"], strict=True)),
        high=dict(zip(rows["country"], rows["high"], strict=True)),
        year=found, sources=(*sorted(set(rows["source_id"].drop_nulls())), *cited), note="; ".join(notes),
        total=world_total(world, mineral, stage, found) if owner == mineral else None,
    )  # fmt: skip


def _by_country(rows: pl.DataFrame) -> dict[str, float]:
    return dict(zip(rows["country"], rows["share"], strict=True))


def _rivals(
    world: World, mineral: str, stage: str, year: int, chosen: dict[str, float]
) -> tuple[tuple[dict[str, float], ...], tuple[str, ...]]:
    """The tables of other sources that differ by more than `SAME` in a country: the others repeat the chosen one."""
    rows = series(world, mineral, stage).filter(pl.col("year") == year)
    found = []
    for part in rows.partition_by("source_id", "series", "form", maintain_order=True):
        other = _by_country(part)
        if max(abs(other.get(c, 0.0) - chosen.get(c, 0.0)) for c in {*other, *chosen}) > SAME:
            found.append((other, str(part["source_id"][0])))
    return tuple(o for o, _ in found), tuple(dict.fromkeys(source for _, source in found))


def _projected(world: World, mineral: str, stage: str, year: int) -> Supply | None:
    """The base case of a projection for a year after its publication, shares of the stated world total."""
    rows = world.facts("production", mineral=mineral, stage=stage, year=year).filter(
        pl.col("scenario") == "base case", pl.col("year") > pl.col("known_from").dt.year()
    )
    named = rows.filter(pl.col("country") != "WLD")
    whole = rows.filter(pl.col("country") == "WLD")["value"]
    total = float(whole[0] if len(whole) else named["value"].sum())
    if named.is_empty() or total <= 0:
        return None
    shares = {c: v / total for c, v in named.select("country", "value").iter_rows()}
    rest = 1.0 - sum(shares.values())
    if abs(rest) > 0.001 and "OTH" not in shares and rest > 0:
        shares["OTH"] = rest
    none: dict[str, float | None] = dict.fromkeys(shares)
    note = "projection, base case"
    return Supply(shares, (), none, none, year, tuple(rows["source_id"].unique().sort()), note, total)


@lru_cache(maxsize=1024)
def stages(world: World, mineral: str) -> tuple[str, ...]:
    """The stages at which the world has production shares of the mineral, in order."""
    found = []
    for stage in labels.STAGES:
        try:
            supply(world, mineral, stage, None)
        except MissingData:
            continue
        found.append(stage)
    return tuple(found)


def members(importer: str, year: int) -> tuple[str, ...]:
    """The countries that an importer stands for: itself, or the EU's members at the end of the year."""
    return labels.eu_members(f"{year}-12-31") if importer == "EUU" else (importer,)


@lru_cache(maxsize=2)
def _by_code(world: World) -> dict[tuple[str, str], pl.DataFrame]:
    parts = world.table("trade").partition_by("mineral", "stage", as_dict=True)
    return {(str(key[0]), str(key[1])): rows for key, rows in parts.items()}


@dataclass(frozen=True)
class Imports:
    """Imports at a stage: t (gross weight) and USD by exporter, without a region's inner trade.

    name: the mineral under whose code the trade stands (the group of a rare earth). gaps: part of the value
    whose quantity the source lacks; there the importer's own mean unit value stands in.
    """

    tonnes: dict[str, float]
    usd: dict[str, float]
    name: str
    shared: bool
    gaps: float
    codes: tuple[str, ...]
    sources: tuple[str, ...]


def imports(world: World, mineral: str, stage: str, importer: str, year: int) -> Imports:
    """Imports of `importer` in `year`, under the mineral's own code or the nearest group's.

    Errors: `MissingData` when no code covers the mineral at the stage, or none was imported by anyone that
    year (a code that ended is no sign of no risk).
    """
    by = _by_code(world.settled("trade"))
    known = [(n, by[n, stage]) for n in (mineral, *labels.groups(mineral)) if (n, stage) in by]
    if not known:
        raise MissingData(f"no trade code covers {mineral} at stage {stage}")
    name, rows = known[0]
    rows = rows.filter(pl.col("year") == year)
    if rows.is_empty():
        raise MissingData(f"no trade under the codes of {name} ({stage}) in {year}")
    group = members(importer, year)
    own = rows.filter(pl.col("importer").is_in(group) & ~pl.col("exporter").is_in(group))
    if own.is_empty():
        raise MissingData(f"{importer} imported nothing under the codes of {name} ({stage}) in {year}")
    return _imports(own, name, name != mineral or bool((rows["flag"] == "group_code").any()))


def _imports(own: pl.DataFrame, name: str, shared: bool) -> Imports:
    weighed = own.filter(pl.col("quantity_t").is_not_null() & pl.col("value_usd").is_not_null())
    worth, known = float(own["value_usd"].sum()), float(weighed["value_usd"].sum())
    usd = dict(
        own.group_by("exporter", maintain_order=True).agg(pl.col("value_usd").sum()).sort("exporter").iter_rows()
    )
    tonnes: dict[str, float] = {}
    if known > 0:
        unit = known / float(weighed["quantity_t"].sum())
        filled = own.with_columns(pl.col("quantity_t").fill_null(pl.col("value_usd") / unit))
        tonnes = dict(
            filled.group_by("exporter", maintain_order=True)
            .agg(pl.col("quantity_t").sum())
            .sort("exporter")
            .iter_rows()
        )
    return Imports(
        tonnes, usd, name, shared, 1 - known / worth if worth else 1.0,
        tuple(sorted(own["hs"].unique())), tuple(sorted(own["source_id"].unique())),
    )  # fmt: skip


@lru_cache(maxsize=256)
def governance(world: World, year: int) -> dict[str, float]:
    """The WGI estimate of political stability of each country in `year`; where that has none, of the last year before.

    Errors: `MissingData` when the world has no governance at all by then.
    """
    rows = world.table("governance").filter((pl.col("metric") == STABILITY) & (pl.col("year") <= year))
    if rows.is_empty():
        raise MissingData(f"no {STABILITY} for {year} or before")
    last = rows.sort("year").group_by("country", maintain_order=True).agg(pl.col("value").last())
    return dict(zip(last["country"], last["value"], strict=True))


@lru_cache(maxsize=256)
def political_risk(world: World, year: int) -> dict[str, float]:
    """g of GeoPolRisk for each country with a WGI estimate, 0..1."""
    return {c: float(governance_risk(v)) for c, v in governance(world, year).items()}


@lru_cache(maxsize=8)
def governance_sources(world: World, metric: str) -> tuple[str, ...]:
    """The sources of one governance metric."""
    rows = world.table("governance").filter(pl.col("metric") == metric)
    return tuple(sorted(rows["source_id"].unique()))
