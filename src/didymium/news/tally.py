"""The numbers that can be an event's amounts, each in the readings that the labels know, and their features."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from didymium.news.document import Sentence, minerals_in
from didymium.news.model import stem
from didymium.news.slots.base import WORDS, parse_number
from didymium.news.slots.money import Money
from didymium.news.slots.quantities import Quantity
from didymium.news.spot import Spot

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
    found += [n for n in _plain(spot.document.text, sentence) if n.sort == "a" or not _hit(n, taken)]
    return sorted([*found, *_listed(spot)])


def _hit(number: Number, taken: list[tuple[int, int]]) -> bool:
    return any(start < number.end and number.start < end for start, end in taken)


def _values(one: Money | Quantity) -> tuple[float, ...]:
    return (one.value,) if one.high is None else (one.value, one.high)


def _sum(spot: Spot, money: Money) -> Number:
    """A sum; in a price it may be meant a tonne, a bare dollar may be the country's own."""
    values, unit = _values(money), money.currency
    readings = [Reading(values, unit, "")]
    if spot.kind in _PRICED and money.value < 1e6:
        readings += [Reading(values, f"{unit}/{per}", f"per {per}") for per in ("t", "kg", "lb")]
        readings.append(Reading(tuple(-v for v in values), f"{unit}/t", "fall"))
    if unit == "USD" and "$" in money.surface and "US" not in money.surface:
        states = {n.country for n in spot.document.names}
        readings += [Reading(values, own, own) for state, own in _DOLLARS.items() if state in states]
    return Number(money.start, money.end, unit, money.qualifier or "", tuple(readings))


def _quantity(spot: Spot, quantity: Quantity) -> Number:
    """A quantity; a mass may be meant a year, a share or a price change may be a fall."""
    values, unit = _values(quantity), "times" if quantity.unit == "x" else quantity.unit
    readings = [Reading(values, unit, "")]
    if unit == "t":
        readings.append(Reading(values, "t/yr", "t/yr"))
    if quantity.value > 0 and (unit == "%" or ("/" in unit and unit != "t/yr" and spot.kind == "price_move")):
        readings.append(Reading(tuple(-v for v in values), unit, "fall"))
    return Number(quantity.start, quantity.end, unit, quantity.of or quantity.qualifier or "", tuple(readings))


def _plain(text: str, sentence: Sentence) -> Iterator[Number]:
    """Yields numbers before a plain noun, and lengths of time ("for a year")."""
    for match in _NUMBER.finditer(text, sentence.start, sentence.end):
        said, noun = match.group("n"), match.group("noun").lower()
        unit, factor = _TIMES.get(noun.rstrip("s"), ("count", 1))
        if said is None:
            yield Number(match.start(), match.end(), "a", noun, (Reading((float(factor),), unit, ""),))
        elif noun not in _NO_COUNT and not _A_YEAR.fullmatch(said):
            values = (parse_number(said) * factor,)
            yield Number(match.start("n"), match.end("n"), f"n {unit}", noun, (Reading(values, unit, ""),))


def _listed(spot: Spot) -> list[Number]:
    """The count of the minerals that a clause lists."""
    names = [n for n in spot.sentence.names if n.kind == "mineral" and spot.clause[0] <= n.start < spot.clause[1]]
    count = len(minerals_in(tuple(names)))
    reading = (Reading((float(count),), "count", ""),)
    return [Number(names[0].start, names[-1].end, "list", "minerals", reading)] if count > 2 else []


def features(spot: Spot, numbers: list[Number]) -> Iterator[tuple[Number, Reading, set[str]]]:
    """Yields each reading of each number with the names of its features."""
    low = spot.document.text.lower()
    for order, number in enumerate(numbers):
        same = min(3, sum(n.sort == number.sort for n in numbers))
        names = _place(spot, number, low) | {f"n{min(4, len(numbers))}", f"o{min(4, order)}"}
        names.add(f"{number.sort} same{same}")
        moved = _moved(spot.sentence, number, low)
        other = len(number.readings) > 1
        for reading in number.readings:
            way = reading.way
            held = names | {f"{way} mv {m}" for m in moved} | {f"range {len(reading.values)}"}
            if way:
                held |= {way} | {f"{way} {n}" for n in names}
            yield number, reading, held | _about(spot, way) if other else held


def _place(spot: Spot, number: Number, low: str) -> set[str]:
    """Where a number stands and the words around it."""
    start, end, unit, sentence = number.start, number.end, number.sort, spot.sentence
    side = spot.side(start, end)
    place = "c" if spot.clause[0] <= start < spot.clause[1] else "x"
    place += "q" if spot.quote[0] <= start <= spot.quote[1] else "n"
    gap = min(4, spot.gap(start, end) // 25)
    before = _BEFORE.findall(low, max(sentence.start, start - 45), start)
    after = _AFTER.findall(low, end, min(sentence.end, end + 45))
    value = abs(number.readings[0].values[0])
    names = {unit, side, place, side + place, unit + place, f"{side} g{gap}", f"{side} g{gap} {unit}"}
    names |= {f"ql {number.what}", f"m{len(str(int(value)))} {unit}", "one" if value == 1 else "many"}
    names |= {f"<{w}" for w in before[-3:]} | {f">{w}" for w in after[:3]}
    names |= {f"{unit}<1{' '.join(before[-1:])}", f"<2{' '.join(before[-2:])}"}
    names |= {f"{unit}>1{' '.join(after[:1])}", f">2{' '.join(after[:2])}"}
    names |= {f"{unit}<{stem(w)}" for w in before[-6:]} | {f"{unit}>{stem(w)}" for w in after[:5]}
    return names | {f"own {w}" for w in _BEFORE.findall(low, start, end)}


def _moved(sentence: Sentence, number: Number, low: str) -> set[str]:
    """Whether the words around a number say that something fell or rose."""
    before, after = low[max(sentence.start, number.start - 70) : number.start], low[number.end : number.end + 30]
    falls, rises = list(FALL.finditer(before)), list(RISE.finditer(before))
    if falls or rises:
        way = "fall" if falls and (not rises or falls[-1].start() > rises[-1].start()) else "rise"
    else:
        way = "fall" if FALL.search(after) else "rise" if RISE.search(after) else "-"
    near = "near" if FALL.search(before[-22:]) else "far"
    return {way, f"{way} {number.sort}", near, "next" if FALL.search(after[:14]) else "later"}


def _about(spot: Spot, way: str) -> set[str]:
    """What the sentence and the article say for a reading: minerals, leading state, dollars told apart."""
    text = spot.document.text
    dollars = " ".join(str(sign in text) for sign in ("US$", "A$", "C$"))
    names = {f"{way} M {n.id}" for n in spot.sentence.names if n.kind == "mineral"}
    return names | {f"{way} {dollars}", f"{way} lead {spot.document.lead_state}"}
