"""One row of the world by its id: its cells, its source, what rivals say of the same thing, and how it came about."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from didymium.errors import MissingData, UnknownLabel
from didymium.world import schema
from didymium.world.days import first_day, plain
from didymium.world.keys import BULK, with_ids
from didymium.world.states import history, state_of

if TYPE_CHECKING:
    from didymium.world.load import World

Cells = dict[str, Any]
WEAK = frozenset({"aggregator", "none"})
SUBJECT: dict[str, tuple[str, ...]] = {
    "facts": ("metric", "mineral", "stage", "country", "partner", "year"),
    "trade": ("hs", "exporter", "importer", "year"),
    "prices": ("mineral", "form", "period"),
    "governance": ("metric", "country", "year"),
    "stage_shares": ("mineral", "stage", "country", "year"),
    "uses": ("mineral", "economy", "sector"),
    "stocks": ("mineral", "economy", "sector"),
    "stockpiles": ("holder", "mineral"),
    "chains": ("mineral", "stage", "process"),
    "elasticities": ("mineral", "kind", "horizon"),
    "substitution": ("mineral", "use"),
    "sectors": ("economy", "sector"),
    "project_figures": ("project", "figure", "good", "period"),
    "company_output": ("company", "mineral", "stage", "good", "period"),
}  # columns that say what a row is about: rows that share them are rivals
OVER_TIME = {
    "facts": "year", "prices": "period", "governance": "year", "trade": "year", "stage_shares": "year",
    "project_figures": "period", "company_output": "period",
}  # fmt: skip
VIEWED = ("restrictions", "site_figures")  # rows of other tables in one frame, under their ids
LOGS = {
    "projects": (("project_states", "project"), ("project_figures", "project")),
    "companies": (("company_output", "company"),),
}  # what was told over time of a site or firm
MANY_SITES = ("all sites of the firm", "all sites of the country")  # in `capacity_remark` of a project
NAMED = ("measures", "agreements", "deals", "projects", "companies", "stoppages")  # for a near miss
MOST = 24  # rivals, and points of a history


def of_many_sites(project: Cells) -> bool:
    """Whether the size of a project is that of a firm or country: no stop of one site is measured by it."""
    return str(project["capacity_remark"] or "").startswith(MANY_SITES)


@dataclass(frozen=True)
class Row:
    """A row of a table with what one needs to judge it.

    rivals: other rows on the same subject; history: of a measure its acts, of a figure the same series over time;
    state: of a measure, in words; weak: it rests on an aggregator, a mirror or nothing; accepted: who accepted it
    into the user's overlay, when and from what, None for a row of the edition.
    """

    table: str
    id: str
    edition: str
    values: Cells
    source: Cells | None
    weak: bool
    state: str | None
    rivals: tuple[Cells, ...]
    history: tuple[Cells, ...]
    accepted: Cells | None = None

    def to_json(self) -> Cells:
        """The row with dates as ISO text."""
        cells: Cells = plain(asdict(self))
        return cells


def find(world: World, ident: str, table: str | None = None) -> Row:
    """The row with this id, in one table or in whichever has it.

    Raises `UnknownLabel` for an unknown table or an id that no table has (naming the nearest), `MissingData` for
    one that was not public on the world's date.
    """
    names = (table,) if table else (*schema.tables(), *VIEWED)
    for name in names:
        frame = _with(world, name, ident)
        if frame is not None:
            return _row(world, name, frame.row(0, named=True))
    if world.date and any(_with(world.undated(), name, ident) is not None for name in names):
        raise MissingData(f"row {ident} was not public on {world.date}")
    raise UnknownLabel("row", ident, [i for n in NAMED for i in world.table(n)["id"]])


def _with(world: World, table: str, ident: str) -> pl.DataFrame | None:
    try:
        rows = world.table(table)
    except UnknownLabel:
        if table in schema.tables():
            return None  # a world without this table
        raise
    if table in BULK:
        parts = ident.split(".")
        if len(parts) != 4 or not parts[3].isdecimal():
            return None
        exact = zip(("hs", "exporter", "importer", "year"), (*parts[:3], int(parts[3])), strict=True)
        rows = with_ids(table, rows.filter(*(pl.col(c) == v for c, v in exact)))
    found = rows.filter(pl.col("id") == ident)
    return found if found.height else None


def _row(world: World, table: str, cells: Cells) -> Row:
    source = _source(world, cells.get("source_id") if table != "sources" else None)
    kept = {k: v for k, v in cells.items() if not k.startswith("_") and k != "accepted"}
    measure = cells["id"] if table == "measures" else cells.get("measure") if table == "measure_states" else None
    acts = sorted(history(world, str(measure)), key=lambda a: first_day(a.date)) if measure else []
    told = tuple(_act(world, a) for a in acts) if acts else _series(world, table, cells)
    told = told or _log(world, table, cells["id"])
    return Row(
        table, cells["id"], world.edition, kept, source, bool(source and source.get("class") in WEAK),
        state_of(world, str(measure)).words if measure else None, _rivals(world, table, cells), told,
        world.accepted(table, cells["id"]),
    )  # fmt: skip


def _act(world: World, act: Any) -> Cells:
    source = _source(world, act.source_id) or {}
    return {
        "id": act.id, "date": act.date, "act": act.act, "state": act.state, "from": act.begins,
        "until": act.until_text, "instrument": act.instrument, "reported": act.reported, "source_id": act.source_id,
        "publisher": source.get("publisher"), "url": source.get("url"), "known_from": act.known_from,
    }  # fmt: skip


def _log(world: World, table: str, ident: str) -> tuple[Cells, ...]:
    """What was told of a site (status, name, owners, figures) or firm (output), oldest first."""
    kept = (
        "id", "date", "status", "name", "owners", "figure", "mineral", "stage", "period", "value", "unit", "good",
        "basis", "note", "source_id", "known_from",
    )  # fmt: skip
    logs = (world.table(name).filter(pl.col(owner) == ident) for name, owner in LOGS.get(table, ()))
    rows = sorted((r for log in logs for r in log.iter_rows(named=True)), key=lambda r: r["known_from"])
    return tuple({k: r[k] for k in kept if r.get(k) is not None} for r in rows)


def _source(world: World, ident: str | None) -> Cells | None:
    try:
        return dict(world.source(ident.split(";")[0])) if ident else None
    except MissingData:
        return None


def _rivals(world: World, table: str, cells: Cells) -> tuple[Cells, ...]:
    keys = [k for k in SUBJECT.get(table, ()) if k in cells]
    if not keys:
        return ()
    same = world.table(table).filter(*(pl.col(k).eq_missing(pl.lit(cells[k])) for k in keys))
    other = with_ids(table, same).filter(pl.col("id") != cells["id"]).head(MOST)
    return tuple(_said(r) for r in other.iter_rows(named=True))


def _series(world: World, table: str, cells: Cells) -> tuple[Cells, ...]:
    """The same figure over time: what else the rows of its subject, form and kind of source say."""
    time = OVER_TIME.get(table)
    if time is None:
        return ()
    keys = [k for k in (*SUBJECT[table], "form", "scenario", "unit", "market") if k in cells and k != time]
    same = world.table(table).filter(*(pl.col(k).eq_missing(pl.lit(cells[k])) for k in keys))
    rows = with_ids(table, same.sort(time, "known_from")).tail(MOST)
    return tuple(_said(r) for r in rows.iter_rows(named=True))


def _said(row: Cells) -> Cells:
    kept = (
        "id", "year", "period", "as_of", "value", "share", "quantity", "quantity_t", "value_usd", "low", "high",
        "unit", "form", "process", "application", "basis", "source_id", "known_from",
    )  # fmt: skip
    return {k: row[k] for k in kept if row.get(k) is not None}
