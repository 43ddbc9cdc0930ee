"""The values of dates: what the words of a match say, resolved against the article's day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from didymium.text.base import parse_number

_MONTHS = "january february march april may june july august september october november december"
MONTHS = {m: i for i, m in enumerate(_MONTHS.split(), 1)}
MONTHS |= {m[:3]: i for m, i in MONTHS.items()} | {"sept": 9}
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_UNITS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "quarter": 91, "year": 365, "decade": 3652}
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth "
    "eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
ORDINALS = {w: i for i, w in enumerate(_ORDINALS.split(), 1)} | {"thirtieth": 30}
ORDINALS |= {f"twenty-{w}": 20 + i for w, i in list(ORDINALS.items())[:9]} | {"thirty-first": 31}
_FUTURE = re.compile(
    r"\b(?:will|shall|(?:would|could|should|might|must|(?-i:may))(?!\shave\b)|"
    r"from(?:(?=\s[0-3]?\d(?:st|nd|rd|th)?\s\w$)|"  # "from 1 D(ecember)"
    r"(?!\s(?:(?:about|nearly|around|some|almost|over|an?|the|more than)\s)?[$€£¥\d]))|"
    r"until|till|through|effective|starting|beginning|begins?|starts?|expires?|closes|ends|opens|lapses|resumes|by|if|"
    r"as planned|as scheduled|as (?:soon|early) as|"
    r"(?<!\bit )(?<!\bthey )(?<!previously )(?<!earlier )(?<!\bhad )expected|due|scheduled|set to|plans?|next|"
    r"ahead|deadline|takes? effect|(?:comes?|enters?|goes?) into (?:force|effect)|to take|to start|to begin)\b",
    re.I,
)
_WEAK = re.compile(r"(?:from|by|through|till|until|starting|beginning)$", re.I)  # what a past verb behind it outweighs
_TOLD = re.compile(r"\b(?:was|were|had|fell|rose|began|took|made|met|hit|won|held|led|\w+(?<!ne)ed)\b(?!\sto\b)")
_CREDIT = re.compile(
    r",\s(?:[\w.'’-]+\s){1,4}(?:said|added|told|noted|reported|announced)\b.*$"
)  # ", the company added"
_PAST = re.compile(
    r"(?<!\bbe )\b\w+(?:ed)\b|"
    r"\b(?:was|were|had|has|since|ago|fell|rose|began|took|made|said|met|cut|hit|won|held|led)\b",
    re.I,
)


def month_end(value: str) -> str:
    """The last day of a month "YYYY-MM", ISO."""
    year, month = int(value[:4]), int(value[5:7])
    return (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).isoformat()


def _month_number(name: str) -> int:
    return MONTHS[name.lower().rstrip(".")[:3]]


def _iso(year: int, month: int | None = None, day: int | None = None) -> str | None:
    if month is None:
        return f"{year:04d}"
    if day is None:
        return f"{year:04d}-{month:02d}"
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def _spoken(m: re.Match[str], ref: dt.date | None, text: str) -> str | None:
    words = m.group("words").lower().replace("nineteen hundred", "one thousand nine hundred")
    return _iso(int(parse_number(words)), _month_number(m.group("m")), ORDINALS[m.group("ord").lower()])


def _full(m: re.Match[str], ref: dt.date | None, text: str) -> str | None:
    parts = m.groupdict()
    month = int(parts["mo"]) if parts.get("mo") else _month_number(parts["m"])
    return _iso(int(parts["y"]), month, int(parts["d"]))


def _month_year(m: re.Match[str], ref: dt.date | None, text: str) -> str | None:
    return _iso(int(m.group("y")), _month_number(m.group("m")))


def _month_day(m: re.Match[str], ref: dt.date | None, text: str) -> str | None:
    month, day = _month_number(m.group("m")), int(m.group("d"))
    year = _pick_year(month, day, ref, text, m)
    return _iso(year, month, day) if year else None


def _lone_month(m: re.Match[str], ref: dt.date | None, text: str) -> str | None:
    month = _month_number(m.group("m"))
    year = _pick_year(month, None, ref, text, m)
    return _iso(year, month) if year else None


JUST_GONE = 2  # months back up to which a day without a year is not taken for one of the next year


def _pick_year(month: int, day: int | None, ref: dt.date | None, text: str, m: re.Match[str]) -> int | None:
    """The year that a day or month without one belongs to."""
    if ref is None:
        return None
    direction = _direction(text, m)
    same = (month, day or ref.day) == (ref.month, ref.day)
    later = (month, day or ref.day) > (ref.month, ref.day)
    if same or (direction == "future") == later:
        return ref.year
    if direction == "future":
        return ref.year if 0 <= ref.month - month <= JUST_GONE else ref.year + 1
    if direction == "past":
        return ref.year - 1
    return ref.year if (month - ref.month) <= 2 else ref.year - 1


def _direction(text: str, m: re.Match[str]) -> str:
    """Whether the words of the clause before (and right after) a date look back or ahead."""
    start = m.start("m") if "m" in m.re.groupindex else m.start()  # the preposition before a month tells as well
    clause = re.split(r"[.;,]\s", text[max(0, start - 90) : start + 1])[-1]
    ahead, back = list(_FUTURE.finditer(clause)), list(_PAST.finditer(clause))
    if ahead and (not back or ahead[-1].start() >= back[-1].start()):  # "expected" is both
        behind = _CREDIT.sub("", re.split(r"[.;]\s", text[m.end() : m.end() + 90])[0])
        gone = all(_WEAK.match(a[0]) for a in ahead) and not _FUTURE.search(behind)
        gone = gone and bool(_TOLD.search(behind) or any(b[0] == "had" for b in back))
        return "past" if gone else "future"
    if back:
        return "past"
    after = text[m.end() : m.end() + 60]
    if _SET_FOR.match(after) and re.search(r"\b(?:set|fixed) .?$", clause):  # "set Jan. 5 for the hearing"
        return "future"
    if _FUTURE.match(after.lstrip(" ,")):
        return "future"
    return "past" if re.search(r"\b\w+ed\b", after) else "near"


_SET_FOR = re.compile(r"\s(?:for|as) (?:the|an?|its|his|her)\b")


def _year(m: re.Match[str], ref: dt.date | None, text: str) -> str | None:
    return m.group("y")


def _fiscal(m: re.Match[str], ref: dt.date | None, text: str) -> str | None:
    return m.group("y") if len(m.group("y")) == 4 else f"20{m.group('y')}"


def _count(m: re.Match[str]) -> float | None:
    said = re.sub(r"^(?:another|a further)\s+", "", m.group("n").lower())
    if said in {"a", "an", "another", "a further"}:
        return 1
    if said in {"a few", "several"}:
        return None
    return 2 if said == "couple of" else parse_number(said)


def days_of(m: re.Match[str]) -> int | None:
    """The days of a length of time in a match, None where the text gives no number."""
    count = _count(m)
    return round(count * _UNITS[m.group("unit").lower()]) if count else None


def _ago(m: re.Match[str], ref: dt.date | None, text: str) -> str | None:
    return _shift(m, ref, -1)


_RECORD = re.compile(
    r"\b(?:lowest|highest|first|worst|best|biggest|largest|steepest|strongest|weakest|"
    r"time|times|invested|have|has|had|rose|fell|level|peak|increased|doubled)\b[^.;]*$"
)
_DONE = re.compile(r"\b(?:have|has|had)\s(?:\w+\s){0,2}?\w+(?:ed|en|lt|nt|de)\b[^.;,]*$")
_TO_COME = re.compile(r"\b(?:will|would|shall|should|(?:is|are|due|expects?|plans?|aims?|hopes?|set|scheduled) to)\b")


def _ahead(m: re.Match[str], ref: dt.date | None, text: str) -> str | None:
    before = _TO_COME.split(text[max(0, m.start() - 110) : m.start()])[-1]
    if _RECORD.search(before[-45:]) or _DONE.search(before):
        return None
    if m[0].lower().startswith("within") and not _TO_COME.search(text[max(0, m.start() - 110) : m.start()]):
        return None
    return _shift(m, ref, 1)


def _shift(m: re.Match[str], ref: dt.date | None, sign: int) -> str | None:
    count, unit = _count(m), m.group("unit").lower()
    if ref is None or count is None:
        return None
    if unit in {"year", "decade"}:
        year = ref.year + sign * round(count * (10 if unit == "decade" else 1))
        return _iso(year) if 1800 < year < 2200 else None
    if unit == "month":
        return add_months(ref, sign * round(count))[:7]
    return add_days(ref, sign * round(count * _UNITS[unit]))


def _span(m: re.Match[str], ref: dt.date | None, text: str) -> str | None:
    count, unit = _count(m), m.group("unit").lower()
    if ref is None or count is None or count > 2000:
        return None
    if unit in {"month", "year"}:
        return add_months(ref, round(count * (12 if unit == "year" else 1)))
    return add_days(ref, round(count * _UNITS[unit]))


def _end_of(m: re.Match[str], ref: dt.date | None, text: str) -> str | None:
    """The last day of the month, quarter, half or year in which the text stands."""
    if ref is None:
        return None
    unit = (m.groupdict().get("unit") or "year").lower()
    month = {"month": ref.month, "quarter": (ref.month + 2) // 3 * 3, "half": 6 if ref.month <= 6 else 12}.get(unit, 12)
    return month_end(f"{ref.year:04d}-{month:02d}")


def add_days(ref: dt.date, days: int) -> str | None:
    """The day so many days after (before, where negative) another, ISO; None beyond the calendar."""
    try:
        return (ref + dt.timedelta(days=days)).isoformat()
    except OverflowError:
        return None


def add_months(ref: dt.date, months: int) -> str:
    """The same day so many months later, the last of a shorter month, ISO."""
    index = ref.year * 12 + ref.month - 1 + months
    year, month = divmod(max(12, min(index, 119_987)), 12)
    last = int(month_end(f"{year:04d}-{month + 1:02d}")[8:])
    return f"{year:04d}-{month + 1:02d}-{min(ref.day, last):02d}"


def _relative(m: re.Match[str], ref: dt.date | None, text: str) -> str | None:
    if ref is None:
        return None
    rel, unit = m.group("rel").lower(), m.group("unit").lower()
    step = 1 if "next" in rel or rel == "coming" else -1 if "last" in rel or rel == "previous" else 0
    if unit in WEEKDAYS:
        return _weekday_value(unit, ref, step)
    if unit[:3] in MONTHS and unit not in {"month"}:
        return _relative_month(MONTHS[unit[:3]], ref, step)
    if unit == "year" or unit == "decade":
        return _iso(ref.year + step * (10 if unit == "decade" else 1))
    if unit == "month":
        return add_months(ref.replace(day=1), step)[:7]
    if unit == "quarter":
        return add_months(ref.replace(day=1), 3 * step)[:4]
    middle = ref - dt.timedelta(days=ref.weekday() - WEEKDAYS.index("thursday"))  # whose month a week is in
    return (middle + dt.timedelta(days=7 * step)).isoformat()[:7]


def _relative_month(month: int, ref: dt.date, step: int) -> str | None:
    year = ref.year
    if step < 0 and month >= ref.month:
        year -= 1
    if step > 0 and month <= ref.month:
        year += 1
    return _iso(year, month)


def _weekday_value(name: str, ref: dt.date, step: int) -> str:
    ahead = (WEEKDAYS.index(name) - ref.weekday()) % 7
    if step > 0:
        return (ref + dt.timedelta(days=ahead or 7)).isoformat()
    back = (ref.weekday() - WEEKDAYS.index(name)) % 7
    return (ref - dt.timedelta(days=(back or 7) if step < 0 else back)).isoformat()


def _weekday(m: re.Match[str], ref: dt.date | None, text: str) -> str | None:
    if ref is None:
        return None
    name, before = m.group("wd").lower(), text[max(0, m.start() - 100) : m.start()]
    back = (ref.weekday() - WEEKDAYS.index(name)) % 7
    if _DAY_SET.search(before):  # which of the two it was to be: the nearer one
        return _weekday_value(name, ref, 1 if back > DAYS_OF_WEEK / 2 else 0)
    ahead = _DAY_TO_COME.search(before) and not _DAY_GONE.search(before)
    since = back == 1 and re.search(r"\bfrom\s$", before) and not re.search(r"\b(?:will|would|to|due)\b[^.;]*$", before)
    return _weekday_value(name, ref, 1 if ahead and back and not since else 0)  # "from Thursday", told on Friday


_DAY_TO_COME = re.compile(
    r"\b(?:by|until|from)\b(?![^.;,]*\bon\b)[^.;,]{0,30}$|"  # "ordered by cabinet on Thursday" tells who
    r"\b(?:starting|begins?|starts?|coming|takes? effect|"
    r"(?:comes?|goes?|enters?) into (?:force|effect))\b[^.;,]{0,30}$|"
    r"\b(?:will|(?:due|set|scheduled|expected) (?:to|on|for))\b[^.;,]{0,80}$|"
    r"\b(?:plans?|to (?:meet|hold|vote|decide|discuss|rule|publish|release)|ahead of)\b(?![^.;,]*ed\b)[^.;,]{0,60}$"
)
DAYS_OF_WEEK = 7
_DAY_SET = re.compile(r"\b(?:was|were|had been) (?:\w+ )?(?:due|set|scheduled|expected)\b[^.;,]*$")
_DAY_GONE = re.compile(  # what is measured from it
    r"(?:%|percent|per cent|pc|points?|cents?|\b(?:up|down|higher|lower|unchanged|rose|fell))\b ?[^.;,]{0,20}\bfrom\s$"
)


def _named(m: re.Match[str], ref: dt.date | None, text: str) -> str | None:
    offset = {"yesterday": -1, "tomorrow": 1}.get(m.group("named").lower(), 0)
    return (ref + dt.timedelta(days=offset)).isoformat() if ref else None


VALUES: dict[str, Callable[[re.Match[str], dt.date | None, str], str | None]] = {
    "spoken": _spoken, "iso": _full, "mdy": _full, "slash": _full, "md": _month_day, "my": _month_year,
    "period": _year, "fiscal": _fiscal, "ago": _ago, "ahead": _ahead, "span": _span, "rel": _relative, "end": _end_of,
    "named": _named, "weekday": _weekday, "month": _lone_month, "year": _year,
}  # fmt: skip
