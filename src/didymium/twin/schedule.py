"""A scenario laid on a chain: the kernel's arrays, month by month."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from didymium import labels
from didymium.errors import BadScenario, MissingData
from didymium.twin.layout import Arrays
from didymium.twin.network import Chain, seeded, tonnes
from didymium.twin.production import REST, REST_EU, TABLED, unit_of
from didymium.twin.scenario import Capacity, Easing, Outage, Programme, Restriction, Scenario
from didymium.twin.traits import Traits, on_exchange

F32 = NDArray[np.float32]


@dataclass(frozen=True)
class Market:
    """One stage of a chain; `stage` indexes it. premium: log of its price at the start over
    its usual one, at least 0."""

    chain: Chain
    traits: Traits
    stage: int
    premium: float = 0.0

    @property
    def mineral(self) -> str:
        """The chain's mineral."""
        return self.chain.mineral

    @property
    def name(self) -> str:
        """The stage's name."""
        return self.chain.stages[self.stage]

    @property
    def last(self) -> bool:
        """True where the buyers are final users."""
        return self.stage == len(self.chain.stages) - 1


@dataclass(frozen=True)
class Shock:
    """A chain with its shocks. start: first month that differs from the baseline (months = none does).

    economies: names of the members in `arrays`, in order; OUT is every buyer outside the senders. units: those of them
    whose losses are counted, which together are the world. told: states whose
    exports are told. outage: output is lost and nothing restricted. date: day behind which the world is masked.
    """

    markets: tuple[Market, ...]
    countries: tuple[str, ...]
    economies: tuple[str, ...]
    arrays: Arrays
    start: int
    senders: tuple[str, ...]
    told: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    outage: bool = False
    date: dt.date | None = None

    @cached_property
    def lack(self) -> F32:
        """Part of its usual supply that each buyer loses before anybody answers, dims (month, node); negative where new
        supply comes. Sellers fall short by capacity and by what their own inputs lack."""
        a, C = self.arrays, len(self.countries)
        lack = np.zeros(a.capacity.shape)
        for k in range(len(self.markets)):
            here, arcs = slice(k * C, (k + 1) * C), slice(a.arc_ptr[k * C], a.arc_ptr[(k + 1) * C])
            able = a.capacity[:, here].astype(float)
            more = np.divide(a.added[:, here], a.supply[here], out=np.zeros_like(able), where=a.supply[here] > 0)
            if not a.first[k]:
                short = lack[:, (k - 1) * C : k * C] * (1 - a.scrap[here])
                able *= 1 - np.maximum(short, 0)
                more = np.maximum(more, -short)  # what comes of an input and of its makers' plants is the same supply
            able += more
            row = a.arc_limit[arcs]
            allowed = np.where(row >= 0, a.allowed[:, np.maximum(row, 0)], 1.0) if a.allowed.shape[1] else 1.0
            gone = a.arc_flow[arcs] * (1 - able[:, a.arc_from[arcs]] * allowed)
            upto = np.concatenate([np.zeros((len(gone), 1)), gone.cumsum(axis=1)], axis=1)
            ends = a.arc_ptr[k * C : (k + 1) * C + 1] - a.arc_ptr[k * C]
            lack[:, here] = (upto[:, ends[1:]] - upto[:, ends[:-1]]) / np.maximum(a.use[here], 1e-12)
        return lack.astype(np.float32)

    def unit(self, economy: str) -> str | None:
        """The unit (economy or block) in which the losses of an economy are counted; None for an aggregate of them."""
        return None if economy in ("EUU", "WLD") else unit_of(economy, self.units)


def ints(values: object) -> NDArray[np.int32]:
    """Values as the kernel's whole numbers."""
    return np.ascontiguousarray(values, dtype=np.int32)


def floats(values: object) -> F32:
    """Values as the kernel's floats."""
    return np.ascontiguousarray(values, dtype=np.float32)


FOOTHOLD = 2e-4  # of the world's flow: what a country must make before planned capacity can grow there
RELIEF = 0.7  # part of the remaining alarm that the end of a measure takes away
KEEP = 0.92  # part of an alarm that a month leaves, where relief has to know it (judgement; the kernel's is drawn)
HALF_ALARM = 4.0  # months: an outage expected to last this long alarms half as much as one without end (judgement)
LEAK_HALF_LIFE = 4.0  # months until half of the leakage has found its way (judgement)
REPORTED = ("USA", "EUU", "DEU", "FRA", "ITA", "GBR", "JPN", "KOR", "CHN", "IND")
EASED_IN = 3  # months until a lifted measure's flow is back (judgement: exports of magnets in May to July 2025)
PILED = 24.0  # months of use that lie beside mines of an element in surplus, for whoever lacks it (judgement)
FAR = 120.0  # months: no known end
_Trade = TypeVar("_Trade", Restriction, Easing)
Floats = NDArray[np.float64]


def lasting(months: float) -> float:
    """Part of the full alarm that an outage of so many months gives, 0..1."""
    return months / (months + HALF_ALARM)


def lay(scenario: Scenario, chain: Chain, traits: Traits, date: dt.date | None = None) -> Shock:
    """A chain under the scenario as the kernel's arrays; date: of the world's mask."""
    draft = _filled(fitting(scenario, chain.mineral, chain.stages), chain, traits)
    senders = tuple(sorted(draft.closed))
    markets = tuple(Market(draft.chain, traits, k, draft.premium(k)) for k in range(draft.K))
    told = scenario.exporters(senders)
    economies = summary_economies(senders, (*scenario.economies(), *told))
    arrays = draft.arrays(senders, told, economies)
    outage = bool(scenario.outages) and not (draft.closed or (draft.allowed < 1).any())
    codes, units = draft.chain.countries, units_of(economies)
    return Shock(markets, codes, economies, arrays, draft.start(), senders, told, units, outage, date)


def _filled(scenario: Scenario, chain: Chain, facts: Traits) -> _Draft:
    draft = _Draft(scenario, _opened(scenario, chain), facts)
    mineral = chain.mineral
    for measure in scenario.restrictions:
        if means(measure.minerals, mineral):
            draft.restrict(measure)
    for easing in scenario.easings:
        if means(easing.minerals, mineral):
            draft.ease(easing)
    for outage in scenario.outages:
        if means(outage.minerals, mineral):
            draft.lose(outage)
    for capacity in scenario.new_capacity:
        if capacity.mineral == mineral:
            draft.build(capacity)
    draft.use()
    draft.policy()
    return draft


def _opened(scenario: Scenario, chain: Chain) -> Chain:
    """The chain with a foothold for planned capacity where its country makes nothing yet."""
    for c in scenario.new_capacity:
        if c.mineral == chain.mineral and c.stage in chain.stages:
            where = countries_of(c.country, chain.countries, scenario.start)
            country = chain.countries[where[0]] if where else "OTH"
            chain = seeded(chain, chain.stages.index(c.stage), country, FOOTHOLD)
    return chain


def means(named: tuple[str, ...], mineral: str) -> bool:
    """True where the minerals or groups named include the mineral."""
    return mineral in named or any(labels.is_group(n) and mineral in labels.members(n) for n in named)


def fitting(scenario: Scenario, mineral: str, stages: tuple[str, ...]) -> Scenario:
    """The scenario as one of several minerals sees it: a stage that it lacks is left to the minerals that have it, but
    an outage before its first stage hits that (of iridium only the metal is known, by where it is mined)."""

    def fit(measure: _Trade) -> _Trade | None:
        alone = len(measure.minerals) == 1 and not labels.is_group(measure.minerals[0])
        if alone or not measure.stages or not means(measure.minerals, mineral):
            return measure
        kept = tuple(s for s in measure.stages if s in stages)
        return measure.model_copy(update={"stages": kept}) if kept else None

    measures = tuple(m for m in map(fit, scenario.restrictions) if m is not None)
    early = labels.STAGES[: labels.STAGES.index(stages[0])]
    outages = tuple(
        o.model_copy(update={"stage": stages[0]}) if o.stage in early and o.minerals != (mineral,) else o
        for o in scenario.outages
        if o.stage in (*early, *stages) or o.minerals == (mineral,)
    )
    easings = tuple(e for e in map(fit, scenario.easings) if e is not None)
    return scenario.model_copy(update={"restrictions": measures, "easings": easings, "outages": outages})


def countries_of(code: str, codes: tuple[str, ...], date: str) -> tuple[int, ...]:
    """Indices of the countries meant by a country, EUU or WLD."""
    if code == "WLD":
        return tuple(range(len(codes)))
    wanted = set(labels.eu_members(date)) if code == "EUU" else {code}
    return tuple(i for i, c in enumerate(codes) if c in wanted)


class _Draft:
    """Arrays being filled; state lives here and nowhere else."""

    def __init__(self, scenario: Scenario, chain: Chain, traits: Traits) -> None:
        self.scenario, self.chain, self.traits = scenario, chain, traits
        self.T, self.K, self.C = scenario.months, len(chain.stages), len(chain.countries)
        shape = (self.T, self.K, self.C)
        self.allowed = np.ones((self.T, self.K, self.C, self.C))
        self.leak = np.zeros_like(self.allowed)
        self.capacity, self.demand, self.thrift = np.ones(shape), np.ones(shape), np.ones(shape)
        self.added, self.given, self.fear = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        self.reserve = np.zeros((self.K, self.C))
        self.closed: set[str] = set()
        self.hit = np.zeros((self.K, self.C), dtype=bool)

    def stage(self, name: str) -> int:
        """Position of a stage in the chain; `BadScenario` when the chain has none."""
        if name not in self.chain.stages:
            has = ", ".join(self.chain.stages)
            raise BadScenario(
                f"{self.scenario.name}: {self.chain.mineral} has no {name} stage in the world (it has: {has})"
            )
        return self.chain.stages.index(name)

    def premium(self, k: int) -> float:
        """Log of what a stage's price at the start is over its usual one: as the scenario states it, else as prices of
        the mineral tell; a part made to order has none."""
        stage = self.chain.stages[k]
        told = [p for p in self.scenario.prices if p.mineral == self.chain.mineral and p.stage in (None, stage)]
        if told:
            return max(float(np.log(told[-1].over_usual)), 0.0)
        return 0.0 if stage == "component" else self.traits.premium

    def who(self, code: str) -> tuple[int, ...]:
        """Indices of a country or an aggregate."""
        return countries_of(code, self.chain.countries, self.scenario.start)

    def restrict(self, r: Restriction) -> None:
        """Permission, leakage and perceived risk of one measure."""
        sellers = self.who(r.exporter)
        buyers = sorted({j for code in r.importers for j in self.who(code)} - set(sellers))
        stages = [self.stage(s) for s in r.stages] if r.stages else range(self.K)
        pass_share, leak = self._path(r)
        for k in stages:
            flows = self.chain.flows[k]
            block = np.ix_(range(self.T), [k], sellers, buyers)
            if not flows[np.ix_(sellers, buyers)].any():
                continue
            if r.share_of_use == 1:  # a ban on named firms leaves its sender in the market with everybody else
                self.closed.add(r.exporter)
                self.hit[k, list(sellers)] = True
            self.allowed[block] = np.minimum(self.allowed[block], pass_share[:, None, None, None])
            self.leak[block] = np.maximum(self.leak[block], leak[:, None, None, None])
            use = np.maximum(flows.sum(axis=0)[buyers], 1e-12)
            exposed = flows[np.ix_(sellers, buyers)].sum(axis=0) / use
            self._alarm(r, k, buyers, exposed)

    def _path(self, r: Restriction) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        share, leak = np.ones(self.T), np.zeros(self.T)
        last = self.scenario.index(r.to) if r.to else self.T
        for month, allowed in r.steps():
            begin = self.scenario.index(month)
            share[max(begin, 0) : last + 1] = allowed
        first = self.scenario.index(r.steps()[0][0])
        age = np.arange(self.T) - first
        if r.share_of_use < 1:  # what named firms may not buy goes to others, whose tonnes they buy
            share = 1 - (1 - share) * 0.5 ** (np.maximum(age, 0) / LEAK_HALF_LIFE)
        leak = (1 - share) * (1 - 0.5 ** (np.maximum(age, 0) / LEAK_HALF_LIFE))
        return share, leak

    def _alarm(self, r: Restriction, k: int, buyers: list[int], exposed: NDArray[np.float64]) -> None:
        steps, least, first = r.steps(), 1.0, 0
        ends = self.scenario.index(r.to) + 1 if r.to else self.T
        for n, (month, allowed) in enumerate((*steps, ("", 1.0))):
            when = ends if not month else self.scenario.index(r.announced if n == 0 and r.announced else month)
            first = when if n == 0 else first
            change = least - allowed
            if change < 0:  # the end takes what is left of the alarm, in part; easing that stops short of it does not
                change *= RELIEF * KEEP ** max(when - first, 0) if allowed >= 1 else 0.0
            if when < self.T:
                self._spread(max(when, 0), k, buyers, change * exposed * KEEP ** max(-when, 0))
            least = 1.0 if allowed >= 1 else min(least, allowed)

    def _spread(self, when: int, k: int, buyers: list[int], rise: NDArray[np.float64]) -> None:
        """Perceived risk of the buyers, passed down to whoever buys from them by their part of its supply."""
        risk = np.zeros(self.C)
        risk[buyers] = rise
        for stage in range(k, self.K):
            if stage > k:
                flows = self.chain.flows[stage]
                risk = risk @ flows / np.maximum(flows.sum(axis=0), 1e-12)
            self.fear[when, stage] += risk

    def ease(self, e: Easing) -> None:
        """More supply from the sender, in three months, and relief of its buyers; both end where a suspension does."""
        sellers = list(self.who(e.exporter))
        buyers = sorted({j for code in e.importers for j in self.who(code)} - set(sellers))
        self.closed.add(e.exporter)  # until now its own buyers have stood apart
        begin, told = self.scenario.index(e.from_), self.scenario.index(e.announced or e.from_)
        end = self.scenario.index(e.to) + 1 if e.to else self.T
        age = np.arange(self.T)
        ramp = np.where(age < end, np.clip((age - begin + 1) / EASED_IN, 0, 1), 0.0)
        for k in [self.stage(s) for s in e.stages] if e.stages else range(self.K):
            flows = self.chain.flows[k]
            gain = (1 - e.before) * flows[np.ix_(sellers, buyers)].sum(axis=1)
            self.added[:, k, sellers] += ramp[:, None] * gain
            back = (
                (1 - e.before)
                * flows[np.ix_(sellers, buyers)].sum(axis=0)
                / np.maximum(flows.sum(axis=0)[buyers], 1e-12)
            )
            if told < self.T:
                self._spread(max(told, 0), k, buyers, -RELIEF * back)
            if e.to and end < self.T:
                self._spread(max(end, 0), k, buyers, back)

    def lose(self, outage: Outage) -> None:
        """Capacity lost in an outage, and the alarm of those who buy there: the lost part of what they buy, the more
        the longer it is expected to last; what is left of it goes when output is back."""
        k = self.stage(outage.stage)
        first = self.scenario.index(outage.from_)
        end = self.scenario.index(outage.to) + 1 if outage.to else self.T
        sellers = list(self.who(outage.country))
        self.capacity[max(first, 0) : end, k, sellers] *= 1 - outage.lost
        self.hit[k, sellers] = True
        flows = self.chain.flows[k]
        lost = outage.lost * flows[sellers].sum(axis=0) / np.maximum(flows.sum(axis=0), 1e-12)
        told = self.scenario.index(outage.announced) if outage.announced else first
        lost *= lasting(self.scenario.index(outage.to) + 1 - first if outage.to else FAR)
        everyone = list(range(self.C))
        if told < self.T:
            self._spread(max(told, 0), k, everyone, lost * KEEP ** max(-told, 0))
        if outage.to and end < self.T:
            self._spread(max(end, 0), k, everyone, -RELIEF * lost * KEEP ** max(end - told, 0))

    def build(self, capacity: Capacity) -> None:
        """Planned capacity, ramping up linearly."""
        k = self.stage(capacity.stage)
        share = capacity.share
        if share is None:
            world = tonnes(self.chain, k)
            if not np.isfinite(world):
                raise MissingData(f"no world tonnes of {capacity.mineral}: give `share` instead of `tonnes_per_year`")
            share = float(capacity.tonnes_per_year or 0.0) / world
        where = self.who(capacity.country) or (self.C - 1,)
        ramp = np.clip((np.arange(self.T) - self.scenario.index(capacity.from_) + 1) / capacity.ramp_months, 0, 1)
        self.added[:, k, where[0]] += share * ramp
        told = self.scenario.index(capacity.announced or capacity.from_)
        if told < self.T:  # supply that is on its way calms, as supply that is lost alarms
            self._spread(max(told, 0), k, list(range(self.C)), np.full(self.C, -share / (1 + share)))
        if k:  # it orders inputs as it grows
            self.demand[:, k - 1, where[0]] += share * ramp / max(self.chain.supply[k, where[0]], 1e-12)

    def use(self) -> None:
        """Demand of economies and sectors."""
        for d in self.scenario.demand:
            if d.mineral not in (None, self.chain.mineral):
                continue
            begin = max(self.scenario.index(d.from_), 0)
            end = self.scenario.index(d.to) + 1 if d.to else self.T
            for j in self.who(d.economy):
                part = self.traits.uses.get(self.chain.countries[j], {}).get(d.sector, 0.0) if d.sector else 1.0
                self.demand[begin:end, -1, j] *= 1 + d.change * part

    def policy(self) -> None:
        """Public stocks, substitution and recycling programmes."""
        p, mineral = self.scenario.policy, self.chain.mineral
        if self.traits.surplus:
            self.reserve[-1] += PILED
        for s in (s for s in p.stockpiles if s.mineral == mineral):
            for j in self.who(s.economy):
                self.reserve[-1, j] += s.months
        for programme in (x for x in p.substitution if x.mineral == mineral):
            self.thrift[:, -1, list(self.who(programme.economy))] *= 1 - self._ramp(programme)[:, None]
        use = self.chain.use[-1]
        for programme in (x for x in p.recycling if x.mineral == mineral):
            who = list(self.who(programme.economy))
            self.given[:, -1, who] += self._ramp(programme)[:, None] * use[who]

    def _ramp(self, p: Programme) -> NDArray[np.float64]:
        age = np.arange(self.T) - self.scenario.index(p.from_) + 1
        return np.asarray(p.share * np.clip(age / p.ramp_months, 0, 1))

    def start(self) -> int:
        """First month in which anything moves; a reserve alone moves nothing."""
        flat = self.chain.flows[None] > 0
        differs = (
            ((self.allowed < 1) & flat).any(axis=(1, 2, 3))
            | (self.capacity != 1).any(axis=(1, 2))
            | (self.demand != 1).any(axis=(1, 2))
            | (self.thrift != 1).any(axis=(1, 2))
            | (self.added != 0).any(axis=(1, 2))
            | (self.given != 0).any(axis=(1, 2))
            | (self.fear != 0).any(axis=(1, 2))
        )
        return int(np.argmax(differs)) if differs.any() else self.T

    def arrays(self, senders: tuple[str, ...], told: tuple[str, ...], economies: tuple[str, ...]) -> Arrays:
        """The finished arrays of this chain alone."""
        arcs = _arcs(self.chain.flows, self.allowed, self.leak, self.scenario.leakage)
        supply, use = self.chain.supply, self.chain.use
        number, named = np.zeros(self.C, np.int32), np.zeros(self.C, np.int32)
        for codes, numbers in ((senders, number), (told, named)):
            for n, code in enumerate(codes):
                numbers[list(self.who(code))] = n + 1
        members = [self.members(code, number, units_of(economies)) for code in economies]
        K = self.K
        place = {c: i for i, c in enumerate(self.traits.countries)}
        spread = [place.get(c, place["OTH"]) for c in self.chain.countries]
        return Arrays(
            last=ints([k == K - 1 for k in range(K)]), first=ints([k == 0 for k in range(K)]),
            resale=ints([_resale(self.chain.mineral, stage) for stage in self.chain.stages]),
            supply=floats(supply.ravel()), use=floats(use.ravel()),
            months=floats(self.traits.months[:, spread].ravel()), scrap=floats(self.traits.scrap[:, spread].ravel()),
            **arcs,
            capacity=self._flat(self.capacity), added=self._flat(self.added), demand=self._flat(self.demand),
            thrift=self._flat(self.thrift), given=self._flat(self.given), fear=self._flat(np.clip(self.fear, -1, 1)),
            reserve=floats(self.reserve.ravel()),
            member_ptr=ints(np.cumsum([0, *map(len, members)])), member=ints([j for m in members for j in m]),
            relieved=ints(self.relieved()), sender=number, told=named, struck=ints(self.hit.ravel()),
        )  # fmt: skip

    def relieved(self) -> NDArray[np.bool_]:
        """Whether supply has come or use has gone by each month, dims (month, stage)."""
        came = ((self.added > 0) | (self.given > 0) | (self.demand * self.thrift < 1)).any(axis=(1, 2))
        return np.repeat(np.logical_or.accumulate(came)[:, None], self.K, axis=1)

    def members(self, code: str, number: NDArray[np.int32], told: tuple[str, ...]) -> tuple[int, ...]:
        """Countries of an economy or a block; OUT is everyone outside the senders. told: the units told apart."""
        if code == "OUT":
            return tuple(int(i) for i in np.flatnonzero(number == 0))
        if code in (REST_EU, REST):
            return tuple(i for i, c in enumerate(self.chain.countries) if unit_of(c, told) == code)
        return self.who(code)

    def _flat(self, values: NDArray[np.float64]) -> F32:
        return floats(values.reshape(self.T, -1))


def summary_economies(senders: tuple[str, ...], named: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The economies that results report: the large ones, those that the scenario names, the senders, two blocks (other
    members of the European Union, all others), the world, and all outside the senders."""
    out = ("OUT",) if senders else ()
    return tuple(dict.fromkeys((*REPORTED, *named, *senders, REST_EU, REST, "WLD", *out)))


def units_of(economies: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the economies whose losses are counted; together they are the world."""
    return tuple(e for e in economies if e in TABLED)


def _resale(mineral: str, stage: str) -> int:
    """How a good is sold on: 2 on an exchange, 0 made to the buyer's order (parts), 1 all others."""
    return 2 if on_exchange(mineral, stage) else 0 if stage == "component" else 1


def _arcs(flows: Floats, allowed: Floats, leak: Floats, leakage: float | None) -> dict[str, Any]:
    """Arcs grouped by buyer, and the permission, leakage and openness of those that are ever restricted."""
    K, C = allowed.shape[1:3]
    abroad = flows * (1 - np.eye(C))
    whole = np.maximum(abroad.sum(axis=2), 1e-12)
    free = (np.where(allowed >= 1, abroad, 0.0)).sum(axis=3) / whole  # T, K, seller
    k, j, i = np.nonzero(flows.transpose(0, 2, 1))
    limited = np.asarray((allowed < 1).any(axis=0))[k, i, j]
    counts = np.bincount(k * C + j, minlength=K * C)
    kk, jj, ii = k[limited], j[limited], i[limited]
    gone, passed = leak[:, kk, ii, jj], allowed[:, kk, ii, jj]
    if leakage is not None:  # a stated leakage replaces the prior
        passed = np.where(passed < 1, np.minimum(passed + leakage * gone, 0.9999), passed)
    return {
        "arc_ptr": ints(np.concatenate([[0], np.cumsum(counts)])), "arc_from": ints(i),
        "arc_flow": floats(flows[k, i, j]), "arc_limit": ints(np.where(limited, np.cumsum(limited) - 1, -1)),
        "allowed": floats(passed), "limited": ints((allowed < 1).any(axis=(2, 3))),
        "leak": floats(gone if leakage is None else np.zeros_like(gone)), "open": floats(free[:, kk, ii]),
    }  # fmt: skip
