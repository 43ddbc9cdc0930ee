"""How much an article matters: the twin's loss of what it reports, or the relief where that eases a cut."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from didymium.brief import phrase, scenes, shock
from didymium.brief.desk import Desk
from didymium.brief.ledger import Ledger
from didymium.brief.sides import ECONOMIES, is_country
from didymium.brief.topic import topic_of
from didymium.errors import DidymiumError
from didymium.records import Event, Figure, Reading
from didymium.world.load import World, parse_date

MOVES_SUPPLY = {
    "restriction", "easing", "disruption", "tariff", "diversification", "agreement", "stockpile", "project",
}  # fmt: skip
RELIEF = {"easing", "diversification", "agreement", "stockpile", "project"}
STOPS = re.compile(r"\b(?:bans?|banned|halts?|halted|prohibit\w*|embargo\w*|stops?|stopped|cuts? off)\b", re.I)
PARTLY = re.compile(r"\blicen[cs]\w*|\bquotas?\b|\bpermits?\b|\bcurbs?\b", re.I)
BY = re.compile(r"\b(?:cut\w*|reduc\w+|lower\w*|slash\w*|by)\b[^.%]{0,40}?(\d{1,2}(?:\.\d+)?)\s?(?:%|per ?cent)", re.I)


@dataclass(frozen=True)
class Stake:
    """What is at stake: value added at risk of one economy (USD, p05..p95), `side` (loss or relief), and in words what
    was put to the twin."""

    figure: Figure
    side: str
    words: str


def stake(reading: Reading, world: World, *, draws: int, seed: int) -> Stake | None:
    """The stake of what an article reports: for a cut of exports that cut itself (who, which mineral, to whom, how deep
    the text says), for other news the run of its brief.

    None where the article states no news that moves supply, or the twin cannot run its mineral.
    """
    today = parse_date((reading.article.published or "")[:10] or world.edition.replace(".", "-"))
    seen = world.as_of(today)
    topic = topic_of(reading, seen)
    if topic.family not in MOVES_SUPPLY or topic.lead is None or topic.lead.background or topic.lead.status == "denied":
        return None
    side = "relief" if topic.family in RELIEF else "loss"
    desk = shock.with_dependent(Desk(reading, topic, seen, Ledger(seen, reading.article.text), today, draws, seed))
    own = _own(desk, topic.lead) if topic.family in ("restriction", "easing") and topic.scene == "cut" else None
    if own is not None:
        return Stake(own[0], side, own[1])
    found = shock.loss(desk)
    return None if found is None else Stake(found[1], side, found[0].words)


def _own(desk: Desk, event: Event) -> tuple[Figure, str] | None:
    """The loss of the very cut that an event states; None where its depth and its buyers say no more than history."""
    from didymium.twin import simulate

    topic, depth = desk.topic, stated_depth(event)
    buyers = tuple(t for t in event.targets if is_country(t) and t != topic.holder)
    if topic.run is None or topic.holder is None or (depth is None and not buyers):
        return None
    usual = shock.shock(desk)
    deep = depth if depth is not None else usual.depth if usual else scenes.HALF
    made = scenes.scenario("cut", topic.run, topic.holder, buyers or ("WLD",), topic.stage, desk.today, deep)
    try:
        run = simulate(made, world=desk.world, draws=desk.draws, seed=desk.seed)
    except DidymiumError:
        return None
    hit = _hardest(run, topic.holder)
    return (hit, _said(topic.holder, topic.run, buyers, deep)) if hit else None


def stated_depth(event: Event) -> float | None:
    """The share (0..1) of exports that an event's words say is cut: all where they are stopped; None if unsaid."""
    percent = BY.search(event.quote)
    if percent:
        return float(percent.group(1)) / 100
    return 1.0 if STOPS.search(event.quote) and not PARTLY.search(event.quote) else None


def _hardest(run: Any, sender: str) -> Figure | None:
    rows = [f for f in run.figures if f.metric == "value_added_at_risk_usd" and f.sector is None]
    rows = [f for f in rows if f.country in ECONOMIES and f.country != sender]
    return max(rows, key=lambda f: f.value, default=None)


def _said(holder: str, mineral: str, buyers: tuple[str, ...], depth: float) -> str:
    to = f" to {phrase.listed([phrase.country(b) for b in buyers])}" if buyers else ""
    whose = phrase.possessive(phrase.country(holder))
    return f"a twelve-month cut of {phrase.quantity(depth, 'share')} in {whose} exports of {mineral}{to}"
