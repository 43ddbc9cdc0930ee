"""`simulate`: scenario and world in, quantiles and figures out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from didymium import __version__, labels
from didymium.errors import BadScenario, MissingData
from didymium.records import Figure
from didymium.twin import loss as losses
from didymium.twin.engine import METRICS, run
from didymium.twin.laws import NPAR
from didymium.twin.network import Chain, chain
from didymium.twin.parameters import check_draws, lanes, mineral_priors, sobol, values
from didymium.twin.quantiles import Collector
from didymium.twin.result import Result, Row
from didymium.twin.scenario import Scenario, load_scenario
from didymium.twin.schedule import Shock, lay, summary_economies
from didymium.twin.traits import Traits, traits
from didymium.world.load import World, load_world

CHUNK = 8192
STAGE_VALUE = {
    "mine": 0.5,
    "refine": 1.0,
    "metal": 1.1,
    "component": 1.5,
}  # unit value of content over the refined price
SHORT, DEAR = 0.05, 1.2  # a month is short above, and dear above, these
F32 = NDArray[np.float32]
Index = dict[str, int]
M = {name: i for i, name in enumerate(METRICS)}


def simulate(
    scenario: Scenario | dict[str, Any] | str | Path, world: World | None = None, draws: int = 1000, seed: int = 0,
    *, progress: Any = None,
) -> Result:  # fmt: skip
    """The result of a scenario: prices, shortages, stocks, losses and income by month, each with p05, p50, p95.

    scenario: value, dict, YAML path or name of a ready one. world: masked by the scenario's `as_of` (default: the day it
    starts). draws: Sobol points over the priors, seeded; the same arguments give the same numbers bit for bit.
    Errors: `BadScenario` (with the line), `MissingData` when no named mineral has a chain, `BadInput` for absurd draws.
    Source of the laws: docs/method/twin.md.
    """
    plan = load_scenario(scenario)
    check_draws(draws)
    known = known_world(plan, world or load_world())
    book = _Book(plan, draws)
    points = sobol(draws, seed)
    setups = list(_setups(plan, known))
    for begin in range(0, draws, CHUNK):
        part = points[begin : begin + CHUNK]
        book.chunk(setups, part, known)
        if progress:
            progress(min(begin + CHUNK, draws), draws)
    return book.result(setups, known, draws, seed)


def simulate_many(scenarios: Iterable[Scenario | dict[str, Any] | str | Path], world: World | None = None,
                  draws: int = 1000, seed: int = 0) -> list[Result]:  # fmt: skip
    """One result a scenario, all with the same draws, so that differences between them are differences of the scenarios."""
    return [simulate(s, world, draws, seed) for s in scenarios]


def known_world(plan: Scenario, world: World) -> World:
    """The world as the scenario may know it."""
    if plan.as_of == "latest":
        return world
    day = plan.as_of or (plan.start if len(plan.start) == 10 else f"{plan.start}-01")
    return world.as_of(day if isinstance(day, dt.date) else str(day))


@dataclass(frozen=True, eq=False)
class Setup:
    """One chain ready to run."""

    chain: Chain
    traits: Traits
    shock: Shock
    economies: tuple[str, ...]


def _setups(plan: Scenario, world: World) -> Iterator[Setup]:
    found, missing = [], []
    for mineral in _minerals(plan):
        try:
            net = chain(world, mineral, _named(plan))
        except MissingData as error:
            missing.append(str(error))
            continue
        facts = traits(world, net)
        found.append(Setup(net, facts, lay(_fitting(plan, net), net, facts), ()))
    if not found:
        raise MissingData("; ".join(missing) or f"{plan.name}: names no mineral; add `minerals: [...]` or a measure")
    senders = tuple(dict.fromkeys(s for x in found for s in x.shock.senders))
    for x in found:
        yield Setup(x.chain, x.traits, x.shock, summary_economies(x.chain.countries, x.shock.senders))
    _ = senders


def _minerals(plan: Scenario) -> tuple[str, ...]:
    out: dict[str, None] = {}
    for name in plan.affected():
        out.update(dict.fromkeys(labels.members(name) if labels.is_group(name) else (name,)))
    return tuple(out)


def _named(plan: Scenario) -> tuple[str, ...]:
    codes = [r.exporter for r in plan.restrictions] + [i for r in plan.restrictions for i in r.importers]
    codes += (
        [o.country for o in plan.outages] + [c.country for c in plan.new_capacity] + [d.economy for d in plan.demand]
    )
    codes += [p.economy for p in (*plan.policy.stockpiles, *plan.policy.substitution, *plan.policy.recycling)]
    return tuple(sorted({c for c in codes if c not in labels.AGGREGATES}))


def _fitting(plan: Scenario, net: Chain) -> Scenario:
    """The scenario for one member of a group: stages that this member lacks are dropped when another member has them."""

    def fit(r: Any) -> Any:
        direct = net.mineral in r.minerals and len(plan.affected()) == 1
        if direct or not r.stages:
            return r
        kept = tuple(s for s in r.stages if s in net.stages)
        return r.model_copy(update={"stages": kept}) if kept else None

    measures = tuple(f for f in map(fit, plan.restrictions) if f is not None)
    outages = tuple(
        o for o in plan.outages if o.stage in net.stages or (net.mineral in o.minerals and len(plan.affected()) == 1)
    )
    return plan.model_copy(update={"restrictions": measures, "outages": outages})


@dataclass
class _Book:
    """Collects quantiles and samples while chunks of draws pass; state of one call."""

    plan: Scenario
    draws: int
    collectors: dict[tuple[Any, ...], Collector] = field(default_factory=dict)
    samples: dict[tuple[Any, ...], list[F32]] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)

    def chunk(self, setups: list[Setup], points: NDArray[np.float64], world: World) -> None:
        """Run one chunk of draws through every chain."""
        n = len(points)
        alive: dict[tuple[str, str], dict[str, F32]] = {}
        for x in setups:
            v = values(points, mineral_priors(world, x.chain.mineral))
            out = _run(x, v)
            self._markets(x, out, n)
            self._income(x, out, v, n)
            for key, part in _sector_losses(x, out, v).items():
                group = alive.setdefault(key, {})
                fam = losses.family(x.chain.mineral)
                group[fam] = np.maximum(group[fam], part) if fam in group else part
        self._losses(setups, alive, points, world, n)

    def put(self, key: tuple[Any, ...], rows: F32, n: int) -> None:
        """Add (month, draw) rows to the quantiles of `key`."""
        if key not in self.collectors:
            self.collectors[key] = Collector(rows.shape[0], self.draws)
        self.collectors[key].add(rows[:, :n])

    def sample(self, key: tuple[Any, ...], rows: F32, n: int) -> None:
        """Add one number a draw to the samples of `key`."""
        self.samples.setdefault(key, []).append(np.array(rows[:n], dtype=np.float32))

    def _markets(self, x: Setup, out: F32, n: int) -> None:
        for e, economy in enumerate(x.economies):
            for m, stage in enumerate(x.chain.stages):
                metrics = out[e, m]
                key = (x.chain.mineral, stage, economy)
                if not np.isfinite(metrics[M["price"], 0, 0]):
                    continue
                price, short, stock = metrics[M["price"]], _short(metrics), _cover(x, e, m, metrics)
                self.put(("price_ratio", *key), price, n)
                self.put(("shortage_share", *key), short, n)
                self.put(("stock_months", *key), stock, n)
                base = _base_use(x, e, m)
                self.put(("supply_ratio", *key), metrics[M["arrivals"]] / np.float32(base), n)
                self.sample(("price_ratio", *key), price.max(axis=0), n)
                self.sample(("shortage_share", *key), short.mean(axis=0), n)
                self.sample(("supply_ratio", *key), metrics[M["arrivals"]].mean(axis=0) / np.float32(base), n)
                if m == len(x.chain.stages) - 1:
                    self.sample(("months_to_recovery", *key), _recovery(price, short, x.shock.start), n)
                    self.sample(("months_to_shortage", *key), _first(short > SHORT, x.shock.start), n)

    def _income(self, x: Setup, out: F32, v: dict[str, NDArray[np.float64]], n: int) -> None:
        for sender in x.shock.senders:
            total = _income(x, out, x.economies.index(sender), v)
            if total is not None:
                key = ("sender_income_change_usd", None, None, sender)
                self.samples.setdefault((*key, x.chain.mineral), []).append(total[:, :n])

    def _losses(
        self, setups: list[Setup], alive: dict[tuple[str, str], dict[str, F32]], points: Any, world: World, n: int
    ) -> None:
        v = values(points, mineral_priors(world, setups[0].chain.mineral))
        spread = _padded(v["value_added"]), _padded(v["downstream"])
        known = {(s.economy, s.sector): s for x in setups for s in x.traits.sectors}
        totals: dict[str, F32] = {}
        for (economy, sector), parts in alive.items():
            keep = np.float32(1.0) - np.float32(1.0)
            keep = np.ones_like(next(iter(parts.values())))
            for part in parts.values():
                keep *= np.float32(1.0) - part
            s = known[economy, sector]
            usd = (1 - keep) * (
                np.float32(s.value_added / 12) * spread[0] * (1 + spread[1] * np.float32(s.multiplier - 1))
            )
            totals[economy] = totals[economy] + usd if economy in totals else usd.copy()
            self.put(("value_added_at_risk_usd", None, None, economy, sector), usd, n)
            self.sample(("value_added_at_risk_usd", None, None, economy, sector), usd.sum(axis=0), n)
        for economy, usd in totals.items():
            self.put(("value_added_at_risk_usd", None, None, economy, None), usd, n)
            self.sample(("value_added_at_risk_usd", None, None, economy, None), usd.sum(axis=0), n)

    def result(self, setups: list[Setup], world: World, draws: int, seed: int) -> Result:
        """The finished result."""
        return finish(self.plan, self, setups, world, draws, seed)


def _run(x: Setup, v: dict[str, NDArray[np.float64]]) -> F32:
    one = lanes(v)
    markets = len(x.chain.stages)
    par = np.ascontiguousarray(np.repeat(one[:, None], markets, axis=1).reshape(len(one), markets * NPAR, 16))
    a = x.shock.arrays
    out = run(a, par, x.shock.start)
    _fill(x, out, _padded(v["stock"]))
    return out


def _padded(v: NDArray[np.float64]) -> F32:
    return np.concatenate([v, np.repeat(v[-1:], -len(v) % 16)]).astype(np.float32)


def _base_use(x: Setup, e: int, m: int) -> float:
    a, C = x.shock.arrays, len(x.chain.countries)
    who = a.member[a.member_ptr[e] : a.member_ptr[e + 1]]
    return float(a.use[m * C + who].sum())


def _fill(x: Setup, out: F32, stock: F32) -> None:
    """Months before the first change are the baseline, exactly."""
    before, a, C = slice(0, x.shock.start), x.shock.arrays, len(x.chain.countries)
    for e in range(out.shape[0]):
        who = a.member[a.member_ptr[e] : a.member_ptr[e + 1]]
        for m in range(out.shape[1]):
            nodes = m * C + who
            use = a.use[nodes].sum()
            level = 1.0 if use > 0 else np.nan
            out[e, m, M["price"], before] = out[e, m, M["paid"], before] = level
            out[e, m, M["arrivals"], before] = out[e, m, M["got"], before] = out[e, m, M["wanted"], before] = use
            out[e, m, M["stock"], before] = (a.use[nodes] * a.months[nodes]).sum() * stock
            sold = _baseline_exports(x, m, who)
            out[e, m, M["exports"], before] = out[e, m, M["revenue"], before] = sold


def _baseline_exports(x: Setup, m: int, who: NDArray[np.int32]) -> float:
    sender = x.shock.arrays.sender
    mine = [i for i in who if sender[i] > 0]
    flows = x.chain.flows[m]
    return float(sum(flows[i, sender != sender[i]].sum() for i in mine))


def _short(metrics: F32) -> F32:
    """Unmet share of what was wanted, 0..1; exactly 0 at the baseline."""
    return np.clip(1 - metrics[M["got"]] / np.maximum(metrics[M["wanted"]], 1e-12), 0, 1)


def _cover(x: Setup, e: int, m: int, metrics: F32) -> F32:
    return metrics[M["stock"]] / np.float32(_base_use(x, e, m))


def _first(hit: NDArray[np.bool_], start: int) -> F32:
    """Months from the start of the shock to the first hit; NaN where it never comes."""
    when = np.argmax(hit, axis=0).astype(np.float32) - start
    return np.where(hit.any(axis=0), when, np.float32(np.nan))


def _recovery(price: F32, short: F32, start: int) -> F32:
    """Months from the start of the shock to the last month that is short or dear, plus one; the horizon where it is not over."""
    bad = (short > SHORT) | (price > DEAR)
    last = bad.shape[0] - np.argmax(bad[::-1], axis=0)
    return np.where(bad.any(axis=0), last - start, 0).astype(np.float32)


def _income(x: Setup, out: F32, e: int, v: dict[str, NDArray[np.float64]]) -> F32 | None:
    """Change of export revenue by month, USD, dims (month, draw); None where tonnes or price are unknown."""
    total = None
    for m, stage in enumerate(x.chain.stages):
        tonnes = use_tonnes(x.chain, m)
        if not np.isfinite(tonnes * x.traits.price):
            continue
        who = x.shock.arrays.member[x.shock.arrays.member_ptr[e] : x.shock.arrays.member_ptr[e + 1]]
        change = out[e, m, M["revenue"]] - np.float32(_baseline_exports(x, m, who))
        scale = np.float32(tonnes / 12 * x.traits.price * STAGE_VALUE[stage]) * _padded(v["price_level"])
        total = change * scale if total is None else total + change * scale
    return total


def use_tonnes(net: Chain, m: int) -> float:
    """World tonnes a year of the mineral through market m: its own, else the nearest stage's that is known."""
    known = [(abs(k - m), t) for k, t in enumerate(net.tonnes) if np.isfinite(t)]
    return min(known)[1] if known else float("nan")


def _sector_losses(x: Setup, out: F32, v: dict[str, NDArray[np.float64]]) -> dict[tuple[str, str], F32]:
    found: dict[tuple[str, str], F32] = {}
    last = len(x.chain.stages) - 1
    for e, economy in enumerate(x.economies):
        mine = [s for s in x.traits.sectors if s.economy == economy]
        if not mine or not np.isfinite(out[e, last, M["price"], 0, 0]):
            continue
        order = losses.priorities(mine)
        use_t = use_tonnes(x.chain, last) * _base_use(x, e, last)
        for s in mine:
            fallback = _padded(np.exp(np.log(1e-5) + (np.log(1e-3) - np.log(1e-5)) * (v["price_level"] - 0.8) / 0.45))
            cost = losses.cost_share(s, use_t, x.traits.price, _padded(v["price_level"]), fallback)
            rows = out[e, last]
            padded = {k: _padded(p).astype(np.float64) for k, p in v.items()}
            found[economy, s.sector] = losses.lost(
                rows[M["got"]], rows[M["wanted"]], rows[M["paid"]], cost, padded, order[s.sector], x.shock.start
            )
    return found


def finish(plan: Scenario, book: _Book, setups: list[Setup], world: World, draws: int, seed: int) -> Result:
    """Rows, figures and manifest from the collected numbers."""
    income: dict[str, list[F32]] = {}
    for key in [k for k in book.samples if k[0] == "sender_income_change_usd"]:
        parts = np.concatenate(book.samples.pop(key), axis=1)
        income.setdefault(key[3], []).append(parts)
    for sender, each in income.items():
        monthly = np.sum(each, axis=0)
        book.put(("sender_income_change_usd", None, None, sender, None), monthly, draws)
        book.sample(("sender_income_change_usd", None, None, sender, None), monthly.sum(axis=0), draws)
    rows = [
        Row(k[0], k[1], k[2], k[3], k[4] if len(k) > 4 else None, c.quantiles()) for k, c in book.collectors.items()
    ]
    rows += _tonnes(setups, rows)
    samples = {k: np.concatenate(v) for k, v in book.samples.items()}
    period = f"{plan.month(0)}/{plan.month(plan.months - 1)}"
    figures = tuple(f for k, s in samples.items() if (f := _figure(k, s, period)))
    missing = tuple(dict.fromkeys(m for x in setups for m in x.traits.missing))
    notes = tuple(dict.fromkeys(b for x in setups for b in x.chain.basis))
    args = {
        "scenario": plan.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "draws": draws,
        "seed": seed,
    }
    manifest = {"verb": "simulate", "args": args, "world": world.edition, "as_of": str(world.date) if world.date else None,
                "seed": seed, "draws": draws, "version": __version__}  # fmt: skip
    totals = {(k[0], k[3]): v for k, v in samples.items() if k[0].endswith("_usd") and (len(k) < 5 or k[4] is None)}
    return Result(plan, plan.calendar(), tuple(rows), figures, missing, notes, manifest, totals)


_SUMMED = {"value_added_at_risk_usd": "USD", "sender_income_change_usd": "USD", "price_ratio": "1", "shortage_share": "1",
           "supply_ratio": "1", "months_to_recovery": "months", "months_to_shortage": "months"}  # fmt: skip


def _figure(key: tuple[Any, ...], sample: F32, period: str) -> Figure | None:
    finite = sample[np.isfinite(sample)]
    if len(finite) < len(sample) / 2:
        return None
    low, mid, high = (float(q) for q in np.quantile(finite, (0.05, 0.5, 0.95)))
    return Figure(metric=key[0], value=mid, low=low, high=high, unit=_SUMMED[key[0]], mineral=key[1], stage=key[2],
                  country=key[3], sector=key[4] if len(key) > 4 else None, period=period)  # fmt: skip


def _tonnes(setups: list[Setup], rows: list[Row]) -> list[Row]:
    """Supply in tonnes a month, for stages whose world output is known."""
    scale = {}
    for x in setups:
        for m, stage in enumerate(x.chain.stages):
            for e, economy in enumerate(x.economies):
                scale[x.chain.mineral, stage, economy] = use_tonnes(x.chain, m) / 12 * _base_use(x, e, m)
    return [
        Row("supply_t", r.mineral, r.stage, r.economy, None, r.quantiles * np.float32(scale[r.mineral, r.stage, r.economy]))
        for r in rows if r.metric == "supply_ratio" and np.isfinite(scale.get((str(r.mineral), str(r.stage), r.economy), np.nan))
    ]  # fmt: skip


_ = BadScenario
