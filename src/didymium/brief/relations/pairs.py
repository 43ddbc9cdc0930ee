"""Which numbers of an article belong together by the words between them: a level and its change, then and now."""

from __future__ import annotations

import re

from didymium.brief.relations.base import Operand

NEAR = 500  # characters between the sentences of two numbers that belong together
HEAD = 0.9  # nearness from which a number stands in what tells the news


def cue(words: str) -> re.Pattern[str]:
    """A pattern of words parted by blanks; an underscore stands for a blank, a star for any ending."""
    return re.compile(rf"\b(?:{'|'.join(words.replace('*', r'[a-z]*').replace('_', ' ').split('|'))})\b")


UP = cue("high*|more|above|up|ris*|rose|increas*|jump*|surg*|soar*|gain*|climb*|grew|grow*|rais*|ahead")
DOWN = cue("low*|less|below|down|fall*|fell|drop*|declin*|decreas*|cut*|reduc*|slump*|slid*|plung*|shed")
_TO = re.compile(
    r"\b(?:to|at|reach(?:ed|ing)|hit(?:ting)?)"
    r"(?: (?:about|around|nearly|roughly|an?|almost|some|just|between|a range of|the range of))*\s*$"
)

FROM = re.compile(r"\b(?:from|against|compared (?:with|to)|versus)(?: [a-z]+){0,4}\s*$")
_OTHER = re.compile(r"\band\b|[;:]")  # then the level is told of something else
_ONWARD = re.compile(r"\s*to\b")  # then the change is one to the next level


def way(change: Operand) -> int:
    """1 for a rise, -1 for a fall, 0 where the words next to the number do not say which."""
    for words, last in ((change.after[:30], False), (change.before[-60:], True)):
        told = [(m.start(), way) for cue, way in ((UP, 1), (DOWN, -1)) for m in cue.finditer(words)]
        if told:
            return (max if last else min)(told)[1]
    return 0


def touching(level: Operand, change: Operand) -> bool:
    """Whether a level and a change of it stand side by side: "up 5% to $10", "$10, 5% higher"."""
    if level.sentence != change.sentence:
        return False
    if change.after == level.before:
        return bool(_TO.search(level.before)) and not _OTHER.search(level.before)
    if level.after == change.before and not _ONWARD.match(change.after):
        return len(level.after) < 90 and way(change) != 0
    return False


def beside(first: Operand, second: Operand) -> bool:
    """Whether no other number stands between two of a sentence."""
    return first.after == second.before or second.after == first.before


def close(first: Operand, second: Operand) -> bool:
    """Whether two numbers stand in the same sentence or in neighbouring ones."""
    if first.sentence is None or second.sentence is None:
        return False
    return abs(first.sentence[0] - second.sentence[0]) < NEAR
