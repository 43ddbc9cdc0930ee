"""News Summary: the sentences of the article that carry its events and figures, and nothing else."""

from __future__ import annotations

import re

from didymium.brief.anaphora import OPENING, leans
from didymium.brief.lead import Lead
from didymium.brief.ledger import Ledger, carried, say
from didymium.news.sentences import split_sentences
from didymium.proof import Context
from didymium.records import Reading, Sentence

MOST, FEWEST, MOST_WORDS = 6, 4, 190
LEANS = 2  # sentences that one may bring along
_DATELINE = re.compile(
    r"^(?:[A-Z][A-Z.'’ /-]{2,40}(?:, [A-Z][a-z]+\.? ?[A-Za-z]*)?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?"
    r"(?: \([^)]{2,40}\))?\s*(?:-|–|—|--|:)+\s+|[A-Z][a-z]{2,}(?: [A-Z][a-z]+)? (?:-|–|—|--) (?=[A-Z]))"
)
_MARKUP = re.compile(r"^(?:\*\*[^*]{1,60}\*\*|[•·▪#>*–-]+)\s*")
SAME = 0.5  # share of the shorter sentence's words from which two tell the same
_FURNITURE = re.compile(
    r"(?i)(sign up|subscribe|click here|read more|cookie|all rights reserved|photo:|advertisement|"
    r"reporting by|editing by|©)"
)


_CONDITION = re.compile(
    r"(?i)\b(?:subject to|contingent|conditional|pending|unless|until|provided that|if approved|expires?|"
    r"t(?:ook|akes?|aking) effect|effective|not yet|has yet to|denied|draft|proposed|preliminary)\b"
)
_FIGURE = re.compile(r"[$€£¥]?\d[\d,.]*(?:\s?(?:%|percent|per cent|million|billion|trillion|m|bn|tonnes?|tons?|t)\b)?")
OLD = 0.5  # weight of an event that the article recalls
FIRST = 10.0  # what the lead's sentence is worth beyond all others
NEW = 0.25  # worth of a figure, date or name that no chosen sentence has told, in sentences of the headline's words


def summary(reading: Reading, lead: Lead | None, ledger: Ledger, context: Context) -> tuple[Sentence, ...]:
    """Four to six verbatim sentences in the order of the article (fewer where it has fewer).

    The sentence of the lead comes first; then, one by one, the sentence that adds most: events and claims, the words of
    the headline, conditions and days, figures and names that are not told yet. One that leans on others ("That decision
    ...", "... he said") comes in only together with them. Openings such as "However," are cut.
    """
    text = reading.article.text
    spans = list(split_sentences(text))
    prose = [is_prose(text[s:e]) for s, e in spans]
    if not any(prose):
        return ()
    scores = [_score(reading, lead, s, e, i) for i, (s, e) in enumerate(spans)]
    first = prose.index(True) if lead is None else _place(spans, lead.event.start)
    scores[first] += FIRST
    chosen = _choose(text, spans, scores, prose)
    told = (carried(verbatim(text, spans[i], ledger), ledger, context) for i in chosen)
    return tuple(s for s in told if s is not None)


def _place(spans: list[tuple[int, int]], at: int) -> int:
    """The sentence in which a place of the text lies."""
    return max((k for k, (start, _) in enumerate(spans) if start <= at), default=0)


def is_prose(text: str) -> bool:
    """Whether a piece of the text is a sentence, and no heading, caption or appeal to subscribe."""
    words = text.split()
    return 5 <= len(words) <= 60 and text.rstrip()[-1:] in ".!?”\"’'" and not _FURNITURE.search(text)


def _score(reading: Reading, lead: Lead | None, start: int, end: int, index: int) -> float:
    """Salience of one sentence: what it states, where it stands, how well it fits the headline."""
    score = 1.2 / (1 + 0.35 * index)
    for event in reading.events:
        if event.start < end and event.end > start:
            first = lead is not None and event == lead.event
            score += (2.0 if first else 1.2) * (OLD if event.background else 1.0)
    text = reading.article.text[start:end]
    score += 0.5 * min(2, sum(c.start < end and c.end > start for c in reading.claims))
    words = set(re.findall(r"[a-z]{4,}", text.lower()))
    title = set(re.findall(r"[a-z]{4,}", reading.article.title.lower()))
    score += 1.0 * len(words & title) / max(1, len(title))
    score += 0.6 * (_CONDITION.search(text) is not None)
    old = re.findall(r"\b(?:19|20)\d\d\b", text)
    if old and reading.article.published and max(old) < str(int(reading.article.published[:4]) - 1):
        score -= 0.8
    score -= 1.0 if text.lstrip()[:1] in "\"“'‘" else 0.0
    return score - 0.4 * (len(text.split()) > 45)


def _choose(text: str, spans: list[tuple[int, int]], scores: list[float], prose: list[bool]) -> list[int]:
    """Indices of the sentences that together tell most within the word budget, in order of the text."""
    told = [_told(text[slice(*span)]) for span in spans]
    open_, chosen, words = {k for k, fit in enumerate(prose) if fit}, set[int](), 0
    while open_ and len(chosen) < MOST:
        known = frozenset[str]().union(*(told[k] for k in chosen))
        best = max(open_, key=lambda k: (scores[k] + NEW * len(told[k] - known), -k))
        open_.discard(best)
        need = [k for k in _chain(text, spans, prose, best) if k not in chosen]
        alike = any(_again(text[slice(*spans[best])], text[slice(*spans[k])]) for k in chosen)
        size = sum(len(text[slice(*spans[k])].split()) for k in need)
        over = len(chosen) + len(need) > MOST or (words + size > MOST_WORDS and len(chosen) >= FEWEST)
        if need and not over and not (len(need) == 1 and alike):
            chosen.update(need)
            words += size
    return sorted(chosen) or [prose.index(True)]


def _told(sentence: str) -> frozenset[str]:
    """The figures, days and names of a sentence."""
    names = re.findall(r"(?<=[a-z,] )[A-Z][\w-]+", sentence)
    return frozenset((*(f.strip() for f in _FIGURE.findall(sentence)), *names))


def _again(sentence: str, other: str) -> bool:
    """Whether a sentence tells what another tells: most words of the shorter one stand in both."""
    first, second = (set(re.findall(r"[a-z]{4,}", words.lower())) for words in (sentence, other))
    return len(first & second) > SAME * min(len(first), len(second))


def _chain(text: str, spans: list[tuple[int, int]], prose: list[bool], last: int) -> list[int]:
    """A sentence with those before it on which it leans, two at most; empty where these do not carry it."""
    for first in range(last, max(last - LEANS, 0) - 1, -1):
        if not prose[first]:
            return []
        if not leans(text[slice(*spans[first])]):
            return list(range(first, last + 1))
    return []


def verbatim(text: str, span: tuple[int, int], ledger: Ledger) -> tuple[Sentence, ...]:
    """A sentence of the article without its dateline and opening word, then as it stands there."""
    whole = text[slice(*span)].strip()
    words = OPENING.sub("", _MARKUP.sub("", _DATELINE.sub("", whole)))
    key = ledger.span(*span)
    return say(words[:1].upper() + words[1:], key), say(whole, key)
