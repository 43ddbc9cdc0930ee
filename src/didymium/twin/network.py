"""The chain of one mineral as arrays: who sells to whom at each stage, as the world knew it at a date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium import labels
from didymium.errors import BadInput, MissingData
from didymium.world.balance import balance, home_prior
from didymium.world.basket import basket
from didymium.world.load import World
from didymium.world.reconcile import GROSS, READS, reconcile, use_without_trade, world_total

Floats = NDArray[np.float64]
COUNTRIES = 32  # the larger ones by name, the rest pooled in OTH
ARC_FLOOR = 2e-5  # of the world's flow: smaller arcs are dropped
NEW_LINK = 0.002  # of every buyer's use may come from any seller: links that can grow (judgement; a twentieth
# of what would bend exports by a tenth)
MAGNETS = {"neodymium", "praseodymium", "dysprosium", "terbium", "didymium"}
MAGNET = "NdFeB magnets"
PRODUCTS = {MAGNET, "SmCo magnets", "polysilicon"}  # made from several minerals: no mine of their own
ALWAYS = ("USA", "DEU", "JPN", "KOR", "CHN", "FRA", "ITA")


@dataclass(frozen=True, eq=False)
class Chain:
    """One mineral's chain. flows: dims (stage, seller, buyer), shares of the world's baseline flow of the stage.

    Sellers of stage k+1 are the buyers of stage k; buyers of the last stage are final users. tonnes: world output a
    year by stage, NaN where unknown. basis: how each stage was made; sources: rows of `sources`.
    """

    mineral: str
    stages: tuple[str, ...]
    countries: tuple[str, ...]
    flows: Floats
    tonnes: tuple[float, ...]
    basis: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def supply(self) -> Floats:
        """Sellers' shares, dims (stage, country)."""
        return np.asarray(self.flows.sum(axis=2))

    @property
    def use(self) -> Floats:
        """Buyers' shares, dims (stage, country)."""
        return np.asarray(self.flows.sum(axis=1))


def chain(world: World, mineral: str, named: tuple[str, ...] = ()) -> Chain:
    """The chain of one mineral in `world`, with the countries of `named` kept apart; cached.

    Errors: `UnknownLabel`; `MissingData` when no stage has shares by country.
    """
    name, settled = labels.mineral(mineral), world.settled(*READS)
    found = _chain(settled, name, ())
    if found is not None and not set(named) <= set(found.countries):
        found = _chain(settled, name, named)
    if found is None:
        raise MissingData(f"no shares by country for {name} at any stage{_when(world)}")
    return found


def tonnes(chain: Chain, k: int) -> float:
    """World tonnes a year through stage `k`: its own, else those of the nearest stage that is known; NaN where
    none is."""
    known = [(abs(n - k), t) for n, t in enumerate(chain.tonnes) if np.isfinite(t)]
    return min(known)[1] if known else float("nan")


@lru_cache(maxsize=2048)
def _chain(world: World, name: str, named: tuple[str, ...]) -> Chain | None:
    found = [(stage, _stage(world, name, stage)) for stage in labels.STAGES]
    stages = [(stage, flows) for stage, flows in found if flows is not None]
    if not stages:
        return None
    countries = _countries([f.countries for _, f in stages], [f.flows for _, f in stages], named)
    pooled = [_pool(f.flows, f.countries, countries) for _, f in stages]
    return Chain(
        mineral=name, stages=tuple(s for s, _ in stages), countries=countries,
        flows=_joined(pooled, [f.assumed for _, f in stages], [_use_stated(world, name, s) for s, _ in stages]),
        tonnes=_tonnes(world, name, [f.tonnes for _, f in stages]), basis=tuple(b for _, f in stages for b in f.basis),
        sources=tuple(sorted({s for _, f in stages for s in f.sources})),
    )  # fmt: skip


def _tonnes(world: World, mineral: str, stated: list[float]) -> tuple[float, ...]:
    """World tonnes by stage as stated; for a rare earth without any, what the world's deposits hold of it."""
    if mineral in GROSS:
        return tuple(t * GROSS[mineral] for t in stated)
    if np.isfinite(stated).any() or "rare earths" not in labels.groups(mineral) or mineral in PRODUCTS:
        return tuple(stated)
    try:
        rows = world.shares("rare earths", "mine")
        ore = dict(zip(rows["country"], rows["share"], strict=True))
        total = world_total(world, "rare earths", "mine", int(rows["year"][0]))
        held = basket(world.undated(), mineral, ore, least=0.5).per_reo
    except MissingData:
        return tuple(stated)
    return (total * held if total else float("nan"), *stated[1:])


@dataclass(frozen=True)
class _Stage:
    countries: tuple[str, ...]
    flows: Floats
    tonnes: float
    basis: tuple[str, ...]
    sources: tuple[str, ...]
    assumed: bool = False  # no closed series: stated shares or an estimate


def _when(world: World) -> str:
    return f" known by {world.date}" if world.date else ""


@lru_cache(maxsize=2048)
def _stage(world: World, mineral: str, stage: str) -> _Stage | None:
    """One stage: closed series reconciled with trade, else a series of its group, else stated shares or an estimate."""
    try:
        year = int(world.shares(mineral, stage)["year"][0])
    except MissingData:
        year = None
    alone = mineral in PRODUCTS
    for when in ((year,) if year else ()) if alone else ((year, None) if year else (None,)):
        try:
            flows = reconcile(world, mineral, stage, when)
        except MissingData:
            continue
        whole = flows.supply.sum()
        tonnes = float(whole) if flows.unit == "t/yr" else float("nan")
        return _Stage(flows.countries, flows.flows / whole, tonnes, flows.basis, flows.sources)
    return _assumed(world, mineral, stage)


def _assumed(world: World, mineral: str, stage: str) -> _Stage | None:
    """A stage without a closed series: the largest suppliers as stated by the date, else the compilers' estimate.

    An estimate is a prior of the chain's structure, not news, so it is not masked by date; both say so in `basis`.
    """
    for name in _stand_ins(mineral, stage):
        rows = world.facts("share", mineral=name, stage=stage)
        rows = rows.filter(
            pl.col("scenario").is_null() & ~pl.col("country").is_in(["WLD", "EUU"]) & (pl.col("unit") == "1")
        )
        if len(rows):
            best = rows.sort("year", "known_from", descending=True).row(0, named=True)
            own = rows.filter((pl.col("series") == best["series"]) & (pl.col("year") == best["year"]))
            return _gravity(
                world, mineral, stage, own, f"{stage}: stated shares of {name} in {best['year']}, the rest unnamed"
            )
        try:
            own = world.undated().shares(name, stage, estimates=True)
        except MissingData:
            continue
        told = f"{stage}: compilers' estimate of {name}, a prior"
        return _gravity(world, mineral, stage, own.rename({"share": "value"}), told)
    return None


def _stand_ins(mineral: str, stage: str) -> tuple[str, ...]:
    if mineral in MAGNETS and stage == "component":
        return (mineral, MAGNET)
    if mineral in MAGNETS and stage == "metal":
        return (mineral, "neodymium")
    return (mineral,)


def _gravity(world: World, mineral: str, stage: str, rows: pl.DataFrame, basis: str) -> _Stage:
    made: dict[str, float] = {}
    for code, share in zip(rows["country"], rows["value"], strict=True):
        made[code] = made.get(code, 0.0) + float(share)
    made["OTH"] = made.get("OTH", 0.0) + max(0.0, 1.0 - sum(made.values()))
    used, told = use_without_trade(world, mineral, made)
    rows_of = world.table("consumption").filter((pl.col("mineral") == mineral) & (pl.col("stage") == stage))
    for code, share in rows_of.sort("year").select("country", "share").iter_rows():  # a source's word comes first
        rest = 1.0 - used.get(code, 0.0)
        used = {c: v * (1 - share) / rest for c, v in used.items()} | {code: share}
    codes = (*sorted({*made, *used} - {"OTH"}), "OTH")
    supply, use = (np.array([part.get(c, 0.0) for c in codes]) for part in (made, used))
    supply, use = supply / supply.sum(), use / use.sum()
    cited = tuple(sorted(set(rows["source_id"].drop_nulls())))
    arcs = "arcs: no trade statistic; in proportion to supply and use with a border effect"
    return _Stage(
        codes, balance(home_prior(supply, use) + 1e-12, supply, use), float("nan"), (basis, told, arcs), cited, True
    )


def _countries(names: list[tuple[str, ...]], flows: list[Floats], named: tuple[str, ...]) -> tuple[str, ...]:
    weight: dict[str, float] = {}
    for codes, flow in zip(names, flows, strict=True):
        for code, size in zip(codes, np.maximum(flow.sum(axis=0), flow.sum(axis=1)), strict=True):
            weight[code] = max(weight.get(code, 0.0), float(size))
    for code in (*ALWAYS, *named):
        weight[code] = weight.get(code, 0.0) + 1.0
    ranked = sorted((c for c in weight if c != "OTH"), key=lambda c: (-weight[c], c))
    return (*sorted(ranked[: COUNTRIES - 1]), "OTH")


def _pool(flows: Floats, old: tuple[str, ...], new: tuple[str, ...]) -> Floats:
    place = {code: i for i, code in enumerate(new)}
    join = np.zeros((len(old), len(new)))
    for i, code in enumerate(old):
        join[i, place.get(code, place["OTH"])] = 1.0
    pooled = join.T @ flows @ join
    return np.asarray(pooled / pooled.sum())


def _use_stated(world: World, mineral: str, stage: str) -> bool:
    rows = world.table("consumption")
    return not rows.filter((pl.col("mineral") == mineral) & (pl.col("stage") == stage)).is_empty()


def _joined(pooled: list[Floats], assumed: list[bool], sourced: list[bool]) -> Floats:
    """Stages that fit: sellers of stage k+1 make what buyers of stage k take in, small links are opened to all.

    The use of a stage is its reconciled one (`world.reconcile`): output of the next stage where that is known for the
    year, with its unnamed rest by apparent use, else apparent use itself. assumed: stages without a series of their
    own: their stated shares are what the stage before goes to, and their own use is the next stage's output. sourced:
    stages whose use by country a source states.
    """
    out: list[Floats] = []
    for k, flows in enumerate(pooled):
        supply = out[-1].sum(axis=0) if out else flows.sum(axis=1)
        stated = k + 1 < len(pooled) and not sourced[k] and (assumed[k] or assumed[k + 1])
        use = pooled[k + 1].sum(axis=1) if stated else flows.sum(axis=0)
        opened = (1 - NEW_LINK) * flows + NEW_LINK * home_prior(supply, use) + 1e-12 * np.outer(supply, use)
        out.append(_thin(balance(opened, supply, use)))
    return np.stack(out)


def _thin(flows: Floats) -> Floats:
    """Flows without arcs below the floor, sums kept."""
    keep = flows >= ARC_FLOOR
    keep[np.arange(len(flows)), np.argmax(flows, axis=1)] = True
    keep[np.argmax(flows, axis=0), np.arange(len(flows))] = True
    supply, use = flows.sum(axis=1), flows.sum(axis=0)
    thinned = np.where(keep, flows, 0.0)
    try:
        return balance(thinned, supply, use)
    except (BadInput, FloatingPointError):
        return flows


def seeded(chain: Chain, stage: int, country: str, size: float) -> Chain:
    """The chain with a producer of `size` (share of the stage's world flow) opened in a country that has none there.

    Its inputs come from the stage before in proportion to supply, its output goes to buyers in proportion to use, and
    all flows are scaled back to one, so that the stages still fit.
    """
    i, flows = chain.countries.index(country), chain.flows.copy()
    if chain.supply[stage, i] >= size:
        return chain
    more = size - chain.supply[stage, i]
    flows[stage, i] += more * chain.use[stage]
    flows[stage] /= 1 + more
    if stage:
        flows[stage - 1, :, i] += more * chain.supply[stage - 1]
        flows[stage - 1] /= 1 + more
    return replace(chain, flows=flows)
