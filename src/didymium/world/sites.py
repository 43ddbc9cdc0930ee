"""What was told of a site or firm over time: output by year, capacity, cost and start as each source had them."""

from __future__ import annotations

import polars as pl

WHOSE = ("name", "operator", "country", "minerals", "stage", "status")


def site_figures(
    projects: pl.DataFrame, figures: pl.DataFrame, companies: pl.DataFrame, made: pl.DataFrame
) -> pl.DataFrame:
    """One row a figure, in the columns of `projects`: whose it is as then known, and the figure in its own column.

    A cost stands where it was told in US dollars. Of a firm (`company`) it is what all its sites made.
    """
    figure = pl.col("figure")
    size = figure.is_in(["output", "capacity"])
    value = {
        "output_latest": figure == "output", "capacity": figure == "capacity",
        "capex_usd": (figure == "capex") & (pl.col("unit") == "USD"),
    }  # fmt: skip
    sites = figures.join(projects.select("id", *WHOSE).rename({"id": "project"}), on="project", how="inner")
    firm = companies.select(pl.col("id").alias("company"), "name", "country")
    firms = made.join(firm, on="company", how="inner").rename({"mineral": "minerals"})
    seen = pl.concat([sites, firms.with_columns(figure=pl.lit("output"))], how="diagonal")
    return seen.select(
        "id", "project", "company", *WHOSE,
        *(pl.when(when).then(pl.col("value")).alias(c) for c, when in value.items()),
        pl.when(size).then(pl.concat_str("unit", "good", separator=" ", ignore_nulls=True)).alias("capacity_unit"),
        pl.when(figure == "output").then("period").alias("output_year"),
        pl.when(figure == "start").then(pl.col("value").cast(pl.Int64).cast(pl.String)).alias("start_year"),
        "figure", pl.col("known_from").dt.strftime("%Y-%m").alias("told"), "basis", "note", "source_id", "known_from",
    ).sort("project", "company", "figure", "known_from", "output_year", nulls_last=False)  # fmt: skip


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
