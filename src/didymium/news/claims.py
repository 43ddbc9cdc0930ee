"""Claims of an article: checkable numbers about the mineral world, each with metric, subject, mineral and year.

Deal money, stakes, tariff rates and lengths of time belong to events; falls are negative; a range gives one claim a
bound; an undated statement in the present tense has no year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np

from didymium import labels
from didymium.news.acts import doer, governing
from didymium.news.clauses import Telling, telling_of
from didymium.news.document import MAGNETS, Document, Sentence
from didymium.news.events import home_of_price, is_state
from didymium.news.heads import METRICS, STAGES, UNITS, Floats, two_layers, unit_class, weights
from didymium.news.implied import numbers_of
from didymium.news.owners import MASSES, as_site, is_firm, is_site, main_site, of_it
from didymium.news.seen import Seen
from didymium.news.sums import is_spoil
from didymium.news.when import falls, period_of
from didymium.text.quantities import Quantity
from didymium.text.syntax import parse

_CHANGES = {"price_change", "production", "demand", "exports", "imports", "capacity", "quota"}
_PRICES = {"price", "price_change"}
_TRADE = {"imports", "exports"}
_SHARES = {m for m in METRICS if m.endswith("_share")} | {"import_reliance"}
_WHOLE = {"quota", "reserves", "imports", "exports"}  # masses, whether or not the text says "a year"
_STAGE = {"magnet_share": "component", "processing_share": "refine", "reserves_share": "mine", "reserves": "mine"}
_PARTS = re.compile(  # what is made of a mineral
    r"\b(?:magnets?|components?|parts?|batter(?:y|ies)|cells?|anodes?|cathodes?|motors?|wafers?|chips?|panels?)\b", re.I
)
_OF_MAGNETS = re.compile(
    r"\s*(?:of\s+)?(?:the\s+|all\s+)?(?:world(?:['’]s)?\s+|global\s+)?(?:(?:supply|output|production)\s+of\s+)?"
    r"(?:(?:permanent|rare[- ]earths?|NdFeB|high-performance)\s+)*magnets?\b(?!\s+(?:metals?|rare|materials?|raw))",
    re.I,
)
_DONE_TO_IT = re.compile(r"\b(?:(?P<mined>min(?:e|ed|ing)|output)\b|(?:process|refin|separat)\w*)", re.I)


_RARE = re.compile(r"\s(?:[\w-]+\s){0,3}?rare[\s-]earths?\b")
_USER = re.compile(  # "Solar panels take 17 % of silver demand": no name, but who uses it
    r"(?:^|[,;] (?:and |while )?)(?P<who>[A-Z]?[a-z]+(?: [a-z-]+){0,2}),?(?: which| that)?"
    r" (?:mak\w+ up|account\w* for|tak\w+|us\w+|represent\w*|absorb\w*|consum\w+)"
    r"(?: (?:about|around|some|over|nearly|up to|more than))* ?$"
)
_OUTPUT = frozenset(("production_share", "processing_share"))
_BY_VERB = re.compile(
    r"\b(?:(?P<mined>mines|mined|digs|extracts|extracted)|refine[sd]|process(?:es|ed)|smelt(?:s|ed)|separate[sd])"
    r"(?: (?:about|around|some|over|nearly|almost|up to|more than|an estimated|as much as))* ?$"
)
_MAKERS = frozenset(("company", "project", "other"))
_STATES_OWN = frozenset(("import_reliance", "list_count"))
_TRADES = {  # the verbs of who trades: "Malaysia sent" and "Ghana led" tell of a buyer's imports
    "imports": frozenset(("import", "buy", "take", "receive", "purchase")),
    "exports": frozenset(("export", "ship", "send", "sell")),
}
_PLAIN = re.compile(r"(?:[A-Z][a-z]+ ?)+")  # a name, no "LCE" and no "July-September"
_AT = re.compile(r"At (?:the )?")
_THE = re.compile(
    r"\b[Tt]he\s(?:(?P<site>mine|plant|smelter|refinery|operation|project|pit|deposit)|(?:company|miner|firm|producer))\b(?!['’]s)"
)
_COUNTS = re.compile(r"[A-Z]|\d")
_NO_MAKER = re.compile(
    r"\b(?:Exchange|Study\sGroup|Survey|Index|Institute|Association|University|Africa|Asia|Europe|America|Own|Chrome|"
    r"[A-Z]\w+(?:ian|ese|ish))$|^(?:ASX|LCE|LME|SHFE|TSX)$"
)
_TITLES = "director|president|minister|analyst|executive|chairman|chairwoman|head|secretary|governor|Mr|Ms|Mrs|Dr"
_MADE = frozenset(("production", "exports", "capacity", "reserves"))
_SITED = _MADE - {"exports"}
_WORLD = re.compile(r"\b(?:world|global|in all|total|miners|mines|smelters|producers|industry)\b", re.I)
_TELLS = frozenset(("say", "report", "expect", "estimate", "forecast", "see", "put", "show", "hold", "own"))
_OF = re.compile(
    r"\s(?:(?:of|more|less)\s)?(?:all\s|the\s|its\s|their\s)?"
    r"(?:world(?:['’]s)?\s|global\s|total\s|annual\s|battery[\s-]grade\s|refined\s|contained\s|mined\s)?"
)
_BOUNDS = ("at least", "up to")
_AGAIN = re.compile(
    r"(?:\d\s?(?:yuan|rupees|yen|won|rand|euros|pounds|dollars)?|\d/(?:m?t|mtu|kg|lb|oz)|tonne|ton|kg)\s\($"
)
_GAP = re.compile(r"\b(?:difference|gap|spread|arbitrage)\b[^.;\d]{0,40}$", re.I)
_GAPED = re.compile(r"\s(?:above|below)\s[A-Z]")
_IF = re.compile(
    r"(?:\b(?:until|unless|if|once|only when|provided|should)\b(?:\s[\w'-]+){1,10}"
    r"|\bwhen(?:ever)?(?:\s[\w'-]+){1,5}\s(?:r[ie]ses?|falls?|drops?|reach(?:es)?|exceeds?|tops?|hits?|climbs?|stays?|is|are)"
    r"(?:\s[\w'-]+){0,3}|\b(?:would|will|must|should)\s(?:have|need)\sto\s(?:[\w'-]+\s){0,3}(?:r[ie]se|reach|fall|exceed|climb|recover)"
    r"(?:\s[\w'-]+){0,2})\s?$",
    re.I,
)


class Found(NamedTuple):
    """A claim in folded positions."""

    metric: str
    subject: str
    mineral: str
    stage: str | None
    value: float
    unit: str
    year: str | None
    approx: bool
    qualifier: str | None
    start: int
    end: int
    at: int  # where the number stands


def find_claims(seen: Seen) -> tuple[Found, ...]:
    """The claims that the article makes, in the order of the text, each once."""
    document = seen.document
    if not any(n.kind == "mineral" for n in document.names + document.title_names):
        return ()
    out: dict[tuple[object, ...], Found] = {}
    for sentence, numbers in zip(document.sentences, numbers_of(document), strict=True):
        if numbers and sentence.index in seen.index:
            for found in _of_sentence(seen, sentence, numbers):
                bound = found.qualifier in _BOUNDS  # one end of a range may be the other end of the one before
                out.setdefault(
                    (found.value, found.unit, found.mineral, found.metric, found.subject, bound and found.qualifier),
                    found,
                )
    return tuple(out.values())


def _of_sentence(seen: Seen, sentence: Sentence, numbers: tuple[Quantity, ...]) -> Iterator[Found]:
    """Yields the claims of a sentence, two of a range."""
    document = seen.document
    facts = [
        q
        for q in numbers
        if not (is_threshold(document, sentence, q) or _is_aside(document, q) or is_spoil(document, q))
    ]
    told = [(q, s) for q in facts if (s := seen.number(sentence, q.start, q.end)) is not None]
    if not told:
        return
    row = seen.index[sentence.index]
    states = np.array([s for _, s in told], np.float32)
    units = np.eye(len(UNITS), dtype=np.float32)[[unit_class(q.unit, False) for q, _ in told]]
    mean = seen.encoded.told[sentence.index].states.mean(axis=0)
    odds = two_layers("metric", [states, mean, units, seen.features[row]])
    odds[:, 0] += weights()["cut.none"][0]
    for (quantity, state), own in zip(told, odds, strict=True):
        metric = _metric(seen.document, sentence, quantity, own)
        if metric:
            yield from _claims(seen, sentence, quantity, state, metric)


def _metric(document: Document, sentence: Sentence, quantity: Quantity, odds: Floats) -> str | None:
    """The likeliest metric that the unit allows, None where that is no claim."""
    metric = METRICS[max(fitting(quantity), key=lambda i: odds[i])]
    if metric == "none":
        return None
    if metric in _PRICES and "/" in quantity.unit:
        return "price_change" if quantity.of == "change" else "price"
    if metric == "price_change" and quantity.unit == "%" and _is_of_share(sentence, quantity):
        return None
    return metric


def is_threshold(document: Document, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a number is one that is waited for ("until prices have risen to $17,000"), which states no fact."""
    return _IF.search(document.text[max(sentence.start, quantity.start - 90) : quantity.start]) is not None


def _is_aside(document: Document, quantity: Quantity) -> bool:
    """Whether a price is another told again in other money ("127,700 yuan ($18,132)") or a gap between two."""
    if "/" not in quantity.unit or not quantity.unit[:3].isupper():
        return False
    before = document.text[max(0, quantity.start - 60) : quantity.start]
    return bool(_AGAIN.search(before) or _GAP.search(before) or _GAPED.match(document.text, quantity.end))


def fitting(quantity: Quantity) -> list[int]:
    """The places in `METRICS` of what a number can measure in its unit; 0, no claim, is always among them."""
    return [i for i, m in enumerate(METRICS) if _fits(m, quantity)]


def _fits(metric: str, quantity: Quantity) -> bool:
    """Whether a metric can be told in the unit of a number."""
    unit = quantity.unit
    price = "/" in unit and unit[:3].isupper()
    if metric == "none":
        return True
    if metric == "price":
        return price
    if metric == "list_count":
        return unit == "count"
    if metric in _SHARES:
        return unit == "%" and 0 <= quantity.value <= 100
    if metric == "price_change":
        return unit in ("%", "x") or price
    if len(unit) == 3 and unit.isupper():
        return metric in _TRADE  # of what is traded alone a claim gives the money
    return unit in {"%", "x"} or unit.partition("/")[0] in MASSES


def _is_of_share(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a percentage has moved the shares of a company, not a price."""
    named = [n for n in sentence.names if n.end <= quantity.start and n.kind in {"company", "mineral"}]
    return bool(named) and named[-1].kind == "company"


def _claims(seen: Seen, sentence: Sentence, quantity: Quantity, state: Floats, metric: str) -> Iterator[Found]:
    document, code = seen.document, weights()["metric_kind"][METRICS.index(metric)]
    mineral = mineral_of(seen, sentence, quantity, state, code, metric)
    if mineral is None:
        return
    subject = subject_of(seen, sentence, quantity, state, code, metric)
    sign = -1.0 if quantity.value > 0 and _is_fall(document, sentence, quantity, metric) else 1.0
    period = period_of(document, sentence, quantity, numbers_of(document)[sentence.index])
    unit, (start, end) = unit_of(quantity, metric), _quote(document, sentence, quantity)
    stage = STAGES[int(two_layers("figure_stage", [state, code]).argmax())]
    telling = _telling(document, sentence, quantity) or sentence
    behind = document.text[quantity.end : min(telling.end, quantity.end + 60)]
    done = _DONE_TO_IT.search(re.split(r"\d", behind)[0])  # what is behind the next number is of that one
    if metric == "production_share" and done and not done.group("mined"):
        metric = "processing_share"
    verb = _BY_VERB.search(document.low, sentence.start, quantity.start) if metric in _OUTPUT else None
    if verb:  # "mines 80 % and refines 99 %": each its own
        metric, stage = ("production_share", None) if verb["mined"] else ("processing_share", "refine")
    if metric in _OUTPUT and _OF_MAGNETS.match(behind):
        metric = "magnet_share"
    parts = stage != "component" or _PARTS.search(sentence.text)
    stage = _STAGE.get(metric) or (stage if parts and stage != "all" else None)
    if quantity.of == "change" and unit == "%" and quantity.value >= 100:  # "tripled"
        quantity, unit = replace(quantity, value=1 + quantity.value / 100), "x"
    values = dict.fromkeys(round(sign * v, 6) for v in (quantity.value, quantity.high) if v is not None)
    bounds = _BOUNDS if len(values) > 1 else (quantity.qualifier,)
    for value, qualifier in zip(values, bounds, strict=True):
        yield Found(
            metric, subject, mineral, stage, value, unit, period[:4] if period else None, quantity.approx,
            qualifier, start, end, quantity.start,
        )  # fmt: skip


def _telling(document: Document, sentence: Sentence, quantity: Quantity) -> Telling | None:
    """The clause with a subject of its own in which a number stands, where the sentence has several."""
    numbers = [(n.start, n.end) for n in numbers_of(document)[sentence.index]]
    return telling_of(sentence, numbers, quantity.start)


def mineral_of(
    seen: Seen, sentence: Sentence, quantity: Quantity, state: Floats, code: Floats, metric: str
) -> str | None:
    """The likeliest mineral named near a number; of a list `critical minerals` where none is."""
    if metric == "list_count":
        return "rare earths" if _RARE.match(seen.document.low, quantity.end) else "critical minerals"
    key = ("mineral", quantity.start, metric)
    if key not in seen.decided:
        counted = _counted_of(seen, sentence, quantity) or _told_of(seen, sentence, quantity)
        near = counted or {seen.cast.mentions[n].value for n in seen.near(sentence.index, 2, True, ahead=False)}
        if len(near) > 1:
            named = seen.weigh(
                "mineral", [state, code], sentence.index, quantity.start, reach=2, minerals=True, ahead=False
            )
            near = {max(near & named.keys() or named, key=lambda v: float(named[v][0]))}
        best = next(iter(near), None) or next(iter(seen.document.minerals), None)
        seen.decided[key] = "rare earths" if best in MAGNETS else best
    return seen.decided[key]


def _counted_of(seen: Seen, sentence: Sentence, quantity: Quantity) -> set[str]:
    """The mineral named right behind a number ("7,000 tonnes of cobalt"), nothing where none is."""
    text = seen.document.text
    named = [m for m in seen.cast.here(sentence.index) if m.kind == "mineral" and m.start >= quantity.end]
    return {m.value for m in named[:1] if _OF.fullmatch(text[quantity.end : m.start])}


def _told_of(seen: Seen, sentence: Sentence, quantity: Quantity) -> set[str]:
    """The only mineral named between the number before, or the beginning of the clause, and a number."""
    numbers = numbers_of(seen.document)[sentence.index]
    here = [m for m in seen.cast.here(sentence.index) if m.kind == "mineral"]
    start = sentence.clause(quantity.start)[0]
    for last in (*(n.end for n in reversed(numbers) if start < n.end <= quantity.start), start):
        named = {m.value for m in here if last <= m.start < quantity.start}
        if named:  # "platinum up 7 % at 528,000 ounces"
            return named if len(named) == 1 else set()
    return set()


def subject_of(seen: Seen, sentence: Sentence, quantity: Quantity, state: Floats, code: Floats, metric: str) -> str:
    """Whose number it is: the likeliest that is named near it, or the world."""
    key = ("subject", quantity.start, metric)
    if key not in seen.decided:
        seen.decided[key] = _subject(seen, sentence, quantity, state, code, metric)
    return seen.decided[key] or "WLD"


def _subject(seen: Seen, sentence: Sentence, quantity: Quantity, state: Floats, code: Floats, metric: str) -> str:
    if metric in _PRICES and (home := home_of_price(seen, sentence, quantity)):
        return home
    if metric == "demand_share" and (user := _USER.search(sentence.text, 0, quantity.start - sentence.start)):
        return user["who"][:1].lower() + user["who"][1:]
    if metric == "quota" and (holder := _beside(seen, sentence, quantity)):
        return holder
    if metric in _MADE and (
        maker := _of_its_turn(seen, sentence, quantity) or _maker(seen, sentence, quantity, metric)
    ):
        return maker
    if metric == "imports" and (trader := _maker(seen, sentence, quantity, metric)):
        return trader
    if metric in _MADE and (called := _by_noun(seen, sentence, quantity)):
        return called
    if metric not in _PRICES and (meant := of_it(seen, sentence, quantity)):
        return meant
    read = seen.encoded.told[sentence.index]
    world = float(two_layers("world", [state, read.states.mean(axis=0), code])[0])
    named = seen.weigh("subject", [state, code], sentence.index, quantity.start, reach=2, minerals=False)
    if metric in _MADE:
        named = {v: odds for v, odds in named.items() if _can_make(seen, v)}
    elif metric in _STATES_OWN:
        named = {v: odds for v, odds in named.items() if is_state(v)}
    best = max(named, key=lambda v: float(named[v][0]), default=None)
    if best is None or world >= float(named[best][0]):
        return (_carried(seen, sentence, quantity) if metric in _MADE else None) or "WLD"
    if metric in _PRICES and best not in labels.countries():
        return "WLD"
    telling = _telling(seen.document, sentence, quantity) if metric in _SHARES else None
    return telling.who.value if telling else _at_the_site(seen, sentence, metric, best)


def _of_its_turn(seen: Seen, sentence: Sentence, quantity: Quantity) -> str | None:
    """The one firm or site named since the number before ("A made 155 tonnes, B's C 103"), where there is such."""
    numbers = [n for n in numbers_of(seen.document)[sentence.index] if n.end <= quantity.start]
    made = (m for m in seen.cast.here(sentence.index) if m.kind in _MAKERS and not m.adjective)
    firms = [m for m in made if m.kind != "other" or (_PLAIN.fullmatch(m.value) and _can_make(seen, m.value))]
    text = seen.document.text
    for last in reversed(numbers):
        since = (m for m in firms if last.end <= m.start < quantity.start)
        named = {m.value for m in since if not text.startswith("'s ", m.end)}
        if named:
            return named.pop() if len(named) == 1 else None
    return None


def _by_noun(seen: Seen, sentence: Sentence, quantity: Quantity) -> str | None:
    """The site or firm that "the mine", "the company" before a number means: the last that was named."""
    said = list(_THE.finditer(seen.document.text, sentence.start, quantity.start))
    if not said or _COUNTS.search(seen.document.text, said[-1].end(), quantity.start):
        return None
    site = said[-1]["site"] is not None
    span = range(max(0, sentence.index - 3), sentence.index + 1)
    near = [m for m in seen.cast.mentions if m.sentence in span and m.start < quantity.start and m.kind in _MAKERS]
    known = [m.value for m in near if (is_site(seen, m) if site else is_firm(seen, m))]
    return known[-1] if known else (main_site(seen) if site else None)


def _can_make(seen: Seen, name: str) -> bool:
    """Whether a name can be of a maker: no office, exchange, part of the world, person or short form of a thing."""
    kinds = {m.kind for m in seen.cast.mentions if m.value == name}
    if kinds - {"other", "agency", "body"} or name in labels.countries():
        return True
    own = re.escape(name)
    titled = rf"\b(?i:{_TITLES})\s(?:[A-Z][\w'-]+\s){{0,2}}{own}\b"
    called = rf"\b{own},\s(?:its|the|an?)\s(?:\w+\s){{0,2}}(?:{_TITLES})\b"
    person = re.search(f"{titled}|{called}", seen.document.text)
    return not (kinds - {"other"} or _NO_MAKER.search(name) or person)


def _carried(seen: Seen, sentence: Sentence, quantity: Quantity) -> str | None:
    """Whose the number before is, told in this sentence or the one before it, where neither speaks of the world."""
    if _WORLD.search(sentence.text):
        return None
    start = seen.document.sentences[max(0, sentence.index - 1)].start
    span = range(start, quantity.start)
    told = [(at, v) for (of, at, m), v in seen.decided.items() if of == "subject" and m in _MADE and at in span]
    return max(told)[1] if told else None


def _at_the_site(seen: Seen, sentence: Sentence, metric: str, whose: str) -> str:
    """Whose output, capacity or ore a number is: the article's site's where its firm or state is not named here."""
    here = seen.cast.here(sentence.index) if metric in _SITED else ()
    if is_state(whose) and here and not any(m.kind == "state" and m.value == whose for m in here):
        sites = {m.value for m in map(partial(as_site, seen), here) if m.kind == "project" and m.country == whose}
        if len(sites) == 1:
            return sites.pop()
    site = main_site(seen) if metric in _SITED and whose not in {m.value for m in here} else None
    return site or whose


def _maker(seen: Seen, sentence: Sentence, quantity: Quantity, metric: str) -> str | None:
    """The firm, site or (of trade) state that the grammar names as who does what a number tells ("Chalco shipped 5 t").

    Of "the firm's Alba refinery" the site; where nobody does it, a site that the sentence opens with ("At Alba, ...").
    """
    tree = parse(sentence.text) if sentence.index in seen.acts else None
    k = None if tree is None else governing(tree, quantity.start - sentence.start)
    if tree is None or k is None or not tree.words[k].is_verb or tree.words[k].lemma in _TELLS:
        return None
    made = [as_site(seen, m) for m in seen.cast.here(sentence.index) if not m.adjective]
    firms = [m for m in made if m.kind in _MAKERS and (m.kind != "other" or _can_make(seen, m.value))]
    who = doer(tree, k)
    first, last = (who[0] + sentence.start, who[1] + sentence.start) if who else (0, 0)
    inside = [m.value for m in firms if first <= m.start < last and (m.kind != "other" or m.start == first)]
    if tree.words[k].lemma in _TRADES.get(metric, ()) and not inside:
        states = [m for m in made if m.kind == "state" and m.start < quantity.start]
        inside = [m.value for m in states[-1:] if m.start == first]
    opening = [m.value for m in firms[:1] if _AT.fullmatch(seen.document.text, sentence.start, m.start)]
    return _beside(seen, sentence, quantity) or next(iter([*inside[-1:], *opening]), None)


def _beside(seen: Seen, sentence: Sentence, quantity: Quantity) -> str | None:
    """The firm or site right before a number: "Chalco 5.1 million tons", "Chalco (5.1 million tons)"."""
    text, named = seen.document.text, (m for m in seen.cast.here(sentence.index) if m.kind in {"company", "project"})
    return next((m.value for m in named if text[m.end : quantity.start] in {" ", " ("}), None)


def unit_of(quantity: Quantity, metric: str) -> str:
    """The unit of a claim: a capacity, and what a year brings, is a rate; a quota or trade of a year is a mass."""
    if quantity.per not in {None, "yr"}:
        return f"{quantity.unit}/{quantity.per}"
    if metric == "capacity" and quantity.unit == "t":
        return "t/yr"
    if metric in _WHOLE and quantity.unit == "t/yr":
        return "t"
    rate = metric == "capacity" and quantity.per and "/" not in quantity.unit
    return f"{quantity.unit}/yr" if rate else quantity.unit


def _is_fall(document: Document, sentence: Sentence, quantity: Quantity, metric: str) -> bool:
    """Whether the number is a fall: of a share of change, or of a price by a sum."""
    if quantity.of == "change" and quantity.unit == "%":  # "doubled", "halved": the word has its sign
        return False
    relative = quantity.unit == "%" or (metric == "price_change" and "/" in quantity.unit)
    return metric in _CHANGES and relative and falls(document, sentence, quantity)


def _quote(document: Document, sentence: Sentence, quantity: Quantity) -> tuple[int, int]:
    """The clause of the number (with its subject where near), at most 300 characters."""
    start, end = sentence.clause(quantity.start)
    text = document.text
    if not any(start <= p.start < quantity.start for p in sentence.parties) and quantity.start - sentence.start < 140:
        start = sentence.start
    end = max(end, quantity.end)
    if end - start > 300:
        start, end = max(start, quantity.start - 180), min(end, quantity.end + 100)
    while end > quantity.end and text[end - 1] in " ,;:.":
        end -= 1
    while start < quantity.start and text[start] in " ,;:":
        start += 1
    return start, end
