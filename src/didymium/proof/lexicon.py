"""The proof's own words: concepts with their opposites and classes, marks of mood and scope, words that assert nothing.

The data are CSV files in `lexicon/`; a new verb, noun or metric is a row there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from didymium.files import csv_rows

LEXICON = Path(__file__).parent / "lexicon"


@dataclass(frozen=True)
class Concept:
    """One meaning: `kind` verb, noun or adjective; `direction` up, down, tighten or ease; names of other concepts."""

    name: str
    kind: str
    direction: str
    opposite: str
    converse: str


@dataclass(frozen=True)
class Metric:
    """What a figure of a metric may be called, how it may be asserted (fact, conditional, expected), its whole."""

    name: str
    modality: str
    words: frozenset[str]
    numbers: frozenset[str] = frozenset()
    base: frozenset[str] = frozenset()  # of what a share is told: "53% of use"


def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table of the proof's own words, `lexicon/NAME.csv`."""
    return csv_rows(LEXICON / f"{name}.csv")


@cache
def concepts() -> dict[str, Concept]:
    """All concepts by name."""
    return {
        r["concept"]: Concept(r["concept"], r["kind"], r["direction"], r["opposite"], r["converse"])
        for r in rows("words")
    }


@cache
def concept_forms() -> dict[str, frozenset[str]]:
    """Every written form (lower case, one blank between words) with the concepts that it may mean."""
    found: dict[str, set[str]] = {}
    for row in rows("words"):
        for word in row["words"].split(";"):
            for form in inflected(word, row["kind"]):
                found.setdefault(form, set()).add(row["concept"])
    return {form: frozenset(names) for form, names in found.items()}


@cache
def mark_forms() -> dict[str, str]:
    """Every written form of a mark (negation, possible, attribution, cause, ...) with its class."""
    return {
        form: row["mark"]
        for row in rows("marks")
        for word in row["words"].split(";")
        for form in inflected(word, "verb" if row["mark"] in _VERBAL else "fixed")
    }


_VERBAL = frozenset({"expected", "considered", "attribution", "cause", "wish", "assumed", "required", "alleged"})


@cache
def neutral_forms() -> frozenset[str]:
    """Words that assert nothing by themselves: function words and verbs of mere relation."""
    return frozenset(
        form
        for row in rows("neutral")
        for word in row["words"].split(";")
        for form in inflected(word, "verb" if row["kind"] == "relation" else "fixed")
    )


@cache
def relating() -> frozenset[str]:
    """The forms of verbs of mere relation: equals, takes, holds."""
    return frozenset(
        f
        for r in rows("neutral")
        if r["kind"] == "relation"
        for w in r["words"].split(";")
        for f in inflected(w, "verb")
    )


@cache
def form_sizes() -> dict[str, tuple[int, ...]]:
    """By the first word of the forms of several words: how many words these have, most first."""
    sizes: dict[str, set[int]] = {}
    for form in (*mark_forms(), *concept_forms(), *neutral_forms()):
        first, *more = form.split(" ")
        if more:
            sizes.setdefault(first, set()).add(1 + len(more))
    return {first: tuple(sorted(found, reverse=True)) for first, found in sizes.items()}


@cache
def headings() -> tuple[dict[str, str], ...]:
    """The questions, labels, titles and limits that a brief may have: place, text, question, what it holds over."""
    return tuple(rows("headings"))


@cache
def links() -> tuple[dict[str, str], ...]:
    """The small words that turn a meaning: link and words."""
    return tuple(rows("links"))


@cache
def needs() -> dict[str, frozenset[str]]:
    """Words of which a sentence must say one where its figure is of such a scenario, move or metric."""
    return {r["of"]: frozenset(r["words"].split(";")) for r in rows("needs")}


@dataclass(frozen=True)
class Shape:
    """How a figure of a metric is reckoned and told.

    formulas: over kinds of operands; units: in which it comes out (CUR: any money); says: words of which its sentence
    has one; alone: words that only it and its like may stand beside.
    """

    formulas: tuple[str, ...]
    units: frozenset[str]
    says: frozenset[str]
    alone: frozenset[str]


@cache
def shapes() -> dict[str, Shape]:
    """How a derived figure of each metric may be reckoned and told."""
    found = {}
    for row in rows("shapes"):
        told = [tuple(x for x in row[c].split(";") if x) for c in ("shapes", "units", "says", "alone")]
        found[row["metric"]] = Shape(told[0], *map(frozenset, told[1:]))
    return found


@dataclass(frozen=True)
class Operands:
    """What the two numbers of the article may be that a figure of a metric sets side by side.

    first, second: what they measure, where it is not the same; owners, goods, times: in what they may differ; near:
    whether nothing else may stand between them; then: whether the article sets one before the other in time.
    """

    first: frozenset[str] = frozenset()
    second: frozenset[str] = frozenset()
    owners: bool = False
    goods: bool = False
    times: bool = False
    near: bool = False
    then: bool = False

    def fits(self, one: str, other: str) -> bool:
        """Whether what they measure is what the metric asks for; nothing is asked where none is listed."""
        return (not self.first or one in self.first or other in self.first) and (
            not self.second or one in self.second or other in self.second
        )


@cache
def operands() -> dict[str, Operands]:
    """By metric, what the article's numbers in its formula may be beside two of one measure, owner, good and time."""
    found = {}
    for row in rows("operands"):
        free = dict.fromkeys(row["free"].split(), True)
        found[row["metric"]] = Operands(frozenset(row["first"].split()), frozenset(row["second"].split()), **free)
    return found


@cache
def metrics() -> dict[str, Metric]:
    """What figures of each metric may be called."""
    return {
        r["metric"]: Metric(
            r["metric"],
            r["modality"],
            frozenset(k for w in r["words"].split(";") for k in keys_of(w)),
            frozenset(n for n in (r["numbers"] or "").split(";") if n),
            frozenset(k for w in (r["base"] or "").split(";") if w for k in keys_of(w)),
        )
        for r in rows("metrics")
    }


def reckoned_words(metric: str) -> frozenset[str]:
    """What a derived figure may be called, beside its phrases and what it is made of."""
    listed = metrics().get(metric.removesuffix("_also"))
    return listed.words | listed.base if listed else frozenset()


@cache
def _irregular() -> dict[str, tuple[str, ...]]:
    return {r["lemma"]: tuple(r["forms"].split(";")) for r in rows("irregular")}


@cache
def pasts() -> frozenset[str]:
    """Past tenses and participles that do not end in -ed."""
    return frozenset(f for forms in _irregular().values() for f in forms if not f.endswith(("ing", "s", "ed")))


def inflected(word: str, kind: str) -> tuple[str, ...]:
    """The forms of a word: plural and possessive of nouns, third person, past and participle of verbs."""
    if kind == "fixed":
        return (word.lower(),)
    first, _, rest = word.lower().partition(" ")
    tail = f" {rest}" if rest else ""
    if kind == "adjective":
        return (word.lower(),)
    forms = [word.lower(), *_irregular().get(word.lower(), ())]
    heads = [_s(first)] if kind == "verb" or not rest else []
    heads += [_ed(first), _ing(first), *_irregular().get(first, ())] if kind == "verb" else []
    forms += [f"{head}{tail}" for head in heads]
    if rest and kind == "noun":
        forms.append(f"{first} {_s(rest)}")
    return tuple(dict.fromkeys(forms))


def _s(word: str) -> str:
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + ("es" if re.search(r"(?:s|x|z|ch|sh)$", word) else "s")


def _ed(word: str) -> str:
    if word.endswith("e"):
        return word + "d"
    return word[:-1] + "ied" if re.search(r"[^aeiou]y$", word) else word + "ed"


def _ing(word: str) -> str:
    return (word[:-1] if word.endswith("e") and not word.endswith("ee") else word) + "ing"


def stem(word: str) -> str:
    """A word that the lexicon does not hold, without its ending, so that its forms are alike."""
    low = re.sub(r"['’]s?$", "", word.lower())
    for ending, new in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ied", "y"), ("ed", ""), ("s", "")):
        if low.endswith(ending) and len(low) - len(ending) >= 3 and not (ending == "s" and low.endswith(("ss", "us"))):
            low = low[: -len(ending)] + new
            break
    low = re.sub(r"(?<=[a-z]{2})our$", "or", low)  # labour, labor
    return low.removesuffix("e") if len(low) > 4 else low


def keys_of(word: str) -> frozenset[str]:
    """The concepts of a written form, or its stem where the lexicon does not hold it."""
    low = word.lower()
    return concept_forms().get(low) or frozenset({f"w:{stem(low)}"})


def opposite(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether one of the concepts of a is the opposite of one of b."""
    return any(c in concepts() and concepts()[c].opposite in b for c in a) or any(
        c in concepts() and concepts()[c].opposite in a for c in b
    )
