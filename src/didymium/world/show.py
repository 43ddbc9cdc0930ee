"""What the world says about one mineral: shares by stage, trend, reliance, measures, expiries, stops, prices, projects.

Every part that has no data says so and why; every figure carries its source.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import polars as pl

from didymium import labels
from didymium.errors import MissingData
from didymium.world.days import plain
from didymium.world.load import World, parse_date
from didymium.world.shares import aged_by, series, shares, total_beside

Row = dict[str, Any]
TOP = 5
PROJECT_COLUMNS = (
    "id", "name", "country", "stage", "status", "status_told", "start_year", "start_basis", "capacity",
    "capacity_unit", "source_id",
)  # fmt: skip
PROJECTS = 12  # on the page
OPEN_STATUS = ("operating", "ramping", "construction", "financed", "planned", "care", "closed")


def profile(world: World, mineral: str, bound: Sequence[Row] = (), users: Sequence[Row] = ()) -> Row:
    """The page of a mineral as known on the world's date, with dates as ISO text.

    bound: the measures on its exports with their state on that date (`didymium.risk.measures.on_exports`); users:
    those that bar it from some users (`on_users`), a part of their own: they cut no share of its trade.
    Raises `UnknownLabel` for an unknown mineral; a known one without data gives a page that says so.
    """
    name = labels.mineral(mineral)
    day = world.date or dt.date.today()
    projects = _projects(world, name)
    parts: Row = {
        "members": list(labels.members(name)),
        "groups": list(labels.groups(name)),
        "stages": _stages(world, name),
        "world_production": _produced(world, name),
        "reserves": _newest(world, "reserves", name, "WLD"),
        "net_import_reliance": _reliance(world, name),
        "recycling_input_rate": _newest(world, "recycling_input_rate", name, "EUU"),
        "lists": _lists(world, name),
        "restrictions": [_measure(row) for row in bound if row["state"] == "in_force"],
        "unsettled": [_measure(row) for row in bound if row["state"] == "unknown"],
        "not_in_force": [_measure(row) for row in bound if row["state"] not in ("in_force", "unknown")],
        "user_limits": [_measure(row) for row in users],
        "expires_next": expiries(world, name, day),
        "stops": _stops(world, name),
        "prices": _prices(world, name),
        "projects": projects[:PROJECTS],
        "projects_known": len(projects),
    }
    parts["sources"] = _cited(world, parts)
    if world.date:
        parts = {k: _marked(v, world) for k, v in parts.items()}
    page: Row = plain({"mineral": name, "as_of": day, "edition": world.edition} | parts)
    return page


def covers(cell: str | None, mineral: str) -> bool:
    """True when a `minerals` cell names the mineral, a group it is in, or (for a group) one of its members."""
    named = set((cell or "").split(";"))
    return bool(named & _family(mineral))


@cache
def _family(mineral: str) -> frozenset[str]:
    """The mineral, its groups (all minerals apart) and, for a group, its sub-groups and members."""
    above = {g for g in labels.groups(mineral) if g != "critical minerals"}
    below = {m for m in labels.minerals() if mineral in labels.groups(m)}
    return frozenset({mineral, *above, *below})


def _stages(world: World, mineral: str) -> list[Row]:
    """The stages of which there is a share table, or any figure: gallium has no mine, a magnet no refinery."""
    told = {*world.table("facts").filter(pl.col("mineral") == mineral)["stage"]}
    rows = [_stage(world, mineral, stage) for stage in labels.STAGES]
    newest = max((row["year"] for row in rows if "no_data" not in row), default=0)
    aged = ({**row, "older": aged_by(row.get("year"), newest)} for row in rows)
    return [row for row in aged if "no_data" not in row or row["stage"] in told]


def _stage(world: World, mineral: str, stage: str) -> Row:
    try:
        table = shares(world, mineral, stage, group=True)
    except MissingData as error:
        return {"stage": stage, "no_data": str(error)}
    first = table.row(0, named=True)
    kept = {k: first[k] for k in ("year", "basis", "source_id", "known_from", "confidence", "mineral", "form")}
    return {
        "stage": stage,
        **kept,
        "hhi": round(float((table["share"] ** 2).sum()), 4),
        "shares": [
            {"country": r["country"], "share": r["share"], "low": r["low"], "high": r["high"]}
            for r in table.head(TOP).iter_rows(named=True)
        ],
        "trend": _trend(world, first, stage),
    }


def _trend(world: World, shown: Row, stage: str, most: int = 7) -> list[Row]:
    """The leader's share by year, the best series of each year, thinned to a few points.

    A share of a leader that is cited for another product (battery-grade sulphate beside alloys) is no year of it.
    """
    same = (pl.col("basis") != "derived") | pl.col("form").is_null() | pl.col("form").eq_missing(shown["form"])
    rows = series(world, shown["mineral"], stage).filter((pl.col("country") == shown["country"]) & same)
    yearly = rows.unique("year", keep="first", maintain_order=True).sort("year")
    points = yearly.select("year", "share", "source_id").to_dicts()
    step = max(1, -(-len(points) // most))
    return points[::-1][::step][::-1]


def _produced(world: World, mineral: str) -> list[Row]:
    """World output by stage, of the publication whose shares stand beside it where that prints the year's total."""
    rows = _newest(world, "production", mineral, "WLD")
    for row in rows:
        try:
            held = shares(world, mineral, row["stage"]).row(0, named=True)
        except MissingData:
            continue
        if held["year"] == row["year"] and (beside := total_beside(world, row["stage"], held)) is not None:
            row.update({key: beside[key] for key in row})
    return rows


def _newest(world: World, metric: str, mineral: str, country: str) -> list[Row]:
    """The newest figure of each stage."""
    rows = world.facts(metric, mineral=mineral, country=country)
    rows = rows.filter(pl.col("preferred").fill_null(True) & (pl.col("year") <= pl.col("known_from").dt.year()))
    best = rows.unique(["stage"], keep="first", maintain_order=True)
    return best.select("stage", "value", "low", "high", "unit", "year", "form", "source_id", "known_from").to_dicts()


def _reliance(world: World, mineral: str) -> list[Row]:
    rows = world.facts("net_import_reliance", mineral=mineral, country="USA")
    rows = rows.filter(pl.col("preferred").fill_null(True)).unique("year", keep="first", maintain_order=True)
    return rows.select("year", "value", "low", "high", "unit", "form", "note", "source_id", "known_from").to_dicts()


def _lists(world: World, mineral: str) -> list[Row]:
    """The lists that name the mineral itself or, failing that, its group or members."""
    rows = world.table("lists").sort("known_from")
    rows = rows.filter(pl.Series([covers(m, mineral) for m in rows["mineral"]], dtype=pl.Boolean))
    far = pl.Series("_far", [0 if m == mineral else 1 if labels.is_group(m) else 2 for m in rows["mineral"]])
    rows = rows.with_columns(far).filter(pl.col("_far") == pl.col("_far").min().over("list"))
    found = rows.unique(["list"], keep="first", maintain_order=True)
    return found.select("list", "mineral", "change", "strategic", "known_from", "source_id").to_dicts()


def _measure(row: Row) -> Row:
    keys = (
        "id", "title", "actor", "targets", "kind", "minerals", "stage", "announced", "effective", "ends", "state",
        "source_id",
    )  # fmt: skip
    return {k: row[k] for k in keys} | {"words": row["state_words"]}


ENDING = (
    ("restrictions", "ends", "id", "title", "actor"),
    ("provisions", "expires", "agreement_id", "provision", "obliges"),
    ("agreements", "expires", "id", "summary", "parties"),
)  # table, its end, and the columns that say which, what and who


def expiries(world: World, mineral: str | None, day: dt.date) -> list[Row]:
    """Measures, suspensions, provisions and agreements that end on or after `day`, soonest first.

    mineral: a canonical name, or None for all.
    """
    found = [row for each in ENDING for row in _ending(world, *each, mineral, day)]
    return sorted(found, key=lambda r: (r["date"], r["table"], r["what"] or ""))


def _ending(
    world: World, table: str, column: str, ident: str, what: str, who: str, mineral: str | None, day: dt.date
) -> Iterable[Row]:
    for row in world.table(table).filter(pl.col(column).is_not_null()).iter_rows(named=True):
        end = parse_date(row[column])
        if end >= day and (mineral is None or covers(row["minerals"], mineral)):
            yield {
                "date": end,
                "table": table,
                "id": row[ident],
                "what": row[what],
                "who": row[who],
                "status": row["status"],
                "next": row.get("what_happens_next"),
                "source_id": row["source_id"],
            }


def _stops(world: World, mineral: str, most: int = 8) -> list[Row]:
    """The newest stops of mines and plants of the mineral itself."""
    rows = world.table("stoppages").sort("from", descending=True)
    mask = pl.Series([mineral in (cell or "").split(";") for cell in rows["minerals"]], dtype=pl.Boolean)
    return (
        rows.filter(mask).head(most).select("id", "site", "country", "from", "until", "cause", "source_id").to_dicts()
    )


def _prices(world: World, mineral: str, most: int = 6) -> list[Row]:
    rows = world.table("prices").filter(pl.col("mineral") == mineral).sort("period", "known_from", descending=True)
    newest = rows.unique(["form", "market", "unit"], keep="first", maintain_order=True)
    return newest.head(most).select("form", "market", "period", "value", "unit", "basis", "source_id").to_dicts()


def _projects(world: World, mineral: str) -> list[Row]:
    """The projects, those whose main product the mineral is first and the largest of them before the others.

    `status_told`: the last day on which the status, or an output, was told.
    """
    made = world.table("project_figures").filter((pl.col("figure") == "output") & (pl.col("basis") == "reported"))
    made = made.group_by("project").agg(pl.col("known_from").max().alias("made"))
    rows = world.table("projects").join(made, left_on="id", right_on="project", how="left")
    rows = rows.with_columns(status_told=pl.max_horizontal("status_known_from", "made"))
    mask = pl.Series([covers(cell, mineral) for cell in rows["minerals"]], dtype=pl.Boolean)
    rank = pl.col("status").replace_strict({s: i for i, s in enumerate(OPEN_STATUS)}, default=9, return_dtype=pl.Int64)
    main = pl.Series([covers(cell.partition(";")[0], mineral) for cell in rows["minerals"]], dtype=pl.Boolean)
    size = pl.max_horizontal("capacity", "output_latest")  # of a by-product it is not the size
    rows = rows.with_columns(main=main, size=pl.when(main).then(size)).filter(mask)
    order = rows.sort(rank, ~pl.col("main"), -pl.col("size"), "name", nulls_last=True)
    return order.select(PROJECT_COLUMNS).to_dicts()


def _cited(world: World, parts: Any) -> list[Row]:
    """The sources that the parts cite, in order of their ids."""
    ids = sorted({i for i in _ids(parts) if i})
    return [
        {k: s[k] for k in ("source_id", "publisher", "title", "published", "url", "licence")}
        for i in ids
        if (s := world.source(i))
    ]


def _marked(value: Any, world: World) -> Any:
    """The parts, each figure with `later_edition` where its source is younger than the view."""
    if isinstance(value, list):
        return [_marked(v, world) for v in value]
    if not isinstance(value, dict):
        return value
    marked = {k: _marked(v, world) for k, v in value.items()}
    source = value.get("source_id")
    return marked | {"later_edition": world.later(source)} if isinstance(source, str) else marked


def _ids(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        if isinstance(value.get("source_id"), str):
            yield value["source_id"]
        for part in value.values():
            yield from _ids(part)
    elif isinstance(value, list):
        for part in value:
            yield from _ids(part)
