"""Industries by economy: which of them a use sector is part of, and how large they are where."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import polars as pl

from didymium.files import csv_rows
from didymium.world.load import World

PARTS = Path(__file__).parent / "sector_industries.csv"
TABLED = Path(__file__).parent / "build" / "maps" / "industries.csv"
MAKERS = ("C20", "C22", "C23", "C24A", "C24B", "C25", "C26", "C27", "C28", "C29", "C302T309")  # of "other" uses


@lru_cache(maxsize=1)
def _groups() -> tuple[dict[str, str], ...]:
    return csv_rows(TABLED)


GROUPS = tuple(dict.fromkeys(row["group"] for row in _groups()))


@lru_cache(maxsize=1)
def group_of() -> dict[str, str]:
    """The group of the production network that each industry is part of."""
    return {row["industry"]: row["group"] for row in _groups()}


def critical_groups() -> tuple[float, ...]:
    """1 for each group whose goods a maker cannot do without for long, 0 for services and consumer goods."""
    found = {row["group"]: float(row["critical"]) for row in _groups()}
    return tuple(found[group] for group in GROUPS)


@lru_cache(maxsize=1)
def parts() -> dict[str, dict[str, float]]:
    """Share of each industry that a sector takes up: {sector: {industry: share}}; basis stands in the table."""
    found: dict[str, dict[str, float]] = {}
    for row in csv_rows(PARTS):
        found.setdefault(row["sector"], {})[row["industry"]] = float(row["part"])
    return found | {"other": dict.fromkeys(MAKERS, 1.0)}


def industries(world: World) -> pl.DataFrame:
    """Output and value added by economy and industry, USD a year; a table later than the world's date stands in.

    How large a country's car industry is beside others is structure, not news: the one table of 2022 serves every
    date, and what rests on it says so.
    """
    return World(None, world.folder, world.edition).table("industries")


@lru_cache(maxsize=64)
def sector_shares_by_country(world: World, sector: str) -> dict[str, float]:
    """Each country's part of the world's value added in the industries of a sector, summing to one; {} if unknown."""
    rows = industries(world).filter(pl.col("industry").is_in(list(parts().get(sector, {}))))
    rows = rows.with_columns(
        worth=pl.col("value_added_usd")
        * pl.col("industry").replace_strict(parts().get(sector, {}), default=0.0, return_dtype=pl.Float64)
    )
    sums = dict(rows.group_by("economy", maintain_order=True).agg(pl.col("worth").sum()).iter_rows())
    whole = sum(sums.values())
    return {c: v / whole for c, v in sums.items() if v > 0} if whole > 0 else {}


def use_by_industry(world: World, uses: dict[str, float]) -> dict[str, float]:
    """Countries' shares of a mineral's use if each sector uses as much a unit of value added everywhere.

    share[c] = sum over sectors of (sector's share of use) x (c's part of the sector's value added). uses: shares of
    sectors, summing to one; {} where no sector is known.
    """
    found: dict[str, float] = {}
    for sector, share in uses.items():
        for country, part in sector_shares_by_country(world, sector).items():
            found[country] = found.get(country, 0.0) + share * part
    whole = sum(found.values())
    return {c: v / whole for c, v in found.items()} if whole > 0 else {}
