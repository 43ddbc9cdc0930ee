"""World Bank, Worldwide Governance Indicators; and UN General Assembly ideal points (alignment)."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from didymium import labels
from didymium.errors import BadTable, UnknownLabel
from didymium.world.build.common import Built, bad_number, conform, no_repeats, number, read_csv

MEAN = ("code", "year", "wgi_mean6")
STABILITY = ("Code", "year", "estimate")
IDEAL = ("iso3c", "year", "idealpointfp")
WORLD_BANK = {"ADO": "AND", "ZAR": "COD", "ROM": "ROU", "TMP": "TLS", "WBG": "PSE", "KSV": "XKX"}
WGI = {
    "source_id": "worldbank-wgi",
    "publisher": "World Bank",
    "title": "Worldwide Governance Indicators 1996-2024",
    "published": "2025-09",
    "url": "https://www.worldbank.org/en/publication/worldwide-governance-indicators",
    "licence": "CC BY 4.0",
    "accessed": None,
}
UNGA = {
    "source_id": "unga-ideal-points",
    "publisher": "Bailey, Strezhnev and Voeten (Harvard Dataverse)",
    "title": "United Nations General Assembly voting data: ideal points, release of July 2025",
    "published": "2025-07",
    "url": "https://doi.org/10.7910/DVN/LEJUQZ",
    "licence": "CC0 1.0 (Harvard Dataverse)",
    "accessed": None,
}


def recognise(columns: list[str]) -> bool:
    """True for one of the three layouts."""
    return any(set(want) <= set(columns) for want in (MEAN, STABILITY, IDEAL))


def read(path: Path) -> Built:
    """Governance (mean of six, or political stability) or alignment rows."""
    rows = read_csv(path)
    if set(IDEAL) <= set(rows.columns):
        return _alignment(path, rows)
    if set(MEAN) <= set(rows.columns):
        return _governance(path, rows, "code", "wgi_mean6", "wgi_mean")
    return _governance(path, rows, "Code", "estimate", "wgi_political_stability")


def _codes(path: Path, names: list[str]) -> dict[str, str]:
    """ISO codes of the economies; a few codes of groups may be unknown, a tenth of them is a wrong column."""
    out = {}
    for name in names:
        try:
            out[name] = labels.country(WORLD_BANK.get(name, name))
        except UnknownLabel:
            continue
    if len(out) < 0.9 * len(names):
        lost = next(n for n in names if n not in out)
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
        pl.col(code)
        .replace_strict(_codes(path, rows[code].unique().drop_nulls().to_list()), default=None)
        .alias("country"),
        number("year").cast(pl.Int64).alias("year"),
        number(value).alias("value"),
        pl.lit(metric).alias("metric"),
        pl.lit("WGI").alias("unit"),
        pl.lit(WGI["source_id"]).alias("source_id"),
    ).with_columns(pl.date(pl.col("year") + 1, 9, 30).alias("known_from"))
    return Built({"governance": conform("governance", table.filter(pl.col("country").is_not_null()))}, (WGI,))


def _alignment(path: Path, rows: pl.DataFrame) -> Built:
    bad_number(path, rows, "idealpointfp")
    rows = no_repeats(path, rows.filter(pl.col("idealpointfp").is_not_null()), ["ccode", "year"])
    known = {}
    for name in rows["iso3c"].unique().drop_nulls().to_list():
        try:
            known[name] = labels.country(name)
        except UnknownLabel:  # states that no longer exist (East Germany, Czechoslovakia, ...)
            continue
    table = (
        rows.filter(pl.col("iso3c").is_in(list(known)))
        .with_columns(
            pl.col("iso3c").replace(known).alias("country"),
            number("year").cast(pl.Int64).alias("year"),
            number("idealpointfp").alias("ideal_point"),
            pl.lit(UNGA["source_id"]).alias("source_id"),
        )
        .with_columns(pl.date(pl.col("year") + 1, 7, 31).alias("known_from"))
        .filter(pl.col("year") >= 1990)
    )
    table = table.unique(["country", "year"], keep="first", maintain_order=True)
    return Built({"alignment": conform("alignment", table)}, (UNGA,))
