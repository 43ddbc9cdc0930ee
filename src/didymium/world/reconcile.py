"""Balanced flows of one mineral at one stage: production by country and observed trade made to agree.

The supply of stage k is its production; its use is the production of stage k+1 (over recovery); the arcs are
the ones nearest to the observed trade shares whose rows sum to supply and whose columns sum to use
(`balance`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium import labels
from didymium.errors import MissingData
from didymium.world.balance import Floats, balance, distance, home_prior, trade_prior
from didymium.world.basket import basket
from didymium.world.load import World
from didymium.world.shares import STANDS_FOR, series

OTHERS = "OTH"
SIZE = 40
READS = ("facts", "trade", "chains", "deposit_mix")  # the dated tables behind the flows
NEAR = 3  # years within which a figure stands for another year


@dataclass(frozen=True)
class Flows:
    """Closed flows of one mineral at one stage and year.

    flows: dims (exporter, importer), the diagonal is what a country uses of its own output; rows sum to
    `supply`, columns to `use`, in `unit` (t/yr of content, or share of world output where no tonnage is
    known). estimated: same dims, True where no trade statistic of this very mineral shows the arc. residual:
    distance of the arcs to the observed trade shares, 0..1 (NaN without trade). use_gap: stated use of the
    next stage over supply, before both were made equal (NaN where unknown). basis: how each part was made.
    """

    mineral: str
    stage: str
    year: int
    unit: str
    countries: tuple[str, ...]
    flows: Floats
    supply: Floats
    use: Floats
    estimated: NDArray[np.bool_]
    residual: float
    use_gap: float
    basis: tuple[str, ...]
    sources: tuple[str, ...]


class Side(NamedTuple):
    """Shares of countries at one stage with the total behind them."""

    shares: dict[str, float]
    total: float | None
    basis: str
    sources: tuple[str, ...]
    year: int


def reconcile(world: World, mineral: str, stage: str, year: int | None = None, size: int = SIZE) -> Flows:
    """The balanced flows of `mineral` at `stage` in `year` (latest by default), for at most `size` countries.

    Smaller countries are pooled in `OTH`, which trades like a country. A rare earth without a series of its
    own at a stage takes its basket of deposits (mine) or its nearest group's shares, and says so in `basis`.
    Errors: `UnknownLabel`; `MissingData` when the world has no series at that stage.
    Method: entropy-nearest matrix with given sums (RAS); see docs/method/risk.md.
    """
    return _reconciled(world.settled(*READS), labels.mineral(mineral), labels.stage(stage), year, size)


@lru_cache(maxsize=1024)
def _reconciled(world: World, name: str, level: str, year: int | None, size: int) -> Flows:
    when = year or _latest(world, name, level)
    made = supply_side(world, name, level, when)
    trade, code = _trade(world, name, level, when)
    used = _use_side(world, name, level, when, made, trade)
    countries = _countries(made, used, trade, size)
    supply, use = _vector(made.shares, countries), _vector(used.shares, countries)
    seen = _matrix(trade, countries)
    return _balanced(world, Flows(
        mineral=name, stage=level, year=when, unit="t/yr" if made.total else "share of world output",
        countries=countries, flows=seen, supply=supply * (made.total or 1.0), use=use * (made.total or 1.0),
        estimated=(seen <= 0) | _shared(trade, code, name),
        residual=float("nan"), use_gap=(used.total or float("nan")) / (made.total or float("nan")),
        basis=tuple(dict.fromkeys((made.basis, used.basis, _trade_basis(trade, code, name)))),
        sources=tuple(sorted({*made.sources, *used.sources, *trade["source_id"].drop_nulls().unique()})),
    ))  # fmt: skip


def _balanced(world: World, draft: Flows) -> Flows:
    seen = draft.flows
    traded = seen.sum() > 0
    prior = trade_prior(seen, draft.supply, draft.use) if traded else home_prior(draft.supply, draft.use)
    flows = balance(prior, draft.supply, draft.use)
    return replace(draft, flows=flows, residual=distance(flows, seen) if traded else float("nan"))


def supply_side(world: World, mineral: str, stage: str, year: int) -> Side:
    """Shares of countries in the output of a stage, with world tonnes where they are known.

    Order: the mineral's own series of within three years; for a rare earth at the mine its basket; its own
    older series; the series of its nearest group of rare earths (not of components, which hold few of them).
    Errors: `MissingData` when none has one.
    """
    own = _series(world, mineral, stage, year)
    if own and abs(own.year - year) <= NEAR:
        return own
    family = labels.groups(mineral)
    if stage == "mine" and "rare earths" in family and (mix := _from_basket(world, mineral, year)):
        return mix
    if own:
        return own
    related = [g for g in family if "rare earths" in (g, *labels.groups(g))] if stage != "component" else []
    for group in related:
        if other := _series(world, group, stage, year):
            return other._replace(total=None, basis=f"{stage}: shares of {group}, as {mineral} has no series")
    raise MissingData(f"no shares by country for {mineral} at stage {stage} in {year}")


class _Table(NamedTuple):
    """One closed series: whose it is, its year, shares and sources."""

    owner: str
    year: int
    shares: dict[str, float]
    sources: tuple[str, ...]


def _tables(world: World, mineral: str, stage: str) -> tuple[_Table, ...]:
    """Every closed series of a mineral at a stage (or of what stands for it), best first."""
    return _closed_series(world.settled("facts"), mineral, stage)


@lru_cache(maxsize=4096)
def _closed_series(world: World, mineral: str, stage: str) -> tuple[_Table, ...]:
    rows = series(world, mineral, stage)
    if rows.is_empty() and (mineral, stage) in STANDS_FOR:
        rows = series(world, STANDS_FOR[mineral, stage], stage)
    parts = rows.group_by("mineral", "source_id", "series", "form", "year", maintain_order=True)
    return tuple(
        _Table(str(key[0]), int(key[4]), dict(zip(part["country"], part["share"], strict=True)), (str(key[1]),))
        for key, part in parts
    )


def _series(world: World, mineral: str, stage: str, year: int) -> Side | None:
    """The best series of the nearest year, earlier before later; None where there is none."""
    tables = _tables(world, mineral, stage)
    if not tables:
        return None
    best = min(tables, key=lambda t: (abs(t.year - year), t.year > year))
    total = world_total(world, mineral, stage, best.year) if best.owner == mineral else None
    whose = "" if best.owner == mineral else f" of {best.owner}"
    return Side(best.shares, total, f"{stage}: production shares{whose} of {best.year}", best.sources, best.year)


def world_total(world: World, mineral: str, stage: str, year: int) -> float | None:
    """World output of a stage in t, the year's own or the nearest one within three years; None where unknown.

    The stated world total where there is one, else the sum of the countries of one source.
    """
    return _world_total(world.settled("facts"), mineral, stage, year)


@lru_cache(maxsize=4096)
def _world_total(world: World, mineral: str, stage: str, year: int) -> float | None:
    rows = _outputs(world).get((mineral, stage), world.table("facts").clear())
    rows = rows.filter((pl.col("year") - year).abs() <= NEAR)
    if rows.is_empty():
        return None
    near = rows.filter((pl.col("year") - year).abs() == (pl.col("year") - year).abs().min())
    stated = near.filter(pl.col("country") == "WLD")
    if not stated.is_empty():
        return float(stated.sort("known_from", nulls_last=False)["value"][-1]) or None
    sums = near.filter(pl.col("country") != "EUU").group_by("source_id", maintain_order=True).agg(pl.col("value").sum())
    return float(sums["value"].max()) or None  # type: ignore[arg-type]


@lru_cache(maxsize=32)
def _outputs(world: World) -> dict[tuple[str, str], pl.DataFrame]:
    """Rows of production in tonnes by mineral and stage."""
    stated = (pl.col("metric") == "production") & (pl.col("unit") == "t") & pl.col("value").is_not_null()
    parts = world.table("facts").filter(stated).partition_by("mineral", "stage", as_dict=True, maintain_order=True)
    return {(str(key[0]), str(key[1])): part for key, part in parts.items()}


def _from_basket(world: World, mineral: str, year: int) -> Side | None:
    ore = _series(world, "rare earths", "mine", year)
    if ore is None:
        return None
    try:
        mix = basket(world, mineral, ore.shares)
    except MissingData:
        return None
    total = ore.total * mix.per_reo if ore.total else None
    return Side(mix.shares, total, "mine: rare-earth mining x make-up of each country's deposits",
                tuple(sorted({*ore.sources, *mix.sources})), ore.year)  # fmt: skip


def _use_side(world: World, mineral: str, stage: str, year: int, made: Side, trade: pl.DataFrame) -> Side:
    for later in labels.STAGES[labels.STAGES.index(stage) + 1 :]:
        try:
            found = supply_side(world, mineral, later, year)
        except MissingData:
            continue
        recovery = _recovery(world, mineral, later)
        needed = found.total / recovery if found.total and recovery else None
        return found._replace(total=needed, basis=f"use: output of the {later} stage ({found.basis})")
    return _consumption(world, year, made, trade)


def _recovery(world: World, mineral: str, stage: str) -> float | None:
    return _stated_recovery(world.settled("chains"), mineral, stage)


@lru_cache(maxsize=1024)
def _stated_recovery(world: World, mineral: str, stage: str) -> float | None:
    rows = world.table("chains").filter(
        (pl.col("mineral") == mineral) & (pl.col("stage") == stage) & (pl.col("default") == 1)
    )
    found = rows["recovery"].drop_nulls()
    return float(found[0]) if len(found) else None


def _consumption(world: World, year: int, made: Side, trade: pl.DataFrame) -> Side:
    """Use by country where no later stage is known: producers by their weight in all mineral imports, others by theirs.

    A producing country's own use cannot be read from trade, so it takes its part of the value of all mineral
    imports of the world, a measure of its manufacturing; the rest goes to the importers of this mineral by
    value.
    """
    weight = industry(world, year)
    bought = dict(
        trade.group_by("importer", maintain_order=True).agg(pl.col("value_usd").sum()).sort("importer").iter_rows()
    )
    if not weight:
        return Side(made.shares, None, "use: taken equal to each country's own output, as no trade is known", (), year)
    own = {c: weight.get(c, 0.0) for c in made.shares if c != OTHERS}
    rest = {c: v for c, v in (bought or weight).items() if c not in own and v}
    scale = (1 - sum(own.values())) / sum(rest.values()) if rest else 0.0
    shares = own | {c: v * scale for c, v in rest.items()}
    whole = sum(shares.values())
    note = "use: producers by their part of all mineral imports, the others by their imports of this mineral"
    return Side({c: v / whole for c, v in shares.items()}, None, note, (), year)


def industry(world: World, year: int | None = None) -> dict[str, float]:
    """Countries by their part of the value of all mineral imports (0..1), a measure of their industry.

    year: the trade year nearest to it, by default the newest known; {} where no trade is known.
    """
    return _bought(world.settled("trade"), year)


@lru_cache(maxsize=64)
def _bought(world: World, year: int | None) -> dict[str, float]:
    trade = world.table("trade")
    rows = trade.filter(pl.col("year") == pl.col("year").max()) if year is None else _nearest_year(trade, year)
    rows = rows.filter(pl.col("value_usd").is_not_null())
    totals = rows.group_by("importer", maintain_order=True).agg(pl.col("value_usd").sum()).sort("importer")
    whole = float(totals["value_usd"].sum())
    return {c: v / whole for c, v in totals.iter_rows()} if whole > 0 else {}


@lru_cache(maxsize=8)
def _trade_by_mineral(world: World) -> dict[tuple[str, str], pl.DataFrame]:
    rows = world.table("trade").filter(pl.col("value_usd").is_not_null())
    return {(str(k[0]), str(k[1])): v for k, v in rows.partition_by("mineral", "stage", as_dict=True).items()}


def _trade(world: World, mineral: str, stage: str, year: int) -> tuple[pl.DataFrame, str | None]:
    """Traded values of the mineral's own code, else of the code of its nearest group; with the name it stands under."""
    by = _trade_by_mineral(world.settled("trade"))
    for name in (mineral, *labels.groups(mineral)):
        if (name, stage) in by and not (rows := _nearest_year(by[name, stage], year)).is_empty():
            return rows, name
    return world.table("trade").head(0), None


def _nearest_year(rows: pl.DataFrame, year: int) -> pl.DataFrame:
    gap = (pl.col("year") - year).abs()
    near = rows.filter(gap <= NEAR)
    return near.filter(pl.col("year") == near.sort(gap, "year")["year"][0]) if len(near) else near


def _shared(trade: pl.DataFrame, code: str | None, mineral: str) -> bool:
    """True where the codes hold other minerals too, so that no arc is known for this one."""
    return code != mineral or bool((trade["flag"] == "group_code").any())


def _trade_basis(trade: pl.DataFrame, code: str | None, mineral: str) -> str:
    if code is None:
        return "arcs: no trade statistic; in proportion to supply and use with a border effect"
    codes = ", ".join(sorted(str(c) for c in trade["hs"].drop_nulls().unique()))
    shared = f", a code that {mineral} shares with others" if _shared(trade, code, mineral) else ""
    return f"arcs: trade by value of {trade['year'][0]}, HS {codes}{shared}"


def _countries(made: Side, used: Side, trade: pl.DataFrame, size: int) -> tuple[str, ...]:
    value = float(trade["value_usd"].sum() or 0.0) or 1.0
    sold = trade.group_by("exporter", maintain_order=True).agg(pl.col("value_usd").sum() / value).iter_rows()
    weight: dict[str, float] = {}
    for country, share in (*made.shares.items(), *used.shares.items(), *sold):
        weight[country] = max(weight.get(country, 0.0), share)
    ranked = sorted((c for c in weight if c != OTHERS), key=lambda c: (-weight[c], c))
    return (*ranked[: size - 1], OTHERS)


def _vector(shares: dict[str, float], countries: tuple[str, ...]) -> Floats:
    known = np.array([shares.get(c, 0.0) for c in countries[:-1]])
    return np.append(known, max(0.0, 1.0 - known.sum()) if known.sum() < 1 - 1e-12 else 0.0)


def _matrix(trade: pl.DataFrame, countries: tuple[str, ...]) -> Floats:
    index = {c: i for i, c in enumerate(countries)}
    other = index[OTHERS]
    found = np.zeros((len(countries),) * 2)
    rows = trade.select("exporter", "importer", "value_usd").iter_rows()
    for exporter, importer, value in rows:
        found[index.get(exporter, other), index.get(importer, other)] += value
    return found


def _latest(world: World, mineral: str, stage: str) -> int:
    """The year of the best series, of the mineral or of its nearest group that has one."""
    for name in (mineral, *labels.groups(mineral)):
        if tables := _tables(world, name, stage):
            return tables[0].year
    raise MissingData(f"no shares by country for {mineral} at stage {stage}")
