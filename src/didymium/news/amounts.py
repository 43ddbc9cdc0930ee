"""Amounts, dates and expiry of a statement, and whether a number falls."""

from __future__ import annotations

import re

from didymium.news.document import Document, Sentence
from didymium.news.needs import Hit
from didymium.news.slots.dates import Date
from didymium.news.slots.money import Money, to_usd
from didymium.news.slots.quantities import Quantity
from didymium.records import Amount

_EFFECT = re.compile(
    r"\b(?:effective|from|starting|beginning|as of|takes? effect|took effect|in force|"
    r"into force|start(?:s|ing)?|until|on|in|by|since)\s+(?:on\s+)?$",
    re.I,
)
_FALL = re.compile(
    r"\b(?:f[ae]ll\w*|drop\w*|plung\w*|tumbl\w*|slump\w*|slid\w*|slip\w*|crash\w*|sank|"
    r"sink\w*|declin\w*|collaps\w*|halv\w*|decreas\w*|retreat\w*|lost|los(?:es|ing)|"
    r"shed|weaken\w*|dip\w*|plummet\w*|down|lower|cut\w*|reduc\w*|slash\w*|less|shr[aiu]nk\w*|"
    r"eas(?:ed|ing))\b",
    re.I,
)
_RISE = re.compile(
    r"\b(?:r[io]se\w*|rising|jump\w*|surg\w*|soar\w*|climb\w*|gain\w*|up|higher|increas\w*|"
    r"rall\w+|more|rebound\w*|spik\w*|doubl\w*|tripl\w*|grew|grow\w*)\b",
    re.I,
)


def amounts_of(document: Document, sentence: Sentence, start: int, end: int, kind: str) -> tuple[Amount, ...]:
    """Money, percentages, masses, counts and lengths of time in the quoted span."""
    found: list[tuple[int, Amount]] = []
    priced = {q.start for q in sentence.quantities if "/" in q.unit}
    for money in sentence.money:
        if start <= money.start < end + 1 and money.start not in priced and not (money.per and "/" in money.unit):
            found += [(money.start, a) for a in _money_amounts(money, document)]
    for quantity in sentence.quantities:
        if start <= quantity.start < end + 1 and _counts(kind, quantity, document.text):
            found += [(quantity.start, a) for a in _quantity_amounts(document, sentence, quantity, kind)]
    unique: dict[tuple[float, str], Amount] = {}
    for _, amount in sorted(found, key=lambda f: f[0]):
        unique.setdefault((amount.value, amount.unit), amount)
    return tuple(unique.values())


_LISTED = re.compile(
    r"mineral|material|element|metal|item|product|project|compan|firm|entit|licen|deal|agreement|substance|commodit"
)
_PEOPLE = re.compile(r"people|workers|employees|jobs|miners")
_PURE = re.compile(
    r"\s?(?:[A-Z][a-z]?\d?O|[A-Z][a-z]?\b(?!\.)|TREO|TGC|pure|purity|grade|black|lumps?|concentrate|ore\b|metal\b|fob|basis|"
    r"[a-z]+ (?:in|fob|cif) [A-Z])"
)


def _counts(kind: str, quantity: Quantity, text: str) -> bool:
    """Whether a quantity says something of the event: lengths of time for measures, people only for accidents."""
    if quantity.unit == "count":
        people = kind == "supply_disruption" and _PEOPLE.search(quantity.of) is not None
        return quantity.of == "total" or people or _LISTED.search(quantity.of) is not None
    if quantity.unit in {"days", "weeks", "months", "years"}:
        return kind not in _TIMELESS
    if quantity.unit == "%" and quantity.of == "change":
        return kind in {"price_move", "demand_shift"}
    if quantity.unit == "%" and kind == "price_move":
        return quantity.value < 99 or quantity.value == 100 or not _PURE.match(text, quantity.end)
    return quantity.unit not in {"km", "mile", "μm", "ppm", "bp", "g", "ha"}


_TIMELESS = {"price_move", "corporate", "supply_project", "supply_disruption", "demand_shift", "legal_dispute"}


def _money_amounts(money: Money, document: Document) -> list[Amount]:
    values = [money.value] + ([money.high] if money.high is not None else [])
    return [_said(v, money.currency, money.currency, money.qualifier, document) for v in values]


def _quantity_amounts(document: Document, sentence: Sentence, quantity: Quantity, kind: str) -> list[Amount]:
    values = [quantity.value] + ([quantity.high] if quantity.high is not None else [])
    fallen = quantity.unit == "%" and kind in {"price_move", "demand_shift"} and falls(document, sentence, quantity)
    sign = -1.0 if fallen and quantity.value > 0 else 1.0
    currency = quantity.unit.partition("/")[0]
    if "/" in quantity.unit and len(currency) == 3:
        return [_said(v, quantity.unit, currency, quantity.qualifier, document) for v in values]
    what = quantity.of or quantity.qualifier or ""
    return [Amount(value=round(sign * v, 6), unit=quantity.unit, what=what) for v in values]


def _said(value: float, unit: str, currency: str, qualifier: str | None, document: Document) -> Amount:
    """Money as the text says it, with its worth in US dollars at the average rate of the article's year."""
    usd = to_usd(value, currency, document.reference.year if document.reference else None)
    return Amount(value=value, unit=unit, what=qualifier or "", usd=None if usd is None else round(usd, 4))


def falls(document: Document, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the words around a number say that something fell by it."""
    before = document.text[max(sentence.start, quantity.start - 70) : quantity.start]
    falls, rises = list(_FALL.finditer(before)), list(_RISE.finditer(before))
    if falls or rises:
        return bool(falls) and (not rises or falls[-1].start() > rises[-1].start())
    after = document.text[quantity.end : quantity.end + 25]
    return bool(
        re.match(r"\s(?:drop|fall|decline|cut|lower|less|slump|plunge|reduction|decrease|slide|down)", after, re.I)
    )


def when(
    document: Document, sentence: Sentence, clause: tuple[int, int], hit: Hit
) -> tuple[str | None, str | None, bool]:
    """(date, expiry, whether the date lies ahead) of a statement."""
    inside = [d for d in sentence.dates if clause[0] <= d.start < clause[1]]
    pool = inside or [d for d in sentence.dates if abs(d.start - hit.start) < 120]
    expires = next((d.value for d in pool if d.role == "until"), None)
    points = [d for d in pool if d.kind == "date" and d.role != "until"]
    reference = document.reference.isoformat() if document.reference else None
    date = _best(points, document, hit)
    if date is None and reference and (sentence.index <= 1 or expires):
        date = reference
    later = bool(date and reference and date > reference[: len(date)])
    return date, expires, later


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
