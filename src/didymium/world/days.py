"""Days as the tables write them: YYYY, YYYY-MM or YYYY-MM-DD, a partial one standing for its first or last day."""

from __future__ import annotations

import datetime as dt
from calendar import month_name
from typing import Any

from didymium.errors import BadInput


def parse_date(date: dt.date | str) -> dt.date:
    """An ISO date (YYYY, YYYY-MM or YYYY-MM-DD; a bare year or month means its last day), of the years 1900 to 2200."""
    if isinstance(date, dt.date):
        return date
    parts = str(date)[:10].split("-")
    try:
        year, month = int(parts[0]), int(parts[1]) if len(parts) > 1 else 12
        if not 1900 <= year <= 2200:
            raise BadInput(f"date {str(date)[:40]!r}: give a year from 1900 to 2200")
        day = dt.date(year, month, int(parts[2]) if len(parts) > 2 else 1)
        if len(parts) > 2:
            return day
        return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
    except (ValueError, IndexError):
        raise BadInput(f"date {str(date)[:40]!r} is not YYYY-MM-DD") from None


def first_day(date: str) -> dt.date:
    """The first day of what a table's date says (2010-07 is 1 July 2010)."""
    parts = str(date)[:10].split("-")
    return parse_date("-".join([*parts, "01", "01"][:3]) if len(parts) < 3 else date)


def ends_of(period: str) -> tuple[str, str]:
    """The first and last month, YYYY-MM, of a period "2024", "2024-03" or "2023-01/2023-07"."""
    first, _, last = period.partition("/")
    return first_day(first).isoformat()[:7], parse_date(last or first).isoformat()[:7]


def months_in(period: str) -> int:
    """How many months a period "2024", "2024-03" or "2023-01/2023-07" has."""
    first, last = (first_day(month) for month in ends_of(period))
    return (last.year - first.year) * 12 + last.month - first.month + 1


def spoken(date: dt.date | str) -> str:
    """'10 January 2027', 'April 2026' or '2040': a date as far as it is stated."""
    text = str(date)
    if len(text) < 7:
        return text
    day = first_day(text)
    month = f"{month_name[day.month]} {day.year}"
    return month if len(text) == 7 else f"{day.day} {month}"


def plain(value: Any) -> Any:
    """A value as JSON has it: days as ISO text, also inside lists and mappings."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, list | tuple) else value
