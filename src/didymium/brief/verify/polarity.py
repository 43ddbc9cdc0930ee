"""Negations and opposites: a sentence denies what its evidence denies, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from didymium.brief.verify import lexicon
from didymium.brief.verify.company import DECAY
from didymium.brief.verify.evidence import Fault, Mention, Proof, key_of
from didymium.brief.verify.mentions import Parsed, Word

NEGATION_SHARE = 0.25
SILENCED = 0.35


def polarity(said: Parsed, proofs: tuple[Proof, ...]) -> Iterator[Fault]:
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
    heard = {key_of(i) for i in said_items}
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
        found[key_of(item)] = max(found.get(key_of(item), 0.0), DECAY ** abs(item.at - at))
    return found


def opposites(said: Parsed, proofs: tuple[Proof, ...]) -> Iterator[Fault]:
    """No word whose opposite alone stands in the evidence (rise for fall, suspend for impose, mining for refining)."""
    heard = {s for p in proofs for w in p.parsed.words for s in lexicon.sides(w.text)}
    heard |= {s for p in proofs for t in p.tokens for s in lexicon.sides(t)}
    for w in said.words:
        for pair, side in lexicon.sides(w.text):
            other = (pair, 1 - side)
            if other in heard and (pair, side) not in heard and not w.negated:
                yield Fault("polarity", f"{w.text!r} is the opposite of what its evidence says")
