"""The scenarios that a brief puts to the twin, as plain values: cut, barrier, outage, weaker or stronger demand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from didymium.brief.sides import Scene

CUT_MONTHS, HORIZON = 12, 24
HALF = 0.5  # depth of a cut where history has no depth for this holder and mineral
SWING = 0.1  # change of demand in a what-if


def scenario(
    scene: Scene,
    mineral: str,
    holder: str,
    buyers: tuple[str, ...],
    stage: str,
    today: dt.date,
    depth: float = HALF,
    months: int = CUT_MONTHS,
    start: str | None = None,
    only: str | None = None,
) -> dict[str, Any]:
    """A scenario of `months` from `start` (YYYY-MM, default the month after `today`), followed for two years.

    depth: share (0..1) of the exports cut, of the capacity lost, or by which demand falls or rises; only: the one
    stage whose exports are cut (default: all that the holder sells).
    """
    start = start or next_month(today)
    span = {"from": start, "to": _end(start, months)}
    frame: dict[str, Any] = {
        "name": f"{mineral} stress", "start": start, "months": HORIZON, "as_of": today.isoformat(),
    }  # fmt: skip
    if scene == "outage":
        return frame | {"outages": [{"country": holder, "minerals": [mineral], "stage": stage, "lost": depth, **span}]}
    if scene in {"slack", "boom"}:
        change = SWING if scene == "boom" else -SWING
        return frame | {"demand": [{"economy": "WLD", "mineral": mineral, "change": change, **span}]}
    cut = {
        "exporter": holder, "importers": list(buyers), "minerals": [mineral], "allowed": round(1 - depth, 2),
        "announced": today.isoformat(), **span,
    } | ({"stages": [only]} if only else {})  # fmt: skip
    return frame | {"restrictions": [cut]}


def next_month(day: dt.date) -> str:
    """The month after a day, YYYY-MM."""
    return (day.replace(day=1) + dt.timedelta(days=32)).strftime("%Y-%m")


def _end(start: str, months: int) -> str:
    year, month = int(start[:4]), int(start[5:7]) - 1 + months - 1
    return f"{year + month // 12:04d}-{month % 12 + 1:02d}"
