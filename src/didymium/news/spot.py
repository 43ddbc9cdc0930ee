"""Where an event is told, and the small linear models that fill its slots from named features of that place.

The weights in data/slot_weights.npz are trained by `scripts/train_slots.py` on the labelled corpus.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from didymium import labels
from didymium.news.document import Document, Sentence

WEIGHTS = Path(labels.__file__).parent / "data" / "slot_weights.npz"
Span = tuple[int, int]


class Spot(NamedTuple):
    """A told event: its type, its sentence, and the spans of its trigger, clause and quote in the folded text."""

    kind: str
    document: Document
    sentence: Sentence
    trigger: Span
    clause: Span
    quote: Span

    def side(self, start: int, end: int) -> str:
        """Whether a span lies "b"efore, "a"fter or "i"n the trigger."""
        return "b" if end <= self.trigger[0] else "a" if start >= self.trigger[1] else "i"

    def gap(self, start: int, end: int) -> int:
        """The characters between a span and the trigger."""
        return max(start - self.trigger[1], self.trigger[0] - end, 0)


def with_kind(kind: str, names: Iterable[str]) -> set[str]:
    """Features as the weights name them: for all types of event, and for this one."""
    return {name for plain in names for name in (plain, f"{kind}: {plain}")}


def logits(slot: str, kind: str, names: Iterable[str], weights: Path = WEIGHTS) -> list[float]:
    """The log-odds of the outcomes of a slot, by the features of an event of this type (or claim of this metric)."""
    table = _table(slot, kind, weights)
    return list(map(sum, zip(table[""], *filter(None, map(table.get, names)), strict=True)))


@cache
def limits(slot: str) -> tuple[float, ...]:
    """The log-odds from which an outcome of a slot is taken."""
    with np.load(WEIGHTS) as stored:
        return tuple(stored[f"{slot}_limits"].tolist())


@cache
def _table(slot: str, kind: str, path: Path) -> dict[str, tuple[float, ...]]:
    """The weights of each feature: what all types share and what is this type's own."""
    with np.load(path) as stored:
        names, weights = stored[f"{slot}_names"].item().decode().split("\n"), stored[f"{slot}_weights"].astype(float)
    own = f"{kind}: "
    table: dict[str, tuple[float, ...]] = {}
    for name, row in zip(names, weights, strict=True):
        plain = name.removeprefix(own)
        if ": " not in plain:
            table[plain] = tuple((np.array(table.get(plain, 0.0)) + row).tolist())
    return table
