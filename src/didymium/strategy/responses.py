"""Responses: what the other side may do next, how often it did so before, what it costs, and what would tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from didymium import labels
from didymium.errors import BadScenario, MissingData
from didymium.records import Event, Figure, Record
from didymium.strategy import history
from didymium.strategy.atrisk import suppliers_of
from didymium.strategy.cost import EVERY, FIVE_YEARS, Measure, scenario
from didymium.strategy.history import first_day
from didymium.strategy.moves import MOVES, Family, Frequency, MoveName, Situation, frequency, situation
from didymium.strategy.outcome import Outcome, Span, figure, frame, today, view
from didymium.strategy.pricing import MONTHS, PRICERS, Priced
from didymium.twin import Scenario, simulate
from didymium.world.load import World

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


def responses(
    event: Event | Scenario | dict[str, Any] | str | Path,
    world: World | None = None,
    as_of: str | dt.date | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    *,
    responder: str | None = None,
    priced: int | None = None,
) -> ResponsesResult:
    """The ranked next moves of the other side after an event, or in a scenario.

    event: an `Event` of `read`, the id of a measure or deal of the world, or a scenario (value, file or name).
    responder: the other side; by default the target (of a measure on all buyers: the economy that loses most), or the
    main supplier when the event is a deal, list or stockpile that moves away from it. priced: only so many of the
    likeliest moves that have come before are priced (default: all). Probabilities are for twelve
    months, from the history up to the world's date. Errors: `BadInput` for an event without actor or mineral.
    Method: docs/method/leverage.md.
    """
    known = view(world, as_of)
    case = situation(event, known)
    other = labels.country(responder) if responder else _other_side(case, known, draws, seed)
    counted = [(move, _frequency(move, case, other, known)) for move in MOVES]
    counted.sort(key=lambda item: -(item[1].probability.value if item[1] else -1.0))
    likely = [move for move, seen in counted if seen is not None and seen.hits > 1][:priced]
    rows = [
        _response(move, seen, case, other, known, draws, seed, price=priced is None or move in likely)
        for move, seen in counted
    ]
    args = {"event": case.name, "responder": other, "priced": priced}
    return ResponsesResult(
        **frame("responses", args, known, draws, seed), actor=case.actor, responder=other, family=case.family,
        minerals=case.minerals, rows=tuple(rows), figures=tuple(f for r in rows for f in _figures(r, case)),
        notes=(NOTE,),
    )  # fmt: skip


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
    """The large economy that loses most in the case (else in a year's stop of all its minerals).

    The United States, or China, when the twin cannot tell.
    """
    others = [c for c in BLOCS if c != case.actor]
    stop = Measure(case.actor, ("WLD",), case.name, case.minerals, EVERY, 0.0, MONTHS)
    plan = case.scenario or scenario(stop, others[0], world, FIVE_YEARS)
    try:
        losses = simulate(plan, world, draws, seed, money=True).samples
    except (MissingData, BadScenario):
        return others[0]
    found = {c: float(np.median(x)) for c in others if (x := losses.get(("value_added_at_risk_usd", c))) is not None}
    return max(found, key=lambda c: (found[c], c), default=others[0])


def _frequency(move: MoveName, case: Situation, other: str, world: World) -> Frequency | None:
    """How often a move followed such events; None where no table records it."""
    if move == "dump the price":
        return None
    minerals = frozenset(case.minerals)
    return frequency(move, case.family, other, _against(move, case.actor), minerals, world, MONTHS, PEERS)


def _response(move: MoveName, count: Frequency | None, case: Situation, other: str, world: World, draws: int,
              seed: int, *, price: bool) -> Response:  # fmt: skip
    found = PRICERS[move](case, other, world, draws, seed) if price else Priced(move, None, None, "", UNASKED)
    return Response(
        move=move, responder=other, counterpart=case.actor, what=found.what, frequency=count, effect=found.effect,
        cost=found.cost, cost_basis=found.cost_basis, priced=found.effect is not None, reason=found.reason,
        tell_tales=_tell_tales(move, case, other, world),
    )  # fmt: skip


def _against(move: MoveName, actor: str) -> str | None:
    return actor if move in ("restrict more", "ease", "retaliate elsewhere") else None


def _tell_tales(move: MoveName, case: Situation, other: str, world: World) -> tuple[str, ...]:
    """What to watch: the usual forerunners of the move, and dated provisions between the two sides."""
    who, adj = labels.country_name(other, article=True), labels.adjective(other)
    usual = {
        "restrict more": (
            f"new or longer licence lists of {who}", "customs: exports below the level of a year before",
            "licences that take longer",
        ),
        "ease": (
            f"general licences or a suspension notice of {who}", "talks with a date",
            "customs: exports back at the level of a year before",
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
    parties = dict(world.table("agreements").select("id", "parties").iter_rows())
    parties |= dict(world.table("measures").select("id", "targets").iter_rows())
    for row in world.table("provisions").iter_rows(named=True):
        ends = first_day(row["expires"])
        binds = other in (row["obliges"] or "").split(";") and case.actor in parties.get(row["agreement_id"], "")
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
