"""What an opinion says: what it urges, with what this leans on, what it rests on, and whose view it is."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from didymium import labels
from didymium.brief.anaphora import definite, leans
from didymium.brief.article import told_sentences
from didymium.brief.lead import Lead, stems
from didymium.brief.ledger import Ledger, carried, say
from didymium.brief.summary import is_idle, unopened
from didymium.news.opinions import by_whom
from didymium.proof import Context
from didymium.records import Reading, Sentence
from didymium.text.syntax import SIGNS

MOST, MOST_WORDS = 6, 180  # sentences beside the thesis, and their words
LONGEST, SHORTEST, ANSWER = 80, 4, 3  # words of a sentence, and of an answer to the question before it
MOST_TITLE, TITLED = 2, 0.7  # words of the headline that count, and what each is worth
OPENS, OPENING = 3, 0.4  # sentences of an opening, and what standing there is worth
LEAST_TITLED = 2.0  # worth from which a sentence with a word of the headline says what the view is of
LEAST = 2.5  # worth from which a sentence on the headline tells what is argued
MOST_QUOTED = 60  # words of a sentence with those on which it leans
ASKS = 3.0  # worth of a sentence that says what should be, beside a first one that says what is wrong
JUDGES = 1.5  # worth of a word that urges or judges, without which who decides and numbers tell no view
COMMON = 0.2  # part of the sentences from which a word of the headline is its topic
BEFORE = 2  # sentences before one on which it may lean
_INNER = str.maketrans('“”"', "‘’'")
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")  # what others say is no view of the author's


class _View(NamedTuple):
    """A sentence of an opinion by its place, and how far it says what should be, or what is wrong."""

    start: int
    end: int
    words: str
    urges: float
    titled: int  # words of the headline in it


@cache
def _cues() -> tuple[tuple[float, re.Pattern[str]], ...]:
    """(worth, words) of what urges, judges, names who decides; below zero of what only sounds like it."""
    with (labels.DATA / "lexicon" / "urges.csv").open(encoding="utf-8", newline="") as lines:
        return tuple((float(r["weight"]), re.compile(r["words"])) for r in csv.DictReader(lines))


_REPORTS = re.compile(
    r"^As [^,]{3,90} (?:argues?|notes?|says?|puts? it|claims?),|"
    r"(?<!I )\b(?:said|says|has said|have said|told|claims?|claimed|suggest(?:s|ed)|proposed (?:to|that)|"
    r"according to)\b|"
    r"\b[A-Z][a-z]+ (?:argues|believes|thinks|wants|insists|contends|hopes)\b|"
    r"\b(?:President|Secretary|Minister|Senator|Chairman) [A-Z]"
)


def views(
    reading: Reading, lead: Lead | None, ledger: Ledger, context: Context
) -> tuple[tuple[Sentence, ...], tuple[Sentence, ...]]:
    """The thesis, and what else the opinion says; sentences are quoted as the author's, the last tells who that is."""
    told = _told(reading, lead)
    if not told:
        return (), ()
    by = by_whom(reading.article)
    own = [k for k, v in enumerate(told) if by is None or not v.start <= by < v.end]
    order = sorted(own, key=lambda k: (-told[k].urges, k))
    titled = max(own, key=lambda k: (told[k].titled, told[k].urges, -k))  # what is argued, and what is asked for
    argued = told[titled].titled >= (1 if titled == 0 else MOST_TITLE) and told[titled].urges >= LEAST
    asks = [k for k in order if k != titled and told[k].urges >= ASKS]
    heads = [titled, *(asks if titled == 0 else order)[:1]] if argued else order[:1]
    if (
        not any(told[j].titled for j in heads) and len(_with_before(told, heads[0])) == 1
    ):  # what is asked for alone does not say of what
        heads = [*(k for k in order if told[k].titled and told[k].urges >= LEAST_TITLED)][:1] + heads
    thesis: list[Sentence] = []
    chosen, words = set[int](), 0
    for first in dict.fromkeys(heads):
        run = [k for k in _with_before(told, first) if k not in chosen]
        of_others = any(_REPORTS.search(told[k].words) for k in run)  # what is told of others is no claim of the author
        verb = "argues" if max(told[k].urges for k in run) >= LEAST and not of_others else "writes"
        led = "" if thesis else f"The author {verb}: "
        made = _quoted(led, reading.article.text, told[run[0]], told[run[-1]], ledger, context)
        thesis += [made] if made is not None else []
        chosen |= set(run)
    more: list[list[int]] = []
    for k in sorted(own, key=lambda k: (-told[k].urges - _facts_of(told[k].words), k)):
        run = [j for j in _with_before(told, k) if j not in chosen]
        size = sum(len(told[j].words.split()) for j in run)
        if k not in chosen and len(more) < MOST and words + size <= MOST_WORDS:
            more.append(list(range(min(run), k + 1)))
            chosen |= set(run)
            words += size
    rest = (_quoted("", reading.article.text, told[r[0]], told[r[-1]], ledger, context) for r in sorted(more))
    return tuple(thesis), (*(s for s in rest if s is not None), *_whose(reading, told, by, ledger, context))


def _facts_of(words: str) -> float:
    """What figures, names and words of the trade of a sentence are worth in a summary, less what is idle in it."""
    told = ((FIGURE, _FIGURES), (NAME, _NAMES), (TRADE, _TRADE))
    return sum(w * min(len(cue.findall(words)), MOST_FACTS) for w, cue in told) - IDLE * is_idle(words)


FIGURE, NAME, TRADE, IDLE, MOST_FACTS = 0.8, 0.3, 0.4, 1.5, 3  # worth of one; cost of what is idle; as many count
_TRADE = re.compile(
    r"(?i)\b(?:mines?|mining|mined|ore|deposits?|reserves|refin\w+|smelt\w+|processing|offtakes?|stockpil\w+|exports?|"
    r"imports?|tariffs?|prices?|subsid\w+|oversupply|shortages?|capacity|invest\w+|permits?|quotas?|recycl\w+)\b"
)
_FIGURES, _NAMES = (
    re.compile(r"(?!(?:1[89]|20)\d\ds?\b|\d+(?:st|nd|rd|th)\b)\b\d[\d,.]*"),
    re.compile(r"(?<=[a-z,] )[A-Z][\w-]+"),
)


def _told(reading: Reading, lead: Lead | None) -> list[_View]:
    title = _own_words(reading, lead)
    made: list[_View] = []
    for start, end in _answered(reading.article.text, told_sentences(reading, lead)):
        words = reading.article.text[start:end]
        if not (SHORTEST <= len(words.split()) <= LONGEST and len(SIGNS.findall(words)) <= 3 * LONGEST):
            continue
        if words.rstrip()[-1:] not in ".!?”\"’'" or words.count("“") != words.count("”") or words.count('"') % 2:
            continue
        own = _QUOTED.sub("", words)
        titled = min(MOST_TITLE, len(title & stems(own)))
        cued = [w for w, cue in _cues() if cue.search(own)]
        cued = [w for w in cued if w < 0] if _REPORTS.search(own) else cued  # what others want is not what he wants
        urges = sum(w for w in cued if w < 0 or max(cued) >= JUDGES) + TITLED * titled
        made.append(_View(start, end, words, urges + OPENING * (len(made) < OPENS), titled))
    return made


def _own_words(reading: Reading, lead: Lead | None) -> frozenset[str]:
    """The words of the headline that few sentences have: what the piece says of its topic, and not the topic."""
    told = [stems(reading.article.text[start:end]) for start, end in told_sentences(reading, lead)]
    title = stems(reading.article.title)
    return frozenset(w for w in title if sum(w in t for t in told) <= max(1, COMMON * len(told))) or title


def _answered(text: str, places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The places of sentences, a question with its answer of a word or two as one."""
    places = [*places]
    while places:
        start, end = places.pop(0)
        if text[start:end].endswith("?") and places and len(text[slice(*places[0])].split()) <= ANSWER:
            end = places.pop(0)[1]
        yield start, end


def _with_before(told: Sequence[_View], at: int) -> list[int]:
    """A sentence with those right before it on which it leans."""
    first = at
    while first > max(0, at - BEFORE) and _hangs(told[first].words):
        first -= 1
        if sum(len(v.words.split()) for v in told[first : at + 1]) > MOST_QUOTED:
            return [at]
    return list(range(first, at + 1))


def _hangs(words: str) -> bool:
    return leans(words) or definite(words) is not None or _POINTS.search(words) is not None


_POINTS = re.compile(
    r"^This\b|^What (?:needs|is)\b|"
    r"\bthis (?!year|month|week|decade|century|country|nation|summer|is\b|was\b|time)[a-z]+\b|"
    r"\b(?:them|it|this|that bill|these bills|both)\b(?! (?:is|was|can|seems|makes|takes|would) )[^.]*\.?$"
)


def _quoted(opening: str, text: str, first: _View, last: _View, ledger: Ledger, context: Context) -> Sentence | None:
    """Sentences of the author's that follow each other, as one quotation; the last alone where the proof holds not."""

    def made() -> Iterator[Sentence]:
        for start in dict.fromkeys((first.start, last.start)):
            whole = " ".join(text[start : last.end].split()).translate(_INNER)
            for led in dict.fromkeys((opening, opening.replace("argues", "writes"), "")):
                for words in dict.fromkeys((unopened(whole), whole)):
                    yield say(f"{led}“{words}”", ledger.span(start, last.end))

    return carried(made(), ledger, context)


def _whose(
    reading: Reading, told: Sequence[_View], by: int | None, ledger: Ledger, context: Context
) -> tuple[Sentence, ...]:
    """The sentence that tells who the author is, as the article has it."""
    own = next((v for v in told if by is not None and v.start <= by < v.end), None)
    made = own and carried([say(own.words, ledger.span(own.start, own.end))], ledger, context)
    return (made,) if made else ()
