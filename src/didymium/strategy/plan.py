"""`plan`: what an importer should buy with a budget, so that what senders do to it costs least. Method: docs/method/plan.md."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium import labels
from didymium.errors import BadInput, MissingData, UnknownLabel
from didymium.records import Chart, Record
from didymium.strategy import baseline, layout, stops
from didymium.strategy.charts import frontier as frontier_chart
from didymium.strategy.options import Menu, Option, Output, menu
from didymium.strategy.outcome import Outcome, Span, figure, frame, today, view
from didymium.strategy.program import Case, Live, Risk, Solution
from didymium.world.load import World, parse_date

Array = NDArray[np.float64]
SLOTS = 6
ROUNDS = 20
WORSE = 1e-3  # a reply is worse when its loss is above the worst known one by more than that part
STEPS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)  # of the budget, for the frontier
LEAST = 1e-4  # part of an option below which it is not bought
MILLION = "million USD"


class Quantiles(Record):
    """Discounted loss over the horizon, USD: 5th, 50th, 95th percentile and mean over scenarios, and the worst reply."""

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


class Deal(Record):
    """The worth of one named deal: risk-adjusted loss that it avoids on top of the plan, with the same budget."""

    name: str
    amount_usd: float
    buys: str
    basis: str
    avoids_usd: float
    avoids_mean_usd: float
    avoids_worst_usd: float
    per_usd: float
    source_id: str


class Plan(Outcome):
    """What to buy, with the loss before and after, the frontier and what each constraint is worth."""

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
    worst_reply: str
    pressure: tuple[dict[str, Any], ...]
    rounds: tuple[dict[str, Any], ...]
    senders: tuple[dict[str, Any], ...]

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The frontier of expected loss and CVaR over budgets."""
        return (frontier_chart(self.importer, self.frontier, self.budget_usd),)


@dataclass(frozen=True)
class Setting:
    """Everything that the plan is computed from, beside budget and risk aversion."""

    frame: layout.Layout
    case: Case
    menu: Menu
    record: tuple[stops.Hazard, ...]
    draws: int
    seed: int


def plan(importer: str, budget: float, horizon: int | str, minerals: str | Sequence[str] | None = None,
         risk_aversion: float = 1.0, deal: str | None = None, world: World | None = None,
         as_of: str | dt.date | None = None, seed: int = 0, draws: int = 64,
         require: Sequence[str] = ()) -> Plan:  # fmt: skip
    """The portfolio that an importer should buy with `budget` USD so that restrictions up to `horizon` cost it least.

    minerals: names or groups, separated by commas (default: the rare earths); risk_aversion: weight of the mean of the
    worst tenth of scenarios (CVaR 90 %) beside the mean, 0 is risk-neutral; deal: a deal, project or host country to
    price on its own; require: options (id or name) that must be bought. Projects may be bought in part: the part of
    the capital that the budget pays is the part of the output that it secures.
    Errors: `BadInput` (budget, horizon, risk aversion), `UnknownLabel` (importer, mineral, deal, option),
    `MissingData` (nothing to plan with), `Infeasible` (names the constraints).
    """
    known = view(world, as_of)
    who, end = _checked(importer, budget, horizon, risk_aversion, draws, known)
    names = _minerals(minerals)
    setting, gaps = _setting(known, who, names, end, seed, draws)
    wanted = [_find(r, setting.menu.options) for r in require]
    live, trail, worst = _harden(setting, budget, Risk(risk_aversion), wanted)
    after = live.solve()
    return _report(known, setting, gaps, live, after, trail, worst, deal, {
        "importer": who, "budget": float(budget), "horizon": end.isoformat(), "minerals": ",".join(names),
        "risk_aversion": risk_aversion, "deal": deal, "require": ",".join(require) or None,
    })  # fmt: skip


def _checked(importer: str, budget: float, horizon: int | str, aversion: float, draws: int, world: World) -> tuple[str, dt.date]:
    who = labels.country(importer)
    if who in {"WLD", "OTH"}:
        raise BadInput(f"importer {importer!r} is no economy that can plan: name a country or the EU")
    if not (math.isfinite(budget) and budget >= 0):
        raise BadInput(f"budget {budget} must be zero or more US dollars, e.g. 400e6")
    if not (math.isfinite(aversion) and aversion >= 0):
        raise BadInput(f"risk aversion {aversion} must be zero (risk-neutral) or more")
    if draws < 8:
        raise BadInput(f"draws {draws}: a plan needs at least 8 sampled histories")
    end, now = parse_date(str(horizon)), today(world)
    if end <= now + dt.timedelta(days=183):
        raise BadInput(f"horizon {horizon} must lie at least half a year after {now}: name a later year, e.g. {now.year + 9}")
    if end.year - now.year > 30:
        raise BadInput(f"horizon {horizon} is more than 30 years away: the record of measures says nothing that far")
    return who, end


def _minerals(minerals: str | Sequence[str] | None) -> tuple[str, ...]:
    given = ["rare earths"] if not minerals else minerals.split(",") if isinstance(minerals, str) else list(minerals)
    names = [labels.mineral(name.strip()) for name in given if name.strip()]
    return tuple(dict.fromkeys(m for name in names for m in (labels.members(name) or (name,))))


def _setting(world: World, importer: str, names: Sequence[str], end: dt.date, seed: int, draws: int) -> tuple[Setting, list[tuple[str, str]]]:
    chains, prices, uses, gaps = _chains(world, importer, names)
    years = (end - today(world)).days / 365.25
    periods = max(math.ceil(years * 12 / layout.MONTHS), 2)
    what = menu(world, chains, prices, uses, importer, years)
    record = stops.hazards(world, chains, importer)
    stock = {m: _stock_months(world, m, importer) for m in chains}
    plot = layout.layout(chains, importer, what.options, what.coming, uses, periods, stock)
    sampled = stops.sample(world, chains, record, importer, years, draws, seed)
    exposed, elasticity = stops.valuation(draws, seed)
    late = stops.lateness(draws, len(what.options), seed)
    strategic = stops.strategic(record, years)
    body = layout.case(plot, sampled, late, exposed, elasticity, SLOTS, strategic)
    return Setting(plot, body, what, record, draws, seed), gaps


def _chains(world: World, importer: str, names: Sequence[str]) -> tuple[dict[str, baseline.Chain], dict[str, float], tuple[baseline.Use, ...], list[tuple[str, str]]]:
    chains: dict[str, baseline.Chain] = {}
    prices: dict[str, float] = {}
    uses: list[baseline.Use] = []
    gaps: list[tuple[str, str]] = []
    for name in names:
        try:
            flow = baseline.chain(world, name)
            if not flow.columns(importer) or flow.taken(-1, importer).sum() <= 0:
                raise MissingData(f"{labels.country_name(importer)} takes none that the world shows")
            usd, _ = baseline.price(world, name)
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


def _stock_months(world: World, mineral: str, importer: str) -> float:
    """Months of use that the importer's users hold (typical): its own figure, the world's, else two months (prior)."""
    rows = world.table("stocks").filter(pl.col("scope_kind").is_in(["economy", "sector"]) & pl.col("stock_months_typical").is_not_null())
    product = "NdFeB magnets" if mineral in ("neodymium", "praseodymium", "dysprosium", "terbium") else ""
    for name, economy in ((mineral, importer), (product, importer), (mineral, "WLD"), (product, "WLD")):
        found = rows.filter((pl.col("mineral") == name) & (pl.col("economy") == economy) & (pl.col("sector").fill_null("") != "defence"))
        if len(found):
            return float(found["stock_months_typical"].median())  # type: ignore[arg-type]
    return 2.0


def _find(name: str, options: Sequence[Option]) -> int:
    for i, option in enumerate(options):
        if name.casefold() in {option.id.casefold(), option.name.casefold()}:
            return i
    hits = [i for i, o in enumerate(options) if name.casefold() in o.name.casefold()]
    if len(hits) == 1:
        return hits[0]
    raise UnknownLabel("option", name, [o.name for o in options])


def _harden(setting: Setting, budget: float, risk: Risk, wanted: Sequence[int]) -> tuple[Live, list[dict[str, Any]], stops.Stop]:
    """Column-and-constraint generation: add the reply that hurts the present plan most until none is worse."""
    live = Live(setting.case, budget, risk)
    low = np.zeros_like(setting.case.limit)
    low[list(wanted)] = setting.case.limit[list(wanted)]
    judge = Judge(setting)
    slots, trail = len(setting.case.probability) - setting.case.slots, []
    reply, loss = judge.worst(np.zeros_like(low))
    live.scenario(slots, *setting_paint(setting, reply))
    used, known = [reply], -np.inf
    if wanted:
        live.bounds(low, setting.case.limit)
    for turn in range(1, ROUNDS + 1):
        found = live.solve()
        reply, loss = judge.worst(found.x)
        known = max(judge.loss(r, found.x) for r in used)
        trail.append({"round": turn, "worst_known_usd": known, "worst_found_usd": loss, "reply": reply.words})
        if loss <= known * (1 + WORSE) + 1.0 or reply in used:
            break
        if len(used) == setting.case.slots:
            setting = replace(setting, case=_more_slots(setting.case))
            live = Live(setting.case, budget, risk)
            live.bounds(low, setting.case.limit)
        live.scenario(slots + len(used), *setting_paint(setting, reply))
        used.append(reply)
    return live, trail, reply


def setting_paint(setting: Setting, reply: stops.Stop) -> tuple[Array, Array]:
    """Capacity (T, F) and arrivals (T, K) of the scenario in which the sender gives this reply."""
    flow_cap, arrivals = layout.paint(setting.frame, [reply], np.ones(len(setting.frame.options)))
    flows = flow_cap.shape[1]
    return np.concatenate([flow_cap, setting.case.cap[-1][:, flows:]], axis=1), arrivals


def _more_slots(case: Case) -> Case:
    def grown(values: Array, fill: Array) -> Array:
        return np.concatenate([values, np.repeat(fill[None], SLOTS, axis=0)])

    return replace(
        case, cap=grown(case.cap, case.cap[-1]), loss=grown(case.loss, case.loss[-1]), slots=case.slots + SLOTS,
        arrival=grown(case.arrival, case.arrival[-1]), probability=np.r_[case.probability, np.zeros(SLOTS)],
    )  # fmt: skip


class Judge:
    """The adversary: a live program of one scenario in which the plan is fixed and each reply is tried."""

    def __init__(self, setting: Setting) -> None:
        case = setting.case
        last = slice(-1, None)
        alone = replace(case, cap=case.cap[last].copy(), loss=case.loss[last], arrival=case.arrival[last].copy(),
                        probability=np.ones(1), slots=0, strategic=0.0)  # fmt: skip
        self.live = Live(alone, float(case.price @ case.limit) + 1.0, Risk(0.0))
        horizon = setting.frame.periods
        candidates = stops.replies(setting.frame.chains, setting.record, horizon, layout.MONTHS)
        self.setting, self.painted = setting, {r: setting_paint(setting, r) for r in candidates}

    def loss(self, reply: stops.Stop, x: Array) -> float:
        """USD lost under one reply with the plan x."""
        painted = self.painted.get(reply) or setting_paint(self.setting, reply)
        self.live.bounds(x, x)
        self.live.scenario(0, *painted)
        return self.live.solve().mean

    def worst(self, x: Array) -> tuple[stops.Stop, float]:
        """The reply that costs most under the plan x, and its loss, USD; raises `MissingData` without a sender."""
        if not self.painted:
            raise MissingData("no country makes 5 % of any stage, so no reply can be weighed")
        losses = {reply: self.loss(reply, x) for reply in self.painted}
        best = max(losses, key=lambda r: losses[r])
        return best, losses[best]


def _report(world: World, setting: Setting, gaps: list[tuple[str, str]], live: Live, after: Solution,
            trail: list[dict[str, Any]], worst: stops.Stop, deal: str | None, args: dict[str, Any]) -> Plan:  # fmt: skip
    budget = args["budget"]
    live.budget(0.0)
    before = after if budget == 0 else live.solve()
    edge = _frontier(live, budget)
    step = max(0.01 * budget, 1e6)
    more = _at(live, budget + step)
    bought = _purchases(world, setting, after)
    worth = _deal(world, setting, live, budget, after, deal) if deal else None
    live.budget(budget)
    judge = Judge(setting)
    quantiles = tuple(_quantiles(s) for s in (before, after))
    return Plan(
        **frame("plan", args, world, setting.draws, setting.seed),
        figures=_figures(setting, before, after, budget, worth), notes=_notes(setting),
        importer=setting.frame.importer, minerals=tuple(setting.frame.chains), budget_usd=budget, horizon=args["horizon"],
        risk_aversion=args["risk_aversion"], options=bought, spent_usd=sum(p.spend_usd for p in bought),
        loss_before=quantiles[0], loss_after=quantiles[1], cvar_before=before.cvar, cvar_after=after.cvar,
        frontier=edge, duals=_duals(setting, after),
        next_dollar={
            "risk_adjusted": after.duals["budget"], "expected_loss": (after.mean - more.mean) / step,
            "cvar": (after.cvar - more.cvar) / step, "worst_reply": (after.worst - more.worst) / step,
        },
        passed=_passed(setting, after), would_change=_would_change(setting, budget, live.risk, after), deal=worth,
        coming=tuple(_coming(world, o) for o in setting.menu.coming), unpriced=(*gaps, *setting.menu.unpriced),
        worst_reply=worst.words, pressure=_pressure(setting, judge, worst, after.x), rounds=tuple(trail),
        senders=tuple(
            {"sender": h.sender, "measures": len(h.measures), "years": round(h.years, 1), "yearly_rate": h.yearly,
             "full_stops": h.full, "aimed_at_importer": h.aimed, "mean_months": h.mean_months} for h in setting.record
        ),
    )  # fmt: skip


def _at(live: Live, budget: float) -> Solution:
    live.budget(budget)
    return live.solve()


def _frontier(live: Live, budget: float) -> tuple[dict[str, float], ...]:
    base = budget or 100e6
    found = []
    for part in STEPS:
        s = _at(live, part * base)
        found.append({"budget": part * base, "loss": s.mean, "cvar": s.cvar, "worst": s.worst, "spent": s.spent,
                      "next_dollar": s.duals["budget"]})  # fmt: skip
    return tuple(found)


def _quantiles(found: Solution) -> Quantiles:
    low, mid, high = (float(v) for v in np.quantile(found.loss, [0.05, 0.5, 0.95]))
    return Quantiles(p05=low, p50=mid, p95=high, mean=found.mean, worst=found.worst)


def _month(world: World, months: float) -> str:
    day = today(world) + dt.timedelta(days=30.44 * months)
    return f"{day:%Y-%m}"


def _purchases(world: World, setting: Setting, found: Solution) -> tuple[Purchase, ...]:
    rows = []
    for option, x, value in zip(setting.frame.options, found.x, found.value, strict=True):
        if x <= LEAST * option.limit:
            continue
        main = max(option.outputs, key=lambda o: (o.mineral == option.mineral, o.tonnes))
        rows.append(Purchase(
            id=option.id, name=option.name, kind=option.kind, country=option.country, stage=option.stage,
            mineral=option.mineral, decided=_month(world, 0), start=_month(world, option.lead_months), amount=float(x),
            unit=option.unit, spend_usd=float(x * option.cost_usd), spend_low=float(x * option.cost_low),
            spend_high=float(x * option.cost_high), cost_basis=option.cost_basis, capacity_t=float(x * main.tonnes),
            adds=tuple(o.model_copy(update={"tonnes": o.tonnes * float(x)}) for o in option.outputs),
            saves_per_usd=float(value / option.cost_usd), lead_basis=option.lead_basis, source_id=option.source_id,
        ))  # fmt: skip
    return tuple(sorted(rows, key=lambda p: -p.spend_usd))


def _passed(setting: Setting, found: Solution) -> tuple[Passed, ...]:
    hurdle = found.duals["budget"] + 0.01
    rows = [
        Passed(name=o.name, kind=o.kind, country=o.country, mineral=o.mineral, cost_usd=o.cost_usd,
               saves_per_usd=float(v / o.cost_usd), enters_below_usd=float(v / hurdle))
        for o, x, v in zip(setting.frame.options, found.x, found.value, strict=True)
        if x <= LEAST * o.limit
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda p: -p.saves_per_usd))


def _duals(setting: Setting, found: Solution) -> dict[str, float]:
    """USD of risk-adjusted loss avoided by one more: dollar (`budget`), t/yr at a node, unit of a stockpile or project."""
    tonnes = {k: v * layout.MONTHS / 12 for k, v in found.duals.items() if k != "budget" and v > 0}
    units = {f"option[{o.name}]": float(v) for o, v in zip(setting.frame.options, found.value, strict=True) if v > 1.0}
    return {"budget": found.duals["budget"]} | tonnes | units


def _would_change(setting: Setting, budget: float, risk: Risk, found: Solution) -> tuple[str, ...]:
    """What would change the plan: dear estimates coming true, and the nearest options that stay out."""
    said = []
    dear = replace(setting.case, price=np.array([
        o.cost_usd if o.cost_basis == "sourced" else o.cost_high for o in setting.frame.options
    ]))  # fmt: skip
    again = Live(dear, budget, risk).solve()
    names = np.array([o.name for o in setting.frame.options])
    held, kept = (found.x > LEAST * setting.case.limit), (again.x > LEAST * setting.case.limit)
    out, into = names[held & ~kept], names[~held & kept]
    if held.any():
        said.append(
            f"costs that no source states at the top of their range: {', '.join(out) or 'nothing'} leaves, "
            f"{', '.join(into) or 'nothing'} enters"
        )
    for p in _passed(setting, found)[:3]:
        if p.enters_below_usd > 0.2 * p.cost_usd:
            said.append(f"{p.name} enters below {p.enters_below_usd / 1e6:.3g} {MILLION} (now {p.cost_usd / 1e6:.3g})")
    for hazard in setting.record[:1]:
        said.append(
            f"the record: {labels.country_name(hazard.sender)} acts {hazard.yearly:.2g} times a year "
            f"({len(hazard.measures)} measures in {hazard.years:.0f} years, renewals not counted)"
        )
    return tuple(said)


def _deal(world: World, setting: Setting, live: Live, budget: float, found: Solution, name: str) -> Deal:
    """The plan is solved again with the deal's tonnes given on top; the difference is what the deal is worth."""
    what, part, amount, basis, source = _resolve_deal(world, setting, name)
    low, high = np.zeros_like(setting.case.limit), setting.case.limit.copy()
    low[what] = high[what] = min(part, high[what])
    live.bounds(low, high)
    with_deal = _at(live, budget + float(low @ setting.case.price))
    live.bounds(np.zeros_like(low), setting.case.limit)
    gain = (found.objective - 0.01 * found.spent) - (with_deal.objective - 0.01 * with_deal.spent)
    option = setting.frame.options[what]
    return Deal(
        name=name, amount_usd=amount, buys=f"{low[what]:.0%} of {option.name}", basis=basis, avoids_usd=gain,
        avoids_mean_usd=found.mean - with_deal.mean, avoids_worst_usd=found.worst - with_deal.worst,
        per_usd=gain / amount if amount else float("nan"), source_id=source,
    )  # fmt: skip


def _resolve_deal(world: World, setting: Setting, name: str) -> tuple[int, float, float, str, str]:
    """(option, part of it, USD, how it was matched, source) of an option's name or of a row of the deals table."""
    options = setting.frame.options
    try:
        i = _find(name, options)
        return i, options[i].limit, options[i].cost_usd * options[i].limit, options[i].cost_basis, options[i].source_id
    except UnknownLabel:
        pass
    rows = [r for r in world.table("deals").iter_rows(named=True) if _named(name, r)]
    if not rows:
        known = [r["project"] for r in world.table("deals").iter_rows(named=True) if r["project"]]
        raise UnknownLabel("deal", name, [*known, *(o.name for o in options)])
    for row in sorted(rows, key=lambda r: -(r["amount_usd"] or 0)):
        hit = _project_of(row, options)
        if hit is not None and row["amount_usd"]:
            part = min(row["amount_usd"] / options[hit].cost_usd, options[hit].limit)
            basis = f"{row['status']} {row['announced']}: its money buys that part of the project"
            return hit, part, float(row["amount_usd"]), basis, row["source_id"]
    raise MissingData(
        f"deal {name!r} ({rows[0]['status']}, {rows[0]['announced']}) names no project with known tonnes and cost, so it cannot be priced"
    )


def _named(name: str, row: dict[str, Any]) -> bool:
    text = f"{row['id']} {row['project'] or ''} {row['parties']} {row['host']}".casefold()
    return all(word in text for word in name.casefold().split())


def _project_of(row: dict[str, Any], options: Sequence[Option]) -> int | None:
    words = [w for w in (row["project"] or "").casefold().replace("/", " ").split() if len(w) > 3]
    scores = [sum(w in f"{o.name} {o.id}".casefold() for w in words) for o in options]
    best = max(scores, default=0)
    return scores.index(best) if best and scores.count(best) == 1 else None


def _coming(world: World, option: Option) -> dict[str, Any]:
    return {
        "name": option.name, "country": option.country, "stage": option.stage, "status": option.status,
        "start": _month(world, option.lead_months), "adds": [o.model_dump() for o in option.outputs],
        "source_id": option.source_id,
    }  # fmt: skip


def _pressure(setting: Setting, judge: Judge, worst: stops.Stop, x: Array) -> tuple[dict[str, Any], ...]:
    rows = [
        {"sender": p.sender, "mineral": next(iter(p.minerals)), "stage": next(iter(p.stages)), "loss_usd": judge.loss(p, x),
         "loss_without_plan_usd": judge.loss(p, np.zeros_like(x))}
        for p in stops.points(setting.frame.chains, worst)
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda r: -r["loss_usd"]))


def _figures(setting: Setting, before: Solution, after: Solution, budget: float, deal: Deal | None) -> tuple[Any, ...]:
    who = setting.frame.importer

    def cover(values: Array, mean: float) -> Span:
        low, high = np.quantile(values, [0.05, 0.95])
        return Span(value=mean, low=float(low), high=float(high), unit="USD")

    rows = [
        figure("expected_loss_before_usd", cover(before.loss, before.mean), country=who),
        figure("expected_loss_after_usd", cover(after.loss, after.mean), country=who),
        figure("loss_avoided_usd", cover(before.loss - after.loss, before.mean - after.mean), country=who),
        figure("cvar_before_usd", _point(before.cvar), country=who),
        figure("cvar_after_usd", _point(after.cvar), country=who),
        figure("worst_reply_before_usd", _point(before.worst), country=who),
        figure("worst_reply_after_usd", _point(after.worst), country=who),
        figure("marginal_value_of_budget", _point(after.duals["budget"], "USD/USD"), country=who),
        figure("spent_usd", _point(after.spent), country=who),
    ]
    if deal:
        rows.append(figure("deal_value_usd", _point(deal.avoids_usd), country=who, name=deal.name))
    return tuple(rows)


def _point(value: float, unit: str = "USD") -> Span:
    return Span(value=value, low=value, high=value, unit=unit)


def _notes(setting: Setting) -> tuple[str, ...]:
    chains = setting.frame.chains.values()
    return (
        "projects are bought in part: the part of the capital paid is the part of the output secured",
        "losses are discounted at 3 % a year and summed to the horizon; capacity that outlives it counts for nothing",
        f"part of a sector's value added that hangs on the mineral: {baseline.EXPOSED[0]:.0%} to {baseline.EXPOSED[1]:.0%} (prior)",
        *dict.fromkeys(n for c in chains for n in c.notes),
    )
