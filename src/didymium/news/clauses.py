"""Whose clause a number stands in: "A mines 70 % of the world's X, and B 40 % of its Y" are two tellings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from didymium.news.document import Actor, Sentence

_LINK = re.compile(r"(?:[,;]|\s[-–—]|\band|\bwhile|\bwhereas|\bbut)(?:\s(?:and|while|whereas|but))?\s(?:the\s)?$", re.I)

_REACH = 24  # characters before a party in which what links its clause stands


class Telling(NamedTuple):
    """A clause that begins with who it is about, up to the next one; positions in the folded text."""

    start: int
    end: int
    who: Actor


def telling_of(sentence: Sentence, numbers: Sequence[tuple[int, int]], at: int) -> Telling | None:
    """The coordinated clause with its own subject in which the number at a place stands; None without two such.

    numbers: where the numbers of the sentence start and end. A party opens a clause right behind a comma, "and" or
    "while" where a number stands between it and the party that opened the one before.
    """
    opened = [p for p in sentence.parties if not p.adjective][:1]
    for party in sentence.parties:
        at_party = party.start - sentence.start
        linked = _LINK.search(sentence.text, max(0, at_party - _REACH), at_party)
        if opened and not party.adjective and linked and _number_in(numbers, opened[-1].end, party.start):
            opened.append(party)
    if len(opened) < 2:
        return None
    ends = [*(p.start for p in opened[1:]), sentence.end]
    tellings = [Telling(p.start, end, p) for p, end in zip(opened, ends, strict=True)]
    if not all(_number_in(numbers, t.start, t.end) for t in tellings):
        return None
    return next((t for t in tellings if t.start <= at < t.end), None)


def _number_in(numbers: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return any(start <= first and last <= end for first, last in numbers)
