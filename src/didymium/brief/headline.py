"""The headline as a proposition (who, does what, to what), and how much of it each sentence of the article tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from didymium.news.acts import words as sense_words
from didymium.text.gazetteer import find_names
from didymium.text.syntax import SUBJECTS, Tree, parse, parse_all

DOER, ACT, AGAIN, OTHER, NUMBER = 1.2, 1.6, 0.8, 0.7, 1.5
HIS, OTHERS = 0.8, 1.5  # worth of its subject in a sentence as one; cost where another does what it does
"""Worth of a word of the doer, of the act, of a word of like sense, of any other word, of a number of the headline."""
COMMON = 0.4  # part of a word's worth that is left where it stands in half of the sentences or more
FEWEST = 3  # words of a first clause
BESIDE = 0.5  # part of its worth that a word has in a second clause of the headline
_FURNITURE = re.compile(
    r"\s+[|–—]\s+[A-Z][\w .&'’-]{2,40}$|\s*\[[^\]]*\]|^(?:UPDATE|EXCLUSIVE|BREAKING|WATCH|ANALYSIS|EXPLAINER)\b[ \d:-]*"
)
_WORD = re.compile(r"[A-Za-z][\w’'-]*")
_NUMBER = re.compile(r"\d[\d,.]*")
_EMPTY = frozenset({
    "the", "a", "an", "and", "or", "of", "for", "to", "in", "on", "at", "by", "with", "from", "as", "after", "amid",
    "over", "into", "its", "it", "their", "his", "her", "this", "that", "new", "says", "say", "said", "will", "would",
    "may", "could", "be", "is", "are", "was", "were", "has", "have", "had", "not", "no", "more", "than", "up", "out",
    "about", "between", "per", "cent",
})  # fmt: skip


@dataclass(frozen=True)
class Headline:
    """The words of a headline with their worth (stem -> worth), the senses of its act, its numbers.

    doer: the stem of its subject where that is no name, else of all its words; act: the stem of its verb;
    is_of_goods: whether its subject is a mineral or a price.
    """

    worth: Mapping[str, float]
    senses: frozenset[str]
    numbers: frozenset[str]
    doer: frozenset[str] = frozenset()
    act: str = ""
    is_of_goods: bool = False

    def told(self, words: str) -> float:
        """How much of the headline a sentence tells; 0 where nothing of it."""
        words = _in_short(words)
        lemmas = stems(words)
        told = sum(w for stem, w in self.worth.items() if stem in lemmas)
        told += AGAIN * len(self.senses & _senses(words)) + self._subject(words)
        return told + NUMBER * len(self.numbers & _numbers(words))

    def _subject(self, words: str) -> float:
        """Whether its subject is one in a sentence, or another does there what it does."""
        tree = parse(words)
        if tree is None or not self.doer:
            return 0.0
        who = {_stem(tree.words[k].lemma) for s in _subjects(tree) for k in tree.subtree(s)}
        if self.doer & who:
            return HIS
        does = (k for k, w in enumerate(tree.words) if w.is_verb and _stem(w.lemma) == self.act)
        return -OTHERS * any(tree.children(k, "nsubj") for k in does)

    @property
    def whole(self) -> float:
        """What a sentence that tells all of it is worth."""
        return sum(self.worth.values()) + AGAIN * len(self.senses) + NUMBER * len(self.numbers)


def headline(title: str, text: str, sentences: tuple[str, ...]) -> Headline:
    """The headline of an article; sentences: those of its text, by which its common words are told."""
    plain = _in_short(truecased(_FURNITURE.sub("", title), text))
    first, rest = halves(plain)
    tree = parse(first)
    if tree is None:
        return Headline({}, frozenset(), frozenset())
    root = _root(tree)
    subject = tree.subject(root)
    doer = set() if subject is None else tree.subtree(subject)
    second = {k for c in tree.children(root, "advcl", "conj", "parataxis") for k in tree.subtree(c)}
    worth = {_stem(w.lower()): BESIDE * OTHER for w in _WORD.findall(rest) if w.lower() not in _EMPTY}
    for k, word in enumerate(tree.words):
        if _WORD.fullmatch(word.text) and word.text.lower() not in _EMPTY:
            base = ACT if k == root and word.is_verb | word.text.islower() else DOER if k in doer else OTHER
            stem = _stem(word.lemma)
            worth[stem] = max(worth.get(stem, 0.0), base * (BESIDE if k in second else 1.0))
    parse_all([(s, ()) for s in sentences])
    held = [stems(s) for s in sentences]
    for stem in worth:
        if len(held) > 2 and 2 * sum(stem in h for h in held) >= len(held):
            worth[stem] *= COMMON
    if subject is None and root and tree.words[0].tag.startswith("NNP"):
        subject, doer = 0, {0}
    named = subject is not None and tree.words[subject].tag.startswith("NNP")
    who = () if subject is None else sorted(doer) if named else (subject,)
    stem_of = [_stem(tree.words[k].lemma) for k in who if _WORD.fullmatch(tree.words[k].text)]
    own = frozenset(s for s in stem_of if s not in _EMPTY)
    words = "" if subject is None else " ".join(tree.words[k].text for k in sorted(doer)[: subject + 1])
    names = find_names(words)
    goods = any(n.kind == "mineral" and n.end == len(words) for n in names) or _PRICES.search(words) is not None
    goods = goods and not any(n.kind in {"company", "project"} for n in names)
    return Headline(worth, _senses(first), _numbers(first), own, _stem(tree.words[root].lemma), goods)


_PRICES = re.compile(r"(?i)\b(?:prices?|futures)$")


_SHORT = (  # names of states that headlines shorten
    (re.compile(r"\bU\.S\.(?:A\.)?|\b(?:the )?United States(?: of America)?\b"), "US"),
    (re.compile(r"\bthe European Union\b|\bEuropean Union\b|\bE\.U\.|\bBrussels\b"), "EU"),
    (re.compile(r"\bU\.K\.|\b(?:the )?United Kingdom\b|\bBritain\b"), "UK"),
    (re.compile(r"\bDRC\b|\b(?:the )?(?:DR|Democratic Republic of (?:the )?) ?Congo\b"), "Congo"),
)


def _in_short(words: str) -> str:
    for name, short in _SHORT:
        words = name.sub(short, words)
    return words


def _root(tree: Tree) -> int:
    """The verb of a headline; where it is read as a row of nouns, the first of them that is a verb by its form."""
    root = next(k for k, w in enumerate(tree.words) if w.head == k)
    if tree.words[root].is_verb:
        return root
    verbs = sense_words()["verb"]
    does = (k for k, w in enumerate(tree.words) if k and w.text.islower() and w.lemma.rstrip("s") in verbs)
    return next(does, root)


def _subjects(tree: Tree) -> Iterator[int]:
    return (k for k, w in enumerate(tree.words) if w.dep in SUBJECTS)


def halves(title: str) -> tuple[str, str]:
    """The first clause of a headline and what stands beside it: a place before a colon, a second clause."""
    if (named := re.match(r"([A-Z][\w .’'-]{1,40}):\s+(?=\S+ \S+ \S)", title)) is not None:
        first, rest = halves(title[named.end() :])
        return first, f"{named[1]} {rest}"
    for joint in re.finditer(r";\s|,\s|\s[-–—]\s", title):
        first, rest = title[: joint.start()], title[joint.end() :]
        if joint[0][0] == ";" or (_is_clause(rest) and len(first.split()) >= FEWEST):
            return first, rest
    return title, ""


def _is_clause(words: str) -> bool:
    """Whether some words have a verb with a subject of its own."""
    tree = parse(words)
    return tree is not None and any(
        w.is_verb and w.tag != "VBG" and tree.children(k, *SUBJECTS) for k, w in enumerate(tree.words)
    )


def truecased(title: str, text: str) -> str:
    """A headline in capitals as a sentence: words that the text writes small are small, names keep their capital."""
    words = _WORD.findall(title)
    if 2 * sum(w[0].isupper() for w in words) < len(words):
        return title
    names = {k for n in find_names(title) if n.kind != "mineral" for k in range(n.start, n.end)}

    def told(word: re.Match[str]) -> str:
        kept = word.start() == 0 or word.start() in names or (word[0].isupper() and len(word[0]) > 1)
        named = re.search(rf"(?:[a-z,’'\d] |^){re.escape(word[0])}\b", text, re.M)
        small = re.search(rf"\b{re.escape(word[0].lower())}\b", text)
        return word[0] if kept or (named and not (small and named.start() == 0)) else word[0].lower()

    return _WORD.sub(told, title)


def _numbers(words: str) -> frozenset[str]:
    return frozenset(n.rstrip(".,").replace(",", "") for n in _NUMBER.findall(words))


@lru_cache(maxsize=1024)
def stems(words: str) -> frozenset[str]:
    """The stems of the words of a sentence, by their dictionary forms where it can be parsed."""
    tree = parse(words)
    if tree is None:
        return frozenset(_stem(w.lower()) for w in _WORD.findall(words))
    return frozenset(_stem(w.lemma) for w in tree.words if w.text[:1].isalpha())


def _stem(word: str) -> str:
    """The first five letters, by which "withdraw" and "withdrawal", "resume" and "resumption" are one."""
    return word[:5]


def _senses(words: str) -> frozenset[str]:
    """What its verbs, and nouns of verbs, do: ease, cut, raise."""
    tree: Tree | None = parse(words)
    known = sense_words()
    found = (
        ()
        if tree is None
        else (
            known["verb" if w.is_verb else "noun"].get(w.lemma, frozenset())
            for w in tree.words
            if w.is_verb or w.is_noun
        )
    )
    return frozenset[str]().union(*found) - _WIDE


_WIDE = frozenset({"part", "firm", "state", "trade", "work", "cost", "exchange"})  # senses that all such news shares
