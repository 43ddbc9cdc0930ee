"""What senders may do over the years of a plan: histories drawn from the record, and the replies of an adversary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium import labels
from didymium.strategy import history
from didymium.strategy.atrisk import DRAWS, lasting, next_round, unit_rates, used
from didymium.strategy.baseline import PRODUCT, Chain
from didymium.twin.network import MAGNETS
from didymium.world.load import World

Array = NDArray[np.float64]
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
    """How often a sender restricts what is planned against the importer: the hazard of every verb (`atrisk`).

    goods: (minerals of the plan, stages that a measure beyond the ore covers); rates: rounds a year of each, dims
    (draw, good); cuts, ores: what a round stops, and whether of the ore alone, dims (draw,); months: how long one
    bites, the median; measures: its own record on these minerals against the importer; hostile: whether it has held any
    mineral back from the importer in ten years.
    """

    sender: str
    goods: tuple[tuple[frozenset[str], frozenset[str]], ...]
    rates: Array
    cuts: Array
    ores: NDArray[np.bool_]
    months: int
    measures: tuple[history.Measure, ...]
    hostile: bool

    @property
    def yearly(self) -> float:
        """Mean rate of measures a year: of the good that it restricts most often."""
        return float(self.rates.max(axis=1).mean())

    @property
    def mean_months(self) -> float:
        """Mean length, of an exponential with the median `months`."""
        return self.months / float(np.log(2))

    @property
    def yearly_full(self) -> float:
        """Mean rate a year of rounds that stop nearly everything of every good at every stage beyond the ore."""
        return float(self.rates.min(axis=1).mean() * np.mean((self.cuts >= FULL) & ~self.ores))


def hazards(world: World, chains: dict[str, Chain], importer: str, seed: int) -> tuple[Hazard, ...]:
    """The hazard of every supplier that could restrict the planned minerals, as known on the world's date, the most
    frequent first."""
    wanted = [*chains, *([PRODUCT] if set(chains) & set(MAGNETS) else [])]
    rates: dict[str, dict[str, Array]] = {}
    units, drawn = unit_rates(world, importer, DRAWS, seed)
    for unit, rate in zip(units, drawn.T, strict=True):
        if unit.mineral in wanted:
            rates.setdefault(unit.sender, {})[unit.mineral] = rate
    named = frozenset(wanted) | {g for m in chains for g in labels.groups(m)}
    found = []
    for sender, mine in rates.items():
        cuts, ores = next_round(sender, importer, world, DRAWS, seed)
        past = history.select(history.measures(world), history.EXPORT, sender, named, importer)
        found.append(Hazard(
            sender, tuple(_covered(m, chains) for m in mine),
            np.stack([*mine.values()], axis=1),
            cuts, ores, lasting(world), history.fresh(past), used(sender, importer, None, world),
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda h: (-h.yearly, h.sender)))


def _covered(mineral: str, chains: dict[str, Chain]) -> tuple[frozenset[str], frozenset[str]]:
    """(minerals of the plan, stages) that a measure on a good covers: magnets are a good of their own."""
    if mineral == PRODUCT:
        return frozenset(chains) & set(MAGNETS), frozenset({"component"})
    return frozenset({mineral}), frozenset({"refine", "metal"} if mineral in MAGNETS else labels.STAGES)


def foes(record: Sequence[Hazard]) -> list[Hazard]:
    """The senders that may be the adversary: those that have held something back from the importer in ten years, where
    any has. Japan's titanium is no threat to the United States as China's is."""
    return [h for h in record if h.hostile] or list(record)


def strategic(record: Sequence[Hazard], years: float) -> float:
    """Probability that, within the years, the adversary stops nearly everything of every good for this importer: one
    sender does, the one that does so most often."""
    return float(1 - np.exp(-years * max(h.yearly_full for h in foes(record))))


def sample(record: Sequence[Hazard], years: float, draws: int, seed: int) -> list[tuple[Stop, ...]]:
    """One list of stops a draw: each sender decrees as a Poisson process at the largest of its goods' rates in the
    draw; a decree covers a good with the part of that rate which the good's own is, so that each good's rounds come
    at its hazard. Length exponential, start uniform over the years."""
    rng = np.random.default_rng(seed)
    return [tuple(stop for h in record for stop in _stops(rng, h, d, years)) for d in range(draws)]


def _stops(rng: np.random.Generator, h: Hazard, draw: int, years: float) -> list[Stop]:
    rates, found = h.rates[draw % len(h.rates)], []
    for _ in range(min(rng.poisson(rates.max() * years), 12)):
        which, least = int(rng.integers(len(h.cuts))), rng.random() * rates.max()
        start, months = float(rng.uniform(0, 12 * years)), float(rng.exponential(h.mean_months))
        stages: dict[frozenset[str], frozenset[str]] = {}
        for (minerals, later), rate in zip(h.goods, rates, strict=True):
            if rate >= least:
                here = frozenset({"mine"}) if h.ores[which] and "refine" in later else later
                stages[here] = stages.get(here, frozenset()) | minerals
        found += [
            Stop(h.sender, ("WLD",), minerals, here, start, months, float(h.cuts[which]))
            for here, minerals in stages.items()
        ]
    return found


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


def reply_months(h: Hazard) -> float:
    """Months of the adversary's stop: as long as the sender's measures on average, a year at least."""
    return max(REPLY_MONTHS, h.mean_months)


def replies(chains: dict[str, Chain], record: Sequence[Hazard]) -> tuple[Stop, ...]:
    """The adversary's candidates: a full stop by one of the `foes` of all its planned minerals, from now on.

    Every narrower stop (fewer minerals or stages, shorter, to fewer targets) leaves the importer at least as much of
    everything and every later one finds more of a plan delivered, so its loss is no larger.
    """
    everything = frozenset(chains), frozenset(labels.STAGES)
    return tuple(Stop(h.sender, ("WLD",), *everything, 0.0, reply_months(h), 1.0) for h in foes(record))


def points(chains: dict[str, Chain], worst: Stop) -> tuple[Stop, ...]:
    """The worst reply narrowed to one mineral and one stage at a time."""
    return tuple(
        Stop(worst.sender, worst.targets, frozenset({m}), frozenset({stage}), worst.start, worst.months, worst.cut)
        for m, flow in chains.items()
        for stage in flow.stages
    )
