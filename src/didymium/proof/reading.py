"""A text read for proof: every character belongs to a number, date, name, word, mark or function word.

`read(text, day)` gives the items in order, each with its clause, its role in the clause and its segment (the stretch
of a sentence that belongs to one number). The same reading is made of a sentence and of what it cites.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from typing import Any

from didymium import labels
from didymium.files import csv_rows
from didymium.proof import lexicon
from didymium.proof.formula import Dims, unit_of
from didymium.text import find_dates, find_money, find_quantities
from didymium.text.base import parse_number, qualifier_before
from didymium.text.gazetteer import AGENCIES, find_names
from didymium.text.syntax import parse

PARTIES = frozenset({"country", "agency", "company", "body"})
TRADE_ACTS = frozenset(
    {"measure", "ban", "quota", "licence", "restrict", "control", "tariff", "tax", "halt", "suspend"}
)
RECEIVERS = frozenset({"import", "buy", "borrow", "receive", "loss"})
FIRM_HEADS = frozenset(
    {"firm", "industry", "produce", "consume", "official", "export", "import", "buy", "sell", "mine", "w:miner"}
)
_TOKEN = re.compile(r"[^\W\d_](?:[\w&]|[.’'-](?=\w))*|\d+|\S")
_DIGITS = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?(?!\w|[.,]\d)")  # no "2" of "2.5x"
_WRITTEN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_JOIN = re.compile(r"\s*(?:to|and|–|—|-)\s*(?:about |nearly |over |more than )?\$?", re.I)
REACH = 40  # characters before a word in which what stands right before it is looked for
_OPENS = re.compile(r"(?:\(|\bbetween|\brange(?: of| from|:)?|\binterval(?: of)?|[,:])\s*(?:90% range:? )?$", re.I)
_RANGE_AFTER = re.compile(
    r"[\s,]*(?:\(|with a (?:90% )?range (?:from|of)|in a range (?:from|of)|between|90% range|range|from)*[\s(]*"
    r"(?:90% range:?\s*|range:?\s*)?",
    re.I,
)
_NINETY = re.compile(r"(?:90\s?%|90 percent|90 per cent)(?=[\s-](?:range|interval|band|confidence))", re.I)
HIDDEN = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f]"
                    r"|[\ufeff\uff01-\uff5e]|(?![0-9])\d|<\s*/?\s*[a-z!]|&#?\w+;"
                    r"|https?://|www\.|javascript:|data:\w+/|\]\(|\{\{|\$\{", re.I)  # fmt: skip
_PASSIVE = frozenset({"is", "are", "was", "were", "be", "been", "being", "got", "gets"})
_ROLE_OF = {
    "by": "A", "from": "F", "to": "T", "toward": "T", "towards": "T", "against": "T", "on": "T", "upon": "T",
    "for": "T", "over": "T", "into": "T", "of": "N", "in": "N", "at": "N", "with": "N", "within": "N", "inside": "N",
    "among": "N", "between": "N", "across": "N", "than": "N", "as": "N", "near": "N", "under": "N", "outside": "N",
}  # fmt: skip


@dataclass(frozen=True)
class Number:
    """A number in base units with the slack of its writing; `low`, `high` its range; `whole` a range alone."""

    value: float
    dims: Dims
    kind: str
    unit: str
    slack: float
    qualifier: str
    digits: int
    zeros: float
    low: Number | None = None
    high: Number | None = None
    whole: bool = False


@dataclass(frozen=True)
class Item:
    """One item of a text. keys: what it means; role: A acts, T is acted on, N neither; of_firm: a firm of a country."""

    kind: str
    keys: frozenset[str]
    start: int
    end: int
    surface: str
    clause: int = 0
    sentence: int = 0
    role: str = "N"
    of_firm: bool = False
    number: Number | None = None
    day: str = ""  # a date without its year, as it is meant on the day of the text


@dataclass(frozen=True)
class Said:
    """A text as read."""

    text: str
    items: tuple[Item, ...] = field(default=())
    spent: tuple[Item, ...] = field(default=())  # words of phrases that are accounted for

    @cached_property
    def numbers(self) -> tuple[Item, ...]:
        """The numbers, in order."""
        return tuple(i for i in self.items if i.kind == "number")

    @cached_property
    def stretches(self) -> tuple[tuple[Item, tuple[Item, ...]], ...]:
        """Each number with the items of its stretch: up to the last joint before the next number."""
        return tuple(_stretches(self.items))

    @cached_property
    def kept(self) -> dict[str, Any]:
        """What has been made of it, by what that is."""
        return {}

    def of(self, kind: str) -> tuple[Item, ...]:
        """The items of a kind, in order."""
        return tuple(i for i in self.items if i.kind == kind)


def led_by(words: re.Pattern[str], text: str, place: int) -> re.Match[str] | None:
    """What stands right before a place of a text, where a pattern finds it."""
    return words.search(text, max(0, place - REACH), place)


def left_of(items: Sequence[Item], place: Item) -> list[Item]:
    """Those of some items that stand before another."""
    return [i for i in items if i.start < place.start]


def right_of(items: Sequence[Item], place: Item) -> list[Item]:
    """Those of some items that stand behind another."""
    return [i for i in items if i.start > place.start]


Stretch = tuple[Item, tuple[Item, ...]]  # a number and the items of its stretch


def _stretches(items: Sequence[Item]) -> Iterator[Stretch]:
    places = [k for k, i in enumerate(items) if i.kind == "number"]
    begin = 0
    for n, place in enumerate(places):
        end = len(items)
        if n + 1 < len(places):
            end = _joint(items, place + 1, places[n + 1])
        yield items[place], tuple(items[begin:end])
        begin = end


_JOINTS = frozenset({"and", "or", "but", "to", "from", "than", "against", "versus", "while", "whereas", "with", "for",
                     ",", ";", "."})  # fmt: skip


def _joint(items: Sequence[Item], start: int, stop: int) -> int:
    """Where the stretch of one number ends and the next begins: at the last of the strongest joints between them."""
    between = range(start, stop)
    for joints in (
        {";", ".", "while", "whereas"},
        {","},
        _EQUALS,
        {"and", "or", "but", "to", "against", "than", "above", "below"},
        _JOINTS,
    ):
        found = [j for j in between if items[j].surface in joints and items[min(j + 1, stop)].kind != "date"]
        if found:
            return found[-1]
    return stop


_EQUALS = frozenset({"is", "are", "was", "were", "equals", "equal", "makes", "amounts to"})


@lru_cache(maxsize=8192)
def read(text: str, day: str | None = None) -> Said:
    """The items of a text; relative dates count from `day` (ISO date)."""
    taken = bytearray(len(text))
    found: list[Item] = []

    def keep(items: Iterator[Item]) -> None:
        for item in items:
            if 1 not in taken[item.start : item.end]:
                taken[item.start : item.end] = b"\x01" * (item.end - item.start)
                found.append(item)

    keep(Item("word", frozenset({"range"}), m.start(), m.end(), m.group()) for m in _NINETY.finditer(text))
    keep(_dates(text, day))
    keep(_long_names(text))
    keep(_amounts(text))
    keep(_names(text))
    keep(_sectors(text))
    keep(_bare(text))
    words = [i for i in found if i.kind == "word"]
    bound = _ranges(text, sorted((i for i in found if i.kind != "word"), key=lambda i: i.start))
    found = [*_periods(text, bound), *(w for w in words if not any(b.start <= w.start < b.end for b in bound))]
    for item in found:
        taken[item.start : item.end] = b"\x01" * (item.end - item.start)
    return Said(text, tuple(_placed(text, sorted([*found, *_words(text, taken)], key=lambda i: i.start))))


def weighed(said: Said, article: str) -> Said:
    """A text in which millions of pounds are a mass, as in an article on a metal sold by weight that has no "£".

    Nor is a "$" behind which the same is told in "US$" a dollar of the United States.
    """
    if _US.search(said.text):
        said = replace(said, items=tuple(_of_its_land(i) if of_no_land(said.text, i.end) else i for i in said.items))
    pounds = [i for i in said.numbers if i.number and i.number.dims == (("GBP", 1),) and i.surface.endswith("pounds")]
    if not pounds or not _is_of_weights(article):
        return said
    items = tuple(replace(i, number=_in_pounds(i.number)) if i in pounds and i.number else i for i in said.items)
    return replace(said, items=items)


_US = re.compile(r"\s?[(\[](?:or |about |around |roughly )?(?:US\s?\$|\$US|USD\b)")


def of_no_land(text: str, end: int) -> bool:
    """Whether an amount is told again in US dollars right behind it, so that its own "$" is another one."""
    return _US.match(text, end) is not None


def _of_its_land(item: Item) -> Item:
    """A number of dollars in a "$" that is none of the United States."""
    if item.number is None or not item.surface.startswith("$") or item.surface.startswith("$US"):
        return item
    dims = tuple(("$" if base == "USD" else base, power) for base, power in item.number.dims)
    return replace(item, number=replace(item.number, dims=dims))


def _in_pounds(number: Number) -> Number:
    factor, dims, _ = unit_of("lb")
    low, high = (None if n is None else _in_pounds(n) for n in (number.low, number.high))
    return replace(
        number, value=number.value * factor, slack=number.slack * factor, dims=dims, unit="lb", low=low, high=high
    )


@lru_cache(maxsize=64)
def _is_of_weights(article: str) -> bool:
    return not _STERLING.search(article) and _WEIGHED.search(article) is not None


_STERLING = re.compile(r"£|(?i:\bsterling\b|\bGBP\b|\bpence\b)")
_WEIGHED = re.compile(r"(?i)\b(?:uranium|u3o8|yellowcake|vanadium|cobalt|molybdenum|copper|tin|zinc|lead|nickel)\b")


# what stands in a text


def _dates(text: str, day: str | None) -> Iterator[Item]:
    for date in find_dates(text, day):
        if date.kind == "date" and not _EARLIER.fullmatch(date.surface.lower()):
            partial = not re.search(r"\d{4}", date.surface) and _MONTH.search(date.surface)
            part = _part_of_year(date.surface) or _quarter_of(date.surface, day)
            value = f"-{date.value[4:]}" if partial else date.value[:4] + part if part else date.value
            meant = date.value if partial else ""
            yield Item("date", frozenset({value}), date.start, date.end, date.surface, day=meant)
    for match in _LAST_YEAR.finditer(text):
        year = f"{text[match.start() - 5 : match.start() - 3]}{match.group()[-2:]}"
        yield Item("date", frozenset({year}), *match.span(), match.group())
    for match in _MONTH_ALONE.finditer(text):
        month = _MONTHS.index(match.group()[:3].lower()) + 1
        yield Item("date", frozenset({f"--{month:02d}"}), match.start(), match.end(), match.group())


def _part_of_year(surface: str) -> str:
    """-H2 of "the second half of 2026", -Q3 of "Q3 2026"; empty for a whole year."""
    match = _PART.match(surface)
    if match is None:
        return ""
    kind = (match["kind"] or match["short"] or match["after"])[0].upper()
    said = match["n"] or match["m"] or match["word"].lower()
    number = {"first": "1", "second": "2", "third": "3", "fourth": "4"}.get(said, said)
    last = "2" if kind == "H" else "4"
    return f"-{kind}{last if number in {'final', 'last'} else number}"


def _quarter_of(surface: str, day: str | None) -> str:
    """-Q4 of "this quarter" on a day of October."""
    return f"-Q{(int(day[5:7]) - 1) // 3 + 1}" if day and surface.lower() == "this quarter" else ""


_PART = re.compile(
    r"(?i)(?:(?P<short>[QH])(?P<n>[1-4])|(?P<m>[1-4])(?P<after>[QH])|"
    r"(?P<word>first|second|third|fourth|final|last)[\s-](?P<kind>quarter|half))\b"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(r"\b(?:" + "|".join(_MONTHS) + ")", re.I)
_MONTH_ALONE = re.compile(r"\b(?:January|February|March|April|June|July|August|September|October|November|December)\b")
_LAST_YEAR = re.compile(r"(?<=\b(?:19|20)\d\d[-–])(?:(?:19|20)\d\d|[0-3]\d)\b(?![-–])")  # of "2013-2022"
_EARLIER = re.compile(
    r"(?:in|within|over)\s(?:the next\s)?\S+\s(?:day|week|month|year)s?|"
    r"(?:an?|one|the)\s(?:year|month|week|quarter|day)\s(?:earlier|before|ago|later)"
)


def _long_names(text: str) -> Iterator[Item]:
    """Names that hold a number, before numbers are read: '10X', 'Section 232', 'Announcement 57'."""
    yield from (i for i in _names(text) if any(c.isdigit() for c in i.surface))


def _names(text: str) -> Iterator[Item]:
    for name in find_names(text):
        state = name.country if name.agency_kind == "government" else None
        whose = next((w for w in re.findall(r"\w+", name.surface) if w in _leaders()), name.id)
        stop = name.surface.endswith((" LLC.", " Inc.", " Corp.", " Ltd.", " Co.")) and _NEXT.match(text, name.end)
        end = name.end - 1 if stop else name.end
        yield Item(name.kind, _name_keys(name.kind, whose, state), name.start, end, text[name.start : end])


@cache
def _leaders() -> frozenset[str]:
    """The surnames of heads of state and government, each of whom is told of as oneself, and as no country."""
    lands, rows = labels.country_aliases(), csv_rows(AGENCIES)
    names = [row["aliases"].split(";") for row in rows if row["name"] in lands]  # "Narendra Modi;Modi"
    last = {w for some in names for n in some if (w := n.rpartition(" ")[2]) != n and w in some}
    heads = {n.split()[-1] for row in rows for n in row["aliases"].split(";") if n.startswith("President ")}
    return frozenset((last | heads) - lands.keys()) - {"President"}


def is_leader(item: Item) -> bool:
    """Whether a name is that of a head of state."""
    return not _leaders().isdisjoint(re.findall(r"\w+", item.surface))


_NEXT = re.compile(r"\s+[A-Z“\"]|\s*$")  # what begins another sentence, or nothing


def _name_keys(kind: str, label: str, country: str | None) -> frozenset[str]:
    if kind in {"country", "mineral"}:
        return frozenset({f"{kind}:{label}"})
    return frozenset({f"name:{label.lower().removeprefix('pt ')}"} | ({f"country:{country}"} if country else set()))


PART = 4  # letters from which a part of a joined name ("Neves-Corvo") stands for it


@lru_cache(maxsize=16384)
def name_words(surface: str) -> frozenset[str]:
    """The stems of the capitalised words of a name; those of many firms ("Corp", "Metals") only where all are."""
    whole = re.findall(r"[A-Z0-9][\w&-]*", surface)
    found = [*whole, *(p for w in whole if "-" in w for p in w.split("-") if p[:1].isupper() and len(p) >= PART)]
    own = [w for w in found if w.lower() not in _COMMON]
    return frozenset(f"w:{lexicon.stem(w)}" for w in [w for w in own if w.lower() not in _TRADES] or own or found)


@lru_cache(maxsize=16384)
def name_parts(surface: str) -> tuple[frozenset[str], ...]:
    """What each word of a name may mean: a country by any of its names, else its concept or stem."""
    found = re.findall(r"[^\W_][\w&-]*", re.sub(r"['’]s\b", "", surface))
    alias = labels.country_aliases()
    return tuple(
        lexicon.keys_of(w) | ({f"country:{alias[w]}"} if w in alias else frozenset())
        for w in found if w.lower() not in _COMMON
    )  # fmt: skip


_COMMON = frozenset({"corp", "inc", "ltd", "limited", "plc", "llc", "co", "company", "group", "holdings", "ag", "sa",
                     "corporation", "the", "of"})  # fmt: skip

_TRADES = frozenset({"metals", "minerals", "mining", "resources", "materials", "energy", "industries", "international",
                     "technologies", "partners", "capital", "bank", "ministry", "department", "mines"})  # fmt: skip


@cache
def _sector_pattern() -> re.Pattern[str]:
    names = {*labels.sector_aliases(), *(labels.sector_name(s) for s in labels.sectors())}
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True)) + r")(?!\w)",
                      re.I)  # fmt: skip


def _sectors(text: str) -> Iterator[Item]:
    for match in _sector_pattern().finditer(text):
        yield Item("sector", frozenset({f"sector:{labels.sector(match.group())}", *lexicon.keys_of(match.group())}),
                   match.start(), match.end(), match.group())  # fmt: skip


def _amounts(text: str) -> Iterator[Item]:
    money = find_money(text)
    found: list[Amount] = [(m.start, m.end, m.surface, m.value, m.high, m.unit, m.qualifier, m.per) for m in money]
    for q in find_quantities(text, money=money):
        rest = [f for f in found if f[1] <= q.start or q.end <= f[0]]
        if len(rest) < len(found) and "/" in q.unit:  # a price in the grammar of quantities says its unit of goods
            found = [*rest, (q.start, q.end, q.surface, q.value, q.high, q.unit, q.qualifier, None)]
        elif len(rest) == len(found) and q.unit != "count":
            found.append((q.start, q.end, q.surface, q.value, q.high, q.unit, q.qualifier, q.per))
    found = [*_steps(text, found)]
    for start, end, surface, value, high, unit, qualifier, per in sorted(found, key=lambda f: f[:2]):
        if qualifier in {"less than", "more than"} and led_by(_COMPARES, text, start):
            shift = _THAN.match(surface)
            start, qualifier = start + (shift.end() if shift else 0), None
            surface = text[start:end]
        if apart := _APART.match(surface):  # "tonnes of cathode a year": the good is no part of the number
            end, surface = start + apart.end(1), apart[1]
        rated = f"{unit}/{per}" if per and "/" not in unit else unit
        if len({c for c in surface if c in "$€£¥₹"}) > 1:
            rated = f"{unit} and another currency"
        number = _number(surface, value, high, rated, qualifier)
        if inner := _INNER.search(surface) if number.whole else None:  # "$60 to at least $70"
            number = replace(number, qualifier=inner[1].lower())
        if "percentage point" in surface:
            number = replace(number, kind="points")
        if moist := _MOIST.search(surface):
            number = replace(number, kind={"w": "wet", "d": "dry"}[moist[1]])
        yield Item("number", frozenset(), start, end, surface, number=number)
        if apart and (tail := _A_YEAR.search(text, end, end + REACH * 2)):
            yield Item("function", frozenset(), *tail.span(), tail[0])  # which its unit has


_A_YEAR = re.compile(r"(?i)(?<=\s)(?:a|per|each|every) (?:year|annum|month|quarter|day)\b|\bannually\b")
_INNER = re.compile(r"(?i)\d.*\b(at least|at most|up to|more than|less than|over|under|nearly|about)\s")
_MOIST = re.compile(r"(?<![A-Za-z])([wd])(?:et|ry|mt)\b")  # wet and dry tonnes are two units
_APART = re.compile(
    r"(.*?\b(?:tonnes?|tons?|kilograms?|kg|pounds?|lbs?|ounces?|oz|t|kt|Mt))"
    r"\s(?!(?:a|per|each|every|to|and)\b|annually|yearly|[/–—-])"
)
Amount = tuple[int, int, str, float, float | None, str, str | None, str | None]


def _steps(text: str, found: list[Amount]) -> Iterator[Amount]:
    """The amounts, of which "from 57% to 47%" is two and no range."""
    for before, amount in itertools.pairwise([None, *sorted(found, key=lambda f: f[:2])]):
        assert amount is not None
        start, end, surface, value, high, unit, qualifier, per = amount
        ranged = before is not None and before[4] is not None and text[before[1] : start].strip(" ,") == "from"
        cut = _STEP.search(surface) if high is not None else None
        moved = (
            cut is not None
            and not _BEFORE.match(text, end)
            and not ranged  # "to 3 to 4 tonnes from 2 to 5 tonnes"
            and not _DASH.search(cut.group())
            and led_by(_FROM, text, start)
        )
        if high is None or cut is None or not (high < value or moved):
            yield amount
            continue
        yield (start, start + cut.start(), surface[: cut.start()], value, None, unit, qualifier, per)
        yield (start + cut.end(), end, surface[cut.end() :], high, None, unit, None, per)


_DASH = re.compile(r"[-–—]")  # "from 150,000-170,000 tonnes" starts from a range
_STEP = re.compile(r"\s?(?:-|–|—|\bto\b|\band\b)\s?(?=[\d$€£¥A-Z])")
_FROM = re.compile(r"\bfrom(?: (?:about|nearly|over|up to|at least|no more than|more than))?\s$")
_BEFORE = re.compile(r"(?:\s\w+)?\s(?:previously|earlier|before)\b")  # "up from 5 to 6 kt previously": a range
_COMPARES = re.compile(r"(?:\d\s?%?|\btimes|\bper ?cent|\bhalf)\s$")
_THAN = re.compile(r"\w+(?: \w+)? than (?:the |a )?|(?:over|under|above|below) (?:the |a )?", re.I)


def _number(surface: str, value: float, high: float | None, unit: str, qualifier: str | None) -> Number:
    """A number in base units, with the slack of the digits as they are written."""
    factor, dims, kind = (0.01, (), "points") if unit == "pp" else unit_of(unit)
    written = _WRITTEN.search(surface)
    _places, digits, zeros, step = _writing(written.group() if written else "", value)
    own = Number(value * factor, dims, kind, unit, step * factor / 2, qualifier or "exactly", digits, zeros)
    if high is None:
        return own
    second = list(_WRITTEN.finditer(surface))[1:2]
    top = _number(second[0].group() if second else "", high, None, unit, None)
    return replace(own, value=(value + high) / 2 * factor, low=replace(own, qualifier="exactly"), high=top, whole=True)


def _writing(written: str, value: float) -> tuple[int, int, float, float]:
    """(decimals, significant digits, size of the trailing zeros, step of the last digit) of a number as written."""
    if not written:
        return 0, 3, 1.0, 0.0
    plain = written.replace(",", "")
    places = len(plain.partition(".")[2])
    scale = abs(value) / float(plain) if float(plain) else 1.0
    step = scale * 10.0**-places
    whole = plain.replace(".", "").lstrip("0")
    trailing = len(whole) - len(whole.rstrip("0")) if not places else 0
    return places, max(len(whole.rstrip("0")), 1), 10.0**trailing, step


def _bare(text: str) -> Iterator[Item]:
    """Numbers without a unit: digits, and number words before a noun."""
    for match in _DIGITS.finditer(text):
        qualifier, start = qualifier_before(text, match.start())
        surface = text[start : match.end()]
        number = _number(surface, float(match.group().replace(",", "")), None, "count", qualifier)
        yield Item("number", frozenset(), start, match.end(), surface, number=number)
    for match in _SPOKEN.finditer(text):
        qualifier, start = qualifier_before(text, match.start())
        number = _number("", parse_number(match.group()), None, "count", qualifier)
        yield Item("number", frozenset(), start, match.end(), text[start : match.end()], number=number)


_SPOKEN = re.compile(
    r"(?<![\w-])(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:-(?:one|two|three|four|five|six|seven|eight|nine))?)(?![\w-])",
    re.I,
)


def _ranges(text: str, items: list[Item]) -> list[Item]:
    """Two numbers that are the ends of a range become one; a range in brackets joins the number before it."""
    out: list[Item] = []
    for item in items:
        last = out[-1] if out else None
        if last and last.number and item.number and not last.number.whole and not item.number.whole:
            pair = _paired(text, last, item)
            if pair is not None:
                out[-1] = pair
                continue
        out.append(item)
    joined: list[Item] = []
    for item in out:
        last = joined[-1] if joined else None
        if last and last.number and item.number and item.number.whole and _belongs(text, last, item):
            number = replace(last.number, low=item.number.low, high=item.number.high)
            joined[-1] = replace(last, end=item.end, surface=text[last.start : item.end], number=number)
            continue
        joined.append(item)
    return joined


def _periods(text: str, items: list[Item]) -> list[Item]:
    """Two dates between which something lasted become one."""
    out: list[Item] = []
    for item in items:
        last = out[-1] if out else None
        if last and last.kind == item.kind == "date" and _JOIN.fullmatch(text, last.end, item.start) and (
            led_by(_LASTS, text, last.start)
        ):  # fmt: skip
            both = f"{next(iter(last.keys))}/{next(iter(item.keys))}"
            out[-1] = replace(last, end=item.end, surface=text[last.start : item.end], keys=frozenset({both}))
            continue
        out.append(item)
    return out


_LASTS = re.compile(r"\b(?:between|from)\s$", re.I)


def _paired(text: str, low: Item, high: Item) -> Item | None:
    a, b = low.number, high.number
    assert a is not None
    assert b is not None
    if not (_JOIN.fullmatch(text, low.end, high.start) and led_by(_OPENS, text, low.start)):
        return None
    if a.kind == "count" and b.kind != "count":
        a = _number(low.surface, a.value, None, b.unit, None)
    if (a.dims, a.kind) != (b.dims, b.kind):
        return None
    whole = replace(b, value=(a.value + b.value) / 2, low=a, high=b, whole=True, qualifier="exactly")
    return replace(low, end=high.end, surface=text[low.start : high.end], number=whole)


def _belongs(text: str, number: Item, ends: Item) -> bool:
    a, b = number.number, ends.number
    assert a is not None
    assert b is not None
    same = (a.dims, a.kind) == (b.dims, b.kind) and not a.whole and a.low is None and b.qualifier == "exactly"
    return same and _RANGE_AFTER.fullmatch(text, number.end, ends.start) is not None


def _words(text: str, taken: bytearray) -> Iterator[Item]:
    """Marks, function words and words of the free stretches, the longest forms first."""
    every = [*_TOKEN.finditer(text)]
    tokens = [m for m in every if 1 not in taken[m.start() : m.end()]]
    yield from (i for m in every if "-" in m.group() and 1 in taken[m.start() : m.end()] for i in _joined(m, taken))
    place = 0
    while place < len(tokens):
        first = tokens[place].group().lower().replace("’", "'")
        for size in (*lexicon.form_sizes().get(first, ()), 1):
            run = tokens[place : place + size]
            if len(run) < size or not _adjacent(text, run):
                continue
            item = _meaning(text, run)
            if item is not None:
                yield item
                place += size
                break
        else:
            yield from _unknown(tokens[place])
            place += 1


def _adjacent(text: str, run: Sequence[re.Match[str]]) -> bool:
    """Whether only blanks stand between the words."""
    return all(not text[a.end() : b.start()].strip() for a, b in itertools.pairwise(run))


def _meaning(text: str, run: Sequence[re.Match[str]]) -> Item | None:
    start, end = run[0].start(), run[-1].end()
    form = " ".join(m.group() for m in run).lower().replace("’", "'")
    if len(run) == 1 and not form[0].isalnum():
        return Item("punctuation", frozenset(), start, end, form)
    form = re.sub(r"'s?$", "", form)
    mark = lexicon.mark_forms().get(form)
    if mark:
        due = form == "due to" and _verb_at(text, end)
        return Item("mark", frozenset({"planned" if due else mark}), start, end, form)
    keys = lexicon.concept_forms().get(form)
    if keys:
        return Item("word", keys, start, end, text[start:end])
    if (form == "since" and not _TIMED.match(text, end)) or (form == "so" and not _MUCH.match(text, end)):
        return Item("mark", frozenset({"cause"}), start, end, form)
    small = form in lexicon.neutral_forms() and text[start:end] != "US"  # which is no "us"
    return Item("function", frozenset(), start, end, form) if small else None


# "since May", "since it opened last year"; "so far": what tells no cause
_TIMED = re.compile(
    r"(?i)[^.;]{0,40}\b(?:(?:19|20)\d\d|january|february|march|april|may|june|july|august|september|october|november"
    r"|december|\w+day|last|then|week|month|year|quarter|decade|\d{4}s)\b|\s*(?:[.,;]|$)"
)
_MUCH = re.compile(
    r"(?i)[ -](?:far|much|many|called|long|on|forth|great|high|low|little|few|soon|large)\b|\s*(?:[.,;]|$)"
)


def _verb_at(text: str, end: int) -> bool:
    """Whether a verb follows "due to": it "is due to start", and is no cause."""
    close = _STOPPED.search(text, end)
    tree = parse(f"It is due to{text[end : close.end() if close else len(text)]}")  # whatever stands before it
    return tree is not None and len(tree.words) > 4 and tree.words[4].tag == "VB"


_STOPPED = re.compile(r"[.!?]\s+|\n")


def _unknown(token: re.Match[str]) -> Iterator[Item]:
    """A word that no list holds; its parts where it is joined by hyphens, of which some may be known."""
    word = token.group()
    parts = list(re.finditer(r"[^-]+", word)) if "-" in word.strip("-") else []
    if not parts or parts[0].group().lower() in _PREFIXES:
        yield Item("word", lexicon.keys_of(word), token.start(), token.end(), word)
        return
    yield from _parted(token, parts)


def _joined(token: re.Match[str], taken: bytearray) -> Iterator[Item]:
    """The words that a hyphen joins to a name: "nickel-equivalent output" is no nickel output."""
    if (first := _PREFIX.match(token.group())) and 1 not in taken[token.start() : token.start() + first.end(1)]:
        kind, key = ("mark", "negation") if first[1].lower() == "non" else ("word", f"w:{first[1].lower()}")
        yield Item(kind, frozenset({key}), token.start(), token.start() + first.end(1), first[1].lower())
    parts = re.finditer(r"(?<=-)[^\W\d_]{3,}", token.group())
    yield from _parted(token, [p for p in parts if 1 not in taken[token.start() + p.start() : token.start() + p.end()]])


def _parted(token: re.Match[str], parts: Sequence[re.Match[str]]) -> Iterator[Item]:
    for part in parts:
        form, start = part.group().lower(), token.start() + part.start()
        mark = lexicon.mark_forms().get(form)
        if mark:
            yield Item("mark", frozenset({mark}), start, start + len(form), form)
        elif form in _COMPARING:  # "later-than-expected"; other small words only join
            yield Item("function", frozenset(), start, start + len(form), form)
        elif form not in lexicon.neutral_forms():
            yield Item("word", lexicon.keys_of(form), start, start + len(form), part.group())


_PREFIX = re.compile(r"(?i)(non|ex|anti|pro|pre|post|quasi|sub|near)-")  # before a name: "non-critical minerals"
_COMPARING = frozenset({"earlier", "later", "above", "below", "before", "after"})


# "co-developed" is not "developed"
_PREFIXES = frozenset({"co", "non", "semi", "un", "re", "pre", "anti", "quasi", "near", "over", "under"})

# where it stands


def _placed(text: str, items: Sequence[Item]) -> Iterator[Item]:
    """The items with clause, sentence and role."""
    clause, sentence = 0, 0
    numbered: list[Item] = []
    for k, item in enumerate(items):
        if item.kind == "punctuation" and item.surface in ".!?" and _ends_sentence(text, item):
            sentence, clause = sentence + 1, clause + 1
        elif _opens_clause(items, k):
            clause += 1
        numbered.append(replace(item, clause=clause, sentence=sentence))
    for k, item in enumerate(numbered):
        if _credits(numbered, k):
            yield replace(item, kind="mark", keys=frozenset({"attribution"}))
        else:
            yield _roled(text, numbered, k) if item.kind in PARTIES else item


CREDITS = frozenset({"announce", "confirm", "add", "w:not", "w:report", "expected"})
_SHOWS = frozenset({"show", "shows", "showed"})
_CREDITED = frozenset({",", "after", "following", "despite", "amid", "because of", "due to", "as"})  # behind a credit


_MEDIA = frozenset({"local", "state", "news", "media", "agencies", "newspapers", "officials", "sources", "analysts"})
_TELLERS = frozenset({"function", "punctuation", "date", "company", "agency", "body"})


def _credits(items: Sequence[Item], k: int) -> bool:
    """Whether "announced" names who says so: ", the ministry announced on Sunday" up to a comma, a cause or the end."""
    if not (items[k].keys & CREDITS or items[k].surface in _SHOWS) or (
        items[k].kind == "mark" and not items[k].surface.endswith(("s", "ed"))
    ):
        return False
    here = [i for i in items if i.sentence == items[k].sentence]
    place = here.index(items[k])
    rest = itertools.takewhile(lambda i: i.surface not in _CREDITED, here[place + 1 :])
    after = all(i.kind in _TELLERS or i.surface[0].isupper() or i.surface.lower() in _MEDIA for i in rest)
    comma = max((n for n, i in enumerate(here[:place]) if i.surface == ","), default=None)
    teller = here[comma + 1 : place] if comma is not None else []
    helped = any(i.kind == "mark" or i.surface in _PASSIVE | {"which", "who", "has", "had"} for i in teller)
    return after and comma is not None and len(teller) < 6 and not helped


_CLAUSE_WORDS = frozenset({
    "while", "whereas", "which", "who", "that", "what", "if", "when", "where", "after", "before", "because", "although",
    "though", "but",
})  # fmt: skip


_SHORT = ("Mr", "Ms", "Mrs", "Dr", "St", "Mt", "No", "Sen", "Rep", "Gov", "Gen", "Prof", "Jan", "Feb", "Aug", "Sept",
          "Oct", "Nov", "Dec")  # fmt: skip
NOT_SHORT = "".join(rf"(?<!\b{word})" for word in _SHORT)  # before a full stop that ends a sentence
_ENDS = re.compile(rf"{NOT_SHORT}[.!?]")


def _ends_sentence(text: str, item: Item) -> bool:
    after = text[item.end :].lstrip()
    return not after or ((after[0].isupper() or after[0] in "“\"'(") and _ENDS.match(text, item.start) is not None)


def _opens_clause(items: Sequence[Item], k: int) -> bool:
    item = items[k]
    if item.kind == "punctuation":
        return item.surface in ";:—" or (item.surface == "," and _verb_near(items, k + 1, 5))
    if item.surface in _CLAUSE_WORDS:
        return _verb_near(items, k + 1, 8)
    return item.surface in {"and", "yet", "so"} and _verb_near(items, k + 1, 2)


_BEFORE_NOUNS = frozenset({
    "a", "an", "the", "its", "their", "this", "these", "those", "no", "any", "his", "her", "of", "on", "for", "in",
    "by", "with", "from", "under", "at", "into", "over", "per", "each", "every", "both", "s", "'s", "such",
})  # fmt: skip
_NOUN_ENDS = re.compile(r"(?:ment|tion|sion|[eo]rs?|als?|ity|ance|ence|ship)s?$")


def verbal(items: Sequence[Item], k: int) -> bool:
    """Whether a word is used as a verb: it may be one, and nothing before it or in its ending makes it a noun."""
    item = items[k]
    if item.kind != "word" or not any((c := lexicon.concepts().get(q)) and c.kind == "verb" for q in item.keys):
        return False
    before = items[k - 1] if k else None
    nominal = before is not None and (before.surface in _BEFORE_NOUNS or before.kind in {"number", "mineral"})
    return not nominal and not _NOUN_ENDS.search(item.surface.lower())


def _verb_near(items: Sequence[Item], k: int, reach: int) -> bool:
    return any(
        verbal(items, j) or items[j].surface in _PASSIVE or items[j].surface in {"has", "have", "had"}
        or items[j].kind == "mark"
        for j in range(k, min(k + reach, len(items)))
    )  # fmt: skip


def _roled(text: str, items: Sequence[Item], k: int) -> Item:
    """The party with its role: who acts, who is acted on, by preposition, place before or after the verb, and verb."""
    item = items[k]
    possessive = text[item.end : item.end + 2] in {"'s", "’s"} or text[item.end - 1 : item.end + 1] in {"s'", "s’"}
    adjective = item.kind == "country" and is_adjective(item)
    direct = item.kind == "country" and _names_firms(items[k + 1 : k + 2])
    following = next((i for i in items[k + 1 : k + 5] if i.kind == "word" and i.clause == item.clause), None)
    governing = _predicate(items, k)
    role = _surface_role(items, k, possessive or adjective, following)
    firm = adjective or possessive or direct or (k >= 1 and items[k - 1].surface in {"of", "in"})
    inside = k >= 1 and items[k - 1].surface == "in" and not adjective  # "a firm in China's export quota"
    head = following if (adjective or possessive or direct) and not inside else _head_before(items, k)
    of_firm = bool(firm and head is not None and head.keys & FIRM_HEADS and personal(head))
    receiving = governing is not None and bool(governing.keys & RECEIVERS)
    if role == "F":  # "duties on what comes from there" are laid on it
        laid = any("tariff" in i.keys and i.clause == item.clause for i in items[:k][-_CLAUSE_ITEMS:])
        role = "T" if laid else "A"
    elif receiving and role in "AT":
        role = "T" if role == "A" else "N"
    return replace(item, role=role, of_firm=of_firm)


def _names_firms(behind: Sequence[Item]) -> bool:
    """Whether firms stand right behind a country: "United States firms"."""
    return any(i.keys & FIRM_HEADS and personal(i) for i in behind)


def personal(head: Item) -> bool:
    """Whether a noun names firms or people: firm, exporters, miners, officials."""
    named = bool(head.keys & {"firm", "official", "industry"})
    return named or re.search(r"(?:[eo]rs?|company|companies)$", head.surface.lower()) is not None


def is_adjective(item: Item) -> bool:
    """Whether a country is named by its adjective: "Chinese"."""
    code = next(iter(item.keys)).partition(":")[2]
    return item.surface.lower() in {a.lower() for a in _adjectives().get(code, ())}


@cache
def _adjectives() -> dict[str, tuple[str, ...]]:
    return {code: (labels.adjective(code),) for code in labels.countries() if labels.adjective(code) !=
            labels.country_name(code)} | {"USA": ("American", "US", "U.S."), "GBR": ("British", "UK"),
                                          "EUU": ("European", "EU")}  # fmt: skip


def _head_before(items: Sequence[Item], k: int) -> Item | None:
    return next((i for i in reversed(items[:k][-4:]) if i.kind == "word"), None)


_CLAUSE_ITEMS = 200  # of a clause that are looked at before and after a party: no writer's is longer


def _predicate(items: Sequence[Item], k: int) -> Item | None:
    """The verb or noun of action nearest in the clause, the following first where the party stands before it."""
    clause = items[k].clause
    trade = frozenset({"import", "export"})
    first, last = max(0, k - _CLAUSE_ITEMS), k + _CLAUSE_ITEMS
    qualifying = {  # "import ban", "export quota": what is done is the ban
        j for j, (i, after) in enumerate(itertools.pairwise(items[first : last + 1]), first)
        if i.keys & trade and after.keys & TRADE_ACTS
    }  # fmt: skip
    near = sorted(
        (abs(j - k) + (0.5 if j < k else 0), j)
        for j, i in enumerate(items[first:last], first)
        if i.clause == clause and i.kind == "word" and j not in qualifying
        and any((c := lexicon.concepts().get(key)) and c.kind == "verb" for key in i.keys)
    )  # fmt: skip
    return items[near[0][1]] if near else None


def _surface_role(items: Sequence[Item], k: int, owning: bool, following: Item | None) -> str:
    item = items[k]
    if owning:
        action = (
            following is not None
            and not personal(following)
            and any((c := lexicon.concepts().get(key)) and c.kind == "verb" for key in following.keys)
        )
        return "A" if action else "N"
    before = next((j for j in range(k - 1, -1, -1) if items[j].kind not in {"function"} or items[j].surface in _ROLE_OF
                   or items[j].surface in {"and", "or"}), None)  # fmt: skip
    if before is not None and items[before].clause == item.clause:
        prior = items[before]
        if prior.surface in {"and", "or", ","} and before and items[before - 1].kind in PARTIES:
            return _surface_role(items, before - 1, owning, following)
        if prior.surface in _ROLE_OF:
            return _ROLE_OF[prior.surface]
    verbs = [j for j, i in enumerate(items) if i.clause == item.clause and verbal(items, j)]
    first = next((j for j in verbs if j > k), None)
    if any(j < k for j in verbs):
        return "T"
    if first is None:
        return "A"
    passive = any(i.surface in _PASSIVE for i in items[max(k, first - 3) : first]) and re.search(
        r"(?:ed|en|wn|ght|ld|nt|ut|id)$", items[first].surface.lower().split(" ")[0]
    )
    return "T" if passive else "A"
