"""What a brief is about: the lead event, the minerals, who holds the supply and who depends on it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from didymium import labels
from didymium.brief import material, sides
from didymium.brief.material import Weighed
from didymium.brief.sides import ECONOMIES, Scene
from didymium.records import Event, Reading
from didymium.world.load import World

__all__ = ["ECONOMIES", "FAMILY", "GENERIC", "Topic", "minerals_of", "ranked", "topic_of"]

FAMILY = {
    "export_restriction": "restriction",
    "restriction_eased": "easing",
    "import_measure": "tariff",
    "investment": "diversification",
    "agreement": "agreement",
    "list_designation": "list",
    "price_support": "stockpile",
    "stockpile": "stockpile",
    "supply_project": "project",
    "supply_disruption": "disruption",
    "legal_dispute": "dispute",
    "domestic_policy": "policy",
    "corporate": "corporate",
    "demand_shift": "demand",
    "price_move": "price",
}
# How much of a story an event usually is, before the twin weighs it: cuts of supply first, talk last.
WEIGHT = {
    "export_restriction": 1.6, "restriction_eased": 1.5, "supply_disruption": 1.5, "import_measure": 1.35,
    "investment": 1.35, "price_support": 1.35, "agreement": 1.3, "stockpile": 1.3, "supply_project": 1.25,
    "corporate": 1.2, "list_designation": 1.25, "price_move": 1.15, "demand_shift": 1.15, "domestic_policy": 1.2,
    "legal_dispute": 1.2,
}  # fmt: skip
STATUS_WEIGHT = {
    "in_force": 1.0,
    "announced": 1.0,
    "suspended": 0.9,
    "ended": 0.8,
    "proposed": 0.7,
    "reported": 0.7,
}
# Words of a headline that say which kind of event it is about.
CUES = {
    kind: re.compile(rf"(?i)\b(?:{words})")
    for kind, words in {
        "price_move": r"prices?\b|slid|slump|climb|soar|surg|tumbl|rall(?:y|ies)|sink|plung|perk|wrap\b|weekly\b",
        "export_restriction": r"\bbans?\b|curb|restrict|halts? (?:\w+ )?exports?|export (?:ban|control|quota)|quota",
        "restriction_eased": r"eas(?:e|es|ing)\b|lift|suspend|paus|shelv|resum|swap",
        "import_measure": r"tariff|dut(?:y|ies)\b|anti-dumping|probe|imports?\b",
        "supply_disruption": r"flood|strike|slides?\b|fire\b|quake|force majeure|halts? (?:mining|output)|shuts?\b",
        "supply_project": r"begins?\b|starts?\b|commission(?:s|ing)\b|opens?\b|first\b|plant\b|refinery\b|smelter\b",
        "stockpile": r"stockpil|reserve\b|stocks?\b",
        "list_designation": r"\blists?\b|listed|designat",
        "demand_shift": r"needs none|do without|substitut|replac|demand\b|cuts .* from its",
        "legal_dispute": r"court|\bsuit\b|sues?\b|panel|ruling|WTO|arbitrat",
        "investment": r"invest|hunts?\b|search\b|diversif|loans?\b|fund(?:s|ing)?\b|backs?\b|grants?\b|bets?\b",
        "corporate": r"merger|acqui|takeover|buys\b|stake|offtake|purchase\b",
        "agreement": r"accord|pact|truce|deal\b|framework|memorandum|sign(?:s|ed)?\b",
        "domestic_policy": r"nationalis|nationaliz|law\b|bill\b|plan\b|mission\b|policy",
    }.items()
}
GENERIC = {"critical minerals", "minerals", "battery metals", "strategic minerals", "metals", "raw materials"}


@dataclass(frozen=True)
class Topic:
    """The subject of one brief.

    `minerals`: what the article is about, most material first; `focus`: the one that the brief dwells on; `run`: what
    the twin runs on (of the rare earths the magnet ones, of another group its most concentrated member);
    `holder`: who holds the supply of `focus` at `stage`; `dependent`: the economy whose loss is counted; `mover`: who
    acts in the lead event, `other`: the side that will answer; `scene`: what the twin is asked; `weighed`: how the
    events were weighed against each other; `felt`: the stoppage that a leading restriction has caused.
    """

    family: str
    lead: Event | None
    events: tuple[Event, ...]
    minerals: tuple[str, ...]
    focus: str | None
    run: str | None
    stage: str
    holder: str | None
    dependent: str | None
    mover: str | None
    other: str | None
    scene: Scene = "cut"
    weighed: tuple[Weighed, ...] = ()
    felt: Event | None = None
    general: bool = False  # whether the article names no single mineral, so that `focus` stands for them
    dwells: bool = False  # whether a text without an event is about the mineral all the same

    @property
    def apart(self) -> bool:
        """Whether the holder of the supply is no party of the agreement that leads."""
        sides_ = (*self.lead.actors, *self.lead.targets) if self.lead else ()
        return self.family == "agreement" and self.holder not in {sides.as_economy(c) for c in sides_} | set(sides_)

    @property
    def undone(self) -> bool:
        """Whether the lead event takes back, drops or denies what it is about."""
        return self.lead is not None and self.lead.status in {"ended", "denied", "suspended"}


def topic_of(reading: Reading, world: World) -> Topic:
    """The topic of a reading: the event that moves most in the twin leads, on the mineral that it moves most."""
    title = _in_title(reading)
    events, weighed = material.weigh(ranked(reading), FAMILY, title, reading, world)
    felt, events = material.behind(events, world)
    lead = events[0] if events else None
    family = FAMILY[lead.type] if lead else "none"
    minerals = _ordered(minerals_of(reading, lead), title, lead, family, reading, world)
    focus = next((m for m in minerals if m not in GENERIC and sides.known(world, m)), None)
    focus = focus or next((m for m in minerals if m not in GENERIC), None)
    general = focus is None and lead is not None
    if general:
        focus = material.most_threatened(world)
        minerals = (focus, *minerals) if focus else minerals
    mover = sides.mover_of(lead)
    run = material.run_of(world, focus) if focus and sides.known(world, focus) else None
    scene, holder, stage = sides.scene_of(family, lead, reading, world, focus or "")
    dependent = sides.dependent_of(reading, holder, felt or lead, scene)
    other = sides.other_of(family, mover, holder, dependent, lead)
    return Topic(
        family, lead, events, minerals, focus, run, stage, holder, dependent, mover, other, scene, weighed,
        felt, general, lead is None and focus is not None and focus in title,
    )  # fmt: skip


def _ordered(
    minerals: tuple[str, ...], title: frozenset[str], lead: Event | None, family: str, reading: Reading, world: World
) -> tuple[str, ...]:
    """Minerals of the headline first, then of the lead; within each by what the event moves in the twin."""
    known = [m for m in minerals if m not in GENERIC and sides.known(world, m)][: material.MINERALS + 1]
    moved = {m: material.stake(lead, family, m, reading, world) for m in known} if len(known) > 1 else {}
    own = set(lead.minerals) if lead else set()
    late = late_of(reading)

    place = {m: _place(reading.article.title, m) if family == "price" else 0 for m in minerals}

    def order(mineral: str) -> tuple[bool, bool, bool, bool, int, bool, bool, float]:
        named = mineral in title or bool(title & {f"magnet {mineral}", *labels.members(mineral)})
        unknown = mineral not in known and mineral not in own
        moves = family == "price" and mineral not in own  # the price that moved comes before others of the headline
        key = mineral in GENERIC, unknown, not named, moves
        return *key, place[mineral], mineral not in own, mineral in late, -moved.get(mineral, 0.0)

    return tuple(sorted(minerals, key=order))


def late_of(reading: Reading) -> frozenset[str]:
    """Minerals that the text names once alone, and in its last third."""
    named = [e for e in reading.entities if e.kind == "mineral"]
    counts, size = Counter(e.id for e in named), len(reading.article.text)
    return frozenset(e.id for e in named if counts[e.id] == 1 and 3 * e.start > 2 * size)


def _place(title: str, mineral: str) -> int:
    """Where the headline names a mineral first; past its end where it does not."""
    found = [title.lower().find(a.lower()) for a, m in labels.mineral_aliases().items() if m == mineral]
    return min((f for f in found if f >= 0), default=len(title))


def ranked(reading: Reading) -> tuple[Event, ...]:
    """The events by weight: of type and status, place in the text, fit to the headline."""
    named, cues = _in_title(reading), _cued(reading.article.title)
    size = max(1, len(reading.article.text))

    def score(event: Event) -> float:
        fit = len(named & {*event.actors[:1], *event.minerals})
        return (
            WEIGHT[event.type]
            * STATUS_WEIGHT.get(event.status, 0.4)
            * (1.0 - 0.6 * event.start / size)
            * (1 + 0.35 * min(fit, 2))
            * cues.get(event.type, 1.0)
            * (1.25 if event.amounts else 1.0)
            * (0.35 if event.background else 1.0)
        )

    return tuple(sorted(reading.events, key=score, reverse=True))


def _cued(title: str) -> dict[str, float]:
    """How much a headline's words weigh for each kind of event: most for the kind that it names first."""
    at = {kind: found.start() for kind, words in CUES.items() if (found := words.search(title))}
    first = min(at.values(), default=0)
    return {kind: 1.4 if place == first else 1.15 for kind, place in at.items()}


def _in_title(reading: Reading) -> frozenset[str]:
    """Countries and minerals that the headline names; of several countries the first, who is the one that acts."""
    words = reading.article.title
    for name in {e.name for e in reading.entities if e.kind == "company" and e.name in words}:
        words = words.replace(name, "")  # Korea Zinc is no zinc
    return _named(words)


@lru_cache(maxsize=256)
def _named(words: str) -> frozenset[str]:
    minerals = {m for alias, m in labels.mineral_aliases().items() if _has(words, alias)}
    found = sorted((words.lower().find(a.lower()), c) for a, c in labels.country_aliases().items() if _has(words, a))
    return frozenset(minerals | {c for _, c in found[:1]})


def _has(text: str, alias: str) -> bool:
    if alias.lower() not in text.lower():
        return False
    if len(alias) < 4:
        return re.search(rf"(?<!\w){re.escape(alias)}(?!\w)", text) is not None
    return re.search(rf"(?<!\w){re.escape(alias)}(?!\w)", text, re.IGNORECASE) is not None


def minerals_of(reading: Reading, lead: Event | None) -> tuple[str, ...]:
    """Minerals of the lead event, then those that the text dwells on (a fifth of all mentions); generic words last."""
    acids = {e.id for e in reading.entities if e.kind == "mineral" and e.name.lower().endswith(" acid")}
    counts = Counter(e.id for e in reading.entities if e.kind == "mineral")
    total = sum(n for m, n in counts.items() if m not in GENERIC)
    often = [m for m, n in counts.most_common() if m not in GENERIC and n >= max(2, 0.2 * total)]
    own = [m for m in (lead.minerals if lead else ()) if m not in acids or counts[m] > 1]
    specific = [m for m in own if m not in GENERIC] or often or [m for m, _ in counts.most_common() if m not in GENERIC]
    title = [m for m in _in_title(reading) if m in counts and m not in GENERIC]
    parts = [p for m in specific for p in _parts(m)]
    order = dict.fromkeys([*specific, *sorted(title), *parts, *(m for m in often if len(specific) < 4), *own])
    return tuple(sorted(order, key=lambda m: m in GENERIC))


def _parts(mineral: str) -> list[str]:
    """The minerals that a double name joins: dysprosium and terbium."""
    halves = mineral.split(" and ")
    return [h for h in halves if h in labels.minerals()] if len(halves) > 1 else []
