"""The world: sourced tables of the critical-minerals supply chain, as known at a date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import polars as pl

from didymium.errors import BadInput, MissingData, UnknownLabel

TABLES = Path(__file__).parent / "tables"
EDITION = "2026.11"


@dataclass(frozen=True)
class World:
    """All tables as known on `date`: a row whose `known_from` is later does not exist.

    A row without `known_from` is only visible in the present view (no date asked for).
    """

    date: dt.date | None = None
    folder: Path = TABLES
    edition: str = EDITION

    def as_of(self, date: dt.date | str) -> World:
        """The same world as known on `date` (ISO date; never later than this view's own date)."""
        day = parse_date(date)
        return World(min(day, self.date) if self.date else day, self.folder, self.edition)

    def table(self, name: str) -> pl.DataFrame:
        """The rows of one table that were public by the world's date."""
        rows = _read(self.folder, name)
        if self.date is None or "known_from" not in rows.columns:
            return rows
        return rows.filter(pl.col("known_from") <= self.date)

    def source(self, source_id: str) -> dict[str, str | None]:
        """Publisher, title, date published, URL and licence of one source."""
        found = _read(self.folder, "sources").filter(pl.col("source_id") == source_id)
        if found.is_empty():
            raise MissingData(f"no source {source_id!r} in sources.csv")
        return found.row(0, named=True)


@cache
def load_world(as_of: str | None = None) -> World:
    """The world that ships with the package, as known on `as_of` (ISO date) or at its edition."""
    return World().as_of(as_of) if as_of else World()


def parse_date(date: dt.date | str) -> dt.date:
    """An ISO date (YYYY, YYYY-MM or YYYY-MM-DD; a bare year or month means its last day)."""
    if isinstance(date, dt.date):
        return date
    parts = str(date)[:10].split("-")
    try:
        year, month = int(parts[0]), int(parts[1]) if len(parts) > 1 else 12
        if len(parts) > 2:
            return dt.date(year, month, int(parts[2]))
        return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
    except (ValueError, IndexError):
        raise BadInput(f"date {str(date)[:40]!r} is not YYYY-MM-DD") from None


@lru_cache(maxsize=64)
def _read(folder: Path, name: str) -> pl.DataFrame:
    path = folder / f"{name}.parquet"
    if path.exists():
        return pl.read_parquet(path)
    path = folder / f"{name}.csv"
    if not path.exists():
        raise UnknownLabel("table", name, [p.stem for p in folder.iterdir()])
    rows = pl.read_csv(path, infer_schema_length=None, null_values=[""])
    dates = [c for c in ("known_from",) if c in rows.columns]
    return rows.with_columns(pl.col(dates).cast(pl.String).str.to_date("%Y-%m-%d"))
