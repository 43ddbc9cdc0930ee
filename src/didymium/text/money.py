"""Money in text: every usual way to write an amount, with its value in US dollars at a yearly average rate.

Rates: data/exchange_rates.csv (US dollars per unit, yearly averages; source in each row). A year that the table
lacks takes the nearest year at most three years away; a currency that it lacks has no dollar value (`usd` None).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from didymium.errors import BadInput
from didymium.files import csv_rows
from didymium.text.base import (
    DIGITS,
    SCALE_WORDS,
    SCALES,
    WORDS,
    Mention,
    parse_number,
    qualifier_after,
    qualifier_before,
    windows,
)
from didymium.text.cues import Cues, lower

RATES = Path(__file__).parents[1] / "data" / "exchange_rates.csv"
_SYMBOLS = {
    "us$": "USD", "$us": "USD", "usd$": "USD", "a$": "AUD", "au$": "AUD", "aud$": "AUD", "c$": "CAD", "ca$": "CAD",
    "cad$": "CAD", "cdn$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "r$": "BRL", "nt$": "TWD", "rm": "MYR",
    "cn¥": "CNY", "yn": "CNY", "rmb": "CNY", "¥": "JPY", "€": "EUR", "£": "GBP", "₹": "INR", "rs": "INR", "rs.": "INR",
    "₩": "KRW", "₽": "RUB", "$": "USD", "yuan": "CNY",
}  # fmt: skip
_CODES = [
    "USD", "AUD", "CAD", "NZD", "HKD", "SGD", "BRL", "CNY", "RMB", "JPY", "EUR", "GBP", "INR", "KRW", "RUB", "ZAR",
    "CHF", "SEK", "NOK", "DKK", "MXN", "MYR", "TWD", "THB", "SAR", "AED", "IDR", "CLP", "KZT", "UZS", "UAH", "TRY",
    "VND", "PHP",
]  # fmt: skip
_NAMES = {
    "dollar": "USD", "us dollar": "USD", "u.s. dollar": "USD", "american dollar": "USD",
    "australian dollar": "AUD", "canadian dollar": "CAD", "new zealand dollar": "NZD", "euro": "EUR",
    "pound": "GBP", "pounds sterling": "GBP", "british pound": "GBP", "yuan": "CNY", "renminbi": "CNY", "yen": "JPY",
    "won": "KRW", "rupee": "INR", "rand": "ZAR", "reais": "BRL", "real": "BRL", "rouble": "RUB", "ruble": "RUB",
    "ringgit": "MYR", "swiss franc": "CHF", "swedish krona": "SEK", "swedish kronor": "SEK",
    "norwegian krone": "NOK", "norwegian kroner": "NOK", "riyal": "SAR", "dirham": "AED", "tenge": "KZT",
    "rupiah": "IDR", "cent": "USC", "us cent": "USC", "u.s. cent": "USC",
}  # fmt: skip
_RAND = r"(?-i:R)(?=\d[\d,. ]*\d?(?:\s?(?:million|billion|mn|m|bn)\b|\s?/|\s(?:per|an?)\s)|\d{1,3}[ ,]\d{3})"
_SYMBOL = (
    "(?:" + "|".join(re.escape(s) for s in sorted(_SYMBOLS, key=len, reverse=True))
    + r"|\b(?:" + "|".join(_CODES) + rf")\b\s?\$?|{_RAND})"
)  # fmt: skip
_NAME = "(?:" + "|".join(n.replace(" ", r"[\s-]") for n in sorted(_NAMES, key=len, reverse=True)) + ")s?"
_SCALE = rf"(?:[\s-]?(?:{SCALE_WORDS})\b|(?:\s?[mb]|k|bn)\b)"


def _amount(key: str) -> str:
    return rf"(?P<{key}>{DIGITS}|{WORDS}(?=\s(?:{SCALE_WORDS})))(?P<{key}s>{_SCALE})?"


_TO = r"(?:\s?[-–—~]\s?|\s(?:to|and)\s)"
_NO_MASS = r"(?!\d|[,.]\d|\s(?:(?:dry|wet|metric|short)\s)*(?:tonn?e?s?|t|[dw]mt|kg|lbs?|ounces?|oz|jobs|workers)\b)"
_PREFIX = re.compile(
    rf"(?<![\w$€£])(?P<cur>{_SYMBOL})\s?{_amount('a')}(?:{_TO}(?:(?P<sign>{_SYMBOL})\s?)?{_amount('b')}(?!\s(?:US\s)?cents?\b){_NO_MASS})?",
    re.I,
)
_SUFFIX = re.compile(
    rf"(?<![\w.,$€£¥]){_amount('a')}(?:{_TO}{_amount('b')})?(?:[\s-](?:(?P<code>{'|'.join(_CODES)})"
    rf"\b|(?P<name>{_NAME})\b)|\s?(?P<cent>¢))",
    re.I,
)
_PER = re.compile(
    r"(?:\s?/\s?|\s(?:per|a|an)\s|-(?:per|a)-)(?P<unit>"
    r"(?:(?:dry )?metric |short )?tonn?e? units?|dmtu|mtu|kg|kilogram(?:me)?|kilo|"
    r"(?:dry |wet )?(?:metric )?tonn?es?|(?:dry |wet )?metric "
    r"tons?|short tons?|tonnes?|tons?|mt|t|"
    r"[dw]mt|lbs?|pound|oz|ounce|troy ounce|(?-i:SWU)|separative work unit|gram|g|flask|kilowatt[- ]hour|kWh|"
    r"megawatt[- ]hour|MWh|year|day|month)\b(?!\s(?:ago|earlier|before|prior)\b)",
    re.I,
)
_PER_UNITS = {
    "kg": "kg", "kilogram": "kg", "kilogramme": "kg", "kilo": "kg", "ton": "t", "metric ton": "t", "mt": "t", "t": "t",
    "dmt": "t", "wmt": "t",
    "short ton": "short ton", "lb": "lb", "pound": "lb", "oz": "oz", "ounce": "oz", "troy ounce": "oz", "mtu": "mtu",
    "ton unit": "mtu", "metric ton unit": "mtu", "dmtu": "dmtu", "dry metric ton unit": "dmtu", "short ton unit": "stu",
    "flask": "flask", "kwh": "kWh",
    "kilowatt-hour": "kWh", "kilowatt hour": "kWh", "mwh": "MWh", "megawatt-hour": "MWh", "megawatt hour": "MWh",
    "swu": "SWU", "separative work unit": "SWU", "gram": "g", "g": "g", "year": "yr", "day": "day", "month": "month",
}  # fmt: skip
MOVED_FROM = re.compile(
    r"\b(?:r[io]se\w*|f[ae]ll\w*|up|down|increas\w+|declin\w+|drop\w*|jump\w*|climb\w*|surg\w*|slump\w*|cut|rais\w+|lower\w*|"
    r"grew|revis\w+|doubl\w+|halv\w+|slid|plung\w+|eas\w+|lift\w+|expan\w+|boost\w*|reduc\w+|trim\w*|slash\w*|went|chang\w+)\s(?:[\w%.,'-]+\s){0,6}?from\s(?:about\s|around\s|nearly\s|some\s)?$",
    re.I,
)  # what moved from one level to another is no range
_WAS_A_RANGE = re.compile(r"\d[^.;]{0,38},?\s(?:up|down)\sfrom\s$")  # "$2 billion, down from $3 billion to $4 billion"
_BY = re.compile(r"\b(?:by|up|down|off|gained|lost|added|shed|losing|gaining|adding)\s(?:a\s)?$", re.I)
_STEP, _AND, _ENDS = (re.compile(words, re.I) for words in (r"\sto\s", r"\sand\s", _TO))
_BETWEEN = re.compile(r"\bbetween\s[^.;]*$", re.I)
_YEARLY = re.compile(r"\s(?:a|per|each|every)\s(?:year|annum|month|quarter)\b|\s(?:annually|yearly|of\s)", re.I)
_WEIGHT = re.compile(  # before pounds that are a mass: "its mine is to make 6 million pounds a year"
    r"\b(?:produc\w+|makes?|made|mines?|mined|output|capacity|deliver\w*|u3o8|uranium|yellowcake|copper|cobalt|"
    r"molybdenum|vanadium)\b[^.;£]*$",
    re.I,
)
_NOT_MONEY_NAME = re.compile(r"pounds? of\b|won (?:the|a|by|in)\b|real\b", re.I)
_SIGNS = (
    "$", "€", "£", "¥", "₹", "₩", "₽", *_CODES, "RM", "Yn", "Rs", "rs", "usd", "eur", "yuan",
    *(f"R{n}" for n in range(1, 10)),
)  # fmt: skip
_WORDS = (
    *_CODES, "usd", "eur", "dollar", "euro", "pound", "yuan", "renminbi", "yen", "won", "rupee", "rand", "reais",
    "real", "rouble", "ruble", "ringgit", "franc", "kron", "riyal", "dirham", "tenge", "rupiah", "cent", "¢",
)  # fmt: skip
_ANCHORS = Cues({"sign": (s.lower() for s in _SIGNS), "word": (w.lower() for w in _WORDS)})


@dataclass(frozen=True, slots=True)
class Money(Mention):
    """An amount of money in its own currency; `high` is the upper end of a range, `per` a unit of goods or time."""

    value: float
    currency: str
    usd: float | None
    high: float | None = None
    qualifier: str | None = None
    per: str | None = None

    @property
    def unit(self) -> str:
        """`USD`, `AUD`, ... or `USD/kg`, `USD/t`, ... for a price."""
        return f"{self.currency}/{self.per}" if self.per and self.per not in {"yr", "day", "month"} else self.currency


def find_money(text: str, year: int | None = None) -> tuple[Money, ...]:
    """All amounts of money in `text`, left to right; `year` picks the exchange rate (default: the table's last)."""
    places = _ANCHORS.places(lower(text))
    found = [_money(text, m, year) for m in _around(_PREFIX, text, places.get("sign", ()), (5, 60))]
    taken = [(m.start, m.end) for m in found if m]
    for match in _around(_SUFFIX, text, places.get("word", ()), (48, 24)):
        if not any(s < match.end() and match.start() < e for s, e in taken):
            found.append(_money(text, match, year))
    return tuple(sorted((m for m in found if m), key=lambda m: m.start))


def _around(
    pattern: re.Pattern[str], text: str, places: Iterable[int], reach: tuple[int, int]
) -> Iterator[re.Match[str]]:
    """Yields the matches of a slow pattern near some places; "by $15 to $560" is a step and a level, no range.

    Nor is "$5 and $7" one without a "between" before it.
    """
    for start, end in windows(places, text, *reach):
        for match in pattern.finditer(text, start, end):
            before = text[max(0, match.start() - 40) : match.start()]
            moved = _BY.search(before) or MOVED_FROM.search(before) or _descends(match)
            moved = moved and not _AND.search(match.group()) and (_descends(match) or not _WAS_A_RANGE.search(before))
            parted = _STEP if moved else None if _BETWEEN.search(before) else _AND
            parted = _ENDS if _in_two(match) else parted
            cut = parted.search(match.group()) if parted else None
            level = pattern.match(text, match.start() + cut.end(), end) if cut else None
            step = pattern.match(text, match.start(), match.start() + cut.start()) if cut and level else None
            yield step or match
            if step and level:
                yield level


def _in_two(match: re.Match[str]) -> bool:
    """Whether what looks like a range has the sign of another currency at its end: "from $1.3bn to €4.6bn"."""
    sign = match.groupdict().get("sign")
    return bool(sign) and not match["cur"].lower().endswith(str(sign).lower())


def _descends(match: re.Match[str]) -> bool:
    """Whether the second number of what looks like a range is the lower one: "from $5.59 to $4.35"."""
    if match.group("b") is None or bool(match.group("as")) != bool(match.group("bs")):
        return False
    return _number(match, "b") < _number(match, "a")


def _money(text: str, match: re.Match[str], year: int | None) -> Money | None:
    currency = _currency(match)
    if currency is None or _NOT_MONEY_NAME.match(
        text, match.start("name") if match.groupdict().get("name") else len(text)
    ):
        return None
    if (
        currency == "GBP"
        and _WEIGHT.search(text[max(0, match.start() - 80) : match.start()])
        and _YEARLY.match(text, match.end())
    ):
        return None
    low, high = _number(match, "a"), _number(match, "b") if match.group("b") else None
    low = _share_scale(match, low, high)
    divisor = 100.0 if currency == "USC" else 1.0
    currency = "USD" if currency == "USC" else currency
    per = _PER.match(text, match.end())
    start, end = match.start(), per.end() if per else match.end()
    qualifier, begin = qualifier_before(text, start)
    qualifier = qualifier or qualifier_after(text, match.end())
    value, top = low / divisor, high / divisor if high is not None else None
    return Money(
        begin if qualifier else start, end, text[begin if qualifier else start : end], value, currency,
        to_usd(value, currency, year), top, qualifier, _per_unit(per.group("unit")) if per else None,
    )  # fmt: skip


def _per_unit(said: str) -> str | None:
    """The unit of goods or time behind "per"; wet and dry tonnes are tonnes."""
    plain = re.sub(r"\s+", " ", said.lower()).replace("tonne", "ton").rstrip("s")
    return _PER_UNITS.get(plain) or _PER_UNITS.get(re.sub(r"^(?:wet|dry) ", "", plain))


def _currency(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    if parts.get("cur"):
        said = re.sub(r"\s", "", parts["cur"].lower())
        return _SYMBOLS.get(said) or {"RMB": "CNY", "R": "ZAR"}.get(code := said.rstrip("$").upper(), code)
    if parts.get("code"):
        return parts["code"].upper().replace("RMB", "CNY")
    said = "cent" if parts.get("cent") else re.sub(r"[\s-]+", " ", parts["name"].lower())
    return _NAMES.get(said) or _NAMES.get(said.rstrip("s"))


def _number(match: re.Match[str], key: str) -> float:
    scale = (match.group(f"{key}s") or "").strip(" -\n\t").lower()
    return parse_number(match.group(key)) * SCALES.get(scale, 1.0)


def _share_scale(match: re.Match[str], low: float, high: float | None) -> float:
    """The lower end of "$3-5 billion" takes the scale of the upper end."""
    if high is None or low >= 1000 or match.group("as") or not match.group("bs"):
        return low
    return low * SCALES.get(match.group("bs").strip(" -\n\t").lower(), 1.0)


@cache
def _rates() -> dict[str, dict[int, float]]:
    table: dict[str, dict[int, float]] = {}
    for row in csv_rows(RATES):
        table.setdefault(row["currency"], {})[int(row["year"])] = float(row["usd_per_unit"])
    return table


@cache
def rate(currency: str, year: int | None = None) -> tuple[float, int] | None:
    """US dollars per unit and the year of that average; None where no year within three is known."""
    years = _rates().get(currency)
    if not years:
        return None
    wanted = max(years) if year is None else year
    nearest = min(years, key=lambda y: (abs(y - wanted), y))
    return (years[nearest], nearest) if abs(nearest - wanted) <= 3 else None


def to_usd(value: float, currency: str, year: int | None = None) -> float | None:
    """`value` in US dollars at the yearly average rate; None where no rate is known."""
    if currency == "USD":
        return value
    known = rate(currency, year)
    return value * known[0] if known else None


_USD = re.compile(
    r"(?:us)?\$?\s?(\d{1,15}(?:,\d{3}){0,5}(?:\.\d{1,9})?(?:e\+?\d{1,2})?)\s?([a-z]{1,8})?(?:\s(?:usd|dollars))?", re.I
)


def parse_usd(text: str) -> float:
    """US dollars as people write a budget: 400e6, "400m", "$1.5 billion". Raises `BadInput` for anything else."""
    found = _USD.fullmatch(text.strip())
    scale = SCALES.get((found.group(2) or "").lower()) if found else None
    if found is None or (scale is None and (found.group(2) or "usd").lower() != "usd"):
        raise BadInput(f"{text[:40]!r} is no amount of US dollars; write it as 400e6, 400m or 1.5 billion")
    return float(found.group(1).replace(",", "")) * (scale or 1.0)
