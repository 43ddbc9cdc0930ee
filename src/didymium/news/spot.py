"""Where an event is told, and the small linear models that fill its slots from named features of that place.

The weights in data/slot_weights.npz are trained by `scripts/train_slots.py` on the labelled corpus.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from didymium import labels
from didymium.news.document import Document, Sentence
from didymium.news.model import TYPES

WEIGHTS = Path(labels.__file__).parent / "data" / "slot_weights.npz"
ALWAYS = "1"  # the feature that each event has
Span = tuple[int, int]
Row = tuple[float, ...]
Weights = npt.NDArray[np.float32]
Group = frozenset[str]  # features that come together, one of few such: their rows are kept
MOST_GROUPS = 65536
Names = Mapping[str, Iterable[str]]  # names of features without their beginning, by that beginning


class Candidate(NamedTuple):
    """What can fill a slot: names of features of its own, and groups of such."""

    names: set[str]
    groups: list[Group]

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


def odds_of(slot: str, kind: str, candidates: Iterable[Candidate]) -> list[list[float]]:
    """The log-odds of the outcomes of a slot (columns) for each candidate (rows) of an event of this type."""
    known = _known(slot, WEIGHTS)
    get, group = known.rows[""].get, known.groups.__getitem__
    rows: list[int] = []
    firsts: list[int] = []
    for names, groups in candidates:
        firsts.append(len(rows))
        rows += (0, *filter(None, map(get, names)), *set().union(*map(group, groups)))
    return known.sums(kind, rows, firsts)


def logits(slot: str, kind: str, many: Iterable[Names], weights: Path = WEIGHTS) -> list[list[float]]:
    """The log-odds of the outcomes of a slot (columns), by the names of features, each of an event of this type.

    weights: those of a claim's slots, where a metric stands in for the type.
    """
    known = _known(slot, weights)
    rows: list[int] = []
    firsts: list[int] = []
    for names in many:
        firsts.append(len(rows))
        rows.append(0)
        for beginning, rests in names.items():
            rows += filter(None, map(known.rows[beginning].get, rests))
    return known.sums(kind, rows, firsts)


class _Rows(dict[str, dict[str, int]]):
    """The rows of the weights by the beginning of the name of a feature and by the rest of it."""

    def __missing__(self, beginning: str) -> dict[str, int]:
        names, length = list(self[""]), len(beginning)
        first, behind = (bisect_left(names, end) for end in (beginning, beginning + chr(0x10FFFF)))
        self[beginning] = {name[length:]: row for row, name in enumerate(names[first:behind], first)}
        return self[beginning]


class _Groups(dict[Group, tuple[int, ...]]):
    """The rows of the weights of each group of features met of late."""

    def __init__(self, rows: dict[str, int]) -> None:
        super().__init__()
        self.rows = rows

    def __missing__(self, group: Group) -> tuple[int, ...]:
        found = tuple(filter(None, map(self.rows.get, group)))
        if len(self) < MOST_GROUPS:
            self[group] = found
        return found


class _Known:
    """The weights of a slot: row 0 is the bias, the others are those of named features, the same for all types."""

    def __init__(self, stored: dict[str, dict[str, Row]]) -> None:
        names = sorted({"" if name == ALWAYS else name for rows in stored.values() for name in rows})
        self.rows = _Rows({"": {name: row for row, name in enumerate(names)}})
        self.groups = _Groups(self.rows[""])
        self.stored = stored

    @cached_property
    def shared(self) -> Weights:
        """The weights that all types share (features x outcomes)."""
        return self._table("")

    @cached_property
    def tables(self) -> dict[str, Weights]:
        """The weights of each type of event, what all types share included."""
        return {kind: self.shared + self._table(kind) for kind in self.stored if kind}

    def _table(self, kind: str) -> Weights:
        out = np.zeros((len(self.rows[""]), len(self.stored[""][""])), dtype=np.float32)
        for name, row in self.stored[kind].items():
            out[self.rows[""]["" if name == ALWAYS else name]] += np.array(row, dtype=np.float32)
        return out

    def sums(self, kind: str, rows: list[int], firsts: list[int]) -> list[list[float]]:
        """The sums of the weights of a type in stretches of `rows`, each from one of `firsts` up to the next."""
        if not firsts:
            return []
        held = self.tables.get(kind, self.shared).take(rows, axis=0)
        out: list[list[float]] = np.add.reduceat(held, firsts, axis=0, dtype=np.float64).tolist()
        return out


@cache
def limits(slot: str, kind: str) -> Row:
    """The log-odds from which an outcome of a slot is taken, for an event of this type."""
    with np.load(WEIGHTS) as stored:
        return tuple(stored[f"{slot}_limits"][TYPES.index(kind)].tolist())


@cache
def _known(slot: str, path: Path) -> _Known:
    """The weights of a slot, read once."""
    return _Known(_stored(slot, path))


def _stored(slot: str, path: Path) -> dict[str, dict[str, Row]]:
    """The stored weights by type ("" for all) and feature."""
    with np.load(path) as stored:
        names, weights = stored[f"{slot}_names"].item().decode().split("\n"), stored[f"{slot}_weights"].tolist()
    out: dict[str, dict[str, Row]] = {"": {}}
    for name, row in zip(names, weights, strict=True):
        kind, _, plain = name.rpartition(": ")
        out.setdefault(kind, {})[plain] = tuple(row)
    return out
