"""When what a text says will last or take some time ends: "over the next 180 days", "a one-year suspension"."""

from __future__ import annotations

import datetime as dt
import re

from didymium.text.base import DIGITS, WORDS, parse_number
from didymium.text.date_values import add_days, add_months
from didymium.text.dates import Date

_COUNT = rf"(?P<n>an?|another|{DIGITS}|{WORDS})(?P<part>(?:-|\s|\sand\s)(?:1/2|a half)|½)?"
_TO = rf"(?:\s?(?:to|or|and|-|–)\s?(?:{DIGITS}|{WORDS})(?:-1/2|½)?)?"
_UNIT = r"(?P<unit>day|week|month|year)s?"
_ABOUT = (
    r"(?:(?:between|at\s+least|a\s+minimum\s+of|about|around|roughly|approximately|up\s+to|as\s+(?:long|many)\s+as|another|"
    r"a\s+(?:further|period\s+of)|the\s+(?:next|coming|following))\s+)*"
)
HELD = re.compile(  # "a six-month export permit", "a year-long ban", "a 60-day notice"
    rf"\b(?:{_COUNT}-{_UNIT}|(?P<long>day|week|month|year)-long)\s+(?:\w+\s)?(?P<kind>suspension|pause|truce|extension|reprieve|"
    r"window|deadline|delay|moratorium|halt|ban|permit|licen[cs]e|exemption|waiver|grace|freeze|stay|notice)\b",
    re.I,
)
_LENGTHS = (
    re.compile(rf"\b(?:for|over|within|in|during|after|lasting|lasts?)\s+{_ABOUT}{_COUNT}{_TO}[\s-]{_UNIT}\b", re.I),
    HELD,
)
_TO_COME = re.compile(
    r"(?i)\b(?:will|would|shall|should|could|may|must|to|plans?|aims?|expects?|hopes?|targets?|sees?|within|next|coming|"
    r"following|due|deadline|extend\w*|suspen\w+|paus\w+|postpon\w+|delay\w*|valid|grants?|given|gives?|directs?)\b"
)
_GONE = re.compile(
    r"(?i)\b(?:(?:has|have|had)\s(?:been\s)?(?:\w+\s)?\w+(?:ed|en|n|t|ut)|after an?|past|last|"
    r"previous|since|ago|earlier|first|time|lowest|highest|level|record|peak)\b[^.;,]*$"
)
_MOVED = re.compile(  # what moved "within a year" has moved
    r"(?i)\b(?:rose|fell|grew|lost|gained|jumped|climbed|dropped|slumped|surged|soared|sank|doubled|tripled|trebled|halved|"
    r"increased|decreased|recovered|rallied|collapsed)\b[^.;]*$"
)
_LEAST_DAYS = 45  # a shorter length ends on a day, a longer one in a month: from when it runs is seldom said
_YEARS = 3  # years from which only the year is told
_FURTHEST = 12  # years beyond which a term is a target or the life of a contract
_PARTS = {
    "q1": 3, "q2": 6, "q3": 9, "q4": 12, "h1": 6, "h2": 12, "first quarter": 3, "second quarter": 6,
    "third quarter": 9, "fourth quarter": 12, "final quarter": 12, "last quarter": 12, "first half": 6,
    "second half": 12, "mid": 6, "end": 12, "late": 12,
}  # fmt: skip


def find_terms(text: str, reference: dt.date | str | None) -> tuple[Date, ...]:
    """The lengths of time in `text` that lie ahead, each with when it ends, counted from `reference`.

    Up to 45 days to the day, up to three years to the month, else to the year; of a range its shorter end. Lengths
    of what is over ("has been shut for three months") are left out, and all where `reference` is None.
    """
    day = dt.date.fromisoformat(reference[:10]) if isinstance(reference, str) else reference
    if day is None:
        return ()
    made: list[Date] = []
    for form in _LENGTHS:
        for match in form.finditer(text):
            ends = _ends(match, day) if lies_ahead(text, match) else None
            if ends and not any(d.start < match.end() and match.start() < d.end for d in made):
                made.append(Date(match.start(), match.end(), match[0], ends, "span", "until"))
    return tuple(sorted(made, key=lambda d: d.start))


def last_month(text: str, date: Date) -> str:
    """The last month of the part of a year that a date says ("mid-2026", "Q1 2026", "end of 2026"); else its value."""
    if not re.fullmatch(r"\d{4}", date.value):
        return date.value
    said = f"{text[max(0, date.start - 16) : date.start]}{date.surface}".lower()
    found = re.search(r"\b(q[1-4]|h[12]|(?:first|second|third|fourth|final|last)[\s-](?:quarter|half)|mid|end|late)"
                      rf"(?:[\s-]of)?(?:[\s-]the)?[\s-]?{date.value}$", said)  # fmt: skip
    return f"{date.value}-{_PARTS[found[1].replace('-', ' ')]:02d}" if found else date.value


def lies_ahead(text: str, match: re.Match[str]) -> bool:
    """Whether a length of time is one to come."""
    clause = re.split(r"[.;]\s", text[max(0, match.start() - 110) : match.start()])[-1]
    coming = match.groupdict().get("kind") or _TO_COME.search(f"{clause} {match[0]}")
    gone = _GONE.search(clause[-60:]) or _MOVED.search(clause)
    return bool(coming) and (gone is None or _TO_COME.search(gone[0]) is not None)


def count_of(match: re.Match[str]) -> tuple[str, str]:
    """The number, as said, and the unit of a length of time; "year-long" is one year."""
    long = match.groupdict().get("long")
    return ("a", long.lower()) if long else (match["n"].lower(), match["unit"].lower())


def _ends(match: re.Match[str], day: dt.date) -> str | None:
    said, unit = count_of(match)
    count = 1.0 if said in {"a", "an", "another"} else parse_number(said)
    count += 0.5 if match["part"] else 0.0
    if unit in {"day", "week"}:
        ends = add_days(day, round(count * (7 if unit == "week" else 1))) if count < 4000 else None
        return ends if ends is None or count * (7 if unit == "week" else 1) <= _LEAST_DAYS else ends[:7]
    months = round(count * (12 if unit == "year" else 1))
    if not 0 < months <= 12 * _FURTHEST:
        return None
    ends = add_months(day, months)
    return ends[:4] if unit == "year" and count >= _YEARS and not match["part"] else ends[:7]
