"""Phrases that a metric may be put in, each with the values for which it is true.

`lexicon/phrases.csv` holds them: what a computed figure means in words ("it caps growth and cuts no supply" for a ratio
of a limit to last year's output within 5 % of 1); those of metric `*` are what a brief says of itself. A phrase is
accounted for where the figure fulfils its condition, and refutes the sentence where it does not. A condition
`~end|until` asks for one of these meanings or words in the evidence, `~end&ban|quota` for one of each group; `#2` of
the number to which the phrase leads that it is the second of what the figure is made of (`#0`: the figure itself),
`#2-` that it is taken off;
`!capacity` asks that none of what it is made of is one by the grammar of the article.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from didymium.proof import lexicon
from didymium.proof.entail import same
from didymium.proof.evidence import close, value_of
from didymium.proof.formula import names_in
from didymium.proof.known import Known
from didymium.proof.reading import Item, Said
from didymium.records import DerivedEvidence, Evidence, SpanEvidence

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_CONDITION = re.compile(r"(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)")
_KEPT = frozenset({"number", "date", "function", "punctuation"})  # small words part what belongs to which number
PHRASED = frozenset({"phrased"})  # what a small word of a phrase means: it is accounted for
_Bound = tuple[str, float]  # comparison, number


@cache
def _phrases() -> dict[str, tuple[tuple[str, tuple[_Bound, ...], tuple[frozenset[str], ...]], ...]]:
    """(phrase, conditions on the value, groups of meanings of its evidence) of the phrases of each metric."""
    found: dict[str, list[tuple[str, tuple[_Bound, ...], tuple[frozenset[str], ...]]]] = {}
    for row in lexicon.rows("phrases"):
        conditions = tuple((op, float(v)) for op, v in _CONDITION.findall(row["when"] or ""))
        found.setdefault(row["metric"], []).append((row["phrase"], conditions, _groups(row["when"] or "")))
    return {metric: tuple(rows) for metric, rows in found.items()}


def _groups(when: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(g.split("|")) for g in when.removeprefix("~").split("&") if when.startswith("~"))


@cache
def _places() -> dict[tuple[str, str], int]:
    """By metric and phrase, the place in the formula of the operand to which the phrase leads."""
    rows = ((r, re.search(r"#(\d)", r["when"] or "")) for r in lexicon.rows("phrases"))
    return {(r["metric"], r["phrase"].lower()): int(m[1]) for r, m in rows if m}


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    """Made when a figure first asks for the phrase, for a brief asks for few of them."""
    return re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)", re.I)


@cache
def _own_phrases() -> tuple[tuple[re.Pattern[str], tuple[frozenset[str], ...]], ...]:
    """(pattern, groups of meanings or words of each of which the evidence must have one) of what a brief says of
    itself."""
    return tuple(
        (_pattern(r["phrase"]), _groups(r["when"] or "")) for r in lexicon.rows("phrases") if r["metric"] == "*"
    )


def phrased(said: Said, known: Sequence[Known], evidence: Mapping[str, Evidence]) -> tuple[Said, list[tuple[str, str]]]:
    """The sentence without the phrases that its figures bear out, and a fault for each phrase that they refute.

    A phrase that leads to a number ("takes the price to $8") leads to that of its own figure, and not to one to which
    another phrase leads.
    """
    spent: set[int] = set()
    small: set[int] = set()
    faults = [*_turned(said.text, known)]
    owners: dict[tuple[int, int], list[Known]] = {}
    for start, end, true, words, owner in _found(said.text, known):
        owners.setdefault((start, end), []).extend([owner] if owner else [])
        if true:
            inside = [i for i in said.items if start <= i.start and i.end <= end]
            spent |= {id(i) for i in inside if i.kind not in _KEPT}
            small |= {id(i) for i in inside if i.kind == "function"}
        else:
            faults.append(("refuted", f"{words!r} does not hold for its figure"))
    led = [(span, own, i) for span, own in owners.items() for i in said.numbers if own and 0 <= i.start - span[1] <= 1]
    leading = [k for _, own, _ in led for k in own if isinstance(k.item, DerivedEvidence)]
    for (start, end), own, item in led:
        others = [k for k in leading if k not in own]
        if not any(_leads_to(k, item) for k in own) and any(_leads_to(k, item) for k in others):
            faults.append(("refuted", f"{said.text[start : item.end]!r} is of another figure"))
        placed = [k for k in own if _place_of(k, said.text[start:end]) is not None]
        if placed and all(_is_other(k, said.text[start:end], item, evidence) for k in placed):
            faults.append(("refuted", f"{said.text[start : item.end]!r} is of another of its numbers"))
    left, gone = (tuple(i for i in said.items if (id(i) in spent) is used) for used in (False, True))
    left = tuple(replace(i, keys=PHRASED) if id(i) in small else i for i in left)
    return replace(said, items=left, spent=gone), faults


_TURNED = (("by", "to"), ("by", "in"), ("to", "by"), ("before", "after"), ("after", "before"), ("until", "since"),
           ("since", "until"), ("from", "to"), ("within", "after"), ("in", "by"),
           ("would", "did"), ("no less", "less"), ("no more", "more"), ("not ", ""))  # fmt: skip


def _turned(text: str, known: Sequence[Known]) -> Iterator[tuple[str, str]]:
    """A phrase of a figure that is told the other way round: "cut shipments to" for "by", "a rise" for "a fall"."""
    metrics = {k.item.figure.metric for k in known if not isinstance(k.item, SpanEvidence) and k.item.figure}
    says = {p.lower() for m in metrics for p, *_ in _phrases().get(m, ())}
    says |= {w for m in metrics if (shape := lexicon.shapes().get(m)) for w in shape.says}
    rest = _pattern_of(frozenset(says | {p.lower() for p, *_ in _phrases()["*"]})).sub("", text)
    for words in (w for w in says if " " in w):
        for small, other in _TURNED:
            turned = re.sub(rf"(?<!\w){small}(?!\w)" if other else small, other, words)
            if turned != words and _pattern(turned).search(text if small == "would" else rest):
                yield "refuted", f"{turned!r} is {words!r} of its figure"


@cache
def _pattern_of(phrases: frozenset[str]) -> re.Pattern[str]:
    return re.compile("|".join(_pattern(p).pattern for p in sorted(phrases, key=len, reverse=True)) or "(?!)", re.I)


def _leads_to(known: Known, item: Item) -> bool:
    return item.number is not None and any(same(item.number, n) for n in known.numbers[:1])


@cache
def _barred() -> dict[tuple[str, str], frozenset[str]]:
    """By metric and phrase, what none of the numbers may be of which the figure is made."""
    rows = (r for r in lexicon.rows("phrases") if (r["when"] or "").startswith("!"))
    return {(r["metric"], r["phrase"]): frozenset(r["when"][1:].split("|")) for r in rows}


def _things(known: Known) -> frozenset[str]:
    """What the numbers of the article of which a figure is made are, by its grammar: a capacity, a cost."""
    return frozenset(own.thing for n in known.numbers if n.label and (own := n.label()))


def _place_of(known: Known, words: str) -> int | None:
    figure = known.item.figure if isinstance(known.item, DerivedEvidence) else None
    return _places().get((figure.metric, words.lower())) if figure else None


def _is_other(known: Known, words: str, item: Item, evidence: Mapping[str, Evidence]) -> bool:
    """Whether a phrase leads to another number than that of its place in the formula: "of yearly output at 9 t"."""
    place = _place_of(known, words)
    if not place or item.number is None:
        return not _leads_to(known, item)
    name = names_in(known.formula)[place - 1]
    return not close(abs(value_of(evidence[name]).value), abs(item.number.value), 1e-6)


def _words_of(known: Known) -> frozenset[str]:
    return known.words | {i.surface.lower() for t in known.texts for i in t.items}


def bears(known: Known, text: str) -> bool:
    """Whether the evidence has a meaning or word that a phrase of the brief's own in a text rests on."""
    told = _words_of(known)
    return any(n & told for p, needs in _own_phrases() if needs and p.search(text) for n in needs)


def _found(text: str, known: Sequence[Known]) -> Iterator[tuple[int, int, bool, str, Known | None]]:
    barred, told = _barred(), frozenset(w for k in known for w in _words_of(k))
    own = [(*m.span(), all(n & told for n in needs), m[0]) for p, needs in _own_phrases() for m in p.finditer(text)]
    for start, end, true, phrase in own:  # "It ends then unless ..." is no "It ends then"
        if not any(a <= start and end <= b and (a, b) != (start, end) for a, b, *_ in own):
            yield start, end, true, phrase, None
    for one in known:
        figure = None if isinstance(one.item, SpanEvidence) else one.item.figure
        if figure is None:
            continue
        own_words = _words_of(one) | frozenset(k for t in one.heard for i in t.items for k in (*i.keys, i.surface))
        for phrase, conditions, groups in _phrases().get(figure.metric, ()):
            for match in _pattern(phrase).finditer(text):
                true = all(_COMPARE[op](figure.value, bound) for op, bound in conditions)
                true = true and all(own_words & group for group in groups)
                true = true and not ((no := barred.get((figure.metric, phrase))) and no & _things(one))
                yield match.start(), match.end(), true, match[0], one
