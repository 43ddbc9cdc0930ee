"""Evidence as the verifier holds it, and what in it a mention of a sentence may stand for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from didymium import labels
from didymium.brief.verify import lexicon
from didymium.brief.verify.match import date_matches, name_matches, number_matches, same_number, significant
from didymium.brief.verify.mentions import Named, Number, Parsed, When, Word
from didymium.errors import UnknownLabel

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


def date_known(w: When, proofs: tuple[Proof, ...]) -> bool:
    """Whether a date is one of the evidence, a coarser one, or said in the same relative words."""
    if dates_of(w, proofs) or any(date_matches(w.iso, d) for p in proofs for d in p.whens):
        return True
    relative = not any(c.isdigit() for c in w.surface)
    return relative and any(p.today == w.iso or w.surface in p.tokens for p in proofs)


def numbers_of(n: Number, proofs: tuple[Proof, ...]) -> list[Number]:
    """The numbers of the evidence that `n` may stand for: as printed, by the figure behind it, or a bare figure.

    The figure behind a printed number counts only where `n` is not written more finely than the print.
    """
    found: list[Number] = []
    for p in proofs:
        behind = [f for f in p.numbers if number_matches(n, f)]
        for q in p.parsed.numbers:
            if number_matches(n, q) or (behind and q.rough and _printed(n, q, behind)):
                found.append(q)
        found += [f for f in behind if not any(same_number(f, q) for q in p.parsed.numbers)]
    return found


def _printed(n: Number, q: Number, behind: list[Number]) -> bool:
    """Whether `q` prints a figure behind it, no more coarsely than `n` is written."""
    return significant(n) <= significant(q) and any(same_number(f, q) for f in behind)


def dates_of(w: When, proofs: tuple[Proof, ...]) -> list[When]:
    """The dates of the evidence that `w` may stand for."""
    return [
        e
        for p in proofs
        for e in p.parsed.whens
        if date_matches(w.iso, e.iso) or (w.surface == e.surface and len(w.surface) < 12)
    ]


def names_of(name: Named, proofs: tuple[Proof, ...]) -> list[Named]:
    """The names of the evidence that `name` may stand for."""
    return [e for p in proofs for e in p.parsed.names if name_matches(name, e)]


def name_known(name: Named, proofs: tuple[Proof, ...]) -> bool:
    """Whether a name is one of the evidence, in its text or beside it."""
    if names_of(name, proofs):
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


def key_of(item: Mention | Word) -> str:
    """One key for all mentions that say the same."""
    if isinstance(item, Word):
        return f"w:{item.concept}"
    if isinstance(item, Number):
        return f"n:{item.value:.6g}:{item.unit}"
    return f"d:{item.iso}" if isinstance(item, When) else f"e:{item.kind}:{item.id.lower()}"


def keys_of(item: Mention | Word, proofs: tuple[Proof, ...]) -> set[str]:
    """The keys of a mention; with proofs, those of the evidence that it stands for."""
    if isinstance(item, Number) and proofs:
        return {key_of(e) for e in numbers_of(item, proofs)} or {key_of(item)}
    if isinstance(item, When) and proofs:
        return {key_of(e) for e in dates_of(item, proofs)} or {key_of(item)}
    if isinstance(item, Named) and proofs:
        return {key_of(e) for e in names_of(item, proofs)} or {key_of(item)}
    return {key_of(item)}


def show(m: Mention) -> str:
    """A mention as it is written."""
    if isinstance(m, Number):
        return m.surface.strip() or f"{m.value:g}"
    return m.surface
