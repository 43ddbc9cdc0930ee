"""CEPII BACI: trade by product, exporter, importer, year; any size, streamed; and the magnets flows by value.

Filter of bad quantities, per code and year: the unit value of each flow is set against the median of the flows
of at least one tonne; beyond a factor of FACTOR either way the quantity is dropped (null) and the row flagged
`unit_value_low` or `unit_value_high`; the value stays. A quantity that the source lacks is null (`no_quantity`).
Known from: 31 January two years after (the release that first holds the year).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from didymium import labels
from didymium.errors import BadTable
from didymium.world.build.common import Built, any_of, conform, no_repeats, require, resource

OWN = {"t": "year", "i": "exporter", "j": "importer", "k": "hs", "v": "value_kusd", "q": "quantity_t"}
TIDY = {"year": "year", "exporter": "exporter", "importer": "importer", "hs92": "hs"}
FLOWS = ("year", "material", "exporter_iso2", "importer_iso2", "value_usd")
FACTOR = 20.0
SOURCE = "cepii-baci"
recognise = any_of(OWN, (*TIDY, "value_kusd", "quantity_t"), FLOWS)


def read(path: Path) -> Built:
    """Trade rows of the mapped codes; memory is bounded by those rows, not by the file."""
    lazy = scan(path)
    columns = lazy.collect_schema().names()
    if set(FLOWS) <= set(columns):
        return Built({"trade": conform("trade", _magnets(lazy))})
    names = OWN if "k" in columns else TIDY
    require(path, columns, names)
    flows = _mapped(path, lazy.rename({k: v for k, v in names.items() if k in columns}))
    return Built({"trade": conform("trade", filtered(flows))})


def scan(path: Path) -> pl.LazyFrame:
    """A lazy view of a CSV or Parquet file."""
    if path.suffix == ".parquet":
        return pl.scan_parquet(path)
    return pl.scan_csv(path, infer_schema_length=0, null_values=["", "NA", "           NA"])


def _plain(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).str.strip_chars()


def _mapped(path: Path, lazy: pl.LazyFrame) -> pl.DataFrame:
    """Rows of mapped HS codes with ISO countries, in USD and tonnes."""
    codes, countries = resource("hs"), resource("baci_countries")
    text = _plain("hs").str.zfill(6)
    try:
        rows = (
            lazy.with_columns(text.alias("hs"))
            .join(codes.lazy().select("hs", "mineral", "stage", "group"), on="hs", how="inner")
            .select(
                "hs", "mineral", "stage", "group",
                *(_plain(c).str.strip_chars_start("0") for c in ("exporter", "importer")),
                _plain("year").cast(pl.Int64), _plain("value_kusd").cast(pl.Float64) * 1e3,
                _plain("quantity_t").replace("NA", None).cast(pl.Float64),
            )
            .collect(engine="streaming")
        )  # fmt: skip
    except pl.exceptions.PolarsError as error:
        reason = " ".join(str(error).split())[:160]
        raise BadTable(f"{path.name}: {reason}; the columns must hold codes and numbers in UTF-8") from None
    if rows.is_empty():
        raise BadTable(f"{path.name}: none of the {codes.height} mapped HS codes occurs; is the k column six digits?")
    no_repeats(path, rows, ["hs", "exporter", "importer", "year"])
    iso = dict(countries.iter_rows())
    rows = rows.with_columns(pl.col(c).replace_strict(iso, default=None) for c in ("exporter", "importer"))
    return rows.rename({"value_kusd": "value_usd"}).drop_nulls(["exporter", "importer"])


def filtered(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with bad quantities dropped and flagged (rule in the module docstring)."""
    unit = pl.col("value_usd") / pl.col("quantity_t")
    weighed = pl.col("quantity_t") >= 1
    median = unit.filter(weighed).median().over("hs", "year")
    ratio = unit / median
    rows = rows.with_columns(
        pl.when(pl.col("quantity_t").is_null() | (pl.col("quantity_t") <= 0))
        .then(pl.lit("no_quantity"))
        .when(ratio < 1 / FACTOR)
        .then(pl.lit("unit_value_low"))
        .when(ratio > FACTOR)
        .then(pl.lit("unit_value_high"))
        .when(pl.col("group").is_not_null())
        .then(pl.lit("group_code"))
        .alias("flag")
    )
    dropped = pl.col("flag").is_in(["no_quantity", "unit_value_low", "unit_value_high"]).fill_null(False)
    return rows.with_columns(
        pl.when(dropped).then(None).otherwise(pl.col("quantity_t")).alias("quantity_t"),
        pl.date(pl.col("year") + 2, 1, 31).alias("known_from"),
        pl.lit(SOURCE).alias("source_id"),
    )


MATERIALS = {"magnets": "850511", "gallium": "811291"}


def _magnets(lazy: pl.LazyFrame) -> pl.DataFrame:
    """Flows of permanent magnets and of the gallium-hafnium-indium group, by value only."""
    codes = resource("hs").lazy().select("hs", "mineral", "stage")
    iso3 = {labels.iso2(code): code for code in labels.countries()}
    rows = (
        lazy.filter(pl.col("material").is_in(list(MATERIALS)))
        .with_columns(pl.col("material").replace(MATERIALS).alias("hs"))
        .join(codes, on="hs", how="inner")
        .collect(engine="streaming")
    )
    return rows.with_columns(
        pl.col("exporter_iso2").replace_strict(iso3, default=None).alias("exporter"),
        pl.col("importer_iso2").replace_strict(iso3, default=None).alias("importer"),
        pl.col("value_usd").cast(pl.Float64),
        pl.lit(None, pl.Float64).alias("quantity_t"),
        pl.when(pl.col("material") == "magnets")
        .then(pl.lit("value_only"))
        .otherwise(pl.lit("group_code"))
        .alias("flag"),
        pl.date(pl.col("year") + 2, 1, 31).alias("known_from"),
        pl.lit(SOURCE).alias("source_id"),
    ).drop_nulls(["exporter", "importer"])
