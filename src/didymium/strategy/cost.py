"""What a measure costs whom: one simulated restriction, the target's loss, the sender's bill."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import polars as pl

from didymium import labels
from didymium.errors import BadScenario, MissingData
from didymium.strategy.baseline import Chain as Tonnes
from didymium.strategy.baseline import ces_output, critical, price
from didymium.strategy.options import coming, known_chain, outside, supply_by_year
from didymium.strategy.outcome import Draws, Span, span, today
from didymium.twin import Result, simulate
from didymium.twin.book import FIRST
from didymium.twin.loss import family, middle_part
from didymium.twin.measure import sales
from didymium.twin.network import Chain, chain
from didymium.twin.production import TABLED
from didymium.twin.traits import GOES_INTO, stage_value, traits
from didymium.world.load import World

FIVE_YEARS, YEAR = 60, 12
EVERY = "all"  # the stage of a measure that covers every stage at which the sender sells
LOOSE = "refine and metal"  # what is sold of an element of magnets beside them
BUILT = (2.0, 2.0)  # Beta prior of the part of not yet financed tonnes that a measure makes happen (wide: 14 to 86 %)
MAGNETS = ("neodymium", "praseodymium", "dysprosium", "terbium")
HEAVY = "heavy rare earths"
STIFF = 0.1  # elasticity of substitution of the quick screen
LEAST_DRAWS = 1000  # of every cost that is shown, whichever verb asks, as of `simulate`: with 512 medians move by 7 %
SCREEN_DRAWS = 64  # of a cost that only ranks


@dataclass(frozen=True)
class Measure:
    """A restriction worth weighing: minerals at one stage (or `all`, or some: "refine and metal"), the share that still
    passes, months, on whom."""

    sender: str
    importers: tuple[str, ...]
    label: str
    minerals: tuple[str, ...]
    stage: str
    allowed: float
    months: int

    @property
    def severity(self) -> float:
        """Share of the flow that is cut, 0..1."""
        return 1.0 - self.allowed

    def on(self, stage: str) -> bool:
        """Whether the measure is on a stage."""
        return self.stage == EVERY or stage in self.stage.split(" and ")


def good_name(label: str, stage: str) -> str:
    """A good in words: the mineral, with its stages where not all are meant."""
    name = labels.mineral_name(label)
    return name if stage == EVERY else f"{name} ({stage})"


def unpriced(economy: str) -> str | None:
    """Why the twin cannot price the losses of an economy; None when it can."""
    if economy in (*TABLED, "EUU"):
        return None
    name = labels.country_name(economy, article=True)
    if economy in labels.countries() and labels.is_eu(economy):
        return f"the twin prices {name} as part of the European Union: ask for EUU"
    return f"the twin counts {name} with all other economies, so its losses cannot be told apart"


@dataclass(frozen=True)
class Cost:
    """Draws of what a measure costs, USD: over the first year and over five; None where the twin cannot price it.

    sender_five includes the sales lost to projects that the measure makes happen; `lost_t` are their t/yr.
    """

    target_year: Span
    target_five: Draws
    sender_year: Span | None
    sender_five: Draws | None
    sender_basis: str
    lost_t: Draws
    run: str
    missing: tuple[str, ...]


def scenario(measure: Measure, target: str, world: World, months: int) -> dict[str, object]:
    """The scenario of a measure that starts the month after the world's date, as known on that date.

    The target is named beside "all buyers", so that the twin tells it apart.
    """
    begin = _add(today(world).replace(day=1), 1)
    last = _add(begin, measure.months - 1)
    end = f"{last:%Y-%m}" if measure.months < months else None
    rule = {
        "exporter": measure.sender, "importers": list(dict.fromkeys((*measure.importers, target))),
        "minerals": list(measure.minerals), "stages": [] if measure.stage == EVERY else measure.stage.split(" and "),
        "allowed": measure.allowed, "announced": f"{begin:%Y-%m}", "from": f"{begin:%Y-%m}", "to": end,
    }  # fmt: skip
    name = f"{measure.sender}-{measure.label}-{measure.stage}".lower().replace(" ", "-")
    return {"name": name, "start": f"{begin:%Y-%m}", "as_of": "latest", "months": months, "restrictions": [rule]}


def _add(day: dt.date, months: int) -> dt.date:
    count = day.year * 12 + day.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)


def cost(
    measure: Measure, target: str, world: World, draws: int = LEAST_DRAWS, seed: int = 0, *, screen: bool = False
) -> Cost | None:
    """The simulated cost of a measure over five years; None when the twin has no such chain, stage or economy.

    The one cost of a stop for every verb: the same run, the same horizon and at least `LEAST_DRAWS` draws, whatever
    list of minerals or number of draws was asked for. screen: fewer draws, for a ranking that is not shown.
    """
    least = SCREEN_DRAWS if screen else max(draws, LEAST_DRAWS)
    return _cost(whole_good(measure), target, world, least, seed)


def whole_good(measure: Measure) -> Measure:
    """The measure on the whole good: who stops magnets stops all that they hold, whichever element was asked for."""
    if measure.stage == "component" and set(measure.minerals) & set(MAGNETS):
        others = tuple(m for m in measure.minerals if m not in MAGNETS)
        return replace(measure, minerals=(*MAGNETS, *others))
    return measure


def lost_by(measure: Measure, target: str, world: World, seed: int = 0, *, monthly: bool = True) -> Result | None:
    """The run behind `cost`, for who wants its sectors or (`monthly`) months; None as there."""
    return _run(whole_good(measure), target, world, LEAST_DRAWS, seed, monthly)


@lru_cache(maxsize=512)
def _run(
    measure: Measure, target: str, world: World, draws: int, seed: int, monthly: bool = True
) -> Result | None:  # fmt: skip
    try:
        return simulate(scenario(measure, target, world, FIVE_YEARS), world, draws, seed, money=True, monthly=monthly)
    except (MissingData, BadScenario):
        return None


@lru_cache(maxsize=512)
def _cost(measure: Measure, target: str, world: World, draws: int, seed: int) -> Cost | None:
    result = _run(measure, target, world, draws, seed)
    if result is None:
        return None
    loss = result.samples.get(("value_added_at_risk_usd", target))
    if loss is None:
        return None
    lost = diversified(measure, target, world, draws, seed)
    income, basis = _income(measure, target, result, world, draws, seed)
    usd = _price(measure.minerals, world)
    later = lost.sum(0) * (usd or 0.0)
    hit, earned = (
        result.samples.get((FIRST[of], who))
        for of, who in (("value_added_at_risk_usd", target), ("sender_income_change_usd", measure.sender))
    )
    sales = sales_usd(measure, target, world)
    at_most = sales * FIVE_YEARS / YEAR if sales else np.inf  # nobody loses more sales than it has
    return Cost(
        target_year=span([0.0] if hit is None else hit.astype(float), "USD"),
        target_five=np.asarray(loss, dtype=float),
        sender_year=None if earned is None else span(-earned.astype(float), "USD"),
        sender_five=None if income is None else np.minimum(later - income, at_most), sender_basis=basis,
        lost_t=lost[-1], run=result.run, missing=result.missing,
    )  # fmt: skip


def _income(
    measure: Measure, target: str, result: Result, world: World, draws: int, seed: int
) -> tuple[Draws | None, str]:
    """Change of the sender's income, from the twin; else the sales cut at today's price, of which rents save a part."""
    known = result.samples.get(("sender_income_change_usd", measure.sender))
    if known is not None:
        return np.asarray(known, dtype=float), "twin"
    sales = sales_usd(measure, target, world)
    if sales is None:
        return None, "unpriced: neither tonnes and price nor trade known"
    kept = np.random.default_rng(seed).uniform(0.0, 1.0, draws)  # dearer tonnes make up for none to all of the cut
    return -sales * measure.severity * measure.months / 12 * (1 - kept), "static: sales cut at today's price"


def sales_usd(measure: Measure, target: str, world: World) -> float | None:
    """What the sender sells the measure's importers of its minerals, USD a year at today's price of the stage; of a
    measure on several stages the most that is sold at one. Where tonnes or price are unknown, what trade shows."""
    total = None
    for mineral in measure.minerals:
        flow, usd = known_chain(world, mineral, target), _price((mineral,), world)
        if flow is None or usd is None or measure.sender not in flow.countries:
            traded = _traded_usd(measure, mineral, target, world)
            total = total if traded is None else (total or 0.0) + traded
            continue
        sold = [
            _sold_t(flow, stage, measure) * usd * stage_value(world, mineral, stage)
            for stage in filter(measure.on, flow.stages)
        ]
        if sold:
            total = (total or 0.0) + min(max(sold), sales(measure.sender, mineral, usd))
    return total


def _traded_usd(measure: Measure, mineral: str, target: str, world: World) -> float | None:
    """What trade statistics show of the sender's exports of a mineral to the measure's importers, USD in the last year
    known; of several stages the most; None where they have no code for the stage at which it sells most."""
    net = known_network(world, mineral, measure.sender, target)
    if net is not None and measure.sender in net.countries:
        row = net.countries.index(measure.sender)
        sold = {
            s: float(f[row].sum() - f[row, row]) for s, f in zip(net.stages, net.flows, strict=True) if measure.on(s)
        }
        if sold and not coded(world, mineral, max(sold, key=lambda s: sold[s])):
            return None
    rows = (
        world.settled("trade")
        .table("trade")
        .filter(
            pl.col("mineral") == mineral, pl.col("exporter") == measure.sender, pl.col("importer") != measure.sender
        )
    )
    if measure.stage != EVERY:
        rows = rows.filter(pl.col("stage").is_in(measure.stage.split(" and ")))
    if "WLD" not in measure.importers:
        members = labels.eu_members() if "EUU" in measure.importers else ()
        rows = rows.filter(pl.col("importer").is_in([*measure.importers, *members]))
    sums = rows.filter(pl.col("year") == pl.col("year").max()).group_by("stage").agg(pl.col("value_usd").sum())
    return None if sums.is_empty() else float(sums["value_usd"].max())  # type: ignore[arg-type]


@lru_cache(maxsize=1024)
def coded(world: World, mineral: str, stage: str) -> bool:
    """Whether the trade table has a code of its own for a stage of a mineral."""
    rows = world.settled("trade").table("trade")
    return not rows.filter((pl.col("mineral") == mineral) & (pl.col("stage") == stage)).is_empty()


def _sold_t(flow: Tonnes, stage: str, measure: Measure) -> float:
    s, row = flow.stages.index(stage), flow.countries.index(measure.sender)
    if "WLD" in measure.importers:
        return float(flow.arcs[s][row].sum() - flow.arcs[s][row, row])
    return sum(float(flow.taken(s, c)[row]) for c in measure.importers)


def _price(minerals: Iterable[str], world: World) -> float | None:
    found = []
    for mineral in minerals:
        try:
            found.append(price(world, mineral))
        except MissingData:
            continue
    return float(np.mean(found)) if found else None


def diversified(measure: Measure, target: str, world: World, draws: int, seed: int) -> Draws:
    """t/yr that projects without finance today take from the sender because of the measure, dims (year 1..5, draw).

    Each is built with a Beta(2, 2) part that grows with the measure's severity and duration (a whole ban of two years
    counts fully); never more than the sender exports.
    """
    rng = np.random.default_rng(seed + 1)
    push = measure.severity * min(1.0, measure.months / 24)
    part = rng.beta(*BUILT, draws) * push
    first = today(world).year + 1
    total = np.zeros((5, draws))
    for mineral in measure.minerals:
        flow = known_chain(world, mineral, target)
        if flow is None or measure.sender not in flow.countries:
            continue
        row = flow.countries.index(measure.sender)
        sold = {
            k: float(a[row].sum() - a[row, row]) for k, a in zip(flow.stages, flow.arcs, strict=True) if measure.on(k)
        }
        if not sold:
            continue
        stage, exports = max(sold.items(), key=lambda item: item[1])  # a tonne is sold once, at whichever stage
        adds = [c for c in outside(coming(world, mineral), measure.sender) if c.stage == stage and not c.committed]
        supply = np.array(list(supply_by_year(adds, first, first + 4).values()))
        total += np.minimum(supply[:, None] * part, exports)
    return total


def quick(sender: str, target: str, mineral: str, stage: str, world: World) -> float:
    """A quick first guess of the target's yearly loss in a full stop, USD.

    Dependence is carried down the chain (shares of each buyer's purchases); loss per sector is that of the CES with an
    elasticity of 0.1 and no stocks in the part of it that hangs on the mineral (the middle of the twin's own ranges).
    It ranks candidates for the simulation and is never shown.
    """
    net = known_network(world, mineral, sender, target)
    if net is None or stage not in net.stages or sender not in net.countries:
        return 0.0
    kept = max(1.0 - dependence(net, sender, target, stage, worldwide=True), 1e-2)
    hangs = (s.value_added * middle_part(mineral, s.sector) for s in traits(world, net).sectors if s.economy == target)
    return sum(hangs) * (1 - float(ces_output(kept, critical(), STIFF)))


def _members(net: Chain, economy: str) -> list[int]:
    wanted = labels.eu_members() if economy == "EUU" else (economy,)
    return [i for i, code in enumerate(net.countries) if code in wanted]


ORIGINS = {"USA": "usgs", "EUU": "eu-crm"}  # whose statement of where a state's imports come from stands in for trade
PLAIN = 0.9  # of the world's output of a stage, from which whoever buys it must buy from there


def guessed(net: Chain, sender: str, target: str, stage: str) -> bool:
    """Whether who sells to a target at a stage is guessed from who makes and who uses: no trade code tells, nor a
    source of where its imports come from, and the sender makes less than nine tenths of it."""
    k = net.stages.index(stage)
    arcs = [b for b in net.basis if b.startswith("arcs")][k]
    told = ORIGINS.get("EUU" if target in labels.eu_members() else target, "none")
    if "no trade statistic" not in arcs or told in arcs:
        return False
    return bool(net.flows[k][net.countries.index(sender)].sum() < PLAIN * net.flows[k].sum())


@lru_cache(maxsize=4096)
def known_network(world: World, mineral: str, sender: str, target: str) -> Chain | None:
    """The twin's chain of a mineral with both states told apart, None when it has none on the world's date."""
    try:
        return chain(world, mineral, tuple(sorted({sender, target} - set(labels.AGGREGATES))))
    except MissingData:
        return None


def dependence(net: Chain, sender: str, target: str, stage: str, worldwide: bool) -> float:
    """Share of the target's final use that comes through the sender's exports of a stage, 0..1."""
    first, row = net.stages.index(stage), net.countries.index(sender)
    who = _members(net, target)
    if not who:
        return 0.0
    columns = net.flows / np.maximum(net.flows.sum(axis=1, keepdims=True), 1e-12)
    lost = np.array(columns[first][row])
    lost[row] = 0.0
    if not worldwide:
        kept = np.zeros_like(lost)
        kept[who] = lost[who]
        lost = kept
    for k in range(first + 1, len(net.stages)):
        lost = lost @ columns[k]
    use = net.use[-1][who]
    return float(np.clip(lost[who] @ use / max(use.sum(), 1e-12), 0.0, 1.0))


def families(minerals: Iterable[str], stage: str, *, by_decree: bool = False) -> list[tuple[str, tuple[str, ...]]]:
    """(label, minerals) of what one measure would name: magnets are one good, not four, and
    what goes into a product that stands beside it is no good of its own. by_decree: the heavy rare earths are one good
    too, as one decree licenses them (2025-04)."""
    names = list(dict.fromkeys(minerals))
    if stage == "component":
        names = [m for m in names if GOES_INTO.get(m) not in names]
    if stage == "component" and set(names) & set(MAGNETS):
        return [("NdFeB magnets", MAGNETS)] + [(m, (m,)) for m in names if family(m) != "magnets"]
    loose = by_decree and stage in LOOSE.split(" and ")
    heavy = tuple(m for m in names if HEAVY in labels.groups(m)) if loose else ()
    return [(HEAVY, heavy)] * bool(heavy) + [(m, (m,)) for m in names if m not in heavy]
