"""What a sentence of the article entails by its grammar: each of its clauses alone, and its asides.

"SQM made lithium and holds a lease" entails "SQM holds a lease"; "Tianqi, which owns 22% of SQM, lost" entails "Tianqi
owns 22% of SQM". A clause keeps the auxiliaries, negations and reporting verbs above it; nothing is taken out of a
condition, out of "or", or out of a list told "respectively".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from didymium.proof import lexicon
from didymium.text.gazetteer import find_names
from didymium.text.syntax import SUBJECTS, Tree, parse

_JOINS = frozenset({"and", "while", "whereas", ";", ","})  # "but" takes back a part of what stands before it
_CONTRASTS = frozenset({"while", "whereas"})  # "though" concedes what the rest does not say
_GROUNDS = frozenset({"because", "as", "since", "after"})  # what is told for its own sake stands without them
_CONDITIONS = frozenset({"if", "unless", "once", "provided", "until", "whether", "except", "when", "should"})
_PREMISES = _CONDITIONS | {f for f, mark in lexicon.mark_forms().items() if mark == "condition"} | {"subject", "depend"}
_CAPS = frozenset({"cap", "limit", "restrict", "exclude", "contingent", "subject", "use", "assume", "base", "depend",
                   "pend", "bar", "only"})  # fmt: skip
_CONCEDES = frozenset({"but", "although", "though", "albeit", "yet", "valid", "effective", "despite"})
_NO_CUT = frozenset({"respectively", "either", "neither", "nor", "or", "both"})
_OF_ALL = re.compile(
    r"(?i)(?:^|[,:;] )(?:out )?of [^,]+, "
)  # a whole before its parts: "Of total imports, 40% are ..."
_AUXILIARIES = ("aux", "auxpass", "neg")
_BOUND = frozenset({"ccomp", "advcl", "relcl", "acl", "pcomp", "xcomp", "csubj"})
_NAME_PARTS = ("amod", "compound", "poss", "nmod", "appos")
_ARTICLES = frozenset({"a", "an", "the"})

Words = frozenset[int]  # places of words in a tree


def entailed(sentence: str, told: frozenset[str]) -> tuple[str, ...]:
    """Shorter sentences that a sentence of the article entails, each without the asides that do not say what is told.

    told: the meanings (`lexicon.keys_of`) of the words of the sentence that is to be proven.
    """
    parts = [p.strip() for p in sentence.split(";")]
    called = _ALIAS.sub(_alias, sentence)  # "the Marketing Authority of Zambia (MAZ)" by its letters
    credited = [_credited(part) for part in parts]
    whole = len(parts) == 1 or bool(credited[-1][1])  # who says so at the end may say all of it
    found = dict.fromkeys([called] if whole else [f"{p.rstrip('.')}." for p in parts])
    every = dict.fromkeys((sentence, called))
    for body, tail in map(_credited, every) if whole else credited:
        first = tuple(filter(None, _parted(body, told)))
        again = (text for one in first if one[:-1] != body for text in _parted(one, told) if text)
        found |= dict.fromkeys(f"{text[:-1]}{tail}." for text in (*first, *again))
    return tuple(f"{t[:1].upper()}{t[1:]}" for t in found if t != sentence)


_ALIAS = re.compile(r"((?:[A-Z][\w&'’-]*|of|and|for|the)(?: (?:[A-Z][\w&'’-]*|of|and|for|the))+) \(([A-Z]{2,9})\)")


def _alias(match: re.Match[str]) -> str:
    """A name by the letters behind it in brackets, where these are those of its words."""
    words = [w for w in match[1].split(" ") if w[0].isupper()][-len(match[2]) :]
    fits = "".join(w[0] for w in words) == match[2]
    lead = match[1][: match[1].find(words[0])] if fits else ""
    return f"{lead}{match[2]}" if fits else match[0]


_CREDITS = frozenset(f for f, mark in lexicon.mark_forms().items() if mark == "attribution") | {
    "show", "shows", "showed", "added", "announced", "confirmed", "reported",
}  # fmt: skip
_SOURCES = frozenset({"people", "person", "source", "sources", "officials", "document", "documents", "insiders"})
_LONGEST_CREDIT = 12  # words of ", its director for minerals, Tri Winarno, told parliament on Monday"


def is_source(words: Sequence[str]) -> bool:
    """Whether words name who a report rests on: "citing two people familiar with the matter"."""
    low = [w.lower() for w in words]
    return bool({"citing", "quoting"} & {*low[:2]}) and bool(_SOURCES & {*low})


def _credited(sentence: str) -> tuple[str, str]:
    """A sentence without, and with only, who is told at its end to say all of it: ", customs data show"."""
    commas = [m.start() for m in re.finditer(r",\s", sentence)]
    for at in commas[-3:]:
        tail = sentence[at + 1 :].strip(" .")
        words = tail.lower().split()
        said = next((n for n, w in enumerate(words) if w.strip(",") in _CREDITS), len(words))
        by = tail.lower().startswith("according to ") and "," not in tail
        spoken = 0 < said < len(words) and words[said + 1 : said + 2] != ["that"]
        turned = said == 0 and tail.split()[1:2] and tail.split()[1][0].isupper()  # ", reported Reuters"
        if len(words) <= _LONGEST_CREDIT and (
            by or turned or (spoken and words[0] not in {"and", "but", "which", "who"})
        ):
            return sentence[:at], sentence[at:].rstrip(" .")
    return sentence, ""


def _parted(sentence: str, told: frozenset[str]) -> Iterator[str]:
    tree = parse(sentence)
    if tree is None or _NO_CUT & {w.lemma for w in tree.words} or _OF_ALL.search(sentence):
        return
    root = next(k for k, w in enumerate(tree.words) if w.head == k)
    for words in _clauses(tree, root, tree.subtree(root)):
        yield _text(tree, words - _idle(tree, words, told), None)
        yield _text(tree, words - _idle(tree, words, frozenset()), None)
    for name, words, is_ in _asides(tree):
        yield _text(tree, (name - _idle(tree, name, told)) | words, is_)


def _all(tree: Tree, places: Iterable[int]) -> Words:
    return frozenset(k for at in places for k in tree.subtree(at))


def _chain(tree: Tree, verb: int) -> list[int]:
    """A verb and those that are set beside it, in order."""
    beside = [k for k in tree.children(verb, "conj") if tree.words[k].is_verb]
    return [verb, *(c for k in beside for c in _chain(tree, k))]


def _clauses(tree: Tree, verb: int, whole: Words) -> Iterator[Words]:
    """Each clause of a sentence, or of what its verb reports, with the frame above it."""
    contrasts = [k for k in tree.children(verb, "advcl") if _contrasts(tree, k)]
    reasons = [k for k in tree.children(verb, "advcl") if _marks(tree, k) and _marks(tree, k) <= _GROUNDS]
    yield whole - _all(tree, (*contrasts, *reasons))
    if not tree.children(verb, "ccomp"):
        yield from (tree.subtree(k) - frozenset(tree.children(k, "mark")) for k in contrasts)
    chain = _chain(tree, verb)
    for one in chain if len(chain) > 1 and _may_part(tree, chain) else ():
        words = _clause(tree, chain, one, whole)
        yield words
        yield from _reported(tree, one, words)
    if len(chain) == 1:
        yield from _reported(tree, verb, whole)


def _contrasts(tree: Tree, clause: int) -> bool:
    """Whether a clause is set against another and told as a fact of its own: "while supply would grow by 5%"."""
    marks = _marks(tree, clause)
    first = min(tree.subtree(clause))
    apart = marks != {"while"} or first == 0 or tree.words[first - 1].dep == "punct"  # else it tells when
    return bool(marks) and apart and marks <= _CONTRASTS and bool(tree.children(clause, *SUBJECTS))


def _marks(tree: Tree, clause: int) -> set[str]:
    """The words that join a clause: while, because, if."""
    return {tree.words[k].lemma for k in tree.children(clause, "mark")}


def _reported(tree: Tree, verb: int, whole: Words) -> Iterator[Words]:
    """The clauses of what a verb reports: "said that it would sell and that prices fell"."""
    for inner in tree.children(verb, "ccomp"):
        chain = _chain(tree, inner)
        for one in chain if len(chain) > 1 and _may_part(tree, chain) else ():
            frame = whole - tree.subtree(inner)
            yield frame | _clause(tree, chain, one, tree.subtree(inner))


def _may_part(tree: Tree, chain: list[int]) -> bool:
    """Whether clauses are joined so that each holds alone, under no condition."""
    joins = {tree.words[k].lemma for verb in chain for k in tree.children(verb, "cc")}
    words = {w for k in tree.subtree(chain[0]) for w in (tree.words[k].lemma, tree.words[k].text.lower())}
    return joins <= _JOINS and not words & _PREMISES and all(_joined(tree, verb) for verb in chain[1:])


def _joined(tree: Tree, verb: int) -> bool:
    """Whether a verb has a subject of its own, or stands behind a joint: else the noun before it may be its subject."""
    before = verb - 1
    while before > 0 and (tree.words[before].tag.startswith(("RB", "MD")) or tree.words[before].head == verb):
        if tree.words[before].dep in {"cc", "punct"}:
            break
        before -= 1
    return bool(tree.children(verb, *SUBJECTS)) or tree.words[before].dep in {"cc", "punct"}


def _clause(tree: Tree, chain: list[int], one: int, whole: Words) -> Words:
    """One clause of a chain with the subject and the auxiliaries that it shares with the first."""
    first = chain[0]
    own = tree.subtree(one) - _all(tree, (k for k in chain if k != one and k in tree.subtree(one)))
    own -= _all(tree, tree.children(one, "cc")) | _all(tree, tree.children(first, "cc"))
    if one == first:
        return own & whole
    if not tree.children(one, *SUBJECTS):
        own |= _all(tree, tree.children(first, *SUBJECTS, "expl"))
        shared = tree.children(first, "aux")  # "may have sold and bought": the grammar takes "bought" for a past tense
        perfect = tree.words[one].tag == "VBD" and any(tree.words[k].lemma == "have" for k in shared)
        if (perfect or tree.words[one].tag in {"VB", "VBN", "VBG"}) and not tree.children(one, *_AUXILIARIES):
            own |= frozenset(tree.children(first, *_AUXILIARIES))
    return own


def _asides(tree: Tree) -> Iterator[tuple[Words, Words, int | None]]:
    """(noun, what is told beside it, place of "is"): ", which owns 22% of SQM," and ", a venture of Eramet,"."""
    for at, word in enumerate(tree.words):
        if not word.is_noun or any(tree.words[k].dep in _BOUND for k in (at, *tree.up(at))):
            continue
        beside = tree.children(at, "relcl", "appos")
        name = tree.subtree(at) - _all(tree, beside)
        name -= frozenset(k for k in name if k > at and not tree.words[k].is_noun and tree.words[k].dep == "punct")
        for inner in beside:
            words = tree.subtree(inner)
            if not tree.is_set_apart(inner):
                continue
            who = [k for k in tree.children(inner, *SUBJECTS) if tree.words[k].lemma in {"which", "who"}]
            if any(tree.words[k].is_noun for k in range(at + 1, min(words))):
                continue  # ", which" may tell of the nearer noun
            if tree.words[inner].dep == "relcl" and who:
                yield name, words - frozenset(who), None
            elif tree.words[inner].dep == "appos" and tree.words[min(words)].lemma in _ARTICLES:
                yield name, words, min(words)


def _idle(tree: Tree, words: Words, told: frozenset[str]) -> Words:
    """Asides, and what stands beside a proper name, that say nothing of what is told."""
    out: set[int] = set()
    ends = {n.end for n in find_names(tree.text) if n.kind == "company"}  # "Lynas of Australia", no "Bank of Japan"
    for k in (k for at in words for k in tree.below[at]):
        part, word = tree.subtree(k), tree.words[k]
        apart = tree.is_set_apart(k) and k > word.head and tree.words[word.head].is_verb
        doing = (*tree.children(k, "pcomp"), *(a for o in tree.children(k, "pobj") for a in tree.children(o, "acl")))
        absolute = word.lemma == "with" and any(
            tree.words[j].tag == "VBG" for j in doing
        )  # ", with most miners making a profit"
        before = word.dep == "advmod" and word.lemma in {"up", "down"} and bool(tree.children(k, "prep"))
        said_at = min(part) == 0 and word.dep == "prep" and tree.words[max(part) + 1 : max(part) + 2] and any(
            tree.words[j].lemma in TOLD_AT for j in tree.children(k, "pobj"))  # fmt: skip
        if said_at or (apart and (absolute or before or word.text == "compared") and not _says(tree, part, told)):
            out |= part | _commas(tree, part)
    for at in words:
        beside = [k for k in tree.children(at, "advcl") if tree.words[k].tag in {"VBG", "VBN"}]  # ", citing costs"
        beside = [k for k in beside if k > at and not tree.children(k, "mark", *SUBJECTS)]
        for k in (*tree.children(at, "relcl", "appos", "acl"), *beside):
            part = tree.subtree(k)
            if tree.is_set_apart(k) and not _limits(tree, part) and not _says(tree, part, told):
                out |= part | _commas(tree, part)
        if tree.words[at].tag.startswith("NNP") and not any(c.isdigit() for c in tree.words[at].text):  # no "TiO2"
            if tree.words[at].end in ends:
                homes = (tree.subtree(k) for k in tree.children(at, "prep") if tree.words[k].lemma in {"of", "from"})
                out |= {k for part in homes if not _says(tree, part, told) for k in part}
            told_of = _descriptor(tree, at)
            out |= frozenset() if _says(tree, told_of, told) else told_of
            for k in tree.children(at, *_NAME_PARTS):
                part = tree.subtree(k)
                plain = tree.words[k].text[0].islower() or tree.words[k].dep == "poss"
                first = not any(tree.words[j].tag.startswith("NNP") and j < min(part) and j not in told_of
                                for j in tree.below[at])  # fmt: skip
                marked = any(tree.words[j].text.lower() in lexicon.mark_forms() for j in part)  # "an estimated US$5M"
                marked |= "-" in {w.text for w in tree.words[max(0, k - 1) : k + 2]}  # "non-binding"
                if k < at and plain and first and not marked and not _says(tree, part, told):
                    out |= part
    return frozenset(out)


TOLD_AT = frozenset({"statement", "announcement", "interview", "release", "conference"})


_RANGE = re.compile(r"[\d%][-–]\s?\S$|\d[-–]$")


def _limits(tree: Tree, part: Words) -> bool:
    """Whether words that are set apart are a bracket that limits ("(100% basis)"), or one of a list: ", tin and"."""
    bracketed = min(part) > 0 and tree.words[min(part) - 1].text == "("
    if _RANGE.search(tree.text, 0, tree.words[min(part)].start + 1):  # "$1,450-1,550" has no aside
        return True
    behind = [w.text for w in tree.words[max(part) + 1 : max(part) + 3]]
    joined = bool({"and", "or"} & {*behind}) and behind[:1] != [")"]
    rest = tree.words[max(part) + 2 :]  # "fuelled by a weak dollar, [hopes of cuts,] and firm demand"
    stop = next((n for n, w in enumerate(rest) if w.text == ","), len(rest))
    joined |= [w.text for w in rest[stop + 1 : stop + 2]] in (["and"], ["or"]) and not any(
        w.is_verb for w in rest[:stop]
    )
    top = next(j for j in part if tree.words[j].head not in part)  # ", Eramet and Antam" behind a name is a list
    joined |= tree.words[top].dep == "appos" and bool(tree.children(top, "cc")) and tree.words[min(part)].tag != "DT"
    return joined or (bracketed and any(tree.words[j].text.islower() for j in part))


def _descriptor(tree: Tree, at: int) -> Words:
    """The country and trade before a name: "U.S. firm" of "U.S. firm Albemarle", no "China" of "China Zinc"."""
    lands = {n.start for n in find_names(tree.text) if n.kind == "country"}
    before = [k for k in tree.children(at, *_NAME_PARTS) if k < at]
    trade = [k for k in before if tree.words[k].text[0].islower()]
    land = [k for k in before if trade and k < trade[0] and tree.words[k].start in lands]
    return _all(tree, (*land, *trade)) if land else frozenset()


def _commas(tree: Tree, part: Words) -> Words:
    """The signs that set some words apart."""
    around = (min(part) - 1, max(part) + 1)
    return frozenset(k for k in around if k < len(tree.words) and tree.words[k].dep == "punct")


def _says(tree: Tree, part: Words, told: frozenset[str]) -> bool:
    """Whether some words tell a thing that is told, or negate, or limit."""
    words = [tree.words[k] for k in part]
    if (words and words[0].text.lower() in _CREDITS) or is_source([w.text for w in words]):
        return True
    if any(w.dep == "neg" or w.lemma in _CONDITIONS | _CAPS | _CONCEDES for w in words):
        return True
    return any(w.text[0].isalnum() and (w.tag[:2] in {"NN", "VB", "JJ", "CD"}) and (
        lexicon.keys_of(w.text) & told or w.text.lower() in told) for w in words)  # fmt: skip


def _text(tree: Tree, words: Words, is_: int | None) -> str:
    """Some words of a sentence as a sentence; is_: the place before which "is" is put."""
    parts = []
    kept = sorted(words)
    behind = (kept[n + (tree.words[b].dep == "punct") :][:1] for n, (a, b) in enumerate(pairwise(kept), 1) if b - a > 1)
    if any(tree.words[k].tag == "CD" for then in behind for k in then):
        return ""  # "first planned [and would produce 17,500 tonnes,] 5,500 tonnes of it"
    for k in kept:
        gap = " " if k == 0 or tree.words[k - 1].end < tree.words[k].start or k - 1 not in words else ""
        parts.append(gap + ("is " if k == is_ else "") + tree.words[k].text)
    text = "".join(parts).strip()
    text = re.sub(r"\s+([,.;:!?%)”’])", r"\1", text)
    text = re.sub(r"(?:[,;:–—-]\s*)+(?=[,;.])|^[,;:–—\s-]+|,\s*(?=is\b)", "", text).rstrip(" ,;:–—-.")
    return f"{text[:1].upper()}{text[1:]}."
