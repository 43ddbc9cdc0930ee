"""Claims of an article: checkable numbers about the mineral world, each with metric, subject, mineral and year.

Deal money, stakes, tariff rates and lengths of time belong to events; falls are negative; a range gives one claim a
bound; an undated statement in the present tense has no year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from didymium import labels
from didymium.news.amounts import falls
from didymium.news.claim_model import (
    NONE,
    Around,
    ClaimModel,
    Words,
    claim_model,
    context_of,
    families_of,
    words_at,
    words_of,
)
from didymium.news.claim_slots import Told, best, stages, subjects, years
from didymium.news.document import MAGNETS, Document, Sentence, minerals_in
from didymium.news.encoder import Place
from didymium.news.implied import numbers_of
from didymium.news.merge import Statement
from didymium.news.metrics import inherited, metric_of
from didymium.text.quantities import Quantity


class Found(NamedTuple):
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


Meaning = tuple[float, str, str, str]
"""Value, unit, mineral and metric of a claim."""


def find_claims(
    document: Document, events: Sequence[Statement] = (), model: ClaimModel | None = None
) -> tuple[Found, ...]:
    """The claims that the article makes, in the order of the text.

    events: those that `find_events` finds in it; model: defaults to the one that ships.
    """
    if not any(n.kind == "mineral" for n in document.names + document.title_names):
        return ()
    known = model or claim_model()
    found: list[Found] = []
    told: set[Meaning] = set()
    before: Words | None = None
    for sentence, numbers in zip(document.sentences, numbers_of(document), strict=True):
        if numbers:
            words, context = words_around(document, sentence, numbers, before)
            near = [e for e in events if e.sentence == sentence.index]
            for index, metric in enumerate(_metrics(document, sentence, numbers, known, words, context, near)):
                if metric:
                    found += _claims(document, sentence, numbers, index, metric, told)
        before = words if numbers and numbers == sentence.quantities else None
    return tuple(found)


def _metrics(
    document: Document,
    sentence: Sentence,
    numbers: Sequence[Quantity],
    model: ClaimModel,
    words: Words,
    context: Words | None,
    events: Sequence[Statement],
) -> Iterator[str | None]:
    """Yields the metric of each number of a sentence by the model, None where it is no claim."""
    before: str | None = None
    for index, rule in enumerate(by_rules(document, sentence, numbers)):
        around = Around(rule, before, context, told_by(events, numbers[index]))
        place = Place(sentence.index, numbers[index].start, numbers[index].end)
        seen = None if document.encoded is None else document.encoded.metric(place)
        metric = model.metric(families_of(words, numbers, index, around), words_at(words, numbers[index]), seen)
        metric = rule if metric == "production_share" and rule in _LATER_STAGE else metric
        if metric in {"price", "price_change"} and "/" in numbers[index].unit:
            metric = "price_change" if numbers[index].of == "change" else "price"
        if metric == "price_change" and numbers[index].unit == "%" and _no_change(document, sentence, numbers[index]):
            metric = None
        before = metric or NONE
        yield metric


_SHARES = re.compile(
    r"\b(?:shares?|stocks?|listed|market\s(?:value|cap\w*)|equit(?:y|ies)|exchange-traded|ETF|index)\b(?!\sof\b)"
)
_LEVEL = re.compile(r"\sof\s(?:what|its|their|the|last|that)\b")
_PRICES = re.compile(r"\b(?:pric\w+|spot|futures|benchmark|quot\w+|premium|assess\w+|market)\b", re.I)


def _no_change(document: Document, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a percentage is a level ("half of what it was") or has moved the shares of a company, not a price."""
    if _LEVEL.match(document.text, quantity.end) and quantity.of != "change":
        return True
    named = [n for n in sentence.names if n.end <= quantity.start and n.kind in {"company", "mineral"}]
    firm = bool(named) and named[-1].kind == "company"
    start = named[-1].start if firm else sentence.clause(quantity.start)[0]
    before = document.text[start : quantity.start]
    return not _PRICES.search(before) and (firm or _SHARES.search(before) is not None)


def told_by(events: Iterable[Statement], number: Quantity) -> list[str]:
    """What the events of its sentence have to do with a number: each holds it, is quoted with it or stands beside."""
    out = []
    for event in events:
        held = any(abs(abs(a.value) - abs(number.value)) <= 0.001 * abs(number.value) for a in event.amounts)
        inside = event.start <= number.start < event.end
        out.append(f"{'holds' if held else 'quotes' if inside else 'beside'} {event.type}")
    return out or ["none"]


def words_around(
    document: Document, sentence: Sentence, numbers: Sequence[Quantity], before: Words | None = None
) -> tuple[Words, Words | None]:
    """The words of a sentence and those of the sentence before it (`before` where they are at hand)."""
    last = document.sentences[sentence.index - 1] if sentence.index else None
    if last and before is None:
        before = context_of(document, last)
    return words_of(document, sentence, numbers), before


def by_rules(document: Document, sentence: Sentence, numbers: Sequence[Quantity]) -> list[str | None]:
    """The metric of each number of a sentence by the rules alone, None where they see no claim."""
    out: list[str | None] = []
    for index, quantity in enumerate(numbers):
        span = _window(sentence, numbers, index)
        local = document.text[span[0] : span[1]]
        carried = inherited(document, sentence, quantity, out[-1] if out else None)
        out.append(carried or metric_of(document, sentence, quantity, local, span))
    return out


def _claims(
    document: Document, sentence: Sentence, numbers: Sequence[Quantity], index: int, metric: str, known: set[Meaning]
) -> list[Found]:
    """The claim of one number, two of a range; none that is `known`: a value told again is not a second claim."""
    quantity = numbers[index]
    if metric in _MADE and quantity.unit != "%" and _cut_by(document, sentence, quantity):
        metric = "other"
    told = told_of(document, sentence, numbers, index, metric)
    if told is None:
        return []
    if metric == "magnet_share" and told.mineral not in _magnetic():
        metric = "other"
        told = told._replace(metric=metric)
    sign = -1.0 if quantity.value > 0 and _falls(document, sentence, quantity, metric) else 1.0
    values = [round(sign * v, 6) for v in (quantity.value, quantity.high) if v is not None]
    unit = unit_of(quantity, metric)
    new = [v for v in dict.fromkeys(values) if (v, unit, told.mineral, metric) not in known]
    if not new:
        return []
    known.update((v, unit, told.mineral, metric) for v in new)
    start, end = _claim_quote(document, sentence, quantity)
    stage = _STAGE.get(metric) or best("stage", told, stages(told))
    subject, year = best("subject", told, subjects(told)), best("year", told, years(told))
    return [
        Found(metric, subject, told.mineral, stage, v, unit, year, quantity.approx, quantity.qualifier, start, end)
        for v in new
    ]


_WHOLE = {"quota", "reserves", "imports", "exports"}  # masses, whether or not the text says "a year"


def unit_of(quantity: Quantity, metric: str) -> str:
    """The unit of a claim: a capacity, and what a year brings, is a rate; a quota or trade of a year is a mass."""
    if quantity.per not in {None, "yr"}:
        return f"{quantity.unit}/{quantity.per}"
    if metric == "capacity" and quantity.unit == "t":
        return "t/yr"
    if metric in _WHOLE and quantity.unit == "t/yr":
        return "t"
    if quantity.per and metric not in _WHOLE and "/" not in quantity.unit:
        return f"{quantity.unit}/yr"
    return "times" if quantity.unit == "x" else quantity.unit


def told_of(
    document: Document, sentence: Sentence, numbers: Sequence[Quantity], index: int, metric: str
) -> Told | None:
    """The claim that a number makes where it is told, None where no mineral is meant."""
    span = _window(sentence, numbers, index)
    mineral = _mineral_near(document, sentence, numbers[index], metric, span)
    clause = sentence.clause(numbers[index].start)
    return Told(document, sentence, numbers[index], metric, mineral, span, clause) if mineral else None


_CHANGES = {"price_change", "production", "demand", "exports", "imports", "capacity", "quota"}
_FELL_BY = re.compile(
    r"\b(?:fell|fallen|dropped|cut|down|slumped|shrank|shrunk|declined?|lost|reduced|slid|slipped|off|plunged|tumbled|dived|drop)"
    r"(?:\s(?!to\b|from\b)\w+){0,4}?\s(?:by\s)?(?:about\s|some\s|nearly\s|almost\s|more\sthan\s|over\s)?$"
)
_MADE = {"production", "exports", "imports", "capacity", "demand"}
_CUT_BY = re.compile(
    r"\b(?:cut(?:ting)?|reduc(?:e|ed|ing)|lower(?:ed|ing)?|fell|fall|drop(?:ped)?|declin(?:e|ed)|shr[aiu]nk)\b[^.;]{0,90}\sby\s"
    r"(?:about\s|some\s|nearly\s|around\s)?$"
)
_SIGNED = re.compile(r"(?:^|[\s(:,])[−–-]$")
_FEWER = re.compile(r"\s(?:less|fewer|lower|below|short\sof|smaller)\b")


@cache
def _magnetic() -> frozenset[str]:
    """The minerals that a share of magnets can be about."""
    return frozenset({"rare earths", *MAGNETS, *labels.members("rare earths")})


def _cut_by(document: Document, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether something is said to fall by the number ("will cut output in May by 6,500 tonnes")."""
    return _CUT_BY.search(document.text[max(sentence.start, quantity.start - 120) : quantity.start]) is not None


def _falls(document: Document, sentence: Sentence, quantity: Quantity, metric: str) -> bool:
    """Whether the number is a fall: of a share of change, or of a price by a sum."""
    if quantity.unit == "%" and _SIGNED.search(document.text[max(0, quantity.start - 3) : quantity.start]):
        return metric in _CHANGES
    if metric == "other" and _cut_by(document, sentence, quantity):
        return True
    if metric == "other" and quantity.unit == "%":
        before = document.text[max(sentence.start, quantity.start - 50) : quantity.start]
        return _FEWER.match(document.text, quantity.end) is not None or _FELL_BY.search(before) is not None
    if quantity.of == "change" and quantity.unit == "%":  # "doubled", "halved": the word has its sign
        return False
    relative = quantity.unit in {"%", "x"} or (metric == "price_change" and "/" in quantity.unit)
    return metric in _CHANGES and relative and falls(document, sentence, quantity)


_LATER_STAGE = ("processing_share", "magnet_share")  # a share of output whose stage the words beside it name
_STAGE = {"magnet_share": "component", "processing_share": "refine", "reserves_share": "mine", "reserves": "mine"}


def _window(sentence: Sentence, numbers: Sequence[Quantity], index: int) -> tuple[int, int]:
    """The words around one number: its clause, not past the neighbouring numbers."""
    quantity = numbers[index]
    start, end = sentence.clause(quantity.start)
    if index and numbers[index - 1].end > start:
        start = numbers[index - 1].end
    if index + 1 < len(numbers) and numbers[index + 1].start < end:
        end = numbers[index + 1].start
    return start, max(end, quantity.end)


_NEXT = re.compile(r"[,;:]\s|\b(?:and|but|while|whereas|as|when)\b")


def _mineral_near(
    document: Document, sentence: Sentence, quantity: Quantity, metric: str, span: tuple[int, int]
) -> str | None:
    """The mineral that a number is about: right after it, in its window, in the sentence, in the story."""
    minerals = sentence.minerals
    if quantity.unit == "count" and metric in {"list_count", "other", "import_reliance"}:
        return "critical minerals"
    inside = [n for n in minerals if span[0] <= n.start < span[1]]
    before = [n for n in inside if n.end <= quantity.start]
    after = [n for n in inside if 0 <= n.start - quantity.end < 60]
    if minerals and minerals[0].end <= quantity.start:
        after = [n for n in after if not _NEXT.search(document.text, quantity.end, n.start)]
    earlier = [n for n in minerals if n.end <= quantity.start][-1:]
    ahead = [n for n in inside if n.start >= quantity.end and (n in after or not earlier)]
    for pool in (after[:1], before[-1:], ahead[:1], earlier, minerals[:1]):
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


def _claim_quote(document: Document, sentence: Sentence, quantity: Quantity) -> tuple[int, int]:
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
