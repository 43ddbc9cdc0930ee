"""The numbers that can be an event's amounts, each in the readings that the labels know, and their features."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from didymium.news import implied
from didymium.news.document import Document, Sentence, minerals_in
from didymium.news.model import stem
from didymium.news.spot import Names, Spot
from didymium.text.base import WORDS, parse_number
from didymium.text.money import Money
from didymium.text.quantities import Quantity

_NUMBER = re.compile(
    rf"(?<![\w.,$€£¥/-])(?:(?P<n>{WORDS}|\d{{1,3}}(?:,\d{{3}})+|\d{{1,4}})[\s-](?=[A-Za-z])|(?:an?|per|the)\s"
    r"(?=(?:day|week|month|year|decade)\b))(?P<noun>[A-Za-z]+)",
    re.I,
)
_NO_COUNT = frozenset(["of", "in", "per", "percent", "million", "billion", "and", "or", "to", "january"])
_TIMES = {"day": ("days", 1), "week": ("weeks", 1), "month": ("months", 1), "year": ("years", 1)}
_TIMES["decade"] = ("years", 10)
_A_YEAR = re.compile(r"(?:19|20)\d\d")
FALL = re.compile(
    r"\b(?:f[ae]ll\w*|drop\w*|plung\w*|tumbl\w*|slump\w*|slid\w*|slip\w*|crash\w*|sank|sink\w*|declin\w*|collaps\w*|"
    r"halv\w*|decreas\w*|retreat\w*|lost|los(?:es|ing)|shed|weak\w*|dip\w*|plummet\w*|down|lower|cut\w*|reduc\w*|slash\w*|"
    r"less|shr[aiu]nk\w*|eas\w+|off|soft\w*|below|under|cheaper|discount|trim\w*|lose|minus)\b|-$",
    re.I,
)
RISE = re.compile(
    r"\b(?:r[io]se\w*|rising|jump\w*|surg\w*|soar\w*|climb\w*|gain\w*|up|higher|increas\w*|rall\w+|more|rebound\w*|spik\w*|"
    r"doubl\w*|tripl\w*|grew|grow\w*|dearer|add\w*|advanc\w*|firm\w*|above|leapt|lift\w*|rais\w*)\b",
    re.I,
)
_BEFORE = re.compile(r"[a-z]+|[,;:.()$-]")
_AFTER = re.compile(r"[a-z]+|[,;:.()%/-]")
_DOLLARS = {"AUS": "AUD", "CAN": "CAD"}
_PRICED = ("price_move", "price_support")


class Reading(NamedTuple):
    """What a number can mean: its values (two of a range), its unit, and how that departs from the words."""

    values: tuple[float, ...]
    unit: str
    way: str


class Number(NamedTuple):
    """A number of the sentence with its readings; `what` is the counted noun or the qualifier."""

    start: int
    end: int
    sort: str
    what: str
    readings: tuple[Reading, ...]


def numbers_of(spot: Spot) -> list[Number]:
    """The numbers of the sentence that an event is told in, left to right."""
    sentence = spot.sentence
    priced = {q.start for q in sentence.quantities if "/" in q.unit}
    found = [_sum(spot, m) for m in sentence.money if m.start not in priced and not (m.per and "/" in m.unit)]
    found += [_quantity(spot, q) for q in sentence.quantities]
    taken = [(n.start, n.end) for n in found]
    taken += [(n.start, n.end) for n in sentence.names] + [(d.start, d.end) for d in sentence.dates]
    found += [n for n in _plain(spot.document, sentence) if n.sort == "a" or not _hit(n, taken)]
    return sorted([*found, *_listed(spot)])


def _hit(number: Number, taken: list[tuple[int, int]]) -> bool:
    return any(start < number.end and number.start < end for start, end in taken)


def _values(one: Money | Quantity) -> tuple[float, ...]:
    return (one.value,) if one.high is None else (one.value, one.high)


def _sum(spot: Spot, money: Money) -> Number:
    """A sum, or a price as the context says; a bare dollar may be the country's own."""
    values, unit = _values(money), money.currency
    readings = [Reading(values, unit, "")]
    if spot.kind in _PRICED and money.value < 1e6:
        near = implied.numbers_of(spot.document)[spot.sentence.index]
        known = next((q.unit for q in near if q.start == money.start and q.unit.startswith(f"{unit}/")), None)
        if known:
            readings += [Reading(values, known, f"per {per}") for per in ("t", "kg", "lb")]
            readings.append(Reading(tuple(-v for v in values), known, "fall"))
    if unit == "USD" and "$" in money.surface and "US" not in money.surface:
        states = {n.country for n in spot.document.names}
        readings += [Reading(values, own, own) for state, own in _DOLLARS.items() if state in states]
    return Number(money.start, money.end, unit, money.qualifier or "", tuple(readings))


def _quantity(spot: Spot, quantity: Quantity) -> Number:
    """A quantity; a mass may be meant a year, a share or a price change may be a fall."""
    values, sort = _values(quantity), "times" if quantity.unit == "x" else quantity.unit
    unit = f"{sort}/{quantity.per}" if quantity.per and "/" not in sort else sort
    readings = [Reading(values, unit, "")]
    if unit == "t":
        readings.append(Reading(values, "t/yr", "t/yr"))
    if quantity.value > 0 and (unit == "%" or (unit[:3].isupper() and "/" in unit and spot.kind == "price_move")):
        readings.append(Reading(tuple(-v for v in values), unit, "fall"))
    return Number(quantity.start, quantity.end, sort, quantity.of or quantity.qualifier or "", tuple(readings))


@lru_cache(maxsize=64)
def _plain(document: Document, sentence: Sentence) -> list[Number]:
    """Numbers before a plain noun, and lengths of time ("for a year")."""
    found = []
    for match in _NUMBER.finditer(document.text, sentence.start, sentence.end):
        said, noun = match.group("n"), match.group("noun").lower()
        unit, factor = _TIMES.get(noun.rstrip("s"), ("count", 1))
        if said is None:
            found.append(Number(match.start(), match.end(), "a", noun, (Reading((float(factor),), unit, ""),)))
        elif noun not in _NO_COUNT and not _A_YEAR.fullmatch(said):
            values = (parse_number(said) * factor,)
            found.append(Number(match.start("n"), match.end("n"), f"n {unit}", noun, (Reading(values, unit, ""),)))
    return found


def _listed(spot: Spot) -> list[Number]:
    """The count of the minerals that a clause lists."""
    names = [n for n in spot.sentence.names if n.kind == "mineral" and spot.clause[0] <= n.start < spot.clause[1]]
    count = len(minerals_in(tuple(names)))
    reading = (Reading((float(count),), "count", ""),)
    return [Number(names[0].start, names[-1].end, "list", "minerals", reading)] if count > 2 else []


def features(spot: Spot, numbers: list[Number]) -> Iterator[tuple[Number, Reading, Names]]:
    """Yields each reading of each number with the names of its features."""
    sorts, about = Counter(n.sort for n in numbers), _about(spot)
    for order, number in enumerate(numbers):
        plain = _place(spot, number)
        plain |= {f"n{min(4, len(numbers))}", f"o{min(4, order)}", f"{number.sort} same{min(3, sorts[number.sort])}"}
        words, moved = _around(spot, number)
        told = moved | about if len(number.readings) > 1 else moved
        for reading in number.readings:
            way = reading.way
            held = {**words, "": plain | {f"range {len(reading.values)}"}, f"{way} ": told}
            if way:
                held |= {f"{way} {beginning}": rests for beginning, rests in words.items()}
                held |= {"": {*held[""], way}, f"{way} ": told | plain}
            yield number, reading, held


def _place(spot: Spot, number: Number) -> set[str]:
    """Where a number stands, its size and what it counts."""
    start, end, unit = number.start, number.end, number.sort
    side = spot.side(start, end)
    place = "c" if spot.clause[0] <= start < spot.clause[1] else "x"
    place += "q" if spot.quote[0] <= start <= spot.quote[1] else "n"
    gap = min(4, spot.gap(start, end) // 25)
    value = abs(number.readings[0].values[0])
    return {
        unit, side, place, side + place, unit + place, f"{side} g{gap}", f"{side} g{gap} {unit}",
        f"ql {number.what}", f"m{len(str(int(value)))} {unit}", "one" if value == 1 else "many",
    }  # fmt: skip


def _around(spot: Spot, number: Number) -> tuple[Names, frozenset[str]]:
    """The words around a number, and what they say of falls and rises."""
    low, start, end, sentence = spot.document.low, number.start, number.end, spot.sentence
    before, after = low[max(sentence.start, start - 70) : start], low[end : end + 30]
    behind = low[end : min(sentence.end, end + 45)]
    return _words(before[-45:], low[start:end], behind, number.sort), _moved(before, after, number.sort)


@lru_cache(maxsize=4096)
def _words(before: str, own: str, after: str, unit: str) -> Names:
    """The words before, in and after a number, by place."""
    left, right = _BEFORE.findall(before), _AFTER.findall(after)
    return {
        "<": {*left[-3:], f"2{' '.join(left[-2:])}"},
        ">": {*right[:3], f"2{' '.join(right[:2])}"},
        f"{unit}<": {*map(stem, left[-6:]), f"1{' '.join(left[-1:])}"},
        f"{unit}>": {*map(stem, right[:5]), f"1{' '.join(right[:1])}"},
        "own ": set(_BEFORE.findall(own)),
    }


@lru_cache(maxsize=4096)
def _moved(before: str, after: str, sort: str) -> frozenset[str]:
    """Whether the words around a number say that something fell or rose."""
    falls, rises = list(FALL.finditer(before)), list(RISE.finditer(before))
    if falls or rises:
        way = "fall" if falls and (not rises or falls[-1].start() > rises[-1].start()) else "rise"
    else:
        way = "fall" if FALL.search(after) else "rise" if RISE.search(after) else "-"
    near = "near" if FALL.search(before[-22:]) else "far"
    late = "next" if FALL.search(after[:14]) else "later"
    return frozenset(f"mv {m}" for m in (way, f"{way} {sort}", near, late))


def _about(spot: Spot) -> set[str]:
    """What the sentence and the article say for a reading: minerals, leading state, dollars told apart."""
    text = spot.document.text
    dollars = " ".join(str(sign in text) for sign in ("US$", "A$", "C$"))
    return {*(f"M {n.id}" for n in spot.sentence.minerals), dollars, f"lead {spot.document.lead_state}"}
