"""What was told of a site or firm over time: output by year, capacity, cost and start as each source had them."""

from __future__ import annotations

import polars as pl

from didymium.text.money import rate

WHOSE = ("name", "operator", "country", "minerals", "stage", "status")


def site_figures(
    projects: pl.DataFrame, figures: pl.DataFrame, companies: pl.DataFrame, made: pl.DataFrame
) -> pl.DataFrame:
    """One row a figure, in the columns of `projects`: whose it is as then known, and the figure in its own column.

    A cost told in another currency stands in US dollars at the average rate of the year it was told in (its note says
    so; no rate, no cost). Of a firm (`company`) it is what all its sites made.
    """
    figures = _in_dollars(figures)
    figure = pl.col("figure")
    size = figure.is_in(["output", "capacity"])
    value = {
        "output_latest": figure == "output", "capacity": figure == "capacity",
        "capex_usd": (figure == "capex") & pl.col("usd").is_not_null(),
    }  # fmt: skip
    sites = figures.join(projects.select("id", *WHOSE).rename({"id": "project"}), on="project", how="inner")
    firm = companies.select(pl.col("id").alias("company"), "name", "country")
    firms = made.join(firm, on="company", how="inner").rename({"mineral": "minerals"})
    seen = pl.concat([sites, firms.with_columns(figure=pl.lit("output"))], how="diagonal")
    return seen.select(
        "id", "project", "company", *WHOSE,
        *(pl.when(when).then(pl.coalesce("usd", "value")).alias(c) for c, when in value.items()),
        pl.when(size).then(pl.concat_str("unit", "good", separator=" ", ignore_nulls=True)).alias("capacity_unit"),
        pl.when(figure == "output").then("period").alias("output_year"),
        pl.when(figure == "start").then(pl.col("value").cast(pl.Int64).cast(pl.String)).alias("start_year"),
        "figure", "currency", pl.col("known_from").dt.strftime("%Y-%m").alias("told"),
        "basis", "note", "source_id", "known_from",
    ).sort("project", "company", "figure", "known_from", "output_year", nulls_last=False)  # fmt: skip


def _in_dollars(figures: pl.DataFrame) -> pl.DataFrame:
    """The figures with each cost in dollars (`usd`), the currency it was told in, and its rate in the note."""
    usd, notes = [], []
    for row in figures.iter_rows(named=True):
        known = row["figure"] == "capex" and row["unit"] != "USD" and rate(row["unit"], row["known_from"].year)
        told = f"{row['unit']} {row['value'] / 1e6:,.10g} million at {known[0]:.4g} USD ({known[1]})" if known else ""
        usd.append(
            row["value"] if row["figure"] == "capex" and row["unit"] == "USD"
            else float(f"{row['value'] * known[0]:.3g}") if known else None
        )  # fmt: skip
        notes.append("; ".join(n for n in (told, row["note"]) if n) or None)
    currency = pl.when(pl.col("figure") == "capex").then("unit").alias("currency")
    columns = (pl.Series("usd", usd, dtype=pl.Float64), pl.Series("note", notes, dtype=pl.String))
    return figures.with_columns(currency, *columns)


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
