"""The world: sourced tables of the critical-minerals supply chain, as known at a date."""

from __future__ import annotations

import bisect
import contextlib
import datetime as dt
import json
import os
import re
from calendar import month_name
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from didymium import labels
from didymium.errors import BadInput, BadTable, MissingData, UnknownLabel
from didymium.files import data_folder
from didymium.world import schema
from didymium.world.days import first_day
from didymium.world.days import parse_date as parse_date
from didymium.world.keys import BULK, with_ids
from didymium.world.overlay.accepted import Overlay
from didymium.world.overlay.log import current_overlay, overlay_of
from didymium.world.rows import Row, find
from didymium.world.shares import forget as forget_shares
from didymium.world.shares import shares
from didymium.world.sites import site_figures, with_figures
from didymium.world.states import restrictions

TABLES = Path(__file__).parent / "tables"
EDITION_FILE = "edition.json"  # {"edition": "2026.11", "day": "2026-11-28"}
LATER = {
    "status_known_from": (
        "status", "what_happens_next", "note", "basis", "funding", "capex_usd", "capex_basis", "operator", "owners",
        "start_year", "start_basis", "output_latest", "output_year", "capacity", "capacity_year",
        "capacity_incremental", "lead_time_months",
    ),
    "text_known_from": ("summary",),
}  # columns of an event that became public after its announcement: hidden until the day in the key  # fmt: skip

REMARKS = {
    "projects": ("note", "basis", "funding", "owners", "capacity_remark"),
    "stoppages": ("note",),
    "companies": ("note", "china_exposure"),
    "deals": ("summary",),
    "agreements": ("summary",),
    "measures": ("summary",),
    "measure_states": ("note",),
}  # texts that go on after the day of their row: hidden while they tell of a day to come that has passed by now
MONTHS = list(month_name)
TOLD = re.compile(rf"(?:(\d\d?) )?({'|'.join(MONTHS[1:])}) (20\d\d)|\b(20\d\d)\b")

VIEWS: dict[str, tuple[str, ...]] = {
    "restrictions": ("measures", "measure_states"),
    "site_figures": ("projects", "project_figures", "companies", "company_output"),
}  # read-only tables that are made from others  # fmt: skip
SITES = ("projects", "project_states", "project_figures")
PARTS = {
    **VIEWS,
    "projects": SITES,
    "site_figures": SITES + VIEWS["site_figures"][2:],
}  # what a table shows on a day hangs on these


def edition_of(folder: Path) -> str:
    """The name of the edition in a folder, from its edition.json; the folder's own name without one."""
    return str(_edition(folder).get("edition") or folder.name)


def closed_on(folder: Path) -> dt.date:
    """The day on which the tables of a folder were closed; today where its edition.json names none."""
    day = _edition(folder).get("day")
    return parse_date(str(day)) if day else dt.date.today()


def _edition(folder: Path) -> dict[str, Any]:
    path = folder / EDITION_FILE
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        raise BadTable(f"{path}: no JSON; restore the file") from None
    return found if isinstance(found, dict) else {}


EDITION = edition_of(TABLES)


@dataclass(frozen=True)
class World:
    """All tables as known on `date`: a row whose `known_from` is later does not exist.

    How an event ended, its status and its summary can be younger than the event: they are empty until known.
    overlay: the user's accepted rows, which lie over the edition.
    """

    date: dt.date | None = None
    folder: Path = TABLES
    edition: str = EDITION
    overlay: Overlay | None = None

    def as_of(self, date: dt.date | str) -> World:
        """The same world as known on `date` (ISO date; never later than this view's own date)."""
        day = parse_date(date)
        return replace(self, date=min(day, self.date) if self.date else day)

    def undated(self) -> World:
        """The same world with all that is known of it."""
        return replace(self, date=None)

    def settled(self, *names: str) -> World:
        """The earliest view in which the tables `names` hold the same rows as in this one.

        What is worked out from these tables alone is the same at both dates, so it is kept under the settled view:
        dates between two publications share it, and nothing can pass from a later publication to an earlier one.
        """
        parts = tuple(part for name in names for part in PARTS.get(name, (name,)))
        overlay = self.overlay if self.overlay and self.overlay.tables & set(parts) else None
        if self.date is None:
            return replace(self, overlay=overlay)
        days = _days(self.folder, parts, overlay)
        place = bisect.bisect_right(days, self.date)
        return replace(self, date=days[place - 1] if place else dt.date.min, overlay=overlay)

    @property
    def name(self) -> str:
        """What a manifest says of the world: its edition, and the digest of the overlay where there is one."""
        return f"{self.edition}+{self.overlay.digest}" if self.overlay else self.edition

    def named(self, name: str) -> World:
        """This world with the overlay that a manifest names, from the log as it stood then; itself without one."""
        digest = name.partition("+")[2]
        found = overlay_of(digest) if digest else None
        return replace(self, overlay=found) if found or not digest else self

    def accepted(self, table: str, ident: str) -> dict[str, Any] | None:
        """Who accepted a row into the overlay, when and from what; None for a row of the edition."""
        found = self.overlay.find(table, ident) if self.overlay else None
        return found.to_json() if found else None

    def row(self, ident: str, table: str | None = None) -> Row:
        """One row by its id with its source, rivals and history: see `didymium.world.rows.find`."""
        return find(self, ident, table)

    def table(self, name: str) -> pl.DataFrame:
        """The rows of one table that were public by the world's date, with the columns of `schema.csv`."""
        view = self.settled(name)  # dates between two publications share what is kept
        return _table(view.folder, name, view.date, view.overlay)

    def tables(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """Name and rows of each table of `schema.csv` that this edition has."""
        for name in schema.tables():
            with contextlib.suppress(UnknownLabel):
                yield name, self.table(name)

    def source(self, source_id: str) -> dict[str, str | None]:
        """Publisher, title, date published, URL and licence of one source."""
        known = _sources(self.folder, self.overlay)
        if source_id not in known:
            raise MissingData(f"no source {source_id!r} in sources.csv")
        return dict(known[source_id])

    def later(self, source_id: str) -> bool:
        """Whether a source is younger than this view: its figures stand here as a later edition has them."""
        said = self.source(source_id)["published"] if self.date else None
        return self.date is not None and bool(said) and first_day(str(said)) > self.date

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


def load_world(
    as_of: str | None = None, *, folder: str | Path | None = None, edition_only: bool | None = None
) -> World:
    """The world as known on `as_of` (ISO date) or at its edition, with the user's accepted rows over it.

    folder: an edition's tables; else DIDYMIUM_WORLD, else the edition that was last installed, else the package's own.
    edition_only: without accepted rows (default: where DIDYMIUM_EDITION_ONLY is set).
    Raises `BadInput` for a folder that holds no world.
    """
    where = chosen_folder(folder)
    bare = os.environ.get("DIDYMIUM_EDITION_ONLY", "") not in ("", "0")
    overlay = None if (bare if edition_only is None else edition_only) else current_overlay()
    world = World(None, where, EDITION if where == TABLES else edition_of(where), overlay)
    return world.as_of(as_of) if as_of else world


def chosen_folder(folder: str | Path | None = None) -> Path:
    """The folder of the edition that verbs read. Raises `BadInput` for one that holds no world."""
    given = folder or os.environ.get("DIDYMIUM_WORLD")
    if not given:
        return installed() or TABLES
    where = Path(given).expanduser().resolve()
    if not any((where / f"facts{end}").is_file() for end in (".parquet", ".csv")):
        raise BadInput(f"{given} holds no world (no table facts); give a folder of `didymium world build`")
    return where


def installed() -> Path | None:
    """The folder of the edition that `didymium world update` installed last, None without one."""
    pointer = data_folder() / "world" / "current"
    try:
        name = pointer.read_text(encoding="utf-8").strip()
    except OSError:
        return None
    folder = pointer.parent / name
    return folder if name and folder.is_dir() else None


def forget() -> None:
    """Drops the tables kept in memory, after they were rebuilt on disk."""
    for kept in (_large, _visible, _read, _sources, _days):
        kept.cache_clear()
    forget_shares()


def _table(folder: Path, name: str, date: dt.date | None, overlay: Overlay | None) -> pl.DataFrame:
    return (_large if name in BULK else _visible)(folder, name, date, overlay)


@lru_cache(maxsize=4)
def _large(folder: Path, name: str, date: dt.date | None, overlay: Overlay | None) -> pl.DataFrame:
    """As `_visible`, of tables of which few are kept at a time."""
    return _visible.__wrapped__(folder, name, date, overlay)


@lru_cache(maxsize=128)
def _visible(folder: Path, name: str, date: dt.date | None, overlay: Overlay | None) -> pl.DataFrame:
    if name in VIEWS:
        # a firm's name and seat, whenever it entered the table, look ahead to nothing
        parts = [_table(folder, part, None if part == "companies" else date, overlay) for part in VIEWS[name]]
        return restrictions(*parts) if name == "restrictions" else site_figures(*parts)
    rows = _dated(_read(folder, name), date)
    if name in REMARKS and date is not None:
        years, closed = name != "measures", closed_on(folder)
        columns = [c for c in REMARKS[name] if c in rows.columns]
        shown = {c: [_shown(t, date, closed, years) for t in rows[c]] for c in columns}
        rows = rows.with_columns(pl.Series(c, texts, dtype=pl.String) for c, texts in shown.items())
    if name == "stoppages" and date is not None:
        # a note on a stop that has ended since was written with its end in view
        over, column = _last_day("until") <= date.isoformat(), pl.col("until")
        rows = rows.with_columns(pl.when(over).then(column), pl.when(column.is_null() | over).then(pl.col("note")))
    if name == "projects" and date is not None and date < closed_on(folder):
        own = pl.col("start_basis") == "estimate"  # reckoned on the day of the edition
        rows = rows.with_columns(pl.when(own.fill_null(False)).then(None).otherwise("start_year").alias("start_year"))
    if name == "projects" and (folder / "project_states.csv").is_file():
        rows = _as_it_was(_read(folder, name), rows, _dated(_read(folder, "project_states"), date), date)
        if (folder / "project_figures.csv").is_file():
            rows = with_figures(_read(folder, name), rows, _dated(_read(folder, "project_figures"), date))
    return overlay.over(name, rows, date) if overlay and name in overlay.tables else rows


def _as_it_was(whole: pl.DataFrame, rows: pl.DataFrame, log: pl.DataFrame, date: dt.date | None) -> pl.DataFrame:
    """Projects with the status, name and owners that the log had for them where the row tells of a later day, or where
    the log is the newer of the two.

    A project of which only the log told by then stands with these, its country, minerals and stage.
    """
    columns, fixed = ("status", "name", "owners"), ("id", "country", "minerals", "stage", "name")
    last = log.sort("known_from", "date").group_by("project", maintain_order=True)
    told_on = (pl.col("known_from").filter(pl.col(c).is_not_null()).last().alias(f"{c}_since") for c in columns)
    then = last.agg(
        pl.col(columns).drop_nulls().last().name.suffix("_then"), *told_on, pl.col("source_id", "known_from").last()
    )
    held = rows.join(then.drop("source_id", "known_from"), left_on="id", right_on="project", how="left")
    own = pl.col("status_known_from")
    late = {c: pl.col(f"{c}_since") > own for c in columns}
    late = late if date is None else {c: newer | (own > date) for c, newer in late.items()}
    seen = held.with_columns(
        *(pl.when(late[c]).then(pl.coalesce(f"{c}_then", c)).otherwise(c).alias(c) for c in columns),
        pl.when(late["status"] & pl.col("status_then").is_not_null())
        .then("status_since")
        .otherwise(own)
        .alias("status_known_from"),
    )
    early = (
        whole.select(fixed)
        .join(then, left_on="id", right_on="project")
        .filter(~pl.col("id").is_in(rows["id"].to_list()))
    )
    told = early.with_columns(pl.coalesce(f"{c}_then", c if c == "name" else f"{c}_then").alias(c) for c in columns)
    kept = [c for c in rows.columns if c in told.columns]
    return pl.concat([seen.select(rows.columns), told.select(kept)], how="diagonal")


def _dated(rows: pl.DataFrame, date: dt.date | None) -> pl.DataFrame:
    """The rows that were public on `date`, without what became known of them later."""
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


@lru_cache(maxsize=8192)
def _told_days(text: str, years: bool = True) -> tuple[dt.date, ...]:
    """The days that a text names, a month or a year by its last day.

    years: whether a bare year counts; a rule names those for which it is made ("18,125 t for the rest of 2025").
    """
    named = ((y, month, d) if month else (year, "", "") for d, month, y, year in TOLD.findall(text))
    whole = ((y, f"-{MONTHS.index(m):02}" if m else "", d) for y, m, d in named)
    return tuple(min(parse_date(y + m), parse_date(f"{y}{m}-{int(d):02}") if d and 0 < int(d) < 29 else dt.date.max)
                 for y, m, d in whole if m or years)  # fmt: skip


def _shown(text: str | None, date: dt.date, closed: dt.date, years: bool = True) -> str | None:
    """A text where it tells of no day between the view's and the edition's: what lies behind it is a plan."""
    return None if text and any(date < day <= closed for day in _told_days(text, years)) else text


def _last_day(column: str) -> pl.Expr:
    """A partial ISO date as text of its last day, to compare with a day."""
    text = pl.col(column)
    month_end = (text + "-01").str.to_date("%Y-%m-%d", strict=False).dt.month_end().dt.to_string("%Y-%m-%d")
    size = text.str.len_chars()
    return pl.when(size == 4).then(text + "-12-31").when(size == 7).then(month_end).otherwise(text)


@lru_cache(maxsize=64)
def _days(folder: Path, names: tuple[str, ...], overlay: Overlay | None) -> list[dt.date]:
    """Every day on which a row, or a column of a row, of these tables became public, in order."""
    days = {r.known_from for r in overlay.rows if r.table in names} if overlay else set()
    for name in names:
        try:
            rows = _read(folder, name)
        except UnknownLabel:
            continue  # a world without this table: reading it says so
        days.update(d for c in ("known_from", *LATER) if c in rows.columns for d in rows[c].drop_nulls().unique())
        if name == "stoppages":
            days.update(parse_date(text) for text in rows["until"].drop_nulls())
        texts = (t for c in REMARKS.get(name, ()) if c in rows.columns for t in rows[c].drop_nulls())
        days.update(day for text in texts for day in _told_days(text, years=name != "measures"))
    return sorted(days)


@lru_cache(maxsize=64)
def _read(folder: Path, name: str) -> pl.DataFrame:
    """One table with the types of the schema (tables outside it: as inferred, known_from a date)."""
    path = next((p for ending in ("parquet", "csv") if (p := folder / f"{name}.{ending}").exists()), None)
    if path is None:
        raise UnknownLabel("table", name, [p.stem for p in folder.iterdir()])
    try:
        rows = pl.read_parquet(path) if path.suffix == ".parquet" else _typed(path, name)
        return rows if name in BULK and path.suffix == ".parquet" else with_ids(name, rows)
    except pl.exceptions.PolarsError as error:
        raise BadTable(f"{path.name}: {' '.join(str(error).split())[:160]}; restore the table") from None


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
def _sources(folder: Path, overlay: Overlay | None) -> dict[str, dict[str, str | None]]:
    rows = _visible(folder, "sources", None, overlay).drop("id").with_columns(pl.col("read_on").cast(pl.String))
    return {row["source_id"]: row for row in rows.iter_rows(named=True)}
