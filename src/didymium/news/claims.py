"""Claims of an article: checkable numbers about the mineral world, each with metric, subject, mineral and year.

Deal money, stakes, tariff rates and lengths of time belong to events; falls are negative; a range gives one claim a
bound; an undated statement in the present tense has no year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from didymium.news.amounts import falls
from didymium.news.document import Actor, Document, Sentence, minerals_in
from didymium.news.metrics import inherited, metric_of
from didymium.news.slots.quantities import Quantity
from didymium.news.stages import stage_of


@dataclass(frozen=True, slots=True)
class Found:
    """A claim in folded positions."""

    metric: str
    subject: str
    mineral: str
    stage: str | None
    value: float
    unit: str
    year: str | None
    approx: bool
    qualifier: str | None
    start: int
    end: int


def find_claims(document: Document) -> tuple[Found, ...]:
    """The claims that the article makes, in the order of the text."""
    found: list[Found] = []
    last_subject: str | None = None
    for sentence in document.sentences:
        previous: Found | None = None
        for index, quantity in enumerate(sentence.quantities):
            new = _claims(document, sentence, index, quantity, last_subject, previous)
            previous = new[0] if new else previous
            found += new
        states = [p.value for p in sentence.parties if p.kind == "state" and p.subject]
        last_subject = states[0] if states else last_subject
    return tuple(_unique(found))


def _unique(found: list[Found]) -> list[Found]:
    """One claim a number and meaning: the same value told again is not a second claim."""
    seen: set[tuple[float, str, str, str]] = set()
    out = []
    for claim in found:
        key = (claim.value, claim.unit, claim.mineral, claim.metric)
        if key not in seen:
            seen.add(key)
            out.append(claim)
    return out


def _claims(
    document: Document,
    sentence: Sentence,
    index: int,
    quantity: Quantity,
    last: str | None,
    previous: Found | None,
) -> list[Found]:
    span = _window(sentence, index)
    local = document.text[span[0] : span[1]]
    metric = inherited(document, sentence, quantity, previous.metric if previous else None) or metric_of(
        document, sentence, quantity, local, span
    )
    if metric is None:
        return []
    minerals = _mineral_near(document, sentence, quantity, span)
    if not minerals:
        return []
    sign = (
        -1.0
        if metric in {"price_change", "production", "demand", "exports", "imports", "capacity", "quota"}
        and quantity.unit in {"%", "x"}
        and falls(document, sentence, quantity)
        else 1.0
    )
    sign = 1.0 if quantity.value < 0 else sign
    start, end = _claim_quote(document, sentence, quantity, span)
    values = [quantity.value] + ([quantity.high] if quantity.high is not None else [])
    stage = (
        "component"
        if metric == "magnet_share"
        else _DEFAULT_STAGE.get(metric)
        or stage_of(document.text[quantity.end : max(span[1], quantity.end)])
        or stage_of(local)
    )
    subject = _subject(document, sentence, quantity, metric, last)
    year = _year(document, sentence, quantity, metric, span)
    return [
        Found(
            metric,
            subject,
            minerals,
            stage,
            round(sign * v, 6),
            quantity.unit,
            year,
            quantity.approx,
            quantity.qualifier,
            start,
            end,
        )
        for v in values
    ]


_DEFAULT_STAGE = {"processing_share": "refine", "reserves_share": "mine", "reserves": "mine"}


def _window(sentence: Sentence, index: int) -> tuple[int, int]:
    """The words around one number: its clause, not past the neighbouring numbers."""
    quantity = sentence.quantities[index]
    start, end = sentence.clause(quantity.start)
    if index and sentence.quantities[index - 1].end > start:
        start = sentence.quantities[index - 1].end
    if index + 1 < len(sentence.quantities) and sentence.quantities[index + 1].start < end:
        end = sentence.quantities[index + 1].start
    return start, max(end, quantity.end)


def _mineral_near(document: Document, sentence: Sentence, quantity: Quantity, span: tuple[int, int]) -> str | None:
    """The mineral that a number is about: right after it, in its window, in the sentence, in the story."""
    minerals = [n for n in sentence.names if n.kind == "mineral"]
    if quantity.unit == "count":
        return "critical minerals"
    inside = [n for n in minerals if span[0] <= n.start < span[1]]
    after = [n for n in inside if 0 <= n.start - quantity.end < 60]
    before = [n for n in inside if n.end <= quantity.start]
    for pool in (
        after[:1],
        before[-1:],
        inside[:1],
        [n for n in minerals if n.end <= quantity.start][-1:],
        minerals[:1],
    ):
        if found := minerals_in(tuple(pool)):
            return found[0]
    previous = document.sentences[sentence.index - 1] if sentence.index else None
    carried = minerals_in(previous.names) if previous else ()
    if carried:
        return (
            carried[0]
            if len(carried) == 1 or not document.minerals or document.minerals[0] not in carried
            else document.minerals[0]
        )
    return document.minerals[0] if document.minerals else None


def _subject(document: Document, sentence: Sentence, quantity: Quantity, metric: str, last: str | None) -> str:
    """Whose number it is: the nearest subject before it, else the producer named after, else the world."""
    if metric in {"price", "price_change"}:
        return _market(sentence, quantity)
    parties = [p for p in sentence.parties if p.kind in {"state", "company"}]
    before: list[Actor] = [p for p in parties if p.end <= quantity.start]
    subjects = [p for p in before if p.subject] or before
    if metric == "list_count":
        states = [p for p in parties if p.kind == "state"]
        return states[0].value if states else last or document.lead_state or "WLD"
    if subjects:
        return subjects[-1].value
    if metric in {"import_share", "import_reliance"} and last:
        return last
    after = [p for p in parties if p.start >= quantity.end]
    if after and re.match(r".{0,80}\b(?:from|by|in)\s(?:the\s)?$", document.text[quantity.end : after[0].start]):
        return after[0].value
    return last or "WLD" if re.search(r"\b(?:it|its|country|there)\b", sentence.text, re.I) and last else "WLD"


def _market(sentence: Sentence, quantity: Quantity) -> str:
    state = next(
        (
            p.value
            for p in sentence.parties
            if p.kind == "state"
            and not p.subject
            and p.value in {"CHN", "EUU", "USA", "JPN"}
            and abs(p.start - quantity.start) < 60
        ),
        None,
    )
    return state or "WLD"


def _year(document: Document, sentence: Sentence, quantity: Quantity, metric: str, span: tuple[int, int]) -> str | None:
    start, end = sentence.clause(quantity.start)
    dates = [d for d in sentence.dates if start <= d.start < end]
    after = [d for d in dates if d.start >= quantity.end]
    pool = (
        [d for d in after if d.start - quantity.end < 40]
        or [d for d in dates if span[0] <= d.start < span[1]]
        or (dates if len(sentence.quantities) == 1 else [])
    )
    if pool:
        return pool[0].value[:4]
    if metric in {"price", "price_change"} and document.reference and not re.search(r"\bfloor\b", sentence.text):
        return str(document.reference.year)
    return None


def _claim_quote(document: Document, sentence: Sentence, quantity: Quantity, span: tuple[int, int]) -> tuple[int, int]:
    """The clause of the number (with its subject where near), at most 300 characters."""
    start, end = sentence.clause(quantity.start)
    text = document.text
    if not any(start <= p.start < quantity.start for p in sentence.parties) and quantity.start - sentence.start < 140:
        start = sentence.start
    end = max(end, quantity.end)
    if end - start > 300:
        start, end = max(start, quantity.start - 180), min(end, quantity.end + 100)
    while end > quantity.end and text[end - 1] in " ,;:.":
        end -= 1
    while start < quantity.start and text[start] in " ,;:":
        start += 1
    return start, end
