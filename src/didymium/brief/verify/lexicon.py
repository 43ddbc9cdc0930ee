"""Words of the trade for the verifier: what means the same, what means the opposite, what negates."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from didymium import labels

WORDS = Path(labels.__file__).parent / "data" / "verifier_words.txt"
_SUFFIXES = (
    "ations", "ation", "itions", "ition", "ments", "ment", "ings", "ing", "ions", "ion", "ers", "er", "ors", "or",
    "ies", "ied", "ed", "es", "ly", "al", "ity", "s", "e", "y",
)  # fmt: skip


@cache
def _sections() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for line in WORDS.read_text("utf-8").splitlines():
        if line.startswith("["):
            lines = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return {name: tuple(lines) for name, lines in found.items()}


def words(section: str) -> frozenset[str]:
    """All words of a section of the word list."""
    return frozenset(w for line in _sections()[section] for w in line.split())


NEGATORS = words("negators")
NEGATIVE = words("negative")
BANS = words("bans")
ADVERSE = words("adverse")
STOP = words("stop")
RECEIVERS = words("receivers")
AGENT_PREPOSITIONS = words("agent_prepositions")
TARGET_PREPOSITIONS = words("target_prepositions")
PLACE_PREPOSITIONS = words("place_prepositions")
PEER_PREPOSITIONS = words("peer_prepositions")
FALSE_NEGATION = re.compile(
    r"\bnot (?:only|just|merely)\b(?=[^.;]*\bbut\b)|\bnot least\b|"
    r"\bno (?:later|sooner|fewer|less|more|other|doubt)\b|\bno\.\s?\d",
    re.I,
)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The bare stem of a word, good enough to match inflected forms of one word."""
    low = word.lower().strip("'’.-").removesuffix("'s").removesuffix("’s")
    return _shorn(_shorn(low))


def _shorn(low: str) -> str:
    for suffix in _SUFFIXES:
        if low.endswith(suffix) and len(low) - len(suffix) >= 3:
            base = low[: -len(suffix)]
            return base[:-1] if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "ls" else base
    return low


def known(word: str) -> bool:
    """Whether the lexicon knows a word (so that its capital at the start of a sentence is no name)."""
    return stem(word) in _CONCEPT or stem(word) in _SIDES or word.lower() in STOP


_CONCEPT = {stem(w): stem(line.split()[0]) for line in reversed(_sections()["same"]) for w in line.split()}
_SIDES: dict[str, list[tuple[int, int]]] = {}
for _k, _line in enumerate(_sections()["opposite"]):
    for _side, _half in enumerate(_line.split(" / ")):
        for _word in _half.split():
            if (_k, _side) not in _SIDES.setdefault(stem(_word), []):
                _SIDES[stem(_word)].append((_k, _side))


@lru_cache(maxsize=20_000)
def concept(word: str) -> str:
    """The concept of a word: one stem stands for all words that mean the same here."""
    base = stem(word)
    return _CONCEPT.get(base, base)


@lru_cache(maxsize=20_000)
def sides(word: str) -> tuple[tuple[int, int], ...]:
    """The (pair, side) of opposites that a word belongs to."""
    return tuple(_SIDES.get(stem(word), ()))
