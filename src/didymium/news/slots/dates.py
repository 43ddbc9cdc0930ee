"""Dates in text, absolute, partial and relative, resolved against the article's date.

A value is as exact as the text: `YYYY-MM-DD`, `YYYY-MM` or `YYYY` (quarters, halves and seasons give the year).
A day or month without a year takes the nearest fitting one: the past after a past verb, the future after `will`,
`from`, `until`, `effective`, else the nearest, with the past preferred. Weekdays in news look back, "next" looks ahead.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from didymium.news.slots.base import DIGITS, WORDS, Mention, windows
from didymium.news.slots.date_values import MONTHS, ORDINALS, VALUES, WEEKDAYS, days_of, month_end

Kind = Literal["date", "span"]
Role = Literal["from", "until", "on"]
_MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|"
    r"aug(?:ust|\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|"
    r"\.)?)"
)
_DAY = r"(?P<d>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_COUNT = rf"(?P<n>{DIGITS}|{WORDS}|a|an|another|a further|another {WORDS}|a few|several|couple of)"
_GATE = re.compile(rf"\d{{4}}|\b{_MONTH}\b|day\b|days\b|week|month|year|decade|quarter|half|tonight", re.I)
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.I))
    for name, pattern in (
        (
            "spoken",
            rf"\b(?P<ord>{'|'.join(sorted(ORDINALS, key=len, reverse=True))})\s+day\s+of\s+(?P<m>{_MONTH}),?\s+"
            r"(?:in\s+the\s+year\s+(?:of\s+our\s+Lord\s+)?)?(?P<words>(?:two thousand|nineteen "
            r"hundred)(?:,?\s+and)?"
            r"(?:[\s-]+[a-z]+(?:-[a-z]+)?)?)(?=[\s,.;]|$)",
        ),
        ("iso", r"\b(?P<y>(?:19|20)\d\d)-(?P<mo>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])\b"),
        ("mdy", rf"\b(?P<m>{_MONTH})\s+{_DAY}(?:,\s*|\s+)(?P<y>{_YEAR})\b"),
        ("mdy", rf"\b{_DAY}(?:\s+day)?(?:\s+of)?\s+(?P<m>{_MONTH}),?\s+(?P<y>{_YEAR})\b"),
        ("slash", r"\b(?P<mo>0?[1-9]|1[0-2])/(?P<d>0?[1-9]|[12]\d|3[01])/(?P<y>(?:19|20)\d\d)\b"),
        ("md", rf"\b(?P<m>{_MONTH})\s+{_DAY}(?!\d|,\d|[\d.]*\s?(?:%|percent|tonnes|million))\b"),
        ("md", rf"\b{_DAY}(?:\s+of)?\s+(?P<m>{_MONTH})(?=[\s,.;:)]|$)"),
        ("my", rf"\b(?P<m>{_MONTH})(?:\s+of)?,?\s+(?P<y>{_YEAR})\b"),
        (
            "period",
            rf"\b(?:Q[1-4]|[1-4]Q|H[12]|[12]H|(?:first|second|third|fourth|final|last)[\s-](?:quarter|"
            rf"half)(?:\s+of)?)"
            rf"(?:\s+of)?[\s-]?(?P<y>{_YEAR})\b",
        ),
        ("fiscal", rf"\b(?:fiscal(?:\s+year)?|financial\s+year|FY)[\s-]?(?P<y>{_YEAR}|\d\d)(?:[-/–]\d\d)?\b"),
        ("ago", rf"\b{_COUNT}\s+(?P<unit>day|week|month|year|decade)s?\s+(?:ago|earlier)\b"),
        ("ahead", rf"\bin\s+{_COUNT}\s+(?P<unit>day|week|month|year)s?(?:['’]\s+time)?(?=[\s,.;)]|$)"),
        (
            "span",
            rf"\b(?:for|by)\s+(?:a\s+period\s+of\s+|the\s+next\s+|up\s+to\s+)?{_COUNT}(?:\s+more)?[\s-]+(?P<unit>day|"
            rf"week|month|year)s?\b",
        ),
        (
            "rel",
            r"\b(?P<rel>last|next|this|previous|coming|earlier this|later this|early next|late last|early this)\s+"
            rf"(?P<unit>week|month|quarter|year|decade|(?:{'|'.join(WEEKDAYS)})|{_MONTH})\b",
        ),
        ("named", r"\b(?P<named>today|yesterday|tomorrow|tonight)\b"),
        ("weekday", rf"\b(?P<wd>{'|'.join(WEEKDAYS)})\b"),
        (
            "month",
            rf"\b(?:(?:in|since|until|till|by|from|of|end|late|early|mid|during|last|for|and|"
            rf"to|through|before|after|around)[\s-]+)(?P<m>{_MONTH})(?=[\s,.;:)’']|$)",
        ),
        ("year", rf"(?<![\d.,$€£/-])(?P<y>{_YEAR})(?!\d|[,.]\d|s\b|\s?(?:%|percent|tonnes|tons|kg|MW|GWh|t\b|km)|/\d)"),
    )
)
_ANCHOR = re.compile(
    r"(?:19|20)\d\d|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|JAN|FEB|MAR|"
    r"APR|JUN|JUL|AUG|SEP|OCT|NOV|DEC|[Mm]on|[Tt]ue|[Ww]ed|[Tt]hu|[Ff]ri|[Ss]at|[Ss]un|"
    r"MON|TUE|WED|THU|FRI|SAT|SUN)"
    r"|\b(?:[Dd]ay|[Ww]eek|[Mm]onth|[Yy]ear|[Dd]ecade|[Qq]uarter|[Hh]alf|[Tt]o(?:day|"
    r"morrow|night)|[Yy]esterday|DAY|WEEK|MONTH|YEAR|TODAY|FY\d\d|[Ff]iscal|jan|feb|"
    r"mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)
_MONTHS_IN = re.compile(r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", re.I)
_WITH_MONTH = {"spoken", "mdy", "md", "my", "month"}
_NEEDLES = {
    "spoken": ("two thousand", "nineteen hundred"),
    "slash": ("/",),
    "iso": ("-0", "-1"),
    "period": ("q", "h1", "h2", "half"),
    "fiscal": ("fiscal", "financial year", "fy"),
    "ago": (" ago", "earlier"),
    "ahead": ("in ",),
    "named": ("today", "yesterday", "tomorrow", "tonight"),
    "span": ("for ", "by "),
    "weekday": tuple(w for w in WEEKDAYS),
}
_UNTIL = re.compile(
    r"\b(?:until|till|through|by|before|expires?(?:\s+on)?|expiring|ends?(?:\s+on)?|"
    r"up to)\s+(?:the\s+)?(?:end\s+of\s+|close\s+of\s+)?$",
    re.I,
)
_FROM = re.compile(
    r"\b(?:from|starting|beginning|effective|as of|since|after|with effect from|takes? effect)\s+(?:on\s+)?$",
    re.I,
)
_END_OF = re.compile(r"\b(?:end\s+of|late)\s+(?:the\s+)?$", re.I)


@dataclass(frozen=True, slots=True)
class Date(Mention):
    """A date as exact as the text says it; a `span` ("for 180 days") has the day on which it ends."""

    value: str
    kind: Kind = "date"
    role: Role = "on"
    days: int | None = None


def find_dates(text: str, reference: dt.date | str | None) -> tuple[Date, ...]:
    """All dates in `text`, left to right, resolved against `reference` (ISO date; None: absolute dates only)."""
    if not _GATE.search(text):
        return ()
    ref = _reference(reference)
    taken: list[tuple[int, int]] = []
    found: list[Date] = []
    low = text.lower()
    spans = windows(_ANCHOR, text, 26, 48)
    dated = [(a, b) for a, b in spans if _MONTHS_IN.search(text, a, b)]
    for name, pattern in _PATTERNS:
        needles = _NEEDLES.get(name)
        if needles and not any(n in low for n in needles):
            continue
        places = dated if name in _WITH_MONTH else spans
        for match in (m for start, end in places for m in pattern.finditer(text, start, end)):
            start, end = _bounds(name, match)
            if any(s < end and start < e for s, e in taken) or not _plausible(name, match, text):
                continue
            value = VALUES[name](match, ref, text)
            if value:
                taken.append((start, end))
                found.append(_date(text, start, end, value, name, match))
    return tuple(sorted(found, key=lambda d: d.start))


def _reference(reference: dt.date | str | None) -> dt.date | None:
    if reference is None or isinstance(reference, dt.date):
        return reference
    try:
        return dt.date.fromisoformat(reference[:10])
    except ValueError:
        return None


def _bounds(name: str, match: re.Match[str]) -> tuple[int, int]:
    """Without the preposition for a lone month; with the whole match otherwise."""
    return (match.start("m"), match.end("m")) if name == "month" else match.span()


def _plausible(name: str, match: re.Match[str], text: str) -> bool:
    """Lone "may" and "march" are words; a month needs its capital letter."""
    month = match.groupdict().get("m")
    if month and name in {"month", "md", "my"}:
        return month[0].isupper()
    if name == "rel":
        return match.group("unit")[:3].lower() not in MONTHS or match.group("unit")[0].isupper()
    return True


def _date(text: str, start: int, end: int, value: str, name: str, match: re.Match[str]) -> Date:
    days = days_of(match) if name == "span" else None
    before = text[max(0, start - 30) : start]
    role: Role = "until" if name == "span" or _UNTIL.search(before) else "from" if _FROM.search(before) else "on"
    if role == "until" and name != "span" and len(value) == 7 and _END_OF.search(before):
        value = month_end(value)
    return Date(start, end, text[start:end], value, "span" if name == "span" else "date", role, days)
