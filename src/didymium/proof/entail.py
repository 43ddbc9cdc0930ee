"""Whether a sentence follows from evidence: numbers, names, words, moods, roles, and nothing more.

Each check takes the sentence as read and what is known, and yields the faults that it finds: (verdict, why).
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from didymium import labels
from didymium.proof import lexicon
from didymium.proof.evidence import close
from didymium.proof.formula import made_as
from didymium.proof.known import (
    ACTS,
    ALLOWED_MOODS,
    IN_CONCENTRATE,
    LOOSE,
    MOODS,
    Known,
    Stated,
    able,
    allows_exports,
    article_alone,
    figure_slots,
    metric_words,
    said_of_metric,
)
from didymium.proof.moods import causes, moods_of, ruled
from didymium.proof.reading import (
    PARTIES,
    Item,
    Number,
    Said,
    Stretch,
    led_by,
    left_of,
    name_parts,
    name_words,
    read,
    right_of,
    verbal,
)
from didymium.records import DerivedEvidence, RowEvidence, RunEvidence

REFUTED, OPEN = "refuted", "not proven"
Fault = tuple[str, str]  # verdict, reason
NAMES = ("country", "mineral", "sector", "agency", "company", "body", "project", "agreement")
TELLING = frozenset({"word", "number", "date", "mark", *NAMES})  # kinds of items that assert something
KEPT = frozenset(
    {"only", "some", "most", "many", "temporary", "former", "all"}
)  # marks of the evidence that may not be dropped
TRADE = frozenset({"import", "export", "buy", "sell"})


@dataclass(frozen=True)
class Use:
    """A number of the sentence and the number of the evidence that it is."""

    item: Item
    known: Known
    stated: Stated

    @property
    def formula(self) -> str:
        """By what the number is derived; empty for an operand, and for what is not derived."""
        return self.known.formula if self.stated is self.known.numbers[0] else ""


# numbers


def numbers(said: Said, known: Sequence[Known], uses: list[Use]) -> Iterator[Fault]:
    """Each number must be one of the evidence, in its place; what it is found to be is added to `uses`."""
    for n, (item, _) in enumerate(said.stretches):
        number = item.number
        assert number is not None
        if len(_EACH.findall(item.surface)) > 1:
            yield OPEN, f"{item.surface!r} tells two times"
        near = [(k, s) for k in known for s in k.numbers if same(number, s)]
        if number.kind in {"wet", "dry"} and not any(s.kind == number.kind for k in known for s in k.numbers):
            near = []
        main = {k.key for k, s in near if s is k.numbers[0]}
        near = [(k, s) for k, s in near if k.key not in main or s is k.numbers[0] or not s.exact]
        if not near:
            yield _unmatched(item, number, known)
            continue
        why = ""
        for k, s in sorted(near, key=lambda n: isinstance(n[0].item, DerivedEvidence) and n[1] is not n[0].numbers[0]):
            why = _misplaced(said, n, k, s)
            if not why:
                uses.append(Use(item, k, s))
                break
        if why:
            yield REFUTED, f"{item.surface!r} stands in another place than in its evidence: {why}"


_EACH = re.compile(r"\b(?:a|an|per|each) (?:year|quarter|month|week|day|annum)\b")


def _unmatched(item: Item, number: Number, known: Sequence[Known]) -> Fault:
    alike = [s for k in known for s in k.numbers if s.dims == number.dims and s.kind == number.kind]
    if any(abs(abs(s.value) - abs(number.value)) <= max(number.slack, 0.01 * abs(s.value)) for s in alike):
        return REFUTED, f"{item.surface!r} is qualified, ranged or rounded in another way than its evidence"
    return (REFUTED if alike else OPEN), f"{item.surface!r} is no number of the evidence"


def same(said: Number, stated: Stated) -> bool:
    """Whether a written number is a stated one: same unit, rounded to what is written, same bound, same range."""
    if not _same_unit(said, stated):
        return False
    if said.whole:
        bounded = said.qualifier in stated.qualifiers or (stated.exact and said.qualifier == "exactly")
        return stated.low is not None and stated.high is not None and bounded and _ends(said, stated)
    if said.low is not None and not (stated.low is not None and _ends(said, stated)):
        return False
    if said.low is None and stated.low is not None and not stated.exact:
        return False  # the middle of a range that the article gives is no number of its own
    value = _said_as(said, stated)
    return _rounded(said, value, stated) and _qualified(said, value, stated)


def _same_unit(said: Number, stated: Stated) -> bool:
    apart = stated.metric.endswith(("difference", "gap", "points"))  # of two shares: said in points, never in percent
    if said.kind == "points" and stated.exact:
        return not stated.dims and apart
    if said.unit == "%" and stated.exact and apart and not stated.dims:
        return False
    kind = "" if stated.exact and said.kind in {"wet", "dry"} else said.kind  # what is computed says neither
    if kind == stated.kind and said.dims == stated.dims:
        return (said.unit == "x") == (stated.metric.endswith("ratio")) or said.unit in {"x", "%"} or not stated.exact
    return False


def _said_as(said: Number, stated: Stated) -> float:
    """The stated value as the sentence puts it: a ratio said in percent is the change."""
    if said.unit == "%" and stated.metric == "price_ratio":
        return abs(stated.value - 1)
    return abs(stated.value)


def _ends(said: Number, stated: Stated) -> bool:
    if said.low is None or said.high is None or stated.low is None or stated.high is None:
        return False
    low, high = stated.low, stated.high
    if {said.low.qualifier, said.high.qualifier} != {"exactly"}:
        return False
    if stated.value < 0 and high <= 0:
        low, high = -high, -low
    return _rounded(said.low, abs(low), stated, 0.15) and _rounded(said.high, abs(high), stated, 0.15)


def _rounded(said: Number, value: float, stated: Stated, most: float = 0.5) -> bool:
    """Whether what is written is the value at the places that are written; words are repeated as they are."""
    written = abs(said.value)
    if close(written, value):
        return True
    coarse = 0.06 if said.digits >= 2 or said.qualifier == "about" else 0.025
    slack = max(min(said.slack * said.zeros, coarse * value), min(said.slack, most * value))
    return abs(written - value) <= slack * (1 + 1e-9) and (stated.exact or said.qualifier in {"about", "nearly"})


def _qualified(said: Number, value: float, stated: Stated) -> bool:
    own = said.qualifier
    if own in stated.qualifiers:
        return True
    if not stated.exact or stated.qualifiers != {"exactly"}:
        return own == "about" and bool(stated.qualifiers & {"nearly"})
    written = abs(said.value)
    exact = close(written, value, 1e-6)
    return own == "about" and (not exact or stated.low is not None)


# places of numbers


def keys_of_kind(items: Sequence[Item], kind: str) -> frozenset[str]:
    """What some items name of a kind: minerals, stages, goods, firm dates."""
    if kind == "good":
        return frozenset(g for i in items for g in good_of(i))
    if kind == "stage":
        stages = {"mine", "refine", "metalmaking", "magnetmaking"}
        return frozenset(k for i in items if i.kind == "word" for k in i.keys if k in stages)
    if kind == "date":
        return frozenset(k for i in items if i.kind == kind and not LOOSE.search(i.surface) for k in i.keys)
    return frozenset(k for i in items if i.kind == kind for k in i.keys)


def inherited(said: Said, n: int, kind: str, known: Known | None = None) -> frozenset[str]:
    """The names of a kind in the nearest stretch of the same sentence, those before first.

    A stretch behind counts only where its number may be of the same evidence: not for an operand of what is derived,
    before "is 48% of United States use".
    """
    parts = said.stretches
    found = _named_in(said, kind).get(parts[n][0].sentence, [])
    place = bisect_left(found, n, key=lambda named: named[0])
    if place:
        return found[place - 1][1]
    operand = known is not None and isinstance(known.item, DerivedEvidence) and not _may_be_main(parts[n][0], known)
    after = (keys for j, keys in found if j > n and (known is None or _may_be(parts[j][0], known)))
    return frozenset() if operand else next(after, frozenset())


def _before(said: Said, item: Item, kind: str) -> frozenset[str]:
    """What of a kind the sentences before that of an item name last."""
    earlier = (keys_of_kind([i], kind) for i in reversed(left_of(said.items, item)) if i.sentence < item.sentence)
    return next((keys for keys in earlier if keys), frozenset())


def _named_in(said: Said, kind: str) -> dict[int, list[tuple[int, frozenset[str]]]]:
    """By sentence, the stretches that name something of a kind, with what they name."""
    if kind not in said.kept:
        made: dict[int, list[tuple[int, frozenset[str]]]] = {}
        for j, (_, items) in enumerate(said.stretches):
            parts: dict[int, list[Item]] = {}
            for i in items:
                parts.setdefault(i.sentence, []).append(i)
            for sentence, part in parts.items():
                if keys := keys_of_kind(part, kind):
                    made.setdefault(sentence, []).append((j, keys))
        said.kept[kind] = made
    kept: dict[int, list[tuple[int, frozenset[str]]]] = said.kept[kind]
    return kept


def _may_be(item: Item, known: Known) -> bool:
    return item.number is not None and any(same(item.number, s) for s in known.numbers)


def _may_be_main(item: Item, known: Known) -> bool:
    return item.number is not None and bool(known.numbers) and same(item.number, known.numbers[0])


def _misplaced(said: Said, n: int, known: Known, stated: Stated) -> str:
    """Why a number does not stand where its evidence has it; empty where it does."""
    worded = stated.said is not None and stated.item is not None
    misplaced = _misplaced_in_words if worded else _misplaced_in_slots
    found = (misplaced(said, n, kind, known, stated) for kind in (*NAMES, "stage", "date", "good"))
    return next((why for why in found if why), _mismeasured(said.stretches[n][1], known, stated))


GOODS = frozenset({
    "w:ore", "w:concentrat", "w:oxid", "w:carbonat", "w:hydroxid", "w:metal", "scrap", "w:alloy", "w:sulphat",
    "w:sulfat", "w:matt", "w:pig", "w:powder", "w:spong", "w:cathod", "w:anod",
    "w:equivalent", "w:trioxid", "w:pentoxid", "w:dioxid",
})  # fmt: skip
MEASURES = frozenset({
    "produce", "consume", "export", "import", "reserve", "capacity", "stockpile", "price", "unitvalue", "value_added",
    "income", "offtake", "shipment", "loss", "gain", "cost", "peak", "trough",
})  # fmt: skip


def good_of(item: Item) -> frozenset[str]:
    """The good that a word or the name of a mineral says: ore, oxide, scrap, refined, natural."""
    if item.kind != "mineral":
        own = item.keys & (GOODS | _ORES | _FORMULAS.keys()) if item.kind == "word" else frozenset[str]()
        return frozenset(_FORMULAS.get(k, k) for k in own)
    parts = name_parts(item.surface)
    bare = len(parts) > 1 and item.keys & read(item.surface.rsplit(" ", 1)[-1]).items[0].keys  # "natural graphite"
    said = frozenset(_FORMULAS.get(k, k) for part in parts for k in part) & (GOODS | _MADE | _ORES)
    return said | (frozenset(k for part in parts[:-1] for k in part) if bare else frozenset())


_ORES = frozenset({
    "w:spodumen", "w:ilmenit", "w:rutil", "w:stibnit", "w:scheelit", "w:wolframit", "w:coltan", "w:tantalit",
    "w:chromit", "w:cassiterit", "w:sphalerit", "w:zircon", "w:yellowcak", "w:ferronickel", "w:ferrochrom",
    "w:ferromanganes", "w:silicomanganes", "w:ferrotungsten", "w:ferrovanadium", "w:ferroniobium", "w:ferrosilicon",
})  # fmt: skip  # of which a tonne is no tonne of the metal
_FORMULAS = dict.fromkeys(
    ("w:wo3", "w:u3o8", "w:v2o5", "w:sb2o3", "w:nb2o5", "w:ta2o5", "w:sc2o3", "w:reo", "w:treo", "w:li2o"), "w:oxid"
) | {"w:lce": "w:carbonat", "w:sc6": "w:concentrat"}  # what a formula says in words
_MADE = frozenset({"refine", "recycle", "raw"})  # "refined zinc" is no zinc in concentrate


def _mismeasured(own: Sequence[Item], known: Known, stated: Stated) -> str:
    """Whether a number stands with another measure than its own: reserves for output, prices for shipments.

    What is derived may name the measures of its operands; an operand stands behind its own.
    """
    if not stated.exact or stated.metric in {"length", "horizon", "cut"}:
        return ""
    place = next((k for k, i in enumerate(own) if i.number is not None), len(own))
    main = stated is known.numbers[0] if known.numbers else False
    told = own if main else own[:place]
    allowed = known.told | frozenset(
        w for n in (known.numbers if main else (stated,)) if n.exact for w in metric_words(n.metric)
    )
    if main:
        allowed |= {k for s in known.heard for i in s.items if i.kind == "word" for k in i.keys}
        allowed |= {k for s in known.heard for k in able(s)}
    said = [i for i in told if i.kind == "word" and measures_of(i)]
    other = [i for i in said if not measures_of(i) & allowed]
    behind = own[place + 1 : place + 3]  # "100% of use": of that and of nothing else
    of_what = behind[1:] if behind and behind[0].surface == "of" else ()
    if main and (listed := lexicon.metrics().get(stated.metric)) and listed.base:
        allowed = listed.base
    wrong = [i for i in of_what if i.keys & MEASURES and not i.keys & allowed] if main else []
    if wrong or (other and len(other) == len(said)):
        return f"it is no figure of {(wrong or other)[0].surface}"
    return ""


def measures_of(item: Item) -> frozenset[str]:
    """The measures that a word tells of: "mine output" of what is produced."""
    made = frozenset({"produce"}) if item.surface.lower().endswith(("output", "production")) else frozenset[str]()
    return item.keys & MEASURES | made


def _misplaced_in_slots(text: Said, n: int, kind: str, known: Known, s: Stated) -> str:
    part = text.stretches[n]
    said = keys_of_kind(part[1], kind)
    operand = s.about is not None and s is not known.numbers[0]
    if kind == "date" and not said and n and operand:  # "of world output in 2023 (20 tonnes)"
        last, around = text.stretches[n - 1]
        led = [i for i in right_of(around, last) if i.sentence == part[0].sentence]
        said = keys_of_kind(led, kind) if led and text.text[part[0].start - 1] == "(" else said
    slot = (known.slots if s.about is None else s.about).get(kind, frozenset())
    if kind == "mineral" and s is known.numbers[0] and isinstance(known.item, DerivedEvidence):
        own = figure_slots(known.item.figure, listed=True).get(kind, frozenset())
        said, slot = (_behind(part), own) if own else (said, slot)
    elif kind == "mineral" and (counted := frozenset(k for k in s.content if k.startswith("mineral:"))):
        said, slot = _behind(part), counted
    elif kind == "good" and s.content and (odd := _counted(part) - s.content - _oxides(s)):
        return f"it is counted in no {_plain(odd)}"
    elif (
        kind == "good"
        and (IN_CONCENTRATE in s.content or _converted(known, s))
        and ({g for i in _weighed(part) for g in good_of(i)} - _oxides(s))
    ):
        return "it is counted in the metal that is in it"
    elif kind == "good" and (lost := _lost_good(part, s)):
        return f"it is counted in {_plain(lost)}"
    if not slot:
        return ""
    if kind == "country" and slot == _WORLD and _of_the_world(text, part[0]):
        return ""
    if kind == "country" and s.exact and s.dims and slot != _WORLD and _worlds_own(part):
        return f"it is of {_plain(slot)}, and not of the world"
    if s.summed and kind == "country" and said and said < slot:
        return f"it is the sum over {_plain(slot)}"
    if kind == "country" and s.exact:
        left = _left_out(part[1])
        same = isinstance(known.item, DerivedEvidence) and known.item.formula in known.item.operands
        whose = next((n.about.get(kind, slot) for n in known.numbers if same and n.about), slot)
        if left & whose and not _own_place(known):
            return f"it is of {_plain(left & whose)}, which the sentence leaves out"
        said, slot = said - left, whose
    own_figure = s.metric not in {"cut", "length", "horizon", "budget"}
    if kind == "country" and own_figure and (where := _inside(part[1]) - _own_place(known)) and _own_place(known):
        return f"it is of {_plain(_own_place(known))}, not of {_plain(where)}"
    loose = s.metric in {"length", "horizon"} or (kind in {"date", "stage"} and operand)
    loose |= kind == "stage" and any("consume" in i.keys for i in part[1])  # what is used is of no stage
    given = said or (frozenset() if loose else inherited(text, n, kind, known))
    if not given and kind in {"stage", "mineral", "date"} and getattr(known.item, "transform", "") == "world_share":
        given = _before(text, part[0], kind)  # "World mine output is 5 t. China held 9%."
    if kind == "date":
        years = bool(given) and all(len(d) == 4 for d in given)
        if years and all(len(d) == 7 for d in slot) and any(i.keys & _MEANS for i in part[1]):
            return f"it is the average of {_plain(slot)} alone"
        wrong = {d for d in given if not any(dated(d, k) for k in slot)}
    else:
        wrong = {k for k in given if k not in slot and not any(_shortened(k, known) for known in slot)}
    if (said and wrong == said and wrong) or (not said and wrong == given and wrong):
        return f"it is of {_plain(slot)}, not of {_plain(wrong)}"
    return ""


def _left_out(items: Sequence[Item]) -> frozenset[str]:
    """The countries beside which or without which something is told: "besides Chile, Peru held 12%"."""
    return frozenset(k for a, b in itertools.pairwise(i for i in items if i.surface != "the") if (
        b.kind == "country" and a.surface.lower() in _BESIDE) for k in b.keys)  # fmt: skip


_BESIDE = frozenset({"besides", "without", "excluding", "except", "outside", "beyond", "unlike"})
_WORLD = frozenset({"country:WLD"})


def _of_the_world(text: Said, item: Item) -> bool:
    """Whether the words next to a number say that it is the world's, whoever the sentence is about.

    "3.3% of world mine output", "of world mine output of tin (300,000 tonnes)".
    """
    at = text.items.index(item)
    behind = [i.surface.lower() for i in text.items[at + 1 : at + 4]]
    before = [i for i in text.items[:at] if i.kind == "country" or i.surface.lower() in _WORLDS]
    return bool(_WORLDS & {*behind}) or (bool(before) and before[-1].surface.lower() in _WORLDS)


def _worlds_own(part: Stretch) -> bool:
    """Whether a number is told of the world's output: "World mine output of tin was 5 tonnes"."""
    led = [i for i in left_of(part[1], part[0]) if i.kind == "country" or i.surface.lower() in {"world", "global"}]
    return bool(led) and led[-1].kind != "country"


_WORLDS = frozenset({"world", "global", "world's"})
_MEANS = frozenset({"w:averag"})


def _shortened(said: str, known: str) -> bool:
    """Whether a name is a known one with fewer words: "Almonty" for "Almonty Industries"."""
    return said.startswith("name:") and known.startswith(f"{said} ")


def _behind(part: tuple[Item, tuple[Item, ...]]) -> frozenset[str]:
    """The mineral of which a number is right behind it: "1,120 tonnes a year of didymium"."""
    next_two = right_of(part[1], part[0])[:2]
    named = len(next_two) == 2 and next_two[0].surface == "of" and next_two[1].kind == "mineral"
    return next_two[1].keys if named else frozenset()


def _oxides(stated: Stated) -> frozenset[str]:
    """The goods that a unit names by their formulas: those of "t/yr WO3 in concentrate"."""
    return frozenset(_FORMULAS[k] for k in stated.content if k in _FORMULAS)


def _counted(part: Stretch) -> frozenset[str]:
    """The goods in which a number is counted, right behind it: "5 tonnes a year of copper in concentrate"."""
    behind = itertools.takewhile(
        lambda i: i.surface in {"of", "in"} or i.kind in {"mineral", "word"},
        (i for i in part[1] if i.start > part[0].start),
    )
    return frozenset(g for i in behind for g in good_of(i))


def _converted(known: Known, stated: Stated) -> bool:
    """Whether a figure is of the metal that a good holds: "130 tonnes of WO3 (103 tonnes of tungsten)"."""
    return stated is known.numbers[0] and _HOLDS.search(known.formula) is not None


_HOLDS = re.compile(r"\* 0\.\d+$")


def _weighed(part: Stretch) -> list[Item]:
    """What stands right behind a number as what it is of: "5 tonnes a year of tin ore", up to "in" or another word."""
    behind = [i for i in right_of(part[1], part[0]) if i.sentence == part[0].sentence]
    run = [*itertools.takewhile(lambda i: i.surface == "of" or i.kind in {"mineral", "word"}, behind)]
    gap = next((n for n, (a, b) in enumerate(itertools.pairwise(run), 1) if b.start - a.end > 1), None)
    return run[:gap]  # "WO3-in-concentrate" is WO3


def _weighed_as(ours: Stretch, theirs: Stretch) -> str:
    """Whether a number is of one good behind it here and of another, or of bare metal, behind it in the article."""
    mine, there = _weighed(ours), _weighed(theirs)
    goods = [frozenset(g for i in run for g in good_of(i)) for run in (mine, there)]
    bare = [any(i.kind == "mineral" for i in run) for run in (mine, there)]
    made = goods[1] - _MADE
    if (goods[0] and not goods[0] & goods[1] and (goods[1] or bare[1])) or (bare[0] and made and not goods[0] & made):
        return f"there it is of {_plain(goods[1]) or 'the metal'}, not of {_plain(goods[0]) or 'the metal'}"
    return ""


def _lost_good(part: Stretch, stated: Stated) -> frozenset[str]:
    """The good, or kind of it, in which a row counts where only its mineral is told behind the number."""
    told = frozenset(k for i in right_of(part[1], part[0]) for w in i.surface.split() for k in lexicon.keys_of(w))
    kinds = frozenset(k for k in stated.content if k in GOODS or k.startswith("w:"))
    return kinds - told if _behind(part) else frozenset()


def _inside(items: Sequence[Item]) -> frozenset[str]:
    """The countries in which something is said to be: "in the United States"."""
    return frozenset(
        k
        for n, i in enumerate(items)
        if i.kind == "country" and not i.of_firm
        for k in i.keys
        if any(p.surface in {"in", "inside", "within"} for p in items[:n][-1:])
        or (n > 1 and items[n - 1].surface == "the" and items[n - 2].surface in {"in", "inside", "within"})
    )  # fmt: skip


def _own_place(known: Known) -> frozenset[str]:
    """The country of a figure of a run, or of what is derived from one."""
    item = known.item
    of_run = isinstance(item, RunEvidence) or (isinstance(item, DerivedEvidence) and known.modality == "conditional")
    own = item.figure.country if of_run and isinstance(item, RunEvidence | DerivedEvidence) else None
    return frozenset({f"country:{c}" for c in own.split(";")}) if own else frozenset()


def _misplaced_in_words(text: Said, n: int, kind: str, known: Known, stated: Stated) -> str:
    assert stated.said is not None
    number, items = text.stretches[n]
    place = next(k for k, (i, _) in enumerate(stated.said.stretches) if i is stated.item)
    last, around = text.stretches[n - 1]
    led = right_of(around, last) if n else []  # "5% of its need of 9 t"
    spent = (*(led if all(i.sentence == number.sentence for i in led) else ()), *text.spent)
    if kind == NAMES[0] and (why := _misput(number, items, spent, stated.said.stretches[place], known, stated)):
        return why
    there = stated.said.stretches[place][1]
    beside = [i for i in there if stated.item is not None and i.sentence == stated.item.sentence]
    said, own = keys_of_kind(items, kind), keys_of_kind(beside, kind) or keys_of_kind(there, kind)
    if kind == "good" and (why := _weighed_as(text.stretches[n], stated.said.stretches[place])):
        return why
    if kind == "date" and stated.item is not None:  # "9 t in 2016, more than double its 2015 output"
        years = keys_of_kind(between_commas(stated.said.items, stated.item), kind)
        if years and all(len(d) == len("2016") for d in (*said, *years)):
            own = own & years or own
    near = own or inherited(stated.said, place, kind)
    if said and near and not (said | groups_of(said)) & near:
        return f"there it is of {_plain(near)}, not of {_plain(said)}"
    if own and not said and (given := inherited(text, n, kind, known)) and not given & own:
        return f"there it is of {_plain(own)}, not of {_plain(given)}"
    return ""


def between_commas(items: Sequence[Item], item: Item) -> list[Item]:
    """The items of a sentence from the comma before one to the comma behind it."""
    at = next(n for n, i in enumerate(items) if i is item)
    stops = [n for n, i in enumerate(items) if i.surface in {",", ";"} or i.sentence != item.sentence]
    first, last = max((n for n in stops if n < at), default=-1), min((n for n in stops if n > at), default=None)
    return list(items[first + 1 : last])


def _misput(
    number: Item, items: Sequence[Item], spent: Sequence[Item], theirs: Stretch, known: Known, stated: Stated
) -> str:
    """Why a number is not the article's by what is told of it: what is measured or counted, whose, at which end."""
    assert stated.said is not None
    if _of_another([*items, *spent], number, known, stated):
        return "in the article it is of something else"
    if stated.kind == "count":
        here, there = _beside(number, items), _beside(*theirs)
        if (here or there) and not here & there:
            return "there it counts something else"
    ours, other = _side(items, number), _side(stated.said.items, stated.item)
    swapped = ours and other and ours != other
    return "it is the start of a change there and the end here, or the other way round" if swapped else ""


def belongs_to(stated: Stated, whose: Item) -> bool:
    """Whether the grammar of the article gives a number to somebody whom only another sentence names."""
    owner = name_words(_owner(stated) or "")
    own = name_words(re.sub(r"['’]s?$", "", whose.surface))
    return bool(own & owner) and (whose.kind != "country" or owner <= own)  # Japan is not "Japan Rare Earths"


def _owner(stated: Stated) -> str | None:
    """Whom the grammar of the article gives a number to."""
    label = stated.label() if stated.label is not None else None
    return label.owner if label else None


_TALLIED = frozenset({"produce", "consume", "export", "import", "reserve", "capacity", "stockpile", "price",
                       "shipment", "sell", "cost"})  # fmt: skip


_SOLD = frozenset({"sell", "shipment"})  # what is delivered is sold
_LOST = frozenset({"loss", "gain"})


def _of_another(own: Sequence[Item], number: Item, known: Known, stated: Stated) -> bool:
    """Whether a number of the article that a figure is made of is told of another measure: "output of" a quota."""
    led = sorted(left_of(own, number), key=lambda i: i.start)
    near = led[-3:] if led and led[-1].surface == "of" else [i for i in led if i.kind != "date"][-4:]  # "in 2023 ("
    measures = frozenset(k for i in near if i.kind == "word" for k in i.keys & _TALLIED)
    if not known.formula or stated.said is None or not near or near[-1].surface not in {"of", "("}:
        return False
    words = able(stated.said).union(*(i.keys for i in stated.said.of("word")))
    words |= {"quota"} if allows_exports(stated.said) else frozenset()
    named = len(near) > 1 and near[-1].surface == "of" and near[-2].kind == "word" and near[-2].surface != "pace"
    noun = near[-2].keys if named else frozenset()
    measures |= _SOLD if measures & _SOLD else frozenset()
    measures |= {"export"} if "shipment" in measures & words else frozenset()  # as which shipments are labelled
    told = measures or noun
    label = stated.label() if stated.label is not None else None
    if told and label and label.sure and label.kind == "step" and not told & (MOVED | _LOST):
        return True  # "will reduce its output by 48,000 tonnes" is no output of so much
    thing = lexicon.keys_of(label.thing) & _TALLIED if label and label.sure and measures else frozenset()
    return bool(told) and not told & (thing or words)


def groups_of(keys: frozenset[str]) -> frozenset[str]:
    """The groups to which minerals belong: cobalt is one of the battery metals."""
    own = (k.partition(":")[2] for k in keys if k.startswith("mineral:"))
    return frozenset(f"mineral:{g}" for m in own for g in labels.groups(m))


def _side(items: Sequence[Item], number: Item | None) -> str:
    """Whether a number is where a change starts, where it ends, or the step between them."""
    led = [i.surface for i in left_of(items, number)] if number else []
    sides = {"from": "start", "against": "start", "to": "end", "at": "end", "by": "step"}
    return sides.get(led[-1], "") if led else ""


def _beside(number: Item, items: Sequence[Item]) -> frozenset[str]:
    """The words and names within two places of a number."""
    told = [i for i in items if i.kind not in {"function", "punctuation", "mark"}]
    place = next(k for k, i in enumerate(told) if i is number)
    return frozenset(k for i in (*told[:place][-2:], *told[place + 1 :][:2]) for k in i.keys)


def dated(said: str, known: str) -> bool:
    """Whether a date is a known one or a coarser one; without a year (--10-04) it is any year's."""
    if "/" in said or "/" in known:
        return said == known
    if said.startswith("-"):
        return known[4:] == said[1:] or known == said or (len(said) == 4 and known[5:7] == said[2:])
    if said[5:6] in {"H", "Q"} and known[5:6] not in {"H", "Q"}:
        return said[:4] == known[:4] and len(known) >= 7 and _part(said, int(known[5:7]))
    return known == said or known.startswith(f"{said}-")


def _part(said: str, month: int) -> bool:
    """Whether a month lies in a half (2026-H2) or quarter (2026-Q3)."""
    return (month - 1) // (6 if said[5] == "H" else 3) + 1 == int(said[6])


def _plain(keys: frozenset[str] | set[str]) -> str:
    return ", ".join(sorted(k.partition(":")[2] or k for k in keys))


# words and names


def covered(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    """Every name and word of the sentence must be one of the evidence: it says nothing more."""
    words = frozenset(w for k in known for w in k.words)
    words |= frozenset({"price"} if any(_is_price(n) for k in known for n in k.numbers) else ())
    slots = frozenset(s for k in known for keys in k.slots.values() for s in keys)
    goods = words | frozenset(g for k in known for t in (*k.texts, *k.heard) for i in t.items for g in good_of(i))
    computed = {id(i) for i in said.items if i.kind == "word" and direction(i)}
    moves = _moves(said, known)
    told = frozenset(w for k in known for t in k.texts for i in t.items if i.kind == "word" for w in i.keys)
    prime = frozenset(w for k in known for w in k.prime) if not any(k.spoken for k in known) else frozenset()
    told |= frozenset(w for k in known for ws in k.dates.values() for w in ws)
    signs = {i.surface for k in known if k.spoken for t in k.texts for i in t.of("punctuation")}  # "₱"
    opposed = {i.keys for i in said.items if i.kind in PARTIES and i.role in {"A", "T"}}
    costed = any("cost" in n.metric or "capex" in n.metric for k in known for n in k.numbers)
    costed |= any(_costing(t, i) for k in known for t in k.texts for i in t.items)
    sided = len(opposed) > 1 and any(k.spoken or k.roles for k in known)
    for item in said.items:
        if item.kind in NAMES:
            if not _named(item, words, slots) and not any(belongs_to(n, item) for k in known for n in k.numbers):
                yield OPEN, f"{item.surface!r} is named by no evidence"
            elif item.kind == "mineral" and not good_of(item) <= goods:
                yield OPEN, f"the evidence is of no {item.surface!r}"
        elif item.kind == "word":
            if _costing(said, item) and not costed:
                yield OPEN, "the evidence tells of no cost"
            if _FIRST.match(said.text, item.start) and not any(
                _FIRST.search(t.text) for k in known for t in (*k.texts, *k.heard)
            ):  # fmt: skip
                yield OPEN, "the evidence does not say that it is the first time"
            free = id(item) in computed and moves
            turned = _converse(item.keys) if sided else item.keys
            owner = item.surface[:1].isupper() and any(belongs_to(n, item) for k in known for n in k.numbers)
            if not free and not owner and not turned & (words | slots):
                yield _uncovered(item, words)
            elif way_of(item) == "smelt" and not any(
                way_of(i) == "smelt" for k in known for t in (*k.texts, *k.heard) for i in t.items
            ):  # fmt: skip
                yield OPEN, f"the evidence does not say that it is {item.surface!r}"
            elif not free and not turned & prime and lexicon.opposite(item.keys, prime):
                yield REFUTED, f"{item.surface!r} is the opposite of what the evidence is about"
            elif not free and item.keys & TRADE and not turned & told and lexicon.opposite(item.keys, told):
                yield REFUTED, f"{item.surface!r} is the opposite of what the evidence says"
        elif item.surface.lower() == "total" and _entire(said.items, item, known) and not any(
            _entire(t.items, i, ())
            or (i.surface == "total" and any(o.surface == "of" for o in right_of(t.items, i)[:1]))
            for k in known for t in (*k.texts, *k.heard) for i in t.items
        ):  # fmt: skip
            yield OPEN, "the evidence does not say that it is total"
        elif item.kind == "punctuation" and item.surface not in signs and not re.match(
            r"[.,;:!?()'\"“”‘’%$&/–—\-+=×€£¥°…]", item.surface
        ):  # fmt: skip
            yield OPEN, f"the sign {item.surface!r} says nothing"


def way_of(item: Item) -> str:
    """By which way of refining a word tells of it: smelting or separation; empty where by any."""
    ways = ("smelt", "separat") if "refine" in item.keys else ()
    return next((w for w in ways if item.surface.lower().startswith(w)), "")


_FIRST = re.compile(r"(?i)first(?: time|-ever| ever)\b")


def _costing(said: Said, item: Item) -> bool:
    """Whether a word tells of the cost of something, and not what it costs, which its price is."""
    return item.surface.lower() in {"cost", "costs"} and said.text[item.end :].startswith(" of ")


def _entire(items: Sequence[Item], item: Item, known: Sequence[Known]) -> bool:
    """Whether "total" tells that nothing else is: "a total ban", "5 in total"; no "total of 5", no "total output".

    But where the article's output is "further" or "other" output, that is not the total.
    """
    led, follows = left_of(items, item)[-1:], right_of(items, item)[:1]
    steps = (c.direction for i in follows for k in i.keys if (c := lexicon.concepts().get(k)))
    parts = (left_of(t.items, i)[-1:] for k in known for t in k.texts for i in t.items for f in follows
             if i.surface == f.surface)  # fmt: skip
    part = any(i.surface.lower() in _PARTS for before in parts for i in before)
    return item.surface.lower() == "total" and ("tighten" in steps or part or any(i.surface == "in" for i in led))


_PARTS = frozenset({"further", "additional", "other", "more", "extra", "remaining", "net", "partial"})


def _named(item: Item, words: frozenset[str], slots: frozenset[str]) -> bool:
    """Whether the evidence names it: by its label, or by every word of its name."""
    own = frozenset(k for k in item.keys if item.kind not in _BODIES or not k.startswith("country:"))
    parts = name_parts(item.surface)
    named = words if item.kind == "company" else slots | words  # a country of the row is no part of a firm's name
    lands = [p & named if any(k.startswith("country:") for k in p) else p & (slots | words) for p in parts]
    return bool(own & (slots | words)) or (bool(parts) and all(lands))


_BODIES = frozenset({"agency", "body", "company"})  # of a country: one is not another


def _is_price(stated: Stated) -> bool:
    """Whether a number is money for a mass: "$1,284 an ounce"."""
    dims = dict(stated.dims)
    return len(dims) == 2 and dims.get("t") == -1 and "yr" not in dims


def _uncovered(item: Item, words: frozenset[str]) -> Fault:
    if lexicon.opposite(item.keys, words):
        return REFUTED, f"{item.surface!r} is the opposite of what the evidence says"
    return OPEN, f"{item.surface!r} is in no evidence"


def _converse(keys: frozenset[str]) -> frozenset[str]:
    """The concepts with their converses (buy and sell): who does what to whom is the business of the roles."""
    return keys | {c.converse for k in keys if (c := lexicon.concepts().get(k)) and c.converse}


def dates(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    """Every date must be one of the evidence, and what happens on it what the evidence says happens."""
    counted = any(k.formula.startswith("count(") for k in known)
    for k, item in enumerate(said.items):
        if item.kind != "date":
            continue
        date = next(iter(item.keys))
        holders = [n for n in known if any(dated(date, d) for d in n.slots.get("date", ()))]
        if not holders:
            yield REFUTED, f"{item.surface!r} is no date of the evidence"
            continue
        there = [(t, i) for n in holders for t in n.texts for i in t.of("date") if dated(date, next(iter(i.keys)))]
        spoken = all(n.spoken for n in holders)
        reckoned = {_reckoned(i) for _, i in there} if spoken else set[str]()
        loose = {_loosely(t, i) for t, i in there} | (set() if spoken else {""})
        reckons = any(isinstance(n.item, DerivedEvidence) and n.item.figure.unit == "date" for n in holders)
        if (_loosely(said, item) not in loose and not reckons) or (
            _reckoned(item) and reckoned and not reckoned & {_reckoned(item), ""}
        ):
            yield OPEN, f"{item.surface!r} is qualified in another way than in the evidence"
        if len(date) == len("2025-10-09") and not spoken and led_by(_FOR, said.text, item.start):
            yield OPEN, f"nothing is told for {item.surface!r}"
        parts = [d for n in holders for d in n.slots.get("date", ()) if dated(date, d)]
        sized = not _since(said, item) and any(n.number.dims for n in said.numbers if n.number)
        way = led_by(_TERMS, said.text, item.start)
        halved = way and parts and all(d[5:6].isalpha() for d in parts) and all(n.spoken for n in holders)
        if len(date) == len("2025") and (
            halved or (sized and all(len(date) < len(d) < len("2025-10-09") for d in parts))
        ):
            yield OPEN, f"in the evidence it is of a part of {item.surface!r} alone"
        if _of_another_part(date, holders):
            yield REFUTED, f"{item.surface!r} is another part of the year in the evidence"
        terms = [p.split("/") for n in holders if (p := getattr(getattr(n.item, "figure", None), "period", None) or "")]
        if led_by(_TO, said.text, item.start) and not spoken and any(
            dated(date, first) and not dated(date, last) for first, last in (t for t in terms if len(t) > 1)
        ):  # fmt: skip
            yield REFUTED, f"{item.surface!r} begins its time, and does not end it"
        due = _DUE & frozenset(w for n in holders for d, ws in n.dates.items() if dated(date, d) for w in ws)
        if led_by(_BY, said.text, item.start) and not spoken and not reckons and not due and all(
            n.dates or n.numbers for n in holders
        ):  # fmt: skip
            yield OPEN, f"nothing is told to be done by {item.surface!r}"
        if item.day and not _meant(date, item.day, holders):
            yield REFUTED, f"{item.surface!r} without its year is {item.day}"
        happens = frozenset(w for n in holders for d, ws in n.dates.items() if dated(date, d) for w in ws)
        if happens and "*" not in happens and all(n.dates for n in holders):
            way = led_by(_BOUNDS, said.text, item.start)
            lasts = way is not None and way[1].lower() not in {"from", "since"}
            ends = "until" not in happens if lasts else way is not None and happens <= ENDS
            if way and ends:
                yield REFUTED, f"{way[1]!r} is the wrong side of {item.surface!r}"
            ends_it = {e for a in happens & {"suspended", "ended"} for e in ACTS[a]}
            if ends_it and not any(i.keys & ends_it for i in said.of("word")) and not happens & _BEGINS:
                yield REFUTED, f"what is announced on {item.surface!r} is its end"
            if "suspend" in happens <= _OF_A_SUSPENSION and "suspen" not in said.text.lower():
                yield REFUTED, f"what happens on {item.surface!r} is of a suspension"
            if len(date) == 4 and any(date in i.keys for n in holders for t in n.texts for i in t.of("date")):
                continue
            does = _event_before(said.items, k, frozenset(w for n in holders for w in n.told))
            known_events = frozenset(w for n in holders for ws in n.dates.values() for w in ws) - {"*", "until"}
            does |= _verb_until(said.items, k) if way else frozenset()
            against = does & (known_events | VERBS_UNTIL) or lexicon.opposite(does, happens)
            if (does and not does & happens and against) or (
                way and not counted and _since(said, item) and happens <= {"announce"}
            ):  # fmt: skip
                yield REFUTED, f"on {item.surface!r} something else happens in the evidence"


def _loosely(said: Said, date: Item) -> str:
    """The words that make a date a bound or a guess: "since at least 2021", "until the end of the year"; else empty."""
    if lasting := _LASTING.match(date.surface):
        return lasting[1].lower()
    found = led_by(_LOOSELY, said.text, date.start)
    return "about" if found and found[1].lower() in _ROUND else found[1].lower() if found else ""


def _reckoned(date: Item) -> str:
    """From when a date is reckoned: last, this or next week; empty where it is not."""
    found = _RECKONED.match(date.surface)
    return found[0].lower() if found else ""


_RECKONED = re.compile(r"(?i)(?:last|this|next|previous)\b")
_LASTING = re.compile(
    r"(?i)(until|till|through|since|after|before)\b"
)  # within a date, as "until the end of the year" is


_LOOSELY = re.compile(
    r"(?i)\b(at least|as early as|as late as|about|around|roughly|approximately|circa|over|under|nearly|almost|"
    r"(?:more|less|no later|no earlier) than|up to|only)\s$"
)
_FOR = re.compile(r"\bfor\s$")
_TO, _BY = re.compile(r"\b(?:to|until|till|through)\s$"), re.compile(r"\bby\s$")
_DUE = frozenset({"end", "expire", "due", "until"})
_ROUND = frozenset({"about", "around", "roughly", "approximately", "circa"})
_BEGINS = frozenset({"propose", "impose", "start", "takes_effect"})
_OF_A_SUSPENSION = frozenset({"suspend", "announce", "end", "expire", "due", "until"})


def _of_another_part(date: str, holders: Sequence[Known]) -> bool:
    """Whether the evidence names another half or quarter of that year and not this one."""
    told = (d for n in holders for t in n.texts for i in t.of("date") for d in i.keys)
    parts = {d for d in told if d[:6] == date[:6] and d[5:6].isalpha()}
    return date[5:6].isalpha() and bool(parts) and date not in parts


def _meant(date: str, day: str, holders: Sequence[Known]) -> bool:
    """Whether one of the evidence's dates of that day and month is in the year that the text means, or has none."""
    own = [d for n in holders for d in n.slots.get("date", ()) if dated(date, d)]
    return any(d.startswith(("-", day)) for d in own)


_TERMS = re.compile(r"(?i)\b(?:for|of|until|before|by|from|since)\s$")
ENDS = frozenset({"end", "expire", "suspend", "due", "extend", "lift", "until"})
_BOUNDS = re.compile(r"(?i)\b(until|till|through|to|from|since)\s(?:the end of )?$")


def _since(said: Said, date: Item) -> bool:
    return said.text[: date.start].rstrip().endswith("since")


def _event_before(items: Sequence[Item], k: int, titled: frozenset[str]) -> frozenset[str]:
    """The nearest verb before a date in its clause, else the first after it.

    titled: the words of the evidence's titles, in which "stop" is a noun and no event.
    """
    clause = [(j, i) for j, i in enumerate(items) if i.sentence == items[k].sentence and i.kind == "word"
              and any((c := lexicon.concepts().get(key)) and c.kind in {"verb", "noun"} for key in i.keys)]  # fmt: skip
    events = frozenset({"announce", "impose", "takes_effect", "start", "end", "expire", "suspend", "due", "sign",
                        "agree", "propose", "pledge", "extend", "lift", "ease", "tighten"})  # fmt: skip
    clause = [(j, i) for j, i in clause if i.keys & events and (verbal(items, j) or not i.keys & events & titled)]
    before = [i for j, i in clause if j < k]
    after = [i for j, i in clause if j > k]
    return (before[-1].keys if before else after[0].keys if after else frozenset()) & events


VERBS_UNTIL = frozenset({"ban", "halt", "extend", "suspend", "lift", "restrict", "tighten", "ease", "allow"})


def _verb_until(items: Sequence[Item], k: int) -> frozenset[str]:
    """The verb right before "until" and a date: "suspended until", "banned until"."""
    return items[k - 2].keys & VERBS_UNTIL if k > 1 and items[k - 1].kind == "function" else frozenset()


def direction(item: Item) -> str:
    """The way that a word of movement goes, up or down; empty where it may mean either or none."""
    found = {c.direction for k in item.keys if (c := lexicon.concepts().get(k)) and c.direction in {"up", "down"}}
    return next(iter(found)) if len(found) == 1 else ""


def _moves(said: Said, known: Sequence[Known]) -> bool:
    """Whether the sentence has figures whose movement can be computed."""
    return any(k.numbers for k in known) and bool(said.numbers)


def directions(said: Said, known: Sequence[Known], uses: Sequence[Use]) -> Iterator[Fault]:
    """A word of movement must be the movement: of the numbers in the order of their dates, or the sign of a change."""
    for item in said.items:
        way = direction(item) if item.kind == "word" else ""
        way = way or _beyond(said, item, uses)
        if not way or (item.kind == "word" and _in_words(item, known)):
            continue
        own = [u for u in uses if u.item.sentence == item.sentence]
        signed = next((u for u in own if "change" in u.stated.metric or u.stated.metric == "price_ratio" or (
            item.kind == "function" and _changes(u.known) and u.item.end + 1 == item.start)), None)  # fmt: skip
        if signed is not None:
            value = signed.stated.value - (1 if signed.stated.metric == "price_ratio" else 0)
            if (value > 0) != (way == "up"):
                yield REFUTED, f"{item.surface!r} is against the sign of its figure"
            continue
        if any(said_of_metric(u.known, item.keys) for u in own):
            continue
        pair = _ordered(said, own, item)
        if pair is None and item.keys & MOVED and (ways := _ways(own)):
            if ways != {way}:
                yield REFUTED, f"{item.surface!r}, but the article has its figure go the other way"
        elif pair is None:
            if not any(item.keys & k.words for k in known):
                yield OPEN, f"{item.surface!r} cannot be computed from the evidence"
        elif (pair[1] > pair[0]) != (way == "up") or pair[0] == pair[1]:
            yield REFUTED, f"{item.surface!r}, but the figures go the other way"


MOVED = frozenset(
    {"rise", "fall", "raise", "lower", "cut", "more", "less", "higher", "lower_than", "exceed", "short_of"}
)


def _ways(uses: Sequence[Use]) -> frozenset[str]:
    """Which way the numbers of a sentence go in the words that stand with them in the article."""
    found: set[str] = set()
    for use in uses:
        text = use.stated.said if use.known.spoken else None
        for number, part in text.stretches if text else ():
            if number is use.stated.item:
                same = (i for i in part if i.kind == "word" and i.sentence == number.sentence)
                found |= {way for i in same if i.keys & MOVED and (way := direction(i))}
    return frozenset(found)


def compared(said: Said, uses: Sequence[Use]) -> Iterator[Fault]:
    """ "98% above" and "fell by 98%" are changes, "98% of" is a part: as the evidence has it."""
    for use in uses:
        number = use.item.number
        share = number is not None and number.unit in {"%", "x"} and use.stated.metric != "price_change"
        ours = _told_as(said, use.item) if share else ""
        if use.stated.said is not None and use.stated.item is not None:
            there = _told_as(use.stated.said, use.stated.item)
            ours = "" if ours == "part" and _of_a_number(said, use.item) else ours  # "35% of 90 kt is lost"
        elif use.formula:
            there = made_as(use.formula)
        else:
            there = "change" if use.stated.metric == "price_ratio" else "part"
        if {ours, there} == {"change", "part"} and (ours == "part" or _stands_beyond(said, use.item)):
            yield REFUTED, f"{use.item.surface!r} is a {there} in the evidence, and no {ours}"
        if _is_step(use) and not ours and not any(direction(i) or i.surface in _BEYOND for i in said.items):
            yield OPEN, f"{use.item.surface!r} is a change in the evidence, and the sentence tells of none"
        before = said.text[: use.item.start].rstrip().rsplit(" ", 1)[-1]
        if use.stated.metric in TAKEN and number and number.unit == "%" and before in _OTHERWISE:
            yield REFUTED, f"{use.item.surface!r} is what is taken away, and nothing is told {before!r} it"


def _is_step(use: Use) -> bool:
    """Whether a number is made as that by which one of the article's differs from another."""
    return use.stated.metric == "changed_by" or use.formula.startswith("change(")


def _of_a_number(said: Said, item: Item) -> bool:
    """Whether "of" behind a share is followed by a number: by the whole that it is a share of."""
    return any(i.number for i in right_of(said.items, item)[1:3])


def _stands_beyond(said: Said, item: Item) -> bool:
    """Whether a number compares by what stands behind it: "20% above"."""
    return _behind_it(said, item) in _BEYOND


def _behind_it(said: Said, item: Item) -> str:
    """The word behind a number and the bracket of its range."""
    return said.text[item.end : item.end + 20].lstrip(" )").split(" ", 1)[0]


def _told_as(said: Said, item: Item) -> str:
    """Whether a share is told as a part ("20% of") or as a change ("20% above", "up 20%"); empty for neither."""
    if _behind_it(said, item) == "of":
        return "part"
    led = left_of(said.items, item)[-2:]
    near = led if led and led[-1].surface == "of" else led[-1:]  # "a rise of 20%"
    moved = any(i.surface in {"by", "up", "down"} or direction(i) for i in near)
    return "change" if moved or _stands_beyond(said, item) else ""


_BEYOND = frozenset({"above", "below", "higher", "lower", "more", "less"})
TAKEN = frozenset({"cut", "measures_severity"})  # shares that are lost
_OTHERWISE = frozenset({"to", "in", "at", "from", "for", "on", "with", "within", "under", "against"})  # and not by them


def _beyond(said: Said, item: Item, uses: Sequence[Use]) -> str:
    """The way of "above" or "below" right behind a computed change; empty elsewhere."""
    way = {"above": "up", "over": "up", "below": "down", "under": "down"}.get(item.surface, "")
    behind = any(u.item.end + 1 == item.start and _changes(u.known) for u in uses)
    return way if behind and item.kind == "function" else ""


def _changes(known: Known) -> bool:
    return known.formula.startswith("change(")


def _in_words(item: Item, known: Sequence[Known]) -> bool:
    """Whether the very concept stands in words of the article or of a row."""
    return any(item.keys & i.keys for k in known for t in k.texts for i in t.items if i.kind == "word")


def _ordered(said: Said, uses: Sequence[Use], word: Item) -> tuple[float, float] | None:
    """The earlier and the later of two numbers of one kind: by the dates of their evidence, else by from and to."""
    for a in uses:
        for b in uses:
            if a.item.start < b.item.start and (a.stated.dims, a.stated.metric) == (b.stated.dims, b.stated.metric):
                first, last = (max(u.known.slots.get("date") or {""}) for u in (a, b))
                if first != last and first and last:
                    pair = (a, b) if first < last else (b, a)
                    return abs(pair[0].stated.value), abs(pair[1].stated.value)
                if _after_from(said, a):
                    return abs(a.stated.value), abs(b.stated.value)
                if _after_from(said, b):
                    return abs(b.stated.value), abs(a.stated.value)
    return None


def _after_from(said: Said, use: Use) -> bool:
    return said.text[: use.item.start].rstrip().rsplit(" ", 1)[-1].lower() in {"from", "against", "than"}


# moods, negation, scope, attribution, condition, cause


def marks(said: Said, known: Sequence[Known], spoken: Sequence[tuple[Known, frozenset[int]]]) -> Iterator[Fault]:
    """What marks the sentence must mark the evidence, and what marks the evidence must mark the sentence.

    spoken: the article's evidence with the numbers of its sentences that the sentence draws on.
    """
    own = [i for i in said.items if i.kind == "mark"]
    classes = frozenset(k for i in own for k in i.keys)
    articled = "article" in classes and bool(spoken)
    allowed = frozenset[str]().union(*(ALLOWED_MOODS[k.modality] for k in known if not k.spoken))
    for item in own:
        mark = next(iter(item.keys))
        if mark == "article" and (articled or any(k.spoken for k in known)):
            continue
        if mark in allowed or _marked(item, said, known, mark):
            continue
        verdict = REFUTED if mark in {"negation", *MOODS} else OPEN
        yield verdict, f"{item.surface!r} ({mark}) is not in the evidence"
    yield from _missing_moods(said, known, classes)
    for k, sentences in spoken:
        yield from _dropped(said, k, sentences, classes)


def _head(items: Sequence[Item], k: int, reach: int = 3) -> frozenset[str]:
    """What a mark is about: the next words, names and numbers of its sentence, of a negation those of its clause."""
    whole = "negation" not in items[k].keys
    after = [i for i in items[k + 1 :] if i.sentence == items[k].sentence and i.kind not in {"mark", "punctuation"}
             and (whole or i.clause == items[k].clause)]  # fmt: skip
    near = [i for i in after if i.kind in {"word", "number", "date", *NAMES}][:reach]
    return frozenset(q for i in near for q in (i.keys or {i.surface}))


def _marked(item: Item, said: Said, known: Sequence[Known], mark: str) -> bool:
    """Whether the evidence has this mark, at the same head, or (attribution, condition, cause) in that sentence."""
    if mark == "cause" and item.surface.lower() not in {"since", "so"}:
        return _caused(item, said, known)
    place = said.items.index(item)
    head = _head(said.items, place)
    lenient = mark in {"attribution", "condition", "article"}
    words = frozenset(k for i in said.items if i.kind == "word" for k in i.keys)
    for k in known:
        for text in (*k.texts, *(k.heard if mark in _PLANNED | {"temporary", "possible"} else ())):
            for j, other in enumerate(text.items):
                if other.kind != "mark" or not other.keys & _SAID_FOR.get(mark, {mark}):
                    continue
                if mark == "condition" and _excepts(item) != _excepts(other):
                    continue  # "unless" is no "if"
                clause = frozenset(q for i in text.items if i.sentence == other.sentence for q in i.keys)
                same = other.surface.lower() == item.surface.lower()
                speaks = all(one.spoken for one in known) and item.surface.startswith(_SPEAKS)
                if mark == "attribution" and not same and not speaks:
                    continue  # "Reuters said" in a note is no "according to analysts"; "said" no "announced"
                if same and item.surface.lower() in _THINGS:
                    return True  # a forecast that is cut, told as that forecast
                if lenient and (words & clause or not (words or mark == "attribution")):
                    return True
                if not k.spoken and mark in _PLANNED:
                    if ruled(said, item)[0] & ruled(text, other)[1] or _is_forecast(item, said, k):
                        return True
                    continue
                theirs = _head(text.items, j)
                strict = mark == "negation" and not k.spoken
                if strict:
                    head, theirs = _head(said.items, place, 1), _head(text.items, j, 1)
                if head & theirs or not (head or theirs):
                    return True
    return False


_THINGS = frozenset({"outlook", "guidance", "forecast", "forecasts", "target", "targets", "estimate", "estimates"})


def _is_forecast(item: Item, said: Said, known: Known) -> bool:
    """Whether a mark is of a number that the article has as expected: "guidance of 5 t" for "its guidance is 5 t"."""
    near = [number for number, own in said.stretches if any(i is item for i in own)]
    numbers = [n for n in known.numbers if n.said and n.item and any(i.number and same(i.number, n) for i in near)]
    return "expected" in item.keys and any("expected" in moods_of(n.said, n.item) for n in numbers if n.said and n.item)


def _excepts(condition: Item) -> bool:
    """Whether a condition is one under which a thing is not so."""
    return condition.surface.lower() in {"unless", "except", "excluding"}


def _caused(item: Item, said: Said, known: Sequence[Known]) -> bool:
    """Whether the evidence tells of the same cause and the same effect: more than half of what each side says."""
    ours = causes(said, item)
    for text in (t for k in known for t in (*k.texts, *k.heard)):
        for other in text.of("mark"):
            theirs = causes(text, other) if "cause" in other.keys else ((), ())
            if all(mine and 2 * len(mine & set(side)) > len(mine) for mine, side in zip(ours, theirs, strict=True)):
                return True
    return False


_PLANNED = frozenset({"aimed", "planned", "expected", "conditional"})  # what the article's own number may be derived as
_SAID_FOR = {  # what is weighed may be; what will be is aimed at
    "possible": frozenset({"possible", "considered"}), "aimed": frozenset({"aimed", "planned"}),
}  # fmt: skip


def measured(said: Said, use: Use) -> bool:
    """Whether a number is told as the size of something: "output of 5,000 tonnes", not "5,000 tonnes"."""
    near = [i for i in left_of(said.items, use.item) if i.sentence == use.item.sentence][-4:]
    named = len(near) > 1 and near[-1].surface == "of" and near[-2].kind == "word"  # "grants of $5 million"
    return named or any(i.keys & (MEASURES | {"surplus", "shortage", "sell"}) for i in near if i.kind == "word")


def told_as_fact(said: Said, uses: Sequence[Use]) -> Iterator[Fault]:
    """The clause in which a figure of a plan, a forecast or a run stands has a mood of its own, or no verb."""
    for use in uses:
        if isinstance(use.known.item, DerivedEvidence) and use.stated.said and use.stated.item and measured(said, use):
            moods = moods_of(use.stated.said, use.stated.item)
            same = _side_of(read(said.text).items, use.item)
            would = {"conditional", "condition"}
            tells = (MOODS | {"plan", "quota"}) - would | (would if "conditional" in moods else set())
            if moods and not any(i.keys & tells for i in same):  # "would" tells no forecast as one
                yield OPEN, f"{use.item.surface!r} is {min(moods)} in the article, and told as fact"
        plain = use.stated.metric in {"change", "changed_by"}  # what a sum of another name tells has words of its own
        if plain and not any(u.known is use.known and u.stated.said for u in uses):
            parts = [n for n in use.known.numbers if n is not use.stated and n.said and n.item]
            moods = frozenset[str]().union(*(moods_of(n.said, n.item) for n in parts if n.said and n.item))
            if moods and not any(i.keys & (MOODS | {"plan", "quota"}) for i in said.items):
                yield OPEN, f"{use.item.surface!r} is {min(moods)} in the article, and told as fact"
        if not use.stated.exact or use.known.modality == "fact":
            continue
        own = [k for k, i in enumerate(said.items) if i.clause == use.item.clause]
        told = [k for k in own if finite(said.items, k)]
        if told and not any(said.items[k].kind == "mark" for k in own):
            yield OPEN, f"{said.items[told[0]].surface!r} tells as fact what is planned, expected or computed"


_TURNS = frozenset({"is", "are", "was", "were", "above", "below", "than", "against"})


def _side_of(items: Sequence[Item], number: Item) -> list[Item]:
    """The side of a comparison on which a number stands, with the two things behind it: "... of 5 kt is planned"."""
    same = [i for i in items if i.sentence == number.sentence]
    turns = [n for n, i in enumerate(same) if i.surface in _TURNS]
    first = max((n for n in turns if same[n].end <= number.start), default=-1)
    last = min((n for n in turns if same[n].start >= number.end), default=len(same))
    return same[first + 1 : last + 3]


def finite(items: Sequence[Item], k: int) -> bool:
    """Whether a verb is told as happening or done: "brings", "grew", "increased" behind its subject."""
    word = items[k].surface.lower().split(" ")[0]
    if items[k].kind != "word" or word in lexicon.pasts():
        return items[k].kind == "word"
    if word.endswith("ed"):
        alone = " " not in items[k].surface  # "refined output" is a noun
        return alone and verbal(items, k) and k > 0 and items[k - 1].kind in {"word", *NAMES}
    counts = k + 1 < len(items) and items[k + 1].kind == "number" and items[k - 1].kind != "function"
    return word.endswith("s") and not items[k].keys & TRADE and (counts or verbal(items, k))


def _missing_moods(said: Said, known: Sequence[Known], classes: frozenset[str]) -> Iterator[Fault]:
    """A conditional figure is never told as fact, nor a plan as done."""
    rests = [k for k in known if not k.spoken]
    modest = {"conditional", "assumed", "condition", "possible"}
    if any(k.modality == "conditional" for k in rests) and not classes & modest:
        yield OPEN, "a figure of a model run is told as fact: say would, or that it is a test"
    planned = any(k.modality == "planned" for k in rests)
    due = frozenset(i.clause for i in said.of("word") if i.keys & {"due", "plan"} or i.surface.lower() in _UNDER_WAY)
    done = [i for i in said.of("word") if i.keys & {"start", "produce", "supply"} and i.clause not in due]
    done += [i for n, i in enumerate(said.items) if i.surface.lower() in {"built", "completed", "opened", "constructed"}
             and said.items[n - 1].surface != "being"]  # fmt: skip
    if planned and not classes & {"planned", "aimed", "expected", "possible"} and done:
        yield REFUTED, "a plan is told as done"


_UNDER_WAY = frozenset({"under construction", "construction", "ramping"})


def _dropped(said: Said, known: Known, sentences: frozenset[int], classes: frozenset[str]) -> Iterator[Fault]:
    """Marks of the article's sentences that the sentence leaves out."""
    text = known.texts[0]
    own = [i for i in said.items if i.kind in {"word", "number", "date", *NAMES}]
    mine = frozenset(k for i in own for k in i.keys or {i.surface})
    for j, other in enumerate(text.items):
        if other.kind != "mark" or other.sentence not in sentences:
            continue
        mark = next(iter(other.keys))
        if mark == "attribution" and not mine & _told_by(text, j):
            continue
        if mark == "attribution" and (not classes & {"attribution", "article"} or _one_of_two(text, other, said)):
            yield OPEN, f"who says so is left out ({other.surface!r})"
        elif mark == "condition" and not any(
            "condition" in i.keys and _excepts(i) == _excepts(other) for i in said.of("mark")
        ):
            yield OPEN, f"a condition is left out ({other.surface!r})"
        elif mark == "each" and mark not in classes and said.numbers:
            yield OPEN, f"{other.surface!r} of the evidence is left out"
        elif mark in MOODS | {"negation"} | KEPT:
            head = _head(text.items, j)
            kept = any(
                mark in _SAID_FOR.get(next(iter(i.keys)), i.keys) and _head(said.items, n) & head
                for n, i in enumerate(said.items) if i.kind == "mark"
            )  # fmt: skip
            reported = mark == "alleged" and "attribution" in classes
            thing = other.surface.lower()
            kept |= thing in _THINGS and any(i.surface.lower() == thing for i in said.of("mark"))
            if head & mine and not kept and not reported and (mark not in classes or mark in MOODS):
                verdict = REFUTED if mark == "negation" else OPEN
                yield verdict, f"{other.surface!r} ({mark}) of the evidence is left out"


def _told_by(text: Said, j: int) -> frozenset[str]:
    """What a mark of attribution governs: its sentence; behind ", saying" or ", which he says" only the rest."""
    items = [(n, i) for n, i in enumerate(text.items) if i.sentence == text.items[j].sentence]
    before = [i.surface.lower() for n, i in items if j - 4 <= n < j]
    aside_only = bool(before) and ((text.items[j].surface.endswith("ing") and before[-1] == ",") or (
        "which" in before and "," in before))  # fmt: skip
    first = frozenset(k for n, i in items if n < j for k in (i.keys or {i.surface}))
    rest = frozenset(k for n, i in items if n > j or not aside_only for k in (i.keys or {i.surface}))
    return rest - first if aside_only else rest


def _one_of_two(text: Said, told: Item, said: Said) -> bool:
    """Whether a sentence that has two who say so is told with fewer, though it names what this one says."""
    there = [i for i in text.of("mark") if "attribution" in i.keys and i.sentence == told.sentence]
    ours = [i for i in said.of("mark") if i.keys & {"attribution", "article"}]
    speaks = told.surface.startswith(_SPEAKS)  # "claims in Alaska" are no words
    alike = [sum(i.surface == told.surface for i in marks) for marks in (there, ours)]
    return speaks and len(there) > len(ours) and alike[0] > alike[1]


_SPEAKS = ("sa", "told", "according", "warn", "argu", "believ", "think", "estimat", "predict", "report", "forecast")


# roles


def roles(said: Said, known: Sequence[Known], spoken: Sequence[tuple[Known, frozenset[int]]]) -> Iterator[Fault]:
    """Who acts and who is acted on must be so in the evidence, where there are two who could be exchanged."""
    parties = [i for i in said.items if i.kind in PARTIES]
    for item in parties:
        others = {k for i in parties if i.sentence == item.sentence for k in i.keys} - item.keys
        found = _known_roles(item, known, others, {k.key: drawn for k, drawn in spoken})
        opposite = {"A": "T", "T": "A"}.get(item.role)
        told = said.text[: item.start].removesuffix("the ").rstrip().rsplit(" ", 1)[-1]
        if opposite and found == {opposite} and (others or told in {"by", "against", "to"}):
            yield REFUTED, f"{item.surface!r} acts where the evidence has it acted on, or the other way round"
        elif told == "by" and others and not found and not any(k.spoken for k in known):
            yield OPEN, f"the evidence does not say that {item.surface!r} acts"
        firms = _firms(item, known)
        if firms == {True} and not item.of_firm and item.role in {"A", "T"}:
            yield OPEN, f"the evidence speaks of firms of {item.surface!r}, not of the country"
        elif firms == {False} and item.of_firm:
            yield OPEN, f"the evidence speaks of {item.surface!r}, not of firms there"


def _known_roles(item: Item, known: Sequence[Known], others: set[str], drawn: Mapping[str, frozenset[int]]) -> set[str]:
    found: set[str] = set()
    for k in known:
        found |= {role for key, role in k.roles.items() if key in item.keys}
        for text in k.texts if k.spoken else ():
            for i in text.items:
                here = i.sentence in drawn.get(k.key, frozenset())
                if here and i.kind in PARTIES and i.keys & item.keys and any(
                    others & o.keys for o in text.items if o.sentence == i.sentence
                ):  # fmt: skip
                    found.add(i.role)
    return found


def ranked(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    """What is the fifth-largest, a leading or one of the oldest in the article is not the largest or the oldest."""
    texts = [t for k in known if k.spoken for t in k.texts]
    theirs = [(i, _ranked(t.items, n), _who(t.items, n), _rank(t.items, n)) for t in texts
              for n, i in enumerate(t.items) if _superlative(i)]  # fmt: skip
    for n, item in enumerate(said.items) if theirs else ():
        same = [t[1:] for t in theirs if t[0].keys & item.keys] if _superlative(item) else []
        what, who = _ranked(said.items, n), _who(said.items, n)
        own = [t for t in same if t[1] & who] or same
        near = max((len(noun & what) for noun, _, _ in own), default=0)
        alike = [rank for noun, _, rank in own if len(noun & what) == near]
        if alike and _rank(said.items, n) not in alike:
            yield OPEN, f"{item.surface!r} is of another rank in the article"


def _superlative(item: Item) -> bool:
    word = item.surface.lower()
    return "largest" in item.keys or word in _LEADING or (bool(_MOST.fullmatch(word)) and word not in _NO_MOST)


def _who(items: Sequence[Item], n: int) -> frozenset[str]:
    """Who is ranked: the last party named before in the sentence."""
    named = [i for i in items[:n] if i.kind in PARTIES and i.sentence == items[n].sentence]
    return named[-1].keys if named else frozenset()


def _ranked(items: Sequence[Item], n: int) -> frozenset[str]:
    """What is ranked: the next word behind the superlative, with the names before it."""
    last = next((k for k, i in enumerate(items) if k > n and i.kind == "word"), n)
    return frozenset(k for i in items[n + 1 : last + 1] for k in i.keys)


def _rank(items: Sequence[Item], n: int) -> str:
    """The ordinal before a superlative, or that it is one of several; empty for the first of all."""
    before = [i.surface.lower() for i in items[:n][-3:]]
    if before and before[-1] in _ORDINALS:
        return before[-1]
    return "one of" if {"one", "among"} & set(before) or before[-1:] in (["a"], ["an"]) else ""


_LEADING = frozenset({"leading", "major", "main", "key", "top", "dominant", "principal", "chief", "foremost"})
_MOST = re.compile(r"\w{2,}[^e]est|worst|best|first|only|sole")
_NO_MOST = frozenset({"interest", "request", "contest", "forest", "harvest", "protest", "manifest", "arrest", "latest"})
_ORDINALS = frozenset({"second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"})


_OWNS = frozenset({"'s", "’s", "'", "’"})


def belonging(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    """Whose something is: "MMG's largest shareholder is Minmetals", and not the shareholder of Minmetals."""
    theirs = [own for k in known if k.spoken for t in k.texts for own in _belongs(t)]
    for whose, what in _belongs(said):
        there = frozenset(q for keys, noun in theirs if noun & what for q in keys)
        if there and not there & whose:
            yield REFUTED, f"{next(iter(what)).removeprefix('w:')!r} is that of another in the article"


def _belongs(said: Said) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """(whose, what) of each noun behind the possessive of a name or before "of" and a name."""
    items = said.items
    for n, item in enumerate(items):
        if item.kind not in PARTIES and not any(k.startswith(("name:", "country:")) for k in item.keys):
            continue
        whose = item.keys | name_words(item.surface)
        if item.surface.endswith(("'s", "’s", "s'", "s’")) or said.text[item.end : item.end + 2].strip() in _OWNS:
            behind = itertools.takewhile(
                lambda k: items[k].kind in {"word", "mineral"} and not finite(items, k), range(n + 1, len(items))
            )
            yield from ((whose, items[k].keys) for k in behind if items[k].kind == "word")
        before = [i for i in left_of(items, item) if i.surface not in {"the", "a"}][-2:]
        noun = n + 1 < len(items) and items[n + 1].kind in {"word", "mineral"} and not finite(items, n + 1)
        if [i.surface for i in before[1:]] == ["of"] and before[0].kind == "word" and not noun:  # no "of Chile's tax"
            yield whose, before[0].keys


_OWNS = frozenset({"'s", "’s", "'", "’"})


def apart(dates: set[str], length: str, unknown: bool = False) -> bool:
    """Whether two of some dates are a year, quarter, month or week apart; `unknown` where none has a month or year."""
    months = [int(d[:4]) * 12 + int(d[5:7] or 1) for d in dates if re.match(r"\d{4}(-\d\d)?(-\d\d)?$", d)]
    if length == "week":
        days = [dt.date.fromisoformat(d).toordinal() for d in dates if re.fullmatch(r"\d{4}-\d\d-\d\d", d)]
        return any(a - b == 7 for a in days for b in days) if days else unknown
    step = {"year": 12, "quarter": 3, "month": 1}[length]
    return any(a - b == step for a in months for b in months) if months else unknown


def _firms(item: Item, known: Sequence[Known]) -> set[bool]:
    if item.kind != "country":
        return set()
    acting = [k for k in known if isinstance(k.item, RowEvidence) and item.keys & k.roles.keys()]
    if acting and not any(k.spoken for k in known):
        return {False} | {i.of_firm for k in acting for t in k.texts for i in t.items if i.keys & item.keys}
    if any(item.keys & k.slots.get("country", frozenset()) for k in known if not k.spoken):
        return set()
    return {i.of_firm for k in known if k.spoken for t in k.texts for i in t.items if i.keys & item.keys}


def placed(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    """A name, verb or number stands among the words among which it stands in the article, and not another's."""
    texts = article_alone(known)
    if not texts:
        return
    around: dict[str, list[tuple[Item, dict[str, float]]]] = {}
    for t in texts:
        apart = aside(t.items)
        for n, i in enumerate(t.items):
            if what := _class(i):
                around.setdefault(what, []).append((i, _around(t.items, n, apart)))
    apart = aside(said.items)
    ours = [(i, what, _around(said.items, n, apart)) for n, i in enumerate(said.items) if (what := _class(i))]
    for item, what, mine in ours:
        alike = around.get(what, [])
        if len(alike) > MOST_ALIKE:
            yield OPEN, f"the article has {len(alike)} beside {item.surface!r} that it may be exchanged with"
            return
        own = _fit(item, mine, alike)
        rivals = [i for i, _ in alike if not _is(item, i)]
        for rival in rivals if own is not None else ():
            there = _fit(rival, mine, alike) or 0.0
            twin = next((words for t, c, words in ours if c == what and _is(t, rival)), None)
            kept = (own or 0.0) + ((_fit(rival, twin, alike) or 0.0) if twin else 0.0)
            turned = there + ((_fit(item, twin, alike) or 0.0) if twin else 0.0)
            if turned > kept + MARGIN * (0.35 if twin else 0.5 if item.kind == "number" else 1.0):
                yield OPEN, f"{item.surface!r} stands among the words of {rival.surface!r} in the article"
                break


def _fit(item: Item, words: dict[str, float], around: Sequence[tuple[Item, dict[str, float]]]) -> float | None:
    """How well something fits among words: the best of the places where the article has it."""
    return max((_affinity(words, a) for i, a in around if _is(item, i)), default=None)


MARGIN = 1.0  # how much better another place must fit, in words beside
MOST_ALIKE = 60  # of a kind in the sentences behind one; more are a table, in which each may be another's


def _class(item: Item) -> str:
    """What a thing may be exchanged with: names of a kind, verbs with verbs, numbers of a unit."""
    if item.kind in NAMES or item.kind == "date":
        return "party" if item.kind in PARTIES else item.kind
    if item.kind == "number" and item.number is not None:
        return f"number {item.number.dims} {item.number.kind}"
    if item.kind == "word" and item.surface[0].isupper() and all(k.startswith("w:") for k in item.keys):
        return "party"  # a name that no list has
    verbal = any((c := lexicon.concepts().get(k)) and c.kind == "verb" for k in item.keys)
    return "verb" if item.kind == "word" and verbal else ""


def _is(a: Item, b: Item) -> bool:
    if a.number is not None and b.number is not None:
        return close(a.number.value, b.number.value)
    return bool(_converse(a.keys) & b.keys) or bool(name_words(a.surface) & name_words(b.surface) and a.kind in NAMES)


def _around(items: Sequence[Item], place: int, apart: frozenset[int]) -> dict[str, float]:
    """The words, names, dates and numbers near a place, the nearer the heavier; apart: the places of asides."""
    out: dict[str, float] = {}
    for step in (-1, 1):
        weight, j = 1.0, place + step
        while 0 <= j < len(items) and weight > 0.3 and items[j].sentence == items[place].sentence:
            skipped = (j in apart) != (place in apart)
            if not skipped and items[j].kind not in {"function", "punctuation", "mark"}:
                for key in items[j].keys or {items[j].surface}:
                    out[key] = max(out.get(key, 0.0), weight)
                weight *= 0.7
            j += step
    return out


def aside(items: Sequence[Item]) -> frozenset[int]:
    """The places of relative clauses between commas: ", which runs a plant in Malaysia,"."""
    found: set[int] = set()
    for k, item in enumerate(items[1:], 1):
        if item.surface in {"which", "who", "where"} and items[k - 1].surface == ",":
            ends = next((j for j in range(k + 1, len(items)) if items[j].surface in {",", ".", ";"}), len(items))
            found |= set(range(k, ends)) if ends < len(items) and items[ends].surface == "," else set()
        elif item.surface in {"the", "a", "an", "one"} and items[k - 1].surface == "," and k > 1 and (
            items[k - 2].kind in NAMES
        ):  # fmt: skip  # "Gabon, the second-largest producer after South Africa, will"
            ends = next((j for j in range(k + 1, len(items)) if items[j].surface in {",", ".", ";"}), len(items))
            closed = ends + 1 < len(items) and items[ends].surface == ","
            found |= set(range(k, ends)) if closed and (
                items[ends + 1].kind == "mark" or verbal(items, ends + 1)) else set()  # fmt: skip
    return frozenset(found)


def _affinity(a: dict[str, float], b: dict[str, float]) -> float:
    return sum(min(w, b[k]) for k, w in a.items() if k in b)


def repeated(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    """What the article says once is not said twice: words, numbers, negations and other marks."""
    theirs = [i for t in article_alone(known) for i in t.items]
    for item in said.items if theirs else ():
        if item.kind not in {"word", "mark", "number"}:
            continue
        ours = sum(i.kind == item.kind and _is(item, i) for i in said.items)
        there = sum(i.kind == item.kind and _is(item, i) for i in theirs)
        if ours > there > 0:
            yield OPEN, f"{item.surface!r} is said more often than in the article"


def drawn_on(said: Said, known: Known) -> frozenset[int]:
    """The sentences of a span that a sentence draws on: those that share the most with it, and its numbers."""
    text = known.texts[0]
    mine = frozenset(k for i in said.items if i.kind in {"word", "date", *NAMES} for k in i.keys)
    counts: dict[int, int] = {}
    for item in text.items:
        if item.keys & mine and item.kind != "mark":
            counts[item.sentence] = counts.get(item.sentence, 0) + 1
    for number in said.numbers:
        for other in text.numbers:
            a, b = number.number, other.number
            if a and b and close(a.value, b.value) and a.dims == b.dims:
                counts[other.sentence] = counts.get(other.sentence, 0) + 2
    most = max(counts.values(), default=0)
    return frozenset(s for s, c in counts.items() if c >= max(2, 0.6 * most))
