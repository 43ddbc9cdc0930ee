"""The operands of a brief: every number of the article about the lead, and the rows of the world that meet it."""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from didymium import labels
from didymium.brief import phrase
from didymium.brief.article import Stated, quantities
from didymium.brief.lead import UMBRELLAS, Lead, is_country
from didymium.brief.plants import lead_times, plants
from didymium.brief.prices import prices
from didymium.brief.relations.amounts import BY_THE
from didymium.brief.relations.base import PER_T, Operand
from didymium.brief.relations.pairs import SAYS_SO
from didymium.brief.setting import MOST_MINERALS, Setting
from didymium.brief.supply import holder_of, outputs, use, whole_of
from didymium.errors import MissingData, UnknownLabel
from didymium.news.doubts import counts_concentrate
from didymium.news.labels import OF_MARKETS
from didymium.news.sentences import split_sentences
from didymium.records import Claim
from didymium.text.gazetteer import find_names
from didymium.world.load import parse_date

CROWDED = 30  # numbers of a sentence beyond which it is a table or noise, and none of them is set against another
MOST_NAMING = 12  # sentences of a text in which the name of an owner is looked for
MOST_STATED = 80  # numbers and dates of an article that are set against each other, those nearest to the lead
MONTHS = {"days": 12 / 365.25, "weeks": 84 / 365.25, "months": 1.0, "years": 12.0}
NOUNS = {
    "quota": "quota",
    "target": "plan",
    "output": "output",
    "capacity": "capacity",
    "need": "need",
    "exports": "exports",
    "imports": "imports",
    "reserves": "reserves",
    "stock": "stock",
    "offtake": "offtake",
    "lost": "loss",
    "surplus": "surplus",
    "sales": "sales",
    "gain": "gain",
}


CALLED = frozenset({"exports", "imports", "sales", "offtake", "need", "capacity"})  # roles of which only own words tell
_AHEAD = {"plan": "planned", "forecast": "forecast"}  # what is not yet so is told as such
_PRICED = re.compile(
    r"(?:prices?|quotes?|quotations?|offers?|bids?|assessments?|values?|settlements?|contracts?|futures|"
    r"spot|benchmarks?|"
    r"index|metal|ingots?|oxides?|carbonate|hydroxide|concentrates?|ores?|alloys?|cathodes?|powder|scrap|sponge)$"
)
_PRONOUNS = frozenset({"it", "they", "that", "this", "those", "these", "he", "she"})
_PORTION = re.compile(r"(?:batch|tranche|round|portion|instalment)$")
_PRAISE = re.compile(
    r"(?i)(?<!-)\b(?:most[- ]active|record|unprecedented|"
    r"historic|all-time|watched|closely|impressive|strong|solid|robust|weak|most|active|higher|lower|greater)\s"
)
_ADJECTIVE = re.compile(r"(?i)(?:annual|yearly|total|current|average|monthly|record|expected|new|overall) ")
OF_STATES = frozenset({"output", "exports", "quota", "target"})  # roles of which the text tells the state


def operands(setting: Setting) -> list[Operand]:
    """Spans first, then rows, in a fixed order."""
    setting.stated = quantities(setting.reading, setting.lead)
    spans = stated(setting)
    setting.told = tuple(
        o.mineral
        for o in spans
        if o.mineral and o.kind in {"mass", "mass_rate", "price"} and o.mineral not in UMBRELLAS
    )
    setting.holder = holder_of(setting)
    return [*spans, *known(setting)]


def sound(setting: Setting, pool: list[Operand]) -> list[Operand]:
    """The operands that do not rest on a weak source: no sentence may rest on one alone."""
    held = setting.ledger.evidence
    return [o for o in pool if not any(getattr(held.get(i), "weak", False) for i in (o.id, *o.extra))]


# spans


_IN_DOLLARS = re.compile(r"\s?\((?:about |some |roughly |or )?(?:US ?\$|\$US|USD)")


def _is_converted(stated: Stated, text: str) -> bool:
    """Whether a sum in plain dollars is told again in US dollars right behind, so that it is in others."""
    return stated.kind == "money" and _IN_DOLLARS.match(text, stated.end) is not None


def stated(setting: Setting) -> list[Operand]:
    """The numbers of the article as operands, without those of crowded sentences; with the day of the brief."""
    held = Counter(q.left for q in setting.stated)
    text = setting.reading.article.text
    first = {text[q.left : q.right]: q.left for q in reversed(setting.stated)}  # a sentence told again adds nothing
    fresh = {k: q for k, q in enumerate(setting.stated) if first[text[q.left : q.right]] == q.left}
    able = (k for k in fresh if held[setting.stated[k].left] <= CROWDED and not _is_converted(setting.stated[k], text))
    nearest = set(heapq.nlargest(MOST_STATED, able, key=lambda k: (setting.stated[k].near, -k)))
    made = [_span(setting, q) if k in nearest else None for k, q in enumerate(setting.stated)]
    ids = {k: o.id for k, o in enumerate(made) if o is not None}
    kinds = Counter((q.left, q.kind.removesuffix("_rate")) for q in fresh.values() if q.label.anew is None)
    told = (q for q in fresh.values() if q.label.sure and q.label.anew is None and not q.label.past)
    things = Counter(thing for thing, _ in {(_thing(q), q.value) for q in told})  # told again it stays the only one
    linked = [
        replace(
            o,
            old=ids.get(-1 if q.old is None else q.old),
            base=ids.get(_whole(setting, q)),
            only=things[_thing(q)] == 1,
            alone=kinds[q.left, q.kind.removesuffix("_rate")] == 1,
        )
        for q, o in zip(setting.stated, made, strict=True)
        if o is not None
    ]
    return [_today(setting), *linked]


def _thing(q: Stated) -> tuple[str, str, str]:
    """What a number measures, in which kind of unit, as a level or a step."""
    return q.label.thing, q.kind.removesuffix("_rate"), q.label.kind


def _whole(setting: Setting, q: Stated) -> int:
    """The place of the number that one is a part of, -1 for none: a cut to a level is no part of that level."""
    if q.base is None or _REACHED.search(setting.stated[q.base].before):
        return -1
    return q.base


def _is_of_one(claim: Claim, q: Stated) -> bool:
    """Whether a claim gives the number of a text to one country."""
    return claim.start <= q.start < claim.end and claim.subject != "WLD" and is_country(claim.subject)


_BASIS = re.compile(r"\s(?:ownership |attributable |consolidated )?basis\b")
_REACHED = re.compile(r"\bto(?: [a-z]+){0,3}\s*$")


def _today(setting: Setting) -> Operand:
    day = setting.today
    return Operand(
        "today", "today", "date", float(day.toordinal()), "date", phrase.day(day.isoformat()), "today", "span", near=0.0
    )


def _span(setting: Setting, q: Stated) -> Operand | None:
    if q.kind == "date":
        return _date(setting, q)
    if _BASIS.match(setting.reading.article.text, q.end):
        return None  # "on a 100% basis": in which way others are counted
    if q.label.owner_id == "WLD" and any(_is_of_one(c, q) for c in setting.reading.claims):
        return None  # what the reader takes for a country's is no total of the world
    value, unit = _canonical(q)
    key = setting.ledger.number(q.start, q.end, q.unit)
    if value is None or key is None:
        return None
    read = setting.ledger.evidence[key].reads  # type: ignore[union-attr]
    words = setting.reading.article.text[q.left : q.right]
    bare_price = q.kind == "price" and (
        read is None or "/" not in read.unit
    )  # what it is the price of stands elsewhere
    if bare_price and not _TRADED.search(words.lower()):
        return None
    per, q = q.unit.split("/")[1] if bare_price else "", _whose(q, setting.reading.article.text)
    stated = q
    if read is not None and "/" not in read.unit and q.unit.endswith("/yr"):
        unit, q = unit.removesuffix("/yr"), replace(q, unit=q.unit.removesuffix("/yr"))
    top = q.high * value / q.value if q.high and q.value else None
    return Operand(
        key, q.role, q.kind, value, unit, _surface(stated), _named(q, words, setting.lead), "span", q.near,
        low=value if top else None, high=top, mineral=q.mineral,
        stage=q.stage if q.role == "share" else q.stage or setting.lead.stage, place=_place(q, setting.lead),
        firm=_firm(q), time=q.time, good=q.good, note=_note(words, q, setting.reading.article.text),
        sentence=(q.left, q.right), extra=(setting.ledger.span(q.left, q.right), *_named_at(setting, q, words)),
        bare=_by_the(stated),
        hedged=q.qualifier is not None, metric=q.metric, before=q.before, after=q.after,
        per=per, start=q.start, head=setting.reading.article.text[q.left : q.start].lower(),
        tail=setting.reading.article.text[q.end : q.right].lower(), label=q.label,
        called=_called(setting, q), of_what=q.of_what, full=_full(setting, stated),
    )  # fmt: skip


_ITS_OWN = re.compile(r"([A-Z][\w&-]*(?: [A-Z][\w&-]*){0,2})['’]s\s(?:about |around |some )?$")


def _whose(q: Stated, text: str) -> Stated:
    """A number with whose it is where the words right beside it say so: "and Glencore's 3,925 tons", "from Chile"."""
    label, words = q.label, text[q.left : q.right]
    if (own := _ITS_OWN.search(text, q.left, q.start)) and label.owner and own[1] not in label.owner:
        named = next((n.id for n in find_names(own[1]) if n.kind in {"company", "project", "country"}), own[1])
        return replace(q, label=replace(label, owner=own[1], owner_id=named), holder=named)
    if label.owner and re.search(rf"\b[A-Z][\w’'-]+ and (?:the )?{re.escape(label.owner)}\b", text[q.left : q.start]):
        return replace(q, label=replace(label, owner=None, owner_id=None))  # it is of both
    side = {"imports": "from", "exports": "to"}.get(label.thing)
    if (
        side
        and label.owner
        and re.search(rf"(?i)\b{label.thing}\s(?:[a-z]+\s){{0,3}}{side}\s(?:the )?{re.escape(label.owner)}\b", words)
    ):
        return replace(q, label=replace(label, owner=None, owner_id=None, partner=label.owner_id))
    return q


_TOLD = frozenset({  # things that may stand for themselves where the text has no noun for them
    "output", "exports", "imports", "sales", "purchases", "capacity", "quota", "reserves", "stock", "need", "cost",
    "revenue", "profit", "investment", "loan", "grant", "budget", "cash", "stake", "deficit", "surplus", "price",
    "supply", "share", "premium", "market value", "share price", "lost", "cash flow", "acquisition",
})  # fmt: skip


_STATES = frozenset({"output", "exports", "imports", "quota"})  # what the country of the news has


def _ends_in_a_name(words: str) -> bool:
    """Whether words end in a mineral or country, and so name no thing that is measured: "Palladium rose"."""
    return any(n.kind in {"mineral", "country"} and n.end == len(words) for n in find_names(words))


_TIMED = re.compile(r"\b(?:daily|weekly|monthly|quarterly)\b")


def _called(setting: Setting, q: Stated) -> str:
    """What a number is in words with whose it is: "Tawana's output"; empty where its label does not say both."""
    label, text = q.label, setting.reading.article.text
    words = re.sub(r"\s+", " ", text[slice(*label.noun)]) if label.noun else ""
    led = text[max(0, label.noun[0] - 20) : label.noun[0]] if label.noun else ""
    if words and (good := next((n for n in find_names(led) if n.kind == "mineral" and not led[n.end :].strip()), None)):
        words = f"{good.surface.lower()} {words}"  # "Ilmenite concentrate production", of which no grammar is sure
    proper = re.match(r"\S+ [A-Z]|[A-Z]\S*[A-Z]", words) or any(n.kind == "country" for n in find_names(words))
    if label.noun and label.noun[0] == q.left and not proper:
        words = words[:1].lower() + words[1:]  # a capital of the sentence's first word
    thing = label.thing if label.thing in _TOLD else ""
    told = text[q.left : q.right].lower()
    if thing == "exports" and "export" not in told and "ship" in told:
        thing = "shipments"
    if thing == "output" and not re.search(r"\b(?:produc|output|ma[kd]e)", told):
        thing = "mine output" if re.search(r"\b(?:mine[ds]?|extract\w*|dug)\b", told) else thing
    if thing == "sales" and not re.search(r"\bs(?:ale|ell|old)", told):
        thing = "deliveries" if "deliver" in told else "supplies" if "suppl" in told else thing
    timed = _TIMED.search(words)
    if timed and timed[0] not in text[q.left : q.start][-60:].lower():
        return ""  # "weekly exports of 3.7 million tons point to a rate of 199 million": of another span
    words = "" if words.lower() in _PRONOUNS else words
    if thing == "reserves" and re.search(r"\bestimates?$", words) and is_country(label.owner_id or ""):
        words = "estimated reserves"  # the estimate is of whoever makes it, and not of the state whose they are
    noun = words if words and not _ends_in_a_name(words) else "loss" if thing == "lost" else thing
    if not label.sure or not noun:
        return ""
    if label.thing == "price" and not (words and _PRICED.search(noun)):
        if label.noun and not words:
            return label.good  # "They rose to $900 a tonne": prices or costs
        own = q.mineral if len(setting.lead.minerals) == 1 else ""
        return label.good or (f"{own} price" if own else "")
    noun = re.sub(r"(?<=[a-z]) (?:levels?|rates?|figures?)$", "", _PRAISE.sub("", noun))
    said = f" of {label.good.lower()}" in _surface(q).lower()
    if (
        label.good
        and not said
        and label.good.lower() not in noun.lower()
        and label.kind != "share"
        and len(label.good) < 40
    ):
        lead = _ADJECTIVE.match(noun)
        if _PORTION.search(noun):
            return _owned(setting, q, f"{noun} of {label.good}")
        noun = f"{lead[0].lower()}{label.good} {noun[lead.end() :]}" if lead else f"{label.good} {noun}"
    noun = re.sub(r"\bproduction (?=capacity)", "", noun)
    noun = re.sub(r"\bneed$", "use", noun)
    if label.thing in {"price", "premium"}:
        own = q.mineral if len(setting.lead.minerals) == 1 else None
        return noun if label.good else f"{own} {noun}" if own and label.noun else ""
    return _owned(setting, q, noun)


_THEIRS = re.compile(
    r"(?i)\b(?:its?|their|they|the (?:company|miner|firm|group|producer|mine|plant|smelter|project|"
    r"operation|complex|site))\b"
)


def _carried(setting: Setting, q: Stated) -> bool:
    """Whether nothing in a number's own sentence says whose it is, and it is not that of who the news is of."""
    owner, lead = q.label.owner or "", setting.lead
    words = setting.reading.article.text[q.left : q.right]
    bare = len(q.label.owner_id or "~") < 4 or (q.label.owner_id or "").startswith(
        "~"
    )  # a country, or a part of a firm
    told = bare or owner.lower() in words.lower() or _THEIRS.search(words[: q.start - q.left])
    ours = q.label.owner_id in {*lead.firms, lead.site, *lead.sides} or owner.split(" ")[0] in lead.title
    return bool(owner) and not told and not ours


def _owned(setting: Setting, q: Stated, noun: str) -> str:
    """A noun with whose it is, and whether it is planned or forecast: "Korea Zinc's planned antimony exports"."""
    if _carried(setting, q):
        return noun
    label = q.label
    market = label.owner_id == "WLD" or (not label.owner and label.thing in OF_MARKETS)
    if market and not label.good and q.mineral and q.mineral not in noun:
        noun = f"{q.mineral} {noun}"
    ahead = "forecast" if market and label.stand == "plan" else _AHEAD.get(label.stand, "")
    told = setting.reading.article.text[q.left : q.right]
    ahead = "estimated" if ahead == "forecast" and re.search(r"\bestimated\b", told) else ahead
    modal = label.stand == "plan" and "would" in told.split() and not SAYS_SO.search(told)
    ahead = (
        "" if not ahead or modal or q.surface.lower().startswith("estimated") or SAYS_SO.search(noun) else f"{ahead} "
    )
    if label.partner:
        noun = f"{noun} {'from' if label.thing == 'imports' else 'to'} {phrase.country(label.partner)}"
    owner = label.owner or (_place(q, setting.lead) if label.thing in _STATES else None) or ""
    if label.owner_id == "WLD" or owner.lower() in {"world", "global"}:
        plain = re.search(r"world|global", noun) or not re.search(r"(?i)world|global", told)  # as the sentence has it
        return f"{ahead}{noun if plain else f'world {noun}'}"
    if not owner:
        return f"{ahead}{noun}" if label.whole and label.good else ""
    known = owner if is_country(owner) else label.owner_id or ""
    owner = phrase.country(known) if is_country(known) else owner
    if owner.lower() in noun.lower():
        return f"{ahead}{noun}"
    return f"{phrase.possessive(owner)} {ahead}{noun}"


_TRADED = re.compile(
    r"\b(?:prices?|trad\w+|clos\w+|contract|record|highs?|lows?|peaks?|settl\w+|quoted|futures|fetch\w*)\b"
)


def _canonical(q: Stated) -> tuple[float | None, str]:
    if q.kind in {"mass", "mass_rate"}:
        return q.tonnes, "t/yr" if q.kind == "mass_rate" else "t"
    if q.kind == "share":
        return abs(q.value) / 100, "share"
    if q.kind == "price":
        per = q.unit.split("/")[1]
        money = q.unit.split("/")[0]
        return q.value / PER_T[per], f"{money}/mtu" if per.endswith("mtu") else f"{money}/t"
    if q.kind == "duration":
        return q.value * MONTHS[q.unit], "months"
    if q.kind == "money":
        return q.value, q.unit
    return q.value, q.unit


def _full(setting: Setting, q: Stated) -> str:
    """A mass with what it is of, where that stands right behind it: "246,000 ounces of platinum"."""
    end = q.of_what.end if q.of_what else 0
    words = setting.reading.article.text[q.start : end] if end > q.end else q.surface
    words = re.sub(r"\b(per (?:year|annum)|annually|a year) (?!of\b)(?=[a-z])", r"\1 of ", words)
    told = _surface(replace(q, surface=words, mineral=None if end else q.mineral, time=None))
    return re.sub(r"\s+of(?:\s+(?:an?|the|its))?$", "", told)  # whose good another word tells


_PER = re.compile(r"/|\b(?:per|an?|each)\b|\bmtu\b")


def _by_the(q: Stated) -> str:
    """The number without its year; a price with the measure that it is for, which the text may tell elsewhere."""
    told = _surface(replace(q, time=None))
    per = q.unit.partition("/")[2]
    return f"{told} {BY_THE[per]}" if q.kind == "price" and per in BY_THE and not _PER.search(told) else told


_UNITS = {"lb": "pounds", "oz": "ounces", "kg": "kilograms"}
_SCALED = re.compile(
    r"(?i)(?<=\d)(?:m|bn|k)\b|\b(?:in (?:19|20)\d\d|hundred|thousand|million|billion|to|about|around|over|under|nearly|"
    r"almost|some|more|less|than|up|as|much|least|at)\b"
)


def _surface(q: Stated) -> str:
    """The number as the article prints it, with the year that it is of where the text says so."""
    words = re.sub(r"\s+", " ", q.surface.strip().rstrip(","))
    words = re.sub(r"(?<=\d)-(metric-)?(ton|tonne)$", lambda m: f"{' metric' if m[1] else ''} {m[2]}s", words)
    words = words.replace(" and ", " to ", 1) if q.high is not None else words
    words = re.sub(r"\ban? (?=\d)| of annual$", "", words)
    words = re.sub(r"(?<=\d)[ -](metric )?ton(ne)?[ -]per[ -](year|annum)\b", r" \1ton\2s per \3", words)
    words = re.sub(r"^a maximum of ", "up to ", re.sub(r"^estimated at ", "about ", words))
    words = re.sub(r"^(above|below|over|under|around|about) the (?=\d)", r"\1 ", words)
    words = words[:1].lower() + words[1:] if words[1:2].islower() else words
    if q.kind in {"mass", "mass_rate"} and not re.search(r"[A-Za-z]", _SCALED.sub("", words)):
        words = f"{words} {_UNITS.get(q.unit.split('/')[0], 'tonnes')}"  # "down from 340 to 355 million"
    if q.unit.endswith("/yr") and not re.search(r"(?i)year|annual|annum|yr|p[ay]\b|/[ay]\b", words):
        words = f"{words} a year"
    if q.unit.startswith("lb") and q.mineral:
        words = f"{words} of {q.mineral}"  # pounds of nothing are money
    year = f" in {q.time[:4]}" if q.time and q.kind in {"mass", "mass_rate"} and q.time[:4] not in words else ""
    return f"{words}{year}"


def _place(q: Stated, lead: Lead) -> str | None:
    """The country whose output or quota it is where its sentence names nobody: of news of no single firm or site."""
    if lead.firms or lead.site:
        return None
    return q.place or (lead.actor if lead.family == "export_control" and q.role in {"quota", "target"} else lead.place)


def _firm(q: Stated) -> str | None:
    return q.holder if q.holder and not is_country(q.holder) else None


def _named_at(setting: Setting, q: Stated, words: str) -> tuple[str, ...]:
    """The sentence that first names whose a number is, where its own does not."""
    owner, text = q.label.owner, setting.reading.article.text
    if not owner or owner.lower() in words.lower():
        return ()
    for start, end in split_sentences(text)[:MOST_NAMING]:
        told = text[start:end]
        if owner.lower() in told.lower() or (is_country(owner) and any(n.id == owner for n in find_names(told))):
            return (setting.ledger.span(start, end),)
    return ()


def _named(q: Stated, words: str, lead: Lead) -> str:
    """What a number of the article is, as a noun phrase: "Weda Bay's quota", "the quota"; whose as the text says it."""
    noun = NOUNS.get(q.role, q.role.replace("_", " ") if q.role != "plain" else "amount")
    who = q.holder or ""
    if is_country(who):
        told = q.role in OF_STATES and who not in lead.sides
        return f"{phrase.possessive(phrase.country(who))} {noun}" if told else f"the {noun}"
    own = who in lead.firms or who == lead.site or not lead.firms
    said = next((n for n in (who, *who.split(" ")[:1]) if own and len(n) > 2 and n in words), None)
    return f"{phrase.possessive(said)} {noun}" if said else f"the {noun}"


_PART = (
    r"\b(?:first|last|past|second|third|fourth)[ -](?:\w+ )?(?:months?|quarter|half|weeks)\b|\bhalf-year"
    r"|\b(?:january|april|july|october)(?: to |-|–)(?:march|june|september|december)|\bq[1-4]\b|\bh[12]\b"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven) months (?:of|to|ended|ending|through|until)\b"
    r"|-[QH]\d|\b\d{4}-\d\d\b(?!-)|\d-\d\d/\d|\b(?:monthly|daily)\b|\b(?:a|per|each) (?:month|day)\b"
)


@cache
def _regions() -> dict[str, re.Pattern[str]]:
    """The names of the parts of each country."""
    names: dict[str, list[str]] = {}
    for place, land in labels.places().items():
        names.setdefault(land, []).append(re.escape(place))
    return {land: re.compile(rf"\b(?:{'|'.join(found)})\b") for land, found in names.items()}


def _in_part_of(words: str, q: Stated) -> bool:
    """Whether a number that is put to a country is told behind the name of a part of it, as Jiangxi's quota."""
    known = _regions().get(q.label.owner_id or q.place or "")
    return known is not None and known.search(words[: q.start - q.left]) is not None


def _of_concentrate(q: Stated, words: str, text: str) -> bool:
    """Whether a mass may be one of concentrate, as the article counts it so somewhere and says no metal here."""
    mass = q.kind in {"mass", "mass_rate"} and not re.search(r"(?i)contain|metal\b", words)
    return mass and q.mineral is not None and counts_concentrate(q.mineral, text)


def _note(words: str, q: Stated, text: str) -> str:
    """Words of the sentence that decide what a number is: a floor, a quarter, the rest of a year, exports."""
    low, start, end = words.lower(), q.start - q.left, q.end - q.left
    around, after = low[max(0, start - 80) : end + 60], re.split(r"\d", low[end : end + 60])[0]
    before = low[max(0, start - 60) : start]
    opens = before if re.fullmatch(r"\D*(?:\d{4})?\D*", low[:start]) else ""  # "for the rest of 2025 ... 18,125 tonnes"
    marks = {
        "rest of": (r"\brest of|remainder of|remaining|until the end of", f"{opens} # {after}"),
        "quarter": (r"\bquarter", low),
        "part": (_PART, f"{low} {q.time or ''}"),
        "standstill": (
            r"\b(?:halt\w*|shut\w*|suspen\w*|stop\w*|closed?|outage|idled?|standstill|offline|ban\w*)\b",
            low,
        ),
        "world": (r"\b(?:global|world\w*)\b", around),
        "floor": (r"floor|minimum price|guaranteed", around),
        "export": (r"export|shipment", around),
        "forecast": (
            r"forecast|expect\w*|predict\w*|(?:will|may|could|should|to) average|outlook|could reach|sees",
            q.before[-70:],
        ),
        "prices": (r"\bprices?\b", around),
        "stocks": (r"inventor|stocks\b", around),
        "over": (r"\b(?:over|for) (?:the next |another |a period of |up to )?$", before),
        "batch": (r"\b(?:first|second|third) (?:\w+ ){0,4}(?:batch|half|quarter|quotas?|tranche)|batch", low),
    }
    noun = NOUNS.get(q.role, "")
    if q.role in CALLED and q.kind in {"mass", "mass_rate"} and noun.rstrip("s") not in low:
        marks["unnamed"] = ("", "")  # the text does not call it so
    if (per := q.unit.partition("/")[2]) in {"month", "day"}:
        marks[f"part of a year, by the {per}"] = ("", "")
    if _in_part_of(words, q):
        marks["region"] = ("", "")
    if _of_concentrate(q, words, text):
        marks["gross"] = ("", "")
    found = [name for name, (pattern, where) in marks.items() if re.search(pattern, where)]
    return " ".join((*found, "local") if q.local else found)


def _date(setting: Setting, q: Stated) -> Operand | None:
    try:
        day = parse_date(str(q.date))
    except Exception:  # noqa: BLE001
        return None
    words = setting.reading.article.text[q.left : q.right].lower()
    role = _date_role(q, day, setting.today, words)
    key = setting.ledger.number(q.start, q.end, "date") or f"~{q.start}"  # relative dates are no operands of a formula
    said = phrase.day(str(q.date))
    if len(str(q.date)) == 10 and str(day.year) not in q.surface:
        said = said.removesuffix(f" {day.year}")  # the text gives no year
    return Operand(
        key,
        role,
        "date",
        float(day.toordinal()),
        "date",
        said,
        q.surface,
        "span",
        q.near,
        time=q.date,
        sentence=(q.left, q.right),
        extra=(setting.ledger.span(q.left, q.right),),
        head=words[: q.start - q.left],
        after=words[q.end - q.left :],
        tail=words[q.end - q.left :],
    )


_UNTIL = re.compile(r"\b(?:until|till|expire\w*|through|runs? out|end\w* on|valid to|deadline|by)\b")
_TALKS = re.compile(r"\b(?:talks|discuss\w*|negotiat\w*|audit|hearing|trial)\b")
_START = re.compile(r"\b(?:begin|start\w*|commission\w*|production in|operational|first output|come online|ramp)\b")


def _date_role(q: Stated, day: dt.date, today: dt.date, words: str) -> str:
    """What a date is for: until (an end ahead), entry (a start ahead), start (of a plant), past."""
    before = words[max(0, q.start - q.left - 60) : q.start - q.left]
    bare = str(q.date)
    if day > today and not today.isoformat().startswith(bare):
        if bare == str(day.year) and q.role != "until" and _START.search(before) and not _TALKS.search(before):
            return "start"
        if len(bare) == 4 and q.role != "until":
            return "year_end"
        if (
            q.role == "until"
            or re.search(r"\b(?:until|till|through|expir\w*|to)\s*(?:about\s)?$", before)
            or _UNTIL.search(before[-25:])
        ):
            return "until"
        return (
            "start" if _START.search(before) and not _TALKS.search(before) else "entry" if q.role == "from" else "ahead"
        )
    return "year_end" if today.isoformat().startswith(bare) and len(bare) == 4 else "past"


# rows


def known(setting: Setting) -> list[Operand]:
    """What the world knows about the lead's minerals, sides, sites and dates."""
    made: list[Operand] = []
    own = setting.lead.minerals[:MOST_MINERALS]
    for mineral in setting.minerals:
        about = (lead_times,) if mineral in own else ()
        for make in (outputs, use, prices, *about):
            made.extend(_tried(setting, make, mineral))
    made.extend(plants(setting))
    of = dict.fromkeys((q.of_what.mineral, q.of_what.stage) for q in setting.stated if q.of_what)
    return [*made, *itertools.chain.from_iterable(whole_of(setting, *one) for one in of)]


def _tried(setting: Setting, make: Callable[[Setting, str], Iterator[Operand]], mineral: str) -> list[Operand]:
    try:
        return list(make(setting, mineral))
    except (MissingData, UnknownLabel) as error:
        setting.unable.append(str(error))
        return []
