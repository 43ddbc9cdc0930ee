"""British Geological Survey, World Mineral Statistics: historic shares of production by country.

Only shares and the world total are kept. A year in which a country that usually holds more than 30 % is
not reported (blank means "not available", not zero) is marked incomplete, so that no share is taken from it.
Known from: 31 March two years after (World Mineral Production 2004-08 appeared in 2010); basis `revised`,
as the copy is a later edition.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from didymium.world.build.common import Built, any_of, bad_number, code_of, conform, no_repeats, number, read_csv

COLUMNS = ("mineral", "stage", "year", "country", "quantity", "share_pct", "units")
STAGES = {"mining": "mine", "refining": "refine"}
UNIT = {"tonnes (metric)": 1.0, "tonnes (metal content)": 1.0, "kilograms (metal content)": 1e-3}
# in the copy China's tonnage halves from 2011 to 2012 while its output did not: concentrate and oxides were added up;
# so in 2000 to 2002, where it is twice what USGS has (88,000 t in 2002)
DOUBLED = range(2000, 2012)
# its "refining" of copper adds smelter output to refined copper: 38 Mt in 2014, where refined copper was 23 Mt
ADDED_UP = "smelter and refined copper added up"
SOURCE = "bgs-wms"
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
    """Marks years that lack a country which holds more than 30 % in its median year."""
    keys = ["mineral", "stage"]
    usual = (
        rows.filter(pl.col("_q") > 0)
        .group_by([*keys, "country"])
        .agg(number("share_pct").median().alias("usual"))
        .filter((pl.col("usual") > 30) & (pl.col("country") != "OTH"))
    )
    need = rows.select([*keys, "year"]).unique().join(usual, on=keys)
    have = rows.filter(pl.col("_q") > 0).select([*keys, "year", "country"])
    lost = need.join(have, on=[*keys, "year", "country"], how="anti").select([*keys, "year"]).unique()
    marked = rows.join(lost.with_columns(pl.lit(False).alias("complete")), on=[*keys, "year"], how="left")
    return marked.with_columns(pl.col("complete").fill_null(True))


def _shares(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("_q") > 0).with_columns(
        pl.lit("share").alias("metric"),
        (pl.col("_q") / pl.col("_q").sum().over("mineral", "stage", "year")).round(6).alias("value"),
        pl.lit("1").alias("unit"),
        pl.lit("medium").alias("confidence"),
        pl.col("units").alias("form"),
        pl.when(~pl.col("complete"))
        .then(pl.lit("a main producer is not reported this year"))
        .when(_added_up())
        .then(pl.lit(ADDED_UP))
        .alias("note"),
    )


def _added_up() -> pl.Expr:
    return (pl.col("mineral") == "copper") & (pl.col("stage") == "refine")


def _totals(rows: pl.DataFrame) -> pl.DataFrame:
    """World production as the sum of the countries reported, but where a tonne is counted twice."""
    twice = (pl.col("mineral") == "rare earths") & (pl.col("stage") == "mine") & pl.col("year").is_in(DOUBLED)
    return (
        rows.filter(pl.col("complete") & ~twice & ~_added_up())
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
