"""The article's own sentences for the bottom line: who did what, on what it still hangs, which figures size it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from didymium import labels
from didymium.brief.anaphora import definite, leans
from didymium.brief.lead import Lead
from didymium.brief.ledger import Ledger, carried, say
from didymium.brief.summary import is_of, is_prose, tells_of_the_past, worded, wordings
from didymium.news.sentences import split_sentences
from didymium.proof import Context
from didymium.records import Reading, Sentence
from didymium.text.syntax import parse

LEAST = 2.0  # weight of its words from which a sentence tells what is open
LEAST_OPEN = 1.0  # worth from which that is told
OWN, FAR = 1.0, 0.05  # it names the news; stands a sentence further down
LONGEST = 45  # words; a longer sentence tells too much else
LEAST_SIZED = 0.4  # worth of its figures from which a sentence sizes the news
FIGURE, ITS_OWN, MOST_FIGURES = 0.5, 0.7, 3  # worth of a figure, more where it is of the news; as many count
NO_SIZE = frozenset(
    {"amount", "grade", "recovery", "progress", "share_price", "market_cap"}
)  # metrics that size nothing
_WHO = frozenset({"company", "firm", "group", "pair", "two", "latter", "former", "same", "other", "figure", "sum"})
FEWEST_WORDS, MOST_WORDS = 6, 28  # of who did what
_BREAK = re.compile(r"[,;] | [-–—] ")  # what has no comma before it may restrict what it follows
_FRAGMENT = re.compile(  # an opening before the subject, which a cut would leave alone
    r"(?:In|Since|As|After|With|Under|Following|Despite|While|Although|Though|When|If|By|For|On|At|Amid|Once|To)\b"
)
_STALE = re.compile(  # what was to come and came otherwise
    r"(?i)\b(?:was|were|had been) (?:\w+ )?(?:due|set|scheduled|expected|supposed) to\b"
)
_ARGUING = frozenset({"opinion", "research"})  # kinds in which such words are the author's argument


@cache
def _cues() -> tuple[tuple[float, re.Pattern[str]], ...]:
    """(weight, words) of what tells that something is open."""
    with (labels.DATA / "lexicon" / "hinges.csv").open(encoding="utf-8", newline="") as lines:
        return tuple((float(r["weight"]), re.compile(rf"(?i){r['words']}")) for r in csv.DictReader(lines))


def telling(reading: Reading, lead: Lead) -> tuple[int, int] | None:
    """Where the sentence stands that tells the news; None where the text has none."""
    event, places = lead.event, split_sentences(reading.article.text)
    return next(((s, e) for s, e in places if s < event.end and e > event.start), None)


def act(reading: Reading, lead: Lead, ledger: Ledger, context: Context) -> tuple[Sentence, ...]:
    """Who did what, in the article's words up to the first break that leaves a sentence; none where it is long.

    What says what was done, by whom, must stay: the proof refuses a piece that leaves out who says so.
    """
    if lead.kind in _ARGUING or (span := telling(reading, lead)) is None:
        return ()
    whole = next(wordings(*span, reading, ledger)).text
    if leans(whole) or _unnamed(whole, lead) or _FRAGMENT.match(whole):
        return ()
    cuts = [whole, *(whole[: m.start()] + "." for m in reversed([*_BREAK.finditer(whole)]))]
    pieces = [p for p in cuts if FEWEST_WORDS <= len(p.split()) <= MOST_WORDS and is_of(lead, p.lower())]
    made = carried((say(p, ledger.span(*span)) for p in pieces), ledger, context)
    return () if made is None else (made,)


def hinge(reading: Reading, lead: Lead, ledger: Ledger, context: Context) -> tuple[Sentence, ...]:
    """The sentence that says on what the news still hangs, as the article has it; none where no sentence does.

    The sentence that tells the news is left out: the summary begins with it.
    """
    if lead.kind in _ARGUING:
        return ()
    scored = [(_opens(lead, t), t) for t in _able(reading, lead)]
    return _best(scored, LEAST_OPEN, reading, ledger, context)


def sizing(reading: Reading, lead: Lead, ledger: Ledger, context: Context) -> tuple[Sentence, ...]:
    """The sentence whose figures are those of the news, beside the one that tells it; none where none has any."""
    if lead.kind in _ARGUING:
        return ()
    scored = [(_sizes(reading, lead, t), t) for t in _able(reading, lead)]
    return _best(scored, LEAST_SIZED, reading, ledger, context)


class _Told(NamedTuple):
    """A sentence by its place in the text and among the sentences."""

    start: int
    end: int
    place: int
    words: str


def _able(reading: Reading, lead: Lead) -> Iterator[_Told]:
    """The sentences of today that stand for themselves, without the one that tells the news."""
    text = reading.article.text
    for k, (start, end) in enumerate(split_sentences(text)):
        words = text[start:end]
        tells = start < lead.event.end and end > lead.event.start
        apart = tells or leans(words) or _unnamed(words, lead) or tells_of_the_past(reading, words)
        if not apart and is_prose(words) and _has_subject(words) and len(words.split()) <= LONGEST:
            yield _Told(start, end, k, words)


def _has_subject(words: str) -> bool:
    """Whether a sentence tells who or what its main verb is of; an item of a list does not."""
    tree = parse(words)
    root = None if tree is None else next((k for k, w in enumerate(tree.words) if w.head == k), None)
    return tree is not None and root is not None and tree.subject(root) is not None


def _unnamed(words: str, lead: Lead) -> bool:
    """Whether a sentence is about "the company" or "the pair" where the news names several or none."""
    return definite(words) in _WHO and len(lead.firms) != 1


def _best(
    scored: list[tuple[float, _Told]], least: float, reading: Reading, ledger: Ledger, context: Context
) -> tuple[Sentence, ...]:
    """The worthiest sentence as the article has it, the earlier of equals; none where all are below the least."""
    worth, told = max(scored, key=lambda s: (s[0], -s[1].place), default=(0.0, None))
    if told is None or worth < least:
        return ()
    made = worded(told.start, told.end, reading, ledger, context)
    return () if made is None else (made,)


def _opens(lead: Lead, told: _Told) -> float:
    """How much a sentence tells of what is open."""
    cued = sum(weight for weight, cue in _cues() if cue.search(told.words))
    if cued < LEAST or _STALE.search(told.words):
        return 0.0
    return cued + OWN * is_of(lead, told.words.lower()) - FAR * told.place


def _sizes(reading: Reading, lead: Lead, told: _Told) -> float:
    """What the figures of a sentence on the news are worth."""
    if not is_of(lead, told.words.lower()):
        return 0.0
    here = [q for q in reading.quantities if told.start <= q.start < told.end and q.metric not in NO_SIZE]
    own = [q for q in here if q.mineral in lead.minerals or q.owner in {*lead.firms, *lead.sides}]
    counted = FIGURE * min(len(here), MOST_FIGURES) + ITS_OWN * min(len(own), MOST_FIGURES)
    return counted - FAR * told.place if here else 0.0
