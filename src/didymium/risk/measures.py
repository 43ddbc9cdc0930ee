"""Which export restrictions bind an importer on a day, from the world's table of measures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from didymium import labels
from didymium.world.load import World
from didymium.world.shares import STANDS_FOR
from didymium.world.states import State, state_of

KINDS = frozenset({"export_ban", "export_licence", "export_quota", "export_tax", "de_facto_halt"})
DUAL_USE = "all (cn dual-use list)"  # the goods of China's control list, in the words of the tables
Row = dict[str, Any]


def in_force(world: World, mineral: str, stage: str, importer: str | None, day: dt.date) -> dict[str, list[Row]]:
    """Measures that bind on `day`, by the country that restricts: bans, licences, quotas, taxes and halts of exports.

    A measure binds while its state is in force: not while it is suspended, and not when the last day of its state
    has passed without a known outcome (see `unsettled`). A measure on a group binds its members and one on a member
    its group, one on all stages each stage, one on the world every importer; measures aimed at named countries bind
    an importer only when it is named (a region: when it or any member is named). A stop of named firms binds none.
    """
    return _by_actor(r for r, s in _facing(world, mineral, stage, importer, day) if s.binds and not of_firms(r))


def unsettled(world: World, mineral: str, stage: str, importer: str | None, day: dt.date) -> dict[str, list[Row]]:
    """Measures of which nobody knows whether they bind on `day`, by country: the end of their state has passed.

    Each row has `state_words`. Whoever counts measures counts both cases.
    """
    facing = _facing(world, mineral, stage, importer, day)
    return _by_actor(r for r, s in facing if s.state == "unknown" and not of_firms(r))


def of_firms(row: Row) -> bool:
    """Whether a halt is of named firms and not of all there are: who stops them restricts no other's exports."""
    return row["kind"] == "de_facto_halt" and bool(row["firms"]) and row["severity"] != 1


def on_exports(world: World, mineral: str, day: dt.date) -> tuple[Row, ...]:
    """Every measure on exports of a mineral at any stage, once, newest first, with its state on `day`.

    mineral: any label. Stops of named firms are left out, and ended ones but for those whose end the user accepted.
    Rows of the view with `state` and `state_words`.
    """
    name = labels.mineral(mineral)
    found = {
        row["id"]: row
        for stage in labels.STAGES
        for row, state in _facing(world, name, stage, None, day)
        if (state.state != "ended" or state.last.accepted) and not of_firms(row)
    }
    return tuple(sorted(found.values(), key=lambda r: str(r["effective"] or r["announced"]), reverse=True))


def on_users(world: World, mineral: str, day: dt.date) -> tuple[Row, ...]:
    """What bars a mineral of China's dual-use list from some users: bans on military users, lists of firms.

    A mineral is on the list while China asks a licence for it. These bind users, not trade: no share of exports is
    counted as cut by them. Rows of the view with `state` and `state_words`, newest first; ended ones are left out.
    """
    name = labels.mineral(mineral)
    licences = (r for r in on_exports(world, name, day) if r["actor"] == "CHN" and r["kind"] == "export_licence")
    if not any(r["state"] in ("in_force", "unknown") for r in licences):
        return ()
    settled = world.settled("measures", "measure_states")
    found = []
    for row in settled.table("restrictions").iter_rows(named=True):
        if row["kind"] in ("export_ban", "entity_listing") and DUAL_USE in _cell(row["minerals"]):
            state = state_of(settled, row["id"], day, name)
            if state.state != "ended":
                found.append({**row, "state": state.state, "state_words": state.words})
    return tuple(sorted(found, key=lambda r: str(r["effective"] or r["announced"]), reverse=True))


def _by_actor(rows: Iterator[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["actor"], []).append(row)
    return found


def _facing(world: World, mineral: str, stage: str, importer: str | None, day: dt.date) -> Iterator[tuple[Row, State]]:
    """The measures on exports of a mineral to an importer, each with its state on the day."""
    covered = {mineral, *labels.groups(mineral), *labels.members(mineral)}
    product = STANDS_FOR.get((mineral, stage))
    settled = world.settled("measures", "measure_states")
    for row in _rows(settled):
        if _concerns(row, covered, stage, product) and _binds(row, importer, day):
            state = state_of(settled, row["id"], day, mineral)
            yield {**row, "state": state.state, "state_words": state.words}, state


@lru_cache(maxsize=64)
def _rows(world: World) -> tuple[Row, ...]:
    """Measures on exports with the columns of the view (effective, ends, suspended_until)."""
    firms = dict(world.table("measures").select("id", "firms").iter_rows())
    rows = world.table("restrictions").iter_rows(named=True)
    return tuple(r | {"firms": firms[r["id"]]} for r in rows if r["id"] in firms and r["kind"] in KINDS)


def _cell(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(";") if part.strip()]


def _concerns(row: dict[str, Any], covered: set[str], stage: str, product: str | None) -> bool:
    named = set(_cell(row["minerals"]))
    return product in named or (bool(covered & named) and stage in _stages(row["stage"]))


def _stages(text: str | None) -> set[str]:
    """The stages that a measure covers; lists of goods name oxides and metals alike, so these two go together."""
    names = set(_cell(text))
    if not names or "all" in names:
        return set(labels.STAGES)
    return names | {"refine", "metal"} if names & {"refine", "metal"} else names


def _binds(row: dict[str, Any], importer: str | None, day: dt.date) -> bool:
    targets = set(_cell(row["targets"])) or {"WLD"}
    if "WLD" in targets or importer is None:
        return True
    if importer == "EUU":
        return bool(targets & {"EUU", *labels.eu_members(day.isoformat())})
    return importer in targets or ("EUU" in targets and labels.is_eu(importer, day.isoformat()))


def day_of(world: World, year: int | None) -> dt.date:
    """The day a year's restrictions are read: its last day, or the world's own date or today, whichever is earlier."""
    last = dt.date(year, 12, 31) if year else dt.date.max
    return min(last, world.date or dt.date.today())
