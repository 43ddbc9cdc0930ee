"""Which event leads: the one whose simulated loss or relief is largest; weight where the twin cannot price it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from didymium import labels
from didymium.brief import sides
from didymium.brief.known import UMBRELLAS, measures
from didymium.brief.scenes import HALF, scenario
from didymium.errors import DidymiumError
from didymium.records import Event, Reading
from didymium.twin import simulate
from didymium.world.load import World, parse_date

SAME_CHAIN = {"bauxite": "aluminium", "alumina": "aluminium"}  # steps of a chain that bear names of their own
DRAWS, RUNS = 16, 6  # of each small run; runs a brief: they only rank
CANDIDATES, MINERALS = 3, 3  # events weighed, minerals of each
HEADLINE = 3.0  # a mineral or an actor of the headline counts threefold against one that the text names in passing
CHANCE = {"proposed": 0.5, "reported": 0.5, "suspended": 0.7, "ended": 0.7, "denied": 0.1}
PRICEABLE = {"restriction", "easing", "tariff", "disruption", "demand"}  # the twin knows no size of the other events


@dataclass(frozen=True)
class Weighed:
    """How one event was weighed: `loss_usd` of the worst of its minerals, over all economies that the twin prices."""

    type: str
    start: int
    by: str  # simulated loss, simulated relief or weight
    mineral: str | None = None
    loss_usd: float | None = None
    why: str = ""

    def row(self) -> dict[str, Any]:
        """The row of the manifest."""
        return {k: v for k, v in asdict(self).items() if v not in (None, "")}


def weigh(
    events: tuple[Event, ...], families: dict[str, str], title: frozenset[str], reading: Reading, world: World
) -> tuple[tuple[Event, ...], tuple[Weighed, ...]]:
    """The events with those that the twin can price in the order of what they move, and how each was weighed.

    events: the heaviest first. One that cannot be priced keeps its place. Of an event on several minerals the one with
    the largest loss counts. Formula: median value added at risk over two years, summed over the economies that the
    twin prices, times 3 for each of mineral and actor that the headline names, times 0.5 to 0.7 for what is only
    proposed, reported or undone (0.1 for what is denied), times 1 to 0.4 from the first to the last of the text.
    """
    news = [e for e in events[:CANDIDATES] if not e.background]
    left = RUNS
    rows: dict[int, Weighed] = {}
    for event in news:
        rows[id(event)], spent = _weighed(event, families[event.type], title, reading, world, left)
        left -= spent
    priced = [e for e in news if rows[id(e)].loss_usd is not None]
    size = max(1, len(reading.article.text))
    best = iter(sorted(priced, key=lambda e: -_score(e, rows[id(e)], title) * (1 - 0.6 * e.start / size)))
    ordered = tuple(next(best) if any(e is p for p in priced) else e for e in events)
    return ordered, tuple(rows[id(e)] for e in news)


def behind(events: tuple[Event, ...], world: World) -> tuple[Event | None, tuple[Event, ...]]:
    """(a leading stoppage for want of a mineral, the events with the export restriction behind it first).

    A stoppage that another supplier's restriction on the mineral explains is its effect; None and the same events
    where there is no such restriction in the text.
    """
    first = events[0] if events else None
    if first is None or first.type != "supply_disruption":
        return None, events
    wanted = {x for m in first.minerals for x in (m, *labels.groups(m), *labels.members(m))} - UMBRELLAS
    cause = next((e for e in events if _causes(e, first, wanted, world)), None)
    if cause is None:
        return None, events
    return first, (cause, *(e for e in events if e is not cause))


def _causes(event: Event, stop: Event, wanted: set[str], world: World) -> bool:
    """Whether an event is an export restriction, by a large supplier that is no party of the stop, on its minerals."""
    actor = sides.mover_of(event)
    parties = {*stop.actors, sides.mover_of(stop)}
    if event.type != "export_restriction" or event.status not in {"in_force", "announced"} or actor in parties:
        return False
    held = [sides.own_share(world, m, actor) for m in event.minerals if m in wanted] if actor else []
    return max(held, default=0.0) >= sides.MUCH


def _score(event: Event, row: Weighed, title: frozenset[str]) -> float:
    mineral = row.mineral is not None and bool(title & {row.mineral, *labels.groups(row.mineral)})
    named = mineral + bool(title & set(event.actors))
    return (row.loss_usd or 0.0) * HEADLINE**named * CHANCE.get(event.status, 1.0)


def _weighed(
    event: Event, family: str, title: frozenset[str], reading: Reading, world: World, most: int
) -> tuple[Weighed, int]:
    """How one event weighs, and how many runs that took."""
    minerals = [m for m in _own(event) or sorted(title) if sides.known(world, m)][: min(MINERALS, most)]
    if family not in PRICEABLE or not minerals:
        why = "no run prices such an event" if minerals else "no shares by country of its minerals"
        return Weighed(event.type, event.start, "weight", why=why), 0
    found = {m: loss_of(event, family, m, reading, world) for m in minerals}
    worst = max(minerals, key=lambda m: found[m] or 0.0)
    if found[worst] is None:
        return Weighed(event.type, event.start, "weight", worst, why="the twin prices no loss of it"), len(minerals)
    by = "simulated relief" if family == "easing" else "simulated loss"
    return Weighed(event.type, event.start, by, worst, float(f"{found[worst]:.3g}")), len(minerals)


def loss_of(event: Event | None, family: str, mineral: str, reading: Reading, world: World) -> float | None:
    """Median value added at risk of what an event does to a mineral's supply, USD; None where the twin has none."""
    scene, holder, stage = sides.scene_of(family, event, reading, world, mineral)
    if holder is None:
        return None
    buyers = sides.buyers_of(event) if scene == "barrier" else ("WLD",)
    depth = sides.lost(event, holder) if scene == "outage" else HALF
    return _loss(world, scene, run_of(world, mineral), holder, buyers, stage, depth)


def _own(event: Event) -> list[str]:
    return [m for m in event.minerals if m not in UMBRELLAS]


STAND_INS = ("rare earths", "graphite", "gallium", "antimony", "tungsten", "cobalt", "lithium", "nickel", "copper")


@lru_cache(maxsize=256)
def most_threatened(world: World) -> str | None:
    """The mineral that stands for critical minerals in general: the one with most export controls by its holder."""
    found: dict[str, int] = {}
    for mineral in (m for m in STAND_INS if sides.known(world, m)):
        best = sides.top(world, mineral, sides.bottleneck(world, mineral))
        found[mineral] = len(measures(world, (mineral,), best[0] if best else None, world_day(world)))
    return max(found, key=lambda m: found[m], default=None)


def stake(event: Event | None, family: str, mineral: str, reading: Reading, world: World) -> float:
    """How much of an event is about a mineral: its loss, by how often the text names it.

    Where nobody acts on the supply the text counts for more, and so do the export controls that the holder has put on
    it and whether the text names that holder: a large loss that nobody has ever threatened is no subject.
    """
    found = loss_of(event, family, mineral, reading, world) or 0.0
    named = 1 + sum(e.kind == "mineral" and e.id == mineral for e in reading.entities)
    if family in {"restriction", "easing", "disruption", "tariff"}:
        return found * named
    holder = sides.scene_of(family, event, reading, world, mineral)[1]
    threats = 1 + len(measures(world, (mineral,), holder, world_day(world)))
    return float(found**0.25 * named**2 * threats**0.5 * (1 + min(2, sides.mentions(reading)[holder or ""])))


def _loss(
    world: World, scene: sides.Scene, mineral: str, holder: str, buyers: tuple[str, ...], stage: str, depth: float
) -> float | None:
    found = losses(world, scene, mineral, holder, buyers, stage, depth)
    inside = {"DEU"} if "EUU" in found else set()  # a member counts in the Union already
    return sum(v for c, v in found.items() if c not in {holder, *inside}) if found else None


@lru_cache(maxsize=512)
def losses(
    world: World, scene: sides.Scene, mineral: str, holder: str, buyers: tuple[str, ...], stage: str, depth: float
) -> dict[str, float]:
    """Median value added at risk by economy in a small run, USD; empty where the twin has none."""
    made = scenario(scene, mineral, holder, buyers, stage, world_day(world), depth)
    try:
        run = simulate(made, world=world, draws=DRAWS, seed=0)
    except DidymiumError:
        return {}
    rows = [f for f in run.figures if f.metric == "value_added_at_risk_usd" and f.sector is None]
    return {str(f.country): float(f.value) for f in rows}


def world_day(world: World) -> dt.date:
    """The date at which the world is seen: asked for, else the day of its edition."""
    return world.date or parse_date(world.edition.replace(".", "-"))


@lru_cache(maxsize=1024)
def run_of(world: World, mineral: str) -> str:
    """What the twin runs on: of the rare earths the magnet ones, of another group its most concentrated member."""
    if not labels.members(mineral):
        return SAME_CHAIN.get(mineral, mineral)
    if f"magnet {mineral}" in labels.minerals():
        return f"magnet {mineral}"
    held = {m: max((t[1] for s in labels.STAGES if (t := sides.top(world, m, s))), default=0.0)
            for m in labels.members(mineral)}  # fmt: skip
    best = max(held, key=lambda m: held[m])
    return best if held[best] > 0 else mineral
