"""Days ahead that a text states: terms ("over the next 180 days", "a one-year suspension"), parts of years, dates."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from didymium.records import StepKind
from didymium.text.base import DIGITS, WORDS, parse_number
from didymium.text.date_values import add_days, add_months
from didymium.text.dates import Date, find_dates
from didymium.text.syntax import parse

HORIZON = 10  # years ahead; what lies further is the term of a contract or a goal, no step to wait for
TERMED = 3  # years that a permit or pause may last; a longer one is a contract
_COUNT = rf"(?P<n>an?|another|{DIGITS}|{WORDS})(?P<part>(?:-|\s|\sand\s)(?:1/2|a half)|½)?"
_TO = rf"(?:\s?(?:to|or|and|-|–)\s?(?:{DIGITS}|{WORDS})(?:-1/2|½)?)?"
_UNIT = r"(?P<unit>(?:business\s|working\s)?day|week|month|year)s?"
_ABOUT = (
    r"(?:(?:between|at\s+least|a\s+minimum\s+of|about|around|roughly|approximately|up\s+to|as\s+(?:long|many)\s+as|another|"
    r"an?\s+(?:further|additional|initial|period\s+of)|the(?:\s+(?:next|coming|following))?)\s+)*"
)
_LENGTH = re.compile(
    rf"\b(?P<how>for|over|within|in|during|after|lasting|lasts?|at\s+least|(?:(?<=will )|(?<=would ))"
    rf"take(?! (?:\S+ ){{1,4}}years?\b))\s+{_ABOUT}{_COUNT}{_TO}[\s-]+{_UNIT}\b"
    r"(?:['’]\stime)?(?P<anchor>\s(?:of|from|after|following|since)\b)?",
    re.I,
)
_HELD = re.compile(  # "a six-month export permit", "a year-long ban", "a 60-day notice"
    rf"\b(?:{_COUNT}-{_UNIT}|(?P<long>day|week|month|year)-long)\s+(?:\w+\s)?(?P<kind>suspension|pause|truce|extension|reprieve|"
    r"window|deadline|delay|moratorium|halt|ban|permit|licen[cs]e|exemption|waiver|grace|freeze|stay|notice)\b",
    re.I,
)
_TO_COME = re.compile(
    r"(?i)\b(?:will|would|shall|should|could|(?-i:may)|must|to|plans?|aims?|expect(?:s|ed)?|hopes?|targets?|sees?|within|next|coming|"
    r"following|due|deadline|extend\w*|suspen\w+|paus\w+|postpon\w+|delay\w*|valid|grants?|given|gives?|directs?|"
    r"let|allow\w*|authori[sz]\w*|permitt?\w*)\b"
)
_GONE = re.compile(
    r"(?i)\b(?:(?:has|have|had)\s(?:been\s)?(?:\w+\s)?\w+(?:ed|en|n|t|ut)|after an?|past|last|"
    r"previous|since|ago|earlier|first|second|third|fourth|fifth|time|lowest|highest|level|record|peak|was|were|kept|"
    r"held)\b[^.;,]*$"
)
_CONTRACT = re.compile(  # whose years run from its first delivery, which is not the day on which it is told
    r"(?i)\b(?:suppl\w+|deliver\w*|buys?|sells?|purchas\w+|off-?take|memorandum|mou|contracts?|take)\b"
)
_OTHERWISE = re.compile(r"(?i),?\s(?:from|starting|beginning|instead|commencing)\b")  # when it runs from stands there
_OF_YEARS = re.compile(r",?\s(?:of\s|in\s|from\s)?(20\d\d)\s?(?:-|–|to|and)\s?((?:20)?\d\d)\b")  # "two years 2026-27"
_STARTING = re.compile(r"(?i)\s(?:from|starting|beginning|commencing)(?:\s(?:on|in|the|of))*\s$")
_SET_OFF = re.compile(r"(?i),?\s(?:after|since|following)\s[^.;]{0,60}$")  # ", after its licence expired on 9 August"
_HALF_YEAR = 180  # days
_SAYS = frozenset({"say", "tell", "add", "report", "note", "warn", "show"})  # whose day is not that of an act
_MOVED = re.compile(  # what moved "within a year" has moved
    r"(?i)\b(?:rose|fell|grew|lost|gained|jumped|climbed|dropped|slumped|surged|soared|sank|doubled|tripled|trebled|halved|"
    r"increased|decreased|recovered|rallied|collapsed)\b[^.;]*$"
)
AFTER = 60  # characters after a term in which its verb may stand: "Within 30 days the company expects"
_LEAST_DAYS = 45  # a shorter length ends on a day, a longer one in a month: from when it runs is seldom said
_YEARS = 3  # years from which only the year is told
_FURTHEST = 12  # years beyond which a term is a target or the life of a contract
_PART = re.compile(
    r"\b(?:(?P<end>(?:the\s)?end\s(?:of\s)?(?:the\s)?|late[\s-])|(?P<early>early[\s-]|(?:the\s)?(?:start|beginning)\sof\s)|"
    r"(?P<mid>mid[\s-]|the\smiddle\sof\s))?"
    r"(?:(?:the\s)?(?:Q(?P<q>[1-4])|(?P<nth>first|second|third|fourth|final|last)[\s-]quarter|"
    r"H(?P<h>[12])|(?P<half>first|second|last)[\s-]half)(?:\sof)?\s?)?"
    r"(?:(?P<year>20\d\d)\b(?![,.]?\d|\s?(?:%|percent|tonn))|(?P<rel>next|this|the)\syear\b)",
    re.I,
)
_AHEAD = re.compile(
    r"\b(?:will|would|shall|must|may|expir\w+|runs?\sout|due|deadline|scheduled|set\s(?:for|to)|takes?\seffect|into\sforce|"
    r"effective|begin\w*|start\w*|until|through|valid|decide|decision|vote|hearing|meet\w*|review|report|comments?|"
    r"expect\w*|plan(?:s|ned)?|slated|postponed|extend\w*|open\w*|clos\w+|complet\w+|matur\w+|target\w*|aim\w*|likely|to\s\w+|"
    r"on\strack|no\slater|by)\b",
    re.I,
)
_WILLED = re.compile(
    r"\b(?:will|shall|expect(?:s|ed)|due|plan(?:s|ned)?|set\sto|scheduled|aims?|slated|targets?|targeted|on\strack|to\s(?:start|begin|"
    r"open|close|decide|publish|report|vote))\b",
    re.I,
)
_WILL = re.compile(rf"{_WILLED.pattern}(?!.*\bso\sfar\b)", re.I)
_KINDS: tuple[tuple[StepKind, re.Pattern[str]], ...] = (
    ("by", re.compile(
        r"\b(?:by|before|no\slater\sthan|due\son|deadline\s(?:of|is|on)|not\slater\sthan)\s(?:the\s)?$", re.I)),
    ("until", re.compile(
        r"\b(?:until|till|through|expir\w+(?:\son)?|ends?(?:\son)?|runs?\s(?:out|to)(?:\son)?|up\sto)\s(?:the\s)?$",
        re.I)),
    ("from", re.compile(
        r"\b(?:from|starting|beginning|effective|as\sof|after|takes?\seffect(?:\son)?)\s(?:on\s)?$", re.I)),
)  # fmt: skip
_PASSED = re.compile(r"\b(?:last|earlier|past|previous)\s(?:this\s)?(?:week|month|year)\b", re.I)
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "last": 4}
_MIDS = {"mid": (6, 6), "early": (1, 4), "end": (10, 12)}


class Window(NamedTuple):
    """A stretch of a text (text[start:end]) and the first and last of the days that it means."""

    start: int
    end: int
    first: dt.date
    last: dt.date
    kind: StepKind


def find_terms(text: str, reference: dt.date | str | None, *, dated: bool = False) -> tuple[Date, ...]:
    """The lengths of time in `text` that lie ahead, each with when it ends, counted from the day of its own act.

    Where the text gives none, from `reference`; dated: those alone whose act it dates.

    Up to 45 days to the day, up to three years to the month, else to the year; of a range its shorter end. Lengths
    of what is over ("has been shut for three months") are left out, and all where `reference` is None.
    """
    day = dt.date.fromisoformat(reference[:10]) if isinstance(reference, str) else reference
    if day is None:
        return ()
    made = [
        Date(m.start(), m.end(), m[0], e, "span", "until") for m in _lengths(text) if (e := _end(text, m, day, dated))
    ]
    return tuple(sorted(made, key=lambda d: d.start))


def _end(text: str, match: re.Match[str], day: dt.date, dated: bool) -> str | None:
    """When a length ends: counted from the act of which its verb is told, else from `day` or, if `dated`, not at all.

    None where the sentence dates another act alone, or the act too roughly for what is counted.
    """
    if years := _OF_YEARS.match(text, match.end()):
        return f"{years[1][:2]}{years[2][-2:]}"
    dates = [d for d in find_dates(text, day) if d.kind == "date" and re.fullmatch(r"\d{4}-\d\d(-\d\d)?", d.value)]
    behind = next((d for d in dates if _STARTING.search(text[match.start() : d.start])), None)
    past = [d for d in dates if d.value <= day.isoformat()[: len(d.value)]]
    own = [behind] if behind and behind.start < match.end() + 20 else [d for d in past if _of_one_verb(text, match, d)]
    own = own or [d for d in past if _SET_OFF.search(text[match.end() : d.start])]
    if not own:
        return None if dated or past or _OTHERWISE.match(text, match.end()) else _ends(match, day)
    told = own[0].value
    start = dt.date.fromisoformat(f"{told}-01"[:10])
    if own[0] is behind and not re.search(r"\d{4}", behind.surface) and (day - start).days > _HALF_YEAR:
        start = _later(start, "year", 1)  # "from 1 April" is the next one
    ends = _ends(match, start)
    return ends if ends is None or len(ends) <= len(told) else None


def _of_one_verb(text: str, match: re.Match[str], date: Date) -> bool:
    """Whether a length of time and a date hang on one verb: "allowed on 4 May for a year"."""
    tree = parse(text)
    term = None if tree is None else tree.top(match.start(), match.end())
    day = None if tree is None else tree.top(date.start, date.end)
    if tree is None or term is None or day is None:
        return False
    verb = next((k for k in tree.up(day) if tree.words[k].is_verb), None)
    return verb is not None and verb in tree.up(term) and tree.words[verb].lemma not in _SAYS


def find_windows(text: str, dates: Sequence[Date], today: dt.date) -> tuple[Window, ...]:
    """The windows ahead of `today` that a sentence states: terms, parts of years, and its `dates` (spans in it)."""
    found: list[Window] = []
    for one in (*_term_windows(text, dates, today), *_part_windows(text, today), *_date_windows(text, dates)):
        if today < one.last <= _later(today, "year", HORIZON) and not any(
            w.start < one.end and one.start < w.end for w in found
        ):
            found.append(one)
    return tuple(found)


def last_month(text: str, date: Date) -> str:
    """The last month of the part of a year that a date says ("mid-2026", "Q1 2026", "end of 2026"); else its value."""
    parts = _PART.finditer(text, max(0, date.start - 24), date.end) if len(date.value) == len("2026") else ()
    part = next((m for m in parts if m.end() == date.end and _is_part(m)), None)
    return f"{date.value}-{_months(part)[1]:02d}" if part else date.value


def parts_said(text: str, year: str) -> tuple[str, ...]:
    """The parts of a year as a text says them: "second quarter of 2026", "mid-Q4 2026"."""
    said = (m for m in _SAID_PART.finditer(text) if m["year"] == year and (m["mid"] or m["part"]))
    return tuple(dict.fromkeys(re.sub(r"^the ", "", m[0], flags=re.I) for m in said))


_SAID_PART = re.compile(
    r"\b(?P<mid>(?:the )?(?:end|start|beginning|middle) of (?:the )?|(?:mid|early|late)(?:-|\s(?:in )?))?"
    r"(?P<part>(?:(?:the )?(?:first|second|third|fourth|final|last)[ -](?:quarter|half)|[QH][1-4]|spring|summer|autumn|"
    r"fall|winter)(?: of)? )?(?P<year>20\d\d)\b",
    re.I,
)


def _lengths(text: str) -> Iterator[re.Match[str]]:
    """Yields the lengths of time to come."""
    end = -1
    for match in sorted((*_LENGTH.finditer(text), *_HELD.finditer(text)), key=lambda m: m.start()):
        if match.start() > end and _lies_ahead(text, match):
            end = match.end()
            yield match


def _lies_ahead(text: str, match: re.Match[str]) -> bool:
    clause = re.split(r"[.;]\s", text[max(0, match.start() - 110) : match.start()])[-1]
    within = (match.groupdict().get("how") or "").lower() == "within"
    after = re.split(r"[.;,]", text[match.end() : match.end() + AFTER])[0]
    listed = _OF_YEARS.match(text, match.end())
    coming = listed or match.groupdict().get("kind") or _TO_COME.search(f"{clause} {after if within else match[0]}")
    yearly = match.groupdict().get("unit") == "year" and match.groupdict().get("how") is not None
    if yearly and _CONTRACT.search(clause):
        return False
    gone = _GONE.search(clause[-60:]) or _MOVED.search(clause)
    return bool(coming) and (gone is None or _TO_COME.search(gone[0]) is not None)


def _count(match: re.Match[str]) -> tuple[float, str]:
    """The number and the unit of a length of time; "year-long" is one year, a working day 7/5 of a day."""
    if long := match.groupdict().get("long"):
        return 1.0, long.lower()
    said, unit = match["n"].lower(), match["unit"].lower().split()
    count = 1.0 if said in {"a", "an", "another"} else parse_number(said)
    return (count + 0.5 * bool(match["part"])) * (7 / 5 if len(unit) > 1 else 1.0), unit[-1]


def _ends(match: re.Match[str], day: dt.date) -> str | None:
    """When a length ends that is counted from a day, as exactly as it is told."""
    count, unit = _count(match)
    if unit in {"day", "week"}:
        days = round(count * (7 if unit == "week" else 1))
        ends = add_days(day, days) if count < 4000 else None
        return ends if ends is None or days <= _LEAST_DAYS else ends[:7]
    months = round(count * (12 if unit == "year" else 1))
    if not 0 < months <= 12 * _FURTHEST:
        return None
    ends = add_months(day, months)
    return ends[:4] if unit == "year" and count >= _YEARS and not match["part"] else ends[:7]


def _term_windows(text: str, dates: Sequence[Date], today: dt.date) -> Iterator[Window]:
    """Yields the lengths ahead, counted from today or from the date behind them ("six months from 31 October")."""
    for match in _lengths(text):
        count, unit = _count(match)
        said = match.groupdict().get("anchor") and next(
            (d for d in dates if 0 <= d.start - match.end() < 40 and len(d.value) == 10 and d.kind == "date"), None
        )
        start = dt.date.fromisoformat(said.value) if said else today
        contract = match.groupdict().get("kind") and _later(today, unit, min(count, 3650)) > _later(
            today, "year", TERMED
        )
        if 0 < count <= 3650 and not contract:
            end = said.end if said else match.end()
            yield Window(match.start(), end, start, _later(start, unit, count), _term_kind(match))


def _term_kind(match: re.Match[str]) -> StepKind:
    how = (match.groupdict().get("how") or "").lower()
    if re.search(r"at\s+least|minimum", match[0], re.I):
        return "not_before"
    if how == "within" or re.match(r"(?:over|in)\sthe\s", match[0], re.I):
        return "by"
    return "on" if how in {"in", "after"} else "until"


def _part_windows(text: str, today: dt.date) -> Iterator[Window]:
    """Yields "the end of Q1 2026", "mid-2026", "early next year" where the sentence looks ahead."""
    ahead = _AHEAD.search(text) is not None
    for m in _PART.finditer(text):
        if ahead if _is_part(m) else m["rel"] and _WILL.search(text, 0, m.start()):
            year = int(m["year"]) if m["year"] else today.year + ((m["rel"] or "").lower() == "next")
            first, last = _months(m)
            yield Window(m.start(), m.end(), dt.date(year, first, 1), _month_end(year, last), _kind(text, m.start()))


def _date_windows(text: str, dates: Sequence[Date]) -> Iterator[Window]:
    """Yields the dates of a sentence that looks ahead; a year alone only behind "will" and the like."""
    ahead, will = _AHEAD.search(text) is not None, _WILLED.search(text)
    for d in dates:
        own = ahead if len(d.value) > 4 else will and will.start() < d.start and _WILL.search(text, 0, d.start)
        if d.kind == "date" and own and not _PASSED.search(text, max(0, d.start - 8), d.end):
            yield Window(d.start, d.end, *_days(d.value), _kind(text, d.start))


def _is_part(m: re.Match[str]) -> bool:
    return any(m[k] for k in ("end", "early", "mid", "q", "nth", "h", "half"))


def months_of(told: str) -> tuple[int, int] | None:
    """The first and last month of the quarter or half of a year that words name ("1H 2024"), or None."""
    found = _PART.search(_NUMBER_FIRST.sub(r"\2\1", told))
    return _months(found) if found and any(found[k] for k in ("q", "nth", "h", "half")) else None


_NUMBER_FIRST = re.compile(r"\b([1-4])([QH])\b", re.I)


def _months(m: re.Match[str]) -> tuple[int, int]:
    """The first and last month of the part of a year."""
    quarter = int(m["q"] or 0) or _NTH.get((m["nth"] or "").lower(), 0)
    half = int(m["h"] or 0) or min(2, _NTH.get((m["half"] or "").lower(), 0))
    if quarter or half:
        first, last = (3 * quarter - 2, 3 * quarter) if quarter else (6 * half - 5, 6 * half)
    else:
        first, last = next((months for part, months in _MIDS.items() if m[part]), (1, 12))
    return (last if m["end"] else first), last


def _kind(text: str, at: int) -> StepKind:
    return next((kind for kind, words in _KINDS if words.search(text[:at][-40:])), "on")


def _days(value: str) -> tuple[dt.date, dt.date]:
    """The first and last day of an ISO date, month or year."""
    if len(value) == 10:
        return dt.date.fromisoformat(value), dt.date.fromisoformat(value)
    first, last = (int(value[5:7]), int(value[5:7])) if len(value) == 7 else (1, 12)
    return dt.date(int(value[:4]), first, 1), _month_end(int(value[:4]), last)


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _later(day: dt.date, unit: str, number: float) -> dt.date:
    """A day so many days, weeks, months or years after another; parts of months as days."""
    if unit in {"day", "week"}:
        return day + dt.timedelta(days=round(number * (7 if unit == "week" else 1)))
    months = number * (12 if unit == "year" else 1)
    whole, rest = int(months), months - int(months)
    year, month = divmod(day.year * 12 + day.month - 1 + whole, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last)) + dt.timedelta(days=round(30 * rest))
