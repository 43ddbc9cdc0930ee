"""What one named deal is worth on top of a plan: its tonnes are given and the plan is solved again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from didymium import labels
from didymium.errors import BadInput, MissingData, UnknownLabel
from didymium.records import Record
from didymium.strategy.baseline import Chain
from didymium.strategy.harden import Hardened, Setting
from didymium.strategy.options import Menu, Option, Output, capital_intensity, find, typical
from didymium.strategy.program import HURDLE, Solution
from didymium.world.load import World

DEAD = {"cancelled", "expired"}
LEAD = 60.0  # months, where the world has no typical lead time of the stage (prior)


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


@dataclass(frozen=True)
class Terms:
    """A deal as matched: the money, the option it pays for (by id) and what part of it, how it was read, the source."""

    name: str
    amount: float
    option: str
    part: float
    basis: str
    source_id: str


@dataclass
class Reader:
    """Reads a deal while the case is set up: an option, a row of the deals table, or AMOUNT:COUNTRY:MINERAL[:STAGE].

    Money for a place without a project of known tonnes buys what the sourced projects of that stage built for it.
    """

    name: str
    terms: Terms | None = None

    def __call__(self, world: World, chains: dict[str, Chain], prices: dict[str, float], what: Menu) -> Option | None:
        """The option that has to be added to the menu for this deal, or None."""
        if self.name.count(":") in (2, 3):
            return self._hypothetical(world, chains, prices, self.name.split(":"))
        try:
            option = what.options[find(self.name, what.options)]
        except UnknownLabel:
            return self._tabled(world, chains, prices, what)
        total = option.cost_usd * option.limit
        self.terms = Terms(
            self.name, total, option.id, option.limit, f"the whole of it; cost {option.cost_basis}", option.source_id
        )
        return None

    def _tabled(self, world: World, chains: dict[str, Chain], prices: dict[str, float], what: Menu) -> Option | None:
        rows = [r for r in world.table("deals").iter_rows(named=True) if _named(self.name, r)]
        if not rows:
            raise UnknownLabel("deal", self.name, [r for r in world.table("deals")["project"] if r])
        alive = [r for r in rows if r["amount_usd"] and r["status"] not in DEAD and _covers(r, chains)]
        if not alive:
            first = f"{rows[0]['status']}, {rows[0]['announced']}"
            raise MissingData(f"deal {self.name!r} has no amount that still stands for the planned minerals ({first})")
        row = max(alive, key=lambda r: r["amount_usd"])
        said = f"{row['status']} {row['announced']}"
        hit = _project_of(row, what.options)
        if hit is not None:
            part = min(row["amount_usd"] / hit.cost_usd, hit.limit)
            self.terms = Terms(
                self.name, float(row["amount_usd"]), hit.id, part, f"{said}; its money buys that part of the project",
                row["source_id"],
            )  # fmt: skip
            return None
        stage = row["stage"] if row["stage"] in {"mine", "component"} else "refine"
        return self._generic(
            world, chains, prices, float(row["amount_usd"]), (row["host"] or "").split(";")[0],
            row["minerals"].split(";"), stage, said, row["source_id"],
        )  # fmt: skip

    def _hypothetical(
        self, world: World, chains: dict[str, Chain], prices: dict[str, float], parts: list[str]
    ) -> Option:
        try:
            amount = float(parts[0])
        except ValueError:
            raise BadInput(
                f"deal {self.name!r}: {parts[0]!r} is no number of US dollars, e.g. 400e6:Uzbekistan:rare earths"
            ) from None
        if not (np.isfinite(amount) and amount > 0):
            raise BadInput(f"deal {self.name!r}: the amount must be above zero")
        stage = labels.stage(parts[3]) if len(parts) > 3 else "refine"
        return self._generic(
            world, chains, prices, amount, labels.country(parts[1]), [labels.mineral(parts[2])], stage, "hypothetical",
            "",
        )  # fmt: skip

    def _generic(self, world: World, chains: dict[str, Chain], prices: dict[str, float], amount: float, host: str,
                 minerals: list[str], stage: str, said: str, source: str) -> Option:  # fmt: skip
        option = generic(world, chains, prices, amount, host, minerals, stage, self.name)
        self.terms = Terms(self.name, amount, option.id, 1.0, f"{said}; {option.cost_basis}", source)
        return option


def generic(world: World, chains: dict[str, Chain], prices: dict[str, float], amount: float, host: str,
            minerals: list[str], stage: str, name: str) -> Option:  # fmt: skip
    """What a sum buys in a host country, from ore to the stage, at the capital that sourced projects took.

    Raises `MissingData` when no planned mineral is among the deal's or no sourced project shows a cost.
    """
    wanted = {m for n in minerals for m in _members(n)}
    mine = {m: chains[m] for m in chains if m in wanted and stage in chains[m].stages}
    classes = capital_intensity(world, chains, prices)
    if not mine or stage not in classes:
        raise MissingData(
            f"deal {name!r} covers none of the planned minerals at a stage with a known cost, so it cannot be priced"
        )
    value = {m: prices[m] * float(c.arcs[c.stages.index(stage)].sum()) for m, c in mine.items()}
    yearly = amount / classes[stage][1]
    outputs = tuple(
        Output(mineral=m, stage=stage, tonnes=yearly * v / sum(value.values()) / prices[m]) for m, v in value.items()
    )
    lead, ramp = typical(world, outputs[0], "mine")
    ratio = classes[stage][1]
    low, _, high = (amount * k / ratio for k in classes[stage])
    spread = f"{low / amount:.2g} to {high / amount:.2g} times"
    return Option(
        id="deal", name=f"{labels.country_name(host)}: {', '.join(minerals)}", kind="project", country=host,
        stage=stage,
        mineral=max(value, key=lambda m: value[m]), outputs=outputs, cost_usd=amount, cost_low=low, cost_high=high,
        cost_basis=f"class: {ratio:.2g} USD of capital a USD of yearly output ({spread})",
        lead_months=lead or LEAD, ramp_months=ramp, source_id="",
    )  # fmt: skip


def _members(name: str) -> tuple[str, ...]:
    try:
        canonical = labels.mineral(name)
    except UnknownLabel:
        return ()
    return (canonical, *labels.members(canonical))


def _covers(row: dict[str, Any], chains: dict[str, Chain]) -> bool:
    return bool({m for n in (row["minerals"] or "").split(";") for m in _members(n)} & set(chains))


def _named(name: str, row: dict[str, Any]) -> bool:
    codes = [h for h in (row["host"] or "").split(";") if h in labels.countries()]
    hosts = " ".join([*codes, *(labels.country_name(h) for h in codes)])
    text = f"{row['id']} {row['project'] or ''} {row['parties']} {hosts}".casefold()
    return all(word in text for word in name.casefold().split())


def _project_of(row: dict[str, Any], options: tuple[Option, ...]) -> Option | None:
    words = [w for w in (row["project"] or "").casefold().replace("/", " ").split() if len(w) > 3]
    projects = [o for o in options if o.kind in {"project", "offtake", "recycling"}]
    scores = [sum(w in f"{o.name} {o.id}".casefold() for w in words) for o in projects]
    best = max(scores, default=0)
    return projects[scores.index(best)] if best and scores.count(best) == 1 else None


def worth(given: Setting, hard: Hardened, budget: float, plan: Solution, terms: Terms, low: Any, high: Any) -> Deal:
    """The worth of a deal: risk-adjusted loss of the plan less that of the plan with the deal's part given on top.

    The budget stays whole: the deal is paid by somebody else. low, high: the plan's own bounds.
    """
    ids = [o.id for o in given.frame.options]
    at = ids.index(terms.option)
    with_low, with_high = low.copy(), high.copy()
    with_low[at] = with_high[at] = max(terms.part, low[at])
    hard.live.bounds(with_low, with_high)
    hard.live.budget(budget + terms.part * given.case.price[at])
    found = hard.live.solve()
    hard.live.bounds(low, high)
    hard.live.budget(budget)
    gain = (plan.objective - HURDLE * plan.spent) - (found.objective - HURDLE * found.spent)
    option = given.frame.options[at]
    return Deal(
        name=terms.name, amount_usd=terms.amount, buys=f"{terms.part / option.limit:.0%} of {option.name}",
        basis=terms.basis,
        adds=tuple(o.model_copy(update={"tonnes": o.tonnes * terms.part}) for o in option.outputs),
        lead_months=option.lead_months, avoids_usd=gain, avoids_mean_usd=plan.mean - found.mean,
        avoids_worst_usd=plan.worst - found.worst, per_usd=gain / terms.amount, source_id=terms.source_id,
    )  # fmt: skip
