"""What a firm reports of a period: results, told from the measures of the opening before any event."""

from __future__ import annotations

import re
from collections import Counter

from didymium import labels
from didymium.news.completion import UMBRELLAS
from didymium.news.families import FAMILIES
from didymium.news.sentences import split_sentences
from didymium.records import Article, Event
from didymium.text.gazetteer import find_names

_MEASURES = re.compile(  # of what a firm made, sold or earned
    r"(?i)\b(?:(?P<revenue>revenues?|turnover)|(?P<sales>sales)|(?P<profit>(?:net |pre-tax |underlying |after )?"
    r"(?:profits?(?!.taking)|loss(?:es)?|income|earnings)|loss-making|EBITDA)|(?P<output>output|production|shipments)|"
    r"(?P<cash>cash ?flow|dividends?|payout)|(?P<time>half-year|first half|second half|(?:first|second|third|fourth|"
    r"(?:march|june|september|december))[- ]quarter|quarterly|six months|three months|full-year|year ended))\b"
)
BY_PRODUCTS = frozenset({"gold", "silver", "sulfur"})  # named beside the news; its subject where the headline says so
BULK = frozenset({"iron ore", "metallurgical coal"})  # dug beside what nobody has enough of
OPENING = 900  # characters in which results tell whose they are and what was measured
TOLD_OF = 2  # different measures in the opening from which an article tells results
_HAS_SIZE = re.compile(r"\d")


def measures_of(*texts: str) -> frozenset[str]:
    """Which measures of a firm texts tell: revenue, sales, profit, output, cash, time."""
    return frozenset(str(m.lastgroup) for text in texts for m in _MEASURES.finditer(text))


def results_of(article: Article) -> Event | None:
    """What a firm reports of a period, by the first sentence that gives it a figure; None where no results are told."""
    text = article.text
    opening = [s for s in split_sentences(text) if s[0] < OPENING]
    sized = [s for s in opening if _HAS_SIZE.search(text[slice(*s)])]
    told = measures_of(article.title, *(text[slice(*s)] for s in sized))
    firms = [n.id for n in find_names(text[:OPENING]) if n.kind == "company"]
    minerals = Counter(n.id for n in find_names(text) if n.kind == "mineral")
    titled = [n.id for n in find_names(article.title) if n.kind == "mineral"]
    named = [m for m in (*titled, *(m for m, _ in minerals.most_common())) if m not in UMBRELLAS]
    named = [m for m in named if m not in BY_PRODUCTS | BULK] or named
    rivals = [
        m
        for m in named[1:]
        if minerals[m] == minerals[named[0]] and m not in {*labels.members(named[0]), *labels.groups(named[0])}
    ]
    rivals = [] if named[:1] == titled[:1] else rivals
    if not (firms and named) or rivals or len(told) < TOLD_OF or not told & {"revenue", "profit"}:
        return None

    def measures(place: tuple[int, int]) -> tuple[int, int]:
        here = measures_of(text[slice(*place)])
        return len(here & {"revenue", "profit"}), len(here)

    left, right = max(sized or opening, key=measures)
    return Event(
        type="corporate",
        family=FAMILIES["corporate"],
        lead=True,
        status="in_force",
        minerals=(named[0],),
        firms=(firms[0],),
        start=left,
        end=right,
        quote=text[left:right],
        confidence={"minerals": 1.0},
    )
