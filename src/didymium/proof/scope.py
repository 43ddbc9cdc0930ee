"""What limits a claim that grows when it is cut: of what is denied, stopped, ranked or counted whole.

"Output rose sharply" entails "output rose"; "output did not rise sharply" does not entail "output did not rise". So
nothing is left out in the scope of a negation, of a verb that stops or refuses something, of a superlative, of "all" or
of a share.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from didymium.proof import lexicon
from didymium.proof.entail import OPEN, TELLING, Fault
from didymium.proof.follow import same_thing
from didymium.proof.known import LOOSE, Known, article_alone, sentence_spans
from didymium.proof.moods import held_at
from didymium.proof.reading import Item, Said
from didymium.text.syntax import SUBJECTS, Tree, parse

_DENIES = frozenset({"unlikely", "unable", "hardly", "barely", "without", "no"})
_STOPS = frozenset({
    "ban", "halt", "suspend", "lift", "reject", "deny", "close", "end", "expire", "restrict", "delay",
})  # fmt: skip
_WHOLES = frozenset({"all", "every", "each", "most", "any"})
_RANKS = frozenset({"leading", "top", "main", "first", "only", "sole"})
_CIRCUMSTANCES = frozenset({"despite", "amid", "according", "follow", "because", "due", "as"})
_ASIDE = frozenset({"conj", "cc", "advcl", "appos", "parataxis", "punct", "preconj"})
_DIRECTED = frozenset({"to", "from", "of", "on", "against"})
Scope = tuple[int, int, frozenset[int]]  # places of the operator, of the head of its scope, and of all in its scope


def scoped(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    """What a sentence that rests on the article alone leaves out of the scope of what denies, stops or counts whole."""
    texts = article_alone(known)
    if not texts:
        return
    found: dict[frozenset[str], list[Item | None]] = {}  # by what is limited: what each place of it misses
    for operator, head, limits in (limit for t in texts for limit in _limits(t)):
        if _told(operator, said) and _told(head, said):
            lost = next((i for i in limits if not _told(i, said)), None)
            found.setdefault(head.keys, []).append(lost)
    for lost in (places[0] for places in found.values() if all(places)):
        assert lost is not None
        yield OPEN, f"without {lost.surface!r} more is claimed than in the article"


def _told(item: Item, said: Said) -> bool:
    return any(same_thing(i, item) for i in said.items)


def _limits(text: Said) -> Iterator[tuple[Item, Item, tuple[Item, ...]]]:
    """(what denies, stops or ranks; what it is said of; what limits that) in each sentence of a text."""
    for start, end in sentence_spans(text.text):
        tree = parse(text.text[start:end])
        for operator, head, words in _scopes(tree) if tree else ():
            assert tree is not None
            first = next(held_at(text, tree, start, (operator,)), None)
            second = next(held_at(text, tree, start, (head,)), None)
            limits = (i for i in held_at(text, tree, start, tuple(sorted(words))) if i.kind in TELLING)
            if first and second and second.kind in TELLING:
                yield first, second, tuple(i for i in limits if i.kind != "date" or not LOOSE.search(i.surface))


def _scopes(tree: Tree) -> Iterator[Scope]:
    for k, word in enumerate(tree.words):
        if word.dep == "neg" or (word.lemma in _DENIES and word.dep in {"det", "advmod"}):
            yield k, word.head, frozenset(j for j in _inner(tree, word.head) if j > k)
        elif word.lemma in _DENIES:
            yield from (
                (k, inner, _inner(tree, inner)) for inner in tree.children(k, "xcomp", "pobj", "pcomp", "ccomp")
            )
        elif word.is_verb and _stops(word.text):
            verbs = (k, *tree.children(k, "xcomp"))  # "stop exporting unprocessed ore"
            yield from (
                (v, o, _inner(tree, o) | _ways(tree, v)) for v in verbs for o in tree.children(v, "dobj", "nsubjpass")
            )
        elif word.is_noun and _stops(word.text):  # "a ban on the export of unprocessed lithium"
            behind = (p for p in tree.children(k, "prep") if tree.words[p].lemma in {"of", "on"})
            yield from ((k, o, _inner(tree, o)) for p in behind for o in tree.children(p, "pobj"))
        elif word.dep == "amod" and word.tag == "VBN" and not _unknown(word.text):
            yield word.head, word.head, frozenset({k})  # "proposed tariffs" are no tariffs
        elif word.dep in {"amod", "det", "advmod"} and _ranks(tree, k):
            noun = next(j for j in tree.up(k) if tree.words[j].is_noun)
            yield k, noun, _inner(tree, noun) | (_places(tree, noun) if word.dep != "det" else frozenset())
        elif word.text in {"%", "percent", "pc"} or (word.text == "cent" and tree.words[k - 1].text == "per"):
            parts = [o for of in tree.children(k, "prep") if tree.words[of].lemma == "of" for o in tree.children(of)]
            yield from ((k, o, _inner(tree, o)) for o in parts if tree.words[o].is_noun)


def _unknown(word: str) -> bool:
    return all(k.startswith("w:") for k in lexicon.keys_of(word))


def _stops(verb: str) -> bool:
    """Whether a verb stops, refuses or takes away what it governs."""
    return bool(lexicon.keys_of(verb) & _STOPS)


def _ranks(tree: Tree, k: int) -> bool:
    """Whether a word tells that something is the most of its kind, the only one or all of them."""
    word = tree.words[k]
    ranks = word.tag in {"JJS", "RBS"} or word.text.lower() in _RANKS | _WHOLES
    return ranks and any(tree.words[j].is_noun for j in tree.up(k))


def _inner(tree: Tree, at: int) -> frozenset[int]:
    """What depends on a word and limits it: not its subject, what is set beside it, or circumstances."""
    held: set[int] = set()
    for k in tree.below[at]:
        word = tree.words[k]
        examples = word.lemma == "include" or word.text == "including"
        set_apart = word.dep in _ASIDE or ((word.dep in {"relcl", "acl"} or examples) and tree.is_set_apart(k))
        if not set_apart and word.dep not in SUBJECTS and word.lemma not in _CIRCUMSTANCES:
            held |= {k} | (tree.subtree(k) if word.dep == "relcl" else _inner(tree, k))
    return frozenset(held)


def _ways(tree: Tree, verb: int) -> frozenset[int]:
    """Where to or from what a verb stops goes: "halted exports of scrap to Japan"."""
    behind = (k for k in tree.children(verb, "prep", "dative") if tree.words[k].lemma in _DIRECTED)
    return frozenset(j for k in behind for j in _inner(tree, k))


def _places(tree: Tree, noun: int) -> frozenset[int]:
    """Where something is the largest, told behind the verb: "is the largest mine by output in Chile"."""
    verb = tree.words[noun].head
    beside = tree.children(verb, "prep") if tree.words[noun].dep == "attr" else ()
    return frozenset(j for k in beside if k > noun for j in _inner(tree, k))
