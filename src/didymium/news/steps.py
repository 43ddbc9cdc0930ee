"""Dated steps ahead that an article states: deadlines, starts, ends, terms counted from a day, each with its window."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from didymium.news.document import Document, Sentence
from didymium.records import Event, Step, StepKind
from didymium.text.base import DIGITS, WORDS, parse_number
from didymium.text.dates import Date
from didymium.text.terms import HELD, count_of, lies_ahead

HORIZON = 10  # years ahead; what lies further is the term of a contract or a goal, no step to wait for
TERMED = 3  # years that a permit or pause may last; a longer one is a contract
NEAR = 2  # sentences behind an event whose steps are its own
SAID = 200  # characters of the clause that a step is told in
_COUNT = rf"(?P<n>{DIGITS}|{WORDS}|an?)"
_UNIT = r"(?P<unit>business\sday|working\sday|day|week|month|year)s?\b"
_TERM = re.compile(
    rf"\b(?P<how>within|for\s(?:an?\s)?(?:(?:further|additional|initial|another)\s)?(?:period\sof\s)?(?P<least>at\sleast\s)?|"
    rf"over\sthe\snext|in\sthe\snext|in|at\sleast|valid\sfor|every)\s?(?:the\snext\s|about\s|around\s|another\s|up\sto\s)?"
    rf"{_COUNT}[\s-]+{_UNIT}(?:['’]\stime)?"
    r"(?P<anchor>\s(?:of|from|after|following|since)\b)?",
    re.I,
)
_PART = re.compile(
    r"\b(?:(?P<end>(?:the\s)?end\sof\s(?:the\s)?|late[\s-])|(?P<early>early[\s-]|(?:the\s)?(?:start|beginning)\sof\s)|"
    r"(?P<mid>mid[\s-]|the\smiddle\sof\s))?"
    r"(?:(?:the\s)?(?:Q(?P<q>[1-4])|(?P<nth>first|second|third|fourth|final)\squarter|"
    r"H(?P<h>[12])|(?P<half>first|second)\shalf)(?:\sof)?\s?)?"
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
_WILL = re.compile(
    r"\b(?:will|shall|expect(?:s|ed)|due|plan(?:s|ned)?|set\sto|scheduled|aims?|slated|targets?|targeted|on\strack|to\s(?:start|begin|"
    r"open|close|decide|publish|report|vote))\b(?!.*\bso\sfar\b)",
    re.I,
)
_PAST = re.compile(r"\b(?:was|were|had|has\sbeen|have\sbeen|ran|lasted|took|ended)\s(?:\w+\s){0,3}$", re.I)
_BY = re.compile(r"\b(?:by|before|no\slater\sthan|due\son|deadline\s(?:of|is|on)|not\slater\sthan)\s(?:the\s)?$", re.I)
_UNTIL = re.compile(
    r"\b(?:until|till|through|expir\w+(?:\son)?|ends?(?:\son)?|runs?\s(?:out|to)(?:\son)?|up\sto)\s(?:the\s)?$", re.I
)
_FROM = re.compile(r"\b(?:from|starting|beginning|effective|as\sof|after|takes?\seffect(?:\son)?)\s(?:on\s)?$", re.I)
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4}
_DAYS = {"day": 1, "week": 7}


class _Window(NamedTuple):
    """A stretch of the folded text and the days that it means."""

    start: int
    end: int
    first: dt.date
    last: dt.date
    kind: StepKind


def find_steps(document: Document, events: Sequence[Event], lead: int | None) -> tuple[Step, ...]:
    """The dated steps that lie ahead of the article's day, in the order of the text; () without that day.

    events: of the reading, in its order; lead: the place of the lead among them.
    """
    today = document.reference
    if today is None:
        return ()
    out: dict[tuple[dt.date, StepKind, int | None], Step] = {}
    for sentence in document.sentences:
        for window in _windows(sentence, document, today):
            if today < window.last <= _later(today, "year", HORIZON):
                step = _step(document, sentence, window, events, lead)
                out.setdefault((window.last, window.kind, step.event), step)
    return tuple(out.values())


def _step(document: Document, sentence: Sentence, w: _Window, events: Sequence[Event], lead: int | None) -> Step:
    left, right = sentence.clause(w.start)
    left, right = max(left, w.start - SAID), min(right, w.end + SAID)
    start, end = document.folded.original(w.start, w.end)
    return Step(
        kind=w.kind, first=w.first.isoformat(), last=w.last.isoformat(), what=document.text[left:right].strip(" ,;:"),
        event=_event_of(document, sentence, start, events, lead), start=start, end=end,
    )  # fmt: skip


def _event_of(document: Document, sentence: Sentence, at: int, events: Sequence[Event], lead: int | None) -> int | None:
    """The event in whose words a step stands, else the nearest shortly before, the lead first."""
    inside = [i for i, e in enumerate(events) if e.start <= at < e.end]
    if inside:
        return lead if lead in inside else inside[0]
    first = document.sentences[max(0, sentence.index - NEAR)].start
    begin = document.folded.original(first, first + 1)[0]
    near = [i for i, e in enumerate(events) if begin <= e.start <= at]
    return lead if lead in near else near[-1] if near else None


def _windows(sentence: Sentence, document: Document, today: dt.date) -> Iterator[_Window]:
    """Yields what a sentence says of days ahead: terms, parts of years, dates."""
    text, base = sentence.text, sentence.start
    taken: list[tuple[int, int]] = []
    for m in _TERM.finditer(text):
        said = _anchor(sentence, base + m.end()) if m.group("anchor") else None
        anchor = dt.date.fromisoformat(said.value) if said else today
        if not _PAST.search(text, 0, m.start()) and (window := _term(m, base, anchor)):
            taken.append((window.start, said.end if said else window.end))
            yield window
    for m in HELD.finditer(text):
        count, unit = count_of(m)
        last = _later(today, unit, 1.0 if count in {"a", "an", "another"} else min(parse_number(count), 3650))
        free = not any(a < base + m.end() and base + m.start() < b for a, b in taken)
        if free and lies_ahead(text, m) and today < last <= _later(today, "year", TERMED):
            yield _Window(base + m.start(), base + m.end(), today, last, "until")
    for m in _PART.finditer(text):
        told = any(m.group(k) for k in ("end", "early", "mid", "q", "nth", "h", "half"))
        ahead = _AHEAD.search(text) if told else m.group("rel") and _WILL.search(text, 0, m.start())
        if ahead and (window := _part(m, text, base, today)):
            taken.append((window.start, window.end))
            yield window
    for d in sentence.dates:
        if d.kind == "date" and not any(a < d.end and d.start < b for a, b in taken):
            first, last = _days(d.value)
            if _AHEAD.search(text) if len(d.value) > 4 else _WILL.search(text, 0, d.start - base):
                yield _Window(d.start, d.end, first, last, _kind(text, d.start - base))


def _anchor(sentence: Sentence, at: int) -> Date | None:
    """The date behind a term, from which it is counted."""
    dates = (d for d in sentence.dates if 0 <= d.start - at < 40 and len(d.value) == 10 and d.kind == "date")
    return next(dates, None)


def _term(m: re.Match[str], base: int, anchor: dt.date) -> _Window | None:
    """The window of "within 180 days of", "for six months", "at least three months", "in two years"."""
    said, unit = m.group("n").lower(), m.group("unit").lower().split()[-1]
    number = 1.0 if said in {"a", "an"} else parse_number(said)
    how = m.group("how").lower()
    if not 0 < number <= 3650 or (how == "every"):
        return None
    if "business" in m.group("unit").lower() or "working" in m.group("unit").lower():
        number *= 7 / 5
    last = _later(anchor, unit, number)
    least = how.startswith("at least") or m.group("least")
    kind: StepKind = "not_before" if least else "by" if how.startswith(("within", "over", "in the")) else "until"
    return _Window(base + m.start(), base + m.end(), anchor, last, "on" if how == "in" else kind)


def _part(m: re.Match[str], text: str, base: int, today: dt.date) -> _Window | None:
    """The window of "the end of Q1 2026", "mid-2026", "early next year"."""
    year = int(m.group("year")) if m.group("year") else today.year + ((m.group("rel") or "").lower() == "next")
    quarter = int(m.group("q") or 0) or _NTH.get((m.group("nth") or "").lower(), 0)
    half = int(m.group("h") or 0) or _NTH.get((m.group("half") or "").lower(), 0)
    first, last = (3 * quarter - 2, 3 * quarter) if quarter else (6 * half - 5, 6 * half) if half else (1, 12)
    if not (quarter or half):
        parts = {"mid": (6, 6), "early": (1, 4), "end": (10, 12)}
        first, last = next((months for part, months in parts.items() if m.group(part)), (1, 12))
    if m.group("end"):
        first = last
    start = dt.date(year, first, 1)
    return _Window(base + m.start(), base + m.end(), start, _month_end(year, last), _kind(text, m.start()))


def _kind(text: str, at: int) -> StepKind:
    before = text[:at][-40:]
    kinds: tuple[tuple[StepKind, re.Pattern[str]], ...] = (("by", _BY), ("until", _UNTIL), ("from", _FROM))
    return next((kind for kind, words in kinds if words.search(before)), "on")


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
    if unit in _DAYS:
        return day + dt.timedelta(days=round(number * _DAYS[unit]))
    months = number * (12 if unit == "year" else 1)
    whole, rest = int(months), months - int(months)
    year, month = divmod(day.year * 12 + day.month - 1 + whole, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last)) + dt.timedelta(days=round(30 * rest))
