"""Who does what to whom, by the grammar of the sentence and of the article's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from didymium.proof import lexicon
from didymium.proof.entail import NAMES, OPEN, Fault
from didymium.proof.known import Known, sentence_spans
from didymium.proof.reading import Item, Said, name_words
from didymium.text.syntax import Tree, parse

_PRONOUNS = frozenset({"it", "they", "he", "she"})
_HAVE = frozenset({"hold", "own", "have"})
_LIGHT = frozenset({"be", "do", "have", "say", "make", "take", "get", "go", "see", "put"})  # told of anybody
Act = tuple[frozenset[str], tuple[Item, ...], tuple[Item, ...]]  # meanings of a verb, who does it, whom it is done to


def subjects(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    """Who does a thing, and to whom it is done, is so in the article, where it tells of the thing and of a party."""
    texts = [t for k in known if k.spoken for t in k.texts]
    if not texts or any(not k.spoken for k in known):
        return
    theirs = [act for t in texts for act in _acts(t)]
    for verb, agents, patients in _acts(said):
        same = [act for act in theirs if act[0] & verb]
        for ours, there in ((agents, [a for _, a, _ in same if a]), (patients, [p for *_, p in same if p])):
            others = [other for found in there for other in found]
            for party in ours if there and len(there) == len(same) else ():
                if not any(_may_be(party, other, said) for other in others):
                    yield OPEN, f"{party.surface!r} is not who does this, or has it done, in the article"


def _may_be(party: Item, other: Item, said: Said) -> bool:
    """Whether a party is one of the article's; a pronoun is one, or whoever is named before it."""
    if party.surface in _PRONOUNS:
        before = [i for i in said.items if i.end <= party.start and i.kind in NAMES]
        return other.surface.lower() in _PRONOUNS or any(_meets(i, other) for i in before)
    return party.kind not in NAMES or _meets(party, other)


def _meets(a: Item, b: Item) -> bool:
    return bool((a.keys & b.keys) - {"firm"} or name_words(a.surface) & name_words(b.surface))


def _acts(said: Said) -> Iterator[Act]:
    """Each verb of a text with who does it and whom it is done to."""
    for start, end in sentence_spans(said.text):
        tree = parse(said.text[start:end])
        for k, word in enumerate(tree.words if tree else ()):
            if tree and word.tag.startswith("VB") and word.lemma not in _LIGHT - _HAVE:
                agents, patients = _sides(tree, k)
                keys = frozenset({"holds"}) if word.lemma in _HAVE else lexicon.keys_of(word.text)
                yield keys, _items(said, tree, agents, start), _items(said, tree, patients, start)


def _sides(tree: Tree, verb: int) -> tuple[list[int], list[int]]:
    """The words that name who does a thing and to whom it is done."""
    done = list(tree.children(verb, "nsubjpass"))
    agents = [j for k in tree.children(verb, "agent") for j in tree.children(k, "pobj")]
    if done or tree.children(verb, "auxpass"):
        return agents, done
    subject = tree.subject(verb)
    return [] if subject is None else [subject], list(tree.children(verb, "dobj"))


def _items(said: Said, tree: Tree, words: Sequence[int], start: int) -> tuple[Item, ...]:
    """The things that some words and those set beside them name; "which" names the noun before it."""
    todo, found = list(words), []
    while todo:
        k = todo.pop()
        clause = next((j for j in tree.up(k) if tree.words[j].dep == "relcl"), None)
        if clause is not None and tree.words[k].lemma in {"which", "who", "that"}:
            todo.append(tree.words[clause].head)
            continue
        at = start + tree.words[k].start
        found += [i for i in said.items if i.start <= at < i.end]
        todo += tree.children(k, "conj", "appos")
    return tuple(found)
