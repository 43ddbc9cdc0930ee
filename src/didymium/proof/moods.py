"""What governs a thing by the grammar of its sentence: its moods, what a plan plans, what causes what."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, takewhile

from didymium.proof.known import MOODS, sentence_spans
from didymium.proof.reading import Item, Said
from didymium.text.syntax import SUBJECTS, Tree, parse

UNREAL = MOODS - {"required", "wish"}
_PARTS = ("amod", "compound", "aux", "nmod")
_JOINTS = frozenset({"therefore", "thus", "hence", "consequently"})


def _placed(said: Said, item: Item) -> tuple[Tree, int, int] | None:
    """The tree of the sentence of an item, where that begins in the text, and the word that the item hangs on."""
    for begin, end in sentence_spans(said.text):
        tree = parse(said.text[begin:end]) if begin <= item.start < end else None
        if tree and (at := tree.top(item.start - begin, item.end - begin)) is not None:
            return tree, begin, at
    return None


def held_at(said: Said, tree: Tree, begin: int, words: frozenset[int] | tuple[int, ...]) -> Iterator[Item]:
    """The items of a text that hold some words of a sentence."""
    for k in words:
        at = begin + tree.words[k].start
        yield from (i for i in said.items if i.start <= at < i.end)


def moods_of(said: Said, item: Item) -> frozenset[str]:
    """The moods in which a thing is told: those of the words above it and of their helpers.

    "It expects output of 5,000 tonnes" tells the tonnes as expected; "it sold 5,000 tonnes and expects more" does not.
    """
    place = _placed(said, item)
    if place is None:
        return frozenset()
    tree, begin, at = place
    over = [at, *_above(tree, at)]
    over += [
        o
        for k, verb in pairwise(over)
        if tree.words[k].lemma in {"to", "from", "by", "at"}
        for o in tree.children(verb, "dobj") or tree.children(verb, *SUBJECTS)
    ]  # "cut their forecast to 1.8 kt"
    nouns = [at, *takewhile(lambda n: not tree.words[n].is_verb, tree.up(at))]
    over += [
        a
        for n in nouns
        for p in (n, *tree.children(n, "prep"))
        if p == n or tree.words[p].lemma in {"of", "in"}
        for o in (p, *tree.below[p])
        for a in tree.children(o, "acl")
        if tree.words[a].tag == "VBN"
    ]  # "output of 5,000 tonnes of metal previously expected for 2020"
    over += [o for n in over if tree.words[n].lemma == "be" for o in tree.children(n, *SUBJECTS)]  # "guidance is 5 t"
    over += [o for p in tree.children(at, "prep") if tree.words[p].lemma in {"of", "in"} for o in tree.below[p]]
    words = tuple(k for n in over for k in (n, *tree.children(n, *_PARTS)))
    told = frozenset(q for i in held_at(said, tree, begin, words) for q in i.keys)
    return (told & UNREAL) | ({"planned"} if "plan" in told else frozenset())


def _above(tree: Tree, at: int) -> Iterator[int]:
    """The words above one, without the verb beside which its own clause stands complete."""
    for head in tree.up(at):
        word = tree.words[at]
        complete = word.is_verb and (bool(tree.children(at, *SUBJECTS)) or word.tag in {"VBD", "VBZ", "VBP"})
        if not (word.dep == "conj" and complete):
            yield head
        at = head


def ruled(said: Said, mark: Item) -> tuple[frozenset[str], frozenset[str]]:
    """(the verb that "will" helps or "plans" governs, or the noun of "planned"; that with all that it governs)."""
    place = _placed(said, mark)
    if place is None:
        return frozenset(), frozenset()
    tree, begin, at = place
    if tree.words[at].dep in {"aux", "auxpass", "amod", "compound", "advmod"}:
        at = tree.words[at].head
    heads = (at, *tree.children(at, "xcomp", "ccomp", "dobj", "nsubjpass"))
    heads += tree.children(at, "nsubj") if tree.words[at].lemma == "be" else ()  # "output would be twice that"
    head, whole = (
        frozenset(k for i in held_at(said, tree, begin, words) if i.kind != "mark" for k in i.keys)
        for words in (heads if tree.words[at].is_verb else (at, *tree.below[at]), tree.subtree(at))
    )
    return head, whole


def causes(said: Said, mark: Item) -> tuple[frozenset[str], frozenset[str]]:
    """(what causes, what is caused) by a mark of cause in its sentence; empty where the grammar does not say."""
    place = _placed(said, mark)
    if place is None:
        return frozenset(), frozenset()
    tree, begin, at = place
    if tree.words[at].is_verb and tree.children(at, *SUBJECTS):
        cause = frozenset(k for n in tree.children(at, *SUBJECTS) for k in tree.subtree(n))
        effect = tree.subtree(at) - cause
    elif tree.words[at].tag == "VBG" and tree.words[at].lemma != "owe":  # "..., leading to a deficit"
        effect = tree.subtree(at)
        cause = tree.subtree(tree.words[at].head) - effect
    elif tree.words[at].lemma in _JOINTS:  # "delays defer sales and therefore hurt profit"
        verb = tree.words[at].head
        effect = tree.subtree(verb)
        cause = tree.subtree(tree.words[verb].head if tree.words[verb].dep == "conj" else verb) - effect
    else:
        inner = tree.words[at].head if tree.words[at].dep == "mark" else at
        cause, effect = tree.subtree(inner), tree.subtree(tree.words[inner].head)
    sides = (held_at(said, tree, begin, side) for side in (cause, effect - cause))
    first, second = (frozenset(k for i in side if i.kind != "mark" for k in i.keys) for side in sides)
    return first, second
