"""Rows in the world's own columns: a CSV with the header of a table of `schema.csv` is read as rows of it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import polars as pl

from didymium.errors import BadInput, BadTable
from didymium.world import schema
from didymium.world.build.common import Built, read_csv
from didymium.world.overlay.proposal import checked

BUILT = frozenset({
    "facts", "trade", "prices", "governance", "alignment", "lists", "sources", "eu_uses", "industries",
    "production_network",
})  # by publishers' readers  # fmt: skip


def table_of(columns: Collection[str]) -> str | None:
    """The table whose columns these are: all known to it, none of its required ones missing."""
    return next((t for t in schema.fits(columns) if t not in BUILT), None)


def recognise(columns: list[str]) -> bool:
    """Whether the header is that of one of the world's tables which no publisher's reader builds."""
    return table_of(columns) is not None


def read(path: Path) -> Built:
    """The rows of a table; `BadTable` names the first that does not fit its columns."""
    rows = read_csv(path) if path.suffix == ".csv" else pl.read_parquet(path)
    table = str(table_of(rows.columns))
    try:
        cells = [
            checked(table, {k: v for k, v in row.items() if v is not None}, f"{path.name}, row {n}")
            for n, row in enumerate(rows.iter_rows(named=True), 2)
        ]
    except BadInput as error:
        raise BadTable(str(error)) from None
    types = schema.dtypes(table)
    full = [{c: row.get(c) for c in types} for row in cells]
    return Built({table: pl.DataFrame(full, schema=types, orient="row")})
