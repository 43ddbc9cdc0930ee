"""How far an event has come: a linear model over the seven statuses beside the verdict of the rules of `status`."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

import numpy as np

from didymium.news.document import Document, Sentence
from didymium.news.encoder import log_softmax, mixed
from didymium.news.model import TYPES, stem
from didymium.news.spot import Names, Spot, logits

SLOT = "status"
STATUSES = ("in_force", "announced", "proposed", "ended", "reported", "suspended", "denied")
_TOKEN = re.compile(r"[a-z]+(?:'t)?|%|\$|\d+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_REACH = 110


def status_at(spot: Spot, ruled: str | None, date: str | None) -> str:
    """The likeliest status; `ruled` is what the rules say (a denial stands), `date` when the event takes effect."""
    if ruled == "denied":
        return ruled
    odds = np.array(logits(SLOT, spot.kind, (features(spot, ruled, date),))[0])
    read = spot.document.encoded
    seen = None if read is None else read.status(spot.sentence.index, TYPES.index(spot.kind))
    return STATUSES[int(np.argmax(odds if seen is None else mixed(log_softmax(odds), log_softmax(seen))))]


def features(spot: Spot, ruled: str | None, date: str | None) -> Names:
    """The names of the features of an event's status."""
    text, (start, end), (first, last) = spot.document.low, spot.trigger, spot.clause
    before = _TOKEN.findall(text, max(first, start - 80), start)
    around = _TOKEN.findall(text, max(first, start - _REACH), min(last, end + _REACH))
    quote = _TOKEN.findall(text, *spot.quote)
    return {
        "": (f"ruled {ruled}", f"date {_when(spot, date)}", f"at {min(spot.sentence.index, 3)}", *_years(spot)),
        "b ": set(before[-8:]),
        "b1 ": before[-1:] or ("",),
        "b2 ": (" ".join(before[-2:]),),
        "a ": set(_TOKEN.findall(text, end, min(last, end + 60))[:6]),
        "t ": {stem(w) for w in _TOKEN.findall(text, start, end)},
        "w ": {*around, *map(" ".join, pairwise(around))},
        "s ": _words_of(spot.document, spot.sentence),
        "q ": set(quote),
        "q0 ": (" ".join(quote[:2]),),
    }


@lru_cache(maxsize=64)
def _words_of(document: Document, sentence: Sentence) -> frozenset[str]:
    return frozenset(_TOKEN.findall(document.low, sentence.start, sentence.end))


def _when(spot: Spot, date: str | None) -> str:
    """Whether the date lies before, on or after the article's."""
    reference = spot.document.reference
    if not date or not reference:
        return "none"
    own = reference.isoformat()[: len(date)]
    return "ahead" if date > own else "same" if date == own else "past"


def _years(spot: Spot) -> set[str]:
    """Whether the sentence names years to come or past ones."""
    reference = spot.document.reference
    years = [int(y) for y in _YEAR.findall(spot.sentence.text)] if reference else []
    return {"year ahead" if y > reference.year else "year past" for y in years if reference and y != reference.year}
