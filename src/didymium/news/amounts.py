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
    for money in sentence.money:
        if start <= money.start < end + 1 and not (money.per and "/" in money.unit):
            found += [(money.start, a) for a in _money_amounts(money)]
    for quantity in sentence.quantities:
        if start <= quantity.start < end + 1 and _counts(kind, quantity):
            found += [(quantity.start, a) for a in _quantity_amounts(document, sentence, quantity, kind)]
    unique: dict[tuple[float, str], Amount] = {}
    for _, amount in sorted(found, key=lambda f: f[0]):
        unique.setdefault((amount.value, amount.unit), amount)
    return tuple(unique.values())


def _counts(kind: str, quantity: Quantity) -> bool:
    """Whether a quantity says something of the event: lengths of time for measures, people only for accidents."""
    if quantity.unit == "count":
        return quantity.of == "total" or bool(
            re.search(
                r"mineral|material|element|metal|item|product|project|compan|firm|entit|licen|deal|"
                r"agreement|substance|commodit",
                quantity.of,
            )
        )
    if quantity.unit in {"days", "weeks", "months", "years"}:
        return kind not in {
            "price_move",
            "corporate",
            "supply_project",
            "supply_disruption",
            "demand_shift",
            "legal_dispute",
        }
    return quantity.unit not in {"km", "mile", "μm", "ppm", "bp", "oz", "g", "ha"}


def _money_amounts(money: Money) -> list[Amount]:
    values = [money.value] + ([money.high] if money.high is not None else [])
    if money.currency == "USD":
        return [Amount(value=v, unit="USD", what=money.qualifier or "") for v in values]
    factor = money.usd / money.value if money.usd is not None and money.value else None
    if factor is None:
        return [Amount(value=v, unit=money.currency, what=money.qualifier or "") for v in values]
    return [
        Amount(
            value=round(v * factor, 2),
            unit="USD",
            what=money.qualifier or "",
            original_value=v,
            original_unit=money.currency,
        )
        for v in values
    ]


def _quantity_amounts(document: Document, sentence: Sentence, quantity: Quantity, kind: str) -> list[Amount]:
    values = [quantity.value] + ([quantity.high] if quantity.high is not None else [])
    sign = (
        -1.0
        if quantity.unit == "%" and kind in {"price_move", "demand_shift"} and falls(document, sentence, quantity)
        else 1.0
    )
    what = quantity.of or quantity.qualifier or ""
    currency = quantity.unit.partition("/")[0]
    if "/" in quantity.unit and len(currency) == 3 and currency != "USD":
        return [_price_amount(document, v, quantity, currency) for v in values]
    return [Amount(value=round(sign * v, 6), unit=quantity.unit, what=what) for v in values]


def _price_amount(document: Document, value: float, quantity: Quantity, currency: str) -> Amount:
    usd = to_usd(value, currency, document.reference.year if document.reference else None)
    if usd is None:
        return Amount(value=value, unit=quantity.unit, what=quantity.qualifier or "")
    return Amount(
        value=round(usd, 4),
        unit=quantity.unit.replace(currency, "USD", 1),
        what=quantity.qualifier or "",
        original_value=value,
        original_unit=quantity.unit,
    )


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
