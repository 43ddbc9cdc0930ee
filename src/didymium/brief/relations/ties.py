"""How two numbers of an article belong together: by the words between them, around them, and by whose they are.

Each tie is told by words that stand between the two and by nothing else; where the words do not say it, there is none.
"""

from __future__ import annotations

import re

from didymium.brief.relations.base import Operand

NEAR = 500  # characters between the sentences of two numbers that belong together
MISTOLD = 24  # characters by which a number as told, with a year or its good, differs at most
HEAD = 0.9  # nearness from which a number stands in what tells the news
_ROUGH = (
    r"(?:(?:about|around|nearly|roughly|almost|some|just|only|over|more than|less than|approximately|estimated|between|"
    r"an?|the|its|their|another|up to|as much as|at least|a range of|the range of)\s)*$"
)


def cue(words: str) -> re.Pattern[str]:
    """A pattern of words parted by blanks; an underscore stands for a blank, a star for any ending."""
    return re.compile(rf"\b(?:{'|'.join(words.replace('*', r'[a-z]*').replace('_', ' ').split('|'))})\b")


UP = cue("high*|more|above|up|ris*|rose|increas*|jump*|surg*|soar*|gain*|climb*|grew|grow*|rais*|ahead")
DOWN = cue("low*|less|below|down|fall*|fell|drop*|declin*|decreas*|cut*|reduc*|slump*|slid*|plung*|shed|tumbl*|sank")
_BY = re.compile(
    r"\b(?:ris\w+|rose|increas\w+|jump\w+|gr[eo]w\w*|climb\w+|gain\w+|fall\w*|fell|drop\w*|declin\w+|decreas\w+|cut|"
    rf"reduc\w+|lower\w*|rais\w+|expand\w*|up|down)\sby\s{_ROUGH}"
)
_MOVE_OF = re.compile(r"\b(?:growth|rise|increase|gain|jump|fall|drop|decline|decrease|cut|reduction)\sof\s" + _ROUGH)
_MOVE = re.compile(
    r"[-\s]?(?!of\b|in\b|to\b|and\b)(?:[\w-]+\s){0,2}?(?:increases?|rises?|growth|gains?|reductions?|cuts?|drops?|declines?|"
    r"decreases?|falls?|jumps?)\b(?! of\b)"
)
GAP = 90  # characters between two sentences that follow each other: none, or a short one


_BUYS = re.compile(
    r"^\)?\s?(?:[\w']+\s){0,6}?"
    r"(?:for|sale of|purchase of|acquisition of|to (?:buy|acquire|take|purchase|get|gain|secure)|"
    r"in (?:exchange|return) for|buys?|"
    rf"gives it|gets it)\s(?:[\w'-]+\s){{0,4}}?{_ROUGH}"
)
_OF_GOODS = re.compile(r"[^.;\d]{0,50}\b(?:output|production|offtake|sales|supply|revenue|royalt\w+)\b")  # no stake
_IN_A = re.compile(r"\bin an?\s$")
_STAKE_FOR = re.compile(
    r"(?i)^(?:[^.;\d]|\b(?:inc|ltd|corp|co|plc)\.){0,90}?\b(?:for|worth|valued at|at a price of|costing|at a cost of|"
    r"as part of an?|through an?|with an?)\s(?:[a-z-]+\s){0,3}$"
)


_HELD_BY = re.compile(  # a sum of one sentence, and in the next the stake that it is paid for
    r"\b(?:stakes?|interests?|partner|shares?|stock)\b[^|]*<0>[^|]*\|[^|<%$€£]{0,70}"
    r"\b(?:holds?|owns?|held|owned|give up|sell|with|receives?|gets?|acquir\w+)\s(?:[a-z]+\s){0,3}<1>"
    r" (?:[a-z]+ )?(?:stake|interest|holding)\b"
    r"|<0>[^|<\d]{0,20}\bof (?:[a-z]+ ){0,2}(?:stock|shares)\b[^|]*\|[^|<\d]{0,90}\b(?:with|to)\s(?:[a-z]+\s){0,2}<1>"
    r" (?:stake|interest)\b"
)
_THE_DEAL = re.compile(
    r"(?:the|this) (?:investment|deal|purchase|transaction|sale|acquisition|stake)\b"
    r"|[^\s,;]+(?: [^\s,;]+)? (?:holds|owns) an?\s(?:[a-z]+\s)?$"
)
_PART_OF_THE_SUM = re.compile(
    r"\s?(?:in|as an?|of) (?:up-?front|initial)\b[^.;]*\b(?:and|plus) (?:up to|another|further)\b"
)


def way(change: Operand) -> int:
    """1 for a rise, -1 for a fall, 0 where the words next to the number do not say which."""
    for words, last in ((change.after[:30], False), (change.before[-60:], True)):
        told = [(m.start(), way) for cue, way in ((UP, 1), (DOWN, -1)) for m in cue.finditer(words)]
        if told:
            return (max if last else min)(told)[1]
    return 0


def between(first: Operand, second: Operand) -> str | None:
    """The words between two numbers of a sentence, the first before the second; None where another stands there.

    Lengths of time and counts stand aside: the words of a number run on over them.
    """
    if first.sentence is None or first.sentence != second.sentence or first.start > second.start:
        return None
    told = second.before if first.after.startswith(second.before) else first.after
    apart = second.start - first.start - len(first.bare) - len(told)  # else the same words stand elsewhere, too
    return told if second.before.endswith(told) and abs(apart) <= MISTOLD else None


def frame(*ops: Operand) -> str:
    """The sentences of some numbers in small letters with each number's place: "<0> for <1>"; "|" parts sentences."""
    order = sorted(range(len(ops)), key=lambda k: (ops[k].sentence or (0, 0), len(ops[k].head)))
    words, last = "", None
    for k in order:
        one = ops[k]
        if last is None or last.sentence != one.sentence:
            words += f"{last.tail} | {one.head}" if last is not None else one.head
        else:
            left, right = one.sentence or (0, 0)
            words += one.head[right - left - len(last.tail) :]
        words, last = f"{words}<{k}>", one
    return f"{words}{last.tail}" if last is not None else words


def beside(first: Operand, second: Operand) -> bool:
    """Whether no other number stands between two of a sentence."""
    return between(first, second) is not None or between(second, first) is not None


def close(first: Operand, second: Operand) -> bool:
    """Whether two numbers stand in the same sentence or in neighbouring ones."""
    if first.sentence is None or second.sentence is None:
        return False
    return abs(first.sentence[0] - second.sentence[0]) < NEAR


def is_step(operand: Operand) -> bool:
    """Whether a mass or sum is by how much something moved, and no level: "has risen by 7,815 t"."""
    led = _BY.search(operand.before) or _MOVE_OF.search(operand.before)
    return bool(led or _MOVE.match(operand.after) or operand.role in {"lost", "gain"})


def follows(first: Operand, second: Operand) -> bool:
    """Whether the second stands in the sentence right after that of the first, which the first ends."""
    if first.sentence is None or second.sentence is None:
        return False
    return 0 <= second.sentence[0] - first.sentence[1] <= GAP


def buys(stake: Operand, paid: Operand) -> bool:
    """Whether a sum is what a share of a firm costs: "pays $50 million for 8 %", "8 % stake for $50 million"."""
    told, turned = between(paid, stake), between(stake, paid)
    if _PART_OF_THE_SUM.match(paid.after + stake.tail if paid.start < stake.start else paid.tail):
        return False
    if follows(paid, stake) and re.search(r"\d\s?%[^.;]{0,20}(?:stake|interest)", paid.head):
        return False  # what it pays for stands before it: "a 70% interest by spending $15.7 million"
    if follows(paid, stake) or (paid.start < stake.start and close(paid, stake) and _THE_DEAL.match(stake.head)):
        return _HELD_BY.search(frame(paid, stake)) is not None
    if told is not None:
        of = re.match(r"[^.;\d]{0,25}\b(?:stake|interest|holding|shareholding|of)\b", stake.after)
        return bool(_BUYS.match(told)) and bool(of) and not _OF_GOODS.match(stake.after)
    if turned is not None and _IN_A.search(turned) and re.match(r"\s?(?:deal|transaction)\b", paid.after):
        return "stake" in turned or "interest" in turned  # "a 70% stake in the project in a $525 million deal"
    return (
        turned is not None
        and bool(_STAKE_FOR.match(turned))
        and bool(re.search(r"stake|interest|of", f"{stake.before[-30:]}{turned}"))
    )
