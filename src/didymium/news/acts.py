"""What a clause tells by its grammar: who does what to what, and whether it is done, asked for, refused or denied.

The words that carry a sense ("lift", "ban", "seek") are rows of `data/lexicon/acts.csv`; how they hang together is read
off the parse (`didymium.text.syntax`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from didymium import labels
from didymium.text.syntax import SUBJECTS, Tree, parse

Mood = Literal["", "none", "denied", "proposed", "ended"]
"""How a clause is said: plainly, not at all as an event, as denied, as asked for, as refused or given up."""
_CHOOSE = frozenset(("decide", "choose", "opt", "agree"))
_ARGUMENTS = ("dobj", "nsubjpass", "attr", "oprd")
_TO = frozenset(("of", "on", "from", "against", "for", "in", "to", "at"))
_ABOVE = frozenset(("xcomp", "ccomp", "pcomp", "advcl"))
_JUDGED = frozenset(("ask", "refuse", "doubt", "urge", "await"))  # what is said of a plan holds for what is planned
_HAMPERS = frozenset(("begin", "halt", "keep"))
_MODAL = frozenset(("may", "might", "could"))
_UPON = frozenset(("after", "following", "follow", "within", "since", "before", "amid", "despite"))
_AGAIN = frozenset(("long", "again", "now", "only"))  # "may no longer", "may again": leave is given or taken
_LEAVE = frozenset(("may", "must", "can", "shall"))
_GOES = frozenset(("export", "ship", "leave", "sell"))
_DUTY = frozenset(("have", "need", "require", "oblige"))
_NEEDS = frozenset(("need", "require"))
_BUT = frozenset(("only", "without", "unless"))
_IF = frozenset(("if", "unless", "whether"))
_WHEN = frozenset(("when", "once", "until", "before", "after"))  # with a present what has still to come
_DEEP = 6  # words that a sense is handed down through
MOVES = frozenset(("rise", "fall", "move"))  # what moves by itself


class Act(NamedTuple):
    """A word that does something, with what it does it to: the senses of both, where it stands, how it is said.

    subject: the span in the sentence of who does it, None where nobody is named. aim: whether it is only what for
    something else is done ("cuts output to boost prices").
    """

    at: int
    senses: frozenset[str]
    objects: frozenset[str]
    subject: tuple[int, int] | None
    doers: frozenset[str]
    mood: Mood
    aim: bool = False


@lru_cache(maxsize=2048)
def acts_of(sentence: str) -> tuple[Act, ...]:
    """The acts that a sentence tells, in the order of its words; () where it is too long to be parsed."""
    tree = parse(sentence)
    return () if tree is None else tuple(_acts(tree))


def _acts(tree: Tree) -> Iterator[Act]:
    for k in range(len(tree.words)):
        senses = _senses(tree, k) - _things()
        if senses and tree.words[k].dep == "compound" and "measure" in _senses(tree, tree.words[k].head):
            senses -= {"allow"}  # a rule of approval approves nothing
        if _is_none(tree, k):
            senses = frozenset(("refuse",))
            yield Act(tree.words[k].start, senses, _senses(tree, k), None, frozenset(), "")
        elif senses:
            who = doer(tree, k)
            objects = [_meant(tree, o) for o in _objects(tree, k)]
            span, doers = (who[:2], who[2]) if who else (None, frozenset[str]())
            called = "urge" in doers and "begin" in senses  # "Governor demands ban", its verb seen in "ban"
            said = "none" if called else mood(tree, k)
            aim = tree.words[k].dep in {"advcl", "acl", "xcomp"} and _marked(tree, k, {"to"})
            yield Act(tree.words[k].start, senses, frozenset[str]().union(*objects), span, doers, said, aim)


def _is_none(tree: Tree, k: int) -> bool:
    """Whether a headline without a verb says that there will be no measure ("No tariff on critical minerals")."""
    word = tree.words[k]
    negated = any(tree.words[c].lemma == "no" for c in tree.children(k, "det"))
    return word.head == k and word.is_noun and negated and "measure" in _senses(tree, k)


def governing(tree: Tree, at: int) -> int | None:
    """The verb in whose clause the word at a place of the text stands; the place's own word where it is one."""
    here = tree.top(at, at + 1)
    if here is None:
        return None
    return next((k for k in (here, *tree.up(here)) if tree.words[k].is_verb and tree.words[k].dep != "aux"), here)


def is_past_past(tree: Tree, k: int) -> bool:
    """Whether a verb, or the one that it is the matter of, tells what had been done before ("had weighed barring").

    Other than in somebody's words ("said it had").
    """
    had = any(tree.words[c].lemma == "have" and tree.words[c].tag == "VBD" for c in tree.children(k, "aux"))
    word = tree.words[k]
    return (had and word.dep != "ccomp") or (word.dep == "xcomp" and is_past_past(tree, word.head))


def is_circumstance(tree: Tree, k: int) -> bool:
    """Whether a word only tells upon what the clause's own deed is done ("within hours of its decision to levy")."""
    for above in (k, *tree.up(k)):
        word = tree.words[above]
        if word.dep == "prep":
            head = tree.words[word.head]
            if head.is_verb and word.lemma in _UPON:
                return head.dep == "ROOT"
        elif word.dep in {"ROOT", "ccomp", "advcl", "relcl"}:
            return False
    return False


def is_state(tree: Tree, k: int) -> bool:
    """Whether a verb only says what something is ("is the world's largest")."""
    return tree.words[k].lemma == "be" and bool(tree.children(k, "attr"))


def mood(tree: Tree, at: int) -> Mood:
    """How a word is said, by itself and the words that it is the matter of ("rejected a call to ban")."""
    k, said = at, _own(tree, at)
    for _ in range(_DEEP):
        if said:
            return said
        word, head = tree.words[k], tree.words[k].head
        if head == k:
            return ""
        if word.dep == "conj":
            either = any(tree.words[c].lemma in {"or", "nor"} for c in tree.children(head, "cc"))
            k, said = head, _own(tree, head, negation=either)
            continue
        asked = word.dep in _ARGUMENTS and (_plan(tree, k) or _senses(tree, head) & _JUDGED)
        asked = asked or (word.dep in {"acl", "relcl"} and (_plan(tree, head) or _weighed(tree, head)))
        matter = word.dep in _ABOVE or asked or word.dep in ("prep", "pobj", "advmod")  # "away from a plan to"
        if not matter or (word.dep == "advcl" and not _marked(tree, k, {"to"})):
            return "none" if word.dep == "advcl" and (_marked(tree, k, _IF) or _to_come(tree, k)) else ""
        said, k = _said_by(tree, head) or _own(tree, head), head
    return said


def _own(tree: Tree, k: int, *, negation: bool = True) -> Mood:
    """What negation, modal verb or condition beside a word make of it."""
    words = [tree.words[c] for c in tree.children(k)]
    if any(w.dep == "mark" and w.lemma in _IF for w in words) or _is_due(tree, k):
        return "none"
    if negation and _is_barred(tree, k):
        return ""
    if negation and (tree.is_negated(k) or any(w.dep == "det" and w.lemma == "no" for w in words)):
        ahead = any(w.dep == "aux" and w.lemma in {"will", "would"} for w in words) or tree.words[k].is_noun
        barred = "begin" in _senses(tree, k) and (  # "duties were not imposed", "decided not to restrict imports"
            _meant_any(tree, k, "measure")
            or (tree.words[tree.words[k].head].lemma in _CHOOSE and _meant_any(tree, k, "trade"))
        )
        return "denied" if ahead else "ended" if barred else "none"
    if any(w.dep == "aux" and w.lemma == "should" for w in words):
        return "none"
    may = any(w.dep == "aux" and w.lemma in _MODAL for w in words)
    return "proposed" if may and not (any(w.lemma in _AGAIN for w in words) or _is_leave(tree, k)) else ""


def _is_barred(tree: Tree, k: int) -> bool:
    """Whether a "may not" bars trade ("ore may not leave the country", "must not be exported")."""
    may = any(tree.words[c].lemma in _LEAVE for c in tree.children(k, "aux"))
    return may and tree.is_negated(k) and tree.words[k].lemma in _GOES


def _is_leave(tree: Tree, k: int) -> bool:
    """Whether a "may" gives leave, or takes it ("no ore may be shipped", "may leave only with a licence")."""
    none = any(tree.words[c].lemma == "no" for s in tree.children(k, *SUBJECTS) for c in tree.children(s, "det"))
    return none or any(tree.words[j].lemma in _BUT for j in tree.subtree(k))


def _to_come(tree: Tree, k: int) -> bool:
    """Whether a clause only tells when something else will be ("may impose curbs when the ban ends")."""
    timed = any(tree.words[c].lemma in _WHEN for c in tree.children(k, "mark", "advmod"))
    return timed and tree.words[k].tag in {"VBZ", "VBP"}


def _is_due(tree: Tree, k: int) -> bool:
    """Whether something has not been done so far ("has still to approve", "is yet to ban")."""
    above = tree.words[tree.words[k].head]
    waits = any(tree.words[c].lemma in {"still", "yet"} for c in tree.children(tree.words[k].head, "advmod"))
    return tree.words[k].dep == "xcomp" and above.lemma in {"have", "be"} and waits


def _said_by(tree: Tree, k: int) -> Mood:
    """What the word above makes of what it governs."""
    senses = _senses(tree, k)
    if senses & {"doubt"} or tree.words[k].lemma == "unlikely":
        return "denied"
    if senses & {"await"}:
        return "none"
    if senses & {"refuse"} or (senses & {"end"} and _meant_any(tree, k, "plan")):
        return "ended"
    if "urge" in senses and "ask" not in senses:
        return "" if is_bound(tree, k) else "none"
    ordered = tree.children(k, "nsubjpass") and tree.children(k, "agent")  # "was asked by the regulator to"
    return "proposed" if "ask" in senses and not ordered and not is_duty(tree, k) else ""


def is_duty(tree: Tree, k: int) -> bool:
    """Whether somebody must do what a verb says ("will have to apply for", "must seek")."""
    must = any(tree.words[c].lemma in {"must", "shall"} for c in tree.children(k, "aux"))
    return must or (tree.words[k].dep == "xcomp" and tree.words[tree.words[k].head].lemma in _DUTY)


def is_bound(tree: Tree, k: int) -> bool:
    """Whether a verb says that somebody needs leave ("need its approval to export"), which is no call."""
    return tree.words[k].lemma in _NEEDS and (_meant_any(tree, k, "permission") or _meant_any(tree, k, "allow"))


def _meant_any(tree: Tree, k: int, sense: str) -> bool:
    return any(sense in _meant(tree, o) for o in _objects(tree, k))


def _plan(tree: Tree, k: int) -> bool:
    return bool(_senses(tree, k) & {"plan", "case", "bid"})


def _weighed(tree: Tree, k: int) -> bool:
    """Whether a noun is what somebody asks for, refuses or denies ("denied reports that")."""
    above = tree.words[k].head
    if tree.words[above].dep == "prep":  # "waiting for approval to resume"
        above = tree.words[above].head
    return bool(_senses(tree, above) & _JUDGED)


def _marked(tree: Tree, k: int, words: frozenset[str] | set[str]) -> bool:
    return any(tree.words[c].lemma in words for c in tree.children(k, "mark", "aux"))


def doer(tree: Tree, k: int) -> tuple[int, int, frozenset[str]] | None:
    """Who does what a word says: start and end in the sentence, and the senses of the word that names them."""
    agents = [p for a in tree.children(k, "agent") for p in tree.children(a, "pobj")]
    passive = tree.children(k, "nsubjpass")
    who = agents[0] if agents else None if passive or tree.words[k].is_noun else tree.subject(k)
    above = tree.words[k].head
    if who is None and tree.words[k].tag == "VB" and tree.words[above].dep == "ROOT" and tree.words[above].is_noun:
        who = above  # a headline's "LME to suspend deliveries"
    if who is not None and tree.words[who].tag == "PRP":  # "the LME said that it will"
        who = next((v for v in tree.up(k) if tree.words[v].is_verb and tree.children(v, "nsubj")), None)
        who = None if who is None else tree.children(who, "nsubj")[-1]
    if who is None or tree.words[who].dep == "nsubjpass" or tree.words[who].tag in {"PRP", "WDT", "WP"}:
        return None
    left = right = who
    senses = _senses(tree, who)
    for c in tree.children(who, "compound", "poss", "amod", "nmod", "det", "conj"):
        left, right = min(left, _first(tree, c)), max(right, c)
        if tree.words[who].tag.startswith("NNP"):
            senses |= _senses(tree, c)
    return tree.words[left].start, tree.words[right].end, senses


def _first(tree: Tree, k: int) -> int:
    return min([k, *(_first(tree, c) for c in tree.children(k) if c < k)])


def _objects(tree: Tree, k: int) -> Iterator[int]:
    """Yields what a word acts on: objects, what its prepositions bring, what it stands before; of what moves, it."""
    yield from tree.children(k, *_ARGUMENTS)
    for c in tree.children(k, "xcomp", "ccomp"):
        if c == k + 1 and tree.words[c].lemma in words()["noun"]:  # "scraps export tax", with a verb seen in "export"
            yield from (c, *tree.children(c, "dobj"))
    for p in tree.children(k, "prep", "dative", "prt"):
        if tree.words[p].lemma in _TO:
            yield from tree.children(p, "pobj")
            for v in tree.children(p, "pcomp"):  # "opted against imposing tariffs"
                yield from tree.children(v, "dobj")
    if "allow" in _senses(tree, k):  # "allowed to carry over their quotas"
        freed = (c for c in tree.children(k, "xcomp") if not _senses(tree, c) & _HAMPERS)
        yield from (o for c in freed for o in tree.children(c, "dobj"))
    if tree.words[k].is_noun:
        yield from tree.children(k, "compound")
        if tree.words[k].dep == "compound":
            return
    if tree.words[k].dep in {"acl", "relcl"}:
        yield tree.words[k].head
    if not tree.children(k, "dobj") and tree.words[k].is_verb:
        yield from tree.children(k, "nsubj")
        for other in tree.children(k, "conj"):  # "ban or limit exports"
            yield from tree.children(other, "dobj")


def _meant(tree: Tree, k: int) -> frozenset[str]:
    """The senses of a noun and what it is joined with; of "some of its curbs", "the bid period" those of the whole."""
    found, own = _senses(tree, k), tree.children(k, "compound", "nmod", "amod")
    if found & {"part", "halt"}:
        inner = [o for p in tree.children(k, "prep") for o in tree.children(p, "pobj")]
        whole = frozenset[str]().union(*(_senses(tree, o) for o in (*inner, *own)))
        found = whole if "part" in found else found | whole
    if any("cost" in _senses(tree, c) for c in own):
        found -= {"guidance"}
    if tree.words[k].lemma == "order":  # "antidumping duty order"
        found |= frozenset[str]().union(*(_senses(tree, c) for c in own)) & {"measure"}
    return found.union(*(_senses(tree, c) for c in tree.children(k, "conj")))


def _senses(tree: Tree, k: int) -> frozenset[str]:
    """The senses of a word as noun or verb, with the particle that it stands with ("struck down")."""
    word = tree.words[k]
    known = words()["verb" if word.is_verb else "noun"]
    if word.tag.startswith(("JJ", "RB")):
        return frozenset()
    joined = [f"{word.lemma}-{tree.words[c].lemma}" for c in tree.children(k, "prt", "advmod", "prep", "neg")]
    return known.get(word.lemma, frozenset[str]()).union(*(known.get(j, frozenset[str]()) for j in joined))


@cache
def _things() -> frozenset[str]:
    """The senses that name a thing and tell of no act: those of nouns alone, and trade."""
    nouns, verbs = (frozenset[str]().union(*words()[of].values()) for of in ("noun", "verb"))
    return nouns - verbs | {"trade"}


@cache
def words() -> dict[str, dict[str, frozenset[str]]]:
    """The senses of each verb and each noun of `data/lexicon/acts.csv`."""
    out: dict[str, dict[str, set[str]]] = {"verb": {}, "noun": {}}
    for row in labels.lexicon("acts"):
        for word in row["words"].split():
            out[row["of"]].setdefault(word, set()).add(row["sense"])
    return {of: {word: frozenset(senses) for word, senses in held.items()} for of, held in out.items()}
