"""Whether an article argues a view of its author's, and where it tells who that is."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from didymium.news.encoder import OPENS, SIZE, encode
from didymium.news.fold import fold
from didymium.news.heads import Floats, weights
from didymium.news.sentences import split_sentences
from didymium.records import Article
from didymium.text.cues import lower

NAMED = re.compile(  # what an opinion calls itself
    r"(?i)\W*(?:opinion|op-?ed|column|commentary|editorial|viewpoint|counterpoint|letters?|"
    r"guest (?:column|essay|post|opinion))\b\W+"
)
_MINE = re.compile(
    r"\bmy (?:colleague|view|column)|\bI (?:have|think|believe|warned|argued?|would|wrote)\b"
)  # outside of
_SPOKEN = re.compile(r"(?m)[\"“][^\"”\n]*(?:[\"”]|$)")  # a quotation, one that goes on in the next paragraph as well
_NOTE = re.compile(  # who an author is, at the end of an opinion
    r"\b(?:is|was|are) (?:an? |the |(?:senior |former |vice |executive |managing |founding )*)"
    r"(?!(?:\w+ ){0,2}(?:reporter|journalist|editor|correspondent))\w+|"
    r"\b(?:teaches|heads|leads|chairs|serves|runs|works)\b"
)
_OWN_PAGE = re.compile(r"(?i)\b(?:substack|medium|blog\w*|newsletter)\b")  # where who writes is who publishes
NOTE = 500  # characters of an end in which it stands
LEAST = 400  # characters without which the head of opinions reads no article
STYLE = 3000  # characters in which its manner is counted
LEANS, SIGNED, OWN = -0.3, -1.5, -3.0  # log-odds of an opinion: by itself, with an author's note, in the first person
UNNAMED = 0.0  # and of one of which no author is named
_MANNER = (  # what is counted by the hundred words: urging, "our", reporting, asking; linking, figures, weekdays
    re.compile(r"(?i)\b(?:should|must|ought to|needs? to|no excuse|cannot afford)\b"),
    re.compile(r"\b(?:[Oo]ur|[Ww]e|us)\b"),
    re.compile(r"\b(?:said|says|told|announced|reported|according to|stated|added)\b"),
    re.compile(r"\?"),
    re.compile(r"(?m)(?:^|[.!?…]\s+)(?:But|And|Yet|So|That|This|It)\b"),
    re.compile(r"\d[\d.,]*"),
    re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"),
)
_JUDGES = re.compile(r"(?i)\b(?:mistake|folly|wrong|should|must|needs? to|time to|don[’']t|why)\b")
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")
MOST, FEWEST = 3.0, 60  # of each by the hundred words that count; words of a text at the least


def argues(article: Article) -> bool:
    """Whether an article is an opinion: as it calls itself, in the first person, or by headline, opening and manner."""
    if any(NAMED.match(words) for words in (article.title, article.text)):
        return True
    if NAMED.search(f" {article.source or ''} "):  # "The Daily | Opinion"
        return True
    odds = leaning(article.title, article.text) if len(article.text) >= LEAST else LEANS
    signed = odds > SIGNED and by_whom(article) is not None
    mine = _OWN_PAGE.search(article.source or "") or _MINE.search(_SPOKEN.sub("", article.text))
    titled = (
        bool(article.author) and re.match(rf"{re.escape(str(article.author))} ?[|:]", article.title, re.I) is not None
    )
    leans = odds > (LEANS if article.author else UNNAMED)
    return leans or signed or titled or (odds > OWN and mine is not None)


@lru_cache(maxsize=64)
def leaning(title: str, text: str) -> float:
    """The log-odds that an article is an opinion."""
    told = weights()["opinion"]
    return float(features(title, text) @ told[1:] + told[0])


def features(title: str, text: str) -> Floats:
    """What tells an opinion (392): the encoder's state of headline and opening, and the manner of the text."""
    title = NAMED.sub("", title, count=1)
    opening = fold(text[:OPENS]).text
    low = lower(opening)
    lines = [(a, low[a:b]) for a, b in split_sentences(opening)]
    read = encode(lower(fold(title).text), lines, range(len(lines)), first=True)
    own = _QUOTED.sub("", text[:STYLE])
    per = 100 / max(len(own.split()), FEWEST)
    manner = [min(MOST, per * len(cue.findall(own))) for cue in _MANNER]
    state = np.zeros(SIZE) if read is None else read.opening
    return np.asarray([*state, *manner, _JUDGES.search(title) is not None], np.float32)


def by_whom(article: Article) -> int | None:
    """Where the first sentence of an article, or its end, tells who its author is; None where neither does."""
    text, name = article.text, (article.author or "").split()
    sentences = split_sentences(text)
    for start, end in (*sentences[:1], *sentences[-4:]):
        words = text[start:end]
        titled = _TITLED.match(words)
        only = titled is not None and text.count(titled["name"]) == 1  # of whom nothing else is told
        opened = only or (name and name[-1] in words[:40]) or re.match(r"The (?:author|writer)\b", words)
        if (start >= len(text) - NOTE or start == sentences[0][0]) and opened and _NOTE.search(words):
            return start
    return None


_TITLED = re.compile(
    r"(?:Mr|Ms|Mrs|Dr|Prof|Sen|Rep)\. (?:[A-Z][\w.-]+ )*(?P<name>[A-Z][\w-]+)(?:,[^,]{3,40},)? (?:is|was)\b"
)
