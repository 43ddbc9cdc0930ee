"""The sources of the world's tables: rows, licence and age of each, and what the tables take from one."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

import polars as pl

from didymium.serve.views import Row
from didymium.world.coverage import rows_by_source
from didymium.world.load import World

STALE_YEARS = 4  # a source of a yearly figure that is older is called stale
YEARLY = ("facts", "trade", "prices", "governance")
UNSAID = ("source_id", "known_from", "end_known_from", "text_known_from", "status_known_from", "preferred")
STATES = ("current", "stale", "record", "undated")


def sources(
    world: World, today: dt.date, words: str = "", state: str | None = None, limit: int = 100, offset: int = 0
) -> Row:
    """A page of the sources with their rows in the tables, licence and age; one that feeds yearly figures can be
    stale. words: all must occur in publisher, title or id; state: one of `STATES`."""
    found = [r for r in _all(world, today) if _fits(r, words.lower().split()) and state in (None, r["state"])]
    states = [r["state"] for r in _all(world, today)]
    return {
        "edition": world.edition, "stale_after_years": STALE_YEARS, "total": len(found), "limit": limit,
        "offset": offset, "rows": found[offset : offset + limit], "states": {s: states.count(s) for s in STATES},
    }  # fmt: skip


def _fits(row: Row, words: list[str]) -> bool:
    text = f"{row['publisher']} {row['title']} {row['source_id']}".lower()
    return all(word in text for word in words)


@lru_cache(maxsize=4)
def _all(world: World, today: dt.date) -> tuple[Row, ...]:
    rows = world.table("sources").sort("publisher", "title").iter_rows(named=True)
    return tuple(_told(row, world, today) for row in rows)


def _told(row: dict[str, Any], world: World, today: dt.date) -> Row:
    tables = rows_by_source(world).get(row["source_id"], {})
    year = str(row["published"] or "")[:4]
    age = today.year - int(year) if year.isdecimal() else None
    return {**row, "rows": tables, "age_years": age, "state": _state(age, any(t in tables for t in YEARLY))}


def _state(age: int | None, yearly: bool) -> str:
    if age is None:
        return "undated"
    return "stale" if yearly and age > STALE_YEARS else "current" if yearly else "record"


def source(world: World, today: dt.date, ident: str, most: int = 25) -> Row:
    """One source, and the first `most` rows that each table takes from it. Raises `UnknownLabel`-like errors of
    `World.source` for an unknown id."""
    told = _told(world.source(ident), world, today)
    tables = ((name, table) for name, table in world.tables() if name in told["rows"])
    taken = [(name, rows) for name, table in tables if len(rows := _citing(table, ident))]
    return told | {
        "edition": world.edition,
        "stale_after_years": STALE_YEARS,
        "tables": [{"table": name, "total": len(rows), **_shown(rows.head(most))} for name, rows in taken],
    }


def _citing(table: pl.DataFrame, ident: str) -> pl.DataFrame:
    cited = [pl.col(c).str.split(";").list.contains(ident) for c in ("source_id", "also") if c in table.columns]
    return table.filter(pl.any_horizontal(cited))


def _shown(rows: pl.DataFrame) -> Row:
    """The columns of a table that say anything here, and its rows."""
    kept = [c for c in rows.columns if c not in UNSAID and rows[c].null_count() < len(rows)]
    return {"columns": kept, "rows": rows.select(kept).rows()}
