"""Prices: World Bank commodity prices by month, USGS rare-earth oxides by year, cited single quotations."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from didymium import labels
from didymium.errors import BadTable, UnknownLabel
from didymium.world.build.common import Built, bad_number, conform, day, no_repeats, number, read_csv

MONTHLY = ("month", "series", "unit", "price")
OXIDES = ("series", "year", "usd_per_kg", "basis")
QUOTED = ("mineral", "form", "market", "period", "value", "unit", "known_from", "source_id")
PINK = {
    "source_id": "worldbank-pinksheet",
    "publisher": "World Bank",
    "title": "Commodity Markets, monthly prices (Pink Sheet)",
    "published": "2026-06",
    "url": "https://www.worldbank.org/en/research/commodity-markets",
    "licence": "CC BY 4.0",
    "accessed": None,
}
USGS_OXIDES = {
    "source_id": "usgs-ree-prices",
    "publisher": "US Geological Survey",
    "title": "Mineral Commodity Summaries 2016-2026: prices of rare-earth oxides",
    "published": "2026-02-06",
    "url": "https://www.usgs.gov/centers/national-minerals-information-center/rare-earths-statistics-and-information",
    "licence": "public domain (US government)",
    "accessed": None,
}
SERIES = {"Iron ore, cfr spot": "iron ore", "Phosphate rock": "phosphate", "Potassium chloride": "potash"}
OXIDE = {"neodymium-praseodymium (ndpr) oxide": "didymium", "mischmetal": "rare earths"}
KG = {"($/mt)": 1e-3, "($/troy oz)": 1 / 0.0311034768}


def recognise(columns: list[str]) -> bool:
    """True for one of the three layouts."""
    return any(set(want) <= set(columns) for want in (MONTHLY, OXIDES, QUOTED))


def read(path: Path) -> Built:
    """Price rows; masses in USD/kg."""
    rows = read_csv(path)
    if set(MONTHLY) <= set(rows.columns):
        return _monthly(path, rows)
    if set(OXIDES) <= set(rows.columns):
        return _oxides(path, rows)
    return _quoted(path, rows)


def _named(path: Path, names: list[str], special: dict[str, str]) -> dict[str, str]:
    out = {}
    for name in names:
        try:
            out[name] = labels.mineral(special.get(name, name))
        except UnknownLabel as error:
            raise BadTable(f"{path.name}: {error}; correct the series") from None
    return out


def _monthly(path: Path, rows: pl.DataFrame) -> Built:
    bad_number(path, rows, "price")
    rows = no_repeats(path, rows, ["month", "series"]).filter(pl.col("price").is_not_null())
    mass = pl.col("unit").is_in(list(KG))
    month = pl.col("month").str.replace("M", "-")
    table = rows.with_columns(
        pl.col("series").replace(_named(path, rows["series"].unique().to_list(), SERIES)).alias("mineral"),
        pl.col("series").alias("form"),
        pl.lit("world market").alias("market"),
        month.alias("period"),
        (number("price") * pl.col("unit").replace_strict(KG, default=1.0, return_dtype=pl.Float64))
        .round_sig_figs(6)
        .alias("value"),
        pl.when(mass).then(pl.lit("USD/kg")).otherwise(pl.lit("USD/dmtu")).alias("unit"),
        pl.lit("reported").alias("basis"),
        (month + "-01").str.to_date().dt.offset_by("1mo").dt.offset_by("4d").alias("known_from"),
        pl.lit(PINK["source_id"]).alias("source_id"),
        pl.lit("high").alias("confidence"),
    ).filter(pl.col("period") >= "1990")
    return Built({"prices": conform("prices", table)}, (PINK,))


def _oxides(path: Path, rows: pl.DataFrame) -> Built:
    bad_number(path, rows, "usd_per_kg")
    rows = no_repeats(path, rows, ["series", "year", "source"])
    names = rows["series"].unique().to_list()
    minerals = _named(path, names, {n: OXIDE.get(n, n.removesuffix(" oxide")) for n in names})
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
            pl.lit(USGS_OXIDES["source_id"]).alias("source_id"),
            pl.when(pl.col("basis").str.contains("mid of range")).then(pl.lit("medium")).otherwise(pl.lit("high"))
            .alias("confidence"),
        )
        .with_columns(pl.col("_basis").alias("basis"))
    )  # fmt: skip
    return Built({"prices": conform("prices", table)}, (USGS_OXIDES,))


def _quoted(path: Path, rows: pl.DataFrame) -> Built:
    """Single quotations in our own layout, each with its own source row in the same folder's sources."""
    bad_number(path, rows, "value")
    rows = no_repeats(path, rows, ["mineral", "form", "market", "period", "source_id"])
    table = rows.with_columns(
        pl.col("mineral").replace(_named(path, rows["mineral"].unique().to_list(), {})),
        number("value").alias("value"),
        pl.col("known_from").map_elements(day, return_dtype=pl.Date),
        pl.lit("reported").alias("basis"),
    )
    return Built({"prices": conform("prices", table)}, ())
