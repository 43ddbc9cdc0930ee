"""The world: sourced tables of the critical-minerals supply chain, as known at a date."""

from __future__ import annotations

import bisect
import datetime as dt
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import polars as pl

from didymium import labels
from didymium.errors import BadTable, MissingData, UnknownLabel
from didymium.world import schema
from didymium.world.days import parse_date as parse_date
from didymium.world.keys import BULK, with_ids
from didymium.world.shares import forget as forget_shares
from didymium.world.shares import shares
from didymium.world.states import restrictions

TABLES = Path(__file__).parent / "tables"
EDITION = "2026.11"
LATER = {
    "status_known_from": ("status", "what_happens_next"),
    "text_known_from": ("summary",),
}  # columns of an event that became public after its announcement: hidden until the date in the key's column

VIEWS = {"restrictions": ("measures", "measure_states")}  # tables of the first edition, made from others


@dataclass(frozen=True)
class World:
    """All tables as known on `date`: a row whose `known_from` is later does not exist.

    How an event ended, its status and its summary can be younger than the event: they are empty until known.
    """

    date: dt.date | None = None
    folder: Path = TABLES
    edition: str = EDITION

    def as_of(self, date: dt.date | str) -> World:
        """The same world as known on `date` (ISO date; never later than this view's own date)."""
        day = parse_date(date)
        return World(min(day, self.date) if self.date else day, self.folder, self.edition)

    def settled(self, *names: str) -> World:
        """The earliest view in which the tables `names` hold the same rows as in this one.

        What is worked out from these tables alone is the same at both dates, so it is kept under the settled view:
        dates between two publications share it, and nothing can pass from a later publication to an earlier one.
        """
        if self.date is None:
            return self
        days = _days(self.folder, names)
        place = bisect.bisect_right(days, self.date)
        return World(days[place - 1] if place else dt.date.min, self.folder, self.edition)

    def table(self, name: str) -> pl.DataFrame:
        """The rows of one table that were public by the world's date, with the columns of `schema.csv`."""
        return _visible(self.folder, name, self.date)

    def source(self, source_id: str) -> dict[str, str | None]:
        """Publisher, title, date published, URL and licence of one source."""
        if source_id not in _sources(self.folder):
            raise MissingData(f"no source {source_id!r} in sources.csv")
        return dict(_sources(self.folder)[source_id])

    def shares(
        self, mineral: str, stage: str, year: int | None = None, estimates: bool = False, group: bool = False
    ) -> pl.DataFrame:
        """One closed share table of a mineral at a stage: country, share 0..1, low, high, year, basis, source_id,
        known_from, confidence, mineral (whose series it is), form; largest first.

        year: that year, else the newest known. estimates, group: also the compilers' estimates; the nearest
        group's series for an element without one. Precedence of sources: see `didymium.world.shares`.
        Raises `MissingData` when no series covers the world; `UnknownLabel` for an unknown name.
        """
        return shares(self, mineral, stage, year, estimates, group)

    def facts(
        self,
        metric: str,
        mineral: str | None = None,
        country: str | None = None,
        stage: str | None = None,
        year: int | None = None,
    ) -> pl.DataFrame:
        """Facts of one metric with a value, best first: newest year, preferred form, newest edition.

        In a dated view a figure in the edition of its time comes before the same figure as revised later.

        mineral, country, stage: any label, None for all. Units stand in `unit`; an empty frame means no data.
        """
        rows = self.table("facts").filter((pl.col("metric") == metric) & pl.col("value").is_not_null())
        wanted = {
            "mineral": labels.mineral(mineral) if mineral else None,
            "country": labels.country(country) if country else None,
            "stage": labels.stage(stage) if stage else None,
            "year": year,
        }
        for column, value in wanted.items():
            if value is not None:
                rows = rows.filter(pl.col(column) == value)
        first = pl.col("preferred").fill_null(False).alias("_p")
        then = ((pl.col("basis") != "revised") & pl.lit(self.date is not None)).alias("_then")
        best = rows.with_columns(first, then)
        order = ["year", "_p", "known_from", "_then", "source_id"]
        return best.sort(order, descending=True, maintain_order=True).drop("_p", "_then")


@cache
def load_world(as_of: str | None = None) -> World:
    """The world that ships with the package, as known on `as_of` (ISO date) or at its edition."""
    return World().as_of(as_of) if as_of else World()


def forget() -> None:
    """Drops the tables kept in memory, after they were rebuilt on disk."""
    for kept in (_visible, _read, _sources, _days):
        kept.cache_clear()
    forget_shares()


@lru_cache(maxsize=128)
def _visible(folder: Path, name: str, date: dt.date | None) -> pl.DataFrame:
    if name in VIEWS:
        return restrictions(*(_visible(folder, part, date) for part in VIEWS[name]))
    rows = _read(folder, name)
    if date is None or "known_from" not in rows.columns:
        return rows
    rows = rows.filter(pl.col("known_from") <= date)
    return rows.with_columns(
        pl.when(pl.col(since) <= date).then(pl.col(column)).otherwise(None).alias(column)
        for since, later in LATER.items()
        if since in rows.columns
        for column in later
        if column in rows.columns
    )


@lru_cache(maxsize=64)
def _days(folder: Path, names: tuple[str, ...]) -> list[dt.date]:
    """Every day on which a row, or a column of a row, of these tables became public, in order."""
    days: set[dt.date] = set()
    for name in (part for each in names for part in VIEWS.get(each, (each,))):
        try:
            rows = _read(folder, name)
        except UnknownLabel:
            continue  # a world without this table: reading it says so
        days.update(d for c in ("known_from", *LATER) if c in rows.columns for d in rows[c].drop_nulls().unique())
    return sorted(days)


@lru_cache(maxsize=64)
def _read(folder: Path, name: str) -> pl.DataFrame:
    """One table with the types of the schema (tables outside it: as inferred, known_from a date)."""
    path = folder / f"{name}.parquet"
    if path.exists():
        rows = pl.read_parquet(path)
        return rows if name in BULK else with_ids(name, rows)
    path = folder / f"{name}.csv"
    if not path.exists():
        raise UnknownLabel("table", name, [p.stem for p in folder.iterdir()])
    try:
        return with_ids(name, _typed(path, name))
    except pl.exceptions.PolarsError as error:
        raise BadTable(f"{path.name}: {' '.join(str(error).split())[:160]}; restore the column's type") from None


def _typed(path: Path, name: str) -> pl.DataFrame:
    if name not in schema.tables():
        rows = pl.read_csv(path, infer_schema_length=None, null_values=[""])
        dates = [c for c in ("known_from",) if c in rows.columns]
        return rows.with_columns(pl.col(dates).cast(pl.String).str.to_date("%Y-%m-%d"))
    types = schema.dtypes(name)
    as_read = {c: pl.String if t in (pl.Date, pl.Boolean) else t for c, t in types.items()}
    header = pl.read_csv(path, n_rows=0, infer_schema_length=0).columns
    rows = pl.read_csv(path, schema_overrides={c: as_read.get(c, pl.String) for c in header}, null_values=[""])
    dates = [c for c in rows.columns if types.get(c) == pl.Date]
    flags = [c for c in rows.columns if types.get(c) == pl.Boolean]
    return rows.with_columns(pl.col(dates).str.to_date("%Y-%m-%d"), pl.col(flags) == "true")


@lru_cache(maxsize=8)
def _sources(folder: Path) -> dict[str, dict[str, str | None]]:
    rows = _read(folder, "sources").with_columns(pl.col("read_on").cast(pl.String))
    return {row["source_id"]: row for row in rows.iter_rows(named=True)}
