"""What the article's numbers in a formula are of: compared ones of one measure, others of one deal, tonnes of one good.

A formula that fits its metric may still be made of the wrong numbers: sales for output, a site's quota for its
country's, the price in another paragraph, tonnes of oxide for those of the metal in it. The label of each number (by
the grammar of its sentence) and the words right behind it tell what it is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from didymium import labels
from didymium.news.labels import NO_LABEL, Label, label_at, one_owner
from didymium.news.sentences import split_sentences
from didymium.proof import lexicon
from didymium.proof.formula import Dims, parsed, sides_of, unit_of
from didymium.proof.reading import read
from didymium.records import DerivedEvidence, Evidence, RowEvidence, SpanEvidence
from didymium.text.gazetteer import find_names

_T = ("t", 1)
_CLASSES = {"exports": "sales", "trade": "sales", "purchases": "imports"}  # things that are told by turns
_MEASURES = {
    "produce": "output", "mine": "output", "export": "sales", "shipment": "sales", "sell": "sales", "import": "imports",
    "buy": "imports", "capacity": "capacity", "quota": "quota", "price": "price", "cost": "cost", "reserve": "reserves",
    "stockpile": "stock", "consume": "need",
}  # fmt: skip
_CALLED = {
    t: frozenset(k for k, thing in _MEASURES.items() if thing == t) for t in {*_MEASURES.values()} - {"price", "cost"}
}
_TIMES = {
    "year": re.compile(r"(?i)\b(?:fiscal year|full[- ]year|FY\s?\d*|annual|yearly|year[- ](?:to|through)|last year)\b"),
    "half": re.compile(r"(?i)\bhalf(?:[- ]year)?\b|\b[12]?H[12]?\d*\b|\bsix months\b"),
    "quarter": re.compile(r"(?i)\bquarter(?:ly)?\b|\bq[1-4]\b|\bthree months\b"),
    "month": re.compile(r"(?i)\bmonth(?:ly)?\b|\bin (?:January|February|March|April|May|June|July|August|September|"
                        r"October|November|December)\b"),
    "week": re.compile(r"(?i)\bweek(?:ly)?\b"),
}  # fmt: skip
BASES = {
    "year": re.compile(r"(?i)\byear[- ]o(?:n|ver)[- ]year|\byear (?:earlier|ago|before)"
                       r"|\bprevious year|\by/y\b|\byoy\b"
                       r"|\bsame (?:period|time|quarter|month) (?:of )?(?:last|the previous) year|\bon the year\b"),
    "quarter": re.compile(r"(?i)\bsequential|\bquarter[- ]o(?:n|ver)[- ]quarter|\bquarter (?:earlier|ago|before)"
                          r"|\bprevious quarter|\bq/q\b|\bqoq\b|\bon the quarter\b"),
    "month": re.compile(r"(?i)\bmonth[- ]o(?:n|ver)[- ]month|\bmonth (?:earlier|ago|before)|\bprevious month|\bm/m\b"),
    "week": re.compile(r"(?i)\bweek[- ]o(?:n|ver)[- ]week|\bweek (?:earlier|ago|before)|\bprevious week"),
}  # fmt: skip  # on what a change is
_BASIS = re.compile(
    r"(?i)\b(?:year|quarter|month)[- ]o(?:n|ver)[- ](?:year|quarter|month)\b|\bon the (?:year|quarter)\b"
)
Pair = tuple[str, str, str]  # how two operands meet (change, minus, part, sum, product), and their names


@dataclass(frozen=True)
class _Told:
    """A number of the article: its span and label, its sentence and where that begins, its dimensions."""

    span: SpanEvidence
    label: Label
    sentence: str
    begin: int
    place: int  # of its sentence among those of the text
    dims: Dims
    text: str
    title: str
    day: str | None

    @property
    def thing(self) -> str:
        """What it measures, where the grammar says so, or one measure stands in its clause."""
        if self.label.sure:
            return _CLASSES.get(self.label.thing, self.label.thing)
        for part in (self.stretch, self.sentence):
            named = {_MEASURES[k] for i in read(part, None).of("word") for k in i.keys if k in _MEASURES}
            if named:
                return next(iter(named)) if len(named) == 1 else ""
        return ""

    @property
    def stretch(self) -> str:
        """The words of its sentence that are its own, and no other number's."""
        at = self.span.start - self.begin
        for item, own in read(self.sentence, self.day).stretches:
            if item.start < self.span.end - self.begin and at < item.end:
                return self.sentence[own[0].start : own[-1].end]
        return self.sentence


def mismatched(
    item: DerivedEvidence, evidence: Mapping[str, Evidence], text: str, title: str, day: str | None
) -> Iterator[str]:
    """Why the article's numbers that a formula sets against each other, or against a row, do not belong there."""
    told = _operands(item, evidence, text, title, day)
    allowed = lexicon.operands().get(item.figure.metric.removesuffix("_also"))
    tree = parsed(item.formula)
    for how, a, b in _pairs(tree):
        if a in told and b in told and a != b:
            yield from (f"{a} and {b}: {why}" for why in _unlike(how, told[a], told[b], allowed))
    yield from _stepped(tree, told)
    yield from _unnamed(item, told, title)
    amounts = [t for t in told.values() if t.dims in {(_T,), (("USD", 1),)}]
    rows_of = [e.figure for n in item.operands if isinstance(e := evidence.get(n), RowEvidence) and e.figure]
    totals = {*map(_over_years, amounts), *("" for f in rows_of if unit_of(f.unit)[1] in {t.dims for t in amounts})}
    if len(totals) > 1 and len({t.dims for t in amounts}) == 1 and sides_of(item.formula):
        yield "it sets a total of several years against what is of another time"
    rows = [e for n in item.operands if isinstance(e := evidence.get(n), RowEvidence) and e.table == "facts"]
    minerals = frozenset(m for e in rows if e.figure and e.figure.unit.startswith("t") for m in [e.figure.mineral] if m)
    masses = {
        n: t for n, t in told.items() if _T in t.dims and dict(t.dims).get("yr") in {None, -1} and len(t.dims) < 3
    }
    sized = re.sub(r"^(?:rate|size|part|limit|stopped|cut).*", "", item.figure.metric) == "" and minerals
    for n, t in masses.items() if sized else ():
        if why := _of_another_good(t, _factor(tree, n), minerals, text):
            yield f"{n} {why}"


def unsaid(
    item: DerivedEvidence, evidence: Mapping[str, Evidence], text: str, title: str, day: str | None, said: str
) -> Iterator[str]:
    """In what the sides of a share differ that a sentence does not tell: what they measure, their year or length."""
    told = _operands(item, evidence, text, title, day)
    listed = lexicon.operands().get(item.figure.metric.removesuffix("_also"))
    words = frozenset(k for i in read(said, day).of("word") for k in i.keys)
    every = [p for p in _pairs(parsed(item.formula)) if {*p[1:]} <= {*told}]
    for _, a, b in every if _WAS_BEFORE.search(said) else ():
        if told[a].dims == told[b].dims and not _in_time(told[a], told[b]):
            yield "which of them was before"
    alone = len(read(said, day).numbers) == 1
    for how, a, b in every:
        thing = told[a].thing if how in {"change", "minus"} else ""
        measured = {_MEASURES[k] for k in words if k in _MEASURES} - {"price", "cost"}
        if thing in _CALLED and measured and thing not in measured:
            yield thing
        then, now = (_years(told[n]) if how in {"change", "minus"} and alone else frozenset() for n in (b, a))
        if any(y in said for y in then - now) and not any(y in said for y in now):
            yield from sorted(now)[:1]  # the year to which it changed
    shares = ((told[a], told[b]) for how, a, b in every if how == "part" and told[a].dims == told[b].dims)
    for one, other in shares:
        things = {one.thing, other.thing} - {""} if not listed and _T in one.dims else set[str]()
        yield from (t for t in sorted(things & _CALLED.keys()) if len(things) > 1 and not _CALLED[t] & words)
        timeless = (listed and listed.times) or _T not in one.dims
        sides = () if timeless else ((_years(one), _years(other)), (_when(one), _when(other)))
        apart = [ours | theirs for ours, theirs in sides if ours and theirs and not ours & theirs]
        if apart and not any(_says(time, said) for times in apart for time in times):
            yield " and ".join(sorted(apart[0]))
    if item.figure.metric.startswith("size_of"):  # a quarter's tonnes beside the world's of a year; "in May" is a day
        masses = (_lengths(t.stretch) for t in told.values() if ("yr", -1) not in t.dims)
        short = (min(w) for lengths in masses if (w := lengths - {"month"}) and "year" not in lengths)
        yield from (time for time in short if not _says(time, said))


def _says(time: str, said: str) -> bool:
    """Whether a text names a year, or a length of time."""
    return bool(_TIMES[time].search(said)) if time in _TIMES else time in said


def _operands(
    item: DerivedEvidence, evidence: Mapping[str, Evidence], text: str, title: str, day: str | None
) -> dict[str, _Told]:
    spans = {n: e for n in item.operands if isinstance(e := evidence.get(n), SpanEvidence) and e.reads}
    return {n: t for n, e in spans.items() if (t := _told(e, text, title, day))}


def _told(span: SpanEvidence, text: str, title: str, day: str | None) -> _Told | None:
    ends = split_sentences(text)
    place = next((k for k, (a, b) in enumerate(ends) if a <= span.start < b), None)
    if place is None or span.reads is None or span.reads.kind == "date":
        return None
    begin, end = ends[place]
    label = label_at(text, title, span.start, span.end) or NO_LABEL
    return _Told(span, label, text[begin:end], begin, place, unit_of(span.reads.unit)[1], text, title, day)


def _leaf(node: ast.AST) -> str:
    """The operand that a part of a formula is, apart from its unit, its middle and constants; empty for none."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Call(func=ast.Name(id="middle" | "convert"), args=[inner, *_]):
            return _leaf(inner)
        case ast.BinOp(left=left, op=ast.Mult() | ast.Div(), right=ast.Constant() | ast.Call(func=ast.Name(id="unit"))):
            return _leaf(left)
    return ""


def _pairs(tree: ast.AST) -> Iterator[Pair]:
    """The operands that a formula sets side by side, and how."""
    ways = {ast.Sub: "minus", ast.Add: "sum", ast.Div: "part", ast.Mult: "product"}
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="change" | "share" | "ratio" as name), args=[first, second]):
                sides, how = (first, second), "change" if name == "change" else "part"
            case ast.Call(func=ast.Name(id="sum"), args=args):
                yield from (("sum", a, b) for a, b in combinations(filter(None, map(_leaf, args)), 2))
                continue
            case ast.BinOp(left=first, op=op, right=second) if type(op) in ways:
                sides, how = (first, second), ways[type(op)]
            case _:
                continue
        for a in _leaves(sides[0]):
            yield from ((how, a, b) for b in _leaves(sides[1]))


def _leaves(node: ast.AST) -> list[str]:
    """The operand that a side is, or those that it sums."""
    if name := _leaf(node):
        return [name]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_leaves(node.left), *_leaves(node.right)]
    return []


def _unlike(how: str, a: _Told, b: _Told, allowed: lexicon.Operands | None) -> Iterator[str]:
    """Why two numbers do not meet so: of other measures, owners, goods, times; or each of another deal."""
    weighed = all(_T in t.dims or ("t", -1) in t.dims for t in (a, b))
    if a.dims != b.dims:
        rated = any(("yr", -1) in t.dims for t in (a, b))
        near = allowed.near if allowed else how == "part" and all(t.dims for t in (a, b)) and not rated
        if near and not _of_one_deal(a, b, sure=allowed is not None):
            yield "another number stands between them, or beside one of them"
        if allowed and a.thing and b.thing and not allowed.fits(a.thing, b.thing):
            yield f"{a.thing} does not meet {b.thing}"
        return
    free = allowed or lexicon.Operands()
    fits = free.fits(a.thing, b.thing) if free.first else a.thing == b.thing or how == "part"
    sure = how == "change" and a.label.sure and b.label.sure
    if (weighed or sure) and a.thing and b.thing and not fits:
        yield f"one is of {a.thing}, the other of {b.thing}"
    if _moist(a) != _moist(b):
        yield "one is of wet tonnes, or dry ones"
    owners = a.label.owner_id and b.label.owner_id and a.label.sure and b.label.sure
    if how in {"change", "minus"} and owners and not free.owners and not one_owner(a.label, b.label):
        yield f"one is of {a.label.owner}, the other of {b.label.owner}"
    goods = _goods(a), _goods(b)
    alike = goods[0] & goods[1] or (how == "part" and (_kin(goods[0]) & goods[1] or goods[0] & _kin(goods[1])))
    if how != "sum" and all(goods) and not free.goods and not alike:
        yield f"one is of {min(goods[0])}, the other of {min(goods[1])}"
    if how in {"minus", "sum"} and weighed and not free.times and not free.then:
        whens, years = (_when(a), _when(b)), (_years(a), _years(b))
        if (all(whens) and not whens[0] & whens[1]) or (all(years) and not years[0] & years[1]):
            yield "one is of another time than the other"
        if how == "minus" and a.label.past != b.label.past:
            yield "one is of the time before"
    if (how == "change" or (how == "minus" and free.then)) and _was_before(a, b):
        yield "the first is of the time before"
    unsure = not (a.label.sure and b.label.sure) and not free.first and how != "part"
    if (unsure or weighed) and not (a.label.sure and b.label.sure) and not free.first and not _beside(a, b, weighed):
        yield "the article does not tell them of one thing"
    if free.then and not _in_time(a, b):
        yield "the article does not tell one of them of the time before"


_THEN = re.compile(
    r"(?i)\b(?:from|after|against|compared|than|versus|vs|previous(?:ly)?|prior|earlier|last|before|ago|was|were|had|been|"
    r"initial(?:ly)?|former(?:ly)?|original(?:ly)?|until|instead|now|again|follow(?:s|ed|ing)?)\b"
)


_WAS_BEFORE = re.compile(r"(?i)\bwhat (?:it was|they were) before\b|\bthan before\b|\bbefore that\b")


def _in_time(a: _Told, b: _Told) -> bool:
    """Whether the article sets one of two numbers before the other."""
    years = _years(a), _years(b)
    return bool(all(years) and not years[0] & years[1]) or _THEN.search(_between(a, b)) is not None


def _was_before(a: _Told, b: _Told) -> bool:
    """Whether the article tells that the first number is of an earlier time than the second."""
    years = _years(a), _years(b)
    if all(years) and not years[0] & years[1]:
        return max(years[0]) < min(years[1])
    led = [bool(_LED_BY_OLD.search(t.text[: t.span.start])) for t in (a, b)]
    return led == [True, False] or (led[0] == led[1] and a.label.past and not b.label.past)


_LED_BY_OLD = re.compile(r"(?i)\b(?:from|against|than|versus|vs\.?|compared (?:with|to))\s(?:\w+\s)?$")


def _between(a: _Told, b: _Told) -> str:
    """What stands between two numbers and, where they are of two sentences, in these."""
    first, last = sorted((a, b), key=lambda t: t.span.start)
    if first.place == last.place:
        return a.text[max(0, first.span.start - len("compared with ")) : last.span.end]
    return f"{first.sentence} {last.sentence}"


def _stepped(tree: ast.AST, told: Mapping[str, _Told]) -> Iterator[str]:
    """A percentage goes into a figure the way that the article tells it, of the amount beside it, on one base."""
    steps = list(_steps(tree, told))
    for way, name, _ in steps:
        if told[name].label.way not in {0, way}:
            yield f"{name} goes the other way in the article"
        if _WHOLE.match(told[name].text, told[name].span.end):
            yield f"{name} is what a number is of, and no step"
    bases = [found for _, name, _ in steps if (found := _basis(told[name]))]
    if len(bases) > 1 and not frozenset.intersection(*bases):
        yield "its percentages are on two bases in the article"


_WHOLE = re.compile(r"(?i)[- ](?:basis|interest|stake|owned|holding|share|ownership)\b")


def _over_years(told: _Told) -> str:
    """The years over which an amount adds up, as they are written behind it; empty for none."""
    behind = told.text[told.span.end : told.span.end + MOST_BEHIND * 2].split(". ")[0]
    found = _TOTALS.search(behind)
    return found[0].lower() if found and not any(c.isdigit() for c in behind[: found.start()]) else ""


_TOTALS = re.compile(
    r"(?i)\b(?:over|during|across|for|within) (?:the|a|an|its)?\s?(?:next|coming|first|last|past|entire|whole)?\s?"
    r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|\w+ty|\w+teen|several|many)[- ]years?\b"
    r"|\bover (?:the|its) (?:mine's )?life\b|\blife of (?:the )?mine\b|\ba decade\b"
)


def _steps(tree: ast.AST, told: Mapping[str, _Told]) -> Iterator[tuple[int, str, str]]:
    """(way, percentage, amount that it led to) of each "/ (1 + p)" of a formula; without an amount for other uses."""
    divided = (n for n in ast.walk(tree) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div))
    over = {id(n.right): _leaf(n.left) for n in divided}
    for node in ast.walk(tree):
        match node:
            case ast.BinOp(left=ast.Constant(value=1), op=ast.Add() | ast.Sub() as op, right=p) if _leaf(p) in told:
                yield 1 if isinstance(op, ast.Add) else -1, _leaf(p), over.get(id(node), "")


def _basis(step: _Told) -> frozenset[str]:
    """On what a change is, in the words behind its number up to the next one: "18pc on the quarter"."""
    behind = re.split(r"\d|[.;]\s", step.text[step.span.end : step.span.end + MOST_BEHIND])[0]
    return frozenset(name for name, words in BASES.items() if words.search(behind))


MOST_BEHIND = 80  # characters behind a percentage that may tell on what it is


def _unnamed(item: DerivedEvidence, told: Mapping[str, _Told], title: str) -> Iterator[str]:
    """A figure is of the mineral that its numbers are told of; where none is told of any, of that of the title."""
    own = frozenset((item.figure.mineral or "").split(";")) - {""}
    named = frozenset(n.id for n in find_names(title) if n.kind == "mineral")
    goods = {n: found for n, t in told.items() if (found := _goods(t))}
    for n, found in goods.items() if own else ():
        if not found & _kin(own) and not own & _kin(found):
            yield f"its figure is of {min(own)}, and {n} is told of {min(found)}"
    if own and named and told and not own & named and not goods:
        yield f"the article does not tell them of {min(own)}"


def _moist(told: _Told) -> str:
    found = re.search(r"(?<![A-Za-z])([wd])(?:et|ry|mt)\b", told.span.quote)
    return found[1] if found else ""


def _when(told: _Told) -> frozenset[str]:
    """For how long a number is told to be: in its own words, else, where these name no year, in its sentence."""
    for part in (told.stretch, told.sentence):
        if found := _lengths(part) or (frozenset({"year"}) if _years(told) else frozenset()):
            return found
    return frozenset()


def _lengths(words: str) -> frozenset[str]:
    bare = _BASIS.sub("", words)
    return frozenset(name for name, pattern in _TIMES.items() if pattern.search(bare))


def _years(told: _Told) -> frozenset[str]:
    """The years that the clause of a number names."""
    dates = read(told.stretch, told.day).of("date")  # of which "on Monday" is when it was said
    days = (k for i in dates for k in i.keys if "year" in i.surface or any(c.isdigit() for c in i.surface))
    return frozenset(d[:4] for d in days if d[:4].isdigit() and "/" not in d)


def _beside(a: _Told, b: _Told, near: bool) -> bool:
    """Whether two numbers stand in one sentence or, if that is near enough, in two in a row of the same firms."""
    if a.place == b.place or not near:
        return a.place == b.place
    named = [{n.id for n in find_names(t.sentence) if n.kind in {"company", "project"}} for t in (a, b)]
    return abs(a.place - b.place) == 1 and (not all(named) or bool(named[0] & named[1]))


def _goods(told: _Told) -> frozenset[str]:
    """The minerals that a number is told of: by its label, in its clause or sentence, else in those before it."""
    paragraph = told.text[: told.begin].rpartition("\n")[2]
    before = [paragraph[a:b] for a, b in split_sentences(paragraph)][-MOST_BACK:]
    for part in (told.stretch, f"{told.label.good} ", told.sentence, *reversed(before)):
        if found := _minerals(part):
            return found
    return frozenset()


MOST_BACK = 3  # sentences before that of a number in which the mineral that it is of may be named


def _minerals(words: str) -> frozenset[str]:
    """The minerals of some words, those in the names of firms and projects too: "Arafura Rare Earths"."""
    names = find_names(words)
    firms = [n.surface for n in names if n.kind in {"company", "project"}]
    inner = (find_names(part) for n in firms for part in (n.partition(" ")[2], n.rpartition(" ")[0]))
    return frozenset(n.id for n in (*names, *(m for found in inner for m in found)) if n.kind == "mineral")


def _of_one_deal(a: _Told, b: _Told, sure: bool) -> bool:
    """Whether nothing of the kind of either stands between two numbers, or beside one that stands alone.

    sure: but what is surely of another thing than its metric asks for.
    """
    first, last = sorted((a, b), key=lambda t: t.span.start)
    if first.place != last.place:
        near = last.place - first.place <= MOST_APART and "\n" not in a.text[first.span.end : last.span.start]
        return near and not _rivals(first, sure) and not _rivals(last, sure)
    between = range(first.span.end - first.begin, last.span.start - first.begin)
    return not any(at in between for t in (a, b) for at in _rivals(t, sure))


MOST_APART = 2  # sentences over which an amount and its price or share may stand apart


def _rivals(told: _Told, sure: bool) -> list[int]:
    """Where in the sentence of a number others of its unit stand that are not surely of another thing."""
    found = []
    for item in read(told.sentence, None).numbers:
        at = told.begin + item.start
        own = at < told.span.end and told.span.start < told.begin + item.end
        if not own and item.number and item.number.dims == told.dims and item.number.kind != "count":
            label = label_at(told.text, told.title, at, told.begin + item.end) or NO_LABEL
            thing = _CLASSES.get(label.thing, label.thing) if label.sure else ""
            found += [item.start] if not sure or not thing or not told.thing or thing == told.thing else []
    return found


# tonnes of what


@cache
def _contents() -> dict[str, tuple[str, float]]:
    """By the name of a good, its mineral and how much of that a tonne of it holds."""
    return {g: (r["mineral"], float(r["content"])) for r in labels.lexicon("goods") for g in r["good"].split("|")}


@cache
def _named_goods() -> re.Pattern[str]:
    names = sorted(_contents(), key=len, reverse=True)
    return re.compile(rf"(?i)(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?!\w)")


_GROSS = re.compile(
    r"(?i)(?<![\w-])(?:[dw]mt|ores?|concentrates?|spodumene|rocks?|tailings|scrap|mattes?|mhp|carbonates?|hydroxides?|"
    r"sul(?:ph|f)ates?|chlorides?|npi|pig iron|alloys?|ferro\w+|magnets?|(?:tri|di|pent)?oxides?|lce|"
    r"equivalents?|chemicals?|salts?)\b"
)
_HELD = re.compile(rf"(?i)\bcontained\b|\bcontent\b|\bmetal\b|\bin[- ](?:\w+ ){{0,2}}?{_GROSS.pattern[4:]}")
_CLAUSE = re.compile(r"[.,;:()]|\s(?:from|at|to|by|for|which|that|while|per|a year|this|last|down|up|compared)\b|\d")


def _factor(tree: ast.AST, name: str) -> float:
    """By what a formula multiplies an operand: how much of the metal it takes a tonne to hold."""
    for node in ast.walk(tree):
        match node:
            case ast.BinOp(left=left, op=ast.Mult(), right=ast.Constant(value=float(factor))) if _leaf(left) == name:
                return factor
    return 1.0


def _of_another_good(told: _Told, factor: float, minerals: frozenset[str], text: str) -> str:
    """Why tonnes are not those of a mineral by the factor of a formula; empty where they are."""
    held = _content(told, minerals, text)
    if held is None:
        return "is of a good of which the article does not tell what it holds"
    if abs(held - factor) > 0.01 * held:
        return f"is of a good of which a tonne holds {held:g} tonnes, not {factor:g}"
    return ""


def _content(told: _Told, minerals: frozenset[str], text: str) -> float | None:
    """How much of a mineral a tonne of what a number counts holds; None where it holds some, and nobody says what."""
    if _moist(told):
        return None
    if "uranium" in minerals and told.span.reads and told.span.reads.unit.startswith("lb"):
        return _contents()["u3o8"][1]  # pounds of uranium are pounds of its oxide
    at, end = told.span.start - told.begin, told.span.end - told.begin
    behind = told.sentence[end:]
    stop = _CLAUSE.search(behind, 1)
    phrase = f"{told.span.quote} {behind[: stop.start() if stop else None]}"
    noun = text[slice(*told.label.noun)] if told.label.noun else ""
    before = [text[a:b] for a, b in split_sentences(text) if a < told.begin][-3:]
    for part in (
        phrase,
        f"{told.label.good} {noun}",
        told.stretch,
        told.sentence[:at],
        told.sentence,
        *reversed(before),
    ):
        named = [m[0].lower() for m in _named_goods().finditer(part) if _contents()[m[0].lower()][0] in _kin(minerals)]
        if named:
            return _contents()[named[-1] if part == told.sentence[:at] else named[0]][1]
        if _GROSS.search(part):
            return 1.0 if _HELD.search(part) else None
        if any(n.kind == "mineral" and n.id in _kin(minerals) for n in find_names(part)):
            return 1.0
    return 1.0


def _kin(minerals: frozenset[str]) -> frozenset[str]:
    """Minerals with their groups and members."""
    return minerals | {
        g for m in minerals for g in (*labels.groups(m), *(labels.members(m) if labels.is_group(m) else ()))
    }
