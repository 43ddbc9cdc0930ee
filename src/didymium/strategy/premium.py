"""The geopolitical risk premium: how often a supplier restricts a mineral, times what that costs the importer."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from didymium import labels
from didymium.errors import MissingData
from didymium.records import Chart, Figure, Record
from didymium.strategy import atrisk, charts, hazard, history
from didymium.strategy.atrisk import DRAWS, Unit, lasting, next_round
from didymium.strategy.cost import EVERY, LOOSE, MAGNETS, Measure, lost_by
from didymium.strategy.cost import unpriced as unpriced_economy
from didymium.strategy.leverage import listed, sells
from didymium.strategy.outcome import Draws, Outcome, Span, figure, frame, span, view
from didymium.twin import Result
from didymium.twin.network import PRODUCTS
from didymium.twin.scenario import WHOLE as STAGE_OF
from didymium.twin.scoreboard import Goal, spearman
from didymium.twin.traits import IN_SURPLUS, in_surplus
from didymium.world.load import World

CUTS, FEW = 5, 3  # cuts of the next round that are simulated, each the middle of as likely a part of what it may be
SELDOM = 0.2  # part of the rounds, of those at one stage, up to which a few cuts stand for them
SENDERS = 2  # suppliers of a mineral that are priced, the largest, whatever is asked for
PERCENT = "% of price"
CARRY = (0.08, 0.25)  # of its value, what a year's holding of stock costs: capital, store, insurance (prior)


class SenderRisk(Record):
    """One supplier's part of a premium.

    hazard: new rounds of export measures on the mineral that hit the importer, a year; contributions: what
    the wave of late multiplies the mean of all suppliers by, and what its own `record`; cut: part of the flow that
    such a round stops over its months; loss: value added lost by the importer (or sector) in one
    such round, the mean over what it may be; stop: the same by a whole stop at every stage for as many months, as
    `simulate` and `leverage` tell it; annual: hazard x loss, USD a year; standing: its measures on the mineral
    that are in force already, beside which the next round comes; then tightening and easing are the chances of a new
    round and of an end of one of its measures within a year, 0..1, None where none stands.
    """

    sender: str
    share: float
    hazard: Span
    contributions: dict[str, float]
    rounds: int
    cut: Span
    loss: Span
    stop: Span
    annual: Span
    precedents: tuple[str, ...]
    standing: tuple[str, ...] = ()
    tightening: Span | None = None
    easing: Span | None = None


class Premium(Record):
    """The premium of one mineral for one importer.

    expected_annual_loss: USD a year, over all suppliers. percent_of_price: the fair premium of a contract that keeps
    today's price through any measure, hazard x what users pay more by one; hedge: what it costs instead to carry the
    stock that bridges a measure, both % of price and year; bridge: that stock, months of use.
    """

    mineral: str
    importer: str
    sector: str | None
    hazard: Span
    expected_annual_loss: Span
    hedge: Span
    bridge: Span
    percent_of_price: Span
    senders: tuple[SenderRisk, ...]


class Unpriced(Record):
    """A mineral without a premium, and why."""

    mineral: str
    reason: str


class PremiumResult(Outcome):
    """What `premium` returns: minerals by their expected annual loss, and those that cannot be priced."""

    rows: tuple[Premium, ...]
    unpriced: tuple[Unpriced, ...]
    months: int

    def chart(self) -> Chart:
        """Expected annual loss by mineral, with its range."""
        who = labels.country_name(self.args["importer"])
        values = [(labels.mineral_name(r.mineral), r.expected_annual_loss) for r in self.rows[:25]]
        return charts.bars(
            "premium", f"Expected annual loss from export measures, {who}", "USD a year", values, log=True
        )


def premium(
    mineral: str | None = None, importer: str | None = None, sector: str | None = None, world: World | None = None,
    as_of: str | dt.date | None = None, draws: int | None = None, seed: int = 0,
) -> PremiumResult:  # fmt: skip
    """Expected annual loss from export measures on a mineral (all listed minerals by default), and its premium.

    hazard (Gamma-Poisson on the history of measures) x loss (the twin,
    for a measure on all buyers, cut and placed as the supplier's past ones, with the duration that history shows).
    importer: default the United States. sector: only its value added. Errors: `UnknownLabel`, `MissingData`.
    Method: docs/method/premium.md.
    """
    known, who = view(world, as_of), labels.country(importer or "USA")
    if (why := unpriced_economy(who)) is not None:
        raise MissingData(f"no premium for {labels.country_name(who, article=True)}: {why}")
    trade = labels.sector(sector) if sector else None
    names = list(labels.each_mineral([mineral])) if mineral else list(listed(known))
    count = draws or DRAWS
    model = atrisk.fitted(known, who)[1]
    rows: list[Premium] = []
    unpriced: list[Unpriced] = []
    for name in names:
        try:
            rows.append(_premium(name, who, trade, known, model, count, seed))
        except MissingData as error:
            unpriced.append(Unpriced(mineral=name, reason=str(error)))
    if mineral and not rows:
        raise MissingData("; ".join(f"{u.mineral}: {u.reason}" for u in unpriced))
    rows.sort(key=lambda r: (-r.expected_annual_loss.value, r.mineral))
    return PremiumResult(
        **frame("premium", {"mineral": mineral, "importer": who, "sector": trade}, known, count, seed),
        rows=tuple(rows),
        unpriced=tuple(unpriced), months=lasting(known),
        figures=tuple(f for r in rows for f in _figures(r)),
        notes=(*_with_magnets(rows, known), *_notes(model)),
    )  # fmt: skip


def _premium(
    mineral: str, importer: str, sector: str | None, world: World, model: hazard.Fit, draws: int, seed: int
) -> Premium:
    every = max(draws, DRAWS)  # one hazard, however many draws its cost has
    units, rates = atrisk.unit_rates(world, importer, every, seed)
    if in_surplus(world, mineral):
        raise MissingData(IN_SURPLUS)
    mine = [(i, u) for i, u in enumerate(units) if u.mineral == mineral and sells(u.sender, importer, mineral, world)]
    if not mine:
        who = labels.country_name(importer, article=True)
        raise MissingData(f"no supplier of 5 % of a known supply sells {who} so much that its stop would be felt")
    mine = sorted(mine, key=lambda item: -item[1].share)[:SENDERS]
    risks, bridges, annual, hazards, more = [], [], np.zeros(draws), np.zeros(every), np.zeros(draws)
    for index, unit in mine:
        loss = losses(unit, sector, world, draws, seed)
        rate = rates[:, index]
        annual, hazards = annual + rate[:draws] * loss, hazards + rate
        more = more + rate[:draws] * dearer(unit, world, draws, seed)
        cut = next_round(unit.sender, importer, world, draws, seed)[0]
        bridges.append(unit.share * cut * lasting(world))
        whole = _lost(_ran(unit, EVERY, world, seed, 0.0), importer, sector, seed)
        risks.append(_risk(unit, rate, cut, loss, whole, model, world))
    bridge = bridges[0]
    hedge = np.random.default_rng([seed, 3]).uniform(*CARRY, draws) * bridge / 12
    return Premium(
        mineral=mineral, importer=importer, sector=sector, hazard=span(hazards, "measures a year"),
        expected_annual_loss=expected(annual), hedge=expected(100 * hedge, PERCENT),
        bridge=span(bridge, "months of use"), percent_of_price=expected(100 * more, PERCENT),
        senders=tuple(sorted(risks, key=lambda r: -r.annual.value)),
    )  # fmt: skip


def expected(annual: Draws, unit: str = "USD/yr") -> Span:
    """The mean over draws (an expected loss is a mean) with the 5th and 95th percentile beside it."""
    low, high = (float(q) for q in np.quantile(annual, [0.05, 0.95]))
    return Span(value=float(annual.mean()), low=low, high=high, unit=unit)


def losses(unit: Unit, sector: str | None, world: World, draws: int, seed: int) -> Draws:
    """Value added that the importer (or its sector) loses by the supplier's next round, USD, dims (draw,): in each draw
    of the twin the mean over what the round may be, for an expected loss is uncertain by what is not known, not by
    what may come.

    The cost of the measure that every verb has (`cost.lost_by`) at the cuts and stages of `next_round`. Raises
    `MissingData` when the twin has no chain or no loss for the importer.
    """
    return _expected(unit, world, draws, seed, lambda r: _lost(r, unit.importer, sector, seed))


def dearer(unit: Unit, world: World, draws: int, seed: int) -> Draws:
    """What the importer's users pay more by the supplier's next round, in years of what they paid before, dims (draw,);
    the mean over rounds as in `losses`."""

    mineral, *stage = STAGE_OF.get(unit.mineral, (unit.mineral,))

    def paid(result: Result) -> Draws:
        found = {(f.country, f.stage): f for f in result.figures if (f.metric, f.mineral) == ("extra_cost", mineral)}
        stages = stage or (("refine",) if mineral in MAGNETS else labels.STAGES[::-1])  # what is stopped, or the last
        at = next(((c, s) for s in stages for c in (unit.importer, "OUT") if (c, s) in found), None)
        return _by_quantile(None if at is None else found[at], seed)

    return _expected(unit, world, draws, seed, paid)


def _expected(unit: Unit, world: World, draws: int, seed: int, of: Callable[[Result], Draws]) -> Draws:
    """What `of` finds in a run, averaged in each of the run's draws over the cuts and stages of the next round: each is
    a stop of its own, the same that any verb would run."""
    cut, ore = next_round(unit.sender, unit.importer, world, max(draws, DRAWS), seed)
    whole = atrisk.magnets_too(unit, world) if unit.mineral in MAGNETS else 1.0
    found = np.zeros(1)
    for stage, here, part in ((EVERY, ~ore, whole), (LOOSE, ~ore, 1.0 - whole), ("mine", ore, 1.0)):
        weight = float(here.mean()) * part
        if weight > 0:
            likely = middles(cut[here], CUTS if weight > SELDOM else FEW)
            for c in filter(None, likely):  # what cuts nothing costs nothing
                found = found + of(_ran(unit, stage, world, seed, 1.0 - c)) * (weight / len(likely))
    even = np.quantile(found, (np.arange(draws) + 0.5) / draws)
    even *= found.mean() / (even.mean() or 1.0)  # few of the dearest draws carry the mean, which no thinning may move
    return np.asarray(np.random.default_rng([seed, 6]).permutation(even))


def middles(cut: Draws, count: int) -> list[float]:
    """The middles of `count` equally likely parts of the cuts, in whole per cent, so that like stops are run once."""
    return [round(float(c), 2) for c in np.quantile(cut, (np.arange(count) + 0.5) / count)]


def _ran(unit: Unit, stage: str, world: World, seed: int, allowed: float) -> Result:
    measure = Measure(unit.sender, ("WLD",), unit.mineral, (unit.mineral,), stage, allowed, lasting(world))
    result = lost_by(measure, unit.importer, world, seed=seed, monthly=False)
    if result is None and stage != EVERY:  # it sells no ore
        return _ran(unit, EVERY, world, seed, allowed)
    if result is None:
        raise MissingData(f"the twin has no chain of {unit.mineral}")
    return result


def _lost(result: Result, importer: str, sector: str | None, seed: int) -> Draws:
    if sector is not None:
        return _by_quantile(result.figure("value_added_at_risk_usd", importer, sector=sector), seed)
    found = result.samples.get(("value_added_at_risk_usd", importer))
    if found is None:
        raise MissingData(f"the twin reports no loss for {labels.country_name(importer, article=True)}")
    return np.asarray(found, dtype=float)


def _by_quantile(known: Figure | None, seed: int) -> Draws:
    """Draws of a figure of a run from its three quantiles, straight in between; zero where the run has none, for then
    nothing moved."""
    at = np.random.default_rng(seed).uniform(0.0, 1.0, DRAWS)
    if known is None or known.low is None or known.high is None:
        return np.zeros(DRAWS)
    return np.interp(at, [0.05, 0.5, 0.95], [known.low, known.value, known.high])


def _risk(
    unit: Unit, rate: Draws, cut: Draws, loss: Draws, whole: Draws, model: hazard.Fit, world: World
) -> SenderRisk:
    opened = atrisk.rounds(unit, world)
    events = history.select(
        history.measures(world), history.EXPORT, unit.sender, frozenset({unit.mineral}), unit.importer
    )
    stands = history.in_force(events, world)
    return SenderRisk(
        sender=unit.sender, share=unit.share, hazard=span(rate, "measures a year"),
        contributions={"wave": model.swell, "record": float(np.mean(rate)) / (model.base * model.swell)},
        rounds=len(opened), cut=span(cut, "1"), loss=span(loss, "USD"), stop=span(whole, "USD"),
        annual=expected(rate[: len(loss)] * loss),
        precedents=tuple(m.statement for m in events[-3:]), standing=tuple(m.statement for m in stands),
        tightening=span(-np.expm1(-rate), "probability") if stands else None,
        easing=_easing(unit.sender, world) if stands else None,
    )  # fmt: skip


def _easing(sender: str, world: World) -> Span:
    """Chance that a measure of the sender ends or is suspended within a year: 1 - exp(-rate), its rate by its own
    record of export measures that ended over the years in force."""
    rows = history.select(history.measures(world), history.EXPORT, sender)
    rate = history.gamma_rate(*history.durations(rows, world))
    low, mid, high = (-math.expm1(-x) for x in (rate.low, rate.value, rate.high))
    return Span(value=mid, low=low, high=high, unit="probability")


def _figures(row: Premium) -> Iterable[Figure]:
    labels_ = {"mineral": row.mineral, "country": row.importer, "sector": row.sector}
    yield figure("expected_annual_loss_usd", row.expected_annual_loss, **labels_)
    yield figure("hazard", row.hazard, **labels_)
    yield figure("premium_percent_of_price", row.percent_of_price, **labels_)


def _with_magnets(rows: Sequence[Premium], world: World) -> Iterable[str]:
    """What is said of elements of magnets: how often a measure on them stops the magnets too."""
    units = [Unit(r.senders[0].sender, r.mineral, r.importer, r.senders[0].share) for r in rows if r.mineral in MAGNETS]
    told = ", ".join(f"{labels.mineral_name(u.mineral)} {atrisk.magnets_too(u, world):.0%}" for u in units)
    if told:
        yield (
            f"Part of the measures on an element that stops magnets of it too, by the record: {told}; these rows "
            "overlap with that of NdFeB magnets."
        )


def _notes(model: hazard.Fit) -> tuple[str, ...]:
    return (
        f"Hazard fitted to {model.events} rounds of measures in {model.years:,.0f} supplier-years at risk. A new one "
        "is like any past one of the state, on whatever good, and lasts as most do: where licences were soon granted, "
        "as for magnets in 2025, it cost a fraction (`simulate`).",
        "The fair premium is what a contract at today's price through any measure is worth, hazard x what buyers at "
        f"quotes pay more; where carrying the stock that bridges one ({CARRY[0]:.0%} to {CARRY[1]:.0%} of its value a "
        "year) costs less, stock is the better cover.",
    )


SURVEYED = (
    "samarium", "rhodium", "lutetium", "terbium", "dysprosium", "gallium", "germanium", "gadolinium", "tungsten",
    "niobium", "magnesium", "yttrium", "potash", "hafnium", "aluminium", "thulium", "neodymium", "silicon",
    "antimony", "barite", "graphite", "indium", "vanadium", "palladium", "manganese", "lanthanum", "praseodymium",
    "titanium", "copper", "platinum", "ruthenium", "zinc", "iridium", "cobalt", "erbium", "chromium", "silver",
    "tin", "bismuth", "nickel", "tantalum", "holmium", "fluorspar", "lithium", "rhenium", "cerium", "lead",
    "beryllium", "europium", "ytterbium", "zirconium",
)  # fmt: skip  # the Geological Survey's draft list of 2025 by expected loss of GDP (Open-File Report 2025-1047)
RANK_AIM = 0.6


def rank_goal(world: World) -> Goal:
    """How our expected annual losses of the United States rank beside the Geological Survey's, those off its draft list
    last; magnets, which it counts under their elements, as the elements' rows here do, are left out."""
    ours = {r.mineral: r.expected_annual_loss.value for r in premium(world=world).rows if r.mineral not in PRODUCTS}
    theirs = [SURVEYED.index(m) if m in SURVEYED else len(SURVEYED) for m in ours]
    found = spearman(-np.array([*ours.values()]), np.array(theirs, dtype=float))
    return Goal(
        f"rank of {len(ours)} expected annual losses, United States, beside the Geological Survey's",
        f"{RANK_AIM} or more", f"{found:.2f}", found >= RANK_AIM, "",
    )  # fmt: skip
