"""A simulated scenario as one buyer meets it: what part of a purchase fails to come, and at what price the rest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from didymium import labels
from didymium.errors import MissingData
from didymium.strategy.baseline import price
from didymium.strategy.cost import MAGNETS, known_network
from didymium.twin import Result, Scenario, simulate
from didymium.twin.run import known_world
from didymium.world.load import World

Triple = tuple[float, float, float]  # 5th percentile, median, 95th
ZERO: Triple = (0.0, 0.0, 0.0)
PRODUCTS = {"NdFeB magnets": MAGNETS, "SmCo magnets": ("samarium",)}


@dataclass(frozen=True)
class Terms:
    """What a purchase meets, means over the horizon: `short` share that does not come, `dearer` price ratio less one.

    mineral and stage: where in the chain it is read; reason: why there are no terms (then short and dearer are None).
    """

    mineral: str
    stage: str
    short: Triple | None
    dearer: Triple | None
    reason: str = ""


@dataclass(frozen=True, eq=False)
class Market:
    """A scenario's result for one economy; `years` is the length of the horizon."""

    result: Result
    world: World
    economy: str

    @property
    def years(self) -> float:
        """Length of the horizon in years."""
        return len(self.result.months) / 12

    @property
    def touched(self) -> frozenset[str]:
        """Single minerals that the scenario names."""
        return frozenset(labels.each_mineral(self.result.scenario.affected()))

    def restricted(self, country: str, mineral: str, stage: str) -> float:
        """Mean share of the country's sales to this economy that the scenario cuts over the horizon, 0..1."""
        plan, cut = self.result.scenario, 0.0
        for rule in plan.restrictions:
            goods = labels.each_mineral(rule.minerals)
            whom = set(rule.importers)
            hits = self.economy in whom or "WLD" in whom or ("EUU" in whom and labels.is_eu(self.economy))
            if rule.exporter == country and mineral in goods and hits and (not rule.stages or stage in rule.stages):
                cut = max(cut, _mean_cut(plan, rule.steps(), rule.to))
        return cut

    def starved(self, country: str, mineral: str, stage: str) -> bool:
        """Whether another state restricts what a plant there makes the mineral of: an earlier stage of it."""
        before = labels.STAGES[: labels.STAGES.index(stage)] if stage in labels.STAGES else ()
        senders = {r.exporter for r in self.result.scenario.restrictions} - {country}
        return any(self.restricted(sender, mineral, s) > 0 for sender in senders for s in before)

    def terms(self, minerals: tuple[str, ...], stage: str | None, supplier: str | None) -> Terms:
        """The terms of a purchase that needs all of `minerals`: those of the scarcest one decide."""
        singles = [s for m in minerals for s in PRODUCTS.get(m, labels.each_mineral([m]))]
        at = "component" if any(m in PRODUCTS for m in minerals) else stage
        hit = [m for m in dict.fromkeys(singles) if m in self.touched]
        if not hit:
            return Terms(minerals[0], stage or "", ZERO, ZERO, "the scenario does not touch it")
        found = [self._one(m, at, supplier) for m in hit]
        known = [t for t in found if t.short is not None and t.dearer is not None]
        return max(known, key=lambda t: (t.short or ZERO)[1] + (t.dearer or ZERO)[1] * 1e-3) if known else found[0]

    def _one(self, mineral: str, stage: str | None, supplier: str | None) -> Terms:
        seller = supplier or self.economy
        net = known_network(self.result_world, mineral, seller, self.economy)
        if net is None:
            return Terms(mineral, stage or "", None, None, f"the twin has no chain of {mineral}")
        at = _stage(stage, net.stages)
        short, ratio = (self._mean(metric, mineral, at, self.economy) for metric in ("shortage_share", "price_ratio"))
        if short is None or ratio is None:
            who = labels.country_name(self.economy, article=True)
            return Terms(
                mineral, at, None, None, f"the twin reports no market of {mineral} at the {at} stage for {who}"
            )
        cut = self.restricted(seller, mineral, at)
        if supplier and supplier != self.economy and cut > 0:
            short = _share_of(short, self._part(supplier, mineral, at), cut)
        elif supplier and supplier != self.economy:
            short = self._mean("shortage_share", mineral, at, supplier) or short
        return Terms(mineral, at, short, tuple(max(r - 1.0, 0.0) for r in ratio))  # type: ignore[arg-type]

    @property
    def result_world(self) -> World:
        """The world as the scenario may know it."""
        return known_world(self.result.scenario, self.world)

    def _part(self, supplier: str, mineral: str, stage: str) -> float:
        """Share of the economy's purchases at a stage that comes from the supplier, 0..1."""
        net = known_network(self.result_world, mineral, supplier, self.economy)
        if net is None or supplier not in net.countries:
            return 0.0
        members = labels.eu_members() if self.economy == "EUU" else (self.economy,)
        who = [i for i, c in enumerate(net.countries) if c in members]
        bought = net.flows[net.stages.index(stage)][:, who].sum(axis=1)
        return float(bought[net.countries.index(supplier)] / bought.sum()) if bought.sum() > 0 else 0.0

    def _mean(self, metric: str, mineral: str, stage: str, economy: str) -> Triple | None:
        """Mean over the months of p05, p50, p95; an economy not reported is read from its bloc, else all outside."""
        bloc = ("EUU",) if economy in labels.countries() and labels.is_eu(economy) else ()
        for place in (economy, *bloc, "OUT", "WLD"):
            rows = self.result.series(metric, place, mineral, stage)
            if rows is not None and np.isfinite(rows).all():
                low, mid, high = (float(v) for v in rows.mean(axis=1))
                return low, mid, high
        return None

    def ratio(self, mineral: str, stage: str, country: str) -> Triple | None:
        """Mean price over the baseline that a seller in `country` meets at a stage; outside the senders for others."""
        return self._mean("price_ratio", mineral, stage, country)

    def best_other(self, terms: Terms, supplier: str | None) -> str | None:
        """The largest seller at that stage whom the scenario does not restrict, as an alternative; None without one."""
        net = known_network(self.result_world, terms.mineral, supplier or self.economy, self.economy)
        if net is None or terms.stage not in net.stages:
            return None
        sold = net.flows[net.stages.index(terms.stage)].sum(axis=1)
        free = [
            (float(sold[i]), c)
            for i, c in enumerate(net.countries)
            if c not in {supplier, "OTH"} and self.restricted(c, terms.mineral, terms.stage) == 0
        ]
        return max(free)[1] if free and max(free)[0] > 0 else None


def _share_of(short: Triple, part: float, cut: float) -> Triple:
    """What a purchase from a restricted supplier lacks: the economy's shortage falls on that supplier's part of it.

    Never more than the cut. Where trade shows no part, between the economy's own shortage and the whole cut.
    """
    if part <= 0:
        return min(short[0], cut), min(short[1], cut), cut
    low, mid, high = (min(cut, s / part) for s in short)
    return low, mid, high


def _mean_cut(plan: Scenario, steps: tuple[tuple[str, float], ...], to: str | None) -> float:
    cuts = []
    for month in plan.calendar():
        share = next((s for begin, s in reversed(steps) if begin <= month), 1.0)
        cuts.append(1.0 - (share if to is None or month <= to[:7] else 1.0))
    return float(np.mean(cuts))


def _stage(wanted: str | None, stages: tuple[str, ...]) -> str:
    """The wanted stage, the next one down the chain that the mineral has, else its last; `refine` when none is said."""
    order = labels.STAGES
    start = order.index(wanted or "refine")
    return next((s for s in order[start:] if s in stages), stages[-1])


@lru_cache(maxsize=512)
def price_per_kg(world: World, mineral: str) -> float | None:
    """USD/kg as last known, None where no price by mass is."""
    try:
        return price(world, mineral) / 1000
    except MissingData:
        return None


def market(plan: Scenario, economy: str, world: World, draws: int, seed: int) -> Market:
    """The market that an economy meets in a scenario."""
    return Market(simulate(plan, world, draws, seed), world, economy)
