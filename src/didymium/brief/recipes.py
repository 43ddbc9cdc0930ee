"""Recipes: for each family of events the points that may answer its three questions, best first."""

from __future__ import annotations

from collections.abc import Callable

from didymium.brief import assessed, longrun, market, motives, replies
from didymium.brief.desk import Desk
from didymium.brief.questions import worded
from didymium.records import Insight, Point

MOST_POINTS, FEWEST = 5, 3
Builder = Callable[[Desk], Point | None]
Three = tuple[tuple[Builder, ...], tuple[Builder, ...], tuple[Builder, ...]]

_MOVES = (replies.first_move, replies.second_move)
_MARKET = (replies.prices, replies.sectors, replies.companies)
_REPLIES = (
    *_MOVES, *_MARKET, replies.tell_tales, market.suppliers, market.newcomers, market.fillers, motives.home_industry,
    market.price_range, market.reserves,
)  # fmt: skip
_LONGRUN = (
    longrun.premium, longrun.pipeline, longrun.plan, market.outlook, longrun.substitution, longrun.sectors,
    market.recycling, market.listed, market.reserves,
)  # fmt: skip
_BUYING = (
    longrun.plan, longrun.pipeline, longrun.premium, market.newcomers, market.outlook, longrun.substitution,
    longrun.sectors, market.recycling, market.listed, market.reserves,
)  # fmt: skip
_FILL: Three = (  # what any question may be answered by where the points of its family have no evidence
    (motives.dependence, market.suppliers, market.price_range, market.reserves, market.listed, market.fillers,
     assessed.exporters, assessed.criticality, assessed.output, assessed.reliance, assessed.border_price),
    (market.suppliers, market.fillers, market.newcomers, motives.home_industry, market.price_range, market.reserves,
     assessed.exporters, assessed.buyers, assessed.border_price, assessed.output, assessed.reliance,
     assessed.criticality),
    (longrun.substitution, longrun.sectors, market.outlook, market.recycling, market.listed, market.reserves,
     market.newcomers, market.price_range, market.suppliers, assessed.replaceable, assessed.output,
     assessed.criticality, assessed.reliance, assessed.buyers, assessed.border_price),
)  # fmt: skip
_REST = (market.suppliers, market.reserves, market.price_range, market.listed)

RECIPES: dict[str, Three] = {
    "restriction": (
        (motives.felt, motives.leverage, motives.precedent, motives.own_cost, motives.clock, motives.dependence,
         motives.home_industry, *_REST),
        _REPLIES, _LONGRUN,
    ),
    "easing": (
        (motives.clock, motives.own_cost, motives.leverage, motives.precedent, motives.alliances, motives.dependence,
         *_REST),
        _REPLIES, _LONGRUN,
    ),
    "diversification": (
        (motives.leverage, motives.clock, motives.home_industry, motives.precedent, motives.alliances,
         motives.dependence, motives.own_cost, *_REST),
        _REPLIES, _BUYING,
    ),
    "agreement": (
        (motives.clock, motives.alliances, motives.leverage, motives.own_cost, motives.precedent, motives.home_industry,
         motives.dependence, *_REST),
        _REPLIES, _LONGRUN,
    ),
    "list": (
        (motives.dependence, market.suppliers, motives.leverage, market.listed, motives.home_industry,
         motives.precedent, motives.clock, *_REST),
        _REPLIES, _LONGRUN,
    ),
    "tariff": (
        (market.suppliers, motives.dependence, motives.home_industry, motives.leverage, motives.precedent,
         motives.clock, motives.own_cost, *_REST),
        _REPLIES, _LONGRUN,
    ),
    "project": (
        (motives.dependence, motives.home_industry, motives.leverage, market.suppliers, motives.alliances,
         motives.clock, motives.precedent, *_REST),
        _REPLIES, _BUYING,
    ),
    "disruption": (
        (motives.dependence, market.price_range, market.suppliers, market.reserves, motives.home_industry,
         motives.precedent),
        (market.fillers, *_MARKET, market.newcomers, *_MOVES, replies.tell_tales, market.suppliers),
        _LONGRUN,
    ),
    "price": (
        (market.price_range, motives.dependence, motives.precedent, market.outlook, motives.leverage, motives.clock),
        (*_MARKET, market.suppliers, market.newcomers, market.fillers, *_MOVES, market.reserves),
        _LONGRUN,
    ),
    "stockpile": (
        (motives.leverage, motives.dependence, motives.home_industry, motives.clock,
         motives.precedent, motives.alliances, *_REST),
        _REPLIES, _BUYING,
    ),
    "corporate": (
        (motives.dependence, motives.home_industry, motives.leverage, market.suppliers, motives.clock,
         motives.precedent, motives.alliances, *_REST),
        _REPLIES, _BUYING,
    ),
    "demand": (
        (market.price_range, motives.dependence, market.outlook, motives.precedent, longrun.sectors, motives.leverage,
         market.suppliers),
        (*_MARKET, market.fillers, market.newcomers, *_MOVES, market.suppliers, market.reserves),
        (longrun.substitution, market.outlook, longrun.premium, longrun.pipeline, longrun.sectors, market.recycling,
         market.listed),
    ),
    "policy": (
        (motives.dependence, motives.leverage, motives.home_industry, motives.clock, motives.alliances,
         motives.precedent, *_REST),
        _REPLIES, _LONGRUN,
    ),
    "dispute": (
        (motives.leverage, motives.dependence, motives.precedent, motives.own_cost, motives.clock, *_REST),
        _REPLIES, _LONGRUN,
    ),
    "none": (
        (motives.dependence, market.price_range, market.suppliers, market.reserves, motives.precedent),
        (*_MARKET, market.newcomers, market.fillers, replies.tell_tales),
        _LONGRUN,
    ),
}  # fmt: skip


def insights(desk: Desk) -> tuple[Insight, ...]:
    """The three questions of the topic's family, answered by the points that the evidence allows; none said twice."""
    topic = desk.topic
    if topic.focus is None or (topic.lead is None and not topic.dwells):
        return ()
    framings = (motives.framing, replies.framing, longrun.framing)
    recipe = RECIPES[topic.family]
    used: set[str] = set()
    held = [_points(desk, (*builders, *rest), used) for builders, rest in zip(recipe, _FILL, strict=True)]
    _shared_out(held, [{*builders, *rest} for builders, rest in zip(recipe, _FILL, strict=True)])
    desk.thin = any(len(found) < FEWEST for found in held)
    asked = zip(worded(topic, desk.minerals), framings, held, strict=True)
    return tuple(
        Insight(question=question, framing=framing(desk), points=tuple(p for _, p in found))
        for question, framing, found in asked
        if found
    )


def _points(desk: Desk, builders: tuple[Builder, ...], used: set[str]) -> list[tuple[Builder, Point]]:
    """Up to five points with their builders, without a label that an earlier question has."""
    found: list[tuple[Builder, Point]] = []
    for builder in builders:
        point = builder(desk) if len(found) < MOST_POINTS else None
        if point is not None and point.label not in used:
            used.add(point.label)
            found.append((builder, point))
    return found


def _shared_out(held: list[list[tuple[Builder, Point]]], able: list[set[Builder]]) -> None:
    """Give a question with fewer than three points the last ones of a richer question that answer it as well."""
    for k, own in enumerate(held):
        for other in held:
            spare = [item for item in other[FEWEST:] if item[0] in able[k]] if other is not own else []
            for item in reversed(spare):
                if len(own) < FEWEST and len(other) > FEWEST:
                    other.remove(item)
                    own.append(item)
