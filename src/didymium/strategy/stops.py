"""What senders may do over the years of a plan: histories drawn from the record, and the replies of an adversary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium import labels
from didymium.strategy import history
from didymium.strategy.baseline import PRODUCT, Chain
from didymium.strategy.outcome import today
from didymium.twin.network import MAGNETS
from didymium.world.load import World

Array = NDArray[np.float64]
SINCE = 2006  # the first year of the record of measures
RENEWAL_YEARS = 2.0  # a measure of the same kind on the same minerals within that time is the old one renewed
LARGE = 0.05  # a sender counts when it makes that share of the world's output at some stage
FULL = 0.8  # a cut from which a measure counts as a full stop
LATE = (1.0, 1.5)  # factor on lead times (prior: projects slip, none comes early)
REPLY_MONTHS = 12.0  # least length of the adversary's stop


@dataclass(frozen=True)
class Stop:
    """One measure: `cut` of what `sender` sells to `targets` (WLD: all), in months from now."""

    sender: str
    targets: tuple[str, ...]
    minerals: frozenset[str]
    stages: frozenset[str]
    start: float
    months: float
    cut: float

    @property
    def words(self) -> str:
        """The stop in plain words."""
        what = ", ".join(labels.mineral_name(m) for m in sorted(self.minerals))
        return (
            f"{labels.country_name(self.sender)} stops {self.cut:.0%} of {what} ({', '.join(_ordered(self.stages))}) "
            f"for {self.months:.0f} months from month {self.start:.0f}"
        )


def _ordered(stages: frozenset[str]) -> list[str]:
    return [s for s in labels.STAGES if s in stages]


@dataclass(frozen=True)
class Hazard:
    """How often a sender restricts: its measures (renewals not counted), the years, how they were aimed."""

    sender: str
    measures: tuple[history.Measure, ...]
    years: float
    mean_months: float
    aimed: float  # chance that a measure against named countries names this importer (posterior mean)
    full: int  # full stops among the measures
    broad: int  # of them, those on every stage

    @property
    def yearly(self) -> float:
        """Posterior mean of the rate, measures a year: Gamma(1/2 + events, years)."""
        return (0.5 + len(self.measures)) / self.years


def senders(chains: dict[str, Chain], importer: str) -> tuple[str, ...]:
    """Countries other than the importer that make at least 5 % of some stage, the largest first."""
    share: dict[str, float] = {}
    for flow in chains.values():
        for arcs in flow.arcs:
            made = arcs.sum(axis=1) / arcs.sum()
            for country, value in zip(flow.countries, made, strict=True):
                share[country] = max(share.get(country, 0.0), float(value))
    own = set(labels.eu_members()) if importer == "EUU" else {importer}
    return tuple(
        sorted((c for c, v in share.items() if v >= LARGE and c not in own | {"OTH"}), key=lambda c: -share[c])
    )


def hazards(world: World, chains: dict[str, Chain], importer: str) -> tuple[Hazard, ...]:
    """The record of every large sender on the planned minerals, as known on the world's date."""
    now = today(world)
    years = max(now.year + now.timetuple().tm_yday / 365.25 - SINCE, 1.0)
    wanted = frozenset(chains) | {g for m in chains for g in labels.groups(m)}
    every = history.select(history.measures(world), history.EXPORT)
    pooled, total = history.durations(every, world)
    found = []
    for sender in senders(chains, importer):
        mine = history.select(every, history.EXPORT, sender, wanted)
        ended, spent = history.durations(mine, world)
        named = [m for m in history.select(every, history.EXPORT, sender) if "WLD" not in m.targets]
        fresh = _episodes(mine)
        stops = [m for m in fresh if is_full(m)]
        found.append(Hazard(
            sender, fresh, years, 12 * (spent + total / max(pooled, 1)) / (ended + 1),
            (0.5 + sum(m.hits(importer) for m in named)) / (1 + len(named)), len(stops),
            sum(m.stage not in labels.STAGES for m in stops),
        ))  # fmt: skip
    return tuple(found)


def is_full(measure: history.Measure) -> bool:
    """Whether a measure stops nearly everything: a ban, a halt, or a stated cut of 80 % or more."""
    return history.cuts(measure)[0] >= FULL


def strategic(record: Sequence[Hazard], years: float) -> float:
    """Probability that, within the years, some sender stops everything at every stage for this importer.

    1 - exp(-sum over senders of rate of full stops x chance that it hits the importer x chance that it is broad); each
    a posterior mean under Jeffreys' prior of the sender's own record.
    """
    rate = sum((0.5 + h.full) / h.years * h.aimed * (0.5 + h.broad) / (1 + h.full) for h in record if h.measures)
    return float(1 - np.exp(-rate * years))


def _episodes(measures: Sequence[history.Measure]) -> tuple[history.Measure, ...]:
    kept: list[history.Measure] = []
    last: dict[tuple[str, str], float] = {}
    for m in measures:
        when = m.announced.toordinal() / 365.25
        ages = [when - last[m.kind, x] for x in m.minerals if (m.kind, x) in last]
        last |= {(m.kind, x): when for x in m.minerals}
        if not ages or min(ages) > RENEWAL_YEARS:
            kept.append(m)
    return tuple(kept)


def sample(world: World, chains: dict[str, Chain], record: Sequence[Hazard], importer: str, years: float,
           draws: int, seed: int) -> list[tuple[Stop, ...]]:  # fmt: skip
    """One list of stops a draw: each sender acts as a Poisson process at a rate drawn from its record's posterior.

    A new measure takes kind, minerals, stage, targets and severity of a past one of the sender (of any sender
    when it has none); its length is exponential; its start uniform over the years.
    """
    rng = np.random.default_rng(seed)
    pool = _episodes(history.select(history.measures(world), history.EXPORT))
    return [
        tuple(
            stop
            for h in record
            for stop in _stops(rng, h, h.measures or pool, chains, importer, years, own=bool(h.measures))
        )
        for _ in range(draws)
    ]


def _stops(rng: np.random.Generator, h: Hazard, templates: Sequence[history.Measure], chains: dict[str, Chain],
           importer: str, years: float, own: bool) -> list[Stop]:  # fmt: skip
    rate = rng.gamma(0.5 + len(h.measures), 1 / h.years)
    found = []
    for _ in range(min(rng.poisson(rate * years), 12)):
        m = templates[int(rng.integers(len(templates)))]
        cut = float(rng.uniform(*history.cuts(m)))
        aimed = "WLD" not in m.targets and not m.hits(importer) and rng.random() < h.aimed
        targets = (importer,) if aimed else m.targets
        start, months = float(rng.uniform(0, 12 * years)), float(rng.exponential(h.mean_months))
        found += [
            Stop(h.sender, targets, minerals, stages, start, months, cut) for minerals, stages in _scope(m, chains, own)
        ]
    return found


def _scope(m: history.Measure, chains: dict[str, Chain], own: bool) -> list[tuple[frozenset[str], frozenset[str]]]:
    """(minerals, stages) that a measure like `m` covers of the plan; one on magnets covers all their elements there."""
    stages = frozenset({m.stage}) if m.stage in labels.STAGES else frozenset(labels.STAGES)
    named = (
        frozenset(c for c in chains if c in m.minerals or set(labels.groups(c)) & m.minerals)
        if own
        else frozenset(chains)
    )
    inside = frozenset(c for c in chains if c in MAGNETS and PRODUCT in m.minerals)
    return [(who, where) for who, where in ((named, stages), (inside, frozenset({"component"}))) if who]


def lateness(draws: int, options: int, seed: int) -> Array:
    """Factors on the lead times, dims (draws, options): uniform between 1 and 1.5."""
    return np.asarray(np.random.default_rng([seed, 1]).uniform(*LATE, size=(draws, options)))


def valuation(draws: int, seed: int) -> tuple[Array, Array]:
    """Draws of (general exposed part of value added: the twin's prior; elasticity of substitution), each (draws,)."""
    from scipy.stats import qmc

    from didymium.strategy.baseline import SUBSTITUTION
    from didymium.twin.parameters import priors

    u = qmc.Sobol(2, rng=np.random.default_rng([seed, 2])).random(1 << max(draws - 1, 0).bit_length())[:draws]
    general = next(p for p in priors() if p.parameter == "exposed")
    low, high = SUBSTITUTION
    return np.asarray(general.at(u[:, 0])), np.asarray(low * (high / low) ** u[:, 1])


def replies(chains: dict[str, Chain], record: Sequence[Hazard], periods: int, months: float) -> tuple[Stop, ...]:
    """The adversary's candidates: a full stop by one sender of all its planned minerals, from any period on.

    Every narrower stop (fewer minerals or stages, shorter, to fewer targets) leaves the importer at least as much of
    everything, so its loss is no larger; the widest ones suffice to find the worst.
    """
    return tuple(
        Stop(
            h.sender,
            ("WLD",),
            frozenset(chains),
            frozenset(labels.STAGES),
            t * months,
            max(REPLY_MONTHS, h.mean_months),
            1.0,
        )
        for h in record
        for t in range(periods)
    )


def points(chains: dict[str, Chain], worst: Stop) -> tuple[Stop, ...]:
    """The worst reply narrowed to one mineral and one stage at a time."""
    return tuple(
        Stop(worst.sender, worst.targets, frozenset({m}), frozenset({stage}), worst.start, worst.months, worst.cut)
        for m, flow in chains.items()
        for stage in flow.stages
    )
