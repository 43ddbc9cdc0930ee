"""Responses: what the other side may do next, how often it did so before, what it costs, and what would tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from didymium import labels
from didymium.errors import BadInput, MissingData
from didymium.records import Event, Figure, Record
from didymium.strategy import history
from didymium.strategy.atrisk import suppliers_of
from didymium.strategy.cost import Measure, cost, known_network, unpriced
from didymium.strategy.history import first_day
from didymium.strategy.leverage import candidates
from didymium.strategy.moves import MOVES, Family, Frequency, MoveName, deals, frequency
from didymium.strategy.outcome import Outcome, Span, figure, frame, span, today, view
from didymium.twin import Scenario, load_scenario, simulate
from didymium.world.load import World

DRAWS, MONTHS = 48, 12
PEERS = ("CHN", "USA", "EUU", "JPN", "IDN", "IND", "RUS")
NOTE = "Probabilities are frequencies of the past, not a reading of intentions; the moves do not exclude each other."
BLOCS = ("USA", "EUU", "JPN", "KOR", "CHN")
PRESSURE = frozenset({"export_restriction", "import_measure", "legal_dispute", "domestic_policy", "list_designation"})


class Response(Record):
    """One move of the responder.

    frequency: how often it followed such events (None where no table records the move); effect: value added that the
    counterpart loses (positive) or is spared (negative) by it over five years, USD; cost: what it costs the
    responder, USD; priced is False with the reason where the twin cannot tell the effect.
    """

    move: MoveName
    responder: str
    counterpart: str
    what: str
    frequency: Frequency | None
    effect: Span | None
    cost: Span | None
    cost_basis: str
    priced: bool
    reason: str
    tell_tales: tuple[str, ...]


class ResponsesResult(Outcome):
    """What `responses` returns: moves by probability, the most likely first; those without a record last."""

    actor: str
    responder: str
    family: Family
    minerals: tuple[str, ...]
    rows: tuple[Response, ...]


@dataclass(frozen=True)
class Situation:
    """Who did what to whom: the actor, those it aims at, the minerals, and whether it presses or moves away."""

    name: str
    actor: str
    targets: tuple[str, ...]
    minerals: tuple[str, ...]
    family: Family
    scenario: Scenario | None = None


def responses(
    event: Event | Scenario | dict[str, Any] | str | Path,
    world: World | None = None,
    as_of: str | dt.date | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    *,
    responder: str | None = None,
) -> ResponsesResult:
    """The ranked next moves of the other side after an event, or in a scenario.

    event: an `Event` of `read`, the id of a measure or deal of the world, or a scenario (value, file or name).
    responder: the other side; by default the target (of a measure on all buyers: the economy that loses most), or the
    main supplier when the event is a deal, list or stockpile that moves away from it. Probabilities are for twelve
    months, from the history up to the world's date. Errors: `BadInput` for an event without actor or mineral.
    Method: docs/method/leverage.md.
    """
    known = view(world, as_of)
    case = situation(event, known)
    other = labels.country(responder) if responder else _other_side(case, known, draws, seed)
    rows = [_response(move, case, other, known, draws, seed) for move in MOVES]
    rows.sort(key=lambda r: -(r.frequency.probability.value if r.frequency else -1.0))
    args = {"event": case.name, "responder": other}
    return ResponsesResult(
        **frame("responses", args, known, draws, seed), actor=case.actor, responder=other, family=case.family,
        minerals=case.minerals, rows=tuple(rows), figures=tuple(f for r in rows for f in _figures(r, case)),
        notes=(NOTE,),
    )  # fmt: skip


def situation(event: Event | Scenario | dict[str, Any] | str | Path, world: World) -> Situation:
    """The situation that an event, a row of the world or a scenario describes."""
    if isinstance(event, Event):
        return _of_event(event)
    if isinstance(event, str):
        measure = next((m for m in history.measures(world) if m.id == event), None)
        if measure is not None:
            return _of_measure(measure)
        deal = next((d for d in deals(world) if d.id == event), None)
        if deal is not None:
            actor = next(iter(sorted(deal.countries - deal.hosts)), next(iter(sorted(deal.countries)), ""))
            return _checked(Situation(event, actor, (), _singles(deal.minerals), "diversification"))
    plan = load_scenario(event)
    if not plan.restrictions:
        raise BadInput(f"{plan.name}: a scenario without a restriction has no other side; give an event instead")
    first = plan.restrictions[0]
    minerals = labels.each_mineral([m for r in plan.restrictions for m in r.minerals])
    return _checked(Situation(plan.name, first.exporter, tuple(first.importers), minerals, "pressure", plan))


def _of_event(event: Event) -> Situation:
    minerals = labels.each_mineral(event.minerals) if event.minerals else ()
    family: Family = "pressure" if event.type in PRESSURE else "diversification"
    actor = event.actors[0] if event.actors else ""
    return _checked(Situation(event.type, actor, event.targets, minerals, family))


def _of_measure(measure: history.Measure) -> Situation:
    family: Family = "pressure" if measure.kind in history.HOSTILE else "diversification"
    return _checked(Situation(measure.id, measure.actor, measure.targets, _singles(measure.minerals), family))


def _singles(minerals: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(m for m in minerals if not labels.is_group(m)))


def _checked(case: Situation) -> Situation:
    if not case.actor:
        raise BadInput(f"{case.name}: the event names no acting state, so there is no other side")
    if not case.minerals:
        raise BadInput(f"{case.name}: the event names no mineral, so no response can be weighed")
    return case


def _other_side(case: Situation, world: World, draws: int, seed: int) -> str:
    if case.family == "diversification":
        return _main_supplier(case, world)
    named = [t for t in case.targets if t not in ("WLD", case.actor)]
    return named[0] if named else _hardest_hit(case, world, draws, seed)


def _main_supplier(case: Situation, world: World) -> str:
    weight: dict[str, float] = {}
    for mineral in case.minerals:
        for country, share in suppliers_of(world, mineral).items():
            weight[country] = weight.get(country, 0.0) + share
    weight.pop(case.actor, None)
    if not weight:
        raise MissingData(f"no supplier of {', '.join(case.minerals[:3])} is known; name the responder")
    return max(weight, key=lambda c: (weight[c], c))


def _hardest_hit(case: Situation, world: World, draws: int, seed: int) -> str:
    """The large economy that loses most in the case; the United States (or China) when the twin cannot tell."""
    plan = case.scenario
    others = [c for c in BLOCS if c != case.actor]
    found: dict[str, float] = {}
    if plan is not None:
        losses = simulate(plan, world, draws, seed).samples
        found = {
            c: float(np.median(losses["value_added_at_risk_usd", c]))
            for c in others
            if ("value_added_at_risk_usd", c) in losses
        }
    else:
        for country in others:
            row = _stop(case.actor, country, case.minerals, world, draws, seed)
            found |= {country: row.value} if row is not None else {}
    return max(found, key=lambda c: (found[c], c)) if found else others[0]


def _stop(sender: str, target: str, minerals: Sequence[str], world: World, draws: int, seed: int) -> Span | None:
    found = _worst(sender, target, minerals, world, draws, seed)
    return None if found is None else found[1]


def _worst(
    sender: str, target: str, minerals: Sequence[str] | None, world: World, draws: int, seed: int,
    without: frozenset[str] = frozenset(),
) -> tuple[Measure, Span, Span | None] | None:  # fmt: skip
    """The worst stop for a year to all buyers: (measure, loss to the target, cost to the sender), None without one."""
    goods, _ = candidates(sender, target, world, None if minerals is None else tuple(minerals))
    for label, members, stage, _ in [g for g in goods if not set(g[1]) & without][:1]:
        measure = Measure(sender, ("WLD",), label, members, stage, 0.0, MONTHS)
        found = cost(measure, target, world, draws, seed)
        if found is not None:
            bill = None if found.sender_five is None else span(found.sender_five, "USD")
            return measure, span(found.target_five, "USD"), bill
    return None


@dataclass(frozen=True)
class Priced:
    """What a move does and costs; `reason` says why where it has no effect in USD."""

    what: str
    effect: Span | None
    cost: Span | None
    cost_basis: str
    reason: str = ""


def _response(move: MoveName, case: Situation, other: str, world: World, draws: int, seed: int) -> Response:
    minerals = frozenset(case.minerals)
    count = None
    if move != "dump the price":
        count = frequency(move, case.family, other, _against(move, case.actor), minerals, world, MONTHS, PEERS)
    found = _PRICERS[move](case, other, world, draws, seed)
    return Response(
        move=move, responder=other, counterpart=case.actor, what=found.what, frequency=count, effect=found.effect,
        cost=found.cost, cost_basis=found.cost_basis, priced=found.effect is not None, reason=found.reason,
        tell_tales=_tell_tales(move, case, other, world),
    )  # fmt: skip


def _against(move: MoveName, actor: str) -> str | None:
    return actor if move in ("restrict more", "ease", "retaliate elsewhere") else None


def _restrict(case: Situation, other: str, world: World, draws: int, seed: int) -> Priced:
    who = labels.country_name(other, article=True)
    found = _worst(other, case.actor, case.minerals, world, draws, seed)
    if found is None:
        none = f"{who} sells none of these minerals, or so little that the twin sees no loss"
        reason = unpriced(case.actor) or none
        return Priced("a further export measure on the same minerals", None, None, "", reason)
    measure, hit, bill = found
    what = f"a stop of {labels.mineral_name(measure.label)} at the {measure.stage} stage for a year, to all buyers"
    return Priced(what, hit, bill, "lost sales and projects set off, five years (twin)" if bill else "")


def _ease(case: Situation, other: str, world: World, draws: int, seed: int) -> Priced:
    names = _in_force(other, case.actor, world)
    on = [m for m in case.minerals if m in names]
    found = _worst(other, case.actor, on, world, draws, seed) if on else None
    if found is None:
        who = labels.country_name(other, article=True)
        none = f"no export measure of {who} on these minerals is in force by the tables"
        reason = (unpriced(case.actor) if on else None) or none
        return Priced("the easing of its own measures", None, None, "", reason)
    measure, hit, bill = found
    spared = Span(value=-hit.value, low=-hit.high, high=-hit.low, unit=hit.unit)
    name = labels.mineral_name(measure.label)
    what = f"licences for {name} are granted: the stop of a year that the measure allows is off"
    given = None if bill is None else Span(value=-bill.value, low=-bill.high, high=-bill.low, unit=bill.unit)
    return Priced(what, spared, given, "sales kept, five years (twin)" if given else "")


def _in_force(actor: str, importer: str, world: World) -> frozenset[str]:
    now, stops = today(world), history.suspensions(world)
    rows = history.select(history.measures(world), history.EXPORT, actor, importer=importer)
    live = [m for m in rows if (m.ends is None or m.ends > now) and not stops.get(m.id, dt.date.max) <= now]
    return frozenset(n for m in live for n in m.minerals)


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
    best: tuple[float, str, str, Span] | None = None
    for mineral in case.minerals:
        third = _third_seller(mineral, case.actor, other, world)
        if third is None:
            continue
        measure = Measure(third[0], (case.actor,), mineral, (mineral,), third[1], 0.5, MONTHS)
        found = cost(measure, case.actor, world, draws, seed) if case.actor != "WLD" else None
        if found is not None:
            hit = span(found.target_five, "USD")
            best = max(best or (-1.0, "", "", hit), (hit.value, mineral, third[0], hit), key=lambda b: b[0])
    if best is None:
        none = "no third country sells these minerals to the counterpart, as far as the tables show"
        reason = unpriced(case.actor) or none
        return Priced("stakes and offtakes in third countries", None, _amounts(spent), _basis(spent, other), reason)
    seller, name = labels.country_name(best[2], article=True), labels.mineral_name(best[1])
    what = f"half of what {seller} sells of {name} goes elsewhere for a year"
    return Priced(what, best[3], _amounts(spent), _basis(spent, other))


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
    found = _worst(other, case.actor, None, world, draws, seed, without=frozenset(case.minerals))
    if found is None or found[1].value < 1e6:
        none = "tariffs, listings and other goods are outside the twin, and no other mineral gives a hold"
        reason = unpriced(case.actor) or none
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


_PRICERS = {
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


def _tell_tales(move: MoveName, case: Situation, other: str, world: World) -> tuple[str, ...]:
    """What to watch: the usual forerunners of the move, and dated provisions that bind the responder."""
    who, adj = labels.country_name(other), labels.adjective(other)
    usual = {
        "restrict more": (
            f"new or longer licence lists of {who}", "customs: exports below last year's month",
            "licences that take longer",
        ),
        "ease": (
            f"general licences or a suspension notice of {who}", "talks with a date",
            "customs: exports back to last year's month",
        ),
        "subsidise down the chain": (
            "tenders, price floors and tax credits for metal and magnets", f"{adj} content rules",
        ),
        "capture third-country supply": (
            f"{adj} bids, offtakes and loans in producing states", "host states that review a licence",
        ),
        "retaliate elsewhere": (
            "entity listings", "trade cases and investigations opened", "lists of other goods put to consultation",
        ),
        "dump the price": (
            "export prices below the cost of new projects", "higher production quotas",
            "projects that lose their finance",
        ),
    }[move]  # fmt: skip
    return (*usual, *(_dates(other, case, world) if move in ("restrict more", "ease") else ()))


def _dates(other: str, case: Situation, world: World, most: int = 2) -> tuple[str, ...]:
    now, found = today(world), []
    for row in world.table("provisions").iter_rows(named=True):
        ends = first_day(row["expires"])
        binds = other in (row["obliges"] or "").split(";")
        if ends and ends > now and binds and history.names(row["minerals"] or "") & set(case.minerals):
            found.append((ends, f"{ends.isoformat()}: {row['provision']} ends"))
    return tuple(text for _, text in sorted(found)[:most])


def _figures(row: Response, case: Situation) -> Iterable[Figure]:
    named = {"country": row.responder, "counterpart": case.actor, "name": row.move}
    if row.frequency is not None:
        yield figure("probability", row.frequency.probability, **named)
    if row.effect is not None:
        yield figure("effect_on_counterpart_usd", row.effect, **named)


__all__ = ["Response", "ResponsesResult", "Situation", "responses", "situation"]
