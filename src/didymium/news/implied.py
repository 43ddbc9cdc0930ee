"""Numbers that leave their unit to the words around them: "copper rose to $9,640", "from 379 million this year".

A bare sum takes the unit of the price before it, else the unit in which its mineral is sold; a bare number after
"from", "against", "than" and the like takes the unit of the number before it. The metric model decides what they are.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from didymium import labels
from didymium.news.document import Document, Sentence, mineral_label
from didymium.text.base import DIGITS, SCALE_WORDS, SCALES, alike, parse_number, qualifier_before
from didymium.text.cues import matches
from didymium.text.money import Money
from didymium.text.quantities import NO_MINERALS, Quantity

_SOLD_BY = {
    "lb": ("cobalt", "uranium", "molybdenum", "vanadium", "tantalum", "selenium", "bismuth", "niobium", "cadmium"),
    "kg": ("gallium", "germanium", "indium", "tellurium", "scandium", "hafnium", "rhenium", "polysilicon", "beryllium",
           "rare earths"),
    "oz": ("gold", "silver", "platinum", "palladium", "rhodium", "iridium", "ruthenium", "platinum group metals"),
    "mtu": ("tungsten",), "dmtu": ("manganese",),
}  # fmt: skip
_DOLLAR_UNIT = {mineral: unit for unit, minerals in _SOLD_BY.items() for mineral in minerals}
_SCALED = re.compile(r"\b(?:million|billion|trillion|mn|bn|m|b)\b|\d(?:m|bn|b)\b", re.I)
_UP = r"up|by|add(?:s|ed|ing)?|gain(?:s|ed|ing)?|r[io]se|rising|climb(?:s|ed|ing)|jump(?:s|ed|ing)"
_DOWN = (
    r"down|off|los(?:t|es|ing)|shed(?:s|ding)?|f[ae]ll(?:s|ing)?|drop(?:s|ped|ping)|slipp(?:ed|ing)|slid|"
    r"declin(?:ed|ing)"
)
_MOVED_BY = re.compile(rf"(?:\b(?:{_UP}|{_DOWN})\s(?:a\s)?|\b(?:gain|rise|loss|fall|drop|decline)\sof\s|[+−–-])$")
_SIGN = re.compile(rf"[−–-]$|\b(?:{_DOWN})\s(?:a\s)?$|\b(?:loss|fall|drop|decline)\sof\s$")
_BY = re.compile(r"\s(?:(?P<up>higher|dearer|up)|lower|cheaper|down)\b")
_BARE = re.compile(
    rf"(?<![\w.,$€£¥%/-])(?P<a>{DIGITS})(?:\s?[-–]\s?(?P<b>{DIGITS}))?(?P<as>\s?(?:{SCALE_WORDS})\b|k\b)?"
    r"(?![\w%$€£/-]|[.,]\d)"
    r"(?=[.,;:)]|$|\s(?:in|for|from|of|than|an?\s(?:year|month|week|decade|day)|last|this|the\s(?:year|month|week|previous)"
    r"|before|earlier|now|at|by|and|on|during|previously|when|today|as|ago|to|until|previous|were|was|came|went|produced|sold|made|shipped|mined|recorded|reported)\b)"
)
_DIGITS = re.compile(r"\d+")
_CARRIES = re.compile(
    r"\b(?:from|to|against|versus|vs\.?|with|than|about|and|or|of\swhich(?:\s[\w']+){0,3})\s"
    r"(?:(?:a|the|just|only|barely|some|its)\s)?$",
    re.I,
)
_PEOPLE = re.compile(r"\b(?:workforce|employs|employing|staff|population|headcount)\b[^.;\d]*$")
_LIST = re.compile(r"\b(?:list\w*|catalogue|inventory|edition|version|roster|number)\b", re.I)
_LISTED = re.compile(
    rf"(?<![\w.,$€£¥%/-])(?P<a>{DIGITS})(?=\s(?:names|entries|items|resources|substances|kinds|lines|strategic|critical)\b"
    rf"|[.,;]?\s|[.,;]?$)"
)
_HOLDS = re.compile(
    r"\b(?:published|found|settled\son|for|"
    r"contain(?:s|ed)?|holds?|held|includes?|included|count(?:s|ed)|runs to|names|named|with|comprises?|numbers|"
    r"numbers?|through|covers?|covered|to|at|of|and|carries|carried|had|has|now)\s(?:just\s|only\s|some\s)?$"
)
_WHOLE = re.compile(
    r"(?<=\sfor )all(?=\s(?:(?:of\s)?(?:its|the|their)|they)\b)"
    r"|(?i:\ball)(?=\s(?:of\sit|the\s[\w ]{3,30}?\s(?:it|they)\s(?:use|need|consume)))"
    r"|(?:(?<=imports )|(?<=imported )|(?<=buys )|(?<=buys in ))every(?=\s(?:gram|kilo|ton|tonne|pound|ounce)\b)"
)
_OTHER_GOODS = re.compile(
    r"\b(?:soy\w*|rice|wheat|corn|maize|beef|pork|cattle|coffee|cocoa|sugar|cotton|palm\soil|timber|beans?|fish|food|"
    r"farm|agricultur\w+|crude|brent|oil|gas|lng|petrol|gasoline|diesel|jet|coal|freight|containers?|tourists?|hotels?|rents?|"
    r"inflation|gdp|economy|wages?|salar\w+|unemployment|s&p|dow|nasdaq|nikkei|kospi|sensex|hang\sseng|bovespa|peso|ringgit|"
    r"smartphones?|aircraft|vessels?|ships|textiles?|garments?|medicines?|pharmaceuticals?|electricity|goods\strade|"
    r"total\strade|two-way\strade|retail|budget|deficit|surplus)\b"
)
_A_GOOD = re.compile(  # what a price is for, in a unit that is not known, and "$7 of the $100"
    r"\s?/\s?[a-z]|\s(?:per|each)\s|-(?:per|a)-|\san?\s(?!(?:year|month|week|day|decade)\s(?:ago|earlier|before)\b)[a-z]"
    r"|\s(?:out\s)?of\s(?:(?:the|every|each|its|their)\s)?[$€£¥]",
    re.I,
)
_WORTH = re.compile(r"\b(?:valued\sat|worth|totall?(?:ed|ing)|amount(?:ed|ing)\sto)\b[^;]{0,40}$")
_LIKELY = {
    "lb": (0.3, 1e3), "kg": (0.5, 1e5), "oz": (1.0, 2e4), "mtu": (30.0, 5e3), "dmtu": (1.0, 30.0), "t": (150.0, 1e6),
}  # fmt: skip
_MASSES = {"t", "t/yr", "kg", "lb", "oz"}
_TRADED = re.compile(
    r"\b(?:import|export|stockpil|shipment|shipped|purchas|bought|sold|sales|revenue|reserve|trade|worth|value|market|earn)",
    re.I,
)
_SHARES = re.compile(r"\b(?:shares?|stock|target price|listed|(?:stock|securities)\sexchange)\b(?!\sof\b)", re.I)
_WEIGHED = {"uranium", "vanadium", "cobalt", "molybdenum", "copper", "tin", "zinc", "lead", "nickel"}
_SMALLEST, _LARGEST = 5, 100
STEP = 8  # times a sum from which the one behind "to" is a level and no end of a range
_MOST = 20  # numbers whose unit a sum may take
_BACK = 150  # characters before a sum that may say of what it is
Prices = dict[str, list[Quantity]]
"""The prices read so far by mineral."""


@lru_cache(maxsize=8)
def numbers_of(document: Document) -> tuple[tuple[Quantity, ...], ...]:
    """For each sentence its quantities with those that the context gives a unit, left to right."""
    prices: Prices = {}
    mass: Quantity | None = None
    out = []
    for sentence in document.sentences:
        found = list[Quantity]()
        for q in sentence.quantities:
            stepped = _is_price(q) and q.high and q.high > STEP * q.value
            found += _step(document, q, q.unit, found) if stepped else [_moved(document, q)]
        found += [*_sums(document, sentence, found, prices), *_wholes(sentence, found)]
        found.sort(key=lambda q: q.start)
        if found or mass or _LIST.search(sentence.text):
            found += _bare(document, sentence, found, mass)
        found.sort(key=lambda q: q.start)
        mass = next((q for q in reversed(found) if q.unit in _MASSES), mass)
        priced = [q for q in found if _is_price(q)]
        for price in priced:
            prices.setdefault(_mineral(document, sentence, price.start), []).append(price)
        out.append(tuple(found))
    return tuple(out)


def _is_price(quantity: Quantity) -> bool:
    return "/" in quantity.unit and quantity.unit[:3].isupper() and quantity.of != "change"


def _moved(document: Document, quantity: Quantity) -> Quantity:
    """A price after "up", "by" or a sign is a change of price."""
    if not (quantity.unit[:3].isupper() and "/" in quantity.unit):
        return quantity
    before = document.text[max(0, quantity.start - 12) : quantity.start]
    level = (quantity.qualifier or "").startswith("less") or quantity.surface.lower().startswith("above")  # "below $75"
    by = _BY.match(document.text, quantity.end)
    if _MOVED_BY.search(before) and not level and not re.search(r"\d\s?[-–]\s?$", before):
        sign = -1.0 if _SIGN.search(before) else 1.0
    elif by:  # "$21 lower"
        sign = 1.0 if by["up"] else -1.0
    else:
        return quantity
    return dataclasses.replace(quantity, of="change", value=sign * quantity.value)


def _wholes(sentence: Sentence, found: list[Quantity]) -> Iterator[Quantity]:
    """The whole of a need ("depends on imports for all its magnesium")."""
    for match in _WHOLE.finditer(sentence.text):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        if not any(q.start < end and start < q.end for q in found):
            yield Quantity(start, end, match.group(), 100.0, "%", None, None, "all")


def _sums(document: Document, sentence: Sentence, found: list[Quantity], prices: Prices) -> list[Quantity]:
    """Bare sums of money with the unit of a price."""
    taken = {q.start for q in found}
    traded = bool(sentence.money) and _TRADED.search(sentence.text) is not None
    out: list[Quantity] = []
    for money in sentence.money:
        if money.start in taken or money.per:
            continue
        if money.currency == "GBP" and money.surface.endswith("pounds") and _in_brackets(document, found, money):
            out.append(Quantity(money.start, money.end, money.surface, money.value, "lb", money.high, money.qualifier))
            continue
        if money.value >= 1e6 or _SCALED.search(money.surface):
            out += _worth(document, money, traded)
            continue
        if _no_price(document, sentence, money):
            continue
        near = [*found[-_MOST:], *out[-_MOST:]]
        if money.high and money.high > STEP * money.value:
            level = replace(money, value=money.high)
            if unit := _unit_of(document, sentence, level, near, prices):
                out += _step(document, money, unit, [q for q in near if q.start >= sentence.start])
            continue
        if unit := _unit_of(document, sentence, money, near, prices):
            new = Quantity(money.start, money.end, money.surface, money.value, unit, money.high, money.qualifier)
            out.append(_moved(document, new))
    return out


def _step(document: Document, told: Money | Quantity, unit: str, near: list[Quantity]) -> list[Quantity]:
    """A move and the level that it leads to, read as one range: "shed $100 to $21,000", "tin $120 to $20,710"."""
    text, to = document.text, document.text.find(" to ", told.start, told.end)
    if to < 0:
        return []
    before, last = text[max(0, told.start - 12) : told.start], [q.value for q in near if q.of == "change"]
    down = _SIGN.search(before) if _MOVED_BY.search(before) else last and last[-1] < 0
    value = -told.value if down else told.value
    return [
        Quantity(told.start, to, text[told.start : to], value, unit, None, None, "change"),
        Quantity(to + 4, told.end, text[to + 4 : told.end], told.high or 0.0, unit, None, None),
    ]


def _in_brackets(document: Document, found: list[Quantity], money: Money) -> bool:
    """Whether a number stands in brackets behind a mass ("90 metric tons (198,763 pounds)")."""
    before = (q for q in found if q.unit in _MASSES and 0 < money.start - q.end <= 3)
    return any(document.text[q.end : money.start].strip() == "(" for q in before)


def _no_price(document: Document, sentence: Sentence, money: Money) -> bool:
    """Whether a sum is a year, a worth, per an unknown unit, of shares, or of oil or a fee nearer than a mineral."""
    if _WORTH.search(document.text, max(sentence.start, money.start - _BACK), money.start):
        return True
    if _A_GOOD.match(document.text, money.end):
        return True
    if _SHARES.search(document.text, max(sentence.start, money.start - _BACK), money.start):
        return True
    start = max([sentence.clause(money.start)[0], *(n.end for n in sentence.minerals if n.end <= money.start)])
    low = document.low
    return _OTHER_GOODS.search(low, start, money.start) is not None


_RESTATED = re.compile(r"[$€¥]\s?\d[\d.,]*\s?(?:million|billion|bn|mn?)?\s\($")  # "$1.9 billion (1.2 billion pounds)"


def _worth(document: Document, money: Money, traded: bool) -> Iterator[Quantity]:
    """A large sum where trade is spoken of; millions of pounds of a metal sold by weight are a mass."""
    unit = money.currency
    pounds = unit == "GBP" and money.surface.endswith("pounds") and set(document.minerals) & _WEIGHED
    if pounds and not _RESTATED.search(document.text, max(0, money.start - _BACK), money.start):
        unit = "lb"
    elif not traded:
        return
    yield Quantity(money.start, money.end, money.surface, money.value, unit, money.high, money.qualifier)


def _unit_of(document: Document, sentence: Sentence, money: Money, near: list[Quantity], prices: Prices) -> str | None:
    """The unit of a bare price: as its sentence says, that of a like price of the mineral, or in which it is sold."""
    mineral = _mineral(document, sentence, money.start)
    beside = [q for q in near if _is_price(q) and _sold_alike(mineral, _mineral(document, sentence, q.start))]
    before = sorted((q for q in beside if q.start < money.start), key=lambda q: q.start)
    earlier = prices.get(mineral, [])[-_MOST:]
    known = [q for q in (*before[-1:], *beside[:1], *earlier) if q.unit[:3] == money.currency]
    known.sort(key=lambda q: _distance(q.value, money.value))
    ahead = document.text[max(0, money.start - 12) : money.start]
    moved = _MOVED_BY.search(ahead) or _BY.match(document.text, money.end)
    if known and (moved or alike(money.value, known[0].value)):
        return known[0].unit
    if not mineral or money.currency not in {"USD", "CNY", "EUR"} or "cent" in money.surface:
        return None
    unit = _sold_by(mineral)
    if (unit == "lb" and money.value >= _LIKELY["lb"][1]) or (unit != "kg" and money.currency == "CNY"):
        unit = "t"
    likely = _LIKELY[unit][0] <= money.value < _LIKELY[unit][1]
    return f"{money.currency}/{unit}" if likely else None


def _distance(one: float, other: float) -> float:
    """How many times larger one price is than another, as a logarithm."""
    return abs(math.log(max(abs(one), 1e-9) / max(abs(other), 1e-9)))


def _sold_by(mineral: str) -> str:
    """The mass that dollar prices of a mineral are quoted for."""
    return _DOLLAR_UNIT.get(mineral) or ("kg" if mineral in labels.members("rare earths") else "t")


def _sold_alike(one: str, other: str) -> bool:
    return one == other or not (one and other) or _sold_by(one) == _sold_by(other)


def _mineral(document: Document, sentence: Sentence, at: int) -> str:
    """The mineral named last before a place, else the story's."""
    named = [n for n in sentence.minerals if n.start < at]
    if not named and sentence.index:
        named = list(document.sentences[sentence.index - 1].minerals)
    if named:
        return mineral_label(named[-1].id)
    return document.minerals[0] if document.minerals else ""


def _bare(document: Document, sentence: Sentence, found: list[Quantity], mass: Quantity | None) -> list[Quantity]:
    """Bare numbers that carry on the unit before them, and the counts of lists."""
    taken = bytearray(sentence.end - sentence.start)
    for group in (found, sentence.money, sentence.dates, sentence.names):
        for held in group:
            _take(taken, sentence, held.start, held.end)
    out: list[Quantity] = []
    before = document.sentences[sentence.index - 1].text if sentence.index else document.title
    listed = _LIST.search(sentence.text) or _LIST.search(before)  # once a sentence, however many numbers it has
    digits = [m.start() for m in _DIGITS.finditer(sentence.text)]
    for match in (*matches(sentence.text, digits, _BARE), *matches(sentence.text, digits, _LISTED)):
        start, end = sentence.start + match.start("a"), sentence.start + match.end()
        if 1 in taken[match.start("a") : match.end()] or re.fullmatch(r"(?:19|20)\d\d", match.group("a")):
            continue
        known = [*found, *out]
        new = _carried(document, match, start, end, known, mass) if match.re is _BARE else None
        if new is None and listed:
            new = _listed(document, sentence, match, start, end)
        if new:
            out.append(new)
            _take(taken, sentence, new.start, new.end)
    return out


def _take(taken: bytearray, sentence: Sentence, start: int, end: int) -> None:
    """Marks a span of the text in the letters of its sentence that are taken."""
    start, end = max(start - sentence.start, 0), min(end - sentence.start, len(taken))
    if start < end:
        taken[start:end] = bytes([1]) * (end - start)


def _carried(
    document: Document, match: re.Match[str], start: int, end: int, found: list[Quantity], last: Quantity | None
) -> Quantity | None:
    """A bare number in the unit of the one before it; a long one also without a word that joins the two."""
    before = sorted((q for q in found if q.end <= start), key=lambda q: q.start)
    if before and before[-1].unit == "%" and match.start("a") and _is_large(match):
        before = [q for q in before if q.unit != "%"]  # "1.1 % higher than 2,629"
    previous = before[-1] if before else last
    if previous is None or previous.unit in {"days", "weeks", "months", "years", "km", "ha", "x"}:
        return None
    qualifier, begin = qualifier_before(document.text, start)
    if _PEOPLE.search(document.text, max(0, begin - 40), begin):
        return None
    parts = match.groupdict()
    scale = SCALES.get((parts.get("as") or "").strip().lower(), 1.0)
    long = "," in parts["a"] or scale > 1
    joined = previous is not last and _CARRIES.search(document.text[max(previous.end, begin - 24) : begin])
    if not joined and not (long and (previous.unit in _MASSES or _is_price(previous))):
        return None
    value, high = (parse_number(parts[k]) * scale if parts.get(k) else None for k in "ab")
    if value is None or not alike(value, previous.value):
        return None
    of = previous.of if previous.unit == "count" else ""
    return Quantity(begin, end, document.text[begin:end], value, previous.unit, high, qualifier, of)


def _is_large(match: re.Match[str]) -> bool:
    """Whether a bare number is too large for a percentage."""
    return "," in match["a"] or parse_number(match["a"]) >= 1000


def _listed(document: Document, sentence: Sentence, match: re.Match[str], start: int, end: int) -> Quantity | None:
    """A number of entries in a sentence that (or the one before which) speaks of a list."""
    value = parse_number(match.group("a"))
    if NO_MINERALS.search(document.text, max(sentence.start, start - 40), start):
        return None
    if not (_SMALLEST <= value <= _LARGEST and _HOLDS.search(document.text[max(0, start - 24) : start])):
        return None
    return Quantity(start, end, document.text[start:end], value, "count", None, None, "total")
