"""What a text's own lists, days, shares and conversions do not bear out: told only where no reading makes it right."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from didymium.text.date_values import WEEKDAYS
from didymium.text.gazetteer import find_names

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_DAYS = tuple(day.capitalize() for day in WEEKDAYS)
_MONTH = rf"(?:{'|'.join(f'{m[:3].capitalize()}{m[3:]}|{m[:3].capitalize()}[.]?' for m in _MONTHS)}|Sept[.]?)"
_WEEKDAY = re.compile(
    rf"\b(?P<name>{'|'.join(_DAYS)}),? "
    rf"(?:(?P<month>{_MONTH}) (?P<day>\d{{1,2}})|(?P<first>\d{{1,2}}) (?P<then>{_MONTH}))"
    r"(?:st|nd|rd|th)?\b(?![.,]\d| ?%)(?:,? (?P<year>(?:19|20)\d\d)\b)?"
)
_COUNTS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
           "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty")  # fmt: skip
_LIST = re.compile(  # "All 14 countries - China, ... and Turkey - were"
    rf"\b(?P<count>\d{{1,2}}|{'|'.join(_COUNTS[3:])}) (?P<noun>countries|nations|states|minerals|metals|elements)"
    r"(?: ?[—–] ?| -{1,2} |: )(?P<list>[^.;:—–()\d]{15,500}?)(?: ?[—–] ?| -{1,2} |[.;]|$)"
)
_LOOSE = re.compile(
    r"\b(?:among|including|include|such as|like|e\.g|other|others|both|etc|especially|mostly|one|the rest)\b"
)
_KIND = {"minerals": "mineral", "metals": "mineral", "elements": "mineral"}
_FEWEST = 4  # members of a list
_HOLDER = r"[A-Z][^.;:()]{1,60}\(\d{1,3}(?:\.\d+)?%\)"
_HELD = re.compile(  # "owned by Rio Tinto (55%) and BHP (50%)"
    r"\b(?:owned by|(?:joint venture|partnership|venture) (?:of|between|owned by)|shareholders are) "
    rf"(?P<who>{_HOLDER}(?:(?:, (?:and )?| and ){_HOLDER})+)"
)
_PART = re.compile(r"\((\d{1,3}(?:\.\d+)?)%\)")
_WHOLE = 101.5  # per cent; shares that are rounded may add up to a little more than the whole
_MANY = {"thousand": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12}
_NUMBER = rf"(?P<{{0}}>\d[\d,]*(?:\.\d+)?)[ -]?(?P<{{0}}_many>{'|'.join(_MANY)})?\b ?"
_UNITS = {  # in metres or kilograms
    "kilometres": 1e3, "kilometers": 1e3, "km": 1e3, "miles": 1609.344, "metres": 1.0, "meters": 1.0, "feet": 0.3048,
    "pounds": 0.45359237, "lb": 0.45359237, "lbs": 0.45359237, "kg": 1.0, "kilograms": 1.0, "tonnes": 1e3,
    "metric tons": 1e3, "metric tonnes": 1e3, "troy ounces": 0.0311034768,
}  # fmt: skip
_LENGTHS = frozenset({"kilometres", "kilometers", "km", "miles", "metres", "meters", "feet"})
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_TWICE = re.compile(
    rf"(?<![\d.,$€£-]){_NUMBER.format('own')}(?P<unit>{_UNIT}) \((?:about |around |approximately |roughly |~ ?)?"
    rf"{_NUMBER.format('other')}(?P<into>{_UNIT})\)"
)
_ROUNDED = 0.12  # part by which a conversion that is rounded, or made of a rounded number, may differ
_MONEY = re.compile(
    rf"(?<![\w.,])(?P<sign>A\$|AU\$|C\$|CA\$|€|£|¥|AUD ?|CAD ?|EUR ?|GBP ?|CNY ?|RMB ?|ZAR ?){_NUMBER.format('own')}"
    rf"\((?:about |around |approximately |roughly |~ ?)?(?:US\$|\$|USD ?){_NUMBER.format('other')}\)"
)
_BACK = re.compile(  # "$59.6 million (A$92.58)"
    rf"(?<![\w.,])(?:US\$|\$|USD ?){_NUMBER.format('other')}\((?:about |around |approximately |roughly |~ ?)?"
    rf"(?P<sign>A\$|AU\$|C\$|CA\$|€|£|AUD ?|CAD ?|EUR ?|GBP ?|CNY ?|RMB ?|ZAR ?){_NUMBER.format('own')}\)"
)
_RATES = {  # dollars for one, 2008 to 2026, with room on both sides
    "A$": (0.45, 1.25), "AU$": (0.45, 1.25), "AUD": (0.45, 1.25), "C$": (0.55, 1.2), "CA$": (0.55, 1.2),
    "CAD": (0.55, 1.2), "€": (0.85, 1.75), "EUR": (0.85, 1.75), "£": (0.95, 2.2), "GBP": (0.95, 2.2),
    "¥": (0.005, 0.19), "CNY": (0.11, 0.19), "RMB": (0.11, 0.19), "ZAR": (0.04, 0.18),
}  # fmt: skip


class Fault(NamedTuple):
    """What does not hold: its place in the text, and a sentence on it."""

    start: int
    end: int
    says: str


@lru_cache(maxsize=64)
def faults(text: str, day: str | None) -> tuple[Fault, ...]:
    """The faults of a text, in its order; day: of its publication, for days without a year."""
    found = (*_weekdays(text, day), *_lists(text), *_shares(text), *_conversions(text), *_rates(text))
    return tuple(sorted(found))


def _weekdays(text: str, day: str | None) -> Iterator[Fault]:
    for m in _WEEKDAY.finditer(text):
        month = next(k for k, name in enumerate(_MONTHS, 1) if (m["month"] or m["then"]).lower()[:3] == name[:3])
        number = int(m["day"] or m["first"])
        date = _meant(m["year"], month, number, day)
        if date is not None and _DAYS[date.weekday()] != m["name"]:
            says = f"The article's “{m[0]}” cannot be: that day was a {_DAYS[date.weekday()]}."
            yield Fault(m.start(), m.end(), says)


def _meant(year: str | None, month: int, number: int, day: str | None) -> dt.date | None:
    """The date that a day and month mean, without a year the one in the weeks around the article; None for none."""
    if year is None and not re.fullmatch(r"\d{4}-\d\d-\d\d", (day or "")[:10]):
        return None
    told = dt.date.fromisoformat((day or "")[:10]) if year is None else None
    for y in (told.year - 1, told.year, told.year + 1) if told else (int(year or 0),):
        try:
            date = dt.date(y, month, number)
        except ValueError:
            continue
        if told is None or abs((date - told).days) <= _WEEKS:
            return date
    return None


_WEEKS = 45  # days around an article


def _lists(text: str) -> Iterator[Fault]:
    for m in _LIST.finditer(text):
        count = int(m["count"]) if m["count"].isdigit() else _COUNTS.index(m["count"])
        items = [i for i in re.split(r", and |, | and ", m["list"].strip()) if i]
        closed = re.search(r",? and (?:the )?[A-Z a-z]+$", m["list"].strip()) is not None
        sort = _KIND.get(m["noun"], "country")
        single = all(_is_one(item, sort) for item in items)
        if closed and single and len(items) >= _FEWEST and len(items) != count and not _LOOSE.search(m["list"]):
            says = f"The article counts {m['count']} {m['noun']} and names {len(items)}."
            yield Fault(m.start(), m.end("list"), says)


def _is_one(item: str, sort: str) -> bool:
    """Whether a member of a list is one name of a kind, and nothing else."""
    bare = re.sub(r"^[Tt]he ", "", item.strip())
    named = [n for n in find_names(bare) if n.kind == sort]
    return len(named) == 1 and named[0].end - named[0].start == len(bare)


def _shares(text: str) -> Iterator[Fault]:
    for m in _HELD.finditer(text):
        total = sum(float(p) for p in _PART.findall(m["who"]))
        if total > _WHOLE:
            yield Fault(m.start(), m.end(), f"The shares of “{m['who']}” add up to {total:g}%, more than the whole.")


def _value(m: re.Match[str], name: str) -> float:
    return float(m[name].replace(",", "")) * _MANY.get(m[f"{name}_many"] or "", 1.0)


def _conversions(text: str) -> Iterator[Fault]:
    for m in _TWICE.finditer(text):
        if (m["unit"] in _LENGTHS) == (m["into"] in _LENGTHS) and m["unit"] != m["into"] and _value(m, "other"):
            ratio = _value(m, "own") * _UNITS[m["unit"]] / (_value(m, "other") * _UNITS[m["into"]])
            if abs(ratio - 1) > _ROUNDED:
                yield Fault(m.start(), m.end(), f"The two measures of “{m[0]}” are not the same.")


def _rates(text: str) -> Iterator[Fault]:
    for m in (*_MONEY.finditer(text), *_BACK.finditer(text)):
        low, high = _RATES[m["sign"].strip()]
        if _value(m, "own") and not low <= _value(m, "other") / _value(m, "own") <= high:
            yield Fault(m.start(), m.end(), f"The two sums of “{m[0]}” are apart by more than any rate of exchange.")
