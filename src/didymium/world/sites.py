"""What was told of a mine or plant over time: output by year, capacity, cost and start as each source had them."""

from __future__ import annotations

import polars as pl

COLUMN = {"output": "output_latest", "capacity": "capacity", "capex": "capex_usd", "start": "start_year"}
WHOSE = ("name", "operator", "country", "minerals", "stage", "status")


def site_figures(projects: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """One row a figure, in the columns of `projects`: whose it is as then known, and the figure in its own column.

    A cost stands where it was told in US dollars.
    """
    figure = pl.col("figure")
    size = figure.is_in(["output", "capacity"])
    value = {
        "output_latest": figure == "output", "capacity": figure == "capacity",
        "capex_usd": (figure == "capex") & (pl.col("unit") == "USD"),
    }  # fmt: skip
    seen = figures.join(projects.select("id", *WHOSE).rename({"id": "project"}), on="project", how="inner")
    return seen.select(
        "id", "project", *WHOSE,
        *(pl.when(when).then(pl.col("value")).alias(c) for c, when in value.items()),
        pl.when(size).then(pl.concat_str("unit", "good", separator=" ", ignore_nulls=True)).alias("capacity_unit"),
        pl.when(figure == "output").then("period").alias("output_year"),
        pl.when(figure == "start").then(pl.col("value").cast(pl.Int64).cast(pl.String)).alias("start_year"),
        "figure", pl.col("known_from").dt.strftime("%Y-%m").alias("told"), "basis", "note", "source_id", "known_from",
    ).sort("project", "figure", "known_from", "output_year", nulls_last=False)  # fmt: skip


def with_figures(whole: pl.DataFrame, rows: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """The projects of a view, and those of which it knows figures alone: these with their name, place and goods.

    One that has made something runs; of the others the state is not known.
    """
    made = (pl.col("figure") == "output") & (pl.col("basis") == "reported")
    told = figures.sort("known_from").group_by("project", maintain_order=True).agg(
        pl.when(made.any()).then(pl.lit("operating")).alias("status"),
        pl.col("source_id", "known_from").first(),
    )  # fmt: skip
    early = whole.select("id", "name", "country", "minerals", "stage").join(told, left_on="id", right_on="project")
    lacking = early.filter(~pl.col("id").is_in(rows["id"].to_list()))
    kept = lacking.select(c for c in rows.columns if c in lacking.columns)
    return pl.concat([rows, kept], how="diagonal")
