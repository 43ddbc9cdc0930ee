"""World Bank, Worldwide Governance Indicators; and UN General Assembly ideal points (alignment)."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from didymium.errors import BadTable
from didymium.world.build.common import Built, any_of, bad_number, code_of, conform, no_repeats, number, read_csv

MEAN = ("code", "year", "wgi_mean6")
STABILITY = ("Code", "year", "estimate")
IDEAL = ("iso3c", "year", "idealpointfp")
WORLD_BANK = {"ADO": "AND", "ZAR": "COD", "ROM": "ROU", "TMP": "TLS", "WBG": "PSE", "KSV": "XKX"}
WGI = "worldbank-wgi"
UNGA = "unga-ideal-points"
recognise = any_of(MEAN, STABILITY, IDEAL)


def read(path: Path) -> Built:
    """Governance (mean of six, or political stability) or alignment rows."""
    rows = read_csv(path)
    if set(IDEAL) <= set(rows.columns):
        return _alignment(path, rows)
    if set(MEAN) <= set(rows.columns):
        return _governance(path, rows, "code", "wgi_mean6", "wgi_mean")
    return _governance(path, rows, "Code", "estimate", "wgi_political_stability")


def _codes(path: Path, names: pl.Series) -> dict[str, str]:
    """ISO codes of the economies; a few codes of groups may be unknown, a tenth of them is a wrong column."""
    out = code_of(path, names, "country", WORLD_BANK, skip=True)
    if len(out) < 0.9 * names.drop_nulls().n_unique():
        lost = next(n for n in names.drop_nulls() if n not in out)
        raise BadTable(f"{path.name}: {lost!r} and others are no ISO alpha-3 codes; use the column of country codes")
    return out


def _governance(path: Path, rows: pl.DataFrame, code: str, value: str, metric: str) -> Built:
    bad_number(path, rows, value)
    rows = no_repeats(path, rows.filter(pl.col(value).is_not_null()), [code, "year"])
    out_of_scale = rows.filter(number(value).abs() > 5)
    if out_of_scale.height:
        row = out_of_scale.row(0, named=True)
        raise BadTable(
            f"{path.name}: {row[code]} {row['year']} has {value} {row[value]}, outside the scale of about -2.5 to 2.5; "
            "use the estimates, not ranks or percentages"
        )
    table = rows.with_columns(
        pl.col(code).replace_strict(_codes(path, rows[code]), default=None).alias("country"),
        number("year").cast(pl.Int64).alias("year"),
        number(value).alias("value"),
        pl.lit(metric).alias("metric"),
        pl.lit("WGI").alias("unit"),
        pl.lit(WGI).alias("source_id"),
    ).with_columns(pl.date(pl.col("year") + 1, 9, 30).alias("known_from"))
    return Built({"governance": conform("governance", table.filter(pl.col("country").is_not_null()))})


def _alignment(path: Path, rows: pl.DataFrame) -> Built:
    bad_number(path, rows, "idealpointfp")
    rows = no_repeats(path, rows.filter(pl.col("idealpointfp").is_not_null()), ["ccode", "year"])
    # without states that no longer exist (East Germany, Czechoslovakia, ...)
    known = code_of(path, rows["iso3c"], "country", skip=True)
    table = (
        rows.filter(pl.col("iso3c").is_in(list(known)))
        .with_columns(
            pl.col("iso3c").replace(known).alias("country"),
            number("year").cast(pl.Int64).alias("year"),
            number("idealpointfp").alias("ideal_point"),
            pl.lit(UNGA).alias("source_id"),
        )
        .with_columns(pl.date(pl.col("year") + 1, 7, 31).alias("known_from"))
        .filter(pl.col("year") >= 1990)
    )
    table = table.unique(["country", "year"], keep="first", maintain_order=True)
    return Built({"alignment": conform("alignment", table)})
