"""Sentences and clauses of news prose, by rules made for it: abbreviations, initials, quotes, bullets, headings."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from didymium.text.dateline import find_dateline

LONGEST = 1200  # characters: longer runs without a full stop are cut at a blank, so that time stays bounded
_END = re.compile(r"(?<![.!?])[.!?]+[\"')\]”’]*(?= )|\n")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Sens?|Reps?|Govs?|Gen|Atty|Adm|Maj|Capt|Lt|Col|St|No|Nos|Inc|"
    r"Corp|Ltd|Co|Cos|vs|v|etc|approx|est|ca|cf|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mt|Ft|Sec|Art|Ann|Fig|Dept|Univ|"
    r"Bros|Jr|Sr|e\.g|i\.e|a\.m|p\.m|Ph\.D|"
    r"U\.S|U\.K|U\.N|E\.U|D\.C|(?:[A-Z]\.)+[A-Z])\.$"
)
_AFTER_STATE = re.compile(r"(?:U\.S|U\.K|U\.N|E\.U|D\.C|a\.m|p\.m|Inc|Corp|Ltd|Co|etc)\.$")
_OPENER = re.compile(
    r" (?:The|It|In|But|He|She|They|A|An|This|That|These|However|China|Beijing|On|At|"
    r"For|While|And|We|Its|Under|Last|Both|There|As)\b"
)
_NEXT = re.compile(r" [\"'(\[“‘]*[A-Z0-9$€£¥•*\-–—]")
_CLAUSE = re.compile(
    r"; |: | [-–—] |(?<= )— |, (?:while|whereas|but|although|though|after|as|since|because|"
    r"when|which|who|where|with|adding|following|"
    r"despite|including|saying|making|leaving|sending|citing|forcing|ending|becoming|"
    r"so|until|before|according|bringing|raising|"
    r"tightening|prompting|pushing|and (?=(?:[\w'.-]+ ){0,5}?(?:is|are|was|were|has|"
    r"have|had|will|would|could|may|said|[a-z]+ed|made|took|put|gave|went|set|cut|sent)"
    r"\b))"
    r"| (?:after|while|because|although|whereas|since|when|before|if|whether|unless|even though|so that) "
    r"| and (?=(?:will|has|have|is|are|was|were|would|could|may|also|plans|said|approved|"
    r"signed|agreed|committed|imposed|raised|put|made|set|took)\b)"
    r"| and (?=[A-Z][\w-]+ (?:plans|will|has|is|said|aims|hopes|expects|rose|fell|added|gained|lost)\b)"
)


@lru_cache(maxsize=16)  # a text is cut again for each thing that is asked of it
def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the sentences of folded text, in order; line ends always close a sentence, a dateline is none."""
    spans: list[tuple[int, int]] = []
    start, opening = 0, find_dateline(text)
    for mark in _END.finditer(text):
        if opening and opening.start <= start < opening.end:
            start = opening.end
            if mark.start() < start:
                continue
        if mark.group() == "\n" or _closes(text, mark.start(), mark.end()):
            _add(text, start, mark.start() if mark.group() == "\n" else mark.end(), spans)
            start = mark.end()
    _add(text, opening.end if opening and opening.start <= start < opening.end else start, len(text), spans)
    return tuple(spans)


def _closes(text: str, mark: int, end: int) -> bool:
    """Whether the mark ends a sentence: what follows opens one and what precedes is no abbreviation."""
    if not _NEXT.match(text, end):
        return False
    if text[mark] != ".":
        return True
    before = text[max(0, mark - 12) : mark + 1]
    if not _ABBREVIATION.search(before):
        return True
    return bool(_AFTER_STATE.search(before) and _OPENER.match(text, end))


def _add(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        spans.append((start, cut))
        start = cut + 1 if text[cut : cut + 1] == " " else cut
    if end > start:
        spans.append((start, end))


@lru_cache(maxsize=4096)
def split_clauses(sentence: str) -> tuple[tuple[int, int], ...]:
    """Spans of the clauses of one sentence; each begins with its connecting word."""
    cuts = [0] + [m.start() for m in _CLAUSE.finditer(sentence) if m.start() > 8] + [len(sentence)]
    return tuple((a, b) for a, b in pairwise(cuts) if b > a)
