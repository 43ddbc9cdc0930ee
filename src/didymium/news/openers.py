"""Which letters a pattern can open with, so that it is tried only at words that open so."""

from __future__ import annotations

import re
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_WORD = re.compile(r"\w+")
_ZERO_WIDTH = (codes.AT, codes.ASSERT, codes.ASSERT_NOT)
LENGTH = 3


def openers(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Lower-case prefixes (up to three letters) of all that `pattern` can match; None where they cannot be told."""
    found = _prefixes(list(parser.parse(pattern.pattern, pattern.flags)), LENGTH)
    return None if found is None or "" in found else frozenset(f.rstrip("\0") for f in found)


def _prefixes(items: list[Any], room: int) -> set[str] | None:
    """Prefixes of a sequence of parsed items."""
    out = {""}
    for code, value in items:
        if code in _ZERO_WIDTH:
            continue
        heads = _heads(code, value, room)
        if heads is None:
            return out if "" not in out else None
        out = {a if len(a) >= room else (a + b)[:room] for a in out for b in heads}
        if all(len(a) >= room for a in out):
            return out
        if len(out) > 400:
            return None
    return {a + "\0" if len(a) < room and a else a for a in out}


def _heads(code: Any, value: Any, room: int) -> set[str] | None:
    if code is codes.LITERAL:
        return {chr(value).lower()}
    if code is codes.SUBPATTERN:
        return _open(_prefixes(list(value[-1]), room))
    if code is codes.BRANCH:
        out: set[str] = set()
        for branch in value[1]:
            found = _open(_prefixes(list(branch), room))
            if found is None:
                return None
            out |= found
        return out
    if code is codes.IN and all(kind is codes.LITERAL for kind, _ in value):
        return {chr(letter).lower() for _, letter in value}
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        low, _, inner = value
        found = _open(_prefixes(list(inner), room))
        return found if low else (None if found is None else found | {""})
    return None


def _open(found: set[str] | None) -> set[str] | None:
    """Prefixes of a part, as they go on into what follows."""
    return None if found is None else {f.rstrip("\0") for f in found}


def word_index(text: str) -> dict[str, list[int]]:
    """The places of the words of `text` by the three letters that stand there."""
    index: dict[str, list[int]] = {}
    low = text.lower()
    for word in _WORD.finditer(low):
        at = word.start()
        index.setdefault(low[at : at + LENGTH], []).append(at)
    return index


def places(heads: frozenset[str], words: dict[str, list[int]]) -> list[int]:
    """The sorted places of the words that open with one of `heads`."""
    found: list[int] = []
    for letters, at in words.items():
        if letters in heads or letters[:2] in heads or letters[:1] in heads:
            found += at
    return sorted(found)
