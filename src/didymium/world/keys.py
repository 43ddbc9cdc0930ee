"""Ids of rows: from the columns that say which row it is, so that a rebuild or another edition keeps them.

Parts are joined by dots, empty ones left out: `production.gallium.refine.CHN.2025.usgs-mcs-2026`. A source names
its own edition (MCS 2025, MCS 2026), hence both may hold a figure of the same year under ids of their own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import polars as pl

KEYS: dict[str, tuple[str, ...]] = {
    "facts": (
        "metric", "mineral", "stage", "country", "partner", "year", "form", "scenario", "series", "unit",
        "source_id",
    ),
    "trade": ("hs", "exporter", "importer", "year"),
    "prices": ("mineral", "form", "market", "period", "unit", "source_id"),
    "governance": ("metric", "country", "year", "source_id"),
    "alignment": ("country", "year", "source_id"),
    "lists": ("list", "mineral"),
    "coverage_notes": ("mineral", "what"),
    "sources": ("source_id",),
    "measure_states": ("measure", "act", "date", "from", "minerals"),
    "provisions": ("agreement_id", "provision"),
    "project_states": ("project", "date", "status"),
    "project_figures": ("project", "figure", "good", "period", "known_from"),
    "company_output": ("company", "mineral", "stage", "good", "period", "known_from"),
    "project_products": ("asset_id", "product"),
    "stockpiles": ("holder", "mineral", "unit", "as_of", "source_id"),
    "chains": ("mineral", "stage", "process", "output_form", "source_id"),
    "baskets": ("deposit_or_product", "country", "application", "element", "year", "source_id"),
    "deposit_mix": ("country", "deposit", "year", "source_id"),
    "stocks": ("mineral", "form", "economy", "sector", "holder", "year", "basis", "source_id"),
    "substitution": ("mineral", "use", "sector", "substitute", "source_id"),
    "elasticities": ("mineral", "kind", "horizon", "window", "basis", "source_id"),
    "uses": ("mineral", "economy", "application", "sector", "year", "series_id", "source_id"),
    "eu_uses": ("mineral", "application", "nace", "source_id"),
    "sectors": ("economy", "sector", "year", "industry_codes", "basis", "source_id"),
    "stage_shares": ("series_id", "country"),
}  # tables that are not here have an id of their own  # fmt: skip
BULK = frozenset({"trade"})  # 600,000 rows: their ids are made when asked for, for they cost 0.3 s
LONG = 40  # a longer text stands with its beginning and a digest


def row_id(table: str, row: Mapping[str, Any]) -> str:
    """The id of one row of a table, from its own `id` or the columns that name it.

    A table without ids, such as one of the user's own folder that the schema does not know, gives the digest of
    the whole row.
    """
    if row.get("id"):
        return str(row["id"])
    columns = KEYS.get(table) or tuple(c for c in row if c != "known_from")
    return ".".join(_part(str(row[c])) for c in columns if row.get(c) is not None)


def with_ids(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of a table with a column `id`, the first one where it is made."""
    if "id" in rows.columns:
        return rows
    keys = [c for c in KEYS.get(table, tuple(rows.columns)) if c in rows.columns]
    parts = [_parts(rows[c]) for c in keys]
    ident = pl.concat_str(parts, separator=".", ignore_nulls=True).alias("id")
    return rows.select(ident, *rows.columns)


def _parts(column: pl.Series) -> pl.Expr:
    """A key column as parts of an id."""
    if column.dtype.is_integer():
        return pl.col(column.name).cast(pl.String)
    values = [v for v in column.unique().to_list() if v is not None]
    changed = {str(v): part for v in values if (part := _part(str(v))) != str(v)}
    text = pl.col(column.name).cast(pl.String)
    return text.replace(changed) if changed else text


def _part(text: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")
    if len(text) <= LONG:
        return plain
    digest = hashlib.blake2b(text.encode(), digest_size=4).hexdigest()
    return f"{plain[: LONG - 12].strip('-')}-{digest}"
