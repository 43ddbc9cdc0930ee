"""The lead of an article: the one event that is its news; what kind of article it is."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from didymium.news.directions import LEXICON, SIDED
from didymium.records import Article, ArticleKind, Event
from didymium.text.cues import lower

OPENING = 600  # characters of the text that tell what kind of article it is
ENOUGH = 3  # weight of words from which a kind is taken
EQUAL = 0.6  # of the lead's score: an event of the headline from here on is news of equal weight
_WORD = re.compile(r"[a-z][a-z'-]{2,}|\d[\d.,]*")
_COMMON = (
    "the and for with from over under into that this its his her their will would may says said say new after amid as "
    "has have had was were are been more than out off per cent percent who which about between"
)
_EMPTY = frozenset(_COMMON.split())
_COMMENT = frozenset(("opinion", "research"))


def kind_of(article: Article) -> ArticleKind:
    """What kind of article it is, by the words of `data/lexicon/article_kinds.csv` in headline, opening and text."""
    opening = lower(article.text[:OPENING])
    places = {
        "title": f" {_plain(lower(article.title))} ",
        "opening": f" {_plain(opening)} ",
        "text": f" {_plain(opening + ' ' + lower(article.text[-OPENING:]))} ",
    }
    weights: Counter[ArticleKind] = Counter()
    for kind, where, weight, words in _kinds():
        if f" {words}" in places[where]:
            weights[kind] += weight
    kind, weight = next(iter(weights.most_common(1)), ("news", 0))
    return kind if weight >= ENOUGH else "news"


def pick(article: Article, events: Sequence[Event], headline: Sequence[Event], kind: str) -> int | None:
    """The number of the event that is the news, None where all of them are background.

    headline: the events that the headline states by itself. An event scores by its family and direction standing in
    the headline, by the words, minerals and sides that it shares with it, and by its place in the text.
    """
    fresh = [i for i, e in enumerate(events) if not e.background and e.status != "denied"]
    if not fresh and (kind in _COMMENT or not events):
        return None
    scores = {i: score(article, events[i], headline) for i in fresh or range(len(events))}
    return max(scores, key=lambda i: (scores[i], -events[i].start))


def score(article: Article, event: Event, headline: Sequence[Event]) -> float:
    """How much an event is what headline and first paragraphs tell."""
    words = _content(article.title)
    shared = len(words & _content(event.quote)) / max(3, len(words))
    told = max((_alike(event, h) for h in headline), default=0.0)
    before = article.text[: event.start].count("\n") if event.start < 4000 else 40
    place = event.start / 1500 + 0.05 * before
    return 1.2 * told + 2.0 * shared - min(1.5, place) - 0.8 * event.background - 0.2 * (event.status == "denied")


def also(article: Article, events: Sequence[Event], lead: int, headline: Sequence[Event]) -> tuple[int, ...]:
    """The numbers of other events of equal weight: the headline tells them too."""
    best = score(article, events[lead], headline)
    if best <= 0:
        return ()
    return tuple(
        i
        for i, e in enumerate(events)
        if i != lead and not e.background and score(article, e, headline) >= EQUAL * best
        and any(_alike(e, h) >= 1 for h in headline)
    )  # fmt: skip


def _alike(event: Event, other: Event) -> float:
    """1 and more where family and direction are the same, more by minerals and sides."""
    if event.family != other.family:
        return 0.0
    same = 0.5 + 0.5 * (event.direction == other.direction)
    sides = set(event.actors) | (set(event.parties) if event.family in SIDED else set())
    return same + 0.3 * bool(set(event.minerals) & set(other.minerals)) + 0.3 * bool(sides & set(other.actors))


def _content(text: str) -> frozenset[str]:
    """The first letters of the words of a text that carry content."""
    return frozenset(w[:6] for w in _WORD.findall(lower(text)) if w not in _EMPTY)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w.:'&-]+", " ", text).split())


@cache
def _kinds() -> tuple[tuple[ArticleKind, str, int, str], ...]:
    with (LEXICON / "article_kinds.csv").open(encoding="utf-8", newline="") as lines:
        return tuple((r["kind"], r["where"], int(r["weight"]), r["words"]) for r in csv.DictReader(lines))  # type: ignore[misc]
