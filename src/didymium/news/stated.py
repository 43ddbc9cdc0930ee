"""Every quantity that an article states: what it measures, of which good, whose, when, and how firm.

The metric of a claim is the heads'; what no claim measures (stocks, costs, grants, stakes) is told by the words of
`data/lexicon/figure_metrics.csv` nearest to the number. The owner is a firm or site that stands for itself before the
number, else whom the heads say.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from functools import cache, partial
from typing import NamedTuple

import numpy as np

from didymium import labels
from didymium.news.claims import fitting, is_threshold, mineral_of, subject_of
from didymium.news.document import Document, Sentence
from didymium.news.heads import METRICS, STAGES, UNITS, Floats, two_layers, unit_class, weights
from didymium.news.owners import LEVELS, MASSES, kind_of, owner_of, partner_of
from didymium.news.seen import Seen
from didymium.news.sums import sums_of
from didymium.news.when import falls
from didymium.records import StatedQuantity
from didymium.text.dates import Date
from didymium.text.money import to_usd
from didymium.text.quantities import Quantity

_OF_FIRMS = frozenset(("share_price", "stake", "revenue", "profit", "loss", "cash", "market_cap"))
NO_CLAIMS = frozenset(
    ("cost", "realised", "floor", "share_price", "stock", "offtake", "lost", "stake", "tariff", "grade")
)
_OUTPUT = METRICS.index("production")
MOST = 400  # quantities of an article; what a longer table holds is not told
REACH = 90  # characters around a number in which the words of a metric are looked for
_WORDED = {
    "mass": frozenset(("stock", "offtake", "sales", "lost", "surplus")),
    "price": frozenset(("cost", "floor", "realised", "royalty")),
    "%": frozenset(("royalty", "tariff", "stake", "grade", "utilisation", "share_price", "reserved")),
}  # words that stand against a claim's metric of which the heads are not quite sure
_MOVES = re.compile(
    r"\b(?:up|down|r[io]se|rising|risen|fell|fall\w*|drop\w*|increas\w*|decreas\w*|declin\w*|gain\w*|los[te]\w*|climb\w*|"
    r"jump\w*|surg\w*|slump\w*|slid\w*|shed\w*|cut\w*|slash\w*|reduc\w*|grew|grow\w*|boost\w*|lift\w*|higher|lower|more|less|"
    r"plung\w*|tumbl\w*|trim\w*|curb\w*|rais\w*|soar\w*|rall\w+|add\w*|eas\w*|advanc\w*|retreat\w*|rebound\w*|dip\w*|"
    r"expan\w+|shr[aiu]nk\w*|halv\w+|doubl\w+)\b",
    re.I,
)
_BY = re.compile(
    r"\b(?:by|(?:increase|rise|gain|growth|jump|decrease|decline|drop|fall|cut|reduction)\sof)\s(?:\w+\s){0,2}$", re.I
)
_OF_WHOLE = re.compile(
    r"\s?(?:of|in)\s(?:the|its|their|all|global|world|total|what|China|[A-Z]\w+'s)\b|\sshare\b|-owned\b"
)
_PLANNED = re.compile(
    r"\b(?:will|would|plan\w*|aim\w*|target\w*|expect\w*|guid\w+|on track|due to|scheduled|intend\w*|propos\w*|set to|"
    r"anticipat\w*|going to|to (?:produce|build|reach|make|mine|yield|ship|raise|expand|start)|could|"
    r"by 20[2-9]\d|up to)\b",
    re.I,
)
_FORECAST = re.compile(
    r"\b(?:forecast\w*|predict\w*|project(?:ed|s)\b(?! in)|outlook|estimates? that|analysts?[^.;]{0,30}(?:expect|see)|"
    r"is seen|sees)\b",
    re.I,
)
_FORMER = re.compile(
    r"\b(?:down|up|lower|higher|reduced|raised|cut|fell|rose|compared|against|versus|instead|earlier|previous\w*)\b"
    r"[^.;\d]{0,40}?\b(?:from|with|to|than|of|against|versus)\s(?:(?:an?|the|its|about|around|earlier|previous|prior|"
    r"initial|original|target|forecast|estimate|guidance|level|range|of|record|some|nearly)\s)*$"
    r"|\b(?:against|versus|instead of|rather than)\s(?:about\s)?$|\bfrom\s(?:about\s|around\s|nearly\s)?$",
    re.I,
)
_SINCE = re.compile(r"\b(?:since|first in|first time in)\s(?:the\s|early\s|late\s|mid-?)?$", re.I)
_PAIR = re.compile(r"\d\s+(?:[\w-]+\s)?and\s(?:\$\s?)?\d")
_QUARTER = re.compile(
    r"\b(?:(?P<q>first|second|third|fourth|final|last|march|june|september|december)[\s-]quarter|Q(?P<n>[1-4])\b|"
    r"(?P<h>first|second)[\s-]half|H(?P<m>[12])\b)",
    re.I,
)
_NTH = {"first": 1, "march": 1, "second": 2, "june": 2, "third": 3, "september": 3, "fourth": 4, "final": 4, "last": 4,
        "december": 4}  # fmt: skip
_GOODS = re.compile(
    r"^(?:[\w-]+\s){0,4}?(ores?|concentrates?|spodumene(?:\sconcentrates?)?|carbonate equivalent|lce|carbonate|"
    r"hydroxide|oxides?|magnets?|matte)\b",
    re.I,
)
_REE_ORE = re.compile(r"\b(?:monazite|bastna?[eä]site|xenotime)\b", re.I)  # sold by the weight of the ore mineral
_GOOD_BEFORE = re.compile(
    r"\b(ore|concentrate|spodumene|carbonate|hydroxide|magnet|oxide|matte)s?\s"
    r"(?:production|output|making|manufacturing|capacity|exports|imports|sales|quotas?)\b",
    re.I,
)
_STOP = re.compile(r"[.,;]|\b(?:from|than)\b")
_OLD = re.compile(
    r"\b(?:down|up|lower|higher|reduced|cut|fell|rose|drop|increase|risen|fallen)?\s*\bfrom\b|\bcompared (?:with|to)\b|"
    r"\bagainst\b|\bversus\b|\binstead of\b|\bthan (?:its |the |a |an )?(?:earlier |prior |previous )?"
    r"(?:forecast|target|estimates?|guidance)\b",
    re.I,
)
_BASE = re.compile(r"\b(?:of|than|below|above|from)\b", re.I)
_NEW = re.compile(r"^\s*(?:[\w ]{0,25}\s)?to\s(?:about |around |nearly |just |only )?$", re.I)


_PLANT = re.compile(r"\s(?:[\w-]+\s){0,4}?(?:project|mine|plant|smelter|refinery|facility|complex|factory)\b", re.I)


BACK = 500  # characters before a number in which a passage may tell of what its numbers are
_CARRIED = frozenset(("offtake", "quota", "stock", "lost", "tariff"))  # what further numbers of a passage are of, too


class _Word(NamedTuple):
    """A metric that words tell: of which kinds of numbers, by which words."""

    metric: str
    kinds: frozenset[str]
    words: re.Pattern[str]


def find_stated(seen: Seen, source: str) -> tuple[StatedQuantity, ...]:
    """The quantities (at most some `MOST`) of the sentences that were read, in their order; spans in the source."""
    out: list[StatedQuantity] = []
    for sentence in seen.document.sentences:
        if sentence.index in seen.index and len(out) < MOST:
            for one in _linked(source, list(_of_sentence(seen, sentence)), len(out)):
                out.append(_carried(source, out[-1] if out else None, one))
    return tuple(out)


def _carried(source: str, before: StatedQuantity | None, one: StatedQuantity) -> StatedQuantity:
    """A number whose words do not tell what it is, as the like one shortly before it: rows of a list go on."""
    if before is None or one.metric != "amount" or before.unit != one.unit or one.start - before.end > REACH:
        return one
    return one.model_copy(update={"metric": before.metric, "owner": one.owner or before.owner})


def _of_sentence(seen: Seen, sentence: Sentence) -> Iterator[StatedQuantity]:
    told = [
        (q, s) for q in sums_of(seen.document, sentence) if (s := seen.number(sentence, q.start, q.end)) is not None
    ]
    if not told:
        return
    states = np.array([s for _, s in told], np.float32)
    units = np.eye(len(UNITS), dtype=np.float32)[[unit_class(q.unit, False) for q, _ in told]]
    mean = seen.encoded.told[sentence.index].states.mean(axis=0)
    odds = two_layers("metric", [states, mean, units, seen.features[seen.index[sentence.index]]])
    for (quantity, state), own in zip(told, odds, strict=True):
        yield _figure(seen, sentence, quantity, state, own)


def _figure(seen: Seen, sentence: Sentence, q: Quantity, state: Floats, odds: Floats) -> StatedQuantity:
    document, kind = seen.document, kind_of(q)
    likely = max(fitting(q), key=lambda i: float(odds[i]) if i else -99.0)
    change = _is_change(document, sentence, q, kind)
    metric = _metric(
        document, sentence, q, kind, METRICS[likely] if likely else None, float(odds[likely] - odds[0]), change
    )
    code = weights()["metric_kind"][likely or _OUTPUT]
    known = METRICS[likely or _OUTPUT]
    plain = metric in {"duration", "count"} or kind == "other"
    owner = (
        None
        if plain
        else owner_of(seen, sentence, q, metric, partial(subject_of, seen, sentence, q, state, code, known))
    )
    bare = plain or metric in _OF_FIRMS
    asked = metric if metric == "list_count" else known
    mineral = None if bare and not sentence.minerals else mineral_of(seen, sentence, q, state, code, asked)
    down = change and q.value > 0 and q.of != "change" and falls(document, sentence, q)
    start, end = document.folded.original(q.start, q.end)
    year = document.reference.year if document.reference else None
    stage = STAGES[int(two_layers("figure_stage", [state, code]).argmax())] if mineral and not plain else None
    money = q.unit.partition("/")[0]
    usd = to_usd(q.value, money, year) if kind in {"money", "price"} and money.isupper() else None
    return StatedQuantity(
        metric=metric,
        value=-q.value if down else q.value,
        high=q.high,
        unit=_unit(q, metric),
        mineral=mineral,
        good=_good(document, q) if kind in {"mass", "price"} else "",
        stage=None if stage == "all" else stage,
        owner=owner,
        partner=partner_of(sentence, q, metric, owner),
        period=_period(document, sentence, q),
        qualifier=q.qualifier,
        state=_state(document, sentence, q, metric),
        change=change,
        of=q.of if kind == "count" else "",
        usd=None if usd is None else round(usd, 4),
        start=start,
        end=end,
    )


def _unit(q: Quantity, metric: str) -> str:
    """The unit with the time of a rate; what lies in store has none."""
    if metric in {"stock", "reserves"}:
        return q.unit.removesuffix("/yr")
    return f"{q.unit}/{q.per}" if q.per and "/" not in q.unit else q.unit


def _is_change(document: Document, sentence: Sentence, q: Quantity, kind: str) -> bool:
    """Whether a number is by how much something moved: "fell 3 %", "a 22 % lift", "doubled"."""
    if q.of == "change" or (kind == "x" and q.of != "total"):
        return True
    if kind != "%" or _OF_WHOLE.match(document.text, q.end):
        return False
    start, end = sentence.clause(q.start)
    before, after = document.text[max(start, q.start - 60) : q.start], document.text[q.end : min(end, q.end + 30)]
    level = re.search(r"\b(?:to|at|of)\s(?:\w+\s)?$", before) and not _BY.search(before)
    return not level and bool(_MOVES.search(before) or _MOVES.match(after.lstrip()))


def _metric(
    document: Document, sentence: Sentence, q: Quantity, kind: str, claimed: str | None, lead: float, change: bool
) -> str:
    """The metric of a claim where the heads are sure of one, else the one whose words stand nearest."""
    if kind in {"duration", "count"}:
        return "list_count" if kind == "count" and claimed == "list_count" and lead > 0 else kind
    worded = "capex" if kind == "money" and _PLANT.match(document.text, q.end) else _worded(document, sentence, q, kind)
    if claimed in LEVELS and (change or kind != "%"):
        claimed = None
    if claimed == "price_change" and worded in {"share_price", "cost", "revenue", "profit", "loss", "sales", "grade"}:
        claimed = None
    if claimed and lead > 0 and not (worded in _WORDED.get(kind, ()) and lead < 6) and kind != "money":
        return claimed
    if claimed in {"quota", "production", "capacity"} and lead > -3 and worded is None:
        return claimed
    if kind == "price":
        return worded or "price"
    if worded == "capacity" and kind == "%" and not change:
        return "utilisation"
    return worded or ("amount" if kind != "x" else "change")


def _worded(document: Document, sentence: Sentence, q: Quantity, kind: str) -> str | None:
    """The metric whose words stand nearest to a number in its sentence; words before it in its clause count double."""
    low, gap = document.low, float("inf")
    best: str | None = None
    left, right = max(sentence.start, q.start - REACH), min(sentence.end, q.end + REACH)
    clause = sentence.clause(q.start)
    for metric, kinds, words in _words():
        if kind not in kinds:
            continue
        for m in words.finditer(low, left, right):
            if m.end() <= q.start:
                far = q.start - m.end() + (0.0 if m.start() >= clause[0] else 40)
            elif m.start() >= q.end:
                far = 0.7 * (m.start() - q.end) + (0 if m.end() <= clause[1] else 40)
            else:
                continue
            if far < gap:
                best, gap = metric, far
    return best or (_told_before(document, sentence, q, kind) if kind in {"mass", "%"} else None)


def _told_before(document: Document, sentence: Sentence, q: Quantity, kind: str) -> str | None:
    """The metric of a number whose own words say none: what the sentence, or the one before, tells of last."""
    first = max(document.sentences[sentence.index - 1].start if sentence.index else sentence.start, q.start - BACK)
    found = [
        (m.start(), metric)
        for metric, kinds, words in _words()
        if metric in _CARRIED and kind in kinds
        for m in words.finditer(document.low, first, q.start)
    ]
    return max(found)[1] if found else None


@cache
def _words() -> tuple[_Word, ...]:
    """The rows of data/lexicon/figure_metrics.csv; a star stands for any ending."""
    with (labels.DATA / "lexicon" / "figure_metrics.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            _Word(r["metric"], frozenset(r["kinds"].split()), re.compile(rf"\b(?:{r['words']})\b".replace("*", r"\w*")))
            for r in csv.DictReader(lines)
        )


def _period(document: Document, sentence: Sentence, q: Quantity) -> str | None:
    """The time that a number is of: the date of its clause, else the nearest of its sentence, with quarter or half."""
    dates = [d for d in sentence.dates if d.value[:4].isdigit() and d.kind == "date" and not _since(sentence, d)]
    start, end = sentence.clause(q.start)
    near = [d for d in dates if start <= d.start < end] or dates
    best = min(near, key=lambda d: _gap(d, q), default=None)
    value = best.value if best is not None and _gap(best, q) < 140 else None
    part = _QUARTER.search(document.text, *((best.start, best.end) if value and best is not None else (start, end)))
    year = value[:4] if value else str(document.reference.year) if document.reference and part else None
    if part and year and (value is None or len(value) == 4):
        quarter = part["n"] or (str(_NTH[part["q"].lower()]) if part["q"] else None)
        return f"{year}-Q{quarter}" if quarter else f"{year}-H{part['m'] or _NTH[part['h'].lower()]}"
    return value


def _since(sentence: Sentence, date: Date) -> bool:
    """Whether a date only tells how long ago the like was seen ("the highest since March 2018")."""
    at = date.start - sentence.start
    return _SINCE.search(sentence.text[max(0, at - 20) : at]) is not None


def _gap(date: Date, q: Quantity) -> float:
    return max(date.start - q.end, 1.3 * (q.start - date.end))


def _state(document: Document, sentence: Sentence, q: Quantity, metric: str) -> str:
    """How firm a number is, by the words of its clause before it and just behind it."""
    start, _ = sentence.clause(q.start)
    text = document.text
    before = text[max(sentence.start, q.start - REACH) : q.start]
    clause = text[max(start, q.start - 90) : q.start]
    if is_threshold(document, sentence, q):
        return "conditional"
    if _FORMER.search(before):
        return "former"
    if metric == "capacity":
        return "capacity"
    after = text[q.end : min(sentence.end, q.end + 50)]
    if _FORECAST.search(clause) or _FORECAST.match(after):
        return "forecast"
    return "planned" if _PLANNED.search(clause) else "actual"


def _good(document: Document, q: Quantity) -> str:
    """The form named beside a number: `ore`, `carbonate` ...; `contained` for metal in concentrate; empty if unsaid."""
    after = _STOP.split(document.text[q.end : q.end + 60].lstrip())[0].removeprefix("of ")
    found = _GOODS.match(after) or _GOOD_BEFORE.search(document.text, max(0, q.start - 70), q.start)
    if found is None:
        return "concentrate" if _REE_ORE.search(document.text, max(0, q.start - REACH), q.end + 40) else ""
    good = found[1].lower().rstrip("s")
    if good == "concentrate" and re.search(r"\bin concentrate", after, re.I):
        return "contained"
    return {"carbonate equivalent": "carbonate", "lce": "carbonate", "spodumene concentrate": "concentrate"}.get(
        good, good
    )


def _linked(source: str, found: Sequence[StatedQuantity], offset: int) -> list[StatedQuantity]:
    """The figures of a sentence, each with the one that it replaces ("down from") or is a share of ("35% of")."""
    out = [one.model_copy(update=_links(source, found, at, offset)) for at, one in enumerate(found)]
    for one in out:
        if one.old is not None:
            of_old = {"metric": one.metric, "mineral": one.mineral, "owner": one.owner, "state": "former"}
            out[one.old - offset] = out[one.old - offset].model_copy(update=of_old)
    return out


def _base(one: StatedQuantity) -> str:
    """The unit without the time of a yearly rate, which texts leave out where a number is told again."""
    return one.unit.removesuffix("/yr")


def _links(source: str, found: Sequence[StatedQuantity], at: int, offset: int) -> dict[str, int]:
    one = found[at]
    for far, other in enumerate(found[at + 1 :], at + 1):
        between = source[one.end : other.start]
        if len(between) >= REACH:
            break
        if _base(other) == _base(one) and one.change == other.change and _OLD.search(between):
            return {"old": offset + far}
        if one.unit == "%" and other.unit.partition("/")[0] in MASSES and _BASE.search(between):
            return {"base": offset + far}
    before = found[at - 1] if at and _base(found[at - 1]) == _base(one) and found[at - 1].state == "former" else None
    if before is not None and _NEW.match(source[before.end : one.start]):
        return {"old": offset + at - 1}
    return {}
