"""Every quantity that the article states, typed: what it is, of which good, whose, when, and how near to the lead."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from didymium.brief.lead import UMBRELLAS, Lead, is_country, kin
from didymium.news.sentences import split_sentences
from didymium.records import Reading
from didymium.text import find_dates, find_money, find_quantities
from didymium.text.gazetteer import find_names
from didymium.text.names import Name

TONNES = {"t": 1.0, "lb": 0.00045359237, "kg": 0.001, "oz": 3.11034768e-5, "g": 1e-6}
KINDS = {
    "%": "share",
    "pp": "share",
    "x": "multiple",
    "count": "count",
    "days": "duration",
    "weeks": "duration",
    "months": "duration",
    "years": "duration",
}
PER = ("kg", "t", "lb", "oz", "mtu", "dmtu")
REACH = 90  # characters around a number in which its role is looked for
_OLD = re.compile(
    r"(?i)\b(?:(?:down|up|lower|higher|reduced|cut|fell|rose|drop|increase|risen|fallen)?\s*\bfrom|compared (?:with|to)"
    r"|against|versus|instead of"
    r"|than (?:its |the |a )?(?:prior |previous )?(?:forecast|target|estimates?|guidance) of)\b"
)
_NEW = re.compile(r"(?i)^\s*(?:[\w ]{0,25}\s)?to\s(?:about |around |nearly |just |only )?$")
_BASE = re.compile(r"(?i)\b(?:of|than|below|above|from)\b")
_SHARES = re.compile(r"(?i)\b(?:shares|stock|equit\w+|index|deliveries|vehicles|profit|margin|inflation)\b")


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
    place: str | None = None
    partner: str | None = None  # the country named next after it
    time: str | None = None
    old: int | None = None
    base: int | None = None
    date: str | None = None
    of: str = ""
    good: str = ""  # ore, concentrate, carbonate ...: the form in which the mass is counted
    stage: str | None = None  # of a share: the stage that the words after it name

    @property
    def tonnes(self) -> float | None:
        """The mass in tonnes; None for what is no mass."""
        return self.value * TONNES[self.unit.removesuffix("/yr")] if self.kind in {"mass", "mass_rate"} else None


def quantities(reading: Reading, lead: Lead) -> tuple[Stated, ...]:
    """All numbers of the article in reading order, linked where one is compared with or part of another."""
    text = reading.article.text
    found: list[Stated] = []
    for at, (left, right) in enumerate(split_sentences(text)):
        found.extend(_linked(tuple(_sentence(reading, lead, left, right, at)), text, len(found)))
    return tuple(found)


def _sentence(reading: Reading, lead: Lead, left: int, right: int, at: int) -> Iterator[Stated]:
    words = reading.article.text[left:right]
    published = (reading.article.published or "")[:10] or None
    year = int(published[:4]) if published else None
    names, dates = find_names(words), find_dates(words, published)
    sums = find_money(words, year)
    near = _near(reading, lead, left, right, at)
    for m in sums:
        if m.per not in PER:
            value = m.usd if m.usd is not None else m.value
            unit = "USD" if m.usd is not None else m.currency
            top = m.high * value / m.value if m.high and m.value else None
            yield _typed(words, left, right, m, value, unit, "money", names, dates, lead, near, top)
    for q in find_quantities(words, year, sums):
        base = q.unit.removesuffix("/yr")
        if base in TONNES and not (q.per and q.per not in {"yr"}):
            rate = q.unit.endswith("/yr") or q.per == "yr"
            unit = base + ("/yr" if rate else "")
            yield _typed(
                words, left, right, q, q.value, unit, "mass_rate" if rate else "mass", names, dates, lead, near, q.high
            )
        elif "/" in q.unit and q.unit.split("/")[1] in PER:
            yield _typed(words, left, right, q, q.value, q.unit, "price", names, dates, lead, near, q.high)
        elif q.unit in KINDS:
            yield _typed(words, left, right, q, q.value, q.unit, KINDS[q.unit], names, dates, lead, near, q.high)
    for d in dates:
        if d.kind != "span":
            one = Stated(left + d.start, left + d.end, left, right, d.surface, 0.0, "date", "date", d.role, None, near)
            yield replace(one, date=d.value, time=d.value)


def _near(reading: Reading, lead: Lead, left: int, right: int, at: int) -> float:
    """1 for the sentence of the lead, less for others of its minerals or firms the later they come."""
    event = lead.event
    if left < event.end and event.start < right:
        return 1.0
    words = reading.article.text[left:right]
    same = any(n.kind == "mineral" and n.id in _kin(lead) for n in find_names(words)) or any(
        f in words for f in lead.firms
    )
    return max((0.85 if same else 0.6) - 0.03 * at, 0.2)


def _kin(lead: Lead) -> frozenset[str]:
    return frozenset(k for m in lead.minerals for k in kin(m))


def _typed(
    words: str,
    left: int,
    right: int,
    mention: Any,
    value: float,
    unit: str,
    kind: str,
    names: Sequence[Name],
    dates: Sequence[Any],
    lead: Lead,
    near: float,
    high: float | None,
) -> Stated:
    role = _role(words, mention.start, mention.end, kind)
    if kind == "duration":
        role = "duration"
    if kind == "price" and role == "plain":
        role = "price"
    if kind == "count":
        role = "listed" if re.search(r"mineral|metal|material|element", str(getattr(mention, "of", ""))) else "counted"
        if (
            role == "counted"
            and not mention.of
            and re.search(r"(?i)\blist\b", words)
            and re.search(r"(?i)minerals", words)
        ):
            role = "listed"
    mineral = _nearest(names, mention, "mineral")
    if mineral is None or mineral in UMBRELLAS:
        mineral = lead.mineral if near >= 0.4 else None
    holder = _owner(words, names, mention)
    dated = [
        d
        for d in dates
        if d.kind != "span" and _YEAR.search(d.surface) and not _SINCE.search(words[max(0, d.start - 12) : d.start])
    ]
    time = min(dated, key=lambda d: abs(d.start - mention.end), default=None)
    country = holder if holder and is_country(holder) else _nearest(names, mention, "country")
    return Stated(
        left + mention.start,
        left + mention.end,
        left,
        right,
        mention.surface,
        value,
        unit,
        kind,
        role,
        mineral,
        near,
        low=value if high else None,
        high=high,
        qualifier=mention.qualifier,
        holder=holder,
        place=country,
        partner=next((n.id for n in names if n.kind == "country" and n.start >= mention.end), None),
        time=time.value if time is not None and (abs(time.start - mention.end) < 60 or len(dated) == 1) else None,
        of=getattr(mention, "of", ""),
        good=_good(words, mention.start, mention.end) if kind in {"mass", "mass_rate"} else "",
        stage=_stage(words, mention.end) if role == "share" else None,
    )


_STAGES = {
    "mine": re.compile(r"(?i)\bmin(?:ing|ed|es?)\b|\bextract\w*"),
    "refine": re.compile(r"(?i)\brefin\w+|\bprocess\w+|\bseparat\w+|\bsmelt\w+"),
    "component": re.compile(r"(?i)\bmagnets?\b|\banodes?\b|\bcathodes?\b|\bbatter(?:y|ies)\b"),
}


def _stage(words: str, end: int) -> str | None:
    """The stage named first in the clause after a share."""
    clause = re.split(r"\d|[.;]|,\s(?=[a-z]+ (?:and|but))", words[end : end + 80])[0]
    found = {s: m.start() for s, p in _STAGES.items() if (m := p.search(clause))}
    return min(found, key=lambda s: found[s], default=None)


_GOODS = re.compile(
    r"(?i)^[\w\s-]{0,30}?\b"
    r"(ores?|concentrates?|spodumene|carbonate equivalent|lce|carbonate|hydroxide|oxides?|magnets?)\b"
)


_BEFORE = re.compile(
    r"(?i)\b(ore|spodumene|carbonate|hydroxide|magnet|oxide)s?\s(?:production|output|making|manufacturing|capacity|quotas?)\b"
)


def _good(words: str, start: int, end: int) -> str:
    """The form named beside a mass: `ore`, `carbonate`, ...; `contained` for metal in concentrate; empty if unsaid."""
    after = re.split(r"[.,;]|\bfrom\b|\bthan\b", words[end : end + 60])[0]
    found = _GOODS.match(after) or _BEFORE.search(words[max(0, start - 70) : start])
    if found is None:
        return ""
    good = found[1].lower().rstrip("s")
    if good == "concentrate" and re.search(r"(?i)\bin concentrate", after):
        return "contained"
    return {"carbonate equivalent": "carbonate", "lce": "carbonate"}.get(good, good)


_SINCE = re.compile(r"(?i)\b(?:since|first in)\s$")
_YEAR = re.compile(r"(?i)\d{4}|\byear\b|\d\s?(?:January|February|March|April|May|June|July|August|September)|\w+\s\d")


def _nearest(names: Sequence[Name], mention: Any, kind: str) -> str | None:
    """The name of a kind that stands next to a number: in the same clause, one after it at half the distance."""
    near = [n for n in names if n.kind == kind]
    best = min(
        near,
        key=lambda n: (n.start - mention.end) / 2 if n.start >= mention.end else mention.start - n.end,
        default=None,
    )
    return best.id if best is not None else None


def _owner(words: str, names: Sequence[Name], mention: Any) -> str | None:
    """Whose number it is: the last firm, site or country named before it in the sentence."""
    before = [n for n in names if n.end <= mention.start and n.kind in {"company", "project", "country"}]
    firms = [n for n in before if n.kind != "country"]
    best = firms[-1] if firms else before[-1] if before else None
    return best.id if best is not None else None


def _role(words: str, start: int, end: int, kind: str) -> str:
    """The role whose words stand nearest to the number; `plain` where none does."""
    low, best, gap = words.lower(), "plain", float("inf")
    for role, pattern in _roles(kind):
        for m in pattern.finditer(low, max(0, start - REACH), min(len(low), end + REACH)):
            far = start - m.end() if m.end() <= start else 0.7 * (m.start() - end)
            if 0 <= far < gap:
                best, gap = role, far
    return (
        "aside"
        if kind == "share" and best in {"cut", "rise", "plain"} and _SHARES.search(low[max(0, start - 60) : end + 30])
        else best
    )


@lru_cache(maxsize=16)
def _roles(kind: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(role, words) of the roles that a number of this kind can have."""
    text = files("didymium.brief.relations").joinpath("roles.csv").read_text("utf-8")
    rows = [r for r in csv.DictReader(text.splitlines()) if kind in r["kinds"].split()]
    return tuple((r["role"], re.compile(rf"\b(?:{r['words']})\b".replace("'", "['’]"))) for r in rows)


def _linked(found: tuple[Stated, ...], text: str, offset: int) -> Iterator[Stated]:
    """The numbers of one sentence, each with the one that it replaces ("down from") or is a part of ("35% of")."""
    order = sorted(range(len(found)), key=lambda k: found[k].start)
    for at, k in enumerate(order):
        one = found[k]
        if one.kind == "date":
            yield one
            continue
        for other in (found[j] for j in order[at + 1 :]):
            between = text[one.end : other.start]
            if other.kind == one.kind and other.unit == one.unit and len(between) < 90 and _OLD.search(between):
                role = (
                    one.role if one.role == "quota" else other.role if other.role in {"quota", "target"} else one.role
                )
                one = replace(one, old=offset + order.index(found.index(other)), role=role, good=one.good or other.good)
                break
            part = one.kind == "share" and one.role in {"cut", "rise", "share", "reserved"}
            if part and other.kind in {"mass", "mass_rate"} and len(between) < 90 and _BASE.search(between):
                one = replace(one, base=offset + order.index(found.index(other)))
                break
        before = found[order[at - 1]] if at else None
        if (
            before is not None
            and before.kind == one.kind
            and before.unit == one.unit
            and _NEW.match(text[before.end : one.start])
        ):
            start = text[max(one.left, before.start - 12) : before.start].lower()
            if re.search(r"\bfrom\s(?:about |around |nearly )?$", start):
                one = replace(one, old=offset + at - 1)
        yield one
