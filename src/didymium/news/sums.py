"""The numbers of a sentence that an event can hold: quantities, sums of money, counts, lengths of time."""

from __future__ import annotations

import re

from didymium.news.document import Document, Sentence
from didymium.news.implied import numbers_of
from didymium.text.base import WORDS, parse_number
from didymium.text.quantities import Quantity

_COUNTED = re.compile(
    rf"(?<![\w.,$€£¥/-])(?P<n>{WORDS}|\d{{1,3}}(?:,\d{{3}})+|\d{{1,4}})[\s-](?=[A-Za-z])(?P<noun>[A-Za-z]+)", re.I
)
_NO_COUNT = frozenset(["of", "in", "per", "percent", "million", "billion", "and", "or", "to", "january"])
_TIMES = frozenset(["day", "week", "month", "year", "decade", "hour"])
_SPOIL = re.compile(
    r"\s(?:of\s)?(?:[a-z-]+\s){0,2}?(?:wet material|mud|waste|rock|water|tailings|debris|overburden|soil|sludge)\b"
)
_A_YEAR = re.compile(r"(?:19|20)\d\d")


def sums_of(document: Document, sentence: Sentence) -> list[Quantity]:
    """The numbers of a sentence, left to right; money in its currency, counts with what they count."""
    found = list(numbers_of(document)[sentence.index])
    taken = [(q.start, q.end) for q in found]
    for m in sentence.money:
        if not _meets(m.start, m.end, taken):
            found.append(Quantity(m.start, m.end, m.surface, m.value, m.unit, m.high, m.qualifier))
            taken.append((m.start, m.end))
    taken += [(n.start, n.end) for n in sentence.names] + [(d.start, d.end) for d in sentence.dates]
    return sorted([*found, *_counted(document, sentence, taken)], key=lambda q: q.start)


def is_spoil(document: Document, quantity: Quantity) -> bool:
    """Whether a mass is of what nobody mines for ("800,000 tonnes of mud"): no claim and no size of an event."""
    return _SPOIL.match(document.text, quantity.end) is not None


def _counted(document: Document, sentence: Sentence, taken: list[tuple[int, int]]) -> list[Quantity]:
    """The numbers before a plain noun."""
    found = []
    for match in _COUNTED.finditer(document.text, sentence.start, sentence.end):
        said, noun, (start, end) = match.group("n"), match.group("noun").lower(), match.span("n")
        if (
            noun in _NO_COUNT
            or len(noun) < 3
            or noun.rstrip("s") in _TIMES
            or _A_YEAR.fullmatch(said)
            or _meets(start, end, taken)
        ):
            continue
        found.append(Quantity(start, end, said, parse_number(said), "count", None, None, noun))
    return found


def _meets(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    return any(a < end and start < b for a, b in taken)
