"""What `plan` returns: purchases, what was passed over, the worth of a deal, losses before and after."""

from __future__ import annotations

from typing import Any

from didymium import labels
from didymium.records import Chart, Record
from didymium.strategy.charts import frontier as frontier_chart
from didymium.strategy.options import Output
from didymium.strategy.outcome import Outcome


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


class Deal(Record):
    """The worth of one named deal: risk-adjusted loss that it avoids on top of the plan, with the same budget."""

    name: str
    amount_usd: float
    buys: str
    adds: tuple[Output, ...]
    lead_months: float
    basis: str
    avoids_usd: float
    avoids_mean_usd: float
    avoids_worst_usd: float
    per_usd: float
    source_id: str


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
    rounds: tuple[dict[str, Any], ...]
    senders: tuple[dict[str, Any], ...]
    unseen: str = ""

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The frontier of expected loss and CVaR over budgets."""
        return (frontier_chart(labels.country_name(self.importer), self.frontier, self.budget_usd),)
