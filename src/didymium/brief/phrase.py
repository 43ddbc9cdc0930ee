"""How a brief says numbers, ranges, dates, names and lists. Pure functions from values to words."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

from didymium import labels
from didymium.errors import UnknownLabel
from didymium.records import Figure

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
STAGE_NOUN = {
    "mine": "mining",
    "refine": "refining",
    "metal": "metal making",
    "component": "component making",
}


def rounded(value: float, digits: int = 2) -> float:
    """`value` to so many significant digits."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def plain(value: float, digits: int = 3) -> str:
    """A bare number with thousands separators, without a trailing zero."""
    value = rounded(value, digits)
    if abs(value) >= 100 or float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.{max(0, digits - 1 - math.floor(math.log10(abs(value))))}f}".rstrip("0").rstrip(".")


def count(number: int) -> str:
    """Small counts as words, larger ones as digits."""
    return SMALL[number] if 0 <= number < len(SMALL) else f"{number:,}"


def times(number: int) -> str:
    """once, twice, three times."""
    return {1: "once", 2: "twice"}.get(number, f"{count(number)} times")


def money(value: float, digits: int = 2) -> str:
    """US dollars as people say them: $1.9 billion, $450,000."""
    sign = "-" if value < 0 else ""
    for size, word in SCALES:
        if abs(rounded(value, digits)) >= size:
            return f"{sign}${plain(abs(value) / size, digits)} {word}"
    return f"{sign}${plain(abs(value), max(digits, 2))}"


def quantity(value: float, unit: str, digits: int = 2) -> str:
    """A value with its unit as people say it."""
    if unit == "USD":
        return money(value, digits)
    if unit == "USD/yr":
        return f"{money(value, digits)} a year"
    if unit.startswith("USD/"):
        return f"{money(value, digits + 1)} a {unit[4:]}".replace(" a kg", "/kg").replace(" a t", "/t")
    if unit in {"%", "percent"}:
        return f"{percent_number(value)}%"
    if unit in {"share", "fraction"}:
        return f"{percent_number(100 * value)}%"
    if unit == "ratio":
        return f"{value:.1f} times" if 0.95 <= value < 9.95 else f"{plain(value, digits)} times"
    if unit in {"t", "t/yr"}:
        return f"{mass(value, digits + 1)}{' a year' if unit == 't/yr' else ''}"
    if unit == "price":
        return quantity(value, "USD/kg", digits)
    if unit == "months":
        return f"{plain(value, digits)} {'month' if plain(value, digits) == '1' else 'months'}"
    return f"{plain(value, digits)} {unit}"


def mass(value: float, digits: int = 3) -> str:
    """Tonnes as people say them: '23 million tonnes', '96,600 tonnes'."""
    value = rounded(value, digits)
    if abs(value) >= 1e6:
        return f"{plain(value / 1e6, digits)} million tonnes"
    return f"{plain(value, digits)} {'tonne' if value == 1 else 'tonnes'}"


def percent_number(value: float) -> str:
    """A percentage without needless decimals; never 100 for what is below it, never 0 for what is above."""
    if 99 < value < 100:
        return "over 99"
    if 0 < value < 1:
        return plain(value, 1)
    return f"{value:.0f}"


def of(figure: Figure, value: float, digits: int = 2) -> str:
    """A value of a figure's metric in words: unit-less shares as percent, unit-less ratios as times."""
    if figure.unit == "1":
        return quantity(value, "ratio" if "ratio" in figure.metric else "share", digits)
    return quantity(value, figure.unit, digits)


def with_range(figure: Figure, digits: int = 2) -> str:
    """A figure with its range (p05 to p95) in brackets: '$1.9 billion ($0.6 billion to $4.8 billion)'."""
    text = of(figure, figure.value, digits)
    if figure.low is None or figure.high is None:
        return text
    low, high = (of(figure, x, digits) for x in (figure.low, figure.high))
    if low == high == text:
        return text
    unit = high.split(" ", 1)[1] if " " in high and not high.startswith("$") else ""
    if unit == "months":
        low = low.removesuffix(" month")
    elif figure.unit.startswith("USD/") and low.endswith(tail := f" a {figure.unit[4:].replace('yr', 'year')}"):
        return f"{text} ({low.removesuffix(tail)} to {high.removesuffix(tail)})"
    return f"{text} ({low.removesuffix(' ' + unit) if unit else low} to {high})"


def compound(mineral: str) -> str:
    """A mineral's name before a noun: 'rare earth', 'NdFeB magnet', 'dysprosium'."""
    return mineral.removesuffix("s") if mineral.endswith(("magnets", "rare earths")) else mineral


OUTPUT = {
    ("aluminium", "mine"): "output of bauxite",
    ("aluminium", "refine"): "output of alumina",
    ("aluminium", "metal"): "output of primary aluminium",
}


def output(mineral: str, at: str) -> str:
    """What is made of a mineral at a stage: 'mine output of cobalt', 'refined output of tin', 'output of alumina'."""
    own = {"mine": "mine output of", "refine": "refined output of", "metal": "metal output of"}.get(at, "output of")
    return OUTPUT.get((mineral, at)) or f"{own} {mineral}"


def day(iso: str) -> str:
    """'10 November 2025', 'November 2025' or '2025' from an ISO date of that precision."""
    parts = [int(p) for p in iso[:10].split("-")]
    if len(parts) == 1:
        return str(parts[0])
    month = MONTHS[parts[1] - 1]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{parts[2]} {month} {parts[0]}"


def year(period: str) -> str:
    """'2024', or 'the year to June 2024' of a financial year (2023-07/2024-06, or its last month)."""
    return period if len(period) == len("2024") else f"the year to {day(period.split('/')[-1])}"


def on_day(iso: str) -> str:
    """'on 10 November 2025' or 'in November 2025'."""
    return f"{'on' if len(iso[:10].split('-')) == 3 else 'in'} {day(iso)}"


def months_between(start: dt.date, end: dt.date) -> int:
    """Whole months from `start` to `end`."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def listed(items: Sequence[str], most: int = 6, joiner: str = "and") -> str:
    """'a, b and c'; a long list ends in 'and others'."""
    shown = list(items)
    if len(shown) > most:
        shown = [*shown[:most], "others"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} {joiner} {shown[-1]}" if shown else ""


def shared(parts: Sequence[tuple[str, float]], of: str) -> list[str]:
    """'14% came from Chile', '12% each from Canada and China': shares by name, equal ones and the verb said once."""
    sizes = [(quantity(share, "share"), name) for name, share in parts]
    alike = {size: [n for s, n in sizes if s == size] for size, _ in sizes}
    said = [f"{size} {'each ' if len(names) > 1 else ''}{of} {listed(names)}" for size, names in alike.items()]
    return [*said[:1], *(p.replace(f" {of} ", f" {of.split()[-1]} ", 1) for p in said[1:])]


def country(code: str, article: bool = True) -> str:
    """The name of a country as it stands inside a sentence; other names pass unchanged."""
    if code == "WLD":
        return "the world"
    try:
        return labels.country_name(code, article=article)
    except UnknownLabel:
        return code


def possessive(name: str) -> str:
    """'China's', 'the United States''."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def plural(mineral: str) -> bool:
    """Whether a mineral's name takes a plural verb."""
    return mineral.endswith("s") and mineral not in {"bias", "bismuths"}


def verb(mineral: str, singular: str, several: str) -> str:
    """The verb form that agrees with a mineral's name."""
    return several if plural(mineral) else singular


def stage(name: str, mineral: str = "") -> str:
    """'mining', 'refining', ... for a stage; 'magnet making' where the component is a magnet."""
    if name == "component" and "magnet" in mineral:
        return "magnet making"
    return STAGE_NOUN.get(name, name)


def sector(name: str | None) -> str:
    """A sector as people say it."""
    return labels.sector_name(name) if name else "the whole economy"
