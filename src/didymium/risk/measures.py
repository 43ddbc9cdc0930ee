"""Which export restrictions bind an importer on a day, from the world's table of measures."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from didymium import labels
from didymium.world.load import World, parse_date
from didymium.world.shares import STANDS_FOR

KINDS = frozenset({"export_ban", "export_licence", "export_quota", "export_tax", "de_facto_halt"})
EASING = frozenset({"suspension", "lifting"})


def in_force(world: World, mineral: str, stage: str, importer: str | None, day: dt.date) -> dict[str, list[Any]]:
    """Measures that bind on `day`, by the country that restricts: bans, licences, quotas, taxes and halts of exports.

    A measure binds from its effective date until its end, unless another row that suspends or lifts it is in
    force. A measure on a group binds its members and one on a member its group, one on all stages each
    stage, one on the world every importer; measures aimed at named countries bind an importer only when it
    is named (a region: when it or any member is named).
    """
    rows = _rows(world.settled("restrictions"))
    eased = {ref for r in rows if r["kind"] in EASING and _running(r, day) for ref in _cell(r["amends"])}
    paused = {ref for r in rows if r["kind"] == "suspension" for ref in _cell(r["amends"])}
    covered = {mineral, *labels.groups(mineral), *labels.members(mineral)}
    product = STANDS_FOR.get((mineral, stage))
    found: dict[str, list[Any]] = {}
    for row in rows:
        ends = None if row["id"] in paused else row["ends"]
        if row["kind"] not in KINDS or row["id"] in eased or not _running(row | {"ends": ends}, day):
            continue
        if _concerns(row, covered, stage, product) and _binds(row, importer, day):
            found.setdefault(row["actor"], []).append(row)
    return found


@lru_cache(maxsize=64)
def _rows(world: World) -> tuple[dict[str, Any], ...]:
    return tuple(world.table("restrictions").iter_rows(named=True))


def _cell(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(";") if part.strip()]


def _running(row: dict[str, Any], day: dt.date) -> bool:
    start = row["effective"]
    if not start or _first(start) > day:
        return False
    return not row["ends"] or parse_date(row["ends"]) >= day


def _first(text: str) -> dt.date:
    year, month, day, *_ = [int(p) for p in str(text)[:10].split("-")] + [1, 1]
    return dt.date(year, month, day)


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
    """The day a year's restrictions are read: its last day, or the world's own date, whichever is earlier."""
    last = dt.date(year, 12, 31) if year else dt.date.max
    known = world.date or _newest(world)
    return min(last, known)


def _newest(world: World) -> dt.date:
    dates: list[dt.date] = world.table("restrictions")["known_from"].drop_nulls().to_list()
    return max(dates)
