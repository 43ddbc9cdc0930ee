"""A small transformer that reads the running text: what its states say about events, parties, status, numbers, tags.

Six layers of MiniLM (all-MiniLM-L6-v2), trained further on the labelled corpus by `scripts/train_encoder.py` and kept
in bytes as data/encoder.onnx; what is read off its states is in data/encoder_heads.npz. It stands beside the models
over features: their log-odds are averaged. A text is read in windows of whole sentences, each behind the headline and
the sentence before, each by itself, so that the same text always gives the same numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from didymium import labels

MODEL = Path(labels.__file__).parent / "data" / "encoder.onnx"
HEADS = Path(labels.__file__).parent / "data" / "encoder_heads.npz"
WINDOW, TITLE, SENTENCE = 288, 40, 110  # word pieces that a window, the headline and a sentence hold at most
BY_READING = 0.5  # the part of the encoder in the log-odds, where nothing else is said
MOST = 6000  # word pieces that are read of a text
NEAR = 3  # sentences before and behind that a party of an event may stand in
_FIRST, _END, _UNKNOWN = 101, 102, 100  # the vocabulary's marks
_LONGEST = 100  # letters of a word
_MOST_WORDS = 200_000
_SIGNS = r"!-/:-@\[-`{-~¡§«¶·»¿\u2010-\u2027\u2030-\u205e\u3001-\u3003\u3008-\u3011"
_WORD = re.compile(rf"[^\s{_SIGNS}]+|[{_SIGNS}]")
Floats = npt.NDArray[np.float32]


class Place(NamedTuple):
    """A stretch of a document's folded text in one of its sentences."""

    sentence: int
    start: int
    end: int


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
    """The states of a sentence's word pieces (pieces x size), where each piece starts, what each type looks at."""

    states: Floats
    starts: npt.NDArray[np.int64]
    looks: Floats


@dataclass(frozen=True, eq=False)
class Encoded:
    """A text as the encoder read it: sentences by their index, and the sum of what its windows open with."""

    heads: Mapping[str, Floats]
    told: dict[int, Read]
    opening: Floats

    def events(self, sentence: int) -> Floats | None:
        """The log-odds of each type of event in a sentence, None where it was not read."""
        read = self.told.get(sentence)
        if read is None:
            return None
        return np.asarray((read.looks * self.heads["types"]).sum(axis=1) + self.heads["types_bias"], np.float32)

    def status(self, sentence: int, kind: int) -> Floats | None:
        """The log-odds of the statuses of an event of a type (its number) told in a sentence."""
        read = self.told.get(sentence)
        if read is None:
            return None
        return self._two("status", np.concatenate([read.looks[kind], self.heads["kinds"][kind]]))

    def party(self, sentence: int, kind: int, places: Iterable[Place]) -> Floats | None:
        """The log-odds that a party named at `places` acts in an event, and that it is aimed at."""
        read = self.told.get(sentence)
        seen = [state for p in places if abs(p.sentence - sentence) <= NEAR if (state := self._mean(p)) is not None]
        if read is None or not seen:
            return None
        event = np.concatenate([read.looks[kind], self.heads["kinds"][kind]])
        cases = np.hstack([np.array(seen), np.tile(event, (len(seen), 1))])
        return np.asarray(self._two("roles", cases).max(axis=0), np.float32)

    def metric(self, place: Place) -> Floats | None:
        """The log-odds of what a number measures, first that it is no claim."""
        state = self._mean(place)
        if state is None:
            return None
        both = np.concatenate([state, self.told[place.sentence].states.mean(axis=0)])
        odds = np.asarray(both @ self.heads["metrics"] + self.heads["metrics_bias"], np.float32)
        odds[0] += self.heads["none"]
        return odds

    def tags(self) -> Floats:
        """The log-odds of each tag."""
        return np.asarray(self.opening @ self.heads["tags"] + self.heads["tags_bias"], np.float32)

    def _mean(self, place: Place) -> Floats | None:
        """The mean state of the word pieces of a stretch."""
        read = self.told.get(place.sentence)
        if read is None:
            return None
        word = max(0, int(np.searchsorted(read.starts, place.start, "right")) - 1)
        first = int(np.searchsorted(read.starts, read.starts[word]))
        last = int(np.searchsorted(read.starts, place.end))
        return np.asarray(read.states[first:last].mean(axis=0), np.float32) if last > first else None

    def _two(self, name: str, rows: Floats) -> Floats:
        """The answers of a head of two layers."""
        hidden = _gelu(rows @ self.heads[f"{name}_in"] + self.heads[f"{name}_in_bias"])
        return np.asarray(hidden @ self.heads[f"{name}_out"] + self.heads[f"{name}_out_bias"], np.float32)


def mixed(odds: npt.NDArray[Any], read: npt.NDArray[Any], part: float = BY_READING) -> npt.NDArray[Any]:
    """The log-odds of a model over features with those of the encoder, which count for `part`."""
    out: npt.NDArray[Any] = (1 - part) * odds + part * read
    return out


def log_softmax(odds: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The logarithms of the chances of outcomes of which one holds."""
    top = odds - odds.max()
    out: npt.NDArray[Any] = top - np.log(np.exp(top).sum())
    return out


def encode(title: str, sentences: Sequence[tuple[int, str]], wanted: Container[int]) -> Encoded | None:
    """A text read by the encoder; title and sentences in lower case, each sentence with its place in the text.

    Windows without a `wanted` sentence are left out. None where there is nothing to read.
    """
    heads, pieces = _heads()
    runs = [_pieces(pieces, at, words) for at, words in sentences]
    session, told, openings = _session(), {}, []
    for window in _windows(_pieces(pieces, 0, title)[0][:TITLE], [run[0] for run in runs]):
        if not any(index in wanted for index in window.rows):
            continue
        ids = np.array([window.pieces], dtype=np.int64)
        states = session.run(None, {"ids": ids, "mask": np.ones_like(ids)})[0][0]
        openings.append(states[0])
        for index, rows in window.rows.items():
            own = states[rows]
            weights = own @ heads["look"]
            weights = np.exp(weights - weights.max(axis=0))
            told[index] = Read(own, np.array(runs[index][1]), (weights / weights.sum(axis=0)).T @ own)
    return Encoded(heads, told, np.mean(openings, axis=0)) if openings else None


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
    index = done = 0
    while index < len(sentences) and done < MOST:
        ids = [_FIRST, *title, _END]
        rows: dict[int, slice] = {}
        if index:
            ids += [*sentences[index - 1], _END]
        while index < len(sentences) and (not rows or len(ids) + len(sentences[index]) < WINDOW):
            if sentences[index]:
                rows[index] = slice(len(ids), len(ids) + len(sentences[index]))
            ids += [*sentences[index], _END]
            index += 1
        done += len(ids)
        if rows:
            yield Window(ids, rows)


def _gelu(x: Floats) -> Floats:
    return np.asarray(0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x**3))), np.float32)


_BARE = _Bare()


@lru_cache(maxsize=1)
def _heads() -> tuple[dict[str, Floats], Pieces]:
    """What is read off the states, and the vocabulary."""
    with np.load(HEADS) as stored:
        arrays = {n: stored[n].astype(np.float32) for n in stored.files if n != "vocabulary"}
        return arrays, Pieces(str(stored["vocabulary"]).split("\n"))


@lru_cache(maxsize=1)
def _session() -> Any:
    """The encoder, on one thread."""
    import onnxruntime as ort  # a tenth of a second, spared to those who read fast

    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(str(MODEL), options, providers=["CPUExecutionProvider"])
