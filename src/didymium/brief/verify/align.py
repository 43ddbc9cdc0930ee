"""One sentence against the evidence that it cites: every number, date and name in its place, and the same polarity.

Presence alone is not enough: a number of the same quotation in the wrong place, or actor and target exchanged, has
every word in the evidence. So each mention is judged by its company as well (see `company`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from didymium import labels
from didymium.brief.verify.company import OWN, exchanged
from didymium.brief.verify.evidence import (
    Fault,
    Proof,
    date_known,
    dates_of,
    key_of,
    name_known,
    names_of,
    numbers_of,
    show,
)
from didymium.brief.verify.mentions import Number, Parsed
from didymium.brief.verify.polarity import opposites, polarity
from didymium.errors import UnknownLabel

FLOOR, ANCHOR = 0.15, 1.5
ROLE, AGAINST = 0.6, -0.3


SWAP_MARGIN, SWAP_SLACK = 1.1, 0.02
RIVAL_MARGIN, RIVAL_SLACK = 1.5, 0.25


NAME_MARGIN, NAME_SLACK = 1.2, 0.1
COVERED = 0.2


def faults(said: Parsed, proofs: tuple[Proof, ...]) -> tuple[Fault, ...]:
    """Every way in which the sentence says other than its evidence; empty when it is carried."""
    missing = tuple(_missing(said, proofs))
    if missing:
        return missing
    return (
        *_ranges(said, proofs),
        *_repeated(said, proofs),
        *exchanged(said, proofs),
        *_misplaced(said, proofs),
        *polarity(said, proofs),
        *opposites(said, proofs),
        *_other_mineral(said, proofs),
        *_covered(said, proofs),
        *_idle(said, proofs),
    )


def _missing(said: Parsed, proofs: tuple[Proof, ...]) -> Iterator[Fault]:
    if said.band is not None and not (said.band == 90 and any(p.ranged for p in proofs)):
        yield Fault("number", f"no evidence has a {said.band:g}% range")
    for n in said.numbers:
        if not numbers_of(n, proofs):
            yield Fault("number", f"{show(n)} is not in its evidence")
    for w in said.whens:
        if not date_known(w, proofs):
            yield Fault("date", f"{w.surface!r} ({w.iso}) is not in its evidence")
    for w in said.whens:
        ends = {e.end for e in dates_of(w, proofs)}
        if w.end and ends and not ends & {w.end, None}:
            yield Fault("date", f"{w.surface!r} is the other end of the period in its evidence")
    for a, b in pairwise(said.whens):
        if (a.end, b.end) == ("low", "high") and a.iso > b.iso:
            yield Fault("date", f"{a.surface} is not before {b.surface}")
    for name in said.names:
        if not name_known(name, proofs):
            yield Fault("name", f"{name.surface!r} is not in its evidence")


def _ranges(said: Parsed, proofs: tuple[Proof, ...]) -> Iterator[Fault]:
    """Low and high ends stand for low and high ends; a lone number is not the end of a range."""
    for n in said.numbers:
        ends = {e.end for e in numbers_of(n, proofs)}
        if n.end is None and ends and None not in ends and not _bounded(n, ends):
            yield Fault("role", f"{show(n)} is an end of a range in the evidence, not its value")
        elif n.end is not None and n.end not in ends and (None not in ends or _has_range(n, proofs)):
            yield Fault("role", f"{show(n)} is not that end of the range in the evidence")
    for k, (low, high) in enumerate(pairwise(said.numbers)):
        if (low.end, high.end) == ("low", "high"):
            before = said.numbers[k - 1] if k and said.numbers[k - 1].end is None else None
            yield from _one_range(before, low, high, proofs)


def _one_range(value: Number | None, low: Number, high: Number, proofs: tuple[Proof, ...]) -> Iterator[Fault]:
    """A range runs upwards, and stands with its value in one piece of evidence."""
    if low.value > high.value and low.before.rstrip().endswith(("(", "between", "range", "range of")):
        yield Fault("role", f"{show(low)} runs downwards")
        return
    whole = [p for p in proofs if all(numbers_of(n, (p,)) for n in (low, high))]
    beside = value is not None and value.unit == low.unit and abs(low.at - value.at) <= OWN
    if not whole or (beside and value is not None and not any(numbers_of(value, (p,)) for p in whole)):
        yield Fault("role", f"{show(low)} is not the range of that value in the evidence")


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
    used = [(n, [e for e in numbers_of(n, proofs) if e.end == n.end]) for n in said.numbers if n.unit is not None]
    all_used = [e for _, found in used for e in found]
    for n, found in used:
        times = sum((m.unit, m.value, m.end) == (n.unit, n.value, n.end) for m in said.numbers)
        units = {n.unit, n.other_unit}
        unsaid = [
            e for p in proofs for e in p.parsed.numbers if e.unit in units and e.end == n.end and e not in all_used
        ]
        if found and times > len(found) and unsaid:
            yield Fault("role", f"{show(n)} stands twice, {show(unsaid[0])} not at all")
            return


VERBATIM = 0.85


_WORD = re.compile(r"\w[\w,.'%-]*\w|\w")


def _misplaced(said: Parsed, proofs: tuple[Proof, ...]) -> Iterator[Fault]:
    """In a sentence that follows its evidence word by word, numbers come in the same order."""
    for p in proofs:
        matcher = SequenceMatcher(None, _WORD.findall(said.text), _WORD.findall(p.parsed.text), autojunk=False)
        if matcher.real_quick_ratio() < VERBATIM or matcher.ratio() < VERBATIM:
            continue
        ours, known = [key_of(n) for n in said.numbers], [key_of(n) for n in p.parsed.numbers]
        moved = next((n for n, key in zip(said.numbers, known, strict=False) if key_of(n) != key), None)
        if moved is not None and sorted(ours) == sorted(known):
            yield Fault("role", f"{show(moved)} stands elsewhere in its evidence")


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
        if any(numbers_of(n, one) for n in said.numbers) or any(dates_of(w, one) for w in said.whens):
            continue
        named = sum(bool(names_of(n, one)) or (n.kind, n.id) in p.names for n in said.names)
        if named + len(words & ({w.concept for w in p.parsed.words} | p.concepts)) < 2:
            yield Fault("evidence", f"the cited {p.parsed.text[:60]!r} carries nothing of the sentence")
