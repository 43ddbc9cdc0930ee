"""The full label of a number: whose it is, of what, as a level or a step or a share, and as of which state of things.

Read from the grammar of its sentence (`didymium.text.syntax`): a number is the object of a verb, the complement of a
noun, or how far something moved, and what governs it says what it measures. A label that the words do not make whole
says so: nothing may be reckoned with it.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from didymium import labels as tables
from didymium.labels import places
from didymium.news.sentences import split_sentences
from didymium.records import Reading, StatedQuantity
from didymium.text.gazetteer import find_names
from didymium.text.money import find_money
from didymium.text.names import headline_case
from didymium.text.quantities import find_quantities
from didymium.text.syntax import Stretch, Tree, parse, parse_all

Kind = Literal["level", "step", "share"]
Stand = Literal["now", "plan", "forecast", "may"]
LONG = 15_000  # characters of a text in which sentences without a number are read for the names in them
MOST_PARSED = 60  # sentences with numbers that are read: a parse takes some 4 ms
CROWDED = 30  # numbers of a sentence beyond which it is a table
_MASS = frozenset({"t", "kg", "lb", "oz", "g"})
_OWNERS = frozenset({"country", "company", "project"})
_OF_PLACES = frozenset({"output", "exports", "imports", "quota"})
_OF_STATES = frozenset({"output", "exports", "imports", "need", "reserves", "quota"})
OF_MARKETS = frozenset({"deficit", "surplus", "supply", "need", "stock"})  # what a market has, too
_MAY = frozenset({"could", "may", "might", "would"})
_WEIGHED = frozenset(
    {"consider", "mull", "weigh", "contemplate", "explore", "discuss", "propose", "negotiate", "eye", "study"}
)  # verbs of what is not decided
_BESIDE = frozenset({"with", "after", "on", "despite", "including", "amid", "under"})  # of no step
_OF_TIME = re.compile(r"(?:Period|Quarter|Half|Year|Month|Report|Results|Update)\b")  # in a title, and no firm
_GOODS = frozenset({"ore", "rock", "waste", "concentrate"})  # at the start of a point, and no owner
_MARKS = frozenset({"high", "low", "peak", "record"})  # what a level was once
_BOUNDS = frozenset({"above", "below", "over", "under", "near", "around"})
_OF_SITES = frozenset({"output", "sales", "capacity", "exports", "reserves", "cost", "lost"})
_OF_WORKS = frozenset({"revenue", "cost", "cash flow", "value"})  # of the one project that a title is about
_OF_RESULTS = frozenset({"revenue", "profit", "loss", "cash flow", "cash"})  # told by whose they are
_OLD = frozenset({"from", "against", "versus", "vs", "than"})
_ARRIVES = frozenset({"to", "at"})


@dataclass(frozen=True)
class Label:
    """What one number is.

    thing: output, exports, price, capacity, quota ... of `things.csv`, empty where nothing names it; noun: start and
    end in the text of the words that name it. kind: a level, a step (by how much it moved) or a share; way: 1 up, -1
    down of a step, 0 unknown. stand: as of now, of a plan, of a forecast, or what may be. owner: the words that name
    whose it is, `owner_id` their id (ISO3, firm, site, WLD). base, base_owner: what a share is of, and whose that is.
    since: from when a step is measured, in the text's words. anew: place of the number that it restates.
    """

    thing: str = ""
    noun: tuple[int, int] | None = None
    kind: Kind = "level"
    way: int = 0
    stand: Stand = "now"
    owner: str | None = None
    owner_id: str | None = None
    good: str = ""
    base: str = ""
    base_owner: str | None = None
    since: str = ""
    anew: int | None = None
    term: int | None = None
    partner: str | None = None
    past: bool = False  # of before, or of a plan that another replaced
    sure: bool = False  # whether the grammar gave the thing, and no guess

    @property
    def whole(self) -> bool:
        """Whether it says what the number is and whose."""
        market = self.thing in OF_MARKETS or self.thing == "capacity"  # a plant that is to come may have no name
        ownerless = self.thing == "price" or self.kind == "share" or (market and self.good)
        return bool(self.sure and self.thing and (self.owner or ownerless))


NO_LABEL = Label()


def one_owner(first: Label, second: Label) -> bool:
    """Whether two numbers are of one owner, which a text may name in full and in short: "Iluka Resources", "Iluka"."""
    a, b = (x and x.removeprefix("PT ") for x in (first.owner_id, second.owner_id))
    return a == b or bool(a and b and (a.startswith(f"{b} ") or b.startswith(f"{a} ")))


@cache
def _words() -> dict[str, dict[str, str]]:
    """Part -> lemma -> thing."""
    made: dict[str, dict[str, str]] = {}
    for row in tables.lexicon("things"):
        made.setdefault(row["part"], {}).update(dict.fromkeys(row["lemmas"].split(), row["thing"]))
    return made


@cache
def _fitting(kind: str) -> frozenset[str]:
    """The things that a number of a kind can be."""
    return frozenset(r["thing"] for r in tables.lexicon("thing_kinds") if kind in r["kinds"].split())


class _Number(NamedTuple):
    """A number of a text: text[start:end] is it, in a unit; owner: the country that another reading gave it."""

    start: int
    end: int
    unit: str
    owner: str | None = None


Stated = StatedQuantity | _Number


def labels(reading: Reading) -> tuple[Label, ...]:
    """The label of each of `Reading.quantities`, in their order."""
    return _labels(reading.article.text, reading.article.title, reading.quantities)


def label_at(text: str, title: str, start: int, end: int) -> Label | None:
    """The label of the number at text[start:end], as the grammar of its sentence has it; None where none stands."""
    told, made = _told(text, title)
    first = bisect_left(told, (start,))
    near = range(max(0, first - 1), min(len(told), first + 2))
    return next((made[k] for k in near if told[k].start < end and start < told[k].end), None)


@lru_cache(maxsize=4)
def _told(text: str, title: str) -> tuple[tuple[_Number, ...], tuple[Label, ...]]:
    """The numbers of a text's first MOST_PARSED sentences with some, in their order, and their labels."""
    each = (_numbers(text[a:b], a) for a, b in split_sentences(text))
    told = tuple(itertools.chain(*itertools.islice((n for n in each if n), MOST_PARSED)))
    return told, _labels(text, title, told)


def _numbers(words: str, left: int) -> list[_Number]:
    """The quantities and sums of a sentence, in their order."""
    sums = find_money(words)
    read = find_quantities(words, None, sums)
    told = [_Number(left + q.start, left + q.end, q.unit) for q in read]
    bare = (m for m in sums if not any(q.start < m.end and m.start < q.end for q in read))
    return sorted([*told, *(_Number(left + m.start, left + m.end, m.unit) for m in bare)])


def _labels(text: str, title: str, found: Sequence[Stated]) -> tuple[Label, ...]:
    made = [NO_LABEL] * len(found)
    head = _title(title)._replace(site=_only_site(f"{title}\n{text}"))
    names = list(head.names)
    last = 0  # where the sentence before ends
    before: dict[str, Label] = {}  # the last label of each thing in the sentence before
    owners = defaultdict[str, dict[str, str]](dict)  # of each thing by now: id -> name
    rows = _rows(text, found)
    plain = text.replace("’", "'")  # by which the grammar knows whose a thing is
    asked = [(plain[r.left : r.right], _plain(plain, r.left, r.read, r.again)) for r in rows]
    for row, tree in zip(rows, parse_all(asked), strict=True):
        if tree is None:
            continue
        if row.read:
            only = {thing: next(iter(who.items())) for thing, who in owners.items() if len(who) == 1}
            if head.names and "\n" in text[last : row.left]:  # a new paragraph is of the firm of the title again
                before = {k: x for k, x in before.items() if _is_of(x.owner, head.names)}
            told = _Sentence(tree, row.left, row.read, names, head, row.again, before, only)
            for k in row.read:
                made[k] = told.label(k)
                if made[k].sure and made[k].owner and made[k].owner_id:
                    owners[made[k].thing][str(made[k].owner_id)] = str(made[k].owner)
            before = {x.thing: x for x in (made[k] for k in row.read) if x.sure and (x.owner or x.thing == "price")}
        elif any(w.dep in {"nsubj", "nsubjpass"} and w.is_noun for w in tree.words):
            before = {}  # a sentence on something else stands between
        names.extend(_topics(tree))
        last = row.right
    return tuple(made)


def _is_of(owner: str | None, names: Sequence[str]) -> bool:
    """Whether an owner is one of some names, which may stand in short."""
    return owner is None or any(n.startswith(owner) or owner.startswith(n) for n in names)


class _Row(NamedTuple):
    """A sentence, text[left:right], with the numbers in it that are read, and those of them that are told again."""

    left: int
    right: int
    read: dict[int, Stated]
    again: dict[int, int]


def _rows(text: str, found: Sequence[Stated]) -> list[_Row]:
    """The sentences whose grammar tells what their numbers are, or names who is spoken of."""
    places = sorted(range(len(found)), key=lambda k: found[k].start)
    starts = [found[k].start for k in places]
    rows, numbered = list[_Row](), 0
    for left, right in split_sentences(text):
        own = {k: found[k] for k in places[bisect_left(starts, left) : bisect_left(starts, right)]}
        numbered += bool(own)
        if numbered > MOST_PARSED:
            break
        if own or len(text) < LONG:
            read = own if len(own) <= CROWDED else {}
            rows.append(_Row(left, right, read, _told_again(text, read)))
    return rows


class _Title(NamedTuple):
    """What a title names: its only firm, else its only name; its firms and sites; its works; whether a market.

    site: the only mine, plant or project that the text names; land: the only country of the title; None where it
    names none or several.
    """

    only: str | None
    names: tuple[str, ...]
    works: str
    market: bool
    site: str | None = None
    land: str | None = None


_SITE = re.compile(
    r"(?<![\w’'-])(?:The )?(?P<name>(?:(?!The )[A-Z][\w-]+ ){1,3}?)(?:(?!and )[a-z-]+ ){0,2}?"
    r"(?:mine|smelter|refinery|plant|project|pit|complex)\b"
)


def _only_site(text: str) -> str | None:
    """The only mine, plant or project that a text names with such a word."""
    told = {m["name"].strip() for m in _SITE.finditer(text[:MOST_SITED])}
    other = {"country", "company", "mineral", "agency"}
    sites = {n for n in told if n not in places() and not any(o.kind in other for o in find_names(n))}
    return next(iter(sites)) if len(sites) == 1 else None


MOST_SITED = 6_000  # characters of a text in which its site is looked for


def _title(title: str) -> _Title:
    named = {n.id: n for n in find_names(title) if n.kind in {"company", "project", "country"}}
    firms = [n for n in named.values() if n.kind == "company"]
    only = next(iter(firms or named.values())).surface if 1 in {len(named), len(firms)} else None
    named = {k: n for k, n in named.items() if not (n.surface.isupper() and len(n.surface) < 3)}
    names = tuple(n.surface for n in named.values() if n.kind != "country")
    tree = parse(title, tuple(_lowered(title, 0, 0)))
    if not names and tree is not None:
        topics = (t for t in _topics(tree) if not find_names(t) and not _OF_TIME.match(t))
        names = tuple(itertools.islice(topics, 1))
        only = next(iter(names), only)
    lands = {n.id: n.surface for n in find_names(title) if n.kind == "country"}
    land = next(iter(lands.values())) if len(lands) == 1 else None
    market = not named and re.search(r"(?i)\b(?:market|global|world)\b", title) is not None
    return _Title(only, names, "" if names else _works(title), market, None, land)


def _is_site(name: str) -> bool:
    """Whether a name is that of a plant, mine or project."""
    return _WORKS.search(name) is not None or any(n.kind == "project" for n in find_names(name))


def _works(title: str) -> str:
    """The one plant, mine or project of a title, by its lemma; empty where it tells of none or several."""
    tree = parse(title, tuple(_lowered(title, 0, 0)))
    told = {w.lemma for w in tree.words if w.tag == "NN" and w.lemma in _words()["works"]} if tree else set()
    return next(iter(told)) if len(told) == 1 else ""


_PLAIN = {"mass": "10 tons", "money": "$10", "price": "$10", "share": "10%"}  # as what a number of a kind is parsed
_ATTRIBUTE = re.compile(r"(?:-\w+|\b(?:ton|tonne|pound|ounce|kilogram))$")  # "a 7,500-ton tender"
_OF = re.compile(r"\sof\s(?!annual\b)")
_KEPT = re.compile(r"(?:estimated at|valued at|above|below|under|exceeding|beyond|than|against|from)\s", re.I)
_SYMBOL = re.compile(r"\s(?:\(mtu\)|(?:W|Mo|V|Li|Ni|Co|Cu|In|Ge|Ga|Sb|Bi|WO3|U3O8|Ta2O5|V2O5)\b)")
_ASIDE = re.compile(  # what a change is measured against, and abbreviations in brackets
    r"(?i)\s(?:mom|yoy|qoq|y/y|m/m|q/q|y-o-y|m-o-m|q-o-q|(?:year|month|quarter|week)[ -]on[ -]"
    r"(?:year|month|quarter|week)|(?:nearly |almost |roughly )?in half(?= to )|"
    r"\((?:fob|cif|dmt|wmt|kt|npv|irr|capex|opex|dfs|pfs|lce|treo|reo|ndpr|apt|mtu|mou)\))(?![\w-])"
)
_TERMS = re.compile(
    r"\s(?:duty (?:un)?paid|cif|fob|exw|ddp|in[- ]warehouse|ex[- ]works)(?:\s[A-Z][a-z]+)*\b"
)  # of sale
_PER_GOOD = re.compile(
    r"\s(?:(?!for|of|to|in|and|on)[A-Za-z-]+\s){0,3}?(?:oxides?|metal|carbonate|hydroxide|NdPr|REO|LCE)\b"
)
_BEHIND_A_PRICE = (_SYMBOL, _TERMS, _PER_GOOD)
_VERSUS = re.compile(r"\sv\.?\s(?=(?:US|A|C)?[$€£\d])")
_OPENS = re.compile(r"\s?\((?:or|about|around|some|approximately|equivalent to)?\s?")


def _plain(text: str, left: int, held: dict[int, Stated], again: dict[int, int]) -> tuple[Stretch, ...]:
    """The stretches of a sentence that are read as one plain number each; one told again in brackets is left out."""
    last = max((q.end for q in held.values()), default=left)
    asides = (m for m in _ASIDE.finditer(text, left, last + 40))
    made: list[Stretch] = []
    for k, q in sorted(held.items(), key=lambda one: one[1].start):
        words, start, end = _PLAIN.get(_kind(q), ""), q.start, q.end
        if k in again:
            words, start, end = "", held[again[k]].end, q.end + 1
        elif not words or _CHANGED.fullmatch(text[start:end].split(" ")[-1]):
            continue
        else:
            told = text[start:end]
            digit = re.search(r"\d", told)
            of = _OF.search(told, digit.start() if digit else 0)  # "a minimum of 40 tons of concentrate"
            end = start + of.start() if of else end
            kept = _KEPT.match(told)
            start += kept.end() if kept else 0
            words = words.replace(" tons", "-ton") if _ATTRIBUTE.search(told) and not of else words
            more = (p.match(text, end) for p in _BEHIND_A_PRICE if _kind(q) == "price")
            end = next((m.end() for m in more if m), end)
            if words == "10%" and text[start - 1 : start] == "(" and text[end : end + 1] == ")":
                start, end, words = start - 1, end + 1, ""  # "a net present value (10%) of $611 million"
        if not made or made[-1][1] <= start - left:
            made.append((start - left, end - left, words))
    free = [(m.start() - left, m.end() - left, "") for m in asides]
    free += [(m.start() - left, m.end() - left, " versus ") for m in _VERSUS.finditer(text, left, last)]
    free += _lowered(text, left, max((q.end for q in held.values()), default=left))
    order = sorted(held.values(), key=lambda q: q.start)  # else the parser reads "by 8% to 40 tons" as a range
    free += [
        (a.end - left, b.start - left, ", to ") for a, b in itertools.pairwise(order) if text[a.end : b.start] == " to "
    ]
    free = [f for f in free if not any(a < f[1] and f[0] < b for a, b, _ in made)]
    return tuple(sorted([*made, *free])) if held else ()


LEAST_TITLED = 4  # words of a headline by which its capitals are known for such
_HEADLINE = 200  # characters of a headline at most


def _lowered(text: str, left: int, last: int) -> list[Stretch]:
    """The common words of a headline in capitals as small ones: "to Slash Hobart Zinc Output" names no firm."""
    end = text.find("\n", left, left + _HEADLINE)
    if end < 0 and len(text) - left > _HEADLINE:
        return []
    line = text[left : end if end >= 0 else len(text)]
    words = list(re.finditer(r"[A-Za-z]{4,}", line))
    if left + len(line) < last or len(words) < LEAST_TITLED or not headline_case(line):
        return []
    common = set().union(*(_words()[p] for p in ("noun", "verb", "up", "down", "plan", "forecast", "works", "deal")))
    minerals = [(n.start, n.end) for n in find_names(line) if n.kind == "mineral"]
    return [
        (w.start(), w.end(), w[0].lower()) for w in words[1:]
        if w[0].istitle() and (w[0].lower().removesuffix("s") in common or (w.start(), w.end()) in minerals
                               or w[0].lower() in common)
    ]  # fmt: skip


def _told_again(text: str, held: dict[int, Stated]) -> dict[int, int]:
    """The numbers that stand alone in brackets right behind another, with that one: "A$400 million ($257 million)"."""
    order = sorted(held, key=lambda k: held[k].start)
    return {
        k: before
        for before, k in itertools.pairwise(order)
        if _OPENS.fullmatch(text, held[before].end, held[k].start) and text[held[k].end : held[k].end + 1] == ")"
    }


_PRAISE = re.compile(  # words before a good that say nothing of it
    r"(?i)^(?:(?:the|its|their|improved|increased|higher|lower|stronger|weaker|record|"
    r"quarterly|annual|monthly|yearly|total|strong|solid|most|active|average|overall|"
    r"(?:[a-z]*-)?(?:highest|lowest|largest|biggest|best))\s)+"
)
_FORMS = re.compile(
    r"(?:\s(?:hydroxide|carbonate|oxides?|sulph?ate|sulfate|chloride|concentrates?|ores?|metal|powders?|ingots?|matte|"
    r"pig iron|products?|alloys?)\b)+",
    re.I,
)  # in which a mineral is sold
_OVERALL = re.compile(
    r"(?i)\b(?:accumulated|cumulative|total|overall|national|nationwide|(?:company|group)-wide)\b"
)  # of all, and not the last
_CHANGED = re.compile(r"(?i)(?:doubl|tripl|trebl|quadrupl|halv)\w+")  # a verb, and read as one
_STEPS_BEHIND = re.compile(r"\s(?:(?P<up>more|higher|up|above)|less|lower|fewer|down|below)\b")
_STEPS_BEFORE = re.compile(
    r"(?:\b(?:(?P<up>up|(?:an?|the) (?:rise|increase|gain|jump|growth|advance)(?: of)?)"
    r"|down|(?:an?|the) (?:drop|decrease|decline|fall|slump|plunge)(?: of)?)"
    r"(?: (?:by|some|about|around|nearly|almost|over|more than))*)\s$"
)
_JOINT = re.compile(  # between a level and its step
    r"^[^;:]*[,(]\s?(?:(?:or|almost|nearly|about|some|over|an?|the|up|down|rise|increase|gain|jump|growth|advance|drop|"
    r"decrease|decline|fall|slump|plunge|of|by|more|than|around|which|is|that)\s)*$"
)
_SINCE_WHEN = re.compile(r"\sthan\s[^,.;]{3,50}")
_PER_SHARE = re.compile(r"\s?(?:per|a|for each|/)\s?(?:diluted |basic |ordinary )?(?:share|unit|ADS)\b")
_OF_A_MASS = frozenset({"quota", "capacity", "output", "exports", "imports", "reserves"})
_BRINGS = frozenset({"generate", "contribute", "bring", "earn", "gross"})
_SHOWS = frozenset({"mark", "represent", "mean", "constitute", "reflect", "equal", "be"})
_SINCE = frozenset({"from", "on", "over", "since", "than", "compare", "versus", "in", "with"})
_TIMED = re.compile(r"\b(?:years?|months?|quarters?|weeks?|period|same|(?:20|19)\d\d)\b")


def _is_house(name: str | None) -> bool:
    """Whether a name is that of a bank or bureau that forecasts."""
    return (name or "").lower().split(" ")[0] in _words()["house"]


def _kind(q: Stated) -> str:
    """mass, money, price, share or other, by the unit."""
    base, _, per = q.unit.partition("/")
    if base in {"%", "pp"}:
        return "share"
    if base in _MASS:
        return "mass" if per in {"", "yr", "month", "week", "day"} else "other"
    if base.isupper() and len(base) == 3:
        return "money" if not per else "price" if per in _MASS | {"mtu", "dmtu"} else "other"
    return "other"


_SEAT = re.compile(r"(?:,\s[\w.]+(?:\s[\w.]+)?)?-(?:based|headquartered|listed)\b")  # "Buenos Aires, Argentina-based"
_LEAVES_OUT = re.compile(
    r"(?:,|\band|\bwhile)\s(?P<who>[A-Z][\w-]*(?: [A-Z][\w-]*){0,3})['’]s?\s(?:is|are|was|were|at)\s(?:about )?$"
)
_WORKS = re.compile(r"\s(?:Operations|Mine|Smelter|Refinery|Plant|Project|Complex)$")
_PRIOR_PLAN = re.compile(  # "The previous guidance had been"
    r"(?i)\b(?:previous|prior|earlier|former|initial|original)\s(?:\w+\s){0,2}"
    r"(?:guidance|forecast|target|plan|estimate|outlook|projection)\b[^.;,\d]*$"
)
_PRIOR = re.compile(
    r"\b(?:previous|prior|earlier|former|initial|original) (?:[a-z]+ ){0,2}?(?:forecast|target|plan|guidance|estimate|"
    r"outlook|projection|view|level|figure|quota) (?:of|at) (?:about |around |some )?$"
)
_FROM_WORD = re.compile(r"\bfrom (?:about |some |around |nearly )?$")
_TO_WORD = re.compile(r"(?:\s?\([^)]{1,60}\))?\sto (?:about |some |around |nearly |only |just )?")
_GOES = re.compile(r"\b(?:to|from) (?:the )?$")
_LOSS_OF = re.compile(  # right before a number of what is lost
    r"\b(?:loss|losses|shortfall)\b[^.;,\d]{0,90}\b(?:to|at|of|reach(?:ed)?|total\w*)\s(?:[a-z]+\s)?$"
)
_DATELINE = re.compile(r"[A-Z][\w .,'/()-]{2,45}?(?:\s[-–—]{1,2}\s|:\s|\([A-Z][a-z]+\)\s)")


def _is_state(name: str) -> bool:
    """Whether a name is that of a country, or its ISO3 code."""
    return (len(name) == 3 and name.isupper()) or any(n.kind == "country" for n in find_names(name))


def _topics(tree: Tree) -> Iterator[str]:
    """The names that are subjects of a sentence, in their order."""
    dateline, named = _DATELINE.match(tree.text), find_names(tree.text)
    for k, word in enumerate(tree.words):
        if (dateline and word.start < dateline.end()) or _SEAT.match(tree.text, word.end):
            continue
        if word.dep in {"nsubj", "nsubjpass"} and word.tag.startswith("NNP"):
            name = next((n.surface for n in named if n.start <= word.start < n.end), _name(tree, k))
            # who speaks is mostly a person
            if tree.words[word.head].lemma not in _words()["speak"] or find_names(name):
                yield name


def _name(tree: Tree, at: int) -> str:
    """The proper name that a word heads, without its article and ending: "Pilbara Minerals"."""
    first = at
    while (
        first
        and tree.words[first - 1].tag.startswith(("NNP", "HYPH"))
        and not (first == 1 and tree.words[0].tag == "HYPH")  # the mark of a point
        and tree.words[first - 1].head in range(first - 1, at + 1)
    ):
        first -= 1
    before = tree.words[first - 1] if first else None  # "Critical Metals": a name may open with an adjective
    if before is not None and before.tag == "JJ" and before.text[:1].isupper() and before.head in range(first, at + 1):
        first -= not find_names(before.text)
    return tree.text[tree.words[first].start : tree.words[at].end]


_FORMULA = re.compile(r"(?=[^\d]*\d)(?:[A-Z][a-z]?\d*)+")  # of a compound


class _Sentence:
    """The numbers of one sentence and what its grammar says of each."""

    def __init__(
        self,
        tree: Tree,
        left: int,
        held: dict[int, Stated],
        before: list[str],
        head: _Title,
        again: dict[int, int],
        last: dict[str, Label],
        only: dict[str, tuple[str, str]],
    ) -> None:
        self.tree, self.words, self.left, self.held, self.before = tree, tree.words, left, held, before
        self.head = head  # of the text
        self.last = last  # of each thing in the sentence before
        self.only = only  # id and name of the only owner of a thing by now
        self.tops = {k: None if k in again else tree.top(self._from(q), q.end - left) for k, q in held.items()}
        self.at = {top: k for k, top in self.tops.items() if top is not None}
        self.again = again  # numbers told again in brackets, with the one that they restate
        self.named = find_names(tree.text)
        dateline = _DATELINE.match(tree.text)
        self.opens = dateline.end() if dateline else 0  # where the sentence begins behind a dateline
        self.made: dict[int, Label] = {}
        self.asked: set[int] = set()  # nouns whose owner is being looked for

    def _from(self, q: Stated) -> int:
        """Where a number begins in the sentence, behind the words of a guess ("estimated at")."""
        kept = _KEPT.match(self.tree.text, q.start - self.left)
        return kept.end() if kept else q.start - self.left

    def label(self, k: int) -> Label:
        """The label of one number; an empty one while it is being read, so that no two wait on each other."""
        if k not in self.made:
            self.made[k] = Label()
            top = self.tops[k]
            if k in self.again:
                self.made[k] = self._restated(k, self.again[k])
            elif _kind(self.held[k]) == "share" and (step := self._trails(k)) is not None:
                self.made[k] = step
            elif top is not None and _kind(self.held[k]) != "other":
                told = self._finished(k, self._read(k, top, top))
                told = told if told.sure and told.thing else self._reached(k) or self._likewise(k) or told
                lost = told.thing in {"output", "exports", "sales", "supply", "loss"} and told.kind == "level"
                lost = lost and _kind(self.held[k]) == "mass"
                self.made[k] = replace(told, thing="lost", noun=None) if lost and self._of_loss(k) else told
            if self.made[k].kind == "step" and "respectively" in self.tree.text:
                self.made[k] = replace(self.made[k], sure=False)  # of which of the levels before it
            ahead = self.tree.text[: self.held[k].start - self.left]
            if self.made[k].kind == "level" and (_PRIOR.search(ahead) or _PRIOR_PLAN.search(ahead)):
                self.made[k] = replace(self.made[k], past=True)
        return self.made[k]

    def _reached(self, k: int) -> Label | None:
        """A level told as the end of a change by the one from which it began: "from 32,777 t (85 Mlb) to 29,697 t"."""
        before = [j for j in self.held if self.held[j].end <= self.held[k].start and j not in self.again]
        last = max(before, key=lambda j: self.held[j].start, default=None)
        if last is None or _kind(self.held[last]) != _kind(self.held[k]):
            return None
        start, end = self.held[last].start - self.left, self.held[last].end - self.left
        led = _FROM_WORD.search(self.tree.text[:start])
        to = _TO_WORD.fullmatch(self.tree.text[end : self.held[k].start - self.left])
        label = self.label(last) if led and to else Label()
        return replace(label, past=False) if label.thing and label.sure and label.kind == "level" else None

    def _likewise(self, k: int) -> Label | None:
        """A level without its noun, by the one before it: "CMOC's quota is 6,650 t, and Glencore's is 3,925 t"."""
        led = _LEAVES_OUT.search(self.tree.text[: self.held[k].start - self.left])
        like = self._last(k) if led else None
        if led is None or like is None or not like.thing or like.owner is None:
            return None
        owner, owner_id = self._one(led["who"], led["who"])
        return replace(like, owner=owner, owner_id=owner_id, noun=None)

    def _of_loss(self, k: int) -> bool:
        """Whether a level is that of a loss: "raised its loss estimate to 48,000 tonnes of production"."""
        return _LOSS_OF.search(self.tree.text[: self.held[k].start - self.left]) is not None

    def _worth(self, k: int) -> Label | None:
        """The label of the tonnes that a sum is the worth of: "exported 298 tonnes of nickel worth $2.45 billion"."""
        masses = [j for j, q in self.held.items() if q.end < self.held[k].start and _kind(q) == "mass"]
        last = max(masses, key=lambda j: self.held[j].start, default=None)
        if last is None:
            return None
        between = self.tree.text[self.held[last].end - self.left : self.held[k].start - self.left]
        return self.label(last) if re.fullmatch(r"\s(?:of [\w\s-]{2,40}\s)?worth\s(?:some |about )?", between) else None

    def _trails(self, k: int) -> Label | None:
        """A step told behind the level that it is one of: "1,620 tonnes in July, 69% less than a year before"."""
        start, end = self.held[k].start - self.left, self.held[k].end - self.left
        before = [j for j in self.held if self.held[j].end <= self.held[k].start]
        after = _STEPS_BEHIND.match(self.tree.text, end)
        led = _STEPS_BEFORE.search(self.tree.text, max(0, start - 30), start)
        told = after or led
        if told is None or not before:
            return None
        last = max(before, key=lambda j: self.held[j].start)
        joint = self.tree.text[self.held[last].end - self.left : start]
        if len(joint) > 80 or not _JOINT.search(joint) or ";" in joint:
            return None
        levels = (self.label(j) for j in sorted(before, key=lambda j: -self.held[j].start))
        level = next((x for x in levels if x.kind == "level" and not x.past), Label())
        way = 1 if told["up"] else -1
        since = _SINCE_WHEN.match(self.tree.text, after.end()) if after else None
        fits = level.sure and level.thing in _fitting("share")
        return replace(level, kind="step", way=way, sure=fits, term=None, since=since[0].strip() if since else "")

    def _restated(self, k: int, other: int) -> Label:
        """A number in brackets: the one before it in another unit, a share in the mass that it is."""
        like, mine, its = self.label(other), _kind(self.held[k]), _kind(self.held[other])
        if mine == its:
            return replace(like, anew=other)
        flow = its == "share" and mine == "mass" and like.kind == "share" and like.thing in _fitting("mass")
        return replace(like, kind="level", base="", base_owner=None) if flow else Label()

    def _lemma(self, at: int) -> str:
        return self.words[at].lemma

    def _is(self, at: int, part: str) -> bool:
        return self._lemma(at) in _words()[part]

    def _way(self, at: int) -> int:
        if self._is(at, "up") or (not self.words[at].is_noun and self._is(at, "higher")):
            return 1
        return -1 if self._is(at, "down") or (not self.words[at].is_noun and self._is(at, "lower")) else 0

    def _spot(self, at: int) -> tuple[str, int]:
        """By what a word hangs on another, and on which: a preposition, or the relation of the grammar."""
        word = self.words[at]
        if word.dep in {"pobj", "pcomp"}:
            prep = word.head
            via, over = self._lemma(prep), self.words[prep]
            if via in _BOUNDS and self.words[over.head].is_noun and self._is(over.head, "plain"):
                return self._spot(over.head)  # "from a high above $100"
            if via == "in" and word.lemma == "range" and over.is_verb is False and self.words[over.head].is_verb:
                via = "attr"  # "output is in the range of"
            return ("attr" if via == "between" and self.words[over.head].is_verb else via), over.head
        return word.dep, word.head

    def _read(self, k: int, at: int, top: int) -> Label:
        """What the word that a number hangs on makes of it."""
        via, over = self._spot(at)
        if over == at:
            return Label()
        other = self.at.get(over)
        if other is not None and other != k:
            return self._beside(k, other, via)
        if via == "conj":
            return self._last(k, _kind(self.held[k])) or self._read(k, over, top)
        word = self.words[over]
        if word.is_noun or word.tag in {"CD", "PRP", "$"}:
            return self._of_noun(k, over, via, top)
        return self._of_verb(k, over, via, top)

    def _beside(self, k: int, other: int, via: str) -> Label:
        """A number that hangs on another: told again in another unit, a second one of the same, or a part of it."""
        like, mine, its = self.label(other), _kind(self.held[k]), _kind(self.held[other])
        if via in {"appos", "dep", "nmod", "parataxis"} and mine == its:
            return replace(like, anew=other)
        if via == "conj" and mine == its:
            return replace(like, anew=None)
        if via == "of" and its == "share":
            return Label()
        if mine == "share" and via in {"appos", "npadvmod", "dep"}:
            return replace(like, kind="step", way=0, sure=False)
        return Label()

    # what a noun says

    def _of_noun(self, k: int, over: int, via: str, top: int) -> Label:
        kind = _kind(self.held[k])
        if way := self._way(over):
            step = self._step(k, over, way)
            if via in _ARRIVES and step.thing:  # "a 43% increase in sales to 235,800 tonnes"
                return replace(step, kind="share" if kind == "share" else "level", way=0, since="")
            if via == "from" and step.thing:  # "a drop in output to 4,205 tonnes from 7,057"
                return replace(step, kind="share" if kind == "share" else "level", way=0, since="", past=True)
            return step
        if self._is(over, "plan") or self._foretells(over):
            stand: Stand = "plan" if self._is(over, "plan") else "forecast"
            return replace(self._planned(k, over), stand=stand)
        thing = self._thing(over, kind)
        if thing == "acquisition" and kind == "mass":
            thing = "purchases"  # "a $200 million purchase of 6,000 tonnes"
        if thing:
            return self._level(k, over, thing)
        if via == "worth" and kind == "money":
            like = self._worth(k)
            if like is not None and like.thing in {"exports", "imports", "sales"}:
                return like
            built = self._is(over, "works") or self._lemma(over) == "development"
            return self._level(k, over, "cost" if built else "deal")
        if self._is(over, "works") and kind in {"mass", "money"}:
            return self._level(k, over, "capacity" if kind == "mass" else "cost")
        if self._is(over, "plain"):
            inner = [c for c in self.tree.children(over, "compound", "amod") if self._thing(c, kind)]
            if inner:
                return self._level(k, over, self._thing(inner[-1], kind))
            like, led = self._read(k, over, top), self._spot(over)[0]
            once = via == "of" and self._lemma(over) in _MARKS and led in _OLD | _BOUNDS
            return replace(like, past=like.past or once)
        if self._is(over, "deal"):
            return self._level(k, over, "purchases" if kind == "mass" else "deal")
        if kind == "price":
            return replace(self._level(k, over, "price"), sure=self._is_good(over))
        if via == "of" and kind == "mass":
            return replace(self._level(k, over, self._lemma(over)), sure=False)
        return Label()

    def _foretells(self, at: int) -> bool:
        """Whether a noun is a forecast; a project is none."""
        return self._is(at, "forecast") and self._lemma(at) != "project"

    def _thing(self, at: int, kind: str) -> str:
        """What a noun measures; of a price and a sum only what money can be."""
        thing = _words()["noun"].get(self._lemma(at), "") if self.words[at].is_noun else ""
        if thing == "share" and self.words[at].tag == "NNS":
            return "share price"
        if self._lemma(at) == "flow" and any(self._lemma(c) == "cash" for c in self.tree.below[at]):
            return "cash flow"
        if self._lemma(at) == "income" and any(self._lemma(c) == "net" for c in self.tree.below[at]):
            return "profit"
        if kind == "price":
            return thing if thing in {"cost", "premium", "profit", "charge"} else "price" if thing else ""
        if thing == "price" and kind == "money":
            return "value"
        if kind == "share" and self._lemma(at) == "value":
            return ""
        lost = {self._lemma(c) for c in (*self.tree.children(at, "amod"), max(at - 1, 0))}
        if thing == "output" and lost & {"lose", "lost", "miss", "missed"}:
            return "lost"
        return thing

    def _below(self, at: int, preps: set[str], k: int) -> int | None:
        """The noun in a prepositional phrase below a word that is not the number itself."""
        return next((h for h in self._behind(at, preps) if h != self.tops[k] and h not in self.at), None)

    def _behind(self, at: int, preps: set[str], *deps: str) -> Iterator[int]:
        """The nouns in the prepositional phrases below a word, or in what depends on it by other relations."""
        led = (p for p in self.tree.children(at, *(deps or ("prep",))) if self._lemma(p) in preps)
        return (h for p in led for h in self.tree.children(p, "pobj"))

    def _planned(self, k: int, over: int) -> Label:
        """A number of a plan or forecast: what it is a plan of stands before it or behind "for" or "of"."""
        kind = _kind(self.held[k])
        inner = [*self.tree.children(over, "compound", "nmod", "amod", "poss")]
        behind = self._below(over, {"for", "of", "on"}, k)
        once = any(self._lemma(c) in _words()["before"] for c in self.tree.children(over, "amod"))
        for at in (*reversed(inner), *(() if behind is None else (behind,))):
            if thing := self._thing(at, kind):
                level = self._level(k, over if at != behind else at, thing, owner_of=over)
                return replace(level, past=level.past or once)
        like = self._main(k) or self._arrived(k)
        owner = self._owner(over)
        label = replace(like, past=once, kind="level", way=0, base="") if like else self._bare_plan(k, over)
        return replace(label, owner=owner[0] or label.owner, owner_id=owner[1] or label.owner_id)

    def _volume(self, noun: int, kind: str) -> str:
        """What "volumes" of a mass are where no word says it: what is made."""
        verb = next((u for u in self.tree.up(noun) if self.words[u].is_verb), None)
        who = None if verb is None else self.tree.subject(verb)
        told = who is not None and self._lemma(who) in {"this", "that", "it"}  # of whatever stood before
        bare = self._lemma(noun) == "volume" and kind == "mass" and not told
        return "output" if bare and not self.tree.children(noun, "compound") else ""

    def _bare_plan(self, k: int, noun: int) -> Label:
        """A plan or forecast that names no thing: of a mass it is what is to be made."""
        if _kind(self.held[k]) != "mass":
            return Label(kind="level")
        return Label("output", self._span(noun), "level", 0, "plan", *self._owner(noun), self._good(noun), sure=True)

    def _last(self, k: int, kind: str = "") -> Label | None:
        """The label of the level told last before a number in its sentence, of a kind of unit."""
        for one in sorted(self.held, key=lambda i: -self.held[i].start):
            before = self.held[one].start < self.held[k].start and kind in {"", _kind(self.held[one])}
            if before and (found := self.label(one)).kind == "level" and found.sure:
                return found
        return None

    def _prior(self, at: int) -> Label | None:
        """What "this" opens a sentence on: the only level of the sentence before."""
        levels = [x for x in self.last.values() if x.kind == "level"]
        return levels[0] if len(levels) == 1 and self._lemma(at) in {"this", "that"} else None

    def _main(self, k: int) -> Label | None:
        """The label of the first number of the sentence that is a level of the same unit."""
        kind, top = _kind(self.held[k]), self.tops[k]
        over = set() if top is None else set(itertools.islice(self.tree.up(top), 4))
        for one in sorted(self.held, key=lambda i: (not self._under(i, over), self.held[i].start)):
            if one != k and _kind(self.held[one]) == kind:
                found = self.label(one)
                if found.thing and found.kind == "level":
                    return found
        return None

    def _under(self, k: int, over: set[int]) -> bool:
        """Whether the verb that a number hangs on is among words."""
        top = self.tops[k]
        verb = None if top is None else next((u for u in self.tree.up(top) if self.words[u].is_verb), None)
        return verb in over

    def _level(self, k: int, noun: int, thing: str, owner_of: int | None = None) -> Label:
        owner, owner_id = self._owner(noun if owner_of is None else owner_of)
        share = _kind(self.held[k]) == "share"
        over = self._spot(noun if owner_of is None else owner_of)[1]
        verb = (
            over if self.words[over].is_verb else next((u for u in self.tree.up(over) if self.words[u].is_verb), None)
        )
        stand: Stand = "now" if verb is None else self._stand(verb, itself=True)
        past = (verb is not None and self._was(verb)) or self._compared(k, noun, thing)
        if (
            thing in {"quota", "duty"}
            and verb is not None
            and self._lemma(verb) == "set"
            and self.words[verb].tag in {"VBD", "VBN"}
        ):
            stand = "now"  # what was set holds
        return Label(
            thing=thing, noun=self._span(noun), kind="share" if share else "level", owner=owner, owner_id=owner_id,
            good=self._good(noun), sure=True, stand=stand, past=past,
        )  # fmt: skip

    def _compared(self, k: int, noun: int, thing: str) -> bool:
        """Whether a noun with its number is what the main one is compared with: "compared to net income of $75m"."""
        prep = self.words[self.words[noun].head]
        if self._lemma(self.words[noun].head) not in {"against", "versus"} and self._lemma(prep.head) != "compare":
            return False
        main = self._main(k)
        return main is not None and {main.thing, thing} in ({thing}, {"loss", "profit"})

    def _step(self, k: int, noun: int, way: int) -> Label:
        """A number of a noun of movement: "a 26% increase in production", "a production cut of 60,000 t"."""
        kind = _kind(self.held[k])
        carrier = self._below(noun, {"in", "of", "to"}, k)
        inner = [c for c in self.tree.children(noun, "compound", "amod") if self._thing(c, kind)]
        if carrier is None and inner:
            carrier = inner[-1]
        thing = self._thing(carrier, kind) if carrier is not None else ""
        if not thing and carrier is None:
            via, over = self._spot(noun)
            if over in self.at and self.at[over] != k:
                like = self.label(self.at[over])
                return replace(like, kind="step", way=way, since=self._since(noun), stand=like.stand)
            if self.words[over].is_verb and via in {"dobj", "attr", "nsubj", "nsubjpass"}:
                found = self._carried(over, skip=noun)
                if found is not None and (measured := self._measured(found, kind)):
                    carrier, thing = found, measured
        if carrier is None:
            before = self._last(k) if self.words[noun].dep in {"appos", "npadvmod", "conj"} else self._shown(k, noun)
            if before is None:
                return Label(kind="step", way=way)
            return replace(before, kind="step", way=way, since=self._since(noun))
        owner, owner_id = self._whose(carrier, self._spot(noun)[1])
        return Label(thing, self._span(carrier), "step", way, owner=owner, owner_id=owner_id, good=self._good(carrier),
                     since=self._since(noun), sure=bool(thing))  # fmt: skip

    # what a verb says

    def _shown(self, k: int, noun: int) -> Label | None:
        """The level that a step is one of: "..., marking a 10% increase", "This represents a 26% increase"."""
        via, verb = self._spot(noun)
        if via not in {"dobj", "attr"} or self._lemma(verb) not in _SHOWS:
            return None
        who = self.tree.subject(verb)
        if self.words[verb].dep in {"advcl", "acl", "relcl"} and (self.words[verb].tag == "VBG" or self._refers(verb)):
            return self._last(k)
        return None if who is None else self._prior(who)

    def _of_verb(self, k: int, over: int, via: str, top: int) -> Label:
        kind, lemma = _kind(self.held[k]), self._lemma(over)
        if lemma == "turn" and any(self._lemma(c) == "out" for c in self.tree.children(over, "prt")):
            lemma = "make"
        verb = _words()["verb"].get(lemma, "")
        if lemma == "raise" and kind == "money" and via in {"dobj", "npadvmod"}:
            who = self.tree.subject(over)
            return Label("investment", None, "level", 0, self._stand(over), *self._named(who), sure=True)
        if lemma == "worth" and kind == "money":
            above = self.words[over].head
            held = above if self.words[above].is_noun else self.tree.subject(above)
            return Label() if held is None else self._of_noun(k, held, "worth", top)
        if way := self._way(over):
            return self._moved(k, over, via, way)
        if self.words[over].tag in {"IN", "TO", "RP"}:
            # "up to", "down to": the word above them moves; "below the forecast" is no step
            return self._read(k, over, top) if lemma in {"up", "down", "to", "as", "of"} else Label()
        source = self._below(over, {"from"}, k) if kind == "share" and lemma in {"come", "originate"} else None
        if source is not None and via == "nsubj":
            return Label(
                "share", None, "share", 0, self._stand(over), *self._named(source), "", *self._base(k), sure=True
            )
        if kind == "share" and (verb == "share" or (lemma == "make" and via in {"dobj", "npadvmod"})):
            return self._share(k, over)
        if kind == "money" and lemma in _BRINGS and via in {"dobj", "npadvmod"}:
            who = self._meant(self.tree.subject(over))
            if who is not None and self._thing(who, kind) in {"exports", "sales"}:
                return self._of_subject(k, over)
            stand, past = self._stand(over), self._was(over)
            label = Label("revenue", None, "level", 0, stand, *self._named(who), past=past, sure=True)
            return self._in_kind(k, top) or label
        told = self._is(over, "reach") or self._is(over, "forecast")
        if told and via in {"dobj", "attr", "nsubjpass", "oprd", "dative"}:
            return self._of_subject(k, over)
        who = self._meant(self.tree.subject(over))
        costs = verb == "cost" and who is not None and self._is_good(who)  # "metal costs $2,100 a tonne"
        if kind == "price" and (via in {"at", "for", "to"} or verb == "price" or costs):
            return self._of_subject(k, over)
        if lemma == "supply" and kind == "mass":
            verb = "supply"
        if self._is(over, "allow") and kind == "mass" and via in {"dobj", "nsubjpass"}:
            return Label("quota", None, "level", 0, self._stand(over), sure=True)
        if lemma == "make" and any(o not in self.at for o in self._objects(over)):
            return Label()  # "is making inquiries for 3,500 tonnes"
        if verb and verb != "share" and via in {"dobj", "nsubjpass", "attr", "appos", "dep", "npadvmod", "dative"}:
            return self._done(k, over, verb)
        if verb == "purchases" and via == "for" and kind == "money":
            return self._paid(over, next(iter(self._objects(over)), None))
        if lemma == "pay" and via in {"dobj", "npadvmod"} and kind == "money":
            bought = self._below(over, {"for"}, k)
            bought = self._below(top, {"for"}, k) if bought is None else bought
            return Label() if bought is None else self._paid(over, bought)
        if via == "for" and kind == "mass" and any(self._lemma(c) in {"bid", "offer"} for c in self._objects(over)):
            return self._done(k, over, "purchases")
        if via == "at" and (noun := self._before(k)) is not None:
            return self._of_noun(k, noun, via, top)
        if via in {"at", "to"} and (
            self._is(over, "reach")
            or self._is(over, "reset")
            or self._is(over, "plan")
            or verb == "price"
            or lemma in {"come", "keep", "peg", "value", "estimate", "bring", "take", "run"}
        ):
            return self._of_subject(k, over)
        compared = self._lemma(self.words[self._prep_of(k)].head) == "compare"
        if via in _OLD - {"from"} or (via in {"with", "to"} and compared):
            like = self._main(k)
            return self._once_made(k, like) if like else Label(past=True)
        return Label()

    def _once_made(self, k: int, like: Label) -> Label:
        """A bare number that a plan is compared with: what was made, where nothing calls it a plan."""
        own = self.tree.subtree(self.tops[k] or 0)
        ahead = any(self._is(c, part) for c in own for part in ("plan", "forecast", "before"))
        return replace(like, past=True, stand=like.stand if ahead else "now")

    def _objects(self, verb: int) -> tuple[int, ...]:
        return self.tree.children(verb, "dobj", "nsubjpass")

    def _paid(self, verb: int, bought: int | None) -> Label:
        """A sum for which somebody buys: a firm, site or stake as an acquisition, else what was bought."""
        name = bought is not None and (self.words[bought].tag.startswith("NNP") or self._is(bought, "works"))
        thing = "acquisition" if name or (bought is not None and self._thing(bought, "share") == "stake") else "deal"
        return Label(thing, None, "level", 0, self._stand(verb), *self._named(self.tree.subject(verb)), sure=True)

    def _before(self, k: int) -> int | None:
        """The noun of a thing right before the preposition of a number: "global output at 84 million tonnes".

        Else the object of the verb that it hangs on: "recorded its second-highest production ever at 13,254 tonnes".
        """
        prep, kind = self._prep_of(k), _kind(self.held[k])
        near = prep - 1 if prep and self.words[prep - 1].is_noun else None
        if near is not None and self._thing(near, kind):
            return near
        return next((c for c in self._objects(self.words[prep].head) if self._thing(c, kind)), None)

    def _prep_of(self, k: int) -> int:
        top = self.tops[k]
        return self.words[top or 0].head

    def _carried(self, verb: int, skip: int | None = None) -> int | None:
        """The noun that a verb moves: its object where that is no number, else its subject."""
        for held in self.tree.children(verb, "dobj", "nsubjpass"):
            bare = self.words[held].is_noun or self.words[held].tag in {"PRP", "DT"}
            if held not in self.at and held != skip and bare:
                return held
        head = self.words[verb].head
        if self.words[verb].dep in {"advcl", "xcomp"} and self._is(head, "forecast") and self.words[verb].tag == "VB":
            foreseen = [o for o in self._objects(head) if head < o < verb]  # "projected output to be in the range of"
            if foreseen:
                return foreseen[-1]
        found = self._meant(self.tree.subject(verb))
        return None if found in self.at else found

    def _meant(self, subject: int | None) -> int | None:
        """The noun that a subject stands for: of "which" and "that" in a relative clause the noun before it."""
        if subject is None or self._lemma(subject) not in {"which", "that", "who"}:
            return subject
        verb, near = self.words[subject].head, subject - 1 - (self.words[max(subject - 1, 0)].text == ",")
        if self.words[verb].dep != "relcl":
            return subject
        return near if near >= 0 and self.words[near].tag.startswith("NNP") else self.words[verb].head

    def _refers(self, verb: int) -> bool:
        """Whether a verb is told of what stands before it: ", which is down 12%"."""
        subject = self.tree.subject(verb)
        return subject is not None and self._meant(subject) != subject

    def _measured(self, noun: int, kind: str) -> str:
        """What is measured of a noun that moves: its own thing, a price of a good, a quotation of a firm."""
        if thing := self._thing(noun, kind):
            return thing
        if any(self._is(noun, part) for part in ("plan", "forecast", "plain")):
            inner = (*self.tree.children(noun, "compound", "nmod", "amod"), *self._within(noun)[1:])
            acts = (a for c in self._within(noun)[1:] for a in self.tree.children(c, "acl") if kind == "mass")
            made = (_words()["verb"].get(self._lemma(a), "") for a in acts)  # "the amount of ore mined"
            priced = "price" if kind == "price" else ""  # "raised its average to $17,750 a ton"
            return next((t for t in (*(self._thing(c, kind) for c in inner), *made) if t), priced)
        for done in self.tree.children(noun, "acl"):
            thing = _words()["verb"].get(self._lemma(done), "") if self.words[done].tag == "VBN" else ""
            if thing and thing in _fitting("mass") and kind in {"mass", "share"} and self._is_good(noun):
                return thing
        name = self.tree.text[slice(*self.tree.phrase(noun))]
        object_ = self.words[noun].dep in {"dobj", "pobj"}
        massed = any(_kind(q) == "mass" for q in self.held.values())  # "concentrate fell 15% to 120,389 tons"
        if kind == "price" or (kind == "share" and self._is_good(noun) and not object_ and not massed):
            return "price"
        return "share price" if kind != "mass" and self._lemma(noun) in {"share", "stock"} and name else ""

    def _is_good(self, noun: int) -> bool:
        word = self.words[noun]
        near = self.tree.text[max(0, word.start - 30) : word.end]
        named = any(n.kind == "mineral" and n.end == len(near) for n in find_names(near))
        return named or word.lemma in {"metal", "contract", "future", "benchmark", "spot"}

    def _moved(self, k: int, over: int, via: str, way: int) -> Label:
        """A number of a verb or adverb of movement: how far, to what, from what."""
        via = "than" if via == "of" and self._lemma(over) in {"ahead", "short"} else via
        kind, word, step = _kind(self.held[k]), self.words[over], via not in _ARRIVES | _OLD
        way = way if step else 0
        if via in _BESIDE:
            return Label()
        carrier, acts = (self._carried(over), over) if word.is_verb else (None, word.head)
        if not word.is_verb:
            if (other := self.at.get(acts)) is not None and other != k:
                return self._like(self.label(other), step, way, over, via)
            if self.words[acts].is_noun:
                carrier = acts
            elif self.words[acts].is_verb or self.words[acts].tag == "MD":
                carrier = self._carried(acts)
        thing = "" if carrier is None else self._measured(carrier, kind)
        if carrier is not None and self._lemma(carrier) in {"that", "this", "it", "which"} and not thing:
            said = self._last(k, kind) or self._prior(carrier)
            return self._like(said, step, way, over, via) if said else Label()
        if self._refers(acts) and (carrier is None or not self._thing(carrier, kind)):
            said = self._last(k, "" if kind == "share" else kind)
            if said is not None:
                return self._like(said, step, way, over, via)
        if not thing and carrier is not None and kind in {"mass", "share"} and self._is(carrier, "plan"):
            thing = "output" if kind == "mass" or "mass" in {_kind(q) for q in self.held.values()} else ""
        if not thing and (near := self._sibling(k, (over, acts))) is not None:
            return self._like(near, step, way, over, via)
        if carrier is None:
            return Label(kind="step", way=way) if step else Label()
        owner, owner_id = self._whose(carrier, over)
        level: Kind = "share" if kind == "share" and thing in {"share", "stake"} else "level"
        plan = self._is(carrier, "plan") or self._is(carrier, "forecast")
        return Label(
            thing, self._span(carrier), "step" if step else level, way, "plan" if plan else self._stand(acts), owner,
            owner_id, self._good(carrier), since=self._since(over) if step else "", past=via in _OLD, sure=bool(thing),
        )  # fmt: skip

    def _like(self, other: Label, step: bool, way: int, over: int, via: str) -> Label:
        """A number of what another one tells: a step of it, its old value, its new one."""
        kind: Kind = "step" if step else "level" if other.kind == "step" else other.kind
        stand: Stand = "now" if via in _OLD and other.stand == "may" else other.stand
        return replace(
            other, kind=kind, way=way, since=self._since(over) if step else "", past=via in _OLD, stand=stand
        )

    def _sibling(self, k: int, overs: tuple[int, ...]) -> Label | None:
        """The label of another number that hangs on the same word and has one."""
        for one, top in self.tops.items():
            if one != k and top is not None and self._spot(top)[1] in overs:
                found = self.label(one)
                if found.thing and found.kind == "level":
                    return found
        return None

    def _of_subject(self, k: int, verb: int) -> Label:
        """A level of what a verb is about: "output reached 10", "the price was 10"."""
        kind, noun = _kind(self.held[k]), self._carried(verb)
        if self.words[verb].dep == "acl" and self.words[self.words[verb].head].is_noun:
            noun = self.words[verb].head
        elif self.words[verb].dep == "advcl" and self.words[verb].tag == "VBG":
            told = [c for c in self._objects(self.words[verb].head) if self._is(c, "deal") or self._measured(c, kind)]
            noun = told[0] if told else noun
        if noun is None:
            return Label()
        thing = self._measured(noun, kind) or self._volume(noun, kind)
        if not thing and kind in {"money", "mass"} and self._is(noun, "deal"):
            thing = "deal" if kind == "money" else "purchases"
        if not thing and self._is(noun, "plan"):
            return self._bare_plan(k, noun)
        if not thing:
            return Label(noun=self._span(noun), owner=self._named(noun)[0], owner_id=self._named(noun)[1])
        owner, owner_id = self._owner(noun)
        share: Kind = "share" if kind == "share" else "level"
        plan = self._is(noun, "plan") or self._is(noun, "forecast")
        stand: Stand = "plan" if plan else self._stand(verb, itself=self._is(verb, "forecast"))
        return Label(
            thing, self._span(noun), share, 0, stand, owner, owner_id, self._good(noun), past=self._was(verb), sure=True
        )

    def _done(self, k: int, verb: int, thing: str) -> Label:
        """A number that a verb of doing has as its object: "produced 10 tonnes"."""
        kind = _kind(self.held[k])
        passive = (
            any(self.words[c].dep == "auxpass" for c in self.tree.below[verb])
            or self._spot(self.tops[k] or 0)[0] == "nsubjpass"
        )
        if thing == "lost" and kind == "share":  # "zinc lost 1.2%"
            who = self.tree.subject(verb)
            fell = who is not None and self._measured(who, kind) in {"price", "share price"}
            return replace(self._of_subject(k, verb), kind="step", way=-1) if fell else Label()
        if (thing == "stake" and kind != "share") or (self._lemma(verb) == "receive" and kind != "mass"):
            return Label()
        if thing == "need" and kind == "money":
            thing = "cost"
        if self._lemma(verb) == "receive" and not _is_state(self._named(self.tree.subject(verb))[0] or ""):
            return Label()  # what a firm receives may be anything
        if thing == "purchases" and kind == "share":
            thing = "stake"
        if thing == "stock" and kind == "share":
            thing = "stake"
        if thing == "stock" and kind == "money":
            return Label()
        if thing == "cost" and kind == "mass":  # "the strike cost Lonmin 348,000 ounces"
            hit = next(iter(self.tree.children(verb, "dative", "iobj")), None)
            return Label("lost", None, "level", 0, self._stand(verb), *self._named(hit), sure=True)
        who = self._agent(verb) if passive else self._meant(self.tree.subject(verb))
        if who is not None and who in self.at:
            who = None
        owner, owner_id = self._joined(who) or self._named(who)
        if thing == "exports" and self._lemma(verb) == "ship" and owner and len(owner_id or "") != 3:
            thing = "sales"
        able = any(self._lemma(c) == "can" for c in self.tree.children(verb, "aux"))
        able = able or (self.words[verb].dep == "acl" and self._lemma(self.words[verb].head) in {"capacity", "ability"})
        if thing == "output" and able:
            thing = "capacity"  # "can produce 6,500 tonnes a year", "the capacity to produce"
        if thing == "supply" and owner and not _is_state(owner) and owner_id != "WLD":
            thing = "sales"
        if kind == "mass" and self.words[verb].dep in {"xcomp", "ccomp"} and self._is(self.words[verb].head, "allow"):
            thing = "quota"  # "allowed to export up to 18,000 tonnes"
        share: Kind = "share" if kind == "share" else "level"
        top, head = self.tops[k] or 0, self.words[verb].head
        stand, past = self._stand(verb), False
        if self.words[verb].dep == "acl" and self._is(head, "plan"):  # "the original plan to buy 2,000 tons"
            stand = "plan"
            past = any(self._lemma(c) in _words()["before"] for c in self.tree.children(head, "amod"))
        return Label(
            thing, None, share, 0, stand, owner, owner_id, self._good(top), *self._base(k), past=past, sure=True
        )

    def _joined(self, who: int | None) -> tuple[str, str] | None:
        """Two names that do one thing together: "Toquepala and Cuajone together produced"."""
        if who is None or not self.words[who].tag.startswith("NNP"):
            return None
        other = next((c for c in self.tree.children(who, "conj") if self.words[c].tag.startswith("NNP")), None)
        first, second = self._known(who)[0], None if other is None else self._known(other)[0]
        told = f"{first} and {second}"
        return (told, f"~{told.lower()}") if first and second and told in self.tree.text else None

    def _share(self, k: int, verb: int) -> Label:
        """A share that somebody accounts for."""
        who = self._meant(self.tree.subject(verb))
        good = self._good(who) if who is not None and self._thing(who, "share") else ""
        return Label("share", None, "share", 0, self._stand(verb), *self._named(who), good, *self._base(k), sure=True)

    def _agent(self, verb: int) -> int | None:
        doers = self._behind(verb, {"by", "at", "in"}, "agent", "prep")
        return next((h for h in doers if self.words[h].is_noun), None)

    # whose, of which good, since when

    def _finished(self, k: int, label: Label) -> Label:
        """A label with what only the number itself says: what a share is of, whether it was so before."""
        top = self.tops[k]
        if top is None:
            return label
        if not label.thing or label.thing in {"purchases", "stock"}:
            label = self._quota(k, top) or label
        if not label.thing:
            label = self._made(k, top) or self._in_kind(k, top) or label
        if not label.thing and self._spot(top)[0] in _ARRIVES and label.kind == "level":
            label = self._arrived(k) or label
        if label.stand == "now" and self._shares_plan(label):
            label = replace(label, stand="plan")
        if label.thing in {"price", "premium", "charge"} or (label.owner or "").lower() in _GOODS:
            label = replace(label, owner=None, owner_id=None)
        elif label.thing in OF_MARKETS and self._of_all(label):
            label = replace(label, owner="world", owner_id="WLD")
        elif label.thing in _OF_SITES and (site := self._site(k, label)) is not None:
            label = replace(label, owner=site[0], owner_id=site[1])
        of = self._below(top, {"of"}, k) if label.thing == "cost" else None
        if of is not None and self._thing(of, "money") == "cost":
            label = replace(label, sure=False)  # a part of the costs
        if label.thing == "price" and label.kind == "share" and not label.base:
            label = replace(label, sure=False)
        if label.thing and label.thing not in _fitting(_kind(self.held[k])):
            label = replace(label, sure=False)
        if _is_house(label.owner) and label.thing in _fitting("mass"):  # who forecasts makes none of it
            label = replace(label, owner=None, owner_id=None, stand="forecast")
        teller = self._teller(top) if label.sure and label.owner is None and label.thing in _OF_RESULTS else None
        if teller is not None:
            label = replace(label, owner=teller[0], owner_id=teller[1])
        elif label.sure and label.owner is None and label.thing not in {"price", "premium", "charge"}:
            label = self._of_only(label, self.words[top].start)
        known = self.only.get(label.thing) if label.thing in _OF_PLACES and label.owner is None else None
        if label.sure and known and not self._of_others(known[0]):
            label = replace(label, owner=known[1], owner_id=known[0])
        state = self.held[k].owner
        if label.sure and label.owner is None and label.thing in _OF_PLACES and state and self._is_told(state):
            label = replace(label, owner=state, owner_id=state)
        if label.sure and label.thing == "quota" and label.owner is None and self.head.land:
            label = replace(label, owner=self.head.land, owner_id=self._one(self.head.land, self.head.land)[1])
        if label.sure and label.thing == "quota" and label.owner:
            label = self._of_state(label, label.owner)
        if label.sure and label.owner is None and label.thing in OF_MARKETS and self._of_market():
            label = replace(label, owner="world", owner_id="WLD")
        if label.kind == "share" or (_kind(self.held[k]) == "share" and not label.thing):
            base, base_owner = self._base(k)
            if base:
                label = replace(
                    label,
                    kind="share",
                    base=base,
                    base_owner=base_owner,
                    thing=label.thing or "share",
                    sure=label.sure or (base in _fitting("mass") and bool(base_owner)),
                )
        if self._once(top):
            label = replace(label, past=True)
        ends = (self.words[top].end, label.noun[1] - self.left if label.noun else 0)
        if any(_PER_SHARE.match(self.tree.text, end) for end in ends):
            label = replace(label, sure=False)  # of a share, and of no firm
        if not label.good or any(self._lemma(p) == "of" for p in self.tree.children(top, "prep")):
            label = replace(label, good=self._good(top) or label.good)
        if label.sure and label.thing in {"imports", "exports", "sales"}:
            label = replace(label, partner=self._partner(label) or label.partner)
        return replace(label, term=self._term(k, top)) if label.sure and label.kind == "level" else label

    def _teller(self, top: int) -> tuple[str | None, str | None] | None:
        """The firm that tells a result, which is its own: "Cedar said profit fell"; of a stranger it is nobody's."""
        for k in self.tree.up(top):
            if self.words[k].dep == "ccomp" and self._is(self.words[k].head, "speak"):
                subject = self.tree.subject(self.words[k].head)
                if subject is None or not self.words[subject].tag.startswith("NNP"):
                    return None
                name, known = self._known(subject)
                told = bool(name) and (find_names(name or "") or any(n.startswith(name or "") for n in self.before))
                return (name, known) if told else (None, None)
        return None

    def _of_others(self, known: str) -> bool:
        """Whether a sentence names, other than as a place to or from which something goes, a state or firm but one."""
        names = (n for n in self.named if n.kind in _OWNERS and n.id != known)
        return any(not _GOES.search(self.tree.text[: n.start]) for n in names)

    def _partner(self, label: Label) -> str | None:
        """The only country that a sentence names behind "from" of imports, behind "to" of exports and sales."""
        led = re.compile(rf"\b{'from' if label.thing == 'imports' else 'to'} (?:the )?$")
        found = {n.id for n in self.named if n.kind == "country" and led.search(self.tree.text[: n.start])}
        found -= {label.owner_id or ""}
        return next(iter(found)) if len(found) == 1 else None

    def _term(self, k: int, top: int) -> int | None:
        """The length of time over which a total is spread: "over five years", "a five-year contract"."""
        above = list(self.tree.up(top))
        verb = next((n for n, u in enumerate(above) if self.words[u].is_verb), len(above))
        near = {top, *above[: verb + 1]}
        near |= {o for u in (*near, *above[verb + 1 : verb + 2]) if self.words[u].is_verb for o in self._objects(u)}
        for j, at in self.tops.items():
            if at is None or self.held[j].unit not in {"years", "months"} or "/" in self.held[k].unit:
                continue
            via, over = self._spot(at)
            whole = via in {"over", "within", "for"} or (via in {"compound", "nmod", "amod"} and over != top)
            if over in near and whole:
                return j
        return None

    def _is_told(self, state: str) -> bool:
        """Whether the sentence or the title names a country itself, and no firm whose number it may be."""
        near = (*self.named, *(n for name in self.head.names for n in find_names(name)))
        firm = any(n.kind == "company" for n in near)
        lands = (n for n in near if n.kind == "country" and n.id == state)  # a state may be a firm that paid
        return not firm and any(n.surface != tables.adjective(state) for n in lands)

    def _of_only(self, label: Label, end: int) -> Label:
        """A label with the only firm or site named before the number, else the one that the title is about."""
        named = (n for n in self.named if n.end <= end and n.kind in _OWNERS)
        told = {n.id: n.surface for n in named if not _is_house(n.surface)}
        only = self.head.only
        whole = (
            label.noun is not None and _OVERALL.search(self.tree.text[: label.noun[1] - self.left][-60:]) is not None
        )
        if not told and not whole and (like := self.last.get(label.thing)) is not None:
            return replace(label, owner=like.owner, owner_id=like.owner_id, partner=like.partner)
        if not told and only is None and not self.head.site and label.thing in _OF_RESULTS | {"sales", "cost"}:
            firms = {n.split(" ")[0]: n for n in self.before if not _is_state(n) and not _is_house(n)}
            only = next(iter(firms.values())) if len(firms) == 1 else None  # of whom alone the text has told
        if not told and only is None and self.head.works and label.thing in _OF_WORKS:
            site = self.head.site
            return replace(label, owner=site or f"the {self.head.works}", owner_id=site or "~works")
        if len(told) == 1 and not _is_state(*told.values()):
            only = next(iter(told.values()))
        elif only is None or not told.keys() <= {n.id for n in find_names(only)}:
            return label
        if (label.thing not in _OF_STATES and _is_state(only)) or (label.thing == "quota" and not _is_state(only)):
            return label  # who sets a quota is no firm that stands near it
        same = {n.id for n in find_names(only)}
        here = (n for n in self.named if n.kind in _OWNERS and (n.id in same or n.surface.startswith(f"{only} ")))
        only = next((self._in_full(n.start) for n in here), only)
        return replace(label, owner=only, owner_id=self._one(only, only)[1])

    def _of_state(self, label: Label, owner: str) -> Label:
        """A quota of a ministry as one of the country that the title is about."""
        state = self.head.only or ""
        if any(n.kind in _OWNERS for n in find_names(owner)) or not _is_state(state):
            return label
        return replace(label, owner=state, owner_id=self._one(state, state)[1])

    def _in_full(self, start: int) -> str:
        """A proper name with the words that go with it: "Iluka Resources" for "Iluka"."""
        at = next(k for k, w in enumerate(self.words) if w.end > start)
        while self.words[at].dep == "compound" and self.words[self.words[at].head].tag.startswith("NNP"):
            at = self.words[at].head
        return _name(self.tree, at)

    def _shares_plan(self, label: Label) -> bool:
        """Whether the noun of a label shares its plan with the next: "production and sales guidance"."""
        at = next((k for k, w in enumerate(self.words) if label.noun and self.left + w.end == label.noun[1]), None)
        joined = () if at is None else self.tree.children(at, "conj")
        plans = (c for c in joined if self._is(c, "plan") or self._is(c, "forecast"))
        return any(True for c in plans for _ in self.tree.children(c, "compound", "nmod"))

    def _of_all(self, label: Label) -> bool:
        """Whether the noun of a label says that it is the world's: "world demand"."""
        first, end = (at - self.left for at in label.noun or (0, 0))
        return any(first <= w.start < end and w.lemma in {"world", "global"} for w in self.words)

    def _of_market(self) -> bool:
        """Whether a sentence that names no owner tells of the market of a good."""
        told = {w.lemma for w in self.words}
        owned = any(n.kind in _OWNERS for n in self.named)
        return self.head.market or (not owned and not told.isdisjoint(_words()["market"]))

    def _made(self, k: int, top: int) -> Label | None:
        """A number with a participle behind it: "with 40,000 tonnes produced so far"."""
        for acl in self.tree.children(top, "acl", "relcl"):
            thing = _words()["verb"].get(self._lemma(acl), "")
            if self.words[acl].tag == "VBN" and (self._is(acl, "plan") or self._is(acl, "forecast")):
                like = self._main(k)
                stand: Stand = "plan" if self._is(acl, "plan") else "forecast"
                return replace(like, stand=stand, past=False) if like else None
            if thing and thing != "share" and self.words[acl].tag == "VBN":
                label = self._done(k, acl, thing)
                if label.owner is None:
                    verb = next((u for u in self.tree.up(top) if self.words[u].is_verb), None)
                    who = None if verb is None else self.tree.subject(verb)
                    owner, owner_id = self._named(who) if who not in self.at else (None, None)
                    label = replace(label, owner=owner, owner_id=owner_id)
                return label
        return None

    def _quota(self, k: int, top: int) -> Label | None:
        """A number of what its own phrase names: "12 million tons of ore production quota"."""
        of = self._below(top, {"of"}, k) if _kind(self.held[k]) == "mass" else None
        if of is None or self._thing(of, "mass") not in _OF_A_MASS:
            return None
        verb = next((u for u in self.tree.up(top) if self.words[u].is_verb), None)
        stand: Stand = "now" if verb is None else self._stand(verb)
        return Label(self._thing(of, "mass"), self._span(of), "level", 0, stand, *self._whose(of, verb), sure=True)

    def _arrived(self, k: int) -> Label | None:
        """A level of what the one step of the sentence moves: "fell 1.2% ... to settle at 232,423 tonnes"."""
        steps = [found for one in self.held if one != k and (found := self.label(one)).kind == "step" and found.sure]
        return replace(steps[0], kind="level", way=0, since="") if len(steps) == 1 else None

    def _in_kind(self, k: int, top: int) -> Label | None:
        """A sum whose kind stands behind it: "received $4 million in funding", "held $77 million in cash"."""
        kind, after = _kind(self.held[k]), min(top + 1, len(self.words) - 1)
        behind = self._below(top, {"in", "of"}, k) if kind == "money" else None
        if behind is None and kind in {"mass", "money"} and self._lemma(after) == "in":
            behind = next(iter(self.tree.children(after, "pobj")), None)
        thing = "" if behind is None else self._thing(behind, kind)
        verb = next((u for u in self.tree.up(top) if self.words[u].is_verb), None)
        if not thing or verb is None or behind is None:
            return None
        whose, stand = self._named(self.tree.subject(verb)), self._stand(verb, itself=True)
        return Label(thing, self._span(behind), "level", 0, stand, *whose, past=self._was(verb), sure=True)

    def _once(self, top: int) -> bool:
        """Whether the words that depend on a number say that it was so before: "75,000 tonnes previously forecast"."""
        own = self.tree.children(top, "advmod", "amod", "acl")
        words = {self._lemma(c) for k in own for c in (k, *self.tree.children(k, "advmod"))}
        return bool(words & _words()["before"].keys())

    def _base(self, k: int) -> tuple[str, str | None]:
        """What a share is of: the thing and whose."""
        top = self.tops[k]
        of = None if top is None or _kind(self.held[k]) != "share" else self._below(top, {"of"}, k)
        if of is None:
            return "", None
        thing = self._thing(of, "share") or self._lemma(of)
        return thing, self._owner(of)[0]

    def _span(self, noun: int) -> tuple[int, int]:
        """Where the words stand that name what is measured: the noun with the words before it."""
        first = noun
        while (
            first
            and self.words[first - 1].head in range(first - 1, noun + 1)
            and (self.words[first - 1].dep in {"compound", "amod", "nmod", "punct"} or self.words[first].tag == "HYPH")
            and not (first == 1 and self.words[0].tag == "HYPH")  # the mark of a point
            and first - 1 not in self.at
        ):
            first -= 1
        return self.left + self.words[first].start, self.left + self.words[noun].end

    def _whose(self, noun: int, over: int | None) -> tuple[str | None, str | None]:
        """The owner of a noun, else whom the subject of the verb over it names."""
        owner = self._owner(noun)
        verb = owner[0] is None and over is not None and self.words[over].is_verb
        return self._named(self.tree.subject(over)) if verb and over is not None else owner

    def _owner(self, noun: int) -> tuple[str | None, str | None]:
        """Whose a thing is: in the possessive, as a name before it, behind "of", "at" or "from", else the doer."""
        if noun in self.asked:
            return None, None
        self.asked.add(noun)
        try:
            return self._owned(noun)
        finally:
            self.asked.discard(noun)

    def _owned(self, noun: int) -> tuple[str | None, str | None]:
        for k in self.tree.children(noun, "poss"):
            return self._named(k)
        for k in self.tree.children(noun, "compound", "nmod", "amod"):
            if self.words[k].tag.startswith(("NNP", "JJ")):
                found = self._known(k)
                if found[0]:
                    return found
        for prep in self.tree.children(noun, "prep"):
            if self._lemma(prep) in {"of", "at", "from", "in", "by", "for"}:
                for held in self.tree.children(prep, "pobj"):
                    named = self._named(held)
                    placed = self._lemma(prep) == "in" and (self._is(noun, "works") or not self._holds(noun, held))
                    if named[0] and held not in self.at and not placed:
                        return named
        made = (a for o in self._within(noun) for a in self.tree.children(o, "acl"))
        for held in (h for a in made for h in self._behind(a, {"at", "in", "by", "from"}, "prep", "agent")):
            if self.words[held].tag.startswith("NNP"):
                return self._known(held)
        via, over = self._spot(noun)
        if self.words[over].is_verb and via in {"dobj", "to", "of", "with"}:
            who = self._meant(self.tree.subject(over))
            if who is not None and who != noun:
                return self._named(who)
        if via in {"of", "with", "in"} and self.words[over].is_noun and over != noun:
            return self._owner(over) if not self.words[over].tag.startswith("NNP") else self._named(over)
        if via == "conj":
            return self._owner(over)
        return None, None

    def _site(self, k: int, label: Label) -> tuple[str | None, str | None] | None:
        """The one site that the clause of a number names as where it is so: "by 25% at its Hobart smelter"."""
        top = self.tops[k]
        if top is None:
            return None
        above = list(self.tree.up(top))
        verb = next((n for n, u in enumerate(above) if self.words[u].is_verb), len(above))
        near = {top, *above[: verb + 1]}
        near |= {o for u in above[verb : verb + 1] for o in self._objects(u)}
        near |= {h for o in tuple(near) for h in self._within(o)}
        sites = [
            inner[-1]
            for at, word in enumerate(self.words)
            if word.is_noun and ((self._is(at, "works") and word.tag != "NNS") or word.lemma == "operation")
            and self._spot(at)[0] in {"at", "from"} and self._spot(at)[1] in near
            and (inner := [c for c in self.tree.children(at, "compound", "nmod") if self.words[c].tag == "NNP"])
        ]  # fmt: skip
        found = {self._known(site) for site in sites}
        return next(iter(found)) if len(found) == 1 and None not in next(iter(found)) else None

    def _holds(self, noun: int, place: int) -> bool:
        """Whether what is in a place is of it: a country's output, a mine's; no stake, and no plant's capacity."""
        if _words()["noun"].get(self._lemma(noun)) in {"stake", "capacity", "investment", "cost"}:
            return False
        name = _name(self.tree, place) if self.words[place].tag.startswith("NNP") else ""
        return not name or bool(find_names(name))

    def _within(self, noun: int) -> tuple[int, ...]:
        """A noun and what it is of."""
        return noun, *self._behind(noun, {"of"})

    def _known(self, at: int) -> tuple[str | None, str | None]:
        """A country, firm or site that a word before a noun names; nothing for a mineral."""
        word = self.words[at]
        if word.start < self.opens:
            return None, None
        own = next((n for n in self.named if n.start <= word.start < n.end and n.kind in _OWNERS), None)
        name = _name(self.tree, at) if word.tag.startswith("NNP") else word.text
        part = own is not None and own.kind == "country" and name.startswith(("North ", "South ", "Western ")) and (
            len(name) > len(own.surface))  # fmt: skip
        if own is not None and not part:
            return self._one(own.surface, own.id)
        if re.split(r"[-–]", name.lower())[0] in _words()["time"] or name.lower() in _words()["no_name"]:
            return None, None
        if _FORMULA.fullmatch(name):
            return None, None  # "V2O5 production"
        if name.lower() in {"global", "world", "worldwide", "international"}:
            return "world", "WLD"
        for n in find_names(name):
            if n.kind in {"country", "company", "project"}:
                return self._one(name, n.id)
            if n.kind == "mineral" and n.end - n.start == len(name):
                return None, None
        return (
            self._one(name, name)
            if self.words[at].tag.startswith("NNP") and (len(name) > 2 or name.isupper())
            else (None, None)
        )

    def _one(self, name: str, known: str) -> tuple[str, str]:
        """A name with its id, by which a short form is that of the whole name told before it."""
        longer = next((n for n in self.before if n.startswith((f"{name} ", f"{name}-"))), name)
        linked = next((n.id for n in find_names(longer) if n.kind in {"country", "company", "project"}), None)
        return name, known if known != name else linked or longer

    def _named(self, at: int | None) -> tuple[str | None, str | None]:
        """The owner that a noun phrase names; a pronoun or "the company" is the last name told before it."""
        if at is None:
            return None, None
        word = self.words[at]
        if word.lemma in {"world", "global"}:
            return "world", "WLD"
        if word.tag.startswith("NNP"):
            known = self._known(at)
            return known if known[0] else (None, None)
        if word.tag.startswith("PRP") and word.lemma in {"we", "our", "i", "my"}:
            return None, None  # of whoever speaks
        if self._is(at, "unit"):  # a part of a firm is no firm
            words = self.tree.text[slice(*self._short(at))].lower()
            return (f"the {words}", f"~{words}") if words != word.text.lower() else (None, None)
        if word.tag == "NNS" and self._is(at, "self"):  # a group is none of the names told before
            words = self.tree.text[slice(*self._short(at))]
            return (words, f"~{words.lower()}") if words != word.text else ("", None)
        refers = any(word.lemma in _words()[part] for part in ("self", "land", "works"))
        if word.tag.startswith("PRP") or refers:
            firm = next((c for c in self.tree.children(at, "appos") if self.words[c].tag.startswith("NNP")), None)
            if firm is not None and word.lemma in _words()["self"]:  # "Indonesia's tin miner PT Timah"
                return self._known(firm)
            inner = [
                c for c in self.tree.children(at, "compound", "poss", "nmod")
                if self.words[c].tag.startswith("NNP") and not self._is_origin(at, c)
            ]  # fmt: skip
            if inner and (self._is(at, "works") or find_names(_name(self.tree, inner[-1]))):
                return self._known(inner[-1])
            for name in (*self._behind(at, {"of"}), *self.tree.children(at, "appos")):
                if self.words[name].tag.startswith("NNP"):
                    return self._known(name)
            return self._antecedent(at)
        return self._owner(at) if self._thing(at, "mass") else (None, None)

    def _is_origin(self, at: int, inner: int) -> bool:
        """Whether a word before "company" tells where that is from: "the Kazakh company"."""
        land = self._lemma(at) in _words()["land"] or self.words[inner].dep == "poss"
        return not land and any(n.kind == "country" for n in find_names(_name(self.tree, inner)))

    def _antecedent(self, at: int) -> tuple[str | None, str | None]:
        """The last name before a pronoun or "the company", a country for "the country"; else the works it is of."""
        word = self.words[at]
        land, firm = word.lemma in _words()["land"], not word.tag.startswith("PRP")
        earlier = [
            _name(self.tree, k)
            for k, w in enumerate(self.words[:at])
            if w.dep in {"nsubj", "nsubjpass", "poss"}
            and w.tag.startswith("NNP")
            and not self._speaks(k)
            and not (w.dep == "poss" and self.words[w.head].tag.startswith("NNP"))  # "Australia's Nickel Mines"
        ]
        names = (*self.before, *earlier)
        candidates = [name for name in reversed(names) if not _is_house(name)]
        if firm and self.head.names:  # of strangers to the text's title only where that names nobody
            candidates.sort(key=lambda name: not (find_names(name) or name in self.head.names))
        if self._is(at, "works") and self.head.site:
            return self._one(self.head.site, self.head.site)  # "the mine" is no firm where the text names a mine
        for name in candidates:
            linked = [n for n in find_names(name) if n.kind in {"country", "company", "project", "mineral"}]
            kinds = {n.kind for n in linked}
            fits = "country" in kinds if land else not (firm and "country" in kinds)
            site = _is_site(name)
            fits = fits and (site or not self.head.works if self._is(at, "works") else not (firm and site))
            told = not {name.lower()} & {*_words()["time"], *_words()["no_name"]}
            if fits and told and "mineral" not in kinds and (firm or linked or not self.head.works or name in earlier):
                return name, next((n.id for n in linked), name)
        near = any(n.kind in _OWNERS and n.end <= word.start for n in self.named)
        works = word.lemma if self._is(at, "works") else self.head.works if not (firm or near) else ""
        return (f"the {works}", "~works" if self.head.works else f"~{works}") if works else (None, None)

    def _speaks(self, at: int) -> bool:
        """Whether a name is that of somebody who speaks, mostly a person."""
        name = _name(self.tree, at)
        known = find_names(name) or any(n.startswith(f"{name} ") for n in (*self.before, *self.head.names))
        return self._is(self.words[at].head, "speak") and not known

    def _good(self, noun: int) -> str:
        """The good that a noun phrase names: "battery-grade lithium carbonate", "copper"."""
        left, right = self._span(noun)
        inner = self.tree.text[left - self.left : right - self.left]
        held = (h for h in self._behind(noun, {"of", "for"}) if h not in self.at)
        of = next((self.tree.text[slice(*self._short(h))] for h in held), "")
        for words in (of, inner):
            found = [n for n in find_names(words) if n.kind == "mineral"]
            if found:
                end = found[-1].end
                end = m.end() if (m := _FORMS.match(words, end)) else end
                return _PRAISE.sub("", words[:end] if words is inner else words)
        return ""

    def _short(self, noun: int) -> tuple[int, int]:
        left, right = self._span(noun)
        return left - self.left, right - self.left

    def _since(self, at: int) -> str:
        """From when a step is measured: "a year earlier", "the prior quarter"."""
        for k in (at, *self.tree.children(at, "prep", "advmod", "npadvmod")):
            for prep in self.tree.children(k, "prep") if k == at else (k,):
                words = self.tree.text[slice(*self.tree.phrase(prep))]
                if self._lemma(prep) in _SINCE and _TIMED.search(words):
                    return words
        return ""

    def _stand(self, verb: int, itself: bool = False) -> Stand:
        """As of which state of things a verb tells: done, planned, foreseen, possible."""
        for k in (verb, *self.tree.up(verb)):
            helpers = {self._lemma(c) for c in self.tree.children(k, "aux")}
            over = k != verb or itself
            if "would" in helpers and self.words[k].dep == "ccomp" and self._is(self.words[k].head, "speak"):
                return "plan"  # "said output would be": what was said of the time ahead
            if _MAY & helpers or (self.words[k].is_verb and self._lemma(k) in _WEIGHED):
                return "may"
            seen = self._lemma(k) == "see" and self.words[k].tag == "VBD"  # "the quarter saw"
            if over and self.words[k].is_verb and self._is(k, "forecast") and not seen:
                return "forecast"
            if (over and self._is(k, "plan")) or {"will", "shall"} & helpers:
                return "plan"
            if (
                self.words[k].dep == "xcomp"
                and self._lemma(self.words[k].head) == "be"
                and self._aims(self.words[k].head)
            ):
                return "plan"  # "the goal is to produce"
            spoken = self._is(self.words[k].head, "speak")
            foreseen = self.words[k].dep == "advcl" and self._is(self.words[k].head, "forecast")  # "expects it to be"
            if not (self.words[k].dep in {"xcomp", "ccomp", "acl"} or foreseen) or spoken:
                break
        return "now"

    def _aims(self, verb: int) -> bool:
        """Whether a verb is "is", of a goal."""
        return self._lemma(verb) == "be" and any(self._is(c, "plan") for c in self.tree.children(verb, "nsubj"))

    def _was(self, verb: int) -> bool:
        """Whether a verb tells what was so before: "had previously estimated"."""
        for k in (verb, *self.tree.up(verb)):
            words = {self._lemma(c) for c in self.tree.children(k, "aux", "advmod", "amod")}
            if words & _words()["before"].keys():
                return True
            if self.words[k].dep not in {"xcomp", "ccomp", "acl"} or self._is(self.words[k].head, "speak"):
                break
        return False
