"""When figures and reports come out: the days that a row of `releases` gives for the periods ahead."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

Row = Mapping[str, Any]
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}  # of a period
FURTHEST = 400  # days ahead up to which a publication is told


def _months_on(day: dt.date, more: int) -> dt.date:
    """The last day of the month that lies some months after that of a day."""
    count = day.year * 12 + day.month - 1 + more
    year, month = count // 12, count % 12 + 1
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def is_end(day: dt.date, every: str) -> bool:
    """Whether a day is the last of a month, quarter, half or year of the calendar."""
    return day == _months_on(day, 0) and day.month % MONTHS[every] == 0


def ahead(row: Row, today: dt.date, first: dt.date = dt.date.min) -> Iterator[tuple[dt.date, dt.date]]:
    """(last day of the period, day of publication) of the periods that come out after a day and end from `first` on."""
    after = dt.timedelta(days=float(row["after"]))
    end = _months_on(max(first, today - after), 0)
    while end + after <= today + dt.timedelta(days=FURTHEST):
        if is_end(end, row["every"]) and end + after > today:
            yield end, end + after
        end = _months_on(end, 1)


def in_words(end: dt.date, every: str) -> str:
    """A period by its last day: "May 2025", "the third quarter of 2025", "2025"."""
    if every == "month":
        return f"{calendar.month_name[end.month]} {end.year}"
    if every == "year":
        return str(end.year)
    ordinal = ("first", "second", "third", "fourth")[end.month // MONTHS[every] - 1]
    return f"the {ordinal} {every} of {end.year}"
