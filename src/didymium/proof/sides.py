"""What belongs to what: the two sides of a comparison, the basis of a change, the peak, the subject of a verb.

Each check takes the sentence as read and what is known, and yields the faults that it finds: (verdict, why).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from didymium import labels
from didymium.news.labels import Label
from didymium.proof import lexicon
from didymium.proof.entail import (
    MEASURES,
    OPEN,
    REFUTED,
    TELLING,
    Fault,
    Use,
    apart,
    dated,
    good_of,
    measures_of,
)  # fmt: skip
from didymium.proof.evidence import Context, close, operands, value_of
from didymium.proof.formula import names_in, sides_of, wholes_in
from didymium.proof.known import STAGE_KEYS, Known, Stated, figure_slots, metric_words, safe_known
from didymium.proof.operands import unsaid
from didymium.proof.reading import Item, Said, left_of, name_words, read, right_of
from didymium.proof.rows import SITES, find_row
from didymium.records import DerivedEvidence, Evidence, RowEvidence


def mingled(known: Sequence[Known], evidence: Mapping[str, Evidence], context: Context) -> Iterator[Fault]:
    """What a site or firm makes of one metal is no part of the output of another; prices compared are of one series."""
    for k in known:
        yield from _unlike(k, evidence, context)


def _unlike(known: Known, evidence: Mapping[str, Evidence], context: Context) -> Iterator[Fault]:
    prices = [
        find_row(context.world, "prices", e.id)
        for n in (names_in(known.formula) if known.formula else ())
        if isinstance(e := evidence.get(n), RowEvidence) and e.table == "prices"
    ]
    if len({tuple(row[c] for c in ("mineral", "form", "market", "unit")) for row in prices}) > 1:
        yield REFUTED, "it sets prices of two goods or markets against each other"
    if prices and known.numbers and known.numbers[0].metric == "price_change" and (
        not apart({str(row["period"]) for row in prices}, "year")
    ):  # fmt: skip
        yield REFUTED, "its two prices are not a year apart"
    below = wholes_in(known.formula) if known.formula else ()
    wholes = [e for n in below if isinstance(e := evidence.get(n), RowEvidence) and e.table == "facts" and e.figure]
    for whole in (m for e in wholes if e.figure and (m := figure_slots(e.figure).get("mineral"))):
        for name in set(operands((known.key,), evidence)) - {*below}:
            part = safe_known(name, evidence, context)
            made = part.numbers[0] if part and getattr(part.item, "table", "") in SITES and part.numbers else None
            goods = frozenset(k for k in made.content if k.startswith("mineral:")) if made else frozenset[str]()
            goods = goods or (part.slots.get("mineral", whole) if part else whole)
            if made and not _grouped(goods) & whole and not goods & _grouped(whole):
                yield REFUTED, f"{name} is no output of {min(whole).partition(':')[2]}"


def _grouped(minerals: frozenset[str]) -> frozenset[str]:
    """Minerals with the groups to which they belong."""
    return minerals | {f"mineral:{g}" for m in minerals for g in labels.groups(m.partition(":")[2])}


def sided(said: Said, uses: Sequence[Use], evidence: Mapping[str, Evidence]) -> Iterator[Fault]:
    """ "A is 12% above B" and "A is 12% of B" have the two in the order of their formula."""
    for use in uses:
        made = sides_of(use.formula) if use.formula else None
        if made is None or any(n not in evidence for n in made):
            continue
        first, second = (value_of(evidence[n]).value for n in made)
        near = [i for i in said.numbers if i.sentence == use.item.sentence and i.number and i is not use.item]
        before = any(_is_of(i, second, first) for i in left_of(near, use.item))
        if _THAT.match(said.text, use.item.end) and any(_is_of(i, second, first) for i in left_of(near, use.item)[-1:]):
            yield REFUTED, f"{use.item.surface!r} compares the two the other way round"
        if before and any(_is_of(i, first, second) for i in right_of(near, use.item)):
            yield REFUTED, f"{use.item.surface!r} compares the two the other way round"


_THAT = re.compile(r" (?:above|below) (?:that|it)\b")


def based(said: Said, uses: Sequence[Use], evidence: Mapping[str, Evidence]) -> Iterator[Fault]:
    """A share of the world's output is told of the world's, and no country's."""
    for use in uses:
        world = isinstance(use.known.item, RowEvidence) and use.known.item.transform == "world_share"
        if not use.formula and not (world and use.stated is use.known.numbers[0]):
            continue
        rows = [e for n in wholes_in(use.formula or "0") if isinstance(e := evidence.get(n), RowEvidence)]
        wholes = frozenset(f"country:{e.figure.country}" for e in rows if e.figure and e.figure.country)
        wholes = wholes if use.formula else _WORLD
        behind = [i for i in right_of(said.items, use.item) if i.sentence == use.item.sentence]
        told = _whole(behind) if wholes and len(behind) > 1 and behind[0].surface == "of" else frozenset()
        measure = next((i for i in behind if i.number or (i.kind == "word" and measures_of(i))), None)
        measures = frozenset(w for e in rows if e.figure for w in metric_words(e.figure.metric))
        measured = bool(use.formula and measure and not measure.number and behind[0].surface == "of")
        another = measured and bool(measures) and measure is not None and not measures_of(measure) & measures
        told_of = behind[: next((n for n, i in enumerate(behind) if i.number or i.surface in {",", ";"}), None)]
        if rows and behind[:1] and behind[0].surface == "of" and (odd := _unlike_whole(told_of, rows)):
            yield REFUTED, f"{use.item.surface!r} is no share of {odd!r}"
        owned = [i for i in behind[: behind.index(measure)] if i.kind in _FIRMS] if measure else []
        another = another or (wholes == _WORLD and bool(owned) and behind[0].surface == "of")
        if another or (told and _apart(told, wholes)):
            yield REFUTED, f"{use.item.surface!r} is a share of another whole in the evidence"
    for use in uses:  # and a share of the article's of what it is a share of there
        there, text = use.stated.item, use.stated.said
        if there is None or text is None or not there.number or there.number.unit != "%":
            continue
        ours, theirs = (_whole_behind(t, i) for t, i in ((said, use.item), (text, there)))
        if ours and theirs and _apart(ours, theirs):
            yield REFUTED, f"{use.item.surface!r} is a share of another whole in the article"
    for use in uses:  # nor is a share of one whole laid on the size of another
        product = _PRODUCT.fullmatch(use.formula)
        sized = [e for n in (product.groups() if product else ()) if isinstance(e := evidence.get(n), RowEvidence)]
        whole = frozenset(f"country:{e.figure.country}" for e in sized if e.figure and e.figure.country)
        for n in use.known.numbers if whole else ():
            share = n.said and n.item and n.item.number and n.item.number.unit == "%"
            own = _whole_behind(n.said, n.item) if share and n.said and n.item else frozenset()
            if own and _apart(own, whole):
                yield REFUTED, f"{use.item.surface!r} lays a share on a whole that it is not of"


def _unlike_whole(told: Sequence[Item], wholes: Sequence[RowEvidence]) -> str:
    """What of the words for a whole is of another stage or mineral than the rows that it is; empty where all is."""
    stages = frozenset(k for e in wholes if e.figure for k in figure_slots(e.figure).get("stage", ()))
    goods = frozenset(k for e in wholes for k in _good_of(e))
    years = frozenset(e.figure.period for e in wholes if e.figure and e.figure.period)
    for item in told:
        if item.kind == "date" and years and not any(dated(d, y) for d in item.keys for y in years):
            return item.surface
        stage = item.keys & _STAGES if item.kind == "word" and stages else frozenset[str]()
        good = item.keys if item.kind == "mineral" and goods else frozenset[str]()
        if (stage and not stage & stages) or (good and not good & goods) or item.keys & _ONE_PLACE:
            return item.surface
    return ""


def _good_of(whole: RowEvidence) -> frozenset[str]:
    """The good that a row counts: its form's mineral ("alumina"), else its own."""
    form = re.search(r"; form ([^;]+)", whole.statement)
    named = frozenset(k for i in read(form[1]).of("mineral") for k in i.keys) if form else frozenset()
    return named or (figure_slots(whole.figure).get("mineral", frozenset()) if whole.figure else frozenset())


_STAGES = frozenset(STAGE_KEYS.values())
_ONE_PLACE = frozenset({"project", "w:site", "plant"})  # whose output is no country's
_WORLD = frozenset({"country:WLD"})
_FIRMS = frozenset({"company", "agency", "body", "project"})
_PRODUCT = re.compile(r"\(?(\w+) \* (\w+)\)?")
_ITS = frozenset({"its", "their"})


def _apart(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether two wholes differ; what is "its" may be any country's and is not the world's."""
    named = ours - _ITS, theirs - _ITS
    return not named[0] & named[1] if all(named) else _WORLD in named


def _whole_behind(text: Said, share: Item) -> frozenset[str]:
    """Whose the measure is behind a share: "80% of world output"; empty where none is named."""
    behind = [i for i in right_of(text.items, share) if i.sentence == share.sentence]
    return _whole(behind) if behind and behind[0].surface == "of" else frozenset()


def _whole(behind: Sequence[Item]) -> frozenset[str]:
    """Whose the measure is that stands behind "of": up to the measure, the country or the world."""
    end = next((n for n, i in enumerate(behind) if i.number or (i.keys & MEASURES and i.kind == "word")), len(behind))
    named = frozenset(k for i in behind[:end] for k in i.keys if k.startswith("country:"))
    named |= frozenset(i.surface for i in behind[:end]) & _ITS
    return named | (_WORLD if any("world" in i.keys for i in behind[:end]) else frozenset())


def _is_of(item: Item, value: float, other: float) -> bool:
    """Whether a written number is one of two values and not the other."""
    assert item.number is not None
    own = item.number.value
    return close(own, value, 0.01) and abs(own - value) < abs(own - other)


def measured(said: Said, known: Sequence[Known], evidence: Mapping[str, Evidence], context: Context) -> Iterator[Fault]:
    """In what the two sides of a share differ is told: "its quota of 2026 is 44% of what it exported in 2024"."""
    for item in (k.item for k in known if isinstance(k.item, DerivedEvidence)):
        for what in unsaid(item, evidence, context.text, context.title, context.day, said.text):
            yield OPEN, f"its sides are of two things, and the sentence does not tell {what}"


def _alike(a: Item, b: Item) -> bool:
    """Whether two written numbers are one: same unit, same value."""
    m, n = a.number, b.number
    return m is not None and n is not None and (m.dims, m.kind) == (n.dims, n.kind) and close(m.value, n.value, 1e-6)


_WORDED = frozenset({"title", "summary", "practice", "note"})  # columns of words


def quoted(said: Said, known: Sequence[Known], context: Context) -> Iterator[Fault]:
    """Each part of what a row says in words that a sentence draws on is told whole, and each mineral of its title."""
    here = frozenset(k for i in said.of("mineral") for k in i.keys)
    for item in (k.item for k in known if isinstance(k.item, RowEvidence) and k.item.column in _WORDED):
        text = str(find_row(context.world, item.table, item.id).get(item.column) or "")
        parts = (text,) if item.column == "title" else re.split(r"[.;:]\s", text)
        for own in ([i for i in read(part, context.day).items if i.kind in TELLING] for part in parts):
            goods = [i for i in own if i.kind == "mineral"]
            of_it = here & _grouped(frozenset(k for i in goods for k in i.keys))
            must = own if item.column != "title" else goods if of_it else []
            lost = [i for i in must if not any(_told_alike(i, j) for j in said.items)]
            if lost and (item.column == "title" or len(lost) <= _DRAWN * len(own)):
                yield OPEN, f"without {lost[0].surface!r} it is not what the row says"


_DRAWN = 0.5  # of what a part says: a sentence that lacks more of it tells something else


def _told_alike(a: Item, b: Item) -> bool:
    return _alike(a, b) if a.number else bool(a.keys & b.keys)


def called(said: Said, uses: Sequence[Use], context: Context) -> Iterator[Fault]:
    """A number that a figure is made of keeps what the article's noun limits it to: its good, grade and part."""
    told = frozenset(k for i in said.items for k in (*i.keys, *good_of(i)))
    words = set(re.findall(r"[a-z]+", said.text.lower()))
    told |= {"w:oxid"} if words & {"reo", "treo"} else frozenset()
    for use in uses:
        before = use.stated.said.text[: use.stated.item.start] if use.stated.said and use.stated.item else ""
        if (part := _BATCH.search(before)) and part[1].lower() not in words:
            yield OPEN, f"{use.item.surface!r} is of a {part[1]} part alone in its evidence"
        operand = isinstance(use.known.item, DerivedEvidence) and use.stated.label is not None
        label = use.stated.label() if operand and use.stated.label else None
        if label is None or not label.sure:
            continue
        noun = context.text[slice(*label.noun)] if label.noun else ""
        there = read(f"{label.good} {noun}".strip(), None).items
        beside = next(left_of(own, use.item) for n, own in said.stretches if n is use.item)
        held = _behind(use.stated, "of") if any(i.kind == "mineral" for i in beside) else []
        goods = frozenset(g for i in (*there, *held) for g in good_of(i))
        if goods and not goods & told and said.of("mineral"):
            yield OPEN, f"{use.item.surface!r} is of {min(goods).removeprefix('w:')} in the article"
        if left := _unsaid(label, noun, said, use.item):
            yield OPEN, f"{use.item.surface!r} is of {left!r} {noun or label.thing} in the article"
        if lost := {m[0].lower() for m in _PART_OF.finditer(f"{label.good} {noun}")} - words:
            yield OPEN, f"{use.item.surface!r} is of {min(lost)!r} {noun} in the article"


def _behind(stated: Stated, link: str) -> list[Item]:
    """What an article's number is of or from: "310 tonnes of tin concentrate", "$41 million from tin"."""
    items = right_of(stated.said.items, stated.item) if stated.said and stated.item else []
    if not items or items[0].surface != link:
        return []
    text = stated.said.text if stated.said else ""
    held = takewhile(lambda i: i.kind in {"mineral", "word"}, items[1:])
    return [i for i in held if not text[: i.start].endswith("in-")]  # "WO3-in-concentrate" is what it holds


def _unsaid(label: Label, noun: str, said: Said, number: Item) -> str:
    """What the article's noun for a number says before a word that is told of it, or that it is lost; empty if all is.

    Of a duty or price that is told without its owner no kind is told.
    """
    beside = next(own for n, own in said.stretches if n is number)
    near, told = (
        frozenset(k for i in part for k in (*i.keys, *name_words(i.surface))) for part in (beside, said.items)
    )
    turned = {"loss", "w:deficit"} & lexicon.keys_of(label.thing)
    if turned and not turned & told:
        return label.thing
    owner = frozenset(k for i in read(label.owner or "", None).items for k in (*i.keys, *name_words(i.surface)))
    if not owner & told:
        return ""
    told = near if owner & near else told
    rated = {"year"} if number.number and ("yr", -1) in number.number.dims else set()  # "annual caps of 5 t a year"
    words = [i for i in read(noun, None).items if i.kind in {"word", "mark"} and not i.keys & (rated | _WHEN)]
    last = max((n for n, i in enumerate(words) if i.keys & told), default=0)
    return next((i.surface for i in words[:last] if not i.keys & told), "")


_WHEN = frozenset({"previous", "former", "current", "new", "w:latest", "w:revis", "w:updat", "w:original"})


_PART_OF = re.compile(
    r"(?i)\b(?:low|medium|high|premium)(?=[- ]grade)|\b(?:light|heavy|synthetic|natural)(?=[- ]\w)"
    r"|\b(?:first|second|third|fourth|initial|final)(?= (?:batch|tranche|phase|round|stage|train|line)\b)"
)


_BATCH = re.compile(r"(?i)\b(first|second|third|fourth|final)(?= (?:batch|tranche|phase)\b)[^.;]{0,60}$")


def shared_out(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    """What is of the whole of a mine ("100% basis") is not told as an owner's share of it, nor the other way round."""
    theirs = [pair for k in known for t in (k.texts if k.spoken else k.heard) for pair in _parts_told(t)]
    ours = list(_parts_told(said)) if theirs or _BASIS.search(said.text) else []
    sites = [k for k in known for t in [k.item] if "projects" in str(getattr(t, "statement", "")) or any(
        n.metric.startswith("projects_") for n in k.numbers)]  # fmt: skip
    if sites and any(basis == _SHARE for _, basis in ours) and not any(
        _BASIS.search(str(getattr(k.item, "statement", ""))) for k in sites
    ):  # fmt: skip
        yield OPEN, "what a site can make is told as an owner's share"
    for item in said.numbers:
        own = {basis for i, basis in ours if i is item}
        there = {basis for i, basis in theirs if _alike(i, item)}
        if own and (theirs or there) and not own & there:
            yield REFUTED, f"{item.surface!r} is not {max(own)} in the article"
        elif there == {_SHARE} and not own:
            yield OPEN, f"{item.surface!r} is an owner's share in the article"


_SHARE = "an owner's share"
_BASIS = re.compile(
    r"(?i)\b(?P<whole>100(?:\s?%|pc| per ?cent)[- ](?:\w+ )?basis)\b|(?:['’]s?|\b(?:its|our|their))(?: \w+)? share\b"
    r"(?! (?:prices?|capital|sale|issue|buy))|\b(?:attributable|equity) (?:basis|share)\b"
)


def _parts_told(said: Said) -> Iterator[tuple[Item, str]]:
    """The amounts that are told to be of a whole or an owner's share: "18 Mlb (100% basis; 9.8 Mlb Cameco's share)"."""
    for told in _BASIS.finditer(said.text):
        before = [i for i in said.numbers if i.end <= told.start()]
        behind = next((i for i in said.numbers if i.start >= told.end()), None)
        gap = said.text[before[-1].end : told.start()] if before else "."
        lead = said.text[told.end() : behind.start] if behind else "."
        own = before[-1:]
        if re.search(r"[,;.]|\band\b", gap) and not re.search(r"[;.()]", lead):
            own = [behind] if behind else []
        elif len(before) > 1 and ")" in gap:  # what stands in brackets is the same amount
            own = before[-2:]
        yield from ((i, "of the whole" if told["whole"] else _SHARE) for i in own if i.number and i.number.dims)
