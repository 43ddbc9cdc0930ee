"""How the pages say things: names, numbers with their units, dates, links to sources. Used as template filters."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from urllib.parse import quote, urlencode

from markupsafe import Markup, escape

from didymium import labels
from didymium.brief import phrase

STAGES = {"mine": "Mining", "refine": "Refining", "metal": "Metal making", "component": "Component making"}
NOTHING = Markup('<span class="none">no data</span>')


def country(code: str | None) -> str:
    """A country as people say it; what is no code passes unchanged."""
    if not code:
        return "not stated"
    if code == "OTH":
        return "Others"
    known = code in labels.countries() or code in labels.AGGREGATES
    return labels.country_name(code) if known else {"OUT": "Outside the sender"}.get(code, code)


def the(code: str) -> str:
    """A country within a sentence: 'the United States'."""
    known = code in labels.countries() or code in labels.AGGREGATES
    return labels.country_name(code, article=True) if known else country(code)


def countries(codes: Any) -> str:
    """Several countries, from a list or a `;` cell."""
    given = codes.split(";") if isinstance(codes, str) else list(codes or ())
    return ", ".join(country(c) for c in given if c)


def minerals(names: Any) -> str:
    """Several minerals, from a list or a `;` cell."""
    given = names.split(";") if isinstance(names, str) else list(names or ())
    return ", ".join(given)


def percent(share: float | None) -> Any:
    """A share 0..1 as per cent; no data when there is none."""
    if share is None or share != share:
        return NOTHING
    value = 100 * share
    return f"{value:.0f} %" if abs(value) >= 9.95 else f"{value:.1f} %"


def number(value: float | None, digits: int = 3) -> Any:
    """A number to so many significant digits; no data when there is none."""
    if value is None or value != value:
        return NOTHING
    return f"{float(f'{value:.{digits}g}'):,.10g}"


def money(value: float | None) -> Any:
    """USD as people say it; no data when there is none."""
    return NOTHING if value is None or value != value else phrase.money(float(f"{value:.2g}"))


def spread(row: dict[str, Any] | None, unit: str | None = None) -> Any:
    """A value with its range: a dict of value, low, high, unit."""
    if not row or row.get("value") is None:
        return Markup('<span class="none">not priced</span>')
    say = _say(unit or row.get("unit") or "1")
    if row.get("low") is None or row.get("high") is None:
        return say(row["value"])
    value, low, high = (say(row[k]) for k in ("value", "low", "high"))
    if low == high == value:
        return value
    return Markup('{} <span class="range">{} to {}</span>').format(value, low, high)


def _say(unit: str) -> Any:
    if unit == "USD":
        return money
    if unit == "%":
        return lambda v: f"{number(v)} %"
    return lambda v: number(v) if unit in ("1", "") else f"{number(v)} {unit}"


def quantity(value: float | None, unit: str) -> Any:
    """A number with its unit."""
    return NOTHING if value is None else _say(unit)(value)


def source(ident: str | None) -> Any:
    """A link to the page of each source."""
    if not ident:
        return Markup('<span class="none">no source</span>')
    out = [Markup('<a class="src" href="/source/{}">{}</a>').format(path(i), i) for i in ident.split(";")]
    return Markup(", ").join(out)


def cell(value: Any) -> Any:
    """A cell of a table of the world: numbers with separators, nothing as a dash."""
    if value is None:
        return Markup('<span class="none">–</span>')
    return number(value, 6) if isinstance(value, float) else value


def event_word(kind: str | None) -> str:
    """'export_restriction' as 'export restriction'."""
    return (kind or "report").replace("_", " ")


METHODS = {
    "share": "Share", "hhi": "Concentration (HHI, 0 to 1)", "top3": "Share of the three largest (0 to 1)",
    "n-1": "Met without the largest supplier (N-1, 0 to 1)", "nir": "Net import reliance (0 to 1)",
    "geopolrisk": "GeoPolRisk score", "geopolrisk-cf": "GeoPolRisk, for life-cycle assessment",
    "eu-sr": "EU supply risk", "eu-ei": "EU economic importance",
    "restricted": "Supply under export restriction (0 to 1)",
}  # fmt: skip
METRICS = {
    "price_ratio": "Peak price, times the baseline", "value_added_at_risk_usd": "Value added at risk over the horizon",
    "sender_income_change_usd": "Change of the sender’s export income", "months_to_shortage": "Months until a shortage",
}  # fmt: skip


def method(name: str) -> str:
    """An indicator of `risk` in words."""
    return METHODS.get(name, name)


def metric(name: str) -> str:
    """A metric of `simulate` in words."""
    return METRICS.get(name, name.replace("_", " "))


def stamp(seconds: float) -> str:
    """A moment as a short UTC date and time."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%-d %b %H:%M UTC")


def day(text: Any) -> str:
    """An ISO date as people say it."""
    if not text:
        return "undated"
    try:
        return phrase.day(str(text)[:10])
    except (ValueError, IndexError):
        return str(text)


def in_days(count: int) -> str:
    """'today', 'in 12 days', 'in 7 months'."""
    if count <= 0:
        return "today" if count == 0 else "past"
    if count < 90:
        return f"in {count} day{'s' if count != 1 else ''}"
    return f"in {round(count / 30.4)} months" if count < 730 else f"in {count / 365.25:.0f} years"


def marked(text: str) -> Any:
    """A snippet with the words found between ** ** as <mark>."""
    return Markup(re.sub(r"\*\*(.+?)\*\*", r"<mark>\1</mark>", str(escape(text))))


def path(text: str) -> str:
    """A name inside a path."""
    return quote(text, safe="")


def query(values: dict[str, Any], **more: Any) -> str:
    """A query string of what is set."""
    return urlencode({k: v for k, v in {**values, **more}.items() if v not in (None, "")})


def clock(seconds: float) -> str:
    """A moment as UTC time of day."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%H:%M:%S UTC")


FILTERS = {
    "country": country, "the": the, "countries": countries, "minerals": minerals, "percent": percent, "number": number,
    "money": money, "spread": spread, "quantity": quantity, "source": source, "cell": cell, "method": method,
    "metric": metric, "stamp": stamp,
    "event_word": event_word, "day": day, "in_days": in_days, "marked": marked, "path": path, "clock": clock,
    "sector": labels.sector_name, "mineral_name": labels.mineral_name,
}  # fmt: skip
