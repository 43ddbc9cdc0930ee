"""News Summary: the sentences of the article that carry its events and figures, and nothing else."""

from __future__ import annotations

import re

from didymium.brief.anaphora import OPENING, leans
from didymium.brief.lead import Lead
from didymium.brief.ledger import Ledger, say
from didymium.news.sentences import split_sentences
from didymium.records import Reading, Sentence

MOST, FEWEST, MOST_WORDS = 6, 3, 170
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


def summary(reading: Reading, lead: Lead | None, ledger: Ledger) -> tuple[Sentence, ...]:
    """Three to six verbatim sentences in the order of the article (fewer where it has fewer).

    Ranked by the events and claims that they carry, their place and the words of the headline; a sentence that leans on
    others ("That decision ...", "... he said") comes in only together with them. Openings such as "However," are cut.
    """
    spans = list(split_sentences(reading.article.text))
    prose = [_is_prose(reading.article.text[s:e]) for s, e in spans]
    if not any(prose):
        return ()
    scores = [_score(reading, lead, s, e, i) for i, (s, e) in enumerate(spans)]
    chosen = _choose(reading.article.text, spans, scores, prose)
    return tuple(verbatim(reading.article.text, spans[i], ledger) for i in chosen)


def _is_prose(text: str) -> bool:
    words = text.split()
    return 5 <= len(words) <= 60 and text.rstrip()[-1:] in ".!?”\"’'" and not _FURNITURE.search(text)


def _score(reading: Reading, lead: Lead | None, start: int, end: int, index: int) -> float:
    """Salience of one sentence: what it states, where it stands, how well it fits the headline."""
    score = 1.2 / (1 + 0.35 * index)
    for event in reading.events:
        if event.start < end and event.end > start:
            first = lead is not None and event == lead.event
            score += (2.0 if first else 1.2) * (0.5 if event.background else 1.0)
    score += 0.7 * min(2, sum(c.start < end and c.end > start for c in reading.claims))
    words = set(re.findall(r"[a-z]{4,}", reading.article.text[start:end].lower()))
    title = set(re.findall(r"[a-z]{4,}", reading.article.title.lower()))
    score += 1.0 * len(words & title) / max(1, len(title))
    text = reading.article.text[start:end]
    score -= 1.0 if text.lstrip()[:1] in "\"“'‘" else 0.0
    return score - 0.4 * (len(text.split()) > 45)


def _choose(text: str, spans: list[tuple[int, int]], scores: list[float], prose: list[bool]) -> list[int]:
    """Indices of the best sentences within the word budget, in order; one that leans brings what it leans on."""
    chosen: set[int] = set()
    words = 0
    for i in sorted((k for k, fit in enumerate(prose) if fit), key=lambda k: -scores[k]):
        chain = _chain(text, spans, prose, i)
        need = [k for k in chain if k not in chosen]
        if not need:
            continue
        size = sum(len(text[slice(*spans[k])].split()) for k in need)
        if len(need) == 1 and any(_again(text[slice(*spans[i])], text[slice(*spans[k])]) for k in chosen):
            continue
        if len(chosen) + len(need) > MOST or (words + size > MOST_WORDS and len(chosen) >= FEWEST):
            continue
        chosen.update(need)
        words += size
    return sorted(chosen) or [prose.index(True)]


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


def verbatim(text: str, span: tuple[int, int], ledger: Ledger) -> Sentence:
    """A sentence of the article, without its dateline and opening word."""
    words = _MARKUP.sub("", _DATELINE.sub("", text[slice(*span)].strip()))
    words = OPENING.sub("", words)
    return say(words[:1].upper() + words[1:], ledger.span(*span))
