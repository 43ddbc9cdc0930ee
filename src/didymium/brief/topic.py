"""What a brief is about: the lead event, the minerals, who holds the supply and who depends on it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from didymium import labels
from didymium.errors import MissingData, UnknownLabel
from didymium.records import Event, Reading
from didymium.world.load import World

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
GENERIC = {"critical minerals", "minerals", "battery metals", "strategic minerals", "metals", "raw materials"}
# Dependent economies that the twin knows, in the order in which they are tried when a text names none.
ECONOMIES = ("USA", "EUU", "JPN", "KOR", "DEU", "IND", "GBR", "TWN", "CHN")


@dataclass(frozen=True)
class Topic:
    """The subject of one brief.

    `minerals`: what the article is about, most material first; `focus`: the one that the brief dwells on; `run`: what
    the twin runs on (of the rare earths the magnet ones, of another group its most concentrated member);
    `holder`: the country with the largest share of `focus` at `stage`; `dependent`: the economy whose loss is counted;
    `mover`: who acts in the lead event, `other`: the side that will answer.
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


def topic_of(reading: Reading, world: World) -> Topic:
    """The topic of a reading, from its events ranked by weight, status, place in the text and concentration."""
    events = ranked(reading)
    lead = events[0] if events else None
    minerals = minerals_of(reading, lead)
    focus = next((m for m in minerals if m not in GENERIC and _known(world, m)), None)
    mover = next((a for a in (lead.actors if lead else ()) if _is_country(a)), None)
    family = FAMILY[lead.type] if lead else "none"
    own = _own_stage(world, focus, mover) if family in {"restriction", "easing", "disruption"} else None
    stage = own or _stage(world, focus)
    holder = mover if own else _holder(world, focus, stage)
    dependent = _dependent(reading, holder, lead)
    other = _other(mover, holder, dependent, lead)
    return Topic(family, lead, events, minerals, focus, _run(world, focus), stage, holder, dependent, mover, other)


def ranked(reading: Reading) -> tuple[Event, ...]:
    """The events, the one that leads first: weight of its type and status, place in the text, fit to the headline."""
    named = _in_title(reading)
    size = max(1, len(reading.article.text))

    def score(event: Event) -> float:
        fit = len(named & {*event.actors[:1], *event.minerals})
        return (
            WEIGHT[event.type]
            * STATUS_WEIGHT.get(event.status, 0.4)
            * (1.0 - 0.6 * event.start / size)
            * (1 + 0.35 * min(fit, 2))
            * (1.25 if event.amounts else 1.0)
            * (0.35 if event.background else 1.0)
        )

    return tuple(sorted(reading.events, key=score, reverse=True))


def _in_title(reading: Reading) -> set[str]:
    """Countries and minerals that the headline names; of several countries the first, who is the one that acts."""
    words = reading.article.title
    minerals = {m for alias, m in labels.mineral_aliases().items() if _has(words, alias)}
    found = sorted((words.lower().find(a.lower()), c) for a, c in labels.country_aliases().items() if _has(words, a))
    return minerals | {c for _, c in found[:1]}


def _has(text: str, alias: str) -> bool:
    if alias.lower() not in text.lower():
        return False
    if len(alias) < 4:
        return re.search(rf"(?<!\w){re.escape(alias)}(?!\w)", text) is not None
    return re.search(rf"(?<!\w){re.escape(alias)}(?!\w)", text, re.IGNORECASE) is not None


def minerals_of(reading: Reading, lead: Event | None) -> tuple[str, ...]:
    """Minerals of the lead event, then those that the text dwells on (a fifth of all mentions); generic words last."""
    counts = Counter(e.id for e in reading.entities if e.kind == "mineral")
    total = sum(n for m, n in counts.items() if m not in GENERIC)
    often = [m for m, n in counts.most_common() if m not in GENERIC and n >= max(2, 0.2 * total)]
    own = list(lead.minerals) if lead else []
    specific = [m for m in own if m not in GENERIC] or often or [m for m, _ in counts.most_common() if m not in GENERIC]
    order = dict.fromkeys([*specific, *(m for m in often if len(specific) < 4), *own])
    return tuple(sorted(order, key=lambda m: m in GENERIC))


def country_mentions(reading: Reading) -> Counter[str]:
    """How often each country is named, the headline counted three times by its own entities' weight."""
    return Counter(e.id for e in reading.entities if e.kind == "country")


def _is_country(code: str) -> bool:
    return len(code) == 3 and code.isupper()


def _known(world: World, mineral: str) -> bool:
    return any(_holder(world, mineral, stage) for stage in labels.STAGES)


def _stage(world: World, mineral: str | None) -> str:
    """The stage at which the supply of a mineral is most concentrated."""
    if mineral is None:
        return "refine"
    known = {s: share for s in labels.STAGES if (share := _top_share(world, mineral, s)) is not None}
    return max(known, key=lambda s: known[s]) if known else "refine"


def _run(world: World, focus: str | None) -> str | None:
    """What the twin runs on for a focus."""
    if focus is None or not labels.members(focus):
        return focus
    if f"magnet {focus}" in labels.minerals():
        return f"magnet {focus}"
    top = {m: max((_top_share(world, m, s) or 0.0) for s in labels.STAGES) for m in labels.members(focus)}
    best = max(top, key=lambda m: top[m])
    return best if top[best] > 0 else focus


def _own_stage(world: World, mineral: str | None, mover: str | None) -> str | None:
    """The stage at which the mover itself holds most of the supply; None where it holds under a twentieth."""
    if mineral is None or mover is None:
        return None
    held = {s: dict(_shares(world, mineral, s)).get(mover, 0.0) for s in labels.STAGES}
    best = max(held, key=lambda s: held[s])
    return best if held[best] >= 0.05 else None


def _shares(world: World, mineral: str, stage: str) -> list[tuple[str, float]]:
    try:
        rows = world.shares(mineral, stage)
    except (MissingData, UnknownLabel):
        return []
    return [(r["country"], r["share"]) for r in rows.iter_rows(named=True) if r["country"] not in {"OTH", "WLD"}]


def _top_share(world: World, mineral: str, stage: str) -> float | None:
    shares = [s for _, s in _shares(world, mineral, stage)]
    return max(shares) if shares else None


def _holder(world: World, mineral: str | None, stage: str) -> str | None:
    shares = _shares(world, mineral, stage) if mineral else []
    return max(shares, key=lambda pair: pair[1])[0] if shares else None


def _dependent(reading: Reading, holder: str | None, lead: Event | None) -> str | None:
    """The economy whose loss is counted: one that the lead names, else the one named most; never the holder."""
    named = [*(lead.targets if lead else ()), *(lead.actors if lead else ())]
    spoken = [c for c, _ in country_mentions(reading).most_common()]
    options = [_as_economy(c) for c in (*named, *spoken)]
    return next((c for c in options if c in ECONOMIES and c != holder), None)


def _as_economy(code: str) -> str:
    """A member of the European Union that is no economy of its own counts as the Union."""
    if code in ECONOMIES or not _is_country(code):
        return code
    return "EUU" if code in labels.eu_members() else code


def _other(mover: str | None, holder: str | None, dependent: str | None, lead: Event | None) -> str | None:
    sides: Sequence[str | None] = (holder, dependent)
    targets: Iterable[str] = (t for t in (lead.targets if lead else ()) if _is_country(t))
    return next((c for c in (*(t for t in targets if t in sides), *sides) if c and c != mover), None)
