"""Dates in text, absolute, partial and relative, resolved against the article's date.

A value is as exact as the text: `YYYY-MM-DD`, `YYYY-MM` or `YYYY` (quarters, halves and seasons give the year).
A day or month without a year takes the nearest fitting one: the past after a past verb, the future after `will`,
`from`, `until`, `effective`, else the nearest, with the past preferred. Weekdays in news look back, "next" looks ahead.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from didymium.text.base import DIGITS, WORDS, Mention
from didymium.text.cues import Cues, lower, matches
from didymium.text.date_values import MONTHS, ORDINALS, VALUES, WEEKDAYS, days_of, month_end

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
_UNIT = r"(?P<unit>day|week|month|year)s?"
_ANCHORS = Cues(
    {
        "month": [m for m in MONTHS if len(m) == 3],
        "weekday": WEEKDAYS,
        "unit": ("day", "week", "month", "quarter", "half", "year"),
        "year": ("19", "20"),
        "ago": ("ago", "earlier"),
        "rel": ("last", "next", "this", "previous", "coming", "earlier", "later", "early", "late"),
        "named": ("today", "yesterday", "tomorrow", "tonight"),
        "fiscal": ("fiscal", "financial", "fy"),
        "slash": ("/19", "/20"),
        "spoken": ("day of",),
        "period": (
            "quarter",
            "half",
            *(f"{a}{b}" for n in "1234" for a, b in (("q", n), (n, "q"), ("h", n), (n, "h"))),
        ),
    }
)


class _Form(NamedTuple):
    """One way to write a date: the word that it is found by, what stands before that word, and the whole."""

    name: str
    anchor: str
    before: re.Pattern[str] | None
    whole: re.Pattern[str]


def _form(name: str, anchor: str, before: str, rest: str) -> _Form:
    """The form of a date that has `before` in front of its anchor and `rest` from there on."""
    whole = re.compile(before + rest, re.I)
    return _Form(name, anchor, re.compile(before + "$", re.I) if before else None, whole)


_FORMS = tuple(
    _form(*parts)
    for parts in (
        (
            "spoken",
            "spoken",
            rf"\b(?P<ord>{'|'.join(sorted(ORDINALS, key=len, reverse=True))})\s+",
            rf"day\s+of\s+(?P<m>{_MONTH}),?\s+(?:in\s+the\s+year\s+(?:of\s+our\s+Lord\s+)?)?"
            r"(?P<words>(?:two thousand|nineteen hundred)(?:,?\s+and)?(?:[\s-]+[a-z]+(?:-[a-z]+)?)?)(?=[\s,.;]|$)",
        ),
        ("iso", "year", "", r"\b(?P<y>(?:19|20)\d\d)-(?P<mo>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])\b"),
        ("mdy", "month", "", rf"\b(?P<m>{_MONTH})\s+{_DAY}(?:,\s*|\s+)(?P<y>{_YEAR})\b"),
        ("mdy", "month", rf"\b{_DAY}(?:\s+day)?(?:\s+of)?\s+", rf"(?P<m>{_MONTH}),?\s+(?P<y>{_YEAR})\b"),
        ("slash", "slash", r"\b(?P<mo>0?[1-9]|1[0-2])/(?P<d>0?[1-9]|[12]\d|3[01])", r"/(?P<y>(?:19|20)\d\d)\b"),
        ("md", "month", "", rf"\b(?P<m>{_MONTH})\s+{_DAY}(?!\d|,\d|[\d.]*\s?(?:%|percent|tonnes|million))\b"),
        ("md", "month", rf"\b{_DAY}(?:\s+of)?\s+", rf"(?P<m>{_MONTH})(?=[\s,.;:)”’\"']|$)"),
        ("my", "month", "", rf"\b(?P<m>{_MONTH})(?:\s+of)?,?\s+(?P<y>{_YEAR})\b"),
        (
            "period",
            "year of period",
            r"\b(?:Q[1-4]|[1-4]Q|H[12]|[12]H|(?:first|second|third|fourth|final|last)[\s-](?:quarter|half)(?:\s+of)?)"
            r"(?:\s+of)?[\s-]?",
            rf"(?P<y>{_YEAR})\b",
        ),
        (
            "fiscal",
            "fiscal",
            "",
            rf"\b(?:fiscal(?:\s+year)?|financial\s+year|FY)[\s-]?(?P<y>{_YEAR}|\d\d)(?:[-/–]\d\d)?\b",
        ),
        ("ago", "ago", rf"\b{_COUNT}\s+(?P<unit>day|week|month|year|decade)s?\s+", r"(?:ago|earlier)\b"),
        (
            "end",
            "unit",
            r"\b(?:by|before|until|till|at|through)\s+(?:the\s+)?end\s+of\s+(?:the|this)\s+(?:calendar\s+)?",
            r"(?P<unit>month|quarter|half|year)(?=[\s,.;:)”’\"']|$)(?!\s+(?:19|20)\d\d)",
        ),
        ("end", "unit", r"\b(?:by|before|until|till|at|through)\s+(?:the\s+)?", r"year(?:['’]s)?[-\s]end\b"),
        ("ahead", "unit", rf"\b(?:in|within)\s+{_COUNT}\s+", rf"{_UNIT}(?:['’]\s+time)?(?=[\s,.;:)”’\"']|$)"),
        (
            "span",
            "unit",
            rf"\b(?:for|by)\s+(?:a\s+period\s+of\s+|the\s+next\s+|up\s+to\s+)?{_COUNT}(?:\s+more)?[\s-]+",
            rf"{_UNIT}\b",
        ),
        (
            "rel",
            "rel",
            "",
            r"\b(?P<rel>last|next|this|previous|coming|earlier this|later this|early next|late last|early this)\s+"
            rf"(?P<unit>week|month|quarter|year|decade|(?:{'|'.join(WEEKDAYS)})|{_MONTH})\b",
        ),
        ("named", "named", "", r"\b(?P<named>today|yesterday|tomorrow|tonight)\b"),
        ("weekday", "weekday", "", rf"\b(?P<wd>{'|'.join(WEEKDAYS)})\b"),
        (
            "month",
            "month",
            r"\b(?:(?:in|since|until|till|by|from|of|end|late|early|mid|during|last|for|and|to|through|before|after|"
            r"around)[\s-]+)",
            rf"(?P<m>{_MONTH})(?=[\s,.;:)’']|$)",
        ),
        ("month", "month", r"\b(?:the|this|next)[\s-]+", rf"(?P<m>{_MONTH})(?=\s+(?:quarter|half)\b)"),
        (
            "year",
            "year",
            "",
            rf"(?<![\d.,$€£/])(?<!(?<!mid)(?<!end)(?<!late)(?<!early)-)(?P<y>{_YEAR})(?!\d|[,.]\d|s\b|\s?(?:%|percent|tonnes|tons|kg|MW|GWh|t\b|km)|/\d)",
        ),
    )
)
_WHOLE = {"month": re.compile(_MONTH + r"(?![a-z])", re.I), "year": re.compile(_YEAR)}
_UNTIL = re.compile(
    r"\b(?:until|till|through|by|before|(?:expires?|lapses?|ends?)(?:\s+(?:on|at|in|with))?|expiring|"
    r"up to)\s+(?:the\s+)?(?:end\s+of\s+(?:the\s+)?|close\s+of\s+|mid(?:dle\s+of\s+|-))?$",
    re.I,
)
_QUARTERS = {"first": 1, "second": 2, "third": 3}
_PART = re.compile(
    r"(?:\bmid(?:dle\s+of\s+|-)|\b(?P<nth>first|second|third)[\s-]quarter.*|\bfirst[\s-]half.*)(?=20\d\d)", re.I
)
_FROM = re.compile(
    r"\b(?:from|between|starting|beginning|effective|as of|since|after|with effect from|takes? effect|in force)\s+"
    r"(?:on\s+)?"
    r"(?:mid-|early\s|late\s|the\s(?:start|beginning|middle)\sof\s)?$",
    re.I,
)
_YEARS = re.compile(r"(?i)(?:last|next|this) year")
_BETWEEN = re.compile(r",?\s(?:of\s)?")
_AND = re.compile(r"\sand\s")
_TO = re.compile(r"\sto\s(?:the\send\sof\s)?")
_PARTED = re.compile(r"[;:]|\.\s+[A-Z]")  # "Nov. 4" is no end of a sentence
_NAMED = re.compile(_MONTH, re.I)
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
    places = _ANCHORS.places(lower(text))
    for anchor, word in _WHOLE.items():
        places[anchor] = [at for at in places.get(anchor, ()) if word.match(text, at)]
    places["year of period"] = places["year"] if "period" in places else []
    ref = _reference(reference)
    taken = bytearray(len(text))
    found: list[Date] = []
    for form in _FORMS:
        for match in matches(text, places.get(form.anchor, ()), form.whole, form.before):
            start, end = _bounds(form.name, match)
            if 1 in taken[start:end] or not _plausible(form.name, match, text):
                continue
            value = VALUES[form.name](match, ref, text)
            if value:
                taken[start:end] = bytes([1]) * (end - start)
                found.append(_date(text, start, end, value, form.name, match))
    dated = list(_of_their_year(sorted(found, key=lambda d: d.start), text))
    return tuple(_of_their_start(d, dated, text) for d in dated)


def _of_their_start(date: Date, found: list[Date], text: str) -> Date:
    """A date or length of time that a start stands beside: what the start runs to, or how long from it on.

    "From 1 May to 30 June" runs until 30 June; "from 1 May 2027 for two years" ends two years after that day.
    """
    starts = [d for d in found if d.role == "from" and len(d.value) == len("2027-05-01")]
    if date.kind == "date" and date.role == "on":
        runs = any((_AND if _between_two(d, text) else _TO).fullmatch(text, d.end, date.start) for d in starts)
        return replace(date, role="until") if runs else date
    if date in starts and not re.search(r"\d{4}", date.surface):
        runs_to = (d.value for d in found if _TO.fullmatch(text, date.end, d.start) and re.search(r"\d{4}", d.surface))
        end = next(runs_to, date.value)
        return replace(date, value=f"{int(end[:4]) - (date.value[5:] > end[5:])}{date.value[4:]}")
    beside = [d for d in starts if date.kind == "span" and not _PARTED.search(text, *_between(d, date))]
    if not beside:
        return date
    start = min(beside, key=lambda d: abs(d.start - date.start)).value
    return replace(date, value=find_dates(date.surface, start)[0].value)


def _between_two(date: Date, text: str) -> bool:
    return text[max(0, date.start - len("between ")) : date.start].lower() == "between "


def _between(one: Date, other: Date) -> tuple[int, int]:
    """What stands between two dates."""
    first, second = sorted((one, other), key=lambda d: d.start)
    return first.end, second.start


def _of_their_year(found: list[Date], text: str) -> Iterator[Date]:
    """The dates, a day or month without a year together with "last year" or "next year" right behind it."""
    rest = iter(found)
    for one in rest:
        near = next((d for d in found if 0 < d.start - one.end <= len(" of ") and _YEARS.fullmatch(d.surface)), None)
        bare = len(one.value) > len("2025") and not re.search(r"\d{4}", one.surface) and _NAMED.search(one.surface)
        if near is None or not bare or _BETWEEN.fullmatch(text[one.end : near.start]) is None:
            yield one
            continue
        next(rest, None)
        value = f"{near.value[:4]}{one.value[4:]}"
        yield replace(one, end=near.end, surface=text[one.start : near.end], value=value)


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
    role: Role = (
        "until"
        if name == "end" or (name == "span" and not text.startswith("by", start)) or _UNTIL.search(before)
        else "from"
        if _FROM.search(before)
        else "on"
    )
    if role == "until" and name != "span" and len(value) == 7 and _END_OF.search(before):
        value = month_end(value)
    if role == "until" and end - start == len("2027") and _END_OF.search(before):
        value = f"{value}-12-31"
    if role == "until" and len(value) == len("2027") and (part := _PART.search(text, start - len(before), end)):
        value = f"{value}-{3 * _QUARTERS[part['nth'].lower()] if part['nth'] else 6:02d}"
    return Date(start, end, text[start:end], value, "span" if name == "span" else "date", role, days)
