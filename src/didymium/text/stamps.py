"""Publication times as pages write them, to ISO 8601 with the zone that the page gives."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_OFFSETS = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 60, "cet": 60, "cest": 120, "eet": 120, "eest": 180,
    "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "brt": -180,
    "gst": 240, "ist": 330, "hkt": 480, "sgt": 480, "awst": 480, "jst": 540, "kst": 540, "acst": 570, "aest": 600,
    "aedt": 660, "nzst": 720, "nzdt": 780, "sast": 120, "msk": 180,
}  # fmt: skip
_PLACES = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}
_AMERICAN = {"est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", *_PLACES}
_MONTHS = {m: i for i, m in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}  # fmt: skip
_MONTH = r"(?P<mon>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s.-]+{_MONTH}[\s,-]+(?P<y>(?:19|20)\d\d)(?!\d)",
        rf"\b{_MONTH}\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)(?!\d)",
        r"(?<!\d)(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<y>(?:19|20)\d\d)(?!\d)",
    )
)
_TIME = re.compile(
    r"(?<![\d:+])(?P<h>\d{1,2})[:.](?P<min>\d\d)(?::(?P<s>\d\d)(?:[.,]\d{1,9})?)?(?!\d)\s*(?P<half>[ap]\.?m\b\.?)?",
    re.I,
)
_ZONE = re.compile(
    r"^[\s(,]*(?:(?:utc|gmt)?\s?(?P<sign>[+-])(?P<zh>\d{1,2}):?(?P<zm>\d\d)?(?!\d)|(?P<name>[a-z]{1,4})\b)", re.I
)


def stamp(text: str) -> str | None:
    """The first date in `text` with its time and zone where given, as ISO 8601; None when there is none.

    Forms: ISO, RFC 2822, `11/10/2025, 12:38:32 EST`, `10 November 2025, 12:38 GMT`, `Nov 10, 2025 at 3:05 p.m. ET`.
    An all-number date reads month first beside a US zone, am/pm or a slash, day first beside a dot; a part above 12
    is always the day.
    """
    text = text[:200]
    for pattern in _DATES:
        for match in pattern.finditer(text):
            clock = _clock(text, match)
            day = _day(match, american=_is_american(match, clock))
            if day:
                return _iso(day, clock)
    return None


def day_of(iso: str | None) -> dt.date | None:
    """The date of an ISO stamp; None for None."""
    return dt.date.fromisoformat(iso[:10]) if iso else None


Clock = tuple[dt.time, str, bool] | None  # time, zone as written ("" none), am/pm given


def _clock(text: str, match: re.Match[str]) -> Clock:
    """The time nearest after the date (or before it), with the zone that follows it."""
    for start, stop in ((match.end(), match.end() + 40), (max(0, match.start() - 40), match.start())):
        for found in _TIME.finditer(text[:stop], start):
            time = _time(found)
            if time is None:
                continue
            zone = _ZONE.match(text[found.end() : found.end() + 12])
            return time, zone.group().strip(" (,\t\n") if zone else "", bool(found.group("half"))
    return None


def _time(found: re.Match[str]) -> dt.time | None:
    hour = int(found.group("h"))
    half = (found.group("half") or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return dt.time(hour, int(found.group("min")), int(found.group("s") or 0))
    except ValueError:
        return None


def _is_american(match: re.Match[str], clock: Clock) -> bool:
    if "sep" not in match.groupdict():
        return True
    if clock and (clock[1].lower() in _AMERICAN or clock[2]):
        return True
    return match.group("sep") == "/" and not (clock and clock[1])


def _day(match: re.Match[str], american: bool) -> dt.date | None:
    parts = match.groupdict()
    if "a" in parts:
        first, second = int(parts["a"]), int(parts["b"])
        month_first = first <= 12 and (american or second > 12)
        month, day = (first, second) if month_first else (second, first)
    else:
        month = _MONTHS[parts["mon"][:3].lower()] if parts.get("mon") else int(parts["m"])
        day = int(parts["d"])
    try:
        return dt.date(int(parts["y"]), month, day)
    except ValueError:
        return None


def _iso(day: dt.date, clock: Clock) -> str:
    if clock is None:
        return day.isoformat()
    moment = dt.datetime.combine(day, clock[0])
    zone = _zone(clock[1])
    return moment.replace(tzinfo=zone).isoformat() if zone else moment.isoformat()


def _zone(text: str) -> dt.tzinfo | None:
    name = text.lower()
    if name in _PLACES:
        try:
            return ZoneInfo(_PLACES[name])
        except ZoneInfoNotFoundError:
            return None
    if name in _OFFSETS:
        return dt.timezone(dt.timedelta(minutes=_OFFSETS[name]))
    found = _ZONE.match(text)
    if not found or not found.group("sign"):
        return None
    minutes = int(found.group("zh")) * 60 + int(found.group("zm") or 0)
    if minutes > 14 * 60:
        return None
    return dt.timezone(dt.timedelta(minutes=minutes if found.group("sign") == "+" else -minutes))
