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


@dataclass(frozen=True, eq=False)
class Net:
    """Filters by width (each width x dimensions x filters) with their biases, and the weights of their answers."""

    filters: tuple[Floats, ...]
    biases: tuple[Floats, ...]
    weights: Floats
    bias: Floats

    @cached_property
    def parts(self) -> tuple[tuple[int, Floats], ...]:
        """For each place that filters look at (0: the word itself, first): what they hold for it, the widest last."""
        reach = len(self.filters[-1]) // 2
        places = sorted(range(-reach, len(self.filters[-1]) - reach), key=abs)
        held = [[k[at + len(k) // 2] for k in self.filters if 0 <= at + len(k) // 2 < len(k)] for at in places]
        return tuple((at, np.concatenate(part, axis=1)) for at, part in zip(places, held, strict=True))

    @cached_property
    def kernel(self) -> Floats:
        """All `parts` side by side (dimensions x filters of each row of each width)."""
        return np.ascontiguousarray(np.concatenate([part for _, part in self.parts], axis=1))

    @property
    def reach(self) -> int:
        """The number of gaps that must stand between two sentences."""
        return len(self.filters[-1]) - 1

    def logits(self, rows: Ids, table: Floats, common: Floats | None = None) -> Floats:
        """The log-odds (sentences x types) of a text given as rows of `table`, each sentence closed by a `GAP`.

        common: what the first rows of the table give to all filters, where that is at hand.
        """
        gaps = np.flatnonzero(rows == GAP) + (self.reach - 1) * np.arange(np.count_nonzero(rows == GAP))
        spread = np.repeat(rows, np.where(rows == GAP, self.reach, 1))
        answers = self._slid(self._given(spread, table, table[: GAP + 1] @ self.kernel if common is None else common))
        best = np.full((len(gaps), answers.shape[1]), -np.inf, dtype=np.float32)
        start = 0
        for row, end in zip(best, gaps.tolist(), strict=True):
            if end > start:
                np.maximum.reduce(answers[start:end], axis=0, out=row)
            start = end + self.reach
        told = np.maximum(0, best + np.concatenate(self.biases))
        return np.asarray(told @ self.weights + self.bias, dtype=np.float32)

    def _given(self, rows: Ids, table: Floats, common: Floats) -> Floats:
        """What each row gives to all filters (rows x dimensions of the kernel); a word not `common` is weighed once."""
        given: Floats = common.take(rows, axis=0, mode="clip")
        rare = np.flatnonzero(rows >= len(common))
        words, places = np.unique(rows[rare], return_inverse=True)
        given[rare] = (table[words] @ self.kernel)[places]
        return given

    def _slid(self, given: Floats) -> Floats:
        """The answer of each filter at each row, a sum of what the rows around it give (`given` is used up)."""
        width = done = len(self.weights)
        answers = given[:, :width]
        for at, part in self.parts[1:]:
            size = part.shape[1]
            to, of = (answers[:-at], given[at:]) if at > 0 else (answers[-at:], given[:at])
            to[:, width - size :] += of[:, done : done + size]
            done += size
        return answers


@lru_cache(maxsize=1)
def event_net() -> Net:
    """The net that ships with the package."""
    with np.load(WEIGHTS) as stored:
        count = sum(name.startswith("filters") for name in stored.files)
        filters = tuple(stored[f"filters{i}"].astype(np.float32) for i in range(count))
        biases = tuple(stored[f"biases{i}"].astype(np.float32) for i in range(count))
        return Net(filters, biases, stored["weights"].astype(np.float32), stored["bias"].astype(np.float32))
