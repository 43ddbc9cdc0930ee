"""One sentence against the evidence that it cites: every number, date and name in its place, and the same polarity.

Presence alone is not enough: a number of the same quotation in the wrong place, or actor and target exchanged, has
every word in the evidence. So each mention is also judged by its company. The affinity of a mention m of the
sentence with a mention e of the evidence is

    affinity(m, e) = sum over k of w(m, k) w(e, k) + role(m, e),    w(m, k) = DECAY ** distance(m, k)

where k runs over the words, names, numbers and dates that stand near both. An exchange of two mentions of a kind, or
another mention of the evidence in the place of one, must not fit better than what the sentence says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations, pairwise, product

from didymium import labels
from didymium.brief.verify import lexicon
from didymium.brief.verify.match import (
    date_matches,
    name_matches,
    number_matches,
    same_number,
    significant,
)
from didymium.brief.verify.parse import Named, Number, Parsed, When, Word
from didymium.errors import UnknownLabel

DECAY = 0.8
FAR, OWN, BESIDE = 18.0, 5.0, 3.0
FLOOR, ANCHOR = 0.15, 1.5
ROLE, AGAINST = 0.6, -0.3
SWAP_MARGIN, SWAP_SLACK = 1.1, 0.02
RIVAL_MARGIN, RIVAL_SLACK = 1.5, 0.25
NAME_MARGIN, NAME_SLACK = 1.2, 0.1
COVERED = 0.2
NEGATION_SHARE = 0.25
SILENCED = 0.35
Mention = Number | When | Named


@dataclass(frozen=True)
class Fault:
    """Why a sentence is not carried by its evidence: kind (number, date, name, role, polarity, ...) and the words."""

    kind: str
    why: str


@dataclass(frozen=True)
class Proof:
    """One piece of evidence, read: its text, and figures and names that stand beside it without words."""

    parsed: Parsed
    numbers: tuple[Number, ...] = ()
    whens: tuple[str, ...] = ()
    today: str | None = None  # the day of the article
    names: tuple[tuple[str, str], ...] = ()
    concepts: frozenset[str] = frozenset()
    tokens: frozenset[str] = frozenset()
    ranged: bool = False
    mineral: str | None = None  # what its figure is about


def faults(said: Parsed, proofs: tuple[Proof, ...]) -> tuple[Fault, ...]:
    """Every way in which the sentence says other than its evidence; empty when it is carried."""
    missing = tuple(_missing(said, proofs))
    if missing:
        return missing
    return (
        *_ranges(said, proofs),
        *_repeated(said, proofs),
        *_exchanged(said, proofs),
        *_misplaced(said, proofs),
        *_polarity(said, proofs),
        *_opposites(said, proofs),
        *_other_mineral(said, proofs),
        *_covered(said, proofs),
        *_idle(said, proofs),
    )


# presence


def _missing(said: Parsed, proofs: tuple[Proof, ...]) -> Iterator[Fault]:
    if said.band is not None and not (said.band == 90 and any(p.ranged for p in proofs)):
        yield Fault("number", f"no evidence has a {said.band:g}% range")
    for n in said.numbers:
        if not _numbers_of(n, proofs):
            yield Fault("number", f"{_show(n)} is not in its evidence")
    for w in said.whens:
        if not _date_known(w, proofs):
            yield Fault("date", f"{w.surface!r} ({w.iso}) is not in its evidence")
    for w in said.whens:
        ends = {e.end for e in _dates_of(w, proofs)}
        if w.end and ends and not ends & {w.end, None}:
            yield Fault("date", f"{w.surface!r} is the other end of the period in its evidence")
    for a, b in pairwise(said.whens):
        if (a.end, b.end) == ("low", "high") and a.iso > b.iso:
            yield Fault("date", f"{a.surface} is not before {b.surface}")
    for name in said.names:
        if not _name_known(name, proofs):
            yield Fault("name", f"{name.surface!r} is not in its evidence")


def _date_known(w: When, proofs: tuple[Proof, ...]) -> bool:
    if _dates_of(w, proofs) or any(date_matches(w.iso, d) for p in proofs for d in p.whens):
        return True
    relative = not any(c.isdigit() for c in w.surface)
    return relative and any(p.today == w.iso or w.surface in p.tokens for p in proofs)


def _numbers_of(n: Number, proofs: tuple[Proof, ...]) -> list[Number]:
    """The numbers of the evidence that `n` may stand for: as printed, by the figure behind the print, or the bare figure.

    The figure behind a printed number counts only where `n` is not written more finely than the print.
    """
    found: list[Number] = []
    for p in proofs:
        behind = [f for f in p.numbers if number_matches(n, f)]
        for q in p.parsed.numbers:
            fine = significant(n) <= significant(q)
            if number_matches(n, q) or (fine and q.rough and any(same_number(f, q) for f in behind)):
                found.append(q)
        found += [f for f in behind if not any(same_number(f, q) for q in p.parsed.numbers)]
    return found


def _dates_of(w: When, proofs: tuple[Proof, ...]) -> list[When]:
    return [
        e
        for p in proofs
        for e in p.parsed.whens
        if date_matches(w.iso, e.iso) or (w.surface == e.surface and len(w.surface) < 12)
    ]


def _names_of(name: Named, proofs: tuple[Proof, ...]) -> list[Named]:
    return [e for p in proofs for e in p.parsed.names if name_matches(name, e)]


def _name_known(name: Named, proofs: tuple[Proof, ...]) -> bool:
    if _names_of(name, proofs):
        return True
    if any((name.kind, name.id) in p.names for p in proofs):
        return True
    if name.kind == "country":
        return name.id == "EUU" and any(k == "country" and _in_union(i) for p in proofs for k, i in p.names)
    if name.kind == "mineral":
        return _member_known(name.id, proofs)
    words = [w for w in name.surface.lower().replace("'s", "").split() if w not in lexicon.STOP]
    return bool(words) and any(all(_word_known(w.strip(".,"), p) for w in words) for p in proofs)


@lru_cache(maxsize=512)
def _in_union(code: str) -> bool:
    """Whether a country is a member of the European Union today: its plant is one of the Union."""
    return code in labels.eu_members()


def _word_known(word: str, p: Proof) -> bool:
    """Whether a word of a name stands in the evidence, in this form or as its country."""
    code = labels.country_aliases().get(word.capitalize())
    return word in p.tokens or (code is not None and ("country", code) in p.names)


def _member_known(group: str, proofs: tuple[Proof, ...]) -> bool:
    """A group may stand for its members (rare earths for dysprosium), not a member for its group."""
    try:
        members = set(labels.members(group))
    except UnknownLabel:
        return False
    named = {e.id for p in proofs for e in p.parsed.names if e.kind == "mineral"}
    return bool(members & (named | {i for p in proofs for k, i in p.names if k == "mineral"}))


# ranges


def _ranges(said: Parsed, proofs: tuple[Proof, ...]) -> Iterator[Fault]:
    """Low and high ends stand for low and high ends; a lone number is not the end of a range."""
    for n in said.numbers:
        ends = {e.end for e in _numbers_of(n, proofs)}
        if n.end is None and ends and None not in ends and not _bounded(n, ends):
            yield Fault("role", f"{_show(n)} is an end of a range in the evidence, not its value")
        elif n.end is not None and n.end not in ends and (None not in ends or _has_range(n, proofs)):
            yield Fault("role", f"{_show(n)} is not that end of the range in the evidence")
    for k, (low, high) in enumerate(pairwise(said.numbers)):
        if (low.end, high.end) == ("low", "high"):
            before = said.numbers[k - 1] if k and said.numbers[k - 1].end is None else None
            yield from _one_range(before, low, high, proofs)


def _one_range(value: Number | None, low: Number, high: Number, proofs: tuple[Proof, ...]) -> Iterator[Fault]:
    """A range runs upwards, and stands with its value in one piece of evidence."""
    if low.value > high.value and low.before.rstrip().endswith(("(", "between", "range", "range of")):
        yield Fault("role", f"{_show(low)} runs downwards")
        return
    whole = [p for p in proofs if all(_numbers_of(n, (p,)) for n in (low, high))]
    beside = value is not None and value.unit == low.unit and abs(low.at - value.at) <= OWN
    if not whole or (beside and value is not None and not any(_numbers_of(value, (p,)) for p in whole)):
        yield Fault("role", f"{_show(low)} is not the range of that value in the evidence")


def _has_range(n: Number, proofs: tuple[Proof, ...]) -> bool:
    return any(e.end == n.end and e.unit == n.unit for p in proofs for e in (*p.parsed.numbers, *p.numbers))


_ENDS = {"up to": "high", "less than": "high", "at least": "low", "more than": "low"}
_LOW_END = re.compile(r"\b(?:least|low|lower|bottom|best|5th|p05|minimum|floor|between|from)\b[^.;]*$", re.I)
_HIGH_END = re.compile(
    r"\b(?:most|high|upper|top|worst|95th|p95|maximum|tail)\b[^.;]*$|\d[^\s]*(?: \w+)? (?:and|to) $|\bup to $", re.I
)


def _bounded(n: Number, ends: set[str | None]) -> bool:
    """Whether the words say that a lone number is that end of a range."""
    if _ENDS.get(n.qualifier or "") in ends:
        return True
    near = n.before[-22:]
    return ("low" in ends and bool(_LOW_END.search(near))) or ("high" in ends and bool(_HIGH_END.search(near)))


def _repeated(said: Parsed, proofs: tuple[Proof, ...]) -> Iterator[Fault]:
    """A number said more often than the evidence has it, while another of its unit goes unsaid, stands for that one."""
    used = [(n, [e for e in _numbers_of(n, proofs) if e.end == n.end]) for n in said.numbers if n.unit is not None]
    all_used = [e for _, found in used for e in found]
    for n, found in used:
        times = sum((m.unit, m.value, m.end) == (n.unit, n.value, n.end) for m in said.numbers)
        units = {n.unit, n.other_unit}
        unsaid = [
            e for p in proofs for e in p.parsed.numbers if e.unit in units and e.end == n.end and e not in all_used
        ]
        if found and times > len(found) and unsaid:
            yield Fault("role", f"{_show(n)} stands twice, {_show(unsaid[0])} not at all")
            return


# company


def _exchanged(said: Parsed, proofs: tuple[Proof, ...]) -> Iterator[Fault]:
    groups: list[list[Mention]] = [list(said.whens)]
    groups += [[n for n in said.numbers if n.unit == u and n.end is None] for u in {n.unit for n in said.numbers}]
    groups += [[n for n in said.names if n.kind == k] for k in ("country", "mineral", "org", "site")]
    for a, b in pairwise(said.names):
        if a.at == b.at and a.id == b.id and a.kind == b.kind:
            yield Fault("role", f"{_show(a)} is joined with itself")
    view = _View(said, proofs)
    for mentions in groups:
        for a, b in combinations(mentions, 2):
            if view.swapped(a, b):
                yield Fault("role", f"{_show(a)} and {_show(b)} have each other's place")
        for a in mentions:
            rival = view.rival(a, mentions)
            if rival is not None:
                yield Fault("role", f"{_show(a)} stands where the evidence has {_show(rival)}")


class _View:
    """Affinities between the mentions of a sentence and those of its evidence, each computed once."""

    def __init__(self, said: Parsed, proofs: tuple[Proof, ...]) -> None:
        self.said, self.proofs = said, proofs
        self._near: dict[tuple[int, int], dict[str, float]] = {}

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
        low, high = sorted((a.at, b.at))
        items: tuple[Mention | Word, ...] = (*text.words, *text.names, *text.numbers, *text.whens)
        inner = {k for i in items if low < i.at < high or _bound_to(i, a, b, text) for k in self.keys_of(text, i)}
        return {k for i in items if i.at < low or i.at > high for k in self.keys_of(text, i)} - inner

    def keys_of(self, text: Parsed, item: Mention | Word) -> set[str]:
        return _keys(item, self.proofs if text is self.said else ())

    def rival(self, a: Mention, mentions: list[Mention]) -> Mention | None:
        """A mention of the evidence, unsaid in the sentence, that fits the place of `a` much better."""
        ours = self.candidates(a)
        if not ours:
            return None
        twins = [m for m in mentions if m is not a and any(e in ours for e in self.candidates(m))]
        doubled = len(twins) >= len(ours)
        margin, slack = (NAME_MARGIN, NAME_SLACK) if isinstance(a, Named) else (RIVAL_MARGIN, RIVAL_SLACK)
        margin, slack = (SWAP_MARGIN, SWAP_SLACK) if doubled else (margin, slack)
        said = [e for m in mentions for e in self.candidates(m)]
        others = [e for e in self.alike(a) if e not in said and not any(_equal(e, s) for s in said)]
        nearer = {k for m in twins for k in self.nearer(m, a)}
        best, found = 0.0, None
        for e in others:
            hidden = self.keys(a) | self.keys(e) | nearer
            value = self.affinity(a, e, hidden)
            near = margin == SWAP_MARGIN or _takes_role(a, e, ours)
            more, least = (SWAP_MARGIN, SWAP_SLACK) if near else (margin, slack)
            if value > best and value > self.best(a, ours, hidden) * more + least:
                best, found = value, e
        return found

    def nearer(self, twin: Mention, m: Mention) -> set[str]:
        """What stands nearer to a twin of `m` than to `m`: it belongs to the twin."""
        theirs, mine = self.near(self.said, twin), self.near(self.said, m)
        return {k for k, w in mine.items() if theirs.get(k, 0.0) >= w}

    def candidates(self, m: Mention) -> list[Mention]:
        if isinstance(m, Number):
            return [*_numbers_of(m, self.proofs)]
        return [*_dates_of(m, self.proofs)] if isinstance(m, When) else [*_names_of(m, self.proofs)]

    def alike(self, m: Mention) -> list[Mention]:
        """All mentions of the evidence that are of the kind of `m`."""
        parsed = [p.parsed for p in self.proofs]
        if isinstance(m, Number):
            return [e for p in parsed for e in p.numbers if e.unit in {m.unit, m.other_unit} and e.end == m.end]
        if isinstance(m, When):
            return [e for p in parsed for e in p.whens]
        return [e for p in parsed for e in p.names if e.kind == m.kind]

    def best(self, m: Mention, candidates: list[Mention], hidden: set[str]) -> float:
        return max(self.affinity(m, e, hidden) for e in candidates)

    def affinity(self, m: Mention, e: Mention, hidden: set[str]) -> float:
        mine, theirs = self.near(self.said, m), self.near(self.home(e), e)
        shared = sum(w * theirs[k] for k, w in mine.items() if k in theirs and k not in hidden)
        return shared + _roles(m, e)

    def home(self, e: Mention) -> Parsed:
        for p in self.proofs:
            if any(e is x for x in (*p.parsed.numbers, *p.parsed.whens, *p.parsed.names)):
                return p.parsed
        return Parsed("")

    def keys(self, m: Mention) -> set[str]:
        return {_key(e) for e in [m, *self.candidates(m)]}

    def near(self, text: Parsed, m: Mention) -> dict[str, float]:
        known = self._near.get((id(text), id(m)))
        if known is None:
            known = self._near[(id(text), id(m))] = dict(_company(text, m, self.proofs if text is self.said else ()))
        return known


def _company(text: Parsed, m: Mention, proofs: tuple[Proof, ...]) -> Iterator[tuple[str, float]]:
    """What stands near a mention, by key, with its weight; a number of the sentence bears the evidence's value."""
    weights: dict[str, float] = {}
    floor = 0.0 if proofs else FLOOR
    items: Iterable[Mention | Word] = (*text.words, *text.names, *text.numbers, *text.whens)
    for item in items:
        gap = abs(item.at - m.at)
        if item is m or gap > FAR:
            continue
        for key in _keys(item, proofs):
            weight = max(DECAY**gap, floor) * (ANCHOR if isinstance(item, Number | When) else 1.0)
            weights[key] = max(weights.get(key, 0.0), weight)
    yield from weights.items()


def _keys(item: Mention | Word, proofs: tuple[Proof, ...]) -> set[str]:
    if isinstance(item, Number) and proofs:
        return {_key(e) for e in _numbers_of(item, proofs)} or {_key(item)}
    if isinstance(item, When) and proofs:
        return {_key(e) for e in _dates_of(item, proofs)} or {_key(item)}
    if isinstance(item, Named) and proofs:
        return {_key(e) for e in _names_of(item, proofs)} or {_key(item)}
    return {_key(item)}


def _key(item: Mention | Word) -> str:
    if isinstance(item, Word):
        return f"w:{item.concept}"
    if isinstance(item, Number):
        return f"n:{item.value:.6g}:{item.unit}"
    return f"d:{item.iso}" if isinstance(item, When) else f"e:{item.kind}:{item.id.lower()}"


def _equal(a: Mention, b: Mention) -> bool:
    return _key(a) == _key(b)


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


VERBATIM = 0.85
_WORD = re.compile(r"\w[\w,.'%-]*\w|\w")


def _misplaced(said: Parsed, proofs: tuple[Proof, ...]) -> Iterator[Fault]:
    """In a sentence that follows its evidence word by word, numbers come in the same order."""
    for p in proofs:
        matcher = SequenceMatcher(None, _WORD.findall(said.text), _WORD.findall(p.parsed.text), autojunk=False)
        if matcher.real_quick_ratio() < VERBATIM or matcher.ratio() < VERBATIM:
            continue
        ours, known = [_key(n) for n in said.numbers], [_key(n) for n in p.parsed.numbers]
        moved = next((n for n, key in zip(said.numbers, known, strict=False) if _key(n) != key), None)
        if moved is not None and sorted(ours) == sorted(known):
            yield Fault("role", f"{_show(moved)} stands elsewhere in its evidence")


# polarity


def _polarity(said: Parsed, proofs: tuple[Proof, ...]) -> Iterator[Fault]:
    """A negation of the sentence stands in the evidence and the other way round, near the same words."""
    heard = [w for p in proofs for w in p.parsed.words]
    denied = {w.concept for w in heard if w.negated}
    plain = {w.concept for w in heard if not w.negated}
    theirs, ours = sum(len(p.parsed.negations) for p in proofs), len(said.negations)
    bad = {w.concept for w in heard if w.text in lexicon.NEGATIVE}
    own = {w.concept for w in said.words}
    own_bad = {w.concept for w in said.words if w.text in lexicon.NEGATIVE} - bad
    double = any(w.negated and w.text in lexicon.ADVERSE for w in said.words)
    if ours > theirs + len(bad - own) or (ours and not _all_near(said, proofs)) or (ours and not theirs and double):
        yield Fault("polarity", "the sentence denies more than its evidence")
        return
    if not ours and theirs and not own_bad and _silenced(said, proofs):
        yield Fault("polarity", "the evidence denies it, the sentence does not")
    forbids = any(w.text in lexicon.BANS for w in heard)
    if not ours and forbids and _permits(said) > sum(_permits(p.parsed) for p in proofs):
        yield Fault("polarity", "the sentence allows what its evidence forbids")
    for w in said.words:
        if w.negated and w.concept in plain - denied and not (theirs and _near_negation(said, w, proofs)):
            yield Fault("polarity", f"the sentence denies {w.text!r}, its evidence does not")
        if not w.negated and w.concept in denied - plain and ours + len(own_bad) < theirs:
            yield Fault("polarity", f"the evidence denies {w.text!r}, the sentence does not")


def _all_near(said: Parsed, proofs: tuple[Proof, ...]) -> bool:
    """Whether each negation of the sentence stands among the words at a denial of the evidence, in whatever words."""
    denials = [_around(p.parsed, at) for p in proofs for at in p.parsed.negations]
    denials += [_around(p.parsed, w.at) for p in proofs for w in p.parsed.words if w.text in lexicon.NEGATIVE]
    return all(_shared(_around(said, at), denials) >= NEGATION_SHARE for at in said.negations)


def _shared(mine: dict[str, float], others: list[dict[str, float]]) -> float:
    """The largest share of `mine` that one of the others has too."""
    whole = max(sum(w * w for w in mine.values()), 1.0)
    return max((sum(w * o.get(k, 0.0) for k, w in mine.items()) / whole for o in others), default=0.0)


def _near_negation(said: Parsed, word: Word, proofs: tuple[Proof, ...]) -> bool:
    """Whether the negation before a word stands among the words that stand at a negation of the evidence."""
    at = max((n for n in said.negations if n <= word.at), default=word.at)
    denials = [_around(p.parsed, n) for p in proofs for n in p.parsed.negations]
    return _shared(_around(said, at), denials) >= NEGATION_SHARE


def _silenced(said: Parsed, proofs: tuple[Proof, ...]) -> bool:
    """Whether the sentence holds most of what stands at a negation of the evidence, without the negation."""
    said_items: tuple[Mention | Word, ...] = (*said.words, *said.names)
    heard = {_key(i) for i in said_items}
    for p in proofs:
        for at in p.parsed.negations:
            near = _around(p.parsed, at)
            if near and sum(w for k, w in near.items() if k in heard) >= SILENCED * sum(near.values()):
                return True
    return False


_PERMIT = re.compile(r"\b(?:may|allow(?:s|ed)?|permit(?:s|ted)|lets?)\b", re.I)


def _permits(text: Parsed) -> int:
    return len(_PERMIT.findall(text.text))


def _around(text: Parsed, at: float) -> dict[str, float]:
    found: dict[str, float] = {}
    items: tuple[Mention | Word, ...] = (*text.words, *text.names)
    for item in items:
        found[_key(item)] = max(found.get(_key(item), 0.0), DECAY ** abs(item.at - at))
    return found


def _opposites(said: Parsed, proofs: tuple[Proof, ...]) -> Iterator[Fault]:
    """No word whose opposite alone stands in the evidence (rise for fall, suspend for impose, mining for refining)."""
    heard = {s for p in proofs for w in p.parsed.words for s in lexicon.sides(w.text)}
    heard |= {s for p in proofs for t in p.tokens for s in lexicon.sides(t)}
    for w in said.words:
        for pair, side in lexicon.sides(w.text):
            other = (pair, 1 - side)
            if other in heard and (pair, side) not in heard and not w.negated:
                yield Fault("polarity", f"{w.text!r} is the opposite of what its evidence says")


# cover


def _other_mineral(said: Parsed, proofs: tuple[Proof, ...]) -> Iterator[Fault]:
    """A figure of one mineral never carries a sentence about other minerals."""
    named = {n.id for n in said.names if n.kind == "mineral"}
    for p in proofs:
        if p.mineral and named and not named & _kin(p.mineral):
            yield Fault("name", f"the cited figure is about {p.mineral}, the sentence is not")


@lru_cache(maxsize=1024)
def _kin(mineral: str) -> frozenset[str]:
    """A mineral, its groups and its members."""
    try:
        return frozenset({mineral, *labels.groups(mineral), *labels.members(mineral)})
    except UnknownLabel:
        return frozenset({mineral})


def _covered(said: Parsed, proofs: tuple[Proof, ...]) -> Iterator[Fault]:
    """Enough of the sentence's words stand in the evidence, in these or in like words."""
    words = {w.concept for w in said.words}
    heard = {w.concept for p in proofs for w in p.parsed.words} | {c for p in proofs for c in p.concepts}
    if len(words) >= 4 and len(words & heard) < COVERED * len(words):
        yield Fault("cover", "hardly a word of the sentence stands in its evidence")


def _idle(said: Parsed, proofs: tuple[Proof, ...]) -> Iterator[Fault]:
    """Each cited piece of evidence carries something of the sentence."""
    words = {w.concept for w in said.words}
    for p in proofs:
        one = (p,)
        if any(_numbers_of(n, one) for n in said.numbers) or any(_dates_of(w, one) for w in said.whens):
            continue
        named = sum(bool(_names_of(n, one)) or (n.kind, n.id) in p.names for n in said.names)
        if named + len(words & ({w.concept for w in p.parsed.words} | p.concepts)) < 2:
            yield Fault("evidence", f"the cited {p.parsed.text[:60]!r} carries nothing of the sentence")


def _show(m: Mention) -> str:
    if isinstance(m, Number):
        return m.surface.strip() or f"{m.value:g}"
    return m.surface
