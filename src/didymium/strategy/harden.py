"""The case of a plan, and hardening it: the worst replies of the adversaries stand among its scenarios."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium import labels
from didymium.errors import MissingData
from didymium.strategy import baseline, layout, stops
from didymium.strategy.cost import EVERY, Measure, cost
from didymium.strategy.options import Menu, Option, menu
from didymium.strategy.outcome import today
from didymium.strategy.program import Case, Live, Risk
from didymium.twin.network import MAGNETS
from didymium.twin.traits import IN_SURPLUS, in_surplus
from didymium.world.load import World

Array = NDArray[np.float64]
SLOTS = 3  # replies that a program holds, one a sender, those that cost most without a plan
STOCK_MONTHS = 2.0  # of use that users hold where no source says it (prior, 1 to 3)


# makes the option that a deal buys of a world, its chains, prices and menu; None when it is on the menu
DealMaker = Callable[[World, dict[str, baseline.Chain], dict[str, float], Menu], Option | None]


@dataclass(frozen=True)
class Setting:
    """Everything that the plan is computed from, beside budget and risk aversion."""

    frame: layout.Layout
    case: Case
    menu: Menu
    record: tuple[stops.Hazard, ...]
    draws: int
    seed: int
    gaps: tuple[tuple[str, str], ...]
    ties: Mapping[str, Tie] = field(default_factory=dict)
    main: str = ""  # the sender whose stop of everything costs the importer most

    def tie(self, sender: str) -> Tie:
        """By what the losses of a sender's stops are set to the twin's."""
        return self.ties.get(sender, self.ties[self.main])


def setting(world: World, importer: str, names: Sequence[str], end: dt.date, seed: int, draws: int,
            more: DealMaker | None = None) -> Setting:  # fmt: skip
    """Everything a plan is computed from; `more` makes the option of a deal that is not on the menu."""
    chains, prices, uses, gaps = _chains(world, importer, names)
    years = (end - today(world)).days / 365.25
    periods = max(math.ceil(years * 12 / layout.MONTHS), 2)
    what = menu(world, chains, prices, uses, importer, years)
    options = what.options
    if more is not None and (extra := more(world, chains, prices, what)) is not None:
        options = (*options, extra)
    record = stops.hazards(world, chains, importer, seed)
    if not record:
        raise MissingData("no other country makes 5 % of any stage, so there is no sender to plan against")
    stock = {m: stock_months(world, m, importer) for m in chains}
    frame = layout.layout(chains, importer, options, what.coming, uses, periods, stock)
    sampled = stops.sample(record, years, draws, seed)
    exposed, elasticity = stops.valuation(draws, seed)
    late = stops.lateness(draws, len(options), seed)
    body = layout.case(frame, sampled, late, exposed, elasticity, SLOTS, stops.strategic(record, years))
    return anchored(world, Setting(frame, body, what, record, draws, seed, tuple(gaps)), sampled)


def reference(given: Setting, sender: str, months: float = 12.0) -> stops.Stop:
    """A stop by which the program's losses are set to the twin's: all that a sender sells, to everybody."""
    chains = given.frame.chains
    return stops.Stop(sender, ("WLD",), frozenset(chains), frozenset(labels.STAGES), 0.0, months, 1.0)


def anchored(world: World, given: Setting, sampled: Sequence[Sequence[stops.Stop]]) -> Setting:
    """The setting with its losses set to what every verb says that stops of several lengths cost, sender by sender.

    The program's broken lines say which tonnes matter most; how much a stop costs in all, with line stops, what is
    paid dearer, the production network and what users learn to do without, is the twin's to say (`cost`). Senders
    whose year's stop costs less than a twentieth of the worst one's are taken as that one.
    """
    live = _bare(given)
    year = {h.sender: _ours(given, live, reference(given, h.sender)) for h in given.record}
    most = max(year, key=lambda sender: year[sender])
    ties = {s: _tie(world, given, live, s) for s in year if s == most or year[s] > NOTABLE * year[most]}
    done = replace(given, ties=ties, main=most)
    every = Live(given.case, 0.0, Risk(0.0))
    every.bounds(np.zeros_like(given.case.limit), np.zeros_like(given.case.limit))
    factor = np.ones(len(given.case.probability))
    for w, (loss, told) in enumerate(zip(every.solve().loss, sampled, strict=True)):
        worst = max(told, key=lambda stop: year[stop.sender] * stop.cut * stop.months, default=None)
        factor[w] = done.tie(worst.sender if worst else most).factor(float(loss))
    return replace(done, case=replace(given.case, factor=factor))


def _ours(given: Setting, live: Live, stop: stops.Stop) -> float:
    """USD that a stop costs by the program's own curves with nothing bought."""
    live.scenario(0, *_painted(given, stop))
    return max(live.solve().mean, 0.0)


def _tie(world: World, given: Setting, live: Live, sender: str) -> Tie:
    found = []
    replied = next(stops.reply_months(h) for h in given.record if h.sender == sender)
    for months in sorted({*LENGTHS, float(round(replied))}):
        stop = reference(given, sender, months)
        measure = Measure(sender, stop.targets, "plan", tuple(sorted(stop.minerals)), EVERY, 0.0, int(months))
        told = cost(measure, given.frame.importer, world)
        if told is not None:
            found.append((_ours(given, live, stop), float(np.median(told.target_five))))
    return Tie(*np.array(found).reshape(-1, 2).T)


NOTABLE = 0.05  # of the loss in a year's stop by the worst sender, from which another has knots of its own
LENGTHS = (12.0, 36.0)  # months of the reference stops, beside the length of the adversary's


@dataclass(frozen=True)
class Tie:
    """Losses of the reference stops without a plan, USD: by the program's curves, and by the twin."""

    ours: Array
    twins: Array

    @property
    def blind(self) -> bool:
        """Whether the program sees nothing of what the twin counts: what is paid dearer, with nothing missing."""
        return bool(self.twins.size and self.twins.max() > 1e6 and self.ours.max() < BLIND * self.twins.max())

    def factor(self, loss: float) -> float:
        """What a loss by the program's curves must be multiplied by: in proportion between the stops, beyond the
        longest as there. A purchase keeps its share of the loss that it saves."""
        seen = self.ours > SEEN * self.ours.max(initial=0.0)
        if loss <= 0 or not seen.any() or self.twins[seen].max() <= 0:
            return 1.0
        ours, twins = self.ours[seen], np.maximum.accumulate(self.twins[seen])
        told = float(np.interp(loss, np.r_[0.0, ours], np.r_[0.0, twins])) * max(1.0, loss / ours[-1])
        return float(max(told / loss, LEAST_FACTOR))


SEEN = 0.02  # of its loss in the longest stop that the program must see in a shorter one for it to be a knot
BLIND = 1e-3  # of the twin's loss that the program must see for a plan to mean anything
LEAST_FACTOR = 1e-6  # keeps the program's numbers finite


def priced_reply(given: Setting, live: Live, reply: stops.Stop) -> tuple[Array, Array, float]:
    """Capacity (T, F), arrivals (T, K) and the factor on the loss of the scenario in which the sender gives this
    reply; live: a program of one scenario, in which it is left with nothing bought."""
    live.bounds(np.zeros_like(given.case.limit), np.zeros_like(given.case.limit))
    return *_painted(given, reply), given.tie(reply.sender).factor(_ours(given, live, reply))


def _chains(
    world: World, importer: str, names: Sequence[str]
) -> tuple[dict[str, baseline.Chain], dict[str, float], tuple[baseline.Use, ...], list[tuple[str, str]]]:
    chains: dict[str, baseline.Chain] = {}
    prices: dict[str, float] = {}
    uses: list[baseline.Use] = []
    gaps: list[tuple[str, str]] = []
    for name in names:
        try:
            if in_surplus(world, name):
                raise MissingData(IN_SURPLUS)
            flow = baseline.chain(world, name, importer)
            if not flow.columns(importer) or flow.taken(-1, importer).sum() <= 0:
                raise MissingData(f"{labels.country_name(importer)} takes none that the world shows")
            usd = baseline.price(world, name)
            mine = baseline.uses(world, flow, importer)
        except MissingData as error:
            gaps.append((labels.mineral_name(name), str(error)))
            continue
        chains[name], prices[name] = flow, usd
        uses += mine
    if not chains:
        reasons = "; ".join(f"{n}: {why}" for n, why in gaps[:4])
        raise MissingData(f"nothing can be planned for {labels.country_name(importer)}: {reasons}")
    return chains, prices, tuple(uses), gaps


def stock_months(world: World, mineral: str, importer: str) -> float:
    """Months of use that the importer's users hold (typical): its own figure, the world's, else two months (prior)."""
    rows = world.table("stocks").filter(
        pl.col("scope_kind").is_in(["economy", "sector"])
        & pl.col("stock_months_typical").is_not_null()
        & (pl.col("sector").fill_null("") != "defence")
    )
    product = baseline.PRODUCT if mineral in MAGNETS else ""
    for name, economy in ((mineral, importer), (product, importer), (mineral, "WLD"), (product, "WLD")):
        found = rows.filter((pl.col("mineral") == name) & (pl.col("economy") == economy))["stock_months_typical"]
        if len(found):
            return float(np.median(found.to_numpy()))
    return STOCK_MONTHS


@dataclass(frozen=True)
class Hardened:
    """A program that holds the worst replies, and the worst reply to the plan it gives."""

    live: Live
    judge: Judge
    worst: stops.Stop


def harden(given: Setting, budget: float, risk: Risk, low: Array, high: Array) -> Hardened:
    """The program of a setting with the senders' worst replies in its slots.

    low, high: what must and may be bought, dims (option,). Errors: `Infeasible` with the constraints that contradict
    each other.
    """
    live, judge = Live(given.case, budget, risk), Judge(given)
    held = sorted(judge.painted, key=lambda r: -judge.unhedged[r])[: given.case.slots]
    for slot, reply in enumerate(held, len(given.case.probability) - given.case.slots):
        live.scenario(slot, *judge.painted[reply])
    live.bounds(low, high)
    x = live.solve().x
    return Hardened(live, judge, max(held, key=lambda r: judge.loss(r, x)))


def _painted(given: Setting, reply: stops.Stop) -> tuple[Array, Array]:
    """Capacity (T, F) and arrivals (T, K) of the scenario in which the sender gives this reply."""
    flow_cap, arrivals = layout.paint(given.frame, [reply], np.ones(len(given.frame.options)))
    flows = flow_cap.shape[1]
    return np.concatenate([flow_cap, given.case.cap[-1][:, flows:]], axis=1), arrivals


def _bare(given: Setting) -> Live:
    """`_alone` with nothing bought."""
    live = _alone(given.case)
    live.bounds(np.zeros_like(given.case.limit), np.zeros_like(given.case.limit))
    return live


def _alone(case: Case) -> Live:
    """A program of one scenario in which any reply can be tried, with money for everything."""
    last = slice(-1, None)
    single = replace(case, cap=case.cap[last].copy(), loss=case.loss[last], arrival=case.arrival[last].copy(),
                     probability=np.ones(1), slots=0, strategic=0.0, factor=None)  # fmt: skip
    return Live(single, float(case.price @ case.limit) + 1.0, Risk(0.0))


class Judge:
    """The adversary: a live program of one scenario in which the plan is fixed and each reply is tried."""

    def __init__(self, given: Setting) -> None:
        case = given.case
        self.live = _alone(case)
        candidates = stops.replies(given.frame.chains, given.record)
        self.given, self.painted = given, {r: priced_reply(given, self.live, r) for r in candidates}
        self.unhedged = {r: self.loss(r, np.zeros_like(case.limit)) for r in self.painted}

    def loss(self, reply: stops.Stop, x: Array) -> float:
        """USD lost under one reply with the plan x."""
        painted = self.painted.get(reply) or priced_reply(self.given, self.live, reply)
        self.live.bounds(x, x)
        self.live.scenario(0, *painted)
        return self.live.solve().mean
