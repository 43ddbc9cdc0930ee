"""A sentence of the article without what stands beside its news, cut at whole clauses alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from didymium.text.syntax import SUBJECTS, Tree, parse

Words = frozenset[int]  # places of words in a tree
_ASIDES = frozenset({"relcl", "appos", "acl", "prep", "advcl", "npadvmod", "advmod"})
_CONDITIONS = frozenset(
    {"if", "unless", "once", "provided", "until", "pending", "subject", "except", "without", "accord"}
)
_SIGNS = frozenset({",", "–", "—", "--", "-", "(", ";"})
_NO_CUT = frozenset({"respectively", "either", "neither", "nor"})
_SAYS = frozenset({"say", "report", "add", "show", "tell", "state"})
_OF_NOUNS = frozenset({"relcl", "appos", "acl"})  # behind which the verb of the noun follows
CREDIT = 7  # words in which who says so is told at the end
FEWEST = 5  # words that a cut leaves


def shortened(sentence: str, most: int, worth: Callable[[str], float], kept: float, last: int) -> Iterator[str]:
    """Yields shorter sentences, the first of at most `most` words, then the longer ones, the whole last.

    worth: what a part tells; the parts that tell least go first, and those that are worth `kept` or more only from a
    sentence of more than `last` words.
    """
    tree = parse(sentence)
    cuts = [sentence]
    if tree is not None and not _NO_CUT & {w.lemma for w in tree.words} and not _is_misread(tree):
        left = frozenset(range(len(tree.words)))
        while (size := len(cuts[-1].split())) > most:
            told, part = _least(tree, left, worth)
            if not part or (told >= kept and size <= last) or _dangles(tree, left - part):
                break
            left -= part
            cuts.append(_text(tree, left))
    yield from reversed([c for c in cuts if len(c.split()) >= FEWEST])


def _is_misread(tree: Tree) -> bool:
    """Whether an adjective stands where a noun must, as in a list whose noun comes last."""
    return any(w.tag == "JJ" and w.dep in {"pobj", "dobj"} for w in tree.words)


def _dangles(tree: Tree, left: Words) -> bool:
    """Whether what is left ends on a word that stands before a noun: "the Australian federal, South Australian"."""
    end = max((k for k in left if tree.words[k].text not in {".", ",", ";"}), default=None)
    return end is not None and tree.words[end].dep in {"amod", "compound", "nmod", "poss", "det", "nummod"}


def _lists(tree: Tree, part: Words) -> bool:
    """Whether a part is what follows the first of a list: "lithium, beryllium, niobium and tantalum"."""
    words, first = [tree.words[k] for k in sorted(part)], min(part)
    goes_on = "," in {words[0].text, tree.words[first - 1].text} and not any(
        w.is_verb and w.text.islower() for w in words
    )
    return goes_on and any(w.tag == "CC" for w in words) and sum(w.text == "," for w in words[1:]) > 0


def _least(tree: Tree, left: Words, worth: Callable[[str], float]) -> tuple[float, Words]:
    """The part that may go and tells least, with what it tells; empty where none may."""
    found = (p & left for p in _parts(tree, left))
    parts = [p for p in found if p and p != left and _is_closed(tree, p) and not _lists(tree, p)]
    parts = [p for p in parts if not _introduces(tree, p, left - p)]
    told = [(worth(_text(tree, p)), -len(p), min(p), p) for p in parts]
    best = min(told, default=(0.0, 0, 0, frozenset[int]()))
    return best[0], best[3]


def _introduces(tree: Tree, part: Words, rest: Words) -> bool:
    """Whether a part gives in brackets the short name by which the rest calls what it names: "Mines LLC ('ESM')"."""
    opens = min((k for k in part if tree.words[k].text == "("), default=None)
    short = {tree.words[k].text for k in part if opens is not None and k > opens and tree.words[k].text.isupper()}
    return any(tree.words[k].text in short for k in rest)


def _is_closed(tree: Tree, part: Words) -> bool:
    """Whether a part holds both or neither of the brackets that it touches."""
    signs = [tree.words[k].text for k in part]
    return signs.count("(") == signs.count(")")


def _parts(tree: Tree, left: Words) -> Iterator[Words]:
    """The asides, brackets and further clauses of a sentence, with the signs that set them apart."""
    for at in sorted(left):
        word, part = tree.words[at], tree.subtree(at)
        if word.head == at or {tree.words[k].lemma for k in part} & _CONDITIONS:
            continue
        if tree.words[min(part)].lemma == "that":  # no aside: "it was only since ..., that it became a magnet"
            continue
        if _is_clause(tree, at) and (joint := _joint(tree, at)) is not None:
            yield part | joint
        elif word.dep in _ASIDES and _set_apart(tree, part) and not _is_needed(tree, at):
            yield part | _signs(tree, part, word.dep)
        elif word.dep == "advcl" and _closes(tree, part) and _marked(tree, at):
            yield part


def _is_needed(tree: Tree, at: int) -> bool:
    """Whether a part names who is meant, or to or from whom something goes: "moved it, a mine, to Beta"."""
    word = tree.words[at]
    if word.dep == "appos":  # "the prime minister, Sanae Takaichi,"
        first, of = tree.words[min(tree.subtree(at))], tree.words[word.head]
        acts = any(  # "since China, the main producer, imposed controls": the verb is the noun's own
            tree.words[k].tag in {"VBD", "VBN"} and tree.words[k - 1].text == "," and not tree.children(k, *SUBJECTS)
            for k in tree.subtree(at)
        )
        if acts:
            return True
        of_town = first.tag == "NNP" and first.dep == "compound" and of.tag == "NNP"  # "its Elko, Nevada smelter"
        return of_town or (word.tag.startswith("NNP") and not word.text.isupper())
    return word.dep == "prep" and tree.words[word.head].is_verb and word.lemma in {"to", "from", "into", "for", "at"}


def _is_clause(tree: Tree, at: int) -> bool:
    """Whether a verb is set beside the main one, or beside one that is reported."""
    verb = at
    while tree.words[verb].dep == "conj" and tree.words[tree.words[verb].head].is_verb:
        verb = tree.words[verb].head
    return verb != at and tree.words[verb].dep in {"ROOT", "ccomp"}


def _joint(tree: Tree, at: int) -> Words | None:
    """The "and", with its comma, that joins a clause to the one before; None where something else stands between."""
    first = min(tree.subtree(at))
    joint = set[int]()
    for k in (first - 1, first - 2):
        if k > 0 and (tree.words[k].text in {",", ";"} or tree.words[k].lemma in {"and", "but", "while", "yet"}):
            joint.add(k)
        else:
            break
    if any(tree.words[k].lemma in {"but", "yet"} for k in joint):
        return None  # what it limits may be the news: "did not err, but"
    own = bool(tree.children(at, *SUBJECTS))
    return frozenset(joint) if joint and (own or any(tree.words[k].lemma == "and" for k in joint)) else None


def _set_apart(tree: Tree, part: Words) -> bool:
    """Whether a comma, dash or bracket stands before a part and another, or the end, behind it."""
    first, last = min(part), max(part)
    dashes = (tree.words[k] for k in part if tree.words[k].text in {"–", "—", "--", "-"})
    if any(w.tag != "HYPH" for w in dashes) or len(part) < last - first - 1:
        return False
    before = first == 0 or tree.words[first - 1].text in _SIGNS
    behind = last + 1 >= len(tree.words) or tree.words[last + 1].text in {*_SIGNS, ")", ".", ":"}
    listed = any(tree.words[k].text == "," for k in part) and any(
        w.tag == "CC" for w in tree.words[last + 2 : last + 3]
    )
    return (
        before
        and behind
        and not listed
        and not _lists_on(tree, first, last)
        and not (first == 0 and tree.words[min(last + 1, len(tree.words) - 1)].text != ",")
    )


def _lists_on(tree: Tree, first: int, last: int) -> bool:
    """Whether things without a verb stand behind a part that follows the main verb: the rest of a list it opened."""
    root = next(k for k, w in enumerate(tree.words) if w.head == k)
    tail = tree.words[last + 2 :]
    bare = bool(tail) and re.match(r"NN|JJ|DT|CD|PRP\$", tail[0].tag) is not None
    return root < first and bare and not any(w.tag in {"VBD", "VBZ", "VBP", "MD"} for w in tail)


def _closes(tree: Tree, part: Words) -> bool:
    """Whether a part runs to the end of the sentence."""
    return max(part) >= len(tree.words) - 2


def _marked(tree: Tree, at: int) -> bool:
    marks = {tree.words[k].lemma for k in tree.children(at, "mark", "advmod")}
    return bool(marks & {"as", "while", "because", "after", "since", "although", "though", "when"})


def _signs(tree: Tree, part: Words, dep: str) -> Words:
    """The signs that set a part apart; the comma behind it stays before who says so: "..., the ministry said"."""
    before, behind = min(part) - 1, max(part) + 1
    here = {before} if before >= 0 and tree.words[before].text in _SIGNS else set[int]()
    if behind < len(tree.words) and tree.words[behind].text in {",", "–", "—", "--", "-", ")"}:
        near = any(w.lemma in _SAYS for w in tree.words[behind : behind + CREDIT])
        credit = _credited(tree, behind) or (near and dep not in _OF_NOUNS)
        if before < 0 or tree.words[behind].text == ")" or not credit:
            here.add(behind)
    return frozenset(here)


def _credited(tree: Tree, behind: int) -> bool:
    """Whether who says so is told, with the verb of the sentence, behind a place: ", two sources told Reuters"."""
    root = next(k for k, w in enumerate(tree.words) if w.head == k)
    subject = tree.subject(root)
    return tree.words[root].lemma in _SAYS and subject is not None and min(tree.subtree(subject)) == behind + 1


def _text(tree: Tree, words: Words) -> str:
    """Some words of a sentence as a sentence."""
    parts = []
    for k in sorted(words):
        gap = k > 0 and (tree.words[k - 1].end < tree.words[k].start or k - 1 not in words)
        parts.append((" " if gap else "") + tree.words[k].text)
    text = re.sub(r"\s+([,.;:!?%)”’])", r"\1", "".join(parts).strip())
    text = re.sub(r"(?:[,;:–—]\s*)+(?=[,;.])|^[,;:–—\s-]+", "", text).rstrip(" ,;:–—-.")
    return f"{text[:1].upper()}{text[1:]}."


def is_whole(words: str) -> bool:
    """Whether a sentence has a finite verb and one of whom it is told, and does not end on what must go on."""
    words = _CREDIT.sub(".", words)  # "..., Kallanish reports", in which the parser sees reports of somebody
    tree = parse(words)
    root = None if tree is None else next(k for k, w in enumerate(tree.words) if w.head == k)
    if tree is not None and root is not None and tree.children(root, "mark"):
        return False  # "While a ramp-up is planned for 2026"
    ends = re.search(r"(?i)\b(?:is|are|was|were|be|to|that|which|and|or|of|the|a|an)[\s.”\"’']*$", words) is not None
    if tree is None or ends or not next(w for k, w in enumerate(tree.words) if w.head == k).is_verb:
        return False
    return any(w.tag in _FINITE for w in tree.words) and has_subject(words)


_CREDIT = re.compile(r", [A-Z][\w&’'-]*(?: [A-Z][\w&’'-]*){0,2} (?:reports|writes|notes)\.?$")
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


def has_subject(words: str) -> bool:
    """Whether a sentence tells who or what its verb is of; an item of a list ("Suspend mining ...") does not."""
    tree = parse(words)
    if tree is None:
        return False
    root = next(k for k, w in enumerate(tree.words) if w.head == k)
    first = next((k for k, w in enumerate(tree.words) if w.dep in {*SUBJECTS, "expl"}), None)
    return first is not None and (tree.words[root].tag != "VB" or first < root)
