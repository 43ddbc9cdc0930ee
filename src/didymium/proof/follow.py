"""Sentences that follow the article's own: item by item, so that nothing is cut, put in or exchanged unseen.

A sentence that keeps the order of one sentence of the article is that sentence with cuts and synonyms. Then a cut must
end at a comma, bracket or clause; no word may stand in another's place; and the small words between two things that the
article has side by side (until, from, before, after, or) must say the same.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from didymium.proof import lexicon
from didymium.proof.entail import (
    MOVED,
    NAMES,
    OPEN,
    REFUTED,
    TELLING,
    Fault,
    aside,
    dated,
    direction,
    good_of,
    way_of,
)  # fmt: skip
from didymium.proof.evidence import close
from didymium.proof.known import LOOSE, Known, article_alone, sentence_spans
from didymium.proof.reading import PARTIES, Item, Said, is_leader, name_words, verbal
from didymium.text.syntax import SUBJECTS, Tree, Word, parse

ORDERED = 0.6  # part of a sentence's words that must keep the article's order to count as its own
_WAYS = frozenset({"above", "below", "over", "under", "against", "before", "after", "until", "without"})
_HELPERS = frozenset({"has", "have", "had", "is", "are", "was", "were", "does", "do", "did"})


_STOPS = frozenset(',;:—–-().“”"')
_PRONOUNS = frozenset({"it", "its", "they", "their", "he", "she", "his", "her", "this", "these", "those", "the"})

_SEVERAL, _PERSONS = frozenset({"they", "their"}), frozenset({"he", "she", "his", "her"})  # no one firm, no country
Pair = tuple[int, int]  # places of one thing in the sentence and in the article's


def followed(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    """What a sentence that rests on the article alone changes in the article's sentence that it follows."""
    texts = article_alone(known)
    if not texts:
        return
    for n in dict.fromkeys(i.sentence for i in said.items):
        ours = [i for i in said.items if i.sentence == n]
        if len(_told(ours)) == 1 and any(i.sentence == n for i in said.spent):
            continue  # a phrase of the brief's own with a day ("no tonnes before 2028") is no cut of a sentence
        theirs, pairs = _best(ours, texts)
        theirs, pairs = _without_supply(*_less_joined(theirs, pairs, texts))
        if _told(ours) and sum(_tells(ours[a]) for a, _ in pairs) >= ORDERED * len(_told(ours)):
            yield from _between(ours, theirs, pairs)
            yield from _unlimited(ours, theirs, pairs, texts)
            yield from _intended(ours, theirs)
            yield from _swapped(ours, theirs)
            yield from _blocks(ours, theirs)
            yield from _compared(ours, theirs)
            yield from _partial(ours, theirs)
            yield from _of_what(ours, theirs, pairs)
            yield from _turned(ours, theirs)
            yield from _modified(ours, theirs, pairs)
            yield from (
                (OPEN, f"the article has {theirs[b].surface!r}, not {ours[a].surface!r}")
                for a, b in pairs if good_of(ours[a]) != good_of(theirs[b]) or _finer(ours[a], theirs[b])
            )  # fmt: skip


def _less_joined(theirs: list[Item], pairs: list[Pair], texts: Sequence[Said]) -> tuple[list[Item], list[Pair]]:
    """The article's sentence without a clause that "and" joins on, or joins it to, where none of it is kept.

    What stands beside it is so without it, unless it tells who says so or on what condition, or helps both verbs.
    """
    tree, begin = _parsed(theirs, texts) if theirs else (None, 0)
    kept = {b for _, b in pairs}
    for k, word in enumerate(tree.words if tree else ()):
        verb = word.head
        if tree is None or word.dep != "cc" or word.text != "and" or not tree.words[verb].is_verb:
            continue
        other = next((c for c in tree.children(verb, "conj") if c > k and _is_finite(tree, c)), None)
        subject = next(iter(tree.children(verb, *SUBJECTS)), None)
        if other is None or subject is None:
            continue
        behind = tree.subtree(other) | {k}
        rest = {j for j, w in enumerate(tree.words) if j >= k and w.text not in {".", ",", "”", '"'}}
        helped = tree.children(verb, "aux", "auxpass", "neg", "mark") or tree.children(other, *SUBJECTS)
        before = range(tree.phrase(subject)[1], tree.words[k].end)
        for part in ((word.start, len(tree.text)) if rest <= behind else None,
                     (before.start, before.stop) if not helped else None):  # fmt: skip
            cut = {n for n, i in enumerate(theirs) if part and part[0] <= i.start - begin < part[1]}
            if cut and not cut & kept and not any(theirs[n].keys & (_CREDIT | {"condition"}) for n in cut):
                moved = [(a, b - sum(n < b for n in cut)) for a, b in pairs]
                return [i for n, i in enumerate(theirs) if n not in cut], moved
    return theirs, pairs


def _without_supply(theirs: list[Item], pairs: list[Pair]) -> tuple[list[Item], list[Pair]]:
    """The article's sentence without the word "supply" where a share of it may be told as one of the mineral.

    "40% of global bauxite supply" is 40% of the world's bauxite.
    """
    kept = {b for _, b in pairs}
    idle = [n for n, i in enumerate(theirs) if i.surface == "supply" and n not in kept and n > 1 and (
        theirs[n - 1].kind == "mineral" and "world" in theirs[n - 2].keys)]  # fmt: skip
    moved = [(a, b - sum(n < b for n in idle)) for a, b in pairs]
    return [i for n, i in enumerate(theirs) if n not in idle], moved


def _is_finite(tree: Tree, verb: int) -> bool:
    """Whether a verb tells what is or will be: by its form, or that of what helps it."""
    forms = (tree.words[c].tag for c in (verb, *tree.children(verb, "aux", "auxpass")))
    return any(tag in {"VBZ", "VBP", "VBD", "MD"} for tag in forms)


def _parsed(theirs: Sequence[Item], texts: Sequence[Said]) -> tuple[Tree | None, int]:
    """The tree of a sentence of some texts, and where it begins in its text."""
    text = next(t for t in texts if any(i is theirs[0] for i in t.items))
    begin, end = next((a, b) for a, b in sentence_spans(text.text) if a <= theirs[0].start < b)
    return parse(text.text[begin:end]), begin


def _finer(ours: Item, theirs: Item) -> bool:
    """Whether "smelting" stands where the article has "processing": one way of it for any."""
    return "refine" in ours.keys & theirs.keys and way_of(ours) not in {"", way_of(theirs)}


def exact(said: Said, known: Sequence[Known]) -> bool:
    """Whether all that a sentence tells stands in one sentence of the article, in its order."""
    texts = [t for k in known if k.spoken for t in k.texts]
    for n in dict.fromkeys(i.sentence for i in said.items):
        ours = [i for i in said.items if i.sentence == n]
        theirs, pairs = _best(ours, texts) if texts else ([], [])
        if sum(_tells(ours[a]) for a, _ in pairs) < len(_told(ours)) or _of_the_aside(theirs, pairs):
            return False
    return True


def _of_the_aside(theirs: Sequence[Item], pairs: Sequence[Pair]) -> bool:
    """Whether the only parties are of an aside, and what is told is not: "Gabon, which sells to Japan, halted"."""
    inside = aside(theirs)
    parties = [b for _, b in pairs if theirs[b].kind in PARTIES]
    return bool(parties) and set(parties) <= inside and not {b for _, b in pairs} <= inside


def _tells(item: Item) -> bool:
    return item.kind in TELLING


def _told(items: Sequence[Item]) -> list[Item]:
    return [i for i in items if _tells(i)]


def _best(ours: list[Item], texts: Sequence[Said]) -> tuple[list[Item], list[Pair]]:
    """The article's sentence that ours keeps most of, and what they share in order."""
    found: tuple[list[Item], list[Pair]] = ([], [])
    most, near = 0, _nearest(ours, texts)
    if (whole := next((t for t in near if _begun(ours, t) == len(ours)), None)) is not None:
        return whole, [(k, k) for k in range(len(ours))]
    for theirs in near:
        pairs = _shared(ours, theirs)
        score = sum(_weight(ours[a]) for a, _ in pairs)
        if score > most:
            most, found = score, (theirs, pairs)
    return found


_TRIED = 5  # sentences of a text that are compared item by item
_MOST_ITEMS = 500  # of one of them; what goes on is a table


def _nearest(ours: Sequence[Item], texts: Sequence[Said]) -> list[list[Item]]:
    """The sentences of some texts that share the most words, names and dates with ours, in their order."""
    mine = frozenset(k for i in ours for k in (*i.keys, i.surface.lower()))
    parts = [part for text in texts for part in _parts(text)]
    shares = [sum(not mine.isdisjoint(keys) for keys in told) for _, told in parts]
    best = sorted(range(len(parts)), key=lambda n: -shares[n])[:_TRIED]
    return [parts[n][0] for n in sorted(best)]


def _parts(text: Said) -> list[tuple[list[Item], list[frozenset[str]]]]:
    """The sentences of a text, each with the words and meanings of what it tells."""
    if "parts" not in text.kept:
        by_sentence = itertools.groupby(text.items, lambda i: i.sentence)
        found = [[*itertools.islice(items, _MOST_ITEMS)] for _, items in by_sentence]
        text.kept["parts"] = [(part, [i.keys | {i.surface.lower()} for i in part if _tells(i)]) for part in found]
    kept: list[tuple[list[Item], list[frozenset[str]]]] = text.kept["parts"]
    return kept


_MOST_CELLS = 30_000  # of the table of two sentences, 170 words each: of longer ones only the beginning is compared


def _begun(ours: Sequence[Item], theirs: Sequence[Item]) -> int:
    """How many items two sentences begin with alike."""
    pairs = enumerate(zip(ours, theirs, strict=False))
    differs = (n for n, (a, b) in pairs if not same_thing(a, b) or (a.kind in NAMES and a.surface != b.surface))
    return next(differs, min(len(ours), len(theirs)))


def _shared(ours: Sequence[Item], theirs: Sequence[Item]) -> list[Pair]:
    """The longest common sequence; what tells something counts three times a small word."""
    alike = _begun(ours, theirs)
    rest = _longest(ours[alike:], theirs[alike:])
    return [*((k, k) for k in range(alike)), *((a + alike, b + alike) for a, b in rest)]


def _weight(item: Item) -> int:
    return 3 if _tells(item) else 1


def _longest(ours: Sequence[Item], theirs: Sequence[Item]) -> list[Pair]:
    rows, columns = len(ours), len(theirs)
    if rows * columns > _MOST_CELLS:
        return []
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    for a in range(rows - 1, -1, -1):
        for b in range(columns - 1, -1, -1):
            here = _weight(ours[a]) + best[a + 1][b + 1] if same_thing(ours[a], theirs[b]) else 0
            best[a][b] = max(here, best[a + 1][b], best[a][b + 1])
    pairs: list[Pair] = []
    a = b = 0
    while a < rows and b < columns:
        here = same_thing(ours[a], theirs[b]) and best[a][b] == _weight(ours[a]) + best[a + 1][b + 1]
        later = ours[a].surface != theirs[b].surface and best[a][b] == best[a][b + 1]  # "BEIJING - China has"
        if here and not later:
            pairs.append((a, b))
            a, b = a + 1, b + 1
        elif best[a + 1][b] >= best[a][b + 1]:
            a += 1
        else:
            b += 1
    return pairs


def same_thing(a: Item, b: Item) -> bool:
    """Whether two items tell the same: a number, a date, a name, or one of their meanings."""
    if a.number is not None and b.number is not None:
        return close(a.number.value, b.number.value, 0.002)
    if a.kind == b.kind == "date":
        return dated(next(iter(a.keys)), next(iter(b.keys)))
    if a.kind in NAMES and b.kind in NAMES:
        if "country" in {a.kind, b.kind} and is_leader(a) is not is_leader(b):
            return False  # a president is no country
        return bool(a.keys & b.keys or name_words(a.surface) & name_words(b.surface))
    if a.kind in {"function", "punctuation"} or b.kind in {"function", "punctuation"}:
        return a.surface.lower() == b.surface.lower() or {a.surface, b.surface} == {"a", "an"}
    if a.kind == b.kind == "word" and a.keys & MOVED and b.keys & MOVED:
        return direction(a) == direction(b)
    return bool(a.keys & b.keys)


def _between(ours: Sequence[Item], theirs: Sequence[Item], pairs: Sequence[Pair]) -> Iterator[Fault]:
    """The faults between each two things that both have, and before the first and after the last."""
    both = [p for p in pairs if _tells(ours[p[0]])]
    moved, quoted = _moved(ours, theirs, both), ours[0].surface in _QUOTES
    edges = [(-1, -1), *both, (len(ours), len(theirs))]
    for (a, b), (c, d) in itertools.pairwise(edges):
        mine, cut = ours[a + 1 : c], theirs[b + 1 : d]
        new = [i for i in _told(mine) if i.kind != "mark" and id(i) not in moved]
        gone = [i for i in _told(cut) if i.kind != "mark" and id(i) not in moved]
        if new and gone:
            yield _exchanged(new, gone)
        elif new and not any(i.surface in _PRONOUNS for i in cut):
            yield OPEN, f"{new[0].surface!r} is put into the article's sentence"
        elif len(new) == 1 and new[0].kind in PARTIES and any(
            i.surface in (_SEVERAL if new[0].kind == "agency" else _SEVERAL | _PERSONS) for i in cut
        ):  # fmt: skip
            yield OPEN, f"{new[0].surface!r} is not who that is in the article"
        elif [i for i in gone if i.kind != "date" or not _is_loose(i)] and {i.surface for i in mine} & (
            _HELPERS | _WAYS) - {i.surface for i in cut}:  # fmt: skip
            yield OPEN, f"the article has {gone[-1].surface!r} here"
        elif not _delimited(theirs, b, d) and not (d == len(theirs) and _set_beside(cut)):
            kept = frozenset(k for i in mine if i.kind == "mark" for k in i.keys)
            moods = [i for i in cut if i.kind == "mark" and i.keys - _CREDIT - kept]
            denied = any("negation" in i.keys for i in theirs)  # "did not sharply rise" is no "did not rise"
            lost = [*(i for i in gone if (denied and i.kind == "word") or not _is_loose(i)), *moods]
            yield from ((OPEN, f"{i.surface!r} of the article's sentence is left out") for i in lost)
        elif (
            (left := [i for i in cut if id(i) not in moved]) and (limit := _limiting(theirs, b, d, left)) and not quoted
        ):
            yield OPEN, f"what the article limits it by is left out ({limit.surface!r})"
        elif not gone and not any(0 <= n < len(theirs) and theirs[n].kind == "date" for n in (b, d)):
            odd = _small(mine) ^ _small(cut)
            yield from ((OPEN, f"{word!r} is put in here, or left out") for word in sorted(odd)[:1])


def _small(items: Sequence[Item]) -> frozenset[str]:
    """The small words of some items that say how two things stand to each other: around, away, nearly, over."""
    return frozenset(i.surface.lower() for i in items if i.kind == "function") & _STANDING


_STANDING = frozenset({
    "about", "above", "across", "against", "ago", "almost", "along", "around", "away", "back", "below", "beyond",
    "inside", "near", "nearly", "off", "out", "outside", "over", "through", "together", "twice", "under",
    "up", "within",
})  # fmt: skip


def _unlimited(
    ours: Sequence[Item], theirs: Sequence[Item], pairs: Sequence[Pair], texts: Sequence[Said]
) -> Iterator[Fault]:
    """What limits a noun that is told stands before it ("pre-tax value"), or rules a claim about what is ahead."""
    text = next(t for t in texts if any(i is theirs[0] for i in t.items))
    tree, begin = _parsed(theirs, texts)
    moved = _moved(ours, theirs, pairs)
    kept = {id(theirs[b]) for _, b in pairs} | moved
    at = {k: i for i in theirs for k in range(i.start - begin, i.end - begin)}
    words = tree.words if tree else ()
    for word in words:
        item, head = at.get(word.start), words[word.head]
        over = at.get(head.start)
        if item is None or over is None or item is over or not _tells(over):
            continue
        if id(item) in kept and id(over) not in kept and _heads(word, head) and not _is_loose(over):
            yield OPEN, f"{over.surface!r} of {item.surface!r} is left out"
        if id(item) in kept or id(over) not in kept:
            continue
        bracketed = item.start - begin > 0 and text.text[item.start - 1] == "("
        before = (
            not bracketed
            and word.dep in {"amod", "compound", "nmod", "poss"}
            and word.start < head.start
            and (head.tag in {"NN", "NNS"} or any(c.isdigit() for c in head.text))
        )
        if before and _tells(item) and item.number is None and not _idle(item):
            yield OPEN, f"{item.surface!r} limits {over.surface!r} in the article, and is left out"
    ahead = any(i.kind == "mark" and i.keys & _AHEAD for i in ours)
    first = next((n for n, i in enumerate(theirs) if i.surface == ","), 0)
    if ahead and theirs[0].surface.lower() in _PREMISES and first and not any(id(i) in kept for i in theirs[:first]):
        yield OPEN, f"under which {theirs[0].surface.lower()!r} it is so is left out"
    lost = (i for n, i in enumerate(theirs[:-1]) if id(i) not in kept and (i.keys & _CAPS or (
        i.surface.lower() in _SHORT_OF and id(theirs[n + 1]) in kept)))  # fmt: skip
    yield from ((OPEN, f"the limit {i.surface!r} of the article is left out") for i in lost)
    for k, word in enumerate(words):
        item, over = at.get(word.start), at.get(words[word.head].start)
        assert tree is not None
        if item is None or over is None or item is over:
            continue
        if "condition" in item.keys and id(item) in kept:
            held = _conditional(tree, k, theirs, at)
            yield from (
                (OPEN, f"{i.surface!r} of what is conditional on {item.surface!r} is left out")
                for i in held if id(i) not in kept and (_tells(i) and not _is_loose(i))
            )  # fmt: skip
        sized = any(words[j].tag == "CD" for j in tree.subtree(k)) and not any(
            i.number and i.number.kind == "count" for i in theirs[: theirs.index(item)]
        )  # "output of 5 tonnes and 9 tonnes of scrap", no "two parts: 5 shares and $2"
        apart = word.is_verb or words[word.head].is_verb or id(item) in kept or id(over) not in kept or not _tells(item)
        if word.dep == "conj" and not apart and not sized:
            yield OPEN, f"{item.surface!r}, which the article tells together with {over.surface!r}, is left out"


_SHORT_OF = frozenset({"nearly", "almost", "virtually", "partly", "partially", "further"})  # of what is told


def _conditional(tree: Tree, mark: int, theirs: Sequence[Item], at: Mapping[int, Item]) -> Iterator[Item]:
    """What a mark of a condition governs, by the grammar and up to the next comma, without asides on a part of it."""
    word = tree.words[mark]
    whole = tree.subtree(word.head if word.dep in {"mark", "advmod"} else mark)
    apart = (j for j in whole if tree.words[j].dep in {"relcl", "appos"} and tree.is_set_apart(j))
    held = {
        id(at[tree.words[j].start]) for j in whole.difference(*map(tree.subtree, apart)) if tree.words[j].start in at
    }
    behind = theirs[next(n for n, i in enumerate(theirs) if i is at[word.start]) :]
    held |= {id(i) for i in itertools.takewhile(lambda i: i.surface not in {",", ";"}, behind)}
    yield from (i for i in theirs if id(i) in held)


def _heads(word: Word, head: Word) -> bool:
    """Whether a noun is what another one before it limits: "trioxide" of "antimony trioxide"."""
    return word.dep in {"compound", "poss", "nmod"} and word.start < head.start and head.tag in {"NN", "NNS"}


def _idle(item: Item) -> bool:
    """Whether a word before a noun limits nothing: praise, or the sign of a share at an exchange."""
    return item.surface.lower() in _PRAISE or (item.kind == "word" and item.surface.isupper())


_PRAISE = frozenset({
    "key", "major", "massive", "huge", "important", "significant", "lucrative", "ambitious", "giant", "pivotal", "bold",
})  # fmt: skip
_MOVES = frozenset({"move", "effort", "push", "step", "boost", "blow", "development"})
_AHEAD = frozenset({"planned", "possible", "conditional", "expected", "aimed"})
_PREMISES = frozenset({"under", "over", "with", "without", "assuming", "given", "at", "based"})
_CAPS = frozenset({"w:cap", "w:capp"})


def _moved(ours: Sequence[Item], theirs: Sequence[Item], kept: Sequence[Pair]) -> frozenset[int]:
    """What stands in both, in another place: whether it may is the business of roles and places."""
    mine = [i for a, i in enumerate(ours) if _tells(i) and a not in {p[0] for p in kept}]
    rest = [i for b, i in enumerate(theirs) if _tells(i) and b not in {p[1] for p in kept}]
    return frozenset(id(i) for a in mine for b in rest if same_thing(a, b) for i in (a, b))


def _modified(ours: Sequence[Item], theirs: Sequence[Item], pairs: Sequence[Pair]) -> Iterator[Fault]:
    """A word that limits one noun in the article limits no other here: "net cash" for "cash and net debt"."""
    kept = dict(pairs)
    for a, (item, noun) in enumerate(itertools.pairwise(ours)):
        if item.kind == noun.kind == "word" and a not in kept and a + 1 in kept and noun.start == item.end + 1:
            limited = [theirs[b + 1] for b, i in enumerate(theirs[:-1]) if i.surface == item.surface]
            if limited and not any(same_thing(noun, i) for i in limited):
                yield OPEN, f"{item.surface!r} is told of {limited[0].surface!r} in the article"


def _swapped(ours: Sequence[Item], theirs: Sequence[Item]) -> Iterator[Fault]:
    """Two things that have taken each other's places, each between what the article has beside the other."""
    ours, theirs = ([i for i in items if i.surface not in {".", "out", "up", "off"}] for items in (ours, theirs))
    verbs = lexicon.relating()  # "made 42% less and hold a quarter"
    there = {
        a: b
        for a, i in enumerate(ours)
        if (_tells(i) or i.surface in verbs) and (b := _between_the_same(ours, a, theirs)) is not None
    }
    for a, c in itertools.combinations(there, 2):
        if same_thing(ours[a], theirs[there[c]]) and same_thing(ours[c], theirs[there[a]]):
            yield REFUTED, f"{ours[a].surface!r} and {ours[c].surface!r} have taken each other's places"


def _blocks(ours: Sequence[Item], theirs: Sequence[Item]) -> Iterator[Fault]:
    """Two parts that have changed places, each with the small word that led to the other.

    "A limited easing but not the broader rollback" is not "a broader rollback but not the limited easing".
    """
    once = [(a, b) for a, i in enumerate(ours) if a and (b := _only(i, theirs)) and _only(i, ours) == a]
    for (a, b), (c, d) in itertools.combinations(once, 2):
        leads = [(ours[a - 1], theirs[d - 1]), (ours[c - 1], theirs[b - 1])]
        if d < b and all(same_thing(*lead) for lead in leads) and not same_thing(ours[a - 1], theirs[b - 1]):
            yield REFUTED, f"{ours[a].surface!r} and {ours[c].surface!r} have taken each other's places"


def _only(item: Item, items: Sequence[Item]) -> int | None:
    """The one place where some items have the words of what tells something; None where there is none or two."""
    found = [n for n, i in enumerate(items) if _tells(i) and i.surface.lower() == item.surface.lower()]
    return found[0] if len(found) == 1 else None


def _compared(ours: Sequence[Item], theirs: Sequence[Item]) -> Iterator[Fault]:
    """ "Above" does not stand between what "below" stands between in the article."""
    for a, item in enumerate(ours):
        against = next((set(p) - {item.surface} for p in _OPPOSED if item.surface in p), set[str]())
        own, other = (
            max((_fits(ours, a, theirs, b) for b, i in enumerate(theirs) if i.surface in words), default=0)
            for words in ({item.surface}, against)
        )
        if other > own:
            yield REFUTED, f"{item.surface!r} stands where the article has {min(against)!r}"


_OPPOSED = (("above", "below"), ("over", "under"), ("before", "after"))


def _fits(ours: Sequence[Item], a: int, theirs: Sequence[Item], b: int) -> int:
    """How many of the nearest things before and behind are the same at two places."""
    near = ((_told(ours[a - 1 :: -1] if a else ()), _told(theirs[b - 1 :: -1] if b else ())),
            (_told(ours[a + 1 :]), _told(theirs[b + 1 :])))  # fmt: skip
    return sum(bool(mine and there) and same_thing(mine[0], there[0]) for mine, there in near)


def _of_what(ours: Sequence[Item], theirs: Sequence[Item], pairs: Sequence[Pair]) -> Iterator[Fault]:
    """What a number is of is not told of another one: "9 tonnes at 2% lithium oxide", no 9 tonnes of it."""
    for a, b in pairs:
        good = _good_behind(ours, a) if ours[a].number else None
        if good and not _good_behind(theirs, b):
            others = (_good_behind(theirs, n) for n, i in enumerate(theirs) if i.number and n != b)
            if any(other and same_thing(good, other) for other in others):
                yield REFUTED, f"{good.surface!r} is what another number is of in the article"


def _good_behind(items: Sequence[Item], place: int) -> Item | None:
    """The mineral right behind a number: "9 tonnes of tin", "2% lithium oxide"."""
    behind = [i for i in items[place + 1 : place + 3] if i.surface != "of"][:1]
    return behind[0] if behind and behind[0].kind == "mineral" else None


def _turned(ours: Sequence[Item], theirs: Sequence[Item]) -> Iterator[Fault]:
    """ "Use and waste outstrip new supply" is not "new supply outstrips use and waste": both sides of a verb turned."""
    for a, item in enumerate(ours):
        there = [b for b, i in enumerate(theirs) if item.keys & i.keys and verbal(theirs, b)]
        if item.kind != "word" or len(there) != 1:
            continue
        (b,) = there
        first, last = _beside(ours, a)
        if _passive(ours, a) != _passive(theirs, b):
            first, last = last, first
        before, behind = _beside(theirs, b)
        kept = _both(first, before) + _both(last, behind)
        if _both(first, behind) > 1 and _both(last, before) > 1 and not kept:
            yield REFUTED, f"what {item.surface!r} is told of stands on its other side in the article"


def _beside(items: Sequence[Item], place: int) -> tuple[list[Item], list[Item]]:
    """What stands before and behind a place up to the nearest commas."""
    stops = [n for n, i in enumerate(items) if i.surface in {",", ";", "."}]
    first, last = max((n for n in stops if n < place), default=0), min((n for n in stops if n > place), default=None)
    return _told(items[first:place]), _told(items[place + 1 : last])


def _both(some: Sequence[Item], others: Sequence[Item]) -> int:
    return sum(any(same_thing(i, j) for j in others) for i in some)


def _passive(items: Sequence[Item], verb: int) -> bool:
    """Whether "by" behind a verb tells who does it, and not by how much."""
    behind = itertools.pairwise(items[verb + 1 : verb + 4])
    return any(i.surface == "by" and then.number is None for i, then in behind)


def _between_the_same(ours: Sequence[Item], a: int, theirs: Sequence[Item]) -> int | None:
    """The place of another thing in the article's sentence with the same before it and behind it; None where it has
    its own there."""
    fits = [b for b, i in enumerate(theirs) if (_tells(i) or i.surface in lexicon.relating()) and all(
        _alike(ours, a + step, theirs, b + step) for step in (-1, 1))]  # fmt: skip
    return fits[0] if fits and not any(same_thing(ours[a], theirs[b]) for b in fits) else None


def _alike(ours: Sequence[Item], a: int, theirs: Sequence[Item], b: int) -> bool:
    """Whether two places hold the same, or lie both beyond the same end of their sentences."""
    inside = (0 <= a < len(ours), 0 <= b < len(theirs))
    return same_thing(ours[a], theirs[b]) if all(inside) else not any(inside) and (a < 0) == (b < 0)


def _intended(ours: Sequence[Item], theirs: Sequence[Item]) -> Iterator[Fault]:
    """What the article has as a purpose ("to build") is not told as done ("built"), wherever it stands."""
    for a, here in enumerate(ours):
        there = [b for b, i in enumerate(theirs) if here.kind == "word" and same_thing(here, i)]
        aims = bool(there) and all(b and theirs[b - 1].surface == "to" for b in there)
        if aims and (a == 0 or ours[a - 1].surface != "to"):
            base, said = theirs[there[0]].surface.lower(), here.surface.lower()
            if said != base and not said.endswith("ing") and said in lexicon.inflected(base, "verb"):
                yield OPEN, f"{here.surface!r} is only intended in the article"


def _is_loose(item: Item) -> bool:
    """Whether a claim does not change without it: "sharply", "he said on Thursday"."""
    if item.kind == "word":
        return item.surface.lower() in _MANNERS or _idle(item)
    return bool(LOOSE.search(item.surface))


_MANNERS = frozenset({"officially", "sharply", "significantly", "strongly", "steeply", "rapidly", "quickly", "heavily",
                      "substantially", "considerably", "drastically", "dramatically", "markedly", "formally",
                      "publicly", "initially", "abruptly", "suddenly", "recently", "newly",
                      "morning", "afternoon", "evening"})  # fmt: skip


def _exchanged(new: Sequence[Item], gone: Sequence[Item]) -> Fault:
    named = any(i.kind in NAMES for i in new) and any(i.kind in NAMES for i in gone)
    return (REFUTED if named else OPEN), f"{new[0].surface!r} stands where the article has {gone[0].surface!r}"


def _delimited(theirs: Sequence[Item], b: int, d: int) -> bool:
    """Whether what is left out between two places begins and ends at a comma, a bracket or another clause."""
    inner = _unbracketed(theirs[b + 1 : d])
    if not _told(inner):
        return True
    first = next((n for n, i in enumerate(inner[:2]) if i.surface in _STOPS - {")"}), None)
    begins = b < 0 or inner[0].clause != theirs[b].clause or first is not None
    rest = inner[max(len(inner) - 3, 0 if first is None or b < 0 else first + 1) :]  # one comma is not both ends
    ends = d == len(theirs) or inner[-1].clause != theirs[d].clause or any(i.surface in _STOPS for i in rest)
    beside = any(i.surface == "and" for i in inner[-2:]) and inner[1].surface in _ARTICLES  # ", a miner and the"
    ends = ends or beside
    return begins and ends


_OVER_BOTH = frozenset({
    "out", "of", "in", "at", "on", "by", "for", "from", "with", "without", "under", "among", "as", "if", "when",
    "while", "unless", "until", "since", "after", "before", "despite", "according", "excluding", "outside", "where",
})  # what opens with these is said of both clauses that follow  # fmt: skip


def _limiting(theirs: Sequence[Item], b: int, d: int, cut: Sequence[Item]) -> Item | None:
    """What limits a claim where it is left out; None where the cut is one that leaves the claim as it is.

    That is a dateline or a joint that opens a sentence, an aside on another thing (which, a miner, Lynas), a
    circumstance (as, amid, after, citing, putting), examples. A concession, premise, term, purpose or source is none.
    """
    told = [i for i in _unbracketed(cut) if i.surface not in _STOPS]
    if not _told(told):
        said = [i for i in cut if i.kind in {"word", "mark"}] if any(i.surface == "(" for i in cut) else []
        return next((i for i in said if i.surface.islower()), None)
    if all(i.kind in {"date", "function"} or i.keys & _SPELLS for i in told):
        return next((i for i in told if i.kind == "date" and not LOOSE.search(i.surface)), None)
    if b < 0:
        joined = cut[-1].surface == "and" or (cut[-2:-1] and cut[-2].surface == "and")  # "A sold B, and C fell"
        whole = cut[0].surface.lower() not in _OVER_BOTH and not any(i.keys & _REFUSALS for i in told)
        return None if _leads_in(cut) or (joined and whole) else told[0]
    if (
        not (_sets_aside(told) or _is_apposed(theirs[b], cut, told[0]))
        or _is_source([i.surface for i in told])
        or (told[0].surface in _AT_ONCE | _RELATIVES and cut[0].surface not in _STOPS - {")"})
    ):
        return told[0]
    if _goes_on(theirs, d):
        return told[0]
    closing = told[0].surface.lower() in _RELATIVES | _ARTICLES | {"which is", "who is"} or told[0].kind in NAMES
    behind = next((p[0] for p in _pieces(cut) if p[0].surface.lower() in _TERMS), None)
    if closing and behind:
        return behind
    refusals = _REFUSALS - ({"negation"} if told[0].surface in _RELATIVES else set())
    return next((i for i in told if i.surface.lower() in _CONTRASTS or i.keys & refusals), None)


def _is_apposed(noun: Item, cut: Sequence[Item], first: Item) -> bool:
    """Whether words between commas only tell more of what stands before them: "the dam, built in 1974, might"."""
    opens = first.surface.lower()
    told = opens in lexicon.pasts() or opens.endswith("ed") or noun.kind in NAMES or noun.surface[:1].isupper()
    return told and opens not in _TERMS | _CONTRASTS and cut[0].surface == cut[-1].surface == ","


def _goes_on(theirs: Sequence[Item], d: int) -> bool:
    """Whether a list goes on from a place: "fuelled by a weak dollar, [hopes of cuts,] and firm demand"."""
    end = next((n for n in range(d, len(theirs)) if theirs[n].surface == ","), len(theirs))
    joined = any(i.surface in {"and", "or"} for i in theirs[end + 1 : end + 2])
    does = any(i.surface in _HELPERS | lexicon.pasts() or i.surface.endswith("ed") for i in theirs[d:end])
    return joined and not does and not verbal(theirs, d)  # "Acme, [which owns Zeta,] sells tin, and lead"


def _leads_in(cut: Sequence[Item]) -> bool:
    """Whether a sentence opens with a dateline ("BEIJING, Feb 6 -") or a joint alone ("As a result, the")."""
    low = [i.surface.lower() for i in cut]
    told = next((n for n, w in enumerate(low[:4]) if w in _TOLD_AT and low[0] == "in"), None)
    stated = told is not None and not _told([i for i in cut[told + 1 :] if i.kind != "date"])  # "In a statement on"
    if _is_fanfare(low) or stated:
        return not any(i.keys & (_CREDIT | _REFUSALS) for i in cut)
    if low[0] in _FRAMES:
        return not any(i.keys & _CREDIT for i in cut)  # whether the claim is ahead, which they rule, is held elsewhere
    dashed = [n for n, i in enumerate(cut) if i.surface in {"-", "–", "—"}]
    if dashed:
        cut = cut[dashed[-1] + 1 :]
    return _JOINTS.fullmatch(" ".join(i.surface.lower() for i in cut if i.kind != "punctuation")) is not None


_TOLD_AT = frozenset({"statement", "announcement", "interview", "release", "conference"})
_SOURCES = frozenset({"people", "person", "source", "sources", "officials", "document", "documents", "insiders"})


def _is_source(words: Sequence[str]) -> bool:
    """Whether words name who a report rests on: "citing two people familiar with the matter"."""
    low = [w.lower() for w in words]
    return bool({"citing", "quoting"} & {*low[:2]}) and bool(_SOURCES & {*low})


def _is_fanfare(words: Sequence[str]) -> bool:
    """Whether an opening praises what follows and tells no terms of it: "In a pivotal effort to gain a foothold," """
    kind = next((n for n, w in enumerate(words) if w in _MOVES), 0)
    praised = kind > 1 and words[0] == "in" and words[1] in _ARTICLES and all(w in _PRAISE for w in words[2:kind])
    return praised and words[kind + 1] in {",", "to"} and "," not in words[kind + 1 : -1]


def _sets_aside(told: Sequence[Item]) -> bool:
    """Whether words that are left out begin as an aside, circumstance or example does."""
    first, second = told[0], told[1] if len(told) > 1 else told[0]
    opens = first.surface.lower()
    placed = opens in {"in", "near"} and any(i.kind == "country" or i.surface[:1].isupper() for i in told[1:3])
    doing = any(i.surface.islower() and i.surface.split(" ")[0].endswith("ing") for i in told[:2])
    named = first.kind in NAMES or first.surface[:1].isupper() or first.number is not None
    doing = doing and opens not in _TERMS
    return opens in _ASIDE or named or placed or doing or (opens == "in" and second.surface.startswith("what"))


def _pieces(cut: Sequence[Item]) -> Iterator[list[Item]]:
    """What stands behind each comma of some words, the first left aside: "which it leads, for a year"."""
    inner = _unbracketed(cut)
    stops = [n for n, i in enumerate(inner) if i.surface in {",", "–", "—"} and n > 0]
    parts = (inner[n + 1 : last] for n, last in itertools.pairwise([*stops, len(inner)]))
    yield from (part for part in parts if _told(part))


def _partial(ours: Sequence[Item], theirs: Sequence[Item]) -> Iterator[Fault]:
    """ "25 of its mines" are not "its 25 mines", nor is "40% of Acme's interest" its 40% interest."""
    for a, item in enumerate(ours):
        there = [
            theirs[b + 1 : b + 3] for b, i in enumerate(theirs) if item.number and i.number and same_thing(item, i)
        ]
        parts = [
            len(i) > 1 and i[0].surface == "of" and (i[1].surface in _PRONOUNS or i[1].kind in PARTIES) for i in there
        ]
        if parts and all(parts) and "of" not in {i.surface for i in ours[a + 1 : a + 3]}:
            yield OPEN, f"{item.surface!r} is a part in the article"


_CREDIT = frozenset({"attribution", "article"})
_ARTICLES = frozenset({"a", "an", "the"})
_SPELLS = frozenset({"day", "week", "month", "year", "w:quarter", "w:half", "w:period"})
_CONTRASTS = frozenset({"but", "although", "though", "albeit", "unless", "except", "excluding", "yet"})
_REFUSALS = frozenset({"negation", "condition", "only"})
_RELATIVES = frozenset({"which", "who", "where", "whose"})
_TERMS = frozenset({
    "with", "without", "until", "till", "when", "once", "before", "if", "assuming", "using", "based", "barring", "at",
    "under", "net", "less", "minus", "other", "save", "not", "through", "within", "pending", "subject", "depending",
    "for", "to", "from", "by", "over", "during", "on", "upon", "per", "despite", "regardless", "provided",
})  # fmt: skip  # that limit a claim at whose end they stand
_ASIDE = _RELATIVES | _ARTICLES | frozenset({
    "which is", "who is", "its", "one", "as", "amid", "amidst", "after", "following", "while", "whereas", "including",
    "such as", "such", "compared", "compared with", "against", "because", "since", "and", "then", "part", "most",
    "some", "both", "all", "each",
})  # fmt: skip
_FRAMES = frozenset({"under", "over", "with", "assuming", "given", "at", "based", "after", "amid", "as", "following",
                     "despite"})  # fmt: skip
_AT_ONCE = frozenset({"while", "whereas"})
_JOINTS = re.compile(
    r"(?:(?:nevertheless|however|notably|separately|similarly|meanwhile|for (?:example|instance)|as a result|moreover"
    r"|in (?:addition|turn|fact|total)|furthermore|further|also|and|but|so|indeed|still|yet|then|thus|therefore|overall"
    r"|additionally|consequently|likewise|besides)\b ?)*(?:an?|the)?"
)
_QUOTES = frozenset("“\"‘'")


def _unbracketed(cut: Sequence[Item]) -> list[Item]:
    """Some items without the brackets that open and close among them: "120 kilometers (75 miles) east"."""
    out: list[Item] = []
    for item in cut:
        opened = next((n for n in range(len(out) - 1, -1, -1) if out[n].surface == "("), None)
        if item.surface == ")" and opened is not None:
            del out[opened:]
        else:
            out.append(item)
    return out


def _set_beside(cut: Sequence[Item]) -> bool:
    """Whether what a sentence ends with stands beside it: "amid a strike", "after a fall", "and 90 tonnes of scrap"."""
    whole = not any(i.kind == "mark" and i.keys & {"condition", "negation", "only", "attribution"} for i in cut)
    first = cut[0].surface if cut else ""
    part = first in {"and", "but"} and any(i.number for i in cut) and cut[-2].surface != "respectively"
    return whole and (part or first in {"amid", "amidst", "after", "following"})
