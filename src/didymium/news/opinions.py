"""Whether an article argues a view of its author's, and where it tells who that is."""

from __future__ import annotations

import re

from didymium.news.sentences import split_sentences
from didymium.records import Article

SEVERAL = 2  # times that a text says what should be, from which it urges
_OPINION = re.compile(
    r"(?i)\W*(?:opinion|op-?ed|column|commentary|editorial|viewpoint|counterpoint|letter|guest (?:column|essay))\b\W"
)
_OURS = re.compile(r"\b(?:[Oo]ur|[Ww]e|us)\b(?! (?:have|had) (?:reached|contacted|asked))")
_MINE = re.compile(
    r"\bmy (?:colleague|view|column)|\bI (?:have|think|believe|warned|argued?|would|wrote)\b"
)  # outside of
_SPOKEN = re.compile(r"(?m)[\"“][^\"”\n]*(?:[\"”]|$)")  # a quotation, one that goes on in the next paragraph as well
_URGES = re.compile(r"\b(?:should|must|ought to|needs? to|no excuse|cannot afford)\b")
_TOLD = re.compile(r"\b(?:said|says|told|announced|reported|according to|stated|added)\b")
_JUDGES = re.compile(
    r"(?i)\b(?:mistake|folly|wrong|should|must|needs? to|time to|don[’']t|"
    r"won[’']t (?:work|help|save|solve|fix|stop))\b"
)
_NOTE = re.compile(  # who an author is, at the end of an opinion
    r"\b(?:is|was|are) (?:an? |the |(?:senior |former |vice |executive |managing |founding )*)"
    r"(?!(?:\w+ ){0,2}(?:reporter|journalist|editor|correspondent))\w+|"
    r"\b(?:teaches|heads|leads|chairs|serves|runs|works)\b"
)
NOTE = 500  # characters of an end in which it stands


def argues(article: Article) -> bool:
    """Whether an article is an opinion: by its headline, first line or author's note, or as it urges.

    Of the last its text reports nobody's words, and it says what should be done in its headline, in "our" name, or
    again and again.
    """
    opened = any(_OPINION.match(words) for words in (article.title, article.text))
    opened = opened or _OPINION.search(f" {article.source or ''} ") is not None  # "The Daily | Opinion"
    opened = opened or _MINE.search(_SPOKEN.sub("", article.text)) is not None
    bare = re.sub(r"[\"“][^\"”]*[\"”]", "", article.text)
    ours = bool(article.author) and _OURS.search(bare) is not None
    titled = _JUDGES.search(article.title) is not None
    urges = len(_URGES.findall(bare)) + titled
    signed = by_whom(article) is not None and urges > 0
    reports = len(_TOLD.findall(bare))
    asked = article.title.rstrip().endswith("?") and not reports  # and nobody else answers
    return opened or asked or signed or ((ours or urges >= SEVERAL) and not reports) or (titled and reports < SEVERAL)


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
