"""A small net beside the claim model: it reads the words around a number by their meaning.

The GloVe vectors of the words left and right of the number are summed up by distance; one hidden layer reads them
together with the marks of the number (unit, size, rule, events). The weights in data/claim_net.npz are trained by
`scripts/train_claims.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from didymium import labels
from didymium.news.model import MASKS_AS_SIGNS
from didymium.news.net import GAP, Vocabulary, word_table

WEIGHTS = Path(labels.__file__).parent / "data" / "claim_net.npz"
REACH = 10  # words on each side
MARKS = ("u=", "q=", "s=", "r=", "rule=", "E")  # the openings of features of the claim model that the net sees too
_FIRST = np.array((0, 1, 3, 6))  # where groups of words begin on each side, by their distance
FIRST = np.concatenate([_FIRST, _FIRST + REACH])
_SPREAD = np.sqrt(np.diff([*FIRST, 2 * REACH])).astype(np.float32)[:, None]
_END = "\ud8ff"  # the event model's sign for the end of a sentence: one table of words serves both
Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]


def vocabulary() -> Vocabulary:
    """The row of each word in the table of vectors."""
    return word_table(MASKS_AS_SIGNS, _END)[0]


def seen(rows: Sequence[int], left: int, right: int) -> list[int]:
    """The rows of the words before `left`, the nearest first, and of those from `right` on, gaps where none is left."""
    before, after = list(rows[max(0, left - REACH) : left][::-1]), list(rows[right : right + REACH])
    return before + [GAP] * (REACH - len(before)) + after + [GAP] * (REACH - len(after))


def pooled(words: Ids) -> Floats:
    """The vectors of seen words (... x 2 REACH) summed up by side and distance (... x groups x dimensions)."""
    table = word_table(MASKS_AS_SIGNS, _END)[1]
    return np.asarray(np.add.reduceat(table[words], FIRST, axis=-2) / _SPREAD, dtype=np.float32)


@dataclass(frozen=True)
class ClaimNet:
    """Names of marks, the weights of words and marks in the hidden layer, and what the metrics take from it.

    words: groups * dimensions x hidden; marks: names x hidden; answers: hidden x metrics; direct: names x metrics.
    """

    names: tuple[str, ...]
    words: Floats
    marks: Floats
    bias: Floats
    answers: Floats
    direct: Floats
    last: Floats

    def logits(self, words: Sequence[int], marks: Sequence[int]) -> Floats:
        """The log-odds of each metric for a number between words, with the rows of its marks."""
        at = np.asarray(marks, dtype=np.int64)
        hidden = pooled(np.asarray(words)).ravel() @ self.words + self.marks[at].sum(axis=0) + self.bias
        out = np.maximum(hidden, 0) @ self.answers + self.direct[at].sum(axis=0) + self.last
        return np.asarray(out, dtype=np.float32)


@lru_cache(maxsize=1)
def claim_net() -> ClaimNet:
    """The net that ships with the package."""
    with np.load(WEIGHTS) as stored:
        arrays = {n: stored[n].astype(np.float32) for n in stored.files if n != "names"}
        return ClaimNet(tuple(str(stored["names"]).split("\n")), **arrays)
