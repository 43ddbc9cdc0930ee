"""British Geological Survey, World Mineral Statistics: historic shares of production by country.

Only shares and the world total are kept. A year that leaves out a producer which a neighbouring year names
(blank means "not available", not zero; `lacking`) or that maps/bgs_left_out.csv rules out is marked incomplete:
no share and no total is taken from it.
Known from: 31 March two years after (World Mineral Production 2004-08 appeared in 2010); basis `revised`,
as the copy is a later edition.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from didymium.world.build.common import (
    Built,
    any_of,
    bad_number,
    code_of,
    conform,
    no_repeats,
    number,
    read_csv,
    resource,
)
from didymium.world.lacking import Sum, lacks

COLUMNS = ("mineral", "stage", "year", "country", "quantity", "share_pct", "units")
STAGES = {"mining": "mine", "refining": "refine"}
UNIT = {"tonnes (metric)": 1.0, "tonnes (metal content)": 1.0, "kilograms (metal content)": 1e-3}
SOURCE = "bgs-wms"
KEYS = ["mineral", "stage", "year"]
recognise = any_of(COLUMNS)


def read(path: Path) -> Built:
    """Facts: share by country and world production, by mineral, stage, year."""
    rows = read_csv(path, COLUMNS)
    for column in ("quantity", "share_pct"):
        bad_number(path, rows, column)
    rows = no_repeats(path, rows, ["mineral", "stage", "year", "country"])
    rows = rows.with_columns(
        pl.col("mineral").replace(code_of(path, rows["mineral"], "mineral")),
        pl.col("stage").replace(STAGES),
        pl.col("year").cast(pl.Int64),
        pl.col("country").replace(code_of(path, rows["country"], "country", {"Other": "OTH"})),
        number("quantity").alias("_q"),
        pl.col("units").replace_strict(UNIT, default=1.0, return_dtype=pl.Float64).alias("_factor"),
    )
    rows = rows.with_columns(
        pl.when((pl.col("mineral") == "magnesium") & (pl.col("stage") == "refine"))
        .then(pl.lit("metal"))
        .otherwise(pl.col("stage"))
        .alias("stage")
    ).filter(~((pl.col("mineral") == "lithium") & (pl.col("stage") == "mine")))
    rows = _complete(rows)
    facts = pl.concat([_shares(rows), _totals(rows)], how="diagonal_relaxed").with_columns(
        pl.lit("revised").alias("basis"),
        pl.date(pl.col("year") + 2, 3, 31).alias("known_from"),
        pl.lit(SOURCE).alias("source_id"),
        pl.lit("bgs-wms|share|").alias("series"),
    )
    return Built({"facts": conform("facts", facts)})


def _complete(rows: pl.DataFrame) -> pl.DataFrame:
    """Marks the years that lack a producer which a neighbouring year names, and those that are ruled out, with why."""
    by: dict[tuple[str, str], dict[int, dict[str, float]]] = {}
    made = rows.filter(pl.col("_q") > 0).with_columns(_share())
    for mineral, stage, year, country, share in made.select(*KEYS, "country", "share").iter_rows():
        by.setdefault((mineral, stage), {}).setdefault(year, {})[country] = share
    why: list[tuple[str, str, int, str]] = []
    for (mineral, stage), years in by.items():
        sums = [Sum(SOURCE, year, shares) for year, shares in years.items()]
        for each in sums:
            if lack := lacks(each, sums):
                why.append((mineral, stage, each.year, f"without {', '.join(lack.producers)}, not reported this year"))
    lost = pl.DataFrame(
        why, schema={"mineral": pl.String, "stage": pl.String, "year": pl.Int64, "_why": pl.String}, orient="row"
    )
    out = pl.coalesce(_left_out("all"), "_why").alias("_why")
    return rows.join(lost, on=KEYS, how="left").with_columns(out, _left_out("total").alias("_no_total"))


def _left_out(what: str) -> pl.Expr:
    """Why the shares ("all") or only the "total" of a year are ruled out, or the "form" that they are of; else null."""
    why = pl.lit(None, pl.String)
    for row in resource("bgs_left_out").filter(pl.col("left_out") == what).iter_rows(named=True):
        years = pl.col("year").is_between(int(row["first"]), int(row["last"]))
        hit = (pl.col("mineral") == row["mineral"]) & (pl.col("stage") == row["stage"]) & years
        why = pl.when(hit).then(pl.lit(row["reason"])).otherwise(why)
    return why


def _share() -> pl.Expr:
    return (pl.col("_q") / pl.col("_q").sum().over(KEYS)).alias("share")


def _shares(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("_q") > 0).with_columns(
        pl.lit("share").alias("metric"),
        _share().round(6).alias("value"),
        pl.lit("1").alias("unit"),
        pl.lit("medium").alias("confidence"),
        pl.coalesce(_left_out("form"), "units").alias("form"),
        pl.col("_why").is_null().alias("complete"),
        pl.coalesce("_why", "_no_total").alias("note"),
    )


def _totals(rows: pl.DataFrame) -> pl.DataFrame:
    """World production as the sum of the countries reported, of the years that nothing rules out."""
    return (
        rows.filter(pl.col("_why").is_null() & pl.col("_no_total").is_null())
        .group_by("mineral", "stage", "year", "units", maintain_order=True)
        .agg((pl.col("_q") * pl.col("_factor")).sum().alias("value"))
        .with_columns(
            pl.lit("WLD").alias("country"),
            pl.lit("production").alias("metric"),
            pl.lit("t").alias("unit"),
            pl.lit("medium").alias("confidence"),
            pl.col("units").alias("form"),
            pl.lit("sum of the countries reported").alias("note"),
        )
    )
