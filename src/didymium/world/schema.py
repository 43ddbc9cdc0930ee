"""The columns of every table, from `schema.csv`: what drives loader, checks, builder and docs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path

import polars as pl

from didymium import labels
from didymium.errors import UnknownLabel
from didymium.files import csv_rows

PATH = Path(__file__).parent / "schema.csv"
TYPES: dict[str, type[pl.DataType]] = {
    "text": pl.String, "number": pl.Float64, "integer": pl.Int64, "date": pl.Date, "flag": pl.Boolean,
}  # fmt: skip

_STAGES = frozenset({*labels.STAGES, "recycle"})
_ACTS = frozenset({"proposed", "announced", "entered", "suspended", "extended", "amended", "resumed", "ended"})
_PROJECT = frozenset({
    "planned", "financed", "construction", "ramping", "operating", "paused", "care", "closed", "cancelled",
})  # fmt: skip
_DEAL = frozenset({
    "announced", "reported", "signed", "committed", "disbursed", "completed", "amended", "cancelled", "expired",
})  # fmt: skip
_CAUSES = frozenset({"accident", "strike", "flood", "earthquake", "power", "war", "order", "price", "other"})
_ROLES = frozenset({"miner", "processor", "end user", "magnet maker", "recycler", "technology", "trader"})
WORDS = {
    ("measure_states", "act"): _ACTS,
    ("measure_states", "state"): frozenset({"proposed", "announced", "in_force", "suspended", "ended"}),
    ("stoppages", "stage"): _STAGES, ("stoppages", "cause"): _CAUSES,
    ("procedures", "kind"): frozenset({"decision", "filing", "end"}),
    ("monthly_trade", "flow"): frozenset({"export", "import"}), ("monthly_trade", "stage"): _STAGES,
    ("monthly_trade", "unit"): frozenset({"t", "kg"}),
    ("market_firms", "side"): frozenset({"buys", "sells", "keeps"}), ("market_firms", "stage"): _STAGES,
    ("price_responses", "kind"): frozenset({"control", "sanction", "easing", "stop"}),
    ("releases", "subject"): frozenset({"trade", "output", "balance", "report", "review"}),
    ("releases", "every"): frozenset({"month", "quarter", "half", "year"}),
    ("releases", "bound"): frozenset({"by", "about"}),
    ("considerations", "question"): frozenset({"aim", "reply", "record", "long", "test", "watch"}),
    ("considerations", "standing"): frozenset({"yes"}),
    ("costs", "kind"): frozenset({
        "cash cost", "unit cost", "all-in cost", "break-even price", "study cost", "study price", "floor price",
        "restart price", "price at closing", "needed price", "price of losses",
    }),
    ("costs", "basis"): frozenset({"reported", "guidance", "study", "told", "rule"}),
    ("balances", "state"): frozenset({"surplus", "deficit"}),
    ("balances", "basis"): frozenset({"forecast", "estimated"}), ("balances", "unit"): frozenset({"t", "kg", "oz"}),
    ("procedures", "unit"): frozenset({"days", "months", "years"}),
    ("deals", "stage"): _STAGES | {"all", "stock", "transport"}, ("deals", "status"): _DEAL,
    ("projects", "stage"): _STAGES, ("projects", "status"): _PROJECT, ("project_states", "status"): _PROJECT,
    ("project_figures", "figure"): frozenset({"output", "capacity", "capex", "start"}),
    ("company_output", "stage"): _STAGES, ("company_output", "basis"): frozenset({"reported", "guidance"}),
    ("project_figures", "basis"): frozenset({"reported", "guidance", "plan", "study"}),
    ("projects", "chinese_control"): frozenset({"yes", "part", "no"}), ("companies", "role"): _ROLES,
}  # the words of a column; several are joined by a semicolon  # fmt: skip


@cache
def columns() -> tuple[dict[str, str], ...]:
    """Every column of every table: table, column, type, unit, required, dims, description."""
    return csv_rows(PATH)


def tables() -> tuple[str, ...]:
    """The names of all tables."""
    return tuple(dict.fromkeys(row["table"] for row in columns()))


@cache
def _by_table() -> dict[str, dict[str, type[pl.DataType]]]:
    found: dict[str, dict[str, type[pl.DataType]]] = {}
    for row in columns():
        found.setdefault(row["table"], {})[row["column"]] = TYPES[row["type"]]
    return found


def dtypes(table: str) -> dict[str, type[pl.DataType]]:
    """The columns of one table with their polars types, in order."""
    if table not in _by_table():
        raise UnknownLabel("table", table, tables())
    return _by_table()[table]


def required(table: str) -> tuple[str, ...]:
    """The columns of one table that may not be empty."""
    return tuple(r["column"] for r in columns() if r["table"] == table and r["required"] == "yes")


def fits(columns: Iterable[str], free: Collection[str] = ()) -> list[str]:
    """The tables whose columns these are: all known to each, none of its required ones missing but the `free`."""
    given = {*columns} - {"id"}
    return [t for t in tables() if given <= dtypes(t).keys() and {*required(t)} - {"id", *free} <= given]


@cache
def refers(table: str) -> dict[str, tuple[str, ...]]:
    """The columns of one table that hold the id of a row of another, with the tables that it may be of."""
    told = ((r["column"], re.match(r"row of (\w+)(?: or of (\w+))?", r["description"])) for r in columns()
            if r["table"] == table)  # fmt: skip
    return {column: tuple(t for t in found.groups() if t) for column, found in told if found}
