"""The situation that an answer is given to: who did what to whom, on which minerals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from didymium import labels
from didymium.errors import BadInput
from didymium.records import Event
from didymium.strategy import history
from didymium.strategy.moves import Family, deals
from didymium.twin import Scenario, load_scenario
from didymium.world.load import World

PRESSURE = frozenset({"export_restriction", "import_measure", "legal_dispute", "domestic_policy", "list_designation"})


@dataclass(frozen=True)
class Situation:
    """Who did what to whom: the actor, those it aims at, the minerals, and whether it presses or moves away."""

    name: str
    actor: str
    targets: tuple[str, ...]
    minerals: tuple[str, ...]
    family: Family
    scenario: Scenario | None = None


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
