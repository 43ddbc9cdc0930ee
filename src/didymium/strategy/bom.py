"""Reading a bill of materials: a CSV file to lines with stated units, and the lines that cannot be read."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from pathlib import Path
from typing import Any

from didymium import labels
from didymium.errors import BadInput, BadTable, MissingData, UnknownLabel
from didymium.files import csv_rows
from didymium.records import Record
from didymium.strategy.market import Market, Terms, Triple, price_per_kg
from didymium.strategy.outcome import Span
from didymium.text.money import to_usd
from didymium.world.load import World

_STAGE_WORDS = {
    "component": r"magnets?|anodes?|cathodes?|wafers?|inserts?|substrates?|targets?|cells?|lens(?:es)?|tools?",
    "mine": r"ores?|concentrates?|spodumene",
    "metal": r"metals?|alloys?|ingots?|sponge|powders?|wire|rods?",
    "refine": r"(?:ox|hydrox|chlor|fluor|nitr|carb|arsen)ides?|carbonates?|sul(?:ph|f)ates?",
}
_WORDS = {stage: re.compile(rf"\b(?:{words})\b", re.I) for stage, words in _STAGE_WORDS.items()}


@lru_cache(maxsize=65_536)
def resolve(name: str) -> tuple[tuple[str, ...], str | None]:
    """(minerals, stage) of a material name such as "NdFeB magnet N42SH" or "gallium nitride wafer".

    A name that is a mineral stands for itself; else every mineral that the name contains is taken, in order.
    The stage comes from words such as magnet, oxide or concentrate and is None when no word tells. Raises
    `UnknownLabel` when no mineral is found.
    """
    try:
        return (labels.mineral(name),), _stage(name)
    except UnknownLabel:
        found = _contained(name)
        if not found:
            raise
        return found, _stage(name)


def _stage(name: str) -> str | None:
    return next((stage for stage, words in _WORDS.items() if words.search(name)), None)


@lru_cache(maxsize=1)
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    aliases = {alias.casefold(): name for alias, name in labels.mineral_aliases().items()}
    aliases |= {name.casefold(): name for name in labels.minerals()}
    longest = sorted(aliases, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)"), aliases


def _contained(name: str) -> tuple[str, ...]:
    pattern, aliases = _pattern()
    return tuple(dict.fromkeys(aliases[m.group()] for m in pattern.finditer(" ".join(name.casefold().split()))))


# codes that HS 1992, in which trade is kept, does not have (WCO nomenclature of 2007 to 2022), and those of several
# minerals, which have no stage
_CODES = [*csv_rows(labels.DATA / "later_customs_codes.csv")]
LATER_CODES = {r["hs"]: (r["mineral"], r["stage"]) for r in _CODES if r["stage"]}
SEVERAL = {r["hs"]: r["mineral"] for r in _CODES if not r["stage"]}
Code = tuple[str, str | None]


def customs_codes(world: World) -> dict[str, Code]:
    """(mineral, stage) by six-digit customs code: those of the world's trade table and later codes of one mineral."""
    try:
        rows = world.table("trade").select("hs", "mineral", "stage").unique()
    except UnknownLabel as error:
        raise MissingData("the world has no trade table, so customs codes cannot be read") from error
    found: dict[str, set[Code]] = {}
    for row in rows.iter_rows(named=True):
        found.setdefault(str(row["hs"]).zfill(6), set()).add((row["mineral"], row["stage"]))
    traded = {code: next(iter(meant)) for code, meant in found.items() if len(meant) == 1}
    return {c: m for c, m in (LATER_CODES | traded).items() if c not in SEVERAL}


def customs(code: str, codes: dict[str, Code]) -> tuple[tuple[str, ...], str | None]:
    """(minerals, stage) of a customs code such as 8505.11 or 8505119000; `UnknownLabel` when none is known.

    Raises `BadInput` for a code that covers several minerals: the line must name one.
    """
    digits = re.sub(r"[.\s-]", "", code)
    if digits[:6] in SEVERAL:
        raise BadInput(f"customs code {code} covers {SEVERAL[digits[:6]]}: name the mineral in its own column")
    if not re.fullmatch(r"\d{6,10}", digits) or digits[:6] not in codes:
        raise UnknownLabel("customs code", code, [c for c in codes if c[:4] == digits[:4]])
    mineral, stage = codes[digits[:6]]
    return (mineral,), stage


ALIASES = {
    "part": "part|part no|part number|part name|item|component|sku|description|id",
    "material": "mineral|material|material name|mineral or material|commodity|substance|element",
    "hs": "hs|hs code|hs6|hs92|customs code|tariff code|commodity code|cn code|hts",
    "mass": "mass|weight|quantity|annual mass|annual quantity|yearly mass|amount|use|annual use|consumption",
    "unit": "unit|mass unit|quantity unit|uom",
    "supplier": "supplier country|supplier|origin|country|country of origin|source country|supplier origin|from",
    "value": "value|annual value|spend|annual spend|cost|purchase value|price paid",
    "revenue": "revenue|revenue that depends on it|dependent revenue|revenue at risk|revenue dependent|sales",
    "currency": "currency|ccy",
}  # fmt: skip
_ALIASES = {alias: column for column, names in ALIASES.items() for alias in names.split("|")}
_UNITS = {
    "g": 1e-3, "gram": 1e-3, "grams": 1e-3, "kg": 1.0, "kilogram": 1.0, "kilograms": 1.0, "kgs": 1.0, "mg": 1e-6,
    "t": 1e3, "tonne": 1e3, "tonnes": 1e3, "mt": 1e3, "kt": 1e6, "lb": 0.45359237, "lbs": 0.45359237,
}  # fmt: skip
_PERIODS = {"": 1.0, "yr": 1.0, "y": 1.0, "year": 1.0, "a": 1.0, "annum": 1.0, "month": 12.0, "quarter": 4.0}
_UNIT = re.compile(
    r"(?P<unit>" + "|".join(sorted(_UNITS, key=len, reverse=True)) + r")(?:\s?(?:/|per|_per_|a(?=\s))\s?"
    r"(?P<per>yr|year|y|a|annum|month|quarter))?",
    re.I,
)
_MONEY = {"$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "rmb": "CNY"}
_CODE = re.compile(r"USD|EUR|GBP|JPY|CNY|RMB|AUD|CAD|KRW|INR|CHF|SEK|NOK|DKK|BRL|ZAR|MXN|TWD|US\$|[$€£¥]", re.I)
_NUMBER = re.compile(r"[-+−]?(?:\d{1,3}(?:[, ]\d{3})+|\d+)?(?:\.\d+)?(?:e[-+]?\d+)?", re.I)
_EMPTY = frozenset({"", "-", "n/a", "na", "nan", "none", "null", "?"})
HINTS = 200  # unknown names of a file that are told their nearest
MAX_BYTES = 512 * 1024 * 1024


class Bad(Exception):
    """Why one line cannot be used (internal: it ends in a `BadLine`)."""


class BadLine(Record):
    """A line that was left out: its number in the file (the header is line 1), its part and the reason."""

    line: int
    part: str
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """A readable line: kg a year, USD a year; None where the file says nothing."""

    number: int
    part: str
    minerals: tuple[str, ...]
    stage: str | None
    kg: float | None
    supplier: str | None
    value_usd: float | None
    revenue_usd: float | None


@dataclass(frozen=True)
class Header:
    """Which column is where, and the units that the header states."""

    index: dict[str, int]
    mass_unit: str | None
    value_currency: str | None
    revenue_currency: str | None


def read_bom(path: str | Path, world: World) -> Iterator[Line | BadLine]:
    """Lines of a bill of materials, one after the other (a file of any length streams).

    The header names the columns in any order and case: part; mineral, material name or HS code; mass with its
    unit (`kg/yr`, `mass (g/yr)`, or a column `unit`); supplier country; value and revenue with their currency
    (`value (EUR)`, or a column `currency`; US dollars when none is said). Raises `BadTable` when the file is no
    such table; a bad line is given back as `BadLine` and the rest goes on.
    """
    source = Path(path)
    dialect = _dialect(source)
    with source.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter=dialect, strict=False)
        try:
            header = _header(next(rows, []), source)
            codes = customs_codes(world) if "hs" in header.index else {}
            hints: dict[tuple[str, str], str] = {}
            for row in rows:
                if any(cell.strip() for cell in row):
                    yield _line(rows.line_num, row, header, codes, hints)
        except UnicodeDecodeError:
            raise BadTable(f"{source}: not UTF-8 text near line {rows.line_num + 1}; save it as CSV UTF-8") from None
        except csv.Error as error:
            raise BadTable(f"{source}, line {rows.line_num}: {error}; save it as plain CSV") from None


def _dialect(source: Path) -> str:
    """The delimiter of the header line: comma, semicolon or tab."""
    if not source.is_file():
        raise BadTable(f"no file {source}; give a CSV with part, material, mass (kg/yr) and supplier country")
    if source.stat().st_size > MAX_BYTES:
        raise BadTable(f"{source} is larger than 512 MB; split it")
    with source.open("rb") as file:
        head = file.readline(65_536)
    if b"\x00" in head or head[:2] in {b"PK", b"\xd0\xcf"}:
        raise BadTable(f"{source} is not a text file; export it from the spreadsheet as CSV UTF-8")
    return max(",;\t", key=lambda d: head.count(d.encode()))


def _header(cells: list[str], source: Path) -> Header:
    index: dict[str, int] = {}
    units: dict[str, str | None] = {}
    for place, cell in enumerate(cells):
        column, unit = _column(cell)
        if column and column not in index:
            index[column], units[column] = place, unit
    if not {"material", "hs"} & set(index):
        raise BadTable(f"{source}, line 1: no column for the material; name one `mineral`, `material` or `hs`")
    if not {"mass", "revenue", "value"} & set(index):
        raise BadTable(f"{source}, line 1: no column for what is at stake; name one `kg/yr`, `value` or `revenue`")
    return Header(index, units.get("mass"), units.get("value"), units.get("revenue"))


def _column(cell: str) -> tuple[str | None, str | None]:
    """(column, unit or currency) of a header cell such as `annual_mass_kg`, `kg/yr`, `Value (EUR)`."""
    text = " ".join(re.sub(r"[_\[\](){}:]", " ", cell.casefold()).split())
    if text in _ALIASES:
        return _ALIASES[text], None
    if re.fullmatch(_UNIT, text):
        return "mass", text
    words = text.split()
    for cut in range(len(words) - 1, 0, -1):
        column, tail = _ALIASES.get(" ".join(words[:cut])), " ".join(words[cut:])
        if column == "mass" and _UNIT.fullmatch(tail.replace("in ", "")):
            return column, tail.replace("in ", "")
        if column in {"value", "revenue"} and (code := _currency(tail)):
            return column, code
    return None, None


def _currency(text: str) -> str | None:
    found = _CODE.search(text)
    return _MONEY.get(found.group().lower(), found.group().upper()) if found else None


def _line(
    number: int, row: list[str], header: Header, codes: dict[str, Code], hints: dict[tuple[str, str], str]
) -> Line | BadLine:
    cells = {column: row[i].strip() if i < len(row) else "" for column, i in header.index.items()}
    part = cells.get("part", "")[:120]
    try:
        minerals, stage = _material(cells, codes)
        money = cells.get("currency") or None
        return Line(
            number, part, minerals, stage, _mass(cells, header.mass_unit), _supplier(cells.get("supplier", "")),
            _money(cells.get("value", ""), header.value_currency or money, "value"),
            _money(cells.get("revenue", ""), header.revenue_currency or money, "revenue"),
        )  # fmt: skip
    except UnknownLabel as error:
        return BadLine(line=number, part=part, reason=_hint(error, hints))
    except (Bad, BadInput, MissingData) as error:
        return BadLine(line=number, part=part, reason=str(error))


def _hint(error: UnknownLabel, hints: dict[tuple[str, str], str]) -> str:
    """What is unknown; the nearest names, which take long to find, for the first of a file's unknown names alone."""
    key = error.kind, str(error.name)
    if key not in hints:
        plain = f"unknown {error.kind} {str(error.name)[:80]!r}: see `didymium world labels`"
        hints[key] = str(error) if len(hints) < HINTS else plain
    return hints[key]


def _material(cells: dict[str, str], codes: dict[str, Code]) -> tuple[tuple[str, ...], str | None]:
    name, code = cells.get("material", ""), cells.get("hs", "")
    if re.fullmatch(r"\d[\d. ]{5,12}", name):
        name, code = "", code or name
    if not name and not code:
        raise Bad("no material: give a mineral, a material name or a customs code")
    if not name:
        return customs(code, codes)
    minerals, stage = resolve(name)
    if code and stage is None:
        stage = codes.get(re.sub(r"[.\s-]", "", code)[:6], (None, None))[1]
    return minerals, stage


@lru_cache(maxsize=4096)
def _supplier(cell: str) -> str | None:
    return None if cell.casefold() in _EMPTY else labels.country(cell)


def _mass(cells: dict[str, str], header_unit: str | None) -> float | None:
    text = cells.get("mass", "")
    if text.casefold() in _EMPTY:
        return None
    amount, tail = _split_number(text, "mass")
    stated = [u for u in (header_unit, cells.get("unit") or None, tail or None) if u]
    if not stated:
        raise Bad(f"mass {text!r} has no unit: write it in the header (kg/yr) or in the cell")
    factors = {_factor(u) for u in stated}
    if len(factors) > 1:
        raise Bad(f"mixed units: {' and '.join(dict.fromkeys(stated))}; state one")
    if amount < 0:
        raise Bad(f"negative mass {text!r}")
    return amount * factors.pop()


@lru_cache(maxsize=256)
def _factor(unit: str) -> float:
    found = _UNIT.fullmatch(" ".join(unit.casefold().split()))
    if not found:
        raise Bad(f"unknown unit {unit!r}: use g, kg, t or lb a year")
    return _UNITS[found["unit"].lower()] * _PERIODS[(found["per"] or "").lower()]


def _money(text: str, currency: str | None, what: str) -> float | None:
    if text.casefold() in _EMPTY:
        return None
    bare = _CODE.sub("", text).strip()
    own = _currency(text)
    if own and currency and own != currency.upper():
        raise Bad(f"mixed units: {what} {text!r} under a column in {currency}")
    amount, tail = _split_number(bare, what)
    if tail:
        raise Bad(f"{what} {text!r} is not a number")
    if amount < 0:
        raise Bad(f"negative {what} {text!r}")
    code = (own or currency or "USD").upper().replace("RMB", "CNY")
    usd = to_usd(amount, code)
    if usd is None:
        raise Bad(f"{what}: no exchange rate for {code}; give US dollars")
    return usd


def _split_number(text: str, what: str) -> tuple[float, str]:
    found = _NUMBER.match(text)
    digits = found.group().replace(",", "").replace(" ", "").replace("−", "-") if found else ""
    try:
        amount = float(digits)
    except ValueError:
        raise Bad(f"{what} {text!r} is not a number") from None
    if not math.isfinite(amount):
        raise Bad(f"{what} {text!r} is not finite")
    if found and text[found.end() :].lstrip()[:1] in {",", "."}:
        raise Bad(f"{what} {text!r} is not a number: write a decimal point and no other separator than thousands")
    return amount, text[found.end() :].strip() if found else ""


FIX = 3


@dataclass(frozen=True, slots=True)
class LineLoss:
    """One line's loss over the scenario, USD (5th percentile, median, 95th); None with the reason where unpriced.

    short: share of the purchase that does not come; dearer: price ratio less one of what comes; both are means.
    """

    line: int
    part: str
    minerals: tuple[str, ...]
    stage: str
    supplier: str | None
    short: Triple | None
    dearer: Triple | None
    revenue_loss: Triple | None
    cost_rise: Triple | None
    loss: Triple | None
    reason: str

    def to_json(self) -> dict[str, Any]:
        """The line with stable keys."""
        return {
            "line": self.line, "part": self.part, "minerals": list(self.minerals), "stage": self.stage,
            "supplier": self.supplier, "unit": "USD", "reason": self.reason,
            **{k: _named(getattr(self, k)) for k in ("short", "dearer", "revenue_loss", "cost_rise", "loss")},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fix:
    """A line to fix first: its part of the whole loss (medians) and the largest seller that is not restricted."""

    line: int
    part: str
    loss: Triple
    share: float
    supplier: str | None
    alternative: str | None


@dataclass(frozen=True)
class Bill:
    """A bill of materials in a scenario: every line, the lines that could not be read, and the sum of the lines."""

    lines: tuple[LineLoss, ...]
    bad_lines: tuple[BadLine, ...]
    total: Span
    unpriced: int
    fix_first: tuple[Fix, ...]


def _named(value: Triple | None) -> dict[str, float] | None:
    return None if value is None else dict(zip(("low", "value", "high"), value, strict=True))


def bill(rows: Iterable[Line | BadLine], market: Market) -> Bill:
    """The loss of each line and their sum: quantiles add, since all lines meet the same scenario at once."""
    bad: list[BadLine] = []
    lines = tuple(_losses(rows, market, bad))
    known = [r.loss for r in lines if r.loss is not None]
    low, mid, high = (sum(each) for each in zip(*known, strict=True)) if known else (0.0, 0.0, 0.0)
    total = Span(value=mid, low=low, high=high, unit="USD")
    return Bill(lines, tuple(bad), total, len(lines) - len(known), _fix(lines, market, mid))


def _losses(rows: Iterable[Line | BadLine], market: Market, bad: list[BadLine]) -> Iterator[LineLoss]:
    terms: dict[tuple[tuple[str, ...], str | None, str | None], Terms] = {}
    for row in rows:
        if isinstance(row, BadLine):
            bad.append(row)
            continue
        key = (row.minerals, row.stage, row.supplier)
        if key not in terms:
            terms[key] = market.terms(*key)
        yield line_loss(row, terms[key], market)


def line_loss(row: Line, terms: Terms, market: Market) -> LineLoss:
    """Loss = years x (revenue x short + value x (1 - short) x dearer), USD over the horizon.

    The value is that of the line, else mass x world price; a line without either, or without revenue, has that part
    None (missing, not zero); a line with neither part is unpriced.
    """
    revenue = cost = None
    value = row.value_usd if row.value_usd is not None else _value(row, market)
    if terms.short is not None and terms.dearer is not None:
        if row.revenue_usd is not None:
            revenue = _triple(market.years * row.revenue_usd * s for s in terms.short)
        if value is not None:
            each = zip(terms.short, terms.dearer, strict=True)
            cost = _triple(market.years * value * (1 - s) * d for s, d in each)
    parts = [p for p in (revenue, cost) if p is not None]
    return LineLoss(
        row.number, row.part, row.minerals, terms.stage, row.supplier, terms.short, terms.dearer, revenue, cost,
        _triple(sum(each) for each in zip(*parts, strict=True)) if parts else None,
        terms.reason if terms.short is None or not any(terms.short) else "" if parts else "no value, price or revenue",
    )  # fmt: skip


def _triple(values: Iterable[float]) -> Triple:
    low, mid, high = sorted(values)
    return low, mid, high


def _value(row: Line, market: Market) -> float | None:
    if row.kg is None or len(row.minerals) != 1:
        return None
    usd = price_per_kg(market.result_world, row.minerals[0])
    return None if usd is None else row.kg * usd


def _fix(lines: tuple[LineLoss, ...], market: Market, total: float) -> tuple[Fix, ...]:
    priced = [r for r in lines if r.loss is not None and r.loss[1] > 0]
    worst = nlargest(FIX, priced, key=lambda r: (r.loss or (0, 0, 0))[1])
    found = []
    for row in worst:
        terms = market.terms(row.minerals, row.stage or None, row.supplier)
        loss = row.loss or (0.0, 0.0, 0.0)
        found.append(
            Fix(row.line, row.part, loss, loss[1] / total, row.supplier, market.best_other(terms, row.supplier))
        )
    return tuple(found)


def advice_free(fix: Fix) -> str:
    """The fact behind a line to fix first, in words: its part of the loss and who else sells."""
    other = "no unrestricted seller is known" if fix.alternative is None else (
        f"the largest unrestricted seller is {labels.country_name(fix.alternative, article=True)}"
    )  # fmt: skip
    part = f"{fix.share:.0%}" if fix.share >= 0.01 else "less than 1%"
    return f"line {fix.line} ({fix.part or 'no part name'}): {part} of the loss; {other}"
