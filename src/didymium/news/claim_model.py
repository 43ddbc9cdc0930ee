"""A small trained model: what a number in a sentence measures, or that it is no claim.

Multinomial logistic regression over the words and word classes to the left and right of the number, with its unit,
its size and what the number before it was. The weights in data/claim_weights.npz are trained by
`scripts/train_claims.py`.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain, takewhile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from didymium import labels
from didymium.news.claim_net import GROUPS, claim_net, seen
from didymium.news.claim_words import CLASSES
from didymium.news.document import Document, Sentence
from didymium.news.encoder import log_softmax, mixed
from didymium.news.model import MASKS_AS_SIGNS, stem
from didymium.news.openings import beginnings
from didymium.news.pooled import PooledNet, pooled, vocabulary
from didymium.news.subject import OTHER_GOODS, subject_of
from didymium.text.quantities import Quantity

WEIGHTS = Path(labels.__file__).parent / "data" / "claim_weights.npz"
NONE = "none"
METRICS = (
    NONE, "production_share", "processing_share", "magnet_share", "reserves_share", "export_share", "import_share",
    "import_reliance", "demand_share", "production", "exports", "imports", "demand", "price", "price_change", "quota",
    "list_count", "reserves", "capacity", "other",
)  # fmt: skip
_CLASS = re.compile("|".join(rf"(?P<{name}>(?:{words}))" for name, words in CLASSES.items()), re.I)
_MASKS = ("@mineral", "@country", "@agency", "@company", "@project", "@agreement", "@body", "@money", "@n", "@date")
_SIGN = dict(zip(_MASKS, MASKS_AS_SIGNS, strict=True))  # signs that no text holds, those of the event model
_MASK = {sign: mask for mask, sign in _SIGN.items()}
_TOKEN = re.compile(r"[a-z][a-z'-]+|[%$€(),;:.+]|\b[a-z]\b|[\ud800-\ud80f]", re.I)
_NEAR = (("1", 0, 1), ("3", 1, 3), ("7", 3, 7), ("f", 7, 14))
_FILL = "\ud8ff"
_MOST = 100_000
_BY_NEXT = "by next"
BY_MEANING = 0.4  # the part of the net in the log-odds
Token = tuple[int, str]
Family = tuple[tuple[str, ...], Sequence[str]]
"""Features by their names: each of some beginnings with each of some endings."""


class _Family(dict[str, tuple[int, ...]]):
    """For each ending the rows of the features that it makes with `openings`."""

    def __init__(self, openings: tuple[str, ...], rows: dict[str, int]) -> None:
        super().__init__()
        self.openings, self.rows = openings, rows

    def __missing__(self, rest: str) -> tuple[int, ...]:
        found = tuple(row for o in self.openings if (row := self.rows.get(o + rest)) is not None)
        if len(self) < _MOST:
            self[rest] = found
        return found


class _Families(dict[tuple[str, ...], _Family]):
    """The rows of all features by their beginnings."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__()
        self.rows = {name: i for i, name in enumerate(names)}

    def __missing__(self, openings: tuple[str, ...]) -> _Family:
        self[openings] = _Family(openings, self.rows)
        return self[openings]


@dataclass(frozen=True)
class ClaimModel:
    """Feature names with their weights (features x metrics), what is taken from the odds of no claim, and the net."""

    names: tuple[str, ...]
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    net: PooledNet | None = None

    @cached_property
    def rows(self) -> _Families:
        """The row of each feature."""
        return _Families(self.names)

    @cached_property
    def marks(self) -> _Families:
        """The number of each feature that the net sees."""
        return _Families(("", *self.net.names) if self.net else ())

    def scores(self, features: Iterable[Family], words: Sequence[int] = ()) -> list[float]:
        """The log-odds of each metric of `METRICS` for one number; `words` as `words_at` gives them."""
        features = list(features)
        odds = self.weights.take(_held(self.rows, features), axis=0).sum(axis=0)
        if self.net is not None:
            near = pooled(np.array([words], dtype=np.int64), GROUPS)
            odds = (1 - BY_MEANING) * odds + BY_MEANING * self.net.logits(near, [_held(self.marks, features)])[0]
        out: list[float] = (odds + self.bias).tolist()
        return out

    def metric(
        self, features: Iterable[Family], words: Sequence[int] = (), seen: npt.NDArray[np.float32] | None = None
    ) -> str | None:
        """What the number measures; None when "no claim" is likelier than all metrics together.

        seen: the log-odds that the encoder gives.
        """
        scores = self.scores(features, words)
        none, *odds = scores if seen is None else mixed(log_softmax(np.array(scores)), log_softmax(seen)).tolist()
        best = max(odds)
        others = best + math.log(sum(math.exp(z - best) for z in odds))
        return METRICS[1 + odds.index(best)] if others > none else None


def _held(rows: _Families, features: Iterable[Family]) -> list[int]:
    """The rows of the features of a number."""
    at: list[int] = []
    for openings, endings in features:
        at += chain.from_iterable(map(rows[openings].__getitem__, endings))
    return list(set(at))


@lru_cache(maxsize=1)
def claim_model() -> ClaimModel:
    """The model that ships with the package."""
    with np.load(WEIGHTS) as stored:
        names = tuple(str(stored["names"]).split("\n"))
        dense = np.zeros((len(names), len(METRICS)), dtype=np.float32)
        dense[stored["rows"], stored["columns"]] = stored["values"]
        return ClaimModel(names, dense, stored["bias"], claim_net())


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a sentence, names, sums and dates masked, its word classes (each with its place), its marks."""

    tokens: tuple[Token, ...]
    classes: tuple[Token, ...]
    marks: tuple[str, ...]
    rows: tuple[int, ...]


def words_at(words: Words, quantity: Quantity) -> list[int]:
    """The rows of the words around a number in the table of word vectors."""
    return seen(words.rows, *_place(words.tokens, quantity))


def words_of(document: Document, sentence: Sentence, numbers: Sequence[Quantity]) -> Words:
    """The words and word classes of a sentence; the numbers themselves are left out."""
    found = _TOKEN.finditer(_masked(document.text, sentence, numbers))
    start = sentence.start
    said = [(start + m.start(), m.group()) for m in found]
    tokens = tuple([(at, _STEMS[word]) for at, word in said])
    known = vocabulary()
    rows = tuple([known[word.lower()] for _, word in said])
    return Words(tokens, _classes_of(said), _marks(document, sentence, numbers), rows)


def context_of(document: Document, sentence: Sentence) -> Words:
    """The word classes of a sentence that stands before numbers: all that these look at."""
    found = _TOKEN.finditer(_masked(document.text, sentence, sentence.quantities))
    return Words((), _classes_of([(m.start(), m.group()) for m in found]), (), ())


def _classes_of(said: list[Token]) -> tuple[Token, ...]:
    """The classes of words, each with its place."""
    classes = [(at, _CLASSES[word]) for at, word in said]
    for i, (at, name) in enumerate(classes):
        if name == _BY_NEXT:
            after = said[i + 1][1] if i + 1 < len(said) else ""
            classes[i] = at, _class(f"{said[i][1]} {'' if after in _MASK else after}")
    return tuple([one for one in classes if one[1]])


def _masked(text: str, sentence: Sentence, numbers: Sequence[Quantity]) -> str:
    """The text of a sentence with a sign of the same length for each name, date, number and sum."""
    masks = [(n.start, n.end, _SIGN[f"@{n.kind}"]) for n in sentence.names]
    masks += [(d.start, d.end, _SIGN["@date"]) for d in sentence.dates]
    masks += [(q.start, q.end, _SIGN["@n"]) for q in numbers]
    sums = [m for m in sentence.money if not any(q.start <= m.start < q.end for q in numbers)]
    masks += [(m.start, m.end, _SIGN["@money"]) for m in sums]
    parts: list[str] = []
    at = sentence.start
    for start, end, sign in sorted(masks):
        if start >= at:
            parts += (text[at:start], sign, _FILL * (end - start - 1))
            at = end
    return "".join((*parts, text[at : sentence.end]))


def _marks(document: Document, sentence: Sentence, numbers: Sequence[Quantity]) -> tuple[str, ...]:
    """What a sentence and its document are like: where it stands, what it is about, how many numbers it holds."""
    subject = next((p.kind for p in sentence.parties if p.subject), "none")
    year = document.reference.year if document.reference else 0
    years = {int(d.value[:4]) - year for d in sentence.dates if d.value[:4].isdigit()}
    out = [f"at{min(sentence.index, 3)}", f"many{min(len(numbers), 4)}", f"by {subject}", f"focus{document.focused}"]
    out += [] if sentence.minerals else ["hasmineral"]
    about = subject_of(document)
    named, spoken = int(about.named[sentence.index]), int(about.spoken[sentence.index])
    out += [
        f"named{named}",
        f"spoken{spoken}",
        f"share{about.share} named{named}",
        f"share{about.share} spoken{spoken}",
    ]
    out += ["other goods"] if OTHER_GOODS.search(document.low, sentence.start, sentence.end) else []
    out += [f"lead {'company' if document.lead_company else 'state' if document.lead_state else 'none'}"]
    out += ["year earlier"] if any(y < 0 for y in years) else []
    out += ["year same"] if 0 in years else []
    out += ["year later"] if any(y > 0 for y in years) else []
    return tuple([*out, "money"] if sentence.money else out)


class _Stems(dict[str, str]):
    """The stem of each word met, in lower case, and the mask that each sign stands for."""

    def __missing__(self, word: str) -> str:
        found = stem(word.lower())
        if len(self) < _MOST:
            self[word] = found
        return found


_STEMS = _Stems(_MASK)


class _Classes(dict[str, str]):
    """The class of each word met, "" where it has none, `_BY_NEXT` where the word after it decides."""

    def __missing__(self, word: str) -> str:
        found = _BY_NEXT if word.lower() in _first_words() else _class(word)
        if len(self) < _MOST:
            self[word] = found
        return found


_CLASSES = _Classes(dict.fromkeys(_MASK, ""))


@lru_cache(maxsize=65536)
def _class(words: str) -> str:
    found = _CLASS.match(words)
    return f"#{found.lastgroup}" if found else ""


@cache
def _first_words() -> frozenset[str]:
    """The words that make a class only with the word after them."""
    return frozenset(text.partition(" ")[0] for text in beginnings(_CLASS.pattern, 24) if " " in text)


def kind_of(quantity: Quantity) -> str:
    """The class of a unit, with the counted thing or "change" where that decides."""
    unit = quantity.unit
    if quantity.of in {"change", "all", "total", "part of the listed"}:
        return f"{unit if len(unit) < 3 else 'price'}:{quantity.of}"
    if unit[:3].isupper() and unit.isascii() and len(unit) > 2 and unit not in {"GWh", "MWh"}:
        return "price" if "/" in unit else "sum"
    return unit


class Around(NamedTuple):
    """What stands around a number that is none of its own words.

    rule: the metric by the rules of `metrics`, None for no claim.
    before: what the number before it in the sentence measures (`NONE` for no claim, None for the first).
    context: the words of the sentence before.
    events: what the events of the article have to do with it.
    """

    rule: str | None
    before: str | None
    context: Words | None
    events: Sequence[str] = ()


def features_of(words: Words, numbers: Sequence[Quantity], index: int, around: Around) -> list[str]:
    """The names of the features of one number (see `families_of`)."""
    families = families_of(words, numbers, index, around)
    return list(dict.fromkeys(o + ending for openings, endings in families for ending in endings for o in openings))


def families_of(words: Words, numbers: Sequence[Quantity], index: int, around: Around) -> Iterator[Family]:
    """Yields the features of one number of a sentence."""
    rule, before, context, events = around
    quantity, kind = numbers[index], kind_of(numbers[index])
    left = numbers[index - 1].end if index else -1
    right = numbers[index + 1].start if index + 1 < len(numbers) else 1 << 30
    own = (
        f"u={kind}",
        f"q={kind}|{quantity.qualifier}",
        f"s={kind}|{_size(quantity)}",
        f"r={kind}|{quantity.high is None}",
    )
    yield ("",), (*own, f"rule={rule}", f"rule={rule}|{kind}", f"rule={rule}|{before}")
    yield ("n=",), quantity.of.split()[-1:]
    if index:
        yield ("b=",), (f"{before}|{numbers[index - 1].unit == quantity.unit}", f"{kind}|{before}")
    yield (f"{kind}|M",), words.marks
    yield ("E", f"{kind}|E"), events
    yield ("w=",), (quantity.unit,)
    yield (f"{kind}|I",), (_shape(quantity),)
    yield from _worded(_sides(words.tokens, quantity), left, right, kind, before)
    yield from _classed(_sides(words.classes, quantity), left, right, kind)
    if context:
        yield (f"{kind}|P",), [name for _, name in context.classes]


def _shape(quantity: Quantity) -> str:
    """How a number is written: in digits or words, with its unit or without."""
    digits = any(c.isdigit() for c in quantity.surface)
    bare = not any(c.isalpha() or c in "%/" for c in quantity.surface)
    return f"{'digits' if digits else 'words'}{' bare' if bare else ''}"


def _size(quantity: Quantity) -> str:
    if quantity.unit == "%":
        return str(bisect_left((0.2, 1, 5, 10, 15, 25, 50, 75, 95, 98.9, 99.99, 100), abs(quantity.value)))
    return str(len(str(int(abs(quantity.value)))))


Sides = tuple[list[Token], list[Token]]


def _place(tokens: Sequence[Token], quantity: Quantity) -> tuple[int, int]:
    """The number of tokens before a number, and of those up to its end."""
    return bisect_left(tokens, (quantity.start, "")), bisect_left(tokens, (max(quantity.end, quantity.start + 1), ""))


def _sides(tokens: Sequence[Token], quantity: Quantity) -> Sides:
    """The tokens to the left (the nearest first) and to the right of a number."""
    a, b = _place(tokens, quantity)
    return list(tokens[:a])[::-1], list(tokens[b:])


def _worded(sides: Sides, left: int, right: int, kind: str, before: str | None) -> Iterator[Family]:
    """Words by side and distance up to the next number, and the phrases that touch the number."""
    for mark, tokens in zip("LR", sides, strict=True):
        near = [token for _, token in takewhile(lambda t: left <= t[0] < right, tokens[:14])]
        for openings, first, last in _openings(kind, mark):
            if len(near) > first:
                yield openings, near[first:last]
    a, b = [t for _, t in sides[0][:3]], [t for _, t in sides[1][:4]]
    yield ("LL:",), ["_".join(a[:n]) for n in (2, 3) if len(a) >= n]
    yield ("RR:",), ["_".join(b[:n]) for n in (2, 3, 4) if len(b) >= n]
    if a:
        yield ("LB:",), (f"{a[0]}|{before}",)
    if a and b:
        yield ("LR:",), (f"{a[0]}_{b[0]}",)


@cache
def _openings(kind: str, mark: str) -> tuple[tuple[tuple[str, ...], int, int], ...]:
    """What the features of words on one side open with, and the places of the words that each is for."""
    return tuple(((f"{mark}{name}:", f"{mark}:", f"{kind}|{mark}:"), first, last) for name, first, last in _NEAR)


def _classed(sides: Sides, left: int, right: int, kind: str) -> Iterator[Family]:
    """Word classes by side, near (up to the next number) or far, and the nearest two."""
    nearest = []
    for mark, tokens in zip("LR", sides, strict=True):
        near = [name for at, name in tokens if left <= at < right]
        yield (f"{kind}|{mark}", mark, f"{kind}|S"), near
        yield (f"{kind}|{mark}X", f"{kind}|S"), [name for at, name in tokens if not left <= at < right]
        yield (f"{kind}|{mark}!",), near[:1]
        nearest.append(near[0] if near else "-")
    yield (f"{kind}|!",), ("".join(nearest),)
