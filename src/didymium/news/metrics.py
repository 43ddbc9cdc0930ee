"""What a stated number measures, by the words of `data/lexicon/figure_metrics.csv` that it stands with.

A word belongs to the number that it stands nearest to: right behind it as its noun ("a 20 % export tax"), else before
it, else behind it; a number or a clause in between makes it unlikely. Of words that overlap the longest counts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from didymium import labels
from didymium.news.document import Document, Sentence
from didymium.text.cues import Cues
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
_REASON = re.compile(
    r"\b(?:due|because|amid|after|as|to|on|for|thanks|owing|reflecting|which|that)\b"
)  # leads elsewhere
_WHICH = re.compile(r",?\s?(?:which|that|who)\b")  # its clause tells of the noun before it
_OF = re.compile(r"\s(?:worth\s)?of\s(?:[\w'-]+\s){0,4}")  # "$400 million of newly created preferred stock"
_END = re.compile(r"\w*")
_MOVE_IN = re.compile(rf"\s?(?:[\w-]+\s){{0,2}}?{MOVES}s?\s(?:in|of)\s(?:[\w'-]+\s){{0,5}}")


_IT = re.compile(r"(?:It|This|That|They|These)\b")


class _Word(NamedTuple):
    """A word of the text that tells metrics, each for some kinds of numbers; `metrics` of the row that it stands in."""

    start: int
    end: int
    metrics: tuple[tuple[str, frozenset[str]], ...]


_WHOLE = re.compile(
    r"\s?(?:share\s)?of\s(?!what\b)(?:[\w'.-]+\s){0,6}?(?P<of>imports|exports|production|output|supply|supplies|"
    r"demand|consumption|reserves|resources|deposits|shares|stock|equity)\b"
)
_SHARES = {"imports": "import_share", "exports": "export_share", "demand": "demand_share",
           "consumption": "demand_share", "reserves": "reserves_share",
           "resources": "reserves_share", "deposits": "reserves_share", "shares": "stake", "stock": "stake",
           "equity": "stake"}  # fmt: skip


def share_of(document: Document, q: Quantity) -> str | None:
    """The share that a percentage is by the whole named behind it ("99 % of total imports"), None without one."""
    whole = _WHOLE.match(document.text, q.end)
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
    for metric, start, end in _said(document, sentence, q, kind):
        if end <= q.start:
            far, between = float(q.start - end), (end, q.start)
        else:
            forms = (_NOUN, _MOVE_IN, _OF) if kind == "money" else (_NOUN, _MOVE_IN)
            noun = any(form.fullmatch(document.low, q.end, start) for form in forms)
            behind = start - q.end  # of a noun of several words the last counts: "supply deficit"
            far, between = (max(0.0, ITS_NOUN - 0.1 * behind) if noun else float(behind)), (q.end, start)
            far += REASON * (_REASON.search(document.low, q.end, start) is not None)
        far += OTHER_NUMBER * any(between[0] <= o.start < between[1] for o in others if o.unit != "count")
        aside = document.low.count("(", *between) != document.low.count(")", *between)
        other = end > clause[1] or aside or (start < clause[0] and not _WHICH.match(document.low, clause[0], q.start))
        far += OTHER_CLAUSE[start >= q.end] * other
        if best is None or far < best.far:
            best = Told(metric, far)
    if best is None and kind == "price" and _IT.match(sentence.text):
        cost = (w for w in _between(document, document.sentences[sentence.index - 1].start, sentence.start)
                if sentence.index and any(m == "cost" for m, _ in w.metrics))  # fmt: skip
        return Told("cost", REACH) if any(cost) else None
    if best is None and kind in {"mass", "%"} and (before := _told_before(document, sentence, q, kind)):
        return Told(before, REACH)
    return best


def _said(document: Document, sentence: Sentence, q: Quantity, kind: str) -> Iterator[tuple[str, int, int]]:
    """Yields metric and place of the words around a number that can tell a number of a kind."""
    left, right = max(sentence.start, q.start - REACH), min(sentence.end, q.end + REACH)
    for start, end, metrics in _between(document, left, right):
        if end <= q.start or start >= q.end:
            yield from ((metric, start, end) for metric, kinds in metrics if kind in kinds)


def _told_before(document: Document, sentence: Sentence, q: Quantity, kind: str) -> str | None:
    """The metric of a number whose own words say none: what the sentence, or the one before, tells of last."""
    first = max(document.sentences[sentence.index - 1].start if sentence.index else sentence.start, q.start - BACK)
    said = (
        metric
        for word in reversed(_between(document, first, q.start))
        for metric, kinds in word.metrics
        if metric in _CARRIED and kind in kinds
    )
    return next(said, None)


def _between(document: Document, left: int, right: int) -> tuple[_Word, ...]:
    """The words that tell metrics between two places of the text."""
    words, starts = _words_of(document)
    found = words[bisect_left(starts, left) : bisect_left(starts, right)]
    return tuple(word for word in found if word.end <= right)


@lru_cache(maxsize=8)
def _words_of(document: Document) -> tuple[tuple[_Word, ...], list[int]]:
    """All words of a text that tell metrics, of overlapping ones the longest, and where they start."""
    cues, rows = _lexicon()
    low = document.low
    found = []
    for start, words in cues.found(low):
        for word in words:
            end = start + len(word)
            if word in rows.open:
                end = _END.match(low, end).end()  # type: ignore[union-attr]  # matches always
            elif low[end : end + 1].isalnum():
                continue
            found.append(_Word(start, end, rows.metrics[word]))
    found.sort(key=lambda w: (w.start, -w.end))
    out: list[_Word] = []
    for one in found:
        if out and (one.start, one.end) == (out[-1].start, out[-1].end):
            out[-1] = one._replace(metrics=out[-1].metrics + one.metrics)
        elif not out or one.end > out[-1].end:
            out.append(one)
    return tuple(out), [word.start for word in out]


class _Rows(NamedTuple):
    """The metrics of each word of the lexicon, and the words that stand for any ending."""

    metrics: dict[str, tuple[tuple[str, frozenset[str]], ...]]
    open: frozenset[str]


@cache
def _lexicon() -> tuple[Cues[str], _Rows]:
    """The words of data/lexicon/figure_metrics.csv; a star stands for any ending."""
    metrics: dict[str, tuple[tuple[str, frozenset[str]], ...]] = {}
    open_: set[str] = set()
    for row in labels.lexicon("figure_metrics"):
        for form in row["words"].split("|"):
            word = form.removesuffix("*")
            open_ |= {word} if word != form else set()
            metrics[word] = (*metrics.get(word, ()), (row["metric"], frozenset(row["kinds"].split())))
    return Cues({word: (word,) for word in metrics}), _Rows(metrics, frozenset(open_))
