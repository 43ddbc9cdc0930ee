"""What an entry would mean: the twin's run for "it lapses" (a control comes back, or ends) or "it takes effect"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from typing import Any

import polars as pl

from didymium import __version__, labels
from didymium.brief import phrase, record
from didymium.brief.lead import UMBRELLAS
from didymium.calendar.entries import Entry, Meaning, Row, listed
from didymium.errors import DidymiumError, MissingData
from didymium.records import Figure, run_id
from didymium.store import RunRow, Store
from didymium.world.load import World
from didymium.world.show import covers

DRAWS, CUT_MONTHS, HORIZON = 200, 12, 24
ECONOMIES = ("USA", "EUU", "JPN", "KOR", "DEU", "IND", "GBR", "TWN", "CHN")  # whose loss a run counts
HALF = 0.5  # depth where neither the measure nor an earlier one of its sender has a stated one
NOT_GOODS = re.compile(r"tariff|\bfees?\b|dut(?:y|ies)|entit|technolog|equipment|exclusion|affiliates", re.I)


def meaning(entry: Entry, world: World, day: dt.date, *, draws: int = DRAWS, seed: int = 0) -> Meaning:
    """The run of a cut of twelve months from the entry's date: `loss` where a control comes back or begins, `relief`
    where one that binds would end; on the economy that is hit hardest, over 24 months.

    Raises `MissingData` for an entry that moves no supply of a mineral that the twin knows.
    """
    from didymium.twin import simulate  # heavy: loaded with the first run

    seen = world.as_of(day)
    side, rows = _measures(entry, seen)
    minerals = tuple(dict.fromkeys(m for r in rows for m in listed(r["minerals"]) if _runs(m) and _wanted(entry, m)))
    if not rows or not minerals:
        raise MissingData("it moves no export control on a mineral that the twin runs")
    sender = str(rows[0]["actor"])
    depth, basis = _depth(rows, minerals, sender, seen, day)
    start = (max(entry.date, day).replace(day=1) + dt.timedelta(days=32)).strftime("%Y-%m")
    importers = tuple(dict.fromkeys(t for r in rows for t in listed(r["targets"]))) or ("WLD",)
    scenario = _scenario(sender, importers, minerals, depth, start, day)
    result = simulate(scenario, world=seen, draws=draws, seed=seed)
    words = (
        f"a twelve-month cut of {phrase.quantity(depth, 'share')} in {phrase.possessive(phrase.country(sender))} "
        f"exports of {phrase.listed(minerals, 4)}"
    )
    return Meaning(side, _hardest(result.figures, sender), words, basis, result.run)


def _wanted(entry: Entry, mineral: str) -> bool:
    """A provision is about its own minerals only; a measure's row about all that it holds."""
    return entry.table == "restrictions" or any(covers(mineral, m) for m in entry.minerals if _runs(m))


def _runs(mineral: str) -> bool:
    return mineral in labels.minerals() and mineral not in UMBRELLAS


def _measures(entry: Entry, world: World) -> tuple[str, list[Row]]:
    """`loss` or `relief`, and the export controls that the entry brings, brings back or ends."""
    table = world.table("restrictions")
    begins = entry.what == "takes effect"
    if entry.kind == "suspension":
        rows = [] if entry.table != "restrictions" and NOT_GOODS.search(entry.title) else _suspended(entry, table)
        return ("relief" if begins else "loss"), [r for r in rows if not NOT_GOODS.search(str(r["title"]))]
    if entry.table == "restrictions":
        row = table.filter(pl.col("id") == entry.id).row(0, named=True)
        return ("loss" if begins else "relief"), _controls([row])
    return "loss", []


def _suspended(entry: Entry, table: pl.DataFrame) -> list[Row]:
    """The controls that a suspension holds: the measure itself or those its row names; of a provision, those of the
    same side, day and mineral, else a control of its own minerals."""
    rows = table.filter(pl.col("kind") == "suspension")
    if entry.table == "restrictions":
        same = rows.filter(pl.col("id") == entry.id)
    else:
        same = rows.filter(pl.col("actor").is_in(entry.who) & (pl.col("ends") == entry.date.isoformat()))
    ids = [entry.id, *(i for cell in same["amends"] for i in listed(cell))]
    found = _controls(table.filter(pl.col("id").is_in(ids)).iter_rows(named=True))
    if entry.table == "restrictions":
        return found
    close = [r for r in found if any(covers(r["minerals"], m) for m in entry.minerals if _runs(m))]
    senders = [w for w in entry.who if w in labels.countries()]
    if close or len(senders) != 1:
        return close
    return [{"actor": senders[0], "minerals": ";".join(entry.minerals), "targets": "WLD", "severity": None,
             "title": entry.title}]  # fmt: skip


def _controls(rows: Iterable[Row]) -> list[Row]:
    return [r for r in rows if r["kind"] in record.TRADE and r["stage"] != "technology"]


def _depth(rows: list[Row], minerals: tuple[str, ...], sender: str, world: World, day: dt.date) -> tuple[float, str]:
    """How deep the cut is (0..1) and why: what the measure states, else the sender's last measured cut, else a half."""
    stated = [d for r in rows if (d := record.depth(r, world)) is not None]
    if stated:
        return min(max(stated), 1.0), "the depth that the measure's source states"
    earlier = record.controls_before(world, minerals, sender, day)
    measured = [(r, d) for r in earlier if (d := record.depth(r, world)) is not None and 0.05 <= d <= 0.95]
    if measured:
        row, found = measured[-1]
        return found, f"the depth of an earlier measure, {row['title']}"
    return HALF, "a half, because no source states how deep it would cut"


def _scenario(sender: str, importers: tuple[str, ...], minerals: tuple[str, ...], depth: float, start: str,
              day: dt.date) -> dict[str, Any]:  # fmt: skip
    year, month = int(start[:4]), int(start[5:7]) + CUT_MONTHS - 2
    restriction = {
        "exporter": sender, "importers": list(importers), "minerals": list(minerals), "allowed": round(1 - depth, 2),
        "announced": day.isoformat(), "from": start, "to": f"{year + month // 12:04d}-{month % 12 + 1:02d}",
    }  # fmt: skip
    return {"name": f"{sender} lapse {start}", "start": start, "months": HORIZON, "as_of": day.isoformat(),
            "restrictions": [restriction]}  # fmt: skip


def _hardest(figures: Iterable[Figure], sender: str) -> Figure:
    rows = [f for f in figures if f.metric == "value_added_at_risk_usd" and f.sector is None]
    rows = [f for f in rows if f.country in ECONOMIES and f.country != sender]
    if not rows:
        raise MissingData("the twin knows no economy that uses its minerals")
    return max(rows, key=lambda f: f.value)


def with_meanings(
    found: Iterable[Entry], world: World, day: dt.date, *, store: Store | None = None, draws: int = DRAWS,
    seed: int = 0, progress: Callable[[int], None] | None = None,
) -> tuple[Entry, ...]:  # fmt: skip
    """The entries, each with its meaning or why it has none; runs are kept in `store` and not made twice.

    progress: called with the number of entries done.
    """
    out = []
    for count, entry in enumerate(found, 1):
        out.append(_with(entry, world, day, store, draws, seed))
        if progress:
            progress(count)
    return tuple(out)


def kept_meanings(found: Iterable[Entry], world: World, day: dt.date, store: Store) -> tuple[Entry, ...]:
    """The entries, those with a kept run of this day with what it said; nothing is run."""
    asked = [(entry, _args(entry, world, day, DRAWS, 0)) for entry in found]
    kept = store.runs_of(run_id("calendar", given) for _, given in asked)
    return tuple(_kept(entry, kept.get(run_id("calendar", given)), given) or entry for entry, given in asked)


def _args(entry: Entry, world: World, day: dt.date, draws: int, seed: int) -> dict[str, Any]:
    return {"uid": entry.uid, "as_of": day.isoformat(), "world": world.name, "version": __version__, "draws": draws,
            "seed": seed}  # fmt: skip


def _kept(entry: Entry, row: RunRow | None, args: dict[str, Any]) -> Entry | None:
    return _read(entry, row.result) if row is not None and row.args == args and row.state == "done" else None


def _with(entry: Entry, world: World, day: dt.date, store: Store | None, draws: int, seed: int) -> Entry:
    args = _args(entry, world, day, draws, seed)
    ident = run_id("calendar", args)
    held = _kept(entry, store.run(ident), args) if store else None
    if held is not None:
        return held
    try:
        made = replace(entry, meaning=meaning(entry, world, day, draws=draws, seed=seed))
    except DidymiumError as error:
        made = replace(entry, no_meaning=str(error))
    if store:
        plain = made.meaning and {**asdict(made.meaning), "figure": made.meaning.figure.model_dump(mode="json")}
        store.put_run(ident, "calendar", "done", args, {"meaning": plain, "no_meaning": made.no_meaning})
    return made


def _read(entry: Entry, result: dict[str, Any]) -> Entry:
    plain = result["meaning"]
    kept = Meaning(**{**plain, "figure": Figure.model_validate(plain["figure"])}) if plain else None
    return replace(entry, meaning=kept, no_meaning=result["no_meaning"])
