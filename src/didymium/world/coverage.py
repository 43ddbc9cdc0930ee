"""What the world holds of each mineral and what it lacks; how many rows rest on each source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import polars as pl

from didymium import labels
from didymium.errors import MissingData, UnknownLabel
from didymium.world.show import covers

if TYPE_CHECKING:
    from didymium.world.load import World

COLUMNS = (
    "mine", "refine", "metal", "component", "production", "reliance", "price", "uses", "chains", "elasticities",
    "stocks", "substitutes", "trade", "projects", "measures",
)  # of the matrix: the newest year of a figure, or how many rows  # fmt: skip
NEEDED = {
    "production": ("production",), "mine shares": ("mine",), "refined shares": ("refine", "metal"), "uses": ("uses",),
    "chain": ("chains",), "stocks": ("stocks",),
}  # what the twin needs of a mineral: at least one of the columns  # fmt: skip


@dataclass(frozen=True)
class Coverage:
    """One mineral: the lists that name it, what is held by column, and what the twin lacks with the stated reason."""

    mineral: str
    lists: tuple[str, ...]
    held: dict[str, int | str]
    lacks: dict[str, str | None]

    def to_json(self) -> dict[str, Any]:
        """The line with plain keys; a column that is not held is null."""
        held = {c: self.held.get(c) for c in COLUMNS}
        return {"mineral": self.mineral, "lists": list(self.lists), **held, "lacks": self.lacks}


def coverage(world: World, lists: Iterable[str] = ("US 2025", "EU 2023")) -> tuple[Coverage, ...]:
    """The matrix of all single minerals that one of the lists names, in alphabetical order."""
    named: dict[str, list[str]] = {}
    rows = world.table("lists").filter(pl.col("list").is_in(list(lists)) & (pl.col("change") != "removed"))
    for name, mineral in rows.select("list", "mineral").sort("list").iter_rows():
        for each in labels.members(mineral) or (mineral,):
            named.setdefault(each, []).append(name)
    reasons = _reasons(world)
    tables = _held(world)
    return tuple(
        _line(world, m, tuple(dict.fromkeys(on)), tables, reasons)
        for m, on in sorted(named.items()) if not labels.is_group(m)
    )  # fmt: skip


def _line(
    world: World, mineral: str, lists: tuple[str, ...], tables: dict[str, dict[str, int | str]],
    reasons: dict[tuple[str, str], str],
) -> Coverage:  # fmt: skip
    held: dict[str, int | str] = {s: y for s in labels.STAGES if (y := _share_year(world, mineral, s)) is not None}
    family = (mineral, *labels.groups(mineral))
    for column, found in tables.items():
        own = found.get(mineral)
        near = own if own is not None else next((found[g] for g in family if g in found), None)
        value = near if column in ("elasticities", "stocks", "chains", "production") else own
        if value is not None:
            held[column] = value
    for column, table, cell in (("projects", "projects", "minerals"), ("measures", "measures", "minerals")):
        count = sum(covers(c, mineral) for c in world.table(table)[cell])
        if count:
            held[column] = count
    lost = [what for what, any_of in NEEDED.items() if not any(c in held for c in any_of)]
    return Coverage(mineral, lists, held, {w: reasons.get((mineral, w)) for w in lost})


def _share_year(world: World, mineral: str, stage: str) -> int | None:
    try:
        return int(world.shares(mineral, stage, estimates=True)["year"][0])
    except MissingData:
        return None


def _held(world: World) -> dict[str, dict[str, int | str]]:
    """For each column that a table gives: mineral to its newest year, or to how many rows it has."""
    facts = world.table("facts").filter(pl.col("value").is_not_null() & pl.col("scenario").is_null())
    found = {
        "production": _newest(facts.filter(pl.col("metric") == "production"), "year"),
        "reliance": _newest(facts.filter(pl.col("metric") == "net_import_reliance"), "year"),
        "price": _newest(world.table("prices"), "period"),
        "uses": _newest(world.table("uses"), "year"),
        "trade": _newest(world.table("trade").filter(pl.col("value_usd") > 0), "year"),
    }
    counted = {"chains": "chains", "elasticities": "elasticities", "stocks": "stocks", "substitutes": "substitution"}
    for column, table in counted.items():
        found[column] = dict(world.table(table).group_by("mineral").len().iter_rows())
    return found


def _newest(rows: pl.DataFrame, column: str) -> dict[str, int | str]:
    return dict(rows.group_by("mineral").agg(pl.col(column).max()).drop_nulls().iter_rows())


def _reasons(world: World) -> dict[tuple[str, str], str]:
    try:
        rows = world.table("coverage_notes")
    except UnknownLabel:
        return {}
    return {(m, w): r for m, w, r in rows.select("mineral", "what", "reason").iter_rows()}


@lru_cache(maxsize=4)
def rows_by_source(world: World) -> dict[str, dict[str, int]]:
    """How many rows of each table rest on a source: source id -> table -> rows."""
    found: dict[str, dict[str, int]] = {}
    for name, table in world.tables():
        if name == "sources" or "source_id" not in table.columns:
            continue
        for column in {"source_id", "also"} & set(table.columns):
            for cell, count in table[column].drop_nulls().value_counts().iter_rows():
                for each in str(cell).split(";"):
                    tables = found.setdefault(each, {})
                    tables[name] = tables.get(name, 0) + count
    return found
