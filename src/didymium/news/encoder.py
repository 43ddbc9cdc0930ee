"""A small transformer that reads the running text: the state of each word piece of sentences and headline.

Six layers of MiniLM (all-MiniLM-L6-v2, Apache 2.0), trained further on labelled news, kept in bytes as
data/encoder.onnx. What is read off its states is in `heads`. A text is read in windows of whole sentences, each behind
the headline and the sentence before, each by itself, so that the same text always gives the same numbers.
"""

from __future__ import annotations

import os
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from didymium import labels

MODEL = labels.DATA / "encoder.onnx"
VOCABULARY = labels.DATA / "encoder_vocabulary.txt"
SIZE = 384  # of a state
WINDOW, TITLE, SENTENCE = 288, 40, 110  # word pieces that a window, the headline and a sentence hold at most
MOST = 2500  # word pieces that are read of a text: some 1,700 words, half a second of processor time
OPENING = 1500  # of these, those of its beginning; the rest goes to where the most figures are told
OPENS = 2000  # characters of a text that hold its first window
_FIRST, _END, _UNKNOWN = 101, 102, 100  # the vocabulary's marks
_LONGEST = 100  # letters of a word
_MOST_WORDS = 200_000
_SIGNS = r"!-/:-@\[-`{-~¡§«¶·»¿\u2010-\u2027\u2030-\u205e\u3001-\u3003\u3008-\u3011"
_WORD = re.compile(rf"[^\s{_SIGNS}]+|[{_SIGNS}]")
Floats = npt.NDArray[np.float32]


class _Bare(dict[int, int]):
    """The letter without its accents, for each letter met."""

    def __missing__(self, letter: int) -> int:
        self[letter] = ord(unicodedata.normalize("NFD", chr(letter))[0])
        return self[letter]


class Pieces(dict[str, tuple[int, ...]]):
    """The word pieces of each word met: the longest known beginning, then the longest known rest, and so on."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        super().__init__()
        self.numbers = {piece: i for i, piece in enumerate(vocabulary)}

    def __missing__(self, word: str) -> tuple[int, ...]:
        found = self._split(word) if len(word) <= _LONGEST else (_UNKNOWN,)
        if len(self) < _MOST_WORDS:
            self[word] = found
        return found

    def _split(self, word: str) -> tuple[int, ...]:
        out: list[int] = []
        at = 0
        while at < len(word):
            mark = "##" if at else ""
            end = next((e for e in range(len(word), at, -1) if mark + word[at:e] in self.numbers), None)
            if end is None:
                return (_UNKNOWN,)
            out.append(self.numbers[mark + word[at:end]])
            at = end
        return tuple(out)


class Window(NamedTuple):
    """Word pieces that are read at once, and the rows of each sentence that is read in it for its own sake."""

    pieces: list[int]
    rows: dict[int, slice]


class Read(NamedTuple):
    """The states of a sentence's word pieces (pieces x size) and where the word of each piece starts."""

    states: Floats
    starts: npt.NDArray[np.int64]

    def mean(self, start: int, end: int) -> Floats | None:
        """The mean state of the word pieces of a stretch of the text, None where it holds none."""
        word = max(0, int(np.searchsorted(self.starts, start, "right")) - 1)
        first, last = (int(np.searchsorted(self.starts, at)) for at in (self.starts[word], end))
        return np.asarray(self.states[first:last].mean(axis=0), np.float32) if last > first else None


@dataclass(frozen=True, eq=False)
class Encoded:
    """A text as the encoder read it: sentences by their index, the headline at -1, the mean of the window openings."""

    told: dict[int, Read]
    opening: Floats


def encode(
    title: str,
    sentences: Sequence[tuple[int, str]],
    wanted: Container[int],
    figured: Container[int] = (),
    *,
    first: bool = False,
) -> Encoded | None:
    """A text read by the encoder; title and sentences in lower case, each sentence with its place in the text.

    Windows without a `wanted` sentence are left out, and of a text beyond `MOST` those behind its opening with the
    fewest `figured` sentences; `first`: the first window alone. None where there is nothing to read.
    """
    pieces = _vocabulary()
    runs = [_pieces(pieces, at, words) for at, words in sentences]
    headline, places = (part[:TITLE] for part in _pieces(pieces, 0, title))
    told, openings = dict[int, Read](), []
    windows = (w for w in _windows(headline, [run[0] for run in runs]) if any(index in wanted for index in w.rows))
    for window in _affordable(list(islice(windows, 1 if first else None)), figured):
        states = _states(tuple(window.pieces))
        openings.append(states[0])
        for index, rows in window.rows.items():
            told[index] = Read(states[rows], np.array(runs[index][1]))
        if headline and -1 not in told:
            told[-1] = Read(states[1 : 1 + len(headline)], np.array(places))
    return Encoded(told, np.mean(openings, axis=0)) if openings else None


def _pieces(known: Pieces, at: int, words: str) -> tuple[list[int], list[int]]:
    """The word pieces of a sentence and where the word of each starts."""
    ids: list[int] = []
    starts: list[int] = []
    for word in _WORD.finditer(words if words.isascii() else words.translate(_BARE)):
        own = known[word.group()]
        ids += own
        starts += [at + word.start()] * len(own)
    return ids[:SENTENCE], starts[:SENTENCE]


def _windows(title: list[int], sentences: list[list[int]]) -> Iterator[Window]:
    """Yields windows of headline, sentence before and as many sentences as there is room for."""
    index = 0
    while index < len(sentences):
        ids = [_FIRST, *title, _END]
        rows: dict[int, slice] = {}
        if index:
            ids += [*sentences[index - 1], _END]
        while index < len(sentences) and (not rows or len(ids) + len(sentences[index]) < WINDOW):
            if sentences[index]:
                rows[index] = slice(len(ids), len(ids) + len(sentences[index]))
            ids += [*sentences[index], _END]
            index += 1
        if rows:
            yield Window(ids, rows)


def _affordable(windows: list[Window], figured: Container[int]) -> list[Window]:
    """The windows, in order, that hold `MOST` pieces together: the opening, then those with the most figures."""
    room = list(accumulate(len(w.pieces) for w in windows))
    if not room or room[-1] <= MOST:
        return windows
    opening = bisect_right(room, OPENING)
    rest = sorted(range(opening, len(windows)), key=lambda i: -sum(index in figured for index in windows[i].rows))
    spent = accumulate((len(windows[i].pieces) for i in rest), initial=room[opening - 1] if opening else 0)
    kept = [i for i, sum_before in zip(rest, spent, strict=False) if sum_before < MOST]
    return [*windows[:opening], *(windows[i] for i in sorted(kept))]


_BARE = _Bare()


@lru_cache(maxsize=1)
def _vocabulary() -> Pieces:
    return Pieces(VOCABULARY.read_text("utf-8").split("\n"))


@lru_cache(maxsize=4)
def _states(pieces: tuple[int, ...]) -> Floats:
    """The states of a window; the first of an article is asked for by what tells its kind, and again for its events."""
    states: Floats = _session().run(None, {"ids": np.array([pieces], dtype=np.int64)})[0][0]
    return states


@lru_cache(maxsize=1)
def _session() -> Any:
    """The encoder, on one thread."""
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # else it tells its maker of the model, and of this machine
    import onnxruntime as ort  # a tenth of a second, spared to those who read fast

    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # the graph is written as it shall run: one operation an attention; fused further its norms take ten times as long
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return ort.InferenceSession(str(MODEL), options, providers=["CPUExecutionProvider"])
