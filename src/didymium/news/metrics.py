"""What a stated number measures, by the words of `data/lexicon/figure_metrics.csv` that it stands with.

A word belongs to the number that it stands nearest to: right behind it as its noun ("a 20 % export tax"), else before
it, else behind it; a number or a clause in between makes it unlikely. Of words that overlap the longest counts.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from didymium import labels
from didymium.news.document import Document, Sentence
from didymium.text.quantities import Quantity

REACH = 110  # characters around a number in which the words of a metric are looked for
BACK = 500  # characters before a number in which a passage may tell of what its numbers are
CLOSE = 45  # distance up to which a word speaks against a metric of which the heads are not quite sure
ITS_NOUN, OTHER_NUMBER, REASON = 2.0, 35, 25  # how far off the noun of a number counts; what makes a word further
OTHER_CLAUSE = (40, 80)  # of a word before, and behind
MOVES = (
    r"(?:increase|rise|gain|growth|jump|surge|boost|lift|decrease|decline|drop|fall|cut|reduction|slump|plunge|expansion|"
    r"rebound|slide)"
)
_CARRIED = frozenset(("offtake", "quota", "stock", "lost", "tariff"))  # what further numbers of a passage are of, too
_NOUN = re.compile(
    r"\s?(?:(?!(?:in|of|on|to|by|for|at|from|and|or|as|than|with|is|was|are|were|per|a|the)\b)[\w'-]+\s){0,3}$"
)
_REASON = re.compile(r"\b(?:due|because|amid|after|as|to|on|for|thanks|owing|which|that)\b")  # leads elsewhere
_WHICH = re.compile(r",?\s?(?:which|that|who)\b")  # its clause tells of the noun before it
_MOVE_IN = re.compile(rf"\s?(?:[\w-]+\s){{0,2}}?{MOVES}s?\s(?:in|of)\s(?:[\w'-]+\s){{0,5}}")


class _Word(NamedTuple):
    """A metric that words tell: of which kinds of numbers, by which words."""

    metric: str
    kinds: frozenset[str]
    words: re.Pattern[str]


_WHOLE = re.compile(
    r"\s?(?:share\s)?of\s(?!what\b)(?:[\w'.-]+\s){0,4}?(?P<of>imports|exports|production|output|supply|supplies|"
    r"demand|consumption|reserves)\b"
)
_SHARES = {"imports": "import_share", "exports": "export_share", "demand": "demand_share",
           "consumption": "demand_share", "reserves": "reserves_share"}  # fmt: skip


def share_of(document: Document, q: Quantity) -> str | None:
    """The share that a percentage is by the whole named behind it ("99 % of total imports"), None without one."""
    whole = _WHOLE.match(document.low, q.end)
    return _SHARES.get(whole.group("of"), "production_share") if whole else None


class Told(NamedTuple):
    """A metric and how far off the words stand that tell it, in characters and what weighs like them."""

    metric: str
    far: float


def told_by_words(
    document: Document, sentence: Sentence, q: Quantity, kind: str, others: Sequence[Quantity]
) -> Told | None:
    """The metric whose words a number of a kind stands with; others: the numbers of its sentence."""
    clause, best = sentence.clause(q.start), None
    for metric, start, end in _said(document.low, sentence, q, kind):
        if end <= q.start:
            far, between = float(q.start - end), (end, q.start)
        else:
            noun = _NOUN.fullmatch(document.low, q.end, start) or _MOVE_IN.fullmatch(document.low, q.end, start)
            behind = start - q.end  # of a noun of several words the last counts: "supply deficit"
            far, between = (max(0.0, ITS_NOUN - 0.1 * behind) if noun else float(behind)), (q.end, start)
            far += REASON * (_REASON.search(document.low, q.end, start) is not None)
        far += OTHER_NUMBER * any(between[0] <= o.start < between[1] for o in others if o.unit != "count")
        aside = document.low.count("(", *between) != document.low.count(")", *between)
        other = end > clause[1] or aside or (start < clause[0] and not _WHICH.match(document.low, clause[0], q.start))
        far += OTHER_CLAUSE[start >= q.end] * other
        if best is None or far < best.far:
            best = Told(metric, far)
    if best is None and kind in {"mass", "%"} and (before := _told_before(document, sentence, q, kind)):
        return Told(before, REACH)
    return best


def _said(low: str, sentence: Sentence, q: Quantity, kind: str) -> Iterator[tuple[str, int, int]]:
    """Yields metric and place of the words around a number, without those that are part of longer ones."""
    left, right = max(sentence.start, q.start - REACH), min(sentence.end, q.end + REACH)
    found = [(m.start(), m.end(), w) for w in _words() for m in w.words.finditer(low, left, right)]
    for start, end, word in found:
        part = any(a <= start and end <= b and b - a > end - start for a, b, _ in found)
        if not part and kind in word.kinds and (end <= q.start or start >= q.end):
            yield word.metric, start, end


def _told_before(document: Document, sentence: Sentence, q: Quantity, kind: str) -> str | None:
    """The metric of a number whose own words say none: what the sentence, or the one before, tells of last."""
    first = max(document.sentences[sentence.index - 1].start if sentence.index else sentence.start, q.start - BACK)
    found = [
        (m.start(), metric)
        for metric, kinds, words in _words()
        if metric in _CARRIED and kind in kinds
        for m in words.finditer(document.low, first, q.start)
    ]
    return max(found)[1] if found else None


@cache
def _words() -> tuple[_Word, ...]:
    """The rows of data/lexicon/figure_metrics.csv; a star stands for any ending."""
    with (labels.DATA / "lexicon" / "figure_metrics.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            _Word(r["metric"], frozenset(r["kinds"].split()), re.compile(rf"\b(?:{_longest_first(r['words'])})\b"))
            for r in csv.DictReader(lines)
        )


def _longest_first(words: str) -> str:
    """The alternatives of a row, the longest first, with their stars as any ending."""
    return "|".join(sorted(words.split("|"), key=len, reverse=True)).replace("*", r"\w*")
