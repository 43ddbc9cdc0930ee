"""Editions of the USGS Mineral Commodity Summaries: when each came out, and since when a figure is known."""

from __future__ import annotations

import datetime as dt

import polars as pl

FIRST_WORLD = 2025  # the oldest edition whose world tables are kept: its earlier years count as revised
PUBLISHED = {2025: dt.date(2025, 1, 31), 2026: dt.date(2026, 2, 6)}


def published(edition: int) -> dt.date:
    """The day an edition came out (end of January where no day is recorded)."""
    return PUBLISHED.get(edition, dt.date(edition, 1, 31))


def source(edition: int) -> dict[str, str | None]:
    """The row of `sources` for one edition."""
    doi = {2025: "10.5066/P13XCP3R", 2026: "10.5066/P1WKQ63T"}.get(edition)
    return {
        "source_id": f"usgs-mcs-{edition}",
        "publisher": "US Geological Survey",
        "title": f"Mineral Commodity Summaries {edition}, data release",
        "published": str(published(edition)),
        "url": f"https://doi.org/{doi}" if doi else "https://www.usgs.gov/centers/national-minerals-information-center",
        "licence": "public domain (US government)",
        "accessed": None,
    }


def dated(rows: pl.DataFrame, edition: int, first_here: int) -> pl.DataFrame:
    """known_from, basis and source: years from `first_here` on are news of this edition, earlier ones revised.

    The newest year is estimated, an earlier one where its note says so.
    """
    new = pl.col("year") >= first_here
    guess = pl.col("notes").str.contains("^Estimated").fill_null(False)
    return rows.with_columns(
        pl.when(new).then(pl.lit(published(edition))).otherwise(pl.date(pl.col("year") + 1, 1, 31)).alias("known_from"),
        pl.when((pl.col("year") >= edition - 1) | (new & guess))
        .then(pl.lit("estimated"))
        .when(new)
        .then(pl.lit("reported"))
        .otherwise(pl.lit("revised"))
        .alias("basis"),
        pl.lit(f"usgs-mcs-{edition}").alias("source_id"),
        pl.lit("high").alias("confidence"),
    )
