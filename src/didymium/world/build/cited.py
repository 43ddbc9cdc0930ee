"""Share tables gathered from cited single sources (separation, metal, magnets, capacities): our own layout.

Stages of the sources are finer than ours: separation, chemicals, hydroxide and high purity are forms of
`refine`; `*_capacity` series become the metric `capacity_share`. Rows that rest on the compilers' estimate
alone carry the source `estimate`: they are kept apart and no share is taken from them unless asked for.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from didymium.world.build.common import Built, any_of, bad_number, code_of, conform, no_repeats, number, read_csv

COLUMNS = (
    "mineral", "stage", "country", "share", "year", "complete", "preferred", "series_id", "source_id", "known_from",
)  # fmt: skip
FACTS = ("mineral", "country", "year", "metric", "value", "unit", "known_from", "source_id")
SOURCES = ("source_id", "publisher", "title", "licence")
FORMS = {
    "separate": "separated oxides", "chemical": "chemicals", "hydroxide": "hydroxide", "high_purity": "high purity",
}  # fmt: skip
RANK = {"refine": 0, "separate": 1, "chemical": 2, "hydroxide": 3, "high_purity": 4}
recognise = any_of(COLUMNS, FACTS, SOURCES)


def read(path: Path) -> Built:
    """Facts (share tables with metric share or capacity_share, or single facts as they stand) or sources."""
    rows = read_csv(path)
    if set(COLUMNS) <= set(rows.columns):
        return _shares(path, rows)
    if set(FACTS) <= set(rows.columns):
        return _single(path, rows)
    rows = no_repeats(path, rows, ["source_id"])
    return Built({}, tuple(rows.select(SOURCE_COLUMNS).iter_rows(named=True)))


SOURCE_COLUMNS = ("source_id", "publisher", "title", "published", "url", "licence", "accessed")


def _single(path: Path, rows: pl.DataFrame) -> Built:
    """Single facts in the columns of the table itself."""
    bad_number(path, rows, "value")
    rows = no_repeats(path, rows, [c for c in rows.columns if c not in ("value", "note")])
    facts = rows.with_columns(
        pl.col("mineral").replace(code_of(path, rows["mineral"], "mineral")),
        pl.col("country").replace(code_of(path, rows["country"], "country")),
        number("value").alias("value"),
        pl.col("year").cast(pl.Int64),
        pl.col("known_from").str.to_date("%Y-%m-%d"),
        *((pl.col(c) == "true").alias(c) for c in ("complete", "preferred") if c in rows.columns),
    )
    return Built({"facts": conform("facts", facts)})


def _shares(path: Path, rows: pl.DataFrame) -> Built:
    bad_number(path, rows, "share")
    rows = no_repeats(path, rows, ["series_id", "country"])
    capacity = pl.col("stage").str.ends_with("_capacity")
    rank = pl.col("stage").replace_strict(RANK, default=0, return_dtype=pl.Int64)
    rows = rows.with_columns(
        pl.col("mineral").replace(code_of(path, rows["mineral"], "mineral")),
        pl.col("country").replace(code_of(path, rows["country"], "country")),
        pl.col("stage").replace(code_of(path, rows["stage"], "stage")).alias("_stage"),
        rank.alias("_rank"),
        (pl.col("preferred") == "1").alias("_preferred"),
    )
    best = pl.col("_rank").filter(pl.col("_preferred") & ~capacity).min().over("mineral", "_stage")
    facts = rows.with_columns(
        pl.when(capacity).then(pl.lit("capacity_share")).otherwise(pl.lit("share")).alias("metric"),
        pl.col("stage").replace_strict(FORMS, default=None).alias("form"),
        number("share").alias("value"),
        pl.lit("1").alias("unit"),
        pl.col("year").cast(pl.Int64),
        pl.when(pl.col("source_id") == "estimate").then(pl.lit("estimated")).otherwise(pl.lit("reported")).alias("_b"),
        (pl.col("_preferred") & (pl.col("_rank") == best) & (pl.col("source_id") != "estimate")).alias("preferred"),
        (pl.col("complete") == "complete").alias("complete"),
        pl.col("basis").alias("note"),
        pl.col("series_id").alias("series"),
        pl.col("known_from").str.to_date("%Y-%m-%d"),
        pl.col("_stage").alias("stage"),
    ).with_columns(pl.col("_b").alias("basis"))
    return Built({"facts": conform("facts", facts)})
