"""International Energy Agency, Critical Minerals Dataset: mining and refining by country, demand by sector."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl

from didymium.world.build.common import Built, any_of, bad_number, code_of, conform, no_repeats, number, read_csv

SUPPLY = ("mineral", "stage", "country", "year", "kt")
DEMAND = ("mineral", "sector", "scenario", "year", "kt")
TECHNOLOGY = ("technology", "mineral", "scenario", "year", "kt")
SOURCE = "iea-cmd-2025"
MINERALS = {"Rare Earth Elements": "magnet rare earths", "PGMs": "platinum group metals"}
SECTORS = {
    "Solar PV": "solar", "Wind": "wind", "Electric vehicles": "electric_vehicles",
    "Grid battery storage": "stationary_batteries", "Electricity networks": "grid",
}  # fmt: skip
WORDS = {"totalDemand": "total", "totalClean": "clean energy technologies, total", "otherUses": "other uses"}
recognise = any_of(SUPPLY, DEMAND, TECHNOLOGY)


def read(path: Path) -> Built:
    """Facts: production by country 2024-2040 (base case) or demand by sector and scenario, in tonnes."""
    rows = read_csv(path)
    if "technology" in rows.columns:
        rows = rows.rename({"technology": "sector"})
    bad_number(path, rows, "kt")
    rows = rows.filter(pl.col("mineral").str.contains("^Total").not_())
    minerals = code_of(path, rows["mineral"], "mineral", MINERALS, skip=True)
    rows = rows.with_columns(pl.col("mineral").replace_strict(minerals, default=None)).drop_nulls("mineral")
    facts = _supply(path, rows) if "country" in rows.columns else _demand(path, rows)
    base = pl.col("year") <= 2024
    facts = facts.with_columns(
        (number("kt") * 1e3).alias("value"),
        pl.lit("t").alias("unit"),
        pl.when(base).then(pl.lit("reported")).otherwise(pl.lit("estimated")).alias("basis"),
        pl.lit(dt.date(2025, 5, 21)).alias("known_from"),
        pl.lit(SOURCE).alias("source_id"),
        pl.lit("high").alias("confidence"),
    )
    return Built({"facts": conform("facts", facts)})


def _supply(path: Path, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows by country; footnotes that stand where a country should are left out."""
    rows = no_repeats(path, rows, ["mineral", "stage", "country", "year"])
    rows = rows.filter(pl.col("country").str.len_chars() < 60)
    codes = code_of(path, rows["country"], "country")
    rows = _rest(rows.filter(pl.col("kt").is_not_null()).with_columns(pl.col("country").replace(codes)))
    return rows.with_columns(
        pl.col("stage").replace({"mining": "mine", "refining": "refine"}),
        pl.col("year").cast(pl.Int64),
        pl.lit("production").alias("metric"),
        pl.lit("base case").alias("scenario"),
        pl.when(pl.col("mineral") == "magnet rare earths")
        .then(pl.lit("Nd, Pr, Dy, Tb content"))
        .when((pl.col("mineral") == "graphite") & (pl.col("stage") == "refining"))
        .then(pl.lit("battery-grade"))
        .alias("form"),
        _closed(rows).alias("complete"),
        pl.lit(True).alias("preferred"),
        pl.lit("iea-cmd-2025|production|").alias("series"),
    )


OVER = ["mineral", "stage", "year"]


def _rest(rows: pl.DataFrame) -> pl.DataFrame:
    """The rest of the world as the dataset's own total less the named countries, where the printed rest repeats one."""
    kt, world, rest = number("kt"), pl.col("country") == "WLD", pl.col("country") == "OTH"
    total = kt.filter(world).sum().over(OVER)
    named = kt.filter(~world & ~rest).sum().over(OVER)
    printed = kt.filter(rest).sum().over(OVER)
    repeats = rest & (named + printed > 1.01 * total) & (named <= total)
    return rows.with_columns(
        pl.when(repeats).then((total - named).round(3).cast(pl.String)).otherwise(pl.col("kt")).alias("kt"),
        pl.when(repeats).then(pl.lit("total less the named countries; the printed rest repeats one")).alias("note"),
    )


def _closed(rows: pl.DataFrame) -> pl.Series:
    """False where named countries and the rest do not add up to the world total within 1 %."""
    kt, world = number("kt"), pl.col("country") == "WLD"
    parts, total = kt.filter(~world).sum().over(OVER), kt.filter(world).sum().over(OVER)
    return rows.select(((parts / total) - 1).abs() < 0.01).to_series()


def _demand(path: Path, rows: pl.DataFrame) -> pl.DataFrame:
    rows = no_repeats(path, rows, ["mineral", "sector", "scenario", "year"])
    return rows.with_columns(
        pl.lit("WLD").alias("country"),
        pl.col("year").cast(pl.Int64),
        pl.lit("demand").alias("metric"),
        pl.col("sector").replace({**SECTORS, **WORDS}).alias("form"),
        pl.lit(None, pl.String).alias("stage"),
    )
