"""OECD Inter-Country Input-Output tables: what industries of economies buy of each other, and what they add.

Two files in the columns of a tidy extract: the multi-regional table (block, from_economy, from_industry, to_economy,
to_use, musd) and the national tables (country, row, use, musd). Industries are joined to groups
(`maps/industries.csv`); deliveries are rounded to FLOOR and those below it dropped. Sellers outside the table (OTH)
have no inputs and are left out.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl

from didymium.world.build.common import Built, conform, require, resource

NETWORK = ("block", "from_economy", "from_industry", "to_economy", "to_use", "musd")
NATIONAL = ("country", "row", "use", "musd")
FLOOR = 1e6  # USD a year: 0.01 % of all deliveries lie below
YEAR, KNOWN = 2022, dt.date(2025, 12, 31)  # the edition of 2025, of which only the year is known
SOURCE = "oecd-icio-2025"


def recognise(columns: list[str]) -> bool:
    """True for the multi-regional or the national tables."""
    return set(NETWORK) <= set(columns) or set(NATIONAL) == set(columns)


def read(path: Path) -> Built:
    """Rows of `production_network` or of `industries`, in USD a year."""
    rows = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path)
    text = [c for c in rows.columns if c != "musd"]
    rows = rows.with_columns(pl.col(text).cast(pl.String), pl.col("musd").cast(pl.Float64) * 1e6)
    if "block" in rows.columns:
        require(path, rows.columns, NETWORK)
        return Built({"production_network": conform("production_network", _network(rows))})
    return Built({"industries": conform("industries", _national(rows))})


def _stamped(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(
        pl.lit(YEAR).alias("year"), pl.lit(SOURCE).alias("source_id"), pl.lit(KNOWN).alias("known_from")
    )


def _network(rows: pl.DataFrame) -> pl.DataFrame:
    groups = dict(resource("industries").select("industry", "group").iter_rows())
    sold = rows.filter((pl.col("block") == "Z") & (pl.col("from_economy") != "OTH"))
    sold = sold.with_columns(
        pl.col("from_industry").replace_strict(groups), pl.col("to_use").replace_strict(groups).alias("to_industry")
    )
    keys = ["from_economy", "from_industry", "to_economy", "to_industry"]
    total = sold.group_by(keys).agg((pl.col("musd").sum() / FLOOR).round() * FLOOR)
    return _stamped(total.rename({"musd": "value_usd"}).filter(pl.col("value_usd") >= FLOOR).sort(keys))


def _national(rows: pl.DataFrame) -> pl.DataFrame:
    wide = rows.filter(pl.col("row").is_in(["VALU", "OUTPUT"]) & (pl.col("use") != "TOTAL"))
    wide = wide.filter(pl.col("use").is_in(resource("industries")["industry"].to_list()))
    wide = wide.pivot(on="row", index=["country", "use"], values="musd")
    names = {"country": "economy", "use": "industry", "VALU": "value_added_usd", "OUTPUT": "output_usd"}
    return _stamped(wide.rename(names).sort("economy", "industry"))
