"""Who could restrict what against whom: suppliers and their record, as the cells of the hazard; and which stops would
be believed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium import labels
from didymium.errors import MissingData, UnknownLabel
from didymium.strategy import hazard, history
from didymium.strategy.history import Measure
from didymium.strategy.outcome import Draws, today
from didymium.twin.network import PRODUCTS
from didymium.twin.traits import in_surplus
from didymium.world.load import World

IMPORTERS = ("USA", "EUU", "JPN", "KOR", "IND", "GBR", "CHN")
BIG = 0.05  # share of world supply from which a country counts as a supplier that could restrict
TOLD = ("USA", "EUU")  # economies of which the origins of their imports are stated, mineral by mineral
HOLDS = history.EXPORT - {"export_tax", "state_trading"}
RECENT = 10.0  # years after which a measure no longer shows that its sender still sells the good
FIRST = 2006  # the first year of the table of measures
DRAWS = 768  # of a hazard that is told
SHORTEST, LONGEST = 3, 12  # months that a measure bites: licences are granted and quotas missed after a year
FADED = 6.0  # years after which a past measure tells half as much of the next one (as in `moves`)
POOL = 3.0  # measures that the record of all other states weighs as many as (prior)


@dataclass(frozen=True)
class Unit:
    """A supplier that could restrict a mineral against an importer; share of world supply 0..1."""

    sender: str
    mineral: str
    importer: str
    share: float


def suppliers(world: World) -> dict[str, dict[str, float]]:
    """`suppliers_of` of every single mineral and product; a mineral of which nothing is known has no entry."""
    singles = (m for m in labels.minerals() if not labels.is_group(m))
    return {m: found for m in singles if (found := suppliers_of(world, m))}


def suppliers_of(world: World, mineral: str) -> dict[str, float]:
    """Suppliers of a mineral with their largest share of world supply over the stages (0..1), from 5 %.

    Curated production shares where the world has them on its date; else shares of world exports (value, last three
    years known); else the compilers' estimate, a prior of the structure; else the exports of the mineral's group.
    """
    return dict(_suppliers_of(world.settled("facts", "trade"), mineral))


@lru_cache(maxsize=4096)
def _suppliers_of(world: World, mineral: str) -> dict[str, float]:
    traded = _exports(world)
    groups = (traded[n] for n in labels.groups(mineral) if n in traded)
    known = _produced(world, mineral) or traded.get(mineral) or _estimated(world, mineral) or next(groups, {})
    return {c: s for c, s in known.items() if s >= BIG and c not in labels.AGGREGATES}


@lru_cache(maxsize=64)
def _told(world: World) -> frozenset[tuple[str, str]]:
    """(mineral, stage) pairs of which some share or production by country is known."""
    rows = world.table("facts").filter(pl.col("metric").is_in(["production", "share"]) & pl.col("complete"))
    return frozenset(rows.select("mineral", "stage").unique().iter_rows())


def _produced(world: World, mineral: str) -> dict[str, float]:
    told = _told(world)
    best: dict[str, float] = {}
    for stage in labels.STAGES:
        if (mineral, stage) not in told:
            continue
        try:
            rows = world.shares(mineral, stage)
        except MissingData:
            continue
        for country, share in rows.select("country", "share").iter_rows():
            if share is not None:
                best[country] = max(best.get(country, 0.0), float(share))
    return best


def _estimated(world: World, mineral: str) -> dict[str, float]:
    """Shares of a stage as the compilers estimate them, the last stage first; {} where none is estimated."""
    for stage in labels.STAGES[::-1]:
        try:
            rows = world.undated().shares(mineral, stage, estimates=True)
        except MissingData:
            continue
        return {str(c): float(s) for c, s in rows.select("country", "share").iter_rows() if s is not None}
    return {}


@lru_cache(maxsize=64)
def _exports(world: World) -> dict[str, dict[str, float]]:
    """Shares of world exports by mineral (largest over its stages), the last three years known."""
    try:
        rows = world.table("trade")
    except UnknownLabel:
        return {}
    if rows.is_empty():
        return {}
    recent = rows.filter(pl.col("year") > pl.col("year").max() - 3, pl.col("exporter") != pl.col("importer"))
    sums = recent.group_by("mineral", "stage", "exporter").agg(pl.col("value_usd").sum())
    shares = sums.with_columns(share=pl.col("value_usd") / pl.col("value_usd").sum().over("mineral", "stage"))
    best = shares.group_by("mineral", "exporter").agg(pl.col("share").max())
    found: dict[str, dict[str, float]] = {}
    for mineral, exporter, share in best.iter_rows():
        found.setdefault(mineral, {})[exporter] = share
    return found


def units(world: World, importers: Iterable[str] = IMPORTERS) -> tuple[Unit, ...]:
    """Every supplier x mineral x importer that is at risk: the supplier is another state."""
    return tuple(
        Unit(sender, mineral, importer, share)
        for mineral, shares in sorted(suppliers(world).items())
        for sender, share in sorted(shares.items())
        for importer in importers
        if sender != importer and not (importer == "EUU" and labels.is_eu(sender))
    )


def rounds(unit: Unit, world: World) -> tuple[dt.date, ...]:
    """When the sender opened a round of export measures on the mineral that hit the importer (a year apart)."""
    return _record(unit.sender, unit.importer, world).get(unit.mineral, ())


@lru_cache(maxsize=4096)
def _record(sender: str, importer: str, world: World) -> dict[str, tuple[dt.date, ...]]:
    by: dict[str, list[Measure]] = {}
    for row in history.select(history.measures(world), history.EXPORT, sender, importer=importer):
        for mineral in row.minerals:
            by.setdefault(mineral, []).append(row)
    return {mineral: _rounds(rows) for mineral, rows in by.items()}


def _rounds(rows: Iterable[Measure]) -> tuple[dt.date, ...]:
    found: list[dt.date] = []
    for day in sorted(r.announced for r in rows):
        if not found or (day - found[-1]).days >= 365:
            found.append(day)
    return tuple(found)


def cells(world: World, since: int, importers: Iterable[str] = IMPORTERS) -> tuple[tuple[Unit, ...], hazard.Cells]:
    """The unit-years at risk from 1 January of `since` to the world's date, with the rounds that came in each."""
    now, at_risk = today(world), units(world, importers)
    years = [(dt.date(y, 1, 1), min(dt.date(y + 1, 1, 1), now)) for y in range(since, now.year + 1)]
    years = [(begin, end) for begin, end in years if begin < end]
    if not at_risk or not years:
        raise MissingData("no supplier is known at this date, so no hazard can be fitted; give a later --as-of")
    y = np.array([[sum(begin <= d < end for d in rounds(u, world)) for begin, end in years] for u in at_risk], float)
    senders = {sender: i for i, sender in enumerate(dict.fromkeys(u.sender for u in at_risk))}
    span = np.array([(end - begin).days / 365.25 for begin, end in years])
    return at_risk, hazard.Cells(y, span, np.array([senders[u.sender] for u in at_risk]))


@lru_cache(maxsize=32)
def fitted(world: World, importer: str) -> tuple[tuple[Unit, ...], hazard.Fit]:
    """The units at risk and the hazard as of the world's date; the importer's own record is among the cells."""
    at_risk, past = cells(world, FIRST, importers=dict.fromkeys((*IMPORTERS, importer)))
    return at_risk, hazard.fit(past)


@lru_cache(maxsize=32)
def unit_rates(world: World, importer: str, draws: int, seed: int) -> tuple[tuple[Unit, ...], Draws]:
    """The units that could restrict a mineral against `importer` and draws of their yearly rates, dims
    (draw, unit)."""
    at_risk, model = fitted(world, importer)
    hers = [i for i, u in enumerate(at_risk) if u.importer == importer]
    return tuple(at_risk[i] for i in hers), hazard.rates(model, draws, seed)[:, hers]


@lru_cache(maxsize=32)
def lasting(world: World) -> int:
    """Months that an export measure bites: the median of an exponential duration, measures still in force counted as
    such, kept within 3..12."""
    ended, years = history.durations(history.select(history.measures(world), history.EXPORT), world)
    return int(np.clip(round(12 * np.log(2) * years / (ended + 0.5)), SHORTEST, LONGEST))


def record(sender: str, importer: str, world: World) -> tuple[tuple[float, Measure], ...]:
    """Past export measures that hit the importer, with their weights: the next round is like one of them.

    The sender's own weigh 0.5^(age / 6 years); those of all others keep their weights to each other and weigh three
    measures together.
    """
    rows = history.select(history.measures(world), history.EXPORT, importer=importer)
    aged = [(0.5 ** ((today(world) - m.announced).days / 365.25 / FADED), m) for m in rows]
    total = sum(w for w, m in aged if m.actor != sender)
    return tuple((w if m.actor == sender else w * POOL / total, m) for w, m in aged)


def next_round(sender: str, importer: str, world: World, draws: int, seed: int) -> tuple[Draws, NDArray[np.bool_]]:
    """(part of the flow cut, whether at the mine alone) of the sender's next round, dims (draw,): as in one of its
    `record`. A measure at any later stage is taken to cover all of them, as licences do."""
    rng = np.random.default_rng([seed, 5])
    past = record(sender, importer, world)
    if not past:
        raise MissingData("no export measure is on record at this date; give a later --as-of")
    weight = np.array([w for w, _ in past])
    chosen = rng.choice(len(past), draws, p=weight / weight.sum())
    low, high = np.array([history.cuts(m) for _, m in past]).T
    mine = np.array([m.stage == "mine" for _, m in past])
    return rng.uniform(low[chosen], high[chosen]), mine[chosen]


def magnets_too(unit: Unit, world: World) -> float:
    """Part of the sender's rounds on an element, as they weigh in its `record`, that stopped what is made of it too."""
    past = record(unit.sender, unit.importer, world)
    own = [(w, m) for w, m in past if m.actor == unit.sender and unit.mineral in m.minerals]
    whole = sum(w for w, m in own if m.minerals & PRODUCTS)
    return whole / sum(w for w, _ in own) if own else 0.0


def credible(sender: str, target: str, minerals: Sequence[str], stage: str, world: World) -> bool:
    """Whether a stop of these minerals at a stage would be believed.

    Not where all of them are in surplus; else where trade statistics show that the sender sells, net of what it buys,
    5 % of what others buy at that stage, or where it has held one of them back from the target (`used`) and
    buys no more of it than it sells. Where they have no code for the stage it must be among the stated sources of the
    target's imports, where those of the target are stated.
    """
    if all(in_surplus(world, m) for m in minerals):
        return False
    sold, facts = _net_sales(world.settled("trade"), sender), world.settled("facts")
    stated = sources_of(facts.undated(), target) | sources_of(facts, target)  # what is told later is a prior of before
    for m in minerals:
        told = target not in TOLD or m not in stated or sender in stated[m]
        if told if (m, stage) not in sold else sold[m, stage] >= BIG:
            return True
    return used(sender, target, [m for m in minerals if sold.get((m, stage), 0.0) >= 0], world)


@lru_cache(maxsize=64)
def sources_of(world: World, target: str) -> dict[str, set[str]]:
    """The states that sources name among the origins of the target's imports, by mineral; none below 5 % of them."""
    rows = world.table("facts").filter(
        pl.col("metric").is_in(["import_source_share", "sourcing_share"]), pl.col("country") == target
    )
    found: dict[str, set[str]] = {}
    for mineral, partner, share in rows.select("mineral", "partner", "value").iter_rows():
        found.setdefault(str(mineral), set()).update({str(partner)} if share is None or share >= BIG else ())
    return found


def used(sender: str, target: str, minerals: Sequence[str] | None, world: World) -> bool:
    """Whether the sender has held back one of the minerals (None: any) from the target in ten years; a tax, or the end
    of a rebate, holds nothing back."""
    wanted = None if minerals is None else frozenset(minerals)
    rows = history.select(history.measures(world), HOLDS, sender, wanted, target)
    return any((today(world) - m.announced).days <= RECENT * 365.25 for m in rows)


@lru_cache(maxsize=256)
def _net_sales(world: World, sender: str) -> dict[tuple[str, str], float]:
    """Sales less purchases of a state over what all others buy abroad, by mineral and stage; last three years, value.

    A mineral and stage without a code of its own in the trade table has no entry.
    """
    try:
        rows = world.table("trade")
    except UnknownLabel:
        return {}
    if rows.is_empty():
        return {}
    rows = rows.filter(pl.col("year") > pl.col("year").max() - 3, pl.col("exporter") != pl.col("importer"))
    usd, sold, bought = pl.col("value_usd"), pl.col("exporter") == sender, pl.col("importer") == sender
    sums = rows.group_by("mineral", "stage").agg(
        net=usd.filter(sold).sum() - usd.filter(bought).sum(), others=usd.filter(~bought).sum()
    )
    return {(str(m), str(s)): net / others for m, s, net, others in sums.iter_rows() if others > 0}
