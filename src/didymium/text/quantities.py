"""Quantities in text: percentages, masses, rates, prices per unit, counts, multiples and lengths of time.

Canonical units: `%`, `pp`, `t`, `t/yr`, `kg`, `lb`, `USD/kg`, `USD/t`, `USD/lb`, `GWh`, `MW`, `x` (multiples), `count`
(with the counted noun in `of`), `days`, `weeks`, `months`, `years`, `μm`, `km`, `ha`, `bp`. Tons are read as metric.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from didymium.text.base import (
    DIGITS,
    SCALE_WORDS,
    SCALES,
    WORDS,
    Mention,
    alike,
    parse_number,
    qualifier_after,
    qualifier_before,
)
from didymium.text.cues import Cues, lower, matches
from didymium.text.money import MOVED_FROM, Money, find_money
from didymium.text.units import UNIT, unit_of

_WEIGHED = r"\s(?:(?:metric|dry|wet|troy)\s)?(?:tonnes?|tons?|t|ounces?|oz|pounds?|lbs?)\b"
_MILLIONS = rf"\s?m(?=(?:\s?(?:-|–|—|to\b|and\b)\s?{DIGITS}\s?m)?{_WEIGHED})"  # "108m tonnes", "1m to 1.2m tonnes"
_NUM = (
    rf"(?P<a>{DIGITS}|{WORDS}|(?:half\s)?a(?=\s(?:hundred|thousand|million|billion)\b))"
    rf"(?P<as>\s?-?(?:{SCALE_WORDS})\b|k\b|{_MILLIONS})?"
)
_PERCENT = r"(?:%|percentage[\s-]points?|per\s?cent(?:age points)?\b|percent\b|pct\b|pp\b|pc\b)"
_TOP = (
    rf"(?:\s?(?P<p>{_PERCENT}\s?)?(?:-|–|—|~|to\b|and\b)\s?(?P<b>{DIGITS}|{WORDS})(?P<bs>\s?-?(?:{SCALE_WORDS})\b|k\b|{_MILLIONS})?"
    rf"(?(p)(?=\s?{_PERCENT})))?"
)
_MAIN = re.compile(rf"(?<![\w.,$€£¥])(?:(?<![\w.,%)]-)|(?<=tonnes-)|(?<=tons-)|(?<=ounces-)){_NUM}{_TOP}{UNIT}", re.I)
_FRACTION = re.compile(
    r"\b(?P<frac>(?:one|two|three|four|five|six|seven|eight|nine)[\s-](?:thirds?|quarters?|fifths?|sixths?|sevenths?|"
    r"eighths?|ninths?|tenths?|half|halves)|(?:an?|one)\s(?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)|half|"
    r"(?:one|two|three|four|five|six|seven|eight|nine)\s(?:in|out of)\s(?:every\s)?(?:three|four|five|ten)|"
    r"(?:one|two|three|four|five|six|seven|eight|nine)\sof\severy\s(?:three|four|five|ten))\b(?!\s(?:straight|"
    r"consecutive|successive|time|day|week|month|quarter|term|party|parties|country|countries|round|batch|line|phase|train)\b)"
    r"(?!\s(?:of\s)?(?:20\d\d|year|a year|the year|an hour))(?![\s-]of\s(?:20\d\d|"
    r"the year|this year|next year|last year))",
    re.I,
)
_RATED = frozenset(("t", "lb", "oz", "kg", "GWh", "MWh"))
_OF_THOUSANDS = re.compile(r"\d{1,3}")
_A_YEAR = re.compile(r"(?:19|20)\d\d")
TERMS = frozenset(("days", "weeks", "months", "years"))
DURING_REACH = 24
DURING = re.compile(  # "$20m over five years" is in that time; "for over five years" is longer
    r"(?<!\bfor)(?<!\bin)(?<!\bof)(?<!\bby)(?<!\bis)(?<!\bare)(?<!\bwas)(?<!\bbe)(?<!\bat)(?<!\bhas)(?<!\bhad)"
    r"(?<!\bwell)(?<!\bjust)(?<!\btook)(?<!\btakes)(?<!\btake)(?<!\bafter)(?<!\bwith)(?<!\blife)(?<!\blasts)"
    r"(?<!\blasted)(?<!\bto)(?<!\bor)(?<!\band)(?<!\bthan) over (?:an? )?$"
)
_BETWEEN = re.compile(r"\b(?:between|from|range of|guidance of|forecast of)\b[^.;]*$", re.I)
_BY = re.compile(r"\bby\s(?:about\s|around\s|nearly\s)?$", re.I)  # "declined by 7% to 62%"
_WAS_A_RANGE = re.compile(r"\d[^.;]{0,70},\s(?:up|down)\sfrom\s$")  # "2.6 million, up from 2.3 million to 2.5 million"
_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
          "half": 2, "halve": 2, "three": 3, "four": 4, "five": 5, "ten": 10}  # fmt: skip
_OF_HALF = re.compile(r"\s(?:of|the|its|their|all|world|global|what)\b|\sa\spercent")
_CLOSES = re.compile(r"\s?(?:[.,;)]|(?:in|by|since|from|over|between|against|last|this|within|after)\b|$)")
_CHANGE = re.compile(r"\b(?P<w>doubled|doubling|tripled|trebled|quadrupled|halved|halving)\b", re.I)
_CHANGES = {"doubl": 100.0, "tripl": 200.0, "trebl": 200.0, "quadr": 300.0, "halve": -50.0, "halvi": -50.0}
_FOLD = re.compile(rf"\b(?P<n>{DIGITS}|{WORDS})[\s-]?fold\b", re.I)
_COUNTED = (
    r"minerals?|materials?|elements?|commodities|metals?|raw materials|countries|nations|"
    r"(?:electric )?vehicles|evs|cars|(?:ev |traction ){0,2}motors|companies|firms|projects?|mines?|"
    r"plants?|smelters?|refineries|furnaces|entities|members?|member states|items?|products?|substances|deposits?|"
    r"agreements?|deals?|licen[cs]es?|jobs|workers|"
    r"employees|people|types|rare earths|entries|blocks|strategic projects|miners|permits|approvals|applications|"
    r"proposals|requests|shares|shipments|cargoes|vessels|homes|households|turbines|magnets|robots|phones|batteries"
)
_COUNT = re.compile(
    rf"(?<![\w.,$€£¥-])(?P<a>{DIGITS}|{WORDS})(?P<as>\s(?:{SCALE_WORDS})\b)?(?P<plus>\+)?\s(?:of\s(?:the|its|these|those)\s)?"
    rf"(?P<noun>(?:(?:new|core|rare|listed|such|"
    rf"more|other|additional|further|critical|strategic|raw|"
    rf"rare[\s-]earth|foreign|US|U\.S\.|American|Chinese|medium|and|heavy|types|of|non-fuel|"
    rf"key|major|different|working|primary|nickel|copper|antimony|processing|known|mineral|exploration|production|"
    rf"mining|export|vehicle|union|operational|"
    rf"full-time|construction|permanent|direct|indirect|pending|wind|common|Class A|general)\s){{0,4}}"
    rf"(?:{_COUNTED}))\b",
    re.I,
)
_AMONG = re.compile(
    rf"(?<![\w.,$€£¥-])(?P<a>{DIGITS}|{WORDS})\s(?:out\s)?of\s(?:the\s|its\s)?(?P<whole>{DIGITS}|{WORDS})"
    rf"\s(?=(?:[\w'-]+\s){{0,4}}?(?:minerals?|materials?|elements?|metals?|commodities)"
    rf"\b)",
    re.I,
)
_ANEW = re.compile(r"\bto\s$|\bdown from\s$|\d[^.;\d]{0,30}\bfrom\s$")  # "to 145 t to 155 t, down from 180 t to 200 t"
_TOTAL = re.compile(
    rf"\b(?:total(?:\s(?:number|list))?(?:\s\w+){{0,5}}?\sto|list\sto|to\sa\stotal\sof|"
    rf"now\s(?:numbers?|stands at|totals))\s(?P<a>{DIGITS}|{WORDS})\b(?!\s?(?:%|percent|"
    rf"per\scent|tonnes|tons|t\b|million|billion))",
    re.I,
)
# what else than minerals a total or a list can count
NO_MINERALS = re.compile(
    r"\b(?:countries|signator\w+|members|partners|companies|firms|jobs|workers|employees|people)\b", re.I
)
_TWO = re.compile(r"\sof\s[\w-]+\sand\s\d")  # "10 million tonnes of limonite and 5 million of saprolite annually"
_RATE = re.compile(
    r"(?:\s(?:of\s)?(?!than\b)[\w.()'’-]+){0,6}?\s?(?:(?:per|each|every)\s(?:year|annum)\b|annually|yearly|of\sannual\b|-(?:a|per)-year\b|/\s?yr?\b|/year"
    r"|/a\b|p\.?a\.?\b|a\syear\b(?!\s(?:ago|earlier|before|prior|later|from\snow)\b))",
    re.I,
)
_SHORT_RATE = re.compile(
    r"(?:\s(?:of\s)?(?!than\b|and\b|to\b)[\w()'’-]+){0,4}?(?:\s(?:(?:per|an?|each|every)\s(?P<in>month|week|day|hour)"
    r"|(?P<ly>monthly|weekly|daily|hourly))\b|\s?/\s?(?P<by>day|d|h|hour|month|week)\b)"
    r"(?!\s(?:ago|earlier|before|prior|later|from\snow)\b)",
    re.I,
)
_ANNUAL = re.compile(r"\b(?:annual|yearly|nameplate)\b[^.;]{0,60}$", re.I)
_MONTHLY = re.compile(
    r"\b(?P<ly>monthly|weekly|daily|hourly)\s(?:average|rate|output|production|throughput)\b[^.;,]{0,20}$", re.I
)
_PERIODS = {"mo": "month", "we": "week", "da": "day", "d": "day", "ho": "h", "h": "h"}
_ALL = re.compile(
    r"\b(?:wholly|entirely|fully|completely|totally)(?=\s(?:import[\s-])?(?:dependent|reliant)\s(?:on|upon)\b|"
    r"\son\s(?:foreign|imports?|imported|overseas|supplies|shipments|[A-Z]))"
    r"|(?:(?<=[a-z]s\s)|(?<=[a-z]s\sin\s))(?:all|the\swhole)(?=\s(?:of\s)?(?:its|the|their)\s[^.;,]{2,60}?\b(?:abroad|overseas|through\simports|"
    r"from\s(?:abroad|imports|foreign|[A-Z])))"
    r"|(?<=imports )all(?= (?:of )?(?:its|the|their)\b)|(?<=import )all(?= (?:of )?(?:its|the|their)\b)"
    r"|(?<=\sabroad\s)all(?=\sthat\b)"
    r"|(?i:nearly|almost|virtually|practically|essentially)\sall(?=\s)"
    r"|(?<=imports )(?:everything|all)(?=\s(?:it|of|its)\b)|(?<=and )all(?=\sof\s(?:its|the|their)\s)"
)
_SAME_UNIT = re.compile(
    r"^[^.;]*\b(?:from|to|than|and|against|with|at|of)"
    r"(?:\s(?:a\s|an\s)?(?:more than|about|around|nearly|over|below|above|record|peak of|low of|high of))?\s*$",
    re.I,
)
_LEVEL = re.compile(  # and no step
    r"\b(?:of|at|be|is|was|to|guidance|target|range|between|produces?|sell|makes?|targeting|targeted|expects?|forecasts?)\s$"
)
_STOP = re.compile(r"[.;](?:\s|$)")
_REACH = 80  # characters from a price to a sum that takes its unit
_TO_PRICE = re.compile(
    r"\s(?:to|and|or|against|from)\s(?:(?:about|around|nearly|almost|some|over|only|just|more than|less than)\s)?"
)
_MOVED = re.compile(
    r"\b(?:r[io]se|f[ae]ll|jumped|slipped|gained|lost|dropped|climbed|advanced|surged|slid|added|eased|plunged|sank|"
    r"tumbled|soared|ended|closed|settled|traded|stood|slumped)\b[^.;\n]{0,40}?\b(?:to|at|near|about)\s*$"
)
_STOCK = re.compile(r"\bshares?\b(?!\sof\b)[^.;\n]*$|\bstock\b[^.;\n]*$")
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_NUMBERS = ("ten", "eleven", "twelve", "twent", "thirt", "fort", "fift", "sixt", "sevent", "ninet", "dozen", "a dozen")
_ANCHORS = Cues(
    {
        "number": (*_ONES, *_NUMBERS, "half a", "a hundred", "a thousand", "a million", "a billion"),
        "part": (
            *_ONES,
            "half",
            "a third",
            "a quarter",
            "a fifth",
            "a sixth",
            "a seventh",
            "an eighth",
            "a ninth",
            "a tenth",
        ),
        "change": ("doubl", "tripl", "trebl", "quadrupl", "halv"),
        "total": ("total", "list to", "to a total of", "now number", "now stands at", "now totals"),
        "all": (
            *("wholly", "entirely", "fully", "completely", "totally", "all", "the whole", "everything"),
            *("nearly all", "almost all", "virtually all", "practically all", "essentially all"),
        ),
    }
)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Quantity(Mention):
    """A number with its unit; `high` is the upper end of a range, `of` the counted noun, `per` the time of a rate.

    A mass by the year is `t/yr`; other rates keep the plain unit beside `per` ("yr", "month", "week", "day", "h").
    """

    value: float
    unit: str
    high: float | None = None
    qualifier: str | None = None
    of: str = ""
    per: str | None = None

    @property
    def approx(self) -> bool:
        """Whether the text marks the number as not exact."""
        return self.qualifier is not None


def find_quantities(text: str, year: int | None = None, money: tuple[Money, ...] | None = None) -> tuple[Quantity, ...]:
    """All quantities in `text`, left to right; prices per unit of goods come as `USD/kg` and the like.

    `year` picks the exchange rate of prices in other currencies; plain money is left to `find_money`.
    `money`: the result of `find_money(text)` where the caller has it already.
    """
    sums = find_money(text, year) if money is None else money
    found = _prices(text, sums)
    taken = bytearray(len(text))
    for mention in sums:
        taken[mention.start : mention.end] = bytes([1]) * (mention.end - mention.start)
    places = _ANCHORS.places(lower(text))
    places["number"] = sorted([m.start() for m in _DIGITS.finditer(text)] + places.get("number", []))
    for anchor, pattern, build in _READERS:
        for match in matches(text, (p for p in places.get(anchor, ()) if not taken[p]), pattern):
            start = match.start("a") if "a" in pattern.groupindex else match.start()
            if 1 in taken[start : match.end()]:
                continue
            for quantity in _apart(text, build(text, match), match):
                found.append(quantity)
                taken[quantity.start : quantity.end] = bytes([1]) * (quantity.end - quantity.start)
    found += [*_unnamed(text, found, taken)]
    return tuple(_ranges(text, sorted(found, key=lambda q: q.start)))


def _unnamed(text: str, found: list[Quantity], taken: bytearray) -> Iterator[Quantity]:
    """Numbers that leave their unit to a mass or rate before them: "150 million tons, down from 227 million in May"."""
    for match in _BARE_AFTER.finditer(text):
        start, end = match.span("number")
        before = max((q for q in found if q.end <= match.start()), key=lambda q: q.end, default=None)
        if before is None or 1 in taken[start:end] or before.unit.partition("/")[0] not in {"t", "lb", "oz", "kg"}:
            continue
        between = _YEAR.sub("", text[before.end : match.start()])
        scales = match["scale"] or match["top_scale"], match["top_scale"] or match["scale"]
        value, top = (
            parse_number(d) * SCALES.get((scale or "").strip().lower(), 1.0) if d else 0.0
            for d, scale in zip((match["digits"], match["top"]), scales, strict=True)
        )
        near = before.value / _STEP_OF_UNIT < value < before.value * _STEP_OF_UNIT
        if near and (not top or top > value) and not _PARTS_OF.search(between):
            yield replace(before, start=start, end=end, surface=text[start:end], value=value, high=top or None,
                          qualifier=None)  # fmt: skip

    for match in _BARE_BEFORE.finditer(text):
        start, end = match.span("number")
        after = next((q for q in found if q.start == match.end()), None)
        if after is None or 1 in taken[start:end] or after.unit.partition("/")[0] not in {"t", "lb", "oz", "kg"}:
            continue
        value = parse_number(match["digits"])
        if after.value / _STEP_OF_UNIT < value < after.value * _STEP_OF_UNIT:
            yield replace(after, start=start, end=end, surface=text[start:end], value=value, high=None, qualifier=None)


_STEP_OF_UNIT = 20  # times by which two levels of one thing may differ
_PARTS_OF, _YEAR = re.compile(r"\d|[.;]\s"), re.compile(r"\b(?:19|20)\d\d\b")
_BARE_AFTER = re.compile(
    rf"\b(?:from|against|than|versus|compared (?:with|to))\s(?:(?:the|an?|its|earlier|previous|prior|initial)\s){{0,3}}"
    rf"(?P<number>(?P<digits>{DIGITS})(?P<scale>\s?(?:{SCALE_WORDS})\b)?"
    rf"(?:\s?(?:-|–|—|\bto\b)\s?(?P<top>{DIGITS})(?P<top_scale>\s?(?:{SCALE_WORDS})\b)?)?)"
    r"(?=[.,;)]?(?:$|\s+(?:[A-Z]|in|a|the|this|last|earlier|before|previously|on|it|excluding|for|as|due|after|that|which)\b))"
)

_BARE_BEFORE = re.compile(  # "cut its guidance to 665,000 from 695,000 tonnes"
    r"\b(?:to|at|of|by)\s(?:(?:about|around|only|just|some|nearly)\s)?(?P<number>(?P<digits>\d{1,3}(?:,\d{3})+))\s"
    r"(?:from|against|versus|compared (?:with|to))\s(?:(?:the|an?|its|earlier|previous|about|around)\s){0,3}(?=\d)"
)


def _ranges(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    """Yields the quantities, "between 370,000 tons and 420,000 tons" as one."""
    low: Quantity | None = None
    for q in found:
        alike = low is not None and (
            low.unit == q.unit or q.unit.startswith(f"{low.unit}/")
        )  # "5 tons to 6 tons a year"
        if low is not None and alike and low.high is q.high is None and _is_range(text, low, q):
            q = replace(low, end=q.end, surface=text[low.start : q.end], high=q.value, unit=q.unit, per=q.per)
        elif low is not None:
            yield low
        low = q
    if low is not None:
        yield low


def _is_range(text: str, low: Quantity, high: Quantity) -> bool:
    joint, before = text[low.end : high.start], text[max(0, low.start - 40) : low.start].lower()
    between = joint == " and " and before.endswith(("between ", "range of "))
    ends = joint.strip() in {"-", "–", "—"} or (joint == " to " and (not before or _LEVEL.search(before) is not None))
    anew = joint == " to " and _ANEW.search(before) is not None and high.value < 2 * low.value
    return low.value < high.value and (between or anew or (ends and high.value < 3 * low.value))


def _apart(text: str, quantity: Quantity | None, match: re.Match[str]) -> tuple[Quantity, ...]:
    """What was read; two where "and" joins two numbers ("6,500 and 3,925 tonnes") that no "between" makes a range, or
    where something moved from one to the other ("fell from 9 to 7 %").
    """
    if quantity is None or quantity.high is None or match.groupdict().get("b") is None:
        return () if quantity is None else (quantity,)
    joint = re.search(r"\s(and|to)\s$", text[match.start("a") : match.start("b")])
    if joint is None:
        return (quantity,)
    before = text[max(0, match.start() - 90) : match.start()]
    moved = quantity.high < quantity.value or (MOVED_FROM.search(before) and not _WAS_A_RANGE.search(before))
    moved = moved or (_BY.search(before) and quantity.unit == "%" and quantity.high > 3 * quantity.value)
    if (joint[1] == "to" and not moved) or (joint[1] == "and" and _BETWEEN.search(before)):
        return (quantity,)
    end, start = match.start("a") + joint.start(), match.start("b")  # the first with its own unit where it has one
    first = replace(quantity, end=end, surface=text[quantity.start : end], high=None)
    last = replace(quantity, start=start, surface=text[start : quantity.end], value=quantity.high, high=None)
    return first, last


def _prices(text: str, sums: tuple[Money, ...]) -> list[Quantity]:
    """Prices in their own currency; a bare sum takes the unit of the price it leads to, or of the one before it."""
    found: list[Quantity] = []
    for money, later in zip(sums, (*sums[1:], None), strict=False):
        unit = money.unit if "/" in money.unit else None
        if unit is None and money.value < 1e6:
            unit = _leads_to(text, money, later) or _carried(text, money, found[-1] if found else None)
        if unit:
            found.append(
                Quantity(money.start, money.end, money.surface, money.value, unit, money.high, money.qualifier)
            )
    return found


def _leads_to(text: str, money: Money, price: Money | None) -> str | None:
    """The unit of the price that follows: "from $9.20 to about $14.40 a pound"."""
    if price is None or "/" not in price.unit or price.currency != money.currency:
        return None
    joined = alike(money.value, price.value) and _TO_PRICE.fullmatch(text, money.end, price.start)
    return price.unit if joined else None


def _carried(text: str, money: Money, price: Quantity | None) -> str | None:
    """The unit of the price before, after "from", "to", "than"."""
    if price is None or not price.unit.startswith(money.currency) or not alike(money.value, price.value):
        return None
    before = text[price.end : money.start] if money.start - price.end <= _REACH else "."
    joined = not _STOP.search(before) and (_SAME_UNIT.search(before) or _MOVED.search(before))
    return price.unit if joined and not _STOCK.search(text, max(0, money.start - 120), money.start) else None


def _all(text: str, match: re.Match[str]) -> Quantity:
    nearly = "nearly" if match.group().endswith(" all") else None
    return Quantity(match.start(), match.end(), match.group(), 100.0, "%", None, nearly, "all")


def _scaled(match: re.Match[str], key: str) -> float:
    scale = (match.group(f"{key}s") or "").strip(" -").lower()
    return parse_number(match.group(key)) * SCALES.get(scale, 1.0)


def _main(text: str, match: re.Match[str]) -> Quantity | None:
    unit, factor = unit_of(match)
    low, high = _scaled(match, "a") * factor, None
    if match.group("b"):
        high = _scaled(match, "b") * factor
        if not match.group("as") and match.group("bs"):
            low *= SCALES.get(match.group("bs").strip(" -").lower(), 1.0)
        elif _OF_THOUSANDS.fullmatch(match.group("a")) and low * 1000 < high < low * 2000:
            low *= 1000  # "670-710,000 tonnes"
    start, end = match.start("a"), match.end()
    if high is not None and _A_YEAR.fullmatch(match.group("a")):
        start, low, high = match.start("b"), high, None
    per, end = _rate(text, match) if unit in _RATED else (None, end)
    if per == "yr" and unit == "t":
        unit = "t/yr"
    qualifier, begin = qualifier_before(text, start)
    if unit in TERMS and DURING.search(text, max(0, start - DURING_REACH), start):
        qualifier, begin = None, start  # "over five years" is the time in which it comes, "for over five years" a bound
    qualifier = qualifier or qualifier_after(text, match.end())
    return Quantity(begin, end, text[begin:end], low, unit, high, qualifier, per=per)


def _rate(text: str, match: re.Match[str]) -> tuple[str | None, int]:
    """The time that the words after a mass (or "annual" before it) count it by, and where these end."""
    if (match.group("mass") or "").lower() in {"tpa", "tpy", "ktpa", "ktpy", "mtpa"}:
        return "yr", match.end()
    if per := {"tpd": "day", "tpm": "month", "ktpm": "month"}.get((match.group("mass") or "").lower()):
        return per, match.end()
    before = text[max(0, match.start() - 70) : match.start()]
    yearly, short = _RATE.match(text, match.end()), _SHORT_RATE.match(text, match.end())
    if yearly and (_TWO.match(yearly.group())):
        return "yr", match.end()
    if short and (not yearly or short.end() < yearly.end()):
        return _period(short), short.end()
    if yearly and not re.search(r"[,;:]", yearly.group()):
        return "yr", yearly.end()
    short = _MONTHLY.search(before)
    return _period(short) if short else "yr" if _ANNUAL.search(before) else None, match.end()


def _period(match: re.Match[str]) -> str:
    said = next(word for word in match.groupdict().values() if word).lower()
    return _PERIODS[said[:2]]


def _fraction(text: str, match: re.Match[str]) -> Quantity | None:
    words = re.split(r"[\s-]", match.group("frac").lower())
    part = _PARTS.get(words[-1].rstrip("s"), 2)
    many = parse_number(words[0]) if len(words) > 1 and words[0] not in ("a", "an") else 1.0
    qualifier, begin = qualifier_before(text, match.start())
    if many > part or (words[0] == "half" and not _is_half(text, match.start(), match.end(), qualifier)):
        return None
    return Quantity(begin, match.end(), text[begin : match.end()], round(100 * many / part, 1), "%", None, qualifier)


def _is_half(text: str, start: int, end: int, qualifier: str | None) -> bool:
    """Whether "half" is a share: of something, or after "to more than" and the like."""
    moved = qualifier is not None or text[max(0, start - 4) : start] in (" to ", " by ")
    return bool(_OF_HALF.match(text, end)) or (moved and _CLOSES.match(text, end) is not None)


def _change(text: str, match: re.Match[str]) -> Quantity | None:
    qualifier, begin = qualifier_before(text, match.start())
    value = _CHANGES[match.group("w").lower()[:5]]
    return Quantity(begin, match.end(), text[begin : match.end()], value, "%", None, qualifier, "change")


def _fold(text: str, match: re.Match[str]) -> Quantity | None:
    qualifier, begin = qualifier_before(text, match.start())
    return Quantity(begin, match.end(), text[begin : match.end()], parse_number(match.group("n")), "x", None, qualifier)


def _count(text: str, match: re.Match[str]) -> Quantity | None:
    value = _scaled(match, "a")
    qualifier, begin = qualifier_before(text, match.start("a"))
    qualifier = qualifier or ("more than" if match.group("plus") else None)
    return Quantity(
        begin, match.end(), text[begin : match.end()], value, "count", None, qualifier, match.group("noun").lower()
    )


def _among(text: str, match: re.Match[str]) -> Quantity:
    """ "22 out of 30 raw materials": the part; the whole is read as a count of its own."""
    return Quantity(
        match.start("a"),
        match.end("a"),
        match.group("a"),
        parse_number(match.group("a")),
        "count",
        None,
        None,
        "part of the listed",
    )


def _total(text: str, match: re.Match[str]) -> Quantity | None:
    if NO_MINERALS.search(match.group()):
        return None
    return Quantity(
        match.start("a"), match.end("a"), match.group("a"), parse_number(match.group("a")), "count", None, None, "total"
    )


_READERS = (
    ("all", _ALL, _all), ("number", _FOLD, _fold), ("part", _FRACTION, _fraction), ("number", _MAIN, _main),
    ("change", _CHANGE, _change), ("total", _TOTAL, _total), ("number", _AMONG, _among), ("number", _COUNT, _count),
)  # fmt: skip
