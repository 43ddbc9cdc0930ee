"""Sums that a reader does in his head, of numbers that the words of their sentences tie: one pattern for each.

A pattern stands over the sentences of the numbers in small letters, in which each number is told by its place: "<0>
per worker"; "|" parts the sentences. The numbers need no label; each is named as the article prints it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from didymium.brief import phrase
from didymium.brief.relations.amounts import money, worded
from didymium.brief.relations.base import Case, Formula, Operand, Relation, months_of, slot
from didymium.brief.relations.pairs import ANY_ROLE, named
from didymium.brief.relations.ties import close, frame

_S = r"[^|<]"  # a sign of a sentence that is none of the numbers
_WORKERS = r"(?:(?:union(?:i[sz]ed)? |mine ?)?(?:worker|employee|member|miner)s?|jobs?)\b"
_OPEN = r"\b(?:still|pending|outstanding|awaiting|waiting|under review|in process|undecided)\b"
_LIMIT = r"(?P<n>allowance|quota|limit|cap|budget|allocation)s?"
_OVER = r"\b(?:carr\w+ over|roll\w+ over|unused|unspent|left over)"
_GOES_IN = r"\b(?:process|treat|feed|recycl|from|using|convert)\w*"
_COMES_OUT = r"\b(?:to|and|into|will|would|could) (?:produc|mak|yield|recover)"
_FEED = re.compile(
    r"\b(?:ores?|concentrates?|scrap|black mass|magnets|batteries|feed\w*|rock|material|waste|tailings)\b"
)
_USE = r"\b(?:demand|consumption|needs?|supply|output|production|imports|requirements?)\b"
_MORE = re.compile(r"\b(?:additional|further|more|another)\b")
_KIN = ({"agreement", "deal", "framework", "memorandum"}, {"permit", "approval", "licence", "license"})
MOST_A_HEAD = 1e6  # of money that one person is paid
MOST_A_SHARE = 1e4


def _tied(
    name: str, label: str, takes: dict[str, str], tie: str, formula: Formula, unit: str, words: Callable[[Case], str],
    when: Callable[[Case], bool] = lambda case: True, holds: Callable[[float], bool] = lambda value: value > 0,
    use: float = 0.85, also: tuple[Formula, ...] = (),
) -> Relation:  # fmt: skip
    """A relation of exact numbers (name -> kinds) close to each other, whose sentences a pattern fits."""
    cue = re.compile(tie)

    def fits(case: Case) -> bool:
        ops = tuple(case.ops.values())
        told = all(o.low is None for o in ops) and all(close(a, b) for a, b in pairwise(ops))
        return told and cue.search(frame(*ops)) is not None and when(case)

    slots = tuple(slot(n, f"{ANY_ROLE} life counted listed", "span", kinds, "", False) for n, kinds in takes.items())
    return Relation(name, label, slots, formula, unit, words, ("why", "long"), when=fits, holds=holds, use=use,
                    also=also, surprise=lambda v: 0.7, bare=True, any_form=True)  # fmt: skip


def _one_unit(*ops: Operand) -> bool:
    return len({o.unit for o in ops}) == 1


def _alike(one: Operand, other: Operand) -> bool:
    """Whether two counts are of one thing, by the last words of what they count."""
    a, b = (o.bare.lower().split(" ")[-1].rstrip("s") for o in (one, other))
    return a == b or any({a, b} <= kin for kin in _KIN)


def _told(operand: Operand) -> str:
    return operand.full or operand.bare


# words


def _heads_paid(case: Case) -> str:
    paid = money(case.value, case.each.unit)
    return f"{phrase.capital(case.heads.bare)} at {case.each.bare} each come to {case.about}{paid}."


def _for_every(case: Case) -> str:
    return f"{phrase.capital(case.many.bare)} are {case.about}{phrase.plain(case.value, 2)} times {case.few.bare}."


def _of_both(case: Case) -> str:
    both = phrase.plain(case.done.value + case.open.value, 6)
    told = f"{phrase.capital(case.done.bare)} and {case.open.bare} are {case.about}{both} together"
    return f"{told}: those done are {case.percent()} of all."


def _counted_up(case: Case) -> str:
    both = f"{case.about}{phrase.plain(case.value, 6)}"
    return f"{phrase.capital(case.one.bare)} and {case.other.bare} are {both} together."


def _two_of_whole(case: Case) -> str:
    both, whole = (f"{case.about}{worded(v, case.one)}" for v in (case.one.value + case.other.value, case.value))
    told = f"{phrase.capital(case.one.bare)} and {case.other.bare} are {both} together"
    return f"{told}: at {case.share.bare} of it {whole} in all."


def _part(case: Case) -> str:
    return f"{phrase.capital(_told(case.part))} are {case.percent()} of {_told(case.whole)}."


def _with_carried(case: Case) -> str:
    both = f"{case.about}{worded(case.value, case.quota)}"
    return f"With {case.carried.bare} carried over {named(case.quota)} comes to {both}."


def _yielded(case: Case) -> str:
    return f"{phrase.capital(_told(case.made))} are {case.percent()} of {_told(case.feed)} that go in."


def _moved(case: Case) -> str:
    return f"{phrase.capital(case.new.bare)} is {phrase.plain(abs(100 * case.value), 3)}% {case.side} {case.old.bare}."


_MASS = "mass mass_rate"

RELATIONS = (
    _tied(
        "paid_to_all", "What all of it comes to", {"each": "money", "heads": "count"},
        rf"<0> (?:per|for each|for every|to each|an?) {_WORKERS}", "each * heads", "money", _heads_paid,
        lambda c: re.search(_WORKERS, c.heads.bare) is not None and c.each.value < MOST_A_HEAD,
    ),
    _tied(
        "counts_apart", "How many of them", {"many": "count", "few": "count"}, "<0> and <1>", "many / few", "ratio",
        _for_every, lambda c: _alike(c.many, c.few), holds=lambda v: v > 3, use=0.7,
    ),
    _tied(
        "counts_open", "How many of them", {"done": "count", "open": "count"},
        rf"<0>[^|]*<1>{_S}{{0,40}}{_OPEN}", "done / (done + open)", "share", _of_both, also=("done + open",),
        holds=lambda v: 0.02 < v < 0.98,
    ),
    _tied(
        "counts_together", "Together", {"one": "count", "other": "count"}, "<0>[^<]*<1>", "one + other", "count",
        _counted_up, lambda c: _alike(c.one, c.other) and _MORE.search(c.other.bare) is not None, use=0.8,
    ),
    _tied(
        "two_of_a_whole", "The whole", {"one": _MASS, "other": _MASS, "share": "share"},
        rf"<0>{_S}{{0,40}} and <1>{_S}*\b(?:those|these|both|the two|which|together|accounting|account)\b{_S}*<2>"
        rf"\)? of {_S}*{_USE}",
        "(one + other) / share", "t/yr", _two_of_whole, lambda c: _one_unit(c.one, c.other), also=("one + other",),
        use=0.95,
    ),
    _tied(
        "part_of_the_allowance", "Part of the whole", {"part": _MASS, "whole": _MASS},
        rf"\b{_LIMIT} of <1>[^|]*(?:\|[^|]*){{0,3}}\b(?:within|out of|from|under|of) (?:the|its|this|that) (?:\w+ )?"
        rf"(?P=n)\b{_S}{{0,30}}<0>",
        "part / whole", "share", _part, lambda c: _one_unit(c.part, c.whole), holds=lambda v: 0.01 < v < 0.99, use=0.9,
    ),
    _tied(
        "with_the_carried", "Together", {"quota": _MASS, "carried": _MASS},
        rf"<0>[^<]*(?:{_OVER}{_S}{{0,60}}<1>|<1>{_S}{{0,60}}{_OVER})", "quota + carried", "t", _with_carried,
        lambda c: _one_unit(c.quota, c.carried) and "quota" in {c.quota.role, c.quota.label.thing}, use=0.95,
    ),
    _tied(
        "made_of_the_feed", "What it yields", {"made": _MASS, "feed": _MASS},
        rf"{_GOES_IN}{_S}{{0,40}}<1>{_S}{{0,60}}{_COMES_OUT}{_S}{{0,40}}<0>", "made / feed", "share", _yielded,
        lambda c: (
            months_of(c.made) == months_of(c.feed) and _FEED.search(f"{c.feed.bare} {c.feed.after}") is not None
        ),
        holds=lambda v: 1e-4 < v < 0.95, use=0.8,
    ),
    _tied(
        "share_price_moved", "Before and now", {"new": "money", "old": "money"}, rf"\bfrom <1>{_S}{{0,40}},? to <0>",
        "change(new, old)", "share", _moved, lambda c: _one_unit(c.new, c.old) and c.new.value < MOST_A_SHARE,
        holds=lambda v: 0.04 < abs(v) < 20, use=0.8,
    ),
)  # fmt: skip
"""Relations of numbers that a pattern of words ties."""
