"""Corrections of publishers' figures as data: each names the value it expects, and is refused when that is gone."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import polars as pl

from didymium.errors import BadTable
from didymium.files import csv_rows

PATH = Path(__file__).parent.parent / "corrections.csv"


@cache
def corrections() -> tuple[dict[str, str], ...]:
    """Rows of corrections.csv: table, where (column=value;...), column, expected, value, reason."""
    return csv_rows(PATH)


def corrected(table: str, rows: pl.DataFrame, known: tuple[dict[str, str], ...] | None = None) -> pl.DataFrame:
    """The rows with every correction that concerns them; `BadTable` when a guarded value is another one.

    A correction whose rows are not in `rows` is passed over; one whose value is the corrected one already too.
    """
    for each in corrections() if known is None else known:
        if each["table"] == table:
            rows = _apply(rows, each)
    return rows


def _apply(rows: pl.DataFrame, each: dict[str, str]) -> pl.DataFrame:
    where = dict(part.split("=", 1) for part in each["where"].split(";"))
    hit = pl.all_horizontal([pl.col(c).cast(pl.String) == v for c, v in where.items()])
    column, dtype = each["column"], rows[each["column"]].dtype
    old, new = _cell(each["expected"], dtype), _cell(each["value"], dtype)
    found = rows.filter(hit)[column]
    unexpected = rows.filter(hit & pl.col(column).ne_missing(old) & pl.col(column).ne_missing(new))
    if found.len() and unexpected.height:
        raise BadTable(
            f"corrections.csv: {each['where']} has {column} {unexpected[column][0]}, not {each['expected']}; "
            "look at the publisher's new figure and drop or renew the correction"
        )
    return rows.with_columns(pl.when(hit).then(new).otherwise(pl.col(column)).alias(column))


def _cell(text: str, dtype: pl.DataType) -> pl.Expr:
    """A cell of corrections.csv as the column's type; blank is null."""
    if dtype == pl.Boolean:
        return pl.lit(text == "true" if text else None, pl.Boolean)
    if dtype == pl.Date:
        return pl.lit(dt.date.fromisoformat(text) if text else None, pl.Date)
    return pl.lit(text or None, pl.String).cast(dtype)
