"""A small trained model: which types of event a sentence states, by its words, word classes and the rules that fire.

Logistic regression with shared features for all types. A feature is a pair of atoms (word stems with names masked,
word classes of `lexicon`, marks of the slots) in one of a few families: alone, next to each other, near each other,
left or right of a name; or an atom of the headline or of the sentence before; or the place in the story, how far off
minerals are spoken of, and whether the sentence is the headline again. The weights in data/event_weights.npz are
trained by `scripts/train_events.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from didymium import labels
from didymium.news.document import Document, Sentence
from didymium.news.lexicon import GROUPS, NAMES, Places, groups_of
from didymium.news.net import Net, event_net, word_table
from didymium.news.subject import subject_of

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
NEAR = 70  # characters between two word classes
ALONE, NEXT, SKIP, CLASSES, LEFT, RIGHT, RULE, PLACE, TITLE, BEFORE, SUBJECT = range(11)
_LATE, _LAST = (1, 2, 3, 6, 10), 10  # where the places in a story part; the mark of its last sentence
BIAS = RULE << 40
_AGAIN = 0.7  # of the words of the headline: from here on a sentence is the headline again
_TOKEN = re.compile(r"[a-z]{2,}|[%$€]|\.(?=\s)|[\ud800-\ud8ff]")
_WORD = re.compile(r"[a-z]{3,}")
_SUFFIX = re.compile(r"(?:ments?|ations?|ings?|ions?|ed|es|s|e)$")
_PLAIN = frozenset(
    re.findall(
        r"\w+",
        "the an of to in and for on that is was by at with as it its from has have had be are were this which will "
        "would their he she they or",
    )
)
MASKS = ("@mineral", "@country", "@agency", "@company", "@project", "@agreement", "@body", "@money", "@number", "@date")
_MASK = {mask: chr(0xD800 + i) for i, mask in enumerate(MASKS)}  # signs that no text holds: half characters
MASKS_AS_SIGNS = tuple(_MASK.values())
_BREAK, _END = "\ud8ff", -2  # what stands at the end of each sentence
_ROW = 44  # bits of the number of a feature
MOST_WORDS = 200_000
COMMON = 4096  # words whose answers to the filters of the net are kept
Keys = npt.NDArray[np.int64]
Ids = npt.NDArray[np.int64]


@lru_cache(maxsize=32768)
def stem(word: str) -> str:
    """A word without its ending ("exporting" and "exports" are one)."""
    return _SUFFIX.sub("", word) if len(word) > 4 else word


def stems_of(text: str) -> frozenset[str]:
    """The stems of the words of a text in lower case that say something."""
    return frozenset(stem(w) for w in _WORD.findall(text) if w not in _PLAIN)


@dataclass(frozen=True, slots=True)
class Features:
    """Numbers of the features of a document's sentences: `keys` with the `rows` (sentence indices) that hold them."""

    rows: npt.NDArray[np.int32]
    keys: Keys


def key(family: int, first: int, second: int = 0) -> int:
    """The number of a feature."""
    return (family << 40) | (first << 20) | second


class Words(dict[str, int]):
    """The atom of each word met so far: 0 for one that the model does not know, -1 for one that says nothing."""

    def __init__(self, numbers: dict[str, int]) -> None:
        self.numbers = numbers
        super().__init__({sign: numbers.get(mask, 0) for mask, sign in _MASK.items()} | {_BREAK: _END})

    def __missing__(self, word: str) -> int:
        number = -1 if word in _PLAIN else self.numbers.get(stem(word), 0)
        if len(self) < MOST_WORDS:
            self[word] = number
        return number


@dataclass(frozen=True)
class Model:
    """Atoms with their numbers, sorted feature numbers, their weights (features x types) and a threshold a type."""

    atoms: tuple[str, ...]
    keys: Keys
    weights: npt.NDArray[np.float32]
    thresholds: npt.NDArray[np.float32]
    net: Net | None = None

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each atom; 0 is the unknown one."""
        return {atom: i for i, atom in enumerate(self.atoms, 1)}

    @cached_property
    def groups(self) -> Keys:
        """The atom numbers of the word classes and marks, in the order of `lexicon.NAMES`."""
        return np.array([self.numbers.get(f"#{name}", 0) for name in NAMES], dtype=np.int64)

    @cached_property
    def masks(self) -> npt.NDArray[np.bool_]:
        """For each atom whether it stands for a name, a sum, a number or a date."""
        atoms = np.array([0, *(self.numbers.get(m, 0) for m in MASKS)])
        return (np.bincount(atoms, minlength=len(self.atoms) + 1) > 0) & (np.arange(len(self.atoms) + 1) > 0)

    @cached_property
    def groups_list(self) -> list[int]:
        """`groups` as plain numbers."""
        return [int(g) for g in self.groups]

    @cached_property
    def columns(self) -> list[list[float]]:
        """For each type the weights of all features as plain numbers."""
        return [[float(w) for w in column] for column in self.weights.T]

    @cached_property
    def words(self) -> Words:
        """The atom of each word and sign of a masked text."""
        return Words(self.numbers)

    @cached_property
    def places(self) -> dict[int, int]:
        """The row of each feature in the weights."""
        return {feature: i for i, feature in enumerate(self.keys.tolist())}

    def weight(self, feature: int) -> npt.NDArray[np.float32] | None:
        """The weights of one feature, None where it has none."""
        at = self.places.get(feature)
        return None if at is None else self.weights[at]

    def logits(self, features: Features, sentences: int) -> npt.NDArray[np.float32]:
        """The log-odds of each type (columns) for each sentence (rows)."""
        at = self.keys.searchsorted(features.keys)
        at[at == len(self.keys)] = 0
        known = self.keys[at] == features.keys
        out = np.zeros((sentences, len(TYPES)), dtype=np.float32)
        if known.any():
            rows, at = features.rows[known], at[known]
            first = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]])
            out[rows[first]] = np.add.reduceat(self.weights[at], first, axis=0)
        bias = self.weight(BIAS)
        return out if bias is None else out + bias


@lru_cache(maxsize=1)
def event_model() -> Model:
    """The model that ships with the package."""
    with np.load(WEIGHTS) as stored:
        dense = np.zeros((len(stored["keys"]), len(TYPES)), dtype=np.float32)
        dense[stored["rows"], stored["columns"]] = stored["values"]
        return Model(tuple(str(stored["atoms"]).split("\n")), stored["keys"], dense, stored["thresholds"], event_net())


def rows_of(tokens: list[str]) -> Ids:
    """The rows of the tokens in the table of word vectors, a gap behind each sentence."""
    return np.array(list(map(word_table(MASKS_AS_SIGNS, _BREAK)[0].__getitem__, tokens)), dtype=np.int64)


def by_meaning(tokens: list[str], net: Net) -> npt.NDArray[np.float32]:
    """The log-odds of each type (columns) for each sentence (rows) by the net."""
    return net.logits(rows_of(tokens), word_table(MASKS_AS_SIGNS, _BREAK)[1], _common(net))


@lru_cache(maxsize=2)
def _common(net: Net) -> npt.NDArray[np.float32]:
    """What the commonest words give to the filters of a net."""
    answers: npt.NDArray[np.float32] = word_table(MASKS_AS_SIGNS, _BREAK)[1][:COMMON] @ net.kernel
    return answers


def features_of(
    document: Document, model: Model, tokens: list[str], sentences: Sequence[Sentence] | None = None
) -> tuple[Features, list[Places]]:
    """The features of sentences (default: all), without those of rules, and the word classes of each."""
    places = groups_of(document, sentences)
    words, owners = _word_atoms(tokens, model)
    own = [*_word_features(words, owners, model), *_class_features(places, model)]
    told = document.sentences if sentences is None else sentences
    story = _story_features(document, own, len(places), model)
    held = np.concatenate([*own, *story, *_subject_features(document, told)])
    held.sort()
    unique = held[np.append(held[1:] != held[:-1], True)] if len(held) else held
    return Features((unique >> _ROW).astype(np.int32), unique & ((1 << _ROW) - 1)), places


def tokens_of(document: Document, sentences: Sequence[Sentence] | None = None) -> list[str]:
    """The words of sentences (default: all), a sign for each name, sum, number and date, one behind each sentence."""
    low = document.low
    parts: list[str] = []
    for sentence in document.sentences if sentences is None else sentences:
        at = sentence.start
        for start, end, mask in _masked(sentence):
            if start >= at:
                parts += (low[at:start], mask)
                at = end
        parts += (low[at : sentence.end], _BREAK)
    return _TOKEN.findall("".join(parts))


def placed(document: Document, sentence: Sentence) -> tuple[list[int], list[str]]:
    """The places and the words of a sentence, a sign for each name, sum, number and date."""
    found: list[tuple[int, str]] = []
    at = sentence.start
    for start, end, mask in (*_masked(sentence), (sentence.end, sentence.end, "")):
        if start >= at:
            found += [(m.start(), m.group()) for m in _TOKEN.finditer(document.low, at, start)]
            found += [(start, mask)] if mask else ()
            at = end
    return [at for at, _ in found], [word for _, word in found]


def _word_atoms(tokens: list[str], model: Model) -> tuple[Keys, Keys]:
    """The atoms of the words in order and the sentence of each."""
    atoms = np.array(list(map(model.words.__getitem__, tokens)), dtype=np.int64)
    breaks = atoms == _END
    told = atoms >= 0
    return atoms[told], np.cumsum(breaks)[told]


def _masked(sentence: Sentence) -> list[tuple[int, int, str]]:
    """The spans of names, sums, numbers and dates with the sign that stands for each."""
    spans = [(n.start, n.end, _MASK[f"@{n.kind}"]) for n in sentence.names]
    spans += [(m.start, m.end, _MASK["@money"]) for m in sentence.money]
    spans += [(q.start, q.end, _MASK["@number"]) for q in sentence.quantities]
    spans += [(d.start, d.end, _MASK["@date"]) for d in sentence.dates]
    return sorted(spans)


def _word_features(words: Keys, owners: Keys, model: Model) -> list[Keys]:
    """The features of the words: alone, next to each other (or one between), and left and right of a name."""
    known, rows, size = words > 0, owners << _ROW, len(words)
    parts = [(rows | (ALONE << 40) | (words << 20))[known]]
    for family, step in ((NEXT, 1), (SKIP, 2)):
        a, b = words[:-step], words[step:]
        fit = (a > 0) & (b > 0) & (owners[:-step] == owners[step:])
        parts.append((rows[:-step] | (family << 40) | (a << 20) | b)[fit])
    named = model.masks[words]
    index = np.arange(size)
    last = np.maximum.accumulate(np.where(named, index, -1))
    after = np.minimum.accumulate(np.where(named, index, size)[::-1])[::-1]
    for family, other in ((LEFT, last), (RIGHT, after)):
        inside = known & ~named & (other >= 0) & (other < size)
        near = np.where(inside, other, 0)
        inside &= owners[near] == owners if size else inside
        parts.append((rows | (family << 40) | (words[near] << 20) | words)[inside] if size else words)
    return parts


def _class_features(places: list[Places], model: Model) -> list[Keys]:
    """Classes alone and each two of them near each other; marks are near all of their sentence."""
    counts = np.array([len(p) for p in places], dtype=np.int64)
    rows = np.repeat(np.arange(len(places), dtype=np.int64) << _ROW, counts)
    ends = np.repeat(np.cumsum(counts), counts)
    flat = np.array([x for p in places for x in p], dtype=np.int64).reshape(-1, 2)
    at, group = flat[:, 0], flat[:, 1]
    atoms = model.groups[group]
    near = np.where(group >= len(GROUPS), ends, np.minimum(ends, at.searchsorted(at + NEAR, side="right")))
    pairs = near - np.arange(1, len(at) + 1)
    first = np.repeat(np.arange(len(at)), pairs)
    second = np.arange(1, len(first) + 1) + np.repeat(np.arange(len(at)) - np.cumsum(pairs) + pairs, pairs)
    a, b = atoms[first], atoms[second]
    couples = rows[first] | (CLASSES << 40) | (np.minimum(a, b) << 20) | np.maximum(a, b)
    return [rows | (ALONE << 40) | (atoms << 20), couples]


def _story_features(document: Document, own: list[Keys], rows: int, model: Model) -> list[Keys]:
    """The place of each sentence, the words of the headline, and the atoms of the sentence before."""
    row = np.arange(rows, dtype=np.int64)
    start, place = row << _ROW, np.searchsorted(_LATE, row, side="right")
    parts = [start | (PLACE << 40) | (place << 20), start[-1:] | (PLACE << 40) | (_LAST << 20)]
    title = np.unique(_title_atoms(document, model))
    parts.append((start[:, None] | (TITLE << 40) | (title[title > 0] << 20)).ravel())
    parts.append(start[:1] | (BEFORE << 40))
    for keys in own:
        alone = keys[(keys >> 40) & 15 == ALONE]
        parts.append((alone + (1 << _ROW) | (BEFORE << 40))[alone >> _ROW < rows - 1])
    return parts


def _subject_features(document: Document, sentences: Sequence[Sentence]) -> list[Keys]:
    """How far off minerals are spoken of, in how much of the text, and whether a sentence is the headline again."""
    if not sentences:
        return []
    subject = subject_of(document)
    at, title = np.array([s.index for s in sentences], dtype=np.int64), stems_of(document.low_title)
    said = [len(title & stems_of(document.low[s.start : s.end])) for s in sentences]
    again = (np.array(said) >= _AGAIN * max(3, len(title))).astype(np.int64)
    named, spoken = subject.named[at], subject.spoken[at]
    start = np.arange(len(sentences), dtype=np.int64) << _ROW | (SUBJECT << 40)
    # the four kinds keep apart: 0 to 4, 8 to 12, 16 to 44, 48 and 49
    return [start | (part << 20) for part in (spoken, 8 + named, 16 + 8 * subject.share + spoken, 48 + again)]


def _title_atoms(document: Document, model: Model) -> Keys:
    """The atoms of the words of the headline."""
    low, at, parts = document.low_title, 0, list[str]()
    for name in document.title_names:
        parts += (low[at : name.start], _MASK[f"@{name.kind}"])
        at = name.end
    words = _TOKEN.findall("".join((*parts, low[at:])))
    return np.array(list(map(model.words.__getitem__, words)), dtype=np.int64)


def trigger_at(kind: str, places: Places, model: Model, start: int) -> int:
    """The place of the word whose classes speak most for an event of type `kind`, `start` where none does."""
    worth, rows, atoms = model.columns[TYPES.index(kind)], model.places, model.groups_list
    scores: dict[int, float] = {}
    words = [(at, atoms[g]) for at, g in places if g < len(GROUPS)]
    for i, (at, group) in enumerate(words):
        row = rows.get(key(ALONE, group))
        scores[at] = scores.get(at, 0.0) + (0.0 if row is None else worth[row])
        for other, second in words[i + 1 :]:
            if other - at > NEAR:
                break
            row = rows.get(key(CLASSES, group, second) if group < second else key(CLASSES, second, group))
            if row is not None:
                scores[at] += 0.5 * worth[row]
                scores[other] = scores.get(other, 0.0) + 0.5 * worth[row]
    return max(scores, key=lambda at: scores[at], default=start)
