"""Apparent use: production + imports - exports in contained tonnes, with every tonne traced to where it was made."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl

from didymium import labels
from didymium.files import csv_rows
from didymium.world.balance import Floats
from didymium.world.load import World
from didymium.world.shares import STANDS_FOR

CONTENTS = Path(__file__).parent / "contents.csv"
NEAR = 3  # years within which a figure stands for another year
KEPT = 0.02  # of what passes through a country stays there: re-exports never take all (judgement)
SWEEPS = 50  # of the cap on re-exports; chains of hubs are shorter
OTHERS = "OTH"


@dataclass(frozen=True)
class Trade:
    """Trade of one mineral at one stage and year. arcs: dims (exporter, importer), t of content, diagonal 0."""

    year: int
    codes: tuple[str, ...]
    countries: tuple[str, ...]
    arcs: Floats
    sources: tuple[str, ...]

    def exports(self, country: str) -> float:
        """Gross exports of a country, t of content a year; 0 where it trades none."""
        return float(self.arcs[self.countries.index(country)].sum()) if country in self.countries else 0.0


@lru_cache(maxsize=1)
def contents() -> dict[str, float]:
    """Tonnes, as the production statistics count, in a tonne of each HS code; source and range stand in the table,
    and why a code tells none."""
    return {row["hs"]: float(row["content"]) for row in csv_rows(CONTENTS) if row["content"]}


def trade(world: World, mineral: str, stage: str, year: int) -> Trade | None:
    """What was traded in the year nearest to `year` (within three), in content; None where no statistic tells.

    Codes that hold other minerals too, or state only values, tell the tonnes of an exporter whose own exports
    are stated (`exports` in `facts`): its value is divided among its buyers; of magnets that of all exporters.
    """
    return _trade(world.settled("trade", "facts"), mineral, stage, year)


@lru_cache(maxsize=1024)
def _trade(world: World, mineral: str, stage: str, year: int) -> Trade | None:
    name = STANDS_FOR.get((mineral, stage), mineral)
    rows = trade_rows(world.settled("trade")).get((name, stage))
    if rows is None:
        return None
    rows = nearest_year(rows, year)
    if rows.is_empty():
        return None
    flags = set(rows["flag"].drop_nulls()) - ({"group_code"} if labels.is_group(name) else set())
    whole = not flags & {"group_code", "value_only"} and set(rows["hs"]) <= set(contents())
    found = _weighed(rows) if whole else _anchored(world, name, stage, rows)
    return None if found is None or found.is_empty() else _square(found)


@lru_cache(maxsize=2)
def trade_rows(world: World) -> dict[tuple[str, str], pl.DataFrame]:
    """Trade with a value by mineral and stage."""
    rows = world.table("trade").filter(pl.col("value_usd") > 0)
    return {(str(k[0]), str(k[1])): v for k, v in rows.partition_by("mineral", "stage", as_dict=True).items()}


def nearest_year(rows: pl.DataFrame, year: int) -> pl.DataFrame:
    """The rows of the year nearest to `year`, the earlier of two; none where none lies within three years."""
    gap = (pl.col("year") - year).abs()
    near = rows.filter(gap <= NEAR)
    return near.filter(pl.col("year") == near.sort(gap, "year")["year"][0]) if len(near) else near


def unit_values(world: World, mineral: str, stage: str) -> dict[int, float]:
    """USD a tonne of content of what the world trades of a mineral at a stage, by year: its codes whose content is
    known, rows with a weight that nothing speaks against; {} where there are none."""
    rows = trade_rows(world.settled("trade")).get((STANDS_FOR.get((mineral, stage), mineral), stage))
    if rows is None:
        return {}
    clean = rows.filter((pl.col("quantity_t") > 0) & pl.col("flag").is_null() & pl.col("hs").is_in(list(contents())))
    held = pl.col("quantity_t") * pl.col("hs").replace_strict(contents(), default=None, return_dtype=pl.Float64)
    sums = clean.group_by("year").agg(usd=pl.col("value_usd").sum(), t=held.sum()).sort("year")
    return {int(year): usd / t for year, usd, t in sums.iter_rows()}


def _weighed(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with `t` of content; a missing or dropped weight is the value over the code's own value a tonne.

    Ores and concentrates go by value throughout: they are paid for what they hold, and their weights mix grades,
    wet and dry, and at times content for weight.
    """
    known = rows.filter(pl.col("quantity_t") > 0).group_by("hs", maintain_order=True)
    unit = known.agg((pl.col("value_usd").sum() / pl.col("quantity_t").sum()).alias("unit"))
    held = pl.col("hs").replace_strict(contents(), return_dtype=pl.Float64)
    by_value = pl.col("value_usd") / pl.col("unit")
    ore = (pl.col("stage") == "mine") & (held < 1)
    weight = pl.when(ore).then(by_value).otherwise(pl.coalesce("quantity_t", by_value))
    return rows.join(unit, on="hs", how="inner").with_columns(t=weight * held)


def _anchored(world: World, mineral: str, stage: str, rows: pl.DataFrame) -> pl.DataFrame | None:
    """Rows with `t` from exports stated in tonnes: value over the value a tonne of the exporter whose they are."""
    stated = world.facts("exports", mineral=mineral, stage=stage).filter(pl.col("unit") == "t")
    if stated.is_empty():
        return None
    known = dict(stated.sort("year").select("country", "value").iter_rows())
    sold = dict(rows.group_by("exporter", maintain_order=True).agg(pl.col("value_usd").sum()).iter_rows())
    unit = {c: sold[c] / t for c, t in known.items() if t > 0 and sold.get(c)}
    if not unit:
        return None
    if set(rows["flag"]) == {"value_only"}:  # one good: the others' tonnes too, at the same value a tonne
        common = max(unit, key=lambda c: sold[c])
        return rows.with_columns(t=pl.col("value_usd") / unit[common])
    own = rows.filter(pl.col("exporter").is_in(list(unit)))
    return own.with_columns(t=pl.col("value_usd") / pl.col("exporter").replace_strict(unit, return_dtype=pl.Float64))


LEAST_KEPT = 1e-9  # share of what a country has, from which it keeps some of it


def _square(rows: pl.DataFrame) -> Trade:
    codes = tuple(sorted(set(rows["exporter"]) | set(rows["importer"])))
    place = {c: i for i, c in enumerate(codes)}
    arcs = np.zeros((len(codes), len(codes)))
    for exporter, importer, tonnes in rows.select("exporter", "importer", "t").iter_rows():
        arcs[place[exporter], place[importer]] += tonnes
    np.fill_diagonal(arcs, 0.0)
    return Trade(
        int(rows["year"][0]), tuple(sorted(set(rows["hs"]))), codes, arcs,
        tuple(sorted(set(rows["source_id"].drop_nulls()))),
    )  # fmt: skip


def traced(supply: dict[str, float], seen: Trade) -> tuple[tuple[str, ...], Floats]:
    """(countries, flows): what each country made, by where it was used; rows sum to `supply`, columns to apparent use.

    With x = production + imports and A[i, j] = exports of i to j over x[i], what i made and j kept is
    p[i] (I - A)^-1[i, j] u[j] / x[j], u = x - exports. Exports beyond what passes through a country are cut
    to it; exporters that no production statistic names are part of `OTH`. supply: t/yr by country.
    Method: the inverse of the shares passed on, as input-output tables trace inputs to their origin.
    """
    codes = (*sorted({*supply, *seen.countries} - {OTHERS}), OTHERS)
    made = np.array([supply.get(c, 0.0) for c in codes])
    arcs = np.zeros((len(codes), len(codes)))
    place = [codes.index(c) for c in seen.countries]
    arcs[np.ix_(place, place)] = seen.arcs
    arcs = _capped(made, _unnamed(made, arcs))
    through = made + arcs.sum(axis=0)
    passed = np.divide(arcs, through[:, None], out=np.zeros_like(arcs), where=through[:, None] > 0)
    kept = np.divide(through - arcs.sum(axis=1), through, out=np.zeros_like(through), where=through > 0)
    passed[kept <= LEAST_KEPT] *= 1 - LEAST_KEPT  # what goes round among such countries alone reaches nobody
    return codes, np.asarray(made[:, None] * np.linalg.inv(np.eye(len(codes)) - passed) * kept)


def _unnamed(made: Floats, arcs: Floats) -> Floats:
    """Arcs with the net exports of countries without known production moved to the pool of unnamed producers."""
    sold, bought = arcs.sum(axis=1), arcs.sum(axis=0)
    own = np.where(made > 0, 0.0, np.maximum(sold - bought, 0.0))
    part = np.divide(own, sold, out=np.zeros_like(sold), where=sold > 0)
    moved = arcs * part[:, None]
    rest = arcs - moved
    rest[-1] += moved.sum(axis=0)
    np.fill_diagonal(rest, 0.0)
    return np.asarray(rest)


def _capped(made: Floats, arcs: Floats) -> Floats:
    for _ in range(SWEEPS):
        most = (1 - KEPT) * (made + arcs.sum(axis=0))
        sold = arcs.sum(axis=1)
        if np.all(sold <= most * (1 + 1e-9)):
            break
        arcs = arcs * np.minimum(1.0, np.divide(most, sold, out=np.ones_like(sold), where=sold > 0))[:, None]
    return arcs
