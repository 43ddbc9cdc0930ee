"""What each move of the other side does and costs, from the twin; what it cannot price says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from didymium import labels
from didymium.risk.measures import in_force
from didymium.strategy import history
from didymium.strategy.baseline import PRODUCT, ces_output
from didymium.strategy.cost import MAGNETS, STIFF, Measure, cost, known_network, quick, unpriced
from didymium.strategy.credible import in_surplus, used
from didymium.strategy.leverage import SIMULATED, candidates, holds, ranking, year_stop
from didymium.strategy.moves import Situation, deals
from didymium.strategy.outcome import Span, span, today
from didymium.twin.traits import value_at_stake
from didymium.world.load import World

MONTHS = 12
COST_SHARE = 1e-4  # of a mineral in the value added of those who use it, for the screen by shares (typical)
DOZEN = 12
LEAST = 1e7  # USD over five years that a stop of another mineral must cost the other side to be called a reply


@dataclass(frozen=True)
class Priced:
    """What a move does and costs; `reason` says why where it has no effect in USD."""

    what: str
    effect: Span | None
    cost: Span | None
    cost_basis: str
    reason: str = ""


@lru_cache(maxsize=64)
def worst(
    sender: str, target: str, minerals: tuple[str, ...], world: World, draws: int, seed: int
) -> tuple[Measure, Span, Span | None] | None:
    """The worst stop for a year to all buyers: (measure, loss to the target, cost to the sender), None without one."""
    goods, _ = candidates(sender, target, world, minerals)
    for good in ranking(sender, target, goods[:SIMULATED], world, seed)[:1]:
        measure = year_stop(sender, good)
        found = cost(measure, target, world, draws, seed)
        if found is not None:
            bill = None if found.sender_five is None else span(found.sender_five, "USD")
            return measure, span(found.target_five, "USD"), bill
    return None


def other_goods(sender: str, target: str, without: frozenset[str], world: World) -> tuple[str, ...]:
    """The minerals beside `without` whose stop may hurt the target most, a first screen by shares alone.

    Of those that the sender has restricted before where there are any, for a state replies with what it has at hand;
    none in surplus.

    score = value added of the target's sectors that use it x CES loss (elasticity 0.1, cost share 1e-4) when the
    sender's share of the world's supply is gone; the best dozen go on to the screen along the chain.
    """

    def score(mineral: str, share: float) -> float:
        lost = 1.0 - float(ces_output(max(1.0 - share, 0.01), COST_SHARE, STIFF))
        return value_at_stake(world, mineral, target) * lost

    barred = without | {*MAGNETS, PRODUCT} if without & {*MAGNETS, PRODUCT} else without
    held = {m: s for m, s in holds(sender, world).items() if m not in barred and not in_surplus(world, m)}
    held = {m: s for m, s in held.items() if used(sender, target, (m,), world)} or held
    ranked = sorted(held, key=lambda m: (-score(m, held[m]), m))
    return tuple(ranked[:DOZEN])


def _restrict(case: Situation, other: str, world: World, draws: int, seed: int) -> Priced:
    why = unpriced(case.actor)
    found = None if why else worst(other, case.actor, case.minerals, world, draws, seed)
    if found is None:
        who = labels.country_name(other, article=True)
        reason = why or f"{who} sells none of these minerals, or so little that the twin sees no loss"
        return Priced("a further export measure on the same minerals", None, None, "", reason)
    measure, hit, bill = found
    what = f"a stop of {labels.mineral_name(measure.label)} at the {measure.stage} stage for a year, to all buyers"
    return Priced(what, hit, bill, "lost sales and projects set off, five years (twin)" if bill else "")


def _ease(case: Situation, other: str, world: World, draws: int, seed: int) -> Priced:
    on = tuple(m for m in case.minerals if _binds(other, case.actor, m, world))
    why = unpriced(case.actor) if on else None
    found = worst(other, case.actor, on, world, draws, seed) if on and not why else None
    if found is None:
        who = labels.country_name(other, article=True)
        reason = why or f"no export measure of {who} on these minerals is in force by the tables"
        return Priced("the easing of its own measures", None, None, "", reason)
    measure, hit, bill = found
    spared = Span(value=-hit.value, low=-hit.high, high=-hit.low, unit=hit.unit)
    name = labels.mineral_name(measure.label)
    what = f"licences for {name} are granted: the stop of a year that the measure allows is off"
    given = None if bill is None else Span(value=-bill.value, low=-bill.high, high=-bill.low, unit=bill.unit)
    return Priced(what, spared, given, "sales kept, five years (twin)" if given else "")


def _binds(actor: str, importer: str, mineral: str, world: World) -> bool:
    """Whether an export measure of the actor on the mineral, at some stage, binds the importer today."""
    events = history.measures(world)
    if not history.select(events, history.EXPORT, actor, frozenset({mineral, *labels.groups(mineral)}), importer):
        return False
    return any(actor in in_force(world, mineral, stage, importer, today(world)) for stage in labels.STAGES)


def _subsidise(case: Situation, other: str, world: World, draws: int, seed: int) -> Priced:
    del seed, draws
    spent = [
        d.amount_usd for d in deals(world) if other in d.hosts and d.amount_usd and d.minerals & set(case.minerals)
    ]
    reason = "a subsidy moves margins and market shares of rivals, which the twin does not have"
    what = "aid for makers further down the chain (metal, magnets, cells)"
    return Priced(what, None, _amounts(spent), _basis(spent, other), reason)


def _capture(case: Situation, other: str, world: World, draws: int, seed: int) -> Priced:
    spent = [d.amount_usd for d in deals(world) if other in d.countries and d.hosts - {other} and d.amount_usd]
    why = unpriced(case.actor)
    found = [] if why else [
        (span(hit.target_five, "USD"), measure)
        for measure in _captures(case, other, world)
        if (hit := cost(measure, case.actor, world, draws, seed)) is not None
    ]  # fmt: skip
    if not found:
        reason = why or "no third country sells these minerals to the counterpart, as far as the tables show"
        return Priced("stakes and offtakes in third countries", None, _amounts(spent), _basis(spent, other), reason)
    effect, measure = max(found, key=lambda item: item[0].value)
    seller, name = labels.country_name(measure.sender, article=True), labels.mineral_name(measure.label)
    what = f"half of what {seller} sells of {name} goes elsewhere for a year"
    return Priced(what, effect, _amounts(spent), _basis(spent, other))


def _captures(case: Situation, other: str, world: World, most: int = 2) -> tuple[Measure, ...]:
    """Half of what the largest third seller of a mineral sells to the counterpart, the minerals that hurt most."""
    ranked: list[tuple[float, Measure]] = []
    for mineral in case.minerals:
        third = _third_seller(mineral, case.actor, other, world)
        if third is not None:
            score = quick(third[0], case.actor, mineral, third[1], world, worldwide=False)
            ranked.append((score or 0.0, Measure(third[0], (case.actor,), mineral, (mineral,), third[1], 0.5, MONTHS)))
    ranked.sort(key=lambda item: (-item[0], item[1].label))
    return tuple(measure for _, measure in ranked[:most])


def _third_seller(mineral: str, buyer: str, other: str, world: World) -> tuple[str, str] | None:
    """(country, stage) of the largest seller to the buyer beside both sides."""
    net = known_network(world, mineral, other, buyer)
    if net is None or buyer not in net.countries:
        return None
    j, best = net.countries.index(buyer), (0.0, "", "")
    for k, stage in enumerate(net.stages):
        for i, country in enumerate(net.countries):
            if country not in {buyer, other, "OTH"}:
                best = max(best, (float(net.flows[k, i, j]), country, stage))
    return (best[1], best[2]) if best[0] > 0 else None


def _retaliate(case: Situation, other: str, world: World, draws: int, seed: int) -> Priced:
    why = unpriced(case.actor)
    goods = () if why else other_goods(other, case.actor, frozenset(case.minerals), world)
    found = worst(other, case.actor, goods, world, draws, seed) if goods else None
    if found is None or found[1].value < LEAST:
        reason = why or "tariffs, listings and other goods are outside the twin, and no other mineral gives a hold"
        return Priced("tariffs, entity listings or measures on other goods", None, None, "", reason)
    measure, hit, bill = found
    name = f"{labels.mineral_name(measure.label)} ({measure.stage})"
    what = f"a stop of another mineral, {name}, for a year; listings and tariffs are not priced"
    return Priced(what, hit, bill, "lost sales and projects set off, five years (twin)" if bill else "")


def _dump(case: Situation, other: str, world: World, draws: int, seed: int) -> Priced:
    del case, other, world, draws, seed
    reason = (
        "no table records a price war, and the twin has no cost curve of rival producers; "
        "neither chance nor effect is given"
    )
    return Priced("sales below the cost of rival projects, so that they find no finance", None, None, "", reason)


PRICERS = {
    "restrict more": _restrict, "ease": _ease, "subsidise down the chain": _subsidise,
    "capture third-country supply": _capture, "retaliate elsewhere": _retaliate, "dump the price": _dump,
}  # fmt: skip


def _amounts(spent: Sequence[float]) -> Span | None:
    return span(spent, "USD a deal") if len(spent) >= 3 else None


def _basis(spent: Sequence[float], other: str) -> str:
    return (
        f"amounts of {len(spent)} earlier deals of {labels.country_name(other, article=True)}"
        if len(spent) >= 3
        else ""
    )
