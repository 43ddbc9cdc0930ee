"""Amounts, dates and expiry of a statement, and whether a number falls."""

from __future__ import annotations

import re

from didymium.news.document import Document, Sentence
from didymium.news.needs import Hit
from didymium.news.spot import Spot, limits, logits
from didymium.news.tally import FALL, RISE, Number, Reading, features, numbers_of
from didymium.records import Amount
from didymium.text.dates import Date
from didymium.text.money import to_usd
from didymium.text.quantities import Quantity

_LAW = re.compile(r"\b(?:Act|Law|Code|Statute|Ordinance|Amendments?) of $")
_EFFECT = re.compile(
    r"\b(?:effective|from|starting|beginning|as of|takes? effect|took effect|in force|"
    r"into force|start(?:s|ing)?|until|on|in|by|since)\s+(?:on\s+)?$",
    re.I,
)
_BESIDE = re.compile(
    r"\s(?:(?P<up>higher|more|above|dearer|up|(?:rise|increase|gain|jump|surge)\b)|(?:from\s)?(?:drop|fall|decline|cut|lower|less|"
    r"slump|plunge|reduction|decrease|slide|down|below|cheaper|fewer|smaller|weaker|easier|short\sof|off|under)\b)",
    re.I,
)
_FELL = re.compile(rf"{FALL.pattern}|\b(?:sunk|sinks|caved|loss|gave\sup|wiped)\b", re.I)
_ELLIPSIS = re.compile(r"\d%?(?:\sto\s\S+)?(?:,|\sand)\s(?:and\s)?[a-z-]+\s$", re.I)  # "zinc 1.3% to $2,760 and tin "
_NO_PRICE = re.compile(
    r"\b(?:quotas?|output|production|exports|imports|shipments|tariffs?|dut(?:y|ies)|stocks?|inventor\w+)\b"
)
SLOT = "amounts"


def amounts_of(spot: Spot) -> tuple[Amount, ...]:
    """The numbers of the sentence that belong to an event, each in its likeliest reading."""
    limit = limits(SLOT, spot.kind)[0]
    best: dict[Number, tuple[float, Reading]] = {}
    found = list(features(spot, [n for n in numbers_of(spot) if spot.kind != "price_move" or _priced(spot, n)]))
    for (number, reading, _), (odds,) in zip(found, logits(SLOT, spot.kind, (n for _, _, n in found)), strict=True):
        if odds > best.get(number, (limit,))[0]:
            best[number] = odds, reading
    unique: dict[tuple[float, str], Amount] = {}
    for number, (_, reading) in best.items():
        for value in reading.values:
            unique.setdefault((value, reading.unit), _amount(spot.document, number, round(value, 6), reading.unit))
    return tuple(unique.values())


def _priced(spot: Spot, number: Number) -> bool:
    """Whether a number stands in the clause of a price move, and not behind a quantity of something else."""
    before = spot.document.text[max(spot.clause[0], number.start - 45) : number.start]
    other = _NO_PRICE.search(before)
    return spot.clause[0] <= number.start < spot.clause[1] and not (other and "pric" not in before[other.start() :])


def _amount(document: Document, number: Number, value: float, unit: str) -> Amount:
    """A number as the text says it; money with its worth in US dollars at the average rate of the article's year."""
    currency = unit.partition("/")[0]
    money = len(currency) == 3 and currency.isupper()
    usd = to_usd(value, currency, document.reference.year if document.reference else None) if money else None
    return Amount(value=value, unit=unit, what=number.what, usd=None if usd is None else round(usd, 4))


def falls(document: Document, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the words around a number say that something fell by it."""
    if beside := _BESIDE.match(document.text, quantity.end):
        return beside.group("up") is None
    before = document.text[max(sentence.start, quantity.start - 300) : quantity.start]
    before = before if _ELLIPSIS.search(before) else before[-70:]
    falls, rises = list(_FELL.finditer(before)), list(RISE.finditer(before))
    return bool(falls) and (not rises or falls[-1].start() > rises[-1].start())


def when(
    document: Document, sentence: Sentence, clause: tuple[int, int], hit: Hit
) -> tuple[str | None, str | None, bool]:
    """(date, expiry, whether the date lies ahead) of a statement."""
    inside = [d for d in sentence.dates if clause[0] <= d.start < clause[1]]
    pool = inside or [d for d in sentence.dates if abs(d.start - hit.start) < 120]
    expires = next((d.value for d in pool if d.role == "until"), None)
    points = [d for d in pool if d.kind == "date" and d.role != "until" and not _names_law(document.text, d)]
    reference = document.reference.isoformat() if document.reference else None
    date = _best(points, document, hit)
    if date is None and reference and (sentence.index <= 1 or expires):
        date = reference
    later = bool(date and reference and date > reference[: len(date)])
    return date, expires, later


def _names_law(text: str, date: Date) -> bool:
    """Whether a year only belongs to the name of a law ("the Trade Expansion Act of 1962")."""
    return len(date.value) == 4 and _LAW.search(text, max(0, date.start - 16), date.start) is not None


def _best(points: list[Date], document: Document, hit: Hit) -> str | None:
    """The effective date where one is marked, else the date nearest to the trigger."""
    if not points:
        return None
    marked = [d for d in points if d.role == "from" and d.start > hit.start]
    if marked:
        return marked[0].value
    after = [
        d for d in points if d.start >= hit.start and _EFFECT.search(document.text[max(0, d.start - 30) : d.start])
    ]
    return (after or sorted(points, key=lambda d: abs(d.start - hit.start)))[0].value


def is_background(document: Document, date: str | None) -> bool:
    """Whether a date lies more than a month before the article."""
    if not (date and document.reference):
        return False
    day = (date + "-12-31"[len(date) - 4 :]) if len(date) < 10 else date
    return (
        day[:10] < document.reference.isoformat()
        and (document.reference.year * 12 + document.reference.month) - (int(date[:4]) * 12 + int(day[5:7])) > 1
    )
