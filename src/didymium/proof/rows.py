"""Cells of the world: a row found by its id, the figure of a cell, and the row said in plain words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import polars as pl

from didymium import labels
from didymium.errors import BadInput, MissingData, UnknownLabel
from didymium.proof.formula import unit_of
from didymium.records import Figure
from didymium.world import keys, schema
from didymium.world.days import months_in
from didymium.world.load import World

Row = dict[str, Any]
PLACES = ("country", "actor", "economy", "exporter", "holder", "host", "obliges")
SIZES = ("capacity", "output_latest")  # counted in the unit of the row's capacity
SITES = ("projects", "site_figures")  # a view in the columns of the first, with one figure a row
OTHERS = ("partner", "importer", "targets")
NAMES = ("name", "project", "list", "application", "use", "deposit_or_product", "title")
PERIODS = ("year", "period", "announced", "signed", "date", "as_of", "capacity_year", "start_year", "effective")
OF_MONTHS = frozenset({"monthly_trade"})  # whose period is one of months
SECTOR_TABLES = frozenset({"uses", "sectors", "substitution", "stocks"})


def row_id(world: World, table: str, row: Mapping[str, Any]) -> str:
    """The id of a row of a table of the world, made of what tells its rows apart."""
    del world  # ids carry no edition
    return keys.row_id(table, row)


def find_row(world: World, table: str, row: str) -> Row:
    """The row of a table with this id as the world shows it; `MissingData` where it shows none."""
    opening = row.partition(".")[0] if table in keys.BULK else ""
    place = _index(world.settled(table), table, opening).get(row)
    if place is None:
        raise MissingData(f"{table}: no row {row!r} by {world.date or 'now'}")
    return world.table(table).row(place, named=True)


@lru_cache(maxsize=64)
def _index(world: World, table: str, opening: str) -> dict[str, int]:
    """Where each row stands, by its id; of a bulky table the rows whose ids open with `opening`."""
    rows = world.table(table)
    if not opening:
        return {str(name): k for k, name in enumerate(keys.with_ids(table, rows)["id"].to_list())}
    places = rows.select(pl.arg_where(pl.col(keys.KEYS[table][0]) == opening)).to_series()
    return dict(zip(keys.with_ids(table, rows[places])["id"].to_list(), places.to_list(), strict=True))


def share_row(world: World, mineral: str, stage: str, country: str) -> tuple[str, str]:
    """(table, id) of the row from which the world's share of a country comes; `MissingData` where it has none."""
    closed = world.shares(mineral, stage)
    mine = closed.filter(pl.col("country") == labels.country(country))
    if mine.is_empty():
        raise MissingData(f"no share of {country} in {mineral} at {stage}")
    share = mine.row(0, named=True)
    rows = world.table("facts").filter(
        pl.col("metric").is_in(["production", "share"])
        & (pl.col("mineral") == share["mineral"])
        & (pl.col("stage") == labels.stage(stage))
        & (pl.col("country") == share["country"])
        & (pl.col("year") == share["year"])
        & (pl.col("source_id") == share["source_id"])
        & pl.col("value").is_not_null()
    )
    if share["form"] is not None:
        rows = rows.filter(pl.col("form") == share["form"])
    if rows.is_empty():
        raise MissingData(f"no row behind the share of {country} in {mineral} at {stage}")
    return "facts", row_id(world, "facts", rows.sort("known_from").row(-1, named=True))


def of(table: str) -> str:
    """The table in whose columns a table stands: that of projects for the figures told of them."""
    return SITES[0] if table in SITES else table


def unit_of_cell(table: str, column: str, row: Row) -> str:
    """The unit of a cell: the row's own, else the schema's."""
    counted = ("value", "low", "high", "quantity", "term", "longest")
    own = dict.fromkeys(counted, "unit") | dict.fromkeys(SIZES, "capacity_unit")
    if column in own and row.get(own[column]):
        unit = str(row[own[column]])
        return unit.split(" ")[0] if column in SIZES else unit  # "t/yr NdPr oxide": what is counted is no unit
    if column == "amount" and row.get("currency"):
        return str(row["currency"])
    found = [c for c in schema.columns() if c["table"] == of(table) and c["column"] == column]
    if not found:
        raise BadInput(f"{table}.{column}: no such column")
    return found[0]["unit"] or ("date" if found[0]["type"] == "date" else "")


def cell(world: World, table: str, row: Row, column: str, transform: str = "identity") -> Figure | None:
    """The figure of a cell after its transform; None for a cell of words.

    transform: identity; percent (a share as %); world_share (the country's share in its closed series); rate (what
    left or came in a period of months, as the pace of a year); to:UNIT (converted). Raises `MissingData` for an empty
    cell, `BadInput` for a transform that does not fit.
    """
    if column not in row:
        raise BadInput(f"{table} has no column {column!r}")
    if row[column] is None:
        raise MissingData(f"{table}: column {column} of this row is empty")
    slots = _slots(table, row)
    metric = str(row["metric"]) if column in {"value", "low", "high"} and row.get("metric") else f"{of(table)}_{column}"
    if transform == "world_share":
        return Figure(metric="share", value=_world_share(world, row), unit="1", **slots)
    value, unit = _number(row[column]), unit_of_cell(table, column, row)
    if value is None:
        day = _date(row[column])
        return Figure(metric=metric, value=day[0], unit="date", **(slots | {"period": day[1]})) if day else None
    low, high = (_number(row.get(c)) for c in _range_columns(column))
    ends = (low, high) if low is not None and high is not None and low <= value <= high else (None, None)
    if transform == "rate":
        months = months_in(str(row["period"])) if of(table) in OF_MONTHS else 0
        if not months:
            raise BadInput(f"transform 'rate' does not fit {of(table)}, whose rows are of no months")
        return Figure(metric=metric, value=value * 12 / months, unit=f"{unit}/yr", **slots)
    value, unit, (bottom, top) = _transformed(value, unit, ends, transform)
    return Figure(metric=metric, value=value, low=bottom, high=top, unit=unit, **slots)


def _range_columns(column: str) -> tuple[str, str]:
    known = {
        "value": ("low", "high"), "recovery": ("recovery_low", "recovery_high"),
        "lead_time_months_new": ("lead_low", "lead_high"), "stock_months_typical": ("stock_months_low",
        "stock_months_high"), "time_to_switch_months": ("time_low", "time_high"), "margin": ("margin_low",
        "margin_high"), "share_of_REO": ("share_low", "share_high"),
    }  # fmt: skip
    return known.get(column, ("", ""))


def _transformed(
    value: float, unit: str, ends: tuple[float | None, float | None], transform: str
) -> tuple[float, str, tuple[float | None, float | None]]:
    if transform == "identity":
        return value, unit, ends
    target = "%" if transform == "percent" else transform.removeprefix("to:")
    if target == transform:
        raise BadInput(f"transform {transform!r} is not known; use identity, percent, world_share, rate or to:UNIT")
    size, dims, kind = unit_of(unit)
    new, other, its = unit_of(target)
    if (dims, kind) != (other, its):
        raise BadInput(f"transform {transform!r} does not fit the unit {unit!r}")
    low, high = (None if e is None else e * size / new for e in ends)
    return value * size / new, target, (low, high)


def _number(cell_value: Any) -> float | None:
    if isinstance(cell_value, bool) or cell_value is None or cell_value == "":
        return None
    if isinstance(cell_value, int | float):
        return float(cell_value)
    try:
        return float(str(cell_value)) if not _date(cell_value) else None
    except ValueError:
        return None


def _date(cell_value: Any) -> tuple[float, str] | None:
    """(ordinal of its first day, ISO text) of a date cell."""
    text = cell_value.isoformat() if isinstance(cell_value, dt.date) else str(cell_value)
    parts = text.split("-")
    if not (4 <= len(text) <= 10 and all(p.isdigit() for p in parts) and len(parts[0]) == 4):
        return None
    try:
        day = dt.date(*(int(p) for p in (*parts, "1", "1")[:3]))
    except ValueError:
        return None
    return float(day.toordinal()), text


def _slots(table: str, row: Row) -> dict[str, str | None]:
    """What a row is about: mineral, stage, country, counterpart, sector, name, period."""

    def first(columns: tuple[str, ...]) -> str | None:
        return next((str(row[c]) for c in columns if row.get(c) not in (None, "")), None)

    return {
        "mineral": first(("mineral", "minerals")), "stage": first(("stage",)), "country": first(PLACES),
        "counterpart": first(OTHERS), "sector": first(("sector",)) if table in SECTOR_TABLES else None,
        "name": first(NAMES), "period": first(("output_year", *PERIODS) if table == SITES[1] else PERIODS),
    }  # fmt: skip


def _world_share(world: World, row: Row) -> float:
    closed = _closed(world, str(row["mineral"]), str(row["stage"]), int(row["year"]))
    share = closed.get((str(row["country"]), str(row["source_id"])))
    if share is None:
        raise MissingData(f"the world's share series of {row['mineral']} does not rest on this row")
    return share


@lru_cache(maxsize=1024)
def _closed(world: World, mineral: str, stage: str, year: int) -> dict[tuple[str, str], float]:
    """The closed shares of a year by (country, source)."""
    rows = world.shares(mineral, stage, year).select("country", "source_id", "share").reverse().iter_rows()
    return {(str(country), str(source)): float(share) for country, source, share in rows}


def country_words(code: str) -> str:
    """A country as it stands in a sentence; other words as they are."""
    if code == "WLD":
        return "the world"
    try:
        return labels.country_name(code, article=True)
    except UnknownLabel:
        return code


def statement(world: World, table: str, row: str, column: str, transform: str = "identity") -> str:
    """The row in plain words with the cell's value first, made from the row alone."""
    found = find_row(world, table, row)
    return statement_of(world, table, found, column, transform)


def statement_of(world: World, table: str, row: Row, column: str, transform: str = "identity") -> str:
    """As `statement`, of a row that is at hand: 'facts: production, rare earths, mine, China, 2024: 270000 t'."""
    if (table, column) == ("considerations", "text"):  # which says all of it
        return str(row[column])
    figure = cell(world, table, row, column, transform)
    value = f"{figure.value:.12g} {figure.unit}".strip() if figure and figure.unit != "date" else str(row[column])
    about = [_words(c, row[c]) for c in row if _says(c, row, column)]
    what = figure.metric if figure else column
    return f"{what.replace('_', ' ')}: {value}; " + "; ".join(about)


SILENT = frozenset({
    "id", "series", "series_id", "preferred", "complete", "default", "source_id", "confidence", "basis", "known_from",
    "source_kind", "text_known_from", "status_known_from", "end_known_from", "ticker_checked", "unit", "capacity_unit",
    "currency", "metric", "low", "high", "severity_basis", "amends", "gta_type", "asset_ids", "cue", "also",
})  # fmt: skip


def _says(column: str, row: Row, asked: str) -> bool:
    return row[column] not in (None, "") and column not in SILENT and column != asked


def _words(column: str, value: Any) -> str:
    text = str(value).replace("_", " ")
    if column in {*PLACES, *OTHERS, "parties"}:
        text = ", ".join(country_words(part.strip()) for part in str(value).split(";"))
    return f"{column.replace('_', ' ')} {text.replace(';', ', ')}"
