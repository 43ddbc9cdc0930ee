"""The importer's chains today: tonnes by stage and supplier, prices, and what each use loses when it goes without."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium import labels
from didymium.errors import MissingData
from didymium.strategy.outcome import today
from didymium.world.basket import basket
from didymium.world.load import World
from didymium.world.reconcile import MAGNETS, Flows, reconcile, supply_side

Array = NDArray[np.float64]
RECOVERY = 0.9  # of a stage for which the world has none (prior, 0.8 to 0.97 in the stages that have one)
DONORS = ("USA", "EUU")  # economies whose value added by sector is known in full
OTHER = "other"
STEPS = (1.0, 0.9, 0.75, 0.6, 0.45, 0.3, 0.15, 0.0)  # share of the use that is still met
SUBSTITUTION = (0.04, 0.2)  # short-run elasticity of substitution (prior; published studies span 0.04 to 0.2)
EXPOSED = (0.01, 0.1)  # part of a sector's value added that hangs on the mineral (prior, log-uniform, see docs/method/plan.md)


@dataclass(frozen=True)
class Chain:
    """One mineral's chain for the world: arcs[s][exporter, importer] in t/yr of content, by stage in order."""

    mineral: str
    stages: tuple[str, ...]
    countries: tuple[str, ...]
    arcs: tuple[Array, ...]
    recovery: tuple[float, ...]  # output over input of the stage before; 1 for the first
    sources: tuple[str, ...]
    year: int
    notes: tuple[str, ...] = ()

    def taken(self, stage: int, importer: str) -> Array:
        """t/yr that the importer takes at a stage by exporter (itself among them), dims (country,)."""
        return np.asarray(self.arcs[stage][:, self.columns(importer)].sum(axis=1))

    def made(self, stage: int, importer: str) -> float:
        """t/yr that the importer makes at a stage."""
        return float(self.arcs[stage][self.columns(importer)].sum())

    def columns(self, importer: str) -> list[int]:
        """Positions of the importer (the members of the European Union for EUU)."""
        wanted = labels.eu_members() if importer == "EUU" else (importer,)
        return [i for i, c in enumerate(self.countries) if c in wanted]


@dataclass(frozen=True)
class Use:
    """A sector's use of a mineral: t/yr, value added that may hang on it (USD/yr), price of the mineral (USD/t)."""

    mineral: str
    sector: str
    tonnes: float
    value_added: float
    price: float
    basis: str
    source_id: str


@lru_cache(maxsize=128)
def chain(world: World, mineral: str) -> Chain:
    """The chain of one mineral in tonnes of content a year; raises `MissingData` when no stage has tonnes."""
    found = []
    for stage in labels.STAGES:
        try:
            flows = reconcile(world, mineral, stage)
        except MissingData:
            continue
        if stage in ("mine", "refine") or mineral in MAGNETS or not _borrowed(flows, mineral):
            found.append(flows)
    known = [i for i, f in enumerate(found) if f.unit == "t/yr"]
    if not found or not (known or "rare earths" in labels.groups(mineral)):
        raise MissingData(f"no tonnes of {mineral} at any stage, so nothing can be planned for it")
    extra: tuple[str, ...] = ()
    if known:
        anchor, total = known[-1], float(found[known[-1]].supply.sum())
    else:
        anchor, (total, extra) = 0, _ore_content(world, mineral)
    rates = [1.0, *(recovery(world, mineral, f.stage) for f in found[1:])]
    countries = tuple(sorted({c for f in found for c in f.countries}))
    tonnes = _throughput(len(found), rates, anchor, total)
    arcs = tuple(
        _spread(f.flows / f.supply.sum() * t, f.countries, countries) for f, t in zip(found, tonnes, strict=True)
    )
    sources = tuple(sorted({s for f in found for s in f.sources}))
    notes = (*dict.fromkeys(b for f in found for b in f.basis), *extra)
    return Chain(mineral, tuple(f.stage for f in found), countries, arcs, tuple(rates), sources, found[-1].year, notes)


def _borrowed(flows: Flows, mineral: str) -> bool:
    """Whether the shares at the stage are those of a group: a maker of magnets is no maker of cerium polish."""
    return flows.basis[0].endswith(f"as {mineral} has no series")


def _ore_content(world: World, mineral: str) -> tuple[float, tuple[str, ...]]:
    """(t/yr at the mine, note): a lower bound, from the deposits that state this rare earth, if they hold half of mining."""
    ore = supply_side(world, "rare earths", "mine", today(world).year - 1)
    if ore.total is None:
        raise MissingData(f"no tonnes of {mineral} at any stage, so nothing can be planned for it")
    held = basket(world, mineral, ore.shares, least=0.5)
    note = f"{labels.mineral_name(mineral)}: tonnes are a lower bound, as {1 - held.covered:.0%} of rare-earth mining does not state it"
    return ore.total * held.per_reo, (note,)


def _throughput(stages: int, rates: list[float], anchor: int, tonnes: float) -> list[float]:
    """World tonnes by stage from the last one that is known: t[s + 1] = t[s] x recovery[s + 1]."""
    made = [0.0] * stages
    made[anchor] = tonnes
    for s in range(anchor + 1, stages):
        made[s] = made[s - 1] * rates[s]
    for s in range(anchor - 1, -1, -1):
        made[s] = made[s + 1] / rates[s + 1]
    return made


def _spread(flows: Array, own: tuple[str, ...], every: tuple[str, ...]) -> Array:
    at = [every.index(c) for c in own]
    full = np.zeros((len(every),) * 2)
    full[np.ix_(at, at)] = flows
    return full


def recovery(world: World, mineral: str, stage: str) -> float:
    """Output over input of a stage: the mineral's own, its product's or its group's, else the prior of 0.9."""
    rows = world.table("chains").filter((pl.col("default") == 1) & pl.col("recovery").is_not_null())
    steps = (stage, "separate") if stage == "refine" else (stage,)
    family = (mineral, MAGNETS.get(mineral, ""), *labels.groups(mineral))
    for name in family:
        found = rows.filter((pl.col("mineral") == name) & pl.col("stage").is_in(steps) & (pl.col("recovery") >= 0.4))
        if len(found):
            return float(np.prod(found["recovery"].to_numpy()))
    return RECOVERY


def price(world: World, mineral: str) -> tuple[float, str]:
    """(USD/t, source id) of a mineral: the latest year's median over the forms that are priced by mass.

    Raises `MissingData` when no price by mass was public by the world's date.
    """
    rows = world.table("prices").filter(
        (pl.col("mineral") == mineral) & pl.col("unit").is_in(["USD/kg", "USD/t"]) & pl.col("value").is_not_null()
    )
    if rows.is_empty():
        raise MissingData(f"no price of {mineral} by mass")
    year = rows["period"].str.slice(0, 4)
    last = rows.filter(year == year.max())
    usd = last["value"].to_numpy() * np.where(last["unit"].to_numpy() == "USD/kg", 1e3, 1.0)
    return float(np.median(usd)), str(last["source_id"][0])


def uses(world: World, flow: Chain, importer: str) -> tuple[Use, ...]:
    """What the importer's sectors use of a mineral and the value added that may hang on it.

    The value added is the importer's own where its sectors are in the world, else that of a donor (the United
    States, then the European Union) in proportion to tonnes; the sector `other` takes the least value per tonne of
    the named ones, for it is the whole rest of the economy. Raises `MissingData` without end uses or sectors.
    """
    shares, source = _shares(world, flow.mineral, importer)
    usd, _ = price(world, flow.mineral)
    tonnes = float(flow.taken(-1, importer).sum())
    found = {}
    for sector, share in shares.items():
        worth = _value(world, flow, sector, share, importer)
        if worth is not None and share > 0 and tonnes > 0:
            found[sector] = (share * tonnes, *worth)
    named = [value / t for s, (t, value, _) in found.items() if s != OTHER]
    if not named:
        raise MissingData(f"no sector of {flow.mineral} with a value added for {labels.country_name(importer)}")
    return tuple(
        Use(flow.mineral, s, t, min(named) * t if s == OTHER else value, usd, basis, source)
        for s, (t, value, basis) in found.items()
    )


def _shares(world: World, mineral: str, importer: str) -> tuple[dict[str, float], str]:
    """Use shares by sector, 0..1 and summing to 1, from the nearest economy and product that has them."""
    rows = world.table("uses").filter((pl.col("preferred") == 1) & (pl.col("share") > 0))
    bloc = ("EUU",) if importer != "EUU" and labels.is_eu(importer, today(world)) else ()
    product = MAGNETS.get(mineral, "")
    order = [(mineral, e) for e in (importer, *bloc, "WLD")] + [(product, e) for e in (importer, "WLD")]
    for name, economy in [*order, (mineral, "EUU"), (mineral, "USA"), (mineral, "JPN")]:
        found = rows.filter((pl.col("mineral") == name) & (pl.col("economy") == economy))
        if len(found):
            sums = found.group_by("sector", maintain_order=True).agg(pl.col("share").sum())
            whole = float(sums["share"].sum())
            return {s: v / whole for s, v in sums.iter_rows()}, str(found["source_id"][0])
    raise MissingData(f"no end uses of {mineral}")


def _value(world: World, flow: Chain, sector: str, share: float, importer: str) -> tuple[float, str] | None:
    for economy in dict.fromkeys((importer, *DONORS)):
        rows = world.table("sectors").filter((pl.col("sector") == sector) & (pl.col("economy") == economy))
        rows = rows.filter(pl.col("value_added_usd").is_not_null())
        if rows.is_empty():
            continue
        best = rows.sort(~pl.col("additive").str.starts_with("yes"), "value_added_usd")["value_added_usd"][0]
        if economy == importer:
            return float(best), "own sector"
        theirs, ours = (float(flow.taken(-1, e).sum()) for e in (economy, importer))
        if theirs > 0:
            return float(best) * ours / theirs, f"value a tonne as in {labels.country_name(economy, article=True)}"
    return None


def ces_output(met: Array | float, cost_share: Array | float, elasticity: Array | float) -> Array:
    """Output that is left, 0..1, when the share `met` of a mineral's use is met.

    Y / Y0 = [a q^((s-1)/s) + 1 - a]^(s/(s-1)) with cost share a, elasticity of substitution s < 1.
    """
    s = np.asarray(elasticity, dtype=float)
    power = (s - 1) / s
    q = np.maximum(np.asarray(met, dtype=float), 1e-12)
    return np.asarray(np.exp(np.log1p(np.asarray(cost_share) * np.expm1(np.clip(power * np.log(q), None, 600))) / power))


def loss_slopes(use: Use, exposed: Array, elasticity: Array) -> tuple[Array, Array]:
    """(t/yr of each slice, USD/t lost in it): the loss of value added as a convex broken line over the unmet use.

    exposed, elasticity: dims (W,); slices have dims (K,), slopes (W, K), rising from the first slice to the last.
    Errors of the broken line are on the side of more loss (secants of a convex curve lie above it).
    """
    value = use.value_added * exposed
    share = np.minimum(0.5, use.price * use.tonnes / value)
    left = np.stack([ces_output(q, share, elasticity) if q > 0 else np.zeros_like(value) for q in STEPS], axis=1)
    width = -np.diff(STEPS) * use.tonnes
    slopes = -np.diff(left, axis=1) * value[:, None] / width
    return width, np.maximum.accumulate(slopes, axis=1)
