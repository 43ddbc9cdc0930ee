"""The letters that every match of a pattern opens with, so that it is tried only where one of them begins a word."""

from __future__ import annotations

from collections.abc import Iterable
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

LONGEST = 6
Texts = set[str]
Items = Iterable[tuple[Any, Any]]


def openings(pattern: str) -> tuple[str, ...]:
    """Lower-case beginnings of which each match of `pattern` has one; the pattern must open with words.

    >>> openings(r"\b(?:ban(?:s|ned)?|halt)\b")
    ('ban', 'halt')
    """
    found = beginnings(pattern, LONGEST)
    if not all(found):
        raise ValueError(f"no opening words: {pattern}")
    out: list[str] = []
    for text in sorted(found):
        if not (out and text.startswith(out[-1])):
            out.append(text)
    return tuple(out)


def beginnings(pattern: str, longest: int) -> Texts:
    """All lower-case beginnings of matches, as far as the pattern spells them out, cut at `longest` letters."""
    closed, still = _extend({""}, parser.parse(pattern), longest)
    return closed | still


def _extend(texts: Texts, items: Items, longest: int) -> tuple[Texts, Texts]:
    """The beginnings that the items of a parsed pattern give to `texts`: those that are complete, those that go on."""
    done: Texts = set()
    for kind, value in items:
        done |= {t for t in texts if len(t) >= longest}
        complete, texts = _step({t for t in texts if len(t) < longest}, kind, value, longest)
        done |= complete
        if not texts:
            break
    return done, texts


def _step(texts: Texts, kind: Any, value: Any, longest: int) -> tuple[Texts, Texts]:
    """What one item gives: (complete, going on)."""
    if kind in (code.AT, code.ASSERT, code.ASSERT_NOT):
        return set(), texts
    if kind is code.LITERAL:
        return set(), {t + chr(value).lower() for t in texts}
    if kind is code.IN and all(k is code.LITERAL for k, _ in value):
        return set(), {t + chr(c).lower() for t in texts for _, c in value}
    if kind is code.SUBPATTERN:
        return _extend(texts, value[3], longest)
    if kind is code.BRANCH:
        parts = [_extend(texts, branch, longest) for branch in value[1]]
        return set().union(*(d for d, _ in parts)), set().union(*(t for _, t in parts))
    if kind in (code.MAX_REPEAT, code.MIN_REPEAT):
        least, most, inner = value
        done, longer = _extend(texts, inner, longest)
        skipped = texts if least == 0 else set()
        return (done, longer | skipped) if most == 1 else (done | longer, skipped)
    return texts, set()
