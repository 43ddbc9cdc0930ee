"""Where rules fire: one pass finds the words that open the gate of a rule and those that its pattern can begin with."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation

from didymium.news.document import Document, Sentence
from didymium.news.needs import Hit, holds
from didymium.news.openings import openings
from didymium.news.rules_deals import DEALS
from didymium.news.rules_industry import INDUSTRY
from didymium.news.rules_policy import POLICY
from didymium.news.rules_support import SUPPORT
from didymium.news.rules_trade import TRADE

ALL_RULES = (*TRADE, *SUPPORT, *DEALS, *POLICY, *INDUSTRY)
_TYPES = {kind: sum(1 << i for i, r in enumerate(ALL_RULES) if r.type == kind) for kind in {r.type for r in ALL_RULES}}


@dataclass(slots=True)
class Gates:
    """The rules of a sentence, each a bit: `open` by a cue; `places` where their patterns can begin."""

    open: int = 0
    places: dict[int, int] = field(default_factory=lambda: defaultdict(int))


def rules_of(kinds: Iterable[str]) -> int:
    """The rules of some types, each a bit."""
    return sum(_TYPES[kind] for kind in kinds)


def gates_of(document: Document) -> list[Gates]:
    """For each sentence the rules that can fire in it."""
    automaton, owners = _words()
    sentences, out = document.sentences, [_special(s) for s in document.sentences]
    text, at = document.low, 0
    first = last = 0
    for word, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        if start and text[start - 1].isalnum():
            continue
        while end > last and at < len(sentences):
            first, last = sentences[at].start, sentences[at].end
            gates, at = out[at], at + 1
        if end > last:
            break
        if start >= first:
            opens, begins = owners[word]
            gates.open |= opens
            if begins:
                gates.places[start] |= begins
    return out


@cache
def _words() -> tuple[AhoCorasick, tuple[tuple[int, int], ...]]:
    """All cues and opening words, and for each the rules that it opens and those whose pattern can begin with it."""
    rules: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for index, rule in enumerate(ALL_RULES):
        for cue in rule.cues:
            rules[cue][0] |= 1 << index
        for word in openings(rule.pattern):
            rules[word][1] |= 1 << index
    automaton = AhoCorasick(list(rules), implementation=Implementation.ContiguousNFA)
    return automaton, tuple((opens, begins) for opens, begins in rules.values())


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)


@cache
def _opened_by(cue: str) -> int:
    return sum(1 << i for i, rule in enumerate(ALL_RULES) if cue in rule.cues)


def _special(sentence: Sentence) -> Gates:
    """The gates that money and minerals open."""
    minerals = _opened_by("$mineral") if sentence.minerals else 0
    return Gates(minerals | _opened_by("$money") if sentence.money else minerals)


def hits_of(document: Document, sentence: Sentence, gates: Gates, rules: int) -> Iterator[Hit]:
    """Yields the places where one of `rules` (each a bit) fires in a sentence."""
    rules &= gates.open
    places = sorted(gates.places.items())
    while rules:
        bit = rules & -rules
        rules ^= bit
        rule, end = ALL_RULES[bit.bit_length() - 1], 0
        pattern = _compiled(rule.pattern)
        for start in (start - sentence.start for start, begins in places if begins & bit):
            if start < end or (match := pattern.match(sentence.text, start)) is None:
                continue
            end = match.end()
            if not (rule.bars and _compiled(rule.bars).search(match.group())):
                hit = Hit(rule, sentence, sentence.start + start, sentence.start + end)
                if holds(document, hit):
                    yield hit
