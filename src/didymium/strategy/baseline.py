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
from didymium.twin import network
from didymium.twin.network import MAGNETS
from didymium.twin.parameters import priors
from didymium.twin.traits import price_or_nan, traits
from didymium.world.basket import basket
from didymium.world.load import World
from didymium.world.reconcile import READS, supply_side

Array = NDArray[np.float64]
PRODUCT = "NdFeB magnets"
RECOVERY = 0.9  # of a stage for which the world has none (prior, 0.8 to 0.97 in the stages that have one)
DONORS = ("USA", "EUU")  # economies whose value added by sector is known in full
BLOC = ("DEU", "FRA", "ITA", "ESP", "NLD", "BEL", "POL", "SWE", "AUT", "CZE", "HUN", "FIN")  # kept apart for the EU
OTHER = "other"
STEPS = (1.0, 0.9, 0.75, 0.6, 0.45, 0.3, 0.15, 0.0)  # share of the use that is still met
SUBSTITUTION = (0.04, 0.2)  # short-run elasticity of substitution (prior; published studies span 0.04 to 0.2)


@dataclass(frozen=True)
class Chain:
    """One mineral's chain for the world: arcs[s][exporter, importer] in t/yr of content, by stage in order."""

    mineral: str
    stages: tuple[str, ...]
    countries: tuple[str, ...]
    arcs: tuple[Array, ...]
    recovery: tuple[float, ...]  # output over input of the stage before; 1 for the first
    sources: tuple[str, ...]
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
    """A sector's use of a mineral: t/yr, value added that may hang on it (USD/yr)."""

    mineral: str
    sector: str
    tonnes: float
    value_added: float
    basis: str


def chain(world: World, mineral: str, importer: str | None = None) -> Chain:
    """The chain of one mineral in tonnes of content a year, the importer kept apart; `MissingData` without tonnes."""
    found = network.chain(world, mineral, _apart(importer))  # one that is missing says so with the date of this view
    return _chain(world.settled(*READS), found, today(world).year)


@lru_cache(maxsize=1024)
def _chain(world: World, found: network.Chain, year: int) -> Chain:
    mineral = found.mineral
    keep = [s for s in range(len(found.stages)) if not _borrowed(found, s)]
    rates = [1.0, *(recovery(world, mineral, found.stages[s]) for s in keep[1:])]
    known = [i for i, s in enumerate(keep) if np.isfinite(found.tonnes[s])]
    extra: tuple[str, ...] = ()
    if known:
        anchor, total = known[-1], found.tonnes[keep[known[-1]]]
    elif keep and "rare earths" in labels.groups(mineral):
        anchor, (total, extra) = 0, _ore_content(world, mineral, year)
    else:
        raise MissingData(f"no tonnes of {mineral} at any stage, so nothing can be planned for it")
    tonnes = _throughput(len(keep), rates, anchor, total)
    return Chain(
        mineral, tuple(found.stages[s] for s in keep), found.countries,
        tuple(found.flows[s] * t for s, t in zip(keep, tonnes, strict=True)), tuple(rates), found.sources,
        (*dict.fromkeys(found.basis), *extra),
    )  # fmt: skip


def _apart(importer: str | None) -> tuple[str, ...]:
    return BLOC if importer == "EUU" else (importer,) if importer else ()


def _borrowed(found: network.Chain, stage: int) -> bool:
    """Whether a late stage is only known for a group: a maker of magnets is no maker of cerium polish."""
    late = found.stages[stage] in ("metal", "component") and found.mineral not in MAGNETS
    return late and any(b.startswith(found.stages[stage]) and "no series" in b for b in found.basis)


def _ore_content(world: World, mineral: str, year: int) -> tuple[float, tuple[str, ...]]:
    """(t/yr at the mine, note): a lower bound from the deposits that state this rare earth, at least half."""
    ore = supply_side(world, "rare earths", "mine", year - 1)
    if ore.total is None:
        raise MissingData(f"no tonnes of {mineral} at any stage, so nothing can be planned for it")
    held = basket(world, mineral, ore.shares, least=0.5)
    unstated = f"{1 - held.covered:.0%} of rare-earth mining does not state it"
    return ore.total * held.per_reo, (f"{mineral}: tonnes are a lower bound, as {unstated}",)


def _throughput(stages: int, rates: list[float], anchor: int, tonnes: float) -> list[float]:
    """World tonnes by stage from the last one that is known: t[s + 1] = t[s] x recovery[s + 1]."""
    made = [0.0] * stages
    made[anchor] = tonnes
    for s in range(anchor + 1, stages):
        made[s] = made[s - 1] * rates[s]
    for s in range(anchor - 1, -1, -1):
        made[s] = made[s + 1] / rates[s + 1]
    return made


def recovery(world: World, mineral: str, stage: str) -> float:
    """Output over input of a stage: the mineral's own, its product's or its group's, else the prior of 0.9."""
    return _recovery(world.settled("chains"), mineral, stage)


@lru_cache(maxsize=1024)
def _recovery(world: World, mineral: str, stage: str) -> float:
    rows = world.table("chains").filter((pl.col("default") == 1) & pl.col("recovery").is_not_null())
    steps = (stage, "separate") if stage == "refine" else (stage,)
    family = (mineral, *((PRODUCT,) if mineral in MAGNETS else ()), *labels.groups(mineral))
    for name in family:
        found = rows.filter((pl.col("mineral") == name) & pl.col("stage").is_in(steps) & (pl.col("recovery") >= 0.4))
        if len(found):
            return float(np.prod(found["recovery"].to_numpy()))
    return RECOVERY


def price(world: World, mineral: str) -> float:
    """USD/t of a mineral as last known; raises `MissingData` when no price by mass was public by the world's date."""
    usd = price_or_nan(world, mineral)
    if not np.isfinite(usd):
        raise MissingData(f"no price of {mineral} by mass")
    return usd


def uses(world: World, flow: Chain, importer: str) -> tuple[Use, ...]:
    """What the importer's sectors use of a mineral and the value added that may hang on it.

    The value added is the importer's own where its sectors are in the world, else that of a donor (the United
    States, then the European Union) in proportion to tonnes; the sector `other` takes the least value per tonne of
    the named ones, for it is the whole rest of the economy. Raises `MissingData` without end uses or sectors.
    """
    known = traits(world, network.chain(world, flow.mineral, _apart(importer)))
    shares = known.uses.get(importer) or {}
    worth = {(s.economy, s.sector): s.value_added for s in known.sectors}
    tonnes = float(flow.taken(-1, importer).sum())
    found: dict[str, tuple[float, float, str]] = {}
    for sector, share in shares.items():
        value = _value(worth, flow, sector, importer)
        if value is not None and share * tonnes > 0:
            found[sector] = (share * tonnes, *value)
    named = [value / t for s, (t, value, _) in found.items() if s != OTHER]
    if not named:
        raise MissingData(f"no sector that uses {flow.mineral} has a value added for {labels.country_name(importer)}")
    return tuple(
        Use(flow.mineral, s, t, min(named) * t if s == OTHER else value, basis)
        for s, (t, value, basis) in found.items()
    )


def _value(worth: dict[tuple[str, str], float], flow: Chain, sector: str, importer: str) -> tuple[float, str] | None:
    for economy in dict.fromkeys((importer, *DONORS)):
        if (economy, sector) not in worth:
            continue
        if economy == importer:
            return worth[economy, sector], "own sector"
        theirs, ours = (float(flow.taken(-1, e).sum()) for e in (economy, importer))
        if theirs > 0:
            basis = f"value a tonne as in {labels.country_name(economy, article=True)}"
            return worth[economy, sector] * ours / theirs, basis
    return None


def ces_output(met: Array | float, weight: Array | float, elasticity: Array | float) -> Array:
    """Output that is left, 0..1, when the share `met` of a mineral's use is met.

    Y / Y0 = [a q^((s-1)/s) + 1 - a]^(s/(s-1)) with weight a of the mineral, elasticity of substitution s < 1.
    """
    s = np.asarray(elasticity, dtype=float)
    power = (s - 1) / s
    q = np.maximum(np.asarray(met, dtype=float), 1e-12)
    return np.asarray(np.exp(np.log1p(np.asarray(weight) * np.expm1(np.clip(power * np.log(q), None, 600))) / power))


@lru_cache(maxsize=1)
def critical() -> float:
    """Weight of a mineral in what hangs on it, the middle of the twin's prior: a small cost share softens no loss, for
    a line stops for a magnet."""
    return next(p.mid for p in priors() if p.parameter == "critical")


def loss_slopes(use: Use, exposed: Array, elasticity: Array) -> tuple[Array, Array]:
    """(t/yr of each slice, USD/t lost in it): the loss of value added as a convex broken line over the unmet use.

    exposed, elasticity: dims (W,); slices have dims (K,), slopes (W, K), rising from the first slice to the last.
    Errors of the broken line are on the side of more loss (secants of a convex curve lie above it).
    """
    value = use.value_added * exposed
    left = np.stack([ces_output(q, critical(), elasticity) if q > 0 else np.zeros_like(value) for q in STEPS], axis=1)
    width = -np.diff(STEPS) * use.tonnes
    slopes = -np.diff(left, axis=1) * value[:, None] / width
    return width, np.maximum.accumulate(slopes, axis=1)
