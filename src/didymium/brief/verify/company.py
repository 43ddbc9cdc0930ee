"""Mentions judged by their company: exchanged numbers, dates and names.

The affinity of a mention m of the sentence with a mention e of the evidence is

    affinity(m, e) = sum over k of w(m, k) w(e, k) + role(m, e),    w(m, k) = DECAY ** distance(m, k)

where k runs over the words, names, numbers and dates that stand near both. An exchange of two mentions of a kind, or
another mention of the evidence in the place of one, must not fit better than what the sentence says.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise, product

from didymium.brief.verify.evidence import (
    Fault,
    Mention,
    Proof,
    dates_of,
    key_of,
    keys_of,
    names_of,
    numbers_of,
    show,
)
from didymium.brief.verify.mentions import Named, Number, Parsed, When, Word

DECAY = 0.8
FAR, OWN, BESIDE = 18.0, 5.0, 3.0


FLOOR, ANCHOR = 0.15, 1.5
ROLE, AGAINST = 0.6, -0.3


SWAP_MARGIN, SWAP_SLACK = 1.1, 0.02
RIVAL_MARGIN, RIVAL_SLACK = 1.5, 0.25


NAME_MARGIN, NAME_SLACK = 1.2, 0.1


def exchanged(said: Parsed, proofs: tuple[Proof, ...]) -> Iterator[Fault]:
    """Numbers, dates and names that have each other's place, or the place of another of the evidence."""
    groups: list[list[Mention]] = [list(said.whens)]
    groups += [[n for n in said.numbers if n.unit == u and n.end is None] for u in {n.unit for n in said.numbers}]
    groups += [[n for n in said.names if n.kind == k] for k in ("country", "mineral", "org", "site")]
    for name, other in pairwise(said.names):
        if (name.at, name.kind, name.id) == (other.at, other.kind, other.id):
            yield Fault("role", f"{show(name)} is joined with itself")
    view = View(said, proofs)
    for mentions in groups:
        for a, b in combinations(mentions, 2):
            if view.swapped(a, b):
                yield Fault("role", f"{show(a)} and {show(b)} have each other's place")
        for a in mentions:
            rival = view.rival(a, mentions)
            if rival is not None:
                yield Fault("role", f"{show(a)} stands where the evidence has {show(rival)}")


class View:
    """Affinities between the mentions of a sentence and those of its evidence, each computed once."""

    def __init__(self, said: Parsed, proofs: tuple[Proof, ...]) -> None:
        self.said, self.proofs = said, proofs
        self._near: dict[tuple[int, int], dict[str, float]] = {}
        self._found: dict[int, list[Mention]] = {}
        self._keys: dict[int, set[str]] = {}
        self._homes = {id(x): p.parsed for p in proofs for x in _mentions(p.parsed)}

    def swapped(self, a: Mention, b: Mention) -> bool:
        """Whether `a` and `b` would fit the evidence better in each other's place."""
        ours, theirs = self.candidates(a), self.candidates(b)
        if not ours or not theirs or any(e in theirs for e in ours) or _range_pair(a, b):
            return False
        kept, turned = _agree(a, ours) + _agree(b, theirs), _agree(a, theirs) + _agree(b, ours)
        if {kept, turned} == {0, 2}:
            return turned == 2
        hidden = self.keys(a) | self.keys(b) | self.governing(a, b, ours, theirs)
        stay = self.best(a, ours, hidden) + self.best(b, theirs, hidden)
        turn = self.best(a, theirs, hidden) + self.best(b, ours, hidden)
        if kept == turned:  # the roles tell nothing apart: only the company counts
            common = sum(_best_role(m, found) for m, found in ((a, ours), (b, theirs)))
            stay, turn = stay - common, turn - sum(_best_role(m, found) for m, found in ((a, theirs), (b, ours)))
        return turn > stay * SWAP_MARGIN + SWAP_SLACK

    def governing(self, a: Mention, b: Mention, ours: list[Mention], theirs: list[Mention]) -> set[str]:
        """What stands before both or after both, in the sentence or the evidence: it tells nothing apart."""
        found = self.beyond(self.said, a, b)
        for e, f in product(ours, theirs):
            if self.home(e) is self.home(f):
                found |= self.beyond(self.home(e), e, f)
        return found

    def beyond(self, text: Parsed, a: Mention, b: Mention) -> set[str]:
        """What stands before both or after both mentions and is not the own of either."""
        low, high = sorted((a.at, b.at))
        items: tuple[Mention | Word, ...] = (*text.words, *text.names, *text.numbers, *text.whens)
        inner = {k for i in items if low < i.at < high or _bound_to(i, a, b, text) for k in self.keys_of(text, i)}
        return {k for i in items if i.at < low or i.at > high for k in self.keys_of(text, i)} - inner

    def keys_of(self, text: Parsed, item: Mention | Word) -> set[str]:
        """The keys of what stands in a text; those of the sentence are the evidence's."""
        if text is not self.said:
            return {key_of(item)}
        if id(item) not in self._keys:
            self._keys[id(item)] = keys_of(item, self.proofs)
        return self._keys[id(item)]

    def rival(self, a: Mention, mentions: list[Mention]) -> Mention | None:
        """A mention of the evidence, unsaid in the sentence, that fits the place of `a` much better."""
        ours = self.candidates(a)
        if not ours:
            return None
        twins = [m for m in mentions if m is not a and any(e in ours for e in self.candidates(m))]
        doubled = len(twins) >= len(ours)
        margin, slack = (NAME_MARGIN, NAME_SLACK) if isinstance(a, Named) else (RIVAL_MARGIN, RIVAL_SLACK)
        said = [e for m in mentions for e in self.candidates(m)]
        others = [e for e in self.alike(a) if e not in said and not any(_equal(e, s) for s in said)]
        nearer = {k for m in twins for k in self.nearer(m, a)}
        best, found = 0.0, None
        for e in others:
            hidden = self.keys(a) | self.keys(e) | nearer
            role = _takes_role(a, e, ours)
            bare = isinstance(a, Named) and a.kind == "country" and not role  # then by company alone
            value = self.affinity(a, e, hidden) - bare * _roles(a, e)
            own = max(self.affinity(a, o, hidden) - bare * _roles(a, o) for o in ours)
            more, least = (SWAP_MARGIN, SWAP_SLACK) if doubled or role else (margin, slack)
            if value > best and value > own * more + least:
                best, found = value, e
        return found

    def nearer(self, twin: Mention, m: Mention) -> set[str]:
        """What stands nearer to a twin of `m` than to `m`: it belongs to the twin."""
        theirs, mine = self.near(self.said, twin), self.near(self.said, m)
        return {k for k, w in mine.items() if theirs.get(k, 0.0) >= w}

    def candidates(self, m: Mention) -> list[Mention]:
        """The mentions of the evidence that `m` may stand for."""
        if id(m) not in self._found:
            self._found[id(m)] = _candidates(m, self.proofs)
        return self._found[id(m)]

    def alike(self, m: Mention) -> list[Mention]:
        """All mentions of the evidence that are of the kind of `m`."""
        parsed = [p.parsed for p in self.proofs]
        if isinstance(m, Number):
            return [e for p in parsed for e in p.numbers if e.unit in {m.unit, m.other_unit} and e.end == m.end]
        if isinstance(m, When):
            return [e for p in parsed for e in p.whens]
        return [e for p in parsed for e in p.names if e.kind == m.kind]

    def best(self, m: Mention, candidates: list[Mention], hidden: set[str]) -> float:
        """The largest affinity of `m` with one of the candidates."""
        return max(self.affinity(m, e, hidden) for e in candidates)

    def affinity(self, m: Mention, e: Mention, hidden: set[str]) -> float:
        """How well `m` fits the place of `e`: what stands near both, and the role."""
        mine, theirs = self.near(self.said, m), self.near(self.home(e), e)
        shared = sum(w * theirs[k] for k, w in mine.items() if k in theirs and k not in hidden)
        return shared + _roles(m, e)

    def home(self, e: Mention) -> Parsed:
        """The text of the evidence in which `e` stands."""
        return self._homes.get(id(e), _NOWHERE)

    def keys(self, m: Mention) -> set[str]:
        """The keys of a mention and of all that it may stand for."""
        return {key_of(e) for e in [m, *self.candidates(m)]}

    def near(self, text: Parsed, m: Mention) -> dict[str, float]:
        """What stands near a mention of a text, with weights."""
        known = self._near.get((id(text), id(m)))
        if known is None:
            known = self._near[(id(text), id(m))] = self._company(text, m)
        return known

    def _company(self, text: Parsed, m: Mention) -> dict[str, float]:
        """What stands near a mention, by key, with its weight; a number of the sentence bears the evidence's value."""
        weights: dict[str, float] = {}
        floor = 0.0 if text is self.said else FLOOR
        for item in (*text.words, *_mentions(text)):
            gap = abs(item.at - m.at)
            if item is m or gap > FAR:
                continue
            weight = max(DECAY**gap, floor) * (ANCHOR if isinstance(item, Number | When) else 1.0)
            for key in self.keys_of(text, item):
                weights[key] = max(weights.get(key, 0.0), weight)
        return weights


_NOWHERE = Parsed("")


def _mentions(text: Parsed) -> tuple[Mention, ...]:
    return (*text.names, *text.numbers, *text.whens)


def _candidates(m: Mention, proofs: tuple[Proof, ...]) -> list[Mention]:
    if isinstance(m, Number):
        return [*numbers_of(m, proofs)]
    return [*dates_of(m, proofs)] if isinstance(m, When) else [*names_of(m, proofs)]


def _equal(a: Mention, b: Mention) -> bool:
    return key_of(a) == key_of(b)


def _bound_to(item: Mention | Word, a: Mention, b: Mention, text: Parsed) -> bool:
    """Whether a number or date stands so close to one of the two that it is its own."""
    dated = isinstance(item, When) and isinstance(a, Number) and len(text.whens) > 1
    apart = isinstance(item, Number) and (not isinstance(a, Number) or item.unit != a.unit)
    own = dated or apart
    if isinstance(item, Word | Named) and isinstance(a, Number) and isinstance(b, Number):
        return any(n.before.endswith("(") and 0 < n.at - item.at <= OWN for n in (a, b))
    if isinstance(item, Word) and isinstance(a, Named):
        return min(abs(item.at - a.at), abs(item.at - b.at)) <= BESIDE
    return own and min(abs(item.at - a.at), abs(item.at - b.at)) <= OWN


def _agree(m: Mention, candidates: list[Mention]) -> float:
    """1 if a role is known and the same, 0 if known and other, a half where the words do not tell."""
    if not isinstance(m, Named) or not m.role or m.kind == "mineral":
        return 0.5
    roles = {e.role for e in candidates if isinstance(e, Named)}
    return 0.5 if "" in roles else float(m.role in roles)


def _range_pair(a: Mention, b: Mention) -> bool:
    """Whether two dates are the ends of one period, whose order is judged by the calendar."""
    return isinstance(a, When) and isinstance(b, When) and {a.end, b.end} == {"low", "high"}


def _takes_role(m: Mention, rival: Mention, ours: list[Mention]) -> bool:
    """Whether `m` does what the rival does in the evidence and what its own mentions there do not."""
    return _agree(m, ours) == 0 and _agree(m, [rival]) == 1


def _best_role(m: Mention, candidates: list[Mention]) -> float:
    return max(_roles(m, e) for e in candidates)


def _roles(m: Mention, e: Mention) -> float:
    if not isinstance(m, Named) or not isinstance(e, Named) or not m.role or not e.role or m.kind == "mineral":
        return 0.0
    if m.role == e.role:
        return ROLE
    return AGAINST if {m.role, e.role} == {"A", "T"} else 0.0
