"""What is coming: new capacity by mineral, stage and year, and when it ends a supplier's hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import polars as pl

from didymium import labels
from didymium.errors import MissingData
from didymium.records import Record
from didymium.strategy.baseline import Chain, chain
from didymium.strategy.options import COMING, OPEN, outputs_of
from didymium.strategy.outcome import today
from didymium.world.load import World

REACH = 0.25  # part of what a producer sells elsewhere that another buyer can bid away (prior)
HORIZON = 10  # years ahead that the pipeline is read
FAMILY = ("neodymium", "praseodymium", "dysprosium", "terbium", "samarium")  # planned together: magnets hold several


class Coming(Record):
    """One project's addition of a mineral: t/yr of content from `year` on; committed: it is being built or paid for."""

    project: str
    name: str
    country: str
    mineral: str
    stage: str
    tonnes: float
    year: int
    committed: bool
    chinese_control: bool


class Expiry(Record):
    """When other sellers and new capacity outside the sender's hold replace what the target takes from it.

    early: the target gets all of it; late: it gets no more than its part of the demand that the sender serves abroad;
    None: not within the pipeline. `covered` is the late measure's share of need in the last year, 0..1; `today_t` what
    sellers of today can turn to other buyers; needs and tonnes in t/yr.
    """

    early: int | None
    late: int | None
    need_t: float
    today_t: float
    pipeline_t: float
    covered: float
    projects: tuple[str, ...]


@lru_cache(maxsize=4096)
def known_chain(world: World, mineral: str, importer: str = "USA") -> Chain | None:
    """The chain of a mineral in tonnes with the importer told apart, None when the world has no tonnes of it."""
    try:
        return chain(world, mineral, importer)
    except MissingData:
        return None


@lru_cache(maxsize=1024)
def coming(world: World, mineral: str) -> tuple[Coming, ...]:
    """Projects not yet in full operation that add the mineral, with sourced tonnes, by year of their first output.

    A project without a start year counts from the world's date plus its lead time; one without either, or without a
    sourced capacity, is left out. Recycling counts as new supply.
    """
    family = FAMILY if mineral in FAMILY else (mineral,)
    chains = {m: c for m in family if (c := known_chain(world, m)) is not None}
    if mineral not in chains:
        return ()
    rows = world.table("projects").filter(pl.col("status").is_in([*COMING, *OPEN]))
    found = []
    for row in rows.iter_rows(named=True):
        year = row["start_year"] or _later(world, row["lead_time_months"])
        if year is None or not _names(row["minerals"], mineral):
            continue
        try:
            outputs = outputs_of(world, row, chains)
        except MissingData:
            continue
        found += [
            Coming(
                project=row["id"], name=row["name"], country=row["country"], mineral=mineral, stage=o.stage,
                tonnes=o.tonnes, year=max(int(year), today(world).year), committed=row["status"] in COMING,
                chinese_control=row["chinese_control"] != "no",
            )
            for o in outputs
            if o.mineral == mineral
        ]  # fmt: skip
    return tuple(sorted(found, key=lambda c: (c.year, c.project)))


def _later(world: World, months: float | None) -> int | None:
    return None if months is None else (today(world) + dt.timedelta(days=30.44 * months)).year


def _names(cell: str, mineral: str) -> bool:
    return bool({mineral, *labels.groups(mineral)} & set(cell.split(";"))) or "rare earths" in cell


def outside(projects: Iterable[Coming], sender: str) -> tuple[Coming, ...]:
    """The projects that end a hold of `sender`: elsewhere, and not under Chinese control (wherever they lie)."""
    return tuple(p for p in projects if p.country != sender and not p.chinese_control)


def expiry(world: World, sender: str, target: str, mineral: str, stage: str) -> Expiry | None:
    """When the pipeline replaces what `target` takes from `sender` at a stage; None without tonnes of the chain.

    early year: what today's other sellers turn to it (a quarter of what they sell) and new t/yr >= what the target
    takes from the sender; late year: the target's part of them (its share of all that the sender sells abroad) >= the
    same.
    """
    flow = known_chain(world, mineral, target)
    if flow is None or stage not in flow.stages or sender not in flow.countries:
        return None
    s, row = flow.stages.index(stage), flow.countries.index(sender)
    need = float(flow.taken(s, target)[row])
    abroad = float(flow.arcs[s][row].sum() - flow.arcs[s][row, row])
    if need <= 0 or abroad <= 0:
        return None
    adds = [c for c in outside(coming(world, mineral), sender) if c.stage == stage]
    part = min(1.0, need / abroad)
    supply = supply_by_year(adds, today(world).year, today(world).year + HORIZON)
    others = float(np.delete(flow.arcs[s], [row, *flow.columns(target)], axis=0).sum())
    turned = REACH * others
    early = next((y for y, t in supply.items() if turned + t >= need), None)
    late = next((y for y, t in supply.items() if (turned + t) * part >= need), None)
    total = max(supply.values(), default=0.0)
    return Expiry(
        early=early, late=late, need_t=need, today_t=turned, pipeline_t=total,
        covered=min(1.0, (turned + total) * part / need),
        projects=tuple(dict.fromkeys(c.name for c in adds)),
    )  # fmt: skip


def supply_by_year(adds: Iterable[Coming], first: int, last: int) -> dict[int, float]:
    """Cumulative t/yr by year; a project counts half in the year of its first output and whole from the next."""
    rows = list(adds)
    return {
        year: sum(c.tonnes * (0.5 if c.year == year else 1.0) for c in rows if c.year <= year)
        for year in range(first, last + 1)
    }
