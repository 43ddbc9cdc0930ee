"""Dates and expiry of what a sentence tells, and whether a number in it is a fall."""

from __future__ import annotations

import re

from didymium.news.document import Document, Sentence
from didymium.text.dates import Date
from didymium.text.quantities import Quantity

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


def falls(document: Document, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the words around a number say that something fell by it."""
    if beside := _BESIDE.match(document.text, quantity.end):
        return beside.group("up") is None
    before = document.text[max(sentence.start, quantity.start - 300) : quantity.start]
    before = before if _ELLIPSIS.search(before) else before[-70:]
    falls, rises = list(_FELL.finditer(before)), list(RISE.finditer(before))
    return bool(falls) and (not rises or falls[-1].start() > rises[-1].start())


def when(
    document: Document, sentence: Sentence, clause: tuple[int, int], at: int
) -> tuple[str | None, str | None, bool]:
    """(date, expiry, whether the date lies ahead) of what is told at a place of a sentence."""
    inside = [d for d in sentence.dates if clause[0] <= d.start < clause[1]]
    pool = inside or [d for d in sentence.dates if abs(d.start - at) < 120]
    expires = next((d.value for d in pool if d.role == "until"), None)
    points = [d for d in pool if d.kind == "date" and d.role != "until" and not _names_law(document.text, d)]
    reference = document.reference.isoformat() if document.reference else None
    date = _best(points, document, at)
    if date is None and reference and (sentence.index <= 1 or expires):
        date = reference
    later = bool(date and reference and date > reference[: len(date)])
    return date, expires, later


def _names_law(text: str, date: Date) -> bool:
    """Whether a year only belongs to the name of a law ("the Trade Expansion Act of 1962")."""
    return len(date.value) == 4 and _LAW.search(text, max(0, date.start - 16), date.start) is not None


def _best(points: list[Date], document: Document, at: int) -> str | None:
    """The effective date where one is marked, else the date nearest to the trigger."""
    if not points:
        return None
    marked = [d for d in points if d.role == "from" and d.start > at]
    if marked:
        return marked[0].value
    after = [d for d in points if d.start >= at and _EFFECT.search(document.text[max(0, d.start - 30) : d.start])]
    return (after or sorted(points, key=lambda d: abs(d.start - at)))[0].value


def is_background(document: Document, date: str | None) -> bool:
    """Whether a date lies more than a month before the article."""
    if not (date and document.reference):
        return False
    day = (date + "-12-31"[len(date) - 4 :]) if len(date) < 10 else date
    return (
        day[:10] < document.reference.isoformat()
        and (document.reference.year * 12 + document.reference.month) - (int(date[:4]) * 12 + int(day[5:7])) > 1
    )
