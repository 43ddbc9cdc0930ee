"""`simulate`: scenario and world in, quantiles and figures out; `why`: which inputs a result hangs on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from didymium import __version__, labels
from didymium.errors import BadScenario, MissingData
from didymium.twin.book import Book, Key
from didymium.twin.layout import LANES, NMET
from didymium.twin.network import Chain, chain
from didymium.twin.parameters import DIMENSIONS, check_draws, priors, sobol
from didymium.twin.production import REST_EU, TABLED, unit_of
from didymium.twin.projects import rows_of, with_projects
from didymium.twin.result import Result
from didymium.twin.scenario import Easing, Restriction, Scenario, load_scenario, on_whole_chains
from didymium.twin.schedule import REPORTED, Market, Shock, countries_of, lay, means
from didymium.twin.traits import Traits, traits
from didymium.world.load import World, load_world

CHUNK_BYTES = 192 << 20
IDLE = 0.005  # of the buyers' use: hardly more than the links that may grow
Floats = NDArray[np.float64]
Source = Scenario | dict[str, Any] | str | Path


def simulate(
    scenario: Source, world: World | None = None, draws: int = 1000, seed: int = 0, *, money: bool = False,
    monthly: bool = True, progress: Callable[[int, int], None] | None = None,
) -> Result:  # fmt: skip
    """The result of a scenario: prices, shortages, stocks, losses and income by month, each with p05, p50, p95.

    scenario: value, dict, YAML path or name of a ready one. world: masked by the scenario's `as_of` (default: its first
    day). draws: Sobol points over the priors, seeded; the same arguments give the same numbers bit for bit.
    money: only losses and incomes; monthly=False: only `figures` (in both cases the same numbers, sooner).
    progress: called with (draws done, draws).
    Errors: `BadScenario` (with the line), `MissingData` when no named mineral has a chain, `BadInput` for an absurd
    number of draws. Source of the laws: docs/method/twin.md.
    """
    plan = on_whole_chains(load_scenario(scenario))
    check_draws(draws)
    known = known_world(plan, world or load_world())
    shocks, missing = prepare(plan, known)
    size, book = DIMENSIONS, Book(draws, money, monthly, seed=seed)
    collect(book, plan, shocks, known, lambda first, count: sobol(count, seed, size, first), progress)
    book.missing.update(dict.fromkeys(missing))
    return _result(plan, book, shocks, known, draws, seed)


def collect(
    book: Book, plan: Scenario, shocks: list[Shock], world: World, points: Callable[[int, int], Floats],
    progress: Callable[[int, int], None] | None = None,
) -> None:  # fmt: skip
    """Enters the `book.draws` points of the priors, a chunk at a time, so that memory does not grow with draws.

    points: (first, count) -> dims (draw, parameter), 0..1.
    """
    size, draws = _chunk(plan, shocks), book.draws
    for first in range(0, draws, size):
        book.chunk(shocks, points(first, min(size, draws - first)), world)
        if progress:
            progress(min(first + size, draws), draws)


def known_world(plan: Scenario, world: World) -> World:
    """The world as the scenario may know it: by its `as_of`, else by its first day."""
    if plan.as_of == "latest":
        return world
    day = plan.as_of or (plan.start if len(plan.start) == 10 else f"{plan.start}-01")
    return world.as_of(day if isinstance(day, dt.date) else str(day))


def prepare(plan: Scenario, world: World) -> tuple[list[Shock], tuple[str, ...]]:
    """The chains under the scenario, and what is missing."""
    parts: list[tuple[Chain, Traits]] = []
    missing: list[str] = []
    projects = rows_of(plan, world)
    named = tuple(sorted({*_named(plan), *(str(row["country"]) for row in projects.values())}))
    for mineral in minerals_of(plan):
        try:
            net = chain(world, mineral, named)
        except MissingData as error:
            missing.append(str(error))
            continue
        parts.append((net, traits(world, net)))
    if not parts:
        raise MissingData("; ".join(missing) or f"{plan.name}: names no mineral; add `minerals: [...]` or a measure")
    _check_stages(plan, {net.mineral: net for net, _ in parts})
    told = {*REPORTED, *plan.economies()}
    missing += [m for _, facts in parts for m in facts.missing if _of(m) in told] + _unvalued(plan)
    missing = [*_unseen(plan, [net for net, _ in parts]), *missing]
    plan, left = with_projects(plan, projects, {net.mineral: net for net, _ in parts}, world)
    missing += left
    return [lay(plan, net, facts, world.date) for net, facts in parts], tuple(dict.fromkeys(missing))


def _check_stages(plan: Scenario, chains: dict[str, Chain]) -> None:
    """Refuse a stage that the chain of a mineral named alone does not have; `BadScenario` tells the place."""
    named = [(("restrictions", n, "stages"), r.minerals, s) for n, r in enumerate(plan.restrictions) for s in r.stages]
    named += [(("easings", n, "stages"), e.minerals, s) for n, e in enumerate(plan.easings) for s in e.stages]
    named += [(("outages", n, "stage"), o.minerals, o.stage) for n, o in enumerate(plan.outages)]
    named += [(("new_capacity", n, "stage"), (c.mineral,), c.stage) for n, c in enumerate(plan.new_capacity)]
    for path, minerals, stage in named:
        net = chains.get(minerals[0]) if len(minerals) == 1 else None
        if net is not None and stage not in net.stages:
            has = ", ".join(net.stages)
            raise BadScenario(f"{plan.at(*path)}: {net.mineral} has no {stage} stage in the world (it has: {has})")


def _unseen(plan: Scenario, chains: Sequence[Chain]) -> Iterator[str]:
    """What is said of measures that touch no trade of the stages simulated (of uranium only the ore is)."""
    for measure in plan.bound():
        for net in (c for c in chains if means(measure.minerals, c.mineral)):
            if net.stages == ("mine",):
                yield f"what is made of {net.mineral}: only its ore is simulated"
            if _idle(measure, net, plan.start):
                sender = labels.country_name(measure.exporter, article=True)
                to = " and ".join(labels.country_name(c, article=True) for c in measure.importers if c != "WLD")
                yield (
                    f"effect of the measure: {sender} is not known to sell {net.mineral} to {to or 'others'} "
                    f"at a stage that is simulated ({', '.join(net.stages)})"
                )


def _idle(measure: Restriction | Easing, net: Chain, date: str) -> bool:
    """Whether a measure's sender sells its importers hardly more of a mineral than the links that may grow."""
    sellers, buyers = (
        {i for code in codes for i in countries_of(code, net.countries, date)}
        for codes in ((measure.exporter,), measure.importers)
    )
    who = sorted(buyers - sellers)
    places = [k for k, stage in enumerate(net.stages) if not measure.stages or stage in measure.stages]
    sold = net.flows[np.ix_(places, sorted(sellers), who)].sum()
    return bool(sold <= IDLE * net.use[np.ix_(places, who)].sum())


def _of(gap: str) -> str:
    """The economy that a gap in value added is about, one that is always told of for other gaps."""
    found = re.search(r" in ([A-Z]{3})(?::|$)", gap)
    return found[1] if found else REPORTED[0]


def _unvalued(plan: Scenario) -> list[str]:
    """What is said of economies that the scenario names and whose losses stand in a block."""
    apart = {*TABLED, "EUU"}
    names = [(c, labels.country_name(c, article=True)) for c in plan.economies() if c not in apart]
    return [
        f"loss of {name}: counted with {'the European Union' if unit_of(c, ()) == REST_EU else 'all other economies'}"
        for c, name in names
    ]


def minerals_of(plan: Scenario) -> tuple[str, ...]:
    """The single minerals that a scenario names, groups opened."""
    out: dict[str, None] = {}
    for name in plan.affected():
        out.update(dict.fromkeys(labels.members(name) if labels.is_group(name) else (name,)))
    return tuple(out)


def _named(plan: Scenario) -> tuple[str, ...]:
    p = plan.policy
    codes = [r.exporter for r in plan.bound()] + [i for r in plan.bound() for i in r.importers]
    codes += [o.country for o in plan.outages] + [c.country for c in plan.new_capacity]
    codes += [x.country for x in p.projects if x.country]
    codes += [d.economy for d in plan.demand] + [s.economy for s in p.stockpiles] + list(plan.report)
    codes += [x.economy for x in (*p.substitution, *p.recycling)]
    return tuple(sorted({c for c in codes if c not in labels.AGGREGATES}))


def _chunk(plan: Scenario, shocks: list[Shock]) -> int:
    """Draws at a time, so that the widest group's flows stay within 192 MiB."""
    cells = max(len(s.economies) * len(s.markets) * NMET * plan.months for s in shocks)
    return max(LANES, min(8192, CHUNK_BYTES // (4 * cells)) // LANES * LANES)


def _stand_in(x: Market) -> tuple[str, ...]:
    """The note on parameter tables that were published after the scenario's date."""
    if not x.traits.late:
        return ()
    return (f"parameters: rows of {', '.join(x.traits.late)} are later than the date and stand in, a prior",)


def about(scenario: Source, world: World, draws: int, seed: int) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The notes and the manifest that `simulate` of the same arguments gives, without the run."""
    plan = on_whole_chains(load_scenario(scenario))
    known = known_world(plan, world)
    return _notes(prepare(plan, known)[0]), _manifest(plan, known, draws, seed)


def _notes(shocks: list[Shock]) -> tuple[str, ...]:
    said = (f"{x.mineral} {b}" for s in shocks for x in s.markets for b in (*x.chain.basis, *_stand_in(x)))
    return tuple(dict.fromkeys(said))


def _manifest(plan: Scenario, world: World, draws: int, seed: int) -> dict[str, Any]:
    args = {
        "scenario": plan.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "draws": draws,
        "seed": seed,
    }
    as_of = str(world.date) if world.date else None
    return {"verb": "simulate", "args": args, "world": world.name, "as_of": as_of, "seed": seed, "draws": draws,
            "version": __version__}  # fmt: skip


def _result(plan: Scenario, book: Book, shocks: list[Shock], world: World, draws: int, seed: int) -> Result:
    return Result(
        scenario=plan, months=plan.calendar(), rows=book.rows(),
        figures=book.figures(f"{plan.month(0)}/{plan.month(plan.months - 1)}"), missing=tuple(book.missing),
        notes=_notes(shocks), manifest=_manifest(plan, world, draws, seed),
        start=min(shock.start for shock in shocks), samples=book.totals(), worth=book.worth,
    )  # fmt: skip


@dataclass(frozen=True)
class Influence:
    """How much of the spread of an output one input explains: alone (first), with others (total), and its direction."""

    parameter: str
    first: float
    total: float
    direction: int  # +1 the output rises with the input, -1 it falls, 0 neither beyond chance (two standard errors)
    unit: str
    basis: str
    status: str

    def as_dict(self) -> dict[str, object]:
        """Plain values."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class Why:
    """Influences on one output, the largest total first. The output is taken in logarithms where it is money
    or a price."""

    metric: str
    mineral: str | None
    stage: str | None
    economy: str
    influences: tuple[Influence, ...]
    runs: int

    def to_json(self) -> dict[str, object]:
        """The published dict."""
        return {
            "metric": self.metric, "mineral": self.mineral, "stage": self.stage, "economy": self.economy,
            "runs": self.runs, "influences": [i.as_dict() for i in self.influences],
        }  # fmt: skip


def why(source: Source, world: World | None = None, points: int = 256, seed: int = 0) -> tuple[Why, ...]:
    """First-order and total Sobol indices for the headline outputs of a scenario: the largest loss, price and shortage.

    points: base sample n; the model runs n (d + 2) times for d inputs. S_i = mean(f_B (f_ABi - f_A)) / var,
    T_i = mean((f_A - f_ABi)^2) / (2 var), f centred; standard error about 1 / sqrt(n).
    Source: Saltelli et al. 2010 (first order), Jansen 1999 (total).
    """
    plan = load_scenario(source)
    known = known_world(plan, world or load_world())
    shocks, _ = prepare(plan, known)
    size = DIMENSIONS
    both = sobol(points, seed, 2 * size)
    a, b = (
        both[:, :size],
        np.random.default_rng(seed).permutation(both[:, size:]),
    )  # few points of many dimensions pair up
    mixed = [np.where(np.arange(size) == p.dimension, b, a) for p in priors()]
    # each design by itself: what is shuffled over the draws of a run falls alike in all, and is no influence
    runs = [_samples(design, plan, shocks, known, seed) for design in (a, b, *mixed)]
    samples = {k: np.concatenate([run[k] for run in runs]) for k in runs[0] if all(k in run for run in runs)}
    chosen = _headlines(samples)
    if not chosen:
        raise MissingData(f"{plan.name}: nothing varies in this scenario, so nothing explains it")
    return tuple(_indices(key, samples[key], a, points) for key in chosen)


def _samples(
    design: Floats, plan: Scenario, shocks: list[Shock], world: World, seed: int
) -> dict[Key, NDArray[np.float64]]:
    """Every total and highest price at the points of a design, dims (draw, parameter)."""
    book = Book(len(design), monthly=False, seed=seed)
    collect(book, plan, shocks, world, lambda first, count: design[first : first + count])
    return {k: np.concatenate(v).astype(float) for k, v in (book.samples | book.effects).items()}


def _headlines(samples: dict[Key, NDArray[np.float64]]) -> list[Key]:
    found = []
    for metric in ("value_added_at_risk_usd", "price_ratio", "shortage_share"):
        keys = [
            k
            for k in samples
            if k[0] == metric and k[4] is None and k[3] not in ("WLD", "OUT") and np.ptp(samples[k]) > 1e-6
        ]
        if keys:
            found.append(max(keys, key=lambda k: float(np.median(samples[k]))))
    return found


def _indices(key: Key, sample: NDArray[np.float64], a: Floats, n: int) -> Why:
    f = sample if key[0] == "shortage_share" else np.log(np.maximum(sample, 1e-3))
    fa, fb = f[:n], f[n : 2 * n]
    mean, variance = float(np.mean(f[: 2 * n])), float(np.var(f[: 2 * n]))
    found = []
    for i, prior in enumerate(priors()):
        fi = f[(2 + i) * n : (3 + i) * n]
        first = float(np.mean((fb - mean) * (fi - fa)) / variance)
        total = float(np.mean((fa - fi) ** 2) / (2 * variance))
        tied = float(np.mean((a[:, prior.dimension] - 0.5) * (fa - fa.mean()))) * 12**0.5 / max(float(fa.std()), 1e-12)
        sense = int(np.sign(tied)) if abs(tied) > 2 / n**0.5 else 0
        found.append(Influence(prior.parameter, first, total, sense, prior.unit, prior.basis, prior.status))
    return Why(key[0], key[1], key[2], key[3], tuple(sorted(found, key=lambda x: -x.total)), len(f))
