"""What moves by itself in a sentence: a price, a volume of trade or output, a balance. A move is nobody's act.

Read off the order of the words: what moves, then what it does ("exports of gallium from China rose"), for a parse of a
headline often takes one for the other. The words are rows of `data/lexicon/acts.csv`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from didymium import labels
from didymium.news.acts import MOVES, words
from didymium.text.syntax import Tree, parse

REACH = 12  # words between what moves and what it does
NEAR = 5  # words between "ships" and "first", "first" and "cargo"
_OF = ("price", "balance", "volume")
_FUTURE = frozenset(("to", "may", "might", "could", "will", "would", "should"))
_SEEN = frozenset(("see", "expect", "forecast", "likely", "set", "project", "predict", "poise"))
_BY = {"up": "rise", "high": "rise", "higher": "rise", "down": "fall", "low": "fall", "lower": "fall"}
_STANDS = frozenset(("be", "end", "close", "finish", "settle", "trade", "open", "stand"))  # "ended 0.2 percent lower"
_RATES = frozenset(("percent", "per", "cent", "pct", "%"))
_WISHES = frozenset(("ask", "urge"))  # as nouns nobody's deed: "hopes dashed", "demand"
_NEARLY = frozenset(("by", "nearly", "almost", "about", "over", "around", "some", "more", "sharply", "slightly"))
_HAD = frozenset(("have", "see", "post", "record", "suffer", "extend", "register"))
_FIRMS = frozenset(
    ("mining", "miner", "producer", "explorer", "developer", "junior", "resource", "technology", "energy")
)
_GETS = frozenset(("obtain", "receive", "get", "win", "issue"))
_BETWEEN = frozenset(("of", "from", "in", "at", "for", "by", "to", "during", "and"))
_ENDS = frozenset(
    ("as", "after", "amid", "on", "while", "despite", "but", "following", "with", "that", "which", "when")
)


class Move(NamedTuple):
    """What moves, which way (None: "narrows", "hits 3 million t"), whether that is only expected, where it stands.

    A start is a first shipment or output, which is news of supply; a leave one to export that is given or prolonged.
    """

    of: Literal["price", "balance", "volume", "start", "leave"]
    direction: Literal["up", "down"] | None
    ahead: bool
    start: int
    at: int


@lru_cache(maxsize=2048)
def moves_of(sentence: str, minerals: tuple[tuple[int, int], ...] = ()) -> tuple[Move, ...]:
    """The moves that a sentence tells, in its order; a mineral (spans of the sentence) that itself rises is a price."""
    tree = parse(sentence)
    return () if tree is None else tuple(_moves(tree, minerals))


def headlined(sentence: str, minerals: Iterable[tuple[int, int]]) -> Move | None:
    """The move that a headline tells first, None where somebody acts before it ("X cuts output as prices fall")."""
    tree, found = parse(sentence), [m for m in moves_of(sentence, tuple(minerals)) if m.of in _OF]
    if tree is None:
        return None
    first = found[0].start if found else len(sentence)
    before = [k for k, w in enumerate(tree.words) if w.start < first]
    seen = [k for k in before if tree.words[k].lemma in _SEEN]
    acted = any(_acts(tree, k) for k in before)
    if found and not acted:
        return found[0]
    behind = (k for s in seen[:1] for k in range(s + 1, min(len(tree.words), s + REACH)) if _is(tree, k, "balance"))
    return next((Move("balance", None, True, tree.words[k].start, tree.words[seen[0]].start) for k in behind), None)


def _acts(tree: Tree, k: int) -> bool:
    """Whether a word says that somebody does something; a mineral taken for a verb does not."""
    word = tree.words[k]
    finite = word.tag in {"VBZ", "VBP", "VBD"} and word.lemma not in labels.mineral_aliases()
    senses = words()["verb"].get(word.lemma, frozenset[str]())
    return finite or bool(senses - _WISHES if word.is_noun else senses)


def _moves(tree: Tree, minerals: tuple[tuple[int, int], ...]) -> Iterator[Move]:
    ends = {end for _, end in minerals}
    for k, word in enumerate(tree.words):
        if "flow" in _sense(tree, k) and (first := _first(tree, k, ends)):
            yield Move("start", "up", False, word.start, tree.words[first].start)
        gets = word.lemma in _GETS and word.tag in {"VBD", "VBN"}  # "must obtain" is what bars
        if (gets or _sense(tree, k) & {"keep", "allow"}) and (permit := _permit(tree, k)):
            yield Move("leave", None, False, word.start, tree.words[permit].start)
        of = next((o for o in _OF if o in words()["noun"].get(word.lemma, ())), None)
        of = of or ("price" if word.end in ends else None)
        done = _done(tree, k) if of else None
        if _is_share(tree, k) or of is None or done is None or (word.end in ends and _apart(tree, k, done[0])):
            continue
        if of == "price" and done[1] is None:  # a market that swings to a deficit is no price, nor is one that is hit
            of = "balance" if any(_is(tree, j, "balance") for j in range(done[0], len(tree.words))) else None
        if of:
            yield Move(of, done[1], done[2], word.start, tree.words[done[0]].start)  # type: ignore[arg-type]


def _is_share(tree: Tree, k: int) -> bool:
    """Whether a word means shares of firms ("the stock soars", "mining stocks fall"), no metal in store."""
    word, before = tree.words[k], tree.words[k - 1].lemma if k else ""
    return word.lemma == "stock" and (word.tag == "NN" or before in _FIRMS)


def _first(tree: Tree, k: int, ends: set[int]) -> int | None:
    """The word "first" right behind one of shipping or making, before a mineral or a cargo; None where none stands."""
    last = min(len(tree.words), k + NEAR)
    first = next((j for j in range(k + 1, last) if _is(tree, j, "first")), None)
    goods = range(first + 1, min(len(tree.words), first + NEAR)) if first is not None else ()
    told = any(tree.words[j].end in ends or _is(tree, j, "trade") or _is(tree, j, "volume") for j in goods)
    return first if told else None


def _permit(tree: Tree, k: int) -> int | None:
    """The permit to export that a word gives or prolongs, before the clause ends; None where none stands there."""
    span = range(k + 1, min(len(tree.words), k + 2 * REACH))
    ends = next((j for j in span if tree.words[j].lemma in _ENDS), len(tree.words))
    exports = any(tree.words[j].lemma == "export" for j in span if j < ends)
    return next((j for j in span if exports and j < ends and _is(tree, j, "permission")), None)


def _is(tree: Tree, j: int, sense: str) -> bool:
    return sense in words()["noun"].get(tree.words[j].lemma, ())


def _done(tree: Tree, k: int) -> tuple[int, str | None, bool] | None:
    """The word that says what a thing does, its direction and whether it is expected; None where none follows."""
    ahead = False
    for j in range(k + 1, min(len(tree.words), k + 1 + REACH)):
        word = tree.words[j]
        senses = _sense(tree, j)
        if senses & MOVES:
            return j, _direction(tree, j, senses), ahead
        if word.lemma in _FUTURE | _SEEN:
            ahead = ahead or word.lemma in _SEEN or word.tag in {"TO", "MD"}
        elif word.lemma in _ENDS or word.tag in {".", ":", ","}:
            return None
        elif j == k + 1 and (word.is_noun or word.tag == "HYPH"):
            return None  # a noun right behind is what is meant: "export ban", "Export-Import Bank"
        elif word.is_verb and word.lemma not in _HAD | _STANDS and not word.tag.startswith("VBN"):
            return None
    return None


def _apart(tree: Tree, k: int, j: int) -> bool:
    """Whether more than small words stand between a mineral and its move ("cobalt from Congo falls" is no price)."""
    between = (w for w in tree.words[k + 1 : j] if w.lemma not in _RATES)
    return any(w.is_noun or w.lemma in _BETWEEN - {"and"} for w in between)


def _sense(tree: Tree, j: int) -> frozenset[str]:
    """The senses of a word as a verb, whatever the parse takes it for, with the particle behind it.

    "Up 3%" is a rise; a noun is one behind a verb of having or seeing ("prices saw a drop").
    """
    word, held = tree.words[j], words()["verb"]
    last = j + 1 == len(tree.words)
    behind = "" if last else tree.words[j + 1].lemma
    if word.tag in {"CD", "DT"}:
        return frozenset()
    if (word.lemma, behind) == ("under", "pressure"):
        return frozenset(("fall",))
    if word.lemma in _BY and not last and (behind[:1].isdigit() or behind in _NEARLY):
        return frozenset((_BY[word.lemma],))
    before = tree.words[j - 1].lemma if j else ""
    if word.text in {"higher", "lower"} and (before in _RATES | _STANDS or before[:1].isdigit()):
        return frozenset((_BY[word.text],))
    if word.is_noun and any(tree.words[i].lemma in _HAD for i in range(max(0, j - NEAR), j)):
        return words()["noun"].get(word.lemma, frozenset[str]()) & MOVES
    return held.get(word.lemma, frozenset[str]()) | held.get(f"{word.lemma}-{behind}", frozenset[str]())


def _direction(tree: Tree, j: int, senses: frozenset[str]) -> str | None:
    """Which way a verb goes; of what reaches a mark, whether that is a peak or a trough."""
    if senses & {"rise", "fall"}:
        return "up" if "rise" in senses else "down"
    behind = range(j + 1, min(len(tree.words), j + REACH))
    if any(_is(tree, k, "peak") for k in behind):
        return "up"
    return "down" if any(_is(tree, k, "trough") for k in behind) else None
