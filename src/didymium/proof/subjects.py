"""Who does what to whom, by the grammar of the sentence and of the article's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from didymium.proof import lexicon
from didymium.proof.entail import NAMES, OPEN, REFUTED, Fault
from didymium.proof.known import Known, article_alone, sentence_spans
from didymium.proof.reading import PARTIES, Item, Said, left_of, name_words
from didymium.text.syntax import Tree, parse

_PRONOUNS = frozenset({"it", "they", "he", "she"})
_HAVE = frozenset({"hold", "own", "have"})
_LIGHT = frozenset({"be", "do", "have", "say", "make", "take", "get", "go", "put"})  # told of anybody


class Act(NamedTuple):
    """What is done: its verb and what that means, who does it, whom it is done to, and when."""

    word: str
    verb: frozenset[str]
    agents: tuple[Item, ...]
    patients: tuple[Item, ...]
    time: str  # now, going, done or over, as the verb's form says; empty where it says none
    denied: bool
    around: frozenset[str]  # what all words of its sentence mean
    sites: tuple[Item, ...] = ()  # the places and owners by which who does it is named
    others: tuple[Item, ...] = ()  # whose act it is too: those joined to who does it, and with whom something is owned


def subjects(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    """Who does a thing, and to whom it is done, is so in the article, where it tells of the thing and of a party."""
    texts = article_alone(known)
    if not texts:
        return
    theirs = [act for t in texts for act in _acts(t)]
    named = [i for i in said.items if _is_name(i)]
    for act in _acts(said):
        same = [other for other in theirs if other.verb & act.verb]
        if same and act.denied not in {other.denied for other in same}:
            yield REFUTED, f"{act.word!r} is {'told' if act.denied else 'denied'} in the article"
        if same and all(other.time in _NOT_AS[act.time] for other in same):
            yield OPEN, f"{act.word!r} is of another time in the article"
        if not same and act.time and _only_limits(texts, act.verb):
            yield OPEN, f"{act.word!r} only limits another noun in the article"
        for party in act.agents:
            if same and all(_stands_for(party, other) for other in same):
                yield OPEN, f"{party.surface!r} only names who does this in the article"
            of_it = [other for other in same if any(_meets(party, i) for i in (*other.agents, *other.others))]
            of_it = [o for o in of_it if any(_meets(i, j) for i in o.patients for j in act.patients)] or of_it
            lost = [next((i for i in o.others if not any(_meets(i, j) for j in named)), None) for o in of_it]
            if lost and lost[0] is not None and all(lost):
                yield OPEN, f"{party.surface!r} does this together with {lost[0].surface!r} in the article"
        if any(_stretch(act, said) in t.text for t in texts):
            continue  # word for word, so that only the two parses differ
        agents = [a.agents for a in same if a.agents]
        patients = [a.patients for a in same if a.patients]
        yield from _others(act.agents, agents, patients, len(same), said)
        yield from _others(act.patients, patients, agents, len(same), said)
        yield from _instead(act, same, theirs, said)


def _stretch(act: Act, said: Said) -> str:
    """The words of a text from the first party of an act to the last, its verb among them."""
    parties = (*act.agents, *act.patients)
    verb = said.text.find(act.word)
    ends = [*(i.start for i in parties), *(i.end for i in parties), verb, verb + len(act.word)]
    return said.text[min(ends) : max(ends)] if parties and verb >= 0 else "\0"


def _only_limits(texts: Sequence[Said], keys: frozenset[str]) -> bool:
    """Whether all that means so stands before a noun that it limits: of a "loan authority" nothing has been lent."""
    limits = [
        word.dep == "compound"
        for text in texts for start, end in sentence_spans(text.text)
        if (places := {i.start - start for i in text.items if i.keys & keys and start <= i.start < end})
        and (tree := parse(text.text[start:end])) for word in tree.words if word.start in places
    ]  # fmt: skip
    return bool(limits) and all(limits)


_OWN = frozenset({"government", "ministry", "official", "firm", "unit_of", "mine", "refine", "project", "plant"})


def _stands_for(party: Item, act: Act) -> bool:
    """Whether those who do a thing are of a party, and are not it: "workers of Codelco" are not Codelco."""
    whose = _is_name(party) and any(_meets(party, i) for i in act.sites)
    return whose and not any(_meets(party, i) or i.kind != "word" or i.keys & _OWN for i in act.agents)


def _is_site(item: Item) -> bool:
    """Whether a thing is a place, a firm, or has a name that no list has."""
    return item.kind in {"project", "company", "country"} or (item.kind == "word" and _is_name(item))


def _others(
    ours: tuple[Item, ...], there: list[tuple[Item, ...]], against: list[tuple[Item, ...]], count: int, said: Said
) -> Iterator[Fault]:
    """The parties that stand on one side of a verb and not there, or on its other side alone, in the article."""
    for party in ours:
        here = any(_may_be(party, other, said) for found in there for other in found)
        turned = _is_name(party) and any(_meets(party, other) for found in against for other in found)
        if not here and (turned or (there and len(there) == count)):
            yield OPEN, f"{party.surface!r} is not who does this, or has it done, in the article"


def _instead(act: Act, same: Sequence[Act], theirs: Sequence[Act], said: Said) -> Iterator[Fault]:
    """ "Voted to strike after rejecting the offer" is not "after management rejected": a noun for another one.

    Nor is "the company wants talks" that "the union wants talks, and the company none", or "workers at the one mine
    agreed" that those at another did. The other noun is of our sentence too, or ours does something else there.
    """
    told = frozenset(k for i in said.of("word") for k in i.keys)
    for party in act.agents:
        others = [i for a in same for i in a.agents if i.kind != "mark" and i.surface.lower() not in _PRONOUNS]
        known = party.kind == "word" and all(a.agents and party.keys & a.around for a in same)
        if known and others and all(i.kind == "word" and i.keys & told - party.keys for i in others):
            yield OPEN, f"{party.surface!r} is not who does this in the article"
        apart = others and party.kind == "word" and not any(party.keys & i.keys for i in others)
        elsewhere = [i for a in theirs if a not in same for i in a.agents if i.kind == "word"]
        if apart and any(party.keys & i.keys for i in elsewhere):
            yield OPEN, f"{party.surface!r} does something else in the article"
    there = [a.sites for a in same]
    if act.sites and there and all(there) and not any(_meets(i, j) for i in act.sites for j in sum(there, ())):
        yield OPEN, f"{act.sites[0].surface!r} is not where those are who do this in the article"


def _is_name(item: Item) -> bool:
    """Whether a thing has a name of its own, of a list or not."""
    return item.kind in PARTIES or (item.surface[0].isupper() and all(k.startswith("w:") for k in item.keys))


def _may_be(party: Item, other: Item, said: Said) -> bool:
    """Whether a party is one of the article's; a pronoun is one, or whoever is named before it."""
    if party.surface in _PRONOUNS:
        before = [i for i in left_of(said.items, party) if i.kind in {"word", *NAMES}]
        return other.surface.lower() in _PRONOUNS or any(_meets(i, other) for i in before)
    return (party.kind not in NAMES and not _is_name(party)) or _meets(party, other)


def _meets(a: Item, b: Item) -> bool:
    return bool((a.keys & b.keys) - {"firm"} or name_words(a.surface) & name_words(b.surface))


def _acts(said: Said) -> Iterator[Act]:
    """Each verb of a text with who does it and whom it is done to."""
    for start, end in sentence_spans(said.text):
        tree = parse(said.text[start:end])
        around = frozenset(q for i in said.items if start <= i.start < end and i.kind != "function" for q in i.keys)
        for k, word in enumerate(tree.words if tree else ()):
            if tree and word.tag.startswith("VB") and word.lemma not in _LIGHT - _HAVE and (
                not word.dep.startswith("aux")
            ):  # fmt: skip
                done_by, done_to = (_items(said, tree, side, start) for side in _sides(tree, k))
                keys = frozenset({"holds"}) if word.lemma in _HAVE else lexicon.keys_of(word.text)
                doers = _sides(tree, k)[0]
                inner = [j for d in doers for p in tree.children(d, "prep") for j in tree.children(p, "pobj")]
                inner += [j for d in doers for j in tree.children(d, "poss", "compound", "nmod")]
                sites = tuple(i for i in _items(said, tree, inner, start) if _is_site(i))
                joined = [j for d in doers for j in (d, *_joined(tree, d))]
                joined += _with(tree, k) if joined and word.lemma in _HAVE else []
                others = tuple(i for i in _heads(said, tree, joined, start) if _is_name(i))
                yield Act(word.text, keys, done_by, done_to, _time(tree, k), _denied(tree, k), around, sites, others)


def _joined(tree: Tree, word: int) -> Iterator[int]:
    """The words that "and" joins to one."""
    for k in tree.children(word, "conj"):
        yield k
        yield from _joined(tree, k)


def _with(tree: Tree, verb: int) -> list[int]:
    """The words for those with whom something is owned: "owns the mine with Antam", "together with its partner"."""
    whole = tree.subtree(verb)
    ways = [k for k in whole if tree.words[k].text == "with"]
    first = [j for k in ways for j in tree.children(k, "pobj")]
    return [j for f in first for j in (f, *_joined(tree, f))]


def _sides(tree: Tree, verb: int) -> tuple[list[int], list[int]]:
    """The words that name who does a thing and to whom it is done."""
    subject = tree.subject(verb)
    if subject is None and tree.words[verb].dep == "pcomp":  # "voted to strike after rejecting the offer"
        over = next((k for k in tree.up(verb) if tree.words[k].is_verb or tree.words[k].is_noun), verb)
        subject = tree.subject(over) if tree.words[over].is_verb else None
    first = [] if subject is None else [subject]
    by = [j for k in tree.children(verb, "agent") for j in tree.children(k, "pobj")]
    if tree.words[verb].dep == "acl" and by:  # "Barrick, seized by the army"
        return by, [tree.words[verb].head]
    if tree.children(verb, "auxpass"):
        return by, first
    return first, list(tree.children(verb, "dobj"))


def _denied(tree: Tree, verb: int) -> bool:
    """Whether a verb is told with "not", or of "neither", "no" or "none"."""
    subject = tree.subject(verb)
    whose = () if subject is None else (subject, *tree.children(subject, "det", "preconj", "cc"))
    return tree.is_negated(verb) or any(tree.words[k].lemma in {"no", "none", "neither", "nor"} for k in whose)


def _time(tree: Tree, verb: int) -> str:
    """When a thing is done: now ("expects"), going ("is loading"), done ("has loaded"), over ("had been expected").

    None in what somebody reports, where the time is that of the report; what is done now may be done for good.
    """
    if any(tree.words[k].dep == "ccomp" for k in (verb, *tree.up(verb))):
        return ""
    helpers = [tree.words[k] for k in tree.children(verb, "aux", "auxpass")]
    if any(w.tag in {"MD", "TO"} for w in helpers):
        return ""
    word, first = tree.words[verb], next(iter(helpers), tree.words[verb])
    if word.tag == "VBG":
        return "going" if helpers else ""
    if first.tag in {"VBZ", "VBP"}:
        return "done" if first.lemma == "have" and helpers else "now"
    return ("over" if helpers else "done") if first.tag == "VBD" else ""


_NOT_AS = {"now": {"over"}, "going": {"done", "over"}, "done": {"going"}, "over": {"going"}, "": set[str]()}


def _items(said: Said, tree: Tree, words: Sequence[int], start: int) -> tuple[Item, ...]:
    """The things that some words and those set beside them name; "which" names the noun before it."""
    todo, found = list(words), []
    while todo:
        k = todo.pop()
        clause = next((j for j in tree.up(k) if tree.words[j].dep == "relcl"), None)
        if clause is not None and tree.words[k].lemma in {"which", "who", "that"}:
            todo.append(tree.words[clause].head)
            continue
        found += _heads(said, tree, [k], start)
        todo += tree.children(k, "conj", "appos")
    return tuple(found)


def _heads(said: Said, tree: Tree, words: Sequence[int], start: int) -> list[Item]:
    """The items in which some words of a sentence begin."""
    places = [start + tree.words[k].start for k in words]
    return [i for at in places for i in said.items if i.start <= at < i.end]
