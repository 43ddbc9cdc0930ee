"""Prices in the USGS Mineral Commodity Summaries, by the year."""

from __future__ import annotations

import polars as pl

from didymium.world.build.common import number
from didymium.world.build.usgs_edition import dated

USD_KG = {
    "dollars per kilogram": 1.0, "dollars per metric ton": 1e-3, "dollars per ton": 1e-3,
    "dollars per pound": 1 / 0.45359237, "cents per pound": 0.01 / 0.45359237,
    "dollars per troy ounce": 1 / 0.0311034768, "dollars per short ton": 1 / 907.18474,
}  # fmt: skip


def prices(rows: pl.DataFrame, edition: int) -> pl.DataFrame:
    """Annual prices in USD/kg (dollars per dry metric ton unit kept as printed)."""
    rows = rows.filter((pl.col("statistic") == "Price") & pl.col("year").str.contains(r"^\d{4}$"))
    unit_given = pl.col("unit").is_in([*USD_KG, "dollars per dry metric ton unit"])
    per_unit = pl.col("detail").str.contains("metric ton unit")
    rows = rows.filter(unit_given & number("value_raw").is_not_null()).with_columns(pl.col("year").cast(pl.Int64))
    factor = pl.col("unit").replace_strict(USD_KG, default=1.0, return_dtype=pl.Float64)
    rows = dated(rows, edition, first_here=edition - 1).with_columns(
        (number("value_raw") * pl.when(per_unit).then(1.0).otherwise(factor)).round_sig_figs(6).alias("value"),
        pl.when(per_unit).then(pl.lit("USD/dmtu")).otherwise(pl.lit("USD/kg")).alias("unit"),
        pl.col("year").cast(pl.String).alias("period"),
        _price_form().alias("form"),
        pl.col("detail")
        .str.extract(r"(?i)^price,?:?\s*(.*?)(?:,? ?(?:dollars|cents) per|$)")
        .str.strip_chars(" ,:")
        .replace("", None)
        .alias("market"),
        pl.when(pl.col("detail").str.contains("NdPr"))
        .then(pl.lit("didymium"))
        .otherwise(pl.col("mineral"))
        .alias("mineral"),
    )
    return rows.unique(["mineral", "form", "market", "period", "unit"], keep="first", maintain_order=True)


def _price_form() -> pl.Expr:
    after = pl.col("detail").str.extract(r"(?:dollars|cents) per [^:]*:\s*(.*)$")
    before = pl.col("detail").str.extract(
        r"(?i)^price:?,?\s*([^,:]*(?:oxide|metal|carbonate|pentoxide|ore|ferro\w+|alloy)[^,:]*)"
    )
    short = pl.col("detail").str.extract(r"(?i)price:\s*([^,:]+)[,:]")
    return pl.coalesce(after, before, short, pl.lit("average")).str.strip_chars(" ,")
