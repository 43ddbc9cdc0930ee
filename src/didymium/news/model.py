"""A small trained model beside the patterns: which types of event a sentence states, by the word classes it holds.

Logistic regression on classes, pairs of classes near each other (`lexicon`) and hashed word stems; the weights in
data/event_weights.npz are trained on the labelled corpus by `scripts/train_events.py`.
"""

from __future__ import annotations

import re
import zlib
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from didymium import labels
from didymium.news.lexicon import GROUPS, NAMES, Places

WEIGHTS = Path(labels.__file__).parent / "data" / "event_weights.npz"
TYPES = (
    "export_restriction",
    "restriction_eased",
    "import_measure",
    "investment",
    "agreement",
    "list_designation",
    "price_support",
    "stockpile",
    "supply_project",
    "supply_disruption",
    "legal_dispute",
    "domestic_policy",
    "corporate",
    "demand_shift",
    "price_move",
)
SIZE, WORDS = len(NAMES), len(GROUPS)
NEAR = 70  # characters
BUCKETS = 1024
PAIRS = 1 + SIZE
STEMS = PAIRS + SIZE * SIZE
FEATURES = STEMS + BUCKETS
_WORD = re.compile(r"[a-z]{4,}")
_SUFFIX = re.compile(r"(?:ments?|ations?|ings?|ions?|ed|es|s|e)$")


@lru_cache(maxsize=16384)
def _bucket(word: str) -> int:
    return STEMS + zlib.crc32(_SUFFIX.sub("", word).encode()) % BUCKETS


def feature_ids(places: Places, text: str) -> list[int]:
    """Feature numbers of a sentence: the constant, its classes, those near each other, hashed stems of its words."""
    ids = {0, *(1 + g for _, g in places)}
    for i, (at, first) in enumerate(places):
        for other, second in places[i + 1 :]:
            if first < WORDS and other - at > NEAR:
                break
            ids.add(_pair(first, second))
    ids.update(_bucket(w) for w in _WORD.findall(text.lower()))
    return sorted(ids)


def _pair(a: int, b: int) -> int:
    return PAIRS + (a * SIZE + b if a < b else b * SIZE + a)


@cache
def _weights() -> npt.NDArray[np.float32]:
    with np.load(WEIGHTS) as stored:
        dense = np.zeros((FEATURES, len(TYPES)), dtype=np.float32)
        dense[stored["rows"], stored["columns"]] = stored["values"]
    return dense


def event_chances(sentences: list[list[int]]) -> npt.NDArray[np.float32]:
    """The chance of each event type (columns, as `TYPES`) for sentences of such feature numbers (rows)."""
    flat = np.fromiter((i for ids in sentences for i in ids), dtype=np.int64)
    starts = np.cumsum([0, *(len(ids) for ids in sentences[:-1])])
    logits = np.add.reduceat(_weights()[flat], starts, axis=0)
    return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)


def trigger_at(kind: str, places: Places) -> int | None:
    """The place of the word whose classes speak most for an event of type `kind`, None where none does."""
    column = _weights()[:, TYPES.index(kind)]
    scores: dict[int, float] = {}
    words = [(at, g) for at, g in places if g < WORDS]
    for i, (at, group) in enumerate(words):
        scores[at] = scores.get(at, 0.0) + float(column[1 + group])
        for other, second in words[i + 1 :]:
            if other - at > NEAR:
                break
            half = 0.5 * float(column[_pair(group, second)])
            scores[at] += half
            scores[other] = scores.get(other, 0.0) + half
    best = max(scores, key=lambda at: scores[at], default=None)
    return best if best is not None and scores[best] > 0 else None
