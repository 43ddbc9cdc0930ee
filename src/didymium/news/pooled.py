"""A small net beside a linear model: it reads word vectors, pooled by place, together with marks of what is weighed.

Marks are those features of the linear model that many cases hold. One hidden layer; its answers and the marks give the
log-odds of each outcome.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from didymium.news.model import MASKS_AS_SIGNS
from didymium.news.net import Vocabulary, word_table

_END = "\ud8ff"  # the event model's sign for the end of a sentence: one table of words serves all nets
Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]


def vocabulary() -> Vocabulary:
    """The row of each word in the table of vectors."""
    return word_table(MASKS_AS_SIGNS, _END)[0]


def pooled(words: Ids, sizes: Sequence[int]) -> Floats:
    """The vectors of words (... x rows of the table) summed up by groups of `sizes` (... x groups x dimensions)."""
    firsts = np.cumsum([0, *sizes[:-1]])
    spread = np.sqrt(np.array(sizes, dtype=np.float32))[:, None]
    return np.asarray(np.add.reduceat(word_table(MASKS_AS_SIGNS, _END)[1][words], firsts, axis=-2) / spread, np.float32)


@dataclass(frozen=True)
class PooledNet:
    """Names of marks, the weights of vectors and marks in the hidden layer, and what the outcomes take from it.

    words: groups * dimensions x hidden; marks: names x hidden; answers: hidden x outcomes; direct: names x outcomes.
    """

    names: tuple[str, ...]
    words: Floats
    marks: Floats
    bias: Floats
    answers: Floats
    direct: Floats
    last: Floats

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each mark, from 1 on."""
        return {name: i for i, name in enumerate(self.names, 1)}

    @cached_property
    def both(self) -> Floats:
        """What each mark gives to the hidden layer and to the outcomes, by its number; 0 gives nothing."""
        return np.vstack([np.zeros((1, self.marks.shape[1] + len(self.last))), np.hstack([self.marks, self.direct])])

    def logits(self, vectors: Floats, marks: Sequence[Sequence[int]]) -> Floats:
        """The log-odds of each outcome (columns) of cases (rows) with pooled vectors and the numbers of their marks."""
        rows = [number for held in marks for number in (0, *held)]
        firsts = np.cumsum([0, *(1 + len(held) for held in marks[:-1])])
        given = np.add.reduceat(self.both[rows], firsts, axis=0)
        size = len(self.bias)
        hidden = vectors.reshape(len(vectors), -1) @ self.words + given[:, :size] + self.bias
        return np.asarray(np.maximum(hidden, 0) @ self.answers + given[:, size:] + self.last, dtype=np.float32)


def load(path: Path) -> PooledNet:
    """The net stored in a file."""
    with np.load(path) as stored:
        arrays = {n: stored[n].astype(np.float32) for n in stored.files if n != "names"}
        return PooledNet(tuple(str(stored["names"]).split("\n")), **arrays)


def store(net: PooledNet, path: Path) -> None:
    """Write a net, halves of its precision."""
    arrays = {f.name: getattr(net, f.name).astype(np.float16) for f in fields(net) if f.name != "names"}
    np.savez_compressed(path, names=np.array("\n".join(net.names)), **arrays)
