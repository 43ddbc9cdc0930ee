"""The user's accepted rows over an edition: frozen, hashable by their digest, laid over a table as known on a day."""

from __future__ import annotations

import datetime as dt
import getpass
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from didymium.world import schema
from didymium.world.days import parse_date, spoken
from didymium.world.keys import row_id, with_ids

Cells = dict[str, Any]
CASTS: dict[Any, Callable[[Any], Any]] = {
    pl.Date: parse_date, pl.Float64: float, pl.Int64: int, pl.Boolean: lambda v: str(v).lower() == "true",
}  # fmt: skip


@dataclass(frozen=True)
class AcceptedRow:
    """One row that the user accepted: a new one, or new cells of a row of the edition.

    cells: column to value, as JSON has it; known_from: the article's day (a corrected row is the old one before it).
    """

    table: str
    id: str
    cells: Mapping[str, Any]
    proposal: str
    accepted_by: str
    accepted_on: str
    known_from: dt.date
    source: str
    url: str | None = None
    article: str | None = None
    start: int | None = None
    end: int | None = None
    quote: str | None = None

    @property
    def words(self) -> str:
        """'accepted by you on 28 November 2026 from “China lets the ban rest” (example.org)'."""
        who = "you" if self.accepted_by == user() else self.accepted_by
        return f"accepted by {who} on {spoken(self.accepted_on[:10])} from “{self.source}”"

    def to_json(self) -> Cells:
        """The mark of the row: who, when, from what, where in the text."""
        kept = ("proposal", "accepted_by", "accepted_on", "source", "url", "article", "start", "end", "quote")
        return {k: getattr(self, k) for k in kept} | {"known_from": self.known_from.isoformat(), "words": self.words}


@dataclass(frozen=True)
class Overlay:
    """All accepted rows in the order of their acceptance; two overlays with one digest are the same."""

    digest: str
    rows: tuple[AcceptedRow, ...] = field(compare=False, repr=False)

    @staticmethod
    def of(rows: tuple[AcceptedRow, ...]) -> Overlay | None:
        """The overlay of these rows, None where there are none."""
        if not rows:
            return None
        said = [[r.table, r.id, dict(r.cells), r.known_from.isoformat()] for r in rows]
        text = json.dumps(said, sort_keys=True, ensure_ascii=False)
        return Overlay(hashlib.sha256(text.encode()).hexdigest()[:16], rows)

    @cached_property
    def tables(self) -> frozenset[str]:
        """The tables that the overlay touches."""
        return frozenset(r.table for r in self.rows)

    def find(self, table: str, ident: str) -> AcceptedRow | None:
        """The last acceptance that concerns a row."""
        return next((r for r in reversed(self.rows) if (r.table, r.id) == (table, ident)), None)

    def over(self, table: str, rows: pl.DataFrame, date: dt.date | None) -> pl.DataFrame:
        """A table of the edition with the accepted rows that were known on `date` (None: all of them)."""
        rows = with_ids(table, rows)
        for each in self.rows:
            if each.table == table and (date is None or each.known_from <= date):
                rows = _laid(rows, each)
        return rows


def _laid(rows: pl.DataFrame, each: AcceptedRow) -> pl.DataFrame:
    """The rows with one accepted row in the place of its namesake, else at the end."""
    old = rows.filter(pl.col("id") == each.id)
    cells = (old.row(0, named=True) if old.height else {}) | typed(each.table, each.cells)
    cells |= {"id": each.id} | ({"known_from": each.known_from} if "known_from" in rows.columns else {})
    new = pl.DataFrame([{c: cells.get(c) for c in rows.columns}], schema=rows.schema, orient="row")
    return pl.concat([rows.filter(pl.col("id") != each.id), new])


def rows_of(changes: Iterable[Cells]) -> dict[tuple[str, str], Cells]:
    """The new cells of the changes by (table, row)."""
    rows: dict[tuple[str, str], Cells] = {}
    for change in changes:
        rows.setdefault((change["table"], change["row"]), {})[change["column"]] = change["new"]
    return rows


def typed(table: str, cells: Mapping[str, Any]) -> Cells:
    """Cells as the columns of the table hold them: ISO text as dates, numbers as numbers."""
    types = schema.dtypes(table)
    made = {}
    for column, value in cells.items():
        try:
            made[column] = None if value is None or value == "" else CASTS.get(types.get(column), str)(value)
        except ValueError as error:
            raise ValueError(f"{column}: {error}") from None
    return made


def id_of(table: str, cells: Mapping[str, Any]) -> str:
    """The id that a row of these cells has."""
    return row_id(table, typed(table, cells))


def user() -> str:
    """Who acts: DIDYMIUM_USER, else the name of the account."""
    try:
        return os.environ.get("DIDYMIUM_USER") or getpass.getuser()
    except (OSError, KeyError):  # no account, as in some containers
        return "you"
