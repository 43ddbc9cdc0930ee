"""An article as the heads see it: log-odds of each kind of event by sentence, what each kind looks at, all mentions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from didymium.news.acts import Act, acts_of
from didymium.news.directions import turned
from didymium.news.document import Document, Sentence
from didymium.news.encoder import Encoded, Read
from didymium.news.fold import fold
from didymium.news.heads import Floats, first_part, opening_odds, pair_features, sentence_features, two_layers, weights
from didymium.news.mentions import Cast, cast_of
from didymium.news.moves import Move, headlined, moves_of
from didymium.text.syntax import parse_all

TITLE = -1
UNLIKELY = -4.5  # log-odds of its likeliest kind under which a sentence tells no event, whatever is done there
MOST_PARSED = 40  # sentences of an article, the headline among them
_SAID = re.compile(r"(?:\s[-–—]\s?(?:\w+\s){0,2}|:\s)\w+$")  # who says so, at the end: "- sources", ": Reuters"
OPENED = 150  # word pieces of headline and first sentences by which the lead is told
_WORDS = re.compile(r"[A-Za-z][\w.&-]*")


@dataclass(frozen=True, eq=False)
class Seen:
    """What the encoder and the kind heads say of an article.

    index: the sentences that were read (`TITLE` for the headline), rows of the arrays.
    looks: (sentences, kinds, size), the states that each kind attends to; odds: (sentences, kinds); places:
    (sentences, kinds), where in the text the word stands that speaks most for a kind. acts: of the sentences that were
    parsed, what is done there.
    """

    document: Document
    encoded: Encoded
    index: dict[int, int]
    looks: Floats
    odds: Floats
    places: npt.NDArray[np.int64]
    features: Floats
    acts: dict[int, tuple[Act, ...]]

    @cached_property
    def cast(self) -> Cast:
        """All that the headline and what was read of the text name."""
        return cast_of(self.document, max(self.index))

    @cached_property
    def minerals(self) -> frozenset[str]:
        """The minerals named there."""
        return frozenset(m.value for m in self.cast.mentions if m.kind == "mineral")

    @cached_property
    def companies(self) -> frozenset[str]:
        """The companies named there."""
        return frozenset(m.value for m in self.cast.mentions if m.kind == "company")

    @cached_property
    def states(self) -> tuple[dict[int, int], Floats]:
        """The mean states of the mentions that were read, and the row of each mention by its number."""
        rows, found = dict[int, int](), list[Floats]()
        for number, mention in enumerate(self.cast.mentions):
            read = self.encoded.told.get(mention.sentence)
            state = None if read is None else read.mean(mention.start, mention.end)
            if state is not None:
                rows[number] = len(found)
                found.append(state)
        return rows, np.array(found, np.float32) if found else np.zeros((0, self.looks.shape[2]), np.float32)

    @cached_property
    def opening(self) -> Floats:
        """The log-chance of each of `NEWS` as the lead, by headline and first sentences."""
        read = [self.encoded.told[i].states for i in sorted(self.encoded.told)[:OPENED]]
        return opening_odds(np.concatenate(read)[:OPENED])

    @cached_property
    def headline(self) -> Move | None:
        """What the headline says moved by itself: a price, or a figure of trade, output or stocks."""
        return headlined(as_prose(self.document), _minerals(self.document, TITLE))

    def moves(self, sentence: int) -> tuple[Move, ...]:
        """What moves by itself in a sentence."""
        return moves_of(self.document.sentences[sentence].text, _minerals(self.document, sentence))

    @cached_property
    def firsts(self) -> dict[str, Floats]:
        """What each head makes of the mentions alone, as far as it was asked."""
        return {}

    @cached_property
    def decided(self) -> dict[tuple[str, int, str], str | None]:
        """Whose and of which mineral a number is, by what is asked, the number's place and its metric."""
        return {}

    def title_odds(self) -> Floats | None:
        """The log-odds of each kind in the headline."""
        return self.odds[self.index[TITLE]] if TITLE in self.index else None

    def number(self, sentence: Sentence, start: int, end: int) -> Floats | None:
        """The mean state of a number, None where its sentence was not read so far."""
        read = self.encoded.told.get(sentence.index)
        return None if read is None else read.mean(start, end)

    def near(self, sentence: int, reach: int, minerals: bool | None, *, ahead: bool = True) -> list[int]:
        """The numbers of the mentions that were read near a sentence, as `weigh` takes them."""
        rows, mentions = self.states[0], self.cast.mentions
        near = [
            n
            for n in self.cast.near(sentence, reach)
            if n in rows and (minerals is None or (mentions[n].kind == "mineral") == minerals)
        ]
        return near if ahead else [n for n in near if mentions[n].sentence <= sentence] or near

    def weigh(
        self,
        head: str,
        around: list[Floats],
        sentence: int,
        at: int,
        *,
        reach: int,
        minerals: bool | None = None,
        ahead: bool = True,
    ) -> dict[str, Floats]:
        """The highest log-odds of each value named near a place, by the head that pairs a mention with `around`.

        minerals: only minerals (True), only the others (False), or all. ahead: whether the sentences behind count too
        where this one and those before name one.
        """
        rows, states = self.states
        near = self.near(sentence, reach, minerals, ahead=ahead)
        if not near:
            return {}
        mentions = [self.cast.mentions[n] for n in near]
        pairs = pair_features(mentions, self.cast.counts, self.cast.titled, sentence, at)
        if head not in self.firsts:
            self.firsts[head] = first_part(head, states)
        odds = two_layers(head, [*around, pairs], self.firsts[head][[rows[n] for n in near]])
        out: dict[str, Floats] = {}
        for mention, row in zip(mentions, odds, strict=True):
            known = out.get(mention.value)
            out[mention.value] = row if known is None else np.maximum(known, row)
        return out


def _parsed(document: Document, order: list[int], odds: Floats) -> dict[int, tuple[Act, ...]]:
    """What the grammar of the headline (`TITLE`) and of the first sentences that may tell an event says is done."""
    likely = [s for s, row in zip(order, odds, strict=True) if s == TITLE or row.max() > UNLIKELY]
    said = {s: as_prose(document) if s == TITLE else document.sentences[s].text for s in likely[:MOST_PARSED]}
    parse_all([(words, ()) for words in said.values()])
    return {s: acts_of(words) for s, words in said.items()}


def _turned(document: Document, sentence: int, odds: Floats, acts: tuple[Act, ...] | None) -> Floats:
    """The log-odds of the kinds in a sentence, or the headline, with what its acts (if parsed) and words add."""
    minerals = _minerals(document, sentence)
    if sentence == TITLE:
        prose = as_prose(document)
        first = headlined(prose, minerals)
        moves = tuple(m for m in moves_of(prose, minerals) if m == first or m.of in {"start", "leave"})
        return turned(odds, document.low_title, acts or (), moves, headline=True)
    said = document.sentences[sentence]
    moves = () if acts is None else moves_of(said.text, minerals)
    return turned(odds, document.low[said.start : said.end], acts or (), moves, headline=False)


def _minerals(document: Document, sentence: int) -> tuple[tuple[int, int], ...]:
    """The spans of the minerals of a sentence, or the headline, in it; there not those of a firm ("X copper falls")."""
    names = document.title_names if sentence == TITLE else document.sentences[sentence].minerals
    base = 0 if sentence == TITLE else document.sentences[sentence].start
    firms = {n.end + 1 for n in document.title_names if n.kind in {"company", "project"}} if sentence == TITLE else ()
    return tuple((n.start - base, n.end - base) for n in names if n.kind == "mineral" and n.start not in firms)


def as_prose(document: Document) -> str:
    """The headline with capitals only where a name has them, each character in its place, as the grammar wants it."""
    headline = _SAID.sub("", fold(document.title).text)
    words = list(_WORDS.finditer(headline))
    if sum(w.group()[0].isupper() for w in words) * 2 <= len(words):
        return headline
    said = frozenset(_WORDS.findall(document.text))
    out = list(headline)
    for word in words:
        small = word.group().lower()
        state = any(n.start <= word.start() < n.end and n.is_state for n in document.title_names)
        if small in said or not (word.group() in said or state or word.group().isupper()):
            out[word.start() : word.end()] = small
    return "".join(out)


def see(document: Document, encoded: Encoded) -> Seen:
    """The kinds of event that each sentence that was read tells."""
    held = weights()
    order = sorted(encoded.told)
    looks, places = [], []
    for sentence in order:
        read = encoded.told[sentence]
        look, place = _look(read, held["look"])
        looks.append(look)
        places.append(place)
    stacked = np.array(looks, np.float32)
    features = sentence_features(document)[order]  # the headline's row is the last
    odds = (stacked * held["kinds"]).sum(axis=2) + held["kinds_bias"] + features @ held["kinds_features"]
    index = {sentence: row for row, sentence in enumerate(order)}
    acts = _parsed(document, order, np.asarray(odds, np.float32))
    odds = np.array([_turned(document, s, odds[row], acts.get(s)) for s, row in index.items()], np.float32)
    return Seen(document, encoded, index, stacked, np.asarray(odds, np.float32), np.array(places), features, acts)


def _look(read: Read, look: Floats) -> tuple[Floats, npt.NDArray[np.int64]]:
    """What each kind attends to in a sentence, and where its strongest word starts."""
    weighed = read.states @ look
    weighed = np.exp(weighed - weighed.max(axis=0))
    return np.asarray((weighed / weighed.sum(axis=0)).T @ read.states), read.starts[weighed.argmax(axis=0)]
