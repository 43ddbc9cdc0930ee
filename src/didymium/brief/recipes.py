"""Recipes: for each family of events the three questions and the points that may answer them, best first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from didymium.brief import longrun, motives, phrase, replies
from didymium.brief.desk import Desk
from didymium.records import Insight, Point

MOST_POINTS = 5
Builder = Callable[[Desk], Point | None]


@dataclass(frozen=True)
class Recipe:
    """Three questions, each with the builders of its points in order of preference."""

    questions: tuple[str, str, str]
    motives: tuple[Builder, ...]
    replies: tuple[Builder, ...]
    longrun: tuple[Builder, ...]


_MOTIVES = (
    motives.leverage, motives.clock, motives.precedent, motives.own_cost, motives.home_industry, motives.alliances,
    motives.dependence,
)  # fmt: skip
_REPLIES = (
    replies.first_move, replies.second_move, replies.prices, replies.sectors, replies.companies, replies.tell_tales,
)  # fmt: skip
_LONGRUN = (
    longrun.premium, longrun.pipeline, longrun.plan, longrun.substitution, longrun.sectors, longrun.outlook,
)  # fmt: skip

RECIPES = {
    "restriction": Recipe(
        (
            "What does {mover} gain from its controls on {mineral}, beyond the reasons it states?",
            "How can {other} respond, and what would that mean for investors?",
            "What would lasting controls on {mineral} change for industries and asset classes?",
        ),
        (
            motives.leverage,
            motives.precedent,
            motives.own_cost,
            motives.clock,
            motives.dependence,
            motives.home_industry,
        ),
        _REPLIES,
        _LONGRUN,
    ),
    "easing": Recipe(
        (
            "Why would {mover} loosen its hold on {mineral} now?",
            "What can {other} do while the controls are loose, and what does that mean for investors?",
            "Does easing change the long-term outlook of {mineral} for industries and asset classes?",
        ),
        (motives.clock, motives.own_cost, motives.leverage, motives.precedent, motives.alliances, motives.dependence),
        _REPLIES,
        _LONGRUN,
    ),
    "diversification": Recipe(
        (
            "What is {mover} buying with its search for {mineral}, beyond security of supply?",
            "How might {other} respond to the search for other sources, and what would that mean for investors?",
            "What does a redrawn supply chain of {mineral} mean for industries and asset classes over the long term?",
        ),
        _MOTIVES,
        _REPLIES,
        (longrun.plan, longrun.pipeline, longrun.premium, longrun.substitution, longrun.sectors, longrun.outlook),
    ),
    "agreement": Recipe(
        (
            "What does each side gain from the agreement, and what does it leave open?",
            "How might {other} use the time that the agreement buys, and what would that mean for investors?",
            "What would the agreement, kept or lapsed, mean for industries and asset classes that need {mineral}?",
        ),
        (
            motives.clock,
            motives.alliances,
            motives.leverage,
            motives.own_cost,
            motives.precedent,
            motives.home_industry,
        ),
        _REPLIES,
        _LONGRUN,
    ),
    "list": Recipe(
        (
            "What does {mover} want from a place on the list for {mineral}, beyond recognition?",
            "How might {other} respond to the new list, and what would that mean for investors?",
            "What does the listing of {mineral} mean for industries and asset classes over the long term?",
        ),
        (
            motives.dependence,
            motives.leverage,
            motives.home_industry,
            motives.precedent,
            motives.clock,
            motives.alliances,
        ),
        _REPLIES,
        _LONGRUN,
    ),
    "tariff": Recipe(
        (
            "What does {mover} want from barriers to imports of {mineral}, beyond protection?",
            "How might {other} retaliate, and what would that mean for investors?",
            "Who carries the barrier in the long term: which industries and asset classes pay for {mineral}?",
        ),
        (
            motives.dependence,
            motives.home_industry,
            motives.leverage,
            motives.precedent,
            motives.clock,
            motives.own_cost,
        ),
        _REPLIES,
        _LONGRUN,
    ),
    "project": Recipe(
        (
            "Why this project now, and how much of the dependence on {holder} for {mineral} can it remove?",
            "How might {holder} respond to new supply of {mineral}, and what would that mean for investors?",
            "What does new supply of {mineral} mean for industries and asset classes over the long term?",
        ),
        (
            motives.dependence,
            motives.home_industry,
            motives.leverage,
            motives.alliances,
            motives.clock,
            motives.precedent,
        ),
        _REPLIES,
        (longrun.pipeline, longrun.plan, longrun.premium, longrun.substitution, longrun.sectors, longrun.outlook),
    ),
    "disruption": Recipe(
        (
            "What does the disruption reveal about how {mineral} is supplied?",
            "Who can fill the gap in {mineral}, and what would that mean for investors?",
            "What does the loss of supply mean for industries and asset classes if it lasts?",
        ),
        (motives.dependence, motives.leverage, motives.home_industry, motives.precedent, motives.clock),
        (replies.prices, replies.sectors, replies.first_move, replies.companies, replies.tell_tales),
        _LONGRUN,
    ),
    "price": Recipe(
        (
            "What lies behind the move in the price of {mineral}, beyond the day's news?",
            "Who gains from the price, how can the other side answer, and what would that mean for investors?",
            "What would a lasting change in the price of {mineral} mean for industries and asset classes?",
        ),
        (motives.dependence, motives.precedent, motives.leverage, motives.clock, motives.home_industry),
        (replies.prices, replies.companies, replies.first_move, replies.sectors, replies.tell_tales),
        _LONGRUN,
    ),
    "stockpile": Recipe(
        (
            "What does {mover} secure with stocks and floors for {mineral}, beyond a buffer?",
            "How might {other} respond to state buying, and what would that mean for investors?",
            "What do stocks and price floors for {mineral} mean for industries and asset classes over the long term?",
        ),
        (
            motives.leverage,
            motives.dependence,
            motives.home_industry,
            motives.clock,
            motives.precedent,
            motives.alliances,
        ),
        _REPLIES,
        (longrun.plan, longrun.premium, longrun.pipeline, longrun.substitution, longrun.sectors, longrun.outlook),
    ),
    "corporate": Recipe(
        (
            "What does the deal secure in {mineral}, beyond its price?",
            "How might rivals and governments respond, and what would that mean for investors?",
            "What does the deal mean for industries and asset classes that need {mineral}?",
        ),
        (
            motives.dependence,
            motives.home_industry,
            motives.leverage,
            motives.clock,
            motives.precedent,
            motives.alliances,
        ),
        _REPLIES,
        (longrun.pipeline, longrun.plan, longrun.premium, longrun.substitution, longrun.sectors, longrun.outlook),
    ),
    "demand": Recipe(
        (
            "What drives users away from {mineral}, or towards it, beyond its price?",
            "How might suppliers of {mineral} respond, and what would that mean for investors?",
            "What does the shift in demand for {mineral} mean for industries and asset classes over the long term?",
        ),
        (motives.dependence, motives.leverage, motives.precedent, motives.clock, motives.home_industry),
        _REPLIES,
        (longrun.substitution, longrun.outlook, longrun.premium, longrun.pipeline, longrun.sectors, longrun.plan),
    ),
    "policy": Recipe(
        (
            "What does {mover} want from its policy on {mineral}, beyond the text of the measure?",
            "How might {other} respond to the policy, and what would that mean for investors?",
            "What does the policy mean for industries and asset classes that need {mineral} over the long term?",
        ),
        (
            motives.dependence,
            motives.leverage,
            motives.home_industry,
            motives.clock,
            motives.alliances,
            motives.precedent,
        ),
        _REPLIES,
        _LONGRUN,
    ),
    "dispute": Recipe(
        (
            "What is at stake in the dispute over {mineral}, beyond the ruling?",
            "How might {other} respond to the outcome, and what would that mean for investors?",
            "What does the dispute mean for industries and asset classes that need {mineral}?",
        ),
        _MOTIVES,
        _REPLIES,
        _LONGRUN,
    ),
}


def insights(desk: Desk) -> tuple[Insight, ...]:
    """The three questions of the topic's family, answered by the points that the evidence allows."""
    recipe = RECIPES.get(desk.topic.family)
    if recipe is None or desk.topic.focus is None:
        return ()
    framings = (motives.framing, replies.framing, longrun.framing)
    asked = zip(recipe.questions, framings, (recipe.motives, recipe.replies, recipe.longrun), strict=True)
    made = [
        Insight(question=_worded(desk, question), framing=framing(desk), points=_points(desk, builders))
        for question, framing, builders in asked
    ]
    return tuple(i for i in made if i.points)


def _points(desk: Desk, builders: tuple[Builder, ...]) -> tuple[Point, ...]:
    found = (point for builder in builders if (point := builder(desk)))
    return tuple(point for point, _ in zip(found, range(MOST_POINTS), strict=False))


def _worded(desk: Desk, question: str) -> str:
    """The question with the names of the sides; where a side is unknown, the plain word for it."""
    topic = desk.topic
    minerals = [m for m in desk.minerals if m not in {topic.focus}]
    mineral = topic.focus if topic.family != "restriction" or not minerals else phrase.listed(desk.minerals[:3], 3)
    sides = {
        "mover": phrase.country(
            topic.mover or next(iter(topic.lead.actors if topic.lead else ()), "the side that moves")
        ),
        "other": phrase.country(topic.other) if topic.other else "the other side",
        "holder": phrase.country(topic.holder) if topic.holder else "the largest supplier",
        "mineral": mineral or "the mineral",
    }
    return phrase.capital(question.format(**sides))
