"""The form of a sentence: what it asserts, typed, so that it can be evaluated against evidence."""

from __future__ import annotations

from typing import Literal

from didymium.records.base import Record

Polarity = Literal["positive", "negative"]
Modality = Literal["fact", "plan", "possible", "expected", "required", "conditional", "assumed"]
Quantifier = Literal["exactly", "about", "nearly", "more than", "at least", "less than", "up to", "between"]


class Quantity(Record):
    """A number as a sentence states it.

    value, low, high: in `unit`; a range alone leaves `value` empty.
    kind: money, mass, mass_rate, share, ratio, change, price, count, duration, date, probability, ...
    role: what the number is of (output, cut, quota, capacity, price, loan, stake, stock, loss, ...).
    evidence: id of the evidence whose figure it is; quantities without one are proven by the form's own evidence.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str
    kind: str
    role: str
    quantifier: Quantifier = "exactly"
    evidence: str | None = None


class Form(Record):
    """One proposition. A sentence carries one or more; empty slots are not asserted.

    subject, object: ISO 3166 alpha-3 codes, `EUU`, `WLD`, labels of minerals, or plain names.
    predicate: a word of the proof's lexicon (`produces`, `restricts`, `eases`, `costs`, `rises`, `holds_share`, ...).
    good: the form of the mineral (oxide, carbonate, magnet, concentrate, ...).
    time: ISO date, YYYY-MM, YYYY, or two of them joined by `/`.
    attribution: who says so (`article`, a named party, `analysts`); None where the sentence says it by itself.
    cause: the subject of the proposition that the sentence gives as the cause of this one.
    condition: what must hold (`if ...`), in the words of the evidence.
    """

    subject: str | None = None
    predicate: str
    object: str | None = None
    quantities: tuple[Quantity, ...] = ()
    mineral: str | None = None
    stage: str | None = None
    good: str | None = None
    time: str | None = None
    polarity: Polarity = "positive"
    direction: Literal["up", "down", "tighten", "ease"] | None = None
    modality: Modality = "fact"
    attribution: str | None = None
    cause: str | None = None
    condition: str | None = None
    evidence: tuple[str, ...] = ()
