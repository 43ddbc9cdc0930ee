"""`plan`: what an importer should buy with a budget, so that what senders do costs it least (docs/method/plan.md)."""

from __future__ import annotations

import datetime as dt
import difflib
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from didymium import labels
from didymium.errors import BadInput, Infeasible, UnknownLabel
from didymium.records import Chart, Figure, Record
from didymium.strategy import layout, stops
from didymium.strategy.charts import frontier as frontier_chart
from didymium.strategy.deal import Deal, Reader, worth
from didymium.strategy.harden import LENGTHS, Hardened, Setting, harden, setting
from didymium.strategy.options import Option, Output, find
from didymium.strategy.outcome import Outcome, Span, figure, frame, today, view
from didymium.strategy.program import HURDLE, Live, Risk, Solution
from didymium.world.load import World, parse_date

Array = NDArray[np.float64]
STEPS = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0)  # of the budget, for the frontier
EXAMPLE = 100e6  # USD, the unit of the frontier when the budget is zero
LEAST = 1e-4  # part of an option below which it is not bought
NOTABLE = 0.05  # of the worst reply's loss that one mineral at one stage must make up to be named
NEAR = 0.2  # an option is near the plan when it would enter above that part of its cost
MONTH = 30.44  # days


class Quantiles(Record):
    """Discounted loss over the horizon, USD: percentiles over histories, mean over all scenarios, worst reply."""

    p05: float
    p50: float
    p95: float
    mean: float
    worst: float


class Purchase(Record):
    """One option bought: how much of it, when it was decided and when it delivers, what it costs and what it saves."""

    id: str
    name: str
    kind: str
    country: str
    stage: str
    mineral: str
    decided: str  # YYYY-MM
    start: str  # YYYY-MM, first tonnes at the earliest
    amount: float  # in `unit`
    unit: str
    spend_usd: float
    spend_low: float
    spend_high: float
    cost_basis: str
    capacity_t: float  # t/yr of `mineral` (a stockpile: t held)
    needs_feed: bool  # runs on ore or oxide that somebody else must supply
    adds: tuple[Output, ...]
    saves_per_usd: float  # risk-adjusted loss avoided by the last dollar spent on it
    lead_basis: str
    source_id: str


class Passed(Record):
    """One option not bought, and the cost at which it would be."""

    name: str
    kind: str
    country: str
    mineral: str
    cost_usd: float
    saves_per_usd: float
    enters_below_usd: float


class Plan(Outcome):
    """What to buy, with the loss before and after, the frontier and what each constraint is worth.

    unseen: what the twin counts and no option here is weighed against, in words; empty where there is none.
    """

    importer: str
    minerals: tuple[str, ...]
    budget_usd: float
    horizon: str
    risk_aversion: float
    options: tuple[Purchase, ...]
    spent_usd: float
    loss_before: Quantiles
    loss_after: Quantiles
    cvar_before: float
    cvar_after: float
    frontier: tuple[dict[str, float], ...]
    duals: dict[str, float]
    next_dollar: dict[str, float]
    passed: tuple[Passed, ...]
    would_change: tuple[str, ...]
    deal: Deal | None = None
    coming: tuple[dict[str, Any], ...]
    unpriced: tuple[tuple[str, str], ...]
    strategic_probability: float
    worst_reply: str
    pressure: tuple[dict[str, Any], ...]
    senders: tuple[dict[str, Any], ...]
    unseen: str = ""

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The frontier of expected loss and CVaR over budgets."""
        return (frontier_chart(labels.country_name(self.importer), self.frontier, self.budget_usd),)


def plan(importer: str, budget: float, horizon: int | str, minerals: str | Sequence[str] | None = None,
         risk_aversion: float = 1.0, deal: str | None = None, world: World | None = None,
         as_of: str | dt.date | None = None, seed: int = 0, draws: int = 64,
         require: Sequence[str] = ()) -> Plan:  # fmt: skip
    """The portfolio that an importer should buy with `budget` USD so that restrictions up to `horizon` cost it least.

    minerals: names or groups, separated by commas (default: the rare earths); risk_aversion: weight of the mean of the
    worst tenth of scenarios (CVaR 90 %) beside the mean, 0 is risk-neutral; deal: a project, a row of the deals table
    (by project, parties or host) or AMOUNT:COUNTRY:MINERAL[:STAGE], priced on top of the plan; require: options (id or
    name) that must be bought. Projects may be bought in part: the part of the capital that the budget pays is the part
    of the output that it secures.
    Errors: `BadInput` (budget, horizon, risk aversion), `UnknownLabel` (importer, mineral, deal, option),
    `MissingData` (nothing to plan with), `Infeasible` (names the constraints).
    """
    known = view(world, as_of)
    who, end = _checked(importer, budget, horizon, risk_aversion, draws, known)
    names = _minerals(minerals)
    reader = Reader(deal) if deal else None
    given = setting(known, who, names, end, seed, draws, reader)
    low, high = _bounds(given, require, budget)
    hard = harden(given, float(budget), Risk(risk_aversion), low, high)
    after = hard.live.solve()
    priced = worth(given, hard, budget, after, reader.terms, low, high) if reader and reader.terms else None
    args = {
        "importer": who, "budget": float(budget), "horizon": end.isoformat(), "minerals": ",".join(names),
        "risk_aversion": risk_aversion, "deal": deal, "require": ",".join(require) or None,
    }  # fmt: skip
    return _report(known, given, hard, after, low, high, priced, args)


def _checked(
    importer: str, budget: float, horizon: int | str, aversion: float, draws: int, world: World
) -> tuple[str, dt.date]:
    who = labels.country(importer)
    if who in {"WLD", "OTH"}:
        raise BadInput(f"importer {importer!r} is no economy that can plan: name a country or the EU")
    if not (math.isfinite(budget) and budget >= 0):
        raise BadInput(f"budget {budget} must be zero or more US dollars, e.g. 400e6")
    if not (math.isfinite(aversion) and aversion >= 0):
        raise BadInput(f"risk aversion {aversion} must be zero (risk-neutral) or more")
    if not 8 <= draws <= 4096:
        raise BadInput(f"draws {draws}: a plan takes 8 to 4096 sampled histories")
    end, now = parse_date(str(horizon)), today(world)
    if end <= now + dt.timedelta(days=183):
        raise BadInput(
            f"horizon {horizon} must lie at least half a year after {now}: name a later year, e.g. {now.year + 9}"
        )
    if end.year - now.year > 30:
        raise BadInput(f"horizon {horizon} is more than 30 years away: the record of measures says nothing that far")
    return who, end


def _minerals(minerals: str | Sequence[str] | None) -> tuple[str, ...]:
    given = ["rare earths"] if not minerals else minerals.split(",") if isinstance(minerals, str) else list(minerals)
    names = [labels.mineral(name.strip()) for name in given if name.strip()]
    return tuple(dict.fromkeys(m for name in names for m in (labels.members(name) or (name,))))


def _bounds(given: Setting, require: Sequence[str], budget: float) -> tuple[Array, Array]:
    """(what must, what may be bought); the option of a deal is not for sale. Raises `Infeasible` beyond the budget."""
    low, high = np.zeros(len(given.frame.options)), given.case.limit.copy()
    for name in require:
        at = _option(name, given.menu.options)
        low[at] = high[at] if given.frame.options[at].kind != "stockpile" else min(6.0, high[at])
        if given.frame.options[at].lead_months >= given.frame.periods * layout.MONTHS:
            raise Infeasible(
                f"constraint `horizon`: {given.frame.options[at].name} delivers only after it; name a later horizon"
            )
    high[len(given.menu.options) :] = 0.0
    cost = float(low @ given.case.price)
    if cost > budget:
        raise Infeasible(
            f"constraint `budget`: the required options cost {cost / 1e6:,.0f} million USD, the budget is "
            f"{budget / 1e6:,.0f}: raise it or require less"
        )
    return low, high


def _option(name: str, options: Sequence[Option]) -> int:
    try:
        return find(name, options)
    except UnknownLabel:
        near = difflib.get_close_matches(name, [o.name for o in options], n=3, cutoff=0.3)
        known = "; ".join(near or [o.name for o in options[:3]])
        raise BadInput(f"no single option of this plan is named {name[:60]!r}; it has, for example, {known}") from None


def _report(world: World, given: Setting, hard: Hardened, after: Solution, low: Array, high: Array,
            deal: Deal | None, args: dict[str, Any]) -> Plan:  # fmt: skip
    budget, live = args["budget"], hard.live
    step = max(0.01 * budget, 1e6)
    more = _at(live, budget + step)
    edge = _frontier(live, budget, float(low @ given.case.price), after)
    none = edge.get(0.0, after) if not low.any() else None
    live.bounds(np.zeros_like(low), np.zeros_like(high))
    before = none or _at(live, 0.0)
    bought = _purchases(world, given, after)
    return Plan(
        **frame("plan", args, world, given.draws, given.seed),
        figures=_figures(given.frame.importer, before, after, given.case.strategic, deal), notes=_notes(given),
        importer=given.frame.importer, minerals=tuple(given.frame.chains), budget_usd=budget, horizon=args["horizon"],
        risk_aversion=args["risk_aversion"], options=bought, spent_usd=sum(p.spend_usd for p in bought),
        loss_before=_quantiles(before, given.case.strategic), loss_after=_quantiles(after, given.case.strategic),
        cvar_before=before.cvar, cvar_after=after.cvar,
        frontier=tuple(_edge(usd, found) for usd, found in edge.items()), duals=_duals(given, after),
        next_dollar={
            "risk_adjusted": after.duals["budget"], "expected_loss": (after.mean - more.mean) / step,
            "cvar": (after.cvar - more.cvar) / step, "worst_reply": (after.worst - more.worst) / step,
        }, passed=_passed(given, after), would_change=_would_change(given, after), deal=deal,
        coming=tuple(_coming(world, o) for o in given.menu.coming), unpriced=(*given.gaps, *given.menu.unpriced),
        strategic_probability=given.case.strategic, worst_reply=hard.worst.words,
        pressure=_pressure(given, hard, after.x),
        senders=tuple(_sender(h) for h in given.record), unseen=_unseen(given),
    )  # fmt: skip


def _at(live: Live, budget: float) -> Solution:
    live.budget(budget)
    return live.solve()


def _frontier(live: Live, budget: float, least: float, here: Solution) -> dict[float, Solution]:
    """The best plan of each budget, in rising order; `here` is that of the budget itself, which the program keeps."""
    steps = sorted({part * (budget or EXAMPLE) for part in STEPS}, reverse=True)  # downwards: each step starts warm
    found = {usd: here if usd == budget else _at(live, usd) for usd in steps if usd >= least}
    live.budget(budget)
    return dict(reversed(found.items()))


def _edge(usd: float, found: Solution) -> dict[str, float]:
    return {
        "budget": usd, "loss": found.mean, "cvar": found.cvar, "worst": found.worst, "spent": found.spent,
        "next_dollar": found.duals["budget"],
    }  # fmt: skip


def _quantiles(found: Solution, strategic: float) -> Quantiles:
    low, mid, high = (max(v, 0.0) for v in spread(found.loss, found.worst, strategic))
    return Quantiles(p05=low, p50=mid, p95=high, mean=found.mean, worst=found.worst)


def spread(sampled: Array, reply: float, strategic: float) -> tuple[float, float, float]:
    """p05, p50 and p95 over the futures that a mean counts: the sampled ones, and the worst reply by its probability.

    sampled: dims (history,), alike in probability; reply: under the worst reply; strategic: its probability, 0..1.
    """
    values = np.append(sampled, reply)
    weights = np.append(np.full(len(sampled), (1 - strategic) / len(sampled)), strategic)
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    at = np.minimum(np.searchsorted(reached, (0.05, 0.5, 0.95)), len(order) - 1)
    low, mid, high = (float(v) + 0.0 for v in values[order][at])
    return low, mid, high


def _month(world: World, months: float) -> str:
    """The month, YYYY-MM, in which something that takes that long from today is there."""
    return f"{today(world) + dt.timedelta(days=math.ceil(MONTH * months)):%Y-%m}"


def _purchases(world: World, given: Setting, found: Solution) -> tuple[Purchase, ...]:
    rows = [
        _purchase(world, option, float(x), float(value))
        for option, x, value in zip(given.frame.options, found.x, found.value, strict=True)
        if x > LEAST * option.limit
    ]
    return tuple(sorted(rows, key=lambda p: -p.spend_usd))


def _purchase(world: World, option: Option, x: float, value: float) -> Purchase:
    main = next(o for o in option.outputs if o.mineral == option.mineral)
    return Purchase(
        id=option.id, name=option.name, kind=option.kind, country=option.country, stage=option.stage,
        mineral=option.mineral, decided=_month(world, 0), start=_month(world, option.lead_months), amount=x,
        unit=option.unit, spend_usd=x * option.cost_usd, spend_low=x * option.cost_low, spend_high=x * option.cost_high,
        cost_basis=option.cost_basis, capacity_t=x * main.tonnes, needs_feed=option.needs_feed,
        adds=tuple(o.model_copy(update={"tonnes": o.tonnes * x}) for o in option.outputs),
        saves_per_usd=value / option.cost_usd, lead_basis=option.lead_basis, source_id=option.source_id,
    )  # fmt: skip


def _passed(given: Setting, found: Solution) -> tuple[Passed, ...]:
    hurdle = max(found.duals["budget"], HURDLE)
    rows = [
        Passed(name=o.name, kind=o.kind, country=o.country, mineral=o.mineral, cost_usd=o.cost_usd,
               saves_per_usd=max(float(v / o.cost_usd), 0.0), enters_below_usd=max(float(v / hurdle), 0.0))
        for o, x, v in zip(given.menu.options, found.x, found.value, strict=False)
        if x <= LEAST * o.limit
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda p: -p.saves_per_usd))


def _duals(given: Setting, found: Solution) -> dict[str, float]:
    """USD of risk-adjusted loss avoided by one more: dollar (`budget`), t/yr at a node, unit of an option."""
    tonnes = {k: v * layout.MONTHS / 12 for k, v in found.duals.items() if k != "budget" and v > 0}
    units = {f"option[{o.name}]": float(v) for o, v in zip(given.menu.options, found.value, strict=False) if v > 1.0}
    return {"budget": found.duals["budget"]} | tonnes | units


def _would_change(given: Setting, found: Solution) -> tuple[str, ...]:
    """The nearest options that stay out, and the cost below which each enters."""
    return tuple(
        f"{p.name} enters below {_three(p.enters_below_usd)} million USD (its cost now: {_three(p.cost_usd)})"
        for p in _passed(given, found)[:4]
        if NEAR * p.cost_usd < p.enters_below_usd < (1 - LEAST) * p.cost_usd
    )


def _three(usd: float) -> str:
    """Millions of USD to three digits."""
    return f"{float(f'{usd / 1e6:.3g}'):,g}"


def _coming(world: World, option: Option) -> dict[str, Any]:
    return {
        "name": option.name, "country": option.country, "stage": option.stage, "status": option.status,
        "start": _month(world, option.lead_months), "adds": [o.model_dump() for o in option.outputs],
        "source_id": option.source_id,
    }  # fmt: skip


def _sender(h: stops.Hazard) -> dict[str, Any]:
    return {
        "country": h.sender, "measures": len(h.measures), "yearly_rate": h.yearly, "yearly_full_stops": h.yearly_full,
        "mean_months": h.mean_months,
    }  # fmt: skip


def _pressure(given: Setting, hard: Hardened, x: Array) -> tuple[dict[str, Any], ...]:
    """Where it still hurts: the worst reply narrowed to one mineral at one stage, under the plan and without it."""
    points = stops.points(given.frame.chains, hard.worst)
    left, bare = ([max(hard.judge.loss(p, v), 0.0) for p in points] for v in (x, np.zeros_like(x)))
    rows = [
        {
            "country": p.sender, "mineral": next(iter(p.minerals)), "stage": next(iter(p.stages)),
            "loss_usd": with_plan, "loss_without_plan_usd": without,
        }
        for p, with_plan, without in zip(points, left, bare, strict=True)
        if without > NOTABLE * hard.judge.unhedged.get(hard.worst, 0.0)
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda r: -float(str(r["loss_usd"]))))


def range_of_mean(sampled: Array, reply: float, value: float, strategic: float) -> Span:
    """A mean loss with p05 to p95; where rare futures lift it above p95, up to the loss under the worst reply, USD.

    Parameters as of `spread`; value: the mean.
    """
    low, _, high = spread(sampled, reply, strategic)
    high = high if high >= value else reply
    return Span(value=value, low=min(low, value) + 0.0, high=max(high, value), unit="USD")


def _figures(who: str, before: Solution, after: Solution, strategic: float, deal: Deal | None) -> tuple[Figure, ...]:
    def mean(sampled: Array, reply: float, value: float) -> Span:
        return range_of_mean(sampled, reply, value, strategic)

    saved = mean(before.loss - after.loss, before.worst - after.worst, before.mean - after.mean)
    rows = [
        figure("expected_loss_before_usd", mean(before.loss, before.worst, before.mean), country=who),
        figure("expected_loss_after_usd", mean(after.loss, after.worst, after.mean), country=who),
        figure("loss_avoided_usd", saved, country=who),
    ]
    points = {
        "cvar_before_usd": before.cvar, "cvar_after_usd": after.cvar, "worst_reply_before_usd": before.worst,
        "worst_reply_after_usd": after.worst, "spent_usd": after.spent,
    }  # fmt: skip
    single = [Figure(metric=k, value=v, unit="USD", country=who) for k, v in points.items()]
    single.append(Figure(metric="next_dollar_saves", value=after.duals["budget"], unit="USD/USD", country=who))
    if deal:
        single.append(Figure(metric="deal_value_usd", value=deal.avoids_usd, unit="USD", country=who, name=deal.name))
    return (*rows, *single)


def _unseen(given: Setting) -> str:
    tie = given.tie(given.main)
    if not tie.blind:
        return ""
    sender, cost = labels.country_name(given.main, article=True), float(tie.twins.max()) / 1e9
    return (
        f"by the twin a stop of up to three years by {sender} costs about {cost:.2g} billion USD, nearly all of it in "
        "what is paid dearer: no option here is weighed against that, so an empty plan does not say that it is safe"
    )


def _notes(given: Setting) -> tuple[str, ...]:
    sender = labels.country_name(given.main, article=True)
    return (
        "projects are bought in part: the part of the capital paid is the part of the output secured",
        f"losses are discounted at {layout.DISCOUNT:.0%} a year up to the horizon; later output counts for nothing",
        f"losses are the twin's: stops of {' and '.join(f'{m:.0f}' for m in LENGTHS)} months and the worst reply, of "
        f"all that {sender} "
        "sells cost here what `simulate` and `leverage` say; the program's own curves say which part a purchase saves",
        f"the chance of a full stop of everything, {given.case.strategic:.0%}, is that of the hazard of `premium`",
        *dict.fromkeys(n for c in given.frame.chains.values() for n in c.notes),
    )
