"""Every quantity that an article states: what it measures, of which good, whose, when, and how firm.

The metric of a claim is the heads'; what no claim measures (stocks, costs, grants, stakes) is told by the words of
`data/lexicon/figure_metrics.csv` nearest to the number. The owner is a firm or site that stands for itself before the
number, else whom the heads say.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from didymium.news.claims import fitting, is_threshold, mineral_of, subject_of
from didymium.news.document import Document, Sentence
from didymium.news.heads import METRICS, STAGES, UNITS, Floats, two_layers, unit_class, weights
from didymium.news.links import carried, linked
from didymium.news.metrics import CLOSE, MOVES, Told, share_of, told_by_words
from didymium.news.owners import LEVELS, kind_of, owner_of, partner_of
from didymium.news.seen import Seen
from didymium.news.sums import sums_of
from didymium.news.when import falls, period_of
from didymium.records import StatedQuantity
from didymium.text.money import to_usd
from didymium.text.quantities import Quantity

_OF_FIRMS = frozenset(("share_price", "stake", "revenue", "profit", "loss", "cash", "market_cap"))
NO_CLAIMS = frozenset(
    ("cost", "realised", "floor", "share_price", "stock", "offtake", "lost", "stake", "tariff", "grade", "throughput")
)
_OUTPUT = METRICS.index("production")
MOST = 150  # quantities of an article; what a longer table holds is not told
AROUND = 90  # characters around a number in which it is told how firm it is, and of which good
_WORDED = {
    "mass": frozenset(("stock", "offtake", "sales", "throughput", "lost", "surplus", "deficit", "life")),
    "price": frozenset(("cost", "floor", "realised", "royalty", "premium")),
    "%": frozenset(
        (
            "royalty",
            "tariff",
            "stake",
            "grade",
            "utilisation",
            "share_price",
            "reserved",
            "recovery",
            "progress",
            "interest_rate",
        )
    ),
}  # words that stand against a claim's metric of which the heads are not quite sure
_UNPLANNED = frozenset(("price", "price_change", "deficit", "surplus", "demand"))  # what nobody plans
_STATES, NEXT = frozenset(("utilisation", "recovery", "grade", "progress")), 20  # hardly told of by how they changed
_NO_PRICES = frozenset(("share_price", "cost", "revenue", "profit", "loss", "sales", "grade", "irr", "stock"))
_MOVES = re.compile(
    r"\b(?:up|down|r[io]se|rising|risen|fell|fall\w*|drop\w*|increas\w*|decreas\w*|declin\w*|gain\w*|los[te]\w*|climb\w*|"
    r"jump\w*|surg\w*|slump\w*|slid\w*|shed\w*|cut\w*|slash\w*|reduc\w*|grew|grow\w*|boost\w*|lift\w*|higher|lower|more|less|"
    r"plung\w*|tumbl\w*|trim\w*|curb\w*|rais\w*|soar\w*|rall\w+|add\w*|eas\w*|advanc\w*|retreat\w*|rebound\w*|dip\w*|"
    r"expan\w+|shr[aiu]nk\w*|halv\w+|doubl\w+)\b",
    re.I,
)
_RISE_BEHIND = re.compile(rf"\s?(?:(?!of\b|in\b|and\b)[\w-]+\s){{0,3}}?{MOVES}s?\b", re.I)
_BY = re.compile(
    r"\b(?:by|(?:increase|rise|gain|growth|jump|decrease|decline|drop|fall|cut|reduction)\sof)\s(?:\w+\s){0,2}$", re.I
)
_ROUGHLY = r"(?:(?:about|around|nearly|just|only|over|some|an?|the|almost|roughly|approximately|below|above)\s)?"
_GROWTH = re.compile(r"\bgrowth\b(?!\s(?:in|of)\s\w+\s(?:rates?|taxes))[^,;]*$")  # what grows at "2.4 %" changes by it
_BY_SO_MUCH = re.compile(rf"(?:{_MOVES.pattern}\s(?:[\w'-]+\s){{0,2}}?by|\b{MOVES}\sof)\s{_ROUGHLY}$", re.I)
_OF_WHOLE = re.compile(r"\s?of\s(?:the|its|their|all|global|world|total|what|China|[A-Z]\w+'s)\b|\sshare\b|-owned\b")
_PLANNED = re.compile(
    r"\b(?:will|would|plan(?:s|ned|ning)?|aim\w*|target\w*|expect\w*|guid\w+|on track|due to|scheduled|intend\w*|"
    r"propos\w*|set to|anticipat\w*|going to|to (?:produce|build|reach|make|mine|yield|ship|raise|expand|start)|could|"
    r"by 20[2-9]\d|up to)\b",
    re.I,
)
_FORECAST = re.compile(
    r"\b(?:forecast\w*|predict\w*|project(?:ed|s)\b(?! in)|outlook|estimates? that|analysts?[^.;]{0,30}(?:expect|see)|"
    r"(?:is|was|are|were)\sseen|sees)\b",
    re.I,
)
_FORMER = re.compile(
    r"(?:\b(?:down|up|lower|higher|reduced|raised|cut|fell|rose|compared|against|versus|instead|earlier|previous\w*)\b"
    r"[^.;\d]{0,40}?\b(?:from|with|than|of|against|versus)|\bcompared\sto)\s(?:(?:an?|the|its|about|around|earlier|previous|prior|"
    r"initial|original|target|forecast|estimate|guidance|level|range|of|record|some|nearly|between)\s)*$"
    r"|\b(?:against|versus|instead of|rather than)\s(?:about\s)?$"
    r"|\bfrom\s(?:(?:about|around|nearly|between|a|the)\s)*$",
    re.I,
)
_RANGED = re.compile(r"\brang\w+\sfrom\s$", re.I)
_GOODS = re.compile(
    r"^(?:\([\w ]+\)\s)?(?:of\s)?(?:[\w-]+\s){0,4}?(ores?|concentrates?|spodumene(?:\sconcentrates?)?|"
    r"carbonate equivalent|lce|carbonate|hydroxide|oxides?|magnets?|matte)\b",
    re.I,
)
_COSTS = re.compile(  # what buyers pay: the verb right before a number
    r"(?<!cash )(?<!unit )(?<!production )(?<!operating )(?<!sustaining )\bcosts?\s"
    r"(?:(?:about|around|nearly|some|only|just|over|almost|roughly|more\sthan)\s)?$"
)
_REE_ORE = re.compile(r"\b(?:monazite|bastna?[eä]site|xenotime)\b", re.I)  # sold by the weight of the ore mineral
_GOOD_BEFORE = re.compile(
    r"\b(ore|concentrate|spodumene|carbonate|hydroxide|magnet|oxide|matte)s?\s"
    r"(?:production|output|making|manufacturing|capacity|exports|imports|sales|quotas?)\b"
    r"|\b(?:production|output|exports?|imports?|sales|shipments)\sof\s(?:[\w-]+\s){0,2}?"
    r"(ore|concentrate|spodumene|carbonate|hydroxide|magnet|oxide|matte)s?\b[^,;.\d]{0,30}$",
    re.I,
)
_STOP = re.compile(r"[.,;]|\b(?:from|than)\b")
_OF_VERB = {"produc": "production", "export": "exports", "import": "imports", "consum": "demand"}
_QUOTA = re.compile(r"\s(?:of\s)?(?:(?:export|output|production|mining|import|annual|ore)\s){0,2}quotas?\b")
_DONE = re.compile(  # a number right behind its verb
    r"\b(produc|export|import|consum)(?:e|es|ed|ing|s)?\s(?:(?:about|around|nearly|some|only|just|over|almost|between|from|a\srecord)\s)?$"
)
_ASSAY = re.compile(  # "65% WO3", "99.5% cif China", "98% fused flake"
    r"\s(?:[A-Z][a-z]?\d?(?:[A-Z][a-z]?\d*)*\d(?:[A-Z]\w*)?\b|TREO\b|Fe\b|min\b|(?i:grade|purity|pure)\b|cif\b|fob\b|fused\b)"
)
_PLANT = re.compile(r"\s(?:[\w-]+\s){0,4}?(?:project|mine|plant|smelter|refinery|facility|complex|factory)\b", re.I)


def find_stated(seen: Seen, source: str) -> tuple[StatedQuantity, ...]:
    """The quantities (at most some `MOST`) of the sentences that were read, in their order; spans in the source."""
    out: list[StatedQuantity] = []
    for sentence in seen.document.sentences:
        if sentence.index in seen.index and len(out) < MOST:
            for one in linked(source, list(_of_sentence(seen, sentence)), len(out)):
                out.append(carried(out[-1] if out else None, one))
    return tuple(out)


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
    numbers = [quantity for quantity, _ in told]
    for (quantity, state), own in zip(told, odds, strict=True):
        yield _figure(seen, sentence, quantity, state, own, numbers)


_OF_MINES, _OF_REFINERS = (
    re.compile(r"\b(?:mining|mined|mines?|ore|output of concentrates?)\b"),
    re.compile(r"\b(?:smelt|separat|refin)\w*"),
)


def _quota_of(before: str) -> str | None:
    """The stage that a quota is named by, in the words since the number before it (China sets one of each)."""
    words = re.split(r"\d", re.sub(r"\b(?:19|20)\d\d\b", "", before))[-1]
    mined, refined = _OF_MINES.search(words) is not None, _OF_REFINERS.search(words) is not None
    return None if mined == refined else "mine" if mined else "refine"


def _figure(
    seen: Seen, sentence: Sentence, q: Quantity, state: Floats, odds: Floats, numbers: Sequence[Quantity]
) -> StatedQuantity:
    document, kind = seen.document, kind_of(q)
    likely = max(fitting(q), key=lambda i: float(odds[i]) if i else -99.0)
    change = _is_change(document, sentence, q, kind)
    words = told_by_words(document, sentence, q, kind, numbers)
    claimed = (METRICS[likely], float(odds[likely] - odds[0])) if likely else None
    metric = _metric(document, sentence, q, kind, claimed, words, change)
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
    signed = change and q.value > 0 and q.of != "change" and not _grows(document, sentence, q)
    down = signed and falls(document, sentence, q)
    period, firm = period_of(document, sentence, q, numbers), _state(document, sentence, q, metric)
    today = document.reference.isoformat() if document.reference else ""
    if firm == "former" and period and len(period) > len("2026") and today[:7] < period[:7] and today:
        period = f"{int(period[:4]) - 1}{period[4:]}"  # "from 6,000 tonnes in December", told in February
    start, end = document.folded.original(q.start, q.end)
    year = document.reference.year if document.reference else None
    stage = STAGES[int(two_layers("figure_stage", [state, code]).argmax())] if mineral and not plain else None
    if stage and metric == "quota":
        stage = _quota_of(document.low[sentence.start : q.start]) or stage
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
        period=period,
        qualifier=q.qualifier,
        state=firm,
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
    if kind in {"mass", "money"}:
        return _BY_SO_MUCH.search(document.text, max(sentence.start, q.start - AROUND), q.start) is not None
    if kind != "%" or (_OF_WHOLE.match(document.text, q.end)):
        return False
    start, end = sentence.clause(q.start)
    before, after = document.text[max(start, q.start - 60) : q.start], document.text[q.end : min(end, q.end + 30)]
    level = re.search(rf"\b(?:to|at|of|from)\s{_ROUGHLY}$", before) and not _BY.search(before)
    moved = _MOVES.search(before) or _MOVES.match(after.lstrip())
    grows = _grows(document, sentence, q)
    return _RISE_BEHIND.match(after) is not None or (not level and moved is not None) or grows


def _grows(document: Document, sentence: Sentence, q: Quantity) -> bool:
    """Whether a number is a rate of growth, however that moves: "growth was revised down to 2.4 %"."""
    return _GROWTH.search(document.text, max(sentence.start, q.start - AROUND), q.start) is not None


def _metric(
    document: Document,
    sentence: Sentence,
    q: Quantity,
    kind: str,
    claimed: tuple[str, float] | None,
    words: Told | None,
    change: bool,
) -> str:
    """The metric of a claim where the heads are sure of one, else the one whose words stand nearest."""
    known, sure = claimed or ("", -99.0)
    if kind in {"duration", "count"}:
        return "list_count" if kind == "count" and known == "list_count" and sure > 0 else kind
    worded, far = words or ("", math.inf)
    if change and worded in _STATES and far > NEXT:
        worded, far = "", math.inf
    if kind == "money" and _PLANT.match(document.text, q.end):
        worded = "capex"
    if kind == "mass" and _QUOTA.match(document.low, q.end):
        return "quota"
    if kind == "mass" and not change and (own := _DONE.search(document.low, max(0, q.start - AROUND), q.start)):
        return _OF_VERB[own[1]]
    if kind == "price" and q.of == "change" and worded in {"", "price"}:
        return "price_change"
    if kind == "%" and not change and _ASSAY.match(document.text, q.end):
        return "grade"
    if kind == "%" and not change and (share := share_of(document, q)):
        return known if known in LEVELS and sure > 0 and share == "production_share" else share
    if (known in LEVELS and (change or kind != "%")) or (
        known == "price_change" and worded in _NO_PRICES and far < CLOSE
    ):
        sure = -99.0
    against = worded in _WORDED.get(kind, ()) and far < CLOSE and (sure < 6 or kind == "price")
    if worded == "cost" and known == "price" and _COSTS.search(document.low, sentence.start, q.start):
        against = False
    if sure > 0 and not against and kind != "money":
        return known
    if known in {"quota", "production", "capacity"} and sure > -3 and (not worded or (change and far > CLOSE)):
        return known
    if kind == "price":
        return worded or "price"
    if worded == "capacity" and kind == "%" and not change:
        return "utilisation"
    return worded or ("amount" if kind != "x" else "change")


def _state(document: Document, sentence: Sentence, q: Quantity, metric: str) -> str:
    """How firm a number is, by the words of its clause before it and just behind it."""
    start, _ = sentence.clause(q.start)
    text = document.text
    before = text[max(sentence.start, q.start - AROUND) : q.start]
    clause = text[max(start, q.start - 90) : q.start]
    if is_threshold(document, sentence, q):
        return "conditional"
    if _FORMER.search(before) and not (q.high is not None and _RANGED.search(before)):
        return "former"
    if metric == "capacity":
        return "capacity"
    after = text[q.end : min(sentence.end, q.end + 50)]
    if _FORECAST.search(clause) or _FORECAST.match(after):
        return "forecast"
    if not _PLANNED.search(clause):
        return "actual"
    return "forecast" if metric in _UNPLANNED else "planned"


def _good(document: Document, q: Quantity) -> str:
    """The form named beside a number: `ore`, `carbonate` ...; `contained` for metal in concentrate; empty if unsaid."""
    after = _STOP.split(document.text[q.end : q.end + 60].lstrip())[0].removeprefix("of ")
    found = _GOODS.match(after) or _GOOD_BEFORE.search(document.text, max(0, q.start - 70), q.start)
    if found is None:
        return "concentrate" if _REE_ORE.search(document.text, max(0, q.start - AROUND), q.end + 40) else ""
    good = (found[1] or found[2]).lower().rstrip("s")
    if good == "concentrate" and re.search(r"\bin concentrate", after, re.I):
        return "contained"
    return {"carbonate equivalent": "carbonate", "lce": "carbonate", "spodumene concentrate": "concentrate"}.get(
        good, good
    )
