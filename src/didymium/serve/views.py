"""What each page shows, as plain JSON: the `.json` twin of a page is exactly what its template gets."""

from __future__ import annotations

import datetime as dt
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import polars as pl

from didymium import labels
from didymium.errors import MissingData
from didymium.world.load import World
from didymium.world.shares import series, shares
from didymium.world.states import states

if TYPE_CHECKING:
    from didymium.calendar import Entry

Row = dict[str, Any]
LEAST_MOVE = 0.02
OF = ("metric", "mineral", "stage", "economy")
POOLED = ("WLD", "OUT")
COMPARED = ("value_added_at_risk_usd", "price_ratio", "sender_income_change_usd")


def calendar(world: World, day: dt.date, within: int = 365, mineral: str | None = None) -> Row:
    """Dated things from `day` on: expiries, measures that take effect, decisions, project starts."""
    name = labels.mineral(mineral) if mineral else None
    found = _entries(world, day, within, name)
    return {"day": day.isoformat(), "within": within, "mineral": name, "rows": [_entry(e, day) for e in found]}


@lru_cache(maxsize=64)
def _entries(world: World, day: dt.date, within: int, mineral: str | None) -> tuple[Entry, ...]:
    from didymium.calendar import entries, once

    return once(entries(world, day, within=within, mineral=mineral))


def _entry(entry: Entry, day: dt.date) -> Row:
    return entry.to_json() | {"days": (entry.date - day).days, "names": entry.names}


def with_kept(rows: Row, world: World, day: dt.date, store: Any) -> Row:
    """The calendar with what the twin said of its entries, as far as those runs are kept already."""
    from didymium.calendar import kept_meanings

    found = _entries(world, day, rows["within"], rows["mineral"])
    return rows | {"rows": [_said(e, day) for e in kept_meanings(found, world, day, store)]}


def with_meanings(rows: Row, world: World, day: dt.date, store: Any, most: int = 12) -> Row:
    """The calendar with the twin's run for the next `most` entries: what each would mean."""
    from didymium.calendar import with_meanings as run

    found = _entries(world, day, rows["within"], rows["mineral"])
    said = [_said(e, day) for e in run(found[:most], world, day, store=store)]
    return rows | {"rows": said + rows["rows"][most:], "meanings": len(said)}


def _said(entry: Entry, day: dt.date) -> Row:
    from didymium.calendar import meaning_of

    return _entry(entry, day) | {"said": meaning_of(entry) if entry.meaning else entry.no_meaning}


@lru_cache(maxsize=4)
def movers(world: World, most: int = 8) -> tuple[Row, ...]:
    """Minerals whose concentration (HHI of world supply) changed most between the two newest years of one source."""
    found = []
    for mineral in labels.minerals():
        if labels.is_group(mineral):
            continue
        for stage in ("mine", "refine"):
            row = _moved(world, mineral, stage)
            if row and abs(row["change"]) >= LEAST_MOVE:
                found.append(row)
    return tuple(sorted(found, key=lambda r: -abs(r["change"]))[:most])


def _moved(world: World, mineral: str, stage: str) -> Row | None:
    try:
        rows = series(world, mineral, stage)
    except MissingData:
        return None
    if not len(rows):
        return None
    newest = rows["year"].max()
    source = rows.filter(pl.col("year") == newest)["source_id"][0]
    by = rows.filter(pl.col("source_id") == source).group_by("year").agg((pl.col("share") ** 2).sum().alias("hhi"))
    points = by.sort("year", descending=True).head(2).to_dicts()
    if len(points) < 2:
        return None
    leader = rows.filter((pl.col("year") == newest) & (pl.col("source_id") == source)).sort("share", descending=True)
    return {
        "mineral": mineral, "stage": stage, "year": points[0]["year"], "before_year": points[1]["year"],
        "hhi": round(points[0]["hhi"], 3), "before": round(points[1]["hhi"], 3),
        "change": round(points[0]["hhi"] - points[1]["hhi"], 3), "leader": leader["country"][0],
        "share": round(float(leader["share"][0]), 3), "source_id": source,
    }  # fmt: skip


def today(world: World, store: Any, day: dt.date) -> Row:
    """The first page: newest events, the most material briefs, alerts, what expires next, what moved, and the newest
    of the world's own record."""
    from didymium.store import Filters

    recent = Filters(since=(day - dt.timedelta(days=90)).isoformat())
    material = store.briefs(recent, order="material", limit=5)
    return {
        "day": day.isoformat(),
        "edition": world.edition,
        "counts": store.counts(),
        "events": store.events(limit=10).to_json()["rows"],
        "material": (material if material.rows else store.briefs(order="material", limit=5)).to_json()["rows"],
        "newest": store.briefs(order="made", limit=6).to_json()["rows"],
        "alerts": [a.to_json() for a in store.alerts(limit=8)],
        "feeds": [w.to_json() for w in store.watches()],
        "calendar": with_kept(calendar(world, day, 120), world, day, store)["rows"][:8],
        "movers": list(movers(world)),
        "record": list(record(world, day)),
    }


RECORDS = (("restrictions", "announced", "title", "actor"), ("deals", "announced", "summary", "host"),
           ("agreements", "signed", "summary", "parties"))  # fmt: skip


@lru_cache(maxsize=4)
def record(world: World, day: dt.date, most: int = 8) -> tuple[Row, ...]:
    """The newest measures, deals and agreements of the world's tables that have a day, newest first."""
    past = [row for names in RECORDS for row in _dated(world.as_of(day), *names) if row["date"] <= day.isoformat()]
    return tuple(sorted(past, key=lambda r: r["date"], reverse=True)[:most])


def _dated(world: World, table: str, date: str, title: str, who: str) -> list[Row]:
    rows = world.table(table).filter(pl.col(date).str.len_chars() == len("2026-01-01"))
    project = pl.col("project") if "project" in rows.columns else pl.lit(None, pl.String).alias("project")
    named = [pl.col(date).alias("date"), pl.col(title).alias("title"), pl.col(who).alias("who"), project]
    return [{"table": table, **row} for row in rows.select(*named, "kind", "minerals", "source_id").to_dicts()]


@lru_cache(maxsize=4)
def minerals(world: World) -> Row:
    """Every mineral with its leader and concentration at mine and refinery."""
    rows = []
    for name in labels.minerals():
        if labels.is_group(name):
            continue
        stages = {s: _leader(world, name, s) for s in ("mine", "refine")}
        rows.append({"mineral": name, "symbol": labels.symbol(name), **stages})
    groups = [g for g in labels.minerals() if labels.is_group(g)]
    return {"rows": rows, "groups": [{"name": g, "members": list(labels.members(g))} for g in groups]}


def _leader(world: World, mineral: str, stage: str) -> Row | None:
    try:
        table = shares(world, mineral, stage)
    except MissingData:
        return None
    first = table.row(0, named=True)
    return {
        "country": first["country"], "share": first["share"], "year": first["year"], "source_id": first["source_id"],
        "hhi": round(float((table["share"] ** 2).sum()), 3),
    }  # fmt: skip


def mineral(world: World, name: str, day: dt.date, stage: str | None = None) -> Row:
    """One mineral: the profile of `world show`, full shares of the stage on the map, indicators, its uses."""
    from didymium.risk.measures import on_exports, on_users
    from didymium.world.show import profile

    key = labels.mineral(name)
    page = profile(world, key, on_exports(world, key, day), on_users(world, key, day))
    told = [s["stage"] for s in page["stages"] if "no_data" not in s]
    chosen = labels.stage(stage) if stage else (told[0] if told else None)
    return page | {
        "map": _map(world, key, chosen) if chosen in told else None,
        "told": told,
        "uses": uses(world, key),
        "indicators": list(indicators(world, key)),
    }


def _map(world: World, name: str, stage: str | None) -> Row:
    table = shares(world, name, str(stage), group=True)
    first = table.row(0, named=True)
    return {
        "stage": stage, "year": first["year"], "source_id": first["source_id"], "of": first["mineral"],
        "shares": {r["country"]: r["share"] for r in table.iter_rows(named=True)},
    }  # fmt: skip


def uses(world: World, name: str) -> list[Row]:
    """The end uses of a mineral in the world, by sector, largest first."""
    rows = world.table("uses").filter(
        (pl.col("mineral") == name) & (pl.col("economy") == "WLD") & (pl.col("preferred") == 1) & (pl.col("share") > 0)
    )
    best = rows.group_by("sector").agg(pl.col("share").sum(), pl.col("year").max(), pl.col("source_id").first())
    return best.sort("share", descending=True).to_dicts()


@lru_cache(maxsize=64)
def indicators(world: World, name: str) -> tuple[Row, ...]:
    """The indicators of one mineral for the United States as `risk` gives them, shares apart."""
    from didymium.risk import risk

    return tuple(r for r in risk(name, "USA", world=world).to_json()["rows"] if r["method"] != "share")


def countries(world: World) -> Row:
    """Countries by the number of stages at which they hold the largest share, with their part where it is greatest."""
    best: dict[tuple[str, str], Row] = {}
    for row in _all_shares(world):
        key = (row["mineral"], row["stage"])
        if row["country"] in labels.countries() and (key not in best or row["share"] > best[key]["share"]):
            best[key] = row
    found: dict[str, list[Row]] = {}
    for row in best.values():
        found.setdefault(row["country"], []).append(row)
    rows = [{"country": c, "leads": len(led), "top": max(led, key=lambda r: r["share"])} for c, led in found.items()]
    return {"rows": sorted(rows, key=lambda r: (-r["leads"], r["country"]))}


def country(world: World, code: str) -> Row:
    """One country: what it makes (share of the world by mineral and stage) and what it buys, restricts and plans."""
    who = labels.country(code)
    made = [row for row in _all_shares(world) if row["country"] == who and row["share"] >= 0.01]
    measures = _rows_of(world, "restrictions", "actor", who, "announced")
    now = states(world)
    keys = ("id", "title", "kind", "minerals", "announced", "effective", "ends", "status", "source_id")
    plans = world.table("projects").filter(pl.col("country") == who).sort("name")
    return {
        "country": who,
        "made": sorted(made, key=lambda r: -r["share"]),
        "reliance": _reliance(world, who),
        "restrictions": [
            {k: r[k] for k in keys} | {"words": now[r["id"]].words if r["id"] in now else None} for r in measures
        ],
        "projects": plans.select("id", "name", "minerals", "stage", "status", "start_year", "source_id").to_dicts(),
    }


@lru_cache(maxsize=4)
def _all_shares(world: World) -> tuple[Row, ...]:
    out: list[Row] = []
    for name in labels.minerals():
        if labels.is_group(name):
            continue
        for stage in labels.STAGES:
            try:
                table = shares(world, name, stage)
            except MissingData:
                continue
            keep = ("country", "share", "low", "high", "year", "source_id")
            out += [{"mineral": name, "stage": stage, **row} for row in table.select(keep).iter_rows(named=True)]
    return tuple(out)


def _rows_of(world: World, table: str, column: str, value: str, order: str) -> list[Row]:
    rows = world.table(table).filter(pl.col(column).str.split(";").list.contains(value))
    return rows.sort(order, descending=True, nulls_last=True).to_dicts()


def _reliance(world: World, who: str) -> list[Row]:
    rows = world.facts("net_import_reliance", country=who)
    best = rows.unique("mineral", keep="first", maintain_order=True).sort("value", descending=True)
    return best.select("mineral", "value", "unit", "year", "note", "source_id").to_dicts()


def pair(world: World, a: str, b: str) -> Row:
    """Two countries: what each sells the other of critical minerals, USD in the newest year of the trade tables."""
    one, two = labels.country(a), labels.country(b)
    if one == two:
        raise MissingData("a pair needs two countries")
    return {"a": one, "b": two, "a_to_b": _trade(world, one, two), "b_to_a": _trade(world, two, one)}


def _trade(world: World, seller: str, buyer: str, most: int = 12) -> list[Row]:
    """By mineral and stage: value, and the seller's share of all that the buyer imported, the same year."""
    table = world.table("trade").filter(pl.col("importer") == buyer)
    year = table["year"].max()
    if year is None:
        return []
    rows = table.filter(pl.col("year") == year)
    rows = rows.group_by("mineral", "stage").agg(
        pl.col("value_usd").filter(pl.col("exporter") == seller).sum().alias("value_usd"),
        pl.col("value_usd").sum().alias("all_usd"),
        pl.col("source_id").first(),
    )
    rows = rows.filter(pl.col("value_usd") > 0).with_columns(
        (pl.col("value_usd") / pl.col("all_usd")).alias("share"), pl.lit(year).alias("year")
    )
    return rows.sort("value_usd", descending=True).head(most).to_dicts()


@cache
def _scenarios() -> tuple[Row, ...]:
    from didymium.twin.scenario import library, load_scenario

    found = [(n, load_scenario(n)) for n in library()]
    return tuple({"name": n, "title": s.title or n, "start": s.start, "months": s.months} for n, s in found)


def scenarios() -> list[Row]:
    """The ready scenarios: name, title, start, months."""
    return list(_scenarios())


def title_of(args: Row) -> str:
    """What a kept run of `simulate` is called: its scenario's title, else its name."""
    from didymium.plain import parse_yaml

    given = args.get("scenario")
    if isinstance(given, str):
        return next((s["title"] for s in scenarios() if s["name"] == given), given)
    if given is None:
        given = parse_yaml(str(args.get("yaml")), "scenario")[0]
    return str(given.get("title") or given.get("name") or "scenario")[:120]


def compared(run: Row | None, beside: Row | None, most: int = 7) -> list[Row]:
    """The summaries of two runs beside one another: what both tell of (metric, mineral, stage, economy), of each metric
    the `most` largest of the first run."""
    if not (run and beside and run["result"] and beside["result"]):
        return []
    other = {_of(r): r for r in beside["result"]["summary"] if not r["sector"]}
    rows = sorted(run["result"]["summary"], key=lambda r: -(r["value"] or 0.0))
    both = [(r, other[_of(r)]) for r in rows if not r["sector"] and _of(r) in other and r["economy"] not in POOLED]
    out = []
    for metric in COMPARED:
        told = [(one, two) for one, two in both if one["metric"] == metric][:most]
        out += [dict(zip(OF, _of(one), strict=True)) | {"one": one, "two": two} for one, two in told]
    return out


def _of(row: Row) -> tuple[Any, ...]:
    return tuple(row[key] for key in OF)


def scenario_yaml(name: str) -> str:
    """The YAML of a ready scenario as it ships; `UnknownLabel` for another name."""
    from didymium.errors import UnknownLabel
    from didymium.twin.scenario import LIBRARY, library

    if name not in library():
        raise UnknownLabel("scenario", name, library())
    return (LIBRARY / f"{name}.yaml").read_text("utf-8")
