"""The three questions of each family of events, in the wording that fits who acts and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from didymium.brief import phrase

if TYPE_CHECKING:
    from didymium.brief.topic import Topic

Three = tuple[str, str, str]

_INVEST = "and what would that mean for investors?"
_LONG = "industries and asset classes over the long term?"
QUESTIONS: dict[str, Three] = {
    "restriction": (
        "What does {mover} gain from its controls on {minerals}, beyond the reasons it states?",
        f"How can {{other}} respond, {_INVEST}",
        "What would lasting controls on {minerals} change for industries and asset classes?",
    ),
    "restriction/undone": (
        "What do controls on {minerals} that are not to come say about the hand that {mover} holds?",
        f"How can {{other}} use the respite, {_INVEST}",
        f"Does it change the outlook of {{minerals}} for {_LONG}",
    ),
    "easing": (
        "Why would {mover} loosen its hold on {minerals} now?",
        "What can {other} do while the controls are loose, and what does that mean for investors?",
        "Does easing change the long-term outlook of {minerals} for industries and asset classes?",
    ),
    "diversification": (
        "What is {mover} buying with its search for {mineral}, beyond security of supply?",
        f"How might {{other}} respond to the search for other sources, {_INVEST}",
        f"What does a redrawn supply chain of {{mineral}} mean for {_LONG}",
    ),
    "diversification/nobody": (
        "What does the money buy in {mineral}, beyond a stake in one venture?",
        f"How might {{other}} respond to new money in {{mineral}}, {_INVEST}",
        f"What does a redrawn supply chain of {{mineral}} mean for {_LONG}",
    ),
    "agreement": (
        "What does each side gain from the agreement, and what does it leave open?",
        f"How might {{other}} use the time that the agreement buys, {_INVEST}",
        "What would the agreement, kept or lapsed, mean for industries and asset classes that need {mineral}?",
    ),
    "agreement/apart": (
        "What does each side gain from the agreement, and what does it leave open?",
        f"How might {{other}} respond to the agreement, {_INVEST}",
        "What would the agreement, kept or lapsed, mean for industries and asset classes that need {mineral}?",
    ),
    "list": (
        "What does {mover} want from a place on the list for {mineral}, beyond recognition?",
        f"How might {{other}} respond to the new list, {_INVEST}",
        f"What does the listing of {{mineral}} mean for {_LONG}",
    ),
    "list/nobody": (
        "What does a place on the list change for {mineral}, beyond recognition?",
        f"How might {{other}} respond to the new list, {_INVEST}",
        f"What does the listing of {{mineral}} mean for {_LONG}",
    ),
    "tariff": (
        "What does {mover} want from barriers to imports of {mineral}, beyond protection?",
        f"How might {{other}} retaliate, {_INVEST}",
        "Who carries the barrier in the long term: which industries and asset classes pay for {mineral}?",
    ),
    "tariff/undone": (
        "What does the end of the barrier to imports of {mineral} leave {mover} exposed to?",
        f"What will {{other}} do with the open market, {_INVEST}",
        f"What does trade in {{mineral}} without the barrier mean for {_LONG}",
    ),
    "project": (
        "Why this project now, and how much of the dependence on {holder} for {mineral} can it remove?",
        f"How might {{holder}} respond to new supply of {{mineral}}, {_INVEST}",
        f"What does new supply of {{mineral}} mean for {_LONG}",
    ),
    "project/own": (
        "Why this project now, and what does it add to the hold of {mover} on {mineral}?",
        f"How might {{other}} respond to more supply from {{mover}}, {_INVEST}",
        f"What does new supply of {{mineral}} mean for {_LONG}",
    ),
    "disruption": (
        "What does the disruption reveal about how {mineral} {is_are} supplied?",
        f"Who can fill the gap in {{mineral}}, {_INVEST}",
        "What does the loss of supply mean for industries and asset classes if it lasts?",
    ),
    "price": (
        "What lies behind the move in the price of {mineral}, beyond the day's news?",
        f"Who gains from the price of {{mineral}}, how can buyers answer, {_INVEST}",
        "What would a lasting change in the price of {mineral} mean for industries and asset classes?",
    ),
    "price/slack": (
        "What lies behind the weak price of {mineral}, beyond the day's news?",
        f"Who is hurt by cheap {{mineral}}, what can producers do, {_INVEST}",
        f"What would a lasting fall in the price of {{mineral}} mean for {_LONG}",
    ),
    "stockpile": (
        "What does {mover} secure with stocks and floors for {mineral}, beyond a buffer?",
        f"How might {{other}} respond to state buying, {_INVEST}",
        f"What do stocks and price floors for {{mineral}} mean for {_LONG}",
    ),
    "corporate": (
        "What does the deal secure in {mineral}, beyond its price?",
        f"How might rivals and governments respond, {_INVEST}",
        "What does the deal mean for industries and asset classes that need {mineral}?",
    ),
    "demand": (
        "What drives the demand for {mineral} up, beyond its price?",
        f"How might suppliers of {{mineral}} respond to stronger demand, {_INVEST}",
        f"What does the shift in demand for {{mineral}} mean for {_LONG}",
    ),
    "demand/slack": (
        "What drives users away from {mineral}, beyond its price?",
        f"How might suppliers of {{mineral}} respond to weaker demand, {_INVEST}",
        f"What does the shift in demand for {{mineral}} mean for {_LONG}",
    ),
    "policy": (
        "What does {mover} want from its policy on {mineral}, beyond the text of the measure?",
        f"How might {{other}} respond to the policy, {_INVEST}",
        "What does the policy mean for industries and asset classes that need {mineral} over the long term?",
    ),
    "dispute": (
        "What is at stake in the dispute over {mineral}, beyond the ruling?",
        f"How might {{other}} respond to the outcome, {_INVEST}",
        "What does the dispute mean for industries and asset classes that need {mineral}?",
    ),
    "none": (
        "What does the supply of {mineral} rest on?",
        f"Who could move the market of {{mineral}}, {_INVEST}",
        f"Where is {{mineral}} heading for {_LONG}",
    ),
}  # fmt: skip
MANY = {"restriction", "easing"}  # families whose questions name all minerals of the lead event


def worded(topic: Topic, minerals: tuple[str, ...]) -> Three:
    """The three questions with the names of the sides; where a side is unknown, a plain word for it."""
    return filled(variant(topic), sides_of(topic, minerals))


def filled(name: str, sides: Mapping[str, str]) -> Three:
    """The questions of a variant with these names; `KeyError` for a variant or a side that is none."""
    one, two, three = (phrase.capital(q.format(**sides)) for q in QUESTIONS[name])
    return one, two, three


def sides_of(topic: Topic, minerals: tuple[str, ...]) -> dict[str, str]:
    """The names that the questions speak of."""
    own = [m for m in (topic.lead.minerals if topic.lead else ()) if m in minerals]
    named = [topic.focus, *(m for m in own if m != topic.focus)]
    mineral = topic.focus or "the mineral"
    return {
        "mover": _mover(topic),
        "other": phrase.country(topic.other) if topic.other else "suppliers and rivals",
        "holder": phrase.country(topic.holder) if topic.holder else "the largest supplier",
        "mineral": mineral,
        "minerals": phrase.listed([m for m in named if m][:3], 3) or mineral,
        "is_are": phrase.verb(mineral, "is", "are"),
    }


def _mover(topic: Topic) -> str:
    actor = topic.mover or next(iter(topic.lead.actors if topic.lead else ()), None)
    return phrase.country(actor) if actor else "the side that moves"


def variant(topic: Topic) -> str:
    """The wording that fits: undone, the holder's own, of weaker demand, or without a named actor."""
    named = topic.mover or (topic.lead.actors if topic.lead else ())
    fits = {
        "undone": topic.undone,
        "apart": topic.apart,
        "own": topic.mover is not None and topic.mover == topic.holder,
        "slack": topic.scene == "slack",
        "nobody": not named,
    }
    return next(
        (key for name, holds in fits.items() if holds and (key := f"{topic.family}/{name}") in QUESTIONS), topic.family
    )
