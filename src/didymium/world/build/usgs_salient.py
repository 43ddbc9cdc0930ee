"""USGS Mineral Commodity Summaries, salient statistics of one commodity: one row a year, one column a statistic.

The column names hold statistic, product and unit (`Imports_Metal_kg`, `NIR_pct`, `Price_dkg`); they differ from
commodity to commodity. Columns whose statistic or unit is not known (employment, index) are left out.
"""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

from didymium.errors import BadTable
from didymium.world.build import usgs
from didymium.world.build.common import Built, any_of, conform, no_repeats, read_csv
from didymium.world.build.usgs_edition import source
from didymium.world.build.usgs_prices import prices

COLUMNS = ("DataSource", "Commodity", "Year")
STATISTICS = (
    (r"us_?prod|production|prod", "Production"), (r"import", "Import"), (r"export", "Export"),
    (r"consump|consumption", "Consumption"), (r"stock", "Stock"), (r"nir|net_?import", "Net import reliance"),
    (r"price", "Price"),
)  # fmt: skip
UNITS = {
    "kg": "kilograms", "t": "metric tons", "kt": "thousand metric tons", "mt": "million metric tons",
    "mmt": "million metric tons", "mcm": "million cubic meters", "pct": "percent",
}  # fmt: skip
PRICED = {
    "dkg": "dollars per kilogram", "dt": "dollars per metric ton", "dlb": "dollars per pound",
    "ctslb": "cents per pound", "clb": "cents per pound", "dtoz": "dollars per troy ounce",
    "doz": "dollars per troy ounce",
}  # fmt: skip
recognise = any_of(COLUMNS)


def read(path: Path) -> Built:
    """Facts (US statistics, net import reliance) and prices of one commodity and edition."""
    rows = no_repeats(path, read_csv(path, COLUMNS), ["Commodity", "Year"])
    found = re.search(r"20\d\d", str(rows["DataSource"].drop_nulls().first() or ""))
    if found is None:
        raise BadTable(f"{path.name}: DataSource must name the edition (MCS2025); restore the column")
    edition = int(found.group())
    known = {c: parts for c in rows.columns if (parts := statistic(c))}
    if not known:
        raise BadTable(f"{path.name}: no column names a known statistic and unit (Imports_kg, NIR_pct, Price_dkg, ...)")
    tall = usgs.known_commodities(path, pl.concat([_column(rows, c, *parts) for c, parts in known.items()]))
    facts = conform("facts", usgs.salient(path, tall, edition))
    return Built({"facts": facts, "prices": conform("prices", prices(tall, edition))}, (source(edition),))


def statistic(column: str) -> tuple[str, str, str] | None:
    """Statistic, product and unit that a column name stands for, None when one of them is not known."""
    name, _, suffix = column.rpartition("_")
    for pattern, said in STATISTICS:
        match = re.match(rf"(?i)({pattern})s?(_|$)", name)
        if match:
            unit = (PRICED if said == "Price" else UNITS).get(suffix.lower())
            product = name[match.end() :].replace("_", " ").strip()
            return (said, product, unit) if unit else None
    return None


def _column(rows: pl.DataFrame, column: str, said: str, product: str, unit: str) -> pl.DataFrame:
    detail = f"{said}: {product}" if product else said
    if said == "Price":
        detail = f"Price, {unit}: {product}" if product else f"Price, average, {unit}"
    return rows.select(
        pl.col("Commodity").alias("commodity"),
        pl.lit("United States").alias("country"),
        pl.lit(said).alias("statistic"),
        pl.lit(detail).alias("detail"),
        pl.lit(unit).alias("unit"),
        pl.col("Year").alias("year"),
        pl.col(column).fill_null("NA").alias("value_raw"),
        pl.lit("Salient Statistics").alias("section_short"),
    )
