"""The day of a brief: asked for, else the article's, else the latest that its text tells of what has passed."""

from __future__ import annotations

import datetime as dt
import re

from didymium.records import Reading
from didymium.text import find_dates
from didymium.text.date_values import WEEKDAYS
from didymium.text.terms import months_of
from didymium.world.load import World, parse_date


def view_day(reading: Reading, world: World, as_of: str | dt.date | None) -> dt.date:
    """The date of the view: asked for, else the article's, else the latest that its text tells of what has passed.

    Of a text that tells no year, or one alone, it is the edition's last day or today, whichever is first.
    """
    if as_of:
        return parse_date(as_of)
    if published := (reading.article.published or "")[:10]:
        return parse_date(published)
    return told_day(reading.article.text, latest_day(world))[0] or latest_day(world)


def told_day(text: str, last: dt.date) -> tuple[dt.date | None, bool]:
    """The latest day up to the last that a text without a date tells of what has passed; whether its month is told.

    None where none is sure: one year alone may be history. A date that the text tells as one ahead has not passed.
    """
    ends = {told: parse_date(told) for told in _passed(text)}
    if {len(told) for told in ends} == {len("2025")} and (ahead := max(_years(text))) == str(int(max(ends)) + 1):
        return min(dt.date(int(ahead), 1, 1), last), False  # "26,000 tonnes are expected in 2016, as in 2015"
    past = {v: end for v, end in ends.items() if end <= last}
    sharp = [end for v, end in past.items() if len(v) > len("2025")]
    if past and (named := _weekday_told(text, int(max(past)[:4]), last)) and named > max(sharp, default=dt.date.min):
        return named, True
    day = max(past.values() if len(past) > 1 else sharp, default=None)
    return day, day in sharp


_DAY_NAMED = re.compile(
    rf"\b(?P<name>{'|'.join(w.capitalize() for w in WEEKDAYS)}),? \(?(?:the )?"
    r"(?:(?P<month>[A-Z][a-z]{2,8})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?|"
    r"(?P<before>\d{1,2})(?:st|nd|rd|th)? (?P<then>[A-Z][a-z]{2,8}))\b(?!,? (?:19|20)\d\d)"
)


_LED_AHEAD = re.compile(r"(?i)\b(?:by|until|till|before|next|due|starting|from)\s(?:on\s)?$")  # right before a day


def _weekday_told(text: str, year: int, last: dt.date) -> dt.date | None:
    """The day that a text without a date tells with its weekday, in the latest year of the text or the one after it.

    "Sunday November 9" of a text that tells of December 2024 is that of 2025, in which it was a Sunday; None where
    neither year or both fit, or where it would be ahead of the last day.
    """
    for found in _DAY_NAMED.finditer(text):
        if _LED_AHEAD.search(text[max(0, found.start() - AHEAD) : found.start()]):
            continue
        days = (f"{found['day'] or found['before']} {found['month'] or found['then']} {y}" for y in (year, year + 1))
        fit = [d for told in days for d in _days(told) if WEEKDAYS[d.weekday()] == found["name"].lower() and d <= last]
        if len(fit) == 1:
            return fit[0]
    return None


def _days(told: str) -> list[dt.date]:
    """The day that some words tell; none where they tell none."""
    return [parse_date(d.value) for d in find_dates(told, None) if re.fullmatch(r"\d{4}-\d\d-\d\d", d.value)]


def not_long_after(text: str, last: dt.date) -> dt.date:
    """The last day on which a text without a date was news, by the latest year that it tells of; `last` where none is.

    What is known by then of what its title names is for a reader of today, as the brief says it is read.
    """
    told = max(_passed(text), default="")
    return min(parse_date(told) + dt.timedelta(days=NEWS), last) if told else last


def _passed(text: str) -> list[str]:
    """The dates, months and years of a text that it does not tell as ones ahead."""
    told = (d for d in find_dates(text, None) if d.kind == "date" and _DATED.match(d.value))
    past = (d for d in told if not _IS_AHEAD.search(text[max(0, d.start - AHEAD) : d.start]))
    parts = ((d.value, months_of(d.surface) if len(d.value) == len("2025") else None) for d in past)
    return [f"{value}-{part[1]:02d}" if part else value for value, part in parts]


def _years(text: str) -> list[str]:
    """The years of all dates of a text, those ahead too."""
    return [d.value[:4] for d in find_dates(text, None) if d.kind == "date" and _DATED.match(d.value)]


NEWS = 400  # days after the latest time that an article tells of, in which it may have been written
AHEAD = 60  # characters before a date in which words tell that it is ahead
_IS_AHEAD = re.compile(
    r"(?i)\b(?:will|would|could|expect\w*|due|by|until|till|plan(?:s|ned)?|aim\w*|target\w*|schedul\w+|forecast\w*|"
    r"anticipat\w+|start(?:s|ing)? (?:in|from)|later|next)\b[^.;]*$"
)


def latest_day(world: World) -> dt.date:
    """The edition's last day or today, whichever is first."""
    return min(parse_date(world.edition.replace(".", "-")), dt.date.today())


_DATED = re.compile(r"(?:19|20)\d\d(?:-\d\d){0,2}$")
