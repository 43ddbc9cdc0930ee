"""A small net that reads the words of a sentence by their meaning, so that wording never seen in training counts too.

Each word is its GloVe vector (names, sums, numbers and dates are marks), filters one to four words wide slide over the
sentence, the strongest answer of each filter goes into the log-odds of the types of event. The word vectors in
data/word_vectors.npz are made by `scripts/word_vectors.py`; the filters in data/event_net.npz are trained by
`scripts/train_events.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from didymium import labels

VECTORS = Path(labels.__file__).parent / "data" / "word_vectors.npz"
WEIGHTS = Path(labels.__file__).parent / "data" / "event_net.npz"
GAP, UNKNOWN, FIRST = 0, 1, 2  # rows of the table: between sentences, a word without a vector, the first mark
MARK = 2.0  # the strength of a mark, beside word vectors of spread one
MOST_WORDS = 200_000
_ENDINGS = re.compile(r"(?:ings?|ed|es|s|ly)$")
Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]


class Vocabulary(dict[str, int]):
    """The row of each word in the table of vectors; `UNKNOWN`, a row of zeros, for one that stands in no dictionary."""

    def __missing__(self, word: str) -> int:
        base = _ENDINGS.sub("", word)
        known = (self.get(w) for w in (base, base + "e")) if len(word) > 4 else iter(())
        row = next((r for r in known if r is not None), UNKNOWN)
        if len(self) < MOST_WORDS:
            self[word] = row
        return row


@lru_cache(maxsize=4)
def word_table(marks: tuple[str, ...], gap: str) -> tuple[Vocabulary, Floats]:
    """The vocabulary and the vectors (rows x dimensions, one more a mark); `gap` is what stands between sentences."""
    with np.load(VECTORS) as stored:
        words, vectors = str(stored["words"]).split("\n"), stored["vectors"].astype(np.float32) * stored["step"]
    first = FIRST + len(marks)
    table = np.zeros((first + len(words), vectors.shape[1] + len(marks)), dtype=np.float32)
    table[FIRST:first, vectors.shape[1] :] = MARK * np.eye(len(marks), dtype=np.float32)
    table[first:, : vectors.shape[1]] = vectors
    vocabulary = Vocabulary({gap: GAP} | {w: i for i, w in enumerate((*marks, *words), FIRST)})
    return vocabulary, table


@dataclass(frozen=True)
class Net:
    """Filters by width (each width x dimensions x filters) with their biases, and the weights of their answers."""

    filters: tuple[Floats, ...]
    biases: tuple[Floats, ...]
    weights: Floats
    bias: Floats

    @cached_property
    def kernel(self) -> Floats:
        """The rows of all filters side by side (dimensions x filters of each row of each width)."""
        return np.ascontiguousarray(np.concatenate([row for kernel in self.filters for row in kernel], axis=1))

    @property
    def reach(self) -> int:
        """The number of gaps that must stand between two sentences."""
        return len(self.filters[-1]) - 1

    def logits(self, rows: Ids, table: Floats) -> Floats:
        """The log-odds (sentences x types) of a text given as rows of `table`, each sentence closed by a `GAP`."""
        gaps = np.flatnonzero(rows == GAP)
        spread = np.repeat(rows, np.where(rows == GAP, self.reach, 1))
        starts = np.append(0, gaps[:-1] + 1) + (self.reach - 1) * np.arange(len(gaps))
        parts = np.split(table[spread] @ self.kernel, sum(map(len, self.filters)), axis=1)
        between, answers = spread == GAP, []
        for kernel, bias in zip(self.filters, self.biases, strict=True):
            answer = _shifted(parts[: len(kernel)]) + bias
            parts = parts[len(kernel) :]
            np.maximum(answer, 0, out=answer)
            answer[between] = 0
            answers.append(np.maximum.reduceat(answer, starts, axis=0))
        return np.asarray(np.concatenate(answers, axis=1) @ self.weights + self.bias, dtype=np.float32)


def _shifted(parts: list[Floats]) -> Floats:
    """The answer of filters at each row: the sum of what they give to the rows from half a width before it on."""
    middle = len(parts) // 2
    out = parts[middle].copy()
    for i, part in enumerate(parts):
        if i < middle:
            out[middle - i :] += part[: i - middle]
        elif i > middle:
            out[: middle - i] += part[i - middle :]
    return out


@lru_cache(maxsize=1)
def event_net() -> Net:
    """The net that ships with the package."""
    with np.load(WEIGHTS) as stored:
        count = sum(name.startswith("filters") for name in stored.files)
        filters = tuple(stored[f"filters{i}"].astype(np.float32) for i in range(count))
        biases = tuple(stored[f"biases{i}"].astype(np.float32) for i in range(count))
        return Net(filters, biases, stored["weights"].astype(np.float32), stored["bias"].astype(np.float32))
