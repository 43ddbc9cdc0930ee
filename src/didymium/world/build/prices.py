"""Prices: World Bank commodity prices by month, USGS rare-earth oxides by year, cited single quotations."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from didymium.world.build.common import Built, any_of, bad_number, code_of, conform, no_repeats, number, read_csv

MONTHLY = ("month", "series", "unit", "price")
OXIDES = ("series", "year", "usd_per_kg", "basis")
QUOTED = ("mineral", "form", "market", "period", "value", "unit", "known_from", "source_id")
PINK = "worldbank-pinksheet"
USGS_OXIDES = "usgs-ree-prices"
SERIES = {"Iron ore, cfr spot": "iron ore", "Phosphate rock": "phosphate", "Potassium chloride": "potash"}
OXIDE = {"neodymium-praseodymium (ndpr) oxide": "didymium", "mischmetal": "rare earths"}
KG = {"($/mt)": 1e-3, "($/troy oz)": 1 / 0.0311034768}
recognise = any_of(MONTHLY, OXIDES, QUOTED)


def read(path: Path) -> Built:
    """Price rows; masses in USD/kg."""
    rows = read_csv(path)
    if set(MONTHLY) <= set(rows.columns):
        return _monthly(path, rows)
    if set(OXIDES) <= set(rows.columns):
        return _oxides(path, rows)
    return _quoted(path, rows)


def _monthly(path: Path, rows: pl.DataFrame) -> Built:
    bad_number(path, rows, "price")
    rows = no_repeats(path, rows, ["month", "series"]).filter(pl.col("price").is_not_null())
    mass = pl.col("unit").is_in(list(KG))
    month = pl.col("month").str.replace("M", "-")
    table = rows.with_columns(
        pl.col("series").replace(code_of(path, rows["series"], "mineral", SERIES)).alias("mineral"),
        pl.col("series").alias("form"),
        pl.lit("world market").alias("market"),
        month.alias("period"),
        (number("price") * pl.col("unit").replace_strict(KG, default=1.0, return_dtype=pl.Float64))
        .round_sig_figs(6)
        .alias("value"),
        pl.when(mass).then(pl.lit("USD/kg")).otherwise(pl.lit("USD/dmtu")).alias("unit"),
        pl.lit("reported").alias("basis"),
        (month + "-01").str.to_date().dt.offset_by("1mo").dt.offset_by("4d").alias("known_from"),
        pl.lit(PINK).alias("source_id"),
        pl.lit("high").alias("confidence"),
    ).filter(pl.col("period") >= "1990")
    return Built({"prices": conform("prices", table)})


def _oxides(path: Path, rows: pl.DataFrame) -> Built:
    bad_number(path, rows, "usd_per_kg")
    rows = no_repeats(path, rows, ["series", "year", "source"])
    plain = {n: OXIDE.get(n, n.removesuffix(" oxide")) for n in rows["series"]}
    minerals = code_of(path, rows["series"], "mineral", plain)
    edition = pl.col("source").str.extract(r"(\d{4})").cast(pl.Int64)
    table = (
        rows.with_columns(pl.col("year").cast(pl.Int64), edition.alias("_edition"))
        .sort("_edition")
        .unique(["series", "year"], keep="last", maintain_order=True)
        .with_columns(
            pl.col("series").replace(minerals).alias("mineral"),
            pl.col("series").alias("form"),
            pl.lit("free market, as published by the USGS").alias("market"),
            pl.col("year").cast(pl.String).alias("period"),
            number("usd_per_kg").alias("value"),
            pl.lit("USD/kg").alias("unit"),
            pl.col("basis").alias("note"),
            pl.date(pl.col("year") + 1, 1, 31).alias("known_from"),
            pl.when(pl.col("basis").str.contains("estimate")).then(pl.lit("estimated"))
            .when(pl.col("_edition") > pl.col("year") + 1).then(pl.lit("revised")).otherwise(pl.lit("reported"))
            .alias("_basis"),
            pl.lit(USGS_OXIDES).alias("source_id"),
            pl.when(pl.col("basis").str.contains("mid of range")).then(pl.lit("medium")).otherwise(pl.lit("high"))
            .alias("confidence"),
        )
        .with_columns(pl.col("_basis").alias("basis"))
    )  # fmt: skip
    return Built({"prices": conform("prices", table)})


def _quoted(path: Path, rows: pl.DataFrame) -> Built:
    """Single quotations in our own layout, each with its own source row in the same folder's sources."""
    bad_number(path, rows, "value")
    rows = no_repeats(path, rows, ["mineral", "form", "market", "period", "source_id"])
    table = rows.with_columns(
        pl.col("mineral").replace(code_of(path, rows["mineral"], "mineral")),
        number("value").alias("value"),
        pl.col("known_from").str.to_date("%Y-%m-%d"),
        pl.lit("reported").alias("basis"),
    )
    return Built({"prices": conform("prices", table)})
