"""Whose number a claim is, of which stage and of which year: the likeliest of its candidates.

Each candidate has named features; small linear models weigh them (conditional logistic regression, trained by
`scripts/train_claim_slots.py`, weights in data/claim_slot_weights.npz).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, TypeVar

from didymium import labels
from didymium.news.document import Document, Sentence
from didymium.news.spot import logits
from didymium.news.stages import stage_words
from didymium.text.dates import Date
from didymium.text.quantities import Quantity

WEIGHTS = Path(labels.__file__).parent / "data" / "claim_slot_weights.npz"
STAGES = (None, "mine", "refine", "metal", "component")
PRICES = ("price", "price_change")
V = TypeVar("V")
_MARKETS = {
    "LME": re.compile(r"\bLME\b|London Metal Exchange|\bthree-month\b"),
    "EUU": re.compile(r"\bRotterdam\b|\bEurope(?:an)?\b|\bcif\b"),
    "CHN": re.compile(r"\bChin(?:a|ese)\b|\byuan\b|\bRMB\b|\bRmb\b|\bShanghai\b|\bSMM\b"),
    "USA": re.compile(r"\bUS\b|\bU\.S\.|\bComex\b|\bCOMEX\b|\bAmerica"),
}
_WORLD = re.compile(r"\b(?:world|global|worldwide|planet|international)", re.I)
_PRONOUN = re.compile(r"\b(it|its|they|their|there|the (?:company|mine|country|plant|project|group|miner))\b", re.I)
_PROPER = re.compile(r"(?<=[a-z,] )(?:[A-Z][\w'-]*[a-z][\w-]*)(?: [A-Z][\w-]+)*")
_CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z][\w-]*")
_BEFORE = re.compile(r"(\w+)\W*$")
_AFTER = re.compile(r"\W*(\w+(?:'s)?)(?:\W+(\w+))?")
_CLOSE = (8, 25, 60, 120)
_VERBS = (
    (
        "future",
        re.compile(r"\b(?:will|would|to be|shall|plan\w*|target\w*|aims?|expect\w*|by 20\d\d|should|could|may)\b"),
    ),
    (
        "past",
        re.compile(r"\b(?:was|were|had|did|rose|fell|came|stood|made|went|took|gave|grew|sold|bought|\w{3,}ed)\b"),
    ),
    ("now", re.compile(r"\b(?:is|are|has|have|holds?|makes?|accounts?|produces?|supplies|stands?|controls?|now)\b")),
)


class Told(NamedTuple):
    """A claim where it is told: its metric and mineral, its number, and the ends of the numbers beside it."""

    document: Document
    sentence: Sentence
    number: Quantity
    metric: str
    mineral: str
    span: tuple[int, int]
    clause: tuple[int, int]

    @property
    def last(self) -> Sentence | None:
        """The sentence before, None for the first."""
        return self.document.sentences[self.sentence.index - 1] if self.sentence.index else None


def best(slot: str, told: Told, candidates: Mapping[V, Iterable[str]]) -> V:
    """The likeliest candidate of a slot."""
    odds = logits(slot, told.metric, ({"": names} for names in candidates.values()), WEIGHTS)
    return max(zip(candidates, odds, strict=True), key=itemgetter(1))[0]


def subjects(told: Told) -> dict[str, set[str]]:
    """The features of each party, place or market whose number it may be; the world is always one."""
    out: dict[str, set[str]] = {}
    here = _named_in(told.document, told.sentence)
    for rank, (start, end, value, kind) in enumerate(here):
        out.setdefault(value, set()).update(_mention(told, start, end, kind, rank))
    sides = {side: [v for s, e, v, _ in here if (e <= told.number.start) == (side == "b")] for side in "ba"}
    for side, nearest in (("b", sides["b"][-1:]), ("a", sides["a"][:1])):
        for value in nearest:
            out[value] |= {f"nearest {side}", f"nearest {side} {len(sides[side]) == 1}"}
    _absent(told, out)
    _markets(told, out)
    out.setdefault("WLD", set()).update(_world(told, bool(here)))
    return out


@lru_cache(maxsize=64)
def _named_in(document: Document, sentence: Sentence) -> list[tuple[int, int, str, str]]:
    """(start, end, value, kind) of the parties, projects and unknown names of a sentence, in order."""
    found = [(p.start, p.end, p.value, f"{p.kind}{'' if p.subject else ' prep'}{' adj' if p.adjective else ''}")
             for p in sentence.parties]  # fmt: skip
    found += [(n.start, n.end, n.id, "project") for n in sentence.names if n.kind == "project"]
    taken = [(m.start, m.end) for group in (sentence.names, sentence.dates, sentence.money) for m in group]
    for match in _PROPER.finditer(document.text, sentence.start, sentence.end):
        if not any(a < match.end() and match.start() < b for a, b in taken):
            found.append((match.start(), match.end(), match.group().removesuffix("'s"), "proper"))
    first = _AFTER.match(document.text, sentence.start)
    if first and first.group(1)[:1].isupper() and not any(a <= first.start(1) < b for a, b in taken):
        word = first.group(1).removesuffix("'s")
        if word in _inside(document.text) or word in _inside(document.title):
            found.append((first.start(1), first.end(1), word, "proper"))
    return sorted(found)


@lru_cache(maxsize=256)
def _inside(text: str) -> frozenset[str]:
    """The capitalised words that a text holds inside its sentences."""
    return frozenset(m.group() for m in _CAPITAL.finditer(text))


def _mention(told: Told, start: int, end: int, kind: str, rank: int) -> set[str]:
    """What one mention says of the party: side, distance, clause, the words around it."""
    number, text = told.number, told.document.text
    side = "b" if end <= number.start else "a" if start >= number.end else "i"
    gap = sum(max(start - number.end, number.start - end, 0) > c for c in _CLOSE)
    out = {kind, f"{side} {kind}", f"{side}{gap}", f"{side} {kind}{gap}", "first" if rank == 0 else "later"}
    out.add(f"{side} clause {told.clause[0] <= start < told.clause[1]}")
    out.add(f"{side} alone {told.span[0] <= start < told.span[1]}")
    before = _BEFORE.search(text, max(told.sentence.start, start - 14), start)
    after = _AFTER.match(text, end)
    if before:
        out |= {f"pre {before.group(1).lower()}", f"{side} pre {before.group(1).lower()}"}
    if after and text[end : end + 2] != "'s":
        out |= {f"post {word.lower()}" for word in after.groups() if word}
    return out | ({f"{side} owns"} if text[end : end + 2] == "'s" else set())


def _absent(told: Told, out: dict[str, set[str]]) -> None:
    """Adds the parties of the sentence before, the headline's and the leading ones."""
    document = told.document
    pronoun = _PRONOUN.search(document.text, told.clause[0], told.number.end)
    said = pronoun.group(1).lower() if pronoun else "none"
    for back in (1, 2):
        if told.sentence.index >= back:
            others = _named_in(document, document.sentences[told.sentence.index - back])
            for rank, (_, _, value, kind) in enumerate(others):
                place = "first" if rank == 0 else "last" if rank == len(others) - 1 else "mid"
                names = out.setdefault(value, {"absent", f"absent {said}"})
                names |= {f"{back} {kind}", f"{back} {place}", f"{back} {kind} {said}"}
    for name in document.title_names:
        value = name.country or document.aliases.get(name.id, name.id)
        if name.kind in ("country", "company", "project", "agency"):
            out.setdefault(value, {"absent", f"absent {said}"}).update((f"title {name.kind}", f"title {said}"))
    for kind, lead in (("state", document.lead_state), ("company", document.lead_company)):
        if lead:
            out.setdefault(lead, {"absent", f"absent {said}"}).update((f"lead {kind}", f"lead {kind} {said}"))


def _markets(told: Told, out: dict[str, set[str]]) -> None:
    """Adds the market places of a price: by the words of the sentence, of the one before and of the text."""
    if told.metric not in PRICES:
        return
    texts = {"here": told.sentence.text, "last": told.last.text if told.last else "", "text": told.document.text}
    named = {place: _markets_in(text) for place, text in texts.items()}
    for market in _MARKETS:
        place = next((place for place, markets in named.items() if market in markets), None)
        if place:
            names = (f"market {market}", f"market {market} {place}", f"{market} {told.number.unit[:3]}")
            out.setdefault(market, set()).update(names)


@lru_cache(maxsize=256)
def _markets_in(text: str) -> frozenset[str]:
    """The market places that a text names."""
    return frozenset(market for market, words in _MARKETS.items() if words.search(text))


def _world(told: Told, named: bool) -> set[str]:
    """The features of the world as a subject."""
    text = told.document.text
    out = {"world", f"world named {named}", f"world {told.number.unit[:4]}", f"world {told.mineral}"}
    if _WORLD.search(told.sentence.text):
        out.add("world here")
    if _WORLD.search(text, told.number.end, min(told.sentence.end, told.number.end + 40)):
        out.add("world after")
    if _WORLD.search(text, max(told.sentence.start, told.number.start - 40), told.number.start):
        out.add("world before")
    return out


def stages(told: Told) -> dict[str | None, set[str]]:
    """The features of each stage."""
    words = {f"here {w}" for w in stage_words(told.document.text[told.clause[0] : told.clause[1]])}
    words |= {f"near {w}" for w in stage_words(told.document.text[told.span[0] : told.span[1]])}
    words |= {f"sentence {w}" for w in stage_words(told.sentence.text)}
    words |= {f"last {w}" for w in stage_words(told.last.text)} if told.last else set()
    words |= {f"title {w}" for w in stage_words(told.document.title)}
    words |= {"", f"of {told.mineral}", f"in {told.number.unit}", f"of {told.mineral} in {told.number.unit[:4]}"}
    return {stage: {f"{stage} {word}" for word in words} for stage in STAGES}


def years(told: Told) -> dict[str | None, set[str]]:
    """The features of each year that the words name, of the article's own and of none."""
    out: dict[str | None, set[str]] = {}
    now = told.document.reference.year if told.document.reference else 0
    dates = [d for d in told.sentence.dates if d.value[:4].isdigit()]
    tense = _tense(told)
    for date in dates:
        out.setdefault(date.value[:4], set()).update(_dated(told, date))
    for date in told.last.dates if told.last else ():
        if date.value[:4].isdigit():
            out.setdefault(date.value[:4], {"carried"}).update({f"last {tense}", f"last dates {bool(dates)}"})
    if now:
        out.setdefault(str(now), set()).update({"now", f"now {tense}", f"now {min(len(dates), 2)} {tense}"})
        out.setdefault(str(now - 1), set())
    for year, names in out.items():
        away = int(year or 0) - now
        names |= {
            f"away {max(-3, min(2, away))}",
            f"{'dated' if 'dated' in names else 'absent'} {max(-3, min(2, away))}",
        }
    kind, count = f"{told.number.unit[:3]}{told.number.of}", min(len(dates), 2)
    out[None] = {"none", f"none {tense}", f"none {count}", f"none {count} {tense}", f"none {kind}"}
    return out


def _dated(told: Told, date: Date) -> set[str]:
    """What one date of the sentence says of its year."""
    number, text = told.number, told.document.text
    side = "b" if date.end <= number.start else "a"
    gap = sum(max(date.start - number.end, number.start - date.end, 0) > c for c in _CLOSE)
    out = {"dated", side, f"{side}{gap}", f"{side} clause {told.clause[0] <= date.start < told.clause[1]}"}
    out |= {f"{side} alone {told.span[0] <= date.start < told.span[1]}", f"dates {min(len(told.sentence.dates), 3)}"}
    if before := _BEFORE.search(text, max(told.sentence.start, date.start - 12), date.start):
        out |= {f"pre {before.group(1).lower()}", f"{side} pre {before.group(1).lower()}"}
    word = date.surface.split()[0].lower()
    return out | {f"word {'year' if word.isdigit() else word}"}


def _tense(told: Told) -> str:
    """The tense of the verb nearest to the number, "" where none is known."""
    text = told.document.text
    near: list[tuple[int, str]] = []
    for name, words in _VERBS:
        for match in words.finditer(text, told.clause[0], told.clause[1]):
            near.append((abs(match.start() - told.number.start), name))
    return min(near)[1] if near else ""
