"""What prices did after steps and stops of the past, in words: one clause a row of `price_responses`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from didymium.world.days import first_day, spoken

Row = Mapping[str, Any]


def clause(row: Row) -> str:
    """ "gallium in Rotterdam up 114% by December 2023 (China's export licences of July 2023)"."""
    change = 100 * float(row["change"])
    moved = "unchanged" if abs(change) < 0.5 else f"{'up' if change > 0 else 'down'} {abs(change):,.0f}%"
    where = f" in {row['market']}" if row["market"] else ""
    after = str(row["after_period"])
    when = spoken(after if len(after) == len("2015") else first_day(after).isoformat()[:7])
    return f"{row['good']}{where} {moved} by {when} ({row['step']} of {spoken(str(row['announced']))})"
