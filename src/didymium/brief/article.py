"""Every quantity that the article states, in the terms of a brief: its role in a relation, and how near to the lead.

What a number measures, of which good, whose and when is read by `didymium.news` (`Reading.quantities`); dates ahead
and behind come from the grammar of dates.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from didymium.brief.lead import UMBRELLAS, Lead, is_country, kin
from didymium.brief.substance import PRECIOUS, Substance, substance
from didymium.news.labels import NO_LABEL, Label, labels
from didymium.news.sentences import split_sentences
from didymium.records import Reading, StatedQuantity
from didymium.text import find_dates
from didymium.text.gazetteer import find_names

TONNES = {"t": 1.0, "lb": 0.00045359237, "kg": 0.001, "oz": 3.11034768e-5, "g": 1e-6}
PER = frozenset({"kg", "t", "lb", "oz", "mtu", "dmtu"})
DURATIONS = frozenset({"days", "weeks", "months", "years"})
MASSES = {  # metric of a mass -> role
    "capacity": "capacity", "quota": "quota", "need": "need", "demand": "need", "exports": "exports",
    "imports": "imports", "reserves": "reserves", "stock": "stock", "offtake": "offtake", "sales": "sales",
    "lost": "lost", "surplus": "surplus",
}  # fmt: skip
SHARES = {
    "tariff": "tariff", "royalty": "tax", "stake": "stake", "reserved": "reserved", "premium": "premium",
    "import_reliance": "share",
}  # fmt: skip
MONEY = {
    "capex": "capex", "acquisition": "acquisition", "equity": "equity", "loan": "loan", "grant": "grant",
    "budget": "budget", "investment": "pledge", "market_cap": "market_cap", "trade_value": "trade_value",
    "share_price": "quote", "revenue": "results", "profit": "results", "loss": "results", "cash": "results",
}  # fmt: skip
DOLLARS = frozenset({"AUS", "CAN", "NZL"})  # countries whose press writes $ for a dollar of their own
OWN = 0.4  # nearness from which a number without a mineral of its own is of the lead's
PRICES = frozenset({"cost", "floor", "realised"})
OPENS = 24  # characters in which a sentence names what it is about
HEAD, HEAD_SENTENCES = 350, 2  # characters and sentences in which an article tells its news
LEAST_TITLE = 25  # characters from which a sentence that stands in the headline is one of it
MOST_SENTENCES = 120  # of a text that a brief looks at, beside the lead's: some seven pages
ASIDE_UNITS = frozenset({"count", "days", "weeks", "months", "years"})  # of numbers that stand between others
_PRICE_STEP = re.compile(  # a difference of prices, and no price
    r"\b(?:decline|drop|fall|rise|gain|increase|jump|loss|decrease|slump|surge|cut|discount|premium)s? of"
    r"(?: (?:about|around|nearly|some|almost|roughly|an?))*\s*$"
    r"|\bby(?: (?:about|around|nearly|some|almost|roughly))*\s*$"
)
_ABROAD = re.compile(r"US\$|[€£]|\b(?:euros?|pounds \(|yuan)\b")  # then a bare dollar is that of the United States
_OWED = re.compile(
    r"\b(?:debts?(?! (?:financ|fund|facilit|packag))|owe[sd]?|liabilit\w+|interest payment|arrears|bankruptcy|"
    r"restructur\w+)\b"
)
_LIFE = re.compile(r"\b(?:cumulative\w*|life of|mine life|lifetime|over its life|since production|to date)\b")
_MISSED = re.compile(r"\s*(?:of )?(?:missed|lost|forgone|forfeited|unshipped)\b")
_STEP = re.compile(
    r"\b(?:(?:reduction|cut|deferral|decrease|drop|decline|loss|fall) of|fail\w* to (?:produce|deliver|make))"
    r"(?: (?:about|around|an?|some|nearly|estimated|up to|roughly|as much as))*\s*$"
)
_PART_OF_STEP = re.compile(r"\b(?:reduction|cut|deferral|decrease|loss|fall) of [^.;]{1,50}, including\s*$")
_ONCE = re.compile(
    r"\b(?:(?:initial|original|previous|former)ly (?:plan|expect|forecast|guid|target|estimat|set|announc|approv|aim|"
    r"project|budget|cost|thought|report|said|agree)\w*\b|(?:initial|original|previous|former)\s(?:\w+\s)?(?:plans?|targets?|"
    r"guidance|forecasts?|estimates?|quotas?|limits?|outlook|goals?|caps?|range|level|offer|bid)\b)[^.;,]*$"
)
_THRESHOLD = re.compile(  # what is waited for: "when its output is below 9,600 tonnes", "once it crosses"
    r"\b(?:when|whenever|once|if|until|unless)\b[^.;,]{0,80}\b(?:exceeds?|cross(?:es)?|pass(?:es)?|reach(?:es)?|hits?|"
    r"(?:is|are|falls?|drops?|rises?|stays?|remains?)(?:\s(?:to|at|below|above|under|over))?)\s$"
)
_HELD = re.compile(r"\b(?:hold|held|keep|kept|set|put)\w* (?:back|aside)\b[^.;,]*$")
_GAP = re.compile(r"\b(?:gap|deficit|shortfall|shortage) of(?: (?:about|around|an?|some|nearly|estimated|up to))*\s*$")
_TO = re.compile(r"\bto(?: (?:about|around|an?|some|nearly|between|a range of|the range of))*\s*$")
_AIMED = re.compile(r"\b(?:target\w*|guidance|guided|planned|it (?:had )?aim\w*)\b")
_GROUND = re.compile(r"\b(?:reserves?|resources?|deposits?)\b")
ROCKS = frozenset({"quota", "need", "target", "output", "plain", "former", "lost", "gap"})  # of ore in news of ore
ASIDE = frozenset({"share_price", "revenue", "profit", "loss", "cash", "grade", "utilisation"})
_BY = re.compile(r"(?i)\bby\s(?:an? |about |around |nearly |some |up to |almost |roughly |estimated )*$")
_FALLS = re.compile(
    r"(?i)\b(?:reduc\w+|cut\w*|lower\w*|fall\w*|fell|drop\w*|declin\w+|decreas\w+|shrink\w*|slash\w*|los\w+)\b"
)
_STAGES = {
    "mine": re.compile(r"(?i)\bmin(?:ing|ed|es?)\b|\bextract\w*"),
    "refine": re.compile(r"(?i)\brefin\w+|\bprocess\w+|\bseparat\w+|\bsmelt\w+"),
    "component": re.compile(r"(?i)\bmagnets?\b|\banodes?\b|\bcathodes?\b|\bbatter(?:y|ies)\b"),
}  # fmt: skip


@dataclass(frozen=True)
class Stated:
    """One number of the article.

    start, end: of the number; left, right: of the sentence that holds it. value (low, high: of a range) in `unit`;
    kind: mass, mass_rate, share, multiple, money, price, duration, count, date. old, base: place in the list of the
    quantity that this one is compared with, or is a part of. near: 1 for the lead's own sentence, less further off.
    """

    start: int
    end: int
    left: int
    right: int
    surface: str
    value: float
    unit: str
    kind: str
    role: str
    mineral: str | None
    near: float
    low: float | None = None
    high: float | None = None
    qualifier: str | None = None
    holder: str | None = None  # a firm or site, else a country, that the number is said of
    partner: str | None = None  # the country named next after it
    time: str | None = None
    old: int | None = None
    base: int | None = None
    date: str | None = None
    of: str = ""
    good: str = ""  # ore, concentrate, carbonate ...: the form in which the mass is counted
    stage: str | None = None
    state: str = "actual"
    metric: str = ""
    before: str = ""  # words of the sentence from the number before it, in small letters
    after: str = ""  # words of the sentence up to the next number
    local: bool = False  # in a dollar of which the text does not say whose it is
    label: Label = NO_LABEL
    of_what: Substance | None = None  # what a mass is of, where the text says it

    @property
    def place(self) -> str | None:
        """The country that the number is said of."""
        return self.holder if self.holder and is_country(self.holder) else None

    @property
    def tonnes(self) -> float | None:
        """The mass in tonnes; None for what is no mass."""
        return self.value * TONNES[self.unit.split("/")[0]] if self.kind in {"mass", "mass_rate"} else None


_SECTION = re.compile(  # of a notice in the Federal Register
    r"^[ \t]*(AGENCY|ACTION|SUMMARY|DATES|ADDRESSES|FOR FURTHER INFORMATION|SUPPLEMENTARY INFORMATION)\b[^:\n]*:", re.M
)
_TELLS = frozenset({"SUMMARY", "DATES", "SUPPLEMENTARY INFORMATION"})  # sections that say what is done
_RECITALS = re.compile(r"(?ms)^(?:Having regard|Whereas).*?^(?:HAS|HAVE) (?:ADOPTED|DECIDED)")


@lru_cache(maxsize=16)
def without_news(text: str) -> tuple[tuple[int, int], ...]:
    """Where an official text names who issues it, where to write, or why: no news of it stands there."""
    heads = list(_SECTION.finditer(text))
    ends = (*(h.start() for h in heads[1:]), len(text))
    sections = [(h.start(), e) for h, e in zip(heads, ends, strict=False) if h[1] not in _TELLS]
    return (*(sections if len(heads) > len(_TELLS) else ()), *((m.start(), m.end()) for m in _RECITALS.finditer(text)))


def told_sentences(reading: Reading, lead: Lead | None) -> tuple[tuple[int, int], ...]:
    """The sentences that a brief looks at: the first ones, and those of the lead with the two before them."""
    text, title = reading.article.text, reading.article.title.strip()
    every = split_sentences(text)
    apart = without_news(text)
    every = tuple(s for s in every if not any(left <= s[0] < right for left, right in apart)) or every
    found = tuple(s for s in every if len(told := text[slice(*s)].strip()) < LEAST_TITLE or told not in title) or every
    if lead is None or len(found) <= MOST_SENTENCES:
        return found[:MOST_SENTENCES]
    own = [k for k, (left, right) in enumerate(found) if left < lead.event.end and lead.event.start < right]
    more = (found[k] for k in range(MOST_SENTENCES, len(found)) if own and own[0] - 2 <= k <= own[-1])
    return (*found[:MOST_SENTENCES], *more)


def quantities(reading: Reading, lead: Lead) -> tuple[Stated, ...]:
    """All numbers of the article, then its dates; a link holds the place of the other number in this list."""
    text = reading.article.text
    sentences = split_sentences(text)
    numbers = []
    bases = {q.base for q in reading.quantities}
    places = [_sentence_at(sentences, q.start) for q in reading.quantities]
    told = defaultdict[int | None, list[StatedQuantity]](list)
    for at, one in zip(places, reading.quantities, strict=True):
        told[at] += [one] * (one.unit not in ASIDE_UNITS)
    for place, (at, one, label) in enumerate(zip(places, reading.quantities, labels(reading), strict=True)):
        left, right = sentences[at] if at is not None else (one.start, one.end)
        near = _near(reading, lead, left, right, at or 0)
        if near < 1 and text[one.start : one.end] in reading.article.title:
            near = 1.0
        around = _around(one, told[at] if at is not None else [], text, left, right)
        topic = _topic(text, sentences, at) if at is not None else None
        if topic and one.mineral in lead.minerals and one.mineral not in kin(topic):
            one = one.model_copy(update={"mineral": topic})
        stated = _stated(one, text, left, right, near, lead, around)
        of = substance(text, (left, right), one, told[at], lead) if stated.kind in {"mass", "mass_rate"} else None
        if of and not (one.metric == "quota" and one.stage not in {None, of.stage}):  # one of smelting caps no mine
            stated = replace(stated, of_what=of, mineral=of.mineral)
        role = by_words(stated.kind, stated.role, "actual" if place in bases else one.state, *around)
        stated = _dated(replace(stated, role=role) if role else stated)
        numbers.append(_labelled(stated, label, place in bases))
    return (*numbers, *_dates(reading, lead))


_ROLES = {  # what a label calls a thing, as the role of a mass or a sum
    "mass": {
        "exports": "exports", "imports": "imports", "sales": "sales", "purchases": "offtake", "capacity": "capacity",
        "quota": "quota", "reserves": "reserves", "stock": "stock", "need": "need", "deficit": "gap",
        "surplus": "surplus", "lost": "lost",
    },
    "money": {
        "cost": "capex", "investment": "pledge", "loan": "loan", "grant": "grant", "budget": "budget",
        "acquisition": "acquisition", **dict.fromkeys(("revenue", "profit", "cash", "cash flow"), "results"),
        "market value": "market_cap", "share price": "quote", "exports": "trade_value", "imports": "trade_value",
    },
    "share": {"stake": "stake", "share": "share", "duty": "tariff", "tax": "tax", "premium": "premium"},
}  # fmt: skip


_OWN_YEAR = re.compile(r"[^.;,\d]{0,25}\b(?:in|for|during)\s(?:each of\s|both\s|the year\s)?((?:19|20)\d\d)\b")


def _dated(stated: Stated) -> Stated:
    """A number with the year right behind it, where another was read: "96,600 t in each of 2026 and 2027"."""
    own = _OWN_YEAR.match(stated.after)
    return replace(stated, time=own[1]) if own and not (stated.time or "").startswith(own[1]) else stated


def _labelled(stated: Stated, label: Label, is_base: bool) -> Stated:
    """A number with its label, and the role and owner that the grammar gives it."""
    kind = "mass" if stated.kind == "mass_rate" else stated.kind
    if not label.sure or stated.role in {"threshold", "life", "debt", "reserved"}:
        return replace(stated, label=label)
    role = _ROLES.get(kind, {}).get(label.thing, stated.role)
    if role != stated.role and label.stand != "now" and stated.role == "quota":
        role = "quota"  # what may be exported is the limit
    if kind == "mass" and label.thing == "output":
        role = "output" if label.stand == "now" else "target"
    if label.kind == "step":
        role = ("rise" if label.way > 0 else "cut") if kind == "share" else "gain" if label.way > 0 else "lost"
    elif label.past and not is_base:
        role = "former" if kind == "mass" else role
    rock = re.search(
        r"\b(ore|concentrate)s?\b", f"{label.good.lower()} {stated.surface.lower()} # {stated.before[-80:]}"
    )
    if kind == "mass" and not stated.good and rock:
        stated = replace(stated, good=rock[1])
    holder = label.owner_id if label.owner_id and label.thing != "price" else stated.holder
    return replace(stated, label=label, role=role, holder=holder)


def _sentence_at(sentences: tuple[tuple[int, int], ...], start: int) -> int | None:
    """The number of the sentence in which a place stands."""
    at = bisect_right(sentences, start, key=lambda s: s[0]) - 1
    return at if at >= 0 and start < sentences[at][1] else None


def _around(one: StatedQuantity, others: list[StatedQuantity], text: str, left: int, right: int) -> tuple[str, str]:
    """The words of a sentence before and after a number, each up to the next of its numbers that is no mere count."""
    start = max((q.end for q in others if q.end <= one.start), default=left)
    end = min((q.start for q in others if q.start >= one.end), default=right)
    return text[start : one.start].lower(), text[one.end : end].lower()


def _dates(reading: Reading, lead: Lead) -> Iterator[Stated]:
    published = (reading.article.published or "")[:10] or None
    title = reading.article.title
    for at, (left, right) in enumerate(told_sentences(reading, lead)):
        near = _near(reading, lead, left, right, at)
        for d in find_dates(reading.article.text[left:right], published):
            if d.kind != "span":
                yield Stated(left + d.start, left + d.end, left, right, d.surface, 0.0, "date", "date", d.role, None,
                             1.0 if str(d.value)[:4] in title else near, date=d.value, time=d.value)  # fmt: skip


def _near(reading: Reading, lead: Lead, left: int, right: int, at: int) -> float:
    """1 for the sentence of the lead, less for others of its minerals or firms the later they come."""
    event = lead.event
    if left < event.end and event.start < right:
        return 1.0
    if at < HEAD_SENTENCES or left < HEAD:
        return 0.95
    words = reading.article.text[left:right]
    related = frozenset(k for m in lead.minerals for k in kin(m))
    same = any(n.kind == "mineral" and n.id in related for n in find_names(words)) or any(
        f in words for f in lead.firms
    )
    return max((0.85 if same else 0.6) - 0.03 * at, 0.2)


def _stated(
    q: StatedQuantity, text: str, left: int, right: int, near: float, lead: Lead, around: tuple[str, str]
) -> Stated:
    kind, words = _kind(q), text[left:right]
    role = _role(q, kind, text[max(left, q.start - 30) : q.start], text[left : q.start])
    if kind == "mass" and _PART_OF_STEP.search(text[left : q.start].lower()):
        role = "lost"
    specific = q.mineral is not None and q.mineral not in UMBRELLAS
    mineral = q.mineral if specific else lead.mineral if near >= OWN else None
    mineral = _named_by(words, left, q) or mineral
    if q.unit.startswith("oz") and mineral not in PRECIOUS:
        mineral = next((m for m in lead.minerals if m in PRECIOUS), None)
        role = role if mineral else "aside"
    rock = lead.rock and kind in {"mass", "mass_rate"} and role in ROCKS
    after = [n for n in find_names(words) if n.kind == "country" and left + n.start >= q.end]
    abroad = not {lead.place, lead.actor} & DOLLARS or _ABROAD.search(text)
    local = text[q.start : q.end].startswith("$") and not abroad
    return Stated(
        q.start, q.end, left, right, text[q.start : q.end], abs(q.value), q.unit, kind, role, mineral, near,
        low=q.value if q.high is not None else None, high=q.high, qualifier=q.qualifier,
        holder=q.owner if q.owner != "WLD" else None, partner=q.partner or (after[0].id if after else None),
        time=q.period, old=q.old, base=q.base, of=q.of, good=q.good or ("ore" if rock else ""),
        state=q.state, metric=q.metric,
        stage=_stage(words, q.end - left) if role == "share" else q.stage, before=around[0], after=around[1],
        local=local,
    )  # fmt: skip


_OF_WHAT = re.compile(r"\s?(?:(?:metric|dry|wet|contained)\s)*(?:tonnes?\s|tons?\s)?of\s(?:[\w-]+\s)?$")


_OF_LEAD = re.compile(r"\s?(?:(?:metric\s)?(?:tonnes?|tons?)\s)?of lead\b(?! time)")  # a verb and an adjective, too


def _named_by(words: str, left: int, q: StatedQuantity) -> str | None:
    """The mineral that the words right behind a number name: "77,000 tons of lead"."""
    named = [n for n in find_names(words) if n.kind == "mineral" and n.id not in UMBRELLAS]
    behind = next((n for n in named if left + n.start >= q.end), None)
    if behind is not None and _OF_WHAT.fullmatch(words[q.end - left : behind.start]):
        return behind.id
    return "lead" if _OF_LEAD.match(words, q.end - left) else None


_LEAD = re.compile(r"Lead(?:,| (?:fell|rose|prices?|for|gained|dropped|slipped|futures|was|is|slid|jumped)\b)")
_SAME_TOPIC = re.compile(r"(?:The (?:metal|contract|price|ore)|It|Prices|That)\b")


def _topic(text: str, sentences: tuple[tuple[int, int], ...], at: int) -> str | None:
    """The mineral with which a sentence opens; "The metal ..." is of that of the sentence before."""
    words = text[slice(*sentences[at])]
    if _LEAD.match(words):
        return "lead"
    named = (n.id for n in find_names(words[:OPENS]) if n.kind == "mineral" and n.id not in UMBRELLAS)
    first = next(named, None)
    return _topic(text, sentences, at - 1) if first is None and at and _SAME_TOPIC.match(words) else first


def by_words(kind: str, role: str, state: str, before: str, after: str) -> str | None:
    """The role that the words next to a number give it; None where they leave it as it was read.

    A debt, a cut, a gap, an old value, a threshold, what a mine holds or yields over its life, a target. kind, role,
    state: as read; before, after: the words of the sentence up to the numbers next to it, in small letters.
    """
    near = f"{before[-50:]} # {after[:40]}"
    if kind == "price" and _PRICE_STEP.search(before):
        return "lost"
    if kind == "money" and _OWED.search(near):
        return "debt"
    if kind in {"mass", "mass_rate"}:
        if _GROUND.search(near) and role in {"plain", "output", "target", "capacity"} and kind == "mass":
            return "reserves"
        if _THRESHOLD.search(before):
            return "threshold"
        if _LIFE.search(near):
            return "life"
        if _HELD.search(before):
            return "reserved"
        if _MISSED.match(after) or _STEP.search(before):
            return "lost"
        if _GAP.search(before):
            return "gap"
        if state == "former" or _ONCE.search(before[-60:]):
            return "former"
        if role in {"lost", "gain"} and _TO.search(before):
            return "target" if state in {"planned", "forecast"} else "output"
        return "target" if role in {"output", "plain"} and _AIMED.search(after[:40]) else None
    return None


def _kind(q: StatedQuantity) -> str:
    base, _, per = q.unit.partition("/")
    if base in TONNES:
        return "mass_rate" if per == "yr" else "mass" if per in {"", "month", "day"} else "other"
    if base.isupper() and len(base) == 3:
        return "price" if per in PER else "money" if not per else "other"
    if base in {"%", "pp"}:
        return "share"
    return "duration" if base in DURATIONS else {"x": "multiple", "count": "count"}.get(base, "other")


def _role(q: StatedQuantity, kind: str, before: str, clause: str) -> str:
    """What a number is in a relation."""
    if kind in {"mass", "mass_rate"}:
        if q.metric in {"production", "exports", "capacity"} and (q.change or _BY.search(before)):
            return "lost" if q.value < 0 or _FALLS.search(clause) else "gain"
        if q.metric == "production":
            return "target" if q.state in {"planned", "forecast", "conditional"} else "output"
        return MASSES.get(q.metric, "plain")
    if kind == "share":
        if q.metric in ASIDE:
            return "aside"
        if q.change or q.metric == "price_change":
            return "cut" if q.value < 0 or (not q.change and _FALLS.search(clause)) else "rise"
        return "share" if q.metric.endswith("_share") else SHARES.get(q.metric, "plain")
    if kind == "price":
        if q.change:
            return "lost" if q.value < 0 else "gain"
        return "aside" if q.state == "conditional" else q.metric if q.metric in PRICES else "price"
    if kind == "money":
        return MONEY.get(q.metric, "plain")
    if kind == "count":
        return "listed" if re.search(r"mineral|metal|material|element", q.of) else "counted"
    return "duration" if kind == "duration" else "plain"


def _stage(words: str, end: int) -> str | None:
    """The stage named first in the clause after a share."""
    clause = re.split(r"\d|[.;]|,\s(?=[a-z]+ (?:and|but))", words[end : end + 80])[0]
    found = {s: m.start() for s, p in _STAGES.items() if (m := p.search(clause))}
    return min(found, key=lambda s: found[s], default=None)
