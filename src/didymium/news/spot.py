"""Where an event is told, and the small linear models that fill its slots from named features of that place.

The weights in data/slot_weights.npz are trained by `scripts/train_slots.py` on the labelled corpus.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from didymium import labels
from didymium.news.document import Document, Sentence
from didymium.news.model import TYPES

WEIGHTS = Path(labels.__file__).parent / "data" / "slot_weights.npz"
ALWAYS = "1"  # the feature that each event has
Span = tuple[int, int]
Row = tuple[float, ...]
Group = frozenset[str]  # features that come together, one of few such: their sum is kept
Names = Mapping[str, Iterable[str]]  # names of features without their beginning, by that beginning


class Candidate(NamedTuple):
    """What can fill a slot: names of features of its own, and groups of such."""

    names: set[str]
    groups: tuple[Group, ...]

    def every(self) -> set[str]:
        """The names of all features."""
        return self.names.union(*self.groups)


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


def whole(names: Names) -> set[str]:
    """The names of features in full."""
    return {beginning + rest for beginning, rests in names.items() for rest in rests}


def with_kind(kind: str, names: Iterable[str]) -> set[str]:
    """Features as the weights name them: for all types of event, and for this one."""
    return {name for plain in names for name in (plain, f"{kind}: {plain}")}


def odds_of(slot: str, kind: str, candidate: Candidate) -> list[float]:
    """The log-odds of the outcomes of a slot for a candidate of an event of this type."""
    return logits(slot, kind, {"": candidate.names}, candidate.groups)


def logits(slot: str, kind: str, names: Names, groups: Iterable[Group] = (), weights: Path = WEIGHTS) -> list[float]:
    """The log-odds of the outcomes of a slot, by the features of an event of this type (or claim of this metric)."""
    rows = [_rows(slot, kind, weights)[""], *(_together(slot, kind, group) for group in groups)]
    for beginning, rests in names.items():
        rows += filter(None, map(_beginning(slot, kind, beginning, weights).get, rests))
    return list(map(sum, zip(*rows, strict=True)))


@lru_cache(maxsize=32768)
def _together(slot: str, kind: str, group: Group) -> Row:
    """The weights of a group of features together."""
    rows = _rows(slot, kind, WEIGHTS)
    return tuple(map(sum, zip((0.0,) * len(rows[""]), *filter(None, map(rows.get, group)), strict=True)))


@cache
def limits(slot: str, kind: str) -> Row:
    """The log-odds from which an outcome of a slot is taken, for an event of this type."""
    with np.load(WEIGHTS) as stored:
        return tuple(stored[f"{slot}_limits"][TYPES.index(kind)].tolist())


@cache
def _beginning(slot: str, kind: str, beginning: str, weights: Path) -> dict[str, Row]:
    """The weights of the features whose names begin so, by the rest of the name."""
    rows = _rows(slot, kind, weights)
    if not beginning:
        return rows
    names, length = list(rows), len(beginning)
    first, behind = (bisect_left(names, end) for end in (beginning, beginning + chr(0x10FFFF)))
    return {name[length:]: rows[name] for name in names[first:behind]}


@cache
def _rows(slot: str, kind: str, weights: Path) -> dict[str, Row]:
    """The weights of each feature, by name in order: what all types share and what is this type's own."""
    rows = dict(_stored(slot, weights)[""])
    for name, row in _stored(slot, weights).get(kind, {}).items():
        rows[name] = tuple(map(sum, zip(rows[name], row, strict=True))) if name in rows else row
    rows[""] = tuple(map(sum, zip(rows[""], rows.pop(ALWAYS, (0.0,) * len(rows[""])), strict=True)))
    return dict(sorted(rows.items()))


@cache
def _stored(slot: str, path: Path) -> dict[str, dict[str, Row]]:
    """The stored weights by type ("" for all) and feature."""
    with np.load(path) as stored:
        names, weights = stored[f"{slot}_names"].item().decode().split("\n"), stored[f"{slot}_weights"].tolist()
    out: dict[str, dict[str, Row]] = {"": {}}
    for name, row in zip(names, weights, strict=True):
        kind, _, plain = name.rpartition(": ")
        out.setdefault(kind, {})[plain] = tuple(row)
    return out
