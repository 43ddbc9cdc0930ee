"""What stands around a number of a computed sentence is that number's own: whose it is, of what, of which time.

A sentence falls into stretches at its verbs, signs and the phrases of its figures. In a stretch with numbers each name
and word is one of theirs: of the grammar and the words beside the article's number, of the row, or of the metric.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from didymium.proof import lexicon
from didymium.proof.entail import NAMES, OPEN, REFUTED, Fault, Use, direction, finite, groups_of
from didymium.proof.evidence import Context
from didymium.proof.known import Known, Stated, allows_exports, safe_known, sentence_spans, words_of
from didymium.proof.moods import held_at
from didymium.proof.phrases import PHRASED
from didymium.proof.reading import PARTIES, Item, Said, left_of, name_words, read
from didymium.records import DerivedEvidence, Evidence
from didymium.text.syntax import parse

_VERBS = frozenset({"is", "are", "was", "were", "be"})
_BREAKS = frozenset("():;,—")
_OWNS = ("'s", "’s", "s'", "s’")


def bound(said: Said, uses: Sequence[Use], evidence: Mapping[str, Evidence], context: Context) -> Iterator[Fault]:
    """Words and names beside a computed number or its operand that are not its own."""
    yield from _twice(uses)
    for stretch in (part for whole in _stretches(said) for part in _apart(whole)):
        own = [u for u in uses if any(i is u.item for i in stretch)]
        if not own or not all(isinstance(u.known.item, DerivedEvidence) for u in own):
            continue
        keys = frozenset(k for u in own for k in _own(u, uses, evidence, context))
        does = frozenset(k for u in own for k in _own(u, uses, evidence, context, rows=False))
        for n, item in enumerate(stretch):
            told = (item.kind == "word" and not direction(item)) or item.kind in NAMES
            may = does if finite(stretch, n) and " " not in item.surface else keys
            if told and not (item.keys | name_words(item.surface)) & may and not groups_of(item.keys) & may:
                yield OPEN, f"{item.surface!r} is told beside {own[0].item.surface!r}, whose it is not"
        yield from (fault for use in own for fault in _misowned(use, stretch, said, context))


def _misowned(use: Use, stretch: Sequence[Item], said: Said, context: Context) -> Iterator[Fault]:
    """A number of the article behind the possessive of a name that its grammar, or its words, do not give it to."""
    parties = (i for i in left_of(stretch, use.item) if i.kind in PARTIES)
    whose = [i for i in parties if i.surface.endswith(_OWNS) or said.text.startswith(_OWNS, i.end)]
    if use.stated.said is None or not whose:
        return
    item, label = whose[-1], use.stated.label() if use.stated.label is not None else None
    names = name_words(item.surface)
    if label is not None and label.owner:
        called = frozenset[str]() if item.kind == "country" else name_words(f"{label.owner} {label.owner_id}")
        own = bool(item.keys & {f"country:{label.owner_id}"} or names & called)
    else:
        own = bool((item.keys | names) & _of_article(use.stated, context))
    if not own:
        yield REFUTED, f"{use.item.surface!r} is not that of {item.surface!r} in the article"


def _twice(uses: Sequence[Use]) -> Iterator[Fault]:
    """An operand that is printed twice stands once where another does."""
    own = [u for u in uses if u.stated.said and u.stated.dims and isinstance(u.known.item, DerivedEvidence)]
    for a, b in itertools.combinations(own, 2):
        places = {
            (n.said.text, n.item.start) for n in a.known.numbers if n.said and n.item and n.value == a.stated.value
        }
        one = a.item.number and b.item.number and a.item.number.unit == b.item.number.unit  # "40 t a month: 480 a year"
        if one and a.known is b.known and a.stated.value == b.stated.value and len(places) == 1:
            yield REFUTED, f"{b.item.surface!r} is said twice"


def _stretches(said: Said) -> Iterator[list[Item]]:
    """The items between two verbs, signs or phrases; a number behind a bracket or comma is of what stands before it."""
    gone = {i.start for i in said.spent}
    every = sorted((*said.items, *said.spent), key=lambda i: i.start)
    part: list[Item] = []
    for n, item in enumerate(every):
        opens = item.surface in {"(", ","} and n + 1 < len(every) and every[n + 1].number is not None
        breaks = item.surface in _VERBS | _BREAKS | lexicon.relating() and not opens
        if breaks or item.start in gone or item.keys == PHRASED or "conditional" in item.keys:
            yield part
            part = []
        else:
            part.append(item)
    yield part


def _apart(stretch: list[Item]) -> Iterator[list[Item]]:
    """A stretch as the parts that "and" joins, each with a number: "a quota of 5 t and exports of 9 t"."""
    joints = [n for n, i in enumerate(stretch) if i.surface == "and"]
    cut = next((n for n in joints if any(i.number for i in stretch[:n]) and any(i.number for i in stretch[n:])), None)
    if cut is None:
        yield stretch
    else:
        yield stretch[:cut]
        yield from _apart(stretch[cut + 1 :])


def _own(
    use: Use, uses: Sequence[Use], evidence: Mapping[str, Evidence], context: Context, rows: bool = True
) -> frozenset[str]:
    """What may be told of a number: of its metric and the rows that it is made of, or of the operand that it is."""
    item = use.known.item
    assert isinstance(item, DerivedEvidence)
    goods = use.known.slots.get("mineral", frozenset())
    if use.stated.said is not None and use.stated.item is not None:
        lent = {"plan", "quota"} if allows_exports(use.stated.said) else {"plan"}  # by the moods of its sentence
        return _of_article(use.stated, context) | goods | (use.known.words & lent)
    told = {
        u.stated.said.text for u in uses if u.stated.said
    }  # where an operand is not printed, the figure is told in its words
    parts = [p for n in item.operands if (p := safe_known(n, evidence, context))]
    parts = [p for p in parts if (not p.spoken and rows) or (p.spoken and not any(t.text in told for t in p.texts))]
    words = lexicon.reckoned_words(use.known.numbers[0].metric)
    return words | _slots(use.known) | frozenset(w for p in parts for w in (*p.words, *_slots(p)))


def _slots(known: Known) -> frozenset[str]:
    return frozenset(k for keys in known.slots.values() for k in keys)


def _of_article(stated: Stated, context: Context) -> frozenset[str]:
    """The words of the article's number: of its stretch, of the noun that names it, and of its label."""
    said, item = stated.said, stated.item
    assert said is not None
    assert item is not None
    label = stated.label() if stated.label is not None else None
    left = context.text.find(said.text)
    noun = (label.noun[0] - left, label.noun[1] - left) if label and label.noun and left >= 0 else (0, 0)
    led = not any(noun)  # named by a verb, or by what stands with the number before it
    before = [n for n, _ in said.stretches if led and n.sentence == item.sentence and n.start < item.start]
    parts = (part for number, part in said.stretches if number is item or number in before)
    beside = itertools.chain(*parts, (i for i in said.items if noun[0] <= i.start < noun[1]))
    keys = frozenset(k for i in beside for k in (*i.keys, *name_words(i.surface)))
    told = (label.owner, label.thing, label.good, label.base, label.base_owner, label.partner) if label else ()
    return keys | _named_by(said, *noun) | words_of(read(" ".join(filter(None, told)), None))


def _named_by(said: Said, start: int, end: int) -> frozenset[str]:
    """The meanings of a noun and of what stands before it, and behind it up to a number or verb, by the grammar."""
    begin, stop = next(((a, b) for a, b in sentence_spans(said.text) if a <= start < end <= b), (0, 0))
    tree = parse(said.text[begin:stop]) if stop else None
    at = tree.top(start - begin, end - begin) if tree else None
    if tree is None or at is None:
        return frozenset()
    words = sorted(tree.subtree(at))
    last = next((k for k in words if k > at and (tree.words[k].tag == "CD" or tree.words[k].is_verb)), len(tree.words))
    inside = frozenset(k for k in words if k < last)
    return frozenset(q for i in held_at(said, tree, begin, inside) for q in (*i.keys, *name_words(i.surface)))
