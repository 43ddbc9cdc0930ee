"""Responses: what the other side may do next, how often it did so before, what it costs, and what would tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from didymium import labels
from didymium.errors import MissingData
from didymium.files import csv_rows
from didymium.records import Event, Figure, Record
from didymium.risk.measures import in_force
from didymium.strategy import history, moves
from didymium.strategy.atrisk import suppliers_of, used
from didymium.strategy.baseline import PRODUCT
from didymium.strategy.cost import MAGNETS, Measure, cost, good_name, known_network, unpriced
from didymium.strategy.leverage import SIMULATED, candidates, holds, ranking, year_stop
from didymium.strategy.moves import MOVES, Family, Frequency, MoveName, Situation, situation
from didymium.strategy.outcome import Outcome, Span, figure, frame, span, today, view
from didymium.twin import Scenario
from didymium.twin.traits import in_surplus
from didymium.world.load import World

MONTHS = 12
SIGNS = labels.DATA / "tell_tales.csv"  # forerunners of each move
LEAST = 1e8  # USD over five years that a stop of another mineral must cost the other side to be called a reply


@dataclass(frozen=True)
class Priced:
    """What a move does and costs; `reason` says why where it has no effect in USD."""

    what: str
    effect: Span | None
    cost: Span | None
    reason: str = ""


@lru_cache(maxsize=64)
def worst(
    sender: str, target: str, minerals: tuple[str, ...], world: World, draws: int, seed: int
) -> tuple[Measure, Span, Span | None] | None:
    """The worst credible stop for a year to all buyers: (measure, loss to the target, cost to the sender), None without
    one."""
    goods = candidates(sender, target, world, minerals, believed=True)
    for good, _ in ranking(sender, target, goods[:SIMULATED], world, seed)[:1]:
        measure = year_stop(sender, good)
        weighed = cost(measure, target, world, draws, seed)
        if weighed is not None:
            bill = None if weighed.sender_five is None else span(weighed.sender_five, "USD")
            return measure, span(weighed.target_five, "USD"), bill
    return None


def other_goods(sender: str, target: str, without: frozenset[str], world: World) -> tuple[str, ...]:
    """The minerals beside `without` that a state could hold back from the target in reply.

    Of those that it has restricted before where there are any, for a state replies with what it has at hand; none in
    surplus.
    """
    barred = without | {*MAGNETS, PRODUCT} if without & {*MAGNETS, PRODUCT} else without
    held = tuple(m for m in holds(sender, world) if m not in barred and not in_surplus(world, m))
    return tuple(m for m in held if used(sender, target, (m,), world)) or held


def _restrict(case: Situation, other: str, world: World, draws: int, seed: int) -> Priced:
    why = unpriced(case.actor)
    found = None if why else worst(other, case.actor, case.minerals, world, draws, seed)
    if found is None:
        who = labels.country_name(other, article=True)
        reason = why or f"{who} sells none of these minerals, or so little that the twin sees no loss"
        return Priced("a further export measure on the same minerals", None, None, reason)
    return _stop(found, f"a stop of {good_name(found[0].label, found[0].stage)} for a year, to all buyers")


def _stop(found: tuple[Measure, Span, Span | None], what: str) -> Priced:
    return Priced(what, found[1], found[2])


def _ease(case: Situation, other: str, world: World, draws: int, seed: int) -> Priced:
    on = tuple(m for m in case.minerals if _binds(other, case.actor, m, world))
    why = unpriced(case.actor) if on else "duties and listings are outside the twin"
    found = None if why else worst(other, case.actor, on, world, draws, seed)
    if found is None:
        return Priced("the easing of its own measures, duties and listings too", None, None, why or "no loss is seen")
    measure, hit, bill = found
    name = labels.mineral_name(measure.label)
    what = f"licences for {name} are granted: the stop of a year that the measure allows is off"
    return Priced(what, -hit, None if bill is None else -bill)


def _binds(actor: str, importer: str, mineral: str, world: World) -> bool:
    """Whether an export measure of the actor on the mineral, at some stage, binds the importer today."""
    events = history.measures(world)
    if not history.select(events, history.EXPORT, actor, frozenset({mineral, *labels.groups(mineral)}), importer):
        return False
    return any(actor in in_force(world, mineral, stage, importer, today(world)) for stage in labels.STAGES)


def _retaliate(case: Situation, other: str, world: World, draws: int, seed: int) -> Priced:
    why = unpriced(case.actor)
    goods = () if why else other_goods(other, case.actor, frozenset(case.minerals), world)
    found = worst(other, case.actor, goods, world, draws, seed) if goods else None
    if found is None or found[1].value < LEAST:
        reason = why or "tariffs, listings and other goods are outside the twin, and no other mineral gives a hold"
        return Priced("tariffs, entity listings or measures on other goods", None, None, reason)
    name = good_name(found[0].label, found[0].stage)
    return _stop(found, f"a stop of another mineral, {name}, for a year; listings and tariffs are not priced")


SCREENS = {"restrict more": _restrict, "ease": _ease, "retaliate elsewhere": _retaliate}
WORDS = {  # what a move without a price is, and why it has none
    "come to terms": ("talks, a truce or an agreement", "what each side gives and gets is not in the twin"),
    "stock up": ("a public stock or joint buying", "what a stock spares later is told by `plan`"),
    "subsidise down the chain": (
        "aid for makers further down the chain", "margins and market shares of rivals are not in the twin"
    ),
    "capture third-country supply": (
        "stakes and offtakes in third countries", "what supply won is worth is told by `plan`"
    ),
}  # fmt: skip


DRAWS = 48
PEERS = ("CHN", "USA", "EUU", "JPN", "IDN", "IND", "RUS")
NOTE = "Probabilities are frequencies of the past, not a reading of intentions; the moves do not exclude each other."
UNASKED = "not asked for"
BLOCS = ("USA", "EUU", "JPN", "KOR", "CHN")


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
    priced: bool
    reason: str
    tell_tales: tuple[str, ...]


class ResponsesResult(Outcome):
    """What `responses` returns: moves by probability, the most likely first; those without a record last; none that
    is out of the responder's reach."""

    actor: str
    responder: str
    family: Family
    minerals: tuple[str, ...]
    rows: tuple[Response, ...]


def responses(
    event: Event | Scenario | dict[str, Any] | str | Path, world: World | None = None,
    as_of: str | dt.date | None = None, draws: int = DRAWS, seed: int = 0, *, responder: str | None = None,
    priced: bool = True,
) -> ResponsesResult:  # fmt: skip
    """The ranked next moves of the other side after an event, or in a scenario.

    event: an `Event` of `read`, the id of a measure or deal of the world, or a scenario (value, file or name).
    responder: the other side; by default the target (of a measure on all buyers, or an outage, the large economy
    that buys most of the actor), or the main supplier when the event is a deal, list or stockpile that moves away
    from this. priced: whether moves are priced. Probabilities are for twelve months, from the history up to the
    world's date. Errors: `BadInput` for an event without actor or mineral.
    Method: docs/method/leverage.md.
    """
    known = view(world, as_of)
    case = situation(event, known)
    other = labels.country(responder) if responder else _other_side(case, known)
    counted = [(move, _frequency(move, case, other, known)) for move in MOVES]
    counted.sort(key=lambda item: -(item[1].probability.value if item[1] else -1.0))
    rows = [
        _response(move, seen, case, other, known, draws, seed, price=priced)
        for move, seen in counted
        if _within_reach(move, seen, case, other, known)
    ]
    args = {"event": case.name, "responder": other, "priced": priced}
    return ResponsesResult(
        **frame("responses", args, known, draws, seed), actor=case.actor, responder=other, family=case.family,
        minerals=case.minerals, rows=tuple(rows), figures=tuple(f for r in rows for f in _figures(r, case)),
        notes=(NOTE, f"Told for {labels.country_name(other, article=True)} alone; `responder` asks for another state."),
    )  # fmt: skip


def _other_side(case: Situation, world: World) -> str:
    if case.family == "diversification":
        return _main_supplier(case, world)
    named = [t for t in case.targets if t not in ("WLD", case.actor)]
    if named:
        return named[0]
    return _main_buyer(case, world)


def _main_buyer(case: Situation, world: World) -> str:
    """The large economy that takes most of what the actor sells abroad of the minerals; the first of them where none of
    its sales are known."""
    taken: dict[str, list[float]] = {c: [] for c in BLOCS if c != case.actor}
    for mineral in case.minerals:
        net = known_network(world, mineral, case.actor, case.actor)
        if net is None or case.actor not in net.countries:
            continue
        row = net.countries.index(case.actor)
        sold = net.flows[:, row].copy()
        sold[:, row] = 0.0
        if sold.sum() == 0:
            continue
        for c, shares in taken.items():
            who = labels.eu_members() if c == "EUU" else (c,)
            shares.append(float(sold[:, [j for j, n in enumerate(net.countries) if n in who]].sum() / sold.sum()))
    means = {c: float(np.mean(shares)) for c, shares in taken.items() if shares}
    return max(means, key=lambda c: means[c], default=next(c for c in BLOCS if c != case.actor))


def _main_supplier(case: Situation, world: World) -> str:
    held = [suppliers_of(world, mineral) for mineral in case.minerals]
    weight = {c: sum(h.get(c, 0.0) for h in held) for h in held for c in h if c != case.actor}
    if not weight:
        raise MissingData(f"no supplier of {', '.join(case.minerals[:3])} is known; name the responder")
    return max(weight, key=lambda c: (weight[c], c))


def _within_reach(move: MoveName, seen: Frequency | None, case: Situation, other: str, world: World) -> bool:
    """Whether the responder can make a move at all: nobody stops what it does not sell, or eases what it never imposed
    on the other side (a measure against all that does not bind it is none)."""
    if case.family == "shortfall" and move in moves.AIMED:  # nobody answers a state for what it cannot make
        return False
    if move == "ease":
        laid = history.select(history.measures(world), history.HOSTILE, other, frozenset(case.minerals), case.actor)
        named = [m for m in laid if case.actor in m.targets]
        return bool(history.in_force(named, world)) or any(_binds(other, case.actor, m, world) for m in case.minerals)
    if move == "restrict more":
        return bool(candidates(other, case.actor, world, case.minerals, believed=True))
    return seen is not None or move not in ("come to terms", "stock up")


def _frequency(move: MoveName, case: Situation, other: str, world: World) -> Frequency | None:
    """How often a move followed such events; None where the tables hold none by this state: that is no zero."""
    goods, against = frozenset(case.minerals), _against(move, case.actor)
    if not moves.dates_of(move, other, against, goods, world):
        return None
    return moves.frequency(move, case.family, other, against, goods, world, MONTHS, PEERS)


def _response(move: MoveName, count: Frequency | None, case: Situation, other: str, world: World, draws: int,
              seed: int, *, price: bool) -> Response:  # fmt: skip
    if move in WORDS:
        found = Priced(WORDS[move][0], None, None, WORDS[move][1])
    else:
        found = SCREENS[move](case, other, world, draws, seed) if price else Priced(move, None, None, UNASKED)
    return Response(
        move=move, responder=other, counterpart=case.actor, what=found.what, frequency=count, effect=found.effect,
        cost=found.cost, priced=found.effect is not None, reason=found.reason,
        tell_tales=_tell_tales(move, case, other, world),
    )  # fmt: skip


def _against(move: MoveName, actor: str) -> str | None:
    return actor if move in moves.AIMED else None


def _tell_tales(move: MoveName, case: Situation, other: str, world: World) -> tuple[str, ...]:
    """What to watch: the usual forerunners of the move, and dated provisions between the two sides."""
    who, adjective = labels.country_name(other, article=True), labels.adjective(other)
    usual = [r["sign"].format(who=who, adjective=adjective) for r in csv_rows(SIGNS) if r["move"] == move]
    return (*usual, *(_dates(other, case, world) if move in ("restrict more", "ease") else ()))


def _dates(other: str, case: Situation, world: World) -> tuple[str, ...]:
    now, found = today(world), []
    parties = dict(world.table("agreements").select("id", "parties").iter_rows())
    parties |= dict(world.table("measures").select("id", "targets").iter_rows())
    for row in world.table("provisions").iter_rows(named=True):
        ends = history.first_day(row["expires"])
        binds = other in (row["obliges"] or "").split(";") and case.actor in parties.get(row["agreement_id"], "")
        if ends and ends > now and binds and history.names(row["minerals"] or "") & set(case.minerals):
            found.append((ends, f"{ends.isoformat()}: {row['provision']} (due or at its end)"))
    return tuple(text for _, text in sorted(found)[:2])


def _figures(row: Response, case: Situation) -> Iterable[Figure]:
    named = {"country": row.responder, "counterpart": case.actor, "name": row.move}
    if row.frequency is not None:
        yield figure("probability", row.frequency.probability, **named)
    if row.effect is not None:
        yield figure("effect_on_counterpart_usd", row.effect, **named)
